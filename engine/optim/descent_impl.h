/*
** descent_impl.h - the inside of a run, shared by the files of the driver
**   descent.c   making, copying and reading runs
**   epoch.c     one epoch: step size, update, evaluation, acceptance
**   pass.c      one epoch in batches
**   stretch.c   many epochs at once
**   leap.c      epochs of many variables, in few passes over memory
**   run.c       epochs until an ending: rules, limits, clock
**   reason.c    endings as sentences
**   snapshot.c  a run as bytes
*/
#ifndef GDL_OPTIM_DESCENT_IMPL_H
#define GDL_OPTIM_DESCENT_IMPL_H

#include "optim/descent.h"

/* Points go round in these: the current one, the best one, the next one, in a pass
** over batches a second next one, and in leaps where they began. The best point is
** kept by not writing over it, so that improving costs no copy. */
#define GDL_BUFFERS 5

/* The same for gradients: the current, the best and the next one. */
#define GDL_GRADIENTS 3

/* Where an update leads, with what is known there. */
typedef struct gdl_landing {
  double *x;
  double cost, g_error;
  size_t bad;                /* index of a parameter not finite, or n */
} gdl_landing;

/* What is still to be done about the current point before the next epoch. */
typedef enum gdl_due {
  GDL_DUE_NOTHING,
  GDL_DUE_RULES,             /* observers and rules are to be asked */
  GDL_DUE_RECORD,            /* and before that the history written */
  GDL_DUE_VALIDATION         /* and before that it is to be validated */
} gdl_due;

struct gdl_descent {
  gdl_problem *problem;      /* as the owner gave it */
  gdl_problem guarded;       /* the same with cancelling and frozen leaves */
  gdl_parts parts;
  gdl_options o;
  size_t n;
  size_t nsteps;             /* 1 or n */
  void *solver;              /* memory of o.solver */

  double *block;             /* all vectors below in one piece */
  size_t block_size;         /* in bytes */
  double *buffer[GDL_BUFFERS];
  int now, best;             /* indices into buffer */
  double *gradient[GDL_GRADIENTS];
  int g_now, g_best;         /* indices into gradient */
  double *g_used;            /* clipped, or of a batch */
  double *steps;             /* as asked, scaled by 'scale' when applied */
  double *iterate, *iterate_next, *at;   /* rules with point or answer */
  double *scratch;
  double *lower, *upper;
  unsigned char *frozen;

  double scale;              /* step sizes are multiplied by it (on_rise) */
  int asked_first;           /* the first step size is known already */
  int started;
  gdl_due due;
  int landed;                /* index of the buffer an update has led to that
                             ** was not accepted yet, or -1 */
  int reported;              /* that buffer holds an admissible point */
  gdl_state s;
  gdl_history history;

  gdl_ending ending;
  int converged, returns_best;
  char reason[256];

  double elapsed;            /* of earlier calls */
  double since;              /* start of this call */
  int running;
  double *stretch_room;      /* of stretch.c, or NULL */
  uint64_t stretch_length;   /* epochs, of the next one */
  uint64_t stretch_in, stretch_pause;
  double last_tick, last_look;
  uint64_t look_every, look_in;
};

/* A free buffer: neither the current nor the best point, nor 'but'. */
double *gdl_descent_buffer (gdl_descent *d, const double *but);

/* The gradient that is neither the current nor the best one. */
double *gdl_descent_gradient (gdl_descent *d);

/* Is the solver one that never asks for gradients? */
int gdl_descent_goes_blind (const gdl_options *o);

/* epoch.c: an epoch, and the steps that one in batches is made of too. */
gdl_status gdl_epoch_start (gdl_descent *d);
gdl_status gdl_epoch_advance (gdl_descent *d);

/* Cost and gradient at x. */
gdl_status gdl_epoch_evaluate (gdl_descent *d, const double *x, double *cost,
                               double *g, double *g_error);

/* Asks the schedule for the step sizes of the update that comes, unless it
** has been asked: 'first' of an epoch, or with a schedule per update. */
gdl_status gdl_epoch_step (gdl_descent *d, int first);

/* One update from x with gradient g into 'next', admissible. *bad gets the
** index of a parameter that is not finite, or n. */
gdl_status gdl_epoch_update (gdl_descent *d, const double *x, const double *g,
                             double cost, double *next, size_t *bad);

/* The point at which the rule wants its gradient, for its iterate z; and what
** it reports for z, into 'report'. */
gdl_status gdl_epoch_point (gdl_descent *d, const double *z,
                            const double **at);
gdl_status gdl_epoch_answer (gdl_descent *d, const double *z, double *report);

/* Makes 'to', with its gradient in gdl_descent_gradient(d), the current
** point. */
gdl_status gdl_epoch_accept (gdl_descent *d, const gdl_landing *to);

/* Asks what the current point costs on other data; it may be the best now. */
gdl_status gdl_epoch_validate (gdl_descent *d);

/* pass.c: the start, and an epoch, in batches. */
gdl_status gdl_pass_start (gdl_descent *d, double *cost, double *g_error);
gdl_status gdl_pass_advance (gdl_descent *d);

/* stretch.c: as many epochs at once as the owner can, but not all of 'epochs';
** *made: how many. Their rules have been asked, their rows recorded. Where something
** is due then, one more has been made, too. */
gdl_status gdl_stretch_advance (gdl_descent *d, uint64_t epochs, uint64_t *made);

/* run.c: is there a limit in time, or a tick, that is due? */
int gdl_clock_is_due (const gdl_descent *d);

/* reason.c: sets ending and sentence. */
void gdl_reason_gradient (gdl_descent *d);
void gdl_reason_epochs (gdl_descent *d);
void gdl_reason_time (gdl_descent *d);
void gdl_reason_interrupt (gdl_descent *d);
void gdl_reason_rule (gdl_descent *d, const gdl_verdict *v);
void gdl_reason_observer (gdl_descent *d);
void gdl_reason_cost (gdl_descent *d);
void gdl_reason_parameter (gdl_descent *d, const double *x, const double *g,
                           size_t i);
void gdl_reason_rise (gdl_descent *d, double cost, int halvings);
void gdl_reason_stuck (gdl_descent *d, const char *why);
void gdl_reason_settled (gdl_descent *d, const char *why);

#endif
