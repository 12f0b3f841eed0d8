/*
** compact_test.c - the limited-memory BFGS matrix in its compact form
** It is compared with the matrix that the BFGS formula builds step by step.
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
#include "optim/solver/compact.h"
#include "optim/solver/dense.h"

#define N      6
#define MEMORY 3
#define STEPS  8

/* Steps of which the last MEMORY count. */
typedef struct steps {
  double s[STEPS][N], y[STEPS][N];
  size_t count;
} steps;


static void add_random (gdl_compact *c, steps *all, gdl_random *r) {
  double x[N], zero[N] = {0}, g[N];
  for (size_t i = 0; i < N; i++)
    x[i] = gdl_random_uniform(r) - 0.5;
  for (size_t i = 0; i < N; i++)           /* a convex quadratic's, and noise */
    g[i] = (double)(i + 1)*x[i] + 0.1*gdl_random_uniform(r);
  gdl_point a = {zero, zero, 0, 0}, b = {x, g, 0, 0};
  size_t before = c->newest;
  gdl_compact_add(c, &a, &b);
  if (gdl_reduce_dot(x, g, N) <= 0) {
    assert_int_equal(c->newest, before);
    return;
  }
  memcpy(all->s[all->count], x, sizeof(x));
  memcpy(all->y[all->count++], g, sizeof(g));
}


/* B by its definition, from theta*I. */
static void direct (const steps *all, double theta, size_t pairs,
                    double b[N][N]) {
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++)
      b[i][j] = i == j ? theta : 0;
  for (size_t k = all->count - pairs; k < all->count; k++) {
    const double *s = all->s[k], *y = all->y[k];
    double bs[N], sbs = 0, sy = gdl_reduce_dot(s, y, N);
    for (size_t i = 0; i < N; i++)
      bs[i] = gdl_reduce_dot(b[i], s, N);
    sbs = gdl_reduce_dot(s, bs, N);
    for (size_t i = 0; i < N; i++)
      for (size_t j = 0; j < N; j++)
        b[i][j] += y[i]*y[j]/sy - bs[i]*bs[j]/sbs;
  }
}


static void compare (const gdl_compact *c, const steps *all) {
  double b[N][N], row[2*MEMORY], mid[2*MEMORY], wv[2*MEMORY];
  size_t w = 2*c->count;
  direct(all, c->theta, c->count, b);
  for (size_t j = 0; j < N; j++) {
    double unit[N] = {0};
    unit[j] = 1;
    gdl_compact_project(c, unit, wv);
    gdl_compact_middle(c, wv, mid);
    for (size_t i = 0; i < N; i++) {
      gdl_compact_row(c, i, row);
      double value = (i == j ? c->theta : 0) - gdl_reduce_dot(row, mid, w);
      assert_true(fabs(value - b[i][j]) < 1e-9*(1 + fabs(b[i][j])));
    }
    double lifted[N];
    gdl_compact_lift(c, mid, lifted);
    for (size_t i = 0; i < N; i++)
      assert_true(fabs((i == j ? c->theta : 0) - lifted[i] - b[i][j]) < 1e-9*(1 + fabs(b[i][j])));
    /* inv(M) is the inverse of the middle */
    double m[4*MEMORY*MEMORY], back[2*MEMORY];
    gdl_compact_inverse(c, m);
    gdl_dense_multiply(m, w, mid, back);
    for (size_t k = 0; k < w; k++)
      assert_true(fabs(back[k] - wv[k]) < 1e-9);
  }
  double g[N] = {1, -2, 3, 0.5, 0, 1}, d[N];
  gdl_compact_solve(c, g, d);
  for (size_t i = 0; i < N; i++)
    assert_true(fabs(gdl_reduce_dot(b[i], d, N) + g[i]) < 1e-8);
}


static void test_the_matrix (void **state) {
  (void)state;
  gdl_random r;
  gdl_random_seed(&r, 3);
  gdl_compact *c = gdl_compact_new(N, MEMORY);
  steps all = {.count = 0};
  compare(c, &all);
  while (all.count < STEPS) {
    add_random(c, &all, &r);
    assert_int_equal(c->count, all.count < MEMORY ? all.count : MEMORY);
    compare(c, &all);
  }
  free(c);
}


