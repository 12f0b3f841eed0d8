/*
** stretch_test.c - many epochs at once: what the driver asks for and makes of it
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/cancel.h"
#include "optim/stretch.h"
#include "problems.h"

#define N 2

/* A run whose owner knows how to make epochs of plain descent. */
typedef struct rig {
  test_problem t;            /* first: costs of batches cast back */
  gdl_parts parts;
  gdl_options o;
  gdl_descent *d;
  uint64_t cap;              /* epochs of a stretch, at most */
  int useless;               /* none are made, though they might be */
  uint64_t cancel_at;        /* the call that is interrupted */
  uint64_t calls, longest;   /* of stretch; the most that was asked for */
} rig;


static double cost_bowl (const double *x, double *g, size_t n) {
  double s = 0;
  for (size_t i = 0; i < n; i++) {
    double k = (double)(i + 1);
    s += k * (x[i] - 1) * (x[i] - 1);
    if (g)
      g[i] = 2 * k * (x[i] - 1);
  }
  return s;
}


/* One that falls, and then rises: the gradient is not its own. */
static double cost_slide (const double *x, double *g, size_t n) {
  double s = cost_bowl(x, NULL, n);
  for (size_t i = 0; g && i < n; i++)
    g[i] = i % 2 == 0 ? 1 : -1;
  return s;
}


static void begin (rig *r, gdl_stretch *s) {
  const gdl_state *now = s->s;
  s->after = *now;
  memcpy(s->x, now->x, sizeof(double[N]));
  memcpy(s->g, now->g, sizeof(double[N]));
  memcpy(s->before, now->x, sizeof(double[N]));
  memcpy(s->best_x, now->best_x, sizeof(double[N]));
  memcpy(s->best_g, now->best_g, sizeof(double[N]));
  r->calls++;
  if (s->most > r->longest)
    r->longest = s->most;
  if (s->most > r->cap)
    s->most = r->cap;
  if (r->calls == r->cancel_at)
    gdl_cancel_raise();
}


/* One epoch; false where the tolerance is met after it. */
static int make (const rig *r, gdl_stretch *s) {
  gdl_state *a = &s->after;
  double x[N], g[N], norm;
  for (int i = 0; i < N; i++)
    x[i] = s->x[i] - s->o->step * s->g[i];
  double cost = r->t.cost(x, g, N);
  norm = fmax(fabs(g[0]), fabs(g[1]));
  if (norm <= s->o->tolerance)
    return 0;
  memcpy(s->before, s->x, sizeof(x));
  memcpy(s->x, x, sizeof(x));
  memcpy(s->g, g, sizeof(g));
  a->cost_change = cost - a->cost;
  a->cost = cost;
  a->gradient_norm = norm;
  a->step = s->o->step;
  a->step_peak = fmax(a->step_peak, a->step);
  s->made++;
  if (cost < a->best_cost) {
    a->best_cost = cost;
    a->best_gradient_norm = norm;
    a->best_epoch = s->s->epoch + s->made;
    memcpy(s->best_x, x, sizeof(x));
    memcpy(s->best_g, g, sizeof(g));
  }
  return 1;
}


/* Rows of epoch and cost. */
static gdl_status rig_stretch (void *ctx, gdl_stretch *s) {
  rig *r = ctx;
  double *row = s->row;
  uint64_t wait = s->wait;
  begin(r, s);
  while (!r->useless && s->made < s->most && make(r, s)) {
    if (s->every != 0 && --wait == 0) {
      *row++ = (double)(s->s->epoch + s->made);
      *row++ = s->after.cost;
      wait = s->every;
    }
    if (s->best_row != NULL && s->after.best_epoch == s->s->epoch + s->made) {
      s->best_row[0] = (double)s->after.best_epoch;
      s->best_row[1] = s->after.best_cost;
    }
  }
  r->t.p.evaluations += s->made;
  return GDL_OK;
}


static void rig_init (rig *r, int stretches) {
  memset(r, 0, sizeof(*r));
  r->t = test_problem_of(cost_bowl, N);
  r->parts.ctx = r;
  if (stretches)
    r->parts.stretch = rig_stretch;
  r->cap = UINT64_MAX;
  gdl_options_init(&r->o);
  r->o.step = 1e-3;
  r->o.tolerance = 0;
  r->o.epochs = 100000;
  r->o.history_fields = 1u << GDL_FIELD_COST;
  gdl_cancel_clear();
}


