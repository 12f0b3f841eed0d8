/*
** fit.c - what gd.least_squares and gd.fit need besides a run
*/
#include "array/lapack.h"
#include "array/linalg.h"
#include "bind/run.h"


/* core.svd(A) -> singular values, right singular vectors as rows */
static int svd (lua_State *L) {
  gdl_error err = {""};
  gdl_array *A = gdl_to_array(L, 1);
  luaL_argcheck(L, A != NULL && A->rank == 2, 1, "matrix");
  size_t k = A->rows < A->cols ? A->rows : A->cols;
  gdl_array *s = gdl_push_array(L, 1, k, 0);
  gdl_array *vt = gdl_push_array(L, 2, k, A->cols);
  gdl_status status = gdl_linalg_svd(A, s, vt, &err);
  return status == GDL_OK ? 2 : gdl_blame_status(L, status, &err);
}


/* core.need_lapack(): raises where there is none */
static int need_lapack (lua_State *L) {
  const gdl_lapack *lapack;
  gdl_error err = {""};
  gdl_status status = gdl_lapack_get(&lapack, &err);
  return status == GDL_OK ? 0 : gdl_blame_status(L, status, &err);
}


/* The run is entered: evaluates where it is. */
static gdl_status evaluate (gdl_run *run, double *r, double *jac) {
  gdl_problem *p = &run->cost.problem;
  gdl_status status = gdl_cost_trace(&run->cost, gdl_slot(run, TRACED));
  uint64_t evaluations = p->evaluations;
  while (status == GDL_OK) {
    status = p->jacobian(p, gdl_descent_state(run->d)->x, r, jac);
    if (!run->cost.go_back || status != GDL_ECALLBACK)
      break;
    run->cost.go_back = 0;          /* once more, on a lower rung */
    status = GDL_OK;
  }
  p->evaluations = evaluations;
  return status;
}


/* run:linearised() -> residuals and their Jacobian at the last point; they are
** not counted as evaluations */
static int linearised (lua_State *L) {
  gdl_run *run = gdl_check_run(L, 1);
  size_t m = run->cost.problem.residuals;
  luaL_argcheck(L, m > 0 && run->L == NULL, 1, "residuals");
  lua_settop(L, 1);
  double *r = gdl_push_array(L, 1, m, 0)->data;
  double *jac = gdl_push_array(L, 2, m, run->shape->n)->data;
  gdl_run_enter(L, run, 1);
  gdl_forget_traceback(L);
  gdl_interrupt_enter();
  gdl_status status = evaluate(run, r, jac);
  gdl_interrupt_leave(0);
  gdl_run_leave(L, run);
  if (status == GDL_ECALLBACK)
    return lua_error(L);
  if (status != GDL_OK)
    return gdl_blame_status(L, status, NULL);
  lua_settop(L, 3);
  return 2;
}


void gdl_open_fit (lua_State *L, int gd, int core) {
  static const luaL_Reg functions[] = {
    {"svd", svd}, {"need_lapack", need_lapack}, {NULL, NULL}
  };
  (void)gd;
  gdl_set_functions(L, core, functions);
  lua_getfield(L, core, "descent_methods");
  lua_pushcfunction(L, linearised);
  lua_setfield(L, -2, "linearised");
  lua_pop(L, 1);
}
