/*
** array.c - arrays as Lua values: making, indexing, fields
*/
#include "base/pages.h"
#include "bind/proxy.h"

#include <stdint.h>
#include <string.h>

const char gdl_array_tag = 0;

/* From this size on, elements start on a cache line. */
#define ALIGN_FROM 512
#define ALIGNMENT 64


/* Two threads may draw one number; what is asked is which of two arrays of one
** Lua state came first. */
static uint64_t births = 0;

uint64_t gdl_array_births (void) {
  return __atomic_load_n(&births, __ATOMIC_RELAXED);
}


/* Pushes an empty header with 'extra' bytes behind it and 'uservalues'. */
static gdl_lua_array *push_header (lua_State *L, size_t extra, int uservalues) {
  gdl_lua_array *p =
      (gdl_lua_array *)lua_newuserdatauv(L, sizeof(*p) + extra, uservalues);
  p->tag = &gdl_array_tag;
  p->version = 0;
  p->birth = gdl_array_births();
  __atomic_store_n(&births, p->birth + 1, __ATOMIC_RELAXED);
  p->a = gdl_array_vector(NULL, 0);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &gdl_array_tag);
  lua_setmetatable(L, -2);
  return p;
}


/* User values of a matrix: GDL_USER_NAMES, and the view of a row that was made
** last. A row has its matrix in its only one. */
enum {USER_ROW = GDL_USER_NAMES + 1, USER_OWNER = 1};


static gdl_lua_array *push_elements (lua_State *L, int rank, size_t rows,
                                     size_t cols, int uservalues) {
  size_t n = rank == 2 ? rows * cols : rank == 1 ? rows : 1;
  if ((rank == 2 && cols != 0 && rows > SIZE_MAX / 16 / cols) ||
      n > SIZE_MAX / 16)
    luaL_error(L, "not enough memory");
  size_t bytes = n * sizeof(double);
  size_t slack = bytes >= ALIGN_FROM ? ALIGNMENT - 1 : 0;
  gdl_lua_array *p = push_header(L, bytes + slack, uservalues);
  gdl_pages_wish(p, sizeof(*p) + bytes + slack);
  uintptr_t at = (uintptr_t)(p + 1);
  if (slack)
    at = (at + ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1);
  p->a = (gdl_array){(double *)at, rank == 0 ? 1 : rows, rank == 2 ? cols : 1,
                     rank, &p->version};
  return p;
}


gdl_array *gdl_push_array (lua_State *L, int rank, size_t rows, size_t cols) {
  return &push_elements(L, rank, rows, cols, rank == 2 ? USER_ROW : 0)->a;
}


gdl_lua_array *gdl_push_keeper (lua_State *L, size_t n) {
  return push_elements(L, 1, n, 0, 1);
}


gdl_array *gdl_push_like (lua_State *L, const gdl_array *shape) {
  return gdl_push_array(L, shape->rank, shape->rows, shape->cols);
}


gdl_array *gdl_push_row (lua_State *L, int idx, size_t i) {
  idx = lua_absindex(L, idx);
  gdl_array *owner = gdl_to_array(L, idx);
  gdl_lua_array *p = push_header(L, 0, 1);
  p->a = gdl_array_vector(owner->data + i * owner->cols, owner->cols);
  p->a.version = owner->version;
  p->birth = ((gdl_lua_array *)lua_touserdata(L, idx))->birth;
  lua_pushvalue(L, idx);
  lua_setiuservalue(L, -2, USER_OWNER);
  return &p->a;
}


int gdl_push_owner (lua_State *L, int idx) {
  const gdl_lua_array *p = lua_touserdata(L, idx);
  if (p->a.version == &p->version)
    return 0;
  lua_getiuservalue(L, idx, USER_OWNER);
  return 1;
}


