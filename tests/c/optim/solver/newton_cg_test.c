/*
** newton_cg_test.c - Newton's method by conjugate gradients
*/
#include "saddles.h"

static const gdl_solver *const solver = &gdl_solver_newton_cg;


static void test_known_minima (void **state) {
  (void)state;
  static const run_row rows[] = {
    {"rosenbrock", cost_rosenbrock, 2, away, 2, 0, 1e-12, 120},
    {"chained 100, zero", cost_chained, 100, zero, 1, 0, 1e-10, 3000},
    {"extended 1000", cost_extended, 1000, away, 2, 0, 1e-12, 120},
    {"beale", cost_beale, 2, one, 1, 0, 1e-12, 60},
    {"wood", cost_wood, 4, wood_start, 4, 0, 1e-12, 300},
    {"powell", cost_powell, 4, powell_start, 4, 0, 1e-7, 150},
    {"extended powell", cost_powell, 400, powell_start, 4, 0, 1e-6, 200},
    {"sphere 1", cost_sphere, 1, ten, 1, 0, 1e-12, 5},
    {"sphere 1000", cost_sphere, 1000, zero, 1, 0, 1e-12, 5},
    {"logarithm, nan", cost_log_nan, 10, ten, 1, 10, 1e-11, 60},
    {"logarithm, inf", cost_log_barrier, 10, tenth, 1, 10, 1e-11, 60},
    {"huge", cost_huge, 2, away, 2, 0, 1e138, 120},
    {"tiny", cost_tiny, 2, away, 2, 0, 1e-162, 120},
    {"lifted", cost_lifted, 2, away, 2, 1e6, 1e-9, 120},
    {"near a saddle", cost_saddle, 2, beside_it, 2, -0.5, 1e-12, 60},
    {"near saddles", cost_saddles, 100, beside_it, 2, -25, 1e-11, 60},
  };
  run_rows(solver, NULL, rows, sizeof(rows)/sizeof(*rows));
}


/* Equations that are solved well need fewer iterations and more products; a limit
** on these is kept. */
static void test_options_matter (void **state) {
  (void)state;
  static const double sets[3][2] = {{0.9, 0}, {1e-10, 0}, {1e-10, 3}};
  size_t iterations[3];
  for (int k = 0; k < 3; k++) {
    run r;
    run_start_with(&r, solver, cost_chained, 20, sets[k]);
    fill(&r, zero, 1);
    assert_int_equal(run_on(&r, 1e-6, 2000), GDL_OK);
    assert_true(r.norm <= 1e-6);
    iterations[k] = r.iterations;
    if (k == 2)
      assert_true(r.t.products <= 3*r.iterations);
    run_end(&r);
  }
  assert_true(iterations[1] < iterations[0]);
  assert_true(iterations[1] < iterations[2]);
}


static void test_nothing_to_do (void **state) {
  (void)state;
  run_nothing(solver, "the gradient is zero");
  run_floor(solver, cost_rosenbrock, away, 1e-7);
}


static void test_copies_and_saves (void **state) {
  (void)state;
  run_copies(solver, cost_rosenbrock, away, 5);
}


static void test_failures_pass (void **state) {
  (void)state;
  run_failures(solver, cost_rosenbrock, away, 2, 20, 20);
}


static void test_options (void **state) {
  (void)state;
  run_options(solver);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_known_minima),
    cmocka_unit_test(test_options_matter),
    cmocka_unit_test(test_nothing_to_do),
    cmocka_unit_test(test_copies_and_saves),
    cmocka_unit_test(test_failures_pass),
    cmocka_unit_test(test_options)
  };
  return cmocka_run_group_tests_name("newton_cg", tests, NULL, NULL);
}
