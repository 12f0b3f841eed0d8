/*
** paths_test.c - functions with branches, path by path
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "tracer.h"


/*
** A piecewise function of two, with branches in branches and a loop
*/
enum { LEAF_A, LEAF_B, LEAF_C, LEAF_LOOP };    /* tag; of the loop + rounds */

static void piecewise (tracer *t) {
  gdl_graph *G = t->g;
  gdl_node x = P(0), y = P(1);
  if (decide(t, LT(x, K(0)))) {
    if (decide(t, LT(y, x))) {
      t->out[0] = MUL(POW(x, K(2)), y);
      t->tag = LEAF_A;
    }
    else if (decide(t, LT(K(1), MUL(x, y)))) {
      t->out[0] = MUL(U(sin, x), y);
      t->tag = LEAF_B;
    }
    else {
      t->out[0] = MUL(U(exp, y), x);
      t->tag = LEAF_C;
    }
  }
  else {
    gdl_node s = ADD(x, K(0.1));
    t->tag = LEAF_LOOP;
    while (decide(t, LT(s, K(2)))) {
      s = MUL(s, ADD(s, K(2)));
      t->tag++;
    }
    t->out[0] = MUL(s, y);
  }
  t->outs = 1;
}


/* Value, gradient and Hessian (xx, xy, yy) of it, by hand; the tag. */
static uint64_t by_hand (const double *p, double *f, double *g, double *h) {
  double x = p[0], y = p[1];
  if (x < 0 && y < x) {
    *f = x*x*y;
    g[0] = 2*x*y; g[1] = x*x;
    h[0] = 2*y; h[1] = 2*x; h[2] = 0;
    return LEAF_A;
  }
  if (x < 0 && 1 < x*y) {
    *f = sin(x)*y;
    g[0] = cos(x)*y; g[1] = sin(x);
    h[0] = -sin(x)*y; h[1] = cos(x); h[2] = 0;
    return LEAF_B;
  }
  if (x < 0) {
    *f = exp(y)*x;
    g[0] = exp(y); g[1] = exp(y)*x;
    h[0] = 0; h[1] = exp(y); h[2] = exp(y)*x;
    return LEAF_C;
  }
  uint64_t tag = LEAF_LOOP;
  double s = x + 0.1, d = 1, dd = 0;
  while (s < 2) {
    dd = dd*(2*s + 2) + 2*d*d;
    d = d*(2*s + 2);
    s = s*(s + 2);
    tag++;
  }
  *f = s*y;
  g[0] = d*y; g[1] = s;
  h[0] = dd*y; h[1] = d; h[2] = 0;
  return tag;
}


/* Runs, and traces what is missing; whether that was necessary. */
static int run (gdl_paths *ps, tracer *t, void (*f) (tracer *t), gdl_want want,
                const gdl_bindings *b, double *const *result,
                const gdl_path **taken) {
  assert_ok(gdl_paths_run(ps, want, b, result, taken, err));
  if (*taken != NULL)
    return 0;
  const gdl_path *added;
  tracer_begin(t, b->param, b->params);
  f(t);
  assert_int_equal(tracer_add(t, ps, &added), GDL_PATH_ADDED);
  assert_ok(gdl_paths_run(ps, want, b, result, taken, err));
  assert_ptr_equal(*taken, added);
  return 1;
}


