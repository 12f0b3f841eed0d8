/*
** descent_test.c - the descent driver with callbacks in C
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/cancel.h"
#include "optim/descent.h"
#include "problems.h"

#define N 3
#define ROWS 7

/* A run with everything its callbacks need. */
typedef struct rig {
  test_problem t;            /* first: costs of batches cast back */
  gdl_parts parts;
  gdl_options o;
  gdl_descent *d;
  uint64_t calls;            /* of all callbacks */
  uint64_t fail_at;          /* the call that fails; 0: none */
  gdl_status failure;
  double memory[N], kept[N]; /* of the update rule */
  uint64_t stop_epoch, observe_epoch;
  gdl_verdict verdict;
  double steps;              /* sum of those asked for */
  size_t first, count;       /* the current batch */
  int shuffled_passes;
  uint64_t epochs_seen[64];
  size_t seen;
  double validate_at;        /* the best x[0] */
  int validated;             /* calls of rig_validate that came through */
} rig;


static double cost_bowl (const double *x, double *g, size_t n) {
  double s = 0;
  for (size_t i = 0; i < n; i++) {
    double k = (double)(i + 1);
    s += k * x[i] * x[i];
    if (g)
      g[i] = 2 * k * x[i];
  }
  return s;
}


static gdl_status called (rig *r) {
  return ++r->calls == r->fail_at ? r->failure : GDL_OK;
}


/* The problem counts among the callbacks. */
static gdl_status rig_gradient (gdl_problem *p, const double *x, double *cost,
                                double *g, double *g_error) {
  gdl_status status = called((rig *)p->ctx);
  return status == GDL_OK ? test_gradient(p, x, cost, g, g_error) : status;
}


static gdl_status rig_value (gdl_problem *p, const double *x, double *cost) {
  gdl_status status = called((rig *)p->ctx);
  return status == GDL_OK ? test_value(p, x, cost) : status;
}


static gdl_status rig_step (void *ctx, const gdl_state *s, uint64_t t,
                            double *steps) {
  rig *r = ctx;
  (void)s;
  steps[0] = 0.1 / (1 + 0.1 * (double)t);
  r->steps += steps[0];
  return called(r);
}


/* Momentum, with its memory in the rig. */
static gdl_status rig_update (void *ctx, const double *x, const double *g,
                              const double *steps, uint64_t t, double cost,
                              double *next) {
  rig *r = ctx;
  (void)t;
  (void)cost;
  gdl_status status = called(r);
  if (status != GDL_OK)
    return status;
  for (size_t i = 0; i < N; i++) {
    r->memory[i] = 0.5 * r->memory[i] + g[i];
    next[i] = x[i] - steps[0] * r->memory[i];
  }
  return GDL_OK;
}


static gdl_status rig_keep (void *ctx, int restore) {
  rig *r = ctx;
  memcpy(restore ? r->memory : r->kept, restore ? r->kept : r->memory,
         sizeof(r->memory));
  return GDL_OK;
}


static gdl_status rig_stop (void *ctx, const gdl_state *s, gdl_verdict *v) {
  rig *r = ctx;
  if (s->epoch == r->stop_epoch)
    *v = r->verdict;
  return called(r);
}


static gdl_status rig_observe (void *ctx, const gdl_state *s, int *stop) {
  rig *r = ctx;
  gdl_status status = called(r);
  if (status != GDL_OK)
    return status;
  if (r->seen < 64)
    r->epochs_seen[r->seen++] = s->epoch;
  *stop = s->epoch == r->observe_epoch;
  return GDL_OK;
}


/* Least in the fourth epoch of test_validation, not a number in the second. */
static gdl_status rig_validate (void *ctx, const double *x, double *cost) {
  rig *r = ctx;
  gdl_status status = called(r);
  if (status != GDL_OK)
    return status;
  *cost = r->validated == 2 ? NAN : fabs(x[0] - r->validate_at);
  r->validated++;
  return GDL_OK;
}


static gdl_status rig_project (void *ctx, double *x) {
  for (size_t i = 0; i < N; i++)
    x[i] = fmax(x[i], 0.5);
  return called(ctx);
}


