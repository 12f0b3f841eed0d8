/*
** lapack.h - the routines of LAPACK that are used, loaded on demand
** Fortran: arrays are column-major, everything is passed by address, strings
** have their lengths behind the other arguments, integers are ints.
*/
#ifndef GDL_ARRAY_LAPACK_H
#define GDL_ARRAY_LAPACK_H

#include <stddef.h>

#include "base/error.h"

typedef struct gdl_lapack {
  void (*dgesv) (const int *n, const int *nrhs, double *a, const int *lda,
                 int *ipiv, double *b, const int *ldb, int *info);
  void (*dgelsd) (const int *m, const int *n, const int *nrhs, double *a,
                  const int *lda, double *b, const int *ldb, double *s,
                  const double *rcond, int *rank, double *work,
                  const int *lwork, int *iwork, int *info);
  void (*dpotrf) (const char *uplo, const int *n, double *a, const int *lda,
                  int *info, size_t uplo_length);
  void (*dgetrf) (const int *m, const int *n, double *a, const int *lda,
                  int *ipiv, int *info);
  void (*dgetri) (const int *n, double *a, const int *lda, const int *ipiv,
                  double *work, const int *lwork, int *info);
  void (*dsyevd) (const char *jobz, const char *uplo, const int *n, double *a,
                  const int *lda, double *w, double *work, const int *lwork,
                  int *iwork, const int *liwork, int *info,
                  size_t jobz_length, size_t uplo_length);
  void (*dgeqrf) (const int *m, const int *n, double *a, const int *lda,
                  double *tau, double *work, const int *lwork, int *info);
  void (*dgesdd) (const char *jobz, const int *m, const int *n, double *a,
                  const int *lda, double *s, double *u, const int *ldu,
                  double *vt, const int *ldvt, double *work, const int *lwork,
                  int *iwork, int *info, size_t jobz_length);
} gdl_lapack;

/* gdl_lapack_get - the routines into *lapack. The first call loads OpenBLAS,
** or else a plain LAPACK, for the rest of the process; where there is none,
** this and every later call returns GDL_ENOLIB, with the name of the package
** to install in 'err'. */
gdl_status gdl_lapack_get (const gdl_lapack **lapack, gdl_error *err);

#endif
