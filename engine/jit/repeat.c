/*
** repeat.c - programs that are run on their own results, turn after turn
** The turns are a loop within a loop: the outer one goes from row to row, the
** inner one has the numbers that are carried in registers, and touches memory
** only for those that it never reads (carry.h). What is the same in every turn
** comes before both. Memory changes at the end of a turn, behind all checks.
*/
#include "jit/carry.h"

#include <stdlib.h>
#include <string.h>

/* Arguments of gdl_native_repeat. */
enum { FRAME, GIVEN, STATE, COUNT, ROW, WAIT, EVERY, ARGUMENTS };

/* A carried number that a turn may pick anew. */
typedef struct pick {
  LLVMValueRef picked, value;    /* value, where that holds */
  LLVMValueRef truth;            /* what 'picked' looks at, */
  int negated;                   /* and how */
  LLVMValueRef before;           /* what 'value' was a turn before */
} pick;

typedef struct repeat {
  gdl_jit *j;
  size_t carried;
  unsigned char *how;         /* of each carried number: gdl_carry */
  unsigned char *varies;      /* of each number: it is not the same in each turn */
  uint32_t *picks;            /* of each instruction, as gdl_carry_find has it */
  LLVMValueRef *row, *turn;   /* of each carried number: as a row's turns, as a
                                 turn begins, */
  LLVMValueRef *next;         /* and as it ends */
  pick *pick;
  LLVMValueRef nowhere;       /* as much memory as the state is, for what is not
                                 picked; NULL: nothing is */
  LLVMValueRef left, wait, to;    /* turns left, turns up to a row, which goes here */
  LLVMValueRef turns, after;      /* left up to that row or the end; behind that */
  LLVMBasicBlockRef rows, begin, failed;

  /* Where one condition picks all, and what is picked is known a turn later, too, as
  ** other carried numbers, memory gets nothing as long as every turn picks: what
  ** was picked is written when a turn does not, or at the end. */
  int lazy;
  LLVMValueRef fresh_row, fresh;     /* was it picked in the turn before? */
} repeat;


static const gdl_instruction *instruction (const gdl_jit *j, size_t k) {
  return &GDL_AT(j->p->instruction, gdl_instruction, k);
}


/* Loops and calls work on memory, and so do long totals. */
static int can_repeat (const gdl_jit *j) {
  const gdl_loops *p = j->p;
  if (p->carried == 0 || p->loop.count > 0 || p->call.count > 0)
    return 0;
  for (size_t k = 0; k < p->instruction.count; k++) {
    const gdl_instruction *i = instruction(j, k);
    if ((i->code == GDL_CODE_total && i->b > GDL_JIT_TOTAL) ||
        (i->code == GDL_CODE_load && i->a == GDL_BASE_ARENA))
      return 0;
  }
  return 1;
}


/*
** The frame of the loops
*/
/* Phis, of those that are carried in registers, for 'from', of the block before. */
static void carry (repeat *q, LLVMValueRef *phi, const LLVMValueRef *from,
                   LLVMBasicBlockRef before) {
  for (size_t k = 0; k < q->carried; k++) {
    phi[k] = from[k];
    if (q->how[k] != GDL_CARRY_ON)
      continue;
    phi[k] = LLVMBuildPhi(q->j->builder, q->j->real, "");
    LLVMAddIncoming(phi[k], (LLVMValueRef *)&from[k], &before, 1);
  }
}


static void come_back (repeat *q, LLVMValueRef *phi, LLVMBasicBlockRef from) {
  for (size_t k = 0; k < q->carried; k++)
    if (q->how[k] == GDL_CARRY_ON)
      LLVMAddIncoming(phi[k], &q->next[k], &from, 1);
}


static LLVMValueRef count_phi (repeat *q, LLVMValueRef first,
                               LLVMBasicBlockRef before) {
  LLVMValueRef v = LLVMBuildPhi(q->j->builder, LLVMTypeOf(first), "");
  LLVMAddIncoming(v, &first, &before, 1);
  return v;
}


static LLVMValueRef argument (const repeat *q, unsigned k) {
  return LLVMGetParam(q->j->fn, k);
}


static LLVMValueRef carried_place (repeat *q, size_t k) {
  return gdl_jit_at(q->j, argument(q, STATE), gdl_jit_whole(q->j, k));
}


static LLVMValueRef carried_in_memory (repeat *q, size_t k) {
  return gdl_jit_get(q->j, q->j->real, carried_place(q, k), 8);
}


/* What comes before all turns is put there: at the end of the first block. */
static LLVMBasicBlockRef to_entry (repeat *q) {
  LLVMBasicBlockRef here = LLVMGetInsertBlock(q->j->builder);
  LLVMPositionBuilderBefore(q->j->builder, LLVMGetBasicBlockTerminator(q->j->entry));
  return here;
}


