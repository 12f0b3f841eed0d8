/*
** fork.c - a run that goes on where another is
** The driver's part is copied by gdl_descent_fork, or, for a run made with
** other options, by way of what a checkpoint would hold. What Lua has of it and
** the random numbers of shuffling are copied here, for both.
*/
#include "bind/run.h"
#include "optim/snapshot.h"


/* What does not take over its memory. */
enum {FRESH_STEP = 1, FRESH_STOP = 2};

/* The memories that another run takes over; the last two only if its schedule
** and stopping rule do not begin anew. */
static const int memories[] = {
  GDL_V_RULE_STATE, GDL_V_KEPT, GDL_V_REASON, GDL_V_STEP_MEMORY,
  GDL_V_STOP_MEMORY
};

#define MEMORIES  ((int)(sizeof(memories) / sizeof(memories[0])))


static int begins_anew (int i, unsigned fresh) {
  return (memories[i] == GDL_V_STEP_MEMORY && fresh & FRESH_STEP) ||
         (memories[i] == GDL_V_STOP_MEMORY && fresh & FRESH_STOP);
}


/* Deep copies of the memories among 'values' into the table at 'to'. */
static void copy_values (lua_State *L, int values, int to) {
  for (int i = 0; i < MEMORIES; i++) {
    lua_rawgeti(L, values, GDL_V_COPY);
    lua_rawgeti(L, values, memories[i]);
    lua_call(L, 1, 1);
    lua_rawseti(L, to, memories[i]);
  }
}


static void copy_rest (const gdl_run *from, gdl_run *to, unsigned fresh) {
  to->step_started = !(fresh & FRESH_STEP) && from->step_started;
  to->stop_started = !(fresh & FRESH_STOP) && from->stop_started;
  to->rule_checked = from->rule_checked;
  to->random = from->random;
  to->pass_random = from->pass_random;
  to->pass_epoch = from->pass_epoch;
  to->cost.problem.evaluations = from->cost.problem.evaluations;
}


void gdl_run_copy_memory (lua_State *L, gdl_run *from, int values, gdl_run *to,
                          int own) {
  gdl_native_settle(L, from, values);
  copy_values(L, values, own);
  copy_rest(from, to, 0);
}


/* The driver of 'run', with its own options, where that of 'from' is. */
static gdl_descent *driver_like (lua_State *L, gdl_run *run, gdl_run *from,
                                 int reopen) {
  gdl_bytes *out = &from->packed;
  gdl_bytes_free(out);
  gdl_descent_save(from->d, out);
  gdl_reader in = gdl_reader_of(out->data, out->size);
  gdl_descent *d = NULL;
  gdl_error err = {""};
  gdl_status status = out->failed ? GDL_ENOMEM
                      : gdl_descent_load(run->d, &run->cost.problem, run,
                                         reopen, &in, &d, &err);
  gdl_bytes_free(out);
  if (status == GDL_ENOMEM)
    gdl_blame_status(L, status, NULL);
  if (status != GDL_OK)
    gdl_blame(L, "the run cannot go on like this: it has %s", err.text);
  return d;
}


/* run:take(other, reopen, new_step, new_stop): goes to where the other run of
** the same cost is. An ending by a rule is none any more with 'reopen'; the
** schedule or the stopping rule begins anew with 'new_step', 'new_stop'. gd's
** generator stays where it is. What fails leaves the run as it was. */
static int take (lua_State *L) {
  enum {AT_RUN = 1, AT_FROM, AT_VALUES, AT_OWN, AT_COPIES};
  gdl_run *run = gdl_check_run(L, AT_RUN), *from = gdl_check_run(L, AT_FROM);
  int reopen = lua_toboolean(L, 3);
  unsigned fresh = (lua_toboolean(L, 4) ? FRESH_STEP : 0u) |
                   (lua_toboolean(L, 5) ? FRESH_STOP : 0u);
  if (run->L != NULL || from->L != NULL)
    return gdl_blame(L, "this descent is running: its own cost, method, "
                        "schedule, rules or on_epoch cannot put it elsewhere");
  luaL_checkstack(L, GDL_V_COUNT + 60, "forking");
  lua_settop(L, AT_FROM);
  lua_getiuservalue(L, AT_FROM, 1);
  lua_getiuservalue(L, AT_RUN, 1);
  lua_createtable(L, GDL_V_COUNT, 0);
  gdl_native_settle(L, from, AT_VALUES);
  copy_values(L, AT_VALUES, AT_COPIES);
  gdl_descent *d = driver_like(L, run, from, reopen);
  gdl_descent_free(run->d);
  run->d = d;
  gdl_back_free(run);
  gdl_native_reset(run);
  for (int i = 0; i < MEMORIES; i++)
    if (!begins_anew(i, fresh)) {
      lua_rawgeti(L, AT_COPIES, memories[i]);
      lua_rawseti(L, AT_OWN, memories[i]);
    }
  copy_rest(from, run, fresh);
  lua_rawgeti(L, AT_OWN, GDL_V_STATE);
  gdl_state_forget(L, -1);
  gdl_run_enter(L, run, AT_RUN);
  gdl_run_leave(L, run);
  return 0;
}


void gdl_open_fork (lua_State *L, int gd, int core) {
  (void)gd;
  lua_getfield(L, core, "descent_methods");
  lua_pushcfunction(L, take);
  lua_setfield(L, -2, "take");
  lua_pop(L, 1);
}
