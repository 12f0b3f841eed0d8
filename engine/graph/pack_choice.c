/*
** pack_choice.c - the turns of a loop with a branch in it
*/
#include "graph/pack_choice.h"

#include <stdlib.h>
#include <string.h>

typedef struct work {
  gdl_choice c;
  gdl_pack *p;
  const gdl_pack_guard *guard;
  size_t guards;
  uint32_t class;            /* of the guards in question */
  uint32_t *often;           /* by 2*class + outcome: how many guards */
  gdl_node *root;            /* by node: end of the chain it is an addition of */
  gdl_node *begin;           /* by end of a chain: its first addition */
  gdl_node *last_user;       /* by node */
  gdl_pool chain;            /* gdl_choice_add: all of them, rising */
  gdl_node *term;            /* by addition in 'chain': what is added instead */
  gdl_node *map;             /* by node of 'wide': the chain that takes its place */
  gdl_pool extra;            /* gdl_node: added at the end of the only chain */
  gdl_node pattern;
} work;

#define CHAIN(w, i)  (((gdl_choice_add *)(w)->chain.data) + (i))


/*
** Preparations
*/
static int two_sided (const work *w, uint32_t class) {
  return w->often[2 * class] >= CHOICE_LEAST &&
         w->often[2 * class + 1] >= CHOICE_LEAST &&
         w->often[2 * class] + w->often[2 * class + 1] >= GDL_PACK_LEAST;
}


static uint32_t class_of (const work *w, size_t guard) {
  return w->p->class[w->guard[guard].node];
}


/* Counts guards; false where none is two-sided, or they are not in order. */
static int any_two_sided (work *w) {
  int any = 0;
  for (size_t i = 0; i < w->guards; i++) {
    w->often[2 * class_of(w, i) + (w->guard[i].expected != 0)]++;
    if (i > 0 && w->guard[i].node <= w->guard[i - 1].node)
      return 0;
  }
  for (size_t i = 0; i < w->guards; i++)
    any |= two_sided(w, class_of(w, i));
  return any;
}


/* Goes down a chain s + t, from its end. */
static void walk_chain (work *w, gdl_node root) {
  const gdl_pack *p = w->p;
  gdl_node n = root;
  for (;;) {
    const gdl_node_data *d = NODE(p->raw, n);
    if (d->op == GDL_OP_neg)
      return;
    w->root[n] = root;
    if (!gdl_pack_is_inside(p, d->a) ||
        (!(p->flag[d->a] & PACK_MANY) && p->class[d->a] == p->class[d->b]))
      return;
    n = d->a;
  }
}


static int find_chains (work *w) {
  const gdl_pack *p = w->p;
  for (size_t n = p->count; n-- > 0; )
    if ((p->flag[n] & PACK_MANY) && !gdl_pack_is_inside(p, (gdl_node)n))
      walk_chain(w, (gdl_node)n);
  for (size_t n = 0; n < p->count; n++) {
    const gdl_node_data *d = NODE(p->raw, n);
    size_t count;
    if (!(p->flag[n] & PACK_NEEDED))
      continue;
    const gdl_node *x = gdl_graph_operands(p->raw, (gdl_node)n, &count);
    for (size_t k = 0; k < count; k++)
      if (w->last_user[x[k]] != NONE)
        w->last_user[x[k]] = (gdl_node)n;
    if (w->root[n] == NONE)
      continue;
    if (!gdl_pool_reserve(&w->chain, 1, sizeof(gdl_choice_add)))
      return 0;
    *CHAIN(w, w->chain.count) = (gdl_choice_add){
        (gdl_node)n, d->b, w->root[n], (uint32_t)w->chain.count,
        d->op == GDL_OP_sub};
    w->chain.count++;
    if (w->begin[w->root[n]] == NONE)
      w->begin[w->root[n]] = (gdl_node)n;
  }
  return 1;
}


/*
** The turns of a class
*/
/* The guards behind guard i, up to the next that is two-sided. */
static size_t run_behind (const work *w, size_t i) {
  size_t k = i + 1;
  while (k < w->guards && !two_sided(w, class_of(w, k)))
    k++;
  return k - i - 1;
}


