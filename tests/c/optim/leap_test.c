/*
** leap_test.c - epochs without gradients in memory: the driver is where it would be
** without them, whatever ends them
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/reduce.h"
#include "base/cancel.h"
#include "optim/leap.h"
#include "optim/stretch.h"
#include "problems.h"

#define FEW   100        /* variables: a stretch takes less */
#define MANY  20000      /* written over where that can be */

/* A run whose owner knows how to make steps; or does not. */
typedef struct rig {
  test_problem t;            /* first: costs of batches cast back */
  gdl_parts parts;
  gdl_options o;
  gdl_descent *d;
  double *work;
  int in_place;
  uint64_t cap;              /* steps of one call, at most */
  uint64_t refuse;           /* every so many steps one is refused; 0: none */
  uint64_t cancel_at;        /* the step that is interrupted */
  uint64_t steps, again, over, calls;
  uint64_t observed;         /* a digest of what observers have seen */
} rig;


/*
** Costs
*/
static double cost_bowl (const double *x, double *g, size_t n) {
  double s = 0;
  for (size_t i = 0; i < n; i++) {
    double k = (double)(i % 7 + 1);
    s += k * (x[i] - 1) * (x[i] - 1);
    if (g)
      g[i] = 2 * k * (x[i] - 1);
  }
  return s;
}


/* It falls and rises again and again, on a slope. */
static double cost_wave (const double *x, double *g, size_t n) {
  for (size_t i = 0; g && i < n; i++)
    g[i] = i % 2 == 0 ? 1 : -1;
  return sin(x[0] * 300) - x[0] / 10;
}


/* Nothing is there below -1. */
static double cost_cliff (const double *x, double *g, size_t n) {
  for (size_t i = 0; g && i < n; i++)
    g[i] = 20;
  return x[0] > -1 ? x[0] : NAN;
}


/* The cost is finite everywhere, where it leads is not. */
static double cost_away (const double *x, double *g, size_t n) {
  for (size_t i = 0; g && i < n; i++)
    g[i] = 1e307;
  return -1 / (1 + exp(-x[0]));
}


static double cost_nowhere (const double *x, double *g, size_t n) {
  for (size_t i = 0; g && i < n; i++)
    g[i] = isfinite(x[i]) ? 1e306 * (1 + (double)(i % 3)) : 0;
  return 1;
}


/*
** Rigs
*/
/* A step from x, where everything is finite there. */
static int step (rig *r, gdl_leap *l) {
  double cost = r->t.cost(l->x, r->work, l->n);
  r->again += l->again != 0;
  r->over += l->next == l->x;
  l->norm = gdl_reduce_maxabs(r->work, l->n);
  l->cost = cost;
  for (size_t i = 0; i < l->n; i++)
    l->next[i] = l->x[i] - l->step * r->work[i];
  return isfinite(cost) && isfinite(l->norm);
}


static gdl_status rig_leap (void *ctx, gdl_leap *l) {
  rig *r = ctx;
  if (l->on == NULL)         /* one with gradients: it does not know how */
    return GDL_OK;
  r->calls++;
  l->left = r->cap;
  l->in_place = r->in_place;
  while (l->left > 0 || l->again) {
    if (!l->again) {
      r->steps++;
      if (r->refuse != 0 && r->steps % r->refuse == 0)
        break;
      if (r->steps == r->cancel_at)
        gdl_cancel_raise();
    }
    if (!step(r, l))
      break;
    if (!l->again && !l->known) {
      r->t.p.evaluations++;
      l->left--;
    }
    if (!l->on(l))
      break;
  }
  return GDL_OK;
}


static gdl_status no_stretch (void *ctx, gdl_stretch *s) {
  (void)ctx, (void)s;
  fail_msg("a stretch of many variables");
  return GDL_OK;
}


static gdl_status observe (void *ctx, const gdl_state *s, int *stop) {
  rig *r = ctx;
  const double seen[] = {(double)s->epoch, s->cost, s->change, s->gradient_norm, s->x[3],
                         s->g[4], s->best_x[5], s->best_cost, (double)s->evaluations};
  uint64_t bits;
  (void)stop;
  for (size_t k = 0; k < sizeof(seen) / sizeof(seen[0]); k++) {
    memcpy(&bits, &seen[k], sizeof(bits));
    r->observed = (r->observed ^ bits) * 0x100000001b3u;
  }
  return GDL_OK;
}


