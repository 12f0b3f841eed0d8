/*
** function.c - a caller's function as a problem of the optimizers
*/
#include "embed/function.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/reduce.h"
#include "numdiff/numdiff.h"


gdl_status gdl_called_ended (gdl_called *c, const char *which, int failed) {
  return failed == 0
         ? GDL_OK
         : gdl_error_set(&c->why, GDL_ECALLBACK, "%s answered %d", which, failed);
}


static gdl_status residual (gdl_problem *p, const double *x, double *r) {
  gdl_called *c = p->ctx;
  p->evaluations++;
  return gdl_called_ended(c, "residual", c->f.residual(c->f.ctx, x, r));
}


static double half_sum_of_squares (const double *r, size_t m) {
  return gdl_reduce_dot(r, r, m) / 2;
}


/*
** The cost alone
*/
static gdl_status value (gdl_problem *p, const double *x, double *cost) {
  gdl_called *c = p->ctx;
  if (c->f.residual != NULL) {
    gdl_status status = residual(p, x, c->r);
    *cost = half_sum_of_squares(c->r, c->f.residuals);
    return status;
  }
  p->evaluations++;
  if (c->f.value != NULL)
    return gdl_called_ended(c, "value", c->f.value(c->f.ctx, x, cost));
  return gdl_called_ended(c, "gradient",
                          c->f.gradient(c->f.ctx, x, cost, c->error));
}


/* For differences: see gdl_diff_values. */
static gdl_status values (void *ctx, double *x, const gdl_diff_point *points,
                          size_t count, double *v) {
  gdl_called *c = ctx;
  gdl_status status = GDL_OK;
  for (size_t k = 0; k < count && status == GDL_OK; k++) {
    double was = x[points[k].index];
    x[points[k].index] = points[k].at;
    status = value(&c->problem, x, &v[k]);
    x[points[k].index] = was;
  }
  return status;
}


static gdl_status differences (gdl_called *c, const double *x, double *cost,
                               double *g, double *g_error) {
  gdl_diff how = {GDL_DIFF_CENTRAL, 0, c->lower, c->upper};
  size_t n = c->problem.n;
  memcpy(c->x, x, n * sizeof(*x));
  gdl_status status = gdl_diff_cost_gradient(&how, values, c, c->x, n, cost, g,
                                             c->error);
  *g_error = status == GDL_OK ? gdl_reduce_max(c->error, n) : 0;
  return status;
}


/*
** Residuals and their derivatives
*/

/* Central differences of all residuals; one-sided at a bound. */
static gdl_status jacobian_differences (gdl_called *c, const double *x,
                                        double *jac) {
  size_t n = c->problem.n, m = c->f.residuals;
  memcpy(c->x, x, n * sizeof(*x));
  for (size_t j = 0; j < n; j++) {
    double h = 0x1p-17 * fmax(fabs(x[j]), 1);
    double up = x[j] + h, down = x[j] - h;
    if (c->upper != NULL && up > c->upper[j]) up = c->upper[j];
    if (c->lower != NULL && down < c->lower[j]) down = c->lower[j];
    c->x[j] = up;
    gdl_status status = residual(&c->problem, c->x, c->r);
    c->x[j] = down;
    if (status == GDL_OK)
      status = residual(&c->problem, c->x, c->r2);
    if (status != GDL_OK)
      return status;
    c->x[j] = x[j];
    for (size_t i = 0; i < m; i++)
      jac[i*n + j] = up > down ? (c->r[i] - c->r2[i]) / (up - down) : 0;
  }
  return GDL_OK;
}


static gdl_status jacobian (gdl_problem *p, const double *x, double *r,
                            double *jac) {
  gdl_called *c = p->ctx;
  if (c->f.jacobian != NULL) {
    p->evaluations++;
    return gdl_called_ended(c, "jacobian",
                            c->f.jacobian(c->f.ctx, x, r, jac));
  }
  gdl_status status = jacobian_differences(c, x, jac);
  return status == GDL_OK ? residual(p, x, r) : status;
}


static gdl_status residual_gradient (gdl_called *c, const double *x,
                                     double *cost, double *g) {
  size_t n = c->problem.n, m = c->f.residuals;
  gdl_status status = jacobian(&c->problem, x, c->r, c->jac);
  if (status != GDL_OK)
    return status;
  *cost = half_sum_of_squares(c->r, m);
  memset(g, 0, n * sizeof(*g));
  for (size_t i = 0; i < m; i++)
    for (size_t j = 0; j < n; j++)
      g[j] += c->r[i] * c->jac[i*n + j];
  return GDL_OK;
}


static gdl_status gradient (gdl_problem *p, const double *x, double *cost,
                            double *g, double *g_error) {
  gdl_called *c = p->ctx;
  *g_error = 0;
  if (c->f.gradient != NULL) {
    p->evaluations++;
    return gdl_called_ended(c, "gradient",
                            c->f.gradient(c->f.ctx, x, cost, g));
  }
  if (c->f.residual != NULL)
    return residual_gradient(c, x, cost, g);
  return differences(c, x, cost, g, g_error);
}


static gdl_status hessian_vector (gdl_problem *p, const double *x,
                                  const double *v, double *hv) {
  gdl_called *c = p->ctx;
  return gdl_called_ended(c, "hessian_vector",
                          c->f.hessian_vector(c->f.ctx, x, v, hv));
}


gdl_status gdl_called_init (gdl_called *c, const gdl_function *f,
                            const double *lower, const double *upper,
                            gdl_error *err) {
  size_t n = f->n, m = f->residual != NULL ? f->residuals : 0;
  memset(c, 0, sizeof(*c));
  c->f = *f;
  c->lower = lower;
  c->upper = upper;
  c->problem.n = n;
  c->problem.ctx = c;
  c->problem.value = value;
  c->problem.gradient = gradient;
  if (f->hessian_vector != NULL)
    c->problem.hessian_vector = hessian_vector;
  if (m > 0) {
    c->problem.residuals = m;
    c->problem.residual = residual;
    c->problem.jacobian = jacobian;
  }
  if (n > SIZE_MAX / 32 || m > SIZE_MAX / 32 / n)
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory");
  c->x = malloc((2*n + 2*m + m*n) * sizeof(*c->x));
  if (c->x == NULL)
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory");
  c->error = c->x + n;
  c->r = c->error + n;
  c->r2 = c->r + m;
  c->jac = c->r2 + m;
  return GDL_OK;
}


void gdl_called_free (gdl_called *c) {
  free(c->x);
}
