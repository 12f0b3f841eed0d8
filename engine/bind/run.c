/*
** run.c - a descent as a Lua value: making, running, forking
** scripts/gdlua/descent.lua reads a user's options into a configuration, a
** plain table that this file turns into a run.
*/
#include "bind/run.h"
#include "bind/stretch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char run_tag = 0;

static const char *const fields[] = {
  NULL,
#define X(name, field)  field,
  GDL_RUN_VALUES(X)
#undef X
};

gdl_run *gdl_check_run (lua_State *L, int arg) {
  gdl_run *run = lua_touserdata(L, arg);
  if (run == NULL || lua_rawlen(L, arg) < sizeof(*run) ||
      run->tag != &run_tag)
    gdl_blame(L, "bad argument #%d (a descent expected, got %s; methods are "
                 "called with a colon: d:step())", arg,
              gdl_describe(L, arg));
  if (run->d == NULL)
    gdl_blame(L, "this descent could not be made");
  return run;
}


/*
** Entering and leaving a run
*/

void gdl_run_enter (lua_State *L, gdl_run *run, int idx) {
  luaL_checkstack(L, GDL_V_COUNT + 40, "descent");
  lua_getiuservalue(L, idx, 1);
  int values = lua_gettop(L);
  run->base = values;
  for (int i = 1; i < GDL_V_COUNT; i++)
    lua_rawgeti(L, values, i);
  run->L = L;
  run->step_has_memory = !lua_isnil(L, gdl_slot(run, STEP_INIT));
  run->shows_state = !lua_isnil(L, gdl_slot(run, STEP_AT)) ||
                     !lua_isnil(L, gdl_slot(run, STOP_CHECK)) ||
                     !lua_isnil(L, gdl_slot(run, OBSERVE));
  gdl_cost *c = &run->cost;
  c->L = L;
  c->fn = gdl_slot(run, COST);
  c->gradient = gdl_slot(run, GRADIENT);
  c->shape_at = gdl_slot(run, SHAPE);
  c->arg = gdl_slot(run, ARG);
  c->parts = gdl_slot(run, PARTS);
  c->extra = gdl_slot(run, BATCH);
  c->error = gdl_slot(run, ERROR);
  /* Only an argument with a mirror can be varied by a script. */
  c->axes = lua_isfunction(L, gdl_slot(run, AXES)) &&
            !gdl_tree_is_nested(run->shape) && lua_istable(L, c->parts)
            ? gdl_slot(run, AXES) : 0;
  c->handler = gdl_slot(run, HANDLER);
  c->late = gdl_slot(run, TRACED);
  c->other = gdl_slot(run, OTHER);
  gdl_cost *s = &run->slope;
  s->L = L;
  s->fn = c->gradient;
  s->shape_at = c->shape_at;
  s->extra = c->extra;
  s->error = c->error;
  s->handler = c->handler;
  s->traced = 0;
  s->late = gdl_slot(run, SLOPE);
}


void gdl_run_leave (lua_State *L, gdl_run *run) {
  static const int changing[] = {
    GDL_V_STEP_MEMORY, GDL_V_STOP_MEMORY, GDL_V_RULE_STATE, GDL_V_KEPT,
    GDL_V_REASON, GDL_V_TRACED, GDL_V_SLOPE
  };
  gdl_run_gather(run);
  for (size_t i = 0; i < sizeof(changing) / sizeof(changing[0]); i++) {
    lua_pushvalue(L, run->base + changing[i]);
    lua_rawseti(L, run->base, changing[i]);
  }
  gdl_state_show(run);
  lua_settop(L, gdl_slot(run, ERROR));
  run->L = NULL;
}


static void put (lua_State *L, int values, int i) {
  lua_rawseti(L, values, i);
}


/*
** Making
*/

/* Pushes an empty run with its table of values; both are collectable. */
static gdl_run *push_empty (lua_State *L) {
  gdl_run *run = lua_newuserdatauv(L, sizeof(*run), 1);
  memset(run, 0, sizeof(*run));
  run->tag = &run_tag;
  lua_rawgetp(L, LUA_REGISTRYINDEX, &run_tag);
  lua_setmetatable(L, -2);
  lua_createtable(L, GDL_V_COUNT, 0);
  lua_setiuservalue(L, -2, 1);
  return run;
}


/* The arguments of runs that have retired: number of variables -> vector, whose
** first user value is its mirror. */
static const char retired_tag = 0;

