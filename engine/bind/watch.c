/*
** watch.c - a watched call: the hook goes on and off
*/
#include <stdlib.h>
#include <string.h>

#include "bind/call.h"
#include "bind/proxy.h"
#include "bind/watch_impl.h"

_Thread_local gdl_watch *gdl_watch_current = NULL;

static const char spare_key = 0;     /* a watch that is not used just now */
static const char sharer_key = 0;    /* makes functions with one upvalue */


/*
** The watch itself
*/
/* __gc */
static int collect (lua_State *L) {
  gdl_watch *w = (gdl_watch *)lua_touserdata(L, 1);
  free(w->young.at);
  free(w->stored.at);
  free(w->store);
  memset(w, 0, sizeof(*w));
  return 0;
}


/* Pushes a watch: the one that is spare, or a new one. */
static gdl_watch *push_watch (lua_State *L) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &spare_key) == LUA_TUSERDATA) {
    gdl_watch *w = (gdl_watch *)lua_touserdata(L, -1);
    if (!w->busy)
      return w;
  }
  lua_pop(L, 1);
  gdl_watch *w = (gdl_watch *)lua_newuserdatauv(L, sizeof(*w), 1);
  memset(w, 0, sizeof(*w));
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, collect);
  lua_setfield(L, -2, "__gc");
  lua_setmetatable(L, -2);
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &spare_key);
  return w;
}


void gdl_watch_keep (lua_State *L, gdl_watch *w, int k) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, w);
  lua_rawgeti(L, -1, k);
  lua_remove(L, -2);
}


static void begin (lua_State *L, gdl_watch *w, int reads) {
  w->taints = gdl_taints_push(L);
  w->calls = gdl_calls_push(L);
  lua_pop(L, 2);
  lua_createtable(L, GDL_KEEP_COUNT, 0);
  lua_getiuservalue(L, reads, 1);
  lua_rawseti(L, -2, GDL_KEEP_ANCHORS);
  lua_newtable(L);
  lua_rawseti(L, -2, GDL_KEEP_STORES);
  lua_newtable(L);
  lua_rawseti(L, -2, GDL_KEEP_SWAPS);
  lua_pushvalue(L, reads);
  lua_rawseti(L, -2, GDL_KEEP_READS);
  lua_rawsetp(L, LUA_REGISTRYINDEX, w);
  lua_pushliteral(L, "");
  w->string_meta = lua_getmetatable(L, -1)
                       ? (const lp_table *)lua_topointer(L, -1) : NULL;
  lua_pop(L, 1 + (w->string_meta != NULL));
  w->L = L;
  w->trace = gdl_trace_current;
  w->reads = gdl_to_reads(L, reads);
  gdl_set_clear(&w->young);
  gdl_set_clear(&w->stored);
  memset(w->near, 0, sizeof(w->near));
  w->globals = NULL;
  w->stores = 0;
  w->swaps = 0;
  w->fresh = w->await_frame = w->print_frame = w->quiet_frame = NULL;
  w->await = GDL_AWAIT_NOTHING;
  w->busy = 1;
  w->alive = 0;
  gdl_ahead_begin(L, w);
}


/*
** The hook
*/
static void tell_user (lua_State *L, gdl_watch *w, lua_Debug *ar) {
  if (ar->event == LUA_HOOKCOUNT) {
    if (--w->user_left > 0)
      return;
    w->user_left = w->user_count;
  }
  w->user(L, ar);
}


static int mask_of (int event) {
  switch (event) {
    case LUA_HOOKCALL: case LUA_HOOKTAILCALL: return LUA_MASKCALL;
    case LUA_HOOKRET: return LUA_MASKRET;
    case LUA_HOOKLINE: return LUA_MASKLINE;
    default: return LUA_MASKCOUNT;
  }
}


/* Is the frame still there, below 'f'? */
static int is_below (const lp_frame *f, const lp_frame *which) {
  while (f != NULL && f != which)
    f = f->previous;
  return f != NULL;
}


/* What was done while a function ran that an error has ended. */
static void look_for_ends (gdl_watch *w, const lp_frame *f) {
  if (w->print_frame != NULL && !is_below(f, w->print_frame)) {
    w->print_frame = NULL;
    w->trace->printing = 0;
  }
  if (w->quiet_frame != NULL && !is_below(f, w->quiet_frame))
    w->quiet_frame = NULL;
}


