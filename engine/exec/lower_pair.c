/*
** lower_pair.c - pairs of instructions on numbers made one
** An instruction costs a jump, and a store and a load that the next one waits
** for: what only one other needs is worked out by that, in a register.
*/
#include "exec/lower_impl.h"


static int is_cheap (gdl_op op) {
  return op == GDL_OP_add || op == GDL_OP_sub || op == GDL_OP_mul;
}


/* May the only one to use x, 'uses' times, work it out? */
static int may_be_inner (const gdl_lower *l, gdl_node x, uint32_t uses) {
  const gdl_cell *c = &CELL(l, x);
  return c->form == FORM_NUMBER && c->uses == uses && !c->stored &&
         is_cheap(OP(l, x));
}


int gdl_lower_is_square (const gdl_lower *l, gdl_node n) {
  double exponent;
  return OP(l, n) == GDL_OP_pow &&
         gdl_graph_is_number(l->g, ROOT(l, l->node[n].b), &exponent) && exponent == 2;
}


static void pair (gdl_lower *l, gdl_node n) {
  gdl_op op = OP(l, n);
  gdl_node a, b;
  if (gdl_op_table[op].kind != GDL_KIND_UNARY && gdl_op_table[op].kind != GDL_KIND_BINARY)
    return;
  a = ROOT(l, l->node[n].a);
  if (op == GDL_OP_neg || gdl_lower_is_square(l, n)) {
    if (!may_be_inner(l, a, 1))
      return;
  }
  else if (is_cheap(op)) {
    b = ROOT(l, l->node[n].b);
    if (a == b) {
      if (op != GDL_OP_mul || !may_be_inner(l, a, 2))
        return;
    }
    else if (!may_be_inner(l, a, 1)) {
      if (!may_be_inner(l, b, 1))
        return;
      a = b;
    }
  }
  else
    return;
  CELL(l, a).form = FORM_INNER;
  CELL(l, n).stored = 1;
}


void gdl_lower_pairs (gdl_lower *l) {
  for (size_t k = 0; k < l->ordered; k++)
    if (CELL(l, l->order[k]).form == FORM_NUMBER)
      pair(l, l->order[k]);
}


gdl_node gdl_lower_inner (const gdl_lower *l, gdl_node n) {
  if (CELL(l, n).form != FORM_NUMBER || !CELL(l, n).stored)
    return GDL_NO_NODE;
  gdl_node a = ROOT(l, l->node[n].a);
  if (CELL(l, a).form == FORM_INNER)
    return a;
  if (gdl_op_table[OP(l, n)].arity < 2)
    return GDL_NO_NODE;
  gdl_node b = ROOT(l, l->node[n].b);
  return CELL(l, b).form == FORM_INNER ? b : GDL_NO_NODE;
}


gdl_outer gdl_lower_outer (const gdl_lower *l, gdl_node n, gdl_node inner,
                           gdl_node *c) {
  *c = GDL_NO_NODE;
  if (OP(l, n) == GDL_OP_neg)    /* v * -1, to the bit */
    return GDL_OUTER_MUL;
  gdl_node a = ROOT(l, l->node[n].a), b = ROOT(l, l->node[n].b);
  if (a == b || OP(l, n) == GDL_OP_pow)
    return GDL_OUTER_SQUARE;
  *c = a == inner ? b : a;
  switch (OP(l, n)) {
    case GDL_OP_add: return GDL_OUTER_ADD;
    case GDL_OP_mul: return GDL_OUTER_MUL;
    default: return a == inner ? GDL_OUTER_SUB : GDL_OUTER_FROM;
  }
}
