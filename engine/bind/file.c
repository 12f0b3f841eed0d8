/*
** file.c - gd.load and gd.save: CSV, TSV and NumPy's npy
** What the readers take from malloc hangs at a userdata with a finaliser made
** before, so that nothing is lost when Lua raises half-way.
*/
#include "bind/bind.h"
#include "array/csv.h"
#include "array/npy.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define CSV_GUARD "gdlua.csv"
#define NPY_GUARD "gdlua.npy"


/* True if 'path' ends in 'ending', whatever the case of its letters. */
static int ends_in (const char *path, const char *ending) {
  size_t n = strlen(path), m = strlen(ending);
  if (n < m)
    return 0;
  for (size_t i = 0; i < m; i++)
    if (tolower((unsigned char)path[n - m + i]) != ending[i])
      return 0;
  return 1;
}


static const char *check_path (lua_State *L, const char *fname) {
  size_t n;
  if (lua_type(L, 1) != LUA_TSTRING)
    gdl_bad_argument(L, 1, fname, "path");
  const char *path = lua_tolstring(L, 1, &n);
  if (strlen(path) != n)
    gdl_blame(L, "bad argument #1 to '%s' (path contains a zero byte)", fname);
  return path;
}


/*
** Guards
*/
static int release_csv (lua_State *L) {
  gdl_csv *t = (gdl_csv *)luaL_checkudata(L, 1, CSV_GUARD);
  gdl_csv_free(t);
  memset(t, 0, sizeof(*t));
  return 0;
}


static int release_npy (lua_State *L) {
  gdl_array *a = (gdl_array *)luaL_checkudata(L, 1, NPY_GUARD);
  free(a->data);
  a->data = NULL;
  return 0;
}