/* Are guards i and k followed by the same guards? Behind the last turn of a loop
** there may be more. */
static int followed_alike (const work *w, size_t i, size_t k, int last) {
  size_t m = run_behind(w, i), n = run_behind(w, k);
  if (n < m || (n > m && !last))
    return 0;
  for (size_t j = 1; j <= m; j++)
    if (class_of(w, i + j) != class_of(w, k + j) ||
        (w->guard[i + j].expected != 0) != (w->guard[k + j].expected != 0))
      return 0;
  return last || (i + m + 1 < w->guards && k + n + 1 < w->guards &&
                  class_of(w, i + m + 1) == class_of(w, k + n + 1));
}


static int find_turns (work *w) {
  size_t count = w->often[2 * w->class] + w->often[2 * w->class + 1];
  size_t first = SIZE_MAX;
  gdl_choice *c = &w->c;
  c->turns.count = 0;
  if (!gdl_pool_reserve(&c->turns, count, sizeof(gdl_choice_turn))) {
    c->no_memory = 1;
    return 0;
  }
  for (size_t i = 0; i < w->guards; i++) {
    if (class_of(w, i) != w->class)
      continue;
    size_t next = i + 1 + run_behind(w, i);
    gdl_choice_turn t = {.guard = w->guard[i].node, .number = (uint32_t)i,
                         .taken = w->guard[i].expected != 0,
                         .end = next < w->guards ? w->guard[next].node : NONE};
    *TURN(c, c->turns.count++) = t;
    if (first == SIZE_MAX)
      first = i;
    else if (!followed_alike(w, first, i, c->turns.count == count))
      return 0;
  }
  return 1;
}


/* What each turn adds to chains that go on from turn to turn: other chains are
** part of what it adds. */
static int find_additions (work *w) {
  gdl_choice *c = &w->c;
  size_t k = 0;
  c->adds.count = 0;
  if (!gdl_pool_reserve(&c->adds, w->chain.count, sizeof(gdl_choice_add))) {
    c->no_memory = 1;
    return 0;
  }
  for (size_t i = 0; i < c->turns.count; i++) {
    gdl_choice_turn *t = TURN(c, i);
    t->first = (uint32_t)c->adds.count;
    while (k < w->chain.count && CHAIN(w, k)->add < t->guard)
      k++;
    for (; k < w->chain.count && CHAIN(w, k)->add < t->end; k++) {
      const gdl_choice_add *a = CHAIN(w, k);
      if (w->begin[a->root] < t->guard ||
          (t->end != NONE && a->root >= t->end))
        *ADDED(c, c->adds.count++) = *a;
    }
    t->count = (uint32_t)c->adds.count - t->first;
  }
  return 1;
}


/* The first turn that took a side. */
static const gdl_choice_turn *first_of (const work *w, int taken) {
  size_t i = 0;
  while (TURN(&w->c, i)->taken != taken)
    i++;
  return TURN(&w->c, i);
}


static int same_kind (const work *w, const gdl_choice_add *x,
                      const gdl_choice_add *y) {
  return x->minus == y->minus && w->p->class[x->term] == w->p->class[y->term];
}


/* All turns that take a side add the same; what comes behind the last turn is
** not its own. */
static int turns_alike (work *w) {
  gdl_choice *c = &w->c;
  for (size_t i = 0; i < c->turns.count; i++) {
    gdl_choice_turn *t = TURN(c, i);
    const gdl_choice_turn *f = first_of(w, t->taken);
    int last = i + 1 == c->turns.count;
    if (t->count < f->count || (t->count > f->count && !last))
      return 0;
    t->count = f->count;
    for (uint32_t k = 0; k < t->count; k++)
      if (!same_kind(w, ADDED(c, t->first + k), ADDED(c, f->first + k)))
        return 0;
    if (last)
      t->end = t->count > 0 ? ADDED(c, t->first + t->count - 1)->add + 1
                            : t->guard + 1;
  }
  return 1;
}


/* Is node n of turn 't' used behind the turn, other than as a link of a chain? */
static int is_used_later (const work *w, const gdl_choice_turn *t, gdl_node n) {
  const gdl_pack *p = w->p;
  if (!(p->flag[n] & PACK_NEEDED) || w->last_user[n] < t->end ||
      gdl_op_table[NODE(p->raw, n)->op].kind == GDL_KIND_LEAF)
    return 0;
  if (w->root[n] != NONE && (w->root[n] != n || w->begin[n] < t->guard))
    return 0;
  return p->class[n] == NONE || CLASS(p, p->class[n])->kind != PACK_ELEMENT;
}


