/*
** elementwise_test.c - elementwise functions, broadcasting, comparison
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>

#include "array/array.h"
#include "reference.h"

#define COUNT 77    /* of numbers per trial: not a multiple of any vector */

static double x[COUNT], y[COUNT], out[COUNT];

static const double special[] = {
  0.0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3.7, -3.7, 1e-300, -1e-300, 1e300, -1e300,
  DBL_MIN / 4, DBL_MAX, 710, -710, 745, -745, INFINITY, -INFINITY, NAN
};

#define SPECIALS (sizeof(special) / sizeof(special[0]))


static void test_tables_are_complete (void **state) {
  (void)state;
  for (int k = 0; k < GDL_U_ALL; k++) {
    const gdl_unary_row *row = &gdl_unary_table[k];
    assert_true(row->name[0] != '\0' && row->doc[0] != '\0');
    for (int l = 0; l < k; l++)
      assert_string_not_equal(row->name, gdl_unary_table[l].name);
  }
  for (int k = 0; k < GDL_B_ALL; k++) {
    const gdl_binary_row *row = &gdl_binary_table[k];
    assert_true(row->name[0] != '\0' && row->doc[0] != '\0');
    for (int l = 0; l < k; l++)
      assert_string_not_equal(row->name, gdl_binary_table[l].name);
  }
}


static double u (gdl_unary op, double v) {
  return gdl_unary_table[op].scalar(v);
}


static double b (gdl_binary op, double v, double w) {
  return gdl_binary_table[op].scalar(v, w);
}


static void test_library_functions (void **state) {
  (void)state;
  static const struct {
    gdl_unary op;
    double (*f) (double);
  } rows[] = {
    {GDL_U_exp, exp}, {GDL_U_expm1, expm1}, {GDL_U_log, log},
    {GDL_U_log1p, log1p}, {GDL_U_log2, log2}, {GDL_U_log10, log10},
    {GDL_U_sin, sin}, {GDL_U_cos, cos}, {GDL_U_tan, tan}, {GDL_U_asin, asin},
    {GDL_U_acos, acos}, {GDL_U_atan, atan}, {GDL_U_sinh, sinh},
    {GDL_U_cosh, cosh}, {GDL_U_tanh, tanh}, {GDL_U_sqrt, sqrt},
    {GDL_U_cbrt, cbrt}, {GDL_U_abs, fabs}, {GDL_U_floor, floor},
    {GDL_U_ceil, ceil}, {GDL_U_trunc, trunc}, {GDL_U_erf, erf},
    {GDL_U_lgamma, lgamma}
  };
  for (size_t k = 0; k < sizeof(rows) / sizeof(rows[0]); k++)
    for (size_t i = 0; i < SPECIALS; i++)
      assert_same(u(rows[k].op, special[i]), rows[k].f(special[i]));
}


static void test_sign_and_parts (void **state) {
  (void)state;
  assert_same(u(GDL_U_sign, 0.0), 0.0);
  assert_same(u(GDL_U_sign, -0.0), 0.0);
  assert_same(u(GDL_U_sign, -1e-310), -1.0);
  assert_same(u(GDL_U_sign, INFINITY), 1.0);
  assert_same(u(GDL_U_sign, NAN), NAN);
  assert_same(u(GDL_U_neg, 0.0), -0.0);
  assert_same(u(GDL_U_frac, -3.75), -0.75);
  assert_same(u(GDL_U_frac, 4.0), 0.0);
  assert_same(u(GDL_U_frac, -INFINITY), 0.0);
  assert_same(u(GDL_U_frac, NAN), NAN);
  assert_same(u(GDL_U_deg, 1.0), 180.0 / 3.141592653589793);
  assert_same(u(GDL_U_rad, 1.0), 3.141592653589793 / 180.0);
}


