/*
** watch_store.c - stores into what is older than the trace; taints
*/
#include <stdlib.h>
#include <string.h>

#include "bind/watch_impl.h"

static const char taints_key = 0;    /* their place in the registry */

enum { BY_TABLE = 1, BY_CELL };      /* user values of the taints */


/*
** Taints. User value 1, its keys weak: [table] is a table of keys; user value
** 2: [address of a cell] is a function that shares it.
*/
static int free_taints (lua_State *L) {
  gdl_taints *t = (gdl_taints *)lua_touserdata(L, 1);
  free(t->suspects.at);
  memset(t, 0, sizeof(*t));
  return 0;
}


gdl_taints *gdl_taints_push (lua_State *L) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &taints_key) == LUA_TUSERDATA)
    return (gdl_taints *)lua_touserdata(L, -1);
  lua_pop(L, 1);
  gdl_taints *t = (gdl_taints *)lua_newuserdatauv(L, sizeof(*t), 2);
  memset(t, 0, sizeof(*t));
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, free_taints);
  lua_setfield(L, -2, "__gc");
  lua_setmetatable(L, -2);
  gdl_push_weak(L);
  lua_setiuservalue(L, -2, BY_TABLE);
  lua_newtable(L);
  lua_setiuservalue(L, -2, BY_CELL);
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &taints_key);
  return t;
}


/* Pushes the table of the keys of the table at 'idx' that are tainted. */
static int push_keys (lua_State *L, int idx) {
  gdl_taints_push(L);
  lua_getiuservalue(L, -1, BY_TABLE);
  lua_pushvalue(L, idx);
  return lua_rawget(L, -2) == LUA_TTABLE;
}


static void push_cells (lua_State *L) {
  gdl_taints_push(L);
  lua_getiuservalue(L, -1, BY_CELL);
}


static int refuse_tainted (lua_State *L, const char *name) {
  return gdl_trace_refuse(L, "it reads %s, which an earlier evaluation wrote "
                          "from traced values", name);
}


/* Pushes what a slot of a table is called. */
static const char *push_key_name (lua_State *L, int idx, int key) {
  int is_integer;
  lua_Integer i = lua_tointegerx(L, key, &is_integer);
  if (lua_type(L, key) == LUA_TSTRING)
    return lua_pushfstring(L, gdl_watch_is_global(L, idx) ? "the global '%s'"
                                                          : "the field '%s'",
                           lua_tostring(L, key));
  if (is_integer)
    return lua_pushfstring(L, "element %I of a table", (LUAI_UACINT)i);
  return lua_pushliteral(L, "a field of a table");
}


void gdl_taints_table (lua_State *L, int idx, int key) {
  int top = lua_gettop(L);
  if (push_keys(L, idx)) {
    lua_pushvalue(L, key);
    if (lua_rawget(L, -2) != LUA_TNIL)
      refuse_tainted(L, push_key_name(L, idx, key));
  }
  lua_settop(L, top);
}


void gdl_taints_cell (lua_State *L, int fn, int n) {
  int top = lua_gettop(L);
  push_cells(L);
  if (lua_rawgetp(L, -1, lua_upvalueid(L, fn, n)) != LUA_TNIL) {
    const char *name = lua_getupvalue(L, fn, n);
    refuse_tainted(L, lua_pushfstring(L, "the upvalue '%s'", name));
  }
  lua_settop(L, top);
}


static void suspect (lua_State *L, gdl_taints *t, const void *owner,
                     int tainted) {
  if (tainted && !gdl_set_put(&t->suspects, owner))
    gdl_blame_status(L, GDL_ENOMEM, NULL);
}


/* Taints table[key], or makes an end of that. */
static void set_table (lua_State *L, gdl_taints *t, int idx, int key,
                       int tainted) {
  int top = lua_gettop(L);
  suspect(L, t, lua_topointer(L, idx), tainted);
  if (!push_keys(L, idx)) {
    if (!tainted) {
      lua_settop(L, top);
      return;
    }
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, idx);
    lua_pushvalue(L, -2);
    lua_rawset(L, -4);
  }
  lua_pushvalue(L, key);
  if (tainted)
    lua_pushboolean(L, 1);
  else
    lua_pushnil(L);
  lua_rawset(L, -3);
  lua_settop(L, top);
}


