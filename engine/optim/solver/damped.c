/*
** damped.c - the step of a least-squares problem inside an ellipsoid
** QR first, of A with f as one more column, which gives Q'f at once; then the
** singular values of the small triangle.
*/
#include "optim/solver/damped.h"

#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The length of a step need not be the radius more closely than this. */
#define CLOSE 0.1


static size_t most (size_t a, size_t b) {
  return a > b ? a : b;
}


/* Work space of both routines, in doubles; 0 where LAPACK cannot count it. */
static int work_of (const gdl_lapack *lapack, size_t m, size_t n) {
  int rows = (int)m, cols = (int)n + 1, small = (int)n, ask = -1, info = 0;
  int lead = (int)most(m, 1), square = (int)most(n, 1);
  double qr = 0, svd = 0, a = 0;
  lapack->dgeqrf(&rows, &cols, &a, &lead, &a, &qr, &ask, &info);
  lapack->dgesdd("S", &small, &small, &a, &square, &a, &a, &square, &a, &square,
                 &svd, &ask, &info, &info, 1);
  double need = fmax(qr, svd);
  return need < INT_MAX ? (int)need + 1 : 0;
}


gdl_status gdl_damped_new (gdl_damped *d, size_t m, size_t n) {
  const gdl_lapack *lapack;
  memset(d, 0, sizeof(*d));
  gdl_status status = gdl_lapack_get(&lapack, NULL);
  if (status != GDL_OK)
    return status;
  if (m >= INT_MAX / 2 || n >= INT_MAX / 2 - 1)
    return GDL_EINVAL;
  d->m = m, d->n = n;
  d->lwork = work_of(lapack, m, n);
  if (d->lwork == 0 || n + 1 > SIZE_MAX / sizeof(double) / (m + 3*n + 4))
    return GDL_ENOMEM;
  size_t count = m*(n + 1) + 3*n*n + 3*n + 2 + (size_t)d->lwork;
  d->block = calloc(count, sizeof(double));
  d->iwork = calloc(8*n + 1, sizeof(int));
  if (d->block == NULL || d->iwork == NULL) {
    gdl_damped_free(d);
    return GDL_ENOMEM;
  }
  double *at = d->block;
  d->a = at, at += m*(n + 1);
  d->u = at, at += n*n;
  d->vt = at, at += n*n;
  d->r = at, at += n*n;
  d->s = at, at += n;
  d->c = at, at += n + 1;
  d->tau = at, at += n + 1;
  d->work = at;
  return GDL_OK;
}


void gdl_damped_free (gdl_damped *d) {
  free(d->block);
  free(d->iwork);
  memset(d, 0, sizeof(*d));
}


/* The triangle and Q'f, padded with zeros where there are fewer rows. */
static void take_triangle (gdl_damped *d, double *qf) {
  size_t n = d->cols, rows = d->m < n ? d->m : n;
  memset(d->r, 0, n*n * sizeof(double));
  memset(qf, 0, n * sizeof(double));
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i <= j && i < rows; i++)
      d->r[j*n + i] = d->a[j*d->m + i];
  for (size_t i = 0; i < rows; i++)
    qf[i] = d->a[n*d->m + i];
}


/* Singular values that rounding alone may have made count as 0. */
static size_t rank_of (const gdl_damped *d) {
  size_t rank = 0;
  double least = d->cols > 0
                 ? d->s[0] * DBL_EPSILON * (double)most(d->m, d->cols) : 0;
  while (rank < d->cols && d->s[rank] > least)
    rank++;
  return rank;
}