static void check_wants (gdl_paths *ps, tracer *t, gdl_random *r,
                         const double *p, size_t *traced) {
  double f, g[2], h[3], v[2] = {gdl_random_normal(r), gdl_random_normal(r)},
         got[2], more[2] = {0, 0};
  const double *data[1] = {v};
  double *result[2] = {got, more};
  uint64_t tag = by_hand(p, &f, g, h);
  const gdl_path *taken;
  gdl_bindings b = {p, 2, NULL, 0, data, 1};
  gdl_want want = (gdl_want)gdl_random_below(r, GDL_WANT_COUNT);
  *traced += (size_t)run(ps, t, piecewise, want, &b, result, &taken);
  assert_int_equal(gdl_path_tag(taken), tag);
  if (want != GDL_WANT_HVP)
    assert_near(got[0], f, 1e-14);
  switch (want) {
    case GDL_WANT_VALUES: break;
    case GDL_WANT_GRADIENT: case GDL_WANT_FAST_GRADIENT:
      assert_near(more[0], g[0], 1e-13);
      assert_near(more[1], g[1], 1e-13);
      break;
    case GDL_WANT_HVP:
      assert_near(got[0], h[0]*v[0] + h[1]*v[1], 1e-13);
      assert_near(got[1], h[1]*v[0] + h[2]*v[1], 1e-13);
      break;
    case GDL_WANT_JVP:
      assert_near(more[0], g[0]*v[0] + g[1]*v[1], 1e-13);
      break;
    default:
      assert_near(more[0], g[0]*v[0], 1e-13);
      assert_near(more[1], g[1]*v[0], 1e-13);
  }
}


/* From side to side at nearly every evaluation, all wants in turn. */
static void test_a_piecewise_function (void **state) {
  (void)state;
  gdl_paths *ps = gdl_paths_new(2, 32);
  tracer t;
  gdl_random r;
  size_t traced = 0, known;
  uint64_t seen = 0;
  tracer_open(&t);
  gdl_random_seed(&r, 7);
  for (int k = 0; k < 4000; k++) {
    double p[2] = {6 * gdl_random_uniform(&r) - 3, 6 * gdl_random_uniform(&r) - 3};
    check_wants(ps, &t, &r, p, &traced);
  }
  known = gdl_paths_count(ps);
  assert_int_equal(traced, known);
  for (size_t k = 0; k < known; k++)
    seen |= (uint64_t)1 << gdl_path_tag(gdl_paths_at(ps, k));
  assert_int_equal(known, 3 + 5);
  assert_int_equal(seen, 0xff);
  /* along one path, too */
  for (int k = 0; k < 200; k++) {
    double p[2] = {2 + k * 0.001, 1};
    check_wants(ps, &t, &r, p, &traced);
  }
  assert_int_equal(traced, known);
  gdl_paths_free(ps);
  tracer_close(&t);
}


/* NaN decides as it does in Lua: comparisons do not hold. */
static void test_nan_takes_the_other_side (void **state) {
  (void)state;
  gdl_paths *ps = gdl_paths_new(2, 32);
  tracer t;
  double points[4][2] = {{-1, 2}, {NAN, 2}, {-1, NAN}, {NAN, NAN}}, value;
  double *result[1] = {&value};
  tracer_open(&t);
  for (int round = 0; round < 2; round++)
    for (size_t k = 0; k < 4; k++) {
      gdl_bindings b = {points[k], 2, NULL, 0, NULL, 0};
      const gdl_path *taken;
      run(ps, &t, piecewise, GDL_WANT_VALUES, &b, result, &taken);
      assert_int_equal(gdl_path_tag(taken), k % 2 == 0 ? LEAF_C : LEAF_LOOP);
      assert_int_equal(isnan(value), k != 0);
    }
  assert_int_equal(gdl_paths_count(ps), 2);
  gdl_paths_free(ps);
  tracer_close(&t);
}


/*
** Trees made at random: each place compares a parameter, each end is a
** different plane
*/
#define FEATURES 5
#define ENDS     60

typedef struct fork {
  int feature;             /* of an end: -1 */
  double threshold;
  int side[2];
} fork;

static fork forest[2 * ENDS];
static int forks;


static int grow (gdl_random *r, int ends) {
  int at = forks++;
  forest[at] = (fork){-1, gdl_random_normal(r), {0, 0}};
  if (ends == 1)
    return at;
  forest[at].feature = (int)gdl_random_below(r, FEATURES);
  int left_ends = 1 + (int)gdl_random_below(r, (uint64_t)ends - 1);
  int one = grow(r, left_ends), two = grow(r, ends - left_ends);
  forest[at].side[0] = one;
  forest[at].side[1] = two;
  return at;
}


