/*
** pass.c - loops whose parts are done in one pass
** Eight elements at a time go through all parts, in registers. What a part works out
** and a later one reads shifted towards its end is put together from the last eights
** of it, which go along from turn to turn: nothing of it gets to memory.
** Eights in which something begins or ends are written out, where what is known of
** them decides; those between are loops. Sums end in eights that are written out.
*/
#include "jit/body.h"

#include <stdlib.h>
#include <string.h>

#define MOST_STEPS  1000      /* written out for one loop */
#define MOST_BACK   (2 * GDL_LANES)


static const gdl_part *first_part (const gdl_jit *j, const gdl_loop *l) {
  return &GDL_AT(j->p->part, gdl_part, l->part);
}


static const gdl_part *last_part (const gdl_jit *j, const gdl_loop *l) {
  return first_part(j, l) + l->parts - 1;
}


static const gdl_step *step_at (const gdl_jit *j, size_t k) {
  return &GDL_AT(j->p->step, gdl_step, k);
}


/*
** Pieces: eights that are written out, and loops
*/
/* Does a sum end with element 'end' - 1? */
static int ends_sum (const gdl_jit *j, const gdl_loop *l, size_t end) {
  const gdl_part *last = last_part(j, l);
  for (const gdl_part *part = first_part(j, l); part <= last; part++)
    for (size_t k = part->step; k < part->step + part->steps; k++)
      if (part->length == end && gdl_step_is_sum(step_at(j, k)))
        return 1;
  return 0;
}


/* How many elements from i on are one loop; 0: eight are written out. */
static size_t length_of_loop (const gdl_jit *j, const gdl_loop *l, size_t i) {
  size_t next = gdl_jit_next_change(j, l, i), end = next - next % GDL_LANES;
  if (end == next && ends_sum(j, l, end))
    end -= GDL_LANES;
  return end >= i + 2 * GDL_LANES ? end - i : 0;
}


static size_t steps_of (const gdl_jit *j, const gdl_loop *l) {
  const gdl_part *last = last_part(j, l);
  return last->step + last->steps - first_part(j, l)->step;
}


/*
** Can it be done?
*/
static int can_step (const gdl_jit *j, const gdl_loop *l, const gdl_part *part,
                     const gdl_step *s) {
  const gdl_operand *o = &GDL_AT(j->p->operand, gdl_operand, l->operand);
  if (s->code != GDL_STEP_READ && s->code != GDL_STEP_BEHIND)
    return 1;
  const gdl_read *r = &GDL_AT(j->p->read, gdl_read, s->a);
  if (s->code == GDL_STEP_READ)
    return gdl_jit_is_simple(r, part->length);
  return o[s->b].kind == GDL_OPERAND_HISTORY && r->low <= MOST_BACK;
}


int gdl_jit_can_pass (const gdl_jit *j, const gdl_loop *l) {
  const gdl_part *last = last_part(j, l);
  size_t pieces = 0, steps = steps_of(j, l), length = last->length;
  if (l->parts == 1 && l->histories == 0)
    return 0;
  for (const gdl_part *part = first_part(j, l); part <= last; part++) {
    if (part->length == 0)
      return 0;
    for (size_t k = part->step; k < part->step + part->steps; k++)
      if (!can_step(j, l, part, step_at(j, k)))
        return 0;
  }
  for (size_t i = 0; i < length && pieces * steps < MOST_STEPS; pieces++) {
    size_t n = length_of_loop(j, l, i);
    i += n > 0 ? n : GDL_LANES;
  }
  return pieces * steps < MOST_STEPS;
}


/*
** What goes along: lanes of sums, and the last eights of temporaries
*/
static LLVMValueRef zeros (const gdl_body *q) {
  return gdl_jit_real(q->j, 0, q->j->eight);
}


/* Sums come first (q->behind lies behind q->sum). */
static size_t values (const gdl_body *q) {
  return q->l->sums + q->behinds;
}


