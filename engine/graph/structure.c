/*
** structure.c - rearranging: nodes that move elements and compute nothing
*/
#include <stdlib.h>

#include "graph/graph_impl.h"


static const char *text_of (gdl_shape s, char *buffer) {
  gdl_array a = gdl_shape_array(s, NULL);
  return gdl_array_shape_text(&a, buffer, 48);
}


/* A node of one operand and of shape 's'. */
static gdl_node one_operand (gdl_graph *g, gdl_op op, gdl_node x, gdl_shape s,
                             uint32_t b) {
  gdl_node_data d = {.op = (uint8_t)op, .a = x, .b = b};
  d.shape = gdl_graph_shape_id(g, s);
  if (op != GDL_OP_scatter_add)
    d.flags = NODE(g, x)->flags & FLAG_BOOLEAN;
  return d.shape == GDL_NO_ID ? GDL_NO_NODE : gdl_graph_add(g, &d, 0, 0);
}


gdl_node gdl_graph_broadcast (gdl_graph *g, gdl_node x, gdl_shape s) {
  if (!gdl_graph_check(g, &x, 1))
    return GDL_NO_NODE;
  gdl_shape from = SHAPE_OF(g, x);
  if (gdl_shape_equal(from, s))
    return x;
  gdl_array a = gdl_shape_array(from, NULL), b = gdl_shape_array(s, NULL), to;
  if (gdl_array_broadcast(&a, &b, &to, NULL) != GDL_OK ||
      !gdl_array_same_shape(&to, &b)) {
    char tx[48], ts[48];
    return gdl_graph_fail(g, GDL_ESHAPE, "broadcast: a %s does not stretch to a %s",
                          text_of(from, tx), text_of(s, ts));
  }
  if (CONSED(g)) {
    gdl_node number = gdl_graph_stretched(g, x);
    if (number != GDL_NO_NODE)
      x = number;
  }
  return one_operand(g, GDL_OP_broadcast, x, s, 0);
}


gdl_node gdl_graph_broadcast_column (gdl_graph *g, gdl_node x, size_t cols) {
  if (!gdl_graph_check(g, &x, 1))
    return GDL_NO_NODE;
  gdl_shape s = SHAPE_OF(g, x);
  if (s.rank != 1) {
    char tx[48];
    return gdl_graph_fail(g, GDL_ESHAPE, "broadcast: a vector is stretched to "
                          "columns, not a %s", text_of(s, tx));
  }
  gdl_node column = gdl_graph_reshape(g, x, gdl_shape_matrix(s.rows, 1));
  if (column == GDL_NO_NODE)
    return column;
  return gdl_graph_broadcast(g, column, gdl_shape_matrix(s.rows, cols));
}


gdl_node gdl_graph_reshape (gdl_graph *g, gdl_node x, gdl_shape s) {
  if (!gdl_graph_check(g, &x, 1))
    return GDL_NO_NODE;
  gdl_shape from = SHAPE_OF(g, x);
  if (gdl_shape_equal(from, s))
    return x;
  if (gdl_shape_length(from) != gdl_shape_length(s)) {
    char tx[48], ts[48];
    return gdl_graph_fail(g, GDL_ESHAPE, "reshape: a %s has not the elements of a %s",
                          text_of(from, tx), text_of(s, ts));
  }
  if (CONSED(g)) {
    if (IS(g, x, reshape))
      return gdl_graph_reshape(g, NODE(g, x)->a, s);
    gdl_node number = gdl_graph_stretched(g, x);
    if (number != GDL_NO_NODE)
      return gdl_graph_broadcast(g, number, s);
  }
  return one_operand(g, GDL_OP_reshape, x, s, 0);
}


