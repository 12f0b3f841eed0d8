/*
** tape_test.c - derivatives of what is traced anew each time, and all that is
** wanted of random programs: paths, tape and reference evaluator agree
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../graph/random_program.h"
#include "tracer.h"

#define PROGRAMS 500


/*
** Something known
*/
/* x[1]^2 y + sin(y), with a loop that doubles; at p. */
static void model (tracer *t, const double *p) {
  gdl_graph *G = t->g;
  tracer_begin(t, p, 2);
  gdl_node v = PV(0, 2), x = gdl_graph_element(G, v, 0), y = P(1), s = K(0);
  for (double r = p[0]; r < 100; r *= 2)
    s = ADD(s, MUL(MUL(x, x), y));
  t->out[0] = ADD(s, U(sin, y));
  t->out[1] = MUL(v, y);
  t->outs = 2;
}


static void test_wants (void **state) {
  (void)state;
  gdl_tape *tape = gdl_tape_new();
  tracer t;
  double seed[2] = {0.5, -2}, f, g[2], w[2], df, dw[2];
  const double *data[1] = {seed};
  tracer_open(&t);
  for (int k = 1; k < 60; k++) {
    double p[2] = {k, 0.1 * k}, x = p[0], y = p[1], n = 0;
    gdl_bindings b = {p, 2, NULL, 0, data, 1};
    for (double r = x; r < 100; r *= 2)
      n++;
    model(&t, p);
    double *values[4] = {&f, w, &df, dw}, *gradient[2] = {&f, g}, *hvp[1] = {g};
    tracer_tape(&t, tape, GDL_WANT_VALUES, 2, &b, values);
    assert_near(f, n*x*x*y + sin(y), 1e-14);
    assert_same(w[0], x*y);
    tracer_tape(&t, tape, GDL_WANT_GRADIENT, 2, &b, gradient);
    assert_near(g[0], n*2*x*y, 1e-14);
    assert_near(g[1], n*x*x + cos(y), 1e-14);
    tracer_tape(&t, tape, GDL_WANT_HVP, 2, &b, hvp);
    assert_near(g[0], n*2*y * seed[0] + n*2*x * seed[1], 1e-14);
    assert_near(g[1], n*2*x * seed[0] - sin(y) * seed[1], 1e-14);
    tracer_tape(&t, tape, GDL_WANT_JVP, 2, &b, values);
    assert_near(df, n*2*x*y * seed[0] + (n*x*x + cos(y)) * seed[1], 1e-14);
    assert_near(dw[0], y * seed[0] + x * seed[1], 1e-14);
    assert_near(dw[1], 2*y * seed[1], 1e-14);
    t.out[0] = t.out[1];
    gradient[0] = w;
    tracer_tape(&t, tape, GDL_WANT_VJP, 2, &b, gradient);
    assert_near(w[1], y*y, 1e-14);
    assert_near(g[0], y * seed[0], 1e-14);
    assert_near(g[1], x * seed[0] + 2*y * seed[1], 1e-14);
  }
  gdl_tape_free(tape);
  gdl_tape_free(NULL);
  tracer_close(&t);
}


/* The graph and its values are as they were; results that are not wanted are
** left out; after an error the tape goes on. */
static void test_nothing_is_changed (void **state) {
  (void)state;
  gdl_tape *tape = gdl_tape_new();
  tracer t;
  double p[2] = {3, 4}, f = 0, g[2];
  gdl_bindings b = {p, 2, NULL, 0, NULL, 0};
  double *only_gradient[2] = {NULL, g}, *only_value[2] = {&f, NULL};
  tracer_open(&t);
  model(&t, p);
  assert_ok(gdl_values_extend(t.values, &b, err));
  size_t count = gdl_graph_count(t.g);
  const double *where = gdl_values_of(t.values, t.out[0]);
  double value = *where;
  for (int k = 0; k < 3; k++) {
    assert_fails(gdl_tape_run(tape, t.g, t.values, t.out + 1, 1, GDL_WANT_GRADIENT,
                              2, &b, only_value, err), GDL_EINVAL, "vector of 2");
    assert_fails(gdl_tape_run(tape, t.g, t.values, t.out, 2, GDL_WANT_GRADIENT, 1,
                              &b, only_value, err), GDL_EINVAL, "parameters");
    assert_fails(gdl_tape_run(tape, t.g, t.values, t.out, 2, GDL_WANT_HVP, 2, &b,
                              only_gradient, err), GDL_EINVAL, "data 1");
    tracer_tape(&t, tape, GDL_WANT_GRADIENT, 2, &b, only_gradient);
    tracer_tape(&t, tape, GDL_WANT_GRADIENT, 2, &b, only_value);
    assert_same(f, value);
    assert_near(g[0], 6 * 2*3*4, 1e-14);
    assert_int_equal(gdl_graph_count(t.g), count);
    assert_ptr_equal(gdl_values_of(t.values, t.out[0]), where);
    assert_same(*where, value);
  }
  gdl_tape_free(tape);
  tracer_close(&t);
}


