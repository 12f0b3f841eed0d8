/*
** report.c - what a run has to tell: points, counts, reason, history
*/
#include <math.h>
#include <stdlib.h>

#include "bind/run.h"

const char *const gdl_run_field_names[GDL_FIELD_COUNT] = {
  "epoch", "cost", "step", "gradient_norm", "change", "updates",
  "evaluations", "elapsed", "validation", "x", "gradient"
};


static const char *ending_name (gdl_ending e) {
  switch (e) {
    case GDL_RUNNING: return "running";
    case GDL_END_GRADIENT: return "gradient";
    case GDL_END_RULE: return "rule";
    case GDL_END_EPOCHS: return "epochs";
    case GDL_END_TIME: return "time";
    case GDL_END_OBSERVER: return "observer";
    case GDL_END_INTERRUPT: return "interrupt";
    case GDL_END_NONFINITE: return "nonfinite";
    case GDL_END_RISE: return "rise";
    case GDL_END_STUCK: return "stuck";
    case GDL_END_SETTLED: return "settled";
  }
  return "running";
}


/* Pushes column 'at' (width w) of rows as a vector or matrix, times sign. */
static void push_column (lua_State *L, const double *rows, size_t count,
                         size_t width, size_t at, size_t w, int matrix,
                         double sign) {
  gdl_array *a = gdl_push_array(L, matrix ? 2 : 1, count, w);
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < w; k++) {
      double v = rows[i * width + at + k];
      a->data[i * w + k] = sign < 0 ? -v : v;
    }
}


/* Protected (so that the rows are freed): run, light userdata rows, count. */
static int build_history (lua_State *L) {
  gdl_run *run = lua_touserdata(L, 1);
  const double *rows = lua_touserdata(L, 2);
  size_t count = (size_t)lua_tointeger(L, 3);
  const gdl_history *h = gdl_descent_history(run->d);
  lua_newtable(L);
  for (int f = 0; f < GDL_FIELD_COUNT; f++) {
    int at = gdl_history_column(h, (gdl_field)f);
    if (at < 0)
      continue;
    int wide = f >= GDL_FIELD_X;
    int matrix = wide && run->shape->node[0].kind != GDL_TREE_NUMBER;
    int turned = f == GDL_FIELD_COST || f == GDL_FIELD_GRADIENT ||
                 f == GDL_FIELD_VALIDATION;
    push_column(L, rows, count, h->width, (size_t)at,
                wide ? run->shape->n : 1, matrix,
                turned ? run->cost.sign : 1);
    lua_setfield(L, -2, gdl_run_field_names[f]);
  }
  return 1;
}


/* run:history([most]) -> table of vectors, or nil; nil and true: it has more than
** 'most' rows */
int gdl_run_history (lua_State *L) {
  gdl_run *run = gdl_check_run(L, 1);
  const gdl_history *h = gdl_descent_history(run->d);
  if (h->fields == 0 || !gdl_descent_started(run->d))
    return 0;
  if (luaL_optnumber(L, 2, INFINITY) < (double)h->rows) {
    lua_pushnil(L);
    lua_pushboolean(L, 1);
    return 2;
  }
  double *rows;
  size_t count;
  lua_pushcfunction(L, build_history);
  gdl_status status =
      gdl_history_finish(h, gdl_descent_state(run->d),
                         gdl_descent_elapsed(run->d), &rows, &count);
  if (status != GDL_OK)
    return gdl_blame_status(L, status, NULL);
  lua_pushlightuserdata(L, run);
  lua_pushlightuserdata(L, rows);
  lua_pushinteger(L, (lua_Integer)count);
  int failed = lua_pcall(L, 3, 1, 0);
  free(rows);
  return failed ? lua_error(L) : 1;
}


static void set_number (lua_State *L, const char *name, double v) {
  lua_pushnumber(L, v);
  lua_setfield(L, -2, name);
}


static void set_integer (lua_State *L, const char *name, uint64_t v) {
  lua_pushinteger(L, (lua_Integer)v);
  lua_setfield(L, -2, name);
}


/* Pushes v (sign times it) in the shape at 'shape'. */
static void push_shaped (lua_State *L, const gdl_run *run, int shape,
                         const double *v, double sign) {
  size_t n = run->shape->n;
  if (sign > 0) {
    gdl_tree_push(L, shape, v);
    return;
  }
  double *w = lua_newuserdatauv(L, n * sizeof(*w), 0);
  for (size_t i = 0; i < n; i++)
    w[i] = -v[i];
  gdl_tree_push(L, shape, w);
  lua_remove(L, -2);
}


/* Cost, gradient and counts of the last point into the table on top. */
static void set_state (lua_State *L, const gdl_run *run, int shape) {
  const gdl_state *s = gdl_descent_state(run->d);
  gdl_tree_push(L, shape, s->x);
  lua_setfield(L, -2, "x");
  set_number(L, "cost", run->cost.sign * s->cost);
  push_shaped(L, run, shape, s->g, run->cost.sign);
  lua_setfield(L, -2, "gradient");
  set_number(L, "gradient_norm", s->gradient_norm);
  set_number(L, "gradient_error", s->gradient_error);
  set_integer(L, "epoch", s->epoch);
  if (run->validates)
    set_number(L, "validation", run->cost.sign * s->validation);
}


/* run:report() -> table: what scripts/gdlua/result.lua makes a result of */
int gdl_run_report (lua_State *L) {
  gdl_run *run = gdl_check_run(L, 1);
  const gdl_state *s = gdl_descent_state(run->d);
  gdl_descent *d = run->d;
  lua_settop(L, 1);
  lua_getiuservalue(L, 1, 1);
  lua_rawgeti(L, 2, GDL_V_SHAPE);
  lua_createtable(L, 0, 16);
  lua_createtable(L, 0, 8);
  set_state(L, run, 3);
  lua_setfield(L, 4, "last");
  gdl_push_best(L, run, 3);
  lua_setfield(L, 4, "best");
  if (gdl_descent_returns_best(d)) {
    push_shaped(L, run, 3, s->best_g, run->cost.sign);
    lua_setfield(L, 4, "best_gradient");
  }
  set_number(L, "best_gradient_norm", s->best_gradient_norm);
  set_integer(L, "epochs", s->epoch);
  set_integer(L, "updates", s->updates);
  set_integer(L, "evaluations", run->cost.problem.evaluations);
  set_number(L, "elapsed", gdl_descent_elapsed(d));
  lua_pushboolean(L, gdl_descent_converged(d));
  lua_setfield(L, 4, "converged");
  lua_pushboolean(L, gdl_descent_returns_best(d));
  lua_setfield(L, 4, "returns_best");
  lua_pushboolean(L, gdl_descent_at_floor(d));
  lua_setfield(L, 4, "at_floor");
  lua_pushboolean(L, gdl_descent_started(d));
  lua_setfield(L, 4, "started");
  lua_pushstring(L, ending_name(gdl_descent_ending(d)));
  lua_setfield(L, 4, "ending");
  lua_pushstring(L, gdl_descent_reason(d));
  lua_setfield(L, 4, "reason");
  lua_rawgeti(L, 2, GDL_V_REASON);
  lua_setfield(L, 4, "rule_reason");
  return 1;
}
