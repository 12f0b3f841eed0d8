/*
** pack_sum.c - sums of many terms
** A chain or tree of additions whose results are used but once, in it, is one
** sum. What is added to a long chain is a term as it is, though it may be a
** short sum itself.
*/
#include <stdlib.h>

#include "graph/pack_impl.h"

/* What becomes of a node on the stack. Along the way down a long chain comes
** its beginning, which has few terms: to be taken apart on the same side. */
enum { AS_TERM, APART_LEFT, APART_RIGHT };


static int is_many (const gdl_pack *p, gdl_node n) {
  return (p->flag[n] & PACK_MANY) != 0 && gdl_pack_is_inside(p, n);
}


static int push (gdl_pack *p, gdl_node n, uint32_t sign, uint32_t way) {
  return gdl_pack_push(p, &p->stack, n | sign) && gdl_pack_push(p, &p->stack, way);
}


static int is_zero (const gdl_pack *p, gdl_node n) {
  double value;
  return gdl_graph_is_number(p->raw, n, &value) && value == 0;
}


/* What becomes of operand 'side' of the sum of x[0] and x[1]. */
static uint32_t way_of (const gdl_pack *p, const gdl_node *x, uint32_t way,
                        int side) {
  uint32_t own = side == 0 ? APART_LEFT : APART_RIGHT;
  if (is_many(p, x[side]))
    return own;
  if (is_many(p, x[1 - side]) || way != own || !gdl_pack_is_inside(p, x[side]) ||
      p->class[x[0]] == p->class[x[1]])
    return AS_TERM;
  return own;
}


/* The terms of n from left to right into 'spare'. */
static int flatten (gdl_pack *p, gdl_node n) {
  p->stack.count = p->spare.count = 0;
  if (!push(p, n, 0, APART_LEFT))
    return 0;
  while (p->stack.count > 0) {
    uint32_t way = WORD(p->stack, --p->stack.count);
    uint32_t word = WORD(p->stack, --p->stack.count);
    uint32_t sign = word & TERM_MINUS;
    gdl_node x = word & ~TERM_MINUS;
    const gdl_node_data *d = NODE(p->raw, x);
    if (way == AS_TERM) {
      if (!is_zero(p, x) && !gdl_pack_push(p, &p->spare, word))
        return 0;
      continue;
    }
    if (d->op == GDL_OP_neg) {
      if (!push(p, d->a, sign ^ TERM_MINUS, is_many(p, d->a) ? way : AS_TERM))
        return 0;
      continue;
    }
    uint32_t other = d->op == GDL_OP_sub ? sign ^ TERM_MINUS : sign;
    if (!push(p, d->b, other, way_of(p, d->operand, way, 1)) ||
        !push(p, d->a, sign, way_of(p, d->operand, way, 0)))
      return 0;
  }
  return 1;
}


static uint32_t key_of (const gdl_pack *p, uint32_t word) {
  return 2 * p->class[word & ~TERM_MINUS] + (word & TERM_MINUS ? 1 : 0);
}


static int by_number (const void *x, const void *y) {
  uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
  return (a > b) - (a < b);
}


/* Counts the terms by key; the keys into 'met', rising. */
static int tally (gdl_pack *p) {
  size_t keys = 2 * p->classes.count;
  if (p->tally.count < keys) {
    if (!gdl_pack_room(p, &p->tally, keys - p->tally.count, sizeof(uint32_t)))
      return 0;
    while (p->tally.count < keys)
      WORD(p->tally, p->tally.count++) = 0;
  }
  p->met.count = 0;
  for (size_t i = 0; i < p->spare.count; i++) {
    uint32_t key = key_of(p, WORD(p->spare, i));
    if (WORD(p->tally, key)++ == 0 && !gdl_pack_push(p, &p->met, key))
      return 0;
  }
  if (p->met.count > 1)
    qsort(p->met.data, p->met.count, sizeof(uint32_t), by_number);
  return 1;
}


/* Puts the terms into 'term', those of a key together in their order. */
static void group (gdl_pack *p, gdl_pack_key *keys) {
  uint32_t at = (uint32_t)p->term.count;
  for (size_t i = 0; i < p->met.count; i++) {
    uint32_t key = WORD(p->met, i), count = WORD(p->tally, key);
    keys[i] = (gdl_pack_key){key, count};
    WORD(p->tally, key) = at;
    at += count;
  }
  for (size_t i = 0; i < p->spare.count; i++) {
    uint32_t word = WORD(p->spare, i);
    WORD(p->term, WORD(p->tally, key_of(p, word))++) = word & ~TERM_MINUS;
  }
  p->term.count += p->spare.count;
  for (size_t i = 0; i < p->met.count; i++)
    WORD(p->tally, WORD(p->met, i)) = 0;
}


uint32_t gdl_pack_sum (gdl_pack *p, gdl_node n) {
  if (!flatten(p, n) || !tally(p) ||
      !gdl_pack_room(p, &p->term, p->spare.count, sizeof(uint32_t)) ||
      !gdl_pack_room(p, &p->stack, 2 * p->met.count + 2, sizeof(uint32_t)))
    return NONE;
  gdl_pack_key *keys = p->stack.data;        /* which is empty */
  gdl_pack_class k = {.kind = PACK_SUM, .op = GDL_OP_sum,
                      .b = (uint32_t)p->met.count};
  p->terms[n] = (uint32_t)p->term.count;
  group(p, keys);
  for (uint32_t i = 0; i < k.b; i++) {
    unsigned level = CLASS(p, keys[i].key / 2)->level;
    if (level > k.level)
      k.level = (uint16_t)level;
  }
  return gdl_pack_intern(p, &k, keys);
}