static const gdl_state *rig_run (rig *r, uint64_t epochs) {
  static const double x0[N] = {3, -2};
  if (r->d == NULL)
    assert_int_equal(gdl_descent_new(&r->t.p, &r->parts, &r->o, x0, &r->d), GDL_OK);
  assert_int_equal(gdl_descent_run(r->d, epochs), GDL_OK);
  return gdl_descent_state(r->d);
}


/* Both runs are at the same place, and have the same history. */
static void check_same (rig *a, rig *b) {
  const gdl_state *s = gdl_descent_state(a->d), *t = gdl_descent_state(b->d);
  const gdl_history *h = gdl_descent_history(a->d), *k = gdl_descent_history(b->d);
  assert_int_equal(s->epoch, t->epoch);
  assert_int_equal(s->updates, t->updates);
  assert_int_equal(s->evaluations, t->evaluations);
  assert_int_equal(s->best_epoch, t->best_epoch);
  assert_memory_equal(s->x, t->x, sizeof(double[N]));
  assert_memory_equal(s->g, t->g, sizeof(double[N]));
  assert_memory_equal(s->best_x, t->best_x, sizeof(double[N]));
  assert_true(s->cost == t->cost && s->change == t->change &&
              s->best_cost == t->best_cost && s->cost_change == t->cost_change);
  assert_string_equal(gdl_descent_reason(a->d), gdl_descent_reason(b->d));
  assert_int_equal(h->rows, k->rows);
  assert_memory_equal(h->data, k->data, h->rows * h->width * sizeof(double));
  assert_true((h->best == NULL) == (k->best == NULL));
  if (h->best != NULL)
    assert_memory_equal(h->best, k->best, h->width * sizeof(double));
}


static void test_same_as_one_by_one (void **state) {
  static const size_t limits[] = {0, 7, 64, 1000};
  static const double tolerances[] = {0, 1e-3};
  static const uint64_t caps[] = {UINT64_MAX, 1, 13};
  (void)state;
  for (int k = 0; k < 4 * 2 * 3 * 2; k++) {
    rig a, b;
    rig_init(&a, 1);
    rig_init(&b, 0);
    a.o.history_limit = b.o.history_limit = limits[k % 4];
    a.o.tolerance = b.o.tolerance = tolerances[k / 4 % 2];
    a.o.epochs = b.o.epochs = 5001;
    a.cap = caps[k / 8 % 3];
    if (k >= 24)
      a.t.cost = b.t.cost = cost_slide;
    for (uint64_t epochs = 1; epochs < 4000; epochs = 3 * epochs + 1) {
      rig_run(&a, epochs);
      rig_run(&b, epochs);
      check_same(&a, &b);
    }
    rig_run(&a, UINT64_MAX);
    rig_run(&b, UINT64_MAX);
    check_same(&a, &b);
    assert_true(a.calls > 0);
    gdl_descent_free(a.d);
    gdl_descent_free(b.d);
  }
}


/* What ends stretches before they are as long as they may be says nothing about
** how long they take: Ctrl-C is looked at between them. */
static void test_length (void **state) {
  (void)state;
  rig r;
  rig_init(&r, 1);
  r.cap = 20;
  rig_run(&r, 50000);
  assert_true(r.calls > 1000);
  assert_in_range(r.longest, 1, 32);
  gdl_descent_free(r.d);
}


static void test_useless_ones_are_asked_for_less (void **state) {
  (void)state;
  rig r;
  rig_init(&r, 1);
  r.useless = 1;
  rig_run(&r, 50000);
  assert_in_range(r.calls, 5, 100);
  gdl_descent_free(r.d);
}


static void test_interrupt (void **state) {
  (void)state;
  rig r;
  rig_init(&r, 1);
  r.cancel_at = 3;
  const gdl_state *s = rig_run(&r, UINT64_MAX);
  assert_int_equal(r.calls, 3);
  assert_true(s->epoch < 1000);
  assert_non_null(strstr(gdl_descent_reason(r.d), "interrupt"));
  gdl_cancel_clear();
  gdl_descent_free(r.d);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_same_as_one_by_one),
    cmocka_unit_test(test_length),
    cmocka_unit_test(test_useless_ones_are_asked_for_less),
    cmocka_unit_test(test_interrupt),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
