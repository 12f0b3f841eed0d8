/*
** conjugate.h - conjugate gradients for H p = -g, one step at a time
** Everything is in units of |g|, so that no square is too large or too small.
*/
#ifndef GDL_OPTIM_CONJUGATE_H
#define GDL_OPTIM_CONJUGATE_H

#include "optim/problem.h"

typedef struct gdl_conjugate {
  gdl_problem *problem;
  const double *x;           /* where the Hessian is taken */
  double norm;               /* |g|, the 2-norm */
  double *p;                 /* the solution so far, over |g| */
  double *r;                 /* H p + g, over |g| */
  double *d, *hd;            /* the next direction, and H d */
  double rr;                 /* r'r */
  double curvature;          /* d'H d */
  int finite, negative;      /* what H d and d'H d are */
} gdl_conjugate;

/* gdl_conjugate_begin - at p = 0. p: n doubles, work: 3*n. */
void gdl_conjugate_begin (gdl_conjugate *c, gdl_problem *problem,
                          const double *x, const double *g, double *p,
                          double *work);

/* gdl_conjugate_look - makes the product with d, and says what came of it. Statuses
** of the problem are passed on. */
gdl_status gdl_conjugate_look (gdl_conjugate *c);

/* gdl_conjugate_move - goes t*d further; then d is the next direction. The model
** is least along d at t = rr/curvature. */
void gdl_conjugate_move (gdl_conjugate *c, double t);

/* gdl_conjugate_end - p in units of x. Answers what the model g'p + p'Hp/2 falls
** by at p. */
double gdl_conjugate_end (gdl_conjugate *c, const double *g);

#endif
