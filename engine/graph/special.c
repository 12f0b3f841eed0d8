/*
** special.c - digamma and polygamma functions
** Abramowitz and Stegun 1964, chapter 6: recurrence (6.3.5, 6.4.6), reflection
** (6.3.7, 6.4.7), asymptotic series (6.3.18, 6.4.11).
*/
#define _GNU_SOURCE  /* M_PI */
#include "graph/special.h"

#include <stddef.h>

/* The zero of digamma at 1.46, as a sum. */
#define ZERO_HIGH  1.4616321449683622
#define ZERO_LOW   9.5499954299656973e-17

/* The polynomial of degree 21 in x - 1.5 through digamma(x) / (x - zero) at the
** Chebyshev points of [1, 2]; relative error 1e-17. */
static const double near_zero[] = {
  0.95105587603183295,
  -0.42362742128146053,
  0.24054248424077421,
  -0.14840492305390884,
  0.09498872445494122,
  -0.061922133273064534,
  0.040760833812420738,
  -0.026975796756138249,
  0.0179072524394512,
  -0.011908218001568644,
  0.0079269446464037968,
  -0.0052799648732574046,
  0.0035190064015022762,
  -0.0023452676325407692,
  0.0015566317474486838,
  -0.0010376374098418604,
  0.00072332662792875537,
  -0.00048219905305667889,
  0.0002272331660987376,
  -0.00015148586836773365,
  0.00025968482126430747,
  -0.00017312261802727394,
};

#define NEAR_ZERO  (sizeof(near_zero) / sizeof(near_zero[0]))

/* Bernoulli numbers 2, 4, 6, ... */
static const double bernoulli[] = {
  1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6,
  -3617.0 / 510, 43867.0 / 798, -174611.0 / 330, 854513.0 / 138,
  -236364091.0 / 2730, 8553103.0 / 6, -23749461029.0 / 870,
  8615841276005.0 / 14322
};

#define BERNOULLI  (sizeof(bernoulli) / sizeof(bernoulli[0]))
#define DIGAMMA_TERMS 8
#define DIGAMMA_LARGE 10.0    /* where the series has enough of those terms */


/* digamma on [1, 2]. */
static double digamma_near_zero (double x) {
  double t = x - 1.5, p = near_zero[NEAR_ZERO - 1];
  for (size_t k = NEAR_ZERO - 1; k-- > 0; )
    p = p * t + near_zero[k];
  return ((x - ZERO_HIGH) - ZERO_LOW) * p;
}


/* log(x) - 1/(2x) - sum of B(2k) / (2k x^(2k)) */
static double digamma_large (double x) {
  double z = 1 / x, z2 = z * z, s = 0;
  for (int k = DIGAMMA_TERMS; k >= 1; k--)
    s = (s + bernoulli[k - 1] / (2 * k)) * z2;
  return log(x) - (0.5 * z + s);
}


/* cot(pi x); x is not whole. */
static double cot_pi (double x) {
  double r = x - nearbyint(x);    /* exact, as 0.5 - |r| is below */
  if (fabs(r) <= 0.25)
    return 1 / tan(M_PI * r);
  return copysign(tan(M_PI * (0.5 - fabs(r))), r);
}


double gdl_digamma (double x) {
  if (x == 0)
    return -1 / x;
  if (x < 0) {
    if (x == floor(x))    /* -inf as well */
      return NAN;
    return gdl_digamma(1 - x) - M_PI * cot_pi(x);
  }
  if (!(x < DIGAMMA_LARGE))    /* NaN as well */
    return x == INFINITY ? x : digamma_large(x);
  if (x < 1)
    return digamma_near_zero(1 + x) - 1 / x;
  double s = 0;
  for (; x > 2; x -= 1)
    s += 1 / (x - 1);
  return s + digamma_near_zero(x);
}


static double factorial (int n) {
  double f = 1;
  for (int k = 2; k <= n; k++)
    f *= k;
  return f;
}


/* |derivative m of digamma| at large x: (m-1)!/x^m + m!/(2 x^(m+1)) +
** sum of B(2k) (2k+m-1)!/(2k)! / x^(2k+m). */
static double polygamma_large (int m, double x) {
  double z2 = 1 / (x * x), s = 0, f[BERNOULLI];
  f[0] = m + 1;                        /* (2k+m-1)! / (2k)! / (m-1)!, k = 1 */
  f[0] *= m / 2.0;
  for (size_t k = 1; k < BERNOULLI; k++) {
    double two_k = 2.0 * (double)(k + 1);
    f[k] = f[k - 1] * ((two_k + m - 1) / two_k) * ((two_k + m - 2) / (two_k - 1));
  }
  for (size_t k = BERNOULLI; k-- > 0; )
    s = (s + bernoulli[k] * f[k]) * z2;
  return factorial(m - 1) * pow(x, -m) * (1 + (m / (2 * x) + s));
}


/* The same for x > 0, up by the recurrence to where the series has enough
** terms; all of one sign. */
static double polygamma_positive (int m, double x) {
  double s = 0, large = 16 + m;
  for (; x < large; x += 1)
    s += pow(x, -(m + 1));
  return polygamma_large(m, x) + factorial(m) * s;
}


/* pi^n: the last digits of pi, PI_REST of it, count n times. */
#define PI_REST  3.8981718325193755e-17

static double power_of_pi (int n) {
  double p = pow(M_PI, n);
  return p + p * (n * PI_REST);
}


/* Derivative m of pi cot(pi x): with d cot(t) / dt = -(1 + cot(t)^2) a
** polynomial in the cotangent, its coefficients whole numbers. */
static double cot_derivative (int m, double x) {
  double p[GDL_POLYGAMMA_MAX + 3] = {0, 1}, c = cot_pi(x), s = 0;
  for (int k = 0; k < m; k++) {
    double q[GDL_POLYGAMMA_MAX + 3] = {0};
    for (int j = 1; j <= k + 1; j++) {
      q[j - 1] -= j * p[j];
      q[j + 1] -= j * p[j];
    }
    for (int j = 0; j <= k + 2; j++)
      p[j] = q[j];
  }
  for (int j = m + 1; j >= 0; j--)
    s = s * c + p[j];
  return power_of_pi(m + 1) * s;
}


double gdl_polygamma (double order, double x) {
  if (!(order >= 0 && order <= GDL_POLYGAMMA_MAX && order == floor(order)))
    return NAN;
  int m = (int)order;
  if (m == 0)
    return gdl_digamma(x);
  double sign = m % 2 == 0 ? -1 : 1;
  if (x > 0)
    return sign * (x == INFINITY ? 0 : polygamma_positive(m, x));
  if (x == 0 || x == floor(x))
    return x == -INFINITY || x != x ? NAN
           : sign > 0 ? INFINITY : x == 0 ? -1 / x : NAN;
  /* (-1)^m times that at 1 - x: its own sign cancels */
  double mirrored = -polygamma_positive(m, 1 - x);
  return mirrored - cot_derivative(m, x);
}
