/*
** build.c - leaves and elementwise nodes
*/
#include <string.h>

#include "graph/graph_impl.h"


/*
** Leaves
*/
/* Room for n numbers, which may be none; NULL where memory runs out. */
static double *put_numbers (gdl_graph *g, size_t n, uint32_t *at) {
  if (g->numbers.count + n >= UINT32_MAX ||
      !gdl_pool_reserve(&g->numbers, n + 1, sizeof(double))) {
    gdl_graph_no_memory(g);
    return NULL;
  }
  *at = (uint32_t)g->numbers.count;
  g->numbers.count += n;
  return NUMBERS(g) + *at;
}


gdl_node gdl_graph_constant (gdl_graph *g, double value) {
  gdl_node_data d = {.op = GDL_OP_constant};
  double *to = put_numbers(g, 1, &d.a);
  if (to == NULL)
    return GDL_NO_NODE;
  *to = value;
  if (value == 1 || (value == 0 && 1 / value > 0))
    d.flags = FLAG_BOOLEAN;
  return gdl_graph_add(g, &d, 0, 1);
}


gdl_node gdl_graph_full (gdl_graph *g, gdl_shape s, double value) {
  gdl_node x = gdl_graph_constant(g, value);
  return x == GDL_NO_NODE ? x : gdl_graph_broadcast(g, x, s);
}


gdl_node gdl_graph_array (gdl_graph *g, const gdl_array *a) {
  size_t n = gdl_array_length(a);
  if (a->rank == 0)
    return gdl_graph_constant(g, *a->data);
  gdl_node_data d = {.op = GDL_OP_constant};
  d.shape = gdl_graph_shape_id(g, (gdl_shape){a->rows, a->cols, a->rank});
  if (d.shape == GDL_NO_ID)
    return GDL_NO_NODE;
  double *to = put_numbers(g, n, &d.a);
  if (to == NULL)
    return GDL_NO_NODE;
  if (n > 0)
    memcpy(to, a->data, n * sizeof(double));
  return gdl_graph_add(g, &d, 0, n);
}


gdl_node gdl_graph_param (gdl_graph *g, gdl_shape s, gdl_view where) {
  gdl_node_data d = {.op = GDL_OP_param};
  if (!gdl_graph_check_view(g, "param", s, where, GDL_ANY_LENGTH))
    return GDL_NO_NODE;
  where = gdl_view_normal(where, s);
  d.shape = gdl_graph_shape_id(g, s);
  if (d.shape == GDL_NO_ID)
    return GDL_NO_NODE;
  d.a = gdl_graph_view_id(g, where, s);
  if (d.a == GDL_NO_ID)
    return GDL_NO_NODE;
  gdl_node n = gdl_graph_add(g, &d, 0, 0);
  if (n != GDL_NO_NODE && gdl_view_end(where, s) > g->params)
    g->params = gdl_view_end(where, s);
  return n;
}


/* A trace reads each element of a long vector so: only what a number needs. */
gdl_node gdl_graph_param_number (gdl_graph *g, size_t index) {
  gdl_node_data d = {.op = GDL_OP_param};      /* of shape 0, that of numbers */
  gdl_view where = {index, 0, 0};
  if (index >= GDL_ANY_LENGTH)
    return gdl_graph_param(g, gdl_shape_scalar(), where);
  d.a = gdl_graph_view_id(g, where, gdl_shape_scalar());
  if (d.a == GDL_NO_ID)
    return GDL_NO_NODE;
  gdl_node n = gdl_graph_add(g, &d, 0, 0);
  if (n != GDL_NO_NODE && index >= g->params)
    g->params = index + 1;
  return n;
}


gdl_node gdl_graph_param_block (gdl_graph *g, gdl_shape s, size_t offset) {
  return gdl_graph_param(g, s, gdl_view_block(offset, s));
}


gdl_node gdl_graph_input (gdl_graph *g, uint32_t slot) {
  gdl_node_data d = {.op = GDL_OP_input, .a = slot};
  return gdl_graph_add(g, &d, 0, 0);
}


