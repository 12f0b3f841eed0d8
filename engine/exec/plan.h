/*
** plan.h - where arrays lie in the arena
** Pieces are given out and taken back in the order in which a program uses
** them, so that those that are not needed at one time share memory. All are
** multiples of 64 bytes, and so are their places.
*/
#ifndef GDL_EXEC_PLAN_H
#define GDL_EXEC_PLAN_H

#include <stddef.h>

typedef struct gdl_gap {
  size_t at, length;
} gdl_gap;

/* Starts with all fields 0. */
typedef struct gdl_plan {
  gdl_gap *gap;            /* in order, never next to one another */
  size_t gaps, capacity;
  size_t taken;            /* pieces that are out: each may become a gap */
  size_t end;              /* nothing was ever beyond */
} gdl_plan;

/* gdl_plan_size - 'length' doubles, rounded up to what is given out. */
size_t gdl_plan_size (size_t length);

/* gdl_plan_take - a piece of 'size' doubles: the smallest gap it fits into.
** Where it begins into *at; false where memory runs out. */
int gdl_plan_take (gdl_plan *p, size_t size, size_t *at);

/* gdl_plan_give - gives a piece back. There is room for the gap. */
void gdl_plan_give (gdl_plan *p, size_t at, size_t size);

void gdl_plan_clear (gdl_plan *p);

#endif
