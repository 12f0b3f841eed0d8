/*
** costexact.c - a run's cost as a traced function: exact gradients, and values
** without Lua
*/
#include <string.h>

#include "bind/cost.h"
#include "bind/traced.h"


/* A cost that comes with its gradient is evaluated so often before either is
** traced. */
#define WAIT 32


/*
** Finding the traced function
*/

/* Says that an exact gradient is refused: raises it where nothing else will
** do. */
static void tell (lua_State *L, const gdl_cost *c, int traced, int fn) {
  const gdl_traced *t = gdl_to_traced(L, traced);
  if (t->rung != GDL_RUNG_REFUSED || c->exact == GDL_EXACT_NOT)
    return;
  if (c->second != GDL_SECOND_NOT)
    gdl_cost_refuse_products(L, traced, 0);
  if (c->exact == GDL_EXACT_AUTO) {
    gdl_traced_warn_once(L, traced, fn);
    return;
  }
  const char *place = t->why.file[0] == '\0' ? "" :
      lua_pushfstring(L, "%s:%d: ", t->why.file, t->why.line);
  gdl_blame(L, "the cost cannot be traced (%s%s), so that there is no exact "
               "gradient; with gradient = \"auto\" it is worked out by "
               "differences then", place, t->why.text);
}


/* Protected: cost, function, shape, extra... -> the traced function. */
static int find (lua_State *L) {
  gdl_cost *c = lua_touserdata(L, 1);
  gdl_push_traced_cost(L, c->kind, 2, 3, 4, c->nargs, c->batched);
  if (c->kind == GDL_COST_RESIDUALS)
    gdl_traced_expect(L, lua_gettop(L), c->problem.residuals);
  tell(L, c, lua_gettop(L), 2);
  return 1;
}


static void push_find (lua_State *L, gdl_cost *c) {
  lua_pushcfunction(L, find);
  lua_pushlightuserdata(L, c);
  lua_pushvalue(L, c->fn);
  lua_pushvalue(L, c->shape_at);
  for (int i = 0; i < c->nargs; i++)
    lua_pushvalue(L, c->extra + i);
}


/* (Again:) the batch may have another number of rows, or another run may have
** given the traced function its own arguments. */
static gdl_status find_again (gdl_cost *c) {
  lua_State *L = c->L;
  gdl_cost_gather(c);
  push_find(L, c);
  gdl_status status = gdl_call(L, 3 + c->nargs, 1, c->handler, c->error);
  if (status == GDL_OK) {
    if (c->other != 0 && c->stale) {
      lua_copy(L, c->traced, c->other);
      c->other_rows = c->rows;
      c->other_given = c->given;
    }
    c->given = gdl_to_traced(L, -1)->given;
    lua_replace(L, c->traced);
    c->rows = c->wanted;
    c->stale = 0;
  }
  return status;
}


void gdl_cost_resize (gdl_cost *c, size_t rows) {
  c->wanted = rows;
  c->stale = rows != c->rows;
  if (!c->stale || c->traced == 0 || c->other == 0 || rows != c->other_rows)
    return;
  uint64_t given = c->given;
  lua_pushvalue(c->L, c->traced);
  lua_copy(c->L, c->other, c->traced);
  lua_replace(c->L, c->other);
  c->given = c->other_given;
  c->other_given = given;
  c->other_rows = c->rows;
  c->rows = rows;
  c->stale = 0;
}


gdl_status gdl_cost_trace (gdl_cost *c, int traced) {
  c->traced = 0;
  c->go_back = 0;
  c->stale = 0;
  c->rows = c->wanted = c->other_rows = 0;
  gdl_lua_ran();
  if (c->has_gradient && c->problem.evaluations < WAIT)
    return GDL_OK;
  c->traced = traced;
  return find_again(c);
}


/* A cost that comes with its gradient is traced, and so is that, when it has
** been evaluated some times; 'slot' as for gdl_cost_trace. */
static gdl_status trace_late (gdl_cost *c) {
  gdl_cost *s = c->slope;
  if (s->traced != 0 || c->problem.evaluations < WAIT)
    return GDL_OK;
  s->traced = s->late;
  gdl_status status = find_again(s);
  if (status == GDL_OK && c->traced == 0) {
    c->traced = c->late;
    status = find_again(c);
  }
  return status;
}


/*
** Evaluating
*/

typedef struct request {
  gdl_cost *c;
  gdl_want want;
  const double *x;
  double *const *result;
  gdl_sweep *sweep;          /* or NULL */
  gdl_went went;
} request;