/*
** What is not there
*/
static void test_bad_wants (void **state) {
  (void)state;
  gdl_paths *ps = gdl_paths_new(6, 4);
  gdl_tape *tape = gdl_tape_new();
  const gdl_path *path, *taken = NULL;
  double p[6] = {1, 2, 3, 4, 5, 6}, v[6] = {0}, *result[4] = {v, v, v, v};
  const double *data[1] = {p};
  gdl_bindings b = {p, 6, NULL, 0, data, 1};
  static const struct {
    gdl_want want;
    const char *says;
  } wants[] = {
    {GDL_WANT_GRADIENT, "only a number has a gradient, but output 1 is a matrix of 2 x 3"},
    {GDL_WANT_HVP, "only a number has a Hessian, but output 1 is a matrix of 2 x 3"}
  };
  tracer t;
  tracer_open(&t);
  tracer_begin(&t, p, 6);
  gdl_graph *G = t.g;
  t.out[0] = U(sin, PM(0, 2, 3));
  t.outs = 1;
  assert_int_equal(tracer_add(&t, ps, &path), GDL_PATH_ADDED);
  for (size_t k = 0; k < COUNT(wants); k++) {
    assert_fails(gdl_paths_run(ps, wants[k].want, &b, result, &taken, err),
                 GDL_EINVAL, wants[k].says);
    assert_null(taken);
    assert_fails(gdl_tape_run(tape, t.g, t.values, t.out, 1, wants[k].want, 6, &b,
                              result, err), GDL_EINVAL, wants[k].says);
  }
  assert_ok(gdl_paths_run(ps, GDL_WANT_VALUES, &b, result, &taken, err));
  assert_ptr_equal(taken, path);
  assert_same(v[5], sin(6));
  gdl_paths_free(ps);
  gdl_tape_free(tape);
  tracer_close(&t);
}


static void test_outputs_that_are_none (void **state) {
  (void)state;
  gdl_tape *tape = gdl_tape_new();
  double p[2] = {3, 1}, v[1], *result[2] = {v, v};
  gdl_bindings b = {p, 2, NULL, 0, NULL, 0};
  gdl_node far = 1000;
  tracer t;
  tracer_open(&t);
  model(&t, p);
  gdl_graph *G = t.g;
  assert_fails(gdl_tape_run(tape, G, t.values, &far, 1, GDL_WANT_GRADIENT, 2, &b,
                            result, err), GDL_EINVAL, "not in the graph");
  assert_fails(gdl_tape_run(tape, G, t.values, &far, 1, GDL_WANT_VALUES, 2, &b,
                            result, err), GDL_EINVAL, "not in the graph");
  gdl_tape_free(tape);
  tracer_close(&t);
}


