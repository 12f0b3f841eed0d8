/*
** pack.c - Lua values as bytes and back
** Tables and arrays are objects with numbers, in the order in which they are
** met: first a list of them, then the fields, then what is in each. So nothing
** recurses, however deep the values are nested.
*/
#include "bind/pack.h"

#include <math.h>
#include <string.h>

/* Tags of values, and kinds of objects. */
enum {
  TAG_NIL, TAG_FALSE, TAG_TRUE, TAG_INTEGER, TAG_FLOAT, TAG_STRING, TAG_OBJECT
};
enum { KIND_TABLE = 1, KIND_VECTOR, KIND_MATRIX };

/* Bytes of an object in the list, of a table's entry at least. */
#define LISTED  17
#define ENTRY   2

/* Rows or columns of an array that has no elements. */
#define MOST    ((uint64_t)1 << 48)


/*
** Packing. Stack while it lasts, from 'base' on:
*/
enum {
  AT_OBJECTS,     /* number -> object */
  AT_NUMBERS,     /* object -> number */
  AT_PARENTS,     /* number -> number of the object it was met in, or -field */
  AT_KEYS,        /* number -> the key it had there */
  AT_COUNT
};

typedef struct packing {
  lua_State *L;
  int base;
  lua_Integer count;
  const char *doing;
  const char *const *titles;
  gdl_bytes *out;
} packing;


/* Puts ".key", "[3]" or "[?]" for the key on top, which is popped, before the
** path below it. */
static void prefix_key (lua_State *L) {
  if (lua_type(L, -1) == LUA_TSTRING)
    lua_pushfstring(L, ".%s", lua_tostring(L, -1));
  else if (lua_isinteger(L, -1))
    lua_pushfstring(L, "[%I]", (LUAI_UACINT)lua_tointeger(L, -1));
  else
    lua_pushliteral(L, "[?]");
  lua_remove(L, -2);
  lua_insert(L, -2);
  lua_concat(L, 2);
}


/* Pushes the path of what was met in 'parent' under the key at 'key', and
** answers the field it begins at. */
static int push_path (packing *p, lua_Integer parent, int key) {
  lua_State *L = p->L;
  lua_pushliteral(L, "");
  lua_pushvalue(L, key);
  while (parent > 0) {
    prefix_key(L);
    lua_rawgeti(L, p->base + AT_KEYS, parent);
    lua_rawgeti(L, p->base + AT_PARENTS, parent);
    parent = lua_tointeger(L, -1);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return (int)-parent;
}


/* The value on top, its key below it, has no place in a file. */
static void refuse (packing *p, lua_Integer parent) {
  lua_State *L = p->L;
  int key = lua_gettop(L) - 1;
  const char *what = lua_istable(L, -1) ? "a table with a metatable"
                                        : gdl_describe_noun(L, -1);
  int field = push_path(p, parent, key);
  const char *path = lua_tostring(L, -1);
  lua_pushfstring(L, *path != '\0' ? "'%s' in " : "%s",
                  path + (*path == '.'));
  gdl_blame(L, "cannot %s: %s%s is %s (what a file can hold: nil, "
               "booleans, numbers, strings, arrays and tables of these)",
            p->doing, lua_tostring(L, -1), p->titles[field - 1], what);
}


static int is_plain_table (lua_State *L, int idx) {
  if (!lua_istable(L, idx))
    return 0;
  if (!lua_getmetatable(L, idx))
    return 1;
  lua_pop(L, 1);
  return 0;
}


/* Looks at the value on top (kept): gives it a number where it is an object met
** for the first time. Its key, or anything for a field, is below it. */
static void meet (packing *p, lua_Integer parent) {
  lua_State *L = p->L;
  switch (lua_type(L, -1)) {
    case LUA_TNIL: case LUA_TBOOLEAN: case LUA_TNUMBER: case LUA_TSTRING:
      return;
    default:
      break;
  }
  if (!is_plain_table(L, -1) && gdl_to_array(L, -1) == NULL)
    refuse(p, parent);
  lua_pushvalue(L, -1);
  int known = lua_rawget(L, p->base + AT_NUMBERS) != LUA_TNIL;
  lua_pop(L, 1);
  if (known)
    return;
  lua_Integer number = ++p->count;
  lua_pushvalue(L, -1);
  lua_rawseti(L, p->base + AT_OBJECTS, number);
  lua_pushvalue(L, -1);
  lua_pushinteger(L, number);
  lua_rawset(L, p->base + AT_NUMBERS);
  lua_pushinteger(L, parent);
  lua_rawseti(L, p->base + AT_PARENTS, number);
  lua_pushvalue(L, -2);
  lua_rawseti(L, p->base + AT_KEYS, number);
}


/* Meets all that is in the fields of the table at 'idx', and in what is met. */
static void meet_all (packing *p, int idx, int n) {
  lua_State *L = p->L;
  for (int i = 1; i <= n; i++) {
    lua_pushnil(L);
    lua_rawgeti(L, idx, i);
    meet(p, -i);
    lua_pop(L, 2);
  }
  for (lua_Integer k = 1; k <= p->count; k++) {
    lua_rawgeti(L, p->base + AT_OBJECTS, k);
    int object = lua_gettop(L);
    if (lua_istable(L, object))
      for (lua_pushnil(L); lua_next(L, object); lua_pop(L, 1)) {
        meet(p, k);
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -1);         /* a key is called by itself */
        meet(p, k);
        lua_pop(L, 2);
      }
    lua_pop(L, 1);
  }
}


