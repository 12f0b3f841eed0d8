/*
** reference_array.c - the reference evaluator: structure and products
*/
#include <stdlib.h>

#include "array/reduce.h"
#include "graph/reference_impl.h"


void gdl_reference_binary (gdl_op op, const gdl_array *x, const gdl_array *y,
                           gdl_array *out) {
  const gdl_binary_kernels *f = gdl_op_binary_kernels(op);
  size_t n = gdl_array_length(out);
  if (out->rank == 0)
    *out->data = gdl_op_table[op].binary->scalar(*x->data, *y->data);
  else if (x->rank == y->rank)
    f->vv(x->data, y->data, out->data, n);
  else if (y->rank == 0)
    f->vs(x->data, *y->data, out->data, n);
  else
    f->sv(*x->data, y->data, out->data, n);
}


/* Aligned at the last dimension, extents of 1 stretched. */
static void broadcast (const gdl_array *a, gdl_array *out) {
  size_t rows = out->rank == 1 ? 1 : out->rows,
         cols = out->rank == 1 ? out->rows : out->cols;
  size_t in_rows = a->rank == 1 ? 1 : a->rows,
         in_cols = a->rank == 1 ? a->rows : a->cols;
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < cols; j++)
      out->data[i * cols + j] = a->data[(in_rows == 1 ? 0 : i) * in_cols +
                                        (in_cols == 1 ? 0 : j)];
}


static void take_part (const gdl_array *a, gdl_view v, gdl_array *out) {
  for (size_t i = 0; i < out->rows; i++)
    for (size_t j = 0; j < out->cols; j++)
      out->data[i * out->cols + j] = a->data[gdl_view_at(v, i, j)];
}


static void put_part (const gdl_array *part, gdl_view v, gdl_array *out) {
  for (size_t i = 0; i < part->rows; i++)
    for (size_t j = 0; j < part->cols; j++)
      out->data[gdl_view_at(v, i, j)] = part->data[i * part->cols + j];
}


static void fill (gdl_array *out, double value) {
  for (size_t i = 0; i < gdl_array_length(out); i++)
    out->data[i] = value;
}


static void gather (const gdl_array *a, const uint32_t *index, gdl_array *out) {
  for (size_t k = 0; k < out->rows; k++)
    gdl_reference_copy(out->data + k * out->cols,
                       a->data + index[k] * a->cols, a->cols);
}


static void scatter_add (const gdl_array *a, const uint32_t *index,
                         gdl_array *out) {
  fill(out, 0);
  for (size_t k = 0; k < a->rows; k++)
    for (size_t j = 0; j < a->cols; j++)
      out->data[index[k] * out->cols + j] += a->data[k * a->cols + j];
}


static void concat (const gdl_reference *r, gdl_node n, gdl_array *out) {
  size_t count, at = 0;
  gdl_graph_operands(r->g, n, &count);
  for (size_t k = 0; k < count; k++) {
    gdl_array x = gdl_reference_operand(r, n, k);
    gdl_reference_copy(out->data + at, x.data, gdl_array_length(&x));
    at += gdl_array_length(&x);
  }
}


/*
** Products
*/
static void outer (const gdl_array *x, const gdl_array *y, gdl_array *out) {
  for (size_t i = 0; i < x->rows; i++)
    for (size_t j = 0; j < y->rows; j++)
      out->data[i * y->rows + j] = x->data[i] * y->data[j];
}


/* Matrix 'a' transposed into new memory, which it then describes. */
static double *turn (gdl_array *a) {
  double *memory = malloc((gdl_array_length(a) + 1) * sizeof(double));
  if (memory != NULL) {
    gdl_array to = gdl_array_matrix(memory, a->cols, a->rows);
    gdl_array_transpose(a, &to);
    *a = to;
  }
  return memory;
}


static gdl_status gemm (gdl_array a, gdl_array b, int transposes,
                        gdl_array *out) {
  double *ta = NULL, *tb = NULL;
  gdl_status status = GDL_OK;
  if ((transposes & GDL_TRANSPOSE_A) && (ta = turn(&a)) == NULL)
    status = GDL_ENOMEM;
  else if ((transposes & GDL_TRANSPOSE_B) && (tb = turn(&b)) == NULL)
    status = GDL_ENOMEM;
  else
    gdl_array_matmul(&a, &b, out);
  free(ta);
  free(tb);
  return status;
}


static gdl_status products (const gdl_reference *r, gdl_node n,
                            gdl_array *out) {
  gdl_array a = gdl_reference_operand(r, n, 0), b = gdl_reference_operand(r, n, 1);
  int transposes = gdl_graph_transposes(r->g, n);
  switch (gdl_graph_op(r->g, n)) {
    case GDL_OP_dot:
      *out->data = gdl_reduce_dot(a.data, b.data, a.rows);
      return GDL_OK;
    case GDL_OP_outer:
      outer(&a, &b, out);
      return GDL_OK;
    case GDL_OP_gemv:
      if (transposes & GDL_TRANSPOSE_A)    /* b' A */
        gdl_array_matmul(&b, &a, out);
      else
        gdl_array_matmul(&a, &b, out);
      return GDL_OK;
    default:
      return gemm(a, b, transposes, out);
  }
}


gdl_status gdl_reference_array (const gdl_reference *r, gdl_node n,
                                gdl_array *out) {
  gdl_array a = gdl_reference_operand(r, n, 0);
  size_t count;
  switch (gdl_graph_op(r->g, n)) {
    case GDL_OP_broadcast: broadcast(&a, out); return GDL_OK;
    case GDL_OP_reshape:
      gdl_reference_copy(out->data, a.data, gdl_array_length(out));
      return GDL_OK;
    case GDL_OP_transpose: gdl_array_transpose(&a, out); return GDL_OK;
    case GDL_OP_slice:
      take_part(&a, gdl_graph_view(r->g, n), out);
      return GDL_OK;
    case GDL_OP_pad:
      fill(out, 0);
      put_part(&a, gdl_graph_view(r->g, n), out);
      return GDL_OK;
    case GDL_OP_update: {
      gdl_array part = gdl_reference_operand(r, n, 1);
      gdl_reference_copy(out->data, a.data, gdl_array_length(out));
      put_part(&part, gdl_graph_view(r->g, n), out);
      return GDL_OK;
    }
    case GDL_OP_gather:
      gather(&a, gdl_graph_index(r->g, n, &count), out);
      return GDL_OK;
    case GDL_OP_scatter_add:
      scatter_add(&a, gdl_graph_index(r->g, n, &count), out);
      return GDL_OK;
    case GDL_OP_concat: concat(r, n, out); return GDL_OK;
    default: return products(r, n, out);
  }
}
