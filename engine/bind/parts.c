/*
** parts.c - the driver's callbacks: Lua functions of the user's
** Nothing here raises outside a protected call: the quick ways use only what
** cannot fail, everything else runs in a protected C function.
*/
#include <math.h>
#include <string.h>

#include "bind/run.h"
#include "bind/stretch.h"


static gdl_status call (gdl_run *run, int nargs, int nresults) {
  return gdl_call(run->L, nargs, nresults, gdl_slot(run, HANDLER),
                  gdl_slot(run, ERROR));
}


#define push_slot(run, name)  lua_pushvalue((run)->L, gdl_slot(run, name))


/* Moves the value on top to 'slot', and to the table of values: whoever looks
** at the run from within a callback (a fork) finds it there. Cannot fail. */
static void set_slot (gdl_run *run, int slot) {
  lua_State *L = run->L;
  lua_pushvalue(L, -1);
  lua_rawseti(L, run->base, slot - run->base);
  lua_replace(L, slot);
}


/* Pushes the state object, up to date. */
static void push_state (gdl_run *run) {
  if (run->seen_epoch != gdl_descent_state(run->d)->epoch)
    gdl_state_show(run);
  push_slot(run, STATE);
}


/* Calls the init function in slot 'init' with the state; its answer goes to
** slot 'memory'. */
static gdl_status make_memory (gdl_run *run, int init, int memory) {
  lua_State *L = run->L;
  if (lua_isnil(L, init))
    return GDL_OK;
  lua_pushvalue(L, init);
  push_state(run);
  gdl_status status = call(run, 1, 1);
  if (status == GDL_OK)
    set_slot(run, memory);
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
  push_slot(run, STEP_AT);
  lua_pushinteger(L, (lua_Integer)t);
  push_state(run);
  if (run->step_has_memory)
    push_slot(run, STEP_MEMORY);
  status = call(run, 2 + run->step_has_memory, 1);
  if (status != GDL_OK)
    return status;
  if (read_steps(run, steps, each)) {
    lua_pop(L, 1);
    return GDL_OK;
  }
  lua_pushcfunction(L, raise_bad_step);
  lua_insert(L, -2);
  push_slot(run, STEP_AT);
  lua_insert(L, -2);
  lua_pushinteger(L, (lua_Integer)t);
  push_slot(run, CONFIG);
  return call(run, 4, 0);
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
** The update rule
*/

typedef struct update_request {
  gdl_run *run;
  const double *x, *g, *steps;
  int each;
  uint64_t t;
  double cost;
  double *out;
} update_request;


static void push_vector (lua_State *L, const double *v, size_t n) {
  gdl_array *a = gdl_push_array(L, 1, n, 0);
  memcpy(a->data, v, n * sizeof(*v));
}


/* Copies the vector at 'idx', which function 'part' of the rule returned. */
static void read_vector (lua_State *L, gdl_run *run, int idx, int name,
                         const char *part, double *out) {
  size_t n = run->shape->n;
  gdl_array *a = gdl_to_array(L, idx);
  if (a == NULL || a->rank != 1 || a->rows != n)
    gdl_blame(L, "'%s' of the method '%s' returned %s (a vector of %d "
                 "expected)", part, lua_tostring(L, name),
              gdl_describe(L, idx), (int)n);
  memcpy(out, a->data, n * sizeof(double));
}


static int count_fields (lua_State *L, int idx) {
  int n = 0;
  lua_pushnil(L);
  while (lua_next(L, idx)) {
    lua_pop(L, 1);
    n++;
  }
  return n;
}


/* Protected: request, update, s, o, rule name. */
static int call_update (lua_State *L) {
  enum { REQUEST = 1, UPDATE, STATE, OPTIONS, NAME };
  update_request *r = lua_touserdata(L, REQUEST);
  gdl_run *run = r->run;
  size_t n = run->shape->n;
  int fields = run->rule_checked ? 0 : count_fields(L, STATE);
  lua_pushvalue(L, UPDATE);
  push_vector(L, r->x, n);
  push_vector(L, r->g, n);
  if (r->each)
    push_vector(L, r->steps, n);
  else
    lua_pushnumber(L, r->steps[0]);
  lua_pushvalue(L, STATE);
  lua_pushvalue(L, OPTIONS);
  lua_pushinteger(L, (lua_Integer)r->t);
  lua_pushnumber(L, r->cost);
  lua_call(L, 7, 1);
  read_vector(L, run, lua_gettop(L), NAME, "update", r->out);
  if (!run->rule_checked && count_fields(L, STATE) > fields)
    return gdl_blame(L, "'update' of the method '%s' added a field to its "
                        "state s: 'init' must make all of them",
                     lua_tostring(L, NAME));
  run->rule_checked = 1;
  return 0;
}


/* More values in a memory are not put back after an error. */
#define SMALL 64

/* Has the table on top at most *left values, those in its tables counted? */
static int is_small (lua_State *L, int *left) {
  if (!lua_checkstack(L, 4))
    return 0;
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    if (--*left < 0 || (lua_istable(L, -1) && !is_small(L, left))) {
      lua_pop(L, 2);
      return 0;
    }
    lua_pop(L, 1);
  }
  return 1;
}


