/*
** watch_calls.c - calls of C functions: what they read and change
*/
#include <string.h>

#include "bind/watch_calls.h"


/*
** A call
*/
static int first_proxy (lua_State *L, int from) {
  int n = lua_gettop(L);
  for (int i = from; i <= n; i++)
    if (lua_type(L, i) == LUA_TUSERDATA && gdl_is_traced(L, i))
      return i;
  return 0;
}


static void refuse_proxies (lua_State *L, const gdl_call_entry *e, int from) {
  if (first_proxy(L, from))
    gdl_trace_refuse(L, "a traced value is given to '%s'", e->name);
}


static void await (lua_State *L, gdl_watch *w, lp_frame *f, gdl_await why) {
  w->await = why;
  w->await_frame = f;
  gdl_watch_arm(L, w);
}


static void tables_whole (lua_State *L, gdl_watch *w, int depth) {
  int n = lua_gettop(L);
  for (int i = 1; i <= n; i++)
    if (lua_type(L, i) == LUA_TTABLE)
      gdl_look_whole(L, w, i, depth);
}


/* table.unpack(t [, i [, j]]), table.concat(t [, separator [, i [, j]]]) */
static void look_span (lua_State *L, gdl_watch *w, int first) {
  int n = lua_gettop(L);
  if (!lua_istable(L, 1))
    return;
  lua_Integer i = 1, j;
  if (n >= first && !lua_isnil(L, first))
    i = lua_tointeger(L, first);
  if (n > first && !lua_isnil(L, first + 1))
    j = lua_tointeger(L, first + 1);
  else {
    gdl_look_length(L, w, 1);
    gdl_look_event(L, w, 1, "__len");
    j = (lua_Integer)lua_rawlen(L, 1);
  }
  if ((lua_Unsigned)j - (lua_Unsigned)i > 100000000)
    return;                            /* it raises */
  for (; i <= j; i++) {
    lua_pushinteger(L, i);
    gdl_look_get(L, w, 1);
  }
}


static void look_print (lua_State *L, gdl_watch *w, lp_frame *f,
                        const gdl_call_entry *e) {
  int n = lua_gettop(L);
  gdl_trace_impure(L, "it calls '%s'", e->name);
  for (int i = 1; i <= n; i++)
    if (gdl_is_traced(L, i)) {
      gdl_push_concrete(L, i);
      lua_replace(L, i);
    }
  if (w->print_frame == NULL) {
    w->print_frame = f;
    w->trace->printing = 1;
    gdl_watch_arm(L, w);
  }
}


static void check_thread (lua_State *L, gdl_watch *w, const void *thread) {
  if (thread != NULL && !gdl_set_has(&w->young, thread))
    gdl_trace_refuse(L, "a coroutine that is older than the call is resumed");
  gdl_trace_impure(L, "it uses coroutines");
}


/* A function that coroutine.wrap has made. */
static void look_wrapped (lua_State *L, gdl_watch *w, lua_Debug *ar) {
  int top = lua_gettop(L);
  lua_getinfo(L, "f", ar);
  if (lua_getupvalue(L, -1, 1) != NULL)
    check_thread(L, w, lua_topointer(L, -1));
  lua_settop(L, top);
}


static void look_ipairs (lua_State *L, gdl_watch *w) {
  if (lua_istable(L, 1) && lua_isinteger(L, 2)) {
    lua_pushinteger(L, lua_tointeger(L, 2) + 1);
    gdl_look_get(L, w, 1);
  }
}


/* table.insert(t, value), as t[#t + 1] = value: no element is read. */
static void append (lua_State *L, gdl_watch *w, const gdl_call_entry *e) {
  gdl_trace_impure(L, "'%s' changes a table that is older than the call",
                   e->name);
  gdl_look_length(L, w, 1);
  lua_pushinteger(L, (lua_Integer)lua_rawlen(L, 1) + 1);
  gdl_store_table(L, w, 1, lua_gettop(L), 2);
  lua_pop(L, 1);
}