static void rig_init (rig *r, test_cost cost, size_t n, int leaps) {
  memset(r, 0, sizeof(*r));
  r->t = test_problem_of(cost, n);
  r->parts.ctx = r;
  if (leaps) {
    r->parts.stretch = no_stretch;
    r->parts.leap = rig_leap;
  }
  r->cap = UINT64_MAX;
  r->work = malloc(n * sizeof(double));
  gdl_options_init(&r->o);
  r->o.step = 1e-3;
  r->o.tolerance = 0;
  r->o.epochs = 3001;
  r->o.history_fields = 1u << GDL_FIELD_COST | 1u << GDL_FIELD_STEP |
                        1u << GDL_FIELD_GRADIENT_NORM;
  gdl_cancel_clear();
}


/* Two that are alike, of which one leaps. */
static void rig_pair (rig *a, rig *b, test_cost cost, size_t n) {
  rig_init(a, cost, n, 1);
  rig_init(b, cost, n, 0);
}


static gdl_status rig_try (rig *r, uint64_t epochs) {
  size_t n = r->t.p.n;
  if (r->d == NULL) {
    double *x0 = malloc(n * sizeof(*x0));
    for (size_t i = 0; i < n; i++)
      x0[i] = sin((double)i) * 3;
    assert_int_equal(gdl_descent_new(&r->t.p, &r->parts, &r->o, x0, &r->d), GDL_OK);
    free(x0);
  }
  return gdl_descent_run(r->d, epochs);
}


static const gdl_state *rig_run (rig *r, uint64_t epochs) {
  assert_int_equal(rig_try(r, epochs), GDL_OK);
  return gdl_descent_state(r->d);
}


static void rig_free (rig *r) {
  gdl_descent_free(r->d);
  free(r->work);
}


static void check_state (const rig *a, const rig *b) {
  const gdl_state *s = gdl_descent_state(a->d), *t = gdl_descent_state(b->d);
  size_t bytes = a->t.p.n * sizeof(double);
  assert_int_equal(s->epoch, t->epoch);
  assert_int_equal(s->updates, t->updates);
  assert_int_equal(s->evaluations, t->evaluations);
  assert_int_equal(s->best_epoch, t->best_epoch);
  assert_memory_equal(s->x, t->x, bytes);
  assert_memory_equal(s->g, t->g, bytes);
  assert_memory_equal(s->best_x, t->best_x, bytes);
  assert_memory_equal(s->best_g, t->best_g, bytes);
  assert_memory_equal(&s->cost, &t->cost, sizeof(double));    /* it may be NaN */
  assert_true(s->change == t->change && s->gradient_norm == t->gradient_norm &&
              s->best_cost == t->best_cost && s->step == t->step &&
              s->step_peak == t->step_peak &&
              s->best_gradient_norm == t->best_gradient_norm);
  assert_true(s->cost_change == t->cost_change ||
              (isnan(s->cost_change) && isnan(t->cost_change)));
}


/* Both runs are at the same place, and have the same history. */
static void check_same (const rig *a, const rig *b) {
  const gdl_history *h = gdl_descent_history(a->d), *k = gdl_descent_history(b->d);
  check_state(a, b);
  assert_string_equal(gdl_descent_reason(a->d), gdl_descent_reason(b->d));
  assert_int_equal(gdl_descent_ending(a->d), gdl_descent_ending(b->d));
  assert_int_equal(h->rows, k->rows);
  assert_memory_equal(h->data, k->data, h->rows * h->width * sizeof(double));
  assert_true((h->best == NULL) == (k->best == NULL));
  if (h->best != NULL)
    assert_memory_equal(h->best, k->best, h->width * sizeof(double));
  assert_true(a->observed == b->observed);
}


