/*
** vm.c - the virtual machine: making one, and the instructions on numbers
*/
#include "exec/vm_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 64


/*
** Making one
*/
static int is_number (const gdl_loops *p, const gdl_loop *l, uint32_t k) {
  return GDL_AT(p->operand, gdl_operand, l->operand + k).kind == GDL_OPERAND_NUMBER;
}


static void prepare_binary (const gdl_loops *p, const gdl_loop *l,
                            const gdl_step *s, vm_step *to) {
  const gdl_binary_kernels *k = gdl_op_binary_kernels((gdl_op)s->row);
  if (is_number(p, l, s->b)) {
    to->code = VM_VS;
    to->run.vs = k->vs;
  }
  else if (is_number(p, l, s->a)) {
    to->code = VM_SV;
    to->run.sv = k->sv;
  }
  else {
    to->code = VM_VV;
    to->run.vv = k->vv;
  }
}


static void prepare_fused (const gdl_vm *vm, const gdl_loop *l,
                           const gdl_step *s, vm_step *to) {
  const gdl_loops *p = vm->p;
  to->code = VM_SUM;
  if (s->code == GDL_STEP_SUM) {
    to->b = s->a;
    to->run.sum = vm->own->sum;
    return;
  }
  if (s->code == GDL_STEP_LARGEST) {
    to->b = s->a;
    to->largest = 1;
    to->run.sum = vm->own->largest;
    return;
  }
  const vm_inner *k = gdl_vm_inner(vm->own, (gdl_op)s->row, is_number(p, l, s->a),
                                   is_number(p, l, s->b));
  if (s->code == GDL_STEP_SUM_OF)
    to->run.sum = k->sum;
  else if (s->code == GDL_STEP_SUM_SQUARE)
    to->run.sum = k->squares;
  else {
    to->code = VM_FUSED;
    to->run.fused = k->fused[s->outer][!is_number(p, l, s->c)];
  }
}


static void prepare_step (const gdl_vm *vm, const gdl_loop *l,
                          const gdl_step *s, vm_step *to) {
  const gdl_loops *p = vm->p;
  *to = (vm_step){.to = s->to, .a = s->a, .b = s->b, .c = s->c};
  switch (s->code) {
    case GDL_STEP_UNARY:
      to->code = VM_UNARY;
      to->run.unary = gdl_op_unary_kernel((gdl_op)s->row);
      break;
    case GDL_STEP_BINARY:
      prepare_binary(p, l, s, to);
      break;
    case GDL_STEP_SELECT:
      to->code = VM_SELECT;
      to->db = !is_number(p, l, s->b);
      to->dc = !is_number(p, l, s->c);
      break;
    case GDL_STEP_COPY:
      to->code = is_number(p, l, s->a) ? VM_FILL : VM_COPY;
      break;
    case GDL_STEP_READ: to->code = VM_READ; break;
    case GDL_STEP_BEHIND: to->code = VM_BEHIND; break;
    default: prepare_fused(vm, l, s, to);
  }
}


static void prepare (gdl_vm *vm) {
  const gdl_loops *p = vm->p;
  for (size_t k = 0; k < p->loop.count; k++) {
    const gdl_loop *l = &GDL_AT(p->loop, gdl_loop, k);
    const gdl_part *first = &GDL_AT(p->part, gdl_part, l->part),
                   *last = first + l->parts - 1;
    for (size_t s = first->step; s < last->step + last->steps; s++)
      prepare_step(vm, l, &GDL_AT(p->step, gdl_step, s), &vm->step[s]);
  }
}


/* The arena, the temporaries and the numbers, in one block. */
static int lay_out (gdl_vm *vm) {
  const gdl_loops *p = vm->p;
  size_t blocks = p->blocks * VM_STRIDE, most = SIZE_MAX / sizeof(double) / 4;
  if (p->arena > most || blocks > most)
    return 0;
  size_t bytes = (p->arena + blocks + p->numbers) * sizeof(double);
  vm->memory = malloc(bytes + ALIGNMENT);
  if (vm->memory == NULL)
    return 0;
  vm->arena = (double *)(((uintptr_t)vm->memory + ALIGNMENT - 1) &
                         ~(uintptr_t)(ALIGNMENT - 1));
  vm->block = vm->arena + p->arena;
  vm->number = vm->block + blocks;
  if (p->constant.count > 0)
    memcpy(vm->number, p->constant.data, p->constant.count * sizeof(double));
  vm->bytes = bytes + ALIGNMENT;
  return 1;
}


