/*
** parts.c - the driver's callbacks: schedules, stopping rules, observers
*/
#include <math.h>
#include <string.h>

#include "bind/parts.h"
#include "bind/stretch.h"


gdl_status gdl_parts_call (gdl_run *run, int nargs, int nresults) {
  gdl_run_gather(run);
  return gdl_call(run->L, nargs, nresults, gdl_slot(run, HANDLER),
                  gdl_slot(run, ERROR));
}


gdl_status gdl_parts_call_rule (gdl_run *run, int nargs, int nresults) {
  if (!run->rule_is_ours)
    return gdl_parts_call(run, nargs, nresults);
  gdl_run_gather(run);
  return gdl_call_ours(run->L, nargs, nresults, gdl_slot(run, HANDLER),
                       gdl_slot(run, ERROR));
}


void gdl_parts_set (gdl_run *run, int slot) {
  lua_State *L = run->L;
  lua_pushvalue(L, -1);
  lua_rawseti(L, run->base, slot - run->base);
  lua_replace(L, slot);
}


/* Pushes the state object, up to date. */
static void push_state (gdl_run *run) {
  if (run->seen_epoch != gdl_descent_state(run->d)->epoch)
    gdl_state_show(run);
  gdl_push_slot(run, STATE);
}


/* Calls the init function in slot 'init' with the state; its answer goes to
** slot 'memory'. */
static gdl_status make_memory (gdl_run *run, int init, int memory) {
  lua_State *L = run->L;
  if (lua_isnil(L, init))
    return GDL_OK;
  lua_pushvalue(L, init);
  push_state(run);
  gdl_status status = gdl_parts_call(run, 1, 1);
  if (status == GDL_OK)
    gdl_parts_set(run, memory);
  return status;
}


/*
** Step sizes
*/

static int is_step (double v) {
  return v >= 0 && v < INFINITY;
}


/* Protected: schedule, its answer, t, configuration. */
static int raise_bad_step (lua_State *L) {
  const char *place;
  if (lua_getfield(L, 4, "schedule") == LUA_TNIL)
    place = gdl_push_place(L, 1, "schedule");
  else
    place = lua_pushfstring(L, " (schedule: %s)", luaL_tolstring(L, -1, NULL));
  return gdl_blame(L, "the schedule returned %s at t = %I (a number >= 0 "
                      "expected)%s", gdl_describe(L, 2),
                   (LUAI_UACINT)lua_tointeger(L, 3), place);
}


/* Reads the answer on top: a number, or a vector of a step per variable. */
static int read_steps (gdl_run *run, double *steps, int each) {
  lua_State *L = run->L;
  if (!each) {
    if (lua_type(L, -1) != LUA_TNUMBER)
      return 0;
    steps[0] = lua_tonumber(L, -1);
    return is_step(steps[0]);
  }
  gdl_array *a = gdl_to_array(L, -1);
  if (a == NULL || a->rank != 1 || a->rows != run->shape->n)
    return 0;
  for (size_t i = 0; i < a->rows; i++) {
    if (!is_step(a->data[i]))
      return 0;
    steps[i] = a->data[i];
  }
  return 1;
}


static gdl_status ask_step (gdl_run *run, uint64_t t, double *steps,
                            int each) {
  lua_State *L = run->L;
  gdl_status status;
  if (!run->step_started) {
    status = make_memory(run, gdl_slot(run, STEP_INIT),
                         gdl_slot(run, STEP_MEMORY));
    if (status != GDL_OK)
      return status;
    run->step_started = 1;
  }
  gdl_push_slot(run, STEP_AT);
  lua_pushinteger(L, (lua_Integer)t);
  push_state(run);
  if (run->step_has_memory)
    gdl_push_slot(run, STEP_MEMORY);
  status = gdl_parts_call(run, 2 + run->step_has_memory, 1);
  if (status != GDL_OK)
    return status;
  if (read_steps(run, steps, each)) {
    lua_pop(L, 1);
    return GDL_OK;
  }
  lua_pushcfunction(L, raise_bad_step);
  lua_insert(L, -2);
  gdl_push_slot(run, STEP_AT);
  lua_insert(L, -2);
  lua_pushinteger(L, (lua_Integer)t);
  gdl_push_slot(run, CONFIG);
  return gdl_parts_call(run, 4, 0);
}


