/*
** iterate_memory_test.c - memory that runs out at the first, second, third...
** request while a program of turns is made; its runs ask for none
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../starve.h"
#include "program.h"
#include "exec/iterate.h"


/* Newton's way to the roots of two numbers, the sum of a list being checked. */
static gdl_status make_and_run (const gdl_graph *g, const gdl_node *next,
                                const gdl_check *check, const gdl_check *wrong) {
  static const uint32_t column[] = {1, 0};
  double state[] = {1, 1, 2}, given[] = {9}, memory[12];
  const double *data[] = {given};
  gdl_bindings b = {NULL, 0, state, 3, data, 1};
  gdl_iterate_rows rows = {memory, 2, 1};
  gdl_iterate *it;
  gdl_error err;
  assert_int_not_equal(gdl_iterate_new(g, next, 2, wrong, 1, column, 2, &it, &err), GDL_OK);
  assert_null(it);
  gdl_status status = gdl_iterate_new(g, next, 2, check, 1, column, 2, &it, &err);
  if (status != GDL_OK) {
    assert_null(it);
    assert_string_equal(err.text, "not enough memory for a program");
    return status;
  }
  long granted = left;
  assert_int_equal(gdl_iterate_run(it, &b, state, 8, &rows), 8);
  assert_int_equal(left, granted);    /* a run asks for nothing */
  assert_near(state[0], sqrt(2), 1e-14);
  assert_near(memory[6], 3, 1e-14);
  gdl_iterate_free(it);
  return GDL_OK;
}


static void test_every_request_may_fail (void **state) {
  (void)state;
#if defined(__SANITIZE_ADDRESS__)
  skip();
#endif
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node x = gdl_graph_input(G, 0), y = gdl_graph_input(G, 1), a = gdl_graph_input(G, 2),
           d = gdl_graph_data(G, 0, gdl_shape_vector(1)), half = K(0.5),
           list[] = {x, y, a, x, y, a, x, y, a},
           next[] = {MUL(half, ADD(x, DIV(a, x))),
                     MUL(half, ADD(y, DIV(gdl_graph_element(G, d, 0), y)))};
  gdl_check check = {B(lt, gdl_graph_sum_of(G, list, 9), K(1000)), 1}, wrong = {SUM(U(exp, d)), 1};
  assert_good(G);
  gdl_status status = make_and_run(G, next, &check, &wrong);    /* what stays for good */
  assert_int_equal(status, GDL_OK);
  long before = in_use, granted = 0;
  do {
    left = granted++;
    status = make_and_run(G, next, &check, &wrong);
    left = -1;
    if (status != GDL_OK && status != GDL_ENOMEM)
      fail_msg("request %ld: status %d", granted, status);
    if (in_use != before)
      fail_msg("request %ld: %ld pieces of memory are lost", granted, in_use - before);
  } while (status != GDL_OK);
  assert_true(granted > 10);
  gdl_graph_free(G);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_every_request_may_fail)
  };
  return cmocka_run_group_tests_name("memory of turns", tests, NULL, NULL);
}
