/*
** proxymethod.c - the methods of arrays, and the textbook names, where traced
** values are among the arguments. What does not fit is left to the function for
** plain values, which says so.
*/
#include <math.h>
#include <string.h>

#include "bind/proxy.h"

#define GRAPH (gdl_trace_current->graph)
#define K(value)  gdl_trace_number(gdl_trace_current, value)
#define B(op, x, y)  gdl_graph_binary(GRAPH, GDL_OP_##op, x, y)
#define U(op, x)  gdl_graph_unary(GRAPH, GDL_OP_##op, x)


/* The node of the array or plain table at 'idx'; GDL_NO_NODE for numbers and
** what is no array. */
static gdl_node array_node (lua_State *L, int idx) {
  if (lua_type(L, idx) == LUA_TNUMBER)
    return GDL_NO_NODE;
  gdl_node n = gdl_trace_node(L, idx);
  if (n != GDL_NO_NODE && gdl_graph_shape(GRAPH, n).rank == 0)
    return GDL_NO_NODE;
  return n;
}


int gdl_not_traced (lua_State *L) {
  gdl_graph_forgive(GRAPH);
  gdl_arguments_plain(L);
  return GDL_NOT_TRACED;
}


/* Pushes 'n', or leaves it to plain values where shapes did not fit. */
int gdl_push_fitting (lua_State *L, gdl_node n) {
  if (n == GDL_NO_NODE && gdl_graph_status(GRAPH) != GDL_ENOMEM)
    return gdl_not_traced(L);
  return gdl_push_result(L, n);
}


/* Gives the array on top the column names of the one at 'idx'. */
static void copy_names (lua_State *L, int idx) {
  int from = gdl_proxy_names(L, idx), to = gdl_proxy_names(L, -1);
  if (from && to) {
    lua_getiuservalue(L, idx, GDL_USER_NAMES);
    lua_setiuservalue(L, -2, GDL_USER_NAMES);
  }
}


int gdl_traced_copy (lua_State *L) {
  gdl_node n = array_node(L, 1);
  if (n == GDL_NO_NODE)
    return gdl_not_traced(L);
  gdl_push_result(L, n);
  copy_names(L, 1);
  return 1;
}


