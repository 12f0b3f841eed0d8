/*
** ways.c - guards of new paths, in the order of those there are
*/
#include "exec/ways.h"

#include <stdlib.h>

#include "graph/transform.h"


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
  gdl_graph_forgive(to);
  return status;
}


/* Takes note of what path p asks, unless that was done. */
static gdl_status note (gdl_graph *asked, gdl_path *p) {
  if (p->asked != NULL)
    return GDL_OK;
  gdl_check *guard = malloc((p->guards + 1) * sizeof(*guard));
  if (guard == NULL)
    return GDL_ENOMEM;
  gdl_status status = translate(asked, p->g, p->guard, p->guards, guard);
  if (status == GDL_OK)
    p->asked = guard;
  else
    free(guard);
  return status;
}


/* What a new path asks: each question once. */
typedef struct asking {
  const gdl_graph *asked;
  gdl_path *const *path;     /* the others */
  size_t paths;
  const gdl_path *p;
  gdl_check *list;           /* what it is to ask */
  size_t length;
  uint32_t *own_at;          /* by node: 1 + its place in p->asked */
  unsigned char *listed;     /* by node */
  unsigned char *out;        /* by path: goes another way */
} asking;


/* The answer to a question: the path's own, or worked out. */
static gdl_status answer (const asking *a, const gdl_bindings *at,
                          gdl_check *question, gdl_error *err) {
  double value = 0;
  uint32_t own = a->own_at[question->node];
  if (own > 0) {
    question->expected = a->p->asked[own - 1].expected;
    return GDL_OK;
  }
  gdl_status status = gdl_reference_number(a->asked, question->node, at, &value,
                                           err);
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
static gdl_status merge (asking *a, const gdl_bindings *at, gdl_error *err) {
  size_t depth = 0;
  for (size_t i = 0; i < a->paths;) {
    const gdl_path *q = a->path[i];
    if (a->out[i] || q->guards <= depth) {
      i++;
      continue;
    }
    gdl_check c = q->asked[depth];
    gdl_status status = answer(a, at, &c, err);
    if (status != GDL_OK)
      return status;
    for (size_t k = i; k < a->paths; k++) {
      const gdl_path *r = a->path[k];
      a->out[k] |= r->guards <= depth || r->asked[depth].node != c.node ||
                   r->asked[depth].expected != c.expected;
    }
    put(a, c);
    depth++;
  }
  for (size_t i = 0; i < a->p->guards; i++)
    put(a, a->p->asked[i]);
  return GDL_OK;
}


/* Takes note of everything, and makes room for what is asked. */
static gdl_status begin (gdl_graph *asked, asking *a, gdl_path *p) {
  size_t longest = 0;
  gdl_status status = note(asked, p);
  for (size_t i = 0; i < a->paths && status == GDL_OK; i++) {
    status = note(asked, a->path[i]);
    if (a->path[i]->guards > longest)
      longest = a->path[i]->guards;
  }
  if (status != GDL_OK)
    return status;
  size_t nodes = gdl_graph_count(asked);
  a->list = malloc((p->guards + longest + 1) * sizeof(*a->list));
  a->own_at = calloc(nodes + 1, sizeof(*a->own_at));
  a->listed = calloc(nodes + 1, 1);
  a->out = calloc(a->paths + 1, 1);
  if (a->list == NULL || a->own_at == NULL || a->listed == NULL || a->out == NULL)
    return GDL_ENOMEM;
  for (size_t i = 0; i < p->guards; i++)
    if (a->own_at[p->asked[i].node] == 0)
      a->own_at[p->asked[i].node] = (uint32_t)i + 1;
  return GDL_OK;
}


/* The path asks what is listed. */
static gdl_status put_back (const asking *a, gdl_path *p) {
  gdl_check pattern = p->guard[p->guards];
  size_t more = p->checks - p->guards;
  gdl_check *guard = malloc((a->length + 2) * sizeof(*guard));
  gdl_status status = guard == NULL ? GDL_ENOMEM
                      : translate(p->g, a->asked, a->list, a->length, guard);
  if (status != GDL_OK) {
    free(guard);
    return status;
  }
  free(p->guard);
  p->guard = guard;
  p->guards = a->length;
  p->checks = a->length + more;
  if (more > 0)
    p->guard[p->guards] = pattern;
  return GDL_OK;
}


gdl_status gdl_ways_arrange (gdl_graph *asked, gdl_path *const *path,
                             size_t count, gdl_path *p, const gdl_bindings *at,
                             gdl_error *err) {
  asking a = {.asked = asked, .path = path, .paths = count, .p = p};
  gdl_status status = begin(asked, &a, p);
  if (status == GDL_OK)
    status = merge(&a, at, err);
  if (status == GDL_OK)
    status = put_back(&a, p);
  if (status == GDL_OK) {
    free(p->asked);
    p->asked = a.list;
    a.list = NULL;
  }
  else if (status == GDL_ENOMEM)
    gdl_error_set(err, status, "not enough memory for the paths of a function");
  free(a.list);
  free(a.own_at);
  free(a.listed);
  free(a.out);
  return status;
}
