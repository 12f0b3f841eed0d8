/*
** product_test.c - matrix products
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "array/array.h"
#include "array/lanes.h"
#include "array/product_kernel.h"
#include "array/reduce.h"
#include "base/random.h"
#include "reference.h"

static const size_t sizes[][3] = {   /* m, k, n */
  {1, 1, 1}, {2, 2, 2}, {3, 3, 3}, {1, 5, 4}, {4, 5, 1}, {5, 7, 5}, {4, 8, 2},
  {4, 9, 7}, {5, 16, 8}, {6, 17, 9}, {3, 40, 70}, {1, 300, 65}, {20, 15, 17},
  {33, 34, 35}, {4, 2048, 9}, {5, 2049, 3}, {1, 2050, 66}, {17, 4097, 9},
  {35, 6145, 2}, {2, 10000, 3}, {4, 14337, 4}, {7, 1, 19}, {19, 3, 70},
  {16, 8, 32}, {17, 300, 40}, {64, 20, 1}, {67, 21, 1}, {9, 2049, 1}
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


/* With 'b' and, where it is one, 'a' as vectors, too. */
static void check_vectors (const gdl_array *a, const gdl_array *b,
                           gdl_array *out) {
  size_t m = a->rows, k = a->cols, n = b->cols;
  gdl_array u = gdl_array_vector(a->data, k), v = gdl_array_vector(b->data, k),
            w = gdl_array_vector(out->data, m * n);
  if (n == 1) {
    memset(out->data, 0, m * sizeof(double));
    gdl_array_matmul(a, &v, &w);
    compare(a->data, b->data, out->data, m, k, 1);
  }
  if (m == 1) {
    memset(out->data, 0, n * sizeof(double));
    gdl_array_matmul(&u, b, &w);
    compare(a->data, b->data, out->data, 1, k, n);
  }
}


/* Operands that lie transposed. */
static void check_turned (gdl_array *a, gdl_array *b, gdl_array *out) {
  size_t m = a->rows, k = a->cols, n = b->cols;
  double *x = malloc((m * k + 1) * sizeof(double)),
         *y = malloc((k * n + 1) * sizeof(double));
  gdl_array ta = gdl_array_matrix(x, k, m), tb = gdl_array_matrix(y, n, k);
  gdl_array_transpose(a, &ta);
  gdl_array_transpose(b, &tb);
  for (int turned = 1; turned < 4; turned++) {
    memset(out->data, 0, m * n * sizeof(double));
    gdl_array_product(turned & 1 ? &ta : a, turned & 1,
                      turned & 2 ? &tb : b, turned >> 1, out);
    compare(a->data, b->data, out->data, m, k, n);
  }
  free(x); free(y);
}


static void check_product (size_t m, size_t k, size_t n, size_t seed) {
  double *x = new_random(m * k, seed), *y = new_random(k * n, seed + 100),
         *z = new_random(m * n, 7);
  gdl_array a = gdl_array_matrix(x, m, k), b = gdl_array_matrix(y, k, n),
            out = gdl_array_matrix(z, m, n);
  gdl_array_matmul(&a, &b, &out);
  compare(x, y, z, m, k, n);
  check_vectors(&a, &b, &out);
  check_turned(&a, &b, &out);
  free(x); free(y); free(z);
}


static void test_same_bits_as_inner_products (void **state) {
  (void)state;
  for (size_t s = 0; s < SIZES; s++)
    check_product(sizes[s][0], sizes[s][1], sizes[s][2], s);
}


static void test_random_shapes (void **state) {
  (void)state;
  gdl_random r;
  gdl_random_seed(&r, 5);
  for (size_t s = 0; s < 300; s++) {
    size_t m = 1 + gdl_random_below(&r, 40), k = 1 + gdl_random_below(&r, 60),
           n = 1 + gdl_random_below(&r, 40);
    check_product(m, k, n, s);
  }
}


/*
** Instruction sets differ in speed only.
*/
typedef void check_of_set (const gdl_product_kernels *k, size_t n);

static void each_set (check_of_set *check) {
  static const char *const names[] = {"sse2", "avx2", "avx512"};
  int count = 0;
  for (size_t s = 0; s < sizeof(names) / sizeof(names[0]); s++) {
    const gdl_product_kernels *k = gdl_product_kernels_named(names[s]);
    if (k == NULL)
      continue;
    count++;
    assert_string_equal(k->name, names[s]);
    assert_true(k->width <= GDL_BLOCK_MOST);
    for (size_t l = 1; l < LENGTHS && lengths[l] <= GDL_CHUNK; l++)
      check(k, lengths[l]);
  }
  assert_true(count >= 1);
}


