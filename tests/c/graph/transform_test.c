/*
** transform_test.c - both modes with respect to nodes and to parameters,
** their composition and cost, rebuilding
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "build.h"

static gdl_graph *G;


static int open_graph (void **state) {
  (void)state;
  G = gdl_graph_new(GDL_GRAPH_CONSED);
  return G == NULL;
}


static int close_graph (void **state) {
  (void)state;
  gdl_graph_free(G);
  return 0;
}


/*
** With respect to nodes
*/
static void test_several_outputs_and_cotangents (void **state) {
  (void)state;
  gdl_node x = P(0), y = P(1), out[2] = {MUL(x, y), U(sin, x)}, wrt[2] = {x, y}, d[2];
  gdl_node cotangent[2] = {K(10), GDL_NO_NODE};
  double p[2] = {0.5, 3};
  assert_int_equal(gdl_graph_vjp(G, out, cotangent, 2, wrt, 2, d), GDL_OK);
  assert_near(value_of(G, d[0], p, 2), 10 * 3 + cos(0.5), 1e-15);
  assert_near(value_of(G, d[1], p, 2), 10 * 0.5, 1e-15);
  gdl_node tangent[2] = {K(2), K(-1)}, t[2];
  assert_int_equal(gdl_graph_jvp(G, out, 2, wrt, tangent, 2, t), GDL_OK);
  assert_near(value_of(G, t[0], p, 2), 2 * 3 - 0.5, 1e-15);
  assert_near(value_of(G, t[1], p, 2), 2 * cos(0.5), 1e-15);
}


/* A node in between is independent of what it is made of. */
static void test_paths_end_at_what_is_wanted (void **state) {
  (void)state;
  gdl_node x = P(0), u = U(sin, x), f = ADD(MUL(u, u), x), wrt[2] = {u, x}, d[2];
  double p[1] = {0.3};
  gdl_graph_vjp(G, &f, NULL, 1, wrt, 2, d);
  assert_good(G);
  assert_near(value_of(G, d[0], p, 1), 2 * sin(0.3), 1e-15);
  assert_same(value_of(G, d[1], p, 1), 1.0);
  gdl_node tangent[2] = {K(1), K(0)}, t;
  gdl_graph_jvp(G, &f, 1, wrt, tangent, 2, &t);
  assert_near(value_of(G, t, p, 1), 2 * sin(0.3), 1e-15);
}


static void test_output_that_is_wanted_itself (void **state) {
  (void)state;
  gdl_node v = PV(0, 2), d, t, ones = gdl_graph_full(G, gdl_shape_vector(2), 1);
  double p[2] = {1, 2}, out[2];
  gdl_graph_vjp(G, &v, NULL, 1, &v, 1, &d);
  values_of(G, d, p, 2, out);
  assert_same(out[1], 1.0);
  gdl_graph_jvp(G, &v, 1, &v, &ones, 1, &t);
  assert_int_equal(t, ones);
}


static void test_what_does_not_depend_is_0 (void **state) {
  (void)state;
  gdl_node x = P(0), v = PV(1, 3), f = ADD(U(floor, x), B(lt, x, K(2))), d[2], t;
  gdl_node wrt[2] = {x, v}, one = K(1);
  double p[4] = {1.5, 1, 2, 3}, out[3];
  gdl_graph_vjp(G, &f, NULL, 1, wrt, 2, d);
  assert_good(G);
  assert_same(value_of(G, d[0], p, 4), 0.0);
  assert_int_equal(gdl_graph_shape(G, d[1]).rows, 3);
  values_of(G, d[1], p, 4, out);
  assert_same(out[2], 0.0);
  gdl_graph_jvp(G, &f, 1, &x, &one, 1, &t);
  assert_same(value_of(G, t, p, 4), 0.0);
}


static void test_detach (void **state) {
  (void)state;
  gdl_node x = P(0), f = MUL(x, gdl_graph_detach(G, MUL(x, x))), d, t, one = K(1);
  double p[1] = {3};
  gdl_graph_vjp(G, &f, NULL, 1, &x, 1, &d);
  gdl_graph_jvp(G, &f, 1, &x, &one, 1, &t);
  assert_same(value_of(G, f, p, 1), 27.0);
  assert_same(value_of(G, d, p, 1), 9.0);
  assert_same(value_of(G, t, p, 1), 9.0);
}