/* Pushes an argument for a cost of that shape, and its parts, that another run is
** done with; false, with nothing pushed, where there is none. */
static int take_argument (lua_State *L, const gdl_tree *shape) {
  const gdl_tree_node *root = &shape->node[0];
  if (root->kind != GDL_TREE_ARRAY || root->shape.rank != 1)
    return 0;
  int top = lua_gettop(L);
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &retired_tag) != LUA_TTABLE ||
      lua_rawgeti(L, -1, (lua_Integer)shape->n) != LUA_TUSERDATA) {
    lua_settop(L, top);
    return 0;
  }
  lua_pushnil(L);
  lua_rawseti(L, -3, (lua_Integer)shape->n);
  lua_remove(L, -2);
  lua_getiuservalue(L, -1, 1);
  return 1;
}


/* core.retire(run) - it will not go on: another run may have the argument of its
** cost, a vector with a mirror, which takes long to make. */
static int retire (lua_State *L) {
  gdl_run *run = gdl_check_run(L, 1);
  if (run->L != NULL || gdl_tree_is_nested(run->shape))
    return 0;
  lua_getiuservalue(L, 1, 1);
  if (lua_rawgeti(L, -1, GDL_V_PARTS) != LUA_TTABLE)
    return 0;
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &retired_tag) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &retired_tag);
  }
  lua_rawgeti(L, 2, GDL_V_ARG);
  lua_rawseti(L, -2, (lua_Integer)run->shape->n);
  for (int i = 0; i < 2; i++) {
    lua_pushnil(L);
    lua_rawseti(L, 2, i == 0 ? GDL_V_ARG : GDL_V_PARTS);
  }
  return 0;
}


/* Fills the table of values at 'values' from the configuration; the shape is
** on top (popped). */
static void set_values (lua_State *L, gdl_run *run, int at, int values,
                        int config) {
  int shape = lua_gettop(L);
  for (int i = 1; i < GDL_V_COUNT; i++)
    if (fields[i] != NULL) {
      lua_getfield(L, config, fields[i]);
      put(L, values, i);
    }
  if (!take_argument(L, run->shape))
    gdl_tree_push_parts(L, shape);
  put(L, values, GDL_V_PARTS);
  put(L, values, GDL_V_ARG);
  gdl_push_state(L, run, at, shape);
  put(L, values, GDL_V_NAMES);
  put(L, values, GDL_V_SEEN);
  put(L, values, GDL_V_STATE);
  gdl_push_handler(L);
  put(L, values, GDL_V_HANDLER);
  lua_pushvalue(L, config);
  put(L, values, GDL_V_CONFIG);
  put(L, values, GDL_V_SHAPE);
}


/* Of residuals (residual.c), which are a cost of their own kind. */
static void init_residuals (lua_State *L, gdl_run *run, int config, size_t m) {
  static const char *const losses[] = {
    "linear", "huber", "soft_l1", "cauchy", NULL
  };
  gdl_loss loss;
  lua_getfield(L, config, "loss");
  loss.kind = (gdl_loss_kind)luaL_checkoption(L, -1, "linear", losses);
  lua_pop(L, 1);
  loss.scale = gdl_config_number(L, config, "loss_scale", 1);
  gdl_cost_residuals(&run->cost, m, &loss, run->work + 3 * run->shape->n);
}


static void init_cost (lua_State *L, gdl_run *run, int config) {
  size_t n = run->shape->n, m = (size_t)gdl_config_number(L, config, "residuals", 0);
  gdl_cost_init(&run->cost, run->shape);
  if (m == 0 || n + 3 <= SIZE_MAX / sizeof(double) / m - 3 * n)
    run->work = calloc(3 * n + gdl_cost_residuals_room(n, m), sizeof(double));
  if (run->work == NULL)
    gdl_blame_status(L, GDL_ENOMEM, NULL);
  if (m > 0)
    init_residuals(L, run, config, m);
  run->cost.x = run->work;
  run->cost.g_error = run->work + n;
  run->cost.spare = run->work + 2 * n;
  run->cost.sign = gdl_config_number(L, config, "sense", 1);
  run->cost.cancellable = 1;
  gdl_config_mode(L, config, &run->cost);
  const gdl_solver *solver = gdl_config_solver(L, config);
  if (solver != NULL && solver->traits & GDL_SOLVER_HESSIAN)
    gdl_cost_want_products(&run->cost, solver->traits & GDL_SOLVER_EXACT_HESSIAN
                                       ? GDL_SECOND_EXACT : GDL_SECOND_ANY);
  run->cost.fast = gdl_config_flag(L, config, "fast");
  run->cost.diff.h = gdl_config_number(L, config, "h", 0);
  run->cost.diff.lower = gdl_config_vector(L, config, "lower");
  run->cost.diff.upper = gdl_config_vector(L, config, "upper");
  lua_getfield(L, config, "gradient");
  run->cost.has_gradient = !lua_isnil(L, -1);
  lua_getfield(L, config, "batch_value");
  run->cost.nargs = !lua_isnil(L, -1);
  lua_getfield(L, config, "columns");
  run->cost.batched = !lua_isnil(L, -1);
  gdl_cost_init(&run->slope, run->shape);
  run->slope.kind = GDL_COST_GRADIENT;
  run->slope.nargs = run->cost.nargs;
  run->slope.batched = run->cost.batched;
  if (run->cost.has_gradient && !gdl_tree_is_nested(run->shape))
    run->cost.slope = &run->slope;
  lua_pop(L, 3);
}


