/* chained.c - chained Rosenbrock: "descent n", cost, gradient and step; or
** "calls n", cost and gradient only. */
#include "bench.h"
#include "chained.h"

static double *x, *g;
static long n;
static int calls;

static void prepare (char **word) {
  calls = strcmp(word[0], "calls") == 0;
  n = atol(word[1]);
  x = aligned_alloc(64, ((size_t)n + 8) / 8 * 64);
  g = aligned_alloc(64, ((size_t)n + 8) / 8 * 64);
}


static int work (long count, double *out) {
  double sum = 0;
  for (long i = 0; i < n; i++)
    x[i] = i % 2 == 0 ? -1.2 : 1.0;
  for (long k = 0; k < count; k++) {
    double largest;
    if (calls) {
      x[0] = (double)(k + 1) / (double)count;
      sum += chained(n, x, g, &largest);
      sum += g[0];
      continue;
    }
    double cost = chained(n, x, g, &largest);
    if (!is_finite(cost) || largest <= 1e-6)
      break;
    for (long i = 0; i < n; i++)
      x[i] -= 1e-5 * g[i];
  }
  out[0] = calls ? sum : norm(x, n);
  return 1;
}
