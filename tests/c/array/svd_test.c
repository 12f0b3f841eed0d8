/*
** svd_test.c - singular values
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "array/linalg.h"
#include "base/random.h"

#define MOST 12


/* A'A = V S^2 V', rows of vt of length 1 and at right angles, s falling. */
static void check (size_t m, size_t n, uint64_t seed) {
  double a[MOST*MOST], sv[MOST], vt[MOST*MOST];
  size_t k = m < n ? m : n;
  gdl_random r;
  gdl_error err;
  gdl_random_seed(&r, seed);
  for (size_t i = 0; i < m*n; i++)
    a[i] = gdl_random_normal(&r);
  gdl_array A = gdl_array_matrix(a, m, n), V = gdl_array_matrix(vt, k, n);
  gdl_array S = gdl_array_vector(sv, k);
  assert_int_equal(gdl_linalg_svd(&A, &S, &V, &err), GDL_OK);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      double left = 0, right = 0;
      for (size_t l = 0; l < m; l++) left += a[l*n + i]*a[l*n + j];
      for (size_t l = 0; l < k; l++) right += sv[l]*sv[l]*vt[l*n + i]*vt[l*n + j];
      assert_true(fabs(left - right) < 1e-12);
    }
  for (size_t i = 0; i < k; i++) {
    assert_true(sv[i] >= 0 && (i == 0 || sv[i] <= sv[i - 1]));
    for (size_t j = 0; j < k; j++) {
      double dot = 0;
      for (size_t l = 0; l < n; l++) dot += vt[i*n + l]*vt[j*n + l];
      assert_true(fabs(dot - (i == j)) < 1e-13);
    }
  }
}


static void test_shapes (void **state) {
  (void)state;
  for (size_t m = 1; m <= 7; m++)
    for (size_t n = 1; n <= 7; n++)
      check(m, n, 10*m + n);
  check(MOST, 3, 1);
  check(3, MOST, 2);
}


static void test_refusals (void **state) {
  (void)state;
  double a[4] = {1, NAN, 3, 4}, s[2], vt[4];
  gdl_array A = gdl_array_matrix(a, 2, 2), V = gdl_array_matrix(vt, 2, 2);
  gdl_array S = gdl_array_vector(s, 2);
  gdl_error err;
  assert_int_equal(gdl_linalg_svd(&A, &S, &V, &err), GDL_EINVAL);
  a[1] = INFINITY;
  assert_int_equal(gdl_linalg_svd(&A, &S, &V, &err), GDL_EINVAL);
  gdl_array none = gdl_array_matrix(a, 0, 2), vector = gdl_array_vector(a, 2);
  assert_int_equal(gdl_linalg_svd(&none, &S, &V, &err), GDL_ESHAPE);
  assert_int_equal(gdl_linalg_svd(&vector, &S, &V, &err), GDL_ESHAPE);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_shapes),
    cmocka_unit_test(test_refusals)
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
