/*
** stretch.c - many epochs at once: what the driver does about it
*/
#include "optim/stretch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/reduce.h"
#include "base/clock.h"
#include "optim/descent_impl.h"
#include "optim/leap.h"

#define SHORT   8            /* epochs; a stretch that ends before was no use */
#define PAUSE   4096         /* epochs without a stretch, at most */
#define LENGTH  0.001        /* seconds a stretch is to take */
#define ROWS    65536        /* in one stretch, at most */


/* Only what a stretch can be made of, and nothing left over from an epoch. */
static int can (const gdl_descent *d) {
  return d->parts.stretch != NULL && d->n > 0 && d->n <= GDL_STRETCH_VARIABLES &&
         d->o.solver == NULL && d->o.batch == 0 && d->iterate == NULL &&
         d->parts.validate == NULL &&
         d->lower == NULL && d->upper == NULL && d->parts.project == NULL &&
         (d->parts.observe == NULL || d->o.observe_every > 1) && !d->asked_first && d->landed < 0 &&
         d->due == GDL_DUE_NOTHING && isfinite(d->s.cost);
}


/* The vectors a stretch fills, and a row. */
static gdl_status make_room (gdl_descent *d) {
  if (d->stretch_room == NULL)
    d->stretch_room = malloc((5 * d->n + d->history.width) * sizeof(double));
  return d->stretch_room != NULL ? GDL_OK : GDL_ENOMEM;
}


static void begin (gdl_descent *d, uint64_t most, gdl_stretch *s) {
  double *room = d->stretch_room;
  *s = (gdl_stretch){.n = d->n, .most = most, .o = &d->o, .s = &d->s,
                     .frozen = d->frozen, .scale = d->scale};
  s->x = room;
  s->g = room + d->n;
  s->before = room + 2 * d->n;
  s->best_x = room + 3 * d->n;
  s->best_g = room + 4 * d->n;
  if (d->history.best != NULL)
    s->best_row = room + 5 * d->n;
}


static void put (double *to, const double *from, size_t n) {
  memcpy(to, from, n * sizeof(*to));
}


/* The point after the stretch is the current one. */
static void move (gdl_descent *d, const gdl_stretch *st) {
  gdl_state *s = &d->s;
  double *x = gdl_descent_buffer(d, NULL), *g = gdl_descent_gradient(d);
  put(x, st->x, d->n);
  put(g, st->g, d->n);
  while (d->buffer[d->now] != x)
    d->now = (d->now + 1) % GDL_BUFFERS;
  while (d->gradient[d->g_now] != g)
    d->g_now = (d->g_now + 1) % GDL_GRADIENTS;
  s->x = x;
  s->g = g;
}


static void move_best (gdl_descent *d, const gdl_stretch *st) {
  gdl_state *s = &d->s;
  s->best_cost = st->after.best_cost;
  s->best_gradient_norm = st->after.best_gradient_norm;
  s->best_epoch = st->after.best_epoch;
  if (s->best_epoch == s->epoch) {
    d->best = d->now;
    d->g_best = d->g_now;
  }
  else {
    double *x = gdl_descent_buffer(d, NULL), *g = gdl_descent_gradient(d);
    put(x, st->best_x, d->n);
    put(g, st->best_g, d->n);
    while (d->buffer[d->best] != x)
      d->best = (d->best + 1) % GDL_BUFFERS;
    while (d->gradient[d->g_best] != g)
      d->g_best = (d->g_best + 1) % GDL_GRADIENTS;
  }
  s->best_x = d->buffer[d->best];
  s->best_g = d->gradient[d->g_best];
}


static void accept (gdl_descent *d, const gdl_stretch *st) {
  gdl_state *s = &d->s;
  const gdl_state *after = &st->after;
  int improved = after->best_epoch != s->best_epoch;
  s->epoch += st->made;
  s->updates += st->made;
  s->evaluations = d->problem->evaluations;
  s->cost = after->cost;
  s->cost_change = after->cost_change;
  s->gradient_norm = after->gradient_norm;
  s->gradient_error = after->gradient_error;
  s->step = after->step;
  s->step_peak = after->step_peak;
  s->change = gdl_reduce_distance(st->x, st->before, d->n);
  move(d, st);
  if (improved)
    move_best(d, st);
  gdl_history_stretched(&d->history, st->made, improved ? st->best_row : NULL,
                        st->every, st->wait);
}


