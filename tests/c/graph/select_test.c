/*
** select_test.c - the side that was not taken contributes nothing, whatever it
** is, in both modes, also in second derivatives
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "build.h"

#define INF  INFINITY
#define MANY 6     /* parameters at most */

typedef gdl_node (*maker) (gdl_graph *G);


/*
** Numbers
*/
static gdl_node log_or_0 (gdl_graph *G) {
  return WHERE(B(lt, K(0), P(0)), U(log, P(0)), K(0));
}

static gdl_node root_or_0 (gdl_graph *G) {
  return WHERE(B(lt, K(0), P(0)), U(sqrt, P(0)), K(0));
}

static gdl_node condition_of_any_number (gdl_graph *G) {
  return WHERE(P(0), DIV(K(1), P(0)), P(0));
}

static gdl_node nested (gdl_graph *G) {
  gdl_node x = P(0), y = P(1);
  gdl_node inner = WHERE(B(lt, K(0), y), U(log, MUL(x, y)), x);
  return WHERE(B(lt, K(0), x), inner, y);
}

static gdl_node chain (gdl_graph *G) {
  gdl_node x = P(0);
  gdl_node deep = U(exp, U(sqrt, U(log, DIV(K(1), x))));
  return WHERE(B(lt, x, K(1)), MUL(K(3), x), MUL(deep, deep));
}

static gdl_node shared_by_both (gdl_graph *G) {
  gdl_node u = U(sqrt, P(0));    /* needed by both sides, defined on both */
  return WHERE(B(lt, P(0), K(4)), MUL(u, u), U(log, u));
}

static gdl_node shared_by_branches (gdl_graph *G) {
  gdl_node u = U(log, P(0));     /* needed by two that are not taken */
  gdl_node a = WHERE(B(lt, K(0), P(0)), u, K(1));
  gdl_node b = WHERE(B(lt, K(1), P(0)), MUL(u, u), K(2));
  return ADD(MUL(a, b), P(1));
}

static gdl_node opposite_conditions (gdl_graph *G) {
  gdl_node x = P(0), u = U(log, x), c = B(lt, K(0), x);
  return ADD(WHERE(c, u, x), WHERE(B(eq, c, K(0)), x, MUL(u, K(2))));
}

static gdl_node overflowing (gdl_graph *G) {
  return WHERE(B(lt, P(0), K(700)), U(exp, P(0)), MUL(P(0), K(2)));
}

static gdl_node power (gdl_graph *G) {
  return WHERE(B(lt, K(0), P(0)), POW(P(0), P(1)), MUL(P(1), P(1)));
}

static gdl_node min_of_infinity (gdl_graph *G) {
  return B(min, U(exp, P(0)), P(1));
}

static gdl_node min_of_product (gdl_graph *G) {
  return B(min, MUL(P(0), U(exp, P(0))), P(1));
}

static gdl_node relu_of_root (gdl_graph *G) {
  return ADD(U(relu, U(sqrt, P(0))), P(1));
}

static gdl_node relu_of_log (gdl_graph *G) {
  return ADD(U(relu, U(log, P(0))), P(1));
}

static gdl_node max_of_log (gdl_graph *G) {
  return B(max, U(log, P(0)), P(1));
}

static gdl_node through_floor (gdl_graph *G) {
  return ADD(U(floor, U(sqrt, P(0))), P(1));
}

static gdl_node detached_root (gdl_graph *G) {
  return ADD(gdl_graph_detach(G, U(sqrt, P(0))), P(0));
}


/*
** Arrays: x is 4 parameters
*/
static gdl_node positive (gdl_graph *G, gdl_node x) {
  return B(lt, K(0), x);
}

static gdl_node lanes (gdl_graph *G) {
  gdl_node x = PV(0, 4);
  return SUM(WHERE(positive(G, x), U(log, x), K(0)));
}

static gdl_node lanes_by_number (gdl_graph *G) {
  gdl_node x = PV(0, 4);
  return WHERE(B(lt, K(0), P(4)), SUM(U(log, x)), SUM(MUL(x, x)));
}

static gdl_node lanes_of_one (gdl_graph *G) {
  gdl_node s = U(log, P(4));    /* one number for all lanes, none of them taken */
  return SUM(WHERE(positive(G, PV(0, 4)), MUL(PV(0, 4), K(2)), s));
}

static gdl_node element_not_taken (gdl_graph *G) {
  gdl_node u = U(log, PV(0, 4));
  return WHERE(B(lt, K(0), P(4)), gdl_graph_element(G, u, 1),
               gdl_graph_element(G, PV(0, 4), 0));
}

