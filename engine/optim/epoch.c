/*
** epoch.c - one epoch: step size, update, evaluation, acceptance
*/
#include <math.h>
#include <string.h>

#include "array/reduce.h"
#include "base/cancel.h"
#include "optim/descent_impl.h"
#include "optim/leap.h"

/* A step that was halved this often is 0 for every cost there is. */
#define MOST_HALVINGS 100


gdl_status gdl_epoch_evaluate (gdl_descent *d, const double *x, double *cost,
                               double *g, double *g_error) {
  return d->guarded.gradient(&d->guarded, x, cost, g, g_error);
}


static gdl_status project (gdl_descent *d, double *x) {
  if (d->parts.project != NULL) {
    gdl_status status = d->parts.project(d->parts.ctx, x);
    if (status != GDL_OK)
      return status;
  }
  if (d->lower != NULL)
    for (size_t i = 0; i < d->n; i++)
      if (x[i] < d->lower[i]) x[i] = d->lower[i];
  if (d->upper != NULL)
    for (size_t i = 0; i < d->n; i++)
      if (x[i] > d->upper[i]) x[i] = d->upper[i];
  return GDL_OK;
}


static int is_projected (const gdl_descent *d) {
  return d->parts.project != NULL || d->lower != NULL || d->upper != NULL;
}


/* The gradient norm that rules see: of g, or of x - P(x - g). */
static gdl_status gradient_norm (gdl_descent *d, const double *x,
                                 const double *g, double *norm) {
  if (!is_projected(d)) {
    *norm = gdl_reduce_maxabs(g, d->n);
    return GDL_OK;
  }
  double *moved = d->scratch;
  for (size_t i = 0; i < d->n; i++)
    moved[i] = x[i] - g[i];
  gdl_status status = project(d, moved);
  for (size_t i = 0; i < d->n; i++)
    moved[i] = d->frozen != NULL && d->frozen[i] ? 0 : x[i] - moved[i];
  *norm = gdl_reduce_maxabs(moved, d->n);
  return status;
}


static int is_fixed (const gdl_descent *d, size_t i) {
  return (d->frozen != NULL && d->frozen[i]) ||
         (d->lower != NULL && d->upper != NULL && d->lower[i] == d->upper[i]);
}


/* What rounding may contribute to that norm. Nothing where the cost is exactly
** 0; nor where every variable is fixed, or held by constraints against a
** component that is clear about where it points. */
static double norm_error (const gdl_descent *d, double norm, double cost,
                          const double *g, double g_error) {
  if (cost == 0 || norm >= g_error)
    return cost == 0 ? 0 : g_error;
  for (size_t i = 0; i < d->n; i++)
    if (fabs(g[i]) < g_error && !is_fixed(d, i))
      return g_error;
  return 0;
}


/* Asks the schedule for the step sizes of the next update. */
static gdl_status ask_step (gdl_descent *d) {
  if (d->parts.step == NULL)
    d->steps[0] = d->o.step;
  else {
    uint64_t t = d->o.step_per_update ? d->s.updates : d->s.epoch;
    gdl_status status = d->parts.step(d->parts.ctx, &d->s, t, d->steps);
    if (status != GDL_OK)
      return status;
  }
  double largest = d->nsteps == 1 ? d->steps[0]
                                  : gdl_reduce_max(d->steps, d->nsteps);
  if (d->scale != 1)
    for (size_t i = 0; i < d->nsteps; i++)
      d->steps[i] *= d->scale;
  d->s.step = largest * d->scale;
  if (d->s.step > d->s.step_peak)
    d->s.step_peak = d->s.step;
  return GDL_OK;
}


/* The first answer of a run was had at epoch 0. */
gdl_status gdl_epoch_step (gdl_descent *d, int first) {
  if (d->asked_first) {
    d->asked_first = 0;
    return GDL_OK;
  }
  return first || d->o.step_per_update ? ask_step(d) : GDL_OK;
}


/* The gradient as the update gets it: clipped when asked for. */
static const double *clipped (gdl_descent *d, const double *g) {
  double norm = d->o.clip_norm, value = d->o.clip_value;
  if (isinf(norm) && isinf(value))
    return g;
  double size = isinf(norm) ? 0 : gdl_reduce_norm2(g, d->n);
  double factor = size > norm ? norm / size : 1;
  for (size_t i = 0; i < d->n; i++) {
    double c = g[i] * factor;
    d->g_used[i] = c > value ? value : c < -value ? -value : c;
  }
  return d->g_used;
}


