/*
** linalg.c - dense linear algebra through LAPACK
** LAPACK takes columns where we have rows: what it sees of a row-major matrix
** is the transpose. Where the transpose serves as well (determinant, inverse,
** symmetric matrices) nothing is turned around.
*/
#include "array/linalg.h"

#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/lapack.h"
#include "array/reduce.h"


/*
** Checks
*/
static gdl_status no_memory (gdl_error *err) {
  return gdl_error_set(err, GDL_ENOMEM, "not enough memory");
}


/* Room for rows x cols doubles (never NULL for none); NULL: no memory. */
static double *new_doubles (size_t rows, size_t cols) {
  if (cols != 0 && rows > SIZE_MAX / sizeof(double) / cols)
    return NULL;
  return malloc(rows * cols == 0 ? 1 : rows * cols * sizeof(double));
}


static gdl_status check_extent (size_t n, gdl_error *err) {
  if (n > INT_MAX)
    return gdl_error_set(err, GDL_EINVAL,
                         "%zu rows or columns are more than LAPACK can count", n);
  return GDL_OK;
}


static gdl_status check_square (const gdl_array *A, gdl_error *err) {
  char text[64];
  if (A->rank != 2 || A->rows != A->cols)
    return gdl_error_set(err, GDL_ESHAPE, "a square matrix is needed, got %s",
                         gdl_array_shape_text(A, text, sizeof(text)));
  return check_extent(A->rows, err);
}


/* A right-hand side: a vector or a matrix, with a row for each of A's. */
static gdl_status check_right (const gdl_array *A, const gdl_array *b,
                               gdl_error *err) {
  char ta[64], tb[64];
  if (A->rank != 2 || b->rank == 0 || b->rows != A->rows)
    return gdl_error_set(err, GDL_ESHAPE, "shapes do not fit: %s and, as "
                         "right-hand side, %s",
                         gdl_array_shape_text(A, ta, sizeof(ta)),
                         gdl_array_shape_text(b, tb, sizeof(tb)));
  return check_extent(b->cols, err);
}


static gdl_status check_finite (const double *x, size_t n, gdl_error *err) {
  size_t i = gdl_reduce_first_nonfinite(x, n);
  if (i == n)
    return GDL_OK;
  return gdl_error_set(err, GDL_EINVAL, "operands must be finite, one element "
                       "is %s", isnan(x[i]) ? "NaN" : "infinite");
}


/*
** Copies
*/
/* Row-major 'from' into column-major 'to' with columns 'lead' apart. */
static void to_columns (const gdl_array *from, double *to, size_t lead) {
  for (size_t i = 0; i < from->rows; i++)
    for (size_t j = 0; j < from->cols; j++)
      to[j * lead + i] = from->data[i * from->cols + j];
}


static void from_columns (const double *from, size_t lead, gdl_array *to) {
  for (size_t i = 0; i < to->rows; i++)
    for (size_t j = 0; j < to->cols; j++)
      to->data[i * to->cols + j] = from[j * lead + i];
  gdl_array_touch(to);
}


static void copy_out (const double *from, gdl_array *to) {
  size_t n = gdl_array_length(to);
  if (n > 0)
    memcpy(to->data, from, n * sizeof(double));
  gdl_array_touch(to);
}


/* The lower triangle of square A, zeros above it; NULL: no memory. To LAPACK
** it is an upper triangle. */
static double *new_lower (const gdl_array *A) {
  size_t n = A->rows;
  double *a = new_doubles(n, n);
  for (size_t i = 0; a != NULL && i < n; i++)
    for (size_t j = 0; j < n; j++)
      a[i * n + j] = j <= i ? A->data[i * n + j] : 0.0;
  return a;
}


/*
** Systems of equations
*/
static gdl_status singular (int pivot, gdl_error *err) {
  return gdl_error_set(err, GDL_ESINGULAR,
                       "the matrix is singular (pivot %d is 0)", pivot);
}