static void test_no_output (void **state) {
  (void)state;
  gdl_paths *ps = gdl_paths_new(1, 4);
  gdl_tape *tape = gdl_tape_new();
  const gdl_path *path, *taken;
  double p[1] = {-1}, v[1], *result[2] = {v, v};
  const double *data[1] = {p};
  gdl_bindings b = {p, 1, NULL, 0, data, 1};
  tracer t;
  tracer_open(&t);
  tracer_begin(&t, p, 1);
  gdl_graph *G = t.g;
  decide(&t, B(lt, P(0), K(0)));
  assert_int_equal(tracer_add(&t, ps, &path), GDL_PATH_ADDED);
  assert_ok(gdl_paths_run(ps, GDL_WANT_VALUES, &b, NULL, &taken, err));
  assert_ptr_equal(taken, path);
  assert_ok(gdl_paths_run(ps, GDL_WANT_JVP, &b, NULL, &taken, err));
  for (int want = 0; want < GDL_WANT_COUNT; want++) {
    if (want == GDL_WANT_VALUES || want == GDL_WANT_JVP)
      continue;
    assert_fails(gdl_paths_run(ps, (gdl_want)want, &b, result, &taken, err),
                 GDL_EINVAL, "without an output");
    assert_fails(gdl_tape_run(tape, t.g, t.values, NULL, 0, (gdl_want)want, 1, &b,
                              result, err), GDL_EINVAL, "without an output");
  }
  gdl_paths_free(ps);
  gdl_tape_free(tape);
  tracer_close(&t);
}


/*
** Random programs
*/
typedef struct bench {
  program q;
  tracer t;
  gdl_paths *ps;
  gdl_tape *tape;
  const gdl_path *path;
  double v[PARAMS];            /* a direction */
  const double *data[1];
  gdl_bindings b;
} bench;


/* Program 'seed' as a trace, with guards on some of its nodes. */
static void open_bench (bench *e, uint64_t seed) {
  tracer_open(&e->t);
  e->ps = gdl_paths_new(PARAMS, 4);
  e->tape = gdl_tape_new();
  gdl_graph *G = e->t.g;
  e->t.out[0] = random_program(&e->q, G, seed);
  e->t.out[1] = e->q.node[e->q.count - 1];
  e->t.outs = 2;
  e->t.tag = seed;
  e->data[0] = e->v;
  e->b = (gdl_bindings){e->q.p, PARAMS, NULL, 0, e->data, 1};
  e->t.b = e->b;
  for (size_t k = 0; k < PARAMS; k++)
    e->v[k] = gdl_random_normal(&e->q.r);
  for (size_t k = 7; k < e->q.count; k += 3)
    decide(&e->t, B(lt, K(0.1), SUM(e->q.node[k])));
  assert_int_equal(tracer_add(&e->t, e->ps, &e->path), GDL_PATH_ADDED);
}


static void close_bench (bench *e) {
  gdl_paths_free(e->ps);
  gdl_tape_free(e->tape);
  tracer_close(&e->t);
}


static void take_path (bench *e, gdl_want want, double *const *result) {
  const gdl_path *taken;
  assert_ok(gdl_paths_run(e->ps, want, &e->b, result, &taken, err));
  assert_ptr_equal(taken, e->path);
}


static double size_of (const double *v, size_t n) {
  double largest = 1;
  for (size_t i = 0; i < n; i++)
    largest = fmax(largest, fabs(v[i]));
  return largest;
}


static void close_to (uint64_t seed, const char *what, const double *got,
                      const double *expected, size_t n, double tolerance) {
  double scale = size_of(expected, n);
  for (size_t i = 0; i < n; i++)
    if (!(fabs(got[i] - expected[i]) <= tolerance * scale))
      fail_msg("program %ju: %s: component %zu is %.17g, but %.17g (of %.3g)",
               (uintmax_t)seed, what, i, got[i], expected[i], scale);
}


static void same_bits (uint64_t seed, const char *what, const double *got,
                       const double *expected, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (!same(got[i], expected[i]))
      fail_msg("program %ju: %s: component %zu is %.17g, but %.17g",
               (uintmax_t)seed, what, i, got[i], expected[i]);
}


static double dot (const double *x, const double *y, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += x[i] * y[i];
  return sum;
}


