/*
** watch_reads.c - the log of slots that were read
*/
#include <stdlib.h>
#include <string.h>

#include "bind/watch_impl.h"

static const char reads_tag = 0;
static const char meta_key = 0;      /* the metatable's place in the registry */


/*
** Life
*/
static void forget (gdl_reads *r) {
  for (size_t i = 1; i <= r->owners; i++)
    free(r->owner[i].seen);
  free(r->slot);
  free(r->index);
  free(r->owner);
  free(r->by_pointer);
  gdl_runs_forget(r);
  const void *tag = r->tag;
  memset(r, 0, sizeof(*r));
  r->tag = tag;
}


/* __gc */
static int collect (lua_State *L) {
  forget((gdl_reads *)lua_touserdata(L, 1));
  return 0;
}


gdl_reads *gdl_push_reads (lua_State *L) {
  gdl_reads *r = (gdl_reads *)lua_newuserdatauv(L, sizeof(*r), 1);
  memset(r, 0, sizeof(*r));
  r->tag = &reads_tag;
  gdl_push_finaliser_at(L, &meta_key, collect);
  lua_setmetatable(L, -2);
  lua_newtable(L);
  lua_setiuservalue(L, -2, 1);
  return r;
}


gdl_reads *gdl_to_reads (lua_State *L, int idx) {
  gdl_reads *r = (gdl_reads *)lua_touserdata(L, idx);
  return r != NULL && lua_rawlen(L, idx) >= sizeof(*r) && r->tag == &reads_tag
             ? r : NULL;
}


size_t gdl_reads_count (const gdl_reads *r) {
  return r->count;
}


size_t gdl_reads_bytes (const gdl_reads *r) {
  return sizeof(*r) + r->room * sizeof(*r->slot) +
         (r->index_room + r->by_room) * sizeof(*r->index) +
         r->owner_room * sizeof(*r->owner) + r->seen_words * sizeof(uint64_t) +
         gdl_runs_bytes(r);
}


/*
** Objects
*/
static uint32_t *find_owner (const gdl_reads *r, uint32_t *table, size_t room,
                             const void *p) {
  size_t i = gdl_hash((uintptr_t)p >> 3, 0) & (room - 1);
  while (table[i] != 0)
    i = (i + 1) & (room - 1);
  (void)r;
  return &table[i];
}


static void no_memory (lua_State *L) {
  gdl_blame_status(L, GDL_ENOMEM, NULL);
}


/* Makes room for one more owner. */
static void reserve_owner (lua_State *L, gdl_reads *r) {
  if (r->owners + 2 > r->owner_room) {
    size_t room = r->owner_room == 0 ? 16 : 2 * r->owner_room;
    gdl_owner *p = realloc(r->owner, room * sizeof(*p));
    if (p == NULL)
      no_memory(L);
    r->owner = p;
    r->owner_room = room;
  }
  if (2 * (r->owners + 1) > r->by_room) {
    size_t room = r->by_room == 0 ? 32 : 2 * r->by_room;
    uint32_t *table = calloc(room, sizeof(*table));
    if (table == NULL)
      no_memory(L);
    for (size_t n = 1; n <= r->owners; n++)
      *find_owner(r, table, room, r->owner[n].p) = (uint32_t)n;
    free(r->by_pointer);
    r->by_pointer = table;
    r->by_room = room;
  }
}


uint32_t gdl_reads_anchor (lua_State *L, gdl_reads *r, int anchors, int idx,
                           const void *p) {
  lua_pushvalue(L, idx);
  lua_rawget(L, anchors);
  uint32_t n = lua_isinteger(L, -1) ? (uint32_t)lua_tointeger(L, -1) : 0;
  lua_pop(L, 1);
  if (n != 0)
    return n;
  reserve_owner(L, r);
  n = (uint32_t)(r->owners + 1);
  lua_pushvalue(L, idx);
  lua_rawseti(L, anchors, n);
  lua_pushvalue(L, idx);
  lua_pushinteger(L, n);
  lua_rawset(L, anchors);
  r->owners = n;
  r->owner[n] = (gdl_owner){p, NULL, 0, 0};
  *find_owner(r, r->by_pointer, r->by_room, p) = n;
  return n;
}


