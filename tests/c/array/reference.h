/*
** reference.h - order.h transcribed as plainly as possible, and numbers to
** try it on
*/
#ifndef GDL_TESTS_ARRAY_REFERENCE_H
#define GDL_TESTS_ARRAY_REFERENCE_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "array/kernel.h"
#include "array/order.h"
#include "base/random.h"

/* Lengths around every border: few terms, whole lanes, whole chunks. */
static const size_t lengths[] = {
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
  22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
  63, 64, 65, 127, 128, 129, 200, 2047, 2048, 2049, 2050, 4096, 4097, 5000,
  6144, 8192, 8193, 14336, 100001
};

#define LENGTHS (sizeof(lengths) / sizeof(lengths[0]))
#define LONGEST 100001


/* Groups of whole chunks are split at the largest power of two below their
** number, which is what a binary counter of chunks amounts to. */
static double reference_chunks (const double *term, size_t n) {
  size_t chunks = (n + GDL_CHUNK - 1) / GDL_CHUNK;
  if (chunks > 1) {
    size_t half = 1;
    while (half * 2 < chunks)
      half *= 2;
    double first = reference_chunks(term, half * GDL_CHUNK);
    return first + reference_chunks(term + half * GDL_CHUNK,
                                    n - half * GDL_CHUNK);
  }
  double lane[GDL_LANES] = {0};
  for (size_t i = 0; i < n; i++)
    lane[i % GDL_LANES] += term[i];
  for (int width = GDL_LANES / 2; width > 0; width /= 2)
    for (int j = 0; j < width; j++)
      lane[j] += lane[j + width];
  return lane[0];
}


static inline double reference_sum (const double *term, size_t n) {
  return reference_chunks(term, n);
}


/* A function of one element of an array. */
static inline double element (gdl_unary op, double x) {
  double r;
  gdl_kernels_get()->unary[op](&x, &r, 1);
  return r;
}


static inline double element_of_two (gdl_binary op, double x, double y) {
  double r;
  gdl_kernels_get()->binary[op].vv(&x, &y, &r, 1);
  return r;
}


/* Normal numbers of many magnitudes, so that another order would show. */
static inline void fill_random (double *x, size_t n, uint64_t seed) {
  gdl_random r;
  gdl_random_seed(&r, seed);
  for (size_t i = 0; i < n; i++)
    x[i] = ldexp(gdl_random_normal(&r), (int)gdl_random_below(&r, 40) - 20);
}


static inline double *new_random (size_t n, uint64_t seed) {
  double *x = malloc((n + 1) * sizeof(double));
  if (x == NULL)
    abort();
  fill_random(x, n, seed);
  return x;
}


static inline uint64_t bits_of (double x) {
  uint64_t b;
  memcpy(&b, &x, sizeof(b));
  return b;
}


/* Same bits, all NaN being one. */
#define assert_same(x, y) \
  do { \
    double same_x = (x), same_y = (y); \
    if (!(isnan(same_x) && isnan(same_y)) && bits_of(same_x) != bits_of(same_y)) \
      fail_msg("%s = %.17g, but %s = %.17g", #x, same_x, #y, same_y); \
  } while (0)

/* |x - y| <= tolerance * max(1, |y|). */
#define assert_near(x, y, tolerance) \
  do { \
    double near_x = (x), near_y = (y); \
    if (!(fabs(near_x - near_y) <= (tolerance) * fmax(1, fabs(near_y)))) \
      fail_msg("%s = %.17g, but %s = %.17g", #x, near_x, #y, near_y); \
  } while (0)

#endif
