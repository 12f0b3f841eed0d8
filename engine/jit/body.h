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
} gdl_body;

/* gdl_body_operands - the operands of a step that are arrays or numbers of its
** loop; answers how many (at most 4), 'to' included. */
int gdl_body_operands (const gdl_step *s, uint32_t *operand);

/* gdl_body_larger - the larger of absolute values, NaN where one is. */
LLVMValueRef gdl_body_larger (gdl_jit *j, LLVMValueRef x, LLVMValueRef y);

/* gdl_body_phase - 'steps' steps for the n elements of a block. */
void gdl_body_phase (gdl_body *q, const gdl_step *s, size_t steps, size_t n);

/* loop.c: gdl_jit_blocks - blocks of [from, end), at least one, all like the one
** that begins at element 'known'. */
void gdl_jit_blocks (gdl_body *q, LLVMValueRef from, LLVMValueRef end, size_t known);
void gdl_jit_places (gdl_body *q);

/* share.c: gdl_jit_share - the blocks of [from, end) by several threads. */
void gdl_jit_share (gdl_body *q, size_t from, size_t end);

/* gdl_jit_beside - where the sum of the chunk that q->i is in goes. */
LLVMValueRef gdl_jit_beside (gdl_body *q, uint32_t sum);

#endif