/* A value with derivatives of its own, which may depend on the parameters. */
static void test_attach (void **state) {
  (void)state;
  gdl_node x = P(0), v = PV(1, 2), on[2] = {x, v};
  gdl_node slope[2] = {MUL(x, K(10)), ADD(v, x)};
  gdl_node value = ADD(U(exp, x), SUM(v));
  gdl_node f = MUL(K(2), gdl_graph_attach(G, value, on, slope, 2));
  gdl_node gradient = gdl_graph_gradient(G, f, 3), direction, t, h;
  double p[3] = {0.5, 1, 2}, d[3], e[3] = {1, 1, 0};
  gdl_array a = gdl_array_vector(e, 3);
  direction = gdl_graph_array(G, &a);
  gdl_graph_param_jvp(G, &f, 1, direction, 3, &t);
  h = gdl_graph_hvp(G, f, direction, 3);
  assert_good(G);
  assert_near(value_of(G, f, p, 3), 2 * (exp(0.5) + 3), 1e-15);
  values_of(G, gradient, p, 3, d);
  assert_same(d[0], 10.0);
  assert_same(d[1], 3.0);
  assert_same(d[2], 5.0);
  assert_near(value_of(G, t, p, 3), 13, 1e-15);
  values_of(G, h, p, 3, d);
  assert_same(d[0], 20.0);
  assert_same(d[1], 4.0);
  assert_same(d[2], 2.0);
}


static void test_errors (void **state) {
  (void)state;
  gdl_node x = P(0), v = PV(0, 3), d, bad = 1000, n;
  assert_int_equal(gdl_graph_gradient(G, v, 3), GDL_NO_NODE);
  assert_int_equal(gdl_graph_status(G), GDL_ESHAPE);
  assert_int_equal(gdl_graph_vjp(G, &x, NULL, 1, &x, 1, &d), GDL_ESHAPE);    /* stays */
  assert_int_equal(d, GDL_NO_NODE);
  gdl_graph_forgive(G);
  assert_int_equal(gdl_graph_gradient(G, SUM(v), 2), GDL_NO_NODE);
  assert_int_equal(gdl_graph_status(G), GDL_EINVAL);
  assert_string_equal(gdl_graph_message(G), "3 parameters are read, not 2");
  gdl_graph_forgive(G);
  assert_int_equal(gdl_graph_vjp(G, &v, &x, 1, &v, 1, &d), GDL_ESHAPE);
  assert_int_equal(d, GDL_NO_NODE);
  gdl_graph_forgive(G);
  assert_int_equal(gdl_graph_jvp(G, &v, 1, &v, &x, 1, &d), GDL_ESHAPE);
  gdl_graph_forgive(G);
  assert_int_equal(gdl_graph_vjp(G, &bad, NULL, 1, &x, 1, &d), GDL_EINVAL);
  gdl_graph_forgive(G);
  assert_int_equal(gdl_graph_vjp(G, &x, NULL, 1, &bad, 1, &d), GDL_EINVAL);
  gdl_graph_forgive(G);
  assert_int_equal(gdl_graph_vjp(G, &x, &bad, 1, &x, 1, &d), GDL_EINVAL);
  gdl_graph_forgive(G);
  assert_int_equal(gdl_graph_param_jvp(G, &x, 1, v, 2, &d), GDL_ESHAPE);
  gdl_graph_forgive(G);
  assert_int_equal(gdl_graph_gradient(G, bad, 2), GDL_NO_NODE);
  gdl_graph_forgive(G);
  assert_int_equal(gdl_graph_rebuild(G, G, &bad, 1, NULL, &n), GDL_EINVAL);
}


/*
** With respect to parameters
*/
/* Every way of reading them at once, over each other. */
static void test_gradient_from_all_kinds_of_reads (void **state) {
  (void)state;
  gdl_node A = PM(0, 2, 3), v = PV(2, 3),
           strided = gdl_graph_param(G, gdl_shape_vector(3), (gdl_view){5, -2, 0});
  gdl_node f = ADD(ADD(SUM(MUL(A, A)), SUM(v)), SUM(U(sin, strided)));
  f = ADD(f, ADD(MUL(P(1), P(4)), MUL(P(1), K(3))));
  double p[8] = {1, 2, 3, 4, 5, 6, 7, 8}, d[8];
  gdl_node gradient = gdl_graph_gradient(G, f, 8);
  assert_good(G);
  values_of(G, gradient, p, 8, d);
  double expected[8] = {2, 4 + cos(2) + 5 + 3, 6 + 1, 8 + 1 + cos(4), 10 + 1 + 2,
                        12 + cos(6), 0, 0};
  for (int k = 0; k < 8; k++)
    assert_near(d[k], expected[k], 1e-15);
}


