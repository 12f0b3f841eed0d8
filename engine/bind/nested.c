/*
** nested.c - derivatives inside a function that is being traced
** gd.gradient and its like, called by a function of which a derivative is
** wanted itself, add nodes to the trace: the inner function runs in the trace,
** on variables of its own (its argument once more, as other nodes), and its
** derivatives are made of the nodes that led from these variables to its
** result. So they depend on whatever the inner function depended on, and an
** inner variable is never taken for an outer one (Siskind and Pearlmutter 2008,
** "Nesting forward-mode AD in a functional framework").
*/
#include "bind/nested.h"

#include "bind/call.h"
#include "bind/cost.h"
#include "bind/proxy.h"
#include "graph/transform.h"

enum { WANT = 1, FN, X, V, EXTRA };     /* arguments of core.nested */

typedef enum want {
  WANT_VALUE, WANT_GRADIENT, WANT_FORWARD, WANT_HVP, WANT_HESSIAN, WANT_JACOBIAN
} want;

typedef struct inner {
  lua_State *L;
  gdl_graph *g;
  const gdl_tree *s;         /* of x */
  int shape;                 /* where that is */
  size_t leaves;
  gdl_node *x;               /* the leaves of x */
  gdl_node *variable;        /* and again, to differentiate by */
  gdl_node *result;          /* room for as many */
  gdl_node out;
} inner;


/* Raises what is wrong with the graph, if something is. */
static gdl_node check (inner *in, gdl_node n) {
  if (n == GDL_NO_NODE)
    gdl_push_result(in->L, n);
  return n;
}


static gdl_node *push_nodes (lua_State *L, size_t count) {
  return lua_newuserdatauv(L, (count > 0 ? count : 1) * sizeof(gdl_node), 0);
}


/*
** Variables. The registry has a table of those in use: node -> serial number of
** its trace.
*/
static const char variables_key = 0;


static void push_variables (lua_State *L) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &variables_key) == LUA_TTABLE)
    return;
  lua_pop(L, 1);
  lua_newtable(L);
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &variables_key);
}


int gdl_nested_variable (lua_State *L, gdl_node n) {
  luaL_checkstack(L, 4, NULL);
  push_variables(L);
  lua_rawgeti(L, -1, n);
  int found = lua_tointeger(L, -1) == (lua_Integer)gdl_trace_current->serial;
  lua_pop(L, 2);
  return found;
}


/* x + -0.0 is x, to the bit, and a node of its own; graphs that run do without
** (ops.def). Functions that raise leave their variables in the table, where
** they do no harm: nodes are never numbered twice in one trace. */
static void make_variables (inner *in) {
  lua_State *L = in->L;
  gdl_node zero = gdl_trace_number(gdl_trace_current, -0.0);
  push_variables(L);
  for (size_t k = 0; k < in->leaves; k++) {
    in->variable[k] =
        check(in, gdl_graph_binary(in->g, GDL_OP_add, in->x[k], zero));
    lua_pushinteger(L, (lua_Integer)gdl_trace_current->serial);
    lua_rawseti(L, -2, in->variable[k]);
  }
  lua_pop(L, 1);
}


static void drop_variables (inner *in) {
  lua_State *L = in->L;
  push_variables(L);
  for (size_t k = 0; k < in->leaves; k++) {
    lua_pushnil(L);
    lua_rawseti(L, -2, in->variable[k]);
  }
  lua_pop(L, 1);
}


/*
** The inner function
*/
/* Raises that it returned the wrong thing: two results are on top. */
static void bad_result (inner *in, int map) {
  lua_State *L = in->L;
  int first = lua_gettop(L) - 1;
  for (int i = first; i <= first + 1; i++)
    if (gdl_is_traced(L, i)) {
      gdl_push_concrete(L, i);
      lua_replace(L, i);
    }
  if (!map)
    gdl_bad_cost(L, FN);
  const char *place = gdl_push_place(L, FN, "function");
  gdl_blame(L, "the function returned %s; a number, a vector or a table of "
               "numbers expected%s", gdl_describe(L, first), place);
}


