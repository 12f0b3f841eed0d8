/*
** want.h - what is wanted of outputs, as nodes
*/
#ifndef GDL_EXEC_WANT_H
#define GDL_EXEC_WANT_H

#include "exec/paths.h"

/* gdl_want_count - how many results there are of 'outs' outputs. */
size_t gdl_want_count (gdl_want want, size_t outs);

/* gdl_want_check - GDL_EINVAL where outputs are no nodes of 'g', or output 0 is
** not what 'want' needs. */
gdl_status gdl_want_check (const gdl_graph *g, gdl_want want,
                           const gdl_node *out, size_t outs, gdl_error *err);

/* gdl_want_nodes - checks them, and adds the results to 'g' as nodes; result:
** room for gdl_want_count. GDL_EINVAL also where more than 'params' parameters
** are read; GDL_ENOMEM. The graph is left without an error. */
gdl_status gdl_want_nodes (gdl_graph *g, gdl_want want, const gdl_node *out,
                           size_t outs, size_t params, gdl_node *result,
                           gdl_error *err);

#endif
