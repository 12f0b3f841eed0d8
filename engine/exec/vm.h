/*
** vm.h - the virtual machine: loop programs run as they are
** Instructions on numbers are threaded (each jumps to the next); bodies of
** loops go through the kernels of array/kernel.h, a block at a time.
*/
#ifndef GDL_EXEC_VM_H
#define GDL_EXEC_VM_H

#include "exec/loop.h"
#include "exec/provider.h"
#include "graph/reference.h"

typedef struct gdl_vm gdl_vm;

/* gdl_vm_new - for 'p', which must outlive it. NULL: no memory. */
gdl_vm *gdl_vm_new (const gdl_loops *p);
void gdl_vm_free (gdl_vm *vm);               /* NULL is allowed */

/* gdl_vm_run - as gdl_program_run. */
size_t gdl_vm_run (gdl_vm *vm, const gdl_bindings *b, double *const *result);

/* gdl_vm_frame - its memory, for code that is run in its place. */
gdl_frame gdl_vm_frame (gdl_vm *vm);

size_t gdl_vm_bytes (const gdl_vm *vm);

#endif
