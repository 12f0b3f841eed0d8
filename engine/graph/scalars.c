/*
** scalars.c - small arrays taken apart into numbers
*/
#include "graph/scalars.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "array/reduce.h"
#include "graph/transform.h"

typedef struct scalars {
  gdl_graph *to;
  const gdl_graph *from;
  const gdl_scalar_leaves *leaves;
  gdl_scalars *c;
  size_t *at;              /* of each node of 'from': where its elements are */
  gdl_node *element;
  gdl_node *room;          /* for the terms of a sum */
  gdl_error *err;
} scalars;

#define NOT_NEEDED  SIZE_MAX


static gdl_status refuse (const scalars *s, gdl_node n, const char *why) {
  return gdl_error_set(s->err, GDL_EINVAL, "%s: %s",
                       gdl_op_table[gdl_graph_op(s->from, n)].name, why);
}


static size_t length_of (const scalars *s, gdl_node n) {
  return gdl_shape_length(gdl_graph_shape(s->from, n));
}


/* The elements of operand k of node n. */
static const gdl_node *operand (const scalars *s, gdl_node n, size_t k) {
  size_t count;
  return s->element + s->at[gdl_graph_operands(s->from, n, &count)[k]];
}


static gdl_shape operand_shape (const scalars *s, gdl_node n, size_t k) {
  size_t count;
  return gdl_graph_shape(s->from, gdl_graph_operands(s->from, n, &count)[k]);
}


/*
** Leaves
*/
static gdl_status constant (scalars *s, gdl_node n, gdl_node *e) {
  const double *v = gdl_graph_numbers(s->from, n);
  size_t length = length_of(s, n);
  for (size_t i = 0; i < length; i++)
    e[i] = gdl_graph_constant(s->to, v[i]);
  return GDL_OK;
}


static size_t view_at (gdl_view v, size_t i, size_t j) {
  return (size_t)((ptrdiff_t)v.offset + (ptrdiff_t)i * v.row_step +
                  (ptrdiff_t)j * v.col_step);
}


static gdl_status param (scalars *s, gdl_node n, gdl_node *e) {
  gdl_shape shape = gdl_graph_shape(s->from, n);
  gdl_view v = gdl_graph_view(s->from, n);
  for (size_t i = 0; i < shape.rows; i++)
    for (size_t j = 0; j < shape.cols; j++) {
      size_t at = view_at(v, i, j);
      if (at >= s->leaves->params)
        return refuse(s, n, "there is no such parameter");
      *e++ = s->leaves->param[at];
    }
  return GDL_OK;
}


static gdl_status input (scalars *s, gdl_node n, gdl_node *e) {
  uint32_t slot = gdl_graph_slot(s->from, n);
  if (slot >= s->leaves->inputs || s->leaves->input[slot] == GDL_NO_NODE)
    return refuse(s, n, "there is no such input");
  *e = s->leaves->input[slot];
  return GDL_OK;
}


static gdl_status data (scalars *s, gdl_node n, gdl_node *e) {
  uint32_t slot = gdl_graph_slot(s->from, n);
  size_t length = length_of(s, n);
  if (slot >= s->leaves->datas)
    return refuse(s, n, "there is no such slot");
  const gdl_node *known = s->leaves->data[slot];
  if (known != NULL) {
    memcpy(e, known, length * sizeof(*e));
    return GDL_OK;
  }
  gdl_node all = gdl_graph_data(s->to, s->leaves->slot[slot],
                                gdl_shape_vector(length));
  for (size_t i = 0; i < length; i++)
    e[i] = gdl_graph_element(s->to, all, i);
  return GDL_OK;
}


/*
** Element by element
*/
/* Has the kernel for arrays the bits of the function of numbers? */
static int has_same_bits (gdl_op op) {
  switch (op) {
    case GDL_OP_neg: case GDL_OP_abs: case GDL_OP_sqrt: case GDL_OP_sign:
    case GDL_OP_floor: case GDL_OP_ceil: case GDL_OP_trunc: case GDL_OP_add:
    case GDL_OP_sub: case GDL_OP_mul: case GDL_OP_div: case GDL_OP_lt:
    case GDL_OP_le: case GDL_OP_eq: case GDL_OP_min: case GDL_OP_max:
      return 1;
    default:
      return 0;
  }
}


/* A square is a product, of arrays, too. */
static int is_square (const scalars *s, gdl_node n) {
  size_t count;
  double y;
  return gdl_graph_op(s->from, n) == GDL_OP_pow &&
         gdl_graph_is_number(s->from, gdl_graph_operands(s->from, n, &count)[1], &y) &&
         y == 2;
}


