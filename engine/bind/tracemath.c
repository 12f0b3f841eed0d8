/*
** tracemath.c - the functions of gd and math where traced values are among the
** arguments
*/
#include "bind/tracemath.h"

#include <math.h>
#include <string.h>

#define GRAPH (gdl_trace_current->graph)
#define K(value)  gdl_trace_number(gdl_trace_current, value)
#define B(op, x, y)  gdl_graph_binary(GRAPH, GDL_OP_##op, x, y)
#define U(op, x)  gdl_graph_unary(GRAPH, GDL_OP_##op, x)


/*
** Operands
*/
/* An argument: its node, whether it is a number, and then the bits of one that is
** an integer, or may be. */
typedef struct operand {
  gdl_node n;
  int number, whole, mixed;
} operand;


/* A function of 'math' takes strings for numbers and, unless there is an array
** among its arguments, no tables; one of gd takes tables and no strings. */
static int read_operand (lua_State *L, int idx, int math, operand *o) {
  gdl_proxy *p;
  o->number = o->whole = o->mixed = 0;
  switch (lua_type(L, idx)) {
    case LUA_TNUMBER:
      o->number = 1;
      if (lua_isinteger(L, idx))
        o->whole = gdl_whole_bits(lua_tointeger(L, idx));
      break;
    case LUA_TSTRING: {
      int whole;
      if (!math || !lua_stringtonumber(L, lua_tostring(L, idx)))
        return 0;
      whole = lua_isinteger(L, -1) ? gdl_whole_bits(lua_tointeger(L, -1)) : 0;
      *o = (operand){K(lua_tonumber(L, -1)), 1, whole, 0};
      lua_pop(L, 1);
      return 1;
    }
    case LUA_TUSERDATA:
      p = gdl_live_proxy(L, idx);
      if (p != NULL && !gdl_proxy_is_array(p)) {
        *o = (operand){p->node, 1, p->whole, p->mixed};
        return 1;
      }
      break;
    default: break;
  }
  o->n = gdl_trace_node(L, idx);
  return o->n != GDL_NO_NODE;
}


/* Arguments 1 .. n; false where one does not fit. */
static int read_operands (lua_State *L, int n, int math, operand *o) {
  int arrays = 0, tables = 0;
  for (int i = 0; i < n; i++) {
    if (!read_operand(L, i + 1, math, &o[i]))
      return 0;
    int table = lua_istable(L, i + 1);
    tables += table;
    arrays += !o[i].number && !table;
  }
  return !math || tables == 0 || arrays > 0;
}


static int push_number (lua_State *L, gdl_node n, int whole) {
  if (n == GDL_NO_NODE)
    return gdl_push_result(L, n);
  gdl_push_number_proxy(L, n, whole);
  return 1;
}


/*
** Functions of one and of two
*/
int gdl_traced_unary (lua_State *L, gdl_unary op, int math) {
  operand x;
  if (!read_operands(L, 1, math, &x))
    return gdl_not_traced(L);
  int rounds = op == GDL_U_floor || op == GDL_U_ceil;
  if (x.number && x.whole && (rounds || op == GDL_U_abs)) {
    if (op == GDL_U_abs)
      x.n = U(abs, x.n);
    return push_number(L, x.n, x.whole);
  }
  gdl_node n = gdl_graph_unary(GRAPH, gdl_op_of_unary(op), x.n);
  if (x.number && rounds)                  /* an integer 0 has no sign */
    return push_number(L, B(add, n, K(0)), GDL_WHOLE_ANY);
  if (x.mixed && op == GDL_U_abs) {
    push_number(L, n, 0);
    gdl_to_proxy(L, -1)->mixed = (uint8_t)x.mixed;
    return 1;
  }
  return gdl_push_result(L, n);
}


