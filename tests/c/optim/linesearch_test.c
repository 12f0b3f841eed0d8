/*
** linesearch_test.c - the list of line searches
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "optim/linesearch.h"


static void test_list (void **state) {
  (void)state;
  static const gdl_linesearch *const all[] = {
    &gdl_linesearch_armijo, &gdl_linesearch_strong_wolfe,
    &gdl_linesearch_hager_zhang, &gdl_linesearch_nonmonotone,
    &gdl_linesearch_exact
  };
  for (int i = 0; i < 5; i++)
    assert_ptr_equal(gdl_linesearch_find(all[i]->name), all[i]);
  assert_null(gdl_linesearch_find("wolfe"));
  assert_null(gdl_linesearch_find(""));
}


int main (void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_list)};
  return cmocka_run_group_tests_name("linesearch", tests, NULL, NULL);
}