gdl_status gdl_linalg_solve (const gdl_array *A, const gdl_array *b,
                             gdl_array *x, gdl_error *err) {
  const gdl_lapack *lapack;
  gdl_status status = check_square(A, err);
  if (status == GDL_OK) status = check_right(A, b, err);
  if (status == GDL_OK) status = gdl_lapack_get(&lapack, err);
  if (status != GDL_OK) return status;
  size_t size = A->rows;
  int n = (int)size, k = (int)b->cols, lead = n > 0 ? n : 1, info = 0;
  double *a = new_doubles(size, size), *c = new_doubles(size, b->cols);
  int *pivots = malloc((size + 1) * sizeof(int));
  if (a == NULL || c == NULL || pivots == NULL)
    status = no_memory(err);
  else {
    to_columns(A, a, size);
    to_columns(b, c, size);
    lapack->dgesv(&n, &k, a, &lead, pivots, c, &lead, &info);
    if (info > 0)
      status = singular(info, err);
    else
      from_columns(c, size, x);
  }
  free(a);
  free(c);
  free(pivots);
  return status;
}


/* A least squares problem in LAPACK's terms, and its work space. */
typedef struct least_squares {
  int m, n, k;             /* A: m x n, b: m x k */
  int lead_a, lead_b;
  double *a, *b, *s, *work;
  int *iwork;
  int rank;
} least_squares;


static void run_dgelsd (const gdl_lapack *lapack, least_squares *p,
                        double *work, int lwork, int *iwork, int *info) {
  double tolerance = DBL_EPSILON * (p->m > p->n ? p->m : p->n);
  lapack->dgelsd(&p->m, &p->n, &p->k, p->a, &p->lead_a, p->b, &p->lead_b, p->s,
                 &tolerance, &p->rank, work, &lwork, iwork, info);
}


/* Solves the problem whose a and b are filled. */
static gdl_status run_least_squares (const gdl_lapack *lapack,
                                     least_squares *p, gdl_error *err) {
  double best;
  int least, info = 0;
  run_dgelsd(lapack, p, &best, -1, &least, &info);
  if (info != 0 || best > INT_MAX)
    return gdl_error_set(err, GDL_EINVAL, "the problem is too large for LAPACK");
  p->work = new_doubles((size_t)best, 1);
  p->iwork = malloc(((size_t)least + 1) * sizeof(int));
  if (p->work == NULL || p->iwork == NULL)
    return no_memory(err);
  run_dgelsd(lapack, p, p->work, (int)best, p->iwork, &info);
  if (info != 0)
    return gdl_error_set(err, GDL_ESINGULAR,
                         "the singular values could not be found");
  return GDL_OK;
}


static gdl_status lstsq (const gdl_lapack *lapack, const gdl_array *A,
                         const gdl_array *b, gdl_array *x, int *rank,
                         gdl_error *err) {
  size_t m = A->rows, n = A->cols, most = m > n ? m : n;
  least_squares p = {(int)m, (int)n, (int)b->cols, m > 0 ? (int)m : 1,
                     most > 0 ? (int)most : 1, new_doubles(m, n),
                     new_doubles(most, b->cols), new_doubles(m < n ? m : n, 1),
                     NULL, NULL, 0};
  gdl_status status;
  if (p.a == NULL || p.b == NULL || p.s == NULL)
    status = no_memory(err);
  else {
    memset(p.b, 0, most * b->cols * sizeof(double));
    to_columns(A, p.a, m);
    to_columns(b, p.b, most);
    status = m == 0 || n == 0 || b->cols == 0
                 ? GDL_OK : run_least_squares(lapack, &p, err);
    if (status == GDL_OK)
      from_columns(p.b, most, x);
  }
  if (status == GDL_OK && rank != NULL)
    *rank = p.rank;
  free(p.a);
  free(p.b);
  free(p.s);
  free(p.work);
  free(p.iwork);
  return status;
}


