/*
** lower_order.c - the order of execution
** Within a stage, nodes are put into levels, as early as what they need allows.
** A level has three slots: numbers, then loops, then calls. What a loop works
** out is at hand for the loop itself, for calls of its level, and in memory for
** everything in later levels; sums and what calls work out, in later levels
** (what calls work out, for later calls of the level as well). Loops of one
** level and length are one loop, or part of one.
*/
#include "exec/lower_impl.h"

#include <stdlib.h>
#include <string.h>

enum { SLOT_NUMBER, SLOT_LOOP, SLOT_CALL, SLOTS, SLOT_NONE = SLOTS };


/* Where in its level a node is worked out, if by itself at all. */
static int slot_of (const gdl_cell *c) {
  switch (c->form) {
    case FORM_NUMBER: return SLOT_NUMBER;
    case FORM_SUM: case FORM_LOOP: return SLOT_LOOP;
    case FORM_CALL: return SLOT_CALL;
    case FORM_SPLAT: case FORM_READ: return c->stored ? SLOT_LOOP : SLOT_NONE;
    default: return SLOT_NONE;
  }
}


/* Read x as a part of what a loop works out, shifted by not too much. */
static int is_part (const gdl_lower *l, gdl_node x, gdl_node *source,
                    const gdl_read **r) {
  if (l->cell[x].form != FORM_READ)
    return 0;
  *r = &GDL_AT(l->p->read, gdl_read, DETAIL(l, x).read);
  *source = DETAIL(l, x).source;
  return (*r)->kind == GDL_READ_PART && (*r)->low <= GDL_BLOCK &&
         l->cell[*source].form == FORM_LOOP;
}


/* The first level, of stage 'stage', whose slot 'slot' can use node x; where
** 'beside' is true as a loop of the same length, which it may join. */
static uint32_t available (const gdl_lower *l, gdl_node x, uint32_t stage,
                           int slot, int beside) {
  const gdl_cell *c = &l->cell[x];
  gdl_node source;
  switch (c->form) {
    case FORM_NUMBER: case FORM_INNER:
      return c->stage == stage ? c->level : 0;
    case FORM_SUM:
      return c->stage == stage ? c->level + 1 : 0;
    case FORM_LOOP:
      return c->stage != stage ? 0 : c->level + !(beside || slot == SLOT_CALL);
    case FORM_CALL:
      return c->stage != stage ? 0 : c->level + (slot != SLOT_CALL || IS_NUMBER(l, x));
    case FORM_SPLAT: case FORM_READ:
      if (c->stored)
        return c->stage != stage ? 0 : c->level + !(beside || slot == SLOT_CALL);
      if (beside && is_part(l, x, &source, &(const gdl_read *){NULL}))
        return available(l, source, stage, slot, 1);
      /* FALLTHROUGH */
    case FORM_WINDOW:
      source = DETAIL(l, x).source;
      return source == GDL_NO_NODE ? 0 : available(l, source, stage, slot, 0);
    default:
      return 0;
  }
}


int gdl_lower_is_behind (const gdl_lower *l, gdl_node n, gdl_node x,
                         gdl_node *source) {
  const gdl_read *r;
  const gdl_cell *c = &l->cell[n], *s;
  if ((x != n && l->cell[x].stored) || !is_part(l, x, source, &r))
    return 0;
  s = &l->cell[*source];
  return s->stage == c->stage && s->level == c->level && DETAIL(l, *source).history > 0;
}


static void raise_to (gdl_cell *c, uint32_t level) {
  if (level > c->level)
    c->level = level;
}


/* What a loop joins in one level and finds in memory in another must be there. */
static void store_for (gdl_lower *l, const gdl_cell *c, gdl_node x) {
  gdl_cell *from = &l->cell[x];
  if (from->form == FORM_LOOP &&
      (from->stage != c->stage || from->level != c->level))
    from->stored = 1;
}


/* The same of what node c reads by x. */
static void store_behind (gdl_lower *l, const gdl_cell *c, gdl_node x) {
  const gdl_read *r;
  gdl_node source;
  if (!is_part(l, x, &source, &r)) {
    if (l->cell[x].form == FORM_READ && DETAIL(l, x).source != GDL_NO_NODE)
      l->cell[DETAIL(l, x).source].stored = 1;
    return;
  }
  gdl_cell *from = &l->cell[source];
  if (from->stage != c->stage || from->level != c->level)
    from->stored = 1;
  else if (r->low >= DETAIL(l, source).history)
    DETAIL(l, source).history = (uint32_t)r->low + 1;
}


static void level (gdl_lower *l, gdl_node n) {
  gdl_cell *c = &l->cell[n];
  int slot = slot_of(c), joins = slot == SLOT_LOOP && OP(l, n) != GDL_OP_outer;
  size_t count;
  if (slot == SLOT_NONE && c->form != FORM_INNER)
    return;
  if (c->form == FORM_SPLAT || c->form == FORM_READ) {
    gdl_node source = DETAIL(l, n).source;
    const gdl_read *r;
    if (is_part(l, n, &source, &r))
      raise_to(c, available(l, source, c->stage, slot, 1));
    else if (source != GDL_NO_NODE)
      raise_to(c, available(l, source, c->stage, slot, 0));
    return;
  }
  const gdl_node *x = gdl_lower_operands(l, n, &count);
  for (size_t k = 0; k < count; k++)
    raise_to(c, available(l, ROOT(l, x[k]), c->stage, slot, joins));
}


