/*
** reduce.c - reductions and products
*/
#include "graph/graph_impl.h"
#include "graph/rules.h"


static const char *text_of (gdl_shape s, char *buffer) {
  gdl_array a = gdl_shape_array(s, NULL);
  return gdl_array_shape_text(&a, buffer, 48);
}


/*
** Reductions
*/
static gdl_node reduction (gdl_graph *g, gdl_op op, gdl_node x, gdl_axis axis) {
  if (!gdl_graph_check(g, &x, 1))
    return GDL_NO_NODE;
  gdl_shape s = SHAPE_OF(g, x), to = gdl_shape_scalar();
  if (axis != GDL_AXIS_ALL) {
    if (s.rank != 2) {
      char tx[48];
      return gdl_graph_fail(g, GDL_ESHAPE, "%s over an axis: a matrix expected, "
                            "got a %s", gdl_op_table[op].name, text_of(s, tx));
    }
    to = gdl_shape_vector(axis == GDL_AXIS_DOWN ? s.cols : s.rows);
  }
  size_t terms = axis == GDL_AXIS_DOWN ? s.rows
                 : axis == GDL_AXIS_ALONG ? s.cols : gdl_shape_length(s);
  gdl_node_data d = {.op = (uint8_t)op, .a = x, .flags = (uint8_t)axis};
  if (op != GDL_OP_sum) {
    if (terms == 0)
      return gdl_graph_fail(g, GDL_ESHAPE, "%s: there is none in nothing",
                            gdl_op_table[op].name);
    if (s.rank == 0)
      return x;
    d.flags |= NODE(g, x)->flags & FLAG_BOOLEAN;
  }
  d.shape = gdl_graph_shape_id(g, to);
  return d.shape == GDL_NO_ID ? GDL_NO_NODE : gdl_graph_add(g, &d, 0, 0);
}


gdl_node gdl_graph_sum (gdl_graph *g, gdl_node x, gdl_axis axis) {
  return reduction(g, GDL_OP_sum, x, axis);
}


gdl_node gdl_graph_maximum (gdl_graph *g, gdl_node x, gdl_axis axis) {
  return reduction(g, GDL_OP_maximum, x, axis);
}


gdl_node gdl_graph_minimum (gdl_graph *g, gdl_node x, gdl_axis axis) {
  return reduction(g, GDL_OP_minimum, x, axis);
}


gdl_node gdl_graph_mean (gdl_graph *G, gdl_node x, gdl_axis axis) {
  gdl_node sum = gdl_graph_sum(G, x, axis);
  if (sum == GDL_NO_NODE)
    return sum;
  gdl_shape s = SHAPE_OF(G, x);
  size_t terms = axis == GDL_AXIS_DOWN ? s.rows
                 : axis == GDL_AXIS_ALONG ? s.cols : gdl_shape_length(s);
  return DIV(sum, K((double)terms));
}


/* What was reduced along 'axis', beside each of the elements it was made of. */
gdl_node gdl_graph_beside (gdl_graph *g, gdl_node v, gdl_shape s, gdl_axis axis) {
  if (v == GDL_NO_NODE || axis == GDL_AXIS_ALL)
    return v;
  if (axis == GDL_AXIS_ALONG)
    return gdl_graph_broadcast_column(g, v, s.cols);
  return gdl_graph_broadcast(g, v, s);
}


/* exp(x - top), and what top is: the largest elements, 0 where they are not
** finite. It has no share in derivatives, where its terms cancel. */
static gdl_node shifted_exp (gdl_graph *G, gdl_node x, gdl_axis axis,
                             gdl_node *top) {
  gdl_node m = gdl_graph_maximum(G, x, axis);
  if (m == GDL_NO_NODE)
    return m;
  m = gdl_graph_detach(G, m);
  *top = WHERE(B(lt, U(abs, m), K(__builtin_inf())), m, K(0));
  return U(exp, SUB(x, gdl_graph_beside(G, *top, SHAPE_OF(G, x), axis)));
}


/* As gdl_reduce_logsumexp, to the bit: beside a largest element that is not
** finite nothing is lost by not subtracting it. */
gdl_node gdl_graph_logsumexp (gdl_graph *G, gdl_node x, gdl_axis axis) {
  gdl_node top = GDL_NO_NODE, e = shifted_exp(G, x, axis, &top);
  return ADD(top, U(log, gdl_graph_sum(G, e, axis)));
}


gdl_node gdl_graph_softmax (gdl_graph *G, gdl_node x, gdl_axis axis) {
  gdl_node top = GDL_NO_NODE, e = shifted_exp(G, x, axis, &top);
  if (e == GDL_NO_NODE)
    return e;
  gdl_node sum = gdl_graph_sum(G, e, axis);
  return DIV(e, gdl_graph_beside(G, sum, SHAPE_OF(G, x), axis));
}


gdl_node gdl_graph_norm2 (gdl_graph *g, gdl_node x) {
  if (!gdl_graph_check(g, &x, 1))
    return GDL_NO_NODE;
  if (IS_SCALAR(g, x))
    return gdl_graph_unary(g, GDL_OP_abs, x);
  gdl_node_data d = {.op = GDL_OP_norm2, .a = x};
  return gdl_graph_add(g, &d, 0, 0);
}


