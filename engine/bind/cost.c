/*
** cost.c - a user's cost function as a gdl_problem
*/
#include "bind/cost.h"

#include <math.h>
#include <string.h>


/*
** Calling users' functions
*/

static const char parked_key = 0;


/* Parks the error's traceback: it shows where the error arose, which the
** stack no longer does once the engine has returned. */
static int handler (lua_State *L) {
  if (lua_type(L, 1) != LUA_TSTRING)
    return 1;
  if (strncmp(lua_tostring(L, 1), "attempt to yield", 16) == 0) {
    luaL_Buffer b;
    lua_Debug ar;
    int level = 1;
    while (lua_getstack(L, level, &ar) && lua_getinfo(L, "Sl", &ar) &&
           ar.currentline < 0)
      level++;
    luaL_buffinit(L, &b);
    lua_pushfstring(L, "%s:%d: a function that gdlua calls may not yield",
                    ar.short_src, ar.currentline);
    luaL_addvalue(&b);
    luaL_pushresult(&b);
    lua_replace(L, 1);
    lua_settop(L, 1);
  }
  lua_createtable(L, 2, 0);
  lua_pushvalue(L, 1);
  lua_rawseti(L, -2, 1);
  luaL_traceback(L, L, NULL, 1);
  lua_rawseti(L, -2, 2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &parked_key);
  lua_settop(L, 1);
  return 1;
}


void gdl_push_handler (lua_State *L) {
  lua_pushcfunction(L, handler);
}


int gdl_push_parked_traceback (lua_State *L, int idx) {
  idx = lua_absindex(L, idx);
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &parked_key) == LUA_TTABLE) {
    lua_rawgeti(L, -1, 1);
    int same = lua_rawequal(L, -1, idx);
    lua_pop(L, 1);
    if (same) {
      lua_rawgeti(L, -1, 2);
      lua_remove(L, -2);
      return 1;
    }
  }
  lua_pop(L, 1);
  return 0;
}


gdl_status gdl_call (lua_State *L, int nargs, int nresults, int handler_at,
                     int error) {
  if (lua_pcall(L, nargs, nresults, handler_at) == LUA_OK)
    return GDL_OK;
  lua_replace(L, error);
  return GDL_ECALLBACK;
}


const char *gdl_push_place (lua_State *L, int idx, const char *what) {
  lua_Debug ar;
  lua_pushvalue(L, idx);
  if (!lua_isfunction(L, -1)) {
    lua_pop(L, 1);
    return lua_pushliteral(L, "");
  }
  lua_getinfo(L, ">S", &ar);
  if (ar.what[0] == 'C')
    return lua_pushliteral(L, "");
  return lua_pushfstring(L, " (%s defined at %s:%d)", what, ar.short_src,
                         ar.linedefined);
}


/*
** The cost
*/

/* Raises that the cost returned the wrong thing: two results are on top. */
static int bad_cost (lua_State *L, int fn) {
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
  return bad_cost(L, 1);
}


static int is_cost (lua_State *L) {
  return lua_isnil(L, -1) && lua_type(L, -2) == LUA_TNUMBER;
}


/* Puts x into the argument. Trees may allocate, so they go only where an
** error may be raised. */
static void refill_array (gdl_cost *c, const double *x) {
  gdl_array *a = gdl_to_array(c->L, c->arg);
  memcpy(a->data, x, c->shape->n * sizeof(double));
  gdl_array_touch(a);
}


static int is_number (const gdl_cost *c) {
  return c->shape->node[0].kind == GDL_NODE_NUMBER;
}


static void push_extra (gdl_cost *c) {
  for (int i = 0; i < c->nargs; i++)
    lua_pushvalue(c->L, c->extra + i);
}


/* Pushes the argument holding x, and the extra ones. */
static void push_arguments (gdl_cost *c, const double *x) {
  lua_State *L = c->L;
  if (is_number(c))
    lua_pushnumber(L, x[0]);
  else {
    if (gdl_shape_is_tree(c->shape))
      gdl_shape_refill(L, c->shape_at, c->parts, x);
    else
      refill_array(c, x);
    lua_pushvalue(L, c->arg);
  }
  push_extra(c);
}


/* What a protected evaluation is about. */
typedef struct request {
  gdl_cost *c;
  double *x;
  const gdl_diff_point *points;   /* NULL: x itself */
  size_t count;
  double *values;
} request;


