/*
** reference_test.c - which functions the reference evaluator takes: those of
** the C library for numbers, kernels for elements (array/kernel.h)
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "build.h"

#define N 100

static double x[2 * N];


static int fill (void **state) {
  gdl_random r;
  (void)state;
  gdl_random_seed(&r, 1);
  for (size_t i = 0; i < 2 * N; i++)
    x[i] = 3 * gdl_random_uniform(&r);
  return 0;
}


static void test_functions_of_one (void **state) {
  (void)state;
  int differ = 0;
  for (int u = 0; u < GDL_U_ALL; u++) {
    gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
    gdl_op op = gdl_op_of_unary((gdl_unary)u);
    gdl_node v = gdl_graph_unary(G, op, PV(0, N)), one = gdl_graph_unary(G, op, PV(3, 1)),
             number = gdl_graph_unary(G, op, P(3));
    double got[N], expected[N], element;
    assert_good(G);
    assert_ptr_equal(gdl_op_unary_kernel(op), gdl_kernels_get()->unary[u]);
    gdl_kernels_get()->unary[u](x, expected, N);
    values_of(G, v, x, N, got);
    for (size_t i = 0; i < N; i++)
      assert_same(got[i], expected[i]);
    values_of(G, one, x, N, &element);
    assert_same(element, expected[3]);
    for (size_t i = 0; i < N; i++)
      differ += !same(expected[i], gdl_unary_table[u].scalar(x[i]));
    assert_same(value_of(G, number, x, N), gdl_unary_table[u].scalar(x[3]));
    gdl_graph_free(G);
  }
  assert_true(differ > 0 || !gdl_kernels_exact());   /* or nothing is tested */
}


static void test_functions_of_two (void **state) {
  (void)state;
  for (int b = 0; b < GDL_B_ALL; b++) {
    gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
    gdl_op op = gdl_op_of_binary((gdl_binary)b);
    gdl_node v = PV(0, N), w = PV(N, N), s = P(5);
    gdl_node vv = gdl_graph_binary(G, op, v, w), vs = gdl_graph_binary(G, op, v, s),
             sv = gdl_graph_binary(G, op, s, v), ss = gdl_graph_binary(G, op, s, P(6));
    const gdl_binary_kernels *f = &gdl_kernels_get()->binary[b];
    double got[N], expected[N];
    assert_good(G);
    assert_ptr_equal(gdl_op_binary_kernels(op), f);
    f->vv(x, x + N, expected, N);
    values_of(G, vv, x, 2 * N, got);
    assert_memory_equal(got, expected, sizeof(got));
    f->vs(x, x[5], expected, N);
    values_of(G, vs, x, 2 * N, got);
    assert_memory_equal(got, expected, sizeof(got));
    f->sv(x[5], x, expected, N);
    values_of(G, sv, x, 2 * N, got);
    assert_memory_equal(got, expected, sizeof(got));
    assert_same(value_of(G, ss, x, N), gdl_binary_table[b].scalar(x[5], x[6]));
    gdl_graph_free(G);
  }
}


/* Functions that only graphs have are the same for both. */
static void test_own_functions (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  double got[N];
  gdl_node v = U(digamma, PV(0, N)), w = B(polygamma, K(1), PV(0, N)),
           z = B(polygamma, PV(0, N), P(7));
  values_of(G, v, x, N, got);
  for (size_t i = 0; i < N; i++)
    assert_same(got[i], gdl_op_table[GDL_OP_digamma].unary->scalar(x[i]));
  values_of(G, w, x, N, got);
  for (size_t i = 0; i < N; i++)
    assert_same(got[i], gdl_op_table[GDL_OP_polygamma].binary->scalar(1, x[i]));
  values_of(G, z, x, N, got);
  for (size_t i = 0; i < N; i++)
    assert_same(got[i], gdl_op_table[GDL_OP_polygamma].binary->scalar(x[i], x[7]));
  gdl_graph_free(G);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_functions_of_one),
    cmocka_unit_test(test_functions_of_two),
    cmocka_unit_test(test_own_functions),
  };
  return cmocka_run_group_tests(tests, fill, NULL);
}
