/*
** rules.h - the words in which ops.def writes derivatives and rules
** Where they are used, G is the graph. Conditions see nodes through the
** functions at the end.
*/
#ifndef GDL_GRAPH_RULES_H
#define GDL_GRAPH_RULES_H

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


/* True for the constant number c, the signs of zeros told apart. */
static inline int gdl_rule_number (const gdl_graph *G, gdl_node a, double c) {
  double v;
  return gdl_graph_is_number(G, a, &v) && v == c &&
         (c != 0 || __builtin_signbit(v) == __builtin_signbit(c));
}

#endif
