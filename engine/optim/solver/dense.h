/*
** dense.h - small dense systems of solvers
** Matrices are square and row-major, n x n. All is worked out in one order: the
** same numbers give the same bits on every machine, which no LAPACK promises.
*/
#ifndef GDL_OPTIM_DENSE_H
#define GDL_OPTIM_DENSE_H

#include <stddef.h>

/* gdl_dense_cholesky - L with L L' = A in the lower triangle of 'a', of which
** only that is read. Answers n; or the first k whose pivot is not above
** 'least' (or is NaN): *pivot gets it, and row k of 'a' holds, left of the
** diagonal, what gdl_dense_negative needs. */
size_t gdl_dense_cholesky (double *a, size_t n, double least, double *pivot);

/* gdl_dense_lower - b = L^-1 b; gdl_dense_upper - b = L^-T b; of the first n
** rows of a matrix with rows of 'row' elements. */
void gdl_dense_lower (const double *l, size_t row, size_t n, double *b);
void gdl_dense_upper (const double *l, size_t row, size_t n, double *b);

/* gdl_dense_negative - of a factorisation that broke off at k: v (n doubles)
** with v'Av = that pivot. */
void gdl_dense_negative (const double *a, size_t n, size_t k, double *v);

/* gdl_dense_lu_solve - b = A^-1 b; 'a' is overwritten. Gaussian elimination
** with partial pivoting; false where A is singular. */
int gdl_dense_lu_solve (double *a, size_t n, double *b);

/* gdl_dense_multiply - out = A x, for symmetric A. */
void gdl_dense_multiply (const double *a, size_t n, const double *x,
                         double *out);

#endif
