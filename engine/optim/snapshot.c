/*
** snapshot.c - a run as bytes, to go on from another time
** Loading fills a copy of the run that is to go on, so that one that fails has
** changed nothing. What was read is believed only where nothing can go wrong
** by it: counts and indices are checked, numbers are numbers.
*/
#include "optim/snapshot.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"
#include "optim/descent_impl.h"

/* Flags of the driver in one byte each, in this order. */
#define FLAGS(X) X(started) X(asked_first) X(converged) X(returns_best)

/* Numbers of the state. */
#define COUNTS(X) X(epoch) X(updates) X(evaluations) X(best_epoch)
#define NUMBERS(X) X(cost) X(gradient_norm) X(gradient_error) X(step) \
                   X(step_peak) X(change) X(cost_change) X(best_cost) \
                   X(best_gradient_norm) X(validation) X(best_validation)


int gdl_descent_has_landed (const gdl_descent *d) {
  return d->landed >= 0;
}


/*
** Saving
*/
static void save_sizes (const gdl_descent *d, gdl_bytes *out) {
  gdl_put_u64(out, d->n);
  gdl_put_u64(out, d->nsteps);
  gdl_put_u8(out, d->iterate != NULL);
}


static void save_numbers (const gdl_descent *d, gdl_bytes *out) {
  const gdl_state *s = &d->s;
#define X(name)  gdl_put_u8(out, d->name != 0);
  FLAGS(X)
#undef X
  gdl_put_u8(out, (unsigned)d->due);
  gdl_put_u8(out, (unsigned)d->ending);
#define X(name)  gdl_put_u64(out, s->name);
  COUNTS(X)
#undef X
#define X(name)  gdl_put_f64(out, s->name);
  NUMBERS(X)
#undef X
  gdl_put_f64(out, d->scale);
  gdl_put_f64(out, gdl_descent_elapsed(d));
  gdl_put_text(out, d->reason, strlen(d->reason));
}


static void save_vectors (const gdl_descent *d, gdl_bytes *out) {
  size_t n = d->n;
  int apart = d->best != d->now;
  gdl_put_u8(out, apart);
  gdl_put_u8(out, d->landed >= 0);
  gdl_put_u8(out, d->landed >= 0 && d->reported);
  gdl_put_doubles(out, d->steps, d->nsteps);
  gdl_put_doubles(out, d->s.x, n);
  gdl_put_doubles(out, d->s.g, n);
  if (apart) {
    gdl_put_doubles(out, d->s.best_x, n);
    gdl_put_doubles(out, d->s.best_g, n);
  }
  if (d->landed >= 0)
    gdl_put_doubles(out, d->buffer[d->landed], n);
  if (d->iterate != NULL) {
    gdl_put_doubles(out, d->iterate, n);
    if (d->landed >= 0)
      gdl_put_doubles(out, d->iterate_next, n);
  }
}


static void save_history (const gdl_history *h, gdl_bytes *out) {
  gdl_put_u32(out, h->fields);
  gdl_put_u64(out, h->limit);
  gdl_put_u64(out, h->stride);
  gdl_put_u8(out, h->best != NULL);
  if (h->best != NULL)
    gdl_put_doubles(out, h->best, h->width);
  gdl_put_u64(out, h->rows);
  gdl_put_doubles(out, h->data, h->rows * h->width);
}


/* Without the rows, but for that of the best epoch: it may be gone when they are
** taken over. */
static void save_history_apart (const gdl_history *h, uint64_t best,
                                gdl_bytes *out) {
  const double *row = h->best;
  if (row == NULL && best < h->rows)      /* one row an epoch, so far */
    row = h->data + best * h->width;
  gdl_put_u32(out, h->fields);
  gdl_put_u64(out, h->limit);
  gdl_put_u64(out, h->stride);
  gdl_put_u8(out, row != NULL);
  if (row != NULL)
    gdl_put_doubles(out, row, h->width);
  gdl_put_u64(out, 0);
}