/* Pushes row 'i' of the matrix at 1, again the view made last if it is that:
** in A[i][j] it mostly is. */
static void push_row_again (lua_State *L, const gdl_array *a, size_t i) {
  lua_getiuservalue(L, 1, USER_ROW);
  gdl_lua_array *last = (gdl_lua_array *)lua_touserdata(L, -1);
  if (last != NULL && last->a.data == a->data + i * a->cols)
    return;
  lua_pop(L, 1);
  gdl_push_row(L, 1, i);
  lua_pushvalue(L, -1);
  lua_setiuservalue(L, 1, USER_ROW);
}


void gdl_copy_names (lua_State *L, int idx) {
  idx = lua_absindex(L, idx);
  gdl_array *from = gdl_to_array(L, idx), *to = gdl_to_array(L, -1);
  if (from->rank == 2 && to->rank == 2) {
    lua_getiuservalue(L, idx, GDL_USER_NAMES);
    lua_setiuservalue(L, -2, GDL_USER_NAMES);
  }
}


/*
** Fields. 'methods' (an upvalue of the metamethods) holds methods, and for
** each name here its number.
*/
static const char *const fields[] = {
  "rows", "cols", "rank", "shape", "T", "names", NULL
};

#define METHODS lua_upvalueindex(1)


static void push_shape (lua_State *L, const gdl_array *a) {
  lua_createtable(L, a->rank, 0);
  lua_pushinteger(L, (lua_Integer)a->rows);
  lua_rawseti(L, -2, 1);
  if (a->rank == 2) {
    lua_pushinteger(L, (lua_Integer)a->cols);
    lua_rawseti(L, -2, 2);
  }
}


int gdl_push_field (lua_State *L, const gdl_array *a, int field) {
  switch (field) {
    case GDL_FIELD_ROWS: lua_pushinteger(L, (lua_Integer)a->rows); break;
    case GDL_FIELD_COLS: lua_pushinteger(L, (lua_Integer)a->cols); break;
    case GDL_FIELD_RANK: lua_pushinteger(L, a->rank); break;
    case GDL_FIELD_SHAPE: push_shape(L, a); break;
    case GDL_FIELD_T:
      gdl_array_transpose(a, gdl_push_array(L, 2, a->cols, a->rows));
      break;
    case GDL_FIELD_NAMES:
      if (a->rank == 2)
        lua_getiuservalue(L, 1, GDL_USER_NAMES);
      else
        lua_pushnil(L);
      break;
  }
  return 1;
}


static int no_field (lua_State *L, const gdl_array *a) {
  const char *what = a->rank == 2 ? "matrix" : "vector";
  const char *name = lua_tostring(L, 2);
  const char *near = gdl_nearest(L, METHODS, name);
  if (near != NULL)
    return gdl_blame(L, "%s has no field '%s' (did you mean '%s'?)", what,
                     name, near);
  return gdl_blame(L, "%s has no field '%s'", what, name);
}


/* A value at a key that is not a number: a method, a field, or nil. */
static int get_named (lua_State *L, const gdl_array *a) {
  if (lua_type(L, 2) != LUA_TSTRING) {
    if (gdl_live_proxy(L, 2) != NULL)
      return gdl_trace_refuse(L, "a traced value is used as an index");
    lua_pushnil(L);
    return 1;
  }
  lua_pushvalue(L, 2);
  switch (lua_rawget(L, METHODS)) {
    case LUA_TFUNCTION: return 1;
    case LUA_TNUMBER: return gdl_push_field(L, a, (int)lua_tointeger(L, -1));
    default: return no_field(L, a);
  }
}


static gdl_array *self (lua_State *L) {
  gdl_array *a = gdl_to_array(L, 1);
  if (a == NULL)
    gdl_blame(L, "array expected, got %s", gdl_describe(L, 1));
  return a;
}


