/*
** plan.c - where arrays lie in the arena
*/
#include "exec/plan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define UNIT  8                          /* doubles: 64 bytes */
#define MOST  (SIZE_MAX / 2 / sizeof(double))


size_t gdl_plan_size (size_t length) {
  return length > MOST ? MOST : (length + UNIT - 1) / UNIT * UNIT;
}


/* A piece that is taken may leave a gap when it is given back: room for that is
** made here, where it may fail. */
static int reserve (gdl_plan *p) {
  if (p->gaps + p->taken <= p->capacity)
    return 1;
  size_t capacity = 2 * (p->gaps + p->taken) + 8;
  gdl_gap *gap = realloc(p->gap, capacity * sizeof(*gap));
  if (gap == NULL)
    return 0;
  p->gap = gap;
  p->capacity = capacity;
  return 1;
}


static void remove_gap (gdl_plan *p, size_t k) {
  p->gaps--;
  memmove(p->gap + k, p->gap + k + 1, (p->gaps - k) * sizeof(*p->gap));
}


static void insert_gap (gdl_plan *p, size_t k, gdl_gap gap) {
  memmove(p->gap + k + 1, p->gap + k, (p->gaps - k) * sizeof(*p->gap));
  p->gap[k] = gap;
  p->gaps++;
}


int gdl_plan_take (gdl_plan *p, size_t size, size_t *at) {
  size_t best = SIZE_MAX;
  p->taken++;
  if (!reserve(p))
    return 0;
  for (size_t k = 0; k < p->gaps; k++)
    if (p->gap[k].length >= size &&
        (best == SIZE_MAX || p->gap[k].length < p->gap[best].length))
      best = k;
  if (best == SIZE_MAX) {
    if (size > MOST - p->end)
      return 0;
    *at = p->end;
    p->end += size;
    return 1;
  }
  *at = p->gap[best].at;
  p->gap[best].at += size;
  p->gap[best].length -= size;
  if (p->gap[best].length == 0)
    remove_gap(p, best);
  return 1;
}


void gdl_plan_give (gdl_plan *p, size_t at, size_t size) {
  size_t k = 0, high = p->gaps;
  p->taken--;
  if (size == 0)
    return;
  while (k < high) {    /* the first gap beyond */
    size_t middle = (k + high) / 2;
    if (p->gap[middle].at < at)
      k = middle + 1;
    else
      high = middle;
  }
  int joins_left = k > 0 && p->gap[k - 1].at + p->gap[k - 1].length == at;
  int joins_right = k < p->gaps && at + size == p->gap[k].at;
  if (joins_left) {
    p->gap[k - 1].length += size;
    if (joins_right) {
      p->gap[k - 1].length += p->gap[k].length;
      remove_gap(p, k);
    }
  }
  else if (joins_right) {
    p->gap[k].at = at;
    p->gap[k].length += size;
  }
  else
    insert_gap(p, k, (gdl_gap){at, size});
}


void gdl_plan_clear (gdl_plan *p) {
  free(p->gap);
  *p = (gdl_plan){NULL, 0, 0, 0, 0};
}