/* How long the next stretch may be, after one of 'made' epochs that took so many
** seconds. Only one that was as long as it might be tells that more is good, or
** what ends stretches early (a spot check, history) would let this grow without
** end. */
static uint64_t next_length (uint64_t length, uint64_t made, double took) {
  if (took > LENGTH) {
    uint64_t fit = (uint64_t)((double)made * (LENGTH / took));
    return fit > SHORT ? fit : SHORT;
  }
  return made == length && took < LENGTH / 2 ? 2 * length : length;
}


/* What follows from a stretch that might have had 'most' epochs. */
static void adapt (gdl_descent *d, uint64_t made, uint64_t most, double took) {
  d->stretch_length = next_length(d->stretch_length, made, took);
  if (made >= SHORT || made == most)
    d->stretch_pause = 0;
  else
    d->stretch_pause = 2 * d->stretch_pause + SHORT < PAUSE
                       ? 2 * d->stretch_pause + SHORT : PAUSE;
  d->stretch_in = d->stretch_pause;
}


/* So many epochs are left to a stretch or to leaps: the last one before a limit is
** the driver's, and so is one that is observed. */
static uint64_t quiet_epochs (const gdl_descent *d, uint64_t epochs) {
  uint64_t left = d->o.epochs - d->s.epoch;
  left = (left < epochs ? left : epochs) - 1;
  if (d->parts.observe != NULL) {
    uint64_t every = d->o.observe_every > 1 ? d->o.observe_every : 1,
             quiet = every - d->s.epoch % every - 1;
    left = left < quiet ? left : quiet;
  }
  return left;
}


static uint64_t most_of (const gdl_descent *d, uint64_t epochs) {
  uint64_t left = quiet_epochs(d, epochs);
  return left < d->stretch_length ? left : d->stretch_length;
}


/* Many variables: epochs whose gradient is not even kept. */
static gdl_status leap (gdl_descent *d, uint64_t epochs, uint64_t *made) {
  uint64_t most = quiet_epochs(d, epochs);
  gdl_status status = gdl_leap_run(d, most, made);
  d->look_in = 0;
  d->look_every = 1;
  d->stretch_in = *made >= SHORT || *made == most ? 0 : PAUSE / 64;
  return status;
}


static int can_leap (const gdl_descent *d) {
  return d->n > GDL_STRETCH_VARIABLES && d->parts.leap != NULL;
}


gdl_status gdl_stretch_advance (gdl_descent *d, uint64_t epochs, uint64_t *made) {
  gdl_stretch s;
  *made = 0;
  if (d->stretch_in > 0) {
    d->stretch_in--;
    return GDL_OK;
  }
  if (d->stretch_length == 0)
    d->stretch_length = 4 * SHORT;
  if (epochs < 2 || d->o.epochs - d->s.epoch < 2)
    return GDL_OK;
  if (can_leap(d))
    return leap(d, epochs, made);
  if (!can(d))
    return GDL_OK;
  gdl_status status = make_room(d);
  if (status != GDL_OK)
    return status;
  uint64_t most = most_of(d, epochs);
  if (most == 0)
    return GDL_OK;
  begin(d, most, &s);
  status = gdl_history_stretch(&d->history, d->s.epoch, ROWS, &s.fields, &s.row,
                               &s.every, &s.wait, &s.most);
  double since = gdl_clock_now();
  if (status == GDL_OK)
    status = d->parts.stretch(d->parts.ctx, &s);
  if (status != GDL_OK)
    return status;
  if (s.made > 0) {
    accept(d, &s);
    d->look_in = 0;          /* the clock has moved on */
    d->look_every = 1;
  }
  adapt(d, s.made, s.most, gdl_clock_now() - since);
  *made = s.made;
  return GDL_OK;
}
