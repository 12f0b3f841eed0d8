/*
** sweep_test.c - reverse mode on known numbers gives what the gradient's graph
** gives
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>

#include "build.h"
#include "graph/sweep.h"

#define MOST 64


/* True where node n is one for a sweep; its gradient then. */
static int sweep (const gdl_graph *g, gdl_node n, const double *p, size_t params,
                  double seed, double *gradient) {
  gdl_values *v = gdl_values_new(g);
  gdl_bindings b = {p, params, NULL, 0, NULL, 0};
  gdl_error err = {""};
  size_t nodes = gdl_graph_count(g);
  double *adjoint = malloc(nodes * sizeof(*adjoint));
  uint8_t *state = malloc(nodes);
  if (gdl_values_extend(v, &b, &err) != GDL_OK)
    fail_msg("%s", err.text);
  int done = gdl_graph_sweep(g, v, n, seed, adjoint, state, gradient, params);
  free(adjoint);
  free(state);
  gdl_values_free(v);
  return done;
}


/* The sweep against the graph, bit by bit (zeros may differ in sign). */
static void compare (gdl_graph *G, gdl_node n, const double *p, size_t params,
                     const char *what) {
  double got[MOST], expected[MOST];
  assert_good(G);
  assert_true(sweep(G, n, p, params, 1, got));
  values_of(G, gdl_graph_gradient(G, n, params), p, params, expected);
  for (size_t k = 0; k < params; k++)
    if (!same(got[k], expected[k]) && got[k] != expected[k])
      fail_msg("%s at %.17g, %.17g: derivative %zu is %.17g, but %.17g", what, p[0],
               p[1], k + 1, got[k], expected[k]);
}


static const double places[] = {
  0.0, -0.0, 1, -1, 2, -2, 0.5, -0.5, 3, 1.5, -2.5, 0.7, 40, -40, 1e-9, -1e-9, 710,
  -750, 1e200, -1e200, DBL_MIN, 5e-324, INFINITY, -INFINITY, NAN
};


/* Every elementwise function, at the edges too. */
static void test_all_functions (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  for (int op = 0; op < GDL_OP_COUNT; op++) {
    const gdl_op_row *row = &gdl_op_table[op];
    if (row->kind != GDL_KIND_UNARY && row->kind != GDL_KIND_BINARY)
      continue;
    for (size_t i = 0; i < COUNT(places); i++)
      for (size_t j = 0; j < (row->kind == GDL_KIND_UNARY ? 1 : COUNT(places)); j++) {
        double p[2] = {places[i], places[j]};
        gdl_graph_clear(G);
        if (row->kind == GDL_KIND_UNARY)
          compare(G, gdl_graph_unary(G, (gdl_op)op, P(0)), p, 2, row->name);
        else
          compare(G, gdl_graph_binary(G, (gdl_op)op, P(0), P(1)), p, 2, row->name);
      }
  }
  gdl_graph_free(G);
}


/* Powers with one constant operand have derivatives of their own in graphs. */
static void test_constant_operands (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  for (int op = 0; op < GDL_OP_COUNT; op++) {
    if (gdl_op_table[op].kind != GDL_KIND_BINARY)
      continue;
    for (size_t i = 0; i < COUNT(places); i++)
      for (size_t j = 0; j < COUNT(places); j++) {
        double p[2] = {places[i], 0};
        gdl_graph_clear(G);
        compare(G, gdl_graph_binary(G, (gdl_op)op, P(0), K(places[j])), p, 2,
                gdl_op_table[op].name);
        gdl_graph_clear(G);
        compare(G, gdl_graph_binary(G, (gdl_op)op, K(places[j]), P(0)), p, 2,
                gdl_op_table[op].name);
      }
  }
  gdl_graph_free(G);
}


