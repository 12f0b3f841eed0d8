/*
** module.c - opening the library: require "gdlua"
*/
#include "array/kernel.h"
#include "base/threads.h"
#include "bind/bind.h"
#include "bind/script.h"
#include "bind/trace.h"

#include <stdio.h>

#include "exec/compiler.h"

static const gdl_open_fn opens[] = {
  gdl_open_blame,
  gdl_open_nearest,
  gdl_open_box,
  gdl_open_graph,
  gdl_open_array,
  gdl_open_watch,
  gdl_open_trace,
  gdl_open_arraymake,
  gdl_open_arraymath,
  gdl_open_arraysoft,
  gdl_open_tracelua,
  gdl_open_random,
  gdl_open_place,
  gdl_open_equal,
  gdl_open_textbook,
  gdl_open_step,
  gdl_open_linalg,
  gdl_open_file,
  gdl_open_tree,
  gdl_open_pack,
  gdl_open_sqlite,
  gdl_open_apart,
  gdl_open_pool,
  gdl_open_tracelib,
  gdl_open_derivative,
  gdl_open_nested,
  gdl_open_custom,
  gdl_open_formula,
  gdl_open_exact,
  gdl_open_repeated,
  gdl_open_native,
  gdl_open_descent,
  gdl_open_solvers,
  gdl_open_fit,
  gdl_open_checkpoint,
  gdl_open_fork,
  NULL
};


/* gd.name for a name C did not set: the public names that are written in Lua
** are loaded when first used. */
static int lazy (lua_State *L) {
  gdl_script_require(L, "gdlua.index");
  lua_insert(L, 1);
  lua_call(L, 2, 1);
  return 1;
}


/* The list of these names, for the prompt. */
static int names (lua_State *L) {
  gdl_script_require(L, "gdlua.index");
  lua_getfield(L, -1, "names");
  lua_call(L, 0, 1);
  return 1;
}


static const luaL_Reg meta[] = {
  {"__index", lazy}, {"__names", names}, {NULL, NULL}
};


/* Once in a process, though there may be several states. */
static void tell_environment (void) {
  static int told;
  const char *mode = gdl_compiling_unknown();
  if (mode != NULL && !__atomic_exchange_n(&told, 1, __ATOMIC_RELAXED))
    fprintf(stderr, "gdlua: GDLUA_JIT=%s is unknown (there are off, auto and sync); "
                    "auto is used\n", mode);
}


/* What the environment says wrongly is said at once, not when it matters first. */
static void check_environment (lua_State *L) {
  gdl_error err;
  if (gdl_threads_check(&err) != GDL_OK || gdl_kernels_check(&err) != GDL_OK ||
      gdl_trace_check_limit(&err) != GDL_OK)
    luaL_error(L, "%s", err.text);
}


int luaopen_gdlua (lua_State *L) {
  check_environment(L);
  tell_environment();
  lua_createtable(L, 0, 128);
  int gd = lua_gettop(L);
  lua_createtable(L, 0, 32);
  int core = gd + 1;
  for (const gdl_open_fn *open = opens; *open != NULL; open++)
    (*open)(L, gd, core);
  lua_pushliteral(L, GDL_VERSION);
  lua_setfield(L, gd, "version");
  luaL_newlib(L, meta);
  lua_setmetatable(L, gd);
  gdl_script_open(L);
  lua_pushcfunction(L, gdl_script_text);
  lua_setfield(L, core, "script");
  lua_pushcfunction(L, gdl_script_asset);
  lua_setfield(L, core, "asset");
  lua_pushvalue(L, core);
  gdl_script_set(L, "gdlua.core");
  lua_pushvalue(L, gd);
  gdl_script_set(L, "gdlua");
  lua_settop(L, gd);
  return 1;
}