gdl_node gdl_graph_data (gdl_graph *g, uint32_t slot, gdl_shape s) {
  gdl_node_data d = {.op = GDL_OP_data, .a = slot};
  d.shape = gdl_graph_shape_id(g, s);
  return d.shape == GDL_NO_ID ? GDL_NO_NODE : gdl_graph_add(g, &d, 0, 0);
}


/*
** Elementwise
*/
static uint8_t boolean_flag (const gdl_graph *g, gdl_op op, gdl_node x,
                             gdl_node y) {
  switch (op) {
    case GDL_OP_lt: case GDL_OP_le: case GDL_OP_eq:
      return FLAG_BOOLEAN;
    case GDL_OP_mul: case GDL_OP_min: case GDL_OP_max:
      return NODE(g, x)->flags & NODE(g, y)->flags & FLAG_BOOLEAN;
    default:
      return 0;
  }
}


gdl_node gdl_graph_elementwise (gdl_graph *g, gdl_op op, gdl_node x, gdl_node y,
                                uint32_t shape) {
  gdl_node_data d = {.op = (uint8_t)op, .shape = shape, .a = x};
  if (gdl_op_table[op].kind == GDL_KIND_BINARY) {
    d.b = y;
    d.flags = boolean_flag(g, op, x, y);
  }
  return gdl_graph_add(g, &d, 0, 0);
}


gdl_node gdl_graph_unary (gdl_graph *g, gdl_op op, gdl_node x) {
  if ((unsigned)op >= GDL_OP_COUNT || gdl_op_table[op].kind != GDL_KIND_UNARY)
    return gdl_graph_fail(g, GDL_EINVAL, "operation %u is not a function of one", op);
  if (!gdl_graph_check(g, &x, 1))
    return GDL_NO_NODE;
  if (CONSED(g)) {
    gdl_node n = gdl_simplify_unary(g, op, x);
    if (n != GDL_ZERO_NODE)
      return n;
  }
  return gdl_graph_elementwise(g, op, x, 0, NODE(g, x)->shape);
}


/* The shape of x and y together, as a number; GDL_NO_ID after failing. */
static uint32_t common_shape (gdl_graph *g, const char *name, uint32_t x,
                              uint32_t y) {
  if (x == y || y == 0)
    return x;
  if (x == 0)
    return y;
  gdl_array a = gdl_shape_array(SHAPE(g, x), NULL),
            b = gdl_shape_array(SHAPE(g, y), NULL), s;
  gdl_error err;
  if (gdl_array_broadcast(&a, &b, &s, &err) != GDL_OK) {
    gdl_graph_fail(g, GDL_ESHAPE, "%s: %s", name, err.text);
    return GDL_NO_ID;
  }
  return gdl_graph_shape_id(g, (gdl_shape){s.rows, s.cols, s.rank});
}


/* Stretches *x to a shape, unless it is a number. */
static int stretch (gdl_graph *g, gdl_node *x, uint32_t shape) {
  if (!IS_SCALAR(g, *x) && NODE(g, *x)->shape != shape)
    *x = gdl_graph_broadcast(g, *x, SHAPE(g, shape));
  return *x != GDL_NO_NODE;
}


gdl_node gdl_graph_binary (gdl_graph *g, gdl_op op, gdl_node x, gdl_node y) {
  if ((unsigned)op >= GDL_OP_COUNT || gdl_op_table[op].kind != GDL_KIND_BINARY)
    return gdl_graph_fail(g, GDL_EINVAL, "operation %u is not a function of two", op);
  if (!gdl_graph_check(g, &x, 1) || !gdl_graph_check(g, &y, 1))
    return GDL_NO_NODE;
  uint32_t shape = common_shape(g, gdl_op_table[op].name, NODE(g, x)->shape,
                                NODE(g, y)->shape);
  if (shape == GDL_NO_ID || !stretch(g, &x, shape) || !stretch(g, &y, shape))
    return GDL_NO_NODE;
  if (CONSED(g)) {
    gdl_node n = gdl_simplify_binary(g, op, x, y, shape);
    if (n != GDL_ZERO_NODE)
      return n;
  }
  return gdl_graph_elementwise(g, op, x, y, shape);
}


