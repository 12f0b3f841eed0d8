/*
** random_test.c - compiled programs of graphs made at random give the bits of
** the reference evaluator, for each instruction set
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "exec/program.h"
#include "compiled.h"

int exec_main (void);
#define main  exec_main
#include "../exec/random_test.c"
#undef main


static void test_small_compiled (void **state) {
  static const size_t extent[] = {0, 1, 2, 3, 4, 7, 8, 9, 16, 33};
  (void)state;
  check_extents(extent, COUNT(extent), 20001, 20151);
}


static void test_large_compiled (void **state) {
  static const size_t extent[] = {63, 511, 512, 513, 1000, 2047, 2048, 2049, 4096, 5000};
  (void)state;
  check_extents(extent, COUNT(extent), 30001, 30101);
}


static int run_compiled (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_small_compiled),
    cmocka_unit_test(test_large_compiled),
    cmocka_unit_test(test_all_were_compiled)
  };
  return cmocka_run_group_tests_name("random programs, compiled", tests, NULL, NULL);
}


/* GDL_ALL_SEEDS: as many as in the virtual machine. */
int main (void) {
  use_compiler("sync");
  if (!is_there())
    return run_nothing();
  return getenv("GDL_ALL_SEEDS") != NULL ? exec_main()
                                         : run_under_every_set(run_compiled);
}
