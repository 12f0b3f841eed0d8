/*
** proxyreplace.c - arrays that become proxies, for traced values to be stored
** A gdl_lua_array is larger than a gdl_array_proxy: the userdata gets another
** head and another metatable. Of matrices that the trace has made there are no
** rows yet, which could not follow: reading one makes the matrix a proxy.
*/
#include "bind/proxy.h"

#include <math.h>
#include <string.h>

#include "bind/trace_impl.h"

/* An older vector that is a proxy while the trace lasts. */
typedef struct gdl_loan {
  gdl_lua_array head;        /* as it was */
  struct gdl_loan *next;
  lua_Integer number;        /* of it in the list of them, in the registry */
} gdl_loan;


/* Puts the head of a proxy of node 'n' in the place of that of the array. */
static void put_proxy (lua_State *L, int idx, gdl_node n) {
  _Static_assert(sizeof(gdl_array_proxy) <= sizeof(gdl_lua_array),
                 "a proxy fits into the place of an array");
  gdl_lua_array *from = (gdl_lua_array *)lua_touserdata(L, idx);
  gdl_array_proxy a = {.p = {.tag = &gdl_proxy_tag, .node = n}};
  a.p.serial = gdl_trace_current->serial;
  a.p.kind = from->a.rank == 1 ? GDL_PROXY_VECTOR : GDL_PROXY_MATRIX;
  a.rows = from->a.rows;
  a.cols = from->a.cols;
  lua_pushvalue(L, idx);
  if (a.p.kind == GDL_PROXY_MATRIX) {
    lua_pushnil(L);
    lua_setiuservalue(L, -2, GDL_PROXY_USER_ROW);
  }
  memcpy(lua_touserdata(L, idx), &a, sizeof(a));
  gdl_proxy_set_metatable(L, (gdl_proxy_kind)a.p.kind);
  lua_pop(L, 1);
}


/* The list of what is on loan is in the registry at t->more. */
static void borrow (lua_State *L, int idx) {
  gdl_trace *t = gdl_trace_current;
  gdl_lua_array *p = (gdl_lua_array *)lua_touserdata(L, idx);
  if (p->tag != &gdl_array_tag || p->a.rank != 1 ||
      p->a.version != &p->version)
    gdl_trace_refuse(L, "a traced value is stored in a matrix that is older "
                     "than the call");
  gdl_trace_written(L, idx);
  gdl_node n = gdl_graph_array(t->graph, &p->a);
  if (n == GDL_NO_NODE)
    gdl_push_result(L, n);
  gdl_loan *loan = (gdl_loan *)gdl_proxy_memory(L, sizeof(*loan));
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, t->more) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, t->more);
  }
  loan->number = (lua_Integer)lua_rawlen(L, -1) + 1;
  lua_pushvalue(L, idx);
  lua_rawseti(L, -2, loan->number);
  lua_pop(L, 1);
  loan->head = *p;
  put_proxy(L, idx, n);
  loan->next = t->more->loans;
  t->more->loans = loan;
}


void gdl_proxy_replace (lua_State *L, int idx) {
  idx = lua_absindex(L, idx);
  luaL_checkstack(L, 6, NULL);
  if (!gdl_is_own_array(L, idx)) {
    borrow(L, idx);
    return;
  }
  gdl_node n = gdl_trace_node(L, idx);
  if (n == GDL_NO_NODE)
    gdl_push_result(L, n);
  put_proxy(L, idx, n);
}


/* Element i of what was on loan. */
static double element (const gdl_trace *t, const gdl_array_proxy *a, size_t i,
                       double before) {
  gdl_node n = a->element == NULL ? GDL_NO_ELEMENT : a->element[i];
  return n == GDL_NO_ELEMENT ? before
                             : *gdl_values_of(t->values, n & ~GDL_STORED);
}


static void give_back (gdl_trace *t, const gdl_loan *loan, int evaluated) {
  lua_State *L = t->L;
  lua_rawgeti(L, -1, loan->number);
  gdl_lua_array *p = (gdl_lua_array *)lua_touserdata(L, -1);
  gdl_array_proxy a;
  memcpy(&a, p, sizeof(a));
  *p = loan->head;
  for (size_t i = 0; i < p->a.rows; i++)
    p->a.data[i] = evaluated ? element(t, &a, i, p->a.data[i]) : NAN;
  gdl_array_touch(&p->a);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &gdl_array_tag);
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}


/* Where memory runs out nobody knows what the elements are. */
void gdl_proxy_give_back (gdl_trace *t) {
  if (t->more->loans == NULL)
    return;
  gdl_error err;
  int evaluated = gdl_values_extend(t->values, &t->leaves->b, &err) == GDL_OK;
  if (!lua_checkstack(t->L, 4))
    return;
  lua_rawgetp(t->L, LUA_REGISTRYINDEX, t->more);
  for (gdl_loan *loan = t->more->loans; loan != NULL; loan = loan->next)
    give_back(t, loan, evaluated);
  lua_pop(t->L, 1);
  lua_pushnil(t->L);
  lua_rawsetp(t->L, LUA_REGISTRYINDEX, t->more);
  t->more->loans = NULL;
}
