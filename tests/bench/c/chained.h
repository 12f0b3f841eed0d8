/*
** chained.h - cost and gradient of the chained Rosenbrock function
*/
#ifndef CHAINED_H
#define CHAINED_H

#include <math.h>

/* The cost at p, n >= 2 numbers; its gradient to d. Each component is written
** once, and computed from three of p: nothing is stored in between. */
static double chained (long n, const double *restrict p, double *restrict d, double *norm_of_d) {
  double t = p[1] - p[0] * p[0], u = 1 - p[0], cost = 100 * (t * t) + u * u;
  d[0] = -400 * (t * p[0]) - 2 * u;
  double largest = fabs(d[0]);
  for (long i = 1; i < n - 1; i++) {
    double before = p[i] - p[i - 1] * p[i - 1], after = p[i + 1] - p[i] * p[i], v = 1 - p[i];
    cost += 100 * (after * after) + v * v;
    d[i] = 200 * before - 400 * (after * p[i]) - 2 * v;
    largest = fabs(d[i]) > largest ? fabs(d[i]) : largest;
  }
  d[n - 1] = 200 * (p[n - 1] - p[n - 2] * p[n - 2]);
  *norm_of_d = fabs(d[n - 1]) > largest ? fabs(d[n - 1]) : largest;
  return cost;
}

#endif