/* v[i], A[i] (a row), and fields. The hot path: no more than it must. */
int gdl_array_index (lua_State *L) {
  gdl_array *a = self(L);
  if (lua_type(L, 2) != LUA_TNUMBER)
    return get_named(L, a);
  int whole;
  size_t i = (size_t)lua_tointegerx(L, 2, &whole) - 1;
  if (!whole || i >= a->rows)
    lua_pushnil(L);
  else if (a->rank == 1)
    lua_pushnumber(L, a->data[i]);
  else if (gdl_is_own_array(L, 1)) {       /* its rows could not follow it */
    gdl_proxy_replace(L, 1);
    return gdl_proxy_index(L);
  }
  else
    push_row_again(L, a, i);
  return 1;
}


/* A[i] = row */
static void set_row (lua_State *L, gdl_array *a, size_t i) {
  gdl_array *row = gdl_to_array(L, 3);
  gdl_error err;
  err.text[0] = '\0';
  if (row == NULL && lua_istable(L, 3))
    row = gdl_table_to_array(L, 3, &err);
  if (row == NULL && err.text[0] != '\0')
    gdl_blame(L, "row %I cannot be a table (%s)", (lua_Integer)i + 1, err.text);
  if (row == NULL || row->rank != 1)
    gdl_blame(L, "row %I must be a vector or table of %I numbers, got %s",
              (lua_Integer)i + 1, (lua_Integer)a->cols, gdl_describe(L, 3));
  if (row->rows != a->cols)
    gdl_blame(L, "row %I must have %I elements, got %I", (lua_Integer)i + 1,
              (lua_Integer)a->cols, (lua_Integer)row->rows);
  memmove(a->data + i * a->cols, row->data, a->cols * sizeof(double));
}


/* A.names = list of strings, one a column, or nil */
static void set_names (lua_State *L, const gdl_array *a) {
  if (a->rank != 2)
    gdl_blame(L, "only a matrix has column names");
  if (!lua_isnil(L, 3)) {
    if (!lua_istable(L, 3) || luaL_len(L, 3) != (lua_Integer)a->cols)
      gdl_blame(L, "names must be a list of %I strings, one a column",
                (lua_Integer)a->cols);
    for (size_t j = 1; j <= a->cols; j++) {
      if (lua_geti(L, 3, (lua_Integer)j) != LUA_TSTRING)
        gdl_blame(L, "name %I must be a string, got %s", (lua_Integer)j,
                  gdl_describe(L, -1));
      lua_pop(L, 1);
    }
  }
  lua_settop(L, 3);
  lua_setiuservalue(L, 1, GDL_USER_NAMES);
}


static int set_named (lua_State *L, const gdl_array *a) {
  if (lua_type(L, 2) == LUA_TSTRING) {
    lua_pushvalue(L, 2);
    switch (lua_rawget(L, METHODS)) {
      case LUA_TNUMBER:
        if (lua_tointeger(L, -1) == GDL_FIELD_NAMES) {
          set_names(L, a);
          return 0;
        }
        /* else fall through */
      case LUA_TFUNCTION:
        return gdl_blame(L, "field '%s' cannot be assigned",
                         lua_tostring(L, 2));
      default:
        return no_field(L, a);
    }
  }
  return gdl_blame(L, "%s is not an index", gdl_describe(L, 2));
}


int gdl_array_newindex (lua_State *L) {
  gdl_array *a = self(L);
  if (gdl_trace_current != NULL) {
    if (gdl_any_traced(L, 2))
      return gdl_traced_newindex(L);
    gdl_trace_written(L, 1);
  }
  if (lua_type(L, 2) != LUA_TNUMBER)
    return set_named(L, a);
  int whole;
  size_t i = (size_t)lua_tointegerx(L, 2, &whole) - 1;
  if (!whole || i >= a->rows)
    return gdl_blame(L, "index %s is outside a %s", luaL_tolstring(L, 2, NULL),
                     gdl_describe(L, 1));
  if (a->rank == 2)
    set_row(L, a, i);
  else {
    if (lua_type(L, 3) != LUA_TNUMBER)
      return gdl_blame(L, "element %I must be a number, got %s",
                       (lua_Integer)i + 1, gdl_describe(L, 3));
    a->data[i] = lua_tonumber(L, 3);
  }
  gdl_array_touch(a);
  return 0;
}