/* In pieces, then to the end. */
static void run_both (rig *a, rig *b) {
  for (uint64_t epochs = 1; epochs < 900; epochs = 3 * epochs + 1) {
    rig_run(a, epochs);
    rig_run(b, epochs);
    check_same(a, b);
  }
  rig_run(a, UINT64_MAX);
  rig_run(b, UINT64_MAX);
  check_same(a, b);
  assert_true(a->steps > 0);
}


/*
** Tests
*/
static const test_cost costs[] = {cost_bowl, cost_wave, cost_cliff, cost_away, cost_nowhere};

#define COSTS  (sizeof(costs) / sizeof(costs[0]))


static void test_same_as_one_by_one (void **state) {
  static const uint64_t caps[] = {UINT64_MAX, 1, 2, 13}, refusals[] = {0, 2, 9};
  (void)state;
  for (size_t c = 0; c < COSTS; c++)
    for (size_t k = 0; k < 4 * 3; k++) {
      rig a, b;
      rig_pair(&a, &b, costs[c], FEW);
      a.cap = caps[k % 4];
      a.refuse = refusals[k / 4];
      a.o.history_limit = b.o.history_limit = k % 2 ? 64 : 0;
      a.o.step = b.o.step = costs[c] == cost_nowhere ? 0.3 : 1e-3;
      run_both(&a, &b);
      assert_int_equal(a.over, 0);
      rig_free(&a);
      rig_free(&b);
    }
}


static void test_written_over (void **state) {
  (void)state;
  for (size_t c = 0; c < COSTS; c++)
    for (int k = 0; k < 4; k++) {
      rig a, b;
      rig_pair(&a, &b, costs[c], MANY);
      a.in_place = 1;
      a.cap = k == 1 ? 3 : UINT64_MAX;
      a.refuse = k == 2 ? 25 : 0;
      a.o.epochs = b.o.epochs = 150;
      a.o.step = b.o.step = costs[c] == cost_nowhere ? 0.3 : 2e-3;
      a.o.tolerance = b.o.tolerance = k == 3 && costs[c] == cost_bowl ? 35 : 0;
      run_both(&a, &b);
      assert_true(a.over > 0 || k == 3);
      rig_free(&a);
      rig_free(&b);
    }
}


/* What the history keeps of x is not written over. */
static void test_history_of_x (void **state) {
  rig a, b;
  (void)state;
  rig_pair(&a, &b, cost_bowl, MANY);
  a.in_place = 1;
  a.o.history_fields = b.o.history_fields = 1u << GDL_FIELD_X;
  a.o.epochs = b.o.epochs = 30;
  run_both(&a, &b);
  assert_int_equal(a.over, 0);
  rig_free(&a);
  rig_free(&b);
}


static void test_tolerance (void **state) {
  (void)state;
  for (int k = 0; k < 2; k++) {
    rig a, b;
    rig_pair(&a, &b, cost_bowl, k ? MANY : FEW);
    a.in_place = k;
    a.o.tolerance = b.o.tolerance = 5;
    rig_run(&a, UINT64_MAX);
    rig_run(&b, UINT64_MAX);
    check_same(&a, &b);
    assert_int_equal(gdl_descent_ending(a.d), GDL_END_GRADIENT);
    assert_true(a.steps > 20);
    assert_true((a.again > 0) == k);
    rig_free(&a);
    rig_free(&b);
  }
}


static void test_observers (void **state) {
  static const uint64_t every[] = {1, 2, 7, 500};
  (void)state;
  for (size_t k = 0; k < 4; k++) {
    rig a, b;
    rig_pair(&a, &b, cost_wave, FEW);
    a.parts.observe = b.parts.observe = observe;
    a.o.observe_every = b.o.observe_every = every[k];
    rig_run(&a, UINT64_MAX);
    rig_run(&b, UINT64_MAX);
    check_same(&a, &b);
    assert_true((a.steps > 0) == (every[k] > 1));
    rig_free(&a);
    rig_free(&b);
  }
}


/* Whatever else looks at each epoch keeps leaps from being made. */
static gdl_status never (void *ctx, const gdl_state *s, gdl_verdict *v) {
  (void)ctx, (void)s, (void)v;
  return GDL_OK;
}


