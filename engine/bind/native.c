/*
** native.c - schedules, update rules and stopping rules that need no Lua:
** making and asking
*/
#include <math.h>
#include <string.h>

#include "bind/native_impl.h"
#include "bind/proxy.h"

/* Asked so often in Lua before it is worth tracing. */
#define WAIT 16

/* Traced so often where the memory has not settled yet. */
#define TRIES 4


const gdl_native_row gdl_native_rows[GDL_NATIVE_COUNT] = {
  {"schedule", GDL_V_STEP_AT, GDL_V_STEP_MEMORY,
   GDL_V_STEP_TRACED, GDL_V_STEP_LEAVES, GDL_V_STEP_ROOM, "step_users"},
  {"method", GDL_V_UPDATE, GDL_V_RULE_STATE,
   GDL_V_UPDATE_TRACED, GDL_V_UPDATE_LEAVES, GDL_V_UPDATE_ROOM, "rule_users"},
  {"stopping rule", GDL_V_STOP_CHECK, GDL_V_STOP_MEMORY,
   GDL_V_STOP_TRACED, GDL_V_STOP_LEAVES, GDL_V_STOP_ROOM, "stop_users"}
};


void gdl_native_look_up (lua_State *L, gdl_native_frame *f) {
  const gdl_native_row *row = &gdl_native_rows[f->part];
  luaL_checkstack(L, 40, row->what);
  f->shape = gdl_native_push_value(L, f, row->leaves);
  f->memory = gdl_native_push_value(L, f, row->memory);
  f->scripts = gdl_native_push_value(L, f, GDL_V_SCRIPTS);
  f->traced = gdl_native_push_value(L, f, row->traced);
}


/*
** Making
*/

static size_t count_leaves (const gdl_tree *tree) {
  size_t count = 0;
  for (int i = 0; i < tree->nodes; i++)
    count += tree->node[i].kind != GDL_TREE_TABLE;
  return count;
}


/* Memory for numbers, slots and results, in one userdata (pushed). */
static void make_room (lua_State *L, gdl_native *nat, const gdl_tree *tree) {
  nat->n = tree != NULL ? tree->n : 0;
  nat->leaves = tree != NULL ? count_leaves(tree) : 0;
  size_t numbers = 3 * nat->n * sizeof(double);
  size_t slots = nat->leaves * sizeof(*nat->leaf);
  char *room = lua_newuserdatauv(
      L, numbers + slots + (nat->leaves + 1) * sizeof(double *) + 1, 0);
  nat->now = (double *)room;
  nat->next = nat->now + nat->n;
  nat->kept = nat->next + nat->n;
  nat->leaf = (gdl_native_memory_leaf *)(room + numbers);
  nat->result = (double **)(room + numbers + slots);
}


/* Reads the memory, and what has been put aside of it. */
static void read_memory (lua_State *L, gdl_native_frame *f) {
  gdl_native *nat = gdl_native_of(f);
  gdl_native_read(L, f->memory, f->memory, f->shape, f->scripts, nat->now);
  if (nat->n == 0)
    return;
  memcpy(nat->kept, nat->now, nat->n * sizeof(double));
  if (f->part == GDL_NATIVE_UPDATE) {
    int kept = gdl_native_push_value(L, f, GDL_V_KEPT);
    if (lua_istable(L, kept))
      gdl_native_read(L, kept, f->memory, f->shape, f->scripts, nat->kept);
    lua_pop(L, 1);
  }
}


static void make_slots (lua_State *L, gdl_native_frame *f) {
  gdl_native *nat = gdl_native_of(f);
  gdl_leaves *leaves = &gdl_to_traced(L, f->traced)->leaves;
  nat->t = gdl_leaves_input(L, leaves, 0);
  nat->states = 0;
  nat->mains = f->part != GDL_NATIVE_STOP;
  if (f->part == GDL_NATIVE_UPDATE) {
    nat->cost = gdl_leaves_input(L, leaves, 0);
    nat->g = gdl_leaves_data(L, leaves, NULL);
    nat->step = gdl_native_of(f)->step_each ? gdl_leaves_data(L, leaves, NULL)
                             : gdl_leaves_input(L, leaves, 0);
  }
  if (!lua_isnil(L, f->shape))
    gdl_native_slots(L, nat, leaves, f->memory, f->shape, f->scripts);
}


