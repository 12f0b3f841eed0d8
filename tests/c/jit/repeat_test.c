/*
** repeat_test.c - programs that are run on their own results, compiled: the same
** once more, and a run that becomes compiled on the way
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
#define run   exec_run
#include "../exec/iterate_test.c"
#undef main
#undef run

#define MANY  3000000


static void test_all_were_repeated (void **state) {
  (void)state;
  assert_true(iterations > 100);
  assert_int_equal(repeated, iterations);
}


static int run_compiled (void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_all_were_repeated)};
  return exec_run() + cmocka_run_group_tests_name("turns, compiled", tests, NULL, NULL);
}


/* The logistic map, where one bit is all the difference after some turns. */
static void test_compiled_on_the_way (void **unused) {
  (void)unused;
  static const uint32_t column[] = {0, 1};
  static double memory[2 * (MANY / 1000) + 1];
  gdl_graph *g = gdl_graph_new(GDL_GRAPH_CONSED);
#define G g
  gdl_node x = gdl_graph_input(G, 0),
           next[] = {MUL(MUL(gdl_graph_input(G, 2), x), SUB(K(1), x)),
                     ADD(gdl_graph_input(G, 1), K(1))};
#undef G
  double state[] = {0.25, 0, 3.9375}, y = 0.25;
  gdl_bindings b = {NULL, 0, state, 3, NULL, 0};
  gdl_iterate_rows rows = {memory, 1000, 1000};
  gdl_iterate *it;
  gdl_error err;
  assert_int_equal(gdl_iterate_new(g, next, 2, NULL, 0, column, 2, &it, &err), GDL_OK);
  assert_int_equal(gdl_iterate_run(it, &b, state, MANY, &rows), MANY);
  gdl_compiler_wait();
  assert_true(gdl_iterate_is_compiled(it));
  for (size_t k = 1; k <= MANY; k++) {
    y = 3.9375 * y * (1 - y);
    if (k % 1000 == 0) {
      assert_same(memory[2 * (k / 1000) - 2], y);
      assert_same(memory[2 * (k / 1000) - 1], (double)k);
    }
  }
  assert_same(state[0], y);
  assert_ptr_equal(rows.at, memory + 2 * (MANY / 1000));
  gdl_iterate_free(it);
  gdl_graph_free(g);
}


/* In a process of its own, which has its own mode. */
static int run_on_the_way (void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_compiled_on_the_way)};
  int status = 1;
  pid_t child = fork();
  if (child == 0) {
    setenv("GDLUA_JIT", "auto", 1);
    exit(cmocka_run_group_tests_name("turns, compiled on the way", tests, NULL, NULL));
  }
  return child < 0 || waitpid(child, &status, 0) != child || status != 0;
}


int main (void) {
  use_compiler("sync");
  return is_there() ? run_under_every_set(run_compiled) + run_on_the_way()
                    : run_nothing();
}
