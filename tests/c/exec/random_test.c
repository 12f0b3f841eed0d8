/*
** random_test.c - programs of graphs made at random give the bits of the
** reference evaluator
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "program.h"
#include "random_graph.h"

#define ALL_PARAMS  (GRAPH_LONGEST + GRAPH_PARAMS)
#define OUTS        8


static size_t met[GDL_OP_COUNT];    /* of each operation, in graphs checked */


static void count_ops (const gdl_graph *g) {
  for (gdl_node n = 0; n < gdl_graph_count(g); n++)
    met[gdl_graph_op(g, n)]++;
}


/* A number that depends on the last few nodes. */
static gdl_node cost_of (random_graph *q) {
  gdl_graph *G = q->g;
  gdl_node sum = K(0);
  for (size_t k = q->count < 5 ? 0 : q->count - 5; k < q->count; k++)
    sum = ADD(sum, SUM(U(sin, q->node[k])));
  return sum;
}


static void check_graph (random_graph *q, uint64_t seed, gdl_graph_kind kind,
                         size_t extent) {
  gdl_graph *g = gdl_graph_new(kind);
  gdl_node out[OUTS + 3];
  begin_graph(q, g, seed, extent);
  gdl_bindings b = bindings_of(q);
  for (size_t k = 0; k < OUTS; k++)
    out[k] = q->node[below(q, q->count)];
  assert_same_program(g, out, 1 + seed % OUTS, &b, "values", seed);
  out[OUTS] = cost_of(q);
  out[OUTS + 1] = gdl_graph_gradient(g, out[OUTS], ALL_PARAMS);
  assert_same_program(g, out + OUTS, 2, &b, "gradient", seed);
  if (seed % 4 == 0) {
    gdl_node v = gdl_graph_param_block(g, gdl_shape_vector(ALL_PARAMS), 0);
    out[OUTS + 2] = gdl_graph_hvp(g, out[OUTS], v, ALL_PARAMS);
    if (out[OUTS + 2] == GDL_NO_NODE && gdl_graph_status(g) == GDL_OK)
      fail_msg("no product with the Hessian");
    assert_same_program(g, out, OUTS + 3, &b, "Hessian", seed);
  }
  count_ops(g);
  gdl_graph_free(g);
}


static void check_extents (const size_t *extent, size_t extents, uint64_t from,
                           uint64_t to) {
  random_graph *q = malloc(sizeof(*q));
  for (uint64_t seed = from; seed < to; seed++)
    check_graph(q, seed, seed % 2 == 0 ? GDL_GRAPH_CONSED : GDL_GRAPH_RAW,
                extent[seed % extents]);
  free(q);
}


static void test_small_graphs (void **state) {
  static const size_t extent[] = {0, 1, 2, 3, 4, 7, 8, 9, 16, 33};
  (void)state;
  check_extents(extent, COUNT(extent), 1, 1501);
}


static void test_large_graphs (void **state) {
  static const size_t extent[] = {63, 511, 512, 513, 1000, 2047, 2048, 2049, 4096, 5000};
  (void)state;
  check_extents(extent, COUNT(extent), 10001, 10501);
}


static void test_every_operation_was_met (void **state) {
  (void)state;
  for (int op = 0; op < GDL_OP_COUNT; op++)
    if (met[op] < 20 && op != GDL_OP_attach)
      fail_msg("%s: %zu times only", gdl_op_table[op].name, met[op]);
}


static int run (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_small_graphs),
    cmocka_unit_test(test_large_graphs),
    cmocka_unit_test(test_every_operation_was_met)
  };
  return cmocka_run_group_tests_name("random programs", tests, NULL, NULL);
}


int main (void) {
  return run_under_every_set(run);
}
