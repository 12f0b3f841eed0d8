/*
** jacobian_test.c - derivatives of several numbers by differences
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "numdiff/numdiff.h"

/* A map of two variables, and what was asked of it. */
typedef struct probe {
  size_t calls, fail_at;
  double low[2], high[2];
} probe;


static gdl_status map (void *ctx, const double *x, double *r) {
  probe *p = ctx;
  if (++p->calls == p->fail_at)
    return GDL_ECALLBACK;
  for (size_t j = 0; j < 2; j++) {
    p->low[j] = fmin(p->low[j], x[j]);
    p->high[j] = fmax(p->high[j], x[j]);
  }
  r[0] = x[0]*x[0]*x[1];
  r[1] = sin(x[0]);
  r[2] = exp(x[1]);
  return GDL_OK;
}


static void run (gdl_diff how, probe *p, double within) {
  double x[2] = {0.7, -1.25}, r[3], jac[6], room[6];
  probe start = {0, 0, {0.7, -1.25}, {0.7, -1.25}};
  map(&start, x, r);
  *p = start;
  assert_int_equal(gdl_diff_jacobian(&how, map, p, x, 2, 3, r, jac, room), GDL_OK);
  double expected[6] = {2*0.7*-1.25, 0.49, cos(0.7), 0, 0, exp(-1.25)};
  for (size_t k = 0; k < 6; k++)
    assert_true(fabs(jac[k] - expected[k]) <= within);
  assert_true(x[0] == 0.7 && x[1] == -1.25);
}


static void test_modes (void **state) {
  (void)state;
  probe p;
  run((gdl_diff){.mode = GDL_DIFF_CENTRAL}, &p, 1e-9);
  assert_int_equal(p.calls, 1 + 4);
  run((gdl_diff){.mode = GDL_DIFF_FORWARD}, &p, 1e-6);
  assert_int_equal(p.calls, 1 + 2);
}


static void test_bounds (void **state) {
  (void)state;
  double lower[2] = {0.7, -9}, upper[2] = {9, -1.25};
  for (int mode = GDL_DIFF_CENTRAL; mode <= GDL_DIFF_FORWARD; mode++) {
    probe p;
    run((gdl_diff){(gdl_diff_mode)mode, 0, lower, upper}, &p, 1e-6);
    assert_true(p.low[0] == 0.7 && p.high[1] == -1.25);
  }
  lower[1] = -1.25;                          /* no room at all */
  gdl_diff how = {GDL_DIFF_CENTRAL, 0, lower, upper};
  double x[2] = {0.7, -1.25}, r[3], jac[6], room[6];
  probe p = {0, 0, {0, 0}, {0, 0}};
  map(&p, x, r);
  assert_int_equal(gdl_diff_jacobian(&how, map, &p, x, 2, 3, r, jac, room), GDL_OK);
  assert_true(jac[1] == 0 && jac[5] == 0 && fabs(jac[2] - cos(0.7)) < 1e-6);
}


static void test_failures (void **state) {
  (void)state;
  gdl_diff how = {.mode = GDL_DIFF_CENTRAL};
  for (size_t at = 1; at <= 4; at++) {
    double x[2] = {0.7, -1.25}, r[3] = {0, 0, 0}, jac[6], room[6];
    probe p = {0, at, {0, 0}, {0, 0}};
    assert_int_equal(gdl_diff_jacobian(&how, map, &p, x, 2, 3, r, jac, room),
                     GDL_ECALLBACK);
    assert_true(x[0] == 0.7 && x[1] == -1.25);
    assert_int_equal(p.calls, at);
  }
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_modes),
    cmocka_unit_test(test_bounds),
    cmocka_unit_test(test_failures)
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