static gdl_node elements_by_turns (gdl_graph *G) {
  gdl_node u = U(log, PV(0, 4)), sum = K(0);
  for (size_t k = 0; k < 4; k++)
    sum = ADD(sum, WHERE(B(lt, K(0), P(k)), gdl_graph_element(G, u, k), K(0)));
  return sum;
}

static gdl_node part_not_taken (gdl_graph *G) {
  gdl_node u = U(log, PV(0, 4));
  gdl_node part = gdl_graph_slice(G, u, gdl_shape_vector(2), (gdl_view){2, 1, 0});
  gdl_node x = gdl_graph_slice(G, PV(0, 4), gdl_shape_vector(2), (gdl_view){2, 1, 0});
  return ADD(SUM(WHERE(positive(G, x), part, K(0))), gdl_graph_element(G, u, 1));
}

static gdl_node gathered (gdl_graph *G) {
  static const uint32_t index[] = {0, 1, 1, 3};
  gdl_node x = PV(0, 4);
  gdl_node u = gdl_graph_gather(G, U(log, x), index, 4);
  return SUM(WHERE(positive(G, gdl_graph_gather(G, x, index, 4)), u, K(0)));
}

static gdl_node put_together (gdl_graph *G) {
  gdl_node x[2] = {U(log, P(0)), U(log, PV(1, 3))}, y[2] = {P(0), PV(1, 3)};
  return SUM(WHERE(positive(G, gdl_graph_concat(G, y, 2)),
                   gdl_graph_concat(G, x, 2), K(0)));
}

static gdl_node rows_of_product (gdl_graph *G) {
  double a[8] = {1, 2, NAN, 3, -INF, 1, 2, 5};    /* rows 2 and 3 are bad */
  double good[4] = {1, 0, 0, 1};
  gdl_array A = gdl_array_matrix(a, 4, 2), c = gdl_array_vector(good, 4);
  gdl_node y = gdl_graph_gemv(G, gdl_graph_array(G, &A), PV(0, 2), 0);
  return SUM(WHERE(gdl_graph_array(G, &c), MUL(y, y), K(0)));
}

static gdl_node columns_of_product (gdl_graph *G) {
  double b[6] = {1, NAN, 2, 3, INF, 5}, good[3] = {1, 0, 1};
  gdl_array B = gdl_array_matrix(b, 2, 3), c = gdl_array_vector(good, 3);
  gdl_node y = gdl_graph_gemm(G, PM(0, 2, 2), gdl_graph_array(G, &B), 0);
  return SUM(WHERE(gdl_graph_array(G, &c), y, K(0)));
}

static gdl_node outer_product (gdl_graph *G) {
  gdl_node x = PV(0, 2), y = U(log, PV(2, 2));
  double good[4] = {1, 0, 1, 0};
  gdl_array c = gdl_array_matrix(good, 2, 2);
  return SUM(WHERE(gdl_graph_array(G, &c), gdl_graph_outer(G, x, y), K(0)));
}

static gdl_node outer_product_of_logs (gdl_graph *G) {
  gdl_node x = U(log, PV(0, 2)), y = PV(2, 2);
  double good[4] = {1, 1, 0, 0};
  gdl_array c = gdl_array_matrix(good, 2, 2);
  return SUM(WHERE(gdl_graph_array(G, &c), gdl_graph_outer(G, x, y), K(0)));
}

/* What is firm stays firm where something else comes in between. */
static gdl_node rows_through_relu (gdl_graph *G) {
  double a[4] = {1, 2, NAN, 3}, good[2] = {1, 0};
  gdl_array A = gdl_array_matrix(a, 2, 2), c = gdl_array_vector(good, 2);
  gdl_node y = gdl_graph_gemv(G, gdl_graph_array(G, &A), PV(0, 2), 0);
  return SUM(WHERE(gdl_graph_array(G, &c), U(relu, y), K(0)));
}

static gdl_node rows_on_the_left (gdl_graph *G) {
  double a[6] = {1, 2, 3, 4, NAN, 5}, good[6] = {1, 1, 1, 1, 0, 0};
  gdl_array A = gdl_array_matrix(a, 3, 2), c = gdl_array_matrix(good, 3, 2);
  gdl_node y = gdl_graph_gemm(G, gdl_graph_array(G, &A), PM(0, 2, 2), 0);
  return SUM(WHERE(gdl_graph_array(G, &c), y, K(0)));
}

