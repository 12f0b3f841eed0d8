/*
** error.c - status and text of an error
*/
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>


gdl_status gdl_error_set (gdl_error *e, gdl_status s, const char *fmt, ...) {
  if (e != NULL) {
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(e->text, sizeof(e->text), fmt, ap);
    va_end(ap);
  }
  return s;
}


const char *gdl_status_text (gdl_status s) {
  switch (s) {
    case GDL_OK: return "no error";
    case GDL_ENOMEM: return "not enough memory";
    case GDL_EINVAL: return "argument out of range";
    case GDL_ESHAPE: return "shapes do not fit";
    case GDL_ESINGULAR: return "matrix is singular";
    case GDL_EIO: return "input or output failed";
    case GDL_EFORMAT: return "malformed file";
    case GDL_ENOLIB: return "library not found";
    case GDL_ECALLBACK: return "a user's function failed";
    case GDL_ECANCEL: return "interrupted";
  }
  return "unknown status";
}