static void set_cell (lua_State *L, gdl_taints *t, int fn, int n,
                      int tainted) {
  int top = lua_gettop(L);
  suspect(L, t, lua_upvalueid(L, fn, n), tainted);
  push_cells(L);
  if (tainted)
    gdl_push_sharer(L, fn, n);
  else
    lua_pushnil(L);
  lua_rawsetp(L, top + 2, lua_upvalueid(L, fn, n));
  lua_settop(L, top);
}


/*
** Stores
*/
/* May the value be, or have in it, a proxy? */
static int is_of_interest (lua_State *L, int idx) {
  switch (lua_type(L, idx)) {
    case LUA_TTABLE: case LUA_TFUNCTION:
      return 1;
    case LUA_TUSERDATA:
      return gdl_is_traced(L, idx);
    default:
      return 0;
  }
}


/* Remembers the store into the table (or function) at 'idx' under the key at
** 'key' (0: into an upvalue, or the whole table). */
static void remember (lua_State *L, gdl_watch *w, int idx, int key,
                      gdl_store s) {
  if (key != 0)
    s.key = gdl_plain_of(gdl_stack_value(L, key));
  if (gdl_set_has(&w->stored, s.owner))
    for (size_t i = 0; i < w->stores; i++) {
      const gdl_store *o = &w->store[i];
      if (o->owner == s.owner && (o->whole || s.upvalue != 0 ||
          (!s.whole && o->key.tag == s.key.tag && o->key.bits == s.key.bits)))
        return;
    }
  else if (!gdl_set_put(&w->stored, s.owner))
    gdl_blame_status(L, GDL_ENOMEM, NULL);
  if (w->stores == w->store_room) {
    size_t room = w->store_room == 0 ? 16 : 2 * w->store_room;
    gdl_store *p = realloc(w->store, room * sizeof(*p));
    if (p == NULL)
      gdl_blame_status(L, GDL_ENOMEM, NULL);
    w->store = p;
    w->store_room = room;
  }
  gdl_watch_keep(L, w, GDL_KEEP_STORES);
  lua_pushvalue(L, idx);
  lua_rawseti(L, -2, (lua_Integer)(2 * w->stores + 1));
  if (key != 0)
    lua_pushvalue(L, key);
  else
    lua_pushboolean(L, 0);
  lua_rawseti(L, -2, (lua_Integer)(2 * w->stores + 2));
  lua_pop(L, 1);
  w->store[w->stores++] = s;
}


void gdl_store_cell (lua_State *L, gdl_watch *w, int fn, int n, int value) {
  const void *cell = lua_upvalueid(L, fn, n);
  if (cell == NULL || gdl_set_has(&w->young, cell))
    return;
  luaL_checkstack(L, 12, NULL);
  if (!w->trace->impure.set) {
    const char *name = lua_getupvalue(L, fn, n);
    gdl_trace_impure(L, "it changes the upvalue '%s'", name);
    lua_pop(L, 1);
  }
  if (gdl_is_suspect(w, cell))
    set_cell(L, w->taints, fn, n, 0);
  if (is_of_interest(L, value))
    remember(L, w, fn, 0, (gdl_store){cell, {0, 0}, n, 0});
}


int gdl_store_push_target (lua_State *L, gdl_watch *w, int idx,
                           int key) {
  lua_pushvalue(L, idx);
  int at = lua_gettop(L);
  for (int depth = 0; depth < 100; depth++) {
    if (lua_istable(L, at)) {
      lua_pushvalue(L, key);
      if (lua_rawget(L, at) != LUA_TNIL) {
        lua_settop(L, at);
        return 1;
      }
      lua_settop(L, at);
      gdl_look_meta(L, w, at);
    }
    if (!lua_getmetatable(L, at))
      return lua_istable(L, at);
    lua_pushliteral(L, "__newindex");
    gdl_look_raw(L, w, at + 1);
    lua_pushliteral(L, "__newindex");
    lua_rawget(L, at + 1);
    if (lua_isnil(L, -1)) {
      lua_settop(L, at);
      return lua_istable(L, at);
    }
    if (lua_isfunction(L, -1))
      return 0;
    lua_replace(L, at);
    lua_settop(L, at);
  }
  return 0;
}


