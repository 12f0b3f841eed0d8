/*
** structure_test.c - values of structure, reductions and products; the rules
** of both modes as transposes of one another
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "array/reduce.h"
#include "build.h"

#define PARAMS 40
#define MOST   64

static double p[PARAMS];


static int fill (void **state) {
  gdl_random r;
  (void)state;
  gdl_random_seed(&r, 7);
  for (size_t k = 0; k < PARAMS; k++)
    p[k] = gdl_random_normal(&r);
  return 0;
}


/*
** What each operation is, element by element; A is 3 x 4 at 0, v is 3 at 12,
** w is 4 at 15, x a number at 19, S is 3 x 3 at 20, B is 4 x 2 at 29.
*/
#define A(i, j)  p[(i) * 4 + (j)]
#define V(i)     p[12 + (i)]
#define W(i)     p[15 + (i)]
#define X        p[19]
#define S(i, j)  p[20 + (i) * 3 + (j)]
#define BB(i, j) p[29 + (i) * 2 + (j)]

#define gA  PM(0, 3, 4)
#define gV  PV(12, 3)
#define gW  PV(15, 4)
#define gX  P(19)
#define gS  PM(20, 3, 3)
#define gB  PM(29, 4, 2)

static const uint32_t twice[4] = {2, 0, 2, 1};