/* Appends the value on top and pops it. */
static void put_value (packing *p) {
  lua_State *L = p->L;
  gdl_bytes *out = p->out;
  size_t length;
  const char *text;
  switch (lua_type(L, -1)) {
    case LUA_TNIL:
      gdl_put_u8(out, TAG_NIL);
      break;
    case LUA_TBOOLEAN:
      gdl_put_u8(out, lua_toboolean(L, -1) ? TAG_TRUE : TAG_FALSE);
      break;
    case LUA_TNUMBER:
      gdl_put_u8(out, lua_isinteger(L, -1) ? TAG_INTEGER : TAG_FLOAT);
      if (lua_isinteger(L, -1))
        gdl_put_u64(out, (uint64_t)lua_tointeger(L, -1));
      else
        gdl_put_f64(out, lua_tonumber(L, -1));
      break;
    case LUA_TSTRING:
      gdl_put_u8(out, TAG_STRING);
      text = lua_tolstring(L, -1, &length);
      gdl_put_text(out, text, length);
      break;
    default:
      lua_pushvalue(L, -1);
      lua_rawget(L, p->base + AT_NUMBERS);
      gdl_put_u8(out, TAG_OBJECT);
      gdl_put_u32(out, (uint32_t)lua_tointeger(L, -1));
      lua_pop(L, 1);
      break;
  }
  lua_pop(L, 1);
}


static uint64_t count_entries (lua_State *L, int table) {
  uint64_t n = 0;
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1))
    n++;
  return n;
}


static void list_object (packing *p, int object) {
  const gdl_array *a = gdl_to_array(p->L, object);
  int matrix = a != NULL && a->rank == 2;
  gdl_put_u8(p->out, a == NULL ? KIND_TABLE : matrix ? KIND_MATRIX
                                                     : KIND_VECTOR);
  gdl_put_u64(p->out, a == NULL ? count_entries(p->L, object) : a->rows);
  gdl_put_u64(p->out, matrix ? a->cols : 0);
}


static void put_object (packing *p, int object) {
  lua_State *L = p->L;
  const gdl_array *a = gdl_to_array(L, object);
  if (a != NULL) {
    gdl_put_doubles(p->out, a->data, gdl_array_length(a));
    return;
  }
  for (lua_pushnil(L); lua_next(L, object); ) {
    lua_pushvalue(L, -2);
    put_value(p);
    put_value(p);
  }
}


void gdl_pack (lua_State *L, int idx, int n, const char *doing,
               const char *const *titles, gdl_bytes *out) {
  packing p = {L, lua_gettop(L) + 1, 0, doing, titles, out};
  idx = lua_absindex(L, idx);
  luaL_checkstack(L, AT_COUNT + 12, "saving");
  for (int i = 0; i < AT_COUNT; i++)
    lua_newtable(L);
  meet_all(&p, idx, n);
  gdl_put_u64(out, (uint64_t)p.count);
  for (int pass = 0; pass < 2; pass++) {
    for (lua_Integer k = 1; k <= p.count; k++) {
      lua_rawgeti(L, p.base + AT_OBJECTS, k);
      (pass == 0 ? list_object : put_object)(&p, lua_gettop(L));
      lua_pop(L, 1);
    }
    for (int i = 1; pass == 0 && i <= n; i++) {
      lua_rawgeti(L, idx, i);
      put_value(&p);
    }
  }
  lua_settop(L, p.base - 1);
}


/*
** Unpacking
*/

typedef struct unpacking {
  lua_State *L;
  gdl_reader *in;
  int objects;               /* index of the list of them */
  size_t count;
} unpacking;


/* Pushes the value that comes next. */
static void get_value (unpacking *u) {
  lua_State *L = u->L;
  gdl_reader *in = u->in;
  size_t length;
  const char *text;
  uint32_t number;
  switch (gdl_get_u8(in)) {
    case TAG_NIL:
      lua_pushnil(L);
      break;
    case TAG_FALSE:
      lua_pushboolean(L, 0);
      break;
    case TAG_TRUE:
      lua_pushboolean(L, 1);
      break;
    case TAG_INTEGER:
      lua_pushinteger(L, (lua_Integer)gdl_get_u64(in));
      break;
    case TAG_FLOAT:
      lua_pushnumber(L, gdl_get_f64(in));
      break;
    case TAG_STRING:
      text = gdl_get_text(in, &length);
      lua_pushlstring(L, text, length);
      break;
    case TAG_OBJECT:
      number = gdl_get_u32(in);
      if (number == 0 || number > u->count)
        in->failed = 1;
      lua_rawgeti(L, u->objects, number);
      break;
    default:
      in->failed = 1;
      lua_pushnil(L);
      break;
  }
}


