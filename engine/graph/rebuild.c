/*
** rebuild.c - building a graph anew, with parts of it replaced
*/
#include <stdlib.h>
#include <string.h>

#include "graph/graph_impl.h"
#include "graph/transform.h"

typedef struct rebuild {
  gdl_graph *to;
  const gdl_graph *from;
  gdl_node *map;           /* of nodes of 'from' to nodes of 'to' */
  uint32_t *words;         /* room for the longest list */
} rebuild;


static gdl_node leaf (rebuild *b, gdl_node n) {
  gdl_shape s = gdl_graph_shape(b->from, n);
  switch (gdl_graph_op(b->from, n)) {
    case GDL_OP_constant: {
      gdl_array a = gdl_shape_array(s, NUMBERS(b->from) + NODE(b->from, n)->a);
      return gdl_graph_array(b->to, &a);
    }
    case GDL_OP_param:
      return gdl_graph_param(b->to, s, gdl_graph_view(b->from, n));
    case GDL_OP_input:
      return gdl_graph_input(b->to, gdl_graph_slot(b->from, n));
    default:
      return gdl_graph_data(b->to, gdl_graph_slot(b->from, n), s);
  }
}


static gdl_node structure (rebuild *b, gdl_node n, gdl_node x, gdl_node y) {
  gdl_graph *g = b->to;
  gdl_shape s = gdl_graph_shape(b->from, n);
  gdl_op op = gdl_graph_op(b->from, n);
  size_t count;
  switch (op) {
    case GDL_OP_broadcast: return gdl_graph_broadcast(g, x, s);
    case GDL_OP_reshape: return gdl_graph_reshape(g, x, s);
    case GDL_OP_transpose: return gdl_graph_transpose(g, x);
    case GDL_OP_slice:
      return gdl_graph_slice(g, x, s, gdl_graph_view(b->from, n));
    case GDL_OP_pad:
      return gdl_graph_pad(g, x, s, gdl_graph_view(b->from, n));
    case GDL_OP_update:
      return gdl_graph_update(g, x, y, gdl_graph_view(b->from, n));
    default: break;
  }
  const uint32_t *index = gdl_graph_index(b->from, n, &count);
  if (count > 0)
    memcpy(b->words, index, count * sizeof(*index));
  if (op == GDL_OP_gather)
    return gdl_graph_gather(g, x, b->words, count);
  return gdl_graph_scatter_add(g, x, s, b->words, count);
}


static gdl_node list (rebuild *b, gdl_node n) {
  size_t count;
  const gdl_node *x = gdl_graph_operands(b->from, n, &count);
  gdl_op op = gdl_graph_op(b->from, n);
  for (size_t k = 0; k < count; k++)
    b->words[k] = b->map[x[k]];
  if (op == GDL_OP_sum_of)
    return gdl_graph_sum_of(b->to, b->words, count);
  if (op == GDL_OP_concat)
    return gdl_graph_concat(b->to, b->words, count);
  /* attach: value, x, slope, x, slope, ...: into two lists, behind this one */
  gdl_node *inner = b->words + count, *slope = inner + count;
  for (size_t k = 0; 2 * k + 2 < count; k++) {
    inner[k] = b->words[2 * k + 1];
    slope[k] = b->words[2 * k + 2];
  }
  return gdl_graph_attach(b->to, b->words[0], inner, slope, (count - 1) / 2);
}


static gdl_node other (rebuild *b, gdl_node n, const gdl_node *x) {
  gdl_graph *g = b->to;
  gdl_axis axis = gdl_graph_axis(b->from, n);
  int transposes = gdl_graph_transposes(b->from, n);
  switch (gdl_graph_op(b->from, n)) {
    case GDL_OP_select: return gdl_graph_select(g, x[0], x[1], x[2]);
    case GDL_OP_detach: return gdl_graph_detach(g, x[0]);
    case GDL_OP_sum: return gdl_graph_sum(g, x[0], axis);
    case GDL_OP_maximum: return gdl_graph_maximum(g, x[0], axis);
    case GDL_OP_minimum: return gdl_graph_minimum(g, x[0], axis);
    case GDL_OP_norm2: return gdl_graph_norm2(g, x[0]);
    case GDL_OP_dot: return gdl_graph_dot(g, x[0], x[1]);
    case GDL_OP_outer: return gdl_graph_outer(g, x[0], x[1]);
    case GDL_OP_gemv: return gdl_graph_gemv(g, x[0], x[1], transposes);
    case GDL_OP_gemm: return gdl_graph_gemm(g, x[0], x[1], transposes);
    default: return structure(b, n, x[0], x[1]);
  }
}