/* Up to the first turn. */
static void open_loops (repeat *q) {
  gdl_jit *j = q->j;
  LLVMBasicBlockRef before = to_entry(q);
  for (size_t k = 0; k < q->carried; k++)
    q->next[k] = carried_in_memory(q, k);
  LLVMPositionBuilderAtEnd(j->builder, before);
  q->rows = gdl_jit_block(j);
  q->begin = gdl_jit_block(j);
  q->failed = gdl_jit_block(j);
  LLVMBuildBr(j->builder, q->rows);
  LLVMPositionBuilderAtEnd(j->builder, q->rows);
  carry(q, q->row, q->next, before);
  q->left = count_phi(q, argument(q, COUNT), before);
  q->wait = count_phi(q, argument(q, WAIT), before);
  q->to = count_phi(q, argument(q, ROW), before);
  q->fresh_row = count_phi(q, LLVMConstInt(LLVMInt1TypeInContext(j->context), 0, 0), before);
  LLVMValueRef is_less = LLVMBuildICmp(j->builder, LLVMIntULT, q->wait, q->left, ""),
               turns = LLVMBuildSelect(j->builder, is_less, q->wait, q->left, "");
  q->after = LLVMBuildSub(j->builder, q->left, turns, "");
  LLVMBuildBr(j->builder, q->begin);
  LLVMPositionBuilderAtEnd(j->builder, q->begin);
  carry(q, q->turn, q->row, q->rows);
  q->turns = count_phi(q, turns, q->rows);
  q->fresh = count_phi(q, q->fresh_row, q->rows);
}


/* Stores what is in registers and ends with so many turns. */
static void leave (repeat *q, LLVMValueRef *state, LLVMValueRef turns) {
  for (size_t k = 0; k < q->carried; k++)
    if (q->how[k] == GDL_CARRY_ON)
      gdl_jit_put(q->j, state[k], carried_place(q, k), 8);
  LLVMBuildRet(q->j->builder, turns);
}


/* Where there is no branch, what is not picked must go somewhere, too. */
static void write_out (repeat *q, size_t k) {
  gdl_jit *j = q->j;
  LLVMValueRef to = argument(q, STATE), v = q->next[k];
  if (q->how[k] == GDL_CARRY_PICKED) {
    v = q->pick[k].value;
    to = LLVMBuildSelect(j->builder, q->pick[k].picked, to, q->nowhere, "");
  }
  gdl_jit_put(j, v, gdl_jit_at(j, to, gdl_jit_whole(j, k)), 8);
}


static LLVMValueRef build_row (repeat *q) {
  gdl_jit *j = q->j;
  size_t width = j->p->column.count;
  for (size_t k = 0; k < width; k++) {
    uint32_t from = GDL_AT(j->p->column, uint32_t, k);
    LLVMValueRef v = q->how[from] == GDL_CARRY_PICKED ? carried_in_memory(q, from)
                                                      : q->next[from];
    gdl_jit_put(j, v, gdl_jit_at(j, q->to, gdl_jit_whole(j, k)), 8);
  }
  return gdl_jit_at(j, q->to, gdl_jit_whole(j, width));
}


/* The same in every turn. */
static int is_fixed (const repeat *q, LLVMValueRef v) {
  return LLVMIsConstant(v) || LLVMGetInstructionParent(v) == q->j->entry;
}


/* What v, which a turn has made, is at the beginning of the next: a carried number;
** NULL: it is none. */
static LLVMValueRef a_turn_later (const repeat *q, LLVMValueRef v) {
  if (is_fixed(q, v))
    return v;
  for (size_t k = 0; k < q->carried; k++)
    if (q->how[k] == GDL_CARRY_ON && q->next[k] == v)
      return q->turn[k];
  return NULL;
}


/* After the instructions of a turn. */
static void find_lazy (repeat *q) {
  const pick *first = NULL;
  q->lazy = 1;
  for (size_t k = 0; k < q->carried; k++) {
    pick *p = &q->pick[k];
    if (q->how[k] != GDL_CARRY_PICKED)
      continue;
    p->before = a_turn_later(q, p->value);
    first = first != NULL ? first : p;
    if (p->before == NULL || p->truth != first->truth || p->negated != first->negated)
      q->lazy = 0;
  }
  for (size_t k = 0; k < q->j->p->column.count; k++)
    if (q->how[GDL_AT(q->j->p->column, uint32_t, k)] == GDL_CARRY_PICKED)
      q->lazy = 0;
  q->lazy = q->lazy && first != NULL;
}


