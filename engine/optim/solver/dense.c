/*
** dense.c - small dense systems of solvers
*/
#include "optim/solver/dense.h"

#include <math.h>
#include <string.h>

#include "array/reduce.h"


/* Row by row: each element is that of A less a product of two rows of L. */
size_t gdl_dense_cholesky (double *a, size_t n, double least, double *pivot) {
  for (size_t i = 0; i < n; i++) {
    double *row = a + i*n;
    for (size_t j = 0; j < i; j++)
      row[j] = (row[j] - gdl_reduce_dot(row, a + j*n, j)) / a[j*n + j];
    double p = row[i] - gdl_reduce_dot(row, row, i);
    if (!(p > least)) {
      *pivot = p;
      return i;
    }
    row[i] = sqrt(p);
  }
  return n;
}


void gdl_dense_lower (const double *l, size_t row, size_t n, double *b) {
  for (size_t i = 0; i < n; i++)
    b[i] = (b[i] - gdl_reduce_dot(l + i*row, b, i)) / l[i*row + i];
}


void gdl_dense_upper (const double *l, size_t row, size_t n, double *b) {
  for (size_t i = n; i-- > 0; ) {
    const double *r = l + i*row;
    b[i] /= r[i];
    for (size_t j = 0; j < i; j++)
      b[j] -= r[j]*b[i];
  }
}


void gdl_dense_negative (const double *a, size_t n, size_t k, double *v) {
  memset(v, 0, n*sizeof(*v));
  for (size_t j = 0; j < k; j++)
    v[j] = -a[k*n + j];
  gdl_dense_upper(a, n, k, v);
  v[k] = 1;
}


static void swap_rows (double *a, double *b, size_t n) {
  for (size_t i = 0; i < n; i++) {
    double t = a[i];
    a[i] = b[i];
    b[i] = t;
  }
}


int gdl_dense_lu_solve (double *a, size_t n, double *b) {
  for (size_t k = 0; k < n; k++) {
    size_t p = k;
    for (size_t i = k + 1; i < n; i++)
      if (fabs(a[i*n + k]) > fabs(a[p*n + k]))
        p = i;
    if (!(fabs(a[p*n + k]) > 0))
      return 0;
    if (p != k) {
      swap_rows(a + p*n, a + k*n, n);
      swap_rows(b + p, b + k, 1);
    }
    for (size_t i = k + 1; i < n; i++) {
      double f = a[i*n + k] / a[k*n + k];
      for (size_t j = k + 1; j < n; j++)
        a[i*n + j] -= f*a[k*n + j];
      b[i] -= f*b[k];
    }
  }
  for (size_t i = n; i-- > 0; ) {
    double sum = b[i];
    for (size_t j = i + 1; j < n; j++)
      sum -= a[i*n + j]*b[j];
    b[i] = sum / a[i*n + i];
  }
  return 1;
}


void gdl_dense_multiply (const double *a, size_t n, const double *x,
                         double *out) {
  for (size_t i = 0; i < n; i++)
    out[i] = gdl_reduce_dot(a + i*n, x, n);
}
