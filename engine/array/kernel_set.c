/*
** kernel_set.c - the kernels, for one instruction set
** Compiled once for each (Makefile), with its own flags and GDL_WIDTH, the
** width of the vectors that its functions take; nothing else differs.
*/
#define _GNU_SOURCE  /* lgamma_r, M_PI */
#include "array/kernel_impl.h"

#include <pthread.h>
#include <string.h>

#if !defined(GDL_WIDTH)
#define GDL_WIDTH 1
#endif

#if GDL_WIDTH == 8
#include <immintrin.h>
#define SET             gdl_kernels_avx512
#define SET_NAME        "avx512"
#define SLEEF(f, suffix)  "Sleef_finz_" f "d8_" suffix "avx512f"
#elif GDL_WIDTH == 4
#include <immintrin.h>
#define SET             gdl_kernels_avx2
#define SET_NAME        "avx2"
#define SLEEF(f, suffix)  "Sleef_finz_" f "d4_" suffix "avx2"
#else
#define SET             gdl_kernels_sse2
#define SET_NAME        "sse2"
#define SLEEF(f, suffix)  "Sleef_finz_" f "d1_" suffix "purecfma"
#endif

#define modulo  gdl_modulo    /* as functions.def calls it */

#define BLOCK 256    /* elements taken at a time through a buffer */

/* An output may be an operand, element by element, which makes no iteration
** depend on an earlier one: 'ivdep' says so to a compiler that would otherwise
** fall back to single elements. */
#define EACH(i, n)  _Pragma("GCC ivdep") for (size_t i = 0; i < n; i++)


/*
** Vectors of the width of the set. Conditions give a bit for each lane in which
** they hold: a == b, a > b.
*/
#if GDL_WIDTH == 1
typedef double vec;

static inline vec spread (double x) { return x; }

static inline unsigned lanes_equal (vec a, vec b) { return a == b; }

static inline unsigned lanes_above (vec a, vec b) { return a > b; }

#else
typedef double vec __attribute__((vector_size(GDL_WIDTH * 8)));

#if GDL_WIDTH == 8
static inline vec spread (double x) { return (vec)_mm512_set1_pd(x); }

static inline unsigned lanes_equal (vec a, vec b) {
  return _mm512_cmp_pd_mask((__m512d)a, (__m512d)b, _CMP_EQ_OQ);
}

static inline unsigned lanes_above (vec a, vec b) {
  return _mm512_cmp_pd_mask((__m512d)a, (__m512d)b, _CMP_GT_OQ);
}
#else
static inline vec spread (double x) { return (vec)_mm256_set1_pd(x); }

static inline unsigned lanes_equal (vec a, vec b) {
  return (unsigned)_mm256_movemask_pd(
      _mm256_cmp_pd((__m256d)a, (__m256d)b, _CMP_EQ_OQ));
}

static inline unsigned lanes_above (vec a, vec b) {
  return (unsigned)_mm256_movemask_pd(
      _mm256_cmp_pd((__m256d)a, (__m256d)b, _CMP_GT_OQ));
}
#endif
#endif


static inline vec get (const double *p) {
  vec v;
  memcpy(&v, p, sizeof(v));
  return v;
}


static inline void put (double *p, vec v) {
  memcpy(p, &v, sizeof(v));
}


/* What is left over at the end, padded with its first element. */
static inline vec get_rest (const double *p, size_t n) {
  double t[GDL_WIDTH];
  for (size_t k = 0; k < GDL_WIDTH; k++)
    t[k] = p[k < n ? k : 0];
  return get(t);
}


static inline void put_rest (double *p, vec v, size_t n) {
  double t[GDL_WIDTH];
  put(t, v);
  for (size_t k = 0; k < n; k++)
    p[k] = t[k];
}


static inline unsigned lanes_infinite (vec v) {
  return lanes_equal(v, spread(INFINITY)) | lanes_equal(v, spread(-INFINITY));
}


/*
** The scalar functions of the rows
*/
#define GDL_UNARY(name, expression, doc) \
  static inline double u_##name##_1 (double x) { return (expression); }
