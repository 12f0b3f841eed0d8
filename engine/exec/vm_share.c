/*
** vm_share.c - the virtual machine: loops by several threads
** A loop is cut into parts of whole chunks. Whoever takes one works out first what
** its histories need, then runs it, in temporaries of its own. Sums of chunks are
** put side by side and added up at the end, in their order: no bit depends on who
** did what.
*/
#include "exec/vm_impl.h"

#include <stdlib.h>

#include "base/threads.h"

/* Parts a thread: some, so that all end at about the same time; and chunks a part:
** what is worked out again shall be little beside it. */
#define PARTS        8
#define LEAST_CHUNKS 4
#define MOST_CHUNKS  64

/* Machine code does what it is here in so many times less. */
#define NATIVE  6

typedef struct shared {
  gdl_vm *vm;
  const gdl_loop *l;
  gdl_native_range *run;      /* NULL: the virtual machine */
  double *lanes;
  size_t from, end, again;
  size_t part;                /* elements */
} shared;


static size_t length_of (const gdl_vm *vm, const gdl_loop *l) {
  return GDL_AT(vm->p->part, gdl_part, l->part + l->parts - 1).length;
}


static size_t chunks_of (size_t length) {
  return length / GDL_CHUNK + (length % GDL_CHUNK != 0);
}


static const vm_share *share_of (const gdl_vm *vm, const gdl_loop *l) {
  return &vm->share[l - (const gdl_loop *)vm->p->loop.data];
}


/*
** Memory
*/
int gdl_vm_share_new (gdl_vm *vm) {
  const gdl_loops *p = vm->p;
  size_t partial = 0, away = 0, loops = p->loop.count;
  for (size_t k = 0; k < loops; k++) {
    const gdl_loop *l = &GDL_AT(p->loop, gdl_loop, k);
    if (!gdl_loop_can_share(p, l))
      continue;
    if (vm->share == NULL && (vm->share = calloc(loops, sizeof(*vm->share))) == NULL)
      return 0;
    vm->share[k] = (vm_share){gdl_loop_work(p, l), gdl_loop_again(p, l)};
    size_t sums = l->sums * chunks_of(length_of(vm, l));
    partial = sums > partial ? sums : partial;
    if (vm->share[k].again > 0 && l->streams > away)
      away = l->streams;
  }
  if (vm->share == NULL)
    return 1;
  vm->partial = malloc((partial + away * VM_STRIDE + 1) * sizeof(double));
  vm->away = vm->partial + partial;
  vm->bytes += (partial + away * VM_STRIDE) * sizeof(double) + loops * sizeof(*vm->share);
  return vm->partial != NULL;
}


static void free_hand (gdl_vm *hand) {
  free(hand->memory);
  free(hand->at);
  free(hand->sum);
}


void gdl_vm_share_free (gdl_vm *vm) {
  for (size_t k = 0; k < vm->hands; k++)
    free_hand(&vm->hand[k]);
  free(vm->hand);
  free(vm->share);
  free(vm->partial);
}


/* Numbers and bases are read only; temporaries, and what is put away, are its own. */
static int make_hand (const gdl_vm *vm, gdl_vm *hand) {
  size_t blocks = vm->p->blocks * (size_t)VM_STRIDE,
         away = 0, operands = 0, loops = vm->p->loop.count;
  for (size_t k = 0; k < loops; k++) {
    const gdl_loop *l = &GDL_AT(vm->p->loop, gdl_loop, k);
    operands = l->operands > operands ? l->operands : operands;
    if (vm->share[k].again > 0 && l->streams > away)
      away = l->streams;
  }
  *hand = *vm;
  hand->memory = calloc(blocks + away * VM_STRIDE + 8, sizeof(double));
  hand->at = calloc(operands + 1, sizeof(*hand->at));
  hand->sum = calloc(vm->p->sums + 1, sizeof(*hand->sum));
  if (hand->memory == NULL || hand->at == NULL || hand->sum == NULL) {
    free_hand(hand);
    return 0;
  }
  hand->block = (double *)(((uintptr_t)hand->memory + 63) & ~(uintptr_t)63);
  hand->away = hand->block + blocks;
  return 1;
}