/* Does a branch decide more than what is added? What is used behind a turn must
** come behind all that it adds, and be alike in all turns: then it is taken for
** the beginning of the next one. */
static int leaks (work *w) {
  const gdl_choice *c = &w->c;
  size_t expected = 0;
  w->extra.count = 0;
  for (size_t i = 0; i < c->turns.count; i++) {
    const gdl_choice_turn *t = TURN(c, i);
    gdl_node n = t->guard + 1,
             done = t->count > 0 ? ADDED(c, t->first + t->count - 1)->add : n;
    size_t found = 0;
    for (; n < t->end && n < w->p->count; n++) {
      if (!is_used_later(w, t, n))
        continue;
      if (n < done || i + 1 == c->turns.count)
        return 1;
      if (i == 0) {
        if (!gdl_pack_push(w->p, &w->extra, w->p->class[n]))
          return 1;
        expected++;
      }
      else if (found >= expected || WORD(w->extra, found) != w->p->class[n])
        return 1;
      found++;
    }
    if (i + 1 < c->turns.count && found != expected)
      return 1;
  }
  return 0;
}


/*
** Choices
*/
static gdl_node signed_term (gdl_graph *g, gdl_node n, int minus) {
  return minus ? gdl_graph_unary(g, GDL_OP_neg, n) : n;
}


/* Puts a choice of side[1][turn] and side[0][turn] in the place of what is added
** at place at[taken]; SIZE_MAX: nothing is added on that side. */
static int put_choice (work *w, const size_t *at, gdl_node *const *side) {
  gdl_choice *c = &w->c;
  gdl_graph *g = c->wide;
  int minus[2] = {0, 0};
  for (int s = 0; s < 2; s++)
    if (at[s] != SIZE_MAX)
      minus[s] = ADDED(c, first_of(w, s)->first + at[s])->minus;
  gdl_node zero = gdl_graph_constant(g, 0);
  for (size_t i = 0; i < c->turns.count; i++) {
    const gdl_choice_turn *t = TURN(c, i);
    gdl_node x[2];
    for (int s = 0; s < 2; s++)
      x[s] = at[s] == SIZE_MAX ? zero : signed_term(g, side[s][i], minus[s]);
    gdl_node n = gdl_graph_select(g, t->guard, x[1], x[0]);
    if (at[t->taken] != SIZE_MAX) {
      const gdl_choice_add *a = ADDED(c, t->first + at[t->taken]);
      w->term[a->at] = signed_term(g, n, a->minus);
    }
    else {
      if (!gdl_pool_reserve(&w->extra, 1, sizeof(n))) {
        c->no_memory = 1;
        return 0;
      }
      WORD(w->extra, w->extra.count++) = n;
    }
  }
  return 1;
}


static int choose_pair (work *w, const size_t *at) {
  size_t bytes = w->c.turns.count * sizeof(gdl_node);
  gdl_node *side[2] = {malloc(bytes), malloc(bytes)};
  int good = side[0] != NULL && side[1] != NULL;
  w->c.no_memory |= !good;
  for (int s = 0; s < 2 && good; s++)
    good = at[s] == SIZE_MAX || gdl_choice_side(&w->c, s, at[s], side[s]);
  good = good && put_choice(w, at, side);
  free(side[0]);
  free(side[1]);
  return good;
}


/* Is there one chain only? Then it is known where to add what a turn has not. */
static int one_chain (const work *w) {
  for (size_t i = 1; i < w->c.adds.count; i++)
    if (ADDED(&w->c, i)->root != ADDED(&w->c, 0)->root)
      return 0;
  return 1;
}


