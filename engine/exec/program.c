/*
** program.c - graphs made ready to run: the loop program, and what runs it
** The virtual machine does, until so much time has gone into it that compiling
** pays (compiler.h). Both work on the same memory.
*/
#include "exec/program_impl.h"

#include <stdlib.h>

#include "base/clock.h"
#include "exec/compiler.h"
#include "exec/vm.h"

/* Seconds in the virtual machine after which a program is compiled; and how often
** the clock is looked at, for that. */
#define WORTH_IT  5e-3
#define LOOK      0.25e-3

struct gdl_program {
  gdl_compiled *code;
  gdl_vm *vm;
  gdl_frame frame;
  int in_place;
  unsigned every, left;    /* runs from one that is timed to the next, and from now */
};


static gdl_status make (gdl_program *p, const gdl_graph *g, const gdl_node *out,
                        size_t outs, const gdl_check *check, size_t checks,
                        const gdl_carried *carried, gdl_error *err) {
  p->code = gdl_compiled_new();
  if (p->code == NULL)
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory for a program");
  gdl_loops *loops = &p->code->loops;
  gdl_status status = gdl_loops_lower_over(loops, g, out, outs, check, checks,
                                           carried->over, &p->in_place, err);
  if (status != GDL_OK)
    return status;
  if (!gdl_loops_carry(loops, carried->count, carried->column, carried->width))
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory for a program");
  p->code = gdl_compiled_share(p->code);
  p->vm = gdl_vm_new(&p->code->loops);
  if (p->vm == NULL)
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory for a program");
  p->frame = gdl_vm_frame(p->vm);
  return GDL_OK;
}


gdl_status gdl_program_new_carried (const gdl_graph *g, const gdl_node *out,
                                    size_t outs, const gdl_check *check,
                                    size_t checks, const gdl_carried *carried,
                                    gdl_program **p, gdl_error *err) {
  gdl_program *q = calloc(1, sizeof(*q));
  *p = NULL;
  if (q == NULL)
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory for a program");
  gdl_status status = make(q, g, out, outs, check, checks, carried, err);
  if (status == GDL_OK)
    *p = q;
  else
    gdl_program_free(q);
  return status;
}


gdl_status gdl_program_new (const gdl_graph *g, const gdl_node *out,
                            size_t outs, const gdl_check *check, size_t checks,
                            gdl_program **p, gdl_error *err) {
  return gdl_program_new_over(g, out, outs, check, checks, SIZE_MAX, p, err);
}


gdl_status gdl_program_new_over (const gdl_graph *g, const gdl_node *out,
                                 size_t outs, const gdl_check *check, size_t checks,
                                 size_t over, gdl_program **p, gdl_error *err) {
  const gdl_carried how = {0, NULL, 0, over};
  return gdl_program_new_carried(g, out, outs, check, checks, &how, p, err);
}


int gdl_program_is_in_place (const gdl_program *p) {
  return p->in_place;
}


void gdl_program_free (gdl_program *p) {
  if (p == NULL)
    return;
  gdl_vm_free(p->vm);
  gdl_compiled_free(p->code);
  free(p);
}


/* A run whose time is taken, for all since the last one. */
static __attribute__((noinline)) size_t
timed_run (gdl_program *p, const gdl_bindings *b, double *const *result) {
  double began = gdl_clock_now();
  size_t answer = gdl_vm_run(p->vm, b, result);
  double took = gdl_clock_now() - began, every = LOOK / (took + 1e-9);
  double spent = gdl_compiled_spend(p->code, took * (p->every + 1));
  p->every = p->left = every < 1e5 ? (unsigned)every : 100000;
  if (spent > WORTH_IT)
    gdl_compiled_ask(p->code);
  return answer;
}


static size_t run_slowly (gdl_program *p, const gdl_bindings *b,
                          double *const *result) {
  if (p->left > 0) {
    p->left--;
    return gdl_vm_run(p->vm, b, result);
  }
  if (gdl_compiling_mode() == GDL_COMPILING_SYNC) {
    gdl_compiled_ask(p->code);
    gdl_native_run *run = gdl_compiled_run(p->code);
    if (run != NULL)
      return run(&p->frame, b, result);
  }
  return timed_run(p, b, result);
}


size_t gdl_program_run (gdl_program *p, const gdl_bindings *b,
                        double *const *result) {
  gdl_native_run *run = gdl_compiled_run(p->code);
  if (run != NULL)
    return run(&p->frame, b, result);
  return run_slowly(p, b, result);
}


int gdl_program_is_compiled (const gdl_program *p) {
  return gdl_compiled_run(p->code) != NULL;
}


gdl_native_repeat *gdl_program_repeat (const gdl_program *p,
                                       const gdl_frame **frame) {
  *frame = &p->frame;
  return gdl_program_is_compiled(p) ? p->code->native.repeat : NULL;
}


const gdl_loops *gdl_program_loops (const gdl_program *p) {
  return &p->code->loops;
}


gdl_program_needs gdl_program_needs_of (const gdl_program *p) {
  const gdl_loops *l = &p->code->loops;
  return (gdl_program_needs){l->params, l->inputs, l->datas};
}


size_t gdl_program_bytes (const gdl_program *p) {
  size_t native = gdl_program_is_compiled(p) ? p->code->native.bytes : 0;
  return sizeof(*p) + sizeof(*p->code) + gdl_loops_bytes(&p->code->loops) +
         gdl_vm_bytes(p->vm) + native;
}


gdl_status gdl_program_print (const gdl_program *p, gdl_text *t) {
  return gdl_loops_print(&p->code->loops, t);
}
