/*
** traced_trace.c - tracing a function: again without leaves where that fails,
** and what its errors mean
*/
#include "bind/traced_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

static const char spare_key = 0;


/* An error message as a note: "FILE:LINE: text". */
static void note_of_error (lua_State *L, int idx, gdl_trace_note *n) {
  const char *text = lua_type(L, idx) == LUA_TSTRING ? lua_tostring(L, idx)
                                                     : "an error is raised";
  const char *colon = strchr(text, ':');
  char *end;
  gdl_traced_note(n, "%s", text);
  if (colon == NULL || (size_t)(colon - text) >= sizeof(n->file))
    return;
  long line = strtol(colon + 1, &end, 10);
  if (end == colon + 1 || strncmp(end, ": ", 2) != 0)
    return;
  memcpy(n->file, text, (size_t)(colon - text));
  n->file[colon - text] = '\0';
  n->line = (int)line;
  snprintf(n->text, sizeof(n->text), "%s", end + 2);
}


/* Pushes a trace that nobody uses. */
static gdl_trace *push_spare (lua_State *L) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &spare_key) == LUA_TUSERDATA) {
    lua_pushnil(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &spare_key);
    return lua_touserdata(L, -1);
  }
  lua_pop(L, 1);
  return gdl_push_trace(L);
}


/* More than this is given back. */
#define KEPT_BYTES  (16u << 20)

void gdl_traced_give_back (lua_State *L, int at, const gdl_traced *t) {
  gdl_trace *trace = lua_touserdata(L, at);
  if (t->rung == GDL_RUNG_TAPE || gdl_graph_bytes(trace->graph) < KEPT_BYTES) {
    lua_pushvalue(L, at);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &spare_key);
  }
}


typedef struct tracing {
  gdl_traced *t;
  gdl_trace *trace;
  int idx;
  void *ctx;
  uint64_t tag;
} tracing;


/* Protected: what was on the caller's stack, a tracing. Answers an error
** object, or nothing. */
static int run_traced (lua_State *L) {
  tracing *r = lua_touserdata(L, -1);
  const gdl_traced_kind *kind = r->t->kind;
  lua_getiuservalue(L, r->idx, GDL_TRACED_ANCHORS);
  int anchors = lua_gettop(L);
  lua_getiuservalue(L, r->idx, GDL_TRACED_READS);
  gdl_trace_begin(L, r->trace, &r->t->leaves, anchors);
  r->trace->strict = kind->asked_again;
  int first = lua_gettop(L) + 1;
  int nargs = kind->push(L, r->idx, r->ctx);
  if (gdl_watch_call(L, nargs, kind->results, anchors + 1) != LUA_OK)
    return lua_error(L);
  r->tag = kind->collect(L, r->idx, r->ctx, first);
  return 0;
}


/* Traces the function once. The trace is pushed; where it answers false, an
** error object above it. */
static int trace_once (lua_State *L, int idx, gdl_traced *t,
                       gdl_traced_ask *ask) {
  struct gdl_traced_more *m = t->more;
  int top = lua_gettop(L);
  luaL_checkstack(L, 2 * top + 40, "tracing");
  tracing r = {t, push_spare(L), idx, ask->ctx, 0};
  if (gdl_grow(&m->at, &m->at_room, t->leaves.b.params) != GDL_OK)
    gdl_blame_status(L, GDL_ENOMEM, NULL);
  if (t->leaves.b.params > 0)
    memcpy(m->at, ask->param, t->leaves.b.params * sizeof(double));
  t->leaves.b.param = ask->param;
  if (!m->begun) {
    m->begun = 1;
    m->base_datas = t->leaves.b.datas;
    m->begun_at = gdl_clock_now();
  }
  lua_pushcfunction(L, run_traced);
  for (int i = 1; i <= top; i++)
    lua_pushvalue(L, i);
  lua_pushlightuserdata(L, &r);
  m->busy = 1;
  int status = lua_pcall(L, top + 1, 0, 0);
  m->busy = 0;
  gdl_trace_end(r.trace);
  m->looked = gdl_lua_runs;
  ask->tag = r.tag;
  return status == LUA_OK;
}


/* Is it an error of the function's, which a plain call might not raise again,
** since the function is not the same each time? One of tracing that is no
** refusal has proxies in it: "number expected, got traced number". */
static int is_final (lua_State *L, const gdl_trace *trace) {
  if (lua_type(L, -1) != LUA_TSTRING)
    return trace->impure.set;
  const char *text = lua_tostring(L, -1);
  return strcmp(text, "interrupted!") == 0 ||
         strcmp(text, "not enough memory") == 0 ||
         (trace->impure.set && strstr(text, "traced ") == NULL);
}


typedef enum outcome { TRACED, AGAIN, REFUSED } outcome;


/* Tracing has failed; the error is on top, or there is none (a script has
** caught it). Stack: the trace, the error. */
static outcome failed (lua_State *L, int idx, gdl_traced *t,
                       gdl_traced_ask *ask, const gdl_trace *trace,
                       int raised) {
  gdl_trace_note why = trace->refused;
  if (raised && !why.set && is_final(L, trace))
    lua_error(L);
  if (gdl_slots_retreat(L, idx, t) ||
      (t->kind->retreat != NULL && t->kind->retreat(L, idx))) {
    gdl_traced_forget(L, idx);
    return AGAIN;
  }
  if (!why.set)
    note_of_error(L, lua_gettop(L), &why);
  if (raised && !t->kind->asked_again)
    t->kind->plain(L, idx, ask->ctx, &t->leaves.b, NULL);
  gdl_traced_lower(L, idx, GDL_RUNG_REFUSED, &why);
  return REFUSED;
}


int gdl_traced_trace (lua_State *L, int idx, gdl_traced *t,
                      gdl_traced_ask *ask) {
  const char *why;
  if (!gdl_watch_works(L, &why)) {
    gdl_trace_note note;
    gdl_traced_note(&note, "%s", why);
    gdl_traced_lower(L, idx, GDL_RUNG_REFUSED, &note);
    return 0;
  }
  int top = lua_gettop(L);
  for (;;) {
    if (t->rung == GDL_RUNG_TAPE)
      gdl_slots_forget(L, idx, t, 0);
    int well = trace_once(L, idx, t, ask);
    const gdl_trace *trace = lua_touserdata(L, top + 1);
    if (well && !trace->refused.set)
      return 1;
    outcome o = failed(L, idx, t, ask, trace, !well);
    gdl_traced_give_back(L, top + 1, t);
    lua_settop(L, top);
    if (o == REFUSED)
      return 0;
  }
}
