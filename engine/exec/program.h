/*
** program.h - graphs made ready to run
** A program works out some nodes of a graph, again and again, for other leaves
** each time. Lowering plans everything once: elementwise work is fused into
** loops over blocks, values are put into memory only where a reduction, a
** product or an overlapping part needs them there, all of it in one arena that
** is laid out beforehand. Running allocates nothing.
**
** Same bits: a program gives what the reference evaluator gives
** (graph/reference.h), whatever instruction set the machine has.
*/
#ifndef GDL_EXEC_PROGRAM_H
#define GDL_EXEC_PROGRAM_H

#include "graph/graph.h"
#include "graph/print.h"
#include "graph/reference.h"

typedef struct gdl_program gdl_program;

/* What must hold for a program to mean anything: number 'node' is not 0
** (expected 1) or is 0 (expected 0). */
typedef struct gdl_check {
  gdl_node node;
  int expected;
} gdl_check;

/* gdl_program_new - a program for out[0 .. outs-1] of 'g', which is not needed
** afterwards. Checks are looked at in their order, each before the work that
** only what comes after it needs. GDL_ENOMEM; GDL_EINVAL for nodes that are
** none or checks that are no numbers. Free with gdl_program_free. */
gdl_status gdl_program_new (const gdl_graph *g, const gdl_node *out,
                            size_t outs, const gdl_check *check, size_t checks,
                            gdl_program **p, gdl_error *err);

/* gdl_program_new_over - the same, of which result[over] may be b->param itself
** wherever gdl_program_is_in_place says so afterwards: no parameter is read when it
** has been written, none is written before the last check has held. (x - step * g
** put where x is takes half of the time it takes elsewhere, if x is long.) */
gdl_status gdl_program_new_over (const gdl_graph *g, const gdl_node *out,
                                 size_t outs, const gdl_check *check, size_t checks,
                                 size_t over, gdl_program **p, gdl_error *err);
int gdl_program_is_in_place (const gdl_program *p);

void gdl_program_free (gdl_program *p);      /* NULL is allowed */

/* gdl_program_run - runs it. b: at least what gdl_program_needs says, not
** looked at beyond. result[k] gets the value of out[k] (the length of its
** shape) and must not overlap what is read or another result; NULL: not
** wanted. Answers how many checks held before the first that did not: all of
** them, or the results mean nothing. One run at a time. */
size_t gdl_program_run (gdl_program *p, const gdl_bindings *b,
                        double *const *result);

/* gdl_program_is_compiled - is it machine code that runs? (compiler.h says when.
** It makes no difference to results.) */
int gdl_program_is_compiled (const gdl_program *p);

/* What the leaves of a program read: 1 + the largest index of each kind. */
typedef struct gdl_program_needs {
  size_t params, inputs, datas;
} gdl_program_needs;

gdl_program_needs gdl_program_needs_of (const gdl_program *p);
size_t gdl_program_bytes (const gdl_program *p);     /* memory held */

/* gdl_program_print - appends what it does, an instruction a line. */
gdl_status gdl_program_print (const gdl_program *p, gdl_text *t);

#endif
