/*
** partial.c - derivatives of elementwise functions, from ops.def
*/
#define _GNU_SOURCE  /* M_LOG2E and others */
#include "graph/partial.h"

#include <math.h>

#include "graph/rules.h"

/*
** Products. The factors of derivatives are often multiples, 2*x or 100*t; then the
** constants are put together, with the operand that is there first: (100*t)*(2*x)
** is (200*x)*t, one rounding less and, where t takes long to come by, sooner done.
** A value of the user's is never touched: these are derivatives.
*/
/* The constant that is a factor of n (1: none), and what it is a factor of. */
static double split (const gdl_graph *G, gdl_node n, gdl_node *rest_of) {
  double c;
  const gdl_node_data *d = NODE(G, n);
  *rest_of = n;
  if (!IS(G, n, mul))
    return 1;
  if (gdl_graph_is_number(G, d->a, &c))
    *rest_of = d->b;
  else if (gdl_graph_is_number(G, d->b, &c))
    *rest_of = d->a;
  else
    return 1;
  return c;
}


static gdl_node product (gdl_graph *G, gdl_node a, gdl_node b) {
  gdl_node x, y;
  if (a == GDL_NO_NODE || b == GDL_NO_NODE)
    return GDL_NO_NODE;
  if (is(a, neg) || is(b, neg)) {
    gdl_node p = product(G, is(a, neg) ? arg(a) : a, is(b, neg) ? arg(b) : b);
    return is(a, neg) && is(b, neg) ? p : NEG(p);
  }
  double c = split(G, a, &x), d = split(G, b, &y);
  if (c == 1 || d == 1 || !isnormal(c * d))
    return B(mul, a, b);
  int x_first = IS_SCALAR(G, x) != IS_SCALAR(G, y) ? IS_SCALAR(G, x) : x < y;
  gdl_node with = B(mul, K(c * d), x_first ? x : y);
  return B(mul, with, x_first ? y : x);
}

#undef MUL
#define MUL(a, b)          product(G, a, b)

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
