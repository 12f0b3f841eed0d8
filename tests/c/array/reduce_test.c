/*
** reduce_test.c - reductions over contiguous doubles
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>

#include "array/reduce.h"
#include "reference.h"

static double *x, *y, *term;


static int make_operands (void **state) {
  (void)state;
  x = new_random(LONGEST, 1);
  y = new_random(LONGEST, 2);
  term = new_random(LONGEST, 3);
  return 0;
}


static int free_operands (void **state) {
  (void)state;
  free(x);
  free(y);
  free(term);
  return 0;
}


#define FOR_LENGTHS(n) \
  for (size_t l = 0, n; l < LENGTHS && (n = lengths[l], 1); l++)

#define FILL(n, value) \
  for (size_t i = 0; i < n; i++) term[i] = (value)


static void test_sums_follow_the_order (void **state) {
  (void)state;
  FOR_LENGTHS(n) {
    assert_same(gdl_reduce_sum(x, n), reference_sum(x, n));
    FILL(n, x[i] * y[i]);
    assert_same(gdl_reduce_dot(x, y, n), reference_sum(term, n));
    FILL(n, x[i] * x[i]);
    assert_same(gdl_reduce_sumsq(x, n), reference_sum(term, n));
    assert_same(gdl_reduce_norm2(x, n), sqrt(reference_sum(term, n)));
    FILL(n, fabs(x[i]));
    assert_same(gdl_reduce_sumabs(x, n), reference_sum(term, n));
    FILL(n, (x[i] - y[i]) * (x[i] - y[i]));
    assert_same(gdl_reduce_distance(x, y, n), sqrt(reference_sum(term, n)));
  }
}


static void test_alignment_does_not_matter (void **state) {
  (void)state;
  for (size_t shift = 0; shift < 8; shift++) {
    memcpy(term, x + shift, 5000 * sizeof(double));
    assert_same(gdl_reduce_sum(x + shift, 5000), gdl_reduce_sum(term, 5000));
    assert_same(gdl_reduce_dot(x + shift, y, 5000),
                gdl_reduce_dot(term, y, 5000));
  }
}


static void test_sums_of_zeros (void **state) {
  (void)state;
  FOR_LENGTHS(n) {
    FILL(n, -0.0);
    assert_same(gdl_reduce_sum(term, n), 0.0);
    FILL(n, 0.0);
    assert_same(gdl_reduce_norm2(term, n), 0.0);
    assert_same(gdl_reduce_distance(term, term, n), 0.0);
  }
  assert_same(gdl_reduce_sum(NULL, 0), 0.0);
}


static void test_sums_of_nonfinite (void **state) {
  (void)state;
  double v[3] = {1, INFINITY, 2}, w[3] = {INFINITY, NAN, 0};
  assert_same(gdl_reduce_sum(v, 3), INFINITY);
  assert_same(gdl_reduce_sum(w, 3), NAN);
  assert_same(gdl_reduce_norm2(v, 3), INFINITY);
  assert_same(gdl_reduce_norm2(w, 3), NAN);
  assert_same(gdl_reduce_distance(v, v, 3), NAN);
  assert_same(gdl_reduce_norm(v, 3, 3), INFINITY);
  assert_same(gdl_reduce_norm(w, 3, 3), NAN);
  assert_same(gdl_reduce_maxabs(v, 3), INFINITY);
  assert_same(gdl_reduce_sumabs(w, 3), NAN);
}


static void test_norms_at_the_ends_of_the_range (void **state) {
  (void)state;
  double huge[2] = {3e307, -4e307}, tiny[2] = {3e-310, 4e-310},
         least[2] = {0, 4.9406564584124654e-324},
         mixed[3] = {1e200, 1e-200, 1}, zero[3] = {0, 0, 0};
  assert_near(gdl_reduce_norm2(huge, 2) / 5e307, 1, 1e-15);
  assert_near(gdl_reduce_norm2(tiny, 2) / 5e-310, 1, 1e-13);
  assert_same(gdl_reduce_norm2(least, 2), least[1]);
  assert_same(gdl_reduce_norm2(mixed, 3), 1e200);
  assert_same(gdl_reduce_distance(mixed, zero, 3), 1e200);
  assert_near(gdl_reduce_distance(tiny, zero, 2) / 5e-310, 1, 1e-13);
  double far[2] = {-3e307, 4e307};
  assert_near(gdl_reduce_distance(huge, far, 2) / 1e308, 1, 1e-15);
  FILL(5000, DBL_MAX);
  assert_same(gdl_reduce_norm2(term, 5000), INFINITY);
  FILL(5000, 1e306);
  assert_near(gdl_reduce_norm2(term, 5000) / (1e306 * sqrt(5000)), 1, 1e-14);
}


static void test_one_element_norm_is_exact (void **state) {
  (void)state;
  for (size_t i = 0; i < 1000; i++) {
    double v = ldexp(x[i], (int)(i % 2000) - 1000);
    assert_same(gdl_reduce_norm2(&v, 1), fabs(v));
  }
}


static void test_p_norms (void **state) {
  (void)state;
  double v[3] = {3, -4, 12}, big[2] = {-1e300, 1e300}, zero[2] = {0, -0.0};
  assert_same(gdl_reduce_norm(v, 3, 1), 19.0);
  assert_same(gdl_reduce_norm(v, 3, 2), 13.0);
  assert_same(gdl_reduce_norm(v, 3, INFINITY), 12.0);
  assert_near(gdl_reduce_norm(v, 3, 3), cbrt(27 + 64 + 1728), 1e-15);
  assert_near(gdl_reduce_norm(big, 2, 3) / 1e300, cbrt(2), 1e-15);
  assert_same(gdl_reduce_norm(zero, 2, 3), 0.0);
  FOR_LENGTHS(n) {
    double m = gdl_reduce_maxabs(x, n);
    assert_same(gdl_reduce_norm(x, n, INFINITY), m);
    assert_same(gdl_reduce_norm(x, n, 1), gdl_reduce_sumabs(x, n));
    if (n == 0)
      continue;
    FILL(n, element_of_two(GDL_B_pow, fabs(x[i]) / m, 1.5));
    assert_same(gdl_reduce_norm(x, n, 1.5),
                m * pow(reference_sum(term, n), 1 / 1.5));
  }
}


static void test_extremes (void **state) {
  (void)state;
  FOR_LENGTHS(n) {
    if (n == 0)
      continue;
    double low = x[0], high = x[0], most = fabs(x[0]);
    size_t at_low = 0, at_high = 0;
    for (size_t i = 1; i < n; i++) {
      if (x[i] < low) { low = x[i]; at_low = i; }
      if (x[i] > high) { high = x[i]; at_high = i; }
      if (fabs(x[i]) > most) most = fabs(x[i]);
    }
    assert_same(gdl_reduce_min(x, n), low);
    assert_same(gdl_reduce_max(x, n), high);
    assert_same(gdl_reduce_maxabs(x, n), most);
    assert_int_equal(gdl_reduce_argmin(x, n), at_low);
    assert_int_equal(gdl_reduce_argmax(x, n), at_high);
  }
  assert_same(gdl_reduce_maxabs(NULL, 0), 0.0);
}


/* Each place in turn holds the extreme, so no place is overlooked. */
static void test_extremes_in_every_place (void **state) {
  (void)state;
  size_t n = 300;
  for (size_t at = 0; at < n; at++) {
    FILL(n, (double)(i % 7));
    term[at] = 100;
    assert_same(gdl_reduce_max(term, n), 100.0);
    assert_int_equal(gdl_reduce_argmax(term, n), at);
    term[at] = -200;
    assert_same(gdl_reduce_min(term, n), -200.0);
    assert_same(gdl_reduce_maxabs(term, n), 200.0);
    assert_int_equal(gdl_reduce_argmin(term, n), at);
    term[at] = NAN;
    assert_same(gdl_reduce_min(term, n), NAN);
    assert_same(gdl_reduce_max(term, n), NAN);
    assert_same(gdl_reduce_maxabs(term, n), NAN);
    assert_int_equal(gdl_reduce_argmin(term, n), at);
    assert_int_equal(gdl_reduce_argmax(term, n), at);
    assert_same(gdl_reduce_norm2(term, n), NAN);
    assert_int_equal(gdl_reduce_first_nonfinite(term, n), at);
    term[at] = -INFINITY;
    assert_same(gdl_reduce_maxabs(term, n), INFINITY);
    assert_same(gdl_reduce_min(term, n), -INFINITY);
    assert_int_equal(gdl_reduce_first_nonfinite(term, n), at);
  }
}