static gdl_status rig_pass (void *ctx, uint64_t epoch, int shuffled,
                            size_t *rows) {
  rig *r = ctx;
  assert_int_equal(shuffled, epoch > 0);
  r->shuffled_passes += shuffled;
  *rows = ROWS;
  return called(r);
}


static gdl_status rig_batch (void *ctx, size_t first, size_t count) {
  rig *r = ctx;
  r->first = first;
  r->count = count;
  return called(r);
}


/* A cost of the current batch: the mean of (x_i - row)^2 over rows and i. */
static gdl_status batch_gradient (gdl_problem *p, const double *x,
                                  double *cost, double *g, double *g_error) {
  rig *r = p->ctx;
  gdl_status status = called(r);
  if (status != GDL_OK)
    return status;
  p->evaluations++;
  *cost = *g_error = 0;
  memset(g, 0, N * sizeof(*g));
  for (size_t k = r->first; k < r->first + r->count; k++)
    for (size_t i = 0; i < N; i++) {
      double e = x[i] - (double)k;
      *cost += e * e / (double)r->count;
      g[i] += 2 * e / (double)r->count;
    }
  return GDL_OK;
}


/* A run not yet made: options and parts may be changed before rig_start. */
static void rig_init (rig *r, test_cost cost) {
  memset(r, 0, sizeof(*r));
  r->t = test_problem_of(cost, N);
  r->t.p.ctx = r;
  r->t.p.gradient = rig_gradient;
  r->t.p.value = rig_value;
  r->parts.ctx = r;
  r->failure = GDL_ECALLBACK;
  r->stop_epoch = r->observe_epoch = UINT64_MAX;
  gdl_options_init(&r->o);
  r->o.step = 0.1;
  r->o.history_fields = 1u << GDL_FIELD_COST;
  gdl_cancel_clear();
}


static void rig_batches (rig *r, size_t size) {
  r->t.p.gradient = batch_gradient;
  r->parts.pass = rig_pass;
  r->parts.batch = rig_batch;
  r->o.batch = size;
}


static void rig_start (rig *r) {
  static const double x0[N] = {1, -2, 3};
  assert_int_equal(gdl_descent_new(&r->t.p, &r->parts, &r->o, x0, &r->d),
                   GDL_OK);
}


static const gdl_state *rig_run (rig *r, uint64_t epochs) {
  assert_int_equal(gdl_descent_run(r->d, epochs), GDL_OK);
  return gdl_descent_state(r->d);
}


static void rig_end (rig *r) {
  gdl_descent_free(r->d);
  r->d = NULL;
}


/*
** Endings
*/

static void test_before_the_start (void **state) {
  (void)state;
  rig r;
  rig_init(&r, cost_bowl);
  rig_start(&r);
  const gdl_state *s = gdl_descent_state(r.d);
  assert_false(gdl_descent_started(r.d));
  assert_int_equal(r.calls, 0);
  assert_true(s->x[0] == 1 && s->x[2] == 3);
  assert_true(isinf(s->change) && s->cost_change == -INFINITY);
  assert_int_equal(gdl_descent_ending(r.d), GDL_RUNNING);
  assert_string_equal(gdl_descent_reason(r.d), "");
  assert_false(gdl_descent_at_floor(r.d));
  rig_end(&r);
}


static void test_tolerance (void **state) {
  (void)state;
  rig r;
  rig_init(&r, cost_bowl);
  rig_start(&r);
  const gdl_state *s = rig_run(&r, UINT64_MAX);
  assert_int_equal(gdl_descent_ending(r.d), GDL_END_GRADIENT);
  assert_true(gdl_descent_converged(r.d));
  assert_true(s->gradient_norm <= 1e-6);
  assert_int_equal(s->updates, s->epoch);
  assert_int_equal(s->evaluations, s->epoch + 1);
  assert_int_equal(s->best_epoch, s->epoch);
  assert_non_null(strstr(gdl_descent_reason(r.d), "gradient: |g| = "));
  /* a run that has ended stays as it is */
  uint64_t calls = r.calls;
  rig_run(&r, 10);
  assert_int_equal(r.calls, calls);
  rig_end(&r);
}


