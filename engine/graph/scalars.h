/*
** scalars.h - small arrays taken apart into numbers
** In a problem of a few variables the overhead of operations on arrays is more
** than their arithmetic. Here each element becomes a number of its own, with the
** same bits: what the kernels of arrays compute in another way than functions of
** numbers do (exp of a vector) is left alone.
*/
#ifndef GDL_GRAPH_SCALARS_H
#define GDL_GRAPH_SCALARS_H

#include "graph/graph.h"

/* What stands for the leaves: nodes of the graph that is built, numbers. */
typedef struct gdl_scalar_leaves {
  const gdl_node *param;           /* of the parameters, by index */
  size_t params;
  const gdl_node *input;           /* of inputs, by slot */
  size_t inputs;
  const gdl_node *const *data;     /* of data slots: their elements; NULL: it */
  const uint32_t *slot;            /* stays data, in this slot */
  size_t datas;
} gdl_scalar_leaves;

/* A condition under which the numbers are what they should be: node is not 0. */
#define GDL_SCALAR_CONDITIONS 16

typedef struct gdl_scalars {
  gdl_node condition[GDL_SCALAR_CONDITIONS];
  size_t conditions;
} gdl_scalars;

/* gdl_graph_scalars - builds out[0 .. outs-1] of 'from' in 'to', element by
** element: result[] gets the elements of out[0], of out[1], and so on. Conditions
** are added to *c. GDL_EINVAL, with nothing but useless nodes in 'to' (whose error
** is forgiven), where that cannot be done with the same bits, a leaf is missing,
** or more than 'most' elements are needed. GDL_ENOMEM. */
gdl_status gdl_graph_scalars (gdl_graph *to, const gdl_graph *from,
                              const gdl_node *out, size_t outs,
                              const gdl_scalar_leaves *leaves, size_t most,
                              gdl_node *result, gdl_scalars *c, gdl_error *err);

#endif
