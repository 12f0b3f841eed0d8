/*
** sqlite.h - the functions of SQLite that are used, loaded when they are first
** needed
** Written from SQLite's published C interface (sqlite.org/c3ref), so that building
** needs no header of it.
*/
#ifndef GDL_BIND_SQLITE_H
#define GDL_BIND_SQLITE_H

#include <stdint.h>

#include "base/error.h"

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;

/* Result codes; the low byte of an extended one. */
enum {
  GDL_SQLITE_OK = 0, GDL_SQLITE_PERM = 3, GDL_SQLITE_BUSY = 5, GDL_SQLITE_LOCKED = 6,
  GDL_SQLITE_NOMEM = 7, GDL_SQLITE_READONLY = 8, GDL_SQLITE_INTERRUPT = 9,
  GDL_SQLITE_IOERR = 10, GDL_SQLITE_CORRUPT = 11, GDL_SQLITE_FULL = 13,
  GDL_SQLITE_CANTOPEN = 14, GDL_SQLITE_TOOBIG = 18, GDL_SQLITE_CONSTRAINT = 19, GDL_SQLITE_MISUSE = 21,
  GDL_SQLITE_AUTH = 23, GDL_SQLITE_NOTADB = 26, GDL_SQLITE_ROW = 100, GDL_SQLITE_DONE = 101
};

/* Flags of open. */
enum {
  GDL_SQLITE_OPEN_READONLY = 0x1, GDL_SQLITE_OPEN_READWRITE = 0x2,
  GDL_SQLITE_OPEN_CREATE = 0x4, GDL_SQLITE_OPEN_URI = 0x40
};

/* Types of columns. */
enum {
  GDL_SQLITE_INTEGER = 1, GDL_SQLITE_FLOAT, GDL_SQLITE_TEXT, GDL_SQLITE_BLOB,
  GDL_SQLITE_NULL
};

/* X(result, name, parameters) */
#define GDL_SQLITE_FUNCTIONS(X) \
  X(int, open_v2, (const char *, sqlite3 **, int, const char *)) \
  X(int, close_v2, (sqlite3 *)) \
  X(int, busy_timeout, (sqlite3 *, int)) \
  X(int, extended_errcode, (sqlite3 *)) \
  X(const char *, errmsg, (sqlite3 *)) \
  X(int, get_autocommit, (sqlite3 *)) \
  X(int, db_readonly, (sqlite3 *, const char *)) \
  X(int64_t, last_insert_rowid, (sqlite3 *)) \
  X(int, changes, (sqlite3 *)) \
  X(int, prepare_v2, (sqlite3 *, const char *, int, sqlite3_stmt **, const char **)) \
  X(const char *, sql, (sqlite3_stmt *)) \
  X(int, step, (sqlite3_stmt *)) \
  X(int, reset, (sqlite3_stmt *)) \
  X(int, clear_bindings, (sqlite3_stmt *)) \
  X(int, finalize, (sqlite3_stmt *)) \
  X(int, bind_parameter_count, (sqlite3_stmt *)) \
  X(int, bind_null, (sqlite3_stmt *, int)) \
  X(int, bind_int64, (sqlite3_stmt *, int, int64_t)) \
  X(int, bind_double, (sqlite3_stmt *, int, double)) \
  X(int, bind_text64, (sqlite3_stmt *, int, const char *, uint64_t, void (*) (void *), unsigned char)) \
  X(int, bind_blob64, (sqlite3_stmt *, int, const void *, uint64_t, void (*) (void *))) \
  X(int, column_count, (sqlite3_stmt *)) \
  X(const char *, column_name, (sqlite3_stmt *, int)) \
  X(int, column_type, (sqlite3_stmt *, int)) \
  X(int64_t, column_int64, (sqlite3_stmt *, int)) \
  X(double, column_double, (sqlite3_stmt *, int)) \
  X(const void *, column_blob, (sqlite3_stmt *, int)) \
  X(const unsigned char *, column_text, (sqlite3_stmt *, int)) \
  X(int, column_bytes, (sqlite3_stmt *, int))

typedef struct gdl_sqlite {
#define X(result, name, parameters)  result (*name) parameters;
  GDL_SQLITE_FUNCTIONS(X)
#undef X
} gdl_sqlite;

/* gdl_sqlite_get - the functions; GDL_ENOLIB where the library is not there. */
gdl_status gdl_sqlite_get (const gdl_sqlite **sqlite, gdl_error *err);

#endif
