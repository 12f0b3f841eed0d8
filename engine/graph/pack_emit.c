/*
** pack_emit.c - clusters as nodes
** Opaque nodes (arrays, and numbers made of them) are copied as they are, level
** by level: those of level k need numbers of levels below k only.
*/
#include "graph/pack_impl.h"


/*
** Operations
*/
/* The form of something made of values of these forms. */
static gdl_pack_form form_of (const gdl_pack_value *v, int count) {
  gdl_pack_form form = FORM_NUMBER;
  for (int i = 0; i < count; i++)
    if (form == FORM_NUMBER)
      form = v[i].form;
    else if (v[i].form != FORM_NUMBER && v[i].form != form)
      return FORM_FULL;
  return form;
}


static gdl_node operation (gdl_graph *g, gdl_op op, const gdl_pack_value *v) {
  if (op == GDL_OP_select)
    return gdl_graph_select(g, v[0].node, v[1].node, v[2].node);
  if (op == GDL_OP_detach)
    return gdl_graph_detach(g, v[0].node);
  if (gdl_op_table[op].kind == GDL_KIND_UNARY)
    return gdl_graph_unary(g, op, v[0].node);
  return gdl_graph_binary(g, op, v[0].node, v[1].node);
}


/* Operands of a form of their own are stretched where they meet another. */
static gdl_pack_value emit_operation (gdl_pack *p, const gdl_pack_cluster *c) {
  gdl_op op = (gdl_op)CLASS(p, c->class)->op;
  gdl_pack_value v[3];
  int count = (int)c->demands;
  for (int i = 0; i < count; i++)
    v[i] = gdl_pack_read(p, c->demand + (uint32_t)i);
  gdl_pack_form form = form_of(v, count);
  for (int i = 0; i < count && form == FORM_FULL; i++)
    if (v[i].form != FORM_NUMBER)
      v[i].node = gdl_pack_full(p, v[i], c->lanes, c->cols);
  return (gdl_pack_value){operation(p->to, op, v), form};
}


/*
** Sums
*/
static gdl_node times (gdl_pack *p, size_t count, gdl_node x) {
  if (count == 1)
    return x;
  return gdl_graph_binary(p->to, GDL_OP_mul,
                          gdl_graph_constant(p->to, (double)count), x);
}


/* Rows x: r, r, ..., s, s, ... (each 'turn' times), rows y: 'turn' of them, over
** and over again: that is a product of two matrices. 0 where it is not so. */
static uint32_t turn_of (const gdl_pack *p, uint32_t x, uint32_t y,
                         uint32_t rows) {
  uint32_t turn = 1;
  if (gdl_pack_same_row(p, y, 0, 1) || !gdl_pack_same_row(p, x, 0, 1))
    return 0;
  while (turn < rows && !gdl_pack_same_row(p, y, 0, turn))
    turn++;
  if (turn >= rows || rows % turn != 0)
    return 0;
  for (uint32_t r = 1; r < rows; r++)
    if ((r >= turn && !gdl_pack_same_row(p, y, r, r - turn)) ||
        (r % turn != 0 && !gdl_pack_same_row(p, x, r, r - 1)))
      return 0;
  return turn;
}


static gdl_node matrix_product (gdl_pack *p, uint32_t x, uint32_t y,
                                uint32_t rows, uint32_t turn) {
  gdl_node a = gdl_pack_read_rows(p, x, turn, rows / turn);
  gdl_node b = gdl_pack_read_rows(p, y, 1, turn);
  return gdl_graph_reshape(p->to, gdl_graph_gemm(p->to, a, b, GDL_TRANSPOSE_B),
                           gdl_shape_vector(rows));
}


/* The sums along the rows of what has the form 'v'. */
static gdl_pack_value sum_rows (gdl_pack *p, gdl_pack_value v, uint32_t cols) {
  switch (v.form) {
    case FORM_NUMBER: case FORM_COLUMN:
      v.node = times(p, cols, v.node);
      break;
    case FORM_ROW:
      v.node = gdl_graph_sum(p->to, v.node, GDL_AXIS_ALL);
      break;
    default:
      v.node = gdl_graph_sum(p->to, v.node, GDL_AXIS_ALONG);
  }
  if (v.form != FORM_NUMBER)
    v.form = v.form == FORM_ROW ? FORM_NUMBER : FORM_FULL;
  return v;
}