#define GDL_BINARY(name, expression, doc) \
  static inline double b_##name##_1 (double x, double y) { return (expression); }

#define GDL_ALL
#include "array/functions.def"


/*
** The vector functions of the ..._MATH rows: those of SLEEF, or the scalar
** function for each lane.
*/
typedef vec unary_math (vec x);
typedef vec binary_math (vec x, vec y);

#define GDL_UNARY(name, expression, doc)
#define GDL_BINARY(name, expression, doc)
#define GDL_UNARY_MATH(name, expression, sleef, scalar, doc) \
  static vec lanes_##name (vec x) { \
    double t[GDL_WIDTH]; \
    put(t, x); \
    for (size_t k = 0; k < GDL_WIDTH; k++) \
      t[k] = u_##name##_1(t[k]); \
    return get(t); \
  }
#define GDL_BINARY_MATH(name, expression, sleef, scalar, doc) \
  static vec lanes_##name (vec x, vec y) { \
    double t[GDL_WIDTH], u[GDL_WIDTH]; \
    put(t, x); \
    put(u, y); \
    for (size_t k = 0; k < GDL_WIDTH; k++) \
      t[k] = b_##name##_1(t[k], u[k]); \
    return get(t); \
  }

#define GDL_ALL
#include "array/functions.def"

static struct {
#define GDL_UNARY(name, expression, doc)
#define GDL_BINARY(name, expression, doc)
#define GDL_UNARY_MATH(name, expression, sleef, scalar, doc)  unary_math *name;
#define GDL_BINARY_MATH(name, expression, sleef, scalar, doc)  binary_math *name;
#define GDL_ALL
#include "array/functions.def"
} math_of;

static pthread_once_t math_once = PTHREAD_ONCE_INIT;
static int math_ready;

