/*
** strong_wolfe_test.c - line search for the strong Wolfe conditions
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>

#include "optim/linesearch/strong_wolfe.h"
#include "../problems.h"
#include "more_thuente.h"


/*
** Searching along one variable
*/

typedef struct line {
  test_problem t;
  double x0, g0, x1, g1, direction;
  gdl_point now, next;
  gdl_strong_wolfe how;
} line;


static void line_init (line *l, test_cost cost, double x0) {
  memset(l, 0, sizeof(*l));
  l->t = test_problem_of(cost, 1);
  l->x0 = x0;
  l->now.x = &l->x0;
  l->now.g = &l->g0;
  l->next.x = &l->x1;
  l->next.g = &l->g1;
  l->now.cost = cost(&x0, &l->g0, 1);
  l->direction = l->g0 < 0 ? 1 : -1;
  gdl_strong_wolfe how = {1e-4, 0.9, 0, 1e20, 1e-12, 40};
  l->how = how;
}


static gdl_search_end line_search (line *l, double *step) {
  gdl_search_end end;
  l->t.p.evaluations = 0;
  assert_int_equal(gdl_strong_wolfe_search(&l->how, &l->t.p, &l->now,
                                           &l->direction, step, &l->next,
                                           &end), GDL_OK);
  if (end != GDL_SEARCH_FAILED) {         /* 'next' is where 'step' leads */
    double g, x = l->x0 + *step * l->direction;
    assert_true(l->x1 == x);
    assert_true(l->next.cost == l->t.cost(&x, &g, 1));
    assert_true(l->g1 == g);
  }
  assert_true(l->t.p.evaluations <= (uint64_t)l->how.evaluations);
  return end;
}


static int has_decrease (const line *l, double step) {
  return l->next.cost <= l->now.cost +
                         l->how.decrease * step * l->g0 * l->direction;
}


static void test_published_functions (void **state) {
  (void)state;
  static const struct {
    test_cost cost; double decrease, curvature; int evaluations[4];
  } rows[] = {                     /* the paper's counts, tables I to VI */
    {phi1, 1e-3, 0.1, {6, 3, 1, 4}},
    {phi2, 0.1, 0.1, {12, 8, 8, 11}},
    {phi3, 0.1, 0.1, {12, 12, 10, 13}},
    {phi4, 1e-3, 1e-3, {4, 1, 3, 4}},
    {phi5, 1e-3, 1e-3, {6, 3, 7, 8}},
    {phi6, 1e-3, 1e-3, {13, 11, 8, 11}}
  };
  static const double steps[4] = {1e-3, 1e-1, 1e1, 1e3};
  for (size_t k = 0; k < 6; k++)
    for (int i = 0; i < 4; i++) {
      line l;
      line_init(&l, rows[k].cost, 0);
      l.how.decrease = rows[k].decrease;
      l.how.curvature = rows[k].curvature;
      double step = steps[i];
      assert_int_equal(line_search(&l, &step), GDL_SEARCH_FOUND);
      assert_true(has_decrease(&l, step));
      assert_true(fabs(l.g1) <= rows[k].curvature * fabs(l.g0));
      assert_int_equal(l.t.p.evaluations, rows[k].evaluations[i]);
    }
}


static double valley (const double *x, double *g, size_t n) {
  (void)n;
  *g = 2*(*x - 3);
  return (*x - 3)*(*x - 3);
}


static void test_a_good_first_step_costs_one_evaluation (void **state) {
  (void)state;
  line l;
  line_init(&l, valley, 0);
  double step = 3;
  assert_int_equal(line_search(&l, &step), GDL_SEARCH_FOUND);
  assert_int_equal(l.t.p.evaluations, 1);
  assert_true(step == 3);
  l.how.curvature = 0.01;             /* a parabola needs one correction */
  step = 5.5;
  assert_int_equal(line_search(&l, &step), GDL_SEARCH_FOUND);
  assert_int_equal(l.t.p.evaluations, 2);
  assert_true(fabs(step - 3) < 1e-12);
}


/* -log(1 - x) - 1.5x, minimum 1/3, without a value from 1 on. */
static double edge_nan (const double *x, double *g, size_t n) {
  (void)n;
  *g = *x < 1 ? 1/(1 - *x) - 1.5 : NAN;
  return *x < 1 ? -log(1 - *x) - 1.5 * *x : NAN;
}

static double edge_inf (const double *x, double *g, size_t n) {
  (void)n;
  *g = 1/(1 - *x) - 1.5;
  return *x < 1 ? -log(1 - *x) - 1.5 * *x : INFINITY;
}

/* Falls right up to an edge behind which there is nothing. */
static double cliff (const double *x, double *g, size_t n) {
  (void)n;
  *g = -1;
  return *x <= 1 ? -*x : NAN;
}

