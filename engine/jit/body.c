/*
** body.c - the steps of a phase, for eight elements at a time
** What is left over at the end of a block is done with the same eight, but only
** those that there are are read, written and added to sums.
*/
#include "jit/body.h"

#include <string.h>

/* Eight elements from e (of the block) on; n of them count. In a loop they are
** any eight from 'from' to 'to'. */
typedef struct eight {
  LLVMValueRef e, index;    /* of the block, and of the loop */
  size_t n, from, to;
} eight;


int gdl_body_operands (const gdl_step *s, uint32_t *operand) {
  int n = 0;
  if (!gdl_step_is_sum(s))
    operand[n++] = s->to;
  if (s->code == GDL_STEP_READ)
    return n;
  if (s->code == GDL_STEP_BEHIND) {
    operand[n++] = s->b;
    return n;
  }
  operand[n++] = s->a;
  if (s->code == GDL_STEP_BINARY || s->code == GDL_STEP_SELECT ||
      s->code == GDL_STEP_SUM_OF || s->code == GDL_STEP_SUM_SQUARE ||
      s->code == GDL_STEP_FUSED)
    operand[n++] = s->b;
  if (s->code == GDL_STEP_SELECT ||
      (s->code == GDL_STEP_FUSED && s->outer != GDL_OUTER_SQUARE))
    operand[n++] = s->c;
  return n;
}


/*
** Memory
*/
static LLVMValueRef first_of_eight (const gdl_jit *j, size_t n) {
  LLVMValueRef bit[GDL_LANES];
  for (size_t k = 0; k < GDL_LANES; k++)
    bit[k] = LLVMConstInt(j->truth, k < n, 0);
  return LLVMConstVector(bit, GDL_LANES);
}


static LLVMValueRef pointer_to_eight (gdl_jit *j, LLVMValueRef p) {
  return LLVMBuildBitCast(j->builder, p, LLVMPointerType(j->eight, 0), "");
}


/* Those of eight for which 'mask' holds, others 0. */
static LLVMValueRef get_some (gdl_jit *j, LLVMValueRef p, LLVMValueRef mask) {
  LLVMValueRef q = pointer_to_eight(j, p),
               arg[] = {q, LLVMConstInt(LLVMInt32TypeInContext(j->context), 8, 0), mask,
                        gdl_jit_real(j, 0, j->eight)};
  LLVMTypeRef type[] = {j->eight, LLVMTypeOf(q)};
  return gdl_jit_intrinsic(j, "llvm.masked.load", type, 2, arg, 4);
}


static LLVMValueRef get (gdl_jit *j, LLVMValueRef p, const eight *x) {
  return x->n == GDL_LANES ? gdl_jit_get(j, j->eight, p, 8)
                           : get_some(j, p, first_of_eight(j, x->n));
}


static void put (gdl_jit *j, LLVMValueRef v, LLVMValueRef p, const eight *x) {
  if (x->n == GDL_LANES) {
    gdl_jit_put(j, v, p, 8);
    return;
  }
  LLVMValueRef q = pointer_to_eight(j, p),
               arg[] = {v, q, LLVMConstInt(LLVMInt32TypeInContext(j->context), 8, 0),
                        first_of_eight(j, x->n)};
  LLVMTypeRef type[] = {j->eight, LLVMTypeOf(q)};
  gdl_jit_intrinsic(j, "llvm.masked.store", type, 2, arg, 4);
}


static LLVMValueRef stream_at (const gdl_body *q, uint32_t k, const eight *x) {
  return gdl_jit_at(q->j, gdl_jit_at(q->j, q->place[k], x->index),
                    gdl_jit_whole(q->j, q->o[k].offset));
}


static LLVMValueRef temporary_at (const gdl_body *q, uint32_t at, const eight *x) {
  return gdl_jit_at(q->j, gdl_jit_at(q->j, q->j->blocks, x->e),
                    gdl_jit_whole(q->j, at * q->j->host->stride));
}


/*
** Reads
*/
/* Which of the eight are between low and high, as far as it is known here: 1 all,
** 0 none, -1 some, or it is not known. */
static int are_within (const gdl_body *q, const gdl_read *r, const eight *x) {
  size_t from = q->known + x->from, to = q->known + x->to;
  if (from >= r->low && to <= r->high)
    return 1;
  return to <= r->low || from >= r->high ? 0 : -1;
}


