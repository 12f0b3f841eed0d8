/*
** armijo.h - backtracking until the cost has fallen enough
** Armijo 1966, "Minimization of functions having Lipschitz continuous first
** partial derivatives", Pacific J. Math. 16.
*/
#ifndef GDL_OPTIM_ARMIJO_H
#define GDL_OPTIM_ARMIJO_H

#include "optim/linesearch.h"

/* gdl_backtrack - the first of ever shorter steps whose cost is at most
** reference + decrease * step * slope; 'reference' is at least the cost at the
** start. Each is the minimum of the cubic through the one before and the start,
** but a tenth to a half of it (Dennis and Schnabel 1983, A6.3.1). At most
** 'evaluations' trials. */
gdl_status gdl_backtrack (double decrease, double reference, int evaluations,
                          gdl_search *s);

#endif
