/*
** hessian.h - what solvers ask of a Hessian
*/
#ifndef GDL_OPTIM_HESSIAN_H
#define GDL_OPTIM_HESSIAN_H

#include "optim/problem.h"

extern const char gdl_hessian_not_finite[];      /* what to say then */

/* gdl_hessian_matrix - all of the Hessian at x, by n products: h (n x n
** doubles), made symmetric. unit: n doubles of work space. *finite: it is. */
gdl_status gdl_hessian_matrix (gdl_problem *p, const double *x, double *unit,
                               double *h, int *finite);

#endif