/* Numbers only: a vector put together, not a sum of padded ones. */
static void test_gradient_of_numbers_is_put_together (void **state) {
  (void)state;
  for (int kind = GDL_GRAPH_RAW; kind <= GDL_GRAPH_CONSED; kind++) {
    gdl_graph_free(G);
    G = gdl_graph_new((gdl_graph_kind)kind);
    gdl_node f = K(0);
    for (size_t k = 0; k + 1 < 50; k++) {    /* chained Rosenbrock */
      gdl_node x = P(k), next = P(k + 1), u = SUB(next, POW(x, K(2))), w = SUB(K(1), x);
      f = ADD(f, ADD(MUL(K(100), POW(u, K(2))), POW(w, K(2))));
    }
    gdl_node all = gdl_graph_gradient(G, f, 50), more = gdl_graph_gradient(G, f, 60);
    gdl_graph_statistics s;
    double p[60], d[60];
    assert_good(G);
    gdl_graph_statistics_of(G, &all, 1, &s);
    assert_int_equal(s.by_op[GDL_OP_concat], 1);
    assert_int_equal(s.by_op[GDL_OP_pad] + s.by_op[GDL_OP_scatter_add], 0);
    gdl_graph_statistics_of(G, &more, 1, &s);
    assert_int_equal(s.by_op[GDL_OP_concat], 1);
    for (int k = 0; k < 60; k++)
      p[k] = 0.1 * k;
    values_of(G, more, p, 60, d);
    assert_near(d[0], -400 * p[0] * (p[1] - p[0] * p[0]) - 2 * (1 - p[0]), 1e-14);
    assert_near(d[49], 200 * (p[49] - p[48] * p[48]), 1e-14);
    assert_same(d[50], 0.0);
  }
}


/* The adjoint of a computed vector that is read number by number. */
static void test_elements_are_put_together (void **state) {
  (void)state;
  gdl_node u = U(exp, PV(0, 100)), f = K(0);
  for (size_t k = 0; k < 100; k++)
    f = ADD(f, MUL(gdl_graph_element(G, u, k), K((double)k)));
  gdl_node gradient = gdl_graph_gradient(G, f, 100);
  gdl_graph_statistics s;
  double p[100] = {0}, d[100];
  gdl_graph_statistics_of(G, &gradient, 1, &s);
  assert_good(G);
  assert_int_equal(s.by_op[GDL_OP_pad], 0);
  assert_int_equal(s.by_op[GDL_OP_concat], 1);
  values_of(G, gradient, p, 100, d);
  for (int k = 0; k < 100; k++)
    assert_same(d[k], (double)k);
}


static void test_constant_cost (void **state) {
  (void)state;
  gdl_node gradient = gdl_graph_gradient(G, K(5), 3);
  double d[3], p[3] = {1, 2, 3};
  values_of(G, gradient, p, 3, d);
  for (int k = 0; k < 3; k++)
    assert_same(d[k], 0.0);
}


static void test_empty_arrays (void **state) {
  (void)state;
  gdl_node v = PV(0, 0), A = PM(0, 0, 3), x = P(0);
  gdl_node f = ADD(ADD(SUM(MUL(v, x)), SUM(gdl_graph_gemv(G, A, PV(0, 3), 0))), x);
  gdl_node c = WHERE(B(lt, gdl_graph_gemv(G, A, PV(0, 3), 0), x),
                     gdl_graph_gemv(G, A, U(log, PV(0, 3)), 0), x);
  f = ADD(f, ADD(SUM(c), SUM(gdl_graph_sum(G, A, GDL_AXIS_DOWN))));
  gdl_node gradient = gdl_graph_gradient(G, f, 3), h = gdl_graph_hvp(G, f, PV(0, 3), 3);
  double p[3] = {1, 2, 3}, d[3];
  assert_good(G);
  values_of(G, gradient, p, 3, d);
  assert_same(d[0], 1.0);
  assert_same(d[1], 0.0);
  values_of(G, h, p, 3, d);
  assert_same(d[0], 0.0);
}


