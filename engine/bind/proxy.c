/*
** proxy.c - making and reading proxies
*/
#include "bind/proxy.h"

#include <math.h>
#include <string.h>

const char gdl_proxy_tag = 0;

const char gdl_proxy_meta[GDL_PROXY_KINDS] = {0};

/*
** Pushing
*/
void gdl_proxy_set_metatable (lua_State *L, gdl_proxy_kind kind) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &gdl_proxy_meta[kind]);
  lua_setmetatable(L, -2);
}


static int refuse_length (lua_State *L) {
  return gdl_trace_refuse(L, "it computes more than can be kept in memory: "
                          "over %I operations, or 16 times as many "
                          "elements of arrays",
                          (LUAI_UACINT)gdl_trace_current->most);
}


static void push_bare_number (lua_State *L, gdl_node n, int whole) {
  if (n >= gdl_trace_current->most)
    refuse_length(L);
  gdl_proxy *p = (gdl_proxy *)lua_newuserdatauv(L, sizeof(*p), 0);
  p->tag = &gdl_proxy_tag;
  p->serial = gdl_trace_current->serial;
  p->node = n;
  p->kind = GDL_PROXY_NUMBER;
  p->whole = (uint8_t)whole;
  p->mixed = 0;
}


void gdl_push_number_proxy (lua_State *L, gdl_node n, int whole) {
  push_bare_number(L, n, whole);
  gdl_proxy_set_metatable(L, GDL_PROXY_NUMBER);
}


void gdl_push_number_fast (lua_State *L, gdl_node n, int upvalue) {
  push_bare_number(L, n, 0);
  lua_pushvalue(L, lua_upvalueindex(upvalue));
  lua_setmetatable(L, -2);
}


/*
** Integers
*/
int gdl_whole_bits (lua_Integer i) {
  lua_Unsigned u = i < 0 ? 0 - (lua_Unsigned)i : (lua_Unsigned)i;
  return u == 0 ? 1 : 64 - __builtin_clzll(u);
}


void gdl_whole_guard (lua_State *L, gdl_node n, int bits) {
  gdl_trace *t = gdl_trace_current;
  if (bits <= GDL_WHOLE_EXACT || n == GDL_NO_NODE)
    return;
  gdl_node size = gdl_graph_unary(t->graph, GDL_OP_abs, n);
  if (!gdl_trace_compare(L, GDL_OP_lt, size, gdl_trace_number(t, 0x1p53)))
    gdl_trace_refuse(L, "a whole number beyond 2^53");
}


void gdl_trace_push_integer (lua_State *L, size_t slot, int bits) {
  gdl_node n = gdl_graph_input(gdl_trace_current->graph, (uint32_t)slot);
  if (n == GDL_NO_NODE)
    gdl_push_result(L, n);
  gdl_push_number_proxy(L, n, bits);
}


int gdl_traced_whole (lua_State *L, int idx, int *mixed) {
  gdl_proxy *p = gdl_to_proxy(L, idx);
  *mixed = p != NULL && p->mixed;
  return p != NULL ? p->whole != 0 : lua_isinteger(L, idx);
}


static gdl_array_proxy *push_array (lua_State *L, gdl_proxy_kind kind,
                                    int uservalues) {
  gdl_array_proxy *a =
      (gdl_array_proxy *)lua_newuserdatauv(L, sizeof(*a), uservalues);
  memset(a, 0, sizeof(*a));
  a->p.tag = &gdl_proxy_tag;
  a->p.serial = gdl_trace_current->serial;
  a->p.node = GDL_NO_NODE;
  a->p.kind = (uint8_t)kind;
  gdl_proxy_set_metatable(L, kind);
  return a;
}


void gdl_push_proxy (lua_State *L, gdl_node n) {
  if (n == GDL_NO_NODE) {
    gdl_push_result(L, n);
    return;
  }
  gdl_trace *t = gdl_trace_current;
  gdl_shape s = gdl_graph_shape(t->graph, n);
  if (s.rank == 0) {
    gdl_push_number_proxy(L, n, 0);
    return;
  }
  t->elements += gdl_shape_length(s);
  if (t->elements / 16 >= t->most)       /* a node takes as much as 16 of them */
    refuse_length(L);
  gdl_array_proxy *a = push_array(
      L, s.rank == 1 ? GDL_PROXY_VECTOR : GDL_PROXY_MATRIX,
      s.rank == 1 ? 0 : GDL_PROXY_USER_ROW);
  a->p.node = n;
  a->rows = s.rows;
  a->cols = s.cols;
}


void gdl_push_element (lua_State *L, gdl_node n) {
  double value;
  if (gdl_graph_is_number(gdl_trace_current->graph, n, &value))
    lua_pushnumber(L, value);
  else
    gdl_push_number_proxy(L, n, 0);
}


void gdl_push_proxy_row (lua_State *L, int idx, size_t i) {
  idx = lua_absindex(L, idx);
  gdl_array_proxy *m = (gdl_array_proxy *)lua_touserdata(L, idx);
  lua_getiuservalue(L, idx, GDL_PROXY_USER_ROW);
  gdl_array_proxy *last = (gdl_array_proxy *)gdl_to_proxy(L, -1);
  if (last != NULL && last->p.serial == m->p.serial && last->row == i)
    return;
  lua_pop(L, 1);
  gdl_array_proxy *a = push_array(L, GDL_PROXY_ROW, 1);
  a->rows = m->cols;
  a->cols = 1;
  a->row = i;
  a->matrix = m;
  lua_pushvalue(L, idx);
  lua_setiuservalue(L, -2, GDL_PROXY_USER_MATRIX);
  lua_pushvalue(L, -1);
  lua_setiuservalue(L, idx, GDL_PROXY_USER_ROW);
}