static int walk_forest (const double *p) {
  int at = 0;
  while (forest[at].feature >= 0)
    at = forest[at].side[p[forest[at].feature] < forest[at].threshold];
  return at;
}


static void forest_function (tracer *t) {
  gdl_graph *G = t->g;
  int at = 0;
  while (forest[at].feature >= 0)
    at = forest[at].side[decide(t, LT(P((size_t)forest[at].feature),
                                      K(forest[at].threshold)))];
  t->out[0] = ADD(MUL(K(at), P((size_t)at % FEATURES)), K(1000 * at));
  t->outs = 1;
  t->tag = (uint64_t)at;
}


static void test_random_trees (void **state) {
  (void)state;
  gdl_random r;
  tracer t;
  tracer_open(&t);
  for (uint64_t seed = 1; seed <= 30; seed++) {
    gdl_paths *ps = gdl_paths_new(FEATURES, ENDS);
    size_t traced = 0;
    forks = 0;
    gdl_random_seed(&r, seed);
    grow(&r, 1 + (int)gdl_random_below(&r, ENDS));
    for (int k = 0; k < 3000; k++) {
      double p[FEATURES], value, g[FEATURES], *result[2] = {&value, g};
      for (int i = 0; i < FEATURES; i++)
        p[i] = gdl_random_normal(&r);
      gdl_bindings b = {p, FEATURES, NULL, 0, NULL, 0};
      const gdl_path *taken;
      int end = walk_forest(p);
      traced += (size_t)run(ps, &t, forest_function, GDL_WANT_GRADIENT, &b, result,
                            &taken);
      assert_int_equal(gdl_path_tag(taken), end);
      assert_same(value, end * p[end % FEATURES] + 1000.0 * end);
      for (int i = 0; i < FEATURES; i++)
        assert_same(g[i], i == end % FEATURES ? end : 0);
    }
    assert_int_equal(traced, gdl_paths_count(ps));
    gdl_paths_free(ps);
  }
  tracer_close(&t);
}


/*
** Adding
*/
static void test_conflicts (void **state) {
  (void)state;
  gdl_paths *ps = gdl_paths_new(8, 3);
  const gdl_path *path;
  tracer t;
  tracer_open(&t);
  begin(&t, "101", 0);
  assert_int_equal(tracer_add(&t, ps, &path), GDL_PATH_ADDED);
  static const char *const wrong[] = {"", "1", "10", "1011", "10100"};
  for (size_t k = 0; k < COUNT(wrong); k++) {
    begin(&t, wrong[k], 0);
    assert_int_equal(tracer_add(&t, ps, &path), GDL_PATH_CONFLICT);
    assert_null(path);
  }
  begin(&t, "0", 0);
  assert_int_equal(tracer_add(&t, ps, &path), GDL_PATH_ADDED);
  begin(&t, "11", 0);
  assert_int_equal(tracer_add(&t, ps, &path), GDL_PATH_ADDED);
  static const char *const still[] = {"", "1", "10", "1010", "00", "01", "110"};
  for (size_t k = 0; k < COUNT(still); k++) {
    begin(&t, still[k], 0);
    assert_int_equal(tracer_add(&t, ps, &path), GDL_PATH_CONFLICT);
  }
  begin(&t, "100", 0);    /* no conflict, but one too many */
  assert_int_equal(tracer_add(&t, ps, &path), GDL_PATH_FULL);
  assert_null(path);
  assert_int_equal(gdl_paths_count(ps), 3);
  gdl_paths_free(ps);
  tracer_close(&t);
}