/* low <= index < high, of each of the eight. */
static LLVMValueRef within (const gdl_body *q, const gdl_read *r, const eight *x) {
  gdl_jit *j = q->j;
  LLVMTypeRef wholes = LLVMVectorType(j->whole, GDL_LANES);
  LLVMValueRef step[GDL_LANES], size[GDL_LANES];
  LLVMTypeRef i32 = LLVMInt32TypeInContext(j->context);
  for (size_t k = 0; k < GDL_LANES; k++) {
    step[k] = gdl_jit_whole(j, k - r->low);
    size[k] = gdl_jit_whole(j, r->high - r->low);
  }
  LLVMValueRef undefined = LLVMGetUndef(wholes),
               v = LLVMBuildInsertElement(j->builder, undefined, x->index,
                                          LLVMConstInt(i32, 0, 0), "");
  v = LLVMBuildShuffleVector(j->builder, v, undefined,
                             LLVMConstNull(LLVMVectorType(i32, GDL_LANES)), "");
  v = LLVMBuildAdd(j->builder, v, LLVMConstVector(step, GDL_LANES), "");
  LLVMValueRef mask = LLVMBuildICmp(j->builder, LLVMIntULT, v,
                                    LLVMConstVector(size, GDL_LANES), "");
  return x->n == GDL_LANES ? mask
         : LLVMBuildAnd(j->builder, mask, first_of_eight(j, x->n), "");
}


static LLVMValueRef bounded (const gdl_body *q, const gdl_read *r, LLVMValueRef p,
                             const eight *x) {
  gdl_jit *j = q->j;
  switch (are_within(q, r, x)) {
    case 1: return get(j, p, x);
    case 0: return gdl_jit_real(j, 0, j->eight);
    default: return get_some(j, p, within(q, r, x));
  }
}


/* Of a view in rows, each so many times eight long. */
static LLVMValueRef in_a_row (const gdl_body *q, const gdl_read *r, LLVMValueRef p,
                              const eight *x) {
  gdl_jit *j = q->j;
  LLVMValueRef cols = gdl_jit_whole(j, r->cols),
               row = LLVMBuildUDiv(j->builder, x->index, cols, ""),
               step = gdl_jit_whole(j, (size_t)r->row_step);
  if (r->row_step != 0)
    p = gdl_jit_at(j, p, LLVMBuildMul(j->builder, row, step, ""));
  if (r->col_step == 0)
    return gdl_jit_splat(j, gdl_jit_get(j, j->real, p, 8));
  return get(j, gdl_jit_at(j, p, LLVMBuildURem(j->builder, x->index, cols, "")), x);
}


/* Eight elements of a temporary in a pass, so many times eight before those that are
** being worked out; where the part has ended, there are none. */
static LLVMValueRef eight_before (const gdl_body *q, uint32_t at, size_t eights) {
  LLVMValueRef v = eights > 0 ? q->behind[q->first[at] + eights - 1] : q->temporary[at];
  return v != NULL ? v : gdl_jit_real(q->j, 0, q->j->eight);
}


/* The same for a read that reaches back 'low' elements. */
static LLVMValueRef shifted (const gdl_body *q, uint32_t at, size_t low) {
  gdl_jit *j = q->j;
  LLVMTypeRef i32 = LLVMInt32TypeInContext(j->context);
  LLVMValueRef index[GDL_LANES];
  size_t eights = low / GDL_LANES, left = low % GDL_LANES;
  if (left == 0)
    return eight_before(q, at, eights);
  for (size_t k = 0; k < GDL_LANES; k++)
    index[k] = LLVMConstInt(i32, GDL_LANES - left + k, 0);
  return LLVMBuildShuffleVector(j->builder, eight_before(q, at, eights + 1),
                                eight_before(q, at, eights),
                                LLVMConstVector(index, GDL_LANES), "");
}


