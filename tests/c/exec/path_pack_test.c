/*
** path_pack_test.c - paths that are packed: guards of many lanes, choices
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "tracer.h"
#include "exec/path.h"

#define LANES  200
#define SLOT   1          /* for patterns; slot 0 is the seed's */

/* sum of x[i] < 0 ? -3 x[i] : x[i]^2 + x[0], as a loop with an 'if' in it. */
typedef struct model {
  gdl_paths *ps;
  gdl_graph *g;
  gdl_node out;
  gdl_check guard[LANES];
  double x[LANES];
  const double *data[2];
  gdl_bindings b;
  int branches;
} model;


static void open_model (model *m, size_t limit, int branches) {
  memset(m, 0, sizeof(*m));
  m->ps = gdl_paths_new(LANES, limit);
  m->g = gdl_graph_new(GDL_GRAPH_RAW);
  m->branches = branches;
  m->b = (gdl_bindings){m->x, LANES, NULL, 0, m->data, 2};
  for (size_t i = 0; i < LANES; i++)
    m->x[i] = 0.5 + 0.01 * (double)i;
}


static void close_model (model *m) {
  gdl_paths_free(m->ps);
  gdl_graph_free(m->g);
}


static double by_hand (const model *m, double *g) {
  double s = 0;
  memset(g, 0, LANES * sizeof(*g));
  for (size_t i = 0; i < LANES; i++) {
    double x = m->x[i];
    int other = m->branches && x < 0;
    s += other ? -3 * x : x * x + m->x[0];
    g[i] += other ? -3 : 2 * x;
    g[0] += !other;
  }
  return s;
}


/* What tracing would make of it at x. */
static void trace (model *m) {
  gdl_graph *G = m->g;
  gdl_graph_clear(G);
  gdl_node s = K(0);
  for (size_t i = 0; i < LANES; i++) {
    gdl_node x = P(i);
    m->guard[i] = (gdl_check){LT(x, K(0)), m->x[i] < 0};
    if (m->branches && m->x[i] < 0)
      s = ADD(s, MUL(K(-3), x));
    else
      s = ADD(s, ADD(MUL(x, x), P(0)));
  }
  m->out = s;
  assert_good(G);
}


static gdl_added add (model *m, uint32_t sides, const gdl_path **path) {
  gdl_added how = GDL_PATH_FULL;
  trace(m);
  gdl_way w = {m->g, &m->out, 1, m->guard, m->branches ? LANES : 0, 0, &m->b, sides,
               0};
  assert_ok(gdl_paths_add(m->ps, &w, &how, path, err));
  return how;
}


/* Runs; true and checked where a path is taken. */
static int run (model *m) {
  double value = NAN, g[LANES], expected[LANES], *result[2] = {&value, g};
  const gdl_path *taken;
  assert_ok(gdl_paths_run(m->ps, GDL_WANT_GRADIENT, &m->b, result, &taken, err));
  if (taken == NULL)
    return 0;
  assert_near(value, by_hand(m, expected), 1e-14);
  for (size_t i = 0; i < LANES; i++)
    assert_near(g[i], expected[i], 1e-14);
  return 1;
}


static void test_straight_loops (void **state) {
  (void)state;
  model m;
  const gdl_path *path;
  open_model(&m, 4, 0);
  assert_int_equal(add(&m, 0, &path), GDL_PATH_ADDED);
  const gdl_pack_report *r = gdl_path_packing(path);
  assert_non_null(r);
  assert_int_equal(r->refusal, GDL_PACK_DONE);
  assert_true(r->after < 12);
  assert_true(gdl_graph_count(gdl_path_graph(path)) < 12);
  assert_true(run(&m));
  assert_null(gdl_path_seen(path));
  close_model(&m);
}


/* Where the leaves are not given guards could not be arranged: as it is. */
static void test_without_leaves_nothing_is_packed (void **state) {
  (void)state;
  model m;
  gdl_added how;
  const gdl_path *path;
  open_model(&m, 4, 0);
  trace(&m);
  gdl_way w = {m.g, &m.out, 1, NULL, 0, 0, NULL, 0, 0};
  assert_ok(gdl_paths_add(m.ps, &w, &how, &path, err));
  assert_null(gdl_path_packing(path));
  assert_true(run(&m));
  close_model(&m);
}


/* Guards that agree are one; when one lane is on the other side, another path is
** traced, which asks the first one's question first. Without choices. */
static void test_packed_guards_make_a_tree (void **state) {
  (void)state;
  model m;
  const gdl_path *path;
  size_t traced = 0, guards;
  gdl_random r;
  gdl_random_seed(&r, 5);
  open_model(&m, 64, 1);
  for (int round = 0; round < 300; round++) {
    size_t lane = (size_t)gdl_random_below(&r, 5) * 40;
    m.x[lane] = -m.x[lane];
    if (run(&m))
      continue;
    assert_int_equal(add(&m, 0, &path), GDL_PATH_ADDED);
    assert_int_equal(gdl_path_packing(path)->refusal, GDL_PACK_DONE);
    gdl_path_guards(path, &guards);
    assert_true(guards < 40);
    assert_true(run(&m));
    traced++;
  }
  assert_int_equal(traced, gdl_paths_count(m.ps));
  assert_true(traced > 16 && traced <= 32);
  close_model(&m);
}


/* The path that would be taken but for its pattern; admits that. */
static void admit (model *m, const gdl_path *path) {
  double pattern;
  assert_ptr_equal(gdl_paths_unsure(m->ps), path);
  assert_ok(gdl_path_pattern(path, &m->b, &pattern, err));
  gdl_path_admit(path, pattern);
}


