/*
** ray.h - the cost along a direction, as line searches ask for it
*/
#ifndef GDL_OPTIM_RAY_H
#define GDL_OPTIM_RAY_H

#include "optim/linesearch.h"

/* A point on the ray: 't' directions away from its start, where the cost is
** higher by 'rise' and changes by 'slope' per direction. */
typedef struct gdl_trial {
  double t, rise, slope;
} gdl_trial;

typedef struct gdl_ray {
  gdl_problem *problem;
  const gdl_point *now;
  const double *direction;
  gdl_point *next;
  double slope0;             /* at the start */
  double rounding;           /* costs closer than this are equal; < 0: none */
  int used;                  /* evaluations */
  double at;                 /* the step 'next' stands at */
} gdl_ray;

/* gdl_ray_init - GDL_EINVAL: the direction is not downhill, or the first step
** of 's' is not positive. */
gdl_status gdl_ray_init (gdl_ray *r, const gdl_search *s);

/* gdl_ray_evaluate - cost and gradient at step t, in 'next' and *out. Where
** costs differ by no more than rounding the rise is t times the mean of the
** slopes at both ends, so that the last digits can be had (Hager and Zhang
** 2005, the approximate Wolfe conditions). */
gdl_status gdl_ray_evaluate (gdl_ray *r, double t, gdl_trial *out);

/* What rounding alone may contribute to a slope: 0 for exact gradients. */
double gdl_ray_noise (const gdl_ray *r);

/* Does the trial have a cost and a slope? */
int gdl_trial_counts (const gdl_trial *p);

/* The minimum of the cubic through a and b with their slopes. *ahead tells
** whether there is one and it lies on the far side of a, seen from b. */
double gdl_trial_cubic (const gdl_trial *a, const gdl_trial *b, int *ahead);

/* gdl_ray_accept - ends the search at 'p', which 'next' stands at. */
gdl_status gdl_ray_accept (const gdl_trial *p, gdl_search *s);

/* gdl_ray_settle - ends the search with the lowest trial that had sufficient
** decrease, evaluated once more where 'next' is elsewhere; t = 0: there is
** none. */
gdl_status gdl_ray_settle (gdl_ray *r, const gdl_trial *kept, gdl_search *s);

#endif
