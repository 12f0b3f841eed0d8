/*
** reference.c - the reference evaluator: leaves, functions, reductions, and
** the walk. Structure and products are in reference_array.c.
*/
#include "graph/reference.h"

#include <stdlib.h>
#include <string.h>

#include "array/reduce.h"
#include "graph/graph_impl.h"
#include "graph/reference_impl.h"
#include "graph/transform.h"


/*
** Leaves
*/
static gdl_status missing (gdl_error *err, const char *what, size_t index,
                           size_t count) {
  return gdl_error_set(err, GDL_EINVAL, "the graph reads %s %zu, but %zu are given",
                       what, index + 1, count);
}


static gdl_status read_param (const gdl_reference *r, gdl_node n, double *out,
                              gdl_error *err) {
  gdl_shape s = gdl_graph_shape(r->g, n);
  gdl_view v = gdl_graph_view(r->g, n);
  size_t end = gdl_view_end(v, s);
  if (end > r->b->params)
    return missing(err, "parameter", end - 1, r->b->params);
  for (size_t i = 0; i < s.rows; i++)
    for (size_t j = 0; j < s.cols; j++)
      out[i * s.cols + j] = r->b->param[gdl_view_at(v, i, j)];
  return GDL_OK;
}


static gdl_status read_leaf (const gdl_reference *r, gdl_node n, double *out,
                             gdl_error *err) {
  size_t slot = gdl_graph_slot(r->g, n);
  size_t length = gdl_shape_length(gdl_graph_shape(r->g, n));
  switch (gdl_graph_op(r->g, n)) {
    case GDL_OP_constant:
      gdl_reference_copy(out, gdl_graph_numbers(r->g, n), length);
      return GDL_OK;
    case GDL_OP_param:
      return read_param(r, n, out, err);
    case GDL_OP_input:
      if (slot >= r->b->inputs)
        return missing(err, "input", slot, r->b->inputs);
      *out = r->b->input[slot];
      return GDL_OK;
    default:
      if (slot >= r->b->datas || r->b->data[slot] == NULL)
        return missing(err, "data", slot, r->b->datas);
      gdl_reference_copy(out, r->b->data[slot], length);
      return GDL_OK;
  }
}


/*
** Functions and reductions
*/
static void reduce (const gdl_reference *r, gdl_reduction how, gdl_node n,
                    gdl_array *out) {
  gdl_array a = gdl_reference_operand(r, n, 0);
  gdl_axis axis = gdl_graph_axis(r->g, n);
  if (axis == GDL_AXIS_ALL)
    *out->data = gdl_array_reduce(how, &a);
  else
    gdl_array_reduce_axis(how, &a, axis == GDL_AXIS_DOWN ? 0 : 1, out);
}


/* The operands as the rows of a matrix, summed down its columns. */
static gdl_status sum_of (const gdl_reference *r, gdl_node n, gdl_array *out) {
  size_t count, length = gdl_array_length(out);
  const gdl_node *x = gdl_graph_operands(r->g, n, &count);
  double *rows = malloc((count * length + 1) * sizeof(double));
  if (rows == NULL)
    return GDL_ENOMEM;
  for (size_t k = 0; k < count; k++)
    gdl_reference_copy(rows + k * length, gdl_reference_value(r, x[k]), length);
  gdl_array a = gdl_array_matrix(rows, count, length);
  gdl_array sums = gdl_array_vector(out->data, length);
  gdl_array_reduce_axis(GDL_R_SUM, &a, 0, &sums);
  free(rows);
  return GDL_OK;
}


static gdl_status other (const gdl_reference *r, gdl_node n, gdl_array *out) {
  gdl_array a = gdl_reference_operand(r, n, 0);
  switch (gdl_graph_op(r->g, n)) {
    case GDL_OP_select: {
      gdl_array x = gdl_reference_operand(r, n, 1),
                y = gdl_reference_operand(r, n, 2);
      gdl_array_where(&a, &x, &y, out);
      return GDL_OK;
    }
    case GDL_OP_detach:
    case GDL_OP_attach:
      gdl_reference_copy(out->data, a.data, gdl_array_length(out));
      return GDL_OK;
    case GDL_OP_sum: reduce(r, GDL_R_SUM, n, out); return GDL_OK;
    case GDL_OP_maximum: reduce(r, GDL_R_MAX, n, out); return GDL_OK;
    case GDL_OP_minimum: reduce(r, GDL_R_MIN, n, out); return GDL_OK;
    case GDL_OP_norm2:
      *out->data = gdl_reduce_norm2(a.data, gdl_array_length(&a));
      return GDL_OK;
    case GDL_OP_sum_of: return sum_of(r, n, out);
    default: return gdl_reference_array(r, n, out);
  }
}


