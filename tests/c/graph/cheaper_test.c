/*
** cheaper_test.c - cheaper operations: what they give, and where they are not put
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "build.h"
#include "graph/cheaper.h"

#define N 4001


/* Node 'n' as it is and cheaper, at N points from -800 to 800, closer at 0. */
static void evaluate_both (const gdl_graph *g, gdl_node n, double *was, double *is) {
  double x[N];
  for (int i = 0; i < N; i++) {
    double u = (i - N / 2) / (double)(N / 2);
    x[i] = 800 * u * u * u;
  }
  gdl_bindings b = {.param = x, .params = N};
  gdl_graph *to = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node m;
  assert_int_equal(gdl_graph_cheaper(to, g, &n, 1, &m), GDL_OK);
  assert_int_equal(gdl_reference_evaluate(g, &n, 1, &b, &was, NULL), GDL_OK);
  assert_int_equal(gdl_reference_evaluate(to, &m, 1, &b, &is, NULL), GDL_OK);
  gdl_graph_free(to);
}


static void test_values (void **state) {
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node x = PV(0, N), v[] = {U(tanh, x), U(sech2, x), U(tanh, U(tanh, x)),
                                MUL(U(tanh, x), U(sech2, x))};
  double was[N], is[N], within[] = {4e-16, 8e-16, 8e-16, 8e-16};
  (void)state;
  for (size_t k = 0; k < COUNT(v); k++) {
    int differ = 0;
    evaluate_both(G, v[k], was, is);
    for (int i = 0; i < N; i++) {
      if (!(fabs(is[i] - was[i]) <= within[k]))
        fail_msg("function %zu, point %d: %.17g, not %.17g", k, i, is[i], was[i]);
      differ |= is[i] != was[i];
    }
    assert_true(differ);    /* else there is nothing to this test */
  }
  evaluate_both(G, DIV(x, K(3)), was, is);
  for (int i = 0; i < N; i++)
    assert_near(is[i], was[i], 4e-16);
  gdl_graph_free(G);
}


/* tanh and its derivative are of one exp. */
static void test_one_exp (void **state) {
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED), *to = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node x = PV(0, 9), out[] = {U(tanh, x), U(sech2, x)}, result[2];
  gdl_graph_statistics s;
  (void)state;
  assert_int_equal(gdl_graph_cheaper(to, G, out, 2, result), GDL_OK);
  assert_int_equal(gdl_graph_statistics_of(to, result, 2, &s), GDL_OK);
  assert_int_equal(s.by_op[GDL_OP_exp], 1);
  assert_int_equal(s.by_op[GDL_OP_div], 1);
  assert_int_equal(s.by_op[GDL_OP_tanh] + s.by_op[GDL_OP_sech2], 0);
  gdl_graph_free(to);
  gdl_graph_free(G);
}


/* Numbers, what does not divide by a constant, and constants without an inverse
** that is normal. */
static void test_the_same (void **state) {
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED), *to = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node x = PV(0, 9), y = P(3),
           out[] = {U(tanh, y), DIV(y, K(3)), DIV(x, y), DIV(K(3), x), DIV(x, K(0)),
                    DIV(x, K(1e-310)), DIV(x, K(INFINITY)), DIV(x, K(NAN))},
           result[COUNT(out)];
  (void)state;
  assert_int_equal(gdl_graph_cheaper(to, G, out, COUNT(out), result), GDL_OK);
  for (size_t k = 0; k < COUNT(out); k++)
    assert_int_equal(gdl_graph_op(to, result[k]), gdl_graph_op(G, out[k]));
  gdl_graph_free(to);
  gdl_graph_free(G);
}


static void test_bad_outputs (void **state) {
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED), *to = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node out = gdl_graph_count(G) + 7, result;
  (void)state;
  assert_int_equal(gdl_graph_cheaper(to, G, &out, 1, &result), GDL_EINVAL);
  gdl_graph_free(to);
  gdl_graph_free(G);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_values),
    cmocka_unit_test(test_one_exp),
    cmocka_unit_test(test_the_same),
    cmocka_unit_test(test_bad_outputs)
  };
  return cmocka_run_group_tests_name("cheaper operations", tests, NULL, NULL);
}
