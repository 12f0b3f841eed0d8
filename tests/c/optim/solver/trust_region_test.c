/*
** trust_region_test.c - a trust region around each point
*/
#include "saddles.h"

static const gdl_solver *const solver = &gdl_solver_trust_region;

enum {RADIUS, LARGEST, ACCEPT, EXACT, FORCING};


static void test_known_minima (void **state) {
  (void)state;
  static const run_row rows[] = {
    {"rosenbrock", cost_rosenbrock, 2, away, 2, 0, 1e-12, 100},
    {"chained 30, zero", cost_chained, 30, zero, 1, 0, 1e-12, 2500},
    {"extended 20", cost_extended, 20, away, 2, 0, 1e-12, 800},
    {"extended 1000", cost_extended, 1000, away, 2, 0, 1e-12, 150},
    {"beale", cost_beale, 2, one, 1, 0, 1e-12, 60},
    {"wood", cost_wood, 4, wood_start, 4, 0, 1e-12, 400},
    {"powell", cost_powell, 4, powell_start, 4, 0, 1e-7, 150},
    {"sphere 1", cost_sphere, 1, ten, 1, 0, 1e-12, 8},
    {"sphere 1000", cost_sphere, 1000, zero, 1, 0, 1e-12, 30},
    {"quadratic 10", cost_ill_conditioned, 10, zero, 1, 0, 1e-12, 100},
    {"logarithm, nan", cost_log_nan, 3, ten, 1, 3, 1e-11, 60},
    {"logarithm, inf", cost_log_barrier, 3, tenth, 1, 3, 1e-11, 100},
    {"huge", cost_huge, 2, away, 2, 0, 1e138, 100},
    {"tiny", cost_tiny, 2, away, 2, 0, 1e-162, 100},
    {"lifted", cost_lifted, 2, away, 2, 1e6, 1e-9, 100},
    {"saddle", cost_saddle, 2, on_the_ridge, 2, -0.5, 1e-12, 60},
    {"near a saddle", cost_saddle, 2, hardly_beside_it, 2, -0.5, 1e-12, 60},
    {"saddles", cost_saddles, 6, on_the_ridge, 2, -1.5, 1e-12, 200},
  };
  run_rows(solver, NULL, rows, sizeof(rows)/sizeof(*rows));
  static const double by_products[] = {0, 1e20, 0.1, 0, 0.5};
  static const run_row others[] = {
    {"rosenbrock", cost_rosenbrock, 2, away, 2, 0, 1e-12, 150},
    {"wood", cost_wood, 4, wood_start, 4, 0, 1e-12, 400},
    {"huge", cost_huge, 2, away, 2, 0, 1e138, 150},
    {"tiny", cost_tiny, 2, away, 2, 0, 1e-162, 150},
    {"near a saddle", cost_saddle, 2, beside_it, 2, -0.5, 1e-12, 100},
    {"near saddles", cost_saddles, 100, beside_it, 2, -25, 1e-11, 150},
  };
  run_rows(solver, by_products, others, sizeof(others)/sizeof(*others));
}


/* A step is no longer than the radius, and the radius follows. */
static void test_radius (void **state) {
  (void)state;
  static const double options[] = {0.25, 2, 0.1, 100, 0.5};
  run r;
  run_start_with(&r, solver, cost_sphere, 1, options);
  fill(&r, ten, 1);
  double radius = 0.25;
  for (int k = 0; k < 6; k++) {
    double before = r.now.x[0];
    assert_int_equal(run_on(&r, 1e-6, 1), GDL_OK);
    assert_true(fabs(before - r.now.x[0]) <= radius*1.1 + 1e-12);
    assert_true(fabs(r.step - fabs(before - r.now.x[0])) < 1e-12);
    radius = fmin(2*radius, 2);
  }
  assert_int_equal(run_on(&r, 1e-6, 10), GDL_OK);
  assert_true(r.norm <= 1e-6);
  run_end(&r);
}


/* Where no radius is given, the first is the length of the start; of a start at 0
** it is 1. */
static void test_first_radius (void **state) {
  (void)state;
  for (int k = 0; k < 2; k++) {
    run r;
    double start = k == 0 ? 0 : 0.5;
    run_start_with(&r, solver, cost_sphere, 1, NULL);
    fill(&r, &start, 1);
    assert_int_equal(run_on(&r, 1e-6, 1), GDL_OK);
    assert_true(fabs(r.step - (k == 0 ? 1 : 0.5)) <= 0.11*r.step);
    run_end(&r);
  }
}


static void test_nothing_to_do (void **state) {
  (void)state;
  run_nothing(solver, "the gradient is zero");
  run_floor(solver, cost_rosenbrock, away, 1e-7);
}


static void test_copies_and_saves (void **state) {
  (void)state;
  run_copies(solver, cost_rosenbrock, away, 5);
  run_copies(solver, cost_saddle, on_the_ridge, 2);
}


static void test_failures_pass (void **state) {
  (void)state;
  run_failures(solver, cost_rosenbrock, away, 2, 20, 20);
}


static void test_options (void **state) {
  (void)state;
  run_options(solver);
  static const double contrary[] = {2, 1, 0.1, 100, 0.5};
  void *self;
  gdl_problem p = {.n = 3};
  assert_int_equal(solver->create(&p, contrary, NULL, &self), GDL_EINVAL);
  assert_string_equal(solver->options[EXACT].name, "exact");
  assert_string_equal(solver->options[FORCING].name, "forcing");
  assert_string_equal(solver->options[RADIUS].name, "radius");
  assert_string_equal(solver->options[LARGEST].name, "largest");
  assert_string_equal(solver->options[ACCEPT].name, "accept");
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_known_minima),
    cmocka_unit_test(test_radius),
    cmocka_unit_test(test_first_radius),
    cmocka_unit_test(test_nothing_to_do),
    cmocka_unit_test(test_copies_and_saves),
    cmocka_unit_test(test_failures_pass),
    cmocka_unit_test(test_options)
  };
  return cmocka_run_group_tests_name("trust_region", tests, NULL, NULL);
}