static void test_limit_of_epochs (void **state) {
  (void)state;
  rig r;
  rig_init(&r, cost_bowl);
  r.o.epochs = 5;
  rig_start(&r);
  assert_int_equal(rig_run(&r, 2)->epoch, 2);
  assert_int_equal(gdl_descent_ending(r.d), GDL_RUNNING);
  assert_int_equal(rig_run(&r, UINT64_MAX)->epoch, 5);
  assert_int_equal(gdl_descent_ending(r.d), GDL_END_EPOCHS);
  assert_false(gdl_descent_converged(r.d));
  assert_int_equal(gdl_descent_history(r.d)->rows, 6);
  rig_end(&r);
}


static void test_limit_of_time (void **state) {
  (void)state;
  rig r;
  rig_init(&r, cost_bowl);
  r.o.step = 0;
  r.o.epochs = UINT64_MAX;
  r.o.history_fields = 0;
  r.o.time = 1e-3;
  rig_start(&r);
  rig_run(&r, UINT64_MAX);
  assert_int_equal(gdl_descent_ending(r.d), GDL_END_TIME);
  assert_true(gdl_descent_elapsed(r.d) >= 1e-3);
  rig_end(&r);
}


static void test_rule (void **state) {
  (void)state;
  for (int bits = 0; bits < 4; bits++) {
    rig r;
    rig_init(&r, cost_bowl);
    r.parts.stop = rig_stop;
    r.stop_epoch = 4;
    r.verdict = (gdl_verdict){1, bits & 1, bits >> 1};
    r.o.tolerance = INFINITY;            /* replaced by the rule */
    rig_start(&r);
    assert_int_equal(rig_run(&r, UINT64_MAX)->epoch, 4);
    assert_int_equal(gdl_descent_ending(r.d), GDL_END_RULE);
    assert_int_equal(gdl_descent_converged(r.d), bits & 1);
    assert_int_equal(gdl_descent_returns_best(r.d), bits >> 1);
    assert_string_equal(gdl_descent_reason(r.d), "");
    rig_end(&r);
  }
}


static void test_observer (void **state) {
  (void)state;
  rig r;
  rig_init(&r, cost_bowl);
  r.parts.observe = rig_observe;
  r.observe_epoch = 3;
  rig_start(&r);
  assert_int_equal(rig_run(&r, UINT64_MAX)->epoch, 3);
  assert_int_equal(gdl_descent_ending(r.d), GDL_END_OBSERVER);
  assert_false(gdl_descent_converged(r.d));
  assert_int_equal(r.seen, 4);
  for (uint64_t i = 0; i < 4; i++)
    assert_int_equal(r.epochs_seen[i], i);
  rig_end(&r);
}


static void test_validation (void **state) {
  (void)state;
  rig r;
  rig_init(&r, cost_bowl);
  r.parts.validate = rig_validate;
  r.validate_at = pow(0.8, 4) + 1e-3;      /* x[0] is 0.8^epoch */
  r.o.epochs = 8;
  r.o.history_fields = 1u << GDL_FIELD_VALIDATION;
  rig_start(&r);
  const gdl_state *s = rig_run(&r, UINT64_MAX);
  assert_int_equal(r.validated, 9);
  assert_int_equal(s->best_epoch, 4);
  assert_true(fabs(s->best_validation - 1e-3) < 1e-12);
  assert_true(s->best_cost > s->cost);
  assert_true(s->best_x[0] > s->x[0] && s->best_cost == cost_bowl(s->best_x, NULL, N));
  assert_true(s->validation == fabs(s->x[0] - r.validate_at));
  const gdl_history *h = gdl_descent_history(r.d);
  assert_int_equal(h->rows, 9);
  assert_true(isnan(h->data[2 * h->width + 1]));
  assert_true(h->data[4 * h->width + 1] == s->best_validation);
  rig_end(&r);
}


/* Nothing but numbers that are not: the start stays the best point. */
static void test_no_validation (void **state) {
  (void)state;
  rig r;
  rig_init(&r, cost_bowl);
  r.parts.validate = rig_validate;
  r.validate_at = NAN;
  r.o.epochs = 3;
  rig_start(&r);
  const gdl_state *s = rig_run(&r, UINT64_MAX);
  assert_int_equal(s->best_epoch, 0);
  assert_true(isnan(s->best_validation) && s->cost < s->best_cost);
  rig_end(&r);
}


