/*
** reduce_axis_test.c - reductions along one axis of a matrix
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "array/reduce.h"
#include "reference.h"

static const size_t shapes[][2] = {
  {1, 1}, {1, 5}, {5, 1}, {2, 3}, {7, 8}, {8, 7}, {9, 9}, {40, 63}, {33, 64},
  {17, 65}, {3, 200}, {2047, 2}, {2048, 3}, {2049, 9}, {4096, 1}, {4097, 2},
  {10241, 3}, {14337, 66}
};

#define SHAPES (sizeof(shapes) / sizeof(shapes[0]))

static const gdl_reduction all[] = {
  GDL_R_SUM, GDL_R_MEAN, GDL_R_MIN, GDL_R_MAX, GDL_R_LOGSUMEXP
};


/* What gdl_array_reduce gives, but for the logarithm of an element. */
static double expected (gdl_reduction op, const gdl_array *a) {
  size_t n = gdl_array_length(a);
  if (op != GDL_R_LOGSUMEXP || n == 0)
    return gdl_array_reduce(op, a);
  double m = gdl_reduce_max(a->data, n);
  return m + element(GDL_U_log, gdl_reduce_sumexp(a->data, m, n));
}


static void compare_columns (const gdl_array *a) {
  double *out = malloc(a->cols * sizeof(double)),
         *column = malloc(a->rows * sizeof(double));
  for (int k = 0; k < 5; k++) {
    gdl_array v = gdl_array_vector(out, a->cols);
    gdl_array_reduce_axis(all[k], a, 0, &v);
    for (size_t j = 0; j < a->cols; j++) {
      for (size_t i = 0; i < a->rows; i++)
        column[i] = a->data[i * a->cols + j];
      gdl_array c = gdl_array_vector(column, a->rows);
      assert_same(out[j], expected(all[k], &c));
    }
  }
  free(out);
  free(column);
}


static void compare_rows (const gdl_array *a) {
  double *out = malloc(a->rows * sizeof(double));
  for (int k = 0; k < 5; k++) {
    gdl_array v = gdl_array_vector(out, a->rows);
    gdl_array_reduce_axis(all[k], a, 1, &v);
    for (size_t i = 0; i < a->rows; i++) {
      gdl_array r = gdl_array_vector(a->data + i * a->cols, a->cols);
      assert_same(out[i], expected(all[k], &r));
    }
  }
  free(out);
}


static void test_same_bits_as_one_by_one (void **state) {
  (void)state;
  for (size_t s = 0; s < SHAPES; s++) {
    size_t rows = shapes[s][0], cols = shapes[s][1];
    double *x = new_random(rows * cols, s);
    gdl_array a = gdl_array_matrix(x, rows, cols);
    compare_columns(&a);
    compare_rows(&a);
    free(x);
  }
}


static void test_known_answers (void **state) {
  (void)state;
  double x[6] = {1, 2, 3,
                 4, 5, 60}, out[3];
  gdl_array a = gdl_array_matrix(x, 2, 3), down = gdl_array_vector(out, 3),
            along = gdl_array_vector(out, 2);
  gdl_array_reduce_axis(GDL_R_SUM, &a, 0, &down);
  assert_same(out[0], 5.0); assert_same(out[1], 7.0); assert_same(out[2], 63.0);
  gdl_array_reduce_axis(GDL_R_SUM, &a, 1, &along);
  assert_same(out[0], 6.0); assert_same(out[1], 69.0);
  gdl_array_reduce_axis(GDL_R_MEAN, &a, 0, &down);
  assert_same(out[0], 2.5); assert_same(out[2], 31.5);
  gdl_array_reduce_axis(GDL_R_MAX, &a, 1, &along);
  assert_same(out[0], 3.0); assert_same(out[1], 60.0);
  gdl_array_reduce_axis(GDL_R_MIN, &a, 0, &down);
  assert_same(out[0], 1.0); assert_same(out[2], 3.0);
}


static void test_nonfinite_stay_in_their_column (void **state) {
  (void)state;
  double x[10] = {1, NAN, INFINITY, -INFINITY, -INFINITY,
                  2, 0, 0, 0, -INFINITY}, out[5];
  gdl_array a = gdl_array_matrix(x, 2, 5), v = gdl_array_vector(out, 5);
  gdl_array_reduce_axis(GDL_R_LOGSUMEXP, &a, 0, &v);
  assert_near(out[0], 2 + log1p(exp(-1)), 1e-15);
  assert_same(out[1], NAN);
  assert_same(out[2], INFINITY);
  assert_same(out[3], 0.0);
  assert_same(out[4], -INFINITY);
  gdl_array_reduce_axis(GDL_R_MAX, &a, 0, &v);
  assert_same(out[0], 2.0);
  assert_same(out[1], NAN);
}


static void test_empty (void **state) {
  (void)state;
  double out[2] = {7, 7};
  gdl_array flat = gdl_array_matrix(NULL, 0, 2), thin = gdl_array_matrix(NULL, 2, 0),
            none = gdl_array_vector(NULL, 0), v = gdl_array_vector(out, 2);
  gdl_array_reduce_axis(GDL_R_SUM, &flat, 0, &v);
  assert_same(out[0], 0.0); assert_same(out[1], 0.0);
  gdl_array_reduce_axis(GDL_R_MEAN, &flat, 0, &v);
  assert_same(out[0], NAN);
  gdl_array_reduce_axis(GDL_R_LOGSUMEXP, &flat, 0, &v);
  assert_same(out[1], -INFINITY);
  gdl_array_reduce_axis(GDL_R_SUM, &thin, 1, &v);
  assert_same(out[0], 0.0); assert_same(out[1], 0.0);
  for (int k = 0; k < 5; k++) {
    gdl_array_reduce_axis(all[k], &thin, 0, &none);
    gdl_array_reduce_axis(all[k], &flat, 1, &none);
  }
}


static void test_version_is_counted (void **state) {
  (void)state;
  double x[4] = {1, 2, 3, 4}, out[2];
  uint64_t version = 5;
  gdl_array a = gdl_array_matrix(x, 2, 2), v = gdl_array_vector(out, 2);
  v.version = &version;
  gdl_array_reduce_axis(GDL_R_SUM, &a, 0, &v);
  assert_int_equal(version, 6);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_same_bits_as_one_by_one),
    cmocka_unit_test(test_known_answers),
    cmocka_unit_test(test_nonfinite_stay_in_their_column),
    cmocka_unit_test(test_empty),
    cmocka_unit_test(test_version_is_counted)
  };
  return cmocka_run_group_tests_name("reduce_axis", tests, NULL, NULL);
}
