/*
** linear.c - a vector is changed, and its inner product with another taken
*/
#include "array/linear.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "array/kernel.h"
#include "array/lanes.h"

/* What a pass does with element i, and its term. */
#define NEGATE_ONE  q[i] = -g[i]; term = q[i] * w[i];
#define UPDATE_ONE  q[i] = scale * (q[i] + a * v[i]); term = q[i] * w[i];
#define CHANGE_ONE  s[i] = x1[i] - x0[i]; y[i] = g1[i] - g0[i]; \
                    term = s[i] * y[i];

#define SET_FILE  "array/linear_set.h"
#include "array/sets.h"

/* Passes over a chunk at most. */
typedef struct set {
  const char *name;       /* that of gdl_kernels */
  double (*negate) (double *q, const double *g, const double *w, size_t n);
  double (*update) (double *q, double scale, double a, const double *v,
                    const double *w, size_t n);
  double (*change) (double *s, double *y, const double *x0, const double *x1,
                    const double *g0, const double *g1, size_t n);
  double (*largest) (const double *x, size_t n);
} set;

#define SET(name) \
  {#name, negate_##name, update_##name, change_##name, largest_##name}

static const set all[] = {
  SET(sse2),
#if defined(__x86_64__)
  SET(avx2), SET(avx512)
#endif
};

static const set *chosen;


static const set *get (void) {
  const set *s = __atomic_load_n(&chosen, __ATOMIC_RELAXED);
  if (s == NULL) {
    s = all;
    while (strcmp(s->name, gdl_kernels_get()->name) != 0)
      s++;
    __atomic_store_n(&chosen, s, __ATOMIC_RELAXED);
  }
  return s;
}


/* The sum of passes over chunks: 'pass' does the m elements from 'at' on. */
#define IN_CHUNKS(n, pass) \
  size_t m = (n), at = 0; \
  if (m <= GDL_CHUNK) \
    return (pass); \
  gdl_pairwise sum; \
  sum.depth = 0; \
  sum.count = 0; \
  for (; at < (n); at += GDL_CHUNK) { \
    m = (n) - at < GDL_CHUNK ? (n) - at : GDL_CHUNK; \
    gdl_pairwise_add(&sum, (pass)); \
  } \
  return gdl_pairwise_total(&sum)


/* Of fewer elements than there are lanes nothing has to be got ready; two are
** added in the order they have. */
#define IF_FEW(n, one) \
  if ((n) <= 2) { \
    double sum = 0; \
    for (size_t i = 0; i < (n); i++) { \
      double term; \
      one \
      sum += term; \
    } \
    return sum; \
  } \
  if ((n) < GDL_LANES) { \
    double t[GDL_LANES - 1] = {0}; \
    for (size_t i = 0; i < (n); i++) { \
      double term; \
      one \
      t[i] = term; \
    } \
    return gdl_lanes_few(t); \
  }


double gdl_linear_negate (double *q, const double *g, const double *w,
                          size_t n) {
  IF_FEW(n, NEGATE_ONE)
  const set *s = get();
  IN_CHUNKS(n, s->negate(q + at, g + at, w + at, m));
}


double gdl_linear_update (double *q, double scale, double a, const double *v,
                          const double *w, size_t n) {
  IF_FEW(n, UPDATE_ONE)
  const set *s = get();
  IN_CHUNKS(n, s->update(q + at, scale, a, v + at, w + at, m));
}


double gdl_linear_change (double *s, double *y, const double *x0,
                          const double *x1, const double *g0, const double *g1,
                          size_t n) {
  IF_FEW(n, CHANGE_ONE)
  const set *k = get();
  IN_CHUNKS(n, k->change(s + at, y + at, x0 + at, x1 + at, g0 + at, g1 + at,
                         m));
}


double gdl_linear_largest (const double *x, size_t n) {
  if (n < GDL_LANES) {
    double m = 0;
    for (size_t i = 0; i < n; i++)
      m = gdl_larger_of(m, fabs(x[i]));
    return m;
  }
  return get()->largest(x, n);
}
