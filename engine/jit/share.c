/*
** share.c - loops that several threads run
** The blocks of a loop that are alike become a function of their own, that works on
** whatever range of them, in the memory of a frame: the engine calls it for parts
** of them, from several threads, or once for all. Sums of chunks are put side by
** side; the function that the loop is in goes on with them in their order.
*/
#include "jit/body.h"

#include <stdlib.h>

#include "array/lanes.h"


static size_t chunks_of_loop (const gdl_body *q) {
  size_t last = q->l->part + q->l->parts - 1,
         length = GDL_AT(q->j->p->part, gdl_part, last).length;
  return length / GDL_CHUNK + (length % GDL_CHUNK != 0);
}


LLVMValueRef gdl_jit_beside (gdl_body *q, uint32_t sum) {
  gdl_jit *j = q->j;
  LLVMValueRef k = LLVMBuildUDiv(j->builder, q->i, gdl_jit_whole(j, GDL_CHUNK), "");
  k = LLVMBuildAdd(j->builder, k, gdl_jit_whole(j, sum * chunks_of_loop(q)), "");
  return gdl_jit_at(j, q->side, k);
}


/*
** Lanes of a chunk that is begun by one function and ended by another
*/
static void clear_lanes (gdl_body *q) {
  for (uint32_t c = 0; c < q->l->sums; c++)
    gdl_jit_put(q->j, gdl_jit_real(q->j, 0, q->j->eight), q->lanes[c], 64);
}


/* Into those of q from 'lanes', or out of them to there. */
static void copy_lanes (gdl_body *q, LLVMValueRef lanes, int in) {
  gdl_jit *j = q->j;
  for (uint32_t c = 0; c < q->l->sums; c++) {
    LLVMValueRef there = gdl_jit_at(j, lanes, gdl_jit_whole(j, c * GDL_LANES)),
                 v = gdl_jit_get(j, j->eight, in ? there : q->lanes[c], in ? 8 : 64);
    gdl_jit_put(j, v, in ? q->lanes[c] : there, in ? 64 : 8);
  }
}


/* Those for what comes behind. */
static LLVMValueRef lanes_after (gdl_body *q, LLVMValueRef lanes) {
  return gdl_jit_at(q->j, lanes, gdl_jit_whole(q->j, q->l->sums * GDL_LANES));
}


/* The same where element i is in the middle of a chunk. */
static void copy_begun (gdl_body *q, LLVMValueRef lanes, LLVMValueRef i, int in) {
  gdl_jit *j = q->j;
  if (q->l->sums == 0)
    return;
  LLVMBasicBlockRef copy = gdl_jit_block(j), on = gdl_jit_block(j);
  LLVMValueRef left = LLVMBuildURem(j->builder, i, gdl_jit_whole(j, GDL_CHUNK), "");
  LLVMBuildCondBr(j->builder, LLVMBuildICmp(j->builder, LLVMIntEQ, left,
                                      gdl_jit_whole(j, 0), ""), on, copy);
  LLVMPositionBuilderAtEnd(j->builder, copy);
  copy_lanes(q, lanes, in);
  LLVMBuildBr(j->builder, on);
  LLVMPositionBuilderAtEnd(j->builder, on);
}


/*
** The function: gdl_native_range
*/
static void build_range (gdl_body *q, size_t known) {
  gdl_jit *j = q->j;
  LLVMTypeRef type[] = {j->address, j->whole, j->whole, j->address, j->address};
  gdl_jit_function(j, "range", type, 5, 0);
  LLVMValueRef from = LLVMGetParam(j->fn, 1), end = LLVMGetParam(j->fn, 2),
               lanes = LLVMGetParam(j->fn, 4), after = lanes_after(q, lanes);
  q->side = LLVMGetParam(j->fn, 3);
  gdl_jit_places(q);
  for (uint32_t c = 0; c < q->l->sums; c++)
    q->lanes[c] = gdl_jit_local(j, j->eight, 1);
  clear_lanes(q);
  copy_begun(q, lanes, from, 1);
  if (q->depth != NULL)
    gdl_jit_pass_range(q, from, end);
  else
    gdl_jit_blocks(q, from, end, known);
  copy_begun(q, after, end, 0);
  LLVMBuildRet(j->builder, gdl_jit_whole(j, 0));
}


