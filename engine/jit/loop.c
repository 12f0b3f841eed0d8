/*
** loop.c - loops: runs of blocks, parts, phases
** As the VM, a block at a time; but the steps of a body that can be done to eight
** elements one after the other are done so, in registers: a phase. A phase ends
** where a step reads what another has put into a temporary for other elements; and
** before a call with what another call has given, since calls that do not wait for
** each other overlap in the processor.
** Blocks in which nothing begins or ends are one run of blocks, in a loop; the
** others are written out, so that lengths are known wherever it matters.
*/
#include "jit/body.h"

#include <stdlib.h>
#include <string.h>

#include "array/lanes.h"

#define MOST_STEPS  4000      /* written out for one loop; more is left to the VM */


/*
** Where something begins or ends
*/
static const gdl_read *read_of (const gdl_jit *j, const gdl_step *s) {
  return &GDL_AT(j->p->read, gdl_read, s->a);
}


static int is_read (const gdl_step *s) {
  return s->code == GDL_STEP_READ || s->code == GDL_STEP_BEHIND;
}


int gdl_jit_is_simple (const gdl_read *r, size_t length) {
  return r->kind == GDL_READ_PART || r->kind == GDL_READ_BEHIND ||
         (r->kind == GDL_READ_VIEW &&
          (r->cols >= length || r->cols % GDL_LANES == 0) &&
          (r->col_step == 1 || r->col_step == 0));
}


static int has_bounds (const gdl_read *r) {
  return r->kind == GDL_READ_PART || r->kind == GDL_READ_BEHIND;
}


static void nearer (size_t *next, size_t i, size_t at) {
  if (at > i && at < *next)
    *next = at;
}


size_t gdl_jit_next_change (const gdl_jit *j, const gdl_loop *l, size_t i) {
  size_t next = SIZE_MAX;
  for (size_t k = 0; k < l->parts; k++) {
    const gdl_part *part = &GDL_AT(j->p->part, gdl_part, l->part + k);
    nearer(&next, i, part->length);
    for (size_t s = part->step; s < part->step + part->steps; s++) {
      const gdl_step *step = &GDL_AT(j->p->step, gdl_step, s);
      if (is_read(step) && has_bounds(read_of(j, step))) {
        nearer(&next, i, read_of(j, step)->low);
        nearer(&next, i, read_of(j, step)->high);
      }
    }
  }
  return next;
}


/* How many blocks from element i on are alike, the one that a part ends with not
** among them. */
static size_t run_of_blocks (const gdl_jit *j, const gdl_loop *l, size_t block,
                             size_t i, size_t length) {
  size_t next = gdl_jit_next_change(j, l, i);
  size_t run = (next - i) / block;
  if (next > length)
    run = (length - i) / block;
  return run > 0 && (next - i) % block == 0 ? run - 1 : run;
}


/*
** Phases
*/
static const gdl_part *first_part (const gdl_jit *j, const gdl_loop *l) {
  return &GDL_AT(j->p->part, gdl_part, l->part);
}


static const gdl_part *last_part (const gdl_jit *j, const gdl_loop *l) {
  return first_part(j, l) + l->parts - 1;
}


/* Is s a call of a function with what a call has given? given: temporaries that come
** of calls, as bits; s follows. Those beyond 64 do not count. */
static int is_chained (const gdl_operand *o, const gdl_step *s, uint64_t *given) {
  uint32_t operand[4];
  int n = gdl_body_operands(s, operand), sum = gdl_step_is_sum(s), after = 0,
      call = (s->code == GDL_STEP_UNARY || s->code == GDL_STEP_BINARY) &&
             gdl_jit_is_called((gdl_op)s->row);
  for (int a = !sum; a < n; a++) {
    const gdl_operand *x = &o[operand[a]];
    after |= x->kind == GDL_OPERAND_BLOCK && x->at < 64 && (*given >> x->at & 1);
  }
  const gdl_operand *to = &o[operand[0]];
  if (!sum && to->kind == GDL_OPERAND_BLOCK && to->at < 64) {
    *given &= ~(UINT64_C(1) << to->at);
    *given |= (uint64_t)(call || after) << to->at;
  }
  return call && after;
}


