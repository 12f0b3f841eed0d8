/*
** repeated.c - the function that gd.grad answers, and gd.hvp
** What they are asked for is mostly what they were asked for the last time: the
** gradient, or a product with the Hessian, at a point of the same shape, by the
** program there is. That is kept beside them, and done here; whatever else it takes
** is done by the script (derivative.lua).
*/
#include "array/reduce.h"
#include "bind/cost.h"
#include "bind/traced.h"

/* Points of so many numbers need no userdata. */
#define FEW 32

/* Upvalues: the function, the script's own, and of the last time: the traced cost,
** the shape, a number that says whether it is still the last one. */
enum { FN = 1, SLOW, TRACED, SHAPE, FINDS };


/* The numbers of the point at 'arg', in 'few' where it is no array; NULL where that
** has to be looked into. s: the shape there is, at 'shape'. */
static const double *point (lua_State *L, int arg, const gdl_tree *s, int shape,
                            double *few) {
  const gdl_array *a = gdl_to_array(L, arg);
  const double *x = few;
  if (s->node[0].kind == GDL_TREE_ARRAY && a != NULL) {
    if (!gdl_array_same_shape(a, &s->node[0].shape))
      return NULL;
    x = a->data;
  }
  else if (s->n > FEW || !gdl_tree_fits(L, shape, arg))
    return NULL;
  else
    gdl_tree_flatten(L, shape, arg, "x", 0, few);
  return x;
}


/* Numbers that are not finite are refused, by the script. They are looked for when
** the program has been run: then they are near by. */
static int is_finite (const double *x, const gdl_tree *s) {
  return gdl_reduce_first_nonfinite(x, s->n) == s->n;
}


/* The gradient and the cost by the program of the last time; false, the stack
** unchanged, where that does not do. */
static int quick (lua_State *L) {
  double few[FEW], cost, slope, *result[2] = {&cost, &slope};
  gdl_status status;
  if (lua_gettop(L) != 1 || gdl_trace_current != NULL ||
      (uint64_t)lua_tointeger(L, lua_upvalueindex(FINDS)) != gdl_traced_finds())
    return 0;
  const gdl_traced *t = lua_touserdata(L, lua_upvalueindex(TRACED));
  const gdl_tree *s = lua_touserdata(L, lua_upvalueindex(SHAPE));
  if (gdl_traced_is_busy(t))
    return 0;
  const double *x = point(L, 1, s, lua_upvalueindex(SHAPE), few);
  if (x == NULL)
    return 0;
  int is_array = s->node[0].kind == GDL_TREE_ARRAY;
  if (is_array)
    result[1] = gdl_push_like(L, &s->node[0].shape)->data;
  gdl_lua_ran();
  if (gdl_traced_try(L, lua_upvalueindex(TRACED), GDL_WANT_GRADIENT, x, result,
                     NULL, &status) != GDL_WENT_WELL || status != GDL_OK ||
      !is_finite(x, s)) {
    lua_settop(L, 1);
    return 0;
  }
  if (!is_array)
    lua_pushnumber(L, slope);
  lua_pushnumber(L, cost);
  return 1;
}


/* Keeps what the last call has found, if it is of the simple kind. */
static void keep (lua_State *L) {
  int shape, top = lua_gettop(L);
  luaL_checkstack(L, 8, NULL);
  if (gdl_push_bare_cost(L, lua_upvalueindex(FN), &shape) == NULL)
    return;
  const gdl_tree *s = gdl_to_tree(L, shape);
  if (!gdl_tree_is_nested(s)) {
    lua_copy(L, top + 1, lua_upvalueindex(TRACED));
    lua_copy(L, shape, lua_upvalueindex(SHAPE));
    lua_pushinteger(L, (lua_Integer)gdl_traced_finds());
    lua_replace(L, lua_upvalueindex(FINDS));
  }
  lua_settop(L, top);
}


static int repeated (lua_State *L) {
  if (quick(L))
    return 2;
  int nargs = lua_gettop(L);
  lua_pushvalue(L, lua_upvalueindex(SLOW));
  lua_insert(L, 1);
  lua_call(L, nargs, LUA_MULTRET);
  if (nargs == 1 && gdl_trace_current == NULL)
    keep(L);
  return lua_gettop(L);
}


/* core.repeated(f, grad) -> a function that answers what grad(x, ...), the gradient
** and the cost of f, answers, quickly where it can. */
static int core_repeated (lua_State *L) {
  luaL_checkany(L, 2);
  lua_settop(L, 2);
  lua_pushnil(L);
  lua_pushnil(L);
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, repeated, 5);
  return 1;
}


