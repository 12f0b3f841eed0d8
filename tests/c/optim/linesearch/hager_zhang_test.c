/*
** hager_zhang_test.c - line search for the (approximate) Wolfe conditions
*/
#include "lines.h"


static void test_common (void **state) {
  (void)state;
  check_common(&gdl_linesearch_hager_zhang);
}


/* T1 or T2 of the paper. */
static int is_wolfe (const line *l, double decrease, double curvature,
                     double slack, double step) {
  double slope0 = l->g0 * l->direction, slope = slope_at(l);
  if (slope < curvature*slope0)
    return 0;
  return has_decrease(l, decrease, step) ||
         (l->next.cost <= l->now.cost + slack*fabs(l->now.cost) &&
          slope <= (2*decrease - 1)*slope0);
}


static void test_promise (void **state) {
  (void)state;
  static const struct {double decrease, curvature;} rows[] = {
    {0.1, 0.9}, {1e-3, 0.1}, {1e-3, 1e-3}
  };
  for (int k = 0; k < 6; k++)
    for (int i = 0; i < 4; i++)
      for (int j = 0; j < 3; j++) {
        line l;
        line_init(&l, &gdl_linesearch_hager_zhang, published[k], 0);
        line_set(&l, "decrease", rows[j].decrease);
        line_set(&l, "curvature", rows[j].curvature);
        double step = published_steps[i];
        line_search(&l, &step);
        if (l.end != GDL_SEARCH_FOUND ||
            !is_wolfe(&l, rows[j].decrease, rows[j].curvature, 1e-6, step))
          fail_msg("function %d from %g, row %d: end %d, step %g", k + 1,
                   published_steps[i], j, (int)l.end, step);
      }
}


/* Costs that hide the decrease: slopes find the minimum to its last digits. */
static double lifted (const double *x, double *g, size_t n) {
  (void)n;
  *g = 2*(*x - 1);
  return 1e10 + (*x - 1)*(*x - 1);
}

static void test_below_rounding (void **state) {
  (void)state;
  line l;
  line_init(&l, &gdl_linesearch_hager_zhang, lifted, 1 - 1e-6);
  assert_true(lifted(&l.x0, &l.g1, 1) == 1e10);
  line_set(&l, "curvature", 0.11);
  double step = 1e-3;
  line_search(&l, &step);
  assert_int_equal(l.end, GDL_SEARCH_FOUND);
  assert_true(fabs(l.x1 - 1) <= 0.11e-6);
}


/* Weights and sizes of the costs before, (3.2) of the second paper. */
static void test_memory (void **state) {
  (void)state;
  line l;
  line_init(&l, &gdl_linesearch_hager_zhang, cost_sphere, 0);
  double step = 1;
  line_search(&l, &step);
  assert_true(l.memory.values[0] == 1 && l.memory.values[1] == 9);
  double cost = l.next.cost;
  line_follow(&l);
  step = 1;
  line_search(&l, &step);
  assert_true(l.memory.values[0] == 1.7);
  assert_true(fabs(l.memory.values[1] - (9 + (cost - 9)/1.7)) < 1e-14);
}


static void test_contrary_options (void **state) {
  (void)state;
  line l;
  const char *why = NULL;
  line_init(&l, &gdl_linesearch_hager_zhang, phi1, 0);
  line_set(&l, "decrease", 0.4);
  line_set(&l, "curvature", 0.3);
  assert_int_equal(l.search->check(l.options, &why), GDL_EINVAL);
  assert_string_equal(why, "'curvature' must be above 'decrease'");
}


static void test_endless_fall_ends (void **state) {
  (void)state;
  line l;
  line_init(&l, &gdl_linesearch_hager_zhang, falls_for_ever, 0);
  double step = 1;
  line_search(&l, &step);
  assert_int_equal(l.end, GDL_SEARCH_DECREASED);
  assert_true(step > 1e20);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_common),
    cmocka_unit_test(test_promise),
    cmocka_unit_test(test_below_rounding),
    cmocka_unit_test(test_memory),
    cmocka_unit_test(test_contrary_options),
    cmocka_unit_test(test_endless_fall_ends)
  };
  return cmocka_run_group_tests_name("hager_zhang", tests, NULL, NULL);
}
