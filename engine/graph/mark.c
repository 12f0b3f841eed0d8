/*
** mark.c - which nodes outputs need
*/
#include <stdlib.h>
#include <string.h>

#include "graph/graph_impl.h"
#include "graph/transform.h"


size_t gdl_graph_mark (const gdl_graph *g, const gdl_node *out, size_t outs,
                       uint8_t *needed) {
  size_t total = 0, count;
  memset(needed, 0, g->nodes.count);
  for (size_t k = 0; k < outs; k++)
    needed[out[k]] = 1;
  for (size_t n = g->nodes.count; n-- > 0; ) {
    if (!needed[n])
      continue;
    total++;
    const gdl_node *x = gdl_graph_operands(g, (gdl_node)n, &count);
    for (size_t k = 0; k < count; k++)
      needed[x[k]] = 1;
  }
  return total;
}


gdl_status gdl_graph_statistics_of (const gdl_graph *g, const gdl_node *out,
                                    size_t outs, gdl_graph_statistics *s) {
  uint8_t *needed = malloc(g->nodes.count + 1);
  memset(s, 0, sizeof(*s));
  if (needed == NULL)
    return GDL_ENOMEM;
  s->nodes = gdl_graph_mark(g, out, outs, needed);
  for (size_t n = 0; n < g->nodes.count; n++) {
    if (!needed[n])
      continue;
    const gdl_node_data *d = NODE(g, n);
    s->by_op[d->op]++;
    if (gdl_op_table[d->op].kind == GDL_KIND_LEAF)
      s->leaves++;
    else
      s->elements += gdl_shape_length(SHAPE(g, d->shape));
  }
  free(needed);
  return GDL_OK;
}
