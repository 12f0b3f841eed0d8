/* lbfgs.c - L-BFGS with M corrections on the chained Rosenbrock function, from
** (0.5, 1.5, 0.5, ...) to a gradient of 1e-6, or, with "two", on that of two
** variables from (-1.2, 1) to 1e-8: time a solution. words: n, or "two". */
#include "bench.h"
#include "chained.h"

#define M 10

static long n, calls;
static double tolerance, *x, *g, *d, *next, *g_next, *s[M], *y[M], rho[M];

static double *doubles (long count) {
  return aligned_alloc(64, (size_t)(count * 8 + 63) / 64 * 64);
}


static void prepare (char **word) {
  int two = strcmp(word[0], "two") == 0;
  n = two ? 2 : atol(word[0]);
  tolerance = two ? 1e-8 : 1e-6;
  x = doubles(n), g = doubles(n), d = doubles(n), next = doubles(n), g_next = doubles(n);
  for (int k = 0; k < M; k++)
    s[k] = doubles(n), y[k] = doubles(n);
}


static double dot (const double *restrict a, const double *restrict b) {
  double sum = 0;
  for (long i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}


/* The direction -H g by the two loops. */
static void direction (int newest, int count, double scale) {
  double alpha[M];
  for (long i = 0; i < n; i++)
    d[i] = -g[i];
  for (int c = 0, k = newest; c < count; c++, k = (k + M - 1) % M) {
    alpha[k] = rho[k] * dot(s[k], d);
    for (long i = 0; i < n; i++)
      d[i] -= alpha[k] * y[k][i];
  }
  for (long i = 0; i < n; i++)
    d[i] *= scale;
  for (int c = 0, k = (newest + M - count + 1) % M; c < count; c++, k = (k + 1) % M) {
    double a = alpha[k] - rho[k] * dot(y[k], d);
    for (long i = 0; i < n; i++)
      d[i] += a * s[k][i];
  }
}


/* A step with sufficient decrease and less of its slope: widened, or between
** the two last by the cubic through them. Answers the cost there. */
static double search (double cost, double slope, double *norm) {
  double t = 1, low = 0, high = 0, f_low = cost, s_low = slope;
  for (int k = 0; k < 30; k++) {
    for (long i = 0; i < n; i++)
      next[i] = x[i] + t * d[i];
    double f = chained(n, next, g_next, norm), now_slope = dot(g_next, d);
    calls++;
    if (!is_finite(f) || f > cost + 1e-4 * t * slope || f >= f_low + 1e-12 * fabs(f_low))
      high = t;
    else if (fabs(now_slope) <= -0.9 * slope)
      return f;
    else if (now_slope > 0)
      high = t;
    else {
      low = t, f_low = f, s_low = now_slope;
      if (high == 0) {
        t *= 2.5;
        continue;
      }
    }
    double width = high - low, mid = low + width / 2;
    if (is_finite(f) && t == high) {
      double z = 3 * (f_low - f) / width + s_low + now_slope, w = z * z - s_low * now_slope;
      if (w > 0) {
        w = sqrt(w);
        mid = high - width * (now_slope + w - z) / (now_slope - s_low + 2 * w);
      }
    }
    t = mid > low + 0.1 * width && mid < high - 0.1 * width ? mid : low + width / 2;
  }
  return cost;
}


static double solve (void) {
  double norm, scale;
  for (long i = 0; i < n; i++)
    x[i] = n == 2 ? (i == 0 ? -1.2 : 1) : i % 2 == 0 ? 0.5 : 1.5;
  double cost = chained(n, x, g, &norm);
  calls++;
  scale = 1 / norm;
  int count = 0, newest = M - 1;
  while (norm > tolerance) {
    direction(newest, count, scale);
    double slope = dot(g, d), better = search(cost, slope, &norm);
    if (better >= cost && norm > tolerance && count == 0)
      break;
    newest = (newest + 1) % M;
    double sy = 0, yy = 0, *restrict to_s = s[newest], *restrict to_y = y[newest];
    for (long i = 0; i < n; i++) {
      to_s[i] = next[i] - x[i];
      to_y[i] = g_next[i] - g[i];
      sy += to_s[i] * to_y[i];
      yy += to_y[i] * to_y[i];
    }
    double *swap = x;
    x = next, next = swap;
    swap = g, g = g_next, g_next = swap;
    cost = better;
    if (sy > 0) {
      rho[newest] = 1 / sy;
      scale = sy / yy;
      count += count < M;
    }
    else
      newest = (newest + M - 1) % M;
  }
  return cost;
}


static int work (long count, double *out) {
  for (long k = 0; k < count; k++)
    out[0] = solve();
  out[0] = norm(x, n);
  return 1;
}
