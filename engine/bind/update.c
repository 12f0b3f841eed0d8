/*
** update.c - the driver's callbacks: the update rule of a method in Lua
*/
#include <string.h>

#include "bind/parts.h"


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
  gdl_push_slot(run, RULE_STATE);
  int small = is_small(L, &left) && left < SMALL;
  lua_pop(L, 1);
  if (!small) {
    lua_pushnil(L);
    return GDL_OK;
  }
  gdl_push_slot(run, COPY);
  gdl_push_slot(run, RULE_STATE);
  return gdl_parts_call_rule(run, 1, 1);
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
  gdl_push_slot(run, UPDATE);
  gdl_push_slot(run, RULE_STATE);
  gdl_push_slot(run, RULE_OPTIONS);
  gdl_push_slot(run, RULE_NAME);
  status = gdl_parts_call_rule(run, 5, 0);
  if (status != GDL_OK && !lua_isnil(L, -1))
    gdl_parts_set(run, gdl_slot(run, RULE_STATE));
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
  gdl_push_slot(run, RULE_STATE);
  gdl_push_slot(run, RULE_OPTIONS);
  gdl_push_slot(run, RULE_NAME);
  lua_pushlightuserdata(L, (void *)part);
  return gdl_parts_call(run, 6, 0);
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
    gdl_push_slot(run, KEPT);
    gdl_parts_set(run, gdl_slot(run, RULE_STATE));
    return GDL_OK;
  }
  gdl_push_slot(run, COPY);
  gdl_push_slot(run, RULE_STATE);
  gdl_status status = gdl_parts_call(run, 1, 1);
  if (status == GDL_OK)
    gdl_parts_set(run, gdl_slot(run, KEPT));
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


void gdl_update_parts (lua_State *L, int config, int each, gdl_parts *p) {
  if (gdl_parts_has(L, config, "update")) {
    p->update = each ? update_each : update_one;
    p->keep = keep;
  }
  if (gdl_parts_has(L, config, "point")) p->point = point;
  if (gdl_parts_has(L, config, "answer")) p->answer = answer;
}
