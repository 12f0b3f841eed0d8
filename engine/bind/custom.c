/*
** custom.c - gd.detach, and functions that bring a derivative of their own
** While a function is traced, the value of such a function is a number whose
** derivative with respect to its argument is said to be what the other function
** answers (gdl_graph_attach). That one is traced with the argument itself, so
** that there are second derivatives, too; what cannot be traced is called with
** plain values, and then the function around it has to be traced at every
** evaluation.
*/
#include "bind/call.h"
#include "bind/nested.h"
#include "bind/proxy.h"
#include "bind/traced.h"
#include "graph/transform.h"

#include <math.h>
#include <string.h>


/*
** gd.detach
*/
#define MAX_DEPTH 64

/* Pushes what stands for the value at 'idx': itself, if nothing in it is
** traced. Answers whether it is another. */
static int push_detached (lua_State *L, int idx, int depth) {
  gdl_proxy *p = gdl_live_proxy(L, idx);
  int other = 0;
  luaL_checkstack(L, 8, "nested tables");
  if (p != NULL) {
    gdl_node n = gdl_proxy_node(L, p);
    n = gdl_graph_detach(gdl_trace_current->graph, n);
    if (n == GDL_NO_NODE || gdl_proxy_is_array(p))
      gdl_push_proxy(L, n);
    else {
      gdl_push_number_proxy(L, n, p->whole);
      gdl_to_proxy(L, -1)->mixed = p->mixed;
    }
    return 1;
  }
  if (!lua_istable(L, idx) || depth > MAX_DEPTH) {
    lua_pushvalue(L, idx);
    return 0;
  }
  lua_newtable(L);
  int table = lua_gettop(L);
  lua_pushnil(L);
  while (lua_next(L, idx)) {
    other |= push_detached(L, table + 2, depth + 1);
    lua_pushvalue(L, table + 1);
    lua_insert(L, -2);
    lua_rawset(L, table);
    lua_settop(L, table + 1);
  }
  if (other && lua_getmetatable(L, idx))
    lua_setmetatable(L, table);
  if (!other) {
    lua_settop(L, table - 1);
    lua_pushvalue(L, idx);
  }
  return other;
}


/* gd.detach(x) -> x, a constant for derivatives */
static int detach (lua_State *L) {
  if (lua_gettop(L) == 0)
    return gdl_bad_argument(L, 1, "detach", "a value");
  lua_settop(L, 1);
  if (gdl_trace_current == NULL)
    return 1;
  if (push_detached(L, 1, 0) && lua_istable(L, -1))
    gdl_trace_adopt(L, lua_gettop(L));
  return 1;
}


/*
** gd.custom
*/
enum { VALUE = 1, SLOPE, X, EXTRA };    /* arguments of core.custom */

typedef struct custom {
  lua_State *L;
  gdl_trace *t;
  int shape, nargs, plain_x;
  size_t leaves;
  gdl_node *x, *fixed, *slope;
} custom;


static gdl_node *push_nodes (lua_State *L, size_t count) {
  return lua_newuserdatauv(L, count * sizeof(gdl_node), 0);
}


/* Pushes the function at 'fn' and its arguments: x as it is at 'x', or of
** these nodes. Answers how many arguments. */
static int push_call (custom *c, int fn, const gdl_node *x) {
  lua_State *L = c->L;
  luaL_checkstack(L, c->nargs + 8, "calling a function");
  lua_pushvalue(L, fn);
  if (x != NULL)
    gdl_tree_push_proxies(L, c->shape, x);
  else
    lua_pushvalue(L, c->plain_x);
  for (int i = 0; i < c->nargs; i++)
    lua_pushvalue(L, EXTRA + i);
  return 1 + c->nargs;
}


