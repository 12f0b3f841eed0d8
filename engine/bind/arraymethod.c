/*
** arraymethod.c - the methods of arrays: v:sum(), A:matmul(B), v:slice(2, 5)
*/
#include "bind/proxy.h"

#include <math.h>
#include <string.h>

#define ARRAY "vector or matrix"


static int method_copy (lua_State *L) {
  GDL_TRACED(L, method_copy(L), "copy", gdl_traced_copy(L));
  gdl_array *a = gdl_check_array(L, 1, "copy", ARRAY);
  gdl_array *out = gdl_push_like(L, a);
  memcpy(out->data, a->data, gdl_array_length(a) * sizeof(double));
  gdl_copy_names(L, 1);
  return 1;
}


/* Pushes n numbers as a plain table. */
static void push_table (lua_State *L, const double *x, size_t n) {
  lua_createtable(L, n < INT32_MAX ? (int)n : 0, 0);
  for (size_t i = 0; i < n; i++) {
    lua_pushnumber(L, x[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}


static int method_totable (lua_State *L) {
  GDL_TRACED(L, method_totable(L), "totable", gdl_traced_totable(L));
  gdl_array *a = gdl_check_array(L, 1, "totable", ARRAY);
  if (a->rank == 1)
    push_table(L, a->data, a->rows);
  else {
    lua_createtable(L, a->rows < INT32_MAX ? (int)a->rows : 0, 0);
    for (size_t i = 0; i < a->rows; i++) {
      push_table(L, a->data + i * a->cols, a->cols);
      lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
  }
  return 1;
}


/*
** Reductions
*/
/* The axis at 'arg': 0 for none (over everything), else 1 or 2. */
static int check_axis (lua_State *L, int arg, const gdl_array *a,
                       const char *fname) {
  if (lua_isnoneornil(L, arg))
    return 0;
  lua_Integer axis = gdl_check_integer(L, arg, fname);
  if (axis < 1 || axis > a->rank)
    gdl_bad_argument(L, arg, fname, a->rank == 1
                     ? "axis 1 of a vector"
                     : "axis 1 (one number a column) or 2 (one number a row)");
  return a->rank == 1 ? 0 : (int)axis;
}


/* Raises unless there is something to take the largest, mean ... of. */
static void check_not_empty (lua_State *L, const gdl_array *a, int axis,
                             const char *fname) {
  size_t n = axis == 1 ? a->rows : axis == 2 ? a->cols : gdl_array_length(a);
  if (n == 0)
    gdl_blame(L, "'%s' of an empty %s", fname,
              a->rank == 2 ? "matrix" : "vector");
}


int gdl_push_reduction (lua_State *L, gdl_reduction op, const char *fname) {
  GDL_TRACED(L, gdl_push_reduction(L, op, fname), fname,
             gdl_traced_reduction(L, op));
  gdl_array *a = gdl_check_array(L, 1, fname, ARRAY);
  int axis = check_axis(L, 2, a, fname);
  if (op != GDL_R_SUM && op != GDL_R_LOGSUMEXP)
    check_not_empty(L, a, axis, fname);
  if (axis == 0)
    lua_pushnumber(L, gdl_array_reduce(op, a));
  else {
    gdl_array *out = gdl_push_array(L, 1, axis == 1 ? a->cols : a->rows, 1);
    gdl_array_reduce_axis(op, a, axis - 1, out);
  }
  return 1;
}


static int method_sum (lua_State *L) {
  return gdl_push_reduction(L, GDL_R_SUM, "sum");
}

static int method_mean (lua_State *L) {
  return gdl_push_reduction(L, GDL_R_MEAN, "mean");
}

static int method_min (lua_State *L) {
  return gdl_push_reduction(L, GDL_R_MIN, "min");
}

static int method_max (lua_State *L) {
  return gdl_push_reduction(L, GDL_R_MAX, "max");
}


/* Pushes where in an array an element is: its index, or row and column. */
static int push_position (lua_State *L, const gdl_array *a, size_t i) {
  lua_pushinteger(L, (lua_Integer)(i / a->cols) + 1);
  if (a->rank == 2)
    lua_pushinteger(L, (lua_Integer)(i % a->cols) + 1);
  return a->rank;
}


static int method_argmin (lua_State *L) {
  GDL_TRACED(L, method_argmin(L), "argmin", gdl_traced_position(L, 0));
  gdl_array *a = gdl_check_array(L, 1, "argmin", ARRAY);
  check_not_empty(L, a, 0, "argmin");
  return push_position(L, a, gdl_reduce_argmin(a->data, gdl_array_length(a)));
}


static int method_argmax (lua_State *L) {
  GDL_TRACED(L, method_argmax(L), "argmax", gdl_traced_position(L, 1));
  gdl_array *a = gdl_check_array(L, 1, "argmax", ARRAY);
  check_not_empty(L, a, 0, "argmax");
  return push_position(L, a, gdl_reduce_argmax(a->data, gdl_array_length(a)));
}


/* a:norm([p]): p = 2 by default, or "inf"; of a matrix, over all elements. */
static int method_norm (lua_State *L) {
  GDL_TRACED(L, method_norm(L), "norm", gdl_traced_norm(L));
  gdl_array *a = gdl_check_array(L, 1, "norm", ARRAY);
  double p = 2;
  if (lua_type(L, 2) == LUA_TSTRING && strcmp(lua_tostring(L, 2), "inf") == 0)
    p = INFINITY;
  else if (!lua_isnoneornil(L, 2)) {
    p = lua_type(L, 2) == LUA_TNUMBER ? lua_tonumber(L, 2) : 0;
    if (!(p >= 1))
      return gdl_bad_argument(L, 2, "norm", "number from 1 up, or 'inf'");
  }
  lua_pushnumber(L, gdl_reduce_norm(a->data, gdl_array_length(a), p));
  return 1;
}


/*
** Element by element
*/
static int method_abs (lua_State *L) {
  GDL_TRACED(L, method_abs(L), "abs", gdl_traced_abs(L));
  gdl_array *a = gdl_check_array(L, 1, "abs", ARRAY);
  gdl_array_unary(GDL_U_abs, a, gdl_push_like(L, a));
  return 1;
}


/* a:map(f): the array of f(x) for every element x. */
static int method_map (lua_State *L) {
  GDL_TRACED(L, method_map(L), "map", gdl_traced_map(L));
  if (gdl_trace_current != NULL && gdl_to_array(L, 1) != NULL &&
      !lua_isnoneornil(L, 2))
    return gdl_traced_map(L);
  gdl_array *a = gdl_check_array(L, 1, "map", ARRAY);
  if (lua_isnoneornil(L, 2))
    return gdl_bad_argument(L, 2, "map", "function");
  lua_settop(L, 2);
  gdl_array *out = gdl_push_like(L, a);
  for (size_t i = 0; i < gdl_array_length(a); i++) {
    lua_pushvalue(L, 2);
    lua_pushnumber(L, a->data[i]);
    lua_call(L, 1, 1);
    if (lua_type(L, -1) != LUA_TNUMBER)
      return gdl_blame(L, "the function given to 'map' must return a number, "
                       "got %s for element %I", gdl_describe(L, -1),
                       (lua_Integer)i + 1);
    out->data[i] = lua_tonumber(L, -1);
    lua_pop(L, 1);
  }
  return 1;
}


/*
** Parts
*/
/* a:slice([i [, j]]): elements or rows i to j as a copy; counted as
** string.sub counts: negative from the end, what is outside is left out. */
static int method_slice (lua_State *L) {
  GDL_TRACED(L, method_slice(L), "slice", gdl_traced_slice(L));
  gdl_array *a = gdl_check_array(L, 1, "slice", ARRAY);
  lua_Integer n = (lua_Integer)a->rows;
  lua_Integer i = lua_isnoneornil(L, 2) ? 1 : gdl_check_integer(L, 2, "slice");
  lua_Integer j = lua_isnoneornil(L, 3) ? n : gdl_check_integer(L, 3, "slice");
  i = i > 0 ? i : i < -n || i == 0 ? 1 : n + i + 1;
  j = j > n ? n : j >= 0 ? j : j < -n ? 0 : n + j + 1;
  size_t rows = i > j ? 0 : (size_t)(j - i) + 1;
  size_t from = rows == 0 ? 0 : (size_t)i - 1;
  gdl_array *out = gdl_push_array(L, a->rank, rows, a->cols);
  memcpy(out->data, a->data + from * a->cols,
         rows * a->cols * sizeof(double));
  gdl_copy_names(L, 1);
  return 1;
}


/* The index at 'i' of the list at 2, from 0. */
static size_t row_number (lua_State *L, const gdl_array *list, size_t i,
                          size_t rows) {
  int whole;
  lua_Integer k;
  if (list != NULL)
    lua_pushnumber(L, list->data[i]);
  else if (lua_geti(L, 2, (lua_Integer)i + 1) != LUA_TNUMBER)
    gdl_blame(L, "row numbers are whole numbers, item %I is %s",
              (lua_Integer)i + 1, gdl_describe(L, -1));
  k = lua_tointegerx(L, -1, &whole);
  if (!whole || k < 1 || (size_t)k > rows) {
    const char *item = luaL_tolstring(L, -1, NULL);
    gdl_blame(L, "item %I of the list of rows, %s, is outside a %s",
              (lua_Integer)i + 1, item, gdl_describe(L, 1));
  }
  lua_pop(L, 1);
  return (size_t)k - 1;
}


/* a:rows_at(list): the rows (of a vector the elements) with these numbers. */
static int method_rows_at (lua_State *L) {
  GDL_TRACED(L, method_rows_at(L), "rows_at", gdl_traced_rows_at(L));
  gdl_array *a = gdl_check_array(L, 1, "rows_at", ARRAY);
  gdl_array *list = gdl_to_array(L, 2);
  if (list != NULL ? list->rank != 1 : !lua_istable(L, 2))
    return gdl_bad_argument(L, 2, "rows_at", "vector or table of row numbers");
  lua_settop(L, 2);
  size_t n = list != NULL ? list->rows : (size_t)luaL_len(L, 2);
  size_t *index = (size_t *)lua_newuserdatauv(L, n * sizeof(size_t), 0);
  for (size_t i = 0; i < n; i++)
    index[i] = row_number(L, list, i, a->rows);
  gdl_array_take_rows(a, index, n, gdl_push_array(L, a->rank, n, a->cols));
  gdl_copy_names(L, 1);
  return 1;
}


/*
** Products
*/
static int method_matmul (lua_State *L) {
  GDL_TRACED(L, method_matmul(L), "matmul", gdl_traced_matmul(L));
  gdl_array shape;
  gdl_error err;
  gdl_array *a = gdl_check_array(L, 1, "matmul", ARRAY);
  gdl_array *b = gdl_check_array(L, 2, "matmul", ARRAY);
  gdl_status s = gdl_array_matmul_shape(a, b, &shape, &err);
  if (s != GDL_OK)
    return gdl_blame_status(L, s, &err);
  gdl_array_matmul(a, b, gdl_push_like(L, &shape));
  return 1;
}


const luaL_Reg gdl_array_methods[] = {
  {"abs", method_abs},
  {"argmax", method_argmax},
  {"argmin", method_argmin},
  {"copy", method_copy},
  {"dot", gdl_textbook_dot},
  {"map", method_map},
  {"matmul", method_matmul},
  {"max", method_max},
  {"mean", method_mean},
  {"min", method_min},
  {"norm", method_norm},
  {"rows_at", method_rows_at},
  {"slice", method_slice},
  {"sum", method_sum},
  {"totable", method_totable},
  {NULL, NULL}
};