static gdl_status elementwise (scalars *s, gdl_node n, gdl_node *e) {
  gdl_op op = gdl_graph_op(s->from, n);
  size_t length = length_of(s, n);
  const gdl_node *x[3];
  size_t step[3];
  if (op != GDL_OP_select && gdl_graph_shape(s->from, n).rank != 0 &&
      !has_same_bits(op) && !is_square(s, n))
    return refuse(s, n, "arrays have other bits than numbers");
  for (int k = 0; k < gdl_op_table[op].arity; k++) {
    x[k] = operand(s, n, (size_t)k);
    step[k] = operand_shape(s, n, (size_t)k).rank != 0;
  }
  for (size_t i = 0; i < length; i++)
    if (op == GDL_OP_select)
      e[i] = gdl_graph_select(s->to, x[0][i * step[0]], x[1][i * step[1]],
                              x[2][i * step[2]]);
    else if (gdl_op_table[op].arity == 1)
      e[i] = gdl_graph_unary(s->to, op, x[0][i * step[0]]);
    else
      e[i] = gdl_graph_binary(s->to, op, x[0][i * step[0]], x[1][i * step[1]]);
  return GDL_OK;
}


/*
** Sums
*/
static gdl_status sum (scalars *s, gdl_node n, gdl_node *e) {
  size_t length = gdl_shape_length(operand_shape(s, n, 0));
  if (gdl_graph_axis(s->from, n) != GDL_AXIS_ALL)
    return refuse(s, n, "of one axis");
  *e = length == 0 ? gdl_graph_constant(s->to, 0)
                   : gdl_graph_sum_of(s->to, operand(s, n, 0), length);
  return GDL_OK;
}


static gdl_status sum_of (scalars *s, gdl_node n, gdl_node *e) {
  size_t count, length = length_of(s, n);
  const gdl_node *x = gdl_graph_operands(s->from, n, &count);
  for (size_t i = 0; i < length; i++) {
    for (size_t k = 0; k < count; k++)
      s->room[k] = s->element[s->at[x[k]] + i];
    e[i] = gdl_graph_sum_of(s->to, s->room, count);
  }
  return GDL_OK;
}


/* The inner product of x and y, elements 'step' apart. */
static gdl_node inner (scalars *s, const gdl_node *x, size_t x_step,
                       const gdl_node *y, size_t y_step, size_t n) {
  for (size_t i = 0; i < n; i++)
    s->room[i] = gdl_graph_binary(s->to, GDL_OP_mul, x[i * x_step],
                                  y[i * y_step]);
  return n == 0 ? gdl_graph_constant(s->to, 0)
                : gdl_graph_sum_of(s->to, s->room, n);
}


/* The 2-norm without the scaling that sizes near the ends of the range need: a
** condition says that it does not. */
static gdl_status norm2 (scalars *s, gdl_node n, gdl_node *e) {
  const gdl_node *x = operand(s, n, 0);
  size_t length = gdl_shape_length(operand_shape(s, n, 0));
  gdl_graph *g = s->to;
  if (length == 1) {
    *e = gdl_graph_unary(g, GDL_OP_abs, x[0]);
    return GDL_OK;
  }
  if (length == 0 || s->c->conditions + 2 > GDL_SCALAR_CONDITIONS)
    return refuse(s, n, "there are too many");
  gdl_node all = inner(s, x, 1, x, 1, length);
  gdl_node low = gdl_graph_constant(g, GDL_REDUCE_SAFE_LOW),
           high = gdl_graph_constant(g, GDL_REDUCE_SAFE_HIGH);
  s->c->condition[s->c->conditions++] = gdl_graph_binary(g, GDL_OP_le, low, all);
  s->c->condition[s->c->conditions++] = gdl_graph_binary(g, GDL_OP_le, all, high);
  *e = gdl_graph_unary(g, GDL_OP_sqrt, all);
  return GDL_OK;
}


/*
** Structure
*/
static gdl_status broadcast (scalars *s, gdl_node n, gdl_node *e) {
  gdl_shape to = gdl_graph_shape(s->from, n), from = operand_shape(s, n, 0);
  const gdl_node *x = operand(s, n, 0);
  size_t rows = to.rank == 1 ? 1 : to.rows, cols = to.rank == 1 ? to.rows : to.cols;
  size_t in_rows = from.rank == 1 ? 1 : from.rows,
         in_cols = from.rank == 1 ? from.rows : from.cols;
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < cols; j++)
      *e++ = x[(in_rows == 1 ? 0 : i) * in_cols + (in_cols == 1 ? 0 : j)];
  return GDL_OK;
}


static gdl_status transpose (scalars *s, gdl_node n, gdl_node *e) {
  gdl_shape to = gdl_graph_shape(s->from, n);
  const gdl_node *x = operand(s, n, 0);
  for (size_t i = 0; i < to.rows; i++)
    for (size_t j = 0; j < to.cols; j++)
      *e++ = x[j * to.rows + i];
  return GDL_OK;
}


