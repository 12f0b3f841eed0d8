/*
** embed_test.c - the public C interface, as its callers see it
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <pthread.h>
#include <string.h>

#include "include/gdlua.h"

typedef struct counted {
  int calls, fail_at, nan_at;
  double outside;            /* how far beyond the box x ever was */
  const double *lower, *upper;
} counted;


static int count (counted *c, const double *x, size_t n) {
  for (size_t i = 0; c->lower != NULL && i < n; i++) {
    c->outside = fmax(c->outside, c->lower[i] - x[i]);
    c->outside = fmax(c->outside, x[i] - c->upper[i]);
  }
  return ++c->calls == c->fail_at ? 7 : 0;
}


static double rosenbrock (const double *x) {
  double a = x[1] - x[0]*x[0], b = 1 - x[0];
  return 100*a*a + b*b;
}


static int value (void *ctx, const double *x, double *cost) {
  counted *c = ctx;
  int failed = count(c, x, 2);
  *cost = c->calls == c->nan_at ? NAN : rosenbrock(x);
  return failed;
}


static int gradient (void *ctx, const double *x, double *cost, double *g) {
  double a = x[1] - x[0]*x[0], b = 1 - x[0];
  int failed = value(ctx, x, cost);
  g[0] = -400*a*x[0] - 2*b;
  g[1] = 200*a;
  return failed;
}


static int residual (void *ctx, const double *x, double *r) {
  r[0] = 10*(x[1] - x[0]*x[0]);
  r[1] = 1 - x[0];
  return count(ctx, x, 2);
}


static int jacobian (void *ctx, const double *x, double *r, double *jac) {
  jac[0] = -20*x[0], jac[1] = 10;
  jac[2] = -1, jac[3] = 0;
  return residual(ctx, x, r);
}


static gdl_function function_of (counted *c) {
  memset(c, 0, sizeof(*c));
  return (gdl_function){.n = 2, .ctx = c, .gradient = gradient};
}


static void test_minimize (void **state) {
  (void)state;
  counted c;
  gdl_function f = function_of(&c);
  gdl_outcome out;
  double x[2] = {-1.2, 1};
  assert_int_equal(gdl_minimize(&f, NULL, x, &out), GDL_OK);
  assert_true(out.converged && out.gradient_norm <= 1e-6);
  assert_true(fabs(x[0] - 1) < 1e-6 && fabs(x[1] - 1) < 1e-6);
  assert_true(out.cost == rosenbrock(x));
  assert_int_equal(out.evaluations, c.calls);
  assert_non_null(strstr(out.reason, "gradient: |g| = "));
  double again[2] = {-1.2, 1};
  assert_int_equal(gdl_minimize(&f, NULL, again, NULL), GDL_OK);
  assert_memory_equal(x, again, sizeof(x));
}


/* The cost alone, residuals with and without their derivatives. */
static void test_forms (void **state) {
  (void)state;
  for (int form = 0; form < 6; form++) {
    counted c;
    gdl_function f = function_of(&c);
    gdl_settings how = {.method = form < 3 ? "lbfgs" : NULL, .tolerance = 1e-5};
    f.gradient = NULL;
    if (form % 3 == 0)
      f.value = value;
    else {
      f.residuals = 2;
      f.residual = residual;
      f.jacobian = form % 3 == 1 ? jacobian : NULL;
    }
    gdl_outcome out;
    double x[2] = {-1.2, 1};
    assert_int_equal(gdl_minimize(&f, &how, x, &out), GDL_OK);
    assert_true(out.converged);
    assert_true(fabs(x[0] - 1) < 1e-4 && fabs(x[1] - 1) < 1e-4);
    assert_int_equal(out.evaluations, c.calls);
    if (form % 3 > 0)
      assert_true(fabs(out.cost - rosenbrock(x)/2) <= 1e-15);
  }
}


