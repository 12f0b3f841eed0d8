/*
** problems.h - costs with known minima, shared by the tests of optim/
** Most are from More, Garbow and Hillstrom 1981, "Testing unconstrained
** optimization software", ACM TOMS 7.
*/
#ifndef GDL_TESTS_OPTIM_PROBLEMS_H
#define GDL_TESTS_OPTIM_PROBLEMS_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "numdiff/numdiff.h"
#include "optim/problem.h"

/* The cost at x of n variables, and its gradient when g is not NULL. */
typedef double (*test_cost) (const double *x, double *g, size_t n);

/* A problem that can fail on purpose, and differentiate by differences. */
typedef struct test_problem {
  gdl_problem p;             /* first: the callbacks cast back */
  test_cost cost;
  uint64_t gradients;        /* calls of p.gradient */
  uint64_t fail_at;          /* the call of p.gradient that fails; 0: none */
  uint64_t products;         /* calls of p.hessian_vector */
  uint64_t fail_product_at;
  gdl_status failure;
  const gdl_diff *differences;
} test_problem;


static gdl_status test_value (gdl_problem *p, const double *x, double *cost) {
  p->evaluations++;
  *cost = ((test_problem *)p)->cost(x, NULL, p->n);
  return GDL_OK;
}


static gdl_status test_values (void *ctx, double *x, const gdl_diff_point *at,
                               size_t count, double *values) {
  test_problem *t = ctx;
  for (size_t k = 0; k < count; k++) {
    double saved = x[at[k].index];
    x[at[k].index] = at[k].at;
    values[k] = t->cost(x, NULL, t->p.n);
    x[at[k].index] = saved;
    t->p.evaluations++;
  }
  return GDL_OK;
}


static gdl_status test_gradient (gdl_problem *p, const double *x, double *cost,
                                 double *g, double *g_error) {
  test_problem *t = (test_problem *)p;
  if (++t->gradients == t->fail_at)
    return t->failure;
  p->evaluations++;
  *g_error = 0;
  if (t->differences == NULL) {
    *cost = t->cost(x, g, p->n);
    return GDL_OK;
  }
  double *work = malloc(2 * p->n * sizeof(*work));
  if (work == NULL)
    return GDL_ENOMEM;
  double *error = work + p->n;
  memcpy(work, x, p->n * sizeof(*work));
  *cost = t->cost(x, NULL, p->n);
  gdl_status status = gdl_diff_gradient(t->differences, test_values, t, work,
                                        p->n, *cost, g, error);
  for (size_t i = 0; i < p->n; i++)
    *g_error = fmax(*g_error, error[i]);
  free(work);
  return status;
}


/* Differences of exact gradients: some ten digits. */
static gdl_status test_product (gdl_problem *p, const double *x,
                                const double *v, double *hv) {
  test_problem *t = (test_problem *)p;
  size_t n = p->n;
  if (++t->products == t->fail_product_at)
    return t->failure;
  p->evaluations++;
  double *at = calloc(2*n, sizeof(*at)), *g = at + n, most = 0, size = 1;
  if (at == NULL)
    return GDL_ENOMEM;
  for (size_t i = 0; i < n; i++) {
    most = fmax(most, fabs(v[i]));
    size = fmax(size, fabs(x[i]));
  }
  double h = 6e-6*size/most;
  for (size_t i = 0; i < n; i++)
    at[i] = x[i] + h*v[i];
  t->cost(at, hv, n);
  for (size_t i = 0; i < n; i++)
    at[i] = x[i] - h*v[i];
  t->cost(at, g, n);
  for (size_t i = 0; i < n; i++)
    hv[i] = (hv[i] - g[i])/(2*h);
  free(at);
  return GDL_OK;
}


static inline test_problem test_problem_of (test_cost cost, size_t n) {
  test_problem t = {
    .p = {.n = n, .value = test_value, .gradient = test_gradient,
          .hessian_vector = test_product},
    .cost = cost, .failure = GDL_ECALLBACK
  };
  return t;
}


/*
** Costs
*/

static inline double cost_rosenbrock (const double *x, double *g, size_t n) {
  double a = x[1] - x[0]*x[0], b = 1 - x[0];
  (void)n;
  if (g) {
    g[0] = -400*a*x[0] - 2*b;
    g[1] = 200*a;
  }
  return 100*a*a + b*b;
}


/* Chained: every neighbour is coupled. */
static inline double cost_chained (const double *x, double *g, size_t n) {
  double s = 0;
  if (g)
    g[0] = 0;
  for (size_t i = 0; i + 1 < n; i++) {
    double a = x[i+1] - x[i]*x[i], b = 1 - x[i];
    s += 100*a*a + b*b;
    if (g) {
      g[i] += -400*a*x[i] - 2*b;
      g[i+1] = 200*a;
    }
  }
  return s;
}


