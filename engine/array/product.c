/*
** product.c - matrix products
** Every element of a product is an inner product, and has the bits that
** gdl_reduce_dot gives for it, whichever of the ways below computes it.
*/
#include "array/array.h"

#include <string.h>

#include "array/columns.h"
#include "array/lanes.h"
#include "array/product_kernel.h"
#include "array/reduce.h"

/* Below these, setting up panels does not pay. */
#define PANEL_ROWS 4
#define PANEL_TERMS 8

#define ROWS 16     /* rows taken together where there are many chunks */
#define LEVELS 40   /* 2^40 chunks are more than any memory holds */


gdl_status gdl_array_matmul_shape (const gdl_array *a, const gdl_array *b,
                                   gdl_array *shape, gdl_error *err) {
  char ta[64], tb[64];
  gdl_array_shape_text(a, ta, sizeof(ta));
  gdl_array_shape_text(b, tb, sizeof(tb));
  if (a->rank + b->rank < 3 || a->rank == 0 || b->rank == 0)
    return gdl_error_set(err, GDL_ESHAPE, "a matrix product takes two matrices, "
                         "or a matrix and a vector, got %s and %s", ta, tb);
  size_t inner = a->rank == 2 ? a->cols : a->rows;
  if (inner != b->rows)
    return gdl_error_set(err, GDL_ESHAPE, "shapes do not fit: %s and %s "
                         "(%zu columns on the left, %zu rows on the right)",
                         ta, tb, inner, b->rows);
  if (a->rank == 1)
    *shape = gdl_array_vector(NULL, b->cols);
  else if (b->rank == 1)
    *shape = gdl_array_vector(NULL, a->rows);
  else
    *shape = gdl_array_matrix(NULL, a->rows, b->cols);
  return GDL_OK;
}


/* A product of an m x k by a k x n matrix. */
typedef struct product {
  const double *a, *b;
  double *out;
  size_t m, k, n;
} product;


static void by_vector (const product *p) {
  for (size_t i = 0; i < p->m; i++)
    p->out[i] = gdl_reduce_dot(p->a + i * p->k, p->b, p->k);
}


static void by_rows (const product *p) {
  for (size_t i = 0; i < p->m; i++)
    gdl_columns_sum(p->b, p->k, p->n, p->a + i * p->k, p->out + i * p->n);
}


GDL_SUM_FUNCTION(static, dot_strided,
                 (const double *x, const double *y, size_t step), (x, y, step),
                 x[i] * y[i * step],
                 (GDL_PAIR_AT(x + i) *
                  (gdl_pair){y[i * step], y[(i + 1) * step]}))


static void by_elements (const product *p) {
  for (size_t i = 0; i < p->m; i++)
    for (size_t j = 0; j < p->n; j++)
      p->out[i * p->n + j] =
          dot_strided(p->a + i * p->k, p->b + j, p->n, p->k);
}


/*
** Panels: some columns of b, rows [at, end), copied side by side, so that one
** kernel call reads them in sequence; columns that are not there are zeros,
** and their sums are dropped.
*/
typedef struct panel {
  const gdl_product_kernel *kernel;
  size_t column, columns;    /* the first of b, and how many there are */
  double data[GDL_CHUNK * GDL_PANEL_MAX];
} panel;


static void panel_fill (panel *q, const product *p, size_t at, size_t end) {
  size_t width = q->kernel->width;
  const double *from = p->b + at * p->n + q->column;
  double *to = q->data;
  for (size_t k = at; k < end; k++, from += p->n, to += width) {
    size_t j = 0;
    for (; j < q->columns; j++)
      to[j] = from[j];
    for (; j < width; j++)
      to[j] = 0.0;
  }
}


/* All rows, where the inner extent is one chunk. */
static void panel_rows (panel *q, const product *p) {
  double sum[GDL_PANEL_MAX];
  panel_fill(q, p, 0, p->k);
  for (size_t i = 0; i < p->m; i++) {
    q->kernel->run(p->a + i * p->k, q->data, p->k, sum);
    memcpy(p->out + i * p->n + q->column, sum, q->columns * sizeof(double));
  }
}


/* A few rows, where it is many: a binary counter of order.h per element. */
static void panel_chunks (panel *q, const product *p, size_t row, size_t rows) {
  double part[LEVELS][ROWS][GDL_PANEL_MAX];
  size_t count = 0;
  int depth = 0;
  for (size_t at = 0; at < p->k; at += GDL_CHUNK) {
    size_t end = p->k - at < GDL_CHUNK ? p->k : at + GDL_CHUNK;
    panel_fill(q, p, at, end);
    for (size_t i = 0; i < rows; i++)
      q->kernel->run(p->a + (row + i) * p->k + at, q->data, end - at,
                     part[depth][i]);
    depth++;
    count++;
    for (size_t c = count; (c & 1) == 0; c >>= 1, depth--)
      for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < q->kernel->width; j++)
          part[depth - 2][i][j] += part[depth - 1][i][j];
  }
  for (; depth > 1; depth--)
    for (size_t i = 0; i < rows; i++)
      for (size_t j = 0; j < q->kernel->width; j++)
        part[depth - 2][i][j] += part[depth - 1][i][j];
  for (size_t i = 0; i < rows; i++)
    memcpy(p->out + (row + i) * p->n + q->column, part[0][i],
           q->columns * sizeof(double));
}


static void by_panels (const product *p) {
  panel q;
  q.kernel = gdl_product_kernels();
  for (q.column = 0; q.column < p->n; q.column += q.columns) {
    size_t left = p->n - q.column;
    q.columns = left < q.kernel->width ? left : q.kernel->width;
    if (p->k <= GDL_CHUNK)
      panel_rows(&q, p);
    else
      for (size_t i = 0; i < p->m; i += ROWS)
        panel_chunks(&q, p, i, p->m - i < ROWS ? p->m - i : ROWS);
  }
}


void gdl_array_matmul (const gdl_array *a, const gdl_array *b, gdl_array *out) {
  product p = {a->data, b->data, out->data, a->rows, a->cols, b->cols};
  if (a->rank == 1) {
    p.m = 1;
    p.k = a->rows;
  }
  if (p.n == 1)
    by_vector(&p);
  else if (p.k < PANEL_TERMS)
    by_elements(&p);
  else if (p.m < PANEL_ROWS)
    by_rows(&p);
  else
    by_panels(&p);
  gdl_array_touch(out);
}