static void test_bounds (void **state) {
  (void)state;
  counted c;
  const double lower[2] = {-2, -INFINITY}, upper[2] = {0.5, 2};
  for (int form = 0; form < 4; form++) {
    gdl_settings how = {.method = "gd", .step = 1e-3, .lower = lower,
                        .upper = upper, .epochs = 100000};
    if (form >= 2)                     /* lbfgsb */
      how.method = NULL, how.step = 0;
    gdl_function f = function_of(&c);
    if (form % 2 == 1) {
      f.gradient = NULL;
      f.value = value;
    }
    c.lower = lower, c.upper = upper;
    gdl_outcome out;
    double x[2] = {0, 0};
    assert_int_equal(gdl_minimize(&f, &how, x, &out), GDL_OK);
    assert_true(out.converged);
    assert_true(x[0] == 0.5 && fabs(x[1] - 0.25) < 1e-6);
    assert_true(c.outside <= 0);
  }
}


static int halving (void *ctx, const gdl_progress *p, double *step) {
  (void)ctx;
  *step = p->epoch < 10 ? 0.002 : 0.001;
  return 0;
}


static int momentum (void *ctx, const double *x, const double *g, double step,
                     uint64_t t, double *next) {
  double *m = ctx;
  (void)t;
  for (int i = 0; i < 2; i++) {
    m[i] = 0.5*m[i] + g[i];
    next[i] = x[i] - step*m[i];
  }
  return 0;
}


static int stop_at_50 (void *ctx, const gdl_progress *p, int *stop) {
  (void)ctx;
  *stop = p->epoch == 50;
  return 0;
}


/* Descent with all that a caller may bring, against a loop. */
static void test_descent (void **state) {
  (void)state;
  counted c;
  gdl_function f = function_of(&c);
  double m[2] = {0, 0}, x[2] = {-1.2, 1}, y[2] = {-1.2, 1}, k[2] = {0, 0};
  gdl_settings how = {.ctx = m, .schedule = halving, .update = momentum,
                      .observe = stop_at_50};
  gdl_outcome out;
  assert_int_equal(gdl_minimize(&f, &how, x, &out), GDL_OK);
  for (uint64_t t = 0; t < 50; t++) {
    double g[2], cost;
    gradient(&c, y, &cost, g);
    momentum(k, y, g, t < 10 ? 0.002 : 0.001, t, y);
  }
  assert_memory_equal(x, y, sizeof(x));
  assert_int_equal(out.epochs, 50);
  assert_false(out.converged);
  assert_string_equal(out.reason, "observe: ended by the caller");
}


static void test_in_hand (void **state) {
  (void)state;
  counted c;
  gdl_function f = function_of(&c);
  double start[2] = {-1.2, 1}, whole[2] = {-1.2, 1}, x[2];
  gdl_minimizer *m;
  gdl_outcome out;
  gdl_progress p;
  int done = 0;
  assert_int_equal(gdl_minimizer_new(&f, NULL, start, &m, &out), GDL_OK);
  assert_int_equal(c.calls, 0);
  gdl_minimizer_progress(m, &p);
  assert_true(p.epoch == 0 && p.x[0] == -1.2 && isnan(p.cost));
  assert_int_equal(gdl_minimizer_advance(m, 3, &done), GDL_OK);
  assert_false(done);
  gdl_minimizer_progress(m, &p);
  assert_true(p.epoch == 3 && p.cost == rosenbrock(p.x));
  gdl_minimizer_outcome(m, x, &out);
  assert_string_equal(out.reason, "running");
  assert_memory_equal(x, p.x, sizeof(x));
  while (!done)
    assert_int_equal(gdl_minimizer_advance(m, 1, &done), GDL_OK);
  gdl_minimizer_outcome(m, x, &out);
  gdl_minimizer_free(m);
  assert_int_equal(gdl_minimize(&f, NULL, whole, NULL), GDL_OK);
  assert_memory_equal(x, whole, sizeof(x));
  gdl_minimizer_free(NULL);
}