static gdl_status one_step (void *ctx, const gdl_state *s, uint64_t t,
                            double *steps) {
  gdl_native_request r = {.t = t, .out = steps};
  gdl_status status;
  (void)s;
  if (gdl_native_ask(ctx, GDL_NATIVE_STEP, &r, &status))
    return status;
  return ask_step(ctx, t, steps, 0);
}


static gdl_status each_step (void *ctx, const gdl_state *s, uint64_t t,
                             double *steps) {
  gdl_native_request r = {.t = t, .out = steps};
  gdl_status status;
  (void)s;
  if (gdl_native_ask(ctx, GDL_NATIVE_STEP, &r, &status))
    return status;
  return ask_step(ctx, t, steps, 1);
}


/*
** Projection, rules, observers
*/

typedef struct project_request {
  gdl_run *run;
  double *x;
} project_request;


/* Protected: request, project, shape. */
static int call_project (lua_State *L) {
  project_request *r = lua_touserdata(L, 1);
  lua_pushvalue(L, 2);
  gdl_tree_push(L, 3, r->x);
  lua_pushvalue(L, -1);
  lua_insert(L, -3);
  lua_call(L, 1, 1);
  /* A function that changed its argument in place need not return it. */
  if (lua_isnil(L, -1))
    lua_pop(L, 1);
  size_t size = r->run->shape->n * sizeof(double);
  double *x = lua_newuserdatauv(L, size, 0);
  gdl_tree_flatten(L, 3, -2, "the result of project", 0, x);
  memcpy(r->x, x, size);
  return 0;
}


static gdl_status project (void *ctx, double *x) {
  gdl_run *run = ctx;
  lua_State *L = run->L;
  project_request r = {run, x};
  lua_pushcfunction(L, call_project);
  lua_pushlightuserdata(L, &r);
  gdl_push_slot(run, PROJECT);
  gdl_push_slot(run, SHAPE);
  return gdl_parts_call(run, 3, 0);
}


/* Protected: validation, shape, x. Answers the number. */
static int call_validation (lua_State *L) {
  lua_pushvalue(L, 1);
  gdl_tree_push(L, 2, lua_touserdata(L, 3));
  lua_call(L, 1, 1);
  if (lua_type(L, -1) != LUA_TNUMBER) {
    const char *place = gdl_push_place(L, 1, "validation");
    return gdl_blame(L, "validation returned %s (a number expected)%s",
                     gdl_describe(L, -2), place);
  }
  return 1;
}


static gdl_status validate (void *ctx, const double *x, double *cost) {
  gdl_run *run = ctx;
  lua_State *L = run->L;
  lua_pushcfunction(L, call_validation);
  gdl_push_slot(run, VALIDATION);
  gdl_push_slot(run, SHAPE);
  lua_pushlightuserdata(L, (void *)x);
  gdl_status status = gdl_parts_call(run, 3, 1);
  if (status == GDL_OK) {
    *cost = run->cost.sign * lua_tonumber(L, -1);
    lua_pop(L, 1);
  }
  return status;
}


/* What a rule said when it fired lies on top: converged, reason, best. */
static void take_verdict (gdl_run *run, gdl_verdict *v) {
  lua_State *L = run->L;
  v->converged = lua_toboolean(L, -3);
  v->use_best = lua_toboolean(L, -1);
  lua_pushvalue(L, -2);
  lua_replace(L, gdl_slot(run, REASON));
}


