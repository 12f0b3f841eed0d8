/*
** levenberg_marquardt_test.c - nonlinear least squares in a trust region
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "optim/descent.h"
#include "optim/snapshot.h"

#define MOST 12

/* Residuals of some variables, and their Jacobian where jac is not NULL. */
typedef void (*test_residuals) (const double *x, double *r, double *jac);

/* A problem that sees where it is asked, and can fail on purpose. */
typedef struct problem {
  gdl_problem p;             /* first: the callbacks cast back */
  test_residuals f;
  const double *low, *high;  /* where it may be asked; NULL: anywhere */
  uint64_t calls, fail_at;
  gdl_status failure;
} problem;


static void rosenbrock (const double *x, double *r, double *jac) {
  r[0] = 10*(x[1] - x[0]*x[0]);
  r[1] = 1 - x[0];
  if (jac) {
    jac[0] = -20*x[0], jac[1] = 10;
    jac[2] = -1, jac[3] = 0;
  }
}


/* Residuals remain: an exponential that does not fit. */
static void decay (const double *x, double *r, double *jac) {
  static const double y[5] = {5.1, 2.8, 2.2, 1.0, 0.9};
  for (int i = 0; i < 5; i++) {
    double e = exp(-x[1]*i);
    r[i] = x[0]*e - y[i];
    if (jac) {
      jac[2*i] = e;
      jac[2*i + 1] = -i*x[0]*e;
    }
  }
}


/* Only the product of the two means anything. */
static void product (const double *x, double *r, double *jac) {
  for (int i = 0; i < 3; i++) {
    r[i] = x[0]*x[1]*(i + 1) - 2*(i + 1) - 0.1*(i == 1);
    if (jac) {
      jac[2*i] = x[1]*(i + 1);
      jac[2*i + 1] = x[0]*(i + 1);
    }
  }
}


/* No value left of 0. */
static void logarithm (const double *x, double *r, double *jac) {
  r[0] = log(x[0]);
  r[1] = x[1] - 3;
  if (jac) {
    jac[0] = 1/x[0], jac[1] = 0;
    jac[2] = 0, jac[3] = 1;
  }
}


static gdl_status asked (problem *t, const double *x) {
  for (size_t j = 0; j < t->p.n; j++) {
    assert_true(t->low == NULL || x[j] >= t->low[j]);
    assert_true(t->high == NULL || x[j] <= t->high[j]);
  }
  t->p.evaluations++;
  return ++t->calls == t->fail_at ? t->failure : GDL_OK;
}


static gdl_status residual (gdl_problem *p, const double *x, double *r) {
  problem *t = (problem *)p;
  gdl_status status = asked(t, x);
  if (status == GDL_OK)
    t->f(x, r, NULL);
  return status;
}


static gdl_status jacobian (gdl_problem *p, const double *x, double *r,
                            double *jac) {
  problem *t = (problem *)p;
  gdl_status status = asked(t, x);
  if (status == GDL_OK)
    t->f(x, r, jac);
  return status;
}


static gdl_status gradient (gdl_problem *p, const double *x, double *cost,
                            double *g, double *g_error) {
  double r[MOST], jac[2*MOST];
  *g_error = 0;
  gdl_status status = jacobian(p, x, r, jac);
  if (status != GDL_OK)
    return status;
  *cost = gdl_loss_cost(&p->loss, r, p->residuals);
  gdl_loss_gradient(&p->loss, r, jac, p->residuals, p->n, g);
  return GDL_OK;
}


static gdl_status value (gdl_problem *p, const double *x, double *cost) {
  double r[MOST];
  gdl_status status = residual(p, x, r);
  *cost = status == GDL_OK ? gdl_loss_cost(&p->loss, r, p->residuals) : 0;
  return status;
}


static problem problem_of (test_residuals f, size_t m) {
  problem t = {
    .p = {.n = 2, .value = value, .gradient = gradient, .residuals = m,
          .residual = residual, .jacobian = jacobian,
          .loss = {GDL_LOSS_LINEAR, 1}},
    .f = f, .failure = GDL_ECALLBACK
  };
  return t;
}


static gdl_options options_of (void) {
  gdl_options o;
  gdl_options_init(&o);
  o.solver = &gdl_solver_levenberg_marquardt;
  o.tolerance = 0;
  return o;
}


static gdl_descent *begin (problem *t, const gdl_options *o, double a, double b) {
  static const gdl_parts none;
  gdl_descent *d;
  double x0[2] = {a, b};
  assert_int_equal(gdl_descent_new(&t->p, &none, o, x0, &d), GDL_OK);
  return d;
}


static gdl_descent *run (problem *t, const gdl_options *o, double a, double b) {
  gdl_descent *d = begin(t, o, a, b);
  assert_int_equal(gdl_descent_run(d, UINT64_MAX), GDL_OK);
  return d;
}


static void at (const gdl_descent *d, double a, double b, double within) {
  const double *x = gdl_descent_state(d)->x;
  if (!(fabs(x[0] - a) <= within && fabs(x[1] - b) <= within))
    fail_msg("at (%.17g, %.17g), not (%g, %g): %s", x[0], x[1], a, b,
             gdl_descent_reason(d));
}