static void math_load (void) {
#define GDL_UNARY(name, expression, doc)
#define GDL_BINARY(name, expression, doc)
#define GDL_UNARY_MATH(name, expression, suffix, scalar, doc) \
  math_of.name = (unary_math *)gdl_sleef_find(SLEEF(#name, #suffix)); \
  if (math_of.name == NULL) \
    math_of.name = lanes_##name;
#define GDL_BINARY_MATH(name, expression, suffix, scalar, doc) \
  math_of.name = (binary_math *)gdl_sleef_find(SLEEF(#name, #suffix)); \
  if (math_of.name == NULL) \
    math_of.name = lanes_##name;
#define GDL_ALL
#include "array/functions.def"
  __atomic_store_n(&math_ready, 1, __ATOMIC_RELEASE);
}


static inline void need_math (void) {
  if (!__atomic_load_n(&math_ready, __ATOMIC_ACQUIRE))
    pthread_once(&math_once, math_load);
}


/* f(x), but for the lanes of 'mask': those are the scalar function's. */
static __attribute__((noinline)) vec
mixed_unary (unsigned mask, unary_math *vector, double (*f) (double x), vec x) {
  double t[GDL_WIDTH], u[GDL_WIDTH];
  put(t, x);
  put(u, vector(x));
  for (size_t k = 0; k < GDL_WIDTH; k++)
    if (mask >> k & 1)
      u[k] = f(t[k]);
  return get(u);
}


/* r, but for the lanes of 'mask', likewise. */
static __attribute__((noinline)) vec
mixed_binary (unsigned mask, double (*f) (double x, double y), vec x, vec y,
              vec r) {
  double t[GDL_WIDTH], u[GDL_WIDTH], v[GDL_WIDTH];
  put(t, x);
  put(u, y);
  put(v, r);
  for (size_t k = 0; k < GDL_WIDTH; k++)
    if (mask >> k & 1)
      v[k] = f(t[k], u[k]);
  return get(v);
}


/* The column 'scalar': the lanes it means. Those of functions of one are known
** before the vector function is called: to look at its result is slow, as to
** keep x across the call is. */
#define LANES_NONE       0u
#define LANES_ABOVE(c)   lanes_above(x, spread(c))
#define LANES_BEYOND(c)  (LANES_ABOVE(c) | lanes_above(spread(-(c)), x))
#define LANES_POWER      (lanes_infinite(r) | lanes_equal(y, spread(2)))

/* The same for an exponent of all lanes. */
#define WHOLE_NONE(y)    0
#define WHOLE_POWER(y)  ((y) == 2)


/*
** Kernels
*/
#define GDL_UNARY(name, expression, doc) \
  static void u_##name (const double *px, double *out, size_t n) { \
    EACH(i, n) { double x = px[i]; out[i] = (expression); } \
  }

#define GDL_UNARY_MATH(name, expression, sleef, scalar, doc) \
  static inline vec u_##name##_w (unary_math *f, vec x) { \
    unsigned mask = LANES_##scalar; \
    return mask == 0 ? f(x) : mixed_unary(mask, f, u_##name##_1, x); \
  } \
  static void u_##name (const double *x, double *out, size_t n) { \
    need_math(); \
    unary_math *f = math_of.name; \
    for (; n >= GDL_WIDTH; n -= GDL_WIDTH, x += GDL_WIDTH, out += GDL_WIDTH) \
      put(out, u_##name##_w(f, get(x))); \
    if (n > 0) \
      put_rest(out, u_##name##_w(f, get_rest(x, n)), n); \
  }

#define THROUGH(name)  u_##name(b, b, m);

#define GDL_UNARY_VIA(name, expression, before, functions, after, doc) \
  static void u_##name (const double *px, double *out, size_t n) { \
    double b[BLOCK]; \
    for (size_t m; n > 0; n -= m, px += m, out += m) { \
      m = n < BLOCK ? n : BLOCK; \
      EACH(i, m) { double x = px[i]; b[i] = (before); } \
      functions \
      EACH(i, m) { double x = px[i], t = b[i]; (void)x; out[i] = (after); } \
    } \
  }

#define GDL_BINARY(name, expression, doc) \
  static void b_##name##_vv (const double *px, const double *py, double *out, \
                             size_t n) { \
    EACH(i, n) { double x = px[i], y = py[i]; out[i] = (expression); } \
  } \
  static void b_##name##_vs (const double *px, double y, double *out, \
                             size_t n) { \
    EACH(i, n) { double x = px[i]; out[i] = (expression); } \
  } \
  static void b_##name##_sv (double x, const double *py, double *out, \
                             size_t n) { \
    EACH(i, n) { double y = py[i]; out[i] = (expression); } \
  }

