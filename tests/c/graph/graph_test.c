/*
** graph_test.c - nodes, shapes, sharing, errors
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "build.h"

static gdl_graph *raw, *consed;


static int open_graphs (void **state) {
  (void)state;
  raw = gdl_graph_new(GDL_GRAPH_RAW);
  consed = gdl_graph_new(GDL_GRAPH_CONSED);
  return raw == NULL || consed == NULL;
}


static int close_graphs (void **state) {
  (void)state;
  gdl_graph_free(raw);
  gdl_graph_free(consed);
  gdl_graph_free(NULL);
  return 0;
}


static void test_nodes_are_small (void **state) {
  (void)state;
  assert_true(sizeof(gdl_node_data) <= 24);
}


static void test_leaves (void **state) {
  (void)state;
  gdl_graph *G = consed;
  double numbers[6] = {1, 2, 3, 4, 5, 6}, v;
  gdl_array a = gdl_array_matrix(numbers, 2, 3);
  gdl_node c = K(2.5), m = gdl_graph_array(G, &a), p = P(7),
           part = gdl_graph_param(G, gdl_shape_matrix(2, 3), (gdl_view){10, 20, 5}),
           t = gdl_graph_input(G, 3), d = gdl_graph_data(G, 2, gdl_shape_vector(9));
  assert_good(G);
  assert_int_equal(gdl_graph_count(G), 6);
  assert_true(gdl_graph_is_number(G, c, &v) && v == 2.5);
  assert_false(gdl_graph_is_number(G, m, &v));
  assert_false(gdl_graph_is_number(G, p, &v));
  numbers[5] = 0;    /* it is a copy */
  assert_same(gdl_graph_numbers(G, m)[5], 6.0);
  assert_int_equal(gdl_graph_shape(G, m).cols, 3);
  assert_int_equal(gdl_graph_op(G, t), GDL_OP_input);
  assert_int_equal(gdl_graph_slot(G, t), 3);
  assert_int_equal(gdl_graph_slot(G, d), 2);
  assert_int_equal(gdl_graph_shape(G, d).rows, 9);
  assert_int_equal(gdl_graph_view(G, part).offset, 10);
  assert_int_equal(gdl_graph_view(G, part).row_step, 20);
  assert_int_equal(gdl_graph_params(G), 10 + 20 + 2 * 5 + 1);
  size_t count;
  gdl_graph_operands(G, p, &count);
  assert_int_equal(count, 0);
}


static void test_raw_keeps_everything (void **state) {
  (void)state;
  gdl_graph *G = raw;
  gdl_node x = P(0), y = P(0), one = K(1);
  assert_int_not_equal(x, y);
  assert_int_not_equal(MUL(x, one), x);
  assert_int_not_equal(ADD(x, y), ADD(x, y));
  gdl_node folded = ADD(one, one);
  assert_int_equal(gdl_graph_op(G, folded), GDL_OP_add);
  assert_int_equal(gdl_graph_op(G, U(neg, U(neg, x))), GDL_OP_neg);
  assert_int_equal(gdl_graph_count(G), 9);
  assert_int_equal(gdl_graph_kind_of(G), GDL_GRAPH_RAW);
}


static void test_consed_shares (void **state) {
  (void)state;
  gdl_graph *G = consed;
  gdl_node x = P(0), y = P(1), v = PV(2, 3), w = PV(5, 3);
  assert_int_equal(x, P(0));
  assert_int_equal(K(0.1), K(0.1));
  assert_int_not_equal(K(0.0), K(-0.0));
  assert_int_equal(K(NAN), K(NAN));
  assert_int_equal(U(sin, x), U(sin, x));
  assert_int_equal(SUB(x, y), SUB(x, y));
  assert_int_not_equal(SUB(x, y), SUB(y, x));
  assert_int_not_equal(DIV(x, y), DIV(y, x));
  assert_int_equal(ADD(x, y), ADD(y, x));
  assert_int_equal(MUL(y, x), MUL(x, y));
  assert_int_equal(B(eq, y, x), B(eq, x, y));
  assert_int_not_equal(B(max, x, y), B(max, y, x));    /* signs of zeros */
  assert_int_equal(SUM(v), SUM(v));
  gdl_node list[3] = {x, y, x}, other[3] = {x, x, y};
  assert_int_equal(gdl_graph_concat(G, list, 3), gdl_graph_concat(G, list, 3));
  assert_int_not_equal(gdl_graph_concat(G, list, 3), gdl_graph_concat(G, other, 3));
  assert_int_not_equal(gdl_graph_concat(G, list, 3), gdl_graph_sum_of(G, list, 3));
  uint32_t index[3] = {2, 0, 1}, another[3] = {2, 1, 0};
  assert_int_equal(gdl_graph_gather(G, v, index, 3), gdl_graph_gather(G, v, index, 3));
  assert_int_not_equal(gdl_graph_gather(G, v, index, 3),
                       gdl_graph_gather(G, v, another, 3));
  assert_int_not_equal(gdl_graph_gather(G, v, index, 3),
                       gdl_graph_gather(G, w, index, 3));
  assert_int_not_equal(gdl_graph_gather(G, v, index, 3),
                       gdl_graph_gather(G, v, index, 2));
  gdl_node A = PM(8, 2, 2);
  assert_int_not_equal(gdl_graph_gemm(G, A, A, 0),
                       gdl_graph_gemm(G, A, A, GDL_TRANSPOSE_A));
  assert_int_not_equal(gdl_graph_sum(G, A, GDL_AXIS_DOWN),
                       gdl_graph_sum(G, A, GDL_AXIS_ALONG));
  double numbers[2] = {1, 2}, more[2] = {1, 3};
  gdl_array a = gdl_array_vector(numbers, 2), b = gdl_array_vector(more, 2);
  assert_int_equal(gdl_graph_array(G, &a), gdl_graph_array(G, &a));
  assert_int_not_equal(gdl_graph_array(G, &a), gdl_graph_array(G, &b));
  assert_good(G);
}