/* Pushes the flags of frozen variables, or nil and returns NULL. */
static unsigned char *push_frozen (lua_State *L, int config, size_t n) {
  const double *flags = gdl_config_vector(L, config, "frozen");
  if (flags == NULL) {
    lua_pushnil(L);
    return NULL;
  }
  unsigned char *frozen = lua_newuserdatauv(L, n, 0);
  for (size_t i = 0; i < n; i++)
    frozen[i] = flags[i] != 0;
  return frozen;
}


static int wants_progress (lua_State *L, int config) {
  lua_getfield(L, config, "progress");
  int always = lua_toboolean(L, -1) && lua_type(L, -1) == LUA_TBOOLEAN;
  int automatic = lua_type(L, -1) == LUA_TSTRING;
  lua_pop(L, 1);
  return always || (automatic && isatty(STDERR_FILENO) && !gdl_in_worker());
}


/* What its parts are to know when they are traced. */
static void init_native (lua_State *L, gdl_run *run, int config) {
  int each = gdl_config_flag(L, config, "step_each");
  for (int i = 0; i < GDL_NATIVE_COUNT; i++)
    run->native[i].step_each = each;
  /* A rule with functions of its own for where to evaluate shares its memory
  ** with them. */
  run->native[GDL_NATIVE_UPDATE].off = gdl_config_flag(L, config, "point") ||
                                       gdl_config_flag(L, config, "answer");
}


/* Fills the empty run at 'at' from the configuration: everything but the
** driver's own struct. */
static void prepare (lua_State *L, gdl_run *run, int at, int config) {
  lua_getiuservalue(L, at, 1);
  int values = lua_gettop(L);
  lua_getfield(L, config, "shape");
  run->shape = gdl_to_tree(L, -1);
  set_values(L, run, at, values, config);
  init_cost(L, run, config);
  init_native(L, run, config);
  run->rule_is_ours = !gdl_config_flag(L, config, "rule_users");
  run->progress = wants_progress(L, config);
  run->shuffle = gdl_config_flag(L, config, "shuffle");
  run->validates = gdl_config_flag(L, config, "validation");
  run->data_rows = (size_t)gdl_config_number(L, config, "rows", 0);
  lua_settop(L, values - 1);
}


/* core.run(config) -> run */
static int new_run (lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  gdl_run *run = push_empty(L);
  prepare(L, run, 2, 1);
  gdl_random_seed(&run->random, gdl_random_bits(gdl_state_random(L)));
  gdl_options o;
  gdl_parts parts;
  gdl_line line;
  gdl_config_options(L, 1, &o);
  o.line = gdl_config_line(L, 1, &line);
  gdl_run_parts(L, 1, run, &parts);
  gdl_checkpoint_configure(L, 1, run, &parts);
  gdl_back_configure(run, &parts);
  o.frozen = push_frozen(L, 1, run->shape->n);
  const double *x0 = gdl_config_vector(L, 1, "x");
  gdl_status status = gdl_descent_new(&run->cost.problem, &parts, &o, x0,
                                      &run->d);
  if (status != GDL_OK)
    return gdl_blame_status(L, status, NULL);
  gdl_run_enter(L, run, 2);
  gdl_run_start_rule(L, run, x0);
  gdl_run_leave(L, run);
  lua_settop(L, 2);
  return 1;
}


static int collect (lua_State *L) {
  gdl_run *run = lua_touserdata(L, 1);
  gdl_descent_free(run->d);
  free(run->work);
  free(run->rows);
  free(run->column);
  gdl_bytes_free(&run->packed);
  gdl_back_free(run);
  gdl_run_stretch_free(run);
  gdl_run_leap_free(run);
  run->d = NULL;
  run->work = NULL;
  run->rows = NULL;
  run->column = NULL;
  return 0;
}


