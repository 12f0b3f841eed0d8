/*
** sqlite.c - a database as a Lua value, for scripts/gdlua/experiment
**
** core.sqlite(path [, mode]) opens one ("write": made where it is not there,
** "read", "immutable": a URI of what nobody writes); db:run(sql, ...) runs one
** statement with values for its parameters. Both answer nil, the kind of failure
** ("full", "busy", ...) and SQLite's own words where they fail. A database belongs
** to the process that opened it: in a child it cannot be used, and closing it there
** leaves the file alone.
*/
#include "base/crc.h"
#include "bind/bind.h"
#include "bind/sqlite.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TYPE "gdlua.sqlite"

/* Statements that are kept, so that many rows are one that is prepared. */
#define KEPT 24

/* Milliseconds to wait for another process that writes. */
#define PATIENCE 20000

/* Encoding of texts, as bind_text64 has it; and "make a copy". */
#define UTF8 1
#define TRANSIENT ((void (*) (void *))(intptr_t)-1)

typedef struct database {
  const gdl_sqlite *api;
  sqlite3 *db;                  /* NULL: closed */
  pid_t owner;
  int used;                     /* how many of the next there are */
  int oldest;                   /* which one goes next where all are used */
  sqlite3_stmt *kept[KEPT];
} database;


static void close_database (database *d) {
  if (d->db != NULL && d->owner == getpid()) {
    for (int i = 0; i < d->used; i++)
      d->api->finalize(d->kept[i]);
    d->api->close_v2(d->db);
  }
  d->db = NULL;
  d->used = 0;
}


static int release (lua_State *L) {
  close_database((database *)luaL_checkudata(L, 1, TYPE));
  return 0;
}


/* What went wrong, in a word for scripts. */
static const char *kind_of (int code) {
  switch (code & 0xff) {
    case GDL_SQLITE_BUSY: case GDL_SQLITE_LOCKED: return "busy";
    case GDL_SQLITE_NOMEM: return "memory";
    case GDL_SQLITE_READONLY: case GDL_SQLITE_PERM: case GDL_SQLITE_AUTH: return "readonly";
    case GDL_SQLITE_IOERR: return "io";
    case GDL_SQLITE_CORRUPT: return "corrupt";
    case GDL_SQLITE_FULL: return "full";
    case GDL_SQLITE_CANTOPEN: return "cantopen";
    case GDL_SQLITE_TOOBIG: return "toobig";
    case GDL_SQLITE_CONSTRAINT: return "constraint";
    case GDL_SQLITE_NOTADB: return "notadb";
    default: return "other";
  }
}


static int push_failure (lua_State *L, const database *d, int code) {
  lua_pushnil(L);
  lua_pushstring(L, kind_of(code));
  if (code == GDL_SQLITE_MISUSE)
    lua_pushliteral(L, "one statement, with all its values, expected");
  else
    lua_pushstring(L, d->db != NULL ? d->api->errmsg(d->db) : "out of memory");
  return 3;
}


/* core.sqlite(path [, mode]) -> db, or nil, kind, message */
static int open_database (lua_State *L) {
  static const char *const modes[] = {"write", "read", "immutable", NULL};
  static const int flags[] = {
    GDL_SQLITE_OPEN_READWRITE | GDL_SQLITE_OPEN_CREATE, GDL_SQLITE_OPEN_READONLY,
    GDL_SQLITE_OPEN_READONLY | GDL_SQLITE_OPEN_URI
  };
  const char *path = luaL_checkstring(L, 1);
  int mode = luaL_checkoption(L, 2, "write", modes);
  gdl_error err = {""};
  const gdl_sqlite *api;
  gdl_status s = gdl_sqlite_get(&api, &err);
  if (s != GDL_OK)
    return gdl_blame_status(L, s, &err);
  database *d = (database *)lua_newuserdatauv(L, sizeof(*d), 0);
  memset(d, 0, sizeof(*d));
  d->api = api;
  d->owner = getpid();
  luaL_setmetatable(L, TYPE);
  int code = api->open_v2(path, &d->db, flags[mode], NULL);
  if (code != GDL_SQLITE_OK) {
    int pushed = push_failure(L, d, code);
    close_database(d);
    return pushed;
  }
  api->busy_timeout(d->db, PATIENCE);
  return 1;
}


/* The statement for 'sql', with nothing bound; NULL, *code set, on a failure. */
static sqlite3_stmt *prepare (database *d, const char *sql, int *code) {
  for (int i = 0; i < d->used; i++)
    if (strcmp(d->api->sql(d->kept[i]), sql) == 0)
      return d->kept[i];
  sqlite3_stmt *statement = NULL;
  const char *rest = NULL;
  *code = d->api->prepare_v2(d->db, sql, -1, &statement, &rest);
  if (*code != GDL_SQLITE_OK)
    return NULL;
  if (statement == NULL || rest[strspn(rest, " \n")] != '\0') {
    d->api->finalize(statement);
    *code = GDL_SQLITE_MISUSE;
    return NULL;
  }
  if (d->used < KEPT)
    d->kept[d->used++] = statement;
  else {
    d->api->finalize(d->kept[d->oldest]);
    d->kept[d->oldest] = statement;
    d->oldest = (d->oldest + 1) % KEPT;
  }
  return statement;
}


