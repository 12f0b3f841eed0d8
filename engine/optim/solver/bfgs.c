/*
** bfgs.c - the quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno
** Nocedal and Wright 2006, "Numerical optimization", algorithm 6.1: the inverse
** Hessian H is kept as a whole, n*n numbers. After the first step it starts as
** the multiple s'y/y'y of the identity (6.20). Its own line search is that for
** the strong Wolfe conditions.
*/
#include "optim/downhill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/reduce.h"

static const gdl_option options_list[] = {{NULL, 0, 0, 0, 0, NULL}};

typedef struct bfgs {
  size_t n;
  int known;                 /* there is an H */
  gdl_downhill line;
  double data[];             /* direction, s, y, Hy, and H by rows */
} bfgs;


/* Size in bytes of the block, 0 where no size_t can hold it. */
static size_t block_size (size_t n) {
  if (n > 0 && n + 4 > (SIZE_MAX - sizeof(bfgs))/sizeof(double)/n)
    return 0;
  return sizeof(bfgs) + (n + 4)*n*sizeof(double);
}

static double *row_of (bfgs *b, size_t i) {
  return b->data + (4 + i)*b->n;
}


static gdl_status bfgs_create (const gdl_problem *problem,
                               const double *options, const gdl_line *line,
                               void **self) {
  static const gdl_line own = {&gdl_linesearch_strong_wolfe, NULL};
  size_t size = problem->n < SIZE_MAX/16 ? block_size(problem->n) : 0;
  (void)options;
  bfgs *b = size ? malloc(size) : NULL;
  if (b == NULL)
    return GDL_ENOMEM;
  b->n = problem->n;
  b->known = 0;
  gdl_status status = gdl_downhill_init(&b->line, line, &own);
  if (status != GDL_OK)
    free(b);
  else
    *self = b;
  return status;
}


static int choose (void *self, const gdl_point *now, double *d,
                   double *step) {
  bfgs *b = self;
  (void)step;
  if (!b->known)
    return 0;
  for (size_t i = 0; i < b->n; i++)
    d[i] = -gdl_reduce_dot(row_of(b, i), now->g, b->n);
  return 1;
}


static void forget (void *self) {
  ((bfgs *)self)->known = 0;
}


static void set_diagonal (bfgs *b, double v) {
  memset(row_of(b, 0), 0, b->n*b->n*sizeof(double));
  for (size_t i = 0; i < b->n; i++)
    row_of(b, i)[i] = v;
  b->known = 1;
}


/* H + (1 + y'Hy/s'y) ss'/s'y - (Hy s' + s (Hy)')/s'y: (6.17) multiplied out.
** It stays symmetric to the last bit. */
static void update (bfgs *b, const double *s, const double *y, double sy) {
  size_t n = b->n;
  double *hy = b->data + 3*n, rho = 1/sy;
  for (size_t i = 0; i < n; i++)
    hy[i] = gdl_reduce_dot(row_of(b, i), y, n);
  double a = (1 + gdl_reduce_dot(y, hy, n)*rho)*rho;
  for (size_t i = 0; i < n; i++) {
    double *h = row_of(b, i);
    for (size_t j = 0; j < n; j++)
      h[j] += a*(s[i]*s[j]) - rho*(hy[i]*s[j] + s[i]*hy[j]);
  }
}


/* A step whose curvature is no more than rounding is not learnt from. */
static void learn (void *self, const gdl_point *now, const gdl_point *next,
                   const double *d, double step) {
  bfgs *b = self;
  size_t n = b->n;
  double *s = b->data + n, *y = s + n;
  (void)d; (void)step;
  for (size_t i = 0; i < n; i++) {
    s[i] = next->x[i] - now->x[i];
    y[i] = next->g[i] - now->g[i];
  }
  double sy = gdl_reduce_dot(s, y, n);
  double length = gdl_reduce_norm2(s, n), change = gdl_reduce_norm2(y, n);
  double gamma = sy/change/change;
  if (!gdl_curvature_counts(now, next, sy, length, change) ||
      !isfinite(1/sy) || !(gamma > 0) || isinf(gamma))
    return;
  if (!b->known)
    set_diagonal(b, gamma);
  update(b, s, y, sy);
}


static const gdl_directions directions = {choose, forget, learn};


static gdl_status bfgs_advance (void *self, gdl_problem *problem,
                                const gdl_point *now, gdl_point *next,
                                double *step, gdl_advance *how,
                                const char **why) {
  bfgs *b = self;
  return gdl_downhill_advance(&b->line, &directions, b, b->data, problem, now,
                              next, step, how, why);
}


static gdl_status bfgs_copy (const void *self, void **out) {
  const bfgs *b = self;
  bfgs *c = malloc(block_size(b->n));
  if (c == NULL)
    return GDL_ENOMEM;
  *c = *b;
  if (b->known)
    memcpy(row_of(c, 0), row_of((bfgs *)b, 0), b->n*b->n*sizeof(double));
  *out = c;
  return GDL_OK;
}


static void bfgs_save (const void *self, gdl_bytes *out) {
  const bfgs *b = self;
  gdl_put_u8(out, b->known != 0);
  if (b->known)
    gdl_put_doubles(out, row_of((bfgs *)b, 0), b->n*b->n);
  gdl_downhill_save(&b->line, out);
}


static gdl_status bfgs_load (void *self, gdl_reader *in) {
  bfgs *b = self;
  b->known = gdl_get_flag(in);
  if (b->known && !in->failed)
    gdl_get_doubles(in, row_of(b, 0), b->n*b->n);
  return in->failed ? GDL_EFORMAT : gdl_downhill_load(&b->line, in);
}


const gdl_solver gdl_solver_bfgs = {
  .name = "bfgs",
  .doc = "quasi-Newton with the whole inverse Hessian",
  .traits = GDL_SOLVER_SEARCH,
  .options = options_list,
  .create = bfgs_create,
  .advance = bfgs_advance,
  .copy = bfgs_copy,
  .save = bfgs_save,
  .load = bfgs_load,
  .destroy = free
};
