/*
** pack.c - packing as a whole
*/
#include <stdlib.h>
#include <string.h>

#include "graph/pack_choice.h"


/*
** Life
*/
static void release (gdl_pack *p) {
  gdl_pool *pool[] = {&p->classes, &p->keys, &p->term, &p->stack, &p->spare,
                      &p->tally, &p->met, &p->demands, &p->clusters, &p->items,
                      &p->opaque, &p->wants, &p->asked};
  for (size_t i = 0; i < sizeof(pool) / sizeof(*pool); i++)
    free(pool[i]->data);
  free(p->class_table.slot);
  free(p->flag);
  free(p->class);
  free(p->terms);
  free(p->owner);
  free(p->lane);
  free(p->map);
}


static int acquire (gdl_pack *p) {
  size_t n = p->count + 1;
  p->flag = calloc(n, 1);
  p->class = malloc(n * sizeof(*p->class));
  p->terms = malloc(n * sizeof(*p->terms));
  return p->flag != NULL && p->class != NULL && p->terms != NULL;
}


/* What is needed from when there is something to pack. */
static int acquire_more (gdl_pack *p) {
  size_t bytes = p->count * sizeof(uint32_t);
  p->owner = malloc(bytes + 1);
  p->lane = malloc(bytes + 1);
  p->map = malloc(bytes + 1);
  if (p->owner == NULL || p->lane == NULL || p->map == NULL) {
    p->no_memory = 1;
    return 0;
  }
  memset(p->owner, 0xff, bytes);             /* NONE, GDL_NO_NODE */
  memset(p->lane, 0xff, bytes);
  memset(p->map, 0xff, bytes);
  return 1;
}


/*
** What is needed, and how it is used
*/
static void use (gdl_pack *p, gdl_node n, uint8_t how) {
  uint8_t flag = p->flag[n];
  p->flag[n] = (uint8_t)(flag | PACK_NEEDED | PACK_USED | how |
                         (flag & PACK_USED ? PACK_SHARED : 0));
}


static void mark (gdl_pack *p) {
  for (size_t n = p->count; n-- > 0; ) {
    if (!(p->flag[n] & PACK_NEEDED))
      continue;
    size_t count;
    const gdl_node *x = gdl_graph_operands(p->raw, (gdl_node)n, &count);
    uint8_t how = gdl_pack_is_addition(p, (gdl_node)n) ? PACK_ADDED : 0;
    p->needed++;
    for (size_t k = 0; k < count; k++)
      use(p, x[k], how);
  }
}


/*
** Guards: those of a class with the same outcome are one list
*/
typedef struct group {
  uint32_t first, count;     /* the guard met first; how many */
  uint32_t at;               /* of its nodes in 'stack' */
} group;


static uint32_t key_of (const gdl_pack *p, const gdl_pack_guard *g) {
  return 2 * p->class[g->node] + (g->expected != 0);
}


static int demand_guard (gdl_pack *p, const gdl_node *n, size_t count,
                         uint32_t first) {
  uint32_t d = gdl_pack_demand_nodes(p, n, count);
  return d != NONE && gdl_pack_push(p, &p->asked, d) &&
         gdl_pack_push(p, &p->asked, first);
}


/* How often each key comes, into 'tally'; where its nodes go is found next. */
static int count_guards (gdl_pack *p, const gdl_pack_guard *g, size_t count) {
  size_t keys = 2 * p->classes.count;
  p->tally.count = 0;
  if (!gdl_pack_room(p, &p->tally, 2 * keys, sizeof(uint32_t)) ||
      !gdl_pack_room(p, &p->stack, count, sizeof(gdl_node)))
    return 0;
  memset(p->tally.data, 0, 2 * keys * sizeof(uint32_t));
  for (size_t i = 0; i < count; i++)
    WORD(p->tally, key_of(p, &g[i]))++;
  return 1;
}


/* Lists in the order in which their first guards were met; what comes too
** seldom is a list each time. */
static int demand_guards (gdl_pack *p, const gdl_pack_guard *g, size_t count) {
  size_t keys = 2 * p->classes.count;
  if (count == 0)
    return 1;
  if (!count_guards(p, g, count))
    return 0;
  uint32_t *often = p->tally.data, *end = often + keys, at = 0;
  gdl_node *list = p->stack.data;
  for (size_t i = 0; i < count; i++) {
    uint32_t key = key_of(p, &g[i]);
    if (often[key] < GDL_PACK_LEAST)
      continue;
    if (end[key] == 0) {
      end[key] = at + 1;                     /* + 1: 0 is none */
      at += often[key];
    }
    list[end[key]++ - 1] = g[i].node;
  }
  for (size_t i = 0; i < count; i++) {
    uint32_t key = key_of(p, &g[i]);
    if (often[key] < GDL_PACK_LEAST) {
      if (!demand_guard(p, &g[i].node, 1, (uint32_t)i))
        return 0;
    }
    else if (end[key] != 0) {
      if (!demand_guard(p, list + end[key] - 1 - often[key], often[key],
                        (uint32_t)i))
        return 0;
      end[key] = 0;
    }
  }
  return 1;
}


