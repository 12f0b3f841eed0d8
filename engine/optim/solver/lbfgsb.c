/*
** lbfgsb.c - limited-memory BFGS between bounds
** Byrd, Lu, Nocedal and Zhu 1995, "A limited memory algorithm for bound
** constrained optimization", with the projection of Morales and Nocedal 2011,
** "Remark on algorithm 778": the Cauchy point says which variables stand at
** their bounds; in the others the model is made least, the result is put back
** between the bounds, and a line search goes that way, no further than the
** nearest bound.
*/
#include "optim/downhill.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/reduce.h"
#include "optim/linesearch/strong_wolfe.h"
#include "optim/solver/cauchy.h"
#include "optim/solver/compact.h"
#include "optim/solver/dense.h"
#include "optim/solver/limited.h"

/* Searches along the gradient, the last resort, may take so many evaluations at
** least. */
#define LAST_RESORT  40

/* A variable this part of itself from a bound stands at it. */
#define NEAR_BOUND   (4*DBL_EPSILON)

typedef struct lbfgsb {
  size_t n;
  gdl_compact *b;
  gdl_strong_wolfe search;
  gdl_idle idle;
  double *work;              /* all that is below, in one block */
  double *point;             /* the Cauchy point */
  double *direction;
  double *clamped;           /* see boxed */
  double *room;              /* 2*n + 8*memory: of the Cauchy point */
  double *c, *v;             /* 2*memory each */
  double *k;                 /* two of 2*memory x 2*memory */
  size_t *free, *held;       /* variables between their bounds, and at them */
} lbfgsb;


static void lbfgsb_destroy (void *self) {
  lbfgsb *l = self;
  free(l->b);
  free(l->work);
  free(l->free);
  free(l);
}


static gdl_status make (size_t n, gdl_compact *b, lbfgsb **out) {
  lbfgsb *l = b != NULL ? calloc(1, sizeof(*l)) : NULL;
  if (l == NULL) {
    free(b);
    return GDL_ENOMEM;
  }
  size_t m = b->memory;
  l->n = n;
  l->b = b;
  l->work = malloc((5*n + 12*m + 8*m*m)*sizeof(double));
  l->free = malloc(2*n*sizeof(size_t));
  if (l->work == NULL || l->free == NULL) {
    lbfgsb_destroy(l);
    return GDL_ENOMEM;
  }
  double *at = l->work;
  l->point = at, at += n;
  l->direction = at, at += n;
  l->clamped = at, at += n;
  l->room = at, at += 2*n + 8*m;
  l->c = at, at += 2*m;
  l->v = at, at += 2*m;
  l->k = at;
  l->held = l->free + n;
  gdl_idle_init(&l->idle);
  *out = l;
  return GDL_OK;
}


static gdl_status lbfgsb_create (const gdl_problem *problem,
                                 const double *options, const gdl_line *line,
                                 void **self) {
  double v[GDL_LIMITED_COUNT];
  (void)line;
  gdl_limited_read(options, v);
  if (v[GDL_LIMITED_DECREASE] >= v[GDL_LIMITED_CURVATURE])
    return GDL_EINVAL;
  size_t n = problem->n;
  if (n > SIZE_MAX/sizeof(double)/8)
    return GDL_ENOMEM;
  lbfgsb *l;
  gdl_status status = make(n, gdl_compact_new(n, (size_t)v[GDL_LIMITED_MEMORY]), &l);
  if (status != GDL_OK)
    return status;
  gdl_strong_wolfe search = {
    .decrease = v[GDL_LIMITED_DECREASE], .curvature = v[GDL_LIMITED_CURVATURE],
    .smallest = 0, .largest = GDL_LIMITED_LARGEST, .width = GDL_LIMITED_NARROWEST,
    .evaluations = (int)v[GDL_LIMITED_EVALUATIONS]
  };
  l->search = search;
  *self = l;
  return GDL_OK;
}


static gdl_status lbfgsb_copy (const void *self, void **out) {
  const lbfgsb *l = self;
  lbfgsb *c;
  gdl_status status = make(l->n, gdl_compact_copy(l->b), &c);
  if (status != GDL_OK)
    return status;
  c->search = l->search;
  c->idle = l->idle;
  *out = c;
  return GDL_OK;
}


static void lbfgsb_save (const void *self, gdl_bytes *out) {
  const lbfgsb *l = self;
  gdl_idle_save(&l->idle, out);
  gdl_compact_save(l->b, out);
}


static gdl_status lbfgsb_load (void *self, gdl_reader *in) {
  lbfgsb *l = self;
  gdl_status status = gdl_idle_load(&l->idle, in);
  return status == GDL_OK ? gdl_compact_load(l->b, in) : status;
}


/*
** Bounds
*/

static double low (const gdl_problem *p, size_t i) {
  return p->lower != NULL ? p->lower[i] : -INFINITY;
}