static void test_minima (void **state) {
  (void)state;
  gdl_options o = options_of();
  problem t = problem_of(rosenbrock, 2);
  gdl_descent *d = run(&t, &o, -1.2, 1);
  at(d, 1, 1, 1e-12);
  assert_true(gdl_descent_converged(d));
  assert_true(t.p.evaluations < 100);
  gdl_descent_free(d);
  t = problem_of(decay, 5);
  d = run(&t, &o, 1, 1);
  assert_true(gdl_descent_converged(d));
  assert_true(gdl_descent_state(d)->gradient_norm < 1e-9);
  gdl_descent_free(d);
  t = problem_of(logarithm, 2);
  d = run(&t, &o, 20, -5);
  at(d, 1, 3, 1e-10);
  gdl_descent_free(d);
}


/* Any first radius, straight steps or bent ones. */
static void test_options (void **state) {
  (void)state;
  static const double factors[] = {1e-6, 0.01, 1, 100, 1e12};
  gdl_options o = options_of();
  for (size_t k = 0; k < 10; k++) {
    double values[5] = {1e-20, 1e-15, 1e-15, factors[k % 5], k < 5 ? 0 : 0.75};
    problem t = problem_of(rosenbrock, 2);
    o.solver_options = values;
    gdl_descent *d = run(&t, &o, -1.2, 1);
    at(d, 1, 1, 1e-10);
    gdl_descent_free(d);
  }
  double loose[3][5] = {{1e-3, 0, 0, 1, 0}, {0, 1e-3, 0, 1, 0}, {0, 0, 1e-2, 1, 0}};
  static const char *const words[] = {"ftol: ", "xtol: ", "gtol: "};
  for (int k = 0; k < 3; k++) {
    problem t = problem_of(decay, 5);
    o.solver_options = loose[k];
    gdl_descent *d = run(&t, &o, 1, 1);
    assert_memory_equal(gdl_descent_reason(d), words[k], 6);
    assert_int_equal(gdl_descent_ending(d), GDL_END_SETTLED);
    gdl_descent_free(d);
  }
}


/* Never asked outside; ends where no variable can move down. */
static void test_bounds (void **state) {
  (void)state;
  static const struct { double low[2], high[2], from[2], to[2]; } rows[] = {
    {{-2, -2}, {0.5, 2}, {-1.2, 1}, {0.5, 0.25}},
    {{-2, -2}, {0.5, 0.1}, {-1.2, 0.1}, {0.33177, 0.1}},
    {{1.5, -5}, {3, 5}, {3, -5}, {1.5, 2.25}},
    {{-2, 1}, {2, 1}, {0.5, 1}, {1, 1}},
    {{-0.5, -0.5}, {-0.5, -0.5}, {-0.5, -0.5}, {-0.5, -0.5}},
    {{-INFINITY, -INFINITY}, {INFINITY, INFINITY}, {-1.2, 1}, {1, 1}},
  };
  for (size_t k = 0; k < sizeof(rows)/sizeof(*rows); k++) {
    problem t = problem_of(rosenbrock, 2);
    gdl_options o = options_of();
    o.lower = t.low = rows[k].low;
    o.upper = t.high = rows[k].high;
    gdl_descent *d = run(&t, &o, rows[k].from[0], rows[k].from[1]);
    assert_true(gdl_descent_converged(d));
    at(d, rows[k].to[0], rows[k].to[1], 1e-4);
    gdl_descent_free(d);
  }
}


static void test_frozen (void **state) {
  (void)state;
  unsigned char frozen[2] = {0, 1};
  problem t = problem_of(decay, 5);
  gdl_options o = options_of();
  o.frozen = frozen;
  gdl_descent *d = run(&t, &o, 1, 0.4);
  const double *x = gdl_descent_state(d)->x;
  double up = 0, down = 0;
  static const double y[5] = {5.1, 2.8, 2.2, 1.0, 0.9};
  for (int i = 0; i < 5; i++) {
    up += y[i]*exp(-0.4*i);
    down += exp(-0.8*i);
  }
  assert_true(x[1] == 0.4 && fabs(x[0] - up/down) < 1e-12);
  gdl_descent_free(d);
}


/* Along what means nothing the steps are as short as can be. */
static void test_rank (void **state) {
  (void)state;
  problem t = problem_of(product, 3);
  gdl_options o = options_of();
  gdl_descent *d = run(&t, &o, 1, 1);
  const double *x = gdl_descent_state(d)->x;
  assert_true(gdl_descent_converged(d));
  assert_true(fabs(x[0]*x[1] - (2 + 0.2/14)) < 1e-12);
  assert_true(fabs(x[0] - x[1]) < 1e-8);
  gdl_descent_free(d);
}