/* The cost has a value at the edge, the slope has none. */
static double vertical (const double *x, double *g, size_t n) {
  (void)n;
  *g = -0.5 / sqrt(1 - *x);
  return *x <= 1 ? sqrt(1 - *x) : NAN;
}


static void test_trials_without_a_value (void **state) {
  (void)state;
  static const double steps[] = {1e-3, 0.9, 1, 2, 1e3, 1e8, 1e15};
  for (size_t i = 0; i < 7; i++) {
    line l;
    double step = steps[i];
    line_init(&l, edge_nan, 0);
    l.how.curvature = 0.1;
    assert_int_equal(line_search(&l, &step), GDL_SEARCH_FOUND);
    assert_true(has_decrease(&l, step) && fabs(l.g1) <= 0.1*fabs(l.g0));
    assert_in_range(l.t.p.evaluations, 1, 18);
    step = steps[i];
    line_init(&l, edge_inf, 0);
    assert_int_equal(line_search(&l, &step), GDL_SEARCH_FOUND);
    step = steps[i];
    line_init(&l, cliff, 0);
    assert_int_equal(line_search(&l, &step), GDL_SEARCH_DECREASED);
    assert_true(step <= 1 && step > 1 - 1e-6);
    step = steps[i];
    line_init(&l, vertical, 0);
    l.how.curvature = 0.5;
    assert_int_equal(line_search(&l, &step), GDL_SEARCH_DECREASED);
    assert_true(step < 1 && step > 0.99);
  }
}


/* Falls steeply, then for ever, but too slowly to count as decrease. */
static double plain (const double *x, double *g, size_t n) {
  double th = tanh(*x);
  (void)n;
  *g = -0.01 - (1 - th*th);
  return -0.01 * *x - th;
}


static void test_low_costs_without_sufficient_decrease (void **state) {
  (void)state;
  static const double steps[] = {12, 100, 1e4};
  for (size_t i = 0; i < 3; i++) {
    line l;
    double step = steps[i];
    line_init(&l, plain, 0);
    l.how.decrease = 0.1;
  l.how.curvature = 0.2;
    assert_int_equal(line_search(&l, &step), GDL_SEARCH_FOUND);
    assert_true(has_decrease(&l, step) && fabs(l.g1) <= 0.1*fabs(l.g0));
    assert_in_range(l.t.p.evaluations, 2, 16);
  }
}


static double nothing (const double *x, double *g, size_t n) {
  (void)n;
  *g = *x == 0 ? -1 : NAN;
  return *x == 0 ? 0 : NAN;
}

/* The slope lies: whatever the step, the cost rises. */
static double liar (const double *x, double *g, size_t n) {
  (void)n;
  *g = -1;
  return fabs(*x);
}


static void test_failures (void **state) {
  (void)state;
  line l;
  double step = 1;
  line_init(&l, nothing, 0);
  assert_int_equal(line_search(&l, &step), GDL_SEARCH_FAILED);
  line_init(&l, liar, 0);
  step = 1;
  assert_int_equal(line_search(&l, &step), GDL_SEARCH_FAILED);
  gdl_search_end end;
  line_init(&l, valley, 0);
  l.direction = -1;                                 /* uphill */
  assert_int_equal(gdl_strong_wolfe_search(&l.how, &l.t.p, &l.now,
                   &l.direction, &step, &l.next, &end), GDL_EINVAL);
  l.direction = NAN;
  assert_int_equal(gdl_strong_wolfe_search(&l.how, &l.t.p, &l.now,
                   &l.direction, &step, &l.next, &end), GDL_EINVAL);
  l.direction = 1;
  step = 0;
  assert_int_equal(gdl_strong_wolfe_search(&l.how, &l.t.p, &l.now,
                   &l.direction, &step, &l.next, &end), GDL_EINVAL);
  assert_int_equal(l.t.p.evaluations, 0);
}


static double falling (const double *x, double *g, size_t n) {
  (void)n;
  *g = -1;
  return -*x;
}


static void test_limits (void **state) {
  (void)state;
  line l;
  double step = 1;
  line_init(&l, falling, 0);
  l.how.largest = 50;
  assert_int_equal(line_search(&l, &step), GDL_SEARCH_DECREASED);
  assert_true(step == 50);
  line_init(&l, falling, 0);
  l.how.evaluations = 4;
  step = 1;
  assert_int_equal(line_search(&l, &step), GDL_SEARCH_DECREASED);
  assert_true(step > 10);
  line_init(&l, valley, 0);
  l.how.smallest = 7;                               /* beyond the valley */
  step = 1;
  assert_int_equal(line_search(&l, &step), GDL_SEARCH_FAILED);
}


