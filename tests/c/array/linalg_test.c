/*
** linalg_test.c - dense linear algebra
** Answers are judged by what they have to satisfy, and some by known values.
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>
#include <limits.h>

#include "array/linalg.h"
#include "array/reduce.h"
#include "reference.h"

#define MOST 40

static gdl_error e;


static gdl_array matrix (double *data, size_t rows, size_t cols) {
  return gdl_array_matrix(data, rows, cols);
}


/* Standard normal elements. */
static void fill_normal (double *x, size_t n, uint64_t seed) {
  gdl_random r;
  gdl_random_seed(&r, seed);
  for (size_t i = 0; i < n; i++)
    x[i] = gdl_random_normal(&r);
}


static void fill_symmetric (double *x, size_t n, uint64_t seed) {
  fill_normal(x, n * n, seed);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < i; j++)
      x[j * n + i] = x[i * n + j];
}


/* x = y' y + identity. */
static void fill_definite (double *x, size_t n, uint64_t seed) {
  double y[MOST * MOST], t[MOST * MOST];
  fill_normal(y, n * n, seed);
  gdl_array a = matrix(y, n, n), turned = matrix(t, n, n), out = matrix(x, n, n);
  gdl_array_transpose(&a, &turned);
  gdl_array_matmul(&turned, &a, &out);
  for (size_t i = 0; i < n; i++)
    x[i * n + i] += 1;
}


/* Largest element of a b - c. */
static double residual (const gdl_array *a, const gdl_array *b,
                        const gdl_array *c) {
  double p[MOST * MOST];
  gdl_array shape;
  assert_int_equal(gdl_array_matmul_shape(a, b, &shape, &e), GDL_OK);
  shape.data = p;
  gdl_array_matmul(a, b, &shape);
  size_t n = gdl_array_length(&shape);
  assert_int_equal(n, gdl_array_length(c));
  double most = 0;
  for (size_t i = 0; i < n; i++)
    most = fmax(most, fabs(p[i] - c->data[i]));
  return most;
}


