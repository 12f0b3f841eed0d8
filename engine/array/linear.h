/*
** linear.h - a vector is changed, and its inner product with another taken, in
** one pass over memory: what methods that work with directions are made of. And
** the largest absolute value.
** Sums are taken in the order of order.h; the same bits in every instruction
** set. All arrays have n elements; only what is said to be an operand may
** overlap with an output.
*/
#ifndef GDL_ARRAY_LINEAR_H
#define GDL_ARRAY_LINEAR_H

#include <stddef.h>

/* gdl_linear_negate - q = -g; q'w. */
double gdl_linear_negate (double *q, const double *g, const double *w,
                          size_t n);

/* gdl_linear_update - q = scale*(q + a*v); q'w. w may be v. */
double gdl_linear_update (double *q, double scale, double a, const double *v,
                          const double *w, size_t n);

/* gdl_linear_change - s = x1 - x0, y = g1 - g0; s'y. */
double gdl_linear_change (double *s, double *y, const double *x0,
                          const double *x1, const double *g0, const double *g1,
                          size_t n);

/* gdl_linear_largest - the largest |x[i]|, NaN where an element is; 0 of none. */
double gdl_linear_largest (const double *x, size_t n);

#endif
