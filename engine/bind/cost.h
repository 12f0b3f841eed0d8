/*
** cost.h - a user's cost function as a gdl_problem
**   cost.c         values, gradients by differences or the user's
**   costexact.c    what its trace gives
**   costhessian.c  products with its Hessian
** While a call lasts, everything Lua the cost needs lies in stack slots of
** that call: the engine calls back, a callback calls the user's function
** protected, and an error is parked in a slot until the engine has returned.
*/
#ifndef GDL_BIND_COST_H
#define GDL_BIND_COST_H

#include "bind/call.h"
#include "bind/traced.h"
#include "bind/tree.h"
#include "numdiff/numdiff.h"
#include "optim/problem.h"

/* How the gradient is worked out. Where the cost can be compiled, differences
** take its values from the program, whose bits are the same. */
typedef enum gdl_exact {
  GDL_EXACT_NOT,             /* differences, as 'diff' says */
  GDL_EXACT_AUTO,            /* exact, and differences where that is refused */
  GDL_EXACT_REVERSE, GDL_EXACT_FORWARD
} gdl_exact;

/* Whether products with the Hessian are wanted, and which will do. */
typedef enum gdl_second {
  GDL_SECOND_NOT,
  GDL_SECOND_ANY,            /* differences of the user's gradient, too */
  GDL_SECOND_EXACT
} gdl_second;

typedef struct gdl_cost {
  gdl_problem problem;       /* its ctx points back here */
  lua_State *L;              /* of the call that lasts */
  const gdl_tree *shape;
  gdl_diff diff;             /* how to differentiate without a gradient */
  double sign;               /* -1: the cost is maximised */
  double *g_error;           /* n doubles, or NULL: not wanted by component */
  double *x;                 /* n doubles of work space */
  double *spare;             /* and n more, where products are wanted */
  int has_gradient;          /* a function of the user's */
  int fast;                  /* exact gradients by cheaper operations */
  int nargs;                 /* extra arguments from slot 'extra' on */
  int cancellable;           /* an interrupt ends a gradient by differences */

  /* The cost as a traced function (costexact.c). */
  gdl_exact exact;
  gdl_second second;
  int batched;               /* the extra arguments are batches */
  int stale;                 /* they have another number of rows now */
  size_t rows, wanted;       /* those of the traced function, and of the batch;
                             ** 0: not known */
  size_t other_rows;         /* those of the one in slot 'other' */
  uint64_t given;            /* as that of the traced function, when found */
  uint64_t other_given;
  int go_back;               /* a spot check failed: the callback that answered
                             ** GDL_ECALLBACK has parked no error */
  uint64_t verified, mismatch;       /* spot checks in this run */
  gdl_cost_kind kind;        /* what 'fn' answers */
  void (*gather) (void *gatherer);   /* the batch's rows are read where they lie;
                             ** puts them into its arrays. NULL: they are there */
  void *gatherer;
  struct gdl_cost *slope;    /* the user's gradient as such a function, whose
                             ** 'traced' is 0 until it is worth it; or NULL */

  /* Stack slots. */
  int fn, gradient;          /* functions */
  int shape_at, arg, parts;  /* shape, argument and its list of parts */
  int extra;                 /* further arguments: data */
  int error;                 /* a parked error */
  int handler;               /* message handler */
  int axes;                  /* see along_axes in cost.c; 0: there is none */
  int traced;                /* the traced function; 0: not to be used */
  int late;                  /* where that is put when it is found late */
  int other;                 /* the one of the row count before; 0: not kept */
  int quick;                 /* 0: not known yet, 1: use them, -1: do not */

  double *residual, *jacobian;       /* of residual.c: room */
} gdl_cost;

#define GDL_COST_SLOTS 7     /* without the extra arguments */

/* gdl_cost_init - a cost of shape 's' by central differences of chosen h. */
void gdl_cost_init (gdl_cost *c, const gdl_tree *s);

/* gdl_cost_gradient - the user's gradient at x, with the sign of the cost. */
gdl_status gdl_cost_gradient (gdl_cost *c, const double *x, double *g);

/*
** costhessian.c
*/
/* gdl_cost_want_products - products with the Hessian are part of its problem. */
void gdl_cost_want_products (gdl_cost *c, gdl_second second);