/* Phis for all of them, with what they are at the end of block 'from'. */
static void open_values (gdl_body *q, LLVMValueRef *phi, LLVMBasicBlockRef from) {
  for (size_t k = 0; k < values(q); k++) {
    phi[k] = LLVMBuildPhi(q->j->builder, q->j->eight, "");
    LLVMAddIncoming(phi[k], &q->sum[k], &from, 1);
    q->sum[k] = phi[k];
  }
}


static void close_values (gdl_body *q, LLVMValueRef *phi) {
  LLVMBasicBlockRef here = LLVMGetInsertBlock(q->j->builder);
  for (size_t k = 0; k < values(q); k++)
    LLVMAddIncoming(phi[k], &q->sum[k], &here, 1);
}


/* In memory, where the virtual machine has them, too; eight k before. */
static LLVMValueRef history_at (const gdl_body *q, size_t at, size_t k) {
  return gdl_jit_at(q->j, q->j->blocks,
                    gdl_jit_whole(q->j, at * q->j->host->stride - (k + 1) * GDL_LANES));
}


static void keep_values (gdl_body *q) {
  for (uint32_t c = 0; c < q->l->sums; c++)
    gdl_jit_put(q->j, q->sum[c], q->lanes[c], 64);
  for (size_t at = 0; at < q->l->blocks; at++)
    for (size_t k = 0; k < q->depth[at]; k++)
      gdl_jit_put(q->j, q->behind[q->first[at] + k], history_at(q, at, k), 8);
}


static void fetch_values (gdl_body *q) {
  for (uint32_t c = 0; c < q->l->sums; c++)
    q->sum[c] = gdl_jit_get(q->j, q->j->eight, q->lanes[c], 64);
  for (size_t at = 0; at < q->l->blocks; at++)
    for (size_t k = 0; k < q->depth[at]; k++)
      q->behind[q->first[at] + k] = gdl_jit_get(q->j, q->j->eight, history_at(q, at, k), 8);
}


/*
** Eights
*/
/* What is known of streams is known of fewer, or of more. */
static void forget_streams (gdl_body *q) {
  memset(q->value, 0, q->l->streams * sizeof(*q->value));
}


static void move_on (gdl_body *q) {
  for (size_t at = 0; at < q->l->blocks; at++) {
    LLVMValueRef *behind = q->behind + q->first[at], v = q->temporary[at];
    if (q->depth[at] == 0)
      continue;
    memmove(behind + 1, behind, (q->depth[at] - 1) * sizeof(*behind));
    behind[0] = v != NULL ? v : zeros(q);
  }
}


static void end_sums (gdl_body *q, int last) {
  for (size_t k = q->part->step; k < q->part->step + q->part->steps; k++) {
    const gdl_step *s = step_at(q->j, k);
    if (!gdl_step_is_sum(s))
      continue;
    gdl_jit_end_sum(q, k, q->sum[s->c], last);
    q->sum[s->c] = zeros(q);
  }
}


/* Sums that end where elements are written out up to 'end' */
static void end_part (gdl_body *q, size_t end) {
  if (end == q->part->length)
    end_sums(q, 1);
  else if (end % GDL_CHUNK == 0)
    end_sums(q, 0);
}


/* All parts, for eight elements from i on, which are some from 'from' to 'to'. */
static void eight (gdl_body *q, LLVMValueRef i, size_t from, size_t to, int is_loop) {
  const gdl_part *last = last_part(q->j, q->l);
  size_t before = GDL_LANES;
  memset(q->value, 0, q->l->operands * sizeof(*q->value));
  memset(q->temporary, 0, q->l->blocks * sizeof(*q->temporary));
  q->j->down_of = NULL;
  for (q->part = first_part(q->j, q->l); q->part <= last; q->part++) {
    size_t left = q->part->length > from ? q->part->length - from : 0,
           n = left < GDL_LANES ? left : GDL_LANES;
    if (n == 0)
      continue;
    if (n != before)
      forget_streams(q);
    before = n;
    gdl_body_eight(q, i, n, from, to);
    if (!is_loop)
      end_part(q, from + n);
  }
  move_on(q);
}


