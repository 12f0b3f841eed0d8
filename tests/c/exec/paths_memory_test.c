/*
** paths_memory_test.c - paths and tape when memory runs out at the first, second,
** third... request
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../graph/build.h"
#include "../starve.h"
#include "exec/paths.h"
#include "exec/tape.h"

static double point[3] = {0.5, -0.25, 2}, seed[3] = {1, 2, 3};
static const double *const data[1] = {seed};
static const gdl_bindings bindings = {point, 3, NULL, 0, data, 1};


/* sum(sin(x) x) + log(x[3]), with a guard that holds here and one on x[k], k
** from 0; its outcome is 'outcome'. */
static gdl_node model (gdl_graph *G, gdl_check *guard, size_t k, int outcome) {
  gdl_node x = PV(0, 3);
  guard[0] = (gdl_check){B(lt, SUM(x), K(100)), 1};
  guard[1] = (gdl_check){B(lt, gdl_graph_element(G, x, k), K(0)), outcome};
  return ADD(SUM(MUL(U(sin, x), x)), U(log, gdl_graph_element(G, x, 2)));
}


/* Adds two paths, then the first again. */
static gdl_status add (gdl_paths *ps, gdl_graph *g, gdl_error *err) {
  for (int k = 0; k < 3; k++) {
    gdl_check guard[2];
    gdl_added how;
    const gdl_path *path;
    gdl_graph_clear(g);
    gdl_node cost = model(g, guard, 1, k == 1);
    gdl_status status = gdl_graph_status(g);
    if (status == GDL_OK)
      status = gdl_paths_add(ps, &(gdl_way){g, &cost, 1, guard, 2, (uint64_t)k, &bindings,
                                      0, 0}, &how, &path, err);
    if (status != GDL_OK)
      return status;
    assert_int_equal(how, k < 2 ? GDL_PATH_ADDED : GDL_PATH_KNOWN);
  }
  return GDL_OK;
}


/* The last path added was the first, which is not the one that holds. */
static gdl_status run (gdl_paths *ps, gdl_error *err) {
  for (int want = 0; want < GDL_WANT_COUNT; want++) {
    double a[3], b[3], *result[2] = {a, b};
    const gdl_path *taken;
    gdl_status status = gdl_paths_run(ps, (gdl_want)want, &bindings, result, &taken,
                                      err);
    if (status != GDL_OK) {
      assert_null(taken);
      return status;
    }
    assert_int_equal(gdl_path_tag(taken), 1);
  }
  return GDL_OK;
}


static gdl_status paths (gdl_error *err) {
  gdl_graph *g = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_paths *ps = gdl_paths_new(3, 5);
  gdl_status status = GDL_ENOMEM;
  if (g != NULL && ps != NULL) {
    status = add(ps, g, err);
    if (status == GDL_OK)
      status = run(ps, err);
  }
  gdl_paths_free(ps);
  gdl_graph_free(g);
  return status;
}


/* A loop of 90 turns with a branch that goes either way: choices, whose pattern is
** admitted; then the other side of a guard before it. */
static gdl_status packed (gdl_error *err) {
  double value, bound, slope[3], *result[2] = {&value, slope}, *rounding[1] = {&bound};
  const double *slots[2] = {seed, NULL};
  gdl_bindings b = {point, 3, NULL, 0, slots, 2};
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_paths *ps = gdl_paths_new(3, 5);
  gdl_status status = G != NULL && ps != NULL ? GDL_OK : GDL_ENOMEM;
  for (int k = 0; k < 2 && status == GDL_OK; k++) {
    gdl_check guard[91];
    const gdl_path *path, *taken;
    gdl_added how;
    gdl_graph_clear(G);
    gdl_node s = K(0);
    guard[0] = (gdl_check){B(lt, P(0), K(0)), k};
    for (int i = 1; i <= 90; i++) {
      gdl_node z = MUL(P(0), K(sin(i)));
      guard[i] = (gdl_check){B(lt, z, K(0)), sin(i) < 0};
      s = ADD(s, guard[i].expected ? MUL(z, P(1)) : ADD(MUL(z, z), P(2)));
    }
    status = gdl_graph_status(G);
    if (status == GDL_OK)
      status = gdl_paths_add(ps, &(gdl_way){G, &s, 1, guard, 91, 0, &b, 1, 0}, &how,
                             &path, err);
    if (status == GDL_OK)
      assert_int_equal(how, GDL_PATH_ADDED);
    if (status != GDL_OK || k == 1)
      break;
    assert_int_equal(gdl_path_packing(path)->choices, 90);
    slots[1] = gdl_path_seen(path);
    status = gdl_paths_run(ps, GDL_WANT_GRADIENT, &b, result, &taken, err);
    double pattern;
    if (status == GDL_OK && gdl_paths_unsure(ps) == path)
      status = gdl_path_pattern(path, &b, &pattern, err);
    if (status != GDL_OK)
      break;
    gdl_path_admit(path, pattern);
    status = gdl_paths_run(ps, GDL_WANT_GRADIENT, &b, result, &taken, err);
    if (status == GDL_OK) {
      assert_ptr_equal(taken, path);
      status = gdl_path_rounding(path, &b, rounding, err);
    }
  }
  gdl_paths_free(ps);
  gdl_graph_free(G);
  return status;
}