/*
** Composition
*/
/* The Hessian of a quartic, and third derivatives, by nesting. */
static void test_nested_derivatives (void **state) {
  (void)state;
  gdl_node x = P(0), f = MUL(U(sin, x), U(exp, x)), d = f, one = K(1), t;
  double p[1] = {0.7}, s = sin(0.7), c = cos(0.7), e = exp(0.7);
  double expected[5] = {(s + c) * e, 2 * c * e, 2 * (c - s) * e, -4 * s * e,
                        -4 * (s + c) * e};
  for (int order = 0; order < 5; order++) {    /* the modes by turns */
    if (order % 2 == 0)
      gdl_graph_vjp(G, &d, NULL, 1, &x, 1, &t);
    else
      gdl_graph_jvp(G, &d, 1, &x, &one, 1, &t);
    assert_good(G);
    d = t;
    assert_near(value_of(G, d, p, 1), expected[order], 1e-14);
  }
}


static void test_derivatives_of_lgamma (void **state) {
  (void)state;
  gdl_node x = P(0), d = U(lgamma, x);
  static const double expected[] = {    /* at 2.5 */
    0.70315664064524319, 0.49035775610023486, -0.23620405164172739,
    0.22390584881725205, -0.31375599950673136
  };
  double p[1] = {2.5};
  for (size_t k = 0; k < COUNT(expected); k++) {
    gdl_node next;
    gdl_graph_vjp(G, &d, NULL, 1, &x, 1, &next);
    d = next;
    assert_near(value_of(G, d, p, 1), expected[k], 1e-14);
  }
}


/* A gradient inside a cost: f(x) = |grad(sum x^3)|^2 = 9 sum x^4. */
static void test_gradient_inside_a_cost (void **state) {
  (void)state;
  gdl_node v = PV(0, 3), inner;
  gdl_node cubes = SUM(POW(v, K(3)));
  gdl_graph_vjp(G, &cubes, NULL, 1, &v, 1, &inner);
  gdl_node gradient = gdl_graph_gradient(G, gdl_graph_dot(G, inner, inner), 3);
  double p[3] = {1, 2, -3}, d[3];
  values_of(G, gradient, p, 3, d);
  for (int k = 0; k < 3; k++)
    assert_near(d[k], 36 * p[k] * p[k] * p[k], 1e-14);
}


/*
** What derivatives cost, in elements computed
*/
static gdl_node rosenbrock (void) {
  size_t n = 1000;
  gdl_node x = PV(0, n - 1), next = PV(1, n - 1);
  gdl_node u = SUB(next, POW(x, K(2)));
  return SUM(ADD(MUL(K(100), POW(u, K(2))), POW(SUB(K(1), x), K(2))));
}

static gdl_node logistic_regression (void) {
  gdl_node X = gdl_graph_data(G, 0, gdl_shape_matrix(500, 20)),
           y = gdl_graph_data(G, 1, gdl_shape_vector(500));
  gdl_node z = MUL(y, ADD(gdl_graph_gemv(G, X, PV(0, 20), 0), P(20)));
  return gdl_graph_mean(G, U(softplus, U(neg, z)), GDL_AXIS_ALL);
}

static gdl_node network (void) {
  gdl_node X = gdl_graph_data(G, 0, gdl_shape_matrix(256, 8)),
           y = gdl_graph_data(G, 1, gdl_shape_vector(256));
  gdl_node h = U(tanh, ADD(gdl_graph_gemm(G, X, PM(0, 8, 32), 0), PV(256, 32)));
  gdl_node out = ADD(gdl_graph_gemv(G, h, PV(288, 32), 0), P(320));
  return gdl_graph_mean(G, POW(SUB(out, y), K(2)), GDL_AXIS_ALL);
}

static void test_cost_of_derivatives (void **state) {
  (void)state;
  static gdl_node (*const makers[]) (void) = {rosenbrock, logistic_regression, network};
  static const size_t params[] = {1000, 21, 321};
  for (size_t k = 0; k < COUNT(makers); k++) {
    gdl_graph_clear(G);
    gdl_graph_statistics cost, both, all;
    size_t n = params[k];
    gdl_node out[3] = {makers[k]()};
    out[1] = gdl_graph_gradient(G, out[0], n);
    out[2] = gdl_graph_hvp(G, out[0], gdl_graph_data(G, 2, gdl_shape_vector(n)), n);
    assert_good(G);
    gdl_graph_statistics_of(G, out, 1, &cost);
    gdl_graph_statistics_of(G, out, 2, &both);
    gdl_graph_statistics_of(G, &out[2], 1, &all);
    assert_true(both.elements < 3 * cost.elements);
    assert_true(all.elements < 3 * both.elements);
    assert_true(all.by_op[GDL_OP_tanh] + all.by_op[GDL_OP_sech2] <= 2);
    assert_true(all.by_op[GDL_OP_sigmoid] <= 2);
    assert_true(all.by_op[GDL_OP_gemm] <= 4);
  }
}


