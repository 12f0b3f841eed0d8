/*
** adjoint.h - reverse mode from the inside
**
** An adjoint is a value together with the condition under which it counts: a
** node of 0s and 1s, a number or of the shape of the value, or GDL_NO_NODE:
** always. Where the condition is 0 the adjoint is 0, whatever the value is
** there, so that it may go through any number of derivatives that are infinite
** or NaN on the side that was not taken. It is settled (put into a select with
** 0) where values of several lanes meet, or where the walk ends.
**
** A condition is firm when it comes from a select, or from taking parts of an
** array: what was not taken may be anything. One from max, min or relu is not: what was not taken was looked at
** to decide, and can at worst be infinite. Through products of matrices and
** into parts only firm conditions are carried on, as that costs passes over
** the data.
*/
#ifndef GDL_GRAPH_ADJOINT_H
#define GDL_GRAPH_ADJOINT_H

#include "graph/graph_impl.h"

typedef struct gdl_adjoint {
  gdl_node value, condition;
  int firm;
  int settled;             /* the value is 0 where the condition is */
} gdl_adjoint;

/* What a node has been sent. */
typedef struct gdl_arrival {
  gdl_adjoint adjoint;
  gdl_node part;           /* the slice or gather that it is the adjoint of, or
                              GDL_NO_NODE: it is of the shape of the node */
  uint32_t next;           /* index + 1 of the one that came after; 0: last */
} gdl_arrival;

/* A walk from the outputs to the leaves. */
typedef struct gdl_reverse {
  gdl_graph *g;
  size_t count;            /* nodes when it began */
  uint8_t *active;         /* does the node depend on one that is wanted */
  uint32_t *first, *last;  /* index + 1 of arrivals of each node, or 0 */
  gdl_pool arrivals;
} gdl_reverse;

/* gdl_reverse_send - adds to what node 'to' has been sent; ignored where
** nothing that is wanted lies below it. gdl_reverse_send_part - the adjoint of
** 'part', a slice or gather of 'to'. Elements that are in no part contribute
** nothing: that is a (firm) condition, too. */
void gdl_reverse_send (gdl_reverse *r, gdl_node to, gdl_adjoint a);
void gdl_reverse_send_part (gdl_reverse *r, gdl_node to, gdl_node part,
                            gdl_adjoint a);

/* gdl_reverse_collect - all that node n has been sent, as one adjoint. */
gdl_adjoint gdl_reverse_collect (gdl_reverse *r, gdl_node n);

/* gdl_reverse_send_shrunk - the same where node 'to' has been stretched to the
** shape that the adjoint has. */
void gdl_reverse_send_shrunk (gdl_reverse *r, gdl_node to, gdl_adjoint a);

/* gdl_reverse_structure - sends the adjoint 'a' of node 'n', which is a
** reduction, structure or a product, on to its operands. */
void gdl_reverse_structure (gdl_reverse *r, gdl_node n, gdl_adjoint a);
void gdl_reverse_product (gdl_reverse *r, gdl_node n, gdl_adjoint a);

/* gdl_adjoint_settled - the value, 0 where the condition is. */
gdl_node gdl_adjoint_settled (gdl_graph *g, gdl_adjoint a);

/* gdl_adjoint_of - 'value' under the condition of 'a'. */
gdl_adjoint gdl_adjoint_of (gdl_node value, gdl_adjoint a);

/* gdl_adjoint_always - 'value' without a condition. */
gdl_adjoint gdl_adjoint_always (gdl_node value);

/* gdl_adjoint_only - 'a' where 'condition' (of 0s and 1s) holds as well. */
gdl_adjoint gdl_adjoint_only (gdl_graph *g, gdl_adjoint a, gdl_node condition,
                              int firm);

/* gdl_graph_boolean - c ~= 0 as 0 or 1. */
gdl_node gdl_graph_boolean (gdl_graph *g, gdl_node c);

/* gdl_graph_shrink - sums x over what broadcasting to its shape stretches:
** the transpose of a broadcast from shape 's'. gdl_graph_shrink_any - 1 where
** any of those elements of a condition is 1. */
gdl_node gdl_graph_shrink (gdl_graph *g, gdl_node x, gdl_shape s);
gdl_node gdl_graph_shrink_any (gdl_graph *g, gdl_node x, gdl_shape s);

/* A number or a vector that is to be put into an array. */
typedef struct gdl_piece {
  size_t element;          /* where it begins */
  gdl_node value;
  uint32_t order;          /* that it came in */
} gdl_piece;

/* gdl_graph_assemble - an array of shape 's' with the pieces in their places,
** added where they overlap, 0 elsewhere. Sorts the pieces. count > 0. */
gdl_node gdl_graph_assemble (gdl_graph *g, gdl_piece *piece, size_t count,
                             gdl_shape s);

/* gdl_graph_total - x[0] + x[1] + ..., many of them as one sum_of. */
gdl_node gdl_graph_total (gdl_graph *g, const gdl_node *x, size_t count);

/* gdl_graph_reverse - gdl_graph_vjp, with GDL_ZERO_NODE as the result where
** nothing depends. */
gdl_status gdl_graph_reverse (gdl_graph *g, const gdl_node *out,
                              const gdl_node *cotangent, size_t outs,
                              const gdl_node *wrt, size_t count,
                              gdl_node *result);

/* gdl_graph_tangent - gdl_graph_jvp likewise. */
gdl_status gdl_graph_tangent (gdl_graph *g, const gdl_node *out, size_t outs,
                              const gdl_node *wrt, const gdl_node *tangent,
                              size_t count, gdl_node *result);

/* gdl_graph_active - active[n] = 1 for the nodes that 'out' need and that
** depend on one of 'wrt', which are taken as independent; else 0. False where
** memory runs out. */
int gdl_graph_active (gdl_graph *g, const gdl_node *out, size_t outs,
                      const gdl_node *wrt, size_t count, uint8_t *active);

#endif
