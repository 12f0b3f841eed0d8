/*
** memory_test.c - memory that runs out at the first, second, third... request
** while a program is made, run, and printed
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../starve.h"
#include "program.h"

#define PARAMS  1000


/* Something of everything: numbers, loops of several lengths, parts, calls,
** lists, indices, constants. */
static gdl_node model (gdl_graph *G) {
  static const uint32_t index[] = {1, 0, 1};
  double numbers[3] = {1, 2, 3};
  gdl_array array = gdl_array_vector(numbers, 3);
  gdl_node A = PM(0, 3, 4), v = PV(12, 4), y = gdl_graph_gemv(G, A, v, 0), list[9];
  gdl_node u = WHERE(B(lt, K(0), y), U(exp, y), gdl_graph_element(G, v, 1));
  u = ADD(gdl_graph_gather(G, u, index, 3), gdl_graph_array(G, &array));
  u = ADD(u, gdl_graph_update(G, u, P(3), (gdl_view){0, 0, 0}));
  for (int k = 0; k < 9; k++)
    list[k] = MUL(P((size_t)k), gdl_graph_element(G, u, (size_t)k % 3));
  gdl_node sum = gdl_graph_logsumexp(G, gdl_graph_concat(G, list, 9), GDL_AXIS_ALL);
  sum = ADD(sum, gdl_graph_sum_of(G, list, 9));
  sum = ADD(sum, gdl_graph_norm2(G, gdl_graph_gemm(G, A, A, GDL_TRANSPOSE_A)));
  gdl_node a = PV(0, 800), b = PV(1, 800), c = PV(3, 900);
  sum = ADD(sum, SUM(POW(SUB(a, MUL(b, b)), K(2))));
  sum = ADD(sum, SUM(U(sin, c)));
  return ADD(sum, SUM(gdl_graph_outer(G, v, u)));
}


static gdl_status make_run_print (const gdl_graph *g, const gdl_node *out,
                                  const gdl_check *check) {
  static double x[PARAMS], gradient[PARAMS];
  double cost;
  double *const results[2] = {&cost, gradient};
  gdl_program *p;
  gdl_error err;
  gdl_text t = {NULL, 0, 0};
  gdl_status status = gdl_program_new(g, out, 2, check, 1, &p, &err);
  if (status != GDL_OK) {
    assert_null(p);
    assert_string_equal(err.text, "not enough memory for a program");
    return status;
  }
  long granted = left;
  gdl_bindings b = {x, PARAMS, NULL, 0, NULL, 0};
  assert_int_equal(gdl_program_run(p, &b, results), 1);
  assert_int_equal(left, granted);    /* a run asks for nothing */
  status = gdl_program_print(p, &t);
  free(t.text);
  gdl_program_free(p);
  return status;
}


/* Few requests, so that each kind of step comes first once. */
static gdl_node small (gdl_graph *G, int k) {
  gdl_node v = PV(0, 20), w = PV(20, 20), list[3] = {v, w, v};
  switch (k) {
    case 0: return SUM(v);
    case 1: return gdl_graph_dot(G, v, gdl_graph_broadcast(G, P(3), gdl_shape_vector(20)));
    case 2: return gdl_graph_maximum(G, U(exp, v), GDL_AXIS_ALL);
    case 3: return SUM(WHERE(v, w, P(1)));
    case 4: return SUM(gdl_graph_sum_of(G, list, 3));
    case 5: return SUM(ADD(gdl_graph_pad(G, U(neg, v), gdl_shape_vector(30), (gdl_view){5, 1, 0}), P(1)));
    case 6: return WHERE(P(0), POW(ADD(P(0), P(1)), K(2)), K(3));
    case 7: return SUM(gdl_graph_outer(G, v, w));
    default: return gdl_graph_element(G, gdl_graph_concat(G, list, 3), 30);
  }
}


static void starve (gdl_graph *G, gdl_node cost, int number) {
  gdl_node out[2] = {cost, gdl_graph_gradient(G, cost, PARAMS)};
  gdl_check check = {B(lt, P(0), K(5)), 1};
  assert_good(G);
  gdl_status status = make_run_print(G, out, &check);    /* what stays for good */
  assert_int_equal(status, GDL_OK);
  long before = in_use, granted = 0;
  do {
    left = granted++;
    status = make_run_print(G, out, &check);
    left = -1;
    if (status != GDL_OK && status != GDL_ENOMEM)
      fail_msg("model %d, request %ld: status %d", number, granted, status);
    if (in_use != before)
      fail_msg("model %d, request %ld: %ld pieces of memory are lost", number, granted,
               in_use - before);
  } while (status != GDL_OK);
  assert_true(granted > 10);
}


static void test_every_request_may_fail (void **state) {
  (void)state;
#if defined(__SANITIZE_ADDRESS__)
  skip();
#endif
  for (int k = -1; k < 9; k++) {
    gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
    starve(G, k < 0 ? model(G) : small(G, k), k);
    gdl_graph_free(G);
  }
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_every_request_may_fail)
  };
  return cmocka_run_group_tests_name("program memory", tests, NULL, NULL);
}
