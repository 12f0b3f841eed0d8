/*
** traced.c - a Lua function and what was traced of it: the ladder
*/
#include "bind/traced_impl.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "bind/call.h"

_Thread_local uint64_t gdl_lua_runs = 1;

static const char traced_tag = 0;


gdl_status gdl_grow (double **p, size_t *room, size_t n) {
  if (n <= *room && *p != NULL)
    return GDL_OK;
  free(*p);
  *p = malloc((n > 0 ? n : 1) * sizeof(**p));
  *room = *p != NULL ? n : 0;
  return *p != NULL ? GDL_OK : GDL_ENOMEM;
}


/*
** Making
*/

static int collect (lua_State *L) {
  gdl_traced *t = lua_touserdata(L, 1);
  struct gdl_traced_more *m = t->more;
  gdl_leaves_free(&t->leaves);
  gdl_paths_free(t->paths);
  t->paths = NULL;
  t->more = NULL;
  if (m == NULL)
    return 0;
  gdl_tape_free(m->tape);
  free(m->anchor);
  free(m->plain);
  free(m->plain_out);
  free(m->point);
  free(m->at);
  free(m->sweep);
  free(m->unit);
  free(m);
  return 0;
}


static void set_meta (lua_State *L) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &traced_tag) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_createtable(L, 0, 2);
    lua_pushcfunction(L, collect);
    lua_setfield(L, -2, "__gc");
    lua_pushliteral(L, "traced function");
    lua_setfield(L, -2, "__name");
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &traced_tag);
  }
  lua_setmetatable(L, -2);
}


/* Slot 0, for directions, is always there. */
static int make_seed (gdl_leaves *l) {
  l->data = calloc(8, sizeof(*l->data));
  l->data_room = l->data != NULL ? 8 : 0;
  l->b.data = l->data;
  l->b.datas = GDL_SEED_SLOT + 1;
  return l->data != NULL;
}


gdl_traced *gdl_push_traced (lua_State *L, const gdl_traced_kind *kind,
                             size_t params) {
  gdl_traced *t = lua_newuserdatauv(L, sizeof(*t), 3);
  memset(t, 0, sizeof(*t));
  t->tag = &traced_tag;
  t->kind = kind;
  gdl_leaves_init(&t->leaves);
  t->leaves.b.params = params;
  set_meta(L);
  lua_insert(L, -2);
  lua_setiuservalue(L, -2, GDL_TRACED_OWN);
  lua_newtable(L);
  lua_setiuservalue(L, -2, GDL_TRACED_ANCHORS);
  gdl_push_reads(L);
  lua_setiuservalue(L, -2, GDL_TRACED_READS);
  t->paths = gdl_paths_new(params, GDL_TRACED_PATHS);
  t->more = calloc(1, sizeof(*t->more));
  if (t->paths == NULL || t->more == NULL || !make_seed(&t->leaves))
    gdl_blame_status(L, GDL_ENOMEM, NULL);
  return t;
}


gdl_traced *gdl_to_traced (lua_State *L, int idx) {
  gdl_traced *t = lua_touserdata(L, idx);
  if (t == NULL || lua_rawlen(L, idx) < sizeof(*t) || t->tag != &traced_tag)
    luaL_error(L, "not a traced function");
  return t;
}


void gdl_traced_push_own (lua_State *L, int idx) {
  lua_getiuservalue(L, idx, GDL_TRACED_OWN);
}


int gdl_traced_is_busy (const gdl_traced *t) {
  return t->more->busy;
}


uint64_t gdl_traced_verified (const gdl_traced *t, uint64_t *mismatch) {
  *mismatch = t->more->mismatch;
  return t->more->verified;
}


/*
** Rungs
*/

void gdl_traced_note (gdl_trace_note *n, const char *fmt, ...) {
  va_list ap;
  memset(n, 0, sizeof(*n));
  n->set = 1;
  va_start(ap, fmt);
  vsnprintf(n->text, sizeof(n->text), fmt, ap);
  va_end(ap);
}


static void clear_paths (gdl_traced *t) {
  gdl_paths_clear(t->paths);
  t->more->rights = 0;
}


void gdl_traced_lower (lua_State *L, int idx, gdl_rung rung,
                       const gdl_trace_note *why) {
  gdl_traced *t = gdl_to_traced(L, idx);
  t->rung = rung;
  t->why = *why;
  t->more->refusals += rung == GDL_RUNG_REFUSED;
  clear_paths(t);
  gdl_slots_forget(L, idx, t, 1);
}


static void lower_to_tape (lua_State *L, int idx, const char *reason) {
  gdl_trace_note why;
  gdl_traced_note(&why, "%s", reason);
  gdl_traced_lower(L, idx, GDL_RUNG_TAPE, &why);
}


