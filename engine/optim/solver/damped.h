/*
** damped.h - the step of a least-squares problem inside an ellipsoid
** min |A q + f| with |q| <= radius: q(l) = -(A'A + l I)^-1 A' f, where l >= 0 is
** 0 or makes the length of q the radius (Levenberg 1944, Marquardt 1963, More
** 1978). The singular values of A say everything about all l at once, and what
** is to be done where A has not full rank: of all steps that are equally good
** the shortest is taken.
*/
#ifndef GDL_OPTIM_DAMPED_H
#define GDL_OPTIM_DAMPED_H

#include "array/lapack.h"

/* A factorisation of m x n matrices. All arrays are in 'block'. */
typedef struct gdl_damped {
  size_t m, n;               /* largest extents */
  size_t cols;               /* columns of the current matrix */
  size_t rank;
  double *a;                 /* m x (n + 1), by columns: in A and then f; out
                             ** destroyed */
  double *s;                 /* singular values, falling, 'cols' of them */
  double *vt;                /* row i: right singular vector i */
  double *c;                 /* U'f, its first 'cols' elements */
  double *u, *r, *tau, *work;
  int *iwork;
  int lwork;
  double *block;
} gdl_damped;

/* gdl_damped_new - room for matrices of up to m x n. GDL_ENOMEM; GDL_EINVAL:
** too large for LAPACK; GDL_ENOLIB. gdl_damped_free - zeroed is allowed. */
gdl_status gdl_damped_new (gdl_damped *d, size_t m, size_t n);
void gdl_damped_free (gdl_damped *d);

/* gdl_damped_factor - takes A (its first 'cols' columns; f in column cols) apart.
** Everything in d->a must be finite. GDL_EINVAL: LAPACK did not converge. */
gdl_status gdl_damped_factor (gdl_damped *d, size_t cols);

/* gdl_damped_decrease - by how much the best step lowers |A q + f|^2 / 2. */
double gdl_damped_decrease (const gdl_damped *d);

/* gdl_damped_step - the step q (cols doubles) for a radius (INFINITY: none);
** *lambda as above, *length of q. */
void gdl_damped_step (const gdl_damped *d, double radius, double *q,
                      double *lambda, double *length);

/* gdl_damped_solve - v (cols doubles) becomes -(A'A + lambda I)^-1 v. */
void gdl_damped_solve (const gdl_damped *d, double lambda, double *v);

/* gdl_damped_predict - by how much a step q of any kind lowers it. */
double gdl_damped_predict (const gdl_damped *d, const double *q);

#endif
