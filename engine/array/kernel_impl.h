/*
** kernel_impl.h - what the files of the kernels share
*/
#ifndef GDL_ARRAY_KERNEL_IMPL_H
#define GDL_ARRAY_KERNEL_IMPL_H

#include <math.h>

#include "array/kernel.h"
#include "array/softplus.h"
#include "array/tanh.h"

/* The sets that are built (Makefile); kernel_set.c says what is in one. */
extern const gdl_kernels gdl_kernels_sse2;
#if defined(__x86_64__)
extern const gdl_kernels gdl_kernels_avx2, gdl_kernels_avx512;
#endif

/* gdl_sleef_find - the function of libsleef called 'name'; NULL where there is
** none, or it is not to be used on this machine. Loads the library. */
typedef void (*gdl_sleef_fn) (void);
gdl_sleef_fn gdl_sleef_find (const char *name);


/* Lua's % on floats: fmod gives the sign of the dividend, so one divisor is
** added where that is not the sign of the divisor. */
static inline double gdl_modulo (double x, double y) {
  double m = fmod(x, y);
  if (m > 0 ? y < 0 : (m < 0 && y > 0))
    m += y;
  return m;
}


/* Sums and products in tanh.h and softplus.h. */
#define GDL_PLUS(x, y)   ((x) + (y))
#define GDL_TIMES(x, y)  ((x) * (y))
#define GDL_ITSELF(x)    (x)

/* tanh(a), 0 <= a < GDL_TANH_NEAR */
static inline double gdl_tanh_near (double a) {
  double s = a * a, s2 = s * s, s4 = s2 * s2, s8 = s4 * s4;
  return a - a * (s * GDL_TANH_FACTOR(GDL_PLUS, GDL_TIMES, GDL_ITSELF, s, s2, s4, s8));
}


/* log(1 + e), 0 <= e <= 1 */
static inline double gdl_softplus_down (double e) {
  double z = e / (2.0 + e), b = z + z, s = z * z, s2 = s * s, s4 = s2 * s2,
         s8 = s4 * s4;
  return b + b * (s * GDL_SOFTPLUS_FACTOR(GDL_PLUS, GDL_TIMES, GDL_ITSELF, s, s2, s4, s8));
}

#endif