gdl_status gdl_linalg_lstsq (const gdl_array *A, const gdl_array *b,
                             gdl_array *x, int *rank, gdl_error *err) {
  const gdl_lapack *lapack;
  gdl_status status = check_right(A, b, err);
  if (status == GDL_OK) status = check_extent(A->rows, err);
  if (status == GDL_OK) status = check_extent(A->cols, err);
  if (status == GDL_OK)
    status = check_finite(A->data, gdl_array_length(A), err);
  if (status == GDL_OK)
    status = check_finite(b->data, gdl_array_length(b), err);
  if (status == GDL_OK) status = gdl_lapack_get(&lapack, err);
  if (status != GDL_OK) return status;
  return lstsq(lapack, A, b, x, rank, err);
}


/*
** Factors
*/
gdl_status gdl_linalg_cholesky (const gdl_array *A, gdl_array *L,
                                gdl_error *err) {
  const gdl_lapack *lapack;
  gdl_status status = check_square(A, err);
  if (status == GDL_OK) status = gdl_lapack_get(&lapack, err);
  if (status != GDL_OK) return status;
  int n = (int)A->rows, lead = n > 0 ? n : 1, info = 0;
  double *a = new_lower(A);
  if (a == NULL)
    return no_memory(err);
  status = check_finite(a, gdl_array_length(A), err);
  if (status == GDL_OK) {
    lapack->dpotrf("U", &n, a, &lead, &info, 1);
    if (info > 0)
      status = gdl_error_set(err, GDL_ESINGULAR, "the matrix is not positive "
                             "definite (its leading %d x %d part is not)",
                             info, info);
    else
      copy_out(a, L);
  }
  free(a);
  return status;
}


/* The factors L U of the transpose of square A. */
typedef struct factors {
  int n, lead, info;   /* info > 0: that pivot is 0 */
  double *lu;
  int *pivots;
} factors;


/* Release with free_factors, on an error too. */
static gdl_status factorize (const gdl_lapack *lapack, const gdl_array *A,
                             factors *f, gdl_error *err) {
  size_t n = A->rows;
  *f = (factors){(int)n, n > 0 ? (int)n : 1, 0, new_doubles(n, n),
                 malloc((n + 1) * sizeof(int))};
  if (f->lu == NULL || f->pivots == NULL)
    return no_memory(err);
  if (n > 0)
    memcpy(f->lu, A->data, n * n * sizeof(double));
  lapack->dgetrf(&f->n, &f->n, f->lu, &f->lead, f->pivots, &f->info);
  return GDL_OK;
}


static void free_factors (factors *f) {
  free(f->lu);
  free(f->pivots);
}


/* Turns the factors into the inverse. */
static gdl_status invert (const gdl_lapack *lapack, factors *f,
                          gdl_error *err) {
  double best;
  int query = -1;
  lapack->dgetri(&f->n, f->lu, &f->lead, f->pivots, &best, &query, &f->info);
  int lwork = best < INT_MAX ? (int)best : f->lead;
  if (lwork < f->lead)
    lwork = f->lead;
  double *work = new_doubles((size_t)lwork, 1);
  if (work == NULL)
    return no_memory(err);
  lapack->dgetri(&f->n, f->lu, &f->lead, f->pivots, work, &lwork, &f->info);
  free(work);
  return f->info > 0 ? singular(f->info, err) : GDL_OK;
}


gdl_status gdl_linalg_inverse (const gdl_array *A, gdl_array *out,
                               gdl_error *err) {
  const gdl_lapack *lapack;
  factors f;
  gdl_status status = check_square(A, err);
  if (status == GDL_OK) status = gdl_lapack_get(&lapack, err);
  if (status != GDL_OK) return status;
  status = factorize(lapack, A, &f, err);
  if (status == GDL_OK && f.info > 0)
    status = singular(f.info, err);
  if (status == GDL_OK) status = invert(lapack, &f, err);
  if (status == GDL_OK) copy_out(f.lu, out);
  free_factors(&f);
  return status;
}


