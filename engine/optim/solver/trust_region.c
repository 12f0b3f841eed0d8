/*
** trust_region.c - a trust region around each point
** Nocedal and Wright 2006, "Numerical optimization", algorithm 4.1: a quadratic
** model with the exact Hessian is made least within a radius, which follows how
** well the model has foretold the cost. With few variables the model's least is
** found by factorisations, saddles being left in any case; with many by
** conjugate gradients, up to the first negative curvature (subproblem.h).
*/
#include "optim/downhill.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/reduce.h"
#include "optim/linesearch/strong_wolfe.h"
#include "optim/solver/hessian.h"
#include "optim/solver/subproblem.h"

enum {RADIUS, LARGEST, ACCEPT, EXACT, FORCING};

static const gdl_option options_list[] = {
  {"radius", 0, 0, 1e300, 0,
   "of the first region; 0: the 2-norm of the start, or 1 where that is 0"},
  {"largest", 1e20, 1e-300, 1e300, 0, "radius there may be"},
  {"accept", 0.1, 0, 0.2499, 0,
   "part of the decrease its model promises that a step must bring"},
  {"exact", 100, 0, 10000, 1,
   "up to so many variables the model is solved with the Hessian as a matrix"},
  {"forcing", 0.5, 1e-10, 0.9999, 0,
   "part of the gradient that the model's may keep with more; it sinks with the "
   "root of the gradient"},
  {NULL, 0, 0, 0, 0, NULL}
};

#define OPTIONS 5

/* One block: this, and behind it the step, work space and the matrix. */
typedef struct trust_region {
  size_t n;
  int dense;                 /* the Hessian is a matrix */
  double radius;             /* 0: that of the start */
  double largest, accept, forcing;
  double first;              /* 2-norm of the first gradient; 0: none yet */
  gdl_idle idle;
  double *p, *work, *h;
} trust_region;


static trust_region *new_block (size_t n, int dense) {
  if (n > SIZE_MAX/sizeof(double)/8)
    return NULL;
  size_t doubles = dense ? 2*n*n + 4*n : 4*n;    /* n is small then */
  trust_region *s = malloc(sizeof(*s) + doubles*sizeof(double));
  if (s == NULL)
    return NULL;
  s->n = n;
  s->dense = dense;
  return s;
}


static void lay_out (trust_region *s) {
  s->p = (double *)(s + 1);
  s->work = s->p + s->n;
  s->h = s->dense ? s->work + s->n*s->n + 3*s->n : NULL;
}


static gdl_status trust_region_create (const gdl_problem *problem,
                                       const double *options,
                                       const gdl_line *line, void **self) {
  double v[OPTIONS];
  (void)line;
  for (int i = 0; i < OPTIONS; i++)
    v[i] = options != NULL ? options[i] : options_list[i].value;
  if (v[RADIUS] > v[LARGEST])
    return GDL_EINVAL;
  trust_region *s = new_block(problem->n, (double)problem->n <= v[EXACT]);
  if (s == NULL)
    return GDL_ENOMEM;
  lay_out(s);
  s->radius = v[RADIUS];
  s->largest = v[LARGEST];
  s->accept = v[ACCEPT];
  s->forcing = v[FORCING];
  s->first = 0;
  gdl_idle_init(&s->idle);
  *self = s;
  return GDL_OK;
}


/* Vectors and matrix are made anew in each iteration. */
static gdl_status trust_region_copy (const void *self, void **out) {
  const trust_region *s = self;
  trust_region *c = new_block(s->n, s->dense);
  if (c == NULL)
    return GDL_ENOMEM;
  *c = *s;
  lay_out(c);
  *out = c;
  return GDL_OK;
}


static void trust_region_save (const void *self, gdl_bytes *out) {
  const trust_region *s = self;
  gdl_put_f64(out, s->radius);
  gdl_put_f64(out, s->first);
  gdl_idle_save(&s->idle, out);
}


static gdl_status trust_region_load (void *self, gdl_reader *in) {
  trust_region *s = self;
  s->radius = gdl_get_f64(in);
  s->first = gdl_get_f64(in);
  gdl_status status = gdl_idle_load(&s->idle, in);
  return in->failed || !(s->radius >= 0 && s->first >= 0) ? GDL_EFORMAT : status;
}