static gdl_node rows_of_transposes (gdl_graph *G) {
  double a[6] = {1, 3, NAN, 2, 4, 5}, good[6] = {1, 1, 1, 1, 0, 0};
  gdl_array A = gdl_array_matrix(a, 2, 3), c = gdl_array_matrix(good, 3, 2);
  gdl_node y = gdl_graph_gemm(G, gdl_graph_array(G, &A), PM(0, 2, 2),
                              GDL_TRANSPOSE_A | GDL_TRANSPOSE_B);
  return SUM(WHERE(gdl_graph_array(G, &c), y, K(0)));
}

static gdl_node inner_product (gdl_graph *G) {
  gdl_node x = PV(0, 2), y = U(log, PV(2, 2));
  return WHERE(B(lt, P(2), K(0)), SUM(x), gdl_graph_dot(G, x, y));
}

static gdl_node largest_log (gdl_graph *G) {
  return gdl_graph_maximum(G, U(log, PV(0, 4)), GDL_AXIS_ALL);
}

/* Elements that nothing reads. */
static gdl_node unread_elements (gdl_graph *G) {
  return gdl_graph_element(G, U(log, PV(0, 4)), 1);
}

static gdl_node unread_part (gdl_graph *G) {
  gdl_node u = U(log, PV(0, 4));
  gdl_node a = gdl_graph_slice(G, u, gdl_shape_vector(2), (gdl_view){1, 2, 0});
  return ADD(SUM(a), gdl_graph_element(G, u, 1));
}

static gdl_node unread_rows (gdl_graph *G) {
  static const uint32_t index[] = {1, 1};
  return SUM(gdl_graph_gather(G, U(log, PM(0, 2, 2)), index, 2));
}

static gdl_node overwritten (gdl_graph *G) {
  gdl_node u = U(log, PV(0, 4));
  u = gdl_graph_update(G, u, P(4), (gdl_view){0, 0, 0});
  u = gdl_graph_update(G, u, MUL(P(4), P(4)), (gdl_view){2, 0, 0});
  return SUM(u);
}

/* Two under one condition, of which one went through a root that is 0. */
static gdl_node overwritten_twice (gdl_graph *G) {
  gdl_node u = MUL(PV(0, 4), PV(0, 4)), v = U(sqrt, u);
  gdl_view first = {0, 0, 0};
  return ADD(SUM(gdl_graph_update(G, v, P(4), first)),
             SUM(gdl_graph_update(G, u, P(4), first)));
}

static gdl_node overwritten_in_vain (gdl_graph *G) {
  gdl_node u = gdl_graph_update(G, PV(0, 4), U(log, P(4)), (gdl_view){1, 0, 0});
  return gdl_graph_element(G, gdl_graph_update(G, u, P(3), (gdl_view){1, 0, 0}), 1);
}

/* All are read, by two parts: no condition is needed. */
static gdl_node neighbours (gdl_graph *G) {
  gdl_node u = U(log, PV(0, 4));
  gdl_node a = gdl_graph_slice(G, u, gdl_shape_vector(3), (gdl_view){0, 1, 0}),
           b = gdl_graph_slice(G, u, gdl_shape_vector(3), (gdl_view){1, 1, 0});
  return SUM(SUB(b, a));
}

static gdl_node length_at_0 (gdl_graph *G) {
  return gdl_graph_norm2(G, PV(0, 4));
}


