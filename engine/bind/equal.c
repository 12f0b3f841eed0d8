/*
** equal.c - gd.equal(a, b [, tol]): anything with anything, by contents
*/
#include "bind/tracemath.h"

#include <math.h>

#define DEEPEST 100

static int equal (lua_State *L, int a, int b, double tol, int depth);


static int equal_numbers (lua_State *L, int a, int b, double tol) {
  if (tol == 0 || lua_rawequal(L, a, b))
    return lua_rawequal(L, a, b);
  return fabs(lua_tonumber(L, a) - lua_tonumber(L, b)) <= tol;
}


/* True if every key of the table at 'a' has an equal value at 'b'. With
** 'keys', only whether there is one. */
static int covered (lua_State *L, int a, int b, double tol, int depth,
                    int keys) {
  lua_pushnil(L);
  while (lua_next(L, a)) {
    int at = lua_gettop(L);
    lua_pushvalue(L, at - 1);
    int same = lua_rawget(L, b) != LUA_TNIL &&
               (keys || equal(L, at, at + 1, tol, depth + 1));
    lua_settop(L, at - 1);
    if (!same) {
      lua_pop(L, 1);
      return 0;
    }
  }
  return 1;
}


static int equal_tables (lua_State *L, int a, int b, double tol, int depth) {
  if (depth > DEEPEST)
    gdl_blame(L, "'equal' of tables nested deeper than %d", DEEPEST);
  luaL_checkstack(L, 8, NULL);
  return lua_rawequal(L, a, b) || (covered(L, a, b, tol, depth, 0) &&
                                   covered(L, b, a, tol, depth, 1));
}


/* An array with an array, or with a plain table of the same numbers. */
static int equal_arrays (lua_State *L, int a, int b, double tol) {
  gdl_error err;
  int top = lua_gettop(L);
  gdl_array *pa = gdl_to_array(L, a), *pb = gdl_to_array(L, b);
  luaL_checkstack(L, 8, NULL);
  if (pa == NULL && lua_istable(L, a))
    pa = gdl_table_to_array(L, a, &err);
  if (pb == NULL && lua_istable(L, b))
    pb = gdl_table_to_array(L, b, &err);
  int same = pa != NULL && pb != NULL && gdl_array_equal(pa, pb, tol);
  lua_settop(L, top);
  return same;
}


static int equal (lua_State *L, int a, int b, double tol, int depth) {
  if (gdl_trace_current != NULL) {
    int same = gdl_traced_same(L, a, b, tol);
    if (same >= 0)
      return same;
  }
  if (gdl_to_array(L, a) != NULL || gdl_to_array(L, b) != NULL)
    return equal_arrays(L, a, b, tol);
  if (lua_type(L, a) == LUA_TNUMBER && lua_type(L, b) == LUA_TNUMBER)
    return equal_numbers(L, a, b, tol);
  if (lua_istable(L, a) && lua_istable(L, b))
    return equal_tables(L, a, b, tol, depth);
  return lua_compare(L, a, b, LUA_OPEQ);
}


static int gd_equal (lua_State *L) {
  double tol = lua_isnoneornil(L, 3) ? 0 : gdl_check_number(L, 3, "equal");
  if (!(tol >= 0))
    return gdl_bad_argument(L, 3, "equal", "tolerance, 0 or more");
  lua_settop(L, 2);
  gdl_live_proxy(L, 1);
  gdl_live_proxy(L, 2);
  lua_pushboolean(L, equal(L, 1, 2, tol, 0));
  return 1;
}


void gdl_open_equal (lua_State *L, int gd, int core) {
  (void)core;
  lua_pushcfunction(L, gd_equal);
  lua_setfield(L, gd, "equal");
}