/* The least of the model at 'now'. */
static gdl_status make_step (trust_region *s, gdl_problem *problem,
                             const gdl_point *now, gdl_model_step *m,
                             int *finite) {
  *finite = 1;
  if (s->dense) {
    gdl_model_exact(s->h, now->g, s->n, s->radius, s->work, m);
    return GDL_OK;
  }
  double norm = gdl_reduce_norm2(now->g, s->n);
  double part = fmin(s->forcing, sqrt(norm/s->first));
  return gdl_model_cg(problem, now->x, now->g, s->radius, part, 2*s->n + 10,
                      s->work, m, finite);
}


/* What the cost falls by from 'now' to 'next'. What rounding hides, the mean of
** the slopes at both ends tells. */
static double fall_of (const trust_region *s, const gdl_point *now,
                       const gdl_point *next) {
  double fall = now->cost - next->cost;
  if (!(fabs(fall) <= GDL_COST_ROUNDING*fabs(now->cost)))
    return fall;
  return -(gdl_reduce_dot(now->g, s->p, s->n) +
           gdl_reduce_dot(next->g, s->p, s->n))/2;
}


/* The radius after a step whose part of the promised decrease is 'ratio', NaN
** where there is no cost. */
static void follow (trust_region *s, double ratio, int at_edge) {
  if (!(ratio >= 0.25))
    s->radius = 0.25*fmin(gdl_reduce_norm2(s->p, s->n), s->radius);
  else if (ratio > 0.75 && at_edge)
    s->radius = fmin(2*s->radius, s->largest);
}


/* Tries steps within smaller and smaller radii until one will do; false: none
** did, as *why says. */
static gdl_status try_steps (trust_region *s, gdl_problem *problem,
                             const gdl_point *now, gdl_point *next,
                             const char **why) {
  size_t n = s->n;
  gdl_model_step m = {s->p, 0, 0};
  for (;;) {
    int finite;
    gdl_status status = make_step(s, problem, now, &m, &finite);
    if (status != GDL_OK)
      return status;
    if (!finite) {
      *why = gdl_hessian_not_finite;
      return GDL_OK;
    }
    int moves = 0;
    for (size_t i = 0; i < n; i++) {
      next->x[i] = now->x[i] + s->p[i];
      moves |= next->x[i] != now->x[i];
    }
    if (!moves || !(m.gain > 0)) {
      *why = "no lower cost within the smallest radius";
      return GDL_OK;
    }
    status = problem->gradient(problem, next->x, &next->cost, next->g,
                               &next->g_error);
    if (status != GDL_OK)
      return status;
    double ratio = isfinite(next->cost) && isfinite(gdl_reduce_maxabs(next->g, n))
                   ? fall_of(s, now, next)/m.gain : NAN;
    follow(s, ratio, m.at_edge);
    if (ratio > s->accept)
      return GDL_OK;
  }
}


/* What the first point says. */
static void begin (trust_region *s, const gdl_point *now) {
  double size = gdl_reduce_norm2(now->x, s->n);
  s->first = gdl_reduce_norm2(now->g, s->n);
  if (s->radius == 0)
    s->radius = fmin(size > 0 ? size : 1, s->largest);
}


static gdl_status trust_region_advance (void *self, gdl_problem *problem,
                                        const gdl_point *now, gdl_point *next,
                                        double *step, gdl_advance *how,
                                        const char **why) {
  trust_region *s = self;
  gdl_status status = GDL_OK;
  int finite = 1;
  *how = GDL_STUCK;
  *why = gdl_downhill_useless(now, gdl_reduce_maxabs(now->g, s->n));
  if (*why)
    return GDL_OK;
  if (s->first == 0)
    begin(s, now);
  if (s->dense)
    status = gdl_hessian_matrix(problem, now->x, s->p, s->h, &finite);
  if (!finite)
    *why = gdl_hessian_not_finite;
  if (status == GDL_OK && finite)
    status = try_steps(s, problem, now, next, why);
  if (status != GDL_OK || *why != NULL)
    return status;
  if (gdl_idle_check(&s->idle, now, next, gdl_reduce_maxabs(next->g, s->n))) {
    *why = gdl_idle_reason;
    return GDL_OK;
  }
  *step = gdl_reduce_norm2(s->p, s->n);
  *how = GDL_ADVANCED;
  return GDL_OK;
}


static void trust_region_destroy (void *self) {
  free(self);
}


const gdl_solver gdl_solver_trust_region = {
  .name = "trust_region",
  .doc = "Newton's method within a trust region",
  .traits = GDL_SOLVER_HESSIAN,
  .options = options_list,
  .create = trust_region_create,
  .advance = trust_region_advance,
  .copy = trust_region_copy,
  .save = trust_region_save,
  .load = trust_region_load,
  .destroy = trust_region_destroy
};