gdl_node gdl_graph_select (gdl_graph *g, gdl_node c, gdl_node a, gdl_node b) {
  gdl_node x[3] = {c, a, b};
  if (!gdl_graph_check(g, x, 3))
    return GDL_NO_NODE;
  uint32_t shape = NODE(g, c)->shape;
  for (int k = 1; k < 3 && shape != GDL_NO_ID; k++)
    shape = common_shape(g, "select", shape, NODE(g, x[k])->shape);
  if (shape == GDL_NO_ID)
    return GDL_NO_NODE;
  for (int k = 0; k < 3; k++)
    if (!stretch(g, &x[k], shape))
      return GDL_NO_NODE;
  if (CONSED(g)) {
    gdl_node n = gdl_simplify_select(g, x[0], x[1], x[2], shape);
    if (n != GDL_ZERO_NODE)
      return n;
  }
  gdl_node_data d = {.op = GDL_OP_select, .shape = shape,
                     .a = x[0], .b = x[1], .aux = x[2]};
  d.flags = NODE(g, x[1])->flags & NODE(g, x[2])->flags & FLAG_BOOLEAN;
  return gdl_graph_add(g, &d, 0, 0);
}


gdl_node gdl_graph_detach (gdl_graph *g, gdl_node x) {
  if (!gdl_graph_check(g, &x, 1))
    return GDL_NO_NODE;
  if (CONSED(g) && (IS(g, x, detach) || IS(g, x, constant)))
    return x;
  gdl_node_data d = {.op = GDL_OP_detach, .shape = NODE(g, x)->shape, .a = x};
  d.flags = NODE(g, x)->flags & FLAG_BOOLEAN;
  return gdl_graph_add(g, &d, 0, 0);
}


/* Appends the operands value, x[0], slope[0], x[1], ... */
static int put_attached (gdl_graph *g, gdl_node value, const gdl_node *x,
                         const gdl_node *slope, size_t count, uint32_t *at) {
  if (!gdl_graph_put_words(g, &value, 1, at))
    return 0;
  for (size_t k = 0; k < count; k++) {
    uint32_t pair[2] = {x[k], slope[k]}, ignored;
    if (!gdl_graph_put_words(g, pair, 2, &ignored)) {
      g->words.count = *at;
      return 0;
    }
  }
  return 1;
}


gdl_node gdl_graph_attach (gdl_graph *g, gdl_node value, const gdl_node *x,
                           const gdl_node *slope, size_t count) {
  if (!gdl_graph_check(g, &value, 1) || !gdl_graph_check(g, x, count) ||
      !gdl_graph_check(g, slope, count))
    return GDL_NO_NODE;
  if (!IS_SCALAR(g, value))
    return gdl_graph_fail(g, GDL_ESHAPE, "attach: the value must be a number");
  for (size_t k = 0; k < count; k++)
    if (NODE(g, x[k])->shape != NODE(g, slope[k])->shape) {
      char tx[48], ts[48];
      gdl_array ax = gdl_shape_array(SHAPE_OF(g, x[k]), NULL),
                as = gdl_shape_array(SHAPE_OF(g, slope[k]), NULL);
      return gdl_graph_fail(g, GDL_ESHAPE, "attach: derivative %zu is a %s, "
                            "but what it belongs to is a %s", k + 1,
                            gdl_array_shape_text(&as, ts, sizeof(ts)),
                            gdl_array_shape_text(&ax, tx, sizeof(tx)));
    }
  gdl_node_data d = {.op = GDL_OP_attach};
  if (count > (UINT32_MAX - 1) / 2)
    return gdl_graph_no_memory(g);
  d.b = (uint32_t)(1 + 2 * count);
  if (!put_attached(g, value, x, slope, count, &d.a))
    return GDL_NO_NODE;
  return gdl_graph_add(g, &d, d.b, 0);
}