/* Compared with decimal arithmetic of 40 digits. */
static void test_sigmoid_and_softplus (void **state) {
  (void)state;
  assert_same(u(GDL_U_sigmoid, 0), 0.5);
  assert_near(u(GDL_U_sigmoid, 2), 0.88079707797788243, 1e-15);
  assert_near(u(GDL_U_sigmoid, -2), 0.11920292202211757, 1e-16);
  assert_near(u(GDL_U_sigmoid, -700) / 9.8596765437597704e-305, 1, 1e-14);
  assert_near(u(GDL_U_sigmoid, -740) / 4.1995e-322, 1, 0.02);
  assert_same(u(GDL_U_sigmoid, 800), 1.0);
  assert_same(u(GDL_U_sigmoid, -INFINITY), 0.0);
  assert_same(u(GDL_U_sigmoid, INFINITY), 1.0);
  assert_same(u(GDL_U_sigmoid, NAN), NAN);
  assert_near(u(GDL_U_softplus, 0), 0.69314718055994531, 1e-16);
  assert_near(u(GDL_U_softplus, -40) / 4.2483542552915889e-18, 1, 1e-15);
  assert_near(u(GDL_U_softplus, -700) / 9.8596765437597704e-305, 1, 1e-14);
  assert_same(u(GDL_U_softplus, 800), 800.0);
  assert_same(u(GDL_U_softplus, -INFINITY), 0.0);
  assert_same(u(GDL_U_softplus, INFINITY), INFINITY);
  assert_same(u(GDL_U_softplus, NAN), NAN);
  assert_same(u(GDL_U_relu, -3), 0.0);
  assert_same(u(GDL_U_relu, -0.0), 0.0);
  assert_same(u(GDL_U_relu, 3), 3.0);
  assert_same(u(GDL_U_relu, NAN), NAN);
}


static void test_operators_are_those_of_lua (void **state) {
  (void)state;
  static const double rows[][4] = {
#include "lua_operators.def"
  };
  for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
    const double *r = rows[i];
    assert_same(b(GDL_B_mod, r[0], r[1]), r[2]);
    assert_same(b(GDL_B_idiv, r[0], r[1]), r[3]);
    assert_same(b(GDL_B_add, r[0], r[1]), r[0] + r[1]);
    assert_same(b(GDL_B_sub, r[0], r[1]), r[0] - r[1]);
    assert_same(b(GDL_B_mul, r[0], r[1]), r[0] * r[1]);
    assert_same(b(GDL_B_div, r[0], r[1]), r[0] / r[1]);
    assert_same(b(GDL_B_fmod, r[0], r[1]), fmod(r[0], r[1]));
    assert_same(b(GDL_B_atan2, r[0], r[1]), atan2(r[0], r[1]));
    assert_same(b(GDL_B_hypot, r[0], r[1]), hypot(r[0], r[1]));
    assert_same(b(GDL_B_pow, r[0], r[1]), pow(r[0], r[1]));
  }
  assert_same(b(GDL_B_pow, 1.1, 2), 1.1 * 1.1);
  assert_same(b(GDL_B_pow, 2, 0.5), sqrt(2));
  assert_same(b(GDL_B_hypot, 3e300, 4e300), 5e300);
}


static void test_min_and_max (void **state) {
  (void)state;
  assert_same(b(GDL_B_min, 1, 2), 1.0);
  assert_same(b(GDL_B_max, 1, 2), 2.0);
  assert_same(b(GDL_B_min, 2, -INFINITY), -INFINITY);
  assert_same(b(GDL_B_max, NAN, 2), NAN);
  assert_same(b(GDL_B_max, 2, NAN), NAN);
  assert_same(b(GDL_B_min, NAN, 2), NAN);
  assert_same(b(GDL_B_min, 2, NAN), NAN);
  assert_same(b(GDL_B_max, 0.0, -0.0), 0.0);
  assert_same(b(GDL_B_max, -0.0, 0.0), -0.0);   /* the first, as math.max */
}


/*
** Broadcasting
*/
static gdl_array shape_of (int rank, size_t rows, size_t cols, double *data) {
  return rank == 0 ? gdl_array_scalar(data)
         : rank == 1 ? gdl_array_vector(data, rows)
                     : gdl_array_matrix(data, rows, cols);
}


/* Element (i, j) of 'a' stretched. */
static double at (const gdl_array *a, size_t i, size_t j) {
  size_t rows = a->rank == 1 ? 1 : a->rows, cols = a->rank == 1 ? a->rows : a->cols;
  return a->data[(rows == 1 ? 0 : i) * cols + (cols == 1 ? 0 : j)];
}


