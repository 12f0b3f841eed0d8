/* logistic.c - logistic regression, 10,000 rows of 20. */
#include "bench.h"

#define ROWS 10000
#define COLS 20

static double X[ROWS][COLS], y[ROWS];

/* The same numbers as in exact/logistic.lua. */
static void make_data (void) {
  unsigned s = 1;
  for (int i = 0; i < ROWS; i++) {
    double sum = 0;
    for (int j = 0; j < COLS; j++) {
      s = s * 1103515245u + 12345u;
      X[i][j] = (double)((s >> 16) & 0x7fff) / 16384.0 - 1;
      sum += X[i][j] * (j % 2 == 0 ? 1 : -1);
    }
    y[i] = sum > 0 ? 1 : 0;
  }
}


static double cost_and_gradient (const double *w, double *g) {
  double cost = 0;
  for (int j = 0; j < COLS; j++)
    g[j] = 0;
  for (int i = 0; i < ROWS; i++) {
    double z = 0;
    for (int j = 0; j < COLS; j++)
      z += X[i][j] * w[j];
    double e = exp(-fabs(z)), p = z >= 0 ? 1 / (1 + e) : e / (1 + e);
    cost += (z > 0 ? z : 0) + log1p(e) - y[i] * z;
    for (int j = 0; j < COLS; j++)
      g[j] += (p - y[i]) * X[i][j];
  }
  for (int j = 0; j < COLS; j++)
    g[j] /= ROWS;
  return cost / ROWS;
}


int main (int argc, char **argv) {
  double w[COLS] = {0}, g[COLS];
  long epochs = argc > 1 ? atol(argv[1]) : 1;
  make_data();
  double cost = 0, began = bench_now();
  for (long k = 0; k < epochs; k++) {
    cost = cost_and_gradient(w, g);
    for (int j = 0; j < COLS; j++)
      w[j] -= 0.5 * g[j];
  }
  cost = cost_and_gradient(w, g);
  return bench_report(began, epochs, cost, w, COLS);
}
