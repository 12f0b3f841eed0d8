/*
** runconfig.c - reading the configuration of a run
** A plain table that scripts/gdlua/descent.lua has made of a user's options.
*/
#include "bind/run.h"

#include <math.h>


double gdl_config_number (lua_State *L, int config, const char *name,
                          double otherwise) {
  double v = otherwise;
  if (lua_getfield(L, config, name) == LUA_TNUMBER)
    v = lua_tonumber(L, -1);
  lua_pop(L, 1);
  return v;
}


static uint64_t count_field (lua_State *L, int config, const char *name) {
  double v = gdl_config_number(L, config, name, INFINITY);
  return v < 9e15 ? (uint64_t)v : UINT64_MAX;
}


int gdl_config_flag (lua_State *L, int config, const char *name) {
  lua_getfield(L, config, name);
  int v = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return v;
}


const double *gdl_config_vector (lua_State *L, int config, const char *name) {
  lua_getfield(L, config, name);
  gdl_array *a = gdl_to_array(L, -1);
  lua_pop(L, 1);
  return a != NULL ? a->data : NULL;
}


static unsigned read_history (lua_State *L, int config) {
  unsigned mask = 0;
  if (lua_getfield(L, config, "history") == LUA_TTABLE)
    for (int f = 0; f < GDL_FIELD_COUNT; f++) {
      lua_getfield(L, -1, gdl_run_field_names[f]);
      if (lua_toboolean(L, -1))
        mask |= 1u << f;
      lua_pop(L, 1);
    }
  lua_pop(L, 1);
  return mask;
}


const gdl_solver *gdl_config_solver (lua_State *L, int config) {
  const gdl_solver *s = NULL;
  if (lua_getfield(L, config, "solver") == LUA_TSTRING)
    s = gdl_solver_find(lua_tostring(L, -1));
  lua_pop(L, 1);
  return s;
}


const gdl_line *gdl_config_line (lua_State *L, int config, gdl_line *line) {
  line->search = NULL;
  if (lua_getfield(L, config, "line") == LUA_TSTRING)
    line->search = gdl_linesearch_find(lua_tostring(L, -1));
  lua_pop(L, 1);
  line->options = gdl_config_vector(L, config, "line_options");
  return line->search != NULL ? line : NULL;
}


void gdl_config_options (lua_State *L, int config, gdl_options *o) {
  static const char *const rises[] = {"ignore", "halve", "stop", NULL};
  gdl_options_init(o);
  o->solver = gdl_config_solver(L, config);
  o->solver_options = gdl_config_vector(L, config, "solver_options");
  o->step = gdl_config_number(L, config, "step", o->step);
  o->step_each = gdl_config_flag(L, config, "step_each");
  o->step_per_update = gdl_config_flag(L, config, "step_per_update");
  o->epochs = count_field(L, config, "epochs");
  o->tolerance = gdl_config_number(L, config, "tolerance", o->tolerance);
  o->time = gdl_config_number(L, config, "time", INFINITY);
  o->batch = (size_t)gdl_config_number(L, config, "batch", 0);
  o->lower = gdl_config_vector(L, config, "lower");
  o->upper = gdl_config_vector(L, config, "upper");
  o->clip_norm = gdl_config_number(L, config, "clip_norm", INFINITY);
  o->clip_value = gdl_config_number(L, config, "clip_value", INFINITY);
  lua_getfield(L, config, "on_rise");
  o->on_rise = (gdl_on_rise)luaL_checkoption(L, -1, "ignore", rises);
  lua_pop(L, 1);
  o->rise_factor = gdl_config_number(L, config, "rise_factor", 1);
  o->observe_every = (uint64_t)gdl_config_number(L, config, "observe_every", 0);
  o->history_fields = read_history(L, config);
  o->history_limit = gdl_config_flag(L, config, "history_all") ? 0
                                                          : GDL_HISTORY_LIMIT;
  o->maximize = gdl_config_number(L, config, "sense", 1) < 0;
}


void gdl_config_mode (lua_State *L, int config, gdl_cost *c) {
  static const char *const modes[] = {
    "central", "forward_difference", "richardson", "auto", "reverse",
    "forward", NULL
  };
  static const struct { gdl_diff_mode diff; gdl_exact exact; } means[] = {
    {GDL_DIFF_CENTRAL, GDL_EXACT_NOT}, {GDL_DIFF_FORWARD, GDL_EXACT_NOT},
    {GDL_DIFF_RICHARDSON, GDL_EXACT_NOT}, {GDL_DIFF_CENTRAL, GDL_EXACT_AUTO},
    {GDL_DIFF_CENTRAL, GDL_EXACT_REVERSE}, {GDL_DIFF_CENTRAL, GDL_EXACT_FORWARD}
  };
  lua_getfield(L, config, "mode");
  int mode = luaL_checkoption(L, -1, "central", modes);
  lua_pop(L, 1);
  c->diff.mode = means[mode].diff;
  c->exact = means[mode].exact;
}


/* core.like(config) -> a table with the same fields */
int gdl_config_like (lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  lua_createtable(L, 0, 32);
  for (lua_pushnil(L); lua_next(L, 1); ) {
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, 2);
  }
  return 1;
}
