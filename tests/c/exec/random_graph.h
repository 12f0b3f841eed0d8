/*
** random_graph.h - graphs made at random for programs: every operation, all
** shapes, any values at all, not finite ones included
*/
#ifndef GDL_TESTS_EXEC_RANDOM_GRAPH_H
#define GDL_TESTS_EXEC_RANDOM_GRAPH_H

#include "../graph/build.h"

#define GRAPH_PARAMS  64
#define GRAPH_NODES   400
#ifndef GRAPH_LONGEST
#define GRAPH_LONGEST 6000
#endif

typedef struct random_graph {
  gdl_graph *g;
  gdl_random r;
  double param[GRAPH_LONGEST + GRAPH_PARAMS], input[3];
  double given[GRAPH_LONGEST];
  const double *data[2];
  size_t extent[3];        /* that shapes are made of */
  gdl_node node[GRAPH_NODES];
  size_t count;
} random_graph;


static size_t below (random_graph *q, size_t n) {
  return gdl_random_below(&q->r, n);
}


static gdl_node any_node (random_graph *q) {
  size_t recent = q->count < 12 || below(q, 3) == 0 ? 0 : q->count - 12;
  return q->node[recent + below(q, q->count - recent)];
}


static gdl_shape shape_of (const random_graph *q, gdl_node n) {
  return gdl_graph_shape(q->g, n);
}


static size_t size_of (const random_graph *q, gdl_node n) {
  return gdl_shape_length(shape_of(q, n));
}


static gdl_node any_of_rank (random_graph *q, int rank) {
  for (int tries = 0; tries < 30; tries++) {
    gdl_node n = any_node(q);
    if (shape_of(q, n).rank == rank)
      return n;
  }
  return GDL_NO_NODE;
}


static size_t any_extent (random_graph *q) {
  return q->extent[below(q, 3)];
}


/* Something that goes with x: its shape, a number, or anything. */
static gdl_node any_beside (random_graph *q, gdl_node x) {
  for (int tries = 0; tries < 30; tries++) {
    gdl_node y = any_node(q);
    if (gdl_shape_equal(shape_of(q, x), shape_of(q, y)) || size_of(q, y) == 1)
      return y;
  }
  return x;
}


static gdl_op any_op (random_graph *q, gdl_op_kind kind) {
  gdl_op op;
  do
    op = (gdl_op)below(q, GDL_OP_COUNT);
  while (gdl_op_table[op].kind != kind);
  if (kind == GDL_KIND_UNARY && below(q, 2) == 0)
    op = below(q, 2) == 0 ? GDL_OP_neg : GDL_OP_tanh;
  if (kind == GDL_KIND_BINARY && below(q, 3) > 0)
    op = (gdl_op)(GDL_OP_add + below(q, 3));
  return op;
}


static gdl_node any_leaf (random_graph *q) {
  gdl_graph *G = q->g;
  size_t n = any_extent(q), m = any_extent(q);
  gdl_shape s = below(q, 2) == 0 ? gdl_shape_vector(n) : gdl_shape_matrix(n, m);
  if (gdl_shape_length(s) > GRAPH_LONGEST)
    s = gdl_shape_vector(n);
  switch (below(q, 7)) {
    case 0: return P(below(q, GRAPH_PARAMS));
    case 1: return gdl_graph_input(G, (uint32_t)below(q, 3));
    case 2: return K(below(q, 2) == 0 ? (double)below(q, 3) : gdl_random_normal(&q->r));
    case 3: return gdl_graph_data(G, 0, gdl_shape_vector(GRAPH_LONGEST));
    case 4: {
      gdl_array a = gdl_shape_array(s, (double *)q->param);
      return gdl_graph_array(G, &a);
    }
    case 5:    /* backwards, or every second */
      if (n * 2 > GRAPH_LONGEST || n == 0)
        return GDL_NO_NODE;
      return gdl_graph_param(G, gdl_shape_vector(n), below(q, 2) == 0
                 ? (gdl_view){n, -1, 0} : (gdl_view){below(q, 5), 2, 0});
    default: return gdl_graph_param_block(G, s, below(q, GRAPH_PARAMS));
  }
}


