/*
** carry.c - what becomes of the numbers that a program carries from turn to turn
** There are few registers; the numbers that a turn works with are to have them.
** Those that are only kept up to date (the best so far, the ones before) can be in
** memory, which is written and not read.
*/
#include "jit/carry.h"

#include <stdlib.h>
#include <string.h>

/* Numbers that are carried in registers, where more would be. */
#define REGISTERS  24

/* Who wrote and who reads. */
typedef struct uses {
  const gdl_jit *j;
  uint32_t *writer;        /* of each number: the instruction that it is from now */
  uint32_t *reads;         /* of each instruction: how often its number is read */
  uint32_t *input_reads;   /* of each carried number */
  uint32_t *source;        /* of each select, twice: the carried numbers that it
                              picks from */
  uint32_t *from;          /* of each result: the instruction that it is from */
} uses;


static const gdl_instruction *at (const gdl_jit *j, size_t k) {
  return &GDL_AT(j->p->instruction, gdl_instruction, k);
}


uint32_t gdl_carry_loaded (const gdl_jit *j, const gdl_instruction *i) {
  return i->code == GDL_CODE_load && i->a == GDL_BASE_INPUT && i->b < j->p->carried
         ? i->b : GDL_CARRY_NONE;
}


uint32_t gdl_carry_result (const gdl_jit *j, const gdl_instruction *i) {
  return (uint32_t)(i->a - GDL_BASE_GIVEN - j->p->slot.count);
}


size_t gdl_carry_operands (const gdl_jit *j, size_t k, uint32_t *room,
                           const uint32_t **numbers) {
  const gdl_instruction *i = at(j, k);
  *numbers = room;
  room[0] = i->a;
  room[1] = i->b;
  switch (i->code) {
    case GDL_CODE_more: case GDL_CODE_end: case GDL_CODE_load: return 0;
    case GDL_CODE_store: room[0] = i->to; return 1;
    case GDL_CODE_check: case GDL_CODE_unary: case GDL_CODE_neg: case GDL_CODE_sqrt:
    case GDL_CODE_abs: return 1;
    case GDL_CODE_total:
      *numbers = (const uint32_t *)j->p->word.data + i->a;
      return i->b;
    case GDL_CODE_select: room[2] = i[1].to; return 3;
    default:
      room[2] = i->row;
      return i->code >= GDL_CODE_fused_add && i->code <= GDL_CODE_fused_end ? 3 : 2;
  }
}


/* The carried number that number k is, as it was loaded. */
static uint32_t carried_in (const uses *u, uint32_t k) {
  uint32_t w = u->writer[k];
  return w == GDL_CARRY_NONE ? w : gdl_carry_loaded(u->j, at(u->j, w));
}


static void look_at (uses *u, uint32_t k) {
  const gdl_instruction *i = at(u->j, k);
  uint32_t room[3];
  const uint32_t *number;
  size_t count = gdl_carry_operands(u->j, k, room, &number);
  for (size_t n = 0; n < count; n++) {
    uint32_t input = carried_in(u, number[n]);
    if (u->writer[number[n]] != GDL_CARRY_NONE)
      u->reads[u->writer[number[n]]]++;
    if (input != GDL_CARRY_NONE)
      u->input_reads[input]++;
  }
  switch (i->code) {
    case GDL_CODE_more: case GDL_CODE_end: case GDL_CODE_check: return;
    case GDL_CODE_store:
      u->from[gdl_carry_result(u->j, i)] = u->writer[i->to];
      return;
    case GDL_CODE_select:
      u->source[2 * k] = carried_in(u, i->b);
      u->source[2 * k + 1] = carried_in(u, i[1].to);
      break;
    default: break;
  }
  u->writer[i->to] = k;
}


/* The instruction that picks carried number k, and nothing else looks at either. */
static int is_picked (const uses *u, uint32_t k) {
  uint32_t from = u->from[k];
  if (from == GDL_CARRY_NONE || at(u->j, from)->code != GDL_CODE_select ||
      u->reads[from] != 1 || u->input_reads[k] != 1)
    return 0;
  return u->source[2 * from] == k || u->source[2 * from + 1] == k;
}


static gdl_carry decide (const uses *u, uint32_t k) {
  uint32_t from = u->from[k];
  if (from != GDL_CARRY_NONE && gdl_carry_loaded(u->j, at(u->j, from)) == k)
    return GDL_CARRY_STAYS;
  if (u->input_reads[k] == 0)
    return GDL_CARRY_OUT;
  return is_picked(u, k) ? GDL_CARRY_PICKED : GDL_CARRY_ON;
}


/* What no turn reads is better off in a register, too, as long as there may be one:
** a move costs less than a store. */
static void keep_if_few (unsigned char *how, size_t carried) {
  size_t count = 0;
  for (size_t k = 0; k < carried; k++)
    count += how[k] == GDL_CARRY_ON || how[k] == GDL_CARRY_OUT;
  for (size_t k = 0; k < carried && count <= REGISTERS; k++)
    if (how[k] == GDL_CARRY_OUT)
      how[k] = GDL_CARRY_ON;
}


int gdl_carry_find (const gdl_jit *j, unsigned char *how, uint32_t *picks) {
  size_t count = j->p->instruction.count, numbers = j->p->numbers,
         carried = j->p->carried, all = numbers + 3 * count + 2 * carried;
  uint32_t *memory = malloc(all * sizeof(*memory));
  if (memory == NULL)
    return 0;
  memset(memory, 0xff, all * sizeof(*memory));    /* GDL_CARRY_NONE */
  uses u = {j, memory, memory + numbers + 2 * count + carried, NULL,
            memory + numbers, memory + numbers + 2 * count};
  u.input_reads = u.reads + count;
  memset(u.reads, 0, (count + carried) * sizeof(*u.reads));
  memset(picks, 0xff, count * sizeof(*picks));
  for (size_t k = 0; k < count; k++)
    look_at(&u, (uint32_t)k);
  for (size_t k = 0; k < carried; k++) {
    how[k] = (unsigned char)decide(&u, (uint32_t)k);
    if (how[k] == GDL_CARRY_PICKED)
      picks[u.from[k]] = (uint32_t)k;
  }
  keep_if_few(how, carried);
  free(memory);
  return 1;
}
