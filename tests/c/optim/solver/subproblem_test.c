/*
** subproblem_test.c - the least of a quadratic model within a radius
** What is found is compared with the least that eigenvectors give: the Hessian is
** made of them.
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "array/reduce.h"
#include "base/random.h"
#include "optim/solver/subproblem.h"

#define MOST 9


/* H = Q diag(values) Q', g = Q c: a model whose parts are known. */
typedef struct model {
  gdl_problem p;             /* first: its callback casts back */
  size_t n;
  double q[MOST*MOST], values[MOST], c[MOST];
  double h[MOST*MOST], g[MOST];
  int products;
} model;


static gdl_status times (gdl_problem *p, const double *x, const double *v,
                         double *hv) {
  model *m = (model *)p;
  (void)x;
  m->products++;
  for (size_t i = 0; i < m->n; i++)
    hv[i] = gdl_reduce_dot(m->h + i*m->n, v, m->n);
  return GDL_OK;
}


/* Columns of Q: random reflections of the unit vectors. */
static void build (model *m, gdl_random *r, size_t n) {
  double u[MOST];
  memset(m, 0, sizeof(*m));
  m->n = m->p.n = n;
  m->p.hessian_vector = times;
  for (size_t i = 0; i < n; i++)
    m->q[i*n + i] = 1;
  for (int k = 0; k < 3; k++) {
    for (size_t i = 0; i < n; i++)
      u[i] = gdl_random_uniform(r) - 0.5;
    double uu = gdl_reduce_dot(u, u, n);
    for (size_t i = 0; i < n; i++) {
      double f = 2*gdl_reduce_dot(m->q + i*n, u, n)/uu;
      for (size_t j = 0; j < n; j++)
        m->q[i*n + j] -= f*u[j];
    }
  }
}


static void finish (model *m) {
  size_t n = m->n;
  for (size_t i = 0; i < n; i++) {
    m->g[i] = gdl_reduce_dot(m->q + i*n, m->c, n);
    for (size_t j = 0; j < n; j++)
      for (size_t k = 0; k < n; k++)
        m->h[i*n + j] += m->q[i*n + k]*m->values[k]*m->q[j*n + k];
  }
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < i; j++)
      m->h[i*n + j] = m->h[j*n + i];
}


static double length_at (const model *m, double lambda) {
  double sum = 0;
  for (size_t i = 0; i < m->n; i++)
    if (m->c[i] != 0)
      sum += pow(m->c[i]/(m->values[i] + lambda), 2);
  return sqrt(sum);
}


/* What the model falls by at its least, by bisection for lambda. */
static double best_gain (const model *m, double radius) {
  double least = INFINITY, gain = 0;
  for (size_t i = 0; i < m->n; i++)
    least = fmin(least, m->values[i]);
  double low = fmax(0, -least), high = low + 1e9, lambda = low;
  if (length_at(m, low) > radius)
    for (int k = 0; k < 300; k++) {
      lambda = (low + high)/2;
      if (length_at(m, lambda) > radius)
        low = lambda;
      else
        high = lambda;
    }
  for (size_t i = 0; i < m->n; i++)
    if (m->c[i] != 0) {
      double p = -m->c[i]/(m->values[i] + lambda);
      gain -= m->c[i]*p + m->values[i]*p*p/2;
    }
  if (lambda == -least) {              /* the hard case: to the edge */
    double size = length_at(m, lambda);
    gain -= least*(radius*radius - size*size)/2;
  }
  return gain;
}


static double gain_of (const model *m, const double *p) {
  double hp[MOST];
  for (size_t i = 0; i < m->n; i++)
    hp[i] = gdl_reduce_dot(m->h + i*m->n, p, m->n);
  return -gdl_reduce_dot(m->g, p, m->n) - gdl_reduce_dot(p, hp, m->n)/2;
}


static void check_exact (const model *m, double radius) {
  double p[MOST], work[MOST*MOST + 3*MOST];
  gdl_model_step s = {p, 0, 0};
  gdl_model_exact(m->h, m->g, m->n, radius, work, &s);
  double size = gdl_reduce_norm2(p, m->n), best = best_gain(m, radius);
  assert_true(size <= radius*1.1001);
  assert_true(fabs(s.gain - gain_of(m, p)) <= 1e-9*(1e-300 + fabs(s.gain)) + 1e-12*best);
  if (!(s.gain >= 0.8*best))
    fail_msg("n = %d, radius %g: falls by %g, not %g", (int)m->n, radius,
             s.gain, best);
  if (s.at_edge)
    assert_true(size >= radius*0.8999);
  else
    assert_true(s.gain >= best*(1 - 1e-9));
}