static gdl_pack_value sum_product (gdl_pack *p, const gdl_pack_cluster *c) {
  uint32_t x = c->demand, y = x + 1, rows = c->lanes / c->cols, turn;
  if ((turn = turn_of(p, x, y, rows)) > 1)
    return (gdl_pack_value){matrix_product(p, x, y, rows, turn), FORM_FULL};
  if ((turn = turn_of(p, y, x, rows)) > 1)
    return (gdl_pack_value){matrix_product(p, y, x, rows, turn), FORM_FULL};
  gdl_pack_value a = gdl_pack_read(p, x), b = gdl_pack_read(p, y);
  if (a.form == FORM_FULL && b.form == FORM_ROW)
    return (gdl_pack_value){gdl_graph_gemv(p->to, a.node, b.node, 0), FORM_FULL};
  if (a.form == FORM_ROW && b.form == FORM_FULL)
    return (gdl_pack_value){gdl_graph_gemv(p->to, b.node, a.node, 0), FORM_FULL};
  return sum_rows(p, emit_operation(p, c), c->cols);
}


/* The terms of one key; of a number's a vector may be left to be summed. */
static gdl_pack_value part_of_sum (gdl_pack *p, uint32_t demand,
                                   uint32_t lanes) {
  const gdl_pack_demand *d = DEMAND(p, demand);
  uint32_t count = d->count, cols = d->cols;
  gdl_pack_value v = gdl_pack_read(p, demand);
  if (v.form == FORM_PRODUCT)
    return sum_product(p, CLUSTER(p, DEMAND(p, demand)->cluster));
  if (cols > 0)
    return sum_rows(p, v, cols);
  if (lanes == 1 && v.form == FORM_NUMBER)
    v.node = times(p, count, v.node);
  return v;
}


/* A sum under way. */
typedef struct total {
  gdl_pack_value sum;        /* node GDL_NO_NODE: nothing yet */
  gdl_node vector;           /* of terms, to be summed and added; GDL_NO_NODE */
  uint32_t count;            /* their number */
  int minus;                 /* to be taken away */
} total;


static void add_part (gdl_pack *p, total *t, gdl_pack_value v, int minus) {
  if (t->sum.node != GDL_NO_NODE)
    t->sum.node = gdl_graph_binary(p->to, minus ? GDL_OP_sub : GDL_OP_add,
                                   t->sum.node, v.node);
  else
    t->sum.node = minus ? gdl_graph_unary(p->to, GDL_OP_neg, v.node) : v.node;
  if (v.form != FORM_NUMBER)
    t->sum.form = FORM_FULL;
}


static void add_vector (gdl_pack *p, total *t) {
  if (t->vector == GDL_NO_NODE)
    return;
  gdl_node sum = gdl_graph_sum(p->to, t->vector, GDL_AXIS_ALL);
  t->vector = GDL_NO_NODE;
  add_part(p, t, (gdl_pack_value){sum, FORM_NUMBER}, t->minus);
}


/* Vectors of one length are added before they are summed. */
static void keep_vector (gdl_pack *p, total *t, gdl_node v, uint32_t count,
                         int minus) {
  if (t->vector != GDL_NO_NODE && t->count == count) {
    t->vector = gdl_graph_binary(p->to, minus == t->minus ? GDL_OP_add : GDL_OP_sub,
                                 t->vector, v);
    return;
  }
  add_vector(p, t);
  t->vector = v;
  t->count = count;
  t->minus = minus;
}


static gdl_pack_value emit_sum (gdl_pack *p, const gdl_pack_cluster *c) {
  const gdl_pack_class *k = CLASS(p, c->class);
  total t = {{GDL_NO_NODE, FORM_NUMBER}, GDL_NO_NODE, 0, 0};
  for (uint32_t i = 0; i < k->b; i++) {
    gdl_pack_value v = part_of_sum(p, c->demand + i, c->lanes);
    int minus = KEY(p, k->a + i)->key & 1;
    if (v.node == GDL_NO_NODE)
      return v;
    if (c->lanes == 1 && v.form != FORM_NUMBER)
      keep_vector(p, &t, v.node, DEMAND(p, c->demand + i)->count, minus);
    else
      add_part(p, &t, v, minus);
  }
  add_vector(p, &t);
  if (k->b == 0)
    t.sum.node = gdl_graph_constant(p->to, 0);
  return t.sum;
}


