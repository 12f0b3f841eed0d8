/*
** lm_impl.h - the inside of the Levenberg-Marquardt solver
**   levenberg_marquardt.c   its memory, an iteration, when it ends
**   lm_step.c               the linearised problem and the steps it leads to
*/
#ifndef GDL_OPTIM_LM_IMPL_H
#define GDL_OPTIM_LM_IMPL_H

#include "optim/problem.h"
#include "optim/solver/damped.h"

enum {
  GDL_LM_FTOL, GDL_LM_XTOL, GDL_LM_GTOL, GDL_LM_FACTOR, GDL_LM_ACCELERATION,
  GDL_LM_OPTIONS
};

/* What is saved lies in 'kept': radius, least and promised, then scale (n), r (m),
** jac (m x n). */
typedef struct gdl_lm {
  size_t n, m;
  double o[GDL_LM_OPTIONS];
  int ready;                 /* r and jac are those of the current point */
  int idle;                  /* see levenberg_marquardt.c */
  double noise;              /* of the cost, by rounding */
  double *kept;
  size_t kept_size;
  double *scale, *r, *jac;
  double *trial, *q, *p;     /* residuals of a trial; steps, scaled and not */
  size_t *index;             /* of the columns that take part */
  gdl_damped damped;
  char why[160];
} gdl_lm;

#define gdl_lm_radius(l)  ((l)->kept[0])   /* of the ellipsoid; 0: not known yet */
#define gdl_lm_least(l)   ((l)->kept[1])   /* decrease promised among equal costs */
#define gdl_lm_promised(l)  ((l)->kept[2]) /* by the last step */

/* A step as it was tried. */
typedef struct gdl_lm_attempt {
  double lambda, length, promised, ratio, cost;
  int cut;
  double change;             /* of the cost by it, without sign; NaN: none yet */
  int equal;                 /* its cost is that of the point but for rounding */
} gdl_lm_attempt;

/* gdl_lm_linearise - sets the problem up in the variables that can move, and takes
** it apart; l->noise gets what rounding of x and of the residuals makes of the cost,
** *cosine the largest of its columns with the residuals. GDL_EINVAL: it has no
** singular values. */
gdl_status gdl_lm_linearise (gdl_lm *l, const gdl_problem *p,
                             const gdl_point *now, double *cosine);

/* gdl_lm_length - of x, scaled as the ellipsoid. */
double gdl_lm_length (const gdl_lm *l, const double *x);

/* gdl_lm_find - tries steps from 'now' until one is good, which leads to next->x.
** *found: one was; else the radius has become nothing. next->g is work space. */
gdl_status gdl_lm_find (gdl_lm *l, gdl_problem *p, const gdl_point *now,
                        gdl_point *next, gdl_lm_attempt *a, int *found);

#endif