/* Pushes x as it is at this evaluation, without traced values. */
static void push_plain_x (custom *c) {
  lua_State *L = c->L;
  gdl_tree *s = gdl_to_tree(L, c->shape);
  double *x = lua_newuserdatauv(L, s->n * sizeof(*x), 0), *p = x;
  for (size_t k = 0; k < c->leaves; k++) {
    size_t n = gdl_shape_length(gdl_graph_shape(c->t->graph, c->x[k]));
    memcpy(p, gdl_trace_value(c->x[k]), n * sizeof(*p));
    p += n;
  }
  gdl_tree_push(L, c->shape, x);
  if (lua_istable(L, -1))
    gdl_trace_adopt(L, lua_gettop(L));
  lua_remove(L, -2);
}


/* The call of the function at 'fn' has failed; the error is on top. Raises it
** where that has nothing to do with tracing, else forgets about the attempt. */
static void forget_attempt (custom *c, const gdl_trace_note *before,
                            size_t guards) {
  lua_State *L = c->L;
  if (lua_type(L, -1) == LUA_TSTRING) {
    const char *text = lua_tostring(L, -1);
    if (strcmp(text, "interrupted!") == 0 ||
        strcmp(text, "not enough memory") == 0)
      lua_error(L);
  }
  gdl_graph_forgive(c->t->graph);
  c->t->refused = *before;
  c->t->guards = guards;
}


static void check_extra (custom *c, const char *what) {
  lua_State *L = c->L;
  for (int i = 0; i < c->nargs; i++)
    if (gdl_is_traced(L, EXTRA + i))
      gdl_trace_refuse(L, "the %s of a gd.custom cannot be traced, and has "
                       "traced values among its further arguments", what);
}


/* Pushes the one result of the function at 'fn' at x: traced where it can be
** (true), else called with plain values. */
static int call (custom *c, int fn, const gdl_node *x, const char *what) {
  lua_State *L = c->L;
  gdl_trace_note before = c->t->refused;
  size_t guards = c->t->guards;
  int top = lua_gettop(L);
  int nargs = push_call(c, fn, x);
  if (lua_pcall(L, nargs, 1, 0) == LUA_OK &&
      c->t->refused.set == before.set)
    return 1;
  forget_attempt(c, &before, guards);
  lua_settop(L, top);
  check_extra(c, what);
  if (c->plain_x == 0) {
    push_plain_x(c);
    lua_insert(L, top + 1);
    c->plain_x = ++top;
  }
  /* From here on an error is the function's own, and no reason to do without
  ** it (see is_final in traced_trace.c). */
  gdl_trace_impure(L, "the %s of a gd.custom cannot be traced", what);
  nargs = push_call(c, fn, NULL);
  lua_call(L, nargs, 1);
  return 0;
}


/* Does 'n' depend on parameters or variables other than by way of detached
** values? */
static int depends (custom *c, gdl_node n) {
  lua_State *L = c->L;
  const gdl_graph *g = c->t->graph;
  int found = 0;
  unsigned char *needed = lua_newuserdatauv(L, (size_t)n + 1, 0);
  memset(needed, 0, (size_t)n + 1);
  needed[n] = 1;
  for (gdl_node i = n + 1; i-- > 0 && !found; ) {
    size_t count;
    if (!needed[i])
      continue;
    gdl_op op = gdl_graph_op(g, i);
    if (op == GDL_OP_param || (op == GDL_OP_add && gdl_nested_variable(L, i)))
      found = 1;
    const gdl_node *operand = gdl_graph_operands(g, i, &count);
    for (size_t k = 0; k < count && op != GDL_OP_detach; k++)
      if (op != GDL_OP_attach || k % 2 == 1)
        needed[operand[k]] = 1;
  }
  lua_pop(L, 1);
  return found;
}


