/*
** subproblem.c - the least of a quadratic model within a radius
*/
#include "optim/solver/subproblem.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "array/reduce.h"
#include "optim/solver/conjugate.h"
#include "optim/solver/dense.h"

/* |p| may be off the radius by this part of it. */
#define NEAR         0.1

/* In the hard case the model may be off its least by this part. */
#define NEARLY_LEAST 0.01

/* Factorisations; some three are enough for nearly all. */
#define MOST_SHIFTS  60


/* The larger t with |p + t*d| = radius, |p| <= radius. */
static double to_edge (const double *p, const double *d, size_t n,
                       double radius) {
  double length = gdl_reduce_norm2(d, n), size = gdl_reduce_norm2(p, n);
  double along = gdl_reduce_dot(p, d, n)/length;
  double rest = fmax(0, (radius - size)*(radius + size));
  double root = sqrt(along*along + rest);
  /* of t^2 + 2*along*t = rest, without cancellation */
  return (along > 0 ? rest/(along + root) : root - along)/length;
}


/*
** Exactly
*/

/* What is known of the shift lambda: it lies in [low, high], and above 'least'
** the matrix is positive definite. */
typedef struct shifts {
  double lambda, low, high, least;
} shifts;

typedef struct exact {
  const double *h, *g;
  size_t n;
  double radius;
  double *l, *p, *v, *w;     /* n x n; n each */
  shifts s;
} exact;


static shifts first_shifts (const exact *e) {
  size_t n = e->n;
  double widest = 0, least = -INFINITY;
  for (size_t i = 0; i < n; i++) {
    widest = fmax(widest, gdl_reduce_sumabs(e->h + i*n, n));
    least = fmax(least, -e->h[i*n + i]);
  }
  double norm = fmin(widest, gdl_reduce_norm2(e->h, n*n));
  double size = gdl_reduce_norm2(e->g, n)/e->radius;
  shifts s = {0, fmax(fmax(0, least), size - norm), size + norm, least};
  s.lambda = least < 0 ? 0 : s.low;      /* Newton's step, if it may be one */
  if (s.lambda == 0)
    s.low = 0;
  return s;
}


/* Puts lambda where it may be. */
static void confine (shifts *s) {
  s->lambda = fmin(fmax(s->lambda, s->low), s->high);
  if (s->lambda <= s->least)
    s->lambda = fmax(sqrt(fmax(s->low, 0)*s->high), 1e-3*s->high);
}


/* Factors H + lambda*I; false, and what that says of lambda, where it is not
** positive definite. */
static int factor (exact *e) {
  size_t n = e->n;
  double pivot, lambda = e->s.lambda;
  memcpy(e->l, e->h, n*n*sizeof(double));
  for (size_t i = 0; i < n; i++)
    e->l[i*n + i] += lambda;
  size_t k = gdl_dense_cholesky(e->l, n, 0, &pivot);
  if (k == n)
    return 1;
  gdl_dense_negative(e->l, n, k, e->v);
  double length = gdl_reduce_norm2(e->v, n);
  double least = lambda + fmax(-pivot/length/length, 0);
  /* at least by what rounding leaves */
  least = fmax(least, lambda*(1 + DBL_EPSILON) + DBL_EPSILON*e->s.high);
  e->s.least = fmax(e->s.least, least);
  e->s.low = fmax(e->s.low, e->s.least);
  return 0;
}


static void solve (const exact *e, double *b) {
  gdl_dense_lower(e->l, e->n, e->n, b);
  gdl_dense_upper(e->l, e->n, e->n, b);
}


/* v: a unit vector along which H + lambda*I is nearly the least. Signs on the
** right-hand side are chosen to make the solution of L w = +-1 large, and two
** steps of inverse iteration follow. Answers v'(H + lambda*I)v. */
static double weakest (exact *e) {
  size_t n = e->n;
  double *v = e->v;
  for (size_t i = 0; i < n; i++) {
    const double *row = e->l + i*n;
    double sum = gdl_reduce_dot(row, v, i);
    v[i] = (sum > 0 ? -1 - sum : 1 - sum)/row[i];
  }
  gdl_dense_upper(e->l, n, n, v);
  for (int k = 0; ; k++) {
    double length = gdl_reduce_norm2(v, n);
    for (size_t i = 0; i < n; i++)
      v[i] /= length;
    if (k == 2)
      break;
    solve(e, v);
  }
  gdl_dense_multiply(e->h, n, v, e->w);
  return fmax(gdl_reduce_dot(v, e->w, n) + e->s.lambda, 0);
}


