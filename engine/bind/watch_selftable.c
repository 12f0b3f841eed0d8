/*
** watch_selftable.c - are values and tables as watch_lua.h says?
** Strings and tables are looked at one by one, while a table grows and shrinks.
*/
#include <string.h>

#include "bind/watch_impl.h"


int gdl_selftest_is_value (lua_State *L, int idx, const lp_value *v) {
  if (lua_type(L, idx) != (v->tag & 15))
    return 0;
  switch (lua_type(L, idx)) {
    case LUA_TNIL:
      return lp_is_nil(v);
    case LUA_TBOOLEAN:
      return v->tag == (lua_toboolean(L, idx) ? LP_TTRUE : LP_TFALSE);
    case LUA_TNUMBER:
      if (lua_isinteger(L, idx))
        return v->tag == LP_TINTEGER && v->v.i == lua_tointeger(L, idx);
      return v->tag == LP_TFLOAT && v->v.n == lua_tonumber(L, idx);
    case LUA_TSTRING: {
      size_t n;
      const char *s = lua_tolstring(L, idx, &n);
      if (lp_string_text(v->v.p) != s)
        return 0;
      if (v->tag == LP_TSHORT)
        return ((const lp_string *)v->v.p)->shrlen == n;
      return v->tag == LP_TLONG && ((const lp_text *)v->v.p)->length == n;
    }
    case LUA_TTABLE:
      return v->tag == LP_TTABLE && v->v.p == lua_topointer(L, idx);
    case LUA_TFUNCTION:
      if (!lua_iscfunction(L, idx))
        return v->tag == LP_TLUA && v->v.p == lua_topointer(L, idx);
      return v->tag == LP_TLIGHTC
                 ? v->v.f == lua_tocfunction(L, idx)
                 : v->tag == LP_TCCLOSURE &&
                   ((const lp_cclosure *)v->v.p)->f == lua_tocfunction(L, idx);
    case LUA_TUSERDATA: {
      if (v->tag != LP_TUSERDATA)
        return 0;
      const void *meta = NULL;
      if (lua_getmetatable(L, idx)) {
        meta = lua_topointer(L, -1);
        lua_pop(L, 1);
      }
      const lp_userdata *u = (const lp_userdata *)v->v.p;
      if (u->values == 0 && lua_touserdata(L, idx) != (const void *)(u + 1))
        return 0;
      return u->meta == meta;
    }
    default:
      return 1;
  }
}


/* Compares the array of the table at 'idx' with what Lua says of it: what is wrong,
** or NULL. */
static const char *look_at_elements (lua_State *L, int idx) {
  int top = lua_gettop(L);
  const lp_table *t = (const lp_table *)lua_topointer(L, idx);
  for (int i = 1; i <= 70; i++) {
    const lp_value *e = lp_element(t, i);
    if (e == NULL)
      continue;
    lua_rawgeti(L, idx, i);
    if (!gdl_selftest_is_value(L, top + 1, e))
      return "an element of a table";
    lua_settop(L, top);
  }
  return NULL;
}


/* The same of all of the table. */
static const char *look_at_table (lua_State *L, int idx) {
  int top = lua_gettop(L);
  const lp_table *t = (const lp_table *)lua_topointer(L, idx);
  const char *why = look_at_elements(L, idx);
  uint64_t hash = 0;
  if (why != NULL)
    return why;
  lua_pushnil(L);
  while (lua_next(L, idx)) {
    const lp_value *key = gdl_stack_value(L, top + 1);
    if (key->tag == LP_TSHORT) {
      const lp_value *v = lp_field(t, key->v.p);
      if (v == NULL || !gdl_selftest_is_value(L, top + 2, v))
        return "a field of a table";
    }
    hash = gdl_hash(hash, (key->tag & 15) == LUA_TBOOLEAN
                              ? key->tag : key->v.bits ^ key->tag) + 1;
    lua_settop(L, top + 1);
  }
  if (gdl_keys_hash(t) != hash)
    return "the keys of a table";
  lua_pushliteral(L, "not there");
  if (!lp_is_nil(lp_field(t, gdl_stack_value(L, top + 1)->v.p)))
    return "a field that is not there";
  lua_settop(L, top);
  const void *meta = lua_getmetatable(L, idx) ? lua_topointer(L, -1) : NULL;
  if (t->meta != meta)
    return "a metatable";
  lua_settop(L, top);
  return NULL;
}


int gdl_selftest_tables (lua_State *L) {
  const char **why = lua_touserdata(L, 1);
  char name[64];
  lua_settop(L, 0);
  lua_newtable(L);
  for (int i = 1; i <= 70 && *why == NULL; i++) {
    lua_pushinteger(L, 3 * i);
    lua_rawseti(L, 1, i);
    memset(name, 'k', sizeof(name));
    name[1 + i % 48] = '\0';
    name[0] = (char)('a' + i % 26);
    lua_pushnumber(L, i + 0.5);
    lua_setfield(L, 1, name);
    if (i % 9 == 0) {
      lua_pushboolean(L, i % 2);
      lua_pushvalue(L, 1);
      lua_rawset(L, 1);
      lua_pushnumber(L, i + 0.25);
      lua_pushcfunction(L, gdl_selftest_tables);
      lua_rawset(L, 1);
      lua_pushinteger(L, 100000 * i);
      lua_pushliteral(L, "far");
      lua_rawset(L, 1);
    }
    if (i % 10 == 0) {
      lua_pushnil(L);
      lua_setfield(L, 1, name);
      lua_pushnil(L);
      lua_rawseti(L, 1, i / 2);
    }
    if (i == 40) {
      lua_newtable(L);
      lua_setmetatable(L, 1);
    }
    *why = look_at_table(L, 1);
    lua_settop(L, 1);
    lua_rawlen(L, 1);                    /* moves the limit */
    if (*why == NULL)
      *why = look_at_elements(L, 1);
    lua_settop(L, 1);
  }
  return 0;
}


/* Compares the length of the list at 1; what is wrong, or NULL. */
static const char *look_at_length (lua_State *L) {
  const lp_table *t = (const lp_table *)lua_topointer(L, 1);
  uint64_t length = 0;
  if (lp_length(t, &length) && length != lua_rawlen(L, 1))
    return "the length of a table";
  lua_rawlen(L, 1);                      /* moves the limit */
  if (lp_length(t, &length) && length != lua_rawlen(L, 1))
    return "the length of a table whose limit has moved";
  return NULL;
}


/* Lists that grow and shrink, with elements outside their arrays or not. */
int gdl_selftest_lists (lua_State *L) {
  const char **why = lua_touserdata(L, 1);
  for (int room = 0; room < 12; room++) {
    lua_settop(L, 0);
    lua_createtable(L, 5 * (room / 2), room % 2 == 0 ? 0 : 3);
    for (int i = 1; i <= 80 && *why == NULL; i++) {
      lua_pushnumber(L, 0.5);
      if (i > 40)
        lua_pushnil(L);
      lua_rawseti(L, 1, i <= 40 ? i : 81 - i);
      lua_settop(L, 1);
      *why = look_at_length(L);
    }
  }
  return 0;
}