/* x + y as it was first asked for: no operand changes its place. */
static void test_order_of_operands_is_kept (void **state) {
  (void)state;
  gdl_graph *G = consed;
  gdl_node x = P(0), y = P(1), z = P(2);
  gdl_node sum = ADD(z, x);
  size_t count;
  assert_int_equal(gdl_graph_operands(G, sum, &count)[0], z);
  assert_int_equal(gdl_graph_operands(G, sum, &count)[1], x);
  gdl_node left = ADD(ADD(x, y), z), right = ADD(x, ADD(y, z));
  assert_int_not_equal(left, right);
}


static void test_many_nodes (void **state) {
  (void)state;
  gdl_graph *graphs[2] = {raw, consed};
  for (int k = 0; k < 2; k++) {
    gdl_graph *G = graphs[k];
    gdl_node sum = K(0);
    for (size_t i = 0; i < 100000; i++)
      sum = ADD(sum, MUL(P(i), P(i)));
    assert_good(G);
    assert_int_equal(gdl_graph_count(G), k == 0 ? 400001 : 300001);
    assert_int_equal(gdl_graph_params(G), 100000);
    assert_true(gdl_graph_bytes(G) < 100 * gdl_graph_count(G));
  }
}


static void test_clear (void **state) {
  (void)state;
  gdl_graph *G = consed;
  gdl_node before = ADD(PV(3, 4), K(1));
  gdl_graph_broadcast(G, PV(0, 2), gdl_shape_vector(3));
  assert_int_equal(gdl_graph_status(G), GDL_ESHAPE);
  gdl_graph_clear(G);
  assert_good(G);
  assert_int_equal(gdl_graph_count(G), 0);
  assert_int_equal(gdl_graph_params(G), 0);
  assert_int_equal(ADD(PV(3, 4), K(1)), before);
  assert_int_equal(gdl_graph_shape(G, before).rows, 4);
}


/*
** Errors
*/
/* The last error is 'status' and says 'text'. */
static void check_error (gdl_graph *G, gdl_node n, gdl_status status,
                         const char *text) {
  assert_int_equal(n, GDL_NO_NODE);
  assert_int_equal(gdl_graph_status(G), status);
  if (strstr(gdl_graph_message(G), text) == NULL)
    fail_msg("'%s' does not say '%s'", gdl_graph_message(G), text);
  gdl_graph_forgive(G);
  assert_good(G);
}


static void test_errors_stay (void **state) {
  (void)state;
  gdl_graph *G = consed;
  gdl_node v = PV(0, 3), w = PV(3, 4);
  size_t before = gdl_graph_count(G);
  gdl_node sum = SUM(U(exp, ADD(v, w)));
  assert_int_equal(sum, GDL_NO_NODE);
  assert_int_equal(gdl_graph_count(G), before);
  assert_int_equal(gdl_graph_status(G), GDL_ESHAPE);
  gdl_graph_dot(G, v, w);    /* another one does not hide it */
  assert_string_equal(gdl_graph_message(G),
                      "add: shapes do not fit: vector of 3 and vector of 4");
  assert_int_not_equal(ADD(v, v), GDL_NO_NODE);    /* others go on */
  gdl_graph_forgive(G);
  assert_string_equal(gdl_graph_message(G), "");
}