static gdl_status slice (scalars *s, gdl_node n, gdl_node *e) {
  gdl_shape to = gdl_graph_shape(s->from, n);
  gdl_view v = gdl_graph_view(s->from, n);
  const gdl_node *x = operand(s, n, 0);
  for (size_t i = 0; i < to.rows; i++)
    for (size_t j = 0; j < to.cols; j++)
      *e++ = x[view_at(v, i, j)];
  return GDL_OK;
}


/* Puts operand k into e. */
static gdl_status put (scalars *s, gdl_node n, size_t k, gdl_node *e) {
  gdl_shape part = operand_shape(s, n, k);
  gdl_view v = gdl_graph_view(s->from, n);
  const gdl_node *x = operand(s, n, k);
  for (size_t i = 0; i < part.rows; i++)
    for (size_t j = 0; j < part.cols; j++)
      e[view_at(v, i, j)] = *x++;
  return GDL_OK;
}


static void fill (scalars *s, gdl_node n, gdl_node *e) {
  size_t length = length_of(s, n);
  gdl_node zero = gdl_graph_constant(s->to, 0);
  for (size_t i = 0; i < length; i++)
    e[i] = zero;
}


static gdl_status copy (scalars *s, gdl_node n, gdl_node *e) {
  memcpy(e, operand(s, n, 0), length_of(s, n) * sizeof(*e));
  return GDL_OK;
}


static gdl_status gather (scalars *s, gdl_node n, gdl_node *e) {
  size_t count, cols = gdl_graph_shape(s->from, n).cols;
  const uint32_t *index = gdl_graph_index(s->from, n, &count);
  const gdl_node *x = operand(s, n, 0);
  for (size_t k = 0; k < count; k++)
    for (size_t j = 0; j < cols; j++)
      *e++ = x[index[k] * cols + j];
  return GDL_OK;
}


static gdl_status scatter_add (scalars *s, gdl_node n, gdl_node *e) {
  size_t count, cols = gdl_graph_shape(s->from, n).cols;
  const uint32_t *index = gdl_graph_index(s->from, n, &count);
  const gdl_node *x = operand(s, n, 0);
  fill(s, n, e);
  for (size_t k = 0; k < count; k++)
    for (size_t j = 0; j < cols; j++) {
      gdl_node *to = &e[index[k] * cols + j];
      *to = gdl_graph_binary(s->to, GDL_OP_add, *to, *x++);
    }
  return GDL_OK;
}


static gdl_status concat (scalars *s, gdl_node n, gdl_node *e) {
  size_t count;
  const gdl_node *x = gdl_graph_operands(s->from, n, &count);
  for (size_t k = 0; k < count; k++) {
    size_t length = length_of(s, x[k]);
    memcpy(e, s->element + s->at[x[k]], length * sizeof(*e));
    e += length;
  }
  return GDL_OK;
}


/*
** Products
*/
static gdl_status outer (scalars *s, gdl_node n, gdl_node *e) {
  gdl_shape to = gdl_graph_shape(s->from, n);
  const gdl_node *x = operand(s, n, 0), *y = operand(s, n, 1);
  for (size_t i = 0; i < to.rows; i++)
    for (size_t j = 0; j < to.cols; j++)
      *e++ = gdl_graph_binary(s->to, GDL_OP_mul, x[i], y[j]);
  return GDL_OK;
}


/* Rows of op(A) with columns of op(B); a vector B has one column. */
static gdl_status product (scalars *s, gdl_node n, gdl_node *e) {
  gdl_shape a = operand_shape(s, n, 0), b = operand_shape(s, n, 1);
  const gdl_node *x = operand(s, n, 0), *y = operand(s, n, 1);
  int turns = gdl_graph_transposes(s->from, n);
  int ta = turns & GDL_TRANSPOSE_A, tb = turns & GDL_TRANSPOSE_B;
  size_t rows = ta ? a.cols : a.rows, depth = ta ? a.rows : a.cols,
         cols = tb ? b.rows : b.cols;
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < cols; j++)
      *e++ = inner(s, x + (ta ? i : i * a.cols), ta ? a.cols : 1,
                   y + (tb ? j * b.cols : j), tb ? 1 : b.cols, depth);
  return GDL_OK;
}


static gdl_status dot (scalars *s, gdl_node n, gdl_node *e) {
  *e = inner(s, operand(s, n, 0), 1, operand(s, n, 1), 1,
             gdl_shape_length(operand_shape(s, n, 0)));
  return GDL_OK;
}


