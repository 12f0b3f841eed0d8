/*
** gdlua.h - the public C interface of gdlua
** What every layer of the engine shares and an embedding program may see.
*/
#ifndef GDLUA_H
#define GDLUA_H

#define GDL_VERSION "0.1.0"

#if defined(__GNUC__)
#define GDL_API __attribute__((visibility("default")))
#else
#define GDL_API
#endif

/* What a function of the engine answers. Nothing is ever printed and no
** function jumps out; the text that goes with an error is in a gdl_error. */
typedef enum gdl_status {
  GDL_OK = 0,
  GDL_ENOMEM,      /* memory ran out */
  GDL_EINVAL,      /* an argument is outside its documented range */
  GDL_ESHAPE,      /* lengths or shapes do not fit together */
  GDL_ESINGULAR,   /* the matrix is singular, or not positive definite */
  GDL_EIO,         /* a file could not be opened, read or written */
  GDL_EFORMAT,     /* a file is not what it should be */
  GDL_ENOLIB,      /* a library that is loaded on demand is missing */
  GDL_ECALLBACK,   /* a user's function failed; the caller keeps its error */
  GDL_ECANCEL      /* an interrupt was asked for */
} gdl_status;

#endif
