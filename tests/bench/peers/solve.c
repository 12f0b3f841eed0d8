/* solve.c - liblbfgs with ten corrections: time a solution. words: n, from
** (0.5, 1.5, ...) to a gradient of 1e-6, or "two", from (-1.2, 1) to 1e-8. */
#include "bench.h"
#include "chained.h"
#include <lbfgs.h>

static int n;
static double *x, tolerance;

static void prepare (char **word) {
  int two = strcmp(word[0], "two") == 0;
  n = two ? 2 : atoi(word[0]);
  tolerance = two ? 1e-8 : 1e-6;
  x = lbfgs_malloc(n);
}


static double evaluate (void *u, const double *restrict p, double *restrict d, int m, double step) {
  double largest;
  (void)u; (void)step;
  return chained(m, p, d, &largest);
}


/* Ends by the largest component, as the others do. */
static int progress (void *u, const double *p, const double *g, double f, double xnorm,
                     double gnorm, double step, int m, int k, int ls) {
  (void)u; (void)p; (void)f; (void)xnorm; (void)gnorm; (void)step; (void)k; (void)ls;
  for (int i = 0; i < m; i++)
    if (fabs(g[i]) > tolerance)
      return 0;
  return 1;
}


static int work (long count, double *out) {
  lbfgs_parameter_t how;
  double cost;
  lbfgs_parameter_init(&how);
  how.m = 10;
  how.epsilon = 1e-300;
  for (long k = 0; k < count; k++) {
    for (int i = 0; i < n; i++)
      x[i] = n == 2 ? (i == 0 ? -1.2 : 1) : i % 2 == 0 ? 0.5 : 1.5;
    lbfgs(n, x, &cost, evaluate, progress, NULL, &how);
  }
  out[0] = norm(x, n);
  return 1;
}
