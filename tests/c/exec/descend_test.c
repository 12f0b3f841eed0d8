/*
** descend_test.c - a step of gradient descent as one program: what evaluations of
** the path give, before it and behind it
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "program.h"
#include "tracer.h"
#include "array/reduce.h"
#include "exec/descend.h"

#define LONGEST 2500

/* A function of n variables, traced. */
typedef struct rig {
  tracer t;
  gdl_paths *ps;
  size_t n;
  double x[LONGEST], y[LONGEST], g[LONGEST], next[LONGEST], next_g[LONGEST];
} rig;


/* Chained Rosenbrock. */
static gdl_node chained (gdl_graph *G, size_t n) {
  gdl_node a = PV(0, n - 1), b = PV(1, n - 1), t = SUB(b, MUL(a, a)), u = SUB(K(1), a);
  return SUM(ADD(MUL(K(100), MUL(t, t)), MUL(u, u)));
}


static gdl_node squashed (gdl_graph *G, size_t n) {
  gdl_node x = PV(0, n);
  return SUM(DIV(U(tanh, MUL(x, x)), K(3)));
}


/* Numbers only. */
static gdl_node numbers (gdl_graph *G, size_t n) {
  return MUL(ADD(MUL(P(0), P(1)), U(exp, P(n - 1))), P(2));
}


/* The element is finite nowhere below. */
static gdl_node logarithm (gdl_graph *G, size_t n) {
  return ADD(SUM(PV(0, n)), U(log, P(0)));
}


typedef gdl_node function (gdl_graph *G, size_t n);

static void open_rig (rig *r, function *f, size_t n) {
  memset(r, 0, sizeof(*r));
  tracer_open(&r->t);
  r->ps = gdl_paths_new(n, 4);
  r->n = n;
  for (size_t i = 0; i < n; i++)
    r->x[i] = 1 + sin((double)i) / 2;
  tracer_begin(&r->t, r->x, n);
  gdl_graph *G = r->t.g;
  decide(&r->t, LT(P(0), K(3)));
  r->t.out[0] = f(G, n);
  r->t.outs = 1;
  const gdl_path *path;
  assert_int_equal(tracer_add(&r->t, r->ps, &path), GDL_PATH_ADDED);
}


static void close_rig (rig *r) {
  gdl_paths_free(r->ps);
  tracer_close(&r->t);
}


static gdl_bindings at (const rig *r, const double *x) {
  return (gdl_bindings){.param = x, .params = r->n};
}


static double evaluate (rig *r, gdl_want want, const double *x, double sign, double *g) {
  double cost, *result[] = {&cost, g};
  const gdl_path *taken;
  gdl_bindings b = at(r, x);
  assert_ok(gdl_paths_run(r->ps, want, &b, result, &taken, err));
  assert_non_null(taken);
  for (size_t i = 0; sign < 0 && i < r->n; i++)
    g[i] = -g[i];
  return sign * cost;
}


static gdl_descend *descend_of (rig *r, gdl_want want, int light, double sign) {
  gdl_bindings b = at(r, r->x);
  gdl_descend *d;
  assert_ok(gdl_descend_new(r->ps, want, light, sign, &b, &d, err));
  assert_ptr_equal(gdl_descend_path(d), gdl_paths_at(r->ps, 0));
  return d;
}


static void assert_same_vectors (const double *x, const double *y, size_t n) {
  for (size_t i = 0; i < n; i++) {
    digest_value(x[i]);
    assert_same(x[i], y[i]);
  }
}


/* What is known where it begins; x may be written over. */
static void check_light (rig *r, gdl_want want, double sign, double step) {
  gdl_descend *d = descend_of(r, want, 1, sign);
  gdl_bindings b = at(r, r->x);
  double cost = evaluate(r, want, r->x, sign, r->g);
  for (size_t i = 0; i < r->n; i++)
    r->y[i] = r->x[i] - step * r->g[i];
  for (int over = 0; over <= gdl_descend_is_in_place(d); over++) {
    double *before = malloc(r->n * sizeof(double));
    memcpy(before, r->x, r->n * sizeof(double));
    gdl_descended to = {.x = over ? r->x : r->next};
    assert_true(gdl_descend_run(d, &b, NULL, step, &to));
    assert_same(to.cost, cost);
    assert_same(to.norm, gdl_reduce_maxabs(r->g, r->n));
    assert_same_vectors(to.x, r->y, r->n);
    memcpy(r->x, before, r->n * sizeof(double));
    free(before);
  }
  gdl_descend_free(d);
}