/* A path that is known takes the place of the one there was, also where no more
** are allowed; programs made of that one are gone. */
static void test_known_paths (void **state) {
  (void)state;
  gdl_paths *ps = gdl_paths_new(8, 3);
  const gdl_path *path[3], *again, *taken;
  static const char *const outcomes[3] = {"0", "10", "11"};
  double points[3][8] = {{1}, {-1, 1}, {-1, -1}};
  tracer t;
  tracer_open(&t);
  for (size_t k = 0; k < 3; k++) {
    begin(&t, outcomes[k], 10);
    t.tag = k;
    assert_int_equal(tracer_add(&t, ps, &path[k]), GDL_PATH_ADDED);
    assert_same(value_at(ps, points[k], &taken), points[k][0] + 10);
    assert_ptr_equal(taken, path[k]);
  }
  for (size_t k = 0; k < 3; k++) {
    assert_non_null(gdl_path_program(path[k], GDL_WANT_VALUES));
    begin(&t, outcomes[k], 20 + (double)k);
    t.tag = 100 + k;
    assert_int_equal(tracer_add(&t, ps, &again), GDL_PATH_KNOWN);
    assert_ptr_equal(again, path[k]);
    assert_null(gdl_path_program(again, GDL_WANT_VALUES));
    assert_int_equal(gdl_path_tag(again), 100 + k);
    assert_int_equal(gdl_paths_count(ps), 3);
  }
  for (size_t k = 0; k < 3; k++) {
    assert_same(value_at(ps, points[k], &taken), points[k][0] + 20 + (double)k);
    assert_ptr_equal(taken, path[k]);
    assert_ptr_equal(gdl_paths_at(ps, k), path[k]);
  }
  gdl_paths_clear(ps);
  assert_int_equal(gdl_paths_count(ps), 0);
  value_at(ps, points[0], &taken);
  assert_null(taken);
  begin(&t, "11", 5);    /* and from the beginning */
  assert_int_equal(tracer_add(&t, ps, &again), GDL_PATH_ADDED);
  assert_same(value_at(ps, points[2], &taken), 4);
  value_at(ps, points[0], &taken);
  assert_null(taken);
  gdl_paths_free(ps);
  tracer_close(&t);
}


static void test_no_guards_and_no_room (void **state) {
  (void)state;
  gdl_paths *ps = gdl_paths_new(8, 1), *none = gdl_paths_new(8, 0);
  const gdl_path *path, *taken;
  double p[8] = {3};
  tracer t;
  tracer_open(&t);
  value_at(ps, p, &taken);
  assert_null(taken);
  begin(&t, "", 1);
  assert_int_equal(tracer_add(&t, none, &path), GDL_PATH_FULL);
  assert_int_equal(gdl_paths_count(none), 0);
  assert_int_equal(tracer_add(&t, ps, &path), GDL_PATH_ADDED);
  assert_same(value_at(ps, p, &taken), 4);
  assert_ptr_equal(taken, path);
  begin(&t, "", 2);
  assert_int_equal(tracer_add(&t, ps, &path), GDL_PATH_KNOWN);
  assert_same(value_at(ps, p, &taken), 5);
  begin(&t, "1", 2);
  assert_int_equal(tracer_add(&t, ps, &path), GDL_PATH_CONFLICT);
  gdl_paths_free(ps);
  gdl_paths_free(none);
  gdl_paths_free(NULL);
  tracer_close(&t);
}


static void make (gdl_paths *ps, gdl_want want, const double *p) {
  double v[8], *result[2] = {v, v};
  const double *data[1] = {p};
  const gdl_path *taken;
  gdl_bindings b = {p, 8, NULL, 0, data, 1};
  assert_ok(gdl_paths_run(ps, want, &b, result, &taken, err));
  assert_non_null(taken);
}