static const struct {
  const char *name;
  maker make;
  double p[MANY], d[MANY];
} cases[] = {
  {"log_or_0", log_or_0, {0}, {0}},
  {"log_or_0", log_or_0, {-1}, {0}},
  {"log_or_0", log_or_0, {4}, {0.25}},
  {"root_or_0", root_or_0, {0}, {0}},
  {"root_or_0", root_or_0, {4}, {0.25}},
  {"condition_of_any_number", condition_of_any_number, {0}, {1}},
  {"condition_of_any_number", condition_of_any_number, {-2}, {-0.25}},
  {"nested", nested, {2, 4}, {0.5, 0.25}},
  {"nested", nested, {2, 0}, {1, 0}},
  {"nested", nested, {0, 4}, {0, 1}},
  {"nested", nested, {0, 0}, {0, 1}},
  {"nested", nested, {-2, 4}, {0, 1}},
  {"chain", chain, {0}, {3}},
  {"chain", chain, {-5}, {3}},
  {"shared_by_both", shared_by_both, {1}, {1}},
  {"shared_by_both", shared_by_both, {16}, {1.0 / 32}},
  {"shared_by_branches", shared_by_branches, {0, 5}, {0, 1}},
  {"shared_by_branches", shared_by_branches, {-3, 5}, {0, 1}},
  {"shared_by_branches", shared_by_branches, {1, 5}, {2, 1}},
  {"opposite_conditions", opposite_conditions, {-1}, {2}},
  {"opposite_conditions", opposite_conditions, {2}, {1.5}},
  {"overflowing", overflowing, {800}, {2}},
  {"overflowing", overflowing, {0}, {1}},
  {"power", power, {-1, 2.5}, {0, 5}},
  {"power", power, {0, -2.5}, {0, -5}},
  {"min_of_infinity", min_of_infinity, {1000, 5}, {0, 1}},
  {"min_of_product", min_of_product, {1000, 5}, {0, 1}},
  {"relu_of_root", relu_of_root, {0, 1}, {0, 1}},
  {"relu_of_log", relu_of_log, {0, 1}, {0, 1}},
  {"max_of_log", max_of_log, {0, 1}, {0, 1}},
  {"through_floor", through_floor, {0, 1}, {0, 1}},
  {"detached_root", detached_root, {0}, {1}},
  {"lanes", lanes, {0, 2, -1, 4}, {0, 0.5, 0, 0.25}},
  {"lanes_by_number", lanes_by_number, {0, 2, -1, 4, -1}, {0, 4, -2, 8, 0}},
  {"lanes_by_number", lanes_by_number, {1, 2, 4, 8, 1}, {1, 0.5, 0.25, 0.125, 0}},
  {"lanes_of_one", lanes_of_one, {1, 2, 3, 4, 0}, {2, 2, 2, 2, 0}},
  {"lanes_of_one", lanes_of_one, {1, -2, 3, 4, 2}, {2, 0, 2, 2, 0.5}},
  {"element_not_taken", element_not_taken, {3, 0, 0, 0, -1}, {1, 0, 0, 0, 0}},
  {"elements_by_turns", elements_by_turns, {0, 2, -1, 4}, {0, 0.5, 0, 0.25}},
  {"part_not_taken", part_not_taken, {1, 2, 0, 4}, {0, 0.5, 0, 0.25}},
  {"gathered", gathered, {0, 2, -1, 4}, {0, 1, 0, 0.25}},
  {"put_together", put_together, {0, 2, -1, 4}, {0, 0.5, 0, 0.25}},
  {"rows_of_product", rows_of_product, {1, -1}, {-14, -34}},
  {"columns_of_product", columns_of_product, {1, 2, 3, 4}, {3, 8, 3, 8}},
  {"outer_product", outer_product, {1, 2, 1, 0}, {0, 0, 3, 0}},
  {"outer_product_of_logs", outer_product_of_logs, {2, 0, 3, 4},
   {3.5, 0, M_LN2, M_LN2}},
  {"rows_through_relu", rows_through_relu, {2, 1}, {1, 2}},
  {"rows_on_the_left", rows_on_the_left, {1, 2, 3, 4}, {4, 4, 6, 6}},
  {"rows_of_transposes", rows_of_transposes, {1, 2, 3, 4}, {4, 6, 4, 6}},
  {"inner_product", inner_product, {1, 2, -1, 0}, {1, 1, 0, 0}},
  {"largest_log", largest_log, {0, 2, 4, 0}, {0, 0, 0.25, 0}},
  {"unread_elements", unread_elements, {0, 2, -1, 0}, {0, 0.5, 0, 0}},
  {"unread_part", unread_part, {0, 2, -1, 4}, {0, 1, 0, 0.25}},
  {"unread_rows", unread_rows, {0, -1, 2, 4}, {0, 0, 1, 0.5}},
  {"overwritten", overwritten, {0, 2, -1, 4, 3}, {0, 0.5, 0, 0.25, 7}},
  {"overwritten_twice", overwritten_twice, {0, 2, 3, 4, 1}, {0, 5, 7, 9, 2}},
  {"overwritten_in_vain", overwritten_in_vain, {1, 2, 3, 4, 0}, {0, 0, 0, 1, 0}},
  {"neighbours", neighbours, {1, 2, 4, 8}, {-1, 0, 0, 0.125}},
  {"length_at_0", length_at_0, {0, 0, 0, 0}, {0, 0, 0, 0}},
};


static void fail_case (size_t i, const char *what, size_t k, double got) {
  fail_msg("%s at (%g, %g, ...): %s %zu is %.17g, not %.17g", cases[i].name,
           cases[i].p[0], cases[i].p[1], what, k, got, cases[i].d[k]);
}