/* Pushes a copy of the rule's memory, to be put back where 'update' raises when
** it has changed half of it; or nil. */
static gdl_status push_copy (gdl_run *run) {
  lua_State *L = run->L;
  int left = SMALL;
  push_slot(run, RULE_STATE);
  int small = is_small(L, &left) && left < SMALL;
  lua_pop(L, 1);
  if (!small) {
    lua_pushnil(L);
    return GDL_OK;
  }
  push_slot(run, COPY);
  push_slot(run, RULE_STATE);
  return call(run, 1, 1);
}


static gdl_status update (gdl_run *run, const double *x, const double *g,
                          const double *steps, int each, uint64_t t,
                          double cost, double *next) {
  lua_State *L = run->L;
  gdl_native_request q = {t, x, g, steps, cost, next};
  gdl_status status;
  if (gdl_native_ask(run, GDL_NATIVE_UPDATE, &q, &status))
    return status;
  update_request r = {run, x, g, steps, each, t, cost, next};
  if ((status = push_copy(run)) != GDL_OK)
    return status;
  lua_pushcfunction(L, call_update);
  lua_pushlightuserdata(L, &r);
  push_slot(run, UPDATE);
  push_slot(run, RULE_STATE);
  push_slot(run, RULE_OPTIONS);
  push_slot(run, RULE_NAME);
  status = call(run, 5, 0);
  if (status != GDL_OK && !lua_isnil(L, -1))
    set_slot(run, gdl_slot(run, RULE_STATE));
  else
    lua_pop(L, 1);
  return status;
}


static gdl_status update_one (void *ctx, const double *x, const double *g,
                              const double *steps, uint64_t t, double cost,
                              double *next) {
  return update(ctx, x, g, steps, 0, t, cost, next);
}


static gdl_status update_each (void *ctx, const double *x, const double *g,
                               const double *steps, uint64_t t, double cost,
                               double *next) {
  return update(ctx, x, g, steps, 1, t, cost, next);
}


/* Protected: request, function, s, o, rule name, part name: x -> vector. */
static int call_map (lua_State *L) {
  enum { REQUEST = 1, FN, STATE, OPTIONS, NAME, PART };
  update_request *r = lua_touserdata(L, REQUEST);
  lua_pushvalue(L, FN);
  push_vector(L, r->x, r->run->shape->n);
  lua_pushvalue(L, STATE);
  lua_pushvalue(L, OPTIONS);
  lua_call(L, 3, 1);
  read_vector(L, r->run, lua_gettop(L), NAME, lua_touserdata(L, PART), r->out);
  return 0;
}


static gdl_status map (gdl_run *run, int fn, const char *part,
                       const double *x, double *out) {
  lua_State *L = run->L;
  update_request r = {run, x, NULL, NULL, 0, 0, 0, out};
  lua_pushcfunction(L, call_map);
  lua_pushlightuserdata(L, &r);
  lua_pushvalue(L, fn);
  push_slot(run, RULE_STATE);
  push_slot(run, RULE_OPTIONS);
  push_slot(run, RULE_NAME);
  lua_pushlightuserdata(L, (void *)part);
  return call(run, 6, 0);
}