/* Whenever evaluations run out, the lowest trial with decrease comes back. */
static void test_evaluations_run_out (void **state) {
  (void)state;
  static const test_cost costs[] = {phi1, phi2, phi3, phi4, phi5, phi6};
  static const double steps[] = {1e-3, 1e-1, 1e1, 1e3};
  int decreased = 0;
  for (size_t k = 0; k < 6; k++)
    for (int i = 0; i < 4; i++)
      for (int most = 1; most <= 12; most++) {
        line l;
        line_init(&l, costs[k], 0);
        l.how.curvature = l.how.decrease = 1e-3;
        l.how.evaluations = most;
        double step = steps[i];
        gdl_search_end end = line_search(&l, &step);
        if (end != GDL_SEARCH_FAILED)
          assert_true(has_decrease(&l, step));
        decreased += end == GDL_SEARCH_DECREASED;
      }
  assert_true(decreased > 20);
}


/* 1 + (x - 1e-9)^2: costs near the minimum are all equal, slopes are not. */
static double drowned (const double *x, double *g, size_t n) {
  (void)n;
  *g = 2*(*x - 1e-9);
  return 1 + (*x - 1e-9)*(*x - 1e-9);
}


static void test_last_digits_by_slopes (void **state) {
  (void)state;
  static const double steps[] = {1e-12, 1e-10, 1e-9, 3e-9, 1};
  for (size_t i = 0; i < 5; i++) {
    line l;
    line_init(&l, drowned, 0);
    l.how.curvature = 0.1;
    double step = steps[i];
    assert_int_equal(line_search(&l, &step), GDL_SEARCH_FOUND);
    assert_true(fabs(step - 1e-9) <= 0.11e-9);
    l.now.g_error = 1e-8;             /* slopes that are noise prove nothing */
    step = steps[i];
    assert_int_equal(line_search(&l, &step), GDL_SEARCH_FAILED);
  }
}


static void test_failures_of_the_problem_pass (void **state) {
  (void)state;
  for (uint64_t k = 1; k <= 6; k++) {
    line l;
    line_init(&l, phi2, 0);
    l.how.curvature = l.how.decrease = 0.1;
    l.t.fail_at = k;
    l.t.failure = k % 2 ? GDL_ECALLBACK : GDL_ECANCEL;
    double step = 1e-3;
    gdl_search_end end;
    assert_int_equal(gdl_strong_wolfe_search(&l.how, &l.t.p, &l.now,
                     &l.direction, &step, &l.next, &end), l.t.failure);
    assert_int_equal(l.t.gradients, k);
  }
}


/* As one of the list: the same steps, its options in their places. */
static void test_as_a_line_search (void **state) {
  (void)state;
  const gdl_linesearch *search = gdl_linesearch_find("strong_wolfe");
  assert_ptr_equal(search, &gdl_linesearch_strong_wolfe);
  static const double options[] = {0.1, 0.2, 0, 1e20, 1e-12, 40};
  static const double contrary[][6] = {
    {0.3, 0.2, 0, 1e20, 1e-12, 20}, {0.1, 0.2, 3, 2, 1e-12, 20}
  };
  const char *why = "";
  assert_int_equal(search->check(options, &why), GDL_OK);
  assert_null(why);
  for (int k = 0; k < 2; k++) {
    assert_int_equal(search->check(contrary[k], &why), GDL_EINVAL);
    assert_non_null(why);
  }
  line l;
  line_init(&l, phi2, 0);
  l.how.decrease = 0.1;
  l.how.curvature = 0.2;
  double step = 10;
  assert_int_equal(line_search(&l, &step), GDL_SEARCH_FOUND);
  uint64_t used = l.t.p.evaluations;
  gdl_search s = {.problem = &l.t.p, .now = &l.now, .direction = &l.direction,
                  .step = 10, .next = &l.next, .end = GDL_SEARCH_FAILED};
  assert_int_equal(search->search(options, &s), GDL_OK);
  assert_int_equal(s.end, GDL_SEARCH_FOUND);
  assert_true(s.step == step);
  assert_int_equal(l.t.p.evaluations, 2*used);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_as_a_line_search),
    cmocka_unit_test(test_published_functions),
    cmocka_unit_test(test_a_good_first_step_costs_one_evaluation),
    cmocka_unit_test(test_trials_without_a_value),
    cmocka_unit_test(test_low_costs_without_sufficient_decrease),
    cmocka_unit_test(test_failures),
    cmocka_unit_test(test_limits),
    cmocka_unit_test(test_evaluations_run_out),
    cmocka_unit_test(test_last_digits_by_slopes),
    cmocka_unit_test(test_failures_of_the_problem_pass)
  };
  return cmocka_run_group_tests_name("strong_wolfe", tests, NULL, NULL);
}
