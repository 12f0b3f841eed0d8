/*
** vm_impl.h - what the files of the virtual machine share
*/
#ifndef GDL_EXEC_VM_IMPL_H
#define GDL_EXEC_VM_IMPL_H

#include "array/kernel.h"
#include "array/lanes.h"
#include "exec/vm.h"

/* From one temporary to the next, in doubles. Were it a multiple of 4096 bytes,
** a load a little behind a store would be taken for dependent on it. */
#define VM_STRIDE  (GDL_BLOCK + 136)

/* A sum on its way: the lanes of a chunk, and the chunks before. */
typedef struct vm_sum {
  double lane[GDL_LANES];
  gdl_pairwise chunks;
} vm_sum;

/* Steps, with what depends on kinds of operands sorted out beforehand. */
typedef enum vm_code {
  VM_UNARY, VM_VV, VM_VS, VM_SV, VM_SELECT, VM_COPY, VM_FILL, VM_READ, VM_BEHIND,
  VM_SUM, VM_FUSED
} vm_code;

typedef struct vm_step vm_step;

/* to = (a, b, c) put together, in one pass over n elements. */
typedef void vm_fused (const double *a, const double *b, const double *c,
                       double *out, size_t n);

/* Adds n elements to lanes, the first to lane 0 (or keeps the larger ones). */
typedef void vm_adder (const double *a, const double *b, double *lane, size_t n);

struct vm_step {
  union {
    gdl_unary_kernel *unary;
    void (*vv) (const double *x, const double *y, double *out, size_t n);
    void (*vs) (const double *x, double y, double *out, size_t n);
    void (*sv) (double x, const double *y, double *out, size_t n);
    vm_fused *fused;
    vm_adder *sum;
  } run;
  uint32_t to, a, b, c;
  uint16_t code;
  uint8_t db, dc;          /* select: 0 where the operand is a number */
  uint8_t largest;         /* VM_SUM: the largest instead */
};

/* What is done with v = a op b, in one pass. */
typedef struct vm_inner {
  vm_fused *fused[GDL_OUTER_COUNT][2];    /* [1]: c is no number */
  vm_adder *sum, *squares;                /* of v, v*v */
} vm_inner;

/* What array/kernel.h does not have, for one instruction set. */
typedef struct vm_kernels {
  const char *name;
  vm_adder *sum, *largest; /* of a */
  vm_inner inner[7];       /* gdl_vm_inner */
} vm_kernels;

/* gdl_vm_inner - the kernels for 'op', which is +, - or *. */
const vm_inner *gdl_vm_inner (const vm_kernels *k, gdl_op op, int a_is_number,
                              int b_is_number);

/* gdl_vm_kernels - those that go with the set called 'name'. */
const vm_kernels *gdl_vm_kernels (const char *name);

/* What there is to a loop that several threads may run (vm_share.c). */
typedef struct vm_share {
  double work;             /* 0: they may not */
  size_t again;            /* gdl_loop_again */
} vm_share;

struct gdl_vm {
  const gdl_loops *p;
  const gdl_kernels *kernels;
  const vm_kernels *own;
  void *memory;            /* of the three below */
  double *arena, *block, *number;
  double **base;
  vm_step *step;           /* as p->step */
  double **at;             /* where the operands of a loop are: of its longest */
  vm_sum *sum;
  double *chunk;           /* where sums of chunks go: of a loop that is shared; */
  size_t chunks;           /* from one sum to the next */
  size_t bytes;
  vm_share *share;         /* of each loop; NULL: none is long enough */
  double *partial;         /* room for 'chunk' */
  double *away;            /* for what is worked out again, and not to be seen */
  struct gdl_vm *hand;     /* for the threads that help: memory of their own, */
  size_t hands;            /* all else as here */
};

void gdl_vm_loop (gdl_vm *vm, const gdl_loop *loop);
void gdl_vm_call (gdl_vm *vm, const gdl_call *call);

/* gdl_vm_range - elements [from, end) of a loop; both are multiples of GDL_CHUNK,
** or its ends. */
void gdl_vm_range (gdl_vm *vm, const gdl_loop *l, size_t from, size_t end);

/* gdl_vm_again - gets histories ready for element 'from', a whole number of
** blocks. */
void gdl_vm_again (gdl_vm *vm, const gdl_loop *l, size_t again, size_t from);

/* gdl_vm_share_new - what the fields above 'hand' need. 0: no memory. */
int gdl_vm_share_new (gdl_vm *vm);
void gdl_vm_share_free (gdl_vm *vm);

/* gdl_vm_share - a loop by several threads, if it is one of those and that many are
** worth it. 0: it is to be run as others are. */
int gdl_vm_share (gdl_vm *vm, const gdl_loop *l);

/* gdl_vm_share_native - as gdl_host.share. */
double *gdl_vm_share_native (gdl_vm *vm, const gdl_loop *l, gdl_native_range *run,
                             size_t from, size_t end, double *lanes);

/* gdl_vm_read - elements [i, i + n) of a read: where they are, in memory or put
** into 'block' (GDL_BLOCK doubles). */
const double *gdl_vm_read (const gdl_vm *vm, const gdl_read *r, size_t i, size_t n,
                           double *block);

/* gdl_vm_total - the sum of numbers word[0 .. count-1] of the file, as
** gdl_reduce_sum has it. count > 0 */
double gdl_vm_total (const double *r, const uint32_t *word, size_t count);

static inline double *gdl_vm_at (const gdl_vm *vm, gdl_place place) {
  return vm->base[place.base] + place.offset;
}

#endif
