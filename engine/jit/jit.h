/*
** jit.h - what the files of the LLVM provider share
**
**   provider.c   what the engine sees; LLVM's machine, one program after another
**   guard.c      LLVM ends a process when memory runs out; not here
**   program.c    a loop program as functions: memory, numbers, chunks
**   number.c     instructions on numbers
**   repeat.c     programs that are run on their own results
**   carry.c      what becomes of the numbers that these carry
**   loop.c       loops: blocks, parts, phases
**   pass.c       loops whose parts are done in one pass
**   share.c      loops that several threads run
**   body.c       what is done with eight elements
**   function.c   elementwise functions, of numbers and of eight elements
**   object.c     machine code into memory
**
** Values are built as the VM works them out: same operations, same order, no
** flag that allows LLVM to change either. Eight elements are one LLVM vector,
** whatever the machine has; LLVM splits those that are wider than its registers.
*/
#ifndef GDL_JIT_JIT_H
#define GDL_JIT_JIT_H

#include <llvm-c/Core.h>
#include <llvm-c/TargetMachine.h>

#include "array/order.h"
#include "exec/provider.h"

/* Totals of more numbers are left to the VM. */
#define GDL_JIT_TOTAL  256

/* What is done with a loop: left to the VM; built where it is; built as a function
** that several threads call. */
enum { GDL_JIT_LEFT, GDL_JIT_BUILT, GDL_JIT_SHARED };

/* A function of LLVM's that is being built, and the program it is of. */
typedef struct gdl_jit {
  const gdl_host *host;
  const gdl_loops *p;
  LLVMContextRef context;
  LLVMModuleRef module;
  LLVMBuilderRef builder;
  LLVMTypeRef real, eight, four, address, whole, truth, nothing;
  LLVMValueRef fn, frame;
  LLVMBasicBlockRef entry;    /* for what is of the whole function */
  LLVMValueRef *number;       /* as this function has it, or NULL */
  LLVMValueRef *base;
  LLVMValueRef numbers, blocks, vm;     /* of the frame */
  LLVMValueRef room[3];       /* eight elements in memory, for calls */
  LLVMValueRef down_of, down;           /* exp(-times*|down_of|), of a body */
  int down_times;                       /* (function.c) */
  unsigned char *kept;        /* of each instruction: its number goes to memory */
  unsigned char *loop_kept;   /* of each sum step: the same */
  unsigned char *native;      /* of each loop: GDL_JIT_... */
  size_t chunk;               /* instructions a function */
  int leaves_loops;           /* to the VM, all of them */
  int failed;                 /* no memory */
} gdl_jit;

/* program.c */
int gdl_jit_program (gdl_jit *j);
void gdl_jit_function (gdl_jit *j, const char *name, LLVMTypeRef *type,
                       unsigned types, int is_public);
void gdl_jit_bind_leaves (gdl_jit *j);
LLVMValueRef gdl_jit_number (gdl_jit *j, uint32_t k);
void gdl_jit_set_number (gdl_jit *j, uint32_t k, LLVMValueRef v, int kept);
LLVMValueRef gdl_jit_base (gdl_jit *j, uint32_t base);
LLVMValueRef gdl_jit_whole (const gdl_jit *j, size_t k);
LLVMValueRef gdl_jit_pointer (const gdl_jit *j, const void *p);
LLVMValueRef gdl_jit_at (gdl_jit *j, LLVMValueRef p, LLVMValueRef index);
LLVMValueRef gdl_jit_get (gdl_jit *j, LLVMTypeRef type, LLVMValueRef p, unsigned align);
void gdl_jit_put (gdl_jit *j, LLVMValueRef v, LLVMValueRef p, unsigned align);
LLVMValueRef gdl_jit_call (gdl_jit *j, const void *fn, LLVMTypeRef result,
                           LLVMValueRef *arg, unsigned args);
LLVMValueRef gdl_jit_intrinsic (gdl_jit *j, const char *name, LLVMTypeRef *type,
                                unsigned types, LLVMValueRef *arg, unsigned args);
LLVMValueRef gdl_jit_local (gdl_jit *j, LLVMTypeRef type, size_t count);
LLVMBasicBlockRef gdl_jit_block (gdl_jit *j);

/* number.c */
void gdl_jit_instruction (gdl_jit *j, size_t k);
LLVMValueRef gdl_jit_value (gdl_jit *j, const gdl_instruction *i);
LLVMValueRef gdl_jit_fails (gdl_jit *j, const gdl_instruction *check);

/* repeat.c - a second function, where the program carries numbers and consists of
** nothing but instructions on numbers. 0: no memory. */
int gdl_jit_repeat (gdl_jit *j);

/* function.c - of one or of eight; mask and n: which of the eight count (n of
** them, mask NULL: all). */
LLVMValueRef gdl_jit_unary (gdl_jit *j, gdl_op op, LLVMValueRef x, size_t n);

/* gdl_jit_is_called - does that of arrays call a function of SLEEF's? */
int gdl_jit_is_called (gdl_op op);
LLVMValueRef gdl_jit_binary (gdl_jit *j, gdl_op op, LLVMValueRef x, LLVMValueRef y,
                             size_t n);
LLVMValueRef gdl_jit_outer (gdl_jit *j, unsigned outer, LLVMValueRef v,
                            LLVMValueRef c);
LLVMValueRef gdl_jit_choose (gdl_jit *j, LLVMValueRef c, LLVMValueRef a,
                             LLVMValueRef b);
LLVMValueRef gdl_jit_truth (gdl_jit *j, LLVMValueRef c);     /* c ~= 0 */
LLVMValueRef gdl_jit_real (const gdl_jit *j, double x, LLVMTypeRef like);
LLVMValueRef gdl_jit_splat (gdl_jit *j, LLVMValueRef x);

/* loop.c */
int gdl_jit_can_loop (const gdl_jit *j, const gdl_loop *l);
void gdl_jit_loop (gdl_jit *j, const gdl_loop *l);

/* The names of the functions in an object file; the second need not be there. */
#define GDL_JIT_RUN     "gdl_run"
#define GDL_JIT_REPEAT  "gdl_repeat"

/* object.c - an object file's code in memory that can be run. 0: *err says why. */
int gdl_jit_load (const char *object, size_t bytes, gdl_native *code,
                  gdl_error *err);

/* guard.c - calls work(data). 0: memory ran out on the way; then nothing of LLVM
** may be called again. */
int gdl_jit_guard (void (*work) (void *data), void *data);

#endif
