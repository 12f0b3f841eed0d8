/*
** call.c - calling users' functions
*/
#include "bind/call.h"

#include <string.h>

#include "bind/traced.h"


static const char parked_key = 0;

_Thread_local uint64_t gdl_call_count;


/* Is the parked traceback that of the error at 'idx'? Pushes what is parked. */
static int is_parked (lua_State *L, int idx) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &parked_key) != LUA_TTABLE)
    return 0;
  lua_rawgeti(L, -1, 1);
  int same = lua_rawequal(L, -1, idx);
  lua_pop(L, 1);
  return same;
}


/* Parks the error's traceback: it shows where the error arose, which the
** stack no longer does once the engine has returned. An error that comes out
** of a run within a run has its own already. */
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
  if (is_parked(L, 1)) {
    lua_settop(L, 1);
    return 1;
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
  if (!is_parked(L, lua_absindex(L, idx))) {
    lua_pop(L, 1);
    return 0;
  }
  lua_rawgeti(L, -1, 2);
  lua_remove(L, -2);
  return 1;
}


void gdl_forget_traceback (lua_State *L) {
  lua_pushnil(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &parked_key);
}


static gdl_status call (lua_State *L, int nargs, int nresults, int handler_at,
                        int error) {
  int status = lua_pcall(L, nargs, nresults, handler_at);
  gdl_call_count++;
  if (status == LUA_OK)
    return GDL_OK;
  lua_replace(L, error);
  return GDL_ECALLBACK;
}


gdl_status gdl_call (lua_State *L, int nargs, int nresults, int handler_at,
                     int error) {
  gdl_status status = call(L, nargs, nresults, handler_at, error);
  gdl_lua_ran();
  return status;
}


int gdl_is_ours (const char *source) {
  return strncmp(source, "=gdlua/", 7) == 0;
}


static _Thread_local int met;  /* a function that is not ours */

static void meet (lua_State *L, lua_Debug *ar) {
  lua_getinfo(L, "S", ar);
  met |= ar->what[0] != 'C' && !gdl_is_ours(ar->source);
}


/* The collector stands still meanwhile: it calls finalisers, unseen by hooks. */
gdl_status gdl_call_ours (lua_State *L, int nargs, int nresults, int handler_at,
                          int error) {
  if (lua_gethook(L) != NULL)
    return gdl_call(L, nargs, nresults, handler_at, error);
  int collects = lua_gc(L, LUA_GCISRUNNING);
  lua_gc(L, LUA_GCSTOP);
  met = 0;
  lua_sethook(L, meet, LUA_MASKCALL, 0);
  gdl_status status = call(L, nargs, nresults, handler_at, error);
  int whole = lua_gethook(L) == meet;
  if (whole)
    lua_sethook(L, NULL, 0, 0);
  if (collects)
    lua_gc(L, LUA_GCRESTART);
  if (met || !whole || status != GDL_OK)
    gdl_lua_ran();
  return status;
}


const char *gdl_push_place (lua_State *L, int idx, const char *what) {
  lua_Debug ar;
  lua_pushvalue(L, idx);
  if (!lua_isfunction(L, -1)) {
    lua_pop(L, 1);
    return lua_pushliteral(L, "");
  }
  lua_getinfo(L, ">S", &ar);
  if (ar.what[0] == 'C' || gdl_is_ours(ar.source))
    return lua_pushliteral(L, "");
  return lua_pushfstring(L, " (%s defined at %s:%d)", what, ar.short_src,
                         ar.linedefined);
}
