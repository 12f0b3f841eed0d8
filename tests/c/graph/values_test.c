/*
** values_test.c - the values of graphs while they are built
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "graph/values.h"
#include "random_program.h"

#define PROGRAMS 500

#define assert_ok(call) \
  do { \
    gdl_error ok_err = {""}, *err = &ok_err; \
    if ((call) != GDL_OK) \
      fail_msg("%s: %s", #call, ok_err.text); \
  } while (0)


static void compare (const gdl_graph *g, const gdl_values *v, gdl_node n,
                     const double *p, size_t params) {
  double expected[64];
  size_t length = gdl_shape_length(gdl_graph_shape(g, n));
  assert_true(length <= COUNT(expected));
  values_of(g, n, p, params, expected);
  const double *got = gdl_values_of(v, n);
  for (size_t i = 0; i < length; i++)
    if (!same(got[i], expected[i]))
      fail_msg("node %u (%s), element %zu is %.17g, but %.17g", n,
               gdl_op_table[gdl_graph_op(g, n)].name, i, got[i], expected[i]);
}


/* All nodes of a program, its derivatives included, bit for bit; evaluated in
** pieces, by values that have served the program before. */
static void test_random_programs (void **state) {
  (void)state;
  for (int kind = GDL_GRAPH_RAW; kind <= GDL_GRAPH_CONSED; kind++) {
    gdl_graph *g = gdl_graph_new((gdl_graph_kind)kind);
    gdl_values *v = gdl_values_new(g);
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
      program q;
      gdl_graph_clear(g);
      gdl_values_clear(v);
      gdl_node cost = random_program(&q, g, seed);
      gdl_bindings b = {q.p, PARAMS, NULL, 0, NULL, 0};
      assert_ok(gdl_values_extend(v, &b, err));
      if (seed % 4 == 0)
        gdl_graph_gradient(g, cost, PARAMS);
      assert_ok(gdl_values_extend(v, &b, err));
      assert_good(g);
      for (gdl_node n = 0; n < gdl_graph_count(g); n++)
        if (gdl_shape_length(gdl_graph_shape(g, n)) <= 64)
          compare(g, v, n, q.p, PARAMS);
    }
    gdl_values_free(v);
    gdl_graph_free(g);
  }
}


/* Values stay where they are, however many come after them; the order in which
** numbers and arrays of all sizes come does not matter. */
static void test_values_do_not_move (void **state) {
  (void)state;
  enum { STEPS = 3000 };
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_values *v = gdl_values_new(G);
  static const double *at[STEPS];
  static gdl_node node[STEPS];
  double p[2] = {0.5, -1.25};
  gdl_bindings b = {p, 2, NULL, 0, NULL, 0};
  for (int round = 0; round < 3; round++) {
    gdl_graph_clear(G);
    gdl_values_clear(v);
    for (int k = 0; k < STEPS; k++) {
      size_t length = (size_t)((k * 7919 + round) % 500);
      node[k] = k % 3 != 0 ? ADD(P(0), K(k))
                : gdl_graph_full(G, gdl_shape_vector(length), k);
      assert_ok(gdl_values_extend(v, &b, err));
      at[k] = gdl_values_of(v, node[k]);
    }
    for (int k = 0; k < STEPS; k++) {
      assert_ptr_equal(at[k], gdl_values_of(v, node[k]));
      size_t length = gdl_shape_length(gdl_graph_shape(G, node[k]));
      for (size_t i = 0; i < length; i++)
        assert_same(at[k][i], k % 3 != 0 ? p[0] + k : k);
    }
  }
  gdl_values_free(v);
  gdl_graph_free(G);
}


/* A number takes 8 bytes: the next one is beside it. */
static void test_numbers_are_beside_each_other (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_values *v = gdl_values_new(G);
  gdl_bindings b = {NULL, 0, NULL, 0, NULL, 0};
  gdl_node x = K(1), y = K(2);
  assert_ok(gdl_values_extend(v, &b, err));
  assert_ptr_equal(gdl_values_of(v, x) + 1, gdl_values_of(v, y));
  gdl_values_free(v);
  gdl_graph_free(G);
}


static void test_leaves (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_values *v = gdl_values_new(G);
  double p[6] = {1, 2, 3, 4, 5, 6}, input[2] = {7, 8}, d[4] = {9, 10, 11, 12};
  const double *data[2] = {NULL, d};
  gdl_bindings b = {p, 6, input, 2, data, 2};
  gdl_node backwards = gdl_graph_param(G, gdl_shape_vector(3), (gdl_view){5, -2, 0}),
           t = gdl_graph_input(G, 1), A = gdl_graph_data(G, 1, gdl_shape_matrix(2, 2)),
           element = gdl_graph_element(G, A, 2), row = gdl_graph_row(G, A, 1),
           number = gdl_graph_data(G, 1, gdl_shape_scalar()), x = P(3),
           nothing = gdl_graph_data(G, 1, gdl_shape_vector(0)),
           same_number = gdl_graph_element(G, x, 0);
  assert_good(G);
  assert_ok(gdl_values_extend(v, &b, err));
  assert_same(gdl_values_of(v, backwards)[0], 6);
  assert_same(gdl_values_of(v, backwards)[2], 2);
  assert_same(*gdl_values_of(v, t), 8);
  assert_same(gdl_values_of(v, A)[3], 12);
  assert_same(*gdl_values_of(v, element), 11);
  assert_same(gdl_values_of(v, row)[1], 12);
  assert_same(*gdl_values_of(v, number), 9);
  assert_same(*gdl_values_of(v, x), 4);
  assert_non_null(gdl_values_of(v, nothing));
  assert_same(*gdl_values_of(v, same_number), 4);
  gdl_values_free(v);
  gdl_graph_free(G);
}


