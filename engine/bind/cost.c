/*
** cost.c - a user's cost function as a gdl_problem
*/
#include "bind/cost.h"

#include <string.h>

#include "base/cancel.h"
#include "base/clock.h"
#include "bind/mirror.h"


/*
** The cost
*/

int gdl_bad_cost (lua_State *L, int fn) {
  int first = lua_gettop(L) - 1, second = first + 1;
  const char *place = gdl_push_place(L, fn, "cost");
  if (!lua_isnil(L, second))
    return gdl_blame(L, "the cost returned two values, %s and %s; one number "
                        "expected%s", gdl_describe(L, first),
                        gdl_describe(L, second), place);
  if (lua_isnil(L, first))
    return gdl_blame(L, "the cost returned nil; a number expected (is there a "
                        "'return' on every way through it?)%s", place);
  return gdl_blame(L, "the cost returned %s; a number expected%s",
                   gdl_describe(L, first), place);
}


/* Protected: fn, first result, second result -> raises. */
static int raise_bad_cost (lua_State *L) {
  return gdl_bad_cost(L, 1);
}


static int is_cost (lua_State *L) {
  return lua_isnil(L, -1) && lua_type(L, -2) == LUA_TNUMBER;
}


static int is_number (const gdl_cost *c) {
  return c->shape->node[0].kind == GDL_TREE_NUMBER;
}


static inline void push_extra (lua_State *L, const gdl_cost *c) {
  for (int i = 0; i < c->nargs; i++)
    lua_pushvalue(L, c->extra + i);
}


/* Pushes the argument holding x, and the extra ones. Trees may allocate, so
** they go only where an error may be raised. */
void gdl_cost_push_arguments (gdl_cost *c, const double *x) {
  lua_State *L = c->L;
  if (is_number(c))
    lua_pushnumber(L, x[0]);
  else {
    gdl_tree_refill(L, c->shape_at, c->arg, c->parts, x);
    lua_pushvalue(L, c->arg);
  }
  push_extra(L, c);
}


/* What a protected evaluation is about. */
typedef struct request {
  gdl_cost *c;
  double *x;
  const gdl_diff_point *points;   /* NULL: x itself */
  size_t count;
  double *values;
} request;


/* Calls the cost, function and arguments being on the stack. */
static double call_cost (lua_State *L, const gdl_cost *c) {
  lua_call(L, 1 + c->nargs, 2);
  if (!is_cost(L))
    return gdl_bad_cost(L, c->fn);
  double cost = c->sign * lua_tonumber(L, -2);
  lua_pop(L, 2);
  return cost;
}


/* The same when it has just been seen that the cost returns one value. */
static double call_again (lua_State *L, const gdl_cost *c) {
  lua_call(L, 1 + c->nargs, 1);
  if (lua_type(L, -1) != LUA_TNUMBER) {
    lua_pushnil(L);
    return gdl_bad_cost(L, c->fn);
  }
  double cost = c->sign * lua_tonumber(L, -1);
  lua_pop(L, 1);
  return cost;
}


/* Any shape: the argument is filled anew for every point. */
static void evaluate_each (lua_State *L, gdl_cost *c, const request *r) {
  for (size_t k = 0; k < r->count; k++) {
    const gdl_diff_point *p = r->points != NULL ? &r->points[k] : NULL;
    double was = 0;
    lua_pushvalue(L, c->fn);
    if (p != NULL) {
      was = r->x[p->index];
      r->x[p->index] = p->at;
    }
    gdl_cost_push_arguments(c, r->x);
    if (p != NULL)
      r->x[p->index] = was;
    r->values[k] = call_cost(L, c);
  }
}


