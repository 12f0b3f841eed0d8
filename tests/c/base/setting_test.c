/*
** setting_test.c - tests of base/setting.h
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/setting.h"

#define NAME "GDLUA_SETTING_TEST"


static void test_text (void **state) {
  (void)state;
  unsetenv(NAME);
  assert_null(gdl_setting_text(NAME));
  setenv(NAME, "", 1);
  assert_null(gdl_setting_text(NAME));
  setenv(NAME, " x", 1);
  assert_string_equal(gdl_setting_text(NAME), " x");
}


static void test_whole (void **state) {
  (void)state;
  static const char *const bad[] = {"0", "9", "2.5", "x", "3x", "nan", "inf", " "};
  gdl_error err = {""};
  double n = 7;
  unsetenv(NAME);
  assert_int_equal(gdl_setting_whole(&err, NAME, 1, 8, &n), GDL_OK);
  setenv(NAME, "", 1);
  assert_int_equal(gdl_setting_whole(&err, NAME, 1, 8, &n), GDL_OK);
  assert_true(n == 7);
  setenv(NAME, "8", 1);
  assert_int_equal(gdl_setting_whole(&err, NAME, 1, 8, &n), GDL_OK);
  assert_true(n == 8);
  for (size_t k = 0; k < sizeof(bad) / sizeof(bad[0]); k++) {
    setenv(NAME, bad[k], 1);
    assert_int_equal(gdl_setting_whole(&err, NAME, 1, 8, &n), GDL_EINVAL);
    assert_true(n == 8);
  }
  setenv(NAME, "many", 1);
  gdl_setting_whole(&err, NAME, 1, 8, &n);
  assert_string_equal(err.text, "bad value 'many' of the environment variable " NAME
                      " (a whole number from 1 to 8 expected)");
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_text),
    cmocka_unit_test(test_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
