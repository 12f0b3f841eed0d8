/*
** mirror.c - vectors whose elements a script reads without a call into C
*/
#include "bind/mirror.h"
#include "bind/script.h"

#include <string.h>

const char gdl_mirror_tag = 0;


gdl_array *gdl_fetch_mirror (lua_State *L, int idx) {
  gdl_lua_array *p = lua_touserdata(L, idx);
  if (p->tag != &gdl_mirror_tag)
    return NULL;
  lua_checkstack(L, 2);
  lua_getiuservalue(L, idx, 1);
  for (size_t i = 0; i < p->a.rows; i++) {
    lua_rawgeti(L, -1, (lua_Integer)i + 1);
    p->a.data[i] = lua_tonumber(L, -1);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return &p->a;
}


/* __index of the mirror, for what it does not hold: fields, mistakes, keys
** outside. Upvalues: the vector, __index of all arrays. */
static int missing (lua_State *L) {
  lua_settop(L, 2);
  lua_pushvalue(L, lua_upvalueindex(2));
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_pushvalue(L, 2);
  lua_call(L, 2, 1);
  return 1;
}


/* __newindex of the vector. Upvalues: the mirror, __newindex of all arrays. */
static int assign (lua_State *L) {
  lua_settop(L, 3);
  gdl_array *a = gdl_to_array(L, 1);
  lua_pushvalue(L, lua_upvalueindex(2));
  for (int i = 1; i <= 3; i++)
    lua_pushvalue(L, i);
  lua_call(L, 3, 0);                  /* raises unless v[k] is an element */
  if (lua_type(L, 2) == LUA_TNUMBER) {
    lua_Integer i = lua_tointeger(L, 2);
    lua_pushnumber(L, a->data[i - 1]);
    lua_rawseti(L, lua_upvalueindex(1), i);
  }
  return 0;
}


/* __len of the vector. Upvalue: its length. */
static int length (lua_State *L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  return 1;
}


/* Copies all entries of the table on top (kept) into the table below it. */
static void copy_entries (lua_State *L, int only_functions) {
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    if (only_functions && !lua_isfunction(L, -1)) {
      lua_pop(L, 1);
      continue;
    }
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, -5);
  }
}


/* Pushes the mirror of the vector on top, whose metatable is below it. */
static void push_mirror (lua_State *L, int vector, int shared, size_t n) {
  lua_createtable(L, (int)n, 64);
  gdl_script_require(L, "gdlua.core");
  lua_getfield(L, -1, "array_methods");
  lua_remove(L, -2);
  copy_entries(L, 1);
  lua_pop(L, 1);
  lua_createtable(L, 0, 1);
  lua_pushvalue(L, vector);
  lua_getfield(L, shared, "__index");
  lua_pushcclosure(L, missing, 2);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, -2);
}


gdl_array *gdl_push_mirrored (lua_State *L, size_t n) {
  gdl_lua_array *p = gdl_push_keeper(L, n);
  gdl_array *a = &p->a;
  int vector = lua_gettop(L), shared = vector + 1, mirror = vector + 2;
  lua_rawgetp(L, LUA_REGISTRYINDEX, &gdl_array_tag);
  push_mirror(L, vector, shared, n);
  lua_pushvalue(L, mirror);
  lua_setiuservalue(L, vector, 1);
  /* What comes first into a table with room for all is found first. */
  lua_createtable(L, 0, 32);
  lua_pushvalue(L, mirror);
  lua_setfield(L, -2, "__index");
  lua_pushvalue(L, shared);
  copy_entries(L, 0);
  lua_pop(L, 1);
  lua_pushvalue(L, mirror);
  lua_setfield(L, -2, "__index");
  lua_pushvalue(L, mirror);
  lua_getfield(L, shared, "__newindex");
  lua_pushcclosure(L, assign, 2);
  lua_setfield(L, -2, "__newindex");
  lua_pushinteger(L, (lua_Integer)n);
  lua_pushcclosure(L, length, 1);
  lua_setfield(L, -2, "__len");
  lua_setmetatable(L, vector);
  memset(a->data, 0, n * sizeof(double));
  gdl_mirror_fill(L, a, mirror, a->data);
  lua_remove(L, shared);
  return a;
}


void gdl_mirror_fill (lua_State *L, gdl_array *a, int mirror,
                      const double *x) {
  size_t n = gdl_array_length(a);
  gdl_array_touch(a);
  memmove(a->data, x, n * sizeof(double));
  if (lua_type(L, mirror) == LUA_TTABLE)
    for (size_t i = 0; i < n; i++)
      gdl_mirror_set(L, a, mirror, i, x[i]);
}