/* What both sides add goes together in its order; where one adds more, that is
** between what both begin and end with. */
static int choose_all (work *w) {
  gdl_choice *c = &w->c;
  const gdl_choice_turn *t[2] = {first_of(w, 0), first_of(w, 1)};
  size_t n[2] = {t[0]->count, t[1]->count}, head = 0, tail = 0;
  if (n[0] == 0 && n[1] == 0)
    return 0;
  size_t least = n[0] < n[1] ? n[0] : n[1];
  if (n[0] != n[1]) {
    while (head < least && same_kind(w, ADDED(c, t[0]->first + head),
                                     ADDED(c, t[1]->first + head)))
      head++;
    while (head + tail < least &&
           same_kind(w, ADDED(c, t[0]->first + n[0] - 1 - tail),
                     ADDED(c, t[1]->first + n[1] - 1 - tail)))
      tail++;
    if (head + tail < least || !one_chain(w))
      return 0;
  }
  else
    head = least;
  for (size_t k = 0; k < least; k++) {
    size_t at[2];
    for (int s = 0; s < 2; s++)
      at[s] = k < head ? k : n[s] - least + k;
    if (!choose_pair(w, at))
      return 0;
  }
  for (size_t k = head; n[0] != n[1] && k < head + (n[0] > n[1] ? n[0] - n[1] : n[1] - n[0]); k++) {
    size_t at[2] = {n[0] > n[1] ? k : SIZE_MAX, n[0] > n[1] ? SIZE_MAX : k};
    if (!choose_pair(w, at))
      return 0;
  }
  return 1;
}


/* Chains with choices in them are written anew; map[end] gets the new end. */
static void write_chains (work *w) {
  gdl_graph *g = w->c.wide;
  for (size_t k = 0; k < w->chain.count; k++)
    if (w->term[k] != NONE)
      w->map[CHAIN(w, k)->root] = 0;         /* is to be written */
  for (size_t k = 0; k < w->chain.count; k++) {
    const gdl_choice_add *a = CHAIN(w, k);
    if (w->map[a->root] == NONE)
      continue;
    gdl_node before = w->begin[a->root] == a->add ? NODE(g, a->add)->a
                                                  : w->map[a->root];
    gdl_node n = w->term[k] != NONE ? w->term[k] : a->term;
    w->map[a->root] = gdl_graph_binary(g, a->minus ? GDL_OP_sub : GDL_OP_add,
                                       before, n);
  }
  for (size_t k = 0; k < w->extra.count; k++) {
    gdl_node *end = &w->map[ADDED(&w->c, 0)->root];
    *end = gdl_graph_binary(g, GDL_OP_add, *end, WORD(w->extra, k));
  }
}


/* A number that differs where sides differ: outcomes times whole numbers below
** 2^40, which look random (splitmix64: Steele, Lea and Flood 2014). */
static gdl_node write_pattern (work *w) {
  gdl_graph *g = w->c.wide;
  gdl_node s = w->pattern != GDL_NO_NODE ? w->pattern : gdl_graph_constant(g, 0);
  for (size_t i = 0; i < w->c.turns.count; i++) {
    uint64_t z = ((uint64_t)w->class << 32 | i) + 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    double weight = (double)((z ^ (z >> 31)) >> 24);
    gdl_node x = gdl_graph_binary(g, GDL_OP_mul, TURN(&w->c, i)->guard,
                                  gdl_graph_constant(g, weight));
    s = gdl_graph_binary(g, GDL_OP_add, s, x);
  }
  return s;
}


/*
** The whole
*/
/* Builds outputs and the guards that are left anew, above the new chains; false
** where something that is needed was made of what was replaced. */
static int build_anew (work *w, const gdl_node *out, size_t outs,
                       gdl_pack_wide *to) {
  gdl_graph *g = w->c.wide;
  size_t left = 0, count;
  gdl_node *list = malloc((2 * (outs + w->guards + 1)) * sizeof(*list));
  gdl_node *map = NULL;
  uint8_t *needed = NULL;
  int good = 0;
  to->guard = malloc((w->guards + 1) * sizeof(*to->guard));
  to->out = malloc((outs + 1) * sizeof(*to->out));
  write_chains(w);
  gdl_node pattern = write_pattern(w);
  count = gdl_graph_count(g);
  if (list == NULL || to->guard == NULL || to->out == NULL ||
      gdl_graph_status(g) != GDL_OK ||
      (map = malloc(count * sizeof(*map))) == NULL)
    goto done;
  memset(map, 0xff, count * sizeof(*map));
  memcpy(map, w->map, w->p->count * sizeof(*map));
  memcpy(list, out, outs * sizeof(*list));
  list[outs] = pattern;
  for (size_t i = 0; i < w->guards; i++)
    if (class_of(w, i) != w->class) {
      to->guard[left] = w->guard[i];
      list[outs + 1 + left++] = w->guard[i].node;
    }
  gdl_node *result = list + outs + 1 + left;
  size_t wanted = outs + 1 + left;
  gdl_graph_rebuild(g, g, list, wanted, map, result);
  if (gdl_graph_status(g) != GDL_OK ||
      (needed = malloc(gdl_graph_count(g))) == NULL)
    goto done;
  gdl_graph_mark(g, result, wanted, needed);
  good = 1;
  for (size_t n = 0; n < w->p->count; n++)
    good &= !(needed[n] && w->map[n] != NONE);
  memcpy(to->out, result, (outs + 1) * sizeof(*result));
  to->outs = outs + 1;
  for (size_t i = 0; i < left; i++)
    to->guard[i].node = result[outs + 1 + i];
  to->guards = left;
  to->choices = w->c.turns.count;
done:
  w->c.no_memory |= !good && needed == NULL;
  free(list);
  free(map);
  free(needed);
  return good;
}


