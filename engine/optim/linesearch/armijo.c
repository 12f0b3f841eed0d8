/*
** armijo.c - backtracking until the cost has fallen enough
*/
#include "optim/linesearch/armijo.h"

#include <math.h>

#include "optim/linesearch/ray.h"

/* The next step is this part of the last one, at least and at most. */
#define LEAST_PART 0.1
#define MOST_PART  0.5

/* Steps shorter than this part of the first trial cannot be told from 0. */
#define SHORTEST   0x1p-200


static double shorter (const gdl_ray *r, const gdl_trial *p) {
  if (!gdl_trial_counts(p))
    return p->t * (isfinite(p->rise) ? MOST_PART : LEAST_PART);
  gdl_trial start = {0, 0, r->slope0};
  int ahead;
  double t = gdl_trial_cubic(&start, p, &ahead);
  if (isnan(t))
    t = 0;
  return fmin(fmax(t, LEAST_PART*p->t), MOST_PART*p->t);
}


gdl_status gdl_backtrack (double decrease, double reference, int evaluations,
                          gdl_search *s) {
  gdl_ray r;
  gdl_status status = gdl_ray_init(&r, s);
  if (status != GDL_OK)
    return status;
  s->end = GDL_SEARCH_FAILED;
  double allowance = reference - s->now->cost, t = s->step;
  double shortest = t * SHORTEST;
  if (evaluations < s->patience)
    evaluations = s->patience;
  for (int i = 0; i < evaluations && t > shortest; i++) {
    gdl_trial p;
    status = gdl_ray_evaluate(&r, t, &p);
    if (status != GDL_OK)
      return status;
    if (gdl_trial_counts(&p) && p.rise <= allowance + decrease*t*r.slope0)
      return gdl_ray_accept(&p, s);
    t = shorter(&r, &p);
  }
  return GDL_OK;
}


enum {DECREASE, EVALUATIONS};

static const gdl_option options_list[] = {
  {"decrease", 1e-4, 1e-16, 0.5, 0,
   "part of the decrease its slope promises that a step must bring"},
  {"evaluations", 40, 1, 10000, 1, "of the cost in one search, at most"},
  {NULL, 0, 0, 0, 0, NULL}
};


static gdl_status check (const double *o, const char **why) {
  (void)o;
  *why = NULL;
  return GDL_OK;
}


static gdl_status search_line (const double *o, gdl_search *s) {
  return gdl_backtrack(o[DECREASE], s->now->cost, (int)o[EVALUATIONS], s);
}


const gdl_linesearch gdl_linesearch_armijo = {
  .name = "armijo",
  .doc = "backtracking until the cost has fallen enough",
  .options = options_list,
  .check = check,
  .search = search_line
};
