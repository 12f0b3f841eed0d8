/*
** share_test.c - long arrays give the same bits for any number of threads
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "array/array.h"
#include "array/columns.h"
#include "array/reduce.h"
#include "base/random.h"
#include "base/threads.h"

#define MOST    300000
#define COUNT(list)  (sizeof(list) / sizeof((list)[0]))

static const size_t threads[] = {2, 3, 7};
static double x[MOST], y[MOST], expected[MOST], got[MOST];


static void fill (void) {
  gdl_random r;
  gdl_random_seed(&r, 11);
  for (size_t k = 0; k < MOST; k++) {
    x[k] = gdl_random_normal(&r);
    y[k] = gdl_random_normal(&r);
  }
}


/*
** What is done: by one thread into 'expected', by several into 'got'
*/
typedef void work (size_t n, double *out);

static void check (work *w, size_t n, size_t outs, const char *what) {
  size_t before = gdl_threads_calls();
  gdl_threads_set(1);
  memset(expected, 0, outs * sizeof(double));
  w(n, expected);
  assert_int_equal(gdl_threads_calls(), before);
  for (size_t t = 0; t < COUNT(threads); t++) {
    gdl_threads_set(threads[t]);
    memset(got, 0, outs * sizeof(double));
    w(n, got);
    if (memcmp(expected, got, outs * sizeof(double)) != 0)
      fail_msg("%s of %zu: not the same with %zu threads", what, n, threads[t]);
  }
  if (gdl_threads_calls() == before)
    fail_msg("%s of %zu: nobody helped", what, n);
}


static void sums (size_t n, double *out) {
  out[0] = gdl_reduce_sum(x, n);
  out[1] = gdl_reduce_dot(x, y, n);
  out[2] = gdl_reduce_sumsq(x, n);
  out[3] = gdl_reduce_sumabs(x, n);
  out[4] = gdl_reduce_norm2(x, n);
}


static void test_sums (void **state) {
  static const size_t length[] = {
    2049, 4095, 4096, 4097, 6143, 8193, 10240, 16384, 30721, 32768, 32769, 65537,
    100000, 131072, 299999
  };
  (void)state;
  for (size_t k = 0; k < COUNT(length); k++)
    check(sums, length[k], 5, "sums");
}


/* Every part of the sum of ones is right, too. */
static void test_sum_is_right (void **state) {
  (void)state;
  double *ones = malloc(MOST * sizeof(double));
  for (size_t k = 0; k < MOST; k++)
    ones[k] = 1;
  gdl_threads_set(3);
  for (size_t n = 2049; n < MOST; n += 9973)
    assert_true(gdl_reduce_sum(ones, n) == (double)n);
  free(ones);
}


static void functions (size_t n, double *out) {
  gdl_array a = gdl_array_vector(x, n), b = gdl_array_vector(y, n),
            c = gdl_array_vector(out, n), two = gdl_array_scalar(&(double){2});
  gdl_array_unary(GDL_U_exp, &a, &c);
  gdl_array_binary(GDL_B_mul, &c, &b, &c);
  gdl_array_binary(GDL_B_sub, &two, &c, &c);
  gdl_array_binary(GDL_B_div, &c, &two, &c);
}


static void test_functions (void **state) {
  static const size_t length[] = {4097, 8192, 50001, 299999};
  (void)state;
  for (size_t k = 0; k < COUNT(length); k++)
    check(functions, length[k], length[k], "functions");
}


/*
** Products of a matrix of n rows and 'cols' columns
*/
static size_t cols;

static void by_vector (size_t n, double *out) {
  gdl_array A = gdl_array_matrix(x, n, cols), v = gdl_array_vector(y, cols),
            r = gdl_array_vector(out, n);
  gdl_array_matmul(&A, &v, &r);
}


static void vector_by (size_t n, double *out) {
  gdl_array A = gdl_array_matrix(x, n, cols), v = gdl_array_vector(y, n),
            r = gdl_array_vector(out, cols);
  gdl_array_matmul(&v, &A, &r);
  gdl_columns_sum(x, n, cols, NULL, out + cols);
  gdl_columns_sumexp(x, cols, n, cols, y, out + 2 * cols);
}


static void by_matrix (size_t n, double *out) {
  gdl_array A = gdl_array_matrix(x, n, cols), B = gdl_array_matrix(y, cols, 5),
            R = gdl_array_matrix(out, n, 5);
  gdl_array_matmul(&A, &B, &R);
}


static void test_products (void **state) {
  static const size_t size[][2] = {
    {5000, 20}, {2049, 7}, {4096, 70}, {10001, 1}, {55, 5000}, {100, 2100}, {50000, 3}
  };
  (void)state;
  for (size_t k = 0; k < COUNT(size); k++) {
    size_t n = size[k][0];
    cols = size[k][1];
    check(by_vector, n, n, "matrix by vector");
    check(by_matrix, n, n * 5 < MOST ? n * 5 : MOST, "matrix by matrix");
    if (n > 2048 && n * cols > 20000)
      check(vector_by, n, 3 * cols, "vector by matrix");
  }
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_sums),
    cmocka_unit_test(test_sum_is_right),
    cmocka_unit_test(test_functions),
    cmocka_unit_test(test_products)
  };
  fill();
  gdl_threads_worth = 3000;
  return cmocka_run_group_tests_name("shared arrays", tests, NULL, NULL);
}
