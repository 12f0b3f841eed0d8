/*
** cg.c - nonlinear conjugate gradients
** The direction is -g + beta*d, d being the one before; Nocedal and Wright
** 2006, "Numerical optimization", section 5.2, and Hager and Zhang 2005. It
** is in units of the first gradient, so that those of the cost do not matter, and
** starts anew from -g when gradients that follow each other are far from
** orthogonal (Powell 1977), after 'period' steps, and when it does not fall.
*/
#include "optim/downhill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/reduce.h"

/* Powell's test: |g'g before| at this part of g'g or more. */
#define FAR_FROM_ORTHOGONAL 0.2

/* A direction falls when the cosine of its angle with -g is more. */
#define LEAST_COSINE        1e-6

/* Hager and Zhang's bound on beta, (1.8), in units of the first gradient. */
#define SMALLEST_GRADIENT   0.01

enum {BETA, PERIOD};

enum {FLETCHER_REEVES, POLAK_RIBIERE, HESTENES_STIEFEL, DAI_YUAN, HAGER_ZHANG};

static const char *const betas[] = {
  "fletcher_reeves", "polak_ribiere", "hestenes_stiefel", "dai_yuan",
  "hager_zhang", NULL
};

static const gdl_choice choices[] = {{"beta", betas}, {NULL, NULL}};

static const gdl_option options_list[] = {
  {"beta", HAGER_ZHANG, 0, HAGER_ZHANG, 1,
   "how much of the direction before is kept"},
  {"period", 0, 0, 1e9, 1,
   "steps after which it starts anew from -g; 0: 6 for each variable"},
  {NULL, 0, 0, 0, 0, NULL}
};

typedef struct cg {
  size_t n;
  int beta;
  double period;
  double steps;              /* since the last start from -g; 0: no d known */
  int anew;                  /* the direction that was chosen last is -g */
  double step, slope;        /* of the last line */
  gdl_downhill line;
  double data[];             /* d now, d before, g before in its unit */
} cg;


static size_t block_size (size_t n) {
  return n > SIZE_MAX/sizeof(double)/3 - sizeof(cg)
         ? 0 : sizeof(cg) + 3*n*sizeof(double);
}


static gdl_status cg_create (const gdl_problem *problem, const double *options,
                             const gdl_line *line, void **self) {
  static const double wolfe[] = {1e-4, 0.1, 0, 1e20, 1e-12, 20};
  static const gdl_line own = {&gdl_linesearch_strong_wolfe, wolfe};
  size_t size = block_size(problem->n);
  cg *c = size ? malloc(size) : NULL;
  if (c == NULL)
    return GDL_ENOMEM;
  memset(c, 0, sizeof(*c));
  c->n = problem->n;
  c->beta = (int)(options ? options[BETA] : options_list[BETA].value);
  c->period = options ? options[PERIOD] : 0;
  if (c->period == 0)
    c->period = 6*(double)c->n;
  gdl_status status = gdl_downhill_init(&c->line, line, &own);
  if (status != GDL_OK)
    free(c);
  else
    *self = c;
  return status;
}


/* Sums over y = g - g_before that the betas are made of. */
typedef struct products {
  double gg, gg_before, g_g_before, gy, yy, dy, dg;
} products;

static products multiply (const double *g, double unit, const double *before,
                          const double *d, size_t n) {
  products p = {0, 0, 0, 0, 0, 0, 0};
  for (size_t i = 0; i < n; i++) {
    double now = unit*g[i], y = now - before[i];
    p.gg += now*now;
    p.gg_before += before[i]*before[i];
    p.g_g_before += now*before[i];
    p.dg += d[i]*now;
    p.gy += now*y;
    p.yy += y*y;
    p.dy += d[i]*y;
  }
  return p;
}


static double hager_zhang (const products *p, double d_norm) {
  double beta = (p->gy - 2*p->yy*p->dg/p->dy)/p->dy;
  double least = -1/(d_norm*fmin(SMALLEST_GRADIENT, sqrt(p->gg_before)));
  return fmax(beta, least);
}


static double beta_of (const cg *c, const products *p, double d_norm) {
  switch (c->beta) {
    case FLETCHER_REEVES: return p->gg/p->gg_before;
    case POLAK_RIBIERE: return fmax(p->gy/p->gg_before, 0);
    case HESTENES_STIEFEL: return fmax(p->gy/p->dy, 0);
    case DAI_YUAN: return p->gg/p->dy;
    default: return hager_zhang(p, d_norm);
  }
}


