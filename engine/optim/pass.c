/*
** pass.c - one epoch in batches: an update on each, means over the pass
*/
#include <math.h>
#include <string.h>

#include "optim/descent_impl.h"

/* Means over a pass, weighted by rows. */
typedef struct pass_mean {
  double cost, g_error;
  size_t rows;
} pass_mean;

/* One batch: its cost and gradient where the rule wanted them. */
typedef struct batch {
  size_t count;
  double cost, g_error;
  double *g;
} batch;


/* Counts in a batch; the sum of the gradients is built up in 'sum'. */
static void add_batch (pass_mean *m, const batch *b, double *sum, size_t n) {
  double weight = (double)b->count;
  for (size_t i = 0; i < n; i++)
    sum[i] += weight * b->g[i];
  m->cost += weight * b->cost;
  m->rows += b->count;
  if (b->g_error > m->g_error)
    m->g_error = b->g_error;
}


static void end_pass (pass_mean *m, double *sum, size_t n) {
  double total = (double)m->rows;
  for (size_t i = 0; i < n; i++)
    sum[i] /= total;
  m->cost /= total;
}


/* Makes the rows from 'first' on the current batch. */
static gdl_status take_batch (gdl_descent *d, size_t first, size_t rows,
                              batch *b) {
  b->count = rows - first < d->o.batch ? rows - first : d->o.batch;
  b->g = d->scratch;
  return d->parts.batch(d->parts.ctx, first, b->count);
}


gdl_status gdl_pass_start (gdl_descent *d, double *cost, double *g_error) {
  size_t rows;
  pass_mean m = {0, 0, 0};
  double *sum = d->gradient[d->g_now];
  gdl_status status = d->parts.pass(d->parts.ctx, 0, 0, &rows);
  if (status != GDL_OK)
    return status;
  memset(sum, 0, d->n * sizeof(*sum));
  batch b = {0, 0, 0, NULL};
  for (size_t first = 0; first < rows; first += b.count) {
    status = take_batch(d, first, rows, &b);
    if (status == GDL_OK)
      status = gdl_epoch_evaluate(d, d->s.x, &b.cost, b.g, &b.g_error);
    if (status != GDL_OK)
      return status;
    add_batch(&m, &b, sum, d->n);
  }
  end_pass(&m, sum, d->n);
  *cost = m.cost;
  *g_error = m.g_error;
  return GDL_OK;
}


/* One update on batch 'b': from *x to another buffer, *x follows. A cost that
** is not finite makes none, a parameter that would not be ends the run. */
static gdl_status batch_update (gdl_descent *d, const double **x, batch *b) {
  const double *at;
  gdl_status status = gdl_epoch_point(d, *x, &at);
  if (status == GDL_OK)
    status = gdl_epoch_evaluate(d, at, &b->cost, b->g, &b->g_error);
  if (status != GDL_OK || !isfinite(b->cost))
    return status;
  double *next = gdl_descent_buffer(d, *x);
  size_t bad;
  status = gdl_epoch_update(d, *x, b->g, b->cost, next, &bad);
  if (status == GDL_OK && bad == d->n) {
    *x = next;
    d->s.updates++;
  }
  else if (status == GDL_OK)
    gdl_reason_parameter(d, next, b->g, bad);
  return status;
}


/* Updates on every batch from *x, which follows; means go to 'm' and the
** gradient that the next point gets. */
static gdl_status update_all (gdl_descent *d, const double **x, pass_mean *m) {
  size_t rows;
  double *sum = gdl_descent_gradient(d);
  gdl_status status =
      d->parts.pass(d->parts.ctx, d->s.epoch + 1, 1, &rows);
  if (status != GDL_OK)
    return status;
  memset(sum, 0, d->n * sizeof(*sum));
  batch b = {0, 0, 0, NULL};
  for (size_t first = 0; first < rows; first += b.count) {
    status = gdl_epoch_step(d, first == 0);
    if (status == GDL_OK)
      status = take_batch(d, first, rows, &b);
    if (status == GDL_OK)
      status = batch_update(d, x, &b);
    if (status != GDL_OK || d->ending != GDL_RUNNING)
      return status;
    add_batch(m, &b, sum, d->n);
    if (!isfinite(b.cost))
      break;
  }
  end_pass(m, sum, d->n);
  return GDL_OK;
}


/* Accepts the iterate z that a pass has led to. */
static gdl_status accept (gdl_descent *d, const double *z,
                          const pass_mean *m) {
  gdl_landing to = {(double *)z, m->cost, m->g_error, d->n};
  if (d->iterate != NULL || z == d->s.x) {
    to.x = gdl_descent_buffer(d, z);
    gdl_status status = gdl_epoch_answer(d, z, to.x);
    if (status != GDL_OK)
      return status;
  }
  gdl_status status = gdl_epoch_accept(d, &to);
  if (status == GDL_OK && d->iterate != NULL && z != d->iterate)
    memcpy(d->iterate, z, d->n * sizeof(*z));
  return status;
}


/* A pass that does not come to its end is undone: the run is where it was
** before, and so are the count of updates and the rule's memory. */
gdl_status gdl_pass_advance (gdl_descent *d) {
  pass_mean m = {0, 0, 0};
  uint64_t updates = d->s.updates;
  const double *x = d->iterate != NULL ? d->iterate : d->s.x;
  gdl_status status = GDL_OK;
  if (d->parts.keep != NULL)
    status = d->parts.keep(d->parts.ctx, 0);
  if (status != GDL_OK)
    return status;
  status = update_all(d, &x, &m);
  if (status == GDL_OK && d->ending == GDL_RUNNING)
    status = accept(d, x, &m);
  if (d->due != GDL_DUE_NOTHING)                      /* accepted */
    return GDL_OK;
  d->s.updates = updates;
  if (d->parts.keep != NULL)
    d->parts.keep(d->parts.ctx, 1);
  return status;
}
