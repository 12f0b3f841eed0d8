/*
** copy_test.c - copies of graphs
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "random_program.h"

#define PROGRAMS 200


static void compare (const gdl_graph *a, const gdl_graph *b, const gdl_node *out,
                     size_t outs) {
  gdl_text s = {NULL, 0, 0}, t = {NULL, 0, 0};
  assert_int_equal(gdl_graph_kind_of(a), gdl_graph_kind_of(b));
  assert_int_equal(gdl_graph_count(a), gdl_graph_count(b));
  assert_int_equal(gdl_graph_params(a), gdl_graph_params(b));
  gdl_print_listing(a, out, outs, NULL, &s);
  gdl_print_listing(b, out, outs, NULL, &t);
  assert_string_equal(s.text, t.text);
  free(s.text);
  free(t.text);
}


/* A copy is what the graph is, and goes on as the graph would: derivatives taken
** of both are alike, node by node. One graph takes all copies, large and small,
** raw and consed. */
static void test_random_programs (void **state) {
  (void)state;
  gdl_graph *copy = gdl_graph_new(GDL_GRAPH_RAW);
  for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
    gdl_graph *g = gdl_graph_new(seed % 3 == 0 ? GDL_GRAPH_CONSED : GDL_GRAPH_RAW);
    program q;
    gdl_node cost = random_program(&q, g, seed);
    assert_int_equal(gdl_graph_copy(copy, g), GDL_OK);
    compare(g, copy, &cost, 1);
    gdl_node out[2] = {cost, gdl_graph_gradient(g, cost, PARAMS)},
             other = gdl_graph_gradient(copy, cost, PARAMS);
    assert_good(g);
    assert_good(copy);
    assert_int_equal(out[1], other);
    compare(g, copy, out, 2);
    gdl_graph_free(g);
  }
  gdl_graph_free(copy);
}


static void test_a_consed_copy_knows_its_nodes (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED), *copy = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_node sum = K(0);
  for (size_t k = 0; k < 200; k++)
    sum = ADD(sum, U(sin, gdl_graph_element(G, PV(k % 5, 9), k % 7)));
  size_t count = gdl_graph_count(G);
  assert_int_equal(gdl_graph_copy(copy, G), GDL_OK);
  gdl_graph_free(G);
  G = copy;
  sum = K(0);
  for (size_t k = 0; k < 200; k++)
    sum = ADD(sum, U(sin, gdl_graph_element(G, PV(k % 5, 9), k % 7)));
  assert_int_equal(gdl_graph_count(G), count);
  gdl_graph_free(G);
}


/* What is done to the one is not done to the other. */
static void test_a_copy_is_on_its_own (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW), *copy = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_node x = MUL(PV(0, 3), K(2));
  gdl_graph_copy(copy, G);
  for (size_t k = 0; k < 100; k++)
    ADD(x, gdl_graph_full(G, gdl_shape_vector(3), 1));
  gdl_graph_unary(copy, GDL_OP_sin, x);
  assert_int_equal(gdl_graph_op(G, x + 1), GDL_OP_constant);
  assert_int_equal(gdl_graph_op(copy, x + 1), GDL_OP_sin);
  gdl_graph_clear(G);
  double p[3] = {1, 2, 3}, v[3];
  values_of(copy, x, p, 3, v);
  assert_same(v[2], 6);
  gdl_graph_free(G);
  gdl_graph_free(copy);
}


static void test_errors_and_itself (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW), *copy = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node x = K(1);
  assert_int_equal(gdl_graph_copy(G, G), GDL_OK);
  assert_int_equal(gdl_graph_count(G), 1);
  gdl_graph_element(G, x, 5);
  assert_int_equal(gdl_graph_copy(copy, G), gdl_graph_status(G));
  assert_int_not_equal(gdl_graph_status(copy), GDL_OK);
  assert_string_equal(gdl_graph_message(copy), gdl_graph_message(G));
  gdl_graph_clear(G);
  assert_int_equal(gdl_graph_copy(copy, G), GDL_OK);    /* an empty one */
  assert_int_equal(gdl_graph_count(copy), 0);
  assert_int_equal(gdl_graph_copy(copy, copy), GDL_OK);
  gdl_graph_free(G);
  gdl_graph_free(copy);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_random_programs),
    cmocka_unit_test(test_a_consed_copy_knows_its_nodes),
    cmocka_unit_test(test_a_copy_is_on_its_own),
    cmocka_unit_test(test_errors_and_itself)
  };
  return cmocka_run_group_tests_name("copies of graphs", tests, NULL, NULL);
}
