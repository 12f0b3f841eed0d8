/*
** cost.h - a user's cost function as a gdl_problem
** While a call lasts, everything Lua the cost needs lies in stack slots of
** that call: the engine calls back, a callback calls the user's function
** protected, and an error is parked in a slot until the engine has returned.
*/
#ifndef GDL_BIND_COST_H
#define GDL_BIND_COST_H

#include "bind/shape.h"
#include "numdiff/numdiff.h"
#include "optim/problem.h"

typedef struct gdl_cost {
  gdl_problem problem;       /* its ctx points back here */
  lua_State *L;              /* of the call that lasts */
  const gdl_shape *shape;
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
  int both;                  /* see together in cost.c; 0: there is none */
  int quick;                 /* 0: not known yet, 1: use these, -1: do not */
} gdl_cost;

#define GDL_COST_SLOTS 7     /* without the extra arguments */

/* gdl_cost_init - a cost of shape 's' by central differences of chosen h. */
void gdl_cost_init (gdl_cost *c, const gdl_shape *s);

/* gdl_push_handler - pushes the message handler for calls of users'
** functions: parks the traceback, explains a yield. */
void gdl_push_handler (lua_State *L);

/* gdl_push_parked_traceback - pushes the traceback of the error at 'idx' as
** it was where the error arose and returns true, or false when it is none
** that a callback parked. */
int gdl_push_parked_traceback (lua_State *L, int idx);

/* gdl_forget_traceback - forgets what was parked: to be called before users'
** functions are, lest an old traceback be taken for that of a new error. */
void gdl_forget_traceback (lua_State *L);

/* gdl_call - lua_pcall with the handler at 'handler'; parks an error in slot
** 'error' and answers GDL_ECALLBACK then. */
gdl_status gdl_call (lua_State *L, int nargs, int nresults, int handler,
                     int error);

/* gdl_push_place - pushes " (cost defined at file:line)" for the function at
** 'idx', or "" for one that is not Lua's. */
const char *gdl_push_place (lua_State *L, int idx, const char *what);

#endif