gdl_status gdl_reference_node (const gdl_reference *r, gdl_node n, double *to,
                               gdl_error *err) {
  gdl_op op = gdl_graph_op(r->g, n);
  gdl_array out = gdl_shape_array(gdl_graph_shape(r->g, n), to), x, y;
  switch (gdl_op_table[op].kind) {
    case GDL_KIND_LEAF:
      return read_leaf(r, n, out.data, err);
    case GDL_KIND_UNARY:
      x = gdl_reference_operand(r, n, 0);
      if (out.rank == 0)
        *out.data = gdl_op_table[op].unary->scalar(*x.data);
      else
        gdl_op_unary_kernel(op)(x.data, out.data, gdl_array_length(&out));
      return GDL_OK;
    case GDL_KIND_BINARY:
      x = gdl_reference_operand(r, n, 0);
      y = gdl_reference_operand(r, n, 1);
      gdl_reference_binary(op, &x, &y, &out);
      return GDL_OK;
    default:
      if (other(r, n, &out) != GDL_OK)
        return gdl_error_set(err, GDL_ENOMEM, "not enough memory to evaluate a graph");
      return GDL_OK;
  }
}


/*
** The walk
*/
static gdl_status walk (gdl_reference *r, const gdl_node *out, size_t outs,
                        const uint8_t *needed, double *const *result,
                        gdl_error *err) {
  size_t count = gdl_graph_count(r->g);
  for (size_t n = 0; n < count; n++) {
    if (!needed[n])
      continue;
    size_t length = gdl_shape_length(gdl_graph_shape(r->g, (gdl_node)n));
    r->value[n] = malloc((length + 1) * sizeof(double));
    if (r->value[n] == NULL)
      return gdl_error_set(err, GDL_ENOMEM, "not enough memory to evaluate a graph");
    gdl_status status = gdl_reference_node(r, (gdl_node)n, r->value[n], err);
    if (status != GDL_OK)
      return status;
  }
  for (size_t k = 0; k < outs; k++)
    gdl_reference_copy(result[k], r->value[out[k]],
                       gdl_shape_length(gdl_graph_shape(r->g, out[k])));
  return GDL_OK;
}


gdl_status gdl_reference_evaluate (const gdl_graph *g, const gdl_node *out,
                                   size_t outs, const gdl_bindings *b,
                                   double *const *result, gdl_error *err) {
  size_t count = gdl_graph_count(g);
  for (size_t k = 0; k < outs; k++)
    if (out[k] >= count)
      return gdl_error_set(err, GDL_EINVAL, "output %zu is not in the graph", k + 1);
  gdl_reference r = {g, b, calloc(count + 1, sizeof(double *)), NULL};
  uint8_t *needed = malloc(count + 1);
  gdl_status status;
  if (r.value == NULL || needed == NULL)
    status = gdl_error_set(err, GDL_ENOMEM, "not enough memory to evaluate a graph");
  else {
    gdl_graph_mark(g, out, outs, needed);
    status = walk(&r, out, outs, needed, result, err);
    for (size_t n = 0; n < count; n++)
      free(r.value[n]);
  }
  free(needed);
  free(r.value);
  return status;
}


gdl_status gdl_reference_number (const gdl_graph *g, gdl_node n,
                                 const gdl_bindings *b, double *value,
                                 gdl_error *err) {
  if (n < gdl_graph_count(g) && gdl_graph_shape(g, n).rank != 0)
    return gdl_error_set(err, GDL_ESHAPE, "the value is not a number");
  return gdl_reference_evaluate(g, &n, 1, b, &value, err);
}
