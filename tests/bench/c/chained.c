/* chained.c - chained Rosenbrock: "descent n", cost, gradient and step; or
** "calls n", cost and gradient only. */
#include "bench.h"

static double *x, *g;
static long n;
static int calls;

static void prepare (char **word) {
  calls = strcmp(word[0], "calls") == 0;
  n = atol(word[1]);
  x = aligned_alloc(64, ((size_t)n + 8) / 8 * 64);
  g = aligned_alloc(64, ((size_t)n + 8) / 8 * 64);
}


/* The cost; each component of the gradient is written once, and computed from
** three of x: nothing is stored in between. */
static double cost_and_gradient (const double *restrict p, double *restrict d, double *norm_of_d) {
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


static int work (long count, double *out) {
  double sum = 0;
  for (long i = 0; i < n; i++)
    x[i] = i % 2 == 0 ? -1.2 : 1.0;
  for (long k = 0; k < count; k++) {
    double largest;
    if (calls) {
      x[0] = (double)(k + 1) / (double)count;
      sum += cost_and_gradient(x, g, &largest);
      sum += g[0];
      continue;
    }
    double cost = cost_and_gradient(x, g, &largest);
    if (!is_finite(cost) || largest <= 1e-6)
      break;
    for (long i = 0; i < n; i++)
      x[i] -= 1e-5 * g[i];
  }
  out[0] = calls ? sum : norm(x, n);
  return 1;
}