/* Memory for so many threads, if it can be had: for how many there is. */
static size_t get_hands (gdl_vm *vm, size_t threads) {
  if (vm->hands + 1 < threads) {
    gdl_vm *hand = realloc(vm->hand, (threads - 1) * sizeof(*hand));
    if (hand != NULL)
      vm->hand = hand;
    while (hand != NULL && vm->hands + 1 < threads && make_hand(vm, &hand[vm->hands]))
      vm->hands++;
  }
  return vm->hands + 1 < threads ? vm->hands + 1 : threads;
}


/*
** Running
*/
static void run_part (void *ctx, size_t k, size_t who) {
  const shared *s = ctx;
  gdl_vm *vm = who == 0 ? s->vm : &s->vm->hand[who - 1];
  size_t first = s->from / GDL_CHUNK * GDL_CHUNK, from = first + k * s->part,
         end = from + s->part;
  from = from > s->from ? from : s->from;
  end = end < s->end ? end : s->end;
  if (from > 0 && s->again > 0)
    gdl_vm_again(vm, s->l, s->again, from);
  if (s->run != NULL) {
    gdl_frame f = gdl_vm_frame(vm);
    s->run(&f, from, end, s->vm->partial, s->lanes);
  }
  else {
    vm->chunk = s->vm->partial;
    vm->chunks = chunks_of(length_of(vm, s->l));
    gdl_vm_range(vm, s->l, from, end);
    vm->chunk = NULL;
  }
}


/* By so many threads, more than one. */
static void run_parts (shared *s, size_t threads) {
  size_t chunks = chunks_of(s->end) - s->from / GDL_CHUNK,
         part = chunks / (threads * PARTS) + 1;
  part = part < LEAST_CHUNKS ? LEAST_CHUNKS : part > MOST_CHUNKS ? MOST_CHUNKS : part;
  s->part = part * GDL_CHUNK;
  gdl_threads_run((chunks + part - 1) / part, threads, run_part, s);
}


static void add_up (gdl_vm *vm, const gdl_step *s, size_t length, size_t stride) {
  const double *chunk = vm->partial + s->c * stride;
  gdl_pairwise sum;
  sum.depth = 0;
  sum.count = 0;
  if (s->code == GDL_STEP_LARGEST) {
    vm->number[s->to] = gdl_largest_of(chunk, chunks_of(length));
    return;
  }
  for (size_t k = 0; k < chunks_of(length); k++)
    gdl_pairwise_add(&sum, chunk[k]);
  vm->number[s->to] = gdl_pairwise_total(&sum);
}


int gdl_vm_share (gdl_vm *vm, const gdl_loop *l) {
  const vm_share *share = share_of(vm, l);
  size_t length = length_of(vm, l), threads = gdl_threads_for(share->work);
  if (threads < 2 || (threads = get_hands(vm, threads)) < 2)
    return 0;
  shared s = {.vm = vm, .l = l, .end = length, .again = share->again};
  run_parts(&s, threads);
  const gdl_part *part = &GDL_AT(vm->p->part, gdl_part, l->part);
  for (size_t k = 0; k < l->parts; k++, part++)
    for (size_t i = part->step; i < part->step + part->steps; i++)
      if (vm->step[i].code == VM_SUM && part->length > GDL_CHUNK)
        add_up(vm, &GDL_AT(vm->p->step, gdl_step, i), part->length, chunks_of(length));
  return 1;
}


double *gdl_vm_share_native (gdl_vm *vm, const gdl_loop *l, gdl_native_range *run,
                             size_t from, size_t end, double *lanes) {
  const vm_share *share = share_of(vm, l);
  double work = share->work / NATIVE * ((double)(end - from) / (double)length_of(vm, l));
  size_t threads = gdl_threads_for(work);
  if (threads > 1)
    threads = get_hands(vm, threads);
  if (threads > 1) {
    shared s = {.vm = vm, .l = l, .run = run, .lanes = lanes, .from = from,
                .end = end, .again = share->again};
    run_parts(&s, threads);
    if (share->again > 0)
      gdl_vm_again(vm, l, share->again, end);
  }
  else {
    gdl_frame f = gdl_vm_frame(vm);
    run(&f, from, end, vm->partial, lanes);
  }
  return vm->partial;
}
