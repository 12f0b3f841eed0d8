/*
** pack_turns.c - the turns of a loop with a branch in it, and what each adds
*/
#include "graph/pack_choice.h"

#include <stdlib.h>
#include <string.h>


/*
** Preparations
*/
int gdl_choice_is_two_sided (const gdl_choice *w, uint32_t class) {
  return w->often[2 * class] >= CHOICE_LEAST &&
         w->often[2 * class + 1] >= CHOICE_LEAST &&
         w->often[2 * class] + w->often[2 * class + 1] >= GDL_PACK_LEAST;
}


static uint32_t class_of (const gdl_choice *w, size_t guard) {
  return w->kind[guard];
}


static int find_kinds (gdl_choice *w, int finer) {
  gdl_pack *p = w->p;
  if (w->kind == NULL &&
      (w->kind = malloc(w->guards * sizeof(*w->kind))) == NULL)
    return 0;
  for (size_t i = 0; i < w->guards; i++) {
    const gdl_node_data *d = NODE(p->raw, w->guard[i].node);
    w->kind[i] = p->class[w->guard[i].node];
    for (int k = 0; finer && k < 2 && gdl_op_table[d->op].kind == GDL_KIND_BINARY; k++) {
      uint32_t half[2];
      if (!IS(p->raw, d->operand[k], constant))
        continue;
      memcpy(half, gdl_graph_numbers(p->raw, d->operand[k]), sizeof(half));
      gdl_pack_class c = {.kind = PACK_GUARD, .a = w->kind[i], .b = half[0],
                          .c = half[1]};
      if ((w->kind[i] = gdl_pack_intern(p, &c, NULL)) == NONE)
        return 0;
    }
  }
  free(w->often);
  w->often = calloc(2 * p->classes.count, sizeof(*w->often));
  return w->often != NULL;
}


static uint32_t guard_time (const gdl_choice *w, size_t guard) {
  return TIME(w, w->guard[guard].node);
}


int gdl_choice_find_kinds (gdl_choice *w, int finer) {
  int any = 0;
  if (!find_kinds(w, finer)) {
    w->no_memory = 1;
    return 0;
  }
  for (size_t i = 0; i < w->guards; i++)
    w->often[2 * class_of(w, i) + (w->guard[i].expected != 0)]++;
  for (size_t i = 0; i < w->guards; i++)
    any |= gdl_choice_is_two_sided(w, class_of(w, i));
  return any;
}


/* Goes down a chain s + t, from its end. */
static void walk_chain (gdl_choice *w, gdl_node root) {
  const gdl_pack *p = w->p;
  gdl_node n = root;
  for (;;) {
    const gdl_node_data *d = NODE(p->raw, n);
    w->start[root] = n;
    if (d->op == GDL_OP_neg)
      return;
    w->root[n] = root;
    w->start[root] = d->a;
    if (!gdl_pack_is_inside(p, d->a) ||
        (!(p->flag[d->a] & PACK_MANY) && p->class[d->a] == p->class[d->b]))
      return;
    n = d->a;
  }
}


static int by_time (const void *x, const void *y) {
  const gdl_choice_add *a = x, *b = y;
  return a->time != b->time ? (a->time > b->time) - (a->time < b->time)
                            : (a->add > b->add) - (a->add < b->add);
}


static int keep_addition (gdl_choice *w, gdl_node n) {
  const gdl_node_data *d = NODE(w->p->raw, n);
  uint32_t time = TIME(w, n), *begin = &w->begin[w->root[n]];
  if (!gdl_pool_reserve(&w->chain, 1, sizeof(gdl_choice_add)))
    return 0;
  *CHAIN(w, w->chain.count) = (gdl_choice_add){
      .add = n, .term = d->b, .root = w->root[n], .time = time,
      .minus = d->op == GDL_OP_sub};
  w->chain.count++;
  if (time < *begin)
    *begin = time;
  return 1;
}


static int find_chains (gdl_choice *w) {
  const gdl_pack *p = w->p;
  int sorted = 1;
  for (size_t n = p->count; n-- > 0; )
    if ((p->flag[n] & PACK_MANY) && !gdl_pack_is_inside(p, (gdl_node)n) &&
        n != w->pattern)
      walk_chain(w, (gdl_node)n);
  for (size_t n = 0; n < p->count; n++) {
    size_t count;
    if (!(p->flag[n] & PACK_NEEDED))
      continue;
    const gdl_node *x = gdl_graph_operands(p->raw, (gdl_node)n, &count);
    for (size_t k = 0; k < count; k++)
      if (w->last_use[x[k]] < TIME(w, n))
        w->last_use[x[k]] = TIME(w, n);
    if (w->root[n] != NONE && !keep_addition(w, (gdl_node)n))
      return 0;
  }
  for (size_t k = 1; k < w->chain.count; k++)
    sorted &= CHAIN(w, k - 1)->time <= CHAIN(w, k)->time;
  if (!sorted)
    qsort(w->chain.data, w->chain.count, sizeof(gdl_choice_add), by_time);
  for (size_t k = 0; k < w->chain.count; k++)
    CHAIN(w, k)->at = (uint32_t)k;
  return 1;
}


