/*
** known_test.c - programs that are equal, and programs that only look so
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "exec/known.h"
#include "exec/program_impl.h"
#include "program.h"

#define LONG  4000           /* numbers: more than a hash looks at */


/* x * table summed, the table being 1, 2, 3, ... but for element k, and its value
** at x = 1 (NULL: it is not run). */
static gdl_program *of_table (size_t k, double v, double *value) {
  static double table[LONG];
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_array a = gdl_array_vector(table, LONG);
  double one = 1;
  gdl_bindings b = {.param = &one, .params = 1};
  for (size_t i = 0; i < LONG; i++)
    table[i] = i == k ? v : (double)i + 1;
  gdl_node out = SUM(MUL(P(0), gdl_graph_array(G, &a)));
  gdl_program *p = program_of(G, &out, 1, NULL, 0);
  if (value != NULL)
    gdl_program_run(p, &b, &value);
  gdl_graph_free(G);
  return p;
}


/* Programs of one hash, one of them with another number in the middle of a table. */
static void test_the_hash_is_not_enough (void **state) {
  double value[3];
  gdl_program *p = of_table(LONG / 2, 1, &value[0]), *q = of_table(LONG / 2, 2, &value[1]),
              *again = of_table(LONG / 2, 1, &value[2]);
  (void)state;
  assert_int_equal(gdl_loops_hash(gdl_program_loops(p)),
                   gdl_loops_hash(gdl_program_loops(q)));
  assert_ptr_not_equal(gdl_program_loops(p), gdl_program_loops(q));
  assert_ptr_equal(gdl_program_loops(p), gdl_program_loops(again));
  assert_true(value[1] == value[0] + 1 && value[2] == value[0]);
  gdl_program_free(p);
  gdl_program_free(q);
  gdl_program_free(again);
}


/* Where it looks it sees any difference. */
static void test_the_hash_looks_at_both_ends (void **state) {
  double value;
  gdl_program *p = of_table(0, 1, &value), *first = of_table(0, 2, &value),
              *last = of_table(LONG - 1, -1, &value);
  (void)state;
  uint64_t hash = gdl_loops_hash(gdl_program_loops(p));
  assert_true(gdl_loops_hash(gdl_program_loops(first)) != hash);
  assert_true(gdl_loops_hash(gdl_program_loops(last)) != hash);
  gdl_program_free(p);
  gdl_program_free(first);
  gdl_program_free(last);
}


static gdl_compiled *code_of (const gdl_program *p) {
  return (gdl_compiled *)gdl_program_loops(p);    /* its first field */
}


/* The time of programs that are run for short each is known to the next like them. */
static void test_short_runs_add_up (void **state) {
  gdl_program *p = of_table(0, 3, NULL);
  (void)state;
  assert_true(gdl_compiled_spend(code_of(p), 1e-3) == 1e-3);
  gdl_program_free(p);
  p = of_table(0, 3, NULL);
  assert_true(gdl_compiled_spend(code_of(p), 1e-3) == 2e-3);
  gdl_program *other = of_table(0, 4, NULL);
  assert_true(gdl_compiled_spend(code_of(other), 0) == 0);
  gdl_program_free(p);
  gdl_program_free(other);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_the_hash_is_not_enough),
    cmocka_unit_test(test_the_hash_looks_at_both_ends),
    cmocka_unit_test(test_short_runs_add_up)
  };
  return cmocka_run_group_tests_name("known", tests, NULL, NULL);
}