/* A failing callback ends the call; the run can be gone on with. */
static void test_failing (void **state) {
  (void)state;
  for (int k = 1; k < 12; k++) {
    counted c;
    gdl_function f = function_of(&c);
    double start[2] = {-1.2, 1}, x[2];
    gdl_minimizer *m;
    gdl_outcome out;
    assert_int_equal(gdl_minimizer_new(&f, NULL, start, &m, NULL), GDL_OK);
    c.fail_at = k;
    assert_int_equal(gdl_minimizer_advance(m, 100, NULL), GDL_ECALLBACK);
    gdl_minimizer_outcome(m, x, &out);
    assert_string_equal(out.reason, "gradient answered 7");
    assert_int_equal(gdl_minimizer_advance(m, 1000, NULL), GDL_OK);
    gdl_minimizer_outcome(m, x, &out);
    assert_true(out.converged && fabs(x[0] - 1) < 1e-6);
    gdl_minimizer_free(m);
  }
}


/* Trial points without a cost are backed off from. */
static void test_nan (void **state) {
  (void)state;
  for (int k = 2; k < 8; k++) {
    counted c;
    gdl_function f = function_of(&c);
    c.nan_at = k;
    gdl_outcome out;
    double x[2] = {-1.2, 1};
    assert_int_equal(gdl_minimize(&f, NULL, x, &out), GDL_OK);
    assert_true(out.converged && fabs(x[0] - 1) < 1e-6);
  }
}


static int bad_step (void *ctx, const gdl_progress *p, double *step) {
  (void)ctx;
  (void)p;
  *step = -1;
  return 0;
}


static void refused (const gdl_function *f, const gdl_settings *how,
                     const char *why) {
  double x[2] = {-1.2, 1};
  gdl_outcome out;
  assert_int_equal(gdl_minimize(f, how, x, &out), GDL_EINVAL);
  if (strstr(out.reason, why) == NULL)
    fail_msg("'%s' is not in '%s'", why, out.reason);
  assert_true(x[0] == -1.2 && x[1] == 1);
  assert_false(out.converged);
}


/* Every solver that takes them, with every line search. */
static void test_lines (void **state) {
  (void)state;
  static const char *const methods[] = {"lbfgs", "bfgs"};
  static const char *const lines[] = {"armijo", "strong_wolfe", "hager_zhang",
                                      "nonmonotone", "exact"};
  uint64_t evaluations[2][5];
  for (int i = 0; i < 2; i++)
    for (int k = 0; k < 5; k++) {
      counted c;
      gdl_function f = function_of(&c);
      gdl_settings how = {.method = methods[i], .linesearch = lines[k]};
      gdl_outcome out;
      double x[2] = {-1.2, 1};
      assert_int_equal(gdl_minimize(&f, &how, x, &out), GDL_OK);
      assert_true(out.converged && fabs(x[0] - 1) < 1e-5);
      evaluations[i][k] = out.evaluations;
    }
  assert_true(evaluations[0][0] < evaluations[0][4]);
  assert_true(evaluations[1][0] < evaluations[1][4]);
}