/* The value: a number. */
static gdl_node value (custom *c) {
  lua_State *L = c->L;
  call(c, VALUE, c->fixed, "value");
  int type = lua_type(L, -1);
  gdl_node n = type == LUA_TNUMBER || gdl_traced_is_number(L, -1)
               ? gdl_trace_node(L, lua_gettop(L)) : GDL_NO_NODE;
  if (n == GDL_NO_NODE) {
    if (gdl_is_traced(L, -1))
      gdl_push_concrete(L, lua_gettop(L));
    gdl_blame(L, "the value of a gd.custom is %s; a number expected%s",
              gdl_describe(L, -1), gdl_push_place(L, VALUE, "value"));
  }
  if (depends(c, n))
    gdl_trace_refuse(L, "the value of a gd.custom depends on traced values "
                     "other than its first argument, about which its gradient "
                     "says nothing (put them into the first argument, or give "
                     "it gd.detach of them)");
  lua_pop(L, 1);
  return n;
}


static _Thread_local uint64_t unknown_slopes = 0;   /* how often that was needed */

uint64_t gdl_unknown_slopes (void) {
  return unknown_slopes;
}


/* A gradient of which no more is known than its value: its own derivative is
** NaN, not 0. */
static gdl_node of_unknown_slope (custom *c, gdl_node slope) {
  lua_State *L = c->L;
  gdl_graph *g = c->t->graph;
  gdl_node *nan = push_nodes(L, c->leaves);
  unknown_slopes++;
  for (size_t k = 0; k < c->leaves; k++)
    nan[k] = gdl_graph_full(g, gdl_graph_shape(g, c->x[k]), NAN);
  gdl_node zero = gdl_graph_attach(g, gdl_trace_number(c->t, -0.0), c->x, nan,
                                   c->leaves);
  lua_pop(L, 1);
  return gdl_graph_binary(g, GDL_OP_add, slope, zero);
}


/* Protected: shape, value -> its nodes. */
static int read_slope (lua_State *L) {
  gdl_push_tree_nodes(L, 1, 2, "the gradient");
  return 1;
}


/* The gradient: a value of the shape of x. It stays on the stack. One of another
** shape is wrong whether it is traced or not. */
static void slope (custom *c) {
  lua_State *L = c->L;
  int traced = call(c, SLOPE, c->x, "gradient");
  lua_pushcfunction(L, read_slope);
  lua_pushvalue(L, c->shape);
  lua_pushvalue(L, -3);
  if (lua_pcall(L, 2, 1, 0) != LUA_OK) {
    gdl_trace_impure(L, "the gradient of a gd.custom is wrong");
    lua_error(L);
  }
  c->slope = lua_touserdata(L, -1);
  for (size_t k = 0; !traced && k < c->leaves; k++)
    c->slope[k] = of_unknown_slope(c, c->slope[k]);
}


/* core.custom(value, gradient, x, ...) -> number. Inside a trace only. */
static int call_custom (lua_State *L) {
  custom c = {.L = L, .t = gdl_trace_current};
  c.nargs = lua_gettop(L) - X;
  luaL_checkstack(L, 24, "gd.custom");
  gdl_tree *s = gdl_push_traced_tree(L, X, "x");
  c.shape = lua_gettop(L);
  c.leaves = gdl_tree_leaves(s);
  c.x = gdl_push_tree_nodes(L, c.shape, X, "x");
  c.fixed = push_nodes(L, c.leaves);
  for (size_t k = 0; k < c.leaves; k++)
    c.fixed[k] = gdl_graph_detach(c.t->graph, c.x[k]);
  gdl_node v = value(&c);
  slope(&c);
  gdl_push_proxy(L, gdl_graph_attach(c.t->graph, v, c.x, c.slope, c.leaves));
  return 1;
}


void gdl_open_custom (lua_State *L, int gd, int core) {
  static const luaL_Reg public[] = {{"detach", detach}, {NULL, NULL}};
  static const luaL_Reg private[] = {
    {"custom", call_custom},
    {NULL, NULL}
  };
  gdl_set_functions(L, gd, public);
  gdl_set_functions(L, core, private);
}