static gdl_node any_reduction (random_graph *q) {
  gdl_graph *g = q->g;
  gdl_node x = any_node(q);
  gdl_axis axis = shape_of(q, x).rank == 2 ? (gdl_axis)below(q, 3) : GDL_AXIS_ALL;
  switch (below(q, 8)) {
    case 0:
      if (below(q, 2) == 0)    /* which a loop takes along */
        x = gdl_graph_unary(g, GDL_OP_abs, x);
      return gdl_graph_maximum(g, x, axis);
    case 1: return gdl_graph_minimum(g, x, axis);
    case 2: return gdl_graph_norm2(g, x);
    case 3: return gdl_graph_softmax(g, x, axis);
    case 4: return gdl_graph_logsumexp(g, x, axis);
    case 5: return gdl_graph_dot(g, x, any_beside(q, x));
    default: return gdl_graph_sum(g, x, axis);
  }
}


static gdl_node any_list (random_graph *q) {
  gdl_node list[20];
  size_t n = 1 + below(q, below(q, 3) == 0 ? 19 : 4), length = 0;
  if (below(q, 2) == 0) {
    list[0] = any_node(q);
    for (size_t k = 1; k < n; k++) {
      list[k] = any_beside(q, list[0]);
      if (!gdl_shape_equal(shape_of(q, list[k]), shape_of(q, list[0])))
        list[k] = list[0];
    }
    return gdl_graph_sum_of(q->g, list, n);
  }
  for (size_t k = 0; k < n; k++) {
    list[k] = any_of_rank(q, below(q, 2) == 0);
    if (list[k] == GDL_NO_NODE)
      return list[k];
    length += size_of(q, list[k]);
  }
  return length > GRAPH_LONGEST ? GDL_NO_NODE : gdl_graph_concat(q->g, list, n);
}


/* A part of something of shape 's', as a shape and a view. */
static gdl_view any_part (random_graph *q, gdl_shape s, gdl_shape *part) {
  size_t n = gdl_shape_length(s);
  *part = gdl_shape_scalar();
  if (s.rank == 2 && s.rows > 1 && s.cols > 1 && below(q, 2) == 0) {
    size_t rows = 1 + below(q, s.rows - 1), cols = 1 + below(q, s.cols - 1);
    *part = gdl_shape_matrix(rows, cols);
    return (gdl_view){below(q, s.rows - rows + 1) * s.cols +
                      below(q, s.cols - cols + 1), (ptrdiff_t)s.cols, 1};
  }
  size_t length = below(q, 2) == 0 ? n - below(q, n < 4 ? n : 4) : below(q, n + 1);
  switch (below(q, 4)) {
    case 0: return (gdl_view){below(q, n), 0, 0};
    case 1:
      *part = gdl_shape_vector((n + 1) / 2);
      return (gdl_view){0, 2, 0};
    default:
      *part = gdl_shape_vector(length);
      return (gdl_view){below(q, n - length + 1), 1, 0};
  }
}


static gdl_node any_structure (random_graph *q) {
  gdl_graph *G = q->g;
  gdl_node x = any_node(q), y;
  gdl_shape s = shape_of(q, x), part;
  size_t n = gdl_shape_length(s), m = any_extent(q), extent = any_extent(q);
  uint32_t index[40];
  size_t picks = below(q, 40);
  if (s.rank == 0)
    return gdl_graph_broadcast(G, x, below(q, 2) == 0 || m * extent > GRAPH_LONGEST
                               ? gdl_shape_vector(extent) : gdl_shape_matrix(extent, m));
  for (size_t k = 0; k < picks; k++)
    index[k] = (uint32_t)below(q, s.rows > 0 ? s.rows : 1);
  if (n == 0)
    return gdl_graph_reshape(G, x, gdl_shape_vector(0));
  gdl_view v = any_part(q, s, &part);
  switch (below(q, 9)) {
    case 0:
      return s.rank == 2 || n * m > GRAPH_LONGEST || m == 0 ? gdl_graph_transpose(G, x)
             : gdl_graph_broadcast_column(G, x, m);
    case 1:
      return s.rank == 2 || n * m > GRAPH_LONGEST ? gdl_graph_reshape(G, x, gdl_shape_vector(n))
             : gdl_graph_broadcast(G, x, gdl_shape_matrix(m, n));
    case 2: case 3: return gdl_graph_slice(G, x, part, v);
    case 4: return gdl_graph_pad(G, gdl_graph_slice(G, x, part, v), s,
                                 any_part(q, s, &(gdl_shape){0}));
    case 5: case 6:    /* something of that shape, made anew */
      y = gdl_graph_unary(G, GDL_OP_neg, gdl_graph_slice(G, x, part, v));
      if (gdl_shape_length(part) < n)
        v = (gdl_view){v.offset, v.row_step, v.col_step};
      return below(q, 2) == 0 ? gdl_graph_pad(G, y, s, v) : gdl_graph_update(G, x, y, v);
    case 7:
      return s.rows * s.cols == 0 || picks * s.cols > GRAPH_LONGEST ? GDL_NO_NODE
             : gdl_graph_gather(G, x, index, picks);
    default:
      if (picks > s.rows)
        return GDL_NO_NODE;
      if (picks * s.cols > GRAPH_LONGEST)
        return GDL_NO_NODE;
      return gdl_graph_scatter_add(G, gdl_graph_gather(G, x, index, picks), s, index,
                                   picks);
  }
}