static void save (const gdl_descent *d, int apart, gdl_bytes *out) {
  size_t at = gdl_put_section(out, "DRIV");
  save_sizes(d, out);
  save_numbers(d, out);
  save_vectors(d, out);
  gdl_end_section(out, at);
  at = gdl_put_section(out, "HIST");
  if (apart)
    save_history_apart(&d->history, d->s.best_epoch, out);
  else
    save_history(&d->history, out);
  gdl_end_section(out, at);
  at = gdl_put_section(out, "SOLV");
  if (d->solver != NULL) {
    gdl_put_text(out, d->o.solver->name, strlen(d->o.solver->name));
    d->o.solver->save(d->solver, out);
  }
  gdl_end_section(out, at);
}


void gdl_descent_save (const gdl_descent *d, gdl_bytes *out) {
  save(d, 0, out);
}


void gdl_descent_save_apart (const gdl_descent *d, gdl_bytes *out) {
  save(d, 1, out);
}


void gdl_descent_take_history (gdl_descent *d, gdl_descent *from) {
  gdl_history *h = &d->history, *later = &from->history;
  uint64_t epochs = d->started ? d->s.epoch + (d->due < GDL_DUE_RECORD) : 0;
  gdl_pages_free(h->data, gdl_history_size(h, h->room));
  h->data = later->data;
  h->rows = later->rows;
  h->room = later->room;
  h->stride = later->stride;
  later->data = NULL;
  later->rows = later->room = 0;
  while (h->rows > 0 && h->data[(h->rows - 1) * h->width] >= (double)epochs)
    h->rows--;
}


/*
** Loading
*/
static gdl_status malformed (gdl_error *err, const char *what) {
  return gdl_error_set(err, GDL_EFORMAT, "%s is not one that a run can have",
                       what);
}


static gdl_status load_sizes (const gdl_descent *d, gdl_reader *in,
                              gdl_error *err) {
  uint64_t n = gdl_get_u64(in), nsteps = gdl_get_u64(in);
  int special = gdl_get_flag(in);
  if (in->failed)
    return malformed(err, "its size");
  if (n != d->n)
    return gdl_error_set(err, GDL_EINVAL, "%" PRIu64 " parameters, this one "
                         "has %zu", n, d->n);
  if ((nsteps == 1) != (d->nsteps == 1) && d->n != 1)
    return gdl_error_set(err, GDL_EINVAL, "%s, this one has %s",
                         nsteps == 1 ? "one step size" : "several step sizes",
                         nsteps == 1 ? "several" : "one");
  if (nsteps != d->nsteps)
    return malformed(err, "its number of step sizes");
  if (special != (d->iterate != NULL))
    return gdl_error_set(err, GDL_EINVAL, "a method of another kind");
  return GDL_OK;
}


static int are_possible (const gdl_descent *d) {
  return d->s.best_epoch <= d->s.epoch && isfinite(d->scale) &&
         d->scale >= 0 && isfinite(d->elapsed) && d->elapsed >= 0;
}


static gdl_status load_numbers (gdl_descent *d, gdl_reader *in,
                                gdl_error *err) {
  gdl_state *s = &d->s;
#define X(name)  d->name = gdl_get_flag(in);
  FLAGS(X)
#undef X
  unsigned due = gdl_get_u8(in), ending = gdl_get_u8(in);
  if (in->failed || due > GDL_DUE_VALIDATION || ending > GDL_END_SETTLED)
    return malformed(err, "its state");
  d->due = due == GDL_DUE_VALIDATION && d->parts.validate == NULL
           ? GDL_DUE_RECORD : (gdl_due)due;
  d->ending = (gdl_ending)ending;
#define X(name)  s->name = gdl_get_u64(in);
  COUNTS(X)
#undef X
#define X(name)  s->name = gdl_get_f64(in);
  NUMBERS(X)
#undef X
  d->scale = gdl_get_f64(in);
  d->elapsed = gdl_get_f64(in);
  size_t length;
  const char *reason = gdl_get_text(in, &length);
  if (in->failed || length >= sizeof(d->reason) || !are_possible(d))
    return malformed(err, "its state");
  memcpy(d->reason, reason, length);
  d->reason[length] = '\0';
  return GDL_OK;
}


