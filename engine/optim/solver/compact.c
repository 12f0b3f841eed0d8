/*
** compact.c - the limited-memory BFGS matrix in its compact form
*/
#include "optim/solver/compact.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/reduce.h"
#include "optim/solver/dense.h"

/* A sum of squares of which less than this part is left has lost too many
** digits. */
#define LEAST_LEFT  1e-6

/* Rows of W, or elements of a vector, that are worked at together. */
#define CHUNK       256


static size_t doubles (size_t n, size_t memory) {
  return 2*memory*n + 4*memory*memory + 2*memory + 2*memory*CHUNK;
}


static void lay_out (gdl_compact *c) {
  size_t n = c->n, m = c->memory;
  double *at = (double *)(c + 1);
  c->s = at, at += m*n;
  c->y = at, at += m*n;
  c->ss = at, at += m*m;
  c->sy = at, at += m*m;
  c->yy = at, at += m*m;
  c->factor = at, at += m*m;
  c->work = at;
}


gdl_compact *gdl_compact_new (size_t n, size_t memory) {
  if (n > SIZE_MAX/sizeof(double)/4/memory - 4*memory - 4*CHUNK)
    return NULL;
  gdl_compact *c = malloc(sizeof(*c) + doubles(n, memory)*sizeof(double));
  if (c == NULL)
    return NULL;
  c->n = n;
  c->memory = memory;
  lay_out(c);
  gdl_compact_forget(c);
  return c;
}


gdl_compact *gdl_compact_copy (const gdl_compact *c) {
  gdl_compact *to = gdl_compact_new(c->n, c->memory);
  if (to == NULL)
    return NULL;
  to->count = c->count;
  to->newest = c->newest;
  to->theta = c->theta;
  for (size_t k = 0; k < c->count; k++) {
    size_t at = gdl_compact_slot(c, k)*c->n;
    memcpy(to->s + at, c->s + at, c->n*sizeof(double));
    memcpy(to->y + at, c->y + at, c->n*sizeof(double));
  }
  /* what has no pair is copied as well, and is never read */
  size_t small = (size_t)(c->work - c->ss);
  memcpy(to->ss, c->ss, small*sizeof(double));
  return to;
}


size_t gdl_compact_slot (const gdl_compact *c, size_t k) {
  return (c->newest + c->memory + 1 - c->count + k) % c->memory;
}


void gdl_compact_forget (gdl_compact *c) {
  c->count = 0;
  c->newest = c->memory - 1;
  c->theta = 1;
  memset(c->ss, 0, 4*c->memory*c->memory*sizeof(double));
}


/* Products of pair k with all the others. */
static void multiply (gdl_compact *c, size_t k) {
  size_t n = c->n, m = c->memory;
  const double *s = c->s + k*n, *y = c->y + k*n;
  for (size_t j = 0; j < c->count; j++) {
    size_t i = gdl_compact_slot(c, j);
    const double *si = c->s + i*n, *yi = c->y + i*n;
    c->ss[k*m + i] = c->ss[i*m + k] = gdl_reduce_dot(s, si, n);
    c->yy[k*m + i] = c->yy[i*m + k] = gdl_reduce_dot(y, yi, n);
    c->sy[k*m + i] = gdl_reduce_dot(s, yi, n);
    c->sy[i*m + k] = gdl_reduce_dot(si, y, n);
  }
}


/* The factor for M; false where rounding has made it indefinite. */
static int refactor (gdl_compact *c) {
  size_t q = c->count, m = c->memory;
  for (size_t i = 0; i < q; i++)
    for (size_t j = 0; j <= i; j++) {
      size_t a = gdl_compact_slot(c, i), b = gdl_compact_slot(c, j);
      double sum = c->theta*c->ss[a*m + b];
      for (size_t k = 0; k < j; k++) {
        size_t e = gdl_compact_slot(c, k);
        sum += c->sy[a*m + e]*c->sy[b*m + e]/c->sy[e*m + e];
      }
      c->factor[i*q + j] = sum;
    }
  double pivot;
  return gdl_dense_cholesky(c->factor, q, 0, &pivot) == q;
}