void gdl_traced_forget (lua_State *L, int idx) {
  gdl_traced *t = gdl_to_traced(L, idx);
  clear_paths(t);
  gdl_slots_forget(L, idx, t, 0);
  if (t->rung == GDL_RUNG_COMPILED)
    t->rung = GDL_RUNG_NEW;
}


/* Traces that are hardly used again are not worth making. */
static int is_thrashing (struct gdl_traced_more *m) {
  if (++m->traces < 32)
    return 0;
  int few = m->uses < 8 * m->traces;
  m->traces = m->uses = 0;
  return few;
}


/*
** The rungs
*/

/* Works out what is asked for from the trace at 'at'. */
static void evaluate_tape (lua_State *L, gdl_traced *t, gdl_traced_ask *ask,
                           int at) {
  gdl_error err;
  const gdl_path *none;
  if (t->more->tape == NULL)
    t->more->tape = gdl_tape_new();
  if (t->more->tape == NULL)
    gdl_blame_status(L, GDL_ENOMEM, NULL);
  gdl_source from = {t->more->tape, lua_touserdata(L, at)};
  gdl_trace_values(L, lua_touserdata(L, at));
  gdl_traced_status(L, gdl_traced_evaluate(t, &from, ask, &none, &err), &err);
}


/* Adds the path of a trace; false: the function goes to the tape. */
static int add_path (lua_State *L, int idx, gdl_traced *t,
                     const gdl_traced_ask *ask, gdl_trace *trace) {
  gdl_error err = {""};
  gdl_added how;
  const gdl_path *path = NULL;
  if (trace->impure.set) {
    gdl_traced_lower(L, idx, GDL_RUNG_TAPE, &trace->impure);
    return 0;
  }
  if (is_thrashing(t->more)) {
    lower_to_tape(L, idx, "what it reads, or the way through it, changes all "
                          "the time");
    return 0;
  }
  gdl_way way = {trace->graph, trace->out, trace->outs, trace->guard,
                 trace->guards, ask->tag, &t->leaves.b, 0,
                 trace->reordered};
  size_t sides = 0;
  if (trace->guards > 0 && !t->more->no_choices) {
    sides = gdl_leaves_data(L, &t->leaves, NULL);
    way.sides = (uint32_t)sides;
  }
  gdl_traced_status(L, gdl_paths_add(t->paths, &way, &how, &path, &err), &err);
  if (sides > 0 && (path == NULL || gdl_path_seen(path) == NULL))
    t->leaves.b.datas--;
  else if (sides > 0)
    t->leaves.data[sides] = gdl_path_seen(path);
  if (how == GDL_PATH_KNOWN && !gdl_slots_same(L, idx, t, 1))
    gdl_slots_changed(L, idx, t);      /* this evaluation is still right */
  else if (how == GDL_PATH_FULL)
    lower_to_tape(L, idx, "there are too many ways through it");
  else if (how != GDL_PATH_ADDED)
    lower_to_tape(L, idx, "it does not always do the same with the same "
                          "arguments");
  if (how != GDL_PATH_ADDED)
    return 0;
  gdl_check_set_right(t, path, 0);
  t->rung = GDL_RUNG_COMPILED;
  t->more->fresh = 0;
  gdl_traced_status(L, gdl_slots_anchor(L, idx, t), NULL);
  return 1;
}


/* What a loop with branches does was concluded from some turns to others, and that
** is not what it does: without that from now on. */
static void drop_choices (lua_State *L, int idx, gdl_traced *t) {
  t->more->no_choices = 1;
  gdl_traced_forget(L, idx);
}


/* A new path: traced, added, run and checked. Answers as gdl_traced_run;
** GDL_WENT_NOWHERE: once more, from a lower rung. */
static gdl_went by_tracing (lua_State *L, int idx, gdl_traced *t,
                            gdl_traced_ask *ask) {
  int top = lua_gettop(L);
  gdl_went went = GDL_WENT_WELL;
  if (!gdl_traced_trace(L, idx, t, ask))
    return GDL_WENT_REFUSED;
  gdl_trace *made = lua_touserdata(L, top + 1);
  if (t->rung == GDL_RUNG_TAPE || !add_path(L, idx, t, ask, made)) {
    evaluate_tape(L, t, ask, top + 1);
    if (!gdl_traced_tape_is_right(L, idx, t, ask, made))
      went = GDL_WENT_REFUSED;
  }
  else {
    gdl_source from = {NULL, NULL};
    gdl_error err;
    const gdl_path *path = gdl_paths_recent(t->paths);
    int right = gdl_path_seen(path) == NULL ||
                gdl_check_sides(L, idx, t, ask->ctx, path);
    if (right)
      gdl_traced_status(L, gdl_traced_evaluate(t, &from, ask, &path, &err), &err);
    if (!right) {
      drop_choices(L, idx, t);
      went = GDL_WENT_NOWHERE;
    }
    else if (path == NULL) {
      lower_to_tape(L, idx, "it does not find its own way again");
      evaluate_tape(L, t, ask, top + 1);
    }
    else if (!gdl_traced_check(L, idx, t, ask, path, made))
      went = GDL_WENT_NOWHERE;
  }
  gdl_traced_give_back(L, top + 1, t);
  lua_settop(L, top);
  return went;
}