static void plain_update (const double *x, const double *g,
                          const double *steps, size_t nsteps, size_t n,
                          double *next) {
  if (nsteps == 1) {
    double step = steps[0];
    for (size_t i = 0; i < n; i++)
      next[i] = x[i] - step * g[i];
  }
  else
    for (size_t i = 0; i < n; i++)
      next[i] = x[i] - steps[i] * g[i];
}


/* What the rule makes of x and its gradient. */
static gdl_status apply_rule (gdl_descent *d, const double *x, const double *g,
                              double cost, double *next) {
  const double *used = clipped(d, g);
  if (d->parts.update != NULL)
    return d->parts.update(d->parts.ctx, x, used, d->steps, d->s.updates, cost,
                           next);
  plain_update(x, used, d->steps, d->nsteps, d->n, next);
  return GDL_OK;
}


/* Makes 'next', which the rule made of x, admissible; may be done again. */
static gdl_status admit (gdl_descent *d, const double *x, double *next,
                         size_t *bad) {
  if (d->frozen != NULL)
    for (size_t i = 0; i < d->n; i++)
      if (d->frozen[i])
        next[i] = x[i];
  *bad = gdl_reduce_first_nonfinite(next, d->n);
  return *bad == d->n && is_projected(d) ? project(d, next) : GDL_OK;
}


gdl_status gdl_epoch_update (gdl_descent *d, const double *x, const double *g,
                             double cost, double *next, size_t *bad) {
  gdl_status status = apply_rule(d, x, g, cost, next);
  return status == GDL_OK ? admit(d, x, next, bad) : status;
}


gdl_status gdl_epoch_answer (gdl_descent *d, const double *z, double *report) {
  if (d->parts.answer != NULL)
    return d->parts.answer(d->parts.ctx, z, report);
  memcpy(report, z, d->n * sizeof(*z));
  return GDL_OK;
}


gdl_status gdl_epoch_point (gdl_descent *d, const double *z,
                            const double **at) {
  *at = z;
  if (d->parts.point == NULL)
    return GDL_OK;
  *at = d->at;
  return d->parts.point(d->parts.ctx, z, d->at);
}


/* The update of a rule that wants its gradient elsewhere than at its own
** iterate: from d->iterate to d->iterate_next. */
static gdl_status apply_special_rule (gdl_descent *d) {
  const double *at;
  double cost, g_error, *g = gdl_descent_gradient(d);
  gdl_status status = gdl_epoch_point(d, d->iterate, &at);
  if (status == GDL_OK)
    status = gdl_epoch_evaluate(d, at, &cost, g, &g_error);
  if (status == GDL_OK)
    status = apply_rule(d, d->iterate, g, cost, d->iterate_next);
  return status;
}


/* Makes an admissible point in to->x of what the rule has made. */
static gdl_status report (gdl_descent *d, gdl_landing *to) {
  if (d->iterate == NULL)
    return admit(d, d->s.x, to->x, &to->bad);
  gdl_status status = admit(d, d->iterate, d->iterate_next, &to->bad);
  if (status != GDL_OK || to->bad != d->n)
    return status;
  status = gdl_epoch_answer(d, d->iterate_next, to->x);
  if (status == GDL_OK)
    to->bad = gdl_reduce_first_nonfinite(to->x, d->n);
  return status;
}


static int gradient_index (const gdl_descent *d, const double *g) {
  int i = 0;
  while (d->gradient[i] != g)
    i++;
  return i;
}


static int buffer_index (const gdl_descent *d, const double *x) {
  int i = 0;
  while (d->buffer[i] != x)
    i++;
  return i;
}


