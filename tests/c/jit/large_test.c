/*
** large_test.c - compiled programs that are cut into several functions: numbers,
** loops, calls and checks that reach across the cuts
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "exec/program.h"
#include "compiled.h"
#include "../exec/program.h"

#define LENGTH  700

static double x[LENGTH + 8];


static gdl_bindings bindings (void) {
  gdl_random r;
  gdl_random_seed(&r, 7);
  for (size_t k = 0; k < COUNT(x); k++)
    x[k] = gdl_random_normal(&r);
  return (gdl_bindings){x, COUNT(x), NULL, 0, NULL, 0};
}


/* 'size' steps on numbers, each of which uses the last and one from long before;
** every 'every'-th goes through a vector. The numbers are put into node[]. */
static void build (gdl_graph *G, size_t size, size_t every, gdl_node *node) {
  gdl_node v = PV(0, LENGTH), w = PV(8, LENGTH);
  for (size_t k = 0; k < size; k++) {
    gdl_node last = k > 0 ? node[k - 1] : P(0), old = node[k * 7919 % (k + 1) / 2];
    if (k < 3)
      old = P(1 + k);
    if (k % 5 == 0)
      node[k] = U(tanh, ADD(MUL(last, old), P(k % 8)));
    else if (k % every == 1)
      node[k] = SUM(MUL(SUB(v, last), U(sin, MUL(w, old))));
    else
      node[k] = SUB(DIV(last, ADD(K(2), MUL(last, last))), MUL(K(0.1), old));
  }
}


static void check_size (size_t size, size_t every) {
  gdl_graph *g = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_node *node = malloc(size * sizeof(*node)), out[4];
  gdl_bindings b = bindings();
  build(g, size, every, node);
  out[0] = node[size - 1];
  out[1] = node[size / 2];
  out[2] = node[size / 3];
  out[3] = gdl_graph_gradient(g, out[1], COUNT(x));
  assert_same_program(g, out, 3, &b, "steps", size);
  assert_same_program(g, out, 4, &b, "gradient", size);
  free(node);
  gdl_graph_free(g);
}


static void test_numbers (void **state) {
  (void)state;
  check_size(700, 1000000);
  check_size(5000, 1000000);
}


static void test_with_loops (void **state) {
  (void)state;
  check_size(300, 30);     /* with its gradient, just too long for one function */
  check_size(900, 60);
  check_size(5000, 400);
}


/* Checks far apart: the answer is how many held, wherever it is given. */
static void test_checks (void **state) {
  enum { SIZE = 3000, CHECKS = 30 };
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  static gdl_node node[SIZE];
  gdl_check check[CHECKS];
  gdl_bindings b = bindings();
  double value, *result[] = {&value};
  (void)state;
  build(G, SIZE, 1000, node);
  for (size_t k = 0; k < CHECKS; k++) {
    gdl_node sum = ADD(MUL(K(0), node[(k + 1) * (SIZE / CHECKS) - 1]), P(0));
    check[k] = (gdl_check){B(lt, sum, K(10 - (double)k)), 1};
  }
  gdl_program *p = program_of(G, &node[SIZE - 1], 1, check, CHECKS);
  x[0] = 5.5;
  assert_int_equal(gdl_program_run(p, &b, result), 5);
  x[0] = -100;
  assert_int_equal(gdl_program_run(p, &b, result), CHECKS);
  x[0] = NAN;
  assert_int_equal(gdl_program_run(p, &b, result), 0);
  gdl_program_free(p);
  gdl_graph_free(G);
}


static int run (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_numbers),
    cmocka_unit_test(test_with_loops),
    cmocka_unit_test(test_checks),
    cmocka_unit_test(test_all_were_compiled)
  };
  return cmocka_run_group_tests_name("large programs, compiled", tests, NULL, NULL);
}


int main (void) {
  use_compiler("sync");
  return is_there() ? run_under_every_set(run) : run_nothing();
}
