/*
** descend.h - a step of gradient descent, with cost and gradient where it leads, as
** one program
** Moving, evaluating and measuring go through memory together.
*/
#ifndef GDL_EXEC_DESCEND_H
#define GDL_EXEC_DESCEND_H

#include "exec/paths.h"

typedef struct gdl_descend gdl_descend;

/* gdl_descend_new - of the path taken last. want: GDL_WANT_GRADIENT, or
** GDL_WANT_FAST_GRADIENT. light: cost and gradient are those where the step begins,
** and the gradient is not kept. sign -1: cost and gradient are turned round. b: what
** evaluations are given; they have no other slots. GDL_EINVAL: it would not pay, or
** there is no path; GDL_ENOMEM. Free with gdl_descend_free. */
gdl_status gdl_descend_new (gdl_paths *ps, gdl_want want, int light, double sign,
                            const gdl_bindings *b, gdl_descend **out,
                            gdl_error *err);
void gdl_descend_free (gdl_descend *d);      /* NULL is allowed */

/* gdl_descend_path - the path it is of; for telling whether it is still that. */
const gdl_path *gdl_descend_path (const gdl_descend *d);

/* What comes of a step. */
typedef struct gdl_descended {
  double *x, *g;             /* params doubles; g: not of a light one */
  double cost, norm;         /* norm: largest absolute value of the gradient; of a
                             ** light one both are those at b->param */
  double moved;              /* sum of the squares of x's change; not of a light one */
} gdl_descended;

/* gdl_descend_is_in_place - may x be the parameters themselves? They are written
** when the path's guards have held; what is not finite is seen afterwards. */
int gdl_descend_is_in_place (const gdl_descend *d);

/* gdl_descend_run - from b->param, with gradient g (NULL: light), to x - step*g.
** True where the path is taken there (light: where it begins), and cost, gradient
** and what was moved are finite; else the results mean nothing. */
int gdl_descend_run (gdl_descend *d, const gdl_bindings *b, const double *g,
                     double step, gdl_descended *to);

#endif