static int is_inside (const gdl_descent *d, const double *x, size_t *at) {
  for (size_t i = 0; i < d->n; i++)
    if ((d->lower != NULL && x[i] < d->lower[i]) ||
        (d->upper != NULL && x[i] > d->upper[i])) {
      *at = i;
      return 0;
    }
  return 1;
}


static gdl_status check_bounds (const gdl_descent *d, const double *x,
                                gdl_error *err) {
  size_t i;
  if (is_inside(d, x, &i))
    return GDL_OK;
  return gdl_error_set(err, GDL_EINVAL, "element %zu at %g, outside of the "
                       "bounds %g and %g of this one", i + 1, x[i],
                       d->lower != NULL ? d->lower[i] : -INFINITY,
                       d->upper != NULL ? d->upper[i] : INFINITY);
}


/* The current point goes to the first buffers, the best to the second, and
** what an update led to to the third. */
static gdl_status load_vectors (gdl_descent *d, gdl_reader *in,
                                gdl_error *err) {
  size_t n = d->n;
  int apart = gdl_get_flag(in), landed = gdl_get_flag(in);
  d->now = d->g_now = 0;
  d->best = d->g_best = apart;
  d->landed = landed ? 2 : -1;
  d->reported = gdl_get_flag(in);
  gdl_get_doubles(in, d->steps, d->nsteps);
  gdl_get_doubles(in, d->buffer[0], n);
  gdl_get_doubles(in, d->gradient[0], n);
  if (apart) {
    gdl_get_doubles(in, d->buffer[1], n);
    gdl_get_doubles(in, d->gradient[1], n);
  }
  if (landed)
    gdl_get_doubles(in, d->buffer[2], n);
  if (d->iterate != NULL) {
    gdl_get_doubles(in, d->iterate, n);
    if (landed)
      gdl_get_doubles(in, d->iterate_next, n);
  }
  d->s.x = d->buffer[d->now];
  d->s.g = d->gradient[d->g_now];
  d->s.best_x = d->buffer[d->best];
  d->s.best_g = d->gradient[d->g_best];
  if (!gdl_reader_done(in))
    return malformed(err, "its length");
  if (landed && (d->o.solver != NULL || d->o.batch != 0))
    return malformed(err, "its state");
  gdl_status status = check_bounds(d, d->s.x, err);
  return status == GDL_OK ? check_bounds(d, d->s.best_x, err) : status;
}


static gdl_status load_driver (gdl_descent *d, gdl_reader in,
                               gdl_error *err) {
  gdl_status status = load_sizes(d, &in, err);
  if (status == GDL_OK)
    status = load_numbers(d, &in, err);
  return status == GDL_OK ? load_vectors(d, &in, err) : status;
}


/* 'rows' rows, or NULL in *data for none. */
static gdl_status load_rows (gdl_reader *in, size_t rows, size_t width,
                             double **data) {
  *data = NULL;
  if (rows == 0)
    return GDL_OK;
  if (gdl_reader_left(in) / sizeof(double) / rows < width) {
    in->failed = 1;
    return GDL_OK;
  }
  *data = gdl_pages_new(rows * width * sizeof(**data));
  if (*data == NULL)
    return GDL_ENOMEM;
  gdl_get_doubles(in, *data, rows * width);
  return GDL_OK;
}


static int is_power_of_two (uint64_t v) {
  return v != 0 && (v & (v - 1)) == 0;
}


