/*
** tape.h - derivatives of something that is traced anew each time
** Define-by-run: the graph of one evaluation is differentiated, worked out and
** forgotten. The work is a small multiple of that of the evaluation, whatever
** the number of parameters; memory is kept from one evaluation to the next.
*/
#ifndef GDL_EXEC_TAPE_H
#define GDL_EXEC_TAPE_H

#include "exec/paths.h"
#include "graph/values.h"

typedef struct gdl_tape gdl_tape;

gdl_tape *gdl_tape_new (void);               /* NULL: no memory */
void gdl_tape_free (gdl_tape *t);            /* NULL is allowed */

/* gdl_tape_run - results as 'want' says (paths.h; NULL: not wanted), of outputs
** of raw graph 'g' at the values it was traced with; 'values' are those of all
** its nodes. 'g' is not changed. b: the leaves (slot 0 where v is wanted).
** GDL_EINVAL where output 0 is not what 'want' needs or a leaf reads what is not
** given; GDL_ENOMEM. Derivatives agree with those of paths up to rounding: what
** meets in a node may be added in another order. */
gdl_status gdl_tape_run (gdl_tape *t, const gdl_graph *g,
                         const gdl_values *values, const gdl_node *out,
                         size_t outs, gdl_want want, size_t params,
                         const gdl_bindings *b, double *const *result,
                         gdl_error *err);

#endif