gdl_node gdl_graph_transpose (gdl_graph *g, gdl_node x) {
  if (!gdl_graph_check(g, &x, 1))
    return GDL_NO_NODE;
  gdl_shape s = SHAPE_OF(g, x);
  if (s.rank == 0)
    return x;
  gdl_shape to = s.rank == 1 ? gdl_shape_matrix(1, s.rows)
                             : gdl_shape_matrix(s.cols, s.rows);
  if (CONSED(g)) {
    if (IS(g, x, transpose) && gdl_shape_equal(SHAPE_OF(g, NODE(g, x)->a), to))
      return NODE(g, x)->a;
    gdl_node number = gdl_graph_stretched(g, x);
    if (number != GDL_NO_NODE)
      return gdl_graph_broadcast(g, number, to);
  }
  return one_operand(g, GDL_OP_transpose, x, to, 0);
}


/*
** Parts
*/
gdl_node gdl_graph_slice (gdl_graph *g, gdl_node x, gdl_shape s, gdl_view v) {
  if (!gdl_graph_check(g, &x, 1))
    return GDL_NO_NODE;
  if (!gdl_graph_check_view(g, "slice", s, v, gdl_shape_length(SHAPE_OF(g, x))))
    return GDL_NO_NODE;
  v = gdl_view_normal(v, s);
  if (CONSED(g)) {
    gdl_node n = gdl_simplify_slice(g, x, s, v);
    if (n != GDL_ZERO_NODE)
      return n;
  }
  uint32_t view = gdl_graph_view_id(g, v, s);
  return view == GDL_NO_ID ? GDL_NO_NODE
                           : one_operand(g, GDL_OP_slice, x, s, view);
}


gdl_node gdl_graph_element (gdl_graph *g, gdl_node x, size_t index) {
  return gdl_graph_slice(g, x, gdl_shape_scalar(), (gdl_view){index, 0, 0});
}


gdl_node gdl_graph_row (gdl_graph *g, gdl_node x, size_t row) {
  if (!gdl_graph_check(g, &x, 1))
    return GDL_NO_NODE;
  gdl_shape s = SHAPE_OF(g, x);
  if (s.rank != 2 || row >= s.rows) {
    char tx[48];
    return gdl_graph_fail(g, GDL_ESHAPE, "row %zu: there is none in a %s",
                          row + 1, text_of(s, tx));
  }
  return gdl_graph_slice(g, x, gdl_shape_vector(s.cols),
                         (gdl_view){row * s.cols, 1, 0});
}


gdl_node gdl_graph_pad (gdl_graph *g, gdl_node x, gdl_shape s, gdl_view v) {
  if (!gdl_graph_check(g, &x, 1))
    return GDL_NO_NODE;
  gdl_shape part = SHAPE_OF(g, x);
  if (!gdl_graph_check_view(g, "pad", part, v, gdl_shape_length(s)))
    return GDL_NO_NODE;
  v = gdl_view_normal(v, part);
  if (CONSED(g) && gdl_view_whole(v, part, gdl_shape_length(s)))
    return gdl_graph_reshape(g, x, s);
  uint32_t view = gdl_graph_view_id(g, v, part);
  return view == GDL_NO_ID ? GDL_NO_NODE
                           : one_operand(g, GDL_OP_pad, x, s, view);
}


gdl_node gdl_graph_update (gdl_graph *g, gdl_node x, gdl_node y, gdl_view v) {
  if (!gdl_graph_check(g, &x, 1) || !gdl_graph_check(g, &y, 1))
    return GDL_NO_NODE;
  gdl_shape s = SHAPE_OF(g, x), part = SHAPE_OF(g, y);
  if (!gdl_graph_check_view(g, "update", part, v, gdl_shape_length(s)))
    return GDL_NO_NODE;
  v = gdl_view_normal(v, part);
  if (CONSED(g) && gdl_view_whole(v, part, gdl_shape_length(s)))
    return gdl_graph_reshape(g, y, s);
  gdl_node_data d = {.op = GDL_OP_update, .shape = NODE(g, x)->shape,
                     .a = x, .b = y};
  d.flags = NODE(g, x)->flags & NODE(g, y)->flags & FLAG_BOOLEAN;
  d.aux = gdl_graph_view_id(g, v, part);
  return d.aux == GDL_NO_ID ? GDL_NO_NODE : gdl_graph_add(g, &d, 0, 0);
}


