/*
** partial.c - derivatives of elementwise functions, from ops.def
*/
#define _GNU_SOURCE  /* M_LOG2E and others */
#include "graph/partial.h"

#include <math.h>

#include "graph/rules.h"

#define NONE               GDL_ZERO_NODE
#define ONLY(c, node)      (*condition = (c), (node))
#define SHARE(strict)      WHERE(strict, g, MUL(K(0.5), g))
#define AWAY_FROM_0(c, node) \
  __extension__ ({ gdl_node r = (c); WHERE(B(eq, r, K(0)), K(0), node); })
#define POW_DX             power_dx(G, x, y, g)
#define POW_DY             power_dy(G, x, v, g)


/* y x^(y-1), the power left out where y is known to be 1 or 2. Where y is not
** known, 0 for y = 0 whatever x is. */
static gdl_node power_dx (gdl_graph *G, gdl_node x, gdl_node y,
                          gdl_node g) {
  double c;
  if (!gdl_graph_is_number(G, y, &c)) {
    gdl_node d = MUL(g, MUL(y, POW(x, SUB(y, K(1)))));
    return WHERE(B(eq, y, K(0)), K(0), d);
  }
  if (c == 0)
    return GDL_ZERO_NODE;
  if (c == 1)
    return g;
  if (c == 2)
    return MUL(g, MUL(K(2), x));
  return MUL(g, MUL(y, POW(x, K(c - 1))));
}


/* v log(x), 0 where v is 0: there log(x) may be -inf, or v have gone under.
** Neither happens unnoticed where x is a constant above 0. */
static gdl_node power_dy (gdl_graph *G, gdl_node x, gdl_node v,
                          gdl_node g) {
  double c;
  gdl_node d = MUL(g, MUL(v, U(log, x)));
  if (gdl_graph_is_number(G, x, &c) && c > 0 && c < INFINITY)
    return d;
  return WHERE(B(eq, v, K(0)), K(0), d);
}


/* Some columns use neither of these. */
#define USE  (void)G, (void)x, (void)y, (void)v, (void)g, (void)condition

#define GDL_OP_UNARY(name, dx, ...) \
  static gdl_node name##_dx (gdl_graph *G, gdl_node x, gdl_node y, gdl_node v, \
                             gdl_node g, gdl_node *condition) { \
    USE; \
    return dx; \
  }
#define GDL_OP_OWN_UNARY(name, expression, doc, dx, ...) \
  GDL_OP_UNARY(name, dx, )
#define GDL_OP_BINARY(name, dx, dy, ...) \
  GDL_OP_UNARY(name, dx, ) \
  static gdl_node name##_dy (gdl_graph *G, gdl_node x, gdl_node y, gdl_node v, \
                             gdl_node g, gdl_node *condition) { \
    USE; \
    return dy; \
  }
#define GDL_OP_OWN_BINARY(name, expression, doc, dx, dy, ...) \
  GDL_OP_BINARY(name, dx, dy, )

#include "graph/ops.def"


typedef gdl_node (*partial) (gdl_graph *G, gdl_node x, gdl_node y, gdl_node v,
                             gdl_node g, gdl_node *condition);

static const partial partials[GDL_OP_COUNT][2] = {
#define GDL_OP_UNARY(name, ...)       [GDL_OP_##name] = {name##_dx, NULL},
#define GDL_OP_OWN_UNARY(name, ...)   [GDL_OP_##name] = {name##_dx, NULL},
#define GDL_OP_BINARY(name, ...)      [GDL_OP_##name] = {name##_dx, name##_dy},
#define GDL_OP_OWN_BINARY(name, ...)  [GDL_OP_##name] = {name##_dx, name##_dy},
#include "graph/ops.def"
};


gdl_node gdl_graph_partial (gdl_graph *g, gdl_node v, int k, gdl_node d,
                            gdl_node *condition) {
  const gdl_node_data *n = NODE(g, v);
  gdl_node y = gdl_op_table[n->op].arity == 2 ? n->b : n->a;
  return partials[n->op][k](g, n->a, y, v, d, condition);
}
