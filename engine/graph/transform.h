/*
** transform.h - graphs made from graphs
** Derivatives are nodes of the same graph, so they can be differentiated
** again, in either mode. Work and new nodes grow with the number of nodes the
** outputs need; nothing recurses.
**
** What derivatives are. Each row of ops.def says its own. At kinks: ties of
** max, min, maximum and minimum share equally; abs'(0) = relu'(0) = 0; sign,
** floor, ceil, trunc, // and comparisons have derivative 0; hypot, atan2 and
** norm2 have 0 at the origin; sqrt'(0) = inf. The side that a select, max, min
** or relu did not take never contributes, whatever its value or derivative:
** an adjoint below it is kept together with the condition under which it
** counts and put into a select with 0 where it leaves the side, so no 0*inf
** arises. (Through a product of matrices: rows and columns no select took are
** put to 0 first.)
**
** Functions answer the status of the graph (graph.h: sticky); on an error
** results are GDL_NO_NODE. Results have the shape of what they belong to, a
** constant 0 where nothing depends.
*/
#ifndef GDL_GRAPH_TRANSFORM_H
#define GDL_GRAPH_TRANSFORM_H

#include "graph/graph.h"

/* gdl_graph_vjp - reverse mode: result[k] = sum over i of
** (d out[i] / d wrt[k])' cotangent[i]. A cotangent has the shape of its output,
** GDL_NO_NODE is all ones. wrt: any nodes, held independent of one another
** (paths end at a node in wrt). The outputs may be anything, a node in wrt
** included. (Griewank and Walther 2008, "Evaluating Derivatives", 3.2.) */
gdl_status gdl_graph_vjp (gdl_graph *g, const gdl_node *out,
                          const gdl_node *cotangent, size_t outs,
                          const gdl_node *wrt, size_t count, gdl_node *result);

/* gdl_graph_jvp - tangent mode: result[i] = sum over k of
** (d out[i] / d wrt[k]) tangent[k]; a tangent has the shape of its node. */
gdl_status gdl_graph_jvp (gdl_graph *g, const gdl_node *out, size_t outs,
                          const gdl_node *wrt, const gdl_node *tangent,
                          size_t count, gdl_node *result);

/*
** With respect to the vector of n parameters, whatever parts of it the outputs
** read: GDL_EINVAL where they read beyond n.
*/
/* gdl_graph_gradient - of number 'cost', as a vector of n. */
gdl_node gdl_graph_gradient (gdl_graph *g, gdl_node cost, size_t n);

/* gdl_graph_param_vjp - (d out / d parameters)' cotangent, a vector of n. */
gdl_node gdl_graph_param_vjp (gdl_graph *g, gdl_node out, gdl_node cotangent,
                              size_t n);

/* gdl_graph_param_jvp - result[i] = (d out[i] / d parameters) direction, where
** 'direction' is a vector of n. */
gdl_status gdl_graph_param_jvp (gdl_graph *g, const gdl_node *out, size_t outs,
                                gdl_node direction, size_t n, gdl_node *result);

/* gdl_graph_hvp - the Hessian of number 'cost' times 'direction' (vector of n):
** the tangent of the gradient. */
gdl_node gdl_graph_hvp (gdl_graph *g, gdl_node cost, gdl_node direction,
                        size_t n);

/*
** What is needed
*/
/* gdl_graph_mark - needed[k] = 1 for the nodes that the outputs need, else 0;
** gdl_graph_count(g) bytes. Answers how many are needed. */
size_t gdl_graph_mark (const gdl_graph *g, const gdl_node *out, size_t outs,
                       uint8_t *needed);

typedef struct gdl_graph_statistics {
  size_t nodes;                  /* needed by the outputs */
  size_t leaves;                 /* of them: constants, parameters, data */
  size_t elements;               /* values of all that are not leaves */
  size_t by_op[GDL_OP_COUNT];
} gdl_graph_statistics;

/* gdl_graph_statistics_of - over the nodes that the outputs need. GDL_ENOMEM
** where there is no room to mark them. */
gdl_status gdl_graph_statistics_of (const gdl_graph *g, const gdl_node *out,
                                    size_t outs, gdl_graph_statistics *s);

/* gdl_graph_rebuild - builds what the outputs need of 'from' anew in 'to'
** (which may be 'from'): drops dead nodes, turns raw into consed, and
** substitutes. map: gdl_graph_count(from) nodes of 'to'; those that are not
** GDL_NO_NODE stand for their node (of equal shape), the others are filled in.
** NULL: no substitution wanted. result: outs nodes of 'to'. */
gdl_status gdl_graph_rebuild (gdl_graph *to, const gdl_graph *from,
                              const gdl_node *out, size_t outs, gdl_node *map,
                              gdl_node *result);

/* gdl_graph_copy - makes 'to' what 'from' is, all nodes under the same numbers
** and its kind included; what was in 'to' is forgotten, its memory kept. After
** GDL_ENOMEM 'to' is empty. */
gdl_status gdl_graph_copy (gdl_graph *to, const gdl_graph *from);

#endif
