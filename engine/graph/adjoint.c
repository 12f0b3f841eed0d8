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


/*
** Putting pieces together. Numbers for one element are added. What does not
** overlap then is strung together, with zeros for the gaps; if there are many
** gaps, or something overlaps, vectors are padded and added.
*/
#define FEW_GAPS 8

typedef struct assembly {
  gdl_graph *g;
  gdl_shape s;
  gdl_piece *piece;        /* in order, numbers added */
  size_t count, gaps;
  gdl_node *term;          /* room for the pieces and the gaps between */
  uint32_t *place;         /* of numbers */
} assembly;


static int by_element (const void *a, const void *b) {
  const gdl_piece *p = a, *q = b;
  if (p->element != q->element)
    return p->element < q->element ? -1 : 1;
  return p->order < q->order ? -1 : p->order > q->order;
}


static size_t piece_end (const assembly *a, size_t k) {
  return a->piece[k].element + gdl_shape_length(SHAPE_OF(a->g, a->piece[k].value));
}


/* Adds the numbers for each element. */
static void merge_numbers (assembly *a) {
  size_t left = 0, k = 0;
  while (k < a->count) {
    gdl_piece p = a->piece[k];
    size_t terms = 0;
    while (k < a->count && a->piece[k].element == p.element &&
           IS_SCALAR(a->g, a->piece[k].value))
      a->term[terms++] = a->piece[k++].value;
    if (terms == 0)
      k++;
    else
      p.value = gdl_graph_total(a->g, a->term, terms);
    a->piece[left++] = p;
    if (p.value == GDL_NO_NODE)
      return;
  }
  a->count = left;
}


/* Counts the gaps; false where pieces overlap. */
static int count_gaps (assembly *a) {
  size_t end = 0;
  a->gaps = 0;
  for (size_t k = 0; k < a->count; k++) {
    if (a->piece[k].element < end)
      return 0;
    a->gaps += a->piece[k].element > end;
    end = piece_end(a, k);
  }
  a->gaps += end < gdl_shape_length(a->s);
  return 1;
}


static gdl_node zeros (gdl_graph *g, size_t n) {
  return gdl_graph_full(g, gdl_shape_vector(n), 0);
}


static gdl_node string_together (assembly *a) {
  size_t terms = 0, end = 0, length = gdl_shape_length(a->s);
  for (size_t k = 0; k < a->count; k++) {
    if (a->piece[k].element > end)
      a->term[terms++] = zeros(a->g, a->piece[k].element - end);
    a->term[terms++] = a->piece[k].value;
    end = piece_end(a, k);
  }
  if (end < length)
    a->term[terms++] = zeros(a->g, length - end);
  for (size_t k = 0; k < terms; k++)
    if (a->term[k] == GDL_NO_NODE)
      return GDL_NO_NODE;
  return gdl_graph_concat(a->g, a->term, terms);
}


/* All numbers by an index, all vectors padded. */
static gdl_node add_together (assembly *a) {
  gdl_shape s = gdl_shape_vector(gdl_shape_length(a->s));
  size_t numbers = 0, terms = 0;
  for (size_t k = 0; k < a->count; k++)
    if (IS_SCALAR(a->g, a->piece[k].value)) {
      a->place[numbers] = (uint32_t)a->piece[k].element;
      a->term[numbers++] = a->piece[k].value;
    }
  if (numbers > 0) {
    gdl_node list = gdl_graph_concat(a->g, a->term, numbers);
    if (list == GDL_NO_NODE)
      return list;
    a->term[terms++] = gdl_graph_scatter_add(a->g, list, s, a->place, numbers);
  }
  for (size_t k = 0; k < a->count; k++) {
    gdl_node v = a->piece[k].value;
    if (!IS_SCALAR(a->g, v))
      a->term[terms++] = gdl_graph_pad(a->g, v, s,
                             gdl_view_block(a->piece[k].element, SHAPE_OF(a->g, v)));
  }
  for (size_t k = 0; k < terms; k++)
    if (a->term[k] == GDL_NO_NODE)
      return GDL_NO_NODE;
  return gdl_graph_total(a->g, a->term, terms);
}


static gdl_node put_together (assembly *a) {
  gdl_node n;
  qsort(a->piece, a->count, sizeof(*a->piece), by_element);
  merge_numbers(a);
  if (gdl_graph_status(a->g) != GDL_OK)
    return GDL_NO_NODE;
  if (count_gaps(a) && a->gaps <= FEW_GAPS)
    n = string_together(a);
  else
    n = add_together(a);
  return n == GDL_NO_NODE ? n : gdl_graph_reshape(a->g, n, a->s);
}


gdl_node gdl_graph_assemble (gdl_graph *g, gdl_piece *piece, size_t count,
                             gdl_shape s) {
  size_t length = gdl_shape_length(s);
  if (length > UINT32_MAX)
    return gdl_graph_fail(g, GDL_EINVAL, "an array of %zu elements is too long to "
                          "be put together from pieces", length);
  assembly a = {g, s, piece, count, 0, NULL, NULL};
  a.term = malloc((count + FEW_GAPS + 1) * sizeof(*a.term));
  a.place = malloc(count * sizeof(*a.place));
  gdl_node n = a.term == NULL || a.place == NULL ? gdl_graph_no_memory(g)
                                                 : put_together(&a);
  free(a.term);
  free(a.place);
  return n;
}