static void act (lua_State *L, gdl_watch *w, lp_frame *f, lua_Debug *ar,
                 const gdl_call_entry *e) {
  int n = lua_gettop(L);
  switch ((gdl_call_kind)e->what) {
    case OWN:
      tables_whole(L, w, 2);
      break;
    case OWN_MAKE:
      await(L, w, f, GDL_AWAIT_TABLE);
      break;
    case UNKNOWN:
      gdl_ahead_off(L, w);
      if (first_proxy(L, 1))
        gdl_trace_refuse(L, "a traced value is given to a C function that is "
                         "not gdlua's");
      tables_whole(L, w, 2);
      gdl_trace_impure(L, "it calls a C function that is not gdlua's");
      for (int i = 1; i <= n; i++)
        if (lua_type(L, i) == LUA_TTABLE)
          gdl_store_whole(L, w, i, "a C function");
      break;
    case ANY:
      break;
    case PLAIN:
      refuse_proxies(L, e, 1);
      tables_whole(L, w, 1);
      break;
    case META:
      if (lua_istable(L, 1)) {
        gdl_look_meta(L, w, 1);
        gdl_look_event(L, w, 1, "__metatable");
      }
      break;
    case TOSTRING:
      gdl_look_event(L, w, 1, "__tostring");
      gdl_look_event(L, w, 1, "__name");
      break;
    case WHOLE:
      if (lua_istable(L, 1)) {
        gdl_look_event(L, w, 1, "__pairs");
        gdl_look_whole(L, w, 1, 1);
      }
      break;
    case IPAIRS:
      look_ipairs(L, w);
      break;
    case RAWGET:
      refuse_proxies(L, e, 2);
      if (lua_istable(L, 1) && n >= 2) {
        lua_pushvalue(L, 2);
        gdl_look_raw(L, w, 1);
      }
      break;
    case RAWSET:
      if (n >= 2 && gdl_is_traced(L, 2))
        refuse_proxies(L, e, 2);
      if (lua_istable(L, 1))
        gdl_store_whole(L, w, 1, e->name);
      break;
    case RAWLEN:
      if (lua_istable(L, 1))
        gdl_look_length(L, w, 1);
      break;
    case RAWEQUAL:
      refuse_proxies(L, e, 1);
      break;
    case SELECT:
      if (n >= 1 && gdl_is_traced(L, 1))
        refuse_proxies(L, e, 1);
      break;
    case SPAN:
      refuse_proxies(L, e, 2);
      look_span(L, w, strcmp(e->name, "table.concat") == 0 ? 3 : 2);
      break;
    case MAKE:
      await(L, w, f, GDL_AWAIT_TABLE);
      break;
    case MUTATE:
      if (!lua_istable(L, 1) || !gdl_watch_is_old(L, w, 1))
        break;
      if (n == 2 && strcmp(e->name, "table.insert") == 0 &&
          !lua_getmetatable(L, 1))
        append(L, w, e);
      else {
        gdl_look_whole(L, w, 1, 1);
        gdl_store_whole(L, w, 1, e->name);
      }
      break;
    case MOVE: {
      int to = n >= 5 ? 5 : 1;
      if (lua_istable(L, 1))
        gdl_look_whole(L, w, 1, 1);
      if (lua_istable(L, to))
        gdl_store_whole(L, w, to, e->name);
      break;
    }
    case IMPURE:
      refuse_proxies(L, e, 1);
      gdl_trace_impure(L, "it calls '%s'", e->name);
      gdl_ahead_off(L, w);             /* it may ask for the collector */
      break;
    case PRINT:
      look_print(L, w, f, e);
      break;
    case CREATE: case WRAP:
      gdl_trace_impure(L, "it uses coroutines");
      await(L, w, f, e->what == WRAP ? GDL_AWAIT_WRAP : GDL_AWAIT_THREAD);
      break;
    case RESUME:
      if (n >= 1)
        check_thread(L, w, lua_isthread(L, 1) ? lua_topointer(L, 1) : NULL);
      break;
    case WRAPPED:
      look_wrapped(L, w, ar);
      break;
    case SETHOOK:
      gdl_trace_refuse(L, "it calls '%s'", e->name);
      break;
    case QUIET:
      w->quiet_frame = f;
      gdl_watch_arm(L, w);
      break;
  }
}


void gdl_watch_enter (lua_State *L, gdl_watch *w, lp_frame *f,
                      lua_Debug *ar) {
  const lp_value *fn = f->func;
  lua_CFunction c;
  if (fn->tag == LP_TLIGHTC)
    c = fn->v.f;
  else if (fn->tag == LP_TCCLOSURE)
    c = ((const lp_cclosure *)fn->v.p)->f;
  else
    return;
  act(L, w, f, ar, gdl_calls_find(L, w->calls, c));
}


void gdl_watch_return (lua_State *L, gdl_watch *w, lp_frame *f,
                       lua_Debug *ar) {
  if (f == w->print_frame) {
    w->print_frame = NULL;
    w->trace->printing = 0;
  } else if (f == w->quiet_frame)
    w->quiet_frame = NULL;
  else if (f == w->await_frame) {
    int top = lua_gettop(L);
    lua_getinfo(L, "r", ar);
    w->await_frame = NULL;
    if (ar->ntransfer > 0) {
      lua_pushvalue(L, ar->ftransfer);
      if (w->await == GDL_AWAIT_WRAP)
        lua_getupvalue(L, -1, 1);
      if (lua_istable(L, -1) || lua_isthread(L, -1))
        gdl_watch_young(L, w, lua_topointer(L, -1));
    }
    lua_settop(L, top);
  } else
    return;
  gdl_watch_arm(L, w);
}
