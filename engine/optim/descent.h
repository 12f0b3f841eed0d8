/*
** descent.h - the descent driver
** Descent = direction x step size x stopping rule x observers. The driver
** owns evaluating, counting, recording, limits, cancelling, the last and the
** best point. An update rule turns (x, gradient) into the next x, a solver
** (solver.h) advances by itself, a stopping rule only looks.
**
** An update changes the parameters once. An epoch is one pass over the data;
** without data it is one update. Costs are those of the problem, which is
** always minimised; whoever maximises hands in the negative.
*/
#ifndef GDL_OPTIM_DESCENT_H
#define GDL_OPTIM_DESCENT_H

#include "optim/history.h"
#include "optim/problem.h"
#include "optim/solver.h"

/* Where a run stands after an epoch. Borrowed pointers: valid until the next
** epoch. With batches smaller than the data, cost and gradient are means over
** the pass, weighted by rows. */
typedef struct gdl_state {
  uint64_t epoch, updates, evaluations;
  const double *x, *g;
  double cost;
  double gradient_norm;      /* infinity norm; with projection, of x - P(x - g) */
  double gradient_error;     /* what rounding may contribute to it; 0 where the
                             ** cost is exactly 0 */
  double step;               /* of the last update; at epoch 0 of the first,
                             ** which a solver does not know: NaN; with
                             ** several step sizes the largest */
  double step_peak;          /* the largest step so far; of a solver, whose
                             ** steps are searched for and do not decay, the
                             ** last */
  double change;             /* 2-norm of the last move; infinite at epoch 0 */
  double cost_change;        /* cost minus the one before; -inf at epoch 0 */
  const double *best_x, *best_g;
  double best_cost, best_gradient_norm;
  uint64_t best_epoch;
  double validation;         /* parts.validate here; NaN: not asked */
  double best_validation;    /* at best_x, which then is where it was lowest */
} gdl_state;

/* Why a run ended. */
typedef enum gdl_ending {
  GDL_RUNNING,
  GDL_END_GRADIENT,          /* the tolerance was met */
  GDL_END_RULE,              /* the stopping rule fired */
  GDL_END_EPOCHS,
  GDL_END_TIME,
  GDL_END_OBSERVER,
  GDL_END_INTERRUPT,
  GDL_END_NONFINITE,         /* cost or parameter not finite */
  GDL_END_RISE,              /* on_rise said so */
  GDL_END_STUCK,             /* the solver found no acceptable point */
  GDL_END_SETTLED            /* the solver's own test of convergence was met */
} gdl_ending;

struct gdl_stretch;
struct gdl_leap;

/* What a stopping rule says when it fires. */
typedef struct gdl_verdict {
  int fired;
  int converged;
  int use_best;              /* the run is to return its best point */
} gdl_verdict;

/* What is done when a cost rises above factor times the one before. */
typedef enum gdl_on_rise {
  GDL_RISE_IGNORE, GDL_RISE_HALVE, GDL_RISE_STOP
} gdl_on_rise;

/* The parts of a run that its owner provides. All but 'ctx' may be NULL.
** They return GDL_OK, or a status that ends the call of the driver at once:
** GDL_ECALLBACK, GDL_ENOMEM, GDL_ECANCEL. */
typedef struct gdl_parts {
  void *ctx;

  /* step - the step size of the update after 't' (epochs or updates, as
  ** options.step_per_update says): steps[0], or n of them with
  ** options.step_each. NULL: options.step. */
  gdl_status (*step) (void *ctx, const gdl_state *s, uint64_t t,
                      double *steps);

  /* update - the next x into 'next' (not x itself). 'steps' as above, 't':
  ** updates completed. NULL: x - step*g. */
  gdl_status (*update) (void *ctx, const double *x, const double *g,
                        const double *steps, uint64_t t, double cost,
                        double *next);

  /* keep - remembers the update rule's memory (restore = 0), or goes back to
  ** what was remembered (restore = 1). Used with on_rise, and at the start of
  ** a pass over batches. */
  gdl_status (*keep) (void *ctx, int restore);

  /* point - where the update rule wants its gradient; answer - what it wants
  ** reported instead of its iterate x. */
  gdl_status (*point) (void *ctx, const double *x, double *at);
  gdl_status (*answer) (void *ctx, const double *x, double *report);

  /* project - moves x to the nearest admissible point; leaves it as it is
  ** when it fails. */
  gdl_status (*project) (void *ctx, double *x);

  /* stop - the stopping rule; replaces options.tolerance. */
  gdl_status (*stop) (void *ctx, const gdl_state *s, gdl_verdict *v);

  /* validate - what x costs on data that are kept apart: asked once an epoch
  ** (the start is one), before it is recorded. The best point of the run is
  ** then that of the lowest such cost that is a number. */
  gdl_status (*validate) (void *ctx, const double *x, double *cost);

  /* observe - asked once an epoch before the rules; sets *stop to end. */
  gdl_status (*observe) (void *ctx, const gdl_state *s, int *stop);

  /* stretch - makes up to s->most epochs at once (stretch.h); s->made gets how
  ** many. */
  gdl_status (*stretch) (void *ctx, struct gdl_stretch *s);

  /* leap - an epoch of plain gradient descent at once (leap.h). */
  gdl_status (*leap) (void *ctx, struct gdl_leap *l);

  /* tick - called some ten times a second while the driver runs. */
  gdl_status (*tick) (void *ctx, const gdl_state *s);

  /* settled - told when an epoch, the start included, is over and the run
  ** goes on: nothing about it is due any more. A good time to save the run. */
  gdl_status (*settled) (void *ctx, const gdl_state *s);

  /* pass - the rows of the next pass are put in order: 'shuffled' or as they
  ** are; *rows gets how many there are. batch - the problem's cost is now
  ** that of rows first .. first+count-1 of this order. */
  gdl_status (*pass) (void *ctx, uint64_t epoch, int shuffled, size_t *rows);
  gdl_status (*batch) (void *ctx, size_t first, size_t count);
} gdl_parts;

