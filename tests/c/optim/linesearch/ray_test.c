/*
** ray_test.c - the cost along a direction
*/
#include "lines.h"
#include "optim/linesearch/ray.h"


/* x^2 far above 0: what the cost changes by near 0 is lost in rounding. */
static double high_bowl (const double *x, double *g, size_t n) {
  (void)n;
  g[0] = 2*x[0];
  return 1e9 + x[0]*x[0];
}


static gdl_search search_of (line *l, double step) {
  return (gdl_search){.problem = &l->t.p, .now = &l->now,
                      .direction = &l->direction, .step = step,
                      .next = &l->next, .memory = &l->memory};
}


static void test_init (void **state) {
  (void)state;
  line l;
  gdl_ray r;
  line_init(&l, &gdl_linesearch_armijo, cost_sphere, 4);
  gdl_search s = search_of(&l, 1);
  assert_int_equal(gdl_ray_init(&r, &s), GDL_OK);
  assert_true(r.slope0 < 0 && r.used == 0 && r.at == 0);
  l.direction = -l.direction;
  assert_int_equal(gdl_ray_init(&r, &s), GDL_EINVAL);
  l.direction = 0;
  assert_int_equal(gdl_ray_init(&r, &s), GDL_EINVAL);
  l.direction = NAN;
  assert_int_equal(gdl_ray_init(&r, &s), GDL_EINVAL);
  l.direction = -1;
  s.step = 0;
  assert_int_equal(gdl_ray_init(&r, &s), GDL_EINVAL);
  s.step = NAN;
  assert_int_equal(gdl_ray_init(&r, &s), GDL_EINVAL);
}


/* Where costs cannot tell, slopes do: of a parabola the mean of two is exact. */
static void test_rise (void **state) {
  (void)state;
  line l;
  gdl_ray r;
  gdl_trial p;
  line_init(&l, &gdl_linesearch_armijo, high_bowl, 1e-6);
  gdl_search s = search_of(&l, 1);
  assert_int_equal(gdl_ray_init(&r, &s), GDL_OK);
  assert_int_equal(gdl_ray_evaluate(&r, 5e-7, &p), GDL_OK);
  assert_true(l.x1 == 1e-6 - 5e-7 && r.used == 1 && r.at == 5e-7);
  double exact = (1e-6 - 5e-7)*(1e-6 - 5e-7) - 1e-12;
  assert_true(fabs(p.rise - exact) < 1e-6*fabs(exact));
  assert_true(gdl_trial_counts(&p));
  /* a gradient of differences that is all error says nothing about costs */
  l.now.g_error = 1;
  assert_int_equal(gdl_ray_init(&r, &s), GDL_OK);
  assert_true(gdl_ray_noise(&r) == 1);
  assert_int_equal(gdl_ray_evaluate(&r, 5e-7, &p), GDL_OK);
  assert_true(p.rise == l.next.cost - l.now.cost);
}


static void test_counts (void **state) {
  (void)state;
  const double no[] = {NAN, INFINITY, -INFINITY};
  for (int i = 0; i < 3; i++) {
    assert_false(gdl_trial_counts(&(gdl_trial){1, no[i], 1}));
    assert_false(gdl_trial_counts(&(gdl_trial){1, 1, no[i]}));
  }
}


/* Cubics with a known minimum: (t - 2)^2 (t + 4), which falls from 0 to 2. */
static void test_cubic (void **state) {
  (void)state;
#define CUBIC(t)  {t, ((t) - 2)*((t) - 2)*((t) + 4) - 16, \
                   2*((t) - 2)*((t) + 4) + ((t) - 2)*((t) - 2)}
  static const gdl_trial at[] = {CUBIC(0.25), CUBIC(1.0), CUBIC(3.5)};
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      if (i != j) {
        int ahead;
        assert_true(fabs(gdl_trial_cubic(&at[i], &at[j], &ahead) - 2) < 1e-12);
        /* from b through a to the minimum, or is it between them? */
        assert_int_equal(ahead, (at[j].t - at[i].t)*(2 - at[i].t) < 0);
      }
}


static void test_settle (void **state) {
  (void)state;
  line l;
  gdl_ray r;
  gdl_trial p;
  line_init(&l, &gdl_linesearch_armijo, cost_sphere, 4);
  gdl_search s = search_of(&l, 1);
  assert_int_equal(gdl_ray_init(&r, &s), GDL_OK);
  p = (gdl_trial){0, 0, 0};
  assert_int_equal(gdl_ray_settle(&r, &p, &s), GDL_OK);
  assert_int_equal(s.end, GDL_SEARCH_FAILED);
  gdl_trial other;
  assert_int_equal(gdl_ray_evaluate(&r, 0.5, &p), GDL_OK);
  assert_int_equal(gdl_ray_evaluate(&r, 2, &other), GDL_OK);
  assert_int_equal(gdl_ray_settle(&r, &p, &s), GDL_OK);
  assert_int_equal(s.end, GDL_SEARCH_DECREASED);
  assert_true(s.step == 0.5 && l.x1 == 3.5 && r.used == 3);
  /* where 'next' stands there already nothing is asked */
  assert_int_equal(gdl_ray_settle(&r, &p, &s), GDL_OK);
  assert_int_equal(r.used, 3);
  assert_int_equal(gdl_ray_accept(&other, &s), GDL_OK);
  assert_true(s.step == 2 && s.end == GDL_SEARCH_FOUND);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_init),
    cmocka_unit_test(test_rise),
    cmocka_unit_test(test_counts),
    cmocka_unit_test(test_cubic),
    cmocka_unit_test(test_settle)
  };
  return cmocka_run_group_tests_name("ray", tests, NULL, NULL);
}
