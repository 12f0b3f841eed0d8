/*
** back.c - a run goes back to where it was when its cost was last verified
** Spot checks compare the compiled cost with the plain function now and then.
** At the end of the epoch in which one was right, a copy of the run is put
** aside (the start is one, too). When one is wrong, the copy takes its place,
** and the cost goes on one rung lower.
*/
#include <string.h>

#include "bind/run.h"
#include "optim/snapshot.h"

static const int memories[] = {
  GDL_V_STEP_MEMORY, GDL_V_STOP_MEMORY, GDL_V_RULE_STATE, GDL_V_KEPT,
  GDL_V_REASON
};

#define MEMORIES  ((int)(sizeof(memories) / sizeof(memories[0])))


/* Copies of the memories in 'from', a list or the table of values, into 'to':
** by place of the one, by number in the other. */
static void copy_memories (lua_State *L, int copy, int from, int to,
                           int saving) {
  for (int i = 0; i < MEMORIES; i++) {
    if (lua_rawgeti(L, from, saving ? memories[i] : i + 1) == LUA_TTABLE) {
      lua_pushvalue(L, copy);
      lua_insert(L, -2);
      lua_call(L, 1, 1);
    }
    lua_rawseti(L, to, saving ? i + 1 : memories[i]);
  }
}


/* Protected: run, its table of values. */
static int save (lua_State *L) {
  gdl_run *run = lua_touserdata(L, 1);
  gdl_back *b = &run->back;
  b->there = 0;
  gdl_native_settle(L, run, 2);
  b->bytes.size = 0;
  b->bytes.failed = 0;
  gdl_descent_save_apart(run->d, &b->bytes);
  if (b->bytes.failed)
    gdl_blame_status(L, GDL_ENOMEM, NULL);
  lua_rawgeti(L, 2, GDL_V_COPY);
  lua_createtable(L, MEMORIES, 0);
  copy_memories(L, 3, 2, 4, 1);
  lua_rawseti(L, 2, GDL_V_BACK);
  b->step_started = run->step_started;
  b->stop_started = run->stop_started;
  b->rule_checked = run->rule_checked;
  b->random = run->random;
  b->pass_random = run->pass_random;
  b->pass_epoch = run->pass_epoch;
  b->verified = run->cost.verified;
  b->evaluations = run->cost.problem.evaluations;
  b->there = 1;
  return 0;
}


/* A run whose memories cannot be copied goes on without: after a spot check
** that was wrong it goes on from where it is. */
static gdl_status save_with_care (gdl_run *run) {
  lua_State *L = run->L;
  lua_pushcfunction(L, save);
  lua_pushlightuserdata(L, run);
  lua_pushvalue(L, run->base);
  int status = lua_pcall(L, 2, 0, 0);
  if (status != LUA_OK)
    lua_pop(L, 1);
  run->back.off = status != LUA_OK;
  return status == LUA_ERRMEM ? GDL_ENOMEM : GDL_OK;
}


/* The user's gradient as a traced function, or NULL. */
static gdl_traced *slope_of (const gdl_run *run) {
  if (run->cost.slope == NULL || run->slope.traced == 0)
    return NULL;
  gdl_traced *t = lua_touserdata(run->L, run->slope.traced);
  return t->rung == GDL_RUNG_COMPILED ? t : NULL;
}


/* Has everything else that is compiled been verified? It is looked at in the
** epoch after that in which the cost was. */
static int is_verified (gdl_run *run) {
  gdl_back *b = &run->back;
  gdl_traced *slope = slope_of(run);
  if (!b->asked) {
    gdl_native_doubt(run);
    b->slope_verified = run->slope.verified;
    if (slope != NULL)
      gdl_traced_doubt(slope);
    b->asked = 1;
  }
  int right = gdl_native_is_verified(run) &&
              (slope == NULL || run->slope.verified != b->slope_verified);
  if (right)
    b->asked = 0;
  return right;
}


/* A part of the driver. Copies are made more and more seldom, as checks are. */
static gdl_status settled (void *ctx, const gdl_state *s) {
  gdl_run *run = ctx;
  const gdl_back *b = &run->back;
  gdl_status status = GDL_OK;
  if (!b->off && run->cost.verified != b->verified &&
      run->cost.problem.evaluations >= 2 * b->evaluations && is_verified(run))
    status = save_with_care(run);
  if (status == GDL_OK && run->settled != NULL)
    status = run->settled(ctx, s);
  return status;
}


void gdl_back_configure (gdl_run *run, gdl_parts *p) {
  run->settled = p->settled;
  p->settled = settled;
}


static gdl_status begin (gdl_run *run) {
  if (run->back.there || run->back.off || run->cost.traced == 0 ||
      gdl_descent_ending(run->d) != GDL_RUNNING)
    return GDL_OK;
  return save_with_care(run);
}


