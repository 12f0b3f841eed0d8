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
} gdl_script;

extern const gdl_script gdl_scripts[];      /* ends with a NULL name */

/* gdl_script_open - makes "require 'gdlua.x.y'" find the embedded script
** gdlua/x/y, through a metatable of package.preload: package.searchers, and
** what 'require' says of other modules, stay as they were. Where the
** environment names a folder in GDLUA_PATH, a file gdlua/x/y.lua there comes
** first. Scripts have the chunk name "=gdlua/x/y.lua" and see the standard
** library's global names as they are now. Stack: unchanged. */
void gdl_script_open (lua_State *L);

#endif
