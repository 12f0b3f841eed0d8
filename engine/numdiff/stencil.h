/*
** stencil.h - the points one component of a difference gradient needs
** Private to numdiff/.
*/
#ifndef GDL_NUMDIFF_STENCIL_H
#define GDL_NUMDIFF_STENCIL_H

#include "numdiff/numdiff.h"

/* Points handed over in one call of gdl_diff_values, at most. */
#define GDL_DIFF_BATCH 64

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

/* gdl_stencil_count - how many of s->at[] there are. */
size_t gdl_stencil_count (const gdl_stencil *s);

/* gdl_stencil_quotient - the derivative, from the costs v[] at s->at[] and f
** at x. */
double gdl_stencil_quotient (const gdl_stencil *s, double f, const double *v);

/* gdl_stencil_error - what rounding of the costs may contribute to it. */
double gdl_stencil_error (const gdl_stencil *s, double f, const double *v);

/* A batch of points of one gradient. */
typedef struct gdl_diff_batch {
  gdl_diff_values values;
  void *ctx;
  double *x;
  size_t count;
  gdl_diff_point points[GDL_DIFF_BATCH];
  double cost[GDL_DIFF_BATCH];
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
