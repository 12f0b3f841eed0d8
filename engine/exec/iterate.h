/*
** iterate.h - programs of numbers that are run on their own results
** A map from some numbers to as many, again and again: z, F(z), F(F(z)), ... This
** is what a stretch of a descent in few variables is: the whole state of the run
** is numbers, and an epoch makes the next state of it. In machine code the numbers
** stay in registers from one turn to the next.
**
** A turn counts as a whole or not at all: where a check does not hold, the state
** is the one before that turn.
*/
#ifndef GDL_EXEC_ITERATE_H
#define GDL_EXEC_ITERATE_H

#include "exec/program.h"

typedef struct gdl_iterate gdl_iterate;

/* Rows that are written on the way: after every 'every' turns, for the first time
** after 'wait' of them (at least 1), the state's numbers of the columns. */
typedef struct gdl_iterate_rows {
  double *at;                /* where the next row goes; moves on */
  uint64_t every, wait;      /* 'wait' counts down; 'every' 0: no rows */
} gdl_iterate_rows;

/* gdl_iterate_new - a program that makes next[k] (a number) of g out of input k,
** for k < carried, as long as 'check' holds (as in gdl_program_new); further inputs
** and data stay as they are during a run. column: which of the carried numbers a
** row has, 'width' of them. Everything is to be of numbers: parameters may not be
** read, and GDL_EINVAL says so where a node needed is an array other than a data
** or constant leaf whose elements are read; so it does for a column that is not
** carried. GDL_ENOMEM. Free with gdl_iterate_free. */
gdl_status gdl_iterate_new (const gdl_graph *g, const gdl_node *next,
                            size_t carried, const gdl_check *check,
                            size_t checks, const uint32_t *column,
                            size_t width, gdl_iterate **it, gdl_error *err);
void gdl_iterate_free (gdl_iterate *it);     /* NULL is allowed */

/* gdl_iterate_run - at most 'count' turns. b: as for gdl_program_run; b->input is
** 'input', at least 'carried' numbers, and what is needed is there whatever the
** checks say. Answers how many turns were made; the first 'carried' of input[] are
** then the state after them. rows: NULL for none; there must be room for them.
** The same bits whether it is compiled or not. One run at a time. */
uint64_t gdl_iterate_run (gdl_iterate *it, const gdl_bindings *b, double *input,
                          uint64_t count, gdl_iterate_rows *rows);

int gdl_iterate_is_compiled (const gdl_iterate *it);

/* gdl_iterate_program - for looking at. */
const gdl_program *gdl_iterate_program (const gdl_iterate *it);

#endif
