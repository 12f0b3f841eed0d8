/*
** error_test.c - status and text of an error
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/error.h"


static void test_set (void **state) {
  (void)state;
  gdl_error e = {"before"};
  assert_int_equal(gdl_error_set(&e, GDL_ESHAPE, "%s has %d", "x", 3), GDL_ESHAPE);
  assert_string_equal(e.text, "x has 3");
  assert_int_equal(gdl_error_set(NULL, GDL_EIO, "%d", 1), GDL_EIO);
}


static void test_long_text_is_cut (void **state) {
  (void)state;
  gdl_error e;
  char text[2000];
  memset(text, 'a', sizeof(text) - 1);
  text[sizeof(text) - 1] = '\0';
  gdl_error_set(&e, GDL_EIO, "%s", text);
  assert_int_equal(strlen(e.text), sizeof(e.text) - 1);
}


static void test_every_status_has_words (void **state) {
  (void)state;
  for (int s = GDL_OK; s <= GDL_ECANCEL; s++) {
    const char *text = gdl_status_text((gdl_status)s);
    assert_string_not_equal(text, gdl_status_text((gdl_status)999));
    for (int other = GDL_OK; other < s; other++)
      assert_string_not_equal(text, gdl_status_text((gdl_status)other));
  }
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_set),
    cmocka_unit_test(test_long_text_is_cut),
    cmocka_unit_test(test_every_status_has_words)
  };
  return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
