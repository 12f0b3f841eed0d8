/*
** rounding.h - how much rounding there is in a value
** Bounds as graphs, made in the graph itself: the sum of |terms| of a sum, and of
** anything else what its operands bring along (the error to first order) and its
** own size. Two ways to work out the same, which differ in the order of sums and
** in how functions round, differ by a small multiple of this times the unit
** roundoff. (Wilkinson 1986; Higham 2002, "Accuracy and Stability of Numerical
** Algorithms", 3.3: running error analysis.) Where an operand changes its
** result without bound (the root of 0), it is infinite or NaN; where a function
** jumps, nothing is said of the jump.
*/
#ifndef GDL_GRAPH_ROUNDING_H
#define GDL_GRAPH_ROUNDING_H

#include "graph/graph.h"

/* gdl_graph_rounding - result[k] is the bound of out[k], of its shape, not below
** 0. Answers the status of the graph (graph.h: sticky). */
gdl_status gdl_graph_rounding (gdl_graph *g, const gdl_node *out, size_t outs,
                               gdl_node *result);

#endif