gdl_node gdl_graph_sum_of (gdl_graph *g, const gdl_node *x, size_t count) {
  if (count == 0 || count > UINT32_MAX)
    return gdl_graph_fail(g, GDL_EINVAL, "sum_of: a sum of %zu nodes", count);
  if (!gdl_graph_check(g, x, count))
    return GDL_NO_NODE;
  gdl_node_data d = {.op = GDL_OP_sum_of, .shape = NODE(g, x[0])->shape,
                     .b = (uint32_t)count};
  for (size_t k = 1; k < count; k++)
    if (NODE(g, x[k])->shape != d.shape) {
      char ta[48], tb[48];
      return gdl_graph_fail(g, GDL_ESHAPE, "sum_of: shapes differ: %s and %s",
                            text_of(SHAPE(g, d.shape), ta),
                            text_of(SHAPE_OF(g, x[k]), tb));
    }
  if (!gdl_graph_put_words(g, x, count, &d.a))
    return GDL_NO_NODE;
  return gdl_graph_add(g, &d, count, 0);
}


/*
** Products
*/
static gdl_node misfit (gdl_graph *g, gdl_op op, gdl_node x, gdl_node y) {
  char tx[48], ty[48];
  return gdl_graph_fail(g, GDL_ESHAPE, "%s: shapes do not fit: %s and %s",
                        gdl_op_table[op].name, text_of(SHAPE_OF(g, x), tx),
                        text_of(SHAPE_OF(g, y), ty));
}


static gdl_node product (gdl_graph *g, gdl_op op, gdl_node x, gdl_node y,
                         gdl_shape s, int transposes) {
  gdl_node_data d = {.op = (uint8_t)op, .a = x, .b = y,
                     .flags = (uint8_t)transposes};
  d.shape = gdl_graph_shape_id(g, s);
  return d.shape == GDL_NO_ID ? GDL_NO_NODE : gdl_graph_add(g, &d, 0, 0);
}


static int check_two (gdl_graph *g, gdl_node x, gdl_node y) {
  return gdl_graph_check(g, &x, 1) && gdl_graph_check(g, &y, 1);
}


gdl_node gdl_graph_dot (gdl_graph *g, gdl_node x, gdl_node y) {
  if (!check_two(g, x, y))
    return GDL_NO_NODE;
  gdl_shape s = SHAPE_OF(g, x);
  if (s.rank != 1 || NODE(g, x)->shape != NODE(g, y)->shape)
    return misfit(g, GDL_OP_dot, x, y);
  return product(g, GDL_OP_dot, x, y, gdl_shape_scalar(), 0);
}


gdl_node gdl_graph_outer (gdl_graph *g, gdl_node x, gdl_node y) {
  if (!check_two(g, x, y))
    return GDL_NO_NODE;
  gdl_shape s = SHAPE_OF(g, x), t = SHAPE_OF(g, y);
  if (s.rank != 1 || t.rank != 1)
    return misfit(g, GDL_OP_outer, x, y);
  return product(g, GDL_OP_outer, x, y, gdl_shape_matrix(s.rows, t.rows), 0);
}


static gdl_shape turned (gdl_shape s, int turn) {
  return turn ? gdl_shape_matrix(s.cols, s.rows) : s;
}


gdl_node gdl_graph_gemv (gdl_graph *g, gdl_node A, gdl_node x, int transposes) {
  if (!check_two(g, A, x))
    return GDL_NO_NODE;
  transposes &= GDL_TRANSPOSE_A;
  gdl_shape s = turned(SHAPE_OF(g, A), transposes), t = SHAPE_OF(g, x);
  if (SHAPE_OF(g, A).rank != 2 || t.rank != 1 || s.cols != t.rows)
    return misfit(g, GDL_OP_gemv, A, x);
  return product(g, GDL_OP_gemv, A, x, gdl_shape_vector(s.rows), transposes);
}


gdl_node gdl_graph_gemm (gdl_graph *g, gdl_node A, gdl_node B, int transposes) {
  if (!check_two(g, A, B))
    return GDL_NO_NODE;
  transposes &= FLAG_TRANSPOSE;
  gdl_shape s = turned(SHAPE_OF(g, A), transposes & GDL_TRANSPOSE_A),
            t = turned(SHAPE_OF(g, B), transposes & GDL_TRANSPOSE_B);
  if (SHAPE_OF(g, A).rank != 2 || SHAPE_OF(g, B).rank != 2 || s.cols != t.rows)
    return misfit(g, GDL_OP_gemm, A, B);
  return product(g, GDL_OP_gemm, A, B, gdl_shape_matrix(s.rows, t.cols),
                 transposes);
}


gdl_node gdl_graph_matmul (gdl_graph *g, gdl_node x, gdl_node y) {
  if (!check_two(g, x, y))
    return GDL_NO_NODE;
  gdl_array a = gdl_shape_array(SHAPE_OF(g, x), NULL),
            b = gdl_shape_array(SHAPE_OF(g, y), NULL), s;
  gdl_error err;
  if (gdl_array_matmul_shape(&a, &b, &s, &err) != GDL_OK)
    return gdl_graph_fail(g, GDL_ESHAPE, "matmul: %s", err.text);
  if (a.rank == 1)
    return gdl_graph_gemv(g, y, x, GDL_TRANSPOSE_A);
  if (b.rank == 1)
    return gdl_graph_gemv(g, x, y, 0);
  return gdl_graph_gemm(g, x, y, 0);
}