static LLVMValueRef behind (const gdl_body *q, const gdl_read *r, uint32_t at,
                            const eight *x) {
  gdl_jit *j = q->j;
  LLVMValueRef zero = gdl_jit_real(j, 0, j->eight);
  switch (are_within(q, r, x)) {
    case 1: return shifted(q, at, r->low);
    case 0: return zero;
    default:
      return LLVMBuildSelect(j->builder, within(q, r, x), shifted(q, at, r->low), zero, "");
  }
}


/* The elements that a step gets ready. */
static LLVMValueRef read (const gdl_body *q, const gdl_step *s, const eight *x) {
  gdl_jit *j = q->j;
  const gdl_read *r = &GDL_AT(j->p->read, gdl_read, s->a);
  LLVMValueRef p;
  if (s->code == GDL_STEP_BEHIND && q->depth != NULL)
    return behind(q, r, q->o[s->b].at, x);
  if (s->code == GDL_STEP_BEHIND) {
    p = temporary_at(q, q->o[s->b].at, x);
    return bounded(q, r, gdl_jit_at(j, p, gdl_jit_whole(j, 0 - r->low)), x);
  }
  if (q->place[s->to] != NULL)
    return get(j, gdl_jit_at(j, q->place[s->to], x->e), x);
  p = gdl_jit_at(j, gdl_jit_base(j, r->from.base), gdl_jit_whole(j, r->from.offset));
  if (r->kind == GDL_READ_VIEW && r->cols < q->part->length)
    return in_a_row(q, r, p, x);
  if (r->kind == GDL_READ_VIEW && r->col_step == 0)
    return gdl_jit_splat(j, gdl_jit_get(j, j->real, p, 8));
  p = gdl_jit_at(j, p, x->index);
  if (r->kind == GDL_READ_VIEW)
    return get(j, p, x);
  return bounded(q, r, gdl_jit_at(j, p, gdl_jit_whole(j, 0 - r->low)), x);
}


/*
** Operands
*/
static LLVMValueRef operand (gdl_body *q, uint32_t k, const eight *x) {
  const gdl_operand *o = &q->o[k];
  LLVMValueRef *v = &q->value[k];
  switch ((gdl_operand_kind)o->kind) {
    case GDL_OPERAND_NUMBER: return q->place[k];
    case GDL_OPERAND_STREAM:
      if (*v == NULL)
        *v = get(q->j, stream_at(q, k, x), x);
      return *v;
    case GDL_OPERAND_READ:
      if (*v == NULL)    /* got ready in a phase before */
        *v = read(q, q->ready[k], x);
      return *v;
    default:
      v = &q->temporary[o->at];
      if (*v == NULL)
        *v = get(q->j, temporary_at(q, o->at, x), x);
      return *v;
  }
}


/* What else is known of the same memory is known no longer. */
static void set_operand (gdl_body *q, uint32_t k, LLVMValueRef v, const eight *x) {
  const gdl_operand *o = &q->o[k];
  if (o->kind == GDL_OPERAND_STREAM) {
    for (uint32_t s = 0; s < q->l->streams; s++)
      if (q->o[s].at == o->at && q->o[s].offset == o->offset)
        q->value[s] = NULL;
    put(q->j, v, stream_at(q, k, x), x);
    q->value[k] = v;
    return;
  }
  q->temporary[o->at] = v;
  if (q->stored[o->at])
    put(q->j, v, temporary_at(q, o->at, x), x);
}


/*
** Steps
*/
/* As whole numbers their order is the same, and NaN is above all. */
LLVMValueRef gdl_body_larger (gdl_jit *j, LLVMValueRef x, LLVMValueRef y) {
  LLVMTypeRef type = LLVMTypeOf(x),
              wholes = LLVMVectorType(j->whole, LLVMGetVectorSize(type));
  LLVMValueRef arg[] = {LLVMBuildBitCast(j->builder, x, wholes, ""),
                        LLVMBuildBitCast(j->builder, y, wholes, "")},
               v = gdl_jit_intrinsic(j, "llvm.smax", &wholes, 1, arg, 2);
  return LLVMBuildBitCast(j->builder, v, type, "");
}