/* Protected: run, its table of values. */
static int go_back (lua_State *L) {
  gdl_run *run = lua_touserdata(L, 1);
  const gdl_back *b = &run->back;
  gdl_reader in = gdl_reader_of(b->bytes.data, b->bytes.size);
  gdl_descent *d;
  gdl_error err = {""};
  lua_rawgeti(L, 2, GDL_V_COPY);
  lua_rawgeti(L, 2, GDL_V_BACK);
  lua_createtable(L, GDL_V_COUNT, 0);
  copy_memories(L, 3, 4, 5, 0);
  gdl_status status = gdl_descent_load(run->d, &run->cost.problem, run, 0, &in,
                                       &d, &err);
  if (status != GDL_OK)
    return gdl_blame_status(L, status, &err);
  gdl_descent_take_history(d, run->d);
  gdl_descent_free(run->d);
  run->d = d;
  for (int i = 0; i < MEMORIES; i++) {
    lua_rawgeti(L, 5, memories[i]);
    lua_rawseti(L, 2, memories[i]);
  }
  run->step_started = b->step_started;
  run->stop_started = b->stop_started;
  run->rule_checked = b->rule_checked;
  run->random = b->random;
  run->pass_random = b->pass_random;
  run->pass_epoch = b->pass_epoch;
  gdl_native_reset(run);
  lua_rawgeti(L, 2, GDL_V_STATE);
  gdl_state_forget(L, -1);
  return 0;
}


static gdl_status go (gdl_run *run) {
  lua_State *L = run->L;
  run->cost.go_back = 0;
  if (!run->back.there)
    return GDL_OK;
  lua_pushcfunction(L, go_back);
  lua_pushlightuserdata(L, run);
  lua_pushvalue(L, run->base);
  gdl_status status = gdl_call(L, 2, 0, gdl_slot(run, HANDLER),
                               gdl_slot(run, ERROR));
  for (int i = 0; status == GDL_OK && i < MEMORIES; i++) {
    lua_rawgeti(L, run->base, memories[i]);
    lua_replace(L, run->base + memories[i]);
  }
  run->seen_epoch = UINT64_MAX;
  return status;
}


/*
** Running
*/

/* Is the traced function at 'traced' of 'c', the function at 'fn', right where
** the run is? */
static int is_right (lua_State *L, gdl_run *run, const gdl_cost *c, int traced,
                     int fn) {
  gdl_cost here = *c;
  here.traced = here.traced != 0 ? traced : 0;
  here.fn = fn;
  int right = gdl_cost_settle(L, &here, gdl_descent_state(run->d)->x);
  run->cost.mismatch += here.mismatch - c->mismatch;
  return right;
}


/* Protected: light userdata run, traced function, cost, and the same two of the
** user's gradient. True where both were right. */
static int settle (lua_State *L) {
  gdl_run *run = lua_touserdata(L, 1);
  int right = is_right(L, run, &run->cost, 2, 3);
  lua_pushboolean(L, is_right(L, run, &run->slope, 4, 5) && right);
  return 1;
}


/* The last spot check of a run that has ended. */
static gdl_status settle_cost (gdl_run *run) {
  lua_State *L = run->L;
  gdl_run_gather(run);
  lua_pushcfunction(L, settle);
  lua_pushlightuserdata(L, run);
  lua_pushvalue(L, gdl_slot(run, TRACED));
  lua_pushvalue(L, run->cost.fn);
  lua_pushvalue(L, gdl_slot(run, SLOPE));
  lua_pushvalue(L, run->cost.gradient);
  gdl_status status = gdl_call(L, 5, 1, run->cost.handler, run->cost.error);
  if (status == GDL_OK) {
    run->cost.go_back = !lua_toboolean(L, -1);
    lua_pop(L, 1);
  }
  return status;
}


static uint64_t epoch_of (const gdl_run *run) {
  return gdl_descent_state(run->d)->epoch;
}


gdl_status gdl_back_run (gdl_run *run, uint64_t epochs) {
  lua_State *L = run->L;
  uint64_t from = epoch_of(run);
  uint64_t to = epochs < UINT64_MAX - from ? from + epochs : UINT64_MAX;
  gdl_status status = gdl_cost_trace(&run->cost, gdl_slot(run, TRACED));
  if (status == GDL_OK)
    status = begin(run);
  while (status == GDL_OK) {
    status = gdl_descent_run(run->d, to == UINT64_MAX ? to
                                                      : to - epoch_of(run));
    if (status == GDL_OK && gdl_descent_ending(run->d) != GDL_RUNNING &&
        gdl_descent_ending(run->d) != GDL_END_INTERRUPT)
      status = settle_cost(run);
    if (!run->cost.go_back || (status != GDL_OK && status != GDL_ECALLBACK))
      return status;
    lua_pushnil(L);
    lua_replace(L, gdl_slot(run, ERROR));
    status = go(run);
  }
  return status;
}


void gdl_back_free (gdl_run *run) {
  gdl_bytes_free(&run->back.bytes);
  run->back.there = 0;
}