/* Nothing recurses, and time grows with the nodes only. */
static void test_long_chains (void **state) {
  (void)state;
  gdl_node x = P(0), f = x;
  for (int k = 0; k < 200000; k++)
    f = U(sin, f);
  gdl_node gradient = gdl_graph_gradient(G, f, 1);
  gdl_node h = gdl_graph_hvp(G, f, gdl_graph_full(G, gdl_shape_vector(1), 1), 1);
  double p[1] = {0.5}, d;
  assert_good(G);
  values_of(G, gradient, p, 1, &d);
  assert_true(d > 0 && d < 1e-2);
  values_of(G, h, p, 1, &d);
  assert_true(isfinite(d));
  gdl_graph_clear(G);
  f = K(0);
  for (int k = 0; k < 100000; k++)    /* one number read by many */
    f = ADD(f, MUL(P(0), P(1 + (size_t)k)));
  gradient = gdl_graph_gradient(G, f, 100001);
  assert_good(G);
  assert_true(gdl_graph_count(G) < 700000);
}


/*
** Marks and rebuilding
*/
static void test_mark (void **state) {
  (void)state;
  gdl_node x = P(0), y = P(1), dead = U(exp, y), f = MUL(x, x);
  uint8_t needed[8];
  gdl_graph_statistics s;
  assert_int_equal(gdl_graph_mark(G, &f, 1, needed), 2);
  assert_true(needed[x] && needed[f] && !needed[y] && !needed[dead]);
  assert_int_equal(gdl_graph_mark(G, &f, 0, needed), 0);
  assert_int_equal(gdl_graph_statistics_of(G, &dead, 1, &s), GDL_OK);
  assert_int_equal(s.nodes, 2);
  assert_int_equal(s.leaves, 1);
  assert_int_equal(s.elements, 1);
  assert_int_equal(s.by_op[GDL_OP_exp], 1);
}


static void test_rebuild_drops_the_dead (void **state) {
  (void)state;
  gdl_graph *raw = gdl_graph_new(GDL_GRAPH_RAW), *saved = G;
  gdl_node n, copy;
  double p[3] = {1, 2, 3};
  G = raw;
  U(exp, P(2));
  n = ADD(MUL(P(0), P(1)), MUL(P(0), P(1)));
  G = saved;
  assert_int_equal(gdl_graph_rebuild(G, raw, &n, 1, NULL, &copy), GDL_OK);
  assert_int_equal(gdl_graph_count(raw), 9);
  assert_int_equal(gdl_graph_count(G), 4);
  assert_same(value_of(G, copy, p, 3), 4.0);
  gdl_graph_free(raw);
}


static void test_rebuild_substitutes (void **state) {
  (void)state;
  gdl_node x = P(0), y = P(1), z = P(2);
  gdl_node list[2] = {x, y}, f = SUM(gdl_graph_concat(G, list, 2));
  f = ADD(f, MUL(U(sin, z), x));
  gdl_node instead = MUL(y, z);
  size_t count = gdl_graph_count(G);
  gdl_node *map = malloc(count * sizeof(*map)), out;
  double p[3] = {10, 20, 0.5};
  for (size_t k = 0; k < count; k++)
    map[k] = GDL_NO_NODE;
  map[x] = instead;
  assert_int_equal(gdl_graph_rebuild(G, G, &f, 1, map, &out), GDL_OK);
  assert_near(value_of(G, out, p, 3), 10 + 20 + 10 * sin(0.5), 1e-15);
  assert_near(value_of(G, f, p, 3), 10 + 20 + 10 * sin(0.5), 1e-15);
  p[0] = 99;
  assert_near(value_of(G, out, p, 3), 10 + 20 + 10 * sin(0.5), 1e-15);
  assert_int_equal(map[z], z);    /* what has not changed is not built again */
  map[y] = PV(0, 2);
  map[x] = x;
  assert_int_equal(gdl_graph_rebuild(G, G, &f, 1, map, &out), GDL_ESHAPE);
  gdl_graph_forgive(G);
  map[y] = 100000;
  assert_int_equal(gdl_graph_rebuild(G, G, &f, 1, map, &out), GDL_EINVAL);
  free(map);
}


