/*
** provider.h - what a compiler of loop programs is, and what it is given
** A provider turns a loop program into machine code. It lives in a shared object
** of its own (engine/jit), which is loaded when the first program is worth it,
** and sees of the engine what is in gdl_host and nothing else: it is linked
** against none of it. Everything works without one.
**
** The code it makes stands in for gdl_vm_run: the same bits, on the same memory.
*/
#ifndef GDL_EXEC_PROVIDER_H
#define GDL_EXEC_PROVIDER_H

#include <stamp.h>      /* made by the build: GDL_STAMP, a number of the sources */

#include "exec/loop.h"
#include "graph/ops.h"
#include "graph/reference.h"

/* Goes up with every change of what is said here, or of what a loop program
** means. A provider of another version is not used. */
#define GDL_PROVIDER_VERSION  3

/* The name of the function that a provider's shared object has. */
#define GDL_PROVIDER_ENTRY  "gdl_provider_get"

struct gdl_vm;

/* The memory of a run. */
typedef struct gdl_frame {
  double *number;          /* the file of numbers, constants in place */
  double *arena, *block;   /* temporary k is at block + k * gdl_host.stride */
  double **base;           /* to be filled before 'vm' is used */
  struct gdl_vm *vm;
} gdl_frame;

/* As gdl_program_run. */
typedef size_t gdl_native_run (const gdl_frame *f, const gdl_bindings *b,
                               double *const *result);

/* As gdl_iterate_run of a program that carries numbers, in 'state', which is
** b->input. Rows go to 'row', the first after 'wait' turns; without any, wait is
** UINT64_MAX. count > 0. */
typedef uint64_t gdl_native_repeat (const gdl_frame *f, const gdl_bindings *b,
                                    double *state, uint64_t count, double *row,
                                    uint64_t wait, uint64_t every);

/* Machine code. All 0: none. */
typedef struct gdl_native {
  gdl_native_run *run;
  gdl_native_repeat *repeat;    /* NULL: the program carries nothing, or 'run' is
                                   as fast */
  void *memory;
  size_t bytes;
} gdl_native;

/* Machine code for elements [from, end) of a loop: whole blocks. The sum over chunk
** k of the loop's sum c goes to chunk[c * n + k], n being the number of chunks that
** the loop has. lanes: GDL_LANES of each sum, of the chunk that 'from' is in the
** middle of; behind them the same again, to be filled where 'end' is in the middle of
** one. Histories are as they must be for 'from'. */
typedef void gdl_native_range (const gdl_frame *f, size_t from, size_t end,
                               double *chunk, double *lanes);

/* What the engine has for compiled code and for its compiler. */
typedef struct gdl_host {
  unsigned version;
  size_t layout;           /* gdl_provider_layout() */
  const char *set;         /* of kernels: "sse2", "avx2", "avx512" */
  size_t stride;           /* from one temporary to the next */
  const gdl_op_row *op;    /* gdl_op_table */
  gdl_unary_kernel *(*unary) (gdl_op op);
  const gdl_binary_kernels *(*binary) (gdl_op op);
  void (*(*sleef) (const char *name)) (void);    /* gdl_sleef_find */
  /* Of the virtual machine: a loop, a call, elements [i, i + n) of a read (where
  ** they are: in place, or put into 'room'), GDL_CODE_total. */
  void (*loop) (struct gdl_vm *vm, const gdl_loop *l);
  void (*call) (struct gdl_vm *vm, const gdl_call *c);
  const double *(*read) (const struct gdl_vm *vm, const gdl_read *r, size_t i,
                         size_t n, double *room);
  double (*total) (const double *r, const uint32_t *word, size_t count);
  int (*is_tangled) (const gdl_loops *p, const gdl_loop *l);    /* loop.h */
  /* Several threads (loop.h): runs elements [from, end) of a loop that can be
  ** shared, with as many as are worth it. The answer is 'chunk' above, with the
  ** chunks that end in there filled. What comes behind can go on from there. */
  int (*can_share) (const gdl_loops *p, const gdl_loop *l);
  double *(*share) (struct gdl_vm *vm, const gdl_loop *l, gdl_native_range *run,
                    size_t from, size_t end, double *lanes);
} gdl_host;

typedef struct gdl_provider {
  unsigned version;
  const char *name;        /* of the compiler, and its version */

  /* compile - *code for 'p', which must stay where it is as long as the code
  ** does. No two calls at one time. GDL_ENOMEM, or GDL_ENOLIB
  ** (the compiler cannot): none.
  ** After GDL_ENOMEM there may be no further call. */
  gdl_status (*compile) (const gdl_loops *p, gdl_native *code, gdl_error *err);

  void (*release) (gdl_native *code);    /* at any time, by any thread */
} gdl_provider;

/* The type of GDL_PROVIDER_ENTRY. NULL: it does not go with this host, or not
** with this machine; err says why. The host stays. */
typedef const gdl_provider *gdl_provider_entry (const gdl_host *host,
                                                gdl_error *err);

/* gdl_provider_layout - a number that differs where what both sides look into is
** laid out differently, or they were built of different sources: a compiler that
** another build left would be one of other bits. */
static inline size_t gdl_provider_layout (void) {
  size_t sizes[] = {
    sizeof(gdl_host), sizeof(gdl_frame), sizeof(gdl_loops), sizeof(gdl_loop),
    sizeof(gdl_part), sizeof(gdl_step), sizeof(gdl_operand), sizeof(gdl_read),
    sizeof(gdl_call), sizeof(gdl_instruction), sizeof(gdl_op_row),
    sizeof(gdl_bindings), sizeof(gdl_native), sizeof(gdl_error), GDL_OP_COUNT,
    GDL_CODE_COUNT, GDL_STEP_NONE, GDL_READ_BEHIND, GDL_OUTER_COUNT, GDL_BLOCK
  };
  size_t h = GDL_STAMP;
  for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++)
    h = h * 1000003 + sizes[k];
  return h;
}

#endif
