/*
** armijo_test.c - backtracking until the cost has fallen enough
*/
#include "lines.h"


static void test_common (void **state) {
  (void)state;
  check_common(&gdl_linesearch_armijo);
}


static void test_promise (void **state) {
  (void)state;
  static const double parts[] = {1e-4, 0.1, 0.5};
  for (int k = 0; k < 6; k++)
    for (int i = 0; i < 4; i++)
      for (int j = 0; j < 3; j++) {
        line l;
        line_init(&l, &gdl_linesearch_armijo, published[k], 0);
        line_set(&l, "decrease", parts[j]);
        double step = published_steps[i];
        line_search(&l, &step);
        assert_int_equal(l.end, GDL_SEARCH_FOUND);
        assert_true(has_decrease(&l, parts[j], step));
        assert_true(step <= published_steps[i]);
      }
}


/* The first trial is taken when it will do; else the next is a tenth to a half
** of it: on a parabola its minimum. */
static void test_trials (void **state) {
  (void)state;
  line l;
  line_init(&l, &gdl_linesearch_armijo, cost_sphere, 0);
  double step = 2;
  line_search(&l, &step);
  assert_true(step == 2);
  assert_int_equal(l.t.p.evaluations, 1);
  step = 9;                              /* minimum at 3 */
  line_search(&l, &step);
  assert_true(fabs(step - 3) < 1e-12);
  assert_int_equal(l.t.p.evaluations, 2);
  step = 6.5;                            /* more than half of it is not */
  line_search(&l, &step);
  assert_true(fabs(step - 3) < 1e-12);
  line_init(&l, &gdl_linesearch_armijo, edge_of_inf, 0);
  step = 5;
  line_search(&l, &step);
  assert_true(fabs(step - 0.5) < 1e-12);
}


static void test_patience (void **state) {
  (void)state;
  line l;
  line_init(&l, &gdl_linesearch_armijo, edge_of_nan, 0);
  line_set(&l, "evaluations", 1);
  double step = 2;
  line_search(&l, &step);
  assert_int_equal(l.end, GDL_SEARCH_FAILED);
  gdl_search s = {.problem = &l.t.p, .now = &l.now, .direction = &l.direction,
                  .step = 2, .next = &l.next, .memory = &l.memory,
                  .patience = 10, .end = GDL_SEARCH_FAILED};
  assert_int_equal(l.search->search(l.options, &s), GDL_OK);
  assert_int_equal(s.end, GDL_SEARCH_FOUND);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_common),
    cmocka_unit_test(test_promise),
    cmocka_unit_test(test_trials),
    cmocka_unit_test(test_patience)
  };
  return cmocka_run_group_tests_name("armijo", tests, NULL, NULL);
}
