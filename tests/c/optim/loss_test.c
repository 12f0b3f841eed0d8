/*
** loss_test.c - what a residual costs
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "optim/loss.h"

static const gdl_loss_kind kinds[] = {
  GDL_LOSS_LINEAR, GDL_LOSS_HUBER, GDL_LOSS_SOFT_L1, GDL_LOSS_CAUCHY
};


static double cost_of (const gdl_loss *l, double r) {
  return gdl_loss_cost(l, &r, 1);
}


static void test_values (void **state) {
  (void)state;
  gdl_loss l = {GDL_LOSS_LINEAR, 2};
  double r[2] = {3, -4};
  assert_true(gdl_loss_cost(&l, r, 2) == 12.5);
  assert_true(gdl_loss_cost(&l, r, 0) == 0);
  l.kind = GDL_LOSS_HUBER;           /* |r| below and above 2 */
  assert_true(fabs(cost_of(&l, 1) - 0.5) < 1e-15);
  assert_true(fabs(cost_of(&l, -6) - (2*6 - 2)) < 1e-14);
  l.kind = GDL_LOSS_SOFT_L1;
  assert_true(fabs(cost_of(&l, 6) - 4*(sqrt(10) - 1)) < 1e-14);
  l.kind = GDL_LOSS_CAUCHY;
  assert_true(fabs(cost_of(&l, 6) - 2*log(10)) < 1e-14);
}


/* The slope is the derivative of the cost; the bend that of slope times r, where
** it is not held up. */
static void test_derivatives (void **state) {
  (void)state;
  static const double at[] = {-7, -2.5, -1, -0.1, 0, 1e-8, 0.3, 1.5, 2.5, 40};
  for (size_t k = 0; k < sizeof(kinds)/sizeof(*kinds); k++)
    for (size_t i = 0; i < sizeof(at)/sizeof(*at); i++) {
      gdl_loss l = {kinds[k], 2};
      double r = at[i], h = 1e-4, slope, bend, up, down, ignored;
      gdl_loss_weights(&l, r, &slope, &bend);
      double d = (cost_of(&l, r + h) - cost_of(&l, r - h))/(2*h);
      assert_true(fabs(d - slope*r) <= 1e-6*(1 + fabs(r)));
      gdl_loss_weights(&l, r + h, &up, &ignored);
      gdl_loss_weights(&l, r - h, &down, &ignored);
      double second = (up*(r + h) - down*(r - h))/(2*h);
      assert_true(bend > 0);
      if (second > 0.01*slope)
        assert_true(fabs(bend - second) <= 1e-5);
      else
        assert_true(bend <= 0.01*slope);
    }
}


static void test_gradient (void **state) {
  (void)state;
  const double r[3] = {1, -5, 0.5}, jac[6] = {1, 2, -3, 0, 0.25, 4};
  for (size_t k = 0; k < sizeof(kinds)/sizeof(*kinds); k++) {
    gdl_loss l = {kinds[k], 1.5};
    double g[2], h = 1e-5;
    gdl_loss_gradient(&l, r, jac, 3, 2, g);
    for (size_t j = 0; j < 2; j++) {
      double up[3], down[3];
      for (size_t i = 0; i < 3; i++) {
        up[i] = r[i] + h*jac[2*i + j];
        down[i] = r[i] - h*jac[2*i + j];
      }
      double d = (gdl_loss_cost(&l, up, 3) - gdl_loss_cost(&l, down, 3))/(2*h);
      assert_true(fabs(d - g[j]) < 1e-8);
    }
  }
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_values),
    cmocka_unit_test(test_derivatives),
    cmocka_unit_test(test_gradient)
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
