/*
** stencil.h - the points one component of a difference gradient needs
** Private to numdiff/.
*/
#ifndef GDL_NUMDIFF_STENCIL_H
#define GDL_NUMDIFF_STENCIL_H

#include <float.h>
#include <math.h>

#include "numdiff/numdiff.h"

/* Points of stencils handed over in one call of gdl_diff_values, at most; x
** itself may come before them. */
#define GDL_DIFF_BATCH 64
#define GDL_DIFF_POINTS (GDL_DIFF_BATCH + 1)

typedef enum gdl_stencil_kind {
  GDL_STENCIL_FIXED,       /* no room at all: the derivative counts as 0 */
  GDL_STENCIL_CENTRAL,     /* at[0] = x+h, at[1] = x-h */
  GDL_STENCIL_TWO_POINT,   /* at[0] = x+h or x-h; with f(x) */
  GDL_STENCIL_THREE_POINT  /* at[0] = x+h, at[1] = x+2h, or both below;
                           ** with f(x), second order */
} gdl_stencil_kind;

typedef struct gdl_stencil {
  gdl_stencil_kind kind;
  double x;
  double at[2];
  double span;             /* what a difference of two costs is divided by */
} gdl_stencil;

/* gdl_stencil_step - the step chosen for a component at x: a power of two
** near cbrt(eps) (central) or sqrt(eps) (forward) times max(|x|, 1); for
** extrapolation a first step near a tenth of that scale. */
double gdl_stencil_step (gdl_diff_mode mode, double x);

/* gdl_stencil_central, gdl_stencil_forward - the stencil of step h around x,
** its points inside [lower, upper]. 'literal': divide by h as it was given,
** not by the distance of the rounded points. 'favour' >= 1: a central
** stencil is taken until one to one side can have a step that many times
** longer. */
void gdl_stencil_central (gdl_stencil *s, double x, double h, int literal,
                          double lower, double upper, double favour);
void gdl_stencil_forward (gdl_stencil *s, double x, double h, int literal,
                          double lower, double upper);

/* gdl_stencil_place - the stencil that 'how' wants around x[i]. */
void gdl_stencil_place (const gdl_diff *how, const double *x, size_t i,
                        gdl_stencil *s);

/* gdl_stencil_count - how many of s->at[] there are. */
static inline size_t gdl_stencil_count (const gdl_stencil *s) {
  static const unsigned char count[] = {0, 2, 1, 2};
  return count[s->kind];
}

/* gdl_stencil_aside, gdl_stencil_aside_error - the two functions below for
** stencils that are not central. */
double gdl_stencil_aside (const gdl_stencil *s, double f, const double *v);
double gdl_stencil_aside_error (const gdl_stencil *s, double f,
                                const double *v);

/* gdl_stencil_quotient - the derivative, from the costs v[] at s->at[] and f
** at x. */
static inline double gdl_stencil_quotient (const gdl_stencil *s, double f,
                                           const double *v) {
  if (s->kind == GDL_STENCIL_CENTRAL)
    return (v[0] - v[1]) / s->span;
  return gdl_stencil_aside(s, f, v);
}

/* gdl_stencil_error - what rounding of the costs may contribute to it: each
** cost is known to half an eps. A difference of two over h (2h when it is
** central) suffers eps*|f|/h (half of that), three points four times it at
** most with their weights 3, 4 and 1 over 2h; twice that is claimed. */
static inline double gdl_stencil_error (const gdl_stencil *s, double f,
                                        const double *v) {
  if (s->kind != GDL_STENCIL_CENTRAL)
    return gdl_stencil_aside_error(s, f, v);
  double a = fabs(v[0]), b = fabs(v[1]), most = a > b ? a : b;
  return most == 0 ? 0 : DBL_EPSILON * (2 * most / fabs(s->span));
}

/* A batch of points of one gradient. */
typedef struct gdl_diff_batch {
  gdl_diff_values values;
  void *ctx;
  double *x;
  size_t count;
  gdl_diff_point points[GDL_DIFF_POINTS];
  double cost[GDL_DIFF_POINTS];
} gdl_diff_batch;

/* gdl_diff_batch_add - adds the points of component i. */
void gdl_diff_batch_add (gdl_diff_batch *b, size_t i, const gdl_stencil *s);

/* gdl_diff_batch_evaluate - fills 'cost'; x has its bits back on return. */
gdl_status gdl_diff_batch_evaluate (gdl_diff_batch *b);

/* gdl_diff_richardson - gdl_diff_gradient for GDL_DIFF_RICHARDSON. */
gdl_status gdl_diff_richardson (const gdl_diff *how, gdl_diff_values values,
                                void *ctx, double *x, size_t n, double f,
                                double *g, double *error);

#endif
