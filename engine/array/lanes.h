/*
** lanes.h - order.h as code, for the files of this folder that add
** The lanes are held as vectors of two, which every x86-64 has in registers;
** a chunk is bound by the latency of the additions, so wider ones would gain
** nothing there.
*/
#ifndef GDL_ARRAY_LANES_H
#define GDL_ARRAY_LANES_H

#include <stddef.h>

#include "array/order.h"

/* Two neighbours in memory, at any multiple of 8 bytes. */
typedef double gdl_pair
    __attribute__((vector_size(16), aligned(8), may_alias));

#define GDL_PAIR_AT(p)  (*(const gdl_pair *)(p))

/* The sums of finished chunks, as a binary counter: part[k] is that of the
** largest group not yet closed. 64 of them are enough for any size_t. */
typedef struct gdl_pairwise {
  double part[64];
  int depth;
  size_t count;
} gdl_pairwise;


static inline void gdl_pairwise_add (gdl_pairwise *p, double sum) {
  p->count++;
  for (size_t c = p->count; (c & 1) == 0; c >>= 1)
    sum = p->part[--p->depth] + sum;
  p->part[p->depth++] = sum;
}


static inline double gdl_pairwise_total (const gdl_pairwise *p) {
  int k = p->depth;
  if (k == 0)
    return 0.0;
  double sum = p->part[--k];
  while (k > 0)
    sum = p->part[--k] + sum;
  return sum;
}


/* The larger of two numbers >= 0, NaN where one is. */
static inline double gdl_larger_of (double m, double v) {
  return v > m || v != v ? v : m;
}


static inline double gdl_largest_of (const double *x, size_t n) {
  double m = 0;
  for (size_t i = 0; i < n; i++)
    m = gdl_larger_of(m, x[i]);
  return m;
}


/* The fold of eight lanes. */
static inline double gdl_lanes_fold (const double lane[GDL_LANES]) {
  return ((lane[0] + lane[4]) + (lane[2] + lane[6])) +
         ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}


/* The same of at most seven terms, the others being 0: a lane holds one at most,
** and they are added in the order the fold would take. (0.0 + makes -0 a 0, as a
** lane that starts at 0 does.) */
static inline double gdl_lanes_few (const double t[GDL_LANES - 1]) {
  return (((0.0 + t[0]) + t[4]) + (t[2] + t[6])) + ((t[1] + t[5]) + t[3]);
}


/*
** GDL_SUM_FUNCTION - defines a function that sums in the fixed order.
** 'head' is the head of the definition: storage class, type and name; 'params'
** and 'args' are parenthesised lists, without the length n; 'term' is term i
** as a double, 'pair' terms i and i + 1 as a gdl_pair.
*/
#define GDL_BARE(...)  __VA_ARGS__

#define GDL_TERM(k, term)  { size_t i = (k); t[k] = (term); }

#define GDL_SUM_FUNCTION(storage, name, params, args, term, pair) \
  GDL_SUM_FUNCTION_AND(storage, name, params, args, term, pair, name##_long)

/* The same; more than a chunk is for 'longer', declared before, to which
** name_long(args, n) does it. */
#define GDL_SUM_FUNCTION_AND(storage, name, params, args, term, pair, longer) \
  static double name##_chunk (GDL_BARE params, size_t at, size_t end) { \
    gdl_pair s0 = {0, 0}, s1 = s0, s2 = s0, s3 = s0; \
    for (; end - at >= GDL_LANES; at += GDL_LANES) { \
      { size_t i = at; s0 += (pair); } \
      { size_t i = at + 2; s1 += (pair); } \
      { size_t i = at + 4; s2 += (pair); } \
      { size_t i = at + 6; s3 += (pair); } \
    } \
    double t[GDL_LANES] = {s0[0], s0[1], s1[0], s1[1], \
                           s2[0], s2[1], s3[0], s3[1]}; \
    for (size_t i = at; i < end; i++) \
      t[i - at] += (term); \
    return gdl_lanes_fold(t); \
  } \
  static __attribute__((noinline)) double \
  name##_long (GDL_BARE params, size_t n) { \
    gdl_pairwise sum; \
    sum.depth = 0; \
    sum.count = 0; \
    for (size_t at = 0; at < n; at += GDL_CHUNK) \
      gdl_pairwise_add(&sum, name##_chunk(GDL_BARE args, at, \
                             n - at < GDL_CHUNK ? n : at + GDL_CHUNK)); \
    return gdl_pairwise_total(&sum); \
  } \
  storage double name (GDL_BARE params, size_t n) { \
    double t[7] = {0, 0, 0, 0, 0, 0, 0}; \
    switch (n) { \
      default: \
        return n <= GDL_CHUNK ? name##_chunk(GDL_BARE args, 0, n) \
                              : longer(GDL_BARE args, n); \
      case 7: GDL_TERM(6, term)  /* FALLTHROUGH */ \
      case 6: GDL_TERM(5, term)  /* FALLTHROUGH */ \
      case 5: GDL_TERM(4, term)  /* FALLTHROUGH */ \
      case 4: GDL_TERM(3, term)  /* FALLTHROUGH */ \
      case 3: GDL_TERM(2, term)  /* FALLTHROUGH */ \
      case 2: GDL_TERM(1, term)  /* FALLTHROUGH */ \
      case 1: GDL_TERM(0, term)  /* FALLTHROUGH */ \
      case 0: break; \
    } \
    return gdl_lanes_few(t); \
  }

#endif
