/*
** scalars_test.c - arrays taken apart into numbers: the same bits
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define GRAPH_LONGEST 36
#include "../exec/random_graph.h"
#include "graph/scalars.h"

#define PARAMS  (GRAPH_LONGEST + GRAPH_PARAMS)
#define INPUTS  3
#define MOST    2000


/* Leaves that are read as they were: parameters and inputs become inputs of the
** new graph, of the data slots the first stays one. */
typedef struct apart {
  gdl_graph *to;
  gdl_node param[PARAMS], input[INPUTS], element[GRAPH_LONGEST];
  const gdl_node *data[2];
  uint32_t slot[2];
  double value[PARAMS + INPUTS + GRAPH_LONGEST];
  gdl_scalar_leaves leaves;
} apart;


static void open_apart (apart *a, const random_graph *q) {
  a->to = gdl_graph_new(GDL_GRAPH_CONSED);
  uint32_t slot = 0;
  for (size_t k = 0; k < PARAMS; k++) {
    a->value[slot] = q->param[k];
    a->param[k] = gdl_graph_input(a->to, slot++);
  }
  for (size_t k = 0; k < INPUTS; k++) {
    a->value[slot] = q->input[k];
    a->input[k] = gdl_graph_input(a->to, slot++);
  }
  for (size_t k = 0; k < GRAPH_LONGEST; k++) {
    a->value[slot] = q->data[1][k];
    a->element[k] = gdl_graph_input(a->to, slot++);
  }
  a->data[0] = NULL;
  a->data[1] = a->element;
  a->slot[0] = 0;
  a->slot[1] = 9;            /* not used */
  a->leaves = (gdl_scalar_leaves){a->param, PARAMS, a->input, INPUTS, a->data,
                                  a->slot, 2};
}


static double number_of (const apart *a, gdl_node n, const random_graph *q) {
  gdl_bindings b = {.input = a->value, .inputs = COUNT(a->value),
                    .data = q->data, .datas = 1};
  gdl_error err = {""};
  double v;
  if (gdl_reference_number(a->to, n, &b, &v, &err) != GDL_OK)
    fail_msg("%s", err.text);
  return v;
}


/* Node n of the graph in numbers; false where that is refused. */
static int check_node (random_graph *q, gdl_node n, uint64_t seed) {
  apart a;
  gdl_node result[GRAPH_LONGEST];
  gdl_scalars c = {{0}, 0};
  gdl_error err = {""};
  double whole[GRAPH_LONGEST], *out = whole;
  gdl_bindings b = bindings_of(q);
  open_apart(&a, q);
  gdl_status status = gdl_graph_scalars(a.to, q->g, &n, 1, &a.leaves, MOST, result,
                                        &c, &err);
  if (status == GDL_OK) {
    int holds = 1;
    assert_int_equal(gdl_reference_evaluate(q->g, &n, 1, &b, &out, &err), GDL_OK);
    for (size_t k = 0; k < c.conditions; k++)
      holds = holds && number_of(&a, c.condition[k], q) != 0;
    for (size_t k = 0; holds && k < size_of(q, n); k++)
      if (!same(number_of(&a, result[k], q), whole[k]))
        fail_msg("graph %ju, node %u (%s), element %zu: %.17g, not %.17g",
                 (uintmax_t)seed, n, gdl_op_table[gdl_graph_op(q->g, n)].name, k,
                 number_of(&a, result[k], q), whole[k]);
  }
  else {
    assert_int_equal(status, GDL_EINVAL);
    assert_true(err.text[0] != '\0');
  }
  assert_good(a.to);
  gdl_graph_free(a.to);
  return status == GDL_OK;
}


static void test_bits (void **state) {
  size_t apart_ops[GDL_OP_COUNT] = {0};
  (void)state;
  random_graph *q = malloc(sizeof(*q));
  for (uint64_t seed = 1; seed <= 400; seed++) {
    gdl_graph *g = gdl_graph_new(seed % 2 ? GDL_GRAPH_RAW : GDL_GRAPH_CONSED);
    begin_graph(q, g, seed, 1 + seed % 5);
    grow_graph(q, 40);
    for (size_t k = 0; k < q->count; k += 3)
      if (size_of(q, q->node[k]) <= GRAPH_LONGEST)
        apart_ops[gdl_graph_op(g, q->node[k])] += (size_t)check_node(q, q->node[k], seed);
    gdl_graph_free(g);
  }
  free(q);
  static const gdl_op all[] = {
    GDL_OP_constant, GDL_OP_param, GDL_OP_input, GDL_OP_data, GDL_OP_add,
    GDL_OP_sub, GDL_OP_mul, GDL_OP_div, GDL_OP_neg, GDL_OP_select, GDL_OP_sum,
    GDL_OP_norm2, GDL_OP_sum_of, GDL_OP_broadcast, GDL_OP_reshape,
    GDL_OP_transpose, GDL_OP_slice, GDL_OP_pad, GDL_OP_update, GDL_OP_gather,
    GDL_OP_scatter_add, GDL_OP_concat, GDL_OP_dot, GDL_OP_outer, GDL_OP_gemv,
    GDL_OP_gemm, GDL_OP_exp, GDL_OP_sin
  };
  for (size_t k = 0; k < COUNT(all); k++)
    if (apart_ops[all[k]] == 0)
      fail_msg("'%s' was never taken apart", gdl_op_table[all[k]].name);
}


