/*
** lower_form.c - what each node is to be: an instruction, part of a loop, a
** call, or nothing but another way to look at memory
*/
#include "exec/lower_impl.h"


int gdl_lower_is_block (gdl_view v, gdl_shape s) {
  gdl_view block = gdl_view_block(v.offset, s);
  return v.row_step == block.row_step && v.col_step == block.col_step;
}


/* The root of an operand must be in memory. */
static void store (gdl_lower *l, gdl_node x) {
  l->cell[ROOT(l, x)].stored = 1;
}


static gdl_detail *detail (gdl_lower *l, gdl_node n, gdl_form form,
                           gdl_node source) {
  gdl_detail *d = ADD_TO(l, &l->detail, gdl_detail);
  l->cell[n].form = (uint8_t)form;
  l->cell[n].where = (uint32_t)(l->detail.count - 1);
  d->source = source;
  d->home = GDL_NO_NODE;
  d->wanted = UINT32_MAX;
  return d;
}


static void alias (gdl_lower *l, gdl_node n, gdl_node x) {
  l->cell[n].form = FORM_ALIAS;
  l->cell[n].root = ROOT(l, x);
}


/* The array that x is a window of, or x; where it begins there. */
static gdl_node behind (const gdl_lower *l, gdl_node x, size_t *offset) {
  gdl_node root = ROOT(l, x);
  *offset = 0;
  if (l->cell[root].form == FORM_WINDOW) {
    *offset = DETAIL(l, root).place.offset;
    root = DETAIL(l, root).source;
  }
  return root;
}


/* A read of 'source' (GDL_NO_NODE: of what is in base 'base'). */
static gdl_read *add_read (gdl_lower *l, gdl_node n, gdl_node source,
                           gdl_read_kind kind, uint32_t base) {
  gdl_detail *d = detail(l, n, FORM_READ, source);
  gdl_read *r = ADD_TO(l, &l->p->read, gdl_read);
  d->read = (uint32_t)(l->p->read.count - 1);
  r->kind = kind;
  r->from.base = base;
  if (source != GDL_NO_NODE &&
      !(kind == GDL_READ_PART && l->cell[source].form == FORM_LOOP))
    store(l, source);    /* else it may be behind: lower_order.c */
  return r;
}


/* A read by steps. A vector is one row. */
static void add_view (gdl_lower *l, gdl_node n, gdl_node source, uint32_t base,
                      gdl_view v) {
  gdl_shape s = gdl_graph_shape(l->g, n);
  gdl_read *r = add_read(l, n, source, GDL_READ_VIEW, base);
  r->from.offset = v.offset;    /* of the source */
  r->cols = s.cols == 1 ? s.rows : s.cols;
  r->row_step = s.cols == 1 ? 0 : v.row_step;
  r->col_step = s.cols == 1 ? v.row_step : v.col_step;
}


/*
** Leaves
*/
static uint32_t slot_base (gdl_lower *l, uint32_t slot) {
  if (l->slot_base[slot] == 0) {
    *ADD_TO(l, &l->p->slot, uint32_t) = slot;
    l->slot_base[slot] = (uint32_t)(GDL_BASE_GIVEN + l->p->slot.count - 1);
  }
  return l->slot_base[slot];
}


static void constant (gdl_lower *l, gdl_node n) {
  const double *from = gdl_graph_numbers(l->g, n);
  size_t length = gdl_lower_length(l, n);
  if (IS_NUMBER(l, n)) {
    *ADD_TO(l, &l->p->constant, double) = *from;
    l->cell[n].form = FORM_NUMBER;
    l->cell[n].where = (uint32_t)(l->p->constant.count - 1);
    return;
  }
  gdl_detail *d = detail(l, n, FORM_LEAF, GDL_NO_NODE);
  d->place = (gdl_place){l->p->array.count, GDL_BASE_CONSTANT};
  d->placed = 1;
  double *to = gdl_lower_add(l, &l->p->array, gdl_plan_size(length), sizeof(double));
  for (size_t i = 0; i < length && !FAILED(l); i++)
    to[i] = from[i];
}


static void leaf (gdl_lower *l, gdl_node n) {
  gdl_op op = OP(l, n);
  if (op == GDL_OP_constant) {
    constant(l, n);
    return;
  }
  if (IS_NUMBER(l, n)) {
    l->cell[n].form = FORM_NUMBER;
    if (op == GDL_OP_data)
      slot_base(l, gdl_graph_slot(l->g, n));
    return;
  }
  if (op == GDL_OP_data) {
    gdl_detail *d = detail(l, n, FORM_LEAF, GDL_NO_NODE);
    d->place = (gdl_place){0, slot_base(l, gdl_graph_slot(l->g, n))};
    d->placed = 1;
    return;
  }
  gdl_view v = gdl_graph_view(l->g, n);
  if (!gdl_lower_is_block(v, gdl_graph_shape(l->g, n))) {
    add_view(l, n, GDL_NO_NODE, GDL_BASE_PARAM, v);
    return;
  }
  gdl_detail *d = detail(l, n, FORM_LEAF, GDL_NO_NODE);
  d->place = (gdl_place){v.offset, GDL_BASE_PARAM};
  d->placed = 1;
}