/*
** The turns of a class
*/
/* The guards behind guard i, up to the next that is two-sided. */
static size_t run_behind (const gdl_choice *w, size_t i) {
  size_t k = i + 1;
  while (k < w->guards && !gdl_choice_is_two_sided(w, class_of(w, k)))
    k++;
  return k - i - 1;
}


/* Are guards i and k followed by the same guards? Behind the last turn of a loop
** there may be more. */
static int followed_alike (const gdl_choice *w, size_t i, size_t k, int last) {
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


static int list_turns (gdl_choice *w) {
  size_t count = w->often[2 * w->kind_now] + w->often[2 * w->kind_now + 1];
  size_t first = SIZE_MAX;
  gdl_choice *c = w;
  c->turns.count = 0;
  if (!gdl_pool_reserve(&c->turns, count, sizeof(gdl_choice_turn))) {
    c->no_memory = 1;
    return 0;
  }
  for (size_t i = 0; i < w->guards; i++) {
    if (class_of(w, i) != w->kind_now)
      continue;
    size_t next = i + 1 + run_behind(w, i);
    gdl_choice_turn t = {.guard = w->guard[i].node, .begin = guard_time(w, i),
                         .end = next < w->guards ? guard_time(w, next) : NONE,
                         .taken = w->guard[i].expected != 0};
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
static int find_additions (gdl_choice *w) {
  gdl_choice *c = w;
  size_t k = 0;
  c->adds.count = 0;
  if (!gdl_pool_reserve(&c->adds, w->chain.count, sizeof(gdl_choice_add))) {
    c->no_memory = 1;
    return 0;
  }
  for (size_t i = 0; i < c->turns.count; i++) {
    gdl_choice_turn *t = TURN(c, i);
    t->first = (uint32_t)c->adds.count;
    while (k < w->chain.count && CHAIN(w, k)->time < t->begin)
      k++;
    for (; k < w->chain.count && CHAIN(w, k)->time < t->end; k++) {
      const gdl_choice_add *a = CHAIN(w, k);
      if (w->begin[a->root] < t->begin ||
          (t->end != NONE && TIME(c, a->root) >= t->end))
        *ADDED(c, c->adds.count++) = *a;
    }
    t->count = (uint32_t)c->adds.count - t->first;
  }
  return 1;
}


/* The first turn that took a side. */
const gdl_choice_turn *gdl_choice_first (const gdl_choice *w, int taken) {
  size_t i = 0;
  while (TURN(w, i)->taken != taken)
    i++;
  return TURN(w, i);
}


int gdl_choice_same (const gdl_choice *w, const gdl_choice_add *x,
                      const gdl_choice_add *y) {
  return x->minus == y->minus && w->p->class[x->term] == w->p->class[y->term];
}


/* What is added before the guard of the next turn, in any case, is not there
** behind the last turn: how much that is. */
static uint32_t ahead_of_next (const gdl_choice *w) {
  const gdl_choice *c = w;
  const gdl_choice_turn *last = TURN(c, c->turns.count - 1),
                        *t[2] = {gdl_choice_first(w, 0), gdl_choice_first(w, 1)};
  uint32_t ahead = 0, most;
  if (last->count >= t[last->taken]->count)
    return 0;
  most = t[last->taken]->count - last->count;
  while (ahead < most && ahead < t[0]->count && ahead < t[1]->count &&
         gdl_choice_same(w, ADDED(c, t[0]->first + t[0]->count - 1 - ahead),
                   ADDED(c, t[1]->first + t[1]->count - 1 - ahead)))
    ahead++;
  return ahead;
}


/* All turns that take a side add the same; what comes behind the last turn is
** not its own. */
static int turns_alike (gdl_choice *w) {
  gdl_choice *c = w;
  uint32_t ahead = ahead_of_next(w);
  uint32_t count[2] = {gdl_choice_first(w, 0)->count - ahead,
                       gdl_choice_first(w, 1)->count - ahead};
  for (size_t i = 0; i < c->turns.count; i++) {
    gdl_choice_turn *t = TURN(c, i);
    const gdl_choice_turn *f = gdl_choice_first(w, t->taken);
    int last = i + 1 == c->turns.count;
    uint32_t all = count[t->taken] + (last ? 0 : ahead);
    if (t->count < all || (t->count > all && !last))
      return 0;
    for (uint32_t k = 0; k < all; k++)
      if (!gdl_choice_same(w, ADDED(c, t->first + k), ADDED(c, f->first + k)))
        return 0;
  }
  for (size_t i = 0; i < c->turns.count; i++)
    TURN(c, i)->count = count[TURN(c, i)->taken];
  gdl_choice_turn *t = TURN(c, c->turns.count - 1);
  t->end = t->count > 0 ? ADDED(c, t->first + t->count - 1)->time + 1
                        : t->begin + 1;
  return 1;
}


/* Is node n of turn 't' used behind the turn, other than as a link of a chain? */
static int is_used_later (const gdl_choice *w, const gdl_choice_turn *t, gdl_node n) {
  const gdl_pack *p = w->p;
  if (!(p->flag[n] & PACK_NEEDED) || w->last_use[n] < t->end ||
      gdl_op_table[NODE(p->raw, n)->op].kind == GDL_KIND_LEAF)
    return 0;
  if (w->root[n] != NONE && (w->root[n] != n || w->begin[n] < t->begin))
    return 0;
  return p->class[n] == NONE || CLASS(p, p->class[n])->kind != PACK_ELEMENT;
}


/* Does a branch decide more than what is added? What is used behind a turn must
** come behind all that it adds, and be alike in all turns before those of one
** outcome: then it is taken for the beginning of the next one. */
static int leaks (gdl_choice *w) {
  const gdl_choice *c = w;
  int known[2] = {0, 0};
  w->behind[0].count = w->behind[1].count = 0;
  for (size_t i = 0; i < c->turns.count; i++) {
    const gdl_choice_turn *t = TURN(c, i);
    int last = i + 1 == c->turns.count, next = last ? 0 : t[1].taken;
    gdl_pool *list = &w->behind[next];
    uint32_t done = t->count > 0 ? ADDED(c, t->first + t->count - 1)->time
                                 : t->begin;
    size_t found = 0;
    for (size_t n = (size_t)t->begin + 1; n < t->end && n < w->p->count; n++) {
      if (TIME(c, n) != n || !is_used_later(w, t, (gdl_node)n))
        continue;
      if (n < done || last)
        return 1;
      if (!known[next] && !gdl_pack_push(w->p, list, w->p->class[n]))
        return 1;
      if (found >= list->count || WORD(*list, found) != w->p->class[n])
        return 1;
      found++;
    }
    if (!last && found != list->count)
      return 1;
    known[next] |= !last;
  }
  return 0;
}


int gdl_choice_find_turns (gdl_choice *w) {
  return list_turns(w) && find_additions(w) && turns_alike(w) && !leaks(w);
}


/*
** The beginning
*/
/* When nodes were written down: in the order of their numbers, but for those that
** were made with choices before. */
static int copy_times (gdl_choice *w, const gdl_pack_wide *before) {
  if (!gdl_pool_reserve(&w->time, w->p->count, sizeof(uint32_t)))
    return 0;
  for (size_t n = 0; n < w->p->count; n++)
    WORD(w->time, n) = before->time != NULL ? before->time[n] : (uint32_t)n;
  w->time.count = w->p->count;
  return 1;
}


int gdl_choice_begin (gdl_choice *w, const gdl_node *out, size_t outs,
                      const gdl_pack_wide *before) {
  size_t n = w->p->count;
  w->no_memory = 1;                          /* until it is there */
  if (!copy_times(w, before))
    return 0;
  for (size_t i = 1; i < w->guards; i++)
    if (guard_time(w, i) <= guard_time(w, i - 1)) {
      w->no_memory = 0;                      /* in no order: nothing to be said */
      return 0;
    }
  w->start = malloc(n * sizeof(*w->start));
  w->root = malloc(n * sizeof(*w->root));
  w->begin = malloc(n * sizeof(*w->begin));
  w->last_use = calloc(n, sizeof(*w->last_use));
  w->map = malloc(n * sizeof(*w->map));
  if (w->start == NULL || w->root == NULL || w->begin == NULL ||
      w->last_use == NULL || w->map == NULL)
    return 0;
  memset(w->root, 0xff, n * sizeof(*w->root));
  memset(w->begin, 0xff, n * sizeof(*w->begin));
  for (size_t k = 0; k < outs; k++)
    w->last_use[out[k]] = NONE;
  if (!find_chains(w))
    return 0;
  w->term = malloc((w->chain.count + 1) * sizeof(*w->term));
  w->no_memory = w->term == NULL;
  return !w->no_memory;
}
