/*
** proxyarray.c - proxies of arrays: contents, elements, stores, fields
*/
#include <string.h>

#include "bind/proxy.h"

#define GRAPH (gdl_trace_current->graph)


gdl_shape gdl_proxy_shape (const gdl_proxy *p) {
  const gdl_array_proxy *a = (const gdl_array_proxy *)p;
  switch (p->kind) {
    case GDL_PROXY_NUMBER: return gdl_shape_scalar();
    case GDL_PROXY_MATRIX: return gdl_shape_matrix(a->rows, a->cols);
    default: return gdl_shape_vector(a->rows);
  }
}


static int is_matrix (const gdl_array_proxy *a) {
  return a->p.kind == GDL_PROXY_MATRIX;
}


/*
** Elements
*/
/* What was stored as element i, GDL_NO_ELEMENT where it is as in a->p.node. */
static gdl_node entry (const gdl_array_proxy *a, size_t i) {
  if (a->element == NULL || a->element[i] == GDL_NO_ELEMENT)
    return GDL_NO_ELEMENT;
  return a->element[i] & ~GDL_STORED;
}


/* Element i of node n. Parameters are read one by one, so that it does not
** matter whether they are one vector. */
static gdl_node part_element (const gdl_array_proxy *a, gdl_node n, size_t i) {
  if (gdl_graph_op(GRAPH, n) == GDL_OP_param) {
    gdl_view v = gdl_graph_view(GRAPH, n);
    size_t row = i / a->cols, col = i % a->cols;
    return gdl_graph_param_number(GRAPH, v.offset + row * (size_t)v.row_step +
                                         col * (size_t)v.col_step);
  }
  return gdl_graph_element(GRAPH, n, i);
}


gdl_node gdl_proxy_element (lua_State *L, gdl_array_proxy *a, size_t i) {
  if (a->p.kind == GDL_PROXY_ROW)
    return gdl_proxy_element(L, a->matrix, a->row * a->rows + i);
  gdl_node n = entry(a, i);
  if (n == GDL_NO_ELEMENT)
    n = part_element(a, a->p.node, i);
  else if (gdl_graph_shape(GRAPH, n).rank == 1)
    n = gdl_graph_element(GRAPH, n, i % a->cols);
  if (n == GDL_NO_NODE)
    gdl_push_result(L, n);
  return n;
}


/* Is element i a constant that nobody has stored? */
static const double *constant_element (const gdl_array_proxy *a, size_t i) {
  if (a->p.kind == GDL_PROXY_ROW)
    return constant_element(a->matrix, a->row * a->rows + i);
  if (entry(a, i) != GDL_NO_ELEMENT ||
      gdl_graph_op(GRAPH, a->p.node) != GDL_OP_constant)
    return NULL;
  return gdl_graph_numbers(GRAPH, a->p.node) + i;
}


/* The table of elements, made when something is stored. */
static uint32_t *elements (lua_State *L, gdl_array_proxy *a) {
  if (a->element == NULL) {
    size_t n = a->rows * a->cols;
    uint32_t *e = (uint32_t *)gdl_proxy_memory(L, n * sizeof(*e));
    for (size_t i = 0; i < n; i++)
      e[i] = GDL_NO_ELEMENT;
    a->element = e;
  }
  return a->element;
}


static void set_element (uint32_t *e, gdl_array_proxy *a, size_t i,
                         gdl_node n) {
  if (e[i] == GDL_NO_ELEMENT || !(e[i] & GDL_STORED))
    a->stored++;
  e[i] = n | GDL_STORED;
}


void gdl_proxy_store (lua_State *L, gdl_array_proxy *a, size_t i, gdl_node n) {
  if (a->p.kind == GDL_PROXY_ROW) {
    gdl_proxy_store(L, a->matrix, a->row * a->rows + i, n);
    return;
  }
  set_element(elements(L, a), a, i, n);
}


void gdl_proxy_store_row (lua_State *L, gdl_array_proxy *a, size_t i,
                          gdl_node n) {
  uint32_t *e = elements(L, a);
  for (size_t j = 0; j < a->cols; j++)
    set_element(e, a, i * a->cols + j, n);
}


