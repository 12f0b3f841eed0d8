/*
** simplify.c - what a consed graph builds instead: same bits, fewer nodes
** The rules of elementwise functions are in ops.def.
*/
#include "graph/graph_impl.h"
#include "graph/rules.h"

#define RULE(condition, node)  if (condition) return (node);


static gdl_node rules_of_unary (gdl_graph *G, gdl_op op, gdl_node x) {
  switch (op) {
#define GDL_OP_UNARY(name, dx, rules, ...) \
    case GDL_OP_##name: rules break;
#define GDL_OP_OWN_UNARY(name, expression, doc, dx, rules, ...) \
    case GDL_OP_##name: rules break;
#include "graph/ops.def"
    default: break;
  }
  return GDL_ZERO_NODE;
}


static gdl_node rules_of_binary (gdl_graph *G, gdl_op op, gdl_node x,
                                 gdl_node y) {
  switch (op) {
#define GDL_OP_BINARY(name, dx, dy, rules, ...) \
    case GDL_OP_##name: rules break;
#define GDL_OP_OWN_BINARY(name, expression, doc, dx, dy, rules, ...) \
    case GDL_OP_##name: rules break;
#include "graph/ops.def"
    default: break;
  }
  return GDL_ZERO_NODE;
}


/* Arithmetic rounds alike in numbers and in arrays, under every evaluator;
** functions need not. */
static int is_exact (gdl_op op) {
  return op == GDL_OP_neg || op == GDL_OP_add || op == GDL_OP_sub ||
         op == GDL_OP_mul || op == GDL_OP_div || op == GDL_OP_lt ||
         op == GDL_OP_le || op == GDL_OP_eq;
}


gdl_node gdl_simplify_unary (gdl_graph *g, gdl_op op, gdl_node x) {
  double v;
  if (gdl_graph_is_number(g, x, &v))
    return gdl_graph_constant(g, gdl_op_table[op].unary->scalar(v));
  gdl_node n = rules_of_unary(g, op, x);
  if (n == GDL_ZERO_NODE && is_exact(op)) {
    gdl_node s = gdl_graph_stretched(g, x);
    if (s != GDL_NO_NODE)
      return gdl_graph_broadcast(g, gdl_graph_unary(g, op, s), SHAPE_OF(g, x));
  }
  return n;
}


/* The number that x is, or is a broadcast of; else GDL_NO_NODE. */
static gdl_node as_number (const gdl_graph *g, gdl_node x) {
  return IS_SCALAR(g, x) ? x : gdl_graph_stretched(g, x);
}


gdl_node gdl_simplify_binary (gdl_graph *g, gdl_op op, gdl_node x, gdl_node y,
                              uint32_t shape) {
  double v, w;
  if (gdl_graph_is_number(g, x, &v) && gdl_graph_is_number(g, y, &w))
    return gdl_graph_constant(g, gdl_op_table[op].binary->scalar(v, w));
  gdl_node n = rules_of_binary(g, op, x, y);
  if (n != GDL_ZERO_NODE || shape == 0)
    return n;
  gdl_node sx = as_number(g, x), sy = as_number(g, y);
  if (sx != GDL_NO_NODE && sy != GDL_NO_NODE) {
    if (!is_exact(op))
      return GDL_ZERO_NODE;
    return gdl_graph_broadcast(g, gdl_graph_binary(g, op, sx, sy),
                               SHAPE(g, shape));
  }
  if (sx != GDL_NO_NODE && sx != x)
    return gdl_graph_binary(g, op, sx, y);
  if (sy != GDL_NO_NODE && sy != y)
    return gdl_graph_binary(g, op, x, sy);
  return GDL_ZERO_NODE;
}


/* The side of a select, or that of a select below it on the same condition. */
static gdl_node side (const gdl_graph *g, gdl_node c, gdl_node x, int second) {
  const gdl_node_data *d = NODE(g, x);
  return d->op == GDL_OP_select && d->a == c ? d->operand[1 + second] : x;
}