static gdl_status load_history (gdl_history *h, gdl_reader in,
                                gdl_error *err) {
  uint32_t fields = gdl_get_u32(&in);
  uint64_t limit = gdl_get_u64(&in);
  if (!in.failed && (fields != h->fields || limit != h->limit))
    return gdl_error_set(err, GDL_EINVAL, "another kind of history");
  size_t width = h->width;
  gdl_history_free(h);
  h->stride = gdl_get_u64(&in);
  int best = gdl_get_flag(&in);
  gdl_status status = load_rows(&in, best ? 1 : 0, width, &h->best);
  if (status == GDL_OK) {
    h->rows = gdl_get_count(&in, width > 0 ? 8*width : 1);
    status = load_rows(&in, h->rows, width, &h->data);
    h->room = h->data != NULL ? h->rows : 0;
  }
  if (status != GDL_OK)
    return gdl_error_set(err, status, "not enough memory");
  if (!gdl_reader_done(&in) || !is_power_of_two(h->stride) ||
      (width == 0 && (best || h->rows > 0)) ||
      (h->limit != 0 && h->rows > h->limit))
    return malformed(err, "its history");
  return GDL_OK;
}


static gdl_status load_solver (gdl_descent *d, gdl_reader in, gdl_error *err) {
  if (d->solver != NULL) {
    size_t length;
    const char *mine = d->o.solver->name;
    const char *name = gdl_get_text(&in, &length);
    if (length != strlen(mine) || memcmp(name, mine, length) != 0)
      return gdl_error_set(err, GDL_EINVAL, "another method than '%s'", mine);
    if (d->o.solver->load(d->solver, &in) != GDL_OK)
      return malformed(err, "its solver's memory");
  }
  else if (gdl_reader_left(&in) > 0)
    return gdl_error_set(err, GDL_EINVAL, "a solver, this one has an update "
                         "rule");
  return gdl_reader_done(&in) ? GDL_OK : malformed(err, "its solver's memory");
}


/* An ending by what this run's limits allow is none; what they do not allow
** any more is one. */
static void apply_limits (gdl_descent *d, int reopen) {
  int over = 1;
  switch (d->ending) {
    case GDL_END_INTERRUPT: over = 0; break;
    case GDL_END_EPOCHS: over = d->s.epoch >= d->o.epochs; break;
    case GDL_END_TIME: over = d->elapsed >= d->o.time; break;
    case GDL_END_RULE: over = !reopen; break;
    case GDL_END_GRADIENT:
      over = d->parts.stop == NULL ? d->s.gradient_norm <= d->o.tolerance
                                   : !reopen;
      break;
    default: break;
  }
  if (!over) {
    d->ending = GDL_RUNNING;
    d->converged = d->returns_best = 0;
    d->reason[0] = '\0';
  }
  if (d->ending == GDL_RUNNING && d->started && d->due == GDL_DUE_NOTHING &&
      d->s.epoch >= d->o.epochs)
    gdl_reason_epochs(d);
}


gdl_status gdl_descent_load (const gdl_descent *like, gdl_problem *problem,
                             void *ctx, int reopen, gdl_reader *in,
                             gdl_descent **out, gdl_error *err) {
  gdl_descent *d;
  gdl_reader driver = gdl_get_section(in, "DRIV");
  gdl_reader history = gdl_get_section(in, "HIST");
  gdl_reader solver = gdl_get_section(in, "SOLV");
  if (in->failed)
    return malformed(err, "its structure");
  gdl_status status = gdl_descent_fork(like, problem, ctx, &d);
  if (status != GDL_OK)
    return gdl_error_set(err, status, "not enough memory");
  status = load_driver(d, driver, err);
  if (status == GDL_OK)
    status = load_history(&d->history, history, err);
  if (status == GDL_OK)
    status = load_solver(d, solver, err);
  if (status != GDL_OK) {
    gdl_descent_free(d);
    return status;
  }
  d->look_every = 1;
  d->look_in = 0;
  apply_limits(d, reopen);
  *out = d;
  return GDL_OK;
}
