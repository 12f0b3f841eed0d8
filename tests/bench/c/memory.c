/* memory.c - descent of the sum of squares of 10^7 numbers: cost, norm of the
** gradient and the step in one pass. */
#include "bench.h"
#include <sys/mman.h>

#define N 10000000

static double *x;

static void prepare (char **word) {
  (void)word;
  size_t bytes = (N * sizeof *x + 0x1fffff) / 0x200000 * 0x200000;
  x = aligned_alloc(0x200000, bytes);
#ifdef MADV_HUGEPAGE
  madvise(x, bytes, MADV_HUGEPAGE);      /* large pages, where there are any */
#endif
}


static int work (long count, double *out) {
  double first = pow(0.998, 520);        /* where gdlua is when it has warmed up */
  for (long i = 0; i < N; i++)
    x[i] = first;
  double began = now();
  for (long k = 0; k < count; k++) {
    double cost = 0, largest = 0;
    for (long i = 0; i < N; i++) {
      double v = x[i], g = 2 * v;
      cost += v * v;
      largest = fabs(g) > largest ? fabs(g) : largest;
      x[i] = v - 1e-3 * g;
    }
    if (!is_finite(cost) || largest <= 1e-6)
      break;
  }
  per_unit = (now() - began) / (double)count;
  out[0] = x[0];
  out[1] = x[N - 1];
  return 2;
}
