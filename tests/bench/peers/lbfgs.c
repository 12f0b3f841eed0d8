/* lbfgs.c - chained Rosenbrock by liblbfgs, n = 1000, five corrections: time
** per evaluation. */
#include "bench.h"
#include "chained.h"
#include <lbfgs.h>

#define N 1000

static long calls;
static double *x;

static void prepare (char **word) {
  (void)word;
  x = lbfgs_malloc(N);
}


static double evaluate (void *u, const double *restrict p, double *restrict d, int n, double step) {
  (void)u; (void)step;
  double largest;
  calls++;
  return chained(n, p, d, &largest);
}


static int work (long count, double *out) {
  lbfgs_parameter_t how;
  double began = now();
  lbfgs_parameter_init(&how);
  how.m = 5;
  how.epsilon = 1e-8;
  calls = 0;
  for (long k = 0; k < count; k++) {
    for (int i = 0; i < N; i++)
      x[i] = i % 2 == 0 ? -1.2 : 1.0;
    lbfgs(N, x, out, evaluate, NULL, NULL, &how);
  }
  per_unit = (now() - began) / (double)calls;
  return 1;
}