/* The phase of each step of the loop, from its first step on; answers how many
** there are. made: scratch, of each temporary: 1 + the phase it was made in */
static uint32_t find_phases (const gdl_jit *j, const gdl_loop *l, uint32_t *phase,
                             uint32_t *made) {
  const gdl_operand *o = &GDL_AT(j->p->operand, gdl_operand, l->operand);
  uint32_t now = 0, size = 0;
  const gdl_part *first = first_part(j, l), *last = last_part(j, l);
  memset(made, 0, l->blocks * sizeof(*made));
  for (const gdl_part *part = first; part <= last; part++, now++, size = 0) {
    uint64_t given = 0;
    for (size_t k = part->step; k < part->step + part->steps; k++) {
      const gdl_step *s = &GDL_AT(j->p->step, gdl_step, k);
      int own = s->code == GDL_STEP_BEHIND && made[o[s->b].at] == now + 1,
          far = s->code == GDL_STEP_READ && !gdl_jit_is_simple(read_of(j, s), part->length),
          chained = is_chained(o, s, &given);
      if (size > 0 && (own || far || chained || size > 100)) {
        now++;
        size = 0;
        given = 0;
        is_chained(o, s, &given);
      }
      phase[k - first->step] = now;
      size++;
      if (!gdl_step_is_sum(s) && !is_read(s) &&
          (o[s->to].kind == GDL_OPERAND_BLOCK || o[s->to].kind == GDL_OPERAND_HISTORY))
        made[o[s->to].at] = now + 1;
    }
  }
  return now;
}


/* Temporaries that go to memory: those with a history, and those that more than
** one phase has to do with. in: scratch, 1 + the phase that has */
static void find_stored (const gdl_jit *j, const gdl_loop *l, const uint32_t *phase,
                         uint32_t *in, unsigned char *stored) {
  const gdl_operand *o = &GDL_AT(j->p->operand, gdl_operand, l->operand);
  const gdl_part *first = first_part(j, l), *last = last_part(j, l);
  memset(in, 0, l->blocks * sizeof(*in));
  memset(stored, 0, l->blocks);
  for (size_t k = first->step; k < last->step + last->steps; k++) {
    uint32_t operand[4];
    int n = gdl_body_operands(&GDL_AT(j->p->step, gdl_step, k), operand),
        now = (int)phase[k - first->step];
    for (int a = 0; a < n; a++) {
      const gdl_operand *x = &o[operand[a]];
      if (x->kind == GDL_OPERAND_HISTORY)
        stored[x->at] = 1;
      else if (x->kind == GDL_OPERAND_BLOCK) {
        if (in[x->at] != 0 && in[x->at] != (uint32_t)now + 1)
          stored[x->at] = 1;
        in[x->at] = (uint32_t)now + 1;
      }
    }
  }
}


/*
** What cannot be built
*/
/* Blocks are needed by what is not done in one pass over all elements. */
static size_t block_of (const gdl_jit *j, const gdl_loop *l) {
  const gdl_part *part = first_part(j, l);
  int shared = j->native[l - (const gdl_loop *)j->p->loop.data] == GDL_JIT_SHARED;
  const gdl_operand *o = &GDL_AT(j->p->operand, gdl_operand, l->operand);
  uint64_t given = 0;
  for (size_t k = part->step; k < part->step + part->steps; k++) {
    const gdl_step *s = &GDL_AT(j->p->step, gdl_step, k);
    if (is_read(s) || is_chained(o, s, &given))
      return l->block;
  }
  if (l->parts > 1 || l->histories > 0 || part->steps > 100)
    return l->block;
  return (l->sums > 0 || shared) && part->length > GDL_CHUNK ? GDL_CHUNK
         : part->length > 0 ? part->length : 1;
}


int gdl_jit_can_loop (const gdl_jit *j, const gdl_loop *l) {
  const gdl_operand *o = &GDL_AT(j->p->operand, gdl_operand, l->operand);
  const gdl_part *first = first_part(j, l), *last = last_part(j, l);
  if (gdl_jit_can_pass(j, l))
    return !j->host->is_tangled(j->p, l);
  size_t steps = last->step + last->steps - first->step, blocks = 0,
         block = block_of(j, l);
  for (size_t k = first->step; k < last->step + last->steps; k++) {
    const gdl_step *s = &GDL_AT(j->p->step, gdl_step, k);
    if (s->code == GDL_STEP_BEHIND && o[s->b].kind != GDL_OPERAND_HISTORY)
      return 0;
  }
  for (size_t i = 0; i < last->length && blocks * steps < MOST_STEPS; blocks++) {
    size_t run = run_of_blocks(j, l, block, i, last->length);
    i += (run > 1 ? run : 1) * block;
  }
  return blocks * steps < MOST_STEPS && !j->host->is_tangled(j->p, l);
}


