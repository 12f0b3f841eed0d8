/*
** simplify_test.c - consed graphs have fewer nodes and the same bits
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "build.h"

static const double special[] = {
  0.0, -0.0, 1, -1, 2, 0.5, -3.5, 7, INFINITY, -INFINITY, NAN, 1e-310, -1e300
};

#define SPECIALS  COUNT(special)


/*
** Everything applied to everything
*/
#define FORMS  (10 + SPECIALS)

/* Operand number k, made of the numbers x and y. */
static gdl_node form (gdl_graph *G, size_t k, gdl_node x, gdl_node y) {
  switch (k) {
    case 0: return x;
    case 1: return y;
    case 2: return U(neg, x);
    case 3: return U(neg, U(neg, y));
    case 4: return U(abs, x);
    case 5: return U(floor, y);
    case 6: return U(relu, x);
    case 7: return B(eq, x, K(0));
    case 8: return ADD(x, y);
    case 9: return U(sign, U(neg, x));
    default: return K(special[k - 10]);
  }
}


typedef gdl_node (*combine) (gdl_graph *G, size_t how, size_t i, size_t j,
                             gdl_node x, gdl_node y);


/* The same in a raw and in a consed graph, at all pairs of special numbers. */
static void check_bits (combine make, size_t how, size_t i, size_t j,
                        gdl_shape s) {
  gdl_graph *graph[2] = {gdl_graph_new(GDL_GRAPH_RAW),
                         gdl_graph_new(GDL_GRAPH_CONSED)};
  gdl_node n[2];
  size_t length = gdl_shape_length(s);
  for (int k = 0; k < 2; k++) {
    gdl_graph *G = graph[k];
    gdl_node x = gdl_graph_param_block(G, s, 0),
             y = gdl_graph_param_block(G, s, length);
    n[k] = make(G, how, i, j, x, y);
    assert_good(G);
  }
  double p[8] = {0}, out[2][4];
  for (size_t a = 0; a < SPECIALS; a++)
    for (size_t b = 0; b < SPECIALS; b++) {
      for (size_t k = 0; k < length; k++) {
        p[k] = special[(a + k) % SPECIALS];
        p[length + k] = special[(b + 3 * k) % SPECIALS];
      }
      for (int k = 0; k < 2; k++)
        values_of(graph[k], n[k], p, 2 * length, out[k]);
      size_t m = gdl_shape_length(gdl_graph_shape(graph[0], n[0]));
      for (size_t k = 0; k < m; k++)
        if (!same(out[0][k], out[1][k]))
          fail_msg("combination %zu of forms %zu and %zu at (%g, %g): %.17g raw, "
                   "%.17g consed", how, i, j, p[0], p[length], out[0][k], out[1][k]);
    }
  gdl_graph_free(graph[0]);
  gdl_graph_free(graph[1]);
}


static gdl_node binary_of (gdl_graph *G, size_t op, size_t i, size_t j,
                           gdl_node x, gdl_node y) {
  return gdl_graph_binary(G, (gdl_op)op, form(G, i, x, y), form(G, j, x, y));
}


static gdl_node unary_of (gdl_graph *G, size_t op, size_t i, size_t j,
                          gdl_node x, gdl_node y) {
  (void)j;
  return gdl_graph_unary(G, (gdl_op)op, form(G, i, x, y));
}


static gdl_node select_of (gdl_graph *G, size_t how, size_t i, size_t j,
                           gdl_node x, gdl_node y) {
  gdl_node c = form(G, i, x, y), a = form(G, j, x, y), not_c = B(eq, c, K(0));
  switch (how) {
    case 0: return WHERE(c, a, y);
    case 1: return WHERE(c, WHERE(c, a, x), y);
    case 2: return WHERE(c, x, WHERE(c, a, y));
    case 3: return WHERE(not_c, a, x);
    case 4: return WHERE(B(eq, not_c, K(0)), a, x);
    case 5: return WHERE(c, a, a);
    default: return ADD(WHERE(c, a, K(0)), WHERE(not_c, x, K(0)));
  }
}


static void test_functions_of_one_keep_bits (void **state) {
  (void)state;
  for (size_t op = 0; op < GDL_OP_COUNT; op++)
    if (gdl_op_table[op].kind == GDL_KIND_UNARY)
      for (size_t i = 0; i < FORMS; i++)
        check_bits(unary_of, op, i, 0, gdl_shape_scalar());
}