/* Calls it with its variables and the further arguments. map: it may return
** several numbers. */
static void call (inner *in, int nargs, int map) {
  lua_State *L = in->L;
  make_variables(in);
  luaL_checkstack(L, nargs + 8, "calling the function");
  lua_pushvalue(L, FN);
  gdl_tree_push_proxies(L, in->shape, in->variable);
  for (int i = 0; i < nargs; i++)
    lua_pushvalue(L, EXTRA + i);
  lua_call(L, 1 + nargs, 2);
  int first = lua_gettop(L) - 1, type = lua_type(L, first);
  in->out = GDL_NO_NODE;
  if ((map || lua_isnil(L, first + 1)) &&
      (type == LUA_TNUMBER || type == LUA_TUSERDATA || type == LUA_TTABLE))
    in->out = gdl_trace_node(L, first);
  if (in->out == GDL_NO_NODE && gdl_graph_status(in->g) != GDL_OK)
    check(in, in->out);
  int most = map ? 1 : 0;
  if (in->out == GDL_NO_NODE || gdl_graph_shape(in->g, in->out).rank > most)
    bad_result(in, map);
  lua_pop(L, 2);
  drop_variables(in);
}


/*
** Derivatives
*/
/* The gradient of number 'n' into result[], of the shapes of the leaves. */
static void gradient (inner *in, gdl_node n, gdl_node seed, gdl_node *result) {
  if (gdl_graph_vjp(in->g, &n, &seed, 1, in->variable, in->leaves, result) !=
      GDL_OK)
    check(in, GDL_NO_NODE);
}


/* The tangents of out[] along direction[] of the variables. */
static void tangent (inner *in, const gdl_node *out, size_t outs,
                     const gdl_node *direction, gdl_node *result) {
  if (gdl_graph_jvp(in->g, out, outs, in->variable, direction, in->leaves,
                    result) != GDL_OK)
    check(in, GDL_NO_NODE);
}


/* An array of zeros of shape 's' with a 1 at element i. */
static gdl_node unit (inner *in, gdl_shape s, size_t i) {
  gdl_node one = gdl_trace_number(gdl_trace_current, 1);
  if (s.rank == 0)
    return one;
  gdl_node n = gdl_graph_pad(in->g, one, s,
                             gdl_view_block(i, gdl_shape_scalar()));
  return check(in, n);
}


/* The same along element i of leaf k alone. */
static void tangent_at (inner *in, const gdl_node *out, size_t outs, size_t k,
                        size_t i, gdl_node *result) {
  gdl_shape s = gdl_graph_shape(in->g, in->variable[k]);
  gdl_node one = unit(in, s, i);
  if (gdl_graph_jvp(in->g, out, outs, &in->variable[k], &one, 1, result) !=
      GDL_OK)
    check(in, GDL_NO_NODE);
}


/* The nodes one after the other, as one vector. */
static gdl_node join (inner *in, const gdl_node *node, size_t count) {
  lua_State *L = in->L;
  gdl_node *flat = push_nodes(L, count);
  for (size_t k = 0; k < count; k++) {
    gdl_shape s = gdl_graph_shape(in->g, node[k]);
    flat[k] = s.rank < 2 ? node[k] : check(in, gdl_graph_reshape(
                in->g, node[k], gdl_shape_vector(gdl_shape_length(s))));
  }
  gdl_node all = check(in, gdl_graph_concat(in->g, flat, count));
  lua_pop(L, 1);
  return all;
}


/* rows of 'cols' numbers, as a matrix */
static gdl_node stack (inner *in, const gdl_node *row, size_t rows,
                       size_t cols) {
  gdl_node all = join(in, row, rows);
  return check(in, gdl_graph_reshape(in->g, all, gdl_shape_matrix(rows, cols)));
}


static size_t leaf_length (const inner *in, size_t k) {
  return gdl_shape_length(gdl_graph_shape(in->g, in->variable[k]));
}


/* The gradient of a number by tangents, one for each variable. */
static void gradient_forward (inner *in, gdl_node *result) {
  gdl_node *part = push_nodes(in->L, in->s->n);
  for (size_t k = 0; k < in->leaves; k++) {
    size_t n = leaf_length(in, k);
    gdl_shape s = gdl_graph_shape(in->g, in->variable[k]);
    for (size_t i = 0; i < n; i++)
      tangent_at(in, &in->out, 1, k, i, &part[i]);
    result[k] = s.rank == 0 ? part[0]
                            : check(in, gdl_graph_reshape(
                                in->g, join(in, part, n), s));
  }
  lua_pop(in->L, 1);
}