/*
** Sums
*/
static void add_chunk (gdl_pairwise *p, double sum) {
  gdl_pairwise_add(p, sum);
}


static double add_all (const gdl_pairwise *p) {
  return gdl_pairwise_total(p);
}


/* The largest so far is the first part. */
static void compare_chunk (gdl_pairwise *p, double largest) {
  p->part[0] = p->count++ == 0 ? largest : gdl_larger_of(p->part[0], largest);
}


static double compare_all (const gdl_pairwise *p) {
  return p->part[0];
}


/* The fold of eight lanes, by halves. */
static LLVMValueRef fold (gdl_jit *j, LLVMValueRef v, int largest) {
  LLVMTypeRef i32 = LLVMInt32TypeInContext(j->context);
  LLVMValueRef index[GDL_LANES];
  for (unsigned k = 0; k < GDL_LANES; k++)
    index[k] = LLVMConstInt(i32, k, 0);
  for (unsigned half = GDL_LANES / 2; half > 0; half /= 2) {
    LLVMValueRef low = LLVMBuildShuffleVector(j->builder, v, LLVMGetUndef(LLVMTypeOf(v)),
                           LLVMConstVector(index, half), ""),
                 high = LLVMBuildShuffleVector(j->builder, v, LLVMGetUndef(LLVMTypeOf(v)),
                           LLVMConstVector(index + half, half), "");
    v = largest ? gdl_body_larger(j, low, high) : LLVMBuildFAdd(j->builder, low, high, "");
  }
  return LLVMBuildExtractElement(j->builder, v, index[0], "");
}


void gdl_jit_end_sum (gdl_body *q, size_t k, LLVMValueRef v, int last) {
  gdl_jit *j = q->j;
  const gdl_step *s = &GDL_AT(j->p->step, gdl_step, k);
  int largest = s->code == GDL_STEP_LARGEST;
  LLVMValueRef sum = fold(j, v, largest);
  if (q->side != NULL)
    gdl_jit_put(j, sum, gdl_jit_beside(q, s->c), 8);
  else if (q->part->length > GDL_CHUNK) {
    LLVMValueRef arg[] = {q->chunks[s->c], sum};
    gdl_jit_call(j, largest ? (const void *)compare_chunk : (const void *)add_chunk,
                 j->nothing, arg, 2);
    if (last)
      sum = gdl_jit_call(j, largest ? (const void *)compare_all : (const void *)add_all,
                         j->real, arg, 1);
  }
  if (last)
    gdl_jit_set_number(j, s->to, sum, j->loop_kept[k]);
}


static void end_chunks (gdl_body *q, int last) {
  gdl_jit *j = q->j;
  for (size_t k = q->part->step; k < q->part->step + q->part->steps; k++) {
    const gdl_step *s = &GDL_AT(j->p->step, gdl_step, k);
    if (!gdl_step_is_sum(s))
      continue;
    gdl_jit_end_sum(q, k, gdl_jit_get(j, j->eight, q->lanes[s->c], 64), last);
    gdl_jit_put(j, gdl_jit_real(j, 0, j->eight), q->lanes[s->c], 64);
  }
}


static int has_sums (const gdl_body *q) {
  for (size_t k = q->part->step; k < q->part->step + q->part->steps; k++)
    if (gdl_step_is_sum(&GDL_AT(q->j->p->step, gdl_step, k)))
      return 1;
  return 0;
}


static void begin_sums (gdl_body *q) {
  gdl_jit *j = q->j;
  for (uint32_t c = 0; c < q->l->sums; c++) {
    q->lanes[c] = gdl_jit_local(j, j->eight, 1);
    q->chunks[c] = gdl_jit_local(j, j->real, sizeof(gdl_pairwise) / sizeof(double));
    gdl_jit_put(j, gdl_jit_real(j, 0, j->eight), q->lanes[c], 64);
    for (size_t k = offsetof(gdl_pairwise, depth); k < sizeof(gdl_pairwise); k += 8)
      gdl_jit_put(j, gdl_jit_whole(j, 0),
                  gdl_jit_at(j, q->chunks[c], gdl_jit_whole(j, k / 8)), 8);
  }
}


