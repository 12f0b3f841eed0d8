/*
** pack_choice.c - choices in the place of guards
*/
#include "graph/pack_choice.h"

#include <stdlib.h>
#include <string.h>


void gdl_choice_stamp (gdl_choice *c, gdl_node like) {
  size_t count = gdl_graph_count(c->wide);
  if (c->time.count >= count)
    return;
  if (!gdl_pool_reserve(&c->time, count - c->time.count, sizeof(uint32_t))) {
    c->no_memory = 1;
    return;
  }
  uint32_t time = TIME(c, like);
  while (c->time.count < count)
    WORD(c->time, c->time.count++) = time;
}


/*
** Choices
*/
static gdl_node signed_term (gdl_graph *g, gdl_node n, int minus) {
  return minus ? gdl_graph_unary(g, GDL_OP_neg, n) : n;
}


/* Puts a choice of side[1][turn] and side[0][turn] in the place of what is added
** at place at[taken]; SIZE_MAX: nothing is added on that side. */
static int put_choice (gdl_choice *w, const size_t *at, gdl_node *const *side) {
  gdl_choice *c = w;
  gdl_graph *g = c->wide;
  int minus[2] = {0, 0};
  for (int s = 0; s < 2; s++)
    if (at[s] != SIZE_MAX)
      minus[s] = ADDED(c, gdl_choice_first(w, s)->first + at[s])->minus;
  gdl_node zero = gdl_graph_constant(g, 0);
  for (size_t i = 0; i < c->turns.count; i++) {
    const gdl_choice_turn *t = TURN(c, i);
    gdl_node x[2];
    for (int s = 0; s < 2; s++)
      x[s] = at[s] == SIZE_MAX ? zero : signed_term(g, side[s][i], minus[s]);
    gdl_node n = gdl_graph_select(g, t->guard, x[1], x[0]);
    gdl_choice_stamp(c, t->guard);
    if (at[t->taken] != SIZE_MAX) {
      const gdl_choice_add *a = ADDED(c, t->first + at[t->taken]);
      w->term[a->at] = signed_term(g, n, a->minus);
      gdl_choice_stamp(c, t->guard);
    }
    else {
      if (!gdl_pool_reserve(&w->extra, 1, sizeof(n))) {
        c->no_memory = 1;
        return 0;
      }
      WORD(w->extra, w->extra.count++) = n;    /* it has the time of its turn */
    }
  }
  return 1;
}


static int choose_pair (gdl_choice *w, const size_t *at) {
  size_t bytes = w->turns.count * sizeof(gdl_node);
  gdl_node *side[2] = {malloc(bytes), malloc(bytes)};
  int good = side[0] != NULL && side[1] != NULL;
  w->no_memory |= !good;
  for (int s = 0; s < 2 && good; s++)
    good = at[s] == SIZE_MAX || gdl_choice_side(w, s, at[s], side[s]);
  good = good && put_choice(w, at, side);
  free(side[0]);
  free(side[1]);
  return good;
}


/* Is there one chain only? Then it is known where to add what a turn has not. */
static int one_chain (const gdl_choice *w) {
  for (size_t i = 1; i < w->adds.count; i++)
    if (ADDED(w, i)->root != ADDED(w, 0)->root)
      return 0;
  return 1;
}


/* How much two turns add alike at the beginning or at the end, at most 'most'. */
static size_t common (const gdl_choice *w, const gdl_choice_turn *x,
                      const gdl_choice_turn *y, int at_end, size_t most) {
  size_t k = 0;
  while (k < most) {
    size_t i = at_end ? x->count - 1 - k : k, j = at_end ? y->count - 1 - k : k;
    if (!gdl_choice_same(w, ADDED(w, x->first + i), ADDED(w, y->first + j)))
      break;
    k++;
  }
  return k;
}


/* What both sides add goes together in its order; where one adds more, that is
** between what both begin and end with. */
static int choose_all (gdl_choice *w) {
  const gdl_choice_turn *t[2] = {gdl_choice_first(w, 0), gdl_choice_first(w, 1)};
  int longer = t[1]->count > t[0]->count;
  size_t most = t[longer]->count, least = t[!longer]->count, head = least;
  if (most == 0)
    return 0;
  if (most > least) {
    head = common(w, t[0], t[1], 0, least);
    if (head + common(w, t[0], t[1], 1, least - head) < least || !one_chain(w))
      return 0;
  }
  for (size_t k = 0; k < most; k++) {
    size_t at[2], more = most - least;
    at[longer] = k;
    at[!longer] = k < head ? k : k < head + more ? SIZE_MAX : k - more;
    if (!choose_pair(w, at))
      return 0;
  }
  return 1;
}


/* Chains with choices in them are written anew; map[end] gets the new end. */
static void write_chains (gdl_choice *w) {
  gdl_graph *g = w->wide;
  for (size_t k = 0; k < w->chain.count; k++)
    if (w->term[k] != NONE)
      w->map[CHAIN(w, k)->root] = w->start[CHAIN(w, k)->root];
  for (size_t k = 0; k < w->chain.count; k++) {
    const gdl_choice_add *a = CHAIN(w, k);
    if (w->map[a->root] == NONE)
      continue;
    gdl_node n = w->term[k] != NONE ? w->term[k] : a->term;
    w->map[a->root] = gdl_graph_binary(g, a->minus ? GDL_OP_sub : GDL_OP_add,
                                       w->map[a->root], n);
    gdl_choice_stamp(w, a->add);
  }
  for (size_t k = 0; k < w->extra.count; k++) {
    gdl_node *end = &w->map[ADDED(w, 0)->root];
    *end = gdl_graph_binary(g, GDL_OP_add, *end, WORD(w->extra, k));
    gdl_choice_stamp(w, WORD(w->extra, k));
  }
}