/* Updates once with the whole data and evaluates where it leads. An update
** that is there already, of an epoch that failed after it, is not made again:
** the rule's memory has taken part in it. */
static gdl_status land (gdl_descent *d, gdl_landing *to) {
  gdl_status status = GDL_OK;
  if (d->landed < 0) {
    to->x = gdl_descent_buffer(d, NULL);
    status = d->iterate != NULL
             ? apply_special_rule(d)
             : apply_rule(d, d->s.x, d->s.g, d->s.cost, to->x);
    if (status != GDL_OK)
      return status;
    d->landed = buffer_index(d, to->x);
    d->reported = 0;
  }
  to->x = d->buffer[d->landed];
  to->bad = d->n;
  if (!d->reported)
    status = report(d, to);
  if (status != GDL_OK || to->bad != d->n)
    return status;
  d->reported = 1;
  return gdl_epoch_evaluate(d, to->x, &to->cost, gdl_descent_gradient(d),
                            &to->g_error);
}


static int has_risen (const gdl_descent *d, const gdl_landing *to) {
  if (to->bad != d->n || !isfinite(to->cost))
    return 1;
  double before = d->s.cost;
  return to->cost > before + (d->o.rise_factor - 1) * fabs(before);
}


static void halve (gdl_descent *d) {
  d->scale /= 2;
  d->s.step /= 2;
  for (size_t i = 0; i < d->nsteps; i++)
    d->steps[i] /= 2;
}


static gdl_status keep (gdl_descent *d, int restore) {
  return d->parts.keep != NULL ? d->parts.keep(d->parts.ctx, restore) : GDL_OK;
}


/* Updates, going back with half the step as long as the cost rises. Leaves
** an ending when that does not help or is not wanted. */
static gdl_status land_lower (gdl_descent *d, gdl_landing *to) {
  for (int halvings = 0; ; halvings++) {
    gdl_status status = d->landed < 0 ? keep(d, 0) : GDL_OK;
    if (status == GDL_OK)
      status = land(d, to);
    if (status != GDL_OK || !has_risen(d, to))
      return status;
    d->landed = -1;
    status = keep(d, 1);
    if (status != GDL_OK)
      return status;
    if (d->o.on_rise == GDL_RISE_STOP || halvings == MOST_HALVINGS) {
      if (to->bad != d->n)
        gdl_reason_parameter(d, to->x, d->s.g, to->bad);
      else
        gdl_reason_rise(d, to->cost, halvings);
      return GDL_OK;
    }
    halve(d);
  }
}


/* The current point is the best one so far. */
static void take_best (gdl_descent *d) {
  gdl_state *s = &d->s;
  s->best_cost = s->cost;
  s->best_epoch = s->epoch;
  s->best_gradient_norm = s->gradient_norm;
  s->best_validation = s->validation;
  s->best_x = s->x;
  s->best_g = s->g;
  d->best = d->now;
  d->g_best = d->g_now;
}


gdl_status gdl_epoch_validate (gdl_descent *d) {
  gdl_state *s = &d->s;
  double cost = NAN;
  if (isfinite(s->cost)) {
    gdl_status status = d->parts.validate(d->parts.ctx, s->x, &cost);
    if (status != GDL_OK)
      return status;
  }
  s->validation = cost;
  if (isfinite(s->cost) && isfinite(cost) && !(cost >= s->best_validation))
    take_best(d);
  d->due = GDL_DUE_RECORD;
  return GDL_OK;
}


gdl_status gdl_epoch_accept (gdl_descent *d, const gdl_landing *to) {
  gdl_state *s = &d->s;
  double *g = gdl_descent_gradient(d), norm;
  gdl_status status = gradient_norm(d, to->x, g, &norm);
  if (status != GDL_OK)
    return status;
  s->gradient_norm = norm;
  s->gradient_error = norm_error(d, norm, to->cost, g, to->g_error);
  s->change = gdl_reduce_distance(to->x, s->x, d->n);
  s->cost_change = to->cost - s->cost;
  s->cost = to->cost;
  d->now = buffer_index(d, to->x);
  s->x = to->x;
  s->g = g;
  d->g_now = gradient_index(d, g);
  s->epoch++;
  s->evaluations = d->problem->evaluations;
  if (d->parts.validate == NULL && isfinite(to->cost) &&
      to->cost < s->best_cost)
    take_best(d);
  d->landed = -1;
  s->validation = NAN;
  d->due = d->parts.validate != NULL ? GDL_DUE_VALIDATION : GDL_DUE_RECORD;
  if (!isfinite(to->cost))
    gdl_reason_cost(d);
  return GDL_OK;
}


