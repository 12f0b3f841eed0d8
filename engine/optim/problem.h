/*
** problem.h - what is to be minimised, behind function pointers
** The optimizers know nothing of Lua, graphs or files: they see this.
*/
#ifndef GDL_OPTIM_PROBLEM_H
#define GDL_OPTIM_PROBLEM_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "optim/loss.h"

/* A cost of n variables that is to be minimised. Callbacks return GDL_OK,
** GDL_ECALLBACK (a user's function failed; its owner keeps the error),
** GDL_ECANCEL or GDL_ENOMEM, and count their work in 'evaluations'. A cost
** or gradient that is not finite is not an error. All arrays are the
** caller's. */
typedef struct gdl_problem {
  size_t n;
  void *ctx;
  uint64_t evaluations;      /* of the cost, differences included */

  /* Bounds, n doubles each, or NULL; infinite where there is none. The driver
  ** sets them for solvers that take bounds; those evaluate nowhere else. */
  const double *lower, *upper;

  /* cost at x */
  gdl_status (*value) (struct gdl_problem *p, const double *x, double *cost);

  /* cost and gradient at x. *g_error gets a bound on what rounding alone may
  ** contribute to a component of g: 0 for exact gradients. */
  gdl_status (*gradient) (struct gdl_problem *p, const double *x, double *cost,
                          double *g, double *g_error);

  /* hessian_vector - hv (n doubles) = H(x) v, the Hessian times a vector, exact
  ** but for a solver that can do with less (solver.h); not finite where that
  ** does not exist. Counts as an evaluation. NULL: not known. */
  gdl_status (*hessian_vector) (struct gdl_problem *p, const double *x,
                                const double *v, double *hv);

  /* residuals - of a cost that is a sum of squares, or of what 'loss' makes of
  ** them (loss.h), how many r_i there are; 0: the cost is none. residual - r
  ** (that many doubles) at x. jacobian - r and its derivatives,
  ** jac[i*n + j] = dr_i/dx_j. */
  size_t residuals;
  gdl_loss loss;
  gdl_status (*residual) (struct gdl_problem *p, const double *x, double *r);
  gdl_status (*jacobian) (struct gdl_problem *p, const double *x, double *r,
                          double *jac);
} gdl_problem;

/* A point with its cost and gradient. */
typedef struct gdl_point {
  double *x, *g;             /* n doubles each */
  double cost;
  double g_error;            /* see gdl_problem.gradient */
} gdl_point;

#endif