/*
** Blocks
*/
/* Reads that only the VM knows, for n elements from q->i on. */
static void read_far (gdl_body *q, const gdl_step *s, size_t n) {
  gdl_jit *j = q->j;
  const gdl_read *r = read_of(j, s);
  if (gdl_jit_is_simple(r, q->part->length))
    return;
  LLVMValueRef room = gdl_jit_at(j, j->blocks, gdl_jit_whole(j, r->block * j->host->stride)),
               arg[] = {j->vm, gdl_jit_pointer(j, r), q->i, gdl_jit_whole(j, n), room};
  q->place[s->to] = gdl_jit_call(j, (const void *)j->host->read, j->address, arg, 5);
}


/* The steps of a part, phase by phase, for n elements from q->i on. */
static void run_part (gdl_body *q, size_t n) {
  const gdl_step *step = q->j->p->step.data;
  size_t from = q->part->step, end = from + q->part->steps, zero = q->first_step;
  while (from < end) {
    size_t to = from + 1;
    while (to < end && q->phase[to - zero] == q->phase[from - zero])
      to++;
    for (size_t k = from; k < to; k++)
      if (step[k].code == GDL_STEP_READ)
        read_far(q, &step[k], n);
    gdl_body_phase(q, &step[from], to - from, n);
    from = to;
  }
}


/* Moves the ends of the block before to the front. */
static void move_on (gdl_body *q) {
  gdl_jit *j = q->j;
  for (uint32_t k = q->l->streams; k < q->l->streams + q->l->histories; k++) {
    size_t count = q->o[k].offset, at = q->o[k].at * j->host->stride;
    if (count == 0)
      continue;
    LLVMValueRef to = gdl_jit_at(j, j->blocks, gdl_jit_whole(j, at - count)),
                 from = gdl_jit_at(j, to, gdl_jit_whole(j, q->block));
    if (count == 1)
      gdl_jit_put(j, gdl_jit_get(j, j->real, from, 8), to, 8);
    else {
      LLVMValueRef arg[] = {to, from, gdl_jit_whole(j, count * sizeof(double))};
      gdl_jit_call(j, (const void *)memmove, j->address, arg, 3);
    }
  }
}


/* A block that begins at element i, which is known. */
static void written_out (gdl_body *q, size_t i) {
  const gdl_part *last = last_part(q->j, q->l);
  q->i = gdl_jit_whole(q->j, i);
  q->known = i;
  q->is_run = 0;
  for (q->part = first_part(q->j, q->l); q->part <= last; q->part++) {
    size_t length = q->part->length, left = length > i ? length - i : 0;
    size_t n = left < q->block ? left : q->block;
    if (left == 0 && i > 0)
      continue;
    run_part(q, n);
    if (has_sums(q) && (i + n == length || (i + n) % GDL_CHUNK == 0))
      end_chunks(q, i + n == length);
  }
  if (i + q->block < last->length)
    move_on(q);
}


/* In a run: sums whose chunk is complete. */
static void end_chunks_of_run (gdl_body *q) {
  gdl_jit *j = q->j;
  if (!has_sums(q))
    return;
  LLVMBasicBlockRef end = gdl_jit_block(j), on = gdl_jit_block(j);
  LLVMValueRef next = LLVMBuildAdd(j->builder, q->i, gdl_jit_whole(j, q->block), "");
  next = LLVMBuildAnd(j->builder, next, gdl_jit_whole(j, GDL_CHUNK - 1), "");
  LLVMBuildCondBr(j->builder, LLVMBuildICmp(j->builder, LLVMIntEQ, next, gdl_jit_whole(j, 0), ""),
                  end, on);
  LLVMPositionBuilderAtEnd(j->builder, end);
  end_chunks(q, 0);
  LLVMBuildBr(j->builder, on);
  LLVMPositionBuilderAtEnd(j->builder, on);
}


