/*
** random_program.h - graphs made at random, with values that stay moderate and
** away from kinks, so that differences can check them
*/
#ifndef GDL_TESTS_GRAPH_RANDOM_PROGRAM_H
#define GDL_TESTS_GRAPH_RANDOM_PROGRAM_H

#include "build.h"

#define N           3      /* vectors of N and M, matrices of N x M, ... */
#define M           4
#define PARAMS      (N + M + N * M + 2)
#define NODES_MAX   64
#define LARGEST     50.0   /* values stay below */
#define MARGIN      0.05   /* and at least so far from a kink */

typedef struct program {
  gdl_graph *g;
  gdl_random r;
  double p[PARAMS];
  gdl_node node[NODES_MAX];
  size_t count;
} program;


static gdl_node pick (program *q) {
  return q->node[gdl_random_below(&q->r, q->count)];
}


static size_t length_of (const program *q, gdl_node n) {
  return gdl_shape_length(gdl_graph_shape(q->g, n));
}


/* A node of rank 'rank', preferably one made late; the first such otherwise. */
static gdl_node pick_rank (program *q, int rank) {
  gdl_node found = q->node[0];
  for (int tries = 0; tries < 20; tries++) {
    found = pick(q);
    if (gdl_graph_shape(q->g, found).rank == rank)
      return found;
  }
  for (size_t k = 0; k < q->count; k++)
    if (gdl_graph_shape(q->g, q->node[k]).rank == rank)
      found = q->node[k];
  return found;
}


/* A node that goes with x element by element. */
static gdl_node pick_fitting (program *q, gdl_node x) {
  for (int tries = 0; tries < 20; tries++) {
    gdl_node y = pick(q);
    gdl_shape s = gdl_graph_shape(q->g, x), t = gdl_graph_shape(q->g, y);
    if (gdl_shape_equal(s, t) || t.rank == 0 || s.rank == 0)
      return y;
  }
  return x;
}


static double least_of (const double *v, size_t n) {
  double least = INFINITY;
  for (size_t i = 0; i < n; i++)
    least = fmin(least, v[i]);
  return least;
}


/* Are all values of x moderate, and in [low, high]? */
static int is_within (program *q, gdl_node x, double low, double high) {
  double v[N * M];
  values_of(q->g, x, q->p, PARAMS, v);
  for (size_t i = 0; i < length_of(q, x); i++)
    if (!(v[i] >= low && v[i] <= high))
      return 0;
  return 1;
}


/* Is x at least so far from 0, or from whole numbers, everywhere? */
static int is_clear (program *q, gdl_node x, int whole) {
  double v[N * M], distance[N * M];
  values_of(q->g, x, q->p, PARAMS, v);
  for (size_t i = 0; i < length_of(q, x); i++)
    distance[i] = fabs(whole ? v[i] - round(v[i]) : v[i]);
  return least_of(distance, length_of(q, x)) > MARGIN;
}


/* Is the extreme element well above (below) all others? */
static int is_single (program *q, gdl_node x, double sign) {
  double v[N * M], first = -INFINITY, second = -INFINITY;
  values_of(q->g, x, q->p, PARAMS, v);
  for (size_t i = 0; i < length_of(q, x); i++)
    if (sign * v[i] > first) {
      second = first;
      first = sign * v[i];
    }
    else
      second = fmax(second, sign * v[i]);
  return first - second > MARGIN;
}


