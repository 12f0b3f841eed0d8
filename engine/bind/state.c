/*
** state.c - the state object that schedules, rules and observers see
** One object a run, always showing where the run is now. x and gradient are
** snapshots, made when read; within an epoch reading again gives the same
** one unless somebody has written to it.
**
** A rule reads the same few fields at every epoch, and reading a table costs a
** fraction of calling C. So __index is a table, 'seen', behind which C waits:
** a field that changes with the epoch only is put there at every epoch from
** when it was first read on, as long as some function of a script is called at
** every epoch.
*/
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bind/run.h"
#include "bind/trace.h"

static const char state_tag = 0;

typedef struct snapshot {
  uint64_t epoch, updates, version;
  int valid;
} snapshot;

/* User values: 1 the run, 2 its shape, 3 and 4 the snapshots. */
typedef struct lua_state_object {
  const void *tag;
  gdl_run *run;
  snapshot x, g;
} lua_state_object;

enum { UV_RUN = 1, UV_SHAPE, UV_X, UV_G };

#define FIELDS(X) \
  X(epoch) X(updates) X(evaluations) X(x) X(gradient) X(cost) \
  X(gradient_norm) X(gradient_error) X(step) X(step_peak) X(change) \
  X(cost_change) X(elapsed) X(best) X(sense) X(validation)

typedef enum field {
  F_none,
#define X(name)  F_##name,
  FIELDS(X)
#undef X
  F_count
} field;

static const char *const names[] = {
  "",
#define X(name)  #name,
  FIELDS(X)
#undef X
};


static gdl_array *cached (lua_State *L, const gdl_state *s,
                          const snapshot *shot, int uv) {
  if (!shot->valid || shot->epoch != s->epoch || shot->updates != s->updates)
    return NULL;
  lua_getiuservalue(L, 1, uv);
  gdl_array *a = gdl_to_array(L, -1);
  if (a != NULL && *a->version == shot->version)
    return a;
  lua_pop(L, 1);
  return NULL;
}


/* Pushes v (sign times it) in the shape of the start. */
static int push_snapshot (lua_State *L, lua_state_object *o, snapshot *shot,
                          int uv, const double *v, double sign) {
  const gdl_state *s = gdl_descent_state(o->run->d);
  const gdl_tree *shape = o->run->shape;
  if (shape->node[0].kind == GDL_TREE_NUMBER) {
    lua_pushnumber(L, sign * v[0]);
    return 1;
  }
  if (shape->node[0].kind == GDL_TREE_ARRAY) {
    if (cached(L, s, shot, uv) != NULL)
      return 1;
    gdl_array *a = gdl_push_like(L, &shape->node[0].shape);
    for (size_t i = 0; i < shape->n; i++)
      a->data[i] = sign < 0 ? -v[i] : v[i];
    *shot = (snapshot){s->epoch, s->updates, *a->version, 1};
    lua_pushvalue(L, -1);
    lua_setiuservalue(L, 1, uv);
    return 1;
  }
  lua_getiuservalue(L, 1, UV_SHAPE);
  int at = lua_gettop(L);
  if (sign < 0) {
    double *w = lua_newuserdatauv(L, shape->n * sizeof(*w), 0);
    for (size_t i = 0; i < shape->n; i++)
      w[i] = -v[i];
    v = w;
  }
  gdl_tree_push(L, at, v);
  return 1;
}


void gdl_push_best (lua_State *L, const gdl_run *run, int shape) {
  const gdl_state *s = gdl_descent_state(run->d);
  shape = lua_absindex(L, shape);
  lua_createtable(L, 0, 3);
  gdl_tree_push(L, shape, s->best_x);
  lua_setfield(L, -2, "x");
  lua_pushnumber(L, run->cost.sign * s->best_cost);
  lua_setfield(L, -2, "cost");
  lua_pushinteger(L, (lua_Integer)s->best_epoch);
  lua_setfield(L, -2, "epoch");
  if (run->validates) {
    lua_pushnumber(L, run->cost.sign * s->best_validation);
    lua_setfield(L, -2, "validation");
  }
}


/* Pushes the names of all fields as a text. */
static const char *push_field_list (lua_State *L) {
  luaL_Buffer b;
  luaL_buffinit(L, &b);
  for (int i = 1; i < F_count; i++) {
    luaL_addstring(&b, i > 1 ? ", " : "");
    luaL_addstring(&b, names[i]);
  }
  luaL_pushresult(&b);
  return lua_tostring(L, -1);
}


