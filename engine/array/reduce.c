/*
** reduce.c - reductions over contiguous doubles
*/
#include "array/reduce.h"

#include <float.h>
#include <math.h>
#include <stdint.h>

#include "array/kernel.h"
#include "array/lanes.h"
#include "array/linear.h"
#include "array/share.h"

typedef int64_t pair_mask
    __attribute__((vector_size(16), aligned(8), may_alias));

#define AT(x)  GDL_PAIR_AT(x + i)


static inline gdl_pair pair_abs (gdl_pair v) {
  const pair_mask magnitude = {INT64_MAX, INT64_MAX};
  return (gdl_pair)((pair_mask)v & magnitude);
}


static inline gdl_pair pair_square (gdl_pair v) {
  return v * v;
}


static inline double square (double x) {
  return x * x;
}


/*
** Sums
*/
static double long_sum (const double *x, size_t n);
static double long_dot (const double *x, const double *y, size_t n);
static double long_sumsq (const double *x, size_t n);
static double long_sumabs (const double *x, size_t n);

GDL_SUM_FUNCTION_AND(extern, gdl_reduce_sum, (const double *x), (x), x[i], AT(x),
                     long_sum)

GDL_SUM_FUNCTION_AND(extern, gdl_reduce_dot, (const double *x, const double *y),
                     (x, y), x[i] * y[i], AT(x) * AT(y), long_dot)

GDL_SUM_FUNCTION_AND(extern, gdl_reduce_sumsq, (const double *x), (x),
                     square(x[i]), pair_square(AT(x)), long_sumsq)

GDL_SUM_FUNCTION_AND(extern, gdl_reduce_sumabs, (const double *x), (x),
                     fabs(x[i]), pair_abs(AT(x)), long_sumabs)

GDL_SUM_FUNCTION(static, sumsq_scaled, (const double *x, double by), (x, by),
                 square(x[i] * by), pair_square(AT(x) * by))

GDL_SUM_FUNCTION(static, distance_sumsq, (const double *x, const double *y),
                 (x, y), square(x[i] - y[i]), pair_square(AT(x) - AT(y)))

GDL_SUM_FUNCTION(static, distance_sumsq_scaled,
                 (const double *x, const double *y, double by), (x, y, by),
                 square(x[i] * by - y[i] * by),
                 pair_square(AT(x) * by - AT(y) * by))


/*
** Several threads. What is added lies one behind the other in memory, which sets
** the pace: twice as much as for what is in a cache.
*/
#define FROM_MEMORY  2

#define LONG_FUNCTION(name) \
  static double name##_part (const void *x, size_t from, size_t n) { \
    return gdl_reduce_##name##_long((const double *)x + from, n); \
  } \
  static double long_##name (const double *x, size_t n) { \
    size_t threads = gdl_threads_for(FROM_MEMORY * (double)n); \
    return threads < 2 ? gdl_reduce_##name##_long(x, n) \
                       : gdl_share_sum(n, threads, name##_part, x); \
  }

LONG_FUNCTION(sum)
LONG_FUNCTION(sumsq)
LONG_FUNCTION(sumabs)


typedef struct two {
  const double *x, *y;
} two;


static double dot_part (const void *ctx, size_t from, size_t n) {
  const two *p = ctx;
  return gdl_reduce_dot_long(p->x + from, p->y + from, n);
}


static double long_dot (const double *x, const double *y, size_t n) {
  size_t threads = gdl_threads_for(2 * FROM_MEMORY * (double)n);
  return threads < 2 ? gdl_reduce_dot_long(x, y, n)
                     : gdl_share_sum(n, threads, dot_part, &(two){x, y});
}


/* What a term is, of n numbers at x, into t. */
typedef void terms (const double *x, double a, double p, double *t, size_t n);


/* Sum of terms that kernels work out, a chunk at a time. */
static double sum_terms (terms *f, const double *x, double a, double p,
                         size_t n) {
  double t[GDL_CHUNK];
  gdl_pairwise sum;
  sum.depth = 0;
  sum.count = 0;
  for (size_t at = 0; at < n; at += GDL_CHUNK) {
    size_t m = n - at < GDL_CHUNK ? n - at : GDL_CHUNK;
    f(x + at, a, p, t, m);
    gdl_pairwise_add(&sum, gdl_reduce_sum(t, m));
  }
  return gdl_pairwise_total(&sum);
}


/* (|x| / a)^p */
static void powers (const double *x, double a, double p, double *t, size_t n) {
  const gdl_kernels *k = gdl_kernels_get();
  k->unary[GDL_U_abs](x, t, n);
  k->binary[GDL_B_div].vs(t, a, t, n);
  k->binary[GDL_B_pow].vs(t, p, t, n);
}


/* exp(x - a) */
static void exponentials (const double *x, double a, double p, double *t,
                          size_t n) {
  const gdl_kernels *k = gdl_kernels_get();
  (void)p;
  k->binary[GDL_B_sub].vs(x, a, t, n);
  k->unary[GDL_U_exp](t, t, n);
}


double gdl_reduce_sumexp (const double *x, double top, size_t n) {
  return sum_terms(exponentials, x, top, 0, n);
}


