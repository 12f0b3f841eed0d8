/*
** newton.c - Newton's method with a line search
** Nocedal and Wright 2006, "Numerical optimization", sections 3.3 and 3.4: the
** direction solves H p = -g by Cholesky's factorisation; where the Hessian is
** not positive definite, a multiple of the identity is added first, twice as
** much as the most negative curvature that the factorisation has come across.
** The variables are scaled for that (Ruiz 2001), so that units do not matter,
** and the step is made to have a part along that curvature: saddles are left.
*/
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/reduce.h"
#include "optim/solver/dense.h"
#include "optim/solver/hessian.h"
#include "optim/solver/made.h"

/* Passes of scaling, each of which halves the logarithms of what is left. */
#define SCALINGS     8

/* A curvature below this, of a Hessian scaled to 1, is a negative one. */
#define NEGATIVE     -1e-8

/* The least shift, and how often a shift is tried: they grow by 4 at least, so
** that there is an end. */
#define LEAST_SHIFT  1e-10
#define MOST_SHIFTS  100

/* The part of a step that goes along negative curvature is at least this. */
#define LEAST_PART   0.01

static const gdl_option options_list[] = {
  {NULL, 0, 0, 0, 0, NULL}
};

/* One block: this, and behind it what the pointers point to. */
typedef struct newton {
  size_t n;
  gdl_downhill line;
  gdl_made made;
  double *h, *l;             /* n x n: the Hessian, scaled; its factor */
  double *direction, *curved, *scale;
} newton;


static void lay_out (newton *s, size_t n) {
  double *at = (double *)(s + 1);
  s->n = n;
  s->h = at, at += n*n;
  s->l = at, at += n*n;
  s->direction = at, at += n;
  s->curved = at, at += n;
  s->scale = at;
}


static newton *new_block (size_t n) {
  if (n > 0 && (n > SIZE_MAX/sizeof(double)/4/n || n > SIZE_MAX/64))
    return NULL;
  newton *s = malloc(sizeof(*s) + (2*n*n + 3*n)*sizeof(double));
  if (s != NULL)
    lay_out(s, n);
  return s;
}


static gdl_status newton_create (const gdl_problem *problem,
                                 const double *options, const gdl_line *line,
                                 void **self) {
  static const double options_of_line[] = {1e-4, 0.9, 0, 1e20, 1e-12, 40};
  static const gdl_line own = {&gdl_linesearch_strong_wolfe, options_of_line};
  (void)options;
  newton *s = new_block(problem->n);
  if (s == NULL)
    return GDL_ENOMEM;
  s->made = (gdl_made){0, 0, problem->n};
  gdl_status status = gdl_downhill_init(&s->line, line, &own);
  if (status != GDL_OK)
    free(s);
  else
    *self = s;
  return status;
}


/* Matrices and vectors are made anew in each iteration. */
static gdl_status newton_copy (const void *self, void **out) {
  const newton *s = self;
  newton *c = new_block(s->n);
  if (c == NULL)
    return GDL_ENOMEM;
  *c = *s;
  lay_out(c, s->n);
  *out = c;
  return GDL_OK;
}


static void newton_save (const void *self, gdl_bytes *out) {
  const newton *s = self;
  gdl_put_f64(out, s->made.length);
  gdl_downhill_save(&s->line, out);
}


static gdl_status newton_load (void *self, gdl_reader *in) {
  newton *s = self;
  s->made.length = gdl_get_f64(in);
  return s->made.length >= 0 ? gdl_downhill_load(&s->line, in) : GDL_EFORMAT;
}


/* Scales the rows and columns of h so that the largest of each is about 1:
** what is scaled is h[i][j]*scale[i]*scale[j]. */
static void scale_hessian (newton *s) {
  size_t n = s->n;
  for (size_t i = 0; i < n; i++)
    s->scale[i] = 1;
  for (int pass = 0; pass < SCALINGS; pass++) {
    double *factor = s->curved;
    for (size_t i = 0; i < n; i++) {
      double most = gdl_reduce_maxabs(s->h + i*n, n);
      factor[i] = most > 0 ? 1/sqrt(most) : 1;
    }
    for (size_t i = 0; i < n; i++) {
      s->scale[i] *= factor[i];
      for (size_t j = 0; j < n; j++)
        s->h[i*n + j] *= factor[i]*factor[j];
    }
  }
}