#define assert_ok(call) \
  do { \
    e.text[0] = '\0'; \
    if ((call) != GDL_OK) fail_msg("%s: %s", #call, e.text); \
  } while (0)

#define assert_error(call, status, words) \
  do { \
    e.text[0] = '\0'; \
    assert_int_equal((call), (status)); \
    if (strstr(e.text, (words)) == NULL) fail_msg("%s: %s", #call, e.text); \
  } while (0)


static void test_solve (void **state) {
  (void)state;
  double x[MOST * MOST], b[MOST * 3], z[MOST * 3], saved[MOST * MOST];
  for (size_t n = 1; n <= MOST; n += n < 8 ? 1 : 8) {
    uint64_t version = 0;
    fill_normal(x, n * n, n);
    fill_normal(b, n * 3, n + 100);
    memcpy(saved, x, sizeof(x));
    gdl_array A = matrix(x, n, n), B = matrix(b, n, 3), X = matrix(z, n, 3),
              v = gdl_array_vector(b, n), w = gdl_array_vector(z, n);
    X.version = &version;
    assert_ok(gdl_linalg_solve(&A, &B, &X, &e));
    assert_true(residual(&A, &X, &B) < 1e-10);
    assert_int_equal(version, 1);
    assert_ok(gdl_linalg_solve(&A, &v, &w, &e));
    assert_true(residual(&A, &w, &v) < 1e-10);
    assert_memory_equal(x, saved, n * n * sizeof(double));
  }
  double known[4] = {2, 1, 1, 3}, right[2] = {3, 5};
  gdl_array A = matrix(known, 2, 2), v = gdl_array_vector(right, 2);
  assert_ok(gdl_linalg_solve(&A, &v, &v, &e));    /* onto an operand */
  assert_near(right[0], 0.8, 1e-15);
  assert_near(right[1], 1.4, 1e-15);
  /* not symmetric: rows and columns must not be mixed up */
  double upper[4] = {1, 2, 0, 4}, r2[2] = {5, 8};
  gdl_array U = matrix(upper, 2, 2), w = gdl_array_vector(r2, 2);
  assert_ok(gdl_linalg_solve(&U, &w, &w, &e));
  assert_near(r2[0], 1, 1e-15);
  assert_near(r2[1], 2, 1e-15);
}


static void test_solve_errors (void **state) {
  (void)state;
  double x[6] = {1, 2, 2, 4, 0, 0}, z[6] = {7, 7, 7, 7, 7, 7};
  gdl_array S = matrix(x, 2, 2), R = matrix(x, 2, 3), v2 = gdl_array_vector(z, 2),
            v3 = gdl_array_vector(z, 3), s = gdl_array_scalar(z);
  assert_error(gdl_linalg_solve(&S, &v2, &v2, &e), GDL_ESINGULAR, "pivot 2 is 0");
  assert_same(z[0], 7.0);
  assert_error(gdl_linalg_solve(&R, &v2, &v2, &e), GDL_ESHAPE, "matrix of 2 x 3");
  assert_error(gdl_linalg_solve(&v2, &v2, &v2, &e), GDL_ESHAPE, "vector of 2");
  assert_error(gdl_linalg_solve(&S, &v3, &v3, &e), GDL_ESHAPE, "vector of 3");
  assert_error(gdl_linalg_solve(&S, &s, &s, &e), GDL_ESHAPE, "number");
  assert_int_equal(gdl_linalg_solve(&S, &v3, &v3, NULL), GDL_ESHAPE);
  x[0] = NAN;
  assert_ok(gdl_linalg_solve(&S, &v2, &v2, &e));
  assert_same(z[1], NAN);
}


/* The residual of a least squares solution is orthogonal to the columns. */
static void check_lstsq (size_t m, size_t n, size_t k) {
  double x[MOST * MOST], b[MOST * 3], z[MOST * 3], p[MOST * 3], t[MOST * MOST],
         zero[MOST * 3] = {0};
  int rank = -1;
  fill_normal(x, m * n, m);
  fill_normal(b, m * k, n);
  gdl_array A = matrix(x, m, n), B = matrix(b, m, k), X = matrix(z, n, k),
            R = matrix(p, m, k), T = matrix(t, n, m), O = matrix(zero, n, k);
  assert_ok(gdl_linalg_lstsq(&A, &B, &X, &rank, &e));
  assert_int_equal(rank, m < n ? m : n);
  gdl_array_matmul(&A, &X, &R);
  gdl_array_binary(GDL_B_sub, &R, &B, &R);
  gdl_array_transpose(&A, &T);
  assert_true(residual(&T, &R, &O) < 1e-11);
  if (m <= n)
    assert_true(gdl_reduce_maxabs(p, m * k) < 1e-11);
}


static void test_lstsq (void **state) {
  (void)state;
  check_lstsq(1, 1, 1);
  check_lstsq(5, 2, 1);
  check_lstsq(2, 5, 1);
  check_lstsq(40, 7, 3);
  check_lstsq(7, 40, 2);
  check_lstsq(30, 30, 3);
  /* a line through points: 1 + 2 t */
  double a[8] = {1, 0, 1, 1, 1, 2, 1, 3}, b[4] = {1, 3, 5, 7}, z[2];
  gdl_array A = matrix(a, 4, 2), v = gdl_array_vector(b, 4),
            x = gdl_array_vector(z, 2);
  assert_ok(gdl_linalg_lstsq(&A, &v, &x, NULL, &e));
  assert_near(z[0], 1, 1e-14);
  assert_near(z[1], 2, 1e-14);
}


static void test_lstsq_of_lower_rank (void **state) {
  (void)state;
  double a[6] = {1, 1, 1, 1, 1, 1}, b[3] = {1, 2, 6}, z[2];
  int rank = -1;
  gdl_array A = matrix(a, 3, 2), v = gdl_array_vector(b, 3),
            x = gdl_array_vector(z, 2);
  assert_ok(gdl_linalg_lstsq(&A, &v, &x, &rank, &e));
  assert_int_equal(rank, 1);
  assert_near(z[0], 1.5, 1e-14);    /* the shortest of all that give 3 */
  assert_near(z[1], 1.5, 1e-14);
  memset(a, 0, sizeof(a));
  assert_ok(gdl_linalg_lstsq(&A, &v, &x, &rank, &e));
  assert_int_equal(rank, 0);
  assert_same(z[0], 0.0);
}


static void test_lstsq_errors_and_empty (void **state) {
  (void)state;
  double a[6] = {1, 2, 3, 4, 5, 6}, b[3] = {1, 2, 3}, z[3] = {7, 7, 7};
  int rank = -1;
  gdl_array A = matrix(a, 3, 2), v3 = gdl_array_vector(b, 3),
            v2 = gdl_array_vector(b, 2), x = gdl_array_vector(z, 2),
            none = gdl_array_vector(NULL, 0), flat = matrix(NULL, 0, 2),
            thin = matrix(NULL, 3, 0);
  assert_error(gdl_linalg_lstsq(&A, &v2, &x, NULL, &e), GDL_ESHAPE, "matrix of 3 x 2");
  assert_error(gdl_linalg_lstsq(&v3, &v3, &x, NULL, &e), GDL_ESHAPE, "vector of 3");
  b[1] = NAN;
  assert_error(gdl_linalg_lstsq(&A, &v3, &x, NULL, &e), GDL_EINVAL, "NaN");
  b[1] = 2;
  a[3] = INFINITY;
  assert_error(gdl_linalg_lstsq(&A, &v3, &x, NULL, &e), GDL_EINVAL, "infinite");
  assert_same(z[0], 7.0);
  assert_ok(gdl_linalg_lstsq(&flat, &none, &x, &rank, &e));
  assert_int_equal(rank, 0);
  assert_same(z[0], 0.0);
  assert_ok(gdl_linalg_lstsq(&thin, &v3, &none, &rank, &e));
  assert_int_equal(rank, 0);
}


static void test_cholesky (void **state) {
  (void)state;
  double x[MOST * MOST], l[MOST * MOST], t[MOST * MOST];
  for (size_t n = 1; n <= MOST; n += n < 8 ? 1 : 8) {
    fill_definite(x, n, n);
    gdl_array A = matrix(x, n, n), L = matrix(l, n, n), T = matrix(t, n, n);
    assert_ok(gdl_linalg_cholesky(&A, &L, &e));
    for (size_t i = 0; i < n; i++) {
      assert_true(l[i * n + i] > 0);
      for (size_t j = i + 1; j < n; j++)
        assert_same(l[i * n + j], 0.0);
    }
    gdl_array_transpose(&L, &T);
    assert_true(residual(&L, &T, &A) < 1e-12 * (double)(n * n));
  }
  double known[4] = {4, NAN, 2, 5};    /* above the diagonal nothing is read */
  gdl_array A = matrix(known, 2, 2);
  assert_ok(gdl_linalg_cholesky(&A, &A, &e));
  assert_same(known[0], 2.0); assert_same(known[1], 0.0);
  assert_same(known[2], 1.0); assert_same(known[3], 2.0);
  double not[4] = {1, 2, 2, 1}, bad[4] = {NAN, 0, 0, 1};
  gdl_array N = matrix(not, 2, 2), B = matrix(bad, 2, 2), R = matrix(not, 1, 2);
  assert_error(gdl_linalg_cholesky(&N, &N, &e), GDL_ESINGULAR, "not positive definite");
  assert_same(not[3], 1.0);
  assert_error(gdl_linalg_cholesky(&B, &B, &e), GDL_EINVAL, "NaN");
  assert_error(gdl_linalg_cholesky(&R, &R, &e), GDL_ESHAPE, "matrix of 1 x 2");
}


static void test_inverse (void **state) {
  (void)state;
  double x[MOST * MOST], z[MOST * MOST], one[MOST * MOST];
  for (size_t n = 1; n <= MOST; n += n < 8 ? 1 : 8) {
    fill_normal(x, n * n, n);
    memset(one, 0, sizeof(one));
    for (size_t i = 0; i < n; i++)
      one[i * n + i] = 1;
    gdl_array A = matrix(x, n, n), Z = matrix(z, n, n), I = matrix(one, n, n);
    assert_ok(gdl_linalg_inverse(&A, &Z, &e));
    assert_true(residual(&A, &Z, &I) < 1e-10);
    assert_true(residual(&Z, &A, &I) < 1e-10);
  }
  double known[4] = {1, 2, 0, 4}, zero[4] = {0};
  gdl_array A = matrix(known, 2, 2), O = matrix(zero, 2, 2), R = matrix(zero, 1, 2);
  assert_ok(gdl_linalg_inverse(&A, &A, &e));
  assert_same(known[0], 1.0); assert_same(known[1], -0.5);
  assert_same(known[2] + 0.0, 0.0); assert_same(known[3], 0.25);
  assert_error(gdl_linalg_inverse(&O, &O, &e), GDL_ESINGULAR, "pivot 1 is 0");
  assert_error(gdl_linalg_inverse(&R, &R, &e), GDL_ESHAPE, "square");
}


static double det_of (double *x, size_t n) {
  double det;
  gdl_array A = matrix(x, n, n);
  assert_ok(gdl_linalg_det(&A, &det, &e));
  return det;
}


static void test_det (void **state) {
  (void)state;
  double two[4] = {1, 2, 3, 4}, swap[9] = {0, 1, 0, 1, 0, 0, 0, 0, 1},
         turn[9] = {0, 1, 0, 0, 0, 1, 1, 0, 0}, flat[4] = {1, 2, 2, 4}, one = -3,
         bad[4] = {NAN, 1, 1, 1};
  assert_near(det_of(two, 2), -2, 1e-15);
  assert_same(det_of(swap, 3), -1.0);
  assert_same(det_of(turn, 3), 1.0);
  assert_same(fabs(det_of(flat, 2)), 0.0);
  assert_same(det_of(&one, 1), -3.0);
  assert_same(det_of(NULL, 0), 1.0);
  assert_same(det_of(bad, 2), NAN);
  double d[9] = {1e200, 0, 0, 0, 1e200, 0, 0, 0, 1e-200};
  assert_near(det_of(d, 3) / 1e200, 1, 1e-14);
  double big[4] = {1e200, 0, 0, -1e200}, small[4] = {1e-200, 0, 0, 1e-200};
  assert_same(det_of(big, 2), -INFINITY);
  assert_same(det_of(small, 2), 0.0);
  double x[MOST * MOST], l[MOST * MOST], product = 1;
  fill_definite(x, 10, 3);
  gdl_array A = matrix(x, 10, 10), L = matrix(l, 10, 10), R = matrix(x, 2, 5);
  assert_ok(gdl_linalg_cholesky(&A, &L, &e));
  for (int i = 0; i < 10; i++)
    product *= l[i * 10 + i] * l[i * 10 + i];
  assert_near(det_of(x, 10) / product, 1, 1e-12);
  assert_error(gdl_linalg_det(&R, &product, &e), GDL_ESHAPE, "square");
}


static void check_eigh (size_t n) {
  double x[MOST * MOST], w[MOST], only[MOST], v[MOST * MOST], t[MOST * MOST],
         d[MOST * MOST] = {0}, one[MOST * MOST] = {0}, vd[MOST * MOST];
  fill_symmetric(x, n, n);
  gdl_array A = matrix(x, n, n), W = gdl_array_vector(w, n), V = matrix(v, n, n),
            T = matrix(t, n, n), D = matrix(d, n, n), I = matrix(one, n, n),
            VD = matrix(vd, n, n), O = gdl_array_vector(only, n);
  assert_ok(gdl_linalg_eigh(&A, &W, &V, &e));
  for (size_t i = 0; i < n; i++) {
    d[i * n + i] = w[i];
    one[i * n + i] = 1;
    assert_true(i == 0 || w[i - 1] <= w[i]);
  }
  gdl_array_transpose(&V, &T);
  assert_true(residual(&V, &T, &I) < 1e-13 * (double)n);
  gdl_array_matmul(&V, &D, &VD);
  assert_true(residual(&A, &V, &VD) < 1e-13 * (double)(n * n));
  for (size_t j = 0; j < n; j++) {
    size_t most = 0;
    for (size_t i = 0; i < n; i++)
      if (fabs(v[i * n + j]) > fabs(v[most * n + j]) * (1 + 1e-8))
        most = i;
    assert_true(v[most * n + j] > 0);
  }
  assert_ok(gdl_linalg_eigh(&A, &O, NULL, &e));
  for (size_t i = 0; i < n; i++)
    assert_near(only[i], w[i], 1e-13);
}


static void test_eigh (void **state) {
  (void)state;
  for (size_t n = 1; n <= MOST; n += n < 8 ? 1 : 8)
    check_eigh(n);
  /* only the lower triangle counts; the first of two equal components is
     positive */
  double x[4] = {2, NAN, 1, 2}, w[2], v[4], s = sqrt(0.5);
  uint64_t version = 0;
  gdl_array A = matrix(x, 2, 2), W = gdl_array_vector(w, 2), V = matrix(v, 2, 2);
  V.version = &version;
  assert_ok(gdl_linalg_eigh(&A, &W, &V, &e));
  assert_near(w[0], 1, 1e-15); assert_near(w[1], 3, 1e-15);
  assert_near(v[0], s, 1e-15); assert_near(v[2], -s, 1e-15);
  assert_near(v[1], s, 1e-15); assert_near(v[3], s, 1e-15);
  assert_int_equal(version, 1);
  gdl_array R = matrix(v, 1, 2);
  assert_error(gdl_linalg_eigh(&R, &W, NULL, &e), GDL_ESHAPE, "square");
  x[2] = INFINITY;
  assert_error(gdl_linalg_eigh(&A, &W, &V, &e), GDL_EINVAL, "infinite");
}


static void test_empty (void **state) {
  (void)state;
  gdl_array A = matrix(NULL, 0, 0), v = gdl_array_vector(NULL, 0),
            B = matrix(NULL, 0, 3);
  assert_ok(gdl_linalg_solve(&A, &v, &v, &e));
  assert_ok(gdl_linalg_solve(&A, &B, &B, &e));
  assert_ok(gdl_linalg_cholesky(&A, &A, &e));
  assert_ok(gdl_linalg_inverse(&A, &A, &e));
  assert_ok(gdl_linalg_eigh(&A, &v, &A, &e));
  double x = 2;
  gdl_array one = matrix(&x, 1, 1), wide = matrix(NULL, 1, 0);
  assert_ok(gdl_linalg_solve(&one, &wide, &wide, &e));
}


/* Extents that an int cannot hold are refused before anything is looked at. */
static void test_huge_extents (void **state) {
  (void)state;
  size_t n = (size_t)INT_MAX + 1;
  double x = 1, det;
  gdl_array A = matrix(&x, n, n), v = gdl_array_vector(&x, n),
            one = matrix(&x, 1, 1), wide = matrix(&x, 1, n), thin = matrix(&x, n, 0),
            none = gdl_array_vector(NULL, 0);
  assert_error(gdl_linalg_solve(&A, &v, &v, &e), GDL_EINVAL, "2147483648");
  assert_error(gdl_linalg_solve(&one, &wide, &wide, &e), GDL_EINVAL, "2147483648");
  assert_error(gdl_linalg_lstsq(&thin, &v, &none, NULL, &e), GDL_EINVAL, "2147483648");
  assert_error(gdl_linalg_cholesky(&A, &A, &e), GDL_EINVAL, "2147483648");
  assert_error(gdl_linalg_inverse(&A, &A, &e), GDL_EINVAL, "2147483648");
  assert_error(gdl_linalg_det(&A, &det, &e), GDL_EINVAL, "2147483648");
  assert_error(gdl_linalg_eigh(&A, &v, NULL, &e), GDL_EINVAL, "2147483648");
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_solve),
    cmocka_unit_test(test_solve_errors),
    cmocka_unit_test(test_lstsq),
    cmocka_unit_test(test_lstsq_of_lower_rank),
    cmocka_unit_test(test_lstsq_errors_and_empty),
    cmocka_unit_test(test_cholesky),
    cmocka_unit_test(test_inverse),
    cmocka_unit_test(test_det),
    cmocka_unit_test(test_eigh),
    cmocka_unit_test(test_empty),
    cmocka_unit_test(test_huge_extents)
  };
  return cmocka_run_group_tests_name("linalg", tests, NULL, NULL);
}
