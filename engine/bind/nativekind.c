/*
** nativekind.c - a native part as a kind of traced function
*/
#include <math.h>
#include <string.h>

#include "bind/native_impl.h"
#include "bind/proxy.h"


static int each_step (const gdl_native_frame *f) {
  return gdl_native_of(f)->step_each;
}


static gdl_leaves *leaves_of (lua_State *L, const gdl_native_frame *f) {
  return &gdl_to_traced(L, f->traced)->leaves;
}


static int push_schedule (lua_State *L, gdl_native_frame *f) {
  gdl_native *nat = gdl_native_of(f);
  gdl_native_push_value(L, f, GDL_V_STEP_AT);
  gdl_trace_push_integer(L, nat->t, GDL_WHOLE_COUNT);
  int shape = gdl_native_push_value(L, f, GDL_V_SHAPE);
  gdl_native_push_state(L, f->run, nat, leaves_of(L, f), shape);
  lua_remove(L, shape);
  return 2;
}


static int push_stop (lua_State *L, gdl_native_frame *f) {
  gdl_native_push_value(L, f, GDL_V_STOP_CHECK);
  int shape = gdl_native_push_value(L, f, GDL_V_SHAPE);
  gdl_native_push_state(L, f->run, gdl_native_of(f), leaves_of(L, f), shape);
  lua_remove(L, shape);
  return 1;
}


static int push_update (lua_State *L, gdl_native_frame *f) {
  const gdl_native *nat = gdl_native_of(f);
  size_t n = f->run->shape->n;
  gdl_native_push_value(L, f, GDL_V_UPDATE);
  gdl_trace_push_vector(L, 0, n);
  gdl_trace_push_data(L, nat->g, gdl_shape_vector(n));
  if (each_step(f))
    gdl_trace_push_data(L, nat->step, gdl_shape_vector(n));
  else
    gdl_trace_push_input(L, nat->step);
  return 3;
}


/* The arguments behind the memory. */
static int push_rest (lua_State *L, gdl_native_frame *f) {
  const gdl_native *nat = gdl_native_of(f);
  if (f->part != GDL_NATIVE_UPDATE)
    return 0;
  gdl_native_push_value(L, f, GDL_V_RULE_OPTIONS);
  gdl_trace_push_integer(L, nat->t, GDL_WHOLE_COUNT);
  gdl_trace_push_input(L, nat->cost);
  return 3;
}


static int push (lua_State *L, int idx, void *ctx) {
  gdl_native_frame *f = ctx;
  (void)idx;
  int nargs = f->part == GDL_NATIVE_STEP ? push_schedule(L, f)
              : f->part == GDL_NATIVE_UPDATE ? push_update(L, f)
                                             : push_stop(L, f);
  gdl_native_push_traced(L, gdl_native_of(f), f->memory, f->shape, f->scripts);
  gdl_trace_adopt(L, lua_gettop(L));
  lua_pushvalue(L, -1);
  lua_rawseti(L, f->values, GDL_V_SCRATCH);
  return nargs + 1 + push_rest(L, f);
}


/* The number or vector of n at 'first' as the output it must be. */
static void collect_main (lua_State *L, const gdl_native_frame *f, int first) {
  gdl_node node = gdl_trace_node(L, first);
  int number = f->part == GDL_NATIVE_STEP && !each_step(f);
  if (node == GDL_NO_NODE)
    gdl_trace_refuse(L, "it returned %s", gdl_describe_noun(L, first));
  gdl_shape s = gdl_graph_shape(gdl_trace_current->graph, node);
  if (number ? s.rank != 0 : s.rank != 1 || s.rows != f->run->shape->n)
    gdl_trace_refuse(L, "it returned something of another shape");
  gdl_trace_output(L, node);
}


static uint64_t collect (lua_State *L, int idx, void *ctx, int first) {
  gdl_native_frame *f = ctx;
  (void)idx;
  if (f->part != GDL_NATIVE_STOP)
    collect_main(L, f, first);
  else if (lua_toboolean(L, first))
    return 1;                /* Lua says what it says */
  int memory = gdl_native_push_value(L, f, GDL_V_SCRATCH);
  gdl_native_collect(L, gdl_native_of(f), memory, f->memory, f->shape, f->scripts);
  lua_pop(L, 1);
  return 0;
}