static gdl_status point (void *ctx, const double *x, double *at) {
  gdl_run *run = ctx;
  return map(run, gdl_slot(run, POINT), "point", x, at);
}


static gdl_status answer (void *ctx, const double *x, double *report) {
  gdl_run *run = ctx;
  return map(run, gdl_slot(run, ANSWER), "answer", x, report);
}


/* The memory of a rule is a table that its functions write into; what is kept
** is a deep copy, and going back puts the copy in its place. */
static gdl_status keep (void *ctx, int restore) {
  gdl_run *run = ctx;
  if (gdl_native_keep(run, restore))
    return GDL_OK;
  if (restore) {
    push_slot(run, KEPT);
    set_slot(run, gdl_slot(run, RULE_STATE));
    return GDL_OK;
  }
  push_slot(run, COPY);
  push_slot(run, RULE_STATE);
  gdl_status status = call(run, 1, 1);
  if (status == GDL_OK)
    set_slot(run, gdl_slot(run, KEPT));
  return status;
}


void gdl_run_start_rule (lua_State *L, gdl_run *run, const double *x) {
  if (lua_isnil(L, gdl_slot(run, RULE_INIT)))
    lua_newtable(L);
  else {
    lua_pushvalue(L, gdl_slot(run, RULE_INIT));
    push_vector(L, x, run->shape->n);
    lua_pushvalue(L, gdl_slot(run, RULE_OPTIONS));
    lua_call(L, 2, 1);
    if (!lua_istable(L, -1))
      gdl_blame(L, "'init' of the method '%s' returned %s (a table expected)",
                lua_tostring(L, gdl_slot(run, RULE_NAME)),
                gdl_describe(L, lua_gettop(L)));
  }
  lua_replace(L, gdl_slot(run, RULE_STATE));
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
  push_slot(run, PROJECT);
  push_slot(run, SHAPE);
  return call(run, 3, 0);
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
  push_slot(run, STOP_CHECK);
  push_state(run);
  push_slot(run, STOP_MEMORY);
  gdl_status status = call(run, 2, 4);
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
  push_slot(run, STOP_CHECK);
  push_state(run);
  status = call(run, 1, 1);
  if (status != GDL_OK)
    return status;
  if (!lua_toboolean(L, -1)) {
    lua_pop(L, 1);
    return GDL_OK;
  }
  push_slot(run, STOP_JUDGE);
  lua_insert(L, -2);
  push_state(run);
  status = call(run, 2, 4);
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
  push_slot(run, OBSERVE);
  push_state(run);
  run->observing = 1;
  gdl_status status = call(run, 1, 1);
  run->observing = 0;
  if (status == GDL_OK) {
    *stop_asked = lua_toboolean(L, -1);
    lua_pop(L, 1);
  }
  return status;
}


static int has (lua_State *L, int config, const char *field) {
  int there = lua_getfield(L, config, field) != LUA_TNIL;
  lua_pop(L, 1);
  return there;
}


void gdl_run_parts (lua_State *L, int config, gdl_run *run, gdl_parts *p) {
  int each = has(L, config, "step_each");
  memset(p, 0, sizeof(*p));
  p->ctx = run;
  p->stretch = gdl_run_stretch;
  p->leap = gdl_run_leap;
  if (has(L, config, "step_at"))
    p->step = each ? each_step : one_step;
  if (has(L, config, "update")) {
    p->update = each ? update_each : update_one;
    p->keep = keep;
  }
  if (has(L, config, "point")) p->point = point;
  if (has(L, config, "answer")) p->answer = answer;
  if (has(L, config, "project")) p->project = project;
  if (has(L, config, "stop_check"))
    p->stop = has(L, config, "stop_judge") ? stop_function : stop_rule;
  if (has(L, config, "observe")) p->observe = observe;
  if (has(L, config, "batch")) {
    p->pass = gdl_run_pass;
    p->batch = gdl_run_batch;
  }
  if (run->progress)
    p->tick = gdl_progress_tick;
}
