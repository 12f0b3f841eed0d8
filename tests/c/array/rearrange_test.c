/*
** rearrange_test.c - transposing and taking rows
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "array/array.h"
#include "reference.h"


static void check_transpose (size_t rows, size_t cols) {
  double *x = new_random(rows * cols, rows), *z = new_random(rows * cols, 1);
  uint64_t version = 0;
  gdl_array a = gdl_array_matrix(x, rows, cols),
            out = gdl_array_matrix(z, cols, rows);
  out.version = &version;
  gdl_array_transpose(&a, &out);
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < cols; j++)
      assert_same(z[j * rows + i], x[i * cols + j]);
  assert_int_equal(version, 1);
  free(x);
  free(z);
}


static void test_transpose (void **state) {
  (void)state;
  for (size_t rows = 0; rows < 70; rows += rows < 5 ? 1 : 11)
    for (size_t cols = 0; cols < 70; cols += cols < 5 ? 1 : 13)
      check_transpose(rows, cols);
  double x[3] = {1, 2, 3}, z[3];
  gdl_array v = gdl_array_vector(x, 3), row = gdl_array_matrix(z, 1, 3);
  gdl_array_transpose(&v, &row);
  assert_memory_equal(x, z, sizeof(x));
}


static void test_take_rows (void **state) {
  (void)state;
  double x[6] = {1, 2, 3, 4, 5, 6}, z[8];
  const size_t order[4] = {2, 0, 2, 1};
  uint64_t version = 0;
  gdl_array m = gdl_array_matrix(x, 3, 2), v = gdl_array_vector(x, 6),
            rows = gdl_array_matrix(z, 4, 2), some = gdl_array_vector(z, 4),
            none = gdl_array_vector(NULL, 0);
  rows.version = &version;
  gdl_array_take_rows(&m, order, 4, &rows);
  const double want[8] = {5, 6, 1, 2, 5, 6, 3, 4};
  assert_memory_equal(z, want, sizeof(want));
  assert_int_equal(version, 1);
  gdl_array_take_rows(&v, order, 4, &some);
  assert_same(z[0], 3.0); assert_same(z[1], 1.0);
  assert_same(z[2], 3.0); assert_same(z[3], 2.0);
  gdl_array_take_rows(&v, NULL, 0, &none);
  gdl_array thin = gdl_array_matrix(NULL, 3, 0), thin4 = gdl_array_matrix(NULL, 4, 0);
  gdl_array_take_rows(&thin, order, 4, &thin4);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_transpose),
    cmocka_unit_test(test_take_rows)
  };
  return cmocka_run_group_tests_name("rearrange", tests, NULL, NULL);
}
