/*
** path.c - one path through a function: its graph, its guards, its programs
*/
#include "exec/path.h"

#include <stdlib.h>
#include <string.h>

#include "exec/want.h"
#include "graph/cheaper.h"
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


/* Builds outputs and guards anew, into p->out and p->guard. */
static gdl_status build (gdl_path *p, const gdl_way *w, gdl_error *err) {
  size_t count = w->outs + w->guards;
  gdl_node *from = malloc((2 * count + 1) * sizeof(*from));
  if (from == NULL)
    return no_memory(err);
  gdl_node *node = from + count;
  gdl_status status = GDL_OK;
  for (size_t k = 0; k < count; k++)
    from[k] = k < w->outs ? w->out[k] : w->guard[k - w->outs].node;
  if (gdl_graph_rebuild(p->g, w->g, from, count, NULL, node) != GDL_OK)
    status = graph_error(p->g, err);
  else {
    if (w->outs > 0)
      memcpy(p->out, node, w->outs * sizeof(*node));
    for (size_t k = 0; k < w->guards; k++)
      p->guard[k] = (gdl_check){node[w->outs + k], w->guard[k].expected};
    p->guards = w->guards;
  }
  free(from);
  return status;
}


/* Keeps each guard once, and none that always holds. seen: a byte for each
** node, 0; bit 'expected' for the guards there are. */
static gdl_status keep_guards (gdl_path *p, uint8_t *seen, gdl_error *err) {
  size_t kept = 0;
  for (size_t k = 0; k < p->guards; k++) {
    gdl_check c = {p->guard[k].node, p->guard[k].expected != 0};
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


/* Packed where that pays, else as it is. Packed guards need to be arranged. Of
** what is small only what has choices is worth it. */
static gdl_status build_either (gdl_path *p, const gdl_way *w, int branches,
                                gdl_error *err) {
  int large = gdl_graph_count(w->g) >= GDL_PACK_NODES;
  if (w->at != NULL && (large || branches)) {
    gdl_status status = gdl_path_pack(p, w, err);
    const gdl_pack_report *r = &p->packed->report;
    if (status != GDL_OK ||
        (r->refusal == GDL_PACK_DONE && (large || r->choices > 0)))
      return status;
    if (!large) {
      gdl_graph_clear(p->g);
      gdl_packed_free(p->packed);
      p->packed = NULL;
    }
  }
  return build(p, w, err);
}


gdl_status gdl_path_init (gdl_path *p, const gdl_way *w, int branches,
                          gdl_error *err) {
  *p = (gdl_path){.g = gdl_graph_new(GDL_GRAPH_CONSED), .outs = w->outs,
                  .tag = w->tag, .reordered = w->reordered};
  p->out = malloc((w->outs + 1) * sizeof(*p->out));
  p->guard = malloc((w->guards + 2) * sizeof(*p->guard));
  gdl_status status = GDL_ENOMEM;
  if (p->g == NULL || p->out == NULL || p->guard == NULL)
    no_memory(err);
  else
    status = build_either(p, w, branches, err);
  if (status == GDL_OK) {
    uint8_t *seen = calloc(gdl_graph_count(p->g) + 1, 1);
    status = seen == NULL ? no_memory(err) : keep_guards(p, seen, err);
    free(seen);
  }
  if (status == GDL_OK)
    status = gdl_path_ask_pattern(p, err);
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
  free(p->asked);
  gdl_packed_free(p->packed);
  gdl_program_free(p->rounding);
}


/* The program for nodes node[] of p->g, with cheaper operations; what guards look at
** stays as it is. */
static gdl_status prepare_fast (gdl_path *p, const gdl_node *node, size_t count,
                                gdl_program **program, gdl_error *err) {
  gdl_graph *g = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node *result = malloc((count + p->checks + 1) * sizeof(*result));
  gdl_check *check = malloc((p->checks + 1) * sizeof(*check));
  gdl_status status = GDL_OK;
  if (g == NULL || result == NULL || check == NULL)
    status = no_memory(err);
  for (size_t k = 0; status == GDL_OK && k < p->checks; k++) {
    gdl_node guard = p->guard[k].node;
    if (gdl_graph_rebuild(g, p->g, &guard, 1, NULL, &check[k].node) != GDL_OK)
      status = graph_error(g, err);
    check[k].expected = p->guard[k].expected;
  }
  if (status == GDL_OK && gdl_graph_cheaper(g, p->g, node, count, result) != GDL_OK)
    status = graph_error(g, err);
  if (status == GDL_OK)
    status = gdl_program_new(g, result, count, check, p->checks, program, err);
  free(result);
  free(check);
  gdl_graph_free(g);
  return status;
}


gdl_status gdl_path_prepare (gdl_path *p, gdl_want want, size_t params,
                             gdl_error *err) {
  size_t count = gdl_want_count(want, p->outs);
  gdl_node *result = malloc((count + 1) * sizeof(*result));
  if (result == NULL)
    return no_memory(err);
  gdl_status status = gdl_want_nodes(p->g, want, p->out, p->outs, params, result,
                                     err);
  if (status == GDL_OK && want == GDL_WANT_FAST_GRADIENT)
    status = prepare_fast(p, result, count, &p->program[want], err);
  else if (status == GDL_OK)
    status = gdl_program_new(p->g, result, count, p->guard, p->checks,
                             &p->program[want], err);
  if (status != GDL_OK)
    p->program[want] = NULL;
  free(result);
  return status;
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
  *count = p->checks;
  return p->guard;
}


const gdl_program *gdl_path_program (const gdl_path *p, gdl_want want) {
  return p->program[want];
}