/* Extended: independent pairs. */
static inline double cost_extended (const double *x, double *g, size_t n) {
  double s = 0;
  for (size_t i = 0; i + 1 < n; i += 2)
    s += cost_rosenbrock(x + i, g ? g + i : NULL, 2);
  return s;
}


static inline double cost_beale (const double *x, double *g, size_t n) {
  static const double c[3] = {1.5, 2.25, 2.625};
  double s = 0, power = 1;
  (void)n;
  if (g)
    g[0] = g[1] = 0;
  for (int i = 0; i < 3; i++) {
    double before = power;
    power *= x[1];
    double r = c[i] - x[0]*(1 - power);
    s += r*r;
    if (g) {
      g[0] -= 2*r*(1 - power);
      g[1] += 2*r*x[0]*(i + 1)*before;
    }
  }
  return s;
}


static inline double cost_wood (const double *x, double *g, size_t n) {
  double a = x[1] - x[0]*x[0], b = 1 - x[0], c = x[3] - x[2]*x[2],
         d = 1 - x[2], e = x[1] + x[3] - 2, f = x[1] - x[3];
  (void)n;
  if (g) {
    g[0] = -400*a*x[0] - 2*b;
    g[1] = 200*a + 20*e + 0.2*f;
    g[2] = -360*c*x[2] - 2*d;
    g[3] = 180*c + 20*e - 0.2*f;
  }
  return 100*a*a + b*b + 90*c*c + d*d + 10*e*e + 0.1*f*f;
}


/* Powell's singular function, extended to any multiple of 4. */
static inline double cost_powell (const double *x, double *g, size_t n) {
  double s = 0;
  for (size_t i = 0; i + 3 < n; i += 4) {
    double a = x[i] + 10*x[i+1], b = x[i+2] - x[i+3], c = x[i+1] - 2*x[i+2],
           d = x[i] - x[i+3];
    s += a*a + 5*b*b + c*c*c*c + 10*d*d*d*d;
    if (g) {
      g[i] = 2*a + 40*d*d*d;
      g[i+1] = 20*a + 4*c*c*c;
      g[i+2] = 10*b - 8*c*c*c;
      g[i+3] = -10*b - 40*d*d*d;
    }
  }
  return s;
}


/* Curvatures from 1 to 1e8, spread evenly in the logarithm. */
static inline double cost_ill_conditioned (const double *x, double *g,
                                           size_t n) {
  double s = 0;
  for (size_t i = 0; i < n; i++) {
    double k = pow(1e8, n > 1 ? (double)i / (double)(n - 1) : 0);
    s += 0.5*k*(x[i] - 1)*(x[i] - 1);
    if (g)
      g[i] = k*(x[i] - 1);
  }
  return s;
}


static inline double cost_sphere (const double *x, double *g, size_t n) {
  double s = 0;
  for (size_t i = 0; i < n; i++) {
    s += (x[i] - 3)*(x[i] - 3);
    if (g)
      g[i] = 2*(x[i] - 3);
  }
  return s;
}


/* sum(x) - sum(log(x)), minimum 1; NaN where log has no value. */
static inline double cost_log_nan (const double *x, double *g, size_t n) {
  double s = 0;
  for (size_t i = 0; i < n; i++) {
    s += x[i] > 0 ? x[i] - log(x[i]) : NAN;
    if (g)
      g[i] = 1 - 1/x[i];
  }
  return s;
}


/* The same with a barrier: +inf outside. */
static inline double cost_log_barrier (const double *x, double *g, size_t n) {
  double s = 0;
  for (size_t i = 0; i < n; i++) {
    s += x[i] > 0 ? x[i] - log(x[i]) : INFINITY;
    if (g)
      g[i] = 1 - 1/x[i];
  }
  return s;
}


static inline double cost_flat (const double *x, double *g, size_t n) {
  (void)x;
  if (g)
    memset(g, 0, n * sizeof(*g));
  return 7;
}


/* Rosenbrock in other units. */
static inline double scaled (double by, const double *x, double *g, size_t n) {
  double c = by * cost_rosenbrock(x, g, n);
  if (g) {
    g[0] *= by;
    g[1] *= by;
  }
  return c;
}

static inline double cost_huge (const double *x, double *g, size_t n) {
  return scaled(1e150, x, g, n);
}

static inline double cost_tiny (const double *x, double *g, size_t n) {
  return scaled(1e-150, x, g, n);
}


/* A minimum that costs of this size can tell only to 1e-5 or so. */
static inline double cost_lifted (const double *x, double *g, size_t n) {
  return 1e6 + cost_rosenbrock(x, g, n);
}


/* No minimum: falls for ever. */
static inline double cost_slope (const double *x, double *g, size_t n) {
  double s = 0;
  for (size_t i = 0; i < n; i++) {
    s -= x[i];
    if (g)
      g[i] = -1;
  }
  return s;
}

#endif
