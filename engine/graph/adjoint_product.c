/*
** adjoint_product.c - reverse mode through products
** The adjoint is settled first, as its lanes meet. A firm condition says which
** rows and columns of a result were taken at all: in the operands, those that
** were not are put to 0, so that 0 times what they hold stays 0.
*/
#include "graph/adjoint.h"
#include "graph/rules.h"


/* Is something known about single lanes that must not be lost? */
static int by_lane (const gdl_graph *g, gdl_adjoint a) {
  return a.condition != GDL_NO_NODE && a.firm && !IS_SCALAR(g, a.condition) &&
         gdl_shape_length(SHAPE_OF(g, a.condition)) > 0;
}


/* What a value that is made of all of 'a' is sent as, settled or not: only a
** condition for all lanes is left to be said. */
static gdl_adjoint whole (const gdl_graph *g, gdl_node value, gdl_adjoint a) {
  if (a.condition != GDL_NO_NODE && IS_SCALAR(g, a.condition))
    return gdl_adjoint_of(value, a);
  return gdl_adjoint_always(value);
}


/* Numbers that are there, and finite. */
static int is_finite (const gdl_graph *g, gdl_node x) {
  if (NODE(g, x)->op != GDL_OP_constant)
    return 0;
  const double *v = gdl_graph_numbers(g, x);
  size_t n = gdl_shape_length(SHAPE_OF(g, x));
  size_t i = 0;
  while (i < n && __builtin_isfinite(v[i]))
    i++;
  return i == n;
}


/* Matrix A with the rows (or columns) put to 0 where vector 'taken' is 0. */
static gdl_node only_rows (gdl_graph *G, gdl_node A, gdl_node taken, int columns) {
  if (taken == GDL_NO_NODE || is_finite(G, A))
    return A;
  if (!columns)
    taken = gdl_graph_broadcast_column(G, taken, SHAPE_OF(G, A).cols);
  return WHERE(taken, A, K(0));
}


static gdl_node only_elements (gdl_graph *G, gdl_node x, gdl_node taken) {
  return taken == GDL_NO_NODE || is_finite(G, x) ? x : WHERE(taken, x, K(0));
}


static void send_dot (gdl_reverse *r, gdl_node n, gdl_adjoint a) {
  gdl_graph *G = r->g;
  gdl_node x = NODE(G, n)->a, y = NODE(G, n)->b;
  if (r->active[x])
    gdl_reverse_send(r, x, gdl_adjoint_of(MUL(a.value, y), a));
  if (r->active[y])
    gdl_reverse_send(r, y, gdl_adjoint_of(MUL(a.value, x), a));
}


/* The rows (axis along) or columns (down) of which any element is taken. */
static gdl_node taken (gdl_graph *g, gdl_adjoint a, gdl_axis axis) {
  return by_lane(g, a) ? gdl_graph_maximum(g, a.condition, axis) : GDL_NO_NODE;
}


/* Sends 'value' on, whose elements count where vector 'lanes' is 1. */
static void send_lanes (gdl_reverse *r, gdl_node to, gdl_node value,
                        gdl_node lanes, gdl_adjoint a) {
  if (lanes == GDL_NO_NODE)
    gdl_reverse_send(r, to, whole(r->g, value, a));
  else
    gdl_reverse_send(r, to, (gdl_adjoint){value, lanes, 1, 0});
}


/* The adjoint, its lanes settled. */
static gdl_node lanes_settled (gdl_graph *g, gdl_adjoint a) {
  if (a.condition == GDL_NO_NODE || IS_SCALAR(g, a.condition))
    return a.value;
  return gdl_adjoint_settled(g, a);
}


