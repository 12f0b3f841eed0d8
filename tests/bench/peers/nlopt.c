/* nlopt.c - chained Rosenbrock by NLopt's L-BFGS, n = 1000, five corrections:
** time per evaluation. */
#include "bench.h"
#include "chained.h"
#include <nlopt.h>

#define N 1000

static long calls;
static nlopt_opt solver;

static double evaluate (unsigned n, const double *p, double *d, void *data) {
  (void)data;
  static double unused[N];
  double largest;
  calls++;
  return chained(n, p, d ? d : unused, &largest);
}


static void prepare (char **word) {
  (void)word;
  solver = nlopt_create(NLOPT_LD_LBFGS, N);
  nlopt_set_min_objective(solver, evaluate, NULL);
  nlopt_set_vector_storage(solver, 5);
  nlopt_set_ftol_rel(solver, 1e-15);
  nlopt_set_maxeval(solver, 20000);
}


static int work (long count, double *out) {
  static double x[N];
  double began = now();
  calls = 0;
  for (long k = 0; k < count; k++) {
    for (int i = 0; i < N; i++)
      x[i] = i % 2 == 0 ? -1.2 : 1.0;
    nlopt_optimize(solver, x, out);
  }
  per_unit = (now() - began) / (double)calls;
  return 1;
}