static void test_gradients (void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++)
    for (int kind = GDL_GRAPH_RAW; kind <= GDL_GRAPH_CONSED; kind++) {
      gdl_graph *G = gdl_graph_new((gdl_graph_kind)kind);
      double d[MANY], e[MANY], t;
      gdl_node cost = cases[i].make(G), tangent;
      gdl_node gradient = gdl_graph_gradient(G, cost, MANY);
      assert_good(G);
      values_of(G, gradient, cases[i].p, MANY, d);
      for (size_t k = 0; k < MANY; k++) {
        if (!(fabs(d[k] - cases[i].d[k]) <= 1e-14 * fabs(cases[i].d[k])))
          fail_case(i, "derivative", k, d[k]);
        memset(e, 0, sizeof(e));
        e[k] = 1;
        gdl_array a = gdl_array_vector(e, MANY);
        gdl_graph_param_jvp(G, &cost, 1, gdl_graph_array(G, &a), MANY, &tangent);
        t = value_of(G, tangent, cases[i].p, MANY);
        if (!(fabs(t - cases[i].d[k]) <= 1e-14 * fabs(cases[i].d[k])) &&
            isfinite(t))
          fail_case(i, "tangent", k, t);
      }
      gdl_graph_free(G);
    }
}


/* Hessians of the same: no NaN where the gradient is finite and smooth. */
static void test_second_derivatives_are_finite (void **state) {
  (void)state;
  double e[MANY] = {1, -1, 2, 1, 0.5, 0}, h[MANY];
  for (size_t i = 0; i < COUNT(cases); i++) {
    gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
    gdl_array a = gdl_array_vector(e, MANY);
    gdl_node cost = cases[i].make(G);
    gdl_node product = gdl_graph_hvp(G, cost, gdl_graph_array(G, &a), MANY);
    assert_good(G);
    values_of(G, product, cases[i].p, MANY, h);
    for (size_t k = 0; k < MANY; k++)
      if (!isfinite(h[k]))
        fail_msg("%s at (%g, %g, ...): second derivative %zu is %g",
                 cases[i].name, cases[i].p[0], cases[i].p[1], k, h[k]);
    gdl_graph_free(G);
  }
}


/* A graph without choices gets none from being differentiated. */
static void test_no_selects_without_choices (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node x = PV(0, 4), y = PV(4, 4);
  gdl_node f = SUM(MUL(U(log, x), DIV(U(sqrt, y), U(exp, x))));
  gdl_node gradient = gdl_graph_gradient(G, f, 8);
  gdl_graph_statistics s;
  assert_good(G);
  gdl_graph_statistics_of(G, &gradient, 1, &s);
  assert_int_equal(s.by_op[GDL_OP_select], 0);
  assert_int_equal(s.by_op[GDL_OP_lt] + s.by_op[GDL_OP_eq], 0);
  gdl_graph_free(G);
}


/* Where all elements are read nothing is left to be said about which. */
static void test_parts_that_cover (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node gradient = gdl_graph_gradient(G, neighbours(G), 4);
  gdl_graph_statistics s;
  gdl_graph_statistics_of(G, &gradient, 1, &s);
  assert_int_equal(s.by_op[GDL_OP_select], 0);
  gradient = gdl_graph_gradient(G, unread_part(G), 4);
  gdl_graph_statistics_of(G, &gradient, 1, &s);
  assert_good(G);
  assert_int_equal(s.by_op[GDL_OP_select], 1);
  gdl_graph_free(G);
}


/* An if costs one select in its gradient, and relu one for its layer. */
static void test_choices_are_cheap (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node x = P(0), a = MUL(U(log, x), U(sqrt, x)), b = MUL(x, x);
  gdl_node f = WHERE(B(lt, K(0), x), a, b);
  gdl_node gradient = gdl_graph_gradient(G, f, 1);
  gdl_graph_statistics s;
  gdl_graph_statistics_of(G, &gradient, 1, &s);
  assert_int_equal(s.by_op[GDL_OP_select], 1);
  gdl_node X = gdl_graph_data(G, 0, gdl_shape_matrix(10, 3));
  gdl_node h = U(relu, ADD(gdl_graph_gemm(G, X, PM(0, 3, 4), 0), PV(12, 4)));
  gradient = gdl_graph_gradient(G, SUM(h), 16);
  gdl_graph_statistics_of(G, &gradient, 1, &s);
  assert_good(G);
  assert_int_equal(s.by_op[GDL_OP_select], 1);
  assert_int_equal(s.by_op[GDL_OP_maximum], 0);
  gdl_graph_free(G);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_gradients),
    cmocka_unit_test(test_second_derivatives_are_finite),
    cmocka_unit_test(test_no_selects_without_choices),
    cmocka_unit_test(test_parts_that_cover),
    cmocka_unit_test(test_choices_are_cheap)
  };
  return cmocka_run_group_tests_name("select", tests, NULL, NULL);
}
