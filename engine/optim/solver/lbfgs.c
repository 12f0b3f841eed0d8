/*
** lbfgs.c - limited-memory BFGS
** Nocedal and Wright 2006, "Numerical optimization", algorithms 7.4 and 7.5:
** the inverse Hessian is known by its last few changes of position (s) and
** gradient (y) only, and a multiple of the identity. Its own line search is that
** for the strong Wolfe conditions.
*/
#include "optim/downhill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/linear.h"
#include "array/reduce.h"
#include "optim/solver/limited.h"

/* One block: this, then rho and alpha of each pair, then rows of n doubles,
** each padded to a multiple of 8: the direction, the s, the y. */
typedef struct lbfgs {
  size_t n, row;
  size_t memory;             /* pairs there is room for */
  size_t count;              /* pairs there are */
  size_t newest;
  double gamma;              /* inverse curvature along the newest */
  gdl_downhill line;
  _Alignas(64) double data[];
} lbfgs;


static size_t padded (size_t n) {
  return (n + 7) / 8 * 8;
}

static double *rho_of (lbfgs *l) {
  return l->data;
}

static double *alpha_of (lbfgs *l) {
  return l->data + padded(l->memory);
}

static double *direction_of (lbfgs *l) {
  return l->data + 2*padded(l->memory);
}

static double *s_of (lbfgs *l, size_t k) {
  return direction_of(l) + (1 + k)*l->row;
}

static double *y_of (lbfgs *l, size_t k) {
  return s_of(l, l->memory + k);
}


/* Size in bytes of the block, 0 where no size_t can hold it. */
static size_t block_size (size_t n, size_t memory) {
  size_t rows = 1 + 2*memory;
  if (n > SIZE_MAX/sizeof(double)/rows - 64 - 8*memory)
    return 0;
  return sizeof(lbfgs) + (2*padded(memory) + rows*padded(n)) * sizeof(double);
}


static gdl_status lbfgs_create (const gdl_problem *problem, const double *options,
                                const gdl_line *line, void **self) {
  size_t n = problem->n;
  double v[GDL_LIMITED_COUNT];
  gdl_limited_read(options, v);
  size_t size = block_size(n, (size_t)v[GDL_LIMITED_MEMORY]);
  lbfgs *l = size ? aligned_alloc(64, (size + 63) / 64 * 64) : NULL;
  if (l == NULL)
    return GDL_ENOMEM;
  memset(l, 0, sizeof(*l));
  l->n = n;
  l->row = padded(n);
  l->memory = (size_t)v[GDL_LIMITED_MEMORY];
  double wolfe[] = {v[GDL_LIMITED_DECREASE], v[GDL_LIMITED_CURVATURE], 0, GDL_LIMITED_LARGEST, GDL_LIMITED_NARROWEST,
                    v[GDL_LIMITED_EVALUATIONS]};
  gdl_line own = {&gdl_linesearch_strong_wolfe, wolfe};
  gdl_status status = gdl_downhill_init(&l->line, line, &own);
  if (status != GDL_OK) {
    free(l);
    return status;
  }
  *self = l;
  return GDL_OK;
}


static gdl_status lbfgs_copy (const void *self, void **out) {
  const lbfgs *l = self;
  size_t size = block_size(l->n, l->memory);
  lbfgs *c = aligned_alloc(64, (size + 63) / 64 * 64);
  if (c == NULL)
    return GDL_ENOMEM;
  /* up to the direction; it and the rows not yet in use hold nothing */
  memcpy(c, l, (size_t)((const char *)direction_of((lbfgs *)l) -
                        (const char *)l));
  for (size_t k = 0; k < l->count; k++) {
    memcpy(s_of(c, k), s_of((lbfgs *)l, k), l->n * sizeof(double));
    memcpy(y_of(c, k), y_of((lbfgs *)l, k), l->n * sizeof(double));
  }
  *out = c;
  return GDL_OK;
}


/* The pairs from the oldest to the newest. */
static void lbfgs_save (const void *self, gdl_bytes *out) {
  lbfgs *l = (lbfgs *)self;
  gdl_put_u64(out, l->count);
  gdl_put_f64(out, l->gamma);
  gdl_downhill_save(&l->line, out);
  for (size_t i = l->count; i-- > 0; ) {
    size_t k = (l->newest + l->memory - i) % l->memory;
    gdl_put_f64(out, rho_of(l)[k]);
    gdl_put_doubles(out, s_of(l, k), l->n);
    gdl_put_doubles(out, y_of(l, k), l->n);
  }
}