/* name, node, shape, element (i, j) */
#define CASES(DO) \
  DO(param_strided, gdl_graph_param(G, gdl_shape_vector(3), (gdl_view){30, -4, 0}), \
     gdl_shape_vector(3), p[30 - 4 * i]) \
  DO(param_columns, gdl_graph_param(G, gdl_shape_matrix(2, 3), (gdl_view){1, 1, 5}), \
     gdl_shape_matrix(2, 3), p[1 + i + 5 * j]) \
  DO(broadcast_number, gdl_graph_broadcast(G, gX, gdl_shape_matrix(2, 3)), \
     gdl_shape_matrix(2, 3), X) \
  DO(broadcast_row, gdl_graph_broadcast(G, gW, gdl_shape_matrix(3, 4)), \
     gdl_shape_matrix(3, 4), W(j)) \
  DO(broadcast_column, gdl_graph_broadcast_column(G, gV, 2), \
     gdl_shape_matrix(3, 2), V(i)) \
  DO(broadcast_one, gdl_graph_broadcast(G, PV(19, 1), gdl_shape_vector(5)), \
     gdl_shape_vector(5), X) \
  DO(broadcast_corner, gdl_graph_broadcast(G, PM(19, 1, 1), gdl_shape_matrix(2, 2)), \
     gdl_shape_matrix(2, 2), X) \
  DO(broadcast_to_row, gdl_graph_broadcast(G, gV, gdl_shape_matrix(1, 3)), \
     gdl_shape_matrix(1, 3), V(j)) \
  DO(reshape, gdl_graph_reshape(G, gA, gdl_shape_matrix(2, 6)), \
     gdl_shape_matrix(2, 6), p[6 * i + j]) \
  DO(transpose, gdl_graph_transpose(G, gA), gdl_shape_matrix(4, 3), A(j, i)) \
  DO(transpose_vector, gdl_graph_transpose(G, gV), gdl_shape_matrix(1, 3), V(j)) \
  DO(element, gdl_graph_element(G, U(sin, gA), 6), gdl_shape_scalar(), sin(A(1, 2))) \
  DO(row, gdl_graph_row(G, U(sin, gA), 2), gdl_shape_vector(4), sin(A(2, i))) \
  DO(column, gdl_graph_slice(G, U(sin, gA), gdl_shape_vector(3), (gdl_view){1, 4, 0}), \
     gdl_shape_vector(3), sin(A(i, 1))) \
  DO(backwards, gdl_graph_slice(G, U(sin, gW), gdl_shape_vector(4), (gdl_view){3, -1, 0}), \
     gdl_shape_vector(4), sin(W(3 - i))) \
  DO(block, gdl_graph_slice(G, U(sin, gA), gdl_shape_matrix(2, 2), (gdl_view){1, 8, 2}), \
     gdl_shape_matrix(2, 2), sin(A(2 * i, 1 + 2 * j))) \
  DO(diagonal, gdl_graph_slice(G, U(sin, gS), gdl_shape_vector(3), (gdl_view){0, 4, 0}), \
     gdl_shape_vector(3), sin(S(i, i))) \
  DO(part_of_part, gdl_graph_slice(G, gdl_graph_slice(G, U(sin, gA), \
     gdl_shape_matrix(3, 2), (gdl_view){1, 4, 2}), gdl_shape_vector(3), \
     (gdl_view){1, 2, 0}), gdl_shape_vector(3), sin(A(i, 3))) \
  DO(part_across_rows, gdl_graph_slice(G, gdl_graph_slice(G, U(sin, gA), \
     gdl_shape_matrix(3, 2), (gdl_view){1, 4, 2}), gdl_shape_vector(5), \
     (gdl_view){0, 1, 0}), gdl_shape_vector(5), sin(A(i / 2, 1 + 2 * (i % 2)))) \
  DO(part_backwards_across_rows, gdl_graph_slice(G, gdl_graph_param(G, \
     gdl_shape_matrix(3, 2), (gdl_view){1, 4, 2}), gdl_shape_vector(3), \
     (gdl_view){5, -1, 0}), gdl_shape_vector(3), \
     A((5 - i) / 2, 1 + 2 * ((5 - i) % 2))) \
  DO(block_of_block, gdl_graph_slice(G, gdl_graph_param(G, gdl_shape_matrix(3, 3), \
     (gdl_view){0, 4, 1}), gdl_shape_matrix(2, 2), (gdl_view){4, 3, 1}), \
     gdl_shape_matrix(2, 2), A(1 + i, 1 + j)) \
  DO(pad, gdl_graph_pad(G, gV, gdl_shape_vector(7), (gdl_view){1, 2, 0}), \
     gdl_shape_vector(7), i % 2 == 1 ? V(i / 2) : 0.0) \
  DO(pad_matrix, gdl_graph_pad(G, gV, gdl_shape_matrix(3, 2), (gdl_view){1, 2, 0}), \
     gdl_shape_matrix(3, 2), j == 1 ? V(i) : 0.0) \
  DO(update, gdl_graph_update(G, gW, gX, (gdl_view){2, 0, 0}), \
     gdl_shape_vector(4), i == 2 ? X : W(i)) \
  DO(update_row, gdl_graph_update(G, gA, gW, (gdl_view){4, 1, 0}), \
     gdl_shape_matrix(3, 4), i == 1 ? W(j) : A(i, j)) \
  DO(gather, gdl_graph_gather(G, gV, twice, 4), gdl_shape_vector(4), V(twice[i])) \
  DO(gather_rows, gdl_graph_gather(G, gA, twice, 4), gdl_shape_matrix(4, 4), \
     A(twice[i], j)) \
  DO(scatter, gdl_graph_scatter_add(G, gW, gdl_shape_vector(3), twice, 4), \
     gdl_shape_vector(3), i == 0 ? 0.0 + W(1) : i == 1 ? 0.0 + W(3) : W(0) + W(2)) \
  DO(scatter_rows, gdl_graph_scatter_add(G, gB, gdl_shape_matrix(3, 2), twice, 4), \
     gdl_shape_matrix(3, 2), \
     i == 0 ? 0.0 + BB(1, j) : i == 1 ? 0.0 + BB(3, j) : BB(0, j) + BB(2, j)) \
  DO(concat, gdl_graph_concat(G, (gdl_node[]){gV, gX, gW}, 3), gdl_shape_vector(8), \
     i < 3 ? V(i) : i == 3 ? X : W(i - 4)) \
  DO(sum, SUM(gA), gdl_shape_scalar(), gdl_reduce_sum(p, 12)) \
  DO(sum_down, gdl_graph_sum(G, gA, GDL_AXIS_DOWN), gdl_shape_vector(4), \
     (0.0 + A(0, i) + A(2, i)) + A(1, i)) \
  DO(sum_along, gdl_graph_sum(G, gA, GDL_AXIS_ALONG), gdl_shape_vector(3), \
     gdl_reduce_sum(&A(i, 0), 4)) \
  DO(mean, gdl_graph_mean(G, gA, GDL_AXIS_ALL), gdl_shape_scalar(), \
     gdl_reduce_sum(p, 12) / 12) \
  DO(mean_down, gdl_graph_mean(G, gA, GDL_AXIS_DOWN), gdl_shape_vector(4), \
     ((0.0 + A(0, i) + A(2, i)) + A(1, i)) / 3) \
  DO(mean_along, gdl_graph_mean(G, gA, GDL_AXIS_ALONG), gdl_shape_vector(3), \
     gdl_reduce_sum(&A(i, 0), 4) / 4) \
  DO(maximum, gdl_graph_maximum(G, gA, GDL_AXIS_ALL), gdl_shape_scalar(), \
     gdl_reduce_max(p, 12)) \
  DO(maximum_along, gdl_graph_maximum(G, gA, GDL_AXIS_ALONG), gdl_shape_vector(3), \
     gdl_reduce_max(&A(i, 0), 4)) \
  DO(minimum_down, gdl_graph_minimum(G, gA, GDL_AXIS_DOWN), gdl_shape_vector(4), \
     fmin(fmin(A(0, i), A(1, i)), A(2, i))) \
  DO(logsumexp, gdl_graph_logsumexp(G, gA, GDL_AXIS_ALL), gdl_shape_scalar(), \
     gdl_reduce_logsumexp(p, 12)) \
  DO(logsumexp_along, gdl_graph_logsumexp(G, gA, GDL_AXIS_ALONG), \
     gdl_shape_vector(3), gdl_reduce_logsumexp(&A(i, 0), 4)) \
  DO(norm2, gdl_graph_norm2(G, gA), gdl_shape_scalar(), gdl_reduce_norm2(p, 12)) \
  DO(norm2_number, gdl_graph_norm2(G, gX), gdl_shape_scalar(), fabs(X)) \
  DO(sum_of, gdl_graph_sum_of(G, (gdl_node[]){gV, PV(0, 3), PV(3, 3)}, 3), \
     gdl_shape_vector(3), (0.0 + V(i) + p[3 + i]) + p[i]) \
  DO(sum_of_numbers, gdl_graph_sum_of(G, (gdl_node[]){P(0), P(1), P(2), P(3), P(4), \
     P(5), P(6), P(7), P(8)}, 9), gdl_shape_scalar(), gdl_reduce_sum(p, 9)) \
  DO(dot, gdl_graph_dot(G, gV, PV(0, 3)), gdl_shape_scalar(), \
     gdl_reduce_dot(&V(0), p, 3)) \
  DO(outer, gdl_graph_outer(G, gV, gW), gdl_shape_matrix(3, 4), V(i) * W(j)) \
  DO(gemv, gdl_graph_gemv(G, gA, gW, 0), gdl_shape_vector(3), \
     gdl_reduce_dot(&A(i, 0), &W(0), 4)) \
  DO(gemv_transposed, gdl_graph_gemv(G, gA, gV, GDL_TRANSPOSE_A), gdl_shape_vector(4), \
     (0.0 + A(0, i) * V(0) + A(2, i) * V(2)) + A(1, i) * V(1)) \
  DO(matmul_left, gdl_graph_matmul(G, gV, gA), gdl_shape_vector(4), \
     (0.0 + V(0) * A(0, i) + V(2) * A(2, i)) + V(1) * A(1, i)) \
  DO(gemm, gdl_graph_gemm(G, gA, gB, 0), gdl_shape_matrix(3, 2), \
     (0.0 + A(i, 0) * BB(0, j) + A(i, 2) * BB(2, j)) + \
     (A(i, 1) * BB(1, j) + A(i, 3) * BB(3, j))) \
  DO(gemm_a, gdl_graph_gemm(G, gA, gS, GDL_TRANSPOSE_A), gdl_shape_matrix(4, 3), \
     (0.0 + A(0, i) * S(0, j) + A(2, i) * S(2, j)) + A(1, i) * S(1, j)) \
  DO(gemm_b, gdl_graph_gemm(G, gS, gS, GDL_TRANSPOSE_B), gdl_shape_matrix(3, 3), \
     (0.0 + S(i, 0) * S(j, 0) + S(i, 2) * S(j, 2)) + S(i, 1) * S(j, 1)) \
  DO(gemm_ab, gdl_graph_gemm(G, gB, gA, GDL_TRANSPOSE_A | GDL_TRANSPOSE_B), \
     gdl_shape_matrix(2, 3), \
     (0.0 + BB(0, i) * A(j, 0) + BB(2, i) * A(j, 2)) + \
     (BB(1, i) * A(j, 1) + BB(3, i) * A(j, 3))) \
  DO(select, WHERE(B(lt, K(0), gA), gW, gX), gdl_shape_matrix(3, 4), \
     A(i, j) > 0 ? W(j) : X) \
  DO(column_times_row, MUL(gdl_graph_reshape(G, gV, gdl_shape_matrix(3, 1)), gW), \
     gdl_shape_matrix(3, 4), V(i) * W(j)) \
  DO(nothing, SUM(PV(0, 0)), gdl_shape_scalar(), 0.0)

