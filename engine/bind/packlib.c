/*
** packlib.c - core.pack and core.unpack: any Lua value that bytes can hold, as
** a string, for what goes to another process or into a store; core.checksum
*/
#include <inttypes.h>
#include <stdio.h>

#include "base/crc.h"
#include "bind/pack.h"

/* Version of the form, the first byte of each string. */
#define FORM 1

#define BYTES_GUARD "gdlua.bytes"


static int release (lua_State *L) {
  gdl_bytes_free((gdl_bytes *)luaL_checkudata(L, 1, BYTES_GUARD));
  return 0;
}


static gdl_bytes *push_bytes (lua_State *L) {
  gdl_bytes *b = (gdl_bytes *)lua_newuserdatauv(L, sizeof(*b), 0);
  *b = (gdl_bytes){0};
  if (luaL_newmetatable(L, BYTES_GUARD)) {
    lua_pushcfunction(L, release);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  return b;
}


/* core.pack(value, doing, title): the value as a string. `doing` and `title` say
** in the error for what cannot be packed what is being done with what. */
static int pack (lua_State *L) {
  const char *doing = luaL_checkstring(L, 2), *title = luaL_checkstring(L, 3);
  gdl_bytes *out = push_bytes(L);
  lua_createtable(L, 1, 0);
  lua_pushvalue(L, 1);
  lua_rawseti(L, -2, 1);
  gdl_put_u8(out, FORM);
  gdl_pack(L, -1, 1, doing, &title, out);
  if (out->failed)
    return luaL_error(L, "not enough memory");
  lua_pushlstring(L, (const char *)out->data, out->size);
  gdl_bytes_free(out);
  return 1;
}


/* core.unpack(text): true and the value, or false where the text is not such. */
static int unpack (lua_State *L) {
  size_t size;
  const char *text = luaL_checklstring(L, 1, &size);
  gdl_reader in = gdl_reader_of(text, size);
  if (gdl_get_u8(&in) != FORM || !gdl_unpack(L, 1, &in) || !gdl_reader_done(&in)) {
    lua_pushboolean(L, 0);
    return 1;
  }
  lua_pushboolean(L, 1);
  lua_rawgeti(L, -2, 1);
  return 2;
}


/* core.checksum(text): 16 digits (base/crc.h). */
static int checksum (lua_State *L) {
  size_t size;
  const char *text = luaL_checklstring(L, 1, &size);
  char digits[17];
  snprintf(digits, sizeof(digits), "%016" PRIx64, gdl_crc64(0, text, size));
  lua_pushstring(L, digits);
  return 1;
}


void gdl_open_pack (lua_State *L, int gd, int core) {
  (void)gd;
  lua_pushcfunction(L, pack);
  lua_setfield(L, core, "pack");
  lua_pushcfunction(L, unpack);
  lua_setfield(L, core, "unpack");
  lua_pushcfunction(L, checksum);
  lua_setfield(L, core, "checksum");
}
