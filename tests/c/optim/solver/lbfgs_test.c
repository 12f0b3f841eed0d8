/*
** lbfgs_test.c - limited-memory BFGS
*/
#include "run.h"

static void run_start (run *r, test_cost cost, size_t n,
                       const double *options) {
  run_start_with(r, &gdl_solver_lbfgs, cost, n, options);
}


static void test_known_minima (void **state) {
  (void)state;
  static const run_row rows[] = {
    {"rosenbrock", cost_rosenbrock, 2, away, 2, 0, 1e-12, 60},
    {"chained 100", cost_chained, 100, away, 2, 0, 1e-10, 700},
    {"chained 1000", cost_chained, 1000, away, 2, 0, 1e-10, 6000},
    {"chained 1000, zero", cost_chained, 1000, zero, 1, 0, 1e-10, 100},
    {"extended 100", cost_extended, 100, away, 2, 0, 1e-12, 60},
    {"extended 1000", cost_extended, 1000, away, 2, 0, 1e-12, 60},
    {"beale", cost_beale, 2, one, 1, 0, 1e-12, 30},
    {"wood", cost_wood, 4, wood_start, 4, 0, 1e-12, 150},
    {"powell", cost_powell, 4, powell_start, 4, 0, 1e-7, 80},
    {"extended powell", cost_powell, 400, powell_start, 4, 0, 1e-7, 100},
    {"sphere 1", cost_sphere, 1, ten, 1, 0, 1e-12, 6},
    {"sphere 1000", cost_sphere, 1000, zero, 1, 0, 1e-12, 6},
    {"quadratic 2", cost_ill_conditioned, 2, zero, 1, 0, 1e-12, 60},
    {"quadratic 10", cost_ill_conditioned, 10, zero, 1, 0, 1e-12, 2500},
    {"logarithm, nan", cost_log_nan, 10, ten, 1, 10, 1e-11, 30},
    {"logarithm, nan, near", cost_log_nan, 10, tenth, 1, 10, 1e-11, 30},
    {"logarithm, inf", cost_log_barrier, 10, ten, 1, 10, 1e-11, 30},
    {"huge", cost_huge, 2, away, 2, 0, 1e138, 60},
    {"tiny", cost_tiny, 2, away, 2, 0, 1e-162, 70},
    {"lifted", cost_lifted, 2, away, 2, 1e6, 1e-9, 70},
  };
  run_rows(&gdl_solver_lbfgs, NULL, rows, sizeof(rows)/sizeof(*rows));
}


static void test_options (void **state) {
  (void)state;
  static const double sets[][4] = {
    {1, 1e-4, 0.9, 20}, {2, 1e-4, 0.1, 20}, {3, 0.3, 0.5, 20},
    {40, 1e-4, 0.9, 20}, {10, 1e-4, 0.9, 2}, {1, 1e-16, 0.9999, 3}
  };
  for (size_t k = 0; k < sizeof(sets)/sizeof(*sets); k++) {
    run r;
    run_start(&r, cost_chained, 11, sets[k]);
    fill(&r, zero, 1);
    assert_int_equal(run_on(&r, 1e-6, 5000), GDL_OK);
    if (!(r.norm <= 1e-6))
      fail_msg("set %d: gradient %g after %d iterations%s%s", (int)k, r.norm,
               (int)r.iterations, r.how == GDL_STUCK ? ": " : "",
               r.how == GDL_STUCK ? r.why : "");
    run_end(&r);
  }
  void *self;
  double contrary[4] = {10, 0.5, 0.1, 20};
  gdl_problem p = {.n = 3};
  assert_int_equal(gdl_solver_lbfgs.create(&p, contrary, NULL, &self),
                   GDL_EINVAL);
  p.n = SIZE_MAX/8;
  assert_int_equal(gdl_solver_lbfgs.create(&p, NULL, NULL, &self), GDL_ENOMEM);
  p.n = SIZE_MAX;
  assert_int_equal(gdl_solver_lbfgs.create(&p, NULL, NULL, &self), GDL_ENOMEM);
  const gdl_option *o = gdl_solver_lbfgs.options;
  assert_string_equal(o[0].name, "memory");
  assert_string_equal(o[3].name, "evaluations");
  for (; o->name != NULL; o++) {
    assert_true(o->low <= o->value && o->value <= o->high);
    assert_non_null(o->doc);
  }
}