static void test_losses (void **state) {
  (void)state;
  for (int k = GDL_LOSS_HUBER; k <= GDL_LOSS_CAUCHY; k++) {
    problem t = problem_of(decay, 5);
    gdl_options o = options_of();
    t.p.loss = (gdl_loss){(gdl_loss_kind)k, 0.1};
    gdl_descent *d = run(&t, &o, 5, 0.5);
    assert_true(gdl_descent_converged(d));
    assert_true(gdl_descent_state(d)->gradient_norm < 1e-9);
    gdl_descent_free(d);
  }
}


/* A call that fails is made again, and the run ends as if nothing had been. */
static void test_failures (void **state) {
  (void)state;
  gdl_options o = options_of();
  problem whole = problem_of(rosenbrock, 2);
  gdl_descent *d = run(&whole, &o, -1.2, 1);
  uint64_t calls = whole.calls;
  gdl_descent_free(d);
  for (uint64_t k = 1; k <= calls; k++) {
    problem t = problem_of(rosenbrock, 2);
    t.fail_at = k;
    d = begin(&t, &o, -1.2, 1);
    assert_int_equal(gdl_descent_run(d, UINT64_MAX), GDL_ECALLBACK);
    assert_int_equal(gdl_descent_run(d, UINT64_MAX), GDL_OK);
    at(d, 1, 1, 1e-10);
    gdl_descent_free(d);
  }
}


/* From each epoch on: a fork, and what was saved and loaded, have the bits of
** the run that just went on. */
static void test_continuations (void **state) {
  (void)state;
  gdl_options o = options_of();
  problem t = problem_of(rosenbrock, 2);
  gdl_descent *d = run(&t, &o, -1.2, 1);
  double end[2];
  memcpy(end, gdl_descent_state(d)->x, sizeof(end));
  uint64_t epochs = gdl_descent_state(d)->epoch, asked_for = t.p.evaluations;
  gdl_descent_free(d);
  for (uint64_t k = 0; k < epochs; k++) {
    problem u = problem_of(rosenbrock, 2), v, w;
    gdl_descent *first = begin(&u, &o, -1.2, 1), *fork, *loaded;
    assert_int_equal(gdl_descent_run(first, k), GDL_OK);
    v = w = u;
    assert_int_equal(gdl_descent_fork(first, &v.p, NULL, &fork), GDL_OK);
    gdl_bytes bytes = {NULL, 0, 0, 0};
    gdl_error err;
    gdl_descent_save(first, &bytes);
    gdl_reader in = gdl_reader_of(bytes.data, bytes.size);
    assert_int_equal(gdl_descent_load(first, &w.p, NULL, 0, &in, &loaded, &err), GDL_OK);
    assert_int_equal(gdl_descent_run(fork, UINT64_MAX), GDL_OK);
    assert_int_equal(gdl_descent_run(loaded, UINT64_MAX), GDL_OK);
    assert_memory_equal(gdl_descent_state(fork)->x, end, sizeof(end));
    assert_memory_equal(gdl_descent_state(loaded)->x, end, sizeof(end));
    assert_int_equal(v.p.evaluations, asked_for);
    assert_int_equal(w.p.evaluations, asked_for);
    for (size_t cut = 0; cut < bytes.size; cut++) {
      gdl_descent *bad = NULL;
      in = gdl_reader_of(bytes.data, cut);
      assert_int_not_equal(gdl_descent_load(first, &w.p, NULL, 0, &in, &bad, &err), GDL_OK);
    }
    gdl_bytes_free(&bytes);
    gdl_descent_free(first);
    gdl_descent_free(fork);
    gdl_descent_free(loaded);
  }
}


static void nowhere (const double *x, double *r, double *jac) {
  r[0] = x[0] == 1 ? 1 : NAN;
  r[1] = x[1];
  if (jac)
    jac[0] = 1, jac[1] = jac[2] = 0, jac[3] = 1;
}


static void no_slope (const double *x, double *r, double *jac) {
  r[0] = x[0], r[1] = x[1];
  if (jac)
    jac[0] = INFINITY, jac[1] = jac[2] = 0, jac[3] = 1;
}


static void test_endings (void **state) {
  (void)state;
  gdl_options o = options_of();
  problem t = problem_of(nowhere, 2);
  gdl_descent *d = run(&t, &o, 1, 2);
  assert_int_equal(gdl_descent_ending(d), GDL_END_STUCK);
  assert_false(gdl_descent_converged(d));
  gdl_descent_free(d);
  t = problem_of(no_slope, 2);
  d = run(&t, &o, 1, 2);
  assert_non_null(strstr(gdl_descent_reason(d), "the Jacobian is not finite"));
  gdl_descent_free(d);
  t = problem_of(rosenbrock, 2);
  t.p.residuals = 0;                         /* no residuals at all */
  const gdl_parts none = {0};
  double x0[2] = {1, 1};
  assert_int_equal(gdl_descent_new(&t.p, &none, &o, x0, &d), GDL_EINVAL);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_minima),
    cmocka_unit_test(test_options),
    cmocka_unit_test(test_bounds),
    cmocka_unit_test(test_frozen),
    cmocka_unit_test(test_rank),
    cmocka_unit_test(test_losses),
    cmocka_unit_test(test_failures),
    cmocka_unit_test(test_continuations),
    cmocka_unit_test(test_endings)
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
