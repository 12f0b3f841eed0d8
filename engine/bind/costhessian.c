/*
** costhessian.c - products with the Hessian of a run's cost
** They are exact where the cost can be traced, whoever works out its gradient;
** else, where that will do, central differences of the gradient that the user
** brings.
*/
#include <float.h>
#include <math.h>
#include <string.h>

#include "array/reduce.h"
#include "bind/cost.h"


int gdl_cost_refuse_products (lua_State *L, int traced, int with_gradient) {
  const gdl_traced *t = gdl_to_traced(L, traced);
  const char *place = t->why.file[0] == '\0' ? "" :
      lua_pushfstring(L, "%s:%d: ", t->why.file, t->why.line);
  return gdl_blame(L, "the cost cannot be traced (%s%s), so that it has no exact "
                      "second derivatives, which the method needs; %s", place,
                   t->why.text, with_gradient
                   ? "'newton_cg' and 'trust_region' take differences of the "
                     "gradient, 'lbfgs' does without"
                   : "'lbfgs' does without");
}


/* Protected: the traced function, whether there is a gradient of the user's. */
static int refuse (lua_State *L) {
  return gdl_cost_refuse_products(L, 1, lua_toboolean(L, 2));
}


/* Protected. */
static int refuse_slope (lua_State *L) {
  return gdl_blame(L, "the method needs second derivatives of a gd.custom whose "
                      "gradient cannot be traced: they are not known; 'lbfgs' "
                      "does without");
}


/* hv from gradients at x + h*v and x - h*v. */
static gdl_status difference (gdl_cost *c, const double *x, const double *v,
                              double *hv) {
  size_t n = c->shape->n;
  double length = gdl_reduce_maxabs(v, n);
  if (!(length > 0)) {
    memset(hv, 0, n * sizeof(*hv));
    return GDL_OK;
  }
  double h = cbrt(DBL_EPSILON) * fmax(1, gdl_reduce_maxabs(x, n)) / length;
  double *at = c->spare, *g = c->g_error; /* which only differences need */
  for (size_t i = 0; i < n; i++)
    at[i] = x[i] + h * v[i];
  gdl_status status = gdl_cost_gradient(c, at, hv);
  if (status != GDL_OK)
    return status;
  for (size_t i = 0; i < n; i++)
    at[i] = x[i] - h * v[i];
  status = gdl_cost_gradient(c, at, g);
  for (size_t i = 0; i < n; i++)
    hv[i] = (hv[i] - g[i]) / (2 * h);
  c->problem.evaluations++;
  return status;
}


static gdl_status product (gdl_problem *p, const double *x, const double *v,
                           double *hv) {
  gdl_cost *c = p->ctx;
  lua_State *L = c->L;
  int done;
  uint64_t slopes = gdl_unknown_slopes();
  gdl_status status = gdl_cost_exact_product(c, x, v, hv, &done);
  if (status != GDL_OK)
    return status;
  if (done && (gdl_unknown_slopes() == slopes ||
               gdl_reduce_first_nonfinite(hv, p->n) == p->n))
    return GDL_OK;
  if (c->has_gradient && c->second == GDL_SECOND_ANY)
    return difference(c, x, v, hv);
  lua_pushcfunction(L, done ? refuse_slope : refuse);
  lua_pushvalue(L, c->traced);
  lua_pushboolean(L, c->has_gradient);
  return gdl_call(L, 2, 0, c->handler, c->error);
}


void gdl_cost_want_products (gdl_cost *c, gdl_second second) {
  c->second = second;
  c->problem.hessian_vector = product;
}
