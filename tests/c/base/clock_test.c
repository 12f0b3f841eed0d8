/*
** clock_test.c - wall time, and the flag that asks a run to end
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cancel.h"
#include "base/clock.h"


static void test_clock_does_not_run_backwards (void **state) {
  (void)state;
  double start = gdl_clock_now(), last = start;
  for (int i = 0; i < 100000 || last == start; i++) {
    double now = gdl_clock_now();
    assert_true(now >= last);
    last = now;
  }
}


static void raise_flag (int signal_number) {
  (void)signal_number;
  gdl_cancel_raise();
}


static void test_cancel_from_a_signal (void **state) {
  (void)state;
  assert_false(gdl_cancel_asked());
  signal(SIGUSR1, raise_flag);
  raise(SIGUSR1);
  assert_true(gdl_cancel_asked());
  gdl_cancel_clear();
  assert_false(gdl_cancel_asked());
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_clock_does_not_run_backwards),
    cmocka_unit_test(test_cancel_from_a_signal)
  };
  return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