static void test_functions_of_two_keep_bits (void **state) {
  (void)state;
  for (size_t op = 0; op < GDL_OP_COUNT; op++)
    if (gdl_op_table[op].kind == GDL_KIND_BINARY)
      for (size_t i = 0; i < FORMS; i++)
        for (size_t j = 0; j < FORMS; j++)
          check_bits(binary_of, op, i, j, gdl_shape_scalar());
}


static void test_choices_keep_bits (void **state) {
  (void)state;
  for (size_t how = 0; how < 7; how++)
    for (size_t i = 0; i < FORMS; i++)
      for (size_t j = 0; j < FORMS; j++)
        check_bits(select_of, how, i, j, gdl_shape_scalar());
}


/* Vectors, numbers, and numbers that are stretched to vectors. */
static gdl_node mixed (gdl_graph *G, size_t how, size_t i, size_t j, gdl_node x,
                       gdl_node y) {
  static const gdl_op ops[] = {GDL_OP_add, GDL_OP_sub, GDL_OP_mul, GDL_OP_div,
                               GDL_OP_pow, GDL_OP_min, GDL_OP_lt};
  gdl_node e = gdl_graph_element(G, y, 1);
  gdl_node operand[] = {
    x, e, gdl_graph_broadcast(G, e, gdl_shape_vector(3)), K(1), K(-0.0),
    gdl_graph_full(G, gdl_shape_vector(3), 1), gdl_graph_full(G, gdl_shape_vector(3), 2),
    U(neg, gdl_graph_broadcast(G, e, gdl_shape_vector(3)))
  };
  if (how < COUNT(ops))
    return gdl_graph_binary(G, ops[how], operand[i], operand[j]);
  if (how == COUNT(ops))
    return WHERE(operand[i], operand[j], x);
  if (how == COUNT(ops) + 1)
    return WHERE(operand[i], operand[j], e);
  return WHERE(B(lt, x, e), operand[i], operand[j]);
}


static void test_stretched_numbers_keep_bits (void **state) {
  (void)state;
  for (size_t how = 0; how < 10; how++)
    for (size_t i = 0; i < 8; i++)
      for (size_t j = 0; j < 8; j++)
        check_bits(mixed, how, i, j, gdl_shape_vector(3));
}


/*
** What is left out, and what must not be
*/
static void test_identities (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node x = P(0), y = P(1);
  assert_int_equal(U(neg, U(neg, x)), x);
  assert_int_equal(MUL(x, K(1)), x);
  assert_int_equal(MUL(K(1), x), x);
  assert_int_equal(MUL(K(-1), x), U(neg, x));
  assert_int_equal(DIV(x, K(1)), x);
  assert_int_equal(POW(x, K(1)), x);
  assert_int_equal(SUB(x, K(0)), x);
  assert_int_equal(ADD(x, K(-0.0)), x);
  assert_int_equal(ADD(x, U(neg, y)), SUB(x, y));
  assert_int_equal(ADD(U(neg, x), y), SUB(y, x));
  assert_int_equal(SUB(x, U(neg, y)), ADD(x, y));
  assert_int_equal(MUL(U(neg, x), U(neg, y)), MUL(x, y));
  assert_int_equal(MUL(x, U(neg, y)), U(neg, MUL(x, y)));
  assert_int_equal(DIV(U(neg, x), y), U(neg, DIV(x, y)));
  assert_int_equal(U(abs, U(neg, x)), U(abs, x));
  assert_int_equal(U(relu, U(relu, x)), U(relu, x));
  assert_int_equal(B(max, x, x), x);
  assert_int_equal(B(polygamma, K(0), x), U(digamma, x));
  assert_int_equal(ADD(K(1), K(2)), K(3));
  assert_int_equal(U(exp, K(0)), K(1));
  assert_int_equal(WHERE(K(1), x, y), x);
  assert_int_equal(WHERE(K(0), x, y), y);
  assert_int_equal(WHERE(x, y, y), y);
  assert_int_equal(gdl_graph_detach(G, gdl_graph_detach(G, x)), gdl_graph_detach(G, x));
  assert_int_equal(gdl_graph_detach(G, K(2)), K(2));
  assert_good(G);
  gdl_graph_free(G);
}


