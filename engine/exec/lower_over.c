/*
** lower_over.c - a result in the place of the parameters
** x - step * g, put where x is, costs half of what it costs elsewhere: memory is
** gone through once. It may be done where every element has been read for the last
** time when it is written.
*/
#include "exec/lower_impl.h"


static uint32_t base_of_result (const gdl_lower *l) {
  return (uint32_t)(GDL_BASE_GIVEN + l->p->slot.count + l->over);
}


static int is_stream (const gdl_operand *o, uint32_t base) {
  return o->kind == GDL_OPERAND_STREAM && o->at == base;
}


static int makes_array (const gdl_step *s) {
  return !gdl_step_is_sum(s) && s->code != GDL_STEP_READ && s->code != GDL_STEP_BEHIND &&
         s->code != GDL_STEP_NONE;
}


/* Does the step read operand x? */
static int reads (const gdl_step *s, uint32_t x) {
  switch (s->code) {
    case GDL_STEP_SELECT: case GDL_STEP_FUSED:
      return s->a == x || s->b == x || s->c == x;
    case GDL_STEP_BINARY: case GDL_STEP_SUM_OF: case GDL_STEP_SUM_SQUARE:
      return s->a == x || s->b == x;
    case GDL_STEP_UNARY: case GDL_STEP_COPY: case GDL_STEP_SUM: case GDL_STEP_LARGEST:
      return s->a == x;
    case GDL_STEP_BEHIND: return s->b == x;
    default: return 0;
  }
}


static void rename_operand (gdl_step *s, uint32_t from, uint32_t to) {
  if (!reads(s, from))
    return;
  if (s->code == GDL_STEP_BEHIND) {
    s->b = to;
    return;
  }
  uint32_t *x[] = {&s->a, &s->b, &s->c};
  size_t count = s->code == GDL_STEP_SELECT || s->code == GDL_STEP_FUSED ? 3
                 : s->code == GDL_STEP_BINARY || s->code == GDL_STEP_SUM_OF ||
                   s->code == GDL_STEP_SUM_SQUARE ? 2 : 1;
  for (size_t k = 0; k < count; k++)
    if (*x[k] == from)
      *x[k] = to;
}


/* (Before steps are fused: a part has what put_part made.) */
void gdl_lower_put_last (gdl_lower *l, gdl_loop *loop, gdl_part *part) {
  gdl_loops *p = l->p;
  uint32_t base = base_of_result(l);
  for (size_t k = 0; k < part->steps; k++) {
    gdl_step *s = &GDL_AT(p->step, gdl_step, part->step + k);
    uint32_t to = s->to, temporary = (uint32_t)loop->operands;
    if (!makes_array(s) || k + 1 == part->steps ||
        !is_stream(&GDL_AT(p->operand, gdl_operand, loop->operand + to), base))
      continue;
    gdl_operand *o = ADD_TO(l, &p->operand, gdl_operand);
    gdl_step *copy = ADD_TO(l, &p->step, gdl_step);
    if (FAILED(l))
      return;
    *o = (gdl_operand){GDL_OPERAND_BLOCK, NOWHERE, 0};
    loop->operands++;
    s = &GDL_AT(p->step, gdl_step, part->step + k);
    s->to = temporary;
    for (size_t i = k + 1; i < part->steps; i++)
      rename_operand(s - k + i, to, temporary);
    *copy = (gdl_step){.code = GDL_STEP_COPY, .to = to, .a = temporary};
    part->steps++;
    return;    /* nothing else is put there */
  }
}


/*
** May it be done?
*/
typedef struct search {
  const gdl_loops *p;
  uint32_t base;       /* of the result */
  int written;         /* so far */
} search;


/* After the result has been written nothing may be read of the parameters. In the
** loop that does it they may be read in order, before. */
static int part_is_good (search *q, const gdl_loop *loop, const gdl_part *part) {
  const gdl_operand *o = &GDL_AT(q->p->operand, gdl_operand, loop->operand);
  const gdl_step *s = &GDL_AT(q->p->step, gdl_step, part->step);
  for (size_t k = 0; k < part->steps; k++, s++) {
    for (uint32_t x = 0; x < loop->operands && q->written; x++)
      if (is_stream(&o[x], GDL_BASE_PARAM) && reads(s, x))
        return 0;
    if (makes_array(s) && is_stream(&o[s->to], q->base)) {
      if (q->written || o[s->to].offset != 0)
        return 0;
      q->written = 1;
    }
  }
  return 1;
}


/* Does the loop read parameters but one by one, from the first? */
static int reads_others (const gdl_loops *p, const gdl_loop *loop) {
  const gdl_part *first = &GDL_AT(p->part, gdl_part, loop->part),
                 *last = first + loop->parts - 1;
  for (size_t k = first->step; k < last->step + last->steps; k++) {
    const gdl_step *s = &GDL_AT(p->step, gdl_step, k);
    if (s->code == GDL_STEP_READ &&
        GDL_AT(p->read, gdl_read, s->a).from.base == GDL_BASE_PARAM)
      return 1;
  }
  for (size_t k = 0; k < loop->operands; k++) {
    const gdl_operand *o = &GDL_AT(p->operand, gdl_operand, loop->operand + k);
    if (is_stream(o, GDL_BASE_PARAM) && o->offset != 0)
      return 1;
  }
  return 0;
}


static int loop_is_good (search *q, const gdl_loop *loop) {
  int before = q->written;
  for (size_t k = 0; k < loop->parts; k++)
    if (!part_is_good(q, loop, &GDL_AT(q->p->part, gdl_part, loop->part + k)))
      return 0;
  if (!q->written)
    return 1;
  return !reads_others(q->p, loop) &&
         (before || (loop->parts == 1 && loop->histories == 0));
}


static int call_is_good (const search *q, const gdl_call *c) {
  int uses_y = c->code == GDL_CALL_MATMUL;
  if (c->to.base == q->base &&
      !(c->code == GDL_CALL_REDUCE || c->code == GDL_CALL_NORM2))
    return 0;
  return !q->written || (c->x.base != GDL_BASE_PARAM &&
                         !(uses_y && c->y.base == GDL_BASE_PARAM));
}


static int instruction_is_good (search *q, const gdl_instruction *i) {
  switch (i->code) {
    case GDL_CODE_loop: return loop_is_good(q, &GDL_AT(q->p->loop, gdl_loop, i->a));
    case GDL_CODE_call: return call_is_good(q, &GDL_AT(q->p->call, gdl_call, i->a));
    case GDL_CODE_load: return !q->written || i->a != GDL_BASE_PARAM;
    case GDL_CODE_store: return i->a != q->base;
    case GDL_CODE_check: return !q->written;    /* what fails changes nothing */
    default: return 1;
  }
}


int gdl_lower_is_in_place (const gdl_lower *l) {
  search q = {.p = l->p, .base = base_of_result(l)};
  for (size_t k = 0; k < l->p->instruction.count; k++)
    if (!instruction_is_good(&q, &GDL_AT(l->p->instruction, gdl_instruction, k)))
      return 0;
  return q.written;
}
