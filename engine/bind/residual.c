/*
** residual.c - a user's residuals as a gdl_problem
** The cost is what the loss makes of them (optim/loss.h). They are traced as
** costs are (costexact.c); where that is refused the function is called as it
** is, and derivatives are differences.
*/
#include <string.h>

#include "base/cancel.h"
#include "bind/cost.h"


/* What a protected call is about. */
typedef struct request {
  gdl_cost *c;
  const double *x;
  double *r;
} request;


/* Protected: request, function, argument, parts, shape, extra... */
static int call_plain (lua_State *L) {
  request *q = lua_touserdata(L, 1);
  gdl_cost here = *q->c;
  double number;
  gdl_array a;
  gdl_error err;
  here.arg = 3, here.parts = 4, here.shape_at = 5, here.extra = 6;
  luaL_checkstack(L, here.nargs + 12, "calling the residuals");
  lua_pushvalue(L, 2);
  gdl_cost_push_arguments(&here, q->x);
  lua_call(L, 1 + here.nargs, 1);
  int at = lua_gettop(L);
  size_t m = here.problem.residuals;
  if (!gdl_to_operand(L, at, &a, &number, &err) || a.rank == 2)
    gdl_bad_map(L, 2, at);
  if (gdl_array_length(&a) != m)
    gdl_bad_count(L, 2, gdl_array_length(&a), m);
  memcpy(q->r, a.data, m * sizeof(double));
  return 0;
}


static gdl_status plain (void *ctx, const double *x, double *r) {
  gdl_cost *c = ctx;
  lua_State *L = c->L;
  request q = {c, x, r};
  if (c->cancellable && gdl_cancel_asked())
    return GDL_ECANCEL;
  c->problem.evaluations++;
  lua_pushcfunction(L, call_plain);
  lua_pushlightuserdata(L, &q);
  lua_pushvalue(L, c->fn);
  lua_pushvalue(L, c->arg);
  lua_pushvalue(L, c->parts);
  lua_pushvalue(L, c->shape_at);
  for (int i = 0; i < c->nargs; i++)
    lua_pushvalue(L, c->extra + i);
  return gdl_call(L, 5 + c->nargs, 0, c->handler, c->error);
}


/* By the program where there is one. */
static gdl_status values (void *ctx, const double *x, double *r) {
  gdl_cost *c = ctx;
  int done;
  gdl_status status = gdl_cost_exact_residual(c, x, r, &done);
  return status != GDL_OK || done ? status : plain(c, x, r);
}


static gdl_status residual (gdl_problem *p, const double *x, double *r) {
  return values(p->ctx, x, r);
}


static gdl_status jacobian (gdl_problem *p, const double *x, double *r,
                            double *jac) {
  gdl_cost *c = p->ctx;
  int done;
  gdl_status status = gdl_cost_exact_jacobian(c, x, r, jac, &done);
  if (status != GDL_OK || done)
    return status;
  status = values(c, x, r);
  if (status != GDL_OK)
    return status;
  memcpy(c->x, x, p->n * sizeof(double));
  return gdl_diff_jacobian(&c->diff, values, c, c->x, p->n, p->residuals, r,
                           jac, c->residual + p->residuals);
}


static gdl_status value (gdl_problem *p, const double *x, double *cost) {
  gdl_cost *c = p->ctx;
  gdl_status status = residual(p, x, c->residual);
  if (status == GDL_OK)
    *cost = gdl_loss_cost(&p->loss, c->residual, p->residuals);
  return status;
}


static gdl_status gradient (gdl_problem *p, const double *x, double *cost,
                            double *g, double *g_error) {
  gdl_cost *c = p->ctx;
  *g_error = 0;
  gdl_status status = jacobian(p, x, c->residual, c->jacobian);
  if (status != GDL_OK)
    return status;
  *cost = gdl_loss_cost(&p->loss, c->residual, p->residuals);
  gdl_loss_gradient(&p->loss, c->residual, c->jacobian, p->residuals, p->n, g);
  return GDL_OK;
}


void gdl_cost_residuals (gdl_cost *c, size_t m, const gdl_loss *loss,
                         double *room) {
  c->kind = GDL_COST_RESIDUALS;
  c->residual = room;
  c->jacobian = room + 3*m;
  c->problem.residuals = m;
  c->problem.loss = *loss;
  c->problem.value = value;
  c->problem.gradient = gradient;
  c->problem.residual = residual;
  c->problem.jacobian = jacobian;
}