static void test_cancel (void **state) {
  (void)state;
  rig r;
  rig_init(&r, cost_bowl);
  rig_start(&r);
  rig_run(&r, 3);
  gdl_cancel_raise();
  const gdl_state *s = rig_run(&r, UINT64_MAX);
  gdl_cancel_clear();
  assert_int_equal(s->epoch, 3);
  assert_int_equal(gdl_descent_ending(r.d), GDL_END_INTERRUPT);
  assert_false(gdl_descent_converged(r.d));
  assert_string_equal(gdl_descent_reason(r.d),
                      "interrupt: stopped by hand after 3 epochs");
  rig_end(&r);
}


static double cost_nan_below (const double *x, double *g, size_t n) {
  double c = cost_bowl(x, g, n);
  return x[2] < 1.5 ? NAN : c;
}

static double cost_inf_below (const double *x, double *g, size_t n) {
  double c = cost_bowl(x, g, n);
  return x[2] < 1.5 ? -INFINITY : c;
}

static double cost_nan (const double *x, double *g, size_t n) {
  cost_bowl(x, g, n);
  return NAN;
}


static void test_costs_not_finite (void **state) {
  (void)state;
  static const test_cost costs[] = {cost_nan_below, cost_inf_below};
  for (int k = 0; k < 2; k++) {
    rig r;
    rig_init(&r, costs[k]);
    r.o.step = 0.05;
    rig_start(&r);
    const gdl_state *s = rig_run(&r, UINT64_MAX);
    assert_int_equal(gdl_descent_ending(r.d), GDL_END_NONFINITE);
    assert_true(gdl_descent_returns_best(r.d));
    assert_false(isfinite(s->cost));
    assert_int_equal(s->best_epoch, s->epoch - 1);
    assert_true(isfinite(s->best_cost) && s->best_x[2] >= 1.5);
    assert_true(s->best_g[2] == 6 * s->best_x[2]);
    assert_true(s->best_gradient_norm == s->best_g[2]);
    rig_end(&r);
  }
  rig r;
  rig_init(&r, cost_nan);
  rig_start(&r);
  assert_int_equal(rig_run(&r, UINT64_MAX)->epoch, 0);
  assert_int_equal(gdl_descent_ending(r.d), GDL_END_NONFINITE);
  rig_end(&r);
}


static void test_parameter_not_finite (void **state) {
  (void)state;
  rig r;
  rig_init(&r, cost_bowl);
  r.o.step = 1e308;
  rig_start(&r);
  const gdl_state *s = rig_run(&r, UINT64_MAX);
  assert_int_equal(gdl_descent_ending(r.d), GDL_END_NONFINITE);
  assert_int_equal(s->epoch, 0);
  assert_int_equal(s->updates, 0);
  assert_true(s->x[0] == 1 && isfinite(s->cost));
  rig_end(&r);
}


static void test_rises (void **state) {
  (void)state;
  rig r;
  rig_init(&r, cost_bowl);
  r.o.step = 10;
  r.o.on_rise = GDL_RISE_STOP;
  rig_start(&r);
  assert_int_equal(rig_run(&r, UINT64_MAX)->epoch, 0);
  assert_int_equal(gdl_descent_ending(r.d), GDL_END_RISE);
  rig_end(&r);
  rig_init(&r, cost_bowl);
  r.o.step = 10;
  r.o.on_rise = GDL_RISE_HALVE;
  r.parts.update = rig_update;
  r.parts.keep = rig_keep;
  rig_start(&r);
  const gdl_state *s = rig_run(&r, 1);
  assert_int_equal(s->epoch, 1);
  assert_true(s->cost <= s->best_cost && s->step < 10);
  /* the memory has taken part in one update only */
  assert_true(r.memory[0] == 2 && r.memory[1] == -8 && r.memory[2] == 18);
  rig_end(&r);
}


static void test_solver (void **state) {
  (void)state;
  rig r;
  rig_init(&r, cost_bowl);
  r.o.solver = gdl_solver_find("lbfgs");
  rig_start(&r);
  assert_true(isnan(gdl_descent_state(r.d)->step));
  const gdl_state *s = rig_run(&r, UINT64_MAX);
  assert_int_equal(gdl_descent_ending(r.d), GDL_END_GRADIENT);
  assert_true(s->step > 0 && s->step_peak == s->step);
  rig_end(&r);
}


