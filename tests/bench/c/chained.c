/* chained.c - chained Rosenbrock, n = 1000: cost and gradient in one pass. */
#include "bench.h"

#define N 1000

/* Without -ffast-math a compiler may not add in another order: the sum is in
** eight lanes by hand, and each component of the gradient is written once. */
static double cost_and_gradient (const double *restrict x, double *restrict g) {
  static double t[N + 1];
  double lane[8] = {0};
  for (int i = 0; i < N - 1; i++)
    t[i + 1] = x[i + 1] - x[i] * x[i];
  int i = 0;
  for (; i + 8 <= N - 1; i += 8)
    for (int j = 0; j < 8; j++) {
      double s = t[i + j + 1], u = 1 - x[i + j];
      lane[j] += 100 * (s * s) + u * u;
    }
  for (; i < N - 1; i++)
    lane[i & 7] += 100 * (t[i + 1] * t[i + 1]) + (1 - x[i]) * (1 - x[i]);
  for (i = 0; i < N - 1; i++)
    g[i] = 200 * t[i] - 400 * (t[i + 1] * x[i]) - 2 * (1 - x[i]);
  g[N - 1] = 200 * t[N - 1];
  return ((lane[0] + lane[4]) + (lane[2] + lane[6])) +
         ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}


int main (int argc, char **argv) {
  static double x[N], g[N];
  long epochs = argc > 1 ? atol(argv[1]) : 1;
  for (int i = 0; i < N; i++)
    x[i] = i % 2 == 0 ? -1.2 : 1.0;
  double cost = 0, began = bench_now();
  for (long k = 0; k < epochs; k++) {
    cost = cost_and_gradient(x, g);
    for (int i = 0; i < N; i++)
      x[i] -= 1e-4 * g[i];
  }
  cost = cost_and_gradient(x, g);
  return bench_report(began, epochs, cost, x, N);
}
