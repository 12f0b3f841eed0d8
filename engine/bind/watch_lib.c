/*
** watch_lib.c - core.watch, for tests: calls a function as a traced one is
*/
#include <stdlib.h>
#include <string.h>

#include "bind/watch_impl.h"

#define META  "gdlua.watcher"
#define MOST_NAMES  1000

typedef struct watcher {
  gdl_leaves leaves;
  double *param;
} watcher;

enum { TRACE = 1, READS, ANCHORS };


static int collect (lua_State *L) {
  watcher *p = (watcher *)luaL_checkudata(L, 1, META);
  gdl_leaves_free(&p->leaves);
  free(p->param);
  p->param = NULL;
  return 0;
}


/* core.watcher() -> something that has read nothing yet */
static int new_watcher (lua_State *L) {
  const char *why;
  if (!gdl_watch_works(L, &why))
    return luaL_error(L, "%s", why);
  watcher *p = (watcher *)lua_newuserdatauv(L, sizeof(*p), 3);
  memset(p, 0, sizeof(*p));
  gdl_leaves_init(&p->leaves);
  luaL_setmetatable(L, META);
  gdl_push_trace(L);
  lua_setiuservalue(L, -2, TRACE);
  gdl_push_reads(L);
  lua_setiuservalue(L, -2, READS);
  lua_newtable(L);
  lua_setiuservalue(L, -2, ANCHORS);
  return 1;
}


static void push_note (lua_State *L, const gdl_trace_note *n,
                       const char *name) {
  if (!n->set)
    return;
  lua_pushstring(L, n->text);
  lua_setfield(L, -2, name);
  lua_pushinteger(L, n->line);
  lua_setfield(L, -2, "line");
  lua_pushstring(L, n->file);
  lua_setfield(L, -2, "file");
}


/* Protected: (reads, watcher, function, arguments): makes parameters of the
** numbers and calls the function. */
static int watched (lua_State *L) {
  int n = lua_gettop(L);
  watcher *p = (watcher *)lua_touserdata(L, 2);
  size_t k = 0;
  for (int i = 4; i <= n; i++)
    if (lua_type(L, i) == LUA_TNUMBER) {
      p->param[k] = lua_tonumber(L, i);
      gdl_push_proxy(L, gdl_graph_param_number(gdl_trace_current->graph, k++));
      lua_replace(L, i);
    } else if (lua_istable(L, i) && lua_getmetatable(L, i)) {
      lua_getfield(L, -1, "adopt");
      if (lua_toboolean(L, -1))
        gdl_trace_adopt(L, i);
      lua_pop(L, 2);
    }
  int status = gdl_watch_call(L, n - 3, LUA_MULTRET, 1);
  lua_pushboolean(L, status == LUA_OK);
  lua_replace(L, 2);
  int results = lua_gettop(L);
  lua_newtable(L);
  lua_newtable(L);
  for (int i = 3; i <= results; i++) {
    if (gdl_is_traced(L, i)) {
      lua_pushboolean(L, 1);
      lua_rawseti(L, results + 2, i - 2);
      gdl_push_concrete(L, i);
    } else
      lua_pushvalue(L, i);
    lua_rawseti(L, results + 1, i - 2);
  }
  lua_setfield(L, results + 1, "traced");
  lua_pushvalue(L, 2);
  lua_setfield(L, -2, "ok");
  lua_pushinteger(L, (lua_Integer)gdl_trace_current->guards);
  lua_setfield(L, -2, "guards");
  return 1;
}


/* w:call(f, ...) -> {results ..., ok =, traced =, guards =, refused =, impure =,
** file =, line =, reads = {names}} */
static int call (lua_State *L) {
  watcher *p = (watcher *)luaL_checkudata(L, 1, META);
  int n = lua_gettop(L);
  luaL_checkany(L, 2);
  double *param = realloc(p->param, ((size_t)n + 1) * sizeof(double));
  if (param == NULL)
    return gdl_blame_status(L, GDL_ENOMEM, NULL);
  p->param = param;
  p->leaves.b.param = param;
  p->leaves.b.params = (size_t)n;
  luaL_checkstack(L, n + 12, NULL);
  lua_getiuservalue(L, 1, TRACE);
  gdl_trace *t = (gdl_trace *)lua_touserdata(L, -1);
  lua_getiuservalue(L, 1, READS);
  gdl_reads *r = gdl_to_reads(L, -1);
  lua_getiuservalue(L, 1, ANCHORS);
  lua_pushcfunction(L, watched);
  lua_pushvalue(L, n + 2);
  for (int i = 1; i <= n; i++)
    lua_pushvalue(L, i);
  gdl_trace_begin(L, t, &p->leaves, n + 3);
  int status = lua_pcall(L, n + 1, 1, 0);
  gdl_trace_end(t);
  if (status != LUA_OK)
    return lua_error(L);
  push_note(L, &t->impure, "impure");
  push_note(L, &t->refused, "refused");
  lua_newtable(L);
  for (size_t i = 0; i < gdl_reads_count(r) && i < MOST_NAMES; i++) {
    gdl_reads_push_name(L, n + 2, i);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "reads");
  return 1;
}