static const double radii[] = {1e-8, 1e-3, 0.1, 1, 10, 1e4};


static void each (size_t cut, double low, double high, int drop) {
  gdl_random r;
  gdl_random_seed(&r, 11 + cut);
  for (int k = 0; k < 40; k++)
    for (size_t n = 1; n <= MOST; n++) {
      model m;
      build(&m, &r, n);
      for (size_t i = 0; i < n; i++) {
        m.values[i] = low + (high - low)*gdl_random_uniform(&r);
        m.c[i] = gdl_random_uniform(&r) - 0.5;
      }
      if (drop) {                        /* g has no part along the least */
        m.values[0] = low - 1;
        m.c[0] = 0;
      }
      if (drop == 2)
        memset(m.c, 0, sizeof(m.c));
      finish(&m);
      for (size_t i = 0; i < sizeof(radii)/sizeof(*radii); i++)
        check_exact(&m, radii[i]);
    }
}


static void test_positive_definite (void **state) {
  (void)state;
  each(1, 0.01, 5, 0);
  each(2, 1e-12, 1e6, 0);
}


static void test_indefinite (void **state) {
  (void)state;
  each(3, -3, 3, 0);
  each(4, -3, -1, 0);
  each(5, -1e6, 1e-3, 0);
}


static void test_hard_case (void **state) {
  (void)state;
  each(6, -1, 2, 1);
  each(7, 0, 2, 1);
  each(8, 0, 2, 2);                      /* a saddle: g is 0 */
}


static void test_conjugate_gradients (void **state) {
  (void)state;
  gdl_random r;
  gdl_random_seed(&r, 5);
  for (int k = 0; k < 200; k++) {
    size_t n = 1 + (size_t)k % MOST;
    model m;
    build(&m, &r, n);
    for (size_t i = 0; i < n; i++) {
      m.values[i] = k % 2 ? 0.1 + gdl_random_uniform(&r)
                          : gdl_random_uniform(&r) - 0.4;
      m.c[i] = gdl_random_uniform(&r) - 0.5;
    }
    finish(&m);
    for (size_t i = 0; i < sizeof(radii)/sizeof(*radii); i++) {
      double p[MOST], work[3*MOST], radius = radii[i];
      gdl_model_step s = {p, 0, 0};
      int finite;
      assert_int_equal(gdl_model_cg(&m.p, m.g, m.g, radius, 1e-10, 100, work,
                                    &s, &finite), GDL_OK);
      assert_true(finite);
      double size = gdl_reduce_norm2(p, n), best = best_gain(&m, radius);
      assert_true(size <= radius*(1 + 1e-9));
      assert_true(fabs(s.gain - gain_of(&m, p)) <= 1e-7*fabs(s.gain));
      if (s.at_edge)
        assert_true(size >= radius*(1 - 1e-9));
      /* half of the least is what is promised where H is convex */
      if (k % 2)
        assert_true(s.gain >= (s.at_edge ? 0.5 : 1 - 1e-6)*best);
      else
        assert_true(s.gain > 0);
    }
  }
}


static void test_limits_of_conjugate_gradients (void **state) {
  (void)state;
  gdl_random r;
  gdl_random_seed(&r, 6);
  model m;
  build(&m, &r, 8);
  for (size_t i = 0; i < 8; i++) {
    m.values[i] = 1 + (double)i;
    m.c[i] = 1;
  }
  finish(&m);
  double p[MOST], work[3*MOST];
  gdl_model_step s = {p, 0, 0};
  int finite;
  m.products = 0;
  assert_int_equal(gdl_model_cg(&m.p, m.g, m.g, 1e9, 0, 3, work, &s, &finite),
                   GDL_OK);
  assert_int_equal(m.products, 3);
  m.products = 0;
  assert_int_equal(gdl_model_cg(&m.p, m.g, m.g, 1e9, 0.5, 100, work, &s,
                                &finite), GDL_OK);
  assert_true(m.products < 8 && m.products > 0);
  m.h[0] = NAN;
  assert_int_equal(gdl_model_cg(&m.p, m.g, m.g, 1, 0.5, 100, work, &s,
                                &finite), GDL_OK);
  assert_false(finite);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_positive_definite),
    cmocka_unit_test(test_indefinite),
    cmocka_unit_test(test_hard_case),
    cmocka_unit_test(test_conjugate_gradients),
    cmocka_unit_test(test_limits_of_conjugate_gradients)
  };
  return cmocka_run_group_tests_name("subproblem", tests, NULL, NULL);
}
