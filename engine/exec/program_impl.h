/*
** program_impl.h - programs, for what runs them in ways of its own
*/
#ifndef GDL_EXEC_PROGRAM_IMPL_H
#define GDL_EXEC_PROGRAM_IMPL_H

#include "exec/program.h"
#include "exec/provider.h"

/* What a program that is run on its own results has besides (iterate.h). */
typedef struct gdl_carried {
  size_t count;              /* 0: it is not */
  const uint32_t *column;
  size_t width;
  size_t over;               /* gdl_program_new_over; SIZE_MAX: not that */
} gdl_carried;

/* gdl_program_new_carried - as gdl_program_new. */
gdl_status gdl_program_new_carried (const gdl_graph *g, const gdl_node *out,
                                    size_t outs, const gdl_check *check,
                                    size_t checks, const gdl_carried *carried,
                                    gdl_program **p, gdl_error *err);

const gdl_loops *gdl_program_loops (const gdl_program *p);

/* gdl_program_repeat - machine code for many turns; NULL: not yet, or there is
** none. To be called with the frame. */
gdl_native_repeat *gdl_program_repeat (const gdl_program *p,
                                       const gdl_frame **frame);

#endif
