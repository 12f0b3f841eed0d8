/*
** listing.c - what nodes carry, and whole graphs line by line
*/
#include <stdlib.h>

#include "graph/graph_impl.h"
#include "graph/print_impl.h"
#include "graph/transform.h"

#define FEW 6    /* entries of an index that are shown */


static gdl_status put_index (const gdl_graph *g, gdl_node n, gdl_text *t) {
  size_t count;
  const uint32_t *index = gdl_graph_index(g, n, &count);
  gdl_status status = gdl_text_put(t, "{");
  for (size_t k = 0; k < count && k < FEW && status == GDL_OK; k++)
    status = gdl_text_put(t, "%s%u", k > 0 ? ", " : "", index[k] + 1);
  if (status != GDL_OK)
    return status;
  return gdl_text_put(t, "%s}", count > FEW ? ", ..." : "");
}


static gdl_status put_extents (gdl_shape s, gdl_text *t) {
  if (s.rank == 2)
    return gdl_text_put(t, ", %zu, %zu", s.rows, s.cols);
  return gdl_text_put(t, ", %zu", s.rows);
}


/* Of a matrix, an element is [row][column]. */
static gdl_status put_slice (const gdl_graph *g, gdl_node n, gdl_text *t) {
  gdl_shape s = SHAPE_OF(g, n), whole = SHAPE_OF(g, NODE(g, n)->a);
  gdl_view v = gdl_graph_view(g, n);
  if (whole.rank == 2 && s.rank == 0)
    return gdl_text_put(t, "%zu][%zu", v.offset / whole.cols + 1,
                        v.offset % whole.cols + 1);
  return gdl_print_part(v, s, t);
}


gdl_status gdl_print_detail (const gdl_graph *g, gdl_node n, gdl_text *t) {
  switch (gdl_graph_op(g, n)) {
    case GDL_OP_sum: case GDL_OP_maximum: case GDL_OP_minimum:
      if (gdl_graph_axis(g, n) == GDL_AXIS_ALL)
        return GDL_OK;
      return gdl_text_put(t, ", %d", gdl_graph_axis(g, n) + 1);
    case GDL_OP_broadcast: case GDL_OP_reshape:
      return put_extents(SHAPE_OF(g, n), t);
    case GDL_OP_slice: return put_slice(g, n, t);
    case GDL_OP_pad:
      return gdl_print_part(gdl_graph_view(g, n), SHAPE_OF(g, NODE(g, n)->a), t);
    case GDL_OP_update:
      return gdl_print_part(gdl_graph_view(g, n), SHAPE_OF(g, NODE(g, n)->b), t);
    case GDL_OP_gather: case GDL_OP_scatter_add: return put_index(g, n, t);
    default: return GDL_OK;
  }
}


/* What a line says after the operands, with a space before. */
static gdl_status put_extra (const gdl_graph *g, gdl_node n, gdl_text *t) {
  int transposes = gdl_graph_transposes(g, n);
  switch (gdl_graph_op(g, n)) {
    case GDL_OP_sum: case GDL_OP_maximum: case GDL_OP_minimum:
      if (gdl_graph_axis(g, n) == GDL_AXIS_ALL)
        return GDL_OK;
      return gdl_text_put(t, " %s", gdl_graph_axis(g, n) == GDL_AXIS_DOWN
                          ? "down" : "along");
    case GDL_OP_gemv: case GDL_OP_gemm:
      return gdl_text_put(t, "%s%s",
                          transposes & GDL_TRANSPOSE_A ? " transpose_a" : "",
                          transposes & GDL_TRANSPOSE_B ? " transpose_b" : "");
    case GDL_OP_slice: case GDL_OP_pad: case GDL_OP_update: {
      gdl_status status = gdl_text_put(t, " [");
      if (status == GDL_OK)
        status = gdl_print_detail(g, n, t);
      return status == GDL_OK ? gdl_text_put(t, "]") : status;
    }
    case GDL_OP_gather: case GDL_OP_scatter_add: {
      gdl_status status = gdl_text_put(t, " ");
      return status == GDL_OK ? gdl_print_detail(g, n, t) : status;
    }
    default: return GDL_OK;
  }
}


static gdl_status put_line (const gdl_graph *g, gdl_node n,
                            const gdl_names *names, gdl_text *t) {
  size_t count;
  gdl_op op = gdl_graph_op(g, n);
  const gdl_node *x = gdl_graph_operands(g, n, &count);
  gdl_status status = gdl_text_put(t, "%%%u = %s", n, gdl_op_table[op].name);
  for (size_t k = 0; k < count && status == GDL_OK; k++)
    status = gdl_text_put(t, " %%%u", x[k]);
  if (status == GDL_OK && gdl_op_table[op].kind == GDL_KIND_LEAF) {
    status = gdl_text_put(t, " ");
    if (status == GDL_OK)
      status = gdl_print_leaf(g, n, names, GDL_PRINT_TEXT, t);
  }
  else if (status == GDL_OK)
    status = put_extra(g, n, t);
  if (status != GDL_OK)
    return status;
  char shape[48];
  gdl_array s = gdl_shape_array(gdl_graph_shape(g, n), NULL);
  return gdl_text_put(t, " : %s\n", gdl_array_shape_text(&s, shape, sizeof(shape)));
}


gdl_status gdl_print_listing (const gdl_graph *g, const gdl_node *out,
                              size_t outs, const gdl_names *names, gdl_text *t) {
  for (size_t k = 0; k < outs; k++)
    if (out[k] >= g->nodes.count)
      return GDL_EINVAL;
  uint8_t *needed = malloc(g->nodes.count + 1);
  gdl_status status = GDL_OK;
  size_t start = t->length;
  if (needed == NULL)
    return GDL_ENOMEM;
  gdl_graph_mark(g, out, outs, needed);
  for (size_t n = 0; n < g->nodes.count && status == GDL_OK; n++)
    if (needed[n])
      status = put_line(g, (gdl_node)n, names, t);
  free(needed);
  if (status != GDL_OK && t->text != NULL) {
    t->length = start;
    t->text[start] = '\0';
  }
  return status;
}
