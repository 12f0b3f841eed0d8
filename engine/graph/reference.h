/*
** reference.h - the reference evaluator
** A plain walk over the nodes that are needed, in their order, each with
** memory of its own: numbers through scalar functions, arrays through kernels
** (array/kernel.h). Slow, and the definition: anything faster must give its bits.
*/
#ifndef GDL_GRAPH_REFERENCE_H
#define GDL_GRAPH_REFERENCE_H

#include "graph/graph.h"

/* What the leaves read. Borrowed for the call. An array may be NULL where the
** nodes that are needed read nothing of it. */
typedef struct gdl_bindings {
  const double *param;           /* the vector of parameters */
  size_t params;
  const double *input;           /* numbers by slot */
  size_t inputs;
  const double *const *data;     /* data[slot]: elements in rows, one after the
                                    other, as many as the shape of the node */
  size_t datas;
} gdl_bindings;

/* gdl_reference_evaluate - the values of nodes out[0 .. outs-1] into result[0
** .. outs-1], each of the length of its node's shape; a result must not overlap
** what is read. GDL_EINVAL where a leaf reads what 'b' does not have,
** GDL_ENOMEM. Results are complete on GDL_OK only. */
gdl_status gdl_reference_evaluate (const gdl_graph *g, const gdl_node *out,
                                   size_t outs, const gdl_bindings *b,
                                   double *const *result, gdl_error *err);

/* gdl_reference_number - the value of one number. */
gdl_status gdl_reference_number (const gdl_graph *g, gdl_node n,
                                 const gdl_bindings *b, double *value,
                                 gdl_error *err);

#endif