/* Elements of parts of parts of the parameters. */
static void test_parameters (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  double p[20];
  for (size_t k = 0; k < 20; k++)
    p[k] = 0.1 * (double)k - 0.7;
  gdl_node A = PM(2, 3, 4), v = PV(0, 20), row = gdl_graph_row(G, A, 1),
           back = gdl_graph_param(G, gdl_shape_vector(5), (gdl_view){19, -3, 0}),
           across = gdl_graph_param(G, gdl_shape_matrix(4, 3), (gdl_view){2, 1, 4}),
           some = gdl_graph_slice(G, across, gdl_shape_matrix(2, 2), (gdl_view){1, 6, 1}),
           sum = K(0);
  for (size_t k = 0; k < 4; k++) {
    gdl_node t = MUL(gdl_graph_element(G, row, k), gdl_graph_element(G, back, k + 1));
    t = ADD(t, U(sin, gdl_graph_element(G, gdl_graph_element(G, v, 3 * k), 0)));
    t = MUL(t, ADD(gdl_graph_element(G, some, k), P(5 * k)));
    sum = ADD(sum, MUL(t, gdl_graph_element(G, across, 3 * k)));
  }
  double got[20], expected[20];
  assert_true(sweep(G, sum, p, 20, 1, got));
  values_of(G, gdl_graph_gradient(G, sum, 20), p, 20, expected);
  for (size_t k = 0; k < 20; k++)
    assert_near(got[k], expected[k], 1e-15);
  assert_true(sweep(G, sum, p, 20, -2, got));
  for (size_t k = 0; k < 20; k++)
    assert_near(got[k], -2 * expected[k], 1e-15);
  gdl_graph_free(G);
}


/* What steers derivatives: detach, attach, select, sums; a constant; a parameter
** itself; nothing that depends. */
static void test_control (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  double p[2] = {1.5, -0.5}, g[2];
  gdl_node x = P(0), y = P(1), list[3] = {x, MUL(x, y), x}, inner[2] = {x, y},
           slope[2] = {y, K(7)};
  compare(G, MUL(gdl_graph_detach(G, MUL(x, y)), x), p, 2, "detach");
  compare(G, gdl_graph_sum_of(G, list, 3), p, 2, "sum_of");
  compare(G, MUL(x, gdl_graph_attach(G, U(exp, x), inner, slope, 2)), p, 2, "attach");
  compare(G, WHERE(B(lt, x, y), MUL(x, x), MUL(y, y)), p, 2, "select");
  compare(G, WHERE(y, MUL(x, x), MUL(y, y)), p, 2, "select on a number");
  compare(G, WHERE(K(0), MUL(x, x), MUL(y, y)), p, 2, "select on 0");
  compare(G, MUL(gdl_graph_full(G, gdl_shape_scalar(), 3), y), p, 2, "constant");
  compare(G, x, p, 2, "parameter");
  compare(G, K(4), p, 2, "only a constant");
  compare(G, gdl_graph_detach(G, x), p, 2, "only detached");
  /* what is behind the output does not matter */
  gdl_node out = MUL(x, y);
  gdl_graph_unary(G, GDL_OP_sin, PV(0, 2));
  assert_true(sweep(G, ADD(x, K(1)), p, 2, 1, g));    /* nor what is unneeded */
  assert_true(sweep(G, out, p, 2, 1, g));
  assert_same(g[0], -0.5);
  assert_same(g[1], 1.5);
  gdl_graph_free(G);
}


/* A side that was not taken contributes nothing, however infinite. */
static void test_sides_not_taken (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  double p[2] = {0, -1};
  gdl_node x = P(0), y = P(1), wild = MUL(U(sqrt, x), U(log, y));
  compare(G, WHERE(B(lt, K(0), x), DIV(wild, x), MUL(y, y)), p, 2, "select");
  compare(G, U(relu, SUB(U(sqrt, x), K(1))), p, 2, "relu");
  compare(G, B(max, U(sqrt, x), SUB(x, y)), p, 2, "max");
  compare(G, B(min, DIV(K(-1), x), K(0)), p, 2, "min");
  compare(G, ADD(WHERE(x, wild, x), U(relu, U(sqrt, x))), p, 2, "two");
  gdl_graph_free(G);
}


