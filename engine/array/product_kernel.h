/*
** product_kernel.h - inner products, many at once
** What products and sums down columns are made of, for one instruction set.
** Sums are taken in the order of order.h, so that all sets give the same bits;
** none is longer than a chunk. Matrices are read in place, transposed ones too.
*/
#ifndef GDL_ARRAY_PRODUCT_KERNEL_H
#define GDL_ARRAY_PRODUCT_KERNEL_H

#include <stddef.h>

#include "array/order.h"

#define GDL_STRIP 64      /* columns whose lanes are in memory together */

typedef struct gdl_product_kernels {
  const char *name;       /* that of gdl_kernels */
  size_t width;           /* columns that block() does */

  /* rows - out[i] = sum over k < n of x[i*stride + k] * y[k], i < rows. */
  void (*rows) (const double *x, size_t stride, size_t rows, const double *y,
                size_t n, double *out);

  /* columns - out[j] = sum over i < n of weight[i] * x[i*stride + j] (weight
  ** NULL: of x[i*stride + j]), j < cols. Beyond 'columns_at_once' of them the
  ** rows are read several times. Not so with 'lane': then the terms are added to
  ** lane[i % GDL_LANES][j], cols <= GDL_STRIP, and nothing is put into 'out';
  ** what is beyond 'cols', up to a multiple of eight, means nothing. */
  void (*columns) (const double *x, size_t stride, size_t n, size_t cols,
                   const double *weight, double (*lane)[GDL_STRIP],
                   double *out);
  size_t columns_at_once;

  /* block - out[i*out_row + j] = sum over k < n of a[i*a_row + k*a_step] *
  ** b[k*b_row + j], i < rows, j < width. */
  void (*block) (const double *a, size_t a_row, size_t a_step, size_t rows,
                 const double *b, size_t b_row, size_t n, double *out,
                 size_t out_row);
} gdl_product_kernels;

#define GDL_BLOCK_MOST 8  /* the widest block */

/* gdl_product_kernels_get, _named - as gdl_kernels_get and _named. */
const gdl_product_kernels *gdl_product_kernels_get (void);
const gdl_product_kernels *gdl_product_kernels_named (const char *name);

#endif
