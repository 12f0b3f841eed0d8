/*
** share_test.c - programs of long vectors have the same bits for any number of
** threads: those of the reference evaluator, which has one
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "program.h"

#define GRAPH_LONGEST  70000
#include "random_graph.h"

#include "base/threads.h"

#define OUTS  5
#ifndef SEEDS
#define SEEDS 40
#endif

static const size_t threads[] = {1, 7, 2, 3};


/* The outputs of 'p' with so many threads. */
static void check_run (gdl_program *p, size_t n_threads, const gdl_graph *g,
                       const gdl_node *out, size_t outs, const gdl_bindings *b,
                       double **expected, const char *what, size_t number) {
  double **got = new_results(g, out, outs);
  gdl_threads_set(n_threads);
  assert_int_equal(gdl_program_run(p, b, got), 0);
  for (size_t k = 0; k < outs; k++) {
    size_t n = gdl_shape_length(gdl_graph_shape(g, out[k]));
    for (size_t i = 0; i <= n; i++) {
      digest_value(got[k][i]);
      if (!same(got[k][i], expected[k][i]))
        fail_msg("%s %zu, %zu threads: output %zu, element %zu of %zu: %.17g, not %.17g",
                 what, number, n_threads, k + 1, i + 1, n, got[k][i], expected[k][i]);
    }
  }
  free_results(got, outs);
}


static void check_threads (const gdl_graph *g, const gdl_node *out, size_t outs,
                           const gdl_bindings *b, const char *what, size_t number) {
  gdl_error err = {""};
  double **expected = new_results(g, out, outs);
  gdl_threads_set(1);
  assert_good(g);
  if (gdl_reference_evaluate(g, out, outs, b, expected, &err) != GDL_OK)
    fail_msg("%s %zu: %s", what, number, err.text);
  gdl_program *p = program_of(g, out, outs, NULL, 0);
  for (size_t t = 0; t < COUNT(threads); t++)
    check_run(p, threads[t], g, out, outs, b, expected, what, number);
  gdl_program_free(p);
  free_results(expected, outs);
}


/*
** Programs made at random
*/
static gdl_node cost_of (random_graph *q) {
  gdl_graph *G = q->g;
  gdl_node sum = K(0);
  for (size_t k = q->count < 5 ? 0 : q->count - 5; k < q->count; k++)
    sum = ADD(sum, SUM(U(sin, q->node[k])));
  return sum;
}


static void check_random (size_t extent, uint64_t seed) {
  static random_graph q;
  gdl_graph *g = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node out[OUTS + 2];
  begin_graph(&q, g, seed, extent);
  gdl_bindings b = bindings_of(&q);
  for (size_t k = 0; k < OUTS; k++)
    out[k] = q.node[below(&q, q.count)];
  out[OUTS] = cost_of(&q);
  out[OUTS + 1] = gdl_graph_gradient(g, out[OUTS], GRAPH_LONGEST + GRAPH_PARAMS);
  check_threads(g, out, OUTS + 2, &b, "program", seed);
  gdl_graph_free(g);
}


static void test_random_programs (void **state) {
  static const size_t extent[] = {8191, 8192, 8193, 16385, 20000, 24577, 33000, 65536};
  size_t before = gdl_threads_calls();
  (void)state;
  for (uint64_t seed = 1; seed <= SEEDS; seed++)
    check_random(extent[seed % COUNT(extent)], seed);
  assert_true(gdl_threads_calls() > before + SEEDS);
}


/*
** Sums, and what reaches back, around the borders of parts
*/
static double x[66000];


static gdl_bindings long_vector (void) {
  gdl_random r;
  gdl_random_seed(&r, 5);
  for (size_t i = 0; i < COUNT(x); i++)
    x[i] = gdl_random_normal(&r);
  return (gdl_bindings){.param = x, .params = COUNT(x)};
}


static const size_t length[] = {
  8192, 8193, 10240, 16383, 16384, 16385, 18431, 18432, 18433, 32769, 49153, 65535
};


static void test_sums (void **state) {
  gdl_bindings b = long_vector();
  size_t before = gdl_threads_calls();
  (void)state;
  for (size_t k = 0; k < COUNT(length); k++) {
    gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
    gdl_node v = gdl_graph_param_block(G, gdl_shape_vector(length[k]), 0),
             out[] = {SUM(v), SUM(MUL(v, v)), SUM(U(exp, v)), GDL_NO_NODE};
    out[3] = gdl_graph_gradient(G, ADD(out[1], out[2]), length[k]);
    check_threads(G, out, 4, &b, "sums", length[k]);
    gdl_graph_free(G);
  }
  assert_true(gdl_threads_calls() > before);
}


static gdl_node piece (gdl_graph *G, gdl_node v, size_t from, size_t n) {
  return gdl_graph_slice(G, v, gdl_shape_vector(n), gdl_view_block(from, gdl_shape_vector(n)));
}


/* Rosenbrock's function in a chain, and one that reaches back twice. */
static void test_neighbours (void **state) {
  gdl_bindings b = long_vector();
  size_t before = gdl_threads_calls();
  (void)state;
  for (size_t k = 0; k < COUNT(length); k++) {
    gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
    size_t n = length[k];
    gdl_node v = gdl_graph_param_block(G, gdl_shape_vector(n), 0),
             low = piece(G, v, 0, n - 1), high = piece(G, v, 1, n - 1),
             t = SUB(high, MUL(low, low)), s = SUB(K(1), low),
             d = U(tanh, SUB(piece(G, t, 1, n - 2), piece(G, t, 0, n - 2))),
             out[4];
    out[0] = SUM(ADD(MUL(K(100), MUL(t, t)), MUL(s, s)));
    out[1] = gdl_graph_gradient(G, out[0], n);
    out[2] = SUM(MUL(d, d));
    out[3] = gdl_graph_gradient(G, out[2], n);
    check_threads(G, out, 4, &b, "neighbours", n);
    gdl_graph_free(G);
  }
  assert_true(gdl_threads_calls() > before);
}


static int run_shared (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_sums),
    cmocka_unit_test(test_neighbours),
    cmocka_unit_test(test_random_programs)
  };
  gdl_threads_worth = 2000;
  return cmocka_run_group_tests_name("shared", tests, NULL, NULL);
}


int main (void) {
  return run_under_every_set(run_shared);
}
