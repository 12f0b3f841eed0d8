/*
** product.c - matrix products
** Every element of a product is an inner product, and has the bits that
** gdl_reduce_dot gives for it, whichever of the ways below computes it.
*/
#include "array/array.h"

#include <string.h>

#include "array/columns.h"
#include "array/product_kernel.h"
#include "array/reduce.h"
#include "array/share.h"

#define FEW 4       /* rows for which a panel does not pay */

#define MANY 24     /* for which columns are copied to be side by side */
#define ROWS 24     /* rows taken together where there are many chunks */
#define TERM 0.5    /* what a term of a sum takes, in the unit of base/threads.h */
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


/* A product of an m x k by a k x n matrix: element (i, l) of the left one is at
** a[i*a_row + l*a_step], element (l, j) of the right one at b[l*b_row + j*b_step]. */
typedef struct product {
  const gdl_product_kernels *kernels;
  const double *a, *b;
  size_t a_row, a_step, b_row, b_step;
  double *out;
  size_t m, k, n;
} product;


/* out[i] = inner product of row i of x, which has k columns, and y. */
static void rows_by (const product *p, const double *x, size_t rows,
                     const double *y, double *out) {
  if (p->k <= GDL_CHUNK)
    p->kernels->rows(x, p->k, rows, y, p->k, out);
  else
    for (size_t i = 0; i < rows; i++)
      out[i] = gdl_reduce_dot(x + i * p->k, y, p->k);
}


/*
** Panels: some columns of b, rows [at, end), side by side, as many as a kernel
** does at once. They are read where they are, or copied: columns of a transposed
** matrix, columns beyond the last (zeros, whose sums are dropped), and those that
** many rows are multiplied by: a register is then never across two cache lines.
*/
typedef struct panel {
  size_t column, columns;    /* the first of b, and how many there are */
  const double *b;
  size_t row;                /* from one row to the next */
  double data[GDL_CHUNK * GDL_BLOCK_MOST] __attribute__((aligned(64)));
} panel;


static void panel_copy (panel *q, const product *p, const double *from,
                        size_t terms) {
  size_t width = p->kernels->width;
  if (p->b_step == 1)
    for (size_t l = 0; l < terms; l++)
      for (size_t j = 0; j < width; j++)
        q->data[l * width + j] = j < q->columns ? from[l * p->b_row + j] : 0.0;
  else
    for (size_t j = 0; j < width; j++)
      for (size_t l = 0; l < terms; l++)
        q->data[l * width + j] =
            j < q->columns ? from[l * p->b_row + j * p->b_step] : 0.0;
  q->b = q->data;
  q->row = width;
}


static void panel_take (panel *q, const product *p, size_t at, size_t end) {
  const double *from = p->b + at * p->b_row + q->column * p->b_step;
  if (p->b_step != 1 || q->columns < p->kernels->width ||
      p->m >= MANY)
    panel_copy(q, p, from, end - at);
  else {
    q->b = from;
    q->row = p->b_row;
  }
}


/* Sums for 'rows' rows of a, terms [at, end). */
static void panel_run (const panel *q, const product *p, size_t i, size_t rows,
                       size_t at, size_t end, double *out, size_t out_row) {
  p->kernels->block(p->a + i * p->a_row + at * p->a_step, p->a_row, p->a_step,
                    rows, q->b, q->row, end - at, out, out_row);
}


/* Rows from i on, where the inner extent is one chunk. */
static void panel_rows (const panel *q, const product *p, size_t i, size_t rows) {
  double sum[ROWS][GDL_BLOCK_MOST];
  double *out = p->out + i * p->n + q->column;
  if (q->columns == p->kernels->width) {
    panel_run(q, p, i, rows, 0, p->k, out, p->n);
    return;
  }
  panel_run(q, p, i, rows, 0, p->k, sum[0], GDL_BLOCK_MOST);
  for (size_t r = 0; r < rows; r++)
    memcpy(out + r * p->n, sum[r], q->columns * sizeof(double));
}


/* sum[depth-2] += sum[depth-1] */
static void add_part (double (*sum)[ROWS][GDL_BLOCK_MOST], int depth, size_t rows) {
  for (size_t r = 0; r < rows; r++)
    for (size_t j = 0; j < GDL_BLOCK_MOST; j++)
      sum[depth - 2][r][j] += sum[depth - 1][r][j];
}


