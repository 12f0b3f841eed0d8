/*
** adjoint.c - adjoints, their conditions, and putting them together
*/
#include "graph/adjoint.h"

#include <stdlib.h>

#include "graph/rules.h"

#define MANY 8    /* terms that are worth a sum_of */


gdl_adjoint gdl_adjoint_always (gdl_node value) {
  return (gdl_adjoint){value, GDL_NO_NODE, 0, 0};
}


gdl_adjoint gdl_adjoint_of (gdl_node value, gdl_adjoint a) {
  a.value = value;
  a.settled = 0;
  return a;
}


gdl_adjoint gdl_adjoint_only (gdl_graph *G, gdl_adjoint a, gdl_node condition,
                              int firm) {
  if (a.condition == GDL_NO_NODE)
    return (gdl_adjoint){a.value, condition, firm, 0};
  if (a.condition != condition)
    a.condition = MUL(a.condition, condition);
  a.firm |= firm;
  a.settled = 0;
  return a;
}


gdl_node gdl_adjoint_settled (gdl_graph *G, gdl_adjoint a) {
  if (a.condition == GDL_NO_NODE || a.settled)
    return a.value;
  return WHERE(a.condition, a.value, K(0));
}


gdl_node gdl_graph_boolean (gdl_graph *G, gdl_node c) {
  if (gdl_graph_is_boolean(G, c))
    return c;
  return B(eq, B(eq, c, K(0)), K(0));
}


/*
** The transpose of a broadcast. Both shapes are seen as rows and columns, a
** vector being one row.
*/
typedef gdl_node (*reducer) (gdl_graph *g, gdl_node x, gdl_axis axis);


static gdl_node shrink (gdl_graph *g, gdl_node x, gdl_shape s, reducer reduce) {
  if (x == GDL_NO_NODE || gdl_shape_equal(SHAPE_OF(g, x), s))
    return x;
  gdl_shape from = SHAPE_OF(g, x);
  if (gdl_shape_length(s) == 1)
    return gdl_graph_reshape(g, reduce(g, x, GDL_AXIS_ALL), s);
  if (from.rank == 1)    /* to a matrix of one row */
    return gdl_graph_reshape(g, x, s);
  size_t rows = s.rank == 1 ? 1 : s.rows, cols = s.rank == 1 ? s.rows : s.cols;
  if (rows != from.rows)
    x = reduce(g, x, GDL_AXIS_DOWN);
  else if (cols != from.cols)
    x = reduce(g, x, GDL_AXIS_ALONG);
  return x == GDL_NO_NODE ? x : gdl_graph_reshape(g, x, s);
}


gdl_node gdl_graph_shrink (gdl_graph *g, gdl_node x, gdl_shape s) {
  return shrink(g, x, s, gdl_graph_sum);
}


static gdl_node any (gdl_graph *g, gdl_node x, gdl_axis axis) {
  gdl_shape s = SHAPE_OF(g, x);
  if (gdl_shape_length(s) > 0)
    return gdl_graph_maximum(g, x, axis);
  return axis == GDL_AXIS_ALL ? gdl_graph_constant(g, 0)
         : gdl_graph_full(g, gdl_shape_vector(axis == GDL_AXIS_DOWN ? s.cols
                                                                    : s.rows), 0);
}


gdl_node gdl_graph_shrink_any (gdl_graph *g, gdl_node x, gdl_shape s) {
  return shrink(g, x, s, any);
}


/*
** Sums and arrays of what came in pieces
*/
gdl_node gdl_graph_total (gdl_graph *G, const gdl_node *x, size_t count) {
  if (count >= MANY)
    return gdl_graph_sum_of(G, x, count);
  gdl_node sum = x[0];
  for (size_t k = 1; k < count; k++)
    sum = ADD(sum, x[k]);
  return sum;
}


static int by_element (const void *a, const void *b) {
  const gdl_piece *p = a, *q = b;
  if (p->element != q->element)
    return p->element < q->element ? -1 : 1;
  return p->order < q->order ? -1 : p->order > q->order;
}


/* Adds the pieces of each element; how many are left, their values in value[],
** their places in place[]. */
static size_t merge (gdl_graph *g, const gdl_piece *piece, size_t count,
                     gdl_node *value, uint32_t *place) {
  size_t left = 0, k = 0;
  while (k < count) {
    size_t element = piece[k].element, terms = 0;
    for (; k < count && piece[k].element == element; k++)
      value[left + terms++] = piece[k].value;
    value[left] = gdl_graph_total(g, value + left, terms);
    place[left++] = (uint32_t)element;
  }
  return left;
}


gdl_node gdl_graph_assemble (gdl_graph *g, gdl_piece *piece, size_t count,
                             gdl_shape s) {
  size_t length = gdl_shape_length(s);
  if (length > UINT32_MAX)
    return gdl_graph_fail(g, GDL_EINVAL, "an array of %zu elements is too long to "
                          "be put together from numbers", length);
  gdl_node *value = malloc(count * sizeof(*value)), n;
  uint32_t *place = malloc(count * sizeof(*place));
  if (value == NULL || place == NULL)
    n = gdl_graph_no_memory(g);
  else {
    qsort(piece, count, sizeof(*piece), by_element);
    size_t left = merge(g, piece, count, value, place);
    n = gdl_graph_concat(g, value, left);
    if (n != GDL_NO_NODE && left < length)
      n = gdl_graph_scatter_add(g, n, gdl_shape_vector(length), place, left);
    if (n != GDL_NO_NODE)
      n = gdl_graph_reshape(g, n, s);
  }
  free(value);
  free(place);
  return n;
}
