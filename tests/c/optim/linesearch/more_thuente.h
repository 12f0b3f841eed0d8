/*
** more_thuente.h - the six test functions of More and Thuente 1994
** "Line search algorithms with guaranteed sufficient decrease", ACM TOMS 20,
** section 5: functions of one variable, searched from 0.
*/
#ifndef GDL_TESTS_OPTIM_MORE_THUENTE_H
#define GDL_TESTS_OPTIM_MORE_THUENTE_H

#include <math.h>
#include <stddef.h>

#define PI 3.14159265358979323846


static inline double phi1 (const double *x, double *g, size_t n) {
  double a = *x, q = a*a + 2;
  (void)n;
  *g = (a*a - 2) / (q*q);
  return -a / q;
}

static inline double phi2 (const double *x, double *g, size_t n) {
  double a = *x + 0.004;
  (void)n;
  *g = 5*pow(a, 4) - 8*pow(a, 3);
  return pow(a, 5) - 2*pow(a, 4);
}

static inline double phi3 (const double *x, double *g, size_t n) {
  double a = *x, b = 0.01, l = 39, f;
  (void)n;
  if (a <= 1 - b) {
    f = 1 - a;
    *g = -1;
  }
  else if (a >= 1 + b) {
    f = a - 1;
    *g = 1;
  }
  else {
    f = (a - 1)*(a - 1) / (2*b) + b/2;
    *g = (a - 1) / b;
  }
  *g += (1 - b) * cos(l*PI/2*a);
  return f + 2*(1 - b) / (l*PI) * sin(l*PI/2*a);
}

static inline double yanai (double a, double *g, double b1, double b2) {
  double c1 = sqrt(1 + b1*b1) - b1, c2 = sqrt(1 + b2*b2) - b2;
  double r1 = sqrt((1 - a)*(1 - a) + b2*b2), r2 = sqrt(a*a + b1*b1);
  *g = c1*(a - 1)/r1 + c2*a/r2;
  return c1*r1 + c2*r2;
}

static inline double phi4 (const double *x, double *g, size_t n) {
  (void)n;
  return yanai(*x, g, 0.001, 0.001);
}

static inline double phi5 (const double *x, double *g, size_t n) {
  (void)n;
  return yanai(*x, g, 0.01, 0.001);
}

static inline double phi6 (const double *x, double *g, size_t n) {
  (void)n;
  return yanai(*x, g, 0.001, 0.01);
}

#endif