static int array_len (lua_State *L) {
  lua_pushinteger(L, (lua_Integer)self(L)->rows);
  return 1;
}


static int array_eq (lua_State *L) {
  gdl_array *a = gdl_to_array(L, 1), *b = gdl_to_array(L, 2);
  if (gdl_live_proxy(L, 1) != NULL || gdl_live_proxy(L, 2) != NULL) {
    lua_pushboolean(L, gdl_traced_equal(L, 1, 2, 0));
    return 1;
  }
  lua_pushboolean(L, a != NULL && b != NULL && gdl_array_equal(a, b, 0));
  return 1;
}


/* The iterator of 'pairs': the index before -> the next, and its value. */
static int array_next (lua_State *L) {
  gdl_array *a = self(L);
  size_t i = (size_t)luaL_checkinteger(L, 2);
  if (i >= a->rows)
    return 0;
  lua_pushinteger(L, (lua_Integer)i + 1);
  if (a->rank == 1)
    lua_pushnumber(L, a->data[i]);
  else
    gdl_push_row(L, 1, i);
  return 2;
}


static int array_pairs (lua_State *L) {
  if (self(L)->rank == 2 && gdl_is_own_array(L, 1)) {
    gdl_proxy_replace(L, 1);
    return gdl_proxy_pairs(L);
  }
  lua_pushcfunction(L, array_next);
  lua_pushvalue(L, 1);
  lua_pushinteger(L, 0);
  return 3;
}


/* "x = " .. v, as if the array were its text. */
static int array_concat (lua_State *L) {
  if (gdl_any_traced(L, 1))
    return gdl_trace_refuse(L, "a traced value is turned into text");
  for (int i = 1; i <= 2; i++) {
    int type = lua_type(L, i);
    if (type != LUA_TNUMBER && type != LUA_TSTRING && !gdl_to_array(L, i))
      return gdl_blame(L, "cannot concatenate %s and %s",
                       gdl_describe_noun(L, 1), gdl_describe_noun(L, 2));
  }
  luaL_tolstring(L, 1, NULL);
  luaL_tolstring(L, 2, NULL);
  lua_concat(L, 2);
  return 1;
}


static const luaL_Reg metamethods[] = {
  {"__len", array_len},
  {"__eq", array_eq},
  {"__pairs", array_pairs},
  {"__concat", array_concat},
  {"__tostring", gdl_array_tostring},
  {NULL, NULL}
};


/* Pushes the table of methods and field numbers. */
static void push_methods (lua_State *L) {
  lua_newtable(L);
  luaL_setfuncs(L, gdl_array_methods, 0);
  for (int i = 0; fields[i] != NULL; i++) {
    lua_pushinteger(L, i);
    lua_setfield(L, -2, fields[i]);
  }
}


/* core.version(a): how often the storage of an array has been written to. */
static int version (lua_State *L) {
  gdl_array *a = gdl_check_array(L, 1, "version", "array");
  lua_pushinteger(L, (lua_Integer)*a->version);
  return 1;
}


void gdl_open_array (lua_State *L, int gd, int core) {
  (void)gd;
  lua_pushcfunction(L, version);
  lua_setfield(L, core, "version");
  lua_newtable(L);
  lua_pushliteral(L, "array");
  lua_setfield(L, -2, "__name");
  luaL_setfuncs(L, metamethods, 0);
  luaL_setfuncs(L, gdl_array_operators, 0);
  push_methods(L);
  lua_pushvalue(L, -1);
  lua_setfield(L, core, "array_methods");
  lua_pushvalue(L, -1);
  lua_pushcclosure(L, gdl_array_index, 1);
  lua_setfield(L, -3, "__index");
  lua_pushcclosure(L, gdl_array_newindex, 1);
  lua_setfield(L, -2, "__newindex");
  lua_rawsetp(L, LUA_REGISTRYINDEX, &gdl_array_tag);
}