static void add_to_sum (gdl_body *q, const gdl_step *s, LLVMValueRef v, const eight *x) {
  gdl_jit *j = q->j;
  uint32_t c = s->c;
  LLVMValueRef sum = s->code == GDL_STEP_LARGEST ? gdl_body_larger(j, q->sum[c], v)
                     : LLVMBuildFAdd(j->builder, q->sum[c], v, "");
  q->sum[c] = x->n == GDL_LANES ? sum
              : LLVMBuildSelect(j->builder, first_of_eight(j, x->n), sum, q->sum[c], "");
}


static int is_constant (const gdl_body *q, uint32_t k) {
  return q->o[k].kind == GDL_OPERAND_NUMBER && q->o[k].at < q->j->p->constant.count;
}


static double constant (const gdl_body *q, uint32_t k) {
  return GDL_AT(q->j->p->constant, double, q->o[k].at);
}


/* (a * b) * -1, b a constant: a * -b, to the bit. */
static int is_negated (const gdl_body *q, const gdl_step *s) {
  return s->row == GDL_OP_mul && s->outer == GDL_OUTER_MUL && is_constant(q, s->b) &&
         is_constant(q, s->c) && constant(q, s->c) == -1;
}


static void step (gdl_body *q, const gdl_step *s, const eight *x) {
  gdl_jit *j = q->j;
  LLVMValueRef v;
#define OPERAND(k)  operand(q, k, x)
#define INNER       gdl_jit_binary(j, (gdl_op)s->row, OPERAND(s->a), OPERAND(s->b), x->n)
  switch ((gdl_step_code)s->code) {
    case GDL_STEP_UNARY:
      v = gdl_jit_unary(j, (gdl_op)s->row, OPERAND(s->a), x->n);
      break;
    case GDL_STEP_BINARY: v = INNER; break;
    case GDL_STEP_SELECT:
      v = gdl_jit_choose(j, OPERAND(s->a), OPERAND(s->b), OPERAND(s->c));
      break;
    case GDL_STEP_COPY: v = OPERAND(s->a); break;
    case GDL_STEP_READ: case GDL_STEP_BEHIND:
      q->ready[s->to] = s;
      q->value[s->to] = read(q, s, x);
      return;
    case GDL_STEP_SUM: case GDL_STEP_LARGEST:
      add_to_sum(q, s, OPERAND(s->a), x);
      return;
    case GDL_STEP_SUM_OF: add_to_sum(q, s, INNER, x); return;
    case GDL_STEP_SUM_SQUARE:
      v = INNER;
      add_to_sum(q, s, LLVMBuildFMul(j->builder, v, v, ""), x);
      return;
    case GDL_STEP_FUSED:
      if (is_negated(q, s)) {
        v = LLVMBuildFMul(j->builder, OPERAND(s->a),
                          gdl_jit_real(j, -constant(q, s->b), j->eight), "");
        break;
      }
      v = INNER;
      v = gdl_jit_outer(j, s->outer, v,
                        s->outer == GDL_OUTER_SQUARE ? NULL : OPERAND(s->c));
      break;
    default: return;
  }
  set_operand(q, s->to, v, x);
}


/* All steps, for eight elements. */
static void steps_for (gdl_body *q, const gdl_step *s, size_t steps, eight x) {
  gdl_jit *j = q->j;
  x.index = LLVMBuildAdd(j->builder, q->i, x.e, "");
  memset(q->value, 0, q->l->operands * sizeof(*q->value));
  memset(q->temporary, 0, q->l->blocks * sizeof(*q->temporary));
  j->down_of = NULL;
  for (size_t k = 0; k < steps; k++)
    step(q, &s[k], &x);
}


void gdl_body_eight (gdl_body *q, LLVMValueRef index, size_t n, size_t from, size_t to) {
  const gdl_step *s = &GDL_AT(q->j->p->step, gdl_step, q->part->step);
  eight x = {.index = index, .n = n, .from = from, .to = to};
  q->known = 0;
  for (size_t k = 0; k < q->part->steps; k++)
    step(q, &s[k], &x);
}


/*
** Phases
*/
static void each_sum (gdl_body *q, const gdl_step *s, size_t steps,
                      void (*how) (gdl_body *q, uint32_t c)) {
  for (size_t k = 0; k < steps; k++)
    if (gdl_step_is_sum(&s[k]))
      how(q, s[k].c);
}


