/*
** cauchy_test.c - the generalised Cauchy point
** The path against the gradient between the bounds is gone along in small steps;
** the point must be its first local minimum.
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/reduce.h"
#include "base/random.h"
#include "optim/solver/cauchy.h"

#define N      5
#define MEMORY 3


static double clamp (double x, double low, double high) {
  return fmin(fmax(x, low), high);
}


/* The model at the step p from 'now'. */
static double model (const gdl_compact *b, const double *g, const double *p) {
  double wp[2*MEMORY], mid[2*MEMORY];
  gdl_compact_project(b, p, wp);
  gdl_compact_middle(b, wp, mid);
  return gdl_reduce_dot(g, p, N) + b->theta*gdl_reduce_sumsq(p, N)/2 -
         gdl_reduce_dot(wp, mid, 2*b->count)/2;
}


static void random_pairs (gdl_compact *b, gdl_random *r, int pairs) {
  double zero[N] = {0}, x[N], g[N];
  for (int k = 0; k < pairs; k++) {
    for (size_t i = 0; i < N; i++) {
      x[i] = gdl_random_uniform(r) - 0.5;
      g[i] = (double)(i*i + 1)*x[i];
    }
    gdl_point a = {zero, zero, 0, 0}, to = {x, g, 0, 0};
    gdl_compact_add(b, &a, &to);
  }
}


static void test_first_minimum (void **state) {
  (void)state;
  gdl_random r;
  gdl_random_seed(&r, 21);
  for (int k = 0; k < 300; k++) {
    gdl_compact *b = gdl_compact_new(N, MEMORY);
    random_pairs(b, &r, k % 5);
    double x[N], g[N], low[N], high[N], point[N], c[2*MEMORY], wp[2*MEMORY];
    double work[2*N + 8*MEMORY], p[N];
    size_t order[N];
    for (size_t i = 0; i < N; i++) {
      x[i] = gdl_random_uniform(&r) - 0.5;
      g[i] = 4*(gdl_random_uniform(&r) - 0.5);
      low[i] = k % 3 == 0 && i % 2 ? -INFINITY : x[i] - gdl_random_uniform(&r);
      high[i] = k % 4 == 0 && i % 2 ? INFINITY : x[i] + gdl_random_uniform(&r);
      if (k % 7 == 0 && i == 2)
        low[i] = high[i] = x[i];
      if (k % 5 == 0 && i == 3)
        low[i] = x[i];
    }
    gdl_point now = {x, g, 0, 0};
    gdl_cauchy_point(b, &now, low, high, point, c, work, order);
    for (size_t i = 0; i < N; i++) {
      assert_true(low[i] <= point[i] && point[i] <= high[i]);
      p[i] = point[i] - x[i];
    }
    gdl_compact_project(b, p, wp);
    for (size_t i = 0; i < 2*b->count; i++)
      assert_true(fabs(wp[i] - c[i]) < 1e-12);
    double here = model(b, g, p), t = 0, before = 0, value = 0;
    double dt = 1e-4;
    do {                                    /* on until the model rises */
      before = value;
      t += dt;
      for (size_t i = 0; i < N; i++)
        p[i] = clamp(x[i] - t*g[i], low[i], high[i]) - x[i];
      value = model(b, g, p);
    } while (value < before);
    assert_true(fabs(here - before) < 1e-3 && here <= before + 1e-12);
    free(b);
  }
}


static void test_without_bounds (void **state) {
  (void)state;
  gdl_compact *b = gdl_compact_new(N, MEMORY);
  double x[N] = {1, 2, 3, 4, 5}, g[N] = {1, 0, -1, 2, 0.5}, point[N];
  double c[2*MEMORY], work[2*N + 8*MEMORY];
  size_t order[N];
  gdl_point now = {x, g, 0, 0};
  gdl_cauchy_point(b, &now, NULL, NULL, point, c, work, order);
  for (size_t i = 0; i < N; i++)            /* theta is 1 */
    assert_true(fabs(point[i] - (x[i] - g[i])) < 1e-15);
  double low[N] = {1, 1, 1, 3.5, 5};
  gdl_cauchy_point(b, &now, low, NULL, point, c, work, order);
  assert_true(point[0] == 1 && point[1] == 2 && point[2] == 4);
  assert_true(point[3] == 3.5 && point[4] == 5);
  free(b);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_first_minimum),
    cmocka_unit_test(test_without_bounds)
  };
  return cmocka_run_group_tests_name("cauchy", tests, NULL, NULL);
}
