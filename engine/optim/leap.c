/*
** leap.c - an epoch of plain gradient descent in few passes over memory
*/
#include "optim/leap.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "array/reduce.h"
#include "base/cancel.h"
#include "optim/descent_impl.h"
#include "optim/stretch.h"

/* Everything but x - step*g is the driver's. */
static int can (const gdl_descent *d) {
  return d->parts.leap != NULL && d->n > GDL_STRETCH_VARIABLES &&
         d->o.solver == NULL && d->o.batch == 0 && d->iterate == NULL &&
         d->parts.update == NULL && d->parts.project == NULL &&
         d->parts.validate == NULL && d->lower == NULL &&
         d->upper == NULL && d->frozen == NULL && d->nsteps == 1 &&
         d->landed < 0 && d->o.on_rise == GDL_RISE_IGNORE &&
         isinf(d->o.clip_norm) && isinf(d->o.clip_value);
}


static int index_of (double *const *buffer, const double *x) {
  int i = 0;
  while (buffer[i] != x)
    i++;
  return i;
}


/* Makes the landing the current point; a light one has no gradient. */
static void accept (gdl_descent *d, const gdl_leap *l) {
  gdl_state *s = &d->s;
  s->gradient_norm = l->norm;
  s->gradient_error = 0;
  s->cost_change = l->cost - s->cost;
  s->cost = l->cost;
  s->x = l->next;
  d->now = index_of(d->buffer, l->next);
  if (!l->light) {
    s->g = l->g_next;
    d->g_now = index_of(d->gradient, l->g_next);
  }
  s->epoch++;
  s->updates++;
  s->evaluations = d->problem->evaluations;
  if (l->cost < s->best_cost) {
    s->best_cost = l->cost;
    s->best_epoch = s->epoch;
    s->best_gradient_norm = l->norm;
    s->best_x = s->x;
    s->best_g = s->g;
    d->best = d->now;
    d->g_best = d->g_now;
  }
}


static int is_safe (double sumsq) {
  return sumsq >= GDL_REDUCE_SAFE_LOW && sumsq <= GDL_REDUCE_SAFE_HIGH;
}


gdl_status gdl_leap_epoch (gdl_descent *d, int *done) {
  *done = 0;
  if (!can(d))
    return GDL_OK;
  gdl_leap l = {.n = d->n, .x = d->s.x, .g = d->s.g, .step = d->steps[0],
                .next = gdl_descent_buffer(d, NULL),
                .g_next = gdl_descent_gradient(d)};
  const double *before = d->s.x;
  gdl_status status = d->parts.leap(d->parts.ctx, &l);
  if (status != GDL_OK || !l.done)
    return status;
  accept(d, &l);
  d->s.change = is_safe(l.moved) ? sqrt(l.moved)
                                 : gdl_reduce_distance(d->s.x, before, d->n);
  d->due = GDL_DUE_RECORD;
  *done = 1;
  return GDL_OK;
}


/*
** Without gradients
*/
/* Nobody looks at the gradient, or at how far the point moved, before the end. */
static int can_run (const gdl_descent *d) {
  unsigned seen = 1u << GDL_FIELD_GRADIENT | 1u << GDL_FIELD_CHANGE |
                  1u << GDL_FIELD_ELAPSED;
  return can(d) && d->parts.step == NULL && d->parts.stop == NULL &&
         d->parts.observe == NULL && !(d->history.fields & seen) &&
         !d->asked_first && d->due == GDL_DUE_NOTHING && d->s.gradient_error == 0;
}


/* The gradients at the current and at the best point. */
static gdl_status fill_in (gdl_descent *d) {
  double cost, g_error, *g = gdl_descent_gradient(d);
  gdl_state *s = &d->s;
  uint64_t evaluations = d->problem->evaluations;
  gdl_status status = gdl_epoch_evaluate(d, s->x, &cost, g, &g_error);
  d->g_now = index_of(d->gradient, g);
  s->g = g;
  if (status == GDL_OK && s->best_x == s->x) {
    d->g_best = d->g_now;
    s->best_g = g;
  }
  else if (status == GDL_OK) {
    g = gdl_descent_gradient(d);
    status = gdl_epoch_evaluate(d, s->best_x, &cost, g, &g_error);
    d->g_best = index_of(d->gradient, g);
    s->best_g = g;
  }
  d->problem->evaluations = evaluations;
  return status;
}


