/*
** tracelib.c - core.trace: one call of a function traced, for looking at
*/
#include <stdlib.h>
#include <string.h>

#include "bind/proxy.h"
#include "bind/trace.h"
#include "graph/print.h"
#include "graph/transform.h"

/* What has to be given back. */
typedef struct keeper {
  gdl_leaves leaves;
  gdl_text text;
} keeper;

#define KEEPER_META "gdlua.trace.keeper"


static int keeper_gc (lua_State *L) {
  keeper *k = (keeper *)luaL_checkudata(L, 1, KEEPER_META);
  gdl_leaves_free(&k->leaves);
  free(k->text.text);
  memset(k, 0, sizeof(*k));
  return 0;
}


static keeper *push_keeper (lua_State *L) {
  keeper *k = (keeper *)lua_newuserdatauv(L, sizeof(*k), 0);
  gdl_leaves_init(&k->leaves);
  memset(&k->text, 0, sizeof(k->text));
  luaL_setmetatable(L, KEEPER_META);
  return k;
}


static void set_note (lua_State *L, int to, const gdl_trace_note *n,
                      const char *name) {
  if (!n->set)
    return;
  lua_pushstring(L, n->text);
  lua_setfield(L, to, name);
  lua_pushinteger(L, n->line);
  lua_setfield(L, to, "line");
  lua_pushstring(L, n->file);
  lua_setfield(L, to, "file");
}


/* Sets 'value' to the plain value of the traced one at 'idx'. */
static void set_value (lua_State *L, int to, int idx) {
  if (gdl_is_traced(L, idx))
    gdl_push_concrete(L, idx);
  else
    lua_pushvalue(L, idx);
  lua_setfield(L, to, "value");
}


/* The gradient of number 'n' in the shape at 'shape'. */
static void set_gradient (lua_State *L, int to, gdl_trace *t, gdl_node n,
                          int shape) {
  gdl_error err = {""};
  size_t params = gdl_to_tree(L, shape)->n;
  double *g = (double *)lua_newuserdatauv(L, (params + 1) * sizeof(*g), 0);
  gdl_node gradient = gdl_graph_gradient(t->graph, n, params);
  gdl_status s = gdl_graph_status(t->graph);
  if (s == GDL_OK)
    s = gdl_reference_evaluate(t->graph, &gradient, 1, &t->leaves->b, &g, &err);
  if (s != GDL_OK)
    gdl_blame_status(L, s, &err);
  gdl_tree_push(L, shape, g);
  lua_setfield(L, to, "gradient");
  lua_pop(L, 1);
}


static void set_listing (lua_State *L, int to, keeper *k, gdl_trace *t,
                         gdl_node n) {
  gdl_status s = gdl_print_listing(t->graph, &n, 1, NULL, &k->text);
  if (s != GDL_OK)
    gdl_blame_status(L, s, NULL);
  lua_pushstring(L, k->text.text == NULL ? "" : k->text.text);
  lua_setfield(L, to, "listing");
}


/* Protected; the trace is current: out table, keeper, trace, shape, result. */
static int report (lua_State *L) {
  enum {OUT = 1, KEEPER, TRACE, SHAPE, RESULT};
  gdl_trace *t = (gdl_trace *)lua_touserdata(L, TRACE);
  keeper *k = (keeper *)lua_touserdata(L, KEEPER);
  set_value(L, OUT, RESULT);
  gdl_node n = gdl_trace_node(L, RESULT);
  if (n == GDL_NO_NODE)
    return 0;
  set_listing(L, OUT, k, t, n);
  if (gdl_graph_shape(t->graph, n).rank == 0)
    set_gradient(L, OUT, t, n, SHAPE);
  return 0;
}


/* core.trace(f, x, ...) -> {value =, gradient =, listing =, guards = number,
** nodes =, captured =, refused = text, impure = text, line =, file =, error =}:
** f called with the parameters x as part of a trace, and what follows as it is.
** Nobody watches what f does besides. */
static int trace (lua_State *L) {
  int nargs = lua_gettop(L) - 2;
  luaL_checktype(L, 1, LUA_TFUNCTION);
  gdl_tree *s = gdl_push_tree(L, 2, "x");
  int shape = lua_gettop(L);
  double *x = (double *)lua_newuserdatauv(L, (s->n + 1) * sizeof(*x), 0);
  gdl_tree_flatten(L, shape, 2, "x", 0, x);
  keeper *k = push_keeper(L);
  int keep = lua_gettop(L);
  k->leaves.b.param = x;
  k->leaves.b.params = s->n;
  gdl_trace *t = gdl_push_trace(L);
  lua_newtable(L);
  int anchors = lua_gettop(L), out = anchors + 1;
  lua_newtable(L);
  lua_pushcfunction(L, report);
  lua_pushvalue(L, out);
  lua_pushvalue(L, keep);
  lua_pushvalue(L, anchors - 1);
  lua_pushvalue(L, shape);
  gdl_trace_begin(L, t, &k->leaves, anchors);
  lua_pushvalue(L, 1);
  gdl_trace_push_params(L, shape);
  for (int i = 0; i < nargs; i++)
    lua_pushvalue(L, 3 + i);
  int status = lua_pcall(L, nargs + 1, 1, 0);
  size_t nodes = gdl_graph_count(t->graph);
  if (status == LUA_OK)
    status = lua_pcall(L, 5, 0, 0);
  gdl_trace_end(t);
  if (status != LUA_OK)
    lua_setfield(L, out, "error");
  lua_settop(L, out);
  set_note(L, out, &t->impure, "impure");
  set_note(L, out, &t->refused, "refused");
  lua_pushinteger(L, (lua_Integer)t->guards);
  lua_setfield(L, out, "guards");
  lua_pushinteger(L, (lua_Integer)nodes);
  lua_setfield(L, out, "nodes");
  lua_pushvalue(L, anchors);
  lua_setfield(L, out, "captured");
  return 1;
}


/* core.untraceable(name): refuses gd.name where a function is being traced. */
static int untraceable (lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  if (gdl_trace_current != NULL)
    return gdl_trace_refuse(L, "'gd.%s' inside a function that is being traced",
                            name);
  return 0;
}


void gdl_open_tracelib (lua_State *L, int gd, int core) {
  (void)gd;
  luaL_newmetatable(L, KEEPER_META);
  lua_pushcfunction(L, keeper_gc);
  lua_setfield(L, -2, "__gc");
  lua_pop(L, 1);
  lua_pushcfunction(L, trace);
  lua_setfield(L, core, "trace");
  lua_pushcfunction(L, untraceable);
  lua_setfield(L, core, "untraceable");
}
