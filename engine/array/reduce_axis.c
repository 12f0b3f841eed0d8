/*
** reduce_axis.c - reductions along one axis of a matrix
** Along a row the elements are contiguous and reduce.h does the work.
*/
#include "array/reduce.h"

#include <math.h>
#include <string.h>

#include "array/columns.h"
#include "array/kernel.h"

#define STRIP 64    /* columns taken together */


static void extreme_columns (gdl_binary op, const gdl_array *a, double *out) {
  const gdl_binary_kernels *f = &gdl_kernels_get()->binary[op];
  memcpy(out, a->data, a->cols * sizeof(double));
  for (size_t i = 1; i < a->rows; i++)
    f->vv(out, a->data + i * a->cols, out, a->cols);
}


/* out = out + log(sum) where out, the largest element, is finite; where it is
** not it is the answer, and the sum beside it is not looked at. */
static void add_log (double *sum, double *out, size_t n) {
  gdl_kernels_get()->unary[GDL_U_log](sum, sum, n);
  for (size_t k = 0; k < n; k++)
    if (isfinite(out[k]))
      out[k] += sum[k];
}


static void logsumexp_columns (const gdl_array *a, double *out) {
  double sum[STRIP];
  extreme_columns(GDL_B_max, a, out);
  for (size_t j = 0; j < a->cols; j += STRIP) {
    size_t width = a->cols - j < STRIP ? a->cols - j : STRIP;
    gdl_columns_sumexp(a->data + j, a->cols, a->rows, width, out + j, sum);
    add_log(sum, out + j, width);
  }
}


static void logsumexp_rows (const gdl_array *a, double *out) {
  double sum[STRIP];
  for (size_t i = 0; i < a->rows; i += STRIP) {
    size_t height = a->rows - i < STRIP ? a->rows - i : STRIP;
    for (size_t k = 0; k < height; k++) {
      const double *row = a->data + (i + k) * a->cols;
      out[i + k] = a->cols == 0 ? -INFINITY : gdl_reduce_max(row, a->cols);
      sum[k] = gdl_reduce_sumexp(row, out[i + k], a->cols);
    }
    add_log(sum, out + i, height);
  }
}


static void down_columns (gdl_reduction op, const gdl_array *a, double *out) {
  switch (op) {
    case GDL_R_SUM:
      gdl_columns_sum(a->data, a->rows, a->cols, NULL, out);
      break;
    case GDL_R_MEAN:
      gdl_columns_sum(a->data, a->rows, a->cols, NULL, out);
      for (size_t j = 0; j < a->cols; j++)
        out[j] /= (double)a->rows;
      break;
    case GDL_R_MIN:
      extreme_columns(GDL_B_min, a, out);
      break;
    case GDL_R_MAX:
      extreme_columns(GDL_B_max, a, out);
      break;
    case GDL_R_LOGSUMEXP:
      logsumexp_columns(a, out);
      break;
  }
}


void gdl_array_reduce_axis (gdl_reduction op, const gdl_array *a, int axis,
                            gdl_array *out) {
  if (axis != 0 && op == GDL_R_LOGSUMEXP)
    logsumexp_rows(a, out->data);
  else if (axis != 0) {
    for (size_t i = 0; i < a->rows; i++) {
      gdl_array row = gdl_array_vector(a->data + i * a->cols, a->cols);
      out->data[i] = gdl_array_reduce(op, &row);
    }
  }
  else if (a->rows == 0 && op == GDL_R_LOGSUMEXP) {
    for (size_t j = 0; j < a->cols; j++)
      out->data[j] = -INFINITY;
  }
  else if (a->cols > 0)
    down_columns(op, a, out->data);
  gdl_array_touch(out);
}
