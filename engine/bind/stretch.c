/*
** stretch.c - the epochs of a run as one program: when, and what it starts from
*/
#include "bind/stretch.h"

#include <stdlib.h>
#include <string.h>

#include "bind/call.h"
#include "bind/traced_impl.h"

/* Programs for one run: what it is made of changes all the time, else. */
#define PROGRAMS 64

/* So many evaluations of a part before it is put into a program. */
#define LEAST 4


void gdl_run_stretch_free (gdl_run *run) {
  gdl_stretcher *sr = run->stretcher;
  if (sr == NULL)
    return;
  gdl_iterate_free(sr->it);
  free(sr->wire);
  free(sr->column);
  free(sr->data);
  free(sr->input);
  free((void *)sr->array);
  free(sr);
  run->stretcher = NULL;
}


/*
** Is it ready?
*/
static gdl_traced *traced_at (gdl_run *run, int slot) {
  return slot == 0 ? NULL : lua_touserdata(run->L, slot);
}


/* Everything that is worked out in an epoch, and how often. False: some part of it
** is not traced. */
static int find_parts (gdl_run *run, gdl_stretcher *sr) {
  const gdl_cost *c = &run->cost;
  static const int fn[GDL_NATIVE_COUNT] = {GDL_V_STEP_AT, GDL_V_UPDATE,
                                           GDL_V_STOP_CHECK};
  memset(sr->traced, 0, sizeof(sr->traced));
  if (c->traced == 0 || c->stale || c->nargs > 0)
    return 0;
  sr->traced[GDL_STRETCH_COST] = traced_at(run, c->traced);
  sr->evaluations[GDL_STRETCH_COST] = 1;
  if (c->has_gradient) {
    if (run->slope.traced == 0 || run->slope.stale)
      return 0;
    sr->traced[GDL_STRETCH_SLOPE] = traced_at(run, run->slope.traced);
    sr->evaluations[GDL_STRETCH_SLOPE] = 1;
  }
  else if (c->exact == GDL_EXACT_NOT) {
    if (c->diff.mode != GDL_DIFF_CENTRAL || !(c->diff.h > 0) ||
        c->diff.lower != NULL || c->diff.upper != NULL)
      return 0;
    sr->evaluations[GDL_STRETCH_COST] = 2 * (unsigned)run->shape->n + 1;
  }
  for (int part = 0; part < GDL_NATIVE_COUNT; part++) {
    int k = GDL_STRETCH_STEP + part;
    sr->evaluations[k] = 1;
    if (lua_isnil(run->L, run->base + fn[part]))
      continue;
    if (!run->native[part].on)
      return 0;
    sr->traced[k] = run->native[part].traced;
  }
  return 1;
}


/* How many epochs a part can be used for without a look at it; 0: it is to be
** asked in the ordinary way. */
static uint64_t ahead (gdl_run *run, gdl_traced *t, unsigned evaluations, int idx) {
  const struct gdl_traced_more *m = t->more;
  if (t->rung != GDL_RUNG_COMPILED || m->busy || m->evaluations < LEAST ||
      !gdl_slots_same(run->L, idx, t, 0) || m->evaluations + 1 >= m->due)
    return 0;
  return (m->due - m->evaluations - 1) / evaluations;
}


/* Where the traced function of a part is on the stack. */
static int index_of (const gdl_run *run, int part) {
  switch (part) {
    case GDL_STRETCH_COST: return run->cost.traced;
    case GDL_STRETCH_SLOPE: return run->slope.traced;
    case GDL_STRETCH_STEP: return gdl_slot(run, STEP_TRACED);
    case GDL_STRETCH_UPDATE: return gdl_slot(run, UPDATE_TRACED);
    default: return gdl_slot(run, STOP_TRACED);
  }
}


/* Has the gradient on all paths been compared with a difference? */
static int gradients_are_right (const gdl_traced *t) {
  for (size_t i = 0; i < gdl_paths_count(t->paths); i++)
    if (!gdl_check_is_right(t, gdl_paths_at(t->paths, i)))
      return 0;
  return 1;
}


