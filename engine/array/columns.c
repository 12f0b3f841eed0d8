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
#include "base/threads.h"

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


/* The binary counter of order.h, for a strip. */
typedef struct counter {
  double part[LEVELS][STRIP];
  size_t count;
  int depth;
} counter;


/* Takes 'sum', which changes. */
static void count_in (counter *k, double *sum, size_t width) {
  k->count++;
  for (size_t c = k->count; (c & 1) == 0; c >>= 1)
    add_strip(k->part[--k->depth], sum, width);
  memcpy(k->part[k->depth++], sum, width * sizeof(double));
}


/* The total; the last that was taken is still in 'sum'. */
static void count_all (counter *k, double *sum, size_t width) {
  for (k->depth--; k->depth > 0; )
    add_strip(k->part[--k->depth], sum, width);
}


/* Sums more than one chunk. */
static void sum_chunks (const strip *s, size_t rows, double *sum) {
  counter k;
  k.count = 0;
  k.depth = 0;
  for (size_t at = 0; at < rows; at += GDL_CHUNK) {
    sum_chunk(s, at, rows - at < GDL_CHUNK ? rows : at + GDL_CHUNK, sum);
    count_in(&k, sum, s->width);
  }
  count_all(&k, sum, s->width);
}


/*
** Several threads: as gdl_share_sum, for a strip.
*/
#define MOST_PARTS  32

typedef struct shared {
  const strip *s;
  size_t rows, part;
  double sum[MOST_PARTS][STRIP];
} shared;


static void sum_part (void *ctx, size_t k, size_t who) {
  shared *all = ctx;
  strip s = *all->s;
  size_t from = k * all->part, left = all->rows - from;
  (void)who;
  s.x += from * s.stride;
  if (s.weight != NULL)
    s.weight += from;
  sum_chunks(&s, left < all->part ? left : all->part, all->sum[k]);
}


static void sum_shared (const strip *s, size_t rows, size_t threads, double *sum) {
  shared all;
  counter k;
  all.s = s;
  all.rows = rows;
  all.part = GDL_CHUNK;
  while ((rows - 1) / all.part >= MOST_PARTS)
    all.part *= 2;
  size_t parts = (rows - 1) / all.part + 1;
  gdl_threads_run(parts, threads, sum_part, &all);
  k.count = 0;
  k.depth = 0;
  for (size_t p = 0; p < parts; p++) {
    memcpy(sum, all.sum[p], s->width * sizeof(double));
    count_in(&k, sum, s->width);
  }
  count_all(&k, sum, s->width);
}


static void sum_strip (const strip *s, size_t rows, double *sum) {
  double work = s->top != NULL ? GDL_THREADS_MATH : 1;
  if (rows <= GDL_CHUNK)
    sum_chunk(s, 0, rows, sum);
  else {
    size_t threads = gdl_threads_for(work * (double)rows * (double)s->width);
    if (threads > 1)
      sum_shared(s, rows, threads, sum);
    else
      sum_chunks(s, rows, sum);
  }
}


static void sum_strips (strip *s, size_t rows, size_t cols, double *out) {
  const double *x = s->x, *top = s->top;
  for (size_t j = 0; j < cols; j += STRIP) {
    s->x = x + j;
    s->width = cols - j < STRIP ? cols - j : STRIP;
    s->top = top != NULL ? top + j : NULL;
    sum_strip(s, rows, out + j);
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
