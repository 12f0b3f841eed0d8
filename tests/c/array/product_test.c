/*
** product_test.c - matrix products
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "array/array.h"
#include "array/product_kernel.h"
#include "array/reduce.h"
#include "reference.h"

static const size_t sizes[][3] = {   /* m, k, n */
  {1, 1, 1}, {2, 2, 2}, {3, 3, 3}, {1, 5, 4}, {4, 5, 1}, {5, 7, 5}, {4, 8, 2},
  {4, 9, 7}, {5, 16, 8}, {6, 17, 9}, {3, 40, 70}, {1, 300, 65}, {20, 15, 17},
  {33, 34, 35}, {4, 2048, 9}, {5, 2049, 3}, {1, 2050, 66}, {17, 4097, 9},
  {35, 6145, 2}, {2, 10000, 3}, {4, 14337, 4}
};

#define SIZES (sizeof(sizes) / sizeof(sizes[0]))


/* Every element as gdl_reduce_dot gives it for a row and a copied column. */
static void compare (const double *a, const double *b, const double *out,
                     size_t m, size_t k, size_t n) {
  double *column = malloc((k + 1) * sizeof(double));
  for (size_t j = 0; j < n; j++) {
    for (size_t l = 0; l < k; l++)
      column[l] = b[l * n + j];
    for (size_t i = 0; i < m; i++)
      assert_same(out[i * n + j], gdl_reduce_dot(a + i * k, column, k));
  }
  free(column);
}


static void test_same_bits_as_inner_products (void **state) {
  (void)state;
  for (size_t s = 0; s < SIZES; s++) {
    size_t m = sizes[s][0], k = sizes[s][1], n = sizes[s][2];
    double *x = new_random(m * k, s), *y = new_random(k * n, s + 100),
           *z = new_random(m * n, 7);
    gdl_array a = gdl_array_matrix(x, m, k), b = gdl_array_matrix(y, k, n),
              out = gdl_array_matrix(z, m, n);
    gdl_array_matmul(&a, &b, &out);
    compare(x, y, z, m, k, n);
    if (n == 1) {
      gdl_array v = gdl_array_vector(y, k), w = gdl_array_vector(z, m);
      memset(z, 0, m * sizeof(double));
      gdl_array_matmul(&a, &v, &w);
      compare(x, y, z, m, k, 1);
    }
    if (m == 1) {
      gdl_array v = gdl_array_vector(x, k), w = gdl_array_vector(z, n);
      memset(z, 0, n * sizeof(double));
      gdl_array_matmul(&v, &b, &w);
      compare(x, y, z, 1, k, n);
    }
    free(x); free(y); free(z);
  }
}


/* Instruction sets differ in speed only. */
static void test_kernels_agree (void **state) {
  (void)state;
  double *row = new_random(GDL_CHUNK, 1),
         *b = new_random(GDL_CHUNK * GDL_PANEL_MAX, 2),
         *panel = new_random(GDL_CHUNK * GDL_PANEL_MAX, 3);
  const gdl_product_kernel *kernel = gdl_product_kernels();
  int count = 0;
  for (; kernel->width != 0; kernel++, count++)
    for (size_t l = 1; l < LENGTHS && lengths[l] <= GDL_CHUNK; l++) {
      size_t n = lengths[l], width = kernel->width;
      double out[GDL_PANEL_MAX];
      assert_true(width <= GDL_PANEL_MAX);
      for (size_t k = 0; k < n; k++)
        for (size_t j = 0; j < width; j++)
          panel[k * width + j] = b[j * GDL_CHUNK + k];
      kernel->run(row, panel, n, out);
      for (size_t j = 0; j < width; j++)
        assert_same(out[j], gdl_reduce_dot(row, b + j * GDL_CHUNK, n));
    }
  assert_true(count >= 1);
  free(row); free(b); free(panel);
}


static void test_known_answers (void **state) {
  (void)state;
  double x[6] = {1, 2, 3, 4, 5, 6}, y[6] = {7, 8, 9, 10, 11, 12}, z[4];
  gdl_array a = gdl_array_matrix(x, 2, 3), b = gdl_array_matrix(y, 3, 2),
            out = gdl_array_matrix(z, 2, 2);
  uint64_t version = 0;
  out.version = &version;
  gdl_array_matmul(&a, &b, &out);
  assert_same(z[0], 58.0); assert_same(z[1], 64.0);
  assert_same(z[2], 139.0); assert_same(z[3], 154.0);
  assert_int_equal(version, 1);
}


