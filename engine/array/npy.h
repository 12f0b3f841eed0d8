/*
** npy.h - NumPy's .npy files (format 1.0 to 3.0)
*/
#ifndef GDL_ARRAY_NPY_H
#define GDL_ARRAY_NPY_H

#include "array/array.h"

/* gdl_npy_read - reads 'path': rank 0 to 2; float and integer types of every
** size NumPy has up to 8 bytes and bool, either byte order, C or Fortran
** order; converted to doubles. *a gets the shape and data from malloc, to be
** released with free(). GDL_EFORMAT says what is wrong (truncated, another
** magic, a dtype that is not a number, rank above 2). The header is not
** trusted: nothing larger than the file is allocated. */
gdl_status gdl_npy_read (const char *path, gdl_array *a, gdl_error *err);

/* gdl_npy_write - format 1.0, '<f8', C order, through a temporary file. */
gdl_status gdl_npy_write (const char *path, const gdl_array *a,
                          gdl_error *err);

#endif
