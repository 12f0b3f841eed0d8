/*
** elementwise.c - elementwise functions, broadcasting, comparison
** Numbers go through the scalar functions of functions.def, elements of arrays
** through kernels.
*/
#define _GNU_SOURCE  /* lgamma_r, M_PI */
#include "array/kernel_impl.h"
#include "array/share.h"

#define modulo  gdl_modulo    /* as functions.def calls it */

#define GDL_UNARY(name, expression, doc) \
  static double u_##name (double x) { return (expression); }
#define GDL_BINARY(name, expression, doc) \
  static double b_##name (double x, double y) { return (expression); }
#define GDL_ALL
#include "array/functions.def"


const gdl_unary_row gdl_unary_table[GDL_U_ALL] = {
#define GDL_UNARY(name, expression, doc)  [GDL_U_##name] = {#name, u_##name, doc},
#define GDL_ALL
#include "array/functions.def"
};

const gdl_binary_row gdl_binary_table[GDL_B_ALL] = {
#define GDL_BINARY(name, expression, doc)  [GDL_B_##name] = {#name, b_##name, doc},
#define GDL_ALL
#include "array/functions.def"
};


/*
** Elements of one array after the other in memory, by several threads if they are
** many.
*/
#define UNIT  ((size_t)4096)    /* elements a part is a multiple of */

typedef struct elements {
  gdl_unary_kernel *unary;
  const gdl_binary_kernels *binary;
  const double *x, *y;
  size_t dx, dy;                /* 0: a number */
  double *out;
} elements;


static void unary_part (const void *ctx, size_t from, size_t n) {
  const elements *e = ctx;
  e->unary(e->x + from, e->out + from, n);
}


static void binary_part (const void *ctx, size_t from, size_t n) {
  const elements *e = ctx;
  const double *x = e->x + from * e->dx, *y = e->y + from * e->dy;
  double *out = e->out + from;
  if (e->dy == 0)
    e->binary->vs(x, *y, out, n);
  else if (e->dx == 0)
    e->binary->sv(*x, y, out, n);
  else
    e->binary->vv(x, y, out, n);
}


static void binary_all (gdl_binary op, const double *x, size_t dx, const double *y,
                        size_t dy, double *out, size_t n) {
  elements e = {NULL, &gdl_kernels_get()->binary[op], x, y, dx, dy, out};
  gdl_share(n, UNIT, gdl_binary_work(&gdl_binary_table[op]), binary_part, &e);
}


void gdl_array_unary (gdl_unary op, const gdl_array *a, gdl_array *out) {
  if (a->rank == 0)
    *out->data = gdl_unary_table[op].scalar(*a->data);
  else {
    elements e = {.unary = gdl_kernels_get()->unary[op], .x = a->data, .out = out->data};
    gdl_share(gdl_array_length(a), UNIT, gdl_unary_work(&gdl_unary_table[op]),
              unary_part, &e);
  }
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


static void binary_rows (const gdl_binary_kernels *f, const grid *a, const grid *b,
                         double *out, size_t rows, size_t cols) {
  for (size_t i = 0; i < rows; i++, out += cols) {
    const double *x = grid_row(a, i), *y = grid_row(b, i);
    if (a->cols == b->cols)
      f->vv(x, y, out, cols);
    else if (b->cols == 1)
      f->vs(x, *y, out, cols);
    else
      f->sv(*x, y, out, cols);
  }
}


void gdl_array_binary (gdl_binary op, const gdl_array *a, const gdl_array *b,
                       gdl_array *out) {
  grid ga = as_grid(a), gb = as_grid(b), go = as_grid(out);
  size_t n = go.rows * go.cols;
  if (n == 0)
    ;  /* nothing to do, and operands may have no elements to look at */
  else if (out->rank == 0)
    *out->data = gdl_binary_table[op].scalar(*a->data, *b->data);
  else if (ga.rows == gb.rows && ga.cols == gb.cols)
    binary_all(op, ga.data, 1, gb.data, 1, out->data, n);
  else if (gb.rows * gb.cols == 1)
    binary_all(op, ga.data, 1, gb.data, 0, out->data, n);
  else if (ga.rows * ga.cols == 1)
    binary_all(op, ga.data, 0, gb.data, 1, out->data, n);
  else
    binary_rows(&gdl_kernels_get()->binary[op], &ga, &gb, out->data, go.rows, go.cols);
  gdl_array_touch(out);
}


void gdl_array_where (const gdl_array *c, const gdl_array *a,
                      const gdl_array *b, gdl_array *out) {
  grid gc = as_grid(c), ga = as_grid(a), gb = as_grid(b), go = as_grid(out);
  size_t da = ga.cols != 1, db = gb.cols != 1;
  for (size_t i = 0; i < go.rows && go.cols > 0; i++) {
    const double *pc = grid_row(&gc, i), *pa = grid_row(&ga, i),
                 *pb = grid_row(&gb, i);
    double *po = out->data + i * go.cols;
    if (gc.cols == go.cols)
      gdl_kernels_get()->select(pc, pa, da, pb, db, po, go.cols);
    else
      for (size_t j = 0; j < go.cols; j++)
        po[j] = *pc != 0 ? pa[j * da] : pb[j * db];
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