int gdl_traced_binary (lua_State *L, gdl_binary op, int math) {
  operand o[2];
  if (lua_gettop(L) < 2 || !read_operands(L, 2, math, o))
    return gdl_not_traced(L);
  if (op == GDL_B_fmod && o[0].number && o[1].number && o[0].whole &&
      o[1].whole) {
    if (gdl_trace_compare(L, GDL_OP_eq, o[1].n, K(0)))
      return gdl_not_traced(L);
    gdl_whole_guard(L, o[0].n, o[0].whole);
    gdl_whole_guard(L, o[1].n, o[1].whole);
    return push_number(L, B(add, B(fmod, o[0].n, o[1].n), K(0)), o[1].whole);
  }
  return gdl_push_fitting(L, gdl_graph_binary(GRAPH, gdl_op_of_binary(op),
                                              o[0].n, o[1].n));
}


int gdl_traced_atan (lua_State *L, int math) {
  operand o[2];
  int n = lua_isnoneornil(L, 2) ? 1 : 2;
  if (!read_operands(L, n, math, o))
    return gdl_not_traced(L);
  return gdl_push_fitting(L, B(atan2, o[0].n, n == 2 ? o[1].n : K(1)));
}


/* The logarithm of x to the base y, which is 2 or 10 here: the value is that of
** 'op', the derivatives are those for any base. */
static int push_log_of (lua_State *L, gdl_op op, const operand *o) {
  gdl_node value = gdl_graph_unary(GRAPH, op, o[0].n), log_y = U(log, o[1].n);
  double base;
  if (gdl_graph_is_number(GRAPH, o[1].n, &base))
    return gdl_push_result(L, value);
  if (!o[0].number)
    return gdl_trace_refuse(L, "'log' of an array to a traced base that is 2 or "
                            "10");
  gdl_node x[2] = {o[0].n, o[1].n};
  gdl_node ratio = B(div, U(log, x[0]), log_y);
  gdl_node slope[2] = {B(div, K(1), B(mul, x[0], log_y)),
                       U(neg, B(div, ratio, B(mul, x[1], log_y)))};
  return gdl_push_result(L, gdl_graph_attach(GRAPH, value, x, slope, 2));
}


/* log(x [, base]): bases 2 and 10 have functions of their own. */
int gdl_traced_log (lua_State *L, int math) {
  operand o[2];
  int n = lua_isnoneornil(L, 2) ? 1 : 2;
  if (!read_operands(L, n, math, o))
    return gdl_not_traced(L);
  if (n == 1)
    return gdl_push_result(L, U(log, o[0].n));
  if (o[1].number) {
    if (gdl_trace_compare(L, GDL_OP_eq, o[1].n, K(2)))
      return push_log_of(L, GDL_OP_log2, o);
    if (gdl_trace_compare(L, GDL_OP_eq, o[1].n, K(10)))
      return push_log_of(L, GDL_OP_log10, o);
  }
  return gdl_push_fitting(L, B(div, U(log, o[0].n), U(log, o[1].n)));
}


int gdl_traced_modf (lua_State *L) {
  operand x;
  if (!read_operands(L, 1, 1, &x))
    return gdl_not_traced(L);
  if (x.number && x.whole) {
    push_number(L, x.n, x.whole);
    lua_pushnumber(L, 0);
    return 2;
  }
  if (x.number)                            /* an integer 0 has no sign */
    push_number(L, B(add, U(trunc, x.n), K(0)), GDL_WHOLE_ANY);
  else
    gdl_push_result(L, U(trunc, x.n));
  gdl_push_result(L, U(frac, x.n));
  return 2;
}


/*
** Extremes
*/
/* Of two numbers as math.max has it: y only where it is beyond x, so x beside a
** y that is NaN. */
static gdl_node beyond (gdl_op op, gdl_node x, gdl_node y) {
  double value;
  if (gdl_graph_is_number(GRAPH, y, &value))
    return isnan(value) ? x : gdl_graph_binary(GRAPH, op, x, y);
  return gdl_graph_select(GRAPH, B(eq, y, y),
                          gdl_graph_binary(GRAPH, op, x, y), x);
}