/*
** Structure
*/
/* Node n, if x is an array of one number: the same. */
static int is_splat (gdl_lower *l, gdl_node n, gdl_node x) {
  gdl_node root = ROOT(l, x);
  if (l->cell[root].form == FORM_SPLAT)
    root = DETAIL(l, root).source;
  else if (!IS_NUMBER(l, root))
    return 0;
  if (IS_NUMBER(l, n))
    alias(l, n, root);
  else
    detail(l, n, FORM_SPLAT, root);
  return 1;
}


/* What only copies its operands can fill in one number. */
static int copies (gdl_op op) {
  return op == GDL_OP_concat || op == GDL_OP_update || op == GDL_OP_pad;
}


static void call (gdl_lower *l, gdl_node n) {
  size_t count;
  const gdl_node *x = gdl_lower_operands(l, n, &count);
  for (size_t k = 0; k < count; k++)
    if (!(copies(OP(l, n)) && l->cell[ROOT(l, x[k])].form == FORM_SPLAT) &&
        !IS_NUMBER(l, ROOT(l, x[k])))
      store(l, x[k]);
  if (IS_NUMBER(l, n))
    l->cell[n].form = FORM_CALL;
  else
    detail(l, n, FORM_CALL, GDL_NO_NODE);
}


/* Aligned at the last dimension, extents of 1 stretched. */
static void broadcast (gdl_lower *l, gdl_node n, gdl_node x) {
  gdl_shape from = gdl_graph_shape(l->g, x), to = gdl_graph_shape(l->g, n);
  if (is_splat(l, n, x))
    return;
  if (gdl_shape_length(from) == gdl_shape_length(to)) {
    alias(l, n, x);
    return;
  }
  size_t rows = from.rank == 1 ? 1 : from.rows,
         cols = from.rank == 1 ? from.rows : from.cols;
  gdl_read *r = add_read(l, n, ROOT(l, x), GDL_READ_VIEW, 0);
  r->cols = to.rank == 1 ? to.rows : to.cols;
  r->row_step = rows == 1 ? 0 : (ptrdiff_t)cols;
  r->col_step = cols == 1 ? 0 : 1;
}


static void reshape (gdl_lower *l, gdl_node n, gdl_node x) {
  if (IS_NUMBER(l, n) != IS_NUMBER(l, ROOT(l, x))) {
    if (is_splat(l, n, x))
      return;
    store(l, x);    /* the one element of an array */
    l->cell[n].form = FORM_NUMBER;
  }
  else
    alias(l, n, x);
}


static void transpose (gdl_lower *l, gdl_node n, gdl_node x) {
  gdl_shape s = gdl_graph_shape(l->g, x);
  if (is_splat(l, n, x))
    ;
  else if (s.rank < 2 || s.rows == 1 || s.cols == 1)
    alias(l, n, x);
  else
    call(l, n);
}


static void slice (gdl_lower *l, gdl_node n, gdl_node x) {
  gdl_view v = gdl_graph_view(l->g, n);
  if (is_splat(l, n, x))
    return;
  if (IS_NUMBER(l, n)) {
    store(l, x);
    l->cell[n].form = FORM_NUMBER;
  }
  else if (gdl_lower_is_block(v, gdl_graph_shape(l->g, n))) {
    size_t offset;
    gdl_node source = behind(l, x, &offset);
    store(l, source);
    gdl_detail *d = detail(l, n, FORM_WINDOW, source);
    d->place.offset = offset + v.offset;
  }
  else
    add_view(l, n, ROOT(l, x), 0, v);
}


static void pad (gdl_lower *l, gdl_node n, gdl_node x) {
  gdl_shape s = gdl_graph_shape(l->g, x);
  gdl_view v = gdl_graph_view(l->g, n);
  if (IS_NUMBER(l, ROOT(l, x)) || gdl_shape_length(s) == 0 ||
      !gdl_lower_is_block(v, s))
    call(l, n);
  else {
    gdl_read *r = add_read(l, n, ROOT(l, x), GDL_READ_PART, 0);
    r->low = v.offset;
    r->high = v.offset + gdl_shape_length(s);
  }
}


static void gather (gdl_lower *l, gdl_node n, gdl_node x) {
  size_t count;
  const uint32_t *index = gdl_graph_index(l->g, n, &count);
  if (is_splat(l, n, x))
    return;
  gdl_read *r = add_read(l, n, ROOT(l, x), GDL_READ_ROWS, 0);
  gdl_shape s = gdl_graph_shape(l->g, n);
  r->cols = s.cols;
  r->word = l->p->word.count;
  uint32_t *to = gdl_lower_add(l, &l->p->word, count, sizeof(*to));
  for (size_t k = 0; k < count && !FAILED(l); k++)
    to[k] = index[k];
}