/* A square of an array is a product; other powers are not the library's. */
static void test_squares (void **state) {
  (void)state;
  gdl_random r;
  gdl_random_seed(&r, 5);
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_node square = POW(PV(0, 8), K(2)), result[8], x[8];
  for (int round = 0; round < 200; round++) {
    gdl_graph *to = gdl_graph_new(GDL_GRAPH_CONSED);
    gdl_scalar_leaves l = {.param = x, .params = 8};
    gdl_scalars c = {{0}, 0};
    gdl_error err = {""};
    double p[8], whole[8];
    for (int k = 0; k < 8; k++) {
      p[k] = ldexp(gdl_random_normal(&r), (int)gdl_random_below(&r, 1100) - 550);
      x[k] = gdl_graph_constant(to, p[k]);
    }
    values_of(G, square, p, 8, whole);
    assert_int_equal(gdl_graph_scalars(to, G, &square, 1, &l, MOST, result, &c, &err),
                     GDL_OK);
    for (int k = 0; k < 8; k++)
      assert_same(value_of(to, result[k], NULL, 0), whole[k]);
    gdl_graph_free(to);
  }
  gdl_graph_free(G);
}


/*
** What is refused
*/
static void assert_refused (gdl_graph *g, gdl_node n, const gdl_scalar_leaves *l,
                            size_t most, const char *words) {
  gdl_graph *to = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node result[64];
  gdl_scalars c = {{0}, 0};
  gdl_error err = {""};
  assert_int_equal(gdl_graph_scalars(to, g, &n, 1, l, most, result, &c, &err),
                   GDL_EINVAL);
  if (strstr(err.text, words) == NULL)
    fail_msg("says '%s', not '%s'", err.text, words);
  assert_good(to);
  gdl_graph_free(to);
}


static void test_refusals (void **state) {
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node one = K(1), x[8];
  gdl_scalar_leaves none = {0}, some = {.param = x, .params = 8};
  (void)state;
  for (size_t k = 0; k < 8; k++)
    x[k] = one;
  assert_refused(G, U(exp, PV(0, 4)), &some, MOST, "exp: arrays have other bits");
  assert_refused(G, POW(PV(0, 4), K(3)), &some, MOST, "pow: arrays have other bits");
  assert_refused(G, PV(6, 4), &some, MOST, "no such parameter");
  assert_refused(G, gdl_graph_input(G, 2), &none, MOST, "no such input");
  assert_refused(G, gdl_graph_data(G, 1, gdl_shape_vector(3)), &none, MOST, "no such slot");
  assert_refused(G, SUM(PV(0, 8)), &some, 6, "more than 6 numbers");
  assert_refused(G, gdl_graph_sum(G, PM(0, 2, 4), GDL_AXIS_DOWN), &some, MOST, "axis");
  gdl_graph_free(G);
}


/* A condition says that a norm needs no scaling. */
static void test_norm (void **state) {
  static const struct {
    double x[2];
    int holds;
  } row[] = {{{3, 4}, 1}, {{1e-200, 1e-200}, 0}, {{1e200, 1}, 0}, {{NAN, 1}, 0}};
  (void)state;
  for (size_t k = 0; k < COUNT(row); k++) {
    gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED), *to = gdl_graph_new(GDL_GRAPH_CONSED);
    gdl_node norm = gdl_graph_norm2(G, PV(0, 2)), result;
    gdl_node x[2] = {gdl_graph_constant(to, row[k].x[0]), gdl_graph_constant(to, row[k].x[1])};
    gdl_scalar_leaves l = {.param = x, .params = 2};
    gdl_scalars c = {{0}, 0};
    gdl_error err = {""};
    int holds = 1;
    assert_int_equal(gdl_graph_scalars(to, G, &norm, 1, &l, MOST, &result, &c, &err),
                     GDL_OK);
    assert_int_equal(c.conditions, 2);
    for (size_t i = 0; i < c.conditions; i++)
      holds = holds && value_of(to, c.condition[i], NULL, 0) != 0;
    assert_int_equal(holds, row[k].holds);
    if (holds)
      assert_same(value_of(to, result, NULL, 0), 5.0);
    gdl_graph_free(G);
    gdl_graph_free(to);
  }
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_bits),
    cmocka_unit_test(test_squares),
    cmocka_unit_test(test_refusals),
    cmocka_unit_test(test_norm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
