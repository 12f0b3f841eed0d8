/*
** reverse.c - reverse mode: the walk from the outputs to what is wanted
*/
#include <stdlib.h>
#include <string.h>

#include "graph/adjoint.h"
#include "graph/partial.h"
#include "graph/transform.h"


/*
** What depends on what
*/
/* Whether a derivative goes from node n to its operand k at all. */
static int is_path (const gdl_graph *g, gdl_node n, size_t k) {
  switch (NODE(g, n)->op) {
    case GDL_OP_detach: return 0;
    case GDL_OP_select: return k > 0;
    case GDL_OP_attach: return k % 2 == 1;
    default: return 1;
  }
}


int gdl_graph_active (gdl_graph *g, const gdl_node *out, size_t outs,
                      const gdl_node *wrt, size_t count, uint8_t *active) {
  uint8_t *needed = malloc(g->nodes.count + 1);
  if (needed == NULL) {
    gdl_graph_no_memory(g);
    return 0;
  }
  gdl_graph_mark(g, out, outs, needed);
  memset(active, 0, g->nodes.count);
  for (size_t k = 0; k < count; k++)
    active[wrt[k]] = needed[wrt[k]];
  for (size_t n = 0; n < g->nodes.count; n++) {
    size_t operands;
    if (!needed[n] || active[n])
      continue;
    const gdl_node *x = gdl_graph_operands(g, (gdl_node)n, &operands);
    for (size_t k = 0; k < operands && !active[n]; k++)
      active[n] = active[x[k]] && is_path(g, (gdl_node)n, k);
  }
  free(needed);
  return 1;
}


/*
** The walk
*/
static void send_elementwise (gdl_reverse *r, gdl_node n, gdl_adjoint a) {
  gdl_graph *g = r->g;
  int arity = gdl_op_table[NODE(g, n)->op].arity;
  for (int k = 0; k < arity; k++) {
    gdl_node x = NODE(g, n)->operand[k], condition = GDL_NO_NODE;
    if (!r->active[x])
      continue;
    gdl_node d = gdl_graph_partial(g, n, k, a.value, &condition);
    if (d == GDL_ZERO_NODE)
      continue;
    gdl_adjoint to = gdl_adjoint_of(d, a);
    if (condition != GDL_NO_NODE)
      to = gdl_adjoint_only(g, to, condition, 0);
    gdl_reverse_send_shrunk(r, x, to);
  }
}


static void propagate (gdl_reverse *r, gdl_node n, gdl_adjoint a) {
  switch (gdl_op_table[NODE(r->g, n)->op].kind) {
    case GDL_KIND_LEAF:
      break;
    case GDL_KIND_UNARY:
    case GDL_KIND_BINARY:
      send_elementwise(r, n, a);
      break;
    default:
      gdl_reverse_structure(r, n, a);
  }
}


/* result[k]: GDL_NO_NODE while it is not known. */
static void walk (gdl_reverse *r, const uint8_t *wanted, gdl_node *settled) {
  for (size_t n = r->count; n-- > 0; ) {
    if (r->first[n] == 0)
      continue;
    gdl_adjoint a = gdl_reverse_collect(r, (gdl_node)n);
    if (gdl_graph_status(r->g) != GDL_OK)
      return;
    if (wanted[n])
      settled[n] = gdl_adjoint_settled(r->g, a);
    else
      propagate(r, (gdl_node)n, a);
  }
}


/* Sends the cotangents of the outputs; false after failing. */
static int begin (gdl_reverse *r, const gdl_node *out, const gdl_node *cotangent,
                  size_t outs) {
  gdl_graph *g = r->g;
  for (size_t k = 0; k < outs; k++) {
    gdl_node c = cotangent == NULL ? GDL_NO_NODE : cotangent[k];
    if (c == GDL_NO_NODE)
      c = gdl_graph_full(g, SHAPE_OF(g, out[k]), 1);
    else if (!gdl_graph_check(g, &c, 1))
      return 0;
    else if (NODE(g, c)->shape != NODE(g, out[k])->shape) {
      gdl_graph_fail(g, GDL_ESHAPE, "cotangent %zu has not the shape of its output",
                     k + 1);
      return 0;
    }
    gdl_reverse_send(r, out[k], gdl_adjoint_always(c));
  }
  return gdl_graph_status(g) == GDL_OK;
}


gdl_status gdl_graph_reverse (gdl_graph *g, const gdl_node *out,
                              const gdl_node *cotangent, size_t outs,
                              const gdl_node *wrt, size_t count,
                              gdl_node *result) {
  size_t n = g->nodes.count;
  for (size_t k = 0; k < count; k++)
    result[k] = GDL_NO_NODE;
  if (gdl_graph_status(g) != GDL_OK || !gdl_graph_check(g, out, outs) ||
      !gdl_graph_check(g, wrt, count))
    return gdl_graph_status(g);
  gdl_reverse r = {g, n, malloc(n + 1), calloc(n + 1, sizeof(uint32_t)),
                   calloc(n + 1, sizeof(uint32_t)), {NULL, 0, 0}};
  gdl_node *settled = malloc((n + 1) * sizeof(*settled));
  uint8_t *wanted = calloc(n + 1, 1);
  if (r.active == NULL || r.first == NULL || r.last == NULL ||
      settled == NULL || wanted == NULL)
    gdl_graph_no_memory(g);
  else if (gdl_graph_active(g, out, outs, wrt, count, r.active)) {
    for (size_t k = 0; k < n; k++)
      settled[k] = GDL_ZERO_NODE;
    for (size_t k = 0; k < count; k++)
      wanted[wrt[k]] = 1;
    if (begin(&r, out, cotangent, outs))
      walk(&r, wanted, settled);
    if (gdl_graph_status(g) == GDL_OK)
      for (size_t k = 0; k < count; k++)
        result[k] = settled[wrt[k]];
  }
  free(r.active);
  free(r.first);
  free(r.last);
  free(r.arrivals.data);
  free(settled);
  free(wanted);
  return gdl_graph_status(g);
}