#define NODE_AND_ELEMENT(name, node, shape, element) \
  static gdl_node make_##name (gdl_graph *G) { return node; } \
  static double element_##name (size_t i, size_t j) { \
    (void)i; (void)j; \
    return element; \
  }

CASES(NODE_AND_ELEMENT)

static const struct shape_case {
  const char *name;
  gdl_node (*make) (gdl_graph *G);
  double (*element) (size_t i, size_t j);
  gdl_shape shape;
} *cases;

static size_t case_count;


static int fill_cases (void **state) {
  static struct shape_case list[64];
#define PUT(title, node, shape, element) \
  list[case_count++] = (struct shape_case){#title, make_##title, element_##title, shape};
  CASES(PUT)
  cases = list;
  return fill(state);
}


static void test_values (void **state) {
  (void)state;
  for (size_t k = 0; k < case_count; k++)
    for (int kind = GDL_GRAPH_RAW; kind <= GDL_GRAPH_CONSED; kind++) {
      gdl_graph *G = gdl_graph_new((gdl_graph_kind)kind);
      gdl_node n = cases[k].make(G);
      gdl_shape s = cases[k].shape;
      double out[MOST];
      if (gdl_graph_status(G) != GDL_OK)
        fail_msg("%s: %s", cases[k].name, gdl_graph_message(G));
      if (!gdl_shape_equal(gdl_graph_shape(G, n), s))
        fail_msg("%s: shape", cases[k].name);
      values_of(G, n, p, PARAMS, out);
      for (size_t i = 0; i < s.rows; i++)
        for (size_t j = 0; j < s.cols; j++)
          if (!same(out[i * s.cols + j], cases[k].element(i, j)))
            fail_msg("%s (%s): element (%zu, %zu) is %.17g, not %.17g",
                     cases[k].name, kind ? "consed" : "raw", i, j,
                     out[i * s.cols + j], cases[k].element(i, j));
      gdl_graph_free(G);
    }
}


/* w . (J t) = t . (J' w), and J t by differences. */
static void test_modes_are_transposed (void **state) {
  (void)state;
  gdl_random r;
  gdl_random_seed(&r, 11);
  for (size_t k = 0; k < case_count; k++) {
    gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
    double t[PARAMS], w[MOST], Jt[MOST], Jw[PARAMS], at[PARAMS], up[MOST], down[MOST];
    gdl_node n = cases[k].make(G), forward;
    gdl_shape s = gdl_graph_shape(G, n);
    size_t length = gdl_shape_length(s);
    for (size_t i = 0; i < PARAMS; i++)
      t[i] = gdl_random_normal(&r);
    for (size_t i = 0; i < length; i++)
      w[i] = gdl_random_normal(&r);
    gdl_array at_array = gdl_array_vector(t, PARAMS), wa = gdl_shape_array(s, w);
    gdl_graph_param_jvp(G, &n, 1, gdl_graph_array(G, &at_array), PARAMS, &forward);
    gdl_node reverse = gdl_graph_param_vjp(G, n, gdl_graph_array(G, &wa), PARAMS);
    if (gdl_graph_status(G) != GDL_OK)
      fail_msg("%s: %s", cases[k].name, gdl_graph_message(G));
    values_of(G, forward, p, PARAMS, Jt);
    values_of(G, reverse, p, PARAMS, Jw);
    double left = 0, right = 0;
    for (size_t i = 0; i < length; i++)
      left += w[i] * Jt[i];
    for (size_t i = 0; i < PARAMS; i++)
      right += t[i] * Jw[i];
    if (!(fabs(left - right) <= 1e-13 * fmax(1, fabs(left))))
      fail_msg("%s: w.(J t) = %.17g, t.(J' w) = %.17g", cases[k].name, left, right);
    for (size_t i = 0; i < PARAMS; i++)
      at[i] = p[i] + 1e-6 * t[i];
    values_of(G, n, at, PARAMS, up);
    for (size_t i = 0; i < PARAMS; i++)
      at[i] = p[i] - 1e-6 * t[i];
    values_of(G, n, at, PARAMS, down);
    for (size_t i = 0; i < length; i++)
      if (!(fabs((up[i] - down[i]) / 2e-6 - Jt[i]) <= 1e-7 * fmax(1, fabs(Jt[i]))))
        fail_msg("%s: tangent %zu is %.10g, differences give %.10g", cases[k].name,
                 i, Jt[i], (up[i] - down[i]) / 2e-6);
    gdl_graph_free(G);
  }
}


/* Ties share equally, in tangent mode as well. */
static void check_extreme_tangents (int minimum, const double *x,
                                    const double *expected) {
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node A = PM(0, 2, 3);
  gdl_node m = minimum ? gdl_graph_minimum(G, A, GDL_AXIS_ALL)
                       : gdl_graph_maximum(G, A, GDL_AXIS_ALL);
  for (int k = 0; k < 6; k++) {
    double e[6] = {0};
    gdl_array a = gdl_array_vector(e, 6);
    gdl_node t;
    e[k] = 1;
    gdl_graph_param_jvp(G, &m, 1, gdl_graph_array(G, &a), 6, &t);
    assert_same(value_of(G, t, x, 6), expected[k]);
  }
  gdl_graph_free(G);
}


static void check_extreme (int minimum, gdl_axis axis, const double *x,
                           const double *expected) {
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  double d[6];
  gdl_node A = PM(0, 2, 3);
  gdl_node m = minimum ? gdl_graph_minimum(G, A, axis) : gdl_graph_maximum(G, A, axis);
  values_of(G, gdl_graph_gradient(G, SUM(m), 6), x, 6, d);
  for (int k = 0; k < 6; k++)
    assert_same(d[k], expected[k]);
  gdl_graph_free(G);
}


static void test_ties_share (void **state) {
  (void)state;
  static const double x[6] = {2, 5, 5, 2, 1, 5};
  check_extreme(0, GDL_AXIS_ALL, x, (double[]){0, 1.0 / 3, 1.0 / 3, 0, 0, 1.0 / 3});
  check_extreme_tangents(0, x, (double[]){0, 1.0 / 3, 1.0 / 3, 0, 0, 1.0 / 3});
  check_extreme_tangents(1, x, (double[]){0, 0, 0, 0, 1, 0});
  check_extreme(0, GDL_AXIS_DOWN, x, (double[]){0.5, 1, 0.5, 0.5, 0, 0.5});
  check_extreme(0, GDL_AXIS_ALONG, x, (double[]){0, 0.5, 0.5, 0, 0, 1});
  check_extreme(1, GDL_AXIS_ALL, x, (double[]){0, 0, 0, 0, 1, 0});
  check_extreme(1, GDL_AXIS_ALONG, x, (double[]){1, 0, 0, 0, 1, 0});
}


/* As gdl_reduce_logsumexp has it where the largest is not finite. */
static void test_logsumexp_of_infinities (void **state) {
  (void)state;
  static const double rows[][3] = {
    {-INFINITY, -INFINITY, -INFINITY}, {INFINITY, 0, 1}, {1, NAN, 2},
    {-INFINITY, 0, 1}, {1000, 1001, 999}, {-1000, -1001, -1002}
  };
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node n = gdl_graph_logsumexp(G, PV(0, 3), GDL_AXIS_ALL),
           d = gdl_graph_gradient(G, n, 3),
           softmax = gdl_graph_softmax(G, PV(0, 3), GDL_AXIS_ALL);
  for (size_t k = 0; k < COUNT(rows); k++)
    assert_same(value_of(G, n, rows[k], 3), gdl_reduce_logsumexp(rows[k], 3));
  double g[3], s[3];
  for (size_t k = 3; k < COUNT(rows); k++) {
    values_of(G, d, rows[k], 3, g);
    values_of(G, softmax, rows[k], 3, s);
    for (int i = 0; i < 3; i++)
      assert_near(g[i], s[i], 1e-16);
    assert_near(s[0] + s[1] + s[2], 1, 1e-15);
  }
  gdl_graph_free(G);
}


static void test_inputs_and_data (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node d = gdl_graph_data(G, 1, gdl_shape_matrix(2, 2)),
           t = gdl_graph_input(G, 2), n = MUL(gdl_graph_gemv(G, d, PV(1, 2), 0), t);
  double data[4] = {1, 2, 3, 4}, inputs[3] = {0, 0, 10}, q[3] = {9, 1, 1}, out[2];
  const double *datas[2] = {NULL, data};
  gdl_bindings b = {q, 3, inputs, 3, datas, 2};
  double *result = out;
  gdl_error err = {""};
  assert_int_equal(gdl_reference_evaluate(G, &n, 1, &b, &result, &err), GDL_OK);
  assert_same(out[0], 30.0);
  assert_same(out[1], 70.0);
  b.params = 2;
  assert_int_equal(gdl_reference_evaluate(G, &n, 1, &b, &result, &err), GDL_EINVAL);
  assert_string_equal(err.text, "the graph reads parameter 3, but 2 are given");
  b.params = 3;
  b.inputs = 2;
  assert_int_equal(gdl_reference_evaluate(G, &n, 1, &b, &result, &err), GDL_EINVAL);
  assert_string_equal(err.text, "the graph reads input 3, but 2 are given");
  b.inputs = 3;
  datas[1] = NULL;
  assert_int_equal(gdl_reference_evaluate(G, &n, 1, &b, &result, &err), GDL_EINVAL);
  b.inputs = 0;    /* nobody asks for it */
  assert_int_equal(gdl_reference_evaluate(G, &n, 0, &b, &result, &err), GDL_OK);
  double number;
  assert_int_equal(gdl_reference_number(G, n, &b, &number, &err), GDL_ESHAPE);
  assert_int_equal(gdl_reference_number(G, 1000, &b, &number, &err), GDL_EINVAL);
  gdl_graph_free(G);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_values),
    cmocka_unit_test(test_modes_are_transposed),
    cmocka_unit_test(test_ties_share),
    cmocka_unit_test(test_logsumexp_of_infinities),
    cmocka_unit_test(test_inputs_and_data)
  };
  return cmocka_run_group_tests_name("structure", tests, fill_cases, NULL);
}
