/*
** nativeheld.c - who else holds the memory of a part?
** Tables and arrays that a script holds besides the run are to be what they are in
** Lua at any time. What a user's functions have made or seen is let go, in favour
** of a copy; then garbage is collected. What is there after that is held.
*/
#include "bind/native_impl.h"


/* Protected: frame, values. The memory, if there is one to ask about, is replaced
** by its twin (scripts/gdlua/memory.lua). */
static int call_let_go (lua_State *L) {
  gdl_native_frame *f = lua_touserdata(L, 1);
  const gdl_native_row *row = &gdl_native_rows[f->part];
  f->values = 2;
  gdl_native_look_up(L, f);
  int config = gdl_native_push_value(L, f, GDL_V_CONFIG);
  lua_getfield(L, config, row->users);
  if (!lua_toboolean(L, -1))
    return 0;
  lua_getfield(L, f->scripts, "twin");
  lua_pushvalue(L, f->memory);
  lua_call(L, 1, 1);
  if (lua_isnil(L, -1))
    return 0;
  lua_rawseti(L, f->values, row->memory);
  lua_pushnil(L);
  lua_rawseti(L, f->values, GDL_V_SCRATCH);
  f->apart = 1;
  return 0;
}


/* Protected: frame, values. */
static int call_reunite (lua_State *L) {
  gdl_native_frame *f = lua_touserdata(L, 1);
  const gdl_native_row *row = &gdl_native_rows[f->part];
  f->values = 2;
  lua_gc(L, LUA_GCCOLLECT);
  gdl_native_look_up(L, f);
  lua_getfield(L, f->scripts, "reunite");
  lua_pushvalue(L, f->memory);
  lua_call(L, 1, 2);
  f->held = lua_toboolean(L, -1);
  lua_pop(L, 1);
  lua_rawseti(L, f->values, row->memory);
  if (f->held) {
    lua_pushliteral(L, "it, or a table or array in it, is held elsewhere, too");
    lua_rawseti(L, f->values, row->traced);
  }
  return 0;
}


/* A copy in place of a memory that could not be put together again. */
static void take_copy (gdl_run *run, gdl_native_part part) {
  lua_State *L = run->L;
  lua_rawgeti(L, run->base, gdl_native_rows[part].memory);
  lua_rawgeti(L, -1, 1);
  lua_rawseti(L, run->base, gdl_native_rows[part].memory);
  lua_pop(L, 1);
}


gdl_status gdl_native_find_holders (gdl_run *run, gdl_native_part part,
                                    int *held) {
  gdl_native_frame f = {.run = run, .part = part};
  gdl_status status = gdl_native_call(run, call_let_go, &f);
  *held = 0;
  if (status != GDL_OK || !f.apart)
    return status;
  gdl_native_refresh(run, gdl_native_rows[part].memory);
  gdl_native_refresh(run, GDL_V_SCRATCH);
  status = gdl_native_call(run, call_reunite, &f);
  if (status != GDL_OK)
    take_copy(run, part);
  gdl_native_refresh(run, gdl_native_rows[part].memory);
  gdl_native_refresh(run, gdl_native_rows[part].traced);
  *held = f.held;
  return status;
}