/* Protected: request, traced function, cost. */
static int run (lua_State *L) {
  request *r = lua_touserdata(L, 1);
  gdl_cost *c = r->c;
  gdl_traced *t = gdl_to_traced(L, 2);
  uint64_t wrong, now_wrong;
  uint64_t right = gdl_traced_verified(t, &wrong);
  if (r->sweep != NULL)
    r->went = gdl_traced_sweep(L, 2, NULL, r->x, r->sweep);
  else
    r->went = gdl_traced_run(L, 2, NULL, r->want, r->x, r->result, NULL);
  c->verified += gdl_traced_verified(t, &now_wrong) - right;
  if (now_wrong != wrong) {
    c->mismatch += now_wrong - wrong;
    c->go_back = 1;
    gdl_traced_warn_once(L, 2, 3);
  }
  if (r->went == GDL_WENT_REFUSED)
    tell(L, c, 2, 3);
  return 0;
}


static gdl_status run_with_care (request *r) {
  gdl_cost *c = r->c;
  lua_State *L = c->L;
  gdl_cost_gather(c);
  lua_pushcfunction(L, run);
  lua_pushlightuserdata(L, r);
  lua_pushvalue(L, c->traced);
  lua_pushvalue(L, c->fn);
  gdl_status status = gdl_call(L, 3, 0, c->handler, c->error);
  return status == GDL_OK && c->go_back ? GDL_ECALLBACK : status;
}


/* Is the traced function still the one that is meant? */
static int is_found (const gdl_cost *c) {
  const gdl_traced *t = lua_touserdata(c->L, c->traced);
  return !c->stale && t != NULL && t->given == c->given;
}


gdl_leaves *gdl_cost_leaves (const gdl_cost *c) {
  if (c->traced == 0 || !is_found(c))
    return NULL;
  gdl_traced *t = lua_touserdata(c->L, c->traced);
  return &t->leaves;
}


static gdl_status evaluate (gdl_cost *c, gdl_want want, const double *x,
                            double *const *result, int *done) {
  gdl_status status = is_found(c) ? GDL_OK : find_again(c);
  *done = 0;
  if (status != GDL_OK)
    return status;
  request r = {c, want, x, result, NULL, GDL_WENT_NOWHERE};
  r.went = gdl_traced_try(c->L, c->traced, want, x, result, NULL, &status);
  if (status == GDL_OK && r.went == GDL_WENT_NOWHERE)
    status = run_with_care(&r);
  *done = r.went == GDL_WENT_WELL;
  return status;
}


/* Is it compiled, or may it become so? Otherwise a plain call gives the same
** value for less. */
static int is_program (const gdl_cost *c) {
  const gdl_traced *t = lua_touserdata(c->L, c->traced);
  return t->rung == GDL_RUNG_NEW || t->rung == GDL_RUNG_COMPILED;
}


gdl_status gdl_cost_exact_value (gdl_cost *c, const double *x, double *cost,
                                 int *done) {
  *done = 0;
  if (c->traced == 0 || (!c->stale && !is_program(c)))
    return GDL_OK;
  double *result[] = {cost};
  gdl_status status = evaluate(c, GDL_WANT_VALUES, x, result, done);
  if (*done) {
    c->problem.evaluations++;
    *cost *= c->sign;
  }
  return status;
}


gdl_status gdl_cost_exact_points (gdl_cost *c, double *x,
                                  const gdl_diff_point *points, size_t count,
                                  double *out, size_t *done) {
  gdl_status status = GDL_OK;
  int well = 1;
  for (*done = 0; *done < count; ++*done) {
    if (c->traced == 0 || (!c->stale && !is_program(c)))
      return GDL_OK;
    size_t i = points[*done].index;
    double was = x[i], *result[] = {&out[*done]};
    x[i] = points[*done].at;
    status = evaluate(c, GDL_WANT_VALUES, x, result, &well);
    x[i] = was;
    if (status != GDL_OK || !well)
      return status;
    out[*done] *= c->sign;
  }
  return GDL_OK;
}


gdl_status gdl_cost_exact_product (gdl_cost *c, const double *x,
                                   const double *v, double *hv, int *done) {
  gdl_status status = GDL_OK;
  double *result[] = {hv};
  *done = 0;
  if (c->traced == 0) {
    c->traced = c->late;
    status = find_again(c);
  }
  else if (!is_found(c))
    status = find_again(c);
  if (status != GDL_OK)
    return status;
  gdl_traced *t = gdl_to_traced(c->L, c->traced);
  t->leaves.data[GDL_SEED_SLOT] = v;
  status = evaluate(c, GDL_WANT_HVP, x, result, done);
  t->leaves.data[GDL_SEED_SLOT] = NULL;
  if (*done) {
    c->problem.evaluations++;
    if (c->sign < 0)
      for (size_t i = 0; i < c->shape->n; i++)
        hv[i] = -hv[i];
  }
  return status;
}