/* Its operands are read by steps, as those of a product with rows and columns
** stretched. */
static void outer (gdl_lower *l, gdl_node n) {
  for (int k = 0; k < 2; k++)
    if (l->cell[ROOT(l, l->node[n].operand[k])].form != FORM_SPLAT)
      store(l, l->node[n].operand[k]);
  detail(l, n, FORM_LOOP, GDL_NO_NODE);
}


/* Is it one that a loop can take along? Which of absolute values is the largest
** does not depend on their order. */
static int goes_along (const gdl_lower *l, gdl_node n, gdl_node x) {
  if (OP(l, n) == GDL_OP_norm2 || gdl_graph_axis(l->g, n) != GDL_AXIS_ALL)
    return 0;
  return OP(l, n) == GDL_OP_sum ||
         (OP(l, n) == GDL_OP_maximum && OP(l, ROOT(l, x)) == GDL_OP_abs &&
          l->cell[ROOT(l, x)].form == FORM_LOOP);
}


static void reduction (gdl_lower *l, gdl_node n, gdl_node x) {
  if (IS_NUMBER(l, ROOT(l, x)))
    l->cell[n].form = FORM_NUMBER;
  else if (goes_along(l, n, x))
    l->cell[n].form = FORM_SUM;
  else
    call(l, n);
}


static void other (gdl_lower *l, gdl_node n) {
  gdl_node x = gdl_graph_operands(l->g, n, &(size_t){0})[0];
  switch (OP(l, n)) {
    case GDL_OP_detach: case GDL_OP_attach: alias(l, n, x); break;
    case GDL_OP_sum: case GDL_OP_maximum: case GDL_OP_minimum: case GDL_OP_norm2:
      reduction(l, n, x);
      break;
    case GDL_OP_dot: l->cell[n].form = FORM_SUM; break;
    case GDL_OP_broadcast: broadcast(l, n, x); break;
    case GDL_OP_reshape: reshape(l, n, x); break;
    case GDL_OP_transpose: transpose(l, n, x); break;
    case GDL_OP_slice: slice(l, n, x); break;
    case GDL_OP_pad: pad(l, n, x); break;
    case GDL_OP_gather: gather(l, n, x); break;
    case GDL_OP_outer: outer(l, n); break;
    case GDL_OP_select: case GDL_OP_sum_of:
      if (IS_NUMBER(l, n))
        l->cell[n].form = FORM_NUMBER;
      else
        detail(l, n, FORM_LOOP, GDL_NO_NODE);
      break;
    default: call(l, n);
  }
}


static void form (gdl_lower *l, gdl_node n) {
  l->cell[n].root = n;
  switch (gdl_op_table[OP(l, n)].kind) {
    case GDL_KIND_LEAF:
      leaf(l, n);
      break;
    case GDL_KIND_OTHER:
      other(l, n);
      break;
    default:
      if (IS_NUMBER(l, n))
        l->cell[n].form = FORM_NUMBER;
      else
        detail(l, n, FORM_LOOP, GDL_NO_NODE);
  }
}


/* An alias uses nothing: who uses it uses its root. */
static void count_uses (gdl_lower *l, gdl_node n) {
  size_t count;
  if (l->cell[n].form == FORM_ALIAS)
    return;
  const gdl_node *x = gdl_lower_operands(l, n, &count);
  for (size_t k = 0; k < count; k++)
    l->cell[ROOT(l, x[k])].uses++;
}


/* A splat, read or window uses its source, which need not be its operand. */
static void count_source (gdl_lower *l, gdl_node n) {
  gdl_node source = DETAIL(l, n).source;
  if (source != GDL_NO_NODE)
    l->cell[source].uses++;
}


static void use (gdl_lower *l, gdl_node n) {
  l->cell[n].uses++;
  if (!IS_NUMBER(l, n))
    l->cell[n].stored = 1;
}


void gdl_lower_forms (gdl_lower *l, const gdl_check *check) {
  *ADD_TO(l, &l->p->constant, double) = 0.0;
  *ADD_TO(l, &l->p->constant, double) = -1.0;
  for (size_t k = 0; k < l->ordered && !FAILED(l); k++) {
    gdl_node n = l->order[k];
    form(l, n);
    if (FAILED(l))
      return;
    switch (l->cell[n].form) {
      case FORM_SPLAT: case FORM_READ: case FORM_WINDOW: count_source(l, n); break;
      default: count_uses(l, n);
    }
  }
  for (size_t k = 0; k < l->outs; k++)
    use(l, ROOT(l, l->out[k]));
  for (size_t k = 0; k + 1 < l->stages; k++)
    use(l, ROOT(l, check[k].node));
}