/* Product of the pivots, its power of two kept apart so that only the result
** can overflow; every row exchange turns the sign. */
static double product_of_pivots (const factors *f) {
  double product = 1;
  long exponent = 0;
  for (int i = 0; i < f->n; i++) {
    int e = 0;
    product *= f->lu[(size_t)i * (size_t)f->n + (size_t)i];
    if (f->pivots[i] != i + 1)
      product = -product;
    if (isfinite(product))
      product = frexp(product, &e);
    exponent += e;
  }
  return scalbln(product, exponent);
}


gdl_status gdl_linalg_det (const gdl_array *A, double *det, gdl_error *err) {
  const gdl_lapack *lapack;
  factors f;
  gdl_status status = check_square(A, err);
  if (status == GDL_OK) status = gdl_lapack_get(&lapack, err);
  if (status != GDL_OK) return status;
  status = factorize(lapack, A, &f, err);
  if (status == GDL_OK)
    *det = product_of_pivots(&f);
  free_factors(&f);
  return status;
}


/*
** Eigenvalues
*/
/* -1 where the first of the largest components of v is negative, else 1. Two
** that differ by rounding alone count as equally large. */
static double sign_of_vector (const double *v, size_t n) {
  double largest = gdl_reduce_maxabs(v, n);
  size_t i = 0;
  while (i + 1 < n && fabs(v[i]) < largest * (1 - 1e-8))
    i++;
  return v[i] < 0 ? -1.0 : 1.0;
}


/* Eigenvectors, as LAPACK's columns at 'a', into the columns of 'vectors'. */
static void store_vectors (const double *a, size_t n, gdl_array *vectors) {
  for (size_t j = 0; j < n; j++) {
    double sign = sign_of_vector(a + j * n, n);
    for (size_t i = 0; i < n; i++)
      vectors->data[i * n + j] = sign * a[j * n + i];
  }
  gdl_array_touch(vectors);
}


/* Overwrites 'a' with the eigenvectors, where they are wanted. */
static gdl_status run_dsyevd (const gdl_lapack *lapack, int n, double *a,
                              double *w, int want_vectors, gdl_error *err) {
  const char *job = want_vectors ? "V" : "N";
  double best;
  int least, query = -1, info = 0;
  lapack->dsyevd(job, "U", &n, a, &n, w, &best, &query, &least, &query, &info,
                 1, 1);
  if (info != 0 || !(best < INT_MAX) || (double)n * n * 2 > INT_MAX)
    return gdl_error_set(err, GDL_EINVAL, "the matrix is too large for LAPACK");
  int lwork = (int)best;
  double *work = new_doubles((size_t)lwork, 1);
  int *iwork = malloc(((size_t)least + 1) * sizeof(int));
  gdl_status status = GDL_OK;
  if (work == NULL || iwork == NULL)
    status = no_memory(err);
  else {
    lapack->dsyevd(job, "U", &n, a, &n, w, work, &lwork, iwork, &least, &info,
                   1, 1);
    if (info != 0)
      status = gdl_error_set(err, GDL_ESINGULAR,
                             "the eigenvalues could not be found");
  }
  free(work);
  free(iwork);
  return status;
}


gdl_status gdl_linalg_eigh (const gdl_array *A, gdl_array *values,
                            gdl_array *vectors, gdl_error *err) {
  const gdl_lapack *lapack;
  gdl_status status = check_square(A, err);
  if (status == GDL_OK) status = gdl_lapack_get(&lapack, err);
  if (status != GDL_OK || A->rows == 0) return status;
  size_t n = A->rows;
  double *a = new_lower(A), *w = new_doubles(n, 1);
  if (a == NULL || w == NULL)
    status = no_memory(err);
  else
    status = check_finite(a, n * n, err);
  if (status == GDL_OK)
    status = run_dsyevd(lapack, (int)n, a, w, vectors != NULL, err);
  if (status == GDL_OK) {
    copy_out(w, values);
    if (vectors != NULL)
      store_vectors(a, n, vectors);
  }
  free(a);
  free(w);
  return status;
}
