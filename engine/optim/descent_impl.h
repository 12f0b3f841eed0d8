/*
** descent_impl.h - the inside of a run, shared by the files of the driver
**   descent.c   making, copying and reading runs
**   epoch.c     one epoch: step size, update, evaluation, acceptance
**   run.c       epochs until an ending: rules, limits, clock
**   reason.c    endings as sentences
*/
#ifndef GDL_OPTIM_DESCENT_IMPL_H
#define GDL_OPTIM_DESCENT_IMPL_H

#include "optim/descent.h"

/* Points go round in these: the current one, the best one, the next one, and
** in a pass over batches a second next one. The best point is kept by not
** writing over it, so that improving costs no copy. */
#define GDL_BUFFERS 4

struct gdl_descent {
  gdl_problem *problem;      /* as the owner gave it */
  gdl_problem guarded;       /* the same with cancelling and frozen leaves */
  gdl_parts parts;
  gdl_options o;
  size_t n;
  size_t nsteps;             /* 1 or n */
  void *solver;              /* memory of o.solver */

  double *block;             /* all vectors below in one allocation */
  double *buffer[GDL_BUFFERS];
  int now, best;             /* indices into buffer */
  double *g, *g_next;        /* gradients at the current and the next point */
  double *g_used;            /* clipped, or of a batch */
  double *steps;             /* as asked, scaled by 'scale' when applied */
  double *iterate, *iterate_next, *at;   /* rules with point or answer */
  double *scratch;
  double *lower, *upper;
  unsigned char *frozen;

  double scale;              /* step sizes are multiplied by it (on_rise) */
  int asked_first;           /* the first step size is known already */
  int started;
  gdl_state s;
  gdl_history history;

  gdl_ending ending;
  int converged, returns_best;
  char reason[256];

  double elapsed;            /* of earlier calls */
  double since;              /* start of this call */
  int running;
  double last_tick, last_look;
  uint64_t look_every, look_in;
};

/* Smallest free buffer: neither the current nor the best point, nor 'but'. */
double *gdl_descent_buffer (gdl_descent *d, const double *but);

/* epoch.c */
gdl_status gdl_epoch_start (gdl_descent *d);
gdl_status gdl_epoch_advance (gdl_descent *d);

/* reason.c: sets ending and sentence. */
void gdl_reason_gradient (gdl_descent *d);
void gdl_reason_epochs (gdl_descent *d);
void gdl_reason_time (gdl_descent *d);
void gdl_reason_interrupt (gdl_descent *d);
void gdl_reason_rule (gdl_descent *d, const gdl_verdict *v);
void gdl_reason_observer (gdl_descent *d);
void gdl_reason_cost (gdl_descent *d);
void gdl_reason_parameter (gdl_descent *d, const double *x, size_t i);
void gdl_reason_rise (gdl_descent *d, double cost, int halvings);
void gdl_reason_stuck (gdl_descent *d, const char *why);

#endif
