/*
** subproblem.h - the least of a quadratic model within a radius
** The model is g'p + p'Hp/2, |p| <= radius in the 2-norm.
*/
#ifndef GDL_OPTIM_SUBPROBLEM_H
#define GDL_OPTIM_SUBPROBLEM_H

#include "optim/problem.h"

/* The step that was found. */
typedef struct gdl_model_step {
  double *p;                 /* n doubles */
  double gain;               /* what the model falls by: >= 0 */
  int at_edge;               /* |p| is the radius, nearly */
} gdl_model_step;

/* gdl_model_exact - the least but for a few per cent, by factorisations of
** H + lambda*I (More and Sorensen 1983, "Computing a trust region step"; Conn,
** Gould and Toint 2000, "Trust-region methods", section 7.3), the hard case
** included: where g says nothing of a direction of negative curvature, it is
** taken all the same. h: n x n, symmetric and finite; work: n*n + 3*n
** doubles. */
void gdl_model_exact (const double *h, const double *g, size_t n,
                      double radius, double *work, gdl_model_step *s);

/* gdl_model_cg - by conjugate gradients from p = 0 up to the radius or a
** direction of negative curvature, which is followed to the radius (Steihaug
** 1983; Toint 1981); ends where the model's gradient is below 'part' of g, or
** after 'products'. *finite: the products were. Statuses of the problem are
** passed on. work: 3*n doubles. */
gdl_status gdl_model_cg (gdl_problem *problem, const double *x,
                         const double *g, double radius, double part,
                         size_t products, double *work, gdl_model_step *s,
                         int *finite);

#endif