static void test_shape_errors (void **state) {
  (void)state;
  gdl_graph *G = consed;
  gdl_node x = P(0), v = PV(0, 3), w = PV(0, 4), A = PM(0, 3, 4);
  gdl_shape s = gdl_shape_vector(3);
  check_error(G, MUL(A, v), GDL_ESHAPE, "mul: shapes do not fit");
  check_error(G, WHERE(v, w, x), GDL_ESHAPE, "select: shapes do not fit");
  check_error(G, gdl_graph_broadcast(G, w, s), GDL_ESHAPE,
              "a vector of 4 does not stretch to a vector of 3");
  check_error(G, gdl_graph_broadcast(G, A, s), GDL_ESHAPE, "does not stretch");
  check_error(G, gdl_graph_broadcast_column(G, A, 2), GDL_ESHAPE, "not a matrix");
  check_error(G, gdl_graph_reshape(G, w, s), GDL_ESHAPE, "has not the elements");
  check_error(G, gdl_graph_element(G, v, 3), GDL_ESHAPE, "not within 3");
  check_error(G, gdl_graph_row(G, A, 3), GDL_ESHAPE, "row 4");
  check_error(G, gdl_graph_row(G, v, 0), GDL_ESHAPE, "row 1");
  check_error(G, gdl_graph_slice(G, w, s, (gdl_view){0, 2, 0}), GDL_ESHAPE, "not within");
  check_error(G, gdl_graph_slice(G, w, s, (gdl_view){1, -1, 0}), GDL_ESHAPE, "not within");
  check_error(G, gdl_graph_slice(G, w, s, (gdl_view){0, 0, 0}), GDL_ESHAPE, "twice");
  check_error(G, gdl_graph_slice(G, w, gdl_shape_matrix(2, 2), (gdl_view){0, 1, 1}),
              GDL_ESHAPE, "twice");
  check_error(G, gdl_graph_slice(G, PV(0, 10), gdl_shape_matrix(2, 3), (gdl_view){0, 2, 1}),
              GDL_ESHAPE, "twice");
  check_error(G, gdl_graph_slice(G, PV(0, 10), gdl_shape_matrix(3, 2), (gdl_view){0, 1, 2}),
              GDL_ESHAPE, "twice");
  check_error(G, gdl_graph_param(G, s, (gdl_view){0, 0, 0}), GDL_ESHAPE, "twice");
  check_error(G, gdl_graph_pad(G, w, s, (gdl_view){0, 1, 0}), GDL_ESHAPE, "not within");
  check_error(G, gdl_graph_update(G, v, w, (gdl_view){0, 1, 0}), GDL_ESHAPE, "not within");
  uint32_t index[3] = {0, 3, 1};
  check_error(G, gdl_graph_gather(G, v, index, 3), GDL_ESHAPE, "index 1 is 3");
  check_error(G, gdl_graph_gather(G, x, index, 3), GDL_ESHAPE, "no rows");
  check_error(G, gdl_graph_scatter_add(G, v, s, index, 3), GDL_ESHAPE, "index 1 is 3");
  check_error(G, gdl_graph_scatter_add(G, v, s, index, 2), GDL_ESHAPE, "2 rows");
  check_error(G, gdl_graph_concat(G, &A, 1), GDL_ESHAPE, "not a matrix of 3 x 4");
  check_error(G, gdl_graph_sum(G, v, GDL_AXIS_DOWN), GDL_ESHAPE, "a matrix expected");
  check_error(G, gdl_graph_maximum(G, PV(0, 0), GDL_AXIS_ALL), GDL_ESHAPE, "none");
  check_error(G, gdl_graph_minimum(G, PM(0, 0, 2), GDL_AXIS_DOWN), GDL_ESHAPE, "none");
  gdl_node list[2] = {v, w};
  check_error(G, gdl_graph_sum_of(G, list, 2), GDL_ESHAPE, "vector of 3 and vector of 4");
  check_error(G, gdl_graph_sum_of(G, list, 0), GDL_EINVAL, "0 nodes");
  check_error(G, gdl_graph_dot(G, v, w), GDL_ESHAPE, "dot");
  check_error(G, gdl_graph_dot(G, x, x), GDL_ESHAPE, "dot");
  check_error(G, gdl_graph_outer(G, A, v), GDL_ESHAPE, "outer");
  check_error(G, gdl_graph_gemv(G, A, v, 0), GDL_ESHAPE, "gemv");
  check_error(G, gdl_graph_gemv(G, A, w, GDL_TRANSPOSE_A), GDL_ESHAPE, "gemv");
  check_error(G, gdl_graph_gemm(G, A, A, 0), GDL_ESHAPE, "gemm");
  check_error(G, gdl_graph_matmul(G, v, w), GDL_ESHAPE, "matmul");
  check_error(G, gdl_graph_matmul(G, A, v), GDL_ESHAPE, "matmul");
  check_error(G, gdl_graph_attach(G, v, &x, &x, 1), GDL_ESHAPE, "number");
  check_error(G, gdl_graph_attach(G, x, &v, &w, 1), GDL_ESHAPE,
              "derivative 1 is a vector of 4, but what it belongs to is a vector of 3");
  check_error(G, gdl_graph_data(G, 0, gdl_shape_matrix(SIZE_MAX / 2, 4)), GDL_ESHAPE,
              "no memory holds");
}