/* A number that says that all elements are not 0 (1), or that they are (0). */
static gdl_pack_guard all_as_expected (gdl_graph *g, gdl_node v, int expected) {
  if (v == GDL_NO_NODE)
    return (gdl_pack_guard){v, expected};
  if (gdl_graph_is_boolean(g, v))
    return (gdl_pack_guard){expected ? gdl_graph_minimum(g, v, GDL_AXIS_ALL)
                                     : gdl_graph_maximum(g, v, GDL_AXIS_ALL),
                            expected};
  gdl_node zero = gdl_graph_binary(g, GDL_OP_eq, v, gdl_graph_constant(g, 0));
  return (gdl_pack_guard){expected ? gdl_graph_maximum(g, zero, GDL_AXIS_ALL)
                                   : gdl_graph_minimum(g, zero, GDL_AXIS_ALL),
                          !expected};
}


/*
** The whole
*/
static int demand_outputs (gdl_pack *p, const gdl_node *out, size_t outs) {
  for (size_t k = 0; k < outs; k++)
    if (IS_SCALAR(p->raw, out[k])) {
      uint32_t d = gdl_pack_demand_nodes(p, &out[k], 1);
      if (d == NONE || !gdl_pack_push(p, &p->asked, d))
        return 0;
    }
  return 1;
}


/* Does it pay? About as many nodes will be made as there are clusters and
** reads. */
static int pays (gdl_pack *p) {
  size_t after = p->clusters.count;
  int wide = 0;
  for (size_t i = 0; i < p->demands.count; i++) {
    const gdl_pack_demand *d = DEMAND(p, i);
    after += d->cluster == NONE && !d->same;
    wide |= d->count >= GDL_PACK_LEAST && !d->same;
  }
  if (!wide || 2 * after > p->needed)
    p->refusal = GDL_PACK_UNLIKE;
  return p->refusal == GDL_PACK_DONE;
}


static int plan (gdl_pack *p, const gdl_node *out, size_t outs,
                 const gdl_pack_guard *guard, size_t guards) {
  return acquire_more(p) && demand_outputs(p, out, outs) &&
         demand_guards(p, guard, guards) && gdl_pack_demand_opaque(p) &&
         gdl_pack_cluster_all(p) && pays(p);
}


static void finish (gdl_pack *p, const gdl_node *out, size_t outs,
                    const gdl_pack_guard *guard, gdl_node *result,
                    gdl_pack_guard *check, size_t *checks) {
  size_t i = 0;
  *checks = 0;
  for (size_t k = 0; k < outs; k++)
    result[k] = IS_SCALAR(p->raw, out[k])
                    ? gdl_pack_read(p, WORD(p->asked, i++)).node
                    : p->map[out[k]];
  for (; i < p->asked.count; i += 2) {
    gdl_pack_value v = gdl_pack_read(p, WORD(p->asked, i));
    int expected = guard[WORD(p->asked, i + 1)].expected != 0;
    check[(*checks)++] = v.form == FORM_NUMBER
                             ? (gdl_pack_guard){v.node, expected}
                             : all_as_expected(p->to, v.node, expected);
  }
}


static gdl_status check_arguments (const gdl_pack *p, const gdl_node *out,
                                   size_t outs, const gdl_pack_guard *guard,
                                   size_t guards, gdl_error *err) {
  for (size_t k = 0; k < outs; k++)
    if (out[k] >= p->count)
      return gdl_error_set(err, GDL_EINVAL, "output %zu is not in the graph",
                           k + 1);
  for (size_t k = 0; k < guards; k++)
    if (guard[k].node >= p->count || !IS_SCALAR(p->raw, guard[k].node))
      return gdl_error_set(err, GDL_EINVAL, "guard %zu is no number of the graph",
                           k + 1);
  return GDL_OK;
}


