/*
** cheaper.c - the same graph with cheaper operations
*/
#include "graph/cheaper.h"

#include <math.h>
#include <stdlib.h>

#include "graph/graph_impl.h"
#include "graph/transform.h"

typedef struct cheaper {
  gdl_graph *to;
  const gdl_graph *from;
  gdl_node *map;
} cheaper;


static gdl_node number (cheaper *c, double value) {
  return gdl_graph_constant(c->to, value);
}


static gdl_node binary (cheaper *c, gdl_op op, gdl_node x, gdl_node y) {
  return gdl_graph_binary(c->to, op, x, y);
}


/* 1 / (exp(2 x) + 1): 0 where exp is infinite */
static gdl_node ratio (cheaper *c, gdl_node x) {
  gdl_node e = gdl_graph_unary(c->to, GDL_OP_exp, binary(c, GDL_OP_add, x, x));
  return binary(c, GDL_OP_div, number(c, 1), binary(c, GDL_OP_add, e, number(c, 1)));
}


static gdl_node tanh_of (cheaper *c, gdl_node x) {
  gdl_node r = ratio(c, x);
  return binary(c, GDL_OP_sub, number(c, 1), binary(c, GDL_OP_add, r, r));
}


static gdl_node sech2_of (cheaper *c, gdl_node x) {
  gdl_node r = ratio(c, x);
  return binary(c, GDL_OP_mul, binary(c, GDL_OP_mul, r, number(c, 4)),
                binary(c, GDL_OP_sub, number(c, 1), r));
}


/* The inverse of the constant that n divides by; 0: it does not. */
static double inverse (const gdl_graph *g, gdl_node n) {
  double value;
  if (gdl_graph_op(g, n) != GDL_OP_div ||
      !gdl_graph_is_number(g, gdl_graph_nodes(g)[n].b, &value))
    return 0;
  return isnormal(1 / value) ? 1 / value : 0;
}


static int is_dear (const gdl_graph *g, gdl_node n) {
  gdl_op op = gdl_graph_op(g, n);
  return gdl_graph_shape(g, n).rank > 0 &&
         (op == GDL_OP_tanh || op == GDL_OP_sech2 || inverse(g, n) != 0);
}


/* What stands for n, whose operand is x. */
static gdl_node instead (cheaper *c, gdl_node n, gdl_node x) {
  switch (gdl_graph_op(c->from, n)) {
    case GDL_OP_tanh: return tanh_of(c, x);
    case GDL_OP_sech2: return sech2_of(c, x);
    default: return binary(c, GDL_OP_mul, x, number(c, inverse(c->from, n)));
  }
}


/* In the order of the nodes: an operand may be dear itself. */
static void replace (cheaper *c, const uint8_t *needed) {
  size_t count = gdl_graph_count(c->from);
  for (gdl_node n = 0; n < count; n++) {
    if (!needed[n] || !is_dear(c->from, n))
      continue;
    gdl_node x = gdl_graph_nodes(c->from)[n].a, y;
    if (gdl_graph_rebuild(c->to, c->from, &x, 1, c->map, &y) != GDL_OK)
      return;
    c->map[n] = instead(c, n, y);
    if (gdl_graph_status(c->to) != GDL_OK)
      return;
  }
}


static int are_nodes (const gdl_graph *g, const gdl_node *out, size_t outs) {
  for (size_t k = 0; k < outs; k++)
    if (out[k] >= gdl_graph_count(g))
      return 0;
  return 1;
}


gdl_status gdl_graph_cheaper (gdl_graph *to, const gdl_graph *from,
                              const gdl_node *out, size_t outs, gdl_node *result) {
  size_t count = gdl_graph_count(from);
  uint8_t *needed = calloc(count + 1, 1);
  cheaper c = {to, from, malloc((count + 1) * sizeof(gdl_node))};
  if (needed == NULL || c.map == NULL)
    gdl_graph_no_memory(to);
  else {
    for (size_t k = 0; k < count; k++)
      c.map[k] = GDL_NO_NODE;
    if (are_nodes(from, out, outs)) {    /* else rebuild says so */
      gdl_graph_mark(from, out, outs, needed);
      replace(&c, needed);
    }
    gdl_graph_rebuild(to, from, out, outs, c.map, result);
  }
  free(needed);
  free(c.map);
  return gdl_graph_status(to);
}
