/*
** rules.h - the words in which ops.def writes derivatives and rules
** Where they are used, G is the graph. Conditions see nodes through the
** functions at the end.
*/
#ifndef GDL_GRAPH_RULES_H
#define GDL_GRAPH_RULES_H

#include <math.h>

#include "graph/graph_impl.h"

#define K(c)           gdl_graph_constant(G, c)
#define U(op, a)       gdl_graph_unary(G, GDL_OP_##op, a)
#define B(op, a, b)    gdl_graph_binary(G, GDL_OP_##op, a, b)
#define ADD(a, b)      B(add, a, b)
#define SUB(a, b)      B(sub, a, b)
#define MUL(a, b)      B(mul, a, b)
#define DIV(a, b)      B(div, a, b)
#define POW(a, b)      B(pow, a, b)
#define NEG(a)         U(neg, a)
#define SQUARE(a)      POW(a, K(2))
#define WHERE(c, a, b) gdl_graph_select(G, c, a, b)

#define is(n, op)      IS(G, n, op)
#define arg(n)         (NODE(G, n)->operand[0])
#define number(n, c)   gdl_rule_number(G, n, c)
#define joined(n, m)   gdl_rule_joined(G, n, m)
#define rest(m)        gdl_rule_rest(G, m)


/* True for the constant number c, the signs of zeros told apart. */
static inline int gdl_rule_number (const gdl_graph *G, gdl_node a, double c) {
  double v;
  return gdl_graph_is_number(G, a, &v) && v == c &&
         (c != 0 || __builtin_signbit(v) == __builtin_signbit(c));
}


/* The operand of product m that is not a constant number. */
static inline gdl_node gdl_rule_rest (const gdl_graph *G, gdl_node m) {
  double v;
  const gdl_node_data *d = NODE(G, m);
  return gdl_graph_is_number(G, d->a, &v) ? d->b : d->a;
}


/* c*p for a number n = c and a product m = p*z, where c*(p*z) has the bits of
** (c*p)*z: p is a power of two and neither makes anything smaller, so that p*z is
** rounded by nothing but overflow, which c would not undo. Else 0. */
static inline double gdl_rule_joined (const gdl_graph *G, gdl_node n, gdl_node m) {
  double c, p;
  int power;
  const gdl_node_data *d = NODE(G, m);
  if (!IS(G, m, mul) || !gdl_graph_is_number(G, n, &c) || !(fabs(c) >= 1) ||
      !(gdl_graph_is_number(G, d->a, &p) || gdl_graph_is_number(G, d->b, &p)))
    return 0;
  return fabs(p) >= 1 && fabs(frexp(p, &power)) == 0.5 && isfinite(c * p) ? c * p : 0;
}

#endif
