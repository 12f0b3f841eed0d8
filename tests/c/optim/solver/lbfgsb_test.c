/*
** lbfgsb_test.c - limited-memory BFGS between bounds
** Every cost here looks at each point it is asked for.
*/
#include "run.h"

static const gdl_solver *const solver = &gdl_solver_lbfgsb;

#define MOST 100

static double lower[MOST], upper[MOST];
static size_t outside;       /* evaluations that were */
static test_cost watched;


static double cost_watched (const double *x, double *g, size_t n) {
  int out = 0;
  for (size_t i = 0; i < n; i++)
    out |= !(x[i] >= lower[i] && x[i] <= upper[i]);
  outside += (size_t)out;
  return watched(x, g, n);
}


static void set_bounds (size_t n, double low, double high) {
  for (size_t i = 0; i < n; i++) {
    lower[i] = low;
    upper[i] = high;
  }
}


static void bounded (run *r, test_cost cost, size_t n, const double *options) {
  watched = cost;
  outside = 0;
  run_start_with(r, solver, cost_watched, n, options);
  r->t.p.lower = lower;
  r->t.p.upper = upper;
}


static void test_without_bounds (void **state) {
  (void)state;
  static const run_row rows[] = {
    {"rosenbrock", cost_rosenbrock, 2, away, 2, 0, 1e-12, 60},
    {"chained 100", cost_chained, 100, away, 2, 0, 1e-10, 700},
    {"chained 1000, zero", cost_chained, 1000, zero, 1, 0, 1e-10, 100},
    {"extended 1000", cost_extended, 1000, away, 2, 0, 1e-12, 60},
    {"beale", cost_beale, 2, one, 1, 0, 1e-12, 30},
    {"wood", cost_wood, 4, wood_start, 4, 0, 1e-12, 150},
    {"powell", cost_powell, 4, powell_start, 4, 0, 1e-7, 80},
    {"sphere 1", cost_sphere, 1, ten, 1, 0, 1e-12, 6},
    {"sphere 1000", cost_sphere, 1000, zero, 1, 0, 1e-12, 6},
    {"quadratic 2", cost_ill_conditioned, 2, zero, 1, 0, 1e-12, 60},
    {"logarithm, nan", cost_log_nan, 10, ten, 1, 10, 1e-11, 30},
    {"logarithm, inf", cost_log_barrier, 10, tenth, 1, 10, 1e-11, 30},
    {"lifted", cost_lifted, 2, away, 2, 1e6, 1e-9, 70},
  };
  run_rows(solver, NULL, rows, sizeof(rows)/sizeof(*rows));
}


static void test_bounds_bind (void **state) {
  (void)state;
  static const struct {
    test_cost cost;
    size_t n;
    double low, high, start;
    double minimum, within;
  } rows[] = {
    {cost_rosenbrock, 2, -2, 0.5, 0, 0.25, 1e-9},       /* (0.5, 0.25) */
    {cost_rosenbrock, 2, 1.5, 3, 2, 0.25, 1e-9},        /* (1.5, 2.25) */
    {cost_rosenbrock, 2, 1.5, 2, 2, 6.25 + 0.25, 1e-9},    /* (1.5, 2) */
    {cost_chained, 100, -INFINITY, INFINITY, 0, 0, 1e-9},
    {cost_chained, 100, -INFINITY, 1, 0, 0, 1e-9},
    {cost_chained, 100, 1, INFINITY, 2, 0, 1e-9},
    {cost_sphere, 10, -1, 2.5, 0, 2.5, 1e-9},
    {cost_sphere, 10, 4, 9, 9, 10, 1e-9},
    {cost_sphere, 10, -7, -7, -7, 1000, 1e-9},             /* nothing is free */
    {cost_ill_conditioned, 4, -9, 0.25, -9, 0, 1e9},
    {cost_log_nan, 10, 1e-9, 0.5, 1e-9, 10*(0.5 - -0.69314718055994530942), 1e-9},
    {cost_log_nan, 10, 0, 20, 10, 10, 1e-9},         /* no value at the bound */
    {cost_wood, 4, -10, 10, -3, 0, 1e-9},
    {cost_wood, 4, -3, 0, -3, 42, 1e-9},
    {cost_beale, 2, -4.5, 4.5, 1, 0, 1e-9},
  };
  for (size_t k = 0; k < sizeof(rows)/sizeof(*rows); k++) {
    run r;
    set_bounds(rows[k].n, rows[k].low, rows[k].high);
    bounded(&r, rows[k].cost, rows[k].n, NULL);
    fill(&r, &rows[k].start, 1);
    assert_int_equal(run_on(&r, 1e-6, 1000), GDL_OK);
    if (!(r.norm <= 1e-6) || outside > 0 ||
        !(fabs(r.now.cost - rows[k].minimum) <= rows[k].within))
      fail_msg("row %d: cost %.17g, gradient %g after %d iterations, %d "
               "outside %s", (int)k, r.now.cost, r.norm, (int)r.iterations,
               (int)outside, r.how == GDL_STUCK ? r.why : "");
    run_end(&r);
  }
}


