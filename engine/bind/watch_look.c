/*
** watch_look.c - reading: from upvalues and tables into the log
** What is young is not logged: it is the trace's own.
*/
#include <string.h>

#include "bind/watch_impl.h"


static gdl_near *near_of (gdl_watch *w, const void *p) {
  return &w->near[gdl_hash((uintptr_t)p >> 3, 0) % GDL_NEAR];
}


uint32_t gdl_watch_number (gdl_watch *w, const lp_table *t) {
  gdl_near *e = near_of(w, t);
  if (e->p == t)
    return e->number;
  uint32_t n = 0;
  if (!gdl_set_has(&w->young, t)) {
    n = gdl_reads_owner(w->reads, t);
    if (n == 0)
      return UINT32_MAX;
  }
  *e = (gdl_near){t, n};
  return n;
}


void gdl_watch_young (lua_State *L, gdl_watch *w, const void *p) {
  if (!gdl_set_put(&w->young, p))
    gdl_blame_status(L, GDL_ENOMEM, NULL);
  *near_of(w, p) = (gdl_near){p, 0};
}


/* The number of the table at 'idx', 0 where it is young. */
static uint32_t number_of (lua_State *L, gdl_watch *w, int idx) {
  const lp_table *t = (const lp_table *)lua_topointer(L, idx);
  uint32_t n = gdl_watch_number(w, t);
  if (n != UINT32_MAX)
    return n;
  if (gdl_trace_owns(L, idx)) {
    gdl_watch_young(L, w, t);
    return 0;
  }
  gdl_watch_keep(L, w, GDL_KEEP_ANCHORS);
  n = gdl_reads_anchor(L, w->reads, lua_gettop(L), idx, t);
  lua_pop(L, 1);
  *near_of(w, t) = (gdl_near){t, n};
  return n;
}


int gdl_watch_is_old (lua_State *L, gdl_watch *w, int idx) {
  const lp_table *t = (const lp_table *)lua_topointer(L, idx);
  uint32_t n = gdl_watch_number(w, t);
  if (n == UINT32_MAX && gdl_trace_owns(L, idx)) {
    gdl_watch_young(L, w, t);
    n = 0;
  }
  return n != 0;
}


/* Has the slot of the table been logged? */
static int is_logged (gdl_watch *w, const lp_table *t, uint8_t tag,
                      uint64_t key) {
  uint32_t n = gdl_watch_number(w, t);
  if (gdl_is_suspect(w, t))
    return 0;
  return n == 0 || (n != UINT32_MAX && gdl_reads_has(w->reads, n, tag, key));
}


/* Is __index of this metatable logged? *next: what it is where that is a table,
** else NULL. */
static int seen_next (gdl_watch *w, const lp_table *meta,
                      const lp_value **next) {
  if (!is_logged(w, meta, GDL_TAG_STRING,
                 (uintptr_t)w->calls->index))
    return 0;
  *next = lp_field(meta, w->calls->index);
  if (*next != NULL && (*next)->tag != LP_TTABLE)
    *next = NULL;
  return 1;
}


int gdl_look_seen (gdl_watch *w, const lp_table *t, const void *key) {
  for (int depth = 0; depth < 100; depth++) {
    if (!is_logged(w, t, GDL_TAG_STRING, (uintptr_t)key))
      return 0;
    if (!lp_is_nil(lp_field(t, key)))
      return 1;
    if (!is_logged(w, t, GDL_SLOT_META, 0))
      return 0;
    if (t->meta == NULL)
      return 1;
    const lp_value *next;
    if (!seen_next(w, t->meta, &next))
      return 0;
    if (next == NULL)
      return 1;
    t = (const lp_table *)next->v.p;
  }
  return 0;
}


int gdl_look_seen_by (gdl_watch *w, const lp_table *meta, const void *key) {
  const lp_value *next;
  return seen_next(w, meta, &next) &&
         (next == NULL || gdl_look_seen(w, (const lp_table *)next->v.p, key));
}


