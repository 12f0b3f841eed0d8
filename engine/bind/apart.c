/*
** apart.c - a Lua state of its own within the process, for a script that runs once
** more
*/
#include <string.h>

#include <lualib.h>

#include "bind/bind.h"
#include "bind/script.h"
#include "bind/trace.h"

/* What is handed over: strings only, which each state copies. */
typedef struct message {
  const char *module;
  const char *bytes;
  size_t size;
} message;


/* In the new state: its library, then module(bytes); answers what that answers. */
static int begin (lua_State *L) {
  const message *m = (const message *)lua_touserdata(L, 1);
  luaL_openlibs(L);
  luaL_requiref(L, "gdlua", luaopen_gdlua, 0);
  lua_setglobal(L, "gd");
  gdl_script_require(L, m->module);
  lua_pushlstring(L, m->bytes, m->size);
  lua_call(L, 1, 1);
  luaL_checktype(L, -1, LUA_TSTRING);
  return 1;
}


/* Pushes the string that 'from' has on top, or another text where it has none. In
** protected mode, so that 'from' is closed whatever happens. */
static int take (lua_State *L) {
  lua_State *from = (lua_State *)lua_touserdata(L, 1);
  size_t size = 0;
  const char *text = lua_type(from, -1) == LUA_TSTRING ? lua_tolstring(from, -1, &size) : NULL;
  if (text != NULL)
    lua_pushlstring(L, text, size);
  else
    lua_pushliteral(L, "an error without a text");
  return 1;
}


/* core.apart(module, bytes) -> true and the string that the function `module`, one of
** our scripts, answers for the string `bytes` in a state of its own; or false and
** the error's text */
static int apart (lua_State *L) {
  message m;
  m.module = luaL_checkstring(L, 1);
  m.bytes = luaL_checklstring(L, 2, &m.size);
  if (gdl_trace_current != NULL)
    return gdl_trace_refuse(L, "a run that is repeated inside a function that is being traced");
  lua_settop(L, 2);
  lua_pushcfunction(L, take);
  lua_State *other = luaL_newstate();
  if (other == NULL)
    return luaL_error(L, "not enough memory");
  lua_pushcfunction(other, begin);
  lua_pushlightuserdata(other, &m);
  int good = lua_pcall(other, 1, 1, 0) == LUA_OK;
  lua_pushlightuserdata(L, other);
  int taken = lua_pcall(L, 1, 1, 0);
  lua_close(other);
  if (taken != LUA_OK)
    return lua_error(L);
  lua_pushboolean(L, good);
  lua_insert(L, -2);
  return 2;
}


void gdl_open_apart (lua_State *L, int gd, int core) {
  (void)gd;
  lua_pushcfunction(L, apart);
  lua_setfield(L, core, "apart");
}
