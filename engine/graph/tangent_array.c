/*
** tangent_array.c - tangent mode through select, reductions, structure and
** products
*/
#include "graph/tangent.h"

#include <stdlib.h>

#include "graph/adjoint.h"
#include "graph/rules.h"


static gdl_node tangent_select (gdl_forward *f, gdl_node n) {
  gdl_graph *G = f->g;
  gdl_node_data d = *NODE(G, n);
  gdl_node a = f->tangent[d.b], b = f->tangent[d.aux];
  if (a == GDL_ZERO_NODE && b == GDL_ZERO_NODE)
    return a;
  gdl_node t = WHERE(d.a, a == GDL_ZERO_NODE ? K(0) : a,
                     b == GDL_ZERO_NODE ? K(0) : b);
  return t == GDL_NO_NODE ? t : gdl_graph_broadcast(G, t, SHAPE(G, d.shape));
}


/* The mean of the tangents of those that are the extreme. */
static gdl_node tangent_extreme (gdl_forward *f, gdl_node n, gdl_node t) {
  gdl_graph *G = f->g;
  gdl_node x = NODE(G, n)->a;
  gdl_axis axis = gdl_graph_axis(G, n);
  gdl_node ties = B(eq, x, gdl_graph_beside(G, n, SHAPE_OF(G, x), axis));
  return DIV(gdl_graph_sum(G, WHERE(ties, t, K(0)), axis),
             gdl_graph_sum(G, ties, axis));
}


/* (x / v) . t, 0 at the origin. */
static gdl_node tangent_norm2 (gdl_graph *G, gdl_node n, gdl_node t) {
  gdl_node x = NODE(G, n)->a;
  gdl_node d = gdl_graph_sum(G, MUL(DIV(x, n), t), GDL_AXIS_ALL);
  return WHERE(B(eq, n, K(0)), K(0), d);
}


static gdl_node tangent_update (gdl_forward *f, gdl_node n) {
  gdl_graph *g = f->g;
  gdl_node x = NODE(g, n)->a, y = NODE(g, n)->b;
  if (f->tangent[x] == GDL_ZERO_NODE && f->tangent[y] == GDL_ZERO_NODE)
    return GDL_ZERO_NODE;
  gdl_node tx = gdl_forward_filled(f, x);
  return gdl_graph_update(g, tx, gdl_forward_filled(f, y), gdl_graph_view(g, n));
}


static gdl_node tangent_index (gdl_graph *g, gdl_node n, gdl_node t) {
  size_t count;
  gdl_graph_index(g, n, &count);
  if (!gdl_pool_reserve(&g->words, count, sizeof(uint32_t)))
    return gdl_graph_no_memory(g);    /* with room, the index stays in place */
  const uint32_t *index = gdl_graph_index(g, n, &count);
  if (IS(g, n, gather))
    return gdl_graph_gather(g, t, index, count);
  return gdl_graph_scatter_add(g, t, SHAPE_OF(g, n), index, count);
}


static gdl_node product (gdl_graph *g, gdl_node n, gdl_node a, gdl_node b) {
  int transposes = gdl_graph_transposes(g, n);
  if (a == GDL_ZERO_NODE || b == GDL_ZERO_NODE)
    return GDL_ZERO_NODE;
  switch (NODE(g, n)->op) {
    case GDL_OP_dot: return gdl_graph_dot(g, a, b);
    case GDL_OP_outer: return gdl_graph_outer(g, a, b);
    case GDL_OP_gemv: return gdl_graph_gemv(g, a, b, transposes);
    default: return gdl_graph_gemm(g, a, b, transposes);
  }
}


static gdl_node tangent_product (gdl_forward *f, gdl_node n) {
  gdl_node a = NODE(f->g, n)->a, b = NODE(f->g, n)->b;
  gdl_node left = product(f->g, n, f->tangent[a], b);
  return gdl_forward_add(f->g, left, product(f->g, n, a, f->tangent[b]));
}


