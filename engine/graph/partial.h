/*
** partial.h - derivatives of elementwise functions, from ops.def
*/
#ifndef GDL_GRAPH_PARTIAL_H
#define GDL_GRAPH_PARTIAL_H

#include "graph/graph_impl.h"

/* gdl_graph_partial - column dx (k = 0) or dy (k = 1) of the row of node v: a
** node linear in 'd', which has v's shape (or that of the operand, in tangent
** mode); GDL_ZERO_NODE where the derivative is 0. *condition (GDL_NO_NODE
** before): where given, the result counts only where it is not 0. */
gdl_node gdl_graph_partial (gdl_graph *g, gdl_node v, int k, gdl_node d,
                            gdl_node *condition);

#endif
