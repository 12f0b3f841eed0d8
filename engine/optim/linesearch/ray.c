/*
** ray.c - the cost along a direction, as line searches ask for it
*/
#include "optim/linesearch/ray.h"

#include <math.h>

#include "array/reduce.h"


double gdl_ray_noise (const gdl_ray *r) {
  double e = r->now->g_error;
  return e == 0 ? 0 : e * gdl_reduce_norm2(r->direction, r->problem->n);
}


gdl_status gdl_ray_init (gdl_ray *r, const gdl_search *s) {
  r->problem = s->problem;
  r->now = s->now;
  r->direction = s->direction;
  r->next = s->next;
  r->used = 0;
  r->at = 0;
  r->slope0 = gdl_reduce_dot(s->now->g, s->direction, s->problem->n);
  if (!(r->slope0 < 0) || isinf(r->slope0) || !(s->step > 0))
    return GDL_EINVAL;
  r->rounding = -r->slope0 > gdl_ray_noise(r)
                ? GDL_COST_ROUNDING * fabs(s->now->cost) : -1;
  return GDL_OK;
}


gdl_status gdl_ray_evaluate (gdl_ray *r, double t, gdl_trial *out) {
  size_t n = r->problem->n;
  const double *x = r->now->x, *d = r->direction;
  double *to = r->next->x;
  for (size_t i = 0; i < n; i++)
    to[i] = x[i] + t*d[i];
  gdl_status status = r->problem->gradient(r->problem, to, &r->next->cost,
                                           r->next->g, &r->next->g_error);
  if (status != GDL_OK)
    return status;
  r->used++;
  r->at = t;
  out->t = t;
  out->rise = r->next->cost - r->now->cost;
  out->slope = gdl_reduce_dot(r->next->g, d, n);
  if (fabs(out->rise) <= r->rounding && out->slope != r->slope0)
    out->rise = t * ((r->slope0 + out->slope) / 2);
  return GDL_OK;
}


int gdl_trial_counts (const gdl_trial *p) {
  return isfinite(p->rise) && isfinite(p->slope);
}


double gdl_trial_cubic (const gdl_trial *a, const gdl_trial *b, int *ahead) {
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


gdl_status gdl_ray_accept (const gdl_trial *p, gdl_search *s) {
  s->step = p->t;
  s->end = GDL_SEARCH_FOUND;
  return GDL_OK;
}


gdl_status gdl_ray_settle (gdl_ray *r, const gdl_trial *kept, gdl_search *s) {
  s->end = GDL_SEARCH_FAILED;
  if (!(kept->t > 0))
    return GDL_OK;
  if (r->at != kept->t) {
    gdl_trial again;
    gdl_status status = gdl_ray_evaluate(r, kept->t, &again);
    if (status != GDL_OK || !gdl_trial_counts(&again))
      return status;
  }
  s->step = kept->t;
  s->end = GDL_SEARCH_DECREASED;
  return GDL_OK;
}