static void test_misuse (void **state) {
  (void)state;
  gdl_graph *G = consed;
  gdl_node x = P(0);
  check_error(G, gdl_graph_unary(G, GDL_OP_add, x), GDL_EINVAL, "not a function of one");
  check_error(G, gdl_graph_unary(G, GDL_OP_COUNT, x), GDL_EINVAL, "not a function of one");
  check_error(G, gdl_graph_binary(G, GDL_OP_sum, x, x), GDL_EINVAL, "not a function of two");
  check_error(G, ADD(x, 1000), GDL_EINVAL, "node 1000");
  check_error(G, U(sin, 1000), GDL_EINVAL, "node 1000");
  check_error(G, SUM(GDL_NO_NODE), GDL_EINVAL, "missing");
}


static void test_broadcasting_of_operands (void **state) {
  (void)state;
  gdl_graph *G = raw;
  gdl_node x = P(0), row = PV(0, 4), A = PM(0, 3, 4), column = PM(0, 3, 1),
           one = PV(0, 1);
  size_t count;
  gdl_node n = ADD(x, A);    /* numbers as they are */
  assert_int_equal(gdl_graph_operands(G, n, &count)[0], x);
  n = ADD(row, A);
  gdl_node wide = gdl_graph_operands(G, n, &count)[0];
  assert_int_equal(gdl_graph_op(G, wide), GDL_OP_broadcast);
  assert_true(gdl_shape_equal(gdl_graph_shape(G, wide), gdl_shape_matrix(3, 4)));
  n = ADD(column, row);
  assert_true(gdl_shape_equal(gdl_graph_shape(G, n), gdl_shape_matrix(3, 4)));
  n = ADD(one, row);
  assert_true(gdl_shape_equal(gdl_graph_shape(G, n), gdl_shape_vector(4)));
  n = WHERE(column, row, x);
  assert_true(gdl_shape_equal(gdl_graph_shape(G, n), gdl_shape_matrix(3, 4)));
  assert_good(G);
}


static void test_booleans_are_known (void **state) {
  (void)state;
  gdl_graph *G = consed;
  gdl_node x = P(0), v = PV(0, 3), c = B(lt, x, v);
  assert_true(gdl_graph_is_boolean(G, c));
  assert_true(gdl_graph_is_boolean(G, B(eq, x, K(0))));
  assert_true(gdl_graph_is_boolean(G, MUL(c, B(le, v, x))));
  assert_true(gdl_graph_is_boolean(G, gdl_graph_maximum(G, c, GDL_AXIS_ALL)));
  assert_true(gdl_graph_is_boolean(G, gdl_graph_element(G, c, 1)));
  assert_true(gdl_graph_is_boolean(G, WHERE(x, c, K(0))));
  assert_true(gdl_graph_is_boolean(G, K(1)) && gdl_graph_is_boolean(G, K(0)));
  assert_false(gdl_graph_is_boolean(G, K(2)) || gdl_graph_is_boolean(G, K(NAN)));
  assert_false(gdl_graph_is_boolean(G, ADD(c, c)));
  assert_false(gdl_graph_is_boolean(G, MUL(c, x)));
  assert_false(gdl_graph_is_boolean(G, SUM(c)));
  assert_false(gdl_graph_is_boolean(G, x));
}


int main (void) {
#define TEST(f)  cmocka_unit_test_setup_teardown(f, open_graphs, close_graphs)
  const struct CMUnitTest tests[] = {
    TEST(test_nodes_are_small), TEST(test_leaves), TEST(test_raw_keeps_everything),
    TEST(test_consed_shares), TEST(test_order_of_operands_is_kept),
    TEST(test_many_nodes), TEST(test_clear), TEST(test_errors_stay),
    TEST(test_shape_errors), TEST(test_misuse),
    TEST(test_broadcasting_of_operands), TEST(test_booleans_are_known)
  };
  return cmocka_run_group_tests_name("graph", tests, NULL, NULL);
}