/* Memory gets what was picked: in this turn, or in the one before. */
static void write_picked (repeat *q, int before) {
  for (size_t k = 0; k < q->carried; k++)
    if (q->how[k] == GDL_CARRY_PICKED)
      gdl_jit_put(q->j, before ? q->pick[k].before : q->pick[k].value,
                  carried_place(q, k), 8);
}


/* The same where 'condition' holds. */
static void write_picked_if (repeat *q, LLVMValueRef condition, int before) {
  LLVMBasicBlockRef then = gdl_jit_block(q->j), on = gdl_jit_block(q->j);
  LLVMBuildCondBr(q->j->builder, condition, then, on);
  LLVMPositionBuilderAtEnd(q->j->builder, then);
  write_picked(q, before);
  LLVMBuildBr(q->j->builder, on);
  LLVMPositionBuilderAtEnd(q->j->builder, on);
}


static LLVMValueRef is_picked (const repeat *q) {
  size_t k = 0;
  while (q->how[k] != GDL_CARRY_PICKED)
    k++;
  return q->pick[k].picked;
}


/* What goes to memory at the end of a turn. Answers whether there is something that
** was picked and has not been written. */
static LLVMValueRef end_turn (repeat *q) {
  LLVMBuilderRef b = q->j->builder;
  for (size_t k = 0; k < q->carried; k++)
    if (q->how[k] == GDL_CARRY_OUT || (q->how[k] == GDL_CARRY_PICKED && !q->lazy))
      write_out(q, k);
  if (!q->lazy)
    return LLVMConstInt(LLVMInt1TypeInContext(q->j->context), 0, 0);
  LLVMValueRef picked = is_picked(q),
               lost = LLVMBuildAnd(b, q->fresh, LLVMBuildNot(b, picked, ""), "");
  write_picked_if(q, lost, 1);
  return picked;
}


/* After the last instruction of a turn. */
static void close_loops (repeat *q) {
  gdl_jit *j = q->j;
  find_lazy(q);
  LLVMValueRef fresh = end_turn(q);
  LLVMBasicBlockRef end = LLVMGetInsertBlock(j->builder), whole = gdl_jit_block(j),
                    due = gdl_jit_block(j), done = gdl_jit_block(j);
  LLVMValueRef none = gdl_jit_whole(j, 0),
               turns = LLVMBuildSub(j->builder, q->turns, gdl_jit_whole(j, 1), "");
  LLVMBuildCondBr(j->builder, LLVMBuildICmp(j->builder, LLVMIntNE, turns, none, ""),
                  q->begin, whole);
  come_back(q, q->turn, end);
  LLVMAddIncoming(q->turns, &turns, &end, 1);
  LLVMAddIncoming(q->fresh, &fresh, &end, 1);
  LLVMPositionBuilderAtEnd(j->builder, whole);
  LLVMBuildCondBr(j->builder,
                  LLVMBuildICmp(j->builder, LLVMIntULE, q->wait, q->left, ""), due, done);
  LLVMPositionBuilderAtEnd(j->builder, due);
  LLVMValueRef to = build_row(q), every = argument(q, EVERY);
  LLVMBuildCondBr(j->builder, LLVMBuildICmp(j->builder, LLVMIntNE, q->after, none, ""),
                  q->rows, done);
  come_back(q, q->row, due);
  LLVMAddIncoming(q->left, &q->after, &due, 1);
  LLVMAddIncoming(q->wait, &every, &due, 1);
  LLVMAddIncoming(q->to, &to, &due, 1);
  LLVMAddIncoming(q->fresh_row, &fresh, &due, 1);
  LLVMPositionBuilderAtEnd(j->builder, done);
  if (q->lazy)
    write_picked_if(q, fresh, 0);
  leave(q, q->next, argument(q, COUNT));
  LLVMPositionBuilderAtEnd(j->builder, q->failed);
  if (q->lazy)
    write_picked_if(q, q->fresh, 1);
  LLVMValueRef not_made = LLVMBuildAdd(j->builder, q->after, q->turns, "");
  leave(q, q->turn, LLVMBuildSub(j->builder, argument(q, COUNT), not_made, ""));
}


/*
** Turns
*/
static void check (repeat *q, const gdl_instruction *i) {
  gdl_jit *j = q->j;
  LLVMBasicBlockRef on = gdl_jit_block(j);
  LLVMBuildCondBr(j->builder, gdl_jit_fails(j, i), q->failed, on);
  LLVMPositionBuilderAtEnd(j->builder, on);
}


