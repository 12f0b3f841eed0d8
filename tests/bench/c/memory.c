/* memory.c - descent of the sum of squares of 10^7 numbers: cost, norm of the
** gradient and the step in one pass. */
#include "bench.h"

#define N 10000000

static double *x;

static void prepare (char **word) {
  (void)word;
  x = aligned_alloc(64, N * sizeof *x);
}


static int work (long count, double *out) {
  for (long i = 0; i < N; i++)
    x[i] = 1;
  double began = now();
  for (long k = 0; k < count + 2; k++) {
    double cost = 0, largest = 0;
    for (long i = 0; i < N; i++) {
      double v = x[i], g = 2 * v;
      cost += v * v;
      largest = fabs(g) > largest ? fabs(g) : largest;
      x[i] = v - 1e-3 * g;
    }
    if (!is_finite(cost) || largest <= 1e-6)
      break;
  }
  per_unit = (now() - began) / (double)(count + 2);
  out[0] = x[0];
  out[1] = x[N - 1];
  return 2;
}
