/*
** bfgs_test.c - the quasi-Newton method with the whole inverse Hessian
*/
#include "solvers.h"

#define BFGS (&gdl_solver_bfgs)


static void test_declarations (void **state) {
  (void)state;
  check_declarations(BFGS);
  check_sizes(BFGS);
}


static void test_minima (void **state) {
  (void)state;
  check_minima(BFGS, NULL, NULL, 0, 500);
  for (int k = 0; k < 5; k++)
    check_minima(BFGS, NULL, &all_lines[k], MAY_RISE(&all_lines[k]), 2000);
}


/* On a quadratic with exact searches it ends after n iterations and one. */
static void test_quadratic (void **state) {
  (void)state;
  static const double zero[] = {0};
  static const gdl_line exact = {&gdl_linesearch_exact, NULL};
  run r;
  run_start(&r, BFGS, cost_ill_conditioned, 6, NULL, &exact);
  run_fill(&r, zero, 1);
  assert_int_equal(run_on(&r, 1e-5, 100), GDL_OK);
  assert_true(r.norm <= 1e-5);
  assert_in_range(r.iterations, 2, 12);
  run_end(&r);
}


static void test_endings (void **state) {
  (void)state;
  check_endings(BFGS);
}


static void test_copies (void **state) {
  (void)state;
  check_copies(BFGS, cost_chained, 9, NULL, NULL);
  for (int k = 0; k < 5; k++)
    check_copies(BFGS, cost_chained, 5, NULL, &all_lines[k]);
}


static void test_failures (void **state) {
  (void)state;
  check_failures(BFGS, NULL);
  check_failures(BFGS, &all_lines[2]);
}


static void test_contrary_line (void **state) {
  (void)state;
  static const double values[] = {0.3, 0.2, 0, 1e20, 1e-12, 20};
  gdl_line line = {&gdl_linesearch_strong_wolfe, values};
  gdl_problem p = {.n = 3};
  void *self;
  assert_int_equal(BFGS->create(&p, NULL, &line, &self), GDL_EINVAL);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_declarations),
    cmocka_unit_test(test_minima),
    cmocka_unit_test(test_quadratic),
    cmocka_unit_test(test_endings),
    cmocka_unit_test(test_copies),
    cmocka_unit_test(test_failures),
    cmocka_unit_test(test_contrary_line)
  };
  return cmocka_run_group_tests_name("bfgs", tests, NULL, NULL);
}