/*
** The graph
*/
static gdl_status build (scalars *s, gdl_node n, gdl_node *e) {
  gdl_op op = gdl_graph_op(s->from, n);
  switch (op) {
    case GDL_OP_constant: return constant(s, n, e);
    case GDL_OP_param: return param(s, n, e);
    case GDL_OP_input: return input(s, n, e);
    case GDL_OP_data: return data(s, n, e);
    case GDL_OP_select: return elementwise(s, n, e);
    case GDL_OP_detach: case GDL_OP_attach: case GDL_OP_reshape:
      return copy(s, n, e);
    case GDL_OP_sum: return sum(s, n, e);
    case GDL_OP_sum_of: return sum_of(s, n, e);
    case GDL_OP_norm2: return norm2(s, n, e);
    case GDL_OP_broadcast: return broadcast(s, n, e);
    case GDL_OP_transpose: return transpose(s, n, e);
    case GDL_OP_slice: return slice(s, n, e);
    case GDL_OP_pad: fill(s, n, e); return put(s, n, 0, e);
    case GDL_OP_update: copy(s, n, e); return put(s, n, 1, e);
    case GDL_OP_gather: return gather(s, n, e);
    case GDL_OP_scatter_add: return scatter_add(s, n, e);
    case GDL_OP_concat: return concat(s, n, e);
    case GDL_OP_dot: return dot(s, n, e);
    case GDL_OP_outer: return outer(s, n, e);
    case GDL_OP_gemv: case GDL_OP_gemm: return product(s, n, e);
    default: break;
  }
  if (gdl_op_table[op].kind == GDL_KIND_UNARY ||
      gdl_op_table[op].kind == GDL_KIND_BINARY)
    return elementwise(s, n, e);
  return refuse(s, n, "it has no form of numbers");
}


/* Gives each node that is needed its place; GDL_EINVAL: too many elements. */
static gdl_status place (scalars *s, const uint8_t *needed, size_t most,
                         size_t *elements, size_t *longest) {
  size_t count = gdl_graph_count(s->from), operands;
  *elements = *longest = 0;
  for (size_t n = 0; n < count; n++) {
    s->at[n] = needed[n] ? *elements : NOT_NEEDED;
    if (!needed[n])
      continue;
    size_t length = length_of(s, (gdl_node)n);
    gdl_graph_operands(s->from, (gdl_node)n, &operands);
    *longest = operands > *longest ? operands : *longest;
    *longest = length > *longest ? length : *longest;
    *elements += length;
    if (length > most || *elements > most)
      return gdl_error_set(s->err, GDL_EINVAL, "there are more than %zu numbers",
                           most);
  }
  return GDL_OK;
}


static gdl_status walk (scalars *s, const uint8_t *needed, gdl_node *result,
                        const gdl_node *out, size_t outs) {
  size_t count = gdl_graph_count(s->from);
  for (size_t n = 0; n < count; n++) {
    if (!needed[n])
      continue;
    gdl_status status = build(s, (gdl_node)n, s->element + s->at[n]);
    if (status == GDL_OK && gdl_graph_status(s->to) != GDL_OK) {
      status = gdl_graph_status(s->to);
      gdl_error_set(s->err, status, "%s", gdl_graph_message(s->to));
    }
    if (status != GDL_OK)
      return status;
  }
  for (size_t k = 0; k < outs; k++) {
    size_t length = length_of(s, out[k]);
    memcpy(result, s->element + s->at[out[k]], length * sizeof(*result));
    result += length;
  }
  return GDL_OK;
}


static gdl_status no_memory (gdl_error *err) {
  return gdl_error_set(err, GDL_ENOMEM, "not enough memory for a graph of numbers");
}


gdl_status gdl_graph_scalars (gdl_graph *to, const gdl_graph *from,
                              const gdl_node *out, size_t outs,
                              const gdl_scalar_leaves *leaves, size_t most,
                              gdl_node *result, gdl_scalars *c, gdl_error *err) {
  size_t count = gdl_graph_count(from), elements, longest;
  scalars s = {to, from, leaves, c, NULL, NULL, NULL, err};
  uint8_t *needed = malloc(count + 1);
  s.at = malloc((count + 1) * sizeof(*s.at));
  gdl_status status = needed == NULL || s.at == NULL ? no_memory(err) : GDL_OK;
  if (status == GDL_OK) {
    gdl_graph_mark(from, out, outs, needed);
    status = place(&s, needed, most, &elements, &longest);
  }
  if (status == GDL_OK) {
    s.element = malloc((elements + 1) * sizeof(*s.element));
    s.room = malloc((longest + 1) * sizeof(*s.room));
    status = s.element == NULL || s.room == NULL
             ? no_memory(err) : walk(&s, needed, result, out, outs);
  }
  if (status != GDL_OK)
    gdl_graph_forgive(to);
  free(needed);
  free(s.at);
  free(s.element);
  free(s.room);
  return status;
}