/* A solver with a test of its own for convergence, and without gradients. */
static void test_settled (void **state) {
  (void)state;
  static const unsigned char frozen[N] = {0, 0, 1};
  static const double x0[N] = {1, -1, 3};
  for (int is_frozen = 0; is_frozen < 2; is_frozen++) {
    rig r;
    rig_init(&r, cost_bowl);
    r.o.solver = gdl_solver_find("nelder_mead");
    r.o.frozen = is_frozen ? frozen : NULL;
    r.o.tolerance = 1e-7;
    assert_int_equal(gdl_descent_new(&r.t.p, &r.parts, &r.o, x0, &r.d),
                     GDL_OK);
    const gdl_state *s = rig_run(&r, UINT64_MAX);
    assert_int_equal(gdl_descent_ending(r.d), GDL_END_SETTLED);
    assert_true(gdl_descent_converged(r.d));
    assert_int_equal(strncmp(gdl_descent_reason(r.d), "simplex: size ", 14), 0);
    assert_non_null(strstr(gdl_descent_reason(r.d), "<= 1e-07 after "));
    assert_true(isnan(s->gradient_norm) && isnan(s->g[0]));
    assert_int_equal(r.t.gradients, 0);
    assert_true(s->cost < (is_frozen ? 27 + 1e-12 : 1e-12));
    assert_true(!is_frozen || s->x[2] == 3);
    gdl_descent *fork;
    assert_int_equal(gdl_descent_fork(r.d, &r.t.p, &r, &fork), GDL_OK);
    assert_int_equal(gdl_descent_ending(fork), GDL_END_SETTLED);
    gdl_descent_free(fork);
    rig_end(&r);
  }
}


/* What a solver is not able to do, or lacks, is refused. */
static void test_unfit_solvers (void **state) {
  (void)state;
  static const double x0[N] = {1, 1, 1}, lower[N] = {0, 0, 0};
  static const gdl_line line = {&gdl_linesearch_armijo, NULL};
  gdl_solver needy = gdl_solver_lbfgs;
  rig r;
  rig_init(&r, cost_bowl);
  gdl_descent *d;
  r.o.solver = &gdl_solver_lbfgs;
  r.o.lower = lower;
  assert_int_equal(gdl_descent_new(&r.t.p, &r.parts, &r.o, x0, &d), GDL_EINVAL);
  r.o.lower = NULL;
  r.o.line = &line;
  assert_int_equal(gdl_descent_new(&r.t.p, &r.parts, &r.o, x0, &d), GDL_OK);
  gdl_descent_free(d);
  r.o.solver = &gdl_solver_nelder_mead;
  assert_int_equal(gdl_descent_new(&r.t.p, &r.parts, &r.o, x0, &d), GDL_EINVAL);
  r.o.line = NULL;
  r.o.lower = lower;
  assert_int_equal(gdl_descent_new(&r.t.p, &r.parts, &r.o, x0, &d), GDL_OK);
  gdl_descent_free(d);
  r.o.lower = NULL;
  r.o.solver = &needy;
  needy.traits = GDL_SOLVER_RESIDUALS;
  assert_int_equal(gdl_descent_new(&r.t.p, &r.parts, &r.o, x0, &d), GDL_EINVAL);
  needy.traits = GDL_SOLVER_HESSIAN;
  r.t.p.hessian_vector = NULL;
  assert_int_equal(gdl_descent_new(&r.t.p, &r.parts, &r.o, x0, &d), GDL_EINVAL);
}