static void test_what_is_not_left_out (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node x = P(0), y = P(1);
  assert_int_equal(gdl_graph_op(G, MUL(x, K(0))), GDL_OP_mul);
  assert_int_equal(gdl_graph_op(G, ADD(x, K(0))), GDL_OP_add);
  assert_int_equal(gdl_graph_op(G, SUB(x, x)), GDL_OP_sub);
  assert_int_equal(gdl_graph_op(G, DIV(x, x)), GDL_OP_div);
  assert_int_equal(gdl_graph_op(G, SUB(ADD(x, y), y)), GDL_OP_sub);
  assert_int_equal(gdl_graph_op(G, U(log, U(exp, x))), GDL_OP_log);
  assert_int_equal(gdl_graph_op(G, POW(U(sqrt, x), K(2))), GDL_OP_pow);
  assert_int_equal(gdl_graph_op(G, U(neg, SUB(x, y))), GDL_OP_neg);
  assert_int_equal(gdl_graph_op(G, SUM(x)), GDL_OP_sum);    /* -0 becomes 0 */
  gdl_graph_free(G);
}


static void test_structure (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  double numbers[3] = {5, 6, 7};
  gdl_array a = gdl_array_vector(numbers, 3);
  gdl_shape s = gdl_shape_matrix(2, 3);
  gdl_node x = P(0), v = PV(0, 6), A = PM(10, 2, 3), c = gdl_graph_array(G, &a);
  gdl_node all = gdl_graph_broadcast(G, x, s);
  assert_int_equal(gdl_graph_broadcast(G, A, s), A);
  assert_int_equal(gdl_graph_reshape(G, A, s), A);
  assert_int_equal(gdl_graph_transpose(G, gdl_graph_transpose(G, A)), A);
  gdl_node flat = gdl_graph_reshape(G, A, gdl_shape_vector(6));
  assert_int_equal(gdl_graph_reshape(G, flat, s), A);
  assert_int_equal(gdl_graph_transpose(G, all),
                   gdl_graph_broadcast(G, x, gdl_shape_matrix(3, 2)));
  assert_int_equal(gdl_graph_reshape(G, all, gdl_shape_vector(6)),
                   gdl_graph_broadcast(G, x, gdl_shape_vector(6)));
  assert_int_equal(gdl_graph_element(G, all, 4), x);
  assert_int_equal(gdl_graph_element(G, v, 4), P(4));
  assert_int_equal(gdl_graph_element(G, A, 4), P(14));
  assert_int_equal(gdl_graph_row(G, A, 1), PV(13, 3));
  assert_int_equal(gdl_graph_slice(G, v, gdl_shape_vector(6), (gdl_view){0, 1, 0}), v);
  assert_int_equal(gdl_graph_pad(G, v, gdl_shape_vector(6), (gdl_view){0, 1, 0}), v);
  assert_int_equal(gdl_graph_element(G, c, 1), K(6));
  gdl_node list[3] = {U(sin, x), v, P(7)};
  gdl_node joined = gdl_graph_concat(G, list, 3);
  assert_int_equal(gdl_graph_element(G, joined, 0), list[0]);
  assert_int_equal(gdl_graph_element(G, joined, 3), P(2));
  assert_int_equal(gdl_graph_element(G, joined, 7), P(7));
  assert_int_equal(gdl_graph_concat(G, &v, 1), v);
  gdl_node changed = gdl_graph_update(G, U(exp, v), list[0], (gdl_view){2, 0, 0});
  assert_int_equal(gdl_graph_element(G, changed, 2), list[0]);
  assert_int_equal(gdl_graph_element(G, changed, 3),
                   gdl_graph_element(G, U(exp, v), 3));
  assert_int_equal(ADD(all, A), ADD(x, A));    /* a number need not be stretched */
  assert_int_equal(MUL(gdl_graph_full(G, s, 1), A), A);
  assert_good(G);
  gdl_graph_free(G);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_functions_of_one_keep_bits),
    cmocka_unit_test(test_functions_of_two_keep_bits),
    cmocka_unit_test(test_choices_keep_bits),
    cmocka_unit_test(test_stretched_numbers_keep_bits),
    cmocka_unit_test(test_identities),
    cmocka_unit_test(test_what_is_not_left_out),
    cmocka_unit_test(test_structure)
  };
  return cmocka_run_group_tests_name("simplify", tests, NULL, NULL);
}
