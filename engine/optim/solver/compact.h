/*
** compact.h - the limited-memory BFGS matrix in its compact form
** Byrd, Nocedal and Schnabel 1994: B = theta*I - W M W' with W = [Y, theta*S]
** and inv(M) = [-D, L'; L, theta*S'S], where the columns of S and Y are the last
** changes of position and gradient, D the diagonal of S'Y and L what lies below
** it. Vectors of the size of M have first the part of Y, from the oldest change
** to the newest, then that of theta*S.
*/
#ifndef GDL_OPTIM_COMPACT_H
#define GDL_OPTIM_COMPACT_H

#include "base/bytes.h"
#include "optim/problem.h"

typedef struct gdl_compact {
  size_t n, memory;          /* pairs there is room for */
  size_t count;              /* pairs there are */
  double theta;
  double *s, *y;             /* memory x n; slot k of the one that is k-th
                             ** oldest: gdl_compact_slot */
  double *ss, *sy, *yy;      /* memory x memory, by slots: s_i's_j ... */
  double *factor;            /* count x count: of theta*S'S + L inv(D) L' */
  double *work;              /* for products */
  size_t newest;
} gdl_compact;

/* gdl_compact_new - no pairs yet, theta 1; NULL: no memory. One block, to be
** freed. gdl_compact_copy. */
gdl_compact *gdl_compact_new (size_t n, size_t memory);
gdl_compact *gdl_compact_copy (const gdl_compact *c);

size_t gdl_compact_slot (const gdl_compact *c, size_t k);

/* gdl_compact_add - the step from a to b, unless its curvature is not above what
** rounding alone would show. gdl_compact_forget - no pairs. Both leave the
** matrix positive definite. */
void gdl_compact_add (gdl_compact *c, const gdl_point *a, const gdl_point *b);
void gdl_compact_forget (gdl_compact *c);

/* gdl_compact_middle - out = M v, both 2*count doubles and not the same. */
void gdl_compact_middle (const gdl_compact *c, const double *v, double *out);

/* gdl_compact_inverse - inv(M) into m, 2*count x 2*count. */
void gdl_compact_inverse (const gdl_compact *c, double *m);

/* gdl_compact_row - row i of W. gdl_compact_project - out = W'v.
** gdl_compact_lift - out = W v. */
void gdl_compact_row (const gdl_compact *c, size_t i, double *row);
void gdl_compact_project (const gdl_compact *c, const double *v, double *out);
void gdl_compact_lift (const gdl_compact *c, const double *v, double *out);

/* gdl_compact_solve - d = -inv(B) g, by the two loops of Nocedal and Wright 2006,
** algorithm 7.4, which lose no digits where W'W would. */
void gdl_compact_solve (const gdl_compact *c, const double *g, double *d);

/* gdl_compact_gram - W'W over the variables list[0..m-1], into out (2*count x
** 2*count). gdl_compact_gram_but - over all n but these, which is quick where
** they are few; false where that leaves too few digits. */
void gdl_compact_gram (const gdl_compact *c, const size_t *list, size_t m,
                       double *out);
int gdl_compact_gram_but (const gdl_compact *c, const size_t *list, size_t m,
                          double *out);

void gdl_compact_save (const gdl_compact *c, gdl_bytes *out);
gdl_status gdl_compact_load (gdl_compact *c, gdl_reader *in);

#endif