/* Binds the value at 'idx' to parameter i: a list of one text is its bytes, an
** array its elements, a boolean 0 or 1. SQLite makes copies. Nothing here raises:
** values have been checked. */
static int bind (lua_State *L, const database *d, sqlite3_stmt *s, int i, int idx) {
  const gdl_sqlite *api = d->api;
  size_t length;
  const char *text;
  switch (lua_type(L, idx)) {
    case LUA_TNUMBER:
      return lua_isinteger(L, idx) ? api->bind_int64(s, i, lua_tointeger(L, idx))
                                   : api->bind_double(s, i, lua_tonumber(L, idx));
    case LUA_TBOOLEAN:
      return api->bind_int64(s, i, lua_toboolean(L, idx));
    case LUA_TSTRING:
      text = lua_tolstring(L, idx, &length);
      return api->bind_text64(s, i, text, length, TRANSIENT, UTF8);
    case LUA_TTABLE: {
      lua_rawgeti(L, idx, 1);
      text = lua_tolstring(L, -1, &length);
      int code = api->bind_blob64(s, i, text != NULL ? text : "", length, TRANSIENT);
      lua_pop(L, 1);
      return code;
    }
    case LUA_TUSERDATA: {
      const gdl_array *a = gdl_to_array(L, idx);
      return api->bind_blob64(s, i, gdl_array_length(a) > 0 ? (const void *)a->data : "",
                              gdl_array_length(a) * sizeof(double), TRANSIENT);
    }
    default:
      return api->bind_null(s, i);
  }
}


/* Can the values from 'first' on be bound? Raises where they cannot. */
static void check_values (lua_State *L, int first) {
  for (int i = first; i <= lua_gettop(L); i++) {
    int type = lua_type(L, i), good = type != LUA_TFUNCTION && type != LUA_TTHREAD &&
                                      type != LUA_TLIGHTUSERDATA;
    if (type == LUA_TTABLE) {
      good = lua_rawgeti(L, i, 1) == LUA_TSTRING;
      lua_pop(L, 1);
    }
    else if (type == LUA_TUSERDATA)
      good = gdl_to_array(L, i) != NULL;
    luaL_argcheck(L, good, i, "no value of a database");
  }
}


/* Pushes column i of the row at hand. */
static void push_column (lua_State *L, const gdl_sqlite *api, sqlite3_stmt *s, int i) {
  const char *bytes;
  switch (api->column_type(s, i)) {
    case GDL_SQLITE_INTEGER:
      lua_pushinteger(L, (lua_Integer)api->column_int64(s, i));
      break;
    case GDL_SQLITE_FLOAT:
      lua_pushnumber(L, api->column_double(s, i));
      break;
    case GDL_SQLITE_TEXT:
      bytes = (const char *)api->column_text(s, i);
      lua_pushlstring(L, bytes != NULL ? bytes : "", (size_t)api->column_bytes(s, i));
      break;
    case GDL_SQLITE_BLOB:
      bytes = (const char *)api->column_blob(s, i);
      lua_pushlstring(L, bytes != NULL ? bytes : "", (size_t)api->column_bytes(s, i));
      break;
    default:
      lua_pushnil(L);
      break;
  }
}


static void push_row (lua_State *L, const gdl_sqlite *api, sqlite3_stmt *s) {
  int n = api->column_count(s);
  lua_createtable(L, 0, n);
  for (int i = 0; i < n; i++) {
    push_column(L, api, s, i);
    lua_setfield(L, -2, api->column_name(s, i));
  }
}


/* In protected mode, so that the statement is reset whatever happens. Arguments:
** database, statement (light); returns the list of rows, and the code. */
static int gather (lua_State *L) {
  const database *d = (const database *)lua_touserdata(L, 1);
  sqlite3_stmt *s = (sqlite3_stmt *)lua_touserdata(L, 2);
  int code;
  lua_newtable(L);
  for (lua_Integer n = 1; (code = d->api->step(s)) == GDL_SQLITE_ROW; n++) {
    push_row(L, d->api, s);
    lua_rawseti(L, 3, n);
  }
  lua_pushinteger(L, code);
  return 2;
}


static database *check_open (lua_State *L) {
  database *d = (database *)luaL_checkudata(L, 1, TYPE);
  if (d->db == NULL)
    gdl_blame(L, "this store has been closed");
  if (d->owner != getpid())
    gdl_blame(L, "this store was opened by another process; only that one can use it");
  return d;
}