/* Values of what was traced have one set of bits everywhere, and derivatives
** those of the reference evaluator on the graph they were taken on. */
static void test_bits (void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
    bench e;
    open_bench(&e, seed);
    double f, w[N * M], g[PARAMS], expected[PARAMS], *values[2] = {&f, w},
           *gradient[2] = {&f, g};
    size_t outs, n = length_of(&e.q, e.t.out[1]);
    const gdl_node *out = gdl_path_outputs(e.path, &outs);
    assert_int_equal(outs, 2);
    for (int k = 0; k < 2; k++) {
      memset(w, 0, sizeof(w));
      if (k == 0)
        take_path(&e, GDL_WANT_VALUES, values);
      else
        tracer_tape(&e.t, e.tape, GDL_WANT_VALUES, PARAMS, &e.b, values);
      assert_same(f, value_of(e.t.g, e.t.out[0], e.q.p, PARAMS));
      values_of(e.t.g, e.t.out[1], e.q.p, PARAMS, expected);
      same_bits(seed, "output 2", w, expected, n);
    }
    gdl_graph *G = gdl_path_graph(e.path);
    take_path(&e, GDL_WANT_GRADIENT, gradient);
    gdl_node node = gdl_graph_gradient(G, out[0], PARAMS);
    values_of(G, node, e.q.p, PARAMS, expected);
    same_bits(seed, "gradient", g, expected, PARAMS);
    tracer_tape(&e.t, e.tape, GDL_WANT_GRADIENT, PARAMS, &e.b, gradient);
    G = e.t.g;
    node = gdl_graph_gradient(G, e.t.out[0], PARAMS);
    values_of(G, node, e.q.p, PARAMS, expected);
    same_bits(seed, "gradient of the tape", g, expected, PARAMS);
    close_bench(&e);
  }
}


/* All wants agree with one another, on paths and tape. */
static void test_wants_agree (void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
    bench e;
    open_bench(&e, seed);
    double f, w[N * M], g[PARAMS], df, dw[N * M], got[PARAMS], pulled[PARAMS],
           one = 1, cotangent[N * M];
    double *gradient[2] = {&f, g}, *both[2] = {&f, got}, *jvp[4] = {&f, w, &df, dw};
    size_t n = length_of(&e.q, e.t.out[1]);
    take_path(&e, GDL_WANT_GRADIENT, gradient);
    tracer_tape(&e.t, e.tape, GDL_WANT_GRADIENT, PARAMS, &e.b, both);
    close_to(seed, "gradient of the tape", got, g, PARAMS, 1e-12);
    double scale = size_of(g, PARAMS), slope = dot(g, e.v, PARAMS);
    for (size_t k = 0; k < N * M; k++)
      cotangent[k] = gdl_random_normal(&e.q.r);
    double ahead[2][N * M];
    for (int k = 0; k < 2; k++) {
      if (k == 0)
        take_path(&e, GDL_WANT_JVP, jvp);
      else
        tracer_tape(&e.t, e.tape, GDL_WANT_JVP, PARAMS, &e.b, jvp);
      if (!(fabs(df - slope) <= 1e-10 * scale))
        fail_msg("program %ju: along v %.17g, but %.17g", (uintmax_t)seed, df, slope);
      memcpy(ahead[k], dw, sizeof(dw));
    }
    close_to(seed, "J v of the tape", ahead[1], ahead[0], n, 1e-12);
    e.data[0] = &one;    /* (d f)' 1 is the gradient */
    take_path(&e, GDL_WANT_VJP, both);
    close_to(seed, "J'1", got, g, PARAMS, 1e-12);
    /* c'(J v) = (J'c)'v, of the other output */
    e.t.out[0] = e.t.out[1];
    e.t.outs = 1;
    gdl_paths_clear(e.ps);
    assert_int_equal(tracer_add(&e.t, e.ps, &e.path), GDL_PATH_ADDED);
    e.data[0] = cotangent;
    both[0] = w;
    take_path(&e, GDL_WANT_VJP, both);
    memcpy(pulled, got, sizeof(got));
    tracer_tape(&e.t, e.tape, GDL_WANT_VJP, PARAMS, &e.b, both);
    close_to(seed, "J'c of the tape", got, pulled, PARAMS, 1e-12);
    scale = size_of(pulled, PARAMS) * size_of(ahead[0], n);
    if (!(fabs(dot(pulled, e.v, PARAMS) - dot(ahead[0], cotangent, n)) <= 1e-10 * scale))
      fail_msg("program %ju: (J'c)'v is %.17g, but c'(J v) %.17g", (uintmax_t)seed,
               dot(pulled, e.v, PARAMS), dot(ahead[0], cotangent, n));
    close_bench(&e);
  }
}