/* With as many pairs as variables and exact searches a quadratic takes n
** iterations and some; with one pair it would take hundreds. */
static void test_memory_is_used (void **state) {
  (void)state;
  size_t iterations[2];
  for (int k = 0; k < 2; k++) {
    double options[4] = {k == 0 ? 1 : 12, 1e-4, 1e-3, 20};
    run r;
    run_start(&r, cost_ill_conditioned, 6, options);
    fill(&r, zero, 1);
    assert_int_equal(run_on(&r, 1e-6, 5000), GDL_OK);
    assert_true(r.norm <= 1e-6);
    iterations[k] = r.iterations;
    run_end(&r);
  }
  assert_in_range(iterations[1], 1, 15);
  assert_true(iterations[0] > 2*iterations[1]);
}


static void test_first_step (void **state) {
  (void)state;
  run r;
  run_start(&r, cost_sphere, 1, NULL);
  double start = 1000;
  fill(&r, &start, 1);
  assert_int_equal(run_on(&r, 0, 1), GDL_OK);
  /* x - step*g is the point, however the direction is scaled */
  assert_true(fabs(r.now.x[0] - (1000 - r.step*2*997)) < 1e-9);
  run_end(&r);
}


static void test_nothing_to_do (void **state) {
  (void)state;
  run r;
  run_start(&r, cost_flat, 3, NULL);
  fill(&r, one, 1);
  assert_int_equal(run_on(&r, -1, 10), GDL_OK);
  assert_int_equal(r.how, GDL_STUCK);
  assert_string_equal(r.why, "the gradient is zero");
  assert_int_equal(r.t.p.evaluations, 1);
  run_end(&r);

  gdl_diff fine = {GDL_DIFF_CENTRAL, 1e-13, NULL, NULL};
  run_start(&r, cost_lifted, 2, NULL);    /* differences that are exactly 0 */
  r.t.differences = &fine;
  fill(&r, one, 1);
  assert_int_equal(run_on(&r, -1, 10), GDL_OK);
  assert_int_equal(r.how, GDL_STUCK);
  assert_non_null(strstr(r.why, "rounding"));
  run_end(&r);

  run_start(&r, cost_log_nan, 3, NULL);
  r.now.x[0] = -1;
  assert_int_equal(run_evaluate(&r), GDL_OK);
  assert_int_equal(run_on(&r, -1, 10), GDL_OK);
  assert_int_equal(r.how, GDL_STUCK);
  assert_string_equal(r.why, "the gradient is not finite");
  run_end(&r);

  run_start(&r, cost_slope, 3, NULL);     /* falls for ever: only limits end */
  fill(&r, one, 1);
  assert_int_equal(run_on(&r, 0, 3), GDL_OK);
  assert_int_equal(r.iterations, 3);
  assert_true(r.now.cost < -1e6);
  run_end(&r);
}


/* A tolerance that cannot be met ends with words, not with the limit. */
static void test_rounding_floor (void **state) {
  (void)state;
  static const test_cost costs[] = {
    cost_rosenbrock, cost_lifted, cost_wood, cost_beale, cost_log_nan,
    cost_powell, cost_ill_conditioned, cost_huge
  };
  for (size_t k = 0; k < sizeof(costs)/sizeof(*costs); k++) {
    run r;
    run_start(&r, costs[k], 4, NULL);
    r.t.p.n = costs[k] == cost_rosenbrock || costs[k] == cost_lifted ||
              costs[k] == cost_beale || costs[k] == cost_huge ? 2 : 4;
    gdl_solver_lbfgs.destroy(r.self);
    assert_int_equal(gdl_solver_lbfgs.create(&r.t.p, NULL, NULL, &r.self),
                     GDL_OK);
    fill(&r, ten, 1);
    assert_int_equal(run_on(&r, -1, 20000), GDL_OK);
    assert_int_equal(r.how, GDL_STUCK);
    assert_non_null(r.why);
    double unit = costs[k] == cost_huge ? 1e150 : 1;
    assert_true(r.norm <= 1e-7*unit);
    run_end(&r);
  }
}


/* Costs all alike, gradients that change without end. */
static double cost_noise (const double *x, double *g, size_t n) {
  for (size_t i = 0; i < n; i++)
    g[i] = 1e-3*(1.5 + sin(1e4*x[i] + (double)i));
  return 1;
}


static void test_going_round_among_equals_ends (void **state) {
  (void)state;
  run r;
  run_start(&r, cost_noise, 3, NULL);
  fill(&r, one, 1);
  assert_int_equal(run_on(&r, 0, 1000), GDL_OK);
  assert_int_equal(r.how, GDL_STUCK);
  assert_true(r.iterations < 100);
  run_end(&r);
}