/*
** The whole
*/
/* The next piece of elements from .. end-1: its node into *n; answers where it
** ends. */
static size_t next_piece (lua_State *L, gdl_array_proxy *a, size_t from,
                          size_t end, gdl_node *n) {
  gdl_node e = entry(a, from);
  size_t to = from + 1;
  if (e == GDL_NO_ELEMENT) {
    while (to < end && entry(a, to) == GDL_NO_ELEMENT)
      to++;
    *n = gdl_graph_slice(GRAPH, a->p.node, gdl_shape_vector(to - from),
                         (gdl_view){from, 1, 0});
    return to;
  }
  if (gdl_graph_shape(GRAPH, e).rank == 1 && from % a->cols == 0) {
    while (to < end && to % a->cols != 0 && entry(a, to) == e)
      to++;
    if (to - from == a->cols) {
      *n = e;
      return to;
    }
  }
  *n = gdl_proxy_element(L, a, from);
  return from + 1;
}


/* Elements from .. end-1 as a vector, joined. */
static gdl_node join (lua_State *L, gdl_array_proxy *a, size_t from,
                      size_t end) {
  size_t room = end - from, count = 0;
  gdl_node *piece =
      (gdl_node *)lua_newuserdatauv(L, (room + 1) * sizeof(*piece), 0);
  while (from < end)
    from = next_piece(L, a, from, end, &piece[count++]);
  gdl_node n = gdl_graph_concat(GRAPH, piece, count);
  lua_pop(L, 1);
  return n;
}


/* A few elements are put in one by one. */
#define FEW 2

static gdl_node update_few (lua_State *L, gdl_array_proxy *a) {
  gdl_node n = a->p.node;
  size_t left = a->stored;
  for (size_t i = 0; left > 0; i++)
    if (a->element[i] != GDL_NO_ELEMENT && (a->element[i] & GDL_STORED)) {
      n = gdl_graph_update(GRAPH, n, gdl_proxy_element(L, a, i),
                           (gdl_view){i, 0, 0});
      left--;
    }
  return n;
}


static gdl_node join_all (lua_State *L, gdl_array_proxy *a) {
  gdl_node n = join(L, a, 0, a->rows * a->cols);
  if (n != GDL_NO_NODE && is_matrix(a))
    n = gdl_graph_reshape(GRAPH, n, gdl_shape_matrix(a->rows, a->cols));
  return n;
}


/* Row 'i' of a matrix: as it is, or joined where elements were stored. */
static gdl_node row_node (lua_State *L, gdl_array_proxy *m, size_t i) {
  size_t from = i * m->cols, end = from + m->cols;
  if (m->element != NULL)
    for (size_t k = from; k < end; k++)
      if (m->element[k] != GDL_NO_ELEMENT) {
        gdl_node n;
        luaL_checkstack(L, 2, NULL);
        return next_piece(L, m, from, end, &n) == end &&
               gdl_graph_shape(GRAPH, n).rank == 1 ? n
                                                   : join(L, m, from, end);
      }
  if (gdl_graph_op(GRAPH, m->p.node) == GDL_OP_param) {
    gdl_view v = gdl_graph_view(GRAPH, m->p.node);
    return gdl_graph_param(GRAPH, gdl_shape_vector(m->cols),
                           (gdl_view){v.offset + i * (size_t)v.row_step,
                                      v.col_step, 0});
  }
  return gdl_graph_row(GRAPH, m->p.node, i);
}


gdl_node gdl_proxy_node (lua_State *L, gdl_proxy *p) {
  gdl_array_proxy *a = (gdl_array_proxy *)p;
  if (p->kind == GDL_PROXY_NUMBER)
    return p->node;
  luaL_checkstack(L, 4, NULL);
  if (p->kind == GDL_PROXY_ROW) {
    gdl_node n = row_node(L, a->matrix, a->row);
    if (n == GDL_NO_NODE)
      gdl_push_result(L, n);
    return n;
  }
  if (a->stored == 0)
    return p->node;
  gdl_node n = a->stored <= FEW ? update_few(L, a) : join_all(L, a);
  if (n == GDL_NO_NODE)
    gdl_push_result(L, n);
  for (size_t i = 0; i < a->rows * a->cols; i++)
    if (a->element[i] != GDL_NO_ELEMENT)
      a->element[i] &= ~GDL_STORED;
  a->stored = 0;
  return p->node = n;
}


