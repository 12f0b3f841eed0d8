/*
** table.c - hash tables and growing arrays
*/
#include <stdlib.h>
#include <string.h>

#include "graph/graph_impl.h"

#define FIRST_CAPACITY 16


uint32_t gdl_table_find (const gdl_table *t, uint32_t hash, const gdl_graph *g,
                         gdl_table_same same, const void *thing) {
  if (t->capacity == 0)
    return GDL_NO_ID;
  size_t mask = t->capacity - 1;
  for (size_t i = hash & mask; t->slot[i].id != GDL_NO_ID; i = (i + 1) & mask)
    if (t->slot[i].hash == hash && same(g, t->slot[i].id, thing))
      return t->slot[i].id;
  return GDL_NO_ID;
}


static void insert (gdl_table *t, uint32_t hash, uint32_t id) {
  size_t mask = t->capacity - 1, i = hash & mask;
  while (t->slot[i].id != GDL_NO_ID)
    i = (i + 1) & mask;
  t->slot[i].hash = hash;
  t->slot[i].id = id;
}


int gdl_table_reserve (gdl_table *t) {
  if (2 * (t->used + 1) <= t->capacity)
    return 1;
  gdl_table bigger = *t;
  bigger.capacity = t->capacity == 0 ? FIRST_CAPACITY : 2 * t->capacity;
  bigger.slot = malloc(bigger.capacity * sizeof(*bigger.slot));
  if (bigger.slot == NULL)
    return 0;
  memset(bigger.slot, 0xff, bigger.capacity * sizeof(*bigger.slot));
  for (size_t i = 0; i < t->capacity; i++)
    if (t->slot[i].id != GDL_NO_ID)
      insert(&bigger, t->slot[i].hash, t->slot[i].id);
  free(t->slot);
  *t = bigger;
  return 1;
}


void gdl_table_add (gdl_table *t, uint32_t hash, uint32_t id) {
  insert(t, hash, id);
  t->used++;
}


void gdl_table_clear (gdl_table *t) {
  if (t->used > 0)
    memset(t->slot, 0xff, t->capacity * sizeof(*t->slot));
  t->used = 0;
}


int gdl_pool_reserve (gdl_pool *p, size_t more, size_t size) {
  if (more <= p->capacity - p->count)
    return 1;
  if (more > SIZE_MAX / size / 2 - p->count)
    return 0;
  size_t capacity = p->capacity == 0 ? FIRST_CAPACITY : p->capacity;
  while (capacity - p->count < more)
    capacity *= 2;
  void *data = realloc(p->data, capacity * size);
  if (data == NULL)
    return 0;
  p->data = data;
  p->capacity = capacity;
  return 1;
}
