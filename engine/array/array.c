/*
** array.c - shapes and descriptors
*/
#include "array/array.h"

#include <stdio.h>


gdl_array gdl_array_scalar (double *data) {
  return (gdl_array){data, 1, 1, 0, NULL};
}


gdl_array gdl_array_vector (double *data, size_t n) {
  return (gdl_array){data, n, 1, 1, NULL};
}


gdl_array gdl_array_matrix (double *data, size_t rows, size_t cols) {
  return (gdl_array){data, rows, cols, 2, NULL};
}


int gdl_array_same_shape (const gdl_array *a, const gdl_array *b) {
  return a->rank == b->rank && a->rows == b->rows && a->cols == b->cols;
}


char *gdl_array_shape_text (const gdl_array *a, char *buffer, size_t size) {
  if (a->rank == 0)
    snprintf(buffer, size, "number");
  else if (a->rank == 1)
    snprintf(buffer, size, "vector of %zu", a->rows);
  else
    snprintf(buffer, size, "matrix of %zu x %zu", a->rows, a->cols);
  return buffer;
}