/* What the model falls by at p. */
static double gain (exact *e) {
  gdl_dense_multiply(e->h, e->n, e->p, e->w);
  return -(gdl_reduce_dot(e->g, e->p, e->n) +
           gdl_reduce_dot(e->p, e->w, e->n)/2);
}


/* The step is short of the radius though lambda > 0: along the weakest
** direction to the edge, if that is good enough. It is where the model rises
** by little against what it falls by. */
static int fill_up (exact *e, double *fall) {
  double lambda = e->s.lambda, weak = weakest(e);
  size_t n = e->n;
  if (gdl_reduce_dot(e->g, e->v, n) > 0)      /* of two edges the lower */
    for (size_t i = 0; i < n; i++)
      e->v[i] = -e->v[i];
  double t = to_edge(e->p, e->v, n, e->radius);
  gdl_dense_multiply(e->h, n, e->p, e->w);
  double size = gdl_reduce_dot(e->p, e->w, n) +
                lambda*gdl_reduce_dot(e->p, e->p, n);
  double whole = size + lambda*e->radius*e->radius;
  e->s.least = fmax(e->s.least, lambda - weak);
  e->s.low = fmax(e->s.low, e->s.least);
  if (!(t*t*weak <= NEARLY_LEAST*whole))
    return 0;
  for (size_t i = 0; i < n; i++)
    e->p[i] += t*e->v[i];
  *fall = gain(e);
  return 1;
}


void gdl_model_exact (const double *h, const double *g, size_t n,
                      double radius, double *work, gdl_model_step *s) {
  exact e = {h, g, n, radius, work, s->p, work + n*n, work + n*n + n,
             {0, 0, 0, 0}};
  e.s = first_shifts(&e);
  double best = 0, fall, *kept = work + n*n + 2*n;
  s->at_edge = 0;
  memset(kept, 0, n*sizeof(*kept));
  for (int k = 0; k < MOST_SHIFTS; k++) {
    confine(&e.s);
    if (!factor(&e)) {
      e.s.lambda = 0;                     /* wherever it may be, then */
      continue;
    }
    for (size_t i = 0; i < n; i++)
      e.p[i] = -g[i];
    solve(&e, e.p);
    double size = gdl_reduce_norm2(e.p, n), lambda = e.s.lambda;
    if (size <= radius*(1 + NEAR)) {
      fall = gain(&e);
      if (fall > best) {                  /* in case nothing else is found */
        best = fall;
        memcpy(kept, e.p, n*sizeof(*kept));
      }
      s->gain = fall;
      s->at_edge = size >= radius*(1 - NEAR);
      if (s->at_edge || (lambda == 0 && size <= radius))
        return;
      e.s.high = fmin(e.s.high, lambda);
      if (fill_up(&e, &s->gain)) {
        s->at_edge = 1;
        return;
      }
    }
    else
      e.s.low = fmax(e.s.low, lambda);
    memcpy(e.w, e.p, n*sizeof(double));
    gdl_dense_lower(e.l, n, n, e.w);
    double ratio = size/gdl_reduce_norm2(e.w, n);
    e.s.lambda = size > 0 ? lambda + ratio*ratio*(size - radius)/radius : 0;
    if (!isfinite(e.s.lambda) || e.s.low >= e.s.high)
      break;
  }
  memcpy(s->p, kept, n*sizeof(*kept));
  s->gain = best;
  s->at_edge = gdl_reduce_norm2(kept, n) >= radius*(1 - NEAR);
}


/*
** By conjugate gradients
*/

gdl_status gdl_model_cg (gdl_problem *problem, const double *x,
                         const double *g, double radius, double part,
                         size_t products, double *work, gdl_model_step *s,
                         int *finite) {
  gdl_conjugate c;
  gdl_conjugate_begin(&c, problem, x, g, s->p, work);
  s->at_edge = 0;
  for (size_t k = 0; k < products && sqrt(c.rr) > part && !s->at_edge; k++) {
    gdl_status status = gdl_conjugate_look(&c);
    if (status != GDL_OK)
      return status;
    if (!c.finite)
      break;
    double t = c.rr/c.curvature;
    double edge = to_edge(c.p, c.d, problem->n, radius/c.norm);
    s->at_edge = c.negative || t >= edge;
    gdl_conjugate_move(&c, s->at_edge ? edge : t);
  }
  *finite = c.finite;
  s->gain = gdl_conjugate_end(&c, g);
  return GDL_OK;
}
