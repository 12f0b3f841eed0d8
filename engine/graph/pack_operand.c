/*
** pack_operand.c - what is demanded, as a node
** A list of indices into the parameters, an array or the lanes of a cluster is
** read in the plainest way that gives exactly that list.
*/
#include "graph/pack_impl.h"

/* Part of the list of a demand: items at, at + stride, ... */
typedef struct list {
  const gdl_pack_class *class;
  uint32_t cluster;          /* NONE: the class is one of leaves */
  uint32_t at, count, stride;
} list;


static uint32_t item (const gdl_pack *p, const list *l, size_t i) {
  return ITEMS(p)[l->at + i * l->stride];
}


static int alike (const gdl_pack *p, const list *l, size_t i, size_t j) {
  return gdl_pack_alike(p, l->class, item(p, l, i), item(p, l, j));
}


static gdl_shape shape_of (uint32_t count, uint32_t cols) {
  return cols > 0 ? gdl_shape_matrix(count / cols, cols)
                  : gdl_shape_vector(count);
}


gdl_node gdl_pack_full (gdl_pack *p, gdl_pack_value v, uint32_t lanes,
                        uint32_t cols) {
  if (v.form == FORM_FULL || v.node == GDL_NO_NODE)
    return v.node;
  if (v.form == FORM_COLUMN)
    return gdl_graph_broadcast_column(p->to, v.node, cols);
  return gdl_graph_broadcast(p->to, v.node, shape_of(lanes, cols));
}


/*
** Lists
*/
/* The array that the indices point into, as it is; none of parameters. */
static gdl_node whole (gdl_pack *p, const list *l) {
  if (l->cluster == NONE)
    return p->map[l->class->a];
  const gdl_pack_cluster *c = CLUSTER(p, l->cluster);
  return gdl_pack_full(p, c->value, c->lanes, c->cols);
}


static gdl_node part (gdl_pack *p, const list *l, gdl_shape s, gdl_view v) {
  if (l->class->kind == PACK_PARAM)
    return gdl_graph_param(p->to, s, v);
  gdl_node x = whole(p, l);
  return x == GDL_NO_NODE ? x : gdl_graph_slice(p->to, x, s, v);
}


/* item[from + i*by] = item[from] + i*step for all i < count? */
static int is_affine (const gdl_pack *p, const list *l, size_t from, size_t by,
                      size_t count, ptrdiff_t *step) {
  if (count < 2) {
    *step = 0;
    return 1;
  }
  ptrdiff_t first = item(p, l, from);
  *step = (ptrdiff_t)item(p, l, from + by) - first;
  for (size_t i = 2; i < count; i++)
    if ((ptrdiff_t)item(p, l, from + i * by) != first + (ptrdiff_t)i * *step)
      return 0;
  return *step != 0;
}


/* Does every item come 'times' times in a row? */
static int is_repeated (const gdl_pack *p, const list *l, size_t times) {
  if (times < 2 || l->count % times != 0)
    return 0;
  for (size_t i = 0; i < l->count; i += times)
    for (size_t k = 1; k < times; k++)
      if (!alike(p, l, i, i + k))
        return 0;
  return 1;
}


static int is_periodic (const gdl_pack *p, const list *l, size_t period) {
  if (period == 0 || period >= l->count || l->count % period != 0)
    return 0;
  for (size_t i = period; i < l->count; i++)
    if (!alike(p, l, i, i - period))
      return 0;
  return 1;
}


static gdl_node gather (gdl_pack *p, const list *l) {
  uint32_t low = UINT32_MAX, high = 0;
  gdl_node from;
  for (uint32_t i = 0; i < l->count; i++) {
    uint32_t k = item(p, l, i);
    low = k < low ? k : low;
    high = k > high ? k : high;
  }
  if (l->class->kind == PACK_PARAM)
    from = gdl_graph_param_block(p->to, gdl_shape_vector((size_t)high - low + 1),
                                 low);
  else {
    from = whole(p, l);
    low = 0;
    if (from != GDL_NO_NODE)
      from = gdl_graph_reshape(p->to, from, gdl_shape_vector(
                 gdl_shape_length(gdl_graph_shape(p->to, from))));
  }
  if (from == GDL_NO_NODE || !gdl_pack_room(p, &p->items, l->count, 4))
    return GDL_NO_NODE;
  uint32_t *index = ITEMS(p) + p->items.count;
  for (uint32_t i = 0; i < l->count; i++)
    index[i] = item(p, l, i) - low;
  return gdl_graph_gather(p->to, from, index, l->count);
}


