/*
** kernel.h - the elementwise kernels
** What decides the bits of an elementwise result, written down once; eager
** arrays, the reference evaluator and everything faster follow it.
**
**  - A number (rank 0) goes through the scalar function of its row
**    (functions.def): the C library's, so it rounds as Lua does.
**  - The elements of a vector or matrix, even if it has one, go through the
**    kernels here. So does a number that is combined with them.
**  - An element's value depends on its operands alone, never on its place or on
**    how many there are: what is left over at the end is padded.
**  - Operators, comparisons, rounding, sqrt and what consists of them (rows
**    GDL_UNARY, GDL_BINARY) have the same bits for numbers and elements, and in
**    every instruction set: no multiply-add is fused.
**  - exp, sin and their like (rows ..._MATH) are SLEEF's reproducible functions
**    (Shibata and Petrogalli 2020), within 1 ulp, and sigmoid, tanh and their like
**    (rows ..._VIA) are made of them, within 3: the same bits on every x86-64
**    that has FMA, be it with or without AVX2 and AVX-512. libsleef.so.3 is loaded
**    when the first of them is called. Where it is missing, or the processor has
**    no FMA, the C library is called for each element; then bits are the same on
**    one machine only.
**  - Rows ..._EACH call the C library for each element.
**
** The bits of a NaN are not fixed.
*/
#ifndef GDL_ARRAY_KERNEL_H
#define GDL_ARRAY_KERNEL_H

#include "array/array.h"

/* Over n elements. Pointers are aligned to 8 bytes at least (64 is faster). An
** output may be an operand, but must not overlap one otherwise. Any n, 0
** included; a call costs a few ns, so blocks may be small. */
typedef void gdl_unary_kernel (const double *x, double *out, size_t n);

typedef struct gdl_binary_kernels {     /* v: a vector, s: a number */
  void (*vv) (const double *x, const double *y, double *out, size_t n);
  void (*vs) (const double *x, double y, double *out, size_t n);
  void (*sv) (double x, const double *y, double *out, size_t n);
} gdl_binary_kernels;

typedef struct gdl_kernels {
  const char *name;                     /* "sse2", "avx2", "avx512" */
  gdl_unary_kernel *unary[GDL_U_ALL];
  gdl_binary_kernels binary[GDL_B_ALL];

  /* out[i] = c[i] ~= 0 ? a[i] : b[i]. da and db are 1, or 0 for a number: a[0]
  ** or b[0] then stands for all. */
  void (*select) (const double *c, const double *a, size_t da, const double *b,
                  size_t db, double *out, size_t n);

  void (*fill) (double value, double *out, size_t n);

  /* out[i] = x[i*step], and out[i*step] = x[i]; steps in elements, may be
  ** negative. No overlap. */
  void (*load) (const double *x, ptrdiff_t step, double *out, size_t n);
  void (*store) (const double *x, double *out, ptrdiff_t step, size_t n);

  /* out[i] = x[index[i]]. No overlap. */
  void (*take) (const double *x, const uint32_t *index, double *out, size_t n);

  /* Are all of x finite? */
  int (*finite) (const double *x, size_t n);
} gdl_kernels;

/* gdl_kernels_get - those of the best instruction set that this processor has
** and the environment variable GDLUA_ISA (sse2, avx2 or avx512) allows; one it
** does not know, or the processor does not have, is ignored. Chosen at the
** first call. */
const gdl_kernels *gdl_kernels_get (void);

/* gdl_kernels_check - GDL_EINVAL: GDLUA_ISA is none of these; err says so. */
gdl_status gdl_kernels_check (gdl_error *err);

/* gdl_kernels_named - those of one instruction set; NULL where there is none of
** that name or the processor does not have it. */
const gdl_kernels *gdl_kernels_named (const char *name);

/* gdl_kernels_exact - true where exp and its like have the same bits on every
** machine. Loads libsleef. */
int gdl_kernels_exact (void);

#endif