static void hook (lua_State *L, lua_Debug *ar);


/* The hook comes again after so many instructions; more than one: and not for calls
** in between. */
static void set_ahead (lua_State *L, gdl_watch *w, int ahead) {
  if (ahead == w->ahead || lua_gethook(L) != hook)
    return;                            /* an interrupt may have set its own */
  if (ahead == 1)
    gdl_watch_arm(L, w);
  else {
    lua_sethook(L, hook, LUA_MASKCOUNT, ahead);
    w->ahead = ahead;
  }
}


static void hook (lua_State *L, lua_Debug *ar) {
  gdl_watch *w = gdl_watch_current;
  if (__builtin_expect(w == NULL, 0)) {
    lua_sethook(L, NULL, 0, 0);        /* left over in a coroutine */
    return;
  }
  lp_frame *f = lp_frame_of(ar);
  w->alive = 1;
  if (__builtin_expect(w->print_frame != NULL || w->quiet_frame != NULL, 0))
    look_for_ends(w, f);
  if (gdl_trace_current == w->trace &&
      (w->quiet_frame == NULL || ar->event == LUA_HOOKRET)) {
    if (ar->event == LUA_HOOKCOUNT) {
      gdl_watch_step(L, w, f, ar);
      set_ahead(L, w, gdl_ahead(L, w, f));
    }
    else if (ar->event == LUA_HOOKCALL)
      gdl_watch_enter(L, w, f, ar);
    else if (ar->event == LUA_HOOKRET)
      gdl_watch_return(L, w, f, ar);
  }
  if (w->user != NULL && (w->user_mask & mask_of(ar->event)))
    tell_user(L, w, ar);
}


void gdl_watch_arm (lua_State *L, gdl_watch *w) {
  int mask = LUA_MASKCOUNT | LUA_MASKCALL | w->user_mask;
  if (w->await_frame != NULL || w->print_frame != NULL ||
      w->quiet_frame != NULL)
    mask |= LUA_MASKRET;
  w->ahead = 1;
  lua_sethook(L, hook, mask, 1);
}


/* The hook goes on; one that is there is heard from then on through ours. */
static void hook_on (lua_State *L, gdl_watch *w) {
  lua_Hook there = lua_gethook(L);
  w->outer = gdl_watch_current;
  w->nested = there == hook && w->outer != NULL;
  if (w->nested) {
    w->user = w->outer->user;
    w->user_mask = w->outer->user_mask;
    w->user_count = w->outer->user_count;
    w->user_left = w->outer->user_left;
  } else {
    w->user = there == hook ? NULL : there;
    w->user_mask = w->user == NULL ? 0 : lua_gethookmask(L);
    w->user_count = w->user_left = lua_gethookcount(L);
  }
  gdl_watch_current = w;
  gdl_watch_arm(L, w);
}


/* And off; false where somebody has taken it away. */
static int hook_off (lua_State *L, gdl_watch *w) {
  int whole = lua_gethook(L) == hook;
  gdl_watch_current = w->outer;
  if (!whole)
    return 0;
  if (w->nested) {
    w->outer->user_left = w->user_left;
    gdl_watch_arm(L, w->outer);
  } else
    lua_sethook(L, w->user, w->user_mask, w->user_count);
  return 1;
}


/*
** Promoted slots
*/
/* Pushes table and key of slot 's' and answers 0, or a function and answers 1:
** its upvalue 1 is the slot. */
static int push_slot (lua_State *L, int anchors, const gdl_read *s) {
  lua_rawgeti(L, anchors, s->owner);
  if (s->tag == GDL_SLOT_CELL)
    return 1;
  if (s->tag == LP_TINTEGER)
    lua_pushinteger(L, (lua_Integer)s->key);
  else if (s->tag == LP_TFLOAT) {
    lua_Number n;
    memcpy(&n, &s->key, sizeof(n));
    lua_pushnumber(L, n);
  } else if (s->tag == GDL_TAG_STRING)
    lp_push_short(L, (const void *)(uintptr_t)s->key);
  else if (s->tag == LP_TTRUE || s->tag == LP_TFALSE)
    lua_pushboolean(L, s->tag == LP_TTRUE);
  else
    lua_rawgeti(L, anchors, (lua_Integer)s->key);
  return 0;
}


