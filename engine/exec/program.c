/*
** program.c - graphs made ready to run: the loop program, and what runs it
*/
#include "exec/program.h"

#include <stdlib.h>

#include "exec/loop.h"
#include "exec/vm.h"

struct gdl_program {
  gdl_loops loops;
  gdl_vm *vm;
};


static gdl_status make (gdl_program *p, const gdl_graph *g, const gdl_node *out,
                        size_t outs, const gdl_check *check, size_t checks,
                        gdl_error *err) {
  gdl_status status = gdl_loops_lower(&p->loops, g, out, outs, check, checks, err);
  if (status != GDL_OK)
    return status;
  p->vm = gdl_vm_new(&p->loops);
  if (p->vm == NULL)
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory for a program");
  return GDL_OK;
}


gdl_status gdl_program_new (const gdl_graph *g, const gdl_node *out,
                            size_t outs, const gdl_check *check, size_t checks,
                            gdl_program **p, gdl_error *err) {
  gdl_program *q = calloc(1, sizeof(*q));
  *p = NULL;
  if (q == NULL)
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory for a program");
  gdl_status status = make(q, g, out, outs, check, checks, err);
  if (status == GDL_OK)
    *p = q;
  else
    gdl_program_free(q);
  return status;
}


void gdl_program_free (gdl_program *p) {
  if (p == NULL)
    return;
  gdl_vm_free(p->vm);
  gdl_loops_clear(&p->loops);
  free(p);
}


size_t gdl_program_run (gdl_program *p, const gdl_bindings *b,
                        double *const *result) {
  return gdl_vm_run(p->vm, b, result);
}


gdl_program_needs gdl_program_needs_of (const gdl_program *p) {
  return (gdl_program_needs){p->loops.params, p->loops.inputs, p->loops.datas};
}


size_t gdl_program_bytes (const gdl_program *p) {
  return sizeof(*p) + gdl_loops_bytes(&p->loops) + gdl_vm_bytes(p->vm);
}


gdl_status gdl_program_print (const gdl_program *p, gdl_text *t) {
  return gdl_loops_print(&p->loops, t);
}