static gdl_node constants (gdl_pack *p, const list *l, uint32_t cols) {
  gdl_shape s = shape_of(l->count, cols);
  gdl_node n = GDL_NO_NODE;
  p->spare.count = 0;
  if (!gdl_pack_room(p, &p->spare, 2 * (size_t)l->count, sizeof(uint32_t)))
    return n;
  double *x = p->spare.data;
  for (uint32_t i = 0; i < l->count; i++)
    x[i] = *gdl_graph_numbers(p->raw, item(p, l, i));
  gdl_array a = gdl_shape_array(s, x);
  return gdl_graph_array(p->to, &a);
}


static gdl_node inputs (gdl_pack *p, const list *l) {
  p->spare.count = 0;
  for (uint32_t i = 0; i < l->count; i++)
    if (!gdl_pack_push(p, &p->spare, gdl_graph_input(p->to, item(p, l, i))))
      return GDL_NO_NODE;
  return gdl_graph_concat(p->to, p->spare.data, l->count);
}


/* How often the first item comes in a row; where it comes again. */
static size_t first_run (const gdl_pack *p, const list *l) {
  size_t i = 1;
  while (i < l->count && alike(p, l, 0, i))
    i++;
  return i;
}


static size_t first_return (const gdl_pack *p, const list *l) {
  size_t i = 1;
  while (i < l->count && !alike(p, l, 0, i))
    i++;
  return i;
}


/* A list as a vector. */
static gdl_node vector (gdl_pack *p, list l) {
  gdl_graph *g = p->to;
  ptrdiff_t step;
  size_t times;
  gdl_shape s = gdl_shape_vector(l.count);
  if (l.class->kind == PACK_CONSTANT)
    return constants(p, &l, 0);
  if (l.class->kind == PACK_INPUT)
    return inputs(p, &l);
  if (is_affine(p, &l, 0, 1, l.count, &step))
    return part(p, &l, s, (gdl_view){item(p, &l, 0), step, 0});
  times = first_run(p, &l);
  if (is_repeated(p, &l, times)) {
    list once = l;
    once.count = (uint32_t)(l.count / times);
    once.stride = (uint32_t)(l.stride * times);
    gdl_node n = vector(p, once);
    return n == GDL_NO_NODE ? n : gdl_graph_reshape(
               g, gdl_graph_broadcast_column(g, n, times), s);
  }
  times = first_return(p, &l);
  if (is_periodic(p, &l, times)) {
    list once = l;
    once.count = (uint32_t)times;
    gdl_node n = vector(p, once);
    return n == GDL_NO_NODE ? n : gdl_graph_reshape(
               g, gdl_graph_broadcast(
                      g, n, gdl_shape_matrix(l.count / times, times)), s);
  }
  return gather(p, &l);
}


static size_t size_of (ptrdiff_t step) {
  return step < 0 ? 0 - (size_t)step : (size_t)step;
}


/* Is it a part of a matrix? Elements must not meet. */
static int is_block (const gdl_pack *p, const list *l, size_t cols,
                     gdl_view *v) {
  size_t rows = l->count / cols;
  ptrdiff_t step;
  if (!is_affine(p, l, 0, cols, rows, &v->row_step) ||
      !is_affine(p, l, 0, 1, cols, &v->col_step))
    return 0;
  if (size_of(v->row_step) <= size_of(v->col_step) * (cols - 1) &&
      size_of(v->col_step) <= size_of(v->row_step) * (rows - 1))
    return 0;
  for (size_t r = 1; r < rows; r++)
    if (!is_affine(p, l, r * cols, 1, cols, &step) || step != v->col_step)
      return 0;
  v->offset = item(p, l, 0);
  return 1;
}


