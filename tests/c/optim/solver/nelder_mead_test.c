/*
** nelder_mead_test.c - the simplex method of Nelder and Mead
*/
#include "solvers.h"

#define NM (&gdl_solver_nelder_mead)


static void start (run *r, test_cost cost, size_t n, const double *options,
                   double tolerance) {
  run_start(r, NM, cost, n, options, NULL);
  NM->tolerate(r->self, tolerance);
}


static void test_declarations (void **state) {
  (void)state;
  check_declarations(NM);
  check_sizes(NM);
}


static void test_minima (void **state) {
  (void)state;
  static const double away[] = {-1.2, 1}, one[] = {1}, ten[] = {10},
                      wood[] = {-3, -1, -3, -1}, powell[] = {3, -1, 0, 1};
  static const struct {
    const char *name; test_cost cost; size_t n;
    const double *start; size_t length; double minimum, within;
    uint64_t evaluations;
  } rows[] = {
    {"rosenbrock", cost_rosenbrock, 2, away, 2, 0, 1e-14, 500},
    {"beale", cost_beale, 2, one, 1, 0, 1e-14, 300},
    {"wood", cost_wood, 4, wood, 4, 0, 1e-13, 1500},
    {"powell", cost_powell, 4, powell, 4, 0, 1e-12, 1500},
    {"sphere 1", cost_sphere, 1, ten, 1, 0, 1e-13, 200},
    {"sphere 10", cost_sphere, 10, ten, 1, 0, 1e-12, 5000},
    {"logarithm", cost_log_nan, 3, ten, 1, 3, 1e-13, 800},
    {"barrier", cost_log_barrier, 3, ten, 1, 3, 1e-13, 800}
  };
  for (size_t k = 0; k < sizeof(rows)/sizeof(*rows); k++)
    for (int standard = 0; standard < 2; standard++) {
      double options[] = {standard, 0.1};
      run r;
      start(&r, rows[k].cost, rows[k].n, options, 1e-8);
      run_fill(&r, rows[k].start, rows[k].length);
      assert_int_equal(run_on(&r, 0, 100000), GDL_OK);
      if (r.how != GDL_SETTLED ||
          !(r.now.cost - rows[k].minimum <= rows[k].within))
        fail_msg("%s: cost %g after %d evaluations: %s", rows[k].name,
                 r.now.cost - rows[k].minimum, (int)r.t.p.evaluations, r.why);
      assert_true(r.t.p.evaluations <= rows[k].evaluations);
      assert_int_equal(r.t.gradients, 0);
      assert_non_null(strstr(r.why, "simplex: size "));
      assert_true(isnan(r.now.g[0]));
      run_end(&r);
    }
}


/* For two variables the adaptive parameters are those of 1965. */
static void test_parameters (void **state) {
  (void)state;
  double x[2][2];
  static const double away[] = {-1.2, 1};
  for (int standard = 0; standard < 2; standard++) {
    double options[] = {standard, 0.1};
    run r;
    start(&r, cost_rosenbrock, 2, options, 1e-8);
    run_fill(&r, away, 2);
    assert_int_equal(run_on(&r, 0, 1000), GDL_OK);
    memcpy(x[standard], r.now.x, sizeof(x[standard]));
    run_end(&r);
  }
  assert_memory_equal(x[0], x[1], sizeof(x[0]));
}


/* In many variables the adaptive ones get further (Gao and Han, section 4). */
static void test_many_variables (void **state) {
  (void)state;
  double cost[2];
  static const double two[] = {2};
  for (int standard = 0; standard < 2; standard++) {
    double options[] = {standard, 0.1};
    run r;
    start(&r, cost_ill_conditioned, 24, options, 1e-6);
    run_fill(&r, two, 1);
    while (r.t.p.evaluations < 20000 && r.how == GDL_ADVANCED)
      assert_int_equal(run_on(&r, 0, 1), GDL_OK);
    cost[standard] = r.now.cost;
    run_end(&r);
  }
  assert_true(cost[0] < cost[1]/10);
}


/* McKinnon 1998: from this simplex the original method contracts for ever
** towards a point where the gradient is not zero. */
static double mckinnon (const double *x, double *g, size_t n) {
  double t = x[0] <= 0 ? 360 : 6;
  (void)g; (void)n;
  return t*x[0]*x[0] + x[1] + x[1]*x[1];
}

static void test_false_minimum_is_left (void **state) {
  (void)state;
  static const double one[] = {1, 1};
  run r;
  start(&r, mckinnon, 2, NULL, 1e-9);
  run_fill(&r, one, 2);
  assert_int_equal(run_on(&r, 0, 100000), GDL_OK);
  assert_int_equal(r.how, GDL_SETTLED);
  assert_true(fabs(r.now.cost + 0.25) < 1e-12);
  run_end(&r);
}


