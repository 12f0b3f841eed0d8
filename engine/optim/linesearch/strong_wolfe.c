/*
** strong_wolfe.c - line search for the strong Wolfe conditions
** An interval is kept whose best end has the lowest cost so far and whose
** slope there points inwards; each trial replaces one of its ends. As long as
** no trial has had both sufficient decrease and a rising slope, the cost is
** judged with the line of sufficient decrease taken off, so that the interval
** closes in on points that satisfy the first condition (More and Thuente
** 1994, sections 2 to 4).
*/
#include "optim/linesearch/strong_wolfe.h"

#include <math.h>

#include "optim/linesearch/ray.h"

/* While the minimum is not yet bracketed, the next step goes this many times
** the last one further, at least and at most. */
#define LEAST_STRIDE  1.1
#define MOST_STRIDE   4.0

/* In two trials the interval must shrink to this part of itself. */
#define SHRINKAGE     0.66

typedef gdl_trial trial;

typedef struct search {
  const gdl_strong_wolfe *how;
  gdl_ray ray;
  double slope0;
  trial best, other;     /* ends of the interval; other when bracketed */
  int bracketed;
  int valley;            /* sufficient decrease met a rising slope */
  double width, width_before;
  double wall;           /* the shortest step known to have no value */
  int misses;            /* trials without a value in a row */
  trial kept;            /* lowest trial with sufficient decrease */
} search;


static int decreases (const search *s, const trial *p) {
  return p->rise <= s->how->decrease * s->slope0 * p->t;
}


static int is_flat (const search *s, const trial *p) {
  return fabs(p->slope) <= s->how->curvature * -s->slope0;
}


/* The minimum of the parabola with a's cost and both slopes, or with both
** costs and a's slope. */
static double secant (const trial *a, const trial *b) {
  return a->t + a->slope / (a->slope - b->slope) * (b->t - a->t);
}

static double parabola (const trial *a, const trial *b) {
  double mean = (a->rise - b->rise) / (b->t - a->t);
  return a->t + a->slope / (mean + a->slope) / 2 * (b->t - a->t);
}


static double nearer (double from, double a, double b) {
  return fabs(a - from) < fabs(b - from) ? a : b;
}

static double farther (double from, double a, double b) {
  return fabs(a - from) > fabs(b - from) ? a : b;
}


/* The slope keeps its sign but flattens: the minimum lies ahead. The cubic may
** have none there. */
static double step_ahead (const trial *best, const trial *other,
                          const trial *p, int bracketed, double low,
                          double high) {
  int ahead;
  double c = gdl_trial_cubic(p, best, &ahead), q = secant(p, best), t;
  if (!ahead)
    c = p->t > best->t ? high : low;
  if (!bracketed)
    return fmin(fmax(farther(p->t, c, q), low), high);
  t = nearer(p->t, c, q);
  double limit = p->t + SHRINKAGE*(other->t - p->t);
  return p->t > best->t ? fmin(t, limit) : fmax(t, limit);
}


/* The next step, from both ends and the trial p (section 4 of the paper).
** 'low' and 'high' bound it where the minimum is not bracketed. */
static double interpolate (const trial *best, const trial *other,
                           const trial *p, int bracketed, double low,
                           double high) {
  int ahead;
  if (p->rise > best->rise) {
    double c = gdl_trial_cubic(best, p, &ahead), q = parabola(best, p);
    return fabs(c - best->t) < fabs(q - best->t) ? c : c + (q - c)/2;
  }
  if ((p->slope < 0) != (best->slope < 0) && p->slope != 0)
    return farther(p->t, gdl_trial_cubic(p, best, &ahead), secant(p, best));
  if (fabs(p->slope) < fabs(best->slope))
    return step_ahead(best, other, p, bracketed, low, high);
  if (bracketed)
    return gdl_trial_cubic(p, other, &ahead);
  return p->t > best->t ? high : low;
}


static trial tilted (const trial *p, double slant) {
  trial q = {p->t, p->rise - slant * p->t, p->slope - slant};
  return q;
}


/* Replaces an end of the interval by p; both seen with the slant off. */
static void replace_end (search *s, const trial *p, double slant) {
  trial b = tilted(&s->best, slant), q = tilted(p, slant);
  if (q.rise > b.rise) {
    s->other = *p;
    s->bracketed = 1;
  }
  else {
    if ((q.slope < 0) != (b.slope < 0) && q.slope != 0) {
      s->other = s->best;
      s->bracketed = 1;
    }
    s->best = *p;
  }
}


/* Half way where an interval does not shrink as it should. */
static double shrink (search *s, double t) {
  double width = fabs(s->other.t - s->best.t);
  if (width >= SHRINKAGE * s->width_before)
    t = s->best.t + (s->other.t - s->best.t)/2;
  s->width_before = s->width;
  s->width = width;
  return t;
}


