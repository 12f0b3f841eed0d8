/* rosenbrock.c - Rosenbrock's function of two variables. */
#include "bench.h"

int main (int argc, char **argv) {
  long epochs = argc > 1 ? atol(argv[1]) : 1;
  double x = -1.2, y = 1, cost = 0, began = bench_now();
  for (long k = 0; k <= epochs; k++) {
    double t = y - x * x, u = 1 - x;
    double gx = -400 * x * t - 2 * u, gy = 200 * t;
    cost = 100 * (t * t) + u * u;
    if (!isfinite(cost) || k == epochs)
      break;
    x -= 1e-4 * gx;
    y -= 1e-4 * gy;
  }
  double v[2] = {x, y};
  return bench_report(began, epochs, cost, v, 2);
}
