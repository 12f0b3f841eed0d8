/*
** exact.c - exact derivatives at one point, and what is known of a function
** Options are read in scripts/gdlua/derivative.lua.
*/
#include <string.h>

#include "array/reduce.h"
#include "bind/cost.h"
#include "bind/traced.h"

typedef enum what {
  GRADIENT, FORWARD, HVP, HESSIAN, JACOBIAN, VALUE
} what;

static const char *const names[] = {
  "gradient", "forward", "hvp", "hessian", "jacobian", "value", NULL
};

/* Fixed places in the frame of core.exact. */
enum { WANT = 1, FN, X, V, EXTRA };


static void check_finite (lua_State *L, const double *x, size_t n,
                          const char *name) {
  size_t i = gdl_reduce_first_nonfinite(x, n);
  if (i == n)
    return;
  lua_pushnumber(L, x[i]);
  gdl_blame(L, "%s is not finite: element %d is %s", name, (int)i + 1,
            gdl_describe(L, -1));
}


/* Points of so many numbers need no userdata. */
#define FEW 32

/* A derivative that is being worked out. Stack indices are absolute. */
typedef struct request {
  what what;
  int shape, traced;
  size_t n;
  double *x, *v;
  double cost;
  double few[2 * FEW];
} request;


/* Pushes what a result of the shape is written to: the array that is answered, or
** a userdata. */
static double *push_result (lua_State *L, const request *r) {
  const gdl_tree_node *root = &gdl_to_tree(L, r->shape)->node[0];
  return root->kind == GDL_TREE_ARRAY
             ? gdl_push_like(L, &root->shape)->data
             : lua_newuserdatauv(L, r->n * sizeof(double), 0);
}


/* Works out the gradient, or a product with the Hessian; pushes it. */
static int one (lua_State *L, request *r) {
  gdl_traced *t = gdl_to_traced(L, r->traced);
  double *g = push_result(L, r);
  double *gradient[] = {&r->cost, g}, *hvp[] = {g};
  int is_hvp = r->what == HVP;
  gdl_went went;
  if (is_hvp) {
    gdl_tree_flatten(L, r->shape, V, "v", 0, r->v);
    t->leaves.data[GDL_SEED_SLOT] = r->v;
  }
  went = gdl_traced_run(L, r->traced, NULL,
                        is_hvp ? GDL_WANT_HVP : GDL_WANT_GRADIENT, r->x,
                        is_hvp ? hvp : gradient, NULL);
  t->leaves.data[GDL_SEED_SLOT] = NULL;
  if (went != GDL_WENT_WELL)
    return 0;
  if (gdl_to_tree(L, r->shape)->node[0].kind != GDL_TREE_ARRAY)
    gdl_tree_push(L, r->shape, g);
  if (is_hvp)
    return 1;
  lua_pushnumber(L, r->cost);
  return 2;
}


/* Pushes rows, or columns, of numbers as a matrix. */
static void push_matrix (lua_State *L, const double *rows, size_t count,
                         size_t width, int columns) {
  gdl_array *a = gdl_push_array(L, 2, columns ? width : count,
                                columns ? count : width);
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < width; k++)
      a->data[columns ? k * count + i : i * width + k] = rows[i * width + k];
}


/* All unit vectors: a gradient in forward mode, a Hessian, a Jacobian. */
static int all (lua_State *L, request *r) {
  gdl_sweep s = {r->what == FORWARD ? GDL_WANT_JVP :
                 r->what == HESSIAN ? GDL_WANT_HVP : GDL_WANT_COUNT,
                 NULL, NULL, {0, 0, 0}, 0, 0};
  if (gdl_traced_sweep(L, r->traced, NULL, r->x, &s) != GDL_WENT_WELL)
    return 0;
  if (r->what == FORWARD) {
    gdl_tree_push(L, r->shape, s.rows);
    lua_pushnumber(L, s.value[0]);
    return 2;
  }
  push_matrix(L, s.rows, s.count, s.width, s.want == GDL_WANT_JVP);
  return 1;
}


static int value (lua_State *L, request *r) {
  double *result[] = {&r->cost};
  if (gdl_traced_run(L, r->traced, NULL, GDL_WANT_VALUES, r->x, result, NULL) !=
      GDL_WENT_WELL)
    return 0;
  lua_pushnumber(L, r->cost);
  return 1;
}


/* Finds room for points of the shape there is; may push a userdata. */
static void make_room (lua_State *L, request *r) {
  size_t points = r->what == HVP ? 2 : 1;
  r->n = gdl_to_tree(L, r->shape)->n;
  r->x = r->n <= FEW ? r->few
                     : lua_newuserdatauv(L, points * r->n * sizeof(double), 0);
  r->v = points == 2 ? r->x + r->n : NULL;
}


/* Pushes the shape of the point at X, mostly that of the last time, and room for
** points; puts it there. */
static void prepare (lua_State *L, request *r) {
  if (!gdl_push_last_shape(L, FN, X))
    gdl_push_tree(L, X, "x");
  r->shape = lua_gettop(L);
  make_room(L, r);
  gdl_tree_flatten(L, r->shape, X, "x", 0, r->x);
  check_finite(L, r->x, r->n, "x");
}


/* A script, and whatever it calls, may have run since the last time. */
static void push_function (lua_State *L, request *r, int nargs) {
  gdl_lua_ran();
  if (gdl_trace_current != NULL)
    gdl_trace_impure(L, "a derivative is worked out inside it");
  gdl_push_traced_cost(L, r->what == JACOBIAN ? GDL_COST_MAP : GDL_COST_NUMBER,
                       FN, r->shape, EXTRA, nargs, 0);
  r->traced = lua_gettop(L);
}