int gdl_state_pairs (lua_State *L) {
  return gdl_blame(L, "the state has no pairs to go over: its fields are worked out "
                      "when they are read (%s)", push_field_list(L));
}


static int unknown_field (lua_State *L) {
  if (lua_type(L, 2) != LUA_TSTRING)
    return gdl_blame(L, "the state has no field %s", gdl_describe(L, 2));
  push_field_list(L);
  return gdl_blame(L, "the state has no field '%s' (it has %s)",
                   lua_tostring(L, 2), lua_tostring(L, -1));
}


/* The fields that are numbers. */
int gdl_state_number (const gdl_run *run, int f, double *v) {
  const gdl_state *s = gdl_descent_state(run->d);
  double sign = run->cost.sign;
  switch (f) {
    case F_epoch: *v = (double)s->epoch; return GDL_STATE_COUNT;
    case F_updates: *v = (double)s->updates; return GDL_STATE_COUNT;
    case F_evaluations: *v = (double)s->evaluations; return GDL_STATE_COUNT;
    case F_sense: *v = sign < 0 ? -1 : 1; return GDL_STATE_COUNT;
    case F_cost: *v = sign * s->cost; return GDL_STATE_NUMBER;
    case F_gradient_norm: *v = s->gradient_norm; return GDL_STATE_NUMBER;
    case F_gradient_error: *v = s->gradient_error; return GDL_STATE_NUMBER;
    case F_change: *v = s->change; return GDL_STATE_NUMBER;
    case F_cost_change: *v = sign * s->cost_change; return GDL_STATE_NUMBER;
    case F_step: *v = s->step; return GDL_STATE_NUMBER;
    case F_step_peak: *v = s->step_peak; return GDL_STATE_NUMBER;
    case F_validation:
      *v = sign * s->validation;
      return run->validates ? GDL_STATE_NUMBER : GDL_STATE_OTHER;
    case F_elapsed:
      *v = run->time_stands ? run->stands_at : gdl_descent_elapsed(run->d);
      return GDL_STATE_NUMBER;
    default: return GDL_STATE_OTHER;
  }
}


int gdl_state_field (const char *name) {
  int f = F_count - 1;
  while (f > 0 && strcmp(names[f], name) != 0)
    f--;
  return f;
}


/* Does the field change with the epoch only? */
static int changes_by_epoch (field f) {
  return f == F_epoch || f == F_cost || f == F_gradient_norm ||
         f == F_gradient_error || f == F_change || f == F_cost_change ||
         f == F_validation;
}


/* Pushes a field that is a number; false for the others. */
static int push_number_field (lua_State *L, const gdl_run *run, field f) {
  double v;
  int kind = gdl_state_number(run, f, &v);
  if (kind == GDL_STATE_COUNT)
    lua_pushinteger(L, (lua_Integer)v);
  else if (kind == GDL_STATE_NUMBER)
    lua_pushnumber(L, v);
  return kind != GDL_STATE_OTHER;
}


static int push_other_field (lua_State *L, lua_state_object *o, field f) {
  gdl_run *run = o->run;
  const gdl_state *s = gdl_descent_state(run->d);
  switch (f) {
    case F_x: return push_snapshot(L, o, &o->x, UV_X, s->x, 1);
    case F_gradient:
      return push_snapshot(L, o, &o->g, UV_G, s->g, run->cost.sign);
    case F_best:
      lua_getiuservalue(L, 1, UV_SHAPE);
      gdl_push_best(L, run, -1);
      return 1;
    case F_validation: lua_pushnil(L); return 1;
    default: return unknown_field(L);
  }
}


/* __index of 'seen'. Upvalues: name -> field, the state object. */
static int get_field (lua_State *L) {
  lua_settop(L, 2);
  lua_pushvalue(L, lua_upvalueindex(2));
  lua_replace(L, 1);
  lua_state_object *o = lua_touserdata(L, 1);
  gdl_run *run = o->run;
  if (run->d == NULL)
    return gdl_blame(L, "the state of a run that no longer exists");
  if (gdl_trace_current != NULL)       /* that of a part is another object */
    gdl_trace_impure(L, "it reads the state of a run, which the script has kept");
  lua_pushvalue(L, 2);
  lua_rawget(L, lua_upvalueindex(1));
  field f = (field)lua_tointeger(L, -1);
  if (!push_number_field(L, run, f))
    return push_other_field(L, o, f);
  if (run->shows_state && changes_by_epoch(f))
    run->seen |= 1u << f;
  return 1;
}


