/*
** arraytable.c - plain tables as arrays
*/
#include "bind/proxy.h"

#include <string.h>


/* Says what the value on top is, in place of the number that belongs there. */
static gdl_status not_number (lua_State *L, size_t row, size_t i,
                              gdl_error *err) {
  if (gdl_live_proxy(L, lua_gettop(L)) != NULL)
    gdl_trace_refuse(L, "a table with traced values is taken for an array");
  const char *got = gdl_describe_noun(L, lua_gettop(L));
  if (row == 0)
    return gdl_error_set(err, GDL_EINVAL, "element %zu is %s", i, got);
  return gdl_error_set(err, GDL_EINVAL, "element %zu of row %zu is %s", i, row,
                       got);
}


/* Reads the n numbers of the table at 'idx' into 'out'. 'row' is for the
** message: 0, or the number of the row that the table is. */
static gdl_status read_numbers (lua_State *L, int idx, double *out, size_t n,
                                size_t row, gdl_error *err) {
  for (size_t i = 0; i < n; i++) {
    if (lua_geti(L, idx, (lua_Integer)i + 1) != LUA_TNUMBER)
      return not_number(L, row, i + 1, err);
    out[i] = lua_tonumber(L, -1);
    lua_pop(L, 1);
  }
  return GDL_OK;
}


/* Number of elements of the row on top; false where it is not a row. */
static int row_length (lua_State *L, size_t *n) {
  if (gdl_live_proxy(L, lua_gettop(L)) != NULL)
    gdl_trace_refuse(L, "a table with traced values is taken for an array");
  gdl_array *a = gdl_to_array(L, -1);
  if (a != NULL) {
    *n = a->rows;
    return a->rank == 1;
  }
  if (!lua_istable(L, -1))
    return 0;
  *n = (size_t)luaL_len(L, -1);
  return 1;
}


/* Copies row 'i' (from 1) of the table at 'idx' into 'out'. */
static gdl_status read_row (lua_State *L, int idx, size_t i, double *out,
                            size_t cols, gdl_error *err) {
  size_t n;
  lua_geti(L, idx, (lua_Integer)i);
  if (!row_length(L, &n))
    return gdl_error_set(err, GDL_EINVAL, "row %zu is %s", i,
                         gdl_describe_noun(L, lua_gettop(L)));
  if (n != cols)
    return gdl_error_set(err, GDL_ESHAPE,
                         "row %zu has %zu element%s, row 1 has %zu", i, n,
                         n == 1 ? "" : "s", cols);
  gdl_array *a = gdl_to_array(L, -1);
  if (a != NULL)
    memcpy(out, a->data, n * sizeof(double));
  else {
    gdl_status s = read_numbers(L, lua_gettop(L), out, n, i, err);
    if (s != GDL_OK)
      return s;
  }
  lua_pop(L, 1);
  return GDL_OK;
}


/* Pushes the array for the table at 'idx' with n > 0 elements. */
static gdl_array *read_table (lua_State *L, int idx, size_t n,
                              gdl_error *err) {
  size_t cols;
  gdl_array *a;
  int type = lua_geti(L, idx, 1);
  if (type != LUA_TNUMBER && row_length(L, &cols)) {
    a = gdl_push_array(L, 2, n, cols);
    for (size_t i = 0; i < n; i++)
      if (read_row(L, idx, i + 1, a->data + i * cols, cols, err) != GDL_OK)
        return NULL;
  }
  else {
    a = gdl_push_array(L, 1, n, 1);
    if (read_numbers(L, idx, a->data, n, 0, err) != GDL_OK)
      return NULL;
  }
  return a;
}


/* True for a table without a single key. */
static int is_empty (lua_State *L, int idx) {
  lua_pushnil(L);
  if (!lua_next(L, idx))
    return 1;
  lua_pop(L, 2);
  return 0;
}


gdl_array *gdl_table_to_array (lua_State *L, int idx, gdl_error *err) {
  idx = lua_absindex(L, idx);
  int top = lua_gettop(L);
  luaL_checkstack(L, 8, NULL);
  lua_Integer n = luaL_len(L, idx);
  if (n <= 0) {
    if (is_empty(L, idx))
      return gdl_push_array(L, 1, 0, 1);
    gdl_error_set(err, GDL_EINVAL, "a table with named fields, not a list");
    return NULL;
  }
  gdl_array *a = read_table(L, idx, (size_t)n, err);
  if (a == NULL)
    lua_settop(L, top);
  else if (lua_gettop(L) > top + 1) {      /* element 1 lies below */
    lua_replace(L, top + 1);
    lua_settop(L, top + 1);
  }
  return a;
}
