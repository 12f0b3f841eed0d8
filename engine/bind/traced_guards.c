/*
** traced_guards.c - guards of new paths, in the order of those there are
** Paths make a decision tree as long as what is asked next depends on nothing
** but the answers so far. Most guards are like that; but 'x is what it is here'
** (of a key, or of the limit of a loop) asks for the value there was. Then the
** questions of the other paths are asked first: is it what it was there? Guards
** are compared as nodes of one graph, which has each of them once.
*/
#include "bind/traced_impl.h"

#include <stdlib.h>
#include <string.h>

#include "graph/transform.h"


void gdl_ways_clear (struct gdl_traced_more *m) {
  for (size_t i = 0; i < m->ways; i++)
    free(m->way[i].guard);
  m->ways = 0;
  if (m->asked != NULL)
    gdl_graph_clear(m->asked);
}


void gdl_ways_free (struct gdl_traced_more *m) {
  gdl_ways_clear(m);
  gdl_graph_free(m->asked);
  m->asked = NULL;
}


/* Guards of graph 'g' as guards of graph 'to'; out: count of them. */
static gdl_status translate (gdl_graph *to, const gdl_graph *g,
                             const gdl_check *guard, size_t count,
                             gdl_check *out) {
  gdl_node *node = calloc(2 * count + 1, sizeof(*node));
  if (node == NULL)
    return GDL_ENOMEM;
  for (size_t i = 0; i < count; i++)
    node[i] = guard[i].node;
  gdl_status status = gdl_graph_rebuild(to, g, node, count, NULL,
                                        node + count);
  for (size_t i = 0; status == GDL_OK && i < count; i++)
    out[i] = (gdl_check){node[count + i], guard[i].expected};
  free(node);
  return status;
}


/* Takes note of what the paths ask that have come since the last time. */
static gdl_status note_paths (gdl_traced *t) {
  struct gdl_traced_more *m = t->more;
  if (m->asked == NULL && (m->asked = gdl_graph_new(GDL_GRAPH_CONSED)) == NULL)
    return GDL_ENOMEM;
  for (; m->ways < gdl_paths_count(t->paths); m->ways++) {
    const gdl_path *p = gdl_paths_at(t->paths, m->ways);
    gdl_way *w = &m->way[m->ways];
    const gdl_check *guard = gdl_path_guards(p, &w->guards);
    w->guard = malloc((w->guards + 1) * sizeof(*w->guard));
    if (w->guard == NULL)
      return GDL_ENOMEM;
    gdl_status status = translate(m->asked, gdl_path_graph(p), guard,
                                  w->guards, w->guard);
    if (status != GDL_OK) {
      free(w->guard);
      return status;
    }
  }
  return GDL_OK;
}


/* What a trace asks: each question once. */
typedef struct asking {
  gdl_check *own, *list;     /* its own; what it is to ask */
  size_t count, length, longest;
  uint32_t *own_at;          /* by node: 1 + its place in 'own' */
  unsigned char *listed;
  size_t nodes;
} asking;


/* The answer to a question: the trace's own, or worked out. */
static gdl_status answer (const struct gdl_traced_more *m,
                          const gdl_bindings *b, const asking *a,
                          gdl_check *question) {
  double value = 0;
  uint32_t at = a->own_at[question->node];
  if (at > 0) {
    question->expected = a->own[at - 1].expected;
    return GDL_OK;
  }
  gdl_status status = gdl_reference_number(m->asked, question->node, b, &value,
                                           NULL);
  question->expected = value != 0;
  return status;
}


static void put (asking *a, gdl_check c) {
  if (a->listed[c.node])
    return;
  a->listed[c.node] = 1;
  a->list[a->length++] = c;
}


/* Puts the questions of the paths that go the same way first. */
static gdl_status merge (const struct gdl_traced_more *m,
                         const gdl_bindings *b, asking *a) {
  unsigned char out[GDL_TRACED_PATHS] = {0};
  size_t depth = 0;
  for (size_t i = 0; i < m->ways;) {
    const gdl_way *w = &m->way[i];
    if (out[i] || w->guards <= depth) {
      i++;
      continue;
    }
    gdl_check c = w->guard[depth];
    gdl_status status = answer(m, b, a, &c);
    if (status != GDL_OK)
      return status;
    for (size_t k = i; k < m->ways; k++)
      out[k] |= m->way[k].guards <= depth ||
                m->way[k].guard[depth].node != c.node ||
                m->way[k].guard[depth].expected != c.expected;
    put(a, c);
    depth++;
  }
  for (size_t i = 0; i < a->count; i++)
    put(a, a->own[i]);
  return GDL_OK;
}


/* Room for what is asked, and the trace's own questions, constants left out. */
static gdl_status begin (struct gdl_traced_more *m, const gdl_trace *t,
                         asking *a) {
  gdl_check *all = malloc((t->guards + 1) * sizeof(*all));
  if (all == NULL)
    return GDL_ENOMEM;
  a->own = all;
  gdl_status status = translate(m->asked, t->graph, t->guard, t->guards, all);
  if (status != GDL_OK)
    return status;
  for (size_t i = 0; i < m->ways; i++)
    if (m->way[i].guards > a->longest)
      a->longest = m->way[i].guards;
  a->nodes = gdl_graph_count(m->asked);
  a->list = malloc((t->guards + a->longest + 1) * sizeof(*a->list));
  a->own_at = calloc(a->nodes + 1, sizeof(*a->own_at));
  a->listed = calloc(a->nodes + 1, 1);
  if (a->list == NULL || a->own_at == NULL || a->listed == NULL)
    return GDL_ENOMEM;
  for (size_t i = 0; i < t->guards; i++) {
    double value;
    if (a->own_at[all[i].node] == 0 &&
        !gdl_graph_is_number(m->asked, all[i].node, &value)) {
      a->own[a->count] = all[i];
      a->own_at[all[i].node] = (uint32_t)++a->count;
    }
  }
  return GDL_OK;
}


/* The trace asks what is listed: nodes of its own graph. */
static gdl_status put_back (struct gdl_traced_more *m, gdl_trace *t,
                            const asking *a) {
  if (a->length > t->guard_room) {
    gdl_check *guard = realloc(t->guard, a->length * sizeof(*guard));
    if (guard == NULL)
      return GDL_ENOMEM;
    t->guard = guard;
    t->guard_room = a->length;
  }
  gdl_status status = translate(t->graph, m->asked, a->list, a->length,
                                t->guard);
  if (status == GDL_OK)
    t->guards = a->length;
  return status;
}


gdl_status gdl_ways_arrange (gdl_traced *t, gdl_trace *trace) {
  struct gdl_traced_more *m = t->more;
  asking a = {NULL, NULL, 0, 0, 0, NULL, NULL, 0};
  if (gdl_paths_count(t->paths) == 0)
    return GDL_OK;
  gdl_status status = note_paths(t);
  if (status == GDL_OK)
    status = begin(m, trace, &a);
  if (status == GDL_OK)
    status = merge(m, &t->leaves.b, &a);
  if (status == GDL_OK && a.length > a.count)
    status = put_back(m, trace, &a);
  free(a.own);
  free(a.list);
  free(a.own_at);
  free(a.listed);
  return status;
}