void gdl_compact_add (gdl_compact *c, const gdl_point *a, const gdl_point *b) {
  size_t n = c->n, m = c->memory, k = (c->newest + 1) % m;
  double *s = c->s + k*n, *y = c->y + k*n;
  for (size_t i = 0; i < n; i++) {
    s[i] = b->x[i] - a->x[i];
    y[i] = b->g[i] - a->g[i];
  }
  double sy = gdl_reduce_dot(s, y, n), change = gdl_reduce_norm2(y, n);
  double noise = DBL_EPSILON*change + a->g_error + b->g_error;
  double theta = change/sy*change;
  if (!(sy > noise*gdl_reduce_norm2(s, n)) || !(theta > 0) || isinf(theta)) {
    if (c->count == m)                   /* the oldest has been overwritten */
      c->count--;
  }
  else {
    c->newest = k;
    if (c->count < m)
      c->count++;
    c->theta = theta;
    multiply(c, k);
  }
  if (c->count == 0 || !refactor(c))
    gdl_compact_forget(c);
}


/* With v = (v1, v2): (theta*S'S + L inv(D) L') p2 = v2 + L inv(D) v1, and
** p1 = inv(D) (L'p2 - v1). */
void gdl_compact_middle (const gdl_compact *c, const double *v, double *out) {
  size_t q = c->count, m = c->memory;
  double *p1 = out, *p2 = out + q;
  for (size_t i = 0; i < q; i++) {
    size_t a = gdl_compact_slot(c, i);
    double sum = v[q + i];
    for (size_t k = 0; k < i; k++) {
      size_t e = gdl_compact_slot(c, k);
      sum += c->sy[a*m + e]/c->sy[e*m + e]*v[k];
    }
    p2[i] = sum;
  }
  gdl_dense_lower(c->factor, q, q, p2);
  gdl_dense_upper(c->factor, q, q, p2);
  for (size_t k = 0; k < q; k++) {
    size_t e = gdl_compact_slot(c, k);
    double sum = -v[k];
    for (size_t i = k + 1; i < q; i++)
      sum += c->sy[gdl_compact_slot(c, i)*m + e]*p2[i];
    p1[k] = sum/c->sy[e*m + e];
  }
}


void gdl_compact_inverse (const gdl_compact *c, double *out) {
  size_t q = c->count, m = c->memory, w = 2*q;
  for (size_t i = 0; i < q; i++)
    for (size_t j = 0; j < q; j++) {
      size_t a = gdl_compact_slot(c, i), b = gdl_compact_slot(c, j);
      out[i*w + j] = i == j ? -c->sy[a*m + a] : 0;
      out[(q + i)*w + q + j] = c->theta*c->ss[a*m + b];
      out[(q + i)*w + j] = i > j ? c->sy[a*m + b] : 0;
      out[j*w + q + i] = out[(q + i)*w + j];
    }
}


void gdl_compact_row (const gdl_compact *c, size_t i, double *row) {
  for (size_t k = 0; k < c->count; k++) {
    size_t at = gdl_compact_slot(c, k)*c->n + i;
    row[k] = c->y[at];
    row[c->count + k] = c->theta*c->s[at];
  }
}


void gdl_compact_project (const gdl_compact *c, const double *v, double *out) {
  for (size_t k = 0; k < c->count; k++) {
    size_t at = gdl_compact_slot(c, k)*c->n;
    out[k] = gdl_reduce_dot(c->y + at, v, c->n);
    out[c->count + k] = c->theta*gdl_reduce_dot(c->s + at, v, c->n);
  }
}


void gdl_compact_lift (const gdl_compact *c, const double *v, double *out) {
  size_t n = c->n;
  for (size_t from = 0; from < n; from += CHUNK) {
    size_t length = n - from < CHUNK ? n - from : CHUNK;
    memset(out + from, 0, length*sizeof(*out));
    for (size_t k = 0; k < c->count; k++) {
      size_t at = gdl_compact_slot(c, k)*n + from;
      double a = v[k], b = c->theta*v[c->count + k];
      for (size_t i = 0; i < length; i++)
        out[from + i] += a*c->y[at + i] + b*c->s[at + i];
    }
  }
}


static void add (double *d, double a, const double *v, size_t n) {
  for (size_t i = 0; i < n; i++)
    d[i] += a*v[i];
}