gdl_node gdl_simplify_select (gdl_graph *g, gdl_node c, gdl_node a, gdl_node b,
                              uint32_t shape) {
  double v;
  gdl_shape s = SHAPE(g, shape);
  if (gdl_graph_is_number(g, c, &v))
    return gdl_graph_broadcast(g, v != 0 ? a : b, s);
  if (a == b)
    return gdl_graph_broadcast(g, a, s);
  if (IS(g, c, eq) && gdl_rule_number(g, NODE(g, c)->b, 0)) {
    gdl_node swapped = gdl_graph_select(g, NODE(g, c)->a, b, a);
    return swapped == GDL_NO_NODE ? swapped : gdl_graph_broadcast(g, swapped, s);
  }
  gdl_node inner_a = side(g, c, a, 0), inner_b = side(g, c, b, 1);
  if (inner_a != a || inner_b != b)
    return gdl_graph_broadcast(g, gdl_graph_select(g, c, inner_a, inner_b), s);
  if (shape == 0)
    return GDL_ZERO_NODE;
  gdl_node sc = as_number(g, c), sa = as_number(g, a), sb = as_number(g, b);
  if (sc != GDL_NO_NODE && sa != GDL_NO_NODE && sb != GDL_NO_NODE)
    return gdl_graph_broadcast(g, gdl_graph_select(g, sc, sa, sb), s);
  /* one operand of the full shape must stay */
  gdl_node c2 = sc != GDL_NO_NODE ? sc : c, a2 = sa != GDL_NO_NODE ? sa : a,
           b2 = sb != GDL_NO_NODE ? sb : b;
  if (c2 != c || a2 != a || b2 != b)
    return gdl_graph_select(g, c2, a2, b2);
  return GDL_ZERO_NODE;
}


/* The operand of concatenation 'x' that is element 'at' alone, or an element
** of the one that it is in. */
static gdl_node element_of_concat (gdl_graph *g, gdl_node x, size_t at) {
  size_t count;
  const gdl_node *part = gdl_graph_operands(g, x, &count);
  for (size_t k = 0; k < count; k++) {
    size_t n = gdl_shape_length(SHAPE_OF(g, part[k]));
    if (at < n)
      return IS_SCALAR(g, part[k]) ? part[k] : gdl_graph_element(g, part[k], at);
    at -= n;
  }
  return GDL_ZERO_NODE;
}


/* Element 'at' of 'x' with a number put somewhere. */
static gdl_node element_of_update (gdl_graph *g, gdl_node x, size_t at) {
  const gdl_node_data *d = NODE(g, x);
  if (!IS_SCALAR(g, d->b))
    return GDL_ZERO_NODE;
  if (gdl_graph_view(g, x).offset == at)
    return d->b;
  return gdl_graph_element(g, d->a, at);
}


static gdl_node element_of (gdl_graph *g, gdl_node x, size_t at) {
  switch (NODE(g, x)->op) {
    case GDL_OP_constant:
      return gdl_graph_constant(g, gdl_graph_numbers(g, x)[at]);
    case GDL_OP_concat:
      return element_of_concat(g, x, at);
    case GDL_OP_update:
      return element_of_update(g, x, at);
    default:
      return GDL_ZERO_NODE;
  }
}


gdl_node gdl_simplify_slice (gdl_graph *g, gdl_node x, gdl_shape s, gdl_view v) {
  gdl_shape from = SHAPE_OF(g, x);
  if (gdl_view_whole(v, s, gdl_shape_length(from)))
    return gdl_graph_reshape(g, x, s);
  gdl_node stretched = gdl_graph_stretched(g, x);
  if (stretched != GDL_NO_NODE)
    return gdl_graph_broadcast(g, stretched, s);
  gdl_view composed;
  switch (NODE(g, x)->op) {
    case GDL_OP_reshape:
      return gdl_graph_slice(g, NODE(g, x)->a, s, v);
    case GDL_OP_param:
      if (gdl_view_compose(v, s, gdl_graph_view(g, x), from, &composed))
        return gdl_graph_param(g, s, composed);
      break;
    case GDL_OP_slice:
      if (gdl_view_compose(v, s, gdl_graph_view(g, x), from, &composed))
        return gdl_graph_slice(g, NODE(g, x)->a, s, composed);
      break;
    default: break;
  }
  return s.rank == 0 ? element_of(g, x, v.offset) : GDL_ZERO_NODE;
}
