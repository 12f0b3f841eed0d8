/*
** cg_test.c - nonlinear conjugate gradients
*/
#include "solvers.h"

#define CG (&gdl_solver_cg)


static void test_declarations (void **state) {
  (void)state;
  check_declarations(CG);
  check_sizes(CG);
}


static void test_minima (void **state) {
  (void)state;
  for (int beta = 0; beta < 5; beta++) {
    double options[] = {beta, 0};
    check_minima(CG, options, NULL, 0, 5000);
  }
  check_minima(CG, NULL, &all_lines[1], 0, 5000);
  check_minima(CG, NULL, &all_lines[4], 0, 5000);
}


/* On a quadratic with exact searches every beta is the same, and n steps lead
** to the minimum but for rounding. */
static double quadratic (const double *x, double *g, size_t n) {
  double s = 0;
  for (size_t i = 0; i < n; i++) {
    double k = 1 + (double)i;
    s += 0.5*k*(x[i] - 1)*(x[i] - 1);
    if (g)
      g[i] = k*(x[i] - 1);
  }
  return s;
}

static void test_quadratic (void **state) {
  (void)state;
  static const double zero[] = {0};
  static const gdl_line exact = {&gdl_linesearch_exact, NULL};
  for (int beta = 0; beta < 5; beta++) {
    double options[] = {beta, 0};
    run r;
    run_start(&r, CG, quadratic, 8, options, &exact);
    run_fill(&r, zero, 1);
    assert_int_equal(run_on(&r, 1e-9, 100), GDL_OK);
    assert_true(r.norm <= 1e-9);
    assert_in_range(r.iterations, 7, 9);
    run_end(&r);
  }
}


/* A period of one is steepest descent. */
static void test_period (void **state) {
  (void)state;
  static const double zero[] = {0};
  static const gdl_line exact = {&gdl_linesearch_exact, NULL};
  double options[] = {1, 1};
  run r;
  run_start(&r, CG, quadratic, 8, options, &exact);
  run_fill(&r, zero, 1);
  assert_int_equal(run_on(&r, 1e-9, 30), GDL_OK);
  assert_int_equal(r.iterations, 30);
  run_end(&r);
}


static void test_endings (void **state) {
  (void)state;
  check_endings(CG);
}


static void test_copies (void **state) {
  (void)state;
  for (int beta = 0; beta < 5; beta++) {
    double options[] = {beta, 0};
    check_copies(CG, cost_chained, 9, options, NULL);
  }
  for (int k = 0; k < 5; k++)
    check_copies(CG, cost_chained, 5, NULL, &all_lines[k]);
}


static void test_failures (void **state) {
  (void)state;
  check_failures(CG, NULL);
  check_failures(CG, &all_lines[2]);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_declarations),
    cmocka_unit_test(test_minima),
    cmocka_unit_test(test_quadratic),
    cmocka_unit_test(test_period),
    cmocka_unit_test(test_endings),
    cmocka_unit_test(test_copies),
    cmocka_unit_test(test_failures)
  };
  return cmocka_run_group_tests_name("cg", tests, NULL, NULL);
}