static gdl_node random_unary (program *q) {
  static const gdl_op smooth[] = {
    GDL_OP_sin, GDL_OP_cos, GDL_OP_tanh, GDL_OP_atan, GDL_OP_sigmoid,
    GDL_OP_softplus, GDL_OP_erf, GDL_OP_neg, GDL_OP_sech2
  }, growing[] = {
    GDL_OP_exp, GDL_OP_expm1, GDL_OP_sinh, GDL_OP_cosh, GDL_OP_deg, GDL_OP_rad
  }, positive[] = {
    GDL_OP_log, GDL_OP_log1p, GDL_OP_log2, GDL_OP_log10, GDL_OP_sqrt,
    GDL_OP_cbrt, GDL_OP_lgamma, GDL_OP_digamma
  }, narrow[] = {
    GDL_OP_asin, GDL_OP_acos, GDL_OP_tan
  }, kinked[] = {
    GDL_OP_abs, GDL_OP_relu, GDL_OP_sign
  }, jumping[] = {
    GDL_OP_floor, GDL_OP_ceil, GDL_OP_trunc, GDL_OP_frac
  };
  gdl_graph *g = q->g;
  gdl_node x = pick(q);
  switch (gdl_random_below(&q->r, 6)) {
    case 0: return gdl_graph_unary(g, smooth[gdl_random_below(&q->r, 9)], x);
    case 1:
      if (!is_within(q, x, -4, 4))
        return GDL_NO_NODE;
      return gdl_graph_unary(g, growing[gdl_random_below(&q->r, 6)], x);
    case 2:
      if (!is_within(q, x, 0.2, LARGEST))
        return GDL_NO_NODE;
      return gdl_graph_unary(g, positive[gdl_random_below(&q->r, 8)], x);
    case 3:
      if (!is_within(q, x, -0.8, 0.8))
        return GDL_NO_NODE;
      return gdl_graph_unary(g, narrow[gdl_random_below(&q->r, 3)], x);
    case 4:
      if (!is_clear(q, x, 0))
        return GDL_NO_NODE;
      return gdl_graph_unary(g, kinked[gdl_random_below(&q->r, 3)], x);
    default:
      if (!is_clear(q, x, 1))
        return GDL_NO_NODE;
      return gdl_graph_unary(g, jumping[gdl_random_below(&q->r, 4)], x);
  }
}


static gdl_node random_binary (program *q) {
  static const gdl_op plain[] = {GDL_OP_add, GDL_OP_sub, GDL_OP_mul};
  static const gdl_op kinked[] = {GDL_OP_min, GDL_OP_max, GDL_OP_lt, GDL_OP_le};
  static const gdl_op dividing[] = {GDL_OP_mod, GDL_OP_fmod, GDL_OP_idiv};
  gdl_graph *G = q->g;
  gdl_node x = pick(q), y = pick_fitting(q, x);
  switch (gdl_random_below(&q->r, 6)) {
    case 0: case 1:
      return gdl_graph_binary(G, plain[gdl_random_below(&q->r, 3)], x, y);
    case 2:
      return is_clear(q, y, 0) ? DIV(x, y) : GDL_NO_NODE;
    case 3:
      if (!is_within(q, x, 0.2, 5) || !is_within(q, y, -3, 3))
        return GDL_NO_NODE;
      return POW(x, y);
    case 4:
      if (!is_clear(q, SUB(x, y), 0))
        return GDL_NO_NODE;
      return gdl_graph_binary(G, kinked[gdl_random_below(&q->r, 4)], x, y);
    default:
      if (!is_clear(q, y, 0))
        return GDL_NO_NODE;
      if (gdl_random_below(&q->r, 2) == 0)
        return is_within(q, y, 0.1, LARGEST) ? B(hypot, x, y) : B(atan2, y, U(cosh, U(sin, x)));
      if (!is_clear(q, DIV(x, y), 1))
        return GDL_NO_NODE;
      return gdl_graph_binary(G, dividing[gdl_random_below(&q->r, 3)], x, y);
  }
}


static gdl_node random_constant_power (program *q) {
  static const double exponents[] = {0, 1, 2, 3, -1, 0.5, 1.5, -2};
  gdl_graph *G = q->g;
  gdl_node x = pick(q);
  if (!is_within(q, x, 0.2, 6))
    return GDL_NO_NODE;
  return POW(x, K(exponents[gdl_random_below(&q->r, COUNT(exponents))]));
}


