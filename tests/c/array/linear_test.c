/*
** linear_test.c - passes that change vectors, under each instruction set
** The bits are those of order.h, which is written out here once more.
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array/linear.h"
#include "array/order.h"
#include "array/reduce.h"

#define MOST (3*GDL_CHUNK + 77)

static double x[MOST], y[MOST], w[MOST], a[MOST], b[MOST], t[MOST];

static const size_t lengths[] = {0, 1, 2, 3, 7, 8, 9, 15, 16, 31, 32, 33, 63, 64,
                                 65, 1000, GDL_CHUNK - 1, GDL_CHUNK,
                                 GDL_CHUNK + 1, 2*GDL_CHUNK + 9, MOST};
#define LENGTHS (sizeof(lengths)/sizeof(*lengths))


static int fill (void **state) {
  uint64_t s = 88172645463325252u;
  double *all[] = {x, y, w};
  (void)state;
  for (int k = 0; k < 3; k++)
    for (size_t i = 0; i < MOST; i++) {
      s ^= s << 13, s ^= s >> 7, s ^= s << 17;
      all[k][i] = ((double)(s >> 11)*0x1p-53 - 0.5)*pow(10, (double)(s % 7) - 3);
    }
  return 0;
}


static double sum_of (size_t at, size_t n) {
  double lane[GDL_LANES] = {0};
  for (size_t i = 0; i < n; i++)
    lane[i % GDL_LANES] += t[at + i];
  for (size_t half = GDL_LANES/2; half > 0; half /= 2)
    for (size_t j = 0; j < half; j++)
      lane[j] += lane[j + half];
  return lane[0];
}


/* The sum of the first n of t. */
static double sum (size_t n) {
  double part[8];
  int depth = 0;
  if (n == 0)
    return 0;
  size_t count = 0;
  for (size_t at = 0; at < n; at += GDL_CHUNK) {
    double s = sum_of(at, n - at < GDL_CHUNK ? n - at : GDL_CHUNK);
    count++;
    for (size_t c = count; (c & 1) == 0; c >>= 1)
      s = part[--depth] + s;
    part[depth++] = s;
  }
  double s = part[--depth];
  while (depth > 0)
    s = part[--depth] + s;
  return s;
}


static void same (double expected, double got, size_t n) {
  if (memcmp(&expected, &got, sizeof(got)) != 0)
    fail_msg("n = %zu: %.17g, not %.17g", n, got, expected);
}


static void test_negate (void **state) {
  (void)state;
  for (size_t k = 0; k < LENGTHS; k++) {
    size_t n = lengths[k];
    memset(a, 0, sizeof(a));
    double got = gdl_linear_negate(a, x, w, n);
    for (size_t i = 0; i < n; i++) {
      assert_true(a[i] == -x[i]);
      t[i] = -x[i]*w[i];
    }
    same(sum(n), got, n);
    assert_true(n == MOST || a[n] == 0);
  }
}


static void test_update (void **state) {
  (void)state;
  for (size_t k = 0; k < LENGTHS; k++)
    for (int self = 0; self < 2; self++) {
      size_t n = lengths[k];
      const double *other = self ? y : w;
      memset(a, 0, sizeof(a));
      memcpy(a, x, n*sizeof(*a));
      double got = gdl_linear_update(a, 0.7, -1.3, y, other, n);
      for (size_t i = 0; i < n; i++) {
        double p = 0.7*(x[i] + -1.3*y[i]);
        assert_true(a[i] == p);
        t[i] = p*other[i];
      }
      same(sum(n), got, n);
      assert_true(n == MOST || a[n] == 0);
    }
}


static void test_change (void **state) {
  (void)state;
  for (size_t k = 0; k < LENGTHS; k++) {
    size_t n = lengths[k];
    memset(a, 0, sizeof(a));
    memset(b, 0, sizeof(b));
    double got = gdl_linear_change(a, b, x, y, y, w, n);
    for (size_t i = 0; i < n; i++) {
      assert_true(a[i] == y[i] - x[i] && b[i] == w[i] - y[i]);
      t[i] = (y[i] - x[i])*(w[i] - y[i]);
    }
    same(sum(n), got, n);
    assert_true(n == MOST || (a[n] == 0 && b[n] == 0));
  }
}


static void test_largest (void **state) {
  (void)state;
  for (size_t k = 0; k < LENGTHS; k++) {
    size_t n = lengths[k];
    double m = 0;
    for (size_t i = 0; i < n; i++)
      m = fmax(m, fabs(x[i]));
    assert_true(gdl_linear_largest(x, n) == m);
    assert_true(gdl_reduce_maxabs(x, n) == m);
    for (size_t i = 0; i < n; i += 1 + n/40) {
      memcpy(a, x, n*sizeof(*a));
      a[i] = -1e9;
      assert_true(gdl_linear_largest(a, n) == 1e9);
      a[i] = -INFINITY;
      assert_true(gdl_linear_largest(a, n) == INFINITY);
      a[n - 1 - i] = NAN;
      assert_true(isnan(gdl_linear_largest(a, n)));
    }
  }
}


/* The same tests in a process of its own for each set: it is chosen once. */
int main (int argc, char **argv) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_negate),
    cmocka_unit_test(test_update),
    cmocka_unit_test(test_change),
    cmocka_unit_test(test_largest)
  };
  static const char *const sets[] = {"sse2", "avx2"};
  char line[4096];
  if (argc == 1)
    for (int k = 0; k < 2; k++) {
      snprintf(line, sizeof(line), "GDLUA_ISA=%s '%s' quiet >/dev/null 2>&1",
               sets[k], argv[0]);
      if (system(line) != 0) {
        fprintf(stderr, "# it fails with GDLUA_ISA=%s\n", sets[k]);
        return 1;
      }
    }
  return cmocka_run_group_tests(tests, fill, NULL);
}
