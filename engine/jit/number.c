/*
** number.c - instructions on numbers
*/
#include "jit/jit.h"


/* The sum of the numbers word[0], ..., as the VM has it: in eight lanes, the
** first starting at 0. Lanes that nothing is added to are 0, and change nothing:
** what they are added to is no -0, or added to something that is none. */
static LLVMValueRef total (gdl_jit *j, const uint32_t *word, size_t count) {
  LLVMValueRef lane[GDL_LANES] = {NULL};
  lane[0] = LLVMConstReal(j->real, 0.0);
  for (size_t k = 0; k < count; k++) {
    LLVMValueRef x = gdl_jit_number(j, word[k]), *to = &lane[k % GDL_LANES];
    *to = *to == NULL ? x : LLVMBuildFAdd(j->builder, *to, x, "");
  }
  for (int half = GDL_LANES / 2; half > 0; half /= 2)
    for (int k = 0; k < half; k++)
      if (lane[k + half] != NULL)
        lane[k] = LLVMBuildFAdd(j->builder, lane[k], lane[k + half], "");
  return lane[0];
}


static LLVMValueRef long_total (gdl_jit *j, const uint32_t *word, size_t count) {
  LLVMValueRef arg[] = {j->numbers, gdl_jit_pointer(j, word), gdl_jit_whole(j, count)};
  return gdl_jit_call(j, (const void *)j->host->total, j->real, arg, 3);
}


static LLVMValueRef element (gdl_jit *j, const gdl_instruction *i) {
  return gdl_jit_at(j, gdl_jit_base(j, i->a), gdl_jit_whole(j, i->b));
}


/* Ends the run with an answer where the condition holds; NULL: in any case. */
static void stop (gdl_jit *j, LLVMValueRef condition, size_t answer) {
  if (condition == NULL) {
    LLVMBuildRet(j->builder, gdl_jit_whole(j, answer));
    return;
  }
  LLVMBasicBlockRef end = gdl_jit_block(j), on = gdl_jit_block(j);
  LLVMBuildCondBr(j->builder, condition, end, on);
  LLVMPositionBuilderAtEnd(j->builder, end);
  LLVMBuildRet(j->builder, gdl_jit_whole(j, answer));
  LLVMPositionBuilderAtEnd(j->builder, on);
}


/* NaN is not 0. */
LLVMValueRef gdl_jit_fails (gdl_jit *j, const gdl_instruction *check) {
  LLVMValueRef truth = gdl_jit_truth(j, gdl_jit_number(j, check->a));
  return check->to ? LLVMBuildNot(j->builder, truth, "") : truth;
}


static void loop (gdl_jit *j, uint32_t k) {
  const gdl_loop *l = &GDL_AT(j->p->loop, gdl_loop, k);
  if (j->native[k]) {
    gdl_jit_loop(j, l);
    return;
  }
  LLVMValueRef arg[] = {j->vm, gdl_jit_pointer(j, l)};
  gdl_jit_call(j, (const void *)j->host->loop, j->nothing, arg, 2);
  const gdl_part *first = &GDL_AT(j->p->part, gdl_part, l->part),
                 *last = first + l->parts - 1;
  for (size_t s = first->step; s < last->step + last->steps; s++) {
    const gdl_step *step = &GDL_AT(j->p->step, gdl_step, s);
    if (gdl_step_is_sum(step))
      j->number[step->to] = NULL;
  }
}


static void call (gdl_jit *j, const gdl_call *c) {
  LLVMValueRef arg[] = {j->vm, gdl_jit_pointer(j, c)};
  gdl_jit_call(j, (const void *)j->host->call, j->nothing, arg, 2);
  if (c->code == GDL_CALL_REDUCE || c->code == GDL_CALL_NORM2)
    j->number[c->number] = NULL;
}


static LLVMValueRef fused (gdl_jit *j, const gdl_instruction *i) {
  static const gdl_op op[] = {GDL_OP_add, GDL_OP_sub, GDL_OP_mul};
  unsigned k = i->code - GDL_CODE_fused_add;
  LLVMValueRef a = gdl_jit_number(j, i->a), b = gdl_jit_number(j, i->b),
               v = gdl_jit_binary(j, op[k / GDL_OUTER_COUNT], a, b, 1);
  return gdl_jit_outer(j, k % GDL_OUTER_COUNT, v, gdl_jit_number(j, i->row));
}


LLVMValueRef gdl_jit_value (gdl_jit *j, const gdl_instruction *i) {
  static const gdl_op op[] = {
    [GDL_CODE_add] = GDL_OP_add, [GDL_CODE_sub] = GDL_OP_sub,
    [GDL_CODE_mul] = GDL_OP_mul, [GDL_CODE_div] = GDL_OP_div,
    [GDL_CODE_lt] = GDL_OP_lt, [GDL_CODE_le] = GDL_OP_le, [GDL_CODE_eq] = GDL_OP_eq,
    [GDL_CODE_neg] = GDL_OP_neg, [GDL_CODE_sqrt] = GDL_OP_sqrt,
    [GDL_CODE_abs] = GDL_OP_abs
  };
  const uint32_t *word = (const uint32_t *)j->p->word.data + i->a;
#define NUMBER(k)  gdl_jit_number(j, k)
  switch (i->code) {
    case GDL_CODE_neg: case GDL_CODE_sqrt: case GDL_CODE_abs:
      return gdl_jit_unary(j, op[i->code], NUMBER(i->a), 1);
    case GDL_CODE_unary:
      return gdl_jit_unary(j, (gdl_op)i->row, NUMBER(i->a), 1);
    case GDL_CODE_binary:
      return gdl_jit_binary(j, (gdl_op)i->row, NUMBER(i->a), NUMBER(i->b), 1);
    case GDL_CODE_select:
      return gdl_jit_choose(j, NUMBER(i->a), NUMBER(i->b), NUMBER(i[1].to));
    case GDL_CODE_total:
      return i->b > GDL_JIT_TOTAL ? long_total(j, word, i->b) : total(j, word, i->b);
    case GDL_CODE_load:
      return gdl_jit_get(j, j->real, element(j, i), 8);
    default:
      if (i->code >= GDL_CODE_fused_add && i->code <= GDL_CODE_fused_end)
        return fused(j, i);
      return gdl_jit_binary(j, op[i->code], NUMBER(i->a), NUMBER(i->b), 1);
  }
}


void gdl_jit_instruction (gdl_jit *j, size_t k) {
  const gdl_instruction *i = &GDL_AT(j->p->instruction, gdl_instruction, k);
  switch (i->code) {
    case GDL_CODE_more: break;
    case GDL_CODE_store: gdl_jit_put(j, gdl_jit_number(j, i->to), element(j, i), 8); break;
    case GDL_CODE_loop: loop(j, i->a); break;
    case GDL_CODE_call: call(j, &GDL_AT(j->p->call, gdl_call, i->a)); break;
    case GDL_CODE_check: stop(j, gdl_jit_fails(j, i), i->b); break;
    case GDL_CODE_end: stop(j, NULL, i->b); break;
    default: gdl_jit_set_number(j, i->to, gdl_jit_value(j, i), j->kept[k]);
  }
}
