/*
** nested.c - derivatives inside a function that is being traced
** gd.gradient and its like, called by a function of which a derivative is
** wanted itself, add nodes to the trace: the inner function runs in the trace,
** on variables of its own (its argument once more, as other nodes). What led
** from these to its result is taken out into a graph that is like the one its
** path has when it is differentiated alone (exec/path.c, exec/want.c): what
** comes from outside is a leaf there. It is differentiated there, in the same
** way and so to the same bits, and the result is put back in. So it depends on
** whatever the inner function depended on, and an inner variable is never taken
** for an outer one (Siskind and Pearlmutter 2008, "Nesting forward-mode AD in a functional
** framework").
*/
#include "bind/nested_impl.h"

#include "bind/call.h"
#include "bind/cost.h"
#include "bind/proxy.h"
#include "graph/transform.h"

enum { WANT = 1, FN, X, V, EXTRA };     /* arguments of core.nested */

typedef enum want {
  WANT_VALUE, WANT_GRADIENT, WANT_FORWARD, WANT_HVP, WANT_HESSIAN, WANT_JACOBIAN
} want;

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
** (ops.def). Functions that raise leave their variables in the table, where they
** do no harm: nodes are never numbered twice in one trace. */
static void make_variables (gdl_inner *in) {
  lua_State *L = in->L;
  gdl_node zero = gdl_trace_number(gdl_trace_current, -0.0);
  push_variables(L);
  for (size_t k = 0; k < in->leaves; k++) {
    in->variable[k] =
        gdl_inner_check(in, gdl_graph_binary(in->g, GDL_OP_add, in->x[k], zero));
    lua_pushinteger(L, (lua_Integer)gdl_trace_current->serial);
    lua_rawseti(L, -2, in->variable[k]);
  }
  lua_pop(L, 1);
}


static void drop_variables (gdl_inner *in) {
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
static void bad_result (gdl_inner *in, int map) {
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
static void call (gdl_inner *in, int nargs, int map) {
  lua_State *L = in->L;
  make_variables(in);
  in->first = (gdl_node)gdl_graph_count(in->g);
  in->guards = gdl_trace_current->guards;
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
    gdl_inner_check(in, in->out);
  int most = map ? 1 : 0;
  if (in->out == GDL_NO_NODE || gdl_graph_shape(in->g, in->out).rank > most)
    bad_result(in, map);
  lua_pop(L, 2);
  drop_variables(in);
}


/*
** Derivatives
*/
static void gradient (gdl_inner *in) {
  gdl_node g = gdl_graph_gradient(in->alone, in->alone_out, in->s->n);
  gdl_inner_split(in, gdl_inner_put_back(in, gdl_inner_check_alone(in, g),
                                         GDL_NO_NODE));
}


/* The derivative of the result along a seed. */
static gdl_node tangent (gdl_inner *in) {
  gdl_node n, v = gdl_inner_seed(in, gdl_shape_vector(in->s->n));
  if (gdl_graph_param_jvp(in->alone, &in->alone_out, 1, v, in->s->n, &n) !=
      GDL_OK)
    gdl_inner_check_alone(in, GDL_NO_NODE);
  return n;
}


/* The gradient of a number by tangents, one for each variable. */
static void gradient_forward (gdl_inner *in) {
  size_t n = in->s->n;
  gdl_node *part = gdl_push_inner_sweep(in, tangent(in), gdl_shape_vector(n));
  gdl_inner_split(in, gdl_inner_join(in, part, n));
}


static gdl_node product (gdl_inner *in) {
  gdl_node v = gdl_inner_seed(in, gdl_shape_vector(in->s->n));
  gdl_node n = gdl_graph_hvp(in->alone, in->alone_out, v, in->s->n);
  return gdl_inner_check_alone(in, n);
}


static void hvp (gdl_inner *in) {
  const gdl_node *v = gdl_push_tree_nodes(in->L, in->shape, V, "v");
  gdl_node n = product(in), direction = gdl_inner_join(in, v, in->leaves);
  gdl_inner_split(in, gdl_inner_put_back(in, n, direction));
}


static gdl_node hessian (gdl_inner *in) {
  size_t n = in->s->n;
  gdl_node *row = gdl_push_inner_sweep(in, product(in), gdl_shape_vector(n));
  return gdl_inner_stack(in, row, n, n);
}


/* Row by row in reverse mode, or column by column, whichever are fewer. */
static gdl_node jacobian (gdl_inner *in) {
  gdl_shape s = gdl_graph_shape(in->alone, in->alone_out);
  size_t m = gdl_shape_length(s), n = in->s->n;
  if (n <= m) {
    gdl_shape v = gdl_shape_vector(n);
    gdl_node *column = gdl_push_inner_sweep(in, tangent(in), v);
    gdl_node rows = gdl_inner_stack(in, column, n, m);
    return gdl_inner_check(in, gdl_graph_transpose(in->g, rows));
  }
  gdl_node v = gdl_inner_seed(in, s);
  gdl_node g = gdl_graph_param_vjp(in->alone, in->alone_out, v, n);
  gdl_node *row = gdl_push_inner_sweep(in, gdl_inner_check_alone(in, g), s);
  return gdl_inner_stack(in, row, m, n);
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
  gdl_inner in = {.L = L, .g = gdl_trace_current->graph, .seed = GDL_NO_NODE};
  in.s = gdl_push_traced_tree(L, X, "x");
  in.shape = lua_gettop(L);
  in.leaves = gdl_tree_leaves(in.s);
  in.x = gdl_push_tree_nodes(L, in.shape, X, "x");
  in.variable = gdl_push_nodes(L, in.leaves);
  in.result = gdl_push_nodes(L, in.leaves);
  call(&in, nargs, w == WANT_JACOBIAN);
  if (w != WANT_VALUE)
    gdl_inner_take_out(&in);
  switch (w) {
    case WANT_VALUE: break;
    case WANT_GRADIENT: gradient(&in); break;
    case WANT_FORWARD: gradient_forward(&in); break;
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