/*
** Reading
*/
int gdl_is_traced (lua_State *L, int idx) {
  return gdl_to_proxy(L, idx) != NULL;
}


int gdl_traced_is_number (lua_State *L, int idx) {
  gdl_proxy *p = gdl_to_proxy(L, idx);
  return p != NULL && !gdl_proxy_is_array(p);
}


double gdl_proxy_number (lua_State *L, int idx) {
  return *gdl_trace_value(gdl_live_proxy(L, idx)->node);
}


int gdl_proxy_names (lua_State *L, int idx) {
  gdl_proxy *p = gdl_to_proxy(L, idx);
  if (p != NULL)
    return p->kind == GDL_PROXY_MATRIX;
  gdl_array *a = gdl_to_array(L, idx);
  return a != NULL && a->rank == 2;
}


/* Is there a proxy in the plain table at 'idx', or in a table in it? */
static int table_is_traced (lua_State *L, int idx, int depth) {
  idx = lua_absindex(L, idx);
  luaL_checkstack(L, 3, NULL);
  lua_Unsigned n = lua_rawlen(L, idx);
  for (lua_Unsigned i = 1; i <= n; i++) {
    int type = lua_rawgeti(L, idx, (lua_Integer)i);
    int found = type == LUA_TUSERDATA ? gdl_to_proxy(L, -1) != NULL
                : type == LUA_TTABLE && depth > 0 &&
                      table_is_traced(L, lua_gettop(L), depth - 1);
    lua_pop(L, 1);
    if (found)
      return 1;
  }
  return 0;
}


static int deep_traced (lua_State *L, int idx, int depth) {
  if (!lua_istable(L, idx) || depth == 0)
    return gdl_to_proxy(L, idx) != NULL;
  luaL_checkstack(L, 4, NULL);
  lua_pushnil(L);
  while (lua_next(L, idx)) {
    int found = deep_traced(L, lua_gettop(L), depth - 1);
    lua_pop(L, 1);
    if (found) {
      lua_pop(L, 1);
      return 1;
    }
  }
  return 0;
}

#define DEEPEST 64

int gdl_deep_traced (lua_State *L, int idx) {
  return deep_traced(L, lua_absindex(L, idx), DEEPEST);
}


int gdl_search_traced (lua_State *L, int first) {
  int top = lua_gettop(L);
  for (int i = first; i <= top; i++) {
    int type = lua_type(L, i);
    if ((type == LUA_TUSERDATA && gdl_to_proxy(L, i) != NULL) ||
        (type == LUA_TTABLE && table_is_traced(L, i, 1)))
      return 1;
  }
  return 0;
}


void gdl_push_concrete (lua_State *L, int idx) {
  gdl_proxy *p = gdl_live_proxy(L, idx);
  if (!gdl_proxy_is_array(p)) {
    double x = *gdl_trace_value(p->node);
    if (p->whole && x >= -0x1p63 && x < 0x1p63)
      lua_pushinteger(L, (lua_Integer)x);
    else
      lua_pushnumber(L, x);
    return;
  }
  idx = lua_absindex(L, idx);
  gdl_shape s = gdl_proxy_shape(p);
  const double *x = gdl_trace_value(gdl_proxy_node(L, p));
  gdl_array *a = gdl_push_array(L, s.rank, s.rows, s.cols);
  memcpy(a->data, x, gdl_shape_length(s) * sizeof(double));
  if (s.rank == 2) {
    lua_getiuservalue(L, idx, GDL_USER_NAMES);
    lua_setiuservalue(L, -2, GDL_USER_NAMES);
  }
}


/*
** Plain values for traced ones
*/
/* Puts a plain copy of the table at 'idx' in its place. */
static void plain_table (lua_State *L, int idx, int depth) {
  luaL_checkstack(L, 6, NULL);
  lua_newtable(L);
  lua_pushnil(L);
  while (lua_next(L, idx)) {
    int value = lua_gettop(L);
    if (gdl_to_proxy(L, value) != NULL) {
      gdl_push_concrete(L, value);
      lua_replace(L, value);
    }
    else if (lua_istable(L, value) && depth > 0)
      plain_table(L, value, depth - 1);
    lua_pushvalue(L, value - 1);
    lua_insert(L, -2);
    lua_rawset(L, -4);
  }
  lua_replace(L, idx);
}


void gdl_arguments_plain (lua_State *L) {
  int top = lua_gettop(L);
  for (int i = 1; i <= top; i++)
    if (gdl_to_proxy(L, i) != NULL) {
      gdl_push_concrete(L, i);
      lua_replace(L, i);
    }
    else if (lua_istable(L, i) && gdl_deep_traced(L, i))
      plain_table(L, i, DEEPEST);
}


int gdl_untraceable (lua_State *L, const char *fname) {
  return gdl_trace_refuse(L, "'%s' of traced values cannot be traced", fname);
}