static void push_vector (lua_State *L, const double *v, size_t n) {
  gdl_array *a = gdl_push_array(L, 1, n, 0);
  memcpy(a->data, v, n * sizeof(*v));
}


/* The same function without a trace: its arguments. */
static int push_plain (lua_State *L, gdl_native_frame *f, const gdl_bindings *b) {
  const gdl_native *nat = gdl_native_of(f);
  size_t n = f->run->shape->n;
  gdl_native_push_value(L, f, gdl_native_rows[f->part].fn);
  if (f->part == GDL_NATIVE_UPDATE) {
    push_vector(L, f->r->x, n);
    push_vector(L, f->r->g, n);
    if (each_step(f))
      push_vector(L, f->r->steps, n);
    else
      lua_pushnumber(L, f->r->steps[0]);
    return 3;
  }
  if (f->part == GDL_NATIVE_STEP)
    lua_pushinteger(L, (lua_Integer)f->r->t);
  gdl_native_stop_time(f->run, nat, b);
  gdl_native_push_value(L, f, GDL_V_STATE);
  return f->part == GDL_NATIVE_STEP ? 2 : 1;
}


static int push_plain_rest (lua_State *L, const gdl_native_frame *f) {
  if (f->part != GDL_NATIVE_UPDATE)
    return 0;
  gdl_native_push_value(L, f, GDL_V_RULE_OPTIONS);
  lua_pushinteger(L, (lua_Integer)f->r->t);
  lua_pushnumber(L, f->r->cost);
  return 3;
}


static void read_main (lua_State *L, int idx, double *out, size_t n) {
  gdl_array *a = gdl_to_array(L, idx);
  if (a != NULL && a->rank == 1 && a->rows == n)
    memcpy(out, a->data, n * sizeof(double));
  else
    out[0] = lua_isnumber(L, idx) ? lua_tonumber(L, idx) : NAN;
}


/* The memory at 'idx' as outputs; false where it is no memory of these leaves
** any more. */
static int read_memory_outputs (lua_State *L, const gdl_native_frame *f, int idx,
                                 double *const *result) {
  const gdl_native *nat = gdl_native_of(f);
  double *v = lua_newuserdatauv(L, (nat->n + 1) * sizeof(double), 0);
  if (!gdl_native_read(L, idx, f->memory, f->shape, f->scripts, v))
    return 0;
  for (size_t k = 0; k < nat->leaves; k++) {
    size_t end = k + 1 < nat->leaves ? nat->leaf[k + 1].offset : nat->n;
    memcpy(result[(size_t)nat->mains + k], v + nat->leaf[k].offset,
           (end - nat->leaf[k].offset) * sizeof(double));
  }
  return 1;
}


/* Of no path: it is not what a program could have answered. */
#define NO_TAG  UINT64_MAX

static uint64_t plain (lua_State *L, int idx, void *ctx, const gdl_bindings *b,
                       double *const *result) {
  gdl_native_frame *f = ctx;
  const gdl_native *nat = gdl_native_of(f);
  int top = lua_gettop(L);
  (void)idx;
  int nargs = push_plain(L, f, b);
  gdl_native_push_plain(L, f->memory, f->shape, f->scripts, nat->now);
  lua_pushvalue(L, -1);
  lua_rawseti(L, f->values, GDL_V_SCRATCH);
  lua_call(L, nargs + 1 + push_plain_rest(L, f), 1);
  uint64_t tag = f->part == GDL_NATIVE_STOP && lua_toboolean(L, -1);
  if (tag == 0 && result != NULL) {
    if (nat->mains)
      read_main(L, lua_gettop(L), result[0], f->run->shape->n);
    if (!read_memory_outputs(L, f, gdl_native_push_value(L, f, GDL_V_SCRATCH),
                             result))
      tag = NO_TAG;
  }
  lua_settop(L, top);
  return tag;
}


const gdl_traced_kind gdl_native_kinds[GDL_NATIVE_COUNT] = {
#define KIND(name)  {.what = name, .push = push, .collect = collect, \
                     .results = 1, .plain = plain, .asked_again = 1}
  KIND("schedule"), KIND("method"), KIND("stopping rule")
#undef KIND
};