/* What a solver sees of a Hessian: nothing of frozen variables but a 1, and an
** interrupt ends it. */
static void test_hessian_products (void **state) {
  (void)state;
  static const unsigned char frozen[N] = {0, 1, 0};
  static const double x0[N] = {1, -1, 3};
  rig r;
  rig_init(&r, cost_bowl);
  r.o.solver = gdl_solver_find("newton");
  r.o.frozen = frozen;
  assert_int_equal(gdl_descent_new(&r.t.p, &r.parts, &r.o, x0, &r.d), GDL_OK);
  const gdl_state *s = rig_run(&r, UINT64_MAX);
  assert_int_equal(gdl_descent_ending(r.d), GDL_END_GRADIENT);
  assert_int_equal(s->epoch, 1);
  assert_true(fabs(s->x[0]) < 1e-6 && s->x[1] == -1 && fabs(s->x[2]) < 1e-6);
  assert_int_equal(r.t.products, N - 1);
  rig_end(&r);
  rig_init(&r, cost_bowl);
  r.o.solver = gdl_solver_find("trust_region");
  r.t.fail_product_at = 2;
  r.t.failure = GDL_ECANCEL;
  rig_start(&r);
  rig_run(&r, UINT64_MAX);
  assert_int_equal(gdl_descent_ending(r.d), GDL_END_INTERRUPT);
  rig_end(&r);
}


/*
** Constraints
*/

static void test_bounds_and_frozen (void **state) {
  (void)state;
  static const double lower[N] = {0.25, -1, -9}, upper[N] = {2, 9, 9};
  static const unsigned char frozen[N] = {0, 0, 1};
  rig r;
  rig_init(&r, cost_bowl);
  r.o.lower = lower;
  r.o.upper = upper;
  r.o.frozen = frozen;
  static const double x0[N] = {1, -1, 3};
  assert_int_equal(gdl_descent_new(&r.t.p, &r.parts, &r.o, x0, &r.d), GDL_OK);
  const gdl_state *s = rig_run(&r, UINT64_MAX);
  assert_int_equal(gdl_descent_ending(r.d), GDL_END_GRADIENT);
  assert_true(s->x[0] == 0.25 && fabs(s->x[1]) < 1e-6 && s->x[2] == 3);
  assert_true(s->g[2] == 0);
  rig_end(&r);
}


static void test_project_and_clip (void **state) {
  (void)state;
  rig r;
  rig_init(&r, cost_bowl);
  r.parts.project = rig_project;
  r.o.clip_norm = 1;
  rig_start(&r);
  rig_run(&r, 0);
  const gdl_state *s = rig_run(&r, 1);
  assert_true(s->x[1] == 0.5);
  assert_true(s->x[2] > 3 - 0.1 - 1e-12);
  s = rig_run(&r, UINT64_MAX);
  assert_int_equal(gdl_descent_ending(r.d), GDL_END_GRADIENT);
  for (int i = 0; i < N; i++)
    assert_true(s->x[i] == 0.5);
  rig_end(&r);
}


/*
** Batches
*/

static void test_batches (void **state) {
  (void)state;
  rig r;
  rig_init(&r, cost_bowl);
  rig_batches(&r, 3);
  r.o.epochs = 2;
  rig_start(&r);
  const gdl_state *s = rig_run(&r, 0);
  /* means over rows 0 .. 6 at (1, -2, 3) */
  double mean = 0;
  for (int k = 0; k < ROWS; k++)
    mean += ((1.0-k)*(1.0-k) + (-2.0-k)*(-2.0-k) + (3.0-k)*(3.0-k)) / ROWS;
  assert_true(fabs(s->cost - mean) < 1e-12);
  assert_true(fabs(s->g[0] - 2*(1 - 3)) < 1e-12);
  assert_int_equal(s->evaluations, 3);
  s = rig_run(&r, UINT64_MAX);
  assert_int_equal(s->epoch, 2);
  assert_int_equal(s->updates, 6);
  assert_int_equal(s->evaluations, 9);
  assert_int_equal(r.shuffled_passes, 2);
  double x = 1;
  for (int pass = 0; pass < 2; pass++)
    for (int first = 0; first < ROWS; first += 3) {
      int count = ROWS - first < 3 ? ROWS - first : 3;
      double rows = first + (count - 1) / 2.0;
      x -= 0.1 * 2 * (x - rows);
    }
  assert_true(fabs(s->x[0] - x) < 1e-12);
  rig_end(&r);
}


/* Asked once an epoch, or once an update. */
static void test_steps_of_batches (void **state) {
  (void)state;
  for (int per_update = 0; per_update < 2; per_update++) {
    rig r;
    rig_init(&r, cost_bowl);
    rig_batches(&r, 3);
    r.parts.step = rig_step;
    r.o.step_per_update = per_update;
    r.o.epochs = 2;
    rig_start(&r);
    rig_run(&r, UINT64_MAX);
    double expected = 0;
    for (int t = 0; t < (per_update ? 6 : 2); t++)
      expected += 0.1 / (1 + 0.1*t);
    assert_true(fabs(r.steps - expected) < 1e-15);
    rig_end(&r);
  }
}