int gdl_traced_extreme (lua_State *L, gdl_binary which, int math) {
  int n = lua_gettop(L), numbers = 1, whole = 1, bits = 0;
  gdl_op op = gdl_op_of_binary(which);
  operand *o = (operand *)lua_newuserdatauv(L, (size_t)n * sizeof(*o), 0);
  if (!read_operands(L, n, math, o))
    return lua_settop(L, n), gdl_not_traced(L);
  lua_settop(L, n);
  if (n == 1 && !o[0].number)
    return gdl_traced_reduction(L, which == GDL_B_max ? GDL_R_MAX : GDL_R_MIN);
  for (int i = 0; i < n; i++) {
    numbers &= o[i].number;
    int own = o[i].whole | o[i].mixed;       /* one of them is 0 */
    whole &= o[i].whole > 0;
    bits = own > bits ? own : bits;
  }
  gdl_node all = o[0].n;
  for (int i = 1; i < n; i++)
    all = numbers ? beyond(op, all, o[i].n)
                  : gdl_graph_binary(GRAPH, op, all, o[i].n);
  if (!numbers)
    return gdl_push_fitting(L, all);
  push_number(L, all, whole ? bits : 0);
  gdl_to_proxy(L, -1)->mixed = (uint8_t)(math && !whole ? bits : 0);
  return 1;
}


/*
** Functions that 'math' does not have
*/
int gdl_traced_clamp (lua_State *L) {
  operand o[3];
  if (!read_operands(L, 3, 0, o))
    return gdl_not_traced(L);
  return gdl_push_fitting(L, B(min, B(max, o[0].n, o[1].n), o[2].n));
}


int gdl_traced_where (lua_State *L) {
  operand o[3];
  if (lua_isboolean(L, 1)) {
    lua_pushinteger(L, lua_toboolean(L, 1));
    lua_replace(L, 1);
  }
  if (!read_operands(L, 3, 0, o))
    return gdl_not_traced(L);
  return gdl_push_fitting(L, gdl_graph_select(GRAPH, o[0].n, o[1].n, o[2].n));
}


int gdl_traced_logsumexp (lua_State *L) {
  if (gdl_traced_is_number(L, 1))
    return gdl_push_result(L, gdl_trace_node(L, 1));
  return gdl_traced_reduction(L, GDL_R_LOGSUMEXP);
}


/* As softmax_row in arraymath.c, to the bit; the largest element, which
** cancels, has no share in the derivative. */
int gdl_traced_softmax (lua_State *L) {
  operand x;
  if (!read_operands(L, 1, 0, &x))
    return gdl_not_traced(L);
  if (x.number)
    return gdl_push_result(L, gdl_graph_select(GRAPH, B(eq, x.n, x.n), K(1),
                                               x.n));
  gdl_shape s = gdl_graph_shape(GRAPH, x.n);
  gdl_axis axis = s.rank == 1 ? GDL_AXIS_ALL : GDL_AXIS_ALONG;
  if (gdl_shape_length(s) == 0)
    return gdl_arguments_plain(L), GDL_TRACED_PLAIN;
  gdl_node top = gdl_graph_maximum(GRAPH, gdl_graph_detach(GRAPH, x.n), axis);
  if (s.rank == 2)
    top = gdl_graph_broadcast_column(GRAPH, top, s.cols);
  gdl_node e = U(exp, B(sub, x.n, top));
  gdl_node sum = gdl_graph_sum(GRAPH, e, axis);
  if (s.rank == 2)
    sum = gdl_graph_broadcast_column(GRAPH, sum, s.cols);
  return gdl_push_result(L, B(div, e, sum));
}


/*
** Making arrays
*/
int gdl_traced_make (lua_State *L, int rank) {
  gdl_node n = lua_gettop(L) > 1 || gdl_traced_is_number(L, 1)
               ? GDL_NO_NODE : gdl_trace_node(L, 1);
  if (n == GDL_NO_NODE || gdl_graph_shape(GRAPH, n).rank != rank)
    return gdl_not_traced(L);
  gdl_push_result(L, n);
  if (rank == 2 && gdl_proxy_names(L, 1)) {
    lua_getiuservalue(L, 1, GDL_USER_NAMES);
    lua_setiuservalue(L, -2, GDL_USER_NAMES);
  }
  return 1;
}


