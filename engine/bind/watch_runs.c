/*
** watch_runs.c - elements that were read one after the other
** A function that goes through tables of numbers reads most of its slots so. What
** such a run of them held lies side by side here, and so do the slots that are in no
** run: looking at all of them is a matter of memory.
*/
#include <stdlib.h>
#include <string.h>

#include "bind/watch_impl.h"

/* Fewer slots are looked at one by one, and so are shorter runs. */
#define WORTH_IT  1024
#define SHORTEST  4


static int is_number (const gdl_read *s) {
  return s->tag == LP_TINTEGER && !s->promoted &&
         (s->was_tag == LP_TFLOAT || s->was_tag == LP_TINTEGER);
}


static const lp_table *table_of (const gdl_reads *r, const gdl_read *s) {
  return (const lp_table *)r->owner[s->owner].p;
}


/* How many slots from i on are a run: elements in the array of a table. */
static size_t length_of_run (const gdl_reads *r, size_t i) {
  const gdl_read *s = &r->slot[i];
  size_t n = 0;
  while (i + n < r->count && is_number(&s[n]) && s[n].owner == s->owner &&
         s[n].was_tag == s->was_tag && s[n].key == s->key + n &&
         lp_element(table_of(r, s), (long long)s[n].key) != NULL)
    n++;
  return n;
}


/* Writes the runs down, if there is room for them; counts them, and their slots. */
static void go_through (const gdl_reads *r, gdl_runs *to) {
  size_t singles = 0;
  to->count = to->slots = 0;
  for (size_t i = 0, n; i < r->count; i += n) {
    const gdl_read *s = &r->slot[i];
    n = length_of_run(r, i);
    if (n < SHORTEST) {
      n = 1;
      if (to->run != NULL)
        to->single[singles++] = *s;
      continue;
    }
    if (to->run != NULL) {
      to->run[to->count] = (gdl_run_of_slots){
          table_of(r, s), s->key, n, s->was_tag};
      for (size_t k = 0; k < n; k++)
        to->was[to->slots + k] = s[k].was;
    }
    to->count++;
    to->slots += n;
  }
}


void gdl_runs_forget (gdl_reads *r) {
  free(r->runs.run);
  free(r->runs.was);
  free(r->runs.single);
  memset(&r->runs, 0, sizeof(r->runs));
}


size_t gdl_runs_bytes (const gdl_reads *r) {
  const gdl_runs *all = &r->runs;
  return all->run == NULL ? 0 : all->count * sizeof(*all->run) +
         all->slots * sizeof(*all->was) +
         (all->of - all->slots) * sizeof(*all->single);
}


/* Makes room for runs that have been counted. */
static int make_room (gdl_runs *to, size_t count) {
  to->run = malloc(to->count * sizeof(*to->run));
  to->was = malloc(to->slots * sizeof(*to->was));
  to->single = malloc((count - to->slots + 1) * sizeof(*to->single));
  return to->run != NULL && to->was != NULL && to->single != NULL;
}


/* Makes the runs known; false where that is not worth it. */
static int find (gdl_reads *r) {
  if (r->count < WORTH_IT)
    return 0;
  if (r->runs.of == r->count)
    return r->runs.run != NULL;
  gdl_runs_forget(r);
  go_through(r, &r->runs);
  int worth = 2 * r->runs.slots >= r->count;
  if (worth && make_room(&r->runs, r->count))
    go_through(r, &r->runs);
  else
    gdl_runs_forget(r);
  r->runs.of = r->count;
  return r->runs.run != NULL;
}


/* Tables lie where they were made: each is a way to memory, and then another. */
#define FAR    12            /* runs ahead: the table */
#define NEAR   6             /* its elements */
#define MOST   512           /* bytes of them; the rest the processor expects */

static void fetch (const gdl_run_of_slots *run, const gdl_run_of_slots *last) {
  if (last - run <= FAR)
    return;
  __builtin_prefetch(run[FAR].table);
  const gdl_run_of_slots *next = run + NEAR;
  const lp_value *v = lp_element(next->table, (long long)next->key);
  size_t bytes = next->count * sizeof(*v);
  for (size_t b = 0; v != NULL && b < bytes && b < MOST; b += 64)
    __builtin_prefetch((const char *)v + b);
}


/* Do the elements hold what they held? No, too, where they do not lie side by side
** any more. */
static int is_same (const gdl_run_of_slots *run, const uint64_t *was) {
  const lp_table *t = run->table;
  if (run->key - 1 >= t->limit || run->count > t->limit - (run->key - 1))
    return 0;
  const lp_value *v = &t->array[run->key - 1];
  uint64_t differ = 0;
  for (size_t k = 0; k < run->count; k++) {
    uint64_t tag;            /* and what is beside it, which means nothing */
    memcpy(&tag, &v[k].tag, sizeof(tag));
    differ |= (v[k].v.bits ^ was[k]) | ((tag ^ run->tag) & 0xff);
  }
  return differ == 0;
}


int gdl_runs_same (gdl_reads *r, const gdl_read **single, size_t *singles) {
  *single = r->slot;
  *singles = r->count;
  if (!find(r))
    return 1;
  const gdl_run_of_slots *run = r->runs.run, *last = run + r->runs.count;
  for (const uint64_t *was = r->runs.was; run < last; was += run->count, run++) {
    fetch(run, last);
    if (!is_same(run, was))
      return 0;
  }
  *single = r->runs.single;
  *singles = r->count - r->runs.slots;
  return 1;
}