/* Takes trial p in and gives the next step; 0: there is none to be made. */
static double refine (search *s, const trial *p) {
  const gdl_strong_wolfe *how = s->how;
  double line = how->decrease * s->slope0, slant = 0;
  if (decreases(s, p) && p->slope >= 0)
    s->valley = 1;
  if (!s->valley && p->rise <= s->best.rise && !decreases(s, p))
    slant = line;
  double stride = p->t - s->best.t;
  double low = s->best.t == 0 ? 0 : p->t + LEAST_STRIDE*stride;
  double high = fmin(p->t + MOST_STRIDE*stride, how->largest);
  trial b = tilted(&s->best, slant), o = tilted(&s->other, slant),
        q = tilted(p, slant);
  double t = interpolate(&b, &o, &q, s->bracketed, low, high);
  replace_end(s, p, slant);
  if (s->bracketed) {
    t = shrink(s, t);
    low = fmin(s->best.t, s->other.t);
    high = fmax(s->best.t, s->other.t);
    if (high - low <= how->width * high)
      return 0;
    if (!(t > low && t < high))
      t = low + (high - low)/2;
  }
  t = fmin(fmax(t, how->smallest), how->largest);
  if (t >= s->wall && s->best.t < s->wall) {
    t = s->best.t + (s->wall - s->best.t)/2;
    if (s->wall - s->best.t <= how->width * s->wall)
      return 0;
  }
  return t == p->t || isnan(t) ? 0 : t;
}


/* A trial without a value: back towards the best step, further each time. */
static double retreat (search *s, double t) {
  if (t > s->best.t && t < s->wall)
    s->wall = t;
  t = s->best.t + ldexp(t - s->best.t, -++s->misses);
  return t == s->best.t || t < s->how->smallest ? 0 : t;
}


static int is_exhausted (const search *s) {
  /* going back to the step that was kept takes one evaluation */
  return s->ray.used + (s->kept.t > 0) >= s->how->evaluations;
}


gdl_status gdl_strong_wolfe_search (const gdl_strong_wolfe *how,
                                    gdl_problem *problem,
                                    const gdl_point *now,
                                    const double *direction, double *step,
                                    gdl_point *next, gdl_search_end *end) {
  search s = {.how = how, .width = INFINITY, .width_before = INFINITY,
              .wall = INFINITY};
  gdl_search line = {problem, now, direction, *step, next, NULL, 0,
                     GDL_SEARCH_FAILED};
  gdl_status status = gdl_ray_init(&s.ray, &line);
  if (status != GDL_OK)
    return status;
  s.best.slope = s.slope0 = s.ray.slope0;
  double t = fmin(fmax(*step, how->smallest), how->largest);
  while (t > 0 && !is_exhausted(&s)) {
    trial p;
    status = gdl_ray_evaluate(&s.ray, t, &p);
    if (status != GDL_OK)
      return status;
    if (!isfinite(p.rise) || !isfinite(p.slope)) {
      t = retreat(&s, t);
      continue;
    }
    s.misses = 0;
    if (decreases(&s, &p)) {
      if (is_flat(&s, &p)) {
        *step = t;
        *end = GDL_SEARCH_FOUND;
        return GDL_OK;
      }
      if (p.rise < s.kept.rise)
        s.kept = p;
    }
    t = refine(&s, &p);
  }
  status = gdl_ray_settle(&s.ray, &s.kept, &line);
  *step = line.step;
  *end = line.end;
  return status;
}


enum {DECREASE, CURVATURE, SMALLEST, LARGEST, WIDTH, EVALUATIONS};

static const gdl_option options_list[] = {
  {"decrease", 1e-4, 1e-16, 0.5, 0,
   "part of the decrease its slope promises that a step must bring"},
  {"curvature", 0.9, 1e-6, 0.9999, 0, "part of its slope that a step may leave"},
  {"smallest", 0, 0, 1e20, 0, "the shortest step, in lengths of the direction"},
  {"largest", 1e20, 1e-20, 1e300, 0, "the longest"},
  {"width", 1e-12, 0, 1, 0,
   "the search ends when the interval is this part of its upper end"},
  {"evaluations", 20, 2, 10000, 1, "of the cost in one search, at most"},
  {NULL, 0, 0, 0, 0, NULL}
};


static gdl_status check (const double *o, const char **why) {
  *why = o[DECREASE] >= o[CURVATURE] ? "'curvature' must be above 'decrease'"
       : o[SMALLEST] > o[LARGEST] ? "'largest' must not be below 'smallest'"
       : NULL;
  return *why ? GDL_EINVAL : GDL_OK;
}


static gdl_status search_line (const double *o, gdl_search *s) {
  gdl_strong_wolfe how = {
    .decrease = o[DECREASE], .curvature = o[CURVATURE],
    .smallest = o[SMALLEST], .largest = o[LARGEST], .width = o[WIDTH],
    .evaluations = (int)fmax(o[EVALUATIONS], s->patience)
  };
  return gdl_strong_wolfe_search(&how, s->problem, s->now, s->direction,
                                 &s->step, s->next, &s->end);
}


const gdl_linesearch gdl_linesearch_strong_wolfe = {
  .name = "strong_wolfe",
  .doc = "enough decrease and a slope that is flat enough",
  .options = options_list,
  .check = check,
  .search = search_line
};