/* db:run(sql, ...) -> list of rows, each with columns by name; or nil, kind,
** message */
static int run (lua_State *L) {
  database *d = check_open(L);
  const char *sql = luaL_checkstring(L, 2);
  int code = GDL_SQLITE_OK, values = lua_gettop(L) - 2;
  check_values(L, 3);
  luaL_checkstack(L, 10, "database");
  sqlite3_stmt *s = prepare(d, sql, &code);
  if (s == NULL)
    return push_failure(L, d, code);
  if (d->api->bind_parameter_count(s) != values)
    return push_failure(L, d, GDL_SQLITE_MISUSE);
  for (int i = 1; i <= values && code == GDL_SQLITE_OK; i++)
    code = bind(L, d, s, i, i + 2);
  if (code != GDL_SQLITE_OK) {
    d->api->clear_bindings(s);
    return push_failure(L, d, code);
  }
  lua_pushcfunction(L, gather);
  lua_pushvalue(L, 1);
  lua_pushlightuserdata(L, s);
  int status = lua_pcall(L, 2, 2, 0), pushed = 1;
  code = status == LUA_OK ? (int)lua_tointeger(L, -1) : GDL_SQLITE_DONE;
  if (status == LUA_OK)
    lua_pop(L, 1);
  if (code != GDL_SQLITE_DONE)
    pushed = push_failure(L, d, code);
  d->api->reset(s);
  d->api->clear_bindings(s);
  return status != LUA_OK ? lua_error(L) : pushed;
}


/* db:last() -> the number of the row inserted last; db:changes() -> how many rows
** the last statement changed; db:in_transaction(); db:is_readonly() */
static int last (lua_State *L) {
  database *d = check_open(L);
  lua_pushinteger(L, (lua_Integer)d->api->last_insert_rowid(d->db));
  return 1;
}


static int changes (lua_State *L) {
  database *d = check_open(L);
  lua_pushinteger(L, d->api->changes(d->db));
  return 1;
}


static int in_transaction (lua_State *L) {
  database *d = check_open(L);
  lua_pushboolean(L, !d->api->get_autocommit(d->db));
  return 1;
}


/* db:patience(ms) - how long to wait for others that write. */
static int patience (lua_State *L) {
  database *d = check_open(L);
  d->api->busy_timeout(d->db, (int)luaL_checkinteger(L, 2));
  return 0;
}


static int is_readonly (lua_State *L) {
  database *d = check_open(L);
  lua_pushboolean(L, d->api->db_readonly(d->db, "main") != 0);
  return 1;
}


/* core.doubles(bytes [, cols]) -> the vector, or the matrix with so many columns, of
** the doubles in them; nil where they are not that many */
static int doubles (lua_State *L) {
  size_t size;
  const char *bytes = luaL_checklstring(L, 1, &size);
  lua_Integer cols = luaL_optinteger(L, 2, 0);
  size_t width = cols > 0 ? (size_t)cols : 1;
  if (width > SIZE_MAX / sizeof(double) || size % (width * sizeof(double)) != 0)
    return 0;
  gdl_array *a = gdl_push_array(L, cols > 0 ? 2 : 1, size / sizeof(double) / width, width);
  if (size > 0)
    memcpy(a->data, bytes, size);
  return 1;
}


/* core.crc(bytes) -> the CRC-64 (base/crc.h) of a string or of the doubles of an
** array, as an integer */
static int crc (lua_State *L) {
  const gdl_array *a = lua_isuserdata(L, 1) ? gdl_to_array(L, 1) : NULL;
  size_t size = 0;
  const void *bytes = a != NULL ? (const void *)a->data : luaL_checklstring(L, 1, &size);
  if (a != NULL)
    size = gdl_array_length(a) * sizeof(double);
  lua_pushinteger(L, (lua_Integer)gdl_crc64(0, bytes, size));
  return 1;
}


void gdl_open_sqlite (lua_State *L, int gd, int core) {
  static const luaL_Reg methods[] = {
    {"run", run}, {"last", last}, {"changes", changes},
    {"in_transaction", in_transaction}, {"is_readonly", is_readonly}, {"patience", patience},
    {"close", release}, {NULL, NULL}
  };
  (void)gd;
  luaL_newmetatable(L, TYPE);
  lua_pushcfunction(L, release);
  lua_setfield(L, -2, "__gc");
  luaL_newlib(L, methods);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
  lua_pushcfunction(L, open_database);
  lua_setfield(L, core, "sqlite");
  lua_pushcfunction(L, doubles);
  lua_setfield(L, core, "doubles");
  lua_pushcfunction(L, crc);
  lua_setfield(L, core, "crc");
}
