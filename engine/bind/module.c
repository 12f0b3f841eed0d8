/*
** module.c - opening the library: require "gdlua"
*/
#include "bind/bind.h"
#include "bind/script.h"

static const gdl_open_fn opens[] = {
  gdl_open_blame,
  gdl_open_nearest,
  gdl_open_array,
  gdl_open_arraymake,
  gdl_open_arraymath,
  gdl_open_random,
  gdl_open_equal,
  gdl_open_textbook,
  gdl_open_linalg,
  gdl_open_file,
  gdl_open_shape,
  gdl_open_derivative,
  gdl_open_state,
  gdl_open_descent,
  NULL
};


/* Pushes the table of scripts/gdlua/index.lua. Upvalue 1 is 'require', which
** the script may have taken away since. */
static void push_index (lua_State *L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_pushliteral(L, "gdlua.index");
  lua_call(L, 1, 1);
}


/* gd.name for a name C did not set: the public names that are written in Lua
** are loaded when first used. */
static int lazy (lua_State *L) {
  push_index(L);
  lua_insert(L, 1);
  lua_call(L, 2, 1);
  return 1;
}


/* The list of these names, for the prompt. */
static int names (lua_State *L) {
  push_index(L);
  lua_getfield(L, -1, "names");
  lua_call(L, 0, 1);
  return 1;
}


/* Pushes the metatable of gd. */
static void push_metatable (lua_State *L) {
  lua_createtable(L, 0, 2);
  lua_getglobal(L, "require");
  lua_pushvalue(L, -1);
  lua_pushcclosure(L, lazy, 1);
  lua_setfield(L, -3, "__index");
  lua_pushcclosure(L, names, 1);
  lua_setfield(L, -2, "__names");
}


int luaopen_gdlua (lua_State *L) {
  lua_createtable(L, 0, 128);
  int gd = lua_gettop(L);
  lua_createtable(L, 0, 32);
  int core = gd + 1;
  for (const gdl_open_fn *open = opens; *open != NULL; open++)
    (*open)(L, gd, core);
  lua_pushliteral(L, GDL_VERSION);
  lua_setfield(L, gd, "version");
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  lua_pushvalue(L, core);
  lua_setfield(L, -2, "gdlua.core");
  lua_pop(L, 1);
  gdl_script_open(L);
  push_metatable(L);
  lua_setmetatable(L, gd);
  lua_settop(L, gd);
  return 1;
}