/* What node n, of a loop, finds in memory must be there, now that all have their
** levels. */
static void settle (gdl_lower *l, gdl_node n) {
  gdl_cell *c = &l->cell[n];
  size_t count;
  if (slot_of(c) != SLOT_LOOP || c->form == FORM_SPLAT)
    return;
  if (c->form == FORM_READ) {
    store_behind(l, c, n);
    return;
  }
  const gdl_node *x = gdl_lower_operands(l, n, &count);
  for (size_t k = 0; k < count; k++) {
    gdl_node root = ROOT(l, x[k]);
    store_for(l, c, root);
    if (l->cell[root].form == FORM_READ && !l->cell[root].stored)
      store_behind(l, c, root);
  }
}


/*
** Putting them in order
*/
typedef struct place {
  size_t length;
  gdl_node node;
} place;


/* The length of the loop that node n is part of. */
static size_t loop_length (const gdl_lower *l, gdl_node n) {
  if (l->cell[n].form == FORM_SUM)
    n = l->node[n].a;
  return gdl_lower_length(l, n);
}


int gdl_lower_loops (const gdl_lower *l, gdl_node n, size_t *length) {
  if (slot_of(&l->cell[n]) != SLOT_LOOP)
    return 0;
  *length = loop_length(l, n);
  return 1;
}


static int by_length (const void *a, const void *b) {
  const place *p = a, *q = b;
  if (p->length != q->length)
    return p->length < q->length ? -1 : 1;
  return p->node < q->node ? -1 : p->node > q->node;
}


/* The loops of one level: those of one length together. */
static void gather_lengths (gdl_lower *l, gdl_node *list, size_t count) {
  size_t k = 1;
  while (k < count && loop_length(l, list[k]) == loop_length(l, list[0]))
    k++;
  if (k >= count)
    return;
  place *p = malloc(count * sizeof(*p));
  if (p == NULL) {
    gdl_lower_no_memory(l);
    return;
  }
  for (k = 0; k < count; k++)
    p[k] = (place){loop_length(l, list[k]), list[k]};
  qsort(p, count, sizeof(*p), by_length);
  for (k = 0; k < count; k++)
    list[k] = p[k].node;
  free(p);
}


/* Drops what needs no instruction. The highest key of the others into *most. */
static size_t drop (gdl_lower *l, gdl_node *list, size_t count, size_t *most) {
  size_t left = 0;
  *most = 0;
  for (size_t k = 0; k < count; k++) {
    const gdl_cell *c = &l->cell[list[k]];
    int slot = slot_of(c);
    if (slot == SLOT_NONE)
      continue;
    size_t key = (size_t)c->level * SLOTS + (size_t)slot;
    *most = key > *most ? key : *most;
    list[left++] = list[k];
  }
  return left;
}


/* Sorts by level and slot, keeping the order of the nodes otherwise. */
static void sort (gdl_lower *l, gdl_node *list, size_t count, size_t most) {
  size_t *start = calloc(most + 2, sizeof(*start));
  gdl_node *to = malloc((count + 1) * sizeof(*to));
  if (start == NULL || to == NULL)
    gdl_lower_no_memory(l);
  else {
#define KEY(n)  (CELL(l, n).level * (size_t)SLOTS + (size_t)slot_of(&CELL(l, n)))
    for (size_t k = 0; k < count; k++)
      start[KEY(list[k]) + 1]++;
    for (size_t k = 0; k <= most; k++)
      start[k + 1] += start[k];
    for (size_t k = 0; k < count; k++)
      to[start[KEY(list[k])]++] = list[k];
    memcpy(list, to, count * sizeof(*to));
    for (size_t k = SLOT_LOOP; k <= most && !FAILED(l); k += SLOTS)
      if (start[k] > start[k - 1])    /* where each key ends, by now */
        gather_lengths(l, list + start[k - 1], start[k] - start[k - 1]);
#undef KEY
  }
  free(start);
  free(to);
}


void gdl_lower_levels (gdl_lower *l) {
  size_t left = 0, most;
  for (size_t k = 0; k < l->ordered; k++)
    level(l, l->order[k]);
  gdl_lower_sink(l);
  for (size_t k = 0; k < l->ordered; k++)
    settle(l, l->order[k]);
  for (size_t s = 0; s < l->stages && !FAILED(l); s++) {
    size_t from = s == 0 ? 0 : l->stage_end[s - 1];    /* as it was */
    gdl_node *list = l->order + from;
    size_t count = drop(l, list, l->stage_end[s] - from, &most);
    if (most > 0)
      sort(l, list, count, most);
    memmove(l->order + left, list, count * sizeof(*list));
    left += count;
    l->stage_begin[s] = left - count;
  }
  l->ordered = left;
}
