/*
** path.c - one path through a function: its graph, its guards, its programs
*/
#include "exec/path.h"

#include <stdlib.h>
#include <string.h>

#include "exec/want.h"
#include "graph/transform.h"


static gdl_status no_memory (gdl_error *err) {
  return gdl_error_set(err, GDL_ENOMEM, "not enough memory for a path of a function");
}


/* The error of a graph, which is left without it. */
static gdl_status graph_error (gdl_graph *g, gdl_error *err) {
  gdl_status status = gdl_graph_status(g);
  gdl_error_set(err, status, "%s", gdl_graph_message(g));
  gdl_graph_forgive(g);
  return status;
}


/* Builds outputs and guards anew, into node[], which has room for as many again
** behind them. */
static gdl_status build (gdl_path *p, const gdl_graph *g, const gdl_node *out,
                         const gdl_check *guard, gdl_node *node,
                         gdl_error *err) {
  size_t count = p->outs + p->guards;
  gdl_node *from = node + count;
  for (size_t k = 0; k < count; k++)
    from[k] = k < p->outs ? out[k] : guard[k - p->outs].node;
  if (gdl_graph_rebuild(p->g, g, from, count, NULL, node) != GDL_OK)
    return graph_error(p->g, err);
  if (p->outs > 0)
    memcpy(p->out, node, p->outs * sizeof(*out));
  return GDL_OK;
}


/* Keeps each guard once, and none that always holds. seen: a byte for each
** node, 0; bit 'expected' for the guards there are. */
static gdl_status keep_guards (gdl_path *p, const gdl_check *guard,
                               const gdl_node *node, uint8_t *seen,
                               gdl_error *err) {
  size_t kept = 0;
  for (size_t k = 0; k < p->guards; k++) {
    gdl_check c = {node[k], guard[k].expected != 0};
    double value;
    if (gdl_graph_shape(p->g, c.node).rank != 0)
      return gdl_error_set(err, GDL_EINVAL, "guard %zu is not a number", k + 1);
    int is_constant = gdl_graph_is_number(p->g, c.node, &value);
    if ((is_constant && (value != 0) != c.expected) ||
        (seen[c.node] & (1 << !c.expected)))
      return gdl_error_set(err, GDL_EINVAL, "guard %zu never holds", k + 1);
    if (is_constant || seen[c.node])
      continue;
    seen[c.node] = (uint8_t)(1 << c.expected);
    p->guard[kept++] = c;
  }
  p->guards = kept;
  return GDL_OK;
}


gdl_status gdl_path_init (gdl_path *p, const gdl_graph *g, const gdl_node *out,
                          size_t outs, const gdl_check *guard, size_t guards,
                          uint64_t tag, gdl_error *err) {
  *p = (gdl_path){.g = gdl_graph_new(GDL_GRAPH_CONSED), .outs = outs,
                  .guards = guards, .tag = tag};
  p->out = malloc((outs + 1) * sizeof(*p->out));
  p->guard = malloc((guards + 1) * sizeof(*p->guard));
  gdl_node *node = malloc((2 * (outs + guards) + 1) * sizeof(*node));
  gdl_status status = GDL_ENOMEM;
  if (p->g == NULL || p->out == NULL || p->guard == NULL || node == NULL)
    no_memory(err);
  else
    status = build(p, g, out, guard, node, err);
  if (status == GDL_OK) {
    uint8_t *seen = calloc(gdl_graph_count(p->g) + 1, 1);
    status = seen == NULL ? no_memory(err)
             : keep_guards(p, guard, node + outs, seen, err);
    free(seen);
  }
  free(node);
  if (status != GDL_OK)
    gdl_path_empty(p);
  return status;
}


void gdl_path_empty (gdl_path *p) {
  for (int w = 0; w < GDL_WANT_COUNT; w++)
    gdl_program_free(p->program[w]);
  gdl_graph_free(p->g);
  free(p->out);
  free(p->guard);
}


gdl_status gdl_path_prepare (gdl_path *p, gdl_want want, size_t params,
                             gdl_error *err) {
  size_t count = gdl_want_count(want, p->outs);
  gdl_node *result = malloc((count + 1) * sizeof(*result));
  if (result == NULL)
    return no_memory(err);
  gdl_status status = gdl_want_nodes(p->g, want, p->out, p->outs, params, result,
                                     err);
  if (status == GDL_OK)
    status = gdl_program_new(p->g, result, count, p->guard, p->guards,
                             &p->program[want], err);
  if (status != GDL_OK)
    p->program[want] = NULL;
  free(result);
  return status;
}


size_t gdl_path_bytes (const gdl_path *p) {
  size_t bytes = sizeof(*p) + gdl_graph_bytes(p->g) +
                 p->outs * sizeof(*p->out) + p->guards * sizeof(*p->guard);
  for (int w = 0; w < GDL_WANT_COUNT; w++)
    if (p->program[w] != NULL)
      bytes += gdl_program_bytes(p->program[w]);
  return bytes;
}


uint64_t gdl_path_tag (const gdl_path *p) {
  return p->tag;
}


gdl_graph *gdl_path_graph (const gdl_path *p) {
  return p->g;
}


const gdl_node *gdl_path_outputs (const gdl_path *p, size_t *count) {
  *count = p->outs;
  return p->out;
}


const gdl_check *gdl_path_guards (const gdl_path *p, size_t *count) {
  *count = p->guards;
  return p->guard;
}


const gdl_program *gdl_path_program (const gdl_path *p, gdl_want want) {
  return p->program[want];
}
