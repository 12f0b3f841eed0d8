/*
** linear_set.h - the passes of linear.h over a chunk, for one instruction set
** Included by linear.c once for each, with WIDTH, how many elements a vector has,
** and IN_SET(name).
*/

typedef double IN_SET(vec)
    __attribute__((vector_size(WIDTH * 8), aligned(8), may_alias));

#define VEC        IN_SET(vec)
#define VECTORS    (GDL_LANES / WIDTH)
#define IN(p)      (*(const VEC *)((p) + i))
#define OUT(p)     (*(VEC *)((p) + i))

/* The terms of a pass: 'wide' does a vector of elements at i and answers their
** terms, 'one' a single one (linear.c). */
#define PASS(name, params, wide, one) \
  static double IN_SET(name) params { \
    VEC sum[VECTORS]; \
    size_t at = 0; \
    for (size_t k = 0; k < VECTORS; k++) \
      sum[k] = (VEC){0}; \
    for (; n - at >= GDL_LANES; at += GDL_LANES) \
      for (size_t k = 0; k < VECTORS; k++) { \
        size_t i = at + k * WIDTH; \
        VEC term; \
        wide \
        sum[k] += term; \
      } \
    double t[GDL_LANES]; \
    for (size_t k = 0; k < GDL_LANES; k++) \
      t[k] = sum[k / WIDTH][k % WIDTH]; \
    for (size_t i = at; i < n; i++) { \
      double term; \
      one \
      t[i - at] += term; \
    } \
    return gdl_lanes_fold(t); \
  }

PASS(negate, (double *q, const double *g, const double *w, size_t n),
     VEC p = -IN(g); OUT(q) = p; term = p * IN(w);,
     NEGATE_ONE)

PASS(update, (double *q, double scale, double a, const double *v,
              const double *w, size_t n),
     VEC p = scale * (IN(q) + a * IN(v)); OUT(q) = p; term = p * IN(w);,
     UPDATE_ONE)

PASS(change, (double *s, double *y, const double *x0, const double *x1,
              const double *g0, const double *g1, size_t n),
     VEC u = IN(x1) - IN(x0); VEC v = IN(g1) - IN(g0); OUT(s) = u; OUT(y) = v;
     term = u * v;,
     CHANGE_ONE)

/* A NaN is no larger than anything: it is looked for by itself. */
static double IN_SET(largest) (const double *x, size_t n) {
  typedef int64_t bits __attribute__((vector_size(WIDTH * 8), aligned(8),
                                      may_alias));
  VEC most[4];
  bits nan = {0};
  double m = 0;
  size_t at = 0;
  for (size_t k = 0; k < 4; k++)
    most[k] = (VEC){0};
  for (; n - at >= 4 * WIDTH; at += 4 * WIDTH)
    for (size_t k = 0; k < 4; k++) {
      size_t i = at + k * WIDTH;
      bits v = (bits)IN(x) & INT64_MAX;
      bits above = (VEC)v > most[k];
      nan |= (VEC)v != (VEC)v;
      most[k] = (VEC)((above & v) | (~above & (bits)most[k]));
    }
  for (size_t k = 0; k < 4 * WIDTH; k++)
    m = gdl_larger_of(m, nan[k % WIDTH] ? NAN : most[k / WIDTH][k % WIDTH]);
  for (; at < n; at++)
    m = gdl_larger_of(m, fabs(x[at]));
  return m;
}

#undef PASS
#undef OUT
#undef IN
#undef VECTORS
#undef VEC
