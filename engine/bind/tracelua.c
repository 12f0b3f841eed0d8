/*
** tracelua.c - functions of Lua's own library that have to know traced numbers:
** type, tonumber, rawequal, math.type, math.random ...
** Where nothing is traced the stock function runs in the frame it was called in.
** It is upvalue 1; but random and randomseed have one of their own there: 2.
*/
#include "bind/proxy.h"


static int stock (lua_State *L, int upvalue) {
  return lua_tocfunction(L, lua_upvalueindex(upvalue))(L);
}


static int base_type (lua_State *L) {
  if (gdl_trace_current == NULL || !gdl_traced_is_number(L, 1))
    return stock(L, 1);
  lua_pushliteral(L, "number");
  return 1;
}


static int base_tonumber (lua_State *L) {
  if (gdl_trace_current == NULL || !gdl_traced_is_number(L, 1) ||
      !lua_isnoneornil(L, 2))
    return stock(L, 1);
  lua_settop(L, 1);
  return 1;
}


static int is_number (lua_State *L, int idx) {
  return lua_type(L, idx) == LUA_TNUMBER || gdl_traced_is_number(L, idx);
}


/* Two numbers are the same where they are equal. */
static int base_rawequal (lua_State *L) {
  if (!gdl_any_traced(L, 1) || lua_gettop(L) < 2)
    return stock(L, 1);
  lua_settop(L, 2);
  int same = lua_rawequal(L, 1, 2);
  if (is_number(L, 1) && is_number(L, 2))
    same = gdl_trace_compare(L, GDL_OP_eq, gdl_trace_node(L, 1),
                             gdl_trace_node(L, 2));
  lua_pushboolean(L, same);
  return 1;
}


static int math_type (lua_State *L) {
  gdl_proxy *p = gdl_trace_current == NULL ? NULL : gdl_to_proxy(L, 1);
  if (p == NULL || gdl_proxy_is_array(p))
    return stock(L, 1);
  if (p->mixed)
    return gdl_trace_refuse(L, "'math.type' of the larger or smaller of an "
                            "integer and a float");
  gdl_whole_guard(L, p->node, p->whole);
  if (p->whole)
    lua_pushliteral(L, "integer");
  else
    lua_pushliteral(L, "float");
  return 1;
}


#define REFUSED(name) \
  static int math_##name (lua_State *L) { \
    return gdl_any_traced(L, 1) ? gdl_untraceable(L, "math." #name) \
                                : stock(L, 1); \
  }

REFUSED(tointeger)
REFUSED(ult)
REFUSED(frexp)
REFUSED(ldexp)


static int draw (lua_State *L, const char *name) {
  if (gdl_trace_current != NULL) {
    if (gdl_any_traced(L, 1))
      return gdl_untraceable(L, name);
    gdl_trace_impure(L, "'%s' is called", name);
  }
  return stock(L, 2);
}

static int math_random (lua_State *L) {
  return draw(L, "math.random");
}

static int math_randomseed (lua_State *L) {
  return draw(L, "math.randomseed");
}


/* Puts 'f' in the place of the function 'name' of the table on top, if that is
** the stock one: a C function with as many upvalues as it has. May leave values
** on the stack. */
static void replace (lua_State *L, const char *name, lua_CFunction f,
                     int upvalues) {
  lua_getfield(L, -1, name);
  if (lua_iscfunction(L, -1) &&
      lua_getupvalue(L, -1, upvalues + 1) == NULL) {
    int found = upvalues == 0 || lua_getupvalue(L, -1, upvalues) != NULL;
    if (found) {                        /* the function [, its upvalue] */
      if (upvalues == 1)
        lua_insert(L, -2);              /* upvalue, function */
      lua_pushcclosure(L, f, upvalues + 1);
      lua_setfield(L, -2, name);
      return;
    }
  }
}


typedef struct replacement {
  const char *name;
  lua_CFunction f;
  int upvalues;
} replacement;

static const replacement of_base[] = {
  {"type", base_type, 0}, {"tonumber", base_tonumber, 0},
  {"rawequal", base_rawequal, 0}, {NULL, NULL, 0}
};

static const replacement of_math[] = {
  {"type", math_type, 0}, {"tointeger", math_tointeger, 0},
  {"ult", math_ult, 0}, {"frexp", math_frexp, 0}, {"ldexp", math_ldexp, 0},
  {"random", math_random, 1}, {"randomseed", math_randomseed, 1},
  {NULL, NULL, 0}
};


/* In the table at the top, if it is one (popped). */
static void replace_all (lua_State *L, const replacement *r) {
  int table = lua_gettop(L);
  for (; lua_istable(L, table) && r->name != NULL; r++) {
    replace(L, r->name, r->f, r->upvalues);
    lua_settop(L, table);
  }
  lua_settop(L, table - 1);
}


void gdl_open_tracelua (lua_State *L, int gd, int core) {
  (void)gd;
  (void)core;
  lua_pushglobaltable(L);
  replace_all(L, of_base);
  lua_getglobal(L, "math");
  replace_all(L, of_math);
}
