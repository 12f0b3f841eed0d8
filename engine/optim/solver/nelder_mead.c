/*
** nelder_mead.c - the simplex method of Nelder and Mead
** Nelder and Mead 1965, "A simplex method for function minimization", Computer
** J. 7, as Lagarias et al. 1998 (SIAM J. Optim. 9) put it down; with the
** parameters of Gao and Han 2012 (Comput. Optim. Appl. 51), which depend on n.
** Only costs are asked for. Points beyond a bound are moved onto it. A simplex
** that has gone flat, or seems to have converged, is replaced by a fresh one
** around its best vertex: the run is over when that one finds nothing lower.
*/
#include "optim/solver.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A fresh simplex has edges this many times the tolerance, at least. */
#define FRESH_EDGE   100

/* A simplex is flat when its thickness is this part of its size. */
#define FLATNESS     1e-10

/* Fresh simplices from which nothing lower was found, after which the run is
** over. */
#define MOST_TRIES   1

enum {PARAMETERS, EDGE};

static const char *const parameters[] = {"adaptive", "standard", NULL};

static const gdl_choice choices[] = {{"parameters", parameters}, {NULL, NULL}};

static const gdl_option options_list[] = {
  {"parameters", 0, 0, 1, 1,
   "how far it reflects, expands, contracts and shrinks: by n, or as in 1965"},
  {"edge", 0.1, 1e-12, 1e12, 0,
   "of the first simplex, in parts of max(1, |x|) of each variable"},
  {NULL, 0, 0, 0, 0, NULL}
};

typedef struct simplex {
  size_t n, free;            /* variables, and those not fixed by bounds */
  int standard;
  double edge;
  double tolerance;          /* < 0: never settled */
  uint64_t rounds;           /* since it was last looked at for flatness */
  uint32_t built;            /* simplices made */
  uint32_t tries;            /* fresh ones that have found nothing, in a row */
  double settled_cost;       /* the lowest when this one was made */
  char why[128];
  double data[];             /* costs of free+1 vertices (NaN: not known yet),
                             ** their x, the centroid, three trials, and the
                             ** work space of the test for flatness */
} simplex;


static size_t vertices (const simplex *s) {
  return s->free + 1;
}

static double *vertex (simplex *s, size_t k) {
  return s->data + vertices(s) + k*s->n;
}

static double *centroid_of (simplex *s) {
  return vertex(s, vertices(s));
}

static double *trial_of (simplex *s, size_t k) {
  return vertex(s, vertices(s) + 1 + k);
}

static double *edges_of (simplex *s) {
  return trial_of(s, 2);
}


/* Numbers that are to be saved, and all; 0 where no size_t can hold them. */
static size_t saved_count (size_t n, size_t nfree) {
  return (nfree + 1)*(n + 1);
}

static size_t block_size (size_t n, size_t nfree) {
  if (n > SIZE_MAX/64 || (n + 8) > SIZE_MAX/64/(nfree + 8))
    return 0;
  return sizeof(simplex) +
         (saved_count(n, nfree) + (nfree + 3)*n)*sizeof(double);
}


static int is_fixed (const gdl_problem *p, size_t i) {
  return p->lower != NULL && p->upper != NULL && p->lower[i] == p->upper[i];
}


static gdl_status nm_create (const gdl_problem *problem, const double *options,
                             const gdl_line *line, void **self) {
  size_t n = problem->n, nfree = 0;
  (void)line;
  if (problem->lower == NULL || problem->upper == NULL)
    nfree = n;
  else
    for (size_t i = 0; i < n; i++)
      nfree += !is_fixed(problem, i);
  size_t size = block_size(n, nfree);
  simplex *s = size ? malloc(size) : NULL;
  if (s == NULL)
    return GDL_ENOMEM;
  memset(s, 0, sizeof(*s));
  s->n = n;
  s->free = nfree;
  s->standard = options ? options[PARAMETERS] != 0 : 0;
  s->edge = options ? options[EDGE] : options_list[EDGE].value;
  s->tolerance = 1e-6;
  s->settled_cost = INFINITY;
  *self = s;
  return GDL_OK;
}


static void nm_tolerate (void *self, double tolerance) {
  ((simplex *)self)->tolerance = tolerance;
}


