/*
** descend.h - a step of gradient descent, with cost and gradient where it leads, as
** one program
** Moving, evaluating and measuring go through memory together.
*/
#ifndef GDL_EXEC_DESCEND_H
#define GDL_EXEC_DESCEND_H

#include "exec/paths.h"

typedef struct gdl_descend gdl_descend;

/* gdl_descend_new - of the path taken last. light: the gradient where the step
** begins is worked out on the way, and that where it ends is not wanted; only for
** costs of which that is cheap. sign -1: cost and gradient are turned round. b:
** what evaluations are given; they have no other slots. GDL_EINVAL: it would not
** pay, or there is no path; GDL_ENOMEM. Free with gdl_descend_free. */
gdl_status gdl_descend_new (gdl_paths *ps, int light, double sign,
                            const gdl_bindings *b, gdl_descend **out,
                            gdl_error *err);
void gdl_descend_free (gdl_descend *d);      /* NULL is allowed */

/* gdl_descend_path - the path it is of; for telling whether it is still that. */
const gdl_path *gdl_descend_path (const gdl_descend *d);

/* What comes of a step. */
typedef struct gdl_descended {
  double *x, *g;             /* params doubles; g: not for a light one */
  double cost, norm;         /* norm: largest absolute value of g */
  double moved;              /* sum of the squares of x's change */
} gdl_descended;

/* gdl_descend_is_in_place - may x be the parameters themselves? They are written
** when the path's guards have held; what is not finite is seen afterwards. */
int gdl_descend_is_in_place (const gdl_descend *d);

/* gdl_descend_run - from b->param, with gradient g (NULL: light), to x - step*g.
** True where the path is taken there (and, light, here), and everything is
** finite; else the results mean nothing. */
int gdl_descend_run (gdl_descend *d, const gdl_bindings *b, const double *g,
                     double step, gdl_descended *to);

#endif
