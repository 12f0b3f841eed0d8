/*
** stencil.c - the points one component of a difference gradient needs
*/
#include "numdiff/stencil.h"

#include <float.h>
#include <math.h>

/* Exponents of the chosen steps: cbrt(eps) = 2^-17.3, sqrt(eps) = 2^-26. */
#define CENTRAL_EXPONENT  (-17)
#define FORWARD_EXPONENT  (-26)

/* The first step of an extrapolation is 3*2^-5 = 0.094: short enough for a
** series, and no divisor of the round periods that costs are given. */
#define FIRST_EXPONENT    (-5)


double gdl_stencil_step (gdl_diff_mode mode, double x) {
  int scale = 0;
  if (isfinite(x) && fabs(x) >= 1) {
    (void)frexp(x, &scale);
    scale--;                                    /* 2^scale <= |x| */
  }
  switch (mode) {
    case GDL_DIFF_CENTRAL: return ldexp(1, scale + CENTRAL_EXPONENT);
    case GDL_DIFF_FORWARD: return ldexp(1, scale + FORWARD_EXPONENT);
    case GDL_DIFF_RICHARDSON: break;
  }
  return ldexp(3, scale + FIRST_EXPONENT);
}


static double clamp (double at, double lower, double upper) {
  return at < lower ? lower : at > upper ? upper : at;
}


void gdl_stencil_central (gdl_stencil *s, double x, double h, int literal,
                          double lower, double upper, double favour) {
  s->x = x;
  s->at[0] = x + h;
  s->at[1] = x - h;
  s->kind = GDL_STENCIL_CENTRAL;
  if (s->at[0] <= upper && s->at[1] >= lower) {
    s->span = literal ? 2*h : s->at[0] - s->at[1];
    return;
  }
  if (lower >= upper) {
    s->kind = GDL_STENCIL_FIXED;
    return;
  }
  double above = upper - x, below = x - lower;
  double both = fmin(above, below);
  double aside = fmin(h, fmax(above, below) / 2);
  if (both * favour >= aside) {
    both = fmin(h, both);
    s->at[0] = clamp(x + both, lower, upper);
    s->at[1] = clamp(x - both, lower, upper);
    s->span = s->at[0] - s->at[1];
  }
  else {
    double d = above >= below ? aside : -aside;
    s->kind = GDL_STENCIL_THREE_POINT;
    s->at[0] = clamp(x + d, lower, upper);
    s->at[1] = clamp(x + 2*d, lower, upper);
    s->span = s->at[0] - x;
  }
}


void gdl_stencil_forward (gdl_stencil *s, double x, double h, int literal,
                          double lower, double upper) {
  s->x = x;
  s->kind = GDL_STENCIL_TWO_POINT;
  if (x + h <= upper) {
    s->at[0] = x + h;
    s->span = literal ? h : s->at[0] - x;
  }
  else if (lower >= upper)
    s->kind = GDL_STENCIL_FIXED;
  else if (x - h >= lower) {
    s->at[0] = x - h;
    s->span = literal ? -h : s->at[0] - x;
  }
  else {
    s->at[0] = upper - x >= x - lower ? upper : lower;
    s->span = s->at[0] - x;
  }
}


/* The parabola through x, x+p and x+q, q = 2p but for rounding. Where there is
** room for one point only, the two fall together or p on x. */
static double three_point (const gdl_stencil *s, double f, const double *v) {
  double p = s->at[0] - s->x, q = s->at[1] - s->x;
  if (p == 0 || p == q)
    return (v[1] - f) / q;
  return ((v[0] - f) / p * q - (v[1] - f) / q * p) / (q - p);
}


double gdl_stencil_aside (const gdl_stencil *s, double f, const double *v) {
  if (s->kind == GDL_STENCIL_FIXED)
    return 0;
  if (s->kind == GDL_STENCIL_TWO_POINT)
    return (v[0] - f) / s->span;
  return three_point(s, f, v);
}


double gdl_stencil_aside_error (const gdl_stencil *s, double f,
                                const double *v) {
  double h = fabs(s->span), most;
  if (s->kind == GDL_STENCIL_FIXED)
    return 0;
  if (s->kind == GDL_STENCIL_TWO_POINT)
    most = 2 * fmax(fabs(v[0]), fabs(f));
  else {
    h = fmax(h, fabs(s->at[1] - s->x) / 2);
    most = 4 * fmax(fmax(fabs(v[0]), fabs(v[1])), fabs(f));
  }
  return most == 0 ? 0 : DBL_EPSILON * (most / h);
}
