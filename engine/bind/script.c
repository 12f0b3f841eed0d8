/*
** script.c - the Lua part of gdlua, embedded by tools/embed.lua
*/
#include "bind/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>


/* Keys of the registry: our modules by name, and our 'require'. */
#define GDL_LOADED  "gdlua.loaded"
#define GDL_REQUIRE "gdlua.require"


static const gdl_script *find (const char *name) {
  for (const gdl_script *s = gdl_scripts; s->name != NULL; s++)
    if (strcmp(s->name, name) == 0)
      return s;
  return NULL;
}


/* Pushes the text of the file folder/name and what 'ending' adds, and returns true
** if there is such a file. */
static int push_file (lua_State *L, const char *folder, const char *name,
                      const char *ending) {
  const char *path = lua_pushfstring(L, "%s/%s%s", folder, name, ending);
  FILE *f = fopen(path, "rb");
  lua_pop(L, 1);
  if (f == NULL)
    return 0;
  luaL_Buffer b;
  luaL_buffinit(L, &b);
  size_t n;
  do {
    char *at = luaL_prepbuffer(&b);
    n = fread(at, 1, LUAL_BUFFERSIZE, f);
    luaL_addsize(&b, n);
  } while (n > 0);
  fclose(f);
  luaL_pushresult(&b);
  return 1;
}


/* Pushes the text of the file that is to be used instead of the script
** "gdlua/x" and returns true, if there is one. */
static int push_override (lua_State *L, const char *name) {
  const char *folder = getenv("GDLUA_PATH");
  return folder != NULL && push_file(L, folder, name, ".lua");
}


/* Pushes the text of the embedded script "gdlua/x" and returns true, if there is
** one. */
static int push_text (lua_State *L, const char *name) {
  const gdl_script *s = find(name);
  if (s == NULL)
    return 0;
  lua_pushlstring(L, s->text, s->size);
  return 1;
}


/* Not every program that loads us exports it. */
extern const char lua_ident[] __attribute__((weak));

/* Is this the Lua whose code we have? */
static int has_code (void) {
  return gdl_scripts_release[0] != '\0' && lua_ident != NULL &&
         strstr(lua_ident, gdl_scripts_release) != NULL;
}


/* Pushes the chunk of the embedded script "gdlua/x" and returns true, if there
** is one that has been compiled for this Lua. */
static int push_code (lua_State *L, const char *name) {
  const gdl_script *s = has_code() ? find(name) : NULL;
  if (s == NULL)
    return 0;
  if (luaL_loadbufferx(L, s->code, s->code_size, s->name, "b") == LUA_OK)
    return 1;
  lua_pop(L, 1);
  return 0;
}


/* Pushes the chunk of the script "gdlua/x" and returns true, if there is one. */
static int push_chunk (lua_State *L, const char *name) {
  int given = push_override(L, name);
  if (!given && push_code(L, name))
    return 1;
  if (!given && !push_text(L, name))
    return 0;
  size_t n;
  const char *text = lua_tolstring(L, -1, &n);
  const char *chunk = lua_pushfstring(L, "=%s.lua", name);
  if (luaL_loadbufferx(L, text, n, chunk, "t") != LUA_OK)
    lua_error(L);
  return 1;
}


/* Loads the script gdlua/x for the module "gdlua.x"; pushes the chunk. Answers
** false, nothing pushed, when there is no such script. */
static int load (lua_State *L, const char *module) {
  if (strncmp(module, "gdlua.", 6) != 0)
    return 0;
  int top = lua_gettop(L);
  if (!push_chunk(L, luaL_gsub(L, module, ".", "/"))) {
    lua_settop(L, top);
    return 0;
  }
  lua_replace(L, top + 1);
  lua_settop(L, top + 1);
  return 1;
}


/* Pushes our module of this name and answers true, if it is loaded. */
static int push_loaded (lua_State *L, const char *module) {
  lua_getfield(L, LUA_REGISTRYINDEX, GDL_LOADED);
  if (lua_getfield(L, -1, module) == LUA_TNIL) {
    lua_pop(L, 2);
    return 0;
  }
  lua_remove(L, -2);
  return 1;
}