/* A number that differs where sides differ: outcomes times whole numbers below
** 2^40, which look random (splitmix64: Steele, Lea and Flood 2014). */
static gdl_node write_pattern (gdl_choice *w) {
  gdl_graph *g = w->wide;
  gdl_node s = w->pattern != GDL_NO_NODE ? w->pattern : gdl_graph_constant(g, 0);
  for (size_t i = 0; i < w->turns.count; i++) {
    uint64_t z = ((uint64_t)w->kind_now << 32 | i) + 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    double weight = (double)((z ^ (z >> 31)) >> 24);
    gdl_node x = gdl_graph_binary(g, GDL_OP_mul, TURN(w, i)->guard,
                                  gdl_graph_constant(g, weight));
    s = gdl_graph_binary(g, GDL_OP_add, s, x);
    gdl_choice_stamp(w, TURN(w, i)->guard);
  }
  return s;
}


/*
** The whole
*/
/* Builds outputs and the guards that are left anew, above the new chains; false
** where something that is needed was made of what was replaced. */
static int build_anew (gdl_choice *w, const gdl_node *out, size_t outs,
                       gdl_pack_wide *to) {
  gdl_graph *g = w->wide;
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
    if (w->kind[i] != w->kind_now) {
      to->guard[left] = w->guard[i];
      list[outs + 1 + left++] = w->guard[i].node;
    }
  gdl_node *result = list + outs + 1 + left;
  size_t wanted = outs + 1 + left;
  gdl_graph_rebuild(g, g, list, wanted, map, result);
  if (gdl_graph_status(g) != GDL_OK ||
      (needed = malloc(gdl_graph_count(g))) == NULL)
    goto done;
  gdl_choice_stamp(w, 0);
  for (size_t n = 0; n < count && !w->no_memory; n++)
    if (map[n] != NONE && map[n] >= count)
      TIME(w, map[n]) = TIME(w, n);
  gdl_graph_mark(g, result, wanted, needed);
  good = 1;
  for (size_t n = 0; n < w->p->count; n++)
    good &= !(needed[n] && w->map[n] != NONE);
  memcpy(to->out, result, (outs + 1) * sizeof(*result));
  to->outs = outs + 1;
  for (size_t i = 0; i < left; i++)
    to->guard[i].node = result[outs + 1 + i];
  to->guards = left;
  to->choices = w->turns.count;
done:
  w->no_memory |= !good && needed == NULL;
  free(list);
  free(map);
  free(needed);
  return good;
}


/* Tries the guards of one class. */
static int choose_class (gdl_choice *w, const gdl_node *out, size_t outs,
                         gdl_pack_wide *to) {
  gdl_choice *c = w;
  if (!gdl_choice_find_turns(w))
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
  c->time.count = w->p->count;
  return gdl_choice_cone(c) && choose_all(w) && build_anew(w, out, outs, to);
}


static void end (gdl_choice *w) {
  free(w->kind);
  free(w->often);
  free(w->behind[0].data);
  free(w->behind[1].data);
  free(w->root);
  free(w->begin);
  free(w->last_use);
  free(w->start);
  free(w->time.data);
  free(w->map);
  free(w->term);
  free(w->chain.data);
  free(w->extra.data);
  free(w->turns.data);
  free(w->adds.data);
  free(w->cone.data);
}


void gdl_pack_wide_free (gdl_pack_wide *w) {
  gdl_graph_free(w->graph);
  free(w->time);
  free(w->out);
  free(w->guard);
  memset(w, 0, sizeof(*w));
}


/* So many kinds are looked at, each at the price of a look at everything. */
#define TRIES_MAX 16

/* Makes choices of one kind of guards, if there is one that will do. */
static void choose_any (gdl_choice *w, const gdl_node *out, size_t outs,
                        gdl_pack_wide *to) {
  size_t kinds = w->p->classes.count;
  int tries = 0;
  for (size_t k = kinds; k-- > 0 && !w->no_memory && tries < TRIES_MAX; ) {
    w->kind_now = (uint32_t)k;
    if (!gdl_choice_is_two_sided(w, w->kind_now))
      continue;
    tries++;
    if (choose_class(w, out, outs, to)) {
      to->graph = w->wide;
      to->time = w->time.data;
      w->wide = NULL;
      w->time = (gdl_pool){NULL, 0, 0};
      return;
    }
    gdl_graph_free(w->wide);
    w->wide = NULL;
    gdl_pack_wide_free(to);
  }
}


int gdl_pack_choose (gdl_pack *p, const gdl_node *out, size_t outs,
                     const gdl_pack_wide *before, const gdl_pack_guard *guard,
                     size_t guards, gdl_pack_wide *to) {
  gdl_choice w = {.p = p, .guard = guard, .guards = guards};
  memset(to, 0, sizeof(*to));
  w.pattern = before->graph != NULL ? out[--outs] : GDL_NO_NODE;
  int begun = 0;
  for (int finer = 1; finer >= 0 && !w.no_memory && to->graph == NULL; finer--) {
    if (!gdl_choice_find_kinds(&w, finer))
      continue;
    if (!begun && !gdl_choice_begin(&w, out, outs, before))
      break;
    begun = 1;
    choose_any(&w, out, outs, to);
  }
  end(&w);
  if (w.no_memory)
    gdl_pack_wide_free(to);
  p->no_memory |= w.no_memory;
  return !w.no_memory;
}
