/*
** lower_block.c - which blocks the temporaries of a loop are, in what order its
** operands are, and how long its blocks
*/
#include "exec/lower_impl.h"

#define NEAREST  3072    /* doubles: three quarters of 32 kilobytes */
#define LEAST    64

/* The steps of the loop that is being made are the last ones. */
#define STEP(k)     GDL_AT(l->p->step, gdl_step, first + (k))
#define STEPS       (l->p->step.count - first)
#define OPERAND(k)  GDL_AT(l->p->operand, gdl_operand, loop->operand + (k))

/* Which operands a step reads: how many, into list. */
static int reads_of (const gdl_step *s, uint32_t list[3]) {
  list[0] = s->a;
  list[1] = s->b;
  list[2] = s->c;
  switch (s->code) {
    case GDL_STEP_UNARY: case GDL_STEP_COPY: case GDL_STEP_SUM:
    case GDL_STEP_LARGEST: return 1;
    case GDL_STEP_BINARY: case GDL_STEP_SUM_OF: case GDL_STEP_SUM_SQUARE: return 2;
    case GDL_STEP_SELECT: case GDL_STEP_FUSED: return 3;
    case GDL_STEP_BEHIND:
      list[0] = s->b;
      return 1;
    default: return 0;
  }
}


static uint32_t *block_of (gdl_lower *l, const gdl_loop *loop, uint32_t operand) {
  gdl_operand *o = &OPERAND(operand);
  if (o->kind == GDL_OPERAND_BLOCK)
    return &o->at;
  if (o->kind == GDL_OPERAND_READ)
    return &GDL_AT(l->p->read, gdl_read, o->at).block;
  return NULL;
}


/* Those with a history have blocks of their own: one for it, if it is any, and
** one behind that for themselves. */
static void give_histories (gdl_lower *l, gdl_loop *loop) {
  for (uint32_t k = 0; k < loop->operands; k++) {
    gdl_operand *o = &OPERAND(k);
    if (o->kind == GDL_OPERAND_HISTORY) {
      loop->blocks += o->offset > 0 ? 2 : 1;
      o->at = loop->blocks - 1;
    }
  }
}


/* Gives blocks to temporaries; one that is read for the last time may be
** written to by the same step, but not by a read. */
static void give_blocks (gdl_lower *l, gdl_loop *loop, size_t first) {
  size_t idle = 0;
  uint32_t list[3];
  l->last.count = 0;
  uint32_t *last = gdl_lower_add(l, &l->last, 2 * loop->operands + 1,
                                 sizeof(*last));
  if (FAILED(l))
    return;
  uint32_t *free_block = last + loop->operands;    /* never more than those */
  give_histories(l, loop);
  for (uint32_t k = 0; k < STEPS; k++)
    for (int i = reads_of(&STEP(k), list); i-- > 0; )
      last[list[i]] = k + 1;
  for (uint32_t k = 0; k < STEPS; k++) {
    const gdl_step *s = &STEP(k);
    for (int i = reads_of(s, list); i-- > 0; ) {
      uint32_t *block = block_of(l, loop, list[i]);
      if (block != NULL && last[list[i]] == k + 1) {
        free_block[idle++] = *block;
        last[list[i]] = 0;
      }
    }
    if (gdl_step_is_sum(s))
      continue;
    uint32_t *block = block_of(l, loop, s->to);
    if (block != NULL)
      *block = idle > 0 ? free_block[--idle] : loop->blocks++;
  }
}


/* Its place among the operands: streams and histories are moved on together. */
static int rank_of (const gdl_operand *o) {
  return o->kind == GDL_OPERAND_STREAM ? 0 : o->kind == GDL_OPERAND_HISTORY ? 1 : 2;
}



static void sort_operands (gdl_lower *l, gdl_loop *loop, size_t first) {
  size_t count = loop->operands, at = 0;
  gdl_operand *o = &OPERAND(0);
  l->last.count = 0;
  uint32_t *place = gdl_lower_add(l, &l->last, count + 1, sizeof(*place));
  gdl_operand *old = gdl_lower_add(l, &l->p->operand, count + 1, sizeof(*old));
  if (FAILED(l))
    return;
  o = &OPERAND(0);
  for (size_t k = 0; k < count; k++)
    old[k] = o[k];
  for (int rank = 0; rank < 3; rank++) {
    for (size_t k = 0; k < count; k++)
      if (rank_of(&old[k]) == rank) {
        place[k] = (uint32_t)at;
        o[at++] = old[k];
      }
    if (rank == 0)
      loop->streams = (uint32_t)at;
    else if (rank == 1)
      loop->histories = (uint32_t)at - loop->streams;
  }
  l->p->operand.count -= count + 1;
  for (size_t k = 0; k < STEPS; k++) {
    gdl_step *s = &STEP(k);
    uint32_t list[3];
    int reads = reads_of(s, list);
    if (s->code == GDL_STEP_BEHIND) s->b = place[s->b];
    else if (reads > 0) s->a = place[s->a];
    if (reads > 1) s->b = place[s->b];
    if (reads > 2) s->c = place[s->c];
    if (!gdl_step_is_sum(s))
      s->to = place[s->to];
  }
}


/* So many elements that a block of everything stays in the nearest cache. */
static uint32_t block_size (const gdl_loop *loop) {
  size_t arrays = loop->blocks + loop->streams;
  uint32_t size = GDL_BLOCK;
  while (arrays * size > NEAREST && size > LEAST)
    size /= 2;
  return size;
}


void gdl_lower_blocks (gdl_lower *l, gdl_loop *loop, size_t first) {
  give_blocks(l, loop, first);
  sort_operands(l, loop, first);
  loop->block = block_size(loop);
}