static void test_first_of_equals (void **state) {
  (void)state;
  double v[5] = {2, 1, 3, 1, 3}, w[4] = {1, NAN, -5, NAN};
  assert_int_equal(gdl_reduce_argmin(v, 5), 1);
  assert_int_equal(gdl_reduce_argmax(v, 5), 2);
  assert_int_equal(gdl_reduce_argmin(w, 4), 1);
  assert_int_equal(gdl_reduce_argmax(w, 4), 1);
  double zeros[2] = {0.0, -0.0};
  assert_int_equal(gdl_reduce_argmin(zeros, 2), 0);
}


static void test_first_nonfinite (void **state) {
  (void)state;
  FOR_LENGTHS(n) {
    FILL(n, DBL_MAX);
    assert_int_equal(gdl_reduce_first_nonfinite(term, n), n);
    if (n > 1) {
      term[n - 1] = -INFINITY;
      term[n / 2] = NAN;
      assert_int_equal(gdl_reduce_first_nonfinite(term, n), n / 2);
    }
  }
}


static void test_logsumexp (void **state) {
  (void)state;
  double v[3] = {log(1), log(2), log(3)}, big[2] = {1000, 1000},
         small[2] = {-1000, -1000}, none[2] = {-INFINITY, -INFINITY},
         top[2] = {INFINITY, 0}, bad[2] = {NAN, 0}, one = -3.5;
  assert_near(gdl_reduce_logsumexp(v, 3), log(6), 1e-15);
  assert_near(gdl_reduce_logsumexp(big, 2), 1000 + log(2), 1e-15);
  assert_near(gdl_reduce_logsumexp(small, 2), -1000 + log(2), 1e-15);
  assert_same(gdl_reduce_logsumexp(none, 2), -INFINITY);
  assert_same(gdl_reduce_logsumexp(top, 2), INFINITY);
  assert_same(gdl_reduce_logsumexp(bad, 2), NAN);
  assert_same(gdl_reduce_logsumexp(&one, 1), -3.5);
  assert_same(gdl_reduce_logsumexp(NULL, 0), -INFINITY);
  FOR_LENGTHS(n) {
    if (n == 0)
      continue;
    double m = gdl_reduce_max(x, n);
    FILL(n, element(GDL_U_exp, x[i] - m));
    assert_same(gdl_reduce_logsumexp(x, n), m + log(reference_sum(term, n)));
  }
}