/* Pushes 'size' zeroed bytes that 'release' is called for in the end. */
static void *push_guard (lua_State *L, const char *name, size_t size,
                         lua_CFunction release) {
  void *p = lua_newuserdatauv(L, size, 0);
  memset(p, 0, size);
  if (luaL_newmetatable(L, name)) {
    lua_pushcfunction(L, release);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  return p;
}


/* Releases at once what the guard at 'idx' holds. */
static void release (lua_State *L, int idx, lua_CFunction function) {
  lua_pushcfunction(L, function);
  lua_pushvalue(L, idx);
  lua_call(L, 1, 0);
}


/*
** CSV
*/
static size_t count_numeric (const gdl_csv *t) {
  size_t n = 0;
  for (size_t j = 0; j < t->cols; j++)
    n += t->numeric[j] != 0;
  return n;
}


/* Pushes the list of the numeric columns' headers. */
static void push_names (lua_State *L, const gdl_csv *t) {
  lua_Integer n = 0;
  lua_newtable(L);
  for (size_t j = 0; j < t->cols; j++)
    if (t->numeric[j]) {
      lua_pushstring(L, t->names[j]);
      lua_rawseti(L, -2, ++n);
    }
}


/* Pushes the matrix of the numeric columns. */
static void push_numbers (lua_State *L, const gdl_csv *t) {
  gdl_array *a = gdl_push_array(L, 2, t->rows, count_numeric(t));
  double *out = a->data;
  for (size_t i = 0; i < t->rows; i++)
    for (size_t j = 0; j < t->cols; j++)
      if (t->numeric[j])
        *out++ = t->values[i * t->cols + j];
  if (t->names != NULL) {
    push_names(L, t);
    lua_setiuservalue(L, -2, GDL_USER_NAMES);
  }
}


/* Pushes text column 'j' as a list. */
static void push_column (lua_State *L, const gdl_csv *t, size_t j) {
  lua_createtable(L, t->rows < INT32_MAX ? (int)t->rows : 0, 0);
  for (size_t i = 0; i < t->rows; i++) {
    lua_pushstring(L, t->texts[i * t->cols + j]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}


/* Pushes the key of text column 'j' in the table on top: its header, or its
** number where it has none or shares it with a column before. */
static void push_key (lua_State *L, const gdl_csv *t, size_t j) {
  if (t->names != NULL && t->names[j] != NULL && t->names[j][0] != '\0') {
    int fresh = lua_getfield(L, -1, t->names[j]) == LUA_TNIL;
    lua_pop(L, 1);
    if (fresh) {
      lua_pushstring(L, t->names[j]);
      return;
    }
  }
  lua_pushinteger(L, (lua_Integer)j + 1);
}


static void push_texts (lua_State *L, const gdl_csv *t) {
  lua_newtable(L);
  for (size_t j = 0; j < t->cols; j++)
    if (!t->numeric[j]) {
      push_key(L, t, j);
      push_column(L, t, j);
      lua_rawset(L, -3);
    }
}


static int load_csv (lua_State *L, const char *path) {
  gdl_error err = {""};
  gdl_csv *t = (gdl_csv *)push_guard(L, CSV_GUARD, sizeof(*t), release_csv);
  int guard = lua_gettop(L);
  gdl_csv found;
  gdl_status s = gdl_csv_read(path, &found, &err);
  if (s != GDL_OK)
    return gdl_blame_status(L, s, &err);
  *t = found;
  push_numbers(L, t);
  push_texts(L, t);
  release(L, guard, release_csv);
  return 2;
}


/*
** npy
*/
static int load_npy (lua_State *L, const char *path) {
  gdl_error err = {""};
  gdl_array *a =
      (gdl_array *)push_guard(L, NPY_GUARD, sizeof(*a), release_npy);
  int guard = lua_gettop(L);
  gdl_array found;
  gdl_status s = gdl_npy_read(path, &found, &err);
  if (s != GDL_OK)
    return gdl_blame_status(L, s, &err);
  *a = found;
  if (a->rank == 0)
    lua_pushnumber(L, a->data[0]);
  else {
    gdl_array *out = gdl_push_like(L, a);
    size_t n = gdl_array_length(a);
    if (n > 0)
      memcpy(out->data, a->data, n * sizeof(double));
  }
  release(L, guard, release_npy);
  return 1;
}


/* gd.load(path): an array from an npy file, else the matrix of the numeric
** columns (their headers as .names) and a table of the text columns. */
static int load (lua_State *L) {
  const char *path = check_path(L, "load");
  return ends_in(path, ".npy") ? load_npy(L, path) : load_csv(L, path);
}


/*
** Writing
*/
/* The column names of the matrix at 2 for a header, or NULL if it has none.
** The strings stay alive in the list, the vector of them on the stack. */
static const char *const *header (lua_State *L, const gdl_array *a) {
  if (a->rank != 2 || lua_getiuservalue(L, 2, GDL_USER_NAMES) != LUA_TTABLE)
    return NULL;
  int list = lua_gettop(L);
  const char **names =
      (const char **)lua_newuserdatauv(L, (a->cols + 1) * sizeof(*names), 0);
  for (size_t j = 0; j < a->cols; j++) {
    if (lua_rawgeti(L, list, (lua_Integer)j + 1) != LUA_TSTRING)
      gdl_blame(L, "'save': name %I of the matrix must be a string, got %s",
                (lua_Integer)j + 1, gdl_describe(L, -1));
    names[j] = lua_tostring(L, -1);
    lua_pop(L, 1);
  }
  return names;
}


/* gd.save(path, A): by the path's ending. A vector is a column in CSV. */
static int save (lua_State *L) {
  const char *path = check_path(L, "save");
  gdl_array *a = gdl_check_array(L, 2, "save", "vector or matrix");
  gdl_error err = {""};
  gdl_status s;
  lua_settop(L, 2);
  if (ends_in(path, ".npy"))
    s = gdl_npy_write(path, a, &err);
  else if (ends_in(path, ".csv"))
    s = gdl_csv_write(path, a, header(L, a), ',', &err);
  else if (ends_in(path, ".tsv"))
    s = gdl_csv_write(path, a, header(L, a), '\t', &err);
  else
    return gdl_blame(L, "bad argument #1 to 'save' (path ending in .csv, .tsv "
                     "or .npy expected, got '%s')", path);
  return s == GDL_OK ? 0 : gdl_blame_status(L, s, &err);
}


static const luaL_Reg functions[] = {
  {"load", load},
  {"save", save},
  {NULL, NULL}
};


void gdl_open_file (lua_State *L, int gd, int core) {
  (void)core;
  gdl_set_functions(L, gd, functions);
}