/* A list as a matrix. */
static gdl_pack_value matrix (gdl_pack *p, list l, uint32_t cols) {
  gdl_view v;
  list once = l;
  if (is_periodic(p, &l, cols)) {
    once.count = cols;
    return (gdl_pack_value){vector(p, once), FORM_ROW};
  }
  if (is_repeated(p, &l, cols)) {
    once.count = l.count / cols;
    once.stride = l.stride * cols;
    return (gdl_pack_value){vector(p, once), FORM_COLUMN};
  }
  gdl_shape s = shape_of(l.count, cols);
  gdl_pack_value full = {GDL_NO_NODE, FORM_FULL};
  if (l.class->kind == PACK_CONSTANT)
    full.node = constants(p, &l, cols);
  else if (l.class->kind != PACK_INPUT && is_block(p, &l, cols, &v))
    full.node = part(p, &l, s, v);
  else {
    gdl_node n = vector(p, l);
    full.node = n == GDL_NO_NODE ? n : gdl_graph_reshape(p->to, n, s);
  }
  return full;
}


/*
** Demands
*/
static gdl_node single (gdl_pack *p, const list *l) {
  uint32_t k = item(p, l, 0);
  switch (l->class->kind) {
    case PACK_PARAM: return gdl_graph_param_number(p->to, k);
    case PACK_INPUT: return gdl_graph_input(p->to, k);
    case PACK_CONSTANT:
      return gdl_graph_constant(p->to, *gdl_graph_numbers(p->raw, k));
    case PACK_OPAQUE: return p->map[k];
    default: return part(p, l, gdl_shape_scalar(), (gdl_view){k, 0, 0});
  }
}


static gdl_pack_value read_list (gdl_pack *p, const list *l, uint32_t cols) {
  if (cols > 0)
    return matrix(p, *l, cols);
  return (gdl_pack_value){vector(p, *l), FORM_FULL};
}


static list list_of (const gdl_pack *p, const gdl_pack_demand *d) {
  return (list){CLASS(p, d->class), d->cluster, d->at, d->count, 1};
}


gdl_pack_value gdl_pack_read (gdl_pack *p, uint32_t demand) {
  gdl_pack_demand d = *DEMAND(p, demand);
  list l = list_of(p, &d);
  if (d.cluster != NONE) {
    const gdl_pack_cluster *c = CLUSTER(p, d.cluster);
    if (c->value.form == FORM_NUMBER ||
        (d.identity && (d.cols == c->cols || c->value.node == GDL_NO_NODE)))
      return c->value;
    if (d.identity) {
      gdl_node n = whole(p, &l);
      if (n != GDL_NO_NODE)
        n = gdl_graph_reshape(p->to, n, shape_of(d.count, d.cols));
      return (gdl_pack_value){n, FORM_FULL};
    }
  }
  if (d.same)
    return (gdl_pack_value){single(p, &l), FORM_NUMBER};
  return read_list(p, &l, d.cols);
}


int gdl_pack_same_row (const gdl_pack *p, uint32_t demand, uint32_t i,
                       uint32_t j) {
  const gdl_pack_demand *d = DEMAND(p, demand);
  list l = list_of(p, d);
  if (d->same || i == j)
    return 1;
  if (d->identity)
    return 0;
  for (uint32_t k = 0; k < d->cols; k++)
    if (!alike(p, &l, (size_t)i * d->cols + k, (size_t)j * d->cols + k))
      return 0;
  return 1;
}


gdl_node gdl_pack_read_rows (gdl_pack *p, uint32_t demand, uint32_t step,
                             uint32_t count) {
  gdl_pack_demand d = *DEMAND(p, demand);
  list l = list_of(p, &d);
  if (!gdl_pack_room(p, &p->items, (size_t)count * d.cols, sizeof(uint32_t)))
    return GDL_NO_NODE;
  uint32_t at = (uint32_t)p->items.count, *to = ITEMS(p) + at;
  for (uint32_t r = 0; r < count; r++)
    for (uint32_t k = 0; k < d.cols; k++) {
      uint32_t i = r * step * d.cols + k;
      *to++ = d.identity ? i : item(p, &l, i);
    }
  p->items.count += (size_t)count * d.cols;
  l.at = at;
  l.count = count * d.cols;
  return gdl_pack_full(p, read_list(p, &l, d.cols), l.count, d.cols);
}