/* Outside of its bounds this cost ends the test. */
static double fenced (const double *x, double *g, size_t n) {
  (void)g;
  for (size_t i = 0; i < n; i++)
    assert_true(x[i] >= 0 && x[i] <= 2);
  double s = 0;
  for (size_t i = 0; i < n; i++)
    s += (x[i] - 3*(double)i)*(x[i] - 3*(double)i);
  return s;
}

static void test_bounds (void **state) {
  (void)state;
  static const double lower[] = {0, 0, 0}, upper[] = {2, 2, 2},
                      fixed[] = {2, 0.5, 2}, least[] = {0, 0.5, 0},
                      half[] = {0.5};
  run r;
  start(&r, fenced, 3, NULL, 1e-8);
  NM->destroy(r.self);
  r.t.p.lower = lower, r.t.p.upper = upper;
  assert_int_equal(NM->create(&r.t.p, NULL, NULL, &r.self), GDL_OK);
  run_fill(&r, half, 1);
  assert_int_equal(run_on(&r, 0, 10000), GDL_OK);
  assert_int_equal(r.how, GDL_SETTLED);
  assert_true(fabs(r.now.x[0]) < 1e-5);
  assert_true(r.now.x[1] == 2 && r.now.x[2] == 2);
  run_end(&r);
  start(&r, fenced, 3, NULL, 1e-8);      /* a variable that is fixed */
  NM->destroy(r.self);
  r.t.p.lower = least, r.t.p.upper = fixed;
  assert_int_equal(NM->create(&r.t.p, NULL, NULL, &r.self), GDL_OK);
  run_fill(&r, half, 1);
  assert_int_equal(run_on(&r, 0, 10000), GDL_OK);
  assert_int_equal(r.how, GDL_SETTLED);
  assert_true(r.now.x[1] == 0.5 && r.now.x[2] == 2);
  run_end(&r);
  start(&r, fenced, 1, NULL, 1e-8);
  NM->destroy(r.self);
  r.t.p.lower = half, r.t.p.upper = half;
  assert_int_equal(NM->create(&r.t.p, NULL, NULL, &r.self), GDL_OK);
  run_fill(&r, half, 1);
  assert_int_equal(run_on(&r, 0, 10), GDL_OK);
  assert_int_equal(r.how, GDL_STUCK);
  assert_string_equal(r.why, "every variable is fixed");
  run_end(&r);
}


/* Without a tolerance it goes on to the last digits. */
static void test_endings (void **state) {
  (void)state;
  static const double ten[] = {10};
  run r;
  start(&r, cost_sphere, 2, NULL, -1);
  run_fill(&r, ten, 1);
  assert_int_equal(run_on(&r, 0, 100000), GDL_OK);
  assert_int_equal(r.how, GDL_STUCK);
  assert_string_equal(r.why, "the simplex has shrunk to rounding");
  assert_true(r.now.cost < 1e-14);
  run_end(&r);
  start(&r, cost_flat, 3, NULL, 1e-6);
  run_fill(&r, ten, 1);
  assert_int_equal(run_on(&r, 0, 1000), GDL_OK);
  assert_int_equal(r.how, GDL_SETTLED);
  run_end(&r);
}


static void test_copies (void **state) {
  (void)state;
  check_copies(NM, cost_wood, 4, NULL, NULL);
}


/* A failure at any evaluation: the run goes on as if there had been none. */
static gdl_status failing_value (gdl_problem *p, const double *x,
                                 double *cost) {
  test_problem *t = (test_problem *)p;
  if (++t->gradients == t->fail_at)
    return GDL_ECANCEL;
  return test_value(p, x, cost);
}

static void test_failures (void **state) {
  (void)state;
  static const double away[] = {-1.2, 1};
  run whole;
  start(&whole, cost_rosenbrock, 2, NULL, 1e-6);
  run_fill(&whole, away, 2);
  assert_int_equal(run_on(&whole, 0, 1000), GDL_OK);
  for (uint64_t k = 2; k < 120; k++) {
    run r;
    start(&r, cost_rosenbrock, 2, NULL, 1e-6);
    r.t.p.value = failing_value;
    run_fill(&r, away, 2);
    r.t.fail_at = k;
    assert_int_equal(run_on(&r, 0, 1000), GDL_ECANCEL);
    assert_int_equal(run_on(&r, 0, 1000), GDL_OK);
    assert_int_equal(r.how, GDL_SETTLED);
    assert_memory_equal(r.now.x, whole.now.x, 2*sizeof(double));
    run_end(&r);
  }
  run_end(&whole);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_declarations),
    cmocka_unit_test(test_minima),
    cmocka_unit_test(test_parameters),
    cmocka_unit_test(test_many_variables),
    cmocka_unit_test(test_false_minimum_is_left),
    cmocka_unit_test(test_bounds),
    cmocka_unit_test(test_endings),
    cmocka_unit_test(test_copies),
    cmocka_unit_test(test_failures)
  };
  return cmocka_run_group_tests_name("nelder_mead", tests, NULL, NULL);
}