/* The derivative of the gradient along v by differences, to fourth order; false
** where a guard does not hold at all of the points. */
static int along (bench *e, double h, double *out) {
  static const double step[4] = {-2, -1, 1, 2}, weight[4] = {1, -8, 8, -1};
  memset(out, 0, PARAMS * sizeof(*out));
  for (int s = 0; s < 4; s++) {
    double at[PARAMS], g[PARAMS], *result[2] = {NULL, g};
    const gdl_path *taken;
    gdl_bindings b = e->b;
    for (size_t k = 0; k < PARAMS; k++)
      at[k] = e->q.p[k] + step[s] * h * e->v[k];
    b.param = at;
    assert_ok(gdl_paths_run(e->ps, GDL_WANT_GRADIENT, &b, result, &taken, err));
    if (taken == NULL)
      return 0;
    for (size_t k = 0; k < PARAMS; k++)
      out[k] += weight[s] * g[k] / (12 * h);
  }
  return 1;
}


static void test_hessians (void **state) {
  (void)state;
  size_t sharp = 0;
  for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
    bench e;
    double exact[PARAMS], taped[PARAMS], coarse[PARAMS], fine[PARAMS], error = 0;
    double *result[1] = {exact}, *other[1] = {taped};
    open_bench(&e, seed);
    take_path(&e, GDL_WANT_HVP, result);
    tracer_tape(&e.t, e.tape, GDL_WANT_HVP, PARAMS, &e.b, other);
    close_to(seed, "Hessian of the tape", taped, exact, PARAMS, 1e-11);
    if (along(&e, 1e-4, coarse) && along(&e, 5e-5, fine)) {
      for (size_t k = 0; k < PARAMS; k++)
        error = fmax(error, fabs(coarse[k] - fine[k]) / size_of(fine, PARAMS));
      close_to(seed, "Hessian times vector", exact, fine, PARAMS, 1e-6 + error);
      sharp += error < 1e-6;
    }
    close_bench(&e);
  }
  assert_true(sharp > PROGRAMS / 2);
}


/* Elsewhere a path holds where all of its guards do, and nowhere else. */
static void test_guards_decide (void **state) {
  (void)state;
  size_t held = 0, failed = 0;
  for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
    bench e;
    open_bench(&e, seed);
    for (int k = 0; k < 20; k++) {
      double at[PARAMS], f, w[N * M], *values[2] = {&f, w};
      const gdl_path *taken;
      gdl_bindings b = e.b;
      int expected = 1;
      for (size_t i = 0; i < PARAMS; i++)
        at[i] = e.q.p[i] + 0.3 * gdl_random_normal(&e.q.r);
      b.param = at;
      for (size_t i = 0; i < e.t.guards; i++)
        expected &= (value_of(e.t.g, e.t.guard[i].node, at, PARAMS) != 0) ==
                    e.t.guard[i].expected;
      assert_ok(gdl_paths_run(e.ps, GDL_WANT_VALUES, &b, values, &taken, err));
      assert_int_equal(taken != NULL, expected);
      if (taken != NULL)
        assert_same(f, value_of(e.t.g, e.t.out[0], at, PARAMS));
      held += taken != NULL;
      failed += taken == NULL;
    }
    close_bench(&e);
  }
  assert_true(held > PROGRAMS && failed > PROGRAMS);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_wants),
    cmocka_unit_test(test_nothing_is_changed),
    cmocka_unit_test(test_bad_wants),
    cmocka_unit_test(test_outputs_that_are_none),
    cmocka_unit_test(test_no_output),
    cmocka_unit_test(test_bits),
    cmocka_unit_test(test_wants_agree),
    cmocka_unit_test(test_hessians),
    cmocka_unit_test(test_guards_decide)
  };
  return cmocka_run_group_tests_name("tape", tests, NULL, NULL);
}
