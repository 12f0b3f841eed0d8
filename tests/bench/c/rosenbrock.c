/* rosenbrock.c - descent of Rosenbrock's function of two variables. */
#include "bench.h"

static void prepare (char **word) { (void)word; }


static int work (long count, double *out) {
  double x = -1.2, y = 1;
  for (long k = 0; k < count; k++) {
    double t = y - x * x, u = 1 - x;
    double gx = -400 * x * t - 2 * u, gy = 200 * t;
    double cost = 100 * (t * t) + u * u;
    if (!is_finite(cost) || fmax(fabs(gx), fabs(gy)) <= 1e-6)
      break;
    x -= 1e-5 * gx;
    y -= 1e-5 * gy;
  }
  out[0] = x;
  out[1] = y;
  return 2;
}