/*
** Products with the Hessian, of any function: the last one is remembered, but not
** kept alive
*/
/* Upvalues: a table, with weak values, of the function, its traced cost and shape;
** the script's own; as FINDS. */
enum { LAST = 1, PRODUCT, LAST_FINDS };


/* The traced cost and shape of the function at 1 on top, if it is the last one. */
static int push_last (lua_State *L) {
  if ((uint64_t)lua_tointeger(L, lua_upvalueindex(LAST_FINDS)) != gdl_traced_finds())
    return 0;
  lua_rawgeti(L, lua_upvalueindex(LAST), FN);
  int is_last = lua_rawequal(L, 1, -1);
  lua_rawgeti(L, lua_upvalueindex(LAST), TRACED);
  lua_rawgeti(L, lua_upvalueindex(LAST), SHAPE);
  return is_last && lua_isuserdata(L, -1) && lua_isuserdata(L, -2);
}


/* The product by the program of the last time; false, the stack unchanged, where that
** does not do. */
static int quick_product (lua_State *L) {
  double few[2 * FEW], number, *result[1] = {&number};
  const double *x = NULL, *v = NULL;
  gdl_status status;
  if (lua_gettop(L) != 3 || gdl_trace_current != NULL)
    return 0;
  if (push_last(L)) {
    const gdl_tree *s = lua_touserdata(L, 6);
    if (!gdl_traced_is_busy(lua_touserdata(L, 5)) && !gdl_tree_is_nested(s)) {
      x = point(L, 2, s, 6, few);
      v = point(L, 3, s, 6, few + FEW);
    }
  }
  if (x == NULL || v == NULL) {
    lua_settop(L, 3);
    return 0;
  }
  gdl_traced *t = lua_touserdata(L, 5);
  const gdl_tree_node *root = &((const gdl_tree *)lua_touserdata(L, 6))->node[0];
  int is_array = root->kind == GDL_TREE_ARRAY;
  if (is_array)
    result[0] = gdl_push_like(L, &root->shape)->data;
  gdl_lua_ran();
  t->leaves.data[GDL_SEED_SLOT] = v;
  gdl_went went = gdl_traced_try(L, 5, GDL_WANT_HVP, x, result, NULL, &status);
  t->leaves.data[GDL_SEED_SLOT] = NULL;
  const gdl_tree *s = lua_touserdata(L, 6);
  if (went != GDL_WENT_WELL || status != GDL_OK || !is_finite(x, s) ||
      !is_finite(v, s)) {
    lua_settop(L, 3);
    return 0;
  }
  if (!is_array)
    lua_pushnumber(L, number);
  return 1;
}


/* Remembers what the last call, of the function at 'fn', has found. */
static void remember (lua_State *L, int fn) {
  int shape, top = lua_gettop(L);
  luaL_checkstack(L, 8, NULL);
  if (gdl_push_bare_cost(L, fn, &shape) == NULL)
    return;
  lua_pushvalue(L, fn);
  lua_rawseti(L, lua_upvalueindex(LAST), FN);
  lua_pushvalue(L, top + 1);
  lua_rawseti(L, lua_upvalueindex(LAST), TRACED);
  lua_pushvalue(L, shape);
  lua_rawseti(L, lua_upvalueindex(LAST), SHAPE);
  lua_pushinteger(L, (lua_Integer)gdl_traced_finds());
  lua_replace(L, lua_upvalueindex(LAST_FINDS));
  lua_settop(L, top);
}


static int product (lua_State *L) {
  if (quick_product(L))
    return 1;
  int nargs = lua_gettop(L) > 0 ? lua_gettop(L) : 1;
  lua_settop(L, nargs);
  lua_pushvalue(L, 1);
  lua_insert(L, 1);                      /* the function, for afterwards */
  lua_pushvalue(L, lua_upvalueindex(PRODUCT));
  lua_insert(L, 2);
  lua_call(L, nargs, LUA_MULTRET);
  if (nargs == 3 && gdl_trace_current == NULL && lua_isfunction(L, 1))
    remember(L, 1);
  return lua_gettop(L) - 1;
}


/* core.repeated_product(hvp) -> a function that answers what hvp(f, x, v, ...) does,
** quickly where it can. */
static int core_repeated_product (lua_State *L) {
  luaL_checkany(L, 1);
  lua_settop(L, 1);
  lua_createtable(L, SHAPE, 0);
  lua_createtable(L, 0, 1);
  lua_pushliteral(L, "v");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_insert(L, 1);
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, product, 3);
  return 1;
}


void gdl_open_repeated (lua_State *L, int gd, int core) {
  (void)gd;
  lua_pushcfunction(L, core_repeated_product);
  lua_setfield(L, core, "repeated_product");
  lua_pushcfunction(L, core_repeated);
  lua_setfield(L, core, "repeated");
}