gdl_node gdl_forward_structure (gdl_forward *f, gdl_node n) {
  gdl_graph *g = f->g;
  gdl_op op = gdl_graph_op(g, n);
  if (gdl_op_table[op].arity == GDL_NARY)
    return gdl_forward_list(f, n);
  switch (op) {
    case GDL_OP_select: return tangent_select(f, n);
    case GDL_OP_update: return tangent_update(f, n);
    case GDL_OP_dot: case GDL_OP_outer: case GDL_OP_gemv: case GDL_OP_gemm:
      return tangent_product(f, n);
    default: break;
  }
  gdl_node t = f->tangent[NODE(g, n)->a];
  gdl_shape s = SHAPE_OF(g, n);
  if (t == GDL_ZERO_NODE)
    return t;
  switch (op) {
    case GDL_OP_sum: return gdl_graph_sum(g, t, gdl_graph_axis(g, n));
    case GDL_OP_maximum:
    case GDL_OP_minimum: return tangent_extreme(f, n, t);
    case GDL_OP_norm2: return tangent_norm2(g, n, t);
    case GDL_OP_broadcast: return gdl_graph_broadcast(g, t, s);
    case GDL_OP_reshape: return gdl_graph_reshape(g, t, s);
    case GDL_OP_transpose: return gdl_graph_transpose(g, t);
    case GDL_OP_slice: return gdl_graph_slice(g, t, s, gdl_graph_view(g, n));
    case GDL_OP_pad: return gdl_graph_pad(g, t, s, gdl_graph_view(g, n));
    case GDL_OP_gather:
    case GDL_OP_scatter_add: return tangent_index(g, n, t);
    default: return GDL_ZERO_NODE;    /* detach */
  }
}


/*
** Lists
*/
/* Tangents that are not 0; how many into *left. */
static void present (const gdl_forward *f, const gdl_node *x, size_t count,
                     gdl_node *list, size_t *left) {
  *left = 0;
  for (size_t k = 0; k < count; k++)
    if (f->tangent[x[k]] != GDL_ZERO_NODE)
      list[(*left)++] = f->tangent[x[k]];
}


static gdl_node tangent_attach (gdl_forward *f, gdl_node n, size_t count) {
  gdl_graph *G = f->g;
  gdl_node sum = GDL_ZERO_NODE;
  for (size_t k = 1; k < count; k += 2) {
    const gdl_node *operand = gdl_graph_operands(G, n, &count);
    gdl_node t = f->tangent[operand[k]];
    if (t == GDL_ZERO_NODE)
      continue;
    t = MUL(operand[k + 1], t);
    if (t != GDL_NO_NODE && !IS_SCALAR(G, t))
      t = gdl_graph_sum(G, t, GDL_AXIS_ALL);
    sum = gdl_forward_add(G, sum, t);
  }
  return sum;
}


static gdl_node tangent_concat (gdl_forward *f, gdl_node n, gdl_node *list,
                                size_t count) {
  for (size_t k = 0; k < count; k++)
    list[k] = gdl_forward_filled(f, gdl_graph_operands(f->g, n, &count)[k]);
  return gdl_graph_concat(f->g, list, count);
}


gdl_node gdl_forward_list (gdl_forward *f, gdl_node n) {
  size_t count, left;
  const gdl_node *x = gdl_graph_operands(f->g, n, &count);
  if (IS(f->g, n, attach))
    return tangent_attach(f, n, count);
  gdl_node *list = malloc((count + 1) * sizeof(*list)), t;
  if (list == NULL)
    return gdl_graph_no_memory(f->g);
  present(f, x, count, list, &left);
  if (left == 0)
    t = GDL_ZERO_NODE;
  else if (IS(f->g, n, concat))
    t = tangent_concat(f, n, list, count);
  else
    t = gdl_graph_total(f->g, list, left);
  free(list);
  return t;
}