void gdl_reads_keep (lua_State *L, int anchors, int idx) {
  lua_pushvalue(L, idx);
  int known = lua_rawget(L, anchors) != LUA_TNIL;
  lua_pop(L, 1);
  if (known)
    return;
  lua_pushvalue(L, idx);
  lua_pushboolean(L, 1);
  lua_rawset(L, anchors);
}


/*
** Slots
*/
static size_t slot_hash (uint32_t owner, uint8_t tag, uint64_t key) {
  return gdl_hash(key >> (tag == GDL_TAG_STRING ? 3 : 0),
                  (uint64_t)owner << 8 | tag);
}


/* A name is no part of the key of a cell; nor has a table two lengths. */
static int same_key (const gdl_read *s, uint32_t owner, uint8_t tag,
                     uint64_t key) {
  return s->owner == owner && s->tag == tag &&
         (s->key == key || tag >= GDL_SLOT_CELL);
}


static uint64_t key_of (uint8_t tag, uint64_t key) {
  return tag >= GDL_SLOT_CELL ? 0 : key;
}


int gdl_reads_find (const gdl_reads *r, uint32_t owner, uint8_t tag,
                    uint64_t key) {
  if (r->index_room == 0)
    return 0;
  size_t mask = r->index_room - 1;
  size_t i = slot_hash(owner, tag, key_of(tag, key)) & mask;
  for (; r->index[i] != 0; i = (i + 1) & mask)
    if (same_key(&r->slot[r->index[i] - 1], owner, tag, key))
      return 1;
  return 0;
}


static void put_index (uint32_t *index, size_t room, const gdl_read *s,
                       size_t number) {
  size_t i = slot_hash(s->owner, s->tag, key_of(s->tag, s->key)) & (room - 1);
  while (index[i] != 0)
    i = (i + 1) & (room - 1);
  index[i] = (uint32_t)(number + 1);
}


static int is_indexed (const gdl_reads *r, const gdl_read *s) {
  return s->tag != LP_TINTEGER || (s->key >> 6) >= r->owner[s->owner].words;
}


static void reserve_index (lua_State *L, gdl_reads *r) {
  if (2 * (r->indexed + 1) <= r->index_room)
    return;
  size_t room = r->index_room == 0 ? 64 : 2 * r->index_room;
  uint32_t *index = calloc(room, sizeof(*index));
  if (index == NULL)
    no_memory(L);
  r->indexed = 0;
  for (size_t i = 0; i < r->count; i++)
    if (is_indexed(r, &r->slot[i])) {
      put_index(index, room, &r->slot[i], i);
      r->indexed++;
    }
  free(r->index);
  r->index = index;
  r->index_room = room;
}


/* Makes 'key' one of those that have a bit, if that is worth its memory. */
static int reserve_bit (lua_State *L, gdl_reads *r, gdl_owner *o,
                        uint64_t key) {
  if ((key >> 6) < o->words)
    return 1;
  if (key >= 256 && key >= 16 * (uint64_t)r->count)
    return 0;
  size_t words = o->words == 0 ? 1 : 2 * o->words;
  while (words <= (key >> 6))
    words *= 2;
  uint64_t *seen = realloc(o->seen, words * sizeof(*seen));
  if (seen == NULL)
    no_memory(L);
  memset(seen + o->words, 0, (words - o->words) * sizeof(*seen));
  r->seen_words += words - o->words;
  size_t from = o->words;
  o->seen = seen;
  o->words = words;
  if (o->far)                         /* some may have been in the index */
    for (size_t i = 0; i < r->count; i++) {
      const gdl_read *s = &r->slot[i];
      if (&r->owner[s->owner] == o && s->tag == LP_TINTEGER &&
          (s->key >> 6) >= from && (s->key >> 6) < words)
        seen[s->key >> 6] |= 1ull << (s->key & 63);
    }
  return 1;
}