static gdl_node random_select (program *q) {
  gdl_graph *G = q->g;
  gdl_node x = pick(q), c = SUB(x, K(0.3)), a = pick_fitting(q, x),
           b = pick_fitting(q, a);
  if (!is_clear(q, c, 0) || pick_fitting(q, x) == GDL_NO_NODE)
    return GDL_NO_NODE;
  gdl_shape sa = gdl_graph_shape(G, a), sb = gdl_graph_shape(G, b),
            sc = gdl_graph_shape(G, c);
  if (sa.rank > 0 && sb.rank > 0 && !gdl_shape_equal(sa, sb))
    return GDL_NO_NODE;
  if (sc.rank > 0 && sb.rank > 0 && !gdl_shape_equal(sc, sb))
    return GDL_NO_NODE;
  if (gdl_random_below(&q->r, 2) == 0)
    a = U(log, a);    /* not a number, maybe, on the side that is not taken */
  return WHERE(B(lt, K(0), c), a, b);
}


static gdl_axis random_axis (program *q, gdl_node x) {
  if (gdl_graph_shape(q->g, x).rank < 2)
    return GDL_AXIS_ALL;
  return (gdl_axis)gdl_random_below(&q->r, 3);
}


static gdl_node random_reduction (program *q) {
  gdl_graph *g = q->g;
  gdl_node x = pick(q);
  gdl_axis axis = random_axis(q, x);
  switch (gdl_random_below(&q->r, 7)) {
    case 0: return gdl_graph_sum(g, x, axis);
    case 1: return gdl_graph_mean(g, x, axis);
    case 2: return gdl_graph_logsumexp(g, x, axis);
    case 3: return gdl_graph_softmax(g, x, axis);
    case 4: return is_clear(q, x, 0) ? gdl_graph_norm2(g, x) : GDL_NO_NODE;
    case 5:
      return is_single(q, x, 1) ? gdl_graph_maximum(g, x, GDL_AXIS_ALL)
                                : GDL_NO_NODE;
    default:
      return is_single(q, x, -1) ? gdl_graph_minimum(g, x, GDL_AXIS_ALL)
                                 : GDL_NO_NODE;
  }
}


static gdl_node random_list (program *q) {
  gdl_node list[12];
  size_t n = 1 + gdl_random_below(&q->r, 12);
  if (gdl_random_below(&q->r, 2) == 0) {
    for (size_t k = 0; k < N; k++)
      list[k] = pick_rank(q, 0);
    return gdl_graph_concat(q->g, list, N);
  }
  list[0] = pick(q);
  for (size_t k = 1; k < n; k++) {
    list[k] = pick_fitting(q, list[0]);
    if (!gdl_shape_equal(gdl_graph_shape(q->g, list[k]),
                         gdl_graph_shape(q->g, list[0])))
      list[k] = list[0];
  }
  return gdl_graph_sum_of(q->g, list, n);
}


static gdl_node random_structure (program *q) {
  static const uint32_t index[] = {2, 0, 2, 1};
  gdl_graph *G = q->g;
  gdl_node x = pick(q);
  gdl_shape s = gdl_graph_shape(G, x);
  size_t n = gdl_shape_length(s);
  if (s.rank == 0)
    return gdl_graph_broadcast(G, x, gdl_random_below(&q->r, 2) == 0
                                     ? gdl_shape_vector(M) : gdl_shape_matrix(N, M));
  switch (gdl_random_below(&q->r, 8)) {
    case 0: return gdl_graph_element(G, x, gdl_random_below(&q->r, n));
    case 1:
      return s.rank == 2 ? gdl_graph_transpose(G, x)
                         : gdl_graph_broadcast_column(G, x, s.rows == N ? M : N);
    case 2:
      return s.rank == 2 ? gdl_graph_row(G, x, gdl_random_below(&q->r, s.rows))
                         : gdl_graph_reshape(G, x, gdl_shape_matrix(1, s.rows));
    case 3:    /* backwards */
      return gdl_graph_slice(G, x, gdl_shape_vector(N),
                             (gdl_view){n - 1, -1, 0});
    case 4: {
      gdl_node part = gdl_graph_slice(G, x, gdl_shape_vector(2), (gdl_view){1, 1, 0});
      return gdl_graph_pad(G, part, s, (gdl_view){0, 2, 0});
    }
    case 5:
      return gdl_graph_update(G, x, pick_rank(q, 0),
                              (gdl_view){gdl_random_below(&q->r, n), 0, 0});
    case 6: {
      gdl_node g = gdl_graph_gather(G, x, index, s.rows == N ? M : N);
      return s.rows < N ? GDL_NO_NODE : g;
    }
    default:
      if (s.rows != M)
        return GDL_NO_NODE;
      s.rows = N;
      return gdl_graph_scatter_add(G, x, s, index, 4);
  }
}


