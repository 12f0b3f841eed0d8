/*
** params.c - derivatives with respect to the vector of parameters, and the
** public face of both modes
*/
#include <stdlib.h>

#include "graph/adjoint.h"
#include "graph/rules.h"
#include "graph/transform.h"


/* Zeros in the place of GDL_ZERO_NODE, of the shapes of 'like'. */
static gdl_status fill_zeros (gdl_graph *g, const gdl_node *like, size_t count,
                              gdl_node *result) {
  for (size_t k = 0; k < count && gdl_graph_status(g) == GDL_OK; k++)
    if (result[k] == GDL_ZERO_NODE)
      result[k] = gdl_graph_full(g, SHAPE_OF(g, like[k]), 0);
  if (gdl_graph_status(g) != GDL_OK)
    for (size_t k = 0; k < count; k++)
      result[k] = GDL_NO_NODE;
  return gdl_graph_status(g);
}


gdl_status gdl_graph_vjp (gdl_graph *g, const gdl_node *out,
                          const gdl_node *cotangent, size_t outs,
                          const gdl_node *wrt, size_t count, gdl_node *result) {
  gdl_graph_reverse(g, out, cotangent, outs, wrt, count, result);
  return fill_zeros(g, wrt, count, result);
}


gdl_status gdl_graph_jvp (gdl_graph *g, const gdl_node *out, size_t outs,
                          const gdl_node *wrt, const gdl_node *tangent,
                          size_t count, gdl_node *result) {
  gdl_graph_tangent(g, out, outs, wrt, tangent, count, result);
  return fill_zeros(g, out, outs, result);
}


/*
** The leaves that read parameters
*/
typedef struct leaves {
  gdl_node *node;
  gdl_node *derivative;     /* adjoint or tangent of each */
  size_t count;
} leaves;


static void free_leaves (leaves *l) {
  free(l->node);
  free(l->derivative);
}


/* The leaves that the outputs need; false after failing. */
static int find_leaves (gdl_graph *g, const gdl_node *out, size_t outs, size_t n,
                        leaves *l) {
  size_t nodes = g->nodes.count;
  *l = (leaves){NULL, NULL, 0};
  if (gdl_graph_status(g) != GDL_OK || !gdl_graph_check(g, out, outs))
    return 0;
  uint8_t *needed = malloc(nodes + 1);
  if (needed != NULL) {
    gdl_graph_mark(g, out, outs, needed);
    for (size_t k = 0; k < nodes; k++)
      l->count += needed[k] && IS(g, k, param);
    l->node = malloc((l->count + 1) * sizeof(gdl_node));
    l->derivative = malloc((l->count + 1) * sizeof(gdl_node));
  }
  if (l->node == NULL || l->derivative == NULL) {
    gdl_graph_no_memory(g);
    free_leaves(l);
    free(needed);
    return 0;
  }
  size_t end = 0;
  l->count = 0;
  for (size_t k = 0; k < nodes; k++)
    if (needed[k] && IS(g, k, param)) {
      size_t reads = gdl_view_end(gdl_graph_view(g, (gdl_node)k), SHAPE_OF(g, k));
      end = reads > end ? reads : end;
      l->node[l->count++] = (gdl_node)k;
    }
  free(needed);
  if (end <= n)
    return 1;
  gdl_graph_fail(g, GDL_EINVAL, "%zu parameters are read, not %zu", end, n);
  free_leaves(l);
  return 0;
}


/* The adjoints of leaves as a vector of n: those of blocks put together, the
** others padded. Room for as many pieces as there are leaves. */
static gdl_node together (gdl_graph *g, leaves *l, size_t n, gdl_piece *piece) {
  size_t pieces = 0, terms = 0;
  gdl_shape all = gdl_shape_vector(n);
  for (size_t k = 0; k < l->count; k++) {
    gdl_node d = l->derivative[k];
    gdl_shape s = SHAPE_OF(g, l->node[k]);
    gdl_view v = gdl_graph_view(g, l->node[k]), block = gdl_view_block(v.offset, s);
    if (d == GDL_ZERO_NODE || gdl_shape_length(s) == 0)
      continue;
    if (v.row_step != block.row_step || v.col_step != block.col_step)
      l->derivative[terms++] = gdl_graph_pad(g, d, all, v);
    else {
      if (s.rank == 2)
        d = gdl_graph_reshape(g, d, gdl_shape_vector(gdl_shape_length(s)));
      piece[pieces] = (gdl_piece){v.offset, d, (uint32_t)pieces};
      pieces++;
    }
  }
  if (gdl_graph_status(g) != GDL_OK)
    return GDL_NO_NODE;
  if (pieces > 0)    /* there is room: they were leaves themselves */
    l->derivative[terms++] = gdl_graph_assemble(g, piece, pieces, all);
  if (terms == 0)
    return gdl_graph_full(g, all, 0);
  return gdl_graph_status(g) == GDL_OK ? gdl_graph_total(g, l->derivative, terms)
                                       : GDL_NO_NODE;
}


gdl_node gdl_graph_param_vjp (gdl_graph *g, gdl_node out, gdl_node cotangent,
                              size_t n) {
  leaves l;
  gdl_node sum = GDL_NO_NODE;
  if (!find_leaves(g, &out, 1, n, &l))
    return GDL_NO_NODE;
  gdl_piece *piece = malloc((l.count + 1) * sizeof(*piece));
  if (piece == NULL)
    gdl_graph_no_memory(g);
  else if (gdl_graph_reverse(g, &out, &cotangent, 1, l.node, l.count,
                             l.derivative) == GDL_OK)
    sum = together(g, &l, n, piece);
  free(piece);
  free_leaves(&l);
  return sum;
}


gdl_node gdl_graph_gradient (gdl_graph *g, gdl_node cost, size_t n) {
  if (!gdl_graph_check(g, &cost, 1))
    return GDL_NO_NODE;
  if (!IS_SCALAR(g, cost))
    return gdl_graph_fail(g, GDL_ESHAPE, "only a number has a gradient");
  return gdl_graph_param_vjp(g, cost, GDL_NO_NODE, n);
}


gdl_status gdl_graph_param_jvp (gdl_graph *g, const gdl_node *out, size_t outs,
                                gdl_node direction, size_t n,
                                gdl_node *result) {
  leaves l;
  for (size_t k = 0; k < outs; k++)
    result[k] = GDL_NO_NODE;
  if (!gdl_graph_check(g, &direction, 1) || !find_leaves(g, out, outs, n, &l))
    return gdl_graph_status(g);
  if (!gdl_shape_equal(SHAPE_OF(g, direction), gdl_shape_vector(n)))
    gdl_graph_fail(g, GDL_ESHAPE, "a direction must be a vector of %zu", n);
  for (size_t k = 0; k < l.count && gdl_graph_status(g) == GDL_OK; k++) {
    gdl_shape s = SHAPE_OF(g, l.node[k]);
    l.derivative[k] = gdl_graph_slice(g, direction, s, gdl_graph_view(g, l.node[k]));
  }
  if (gdl_graph_status(g) == GDL_OK)
    gdl_graph_jvp(g, out, outs, l.node, l.derivative, l.count, result);
  free_leaves(&l);
  return gdl_graph_status(g);
}


gdl_node gdl_graph_hvp (gdl_graph *g, gdl_node cost, gdl_node direction,
                        size_t n) {
  gdl_node gradient = gdl_graph_gradient(g, cost, n), product;
  if (gradient == GDL_NO_NODE)
    return gradient;
  gdl_graph_param_jvp(g, &gradient, 1, direction, n, &product);
  return product;
}
