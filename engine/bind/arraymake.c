/*
** arraymake.c - gd.vector, gd.matrix and the other ways to make an array
*/
#include "bind/tracemath.h"

#include <math.h>
#include <string.h>


/* Pushes a copy of the values of 'a'. */
static void push_copy (lua_State *L, const gdl_array *a) {
  gdl_array *out = gdl_push_like(L, a);
  memcpy(out->data, a->data, gdl_array_length(a) * sizeof(double));
}


/* Pushes an array of one value. */
static int push_filled (lua_State *L, int rank, const size_t shape[2],
                        double value) {
  gdl_array *a = gdl_push_array(L, rank, shape[0], shape[1]);
  for (size_t i = 0, n = gdl_array_length(a); i < n; i++)
    a->data[i] = value;
  return 1;
}


/* A mistake everybody makes once: gd.vector(3, 4) for gd.vector{3, 4}. */
static int suggest_braces (lua_State *L) {
  int n = lua_gettop(L);
  luaL_Buffer b;
  luaL_buffinit(L, &b);
  for (int i = 1; i <= n; i++) {
    luaL_tolstring(L, i, NULL);
    luaL_addvalue(&b);
    if (i < n)
      luaL_addstring(&b, ", ");
  }
  luaL_pushresult(&b);
  const char *list = lua_tostring(L, -1);
  if (strlen(list) > 60)
    list = "...";
  return gdl_blame(L, "'vector' takes one argument: write gd.vector{%s}", list);
}


/* True if element 1 of the table at 1, which is pushed, is a table or array. */
static int starts_with_row (lua_State *L) {
  int type = lua_geti(L, 1, 1);
  return type == LUA_TTABLE || gdl_to_array(L, -1) != NULL;
}


static int make_vector (lua_State *L) {
  GDL_TRACED(L, make_vector(L), "vector", gdl_traced_make(L, 1));
  if (lua_gettop(L) > 1)
    return suggest_braces(L);
  if (lua_type(L, 1) == LUA_TNUMBER) {
    size_t shape[2] = {gdl_check_count(L, 1, "vector"), 1};
    return push_filled(L, 1, shape, 0);
  }
  static const char expected[] = "table of numbers, length or vector";
  int table = lua_istable(L, 1);
  if (table && starts_with_row(L))
    return gdl_blame(L, "bad argument #1 to 'vector' (element 1 is %s, not a "
                     "number; gd.matrix makes a matrix)",
                     gdl_describe_noun(L, 2));
  gdl_array *a = gdl_check_array(L, 1, "vector", expected);
  if (a->rank != 1)
    return gdl_bad_argument(L, 1, "vector", expected);
  if (table)
    lua_settop(L, 1);
  else
    push_copy(L, a);
  return 1;
}


/* gd.matrix(rows, cols) */
static int zero_matrix (lua_State *L) {
  if (lua_isnoneornil(L, 2))
    return gdl_blame(L, "'matrix' needs rows and columns: gd.matrix(%I, n)",
                     gdl_check_integer(L, 1, "matrix"));
  size_t shape[2] = {gdl_check_count(L, 1, "matrix"),
                     gdl_check_count(L, 2, "matrix")};
  return push_filled(L, 2, shape, 0);
}


static int make_matrix (lua_State *L) {
  GDL_TRACED(L, make_matrix(L), "matrix", gdl_traced_make(L, 2));
  static const char expected[] = "table of rows, or rows and columns";
  if (lua_type(L, 1) == LUA_TNUMBER)
    return zero_matrix(L);
  if (lua_gettop(L) > 1)
    return gdl_blame(L, "'matrix' takes one table of rows: "
                     "gd.matrix{{1, 2}, {3, 4}}");
  int table = lua_istable(L, 1);
  gdl_array *a = gdl_check_array(L, 1, "matrix", expected);
  if (a->rank == 1 && table && a->rows > 0)
    return gdl_blame(L, "bad argument #1 to 'matrix' (row 1 is a number; one "
                     "row is written gd.matrix{{...}})");
  if (a->rank == 1 && !table)
    return gdl_bad_argument(L, 1, "matrix", expected);
  if (a->rank == 1)
    gdl_push_array(L, 2, 0, 0);
  else if (!table) {
    push_copy(L, a);
    gdl_copy_names(L, 1);
  }
  return 1;
}


/*
** gd.zeros(n [, m]) and relatives; also {n}, {n, m}
*/
/* The shape at 1 and 2; *next is the argument after it. 'most' is the number
** of arguments when both extents are numbers. */
static int leading_shape (lua_State *L, const char *fname, int most,
                          size_t shape[2], int *next) {
  int rank = gdl_check_shape(L, 1, fname, shape);
  *next = 2;
  if (lua_type(L, 1) == LUA_TNUMBER && lua_gettop(L) >= most &&
      !lua_isnil(L, 2)) {
    shape[1] = gdl_check_count(L, 2, fname);
    *next = 3;
    return 2;
  }
  return rank;
}


static int make_zeros (lua_State *L) {
  size_t shape[2];
  int next, rank = leading_shape(L, "zeros", 2, shape, &next);
  return push_filled(L, rank, shape, 0);
}


