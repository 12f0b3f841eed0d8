/*
** memory_test.c - memory that runs out at the first, second, third... request
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../starve.h"
#include "build.h"
#include "graph/values.h"

/* Something that takes memory and gives it back. */
typedef gdl_status (*action) (gdl_graph_kind kind);


static gdl_node model (gdl_graph *G) {
  static const uint32_t index[] = {1, 0, 1};
  gdl_node A = PM(0, 3, 4), v = PV(12, 4), y = gdl_graph_gemv(G, A, v, 0);
  gdl_node u = WHERE(B(lt, K(0), y), U(log, y), gdl_graph_element(G, v, 1));
  gdl_node list[9];
  u = ADD(gdl_graph_gather(G, u, index, 3), U(relu, gdl_graph_update(G, u, P(3), (gdl_view){0, 0, 0})));
  for (int k = 0; k < 9; k++)
    list[k] = MUL(P((size_t)k), gdl_graph_element(G, u, (size_t)k % 3));
  gdl_node sum = gdl_graph_concat(G, list, 9);
  sum = ADD(gdl_graph_sum_of(G, list, 9), gdl_graph_logsumexp(G, sum, GDL_AXIS_ALL));
  double numbers[3] = {1, 2, 3};
  gdl_array a = gdl_array_vector(numbers, 3);
  u = gdl_graph_slice(G, MUL(u, gdl_graph_array(G, &a)), gdl_shape_vector(2), (gdl_view){0, 2, 0});
  gdl_node x = P(5), slope = K(2);
  return ADD(ADD(sum, SUM(u)), gdl_graph_attach(G, x, &x, &slope, 1));
}


static gdl_status build (gdl_graph_kind kind) {
  gdl_graph *g = gdl_graph_new(kind);
  if (g == NULL)
    return GDL_ENOMEM;
  gdl_node n = model(g);
  gdl_status status = gdl_graph_status(g);
  assert_int_equal(n == GDL_NO_NODE, status != GDL_OK);
  gdl_graph_free(g);
  return status;
}


static gdl_status differentiate (gdl_graph_kind kind) {
  gdl_graph *G = gdl_graph_new(kind);
  if (G == NULL)
    return GDL_ENOMEM;
  gdl_node n = gdl_graph_hvp(G, model(G), gdl_graph_data(G, 0, gdl_shape_vector(16)), 16);
  gdl_status status = gdl_graph_status(G);
  assert_int_equal(n == GDL_NO_NODE, status != GDL_OK);
  gdl_graph_free(G);
  return status;
}


static gdl_status rebuild (gdl_graph_kind kind) {
  gdl_graph *g = gdl_graph_new(GDL_GRAPH_RAW), *to = gdl_graph_new(kind);
  gdl_status status = GDL_ENOMEM;
  if (g != NULL && to != NULL) {
    gdl_node n = model(g), copy;
    status = gdl_graph_status(g);
    if (status == GDL_OK)
      status = gdl_graph_rebuild(to, g, &n, 1, NULL, &copy);
  }
  gdl_graph_free(g);
  gdl_graph_free(to);
  return status;
}


static gdl_status evaluate (gdl_graph_kind kind) {
  gdl_graph *g = gdl_graph_new(kind);
  double p[16] = {0};
  gdl_status status = GDL_ENOMEM;
  if (g != NULL) {
    gdl_node n = model(g);
    gdl_bindings b = {p, 16, NULL, 0, NULL, 0};
    gdl_error err;
    double v;
    status = gdl_graph_status(g);
    if (status == GDL_OK)
      status = gdl_reference_number(g, n, &b, &v, &err);
    gdl_graph_statistics s;
    if (status == GDL_OK)
      status = gdl_graph_statistics_of(g, &n, 1, &s);
  }
  gdl_graph_free(g);
  return status;
}


static gdl_status copy (gdl_graph_kind kind) {
  gdl_graph *g = gdl_graph_new(kind), *to = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_status status = GDL_ENOMEM;
  if (g != NULL && to != NULL) {
    model(g);
    status = gdl_graph_status(g);
    if (status == GDL_OK) {
      status = gdl_graph_copy(to, g);
      assert_int_equal(gdl_graph_count(to),
                       status == GDL_OK ? gdl_graph_count(g) : 0);
    }
  }
  gdl_graph_free(g);
  gdl_graph_free(to);
  return status;
}


