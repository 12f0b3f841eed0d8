/*
** columns.h - sums down the columns of a matrix, for the files of this folder
*/
#ifndef GDL_ARRAY_COLUMNS_H
#define GDL_ARRAY_COLUMNS_H

#include <stddef.h>

/* gdl_columns_sum - out[j] = sum over i of x[i*cols + j], in the order of
** order.h, term i being row i. With 'weight' (NULL, or 'rows' of them) the
** term is weight[i] * x[i*cols + j]: a vector by a matrix. 'out' (cols) must
** not overlap an operand. */
void gdl_columns_sum (const double *x, size_t rows, size_t cols,
                      const double *weight, double *out);

/* gdl_columns_sumexp - out[j] = sum over i of exp(x[i*stride + j] - top[j])
** for j below 'cols', in the same order. */
void gdl_columns_sumexp (const double *x, size_t stride, size_t rows,
                         size_t cols, const double *top, double *out);

#endif
