/*
** known.c - a table of programs by what is in them, and a list of those whose code
** is kept though nobody uses it
*/
#include "exec/known.h"

#include <string.h>

#define BUCKETS  256

/* The most that is kept. */
#define KEPT        64
#define KEPT_BYTES  ((size_t)16 << 20)

/* Bytes of a list that the hash depends on. */
#define LOOKED_AT  ((size_t)4096)

static gdl_compiled *bucket[BUCKETS];
static gdl_compiled *oldest, *newest;    /* kept, by 'older' and 'newer' */
static size_t kept, kept_bytes;
static struct { uint64_t hash; double spent; } note[BUCKETS];

/* A new field of gdl_loops is to be compared, too. */
_Static_assert(sizeof(gdl_loops) == 12 * sizeof(gdl_list) + 10 * sizeof(size_t),
               "gdl_loops has changed: see lists_of and sizes_of");


/*
** What is in a program
*/
#define LISTS  13
#define SIZES  9

typedef struct bytes {
  const void *data;
  size_t size;
} bytes;


/* Elements of lists are written on zeroed memory (gdl_lower_add), so bytes between
** fields seldom differ; where they do, equal programs are taken for different. */
static void lists_of (const gdl_loops *p, bytes *list) {
  bytes all[LISTS] = {
    {p->instruction.data, p->instruction.count * sizeof(gdl_instruction)},
    {p->loop.data, p->loop.count * sizeof(gdl_loop)},
    {p->part.data, p->part.count * sizeof(gdl_part)},
    {p->step.data, p->step.count * sizeof(gdl_step)},
    {p->operand.data, p->operand.count * sizeof(gdl_operand)},
    {p->read.data, p->read.count * sizeof(gdl_read)},
    {p->call.data, p->call.count * sizeof(gdl_call)},
    {p->word.data, p->word.count * sizeof(uint32_t)},
    {p->constant.data, p->constant.count * sizeof(double)},
    {p->array.data, p->array.count * sizeof(double)},
    {p->slot.data, p->slot.count * sizeof(uint32_t)},
    {p->column.data, p->column.count * sizeof(uint32_t)},
    {p->shadow, p->outs * sizeof(size_t)}
  };
  memcpy(list, all, sizeof(all));
}


static void sizes_of (const gdl_loops *p, size_t *size) {
  size_t all[SIZES] = {
    p->outs, p->numbers, p->arena, p->blocks, p->sums, p->params, p->inputs,
    p->datas, p->carried
  };
  memcpy(size, all, sizeof(all));
}


/* FNV-1a, by eight bytes. */
static uint64_t mix (uint64_t h, const void *data, size_t size) {
  const char *at = data;
  for (; size >= sizeof(uint64_t); size -= sizeof(uint64_t), at += sizeof(uint64_t)) {
    uint64_t word;
    memcpy(&word, at, sizeof(word));
    h = (h ^ word) * 0x100000001b3u;
    h ^= h >> 29;
  }
  for (; size > 0; size--, at++)
    h = (h ^ (unsigned char)*at) * 0x100000001b3u;
  return h;
}


uint64_t gdl_loops_hash (const gdl_loops *p) {
  bytes list[LISTS];
  size_t size[SIZES];
  lists_of(p, list);
  sizes_of(p, size);
  uint64_t h = mix(0xcbf29ce484222325u, size, sizeof(size));
  for (size_t k = 0; k < LISTS; k++) {
    size_t n = list[k].size, some = n < LOOKED_AT ? n : LOOKED_AT;
    h = mix(h, &n, sizeof(n));
    h = mix(h, list[k].data, some);
    if (n > some)
      h = mix(h, (const char *)list[k].data + n - some, some);
  }
  return h;
}


static int is_same (const gdl_loops *p, const gdl_loops *q) {
  bytes a[LISTS], b[LISTS];
  size_t m[SIZES], n[SIZES];
  lists_of(p, a);
  lists_of(q, b);
  sizes_of(p, m);
  sizes_of(q, n);
  if (memcmp(m, n, sizeof(m)) != 0)
    return 0;
  for (size_t k = 0; k < LISTS; k++)
    if (a[k].size != b[k].size ||
        (a[k].size > 0 && memcmp(a[k].data, b[k].data, a[k].size) != 0))
      return 0;
  return 1;
}


/*
** The table
*/
gdl_compiled *gdl_known_find (const gdl_loops *p, uint64_t hash) {
  gdl_compiled *c = bucket[hash % BUCKETS];
  while (c != NULL && (c->hash != hash || !is_same(&c->loops, p)))
    c = c->chain;
  return c;
}


void gdl_known_add (gdl_compiled *c) {
  gdl_compiled **head = &bucket[c->hash % BUCKETS];
  c->chain = *head;
  c->is_known = 1;
  *head = c;
}


void gdl_known_remove (gdl_compiled *c) {
  gdl_compiled **at = &bucket[c->hash % BUCKETS];
  while (*at != c)
    at = &(*at)->chain;
  *at = c->chain;
  c->is_known = 0;
}


/*
** What is kept
*/
static size_t bytes_of (const gdl_compiled *c) {
  return gdl_loops_bytes(&c->loops) + c->native.bytes;
}


void gdl_known_use (gdl_compiled *c) {
  *(c->older != NULL ? &c->older->newer : &oldest) = c->newer;
  *(c->newer != NULL ? &c->newer->older : &newest) = c->older;
  kept--;
  kept_bytes -= bytes_of(c);
}


gdl_compiled *gdl_known_keep (gdl_compiled *c) {
  gdl_compiled *out = NULL;
  c->older = newest;
  c->newer = NULL;
  *(newest != NULL ? &newest->newer : &oldest) = c;
  newest = c;
  kept++;
  kept_bytes += bytes_of(c);
  while (kept > KEPT || kept_bytes > KEPT_BYTES) {
    gdl_compiled *first = oldest;
    gdl_known_use(first);
    gdl_known_remove(first);
    first->next = out;
    out = first;
  }
  return out;
}


double gdl_known_spent (uint64_t hash) {
  return note[hash % BUCKETS].hash == hash ? note[hash % BUCKETS].spent : 0;
}


void gdl_known_note (uint64_t hash, double spent) {
  note[hash % BUCKETS].hash = hash;
  note[hash % BUCKETS].spent = spent;
}
