/*
** gd_test.c - steepest descent with a line search
*/
#include "solvers.h"

#define GD (&gdl_solver_gd)

static const gdl_line exact = {&gdl_linesearch_exact, NULL};
static const gdl_line nonmonotone = {&gdl_linesearch_nonmonotone, NULL};


static void test_declarations (void **state) {
  (void)state;
  check_declarations(GD);
  check_sizes(GD);
}


static double bowl (const double *x, double *g, size_t n) {
  (void)n;
  if (g) {
    g[0] = x[0];
    g[1] = 9*x[1];
  }
  return 0.5*(x[0]*x[0] + 9*x[1]*x[1]);
}


/* The textbook's zigzag: from (9, 1) every exact step shrinks x by 0.8, and is
** 0.2 long in units of the gradient. */
static void test_zigzag (void **state) {
  (void)state;
  static const double start[] = {9, 1};
  run r;
  run_start(&r, GD, bowl, 2, NULL, &exact);
  run_fill(&r, start, 2);
  double sign = 1;
  for (int k = 1; k <= 20; k++) {
    assert_int_equal(run_on(&r, 0, 1), GDL_OK);
    sign = -sign;
    assert_true(fabs(r.step - 0.2) < 1e-12);
    assert_true(fabs(r.now.x[0] - 9*pow(0.8, k)) < 1e-11);
    assert_true(fabs(r.now.x[1] - sign*pow(0.8, k)) < 1e-11);
  }
  run_end(&r);
}


/* x - step*g is the next point. */
static void test_step (void **state) {
  (void)state;
  static const double start[] = {-1.2, 1};
  run r;
  run_start(&r, GD, cost_rosenbrock, 2, NULL, NULL);
  run_fill(&r, start, 2);
  for (int k = 0; k < 30; k++) {
    double x = r.now.x[0], g = r.now.g[0];
    assert_int_equal(run_on(&r, 0, 1), GDL_OK);
    assert_true(fabs(x - r.step*g - r.now.x[0]) <= 1e-12*(1 + fabs(x)));
  }
  run_end(&r);
}


/* With the nonmonotone search, the method of Raydan: steepest descent that
** gets through a valley. */
static void test_minima (void **state) {
  (void)state;
  check_minima(GD, NULL, &nonmonotone, 1, 5000);
}


static void test_valley_needs_it (void **state) {
  (void)state;
  static const double away[] = {-1.2, 1};
  size_t iterations[2];
  for (int k = 0; k < 2; k++) {
    run r;
    run_start(&r, GD, cost_rosenbrock, 2, NULL, k ? &nonmonotone : &exact);
    r.may_rise = k;
    run_fill(&r, away, 2);
    assert_int_equal(run_on(&r, 1e-3, 5000), GDL_OK);
    iterations[k] = r.iterations;
    run_end(&r);
  }
  assert_true(iterations[1] < 150 && iterations[0] > 10*iterations[1]);
}


static void test_copies (void **state) {
  (void)state;
  for (int k = 0; k < 5; k++)
    check_copies(GD, cost_chained, 7, NULL, &all_lines[k]);
}


static void test_failures (void **state) {
  (void)state;
  check_failures(GD, &nonmonotone);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_declarations),
    cmocka_unit_test(test_zigzag),
    cmocka_unit_test(test_step),
    cmocka_unit_test(test_minima),
    cmocka_unit_test(test_valley_needs_it),
    cmocka_unit_test(test_copies),
    cmocka_unit_test(test_failures)
  };
  return cmocka_run_group_tests_name("gd", tests, NULL, NULL);
}