/* The n results on top, and whether slopes came up meanwhile that are not known. */
static int finish (lua_State *L, int n, uint64_t slopes) {
  if (gdl_unknown_slopes() == slopes)
    return n;
  if (n == 1)
    lua_pushnil(L);
  lua_pushboolean(L, 1);
  return 3;
}


/* Protected, as its arguments are those of core.exact. */
static int exact (lua_State *L) {
  request r;
  uint64_t before, after, slopes = gdl_unknown_slopes();
  int nargs = lua_gettop(L) - EXTRA + 1, n;
  r.what = (what)luaL_checkoption(L, WANT, NULL, names);
  luaL_checkstack(L, 2 * nargs + 40, "calling the cost");
  prepare(L, &r);
  push_function(L, &r, nargs);
  gdl_traced_verified(gdl_to_traced(L, r.traced), &before);
  if (r.what == GRADIENT || r.what == HVP)
    n = one(L, &r);
  else if (r.what == VALUE)
    n = value(L, &r);
  else
    n = all(L, &r);
  gdl_traced_verified(gdl_to_traced(L, r.traced), &after);
  if (after != before)
    gdl_traced_warn_once(L, r.traced, FN);
  if (n > 0)
    return finish(L, n, slopes);
  lua_pushnil(L);
  gdl_traced_explain(L, r.traced);
  gdl_traced_warn(L, r.traced);
  lua_setfield(L, -2, "warning");
  return 2;
}


/* Calls the protected function fn with all arguments; an error is raised with
** the traceback it had. */
static int guarded (lua_State *L, lua_CFunction fn) {
  int top = lua_gettop(L);
  luaL_checkstack(L, top + 10, "calling a function");
  lua_pushnil(L);
  int error = top + 1;
  gdl_push_handler(L);
  gdl_forget_traceback(L);
  lua_pushcfunction(L, fn);
  for (int i = 1; i <= top; i++)
    lua_pushvalue(L, i);
  if (gdl_call(L, top, LUA_MULTRET, top + 2, error) != GDL_OK) {
    lua_pushvalue(L, error);
    return lua_error(L);
  }
  return lua_gettop(L) - top - 2;
}


/* core.exact(want, f, x, v, ...) -> results; nil and a report where f cannot
** be traced. The third result is true where a NaN among them may stand for
** the slope of a gd.custom that is not known. The arguments after v are handed on to f.
**   "gradient"   the gradient in the shape of x, the cost
**   "forward"    the same, worked out in forward mode
**   "hvp"        the Hessian times v, both in the shape of x
**   "hessian"    the matrix, n x n
**   "jacobian"   of a function that answers a number, a vector or a plain table
**                of numbers: the matrix, m x n
**   "value"      the cost */
static int core_exact (lua_State *L) {
  luaL_checkany(L, V);
  return guarded(L, exact);
}


/* Where it was last: what it has read may be another by now. (The tape would
** have all the effects of a call.) */
static void again (lua_State *L, request *r, const gdl_traced *t) {
  const double *x = gdl_push_cost_point(L, r->traced);
  if (x == NULL || gdl_traced_is_busy(t) ||
      (t->rung != GDL_RUNG_NEW && t->rung != GDL_RUNG_COMPILED))
    return;
  r->shape = lua_gettop(L);
  make_room(L, r);
  memcpy(r->x, x, r->n * sizeof(double));
  gdl_lua_ran();
  one(L, r);
}


/* Protected: nothing, f, x, nothing, ... */
static int explain (lua_State *L) {
  request r = {.what = GRADIENT};
  int nargs = lua_gettop(L) - EXTRA + 1;
  luaL_checkstack(L, 2 * nargs + 40, "calling the cost");
  if (lua_isnil(L, X)) {
    gdl_traced *t = gdl_push_last_cost(L, FN);
    if (t == NULL)
      return 0;
    r.traced = lua_gettop(L);
    again(L, &r, t);
  }
  else {
    prepare(L, &r);
    push_function(L, &r, nargs);
    one(L, &r);
  }
  gdl_traced_explain(L, r.traced);
  if (gdl_to_traced(L, r.traced)->why.set) {
    gdl_traced_warn(L, r.traced);
    lua_setfield(L, -2, "sentence");
  }
  return 1;
}


/* core.explain(f, x, ...) -> report of f at x, or of the shape it was last
** traced for (x nil): {rung =, what =, reason =, file =, line =, sentence =,
** paths = {{guards =, graph =, nodes =, program =}, ...}, reads =, slots =,
** promoted =, arrays =, verified =, mismatches =}; nil where it was not. */
static int core_explain (lua_State *L) {
  luaL_checkany(L, 2);
  lua_pushnil(L);
  lua_insert(L, 1);
  lua_pushnil(L);
  lua_insert(L, V);
  return guarded(L, explain);
}


/* core.warn_refused(f): prints the warning that belongs to the last refusal of
** f, unless one was printed. */
static int warn_refused (lua_State *L) {
  lua_settop(L, 1);
  if (gdl_push_last_cost(L, 1) != NULL)
    gdl_traced_warn_once(L, 2, 1);
  return 0;
}


void gdl_open_exact (lua_State *L, int gd, int core) {
  static const luaL_Reg functions[] = {
    {"exact", core_exact}, {"explain", core_explain},
    {"warn_refused", warn_refused}, {NULL, NULL}
  };
  (void)gd;
  gdl_set_functions(L, core, functions);
}
