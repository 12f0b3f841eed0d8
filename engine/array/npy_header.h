/*
** npy_header.h - the header of a .npy file
*/
#ifndef GDL_ARRAY_NPY_HEADER_H
#define GDL_ARRAY_NPY_HEADER_H

#include <stddef.h>

#include "base/error.h"

typedef struct gdl_npy_header {
  char kind;             /* 'f' float, 'i' signed, 'u' unsigned, 'b' boolean */
  size_t size;           /* bytes of an element: 1, 2, 4 or 8 */
  int big_endian;
  int fortran_order;
  int rank;              /* 0 to 2 */
  size_t shape[2];
  size_t data;           /* where the elements start in the file */
} gdl_npy_header;

/* gdl_npy_header_read - reads the header of a file whose 'size' bytes are at
** 'file'. GDL_EFORMAT where it is malformed or holds what an array here cannot
** be. h->data is at most 'size'; the shape is not compared with it. */
gdl_status gdl_npy_header_read (const char *path, const char *file, size_t size,
                                gdl_npy_header *h, gdl_error *err);

#endif