static const struct {
  int rank_a; size_t rows_a, cols_a;
  int rank_b; size_t rows_b, cols_b;
  int rank; size_t rows, cols;     /* rank -1: they do not fit */
} broadcasts[] = {
  {0, 1, 1,  0, 1, 1,  0, 1, 1},
  {0, 1, 1,  1, 5, 1,  1, 5, 1},
  {1, 5, 1,  1, 5, 1,  1, 5, 1},
  {1, 1, 1,  1, 5, 1,  1, 5, 1},
  {1, 1, 1,  0, 1, 1,  1, 1, 1},
  {1, 4, 1,  1, 5, 1,  -1, 0, 0},
  {0, 1, 1,  2, 3, 4,  2, 3, 4},
  {1, 4, 1,  2, 3, 4,  2, 3, 4},
  {1, 3, 1,  2, 3, 4,  -1, 0, 0},
  {1, 4, 1,  2, 3, 1,  2, 3, 4},
  {1, 1, 1,  2, 3, 4,  2, 3, 4},
  {2, 3, 4,  2, 3, 4,  2, 3, 4},
  {2, 3, 1,  2, 3, 4,  2, 3, 4},
  {2, 1, 4,  2, 3, 4,  2, 3, 4},
  {2, 3, 1,  2, 1, 4,  2, 3, 4},
  {2, 1, 1,  2, 3, 4,  2, 3, 4},
  {2, 3, 1,  2, 3, 1,  2, 3, 1},
  {2, 3, 4,  2, 4, 3,  -1, 0, 0},
  {2, 3, 4,  2, 2, 4,  -1, 0, 0},
  {1, 0, 1,  0, 1, 1,  1, 0, 1},
  {1, 0, 1,  1, 1, 1,  1, 0, 1},
  {1, 0, 1,  1, 2, 1,  -1, 0, 0},
  {2, 0, 4,  1, 4, 1,  2, 0, 4},
  {2, 3, 0,  2, 1, 1,  2, 3, 0},
  {2, 0, 4,  2, 3, 1,  -1, 0, 0}
};

#define BROADCASTS (sizeof(broadcasts) / sizeof(broadcasts[0]))


static void check_broadcast (const gdl_array *p, const gdl_array *q, int rank,
                             size_t rows, size_t cols) {
  gdl_array shape;
  gdl_error e = {""};
  gdl_status status = gdl_array_broadcast(p, q, &shape, &e);
  if (rank < 0) {
    char tp[64], tq[64];
    assert_int_equal(status, GDL_ESHAPE);
    assert_non_null(strstr(e.text, gdl_array_shape_text(p, tp, sizeof(tp))));
    assert_non_null(strstr(e.text, gdl_array_shape_text(q, tq, sizeof(tq))));
    assert_int_equal(gdl_array_broadcast(p, q, &shape, NULL), GDL_ESHAPE);
    return;
  }
  assert_int_equal(status, GDL_OK);
  assert_int_equal(shape.rank, rank);
  assert_int_equal(shape.rows, rows);
  assert_int_equal(shape.cols, cols);
  assert_null(shape.data);
  uint64_t version = 41;
  shape.data = out;
  shape.version = &version;
  gdl_array_binary(GDL_B_sub, p, q, &shape);
  assert_int_equal(version, 42);
  size_t wide = rank == 1 ? rows : cols, high = rank == 1 ? 1 : rows;
  for (size_t i = 0; i < high; i++)
    for (size_t j = 0; j < wide; j++)
      assert_same(out[i * wide + j], at(p, i, j) - at(q, i, j));
}


static void test_broadcast (void **state) {
  (void)state;
  fill_random(x, COUNT, 1);
  fill_random(y, COUNT, 2);
  for (size_t k = 0; k < BROADCASTS; k++) {
    gdl_array p = shape_of(broadcasts[k].rank_a, broadcasts[k].rows_a,
                           broadcasts[k].cols_a, x),
              q = shape_of(broadcasts[k].rank_b, broadcasts[k].rows_b,
                           broadcasts[k].cols_b, y);
    check_broadcast(&p, &q, broadcasts[k].rank, broadcasts[k].rows,
                    broadcasts[k].cols);
    check_broadcast(&q, &p, broadcasts[k].rank, broadcasts[k].rows,
                    broadcasts[k].cols);
  }
}