#define GDL_BINARY_MATH(name, expression, sleef, scalar, doc) \
  static inline vec b_##name##_w (binary_math *f, vec x, vec y) { \
    vec r = f(x, y); \
    unsigned mask = LANES_##scalar; \
    return mask == 0 ? r : mixed_binary(mask, b_##name##_1, x, y, r); \
  } \
  static void b_##name##_vv (const double *x, const double *y, double *out, \
                             size_t n) { \
    need_math(); \
    binary_math *f = math_of.name; \
    for (; n >= GDL_WIDTH; n -= GDL_WIDTH, x += GDL_WIDTH, y += GDL_WIDTH, \
                           out += GDL_WIDTH) \
      put(out, b_##name##_w(f, get(x), get(y))); \
    if (n > 0) \
      put_rest(out, b_##name##_w(f, get_rest(x, n), get_rest(y, n)), n); \
  } \
  static void b_##name##_vs (const double *x, double ys, double *out, \
                             size_t n) { \
    need_math(); \
    binary_math *f = math_of.name; \
    vec y = spread(ys); \
    if (WHOLE_##scalar(ys)) { \
      EACH(i, n) out[i] = b_##name##_1(x[i], 2.0); \
      return; \
    } \
    for (; n >= GDL_WIDTH; n -= GDL_WIDTH, x += GDL_WIDTH, out += GDL_WIDTH) \
      put(out, b_##name##_w(f, get(x), y)); \
    if (n > 0) \
      put_rest(out, b_##name##_w(f, get_rest(x, n), y), n); \
  } \
  static void b_##name##_sv (double xs, const double *y, double *out, \
                             size_t n) { \
    need_math(); \
    binary_math *f = math_of.name; \
    vec x = spread(xs); \
    for (; n >= GDL_WIDTH; n -= GDL_WIDTH, y += GDL_WIDTH, out += GDL_WIDTH) \
      put(out, b_##name##_w(f, x, get(y))); \
    if (n > 0) \
      put_rest(out, b_##name##_w(f, x, get_rest(y, n)), n); \
  }

#define GDL_ALL
#include "array/functions.def"


static void choose (const double *c, const double *a, size_t da,
                    const double *b, size_t db, double *out, size_t n) {
  if (n == 0)
    return;
  const double va = *a, vb = *b;    /* loaded before the choice, all of them */
  if (da && db)
    EACH(i, n) { double u = a[i], v = b[i]; out[i] = c[i] != 0 ? u : v; }
  else if (da)
    EACH(i, n) { double u = a[i]; out[i] = c[i] != 0 ? u : vb; }
  else if (db)
    EACH(i, n) { double v = b[i]; out[i] = c[i] != 0 ? va : v; }
  else
    EACH(i, n) out[i] = c[i] != 0 ? va : vb;
}


static void fill (double value, double *out, size_t n) {
  for (size_t i = 0; i < n; i++)
    out[i] = value;
}


static void load (const double *x, ptrdiff_t step, double *out, size_t n) {
  for (ptrdiff_t i = 0; i < (ptrdiff_t)n; i++)
    out[i] = x[i * step];
}


static void store (const double *x, double *out, ptrdiff_t step, size_t n) {
  for (ptrdiff_t i = 0; i < (ptrdiff_t)n; i++)
    out[i * step] = x[i];
}


static void take (const double *x, const uint32_t *index, double *out,
                  size_t n) {
  EACH(i, n) out[i] = x[index[i]];
}


#if GDL_WIDTH == 1
typedef double wide __attribute__((vector_size(16)));
#else
typedef vec wide;
#endif

/* 0 times a number that is not finite is NaN, which stays. (Whether the product
** is rounded before it is added makes no difference.) */
static inline wide with_nothing (wide sum, const double *p) {
  wide v;
  memcpy(&v, p, sizeof(v));
#if GDL_WIDTH == 8
  return (wide)_mm512_fmadd_pd((__m512d)v, _mm512_setzero_pd(), (__m512d)sum);
#else
  return sum + v * 0.0;
#endif
}


/* Eight sums, so that additions need not wait for one another. */
static int all_finite (const double *x, size_t n) {
  enum {W = sizeof(wide) / sizeof(double)};
  wide a = {0}, b = a, c = a, d = a, e = a, f = a, g = a, h = a;
  double sum = 0;
  size_t i = 0;
  for (; n - i >= 8 * W; i += 8 * W) {
    const double *p = x + i;
    a = with_nothing(a, p), b = with_nothing(b, p + W);
    c = with_nothing(c, p + 2 * W), d = with_nothing(d, p + 3 * W);
    e = with_nothing(e, p + 4 * W), f = with_nothing(f, p + 5 * W);
    g = with_nothing(g, p + 6 * W), h = with_nothing(h, p + 7 * W);
  }
  for (; n - i >= W; i += W)
    a = with_nothing(a, x + i);
  a = ((a + b) + (c + d)) + ((e + f) + (g + h));
  for (size_t k = 0; k < W; k++)
    sum += a[k];
  for (; i < n; i++)
    sum += x[i] * 0.0;
  return sum == 0;
}


const gdl_kernels SET = {
  .name = SET_NAME,
  .unary = {
#define GDL_UNARY(name, expression, doc)  [GDL_U_##name] = u_##name,
#define GDL_ALL
#include "array/functions.def"
  },
  .binary = {
#define GDL_BINARY(name, expression, doc) \
    [GDL_B_##name] = {b_##name##_vv, b_##name##_vs, b_##name##_sv},
#define GDL_ALL
#include "array/functions.def"
  },
  .select = choose, .fill = fill, .load = load, .store = store, .take = take,
  .finite = all_finite
};