/* A run of them. x is written over; whatever is needed of a point that has been is
** had from the point it began at, by making the same steps again. */
typedef struct leaps {
  gdl_descent *d;
  double *x, *start;         /* start NULL: not in place */
  const double *before;      /* not in place: x an epoch earlier */
  uint64_t made;
  double moved;              /* of the last epoch */
} leaps;


static gdl_leap leap_of (const leaps *q, int in_place) {
  gdl_descent *d = q->d;
  return (gdl_leap){.n = d->n, .x = in_place ? q->x : d->s.x, .light = 1,
                    .step = d->o.step * d->scale,
                    .next = in_place ? q->x : gdl_descent_buffer(d, NULL)};
}


/* To where it was after q->made epochs. */
static gdl_status redo (leaps *q) {
  gdl_status status = GDL_OK;
  memcpy(q->x, q->start, q->d->n * sizeof(*q->x));
  for (uint64_t k = 0; k < q->made && status == GDL_OK; k++) {
    gdl_leap l = leap_of(q, 1);
    l.again = 1;
    status = q->d->parts.leap(q->d->parts.ctx, &l);
    q->moved = l.moved;
  }
  return status;
}


/* Is this one for the driver: an end, or, in place, a point that is not the best
** though the one it was made of is, or a move that is not measured so? */
static int is_other (const leaps *q, const gdl_leap *l) {
  const gdl_descent *d = q->d;
  if (!l->done || l->norm <= d->o.tolerance)
    return 1;
  return q->start != NULL && ((d->best == d->now && !(l->cost < d->s.best_cost)) ||
                              !is_safe(l->moved));
}


/* One epoch; *on: it was made, and there may be another. */
static gdl_status one (leaps *q, int *on) {
  gdl_descent *d = q->d;
  gdl_leap l = leap_of(q, q->start != NULL);
  gdl_status status = d->parts.leap(d->parts.ctx, &l);
  *on = status == GDL_OK && !is_other(q, &l);
  if (!*on)
    return status == GDL_OK && l.touched ? redo(q) : status;
  q->before = d->s.x;
  q->moved = l.moved;
  accept(d, &l);
  d->s.step = l.step;
  if (l.step > d->s.step_peak)
    d->s.step_peak = l.step;
  q->made++;
  *on = !gdl_clock_is_due(d);
  return gdl_history_record(&d->history, &d->s, 0);
}


static gdl_status go (leaps *q, uint64_t epochs) {
  gdl_status status = GDL_OK;
  int on = 1;
  while (on && q->made < epochs && status == GDL_OK && !gdl_cancel_asked())
    status = one(q, &on);
  return status;
}


/* In place, where the owner can. */
static gdl_status go_in_place (leaps *q, uint64_t epochs) {
  gdl_descent *d = q->d;
  q->x = d->buffer[d->now];
  q->start = gdl_descent_buffer(d, NULL);
  memcpy(q->start, q->x, d->n * sizeof(*q->x));
  gdl_status status = go(q, epochs);
  if (q->made > 0)
    d->s.change = sqrt(q->moved);
  q->start = NULL;
  return status;
}


gdl_status gdl_leap_run (gdl_descent *d, uint64_t epochs, uint64_t *made) {
  leaps q = {.d = d};
  *made = 0;
  if (!can_run(d))
    return GDL_OK;
  gdl_status status = go_in_place(&q, epochs);
  if (status == GDL_OK && q.made == 0) {
    status = go(&q, epochs);
    if (q.made > 0)
      d->s.change = gdl_reduce_distance(d->s.x, q.before, d->n);
  }
  *made = q.made;
  if (q.made == 0)
    return status;
  gdl_status filled = fill_in(d);
  return status == GDL_OK ? filled : status;
}
