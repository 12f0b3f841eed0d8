/*
** box.c - values of kinds that scripts make: opaque, never changed
*/
#include "bind/box.h"

#define APPLY "__gdl_apply"


int gdl_is_boxed (lua_State *L, int idx) {
  if (lua_type(L, idx) != LUA_TUSERDATA ||
      luaL_getmetafield(L, idx, APPLY) == LUA_TNIL)
    return 0;
  lua_pop(L, 1);
  return 1;
}


int gdl_apply_boxed (lua_State *L, const char *fname) {
  int n = lua_gettop(L);
  for (int i = 1; i <= n; i++)
    if (lua_type(L, i) == LUA_TUSERDATA && gdl_to_array(L, i) == NULL &&
        luaL_getmetafield(L, i, APPLY) != LUA_TNIL) {
      lua_pushstring(L, fname);
      luaL_checkstack(L, n, "too many arguments");
      for (int k = 1; k <= n; k++)
        lua_pushvalue(L, k);
      lua_call(L, n + 1, LUA_MULTRET);
      return lua_gettop(L) - n;
    }
  return -1;
}


/* core.box(value, meta) -> box */
static int box (lua_State *L) {
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_newuserdatauv(L, 0, 1);
  lua_pushvalue(L, 1);
  lua_setiuservalue(L, -2, 1);
  lua_pushvalue(L, 2);
  lua_setmetatable(L, -2);
  return 1;
}


/* core.unbox(box, meta) -> what is in it; nil for any other value */
static int unbox (lua_State *L) {
  luaL_checkany(L, 2);
  if (lua_type(L, 1) != LUA_TUSERDATA || !lua_getmetatable(L, 1) ||
      !lua_rawequal(L, -1, 2))
    lua_pushnil(L);
  else
    lua_getiuservalue(L, 1, 1);
  return 1;
}


void gdl_open_box (lua_State *L, int gd, int core) {
  (void)gd;
  lua_pushcfunction(L, box);
  lua_setfield(L, core, "box");
  lua_pushcfunction(L, unbox);
  lua_setfield(L, core, "unbox");
}
