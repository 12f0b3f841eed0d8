/*
** access.c - reading a graph
*/
#include "graph/graph.h"

#include "graph/graph_impl.h"


const gdl_node_data *gdl_graph_nodes (const gdl_graph *g) {
  return g->nodes.data;
}


gdl_op gdl_graph_op (const gdl_graph *g, gdl_node n) {
  return (gdl_op)NODE(g, n)->op;
}


gdl_shape gdl_graph_shape (const gdl_graph *g, gdl_node n) {
  return SHAPE_OF(g, n);
}


const gdl_node *gdl_graph_operands (const gdl_graph *g, gdl_node n,
                                    size_t *count) {
  const gdl_node_data *d = NODE(g, n);
  int arity = gdl_op_table[d->op].arity;
  if (arity == GDL_NARY) {
    *count = d->b;
    return WORDS(g) + d->a;
  }
  *count = (size_t)arity;
  return d->operand;
}


const double *gdl_graph_numbers (const gdl_graph *g, gdl_node n) {
  return NUMBERS(g) + NODE(g, n)->a;
}


gdl_view gdl_graph_view (const gdl_graph *g, gdl_node n) {
  const gdl_node_data *d = NODE(g, n);
  return VIEW(g, d->op == GDL_OP_param ? d->a
                 : d->op == GDL_OP_update ? d->aux : d->b);
}


uint32_t gdl_graph_slot (const gdl_graph *g, gdl_node n) {
  return NODE(g, n)->a;
}


gdl_axis gdl_graph_axis (const gdl_graph *g, gdl_node n) {
  return (gdl_axis)(NODE(g, n)->flags & FLAG_AXIS);
}


int gdl_graph_transposes (const gdl_graph *g, gdl_node n) {
  return NODE(g, n)->flags & FLAG_TRANSPOSE;
}


int gdl_graph_is_boolean (const gdl_graph *g, gdl_node n) {
  return (NODE(g, n)->flags & FLAG_BOOLEAN) != 0;
}


const uint32_t *gdl_graph_index (const gdl_graph *g, gdl_node n,
                                 size_t *count) {
  const gdl_node_data *d = NODE(g, n);
  *count = d->aux;
  return WORDS(g) + d->b;
}


int gdl_graph_is_number (const gdl_graph *g, gdl_node n, double *value) {
  if (!IS(g, n, constant) || !IS_SCALAR(g, n))
    return 0;
  *value = *gdl_graph_numbers(g, n);
  return 1;
}


size_t gdl_graph_params (const gdl_graph *g) {
  return g->params;
}


gdl_node gdl_graph_stretched (const gdl_graph *g, gdl_node x) {
  const gdl_node_data *d = NODE(g, x);
  return d->op == GDL_OP_broadcast && IS_SCALAR(g, d->a) ? d->a : GDL_NO_NODE;
}
