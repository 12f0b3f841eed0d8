/*
** leap.h - an epoch of plain gradient descent in few passes over memory
** In many variables an epoch is a matter of memory: moving, looking for what is
** not finite, evaluating, measuring, each goes through all of it. Where its owner
** can do all of that at once, the driver lets it.
*/
#ifndef GDL_OPTIM_LEAP_H
#define GDL_OPTIM_LEAP_H

#include "optim/descent.h"

/* From x with gradient g: next = x - step*g, and what is known there. */
typedef struct gdl_leap {
  size_t n;
  const double *x, *g;
  double step;
  int light;                 /* g is not there, and g_next is not wanted: the
                             ** gradient is worked out on the way */
  double *next, *g_next;     /* light: next may be x itself */
  int again;                 /* a step in place that was made before, once more */
  double cost, norm;         /* cost and infinity norm of the gradient at next */
  double moved;              /* sum of squares of next - x */
  int touched;               /* next is x, which is not what it was */
  int done;                  /* 0: everything else means nothing; also where
                             ** something is not finite */
} gdl_leap;

/* gdl_leap_epoch - an epoch, where the driver's options and its owner allow it.
** *done: it was made and accepted. */
gdl_status gdl_leap_epoch (gdl_descent *d, int *done);

/* gdl_leap_run - up to 'epochs' epochs without gradients in memory, x written over
** where that can be; their rules have been asked, their rows recorded. *made: how
** many. */
gdl_status gdl_leap_run (gdl_descent *d, uint64_t epochs, uint64_t *made);

#endif