/* Moves x onto the bounds it is beyond. */
static void clamp (const gdl_problem *p, double *x) {
  for (size_t i = 0; i < p->n; i++) {
    if (p->lower != NULL && x[i] < p->lower[i])
      x[i] = p->lower[i];
    if (p->upper != NULL && x[i] > p->upper[i])
      x[i] = p->upper[i];
  }
}


/* A cost that is not finite is the highest there is. */
static gdl_status ask (gdl_problem *p, double *x, double *cost) {
  double c;
  clamp(p, x);
  gdl_status status = p->value(p, x, &c);
  if (status == GDL_OK)
    *cost = isfinite(c) ? c : INFINITY;
  return status;
}


/* The costs of vertices that have none yet. */
static gdl_status complete (simplex *s, gdl_problem *p) {
  for (size_t k = 0; k < vertices(s); k++)
    if (isnan(s->data[k])) {
      gdl_status status = ask(p, vertex(s, k), &s->data[k]);
      if (status != GDL_OK)
        return status;
    }
  return GDL_OK;
}


/* A fresh simplex around x: an edge along each free variable, into the room
** there is between its bounds. */
static void build (simplex *s, const gdl_problem *p, const double *x,
                   double cost, double edge) {
  size_t k = 0, n = s->n;
  memcpy(vertex(s, 0), x, n*sizeof(double));
  s->data[0] = cost;
  for (size_t i = 0; i < n; i++) {
    if (is_fixed(p, i))
      continue;
    double *v = vertex(s, ++k), h = edge*fmax(1, fabs(x[i]));
    memcpy(v, vertex(s, 0), n*sizeof(double));
    double up = p->upper != NULL ? p->upper[i] - x[i] : INFINITY;
    double down = p->lower != NULL ? x[i] - p->lower[i] : INFINITY;
    /* every other time to the other side */
    int back = s->built & 1;
    if (h > (back ? down : up) && (back ? up : down) > (back ? down : up))
      back = !back;
    v[i] = back ? x[i] - fmin(h, down) : x[i] + fmin(h, up);
    s->data[k] = NAN;
  }
  s->built++;
  s->rounds = 0;
  s->settled_cost = cost;
}


typedef struct order {
  size_t best, worst, second;          /* second: the worst but one */
} order;

static order look (const simplex *s) {
  const double *c = s->data;
  order o = {0, 0, 0};
  for (size_t k = 1; k < vertices(s); k++) {
    if (c[k] < c[o.best])
      o.best = k;
    if (c[k] >= c[o.worst])
      o.worst = k;
  }
  o.second = o.best;
  for (size_t k = 0; k < vertices(s); k++)
    if (k != o.worst && c[k] > c[o.second])
      o.second = k;
  return o;
}


/* The largest distance of a vertex from the best one in a variable, in parts of
** max(1, |x|). */
static double size_of (simplex *s, size_t best) {
  double size = 0, scale = 1;
  const double *b = vertex(s, best);
  for (size_t i = 0; i < s->n; i++)
    scale = fmax(scale, fabs(b[i]));
  for (size_t k = 0; k < vertices(s); k++)
    for (size_t i = 0; i < s->n; i++)
      size = fmax(size, fabs(vertex(s, k)[i] - b[i]));
  return size/scale;
}


static double dot (const double *a, const double *b, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += a[i]*b[i];
  return sum;
}


/* Are the edges all but dependent? Gram and Schmidt's method, the longest rest
** first, tells the thickness of the simplex. */
static int is_flat (simplex *s, size_t best) {
  size_t n = s->n, m = 0;
  double *e = edges_of(s), longest = 0;
  for (size_t k = 0; k < vertices(s); k++)
    if (k != best) {
      for (size_t i = 0; i < n; i++)
        e[m*n + i] = vertex(s, k)[i] - vertex(s, best)[i];
      m++;
    }
  for (size_t k = 0; k < m; k++) {
    size_t top = k;
    double most = -1;
    for (size_t j = k; j < m; j++) {
      double length = dot(e + j*n, e + j*n, n);
      if (length > most)
        most = length, top = j;
    }
    if (k == 0)
      longest = most;
    if (!(most > FLATNESS*FLATNESS*longest))
      return 1;
    for (size_t i = 0; i < n && top != k; i++) {
      double t = e[k*n + i];
      e[k*n + i] = e[top*n + i];
      e[top*n + i] = t;
    }
    for (size_t j = k + 1; j < m; j++) {
      double part = dot(e + j*n, e + k*n, n)/most;
      for (size_t i = 0; i < n; i++)
        e[j*n + i] -= part*e[k*n + i];
    }
  }
  return 0;
}


