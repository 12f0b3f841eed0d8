/*
** error.h - status and text of an error
*/
#ifndef GDL_BASE_ERROR_H
#define GDL_BASE_ERROR_H

#include "include/gdlua.h"

/* The text of the last error of a call that takes one. Filled only when the
** call does not return GDL_OK; always terminated. */
typedef struct gdl_error {
  char text[512];
} gdl_error;

/* gdl_error_set - formats 'fmt' into 'e' (may be NULL) and returns 's', so
** that a failing function ends with "return gdl_error_set(...)". */
gdl_status gdl_error_set (gdl_error *e, gdl_status s, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
