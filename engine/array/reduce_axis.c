/*
** reduce_axis.c - reductions along one axis of a matrix
** Along a row the elements are contiguous and reduce.h does the work.
*/
#include "array/reduce.h"

#include <math.h>
#include <string.h>

#include "array/columns.h"

#define STRIP 64    /* columns taken together */


static void extreme_columns (gdl_binary op, const gdl_array *a, double *out) {
  const gdl_binary_row *f = &gdl_binary_table[op];
  memcpy(out, a->data, a->cols * sizeof(double));
  for (size_t i = 1; i < a->rows; i++)
    f->kernel_vv(out, a->data + i * a->cols, out, a->cols);
}


/* As gdl_reduce_logsumexp. A column whose largest element is not finite has
** that as its answer; the sum beside it is not looked at. */
static void logsumexp_columns (const gdl_array *a, double *out) {
  double sum[STRIP];
  extreme_columns(GDL_B_max, a, out);
  for (size_t j = 0; j < a->cols; j += STRIP) {
    size_t width = a->cols - j < STRIP ? a->cols - j : STRIP;
    gdl_columns_sumexp(a->data + j, a->cols, a->rows, width, out + j, sum);
    for (size_t k = 0; k < width; k++)
      if (isfinite(out[j + k]))
        out[j + k] += log(sum[k]);
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
  if (axis != 0) {
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
