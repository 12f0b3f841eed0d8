/* central.c - descent of Rosenbrock's function with central differences. */
#include "bench.h"

static void prepare (char **word) { (void)word; }


static double cost (const double *p) {
  double t = p[1] - p[0] * p[0], u = 1 - p[0];
  return 100 * (t * t) + u * u;
}


static int work (long count, double *x) {
  double g[2], h = 1e-6;
  x[0] = -1.2; x[1] = 1;
  for (long k = 0; k < count; k++) {
    double value = cost(x), largest = 0;
    for (int i = 0; i < 2; i++) {
      double before = x[i];
      x[i] = before + h;
      double above = cost(x);
      x[i] = before - h;
      g[i] = (above - cost(x)) / (2 * h);
      x[i] = before;
      largest = fmax(largest, fabs(g[i]));
    }
    if (!is_finite(value) || largest <= 1e-6)
      break;
    for (int i = 0; i < 2; i++)
      x[i] -= 1e-5 * g[i];
  }
  return 2;
}