/* Evaluates the cost at x, in a frame that may raise: the cost's slots are
** out of sight there, so the frame has its own copies of them. */
static int evaluate_many (lua_State *L) {
  request *r = lua_touserdata(L, 1);
  gdl_cost here = *r->c;
  here.fn = 2, here.arg = 3, here.parts = 4, here.shape_at = 5, here.extra = 6;
  luaL_checkstack(L, here.nargs + 12, "calling the cost");
  for (size_t k = 0; k < r->count; k++) {
    const gdl_diff_point *p = r->points != NULL ? &r->points[k] : NULL;
    double was = 0;
    lua_pushvalue(L, here.fn);
    if (p != NULL) {
      was = r->x[p->index];
      r->x[p->index] = p->at;
    }
    push_arguments(&here, r->x);
    if (p != NULL)
      r->x[p->index] = was;
    lua_call(L, 1 + here.nargs, 2);
    if (!is_cost(L))
      return bad_cost(L, here.fn);
    r->values[k] = here.sign * lua_tonumber(L, -2);
    lua_pop(L, 2);
  }
  return 0;
}


/* Several evaluations for the price of one protected call. */
static gdl_status values (void *ctx, double *x, const gdl_diff_point *points,
                          size_t count, double *out) {
  gdl_cost *c = ctx;
  lua_State *L = c->L;
  request r = {c, x, points, count, out};
  lua_pushcfunction(L, evaluate_many);
  lua_pushlightuserdata(L, &r);
  lua_pushvalue(L, c->fn);
  lua_pushvalue(L, c->arg);
  lua_pushvalue(L, c->parts);
  lua_pushvalue(L, c->shape_at);
  push_extra(c);
  c->problem.evaluations += count;
  return gdl_call(L, 5 + c->nargs, 0, c->handler, c->error);
}


static gdl_status value (gdl_problem *p, const double *x, double *cost) {
  gdl_cost *c = p->ctx;
  lua_State *L = c->L;
  if (gdl_shape_is_tree(c->shape)) {
    memcpy(c->x, x, p->n * sizeof(double));
    return values(c, c->x, NULL, 1, cost);
  }
  p->evaluations++;
  lua_pushvalue(L, c->fn);
  push_arguments(c, x);
  gdl_status status = gdl_call(L, 1 + c->nargs, 2, c->handler, c->error);
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
  push_arguments(&here, r->x);
  lua_call(L, 1 + here.nargs, 1);
  gdl_shape_flatten(L, here.shape_at, -1, "the gradient", 0, r->values);
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
  gdl_shape_flatten(L, 1, 2, "the gradient", 0, lua_touserdata(L, 3));
  return 0;
}


static gdl_status users_gradient (gdl_cost *c, const double *x, double *g) {
  lua_State *L = c->L;
  gdl_status status;
  if (gdl_shape_is_tree(c->shape)) {
    memcpy(c->x, x, c->shape->n * sizeof(double));
    request r = {c, c->x, NULL, 1, g};
    lua_pushcfunction(L, evaluate_gradient);
    lua_pushlightuserdata(L, &r);
    lua_pushvalue(L, c->gradient);
    lua_pushvalue(L, c->arg);
    lua_pushvalue(L, c->parts);
    lua_pushvalue(L, c->shape_at);
    push_extra(c);
    status = gdl_call(L, 5 + c->nargs, 0, c->handler, c->error);
  }
  else {
    lua_pushvalue(L, c->gradient);
    push_arguments(c, x);
    status = gdl_call(L, 1 + c->nargs, 1, c->handler, c->error);
    if (status == GDL_OK) {
      if (take_gradient(c, g))
        lua_pop(L, 1);
      else {
        lua_pushcfunction(L, flatten_gradient);
        lua_insert(L, -2);
        lua_pushvalue(L, c->shape_at);
        lua_insert(L, -2);
        lua_pushlightuserdata(L, g);
        status = gdl_call(L, 3, 0, c->handler, c->error);
      }
    }
  }
  if (status == GDL_OK && c->sign < 0)
    for (size_t i = 0; i < c->shape->n; i++)
      g[i] = -g[i];
  return status;
}


static gdl_status gradient (gdl_problem *p, const double *x, double *cost,
                            double *g, double *g_error) {
  gdl_cost *c = p->ctx;
  *g_error = 0;
  gdl_status status = value(p, x, cost);
  if (status != GDL_OK)
    return status;
  if (c->has_gradient)
    return users_gradient(c, x, g);
  memcpy(c->x, x, p->n * sizeof(double));
  status = gdl_diff_gradient(&c->diff, values, c, c->x, p->n, *cost, g,
                             c->g_error);
  if (status == GDL_OK && c->g_error != NULL)
    for (size_t i = 0; i < p->n; i++)
      if (c->g_error[i] > *g_error)
        *g_error = c->g_error[i];
  return status;
}


void gdl_cost_init (gdl_cost *c, const gdl_shape *s) {
  memset(c, 0, sizeof(*c));
  c->problem.n = s->n;
  c->problem.ctx = c;
  c->problem.value = value;
  c->problem.gradient = gradient;
  c->shape = s;
  c->diff.mode = GDL_DIFF_CENTRAL;
  c->sign = 1;
}