/* Builds it, and comes back to the function that is being built; answers it. */
static LLVMValueRef range_of (gdl_body *q, size_t known) {
  gdl_jit *j = q->j, saved = *j;
  size_t numbers = j->p->numbers + 1,
         bases = GDL_BASE_GIVEN + j->p->slot.count + j->p->outs;
  LLVMValueRef *own = calloc(numbers + bases + 1, sizeof(*own)), range = NULL;
  LLVMBasicBlockRef here = LLVMGetInsertBlock(j->builder);
  if (own != NULL) {
    j->number = own;
    j->base = own + numbers;
    build_range(q, known);
    range = j->fn;
  }
  saved.failed = j->failed || own == NULL;
  *j = saved;
  free(own);
  LLVMPositionBuilderAtEnd(j->builder, here);
  return range;
}


/*
** Where the loop is
*/
static void add_chunks (gdl_pairwise *p, const double *sum, size_t n) {
  for (size_t k = 0; k < n; k++)
    gdl_pairwise_add(p, sum[k]);
}


static void compare_chunks (gdl_pairwise *p, const double *sum, size_t n) {
  double m = gdl_largest_of(sum, n);
  p->part[0] = p->count == 0 ? m : gdl_larger_of(p->part[0], m);
  p->count += n;
}


/* Is sum c one? */
static int is_largest (const gdl_body *q, uint32_t c) {
  const gdl_loops *p = q->j->p;
  const gdl_part *part = &GDL_AT(p->part, gdl_part, q->l->part),
                 *last = part + q->l->parts - 1;
  for (size_t k = part->step; k < last->step + last->steps; k++) {
    const gdl_step *s = &GDL_AT(p->step, gdl_step, k);
    if (gdl_step_is_sum(s) && s->c == c)
      return s->code == GDL_STEP_LARGEST;
  }
  return 0;
}


static void take_sums (gdl_body *q, LLVMValueRef sums, size_t from, size_t end) {
  gdl_jit *j = q->j;
  size_t first = from / GDL_CHUNK, n = end / GDL_CHUNK - first;
  for (uint32_t c = 0; c < q->l->sums; c++) {
    LLVMValueRef at = gdl_jit_whole(j, c * chunks_of_loop(q) + first),
                 arg[] = {q->chunks[c], gdl_jit_at(j, sums, at), gdl_jit_whole(j, n)};
    gdl_jit_call(j, is_largest(q, c) ? (const void *)compare_chunks
                                     : (const void *)add_chunks, j->nothing, arg, 3);
  }
}


void gdl_jit_share (gdl_body *q, size_t from, size_t end) {
  gdl_jit *j = q->j;
  uint32_t sums = q->l->sums;
  LLVMValueRef *kept = malloc((2 * sums + 1) * sizeof(*kept)), range = NULL;
  for (uint32_t c = 0; kept != NULL && c < sums; c++)
    kept[c] = q->lanes[c];
  if (kept != NULL)
    range = range_of(q, from);
  for (uint32_t c = 0; kept != NULL && c < sums; c++)
    q->lanes[c] = kept[c];
  free(kept);
  q->side = NULL;
  gdl_jit_places(q);
  if (range == NULL) {
    j->failed = 1;
    return;
  }
  LLVMValueRef lanes = gdl_jit_local(j, j->eight, 2 * sums + 1);
  copy_lanes(q, lanes, 0);
  LLVMValueRef arg[] = {j->vm, gdl_jit_pointer(j, q->l),
                        LLVMBuildBitCast(j->builder, range, j->address, ""),
                        gdl_jit_whole(j, from), gdl_jit_whole(j, end), lanes},
               sum = gdl_jit_call(j, (const void *)j->host->share, j->address, arg, 6);
  take_sums(q, sum, from, end);
  if (end % GDL_CHUNK != 0)
    copy_lanes(q, lanes_after(q, lanes), 1);
  else
    clear_lanes(q);
}
