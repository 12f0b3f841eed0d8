/*
** share.h - long arrays by several threads, for the files of this folder and for
** whoever plans such work
*/
#ifndef GDL_ARRAY_SHARE_H
#define GDL_ARRAY_SHARE_H

#include "array/kernel.h"
#include "base/threads.h"

/* gdl_unary_work, gdl_binary_work - what a function of an element takes, in the
** unit of base/threads.h. */
double gdl_unary_work (const gdl_unary_row *row);
double gdl_binary_work (const gdl_binary_row *row);

/* Elements, or rows, from 'from' on, n of them. */
typedef void gdl_share_elements (const void *ctx, size_t from, size_t n);

/* gdl_share - calls run(ctx, from, n) for parts of all n, each a multiple of 'unit'
** but the last one; once for all where threads do not pay. work: of one. */
void gdl_share (size_t n, size_t unit, double work, gdl_share_elements *run,
                const void *ctx);

/* A sum over elements [from, from + n), n > 0, in the order of order.h. */
typedef double gdl_share_terms (const void *ctx, size_t from, size_t n);

/* gdl_share_sum - the sum over all n > 0 of them, in that order, whoever does which
** part. */
double gdl_share_sum (size_t n, size_t threads, gdl_share_terms *sum,
                      const void *ctx);

#endif
