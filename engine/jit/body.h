/*
** body.h - what loops and their bodies share
*/
#ifndef GDL_JIT_BODY_H
#define GDL_JIT_BODY_H

#include "jit/jit.h"

/* A loop that is being built. */
typedef struct gdl_body {
  gdl_jit *j;
  const gdl_loop *l;
  const gdl_operand *o;
  const gdl_part *part;        /* the part, */
  LLVMValueRef i;              /* and the element that the block begins at: */
  size_t known;                /* this; in a run of blocks alike, the first one's */
  int is_run;
  size_t block;                /* elements of a block */
  size_t first_step;
  uint32_t *phase;             /* of each step */
  unsigned char *stored;       /* of each temporary: it goes to memory */
  LLVMValueRef *place;         /* of each operand: the number, eight times; the
                                  base of a stream; where a read is that the VM does */
  LLVMValueRef *value;         /* of each operand: its eight elements, once known */
  LLVMValueRef *temporary;     /* the same of each temporary */
  LLVMValueRef *lanes;         /* of each sum: memory for lanes and for chunks */
  LLVMValueRef *chunks;
  LLVMValueRef *sum;           /* of each sum: its lanes in registers, */
  LLVMValueRef *carried;       /* and at the beginning of a loop's body, */
  LLVMBasicBlockRef before;    /* behind this */
  LLVMValueRef side;           /* where sums of chunks go; NULL: into 'chunks' */
  const gdl_step **ready;      /* of each read: the step that gets it ready */
  /* Of a pass (pass.c): */
  LLVMValueRef *behind;        /* eights before, nearest first, of each temporary */
  uint32_t *depth, *first;     /* how many, and which; depth NULL: it is no pass */
  size_t behinds;
  size_t alike;                /* up to here, all are as those at 'known' */
} gdl_body;

/* gdl_body_operands - the operands of a step that are arrays or numbers of its
** loop; answers how many (at most 4), 'to' included. */
int gdl_body_operands (const gdl_step *s, uint32_t *operand);

/* gdl_body_larger - the larger of absolute values, NaN where one is. */
LLVMValueRef gdl_body_larger (gdl_jit *j, LLVMValueRef x, LLVMValueRef y);

/* gdl_body_phase - 'steps' steps for the n elements of a block. */
void gdl_body_phase (gdl_body *q, const gdl_step *s, size_t steps, size_t n);

/* gdl_body_eight - part q->part of a pass, for n of the eight elements from 'index'
** on, which are some from 'from' to 'to'. */
void gdl_body_eight (gdl_body *q, LLVMValueRef index, size_t n, size_t from, size_t to);

/* loop.c: gdl_jit_end_sum - a chunk of the sum of step k is complete, with v in its
** lanes, and perhaps all of it. */
void gdl_jit_end_sum (gdl_body *q, size_t k, LLVMValueRef v, int last);

/* gdl_jit_next_change - the first element behind i at which something begins or
** ends. */
size_t gdl_jit_next_change (const gdl_jit *j, const gdl_loop *l, size_t i);

/* gdl_jit_is_simple - are any eight elements of a read from a multiple of eight on
** one after the other, or the same one? */
int gdl_jit_is_simple (const gdl_read *r, size_t length);

/* loop.c: gdl_jit_blocks - blocks of [from, end), at least one, all like the one
** that begins at element 'known'. */
void gdl_jit_blocks (gdl_body *q, LLVMValueRef from, LLVMValueRef end, size_t known);
void gdl_jit_places (gdl_body *q);

/* pass.c: gdl_jit_can_pass - can all parts be done in one pass? */
int gdl_jit_can_pass (const gdl_jit *j, const gdl_loop *l);

/* gdl_jit_pass - does so. */
void gdl_jit_pass (gdl_body *q);

/* gdl_jit_pass_range - elements of [from, end), some eights, all alike, with what
** comes before and goes on behind in memory. */
void gdl_jit_pass_range (gdl_body *q, LLVMValueRef from, LLVMValueRef end);

/* share.c: gdl_jit_share - the blocks of [from, end) by several threads. */
void gdl_jit_share (gdl_body *q, size_t from, size_t end);

/* gdl_jit_beside - where the sum of the chunk that q->i is in goes. */
LLVMValueRef gdl_jit_beside (gdl_body *q, uint32_t sum);

#endif
