/*
** adjoint_array.c - reverse mode through select, reductions and structure
*/
#include "graph/adjoint.h"
#include "graph/rules.h"

/* What brings the adjoint of node n, or its condition, to its operand x. */
typedef gdl_node (*mapping) (gdl_graph *g, gdl_node n, gdl_node x, gdl_node a);


/* Has the condition one value for all lanes? Then any mapping that is linear
** leaves it as it is. */
static int is_common (const gdl_graph *g, gdl_adjoint a) {
  return a.condition == GDL_NO_NODE || IS_SCALAR(g, a.condition);
}


/* Lanes go to lanes, at no cost or as needed anyway. */
static void send_lanes (gdl_reverse *r, gdl_node n, gdl_node x, gdl_adjoint a,
                        mapping map) {
  gdl_graph *G = r->g;
  if (!r->active[x])
    return;
  if (!is_common(G, a))
    a.condition = map(G, n, x, a.condition);
  a.value = map(G, n, x, a.value);
  gdl_reverse_send(r, x, a);
}


/* Lanes go to some of the lanes: conditions that are not firm end here. */
static void send_part (gdl_reverse *r, gdl_node n, gdl_node x, gdl_adjoint a,
                       mapping map) {
  if (!is_common(r->g, a) && !a.firm)
    a = gdl_adjoint_always(gdl_adjoint_settled(r->g, a));
  send_lanes(r, n, x, a, map);
}


void gdl_reverse_send_shrunk (gdl_reverse *r, gdl_node x, gdl_adjoint a) {
  gdl_graph *g = r->g;
  gdl_shape s = SHAPE_OF(g, x);
  if (a.value == GDL_NO_NODE || !r->active[x])
    return;
  if (!gdl_shape_equal(SHAPE_OF(g, a.value), s)) {
    if (is_common(g, a))
      a.value = gdl_graph_shrink(g, a.value, s);
    else {
      gdl_node value = gdl_graph_shrink(g, gdl_adjoint_settled(g, a), s);
      if (a.firm)
        a = (gdl_adjoint){value, gdl_graph_shrink_any(g, a.condition, s), 1, 1};
      else
        a = gdl_adjoint_always(value);
    }
  }
  gdl_reverse_send(r, x, a);
}


static gdl_node map_beside (gdl_graph *g, gdl_node n, gdl_node x, gdl_node a) {
  gdl_shape s = SHAPE_OF(g, x);
  gdl_node beside = gdl_graph_beside(g, a, s, gdl_graph_axis(g, n));
  return beside == GDL_NO_NODE ? beside : gdl_graph_broadcast(g, beside, s);
}


static gdl_node map_reshape (gdl_graph *g, gdl_node n, gdl_node x, gdl_node a) {
  (void)n;
  return gdl_graph_reshape(g, a, SHAPE_OF(g, x));
}


static gdl_node map_transpose (gdl_graph *g, gdl_node n, gdl_node x, gdl_node a) {
  if (SHAPE_OF(g, x).rank == 1)
    return map_reshape(g, n, x, a);
  return gdl_graph_transpose(g, a);
}


/* For pad, and for the part of an update. */
static gdl_node map_slice (gdl_graph *g, gdl_node n, gdl_node x, gdl_node a) {
  return gdl_graph_slice(g, a, SHAPE_OF(g, x), gdl_graph_view(g, n));
}


static gdl_node map_gather (gdl_graph *g, gdl_node n, gdl_node x, gdl_node a) {
  size_t count;
  (void)x;
  gdl_graph_index(g, n, &count);
  if (!gdl_pool_reserve(&g->words, count, sizeof(uint32_t)))
    return gdl_graph_no_memory(g);    /* with room, the index stays in place */
  const uint32_t *index = gdl_graph_index(g, n, &count);
  return gdl_graph_gather(g, a, index, count);
}


/*
** The operations that are not one mapping
*/
static void send_select (gdl_reverse *r, gdl_node n, gdl_adjoint a) {
  gdl_graph *G = r->g;
  gdl_node c = NODE(G, n)->a, x = NODE(G, n)->b, y = NODE(G, n)->aux;
  if (r->active[x])
    gdl_reverse_send_shrunk(r, x, gdl_adjoint_only(G, a, gdl_graph_boolean(G, c), 1));
  if (r->active[y])
    gdl_reverse_send_shrunk(r, y, gdl_adjoint_only(G, a, B(eq, c, K(0)), 1));
}


/* Elements that equal the extreme share its adjoint. */
static void send_extreme (gdl_reverse *r, gdl_node n, gdl_adjoint a) {
  gdl_graph *G = r->g;
  gdl_node x = NODE(G, n)->a;
  gdl_axis axis = gdl_graph_axis(G, n);
  gdl_shape s = SHAPE_OF(G, x);
  gdl_node ties = B(eq, x, gdl_graph_beside(G, n, s, axis));
  a.value = DIV(a.value, gdl_graph_sum(G, ties, axis));
  if (a.value == GDL_NO_NODE)
    return;
  if (a.condition != GDL_NO_NODE)
    a.condition = gdl_graph_beside(G, a.condition, s,
                                   IS_SCALAR(G, a.condition) ? GDL_AXIS_ALL : axis);
  a.value = map_beside(G, n, x, a.value);
  gdl_reverse_send(r, x, gdl_adjoint_only(G, a, ties, 0));
}


