/*
** reference_impl.h - what the files of the reference evaluator share
*/
#ifndef GDL_GRAPH_REFERENCE_IMPL_H
#define GDL_GRAPH_REFERENCE_IMPL_H

#include <string.h>

#include "graph/reference.h"
#include "graph/values.h"

typedef struct gdl_reference {
  const gdl_graph *g;
  const gdl_bindings *b;
  double **value;            /* of the nodes walked over so far; NULL: */
  const gdl_values *values;  /* they are here */
} gdl_reference;


/* Index of element (i, j) of a part. */
static inline size_t gdl_view_at (gdl_view v, size_t i, size_t j) {
  return v.offset + i * (size_t)v.row_step + j * (size_t)v.col_step;
}


static inline void gdl_reference_copy (double *to, const double *from, size_t n) {
  if (n > 0)
    memcpy(to, from, n * sizeof(double));
}


/* The elements of node x. */
static inline double *gdl_reference_value (const gdl_reference *r, gdl_node x) {
  return r->value != NULL ? r->value[x] : (double *)gdl_values_of(r->values, x);
}


/* Operand k of node n. */
static inline gdl_array gdl_reference_operand (const gdl_reference *r,
                                               gdl_node n, size_t k) {
  size_t count;
  gdl_node x = gdl_graph_operands(r->g, n, &count)[k];
  return gdl_shape_array(gdl_graph_shape(r->g, x), gdl_reference_value(r, x));
}


/* gdl_reference_node - the value of node n, from those of its operands, to 'to',
** which has the length of its shape. GDL_ENOMEM; GDL_EINVAL for leaves that read
** what is not given. */
gdl_status gdl_reference_node (const gdl_reference *r, gdl_node n, double *to,
                               gdl_error *err);

/* gdl_reference_binary - out = x op y, of one shape or numbers. */
void gdl_reference_binary (gdl_op op, const gdl_array *x, const gdl_array *y,
                           gdl_array *out);

/* gdl_reference_array - structure and products; GDL_OK or GDL_ENOMEM. */
gdl_status gdl_reference_array (const gdl_reference *r, gdl_node n,
                                gdl_array *out);

#endif
