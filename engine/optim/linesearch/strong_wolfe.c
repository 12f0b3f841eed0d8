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

#include "array/reduce.h"

/* While the minimum is not yet bracketed, the next step goes this many times
** the last one further, at least and at most. */
#define LEAST_STRIDE  1.1
#define MOST_STRIDE   4.0

/* In two trials the interval must shrink to this part of itself. */
#define SHRINKAGE     0.66

/* A point of the search. 'rise' is the cost minus that of the start. */
typedef struct trial {
  double t, rise, slope;
} trial;

typedef struct search {
  const gdl_strong_wolfe *how;
  gdl_problem *problem;
  const gdl_point *now;
  const double *direction;
  gdl_point *next;
  double slope0;
  double rounding;       /* costs closer than this are equal */
  int used;              /* evaluations */
  double at;             /* the step 'next' stands at */
  trial best, other;     /* ends of the interval; other when bracketed */
  int bracketed;
  int valley;            /* sufficient decrease met a rising slope */
  double width, width_before;
  double wall;           /* the shortest step known to have no value */
  int misses;            /* trials without a value in a row */
  trial kept;            /* lowest trial with sufficient decrease */
} search;


/* Whether slopes say more than the rounding errors of their gradients. */
static int slopes_count (const search *s) {
  if (s->now->g_error == 0)
    return 1;
  double d = gdl_reduce_norm2(s->direction, s->problem->n);
  return fabs(s->slope0) > s->now->g_error * d;
}


static gdl_status evaluate (search *s, double t, trial *out) {
  size_t n = s->problem->n;
  const double *x = s->now->x, *d = s->direction;
  double *to = s->next->x;
  for (size_t i = 0; i < n; i++)
    to[i] = x[i] + t*d[i];
  gdl_status status = s->problem->gradient(s->problem, to, &s->next->cost,
                                           s->next->g, &s->next->g_error);
  if (status != GDL_OK)
    return status;
  s->used++;
  s->at = t;
  out->t = t;
  out->rise = s->next->cost - s->now->cost;
  out->slope = gdl_reduce_dot(s->next->g, d, n);
  /* What rounding hides, the mean of the slopes at both ends tells: it makes
  ** the test of decrease that of the approximate Wolfe conditions. */
  if (fabs(out->rise) <= s->rounding && out->slope != s->slope0)
    out->rise = t * ((s->slope0 + out->slope) / 2);
  return GDL_OK;
}


static int decreases (const search *s, const trial *p) {
  return p->rise <= s->how->decrease * s->slope0 * p->t;
}


static int is_flat (const search *s, const trial *p) {
  return fabs(p->slope) <= s->how->curvature * -s->slope0;
}


/* The minimum of the cubic through a and b with their slopes. *ahead tells
** whether there is one and it lies on the far side of a, seen from b. */
static double cubic (const trial *a, const trial *b, int *ahead) {
  double theta = 3*((a->rise - b->rise) / (b->t - a->t)) + a->slope + b->slope;
  double s = fmax(fabs(theta), fmax(fabs(a->slope), fabs(b->slope)));
  double u = theta / s;
  double root = s * sqrt(fmax(0, u*u - (a->slope / s) * (b->slope / s)));
  if (b->t < a->t)
    root = -root;
  double r = ((root - a->slope) + theta) /
             (((root - a->slope) + root) + b->slope);
  *ahead = r < 0 && root != 0;
  return a->t + r*(b->t - a->t);
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
  double c = cubic(p, best, &ahead), q = secant(p, best), t;
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
    double c = cubic(best, p, &ahead), q = parabola(best, p);
    return fabs(c - best->t) < fabs(q - best->t) ? c : c + (q - c)/2;
  }
  if ((p->slope < 0) != (best->slope < 0) && p->slope != 0)
    return farther(p->t, cubic(p, best, &ahead), secant(p, best));
  if (fabs(p->slope) < fabs(best->slope))
    return step_ahead(best, other, p, bracketed, low, high);
  if (bracketed)
    return cubic(p, other, &ahead);
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
  return s->used + (s->kept.t > 0) >= s->how->evaluations;
}


/* Ends with the best there is. */
static gdl_status settle (search *s, double *step, gdl_search_end *end) {
  *end = GDL_SEARCH_FAILED;
  if (s->kept.t == 0)
    return GDL_OK;
  if (s->at != s->kept.t) {
    trial again;
    gdl_status status = evaluate(s, s->kept.t, &again);
    if (status != GDL_OK || !isfinite(again.rise) || !isfinite(again.slope))
      return status;
  }
  *step = s->kept.t;
  *end = GDL_SEARCH_DECREASED;
  return GDL_OK;
}


gdl_status gdl_strong_wolfe_search (const gdl_strong_wolfe *how,
                                    gdl_problem *problem,
                                    const gdl_point *now,
                                    const double *direction, double *step,
                                    gdl_point *next, gdl_search_end *end) {
  search s = {.how = how, .problem = problem, .now = now,
              .direction = direction, .next = next,
              .width = INFINITY, .width_before = INFINITY, .wall = INFINITY};
  s.slope0 = gdl_reduce_dot(now->g, direction, problem->n);
  if (!(s.slope0 < 0) || isinf(s.slope0) || !(*step > 0))
    return GDL_EINVAL;
  s.best.slope = s.slope0;
  s.rounding = slopes_count(&s) ? GDL_COST_ROUNDING * fabs(now->cost) : -1;
  double t = fmin(fmax(*step, how->smallest), how->largest);
  while (t > 0 && !is_exhausted(&s)) {
    trial p;
    gdl_status status = evaluate(&s, t, &p);
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
  return settle(&s, step, end);
}