/* Every operation, from raw to raw: the same listing. */
static void test_rebuild_keeps_everything (void **state) {
  (void)state;
  static const uint32_t index[] = {1, 0, 1};
  gdl_graph *saved = G, *raw = gdl_graph_new(GDL_GRAPH_RAW),
            *copy = gdl_graph_new(GDL_GRAPH_RAW);
  G = raw;
  double numbers[2] = {1, NAN};
  gdl_array a = gdl_array_vector(numbers, 2);
  gdl_node A = PM(0, 2, 3), v = PV(0, 3), x = gdl_graph_input(G, 0), c = gdl_graph_array(G, &a);
  gdl_node list[] = {
    gdl_graph_data(G, 0, gdl_shape_vector(2)), U(lgamma, x), B(fmod, x, v),
    WHERE(B(lt, v, x), v, x), gdl_graph_detach(G, v),
    gdl_graph_attach(G, x, (gdl_node[]){v, x}, (gdl_node[]){v, x}, 2),
    gdl_graph_sum(G, A, GDL_AXIS_ALONG), gdl_graph_maximum(G, A, GDL_AXIS_DOWN),
    gdl_graph_minimum(G, A, GDL_AXIS_ALL), gdl_graph_norm2(G, v),
    gdl_graph_sum_of(G, (gdl_node[]){v, v}, 2), gdl_graph_broadcast(G, x, gdl_shape_vector(4)),
    gdl_graph_reshape(G, A, gdl_shape_vector(6)), gdl_graph_transpose(G, A),
    gdl_graph_slice(G, A, gdl_shape_vector(2), (gdl_view){1, 3, 0}),
    gdl_graph_pad(G, v, gdl_shape_matrix(2, 3), (gdl_view){0, 2, 0}),
    gdl_graph_update(G, A, x, (gdl_view){4, 0, 0}), gdl_graph_gather(G, A, index, 3),
    gdl_graph_scatter_add(G, v, gdl_shape_vector(2), index, 3),
    gdl_graph_concat(G, (gdl_node[]){v, x, c}, 3), gdl_graph_dot(G, v, v),
    gdl_graph_outer(G, v, v), gdl_graph_gemv(G, A, c, GDL_TRANSPOSE_A),
    gdl_graph_gemm(G, A, A, GDL_TRANSPOSE_B)
  };
  gdl_node result[COUNT(list)];
  gdl_text before = {0}, after = {0};
  uint8_t seen[GDL_OP_COUNT] = {0};
  assert_good(raw);
  assert_int_equal(gdl_graph_rebuild(copy, raw, list, COUNT(list), NULL, result), GDL_OK);
  gdl_print_listing(raw, list, COUNT(list), NULL, &before);
  gdl_print_listing(copy, result, COUNT(list), NULL, &after);
  assert_string_equal(before.text, after.text);
  for (size_t n = 0; n < gdl_graph_count(copy); n++)
    seen[gdl_graph_op(copy, (gdl_node)n)] = 1;
  for (int op = 0; op < GDL_OP_COUNT; op++)
    assert_true(seen[op] || gdl_op_table[op].kind == GDL_KIND_UNARY ||
                gdl_op_table[op].kind == GDL_KIND_BINARY);
  free(before.text);
  free(after.text);
  gdl_graph_free(raw);
  gdl_graph_free(copy);
  G = saved;
}


int main (void) {
#define TEST(f)  cmocka_unit_test_setup_teardown(f, open_graph, close_graph)
  const struct CMUnitTest tests[] = {
    TEST(test_several_outputs_and_cotangents), TEST(test_paths_end_at_what_is_wanted),
    TEST(test_output_that_is_wanted_itself), TEST(test_what_does_not_depend_is_0),
    TEST(test_detach), TEST(test_attach), TEST(test_errors),
    TEST(test_gradient_from_all_kinds_of_reads),
    TEST(test_gradient_of_numbers_is_put_together),
    TEST(test_elements_are_put_together), TEST(test_constant_cost),
    TEST(test_empty_arrays), TEST(test_nested_derivatives),
    TEST(test_derivatives_of_lgamma), TEST(test_gradient_inside_a_cost),
    TEST(test_cost_of_derivatives), TEST(test_long_chains), TEST(test_mark),
    TEST(test_rebuild_drops_the_dead), TEST(test_rebuild_substitutes),
    TEST(test_rebuild_keeps_everything)
  };
  return cmocka_run_group_tests_name("transform", tests, NULL, NULL);
}
