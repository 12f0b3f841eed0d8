/*
** nonmonotone_test.c - backtracking below a mean of the last costs
*/
#include "lines.h"


static void test_common (void **state) {
  (void)state;
  check_common(&gdl_linesearch_nonmonotone);
}


/* The first search has no past: it promises what armijo does. */
static void test_first (void **state) {
  (void)state;
  for (int k = 0; k < 6; k++)
    for (int i = 0; i < 4; i++) {
      line l;
      line_init(&l, &gdl_linesearch_nonmonotone, published[k], 0);
      double step = published_steps[i];
      line_search(&l, &step);
      assert_int_equal(l.end, GDL_SEARCH_FOUND);
      assert_true(has_decrease(&l, 1e-4, step));
    }
}


/* The mean of formula (1.4) of the paper bounds what comes next. */
static void test_promise (void **state) {
  (void)state;
  static const double memories[] = {0, 0.5, 0.85, 1};
  for (int k = 0; k < 4; k++) {
    line l;
    line_init(&l, &gdl_linesearch_nonmonotone, cost_sphere, 0);
    line_set(&l, "memory", memories[k]);
    double weight = 1, mean = l.now.cost;
    int rises = 0;
    static const double steps[] = {2.5, 1.5, 1.7, 1.5, 1.5, 1.6, 0.7};
    for (int i = 0; i < 7; i++) {
      double step = steps[i], next = memories[k]*weight + 1;
      line_search(&l, &step);
      assert_int_equal(l.end, GDL_SEARCH_FOUND);
      double bound = fmax(mean, l.now.cost);
      assert_true(l.next.cost <= bound + 1e-4*step*l.g0*l.direction + 1e-15);
      mean = (memories[k]*weight*mean + l.next.cost)/next;
      weight = next;
      assert_true(fabs(l.memory.values[0] - weight) <= 1e-14*weight);
      assert_true(fabs(l.memory.values[1] - mean) <= 1e-13*(1 + mean));
      rises += l.next.cost > l.now.cost;
      if (l.g1 == 0)                     /* backtracked to the minimum */
        break;
      line_follow(&l);
    }
    assert_true(memories[k] == 0 ? rises == 0 : rises > 0);
  }
}


/* A search that fails leaves the memory as it was. */
static void test_failure_is_not_remembered (void **state) {
  (void)state;
  line l;
  line_init(&l, &gdl_linesearch_nonmonotone, never_finite, 0);
  double step = 1;
  line_search(&l, &step);
  assert_int_equal(l.end, GDL_SEARCH_FAILED);
  assert_true(l.memory.values[0] == 0 && l.memory.values[1] == 0);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_common),
    cmocka_unit_test(test_first),
    cmocka_unit_test(test_promise),
    cmocka_unit_test(test_failure_is_not_remembered)
  };
  return cmocka_run_group_tests_name("nonmonotone", tests, NULL, NULL);
}
