/*
** pass_test.c - compiled loops whose parts are done in one pass: what is read
** shifted, by more and by less than there is in a register, around the ends of eights
** and of chunks
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "exec/program.h"
#include "compiled.h"
#include "../exec/program.h"

#include "base/threads.h"

#define LONGEST  21000

static double x[LONGEST];

static const size_t shift[] = {1, 7, 8, 9, 15, 16, 17};


static gdl_bindings vector (int is_finite) {
  gdl_random r;
  gdl_random_seed(&r, 11);
  for (size_t k = 0; k < COUNT(x); k++)
    x[k] = gdl_random_normal(&r);
  if (!is_finite)
    x[100] = INFINITY;
  return (gdl_bindings){.param = x, .params = COUNT(x)};
}


static gdl_node piece (gdl_graph *G, size_t from, size_t n) {
  return gdl_graph_param(G, gdl_shape_vector(n),
                         gdl_view_block(from, gdl_shape_vector(n)));
}


static gdl_node largest (gdl_graph *G, gdl_node v) {
  return gdl_graph_maximum(G, U(abs, v), GDL_AXIS_ALL);
}


/* Neighbours, by so many apart: cost, gradient, its largest element. */
static size_t pairs (gdl_graph *G, size_t n, size_t by, gdl_node *out) {
  gdl_node a = piece(G, 0, n - by), b = piece(G, by, n - by), t = SUB(b, MUL(a, a)),
           s = SUB(K(1), a);
  out[0] = SUM(ADD(MUL(K(100), MUL(t, t)), MUL(s, s)));
  out[1] = gdl_graph_gradient(G, out[0], n);
  out[2] = largest(G, out[1]);
  return 3;
}


/* Three, with something to call, by two distances. */
static size_t triples (gdl_graph *G, size_t n, size_t by, gdl_node *out) {
  size_t most = by + 3;
  gdl_node a = piece(G, 0, n - most), b = piece(G, by, n - most),
           c = piece(G, most, n - most), t = U(tanh, SUB(b, MUL(a, c))),
           d = piece(G, 0, n - by), e = piece(G, by, n - by);
  out[0] = ADD(SUM(MUL(t, t)), SUM(MUL(d, U(exp, U(neg, MUL(e, e))))));
  out[1] = gdl_graph_gradient(G, out[0], n);
  out[2] = largest(G, out[1]);
  out[3] = largest(G, SUB(piece(G, 0, n), MUL(K(1e-3), out[1])));
  return 4;
}


typedef size_t made (gdl_graph *G, size_t n, size_t by, gdl_node *out);

/* By every third distance, other ones for other lengths. */
static void check_values (made *make, const char *what, size_t n, int is_finite) {
  gdl_bindings b = vector(is_finite);
  for (size_t k = n % 3; k < COUNT(shift); k += 3) {
    gdl_node out[4];
    if (shift[k] + 3 >= n)
      continue;
    gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
    size_t outs = make(G, n, shift[k], out);
    gdl_bindings own = b;
    own.params = n;
    assert_same_program(G, out, outs, &own, what, n);
    gdl_graph_free(G);
  }
}


static void check (made *make, const char *what, size_t n) {
  check_values(make, what, n, 1);
}


static void test_short (void **state) {
  static const size_t length[] = {5, 9, 17, 24, 25, 32, 33, 40, 41, 57, 64, 72, 105,
                                  512, 1000};
  (void)state;
  for (size_t k = 0; k < COUNT(length); k++) {
    check(pairs, "pairs", length[k]);
    check(triples, "triples", length[k]);
  }
}


static void test_chunks (void **state) {
  static const size_t length[] = {2047, 2048, 2049, 2056, 2064, 4097};
  (void)state;
  for (size_t k = 0; k < COUNT(length); k++) {
    check(pairs, "pairs", length[k]);
    check(triples, "triples", length[k]);
  }
}


/* Sums are then infinite, or NaN; what is near the element is as well. */
static void test_infinite (void **state) {
  static const size_t length[] = {105, 1000, 2049, 20481};
  (void)state;
  for (size_t k = 0; k < COUNT(length); k++) {
    check_values(pairs, "pairs", length[k], 0);
    check_values(triples, "triples", length[k], 0);
  }
}


static void test_shared (void **state) {
  static const size_t length[] = {16384, 20481};
  size_t before = gdl_threads_calls(), threads = gdl_threads_count();
  double worth = gdl_threads_worth;
  (void)state;
  gdl_threads_worth = 1000;
  gdl_threads_set(3);
  for (size_t k = 0; k < COUNT(length); k++) {
    check(pairs, "pairs", length[k]);
    check(triples, "triples", length[k]);
  }
  assert_true(gdl_threads_calls() > before);
  gdl_threads_set(threads);
  gdl_threads_worth = worth;
}


static int run (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_short),
    cmocka_unit_test(test_chunks),
    cmocka_unit_test(test_infinite),
    cmocka_unit_test(test_shared),
    cmocka_unit_test(test_all_were_compiled)
  };
  return cmocka_run_group_tests_name("passes", tests, NULL, NULL);
}


int main (void) {
  use_compiler("sync");
  return is_there() ? run_under_every_set(run) : run_nothing();
}
