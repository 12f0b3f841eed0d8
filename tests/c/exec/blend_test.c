/*
** blend_test.c - all paths through a function at once, in numbers
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "exec/blend.h"
#include "tracer.h"

#define OTHER 7              /* tag of paths that are not wanted */


static void branches (tracer *t) {
  gdl_graph *G = t->g;
  gdl_node x = P(0), y = P(1), v = PV(0, 2);
  t->tag = 0;
  t->outs = 1;
  if (decide(t, LT(x, K(0)))) {
    if (decide(t, LT(y, x)))
      t->out[0] = MUL(POW(x, K(2)), y);
    else if (decide(t, LT(K(1), MUL(x, y))))
      t->out[0] = MUL(U(sin, x), y);
    else
      t->out[0] = SUM(MUL(v, v));
  }
  else if (decide(t, LT(x, K(1)))) {
    t->out[0] = gdl_graph_norm2(G, v);
    t->tag = decide(t, LT(K(1), y)) ? OTHER : 0;
  }
  else
    t->out[0] = ADD(gdl_graph_dot(G, v, v), U(exp, y));
}


static void some_point (gdl_random *r, double *p) {
  p[0] = 2 * gdl_random_normal(r);
  p[1] = 2 * gdl_random_normal(r);
  if (gdl_random_below(r, 10) == 0)
    p[0] = p[1] = 0;
}


/* The paths that 'points' points lead to. */
static gdl_paths *paths_of (void (*f) (tracer *t), uint64_t seed, int points) {
  gdl_paths *ps = gdl_paths_new(2, 64);
  tracer t;
  gdl_random r;
  gdl_random_seed(&r, seed);
  tracer_open(&t);
  for (int k = 0; k < points; k++) {
    double p[2], value, *result[] = {&value};
    gdl_bindings b = {p, 2, NULL, 0, NULL, 0};
    const gdl_path *taken;
    some_point(&r, p);
    assert_ok(gdl_paths_run(ps, GDL_WANT_VALUES, &b, result, &taken, err));
    if (taken != NULL)
      continue;
    tracer_begin(&t, p, 2);
    f(&t);
    assert_int_equal(tracer_add(&t, ps, &taken), GDL_PATH_ADDED);
  }
  tracer_close(&t);
  return ps;
}


/* 'width' results of the blend, inputs 0 and 1 being the parameters. */
static gdl_status blend (gdl_paths *ps, gdl_want want, size_t width, gdl_graph *g,
                         gdl_node *out, gdl_node *known, gdl_error *err) {
  gdl_node x[2] = {gdl_graph_input(g, 0), gdl_graph_input(g, 1)};
  gdl_scalar_leaves l = {.param = x, .params = 2};
  return gdl_paths_blend(ps, want, 0, g, &l, 1000, width, out, known, err);
}


static double number_at (const gdl_graph *g, gdl_node n, const double *p) {
  gdl_bindings b = {.input = p, .inputs = 2};
  gdl_error err = {""};
  double v;
  if (gdl_reference_number(g, n, &b, &v, &err) != GDL_OK)
    fail_msg("%s", err.text);
  return v;
}


/* Known where a path that is wanted is taken, and the same bits there. */
static size_t check_point (gdl_paths *ps, const gdl_graph *g, gdl_want want,
                           const gdl_node *out, gdl_node known, size_t width,
                           const double *p) {
  double got[3], *result[] = {got, got + 1};
  gdl_bindings b = {p, 2, NULL, 0, NULL, 0};
  const gdl_path *taken;
  assert_ok(gdl_paths_run(ps, want, &b, result, &taken, err));
  int is_known = number_at(g, known, p) != 0;
  if (taken == NULL || gdl_path_tag(taken) == OTHER) {
    assert_false(is_known);
    return 0;
  }
  int at_zero = p[0] == 0 && p[1] == 0;      /* where a norm is not a plain root */
  assert_true(is_known || at_zero);
  for (size_t k = 0; is_known && k < width; k++)
    assert_same(number_at(g, out[k], p), got[k]);
  return 1;
}


static void test_bits (void **state) {
  size_t right = 0;
  (void)state;
  for (uint64_t seed = 1; seed <= 12; seed++)
    for (int points = 1; points <= 60; points = 2 * points + 1)
      for (int want = GDL_WANT_VALUES; want <= GDL_WANT_GRADIENT; want++) {
        gdl_paths *ps = paths_of(branches, seed, points);
        gdl_graph *g = gdl_graph_new(GDL_GRAPH_CONSED);
        gdl_node out[3], known;
        size_t width = want == GDL_WANT_VALUES ? 1 : 3;
        gdl_error err = {""};
        gdl_random r;
        gdl_random_seed(&r, seed + 100);
        if (blend(ps, (gdl_want)want, width, g, out, &known, &err) != GDL_OK)
          fail_msg("%s", err.text);
        for (int k = 0; k < 100; k++) {
          double p[2];
          some_point(&r, p);
          right += check_point(ps, g, (gdl_want)want, out, known, width, p);
        }
        gdl_graph_free(g);
        gdl_paths_free(ps);
      }
  assert_true(right > 4000);
}


/* Rounds of a loop: a path for each. */
static void rounds (tracer *t) {
  gdl_graph *G = t->g;
  gdl_node s = U(abs, P(0)), limit = K(6);
  while (decide(t, LT(s, limit)))
    s = ADD(s, K(0.25));
  t->out[0] = MUL(s, P(1));
  t->outs = 1;
  t->tag = 0;
}


/* Of many paths, the one taken last is known and no other. */
static void test_many (void **state) {
  gdl_paths *ps = paths_of(rounds, 3, 200);
  gdl_graph *g = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node out, known;
  gdl_error failure = {""};
  double p[2] = {0.3, 2}, far[2] = {3.3, 2}, value, *result[] = {&value};
  gdl_bindings b = {p, 2, NULL, 0, NULL, 0};
  const gdl_path *taken;
  (void)state;
  assert_true(gdl_paths_count(ps) > GDL_BLEND_PATHS);
  assert_ok(gdl_paths_run(ps, GDL_WANT_VALUES, &b, result, &taken, err));
  assert_non_null(taken);
  assert_int_equal(blend(ps, GDL_WANT_VALUES, 1, g, &out, &known, &failure),
                   GDL_OK);
  assert_true(number_at(g, known, p) != 0);
  assert_same(number_at(g, out, p), value);
  assert_true(number_at(g, known, far) == 0);
  gdl_graph_free(g);
  gdl_paths_free(ps);
}


static void vectors (tracer *t) {
  gdl_graph *G = t->g;
  t->out[0] = SUM(U(exp, PV(0, 2)));
  t->outs = 1;
  t->tag = 0;
}


static void test_refusals (void **state) {
  gdl_paths *none = gdl_paths_new(2, 8), *ps = paths_of(branches, 1, 1),
            *arrays = paths_of(vectors, 1, 1);
  gdl_graph *g = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node out[4], known;
  (void)state;
  assert_fails(blend(none, GDL_WANT_VALUES, 1, g, out, &known, err), GDL_EINVAL,
               "there is no path");
  assert_fails(blend(ps, GDL_WANT_VALUES, 4, g, out, &known, err), GDL_EINVAL,
               "1 results, not 4");
  assert_fails(blend(arrays, GDL_WANT_VALUES, 1, g, out, &known, err), GDL_EINVAL,
               "exp");
  assert_good(g);
  gdl_graph_free(g);
  gdl_paths_free(none);
  gdl_paths_free(ps);
  gdl_paths_free(arrays);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_bits),
    cmocka_unit_test(test_many),
    cmocka_unit_test(test_refusals),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
