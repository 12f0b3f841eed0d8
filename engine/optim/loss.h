/*
** loss.h - what a residual costs
** The cost of residuals r_i is 1/2 sum scale^2 rho((r_i/scale)^2). All but the
** linear loss grow less than with the square of a large residual, so that
** outliers weigh less (Huber 1981, "Robust statistics"; names and scale are
** those of SciPy's least_squares).
*/
#ifndef GDL_OPTIM_LOSS_H
#define GDL_OPTIM_LOSS_H

#include <stddef.h>

typedef enum gdl_loss_kind {
  GDL_LOSS_LINEAR,           /* rho(z) = z: the sum of squares */
  GDL_LOSS_HUBER,            /* z up to 1, then 2 sqrt(z) - 1 */
  GDL_LOSS_SOFT_L1,          /* 2 (sqrt(1 + z) - 1) */
  GDL_LOSS_CAUCHY            /* log(1 + z) */
} gdl_loss_kind;

typedef struct gdl_loss {
  gdl_loss_kind kind;
  double scale;              /* > 0: from where on a residual is large */
} gdl_loss;

/* gdl_loss_cost - of m residuals. */
double gdl_loss_cost (const gdl_loss *loss, const double *r, size_t m);

/* gdl_loss_weights - what a residual r counts in derivatives of the cost:
** slope = rho', so that the gradient is J' (slope r); bend = rho' + 2 z rho'',
** of the Gauss-Newton matrix J' bend J, held above a small part of the slope
** where it would be 0 or negative (Triggs et al. 2000, "Bundle adjustment: a
** modern synthesis", 4.3). */
void gdl_loss_weights (const gdl_loss *loss, double r, double *slope,
                       double *bend);

/* gdl_loss_gradient - g (n doubles) = J' (slope r), J being m x n by rows. */
void gdl_loss_gradient (const gdl_loss *loss, const double *r,
                        const double *jac, size_t m, size_t n, double *g);

#endif