static size_t most_operands (const gdl_loops *p) {
  size_t most = 0;
  for (size_t k = 0; k < p->loop.count; k++)
    if (GDL_AT(p->loop, gdl_loop, k).operands > most)
      most = GDL_AT(p->loop, gdl_loop, k).operands;
  return most;
}


gdl_vm *gdl_vm_new (const gdl_loops *p) {
  gdl_vm *vm = calloc(1, sizeof(*vm));
  if (vm == NULL)
    return NULL;
  size_t bases = GDL_BASE_GIVEN + p->slot.count + p->outs,
         operands = most_operands(p);
  vm->p = p;
  vm->kernels = gdl_kernels_get();
  vm->own = gdl_vm_kernels(vm->kernels->name);
  vm->base = calloc(bases, sizeof(*vm->base));
  vm->step = calloc(p->step.count + 1, sizeof(*vm->step));
  vm->at = calloc(operands + 1, sizeof(*vm->at));
  vm->sum = calloc(p->sums + 1, sizeof(*vm->sum));
  if (vm->base == NULL || vm->step == NULL || vm->at == NULL ||
      vm->sum == NULL || !lay_out(vm) || !gdl_vm_share_new(vm)) {
    gdl_vm_free(vm);
    return NULL;
  }
  vm->bytes += sizeof(*vm) + (bases + operands + 1) * sizeof(double *) +
               (p->step.count + 1) * sizeof(*vm->step) +
               (p->sums + 1) * sizeof(*vm->sum);
  prepare(vm);
  return vm;
}


void gdl_vm_free (gdl_vm *vm) {
  if (vm == NULL)
    return;
  gdl_vm_share_free(vm);
  free(vm->memory);
  free(vm->base);
  free(vm->step);
  free(vm->at);
  free(vm->sum);
  free(vm);
}


gdl_frame gdl_vm_frame (gdl_vm *vm) {
  return (gdl_frame){vm->number, vm->arena, vm->block, vm->base, vm};
}


size_t gdl_vm_bytes (const gdl_vm *vm) {
  return vm->bytes;
}


/*
** Running
*/
static void bind (gdl_vm *vm, const gdl_bindings *b, double *const *result) {
  const gdl_loops *p = vm->p;
  double **given = vm->base + GDL_BASE_GIVEN;
  vm->base[GDL_BASE_ARENA] = vm->arena;
  vm->base[GDL_BASE_CONSTANT] = p->array.data;
  vm->base[GDL_BASE_PARAM] = (double *)b->param;    /* bases from here are read */
  vm->base[GDL_BASE_INPUT] = (double *)b->input;
  for (size_t k = 0; k < p->slot.count; k++)
    *given++ = (double *)b->data[GDL_AT(p->slot, uint32_t, k)];
  for (size_t k = 0; k < p->outs; k++)
    *given++ = result[k] != NULL ? result[k] : vm->arena + p->shadow[k];
}


/* The sum of count > 0 numbers, as gdl_reduce_sum has it. The first lane starts
** at 0, which makes the total of -0s a 0; the others need not. */
static double total_chunk (const double *r, const uint32_t *word, size_t count) {
  double lane[GDL_LANES] = {0.0 + r[word[0]]};
  for (size_t k = 1; k < count; k++)
    lane[k % GDL_LANES] += r[word[k]];
  return gdl_lanes_fold(lane);
}


double gdl_vm_total (const double *r, const uint32_t *word, size_t count) {
  gdl_pairwise sum;
  if (count <= GDL_CHUNK)
    return total_chunk(r, word, count);
  sum.depth = 0;
  sum.count = 0;
  for (size_t at = 0; at < count; at += GDL_CHUNK)
    gdl_pairwise_add(&sum, total_chunk(r, word + at, count - at < GDL_CHUNK
                                                     ? count - at : GDL_CHUNK));
  return gdl_pairwise_total(&sum);
}


