/*
** downhill.h - what solvers that go along lines have in common
** Each iteration asks the solver for a direction, or takes that of steepest
** descent, and searches along it. Where that finds nothing the solver forgets
** what its direction was made of, and steepest descent is the last resort.
*/
#ifndef GDL_OPTIM_DOWNHILL_H
#define GDL_OPTIM_DOWNHILL_H

#include "optim/solver.h"

/* Iterations that neither change the cost beyond rounding nor halve the gradient
** are counted; after some in a row there is nothing left to gain. */
typedef struct gdl_idle {
  int count;
  double lowest;             /* gradient since the costs last differed */
} gdl_idle;

/* gdl_idle_init - nothing seen yet. gdl_idle_check - true when it is enough;
** norm: of the gradient of 'next', as the solver sees it. */
void gdl_idle_init (gdl_idle *i);
int gdl_idle_check (gdl_idle *i, const gdl_point *now, const gdl_point *next,
                    double norm);
void gdl_idle_save (const gdl_idle *i, gdl_bytes *out);
gdl_status gdl_idle_load (gdl_idle *i, gdl_reader *in);

extern const char gdl_idle_reason[];     /* what to say then */

/* gdl_downhill_useless - why no direction can be made of the gradient of 'now',
** whose infinity norm is 'norm'; NULL: one can. */
const char *gdl_downhill_useless (const gdl_point *now, double norm);

/* The part of a solver's memory that belongs to its line search. */
typedef struct gdl_downhill {
  const gdl_linesearch *search;
  double options[GDL_LINE_OPTIONS];
  gdl_search_memory memory;
  double unit;               /* what a step of 1 along a chosen direction is
                             ** told as; 1 at first */
  gdl_idle idle;
} gdl_downhill;

/* How a solver chooses directions; 'self' is its memory. */
typedef struct gdl_directions {
  /* choose - the direction at 'now' into d, and the first step along it into
  ** *step, which is 1 now. 0: there is none, d is undefined. */
  int (*choose) (void *self, const gdl_point *now, double *d, double *step);

  /* forget - next time 'choose' says 0. */
  void (*forget) (void *self);

  /* learn - from an accepted step; 'step' is that along 'd'. */
  void (*learn) (void *self, const gdl_point *now, const gdl_point *next,
                 const double *d, double step);
} gdl_directions;

/* gdl_downhill_init - with 'line', which is copied, or where that is NULL with
** the solver's own. GDL_EINVAL: its options contradict each other. */
gdl_status gdl_downhill_init (gdl_downhill *h, const gdl_line *line,
                              const gdl_line *own);

/* gdl_downhill_advance - an iteration, as solver.h says; d has room for n
** doubles. */
gdl_status gdl_downhill_advance (gdl_downhill *h, const gdl_directions *way,
                                 void *self, double *d, gdl_problem *problem,
                                 const gdl_point *now, gdl_point *next,
                                 double *step, gdl_advance *how,
                                 const char **why);

/* What changes in it. load - GDL_EFORMAT. */
void gdl_downhill_save (const gdl_downhill *h, gdl_bytes *out);
gdl_status gdl_downhill_load (gdl_downhill *h, gdl_reader *in);

/* gdl_curvature_counts - is the curvature s'y of a step, with the 2-norms of s
** and y, above what rounding alone would show? */
int gdl_curvature_counts (const gdl_point *now, const gdl_point *next,
                          double sy, double s_norm, double y_norm);

#endif
