/*
** blame.c - errors that name the user's own file and line
*/
#include "bind/proxy.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bind/call.h"


int gdl_users_frame (lua_State *L, lua_Debug *ar) {
  for (int level = 0; lua_getstack(L, level, ar); level++) {
    lua_getinfo(L, "Sl", ar);
    if (ar->currentline > 0 && !gdl_is_ours(ar->source))
      return 1;
  }
  return 0;
}


/* Puts the position in front of the message on top. */
static void prefix (lua_State *L) {
  lua_Debug ar;
  if (gdl_users_frame(L, &ar)) {
    lua_pushfstring(L, "%s:%d: ", ar.short_src, ar.currentline);
    lua_insert(L, -2);
    lua_concat(L, 2);
  }
}


int gdl_blame (lua_State *L, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  lua_pushvfstring(L, fmt, ap);
  va_end(ap);
  prefix(L);
  return lua_error(L);
}


int gdl_blame_status (lua_State *L, gdl_status s, const gdl_error *e) {
  if (s == GDL_ENOMEM) {
    lua_pushliteral(L, "not enough memory");
    return lua_error(L);
  }
  if (e != NULL && e->text[0] != '\0')
    return gdl_blame(L, "%s", e->text);
  return gdl_blame(L, "%s", gdl_status_text(s));
}


const char *gdl_describe (lua_State *L, int idx) {
  idx = lua_absindex(L, idx);
  if (gdl_to_proxy(L, idx) != NULL) {
    gdl_push_concrete(L, idx);
    return gdl_describe(L, lua_gettop(L));
  }
  gdl_array *a = gdl_to_array(L, idx);
  if (a != NULL) {
    char text[64];
    return lua_pushstring(L, gdl_array_shape_text(a, text, sizeof(text)));
  }
  switch (lua_type(L, idx)) {
    case LUA_TNIL: case LUA_TNONE:
      return lua_pushliteral(L, "nil");
    case LUA_TNUMBER:
      if (isnan(lua_tonumber(L, idx)))      /* which some print as -nan */
        return lua_pushliteral(L, "nan");
      return luaL_tolstring(L, idx, NULL);
    case LUA_TBOOLEAN:
      return luaL_tolstring(L, idx, NULL);
    case LUA_TSTRING: {
      const char *s = lua_tostring(L, idx);
      if (strlen(s) > 40)
        return lua_pushliteral(L, "a long string");
      return lua_pushfstring(L, "'%s' (a string)", s);
    }
    default:
      if (luaL_getmetafield(L, idx, "__gdl_noun") == LUA_TSTRING)
        return lua_tostring(L, -1);
      return lua_pushfstring(L, "a %s", luaL_typename(L, idx));
  }
}


/* core.blame(message): what scripts call, through gdlua/blame.lua. */
static int blame (lua_State *L) {
  luaL_checkstring(L, 1);
  lua_settop(L, 1);
  prefix(L);
  return lua_error(L);
}


/* core.describe(value) */
static int describe (lua_State *L) {
  luaL_checkany(L, 1);
  gdl_describe(L, 1);
  return 1;
}


void gdl_open_blame (lua_State *L, int gd, int core) {
  (void)gd;
  lua_pushcfunction(L, blame);
  lua_setfield(L, core, "blame");
  lua_pushcfunction(L, describe);
  lua_setfield(L, core, "describe");
}
