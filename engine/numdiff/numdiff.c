/*
** numdiff.c - derivatives by differences
** Nothing is allocated: points go out in batches that live on the stack.
*/
#include "numdiff/numdiff.h"

#include <math.h>

#include "numdiff/stencil.h"


void gdl_diff_batch_add (gdl_diff_batch *b, size_t i, const gdl_stencil *s) {
  gdl_diff_point *p = b->points + b->count;
  size_t count = gdl_stencil_count(s);
  for (size_t k = 0; k < count; k++)
    p[k] = (gdl_diff_point){i, s->at[k]};
  b->count += count;
}


gdl_status gdl_diff_batch_evaluate (gdl_diff_batch *b) {
  double saved[GDL_DIFF_POINTS];
  if (b->count == 0)
    return GDL_OK;
  for (size_t k = 0; k < b->count; k++)
    saved[k] = b->x[b->points[k].index];
  gdl_status status = b->values(b->ctx, b->x, b->points, b->count, b->cost);
  if (status != GDL_OK)              /* else 'values' has left x as it was */
    for (size_t k = 0; k < b->count; k++)
      b->x[b->points[k].index] = saved[k];
  return status;
}


void gdl_stencil_place (const gdl_diff *how, const double *x, size_t i,
                        gdl_stencil *s) {
  double lower = how->lower ? how->lower[i] : -INFINITY;
  double upper = how->upper ? how->upper[i] : INFINITY;
  int literal = how->h > 0;
  double h = literal ? how->h : gdl_stencil_step(how->mode, x[i]);
  if (how->mode == GDL_DIFF_FORWARD)
    gdl_stencil_forward(s, x[i], h, literal, lower, upper);
  else
    gdl_stencil_central(s, x[i], h, literal, lower, upper, 1);
}


/* The common case without bounds is worth a way of its own: for a cost of a
** few variables it is a good part of what differences cost. */
static inline void place (const gdl_diff *how, const double *x, size_t i,
                          gdl_stencil *s) {
  if (how->mode != GDL_DIFF_CENTRAL || how->lower || how->upper) {
    gdl_stencil_place(how, x, i, s);
    return;
  }
  double h = how->h > 0 ? how->h : gdl_stencil_step(GDL_DIFF_CENTRAL, x[i]);
  s->kind = GDL_STENCIL_CENTRAL;
  s->x = x[i];
  s->at[0] = x[i] + h;
  s->at[1] = x[i] - h;
  s->span = how->h > 0 ? 2*h : s->at[0] - s->at[1];
}


/* The costs of the batch give components first .. first+some-1. */
static void read_quotients (const gdl_stencil *stencils, size_t some, double f,
                            const double *v, double *g, double *error) {
  for (size_t k = 0; k < some; k++) {
    const gdl_stencil *s = &stencils[k];
    g[k] = gdl_stencil_quotient(s, f, v);
    if (error)
      error[k] = isfinite(g[k]) ? gdl_stencil_error(s, f, v) : INFINITY;
    v += gdl_stencil_count(s);
  }
}


/* x itself as a point: any component where it is. */
static void add_centre (gdl_diff_batch *b) {
  b->points[b->count].index = 0;
  b->points[b->count].at = b->x[0];
  b->count++;
}


static gdl_status differences (const gdl_diff *how, gdl_diff_batch *b,
                               size_t n, double *f, int known, double *g,
                               double *error) {
  gdl_stencil stencils[GDL_DIFF_BATCH / 2];
  for (size_t first = 0, some; first < n; first += some) {
    size_t lead = !known && first == 0;
    b->count = 0;
    if (lead)
      add_centre(b);
    for (some = 0; some < GDL_DIFF_BATCH / 2 && first + some < n; some++) {
      place(how, b->x, first + some, &stencils[some]);
      gdl_diff_batch_add(b, first + some, &stencils[some]);
    }
    gdl_status status = gdl_diff_batch_evaluate(b);
    if (status != GDL_OK)
      return status;
    if (lead)
      *f = b->cost[0];
    read_quotients(stencils, some, *f, b->cost + lead, g + first,
                   error ? error + first : NULL);
  }
  return GDL_OK;
}


gdl_status gdl_diff_gradient (const gdl_diff *how, gdl_diff_values values,
                              void *ctx, double *x, size_t n, double f,
                              double *g, double *error) {
  if (how->mode == GDL_DIFF_RICHARDSON)
    return gdl_diff_richardson(how, values, ctx, x, n, f, g, error);
  gdl_diff_batch b;
  b.values = values, b.ctx = ctx, b.x = x;
  return differences(how, &b, n, &f, 1, g, error);
}


gdl_status gdl_diff_cost_gradient (const gdl_diff *how, gdl_diff_values values,
                                   void *ctx, double *x, size_t n, double *f,
                                   double *g, double *error) {
  gdl_diff_batch b;
  b.values = values, b.ctx = ctx, b.x = x;
  if (how->mode != GDL_DIFF_RICHARDSON)
    return differences(how, &b, n, f, 0, g, error);
  b.count = 0;
  add_centre(&b);
  gdl_status status = gdl_diff_batch_evaluate(&b);
  if (status != GDL_OK)
    return status;
  *f = b.cost[0];
  return gdl_diff_richardson(how, values, ctx, x, n, *f, g, error);
}