/* Protected: (reads, watch). Puts proxies into the promoted slots. */
static int put_proxies (lua_State *L) {
  gdl_reads *r = (gdl_reads *)lua_touserdata(L, 1);
  luaL_checkstack(L, 12, NULL);
  lua_getiuservalue(L, 1, 1);
  int anchors = lua_gettop(L);
  for (size_t i = 0; i < r->promoteds; i++) {
    gdl_promoted *p = &r->promoted[i];
    int cell = push_slot(L, anchors, &r->slot[p->slot]);
    if (cell)
      lua_getupvalue(L, anchors + 1, 1);
    else {
      lua_pushvalue(L, anchors + 2);
      lua_rawget(L, anchors + 1);
    }
    if (lua_type(L, -1) == LUA_TNUMBER) {
      gdl_plain own = gdl_plain_of(gdl_stack_value(L, lua_gettop(L)));
      lua_pop(L, 1);
      gdl_trace_push_input(L, p->input);
      gdl_to_proxy(L, -1)->whole =
          own.tag == LP_TINTEGER ? GDL_WHOLE_ANY : 0;
      p->own = own;
      p->proxy = lua_topointer(L, -1);
      if (cell)
        lua_setupvalue(L, anchors + 1, 1);
      else
        lua_rawset(L, anchors + 1);
    }
    lua_settop(L, anchors);
  }
  return 0;
}


static void push_number (lua_State *L, gdl_plain own) {
  lua_Number n;
  if (own.tag == LP_TINTEGER) {
    lua_pushinteger(L, (lua_Integer)own.bits);
    return;
  }
  memcpy(&n, &own.bits, sizeof(n));
  lua_pushnumber(L, n);
}


/* Takes them out again: no allocation, no errors (the keys are there). */
static void take_proxies (lua_State *L, gdl_reads *r, int reads) {
  int top = lua_gettop(L);
  lua_getiuservalue(L, reads, 1);
  for (size_t i = 0; i < r->promoteds; i++) {
    gdl_promoted *p = &r->promoted[i];
    if (p->proxy == NULL)
      continue;
    int cell = push_slot(L, top + 1, &r->slot[p->slot]);
    if (cell)
      lua_getupvalue(L, top + 2, 1);
    else {
      lua_pushvalue(L, top + 3);
      lua_rawget(L, top + 2);
    }
    int same = lua_topointer(L, -1) == p->proxy;
    lua_pop(L, 1);
    if (same) {
      push_number(L, p->own);
      if (cell)
        lua_setupvalue(L, top + 2, 1);
      else
        lua_rawset(L, top + 2);
    }
    p->proxy = NULL;
    lua_settop(L, top + 1);
  }
  lua_settop(L, top);
}


void gdl_push_sharer (lua_State *L, int idx, int n) {
  static const char text[] =
      "return function() local x; return function() return x end end";
  idx = lua_absindex(L, idx);
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &sharer_key) != LUA_TFUNCTION) {
    lua_pop(L, 1);
    if (luaL_loadbufferx(L, text, sizeof(text) - 1, "=gdlua/watch.lua", "t") !=
        LUA_OK)
      lua_error(L);
    lua_call(L, 0, 1);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &sharer_key);
  }
  lua_call(L, 0, 1);
  lua_upvaluejoin(L, -1, 1, idx, n);
}


/*
** The end
*/
/* What the inner call has read, the outer one has. */
static void tell_outer (lua_State *L, gdl_watch *outer, gdl_watch *w) {
  gdl_reads *r = w->reads;
  gdl_watch_keep(L, w, GDL_KEEP_ANCHORS);
  int top = lua_gettop(L);
  for (size_t i = 0; i < r->count; i++) {
    const gdl_read *s = &r->slot[i];
    if (s->tag == GDL_SLOT_LENGTH || s->tag == GDL_SLOT_META ||
        s->tag == GDL_SLOT_KEYS) {
      lua_rawgeti(L, top, s->owner);
      if (s->tag == GDL_SLOT_LENGTH)
        gdl_look_length(L, outer, top + 1);
      else if (s->tag == GDL_SLOT_META)
        gdl_look_meta(L, outer, top + 1);
      else
        gdl_look_whole(L, outer, top + 1, 1);
    } else if (push_slot(L, top, s)) {
      lua_rawgeti(L, top, (lua_Integer)s->key);
      gdl_look_cell(L, outer, top + 1, 1, lua_tostring(L, -1));
    } else
      gdl_look_raw(L, outer, top + 1);
    lua_settop(L, top);
  }
  if (!outer->trace->impure.set)
    outer->trace->impure = w->trace->impure;
  lua_pop(L, 1);
}


