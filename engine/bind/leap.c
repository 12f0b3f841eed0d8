/*
** leap.c - an epoch of many variables in few passes over memory
*/
#include <stdlib.h>
#include <string.h>

#include "bind/stretch.h"
#include "bind/traced_impl.h"
#include "exec/descend.h"

/* One kind of step: with gradients in memory, and without. */
typedef struct kind {
  gdl_descend *d;            /* NULL: none, or none yet */
  uint64_t changes;          /* of the paths it was made of, or tried with */
  size_t inputs, datas;
  unsigned made;
  unsigned pause, wait;      /* epochs without, after one that was in vain */
} kind;

/* What the cost is made of changes all the time, else. */
#define PROGRAMS 16

/* The longest pause. */
#define PAUSE 1024

typedef struct gdl_leaper {
  kind kind[2];
} gdl_leaper;


void gdl_run_leap_free (gdl_run *run) {
  if (run->leaper == NULL)
    return;
  for (int k = 0; k < 2; k++)
    gdl_descend_free(run->leaper->kind[k].d);
  free(run->leaper);
  run->leaper = NULL;
}


/* The cost, where its next evaluation needs no look at it; else NULL. */
static gdl_traced *ready (gdl_run *run) {
  const gdl_cost *c = &run->cost;
  if (c->traced == 0 || c->stale || c->has_gradient || gdl_check_always() ||
      (c->exact != GDL_EXACT_AUTO && c->exact != GDL_EXACT_REVERSE))
    return NULL;
  gdl_traced *t = lua_touserdata(run->L, c->traced);
  const struct gdl_traced_more *m = t->more;
  if (t->rung != GDL_RUNG_COMPILED || m->busy || m->evaluations + 1 >= m->due ||
      !gdl_slots_same(run->L, c->traced, t, 0))
    return NULL;
  return t;
}


static int is_same (const kind *k, const gdl_traced *t) {
  return k->changes == gdl_paths_changes(t->paths) &&
         k->inputs == t->leaves.b.inputs && k->datas == t->leaves.b.datas;
}


/* The program, made where there is none of these paths. Where it would not pay,
** none is. */
static gdl_status prepare (gdl_run *run, kind *k, const gdl_traced *t, int light) {
  gdl_error why = {""};
  if (is_same(k, t))
    return GDL_OK;
  gdl_descend_free(k->d);
  k->d = NULL;
  if (k->made < PROGRAMS) {
    k->made++;
    gdl_status status =
        gdl_descend_new(t->paths, run->cost.fast ? GDL_WANT_FAST_GRADIENT
                                                 : GDL_WANT_GRADIENT,
                        light, run->cost.sign, &t->leaves.b, &k->d, &why);
    if (status == GDL_ENOMEM)
      return status;
  }
  k->changes = gdl_paths_changes(t->paths);
  k->inputs = t->leaves.b.inputs;
  k->datas = t->leaves.b.datas;
  return GDL_OK;
}


/* Where the step leads; false where that is nowhere ordinary. */
static int run_program (gdl_descend *d, gdl_traced *t, gdl_leap *l) {
  gdl_descended to = {.x = l->next, .g = l->g_next};
  t->leaves.b.param = l->x;
  if (!gdl_descend_run(d, &t->leaves.b, l->g, l->step, &to))
    return 0;
  l->cost = to.cost;
  l->norm = to.norm;
  l->moved = to.moved;
  return 1;
}


/* Steps that were made before are made again, from the same point: nothing of them
** is new. */
static gdl_status again (gdl_run *run, gdl_leap *l) {
  gdl_traced *t = lua_touserdata(run->L, run->cost.traced);
  while (run_program(run->leaper->kind[1].d, t, l) && l->on(l))
    continue;
  return GDL_OK;
}


static void count (gdl_run *run, gdl_traced *t) {
  t->more->evaluations++;
  t->more->uses++;
  run->cost.problem.evaluations++;
}


/* Up to the evaluation that is to be looked at, and the epoch that is to be saved. */
static uint64_t most_steps (const gdl_run *run, const gdl_traced *t) {
  uint64_t left = t->more->due - t->more->evaluations - 1, every = run->autosave.every;
  if (every == 0)
    return left;
  uint64_t quiet = every - gdl_descent_state(run->d)->epoch % every - 1;
  return left < quiet ? left : quiet;
}


/* One after the other. False where one led nowhere. */
static int go (gdl_run *run, gdl_descend *d, gdl_traced *t, gdl_leap *l) {
  l->left = most_steps(run, t);
  l->in_place = gdl_descend_is_in_place(d);
  while (l->left > 0) {
    if (!run_program(d, t, l))
      return 0;
    if (!l->known) {
      count(run, t);
      l->left--;
    }
    if (!l->on(l))
      break;
  }
  return 1;
}


static int one (gdl_run *run, gdl_descend *d, gdl_traced *t, gdl_leap *l) {
  l->done = run_program(d, t, l);
  if (l->done)
    count(run, t);
  return l->done;
}


gdl_status gdl_run_leap (void *ctx, gdl_leap *l) {
  gdl_run *run = ctx;
  int light = l->on != NULL;
  l->done = 0;
  if (l->again)
    return again(run, l);
  gdl_traced *t = ready(run);
  if (t == NULL)
    return GDL_OK;
  if (run->leaper == NULL)
    run->leaper = calloc(1, sizeof(*run->leaper));
  if (run->leaper == NULL)
    return GDL_ENOMEM;
  kind *k = &run->leaper->kind[light];
  if (k->wait > 0) {
    k->wait--;
    return GDL_OK;
  }
  gdl_status status = prepare(run, k, t, light);
  if (status != GDL_OK || k->d == NULL ||
      !gdl_check_is_right(t, gdl_descend_path(k->d)))
    return status;
  if ((light ? go : one)(run, k->d, t, l)) {
    k->pause = 0;
    return GDL_OK;
  }
  k->pause = 2 * k->pause < PAUSE ? 2 * k->pause + 1 : PAUSE;
  k->wait = k->pause;
  return GDL_OK;
}
