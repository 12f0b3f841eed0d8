/*
** svd.c - singular values
** LAPACK sees the transpose of what we have: its left singular vectors are
** our right ones.
*/
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "array/lapack.h"
#include "array/linalg.h"
#include "array/reduce.h"


/* Work space in doubles: the copy of A, U', and what LAPACK asks for. */
static gdl_status decompose (const gdl_lapack *lapack, const gdl_array *A,
                             double *s, double *vt, gdl_error *err) {
  size_t length = A->rows * A->cols;
  int m = (int)A->cols, n = (int)A->rows, k = m < n ? m : n, ask = -1, info = 0;
  double need = 0;
  lapack->dgesdd("S", &m, &n, A->data, &m, s, vt, &m, vt, &k, &need, &ask, &info,
                 &info, 1);
  if (!(need < INT_MAX))
    return gdl_error_set(err, GDL_EINVAL, "%zu x %zu are more than LAPACK can "
                         "count", A->rows, A->cols);
  int lwork = (int)need + 1;
  double *block = malloc((length + (size_t)k*A->rows + (size_t)lwork) *
                         sizeof(double));
  int *iwork = malloc(8*(size_t)k * sizeof(int));
  gdl_status status = GDL_OK;
  if (block == NULL || iwork == NULL)
    status = gdl_error_set(err, GDL_ENOMEM, "not enough memory");
  else {
    double *u = block + length, *work = u + (size_t)k*A->rows;
    memcpy(block, A->data, length * sizeof(double));
    lapack->dgesdd("S", &m, &n, block, &m, s, vt, &m, u, &k, work, &lwork, iwork,
                   &info, 1);
    if (info != 0)
      status = gdl_error_set(err, GDL_EINVAL, "the singular values do not "
                             "converge");
  }
  free(block);
  free(iwork);
  return status;
}


gdl_status gdl_linalg_svd (const gdl_array *A, gdl_array *s, gdl_array *vt,
                           gdl_error *err) {
  const gdl_lapack *lapack;
  size_t length = gdl_array_length(A), k = A->rows < A->cols ? A->rows : A->cols;
  if (A->rank != 2 || k == 0)
    return gdl_error_set(err, GDL_ESHAPE, "a matrix that is not empty is needed");
  if (A->rows > INT_MAX || A->cols > INT_MAX || length > SIZE_MAX / 64)
    return gdl_error_set(err, GDL_EINVAL, "%zu x %zu are more than LAPACK can "
                         "count", A->rows, A->cols);
  if (gdl_reduce_first_nonfinite(A->data, length) < length)
    return gdl_error_set(err, GDL_EINVAL, "operands must be finite");
  gdl_status status = gdl_lapack_get(&lapack, err);
  if (status == GDL_OK)
    status = decompose(lapack, A, s->data, vt->data, err);
  gdl_array_touch(s);
  gdl_array_touch(vt);
  return status;
}