int gdl_watch_is_global (lua_State *L, int idx) {
  const gdl_watch *w = gdl_watch_current;
  if (w != NULL && w->globals == lua_topointer(L, idx))
    return 1;
  luaL_checkstack(L, 1, NULL);
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  int same = lua_rawequal(L, -1, idx);
  lua_pop(L, 1);
  return same;
}


/* Keeps the value on top alive where it is told by its address. */
static void keep_top (lua_State *L, gdl_watch *w) {
  switch (lua_type(L, -1)) {
    case LUA_TNIL: case LUA_TBOOLEAN: case LUA_TNUMBER:
    case LUA_TLIGHTUSERDATA:
      return;
    default:
      gdl_watch_keep(L, w, GDL_KEEP_ANCHORS);
      gdl_reads_keep(L, lua_gettop(L), lua_gettop(L) - 1);
      lua_pop(L, 1);
  }
}


/* The key at 'idx' as the log has it. */
static gdl_plain key_of (lua_State *L, gdl_watch *w, int idx) {
  gdl_plain key = gdl_plain_of(gdl_stack_value(L, idx));
  if (!gdl_key_is_object(key.tag) && key.tag != GDL_TAG_STRING)
    return key;
  gdl_watch_keep(L, w, GDL_KEEP_ANCHORS);
  if (key.tag == GDL_TAG_STRING)
    gdl_reads_keep(L, lua_gettop(L), idx);
  else
    key.bits = gdl_reads_anchor(L, w->reads, lua_gettop(L), idx,
                                (const void *)(uintptr_t)key.bits);
  lua_pop(L, 1);
  return key;
}


/* Logs that table[key], both where the indices say, holds the value on top. */
static void note (lua_State *L, gdl_watch *w, int idx, int key_at) {
  int top = lua_gettop(L);
  uint32_t n = number_of(L, w, idx);
  if (n == 0 || lua_isnil(L, key_at))
    return;
  if (gdl_is_suspect(w, lua_topointer(L, idx)))
    gdl_taints_table(L, idx, key_at);
  if (gdl_is_traced(L, top))
    return;
  gdl_plain key = key_of(L, w, key_at);
  if (gdl_reads_has(w->reads, n, key.tag, key.bits))
    return;
  keep_top(L, w);
  int global = gdl_watch_is_global(L, idx);
  gdl_reads_add(L, w->reads, n, key.tag, key.bits,
                gdl_plain_of(gdl_stack_value(L, top)))->global =
      (uint8_t)global;
}


void gdl_look_meta (lua_State *L, gdl_watch *w, int idx) {
  int top = lua_gettop(L);
  uint32_t n = number_of(L, w, idx);
  if (n == 0 || gdl_reads_has(w->reads, n, GDL_SLOT_META, 0))
    return;
  gdl_plain was = {0, LUA_TTABLE};
  if (lua_getmetatable(L, idx)) {
    was.bits = (uintptr_t)lua_topointer(L, -1);
    keep_top(L, w);
  }
  lua_settop(L, top);
  gdl_reads_add(L, w->reads, n, GDL_SLOT_META, 0, was);
}


/* Replaces the key on top by t[key]. */
static void note_raw (lua_State *L, gdl_watch *w, int idx) {
  int key = lua_gettop(L);
  lua_pushvalue(L, key);
  lua_rawget(L, idx);
  note(L, w, idx, key);
  lua_remove(L, key);
}


void gdl_look_raw (lua_State *L, gdl_watch *w, int idx) {
  luaL_checkstack(L, 10, NULL);
  note_raw(L, w, idx);
  lua_pop(L, 1);
}