/* Protected: frame, values. */
static int call_set_up (lua_State *L) {
  gdl_native_frame *f = lua_touserdata(L, 1);
  gdl_native *nat = gdl_native_of(f);
  const gdl_native_row *row = &gdl_native_rows[f->part];
  f->values = 2;
  nat->off = 1;
  gdl_native_look_up(L, f);
  gdl_native_push_shape(L, f->memory, f->scripts);
  if (!lua_isnil(L, -1)) {   /* it cannot be kept here */
    lua_rawseti(L, f->values, row->traced);
    return 0;
  }
  lua_pop(L, 1);
  lua_pushvalue(L, -1);
  lua_rawseti(L, f->values, row->leaves);
  lua_replace(L, f->shape);
  make_room(L, nat, lua_isnil(L, f->shape) ? NULL
                                           : gdl_to_tree(L, f->shape));
  lua_rawseti(L, f->values, row->room);
  lua_pushnil(L);
  nat->traced = gdl_push_traced(
      L, &gdl_native_kinds[f->part], f->part == GDL_NATIVE_UPDATE ? f->run->shape->n : 0);
  lua_replace(L, f->traced);
  lua_pushvalue(L, f->traced);
  lua_rawseti(L, f->values, row->traced);
  make_slots(L, f);
  read_memory(L, f);
  nat->off = 0;
  nat->on = 1;
  nat->dirty = nat->has_kept = 0;
  return 0;
}


/* Nothing is traced in it, and nobody else's functions are called? */
static int is_ours (const gdl_run *run, const gdl_native_frame *f) {
  const gdl_native *nat = &run->native[f->part];
  return f->part == GDL_NATIVE_UPDATE && run->rule_is_ours && nat->on &&
         nat->traced->rung == GDL_RUNG_COMPILED;
}


gdl_status gdl_native_call (gdl_run *run, lua_CFunction fn, gdl_native_frame *f) {
  lua_State *L = run->L;
  gdl_run_gather(run);
  lua_pushcfunction(L, fn);
  lua_pushlightuserdata(L, f);
  lua_pushvalue(L, run->base);
  return (is_ours(run, f) ? gdl_call_ours : gdl_call)(
      L, 2, 0, gdl_slot(run, HANDLER), gdl_slot(run, ERROR));
}


void gdl_native_refresh (gdl_run *run, int value) {
  lua_rawgeti(run->L, run->base, value);
  lua_replace(run->L, run->base + value);
}


static gdl_status set_up (gdl_run *run, gdl_native_part part) {
  gdl_native_frame f = {.run = run, .part = part};
  int held;
  gdl_status status = gdl_native_find_holders(run, part, &held);
  if (status != GDL_OK || held) {
    run->native[part].off = 1;
    return status;
  }
  status = gdl_native_call(run, call_set_up, &f);
  gdl_native_refresh(run, gdl_native_rows[part].traced);
  return status;
}


/*
** Memories in Lua
*/

static void settle (lua_State *L, gdl_native_frame *f) {
  gdl_native *nat = gdl_native_of(f);
  if (!nat->on || (!nat->dirty && !nat->has_kept))
    return;
  int top = lua_gettop(L);
  gdl_native_look_up(L, f);
  if (nat->dirty)
    gdl_native_put(L, f->memory, f->shape, f->scripts, nat->now);
  if (f->part == GDL_NATIVE_UPDATE && nat->has_kept) {
    gdl_native_push_plain(L, f->memory, f->shape, f->scripts, nat->kept);
    lua_rawseti(L, f->values, GDL_V_KEPT);
  }
  nat->dirty = 0;
  lua_settop(L, top);
}


void gdl_native_settle (lua_State *L, gdl_run *run, int values) {
  for (int part = 0; part < GDL_NATIVE_COUNT; part++) {
    gdl_native_frame f = {.run = run, .part = (gdl_native_part)part, .values = values};
    settle(L, &f);
  }
}


/* Protected: frame, values. */
static int call_settle (lua_State *L) {
  gdl_native_frame *f = lua_touserdata(L, 1);
  f->values = 2;
  settle(L, f);
  return 0;
}


/* From here on the part is Lua's again, for good or until it is worth it. */
static gdl_status hand_back (gdl_run *run, gdl_native_part part, int off) {
  gdl_native *nat = &run->native[part];
  gdl_native_frame f = {.run = run, .part = part};
  int has_kept = nat->has_kept;
  gdl_status status = gdl_native_call(run, call_settle, &f);
  if (has_kept)
    gdl_native_refresh(run, GDL_V_KEPT);
  nat->on = 0;
  nat->off = off;
  nat->asked = 0;
  return status;
}