/*
** Loops
*/
/* Elements of [start, end), some eights, all like those of [from, to). */
static void eights (gdl_body *q, LLVMValueRef start, LLVMValueRef end, size_t from,
                    size_t to, LLVMValueRef *phi) {
  gdl_jit *j = q->j;
  LLVMBasicBlockRef before = LLVMGetInsertBlock(j->builder), body = gdl_jit_block(j),
                    on = gdl_jit_block(j), here;
  LLVMBuildBr(j->builder, body);
  LLVMPositionBuilderAtEnd(j->builder, body);
  LLVMValueRef i = LLVMBuildPhi(j->builder, j->whole, "");
  LLVMAddIncoming(i, &start, &before, 1);
  open_values(q, phi, before);
  eight(q, i, from, to, 1);
  LLVMValueRef next = LLVMBuildAdd(j->builder, i, gdl_jit_whole(j, GDL_LANES), "");
  here = LLVMGetInsertBlock(j->builder);
  LLVMAddIncoming(i, &next, &here, 1);
  close_values(q, phi);
  LLVMBuildCondBr(j->builder, LLVMBuildICmp(j->builder, LLVMIntEQ, next, end, ""), on, body);
  LLVMPositionBuilderAtEnd(j->builder, on);
}


/* Where 'end' is that of a chunk, the chunk of element i; what goes along from there
** on is as it was, or 0. */
static void end_chunk (gdl_body *q, LLVMValueRef i, LLVMValueRef end, size_t from) {
  gdl_jit *j = q->j;
  const gdl_part *last = last_part(j, q->l);
  LLVMBasicBlockRef fold = gdl_jit_block(j), on = gdl_jit_block(j),
                    before = LLVMGetInsertBlock(j->builder);
  LLVMValueRef left = LLVMBuildAnd(j->builder, end, gdl_jit_whole(j, GDL_CHUNK - 1), ""),
               zero = zeros(q);
  LLVMBuildCondBr(j->builder, LLVMBuildICmp(j->builder, LLVMIntEQ, left, gdl_jit_whole(j, 0), ""),
                  fold, on);
  LLVMPositionBuilderAtEnd(j->builder, fold);
  q->i = i;
  for (q->part = first_part(j, q->l); q->part <= last; q->part++)
    for (size_t k = q->part->step; k < q->part->step + q->part->steps; k++)
      if (q->part->length > from && gdl_step_is_sum(step_at(j, k)))
        gdl_jit_end_sum(q, k, q->sum[step_at(j, k)->c], 0);
  fold = LLVMGetInsertBlock(j->builder);
  LLVMBuildBr(j->builder, on);
  LLVMPositionBuilderAtEnd(j->builder, on);
  for (uint32_t c = 0; c < q->l->sums; c++) {
    LLVMValueRef phi = LLVMBuildPhi(j->builder, j->eight, "");
    LLVMAddIncoming(phi, &q->sum[c], &before, 1);
    LLVMAddIncoming(phi, &zero, &fold, 1);
    q->sum[c] = phi;
  }
}


