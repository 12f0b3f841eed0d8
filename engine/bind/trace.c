/*
** trace.c - the trace: its life, guards, outputs, refusals
*/
#include "bind/trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/setting.h"
#include "bind/proxy.h"
#include "bind/trace_impl.h"

_Thread_local gdl_trace *gdl_trace_current
    __attribute__((tls_model("initial-exec"))) = NULL;

static const char trace_tag = 0;
static const char meta_key = 0;      /* the metatable's place in the registry */


/*
** Life
*/
static void free_memory (gdl_trace *t) {
  while (t->more->memory != NULL) {
    gdl_trace_memory *next = t->more->memory->next;
    free(t->more->memory);
    t->more->memory = next;
  }
}


/* __gc */
static int collect (lua_State *L) {
  gdl_trace *t = (gdl_trace *)lua_touserdata(L, 1);
  lua_pushnil(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, t);
  if (t->more != NULL) {
    free_memory(t);
    free(t->more->data_node);
  }
  free(t->more);
  t->more = NULL;
  gdl_values_free(t->values);
  t->values = NULL;
  gdl_graph_free(t->graph);
  t->graph = NULL;
  free(t->guard);
  t->guard = NULL;
  free(t->out);
  t->out = NULL;
  return 0;
}


gdl_trace *gdl_push_trace (lua_State *L) {
  gdl_trace *t = (gdl_trace *)lua_newuserdatauv(L, sizeof(*t), 0);
  memset(t, 0, sizeof(*t));
  t->tag = &trace_tag;
  gdl_push_finaliser_at(L, &meta_key, collect);
  lua_setmetatable(L, -2);
  t->more = calloc(1, sizeof(*t->more));
  t->graph = gdl_graph_new(GDL_GRAPH_RAW);
  t->values = t->graph == NULL ? NULL : gdl_values_new(t->graph);
  if (t->more == NULL || t->values == NULL)
    gdl_blame_status(L, GDL_ENOMEM, NULL);
  return t;
}


/* A number for each use of a trace in the process. */
static uint64_t next_serial (void) {
  static uint64_t last = 0;
  return __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
}


#define MOST_NODES  4e9      /* gdl_node */

/* Another number of nodes, where GDLUA_TRACE_LIMIT says one. */
static gdl_status read_limit (gdl_error *err, double *nodes) {
  return gdl_setting_whole(err, "GDLUA_TRACE_LIMIT", 1, MOST_NODES, nodes);
}


gdl_status gdl_trace_check_limit (gdl_error *err) {
  double nodes;
  return read_limit(err, &nodes);
}


/* Nodes that a quarter of the memory has room for: tracing, differentiating and
** lowering take some 200 bytes a node at their peak. */
static size_t most_nodes (void) {
  static size_t most = 0;
  if (most == 0) {
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    double room = pages > 0 && size > 0 ? (double)pages * (double)size : 4e9;
    double nodes = room / 4 / 200 < MOST_NODES ? room / 4 / 200 : MOST_NODES;
    gdl_error err;
    read_limit(&err, &nodes);
    most = (size_t)nodes;
  }
  return most;
}


void gdl_trace_begin (lua_State *L, gdl_trace *t, gdl_leaves *leaves,
                      int anchors) {
  gdl_trace_more *m = t->more;
  lua_pushvalue(L, anchors);
  lua_rawsetp(L, LUA_REGISTRYINDEX, t);
  free_memory(t);
  gdl_graph_clear(t->graph);
  gdl_values_clear(t->values);
  t->L = L;
  t->leaves = leaves;
  t->guards = t->outs = 0;
  t->refused.set = t->impure.set = 0;
  t->printing = t->strict = t->reordered = 0;
  t->birth = gdl_array_births();
  t->elements = 0;
  t->most = most_nodes();
  t->serial = next_serial();
  memset(m->number, 0, sizeof(m->number));
  memset(m->own, 0, sizeof(m->own));
  memset(m->seen, 0, sizeof(m->seen));
  for (size_t i = 0; i < m->data_room; i++)
    m->data_node[i] = GDL_NO_NODE;
  t->outer = gdl_trace_current;
  gdl_trace_current = t;
}


void gdl_trace_end (gdl_trace *t) {
  gdl_proxy_give_back(t);
  gdl_trace_current = t->outer;
  t->outer = NULL;
}


void gdl_trace_values (lua_State *L, gdl_trace *t) {
  gdl_error err = {""};
  gdl_status s = gdl_values_extend(t->values, &t->leaves->b, &err);
  if (s != GDL_OK)
    gdl_blame_status(L, s, &err);
}


void *gdl_proxy_memory (lua_State *L, size_t size) {
  gdl_trace_more *m = gdl_trace_current->more;
  gdl_trace_memory *b = calloc(1, sizeof(*b) + size);
  if (b == NULL)
    gdl_blame_status(L, GDL_ENOMEM, NULL);
  b->next = m->memory;
  m->memory = b;
  return b + 1;
}


/*
** Refusing
*/
/* Fills in 'n' with the text on top. */
static void set_note (lua_State *L, gdl_trace_note *n) {
  lua_Debug ar;
  if (n->set)
    return;
  int found = gdl_users_frame(L, &ar);
  n->set = 1;
  n->line = found ? ar.currentline : 0;
  snprintf(n->file, sizeof(n->file), "%s", found ? ar.short_src : "");
  snprintf(n->text, sizeof(n->text), "%s", lua_tostring(L, -1));
}