/* Only the side that is taken counts; a NaN is not 0. */
static void test_select_of_numbers (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_values *v = gdl_values_new(G);
  double p[3] = {0, 1, NAN};
  gdl_bindings b = {p, 3, NULL, 0, NULL, 0};
  gdl_node first = WHERE(P(0), K(3), K(4)), second = WHERE(P(1), K(3), K(4)),
           third = WHERE(P(2), K(3), K(4)), minus = WHERE(U(neg, P(0)), K(3), K(4));
  assert_ok(gdl_values_extend(v, &b, err));
  assert_same(*gdl_values_of(v, first), 4);
  assert_same(*gdl_values_of(v, second), 3);
  assert_same(*gdl_values_of(v, third), 3);
  assert_same(*gdl_values_of(v, minus), 4);
  gdl_values_free(v);
  gdl_graph_free(G);
}


/* What a leaf reads is missing: an error that says so, and nothing is lost. */
static void test_missing_leaves (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_values *v = gdl_values_new(G);
  double p[4] = {1, 2, 3, 4}, input = 5;
  const double *data[1] = {p};
  gdl_error err;
  gdl_bindings b = {p, 1, NULL, 0, NULL, 0};
  gdl_node x = P(0), y = P(1), z = PV(0, 4), t = gdl_graph_input(G, 0),
           d = gdl_graph_data(G, 0, gdl_shape_vector(2)), sum = ADD(ADD(x, y), t);
  assert_int_equal(gdl_values_extend(v, &b, &err), GDL_EINVAL);
  assert_string_equal(err.text, "the graph reads parameter 2, but 1 are given");
  assert_same(*gdl_values_of(v, x), 1);
  b.params = 2;
  assert_int_equal(gdl_values_extend(v, &b, &err), GDL_EINVAL);
  assert_string_equal(err.text, "the graph reads parameter 4, but 2 are given");
  b.params = 4;
  assert_int_equal(gdl_values_extend(v, &b, &err), GDL_EINVAL);
  assert_string_equal(err.text, "the graph reads input 1, but 0 are given");
  b.input = &input;
  b.inputs = 1;
  assert_int_equal(gdl_values_extend(v, &b, &err), GDL_EINVAL);
  assert_string_equal(err.text, "the graph reads data 1, but 0 are given");
  b.data = data;
  b.datas = 1;
  assert_int_equal(gdl_values_extend(v, &b, &err), GDL_OK);
  assert_same(*gdl_values_of(v, y), 2);
  assert_same(gdl_values_of(v, z)[3], 4);
  assert_same(gdl_values_of(v, d)[1], 2);
  assert_same(*gdl_values_of(v, sum), 8);
  gdl_values_free(v);
  gdl_graph_free(G);
}


/* Values of a copy of the graph that goes on: those there were are taken over,
** not worked out again. */
static void test_borrowing (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW), *copy = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_values *v = gdl_values_new(G), *more = gdl_values_new(copy);
  double p[4] = {1, 2, 3, 4}, other[4] = {0};
  gdl_bindings b = {p, 4, NULL, 0, NULL, 0}, wrong = {other, 4, NULL, 0, NULL, 0};
  gdl_node x = PV(0, 4), s = SUM(MUL(x, x));
  for (int k = 0; k < 3000; k++)
    s = ADD(s, K(1));
  assert_ok(gdl_values_extend(v, &b, err));
  assert_int_equal(gdl_graph_copy(copy, G), GDL_OK);
  assert_ok(gdl_values_borrow(more, v, err));
  assert_same(*gdl_values_of(more, s), 3030);
  assert_ptr_equal(gdl_values_of(more, x), gdl_values_of(v, x));
  gdl_node next = gdl_graph_binary(copy, GDL_OP_mul, s, x),
           fresh = gdl_graph_param_number(copy, 1);
  assert_ok(gdl_values_extend(more, &wrong, err));
  assert_same(gdl_values_of(more, next)[2], 9090);
  assert_same(*gdl_values_of(more, fresh), 0);
  gdl_values_clear(more);
  assert_ok(gdl_values_extend(more, &wrong, err));
  assert_same(*gdl_values_of(more, s), 3000);
  gdl_values_free(more);
  gdl_values_free(v);
  gdl_values_free(NULL);
  gdl_graph_free(copy);
  gdl_graph_free(G);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_random_programs),
    cmocka_unit_test(test_values_do_not_move),
    cmocka_unit_test(test_numbers_are_beside_each_other),
    cmocka_unit_test(test_leaves),
    cmocka_unit_test(test_select_of_numbers),
    cmocka_unit_test(test_missing_leaves),
    cmocka_unit_test(test_borrowing)
  };
  return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
