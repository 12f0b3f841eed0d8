/*
** downhill_test.c - what solvers that go along lines have in common
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "optim/downhill.h"
#include "optim/solver/made.h"
#include "problems.h"


static void test_useless (void **state) {
  (void)state;
  gdl_point p = {NULL, NULL, 1, 0};
  assert_null(gdl_downhill_useless(&p, 1));
  assert_string_equal(gdl_downhill_useless(&p, 0), "the gradient is zero");
  assert_string_equal(gdl_downhill_useless(&p, NAN), "the gradient is not finite");
  assert_string_equal(gdl_downhill_useless(&p, INFINITY),
                      "the gradient is not finite");
  p.g_error = 0.5;
  assert_null(gdl_downhill_useless(&p, 0.6));
  assert_non_null(strstr(gdl_downhill_useless(&p, 0.5), "lost in rounding"));
}


/* Twenty costs in a row that do not differ, unless the gradient halves. */
static void test_idle (void **state) {
  (void)state;
  gdl_idle i;
  gdl_point now = {NULL, NULL, 1, 0}, next = {NULL, NULL, 1, 0};
  gdl_idle_init(&i);
  assert_false(gdl_idle_check(&i, &now, &next, 1));     /* below infinity */
  for (int k = 0; k < 19; k++)
    assert_false(gdl_idle_check(&i, &now, &next, 0.6));
  gdl_idle saved = i;
  assert_true(gdl_idle_check(&i, &now, &next, 0.6));
  i = saved;
  assert_false(gdl_idle_check(&i, &now, &next, 0.4));
  assert_int_equal(i.count, 0);
  i = saved;
  next.cost = 1 - 1e-9;
  assert_false(gdl_idle_check(&i, &now, &next, 0.6));
  assert_int_equal(i.count, 0);
}


static void test_idle_bytes (void **state) {
  (void)state;
  gdl_idle i = {7, 0.25}, back;
  gdl_bytes out = {0};
  gdl_idle_save(&i, &out);
  gdl_reader in = gdl_reader_of(out.data, out.size);
  assert_int_equal(gdl_idle_load(&back, &in), GDL_OK);
  assert_true(back.count == 7 && back.lowest == 0.25 && gdl_reader_done(&in));
  in = gdl_reader_of(out.data, out.size - 1);
  assert_int_equal(gdl_idle_load(&back, &in), GDL_EFORMAT);
  out.data[0] = 200;
  in = gdl_reader_of(out.data, out.size);
  assert_int_equal(gdl_idle_load(&back, &in), GDL_EFORMAT);
  gdl_bytes_free(&out);
}


static void test_curvature (void **state) {
  (void)state;
  gdl_point now = {NULL, NULL, 1, 0}, next = {NULL, NULL, 1, 0};
  assert_true(gdl_curvature_counts(&now, &next, 1e-8, 1, 1));
  assert_false(gdl_curvature_counts(&now, &next, 1e-17, 1, 1));
  assert_false(gdl_curvature_counts(&now, &next, -1, 1, 1));
  assert_false(gdl_curvature_counts(&now, &next, NAN, 1, 1));
  now.g_error = next.g_error = 0.5;
  assert_false(gdl_curvature_counts(&now, &next, 0.9, 1, 1));
  assert_true(gdl_curvature_counts(&now, &next, 1.1, 1, 1));
}


/* A solver whose directions go uphill, or nowhere, for ever. */
typedef struct stubborn {
  double sign;
  int chosen, forgotten, learnt;
  int bad;                   /* the direction is still to be forgotten */
} stubborn;

static int choose (void *self, const gdl_point *now, double *d, double *step) {
  stubborn *s = self;
  (void)step;
  if (!s->bad)
    return 0;
  s->chosen++;
  for (int i = 0; i < 2; i++)
    d[i] = s->sign*now->g[i];
  return 1;
}

static void forget (void *self) {
  ((stubborn *)self)->bad = 0;
  ((stubborn *)self)->forgotten++;
}

static void learn (void *self, const gdl_point *now, const gdl_point *next,
                   const double *d, double step) {
  (void)now; (void)next; (void)d;
  assert_true(step > 0);
  ((stubborn *)self)->learnt++;
}


static void test_last_resort (void **state) {
  (void)state;
  static const gdl_directions way = {choose, forget, learn};
  static const gdl_line own = {&gdl_linesearch_strong_wolfe, NULL};
  for (int sign = -1; sign <= 1; sign++) {
    test_problem t = test_problem_of(cost_sphere, 2);
    double x[2] = {3, -4}, g[2], x1[2], g1[2], d[2], step;
    gdl_point now = {x, g, cost_sphere(x, g, 2), 0}, next = {x1, g1, 0, 0};
    gdl_downhill h;
    gdl_advance how;
    const char *why;
    stubborn s = {sign, 0, 0, 0, 1};
    assert_int_equal(gdl_downhill_init(&h, NULL, &own), GDL_OK);
    assert_int_equal(gdl_downhill_advance(&h, &way, &s, d, &t.p, &now, &next,
                                          &step, &how, &why), GDL_OK);
    assert_int_equal(how, GDL_ADVANCED);
    assert_int_equal(s.chosen, 1);
    assert_int_equal(s.forgotten, sign >= 0);        /* only -g is downhill */
    assert_int_equal(s.learnt, 1);
    assert_true(next.cost < now.cost);
  }
}


static void test_made (void **state) {
  (void)state;
  gdl_made m = {1, 0, 2};
  double x[2] = {0, 0}, x1[2] = {3, 4};
  gdl_point now = {x, NULL, 1, 0}, next = {x1, NULL, 0, 0};
  assert_true(gdl_made_directions.choose(&m, &now, NULL, NULL));
  gdl_made_directions.learn(&m, &now, &next, NULL, 1);
  assert_true(m.length == 5);
  gdl_made_directions.forget(&m);
  assert_false(gdl_made_directions.choose(&m, &now, NULL, NULL));
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_useless),
    cmocka_unit_test(test_idle),
    cmocka_unit_test(test_idle_bytes),
    cmocka_unit_test(test_curvature),
    cmocka_unit_test(test_last_resort),
    cmocka_unit_test(test_made)
  };
  return cmocka_run_group_tests_name("downhill", tests, NULL, NULL);
}