void gdl_look_get (lua_State *L, gdl_watch *w, int idx) {
  int key = lua_gettop(L);
  luaL_checkstack(L, 12, NULL);
  lua_pushvalue(L, idx);               /* the value that is indexed: key + 1 */
  for (int depth = 0; depth < 100; depth++) {
    int is_table = lua_istable(L, key + 1);
    if (is_table) {
      lua_pushvalue(L, key);
      note_raw(L, w, key + 1);
      if (!lua_isnil(L, -1))
        break;
      lua_pop(L, 1);
      gdl_look_meta(L, w, key + 1);
    }
    if (!lua_getmetatable(L, key + 1))
      break;
    lua_pushliteral(L, "__index");
    note_raw(L, w, key + 2);
    lua_remove(L, key + 2);
    if (lua_isnil(L, -1) || lua_isfunction(L, -1))
      break;
    lua_replace(L, key + 1);
  }
  lua_settop(L, key - 1);
}


void gdl_look_length (lua_State *L, gdl_watch *w, int idx) {
  uint32_t n = number_of(L, w, idx);
  if (n != 0 && !gdl_reads_has(w->reads, n, GDL_SLOT_LENGTH, 0))
    gdl_reads_add(L, w->reads, n, GDL_SLOT_LENGTH, 0,
                  (gdl_plain){lua_rawlen(L, idx), LP_TINTEGER});
}


void gdl_look_event (lua_State *L, gdl_watch *w, int idx, const char *event) {
  if (!lua_istable(L, idx))
    return;
  luaL_checkstack(L, 10, NULL);
  gdl_look_meta(L, w, idx);
  if (!lua_getmetatable(L, idx))
    return;
  int meta = lua_gettop(L);
  lua_pushstring(L, event);
  note_raw(L, w, meta);
  lua_settop(L, meta - 1);
}


void gdl_look_whole (lua_State *L, gdl_watch *w, int idx, int depth) {
  luaL_checkstack(L, 12, NULL);
  int top = lua_gettop(L);
  uint32_t n = number_of(L, w, idx);
  if (n != 0) {
    if (gdl_reads_has(w->reads, n, GDL_SLOT_KEYS, 0) &&
        !gdl_is_suspect(w, lua_topointer(L, idx)) && depth <= 1)
      return;
    gdl_look_length(L, w, idx);
    gdl_look_meta(L, w, idx);
  }
  lua_pushnil(L);
  while (lua_next(L, idx)) {
    note(L, w, idx, top + 1);
    if (depth > 1 && lua_istable(L, top + 2))
      gdl_look_whole(L, w, top + 2, depth - 1);
    lua_settop(L, top + 1);
  }
  if (n != 0 && !gdl_reads_has(w->reads, n, GDL_SLOT_KEYS, 0))
    gdl_reads_add(L, w->reads, n, GDL_SLOT_KEYS, 0,
                  (gdl_plain){gdl_keys_hash(lua_topointer(L, idx)),
                              LP_TINTEGER});
}


void gdl_look_cell (lua_State *L, gdl_watch *w, int idx, int n,
                    const char *name) {
  const void *cell = lua_upvalueid(L, idx, n);
  luaL_checkstack(L, 10, NULL);
  if (cell == NULL || gdl_set_has(&w->young, cell))
    return;
  const char *its = lua_getupvalue(L, idx, n);
  if (name == NULL)
    name = its;
  int value = lua_gettop(L);
  if (gdl_is_suspect(w, cell))
    gdl_taints_cell(L, idx, n);
  if (!gdl_is_traced(L, value) && !gdl_look_has_cell(w, cell)) {
    keep_top(L, w);
    gdl_plain was = gdl_plain_of(gdl_stack_value(L, value));
    gdl_watch_keep(L, w, GDL_KEEP_ANCHORS);
    lua_pushstring(L, name);
    uint64_t called = gdl_reads_anchor(L, w->reads, value + 1, value + 2,
                                       lua_topointer(L, -1));
    gdl_push_sharer(L, idx, n);
    uint32_t owner = gdl_reads_anchor(L, w->reads, value + 1, value + 3, cell);
    gdl_reads_add(L, w->reads, owner, GDL_SLOT_CELL, called, was);
  }
  lua_settop(L, value - 1);
}