/* One array: from point to point only single elements change, unless the cost
** has written into its argument. Every evaluation begins by filling it, so it
** need not be restored at the end. */
static void evaluate_array (lua_State *L, const gdl_cost *c,
                            const request *r) {
  const gdl_diff_point *p = r->points, *last = p + r->count - 1;
  double *out = r->values;
  gdl_array *a = gdl_to_array(L, c->arg);
  int mirror = lua_istable(L, c->parts) ? c->parts : 0;
  gdl_mirror_fill(L, a, c->parts, r->x);
  for (; p <= last; p++) {
    gdl_mirror_set(L, a, mirror, p->index, p->at);
    uint64_t version = ++*a->version;
    lua_pushvalue(L, c->fn);
    lua_pushvalue(L, c->arg);
    push_extra(L, c);
    *out++ = p == r->points ? call_cost(L, c) : call_again(L, c);
    if (*a->version != version)
      gdl_mirror_fill(L, a, c->parts, r->x);
    else if (p < last && p[1].index != p->index)
      gdl_mirror_set(L, a, mirror, p->index, r->x[p->index]);
  }
}


/* Evaluates the cost at several points, in a frame that may raise: the cost's
** slots are out of sight there, so the frame has its own copies of them. */
static int evaluate_many (lua_State *L) {
  const request *r = lua_touserdata(L, 1);
  gdl_cost here = {.L = L, .shape = r->c->shape, .sign = r->c->sign,
                   .nargs = r->c->nargs, .fn = 2, .arg = 3, .parts = 4,
                   .shape_at = 5, .extra = 6};
  if (here.nargs > 1)                /* else LUA_MINSTACK is enough */
    luaL_checkstack(L, here.nargs + 12, "calling the cost");
  if (r->points != NULL && here.shape->node[0].kind == GDL_TREE_ARRAY)
    evaluate_array(L, &here, r);
  else
    evaluate_each(L, &here, r);
  return 0;
}


/* Several evaluations for the price of one protected call. */
static gdl_status evaluate_with_care (gdl_cost *c, request *r) {
  lua_State *L = c->L;
  gdl_cost_gather(c);
  lua_pushcfunction(L, evaluate_many);
  lua_pushlightuserdata(L, r);
  lua_pushvalue(L, c->fn);
  lua_pushvalue(L, c->arg);
  lua_pushvalue(L, c->parts);
  lua_pushvalue(L, c->shape_at);
  push_extra(L, c);
  return gdl_call(L, 5 + c->nargs, 0, c->handler, c->error);
}


/* Are the points x itself, then two along every axis? */
static int are_along_axes (const gdl_cost *c, const request *r) {
  size_t n = c->shape->n;
  const gdl_diff_point *p = r->points;
  if (p == NULL || r->count != 2*n + 1 || p[0].at != r->x[p[0].index])
    return 0;
  for (size_t i = 0; i < n; i++)
    if (p[2*i + 1].index != i || p[2*i + 2].index != i)
      return 0;
  return 1;
}


/* Reads 'count' costs from the top of the stack; false if one is none. */
static int read_costs (gdl_cost *c, size_t count, double *out) {
  lua_State *L = c->L;
  int first = lua_gettop(L) - (int)count + 1;
  for (size_t k = 0; k < count; k++) {
    if (lua_type(L, first + (int)k) != LUA_TNUMBER)
      return 0;
    out[k] = c->sign * lua_tonumber(L, first + (int)k);
  }
  return 1;
}


/* The quickest way for a few variables: a Lua function (axes.lua) goes
** through all the points, so that calls stay within the interpreter. It looks
** at nothing but numbers; false sends the caller the careful way. */
static gdl_status along_axes (gdl_cost *c, const request *r, int *done) {
  lua_State *L = c->L;
  size_t n = c->shape->n;
  gdl_lua_array *v = lua_touserdata(L, c->arg);
  uint64_t version = ++*v->a.version;
  gdl_cost_gather(c);
  lua_pushvalue(L, c->axes);
  lua_pushvalue(L, c->fn);
  lua_pushvalue(L, c->arg);
  lua_pushvalue(L, c->parts);
  for (size_t i = 0; i < n; i++)
    lua_pushnumber(L, r->x[i]);
  for (size_t k = 1; k < r->count; k++)
    lua_pushnumber(L, r->points[k].at);
  push_extra(L, c);
  gdl_mirror_lead(v, 1);
  gdl_status status = gdl_call(L, 3 + (int)(n + r->count - 1) + c->nargs,
                               (int)r->count, c->handler, c->error);
  gdl_mirror_lead(v, 0);
  if (status != GDL_OK)
    return status;
  *done = read_costs(c, r->count, r->values) && *v->a.version == version;
  lua_pop(L, (int)r->count);
  return GDL_OK;
}


