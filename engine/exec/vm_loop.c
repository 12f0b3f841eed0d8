/*
** vm_loop.c - the virtual machine: loops, a block at a time
*/
#include "exec/vm_impl.h"

#include <string.h>


/*
** Reads
*/
/* The elements of a view from (row, col) on, row by row. */
static void read_view (const gdl_vm *vm, const gdl_read *r, const double *from,
                       size_t row, size_t col, size_t n, double *to) {
  while (n > 0) {
    size_t run = r->cols - col < n ? r->cols - col : n;
    const double *x = from + (ptrdiff_t)row * r->row_step +
                      (ptrdiff_t)col * r->col_step;
    if (r->col_step == 1)
      memcpy(to, x, run * sizeof(double));
    else if (r->col_step == 0)
      vm->kernels->fill(*x, to, run);
    else
      vm->kernels->load(x, r->col_step, to, run);
    to += run;
    n -= run;
    col = 0;
    row++;
  }
}


/* Rows by index, from (row, col) on. */
static void read_rows (const gdl_vm *vm, const gdl_read *r, const double *from,
                       const uint32_t *row, size_t col, size_t n, double *to) {
  if (r->cols == 1) {
    vm->kernels->take(from, row, to, n);
    return;
  }
  for (; n > 0; row++, col = 0) {
    size_t run = r->cols - col < n ? r->cols - col : n;
    memcpy(to, from + *row * r->cols + col, run * sizeof(double));
    to += run;
    n -= run;
  }
}


/* A part, where 'from' is its element i: in place if all of it is in the part. */
static const double *read_part (const gdl_read *r, const double *from, size_t i,
                                size_t n, double *block) {
  size_t low = r->low > i ? r->low - i : 0, high = r->high > i ? r->high - i : 0;
  if (low == 0 && high >= n)
    return from;
  low = low < n ? low : n;
  high = high < n ? high : n;
  high = high > low ? high : low;
  memset(block, 0, low * sizeof(double));
  if (high > low)
    memcpy(block + low, from + low, (high - low) * sizeof(double));
  memset(block + high, 0, (n - high) * sizeof(double));
  return block;
}


const double *gdl_vm_read (const gdl_vm *vm, const gdl_read *r, size_t i, size_t n,
                           double *block) {
  const double *from = gdl_vm_at(vm, r->from);
  if (n == 0)
    return block;
  if (r->kind == GDL_READ_PART)
    return read_part(r, from + (ptrdiff_t)(i - r->low), i, n, block);
  size_t row = i / r->cols, col = i % r->cols;
  if (r->kind == GDL_READ_ROWS)
    read_rows(vm, r, from, (const uint32_t *)vm->p->word.data + r->word + row, col,
              n, block);
  else if (r->col_step == 1 && r->cols - col >= n)
    return from + (ptrdiff_t)row * r->row_step + col;
  else
    read_view(vm, r, from, row, col, n, block);
  return block;
}


/*
** Blocks
*/
/* Takes n elements into sums that are at element i of 'length'. */
static void add_block (const gdl_vm *vm, const vm_step *s, double **at, size_t i,
                       size_t n, size_t length) {
  vm_sum *sum = &vm->sum[s->c];
  if (i % GDL_CHUNK == 0)
    memset(sum->lane, 0, sizeof(sum->lane));
  if (i == 0) {
    sum->chunks.depth = 0;
    sum->chunks.count = 0;
  }
  s->run.sum(at[s->a], at[s->b], sum->lane, n);
  if ((i + n) % GDL_CHUNK == 0 || i + n == length) {
    double chunk = s->largest ? gdl_largest_of(sum->lane, GDL_LANES)
                              : gdl_lanes_fold(sum->lane);
    if (length <= GDL_CHUNK)
      vm->number[s->to] = chunk;
    else if (vm->chunk != NULL)
      vm->chunk[s->c * vm->chunks + i / GDL_CHUNK] = chunk;
    else if (s->largest) {
      double before = i < GDL_CHUNK ? 0 : vm->number[s->to];
      vm->number[s->to] = gdl_larger_of(before, chunk);
    }
    else {
      gdl_pairwise_add(&sum->chunks, chunk);
      if (i + n == length)
        vm->number[s->to] = gdl_pairwise_total(&sum->chunks);
    }
  }
}


#define TO    at[s->to]
#define A     at[s->a]
#define B     at[s->b]
#define C     at[s->c]
#define READ  (&GDL_AT(vm->p->read, gdl_read, s->a))
#define ROOM  (vm->block + READ->block * (size_t)VM_STRIDE)

