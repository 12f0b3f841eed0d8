/*
** pack.h - unrolled scalar graphs rolled up again into vectors
** A loop that was traced is a raw graph of the same few operations over and
** over, on other elements each time. Packing finds what is alike and makes one
** operation on vectors of it. Nothing is guessed from how the graph came about,
** and nothing is taken for equal because hashes are: operations are put
** together when all below them has the same structure, and each operand is
** then read exactly as the graph has it (in order, as a slice, one for all, by
** index).
**
** What it finds: sums of many terms, also within one another (a sum of
** products with a row that is the same each time becomes a product of a matrix
** with a vector, or with a matrix), vectors put together of numbers, guards of
** one kind. What has no like (recurrences, triangular loops) stays scalar.
**
** Values differ from those of the raw graph as sums are taken in another
** order, and by nothing else.
*/
#ifndef GDL_GRAPH_PACK_H
#define GDL_GRAPH_PACK_H

#include "graph/graph.h"
#include "graph/print.h"

/* Traces of as many nodes as this are packed: some 50 turns of a loop of ten
** operations. What is smaller takes about a microsecond as it is, and keeps the
** bits that Lua has: packed sums are taken in another order. */
#define GDL_PACK_NODES 512

/* As few as this are worth a vector: terms of a sum, guards of a kind. */
#define GDL_PACK_LEAST 8

/* Number 'node' is expected to be not 0 (1) or to be 0 (0). */
typedef struct gdl_pack_guard {
  gdl_node node;
  int expected;
} gdl_pack_guard;

typedef enum gdl_pack_refusal {
  GDL_PACK_DONE,             /* it was packed */
  GDL_PACK_SMALL,            /* there is hardly anything */
  GDL_PACK_UNLIKE,           /* most of it has no like: recurrences and such */
  GDL_PACK_MIXED,            /* numbers and vectors take turns too often */
  GDL_PACK_LARGE             /* too many nodes, or indices too large */
} gdl_pack_refusal;

/* One operation on vectors. */
typedef struct gdl_pack_entry {
  gdl_op op;                 /* sums are GDL_OP_sum */
  size_t lanes;              /* elements worked on; of sums: terms */
} gdl_pack_entry;

#define GDL_PACK_ENTRIES 24

/* gdl_graph_pack may make choices of branches; see there. */
#define GDL_PACK_CHOICES 1

typedef struct gdl_pack_report {
  gdl_pack_refusal refusal;
  size_t before, after;      /* nodes that are needed; nodes that were made */
  size_t guards, checks;     /* the same of guards */
  size_t choices;            /* guards that have become choices */
  gdl_node pattern;          /* of 'to', with choices: tells them apart */
  size_t scalars;            /* operations that stayed scalar */
  size_t vectors;            /* operations on vectors */
  gdl_pack_entry entry[GDL_PACK_ENTRIES];     /* the first of 'vectors' */
} gdl_pack_report;

/* gdl_graph_pack - builds in consed graph 'to' what out[0 .. outs-1] of raw
** graph 'raw' are, into result[], and what its guards say, into check[] (room
** for as many as there are guards) and *checks: guards of a kind become one.
** Checks come in the order in which the first of their guards was met. Where
** packing does not pay, report->refusal says why, and nothing is done: 'to' is
** as it was, result[] and *checks are not set. Time and memory grow with the
** number of nodes (some 50 ns and 60 bytes each).
**
** GDL_PACK_CHOICES in 'flags': the guards of a loop with an 'if' in it, which
** were met with both outcomes, become selects: the side that a turn did not take
** is what the other turns say it is. That is a conclusion, see pack_choice.h; it
** may be wrong where a branch changes plain numbers of the script. Whenever
** number report->pattern is one that has not been seen yet, other sides were
** taken, and the result has to be compared with that of the function itself.
**
** GDL_ENOMEM; GDL_EINVAL for nodes that are none and guards that are no
** numbers: 'to' may then have nodes that mean nothing, its error is forgiven. */
gdl_status gdl_graph_pack (gdl_graph *to, const gdl_graph *raw,
                           const gdl_node *out, size_t outs,
                           const gdl_pack_guard *guard, size_t guards,
                           unsigned flags, gdl_node *result,
                           gdl_pack_guard *check, size_t *checks,
                           gdl_pack_report *report, gdl_error *err);

/* gdl_pack_explain - appends what the report says, a line each. GDL_ENOMEM. */
gdl_status gdl_pack_explain (const gdl_pack_report *r, gdl_text *t);

#endif
