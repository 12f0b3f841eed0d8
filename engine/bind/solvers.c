/*
** solvers.c - what solvers and line searches say of themselves, for scripts
*/
#include "bind/run.h"

#include <string.h>

#include "optim/linesearch.h"
#include "optim/solver.h"

/* Adds the names for the values of option 'name' to the table on top. */
static void set_choices (lua_State *L, const gdl_choice *c, const char *name) {
  for (; c != NULL && c->option != NULL; c++)
    if (strcmp(c->option, name) == 0) {
      lua_newtable(L);
      for (int i = 0; c->names[i] != NULL; i++) {
        lua_pushstring(L, c->names[i]);
        lua_rawseti(L, -2, i + 1);
      }
      lua_setfield(L, -2, "choices");
    }
}


/* Pushes a list of {name, default, low, high, integer, doc, choices}. */
static void push_options (lua_State *L, const gdl_option *list,
                          const gdl_choice *choices) {
  lua_newtable(L);
  for (int i = 0; list[i].name != NULL; i++) {
    const gdl_option *o = &list[i];
    lua_createtable(L, 0, 7);
    lua_pushstring(L, o->name);
    lua_setfield(L, -2, "name");
    lua_pushnumber(L, o->value);
    lua_setfield(L, -2, "default");
    lua_pushnumber(L, o->low);
    lua_setfield(L, -2, "low");
    lua_pushnumber(L, o->high);
    lua_setfield(L, -2, "high");
    lua_pushboolean(L, o->integer);
    lua_setfield(L, -2, "integer");
    lua_pushstring(L, o->doc);
    lua_setfield(L, -2, "doc");
    set_choices(L, choices, o->name);
    lua_rawseti(L, -2, i + 1);
  }
}


/* core.solver_options(name) -> the list, and a table of what the solver is
** able to do (bounds, search) and needs (residuals, hessian, and no_gradient);
** nil for a name that is no solver's */
static int solver_options (lua_State *L) {
  static const char *const names[] = {
    "bounds", "search", "residuals", "hessian", "no_gradient"
  };
  const gdl_solver *s = gdl_solver_find(luaL_checkstring(L, 1));
  if (s == NULL)
    return 0;
  push_options(L, s->options, s->choices);
  lua_createtable(L, 0, 5);
  for (unsigned i = 0; i < sizeof(names)/sizeof(*names); i++) {
    lua_pushboolean(L, (s->traits & 1u << i) != 0);
    lua_setfield(L, -2, names[i]);
  }
  return 2;
}


/* core.linesearch_options(name) -> the list, and what the line search is in a
** line; nil for a name that is none's */
static int linesearch_options (lua_State *L) {
  const gdl_linesearch *s = gdl_linesearch_find(luaL_checkstring(L, 1));
  if (s == NULL)
    return 0;
  push_options(L, s->options, NULL);
  lua_pushstring(L, s->doc);
  return 2;
}


/* core.linesearch_check(name, values) -> what is wrong about them, or nil */
static int linesearch_check (lua_State *L) {
  const gdl_linesearch *s = gdl_linesearch_find(luaL_checkstring(L, 1));
  const gdl_array *values = gdl_to_array(L, 2);
  const char *why = NULL;
  if (s == NULL || values == NULL ||
      s->check(values->data, &why) == GDL_OK)
    return 0;
  lua_pushstring(L, why);
  return 1;
}


void gdl_open_solvers (lua_State *L, int gd, int core) {
  static const luaL_Reg functions[] = {
    {"solver_options", solver_options},
    {"linesearch_options", linesearch_options},
    {"linesearch_check", linesearch_check}, {NULL, NULL}
  };
  (void)gd;
  lua_pushvalue(L, core);
  luaL_setfuncs(L, functions, 0);
  lua_pop(L, 1);
}