/* Where it is many: a binary counter of order.h per element. */
static void panel_chunks (panel *q, const product *p, size_t i, size_t rows) {
  double part[LEVELS][ROWS][GDL_BLOCK_MOST];
  size_t count = 0;
  int depth = 0;
  for (size_t at = 0; at < p->k; at += GDL_CHUNK) {
    size_t end = p->k - at < GDL_CHUNK ? p->k : at + GDL_CHUNK;
    panel_take(q, p, at, end);
    memset(part[depth], 0, sizeof(part[depth]));
    panel_run(q, p, i, rows, at, end, part[depth][0], GDL_BLOCK_MOST);
    depth++;
    count++;
    for (size_t c = count; (c & 1) == 0; c >>= 1)
      add_part(part, depth--, rows);
  }
  while (depth > 1)
    add_part(part, depth--, rows);
  for (size_t r = 0; r < rows; r++)
    memcpy(p->out + (i + r) * p->n + q->column, part[0][r],
           q->columns * sizeof(double));
}


static void by_panels (const product *p) {
  panel q;
  for (q.column = 0; q.column < p->n; q.column += q.columns) {
    size_t left = p->n - q.column;
    q.columns = left < p->kernels->width ? left : p->kernels->width;
    if (p->k <= GDL_CHUNK)
      panel_take(&q, p, 0, p->k);
    for (size_t i = 0; i < p->m; i += ROWS) {
      size_t rows = p->m - i < ROWS ? p->m - i : ROWS;
      if (p->k <= GDL_CHUNK)
        panel_rows(&q, p, i, rows);
      else
        panel_chunks(&q, p, i, rows);
    }
  }
}


/* Left and right operand in their own order, turned ones as they are stored. */
static void multiply (const product *p) {
  if (p->k == 0) {
    for (size_t i = 0; i < p->m * p->n; i++)
      p->out[i] = 0.0;
    return;
  }
  int a_is_rows = p->a_step == 1 || p->k == 1,
      b_is_rows = p->b_step == 1 || p->n == 1;
  if (p->n == 1 && a_is_rows)
    rows_by(p, p->a, p->m, p->b, p->out);
  else if (p->n == 1)
    gdl_columns_sum(p->a, p->k, p->m, p->b, p->out);
  else if ((p->m < FEW && a_is_rows) || p->m == 1)
    for (size_t i = 0; i < p->m; i++) {
      const double *row = p->a + i * p->a_row;
      if (b_is_rows)
        gdl_columns_sum(p->b, p->k, p->n, row, p->out + i * p->n);
      else
        rows_by(p, p->b, p->n, row, p->out + i * p->n);
    }
  else
    by_panels(p);
}


/* Rows from 'from' on: each is a product for itself. */
static void multiply_rows (const void *ctx, size_t from, size_t rows) {
  product p = *(const product *)ctx;
  p.a += from * p.a_row;
  p.out += from * p.n;
  p.m = rows;
  multiply(&p);
}


void gdl_array_matmul (const gdl_array *a, const gdl_array *b, gdl_array *out) {
  gdl_array_product(a, 0, b, 0, out);
}


/* A vector on the left is a row. */
void gdl_array_product (const gdl_array *a, int turn_a, const gdl_array *b,
                        int turn_b, gdl_array *out) {
  product p = {gdl_product_kernels_get(), a->data, b->data, a->cols, 1, b->cols,
               1, out->data, a->rows, a->cols, b->cols};
  if (a->rank == 1) {
    p.m = 1;
    p.k = p.a_row = a->rows;
  }
  else if (turn_a) {
    p.m = a->cols;
    p.k = a->rows;
    p.a_row = 1;
    p.a_step = a->cols;
  }
  if (turn_b) {
    p.n = b->rows;
    p.b_row = 1;
    p.b_step = b->cols;
  }
  if (p.m < 2 * ROWS || (p.n == 1 && p.a_step != 1))
    multiply(&p);
  else
    gdl_share(p.m, ROWS, TERM * (double)p.k * (double)p.n, multiply_rows, &p);
  gdl_array_touch(out);
}
