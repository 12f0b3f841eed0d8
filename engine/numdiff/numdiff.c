/*
** numdiff.c - derivatives by differences
** Nothing is allocated: points go out in batches that live on the stack.
*/
#include "numdiff/numdiff.h"

#include <math.h>

#include "numdiff/stencil.h"


void gdl_diff_batch_add (gdl_diff_batch *b, size_t i, const gdl_stencil *s) {
  for (size_t k = 0; k < gdl_stencil_count(s); k++) {
    b->points[b->count].index = i;
    b->points[b->count].at = s->at[k];
    b->count++;
  }
}


gdl_status gdl_diff_batch_evaluate (gdl_diff_batch *b) {
  double saved[GDL_DIFF_BATCH];
  if (b->count == 0)
    return GDL_OK;
  for (size_t k = 0; k < b->count; k++)
    saved[k] = b->x[b->points[k].index];
  gdl_status status = b->values(b->ctx, b->x, b->points, b->count, b->cost);
  for (size_t k = 0; k < b->count; k++)
    b->x[b->points[k].index] = saved[k];
  return status;
}


static void place (const gdl_diff *how, const double *x, size_t i,
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


gdl_status gdl_diff_gradient (const gdl_diff *how, gdl_diff_values values,
                              void *ctx, double *x, size_t n, double f,
                              double *g, double *error) {
  if (how->mode == GDL_DIFF_RICHARDSON)
    return gdl_diff_richardson(how, values, ctx, x, n, f, g, error);
  gdl_stencil stencils[GDL_DIFF_BATCH / 2];
  gdl_diff_batch b;
  b.values = values;
  b.ctx = ctx;
  b.x = x;
  for (size_t first = 0, some; first < n; first += some) {
    b.count = 0;
    for (some = 0; some < GDL_DIFF_BATCH / 2 && first + some < n; some++) {
      place(how, x, first + some, &stencils[some]);
      gdl_diff_batch_add(&b, first + some, &stencils[some]);
    }
    gdl_status status = gdl_diff_batch_evaluate(&b);
    if (status != GDL_OK)
      return status;
    const double *v = b.cost;
    for (size_t k = 0; k < some; k++) {
      const gdl_stencil *s = &stencils[k];
      double d = gdl_stencil_quotient(s, f, v);
      g[first + k] = d;
      if (error)
        error[first + k] = isfinite(d) ? gdl_stencil_error(s, f, v) : INFINITY;
      v += gdl_stencil_count(s);
    }
  }
  return GDL_OK;
}