/* True where the rule was asked without Lua and does not fire. */
static int ask_native_stop (gdl_run *run, gdl_status *status) {
  gdl_native_request r = {.t = 0};
  return gdl_native_ask(run, GDL_NATIVE_STOP, &r, status);
}


/* check(state, memory) -> fired, converged, reason, returns best */
static gdl_status stop_rule (void *ctx, const gdl_state *s, gdl_verdict *v) {
  gdl_run *run = ctx;
  lua_State *L = run->L;
  (void)s;
  gdl_status native;
  if (ask_native_stop(run, &native))
    return native;
  if (!run->stop_started) {
    gdl_status status = make_memory(run, gdl_slot(run, STOP_INIT),
                                    gdl_slot(run, STOP_MEMORY));
    if (status != GDL_OK)
      return status;
    run->stop_started = 1;
  }
  gdl_push_slot(run, STOP_CHECK);
  push_state(run);
  gdl_push_slot(run, STOP_MEMORY);
  gdl_status status = gdl_parts_call(run, 2, 4);
  if (status != GDL_OK)
    return status;
  v->fired = lua_toboolean(L, -4);
  if (v->fired)
    take_verdict(run, v);
  lua_pop(L, 4);
  return GDL_OK;
}


/* A plain function of the state; what an answer that is not false means,
** judge(answer, state) says as a rule does. */
static gdl_status stop_function (void *ctx, const gdl_state *s,
                                 gdl_verdict *v) {
  gdl_run *run = ctx;
  lua_State *L = run->L;
  gdl_status status;
  (void)s;
  if (ask_native_stop(run, &status))
    return status;
  gdl_push_slot(run, STOP_CHECK);
  push_state(run);
  status = gdl_parts_call(run, 1, 1);
  if (status != GDL_OK)
    return status;
  if (!lua_toboolean(L, -1)) {
    lua_pop(L, 1);
    return GDL_OK;
  }
  gdl_push_slot(run, STOP_JUDGE);
  lua_insert(L, -2);
  push_state(run);
  status = gdl_parts_call(run, 2, 4);
  if (status != GDL_OK)
    return status;
  v->fired = 1;
  take_verdict(run, v);
  lua_pop(L, 4);
  return GDL_OK;
}


static gdl_status observe (void *ctx, const gdl_state *s, int *stop_asked) {
  gdl_run *run = ctx;
  lua_State *L = run->L;
  (void)s;
  gdl_push_slot(run, OBSERVE);
  push_state(run);
  run->observing = 1;
  gdl_status status = gdl_parts_call(run, 1, 1);
  run->observing = 0;
  if (status == GDL_OK) {
    *stop_asked = lua_toboolean(L, -1);
    lua_pop(L, 1);
  }
  return status;
}


int gdl_parts_has (lua_State *L, int config, const char *field) {
  int there = lua_getfield(L, config, field) != LUA_TNIL;
  lua_pop(L, 1);
  return there;
}


void gdl_run_parts (lua_State *L, int config, gdl_run *run, gdl_parts *p) {
  int each = gdl_parts_has(L, config, "step_each");
  memset(p, 0, sizeof(*p));
  p->ctx = run;
  p->stretch = gdl_run_stretch;
  p->leap = gdl_run_leap;
  if (gdl_parts_has(L, config, "step_at"))
    p->step = each ? each_step : one_step;
  gdl_update_parts(L, config, each, p);
  if (gdl_parts_has(L, config, "project")) p->project = project;
  if (gdl_parts_has(L, config, "stop_check"))
    p->stop = gdl_parts_has(L, config, "stop_judge") ? stop_function : stop_rule;
  if (gdl_parts_has(L, config, "observe")) p->observe = observe;
  if (run->validates) p->validate = validate;
  if (gdl_parts_has(L, config, "batch")) {
    p->pass = gdl_run_pass;
    p->batch = gdl_run_batch;
  }
  if (run->progress)
    p->tick = gdl_progress_tick;
}
