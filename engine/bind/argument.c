/*
** argument.c - reading arguments, and what is said when they are wrong
*/
#include "bind/proxy.h"

#include <string.h>


const char *gdl_describe_noun (lua_State *L, int idx) {
  const char *what = gdl_describe(L, idx);
  gdl_proxy *p = gdl_to_proxy(L, idx);
  int is_array = p != NULL ? gdl_proxy_is_array(p)
                           : gdl_to_array(L, idx) != NULL;
  return is_array ? lua_pushfstring(L, "a %s", what) : what;
}


int gdl_bad_argument (lua_State *L, int arg, const char *fname,
                      const char *expected) {
  lua_Debug ar;
  if (gdl_live_proxy(L, arg) != NULL)     /* nothing here knows traced values */
    return gdl_untraceable(L, fname);
  const char *got = gdl_describe(L, arg);
  if (lua_getstack(L, 0, &ar) && lua_getinfo(L, "n", &ar) &&
      strcmp(ar.namewhat, "method") == 0 && --arg == 0)
    return gdl_blame(L, "calling '%s' on bad self (%s expected, got %s)",
                     fname, expected, got);
  return gdl_blame(L, "bad argument #%d to '%s' (%s expected, got %s)", arg,
                   fname, expected, got);
}


/* Puts the array that the table at 'idx' stands for in its place. */
static gdl_array *replace_table (lua_State *L, int idx, gdl_error *err) {
  idx = lua_absindex(L, idx);
  gdl_array *a = gdl_table_to_array(L, idx, err);
  if (a != NULL)
    lua_replace(L, idx);
  return a;
}


int gdl_to_operand (lua_State *L, int idx, gdl_array *a, double *number,
                    gdl_error *err) {
  gdl_array *found;
  err->text[0] = '\0';
  switch (lua_type(L, idx)) {
    case LUA_TNUMBER:
      *number = lua_tonumber(L, idx);
      *a = gdl_array_scalar(number);
      return 1;
    case LUA_TUSERDATA:
      found = gdl_to_array(L, idx);
      break;
    case LUA_TTABLE:
      found = replace_table(L, idx, err);
      break;
    default:
      return 0;
  }
  if (found == NULL)
    return 0;
  *a = *found;
  return 1;
}


gdl_array gdl_check_operand (lua_State *L, int arg, const char *fname,
                             double *number) {
  gdl_array a;
  gdl_error err;
  if (!gdl_to_operand(L, arg, &a, number, &err)) {
    if (err.text[0] != '\0')
      gdl_blame(L, "bad argument #%d to '%s' (%s)", arg, fname, err.text);
    gdl_bad_argument(L, arg, fname, "number, vector or matrix");
  }
  return a;
}


gdl_array *gdl_check_array (lua_State *L, int arg, const char *fname,
                            const char *expected) {
  gdl_array *a = gdl_to_array(L, arg);
  if (a == NULL && lua_type(L, arg) == LUA_TTABLE) {
    gdl_error err;
    a = replace_table(L, arg, &err);
    if (a == NULL)
      gdl_blame(L, "bad argument #%d to '%s' (%s)", arg, fname, err.text);
  }
  if (a == NULL)
    gdl_bad_argument(L, arg, fname, expected);
  return a;
}


lua_Integer gdl_check_integer (lua_State *L, int arg, const char *fname) {
  int ok = lua_type(L, arg) == LUA_TNUMBER;
  lua_Integer i = ok ? lua_tointegerx(L, arg, &ok) : 0;
  if (!ok)
    gdl_bad_argument(L, arg, fname, "whole number");
  return i;
}


double gdl_check_number (lua_State *L, int arg, const char *fname) {
  if (lua_type(L, arg) != LUA_TNUMBER)
    gdl_bad_argument(L, arg, fname, "number");
  return lua_tonumber(L, arg);
}


size_t gdl_check_count (lua_State *L, int arg, const char *fname) {
  int ok = lua_type(L, arg) == LUA_TNUMBER;
  lua_Integer i = ok ? lua_tointegerx(L, arg, &ok) : 0;
  if (!ok || i < 0)
    gdl_bad_argument(L, arg, fname, "whole number, 0 or more");
  return (size_t)i;
}


/* The extent at 'i' of the table at 'arg'. */
static size_t extent (lua_State *L, int arg, const char *fname, int i) {
  lua_geti(L, arg, i);
  int whole = lua_type(L, -1) == LUA_TNUMBER;
  lua_Integer n = whole ? lua_tointegerx(L, -1, &whole) : 0;
  if (!whole || n < 0)
    gdl_blame(L, "bad argument #%d to '%s' (extent %d is %s)", arg, fname, i,
              gdl_describe(L, -1));
  lua_pop(L, 1);
  return (size_t)n;
}


int gdl_check_shape (lua_State *L, int arg, const char *fname,
                     size_t shape[2]) {
  shape[1] = 1;
  if (lua_type(L, arg) == LUA_TNUMBER) {
    shape[0] = gdl_check_count(L, arg, fname);
    return 1;
  }
  lua_Integer rank = lua_istable(L, arg) ? luaL_len(L, arg) : 0;
  if (rank != 1 && rank != 2)
    gdl_bad_argument(L, arg, fname, "length or {rows, cols}");
  for (int i = 1; i <= (int)rank; i++)
    shape[i - 1] = extent(L, arg, fname, i);
  return (int)rank;
}