/* Arrays, and more parameters than there are, are not for sweeps; what does not
** depend on parameters may be anything. */
static void test_what_is_not_for_it (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  double p[4] = {1, 2, 3, 4}, g[4] = {-1, -1, -1, -1};
  gdl_node v = PV(0, 4), x = P(2), w = gdl_graph_full(G, gdl_shape_vector(4), 2),
           list[2] = {x, x};
  assert_true(sweep(G, MUL(x, gdl_graph_dot(G, w, U(sin, w))), p, 4, 1, g));
  assert_true(g[2] != 0 && g[0] == 0);
  gdl_node wrong[] = {
    v, SUM(v), gdl_graph_dot(G, v, w), gdl_graph_element(G, U(sin, v), 1),
    gdl_graph_element(G, gdl_graph_concat(G, list, 2), 1),
    gdl_graph_element(G, MUL(w, x), 1), gdl_graph_element(G, U(sin, x), 0),
    gdl_graph_element(G, WHERE(x, v, w), 0), gdl_graph_norm2(G, v),
    gdl_graph_element(G, gdl_graph_reshape(G, v, gdl_shape_matrix(2, 2)), 3)
  };
  assert_good(G);
  for (size_t k = 0; k < COUNT(wrong); k++) {
    gdl_graph *one = gdl_graph_new(GDL_GRAPH_RAW);
    gdl_node n;
    gdl_graph_rebuild(one, G, &wrong[k], 1, NULL, &n);
    if (sweep(one, n, p, 4, 1, g))
      fail_msg("%zu is for sweeps", k);
    gdl_graph_free(one);
  }
  gdl_graph_clear(G);
  x = MUL(P(0), P(1));
  gdl_values *values = gdl_values_new(G);
  gdl_bindings b = {p, 2, NULL, 0, NULL, 0};
  gdl_error err;
  double adjoint[3];
  uint8_t state_of[3];
  assert_int_equal(gdl_values_extend(values, &b, &err), GDL_OK);
  assert_false(gdl_graph_sweep(G, values, x, 1, adjoint, state_of, g, 1));
  gdl_values_free(values);
  gdl_graph_free(G);
}


/*
** Programs of numbers
*/
static gdl_node random_number (gdl_graph *G, gdl_random *r, const gdl_node *node,
                               size_t count) {
  gdl_node x = node[gdl_random_below(r, count)], y = node[gdl_random_below(r, count)],
           c = node[gdl_random_below(r, count)], list[12];
  switch (gdl_random_below(r, 14)) {
    case 0: return ADD(x, y);
    case 1: return SUB(x, y);
    case 2: return U(tanh, MUL(x, y));
    case 3: return DIV(x, ADD(K(1.5), U(cosh, U(sin, y))));
    case 4: return U(sin, x);
    case 5: return U(exp, U(cos, x));
    case 6: return POW(ADD(U(abs, x), K(0.5)), U(sin, y));
    case 7: return B(min, x, y);
    case 8: return B(max, x, U(neg, y));
    case 9: return U(relu, x);
    case 10: return WHERE(B(lt, c, K(0.3)), x, y);
    case 11: return U(log1p, POW(x, K(2)));
    case 12: return B(hypot, x, y);
    default:
      for (size_t k = 0; k < COUNT(list); k++)
        list[k] = node[gdl_random_below(r, count)];
      return U(atan, gdl_graph_sum_of(G, list, COUNT(list)));
  }
}


static void test_random_programs (void **state) {
  (void)state;
  enum { PARAMS = 6, NODES = 60 };
  for (uint64_t seed = 1; seed <= 2000; seed++) {
    gdl_graph *G = gdl_graph_new(seed % 2 ? GDL_GRAPH_RAW : GDL_GRAPH_CONSED);
    gdl_random r;
    double p[PARAMS], got[PARAMS], expected[PARAMS], scale = 1;
    gdl_node node[NODES], v = PV(0, PARAMS);
    gdl_random_seed(&r, seed);
    for (size_t k = 0; k < PARAMS; k++) {
      p[k] = gdl_random_normal(&r);
      node[k] = k % 2 ? P(k) : gdl_graph_element(G, v, k);
    }
    for (size_t k = PARAMS; k < NODES; k++)
      node[k] = random_number(G, &r, node, k);
    gdl_node cost = ADD(ADD(node[NODES - 1], node[NODES - 2]), node[NODES - 3]);
    assert_good(G);
    assert_true(sweep(G, cost, p, PARAMS, 1, got));
    values_of(G, gdl_graph_gradient(G, cost, PARAMS), p, PARAMS, expected);
    for (size_t k = 0; k < PARAMS; k++)
      scale = fmax(scale, fabs(expected[k]));
    for (size_t k = 0; k < PARAMS; k++)
      if (!(fabs(got[k] - expected[k]) <= 1e-12 * scale))
        fail_msg("program %ju: derivative %zu is %.17g, but %.17g", (uintmax_t)seed,
                 k + 1, got[k], expected[k]);
    gdl_graph_free(G);
  }
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_all_functions),
    cmocka_unit_test(test_constant_operands),
    cmocka_unit_test(test_parameters),
    cmocka_unit_test(test_control),
    cmocka_unit_test(test_sides_not_taken),
    cmocka_unit_test(test_what_is_not_for_it),
    cmocka_unit_test(test_random_programs)
  };
  return cmocka_run_group_tests_name("sweeps", tests, NULL, NULL);
}