/* What is known where it leads. */
static void check_kept (rig *r, gdl_want want, double sign, double step) {
  gdl_descend *d = descend_of(r, want, 0, sign);
  gdl_bindings b = at(r, r->x);
  evaluate(r, want, r->x, sign, r->g);
  gdl_descended to = {.x = r->next, .g = r->next_g};
  assert_true(gdl_descend_run(d, &b, r->g, step, &to));
  for (size_t i = 0; i < r->n; i++)
    assert_same(r->next[i], r->x[i] - step * r->g[i]);
  double cost = evaluate(r, want, r->next, sign, r->y);
  assert_same(to.cost, cost);
  assert_same_vectors(r->next_g, r->y, r->n);
  assert_same(to.norm, gdl_reduce_maxabs(r->y, r->n));
  assert_same(sqrt(to.moved), gdl_reduce_distance(r->next, r->x, r->n));
  gdl_descend_free(d);
}


static void test_same_as_evaluations (void **state) {
  static function *const functions[] = {chained, squashed, numbers, logarithm};
  static const size_t lengths[] = {3, 9, 65, 513, LONGEST};
  static rig r;
  (void)state;
  for (size_t f = 0; f < COUNT(functions); f++)
    for (size_t k = 0; k < COUNT(lengths); k++)
      for (int how = 0; how < 4; how++) {
        gdl_want want = how & 1 ? GDL_WANT_FAST_GRADIENT : GDL_WANT_GRADIENT;
        double sign = how & 2 ? -1 : 1;
        open_rig(&r, functions[f], lengths[k]);
        check_light(&r, want, sign, 1e-4);
        check_kept(&r, want, sign, 1e-4);
        close_rig(&r);
      }
}


/* Sums of whole vectors may be written over, which is what it is for. */
static void test_in_place (void **state) {
  static rig r;
  (void)state;
  open_rig(&r, squashed, 100);
  gdl_descend *d = descend_of(&r, GDL_WANT_GRADIENT, 1, 1);
  assert_true(gdl_descend_is_in_place(d));
  gdl_descend_free(d);
  d = descend_of(&r, GDL_WANT_GRADIENT, 0, 1);
  assert_false(gdl_descend_is_in_place(d));
  gdl_descend_free(d);
  close_rig(&r);
}


/* Another path, or what is not finite: where a light one begins, where the others
** lead. What a guard refuses has not been written to. */
static void test_refused (void **state) {
  static rig r;
  (void)state;
  open_rig(&r, squashed, 70);
  gdl_descend *light = descend_of(&r, GDL_WANT_GRADIENT, 1, 1),
              *kept = descend_of(&r, GDL_WANT_GRADIENT, 0, 1);
  gdl_bindings b = at(&r, r.x);
  gdl_descended to = {.x = r.x}, apart = {.x = r.next, .g = r.next_g};
  r.x[0] = 3.5;
  memcpy(r.y, r.x, sizeof(r.x));
  assert_false(gdl_descend_run(light, &b, NULL, 1, &to));
  assert_memory_equal(r.y, r.x, sizeof(r.x));
  r.x[0] = 2.5;
  r.g[0] = -1;
  assert_false(gdl_descend_run(kept, &b, r.g, 1, &apart));
  assert_true(gdl_descend_run(kept, &b, r.g, 0.25, &apart));
  r.g[1] = INFINITY;
  assert_false(gdl_descend_run(kept, &b, r.g, 0.25, &apart));
  gdl_descend_free(light);
  gdl_descend_free(kept);
  close_rig(&r);

  open_rig(&r, logarithm, 70);
  light = descend_of(&r, GDL_WANT_GRADIENT, 1, 1);
  kept = descend_of(&r, GDL_WANT_GRADIENT, 0, 1);
  to.x = r.next;
  r.x[0] = -1;
  assert_false(gdl_descend_run(light, &b, NULL, 1, &to));
  r.x[0] = 1;
  memset(r.g, 0, sizeof(r.g));
  r.g[0] = 2;
  assert_true(gdl_descend_run(kept, &b, r.g, 0.25, &apart));
  assert_false(gdl_descend_run(kept, &b, r.g, 1, &apart));
  gdl_descend_free(light);
  gdl_descend_free(kept);
  close_rig(&r);
}


static void test_bad (void **state) {
  gdl_descend *d;
  gdl_paths *ps = gdl_paths_new(3, 1);
  double x[3] = {0};
  gdl_bindings b = {.param = x, .params = 3};
  (void)state;
  assert_fails(gdl_descend_new(ps, GDL_WANT_GRADIENT, 1, 1, &b, &d, err), GDL_EINVAL,
               "no path");
  assert_null(d);
  gdl_descend_free(NULL);
  gdl_paths_free(ps);
}


static int run (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_same_as_evaluations),
    cmocka_unit_test(test_in_place),
    cmocka_unit_test(test_refused),
    cmocka_unit_test(test_bad),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}


int main (void) {
  return run_under_every_set(run);
}
