/*
** lower_sink.c - what is worked out later than it could be
** A value that only loops of later levels read would be put into memory for
** them. If its operands are there in any case it is moved to the first of these
** loops, and never leaves that.
*/
#include "exec/lower_impl.h"

#define DEEPEST  16    /* chains of more are left where they are */


static int is_loop (const gdl_lower *l, gdl_node n) {
  return CELL(l, n).form == FORM_LOOP;
}


/* Can it be moved on to 'level', and what it alone reads with it? */
static int can_sink (const gdl_lower *l, gdl_node n, uint32_t level, int depth) {
  const gdl_cell *c = &CELL(l, n);
  size_t count;
  if (c->stored || DETAIL(l, n).pinned || c->level >= level || depth == DEEPEST ||
      OP(l, n) == GDL_OP_sum_of)
    return 0;
  const gdl_node *x = gdl_lower_operands(l, n, &count);
  for (size_t k = 0; k < count; k++) {
    gdl_node root = ROOT(l, x[k]);
    const gdl_cell *o = &CELL(l, root);
    if (!is_loop(l, root) || o->stored || o->stage != c->stage ||
        o->level < c->level)
      continue;    /* a number, or in memory */
    if (o->uses > 1 || !can_sink(l, root, level, depth + 1))
      return 0;
  }
  return 1;
}


/* Node n, of a loop, reads array x. */
static void note (gdl_lower *l, gdl_node n, gdl_node x) {
  const gdl_cell *c = &CELL(l, n), *o = &CELL(l, x);
  if (o->form == FORM_READ) {
    gdl_node source = DETAIL(l, x).source;
    if (source != GDL_NO_NODE && is_loop(l, source))
      DETAIL(l, source).pinned = 1;
  }
  else if (o->form == FORM_LOOP) {
    gdl_detail *d = &DETAIL(l, x);
    if (o->stage != c->stage)
      d->pinned = 1;
    else if (c->level < d->wanted)
      d->wanted = c->level;
  }
}


void gdl_lower_sink (gdl_lower *l) {
  if (l->detail.count == 0)
    return;
  for (size_t k = l->ordered; k-- > 0; ) {
    gdl_node n = l->order[k];
    gdl_form form = (gdl_form)CELL(l, n).form;
    size_t count;
    if (form == FORM_READ)
      note(l, n, n);
    if (form != FORM_LOOP && form != FORM_SUM)
      continue;
    if (form == FORM_LOOP && DETAIL(l, n).wanted != UINT32_MAX &&
        can_sink(l, n, DETAIL(l, n).wanted, 0))
      CELL(l, n).level = DETAIL(l, n).wanted;
    const gdl_node *x = gdl_lower_operands(l, n, &count);
    for (size_t i = 0; i < count; i++)
      note(l, n, ROOT(l, x[i]));
  }
}