/* x / v, 0 at the origin. */
static void send_norm2 (gdl_reverse *r, gdl_node n, gdl_adjoint a) {
  gdl_graph *G = r->g;
  gdl_node x = NODE(G, n)->a;
  gdl_node d = WHERE(B(eq, n, K(0)), K(0), MUL(a.value, DIV(x, n)));
  gdl_reverse_send(r, x, gdl_adjoint_of(d, a));
}


/* Array 'a', 0 in the part that update n has put in. */
static gdl_node without_part (gdl_graph *g, gdl_node n, gdl_node a) {
  gdl_node nothing = gdl_graph_full(g, SHAPE_OF(g, NODE(g, n)->b), 0);
  if (a == GDL_NO_NODE || nothing == GDL_NO_NODE)
    return GDL_NO_NODE;
  return gdl_graph_update(g, a, nothing, gdl_graph_view(g, n));
}


static void send_update (gdl_reverse *r, gdl_node n, gdl_adjoint a) {
  gdl_graph *g = r->g;
  gdl_node x = NODE(g, n)->a, y = NODE(g, n)->b;
  if (r->active[x]) {
    gdl_node rest = without_part(g, n, gdl_adjoint_settled(g, a));
    gdl_node others = a.firm ? gdl_graph_broadcast(g, a.condition, SHAPE_OF(g, n))
                             : gdl_graph_full(g, SHAPE_OF(g, n), 1);
    gdl_reverse_send(r, x, (gdl_adjoint){rest, without_part(g, n, others), 1, 1});
  }
  send_part(r, n, y, a, map_slice);
}


static void send_concat (gdl_reverse *r, gdl_node n, gdl_adjoint a) {
  gdl_graph *g = r->g;
  size_t count, at = 0;
  gdl_graph_operands(g, n, &count);
  if (!is_common(g, a) && !a.firm)
    a = gdl_adjoint_always(gdl_adjoint_settled(g, a));
  for (size_t k = 0; k < count && a.value != GDL_NO_NODE; k++) {
    gdl_node x = gdl_graph_operands(g, n, &count)[k];
    gdl_shape s = SHAPE_OF(g, x);
    if (r->active[x]) {
      gdl_adjoint part = a;
      gdl_view v = gdl_view_block(at, s);
      part.value = gdl_graph_slice(g, a.value, s, v);
      if (!is_common(g, a))
        part.condition = gdl_graph_slice(g, a.condition, s, v);
      gdl_reverse_send(r, x, part);
    }
    at += gdl_shape_length(s);
  }
}


static void send_sum_of (gdl_reverse *r, gdl_node n, gdl_adjoint a) {
  size_t count;
  const gdl_node *x = gdl_graph_operands(r->g, n, &count);
  for (size_t k = 0; k < count; k++)
    gdl_reverse_send(r, x[k], a);
}


static void send_attach (gdl_reverse *r, gdl_node n, gdl_adjoint a) {
  gdl_graph *G = r->g;
  size_t count;
  gdl_graph_operands(G, n, &count);
  for (size_t k = 1; k < count; k += 2) {
    const gdl_node *operand = gdl_graph_operands(G, n, &count);
    gdl_node x = operand[k], slope = operand[k + 1];
    if (r->active[x])
      gdl_reverse_send(r, x, gdl_adjoint_of(MUL(a.value, slope), a));
  }
}


void gdl_reverse_structure (gdl_reverse *r, gdl_node n, gdl_adjoint a) {
  gdl_node x = NODE(r->g, n)->a;
  switch (NODE(r->g, n)->op) {
    case GDL_OP_select: send_select(r, n, a); break;
    case GDL_OP_attach: send_attach(r, n, a); break;
    case GDL_OP_sum: send_lanes(r, n, x, a, map_beside); break;
    case GDL_OP_maximum:
    case GDL_OP_minimum: send_extreme(r, n, a); break;
    case GDL_OP_norm2: send_norm2(r, n, a); break;
    case GDL_OP_sum_of: send_sum_of(r, n, a); break;
    case GDL_OP_broadcast: gdl_reverse_send_shrunk(r, x, a); break;
    case GDL_OP_reshape: send_lanes(r, n, x, a, map_reshape); break;
    case GDL_OP_transpose: send_lanes(r, n, x, a, map_transpose); break;
    case GDL_OP_slice:
    case GDL_OP_gather: gdl_reverse_send_part(r, x, n, a); break;
    case GDL_OP_pad: send_part(r, n, x, a, map_slice); break;
    case GDL_OP_update: send_update(r, n, a); break;
    case GDL_OP_scatter_add: send_part(r, n, x, a, map_gather); break;
    case GDL_OP_concat: send_concat(r, n, a); break;
    default: gdl_reverse_product(r, n, a);
  }
}
