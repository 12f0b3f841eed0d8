/*
** special.h - functions that appear in derivatives only: of lgamma
*/
#ifndef GDL_GRAPH_SPECIAL_H
#define GDL_GRAPH_SPECIAL_H

#include <math.h>

#define GDL_POLYGAMMA_MAX  20

/* gdl_digamma - within a few ulp for x > 0, near its zero too; for x < 0 within
** a few ulp of |f| + |x f'|. -inf at 0, inf at -0, NaN at the other poles. */
double gdl_digamma (double x);

/* gdl_polygamma - derivative 'order' of digamma at x, likewise. NaN unless the
** order is a whole number from 0 to GDL_POLYGAMMA_MAX. At the poles inf for odd
** orders; for even ones -inf at 0, inf at -0, NaN at the others. */
double gdl_polygamma (double order, double x);

#endif
