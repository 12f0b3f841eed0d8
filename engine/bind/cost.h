/*
** cost.h - a user's cost function as a gdl_problem
** While a call lasts, everything Lua the cost needs lies in stack slots of
** that call: the engine calls back, a callback calls the user's function
** protected, and an error is parked in a slot until the engine has returned.
*/
#ifndef GDL_BIND_COST_H
#define GDL_BIND_COST_H

#include "bind/call.h"
#include "bind/tree.h"
#include "numdiff/numdiff.h"
#include "optim/problem.h"

typedef struct gdl_cost {
  gdl_problem problem;       /* its ctx points back here */
  lua_State *L;              /* of the call that lasts */
  const gdl_tree *shape;
  gdl_diff diff;             /* how to differentiate without a gradient */
  double sign;               /* -1: the cost is maximised */
  double *g_error;           /* n doubles, or NULL: not wanted by component */
  double *x;                 /* n doubles of work space */
  int has_gradient;          /* a function of the user's */
  int nargs;                 /* extra arguments from slot 'extra' on */
  int cancellable;           /* an interrupt ends a gradient by differences */

  /* Stack slots. */
  int fn, gradient;          /* functions */
  int shape_at, arg, parts;  /* shape, argument and its list of parts */
  int extra;                 /* further arguments: data */
  int error;                 /* a parked error */
  int handler;               /* message handler */
  int axes;                  /* see along_axes in cost.c; 0: there is none */
  int quick;                 /* 0: not known yet, 1: use them, -1: do not */
} gdl_cost;

#define GDL_COST_SLOTS 7     /* without the extra arguments */

/* gdl_cost_init - a cost of shape 's' by central differences of chosen h. */
void gdl_cost_init (gdl_cost *c, const gdl_tree *s);

#endif
