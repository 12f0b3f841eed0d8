/*
** exact.c - the minimum along the line
** Steps grow until the slope rises or the cost does; then the root of the slope
** is found as Brent 1973, "Algorithms for minimization without derivatives",
** section 4, finds roots: the slope tells the minimum to the last digits, costs
** only to half of them. The lower end of the interval always has a falling
** slope and no higher cost than the start, the upper one a rising slope or a
** higher cost, so that there is a minimum between them.
*/
#include <float.h>
#include <math.h>

#include "optim/linesearch/ray.h"

#define STRIDE 3.0           /* while there is no interval yet */

enum {WIDTH, EVALUATIONS};

static const gdl_option options_list[] = {
  {"width", 1e-15, 0, 0.1, 0,
   "the step is found when it is known to this part of itself"},
  {"evaluations", 200, 3, 100000, 1, "of the cost in one search, at most"},
  {NULL, 0, 0, 0, 0, NULL}
};

typedef struct search {
  gdl_ray ray;
  gdl_trial low, high;       /* the interval */
  gdl_trial kept;            /* the lowest trial */
  int bounded;               /* there is an upper end */
  int rising;                /* and its slope rises */
  int most;                  /* evaluations */
  double flat;               /* slopes up to this one are 0 */
} search;


static gdl_status check (const double *o, const char **why) {
  (void)o;
  *why = NULL;
  return GDL_OK;
}


/* Evaluates at t and takes the trial in. */
static gdl_status probe (search *s, double t, gdl_trial *p) {
  gdl_status status = gdl_ray_evaluate(&s->ray, t, p);
  if (status != GDL_OK)
    return status;
  int counts = gdl_trial_counts(p);
  if (counts && p->rise < s->kept.rise)
    s->kept = *p;
  if (counts && p->slope < 0 &&
      p->rise <= s->low.rise + fmax(s->ray.rounding, 0))
    s->low = *p;
  else {
    s->high = *p;
    s->bounded = 1;
    s->rising = counts && p->slope >= 0;
  }
  return GDL_OK;
}


static int is_flat (const search *s, const gdl_trial *p) {
  return gdl_trial_counts(p) && p->rise < 0 && fabs(p->slope) <= s->flat;
}


/* The root of the slope between the ends of the interval, by the parabola
** through them and 'before', the end that was given up last, or the secant. */
static double root (const gdl_trial *a, const gdl_trial *b,
                    const gdl_trial *before) {
  double fa = a->slope, fb = b->slope, fc = before->slope;
  if (isfinite(fc) && fc != fa && fc != fb)
    return a->t*fb*fc/((fa - fb)*(fa - fc)) +
           b->t*fa*fc/((fb - fa)*(fb - fc)) +
           before->t*fa*fb/((fc - fa)*(fc - fb));
  return a->t - fa*(b->t - a->t)/(fb - fa);
}


/* Goes on until there is an interval. */
static gdl_status bracket (search *s, double t) {
  while (!s->bounded && s->ray.used < s->most && t < DBL_MAX/STRIDE) {
    gdl_trial p;
    gdl_status status = probe(s, t, &p);
    if (status != GDL_OK)
      return status;
    t *= STRIDE;
  }
  return GDL_OK;
}


/* How close its ends may come: about the distance of two doubles. */
static double least (const search *s, double width) {
  return fmax(width, 2*DBL_EPSILON) * s->high.t;
}


static int is_narrow (const search *s, double width) {
  return s->high.t - s->low.t <= least(s, width) || s->high.t < DBL_MIN;
}


/* The next step: half way where the last two did not halve the interval, else
** where the root seems to be, but not closer to an end than they may come. */
static double choose (const search *s, const gdl_trial *before, double limit,
                      double width) {
  double a = s->low.t, b = s->high.t;
  if (!s->rising)            /* a wall, or a hill between here and there */
    return a + (b - a)/(isfinite(s->high.rise) ? 2 : 8);
  double t = root(&s->low, &s->high, before), apart = least(s, width)/2;
  if (b - a > limit || !(t > a && t < b))
    return a + (b - a)/2;
  return fmin(fmax(t, a + apart), b - apart);
}


static gdl_status narrow (search *s, double width, gdl_trial *p) {
  gdl_trial before = {0, 0, NAN};
  double limit = INFINITY, half = INFINITY;
  while (!is_flat(s, p) && !is_narrow(s, width) && s->ray.used < s->most) {
    gdl_trial low = s->low, high = s->high;
    int rising = s->rising;
    gdl_status status = probe(s, choose(s, &before, limit, width), p);
    if (status != GDL_OK)
      return status;
    before = p->t == s->low.t ? low : high;
    if (!rising && before.t == high.t)
      before.slope = NAN;
    limit = half;
    half = (high.t - low.t)/2;
  }
  return GDL_OK;
}


/* Of the ends of a narrow interval the flatter one: costs no longer tell. */
static void choose_end (search *s) {
  const gdl_trial *a = &s->low, *b = &s->high;
  if (s->rising && b->rise < 0 && fabs(b->slope) < fabs(a->slope))
    s->kept = *b;
  else if (a->rise < 0)
    s->kept = *a;
}


static gdl_status search_line (const double *o, gdl_search *line) {
  search s = {.most = (int)fmax(o[EVALUATIONS], line->patience)};
  gdl_status status = gdl_ray_init(&s.ray, line);
  if (status != GDL_OK)
    return status;
  s.low.slope = s.ray.slope0;
  s.flat = fmax(DBL_EPSILON * -s.ray.slope0, gdl_ray_noise(&s.ray));
  status = bracket(&s, line->step);
  gdl_trial p = s.high;
  if (status == GDL_OK && s.bounded)
    status = narrow(&s, o[WIDTH], &p);
  if (status != GDL_OK)
    return status;
  if (is_flat(&s, &p))
    return gdl_ray_accept(&p, line);
  int found = s.bounded && is_narrow(&s, o[WIDTH]);
  if (found)
    choose_end(&s);
  status = gdl_ray_settle(&s.ray, &s.kept, line);
  if (line->end == GDL_SEARCH_DECREASED && found)
    line->end = GDL_SEARCH_FOUND;
  return status;
}


const gdl_linesearch gdl_linesearch_exact = {
  .name = "exact",
  .doc = "the minimum along the line, to the last digits",
  .options = options_list,
  .check = check,
  .search = search_line
};
