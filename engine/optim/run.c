/*
** run.c - epochs until an ending: rules, limits, clock
*/
#include <math.h>

#include "base/cancel.h"
#include "base/clock.h"
#include "optim/descent_impl.h"

#define TICK 0.1             /* seconds between ticks */
#define LOOK 0.002           /* seconds between looks at the clock */


/* Looks at the clock now and then: reading it costs as much as a small
** update, so the number of epochs between looks follows their duration. */
static gdl_status look_at_clock (gdl_descent *d) {
  if (d->look_in-- > 0)
    return GDL_OK;
  double now = gdl_clock_now(), took = now - d->last_look;
  if (took < LOOK / 2 && d->look_every < 1u << 20)
    d->look_every *= 2;
  else if (took > LOOK && d->look_every > 1)
    d->look_every /= 2;
  d->look_in = d->look_every - 1;
  d->last_look = now;
  if (d->elapsed + now - d->since >= d->o.time) {
    gdl_reason_time(d);
    return GDL_OK;
  }
  if (d->parts.tick != NULL && now - d->last_tick >= TICK) {
    d->last_tick = now;
    return d->parts.tick(d->parts.ctx, &d->s);
  }
  return GDL_OK;
}


int gdl_clock_is_due (const gdl_descent *d) {
  double now = gdl_clock_now();
  return d->elapsed + now - d->since >= d->o.time ||
         (d->parts.tick != NULL && now - d->last_tick >= TICK);
}


static int tolerance_met (const gdl_descent *d) {
  return d->s.gradient_norm <= d->o.tolerance && !gdl_descent_at_floor(d);
}


/* Rules come before limits: what has converged in its last epoch has. */
static gdl_status ask_rules (gdl_descent *d) {
  if (d->parts.stop != NULL) {
    gdl_verdict v = {0, 0, 0};
    gdl_status status = d->parts.stop(d->parts.ctx, &d->s, &v);
    if (status != GDL_OK)
      return status;
    if (v.fired)
      gdl_reason_rule(d, &v);
  }
  else if (tolerance_met(d))
    gdl_reason_gradient(d);
  return GDL_OK;
}


static gdl_status record (gdl_descent *d) {
  double elapsed = d->history.fields & 1u << GDL_FIELD_ELAPSED
                   ? gdl_descent_elapsed(d) : 0;
  return gdl_history_record(&d->history, &d->s, elapsed);
}


static int is_observed (const gdl_descent *d) {
  return d->o.observe_every <= 1 || d->s.epoch % d->o.observe_every == 0;
}


/* Shows the current point to observers and rules. */
static gdl_status ask (gdl_descent *d) {
  int stop = 0;
  gdl_status status;
  if (d->parts.observe != NULL && is_observed(d)) {
    status = d->parts.observe(d->parts.ctx, &d->s, &stop);
    if (status != GDL_OK)
      return status;
  }
  if (d->ending != GDL_RUNNING)
    return GDL_OK;
  status = ask_rules(d);
  if (status != GDL_OK || d->ending != GDL_RUNNING)
    return status;
  if (stop)
    gdl_reason_observer(d);
  else if (d->s.epoch >= d->o.epochs)
    gdl_reason_epochs(d);
  else
    return look_at_clock(d);
  return GDL_OK;
}


/* After an epoch, the start included: validates, records and asks, as far as
** that is due. */
static gdl_status look (gdl_descent *d) {
  gdl_status status = GDL_OK;
  if (d->due == GDL_DUE_VALIDATION)
    status = gdl_epoch_validate(d);
  if (d->due == GDL_DUE_RECORD) {
    status = record(d);
    if (status == GDL_OK)
      d->due = GDL_DUE_RULES;
  }
  if (status == GDL_OK && d->due == GDL_DUE_RULES) {
    status = ask(d);
    if (status == GDL_OK) {
      d->due = GDL_DUE_NOTHING;
      if (d->parts.settled != NULL && d->ending == GDL_RUNNING)
        status = d->parts.settled(d->parts.ctx, &d->s);
    }
  }
  return status;
}


static gdl_status advance (gdl_descent *d, uint64_t epochs) {
  gdl_status status = d->started ? GDL_OK : gdl_epoch_start(d);
  if (status == GDL_OK)
    status = look(d);
  for (; epochs > 0 && status == GDL_OK && d->ending == GDL_RUNNING;
       epochs--) {
    uint64_t made = 0;
    if (gdl_cancel_asked())
      return GDL_ECANCEL;
    if (d->parts.stretch != NULL)
      status = gdl_stretch_advance(d, epochs, &made);
    epochs -= made;
    if (status == GDL_OK && d->due == GDL_DUE_NOTHING)
      status = gdl_epoch_advance(d);
    if (status == GDL_OK)
      status = look(d);
  }
  return status;
}


gdl_status gdl_descent_run (gdl_descent *d, uint64_t epochs) {
  if (d->ending != GDL_RUNNING)
    return GDL_OK;
  d->since = d->last_look = d->last_tick = gdl_clock_now();
  d->look_every = 1;         /* calls may be of one epoch, and many */
  d->look_in = 0;
  d->running = 1;
  gdl_status status = advance(d, epochs);
  d->elapsed = gdl_descent_elapsed(d);
  d->running = 0;
  if (status == GDL_ECANCEL) {
    gdl_reason_interrupt(d);
    status = GDL_OK;
  }
  return status;
}
