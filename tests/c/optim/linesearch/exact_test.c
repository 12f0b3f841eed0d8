/*
** exact_test.c - the minimum along the line
*/
#include "lines.h"


static void test_common (void **state) {
  (void)state;
  check_common(&gdl_linesearch_exact);
}


/* Next to the accepted step, by no more than a few doubles, the slope has the
** other sign, or it is 0 but for rounding; and the cost has fallen. */
static void test_promise (void **state) {
  (void)state;
  for (int k = 0; k < 6; k++)
    for (int i = 0; i < 4; i++) {
      line l;
      line_init(&l, &gdl_linesearch_exact, published[k], 0);
      double step = published_steps[i];
      line_search(&l, &step);
      assert_int_equal(l.end, GDL_SEARCH_FOUND);
      if (!(l.next.cost < l.now.cost))
        fail_msg("function %d from %g: cost %g, step %g", k + 1,
                 published_steps[i], l.next.cost - l.now.cost, step);
      double below = l.x1*(1 - 8*DBL_EPSILON), above = l.x1*(1 + 8*DBL_EPSILON);
      double g_below, g_above;
      l.t.cost(&below, &g_below, 1);
      l.t.cost(&above, &g_above, 1);
      int flat = fabs(l.g1) <= 4*DBL_EPSILON*fabs(l.g0);
      if (!flat && !(g_below <= 0 && g_above >= 0))
        fail_msg("function %d from %g: slopes %g, %g, %g", k + 1,
                 published_steps[i], g_below, l.g1, g_above);
    }
}


/* Where the minimum is known. */
static void test_minima (void **state) {
  (void)state;
  static const struct {test_cost cost; double start, minimum;} rows[] = {
    {cost_sphere, 0, 3}, {cost_sphere, 1e6, 3}, {phi1, 0, 1.4142135623730951},
    {phi2, 0, 1.596}, {edge_of_nan, 0, 1/3.0}, {edge_of_inf, 0, 1/3.0}
  };
  for (size_t k = 0; k < sizeof(rows)/sizeof(*rows); k++) {
    line l;
    line_init(&l, &gdl_linesearch_exact, rows[k].cost, rows[k].start);
    double step = 0.9;
    line_search(&l, &step);
    assert_int_equal(l.end, GDL_SEARCH_FOUND);
    assert_true(fabs(l.x1 - rows[k].minimum) <=
                8*DBL_EPSILON*fmax(fabs(rows[k].start), rows[k].minimum));
    assert_true(l.t.p.evaluations < 80);
  }
}


static void test_width (void **state) {
  (void)state;
  uint64_t used[2];
  for (int k = 0; k < 2; k++) {
    line l;
    line_init(&l, &gdl_linesearch_exact, phi2, 0);
    line_set(&l, "width", k == 0 ? 0.01 : 0);
    double step = 0.1;
    line_search(&l, &step);
    assert_int_equal(l.end, GDL_SEARCH_FOUND);
    assert_true(fabs(l.x1 - 1.596) <= (k == 0 ? 0.02 : 1e-14));
    used[k] = l.t.p.evaluations;
  }
  assert_true(used[0] < used[1]);
}


static void test_endless_fall_ends (void **state) {
  (void)state;
  line l;
  line_init(&l, &gdl_linesearch_exact, falls_for_ever, 0);
  double step = 1;
  line_search(&l, &step);
  assert_int_equal(l.end, GDL_SEARCH_DECREASED);
  assert_true(l.t.p.evaluations <= 201);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_common),
    cmocka_unit_test(test_promise),
    cmocka_unit_test(test_minima),
    cmocka_unit_test(test_width),
    cmocka_unit_test(test_endless_fall_ends)
  };
  return cmocka_run_group_tests_name("exact", tests, NULL, NULL);
}
