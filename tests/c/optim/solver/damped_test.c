/*
** damped_test.c - the step of a least-squares problem inside an ellipsoid
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "optim/solver/damped.h"

#define MOST 9

/* A problem: A by columns, f behind. */
typedef struct problem {
  size_t m, n;
  double a[MOST*(MOST + 1)];
  gdl_damped d;
} problem;


static void fill (problem *p, size_t m, size_t n, uint64_t seed) {
  gdl_random r;
  gdl_random_seed(&r, seed);
  p->m = m, p->n = n;
  for (size_t i = 0; i < m*(n + 1); i++)
    p->a[i] = gdl_random_normal(&r);
}


static void factor (problem *p) {
  assert_int_equal(gdl_damped_new(&p->d, p->m, p->n), GDL_OK);
  memcpy(p->d.a, p->a, p->m*(p->n + 1) * sizeof(double));
  assert_int_equal(gdl_damped_factor(&p->d, p->n), GDL_OK);
}


/* |A q + f|^2 / 2 */
static double cost (const problem *p, const double *q) {
  double sum = 0;
  for (size_t i = 0; i < p->m; i++) {
    double r = p->a[p->n*p->m + i];
    for (size_t j = 0; j < p->n; j++)
      r += p->a[j*p->m + i]*q[j];
    sum += r*r;
  }
  return sum / 2;
}


/* (A'A + l I) q + A'f = 0 */
static void check_normal (const problem *p, const double *q, double lambda) {
  for (size_t j = 0; j < p->n; j++) {
    double sum = lambda*q[j];
    for (size_t i = 0; i < p->m; i++) {
      double r = p->a[p->n*p->m + i];
      for (size_t k = 0; k < p->n; k++)
        r += p->a[k*p->m + i]*q[k];
      sum += p->a[j*p->m + i]*r;
    }
    assert_true(fabs(sum) < 1e-10*(1 + lambda));
  }
}


static void check (size_t m, size_t n, uint64_t seed) {
  static const double zero[MOST] = {0};
  problem p;
  double q[MOST], lambda, length;
  fill(&p, m, n, seed);
  factor(&p);
  gdl_damped_step(&p.d, INFINITY, q, &lambda, &length);
  assert_true(lambda == 0);
  check_normal(&p, q, 0);
  double full = length, before = cost(&p, zero);
  assert_true(fabs(before - cost(&p, q) - gdl_damped_decrease(&p.d)) < 1e-10*before);
  for (double radius = full/1.01; radius > 1e-6*full; radius /= 3) {
    gdl_damped_step(&p.d, radius, q, &lambda, &length);
    double sum = 0;
    for (size_t j = 0; j < n; j++)
      sum += q[j]*q[j];
    assert_true(fabs(sqrt(sum) - length) < 1e-10*full);
    assert_true(length <= 1.11*radius);
    if (lambda > 0)
      assert_true(length >= 0.89*radius);
    check_normal(&p, q, lambda);
    double promised = gdl_damped_predict(&p.d, q);
    assert_true(fabs(before - cost(&p, q) - promised) < 1e-10*before);
    assert_true(promised > 0 && promised <= gdl_damped_decrease(&p.d)*(1 + 1e-12));
  }
  gdl_damped_free(&p.d);
}


static void test_steps (void **state) {
  (void)state;
  for (size_t n = 1; n <= 6; n++)
    for (size_t m = n; m <= MOST; m += 2)
      check(m, n, 100*m + n);
}


/* Columns that depend on one another: the shortest step. Two alike share it. */
static void test_rank (void **state) {
  (void)state;
  problem p;
  double q[MOST], lambda, length;
  fill(&p, 7, 3, 5);
  memcpy(p.a + 14, p.a, 7 * sizeof(double));
  factor(&p);
  assert_int_equal(p.d.rank, 2);
  gdl_damped_step(&p.d, INFINITY, q, &lambda, &length);
  check_normal(&p, q, 0);
  assert_true(fabs(q[0] - q[2]) < 1e-12 && fabs(q[0]) > 1e-3);
  gdl_damped_free(&p.d);
}


/* Fewer rows than columns; no columns; nothing but zeros. */
static void test_corners (void **state) {
  (void)state;
  problem p;
  double q[MOST], lambda, length;
  fill(&p, 2, 4, 9);
  factor(&p);
  assert_int_equal(p.d.rank, 2);
  gdl_damped_step(&p.d, INFINITY, q, &lambda, &length);
  assert_true(cost(&p, q) < 1e-25);
  assert_int_equal(gdl_damped_factor(&p.d, 0), GDL_OK);
  gdl_damped_step(&p.d, 1, q, &lambda, &length);
  assert_true(length == 0 && gdl_damped_decrease(&p.d) == 0);
  gdl_damped_free(&p.d);
  fill(&p, 5, 2, 3);
  memset(p.a, 0, 10 * sizeof(double));
  factor(&p);
  assert_int_equal(p.d.rank, 0);
  gdl_damped_step(&p.d, 1, q, &lambda, &length);
  assert_true(q[0] == 0 && q[1] == 0);
  gdl_damped_free(&p.d);
  assert_int_equal(gdl_damped_new(&p.d, (size_t)1 << 40, 2), GDL_EINVAL);
}


static void test_solve (void **state) {
  (void)state;
  problem p;
  fill(&p, 8, 4, 77);
  factor(&p);
  double g[4] = {0, 0, 0, 0}, q[4], lambda, length;
  for (size_t j = 0; j < 4; j++)
    for (size_t i = 0; i < 8; i++)
      g[j] += p.a[j*8 + i]*p.a[32 + i];
  gdl_damped_step(&p.d, 0.1, q, &lambda, &length);
  gdl_damped_solve(&p.d, lambda, g);
  for (size_t j = 0; j < 4; j++)
    assert_true(fabs(g[j] - q[j]) < 1e-13);
  gdl_damped_free(&p.d);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_steps),
    cmocka_unit_test(test_rank),
    cmocka_unit_test(test_corners),
    cmocka_unit_test(test_solve)
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