static gdl_went by_paths (lua_State *L, int idx, gdl_traced *t,
                          gdl_traced_ask *ask) {
  gdl_error err;
  const gdl_path *path;
  gdl_source from = {NULL, NULL};
  if (!gdl_slots_same(L, idx, t, 0)) {
    gdl_slots_changed(L, idx, t);
    return GDL_WENT_NOWHERE;
  }
  gdl_traced_status(L, gdl_traced_evaluate(t, &from, ask, &path, &err), &err);
  const gdl_path *unsure = path == NULL ? gdl_paths_unsure(t->paths) : NULL;
  if (unsure != NULL) {
    if (!gdl_check_sides(L, idx, t, ask->ctx, unsure))
      drop_choices(L, idx, t);
    return GDL_WENT_NOWHERE;
  }
  if (path == NULL)
    return by_tracing(L, idx, t, ask);
  if (!gdl_traced_check(L, idx, t, ask, path, NULL))
    return GDL_WENT_NOWHERE;
  t->more->uses++;
  ask->tag = gdl_path_tag(path);
  return GDL_WENT_WELL;
}


static gdl_went run (lua_State *L, int idx, gdl_traced_ask *ask) {
  gdl_traced *t = gdl_to_traced(L, idx);
  gdl_went went = GDL_WENT_NOWHERE;
  while (went == GDL_WENT_NOWHERE)
    switch (t->rung) {
      case GDL_RUNG_NEW: case GDL_RUNG_TAPE:
        went = by_tracing(L, idx, t, ask);
        break;
      case GDL_RUNG_COMPILED:
        went = by_paths(L, idx, t, ask);
        break;
      case GDL_RUNG_REFUSED:
        went = GDL_WENT_REFUSED;
        break;
    }
  return went;
}


gdl_went gdl_traced_run (lua_State *L, int idx, void *ctx, gdl_want want,
                         const double *param, double *const *result,
                         uint64_t *tag) {
  gdl_traced_ask ask = {ctx, want, param, result, 0, NULL};
  gdl_went went = run(L, lua_absindex(L, idx), &ask);
  if (tag != NULL)
    *tag = ask.tag;
  return went;
}


gdl_went gdl_traced_sweep (lua_State *L, int idx, void *ctx,
                           const double *param, gdl_sweep *s) {
  gdl_traced_ask ask = {ctx, s->want, param, NULL, 0, s};
  return run(L, lua_absindex(L, idx), &ask);
}


/*
** Without Lua
*/

gdl_went gdl_traced_try (lua_State *L, int idx, gdl_want want,
                         const double *param, double *const *result,
                         uint64_t *tag, gdl_status *status) {
  gdl_traced *t = lua_touserdata(L, idx);
  struct gdl_traced_more *m = t->more;
  const gdl_path *path;
  gdl_traced_ask ask = {NULL, want, param, result, 0, NULL};
  *status = GDL_OK;
  if (t->rung != GDL_RUNG_COMPILED)
    return t->rung == GDL_RUNG_REFUSED ? GDL_WENT_REFUSED : GDL_WENT_NOWHERE;
  if (m->evaluations + 1 >= m->due || !gdl_slots_same(L, idx, t, 0))
    return GDL_WENT_NOWHERE;
  t->leaves.b.param = param;
  *status = gdl_paths_run(t->paths, want, &t->leaves.b, result, &path, NULL);
  if (*status != GDL_OK)
    return GDL_WENT_WELL;
  if (path == NULL || !gdl_traced_is_finite(t, &ask) ||
      (gdl_traced_is_gradient(want) && !gdl_check_is_right(t, path)))
    return GDL_WENT_NOWHERE;
  m->evaluations++;
  m->uses++;
  if (tag != NULL)
    *tag = gdl_path_tag(path);
  return GDL_WENT_WELL;
}


int gdl_traced_settle (lua_State *L, int idx, void *ctx, const double *param) {
  gdl_traced *t = gdl_to_traced(L, idx);
  idx = lua_absindex(L, idx);
  if (t->rung != GDL_RUNG_COMPILED)
    return 1;
  if (!gdl_slots_same(L, idx, t, 1) || !gdl_check_affordable(t))
    return 1;             /* changed since: the plain function is another one */
  t->leaves.b.param = param;
  if (gdl_check_point(L, idx, t, ctx)) {
    t->more->verified++;
    return 1;
  }
  gdl_traced_mismatch(L, idx, t, GDL_RUNG_TAPE, GDL_OTHER_VALUE);
  return 0;
}