/* The 'require' of our scripts. What it loads stays loaded, whatever happens
** to package.loaded: busted takes modules out of it between files, and a
** schedule must stay a schedule to the copy of a module that comes next.
** Upvalues: the environment of our scripts, Lua's 'require'. */
static int require (lua_State *L) {
  const char *module = luaL_checkstring(L, 1);
  lua_settop(L, 1);
  if (push_loaded(L, module))
    return 1;
  if (!load(L, module)) {
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_insert(L, 1);
    lua_call(L, 1, 1);
    return 1;
  }
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_setupvalue(L, 2, 1);
  lua_pushvalue(L, 1);
  lua_call(L, 1, 1);
  if (lua_isnil(L, -1)) {
    lua_pushboolean(L, 1);
    lua_replace(L, -2);
  }
  lua_pushvalue(L, -1);
  gdl_script_set(L, module);
  return 1;
}


/* package.preload[module]: our 'require', for the modules that are ours.
** Upvalue: our 'require'. */
static int preload (lua_State *L) {
  if (lua_type(L, 2) != LUA_TSTRING)
    return 0;
  const char *module = lua_tostring(L, 2);
  if (!push_loaded(L, module) && !load(L, module))
    return 0;
  lua_pushvalue(L, lua_upvalueindex(1));
  return 1;
}


/* Pushes the table of globals that our scripts see: the standard library as
** it is now, whatever the user's script does to its globals; all else, and
** 'print' which people redefine to redirect it, is looked up there. */
static void push_environment (lua_State *L) {
  static const char *const names[] = {
    "assert", "collectgarbage", "coroutine", "debug", "error", "getmetatable",
    "io", "ipairs", "load", "math", "next", "os", "package", "pairs", "pcall",
    "rawequal", "rawget", "rawlen", "rawset", "select", "setmetatable",
    "string", "table", "tonumber", "tostring", "type", "utf8", "xpcall", NULL
  };
  lua_createtable(L, 0, 32);
  lua_pushglobaltable(L);
  for (const char *const *name = names; *name != NULL; name++) {
    lua_getfield(L, -1, *name);
    lua_setfield(L, -3, *name);
  }
  lua_createtable(L, 0, 1);
  lua_insert(L, -2);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, -2);
}


void gdl_script_open (lua_State *L) {
  int top = lua_gettop(L);
  lua_newtable(L);
  lua_setfield(L, LUA_REGISTRYINDEX, GDL_LOADED);
  push_environment(L);
  lua_pushvalue(L, -1);
  lua_getglobal(L, "require");
  lua_pushcclosure(L, require, 2);
  lua_pushvalue(L, -1);
  lua_setfield(L, top + 1, "require");
  lua_pushvalue(L, -1);
  lua_setfield(L, LUA_REGISTRYINDEX, GDL_REQUIRE);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  lua_createtable(L, 0, 1);
  lua_pushvalue(L, top + 2);
  lua_pushcclosure(L, preload, 1);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, -2);
  lua_settop(L, top);
}


int gdl_script_text (lua_State *L) {
  const char *module = luaL_checkstring(L, 1);
  lua_settop(L, 1);
  const char *name = luaL_gsub(L, module, ".", "/");
  return strncmp(module, "gdlua.", 6) == 0 &&
         (push_override(L, name) || push_text(L, name));
}


int gdl_script_asset (lua_State *L) {
  const char *name = lua_pushfstring(L, "assets/%s", luaL_checkstring(L, 1));
  const char *folder = getenv("GDLUA_PATH");
  if ((folder == NULL || !push_file(L, folder, lua_pushfstring(L, "../%s", name), "")) &&
      !push_text(L, name))
    return luaL_error(L, "there is no '%s' in this gdlua", name);
  return 1;
}


void gdl_script_set (lua_State *L, const char *module) {
  lua_getfield(L, LUA_REGISTRYINDEX, GDL_LOADED);
  lua_insert(L, -2);
  lua_setfield(L, -2, module);
  lua_pop(L, 1);
}


void gdl_script_require (lua_State *L, const char *module) {
  lua_getfield(L, LUA_REGISTRYINDEX, GDL_REQUIRE);
  lua_pushstring(L, module);
  lua_call(L, 1, 1);
}
