/*
** conjugate_test.c - conjugate gradients for H p = -g, one step at a time
*/
#include "optim/solver/conjugate.h"
#include "run.h"

#define N 5


/* H = diag(1, 2, ..., N), less 'sink' in the last place. */
static double sink;

static gdl_status times (gdl_problem *p, const double *x, const double *v,
                         double *hv) {
  (void)x;
  for (size_t i = 0; i < p->n; i++)
    hv[i] = ((double)(i + 1) - (i + 1 == p->n ? sink : 0))*v[i];
  return GDL_OK;
}


static void test_solution (void **state) {
  (void)state;
  static const double units[] = {1, 1e200, 1e-200};
  gdl_problem problem = {.n = N, .hessian_vector = times};
  sink = 0;
  for (int u = 0; u < 3; u++) {
    double x[N] = {0}, g[N], p[N], work[3*N], unit = units[u];
    for (size_t i = 0; i < N; i++)
      g[i] = unit*(double)(N - i);
    gdl_conjugate c;
    gdl_conjugate_begin(&c, &problem, x, g, p, work);
    for (int k = 0; k < N; k++) {
      assert_int_equal(gdl_conjugate_look(&c), GDL_OK);
      assert_true(c.finite && !c.negative);
      gdl_conjugate_move(&c, c.rr/c.curvature);
    }
    assert_true(c.rr < 1e-20);
    double fall = gdl_conjugate_end(&c, g)/unit/unit, expected = 0;
    for (size_t i = 0; i < N; i++) {
      double least = -(double)(N - i)/(double)(i + 1);
      assert_true(fabs(p[i]/unit - least) < 1e-9);
      expected -= least*(double)(N - i)/2;
    }
    if (u == 0)
      assert_true(fabs(fall - expected) < 1e-9);
  }
}


static void test_negative_curvature (void **state) {
  (void)state;
  gdl_problem problem = {.n = N, .hessian_vector = times};
  double x[N] = {0}, g[N] = {1, 1, 1, 1, 1}, p[N], work[3*N];
  gdl_conjugate c;
  sink = 100;
  gdl_conjugate_begin(&c, &problem, x, g, p, work);
  assert_int_equal(gdl_conjugate_look(&c), GDL_OK);
  assert_true(c.finite && c.negative && c.curvature < 0);
  gdl_conjugate_move(&c, 2);
  /* against g, 2*|d| far, where the model is (1 + 2 + 3 + 4 - 95)/2*p^2 + 5*p */
  double fall = gdl_conjugate_end(&c, g);
  assert_true(fabs(p[0] + 2) < 1e-12);
  assert_true(fabs(fall - (5*2 + 85*4/2.0)) < 1e-9);
  sink = NAN;
  gdl_conjugate_begin(&c, &problem, x, g, p, work);
  assert_int_equal(gdl_conjugate_look(&c), GDL_OK);
  assert_false(c.finite);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_solution),
    cmocka_unit_test(test_negative_curvature)
  };
  return cmocka_run_group_tests_name("conjugate", tests, NULL, NULL);
}
