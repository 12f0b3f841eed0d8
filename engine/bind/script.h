/*
** script.h - the Lua part of gdlua, embedded by tools/embed.lua
*/
#ifndef GDL_BIND_SCRIPT_H
#define GDL_BIND_SCRIPT_H

#include <stddef.h>

#include <lua.h>

typedef struct gdl_script {
  const char *name;        /* "gdlua/schedule/cosine" */
  size_t size;
  const char *text;
  size_t code_size;
  const char *code;        /* the same, compiled */
} gdl_script;

extern const gdl_script gdl_scripts[];      /* ends with a NULL name */

/* The release of Lua that has compiled them, "Lua 5.4.4 "; "" where that is not
** known. Only the same one is given that code; others compile the texts. */
extern const char gdl_scripts_release[];

/* gdl_script_open - makes "require 'gdlua.x.y'" find the embedded script
** gdlua/x/y, through a metatable of package.preload: package.searchers, and
** what 'require' says of other modules, stay as they were. Where the
** environment names a folder in GDLUA_PATH, a file gdlua/x/y.lua there comes
** first. Scripts have the chunk name "=gdlua/x/y.lua" and see the standard
** library's global names as they are now. A script runs once for a Lua state,
** whatever happens to package.loaded. Stack: unchanged. */
void gdl_script_open (lua_State *L);

/* gdl_script_text - core.script(module) -> the text of a script of ours, or
** nothing; gd.help shows the comment at its head. */
int gdl_script_text (lua_State *L);

/* gdl_script_asset - core.asset(name) -> the text of the file assets/name, of which
** reports are made; GDLUA_PATH/../assets/name comes first. Raises. */
int gdl_script_asset (lua_State *L);

/* gdl_script_set - pops a value and makes it our module of that name. */
void gdl_script_set (lua_State *L, const char *module);

/* gdl_script_require - pushes our module of that name, loading it when it is
** asked for the first time; needs nothing of the script's globals. Raises. */
void gdl_script_require (lua_State *L, const char *module);

#endif
