/* logistic.c - logistic regression, 10,000 rows of 20: "gd" and "adam" with all
** rows, "batch" with 32 at a time, "shuffled" in a new order every epoch. */
#include "bench.h"

#define ROWS 10000
#define COLS 20
#define BLOCK 256

static double X[ROWS][COLS], y[ROWS];
static int order[ROWS];
static int adam, shuffled, batch = ROWS;

static void prepare (char **word) {
  adam = strcmp(word[0], "adam") == 0;
  shuffled = strcmp(word[0], "shuffled") == 0;
  if (shuffled || strcmp(word[0], "batch") == 0)
    batch = 32;
  for (int i = 0; i < ROWS; i++) {
    double sum = 0;
    for (int j = 0; j < COLS; j++) {
      X[i][j] = draw();
      sum += j % 2 == 0 ? X[i][j] : -X[i][j];
    }
    y[i] = sum > draw() ? 1 : 0;
    order[i] = i;
  }
}


/* Cost and gradient of up to BLOCK rows, added to 'g',
** from place 'from' of the order on; in steps, so that exp and log work on vectors. */
static double some_rows (const double *restrict w, double *restrict g, int from, int n) {
  double z[BLOCK], label[BLOCK], cost = 0;
  for (int i = 0; i < n; i++) {
    int k = shuffled ? order[from + i] : from + i;
    const double *restrict row = X[k];
    double s = 0;
    for (int j = 0; j < COLS; j++)
      s += row[j] * w[j];
    z[i] = s;
    label[i] = y[k];
  }
  for (int i = 0; i < n; i++) {
    double e = exp(-fabs(z[i])), p = z[i] >= 0 ? 1 / (1 + e) : e / (1 + e);
    cost += (z[i] > 0 ? z[i] : 0) + log1p(e) - label[i] * z[i];
    z[i] = p - label[i];
  }
  for (int i = 0; i < n; i++) {
    const double *restrict row = X[shuffled ? order[from + i] : from + i];
    for (int j = 0; j < COLS; j++)
      g[j] += z[i] * row[j];
  }
  return cost;
}


static double cost_and_gradient (const double *w, double *g, int from, int n) {
  double cost = 0;
  memset(g, 0, COLS * sizeof *g);
  for (int i = 0; i < n; i += BLOCK)
    cost += some_rows(w, g, from + i, n - i < BLOCK ? n - i : BLOCK);
  for (int j = 0; j < COLS; j++)
    g[j] /= n;
  return cost / n;
}


static void shuffle (void) {
  static unsigned long long s = 88172645463325252ULL;
  for (int i = ROWS - 1; i > 0; i--) {
    s ^= s << 13;
    s ^= s >> 7;
    s ^= s << 17;
    int j = (int)((s >> 32) * (unsigned long long)(i + 1) >> 32), k = order[i];
    order[i] = order[j];
    order[j] = k;
  }
}


static void update (double *w, const double *g, double *m, double *v, double t) {
  double a = 1 - pow(0.9, t), b = 1 - pow(0.999, t);
  for (int j = 0; j < COLS; j++) {
    m[j] = 0.9 * m[j] + 0.1 * g[j];
    v[j] = 0.999 * v[j] + 0.001 * g[j] * g[j];
    w[j] -= 0.001 * (m[j] / a) / (sqrt(v[j] / b) + 1e-8);
  }
}


static int work (long count, double *out) {
  double w[COLS] = {0}, g[COLS], m[COLS] = {0}, v[COLS] = {0};
  for (long k = 0, t = 0; k < count; k++) {
    double total = 0, largest = 0, mean[COLS] = {0};
    if (shuffled)
      shuffle();
    for (int from = 0; from < ROWS; from += batch) {
      int n = ROWS - from < batch ? ROWS - from : batch;
      total += n * cost_and_gradient(w, g, from, n);
      for (int j = 0; j < COLS; j++)
        mean[j] += n * g[j] / ROWS;
      if (adam)
        update(w, g, m, v, (double)++t);
      else
        for (int j = 0; j < COLS; j++)
          w[j] -= 0.01 * g[j];
    }
    for (int j = 0; j < COLS; j++)
      largest = fmax(largest, fabs(mean[j]));
    if (!is_finite(total) || largest <= 1e-6)
      break;
  }
  out[0] = norm(w, COLS);
  return 1;
}
