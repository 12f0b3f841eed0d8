/*
** traced_impl.h - what the files of traced functions share
*/
#ifndef GDL_BIND_TRACED_IMPL_H
#define GDL_BIND_TRACED_IMPL_H

#include "bind/traced.h"
#include "exec/tape.h"

#define GDL_TRACED_PATHS     64   /* more of them: the tape */
#define GDL_TRACED_PROMOTED  32   /* slots that may be inputs */

enum { GDL_TRACED_ANCHORS = 1, GDL_TRACED_READS, GDL_TRACED_OWN };

/* An array that was read, alive by the table of anchors: its version. */
typedef struct gdl_anchor {
  const uint64_t *now;
  uint64_t was;
} gdl_anchor;

struct gdl_traced_more {
  gdl_tape *tape;
  int busy;                  /* a trace of it runs */
  int begun;                 /* there has been a trace */
  size_t base_datas;         /* slots that are the caller's */

  /* What it has read. */
  uint64_t looked;           /* gdl_lua_runs, when it was looked at */
  gdl_anchor *anchor;
  size_t anchors, anchor_room;
  size_t promoted, fresh;    /* slots that are inputs, the first ones of the
                             ** reads; the last of them since the last trace
                             ** that went well */
  uint64_t traces, uses;     /* lately: is it worth it? */

  /* Spot checks. */
  uint64_t evaluations, due; /* compiled ones; the one to be checked next */
  uint64_t verified, mismatch;
  int doubt;                 /* the gradient of the tape is to be checked */
  int value_doubt;           /* and its value, at the point where the plain */
  double value;              /* function's is this */
  int refusals;
  int no_choices;            /* the sides of branches are not what was concluded */
  double begun_at, spent;    /* clock; seconds in checks, so far */
  double plain_took;         /* the last one */
  const gdl_path *right[GDL_TRACED_PATHS];   /* gradients that were checked */
  size_t rights;
  const gdl_path *checking;  /* what the plain function is compared with */

  /* Room, each owned here. */
  double *plain, *point, *sweep, *unit;
  double *at;                /* where it was traced last */
  int slack_known;           /* the third part of plain_out was worked out */
  size_t at_room;
  double **plain_out;        /* into plain; then into what is to be compared; then
                             ** into how much that may differ */
  size_t plain_room, point_room, sweep_room, unit_room, out_room;
};

/* What is asked for. */
typedef struct gdl_traced_ask {
  void *ctx;
  gdl_want want;
  const double *param;
  double *const *result;
  uint64_t tag;
  gdl_sweep *sweep;          /* or NULL */
} gdl_traced_ask;

/* gdl_grow - makes *p hold n doubles. Contents are lost. GDL_ENOMEM. */
gdl_status gdl_grow (double **p, size_t *room, size_t n);

/*
** traced.c
*/
/* gdl_traced_lower - goes to a lower rung, for this reason (format). */
void gdl_traced_lower (lua_State *L, int idx, gdl_rung rung,
                       const gdl_trace_note *why);
void gdl_traced_note (gdl_trace_note *n, const char *fmt, ...);

/*
** traced_judge.c. A spot check that fails lowers the rung, and says so.
*/
#define GDL_OTHER_VALUE     "a spot check found another value than the program's"
#define GDL_OTHER_GRADIENT  "a spot check found another slope than the gradient's"

/* gdl_traced_status - raises a status that is not GDL_OK. */
void gdl_traced_status (lua_State *L, gdl_status status, const gdl_error *err);

/* gdl_traced_mismatch - the rung goes down because a check has failed. */
void gdl_traced_mismatch (lua_State *L, int idx, gdl_traced *t, gdl_rung rung,
                          const char *what);

int gdl_traced_is_gradient (gdl_want want);

/* gdl_traced_is_finite - is output 0 finite where that is expected of it? */
int gdl_traced_is_finite (const gdl_traced *t, const gdl_traced_ask *ask);

/* gdl_traced_check - what there is to check about an evaluation on a path; 'made':
** the trace that led there, or NULL. False: the rung went down. */
int gdl_traced_check (lua_State *L, int idx, gdl_traced *t, gdl_traced_ask *ask,
                      const gdl_path *path, gdl_trace *made);

/* gdl_traced_tape_is_right - after a mismatch: the value of the tape at the same
** point, and its gradient when it is first asked for. False: the rung went down. */
int gdl_traced_tape_is_right (lua_State *L, int idx, gdl_traced *t,
                              const gdl_traced_ask *ask, const gdl_trace *made);