static uint64_t epochs_ahead (gdl_run *run, const gdl_stretcher *sr, uint64_t most) {
  for (int k = 0; k < GDL_STRETCH_PARTS && most > 0; k++) {
    if (sr->traced[k] == NULL)
      continue;
    uint64_t here = ahead(run, sr->traced[k], sr->evaluations[k], index_of(run, k));
    most = here < most ? here : most;
  }
  if (most > 0 && run->cost.exact != GDL_EXACT_NOT && !run->cost.has_gradient &&
      !gradients_are_right(sr->traced[GDL_STRETCH_COST]))
    return 0;
  return most;
}


/*
** Is the program that there is the right one?
*/
static int keeps_best_row (const gdl_stretch *s) {
  return s->fields != 0 &&
         (s->best_row != NULL ||
          (s->o->history_limit != 0 && s->o->epochs > s->o->history_limit));
}


static int is_same (const gdl_stretcher *sr, const gdl_stretch *s) {
  if (sr->it == NULL || sr->keeps_best_row < keeps_best_row(s) ||
      (sr->scale != GDL_NO_WIRE) != (s->scale != 1))
    return 0;
  for (int k = 0; k < GDL_STRETCH_PARTS; k++) {
    const gdl_traced *t = sr->traced[k];
    if (t == NULL ? sr->paths[k] != NULL
                  : sr->paths[k] != t->paths ||
                    sr->changes[k] != gdl_paths_changes(t->paths) ||
                    sr->inputs[k] != t->leaves.b.inputs ||
                    sr->datas[k] != t->leaves.b.datas)
      return 0;
  }
  return 1;
}


static void remember (gdl_stretcher *sr) {
  for (int k = 0; k < GDL_STRETCH_PARTS; k++) {
    const gdl_traced *t = sr->traced[k];
    sr->paths[k] = t != NULL ? t->paths : NULL;
    sr->changes[k] = t != NULL ? gdl_paths_changes(t->paths) : 0;
    sr->inputs[k] = t != NULL ? t->leaves.b.inputs : 0;
    sr->datas[k] = t != NULL ? t->leaves.b.datas : 0;
  }
}


static gdl_status make (gdl_run *run, gdl_stretcher *sr, const gdl_stretch *s) {
  gdl_iterate_free(sr->it);
  sr->it = NULL;
  sr->keeps_best_row = keeps_best_row(s);
  if (++sr->made > PROGRAMS) {
    sr->off = 1;
    gdl_error_set(&sr->why, GDL_EINVAL, "what the run is made of changes all the time");
    return GDL_OK;
  }
  gdl_status status = gdl_stretcher_make(sr, run, s, &sr->why);
  if (status == GDL_OK) {
    remember(sr);
    sr->why.text[0] = '\0';
    return GDL_OK;
  }
  sr->off = 1;
  return status == GDL_ENOMEM ? status : GDL_OK;
}


/*
** Numbers in and out
*/
static void put (gdl_stretcher *sr, gdl_stretch_name name, double value) {
  sr->wire[sr->named[name]].value = value;
}


static double get (const gdl_stretcher *sr, gdl_stretch_name name) {
  return sr->wire[sr->named[name]].value;
}


static void put_vector (gdl_stretcher *sr, size_t first, const double *v, size_t n) {
  for (size_t i = 0; i < n; i++)
    sr->wire[first + i].value = v[i];
}


static void get_vector (const gdl_stretcher *sr, size_t first, double *v, size_t n) {
  for (size_t i = 0; i < n; i++)
    v[i] = sr->wire[first + i].value;
}


