/*
** compiler.h - which programs are compiled, when, and by whom
** The compiler is a provider (provider.h) in a shared object, gdlua-jit.so, that
** is loaded when the first program has taken some milliseconds. A thread of its
** own loads it and compiles; programs go on in the virtual machine until their
** code is there. What goes wrong is remembered, not said: without a compiler,
** programs just stay where they are. Programs that are the same share their code.
**
** The environment: GDLUA_JIT=off (never), sync (at the first run, which waits),
** auto (the default); GDLUA_JIT_PLUGIN: the file, instead of the one next to
** gdlua or gdlua.so, or in PREFIX/lib/gdlua, seen from where they are installed.
**
** A process that ends does not wait for the thread. One that forks waits until it
** is between two programs; the child has a thread of its own when it needs one.
*/
#ifndef GDL_EXEC_COMPILER_H
#define GDL_EXEC_COMPILER_H

#include "exec/provider.h"

typedef enum gdl_compiling {
  GDL_COMPILING_OFF, GDL_COMPILING_AUTO, GDL_COMPILING_SYNC
} gdl_compiling;

/* gdl_compiling_mode - what GDLUA_JIT said when it was asked for first. */
gdl_compiling gdl_compiling_mode (void);

/* gdl_compiling_unknown - what it said, where that is none of these; else NULL. */
const char *gdl_compiling_unknown (void);

/* A loop program that may be compiled. */
typedef struct gdl_compiled {
  gdl_loops loops;
  gdl_native_run *run;       /* NULL: not yet. Read it with gdl_compiled_run */
  gdl_native native;
  int state;
  struct gdl_compiled *next;
  /* known.h */
  size_t uses;
  uint64_t hash;
  double spent;              /* seconds in the virtual machine, about */
  int is_known;
  struct gdl_compiled *chain, *older, *newer;
} gdl_compiled;

static inline gdl_native_run *gdl_compiled_run (const gdl_compiled *c) {
  return __atomic_load_n(&c->run, __ATOMIC_ACQUIRE);
}

/* gdl_compiled_new - with empty 'loops', to be filled. NULL: no memory. */
gdl_compiled *gdl_compiled_new (void);

/* gdl_compiled_share - to be called once 'loops' is complete; it must not change
** afterwards. Answers c, or what takes its place: one with the same loops, c being
** freed. */
gdl_compiled *gdl_compiled_share (gdl_compiled *c);

/* gdl_compiled_free - NULL is allowed. At any time; not while it runs. For each
** gdl_compiled_new once. */
void gdl_compiled_free (gdl_compiled *c);

/* gdl_compiled_spend - some more seconds in the virtual machine; answers how many
** there have been, of all programs with these loops. */
double gdl_compiled_spend (gdl_compiled *c, double seconds);

/* gdl_compiled_ask - asks for it to be compiled, once or more often. In the mode
** SYNC it waits until that is done or has failed. */
void gdl_compiled_ask (gdl_compiled *c);

/* gdl_compiler_wait - waits until nothing is left to be compiled. */
void gdl_compiler_wait (void);

/* gdl_compiler_text - the compiler, as "LLVM 19.1.7", or "none" and why, into
** 'text'. Loads it. */
void gdl_compiler_text (char *text, size_t size);

/* gdl_compiler_known - the same, where it has been loaded or has failed to be; else
** an empty text. Loads nothing. */
void gdl_compiler_known (char *text, size_t size);

/* provider.c: gdl_provider_load - the provider, or NULL: *err says why. Not to be
** called by two threads at one time. */
const gdl_provider *gdl_provider_load (gdl_error *err);

#endif