void gdl_trace_note_at (lua_State *L, gdl_trace_note *n, const char *fmt, ...) {
  va_list ap;
  if (n->set)
    return;
  luaL_checkstack(L, 4, NULL);
  va_start(ap, fmt);
  lua_pushvfstring(L, fmt, ap);
  va_end(ap);
  set_note(L, n);
  lua_pop(L, 1);
}


void gdl_trace_impure (lua_State *L, const char *fmt, ...) {
  gdl_trace *t = gdl_trace_current;
  va_list ap;
  if (t->impure.set && !t->strict)
    return;
  luaL_checkstack(L, 8, NULL);
  va_start(ap, fmt);
  lua_pushvfstring(L, fmt, ap);
  va_end(ap);
  if (t->strict)
    gdl_trace_refuse(L, "%s", lua_tostring(L, -1));
  set_note(L, &t->impure);
  lua_pop(L, 1);
}


int gdl_trace_refuse (lua_State *L, const char *fmt, ...) {
  va_list ap;
  luaL_checkstack(L, 8, NULL);
  va_start(ap, fmt);
  lua_pushvfstring(L, fmt, ap);
  va_end(ap);
  if (gdl_trace_current != NULL)
    set_note(L, &gdl_trace_current->refused);
  return gdl_blame(L, "%s", lua_tostring(L, -1));
}


int gdl_proxy_stale (lua_State *L) {
  return gdl_trace_refuse(L, "this is a value of a trace that is over: keep "
                          "numbers or copies, not the values handed to a "
                          "function that is differentiated");
}


/*
** Constants
*/
gdl_node gdl_trace_number (gdl_trace *t, double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof(bits));
  size_t at = (size_t)((bits * 0x9e3779b97f4a7c15u) >> 58);
  gdl_trace_number_entry *e = &t->more->number[at];
  _Static_assert(sizeof(t->more->number) / sizeof(*e) == 64, "6 bits");
  if (e->used && e->bits == bits)
    return e->node;
  gdl_node n = gdl_graph_constant(t->graph, value);
  if (n != GDL_NO_NODE)
    *e = (gdl_trace_number_entry){bits, n, 1};
  return n;
}


/*
** Guards and outputs
*/
/* Room for one more element in a growing array; raises a memory error. */
static void *grow (lua_State *L, void *array, size_t count, size_t *room,
                   size_t size) {
  if (count < *room)
    return array;
  size_t more = *room == 0 ? 16 : 2 * *room;
  void *p = realloc(array, more * size);
  if (p == NULL)
    gdl_blame_status(L, GDL_ENOMEM, NULL);
  *room = more;
  return p;
}


/* Raises what is wrong with the graph. */
static void raise_graph (lua_State *L, gdl_trace *t) {
  gdl_status s = gdl_graph_status(t->graph);
  gdl_error err;
  snprintf(err.text, sizeof(err.text), "%s", gdl_graph_message(t->graph));
  gdl_graph_forgive(t->graph);
  gdl_blame_status(L, s, &err);
}


const double *gdl_trace_value (gdl_node n) {
  gdl_trace *t = gdl_trace_current;
  gdl_trace_values(t->L, t);
  return gdl_values_of(t->values, n);
}


int gdl_trace_decide (lua_State *L, gdl_node n) {
  gdl_trace *t = gdl_trace_current;
  double constant;
  if (n == GDL_NO_NODE)
    raise_graph(L, t);
  if (gdl_graph_is_number(t->graph, n, &constant))
    return constant != 0;
  gdl_trace_values(L, t);
  int answer = *gdl_values_of(t->values, n) != 0;
  t->guard = (gdl_check *)grow(L, t->guard, t->guards, &t->guard_room,
                               sizeof(*t->guard));
  t->guard[t->guards++] = (gdl_check){n, answer};
  return answer;
}


int gdl_trace_compare (lua_State *L, gdl_op op, gdl_node x, gdl_node y) {
  gdl_trace *t = gdl_trace_current;
  double a, b;
  if (x != GDL_NO_NODE && y != GDL_NO_NODE &&
      gdl_graph_is_number(t->graph, x, &a) &&
      gdl_graph_is_number(t->graph, y, &b))
    return op == GDL_OP_lt ? a < b : op == GDL_OP_le ? a <= b : a == b;
  return gdl_trace_decide(L, gdl_graph_binary(t->graph, op, x, y));
}


size_t gdl_trace_output (lua_State *L, gdl_node n) {
  gdl_trace *t = gdl_trace_current;
  if (n == GDL_NO_NODE)
    raise_graph(L, t);
  gdl_trace_values(L, t);
  t->out = (gdl_node *)grow(L, t->out, t->outs, &t->out_room, sizeof(*t->out));
  t->out[t->outs] = n;
  return t->outs++;
}


int gdl_push_result (lua_State *L, gdl_node n) {
  if (n == GDL_NO_NODE)
    raise_graph(L, gdl_trace_current);
  gdl_push_proxy(L, n);
  return 1;
}
