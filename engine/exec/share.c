/*
** share.c - which loops may be run by several threads, and what they take
*/
#include "exec/loop.h"

#include "array/order.h"
#include "array/share.h"
#include "base/threads.h"

/* Loops that are shorter are not looked at: in them, nothing takes so long. */
#define SHORTEST  (4 * (size_t)GDL_CHUNK)

/* Elements that may have to be worked out again before a part of a loop. */
#define MOST_AGAIN  ((size_t)GDL_CHUNK)


static const gdl_part *first_part (const gdl_loops *p, const gdl_loop *l) {
  return &GDL_AT(p->part, gdl_part, l->part);
}


static const gdl_part *last_part (const gdl_loops *p, const gdl_loop *l) {
  return first_part(p, l) + l->parts - 1;
}


/*
** Tangles
*/
typedef struct range {
  uint32_t base;
  ptrdiff_t from, to;
} range;


/* What a read may touch. */
static range range_of_read (const gdl_read *r, size_t length) {
  ptrdiff_t from = (ptrdiff_t)r->from.offset;
  if (r->kind == GDL_READ_PART)
    return (range){r->from.base, from, from + (ptrdiff_t)(r->high - r->low)};
  if (r->kind == GDL_READ_VIEW && r->cols >= length)
    return (range){r->from.base, from, from + (ptrdiff_t)(r->col_step == 0 ? 1 : length)};
  return (range){r->from.base, 0, PTRDIFF_MAX};
}


static int meet (range a, range b) {
  return a.base == b.base && a.from < b.to && b.from < a.to;
}


/* Does anything read elements of 'w', which operand 'to' is, but as that? */
static int is_read_elsewhere (const gdl_loops *p, const gdl_loop *l, size_t to, range w) {
  const gdl_operand *o = &GDL_AT(p->operand, gdl_operand, l->operand);
  const gdl_part *first = first_part(p, l), *last = last_part(p, l);
  ptrdiff_t length = w.to - w.from;
  for (uint32_t k = 0; k < l->streams; k++) {
    ptrdiff_t at = (ptrdiff_t)o[k].offset;
    if (at != (ptrdiff_t)o[to].offset && meet(w, (range){o[k].at, at, at + length}))
      return 1;
  }
  for (size_t k = first->step; k < last->step + last->steps; k++) {
    const gdl_step *s = &GDL_AT(p->step, gdl_step, k);
    if (s->code == GDL_STEP_READ &&
        meet(w, range_of_read(&GDL_AT(p->read, gdl_read, s->a), last->length)))
      return 1;
  }
  return 0;
}


int gdl_loop_is_tangled (const gdl_loops *p, const gdl_loop *l) {
  const gdl_operand *o = &GDL_AT(p->operand, gdl_operand, l->operand);
  const gdl_part *first = first_part(p, l), *last = last_part(p, l);
  for (size_t k = first->step; k < last->step + last->steps; k++) {
    const gdl_step *s = &GDL_AT(p->step, gdl_step, k);
    if (gdl_step_is_sum(s) || s->code == GDL_STEP_READ || s->code == GDL_STEP_BEHIND ||
        o[s->to].kind != GDL_OPERAND_STREAM)
      continue;
    ptrdiff_t at = (ptrdiff_t)o[s->to].offset;
    range w = {o[s->to].at, at, at + (ptrdiff_t)last->length};
    if (is_read_elsewhere(p, l, s->to, w))
      return 1;
  }
  return 0;
}


/*
** Work
*/
static double work_of_row (gdl_op op) {
  const gdl_op_row *row = &gdl_op_table[op];
  return row->unary != NULL ? gdl_unary_work(row->unary) : gdl_binary_work(row->binary);
}


/* A step for one element. */
static double work_of_step (const gdl_step *s) {
  switch (s->code) {
    case GDL_STEP_UNARY: case GDL_STEP_BINARY: return work_of_row((gdl_op)s->row);
    case GDL_STEP_READ: case GDL_STEP_BEHIND: return 0.5;
    default: return 1;
  }
}


double gdl_loop_work (const gdl_loops *p, const gdl_loop *l) {
  const gdl_part *part = first_part(p, l);
  double work = 0;
  for (size_t k = 0; k < l->parts; k++, part++)
    for (size_t s = part->step; s < part->step + part->steps; s++)
      work += work_of_step(&GDL_AT(p->step, gdl_step, s)) * (double)part->length;
  return work;
}


/*
** Parts of a loop for themselves
*/
/* A temporary that reaches back can reach back over others that do; none is in a
** chain twice. */
size_t gdl_loop_again (const gdl_loops *p, const gdl_loop *l) {
  const gdl_operand *o = &GDL_AT(p->operand, gdl_operand, l->operand);
  size_t again = 0;
  for (uint32_t k = l->streams; k < l->streams + l->histories; k++)
    again += o[k].offset;
  return (again + GDL_LANES - 1) / GDL_LANES * GDL_LANES;
}


/* Is what is behind a temporary of this loop kept? */
static int has_histories (const gdl_loops *p, const gdl_loop *l) {
  const gdl_operand *o = &GDL_AT(p->operand, gdl_operand, l->operand);
  const gdl_part *first = first_part(p, l), *last = last_part(p, l);
  for (size_t k = first->step; k < last->step + last->steps; k++) {
    const gdl_step *s = &GDL_AT(p->step, gdl_step, k);
    if (s->code == GDL_STEP_BEHIND && o[s->b].kind != GDL_OPERAND_HISTORY)
      return 0;
  }
  return 1;
}


int gdl_loop_can_share (const gdl_loops *p, const gdl_loop *l) {
  return last_part(p, l)->length >= SHORTEST &&
         gdl_loop_work(p, l) >= gdl_threads_worth && has_histories(p, l) &&
         gdl_loop_again(p, l) <= MOST_AGAIN && !gdl_loop_is_tangled(p, l);
}