/*
** Extremes: 'min' and 'max' of functions.def. Long arrays are taken in blocks
** by their kernels; only the sign of a 0 can tell in which order elements were
** compared.
*/
#define BLOCK 64


static inline double smaller (double m, double v) {
  return v < m || v != v ? v : m;
}


static inline double larger (double m, double v) {
  return v > m || v != v ? v : m;
}


/* Extreme of the whole blocks of x, with the kernel of 'op'. */
static double extreme_blocks (gdl_binary op, const double *x, size_t n) {
  const gdl_binary_kernels *f = &gdl_kernels_get()->binary[op];
  double m[BLOCK];
  for (size_t i = 0; n - i >= BLOCK; i += BLOCK)
    f->vv(i == 0 ? x : m, x + i, m, BLOCK);
  for (size_t width = BLOCK / 2; width > 0; width /= 2)
    f->vv(m, m + width, m, width);
  return m[0];
}


#define EXTREME_FUNCTION(name, choose, op) \
  double name (const double *x, size_t n) { \
    size_t i = n < 2 * BLOCK ? 0 : n - n % BLOCK; \
    double m = i == 0 ? x[0] : extreme_blocks(op, x, n); \
    for (; i < n; i++) \
      m = choose(m, x[i]); \
    return m; \
  }

EXTREME_FUNCTION(gdl_reduce_min, smaller, GDL_B_min)
EXTREME_FUNCTION(gdl_reduce_max, larger, GDL_B_max)


double gdl_reduce_maxabs (const double *x, size_t n) {
  return gdl_linear_largest(x, n);
}


/* Index of the first element that equals 'value' or is NaN; there is one. */
static size_t first_of (const double *x, double value) {
  size_t i = 0;
  while (x[i] != value && x[i] == x[i])
    i++;
  return i;
}


size_t gdl_reduce_argmin (const double *x, size_t n) {
  return first_of(x, gdl_reduce_min(x, n));
}


size_t gdl_reduce_argmax (const double *x, size_t n) {
  return first_of(x, gdl_reduce_max(x, n));
}


/*
** Norms. Within these bounds a sum of squares has lost nothing that matters;
** outside, terms are scaled by a power of two, which is exact, that brings
** the largest of them back inside.
*/
#define SCALE_UP    0x1p+600
#define SCALE_DOWN  0x1p-600


static int is_safe (double sumsq) {
  return sumsq >= GDL_REDUCE_SAFE_LOW && sumsq <= GDL_REDUCE_SAFE_HIGH;
}


/* One element needs no root; the bits are the same, sqrt(x*x) being |x|. */
double gdl_reduce_norm2 (const double *x, size_t n) {
  if (n == 1)
    return fabs(x[0]);
  double s = gdl_reduce_sumsq(x, n);
  if (is_safe(s) || isnan(s))
    return sqrt(s);
  double by = s < 1 ? SCALE_UP : SCALE_DOWN;
  return sqrt(sumsq_scaled(x, by, n)) / by;
}


double gdl_reduce_distance (const double *x, const double *y, size_t n) {
  if (n == 1)
    return fabs(x[0] - y[0]);
  double s = distance_sumsq(x, y, n);
  if (is_safe(s) || isnan(s))
    return sqrt(s);
  double by = s < 1 ? SCALE_UP : SCALE_DOWN;
  return sqrt(distance_sumsq_scaled(x, y, by, n)) / by;
}


double gdl_reduce_norm (const double *x, size_t n, double p) {
  if (p == 2)
    return gdl_reduce_norm2(x, n);
  if (p == 1)
    return gdl_reduce_sumabs(x, n);
  double m = gdl_reduce_maxabs(x, n);
  if (p == INFINITY || m == 0 || !isfinite(m))
    return m;
  return m * pow(sum_terms(powers, x, m, p, n), 1 / p);
}


double gdl_reduce_logsumexp (const double *x, size_t n) {
  if (n == 0)
    return -INFINITY;
  double m = gdl_reduce_max(x, n);
  if (!isfinite(m))
    return m;
  return m + log(gdl_reduce_sumexp(x, m, n));
}


size_t gdl_reduce_first_nonfinite (const double *x, size_t n) {
  const size_t part = 1024;
  const gdl_kernels *k = gdl_kernels_get();
  size_t i = 0;
  while (n - i >= part && k->finite(x + i, part))
    i += part;
  if (n - i < part && k->finite(x + i, n - i))
    return n;
  while (i < n && isfinite(x[i]))
    i++;
  return i;
}


double gdl_array_reduce (gdl_reduction op, const gdl_array *a) {
  size_t n = gdl_array_length(a);
  switch (op) {
    case GDL_R_SUM: return gdl_reduce_sum(a->data, n);
    case GDL_R_MEAN: return gdl_reduce_sum(a->data, n) / (double)n;
    case GDL_R_MIN: return gdl_reduce_min(a->data, n);
    case GDL_R_MAX: return gdl_reduce_max(a->data, n);
    case GDL_R_LOGSUMEXP: return gdl_reduce_logsumexp(a->data, n);
  }
  return NAN;
}
