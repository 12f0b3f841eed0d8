/*
** arraysoft.c - exponentials of all elements together, scaled so that nothing
** overflows: gd.logsumexp, gd.softmax
*/
#include "bind/box.h"
#include "bind/tracemath.h"

#include <math.h>

#include "array/kernel.h"


/* gd.logsumexp(x [, axis]) */
static int logsumexp (lua_State *L) {
  GDL_TRACED(L, logsumexp(L), "logsumexp", gdl_traced_logsumexp(L));
  if (lua_type(L, 1) == LUA_TNUMBER) {
    lua_pushnumber(L, lua_tonumber(L, 1));
    return 1;
  }
  int results = gdl_apply_boxed(L, "logsumexp");
  if (results >= 0)
    return results;
  double x;
  gdl_check_operand(L, 1, "logsumexp", &x);
  return gdl_push_reduction(L, GDL_R_LOGSUMEXP, "logsumexp");
}


/* out = exp(x)/sum(exp(x)), scaled by the largest so that nothing overflows. */
static void softmax_row (const double *x, double *out, size_t n) {
  if (n == 0)
    return;
  const gdl_kernels *k = gdl_kernels_get();
  k->binary[GDL_B_sub].vs(x, gdl_reduce_max(x, n), out, n);
  k->unary[GDL_U_exp](out, out, n);
  k->binary[GDL_B_div].vs(out, gdl_reduce_sum(out, n), out, n);
}


/* gd.softmax(x): exp(x)/sum(exp(x)), of a matrix for each row. */
static int softmax (lua_State *L) {
  GDL_TRACED(L, softmax(L), "softmax", gdl_traced_softmax(L));
  int results = gdl_apply_boxed(L, "softmax");
  if (results >= 0)
    return results;
  double x;
  gdl_array a = gdl_check_operand(L, 1, "softmax", &x);
  if (a.rank == 0)
    lua_pushnumber(L, isnan(x) ? x : 1);
  else if (a.rank == 1)
    softmax_row(a.data, gdl_push_like(L, &a)->data, a.rows);
  else {
    gdl_array *out = gdl_push_like(L, &a);
    for (size_t i = 0; i < a.rows; i++)
      softmax_row(a.data + i * a.cols, out->data + i * a.cols, a.cols);
  }
  return 1;
}


static const luaL_Reg functions[] = {
  {"logsumexp", logsumexp},
  {"softmax", softmax},
  {NULL, NULL}
};


void gdl_open_arraysoft (lua_State *L, int gd, int core) {
  (void)core;
  gdl_set_functions(L, gd, functions);
}