/* A column that is not finite stays alone, also beside the padding. */
static void test_nonfinite_stay_in_their_element (void **state) {
  (void)state;
  double x[5 * 9], y[9 * 3], z[5 * 3];
  for (int i = 0; i < 45; i++) x[i] = 1;
  for (int i = 0; i < 27; i++) y[i] = 1;
  y[1] = INFINITY;
  x[9] = NAN;
  gdl_array a = gdl_array_matrix(x, 5, 9), b = gdl_array_matrix(y, 9, 3),
            out = gdl_array_matrix(z, 5, 3);
  gdl_array_matmul(&a, &b, &out);
  for (int i = 0; i < 5; i++)
    for (int j = 0; j < 3; j++)
      assert_same(z[i * 3 + j], i == 1 ? NAN : j == 1 ? INFINITY : 9.0);
}


static void test_empty (void **state) {
  (void)state;
  double z[6] = {7, 7, 7, 7, 7, 7};
  gdl_array a = gdl_array_matrix(NULL, 2, 0), b = gdl_array_matrix(NULL, 0, 3),
            out = gdl_array_matrix(z, 2, 3);
  gdl_array_matmul(&a, &b, &out);
  for (int i = 0; i < 6; i++)
    assert_same(z[i], 0.0);
  static const size_t empty[][3] = {{0, 3, 0}, {0, 9, 2}, {5, 9, 0}, {0, 0, 0}};
  double x[45] = {0};
  for (int i = 0; i < 4; i++) {   /* nothing to write, nothing written */
    gdl_array l = gdl_array_matrix(x, empty[i][0], empty[i][1]),
              r = gdl_array_matrix(x, empty[i][1], empty[i][2]),
              none = gdl_array_matrix(NULL, empty[i][0], empty[i][2]);
    gdl_array_matmul(&l, &r, &none);
  }
  double one = 7;
  gdl_array v = gdl_array_vector(NULL, 0), c = gdl_array_matrix(NULL, 0, 1),
            w = gdl_array_vector(&one, 1);
  gdl_array_matmul(&v, &c, &w);
  assert_same(one, 0.0);
}


static void check_shape (const gdl_array *a, const gdl_array *b, int rank,
                         size_t rows, size_t cols) {
  gdl_array shape;
  assert_int_equal(gdl_array_matmul_shape(a, b, &shape, NULL), GDL_OK);
  assert_int_equal(shape.rank, rank);
  assert_int_equal(shape.rows, rows);
  assert_int_equal(shape.cols, cols);
  assert_null(shape.data);
}


static void test_shapes (void **state) {
  (void)state;
  gdl_array m23 = gdl_array_matrix(NULL, 2, 3), m34 = gdl_array_matrix(NULL, 3, 4),
            v2 = gdl_array_vector(NULL, 2), v3 = gdl_array_vector(NULL, 3),
            number = gdl_array_scalar(NULL), shape;
  check_shape(&m23, &m34, 2, 2, 4);
  check_shape(&m23, &v3, 1, 2, 1);
  check_shape(&v2, &m23, 1, 3, 1);
  const gdl_array *wrong[][2] = {
    {&m34, &m23}, {&m23, &v2}, {&v3, &m23}, {&v3, &v3}, {&number, &m23},
    {&m23, &number}, {&number, &number}
  };
  for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
    gdl_error e = {""};
    char ta[64], tb[64];
    assert_int_equal(gdl_array_matmul_shape(wrong[i][0], wrong[i][1], &shape, &e),
                     GDL_ESHAPE);
    assert_non_null(strstr(e.text, gdl_array_shape_text(wrong[i][0], ta, 64)));
    assert_non_null(strstr(e.text, gdl_array_shape_text(wrong[i][1], tb, 64)));
  }
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_same_bits_as_inner_products),
    cmocka_unit_test(test_kernels_agree),
    cmocka_unit_test(test_known_answers),
    cmocka_unit_test(test_nonfinite_stay_in_their_element),
    cmocka_unit_test(test_empty),
    cmocka_unit_test(test_shapes)
  };
  return cmocka_run_group_tests_name("product", tests, NULL, NULL);
}
