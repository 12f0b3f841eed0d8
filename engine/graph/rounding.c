/*
** rounding.c - how much rounding there is in a value
*/
#include "graph/rounding.h"

#include <stdlib.h>

#include "graph/partial.h"
#include "graph/rules.h"
#include "graph/tangent.h"
#include "graph/transform.h"

#define ABS(x)  U(abs, x)


/* Bounds are carried as tangents are; GDL_ZERO_NODE: exact. */
static gdl_node elementwise (gdl_forward *f, gdl_node n) {
  gdl_graph *G = f->g;
  gdl_op op = gdl_graph_op(G, n);
  gdl_node sum = ABS(n);
  if (op == GDL_OP_add || op == GDL_OP_sub)     /* may be part of a sum */
    sum = ADD(ABS(NODE(G, n)->a), ABS(NODE(G, n)->b));
  for (int k = 0; k < gdl_op_table[op].arity; k++) {
    gdl_node t = f->tangent[NODE(G, n)->operand[k]], condition = GDL_NO_NODE;
    if (t == GDL_ZERO_NODE)
      continue;
    t = gdl_graph_partial(G, n, k, t, &condition);
    if (t == GDL_ZERO_NODE)
      continue;
    t = ABS(t);
    if (condition != GDL_NO_NODE)
      t = WHERE(condition, t, K(0));
    sum = ADD(sum, t);
  }
  return sum == GDL_NO_NODE ? sum : gdl_graph_broadcast(G, sum, SHAPE_OF(G, n));
}


static gdl_node times (gdl_graph *g, gdl_node n, gdl_node a, gdl_node b) {
  int transposes = gdl_graph_transposes(g, n);
  if (a == GDL_ZERO_NODE || b == GDL_ZERO_NODE)
    return GDL_ZERO_NODE;
  switch (gdl_graph_op(g, n)) {
    case GDL_OP_dot: return gdl_graph_dot(g, a, b);
    case GDL_OP_outer: return gdl_graph_outer(g, a, b);
    case GDL_OP_gemv: return gdl_graph_gemv(g, a, b, transposes);
    default: return gdl_graph_gemm(g, a, b, transposes);
  }
}


static gdl_node product (gdl_forward *f, gdl_node n) {
  gdl_graph *G = f->g;
  gdl_node a = NODE(G, n)->a, b = NODE(G, n)->b;
  gdl_node x = ABS(a), y = ABS(b), sum = times(G, n, x, y);
  sum = gdl_forward_add(G, sum, times(G, n, f->tangent[a], y));
  return gdl_forward_add(G, sum, times(G, n, x, f->tangent[b]));
}


/* The sum of |terms|. */
static gdl_node terms (gdl_forward *f, gdl_node n) {
  gdl_graph *G = f->g;
  size_t count;
  const gdl_node *x = gdl_graph_operands(G, n, &count);
  if (gdl_graph_op(G, n) == GDL_OP_sum)
    return gdl_graph_sum(G, ABS(x[0]), gdl_graph_axis(G, n));
  gdl_node sum = GDL_ZERO_NODE;
  for (size_t k = 0; k < count; k++) {
    gdl_node term = gdl_graph_operands(G, n, &count)[k];
    sum = gdl_forward_add(G, sum, ABS(term));
  }
  return sum;
}


static gdl_node structure (gdl_forward *f, gdl_node n) {
  gdl_graph *G = f->g;
  gdl_node x = NODE(G, n)->a;
  switch (gdl_graph_op(G, n)) {
    case GDL_OP_dot: case GDL_OP_outer: case GDL_OP_gemv: case GDL_OP_gemm:
      return product(f, n);
    case GDL_OP_sum: case GDL_OP_sum_of:
      return gdl_forward_add(G, terms(f, n), gdl_forward_structure(f, n));
    case GDL_OP_maximum: case GDL_OP_minimum:    /* moves no more than any does */
      if (f->tangent[x] == GDL_ZERO_NODE)
        return GDL_ZERO_NODE;
      return gdl_graph_maximum(G, f->tangent[x], gdl_graph_axis(G, n));
    case GDL_OP_norm2: {
      gdl_node t = f->tangent[x];
      return t == GDL_ZERO_NODE ? ABS(n) : ADD(ABS(n), gdl_graph_norm2(G, t));
    }
    case GDL_OP_detach:
      return f->tangent[x];
    case GDL_OP_attach:
      return f->tangent[gdl_graph_operands(G, n, &(size_t){0})[0]];
    default:
      return gdl_forward_structure(f, n);
  }
}


gdl_status gdl_graph_rounding (gdl_graph *g, const gdl_node *out, size_t outs,
                               gdl_node *result) {
  size_t n = g->nodes.count;
  for (size_t k = 0; k < outs; k++)
    result[k] = GDL_NO_NODE;
  if (gdl_graph_status(g) != GDL_OK || !gdl_graph_check(g, out, outs))
    return gdl_graph_status(g);
  gdl_forward f = {g, malloc((n + 1) * sizeof(gdl_node))};
  uint8_t *needed = malloc(n + 1);
  if (f.tangent == NULL || needed == NULL)
    gdl_graph_no_memory(g);
  else {
    gdl_graph_mark(g, out, outs, needed);
    for (size_t k = 0; k < n; k++)
      f.tangent[k] = GDL_ZERO_NODE;
    gdl_forward_walk(&f, n, needed, elementwise, structure);
    for (size_t k = 0; k < outs && gdl_graph_status(g) == GDL_OK; k++)
      result[k] = gdl_forward_filled(&f, out[k]);
  }
  free(f.tangent);
  free(needed);
  return gdl_graph_status(g);
}
