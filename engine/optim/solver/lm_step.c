/*
** lm_step.c - the linearised problem of least squares and the steps it leads to
*/
#include "optim/solver/lm_impl.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "array/reduce.h"

/* A step is accepted when the cost falls by this part of what was promised. */
#define LEAST_RATIO  1e-4

/* Rounding of costs is taken to be so many times what that of the parameters
** alone makes of it. */
#define NOISE        4

/* The axes of the ellipsoid are those of the longest columns so far, but no more
** than this longer than the columns there are: else what is scaled would seem to
** lack rank. */
#define SPREAD       1e6

/* Where second derivatives are probed, as part of the step. Decreases of this part
** of the cost are too small for them to matter, those of so many times its rounding
** too small for them to be seen. */
#define PROBE        0.1
#define SMALL        1e-8
#define SEEN         1e5


/*
** The linearised problem
*/

static double lower_of (const gdl_problem *p, size_t j) {
  return p->lower != NULL ? p->lower[j] : -INFINITY;
}

static double upper_of (const gdl_problem *p, size_t j) {
  return p->upper != NULL ? p->upper[j] : INFINITY;
}


/* Can variable j move downhill? */
static int is_free (const gdl_problem *p, const double *x, const double *g,
                    size_t j) {
  double low = lower_of(p, j), high = upper_of(p, j);
  return low < high && !(x[j] <= low && g[j] >= 0) && !(x[j] >= high && g[j] <= 0);
}


/* Puts column j, its rows weighed as the loss says, behind the 'cols' there are;
** answers its norm. */
static double put_column (gdl_lm *l, const gdl_loss *loss, size_t j, size_t cols) {
  double *a = l->damped.a + cols*l->m;
  for (size_t i = 0; i < l->m; i++)
    a[i] = l->jac[i*l->n + j];
  if (loss->kind != GDL_LOSS_LINEAR)
    for (size_t i = 0; i < l->m; i++) {
      double slope, bend;
      gdl_loss_weights(loss, l->r[i], &slope, &bend);
      a[i] *= sqrt(bend);
    }
  return gdl_reduce_norm2(a, l->m);
}


static void put_residuals (gdl_lm *l, const gdl_loss *loss, size_t cols) {
  double *f = l->damped.a + cols*l->m;
  for (size_t i = 0; i < l->m; i++) {
    double slope, bend;
    gdl_loss_weights(loss, l->r[i], &slope, &bend);
    f[i] = l->r[i] * (slope/sqrt(bend));
  }
}


/* What rounding of x and of the residuals makes of the cost. */
static double noise_of (const gdl_lm *l, const gdl_loss *loss, const double *x) {
  double sum = 0;
  for (size_t i = 0; i < l->m; i++) {
    double slope, bend, terms = fabs(l->r[i]);
    gdl_loss_weights(loss, l->r[i], &slope, &bend);
    for (size_t j = 0; j < l->n; j++)
      terms += fabs(l->jac[i*l->n + j]*x[j]);
    sum += slope*(fabs(l->r[i]) + DBL_EPSILON*terms)*terms;
  }
  return NOISE*DBL_EPSILON*sum;
}


/* A column of zeros stays out: a variable that is frozen, or means nothing here. */
gdl_status gdl_lm_linearise (gdl_lm *l, const gdl_problem *p,
                             const gdl_point *now, double *cosine) {
  size_t cols = 0;
  double length = 0;
  *cosine = 0;
  for (size_t j = 0; j < l->n; j++) {
    double norm = put_column(l, &p->loss, j, cols);
    if (norm == 0)
      continue;
    l->scale[j] = fmax(fmin(l->scale[j], SPREAD*norm), norm);
    if (!is_free(p, now->x, now->g, j))
      continue;
    double *a = l->damped.a + cols*l->m;
    if (length == 0) {
      put_residuals(l, &p->loss, cols + 1);
      length = gdl_reduce_norm2(a + l->m, l->m);
    }
    if (length > 0)
      *cosine = fmax(*cosine, fabs(now->g[j])/norm/length);
    for (size_t i = 0; i < l->m; i++)
      a[i] /= l->scale[j];
    l->index[cols++] = j;
  }
  put_residuals(l, &p->loss, cols);
  l->noise = noise_of(l, &p->loss, now->x);
  return gdl_damped_factor(&l->damped, cols);
}


double gdl_lm_length (const gdl_lm *l, const double *x) {
  double sum = 0;
  for (size_t j = 0; j < l->n; j++)
    sum += (l->scale[j]*x[j])*(l->scale[j]*x[j]);
  return sqrt(sum);
}


/*
** Steps
*/

/* Makes a trial point of the step l->q, inside the bounds; l->q becomes the
** step as it was made, true where it was cut. */
static int make_trial (gdl_lm *l, const gdl_problem *p, const double *x,
                       double *at) {
  int cut = 0;
  memcpy(at, x, l->n * sizeof(*at));
  for (size_t k = 0; k < l->damped.cols; k++) {
    size_t j = l->index[k];
    double to = x[j] + l->q[k]/l->scale[j];
    double inside = fmin(fmax(to, lower_of(p, j)), upper_of(p, j));
    at[j] = inside;
    if (inside != to) {
      l->q[k] = (inside - x[j])*l->scale[j];
      cut = 1;
    }
  }
  return cut;
}


