/*
** formula.c - the graph of one call of a function, for our scripts
*/
#include "bind/graph.h"
#include "bind/proxy.h"
#include "bind/watch.h"
#include "graph/transform.h"

#include <string.h>

/* Arguments of core.formula, and fixed places behind them. */
enum { FN = 1, X, SHAPE, PARAM, LEAVES, ANCHORS, READS, TRACE, GRAPH };

#define LEAVES_META "gdlua.formula.leaves"


static int leaves_gc (lua_State *L) {
  gdl_leaves_free(luaL_checkudata(L, 1, LEAVES_META));
  return 0;
}


static gdl_leaves *push_leaves (lua_State *L) {
  gdl_leaves *l = lua_newuserdatauv(L, sizeof(*l), 0);
  gdl_leaves_init(l);
  luaL_setmetatable(L, LEAVES_META);
  return l;
}


/* Protected, the trace being current; the same stack -> number of the output */
static int run (lua_State *L) {
  lua_pushvalue(L, FN);
  gdl_trace_push_params(L, SHAPE);
  if (gdl_watch_call(L, 1, 2, READS) != LUA_OK)
    return lua_error(L);
  int first = lua_gettop(L) - 1;
  gdl_node n = GDL_NO_NODE;
  if (lua_isnil(L, first + 1) && lua_type(L, first) != LUA_TTABLE)
    n = gdl_trace_node(L, first);
  if (n == GDL_NO_NODE ||
      gdl_graph_shape(gdl_trace_current->graph, n).rank > 0) {
    if (gdl_is_traced(L, first))
      gdl_push_concrete(L, first);
    else
      lua_pushvalue(L, first);
    lua_pushfstring(L, lua_isnil(L, first + 1)
                       ? "it returned %s; a number expected"
                       : "it returned two values, %s and another; a number "
                         "expected", gdl_describe(L, -1));
    return lua_error(L);
  }
  gdl_trace_output(L, n);
  return 0;
}


/* Captured arrays, as they are, in the place of what reads them. */
static gdl_status freeze (gdl_graph *to, const gdl_trace *t, gdl_node *map) {
  const gdl_bindings *b = &t->leaves->b;
  for (gdl_node n = 0; n < gdl_graph_count(t->graph); n++) {
    gdl_op op = gdl_graph_op(t->graph, n);
    gdl_shape s = gdl_graph_shape(t->graph, n);
    map[n] = GDL_NO_NODE;
    if (op == GDL_OP_data) {
      const double *x = b->data[gdl_graph_slot(t->graph, n)];
      gdl_array a = gdl_shape_array(s, (double *)x);
      map[n] = gdl_graph_array(to, &a);
    }
    else if (op == GDL_OP_input)
      map[n] = gdl_graph_constant(to, b->input[gdl_graph_slot(t->graph, n)]);
  }
  return gdl_graph_status(to);
}


/* Pushes the number of the output and the list of guards, in a graph at
** GRAPH. */
static int push_outputs (lua_State *L, gdl_trace *t, gdl_graph *to) {
  size_t count = t->guards + 1;
  gdl_node *out = lua_newuserdatauv(L, 2 * count * sizeof(*out), 0);
  gdl_node *made = out + count;
  gdl_node *map = lua_newuserdatauv(
      L, (gdl_graph_count(t->graph) + 1) * sizeof(*map), 0);
  out[0] = t->out[0];
  for (size_t i = 0; i < t->guards; i++)
    out[i + 1] = t->guard[i].node;
  gdl_status s = freeze(to, t, map);
  if (s == GDL_OK)
    s = gdl_graph_rebuild(to, t->graph, out, count, map, made);
  if (s != GDL_OK)
    return gdl_blame_status(L, s, NULL);
  lua_pushvalue(L, GRAPH);
  lua_pushinteger(L, made[0]);
  lua_createtable(L, (int)t->guards, 0);
  for (size_t i = 0; i < t->guards; i++) {
    lua_createtable(L, 0, 2);
    lua_pushinteger(L, made[i + 1]);
    lua_setfield(L, -2, "node");
    lua_pushboolean(L, t->guard[i].expected);
    lua_setfield(L, -2, "expected");
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 3;
}


/* nil, {reason =, file =, line =}; an error object is on top, or not. */
static int push_refusal (lua_State *L, const gdl_trace_note *n, int raised) {
  lua_pushnil(L);
  lua_createtable(L, 0, 3);
  if (!n->set) {
    lua_pushvalue(L, raised);
    lua_setfield(L, -2, "reason");
    return 2;
  }
  lua_pushstring(L, n->text);
  lua_setfield(L, -2, "reason");
  if (n->file[0] != '\0') {
    lua_pushstring(L, n->file);
    lua_setfield(L, -2, "file");
    lua_pushinteger(L, n->line);
    lua_setfield(L, -2, "line");
  }
  return 2;
}


/* core.formula(f, x) -> graph, node, list of {node =, expected =}: what f does
** at x and the comparisons that led there, parameters being the elements of x
** in their order; or nil and why not: {reason =, file =, line =}. Raises what f
** raises. */
static int formula (lua_State *L) {
  const char *why;
  lua_settop(L, X);
  luaL_checkstack(L, 40, "tracing");
  if (!gdl_watch_works(L, &why)) {
    gdl_trace_note n = {.set = 1};
    strncpy(n.text, why, sizeof(n.text) - 1);
    return push_refusal(L, &n, 0);
  }
  gdl_tree *s = gdl_push_tree(L, X, "x0");
  double *x = lua_newuserdatauv(L, (s->n + 1) * sizeof(*x), 0);
  gdl_tree_flatten(L, SHAPE, X, "x0", 0, x);
  gdl_leaves *leaves = push_leaves(L);
  leaves->b.param = x;
  leaves->b.params = s->n;
  lua_newtable(L);
  gdl_push_reads(L);
  gdl_trace *t = gdl_push_trace(L);
  gdl_graph *to = gdl_push_graph(L, GDL_GRAPH_CONSED);
  gdl_trace_begin(L, t, leaves, ANCHORS);
  lua_pushcfunction(L, run);
  for (int i = 1; i <= TRACE; i++)
    lua_pushvalue(L, i);
  int status = lua_pcall(L, TRACE, 0, 0);
  gdl_trace_end(t);
  if (t->refused.set || t->impure.set)
    return push_refusal(L, t->refused.set ? &t->refused : &t->impure, 0);
  if (status != LUA_OK)
    return push_refusal(L, &t->refused, lua_gettop(L));
  return push_outputs(L, t, to);
}


void gdl_open_formula (lua_State *L, int gd, int core) {
  (void)gd;
  luaL_newmetatable(L, LEAVES_META);
  lua_pushcfunction(L, leaves_gc);
  lua_setfield(L, -2, "__gc");
  lua_pop(L, 1);
  lua_pushcfunction(L, formula);
  lua_setfield(L, core, "formula");
}