/* Elements [i, i + n) of a part, n > 0 but for a part that has none. */
static void run_block (const gdl_vm *vm, const gdl_part *part, double **at,
                       size_t i, size_t n) {
  const vm_step *s = vm->step + part->step, *end = s + part->steps;
  for (; s < end; s++) {
    switch ((vm_code)s->code) {
      case VM_UNARY: s->run.unary(A, TO, n); break;
      case VM_VV: s->run.vv(A, B, TO, n); break;
      case VM_VS: s->run.vs(A, *B, TO, n); break;
      case VM_SV: s->run.sv(*A, B, TO, n); break;
      case VM_FUSED: s->run.fused(A, B, C, TO, n); break;
      case VM_SELECT:
        vm->kernels->select(A, B, s->db, C, s->dc, TO, n);
        break;
      case VM_COPY: memcpy(TO, A, n * sizeof(double)); break;
      case VM_FILL: vm->kernels->fill(*A, TO, n); break;
      case VM_READ: TO = (double *)gdl_vm_read(vm, READ, i, n, ROOM); break;
      case VM_BEHIND:
        TO = (double *)read_part(READ, B - READ->low, i, n, ROOM);
        break;
      case VM_SUM: add_block(vm, s, at, i, n, part->length); break;
    }
  }
}


/* A loop of few elements is not to pay for being one of many. */
#define INLINE  static inline __attribute__((always_inline))

/* Where the operands are for the block at element i. */
INLINE void find_operands (gdl_vm *vm, const gdl_loop *l, size_t i) {
  const gdl_operand *o = (const gdl_operand *)vm->p->operand.data + l->operand;
  double **at = vm->at;
  size_t k = 0;
  for (; k < l->streams; k++)
    at[k] = vm->base[o[k].at] + o[k].offset + i;
  for (; k < l->operands; k++)
    if (o[k].kind == GDL_OPERAND_NUMBER)
      at[k] = vm->number + o[k].at;
    else if (o[k].kind != GDL_OPERAND_READ)
      at[k] = vm->block + o[k].at * (size_t)VM_STRIDE;
}


INLINE void move_histories (const gdl_vm *vm, const gdl_loop *l, size_t block) {
  const gdl_operand *o = (const gdl_operand *)vm->p->operand.data + l->operand;
  double **at = vm->at;
  for (size_t k = l->streams; k < l->streams + l->histories; k++)
    if (o[k].offset > 0)
      memmove(at[k] - o[k].offset, at[k] - o[k].offset + block,
              o[k].offset * sizeof(double));
}


/* On to the next block. */
INLINE void move_on (gdl_vm *vm, const gdl_loop *l, size_t block) {
  double **at = vm->at;
  for (size_t k = 0; k < l->streams; k++)
    at[k] += block;
  move_histories(vm, l, block);
}


/* gdl_vm_range; whole: of all elements. */
INLINE void run_range (gdl_vm *vm, const gdl_loop *l, size_t from, size_t end,
                       int whole) {
  const gdl_part *first = (const gdl_part *)vm->p->part.data + l->part,
                 *last = first + l->parts - 1;
  size_t block = l->block, i = from;
  find_operands(vm, l, i);
  while (i + block < end) {
    for (const gdl_part *part = first; part <= last; part++)
      if (part->length > i || i == 0) {
        size_t left = part->length - i;
        run_block(vm, part, vm->at, i, left < block ? left : block);
      }
    move_on(vm, l, block);
    i += block;
  }
  for (const gdl_part *part = first; part <= last; part++)
    if (part->length > i || i == 0) {
      size_t left = part->length - i;
      run_block(vm, part, vm->at, i, whole || left < block ? left : block);
    }
}


void gdl_vm_range (gdl_vm *vm, const gdl_loop *l, size_t from, size_t end) {
  run_range(vm, l, from, end, 0);
}


/*
** What was before
*/
/* Temporaries are as they were; what goes to memory goes elsewhere, and sums are
** left out. Until the histories are filled there may be anything in them. */
static void hide_results (gdl_vm *vm, const gdl_loop *l, const gdl_part *part) {
  const gdl_step *s = (const gdl_step *)vm->p->step.data + part->step,
                 *end = s + part->steps;
  for (; s < end; s++)
    if ((s->code < GDL_STEP_READ || s->code == GDL_STEP_FUSED) && s->to < l->streams)
      vm->at[s->to] = vm->away + s->to * (size_t)VM_STRIDE;
}


static void run_again (const gdl_vm *vm, const gdl_part *part, size_t i, size_t n) {
  gdl_part one = *part;
  one.steps = 1;
  for (; one.step < part->step + part->steps; one.step++)
    if (vm->step[one.step].code != VM_SUM)
      run_block(vm, &one, vm->at, i, n);
}


void gdl_vm_again (gdl_vm *vm, const gdl_loop *l, size_t again, size_t from) {
  const gdl_part *first = (const gdl_part *)vm->p->part.data + l->part,
                 *last = first + l->parts - 1;
  for (size_t i = again < from ? from - again : 0, n; i < from; i += n) {
    n = from - i < l->block ? from - i : l->block;
    find_operands(vm, l, i);
    for (const gdl_part *part = first; part <= last; part++)
      hide_results(vm, l, part);
    for (const gdl_part *part = first; part <= last; part++)
      if (part->length > i) {
        size_t left = part->length - i;
        run_again(vm, part, i, left < n ? left : n);
      }
    move_histories(vm, l, n);
  }
}


void gdl_vm_loop (gdl_vm *vm, const gdl_loop *l) {
  const gdl_part *last = (const gdl_part *)vm->p->part.data + l->part + l->parts - 1;
  if (vm->share == NULL || !gdl_vm_share(vm, l))
    run_range(vm, l, 0, last->length, 1);
}
