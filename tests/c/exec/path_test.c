/*
** path_test.c - what a path is made of
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "tracer.h"


/* The same comparison counts once, however it was written and however often it
** was met; what always holds does not count. */
static void test_which_guards_count (void **state) {
  (void)state;
  gdl_paths *ps = gdl_paths_new(8, 4);
  const gdl_path *path, *taken;
  double p[8] = {-1, 2};
  tracer t;
  tracer_open(&t);
  tracer_begin(&t, p, 8);
  gdl_graph *G = t.g;
  for (int k = 0; k < 3; k++) {
    decide(&t, LT(P(0), K(0)));
    decide(&t, K(k));
    decide(&t, LT(ADD(P(0), P(1)), K(5)));
    decide(&t, LT(ADD(P(1), P(0)), K(5)));
    decide(&t, LT(K(2), K(1)));
    decide(&t, LT(P(1), K(0)));
  }
  t.out[0] = P(0);
  t.outs = 1;
  assert_int_equal(t.guards, 18);
  assert_int_equal(tracer_add(&t, ps, &path), GDL_PATH_ADDED);
  size_t guards;
  const gdl_check *guard = gdl_path_guards(path, &guards);
  assert_int_equal(guards, 3);
  assert_int_equal(guard[0].expected, 1);
  assert_int_equal(guard[1].expected, 1);
  assert_int_equal(guard[2].expected, 0);
  assert_same(value_at(ps, p, &taken), -1);
  begin(&t, "1", 0);    /* less than what is known: a conflict */
  assert_int_equal(tracer_add(&t, ps, &path), GDL_PATH_CONFLICT);
  gdl_paths_free(ps);
  tracer_close(&t);
}


/* Any number but 0 is true, a NaN too. */
static void test_guards_that_are_no_comparisons (void **state) {
  (void)state;
  gdl_paths *ps = gdl_paths_new(8, 4);
  const gdl_path *path, *taken;
  double p[8] = {2, 3}, zero[8] = {0, 3}, minus[8] = {-0.0, 3}, nan[8] = {NAN, 3};
  tracer t;
  tracer_open(&t);
  tracer_begin(&t, p, 8);
  gdl_graph *G = t.g;
  assert_true(decide(&t, P(0)));
  t.guard[0].expected = 7;    /* means what 1 does */
  t.out[0] = P(1);
  t.outs = 1;
  assert_int_equal(tracer_add(&t, ps, &path), GDL_PATH_ADDED);
  assert_same(value_at(ps, p, &taken), 3);
  assert_same(value_at(ps, nan, &taken), 3);
  value_at(ps, zero, &taken);
  assert_null(taken);
  value_at(ps, minus, &taken);
  assert_null(taken);
  t.guard[0].expected = 0;
  assert_int_equal(tracer_add(&t, ps, &path), GDL_PATH_ADDED);
  t.guard[0].expected = -3;
  assert_int_equal(tracer_add(&t, ps, &path), GDL_PATH_KNOWN);
  assert_same(value_at(ps, minus, &taken), 3);
  assert_same(value_at(ps, p, &taken), 3);
  assert_ptr_equal(taken, path);
  gdl_paths_free(ps);
  tracer_close(&t);
}


static gdl_status add (gdl_paths *ps, const gdl_graph *g, const gdl_node *out,
                       const gdl_check *guard, size_t guards, gdl_added *how,
                       const gdl_path **path, gdl_error *err) {
  gdl_way way = {g, out, 1, guard, guards, 0, NULL, 0, 0};
  return gdl_paths_add(ps, &way, how, path, err);
}


static void test_bad_traces (void **state) {
  (void)state;
  gdl_paths *ps = gdl_paths_new(1, 4);
  const gdl_path *path;
  gdl_added how;
  double p[2] = {-1, 1}, v[1], *result[2] = {v, v};
  gdl_bindings b = {p, 2, NULL, 0, NULL, 0};
  tracer t;
  tracer_open(&t);
  tracer_begin(&t, p, 2);
  gdl_graph *G = t.g;
  gdl_node x = P(0), y = P(1), less = B(lt, x, y), far = 1000, sum = ADD(x, y);
  gdl_check vector = {PV(0, 2), 1}, never = {K(0), 1}, nor = {B(lt, K(1), K(2)), 0},
            none = {far, 1}, both[2] = {{less, 1}, {B(lt, x, y), 0}};
  assert_good(G);
  assert_ok(gdl_values_extend(t.values, &b, err));
  assert_fails(add(ps, G, &x, &vector, 1, &how, &path, err),
               GDL_EINVAL, "guard 1 is not a number");
  assert_fails(add(ps, G, &x, &never, 1, &how, &path, err),
               GDL_EINVAL, "guard 1 never holds");
  assert_fails(add(ps, G, &x, &nor, 1, &how, &path, err),
               GDL_EINVAL, "guard 1 never holds");
  assert_fails(add(ps, G, &x, both, 2, &how, &path, err),
               GDL_EINVAL, "guard 2 never holds");
  assert_fails(add(ps, G, &x, &none, 1, &how, &path, err),
               GDL_EINVAL, "not in the graph");
  assert_fails(add(ps, G, &far, NULL, 0, &how, &path, err),
               GDL_EINVAL, "not in the graph");
  assert_int_equal(gdl_paths_count(ps), 0);
  /* more parameters than there are said to be */
  assert_ok(add(ps, G, &sum, NULL, 0, &how, &path, err));
  assert_int_equal(how, GDL_PATH_ADDED);
  const gdl_path *taken;
  assert_fails(gdl_paths_run(ps, GDL_WANT_GRADIENT, &b, result, &taken, err),
               GDL_EINVAL, "2 parameters are read, not 1");
  assert_null(taken);
  assert_ok(gdl_paths_run(ps, GDL_WANT_VALUES, &b, result, &taken, err));
  assert_ptr_equal(taken, path);
  assert_same(v[0], 0);
  gdl_paths_free(ps);
  tracer_close(&t);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_which_guards_count),
    cmocka_unit_test(test_guards_that_are_no_comparisons),
    cmocka_unit_test(test_bad_traces)
  };
  return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
