/*
** rearrange.c - transposing and taking rows
*/
#include "array/array.h"

#include <string.h>

#define TILE 16   /* a tile of rows and one of columns fit in L1 together */


static size_t least (size_t a, size_t b) {
  return a < b ? a : b;
}


void gdl_array_transpose (const gdl_array *a, gdl_array *out) {
  size_t n = gdl_array_length(a), rows = a->rows, cols = a->cols;
  if (n > 0 && (a->rank < 2 || rows == 1 || cols == 1))
    memcpy(out->data, a->data, n * sizeof(double));
  else
    for (size_t i0 = 0; i0 < rows; i0 += TILE)
      for (size_t j0 = 0; j0 < cols; j0 += TILE) {
        size_t i1 = least(rows, i0 + TILE), j1 = least(cols, j0 + TILE);
        for (size_t j = j0; j < j1; j++)
          for (size_t i = i0; i < i1; i++)
            out->data[j * rows + i] = a->data[i * cols + j];
      }
  gdl_array_touch(out);
}


void gdl_array_take_rows (const gdl_array *a, const size_t *index, size_t n,
                          gdl_array *out) {
  size_t cols = a->cols;
  if (cols == 1)
    for (size_t k = 0; k < n; k++)
      out->data[k] = a->data[index[k]];
  else if (cols > 0)
    for (size_t k = 0; k < n; k++)
      memcpy(out->data + k * cols, a->data + index[k] * cols,
             cols * sizeof(double));
  gdl_array_touch(out);
}
