/*
** numdiff.h - derivatives by differences
*/
#ifndef GDL_NUMDIFF_NUMDIFF_H
#define GDL_NUMDIFF_NUMDIFF_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef enum gdl_diff_mode {
  GDL_DIFF_CENTRAL,      /* (f(x+h) - f(x-h)) / (2h) */
  GDL_DIFF_FORWARD,      /* (f(x+h) - f(x)) / h */
  GDL_DIFF_RICHARDSON    /* central differences extrapolated to h = 0 */
} gdl_diff_mode;

/* One point to evaluate: x with component 'index' replaced by 'at'. */
typedef struct gdl_diff_point {
  size_t index;
  double at;
} gdl_diff_point;

/* gdl_diff_values - the cost at each of 'count' points, each x but for one
** component. x is n doubles and may be written to while the call lasts (it
** must be as it was on return). Points come in batches so that whoever
** evaluates pays the cost of getting started once. */
typedef gdl_status (*gdl_diff_values) (void *ctx, double *x,
                                       const gdl_diff_point *points,
                                       size_t count, double *values);

typedef struct gdl_diff {
  gdl_diff_mode mode;
  double h;               /* > 0: used as it is; 0: chosen per component */
  const double *lower;    /* n bounds that no point may cross, or NULL */
  const double *upper;
} gdl_diff;

/* gdl_diff_gradient - the gradient of f at x by differences.
**
** f       cost at x, already known (used by the forward mode, where a
**         difference must lean to one side, and in the error estimate)
** g       out, n doubles
** error   out (may be NULL), n doubles: an estimate of the absolute error of
**         each component that rounding alone causes, eps*|f|/h (exactly 0
**         when f is exactly 0 at all points used)
**
** A given h is used exactly as (f(x+h)-f(x-h))/(2h), in that order of
** operations. The chosen h is a power of two times max(|x_i|, 1)-like scale:
** cbrt(eps) for central, sqrt(eps) for forward, so that x+h and x-h are exact. (Nocedal
** and Wright 2006, 8.1; Ridders 1982 for the extrapolation.) Where a bound is
** in the way the difference is taken to the other side, second order.
** Components are independent. x is restored to its bits.
**
** Returns GDL_OK, GDL_ENOMEM, or what 'values' returned. */
gdl_status gdl_diff_gradient (const gdl_diff *how, gdl_diff_values values,
                              void *ctx, double *x, size_t n, double f,
                              double *g, double *error);

#endif
