/*
** leap.h - an epoch of plain gradient descent in few passes over memory
** In many variables an epoch is a matter of memory: moving, looking for what is
** not finite, evaluating, measuring, each goes through all of it. Where its owner
** can do all of that at once, the driver lets it.
*/
#ifndef GDL_OPTIM_LEAP_H
#define GDL_OPTIM_LEAP_H

#include "optim/descent.h"

/* Steps from x to next = x - step*g. */
typedef struct gdl_leap {
  size_t n;
  const double *x;
  double step, *next;
  double cost, norm;         /* the cost, and the infinity norm of the gradient */

  /* One, 'on' being NULL: from the gradient at x, in g, to that at next, in g_next.
  ** Cost and norm are those at next. */
  const double *g;
  double *g_next;
  double moved;              /* sum of squares of next - x */
  int done;                  /* 0: everything else means nothing; also where
                             ** something is not finite */

  /* Several: the gradient is worked out on the way and not kept; cost and norm are
  ** those at x. After each that leads somewhere on(l) is asked: 0, that was the last
  ** one; else it has set x and next for another. next may be x itself where the owner
  ** has set 'in_place'; the owner ends by itself where something is not finite. */
  int (*on) (struct gdl_leap *l);
  int in_place;
  int known;                 /* x has been evaluated before: it is not counted */
  int again;                 /* steps that were made before, once more */
  uint64_t left;             /* so many more are made at most, the known not counted */
} gdl_leap;

/* gdl_leap_epoch - an epoch, where the driver's options and its owner allow it.
** *done: it was made and accepted. */
gdl_status gdl_leap_epoch (gdl_descent *d, int *done);

/* gdl_leap_run - up to 'epochs' epochs without gradients in memory, x written over
** where it is long; their rules have been asked, their rows recorded. *made: how
** many. Behind them one more has been made as by gdl_epoch_advance, where something
** is due about it. */
gdl_status gdl_leap_run (gdl_descent *d, uint64_t epochs, uint64_t *made);

#endif
