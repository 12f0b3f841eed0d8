/*
** richardson.c - differences extrapolated to h = 0
** Each round halves the step of every component that is still open, so that
** the points of many components share a batch. The tableau is Neville's; its
** entry with the smallest difference to its two neighbours is taken, and twice
** that difference claimed as its error (Ridders 1982, "Accurate computation of
** F'(x) and F'(x)F''(x)").
*/
#include "numdiff/stencil.h"

#include <math.h>
#include <string.h>

#define COLUMNS      12    /* of a tableau, at most */
#define LEAST         3    /* rows before it may be believed */
#define HALVINGS     40    /* of the step, at most */
#define GOOD      1e-10    /* relative error from which on growth is rounding */

typedef struct component {
  size_t index;
  gdl_stencil s;
  double row[COLUMNS];     /* the last row of the tableau */
  int rows;                /* how many there are */
  int halvings;
  int done;
  double value, error;     /* the best entry so far */
} component;


static void start (component *c, const gdl_diff *how, const double *x,
                   size_t i) {
  double lower = how->lower ? how->lower[i] : -INFINITY;
  double upper = how->upper ? how->upper[i] : INFINITY;
  double h = how->h > 0 ? how->h : gdl_stencil_step(how->mode, x[i]);
  memset(c, 0, sizeof(*c));
  c->index = i;
  gdl_stencil_central(&c->s, x[i], h, 0, lower, upper, 8);
  c->done = c->s.kind == GDL_STENCIL_FIXED;
  c->error = c->done ? 0 : INFINITY;
}


/* The power of two by which the error in column j falls from row to row. The
** series of a central difference has even powers only, that of three points
** to one side begins with the square. */
static double order_factor (const component *c, int j) {
  return ldexp(1, c->s.kind == GDL_STENCIL_CENTRAL ? 2*j : j + 1);
}


/* Adds quotient d to the tableau; returns the difference along its edge. Two
** quotients may agree by chance (a period that fits the step), so the first
** rows are not believed. */
static double extrapolate (component *c, double d, double rounding) {
  double edge = INFINITY, above = c->row[0], entry = d;
  c->row[0] = d;
  for (int j = 1; j <= c->rows && j < COLUMNS; j++) {
    double next = entry + (entry - above) / (order_factor(c, j) - 1);
    edge = fabs(next - above);
    double error = 2*fmax(fabs(next - entry), edge) + rounding;
    if (c->rows + 1 >= LEAST && error <= c->error) {
      c->error = error;
      c->value = next;
    }
    above = c->row[j];
    c->row[j] = entry = next;
  }
  c->rows++;
  return edge;
}


/* Half the distances, so that the stencil keeps its side. */
static void halve (component *c) {
  gdl_stencil *s = &c->s;
  int central = s->kind == GDL_STENCIL_CENTRAL;
  double h = s->at[0] - s->x;
  if (central)
    h = fmin(h, s->x - s->at[1]);
  h /= 2;
  s->at[0] = s->x + h;
  s->at[1] = central ? s->x - h : s->x + 2*h;
  s->span = s->at[0] - (central ? s->at[1] : s->x);
}


/* A cost without a value ends the tableau; a shorter step begins another. */
static void restart (component *c, double d, double f) {
  if (isinf(c->error))
    c->value = d;
  c->rows = 0;
  c->done = !isfinite(f) || !isinf(c->error);
}


static void advance (component *c, double f, const double *v) {
  double d = gdl_stencil_quotient(&c->s, f, v);
  if (!isfinite(d))
    restart(c, d, f);
  else {
    double rounding = gdl_stencil_error(&c->s, f, v);
    double edge = extrapolate(c, d, rounding);
    if (isinf(c->error))
      c->value = d;
    c->done = c->error <= 3*rounding ||
              (edge >= 2*c->error && c->error <= GOOD*fabs(c->value));
  }
  halve(c);
  if (++c->halvings >= HALVINGS || c->s.span == 0)
    c->done = 1;
}


static gdl_status solve (component *cs, size_t some, gdl_diff_batch *b,
                         double f) {
  for (;;) {
    b->count = 0;
    for (size_t k = 0; k < some; k++)
      if (!cs[k].done)
        gdl_diff_batch_add(b, cs[k].index, &cs[k].s);
    if (b->count == 0)
      return GDL_OK;
    gdl_status status = gdl_diff_batch_evaluate(b);
    if (status != GDL_OK)
      return status;
    const double *v = b->cost;
    for (size_t k = 0; k < some; k++) {
      if (!cs[k].done) {
        advance(&cs[k], f, v);
        v += 2;
      }
    }
  }
}


gdl_status gdl_diff_richardson (const gdl_diff *how, gdl_diff_values values,
                                void *ctx, double *x, size_t n, double f,
                                double *g, double *error) {
  component cs[GDL_DIFF_BATCH / 2];
  gdl_diff_batch b;
  b.values = values;
  b.ctx = ctx;
  b.x = x;
  for (size_t first = 0, some; first < n; first += some) {
    for (some = 0; some < GDL_DIFF_BATCH / 2 && first + some < n; some++)
      start(&cs[some], how, x, first + some);
    gdl_status status = solve(cs, some, &b, f);
    if (status != GDL_OK)
      return status;
    for (size_t k = 0; k < some; k++) {
      g[first + k] = cs[k].value;
      if (error)
        error[first + k] = cs[k].error;
    }
  }
  return GDL_OK;
}
