/*
** lbfgs.c - limited-memory BFGS
** Nocedal and Wright 2006, "Numerical optimization", algorithms 7.4 and 7.5:
** the inverse Hessian is known by its last few changes of position (s) and
** gradient (y) only, and a multiple of the identity. Steps are those of a
** strong Wolfe search.
*/
#include "optim/solver.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/linear.h"
#include "array/reduce.h"
#include "optim/linesearch/strong_wolfe.h"

/* Iterations that neither lower the cost beyond rounding nor halve the
** gradient, in a row, after which there is nothing left to gain. */
#define MOST_IDLE    20

/* Limits of the line search that are nobody's choice. */
#define LARGEST_STEP 1e20
#define NARROWEST    1e-12

/* Steepest descent is the last resort: its searches may take this many
** evaluations at least. */
#define LAST_RESORT  40

enum {MEMORY, DECREASE, CURVATURE, EVALUATIONS};

static const gdl_option options_list[] = {
  {"memory", 10, 1, 1000, 1, "pairs of changes kept"},
  {"decrease", 1e-4, 1e-16, 0.5, 0,
   "part of the decrease its slope promises that a step must bring"},
  {"curvature", 0.9, 1e-3, 0.9999, 0,
   "part of its slope that a step may leave"},
  {"evaluations", 20, 2, 10000, 1, "of the cost in one line search, at most"},
  {NULL, 0, 0, 0, 0, NULL}
};

/* One block: this, then rho and alpha of each pair, then rows of n doubles,
** each padded to a multiple of 8: the direction, the s, the y. */
typedef struct lbfgs {
  size_t n, row;
  size_t memory;             /* pairs there is room for */
  size_t count;              /* pairs there are */
  size_t newest;
  double gamma;              /* inverse curvature along the newest */
  gdl_strong_wolfe search;
  int idle;                  /* see MOST_IDLE */
  double lowest;             /* gradient since the costs last differed */
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
  double v[4];
  (void)line;
  for (int i = 0; i < 4; i++)
    v[i] = options ? options[i] : options_list[i].value;
  if (v[DECREASE] >= v[CURVATURE])
    return GDL_EINVAL;
  size_t size = block_size(n, (size_t)v[MEMORY]);
  lbfgs *l = size ? aligned_alloc(64, (size + 63) / 64 * 64) : NULL;
  if (l == NULL)
    return GDL_ENOMEM;
  memset(l, 0, sizeof(*l));
  l->n = n;
  l->row = padded(n);
  l->memory = (size_t)v[MEMORY];
  l->lowest = INFINITY;
  gdl_strong_wolfe search = {
    .decrease = v[DECREASE], .curvature = v[CURVATURE],
    .smallest = 0, .largest = LARGEST_STEP, .width = NARROWEST,
    .evaluations = (int)v[EVALUATIONS]
  };
  l->search = search;
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
  gdl_put_u32(out, (uint32_t)l->idle);
  gdl_put_f64(out, l->lowest);
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
  uint32_t idle = gdl_get_u32(in);
  l->lowest = gdl_get_f64(in);
  if (in->failed || count > l->memory || idle > MOST_IDLE)
    return GDL_EFORMAT;
  l->count = (size_t)count;
  l->newest = l->count ? l->count - 1 : 0;
  l->idle = (int)idle;
  for (size_t k = 0; k < l->count; k++) {
    rho_of(l)[k] = gdl_get_f64(in);
    gdl_get_doubles(in, s_of(l, k), l->n);
    gdl_get_doubles(in, y_of(l, k), l->n);
  }
  return in->failed ? GDL_EFORMAT : GDL_OK;
}


/* The direction -H*g by the two loops of algorithm 7.4. */
static void quasi_newton (lbfgs *l, const double *g) {
  size_t n = l->n, m = l->memory, k = l->newest;
  double *q = direction_of(l), *rho = rho_of(l), *alpha = alpha_of(l);
  double product = gdl_linear_negate(q, g, s_of(l, k), n);
  for (size_t c = l->count; c > 1; c--) {             /* newest to oldest */
    size_t older = (k + m - 1) % m;
    alpha[k] = rho[k]*product;
    product = gdl_linear_update(q, 1, -alpha[k], y_of(l, k), s_of(l, older), n);
    k = older;
  }
  alpha[k] = rho[k]*product;
  product = gdl_linear_update(q, l->gamma, -alpha[k], y_of(l, k), y_of(l, k), n);
  for (size_t c = 1; c < l->count; c++) {             /* and back */
    size_t newer = (k + 1) % m;
    product = gdl_linear_update(q, 1, alpha[k] - rho[k]*product, s_of(l, k),
                         y_of(l, newer), n);
    k = newer;
  }
  (void)gdl_linear_update(q, 1, alpha[k] - rho[k]*product, s_of(l, k), g, n);
}


