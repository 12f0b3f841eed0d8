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
  gdl_idle_init(&h->idle);
  h->unit = 1;
  const gdl_option *o = h->search->options;
  for (int i = 0; o[i].name != NULL; i++)
    h->options[i] = line->options ? line->options[i] : o[i].value;
  return h->search->check(h->options, &why);
}


void gdl_downhill_save (const gdl_downhill *h, gdl_bytes *out) {
  gdl_idle_save(&h->idle, out);
  gdl_put_doubles(out, h->memory.values, (size_t)h->search->remembers);
}


gdl_status gdl_downhill_load (gdl_downhill *h, gdl_reader *in) {
  gdl_status status = gdl_idle_load(&h->idle, in);
  gdl_get_doubles(in, h->memory.values, (size_t)h->search->remembers);
  return in->failed ? GDL_EFORMAT : status;
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


const char gdl_idle_reason[] = "costs no longer differ by more than rounding";


void gdl_idle_init (gdl_idle *i) {
  i->count = 0;
  i->lowest = INFINITY;
}


int gdl_idle_check (gdl_idle *i, const gdl_point *now, const gdl_point *next,
                    double norm) {
  if (fabs(now->cost - next->cost) > GDL_COST_ROUNDING*fabs(now->cost)) {
    gdl_idle_init(i);
    return 0;
  }
  if (norm < i->lowest/2) {
    i->lowest = norm;
    i->count = 0;
    return 0;
  }
  return ++i->count >= MOST_IDLE;
}


void gdl_idle_save (const gdl_idle *i, gdl_bytes *out) {
  gdl_put_u32(out, (uint32_t)i->count);
  gdl_put_f64(out, i->lowest);
}


gdl_status gdl_idle_load (gdl_idle *i, gdl_reader *in) {
  uint32_t count = gdl_get_u32(in);
  i->lowest = gdl_get_f64(in);
  i->count = (int)count;
  return in->failed || count > MOST_IDLE ? GDL_EFORMAT : GDL_OK;
}


const char *gdl_downhill_useless (const gdl_point *now, double norm) {
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
  *why = gdl_downhill_useless(now, norm);
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
  if (gdl_idle_check(&h->idle, now, next, gdl_reduce_maxabs(next->g, problem->n))) {
    *why = gdl_idle_reason;
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