static double high (const gdl_problem *p, size_t i) {
  return p->upper != NULL ? p->upper[i] : INFINITY;
}


static double clamp (const gdl_problem *p, size_t i, double x) {
  return fmin(fmax(x, low(p, i)), high(p, i));
}


/* The infinity norm of x - P(x - g). */
static double projected_norm (const gdl_problem *p, const gdl_point *at) {
  double norm = 0;
  for (size_t i = 0; i < p->n; i++) {
    double moved = fabs(at->x[i] - clamp(p, i, at->x[i] - at->g[i]));
    if (!(moved <= norm))
      norm = moved;
  }
  return norm;
}


/* Where a variable goes from 'from' that comes to x: a step to a bound may miss it
** by its last digits. */
static double arrive (const gdl_problem *p, size_t i, double from, double x) {
  double l = low(p, i), h = high(p, i);
  double miss = NEAR_BOUND*fmax(fabs(from), fabs(x));
  if (x <= l || x >= h)
    return x <= l ? l : h;
  return x - l <= miss ? l : h - x <= miss ? h : x;
}


static void arrive_all (const gdl_problem *p, const double *from,
                        const double *x, double *to) {
  for (size_t i = 0; i < p->n; i++)
    to[i] = x[i] == from[i] ? x[i] : arrive(p, i, from[i], x[i]);
}


/* The problem for the line search, asked where steps arrive. */
typedef struct boxed {
  gdl_problem problem;
  gdl_problem *of;
  const double *from;
  double *x;
} boxed;


static gdl_status boxed_gradient (gdl_problem *p, const double *x,
                                  double *cost, double *g, double *g_error) {
  boxed *b = p->ctx;
  arrive_all(b->of, b->from, x, b->x);
  return b->of->gradient(b->of, b->x, cost, g, g_error);
}


/* The longest step along d that leaves no bound; 1 is one that does not. */
static double longest_step (const gdl_problem *p, const double *x,
                            const double *d) {
  double t = GDL_LIMITED_LARGEST;
  for (size_t i = 0; i < p->n; i++)
    if (d[i] != 0) {
      double bound = d[i] > 0 ? high(p, i) : low(p, i);
      t = fmin(t, (bound - x[i])/d[i]);
    }
  return fmax(t, 1);
}


/*
** The direction
*/

static size_t sort_variables (lbfgsb *l, const gdl_problem *p) {
  size_t free = 0, held = 0;
  for (size_t i = 0; i < l->n; i++)
    if (l->point[i] > low(p, i) && l->point[i] < high(p, i))
      l->free[free++] = i;
    else
      l->held[held++] = i;
  return free;
}


/* The step to where the model is least, into 'direction', the held variables
** standing still at the Cauchy point: by Sherman, Morrison and Woodbury from the
** gradient of the model there. False where rounding has the last word. */
static int least_of_model (lbfgsb *l, const gdl_point *now, size_t free) {
  const gdl_compact *b = l->b;
  size_t n = l->n, w = 2*b->count;
  double *d = l->direction, *lifted = l->room, *u = l->v;
  if (free == n) {                         /* nothing is held: in one go */
    gdl_compact_solve(b, now->g, d);
    return gdl_reduce_first_nonfinite(d, n) == n;
  }
  gdl_compact_middle(b, l->c, u);
  gdl_compact_lift(b, u, lifted);
  for (size_t i = 0; i < n; i++)
    d[i] = -(now->g[i] + b->theta*(l->point[i] - now->x[i]) - lifted[i]);
  for (size_t k = 0; k < n - free; k++)
    d[l->held[k]] = 0;
  gdl_compact_project(b, d, u);
  double *gram = l->k, *inverse = l->k + w*w;
  if (n - free > free || !gdl_compact_gram_but(b, l->held, n - free, gram))
    gdl_compact_gram(b, l->free, free, gram);
  gdl_compact_inverse(b, inverse);
  for (size_t j = 0; j < w*w; j++)
    gram[j] = inverse[j] - gram[j]/b->theta;
  if (!gdl_dense_lu_solve(gram, w, u))
    return 0;
  gdl_compact_lift(b, u, lifted);
  for (size_t i = 0; i < n; i++)
    d[i] = (d[i] + lifted[i]/b->theta)/b->theta + (l->point[i] - now->x[i]);
  for (size_t k = 0; k < n - free; k++) {
    size_t i = l->held[k];
    d[i] = l->point[i] - now->x[i];
  }
  return gdl_reduce_first_nonfinite(d, n) == n;
}