gdl_status gdl_damped_factor (gdl_damped *d, size_t cols) {
  const gdl_lapack *lapack;
  gdl_status status = gdl_lapack_get(&lapack, NULL);
  if (status != GDL_OK)
    return status;
  int m = (int)d->m, n = (int)cols, with = n + 1, lead = (int)most(d->m, 1);
  int square = n > 0 ? n : 1, info = 0;
  d->cols = cols;
  d->rank = 0;
  if (cols == 0)
    return GDL_OK;
  lapack->dgeqrf(&m, &with, d->a, &lead, d->tau, d->work, &d->lwork, &info);
  double *qf = d->tau;                /* not needed any more */
  take_triangle(d, qf);
  lapack->dgesdd("S", &n, &n, d->r, &square, d->s, d->u, &square, d->vt,
                 &square, d->work, &d->lwork, d->iwork, &info, 1);
  if (info != 0)
    return GDL_EINVAL;
  /* d->vt is V' by columns. */
  for (size_t i = 0; i < cols; i++) {
    double sum = 0;
    for (size_t k = 0; k < cols; k++)
      sum += d->u[i*cols + k]*qf[k];
    d->c[i] = sum;
  }
  d->rank = rank_of(d);
  return GDL_OK;
}


double gdl_damped_decrease (const gdl_damped *d) {
  double sum = 0;
  for (size_t i = 0; i < d->rank; i++)
    sum += d->c[i]*d->c[i];
  return sum / 2;
}


/* Element i of the step along the singular vectors. */
static double along (const gdl_damped *d, size_t i, double lambda) {
  double s = d->s[i];
  if (i >= d->rank)
    return 0;
  return lambda == 0 ? -d->c[i]/s : -s*d->c[i] / (s*s + lambda);
}


/* The length of the step for lambda, and minus its derivative over it. */
static double length_at (const gdl_damped *d, double lambda, double *falling) {
  double sum = 0, fall = 0;
  for (size_t i = 0; i < d->rank; i++) {
    double w = along(d, i, lambda);
    sum += w*w;
    fall += w*w / (d->s[i]*d->s[i] + lambda);
  }
  *falling = sum > 0 ? fall/sum : 0;
  return sqrt(sum);
}


/* The root of length(l) = radius, which is where Newton's method for
** 1/length - 1/radius leads from the left without overshooting; it begins at 0,
** where the length is known. */
static double find_lambda (const gdl_damped *d, double radius, double length,
                           double falling) {
  double lambda = 0;
  for (int i = 0; i < 100 && length > (1 + CLOSE)*radius; i++) {
    double next = lambda + (length - radius)/radius / falling;
    if (!(next > lambda) || isinf(next))
      break;
    lambda = next;
    length = length_at(d, lambda, &falling);
  }
  return lambda;
}


void gdl_damped_step (const gdl_damped *d, double radius, double *q,
                      double *lambda, double *length) {
  size_t n = d->cols;
  double falling;
  *lambda = 0;
  *length = length_at(d, 0, &falling);
  if (*length > (1 + CLOSE)*radius) {
    *lambda = find_lambda(d, radius, *length, falling);
    *length = length_at(d, *lambda, &falling);
  }
  memset(q, 0, n * sizeof(*q));
  for (size_t i = 0; i < d->rank; i++) {
    double w = along(d, i, *lambda);
    for (size_t j = 0; j < n; j++)
      q[j] += w*d->vt[j*n + i];
  }
}


void gdl_damped_solve (const gdl_damped *d, double lambda, double *v) {
  size_t n = d->cols;
  double *w = d->tau;
  for (size_t i = 0; i < n; i++) {
    double sum = 0;
    for (size_t j = 0; j < n; j++)
      sum += d->vt[j*n + i]*v[j];
    w[i] = i < d->rank ? -sum / (d->s[i]*d->s[i] + lambda) : 0;
  }
  memset(v, 0, n * sizeof(*v));
  for (size_t i = 0; i < d->rank; i++)
    for (size_t j = 0; j < n; j++)
      v[j] += w[i]*d->vt[j*n + i];
}


double gdl_damped_predict (const gdl_damped *d, const double *q) {
  size_t n = d->cols;
  double sum = 0;
  for (size_t i = 0; i < n; i++) {
    double w = 0;
    for (size_t j = 0; j < n; j++)
      w += d->vt[j*n + i]*q[j];
    w *= d->s[i];
    sum -= w*(d->c[i] + w/2);
  }
  return sum;
}
