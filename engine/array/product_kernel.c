/*
** product_kernel.c - inner products of one row with a few columns at once
** Vectorised over the columns: an accumulator per lane of order.h, each as
** wide as a register of the instruction set it is built for. There are eight
** of them, so the additions do not wait for one another.
*/
#include "array/product_kernel.h"

#include "array/order.h"

#if GDL_LANES != 8
#error "the kernels below are written for eight lanes"
#endif

#define KERNEL(name, target, WIDTH) \
  typedef double name##_v __attribute__((vector_size(WIDTH * 8), \
                                         aligned(8), may_alias)); \
  target static void name (const double *a, const double *panel, size_t n, \
                           double *out) { \
    const name##_v *b = (const name##_v *)panel; \
    name##_v s0 = {0}, s1 = s0, s2 = s0, s3 = s0, \
             s4 = s0, s5 = s0, s6 = s0, s7 = s0; \
    for (; n >= GDL_LANES; n -= GDL_LANES, a += GDL_LANES, b += GDL_LANES) { \
      s0 += a[0] * b[0]; \
      s1 += a[1] * b[1]; \
      s2 += a[2] * b[2]; \
      s3 += a[3] * b[3]; \
      s4 += a[4] * b[4]; \
      s5 += a[5] * b[5]; \
      s6 += a[6] * b[6]; \
      s7 += a[7] * b[7]; \
    } \
    if (n > 0) s0 += a[0] * b[0]; \
    if (n > 1) s1 += a[1] * b[1]; \
    if (n > 2) s2 += a[2] * b[2]; \
    if (n > 3) s3 += a[3] * b[3]; \
    if (n > 4) s4 += a[4] * b[4]; \
    if (n > 5) s5 += a[5] * b[5]; \
    if (n > 6) s6 += a[6] * b[6]; \
    *(name##_v *)out = ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7)); \
  }

KERNEL(two, , 2)

#if defined(__x86_64__)

KERNEL(four, __attribute__((target("avx"))), 4)
KERNEL(eight, __attribute__((target("avx512f"))), 8)


const gdl_product_kernel *gdl_product_kernels (void) {
  static const gdl_product_kernel all[] = {
    {8, eight}, {4, four}, {2, two}, {0, NULL}
  };
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f"))
    return all;
  return __builtin_cpu_supports("avx") ? all + 1 : all + 2;
}

#else

const gdl_product_kernel *gdl_product_kernels (void) {
  static const gdl_product_kernel all[] = {{2, two}, {0, NULL}};
  return all;
}

#endif