/* True where nothing below node n has changed in its own graph. */
static int is_unchanged (const rebuild *b, gdl_node n) {
  size_t count;
  const gdl_node *x = gdl_graph_operands(b->from, n, &count);
  if (b->to != b->from)
    return 0;
  for (size_t k = 0; k < count; k++)
    if (b->map[x[k]] != x[k])
      return 0;
  return 1;
}


static gdl_node build (rebuild *b, gdl_node n) {
  const gdl_node_data *d = NODE(b->from, n);
  gdl_op op = (gdl_op)d->op;
  gdl_node x[3] = {0, 0, 0};
  if (is_unchanged(b, n))
    return n;
  if (gdl_op_table[op].kind == GDL_KIND_LEAF)
    return leaf(b, n);
  if (gdl_op_table[op].arity == GDL_NARY)
    return list(b, n);
  for (int k = 0; k < gdl_op_table[op].arity; k++)
    x[k] = b->map[d->operand[k]];
  switch (gdl_op_table[op].kind) {
    case GDL_KIND_UNARY: return gdl_graph_unary(b->to, op, x[0]);
    case GDL_KIND_BINARY: return gdl_graph_binary(b->to, op, x[0], x[1]);
    default: return other(b, n, x);
  }
}


/* Marks what is needed and not replaced; the longest list into *longest. */
static void mark (const rebuild *b, const gdl_node *out, size_t outs,
                  uint8_t *needed, size_t *longest) {
  size_t count, words;
  memset(needed, 0, b->from->nodes.count);
  for (size_t k = 0; k < outs; k++)
    needed[out[k]] = 1;
  *longest = 0;
  for (size_t n = b->from->nodes.count; n-- > 0; ) {
    if (b->map[n] != GDL_NO_NODE)
      needed[n] = 0;
    if (!needed[n])
      continue;
    const gdl_node *x = gdl_graph_operands(b->from, (gdl_node)n, &count);
    for (size_t k = 0; k < count; k++)
      needed[x[k]] = 1;
    if (IS(b->from, n, gather) || IS(b->from, n, scatter_add))
      gdl_graph_index(b->from, (gdl_node)n, &words);
    else
      words = 3 * count;
    if (words > *longest)
      *longest = words;
  }
}


/* False where a replacement is no node of 'to', or of another shape. */
static int check_map (rebuild *b) {
  for (size_t n = 0; n < b->from->nodes.count; n++) {
    if (b->map[n] == GDL_NO_NODE)
      continue;
    if (!gdl_graph_check(b->to, &b->map[n], 1))
      return 0;
    if (!gdl_shape_equal(SHAPE_OF(b->from, n), SHAPE_OF(b->to, b->map[n]))) {
      gdl_graph_fail(b->to, GDL_ESHAPE, "what replaces node %zu has another shape", n);
      return 0;
    }
  }
  return 1;
}


static void walk (rebuild *b, const gdl_node *out, size_t outs,
                  uint8_t *needed, gdl_node *result) {
  size_t longest, count = b->from->nodes.count;
  mark(b, out, outs, needed, &longest);
  b->words = malloc((longest + 1) * sizeof(*b->words));
  if (b->words == NULL) {
    gdl_graph_no_memory(b->to);
    return;
  }
  for (size_t n = 0; n < count; n++)
    if (needed[n]) {
      b->map[n] = build(b, (gdl_node)n);
      if (b->map[n] == GDL_NO_NODE)
        return;
    }
  for (size_t k = 0; k < outs; k++)
    result[k] = b->map[out[k]];
}


gdl_status gdl_graph_rebuild (gdl_graph *to, const gdl_graph *from,
                              const gdl_node *out, size_t outs, gdl_node *map,
                              gdl_node *result) {
  size_t count = from->nodes.count;
  rebuild b = {to, from, map, NULL};
  for (size_t k = 0; k < outs; k++)
    result[k] = GDL_NO_NODE;
  if (gdl_graph_status(to) != GDL_OK)
    return gdl_graph_status(to);
  for (size_t k = 0; k < outs; k++)
    if (out[k] >= count) {
      gdl_graph_fail(to, GDL_EINVAL, "output %zu is not in the graph", k + 1);
      return gdl_graph_status(to);
    }
  uint8_t *needed = malloc(count + 1);
  if (map == NULL) {
    b.map = malloc((count + 1) * sizeof(*b.map));
    for (size_t n = 0; b.map != NULL && n < count; n++)
      b.map[n] = GDL_NO_NODE;
  }
  if (needed == NULL || b.map == NULL)
    gdl_graph_no_memory(to);
  else if (check_map(&b))
    walk(&b, out, outs, needed, result);
  free(needed);
  free(b.words);
  if (map == NULL)
    free(b.map);
  return gdl_graph_status(to);
}
