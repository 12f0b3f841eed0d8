/*
** hager_zhang.c - line search for the Wolfe or the approximate Wolfe conditions
** Hager and Zhang 2005, "A new conjugate gradient method with guaranteed
** descent and an efficient line search", SIAM J. Optim. 16, section 4; 2006,
** "Algorithm 851: CG_DESCENT", ACM TOMS 32. Steps named as there. An interval
** is kept whose lower end falls and is no more than 'slack' above the start,
** and whose upper end rises; two secants shrink it, and where they do not by
** enough, halving does. Near a minimum, where costs differ by rounding, slopes
** alone decide (T2).
*/
#include <math.h>

#include "optim/linesearch/ray.h"

/* Weight of the sizes of costs before in the one that slack is told from. */
#define FADING   0.7

enum {DECREASE, CURVATURE, SLACK, MIDDLE, SHRINKAGE, STRIDE, EVALUATIONS};

static const gdl_option options_list[] = {
  {"decrease", 0.1, 1e-16, 0.4999, 0,
   "part of the decrease its slope promises that a step must bring"},
  {"curvature", 0.9, 1e-6, 0.9999, 0, "part of its slope that a step may leave"},
  {"slack", 1e-6, 0, 0.1, 0,
   "the cost may rise by this part of a mean of its last sizes"},
  {"middle", 0.5, 0.01, 0.99, 0, "where an interval with a hill is divided"},
  {"shrinkage", 0.66, 0.01, 0.99, 0,
   "secants must shrink the interval to this part of itself"},
  {"stride", 5, 1.01, 1e6, 0, "steps grow so much while there is no interval"},
  {"evaluations", 50, 2, 10000, 1, "of the cost in one search, at most"},
  {NULL, 0, 0, 0, 0, NULL}
};

/* What is remembered: the sum of weights, 0 at first, and the mean size. */
enum {WEIGHT, SIZE, REMEMBERED};

typedef struct search {
  const double *o;
  gdl_ray ray;
  double slack;
  gdl_trial a, b;            /* the interval */
  gdl_trial kept;            /* the lowest trial with sufficient decrease */
  gdl_trial found;           /* the trial that is accepted, t > 0 */
  int most;                  /* evaluations */
} search;


static gdl_status check (const double *o, const char **why) {
  *why = o[DECREASE] >= o[CURVATURE] ? "'curvature' must be above 'decrease'"
                                     : NULL;
  return *why ? GDL_EINVAL : GDL_OK;
}


/* T1: the Wolfe conditions. T2: the approximate ones. */
static int is_acceptable (const search *s, const gdl_trial *p) {
  double slope0 = s->ray.slope0;
  if (p->slope < s->o[CURVATURE]*slope0)
    return 0;
  return p->rise <= s->o[DECREASE]*p->t*slope0 ||
         (p->rise <= s->slack && p->slope <= (2*s->o[DECREASE] - 1)*slope0);
}


static int is_over (const search *s) {
  return s->found.t > 0 || s->ray.used + (s->kept.t > 0) >= s->most;
}


/* Evaluates at t. A trial without a value has an infinite cost. */
static gdl_status probe (search *s, double t, gdl_trial *p) {
  gdl_status status = gdl_ray_evaluate(&s->ray, t, p);
  if (status != GDL_OK)
    return status;
  if (!gdl_trial_counts(p)) {
    p->rise = INFINITY;
    p->slope = -1;
    return GDL_OK;
  }
  if (is_acceptable(s, p))
    s->found = *p;
  else if (p->rise <= s->o[DECREASE]*t*s->ray.slope0 && p->rise < s->kept.rise)
    s->kept = *p;
  return GDL_OK;
}


static int falls_low (const search *s, const gdl_trial *p) {
  return p->slope < 0 && p->rise <= s->slack;
}


