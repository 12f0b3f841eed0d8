/*
** switch_test.c - code that takes over in the middle of a run, at any epoch: the
** history is, bit by bit, that of the reference evaluator
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "exec/program_impl.h"
#include "compiled.h"

int exec_main (void);
#define main  exec_main
#include "../exec/random_test.c"
#undef main

#define EPOCHS  12

static size_t before, after;    /* epochs in the virtual machine, and behind it */


/* As when the thread that compiles is done at this moment. */
static void switch_now (gdl_program *p) {
  gdl_compiled_ask((gdl_compiled *)gdl_program_loops(p));    /* its first field */
  gdl_compiler_wait();
  assert_true(gdl_program_is_compiled(p));
}


/* A descent from where the graph's parameters are; 'out': cost and gradient. */
static void descend (random_graph *q, const gdl_node *out, size_t at, uint64_t seed) {
  gdl_error err = {""};
  gdl_bindings b = bindings_of(q);
  double *x = malloc(ALL_PARAMS * sizeof(*x));
  double **want = new_results(q->g, out, 2), **got = new_results(q->g, out, 2);
  gdl_program *p = program_of(q->g, out, 2, NULL, 0);
  memcpy(x, q->param, ALL_PARAMS * sizeof(*x));
  b.param = x;
  for (size_t epoch = 0; epoch < EPOCHS; epoch++) {
    if (epoch == at)
      switch_now(p);
    if (gdl_reference_evaluate(q->g, out, 2, &b, want, &err) != GDL_OK)
      fail_msg("%s", err.text);
    assert_int_equal(gdl_program_run(p, &b, got), 0);
    (epoch < at ? before++ : after++);
    if (!same(got[0][0], want[0][0]))
      fail_msg("graph %zu, compiled at epoch %zu: cost of epoch %zu", (size_t)seed, at, epoch);
    for (size_t i = 0; i < ALL_PARAMS; i++) {
      if (!same(got[1][i], want[1][i]))
        fail_msg("graph %zu, compiled at epoch %zu: gradient of epoch %zu, element %zu",
                 (size_t)seed, at, epoch, i + 1);
      x[i] -= 1e-3 * got[1][i];
    }
  }
  gdl_program_free(p);
  free_results(want, 2);
  free_results(got, 2);
  free(x);
}


static void test_any_epoch (void **state) {
  static const size_t extent[] = {0, 1, 3, 8, 33, 600, 2049};
  random_graph *q = malloc(sizeof(*q));
  (void)state;
  for (uint64_t seed = 40001; seed < 40055; seed++) {
    gdl_graph *g = gdl_graph_new(seed % 2 == 0 ? GDL_GRAPH_CONSED : GDL_GRAPH_RAW);
    gdl_node out[2];
    begin_graph(q, g, seed, extent[seed % COUNT(extent)]);
    out[0] = cost_of(q);
    out[1] = gdl_graph_gradient(g, out[0], ALL_PARAMS);
    assert_good(g);
    descend(q, out, below(q, EPOCHS), seed);
    gdl_graph_free(g);
  }
  free(q);
  assert_true(before > 100 && after > 100);
}


static int run_switch (void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_any_epoch)};
  return cmocka_run_group_tests_name("switch of tiers", tests, NULL, NULL);
}


int main (void) {
  use_compiler("auto");
  return is_there() ? run_under_every_set(run_switch) : run_nothing();
}
