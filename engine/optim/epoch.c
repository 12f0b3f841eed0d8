/*
** epoch.c - one epoch: step size, update, evaluation, acceptance
*/
#include <math.h>
#include <string.h>

#include "array/reduce.h"
#include "base/cancel.h"
#include "optim/descent_impl.h"

/* A step that was halved this often is 0 for every cost there is. */
#define MOST_HALVINGS 100

/* Where an update leads, with what is known there. */
typedef struct landing {
  double *x;
  double cost, g_error;
  size_t bad;                /* index of a parameter not finite, or n */
} landing;


static gdl_status evaluate (gdl_descent *d, const double *x, double *cost,
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


/* One update from x with gradient g into 'next', admissible. *bad gets the
** index of a parameter that is not finite, or n. */
static gdl_status update (gdl_descent *d, const double *x, const double *g,
                          double cost, double *next, size_t *bad) {
  const double *used = clipped(d, g);
  if (d->parts.update == NULL)
    plain_update(x, used, d->steps, d->nsteps, d->n, next);
  else {
    gdl_status status = d->parts.update(d->parts.ctx, x, used, d->steps,
                                        d->s.updates, cost, next);
    if (status != GDL_OK)
      return status;
  }
  if (d->frozen != NULL)
    for (size_t i = 0; i < d->n; i++)
      if (d->frozen[i])
        next[i] = x[i];
  *bad = gdl_reduce_first_nonfinite(next, d->n);
  return *bad == d->n && is_projected(d) ? project(d, next) : GDL_OK;
}


/* What the rule reports for its iterate z, into 'report'. */
static gdl_status answer (gdl_descent *d, const double *z, double *report) {
  if (d->parts.answer != NULL)
    return d->parts.answer(d->parts.ctx, z, report);
  memcpy(report, z, d->n * sizeof(*z));
  return GDL_OK;
}


/* The point at which the rule wants its gradient. */
static gdl_status point (gdl_descent *d, const double *z, const double **at) {
  *at = z;
  if (d->parts.point == NULL)
    return GDL_OK;
  *at = d->at;
  return d->parts.point(d->parts.ctx, z, d->at);
}


/* One update of a rule that evaluates or reports elsewhere than at its own
** iterate: from d->iterate to d->iterate_next, reported in to->x. */
static gdl_status special_update (gdl_descent *d, landing *to) {
  const double *at;
  double cost, g_error;
  gdl_status status = point(d, d->iterate, &at);
  if (status == GDL_OK)
    status = evaluate(d, at, &cost, d->g_next, &g_error);
  if (status == GDL_OK)
    status = update(d, d->iterate, d->g_next, cost, d->iterate_next, &to->bad);
  if (status == GDL_OK && to->bad == d->n)
    status = answer(d, d->iterate_next, to->x);
  if (status == GDL_OK && to->bad == d->n)
    to->bad = gdl_reduce_first_nonfinite(to->x, d->n);
  return status;
}


/* Updates once with the whole data and evaluates where it leads. */
static gdl_status land (gdl_descent *d, landing *to) {
  to->x = gdl_descent_buffer(d, NULL);
  gdl_status status =
      d->iterate != NULL ? special_update(d, to)
                         : update(d, d->s.x, d->g, d->s.cost, to->x, &to->bad);
  if (status != GDL_OK || to->bad != d->n)
    return status;
  return evaluate(d, to->x, &to->cost, d->g_next, &to->g_error);
}


static int has_risen (const gdl_descent *d, const landing *to) {
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
static gdl_status land_lower (gdl_descent *d, landing *to) {
  for (int halvings = 0; ; halvings++) {
    gdl_status status = keep(d, 0);
    if (status == GDL_OK)
      status = land(d, to);
    if (status != GDL_OK || !has_risen(d, to))
      return status;
    status = keep(d, 1);
    if (status != GDL_OK)
      return status;
    if (d->o.on_rise == GDL_RISE_STOP || halvings == MOST_HALVINGS) {
      if (to->bad != d->n)
        gdl_reason_parameter(d, to->x, to->bad);
      else
        gdl_reason_rise(d, to->cost, halvings);
      return GDL_OK;
    }
    halve(d);
  }
}


static int buffer_index (const gdl_descent *d, const double *x) {
  int i = 0;
  while (d->buffer[i] != x)
    i++;
  return i;
}


/* Makes 'to', with its gradient in g_next, the current point. */
static gdl_status accept (gdl_descent *d, const landing *to) {
  gdl_state *s = &d->s;
  double norm;
  gdl_status status = gradient_norm(d, to->x, d->g_next, &norm);
  if (status != GDL_OK)
    return status;
  s->gradient_norm = norm;
  s->gradient_error = to->g_error;
  s->change = gdl_reduce_distance(to->x, s->x, d->n);
  s->cost_change = to->cost - s->cost;
  s->cost = to->cost;
  double *g = d->g;
  d->g = d->g_next;
  d->g_next = g;
  d->now = buffer_index(d, to->x);
  s->x = to->x;
  s->g = d->g;
  s->epoch++;
  s->evaluations = d->problem->evaluations;
  if (to->cost < s->best_cost || isnan(s->best_cost)) {
    s->best_cost = to->cost;
    s->best_epoch = s->epoch;
    s->best_x = s->x;
    d->best = d->now;
  }
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
  landing to;
  gdl_status status = d->o.on_rise == GDL_RISE_IGNORE ? land(d, &to)
                                                      : land_lower(d, &to);
  if (status != GDL_OK || d->ending != GDL_RUNNING)
    return status;
  if (to.bad != d->n) {
    gdl_reason_parameter(d, to.x, to.bad);
    return GDL_OK;
  }
  status = accept(d, &to);
  if (status == GDL_OK) {
    d->s.updates++;
    if (d->iterate != NULL)
      swap_iterates(d);
  }
  return status;
}


/* Means over a pass. */
typedef struct pass_mean {
  double cost, g_error;
  size_t rows;
} pass_mean;


/* Counts in a batch of 'rows' with its cost and gradient; the sum of the
** gradients is built up in 'sum'. */
static void add_batch (pass_mean *m, size_t rows, double cost,
                       const double *g, double g_error, double *sum,
                       size_t n) {
  double weight = (double)rows;
  for (size_t i = 0; i < n; i++)
    sum[i] += weight * g[i];
  m->cost += weight * cost;
  m->rows += rows;
  if (g_error > m->g_error)
    m->g_error = g_error;
}


static void end_pass (pass_mean *m, double *sum, size_t n) {
  double total = (double)m->rows;
  for (size_t i = 0; i < n; i++)
    sum[i] /= total;
  m->cost /= total;
}


/* The schedule is asked once an epoch, or before each update. The first
** answer of a run was had at epoch 0. */
static gdl_status step_for_update (gdl_descent *d, size_t first) {
  if (d->asked_first) {
    d->asked_first = 0;
    return GDL_OK;
  }
  if (first == 0 || d->o.step_per_update)
    return ask_step(d);
  return GDL_OK;
}


/* One update on the current batch: from x to another buffer, *x follows. */
static gdl_status batch_update (gdl_descent *d, const double **x,
                                double *g, double *cost, double *g_error,
                                size_t *bad) {
  const double *at;
  gdl_status status = point(d, *x, &at);
  if (status == GDL_OK)
    status = evaluate(d, at, cost, g, g_error);
  if (status != GDL_OK || !isfinite(*cost))
    return status;
  double *next = gdl_descent_buffer(d, *x);
  status = update(d, *x, g, *cost, next, bad);
  if (status == GDL_OK && *bad == d->n)
    *x = next;
  else if (status == GDL_OK)
    gdl_reason_parameter(d, next, *bad);
  return status;
}


/* An epoch in batches. d->scratch holds a batch's gradient, g_next the sum. */
static gdl_status batch_epoch (gdl_descent *d) {
  size_t n = d->n, rows, bad = n;
  pass_mean m = {0, 0, 0};
  const double *x = d->iterate != NULL ? d->iterate : d->s.x;
  gdl_status status = d->parts.pass(d->parts.ctx, d->s.epoch + 1, 1, &rows);
  if (status != GDL_OK)
    return status;
  memset(d->g_next, 0, n * sizeof(double));
  for (size_t first = 0; first < rows; first += d->o.batch) {
    size_t count = rows - first < d->o.batch ? rows - first : d->o.batch;
    double cost, g_error;
    status = step_for_update(d, first);
    if (status == GDL_OK)
      status = d->parts.batch(d->parts.ctx, first, count);
    if (status == GDL_OK)
      status = batch_update(d, &x, d->scratch, &cost, &g_error, &bad);
    if (status != GDL_OK || d->ending != GDL_RUNNING)
      return status;
    add_batch(&m, count, cost, d->scratch, g_error, d->g_next, n);
    if (!isfinite(cost))
      break;
    d->s.updates++;
  }
  end_pass(&m, d->g_next, n);
  landing to = {(double *)x, m.cost, m.g_error, n};
  if (d->iterate != NULL || x == d->s.x) {
    to.x = gdl_descent_buffer(d, x);
    if (d->iterate != NULL) {
      memcpy(d->iterate_next, x, n * sizeof(double));
      swap_iterates(d);
    }
    status = answer(d, d->iterate != NULL ? d->iterate : x, to.x);
    if (status != GDL_OK)
      return status;
  }
  return accept(d, &to);
}


/* Cost and gradient at the start, over one pass without updates. */
static gdl_status evaluate_start (gdl_descent *d, double *cost,
                                  double *g_error) {
  if (d->o.batch == 0)
    return evaluate(d, d->s.x, cost, d->g, g_error);
  size_t rows;
  pass_mean m = {0, 0, 0};
  gdl_status status = d->parts.pass(d->parts.ctx, 0, 0, &rows);
  memset(d->g, 0, d->n * sizeof(double));
  for (size_t first = 0; status == GDL_OK && first < rows;
       first += d->o.batch) {
    size_t count = rows - first < d->o.batch ? rows - first : d->o.batch;
    status = d->parts.batch(d->parts.ctx, first, count);
    if (status == GDL_OK)
      status = evaluate(d, d->s.x, cost, d->scratch, g_error);
    if (status == GDL_OK)
      add_batch(&m, count, *cost, d->scratch, *g_error, d->g, d->n);
  }
  end_pass(&m, d->g, d->n);
  *cost = m.cost;
  *g_error = m.g_error;
  return status;
}


gdl_status gdl_epoch_start (gdl_descent *d) {
  gdl_state *s = &d->s;
  double cost = NAN, g_error = 0, norm;
  gdl_status status = evaluate_start(d, &cost, &g_error);
  if (status == GDL_OK)
    status = gradient_norm(d, s->x, d->g, &norm);
  if (status != GDL_OK)
    return status;
  s->evaluations = d->problem->evaluations;
  s->cost = s->best_cost = cost;
  s->gradient_norm = norm;
  s->gradient_error = g_error;
  if (d->o.solver == NULL) {
    status = ask_step(d);
    if (status != GDL_OK)
      return status;
    d->asked_first = 1;
  }
  d->started = 1;
  if (!isfinite(cost))
    gdl_reason_cost(d);
  return GDL_OK;
}


static gdl_status solver_epoch (gdl_descent *d) {
  gdl_state *s = &d->s;
  gdl_point now = {(double *)s->x, d->g, s->cost, s->gradient_error};
  gdl_point next = {gdl_descent_buffer(d, NULL), d->g_next, 0, 0};
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
  landing to = {next.x, next.cost, next.g_error, d->n};
  status = accept(d, &to);
  if (status == GDL_OK) {
    s->updates++;
    s->step = step;
    if (step > s->step_peak)
      s->step_peak = step;
  }
  return status;
}


gdl_status gdl_epoch_advance (gdl_descent *d) {
  if (d->o.solver != NULL)
    return solver_epoch(d);
  if (d->o.batch != 0)
    return batch_epoch(d);
  gdl_status status = step_for_update(d, 0);
  return status == GDL_OK ? whole_epoch(d) : status;
}