/* Factors h + shift*I; the lowest curvature that is met on the way into
** *lowest, and the direction that has it into 'curved'. False where it cannot
** be done. */
static int factor (newton *s, double *lowest) {
  size_t n = s->n;
  double shift = 0, pivot;
  *lowest = 0;
  for (int k = 0; k < MOST_SHIFTS; k++) {
    memcpy(s->l, s->h, n*n*sizeof(double));
    for (size_t i = 0; i < n; i++)
      s->l[i*n + i] += shift;
    double least = (double)n*DBL_EPSILON*(1 + shift);
    size_t at = gdl_dense_cholesky(s->l, n, least, &pivot);
    if (at == n)
      return 1;
    if (!isfinite(pivot))
      return 0;
    double *v = s->direction;
    gdl_dense_negative(s->l, n, at, v);
    double length = gdl_reduce_norm2(v, n);
    double curvature = pivot/length/length - shift;
    if (curvature < *lowest) {
      *lowest = curvature;
      memcpy(s->curved, v, n*sizeof(double));
    }
    shift = fmax(fmax(2*fabs(*lowest), 4*shift), LEAST_SHIFT);
  }
  return 0;
}


/* Adds to the step a part along negative curvature, unless it has one already;
** as long as the step before, which at a saddle no longer tells. */
static void add_curved (newton *s, const gdl_point *now) {
  size_t n = s->n;
  double *p = s->direction, *v = s->curved;
  for (size_t i = 0; i < n; i++)
    v[i] *= s->scale[i];
  double length = gdl_reduce_norm2(v, n);
  double sign = gdl_reduce_dot(now->g, v, n) > 0 ? -1 : 1;
  if (!(length > 0) || isinf(length))
    return;
  for (size_t i = 0; i < n; i++)
    v[i] *= sign/length;
  double part = gdl_reduce_dot(p, v, n);
  double whole = fmax(gdl_reduce_norm2(p, n), s->made.length);
  if (part < LEAST_PART*whole)
    for (size_t i = 0; i < n; i++)
      p[i] += (whole - part)*v[i];
}


/* The direction at 'now' from the Hessian; false where there is none. */
static int make_direction (newton *s, const gdl_point *now) {
  size_t n = s->n;
  double lowest, *p = s->direction;
  scale_hessian(s);
  if (!factor(s, &lowest))
    return 0;
  for (size_t i = 0; i < n; i++)
    p[i] = -s->scale[i]*now->g[i];
  gdl_dense_lower(s->l, n, n, p);
  gdl_dense_upper(s->l, n, n, p);
  for (size_t i = 0; i < n; i++)
    p[i] *= s->scale[i];
  if (lowest < NEGATIVE) {
    if (s->made.length == 0)
      s->made.length = fmax(1, gdl_reduce_norm2(now->x, n));
    add_curved(s, now);
  }
  return isfinite(gdl_reduce_norm2(p, n));
}


static gdl_status newton_advance (void *self, gdl_problem *problem,
                                  const gdl_point *now, gdl_point *next,
                                  double *step, gdl_advance *how,
                                  const char **why) {
  newton *s = self;
  size_t n = s->n;
  double norm = gdl_reduce_maxabs(now->g, n);
  *how = GDL_STUCK;
  *why = gdl_downhill_useless(now, norm);
  if (*why)
    return GDL_OK;
  int finite;
  gdl_status status = gdl_hessian_matrix(problem, now->x, s->curved, s->h,
                                         &finite);
  if (status != GDL_OK)
    return status;
  if (!finite) {
    *why = gdl_hessian_not_finite;
    return GDL_OK;
  }
  s->made.usable = make_direction(s, now);
  return gdl_downhill_advance(&s->line, &gdl_made_directions, &s->made,
                              s->direction, problem, now, next, step, how, why);
}


static void newton_destroy (void *self) {
  free(self);
}


const gdl_solver gdl_solver_newton = {
  .name = "newton",
  .doc = "Newton's method with the exact Hessian as a matrix",
  .traits = GDL_SOLVER_SEARCH | GDL_SOLVER_HESSIAN | GDL_SOLVER_EXACT_HESSIAN,
  .options = options_list,
  .create = newton_create,
  .advance = newton_advance,
  .copy = newton_copy,
  .save = newton_save,
  .load = newton_load,
  .destroy = newton_destroy
};