gdl_read *gdl_reads_add (lua_State *L, gdl_reads *r, uint32_t owner,
                         uint8_t tag, uint64_t key, gdl_plain was) {
  if (r->count == r->room) {
    size_t room = r->room == 0 ? 32 : 2 * r->room;
    gdl_read *p = room > UINT32_MAX / 2
                      ? NULL : realloc(r->slot, room * sizeof(*p));
    if (p == NULL)
      no_memory(L);
    r->slot = p;
    r->room = room;
  }
  gdl_read *s = &r->slot[r->count];
  *s = (gdl_read){key, was.bits, owner, tag, was.tag, 0, 0};
  if (tag == LP_TINTEGER && reserve_bit(L, r, &r->owner[owner], key))
    r->owner[owner].seen[key >> 6] |= 1ull << (key & 63);
  else {
    reserve_index(L, r);
    put_index(r->index, r->index_room, s, r->count);
    r->indexed++;
    r->owner[owner].far |= tag == LP_TINTEGER;
  }
  r->count++;
  return s;
}


/*
** Forgetting
*/
/* Copies slot i of 'old', whose anchors are at 'from', to 'r'. */
static void carry (lua_State *L, gdl_reads *r, int to, const gdl_reads *old,
                   int from, size_t i) {
  gdl_read s = old->slot[i];
  lua_rawgeti(L, from, s.owner);
  uint32_t owner = gdl_reads_anchor(L, r, to, lua_gettop(L),
                                    old->owner[s.owner].p);
  uint64_t key = s.key;
  if (s.tag == GDL_TAG_STRING) {
    lp_push_short(L, (const void *)(uintptr_t)key);
    gdl_reads_keep(L, to, lua_gettop(L));
    lua_pop(L, 1);
  } else if (s.tag == GDL_SLOT_CELL || gdl_key_is_object(s.tag)) {
    lua_rawgeti(L, from, (lua_Integer)key);
    key = gdl_reads_anchor(L, r, to, lua_gettop(L), old->owner[key].p);
    lua_pop(L, 1);
  }
  gdl_read *copy = gdl_reads_add(L, r, owner, s.tag, key,
                                 (gdl_plain){s.was, s.was_tag});
  copy->global = s.global;
  copy->promoted = (uint8_t)(r->promoteds + 1);
  r->promoted[r->promoteds++] = (gdl_promoted){
      (uint32_t)(r->count - 1), old->promoted[s.promoted - 1].input, {0, 0},
      NULL};
  lua_pop(L, 1);
}


/* Longer tables are given back when what is in them is forgotten. */
#define KEPT_ROOM 4096

/* Forgets everything, nothing being promoted, and keeps the memory for the next
** time: on the tape that is the next evaluation. */
static void empty (gdl_reads *r) {
  if (r->room > KEPT_ROOM || r->index_room > KEPT_ROOM ||
      r->by_room > KEPT_ROOM) {
    forget(r);
    return;
  }
  for (size_t i = 1; i <= r->owners; i++)
    free(r->owner[i].seen);
  gdl_runs_forget(r);
  r->count = r->owners = r->indexed = r->seen_words = 0;
  if (r->index != NULL)
    memset(r->index, 0, r->index_room * sizeof(*r->index));
  if (r->by_pointer != NULL)
    memset(r->by_pointer, 0, r->by_room * sizeof(*r->by_pointer));
}


void gdl_reads_clear (lua_State *L, int idx) {
  gdl_reads *old = (gdl_reads *)lua_touserdata(L, idx);
  int top = lua_gettop(L);
  idx = lua_absindex(L, idx);
  if (old->count == 0)
    return;
  luaL_checkstack(L, 8, NULL);
  if (old->promoteds == 0) {
    lua_newtable(L);
    lua_setiuservalue(L, idx, 1);
    empty(old);
    return;
  }
  gdl_reads *r = gdl_push_reads(L);
  lua_getiuservalue(L, top + 1, 1);
  lua_getiuservalue(L, idx, 1);
  for (size_t i = 0; i < old->promoteds; i++)
    carry(L, r, top + 2, old, top + 3, old->promoted[i].slot);
  lua_pushvalue(L, top + 2);
  lua_setiuservalue(L, idx, 1);
  gdl_reads swap = *old;
  *old = *r;
  *r = swap;
  forget(r);
  lua_settop(L, top);
}