/*
** traced_run.c
*/
/* Where results come from: the paths (tape NULL), or one trace. */
typedef struct gdl_source {
  gdl_tape *tape;
  const gdl_trace *trace;
} gdl_source;

/* gdl_traced_evaluate - results into ask->result, or a whole sweep. *path: that
** taken, NULL where none is known. */
gdl_status gdl_traced_evaluate (gdl_traced *t, const gdl_source *from,
                                gdl_traced_ask *ask, const gdl_path **path,
                                gdl_error *err);

/*
** traced_trace.c
*/
/* gdl_traced_trace - traces the function; the trace is pushed. False, pushing
** nothing: it is refused. Raises errors of the function's own. */
int gdl_traced_trace (lua_State *L, int idx, gdl_traced *t,
                      gdl_traced_ask *ask);

/* gdl_traced_give_back - the trace at 'at' is not needed any more. */
void gdl_traced_give_back (lua_State *L, int at, const gdl_traced *t);

/*
** traced_slots.c
*/
/* gdl_slots_same - is everything it has read as it was? Looks only where Lua
** has run since; 'all': at all slots, in any case. Cannot raise. */
int gdl_slots_same (lua_State *L, int idx, gdl_traced *t, int all);

/* gdl_slots_changed - acts on a change that gdl_slots_same has seen: promotes,
** or forgets what was read; paths are forgotten, too. */
void gdl_slots_changed (lua_State *L, int idx, gdl_traced *t);

/* gdl_slots_retreat - after a trace that failed: promoted slots that are new
** are taken back. False where there are none. */
int gdl_slots_retreat (lua_State *L, int idx, gdl_traced *t);

/* gdl_slots_forget - of what was read, only promoted slots stay ('all': not
** even these). */
void gdl_slots_forget (lua_State *L, int idx, gdl_traced *t, int all);

/* gdl_slots_anchor - takes over what a trace has put into the table of
** anchors; GDL_ENOMEM. */
gdl_status gdl_slots_anchor (lua_State *L, int idx, gdl_traced *t);

/*
** traced_check.c
*/
/* gdl_check_always - GDLUA_VERIFY=always. */
int gdl_check_always (void);

/* gdl_check_due - counts a compiled evaluation: is it one to be checked? */
int gdl_check_due (gdl_traced *t);

/* gdl_check_affordable - would one more check cost little enough? */
int gdl_check_affordable (const gdl_traced *t);

/* gdl_check_call - calls the plain function at t->leaves.b; its outputs, of
** the shapes that those of 'path' have, are kept. Answers its tag. Raises what
** the function raises. */
uint64_t gdl_check_call (lua_State *L, int idx, gdl_traced *t, void *ctx,
                         const gdl_path *path);

/* Sums in another order may differ by this part of the sum of |terms|; a program
** that is wrong differs by more. */
#define GDL_CHECK_SLACK 1e-10

/* gdl_check_exactly - is v what the plain function answered as output k? Numbers
** are equal, or both are NaN. gdl_check_output - the same of what the program of a
** path gave: where that was packed, up to rounding. GDL_ENOMEM goes to *status. */
int gdl_check_exactly (const gdl_traced *t, const gdl_path *path, size_t k,
                       const double *v);
int gdl_check_output (gdl_traced *t, const gdl_path *path, size_t k,
                      const double *v, gdl_status *status);

/* gdl_check_point - runs and calls the function at t->leaves.b: do they agree?
** True where no path is known there. */
int gdl_check_point (lua_State *L, int idx, gdl_traced *t, void *ctx);

/* gdl_check_sides - the choices of 'path' have a pattern at t->leaves.b under which
** it has not been compared yet: that is done now, and the pattern admitted. False:
** they are wrong. May move t->leaves.b.param for a while. */
int gdl_check_sides (lua_State *L, int idx, gdl_traced *t, void *ctx,
                     const gdl_path *path);

/* gdl_check_gradient - compares gradient g, where the value is f, with a
** difference along one direction: false where it is wrong beyond doubt. By the
** program of 'path', without Lua; or, where path is NULL, by plain calls. */
int gdl_check_gradient (lua_State *L, int idx, gdl_traced *t, void *ctx,
                        const gdl_path *path, double f, const double *g);

/* gdl_check_is_right - was that path's gradient compared already? */
int gdl_check_is_right (const gdl_traced *t, const gdl_path *path);
void gdl_check_set_right (gdl_traced *t, const gdl_path *path, int right);

#endif