static void swap_iterates (gdl_descent *d) {
  double *z = d->iterate;
  d->iterate = d->iterate_next;
  d->iterate_next = z;
}


/* An epoch of an update rule that sees the whole data at once. */
static gdl_status whole_epoch (gdl_descent *d) {
  gdl_landing to;
  int leapt = 0;
  gdl_status status = d->landed < 0 ? gdl_epoch_step(d, 1) : GDL_OK;
  if (status == GDL_OK && d->parts.leap != NULL)
    status = gdl_leap_epoch(d, &leapt);
  if (leapt)
    return status;
  if (status == GDL_OK)
    status = d->o.on_rise == GDL_RISE_IGNORE ? land(d, &to)
                                             : land_lower(d, &to);
  if (status != GDL_OK || d->ending != GDL_RUNNING)
    return status;
  if (to.bad != d->n) {
    gdl_reason_parameter(d, to.x, d->s.g, to.bad);
    return GDL_OK;
  }
  status = gdl_epoch_accept(d, &to);
  if (status == GDL_OK) {
    d->s.updates++;
    if (d->iterate != NULL)
      swap_iterates(d);
  }
  return status;
}


/* The whole cost at the start; without its gradient where nobody wants it. */
static gdl_status evaluate_start (gdl_descent *d, double *cost,
                                  double *g_error) {
  double *g = d->gradient[0];
  if (!gdl_descent_goes_blind(&d->o))
    return gdl_epoch_evaluate(d, d->s.x, cost, g, g_error);
  for (size_t i = 0; i < d->n; i++)
    g[i] = NAN;
  return d->guarded.value(&d->guarded, d->s.x, cost);
}


gdl_status gdl_epoch_start (gdl_descent *d) {
  gdl_state *s = &d->s;
  double cost = NAN, g_error = 0, norm;
  gdl_status status =
      d->o.batch != 0 ? gdl_pass_start(d, &cost, &g_error)
                      : evaluate_start(d, &cost, &g_error);
  if (status == GDL_OK)
    status = gradient_norm(d, s->x, s->g, &norm);
  if (status != GDL_OK)
    return status;
  s->evaluations = d->problem->evaluations;
  s->cost = s->best_cost = cost;
  s->gradient_norm = s->best_gradient_norm = norm;
  s->gradient_error = norm_error(d, norm, cost, s->g, g_error);
  if (d->parts.validate != NULL)        /* schedules may read it */
    status = gdl_epoch_validate(d);
  if (status == GDL_OK && d->o.solver == NULL) {
    status = ask_step(d);
    d->asked_first = status == GDL_OK;
  }
  if (status != GDL_OK)
    return status;
  d->started = 1;
  d->due = GDL_DUE_RECORD;
  if (!isfinite(cost))
    gdl_reason_cost(d);
  return GDL_OK;
}


static gdl_status solver_epoch (gdl_descent *d) {
  gdl_state *s = &d->s;
  gdl_point now = {(double *)s->x, (double *)s->g, s->cost,
                   s->gradient_error};
  gdl_point next = {gdl_descent_buffer(d, NULL), gdl_descent_gradient(d), 0,
                    0};
  gdl_advance how;
  const char *why;
  double step;
  gdl_status status = d->o.solver->advance(d->solver, &d->guarded, &now, &next,
                                           &step, &how, &why);
  if (status != GDL_OK)
    return status;
  s->evaluations = d->problem->evaluations;
  if (how == GDL_STUCK) {
    gdl_reason_stuck(d, why);
    return GDL_OK;
  }
  gdl_landing to = {next.x, next.cost, next.g_error, d->n};
  status = gdl_epoch_accept(d, &to);
  if (status == GDL_OK) {
    s->updates++;
    s->step = s->step_peak = step;
    if (how == GDL_SETTLED && d->ending == GDL_RUNNING)
      gdl_reason_settled(d, why);
  }
  return status;
}


gdl_status gdl_epoch_advance (gdl_descent *d) {
  if (d->o.solver != NULL)
    return solver_epoch(d);
  return d->o.batch != 0 ? gdl_pass_advance(d) : whole_epoch(d);
}