void gdl_compact_solve (const gdl_compact *c, const double *g, double *d) {
  size_t n = c->n, m = c->memory;
  double *alpha = c->work;
  for (size_t i = 0; i < n; i++)
    d[i] = -g[i];
  for (size_t k = c->count; k-- > 0; ) {
    size_t a = gdl_compact_slot(c, k);
    alpha[k] = gdl_reduce_dot(c->s + a*n, d, n)/c->sy[a*m + a];
    add(d, -alpha[k], c->y + a*n, n);
  }
  for (size_t i = 0; i < n; i++)
    d[i] /= c->theta;
  for (size_t k = 0; k < c->count; k++) {
    size_t a = gdl_compact_slot(c, k);
    double beta = gdl_reduce_dot(c->y + a*n, d, n)/c->sy[a*m + a];
    add(d, alpha[k] - beta, c->s + a*n, n);
  }
}


/* W'W of all variables, from the products there are. */
static void whole_gram (const gdl_compact *c, double *out) {
  size_t q = c->count, m = c->memory, w = 2*q;
  for (size_t i = 0; i < q; i++)
    for (size_t j = 0; j < q; j++) {
      size_t a = gdl_compact_slot(c, i), b = gdl_compact_slot(c, j);
      out[i*w + j] = c->yy[a*m + b];
      out[(q + i)*w + q + j] = c->theta*c->theta*c->ss[a*m + b];
      out[(q + i)*w + j] = out[j*w + q + i] = c->theta*c->sy[a*m + b];
    }
}


/* Adds sign times the products of the rows in the list, some at a time: their
** columns are put together, so that products are of what lies together. */
static void add_rows (const gdl_compact *c, const size_t *list, size_t m,
                      double sign, double *out) {
  size_t w = 2*c->count;
  double *column = c->work + 2*c->memory;
  for (size_t from = 0; from < m; from += CHUNK) {
    size_t length = m - from < CHUNK ? m - from : CHUNK;
    for (size_t k = 0; k < c->count; k++) {
      size_t at = gdl_compact_slot(c, k)*c->n;
      double *y = column + k*CHUNK, *s = column + (c->count + k)*CHUNK;
      for (size_t i = 0; i < length; i++) {
        y[i] = c->y[at + list[from + i]];
        s[i] = c->theta*c->s[at + list[from + i]];
      }
    }
    for (size_t i = 0; i < w; i++)
      for (size_t j = 0; j <= i; j++) {
        double sum = gdl_reduce_dot(column + i*CHUNK, column + j*CHUNK, length);
        out[i*w + j] += sign*sum;
      }
  }
  for (size_t i = 0; i < w; i++)
    for (size_t j = 0; j < i; j++)
      out[j*w + i] = out[i*w + j];
}


void gdl_compact_gram (const gdl_compact *c, const size_t *list, size_t m,
                       double *out) {
  memset(out, 0, 4*c->count*c->count*sizeof(*out));
  add_rows(c, list, m, 1, out);
}


int gdl_compact_gram_but (const gdl_compact *c, const size_t *list, size_t m,
                          double *out) {
  size_t w = 2*c->count;
  whole_gram(c, out);
  for (size_t i = 0; i < w; i++)
    c->work[i] = out[i*w + i];
  add_rows(c, list, m, -1, out);
  for (size_t i = 0; i < w; i++)
    if (!(out[i*w + i] >= LEAST_LEFT*c->work[i]))
      return m == 0;
  return 1;
}


/* The pairs from the oldest to the newest; their products give the same bits
** when they are worked out again. */
void gdl_compact_save (const gdl_compact *c, gdl_bytes *out) {
  gdl_put_u64(out, c->count);
  gdl_put_f64(out, c->theta);
  for (size_t k = 0; k < c->count; k++) {
    size_t at = gdl_compact_slot(c, k)*c->n;
    gdl_put_doubles(out, c->s + at, c->n);
    gdl_put_doubles(out, c->y + at, c->n);
  }
}


gdl_status gdl_compact_load (gdl_compact *c, gdl_reader *in) {
  gdl_compact_forget(c);
  uint64_t count = gdl_get_u64(in);
  double theta = gdl_get_f64(in);
  if (in->failed || count > c->memory || !(theta > 0))
    return GDL_EFORMAT;
  c->theta = theta;
  for (size_t k = 0; k < count; k++) {
    gdl_get_doubles(in, c->s + k*c->n, c->n);
    gdl_get_doubles(in, c->y + k*c->n, c->n);
    c->newest = k;
    c->count = k + 1;
    multiply(c, k);
  }
  return in->failed || !refactor(c) ? GDL_EFORMAT : GDL_OK;
}