/* The same, chunk by chunk. */
static void chunks (gdl_body *q, LLVMValueRef start, LLVMValueRef end, size_t from,
                    size_t to, LLVMValueRef *phi) {
  gdl_jit *j = q->j;
  LLVMBasicBlockRef before = LLVMGetInsertBlock(j->builder), body = gdl_jit_block(j),
                    on = gdl_jit_block(j), here;
  LLVMBuildBr(j->builder, body);
  LLVMPositionBuilderAtEnd(j->builder, body);
  LLVMValueRef i = LLVMBuildPhi(j->builder, j->whole, "");
  LLVMAddIncoming(i, &start, &before, 1);
  open_values(q, phi, before);
  LLVMValueRef next = LLVMBuildOr(j->builder, i, gdl_jit_whole(j, GDL_CHUNK - 1), "");
  next = LLVMBuildAdd(j->builder, next, gdl_jit_whole(j, 1), "");
  next = LLVMBuildSelect(j->builder, LLVMBuildICmp(j->builder, LLVMIntULT, next, end, ""),
                         next, end, "");
  eights(q, i, next, from, to, phi + values(q));
  end_chunk(q, i, next, from);
  here = LLVMGetInsertBlock(j->builder);
  LLVMAddIncoming(i, &next, &here, 1);
  close_values(q, phi);
  LLVMBuildCondBr(j->builder, LLVMBuildICmp(j->builder, LLVMIntEQ, next, end, ""), on, body);
  LLVMPositionBuilderAtEnd(j->builder, on);
}


void gdl_jit_pass_range (gdl_body *q, LLVMValueRef from, LLVMValueRef end) {
  fetch_values(q);
  chunks(q, from, end, q->known, q->alike, q->carried);
  keep_values(q);
}


/* Elements of [from, to). */
static void run (gdl_body *q, size_t from, size_t to) {
  gdl_jit *j = q->j;
  LLVMValueRef start = gdl_jit_whole(j, from), end = gdl_jit_whole(j, to);
  if (j->native[q->l - (const gdl_loop *)j->p->loop.data] == GDL_JIT_SHARED &&
      to - from > last_part(j, q->l)->length / 2) {
    keep_values(q);
    q->known = from;
    q->alike = to;
    gdl_jit_share(q, from, to);
    fetch_values(q);
  }
  else if (from / GDL_CHUNK == to / GDL_CHUNK)
    eights(q, start, end, from, to, q->carried);
  else
    chunks(q, start, end, from, to, q->carried);
}


static void build (gdl_body *q) {
  size_t length = last_part(q->j, q->l)->length, i = 0, n;
  for (size_t k = 0; k < values(q); k++)
    q->sum[k] = zeros(q);
  while (i < length) {
    n = length_of_loop(q->j, q->l, i);
    if (n > 0)
      run(q, i, i + n);
    else {
      size_t end = length - i < GDL_LANES ? length : i + GDL_LANES;
      q->i = gdl_jit_whole(q->j, i);
      eight(q, q->i, i, end, 0);
    }
    i += n > 0 ? n : GDL_LANES;
  }
}


/* How far back each temporary is read. */
static void find_depths (gdl_body *q) {
  const gdl_part *last = last_part(q->j, q->l);
  for (size_t k = q->first_step; k < last->step + last->steps; k++) {
    const gdl_step *s = step_at(q->j, k);
    if (s->code != GDL_STEP_BEHIND)
      continue;
    size_t low = GDL_AT(q->j->p->read, gdl_read, s->a).low;
    uint32_t *depth = &q->depth[q->o[s->b].at],
             eights = (uint32_t)((low + GDL_LANES - 1) / GDL_LANES);
    *depth = eights > *depth ? eights : *depth;
  }
  for (size_t at = 0; at < q->l->blocks; at++) {
    q->first[at] = (uint32_t)q->behinds;
    q->behinds += q->depth[at];
  }
}


void gdl_jit_pass (gdl_body *q) {
  gdl_jit *j = q->j;
  LLVMValueRef *sum = q->sum, *carried = q->carried, *v = NULL;
  q->depth = calloc(2 * (size_t)q->l->blocks + 1, sizeof(*q->depth));
  if (q->depth != NULL) {
    q->first = q->depth + q->l->blocks;
    find_depths(q);
    v = calloc(3 * values(q) + 1, sizeof(*v));
  }
  if (v == NULL)
    j->failed = 1;
  else {
    q->sum = v;
    q->behind = v + q->l->sums;
    q->carried = v + values(q);
    build(q);
  }
  free(v);
  free(q->depth);
  q->depth = NULL;
  q->sum = sum;
  q->carried = carried;
}
