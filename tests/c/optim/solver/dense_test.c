/*
** dense_test.c - small dense systems of solvers
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "optim/solver/dense.h"

#define MOST 24


static double product (const double *a, const double *b, size_t n, size_t i,
                       size_t j) {
  double sum = 0;
  for (size_t k = 0; k < n; k++)
    sum += a[i*n + k]*b[j*n + k];
  return sum;
}


/* A symmetric matrix B B' + shift*I of random numbers. */
static void random_matrix (gdl_random *r, size_t n, double shift, double *a) {
  double b[MOST*MOST];
  for (size_t i = 0; i < n*n; i++)
    b[i] = gdl_random_uniform(r) - 0.5;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      a[i*n + j] = product(b, b, n, i, j) + (i == j ? shift : 0);
}


static void test_solving (void **state) {
  (void)state;
  gdl_random r;
  gdl_random_seed(&r, 7);
  for (size_t n = 1; n <= MOST; n++) {
    double a[MOST*MOST], l[MOST*MOST], u[MOST*MOST], x[MOST], b[MOST], c[MOST];
    double pivot = 0;
    random_matrix(&r, n, 0.1, a);
    for (size_t i = 0; i < n; i++)
      x[i] = gdl_random_uniform(&r);
    gdl_dense_multiply(a, n, x, b);
    for (size_t i = 0; i < n; i++) {
      double sum = 0;
      for (size_t j = 0; j < n; j++)
        sum += a[i*n + j]*x[j];
      assert_true(fabs(sum - b[i]) < 1e-13);
    }
    memcpy(l, a, sizeof(l));
    memcpy(c, b, sizeof(c));
    assert_int_equal(gdl_dense_cholesky(l, n, 0, &pivot), n);
    gdl_dense_lower(l, n, n, c);
    gdl_dense_upper(l, n, n, c);
    for (size_t i = 0; i < n; i++)
      assert_true(fabs(c[i] - x[i]) < 1e-10);
    /* no symmetry is needed here */
    memcpy(u, a, sizeof(u));
    for (size_t j = 0; j < n; j++) {
      u[(n/2)*n + j] += 0.5;
      u[j] *= 1e-9;                        /* a pivot to be avoided */
    }
    for (size_t i = 0; i < n; i++) {
      c[i] = 0;
      for (size_t j = 0; j < n; j++)
        c[i] += u[i*n + j]*x[j];
    }
    assert_true(gdl_dense_lu_solve(u, n, c));
    for (size_t i = 0; i < n; i++)
      assert_true(fabs(c[i] - x[i]) < 1e-5);
  }
}


/* Where a matrix is not positive definite, what is left tells along which
** direction. */
static void test_negative_curvature (void **state) {
  (void)state;
  gdl_random r;
  gdl_random_seed(&r, 8);
  for (size_t n = 1; n <= MOST; n++)
    for (size_t at = 0; at < n; at++) {
      double a[MOST*MOST], l[MOST*MOST], v[MOST], av[MOST], pivot = 1, sum = 0;
      random_matrix(&r, n, 0.1, a);
      a[at*n + at] -= 100;
      memcpy(l, a, sizeof(l));
      size_t k = gdl_dense_cholesky(l, n, 0, &pivot);
      assert_int_equal(k, at);
      assert_true(pivot < 0);
      gdl_dense_negative(l, n, k, v);
      gdl_dense_multiply(a, n, v, av);
      for (size_t i = 0; i < n; i++)
        sum += v[i]*av[i];
      assert_true(fabs(sum - pivot) < 1e-9*(1 - pivot));
    }
}


static void test_singular (void **state) {
  (void)state;
  double a[4] = {1, 2, 2, 4}, b[2] = {1, 1}, pivot;
  double l[4] = {1, 0, 2, 4}, nan[1] = {NAN};
  assert_int_equal(gdl_dense_cholesky(l, 2, 0, &pivot), 1);
  assert_true(pivot == 0);
  assert_false(gdl_dense_lu_solve(a, 2, b));
  assert_int_equal(gdl_dense_cholesky(nan, 1, 0, &pivot), 0);
  assert_true(isnan(pivot));
  nan[0] = NAN;
  assert_false(gdl_dense_lu_solve(nan, 1, b));
  double least[1] = {1e-3};
  assert_int_equal(gdl_dense_cholesky(least, 1, 1e-2, &pivot), 0);
  assert_int_equal(gdl_dense_cholesky(NULL, 0, 0, &pivot), 0);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_solving),
    cmocka_unit_test(test_negative_curvature),
    cmocka_unit_test(test_singular)
  };
  return cmocka_run_group_tests_name("dense", tests, NULL, NULL);
}