/* gdl_cost_refuse_products - raises that the cost, which was traced into 'traced'
** and refused, has no second derivatives; with_gradient: but a gradient that the
** user brings. */
int gdl_cost_refuse_products (lua_State *L, int traced, int with_gradient);

/*
** costexact.c
*/
/* gdl_cost_trace - puts the traced function into slot 'traced', at the
** beginning of a call. GDL_ECALLBACK where the exact gradient that is wanted is
** refused: the error is parked. */
gdl_status gdl_cost_trace (gdl_cost *c, int traced);

/* gdl_cost_resize - the batch has so many rows from now on. There is a traced
** function for each number; the last two are at hand: whole batches, and what is
** left at the end of a pass. */
void gdl_cost_resize (gdl_cost *c, size_t rows);

/* gdl_cost_leaves - of a cost of batches: the leaves of its traced function, if that
** is at hand for a batch of so many rows; else NULL. The caller puts pointers to the
** rows into the slots gdl_batch_slot says. */
gdl_leaves *gdl_cost_leaves (const gdl_cost *c);

/* gdl_cost_gather - to be called before Lua is: see 'gather'. */
static inline void gdl_cost_gather (const gdl_cost *c) {
  if (c->gather != NULL)
    c->gather(c->gatherer);
}

/* gdl_cost_exact_value, _gradient - cost (and gradient) at x by the traced
** function, with the sign of the cost. *done: it did. */
gdl_status gdl_cost_exact_value (gdl_cost *c, const double *x, double *cost,
                                 int *done);
gdl_status gdl_cost_exact_gradient (gdl_cost *c, const double *x, double *cost,
                                    double *g, int *done);

/* gdl_cost_exact_residual, _jacobian - residuals (and their derivatives, a row
** each) at x by the traced function. */
gdl_status gdl_cost_exact_residual (gdl_cost *c, const double *x, double *r,
                                    int *done);
gdl_status gdl_cost_exact_jacobian (gdl_cost *c, const double *x, double *r,
                                    double *jac, int *done);

/* gdl_cost_exact_slope - the user's gradient at x by the traced function,
** without the sign of the cost. */
gdl_status gdl_cost_exact_slope (gdl_cost *c, const double *x, double *g,
                                 int *done);

/* gdl_cost_exact_product - hv = H v at x by the traced function. Where that has
** to be made first it is. *done = 0: the cost cannot be traced. */
gdl_status gdl_cost_exact_product (gdl_cost *c, const double *x,
                                   const double *v, double *hv, int *done);

/* gdl_cost_exact_points - costs at several points; *done: at how many, the
** first ones. */
gdl_status gdl_cost_exact_points (gdl_cost *c, double *x,
                                  const gdl_diff_point *points, size_t count,
                                  double *out, size_t *done);

/* gdl_cost_settle - the last spot check, at x. False: go back. */
int gdl_cost_settle (lua_State *L, gdl_cost *c, const double *x);

/* gdl_cost_push_trouble - pushes what is to be told about the cost: why its
** gradient is not exact though it might be, a spot check that failed; or pushes
** nothing and answers 0. */
int gdl_cost_push_trouble (lua_State *L, const gdl_cost *c, int traced);

/*
** residual.c
*/
/* gdl_cost_residuals - makes 'c', which is initialised, the cost of m residuals;
** 'room' is for gdl_cost_residuals_room(n, m) doubles. */
#define gdl_cost_residuals_room(n, m)  (((n) + 3)*(m))
void gdl_cost_residuals (gdl_cost *c, size_t m, const gdl_loss *loss,
                         double *room);

/* gdl_cost_push_arguments - pushes the argument holding x, and the extra ones,
** where an error may be raised. cost.c */
void gdl_cost_push_arguments (gdl_cost *c, const double *x);

/* gdl_bad_map, gdl_bad_count - raise that the function at 'fn' returned the value
** at 'at', which is no numbers; or too many or too few. tracedcost.c */
int gdl_bad_map (lua_State *L, int fn, int at);
int gdl_bad_count (lua_State *L, int fn, size_t count, size_t expected);

/* gdl_bad_cost - raises that the cost at 'fn' returned the wrong thing: two
** results are on top. */
int gdl_bad_cost (lua_State *L, int fn);

#endif