/* The path taken last is tried first, on the other side of a guard the one that
** was taken last there. Programs are made of what is tried, no others. */
static void test_what_is_tried (void **state) {
  (void)state;
  gdl_paths *ps = gdl_paths_new(8, 8);
  static const char *const outcomes[] = {"0", "10", "110", "111"};
  double at[4][8] = {{1}, {-1, 1}, {-1, -1, 1}, {-1, -1, -1}};
  const gdl_path *path[4];
  tracer t;
  tracer_open(&t);
  for (size_t k = 0; k < 4; k++) {
    begin(&t, outcomes[k], 0);
    assert_int_equal(tracer_add(&t, ps, &path[k]), GDL_PATH_ADDED);
  }
  for (size_t k = 0; k < 4; k++)
    for (int want = 0; want < GDL_WANT_COUNT; want++)
      assert_null(gdl_path_program(path[k], (gdl_want)want));
  for (size_t last = 0; last < 4; last++) {
    static const gdl_want wants[4] = {GDL_WANT_GRADIENT, GDL_WANT_HVP, GDL_WANT_JVP,
                                      GDL_WANT_VJP};
    make(ps, GDL_WANT_VALUES, at[last]);
    make(ps, wants[last], at[last]);
    for (size_t k = 0; k < 4; k++)
      assert_int_equal(gdl_path_program(path[k], wants[last]) != NULL, k == last);
  }
  gdl_paths_clear(ps);
  for (size_t k = 0; k < 4; k++) {
    begin(&t, outcomes[k], 0);
    assert_int_equal(tracer_add(&t, ps, &path[k]), GDL_PATH_ADDED);
  }
  for (size_t recent = 1; recent < 4; recent++) {
    static const gdl_want wants[4] = {GDL_WANT_VALUES, GDL_WANT_GRADIENT,
                                      GDL_WANT_HVP, GDL_WANT_JVP};
    make(ps, GDL_WANT_VALUES, at[recent]);
    make(ps, GDL_WANT_VALUES, at[0]);
    make(ps, wants[recent], at[recent]);    /* from 0 straight to it */
    for (size_t k = 0; k < 4; k++)
      assert_int_equal(gdl_path_program(path[k], wants[recent]) != NULL,
                       k == recent || k == 0);
  }
  /* where no path is known to go the other way none is tried */
  double other[8] = {1, -1};
  gdl_paths_clear(ps);
  begin(&t, "1", 0);
  assert_int_equal(tracer_add(&t, ps, &path[0]), GDL_PATH_ADDED);
  begin(&t, "00", 0);
  assert_int_equal(tracer_add(&t, ps, &path[1]), GDL_PATH_ADDED);
  value_at(ps, other, &path[2]);
  assert_null(path[2]);
  assert_non_null(gdl_path_program(path[1], GDL_WANT_VALUES));
  assert_null(gdl_path_program(path[0], GDL_WANT_VALUES));
  gdl_paths_free(ps);
  tracer_close(&t);
}


/* A function that asks different things at different times is none: where what
** held does no longer, that is no path, and the search ends. */
static void test_paths_of_different_functions (void **state) {
  (void)state;
  gdl_paths *ps = gdl_paths_new(8, 4);
  const gdl_path *path, *taken;
  static const struct {
    size_t asks[2];
    double at[8];
  } traces[] = {
    {{4, 8}, {1, 1, 1, 1, 1}}, {{2, 3}, {1, 1, -1, 1}}, {{0, 1}, {-1, -1}}
  };
  double round_and_round[8] = {-1, 1, 1, 1, -1}, second[8] = {-1, 1, -1, 1};
  tracer t;
  tracer_open(&t);
  gdl_graph *G = t.g;
  for (size_t k = 0; k < COUNT(traces); k++) {
    tracer_begin(&t, traces[k].at, 8);
    for (size_t i = 0; i < 2; i++)
      if (traces[k].asks[i] < 8)
        decide(&t, LT(P(traces[k].asks[i]), K(0)));
    t.out[0] = K((double)k);
    t.outs = 1;
    assert_int_equal(tracer_add(&t, ps, &path), GDL_PATH_ADDED);
  }
  assert_same(value_at(ps, traces[2].at, &taken), 2);
  value_at(ps, round_and_round, &taken);
  assert_null(taken);
  assert_same(value_at(ps, second, &taken), 1);
  gdl_paths_free(ps);
  tracer_close(&t);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_a_piecewise_function),
    cmocka_unit_test(test_nan_takes_the_other_side),
    cmocka_unit_test(test_random_trees),
    cmocka_unit_test(test_conflicts),
    cmocka_unit_test(test_known_paths),
    cmocka_unit_test(test_no_guards_and_no_room),
    cmocka_unit_test(test_what_is_tried),
    cmocka_unit_test(test_paths_of_different_functions)
  };
  return cmocka_run_group_tests_name("paths", tests, NULL, NULL);
}
