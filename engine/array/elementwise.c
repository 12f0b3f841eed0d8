/*
** elementwise.c - elementwise functions, broadcasting, comparison
** The functions themselves are the rows of functions.def; here they become
** scalar functions, kernels over contiguous doubles, and tables of both.
*/
#define _GNU_SOURCE  /* lgamma_r, M_PI */
#include "array/array.h"

#include <math.h>


/* Lua's % on floats: fmod gives the sign of the dividend, so one divisor is
** added where that is not the sign of the divisor. */
static inline double modulo (double x, double y) {
  double m = fmod(x, y);
  if (m > 0 ? y < 0 : (m < 0 && y > 0))
    m += y;
  return m;
}


/*
** Scalar functions and kernels. An output may be an operand, element by
** element, which makes no iteration depend on an earlier one: 'ivdep' says so
** to a compiler that would otherwise fall back to single elements.
*/
#define EACH(i, n)  _Pragma("GCC ivdep") for (size_t i = 0; i < n; i++)

#define GDL_UNARY(name, expression, doc) \
  static double u_##name (double x) { return (expression); } \
  static void u_##name##_v (const double *px, double *out, size_t n) { \
    EACH(i, n) { double x = px[i]; out[i] = (expression); } \
  }

#define GDL_BINARY(name, expression, doc) \
  static double b_##name (double x, double y) { return (expression); } \
  static void b_##name##_vv (const double *px, const double *py, double *out, \
                             size_t n) { \
    EACH(i, n) { double x = px[i], y = py[i]; out[i] = (expression); } \
  } \
  static void b_##name##_vs (const double *px, double y, double *out, \
                             size_t n) { \
    EACH(i, n) { double x = px[i]; out[i] = (expression); } \
  } \
  static void b_##name##_sv (double x, const double *py, double *out, \
                             size_t n) { \
    EACH(i, n) { double y = py[i]; out[i] = (expression); } \
  }

#include "array/functions.def"


const gdl_unary_row gdl_unary_table[GDL_U_COUNT] = {
#define GDL_UNARY(name, expression, doc)  {#name, u_##name, u_##name##_v, doc},
#include "array/functions.def"
};

const gdl_binary_row gdl_binary_table[GDL_B_COUNT] = {
#define GDL_BINARY(name, expression, doc) \
  {#name, b_##name, b_##name##_vv, b_##name##_vs, b_##name##_sv, doc},
#include "array/functions.def"
};


void gdl_array_unary (gdl_unary op, const gdl_array *a, gdl_array *out) {
  gdl_unary_table[op].kernel(a->data, out->data, gdl_array_length(a));
  gdl_array_touch(out);
}


/*
** Broadcasting sees every operand as rows x cols: a vector is one row, a
** number is 1 x 1.
*/
typedef struct grid {
  const double *data;
  size_t rows, cols;
} grid;


static grid as_grid (const gdl_array *a) {
  if (a->rank == 1)
    return (grid){a->data, 1, a->rows};
  return (grid){a->data, a->rows, a->cols};
}


/* The extent that 'a' and 'b' stretch to, into *e; false where they do not. */
static int common_extent (size_t a, size_t b, size_t *e) {
  *e = a == 1 ? b : a;
  return a == b || a == 1 || b == 1;
}


gdl_status gdl_array_broadcast (const gdl_array *a, const gdl_array *b,
                                gdl_array *shape, gdl_error *err) {
  grid ga = as_grid(a), gb = as_grid(b);
  size_t rows, cols;
  if (!common_extent(ga.rows, gb.rows, &rows) ||
      !common_extent(ga.cols, gb.cols, &cols)) {
    char ta[64], tb[64];
    return gdl_error_set(err, GDL_ESHAPE, "shapes do not fit: %s and %s",
                         gdl_array_shape_text(a, ta, sizeof(ta)),
                         gdl_array_shape_text(b, tb, sizeof(tb)));
  }
  switch (a->rank > b->rank ? a->rank : b->rank) {
    case 0: *shape = gdl_array_scalar(NULL); break;
    case 1: *shape = gdl_array_vector(NULL, cols); break;
    default: *shape = gdl_array_matrix(NULL, rows, cols); break;
  }
  return GDL_OK;
}


/* Row i of 'g' stretched to 'rows'. */
static const double *grid_row (const grid *g, size_t i) {
  return g->rows == 1 ? g->data : g->data + i * g->cols;
}


static void binary_rows (const gdl_binary_row *f, const grid *a, const grid *b,
                         double *out, size_t rows, size_t cols) {
  for (size_t i = 0; i < rows; i++, out += cols) {
    const double *x = grid_row(a, i), *y = grid_row(b, i);
    if (a->cols == b->cols)
      f->kernel_vv(x, y, out, cols);
    else if (b->cols == 1)
      f->kernel_vs(x, *y, out, cols);
    else
      f->kernel_sv(*x, y, out, cols);
  }
}


void gdl_array_binary (gdl_binary op, const gdl_array *a, const gdl_array *b,
                       gdl_array *out) {
  const gdl_binary_row *f = &gdl_binary_table[op];
  grid ga = as_grid(a), gb = as_grid(b), go = as_grid(out);
  size_t n = go.rows * go.cols;
  if (n == 0)
    ;  /* nothing to do, and operands may have no elements to look at */
  else if (ga.rows == gb.rows && ga.cols == gb.cols)
    f->kernel_vv(ga.data, gb.data, out->data, n);
  else if (gb.rows * gb.cols == 1)
    f->kernel_vs(ga.data, *gb.data, out->data, n);
  else if (ga.rows * ga.cols == 1)
    f->kernel_sv(*ga.data, gb.data, out->data, n);
  else
    binary_rows(f, &ga, &gb, out->data, go.rows, go.cols);
  gdl_array_touch(out);
}


void gdl_array_where (const gdl_array *c, const gdl_array *a,
                      const gdl_array *b, gdl_array *out) {
  grid gc = as_grid(c), ga = as_grid(a), gb = as_grid(b), go = as_grid(out);
  size_t dc = gc.cols != 1, da = ga.cols != 1, db = gb.cols != 1;
  for (size_t i = 0; i < go.rows; i++) {
    const double *pc = grid_row(&gc, i), *pa = grid_row(&ga, i),
                 *pb = grid_row(&gb, i);
    double *po = out->data + i * go.cols;
    for (size_t j = 0; j < go.cols; j++)
      po[j] = pc[j * dc] != 0 ? pa[j * da] : pb[j * db];
  }
  gdl_array_touch(out);
}


int gdl_array_equal (const gdl_array *a, const gdl_array *b, double tol) {
  if (!gdl_array_same_shape(a, b))
    return 0;
  size_t n = gdl_array_length(a);
  for (size_t i = 0; i < n; i++) {
    double x = a->data[i], y = b->data[i];
    if (!(x == y || fabs(x - y) <= tol))
      return 0;
  }
  return 1;
}