static void test_misuse (void **state) {
  (void)state;
  counted c;
  gdl_function f = function_of(&c), g = f;
  const double low[2] = {0, 0}, high[2] = {-1, 1}, top[2] = {9, 9};
  const gdl_setting no_such[] = {{"memry", 5}, {NULL, 0}},
                    part[] = {{"memory", 2.5}, {NULL, 0}},
                    contrary[] = {{"decrease", 0.5}, {"curvature", 0.1},
                                  {NULL, 0}};
  gdl_settings how = {0};
#define REFUSED(why, ...)  \
  (how = (gdl_settings){__VA_ARGS__}, refused(&f, &how, why))
  REFUSED("no method 'lbgfs' (known: gd, lbfgs", .method = "lbgfs");
  REFUSED("'lbfgs' has no option 'memry'", .option = no_such);
  REFUSED("'memory' to 'lbfgs' (a whole number in [1, 1000] expected, got 2.5)",
          .option = part);
  REFUSED("two options of 'lbfgs' contradict each other", .option = contrary);
  REFUSED("'gd' has no option 'memry'", .method = "gd", .option = no_such);
  const gdl_setting steep[] = {{"decrease", 2}, {NULL, 0}};
  REFUSED("no line search 'armjo' (known: armijo", .linesearch = "armjo");
  REFUSED("'decrease' to 'armijo' (a number in", .linesearch = "armijo",
          .linesearch_option = steep);
  REFUSED("'gd' takes steps, no line search", .method = "gd",
          .linesearch = "exact");
  REFUSED("'nelder_mead' does not go along lines", .method = "nelder_mead",
          .linesearch = "exact");
  REFUSED("'lbfgs' is a solver", .method = "lbfgs", .step = 0.1);
  REFUSED("'lbfgs' knows no bounds", .method = "lbfgs", .upper = top);
  REFUSED("outside the bounds: x[0] is -1.2, not in [0, 9]", .method = "gd",
          .lower = low, .upper = top);
  REFUSED("bad bounds of x[0] (lower 0, upper -1)", .method = "gd",
          .lower = low, .upper = high);
  REFUSED("bad step -1", .step = -1);
  REFUSED("bad time -1", .time = -1);
  REFUSED("tolerance is not a number", .tolerance = NAN);
  g.gradient = NULL;
  refused(&g, NULL, "neither value nor gradient nor residual");
  g = f, g.n = 0;
  refused(&g, NULL, "no variables");
  g = f, g.residuals = 2;
  refused(&g, NULL, "2 residuals, but residual is NULL");
  double x[2] = {NAN, 1};
  gdl_outcome out;
  assert_int_equal(gdl_minimize(&f, NULL, x, &out), GDL_EINVAL);
  assert_non_null(strstr(out.reason, "the start is not finite: x[0] is nan"));
  x[0] = 0;
  how = (gdl_settings){.schedule = bad_step};
  assert_int_equal(gdl_minimize(&f, &how, x, &out), GDL_ECALLBACK);
  assert_non_null(strstr(out.reason, "schedule answered the step -1"));
}


static void test_methods (void **state) {
  (void)state;
  assert_string_equal(gdl_method_name(0), "gd");
  int lbfgs = 0;
  for (size_t k = 0; gdl_method_name(k) != NULL; k++) {
    const char *name = gdl_method_name(k);
    double v, low, high;
    lbfgs |= strcmp(name, "lbfgs") == 0;
    for (size_t i = 0; gdl_method_option(name, i, &v, &low, &high); i++)
      assert_true(low <= v && v <= high);
  }
  assert_true(lbfgs);
  assert_string_equal(gdl_method_option("lbfgs", 0, NULL, NULL, NULL),
                      "memory");
  assert_null(gdl_method_option("gd", 0, NULL, NULL, NULL));
  assert_null(gdl_method_option("none", 0, NULL, NULL, NULL));
  assert_string_equal(gdl_version(), GDL_VERSION);
}


static void *in_thread (void *answer) {
  counted c;
  for (int k = 0; k < 200; k++) {
    gdl_function f = function_of(&c);
    double *x = answer;
    x[0] = -1.2, x[1] = 1;
    if (gdl_minimize(&f, NULL, x, NULL) != GDL_OK)
      return answer;
  }
  return NULL;
}


static void test_threads (void **state) {
  (void)state;
  pthread_t t[4];
  double x[4][2];
  for (int i = 0; i < 4; i++)
    assert_int_equal(pthread_create(&t[i], NULL, in_thread, x[i]), 0);
  for (int i = 0; i < 4; i++) {
    void *failed;
    assert_int_equal(pthread_join(t[i], &failed), 0);
    assert_null(failed);
    assert_memory_equal(x[0], x[i], sizeof(x[0]));
  }
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_minimize),
    cmocka_unit_test(test_forms),
    cmocka_unit_test(test_bounds),
    cmocka_unit_test(test_descent),
    cmocka_unit_test(test_in_hand),
    cmocka_unit_test(test_failing),
    cmocka_unit_test(test_lines),
    cmocka_unit_test(test_nan),
    cmocka_unit_test(test_misuse),
    cmocka_unit_test(test_methods),
    cmocka_unit_test(test_threads)
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
