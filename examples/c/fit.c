/*
** fit.c - the volume of a gas under pressure: a curve through measured points
** The data are Misra1a of the NIST Statistical Reference Datasets, whose answer
** is certified: b1 = 238.94212918, b2 = 0.00055015643181.
**
**   cc fit.c $(pkg-config --cflags --libs gdlua) -lm -o fit && ./fit
*/
#include <gdlua.h>
#include <math.h>
#include <stdio.h>

#define ROWS 14

static const double x[ROWS] = {77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8,
                               378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0},
                    y[ROWS] = {10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02,
                               44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78};

/* What the model b1*(1 - exp(-b2*x)) is above the points. */
static int residual (void *ctx, const double *b, double *r) {
  (void)ctx;
  for (int i = 0; i < ROWS; i++)
    r[i] = b[0]*(1 - exp(-b[1]*x[i])) - y[i];
  return 0;
}

static int jacobian (void *ctx, const double *b, double *r, double *jac) {
  for (int i = 0; i < ROWS; i++) {
    jac[2*i] = 1 - exp(-b[1]*x[i]);
    jac[2*i + 1] = b[0]*x[i]*exp(-b[1]*x[i]);
  }
  return residual(ctx, b, r);
}

int main (void) {
  double b[2] = {500, 0.0001};
  gdl_function f = {.n = 2, .residuals = ROWS, .residual = residual, .jacobian = jacobian};
  gdl_outcome out;
  if (gdl_minimize(&f, NULL, b, &out) != GDL_OK || !out.converged) {
    fprintf(stderr, "fit: %s\n", out.reason);
    return 1;
  }
  printf("%s\n", out.reason);
  printf("b1 = %.10g, b2 = %.10g\n", b[0], b[1]);
  printf("sum of squares %.10g after %d evaluations\n", 2*out.cost, (int)out.evaluations);
  return 0;
}