/* The direction to there, put back between the bounds, if that is downhill; else
** with as much of the way from the Cauchy point as the bounds allow. to: the
** direction to the Cauchy point; gets it. */
static void take_step (lbfgsb *l, const gdl_problem *p, const gdl_point *now,
                       size_t free, double *to) {
  const double *d = l->direction, *x = now->x, *point = l->point;
  double t = 1;
  for (size_t k = 0; k < free; k++) {
    size_t i = l->free[k];
    double at = x[i] + d[i], inside = clamp(p, i, at);
    to[i] = inside == at ? d[i] : inside - x[i];
  }
  if (gdl_reduce_dot(to, now->g, l->n) < 0)
    return;
  for (size_t k = 0; k < free; k++) {
    size_t i = l->free[k];
    double rest = d[i] - (point[i] - x[i]);
    if (rest != 0)
      t = fmin(t, ((rest > 0 ? high(p, i) : low(p, i)) - point[i])/rest);
  }
  for (size_t k = 0; k < free; k++) {
    size_t i = l->free[k];
    double cauchy = point[i] - x[i];
    to[i] = cauchy + t*(d[i] - cauchy);
  }
}


/* The direction at 'now'. False: it is not downhill. */
static int make_direction (lbfgsb *l, const gdl_problem *p,
                           const gdl_point *now) {
  size_t n = l->n, free = 0;
  gdl_cauchy_point(l->b, now, p->lower, p->upper, l->point, l->c, l->room,
                   l->free);
  if (l->b->count > 0)
    free = sort_variables(l, p);
  int least = free > 0 && least_of_model(l, now, free);
  double *to = l->room;
  for (size_t i = 0; i < n; i++)
    to[i] = l->point[i] - now->x[i];
  if (least)
    take_step(l, p, now, free, to);
  memcpy(l->direction, to, n*sizeof(double));
  return gdl_reduce_dot(to, now->g, n) < 0;
}


/* The first trial: all of a step that a model made; of one along the gradient no
** component moves by more than 1, or than x has. */
static double first_step (const lbfgsb *l, const gdl_point *now) {
  if (l->b->count > 0)
    return 1;
  double most = gdl_reduce_maxabs(l->direction, l->n);
  double least = sqrt(DBL_EPSILON)*gdl_reduce_maxabs(now->x, l->n);
  return fmin(1, fmax(fmin(gdl_reduce_maxabs(now->g, l->n), 1), least)/most);
}


static gdl_status search (lbfgsb *l, gdl_problem *problem,
                          const gdl_point *now, gdl_point *next, double *step,
                          gdl_search_end *end) {
  boxed b = {*problem, problem, now->x, l->clamped};
  gdl_strong_wolfe how = l->search;
  b.problem.ctx = &b;
  b.problem.gradient = boxed_gradient;
  if (l->b->count == 0 && how.evaluations < LAST_RESORT)
    how.evaluations = LAST_RESORT;
  how.largest = longest_step(problem, now->x, l->direction);
  *step = first_step(l, now);
  gdl_status status = gdl_strong_wolfe_search(&how, &b.problem, now,
                                              l->direction, step, next, end);
  if (status == GDL_OK && *end != GDL_SEARCH_FAILED)
    arrive_all(problem, now->x, next->x, next->x);
  return status;
}


static const char *useless (const gdl_point *now, double norm) {
  const char *why = gdl_downhill_useless(now, norm);
  return why != NULL && norm == 0 ? "the projected gradient is zero" : why;
}


static gdl_status lbfgsb_advance (void *self, gdl_problem *problem,
                                  const gdl_point *now, gdl_point *next,
                                  double *step, gdl_advance *how,
                                  const char **why) {
  lbfgsb *l = self;
  *how = GDL_STUCK;
  *why = useless(now, isfinite(gdl_reduce_maxabs(now->g, l->n))
                      ? projected_norm(problem, now) : NAN);
  if (*why != NULL)
    return GDL_OK;
  for (;;) {
    gdl_search_end end = GDL_SEARCH_FAILED;
    gdl_status status = GDL_OK;
    if (make_direction(l, problem, now))
      status = search(l, problem, now, next, step, &end);
    if (status != GDL_OK && status != GDL_EINVAL)     /* EINVAL: not downhill */
      return status;
    if (status == GDL_OK && end != GDL_SEARCH_FAILED)
      break;
    if (l->b->count == 0) {
      *why = "no lower cost along the search direction";
      return GDL_OK;
    }
    gdl_compact_forget(l->b);
  }
  if (gdl_idle_check(&l->idle, now, next, projected_norm(problem, next))) {
    *why = gdl_idle_reason;
    return GDL_OK;
  }
  gdl_compact_add(l->b, now, next);
  *how = GDL_ADVANCED;
  return GDL_OK;
}


const gdl_solver gdl_solver_lbfgsb = {
  .name = "lbfgsb",
  .doc = "quasi-Newton with limited memory, between bounds",
  .traits = GDL_SOLVER_BOUNDS,
  .options = gdl_limited_options,
  .create = lbfgsb_create,
  .advance = lbfgsb_advance,
  .copy = lbfgsb_copy,
  .save = lbfgsb_save,
  .load = lbfgsb_load,
  .destroy = lbfgsb_destroy
};