/* The status of the work so far. */
static gdl_status status_of (gdl_pack *p, gdl_error *err) {
  gdl_status s = gdl_graph_status(p->to);
  if (p->no_memory || s == GDL_ENOMEM)
    s = gdl_error_set(err, GDL_ENOMEM, "not enough memory to pack a graph of "
                      "%zu nodes", p->count);
  else if (s != GDL_OK)
    gdl_error_set(err, s, "%s", gdl_graph_message(p->to));
  gdl_graph_forgive(p->to);
  return s;
}


/* What is to be packed: the graph that was given, or one in which choices were
** made of guards. */
typedef struct task {
  const gdl_graph *raw;
  const gdl_node *out;
  size_t outs;
  const gdl_pack_guard *guard;
  size_t guards;
} task;


/* The classes of everything. */
static int begin (gdl_pack *p, gdl_graph *to, const task *t) {
  *p = (gdl_pack){.raw = t->raw, .to = to, .count = gdl_graph_count(t->raw)};
  if (p->count > PACK_NODES_MAX) {
    p->refusal = GDL_PACK_LARGE;
    return 0;
  }
  if (!acquire(p)) {
    p->no_memory = 1;
    return 0;
  }
  for (size_t k = 0; k < t->outs; k++)
    use(p, t->out[k], 0);
  for (size_t k = 0; k < t->guards; k++)
    use(p, t->guard[k].node, 0);
  mark(p);
  if (p->needed < 2 * GDL_PACK_LEAST) {
    p->refusal = GDL_PACK_SMALL;
    return 0;
  }
  return gdl_pack_classify(p);
}


/* Makes choices of guards, a kind after the other, as long as there are some
** that may be; *p is that of what is left to be packed in the end. */
static int begin_with_choices (gdl_pack *p, gdl_graph *to, task *t,
                               gdl_pack_wide *wide, size_t *choices) {
  for (;;) {
    gdl_pack_wide next;
    if (!begin(p, to, t))
      return 0;
    if (t->guards < GDL_PACK_LEAST)
      return 1;
    if (!gdl_pack_choose(p, t->out, t->outs, wide, t->guard, t->guards, &next))
      return 0;
    if (next.graph == NULL)
      return 1;
    gdl_pack_wide_free(wide);
    *wide = next;
    *choices += next.choices;
    *t = (task){next.graph, next.out, next.outs, next.guard, next.guards};
    release(p);
  }
}


static void tell (const gdl_pack *p, size_t before, size_t guards,
                  const size_t *checks, gdl_pack_report *r) {
  gdl_pack_tell(p, r);
  r->after = gdl_graph_count(p->to) - before;
  r->guards = guards;
  r->checks = p->refusal == GDL_PACK_DONE ? *checks : guards;
}


gdl_status gdl_graph_pack (gdl_graph *to, const gdl_graph *raw,
                           const gdl_node *out, size_t outs,
                           const gdl_pack_guard *guard, size_t guards,
                           unsigned flags, gdl_node *result,
                           gdl_pack_guard *check, size_t *checks,
                           gdl_pack_report *report, gdl_error *err) {
  gdl_pack p = {.raw = raw, .to = to, .count = gdl_graph_count(raw)};
  gdl_pack_wide wide = {0};
  task t = {raw, out, outs, guard, guards};
  size_t before = gdl_graph_count(to), choices = 0;
  gdl_node *made = NULL;
  memset(report, 0, sizeof(*report));
  report->pattern = GDL_NO_NODE;
  gdl_status s = check_arguments(&p, out, outs, guard, guards, err);
  if (s != GDL_OK)
    return s;
  int good = flags & GDL_PACK_CHOICES
                 ? begin_with_choices(&p, to, &t, &wide, &choices)
                 : begin(&p, to, &t);
  made = malloc((t.outs + 1) * sizeof(*made));
  if (made == NULL)
    p.no_memory = 1;
  else if (good && plan(&p, t.out, t.outs, t.guard, t.guards)) {
    gdl_pack_emit(&p);
    if (!p.no_memory && gdl_graph_status(to) == GDL_OK) {
      finish(&p, t.out, t.outs, t.guard, made, check, checks);
      memcpy(result, made, outs * sizeof(*made));
      if (choices > 0)
        report->pattern = made[outs];
    }
  }
  s = status_of(&p, err);
  if (s == GDL_OK) {
    tell(&p, before, guards, checks, report);
    report->choices = p.refusal == GDL_PACK_DONE ? choices : 0;
  }
  free(made);
  release(&p);
  gdl_pack_wide_free(&wide);
  return s;
}
