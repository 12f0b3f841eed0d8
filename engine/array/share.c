/*
** share.c - long arrays by several threads
*/
#include "array/share.h"

#include "array/lanes.h"

/* Parts a thread: some, so that all end at about the same time. */
#define PARTS  8


/*
** Work
*/
enum { PLAIN = 1, MATH = GDL_THREADS_MATH, VIA = 2 * MATH, EACH = 4 * MATH };

double gdl_unary_work (const gdl_unary_row *row) {
  static const unsigned char work[GDL_U_ALL] = {
#define GDL_UNARY(name, ...)       [GDL_U_##name] = PLAIN,
#define GDL_UNARY_MATH(name, ...)  [GDL_U_##name] = MATH,
#define GDL_UNARY_VIA(name, ...)   [GDL_U_##name] = VIA,
#define GDL_UNARY_EACH(name, ...)  [GDL_U_##name] = EACH,
#define GDL_ALL
#include "array/functions.def"
  };
  size_t k = (size_t)(row - gdl_unary_table);
  return row >= gdl_unary_table && k < GDL_U_ALL ? work[k] : EACH;
}


double gdl_binary_work (const gdl_binary_row *row) {
  static const unsigned char work[GDL_B_ALL] = {
#define GDL_BINARY(name, ...)       [GDL_B_##name] = PLAIN,
#define GDL_BINARY_MATH(name, ...)  [GDL_B_##name] = MATH,
#define GDL_BINARY_EACH(name, ...)  [GDL_B_##name] = EACH,
#define GDL_ALL
#include "array/functions.def"
  };
  size_t k = (size_t)(row - gdl_binary_table);
  return row >= gdl_binary_table && k < GDL_B_ALL ? work[k] : EACH;
}


/*
** Elements
*/
typedef struct elements {
  gdl_share_elements *run;
  const void *ctx;
  size_t n, part;
} elements;


static void run_part (void *ctx, size_t k, size_t who) {
  const elements *e = ctx;
  size_t from = k * e->part, left = e->n - from;
  (void)who;
  e->run(e->ctx, from, left < e->part ? left : e->part);
}


void gdl_share (size_t n, size_t unit, double work, gdl_share_elements *run,
                const void *ctx) {
  size_t threads = gdl_threads_for(work * (double)n);
  if (threads < 2) {
    run(ctx, 0, n);
    return;
  }
  elements e = {run, ctx, n, (n / (threads * PARTS) / unit + 1) * unit};
  gdl_threads_run((n + e.part - 1) / e.part, threads, run_part, &e);
}


/*
** Sums. So many chunks that they are a power of two make a group of the binary
** counter: the sum of a part is one of the numbers that are combined in any case.
*/
#define MOST_PARTS  256

typedef struct terms {
  gdl_share_terms *sum;
  const void *ctx;
  size_t n, part;
  double *partial;
} terms;


static void sum_part (void *ctx, size_t k, size_t who) {
  const terms *t = ctx;
  size_t from = k * t->part, left = t->n - from;
  (void)who;
  t->partial[k] = t->sum(t->ctx, from, left < t->part ? left : t->part);
}


double gdl_share_sum (size_t n, size_t threads, gdl_share_terms *sum,
                      const void *ctx) {
  double partial[MOST_PARTS];
  gdl_pairwise all;
  terms t = {sum, ctx, n, GDL_CHUNK, partial};
  while ((n - 1) / t.part >= threads * PARTS || (n - 1) / t.part >= MOST_PARTS)
    t.part *= 2;
  size_t parts = (n - 1) / t.part + 1;
  gdl_threads_run(parts, threads, sum_part, &t);
  all.depth = 0;
  all.count = 0;
  for (size_t k = 0; k < parts; k++)
    gdl_pairwise_add(&all, partial[k]);
  return gdl_pairwise_total(&all);
}