/* Pushes an array of 'rows' times 'cols' doubles, if so many can come. */
static void make_array (unpacking *u, int rank, uint64_t rows, uint64_t cols) {
  uint64_t room = gdl_reader_left(u->in) / sizeof(double);
  uint64_t width = rank == 2 ? cols : 1;
  if ((rank == 1 && cols != 0) || rows > MOST || cols > MOST ||
      (width > 0 && rows > room / width))
    u->in->failed = 1;
  else
    gdl_push_array(u->L, rank, (size_t)rows, (size_t)cols);
}


/* Adds object number 'k' to the list: an array, or an empty table for which
** *entries gets how many are to come. */
static void make_object (unpacking *u, size_t k, lua_Integer *entries) {
  lua_State *L = u->L;
  unsigned kind = gdl_get_u8(u->in);
  uint64_t a = gdl_get_u64(u->in), b = gdl_get_u64(u->in);
  *entries = 0;
  if (u->in->failed)
    return;
  if (kind == KIND_TABLE && b == 0 && a <= gdl_reader_left(u->in) / ENTRY) {
    lua_newtable(L);
    *entries = (lua_Integer)a;
  }
  else if (kind == KIND_VECTOR || kind == KIND_MATRIX)
    make_array(u, kind == KIND_VECTOR ? 1 : 2, a, b);
  else
    u->in->failed = 1;
  if (!u->in->failed)
    lua_rawseti(L, u->objects, (lua_Integer)k);
}


static int is_key (lua_State *L, int idx) {
  return !lua_isnil(L, idx) &&
         !(lua_type(L, idx) == LUA_TNUMBER && isnan(lua_tonumber(L, idx)));
}


static void fill_table (unpacking *u, int table, lua_Integer entries) {
  lua_State *L = u->L;
  for (; entries > 0 && !u->in->failed; entries--) {
    get_value(u);
    get_value(u);
    if (!u->in->failed && is_key(L, -2) && !lua_isnil(L, -1))
      lua_rawset(L, table);
    else {
      u->in->failed = 1;
      lua_pop(L, 2);
    }
  }
}


/* The list of objects, and the numbers of entries of its tables, which are not
** believed: the bytes end when they end. */
static void make_objects (unpacking *u, int entries) {
  lua_State *L = u->L;
  size_t doubles = 0;
  for (size_t k = 1; k <= u->count && !u->in->failed; k++) {
    lua_Integer n;
    make_object(u, k, &n);
    if (u->in->failed)
      return;
    lua_pushinteger(L, n);
    lua_rawseti(L, entries, (lua_Integer)k);
    lua_rawgeti(L, u->objects, (lua_Integer)k);
    const gdl_array *a = gdl_to_array(L, -1);
    doubles += a != NULL ? gdl_array_length(a) : 0;
    lua_pop(L, 1);
    /* All arrays together must fit, or many would each claim the rest. */
    if (doubles > gdl_reader_left(u->in) / sizeof(double))
      u->in->failed = 1;
  }
}


static void fill_objects (unpacking *u, int entries) {
  lua_State *L = u->L;
  for (size_t k = 1; k <= u->count && !u->in->failed; k++) {
    lua_rawgeti(L, u->objects, (lua_Integer)k);
    gdl_array *a = gdl_to_array(L, -1);
    if (a != NULL)
      gdl_get_doubles(u->in, a->data, gdl_array_length(a));
    else {
      lua_rawgeti(L, entries, (lua_Integer)k);
      lua_Integer n = lua_tointeger(L, -1);
      lua_pop(L, 1);
      fill_table(u, lua_gettop(L), n);
    }
    lua_pop(L, 1);
  }
}


int gdl_unpack (lua_State *L, int n, gdl_reader *in) {
  int top = lua_gettop(L), result = top + 1;
  luaL_checkstack(L, 12, "restoring");
  lua_createtable(L, n, 0);
  lua_newtable(L);
  lua_newtable(L);
  unpacking u = {L, in, result + 1, gdl_get_count(in, LISTED)};
  make_objects(&u, result + 2);
  for (int i = 1; i <= n && !in->failed; i++) {
    get_value(&u);
    lua_rawseti(L, result, i);
  }
  fill_objects(&u, result + 2);
  lua_settop(L, in->failed ? top : result);
  return !in->failed;
}