/* A quadratic between random bounds, some of them one, some infinite: at the end
** the gradient points out where a variable stands at a bound, and is 0 elsewhere. */
static void test_random_bounds (void **state) {
  (void)state;
  unsigned seed = 1;
  for (int k = 0; k < 300; k++) {
    size_t n = 1 + (size_t)k % 12;
    double x[12];
    for (size_t i = 0; i < n; i++) {
      double a[3];
      for (int j = 0; j < 3; j++) {
        seed = seed*1664525u + 1013904223u;
        a[j] = 6*(double)(seed >> 8)/(1 << 24) - 3;
      }
      lower[i] = fmin(a[0], a[1]);
      upper[i] = fmax(a[0], a[1]);
      if (k % 4 == 1 && i % 3 == 0)
        lower[i] = -INFINITY;
      if (k % 4 == 2 && i % 3 == 0)
        upper[i] = INFINITY;
      if (k % 4 == 3 && i % 3 == 0)
        upper[i] = lower[i];
      x[i] = fmin(fmax(a[2], lower[i]), upper[i]);
    }
    run r;
    bounded(&r, k % 2 ? cost_chained : cost_ill_conditioned, n, NULL);
    fill(&r, x, n);
    double small = k % 2 ? 1e-6 : 1e-3;    /* of curvatures up to 1e8 */
    assert_int_equal(run_on(&r, small, 2000), GDL_OK);
    if (!(r.norm <= small) || outside > 0)
      fail_msg("%d: gradient %g after %d iterations, %d outside, %s", k, r.norm,
               (int)r.iterations, (int)outside,
               r.how == GDL_STUCK ? r.why : "");
    for (size_t i = 0; i < n; i++)
      assert_true(fabs(r.now.g[i]) <= small ||
                  r.now.x[i] == (r.now.g[i] > 0 ? lower[i] : upper[i]));
    run_end(&r);
  }
}


/* Differences stay inside, too: they are told the bounds. */
static void test_differences (void **state) {
  (void)state;
  run r;
  set_bounds(2, -2, 0.5);
  gdl_diff central = {GDL_DIFF_CENTRAL, 0, lower, upper};
  bounded(&r, cost_rosenbrock, 2, NULL);
  r.t.differences = &central;
  fill(&r, zero, 1);
  assert_int_equal(run_on(&r, 1e-5, 100), GDL_OK);
  assert_true(r.norm <= 1e-5 && r.now.x[0] == 0.5);
  assert_int_equal(outside, 0);
  run_end(&r);
}


/* A cost that falls for ever: only limits end, and upwards there is none. */
static void test_no_minimum (void **state) {
  (void)state;
  run r;
  set_bounds(3, -1, INFINITY);
  bounded(&r, cost_slope, 3, NULL);
  fill(&r, one, 1);
  assert_int_equal(run_on(&r, 0, 5), GDL_OK);
  assert_int_equal(outside, 0);
  assert_true(r.now.cost < -1e6);
  for (int i = 0; i < 3; i++)
    assert_true(r.now.x[i] >= 1);
  run_end(&r);
}


static void test_nothing_to_do (void **state) {
  (void)state;
  run_nothing(solver, "the projected gradient is zero");
  run r;
  set_bounds(2, -1, 1);                     /* all at their bounds */
  bounded(&r, cost_sphere, 2, NULL);
  fill(&r, one, 1);
  assert_int_equal(run_on(&r, -1, 10), GDL_OK);
  assert_int_equal(r.how, GDL_STUCK);
  assert_string_equal(r.why, "the projected gradient is zero");
  run_end(&r);
  set_bounds(2, -2, 0.5);                   /* a tolerance not to be met */
  bounded(&r, cost_rosenbrock, 2, NULL);
  fill(&r, zero, 1);
  assert_int_equal(run_on(&r, -1, 1000), GDL_OK);
  assert_int_equal(r.how, GDL_STUCK);
  assert_true(r.norm <= 1e-7);
  assert_int_equal(outside, 0);
  run_end(&r);
}


static void test_copies_and_saves (void **state) {
  (void)state;
  run_copies(solver, cost_rosenbrock, away, 24);
}


static void test_failures_pass (void **state) {
  (void)state;
  run_failures(solver, cost_rosenbrock, away, 2, 40, 0);
}


static void test_options (void **state) {
  (void)state;
  run_options(solver);
  static const double sets[][4] = {
    {1, 1e-4, 0.9, 20}, {2, 1e-4, 0.1, 20}, {3, 0.3, 0.5, 20},
    {40, 1e-4, 0.9, 20}, {10, 1e-4, 0.9, 2}, {1, 1e-16, 0.9999, 3}
  };
  for (size_t k = 0; k < sizeof(sets)/sizeof(*sets); k++) {
    run r;
    set_bounds(11, -0.5, 0.75);
    bounded(&r, cost_chained, 11, sets[k]);
    fill(&r, zero, 1);
    assert_int_equal(run_on(&r, 1e-6, 5000), GDL_OK);
    if (!(r.norm <= 1e-6) || outside > 0)
      fail_msg("set %d: gradient %g after %d iterations", (int)k, r.norm,
               (int)r.iterations);
    run_end(&r);
  }
  void *self;
  double contrary[4] = {10, 0.5, 0.1, 20};
  gdl_problem p = {.n = 3};
  assert_int_equal(solver->create(&p, contrary, NULL, &self), GDL_EINVAL);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_without_bounds),
    cmocka_unit_test(test_bounds_bind),
    cmocka_unit_test(test_random_bounds),
    cmocka_unit_test(test_differences),
    cmocka_unit_test(test_no_minimum),
    cmocka_unit_test(test_nothing_to_do),
    cmocka_unit_test(test_copies_and_saves),
    cmocka_unit_test(test_failures_pass),
    cmocka_unit_test(test_options)
  };
  return cmocka_run_group_tests_name("lbfgsb", tests, NULL, NULL);
}