/* Longer than this between looks at an interrupt is too long. */
#define SLOW 0.005

static gdl_status evaluate_first (gdl_cost *c, request *r) {
  double since = gdl_clock_now();
  gdl_status status = evaluate_with_care(c, r);
  c->quick = status == GDL_OK && gdl_clock_now() - since < SLOW ? 1 : -1;
  return status;
}


static gdl_status values (void *ctx, double *x, const gdl_diff_point *points,
                          size_t count, double *out) {
  gdl_cost *c = ctx;
  request r = {c, x, points, count, out};
  if (c->cancellable && gdl_cancel_asked())
    return GDL_ECANCEL;
  c->problem.evaluations += count;
  size_t known = 0;
  if (points != NULL && c->traced != 0) {
    gdl_status status = gdl_cost_exact_points(c, x, points, count, out, &known);
    if (status != GDL_OK || known == count)
      return status;
    if (c->cancellable && gdl_cancel_asked())
      return GDL_ECANCEL;
    r = (request){c, x, points + known, count - known, out + known};
  }
  if (known > 0 || c->axes == 0 || c->quick < 0 || !are_along_axes(c, &r))
    return evaluate_with_care(c, &r);
  if (c->quick == 0)
    return evaluate_first(c, &r);
  int done;
  gdl_status status = along_axes(c, &r, &done);
  if (status != GDL_OK || done)
    return status;
  c->quick = -1;
  c->problem.evaluations += count;
  return evaluate_with_care(c, &r);
}


static gdl_status value (gdl_problem *p, const double *x, double *cost) {
  gdl_cost *c = p->ctx;
  lua_State *L = c->L;
  int done;
  gdl_status status = gdl_cost_exact_value(c, x, cost, &done);
  if (status != GDL_OK || done)
    return status;
  if (gdl_tree_is_nested(c->shape)) {
    memcpy(c->x, x, p->n * sizeof(double));
    return values(c, c->x, NULL, 1, cost);
  }
  p->evaluations++;
  gdl_cost_gather(c);
  lua_pushvalue(L, c->fn);
  gdl_cost_push_arguments(c, x);
  status = gdl_call(L, 1 + c->nargs, 2, c->handler, c->error);
  if (status != GDL_OK)
    return status;
  if (is_cost(L)) {
    *cost = c->sign * lua_tonumber(L, -2);
    lua_pop(L, 2);
    return GDL_OK;
  }
  lua_pushcfunction(L, raise_bad_cost);
  lua_insert(L, -3);
  lua_pushvalue(L, c->fn);
  lua_insert(L, -3);
  return gdl_call(L, 3, 0, c->handler, c->error);
}


/*
** The user's own gradient
*/

/* Protected: request, gradient function, argument, parts, shape, extra... */
static int evaluate_gradient (lua_State *L) {
  request *r = lua_touserdata(L, 1);
  gdl_cost here = *r->c;
  here.arg = 3, here.parts = 4, here.shape_at = 5, here.extra = 6;
  luaL_checkstack(L, here.nargs + 12, "calling the gradient");
  lua_pushvalue(L, 2);
  gdl_cost_push_arguments(&here, r->x);
  lua_call(L, 1 + here.nargs, 1);
  gdl_tree_flatten(L, here.shape_at, -1, "the gradient", 0, r->values);
  return 0;
}