static void test_what_looks_at_epochs (void **state) {
  (void)state;
  for (int k = 0; k < 4; k++) {
    rig r;
    rig_init(&r, cost_bowl, FEW, 1);
    r.o.epochs = 300;
    if (k == 0)
      r.parts.stop = never;
    else if (k == 1)
      r.o.history_fields |= 1u << GDL_FIELD_CHANGE;
    else if (k == 2)
      r.o.clip_norm = 1e9;
    else
      r.o.on_rise = GDL_RISE_STOP;
    rig_run(&r, UINT64_MAX);
    assert_int_equal(r.steps, 0);
    rig_free(&r);
  }
}


/* The interrupt is seen after the step in which it comes. */
static void test_interrupt (void **state) {
  (void)state;
  for (int k = 0; k < 2; k++) {
    rig a, b;
    rig_pair(&a, &b, cost_bowl, k ? MANY : FEW);
    a.in_place = k;
    a.cancel_at = 30;
    const gdl_state *s = rig_run(&a, UINT64_MAX);
    gdl_cancel_clear();
    assert_int_equal(gdl_descent_ending(a.d), GDL_END_INTERRUPT);
    assert_in_range(s->epoch, 29, 32);
    rig_run(&b, s->epoch);
    check_state(&a, &b);
    rig_free(&a);
    rig_free(&b);
  }
}


static void test_time (void **state) {
  rig a, b;
  (void)state;
  rig_pair(&a, &b, cost_bowl, FEW);
  a.o.epochs = UINT64_MAX;
  a.o.time = 0.01;
  const gdl_state *s = rig_run(&a, UINT64_MAX);
  assert_int_equal(gdl_descent_ending(a.d), GDL_END_TIME);
  b.o.epochs = UINT64_MAX;
  rig_run(&b, s->epoch);
  check_state(&a, &b);
  rig_free(&a);
  rig_free(&b);
}


/* An evaluation behind leaps fails: the run is at its last accepted point, and goes on
** from there. */
static void test_failure (void **state) {
  (void)state;
  for (int k = 0; k < 4; k++)
    for (uint64_t fail_at = 2; fail_at < (k < 2 ? 4 : 3); fail_at++) {
      rig a, b;
      rig_pair(&a, &b, k < 2 ? cost_bowl : cost_wave, k % 2 ? MANY : FEW);
      a.in_place = k % 2;
      a.o.epochs = b.o.epochs = 1200;
      a.cap = 200;
      a.t.fail_at = fail_at;
      assert_int_equal(rig_try(&a, UINT64_MAX), GDL_ECALLBACK);
      uint64_t epoch = gdl_descent_state(a.d)->epoch;
      assert_true(epoch > 0);
      rig_run(&b, epoch);
      check_state(&a, &b);
      rig_run(&a, UINT64_MAX);
      rig_run(&b, UINT64_MAX);
      check_same(&a, &b);
      rig_free(&a);
      rig_free(&b);
    }
}


/* A run that is copied between leaps goes on as it would have. */
static void test_fork (void **state) {
  rig a, b;
  gdl_descent *copy;
  (void)state;
  rig_pair(&a, &b, cost_wave, FEW);
  rig_run(&a, 700);
  rig_run(&b, UINT64_MAX);
  uint64_t evaluations = a.t.p.evaluations;
  assert_int_equal(gdl_descent_fork(a.d, &a.t.p, &a, &copy), GDL_OK);
  rig_run(&a, UINT64_MAX);
  check_same(&a, &b);
  gdl_descent_free(a.d);
  a.d = copy;
  a.t.p.evaluations = evaluations;
  rig_run(&a, UINT64_MAX);
  check_same(&a, &b);
  rig_free(&a);
  rig_free(&b);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_same_as_one_by_one),
    cmocka_unit_test(test_written_over),
    cmocka_unit_test(test_history_of_x),
    cmocka_unit_test(test_tolerance),
    cmocka_unit_test(test_observers),
    cmocka_unit_test(test_what_looks_at_epochs),
    cmocka_unit_test(test_interrupt),
    cmocka_unit_test(test_time),
    cmocka_unit_test(test_failure),
    cmocka_unit_test(test_fork),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
