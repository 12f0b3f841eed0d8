/*
** conjugate.c - conjugate gradients for H p = -g, one step at a time
*/
#include "optim/solver/conjugate.h"

#include <float.h>

#include "array/reduce.h"


void gdl_conjugate_begin (gdl_conjugate *c, gdl_problem *problem,
                          const double *x, const double *g, double *p,
                          double *work) {
  size_t n = problem->n;
  c->problem = problem;
  c->x = x;
  c->norm = gdl_reduce_norm2(g, n);
  c->p = p;
  c->r = work;
  c->d = work + n;
  c->hd = work + 2*n;
  c->rr = 1;
  c->finite = 1;
  c->negative = 0;
  for (size_t i = 0; i < n; i++) {
    p[i] = 0;
    c->r[i] = g[i]/c->norm;
    c->d[i] = -c->r[i];
  }
}


gdl_status gdl_conjugate_look (gdl_conjugate *c) {
  size_t n = c->problem->n;
  gdl_status status = c->problem->hessian_vector(c->problem, c->x, c->d,
                                                 c->hd);
  if (status != GDL_OK)
    return status;
  c->finite = gdl_reduce_first_nonfinite(c->hd, n) == n;
  c->curvature = gdl_reduce_dot(c->d, c->hd, n);
  double size = gdl_reduce_norm2(c->d, n)*gdl_reduce_norm2(c->hd, n);
  c->negative = c->curvature <= DBL_EPSILON*size;
  return GDL_OK;
}


void gdl_conjugate_move (gdl_conjugate *c, double t) {
  size_t n = c->problem->n;
  for (size_t i = 0; i < n; i++) {
    c->p[i] += t*c->d[i];
    c->r[i] += t*c->hd[i];
  }
  double before = c->rr;
  c->rr = gdl_reduce_dot(c->r, c->r, n);
  for (size_t i = 0; i < n; i++)
    c->d[i] = c->rr/before*c->d[i] - c->r[i];
}


double gdl_conjugate_end (gdl_conjugate *c, const double *g) {
  size_t n = c->problem->n;
  /* H p is r less the g it began with */
  double fall = -(gdl_reduce_dot(c->p, g, n)/c->norm +
                  gdl_reduce_dot(c->p, c->r, n))/2;
  for (size_t i = 0; i < n; i++)
    c->p[i] *= c->norm;
  return fall*c->norm*c->norm;
}