/* w:changed() -> number and name of the first slot that has, or nothing */
static int changed (lua_State *L) {
  watcher *p = (watcher *)luaL_checkudata(L, 1, META);
  lua_Integer from = luaL_optinteger(L, 2, 1);
  lua_getiuservalue(L, 1, READS);
  int reads = lua_gettop(L);
  size_t all = gdl_reads_count(gdl_to_reads(L, reads));
  size_t count = (size_t)luaL_optinteger(L, 3, (lua_Integer)all);
  size_t i = gdl_reads_changed(L, reads, (size_t)from - 1, count, &p->leaves);
  if (i == SIZE_MAX)
    return 0;
  lua_pushinteger(L, (lua_Integer)i + 1);
  gdl_reads_push_name(L, reads, i);
  return 2;
}


/* w:promote(i) -> true where it is an input now. w:demote(i). w:inputs() -> what
** inputs hold */
static int promote (lua_State *L) {
  watcher *p = (watcher *)luaL_checkudata(L, 1, META);
  lua_getiuservalue(L, 1, READS);
  lua_pushboolean(L, gdl_reads_promote(L, lua_gettop(L),
                                       (size_t)luaL_checkinteger(L, 2) - 1,
                                       &p->leaves));
  return 1;
}


static int demote (lua_State *L) {
  luaL_checkudata(L, 1, META);
  lua_getiuservalue(L, 1, READS);
  gdl_reads_demote(L, lua_gettop(L), (size_t)luaL_checkinteger(L, 2) - 1);
  return 0;
}


static int inputs (lua_State *L) {
  watcher *p = (watcher *)luaL_checkudata(L, 1, META);
  size_t i;
  luaL_checkstack(L, (int)p->leaves.b.inputs, NULL);
  for (i = 0; i < p->leaves.b.inputs; i++)
    lua_pushnumber(L, p->leaves.input[i]);
  return (int)i;
}


/* w:clear(). w:size() -> slots, bytes */
static int clear (lua_State *L) {
  luaL_checkudata(L, 1, META);
  lua_getiuservalue(L, 1, READS);
  gdl_reads_clear(L, lua_gettop(L));
  return 0;
}


static int size (lua_State *L) {
  luaL_checkudata(L, 1, META);
  lua_getiuservalue(L, 1, READS);
  gdl_reads *r = gdl_to_reads(L, -1);
  lua_pushinteger(L, (lua_Integer)gdl_reads_count(r));
  lua_pushinteger(L, (lua_Integer)gdl_reads_bytes(r));
  return 2;
}


static const luaL_Reg methods[] = {
  {"call", call}, {"changed", changed}, {"promote", promote},
  {"demote", demote}, {"inputs", inputs}, {"clear", clear}, {"size", size},
  {NULL, NULL}
};


/* core.watch(f, ...): the same with a new watcher */
static int watch (lua_State *L) {
  lua_pushcfunction(L, call);
  lua_pushcfunction(L, new_watcher);
  lua_call(L, 0, 1);
  lua_rotate(L, 1, 2);
  lua_call(L, lua_gettop(L) - 1, 1);
  return 1;
}


/* core.look_ahead(yes) -> as it was: may instructions run unseen? */
static int look_ahead (lua_State *L) {
  lua_pushboolean(L, gdl_ahead_allowed);
  gdl_ahead_allowed = lua_toboolean(L, 1);
  return 1;
}


/* core.hooks() -> how often the hook of the call before looked at an instruction */
static int hooks (lua_State *L) {
  lua_pushinteger(L, (lua_Integer)gdl_ahead_hooks);
  return 1;
}


void gdl_watch_open_library (lua_State *L, int core) {
  luaL_newmetatable(L, META);
  lua_newtable(L);
  gdl_set_functions(L, lua_gettop(L), methods);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, collect);
  lua_setfield(L, -2, "__gc");
  lua_pop(L, 1);
  lua_pushcfunction(L, new_watcher);
  lua_setfield(L, core, "watcher");
  lua_pushcfunction(L, watch);
  lua_setfield(L, core, "watch");
  lua_pushcfunction(L, look_ahead);
  lua_setfield(L, core, "look_ahead");
  lua_pushcfunction(L, hooks);
  lua_setfield(L, core, "hooks");
}
