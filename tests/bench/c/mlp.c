/* mlp.c - a network of 8 inputs, 32 hidden units and one output, 256 samples:
** mean squared error and Adam. */
#include "bench.h"

#define SAMPLES 256
#define INPUTS 8
#define HIDDEN 32
#define COUNT (INPUTS * HIDDEN + 2 * HIDDEN + 1)

static double X[SAMPLES][INPUTS], y[SAMPLES], first[COUNT];

static void prepare (char **word) {
  (void)word;
  for (int i = 0; i < SAMPLES; i++) {
    for (int j = 0; j < INPUTS; j++)
      X[i][j] = draw();
    y[i] = X[i][0] * X[i][1] - X[i][2];
  }
  for (int k = 0; k < INPUTS * HIDDEN; k++)
    first[k] = 0.5 * draw();
  for (int j = 0; j < HIDDEN; j++) {
    first[INPUTS * HIDDEN + j] = 0.5 * draw();
    first[INPUTS * HIDDEN + HIDDEN + j] = 0.5 * draw();
  }
}


/* The weights: W by rows, b, w, c. All inner loops run over hidden units. */
static double cost_and_gradient (const double *restrict p, double *restrict g) {
  const double *b = p + INPUTS * HIDDEN, *w = b + HIDDEN;
  double *gb = g + INPUTS * HIDDEN, *gw = gb + HIDDEN;
  double cost = 0, last = p[COUNT - 1];
  memset(g, 0, COUNT * sizeof *g);
  for (int i = 0; i < SAMPLES; i++) {
    double h[HIDDEN], out = last;
    for (int j = 0; j < HIDDEN; j++) {
      double z = b[j];
      for (int k = 0; k < INPUTS; k++)
        z += X[i][k] * p[k * HIDDEN + j];
      h[j] = z;
    }
    for (int j = 0; j < HIDDEN; j++)
      h[j] = 1 - 2 / (exp(2 * h[j]) + 1);    /* tanh */
    for (int j = 0; j < HIDDEN; j++)
      out += h[j] * w[j];
    double e = out - y[i], d = 2 * e / SAMPLES;
    cost += e * e;
    g[COUNT - 1] += d;
    for (int j = 0; j < HIDDEN; j++) {
      gw[j] += d * h[j];
      h[j] = d * w[j] * (1 - h[j] * h[j]);
      gb[j] += h[j];
    }
    for (int k = 0; k < INPUTS; k++)
      for (int j = 0; j < HIDDEN; j++)
        g[k * HIDDEN + j] += h[j] * X[i][k];
  }
  return cost / SAMPLES;
}


static int work (long count, double *out) {
  static double p[COUNT], g[COUNT], m[COUNT], v[COUNT];
  memcpy(p, first, sizeof p);
  memset(m, 0, sizeof m);
  memset(v, 0, sizeof v);
  for (long t = 1; t <= count; t++) {
    double cost = cost_and_gradient(p, g), largest = 0;
    for (int k = 0; k < COUNT; k++)
      largest = fabs(g[k]) > largest ? fabs(g[k]) : largest;
    if (!is_finite(cost) || largest <= 1e-6)
      break;
    double a = 1 - pow(0.9, (double)t), b = 1 - pow(0.999, (double)t);
    for (int k = 0; k < COUNT; k++) {
      m[k] = 0.9 * m[k] + 0.1 * g[k];
      v[k] = 0.999 * v[k] + 0.001 * g[k] * g[k];
      p[k] -= 0.001 * (m[k] / a) / (sqrt(v[k] / b) + 1e-8);
    }
  }
  out[0] = norm(p, INPUTS * HIDDEN);
  out[1] = norm(p + INPUTS * HIDDEN + HIDDEN, HIDDEN);
  return 2;
}