/*
** Failures: whichever callback fails, the run is at its last accepted point,
** and goes on from there as if nothing had happened.
*/

static void all_parts (rig *r, int kind) {
  rig_init(r, cost_bowl);
  r->parts.step = rig_step;
  r->parts.update = rig_update;
  r->parts.keep = rig_keep;
  r->parts.stop = rig_stop;
  r->parts.observe = rig_observe;
  r->o.epochs = 9;
  r->o.tolerance = 0;
  if (kind == 1) {
    r->parts.project = rig_project;
    r->parts.validate = rig_validate;
    r->o.on_rise = GDL_RISE_HALVE;
  }
  if (kind == 2)
    rig_batches(r, 3);
}


static void test_failing_callbacks (void **state) {
  (void)state;
  for (int kind = 0; kind < 3; kind++) {
    rig whole;
    all_parts(&whole, kind);
    rig_start(&whole);
    const gdl_state *w = rig_run(&whole, UINT64_MAX);
    for (uint64_t k = 1; k <= whole.calls; k++) {
      rig r;
      all_parts(&r, kind);
      r.fail_at = k;
      rig_start(&r);
      assert_int_equal(gdl_descent_run(r.d, UINT64_MAX), GDL_ECALLBACK);
      const gdl_state *s = gdl_descent_state(r.d);
      assert_int_equal(gdl_descent_ending(r.d), GDL_RUNNING);
      if (gdl_descent_started(r.d)) {
        double g[N], cost = kind == 2 ? s->cost : cost_bowl(s->x, g, N);
        assert_true(s->cost == cost);
        assert_int_equal(s->updates, kind == 2 ? 3*s->epoch : s->epoch);
      }
      s = rig_run(&r, UINT64_MAX);
      assert_int_equal(s->epoch, 9);
      assert_memory_equal(s->x, w->x, N * sizeof(double));
      assert_true(s->cost == w->cost && s->best_epoch == w->best_epoch);
      assert_int_equal(s->updates, w->updates);
      const gdl_history *h = gdl_descent_history(r.d);
      assert_int_equal(h->rows, 10);
      assert_memory_equal(h->data, gdl_descent_history(whole.d)->data,
                          h->rows * h->width * sizeof(double));
      /* every epoch was shown once */
      assert_int_equal(r.seen, 10 + (r.seen > 10));
      rig_end(&r);
    }
    rig_end(&whole);
  }
}


static void test_failing_solver (void **state) {
  (void)state;
  rig whole;
  rig_init(&whole, cost_bowl);
  whole.o.solver = gdl_solver_find("lbfgs");
  rig_start(&whole);
  rig_run(&whole, UINT64_MAX);
  for (uint64_t k = 1; k <= whole.calls; k++) {
    rig r;
    rig_init(&r, cost_bowl);
    r.o.solver = gdl_solver_find("lbfgs");
    r.fail_at = k;
    rig_start(&r);
    assert_int_equal(gdl_descent_run(r.d, UINT64_MAX), GDL_ECALLBACK);
    rig_run(&r, UINT64_MAX);
    assert_int_equal(gdl_descent_ending(r.d), GDL_END_GRADIENT);
    rig_end(&r);
  }
  rig_end(&whole);
}


/* A callback may end the run as an interrupt does, or lack memory. */
static void test_other_statuses (void **state) {
  (void)state;
  rig r;
  for (uint64_t k = 1; k < 20; k++) {
    all_parts(&r, 0);
    r.fail_at = k;
    r.failure = GDL_ECANCEL;
    rig_start(&r);
    rig_run(&r, UINT64_MAX);
    assert_int_equal(gdl_descent_ending(r.d), GDL_END_INTERRUPT);
    rig_end(&r);
    all_parts(&r, 0);
    r.fail_at = k;
    r.failure = GDL_ENOMEM;
    rig_start(&r);
    assert_int_equal(gdl_descent_run(r.d, UINT64_MAX), GDL_ENOMEM);
    assert_int_equal(gdl_descent_ending(r.d), GDL_RUNNING);
    rig_end(&r);
  }
}