static int make_ones (lua_State *L) {
  size_t shape[2];
  int next, rank = leading_shape(L, "ones", 2, shape, &next);
  return push_filled(L, rank, shape, 1);
}


/* gd.full(n, value), gd.full(n, m, value), gd.full({n, m}, value) */
static int make_full (lua_State *L) {
  size_t shape[2];
  int next, rank = leading_shape(L, "full", 3, shape, &next);
  if (gdl_live_proxy(L, next) != NULL && gdl_traced_is_number(L, next))
    return gdl_push_result(
        L, gdl_graph_broadcast(
               gdl_trace_current->graph, gdl_trace_node(L, next),
               (gdl_shape){shape[0], rank == 2 ? shape[1] : 1, rank}));
  return push_filled(L, rank, shape, gdl_check_number(L, next, "full"));
}


/* gd.eye(n [, m]): ones on the diagonal. */
static int make_eye (lua_State *L) {
  size_t shape[2];
  shape[0] = shape[1] = gdl_check_count(L, 1, "eye");
  if (!lua_isnoneornil(L, 2))
    shape[1] = gdl_check_count(L, 2, "eye");
  push_filled(L, 2, shape, 0);
  gdl_array *a = gdl_to_array(L, -1);
  for (size_t i = 0; i < a->rows && i < a->cols; i++)
    a->data[i * a->cols + i] = 1;
  return 1;
}


/* Pushes n numbers from 'first' to 'last' in equal steps, both included. */
static gdl_array *push_linspace (lua_State *L, const char *fname) {
  double first = gdl_check_number(L, 1, fname);
  double last = gdl_check_number(L, 2, fname);
  size_t n = gdl_check_count(L, 3, fname);
  gdl_array *a = gdl_push_array(L, 1, n, 1);
  for (size_t i = 0; i < n; i++)
    a->data[i] = first + (double)i * ((last - first) / (double)(n - 1));
  if (n > 0)
    a->data[n - 1] = n == 1 ? first : last;
  return a;
}


static int make_linspace (lua_State *L) {
  GDL_TRACED(L, make_linspace(L), "linspace", gdl_traced_linspace(L, 0));
  push_linspace(L, "linspace");
  return 1;
}


/* gd.logspace(a, b, n): from 10^a to 10^b in equal factors. */
static int make_logspace (lua_State *L) {
  GDL_TRACED(L, make_logspace(L), "logspace", gdl_traced_linspace(L, 1));
  gdl_array *a = push_linspace(L, "logspace");
  for (size_t i = 0; i < a->rows; i++)
    a->data[i] = pow(10, a->data[i]);
  return 1;
}


/*
** gd.zeros_like(x): x's structure with zeros in it
*/
#define DEEPEST 100

static void push_zeros_like (lua_State *L, int idx, int depth);


/* The same for the fields of a plain table. */
static void push_zero_tree (lua_State *L, int idx, int depth) {
  if (depth > DEEPEST)
    gdl_blame(L, "'zeros_like' of tables nested deeper than %d", DEEPEST);
  luaL_checkstack(L, 8, NULL);
  lua_newtable(L);
  lua_pushnil(L);
  while (lua_next(L, idx)) {
    push_zeros_like(L, lua_gettop(L), depth + 1);
    lua_pushvalue(L, -3);
    lua_insert(L, -2);
    lua_rawset(L, -5);
    lua_pop(L, 1);
  }
}


static void push_zeros_like (lua_State *L, int idx, int depth) {
  gdl_array *a = gdl_to_array(L, idx);
  gdl_proxy *p = gdl_live_proxy(L, idx);
  if (p != NULL && gdl_proxy_is_array(p)) {
    gdl_shape s = gdl_proxy_shape(p);
    size_t shape[2] = {s.rows, s.cols};
    push_filled(L, s.rank, shape, 0);
  }
  else if (a != NULL) {
    gdl_array *out = gdl_push_like(L, a);
    memset(out->data, 0, gdl_array_length(out) * sizeof(double));
  }
  else if (p != NULL || lua_type(L, idx) == LUA_TNUMBER)
    lua_pushnumber(L, 0);
  else if (lua_istable(L, idx))
    push_zero_tree(L, idx, depth);
  else if (depth > 0)
    gdl_blame(L, "bad argument #1 to 'zeros_like' (numbers, arrays and tables "
              "of these expected, field '%s' is %s)",
              luaL_tolstring(L, idx - 1, NULL), gdl_describe(L, idx));
  else
    gdl_bad_argument(L, idx, "zeros_like",
                     "number, array or table of these");
}


static int zeros_like (lua_State *L) {
  lua_settop(L, 1);
  push_zeros_like(L, 1, 0);
  return 1;
}


static const luaL_Reg functions[] = {
  {"vector", make_vector},
  {"matrix", make_matrix},
  {"zeros", make_zeros},
  {"ones", make_ones},
  {"full", make_full},
  {"eye", make_eye},
  {"linspace", make_linspace},
  {"logspace", make_logspace},
  {"zeros_like", zeros_like},
  {NULL, NULL}
};


void gdl_open_arraymake (lua_State *L, int gd, int core) {
  (void)core;
  gdl_set_functions(L, gd, functions);
}
