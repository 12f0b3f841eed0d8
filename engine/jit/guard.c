/*
** guard.c - when memory runs out in LLVM
** LLVM is C++ without exceptions: it ends the process when memory runs out or
** something is wrong with it. Its three ways out are taken over here; the work is left
** as it stands, by a long jump that no destructor sees, and what it held is
** lost. So this happens once, and LLVM is never called again.
*/
#include "jit/jit.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>

#include <llvm-c/ErrorHandling.h>

/* What C++ has no C name for: std::set_new_handler, and LLVM's
** install_bad_alloc_error_handler. */
void (*gdl_set_new_handler (void (*handler) (void))) (void)
    __asm__("_ZSt15set_new_handlerPFvvE");
void gdl_set_alloc_handler (void (*handler) (void *, const char *, int), void *data)
    __asm__("_ZN4llvm31install_bad_alloc_error_handlerEPFvPvPKcbES0_");

/* Bytes without which nothing is begun. */
#define LEAST  ((size_t)4 << 20)

static __thread jmp_buf *way_out;
static pthread_once_t installing = PTHREAD_ONCE_INIT;


static void leave (void) {
  if (way_out == NULL)
    abort();
  longjmp(*way_out, 1);
}


static void leave_failed (const char *text) {
  (void)text;
  leave();
}


static void leave_empty (void *data, const char *text, int crash) {
  (void)data;
  (void)text;
  (void)crash;
  leave();
}


static void install (void) {
  gdl_set_new_handler(leave);
  gdl_set_alloc_handler(leave_empty, NULL);
  LLVMInstallFatalErrorHandler(leave_failed);
}


/* Does the work if there is memory to begin with. */
static __attribute__((noinline)) int guarded (void (*work) (void *data), void *data) {
  jmp_buf here;
  pthread_once(&installing, install);
  way_out = &here;
  int failed = setjmp(here);
  if (!failed)
    work(data);
  way_out = NULL;
  return !failed;
}


/* The first look at 'way_out' in a thread makes room for all variables of its kind
** that the plugin has, and the C library ends the process where there is none. */
int gdl_jit_guard (void (*work) (void *data), void *data) {
  void *some = malloc(LEAST);
  if (some == NULL)
    return 0;
  free(some);
  return guarded(work, data);
}