/*
** By index
*/
static int check_index (gdl_graph *g, const char *name, const uint32_t *index,
                        size_t count, size_t rows) {
  if (count > UINT32_MAX) {
    gdl_graph_fail(g, GDL_EINVAL, "%s: an index of %zu numbers is too long",
                   name, count);
    return 0;
  }
  for (size_t k = 0; k < count; k++)
    if (index[k] >= rows) {
      gdl_graph_fail(g, GDL_ESHAPE, "%s: index %zu is %u, but there are %zu rows",
                     name, k, index[k], rows);
      return 0;
    }
  return 1;
}


static gdl_node indexed (gdl_graph *g, gdl_op op, gdl_node x, gdl_shape s,
                         const uint32_t *index, size_t count) {
  gdl_node_data d = {.op = (uint8_t)op, .a = x, .aux = (uint32_t)count};
  d.shape = gdl_graph_shape_id(g, s);
  if (d.shape == GDL_NO_ID || !gdl_graph_put_words(g, index, count, &d.b))
    return GDL_NO_NODE;
  if (op == GDL_OP_gather)
    d.flags = NODE(g, x)->flags & FLAG_BOOLEAN;
  return gdl_graph_add(g, &d, count, 0);
}


gdl_node gdl_graph_gather (gdl_graph *g, gdl_node x, const uint32_t *index,
                           size_t count) {
  if (!gdl_graph_check(g, &x, 1))
    return GDL_NO_NODE;
  gdl_shape s = SHAPE_OF(g, x);
  if (s.rank == 0)
    return gdl_graph_fail(g, GDL_ESHAPE, "gather: a number has no rows");
  if (!check_index(g, "gather", index, count, s.rows))
    return GDL_NO_NODE;
  s.rows = count;
  return indexed(g, GDL_OP_gather, x, s, index, count);
}


gdl_node gdl_graph_scatter_add (gdl_graph *g, gdl_node x, gdl_shape s,
                                const uint32_t *index, size_t count) {
  if (!gdl_graph_check(g, &x, 1))
    return GDL_NO_NODE;
  gdl_shape from = SHAPE_OF(g, x);
  if (from.rank == 0 || from.rank != s.rank || from.cols != s.cols ||
      from.rows != count) {
    char tx[48], ts[48];
    return gdl_graph_fail(g, GDL_ESHAPE, "scatter_add: %zu rows of a %s do not go "
                          "into a %s", count, text_of(from, tx), text_of(s, ts));
  }
  if (!check_index(g, "scatter_add", index, count, s.rows))
    return GDL_NO_NODE;
  return indexed(g, GDL_OP_scatter_add, x, s, index, count);
}


gdl_node gdl_graph_concat (gdl_graph *g, const gdl_node *x, size_t count) {
  size_t length = 0;
  if (count == 0) {
    gdl_array nothing = gdl_array_vector(NULL, 0);
    return gdl_graph_array(g, &nothing);
  }
  if (!gdl_graph_check(g, x, count))
    return GDL_NO_NODE;
  gdl_node_data d = {.op = GDL_OP_concat, .b = (uint32_t)count,
                     .flags = FLAG_BOOLEAN};
  if (count > UINT32_MAX)
    return gdl_graph_no_memory(g);
  for (size_t k = 0; k < count; k++) {
    gdl_shape s = SHAPE_OF(g, x[k]);
    if (s.rank == 2) {
      char tx[48];
      return gdl_graph_fail(g, GDL_ESHAPE, "concat: numbers and vectors go into a "
                            "vector, not a %s", text_of(s, tx));
    }
    length += gdl_shape_length(s);
    d.flags &= NODE(g, x[k])->flags;
  }
  if (CONSED(g) && count == 1 && !IS_SCALAR(g, x[0]))
    return x[0];
  d.shape = gdl_graph_shape_id(g, gdl_shape_vector(length));
  if (d.shape == GDL_NO_ID || !gdl_graph_put_words(g, x, count, &d.a))
    return GDL_NO_NODE;
  return gdl_graph_add(g, &d, count, 0);
}
