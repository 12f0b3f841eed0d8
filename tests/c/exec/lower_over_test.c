/*
** lower_over_test.c - a result in the place of the parameters
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "program.h"

#define LONGEST 5000
#define OVER    1        /* which of the outputs */


static void fill (double *x, size_t n) {
  for (size_t i = 0; i < n; i++)
    x[i] = sin((double)i * 1.7) * 3;
}


/* Runs it with result OVER where the parameters are; all results are those of the
** reference evaluator. */
static void check_in_place (const gdl_graph *g, const gdl_node *out, size_t outs,
                            size_t params) {
  gdl_error err = {""};
  gdl_program *p;
  double x[LONGEST];
  double **expected = new_results(g, out, outs), **got = new_results(g, out, outs);
  gdl_bindings b = {.param = x, .params = params};
  fill(x, params);
  assert_good(g);
  assert_int_equal(gdl_reference_evaluate(g, out, outs, &b, expected, &err), GDL_OK);
  assert_int_equal(gdl_program_new_over(g, out, outs, NULL, 0, OVER, &p, &err), GDL_OK);
  assert_true(gdl_program_is_in_place(p));
  double *apart = got[OVER];
  for (int over = 0; over < 2; over++) {
    got[OVER] = over ? x : apart;
    assert_int_equal(gdl_program_run(p, &b, got), 0);
    for (size_t k = 0; k < outs; k++)
      for (size_t i = 0; i < gdl_shape_length(gdl_graph_shape(g, out[k])); i++)
        if (!same(got[k][i], expected[k][i]))
          fail_msg("output %zu, element %zu: %.17g, not %.17g", k, i, got[k][i],
                   expected[k][i]);
  }
  got[OVER] = apart;
  gdl_program_free(p);
  free_results(expected, outs);
  free_results(got, outs);
}


/* A step of gradient descent of the sum of squares, with all that is looked at. */
static void test_step (void **state) {
  static const size_t length[] = {1, 7, 8, 65, 511, 512, 513, 1000, 2048, 2049, LONGEST};
  (void)state;
  for (size_t k = 0; k < COUNT(length); k++) {
    gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
    size_t n = length[k];
    gdl_node x = PV(0, n), out[5];
    out[0] = SUM(MUL(x, x));
    gdl_node gradient = gdl_graph_gradient(G, out[0], n);
    out[OVER] = SUB(x, MUL(K(0.125), gradient));
    gdl_node moved = SUB(out[OVER], x);
    out[2] = gdl_graph_maximum(G, U(abs, gradient), GDL_AXIS_ALL);
    out[3] = SUM(MUL(moved, moved));
    out[4] = MUL(moved, U(exp, x));
    check_in_place(G, out, COUNT(out), n);
    gdl_graph_free(G);
  }
}


/* With a reduction first: the gradient of the logarithm of a sum. */
static void test_two_loops (void **state) {
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node x = PV(0, 3000), out[2];
  (void)state;
  out[0] = U(log, ADD(SUM(MUL(x, x)), MUL(P(5), P(5))));
  out[OVER] = SUB(x, gdl_graph_gradient(G, out[0], 3000));
  check_in_place(G, out, 2, 3000);
  gdl_graph_free(G);
}


static void assert_refused (const gdl_graph *g, gdl_node over, const gdl_check *check,
                            size_t checks, gdl_node other) {
  gdl_program *p;
  gdl_node out[] = {other, over};
  assert_good(g);
  assert_int_equal(gdl_program_new_over(g, out, 2, check, checks, OVER, &p, NULL), GDL_OK);
  assert_false(gdl_program_is_in_place(p));
  gdl_program_free(p);
}


/* Where something would be read that is written already. */
static void test_refused (void **state) {
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  size_t n = 1000;
  gdl_node x = PV(0, n), cost = SUM(MUL(x, x)), next = MUL(x, K(0.5));
  (void)state;
  gdl_node head = PV(0, n - 1), tail = PV(1, n - 1), t = SUB(tail, MUL(head, head)),
           chained = SUM(MUL(t, t));
  assert_refused(G, SUB(x, gdl_graph_gradient(G, chained, n)), NULL, 0, chained);
  assert_refused(G, ADD(gdl_graph_param(G, gdl_shape_vector(n), (gdl_view){n - 1, -1, 0}), x),
                 NULL, 0, cost);
  assert_refused(G, PV(0, n), NULL, 0, cost);    /* a copy at the end */
  assert_refused(G, MUL(PV(8, n), K(2)), NULL, 0, cost);
  /* read again once the result is complete */
  assert_refused(G, next, NULL, 0, SUM(MUL(x, MUL(K(2), SUM(next)))));
  /* a check that comes after it */
  gdl_check check = {B(lt, SUM(next), K(1)), 1};
  assert_refused(G, next, &check, 1, cost);
  /* a number */
  assert_refused(G, cost, NULL, 0, cost);
  gdl_graph_free(G);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_step),
    cmocka_unit_test(test_two_loops),
    cmocka_unit_test(test_refused)
  };
  return cmocka_run_group_tests_name("results in the place of the parameters", tests,
                                     NULL, NULL);
}