static void fetch_sum (gdl_body *q, uint32_t c) {
  q->sum[c] = gdl_jit_get(q->j, q->j->eight, q->lanes[c], 64);
}


static void keep_sum (gdl_body *q, uint32_t c) {
  gdl_jit_put(q->j, q->sum[c], q->lanes[c], 64);
}


static void open_sum (gdl_body *q, uint32_t c) {
  LLVMValueRef phi = LLVMBuildPhi(q->j->builder, q->j->eight, "");
  LLVMAddIncoming(phi, &q->sum[c], &q->before, 1);
  q->sum[c] = q->carried[c] = phi;
}


static void close_sum (gdl_body *q, uint32_t c) {
  LLVMBasicBlockRef here = LLVMGetInsertBlock(q->j->builder);
  LLVMAddIncoming(q->carried[c], &q->sum[c], &here, 1);
}


/* Elements 'from' to 'to' of the block: a multiple of eight. */
static void loop_over (gdl_body *q, const gdl_step *s, size_t steps, size_t from,
                       size_t to) {
  gdl_jit *j = q->j;
  LLVMBasicBlockRef body = gdl_jit_block(j), on = gdl_jit_block(j), here;
  LLVMValueRef begin = gdl_jit_whole(j, from);
  q->before = LLVMGetInsertBlock(j->builder);
  LLVMBuildBr(j->builder, body);
  LLVMPositionBuilderAtEnd(j->builder, body);
  LLVMValueRef e = LLVMBuildPhi(j->builder, j->whole, "");
  LLVMAddIncoming(e, &begin, &q->before, 1);
  each_sum(q, s, steps, open_sum);
  steps_for(q, s, steps, (eight){.e = e, .n = GDL_LANES, .from = from, .to = to});
  each_sum(q, s, steps, close_sum);
  LLVMValueRef next = LLVMBuildAdd(j->builder, e, gdl_jit_whole(j, GDL_LANES), "");
  here = LLVMGetInsertBlock(j->builder);
  LLVMAddIncoming(e, &next, &here, 1);
  LLVMBuildCondBr(j->builder, LLVMBuildICmp(j->builder, LLVMIntEQ, next,
                                            gdl_jit_whole(j, to), ""), on, body);
  LLVMPositionBuilderAtEnd(j->builder, on);
}


/* The first element of the block behind 'at' at which a read begins or ends; where
** there are too many, they are looked after one by one: SIZE_MAX. */
static size_t next_bound (const gdl_body *q, const gdl_step *s, size_t steps,
                          size_t at) {
  size_t next = SIZE_MAX, bounds = 0;
  for (size_t k = 0; k < steps; k++) {
    if (s[k].code != GDL_STEP_READ && s[k].code != GDL_STEP_BEHIND)
      continue;
    const gdl_read *r = &GDL_AT(q->j->p->read, gdl_read, s[k].a);
    if (r->kind != GDL_READ_PART && r->kind != GDL_READ_BEHIND)
      continue;
    size_t bound[] = {r->low, r->high};
    for (int side = 0; side < 2; side++)
      if (bound[side] > q->known && bound[side] < q->known + q->block) {
        size_t b = bound[side] - q->known;
        bounds++;
        if (b > at && b < next)
          next = b;
      }
  }
  return bounds > 4 ? SIZE_MAX : next;
}


void gdl_body_phase (gdl_body *q, const gdl_step *s, size_t steps, size_t n) {
  size_t at = 0, whole = n - n % GDL_LANES;
  each_sum(q, s, steps, fetch_sum);
  while (at < n) {
    size_t next = q->is_run ? SIZE_MAX : next_bound(q, s, steps, at),
           end = next < whole ? next - next % GDL_LANES : whole;
    if (end > at + GDL_LANES) {
      loop_over(q, s, steps, at, end);
      at = end;
      continue;
    }
    size_t count = n - at < GDL_LANES ? n - at : GDL_LANES;
    steps_for(q, s, steps, (eight){.e = gdl_jit_whole(q->j, at), .n = count,
                                   .from = at, .to = at + count});
    at += count;
  }
  each_sum(q, s, steps, keep_sum);
}