static void test_gram (void **state) {
  (void)state;
  gdl_random r;
  gdl_random_seed(&r, 4);
  gdl_compact *c = gdl_compact_new(N, MEMORY);
  steps all = {.count = 0};
  while (all.count < 5)
    add_random(c, &all, &r);
  const size_t some[2] = {1, 4}, others[4] = {0, 2, 3, 5};
  const size_t everything[N] = {0, 1, 2, 3, 4, 5};
  double a[4*MEMORY*MEMORY], b[4*MEMORY*MEMORY];
  gdl_compact_gram(c, others, 4, a);
  assert_true(gdl_compact_gram_but(c, some, 2, b));
  for (size_t i = 0; i < 4*MEMORY*MEMORY; i++)
    assert_true(fabs(a[i] - b[i]) < 1e-12);
  assert_true(gdl_compact_gram_but(c, some, 0, b));
  gdl_compact_gram(c, everything, N, a);
  for (size_t i = 0; i < 4*MEMORY*MEMORY; i++)
    assert_true(fabs(a[i] - b[i]) < 1e-12);
  assert_false(gdl_compact_gram_but(c, everything, N, b));   /* nothing is left */
  free(c);
}


static void test_what_is_not_taken (void **state) {
  (void)state;
  gdl_compact *c = gdl_compact_new(2, 2);
  double zero[2] = {0, 0}, x[2] = {1, 0}, up[2] = {2, 0}, down[2] = {-1, 0};
  gdl_point a = {zero, zero, 0, 0}, good = {x, up, 0, 0}, bad = {x, down, 0, 0};
  gdl_point noisy = {x, up, 0, 3}, same = {zero, zero, 0, 0};
  gdl_compact_add(c, &a, &bad);
  gdl_compact_add(c, &a, &same);
  gdl_compact_add(c, &a, &noisy);
  assert_int_equal(c->count, 0);
  gdl_compact_add(c, &a, &good);
  assert_int_equal(c->count, 1);
  assert_true(c->theta == 2);
  gdl_compact_add(c, &a, &bad);
  assert_int_equal(c->count, 1);
  gdl_compact_forget(c);
  assert_int_equal(c->count, 0);
  assert_true(c->theta == 1);
  free(c);
  assert_null(gdl_compact_new(SIZE_MAX/64, 10));
}


static void test_copy_and_save (void **state) {
  (void)state;
  gdl_random r;
  gdl_random_seed(&r, 9);
  gdl_compact *c = gdl_compact_new(N, MEMORY);
  steps all = {.count = 0};
  for (size_t k = 0; k < STEPS; k++) {
    gdl_bytes bytes = {NULL, 0, 0, 0};
    gdl_compact_save(c, &bytes);
    gdl_compact *copies[2] = {gdl_compact_copy(c), gdl_compact_new(N, MEMORY)};
    gdl_reader in = gdl_reader_of(bytes.data, bytes.size);
    assert_int_equal(gdl_compact_load(copies[1], &in), GDL_OK);
    double g[N] = {3, 1, 4, 1, 5, 9}, d[N], e[N];
    double v[2*MEMORY] = {2, 7, 1, 8, 2, 8}, u[2*MEMORY], w[2*MEMORY];
    gdl_compact_solve(c, g, d);
    gdl_compact_middle(c, v, u);
    for (int i = 0; i < 2; i++) {
      gdl_compact_solve(copies[i], g, e);
      assert_memory_equal(d, e, sizeof(d));
      gdl_compact_middle(copies[i], v, w);
      assert_memory_equal(u, w, 2*c->count*sizeof(*u));
      free(copies[i]);
    }
    for (size_t cut = 0; cut < bytes.size; cut += 7) {
      gdl_compact *part = gdl_compact_new(N, MEMORY);
      in = gdl_reader_of(bytes.data, cut);
      assert_int_equal(gdl_compact_load(part, &in), GDL_EFORMAT);
      free(part);
    }
    gdl_bytes_free(&bytes);
    add_random(c, &all, &r);
  }
  free(c);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_the_matrix),
    cmocka_unit_test(test_gram),
    cmocka_unit_test(test_what_is_not_taken),
    cmocka_unit_test(test_copy_and_save)
  };
  return cmocka_run_group_tests_name("compact", tests, NULL, NULL);
}