/* The values of the one graph, those of a copy from them. */
static gdl_status evaluate_in_steps (gdl_graph_kind kind) {
  gdl_graph *g = gdl_graph_new(kind), *to = gdl_graph_new(kind);
  gdl_values *values = gdl_values_new(g), *more = gdl_values_new(to);
  double p[16] = {0};
  gdl_bindings b = {p, 16, NULL, 0, NULL, 0};
  gdl_error err;
  gdl_status status = GDL_ENOMEM;
  if (g != NULL && to != NULL && values != NULL && more != NULL) {
    model(g);
    status = gdl_graph_status(g);
    if (status == GDL_OK)
      status = gdl_values_extend(values, &b, &err);
    if (status == GDL_OK)
      status = gdl_graph_copy(to, g);
    if (status == GDL_OK)
      status = gdl_values_borrow(more, values, &err);
    if (status == GDL_OK) {
      gdl_node n = (gdl_node)gdl_graph_count(g) - 1;
      gdl_graph_gradient(to, n, 16);
      status = gdl_graph_status(to);
    }
    if (status == GDL_OK)
      status = gdl_values_extend(more, &b, &err);
  }
  gdl_values_free(values);
  gdl_values_free(more);
  gdl_graph_free(g);
  gdl_graph_free(to);
  return status;
}


static gdl_status print (gdl_graph_kind kind) {
  gdl_graph *g = gdl_graph_new(kind);
  gdl_text t = {NULL, 0, 0};
  gdl_status status = GDL_ENOMEM;
  if (g != NULL) {
    gdl_node n = model(g);
    status = gdl_graph_status(g);
    if (status == GDL_OK)
      status = gdl_print_expression(g, n, NULL, GDL_PRINT_LATEX, 0, &t);
    if (status == GDL_OK)
      status = gdl_print_listing(g, &n, 1, NULL, &t);
  }
  gdl_graph_free(g);
  free(t.text);
  return status;
}


static const struct {
  const char *name;
  action run;
} actions[] = {
  {"build", build}, {"differentiate", differentiate}, {"rebuild", rebuild},
  {"evaluate", evaluate}, {"copy", copy},
  {"evaluate in steps", evaluate_in_steps}, {"print", print}
};


/* Runs until it has succeeded, allowing one request more each time. */
static void starve (const char *name, action run, gdl_graph_kind kind) {
  gdl_status status = run(kind);    /* what stays for good is taken now */
  assert_int_equal(status, GDL_OK);
  long before = in_use, granted = 0;
  do {
    left = granted++;
    status = run(kind);
    left = -1;
    if (status != GDL_OK && status != GDL_ENOMEM)
      fail_msg("%s: request %ld: status %d", name, granted, status);
    if (in_use != before)
      fail_msg("%s: request %ld: %ld pieces of memory are lost", name, granted,
               in_use - before);
  } while (status != GDL_OK);
  assert_true(granted > 10);
}


static void test_every_request_may_fail (void **state) {
  (void)state;
#if defined(__SANITIZE_ADDRESS__)
  skip();
#endif
  for (size_t k = 0; k < COUNT(actions); k++) {
    starve(actions[k].name, actions[k].run, GDL_GRAPH_RAW);
    starve(actions[k].name, actions[k].run, GDL_GRAPH_CONSED);
  }
}


/* After memory ran out, a graph goes on where it was. */
static void test_a_graph_survives (void **state) {
  (void)state;
#if defined(__SANITIZE_ADDRESS__)
  skip();
#endif
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node x = P(0), sum = x, next;
  for (int k = 0; k < 2000; k++) {
    left = k % 2;    /* not more than one request, every other time none */
    next = ADD(sum, U(sin, MUL(sum, x)));
    left = -1;
    if (next == GDL_NO_NODE) {
      assert_int_equal(gdl_graph_status(G), GDL_ENOMEM);
      gdl_graph_forgive(G);
      next = ADD(sum, U(sin, MUL(sum, x)));
    }
    assert_int_not_equal(next, GDL_NO_NODE);
    sum = next;
  }
  assert_int_equal(gdl_graph_count(G), 1 + 3 * 2000);
  double p = 0.1;
  assert_true(isfinite(value_of(G, sum, &p, 1)));
  gdl_graph_free(G);
}


/* What is worked out again needs no more memory. */
static void test_values_keep_their_memory (void **state) {
  (void)state;
#if defined(__SANITIZE_ADDRESS__)
  skip();
#endif
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_values *v = gdl_values_new(G);
  gdl_bindings b = {NULL, 0, NULL, 0, NULL, 0};
  gdl_error err;
  for (int round = 0; round < 10; round++) {
    gdl_graph_clear(G);
    gdl_values_clear(v);
    for (size_t k = 0; k < 3000; k++)
      gdl_graph_full(G, gdl_shape_vector(k % 2 == 0 ? 3 : k), 1);
    left = round == 0 ? -1 : 0;
    gdl_status status = gdl_values_extend(v, &b, &err);
    left = -1;
    assert_int_equal(status, GDL_OK);
  }
  gdl_values_free(v);
  gdl_graph_free(G);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_every_request_may_fail),
    cmocka_unit_test(test_a_graph_survives),
    cmocka_unit_test(test_values_keep_their_memory)
  };
  return cmocka_run_group_tests_name("graph memory", tests, NULL, NULL);
}
