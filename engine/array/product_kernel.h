/*
** product_kernel.h - inner products of one row with a few columns at once
*/
#ifndef GDL_ARRAY_PRODUCT_KERNEL_H
#define GDL_ARRAY_PRODUCT_KERNEL_H

#include <stddef.h>

#define GDL_PANEL_MAX 8   /* the widest panel */

/* One way to do it. A panel holds 'width' columns side by side: element k of
** column j is panel[k*width + j]. run() puts into out[j] the sum over k < n of
** row[k] * panel[k*width + j]; n is at most a chunk of order.h, in whose order
** the terms are added, so that all ways give the same bits. */
typedef struct gdl_product_kernel {
  size_t width;
  void (*run) (const double *row, const double *panel, size_t n, double *out);
} gdl_product_kernel;

/* gdl_product_kernels - the ways this processor knows, the fastest first, up
** to one with width 0. */
const gdl_product_kernel *gdl_product_kernels (void);

#endif
