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
** g       out, n doubles; not finite where a cost is not
** error   out (may be NULL), n doubles: an estimate of the absolute error of
**         each component that rounding alone causes, eps*|f|/h (forward: twice
**         that; exactly 0 when f is exactly 0 at all points used; INFINITY
**         where g is not finite). GDL_DIFF_RICHARDSON adds what its
**         extrapolation may be wrong by.
**
** A given h is used exactly as (f(x+h)-f(x-h))/(2h), in that order of
** operations (forward: (f(x+h)-f(x))/h). The chosen h is a power of two times
** max(|x_i|, 1)-like scale: cbrt(eps) for central, sqrt(eps) for forward, so
** that x+h and x-h are exact. (Nocedal and Wright 2006, 8.1.) The
** extrapolation begins with h, or a tenth of that scale, and halves until its
** estimate is down to rounding or grows (Ridders 1982); some 10 to 20 costs a
** component. There a step that leads to a cost without a value is halved too.
**
** No point crosses a bound. Where one is in the way the difference is taken
** to the other side: second order, from f and the costs at x+h and x+2h; the
** forward mode stays first order. Where no side has the room h is cut to the
** room there is, a given one too. A component whose bounds are equal is not
** varied and has derivative 0.
**
** Components are independent. x has its bits back on return, also when
** 'values' fails. Points come in batches of 65 at most; nothing is allocated.
**
** Returns GDL_OK, or what 'values' returned. */
gdl_status gdl_diff_gradient (const gdl_diff *how, gdl_diff_values values,
                              void *ctx, double *x, size_t n, double f,
                              double *g, double *error);

/* gdl_diff_jacobian - the derivatives of m numbers r at x by differences, mode
** central or forward, with steps and bounds as above: jac[i*n + j] = dr_i/dx_j.
** r is their value at x, known already; 'room' is for 2*m doubles. */
typedef gdl_status (*gdl_diff_map) (void *ctx, const double *x, double *r);
gdl_status gdl_diff_jacobian (const gdl_diff *how, gdl_diff_map map, void *ctx,
                              double *x, size_t n, size_t m, const double *r,
                              double *jac, double *room);

/* gdl_diff_cost_gradient - the same where the cost at x is not known yet: it
** is evaluated too, as the first point of the first batch, into *f. n > 0. */
gdl_status gdl_diff_cost_gradient (const gdl_diff *how, gdl_diff_values values,
                                   void *ctx, double *x, size_t n, double *f,
                                   double *g, double *error);

#endif