static void test_reduce_by_name (void **state) {
  (void)state;
  gdl_array v = gdl_array_vector(x, 5000), m = gdl_array_matrix(x, 50, 100),
            none = gdl_array_vector(NULL, 0), number = gdl_array_scalar(x);
  assert_same(gdl_array_reduce(GDL_R_SUM, &v), gdl_reduce_sum(x, 5000));
  assert_same(gdl_array_reduce(GDL_R_SUM, &m), gdl_reduce_sum(x, 5000));
  assert_same(gdl_array_reduce(GDL_R_MEAN, &v), gdl_reduce_sum(x, 5000) / 5000);
  assert_same(gdl_array_reduce(GDL_R_MIN, &v), gdl_reduce_min(x, 5000));
  assert_same(gdl_array_reduce(GDL_R_MAX, &v), gdl_reduce_max(x, 5000));
  assert_same(gdl_array_reduce(GDL_R_LOGSUMEXP, &v),
              gdl_reduce_logsumexp(x, 5000));
  assert_same(gdl_array_reduce(GDL_R_SUM, &none), 0.0);
  assert_same(gdl_array_reduce(GDL_R_MEAN, &none), NAN);
  assert_same(gdl_array_reduce(GDL_R_LOGSUMEXP, &none), -INFINITY);
  assert_same(gdl_array_reduce(GDL_R_MAX, &number), x[0]);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_sums_follow_the_order),
    cmocka_unit_test(test_alignment_does_not_matter),
    cmocka_unit_test(test_sums_of_zeros),
    cmocka_unit_test(test_sums_of_nonfinite),
    cmocka_unit_test(test_norms_at_the_ends_of_the_range),
    cmocka_unit_test(test_one_element_norm_is_exact),
    cmocka_unit_test(test_p_norms),
    cmocka_unit_test(test_extremes),
    cmocka_unit_test(test_extremes_in_every_place),
    cmocka_unit_test(test_first_of_equals),
    cmocka_unit_test(test_first_nonfinite),
    cmocka_unit_test(test_logsumexp),
    cmocka_unit_test(test_reduce_by_name)
  };
  return cmocka_run_group_tests_name("reduce", tests, make_operands,
                                     free_operands);
}
