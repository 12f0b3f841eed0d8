/*
** loss.c - what a residual costs
*/
#include "optim/loss.h"

#include <math.h>
#include <string.h>

#include "array/reduce.h"

/* The least part of its slope that a residual bends the cost by. */
#define LEAST_BEND 0x1p-10


static double rho (gdl_loss_kind kind, double z) {
  switch (kind) {
    case GDL_LOSS_HUBER: return z <= 1 ? z : 2*sqrt(z) - 1;
    case GDL_LOSS_SOFT_L1: return 2*(z/(sqrt(1 + z) + 1));
    case GDL_LOSS_CAUCHY: return log1p(z);
    case GDL_LOSS_LINEAR: break;
  }
  return z;
}


double gdl_loss_cost (const gdl_loss *loss, const double *r, size_t m) {
  if (loss->kind == GDL_LOSS_LINEAR)
    return gdl_reduce_sumsq(r, m) / 2;
  double c = loss->scale, sum = 0;
  for (size_t i = 0; i < m; i++)
    sum += rho(loss->kind, (r[i]/c)*(r[i]/c));
  return c*c*sum / 2;
}


void gdl_loss_weights (const gdl_loss *loss, double r, double *slope,
                       double *bend) {
  double z = (r/loss->scale)*(r/loss->scale), root;
  *slope = *bend = 1;
  switch (loss->kind) {
    case GDL_LOSS_LINEAR:
      return;
    case GDL_LOSS_HUBER:
      if (z <= 1)
        return;
      *slope = 1/sqrt(z);
      *bend = 0;
      break;
    case GDL_LOSS_SOFT_L1:
      root = sqrt(1 + z);
      *slope = 1/root;
      *bend = 1/(root*(1 + z));
      break;
    case GDL_LOSS_CAUCHY:
      *slope = 1/(1 + z);
      *bend = (1 - z)*(*slope)*(*slope);
      break;
  }
  *bend = fmax(*bend, LEAST_BEND*(*slope));
}


void gdl_loss_gradient (const gdl_loss *loss, const double *r,
                        const double *jac, size_t m, size_t n, double *g) {
  memset(g, 0, n * sizeof(*g));
  for (size_t i = 0; i < m; i++, jac += n) {
    double slope, bend;
    gdl_loss_weights(loss, r[i], &slope, &bend);
    slope *= r[i];
    for (size_t j = 0; j < n; j++)
      g[j] += slope*jac[j];
  }
}