static int value_varies (const repeat *q, size_t k) {
  const gdl_jit *j = q->j;
  uint32_t room[3], input = gdl_carry_loaded(j, instruction(j, k));
  const uint32_t *number;
  size_t count = gdl_carry_operands(j, k, room, &number);
  if (input != GDL_CARRY_NONE)
    return q->how[input] != GDL_CARRY_STAYS;
  for (size_t n = 0; n < count; n++)
    if (q->varies[number[n]])
      return 1;
  return 0;
}


static void number (repeat *q, size_t k) {
  gdl_jit *j = q->j;
  const gdl_instruction *i = instruction(j, k);
  LLVMBasicBlockRef here = LLVMGetInsertBlock(j->builder);
  uint32_t input = gdl_carry_loaded(j, i);
  int varies = value_varies(q, k);
  if (input != GDL_CARRY_NONE)
    j->number[i->to] = q->turn[input];
  else {
    if (!varies)
      to_entry(q);
    j->number[i->to] = gdl_jit_value(j, i);
    LLVMPositionBuilderAtEnd(j->builder, here);
  }
  q->varies[i->to] = (unsigned char)varies;
}


/* A select of carried number k, as it is, and a new value. No instruction but a
** GDL_CODE_store reads what it gives. */
static void pick_number (repeat *q, const gdl_instruction *i, uint32_t k) {
  gdl_jit *j = q->j;
  LLVMValueRef truth = gdl_jit_truth(j, gdl_jit_number(j, i->a)),
               value[2] = {gdl_jit_number(j, i->b), gdl_jit_number(j, i[1].to)};
  int is_kept_if_true = value[0] == q->turn[k];
  q->pick[k].truth = gdl_jit_number(j, i->a);
  q->pick[k].negated = is_kept_if_true;
  q->pick[k].picked = is_kept_if_true ? LLVMBuildNot(j->builder, truth, "") : truth;
  q->pick[k].value = value[is_kept_if_true];
  j->number[i->to] = q->turn[k];
  q->varies[i->to] = 1;
  if (q->nowhere == NULL)
    q->nowhere = gdl_jit_local(j, j->real, q->carried);
}


static void instructions (repeat *q) {
  gdl_jit *j = q->j;
  for (size_t k = 0; k < j->p->instruction.count; k++) {
    const gdl_instruction *i = instruction(j, k);
    switch (i->code) {
      case GDL_CODE_more: case GDL_CODE_end: break;
      case GDL_CODE_store:
        q->next[gdl_carry_result(j, i)] = gdl_jit_number(j, i->to);
        break;
      case GDL_CODE_check: check(q, i); break;
      default:
        if (q->picks[k] != GDL_CARRY_NONE)
          pick_number(q, i, q->picks[k]);
        else
          number(q, k);
    }
  }
}


static void build (repeat *q) {
  gdl_jit *j = q->j;
  LLVMTypeRef type[ARGUMENTS] = {
    [FRAME] = j->address, [GIVEN] = j->address, [STATE] = j->address,
    [COUNT] = j->whole, [ROW] = j->address, [WAIT] = j->whole, [EVERY] = j->whole
  };
  gdl_jit_function(j, GDL_JIT_REPEAT, type, ARGUMENTS, 1);
  gdl_jit_bind_leaves(j);
  open_loops(q);
  instructions(q);
  close_loops(q);
}


/* The function for one turn, which is built, is run once or never now: LLVM is to
** take no pains over it. */
static void make_cheap (gdl_jit *j) {
  static const char *const attribute[] = {"optnone", "noinline"};
  for (int k = 0; k < 2; k++) {
    unsigned kind = LLVMGetEnumAttributeKindForName(attribute[k], strlen(attribute[k]));
    LLVMAddAttributeAtIndex(j->fn, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                            LLVMCreateEnumAttribute(j->context, kind, 0));
  }
}


int gdl_jit_repeat (gdl_jit *j) {
  repeat q = {.j = j, .carried = j->p->carried};
  if (!can_repeat(j))
    return 1;
  LLVMValueRef *values = calloc(3 * q.carried, sizeof(*values));
  q.pick = calloc(q.carried, sizeof(*q.pick));
  q.how = calloc(q.carried + j->p->numbers, 1);
  q.picks = malloc(j->p->instruction.count * sizeof(*q.picks));
  int done = values != NULL && q.pick != NULL && q.how != NULL && q.picks != NULL &&
             gdl_carry_find(j, q.how, q.picks);
  if (done) {
    make_cheap(j);
    q.row = values;
    q.turn = values + q.carried;
    q.next = values + 2 * q.carried;
    q.varies = q.how + q.carried;
    build(&q);
  }
  free(values);
  free(q.pick);
  free(q.how);
  free(q.picks);
  return done;
}