/* The next radius, as More has it. */
static void adapt (gdl_lm *l, const gdl_point *now, const gdl_lm_attempt *a) {
  double radius = fmin(gdl_lm_radius(l), a->length);
  if (!(a->ratio > 0.25)) {
    double factor = 0.5;
    if (!isfinite(a->cost) || a->cost > 100*now->cost)
      factor = 0.1;
    gdl_lm_radius(l) = factor*radius;
  }
  else if (a->lambda == 0 || a->ratio >= 0.75)
    gdl_lm_radius(l) = fmax(gdl_lm_radius(l), (fabs(a->ratio - 1) < 1e-3 ? 100 : 2)*a->length);
}


/* The second derivative of the residuals along the step from x to 'to', times the
** weighed Jacobian, scaled: into q2. 'probe' is room for a point. *finite: it is. */
static gdl_status curvature (gdl_lm *l, gdl_problem *p, const double *x, const double *to,
                             double *probe, double *q2, int *finite) {
  for (size_t j = 0; j < l->n; j++)
    probe[j] = x[j] + PROBE*(to[j] - x[j]);
  gdl_status status = p->residual(p, probe, l->trial);
  memset(q2, 0, l->n * sizeof(*q2));
  *finite = 1;
  for (size_t i = 0; i < l->m && status == GDL_OK; i++) {
    const double *row = l->jac + i*l->n;
    double slope, bend, along = 0;
    for (size_t j = 0; j < l->n; j++)
      along += row[j]*(to[j] - x[j]);
    double second = 2/PROBE*((l->trial[i] - l->r[i])/PROBE - along);
    gdl_loss_weights(&p->loss, l->r[i], &slope, &bend);
    for (size_t k = 0; k < l->damped.cols; k++)
      q2[k] += bend*second*row[l->index[k]]/l->scale[l->index[k]];
    *finite &= isfinite(second) != 0;
  }
  return status;
}


/* Bends the step l->q, which leads to next->x, along the geodesic (Transtrum and
** Sethna 2012, "Improvements to the Levenberg-Marquardt algorithm for nonlinear
** least-squares minimization"). *good is false where it bends too much. */
static gdl_status accelerate (gdl_lm *l, gdl_problem *p, const gdl_point *now,
                              gdl_point *next, const gdl_lm_attempt *a, int *good) {
  double length = 0;
  gdl_status status = curvature(l, p, now->x, next->x, next->g, l->p, good);
  if (status != GDL_OK || !*good)
    return status;
  gdl_damped_solve(&l->damped, a->lambda, l->p);
  for (size_t k = 0; k < l->damped.cols; k++)
    length += l->p[k]*l->p[k];
  *good = 2*sqrt(length) <= l->o[GDL_LM_ACCELERATION]*a->length;
  for (size_t k = 0; k < l->damped.cols && *good; k++)
    l->q[k] += l->p[k]/2;
  if (*good)
    make_trial(l, p, now->x, next->x);
  return status;
}


gdl_status gdl_lm_find (gdl_lm *l, gdl_problem *p, const gdl_point *now,
                        gdl_point *next, gdl_lm_attempt *a, int *found) {
  double x_length = gdl_lm_length(l, now->x);
  if (gdl_lm_radius(l) == 0)
    gdl_lm_radius(l) = l->o[GDL_LM_FACTOR] * (x_length > 0 ? x_length : 1);
  *found = 0;
  a->change = NAN, a->promised = 0;
  while (gdl_lm_radius(l) > DBL_EPSILON/16*x_length && gdl_lm_radius(l) > DBL_MIN) {
    gdl_damped_step(&l->damped, gdl_lm_radius(l), l->q, &a->lambda, &a->length);
    a->cut = make_trial(l, p, now->x, next->x);
    a->promised = gdl_damped_predict(&l->damped, l->q);
    if (memcmp(next->x, now->x, l->n * sizeof(double)) == 0)
      return GDL_OK;
    if (!(a->promised > 0)) {
      gdl_lm_radius(l) = fmin(gdl_lm_radius(l), a->length) / 4;
      continue;
    }
    gdl_status status = GDL_OK;
    if (l->o[GDL_LM_ACCELERATION] > 0 && a->promised > SMALL*now->cost &&
        a->promised > SEEN*l->noise) {
      int good;
      status = accelerate(l, p, now, next, a, &good);
      if (status == GDL_OK && !good) {
        gdl_lm_radius(l) = fmin(gdl_lm_radius(l), a->length) / 2;
        continue;
      }
    }
    if (status == GDL_OK)
      status = p->residual(p, next->x, l->trial);
    if (status != GDL_OK)
      return status;
    a->cost = gdl_loss_cost(&p->loss, l->trial, l->m);
    a->ratio = (now->cost - a->cost)/a->promised;
    a->change = fabs(now->cost - a->cost);
    a->equal = a->promised <= l->noise && fabs(a->cost - now->cost) <= l->noise;
    if (a->equal) {
      *found = 1;
      return GDL_OK;
    }
    adapt(l, now, a);
    if (a->ratio >= LEAST_RATIO && isfinite(a->cost)) {
      *found = 1;
      return GDL_OK;
    }
  }
  return GDL_OK;
}