static void test_output_may_be_an_operand (void **state) {
  (void)state;
  double m[12], row[4], number = 2;
  fill_random(x, 12, 1);
  fill_random(row, 4, 2);
  gdl_array a = gdl_array_matrix(m, 3, 4), r = gdl_array_vector(row, 4),
            s = gdl_array_scalar(&number), v = gdl_array_vector(m, 12);
  memcpy(m, x, sizeof(m));
  gdl_array_binary(GDL_B_sub, &a, &r, &a);
  for (size_t i = 0; i < 12; i++)
    assert_same(m[i], x[i] - row[i % 4]);
  memcpy(m, x, sizeof(m));
  gdl_array_binary(GDL_B_sub, &r, &a, &a);
  for (size_t i = 0; i < 12; i++)
    assert_same(m[i], row[i % 4] - x[i]);
  memcpy(m, x, sizeof(m));
  gdl_array_binary(GDL_B_div, &s, &v, &v);
  for (size_t i = 0; i < 12; i++)
    assert_same(m[i], 2 / x[i]);
  memcpy(m, x, sizeof(m));
  uint64_t version = 0;
  v.version = &version;
  gdl_array_unary(GDL_U_neg, &v, &v);
  for (size_t i = 0; i < 12; i++)
    assert_same(m[i], -x[i]);
  assert_int_equal(version, 1);
}


static void test_where (void **state) {
  (void)state;
  double c[6] = {1, 0, -0.0, NAN, 2, 0}, p[6] = {1, 2, 3, 4, 5, 6},
         q[3] = {10, 20, 30}, ten = 10, z[6], yes = 1;
  gdl_array mc = gdl_array_matrix(c, 2, 3), mp = gdl_array_matrix(p, 2, 3),
            vq = gdl_array_vector(q, 3), s = gdl_array_scalar(&ten),
            out2 = gdl_array_matrix(z, 2, 3), one = gdl_array_scalar(&yes);
  uint64_t version = 0;
  out2.version = &version;
  gdl_array_where(&mc, &mp, &vq, &out2);
  const double want[6] = {1, 20, 30, 4, 5, 30};
  for (int i = 0; i < 6; i++)
    assert_same(z[i], want[i]);
  assert_int_equal(version, 1);
  gdl_array_where(&mc, &s, &mp, &out2);
  assert_same(z[0], 10.0); assert_same(z[1], 2.0); assert_same(z[5], 6.0);
  gdl_array_where(&one, &vq, &mp, &out2);
  assert_same(z[5], 30.0);
  gdl_array column = gdl_array_matrix(c, 2, 1);   /* 1, 0 */
  gdl_array_where(&column, &mp, &s, &out2);
  assert_same(z[2], 3.0); assert_same(z[3], 10.0);
  gdl_array_where(&mc, &mp, &vq, &mp);            /* onto an operand */
  for (int i = 0; i < 6; i++)
    assert_same(p[i], want[i]);
  gdl_array none = gdl_array_vector(NULL, 0);
  gdl_array_where(&one, &none, &s, &none);
}


static void test_equal (void **state) {
  (void)state;
  double p[3] = {1, 2, INFINITY}, q[3] = {1, 2.5, INFINITY}, n[1] = {NAN},
         i[1] = {INFINITY}, m[1] = {-INFINITY};
  gdl_array a = gdl_array_vector(p, 3), c = gdl_array_vector(q, 3),
            r = gdl_array_matrix(p, 3, 1), nan = gdl_array_vector(n, 1),
            inf = gdl_array_vector(i, 1), minus = gdl_array_vector(m, 1),
            none = gdl_array_vector(NULL, 0), s = gdl_array_scalar(p),
            one = gdl_array_vector(p, 1);
  assert_true(gdl_array_equal(&a, &a, 0));
  assert_false(gdl_array_equal(&a, &c, 0));
  assert_false(gdl_array_equal(&a, &c, 0.4));
  assert_true(gdl_array_equal(&a, &c, 0.5));
  assert_false(gdl_array_equal(&a, &r, 0));
  assert_false(gdl_array_equal(&nan, &nan, 1));
  assert_false(gdl_array_equal(&inf, &minus, 1e308));
  assert_true(gdl_array_equal(&none, &none, 0));
  assert_false(gdl_array_equal(&none, &a, 0));
  assert_false(gdl_array_equal(&s, &one, 0));
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_tables_are_complete),
    cmocka_unit_test(test_library_functions),
    cmocka_unit_test(test_sign_and_parts),
    cmocka_unit_test(test_sigmoid_and_softplus),
    cmocka_unit_test(test_operators_are_those_of_lua),
    cmocka_unit_test(test_min_and_max),
    cmocka_unit_test(test_broadcast),
    cmocka_unit_test(test_output_may_be_an_operand),
    cmocka_unit_test(test_where),
    cmocka_unit_test(test_equal)
  };
  return cmocka_run_group_tests_name("elementwise", tests, NULL, NULL);
}
