/*
** array.h - dense arrays of doubles
** A gdl_array describes memory that somebody else owns: the functions here
** read their operands and write an output the caller has laid out, allocate
** nothing unless they say so, and never print. Row-major, rank 0 (a number),
** 1 (a vector: 'rows' elements, cols == 1) or 2 (a matrix).
**
** Every storage has a version, counted up by whoever writes to it, so that a
** reader can tell whether what it has seen still holds. Views share the
** storage and so the version. The functions that take an array 'out' count up
** its version.
*/
#ifndef GDL_ARRAY_ARRAY_H
#define GDL_ARRAY_ARRAY_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct gdl_array {
  double *data;
  size_t rows, cols;
  int rank;
  uint64_t *version;   /* of the storage; NULL for temporaries */
} gdl_array;

#define gdl_array_length(a)  ((a)->rows * (a)->cols)
#define gdl_array_touch(a)   ((void)((a)->version && ++*(a)->version))

/* gdl_array_scalar, gdl_array_vector, gdl_array_matrix - descriptors of
** memory at 'data' (may be NULL for a bare shape). */
gdl_array gdl_array_scalar (double *data);
gdl_array gdl_array_vector (double *data, size_t n);
gdl_array gdl_array_matrix (double *data, size_t rows, size_t cols);

int gdl_array_same_shape (const gdl_array *a, const gdl_array *b);

/* gdl_array_shape_text - "number", "vector of 3", "matrix of 2 x 3" into
** 'buffer' (48 bytes are enough), which it returns. For messages. */
char *gdl_array_shape_text (const gdl_array *a, char *buffer, size_t size);

/*
** Elementwise. functions.def lists the functions and operators; those from
** GDL_U_COUNT and GDL_B_COUNT on are for graphs only. kernel.h says which bits
** they give.
*/
typedef enum gdl_unary {
#define GDL_UNARY(name, expression, doc)  GDL_U_##name,
#include "array/functions.def"
  GDL_U_COUNT, GDL_U_LAST = GDL_U_COUNT - 1,
#define GDL_UNARY(name, expression, doc)  GDL_U_##name,
#define GDL_INNER
#include "array/functions.def"
  GDL_U_ALL
} gdl_unary;

typedef enum gdl_binary {
#define GDL_BINARY(name, expression, doc)  GDL_B_##name,
#include "array/functions.def"
  GDL_B_COUNT, GDL_B_LAST = GDL_B_COUNT - 1,
#define GDL_BINARY(name, expression, doc)  GDL_B_##name,
#define GDL_INNER
#include "array/functions.def"
  GDL_B_ALL
} gdl_binary;

typedef double (*gdl_unary_fn) (double x);
typedef double (*gdl_binary_fn) (double x, double y);

/* One row each of functions.def, indexed by gdl_unary and gdl_binary: the
** functions of numbers. Those of arrays are kernels (kernel.h). */
typedef struct gdl_unary_row {
  const char *name;
  gdl_unary_fn scalar;
  const char *doc;
} gdl_unary_row;

typedef struct gdl_binary_row {
  const char *name;
  gdl_binary_fn scalar;
  const char *doc;
} gdl_binary_row;

extern const gdl_unary_row gdl_unary_table[GDL_U_ALL];
extern const gdl_binary_row gdl_binary_table[GDL_B_ALL];

/* gdl_array_unary - out[i] = op(a[i]). 'out' has a's shape and may be 'a'. */
void gdl_array_unary (gdl_unary op, const gdl_array *a, gdl_array *out);

/* gdl_array_broadcast - the shape of an elementwise result of 'a' and 'b'
** into *shape (its data is left NULL). Shapes are aligned at their last
** dimension; there, extents must be equal or one of them 1; a number goes
** with everything. GDL_ESHAPE, with both shapes in 'err', where they do not
** fit. */
gdl_status gdl_array_broadcast (const gdl_array *a, const gdl_array *b,
                                gdl_array *shape, gdl_error *err);

/* gdl_array_binary - out = a op b, broadcast. 'out' has the shape that
** gdl_array_broadcast gave and may be an operand of that same shape, unless the
** other operand is a part of it (a row of the matrix that is written to). */
void gdl_array_binary (gdl_binary op, const gdl_array *a, const gdl_array *b,
                       gdl_array *out);

/* gdl_array_where - out[i] = c[i] ~= 0 ? a[i] : b[i]; any of the three may be
** a number or broadcast. 'out' has the broadcast shape of all and may be an
** operand of that same shape, unless another operand is a part of it. */
void gdl_array_where (const gdl_array *c, const gdl_array *a,
                      const gdl_array *b, gdl_array *out);

/* gdl_array_equal - true when shapes are equal and every element differs by
** at most 'tol' (0: equal as ==, so NaN is unequal to itself). Infinities of
** one sign are equal. */
int gdl_array_equal (const gdl_array *a, const gdl_array *b, double tol);

/*
** Rearranging.
*/
/* gdl_array_transpose - out (cols x rows) = transpose of matrix 'a'; a vector
** becomes a matrix of one row. 'out' must not overlap 'a'. */
void gdl_array_transpose (const gdl_array *a, gdl_array *out);

/* gdl_array_take_rows - out row k = a row index[k] (from 0); elements for a
** vector. The caller has checked the range. */
void gdl_array_take_rows (const gdl_array *a, const size_t *index, size_t n,
                          gdl_array *out);

/*
** Products. Every element has the bits of gdl_reduce_dot (order.h).
*/
/* gdl_array_matmul_shape - shape of the matrix product of 'a' and 'b':
** matrix by matrix, matrix by vector, vector by matrix. GDL_ESHAPE with both
** shapes in 'err' for anything else (two vectors have gdl_reduce_dot) and where
** the inner extents differ. */
gdl_status gdl_array_matmul_shape (const gdl_array *a, const gdl_array *b,
                                   gdl_array *shape, gdl_error *err);

/* gdl_array_matmul - out = a b; 'out' must not overlap an operand. */
void gdl_array_matmul (const gdl_array *a, const gdl_array *b, gdl_array *out);

/* gdl_array_product - the same with the transpose of matrix 'a' where turn_a is
** true, of matrix 'b' where turn_b is; these are read as they lie. */
void gdl_array_product (const gdl_array *a, int turn_a, const gdl_array *b,
                        int turn_b, gdl_array *out);

#endif
