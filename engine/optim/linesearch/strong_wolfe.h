/*
** strong_wolfe.h - line search for the strong Wolfe conditions
** More and Thuente 1994, "Line search algorithms with guaranteed sufficient
** decrease", ACM TOMS 20.
*/
#ifndef GDL_OPTIM_STRONG_WOLFE_H
#define GDL_OPTIM_STRONG_WOLFE_H

#include "optim/linesearch.h"

typedef struct gdl_strong_wolfe {
  double decrease;      /* sufficient decrease (c1), in (0, curvature) */
  double curvature;     /* curvature (c2), in (decrease, 1) */
  double smallest, largest;   /* limits of the step */
  double width;         /* stop when the interval is relatively narrower */
  int evaluations;      /* at most */
} gdl_strong_wolfe;

/* gdl_strong_wolfe_search - a step along 'direction' from 'now'.
**
** step   in: the first trial, > 0; out: the accepted step
** next   out: the point now->x + step*direction with cost and gradient
**
** direction' * now->g must be negative (GDL_EINVAL otherwise). A trial whose
** cost or slope is not finite makes the step shorter. Where costs differ by no
** more than rounding, the decrease is judged by slopes instead (Hager and
** Zhang 2005, the approximate Wolfe conditions), so that the last digits can
** be had. Statuses of the problem are passed on. */
gdl_status gdl_strong_wolfe_search (const gdl_strong_wolfe *how,
                                    gdl_problem *problem,
                                    const gdl_point *now,
                                    const double *direction, double *step,
                                    gdl_point *next, gdl_search_end *end);

#endif
