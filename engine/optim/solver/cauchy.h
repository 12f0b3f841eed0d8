/*
** cauchy.h - the generalised Cauchy point
** Byrd, Lu, Nocedal and Zhu 1995, "A limited memory algorithm for bound
** constrained optimization", section 4.
*/
#ifndef GDL_OPTIM_CAUCHY_H
#define GDL_OPTIM_CAUCHY_H

#include "optim/solver/compact.h"

/* gdl_cauchy_point - the first local minimum of the model around 'now' along the
** path that the gradient takes between the bounds: into point (n doubles), and
** W'(point - now->x) into c (2*count). Variables that reach a bound stand at it
** to the last bit. work: 2*n + 8*memory doubles; order: n. */
void gdl_cauchy_point (const gdl_compact *b, const gdl_point *now,
                       const double *lower, const double *upper, double *point,
                       double *c, double *work, size_t *order);

#endif