/*
** Forks
*/

static void test_fork (void **state) {
  (void)state;
  for (int kind = 0; kind < 8; kind++)
    for (uint64_t at = 0; at < 6; at++) {
      rig a, b;
      all_parts(&a, kind % 3);
      if (kind >= 3) {
        static const char *const solvers[] = {
          "lbfgs", "lbfgsb", "newton", "newton_cg", "trust_region"
        };
        rig_init(&a, cost_bowl);
        a.o.solver = gdl_solver_find(solvers[kind - 3]);
        a.o.epochs = 9;
        a.o.tolerance = 0;
      }
      rig_start(&a);
      rig_run(&a, at);
      b = a;
      b.t.p.ctx = &b;
      b.parts.ctx = &b;
      assert_int_equal(gdl_descent_fork(a.d, &b.t.p, &b, &b.d), GDL_OK);
      const gdl_state *s = rig_run(&a, UINT64_MAX), *t = rig_run(&b, UINT64_MAX);
      assert_int_equal(s->epoch, t->epoch);
      assert_memory_equal(s->x, t->x, N * sizeof(double));
      assert_memory_equal(s->g, t->g, N * sizeof(double));
      assert_memory_equal(s->best_x, t->best_x, N * sizeof(double));
      assert_ptr_not_equal(s->x, t->x);
      assert_true(s->cost == t->cost);
      assert_int_equal(s->evaluations, t->evaluations);
      assert_string_equal(gdl_descent_reason(a.d), gdl_descent_reason(b.d));
      rig_end(&a);
      assert_memory_equal(t->x, gdl_descent_state(b.d)->x, N * sizeof(double));
      rig_end(&b);
    }
}


/* The best point is kept while the run goes on elsewhere. */
static double cost_wave (const double *x, double *g, size_t n) {
  double s = cost_bowl(x, g, n);
  return cos(40 * x[2]) + 0.01 * s;
}

static void test_best_is_kept (void **state) {
  (void)state;
  rig r;
  rig_init(&r, cost_wave);
  r.o.step = 0.01;
  rig_start(&r);
  double best = INFINITY, at[N] = {0};
  uint64_t epoch = 0;
  for (int k = 0; k < 200; k++) {
    const gdl_state *s = rig_run(&r, k > 0);
    if (s->cost < best) {
      best = s->cost;
      epoch = s->epoch;
      memcpy(at, s->x, sizeof(at));
    }
    assert_true(s->best_cost == best);
    assert_int_equal(s->best_epoch, epoch);
    assert_memory_equal(s->best_x, at, sizeof(at));
    double g[N];
    cost_bowl(at, g, N);
    assert_memory_equal(s->best_g, g, sizeof(g));
  }
  assert_true(epoch < 199);
  rig_end(&r);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_before_the_start),
    cmocka_unit_test(test_tolerance),
    cmocka_unit_test(test_limit_of_epochs),
    cmocka_unit_test(test_limit_of_time),
    cmocka_unit_test(test_rule),
    cmocka_unit_test(test_observer),
    cmocka_unit_test(test_validation),
    cmocka_unit_test(test_no_validation),
    cmocka_unit_test(test_cancel),
    cmocka_unit_test(test_costs_not_finite),
    cmocka_unit_test(test_parameter_not_finite),
    cmocka_unit_test(test_rises),
    cmocka_unit_test(test_solver),
    cmocka_unit_test(test_settled),
    cmocka_unit_test(test_unfit_solvers),
    cmocka_unit_test(test_hessian_products),
    cmocka_unit_test(test_bounds_and_frozen),
    cmocka_unit_test(test_project_and_clip),
    cmocka_unit_test(test_batches),
    cmocka_unit_test(test_steps_of_batches),
    cmocka_unit_test(test_failing_callbacks),
    cmocka_unit_test(test_failing_solver),
    cmocka_unit_test(test_other_statuses),
    cmocka_unit_test(test_fork),
    cmocka_unit_test(test_best_is_kept)
  };
  return cmocka_run_group_tests_name("descent", tests, NULL, NULL);
}
