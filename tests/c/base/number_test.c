/*
** number_test.c - numbers as text
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/random.h"


static const char *text_of (double x) {
  static char buffer[GDL_NUMBER_TEXT];
  return gdl_number_write(x, buffer);
}


static void test_write (void **state) {
  (void)state;
  assert_string_equal(text_of(0), "0");
  assert_string_equal(text_of(-0.0), "-0");
  assert_string_equal(text_of(3), "3");
  assert_string_equal(text_of(0.1), "0.1");
  assert_string_equal(text_of(0.1 + 0.2), "0.30000000000000004");
  assert_string_equal(text_of(1.0 / 3), "0.3333333333333333");
  assert_string_equal(text_of(1e100), "1e+100");
  assert_string_equal(text_of(NAN), "nan");
  assert_string_equal(text_of(-NAN), "nan");
  assert_string_equal(text_of(INFINITY), "inf");
  assert_string_equal(text_of(-INFINITY), "-inf");
  assert_string_equal(text_of(-DBL_MAX), "-1.7976931348623157e+308");
  assert_true(strlen(text_of(-2.2250738585072009e-308)) < GDL_NUMBER_TEXT);
}


static void test_every_number_comes_back (void **state) {
  (void)state;
  gdl_random r;
  gdl_random_seed(&r, 1);
  for (int i = 0; i < 20000; i++) {
    uint64_t bits = gdl_random_bits(&r);
    double x, y = 0;
    memcpy(&x, &bits, sizeof(x));
    assert_true(gdl_number_read(text_of(x), &y));
    if (isnan(x))
      assert_true(isnan(y));
    else
      assert_memory_equal(&x, &y, sizeof(x));
  }
}


static void test_read (void **state) {
  (void)state;
  static const struct { const char *text; double x; } good[] = {
    {"1", 1}, {" 1", 1}, {"1 ", 1}, {"\t-1.5e3\t ", -1500}, {"+.5", 0.5},
    {"5.", 5}, {"0x1p4", 16}, {"inf", INFINITY}, {"-INF", -INFINITY},
    {"Infinity", INFINITY}, {"1e400", INFINITY}, {"1e-400", 0}, {"007", 7}
  };
  static const char *const bad[] = {
    "", " ", "x", "1x", "1 2", "1,5", "--1", "1e", "e1", ".", "+", "0x", "1\n",
    "\n1", " \n1", "nanx", "infinit", "1.5.2", "1_000"
  };
  for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
    double x = 7;
    assert_true(gdl_number_read(good[i].text, &x));
    assert_memory_equal(&x, &good[i].x, sizeof(x));
  }
  for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
    double x = 7;
    if (gdl_number_read(bad[i], &x))
      fail_msg("'%s' was read as %g", bad[i], x);
    assert_true(x == 7);
  }
  double x = 7;
  assert_true(gdl_number_read("NaN", &x) && isnan(x));
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_write),
    cmocka_unit_test(test_every_number_comes_back),
    cmocka_unit_test(test_read)
  };
  return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