static void send_outer (gdl_reverse *r, gdl_node n, gdl_adjoint a) {
  gdl_graph *g = r->g;
  gdl_node x = NODE(g, n)->a, y = NODE(g, n)->b, value = lanes_settled(g, a);
  gdl_node rows = taken(g, a, GDL_AXIS_ALONG), cols = taken(g, a, GDL_AXIS_DOWN);
  if (r->active[x])
    send_lanes(r, x, gdl_graph_gemv(g, value, only_elements(g, y, cols), 0),
               rows, a);
  if (r->active[y])
    send_lanes(r, y, gdl_graph_gemv(g, value, only_elements(g, x, rows),
                                    GDL_TRANSPOSE_A), cols, a);
}


/* Vector 'lanes' of the rows (columns) of A as a condition on its elements. */
static gdl_node spread (gdl_graph *g, gdl_node lanes, gdl_node A, int columns) {
  gdl_shape s = SHAPE_OF(g, A);
  if (lanes == GDL_NO_NODE)
    return lanes;
  return columns ? gdl_graph_broadcast(g, lanes, s)
                 : gdl_graph_broadcast_column(g, lanes, s.cols);
}


static void send_gemv (gdl_reverse *r, gdl_node n, gdl_adjoint a) {
  gdl_graph *g = r->g;
  gdl_node A = NODE(g, n)->a, x = NODE(g, n)->b, value = lanes_settled(g, a);
  int turned = gdl_graph_transposes(g, n) & GDL_TRANSPOSE_A;
  gdl_node lanes = by_lane(g, a) ? a.condition : GDL_NO_NODE;
  if (r->active[A]) {
    gdl_node d = turned ? gdl_graph_outer(g, x, value)
                        : gdl_graph_outer(g, value, x);
    send_lanes(r, A, d, spread(g, lanes, A, turned), a);
  }
  if (r->active[x]) {
    gdl_node d = gdl_graph_gemv(g, only_rows(g, A, lanes, turned), value,
                                turned ? 0 : GDL_TRANSPOSE_A);
    send_lanes(r, x, d, taken(g, a, GDL_AXIS_ALL), a);
  }
}


/* With A and B as they are multiplied: dA = G B', dB = A' G; one that is stored
** transposed gets the transpose of that. */
static void send_gemm (gdl_reverse *r, gdl_node n, gdl_adjoint a) {
  gdl_graph *g = r->g;
  gdl_node A = NODE(g, n)->a, B = NODE(g, n)->b, G = lanes_settled(g, a), d;
  int transposes = gdl_graph_transposes(g, n);
  int ta = transposes & GDL_TRANSPOSE_A, tb = transposes & GDL_TRANSPOSE_B;
  gdl_node rows = taken(g, a, GDL_AXIS_ALONG), cols = taken(g, a, GDL_AXIS_DOWN);
  if (r->active[A]) {
    gdl_node other = only_rows(g, B, cols, !tb);
    if (ta)
      d = gdl_graph_gemm(g, other, G,
                         (tb ? GDL_TRANSPOSE_A : 0) | GDL_TRANSPOSE_B);
    else
      d = gdl_graph_gemm(g, G, other, tb ? 0 : GDL_TRANSPOSE_B);
    send_lanes(r, A, d, spread(g, rows, A, ta), a);
  }
  if (r->active[B]) {
    gdl_node other = only_rows(g, A, rows, ta);
    if (tb)
      d = gdl_graph_gemm(g, G, other,
                         GDL_TRANSPOSE_A | (ta ? GDL_TRANSPOSE_B : 0));
    else
      d = gdl_graph_gemm(g, other, G, ta ? 0 : GDL_TRANSPOSE_A);
    send_lanes(r, B, d, spread(g, cols, B, !tb), a);
  }
}


void gdl_reverse_product (gdl_reverse *r, gdl_node n, gdl_adjoint a) {
  switch (NODE(r->g, n)->op) {
    case GDL_OP_dot: send_dot(r, n, a); break;
    case GDL_OP_outer: send_outer(r, n, a); break;
    case GDL_OP_gemv: send_gemv(r, n, a); break;
    case GDL_OP_gemm: send_gemm(r, n, a); break;
    default: break;
  }
}