static void test_choices_count_when_admitted (void **state) {
  (void)state;
  model m;
  const gdl_path *path;
  size_t asked = 0, guards;
  gdl_random r;
  gdl_random_seed(&r, 6);
  open_model(&m, 64, 1);
  for (size_t i = 0; i < LANES; i += 3)
    m.x[i] = -m.x[i];
  assert_int_equal(add(&m, SLOT, &path), GDL_PATH_ADDED);
  assert_int_equal(gdl_path_packing(path)->choices, LANES);
  m.data[SLOT] = gdl_path_seen(path);
  assert_non_null(m.data[SLOT]);
  gdl_path_guards(path, &guards);
  assert_int_equal(guards, 1);
  for (int round = 0; round < 200; round++) {
    if (!run(&m)) {
      admit(&m, path);
      assert_true(run(&m));
      asked++;
    }
    assert_null(gdl_paths_unsure(m.ps));
    size_t lane = (size_t)gdl_random_below(&r, 4) * 50;
    m.x[lane] = -m.x[lane];
  }
  assert_int_equal(asked, 16);
  assert_int_equal(gdl_paths_count(m.ps), 1);
  close_model(&m);
}


/* Only so many patterns are remembered: the oldest are asked again. */
static void test_patterns_are_given_up_in_turn (void **state) {
  (void)state;
  model m;
  const gdl_path *path;
  open_model(&m, 64, 1);
  for (size_t i = 0; i < LANES; i += 2)
    m.x[i] = -m.x[i];
  assert_int_equal(add(&m, SLOT, &path), GDL_PATH_ADDED);
  m.data[SLOT] = gdl_path_seen(path);
  for (size_t k = 0; k <= GDL_PATH_PATTERNS; k++) {
    assert_false(run(&m));
    admit(&m, path);
    assert_true(run(&m));
    m.x[k] = -m.x[k];
  }
  for (size_t k = GDL_PATH_PATTERNS + 1; k-- > 0; ) {
    m.x[k] = -m.x[k];
    assert_int_equal(run(&m), k > 0);
  }
  admit(&m, path);
  close_model(&m);
}


/* A short loop is left as it is, until it has several paths; then choices are
** worth it. */
static void test_short_loops_with_many_paths (void **state) {
  (void)state;
  enum { TURNS = 12 };
  double x[TURNS], value, *result[1] = {&value};
  const double *data[2] = {NULL, NULL};
  gdl_bindings b = {x, TURNS, NULL, 0, data, 2};
  gdl_paths *ps = gdl_paths_new(TURNS, 64);
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  const gdl_path *path, *taken;
  gdl_added how;
  for (int k = 0; k <= GDL_PATH_BRANCHES; k++) {
    gdl_check guard[TURNS];
    double expected = 0;
    gdl_graph_clear(G);
    gdl_node s = K(0);
    for (int i = 0; i < TURNS; i++) {
      x[i] = i < k + 3 ? -1 - i : 1 + i;
      guard[i] = (gdl_check){LT(P(i), K(0)), x[i] < 0};
      s = x[i] < 0 ? SUB(s, MUL(K(2), P(i))) : ADD(s, MUL(P(i), P(i)));
      expected += x[i] < 0 ? -2 * x[i] : x[i] * x[i];
    }
    gdl_way w = {G, &s, 1, guard, TURNS, 0, &b, SLOT, 0};
    assert_ok(gdl_paths_add(ps, &w, &how, &path, err));
    assert_int_equal(how, GDL_PATH_ADDED);
    if (k < GDL_PATH_BRANCHES)
      assert_null(gdl_path_packing(path));
    else
      assert_int_equal(gdl_path_packing(path)->choices, TURNS);
    data[SLOT] = gdl_path_seen(path);
    assert_ok(gdl_paths_run(ps, GDL_WANT_VALUES, &b, result, &taken, err));
    if (taken == NULL) {
      double pattern;
      assert_ptr_equal(gdl_paths_unsure(ps), path);
      assert_ok(gdl_path_pattern(path, &b, &pattern, err));
      gdl_path_admit(path, pattern);
      assert_ok(gdl_paths_run(ps, GDL_WANT_VALUES, &b, result, &taken, err));
    }
    assert_ptr_equal(taken, path);
    assert_near(value, expected, 1e-14);
  }
  gdl_paths_free(ps);
  gdl_graph_free(G);
}


/* The bound of a packed path is the sum of |terms| or a little more. */
static void test_rounding (void **state) {
  (void)state;
  model m;
  const gdl_path *path;
  double bound, *result[1] = {&bound}, g[LANES];
  open_model(&m, 4, 0);
  assert_int_equal(add(&m, 0, &path), GDL_PATH_ADDED);
  double value = by_hand(&m, g);
  assert_ok(gdl_path_rounding(path, &m.b, result, err));
  assert_true(bound >= value && bound <= 5 * value);
  close_model(&m);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_straight_loops),
    cmocka_unit_test(test_without_leaves_nothing_is_packed),
    cmocka_unit_test(test_packed_guards_make_a_tree),
    cmocka_unit_test(test_choices_count_when_admitted),
    cmocka_unit_test(test_patterns_are_given_up_in_turn),
    cmocka_unit_test(test_short_loops_with_many_paths),
    cmocka_unit_test(test_rounding)
  };
  return cmocka_run_group_tests_name("path_pack", tests, NULL, NULL);
}