static gdl_node any_product (random_graph *q) {
  gdl_graph *g = q->g;
  gdl_node A = any_of_rank(q, 2), x = any_of_rank(q, 1), y = any_node(q);
  int t = (int)below(q, 4);
  if (below(q, 3) == 0 && x != GDL_NO_NODE && shape_of(q, y).rank == 1)
    return size_of(q, x) * size_of(q, y) > GRAPH_LONGEST ? GDL_NO_NODE
           : gdl_graph_outer(g, x, y);
  if (A == GDL_NO_NODE)
    return A;
  if (shape_of(q, y).rank == 1)
    return gdl_graph_gemv(g, A, y, t & GDL_TRANSPOSE_A);
  gdl_shape a = shape_of(q, A), b = shape_of(q, y);
  if (b.rank == 2 && (t & 1 ? a.cols : a.rows) * (t & 2 ? b.rows : b.cols) > GRAPH_LONGEST)
    return GDL_NO_NODE;
  return gdl_graph_gemm(g, A, y, t);
}


static gdl_node any_new (random_graph *q) {
  gdl_graph *G = q->g;
  gdl_node x = any_node(q);
  switch (below(q, 14)) {
    case 0: return any_leaf(q);
    case 1: case 2: return gdl_graph_unary(G, any_op(q, GDL_KIND_UNARY), x);
    case 3: case 4: case 5: case 6:
      return gdl_graph_binary(G, any_op(q, GDL_KIND_BINARY), x, any_beside(q, x));
    case 7: return WHERE(B(lt, K(0.1), any_beside(q, x)), x, any_beside(q, x));
    case 8: case 9: return any_reduction(q);
    case 10: return any_list(q);
    case 11: return any_product(q);
    default: return any_structure(q);
  }
}


/* Some 'target' nodes more. */
static void grow_graph (random_graph *q, size_t target) {
  target += q->count;
  for (int tries = 0; q->count < target && tries < 1000; tries++) {
    gdl_node n = any_new(q);
    if (n == GDL_NO_NODE)
      gdl_graph_forgive(q->g);    /* shapes that did not fit: another one */
    else if (size_of(q, n) <= GRAPH_LONGEST)
      q->node[q->count++] = n;
  }
}


/* Graph number 'seed', whose shapes are made of 'extent', in 'g'. */
static void begin_graph (random_graph *q, gdl_graph *g, uint64_t seed, size_t extent) {
  const size_t extents[3] = {extent, 1 + seed % 5, extent < 64 ? extent + 1 : 3};
  q->g = g;
  q->count = 0;
  gdl_random_seed(&q->r, seed);
  memcpy(q->extent, extents, sizeof(extents));
  for (size_t k = 0; k < GRAPH_LONGEST + GRAPH_PARAMS; k++)
    q->param[k] = gdl_random_normal(&q->r);
  for (size_t k = 0; k < GRAPH_LONGEST; k++)
    q->given[k] = below(q, 20) == 0 ? 0.0 * -(double)(k % 2) : gdl_random_normal(&q->r);
  for (size_t k = 0; k < 3; k++)
    q->input[k] = gdl_random_normal(&q->r);
  q->data[0] = q->given;
  q->data[1] = q->given;
  q->node[q->count++] = gdl_graph_param_block(g, gdl_shape_vector(extent), 0);
  q->node[q->count++] = gdl_graph_param_number(g, 1);
  grow_graph(q, 4 + below(q, 30));
}


static inline gdl_bindings bindings_of (const random_graph *q) {
  return (gdl_bindings){q->param, GRAPH_LONGEST + GRAPH_PARAMS, q->input, 3, q->data, 2};
}

#endif
