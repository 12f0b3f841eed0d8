/*
** values.h - the values of a graph that is still being built
** For tracing: each node's value, by the reference evaluator, as soon as the
** node is there.
*/
#ifndef GDL_GRAPH_VALUES_H
#define GDL_GRAPH_VALUES_H

#include "graph/reference.h"

typedef struct gdl_values gdl_values;

/* gdl_values_new - for nodes of 'g', none evaluated yet. NULL: no memory. */
gdl_values *gdl_values_new (const gdl_graph *g);
void gdl_values_free (gdl_values *v);        /* NULL is allowed */

/* gdl_values_clear - forgets all values (the graph was cleared), keeps the
** memory. */
void gdl_values_clear (gdl_values *v);

/* gdl_values_extend - evaluates all nodes that are not evaluated yet. 'b' may
** have grown since the last call. Statuses as gdl_reference_evaluate. */
gdl_status gdl_values_extend (gdl_values *v, const gdl_bindings *b,
                              gdl_error *err);

/* gdl_values_borrow - forgets all values and takes those of 'from', whose nodes
** are the first of this graph. Its arrays are not copied: 'from' must stay as it
** is until gdl_values_clear. GDL_ENOMEM. */
gdl_status gdl_values_borrow (gdl_values *v, const gdl_values *from,
                              gdl_error *err);

/* gdl_values_of - the elements of node n, which is evaluated; stays where it is
** until gdl_values_clear. Numbers take 8 bytes, no more. */
const double *gdl_values_of (const gdl_values *v, gdl_node n);

#endif
