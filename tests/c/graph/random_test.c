/*
** random_test.c - 2,000 programs made at random: both modes, both kinds of
** graph and differences agree
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "numdiff/numdiff.h"
#include "random_program.h"

#define PROGRAMS 2000


static double norm (const double *v, size_t n) {
  double largest = 1;
  for (size_t i = 0; i < n; i++)
    largest = fmax(largest, fabs(v[i]));
  return largest;
}


static void compare (uint64_t seed, const char *what, const double *got,
                     const double *expected, size_t n, double tolerance) {
  double scale = norm(expected, n);
  for (size_t i = 0; i < n; i++)
    if (!(fabs(got[i] - expected[i]) <= tolerance * scale))
      fail_msg("program %ju: %s: component %zu is %.17g, but %.17g (of %.3g)",
               (uintmax_t)seed, what, i, got[i], expected[i], scale);
}


static gdl_node direction_of (gdl_graph *g, const double *v) {
  gdl_array a = gdl_array_vector((double *)v, PARAMS);
  return gdl_graph_array(g, &a);
}


/* The gradient by tangents along each parameter. */
static void tangent_gradient (gdl_graph *g, gdl_node cost, const double *p,
                              double *out) {
  for (size_t k = 0; k < PARAMS; k++) {
    double e[PARAMS] = {0};
    gdl_node t;
    e[k] = 1;
    gdl_graph_param_jvp(g, &cost, 1, direction_of(g, e), PARAMS, &t);
    assert_good(g);
    out[k] = value_of(g, t, p, PARAMS);
  }
}


static void test_reverse_and_tangent_agree (void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= PROGRAMS; seed++)
    for (int kind = GDL_GRAPH_RAW; kind <= GDL_GRAPH_CONSED; kind++) {
      gdl_graph *g = gdl_graph_new((gdl_graph_kind)kind);
      program q;
      double reverse[PARAMS], tangent[PARAMS];
      gdl_node cost = random_program(&q, g, seed);
      gdl_node gradient = gdl_graph_gradient(g, cost, PARAMS);
      assert_good(g);
      values_of(g, gradient, q.p, PARAMS, reverse);
      tangent_gradient(g, cost, q.p, tangent);
      compare(seed, "reverse and tangent mode", reverse, tangent, PARAMS, 1e-12);
      gdl_graph_free(g);
    }
}


static void test_raw_and_consed_have_the_same_bits (void **state) {
  (void)state;
  size_t raw_nodes = 0, consed_nodes = 0;
  for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
    gdl_graph *raw = gdl_graph_new(GDL_GRAPH_RAW),
              *consed = gdl_graph_new(GDL_GRAPH_CONSED),
              *rebuilt = gdl_graph_new(GDL_GRAPH_CONSED);
    program q, q2;
    gdl_node cost = random_program(&q, raw, seed),
             same_cost = random_program(&q2, consed, seed), copy[2];
    assert_same(value_of(raw, cost, q.p, PARAMS),
                value_of(consed, same_cost, q2.p, PARAMS));
    double d[2][PARAMS], v[PARAMS];
    gdl_random r;
    gdl_random_seed(&r, seed);
    for (size_t k = 0; k < PARAMS; k++)
      v[k] = gdl_random_normal(&r);
    gdl_node out[2] = {gdl_graph_gradient(raw, cost, PARAMS)};
    gdl_graph_param_jvp(raw, &out[0], 1, direction_of(raw, v), PARAMS, &out[1]);
    gdl_graph_rebuild(rebuilt, raw, out, 2, NULL, copy);
    assert_good(raw);
    assert_good(rebuilt);
    for (int k = 0; k < 2; k++) {
      values_of(raw, out[k], q.p, PARAMS, d[0]);
      values_of(rebuilt, copy[k], q.p, PARAMS, d[1]);
      for (size_t i = 0; i < PARAMS; i++)
        if (!same(d[0][i], d[1][i]))
          fail_msg("program %ju: derivative %d: %.17g raw, %.17g consed",
                   (uintmax_t)seed, k + 1, d[0][i], d[1][i]);
    }
    gdl_graph_statistics s;
    gdl_graph_statistics_of(raw, out, 2, &s);
    raw_nodes += s.nodes;
    gdl_graph_statistics_of(rebuilt, copy, 2, &s);
    consed_nodes += s.nodes;
    gdl_graph_free(raw);
    gdl_graph_free(consed);
    gdl_graph_free(rebuilt);
  }
  assert_true(consed_nodes < raw_nodes / 5 * 4);
}


/*
** Differences
*/
typedef struct evaluator {
  const gdl_graph *g;
  gdl_node cost;
} evaluator;


