/* logistic.c - logistic regression, 10,000 rows of 20: "gd" and "adam" with all
** rows, "batch" with 32 at a time, "shuffled" in a new order every epoch. */
#include "bench.h"

#define ROWS 10000
#define COLS 20
#define BLOCK 80

static double X[ROWS][COLS] __attribute__((aligned(64))), y[ROWS];
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


/* Cost and gradient of n <= BLOCK rows, added to 'g'; in three loops, so that
** each works on vectors: exp and log by those of the C library's libmvec. */
static inline double some_rows (const double *restrict w, double *restrict g,
                                const double (*restrict A)[COLS], const double *restrict label, int n) {
  double z[BLOCK] __attribute__((aligned(64))), sum[COLS] = {0}, cost = 0;
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j < COLS; j++)
      s += A[i][j] * w[j];
    z[i] = s;
  }
  for (int i = 0; i < n; i++) {
    double e = exp(-fabs(z[i])), q = 1 / (1 + e);
    cost += (z[i] > 0 ? z[i] : 0) + log(1 + e) - label[i] * z[i];
    z[i] = (z[i] >= 0 ? q : e * q) - label[i];
  }
  for (int i = 0; i < n; i++)
    for (int j = 0; j < COLS; j++)
      sum[j] += z[i] * A[i][j];
  for (int j = 0; j < COLS; j++)
    g[j] += sum[j];
  return cost;
}


/* The same of n rows from place 'from' of the order on; the mean. */
static double cost_and_gradient (const double *w, double *g, int from, int n) {
  static double rows[BLOCK][COLS] __attribute__((aligned(64))), label[BLOCK];
  double cost = 0;
  memset(g, 0, COLS * sizeof *g);
  for (int end = from + n, m; from < end; from += m) {
    m = end - from < BLOCK ? end - from : BLOCK;
    if (!shuffled) {
      cost += some_rows(w, g, X + from, y + from, m);
      continue;
    }
    for (int i = 0; i < m; i++) {
      memcpy(rows[i], X[order[from + i]], sizeof rows[i]);
      label[i] = y[order[from + i]];
    }
    cost += some_rows(w, g, rows, label, m);
  }
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