/* The tangents of the leaves of a gradient, for each variable a row. */
static gdl_node hessian (inner *in) {
  size_t n = in->s->n, at = 0;
  gdl_node *row = push_nodes(in->L, n), *slope = push_nodes(in->L, in->leaves);
  gradient(in, in->out, GDL_NO_NODE, slope);
  for (size_t k = 0; k < in->leaves; k++)
    for (size_t i = 0; i < leaf_length(in, k); i++) {
      tangent_at(in, slope, in->leaves, k, i, in->result);
      row[at++] = join(in, in->result, in->leaves);
    }
  gdl_node all = stack(in, row, n, n);
  lua_pop(in->L, 2);
  return all;
}


/* Row by row in reverse mode, or column by column, whichever are fewer. */
static gdl_node jacobian (inner *in) {
  gdl_shape s = gdl_graph_shape(in->g, in->out);
  size_t m = gdl_shape_length(s), n = in->s->n, at = 0;
  gdl_node *row = push_nodes(in->L, m < n ? m : n), all;
  if (m <= n) {
    for (; at < m; at++) {
      gradient(in, in->out, unit(in, s, at), in->result);
      row[at] = join(in, in->result, in->leaves);
    }
    all = stack(in, row, m, n);
  }
  else {
    for (size_t k = 0; k < in->leaves; k++)
      for (size_t i = 0; i < leaf_length(in, k); i++, at++)
        tangent_at(in, &in->out, 1, k, i, &row[at]);
    all = check(in, gdl_graph_transpose(in->g, stack(in, row, n, m)));
  }
  lua_pop(in->L, 1);
  return all;
}


static void hvp (inner *in) {
  lua_State *L = in->L;
  const gdl_node *v = gdl_push_tree_nodes(L, in->shape, V, "v");
  gdl_node *slope = push_nodes(L, in->leaves);
  gradient(in, in->out, GDL_NO_NODE, slope);
  tangent(in, slope, in->leaves, v, in->result);
  lua_pop(L, 2);
}


/* core.nested(want, f, x, v, ...) -> what core.exact answers, as traced values:
** "value": cost; "gradient", "forward": gradient, cost; "hvp", "hessian",
** "jacobian": that. The arguments after v are handed on to f. */
static int nested (lua_State *L) {
  static const char *const names[] = {
    "value", "gradient", "forward", "hvp", "hessian", "jacobian", NULL
  };
  want w = (want)luaL_checkoption(L, WANT, NULL, names);
  int nargs = lua_gettop(L) - V;
  luaL_checkstack(L, 24, "nested derivatives");
  inner in = {.L = L, .g = gdl_trace_current->graph};
  in.s = gdl_push_traced_tree(L, X, "x");
  in.shape = lua_gettop(L);
  in.leaves = gdl_tree_leaves(in.s);
  in.x = gdl_push_tree_nodes(L, in.shape, X, "x");
  in.variable = push_nodes(L, in.leaves);
  in.result = push_nodes(L, in.leaves);
  call(&in, nargs, w == WANT_JACOBIAN);
  switch (w) {
    case WANT_VALUE: break;
    case WANT_GRADIENT: gradient(&in, in.out, GDL_NO_NODE, in.result); break;
    case WANT_FORWARD: gradient_forward(&in, in.result); break;
    case WANT_HVP: hvp(&in); break;
    case WANT_HESSIAN: gdl_push_proxy(L, hessian(&in)); return 1;
    case WANT_JACOBIAN: gdl_push_proxy(L, jacobian(&in)); return 1;
  }
  if (w != WANT_VALUE)
    gdl_tree_push_nodes(L, in.shape, in.result);
  if (w != WANT_HVP)
    gdl_push_element(L, in.out);
  return w == WANT_VALUE || w == WANT_HVP ? 1 : 2;
}


/* core.tracing() - is a function being traced? */
static int tracing (lua_State *L) {
  lua_pushboolean(L, gdl_trace_current != NULL);
  return 1;
}


/* core.refuse(reason) - what follows cannot be traced. */
static int refuse (lua_State *L) {
  return gdl_trace_refuse(L, "%s", luaL_checkstring(L, 1));
}


void gdl_open_nested (lua_State *L, int gd, int core) {
  static const luaL_Reg functions[] = {
    {"nested", nested}, {"tracing", tracing}, {"refuse", refuse}, {NULL, NULL}
  };
  (void)gd;
  gdl_set_functions(L, core, functions);
}