static void emit (gdl_pack *p, uint32_t id) {
  gdl_pack_cluster c = *CLUSTER(p, id);
  const gdl_pack_class *k = CLASS(p, c.class);
  gdl_pack_value v;
  if (k->kind == PACK_SUM)
    v = emit_sum(p, &c);
  else if (k->op == GDL_OP_mul && c.summed && c.cols > 0)
    v = (gdl_pack_value){GDL_NO_NODE, FORM_PRODUCT};
  else
    v = emit_operation(p, &c);
  CLUSTER(p, id)->value = v;
}


/*
** Levels
*/
static int is_worked_out (const gdl_pack *p, gdl_node n) {
  unsigned kind = CLASS(p, p->class[n])->kind;
  return kind == PACK_OPERATION || kind == PACK_SUM;
}


/* Has a list of so many numbers that they become vectors. */
static int is_long_list (const gdl_pack *p, gdl_node n) {
  size_t count;
  const gdl_node *x = gdl_graph_operands(p->raw, n, &count);
  if (!IS(p->raw, n, concat) || count < GDL_PACK_LEAST)
    return 0;
  for (size_t i = 0; i < count; i++)
    if (!IS_SCALAR(p->raw, x[i]))
      return 0;
  return 1;
}


/* How many of the nodes from x[0] on are of one class. */
static size_t run_of (const gdl_pack *p, const gdl_node *x, size_t count) {
  size_t i = 1;
  while (i < count && p->class[x[i]] == p->class[x[0]])
    i++;
  return i;
}


int gdl_pack_demand_opaque (gdl_pack *p) {
  for (size_t i = 0; i < p->opaque.count; i++) {
    gdl_node n = WORD(p->opaque, i);
    size_t count, run;
    const gdl_node *x = gdl_graph_operands(p->raw, n, &count);
    int list = is_long_list(p, n);
    for (size_t k = 0; k < count; k += run) {
      run = list ? run_of(p, x + k, count - k) : 1;
      if (!list && !is_worked_out(p, x[k]))
        continue;
      uint32_t d = gdl_pack_demand_nodes(p, x + k, run);
      if (d == NONE || !gdl_pack_push(p, &p->wants, d))
        return 0;
    }
  }
  return 1;
}


/* A long list, out of the vectors it consists of; 'want' is its first demand. */
static size_t emit_list (gdl_pack *p, gdl_node n, size_t want) {
  size_t count;
  gdl_graph_operands(p->raw, n, &count);
  size_t done = 0;
  p->met.count = 0;
  while (done < count) {
    uint32_t demand = WORD(p->wants, want++);
    gdl_pack_demand d = *DEMAND(p, demand);
    gdl_pack_value v = gdl_pack_read(p, demand);
    if (d.count > 1)
      v.node = gdl_pack_full(p, v, d.count, 0);
    if (!gdl_pack_push(p, &p->met, v.node))
      return want;
    done += d.count;
  }
  p->map[n] = gdl_graph_concat(p->to, p->met.data, p->met.count);
  return want;
}


static void emit_opaque (gdl_pack *p, unsigned level) {
  size_t want = 0, outs = 0;
  p->stack.count = 0;
  for (size_t i = 0; i < p->opaque.count; i++) {
    gdl_node n = WORD(p->opaque, i);
    size_t count;
    const gdl_node *x = gdl_graph_operands(p->raw, n, &count);
    int now = CLASS(p, p->class[n])->level == level;
    if (is_long_list(p, n)) {
      size_t run;
      if (now)
        want = emit_list(p, n, want);
      else
        for (size_t k = 0; k < count; k += run, want++)
          run = run_of(p, x + k, count - k);
      continue;
    }
    for (size_t k = 0; k < count; k++)
      if (is_worked_out(p, x[k])) {
        if (now)
          p->map[x[k]] = gdl_pack_read(p, WORD(p->wants, want)).node;
        want++;
      }
    if (now && gdl_pack_push(p, &p->stack, n))
      outs++;
  }
  if (outs == 0 || p->no_memory || gdl_graph_status(p->to) != GDL_OK ||
      !gdl_pack_room(p, &p->stack, outs, sizeof(gdl_node)))
    return;
  gdl_node *out = p->stack.data;
  gdl_graph_rebuild(p->to, p->raw, out, outs, p->map, out + outs);
}


void gdl_pack_emit (gdl_pack *p) {
  for (unsigned level = 0; level < p->levels; level++) {
    emit_opaque(p, level);
    for (size_t i = p->clusters.count; i-- > 0; ) {
      if (p->no_memory || gdl_graph_status(p->to) != GDL_OK)
        return;
      if (CLASS(p, CLUSTER(p, i)->class)->level == level)
        emit(p, (uint32_t)i);
    }
  }
}