void gdl_native_reset (gdl_run *run) {
  for (int part = 0; part < GDL_NATIVE_COUNT; part++) {
    run->native[part].on = run->native[part].dirty = 0;
    run->native[part].asked = 0;
  }
}


/*
** Asking
*/

static void fill_leaves (const gdl_run *run, const gdl_native *nat,
                         const gdl_native_request *r, gdl_leaves *l) {
  l->input[nat->t] = (double)r->t;
  for (size_t k = 0; k < nat->leaves; k++) {
    const gdl_native_memory_leaf *leaf = &nat->leaf[k];
    if (leaf->is_data)
      l->data[leaf->slot] = nat->now + leaf->offset;
    else
      l->input[leaf->slot] = nat->now[leaf->offset];
  }
  gdl_native_fill_state(run, nat, l);
}


static void fill_update (const gdl_native *nat, const gdl_native_request *r,
                         gdl_leaves *l) {
  l->input[nat->cost] = r->cost;
  l->data[nat->g] = r->g;
  if (nat->step_each)
    l->data[nat->step] = r->steps;
  else
    l->input[nat->step] = r->steps[0];
}


static void fill_results (const gdl_native *nat, double *out) {
  double **result = nat->result;
  if (nat->mains)
    *result++ = out;
  for (size_t k = 0; k < nat->leaves; k++)
    *result++ = nat->next + nat->leaf[k].offset;
}


/* Protected: frame, values. */
static int call_run (lua_State *L) {
  gdl_native_frame *f = lua_touserdata(L, 1);
  f->values = 2;
  gdl_native_look_up(L, f);
  f->went = gdl_traced_run(L, f->traced, f, GDL_WANT_VALUES, f->r->x, f->result,
                           &f->tag);
  return 0;
}


static gdl_status run_slowly (gdl_run *run, gdl_native_frame *f) {
  f->result = gdl_native_of(f)->result;
  if (run->seen_epoch != gdl_descent_state(run->d)->epoch)
    gdl_state_show(run);
  gdl_status status = gdl_native_call(run, call_run, f);
  run->time_stands = 0;
  return status;
}


static int are_steps (const double *v, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (!(v[i] >= 0 && v[i] < INFINITY))
      return 0;
  return 1;
}


/* Is the answer to be had from Lua all the same: a verdict, or an error? */
static int is_for_lua (const gdl_run *run, gdl_native_part part,
                       const gdl_native_request *r, uint64_t tag) {
  if (part == GDL_NATIVE_STEP)
    return !are_steps(r->out,
                      run->native[part].step_each ? run->shape->n : 1);
  return tag != 0;
}


static void accept (gdl_native *nat) {
  double *now = nat->now;
  nat->now = nat->next;
  nat->next = now;
  nat->dirty = nat->n > 0;
}


/* No table may say what the state was before: a script may have kept the object. */
static void update_state (gdl_run *run) {
  if (run->seen == 0 || run->seen_epoch == gdl_descent_state(run->d)->epoch)
    return;
  if (lua_isnil(run->L, gdl_slot(run, OBSERVE)))
    gdl_state_hide(run);
  else
    gdl_state_show(run);
}


/* Refused for what may be otherwise after some more epochs? */
static int may_settle (gdl_native *nat) {
  int settling = nat->settling;
  nat->settling = 0;
  return settling && ++nat->tries < TRIES;
}


/* A spot check tells that what the part answered before was wrong. */
static int is_wrong (const gdl_native *nat) {
  uint64_t mismatch;
  gdl_traced_verified(nat->traced, &mismatch);
  return mismatch > 0;
}


/* From where the run was verified on, the part is asked in Lua. */
static int go_back (gdl_run *run, gdl_native_part part, gdl_status *status) {
  run->native[part].wrong = 1;
  *status = hand_back(run, part, 1);
  if (*status == GDL_OK) {
    run->cost.go_back = 1;
    *status = GDL_ECALLBACK;
  }
  return 1;
}