static gdl_status lbfgs_load (void *self, gdl_reader *in) {
  lbfgs *l = self;
  uint64_t count = gdl_get_u64(in);
  l->gamma = gdl_get_f64(in);
  if (gdl_downhill_load(&l->line, in) != GDL_OK || count > l->memory)
    return GDL_EFORMAT;
  l->count = (size_t)count;
  l->newest = l->count ? l->count - 1 : 0;
  for (size_t k = 0; k < l->count; k++) {
    rho_of(l)[k] = gdl_get_f64(in);
    gdl_get_doubles(in, s_of(l, k), l->n);
    gdl_get_doubles(in, y_of(l, k), l->n);
  }
  return in->failed ? GDL_EFORMAT : GDL_OK;
}


/* The direction -H*g by the two loops of algorithm 7.4. */
static void quasi_newton (lbfgs *l, const double *g) {
  size_t n = l->n, m = l->memory, row = l->row, k = l->newest;
  double *q = direction_of(l), *rho = rho_of(l), *alpha = alpha_of(l);
  const double *s = s_of(l, 0), *y = y_of(l, 0);
  double product = gdl_linear_negate(q, g, s + k*row, n);
  for (size_t c = l->count; c > 1; c--) {             /* newest to oldest */
    size_t older = k > 0 ? k - 1 : m - 1;
    alpha[k] = rho[k]*product;
    product = gdl_linear_update(q, 1, -alpha[k], y + k*row, s + older*row, n);
    k = older;
  }
  alpha[k] = rho[k]*product;
  product = gdl_linear_update(q, l->gamma, -alpha[k], y + k*row, y + k*row, n);
  for (size_t c = 1; c < l->count; c++) {             /* and back */
    size_t newer = k + 1 < m ? k + 1 : 0;
    product = gdl_linear_update(q, 1, alpha[k] - rho[k]*product, s + k*row,
                                y + newer*row, n);
    k = newer;
  }
  (void)gdl_linear_update(q, 1, alpha[k] - rho[k]*product, s + k*row, g, n);
}


static int choose (void *self, const gdl_point *now, double *d,
                   double *step) {
  lbfgs *l = self;
  (void)d; (void)step;
  if (l->count == 0)
    return 0;
  quasi_newton(l, now->g);
  return 1;
}


static void forget (void *self) {
  ((lbfgs *)self)->count = 0;
}


/* Adds the pair of a step, unless its curvature is not above what rounding
** alone would show. */
static void remember (void *self, const gdl_point *now, const gdl_point *next,
                      const double *d, double step) {
  lbfgs *l = self;
  (void)d; (void)step;
  size_t n = l->n, k = l->count ? (l->newest + 1) % l->memory : 0;
  double *s = s_of(l, k), *y = y_of(l, k);
  double sy = gdl_linear_change(s, y, now->x, next->x, now->g, next->g, n);
  double length = gdl_reduce_norm2(s, n), change = gdl_reduce_norm2(y, n);
  double rho = 1/sy, gamma = sy/change/change;
  if (!gdl_curvature_counts(now, next, sy, length, change) || !isfinite(rho) ||
      !(gamma > 0) || isinf(gamma)) {
    /* the oldest pair has been overwritten */
    if (l->count == l->memory)
      l->count--;
    return;
  }
  rho_of(l)[k] = rho;
  l->gamma = gamma;
  l->newest = k;
  if (l->count < l->memory)
    l->count++;
}


static const gdl_directions directions = {choose, forget, remember};


static gdl_status lbfgs_advance (void *self, gdl_problem *problem,
                                 const gdl_point *now, gdl_point *next,
                                 double *step, gdl_advance *how,
                                 const char **why) {
  lbfgs *l = self;
  return gdl_downhill_advance(&l->line, &directions, l, direction_of(l),
                              problem, now, next, step, how, why);
}


static void lbfgs_destroy (void *self) {
  free(self);
}


const gdl_solver gdl_solver_lbfgs = {
  .name = "lbfgs",
  .doc = "quasi-Newton with limited memory",
  .traits = GDL_SOLVER_SEARCH,
  .options = gdl_limited_options,
  .create = lbfgs_create,
  .advance = lbfgs_advance,
  .copy = lbfgs_copy,
  .save = lbfgs_save,
  .load = lbfgs_load,
  .destroy = lbfgs_destroy
};