/* Protected: (watch, error object or nothing). Answers that object. */
static int clean (lua_State *L) {
  gdl_watch *w = (gdl_watch *)lua_touserdata(L, 1);
  int result = lua_gettop(L) > 1 ? 2 : 0;
  gdl_store_clean(L, w, result);
  if (w->outer != NULL && result == 0)
    tell_outer(L, w->outer, w);
  return result != 0;
}


/* Where there is no memory for that: what was stored is lost. */
static void empty_stores (lua_State *L, gdl_watch *w) {
  gdl_watch_keep(L, w, GDL_KEEP_STORES);
  int list = lua_gettop(L);
  for (size_t i = 0; i < w->stores; i++) {
    const gdl_store *s = &w->store[i];
    lua_rawgeti(L, list, (lua_Integer)(2 * i + 1));
    if (s->upvalue != 0) {
      lua_pushnil(L);
      lua_setupvalue(L, list + 1, s->upvalue);
    } else if (!s->whole) {
      lua_rawgeti(L, list, (lua_Integer)(2 * i + 2));
      lua_pushnil(L);
      lua_rawset(L, list + 1);
    }
    lua_settop(L, list);
  }
  lua_settop(L, list - 1);
}


/* Cleans up; the status may become one of a memory error. */
static int finish (lua_State *L, gdl_watch *w, int at, int status) {
  if (w->stores == 0 && status == LUA_OK && w->outer == NULL)
    return status;
  for (int attempt = 0; attempt < 2; attempt++) {
    lua_pushcfunction(L, clean);
    lua_pushvalue(L, at);
    if (status != LUA_OK)
      lua_pushvalue(L, -3);
    int s = lua_pcall(L, status != LUA_OK ? 2 : 1, status != LUA_OK, 0);
    if (s == LUA_OK) {
      if (status != LUA_OK)
        lua_replace(L, -2);
      return status;
    }
    if (attempt == 0)
      lua_pop(L, 1);
    else {
      empty_stores(L, w);
      lua_replace(L, at + 1);
      lua_settop(L, at + 1);
      status = s;
    }
  }
  return status;
}


int gdl_watch_call (lua_State *L, int nargs, int nresults, int reads) {
  reads = lua_absindex(L, reads);
  int at = lua_gettop(L) - nargs;
  luaL_checkstack(L, 30, NULL);
  gdl_watch *w = push_watch(L);
  begin(L, w, reads);
  lua_insert(L, at);
  int status = LUA_OK;
  if (w->reads->promoteds > 0) {
    lua_pushcfunction(L, put_proxies);
    lua_pushvalue(L, reads);
    status = lua_pcall(L, 1, 0, 0);
  }
  hook_on(L, w);
  int ran = status == LUA_OK;
  if (ran) {
    gdl_push_handler(L);               /* parks the traceback of an error */
    lua_insert(L, at + 1);
    status = lua_pcall(L, nargs, nresults, at + 1);
    lua_remove(L, at + 1);
  } else {
    lua_replace(L, at + 1);
    lua_settop(L, at + 1);
  }
  int whole = hook_off(L, w);
  gdl_ahead_end(L, w);
  lua_checkstack(L, 20);
  take_proxies(L, w->reads, reads);
  status = finish(L, w, at, status);
  w->trace->printing = 0;
  lua_pushnil(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, w);
  w->busy = 0;
  lua_remove(L, at);
  if (!w->alive && ran)
    gdl_trace_note_at(L, &w->trace->refused,
                      "it runs within a hook or a finaliser, where nothing "
                      "can be watched");
  if (!whole)
    gdl_trace_note_at(L, &w->trace->refused,
                      "it takes the hook that watches it away");
  return status;
}