static void put_state (gdl_stretcher *sr, const gdl_state *s, size_t n) {
  put(sr, GDL_W_COST, s->cost);
  put(sr, GDL_W_COST_CHANGE, s->cost_change);
  put(sr, GDL_W_NORM, s->gradient_norm);
  put(sr, GDL_W_ERROR, s->gradient_error);
  put(sr, GDL_W_EPOCH, (double)s->epoch);
  put(sr, GDL_W_UPDATES, (double)s->updates);
  put(sr, GDL_W_EVALUATIONS, (double)s->evaluations);
  put(sr, GDL_W_STEP, s->step);
  put(sr, GDL_W_PEAK, s->step_peak);
  put(sr, GDL_W_CHANGE, s->change);
  put(sr, GDL_W_BEST_COST, s->best_cost);
  put(sr, GDL_W_BEST_NORM, s->best_gradient_norm);
  put(sr, GDL_W_BEST_EPOCH, (double)s->best_epoch);
  put_vector(sr, sr->x, s->x, n);
  put_vector(sr, sr->before, s->x, n);
  put_vector(sr, sr->g, s->g, n);
  put_vector(sr, sr->best_x, s->best_x, n);
  put_vector(sr, sr->best_g, s->best_g, n);
}


static void get_state (const gdl_stretcher *sr, gdl_stretch *s) {
  gdl_state *a = &s->after;
  a->cost = get(sr, GDL_W_COST);
  a->cost_change = get(sr, GDL_W_COST_CHANGE);
  a->gradient_norm = get(sr, GDL_W_NORM);
  a->gradient_error = get(sr, GDL_W_ERROR);
  a->step = get(sr, GDL_W_STEP);
  a->step_peak = get(sr, GDL_W_PEAK);
  a->best_cost = get(sr, GDL_W_BEST_COST);
  a->best_gradient_norm = get(sr, GDL_W_BEST_NORM);
  a->best_epoch = (uint64_t)get(sr, GDL_W_BEST_EPOCH);
  get_vector(sr, sr->x, s->x, s->n);
  get_vector(sr, sr->g, s->g, s->n);
  get_vector(sr, sr->before, s->before, s->n);
  get_vector(sr, sr->best_x, s->best_x, s->n);
  get_vector(sr, sr->best_g, s->best_g, s->n);
  for (size_t k = 0; s->best_row != NULL && k < sr->columns; k++)
    s->best_row[k] = sr->wire[sr->best_column[k]].value;
}


/* What the row of the best epoch has that is not known as that of the state: as
** the history has it. */
static void put_best_row (gdl_stretcher *sr, const gdl_run *run,
                          const gdl_stretch *s) {
  const gdl_history *h = gdl_descent_history(run->d);
  for (size_t k = 0; s->best_row != NULL && k < sr->columns; k++)
    sr->wire[sr->best_column[k]].value = h->best[k];
}


static void put_memories (gdl_stretcher *sr, const gdl_run *run) {
  for (int part = 0; part < GDL_NATIVE_COUNT; part++)
    if (sr->traced[GDL_STRETCH_STEP + part] != NULL)
      put_vector(sr, sr->memory[part], run->native[part].now,
                 run->native[part].n);
}


static void get_memories (const gdl_stretcher *sr, gdl_run *run) {
  for (int part = 0; part < GDL_NATIVE_COUNT; part++) {
    gdl_native *nat = &run->native[part];
    if (sr->traced[GDL_STRETCH_STEP + part] == NULL || nat->n == 0)
      continue;
    get_vector(sr, sr->memory[part], nat->now, nat->n);
    nat->dirty = 1;
  }
}


/* Numbers and arrays that stay as they are. Only time goes on. */
static void put_leaves (gdl_stretcher *sr, const gdl_run *run) {
  for (int part = 0; part < GDL_NATIVE_COUNT; part++)
    if (sr->traced[GDL_STRETCH_STEP + part] != NULL)
      gdl_native_fill_state(run, &run->native[part],
                            &run->native[part].traced->leaves);
  for (size_t k = 0; k < sr->wires; k++)
    if (sr->wire[k].part >= 0)
      sr->wire[k].value =
          sr->traced[sr->wire[k].part]->leaves.input[sr->wire[k].slot];
  for (size_t k = 0; k < sr->slots; k++)
    sr->array[k] = sr->traced[sr->data[k].part]->leaves.data[sr->data[k].slot];
}