/* Blocks of [from, end), at least one, all like the one that begins at 'known'. */
void gdl_jit_blocks (gdl_body *q, LLVMValueRef start, LLVMValueRef end, size_t known) {
  gdl_jit *j = q->j;
  const gdl_part *last = last_part(j, q->l);
  LLVMBasicBlockRef before = LLVMGetInsertBlock(j->builder), body = gdl_jit_block(j),
                    on = gdl_jit_block(j), from[2];
  LLVMBuildBr(j->builder, body);
  LLVMPositionBuilderAtEnd(j->builder, body);
  LLVMValueRef value[2];
  q->i = LLVMBuildPhi(j->builder, j->whole, "");
  q->known = known;
  q->is_run = 1;
  for (q->part = first_part(j, q->l); q->part <= last; q->part++)
    if (q->part->length > known) {
      run_part(q, q->block);
      end_chunks_of_run(q);
    }
  move_on(q);
  value[0] = start;
  value[1] = LLVMBuildAdd(j->builder, q->i, gdl_jit_whole(j, q->block), "");
  from[0] = before;
  from[1] = LLVMGetInsertBlock(j->builder);
  LLVMAddIncoming(q->i, value, from, 2);
  LLVMBuildCondBr(j->builder, LLVMBuildICmp(j->builder, LLVMIntEQ, value[1], end, ""),
                  on, body);
  LLVMPositionBuilderAtEnd(j->builder, on);
}


/* Of several threads, where they are to be shared and it is worth it. */
static void loop_over (gdl_body *q, size_t i, size_t run) {
  gdl_jit *j = q->j;
  size_t end = i + run * q->block;
  if (j->native[q->l - (const gdl_loop *)j->p->loop.data] == GDL_JIT_SHARED &&
      end - i > last_part(j, q->l)->length / 2)
    gdl_jit_share(q, i, end);
  else
    gdl_jit_blocks(q, gdl_jit_whole(j, i), gdl_jit_whole(j, end), i);
}


/* Numbers, and bases of streams, in the function that is being built. */
void gdl_jit_places (gdl_body *q) {
  gdl_jit *j = q->j;
  for (uint32_t k = 0; k < q->l->operands; k++)
    if (q->o[k].kind == GDL_OPERAND_NUMBER)
      q->place[k] = gdl_jit_splat(j, gdl_jit_number(j, q->o[k].at));
    else if (q->o[k].kind == GDL_OPERAND_STREAM)
      q->place[k] = gdl_jit_base(j, q->o[k].at);
}


static void build (gdl_body *q) {
  gdl_jit *j = q->j;
  size_t length = last_part(j, q->l)->length, i = 0;
  do {
    size_t run = run_of_blocks(j, q->l, q->block, i, length);
    if (run > 1)
      loop_over(q, i, run);
    else {
      written_out(q, i);
      run = 1;
    }
    i += run * q->block;
  } while (i < length);
}


void gdl_jit_loop (gdl_jit *j, const gdl_loop *l) {
  const gdl_part *first = first_part(j, l), *last = last_part(j, l);
  size_t steps = last->step + last->steps - first->step;
  gdl_body q = {.j = j, .l = l, .o = &GDL_AT(j->p->operand, gdl_operand, l->operand),
                .block = block_of(j, l), .first_step = first->step};
  size_t n = 2 * l->operands + l->blocks + l->sums * 4 + 1;
  LLVMValueRef *v = calloc(n, sizeof(*v));
  q.phase = calloc(steps + l->blocks + 1, sizeof(*q.phase));
  q.stored = calloc(l->blocks + 1, 1);
  q.ready = calloc(l->operands + 1, sizeof(*q.ready));
  if (v == NULL || q.phase == NULL || q.stored == NULL || q.ready == NULL)
    j->failed = 1;
  else {
    q.place = v;
    q.value = q.place + l->operands;
    q.temporary = q.value + l->operands;
    q.lanes = q.temporary + l->blocks;
    q.chunks = q.lanes + l->sums;
    q.sum = q.chunks + l->sums;
    q.carried = q.sum + l->sums;
    gdl_jit_places(&q);
    begin_sums(&q);
    if (gdl_jit_can_pass(j, l))
      gdl_jit_pass(&q);
    else {
      find_phases(j, l, q.phase, q.phase + steps);
      find_stored(j, l, q.phase, q.phase + steps, q.stored);
      build(&q);
    }
  }
  free(v);
  free(q.phase);
  free(q.stored);
  free(q.ready);
}