/* U3: between the falling a and b, which falls but is high, there is a hill:
** divides until the upper end rises. */
static gdl_status divide (search *s, gdl_trial a, gdl_trial b) {
  s->a = a;
  s->b = b;
  while (!is_over(s) && s->b.slope < 0 && s->b.t > s->a.t) {
    gdl_trial p;
    double t = s->a.t + (isinf(s->b.rise) ? 0.1 : s->o[MIDDLE])*(s->b.t - s->a.t);
    if (t == s->a.t || t == s->b.t)
      break;
    gdl_status status = probe(s, t, &p);
    if (status != GDL_OK)
      return status;
    if (falls_low(s, &p))
      s->a = p;
    else
      s->b = p;
  }
  return GDL_OK;
}


/* U0 to U3: the interval with a trial in it at t, which becomes an end. */
static gdl_status update (search *s, double t, gdl_trial *p) {
  p->t = NAN;
  if (is_over(s) || !(t > s->a.t && t < s->b.t))
    return GDL_OK;
  gdl_status status = probe(s, t, p);
  if (status != GDL_OK)
    return status;
  if (p->slope >= 0)
    s->b = *p;
  else if (falls_low(s, p))
    s->a = *p;
  else
    return divide(s, s->a, *p);
  return GDL_OK;
}


static double secant (const gdl_trial *a, const gdl_trial *b) {
  return (a->t*b->slope - b->t*a->slope) / (b->slope - a->slope);
}


/* S1 to S4: a secant, and a second one from the end that it replaced. */
static gdl_status secant_twice (search *s) {
  gdl_trial a = s->a, b = s->b, p;
  double c = secant(&a, &b);
  gdl_status status = update(s, c, &p);
  if (status != GDL_OK)
    return status;
  if (p.t == c && c == s->b.t)
    return update(s, secant(&b, &s->b), &p);
  if (p.t == c && c == s->a.t)
    return update(s, secant(&a, &s->a), &p);
  return GDL_OK;
}


/* B1 to B3: steps grow until there is an interval. */
static gdl_status bracket (search *s, double t) {
  gdl_trial low = {0, 0, s->ray.slope0}, p;
  while (!is_over(s) && isfinite(t)) {
    gdl_status status = probe(s, t, &p);
    if (status != GDL_OK)
      return status;
    if (p.slope >= 0) {
      s->a = low;
      s->b = p;
      return GDL_OK;
    }
    if (!falls_low(s, &p))
      return divide(s, low, p);
    low = p;
    t *= s->o[STRIDE];
  }
  return GDL_OK;
}


/* L1 to L3. */
static gdl_status narrow (search *s) {
  while (!is_over(s) && s->b.slope >= 0) {
    double width = s->b.t - s->a.t;
    gdl_trial p;
    gdl_status status = secant_twice(s);
    if (status == GDL_OK && s->b.t - s->a.t > s->o[SHRINKAGE]*width)
      status = update(s, s->a.t + (s->b.t - s->a.t)/2, &p);
    if (status != GDL_OK)
      return status;
    if (s->b.t - s->a.t >= width)      /* no double between them */
      return GDL_OK;
  }
  return GDL_OK;
}


static gdl_status search_line (const double *o, gdl_search *line) {
  search s = {.o = o, .most = (int)fmax(o[EVALUATIONS], line->patience)};
  gdl_status status = gdl_ray_init(&s.ray, line);
  if (status != GDL_OK)
    return status;
  double *memory = line->memory->values;
  double weight = 1 + FADING*memory[WEIGHT];
  double size = memory[SIZE] + (fabs(line->now->cost) - memory[SIZE])/weight;
  s.slack = o[SLACK]*size;
  status = bracket(&s, line->step);
  if (status == GDL_OK)
    status = narrow(&s);
  if (status != GDL_OK)
    return status;
  status = s.found.t > 0 ? gdl_ray_accept(&s.found, line)
                         : gdl_ray_settle(&s.ray, &s.kept, line);
  if (status == GDL_OK && line->end != GDL_SEARCH_FAILED) {
    memory[WEIGHT] = weight;
    memory[SIZE] = size;
  }
  return status;
}


const gdl_linesearch gdl_linesearch_hager_zhang = {
  .name = "hager_zhang",
  .doc = "the Wolfe conditions, near a minimum by slopes alone",
  .options = options_list,
  .remembers = REMEMBERED,
  .check = check,
  .search = search_line
};