/* Gradients by differences: as far as they carry, then an end. */
static void test_differences (void **state) {
  (void)state;
  static const struct {
    test_cost cost; size_t n; double within;
  } rows[] = {
    {cost_rosenbrock, 2, 1e-9}, {cost_beale, 2, 1e-9}, {cost_wood, 4, 1e-9},
    {cost_lifted, 2, 1e-6}, {cost_chained, 20, 1e-9}, {cost_powell, 4, 1e-6},
    {cost_log_nan, 5, 5.0000001}
  };
  static const gdl_diff ways[] = {
    {GDL_DIFF_CENTRAL, 0, NULL, NULL}, {GDL_DIFF_CENTRAL, 1e-10, NULL, NULL},
    {GDL_DIFF_RICHARDSON, 0, NULL, NULL}
  };
  for (size_t k = 0; k < sizeof(rows)/sizeof(*rows); k++)
    for (size_t w = 0; w < 3; w++) {
      run r;
      run_start(&r, rows[k].cost, rows[k].n, NULL);
      r.t.differences = &ways[w];
      static const double start[] = {2, 0.5};
      fill(&r, start, 2);
      assert_int_equal(run_on(&r, -1, 3000), GDL_OK);
      if (r.how != GDL_STUCK)
        fail_msg("problem %d, way %d: still moving", (int)k, (int)w);
      double least = rows[k].cost == cost_lifted ? 1e6 : 0;
      double within = ways[w].h > 0 && least > 0 ? 10 : rows[k].within;
      if (!(r.now.cost - least <= within))
        fail_msg("problem %d, way %d: cost %g after %d iterations: %s", (int)k,
                 (int)w, r.now.cost, (int)r.iterations, r.why);
      run_end(&r);
    }
}


static void test_failures_of_the_problem_pass (void **state) {
  (void)state;
  for (uint64_t k = 2; k < 40; k++) {
    run r;
    run_start(&r, cost_rosenbrock, 2, NULL);
    fill(&r, away, 2);
    r.t.fail_at = k;
    r.t.failure = k % 3 == 0 ? GDL_ENOMEM : k % 3 == 1 ? GDL_ECALLBACK
                                                       : GDL_ECANCEL;
    assert_int_equal(run_on(&r, 0, 1000), r.t.failure);
    assert_int_equal(r.t.gradients, k);
    r.t.fail_at = 0;                       /* and the run can be continued */
    assert_int_equal(run_on(&r, 1e-6, 1000), GDL_OK);
    assert_true(r.norm <= 1e-6);
    run_end(&r);
  }
}


static void test_copies_go_on_identically (void **state) {
  (void)state;
  static const size_t after[] = {0, 1, 5, 10, 11, 25};
  for (size_t k = 0; k < sizeof(after)/sizeof(*after); k++) {
    run a, b;
    run_start(&a, cost_chained, 33, NULL);
    fill(&a, zero, 1);
    assert_int_equal(run_on(&a, 0, after[k]), GDL_OK);
    run_start(&b, cost_chained, 33, NULL);
    gdl_solver_lbfgs.destroy(b.self);
    assert_int_equal(gdl_solver_lbfgs.copy(a.self, &b.self), GDL_OK);
    memcpy(b.now.x, a.now.x, 33*sizeof(double));
    assert_int_equal(run_evaluate(&b), GDL_OK);
    assert_int_equal(run_on(&a, 0, 30), GDL_OK);
    assert_int_equal(run_on(&b, 0, 30), GDL_OK);
    assert_int_equal(a.iterations, after[k] + 30);
    assert_int_equal(b.iterations, 30);
    assert_memory_equal(a.now.x, b.now.x, 33*sizeof(double));
    assert_memory_equal(a.now.g, b.now.g, 33*sizeof(double));
    run_end(&a);
    assert_int_equal(run_on(&b, 1e-6, 1000), GDL_OK);   /* a is gone */
    assert_true(b.norm <= 1e-6);
    run_end(&b);
  }
}


static void test_list_of_solvers (void **state) {
  (void)state;
  assert_ptr_equal(gdl_solver_find("lbfgs"), &gdl_solver_lbfgs);
  assert_null(gdl_solver_find("lbfg"));
  assert_null(gdl_solver_find(""));
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_known_minima),
    cmocka_unit_test(test_options),
    cmocka_unit_test(test_memory_is_used),
    cmocka_unit_test(test_first_step),
    cmocka_unit_test(test_nothing_to_do),
    cmocka_unit_test(test_rounding_floor),
    cmocka_unit_test(test_going_round_among_equals_ends),
    cmocka_unit_test(test_differences),
    cmocka_unit_test(test_failures_of_the_problem_pass),
    cmocka_unit_test(test_copies_go_on_identically),
    cmocka_unit_test(test_list_of_solvers)
  };
  return cmocka_run_group_tests_name("lbfgs", tests, NULL, NULL);
}
