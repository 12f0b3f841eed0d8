/* chained.c - chained Rosenbrock: "descent n", cost, gradient and step; or
** "calls n", cost and gradient only, at two points in turn. */
#include "bench.h"
#include "chained.h"

static double *x, *y, *g;                /* g: in a descent where the next x is made */
static long n;
static int calls;

static void prepare (char **word) {
  calls = strcmp(word[0], "calls") == 0;
  n = atol(word[1]);
  x = aligned_alloc(64, ((size_t)n + 8) / 8 * 64);
  y = aligned_alloc(64, ((size_t)n + 8) / 8 * 64);
  g = aligned_alloc(64, ((size_t)n + 8) / 8 * 64);
}


/* The step from p to 'next'; the cost at p, and the norm of the gradient. One
** pass, since a run that stops at p keeps p. */
static double step (const double *restrict p, double *restrict next, double *norm_of_d) {
  double t = p[1] - p[0] * p[0], u = 1 - p[0], cost = 100 * (t * t) + u * u;
  double d = -400 * (t * p[0]) - 2 * u, largest = fabs(d);
  next[0] = p[0] - 1e-5 * d;
  for (long i = 1; i < n - 1; i++) {
    double before = p[i] - p[i - 1] * p[i - 1], after = p[i + 1] - p[i] * p[i], v = 1 - p[i];
    cost += 100 * (after * after) + v * v;
    double e = 200 * before - 400 * (after * p[i]) - 2 * v;
    largest = fabs(e) > largest ? fabs(e) : largest;
    next[i] = p[i] - 1e-5 * e;
  }
  d = 200 * (p[n - 1] - p[n - 2] * p[n - 2]);
  next[n - 1] = p[n - 1] - 1e-5 * d;
  *norm_of_d = fabs(d) > largest ? fabs(d) : largest;
  return cost;
}


static int descent (long count, double *out) {
  double *now_at = x, *next = g, largest;
  for (long k = 0; k < count; k++) {
    double cost = step(now_at, next, &largest);
    if (!is_finite(cost) || largest <= 1e-6)
      break;
    double *before = now_at;
    now_at = next;
    next = before;
  }
  out[0] = norm(now_at, n);
  return 1;
}


static int gradients (long count, double *out) {
  double sum = 0, largest;
  for (long i = 0; i < n; i++)
    y[i] = 0.9 * x[i];
  for (long k = 0; k < count; k++)
    sum += chained(n, k % 2 == 0 ? x : y, g, &largest);
  out[0] = sum;
  out[1] = g[0];
  return 2;
}


static int work (long count, double *out) {
  for (long i = 0; i < n; i++)
    x[i] = i % 2 == 0 ? -1.2 : 1.0;
  return calls ? gradients(count, out) : descent(count, out);
}
