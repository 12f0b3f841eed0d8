/*
** reduce.h - reductions, in the one fixed order of order.h
** The same numbers give the same bits on every machine and in every tier.
*/
#ifndef GDL_ARRAY_REDUCE_H
#define GDL_ARRAY_REDUCE_H

#include "array/array.h"

/* Over n contiguous doubles. Empty sums are 0. */
double gdl_reduce_sum (const double *x, size_t n);
double gdl_reduce_dot (const double *x, const double *y, size_t n);
double gdl_reduce_sumsq (const double *x, size_t n);
double gdl_reduce_sumabs (const double *x, size_t n);

/* Largest absolute value, 0 for n = 0; NaN if any element is NaN. */
double gdl_reduce_maxabs (const double *x, size_t n);

/* 2-norm without overflow or underflow of the squares: scaled only where the
** plain sum of squares leaves the safe range, else the root of that sum; of one
** element, that element without its sign. NaN if any element is NaN, even beside
** an infinity. */
#define GDL_REDUCE_SAFE_LOW   0x1p-900
#define GDL_REDUCE_SAFE_HIGH  DBL_MAX
double gdl_reduce_norm2 (const double *x, size_t n);

/* 2-norm of x - y, likewise. Equal infinities in the same place give NaN. */
double gdl_reduce_distance (const double *x, const double *y, size_t n);

/* p-norm, p >= 1 (1, 2 and INFINITY exactly as above), without overflow. NaN
** if any element is NaN. */
double gdl_reduce_norm (const double *x, size_t n, double p);

/* Smallest and largest; NaN if any element is NaN. n > 0. */
double gdl_reduce_min (const double *x, size_t n);
double gdl_reduce_max (const double *x, size_t n);

/* Index (from 0) of the first smallest or largest element, or of the first
** NaN if there is one. n > 0. */
size_t gdl_reduce_argmin (const double *x, size_t n);
size_t gdl_reduce_argmax (const double *x, size_t n);

/* log(sum(exp(x))) without overflow, as m + log(sum(exp(x - m))) with the
** largest element m; m itself where that is not finite; -inf for n = 0. */
double gdl_reduce_logsumexp (const double *x, size_t n);

/* sum(exp(x - top)) */
double gdl_reduce_sumexp (const double *x, double top, size_t n);

/* Index of the first element that is not finite, or n. */
size_t gdl_reduce_first_nonfinite (const double *x, size_t n);

typedef enum gdl_reduction {
  GDL_R_SUM, GDL_R_MEAN, GDL_R_MIN, GDL_R_MAX, GDL_R_LOGSUMEXP
} gdl_reduction;

/* gdl_array_reduce - over all elements. 'a' must not be empty for a smallest
** or largest; the mean of nothing is NaN. */
double gdl_array_reduce (gdl_reduction op, const gdl_array *a);

/* gdl_array_reduce_axis - over one axis of a matrix: axis 0 runs down the
** rows (out: vector of cols), axis 1 along each row (out: vector of rows). Each
** result has the bits that gdl_array_reduce gives for its column or row (but
** for the sign of a 0 that is smallest or largest, and for the logarithm of
** logsumexp, which is that of an element: kernel.h); that must not be empty for
** a smallest or largest. 'out' must not overlap 'a'. */
void gdl_array_reduce_axis (gdl_reduction op, const gdl_array *a, int axis,
                            gdl_array *out);

#endif