/* Where each code's instructions are; 'i' is at the one that is being run. */
#define NEXT  goto *go[(++i)->code]
#define TO    r[i->to]
#define A     r[i->a]
#define B     r[i->b]
#define C     r[i->row]

/* Both operations round to a double: nothing is contracted. */
#define FUSED(name, op) \
  name##_add:    TO = (A op B) + C;  NEXT; \
  name##_mul:    TO = (A op B) * C;  NEXT; \
  name##_sub:    TO = (A op B) - C;  NEXT; \
  name##_from:   TO = C - (A op B);  NEXT; \
  name##_square: { double v = A op B; TO = v * v; }  NEXT;

#define FUSED_LABELS(name) \
  [GDL_CODE_fused_##name + GDL_OUTER_ADD] = &&name##_add, \
  [GDL_CODE_fused_##name + GDL_OUTER_MUL] = &&name##_mul, \
  [GDL_CODE_fused_##name + GDL_OUTER_SUB] = &&name##_sub, \
  [GDL_CODE_fused_##name + GDL_OUTER_FROM] = &&name##_from, \
  [GDL_CODE_fused_##name + GDL_OUTER_SQUARE] = &&name##_square

size_t gdl_vm_run (gdl_vm *vm, const gdl_bindings *b, double *const *result) {
  static const void *const go[GDL_CODE_COUNT] = {
    [GDL_CODE_add] = &&add, [GDL_CODE_sub] = &&sub, [GDL_CODE_mul] = &&mul,
    [GDL_CODE_div] = &&div, [GDL_CODE_lt] = &&lt, [GDL_CODE_le] = &&le,
    [GDL_CODE_eq] = &&eq, [GDL_CODE_neg] = &&neg, [GDL_CODE_sqrt] = &&sqrt,
    FUSED_LABELS(add), FUSED_LABELS(sub), FUSED_LABELS(mul),
    [GDL_CODE_abs] = &&abs, [GDL_CODE_unary] = &&unary,
    [GDL_CODE_binary] = &&binary, [GDL_CODE_select] = &&select,
    [GDL_CODE_more] = &&more, [GDL_CODE_total] = &&total,
    [GDL_CODE_load] = &&load, [GDL_CODE_store] = &&store,
    [GDL_CODE_loop] = &&loop, [GDL_CODE_call] = &&call,
    [GDL_CODE_check] = &&check, [GDL_CODE_end] = &&end
  };
  const gdl_loops *p = vm->p;
  const gdl_instruction *i = p->instruction.data;
  double *r = vm->number;
  bind(vm, b, result);
  goto *go[i->code];

  add:  TO = A + B;                NEXT;
  sub:  TO = A - B;                NEXT;
  mul:  TO = A * B;                NEXT;
  div:  TO = A / B;                NEXT;
  lt:   TO = A < B ? 1.0 : 0.0;    NEXT;
  le:   TO = A <= B ? 1.0 : 0.0;   NEXT;
  eq:   TO = A == B ? 1.0 : 0.0;   NEXT;
  neg:  TO = -A;                   NEXT;
  sqrt: TO = __builtin_sqrt(A);    NEXT;
  abs:  TO = __builtin_fabs(A);    NEXT;
  FUSED(add, +)
  FUSED(sub, -)
  FUSED(mul, *)
  unary:
    TO = gdl_op_table[i->row].unary->scalar(A);
    NEXT;
  binary:
    TO = gdl_op_table[i->row].binary->scalar(A, B);
    NEXT;
  select:
    TO = A != 0 ? B : r[i[1].to];
    i++;
    NEXT;
  more:
    NEXT;
  total:
    TO = gdl_vm_total(r, (const uint32_t *)p->word.data + i->a, i->b);
    NEXT;
  load:
    TO = vm->base[i->a][i->b];
    NEXT;
  store:
    vm->base[i->a][i->b] = TO;
    NEXT;
  loop:
    gdl_vm_loop(vm, (const gdl_loop *)p->loop.data + i->a);
    NEXT;
  call:
    gdl_vm_call(vm, (const gdl_call *)p->call.data + i->a);
    NEXT;
  check:
    if ((A != 0) != (int)i->to)
      return i->b;
    NEXT;
  end:
    return i->b;
}