void gdl_store_table (lua_State *L, gdl_watch *w, int idx, int key,
                      int value) {
  int top = lua_gettop(L);
  luaL_checkstack(L, 16, NULL);
  if (gdl_store_push_target(L, w, idx, key) && !lua_isnil(L, key) &&
      gdl_watch_is_old(L, w, top + 1)) {
    if (!w->trace->impure.set)
      gdl_trace_impure(L, "it changes %s",
                       push_key_name(L, top + 1, key));
    if (gdl_is_suspect(w, lua_topointer(L, top + 1)))
      set_table(L, w->taints, top + 1, key, 0);
    if (is_of_interest(L, value))
      remember(L, w, top + 1, key,
               (gdl_store){lua_topointer(L, top + 1), {0, 0}, 0, 0});
  }
  lua_settop(L, top);
}


void gdl_store_whole (lua_State *L, gdl_watch *w, int idx, const char *fname) {
  luaL_checkstack(L, 12, NULL);
  if (!gdl_watch_is_old(L, w, idx))
    return;
  gdl_trace_impure(L, "'%s' changes a table that is older than the call",
                   fname);
  remember(L, w, idx, 0,
           (gdl_store){lua_topointer(L, idx), {0, 0}, 0, 1});
}


/*
** Cleaning. What is searched is what the trace has made, or may have: a table
** that is known to be old has its own store where something was put into it.
*/
typedef struct search {
  gdl_watch *w;
  gdl_set seen;
  int clean;                 /* replace, or only look */
  int found;
  int functions;             /* one of them keeps a proxy */
} search;


static void search_value (lua_State *L, search *s, int idx);


static int is_new (lua_State *L, search *s, const void *p) {
  if (gdl_set_has(&s->seen, p))
    return 0;
  if (!gdl_set_put(&s->seen, p))
    gdl_blame_status(L, GDL_ENOMEM, NULL);
  return 1;
}


/* The value on top of the stack, of table t[key]: t at 'idx', key below it. */
static void search_field (lua_State *L, search *s, int idx) {
  int value = lua_gettop(L);
  if (gdl_is_traced(L, value)) {
    s->found = 1;
    if (s->clean) {
      lua_pushvalue(L, value - 1);
      gdl_push_concrete(L, value);
      lua_rawset(L, idx);
    }
  } else
    search_value(L, s, value);
}


static void search_table (lua_State *L, search *s, int idx) {
  int top = lua_gettop(L);
  lua_pushnil(L);
  while (lua_next(L, idx)) {
    search_field(L, s, idx);
    lua_settop(L, top + 1);
  }
  if (lua_getmetatable(L, idx)) {
    search_value(L, s, top + 1);
    lua_settop(L, top);
  }
}


static void search_function (lua_State *L, search *s, int idx) {
  int top = lua_gettop(L);
  for (int n = 1; lua_getupvalue(L, idx, n) != NULL; n++) {
    if (lua_iscfunction(L, idx) ||
        gdl_set_has(&s->w->young, lua_upvalueid(L, idx, n))) {
      if (gdl_is_traced(L, top + 1)) {
        s->found = s->functions = 1;
        if (s->clean) {
          gdl_push_concrete(L, top + 1);
          lua_setupvalue(L, idx, n);
        }
      } else
        search_value(L, s, top + 1);
    }
    lua_settop(L, top);
  }
}


static void search_value (lua_State *L, search *s, int idx) {
  luaL_checkstack(L, 12, "nested tables");
  if (lua_istable(L, idx)) {
    const void *p = lua_topointer(L, idx);
    if ((gdl_set_has(&s->w->young, p) ||
         gdl_reads_owner(s->w->reads, p) == 0) && is_new(L, s, p))
      search_table(L, s, idx);
  } else if (lua_isfunction(L, idx) && is_new(L, s, lua_topointer(L, idx)))
    search_function(L, s, idx);
}