/* As push_linspace in arraymake.c, to the bit. */
int gdl_traced_linspace (lua_State *L, int powers) {
  operand o[2];
  int whole = lua_type(L, 3) == LUA_TNUMBER;
  lua_Integer n = whole ? lua_tointegerx(L, 3, &whole) : -1;
  if (!whole || n < 0 || !read_operands(L, 2, 0, o) || !o[0].number ||
      !o[1].number)
    return gdl_not_traced(L);
  gdl_array *count = gdl_push_array(L, 1, (size_t)n, 1);
  for (lua_Integer i = 0; i < n; i++)
    count->data[i] = (double)i;
  gdl_node part = B(div, B(sub, o[1].n, o[0].n), K((double)(n - 1)));
  gdl_node v = B(add, o[0].n,
                 B(mul, gdl_graph_array(GRAPH, count), part));
  if (n > 0)
    v = gdl_graph_update(GRAPH, v, n == 1 ? o[0].n : o[1].n,
                         (gdl_view){(size_t)n - 1, 0, 0});
  return gdl_push_result(L, powers ? B(pow, K(10), v) : v);
}


/*
** Steps and equality of trees
*/
static int push_step (lua_State *L, int v, int g, gdl_node size, int depth);


/* Is the table at 'idx' a tree, not a plain vector or matrix? */
static int is_tree (lua_State *L, int idx) {
  return lua_istable(L, idx) && gdl_trace_node(L, idx) == GDL_NO_NODE;
}


static int push_step_tree (lua_State *L, int v, int g, gdl_node size,
                           int depth) {
  if (!lua_istable(L, g) || depth > 64)
    return 0;
  luaL_checkstack(L, 6, NULL);
  lua_newtable(L);
  int out = lua_gettop(L);
  lua_pushnil(L);
  while (lua_next(L, v)) {
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -1);
    lua_gettable(L, g);                        /* key, v, key, g */
    if (!push_step(L, lua_gettop(L) - 2, lua_gettop(L), size, depth + 1))
      return 0;
    lua_remove(L, -2);
    lua_rawset(L, out);
    lua_pop(L, 1);
  }
  return 1;
}


/* Pushes v + size*g; false where they do not fit. */
static int push_step (lua_State *L, int v, int g, gdl_node size, int depth) {
  if (is_tree(L, v)) {
    gdl_graph_forgive(GRAPH);
    return push_step_tree(L, v, g, size, depth);
  }
  gdl_node x = gdl_trace_node(L, v), y = gdl_trace_node(L, g);
  if (x == GDL_NO_NODE || y == GDL_NO_NODE ||
      !gdl_shape_equal(gdl_graph_shape(GRAPH, x), gdl_graph_shape(GRAPH, y)))
    return 0;
  return gdl_push_result(L, B(add, x, B(mul, size, y)));
}


int gdl_traced_step (lua_State *L) {
  int number = lua_type(L, 3) == LUA_TNUMBER || gdl_traced_is_number(L, 3);
  int top = lua_gettop(L);
  if (number && push_step(L, 1, 2, gdl_trace_node(L, 3), 0))
    return 1;
  lua_settop(L, top);
  return gdl_not_traced(L);
}


/* -1: nothing traced here. */
int gdl_traced_same (lua_State *L, int a, int b, double tol) {
  operand x, y;
  gdl_proxy *p = gdl_live_proxy(L, a), *q = gdl_live_proxy(L, b);
  if (p == NULL && q == NULL) {
    int arrays = gdl_to_array(L, a) != NULL || gdl_to_array(L, b) != NULL;
    if (!arrays || (!gdl_deep_traced(L, a) && !gdl_deep_traced(L, b)))
      return -1;
    return gdl_traced_equal(L, a, b, tol);
  }
  int p_is_array = p != NULL && gdl_proxy_is_array(p),
      q_is_array = q != NULL && gdl_proxy_is_array(q);
  if (!p_is_array && !q_is_array)
    return lua_type(L, a) != LUA_TSTRING && lua_type(L, b) != LUA_TSTRING &&
           read_operand(L, a, 0, &x) && read_operand(L, b, 0, &y) &&
           x.number && y.number && gdl_traced_equal(L, a, b, tol);
  if ((p != NULL && !p_is_array) || (q != NULL && !q_is_array) ||
      lua_type(L, a) == LUA_TNUMBER || lua_type(L, b) == LUA_TNUMBER)
    return 0;
  return gdl_traced_equal(L, a, b, tol);
}