/* The quick way for a number or one array; true when it has been taken. */
static int take_gradient (gdl_cost *c, double *g) {
  lua_State *L = c->L;
  if (is_number(c)) {
    if (lua_type(L, -1) != LUA_TNUMBER)
      return 0;
    g[0] = lua_tonumber(L, -1);
    return 1;
  }
  gdl_array *a = gdl_to_array(L, -1);
  if (a == NULL || !gdl_array_same_shape(a, &c->shape->node[0].shape))
    return 0;
  memcpy(g, a->data, c->shape->n * sizeof(double));
  return 1;
}


/* Protected: shape, value, light userdata out. */
static int flatten_gradient (lua_State *L) {
  gdl_tree_flatten(L, 1, 2, "the gradient", 0, lua_touserdata(L, 3));
  return 0;
}


/* Reads the gradient on top (popped), in whatever form it comes. */
static gdl_status read_gradient (gdl_cost *c, double *g) {
  lua_State *L = c->L;
  if (take_gradient(c, g)) {
    lua_pop(L, 1);
    return GDL_OK;
  }
  lua_pushcfunction(L, flatten_gradient);
  lua_insert(L, -2);
  lua_pushvalue(L, c->shape_at);
  lua_insert(L, -2);
  lua_pushlightuserdata(L, g);
  return gdl_call(L, 3, 0, c->handler, c->error);
}


/* The sign of a gradient of a cost that is maximised. */
static void turn (const gdl_cost *c, double *g) {
  if (c->sign < 0)
    for (size_t i = 0; i < c->shape->n; i++)
      g[i] = -g[i];
}


gdl_status gdl_cost_gradient (gdl_cost *c, const double *x, double *g) {
  lua_State *L = c->L;
  int done;
  gdl_status status = gdl_cost_exact_slope(c, x, g, &done);
  if (status != GDL_OK)
    return status;
  if (done) {
    turn(c, g);
    return GDL_OK;
  }
  gdl_cost_gather(c);
  if (gdl_tree_is_nested(c->shape)) {
    memcpy(c->x, x, c->shape->n * sizeof(double));
    request r = {c, c->x, NULL, 1, g};
    lua_pushcfunction(L, evaluate_gradient);
    lua_pushlightuserdata(L, &r);
    lua_pushvalue(L, c->gradient);
    lua_pushvalue(L, c->arg);
    lua_pushvalue(L, c->parts);
    lua_pushvalue(L, c->shape_at);
    push_extra(L, c);
    status = gdl_call(L, 5 + c->nargs, 0, c->handler, c->error);
  }
  else {
    lua_pushvalue(L, c->gradient);
    gdl_cost_push_arguments(c, x);
    status = gdl_call(L, 1 + c->nargs, 1, c->handler, c->error);
    if (status == GDL_OK)
      status = read_gradient(c, g);
  }
  if (status == GDL_OK)
    turn(c, g);
  return status;
}


static gdl_status gradient (gdl_problem *p, const double *x, double *cost,
                            double *g, double *g_error) {
  gdl_cost *c = p->ctx;
  *g_error = 0;
  if (c->has_gradient) {
    gdl_status status = value(p, x, cost);
    return status == GDL_OK ? gdl_cost_gradient(c, x, g) : status;
  }
  int done;
  gdl_status status = gdl_cost_exact_gradient(c, x, cost, g, &done);
  if (status != GDL_OK || done)
    return status;
  memcpy(c->x, x, p->n * sizeof(double));
  status = gdl_diff_cost_gradient(&c->diff, values, c, c->x, p->n, cost, g,
                                  c->g_error);
  if (status == GDL_OK && c->g_error != NULL)
    for (size_t i = 0; i < p->n; i++)
      if (c->g_error[i] > *g_error)
        *g_error = c->g_error[i];
  return status;
}


void gdl_cost_init (gdl_cost *c, const gdl_tree *s) {
  memset(c, 0, sizeof(*c));
  c->problem.n = s->n;
  c->problem.ctx = c;
  c->problem.value = value;
  c->problem.gradient = gradient;
  c->shape = s;
  c->diff.mode = GDL_DIFF_CENTRAL;
  c->sign = 1;
}
