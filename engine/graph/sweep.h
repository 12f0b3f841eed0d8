/*
** sweep.h - reverse mode on numbers that are known
** For what is traced anew at each evaluation: no nodes are made, the derivative
** is worked out as the sweep goes.
*/
#ifndef GDL_GRAPH_SWEEP_H
#define GDL_GRAPH_SWEEP_H

#include "graph/values.h"

/* gdl_graph_sweep - reverse mode where all values are known and what depends on
** the parameters consists of numbers: gradient = seed (d out / d parameters)',
** params doubles. False, and the gradient means nothing, where something that
** 'out' needs and that depends on parameters is no number (nor a part of them),
** or more parameters are read. A tie, a kink, a side that was not taken: as
** transform.h says. What meets in a node is added as it comes. adjoint, state:
** scratch, an element for each node. */
int gdl_graph_sweep (const gdl_graph *g, const gdl_values *v, gdl_node out,
                     double seed, double *adjoint, uint8_t *state,
                     double *gradient, size_t params);

#endif
