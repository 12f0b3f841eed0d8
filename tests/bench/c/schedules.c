/* schedules.c - squares: sum of three squares; parabola: (x - 3)^2; both with
** the step 1e-6/(1 + 0.001*t) and a rule that never fires. */
#include "bench.h"

static int squares;

static void prepare (char **word) { squares = strcmp(word[0], "squares") == 0; }


static int sum_of_squares (long count, double *x) {
  x[0] = 1; x[1] = 2; x[2] = 3;
  for (long t = 0; t < count; t++) {
    double g[3], cost = 0, largest = 0;
    for (int i = 0; i < 3; i++) {
      cost += x[i] * x[i];
      g[i] = 2 * x[i];
      largest = fmax(largest, fabs(g[i]));
    }
    if (!is_finite(cost) || largest < 1e-9)
      break;
    double step = 1e-6 / (1 + 0.001 * (double)t);
    for (int i = 0; i < 3; i++)
      x[i] -= step * g[i];
  }
  return 3;
}


static int parabola (long count, double *out) {
  double x = 0;
  for (long t = 0; t < count; t++) {
    double u = x - 3;
    if (!is_finite(u * u) || fabs(u) < 1e-9)
      break;
    x -= 1e-6 / (1 + 0.001 * (double)t) * (2 * u);
  }
  out[0] = x;
  return 1;
}


static int work (long count, double *out) {
  return squares ? sum_of_squares(count, out) : parabola(count, out);
}