/* The first trial is the one whose change of the cost to first order is that
** of the last step (Nocedal and Wright 3.60). */
static int choose (void *self, const gdl_point *now, double *d,
                   double *step) {
  cg *c = self;
  size_t n = c->n;
  double *last = c->data + n;
  const double *g = now->g;
  double unit = c->line.unit;
  c->anew = 1;
  if (c->steps == 0)
    return 0;
  products p = multiply(g, unit, last + n, last, n);
  double beta = beta_of(c, &p, gdl_reduce_norm2(last, n));
  if (!isfinite(beta) || c->steps >= c->period ||
      (c->beta != HAGER_ZHANG &&
       fabs(p.g_g_before) >= FAR_FROM_ORTHOGONAL*p.gg))
    beta = 0;
  double slope = -p.gg + beta*p.dg, size = 0;
  for (size_t i = 0; i < n; i++) {
    d[i] = beta*last[i] - unit*g[i];
    size += d[i]*d[i];
  }
  if (!(slope < -LEAST_COSINE*sqrt(p.gg*size))) {
    for (size_t i = 0; i < n; i++)
      d[i] = -unit*g[i];
    beta = 0;
    slope = -p.gg;
  }
  c->anew = beta == 0;
  *step = c->step*(c->slope/slope);
  return isfinite(*step) && *step > 0;
}


static void forget (void *self) {
  ((cg *)self)->steps = 0;
}


/* The step of steepest descent, which 'd' is a multiple of, is told along -g. */
static void learn (void *self, const gdl_point *now, const gdl_point *next,
                   const double *d, double step) {
  cg *c = self;
  size_t n = c->n;
  double *last = c->data + n;
  (void)next;
  if (c->steps == 0) {
    c->line.unit = 1/gdl_reduce_maxabs(now->g, n);
    for (size_t i = 0; i < n; i++)
      last[i] = -c->line.unit*now->g[i];
    step *= gdl_reduce_norm2(d, n)/gdl_reduce_norm2(last, n);
  }
  else
    memcpy(last, d, n*sizeof(double));
  c->slope = 0;
  for (size_t i = 0; i < n; i++) {
    last[n + i] = c->line.unit*now->g[i];
    c->slope += last[n + i]*last[i];
  }
  c->step = step;
  c->steps = c->anew ? 1 : c->steps + 1;
}


static const gdl_directions directions = {choose, forget, learn};


static gdl_status cg_advance (void *self, gdl_problem *problem,
                              const gdl_point *now, gdl_point *next,
                              double *step, gdl_advance *how,
                              const char **why) {
  cg *c = self;
  return gdl_downhill_advance(&c->line, &directions, c, c->data, problem, now,
                              next, step, how, why);
}


static gdl_status cg_copy (const void *self, void **out) {
  const cg *c = self;
  cg *other = malloc(block_size(c->n));
  if (other == NULL)
    return GDL_ENOMEM;
  *other = *c;
  if (c->steps > 0)
    memcpy(other->data + c->n, c->data + c->n, 2*c->n*sizeof(double));
  *out = other;
  return GDL_OK;
}


static void cg_save (const void *self, gdl_bytes *out) {
  const cg *c = self;
  gdl_put_f64(out, c->steps);
  if (c->steps > 0) {
    gdl_put_f64(out, c->step);
    gdl_put_f64(out, c->slope);
    gdl_put_f64(out, c->line.unit);
    gdl_put_doubles(out, c->data + c->n, 2*c->n);
  }
  gdl_downhill_save(&c->line, out);
}


static gdl_status cg_load (void *self, gdl_reader *in) {
  cg *c = self;
  c->steps = gdl_get_f64(in);
  if (in->failed || !(c->steps >= 0))
    return GDL_EFORMAT;
  if (c->steps > 0) {
    c->step = gdl_get_f64(in);
    c->slope = gdl_get_f64(in);
    c->line.unit = gdl_get_f64(in);
    gdl_get_doubles(in, c->data + c->n, 2*c->n);
  }
  return in->failed ? GDL_EFORMAT : gdl_downhill_load(&c->line, in);
}


const gdl_solver gdl_solver_cg = {
  .name = "cg",
  .doc = "nonlinear conjugate gradients",
  .traits = GDL_SOLVER_SEARCH,
  .options = options_list,
  .choices = choices,
  .create = cg_create,
  .advance = cg_advance,
  .copy = cg_copy,
  .save = cg_save,
  .load = cg_load,
  .destroy = free
};
