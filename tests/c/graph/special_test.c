/*
** special_test.c - digamma and polygamma, against 30 digits
** (The tables of derivatives_test.c have many more points.)
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "build.h"
#include "graph/ops.h"
#include "graph/special.h"

#define DIGITS_LOST 4    /* ulp */


static void check (double got, double expected) {
  double ulp = ldexp(1, ilogb(expected) - 52);
  if (!(fabs(got - expected) <= DIGITS_LOST * ulp))
    fail_msg("%.17g, but it is %.17g", got, expected);
}


static void test_digamma_near_its_zero (void **state) {
  (void)state;
  check(gdl_digamma(1.4616321449683622), -9.241265521729427e-17);
  check(gdl_digamma(1.4616321449683625), 1.2245374622004068e-16);
  check(gdl_digamma(1.461632145), 3.061493192929884e-11);
  check(gdl_digamma(1.46), -0.0015805619870834522);
  check(gdl_digamma(1.47), 0.008066489011364869);
}


static void test_digamma (void **state) {
  (void)state;
  check(gdl_digamma(1), -0.5772156649015329);
  check(gdl_digamma(2), 0.42278433509846713);
  check(gdl_digamma(0.5), -1.9635100260214235);
  check(gdl_digamma(10), 2.251752589066721);
  check(gdl_digamma(1e-5), -100000.57719921567);
  check(gdl_digamma(1e10), 23.025850929890456);
  check(gdl_digamma(-0.5), 0.03648997397857652);
  check(gdl_digamma(-10.25), 5.516858419886273);
  assert_same(gdl_digamma(0.0), -INFINITY);
  assert_same(gdl_digamma(-0.0), INFINITY);
  assert_same(gdl_digamma(-3), NAN);
  assert_same(gdl_digamma(-1e300), NAN);
  assert_same(gdl_digamma(-INFINITY), NAN);
  assert_same(gdl_digamma(INFINITY), INFINITY);
  assert_same(gdl_digamma(NAN), NAN);
}


static void test_polygamma (void **state) {
  (void)state;
  check(gdl_polygamma(1, 1), 1.6449340668482264);
  check(gdl_polygamma(1, 0.5), 4.934802200544679);
  check(gdl_polygamma(2, 1), -2.4041138063191885);
  check(gdl_polygamma(3, 0.5), 97.40909103400244);
  check(gdl_polygamma(20, 3), -233141556.11225682);
  check(gdl_polygamma(1, -0.5), 8.934802200544679);
  assert_same(gdl_polygamma(0, 2.5), gdl_digamma(2.5));
  assert_same(gdl_polygamma(1, 0), INFINITY);
  assert_same(gdl_polygamma(3, -2), INFINITY);
  assert_same(gdl_polygamma(2, 0.0), -INFINITY);
  assert_same(gdl_polygamma(2, -2), NAN);
  assert_same(gdl_polygamma(1, INFINITY), 0.0);
  assert_same(gdl_polygamma(1, NAN), NAN);
  assert_same(gdl_polygamma(1, -INFINITY), NAN);
  assert_same(gdl_polygamma(21, 1), NAN);
  assert_same(gdl_polygamma(1.5, 1), NAN);
  assert_same(gdl_polygamma(-1, 1), NAN);
  assert_same(gdl_polygamma(NAN, 1), NAN);
}


/* psi_m(x+1) = psi_m(x) + (-1)^m m! / x^(m+1), for all orders. */
static void test_recurrence (void **state) {
  (void)state;
  double factorial = 1;
  for (int m = 0; m <= GDL_POLYGAMMA_MAX; m++) {
    if (m > 0)
      factorial *= m;
    for (double x = -5.3; x < 40; x += 0.7) {
      double step = (m % 2 == 0 ? 1 : -1) * factorial / pow(x, m + 1);
      double a = gdl_polygamma(m, x), b = gdl_polygamma(m, x + 1);
      double scale = fabs(a) + fabs(b) + fabs(step);
      if (!(fabs(b - a - step) <= 1e-14 * scale * (1 + m)))
        fail_msg("order %d at %g", m, x);
    }
  }
}


static double sech2 (double x) {
  return gdl_op_table[GDL_OP_sech2].unary->scalar(x);
}


static void test_sech2 (void **state) {
  (void)state;
  assert_same(sech2(0), 1.0);
  check(sech2(1), 0.4199743416140261);
  check(sech2(-20), 1.6993417021166355e-17);
  assert_same(sech2(INFINITY), 0.0);
  assert_same(sech2(NAN), NAN);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_digamma_near_its_zero),
    cmocka_unit_test(test_digamma),
    cmocka_unit_test(test_polygamma),
    cmocka_unit_test(test_recurrence),
    cmocka_unit_test(test_sech2)
  };
  return cmocka_run_group_tests_name("special", tests, NULL, NULL);
}