static void set_centroid (simplex *s, size_t worst) {
  double *c = centroid_of(s);
  memset(c, 0, s->n*sizeof(double));
  for (size_t k = 0; k < vertices(s); k++)
    if (k != worst)
      for (size_t i = 0; i < s->n; i++)
        c[i] += vertex(s, k)[i];
  for (size_t i = 0; i < s->n; i++)
    c[i] /= (double)s->free;
}


/* The cost at centroid + t*(centroid - worst), which goes into 'x'. */
static gdl_status try (simplex *s, gdl_problem *p, size_t worst, double t,
                       double *x, double *cost) {
  const double *c = centroid_of(s), *w = vertex(s, worst);
  for (size_t i = 0; i < s->n; i++)
    x[i] = c[i] + t*(c[i] - w[i]);
  return ask(p, x, cost);
}


static void replace (simplex *s, size_t k, const double *x, double cost) {
  memcpy(vertex(s, k), x, s->n*sizeof(double));
  s->data[k] = cost;
}


/* All vertices move towards the best one; their costs are to be asked for. */
static void shrink (simplex *s, size_t best, double part) {
  for (size_t k = 0; k < vertices(s); k++)
    if (k != best) {
      double *v = vertex(s, k);
      const double *b = vertex(s, best);
      for (size_t i = 0; i < s->n; i++)
        v[i] = b[i] + part*(v[i] - b[i]);
      s->data[k] = NAN;
    }
}


/* One round: reflection, expansion, contraction or shrinking. */
static gdl_status step (simplex *s, gdl_problem *p) {
  order o = look(s);
  double n = s->standard ? 2 : fmax((double)s->free, 2), *cost = s->data;
  double *x = trial_of(s, 0), *y = trial_of(s, 1), fx, fy;
  set_centroid(s, o.worst);
  gdl_status status = try(s, p, o.worst, 1, x, &fx);
  if (status != GDL_OK)
    return status;
  if (fx < cost[o.best]) {
    status = try(s, p, o.worst, 1 + 2/n, y, &fy);
    if (status == GDL_OK)
      replace(s, o.worst, fy < fx ? y : x, fmin(fy, fx));
    return status;
  }
  if (fx < cost[o.second]) {
    replace(s, o.worst, x, fx);
    return GDL_OK;
  }
  double part = 0.75 - 1/(2*n);
  int outside = fx < cost[o.worst];
  status = try(s, p, o.worst, outside ? part : -part, y, &fy);
  if (status != GDL_OK)
    return status;
  if (outside ? fy <= fx : fy < cost[o.worst])
    replace(s, o.worst, y, fy);
  else
    shrink(s, o.best, 1 - 1/n);
  return GDL_OK;
}


/* A fresh simplex where this one is done with; 0: the best vertex is all there
** is to be found. */
static int renew (simplex *s, gdl_problem *p, size_t best, double size) {
  double cost = s->data[best], gain = s->settled_cost - cost;
  if (s->built > 1 && gain <= fmax(s->tolerance, 0)*fmax(1, fabs(cost)))
    s->tries++;
  else
    s->tries = 0;
  if (s->tries >= MOST_TRIES)
    return 0;
  double *x = trial_of(s, 0);
  memcpy(x, vertex(s, best), s->n*sizeof(double));
  double edge = fmax(FRESH_EDGE*fmax(s->tolerance, 0), 10*size);
  build(s, p, x, cost, fmin(fmax(edge, 1e-6), s->edge));
  return 1;
}


static double spread_of (const simplex *s, size_t best) {
  double most = 0, least = s->data[best];
  for (size_t k = 0; k < vertices(s); k++)
    most = fmax(most, s->data[k] - least);
  return most/fmax(1, fabs(least));
}


