/*
** columns.c - sums down the columns of a matrix
** Rows are read once each, a strip of columns at a time: every lane is a strip
** of sums, one per column, and lanes are folded and chunks combined strip by
** strip.
*/
#include "array/columns.h"

#include <string.h>

#include "array/kernel.h"
#include "array/product_kernel.h"

#define STRIP  GDL_STRIP
#define LEVELS 40   /* 2^40 chunks of rows are more than any memory holds */

/* Rows taken at a time: few enough to stay near for strips of columns. */
#define NEAR   64

/* What is added: rows of 'width' <= STRIP columns at 'x', 'stride' apart. */
typedef struct strip {
  const gdl_product_kernels *kernels;
  const double *x;
  size_t stride, width;
  const double *weight;   /* one a row, or NULL */
  const double *top;      /* one a column, or NULL */
} strip;


/* Adds exp(x - top) of rows [at, end). */
static void add_exponentials (const strip *s, size_t at, size_t end,
                              double (*lane)[STRIP]) {
  const gdl_kernels *k = gdl_kernels_get();
  double t[STRIP];
  for (size_t i = at; i < end; i++) {
    k->binary[GDL_B_sub].vv(s->x + i * s->stride, s->top, t, s->width);
    k->unary[GDL_U_exp](t, t, s->width);
    for (size_t j = 0; j < s->width; j++)
      lane[(i - at) % GDL_LANES][j] += t[j];
  }
}


static void add_rows (const strip *s, size_t at, size_t end,
                      double (*lane)[STRIP]) {
  for (size_t i = at; i < end; i += NEAR)
    s->kernels->columns(s->x + i * s->stride, s->stride,
                        end - i < NEAR ? end - i : NEAR, s->width,
                        s->weight != NULL ? s->weight + i : NULL, lane, NULL);
}


static void add_strip (const double *restrict part, double *restrict sum,
                       size_t width) {
  for (size_t j = 0; j < width; j++)
    sum[j] = part[j] + sum[j];
}


/* Sums rows [at, end), at most a chunk of them. */
static void sum_chunk (const strip *s, size_t at, size_t end, double *sum) {
  double lane[GDL_LANES][STRIP];
  if (s->top == NULL && (s->width <= s->kernels->columns_at_once || end - at <= NEAR)) {
    s->kernels->columns(s->x + at * s->stride, s->stride, end - at, s->width,
                        s->weight != NULL ? s->weight + at : NULL, NULL, sum);
    return;
  }
  size_t wide = (s->width + 7) / 8 * 8;
  for (int l = 0; l < GDL_LANES; l++)
    memset(lane[l], 0, wide * sizeof(double));
  if (s->top != NULL)
    add_exponentials(s, at, end, lane);
  else
    add_rows(s, at, end, lane);
  for (size_t j = 0; j < s->width; j++)
    sum[j] = ((lane[0][j] + lane[4][j]) + (lane[2][j] + lane[6][j])) +
             ((lane[1][j] + lane[5][j]) + (lane[3][j] + lane[7][j]));
}


/* Sums more than one chunk: the binary counter of order.h. */
static void sum_chunks (const strip *s, size_t rows, double *sum) {
  double part[LEVELS][STRIP];
  size_t count = 0, bytes = s->width * sizeof(double);
  int depth = 0;
  for (size_t at = 0; at < rows; at += GDL_CHUNK) {
    sum_chunk(s, at, rows - at < GDL_CHUNK ? rows : at + GDL_CHUNK, sum);
    count++;
    for (size_t c = count; (c & 1) == 0; c >>= 1)
      add_strip(part[--depth], sum, s->width);
    memcpy(part[depth++], sum, bytes);
  }
  for (depth--; depth > 0; )  /* the last part is still in sum */
    add_strip(part[--depth], sum, s->width);
}


static void sum_strips (strip *s, size_t rows, size_t cols, double *out) {
  const double *x = s->x, *top = s->top;
  for (size_t j = 0; j < cols; j += STRIP) {
    s->x = x + j;
    s->width = cols - j < STRIP ? cols - j : STRIP;
    s->top = top != NULL ? top + j : NULL;
    if (rows <= GDL_CHUNK)
      sum_chunk(s, 0, rows, out + j);
    else
      sum_chunks(s, rows, out + j);
  }
}


void gdl_columns_sum (const double *x, size_t rows, size_t cols,
                      const double *weight, double *out) {
  strip s = {gdl_product_kernels_get(), x, cols, 0, weight, NULL};
  sum_strips(&s, rows, cols, out);
}


void gdl_columns_sumexp (const double *x, size_t stride, size_t rows,
                         size_t cols, const double *top, double *out) {
  strip s = {NULL, x, stride, 0, NULL, top};
  sum_strips(&s, rows, cols, out);
}