/* run:fork(config) -> an independent run that goes on from here. The
** configuration is a copy with data arrays of its own. */
static int fork_run (lua_State *L) {
  gdl_run *run = gdl_check_run(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  gdl_run *c = push_empty(L);
  prepare(L, c, 3, 2);
  lua_getiuservalue(L, 1, 1);
  lua_getiuservalue(L, 3, 1);
  gdl_run_copy_memory(L, run, 4, c, 5);
  gdl_status status = gdl_descent_fork(run->d, &c->cost.problem, c, &c->d);
  if (status != GDL_OK)
    return gdl_blame_status(L, status, NULL);
  lua_settop(L, 3);
  return 1;
}


/*
** Running and reading
*/

/* run:advance(epochs) -> true while the run can go on */
static int advance (lua_State *L) {
  if (gdl_trace_current != NULL)
    return gdl_trace_refuse(L, "a descent inside a function that is being "
                            "traced");
  gdl_run *run = gdl_check_run(L, 1);
  double epochs = luaL_checknumber(L, 2);
  if (run->L != NULL)
    return gdl_blame(L, "this descent is running already: its own cost, "
                        "schedule or rules cannot step it");
  lua_settop(L, 1);
  int ran = gdl_descent_ending(run->d) == GDL_RUNNING;
  gdl_run_enter(L, run, 1);
  gdl_forget_traceback(L);
  gdl_checkpoint_begin(run);
  gdl_interrupt_enter();
  gdl_status status = gdl_back_run(run, epochs < 9e15 ? (uint64_t)epochs : UINT64_MAX);
  gdl_interrupt_leave(gdl_descent_ending(run->d) == GDL_END_INTERRUPT);
  gdl_progress_end(run);
  gdl_run_leave(L, run);
  if (status == GDL_ECALLBACK)
    return lua_error(L);
  if (status != GDL_OK)
    return gdl_blame_status(L, status, NULL);
  gdl_checkpoint_end(L, run, 1, ran);
  lua_pushboolean(L, gdl_descent_ending(run->d) == GDL_RUNNING);
  return 1;
}


/* run:part_trouble() -> which of its parts was found wrong, or nil */
static int part_trouble (lua_State *L) {
  return gdl_native_push_trouble(L, gdl_check_run(L, 1));
}


/* run:cost_trouble() -> what is to be told about the cost's gradient, or nil */
static int cost_trouble (lua_State *L) {
  gdl_run *run = gdl_check_run(L, 1);
  lua_getiuservalue(L, 1, 1);
  lua_rawgeti(L, -1, GDL_V_TRACED);
  return gdl_cost_push_trouble(L, &run->cost, lua_gettop(L));
}


/* run:epoch() -> epochs completed, -1 before the start was evaluated */
static int epoch (lua_State *L) {
  gdl_run *run = gdl_check_run(L, 1);
  lua_pushinteger(L, gdl_descent_started(run->d)
                     ? (lua_Integer)gdl_descent_state(run->d)->epoch : -1);
  return 1;
}


/* run:state() -> the state object; run:config() -> its configuration */
static int state (lua_State *L) {
  gdl_check_run(L, 1);
  lua_getiuservalue(L, 1, 1);
  lua_rawgeti(L, -1, GDL_V_STATE);
  return 1;
}


/* "descent at epoch 3  cost ..." */
static int tostring (lua_State *L) {
  gdl_run *run = gdl_check_run(L, 1);
  if (!gdl_descent_started(run->d)) {
    lua_pushliteral(L, "descent, not started");
    return 1;
  }
  state(L);
  lua_pushfstring(L, "descent at %s", luaL_tolstring(L, -1, NULL));
  return 1;
}


static int config_of (lua_State *L) {
  gdl_check_run(L, 1);
  lua_getiuservalue(L, 1, 1);
  lua_rawgeti(L, -1, GDL_V_CONFIG);
  return 1;
}


void gdl_open_descent (lua_State *L, int gd, int core) {
  static const luaL_Reg functions[] = {
    {"run", new_run}, {"like", gdl_config_like}, {"retire", retire},
    {NULL, NULL}
  };
  static const luaL_Reg methods[] = {
    {"advance", advance}, {"fork_run", fork_run}, {"history", gdl_run_history},
    {"report", gdl_run_report}, {"cost_trouble", cost_trouble},
    {"rungs", gdl_native_rungs}, {"stretches", gdl_run_stretches}, {"part_trouble", part_trouble},
    {"state", state}, {"epoch", epoch}, {"config", config_of}, {NULL, NULL}
  };
  (void)gd;
  lua_pushvalue(L, core);
  luaL_setfuncs(L, functions, 0);
  lua_pop(L, 1);
  lua_createtable(L, 0, 5);
  lua_pushvalue(L, -1);
  lua_setfield(L, core, "descent_meta");
  lua_pushcfunction(L, collect);
  lua_setfield(L, -2, "__gc");
  lua_pushliteral(L, "descent");
  lua_setfield(L, -2, "__name");
  lua_pushcfunction(L, tostring);
  lua_setfield(L, -2, "__tostring");
  lua_createtable(L, 0, 16);
  luaL_setfuncs(L, methods, 0);
  lua_pushvalue(L, -1);
  lua_setfield(L, core, "descent_methods");    /* the script adds the rest */
  lua_setfield(L, -2, "__index");
  lua_rawsetp(L, LUA_REGISTRYINDEX, &run_tag);
}