void gdl_state_show (gdl_run *run) {
  lua_State *L = run->L;
  run->seen_epoch = gdl_descent_state(run->d)->epoch;
  for (unsigned left = run->seen; left != 0; left &= left - 1) {
    field f = (field)__builtin_ctz(left);
    lua_rawgeti(L, gdl_slot(run, NAMES), f);
    push_number_field(L, run, f);
    lua_rawset(L, gdl_slot(run, SEEN));
  }
}


void gdl_state_hide (gdl_run *run) {
  lua_State *L = run->L;
  for (unsigned left = run->seen; left != 0; left &= left - 1) {
    lua_rawgeti(L, gdl_slot(run, NAMES), __builtin_ctz(left));
    lua_pushnil(L);
    lua_rawset(L, gdl_slot(run, SEEN));
  }
  run->seen = 0;
}


void gdl_state_forget (lua_State *L, int state) {
  lua_state_object *o = lua_touserdata(L, state);
  o->x.valid = o->g.valid = 0;
}


static int newindex (lua_State *L) {
  return gdl_blame(L, "the state is read-only (tried to set %s)",
                   gdl_describe(L, 2));
}


static int tostring (lua_State *L) {
  lua_state_object *o = lua_touserdata(L, 1);
  if (o->run->d == NULL) {
    lua_pushliteral(L, "state of no run");
    return 1;
  }
  const gdl_state *s = gdl_descent_state(o->run->d);
  char text[160];
  double cost = o->run->cost.sign * s->cost;
  int n = snprintf(text, sizeof(text), "epoch %" PRIu64 "  cost %.9g  |g| %.3g",
                   s->epoch, isnan(cost) ? fabs(cost) : cost,
                   fabs(s->gradient_norm));
  if (!isnan(s->step))
    n += snprintf(text + n, sizeof(text) - (size_t)n, "  step %.3g", s->step);
  if (o->run->validates)
    snprintf(text + n, sizeof(text) - (size_t)n, "  validation %.9g",
             isnan(s->validation) ? NAN : o->run->cost.sign * s->validation);
  lua_pushstring(L, text);
  return 1;
}


/* Pushes a table that is name -> field, and field -> name: one for all runs. */
static void push_names (lua_State *L) {
  static const char key = 0;
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &key) != LUA_TNIL)
    return;
  lua_pop(L, 1);
  lua_createtable(L, F_count, F_count);
  for (int i = 1; i < F_count; i++) {
    lua_pushstring(L, names[i]);
    lua_pushvalue(L, -1);
    lua_rawseti(L, -3, i);
    lua_pushinteger(L, i);
    lua_rawset(L, -3);
  }
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &key);
}


/* Pushes the table 'seen' of the state object on top. */
static void push_seen (lua_State *L, int state) {
  lua_createtable(L, 0, F_count);
  lua_createtable(L, 0, 1);
  push_names(L);
  lua_pushvalue(L, state);
  lua_pushcclosure(L, get_field, 2);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, -2);
}


void gdl_push_state (lua_State *L, gdl_run *run, int idx, int shape) {
  lua_state_object *o = lua_newuserdatauv(L, sizeof(*o), 4);
  int state = lua_gettop(L);
  memset(o, 0, sizeof(*o));
  o->tag = &state_tag;
  o->run = run;
  lua_pushvalue(L, idx);
  lua_setiuservalue(L, state, UV_RUN);
  lua_pushvalue(L, shape);
  lua_setiuservalue(L, state, UV_SHAPE);
  push_seen(L, state);
  lua_createtable(L, 0, 6);
  lua_pushcfunction(L, gdl_state_pairs);
  lua_setfield(L, -2, "__pairs");
  lua_pushvalue(L, state + 1);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, newindex);
  lua_setfield(L, -2, "__newindex");
  lua_pushcfunction(L, tostring);
  lua_setfield(L, -2, "__tostring");
  lua_pushliteral(L, "state");
  lua_setfield(L, -2, "__name");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, state);
  push_names(L);
}