static gdl_node random_product (program *q) {
  gdl_graph *g = q->g;
  gdl_node A = pick_rank(q, 2), B = pick_rank(q, 2), x = pick_rank(q, 1),
           y = pick_rank(q, 1);
  gdl_shape a = gdl_graph_shape(g, A), b = gdl_graph_shape(g, B),
            s = gdl_graph_shape(g, x), t = gdl_graph_shape(g, y);
  int ta = (int)gdl_random_below(&q->r, 2), tb = (int)gdl_random_below(&q->r, 2);
  switch (gdl_random_below(&q->r, 4)) {
    case 0: return gdl_shape_equal(s, t) ? gdl_graph_dot(g, x, y) : GDL_NO_NODE;
    case 1: return s.rows * t.rows <= N * M ? gdl_graph_outer(g, x, y) : GDL_NO_NODE;
    case 2:
      if ((ta ? a.rows : a.cols) != s.rows)
        return GDL_NO_NODE;
      return gdl_graph_gemv(g, A, x, ta ? GDL_TRANSPOSE_A : 0);
    default:
      if ((ta ? a.rows : a.cols) != (tb ? b.cols : b.rows) ||
          (ta ? a.cols : a.rows) * (tb ? b.rows : b.cols) > N * M)
        return GDL_NO_NODE;
      return gdl_graph_gemm(g, A, B, (ta ? GDL_TRANSPOSE_A : 0) |
                                     (tb ? GDL_TRANSPOSE_B : 0));
  }
}


static gdl_node random_node (program *q) {
  switch (gdl_random_below(&q->r, 12)) {
    case 0: case 1: case 2: return random_unary(q);
    case 3: case 4: case 5: return random_binary(q);
    case 6: return random_constant_power(q);
    case 7: return random_select(q);
    case 8: return random_reduction(q);
    case 9: return random_list(q);
    case 10: return random_structure(q);
    default: return random_product(q);
  }
}


static void program_leaves (program *q) {
  gdl_graph *G = q->g;
  for (size_t k = 0; k < PARAMS; k++)
    q->p[k] = 1.5 * gdl_random_normal(&q->r);
  q->node[0] = PV(0, N);
  q->node[1] = PV(N, M);
  q->node[2] = PM(N + M, N, M);
  q->node[3] = P(PARAMS - 2);
  q->node[4] = P(PARAMS - 1);
  q->node[5] = P(1);    /* read twice: also as part of a vector */
  q->node[6] = K(0.7);
  q->count = 7;
}


/* Builds program number 'seed' into 'g'; its result is a number. The same
** program in every kind of graph. */
static gdl_node random_program (program *q, gdl_graph *g, uint64_t seed) {
  gdl_graph *G = g;
  q->g = g;
  gdl_random_seed(&q->r, seed);
  program_leaves(q);
  size_t target = q->count + 8 + gdl_random_below(&q->r, 25);
  for (int tries = 0; q->count < target && tries < 400; tries++) {
    gdl_node n = random_node(q);
    if (n == GDL_NO_NODE) {
      gdl_graph_forgive(g);    /* shapes that did not fit: another one */
      continue;
    }
    if (length_of(q, n) > 0 && length_of(q, n) <= N * M &&
        is_within(q, n, -LARGEST, LARGEST))
      q->node[q->count++] = n;
  }
  gdl_node sum = K(0);
  for (size_t k = q->count - 6; k < q->count; k++)
    sum = ADD(sum, SUM(U(sin, q->node[k])));
  return sum;
}

#endif