/*
** Reading elements and fields
*/
static gdl_array_proxy *self (lua_State *L) {
  gdl_proxy *p = gdl_live_proxy(L, 1);
  return p != NULL && gdl_proxy_is_array(p) ? (gdl_array_proxy *)p : NULL;
}


static int get_named (lua_State *L, gdl_array_proxy *a) {
  if (lua_type(L, 2) != LUA_TSTRING) {
    if (gdl_to_proxy(L, 2) != NULL)
      return gdl_trace_refuse(L, "a traced value is used as an index");
    lua_pushnil(L);
    return 1;
  }
  lua_pushvalue(L, 2);
  switch (lua_rawget(L, lua_upvalueindex(1))) {
    case LUA_TFUNCTION: return 1;
    case LUA_TNUMBER: {
      int field = (int)lua_tointeger(L, -1);
      if (field == GDL_FIELD_T)
        return gdl_push_result(
            L, gdl_graph_transpose(GRAPH, gdl_proxy_node(L, &a->p)));
      gdl_shape s = gdl_proxy_shape(&a->p);
      gdl_array shape = gdl_shape_array(s, NULL);
      return gdl_push_field(L, &shape, field);
    }
    default:
      lua_settop(L, 2);
      gdl_arguments_plain(L);
      return gdl_array_index(L);
  }
}


#define NUMBERS 2      /* upvalue: the metatable of number proxies */

/* v[i], A[i] (a row), and fields. */
int gdl_proxy_index (lua_State *L) {
  gdl_array_proxy *a = self(L);
  if (a == NULL)
    return gdl_array_index(L);
  if (lua_type(L, 2) != LUA_TNUMBER)
    return get_named(L, a);
  int whole;
  size_t i = (size_t)lua_tointegerx(L, 2, &whole) - 1;
  if (!whole || i >= a->rows)
    lua_pushnil(L);
  else if (is_matrix(a))
    gdl_push_proxy_row(L, 1, i);
  else {
    const double *constant = constant_element(a, i);
    double value;
    gdl_node n;
    if (constant != NULL)
      lua_pushnumber(L, *constant);
    else if (n = gdl_proxy_element(L, a, i),
             gdl_graph_is_number(GRAPH, n, &value))
      lua_pushnumber(L, value);
    else
      gdl_push_number_fast(L, n, NUMBERS);
  }
  return 1;
}


/*
** Storing
*/
/* The eager function says what is wrong; A.names = list is right. */
static int set_named (lua_State *L) {
  if (gdl_to_proxy(L, 2) != NULL)
    return gdl_trace_refuse(L, "a traced value is used as an index");
  lua_settop(L, 3);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_pushcclosure(L, gdl_array_newindex, 1);
  gdl_push_concrete(L, 1);
  lua_pushvalue(L, 2);
  lua_pushvalue(L, 3);
  lua_call(L, 3, 0);
  lua_setiuservalue(L, 1, GDL_USER_NAMES);
  return 0;
}


/* Stores the vector at 3 as row i; false where it is none that fits. */
static int store_row (lua_State *L, gdl_array_proxy *a, size_t i) {
  gdl_proxy *p = gdl_to_proxy(L, 3);
  if (lua_type(L, 3) == LUA_TNUMBER || (p != NULL && !gdl_proxy_is_array(p)))
    return 0;
  gdl_node n = gdl_trace_node(L, 3);
  if (n == GDL_NO_NODE)
    return 0;
  gdl_shape s = gdl_graph_shape(GRAPH, n);
  if (s.rank != 1 || s.rows != a->cols)
    return 0;
  gdl_proxy_store_row(L, a, i, n);
  return 1;
}


