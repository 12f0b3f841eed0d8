/*
** tangent.c - tangent mode: the walk from what varies to the outputs
*/
#include "graph/tangent.h"

#include <stdlib.h>

#include "graph/adjoint.h"
#include "graph/partial.h"
#include "graph/rules.h"


gdl_node gdl_forward_add (gdl_graph *G, gdl_node a, gdl_node b) {
  if (a == GDL_ZERO_NODE)
    return b;
  return b == GDL_ZERO_NODE ? a : ADD(a, b);
}


gdl_node gdl_forward_filled (gdl_forward *f, gdl_node x) {
  if (f->tangent[x] != GDL_ZERO_NODE)
    return f->tangent[x];
  return gdl_graph_full(f->g, SHAPE_OF(f->g, x), 0);
}


static gdl_node chain_rule (gdl_forward *f, gdl_node n) {
  gdl_graph *G = f->g;
  gdl_node sum = GDL_ZERO_NODE;
  int arity = gdl_op_table[NODE(G, n)->op].arity;
  for (int k = 0; k < arity; k++) {
    gdl_node t = f->tangent[NODE(G, n)->operand[k]], condition = GDL_NO_NODE;
    if (t == GDL_ZERO_NODE)
      continue;
    t = gdl_graph_partial(G, n, k, t, &condition);
    if (t != GDL_ZERO_NODE && condition != GDL_NO_NODE)
      t = WHERE(condition, t, K(0));
    sum = gdl_forward_add(G, sum, t);
  }
  if (sum == GDL_ZERO_NODE || sum == GDL_NO_NODE)
    return sum;
  return gdl_graph_broadcast(G, sum, SHAPE_OF(G, n));
}


void gdl_forward_walk (gdl_forward *f, size_t count, const uint8_t *needed,
                       gdl_forward_rule *elementwise, gdl_forward_rule *structure) {
  for (size_t n = 0; n < count; n++) {
    if (!needed[n] || gdl_graph_status(f->g) != GDL_OK)
      continue;
    switch (gdl_op_table[NODE(f->g, n)->op].kind) {
      case GDL_KIND_LEAF:
        break;
      case GDL_KIND_UNARY:
      case GDL_KIND_BINARY:
        f->tangent[n] = elementwise(f, (gdl_node)n);
        break;
      default:
        f->tangent[n] = structure(f, (gdl_node)n);
    }
  }
}


/* Takes the tangents that are given, which need no working out; false after
** failing. */
static int begin (gdl_forward *f, const gdl_node *wrt, const gdl_node *tangent,
                  size_t count, uint8_t *active) {
  gdl_graph *g = f->g;
  for (size_t k = 0; k < count; k++) {
    if (NODE(g, wrt[k])->shape != NODE(g, tangent[k])->shape) {
      gdl_graph_fail(g, GDL_ESHAPE, "tangent %zu has not the shape of its node",
                     k + 1);
      return 0;
    }
    f->tangent[wrt[k]] = tangent[k];
    active[wrt[k]] = 0;
  }
  return 1;
}


gdl_status gdl_graph_tangent (gdl_graph *g, const gdl_node *out, size_t outs,
                              const gdl_node *wrt, const gdl_node *tangent,
                              size_t count, gdl_node *result) {
  size_t n = g->nodes.count;
  for (size_t k = 0; k < outs; k++)
    result[k] = GDL_NO_NODE;
  if (gdl_graph_status(g) != GDL_OK || !gdl_graph_check(g, out, outs) ||
      !gdl_graph_check(g, wrt, count) || !gdl_graph_check(g, tangent, count))
    return gdl_graph_status(g);
  gdl_forward f = {g, malloc((n + 1) * sizeof(gdl_node))};
  uint8_t *active = malloc(n + 1);
  if (f.tangent == NULL || active == NULL)
    gdl_graph_no_memory(g);
  else if (gdl_graph_active(g, out, outs, wrt, count, active)) {
    for (size_t k = 0; k < n; k++)
      f.tangent[k] = GDL_ZERO_NODE;
    if (begin(&f, wrt, tangent, count, active))
      gdl_forward_walk(&f, n, active, chain_rule, gdl_forward_structure);
    if (gdl_graph_status(g) == GDL_OK)
      for (size_t k = 0; k < outs; k++)
        result[k] = f.tangent[out[k]];
  }
  free(f.tangent);
  free(active);
  return gdl_graph_status(g);
}
