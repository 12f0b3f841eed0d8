/*
** provider.c - the LLVM provider: what the engine sees of it
** Loop programs are made into LLVM's intermediate form by the other files here,
** which write what they mean: vector loops, no passes over them pay. LLVM's code
** generator makes an object of it, object.c puts that into memory.
*/
#include "jit/jit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <llvm/Config/llvm-config.h>
#include <llvm-c/Target.h>

/* Instructions from which on a program is cut into functions of CHUNK, and code
** is generated with less care: time is then linear. Numbers are as fast so, but
** loops are not: with loops there may be more of them, beyond that the VM is left
** to run the loops. */
#define LARGE             800
#define LARGE_WITH_LOOPS  3000
#define CHUNK             100

static const gdl_host *host;
static LLVMTargetRef target;
static char *triple, *cpu, *features;


typedef struct job {
  const gdl_loops *p;
  gdl_native *code;
  gdl_error *err;
  gdl_status status;
} job;


/*
** The machine
*/
/* A set of kernels that is below the machine's best is asked for in tests: what
** is compiled keeps to it. */
static int choose_features (void) {
  char *all = LLVMGetHostCPUFeatures();
  int wide = strcmp(host->set, "avx512") == 0, some = strcmp(host->set, "avx2") == 0;
  cpu = wide || some ? LLVMGetHostCPUName() : strdup("x86-64");
  features = malloc(strlen(all) + 100);
  if (features == NULL || cpu == NULL)
    return 0;
  sprintf(features, "%s%s", wide || some ? all : "", some ? ",-avx512f" : "");
  LLVMDisposeMessage(all);
  return 1;
}


static LLVMTargetMachineRef new_machine (LLVMCodeGenOptLevel level) {
  return LLVMCreateTargetMachine(target, triple, cpu, features, level,
                                 LLVMRelocPIC, LLVMCodeModelSmall);
}


static void set_up (void *data) {
  job *t = data;
  char *message = NULL;
  t->status = GDL_ENOLIB;
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmPrinter();
  triple = LLVMGetDefaultTargetTriple();
  if (LLVMGetTargetFromTriple(triple, &target, &message) != 0 || !choose_features()) {
    gdl_error_set(t->err, GDL_ENOLIB, "LLVM does not know this machine");
    LLVMDisposeMessage(message);
    return;
  }
  t->status = GDL_OK;
}


/*
** Compiling
*/
static LLVMMemoryBufferRef generate (gdl_jit *j, LLVMCodeGenOptLevel level,
                                     gdl_error *err) {
  LLVMMemoryBufferRef object = NULL;
  char *message = NULL;
  LLVMTargetMachineRef machine = new_machine(level);
  LLVMSetTarget(j->module, triple);
  LLVMTargetDataRef layout = LLVMCreateTargetDataLayout(machine);
  LLVMSetModuleDataLayout(j->module, layout);
  if (gdl_jit_program(j) &&
      LLVMTargetMachineEmitToMemoryBuffer(machine, j->module, LLVMObjectFile,
                                          &message, &object) != 0) {
    gdl_error_set(err, GDL_ENOLIB, "%s", message);
    LLVMDisposeMessage(message);
    object = NULL;
  }
  LLVMDisposeTargetData(layout);
  LLVMDisposeTargetMachine(machine);
  return object;
}


static void build (void *data) {
  job *t = data;
  size_t size = t->p->instruction.count;
  int careless = size > (t->p->loop.count > 0 ? LARGE_WITH_LOOPS : LARGE);
  gdl_jit j = {.host = host, .p = t->p};
  j.chunk = size > LARGE ? CHUNK : SIZE_MAX;
  j.leaves_loops = careless;
  j.context = LLVMContextCreate();
  j.module = LLVMModuleCreateWithNameInContext("gdl", j.context);
  j.builder = LLVMCreateBuilderInContext(j.context);
  LLVMMemoryBufferRef object =
      generate(&j, careless ? LLVMCodeGenLevelNone : LLVMCodeGenLevelDefault, t->err);
  LLVMDisposeBuilder(j.builder);
  LLVMDisposeModule(j.module);
  LLVMContextDispose(j.context);
  t->status = GDL_ENOLIB;
  if (object == NULL)
    return;
  if (gdl_jit_load(LLVMGetBufferStart(object), LLVMGetBufferSize(object), t->code,
                   t->err))
    t->status = GDL_OK;
  LLVMDisposeMemoryBuffer(object);
}


static gdl_status compile (const gdl_loops *p, gdl_native *code, gdl_error *err) {
  job t = {p, code, err, GDL_ENOLIB};
  *code = (gdl_native){0};
  gdl_error_set(err, GDL_ENOLIB, "LLVM cannot compile it");
  if (!gdl_jit_guard(build, &t))
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory to compile");
  return t.status;
}


static void release (gdl_native *code) {
  if (code->memory != NULL)
    munmap(code->memory, code->bytes);
  *code = (gdl_native){0};
}


static const gdl_provider provider = {
  GDL_PROVIDER_VERSION, "LLVM " LLVM_VERSION_STRING, compile, release
};

/* The only name that is seen from outside. */
GDL_API const gdl_provider *gdl_provider_get (const gdl_host *h, gdl_error *err);

const gdl_provider *gdl_provider_get (const gdl_host *h, gdl_error *err) {
  if (h->version != GDL_PROVIDER_VERSION || h->layout != gdl_provider_layout()) {
    gdl_error_set(err, GDL_ENOLIB, "it belongs to another version of gdlua");
    return NULL;
  }
  host = h;
  job t = {.err = err};
  if (!gdl_jit_guard(set_up, &t)) {
    gdl_error_set(err, GDL_ENOMEM, "not enough memory for LLVM");
    return NULL;
  }
  return t.status == GDL_OK ? &provider : NULL;
}


/* LLVM's objects are never destroyed: a process that ends while something is
** being compiled must not take them away from under it. */
int __cxa_atexit (void (*f) (void *), void *data, void *handle);

int __cxa_atexit (void (*f) (void *), void *data, void *handle) {
  (void)f;
  (void)data;
  (void)handle;
  return 0;
}

