/*
** downhill.c - what solvers that go along lines have in common
*/
#include "optim/downhill.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "array/reduce.h"

/* Iterations that neither change the cost beyond rounding nor halve the
** gradient, in a row, after which there is nothing left to gain. */
#define MOST_IDLE    20

/* Steepest descent is the last resort: its searches may take this many
** evaluations at least. */
#define LAST_RESORT  40


gdl_status gdl_downhill_init (gdl_downhill *h, const gdl_line *line,
                              const gdl_line *own) {
  const char *why;
  if (line == NULL)
    line = own;
  memset(h, 0, sizeof(*h));
  h->search = line->search;
  h->lowest = INFINITY;
  h->unit = 1;
  const gdl_option *o = h->search->options;
  for (int i = 0; o[i].name != NULL; i++)
    h->options[i] = line->options ? line->options[i] : o[i].value;
  return h->search->check(h->options, &why);
}


void gdl_downhill_save (const gdl_downhill *h, gdl_bytes *out) {
  gdl_put_u32(out, (uint32_t)h->idle);
  gdl_put_f64(out, h->lowest);
  gdl_put_doubles(out, h->memory.values, (size_t)h->search->remembers);
}


gdl_status gdl_downhill_load (gdl_downhill *h, gdl_reader *in) {
  uint32_t idle = gdl_get_u32(in);
  h->lowest = gdl_get_f64(in);
  gdl_get_doubles(in, h->memory.values, (size_t)h->search->remembers);
  if (in->failed || idle > MOST_IDLE)
    return GDL_EFORMAT;
  h->idle = (int)idle;
  return GDL_OK;
}


/* The direction -scale*g: no component moves by more than 1, which no unit
** of the cost changes, and by enough for x to notice. */
static double steepest_descent (const gdl_point *now, double norm, size_t n,
                                double *d) {
  double least = sqrt(DBL_EPSILON) * gdl_reduce_maxabs(now->x, n);
  double scale = fmax(fmin(norm, 1), least) / norm;
  for (size_t i = 0; i < n; i++)
    d[i] = -scale*now->g[i];
  return scale;
}


/* Whether costs and gradients have been the same for long but for rounding:
** the search would go on for ever among equals. */
static int is_idle (gdl_downhill *h, const gdl_point *now,
                    const gdl_point *next, size_t n) {
  if (fabs(now->cost - next->cost) > GDL_COST_ROUNDING*fabs(now->cost)) {
    h->idle = 0;
    h->lowest = INFINITY;
    return 0;
  }
  double norm = gdl_reduce_maxabs(next->g, n);
  if (norm < h->lowest/2) {
    h->lowest = norm;
    h->idle = 0;
    return 0;
  }
  return ++h->idle >= MOST_IDLE;
}


/* Why no direction can be made of this gradient, or NULL. */
static const char *useless (const gdl_point *now, double norm) {
  if (!isfinite(norm))
    return "the gradient is not finite";
  if (now->g_error > 0 && norm <= now->g_error)
    return "the gradient is lost in rounding errors of its differences";
  return norm == 0 ? "the gradient is zero" : NULL;
}


gdl_status gdl_downhill_advance (gdl_downhill *h, const gdl_directions *way,
                                 void *self, double *d, gdl_problem *problem,
                                 const gdl_point *now, gdl_point *next,
                                 double *step, gdl_advance *how,
                                 const char **why) {
  double norm = gdl_reduce_maxabs(now->g, problem->n), scale = 1;
  gdl_search s = {.problem = problem, .now = now, .direction = d,
                  .next = next, .memory = &h->memory};
  *how = GDL_STUCK;
  *why = useless(now, norm);
  if (*why)
    return GDL_OK;
  for (;;) {
    s.step = 1;
    s.end = GDL_SEARCH_FAILED;
    int chosen = way->choose(self, now, d, &s.step);
    if (chosen)
      scale = h->unit;
    else {
      scale = steepest_descent(now, norm, problem->n, d);
      s.patience = LAST_RESORT;
    }
    gdl_status status = h->search->search(h->options, &s);
    if (status != GDL_OK && status != GDL_EINVAL)     /* EINVAL: not downhill */
      return status;
    if (status == GDL_OK && s.end != GDL_SEARCH_FAILED)
      break;
    if (!chosen) {
      *why = "no lower cost along the search direction";
      return GDL_OK;
    }
    way->forget(self);
  }
  *step = s.step*scale;
  if (is_idle(h, now, next, problem->n)) {
    *why = "costs no longer differ by more than rounding";
    return GDL_OK;
  }
  way->learn(self, now, next, d, s.step);
  *how = GDL_ADVANCED;
  return GDL_OK;
}


int gdl_curvature_counts (const gdl_point *now, const gdl_point *next,
                          double sy, double s_norm, double y_norm) {
  double noise = DBL_EPSILON*y_norm + now->g_error + next->g_error;
  return sy > noise*s_norm;
}