/* The direction -scale*g: no component moves by more than 1, which no unit
** of the cost changes, and by enough for x to notice. */
static double steepest_descent (lbfgs *l, const gdl_point *now, double norm) {
  double *d = direction_of(l);
  double least = sqrt(DBL_EPSILON) * gdl_reduce_maxabs(now->x, l->n);
  double scale = fmax(fmin(norm, 1), least) / norm;
  for (size_t i = 0; i < l->n; i++)
    d[i] = -scale*now->g[i];
  return scale;
}


/* Adds the pair of a step, unless its curvature is not above what rounding
** alone would show. */
static void remember (lbfgs *l, const gdl_point *now, const gdl_point *next) {
  size_t n = l->n, k = l->count ? (l->newest + 1) % l->memory : 0;
  double *s = s_of(l, k), *y = y_of(l, k);
  double sy = gdl_linear_change(s, y, now->x, next->x, now->g, next->g, n);
  double length = gdl_reduce_norm2(s, n), change = gdl_reduce_norm2(y, n);
  double noise = DBL_EPSILON*change + now->g_error + next->g_error;
  double rho = 1/sy, gamma = sy/change/change;
  if (!(sy > noise*length) || !isfinite(rho) || !(gamma > 0) || isinf(gamma)) {
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


/* Whether costs and gradients have been the same for long but for rounding:
** the search would go on for ever among equals. */
static int is_idle (lbfgs *l, const gdl_point *now, const gdl_point *next) {
  if (now->cost - next->cost > GDL_COST_ROUNDING*fabs(now->cost)) {
    l->idle = 0;
    l->lowest = INFINITY;
    return 0;
  }
  double norm = gdl_reduce_maxabs(next->g, l->n);
  if (norm < l->lowest/2) {
    l->lowest = norm;
    l->idle = 0;
    return 0;
  }
  return ++l->idle >= MOST_IDLE;
}


/* Why no direction can be made of this gradient, or NULL. */
static const char *useless (const gdl_point *now, double norm) {
  if (!isfinite(norm))
    return "the gradient is not finite";
  if (now->g_error > 0 && norm <= now->g_error)
    return "the gradient is lost in rounding errors of its differences";
  return norm == 0 ? "the gradient is zero" : NULL;
}


static gdl_status lbfgs_advance (void *self, gdl_problem *problem,
                                 const gdl_point *now, gdl_point *next,
                                 double *step, gdl_advance *how,
                                 const char **why) {
  lbfgs *l = self;
  double norm = gdl_reduce_maxabs(now->g, l->n);
  *how = GDL_STUCK;
  *why = useless(now, norm);
  if (*why)
    return GDL_OK;
  for (;;) {
    double scale = 1, t = 1;
    gdl_search_end end = GDL_SEARCH_FAILED;
    gdl_strong_wolfe search = l->search;
    if (l->count > 0)
      quasi_newton(l, now->g);
    else {
      scale = steepest_descent(l, now, norm);
      if (search.evaluations < LAST_RESORT)
        search.evaluations = LAST_RESORT;
    }
    gdl_status status = gdl_strong_wolfe_search(&search, problem, now,
                                                direction_of(l), &t, next,
                                                &end);
    if (status != GDL_OK && status != GDL_EINVAL)     /* EINVAL: not downhill */
      return status;
    if (end != GDL_SEARCH_FAILED) {
      *step = t*scale;
      break;
    }
    if (l->count == 0) {
      *why = "no lower cost along the search direction";
      return GDL_OK;
    }
    l->count = 0;
  }
  if (is_idle(l, now, next)) {
    *why = "costs no longer differ by more than rounding";
    return GDL_OK;
  }
  remember(l, now, next);
  *how = GDL_ADVANCED;
  return GDL_OK;
}


static void lbfgs_destroy (void *self) {
  free(self);
}


const gdl_solver gdl_solver_lbfgs = {
  .name = "lbfgs",
  .doc = "quasi-Newton with limited memory",
  .options = options_list,
  .create = lbfgs_create,
  .advance = lbfgs_advance,
  .copy = lbfgs_copy,
  .save = lbfgs_save,
  .load = lbfgs_load,
  .destroy = lbfgs_destroy
};
