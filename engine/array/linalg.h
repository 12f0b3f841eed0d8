/*
** linalg.h - dense linear algebra through LAPACK
** The library (OpenBLAS, else a plain LAPACK) is loaded when first needed and
** told to use one thread. Operands are never changed, unless an output is one,
** which is allowed; work space is taken and given back inside. Outputs are
** written on GDL_OK only.
**
** Every function may return GDL_ESHAPE (operands are of the wrong shape),
** GDL_EINVAL (an extent LAPACK's 32-bit integers cannot count, or, where said,
** an operand that is not finite), GDL_ENOMEM or GDL_ENOLIB (the text names the
** package to install). NaN and infinities go through solve, inverse and det as
** they go through arithmetic.
*/
#ifndef GDL_ARRAY_LINALG_H
#define GDL_ARRAY_LINALG_H

#include "array/array.h"

/* gdl_linalg_solve - x with A x = b. A: n x n, b: vector of n or n x k matrix,
** 'x' of b's shape. LU with partial pivoting (dgesv). GDL_ESINGULAR names the
** pivot that is 0. */
gdl_status gdl_linalg_solve (const gdl_array *A, const gdl_array *b,
                             gdl_array *x, gdl_error *err);

/* gdl_linalg_lstsq - x of least norm that minimises |A x - b|_2. A: m x n,
** b: vector of m or m x k, x: vector of n or n x k. *rank (may be NULL) gets
** the numerical rank: the number of singular values above the largest times
** max(m, n) times the machine epsilon. Divide and conquer SVD (dgelsd).
** A and b must be finite (GDL_EINVAL). */
gdl_status gdl_linalg_lstsq (const gdl_array *A, const gdl_array *b,
                             gdl_array *x, int *rank, gdl_error *err);

/* gdl_linalg_cholesky - lower triangular L with L L' = A (dpotrf); only the
** lower triangle of A is read, which must be finite (GDL_EINVAL). GDL_ESINGULAR when
** A is not positive definite. */
gdl_status gdl_linalg_cholesky (const gdl_array *A, gdl_array *L,
                                gdl_error *err);

/* gdl_linalg_inverse - the inverse of a square matrix (dgetrf, dgetri).
** GDL_ESINGULAR names the pivot that is 0. */
gdl_status gdl_linalg_inverse (const gdl_array *A, gdl_array *out,
                               gdl_error *err);

/* gdl_linalg_det - the determinant of a square matrix (dgetrf); 0 for a
** singular one, 1 for an empty one. The product of the pivots does not overflow
** on the way. */
gdl_status gdl_linalg_det (const gdl_array *A, double *det, gdl_error *err);

/* gdl_linalg_eigh - eigenvalues of symmetric A, ascending, into 'values'
** (vector of n) and eigenvectors as the columns of 'vectors' (n x n; NULL:
** not wanted) (dsyevd). Only the lower triangle is read, which must be finite
** (GDL_EINVAL). The sign of each vector is fixed: the first component whose
** modulus is the largest, but for rounding, is positive. */
gdl_status gdl_linalg_eigh (const gdl_array *A, gdl_array *values,
                            gdl_array *vectors, gdl_error *err);

/* gdl_linalg_svd - the singular values of A (m x n), falling, into 's' (vector of
** k = min(m, n)), and the right singular vectors as the rows of 'vt' (k x n)
** (dgesdd). A must be finite (GDL_EINVAL). Of each vector the sign is not
** fixed. */
gdl_status gdl_linalg_svd (const gdl_array *A, gdl_array *s, gdl_array *vt,
                           gdl_error *err);

#endif