static void put_inputs (gdl_stretcher *sr) {
  for (size_t k = 0; k < sr->wires; k++)
    if (sr->wire[k].input != GDL_NO_WIRE)
      sr->input[sr->wire[k].input] = sr->wire[k].value;
}


static void get_inputs (gdl_stretcher *sr) {
  for (size_t k = 0; k < sr->wires; k++)
    if (sr->wire[k].input != GDL_NO_WIRE)
      sr->wire[k].value = sr->input[sr->wire[k].input];
}


/*
** A stretch
*/
static uint64_t run_program (gdl_stretcher *sr, const gdl_stretch *s, uint64_t most) {
  gdl_iterate_rows rows = {s->row, s->every, s->wait};
  size_t inputs = 0;
  for (size_t k = 0; k < sr->wires; k++)
    if (sr->wire[k].input != GDL_NO_WIRE && sr->wire[k].input >= inputs)
      inputs = sr->wire[k].input + 1;
  gdl_bindings b = {.input = sr->input, .inputs = inputs, .data = sr->array,
                    .datas = sr->slots};
  if (sr->columns == 0)
    rows.every = 0;
  return gdl_iterate_run(sr->it, &b, sr->input, most, &rows);
}


/* Spot checks count what was worked out here, too. */
static void count (gdl_run *run, gdl_stretcher *sr, uint64_t made) {
  for (int k = 0; k < GDL_STRETCH_PARTS; k++)
    if (sr->traced[k] != NULL) {
      uint64_t evaluations = made * sr->evaluations[k];
      sr->traced[k]->more->evaluations += evaluations;
      sr->traced[k]->more->uses += evaluations;
    }
  run->cost.problem.evaluations += made * sr->evaluations[GDL_STRETCH_COST];
  sr->stretches++;
  sr->epochs += made;
}


/* A run that is saved every so many epochs is saved by the driver's. */
static uint64_t until_saved (const gdl_run *run, const gdl_stretch *s) {
  uint64_t every = run->autosave.every;
  uint64_t left = every == 0 ? s->most : every - s->s->epoch % every - 1;
  return left < s->most ? left : s->most;
}


gdl_status gdl_run_stretch (void *ctx, gdl_stretch *s) {
  gdl_run *run = ctx;
  if (run->stretcher == NULL)
    run->stretcher = calloc(1, sizeof(*run->stretcher));
  gdl_stretcher *sr = run->stretcher;
  if (sr == NULL)
    return GDL_ENOMEM;
  s->made = 0;
  if (run->seen != 0)
    gdl_state_hide(run);
  if (sr->off || gdl_check_always() || !find_parts(run, sr))
    return GDL_OK;
  s->most = epochs_ahead(run, sr, until_saved(run, s));
  if (s->most == 0)
    return GDL_OK;
  if (!is_same(sr, s)) {
    gdl_status status = make(run, sr, s);
    if (status != GDL_OK || sr->off)
      return status;
  }
  put_leaves(sr, run);
  put_best_row(sr, run, s);
  put_state(sr, s->s, s->n);
  put_memories(sr, run);
  if (sr->scale != GDL_NO_WIRE)
    sr->wire[sr->scale].value = s->scale;
  put_inputs(sr);
  s->made = run_program(sr, s, s->most);
  if (s->made == 0)
    return GDL_OK;
  get_inputs(sr);
  get_state(sr, s);
  get_memories(sr, run);
  count(run, sr, s->made);
  return GDL_OK;
}


int gdl_run_stretches (lua_State *L) {
  const gdl_stretcher *sr = gdl_check_run(L, 1)->stretcher;
  lua_pushinteger(L, sr == NULL ? 0 : (lua_Integer)sr->stretches);
  lua_pushinteger(L, sr == NULL ? 0 : (lua_Integer)sr->epochs);
  if (sr == NULL || !sr->off)
    lua_pushnil(L);
  else
    lua_pushstring(L, sr->why.text);
  lua_pushinteger(L, (lua_Integer)gdl_call_count);
  return 4;
}