static int store_element (lua_State *L, gdl_array_proxy *a, size_t i) {
  gdl_proxy *p = gdl_live_proxy(L, 3);
  if (p != NULL && gdl_proxy_is_array(p))
    return 0;
  if (p == NULL && lua_type(L, 3) != LUA_TNUMBER)
    return 0;
  gdl_node n = gdl_trace_node(L, 3);
  if (n == GDL_NO_NODE)
    gdl_push_result(L, n);
  gdl_proxy_store(L, a, i, n);
  return 1;
}


int gdl_proxy_newindex (lua_State *L) {
  gdl_array_proxy *a = self(L);
  if (a == NULL)
    return gdl_array_newindex(L);
  if (lua_type(L, 2) != LUA_TNUMBER)
    return set_named(L);
  int whole;
  size_t i = (size_t)lua_tointegerx(L, 2, &whole) - 1;
  if (whole && i < a->rows &&
      (is_matrix(a) ? store_row(L, a, i) : store_element(L, a, i)))
    return 0;
  lua_settop(L, 3);
  gdl_not_traced(L);
  gdl_array_newindex(L);
  return gdl_untraceable(L, "a store");
}


/* v[i] = x where v is an array and x traced: it becomes a proxy. */
int gdl_traced_newindex (lua_State *L) {
  if (gdl_to_proxy(L, 2) != NULL)
    return gdl_trace_refuse(L, "a traced value is used as an index");
  gdl_proxy_replace(L, 1);
  return gdl_proxy_newindex(L);
}


/*
** The other metamethods
*/
static int array_len (lua_State *L) {
  gdl_array_proxy *a = self(L);
  lua_pushinteger(L, a == NULL ? 0 : (lua_Integer)a->rows);
  return 1;
}


/* The iterator of 'pairs': the index before -> the next, and its value. */
static int array_next (lua_State *L) {
  gdl_array_proxy *a = self(L);
  lua_Integer i = luaL_checkinteger(L, 2);
  if (a == NULL || i < 0 || (size_t)i >= a->rows)
    return 0;
  lua_pushinteger(L, i + 1);
  lua_pushinteger(L, i + 1);
  lua_gettable(L, 1);
  return 2;
}


int gdl_proxy_pairs (lua_State *L) {
  self(L);
  lua_pushcfunction(L, array_next);
  lua_pushvalue(L, 1);
  lua_pushinteger(L, 0);
  return 3;
}


const luaL_Reg gdl_arrayproxy_metamethods[] = {
  {"__len", array_len}, {"__pairs", gdl_proxy_pairs}, {NULL, NULL}
};


int gdl_traced_equal (lua_State *L, int a, int b, double tol) {
  gdl_node x = gdl_trace_node(L, a), y = gdl_trace_node(L, b);
  if (x == GDL_NO_NODE || y == GDL_NO_NODE) {
    if (gdl_graph_status(GRAPH) != GDL_OK)
      gdl_push_result(L, GDL_NO_NODE);
    return 0;
  }
  gdl_shape s = gdl_graph_shape(GRAPH, x);
  if (!gdl_shape_equal(s, gdl_graph_shape(GRAPH, y)))
    return 0;
  if (gdl_shape_length(s) == 0)
    return 1;
  if (s.rank == 0 && tol == 0)
    return gdl_trace_compare(L, GDL_OP_eq, x, y);
  gdl_node same = gdl_graph_binary(GRAPH, GDL_OP_eq, x, y);
  if (tol > 0) {
    gdl_node away = gdl_graph_unary(
        GRAPH, GDL_OP_abs, gdl_graph_binary(GRAPH, GDL_OP_sub, x, y));
    gdl_node near = gdl_graph_binary(GRAPH, GDL_OP_le, away,
                                     gdl_trace_number(gdl_trace_current, tol));
    same = gdl_graph_binary(GRAPH, GDL_OP_max, same, near);
  }
  return gdl_trace_decide(L, gdl_graph_minimum(GRAPH, same, GDL_AXIS_ALL));
}