#define MOST_ROWS 19

/* Rows that are longer than what is added up, and the last of them may not be
** read beyond that. */
static void check_rows (const gdl_product_kernels *k, size_t n) {
  size_t stride = n + 3;
  for (size_t rows = 0; rows < MOST_ROWS; rows++) {
    size_t room = rows > 0 ? (rows - 1) * stride + n : 0;
    double *x = new_random(room, n), *y = new_random(n, n + 1), out[MOST_ROWS + 1];
    out[rows] = 7;
    k->rows(x, stride, rows, y, n, out);
    for (size_t i = 0; i < rows; i++)
      assert_same(out[i], gdl_reduce_dot(x + i * stride, y, n));
    assert_same(out[rows], 7.0);
    free(x); free(y);
  }
}


static void check_columns_by (const gdl_product_kernels *k, size_t rows,
                              size_t cols, int weighed) {
  size_t stride = cols + 2;
  double *x = new_random((rows - 1) * stride + cols, rows),
         *weight = new_random(rows, 3), (*lane)[GDL_STRIP], t[GDL_CHUNK],
         *w = weighed ? weight : NULL, out[GDL_STRIP + 1];
  size_t half = rows / 2 / GDL_LANES * GDL_LANES;    /* lanes go on from there */
  lane = calloc(GDL_LANES, sizeof(*lane));
  k->columns(x, stride, half, cols, w, lane, NULL);
  k->columns(x + half * stride, stride, rows - half, cols, weighed ? w + half : NULL,
             lane, NULL);
  out[cols] = 7;
  k->columns(x, stride, rows, cols, w, NULL, out);
  assert_same(out[cols], 7.0);
  for (size_t j = 0; j < cols; j++) {
    double l[GDL_LANES];
    for (size_t i = 0; i < rows; i++)
      t[i] = (weighed ? weight[i] : 1.0) * x[i * stride + j];
    for (size_t i = 0; i < GDL_LANES; i++)
      l[i] = lane[i][j];
    assert_same(gdl_lanes_fold(l), gdl_reduce_sum(t, rows));
    assert_same(out[j], gdl_reduce_sum(t, rows));
  }
  free(x); free(weight); free(lane);
}


static void check_columns (const gdl_product_kernels *k, size_t rows) {
  static const size_t cols[] = {1, 2, 3, 4, 5, 7, 8, 9, 20, 31, 63, 64};
  for (size_t c = 0; c < sizeof(cols) / sizeof(cols[0]); c++)
    for (int weighed = 0; weighed < 2; weighed++)
      check_columns_by(k, rows, cols[c], weighed);
}


static void check_blocks (const gdl_product_kernels *k, size_t n) {
  size_t b_row = k->width + 3, a_row = 2, a_step = 11;
  double *a = new_random(n * a_step + 10, 1), *b = new_random(n * b_row, 2),
         *row = malloc(n * sizeof(double)), *column = malloc(n * sizeof(double));
  double out[5][GDL_BLOCK_MOST + 1] = {{0}};
  for (size_t rows = 0; rows <= 5; rows++) {
    k->block(a, a_row, a_step, rows, b, b_row, n, out[0], GDL_BLOCK_MOST + 1);
    for (size_t i = 0; i < rows; i++)
      for (size_t j = 0; j < k->width; j++) {
        for (size_t l = 0; l < n; l++) {
          row[l] = a[i * a_row + l * a_step];
          column[l] = b[l * b_row + j];
        }
        assert_same(out[i][j], gdl_reduce_dot(row, column, n));
      }
  }
  free(a); free(b); free(row); free(column);
}


static void test_kernels_agree (void **state) {
  (void)state;
  each_set(check_rows);
  each_set(check_columns);
  each_set(check_blocks);
}


static void test_no_such_kernels (void **state) {
  (void)state;
  assert_null(gdl_product_kernels_named("mmx"));
  assert_ptr_equal(gdl_product_kernels_get(), gdl_product_kernels_get());
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
    cmocka_unit_test(test_random_shapes),
    cmocka_unit_test(test_kernels_agree),
    cmocka_unit_test(test_no_such_kernels),
    cmocka_unit_test(test_known_answers),
    cmocka_unit_test(test_nonfinite_stay_in_their_element),
    cmocka_unit_test(test_empty),
    cmocka_unit_test(test_shapes)
  };
  return cmocka_run_group_tests_name("product", tests, NULL, NULL);
}