/* All unit vectors: by what is compiled, else all at once with care. */
static gdl_status sweep (gdl_cost *c, const double *x, gdl_sweep *s,
                         int *done) {
  gdl_status status = is_found(c) ? GDL_OK : find_again(c);
  *done = 0;
  if (status != GDL_OK)
    return status;
  request r = {c, s->want, x, NULL, s, GDL_WENT_NOWHERE};
  status = run_with_care(&r);
  *done = status == GDL_OK && r.went == GDL_WENT_WELL;
  return status;
}


static gdl_status forward (gdl_cost *c, const double *x, double *cost,
                           double *g, int *done) {
  gdl_sweep s = {GDL_WANT_JVP, NULL, NULL, {0, 0, 0}, 0, 0};
  gdl_status status = sweep(c, x, &s, done);
  if (!*done)
    return status;
  *cost = s.value[0];
  memcpy(g, s.rows, c->shape->n * sizeof(double));
  return GDL_OK;
}


gdl_status gdl_cost_exact_gradient (gdl_cost *c, const double *x, double *cost,
                                    double *g, int *done) {
  *done = 0;
  if (c->traced == 0 || c->exact == GDL_EXACT_NOT)
    return GDL_OK;
  double *result[] = {cost, g};
  gdl_status status = c->exact == GDL_EXACT_FORWARD
                      ? forward(c, x, cost, g, done)
                      : evaluate(c, c->fast ? GDL_WANT_FAST_GRADIENT
                                            : GDL_WANT_GRADIENT, x, result, done);
  if (!*done)
    return status;
  c->problem.evaluations++;
  if (c->sign < 0) {
    *cost = -*cost;
    for (size_t i = 0; i < c->shape->n; i++)
      g[i] = -g[i];
  }
  return status;
}


gdl_status gdl_cost_exact_residual (gdl_cost *c, const double *x, double *r,
                                    int *done) {
  *done = 0;
  if (c->traced == 0 || (!c->stale && !is_program(c)))
    return GDL_OK;
  double *result[] = {r};
  gdl_status status = evaluate(c, GDL_WANT_VALUES, x, result, done);
  c->problem.evaluations += *done != 0;
  return status;
}


gdl_status gdl_cost_exact_jacobian (gdl_cost *c, const double *x, double *r,
                                    double *jac, int *done) {
  size_t n = c->shape->n, m = c->problem.residuals;
  *done = 0;
  if (c->traced == 0 || c->exact == GDL_EXACT_NOT)
    return GDL_OK;
  gdl_sweep s = {GDL_WANT_COUNT, NULL, NULL, {0, 0, 0}, 0, 0};
  gdl_status status = sweep(c, x, &s, done);
  if (!*done)
    return status;
  c->problem.evaluations++;
  memcpy(r, s.value, m * sizeof(double));
  if (s.want == GDL_WANT_VJP)
    memcpy(jac, s.rows, m*n * sizeof(double));
  else
    for (size_t i = 0; i < m; i++)
      for (size_t j = 0; j < n; j++)
        jac[i*n + j] = s.rows[j*m + i];
  return status;
}


gdl_status gdl_cost_exact_slope (gdl_cost *c, const double *x, double *g,
                                 int *done) {
  gdl_cost *s = c->slope;
  *done = 0;
  if (s == NULL)
    return GDL_OK;
  gdl_status status = trace_late(c);
  if (status != GDL_OK || s->traced == 0 || (!s->stale && !is_program(s)))
    return status;
  double *result[] = {g};
  status = evaluate(s, GDL_WANT_VALUES, x, result, done);
  c->mismatch += s->mismatch;
  c->go_back |= s->go_back;
  s->mismatch = 0;
  s->go_back = 0;
  return status;
}


/*
** Afterwards
*/

int gdl_cost_settle (lua_State *L, gdl_cost *c, const double *x) {
  if (c->traced == 0 || !is_found(c))
    return 1;
  if (gdl_traced_settle(L, c->traced, NULL, x))
    return 1;
  c->mismatch++;
  gdl_traced_warn_once(L, c->traced, c->fn);
  return 0;
}


int gdl_cost_push_trouble (lua_State *L, const gdl_cost *c, int traced) {
  const gdl_traced *t = lua_touserdata(L, traced);
  if (t == NULL || (c->mismatch == 0 && (c->exact == GDL_EXACT_NOT ||
                                         t->rung != GDL_RUNG_REFUSED)))
    return 0;
  gdl_traced_warn(L, traced);
  return 1;
}