typedef struct gdl_options {
  const gdl_solver *solver;       /* NULL: an update rule */
  const double *solver_options;   /* see solver.h; NULL: the defaults */
  const gdl_line *line;           /* of the solver; NULL: its own */
  double step;                    /* used when parts.step is NULL */
  int step_each;                  /* a step size per variable */
  int step_per_update;
  uint64_t epochs;                /* limit; UINT64_MAX: none */
  double tolerance;               /* on the gradient norm; see solver.tolerate */
  double time;                    /* limit in seconds; INFINITY: none */
  size_t batch;                   /* rows; 0: the whole data at once */
  const double *lower, *upper;    /* n bounds, or NULL */
  const unsigned char *frozen;    /* n flags, or NULL */
  double clip_norm, clip_value;   /* of the gradient; INFINITY: none */
  gdl_on_rise on_rise;
  double rise_factor;
  uint64_t observe_every;         /* epochs; 0: parts.observe is asked at all */
  unsigned history_fields;
  size_t history_limit;
  int maximize;                   /* costs in texts get the other sign */
} gdl_options;

/* gdl_options_init - the defaults: step 0.01, 1000 epochs, tolerance 1e-6,
** nothing else. */
void gdl_options_init (gdl_options *o);

typedef struct gdl_descent gdl_descent;

/* gdl_descent_new - a run from x0 (n = problem->n doubles, copied; inside the
** bounds). Arrays in 'o' are copied; problem and parts->ctx are borrowed and
** must outlive the run. Nothing is evaluated yet. GDL_ENOMEM; GDL_EINVAL: the
** solver cannot be given these bounds, this line search, a problem without
** residuals or Hessian, or its options contradict each other. */
gdl_status gdl_descent_new (gdl_problem *problem, const gdl_parts *parts,
                            const gdl_options *o, const double *x0,
                            gdl_descent **out);

void gdl_descent_free (gdl_descent *d);

/* gdl_descent_run - at most 'epochs' more epochs, or until the run ends. The
** first call evaluates the start and asks the rules at epoch 0. A run that
** has ended stays as it is. On a status other than GDL_OK the run is at its
** last accepted point and may be continued: the next call does again what
** failed, but nothing that had been done before it in the epoch; a pass over
** batches begins anew. */
gdl_status gdl_descent_run (gdl_descent *d, uint64_t epochs);

/* gdl_descent_fork - an independent copy that goes on from here with another
** problem and parts (whose state the caller has copied). GDL_ENOMEM. */
gdl_status gdl_descent_fork (const gdl_descent *d, gdl_problem *problem,
                             void *ctx, gdl_descent **out);

/* Reading a run. */
const gdl_state *gdl_descent_state (const gdl_descent *d);
int gdl_descent_started (const gdl_descent *d);
gdl_ending gdl_descent_ending (const gdl_descent *d);
int gdl_descent_converged (const gdl_descent *d);
int gdl_descent_returns_best (const gdl_descent *d);
int gdl_descent_at_floor (const gdl_descent *d);
double gdl_descent_elapsed (const gdl_descent *d);
const gdl_history *gdl_descent_history (const gdl_descent *d);

/* gdl_descent_reason - why the run ended, as a sentence; for GDL_END_RULE and
** GDL_END_OBSERVER only what the driver adds to the owner's sentence ("" in
** most cases). Lives as long as 'd'. */
const char *gdl_descent_reason (const gdl_descent *d);

#endif