/* Is there a proxy in the value at 'idx', which is none itself? */
static int is_dirty (lua_State *L, search *s, int idx) {
  s->clean = s->found = 0;
  gdl_set_clear(&s->seen);
  search_value(L, s, idx);
  return s->found;
}


/* Looks at t[key], value on top, key below: taints it. */
static void taint_field (lua_State *L, search *s, int idx) {
  int value = lua_gettop(L);
  if (gdl_is_traced(L, value) || is_dirty(L, s, value))
    set_table(L, s->w->taints, idx, value - 1, 1);
}


/* The two rounds: which slots are tainted; then plain values everywhere. */
static void round_of (lua_State *L, search *s, const gdl_store *store,
                      int idx, int key, int clean) {
  int top = lua_gettop(L);
  if (store->upvalue != 0) {
    lua_getupvalue(L, idx, store->upvalue);
    if (!clean) {
      if (gdl_is_traced(L, top + 1) || is_dirty(L, s, top + 1))
        set_cell(L, s->w->taints, idx, store->upvalue, 1);
    } else if (gdl_is_traced(L, top + 1)) {
      gdl_push_concrete(L, top + 1);
      lua_setupvalue(L, idx, store->upvalue);
    } else
      search_value(L, s, top + 1);
  } else if (store->whole) {
    lua_pushnil(L);
    while (lua_next(L, idx)) {
      if (clean)
        search_field(L, s, idx);
      else
        taint_field(L, s, idx);
      lua_settop(L, top + 1);
    }
    if (clean && lua_getmetatable(L, idx))
      search_value(L, s, top + 1);
  } else {
    lua_pushvalue(L, key);
    lua_pushvalue(L, key);
    lua_rawget(L, idx);
    if (clean)
      search_field(L, s, idx);
    else
      taint_field(L, s, idx);
  }
  lua_settop(L, top);
}


static void all_stores (lua_State *L, search *s, int clean) {
  gdl_watch *w = s->w;
  gdl_set_clear(&s->seen);
  gdl_watch_keep(L, w, GDL_KEEP_STORES);
  int list = lua_gettop(L);
  for (size_t i = 0; i < w->stores; i++) {
    lua_rawgeti(L, list, (lua_Integer)(2 * i + 1));
    lua_rawgeti(L, list, (lua_Integer)(2 * i + 2));
    s->clean = clean;
    round_of(L, s, &w->store[i], list + 1, list + 2, clean);
    lua_settop(L, list);
  }
  lua_pop(L, 1);
}


/* The sets of a search are in a userdata, since Lua may raise. */
static int free_search (lua_State *L) {
  search *s = (search *)lua_touserdata(L, 1);
  free(s->seen.at);
  memset(&s->seen, 0, sizeof(s->seen));
  return 0;
}


void gdl_store_clean (lua_State *L, gdl_watch *w, int result) {
  int top = lua_gettop(L);
  if (w->stores == 0 && (result == 0 || !is_of_interest(L, result)))
    return;
  luaL_checkstack(L, 20, NULL);
  search *s = (search *)lua_newuserdatauv(L, sizeof(*s), 0);
  memset(s, 0, sizeof(*s));
  s->w = w;
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, free_search);
  lua_setfield(L, -2, "__gc");
  lua_setmetatable(L, -2);
  if (w->stores > 0) {
    all_stores(L, s, 0);
    all_stores(L, s, 1);
    if (s->functions)
      gdl_trace_note_at(L, &w->trace->refused, "a function that keeps a traced "
                        "value is stored where it outlives the call");
  }
  if (result != 0) {
    s->clean = 1;
    gdl_set_clear(&s->seen);
    if (gdl_is_traced(L, result)) {
      gdl_push_concrete(L, result);
      lua_replace(L, result);
    } else
      search_value(L, s, result);
  }
  lua_settop(L, top);
}