static gdl_status costs (void *ctx, double *x, const gdl_diff_point *points,
                         size_t count, double *values) {
  const evaluator *e = ctx;
  for (size_t k = 0; k < count; k++) {
    double saved = x[points[k].index];
    x[points[k].index] = points[k].at;
    values[k] = value_of(e->g, e->cost, x, PARAMS);
    x[points[k].index] = saved;
  }
  return GDL_OK;
}


static void test_gradient_is_that_of_differences (void **state) {
  (void)state;
  gdl_diff how = {GDL_DIFF_RICHARDSON, 1e-4, NULL, NULL};
  for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
    gdl_graph *g = gdl_graph_new(GDL_GRAPH_CONSED);
    program q;
    double exact[PARAMS], differences[PARAMS], f;
    gdl_node cost = random_program(&q, g, seed);
    gdl_node gradient = gdl_graph_gradient(g, cost, PARAMS);
    assert_good(g);
    values_of(g, gradient, q.p, PARAMS, exact);
    evaluator e = {g, cost};
    assert_int_equal(gdl_diff_cost_gradient(&how, costs, &e, q.p, PARAMS, &f,
                                            differences, NULL), GDL_OK);
    compare(seed, "exact and differences", exact, differences, PARAMS, 1e-6);
    gdl_graph_free(g);
  }
}


/* The derivative of the gradient along v, to fourth order. */
static void along (const program *q, gdl_node gradient, const double *v,
                   double h, double *out) {
  static const double step[4] = {-2, -1, 1, 2}, weight[4] = {1, -8, 8, -1};
  memset(out, 0, PARAMS * sizeof(*out));
  for (int s = 0; s < 4; s++) {
    double at[PARAMS], d[PARAMS];
    for (size_t k = 0; k < PARAMS; k++)
      at[k] = q->p[k] + step[s] * h * v[k];
    values_of(q->g, gradient, at, PARAMS, d);
    for (size_t k = 0; k < PARAMS; k++)
      out[k] += weight[s] * d[k] / (12 * h);
  }
}


/* The Hessian times v, against differences of gradients along v; they know how
** wrong they may be from what half the step gives. */
static void test_second_derivatives (void **state) {
  (void)state;
  size_t sharp = 0;
  for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
    gdl_graph *g = gdl_graph_new(GDL_GRAPH_CONSED);
    program q;
    double v[PARAMS], exact[PARAMS], coarse[PARAMS], fine[PARAMS], error = 0;
    gdl_node cost = random_program(&q, g, seed);
    for (size_t k = 0; k < PARAMS; k++)
      v[k] = gdl_random_normal(&q.r);
    gdl_node product = gdl_graph_hvp(g, cost, direction_of(g, v), PARAMS);
    gdl_node gradient = gdl_graph_gradient(g, cost, PARAMS);
    assert_good(g);
    values_of(g, product, q.p, PARAMS, exact);
    along(&q, gradient, v, 1e-4, coarse);
    along(&q, gradient, v, 5e-5, fine);
    for (size_t k = 0; k < PARAMS; k++)
      error = fmax(error, fabs(coarse[k] - fine[k]) / norm(fine, PARAMS));
    compare(seed, "Hessian times vector", exact, fine, PARAMS, 1e-6 + error);
    sharp += error < 1e-6;
    gdl_graph_free(g);
  }
  assert_true(sharp > PROGRAMS * 9 / 10);
}


/* Every operation comes up. */
static void test_programs_are_varied (void **state) {
  (void)state;
  size_t seen[GDL_OP_COUNT] = {0};
  for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
    gdl_graph *g = gdl_graph_new(GDL_GRAPH_RAW);
    program q;
    gdl_node cost = random_program(&q, g, seed);
    gdl_graph_statistics s;
    gdl_graph_statistics_of(g, &cost, 1, &s);
    for (int op = 0; op < GDL_OP_COUNT; op++)
      seen[op] += s.by_op[op];
    gdl_graph_free(g);
  }
  for (int op = 0; op < GDL_OP_COUNT; op++)
    if (seen[op] == 0 && op != GDL_OP_input && op != GDL_OP_data &&
        op != GDL_OP_eq && op != GDL_OP_attach && op != GDL_OP_polygamma)
      fail_msg("no program has %s", gdl_op_table[op].name);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_reverse_and_tangent_agree),
    cmocka_unit_test(test_raw_and_consed_have_the_same_bits),
    cmocka_unit_test(test_gradient_is_that_of_differences),
    cmocka_unit_test(test_second_derivatives),
    cmocka_unit_test(test_programs_are_varied)
  };
  return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
