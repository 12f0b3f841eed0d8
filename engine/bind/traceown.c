/*
** traceown.c - tables that were made as arguments of what is traced
*/
#include "bind/trace.h"

static const char own_key = 0;       /* [table] = serial of its trace; keys weak */


/* The table at 'idx'; the table of those that are owned at 'owned'. */
static void adopt (lua_State *L, int idx, int owned) {
  lua_Integer serial = (lua_Integer)gdl_trace_current->serial;
  luaL_checkstack(L, 6, "nested tables");
  lua_pushvalue(L, idx);
  lua_rawget(L, owned);
  int known = lua_tointeger(L, -1) == serial;
  lua_pop(L, 1);
  if (known)
    return;
  lua_pushvalue(L, idx);
  lua_pushinteger(L, serial);
  lua_rawset(L, owned);
  lua_pushnil(L);
  while (lua_next(L, idx)) {
    if (lua_istable(L, -1))
      adopt(L, lua_gettop(L), owned);
    lua_pop(L, 1);
  }
}


void gdl_trace_adopt (lua_State *L, int idx) {
  idx = lua_absindex(L, idx);
  if (gdl_trace_current == NULL || !lua_istable(L, idx))
    return;
  luaL_checkstack(L, 6, NULL);
  gdl_push_weak_at(L, &own_key);
  adopt(L, idx, lua_gettop(L));
  lua_pop(L, 1);
}


int gdl_trace_owns (lua_State *L, int idx) {
  if (gdl_trace_current == NULL)
    return 0;
  idx = lua_absindex(L, idx);
  luaL_checkstack(L, 4, NULL);
  gdl_push_weak_at(L, &own_key);
  lua_pushvalue(L, idx);
  lua_rawget(L, -2);
  int owns = lua_isinteger(L, -1) &&
             lua_tointeger(L, -1) == (lua_Integer)gdl_trace_current->serial;
  lua_pop(L, 2);
  return owns;
}