/* Is this simplex done with? *how is GDL_ADVANCED where it is not; else *why
** says so. */
static void judge (simplex *s, size_t best, gdl_advance *how, double *size) {
  double spread = spread_of(s, best);
  *size = size_of(s, best);
  *how = GDL_ADVANCED;
  if (isinf(s->data[best])) {
    *how = GDL_STUCK;
    snprintf(s->why, sizeof(s->why), "no cost is finite");
  }
  else if (*size <= s->tolerance && spread <= s->tolerance) {
    *how = GDL_SETTLED;
    snprintf(s->why, sizeof(s->why),
             "simplex: size %.2g and spread of costs %.2g <= %g", *size,
             spread, s->tolerance);
  }
  else if (*size <= 4*DBL_EPSILON) {
    *how = GDL_STUCK;
    snprintf(s->why, sizeof(s->why), "the simplex has shrunk to rounding");
  }
}


/* Flatness is looked for now and then: it costs as much as n rounds. */
static int has_gone_flat (simplex *s, size_t best) {
  if (++s->rounds < 4*(uint64_t)s->free + 8)
    return 0;
  s->rounds = 0;
  return is_flat(s, best);
}


/* Rounds until there is a lower vertex, or none is to be found. */
static gdl_status nm_advance (void *self, gdl_problem *problem,
                              const gdl_point *now, gdl_point *next,
                              double *step_size, gdl_advance *how,
                              const char **why) {
  simplex *s = self;
  size_t best;
  *how = GDL_STUCK;
  *why = "every variable is fixed";
  if (s->free == 0)
    return GDL_OK;
  *why = s->why;
  if (s->built == 0)
    build(s, problem, now->x, now->cost, s->edge);
  for (;;) {
    double size;
    gdl_status status = complete(s, problem);
    if (status != GDL_OK)
      return status;
    best = look(s).best;
    judge(s, best, how, &size);
    *step_size = size;
    if (*how != GDL_ADVANCED && !renew(s, problem, best, size)) {
      if (*how == GDL_STUCK && s->data[best] < now->cost)
        *how = GDL_ADVANCED;             /* once more, to be stuck there */
      break;
    }
    if (*how == GDL_ADVANCED) {
      if (s->data[best] < now->cost)
        break;
      if (has_gone_flat(s, best)) {
        double *x = trial_of(s, 0);
        memcpy(x, vertex(s, best), s->n*sizeof(double));
        build(s, problem, x, s->data[best], fmin(size, s->edge));
        continue;
      }
      status = step(s, problem);
      if (status != GDL_OK)
        return status;
    }
  }
  memcpy(next->x, vertex(s, best), s->n*sizeof(double));
  next->cost = s->data[best];
  for (size_t i = 0; i < s->n; i++)
    next->g[i] = NAN;
  next->g_error = 0;
  return GDL_OK;
}


static gdl_status nm_copy (const void *self, void **out) {
  const simplex *s = self;
  simplex *c = malloc(block_size(s->n, s->free));
  if (c == NULL)
    return GDL_ENOMEM;
  *c = *s;
  if (s->built > 0)
    memcpy(c->data, s->data, saved_count(s->n, s->free)*sizeof(double));
  *out = c;
  return GDL_OK;
}


static void nm_save (const void *self, gdl_bytes *out) {
  const simplex *s = self;
  gdl_put_u32(out, s->built);
  gdl_put_u32(out, s->tries);
  gdl_put_u64(out, s->rounds);
  gdl_put_f64(out, s->settled_cost);
  if (s->built > 0)
    gdl_put_doubles(out, s->data, saved_count(s->n, s->free));
}


static gdl_status nm_load (void *self, gdl_reader *in) {
  simplex *s = self;
  s->built = gdl_get_u32(in);
  s->tries = gdl_get_u32(in);
  s->rounds = gdl_get_u64(in);
  s->settled_cost = gdl_get_f64(in);
  if (s->built > 0 && !in->failed)
    gdl_get_doubles(in, s->data, saved_count(s->n, s->free));
  return in->failed ? GDL_EFORMAT : GDL_OK;
}


const gdl_solver gdl_solver_nelder_mead = {
  .name = "nelder_mead",
  .doc = "a simplex of points, costs only",
  .traits = GDL_SOLVER_BOUNDS | GDL_SOLVER_NO_GRADIENT,
  .options = options_list,
  .choices = choices,
  .create = nm_create,
  .advance = nm_advance,
  .tolerate = nm_tolerate,
  .copy = nm_copy,
  .save = nm_save,
  .load = nm_load,
  .destroy = free
};
