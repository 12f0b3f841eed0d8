/*
** vm_kernel.c - kernels that only the virtual machine needs, for each
** instruction set
** Sums keep the eight lanes of array/order.h side by side. Vectors are eight
** wide here for any set: the compiler splits those that are wider than its
** registers.
*/
#include "exec/vm_impl.h"

#include <string.h>

typedef double lanes
    __attribute__((vector_size(GDL_LANES * 8), aligned(8), may_alias));

#define LANES_AT(p)  (*(const lanes *)(p))

/* Operand p is a vector (v) or a number (n): eight of its elements, one, and
** what is known of it beforehand. */
#define EIGHT_v(p)  LANES_AT(p + i)
#define EIGHT_n(p)  p##_is
#define ONE_v(p)    p[i]
#define ONE_n(p)    p##_is
#define KNOWN_v(p)
#define KNOWN_n(p)  const double p##_is = *p;

#define add(x, y)  ((x) + (y))
#define sub(x, y)  ((x) - (y))
#define mul(x, y)  ((x) * (y))

#define ADD(v, c)     ((v) + (c))
#define MUL(v, c)     ((v) * (c))
#define SUB(v, c)     ((v) - (c))
#define FROM(v, c)    ((c) - (v))

/* op: what is done with a and b, which are ka and kb. */
#define FUSED(set, target, op, ka, kb, outer, kc) \
  target static void set##_##op##ka##kb##outer##kc ( \
      const double *a, const double *b, const double *c, double *out, \
      size_t n) { \
    KNOWN_##ka(a) KNOWN_##kb(b) KNOWN_##kc(c) \
    size_t i = 0; \
    for (; n - i >= GDL_LANES; i += GDL_LANES) \
      *(lanes *)(out + i) = outer(op(EIGHT_##ka(a), EIGHT_##kb(b)), EIGHT_##kc(c)); \
    for (; i < n; i++) \
      out[i] = outer(op(ONE_##ka(a), ONE_##kb(b)), ONE_##kc(c)); \
  }

#define SQUARE(set, target, op, ka, kb) \
  target static void set##_##op##ka##kb##square ( \
      const double *a, const double *b, const double *c, double *out, \
      size_t n) { \
    KNOWN_##ka(a) KNOWN_##kb(b) \
    size_t i = 0; \
    (void)c; \
    for (; n - i >= GDL_LANES; i += GDL_LANES) { \
      lanes v = op(EIGHT_##ka(a), EIGHT_##kb(b)); \
      *(lanes *)(out + i) = v * v; \
    } \
    for (; i < n; i++) { \
      double v = op(ONE_##ka(a), ONE_##kb(b)); \
      out[i] = v * v; \
    } \
  }

#define SUM(name, target, kb, known, eight, one, term) \
  target static void name (const double *a, const double *b, double *lane, \
                           size_t n) { \
    known \
    lanes s = LANES_AT(lane); \
    size_t i = 0; \
    (void)b; \
    for (; n - i >= GDL_LANES; i += GDL_LANES) { \
      lanes v = eight; \
      s += term; \
    } \
    *(lanes *)lane = s; \
    for (size_t k = 0; i < n; i++, k++) { \
      double v = one; \
      lane[k] += term; \
    } \
  }

/* Absolute values, as whole numbers: their order is the same, and NaN is above
** all. */
typedef int64_t lanes_as_whole
    __attribute__((vector_size(GDL_LANES * 8), aligned(8), may_alias));

#define WHOLES_AT(p)  (*(const lanes_as_whole *)(p))
#define LARGER(v, s)  ((s) ^ (((v) ^ (s)) & ((v) > (s))))

#define LARGEST(name, target) \
  target static void name (const double *a, const double *b, double *lane, \
                           size_t n) { \
    lanes_as_whole s = WHOLES_AT(lane), t = s; \
    size_t i = 0; \
    (void)b; \
    for (; n - i >= 2 * GDL_LANES; i += 2 * GDL_LANES) { \
      lanes_as_whole v = WHOLES_AT(a + i), w = WHOLES_AT(a + i + GDL_LANES); \
      s = LARGER(v, s); \
      t = LARGER(w, t); \
    } \
    s = LARGER(t, s); \
    *(lanes_as_whole *)lane = s; \
    for (; i < n; i++) \
      *lane = gdl_larger_of(*lane, a[i]); \
  }

#define KERNELS(set, target, op, ka, kb) \
  FUSED(set, target, op, ka, kb, ADD, v) \
  FUSED(set, target, op, ka, kb, ADD, n) \
  FUSED(set, target, op, ka, kb, MUL, v) \
  FUSED(set, target, op, ka, kb, MUL, n) \
  FUSED(set, target, op, ka, kb, SUB, v) \
  FUSED(set, target, op, ka, kb, SUB, n) \
  FUSED(set, target, op, ka, kb, FROM, v) \
  FUSED(set, target, op, ka, kb, FROM, n) \
  SQUARE(set, target, op, ka, kb) \
  SUM(set##_sum_##op##ka##kb, target, kb, KNOWN_##ka(a) KNOWN_##kb(b), \
      op(EIGHT_##ka(a), EIGHT_##kb(b)), op(ONE_##ka(a), ONE_##kb(b)), v) \
  SUM(set##_squares_##op##ka##kb, target, kb, KNOWN_##ka(a) KNOWN_##kb(b), \
      op(EIGHT_##ka(a), EIGHT_##kb(b)), op(ONE_##ka(a), ONE_##kb(b)), v * v)

#define ENTRY(set, op, ka, kb) \
  {{{set##_##op##ka##kb##ADDn, set##_##op##ka##kb##ADDv}, \
    {set##_##op##ka##kb##MULn, set##_##op##ka##kb##MULv}, \
    {set##_##op##ka##kb##SUBn, set##_##op##ka##kb##SUBv}, \
    {set##_##op##ka##kb##FROMn, set##_##op##ka##kb##FROMv}, \
    {set##_##op##ka##kb##square, set##_##op##ka##kb##square}}, \
   set##_sum_##op##ka##kb, set##_squares_##op##ka##kb}

#define SET(set, target) \
  KERNELS(set, target, add, v, v) \
  KERNELS(set, target, add, v, n) \
  KERNELS(set, target, mul, v, v) \
  KERNELS(set, target, mul, v, n) \
  KERNELS(set, target, sub, v, v) \
  KERNELS(set, target, sub, v, n) \
  KERNELS(set, target, sub, n, v) \
  SUM(set##_sum, target, v, , LANES_AT(a + i), a[i], v) \
  LARGEST(set##_largest, target)

#define SET_ENTRY(set) \
  {#set, set##_sum, set##_largest, \
   {ENTRY(set, add, v, v), ENTRY(set, add, v, n), ENTRY(set, mul, v, v), \
    ENTRY(set, mul, v, n), ENTRY(set, sub, v, v), ENTRY(set, sub, v, n), \
    ENTRY(set, sub, n, v)}}

SET(sse2, )

#if defined(__x86_64__)

SET(avx2, __attribute__((target("avx2"))))
SET(avx512, __attribute__((target("avx512f,prefer-vector-width=512"))))

static const vm_kernels sets[] = {
  SET_ENTRY(sse2), SET_ENTRY(avx2), SET_ENTRY(avx512)
};

#else

static const vm_kernels sets[] = {SET_ENTRY(sse2)};

#endif


const vm_kernels *gdl_vm_kernels (const char *name) {
  size_t k = sizeof(sets) / sizeof(sets[0]) - 1;
  while (k > 0 && strcmp(sets[k].name, name) != 0)
    k--;
  return &sets[k];
}


const vm_inner *gdl_vm_inner (const vm_kernels *k, gdl_op op, int a_is_number,
                              int b_is_number) {
  switch (op) {
    case GDL_OP_add: return &k->inner[b_is_number];
    case GDL_OP_mul: return &k->inner[2 + b_is_number];
    default: return &k->inner[a_is_number ? 6 : 4 + b_is_number];
  }
}