/* Tries the guards of one class. */
static int choose_class (work *w, const gdl_node *out, size_t outs,
                         gdl_pack_wide *to) {
  gdl_choice *c = &w->c;
  if (!find_turns(w) || !find_additions(w) || !turns_alike(w) || leaks(w))
    return 0;
  size_t bytes = w->p->count * sizeof(gdl_node);
  c->wide = gdl_graph_new(GDL_GRAPH_RAW);
  if (c->wide == NULL || gdl_graph_copy(c->wide, w->p->raw) != GDL_OK) {
    c->no_memory = 1;
    return 0;
  }
  memset(w->map, 0xff, bytes);
  memset(w->term, 0xff, w->chain.count * sizeof(*w->term));
  w->extra.count = 0;
  return gdl_choice_cone(c) && choose_all(w) && build_anew(w, out, outs, to);
}


static int begin (work *w, const gdl_node *out, size_t outs) {
  size_t n = w->p->count;
  w->root = malloc(n * sizeof(*w->root));
  w->begin = malloc(n * sizeof(*w->begin));
  w->last_user = calloc(n, sizeof(*w->last_user));
  w->map = malloc(n * sizeof(*w->map));
  if (w->root == NULL || w->begin == NULL || w->last_user == NULL ||
      w->map == NULL)
    return 0;
  memset(w->root, 0xff, n * sizeof(*w->root));
  memset(w->begin, 0xff, n * sizeof(*w->begin));
  for (size_t k = 0; k < outs; k++)
    w->last_user[out[k]] = NONE;
  if (!find_chains(w))
    return 0;
  w->term = malloc((w->chain.count + 1) * sizeof(*w->term));
  return w->term != NULL;
}


static void end (work *w) {
  free(w->often);
  free(w->root);
  free(w->begin);
  free(w->last_user);
  free(w->map);
  free(w->term);
  free(w->chain.data);
  free(w->extra.data);
  free(w->c.turns.data);
  free(w->c.adds.data);
  free(w->c.cone.data);
}


void gdl_pack_wide_free (gdl_pack_wide *w) {
  gdl_graph_free(w->graph);
  free(w->out);
  free(w->guard);
  memset(w, 0, sizeof(*w));
}


int gdl_pack_choose (gdl_pack *p, const gdl_node *out, size_t outs,
                     gdl_node pattern, const gdl_pack_guard *guard,
                     size_t guards, gdl_pack_wide *to) {
  work w = {.c = {.p = p}, .p = p, .guard = guard, .guards = guards,
            .pattern = pattern};
  memset(to, 0, sizeof(*to));
  w.often = calloc(2 * p->classes.count, sizeof(*w.often));
  w.c.no_memory = w.often == NULL;
  if (w.often != NULL && any_two_sided(&w)) {
    w.c.no_memory = !begin(&w, out, outs);
    for (uint32_t k = (uint32_t)p->classes.count; k-- > 0; ) {
      if (w.c.no_memory || to->graph != NULL)
        break;
      w.class = k;
      if (!two_sided(&w, k))
        continue;
      if (choose_class(&w, out, outs, to))
        to->graph = w.c.wide;
      else {
        gdl_graph_free(w.c.wide);
        gdl_pack_wide_free(to);
      }
      w.c.wide = NULL;
    }
  }
  end(&w);
  p->no_memory |= w.c.no_memory;
  return !w.c.no_memory;
}
