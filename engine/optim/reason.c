/*
** reason.c - endings as sentences, with value and threshold
*/
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "optim/descent_impl.h"


static void say (gdl_descent *d, gdl_ending e, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void say (gdl_descent *d, gdl_ending e, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(d->reason, sizeof(d->reason), fmt, ap);
  va_end(ap);
  d->ending = e;
}


/* v without the sign that a NaN may have. */
static double plain (double v) {
  return isnan(v) ? fabs(v) : v;
}


/* The cost, or a derivative of it, as the owner knows it. */
static double shown (const gdl_descent *d, double cost) {
  return plain(d->o.maximize ? -cost : cost);
}


/* Is the tolerance something to tell the gradient norm against? */
static int misses_tolerance (const gdl_descent *d) {
  return d->parts.stop == NULL && !gdl_descent_at_floor(d) &&
         d->s.gradient_norm > d->o.tolerance;
}


static const char *epochs (uint64_t n) {
  return n == 1 ? "epoch" : "epochs";
}


/* Appends to the reason that the gradient has sunk below its own error. */
static void add_floor (gdl_descent *d, const char *joint) {
  if (!gdl_descent_at_floor(d))
    return;
  size_t at = 0;
  while (d->reason[at] != '\0')
    at++;
  snprintf(d->reason + at, sizeof(d->reason) - at,
           "%srounding floor: |g| = %.2g is below the error %.2g of its "
           "differences", joint, d->s.gradient_norm, d->s.gradient_error);
}


void gdl_reason_gradient (gdl_descent *d) {
  d->converged = 1;
  say(d, GDL_END_GRADIENT, "gradient: |g| = %.2g <= %g after %" PRIu64 " %s",
      d->s.gradient_norm, d->o.tolerance, d->s.epoch, epochs(d->s.epoch));
}


void gdl_reason_epochs (gdl_descent *d) {
  if (misses_tolerance(d))
    say(d, GDL_END_EPOCHS,
        "epochs: %" PRIu64 " of %" PRIu64 " done, |g| = %.2g > %g",
        d->s.epoch, d->o.epochs, d->s.gradient_norm, d->o.tolerance);
  else
    say(d, GDL_END_EPOCHS, "epochs: %" PRIu64 " of %" PRIu64 " done",
        d->s.epoch, d->o.epochs);
  add_floor(d, "; ");
}


void gdl_reason_time (gdl_descent *d) {
  say(d, GDL_END_TIME, "time: %.3g s >= %g s after %" PRIu64 " %s",
      gdl_descent_elapsed(d), d->o.time, d->s.epoch, epochs(d->s.epoch));
  add_floor(d, "; ");
}


void gdl_reason_interrupt (gdl_descent *d) {
  say(d, GDL_END_INTERRUPT, "interrupt: stopped by hand after %" PRIu64 " %s",
      d->s.epoch, epochs(d->s.epoch));
}


void gdl_reason_rule (gdl_descent *d, const gdl_verdict *v) {
  d->converged = v->converged;
  d->returns_best = v->use_best;
  say(d, GDL_END_RULE, "%s", "");
  if (!v->converged)
    add_floor(d, "");
}


void gdl_reason_observer (gdl_descent *d) {
  say(d, GDL_END_OBSERVER, "%s", "");
}


void gdl_reason_cost (gdl_descent *d) {
  d->returns_best = 1;
  if (d->s.epoch == 0)
    say(d, GDL_END_NONFINITE, "diverged: the cost at the start is %g",
        shown(d, d->s.cost));
  else
    say(d, GDL_END_NONFINITE,
        "diverged: the cost is %g after %" PRIu64 " %s (best: %g after %"
        PRIu64 ")", shown(d, d->s.cost), d->s.epoch, epochs(d->s.epoch),
        shown(d, d->s.best_cost), d->s.best_epoch);
}


void gdl_reason_parameter (gdl_descent *d, const double *x, const double *g,
                           size_t i) {
  d->returns_best = 1;
  say(d, GDL_END_NONFINITE,
      "diverged: parameter %zu of %zu would become %g in epoch %" PRIu64
      " (its gradient: %g, step size: %g)", i + 1, d->n, plain(x[i]),
      d->s.epoch + 1, shown(d, g[i]), d->s.step);
}


void gdl_reason_rise (gdl_descent *d, double cost, int halvings) {
  double before = shown(d, d->s.cost), after = shown(d, cost);
  const char *verb = d->o.maximize ? "falls" : "rises";
  if (halvings > 0)
    say(d, GDL_END_RISE,
        "on_rise: the cost %s from %g to %g in epoch %" PRIu64
        " even after the step was halved %d times", verb, before, after,
        d->s.epoch + 1, halvings);
  else
    say(d, GDL_END_RISE,
        "on_rise: the cost %s from %g to %g in epoch %" PRIu64, verb, before,
        after, d->s.epoch + 1);
}


void gdl_reason_stuck (gdl_descent *d, const char *why) {
  /* Near the floor the differences mislead the line search before they are
  ** nothing but error. */
  if (d->s.gradient_error > 0 &&
      d->s.gradient_norm < 10 * d->s.gradient_error) {
    say(d, GDL_END_STUCK,
        "rounding floor: |g| = %.2g, the error of its differences is %.2g, "
        "after %" PRIu64 " %s", d->s.gradient_norm, d->s.gradient_error,
        d->s.epoch, epochs(d->s.epoch));
    return;
  }
  if (gdl_descent_goes_blind(&d->o))
    say(d, GDL_END_STUCK, "stuck: %s after %" PRIu64 " %s", why, d->s.epoch,
        epochs(d->s.epoch));
  else if (misses_tolerance(d))
    say(d, GDL_END_STUCK, "stuck: %s after %" PRIu64 " %s, |g| = %.2g > %g",
        why, d->s.epoch, epochs(d->s.epoch), d->s.gradient_norm,
        d->o.tolerance);
  else
    say(d, GDL_END_STUCK, "stuck: %s after %" PRIu64 " %s, |g| = %.2g", why,
        d->s.epoch, epochs(d->s.epoch), plain(d->s.gradient_norm));
}


void gdl_reason_settled (gdl_descent *d, const char *why) {
  d->converged = 1;
  say(d, GDL_END_SETTLED, "%s after %" PRIu64 " %s", why, d->s.epoch,
      epochs(d->s.epoch));
}