/* Pushes elements from .. from+n-1 as a plain table. */
static void push_table (lua_State *L, gdl_array_proxy *a, size_t from,
                        size_t n) {
  lua_createtable(L, n < INT32_MAX ? (int)n : 0, 0);
  for (size_t i = 0; i < n; i++) {
    gdl_push_element(L, gdl_proxy_element(L, a, from + i));
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}


int gdl_traced_totable (lua_State *L) {
  gdl_proxy *p = gdl_live_proxy(L, 1);
  if (p == NULL || !gdl_proxy_is_array(p))
    return gdl_not_traced(L);
  gdl_array_proxy *a = (gdl_array_proxy *)p;
  if (p->kind != GDL_PROXY_MATRIX) {
    push_table(L, a, 0, a->rows);
    return 1;
  }
  lua_createtable(L, a->rows < INT32_MAX ? (int)a->rows : 0, 0);
  for (size_t i = 0; i < a->rows; i++) {
    push_table(L, a, i * a->cols, a->cols);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}


/*
** Reductions
*/
/* The axis at 2 of something of shape 's'; false where there is none such. */
static int read_axis (lua_State *L, gdl_shape s, gdl_axis *axis) {
  *axis = GDL_AXIS_ALL;
  if (lua_isnoneornil(L, 2))
    return 1;
  int whole = lua_type(L, 2) == LUA_TNUMBER;
  lua_Integer i = whole ? lua_tointegerx(L, 2, &whole) : 0;
  if (!whole || i < 1 || i > s.rank)
    return 0;
  if (s.rank == 2)
    *axis = i == 1 ? GDL_AXIS_DOWN : GDL_AXIS_ALONG;
  return 1;
}


int gdl_traced_reduction (lua_State *L, gdl_reduction op) {
  gdl_axis axis;
  gdl_node x = array_node(L, 1), n = GDL_NO_NODE;
  if (x == GDL_NO_NODE || !read_axis(L, gdl_graph_shape(GRAPH, x), &axis))
    return gdl_not_traced(L);
  if (gdl_shape_length(gdl_graph_shape(GRAPH, x)) == 0 &&
      gdl_to_proxy(L, 2) == NULL) {
    gdl_arguments_plain(L);                 /* of nothing: a constant */
    return GDL_TRACED_PLAIN;
  }
  switch (op) {
    case GDL_R_SUM: n = gdl_graph_sum(GRAPH, x, axis); break;
    case GDL_R_MEAN: n = gdl_graph_mean(GRAPH, x, axis); break;
    case GDL_R_MIN: n = gdl_graph_minimum(GRAPH, x, axis); break;
    case GDL_R_MAX: n = gdl_graph_maximum(GRAPH, x, axis); break;
    case GDL_R_LOGSUMEXP: n = gdl_graph_logsumexp(GRAPH, x, axis); break;
  }
  return gdl_push_fitting(L, n);
}


/* Where the first largest or smallest element is stays a plain number as long
** as it is there: none is beyond it, none before it as large. */
int gdl_traced_position (lua_State *L, int largest) {
  gdl_node x = array_node(L, 1);
  if (x == GDL_NO_NODE)
    return gdl_not_traced(L);
  gdl_shape s = gdl_graph_shape(GRAPH, x);
  size_t n = gdl_shape_length(s);
  if (n == 0)
    return gdl_not_traced(L);
  const double *v = gdl_trace_value(x);
  size_t at = largest ? gdl_reduce_argmax(v, n) : gdl_reduce_argmin(v, n);
  if (isnan(v[at]))
    return gdl_trace_refuse(L, "the place of an extreme that is NaN");
  gdl_node e = gdl_graph_element(GRAPH, x, at);
  gdl_node all = largest ? B(le, x, e) : B(le, e, x);
  gdl_trace_decide(L, gdl_graph_minimum(GRAPH, all, GDL_AXIS_ALL));
  if (at > 0) {
    gdl_node before = gdl_graph_slice(GRAPH, x, gdl_shape_vector(at),
                                      (gdl_view){0, 1, 0});
    all = largest ? B(lt, before, e) : B(lt, e, before);
    gdl_trace_decide(L, gdl_graph_minimum(GRAPH, all, GDL_AXIS_ALL));
  }
  lua_pushinteger(L, (lua_Integer)(at / s.cols) + 1);
  if (s.rank == 2)
    lua_pushinteger(L, (lua_Integer)(at % s.cols) + 1);
  return s.rank;
}


/* As gdl_reduce_norm for p other than 1, 2 and infinity: scaled by the largest
** element, which cancels in the derivative. */
static gdl_node norm_of_power (gdl_node size, double p) {
  gdl_node top = gdl_graph_maximum(GRAPH, size, GDL_AXIS_ALL);
  gdl_node m = gdl_graph_detach(GRAPH, top);
  gdl_node powers = B(pow, B(div, size, m), K(p));
  gdl_node root = B(pow, gdl_graph_sum(GRAPH, powers, GDL_AXIS_ALL), K(1 / p));
  gdl_node fit = B(mul, B(lt, K(0), m), B(lt, m, K(INFINITY)));
  return gdl_graph_select(GRAPH, fit, B(mul, m, root), top);
}


int gdl_traced_norm (lua_State *L) {
  gdl_node x = array_node(L, 1);
  double p = 2;
  if (lua_type(L, 2) == LUA_TSTRING && strcmp(lua_tostring(L, 2), "inf") == 0)
    p = INFINITY;
  else if (!lua_isnoneornil(L, 2))
    p = lua_type(L, 2) == LUA_TNUMBER ? lua_tonumber(L, 2) : 0;
  if (x == GDL_NO_NODE || !(p >= 1))
    return gdl_not_traced(L);
  if (p == 2)
    return gdl_push_result(L, gdl_graph_norm2(GRAPH, x));
  gdl_node size = U(abs, x);
  if (p == 1)
    return gdl_push_result(L, gdl_graph_sum(GRAPH, size, GDL_AXIS_ALL));
  if (gdl_shape_length(gdl_graph_shape(GRAPH, x)) == 0)
    return gdl_push_result(L, K(0));
  return gdl_push_result(L, p == INFINITY
                            ? gdl_graph_maximum(GRAPH, size, GDL_AXIS_ALL)
                            : norm_of_power(size, p));
}


/*
** Element by element
*/
int gdl_traced_abs (lua_State *L) {
  gdl_node x = array_node(L, 1);
  return x == GDL_NO_NODE ? gdl_not_traced(L) : gdl_push_result(L, U(abs, x));
}


/* Pushes element i of the array at 1: traced, or a plain number. */
static void push_element (lua_State *L, size_t i) {
  gdl_proxy *p = gdl_to_proxy(L, 1);
  if (p == NULL)
    lua_pushnumber(L, gdl_to_array(L, 1)->data[i]);
  else
    gdl_push_element(L, gdl_proxy_element(L, (gdl_array_proxy *)p, i));
}


/* The same for all arrays while a trace is current: what the function answers
** may be traced even where the elements are not. */
int gdl_traced_map (lua_State *L) {
  gdl_proxy *p = gdl_live_proxy(L, 1);
  gdl_array *a = p == NULL ? gdl_to_array(L, 1) : NULL;
  if ((a == NULL && (p == NULL || !gdl_proxy_is_array(p))) ||
      lua_isnoneornil(L, 2))
    return gdl_not_traced(L);
  gdl_shape s = p != NULL ? gdl_proxy_shape(p)
                          : (gdl_shape){a->rows, a->cols, a->rank};
  size_t n = gdl_shape_length(s);
  int traced = p != NULL && n == 0;
  lua_settop(L, 2);
  gdl_node *x = (gdl_node *)lua_newuserdatauv(L, (n + 1) * sizeof(*x), 0);
  gdl_array *plain = gdl_push_array(L, s.rank, s.rows, s.cols);
  for (size_t i = 0; i < n; i++) {
    lua_pushvalue(L, 2);
    push_element(L, i);
    lua_call(L, 1, 1);
    int is_number = lua_type(L, -1) == LUA_TNUMBER;
    if (!is_number && !gdl_traced_is_number(L, -1))
      return gdl_blame(L, "the function given to 'map' must return a number, "
                       "got %s for element %I", gdl_describe(L, -1),
                       (lua_Integer)i + 1);
    traced |= !is_number;
    plain->data[i] = is_number ? lua_tonumber(L, -1) : 0;
    x[i] = is_number ? GDL_NO_NODE : gdl_trace_node(L, -1);
    lua_pop(L, 1);
  }
  if (!traced)
    return 1;
  for (size_t i = 0; i < n; i++)
    if (x[i] == GDL_NO_NODE)
      x[i] = K(plain->data[i]);
  gdl_node all = gdl_graph_concat(GRAPH, x, n);
  return gdl_push_result(L, gdl_graph_reshape(GRAPH, all, s));
}


/*
** Parts
*/
/* The optional whole number at 'arg'; false where it is something else. */
static int read_index (lua_State *L, int arg, lua_Integer *i) {
  if (lua_isnoneornil(L, arg))
    return 1;
  int whole = lua_type(L, arg) == LUA_TNUMBER;
  *i = whole ? lua_tointegerx(L, arg, &whole) : 0;
  return whole;
}


int gdl_traced_slice (lua_State *L) {
  gdl_node x = array_node(L, 1);
  if (x == GDL_NO_NODE)
    return gdl_not_traced(L);
  gdl_shape s = gdl_graph_shape(GRAPH, x);
  lua_Integer n = (lua_Integer)s.rows, i = 1, j = n;
  if (!read_index(L, 2, &i) || !read_index(L, 3, &j))
    return gdl_not_traced(L);
  i = i > 0 ? i : i < -n || i == 0 ? 1 : n + i + 1;
  j = j > n ? n : j >= 0 ? j : j < -n ? 0 : n + j + 1;
  s.rows = i > j ? 0 : (size_t)(j - i) + 1;
  size_t from = s.rows == 0 ? 0 : (size_t)i - 1;
  gdl_push_result(L, gdl_graph_slice(GRAPH, x, s,
                                     gdl_view_block(from * s.cols, s)));
  copy_names(L, 1);
  return 1;
}


int gdl_traced_rows_at (lua_State *L) {
  gdl_node x = array_node(L, 1);
  if (x == GDL_NO_NODE || gdl_to_proxy(L, 2) != NULL)
    return gdl_not_traced(L);
  size_t rows = gdl_graph_shape(GRAPH, x).rows;
  gdl_array *list = gdl_to_array(L, 2);
  if (list != NULL ? list->rank != 1 : !lua_istable(L, 2))
    return gdl_not_traced(L);
  lua_settop(L, 2);
  size_t n = list != NULL ? list->rows : (size_t)luaL_len(L, 2);
  uint32_t *index = (uint32_t *)lua_newuserdatauv(L, (n + 1) * sizeof(*index),
                                                  0);
  for (size_t k = 0; k < n; k++) {
    if (list != NULL)
      lua_pushnumber(L, list->data[k]);
    else
      lua_geti(L, 2, (lua_Integer)k + 1);
    int whole = lua_type(L, -1) == LUA_TNUMBER;
    lua_Integer i = whole ? lua_tointegerx(L, -1, &whole) : 0;
    if (!whole || i < 1 || (size_t)i > rows || i > UINT32_MAX)
      return lua_settop(L, 2), gdl_not_traced(L);
    index[k] = (uint32_t)(i - 1);
    lua_pop(L, 1);
  }
  gdl_push_result(L, gdl_graph_gather(GRAPH, x, index, n));
  copy_names(L, 1);
  return 1;
}


/*
** Products
*/
int gdl_traced_matmul (lua_State *L) {
  gdl_node x = array_node(L, 1), y = array_node(L, 2);
  return gdl_push_fitting(L, gdl_graph_matmul(GRAPH, x, y));
}


/*
** The textbook names
*/
int gdl_traced_textbook (lua_State *L, gdl_textbook what) {
  int second = what != GDL_TEXTBOOK_SUM_OF_SQUARES &&
               what != GDL_TEXTBOOK_MAGNITUDE;
  gdl_node x, y = GDL_NO_NODE;
  if (what == GDL_TEXTBOOK_SCALAR_MULTIPLY) {
    int fits = lua_type(L, 1) == LUA_TNUMBER || gdl_traced_is_number(L, 1);
    x = fits ? gdl_trace_node(L, 1) : GDL_NO_NODE;
    y = array_node(L, 2);
    return gdl_push_fitting(L, B(mul, x, y));
  }
  x = array_node(L, 1);
  if (second)
    y = array_node(L, 2);
  if (x == GDL_NO_NODE || (second && (y == GDL_NO_NODE ||
      !gdl_shape_equal(gdl_graph_shape(GRAPH, x), gdl_graph_shape(GRAPH, y)))))
    return gdl_not_traced(L);
  switch (what) {
    case GDL_TEXTBOOK_ADD: return gdl_push_result(L, B(add, x, y));
    case GDL_TEXTBOOK_SUBTRACT: return gdl_push_result(L, B(sub, x, y));
    case GDL_TEXTBOOK_DOT:
      return gdl_push_fitting(L, gdl_graph_dot(GRAPH, x, y));
    case GDL_TEXTBOOK_SUM_OF_SQUARES:
      return gdl_push_result(L, gdl_graph_sum(GRAPH, B(mul, x, x),
                                              GDL_AXIS_ALL));
    case GDL_TEXTBOOK_DISTANCE:
      x = B(sub, x, y);
      /* fall through */
    default:
      return gdl_push_result(L, gdl_graph_norm2(GRAPH, x));
  }
}