static gdl_status tape (gdl_error *err) {
  gdl_graph *g = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_values *values = gdl_values_new(g);
  gdl_tape *t = gdl_tape_new();
  gdl_status status = GDL_ENOMEM;
  if (g != NULL && values != NULL && t != NULL) {
    gdl_check guard[2];
    gdl_node cost = model(g, guard, 0, 0);
    status = gdl_graph_status(g);
    if (status == GDL_OK)
      status = gdl_values_extend(values, &bindings, err);
    for (int want = 0; want < GDL_WANT_COUNT && status == GDL_OK; want++) {
      double a[3], b[3], *result[2] = {a, b};
      status = gdl_tape_run(t, g, values, &cost, 1, (gdl_want)want, 3, &bindings,
                            result, err);
    }
  }
  gdl_tape_free(t);
  gdl_values_free(values);
  gdl_graph_free(g);
  return status;
}


static const struct {
  const char *name;
  gdl_status (*run) (gdl_error *err);
} actions[] = {{"paths", paths}, {"packed", packed}, {"tape", tape}};


/* Runs until it has succeeded, allowing one request more each time. */
static void test_every_request_may_fail (void **state) {
  (void)state;
#if defined(__SANITIZE_ADDRESS__)
  skip();
#endif
  for (size_t k = 0; k < COUNT(actions); k++) {
    gdl_error err = {""};
    gdl_status status = actions[k].run(&err);    /* what stays is taken now */
    assert_int_equal(status, GDL_OK);
    long before = in_use, granted = 0;
    do {
      err.text[0] = '\0';
      left = granted++;
      status = actions[k].run(&err);
      left = -1;
      if (status != GDL_OK && status != GDL_ENOMEM)
        fail_msg("%s: request %ld: status %d: %s", actions[k].name, granted, status,
                 err.text);
      if (in_use != before)
        fail_msg("%s: request %ld: %ld pieces of memory are lost", actions[k].name,
                 granted, in_use - before);
    } while (status != GDL_OK);
    assert_true(granted > 50);
  }
}


/* After memory ran out all goes on where it was. */
static void test_paths_and_tape_survive (void **state) {
  (void)state;
#if defined(__SANITIZE_ADDRESS__)
  skip();
#endif
  gdl_graph *g = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_paths *ps = gdl_paths_new(3, 5);
  gdl_values *values = gdl_values_new(g);
  gdl_tape *t = gdl_tape_new();
  gdl_error err = {""};
  gdl_check guard[2];
  gdl_added how;
  const gdl_path *path, *taken;
  gdl_node cost = model(g, guard, 1, 1);
  assert_int_equal(gdl_graph_status(g), GDL_OK);
  long granted = 0;
  gdl_status status;
  do {
    left = granted++;
    status = gdl_paths_add(ps, &(gdl_way){g, &cost, 1, guard, 2, 7, &bindings, 0, 0},
                           &how, &path, &err);
    left = -1;
    assert_int_equal(gdl_paths_count(ps), status == GDL_OK);
    assert_int_equal(path != NULL, status == GDL_OK);
  } while (status != GDL_OK);
  for (int want = 0; want < GDL_WANT_COUNT; want++) {
    double a[2][3], b[2][3], *result[2] = {a[0], b[0]}, *again[2] = {a[1], b[1]};
    memset(a, 0, sizeof(a));
    memset(b, 0, sizeof(b));
    granted = 0;
    do {
      left = granted++;
      status = gdl_paths_run(ps, (gdl_want)want, &bindings, result, &taken, &err);
      left = -1;
      assert_true(status == GDL_OK || status == GDL_ENOMEM);
      assert_ptr_equal(taken, status == GDL_OK ? path : NULL);
    } while (status != GDL_OK);
    left = 0;    /* nothing is allocated from now on */
    status = gdl_paths_run(ps, (gdl_want)want, &bindings, result, &taken, &err);
    left = -1;
    assert_int_equal(status, GDL_OK);
    granted = 0;
    do {
      left = granted++;
      status = gdl_values_extend(values, &bindings, &err);
      if (status == GDL_OK)
        status = gdl_tape_run(t, g, values, &cost, 1, (gdl_want)want, 3, &bindings,
                              again, &err);
      left = -1;
      assert_true(status == GDL_OK || status == GDL_ENOMEM);
    } while (status != GDL_OK);
    for (int k = 0; k < 3; k++) {
      assert_near(a[1][k], a[0][k], 1e-14);
      assert_near(b[1][k], b[0][k], 1e-14);
    }
  }
  gdl_tape_free(t);
  gdl_values_free(values);
  gdl_paths_free(ps);
  gdl_graph_free(g);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_every_request_may_fail),
    cmocka_unit_test(test_paths_and_tape_survive)
  };
  return cmocka_run_group_tests_name("paths and memory", tests, NULL, NULL);
}
