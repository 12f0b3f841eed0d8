/*
** saddles.h - costs with saddles
*/
#ifndef GDL_TESTS_OPTIM_SADDLES_H
#define GDL_TESTS_OPTIM_SADDLES_H

#include "run.h"

/* x^2 - y^2 + y^4/2: a saddle at 0, minima of -1/2 at (0, 1) and (0, -1). */
static inline double cost_saddle (const double *x, double *g, size_t n) {
  (void)n;
  if (g) {
    g[0] = 2*x[0];
    g[1] = -2*x[1] + 2*x[1]*x[1]*x[1];
  }
  return x[0]*x[0] - x[1]*x[1] + x[1]*x[1]*x[1]*x[1]/2;
}


/* Many such pairs. */
static inline double cost_saddles (const double *x, double *g, size_t n) {
  double s = 0;
  for (size_t i = 0; i + 1 < n; i += 2)
    s += cost_saddle(x + i, g ? g + i : NULL, 2);
  return s;
}

/* No gradient tells the way out of this line to the saddle. */
static const double on_the_ridge[2] = {1, 0};

/* And here it does; or hardly does. */
static const double beside_it[2] = {1, 1e-3};
static const double hardly_beside_it[2] = {1, 1e-9};

#endif