int gdl_native_ask (gdl_run *run, gdl_native_part part,
                    const gdl_native_request *r, gdl_status *status) {
  gdl_native *nat = &run->native[part];
  lua_State *L = run->L;
  *status = GDL_OK;
  if (nat->off || (!nat->on && ++nat->asked <= WAIT))
    return 0;
  if (!nat->on && ((*status = set_up(run, part)) != GDL_OK || !nat->on))
    return *status != GDL_OK;
  int traced = run->base + gdl_native_rows[part].traced;
  gdl_native_frame f = {.run = run, .part = part, .r = r};
  gdl_leaves *leaves = &nat->traced->leaves;
  update_state(run);
  fill_leaves(run, nat, r, leaves);
  if (part == GDL_NATIVE_UPDATE)
    fill_update(nat, r, leaves);
  fill_results(nat, r->out);
  f.went = gdl_traced_try(L, traced, GDL_WANT_VALUES, r->x, nat->result,
                          &f.tag, status);
  if (*status == GDL_OK && f.went == GDL_WENT_NOWHERE)
    *status = run_slowly(run, &f);
  if (*status != GDL_OK)
    return 1;
  int refused = f.went == GDL_WENT_REFUSED;
  if (refused || is_for_lua(run, part, r, f.tag)) {
    *status = hand_back(run, part, refused && !may_settle(nat));
    return *status != GDL_OK;
  }
  if (is_wrong(nat))
    return go_back(run, part, status);
  accept(nat);
  if (nat->traced->rung != GDL_RUNG_COMPILED)
    *status = hand_back(run, part, 1);       /* plain calls cost less */
  return 1;
}


void gdl_native_doubt (gdl_run *run) {
  for (int part = 0; part < GDL_NATIVE_COUNT; part++) {
    gdl_native *nat = &run->native[part];
    uint64_t mismatch;
    if (nat->on) {
      nat->verified = gdl_traced_verified(nat->traced, &mismatch);
      gdl_traced_doubt(nat->traced);
    }
  }
}


int gdl_native_is_verified (const gdl_run *run) {
  for (int part = 0; part < GDL_NATIVE_COUNT; part++) {
    const gdl_native *nat = &run->native[part];
    uint64_t mismatch;
    if (nat->on &&
        gdl_traced_verified(nat->traced, &mismatch) == nat->verified)
      return 0;
  }
  return 1;
}


int gdl_native_push_trouble (lua_State *L, const gdl_run *run) {
  for (int part = 0; part < GDL_NATIVE_COUNT; part++)
    if (run->native[part].wrong) {
      lua_pushfstring(L, "the %s was compiled, but a spot check found another "
                         "answer than the program's; it runs as Lua from there "
                         "on", gdl_native_rows[part].what);
      return 1;
    }
  return 0;
}


/* Pushes why the part is Lua's, where that has been tried: it was traced, and
** that did not do; or its memory is nothing for a trace ('traced': a text). */
static void push_why (lua_State *L, const gdl_native *nat, int traced) {
  if (nat->on || !nat->off || lua_isnil(L, traced))
    lua_pushnil(L);
  else if (lua_isstring(L, traced))
    lua_pushfstring(L, "its memory cannot be kept as numbers: %s",
                    lua_tostring(L, traced));
  else
    lua_pushstring(L, gdl_to_traced(L, traced)->why.text);
}


/* A rule that fires says so as Lua, and may have run without it until then. */
static int is_compiled (const gdl_native *nat) {
  return nat->on || (!nat->off && nat->traced != NULL &&
                     nat->traced->rung == GDL_RUNG_COMPILED);
}


/* run:rungs() -> {schedule = "compiled" or "Lua", method =, ["stopping rule"] =}
** for the parts that the run has; and in a second table why. */
int gdl_native_rungs (lua_State *L) {
  gdl_run *run = gdl_check_run(L, 1);
  lua_settop(L, 1);
  lua_newtable(L);
  lua_newtable(L);
  lua_getiuservalue(L, 1, 1);
  for (int part = 0; part < GDL_NATIVE_COUNT; part++) {
    const gdl_native *nat = &run->native[part];
    if (lua_rawgeti(L, 4, gdl_native_rows[part].fn) != LUA_TNIL) {
      lua_pushstring(L, is_compiled(nat) ? "compiled" : "Lua");
      lua_setfield(L, 2, gdl_native_rows[part].what);
      lua_rawgeti(L, 4, gdl_native_rows[part].traced);
      push_why(L, nat, lua_gettop(L));
      lua_setfield(L, 3, gdl_native_rows[part].what);
    }
    lua_settop(L, 4);
  }
  lua_settop(L, 3);
  return 2;
}


int gdl_native_keep (gdl_run *run, int restore) {
  gdl_native *nat = &run->native[GDL_NATIVE_UPDATE];
  if (!nat->on)
    return 0;
  if (nat->n > 0)
    memcpy(restore ? nat->now : nat->kept, restore ? nat->kept : nat->now,
           nat->n * sizeof(double));
  nat->has_kept = 1;
  nat->dirty = 1;
  return 1;
}
