/*
** tangent.h - tangent mode from the inside
*/
#ifndef GDL_GRAPH_TANGENT_H
#define GDL_GRAPH_TANGENT_H

#include "graph/graph_impl.h"

/* A walk from the leaves to the outputs: the tangents found so far, of the
** shapes of their nodes, GDL_ZERO_NODE for 0. */
typedef struct gdl_forward {
  gdl_graph *g;
  gdl_node *tangent;
} gdl_forward;

/* The tangent of a node from those of its operands. */
typedef gdl_node gdl_forward_rule (gdl_forward *f, gdl_node n);

/* gdl_forward_walk - finds those of the first 'count' nodes, as far as they are
** needed and no leaves, one after the other; stops where the graph fails. */
void gdl_forward_walk (gdl_forward *f, size_t count, const uint8_t *needed,
                       gdl_forward_rule *elementwise, gdl_forward_rule *structure);

/* gdl_forward_structure - the tangent of node n, which is a reduction,
** structure or a product, from those of its operands; GDL_ZERO_NODE where all
** of them are 0. gdl_forward_list - the same for operations on lists. */
gdl_node gdl_forward_structure (gdl_forward *f, gdl_node n);
gdl_node gdl_forward_list (gdl_forward *f, gdl_node n);

/* gdl_forward_add - a + b, either of which may be GDL_ZERO_NODE. */
gdl_node gdl_forward_add (gdl_graph *g, gdl_node a, gdl_node b);

/* gdl_forward_filled - a tangent of node x, 0 as a node. */
gdl_node gdl_forward_filled (gdl_forward *f, gdl_node x);

#endif
