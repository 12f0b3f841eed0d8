/*
** traced.h - a Lua function and what was traced of it: the ladder
** compiled: programs for the paths known so far; a path that is not known yet is
** traced when it is met. tape: traced at every evaluation, exact as well. Refused:
** the function runs as Lua, its derivatives are differences.
**
** A function is used as compiled as long as what it has read is as it was (see
** watch.h): that is looked at whenever Lua code may have run in between. Spot
** checks compare it with the plain function now and then; at a mismatch it goes
** one rung down and says so.
*/
#ifndef GDL_BIND_TRACED_H
#define GDL_BIND_TRACED_H

#include "bind/trace.h"
#include "bind/watch.h"

typedef enum gdl_rung {
  GDL_RUNG_NEW,              /* not traced yet */
  GDL_RUNG_COMPILED, GDL_RUNG_TAPE, GDL_RUNG_REFUSED
} gdl_rung;

/* What kind of function it is: a cost, a schedule, an update rule. All may
** raise; they run protected. 'idx' is the absolute index of the gdl_traced (its
** own value: gdl_traced_push_own), 'ctx' is the caller's, as given to the call
** that led there; absolute indices of the caller's frame hold as well. */
typedef struct gdl_traced_kind {
  const char *what;                  /* "cost", for messages */

  /* push - pushes the function and its arguments, made of leaves of the current
  ** trace; answers how many arguments. */
  int (*push) (lua_State *L, int idx, void *ctx);

  /* collect - the results (as many as 'results') are at first ..; gives the
  ** trace its outputs (gdl_trace_output) and answers the tag of the path.
  ** Refuses what cannot be traced; what is wrong with it may be any error, as
  ** 'plain' is asked then. */
  uint64_t (*collect) (lua_State *L, int idx, void *ctx, int first);
  int results;

  /* plain - the same function without a trace, at the leaves 'b': the values of
  ** the outputs into result[] (NULL: not wanted), of which output k has room
  ** for gdl_traced_room, and the tag of the path as answer. */
  uint64_t (*plain) (lua_State *L, int idx, void *ctx, const gdl_bindings *b,
                     double *const *result);

  /* retreat - tracing has failed: makes plain values of leaves that the kind
  ** could do without. False (or NULL here) where there are none. */
  int (*retreat) (lua_State *L, int idx);

  /* names - pushes the list of the names of its parameters, for
  ** gdl_traced_explain. NULL: they have none. */
  void (*names) (lua_State *L, int idx);

  /* finite - output 0, a number, is expected to be finite: where it is not, it
  ** is compared with the plain function's. */
  int finite;

  /* asked_again - where it is refused, whoever asked calls the function itself:
  ** 'plain' is not called then, and what has an effect (changes an upvalue,
  ** prints) is refused before it has it, so that each call is made once. */
  int asked_again;
} gdl_traced_kind;

/* A userdata with a finaliser. User values: anchors, reads, own.
**   traced.c          the ladder
**   traced_trace.c    tracing: what fails, and whose errors they are
**   traced_run.c      working out what is asked for
**   traced_slots.c    what it has read: has it changed?
**   traced_check.c    spot checks
**   traced_judge.c    when they are made, and what follows
**   traced_explain.c  telling about it
**   tracedcost.c      costs
**   tracedfind.c      which of a function's costs is meant */
typedef struct gdl_traced {
  const void *tag;
  const gdl_traced_kind *kind;
  gdl_leaves leaves;         /* inputs and data are filled in by the caller, from
                             ** slots it made; promoted ones by us */
  gdl_paths *paths;
  gdl_rung rung;
  gdl_trace_note why;        /* of a rung below compiled, or of mismatch */
  uint64_t given;            /* how often a cost's further arguments were replaced:
                             ** whoever holds it may have lost it to another */
  struct gdl_traced_more *more;      /* private, traced.c */
} gdl_traced;

/* gdl_push_traced - pushes a new one for 'params' parameters; its third user
** value is the value on top of the stack (popped). */
gdl_traced *gdl_push_traced (lua_State *L, const gdl_traced_kind *kind,
                             size_t params);
gdl_traced *gdl_to_traced (lua_State *L, int idx);
void gdl_traced_push_own (lua_State *L, int idx);

/* How an evaluation went. */
typedef enum gdl_went {
  GDL_WENT_WELL,
  GDL_WENT_NOWHERE,          /* gdl_traced_try: Lua has to run, see there */
  GDL_WENT_REFUSED           /* it cannot be traced: t->why says why */
} gdl_went;

/* gdl_traced_try - evaluates without running any Lua code: results as 'want'
** says, *path the path taken. GDL_WENT_NOWHERE where that does not do: a path
** that is not known, a slot that has changed, a spot check that is due, a rung
** below compiled. Cannot raise. GDL_ENOMEM goes to *status. */
gdl_went gdl_traced_try (lua_State *L, int idx, gdl_want want,
                         const double *param, double *const *result,
                         uint64_t *tag, gdl_status *status);

/* gdl_traced_run - the same with whatever it takes: tracing, spot checks, the
** tape. Raises what the function raises when it is called plainly. Runs Lua
** code: call it where errors may be raised, in a frame of few values (they are
** handed on). tag may be NULL. */
gdl_went gdl_traced_run (lua_State *L, int idx, void *ctx, gdl_want want,
                         const double *param, double *const *result,
                         uint64_t *tag);

/* gdl_traced_sweep - the same for v = each unit vector in turn, on the tape of
** one evaluation: all of a matrix of derivatives. */
typedef struct gdl_sweep {
  gdl_want want;             /* GDL_WANT_HVP, JVP or VJP; in, but for COUNT:
                             ** JVP or VJP, whichever is shorter */
  double *value;             /* output 0 (JVP, VJP); borrowed until the next */
  double *rows;              /* count x width; row k belongs to unit vector k:
                             ** of HVP and VJP rows of the matrix, of JVP (the
                             ** derivatives of output 0) columns */
  gdl_shape shape;           /* of output 0 */
  size_t count, width;
} gdl_sweep;

gdl_went gdl_traced_sweep (lua_State *L, int idx, void *ctx,
                           const double *param, gdl_sweep *s);

/* gdl_traced_forget - something the traces depend on has changed: they are not
** used any more. */
void gdl_traced_forget (lua_State *L, int idx);

/* gdl_traced_room - for gdl_traced_kind.plain: how many doubles output k is
** expected to have. */
size_t gdl_traced_room (const gdl_traced *t, size_t k);

/* gdl_traced_is_busy - is it being traced just now? Then it cannot be used. */
int gdl_traced_is_busy (const gdl_traced *t);

/* gdl_lua_ran - to be called when Lua code may have run since the last
** evaluation: slots are looked at again before the next one. Whether an array
** that was read has changed, its version tells, always. */
extern _Thread_local uint64_t gdl_lua_runs;
#define gdl_lua_ran()  ((void)gdl_lua_runs++)

/* gdl_traced_settle - the end of a run: a last spot check at 'param'. True where
** it was right, or there was nothing to check. */
int gdl_traced_settle (lua_State *L, int idx, void *ctx, const double *param);

/* gdl_traced_verified - counts the spot checks that were right; when a check
** fails, whoever uses the function goes back to where it was when the count
** last rose. *mismatch counts those that were wrong. */
uint64_t gdl_traced_verified (const gdl_traced *t, uint64_t *mismatch);

/* gdl_traced_doubt - the next evaluation is compared with the plain function. */
void gdl_traced_doubt (gdl_traced *t);

/* gdl_traced_warn - pushes a sentence that says, for a rung below compiled or a
** mismatch, what is done and why: "FILE:LINE: the cost cannot be traced (...);
** its gradient is worked out by central differences". */
const char *gdl_traced_warn (lua_State *L, int idx);

/* gdl_traced_explain - pushes a table: rung, reason, file, line, paths (list of
** {guards =, graph =, program =} as texts), reads (names of slots), promoted. */
void gdl_traced_explain (lua_State *L, int idx);

/*
** Costs. tracedcost.c, tracedfind.c
*/
/* What the function answers: a number; with GDL_COST_MAP a number, a vector or a
** plain table of numbers; with GDL_COST_GRADIENT what has the shape of the
** start, a number or one array. GDL_COST_RESIDUALS: as a map, but always of so
** many numbers, see gdl_traced_expect. */
typedef enum gdl_cost_kind {
  GDL_COST_NUMBER, GDL_COST_MAP, GDL_COST_GRADIENT, GDL_COST_RESIDUALS
} gdl_cost_kind;

/* gdl_push_traced_cost - pushes the gdl_traced of the function at 'fn' for the
** shape at 'shape' and nargs further arguments from index 'extra' on: the one
** there is, or a new one. batched: these arguments hold other rows at each
** evaluation, so that their arrays are data slots, the first ones, in the order of
** the trees. An argument that is not
** what it was when the function was last asked for leads to a new trace; a
** number or array among them is a leaf from then on. Its ctx may
** be NULL. Raises a memory error. */
#define gdl_batch_slot(k)  (GDL_SEED_SLOT + 1 + (k))   /* of its array k */

gdl_traced *gdl_push_traced_cost (lua_State *L, gdl_cost_kind kind, int fn,
                                  int shape, int extra, int nargs,
                                  int batched);

/* gdl_traced_expect - the residuals at 'idx' are so many from now on: whatever
** else they are is an error. */
void gdl_traced_expect (lua_State *L, int idx, size_t count);

/* gdl_push_last_cost - pushes the one that was last asked for of the function
** at 'fn'; pushes nothing and answers NULL where there is none. */
gdl_traced *gdl_push_last_cost (lua_State *L, int fn);

/* gdl_push_last_shape - pushes the shape of that one, if the value at 'x' has it
** for certain (gdl_tree_fits); pushes nothing and answers false otherwise. */
int gdl_push_last_shape (lua_State *L, int fn, int x);

/* gdl_push_bare_cost - as gdl_push_last_cost; above it, at *shape, pushes its
** shape. NULL, nothing pushed, also where that is no GDL_COST_NUMBER, or one with
** further arguments. gdl_traced_finds - a number that is another when the last cost
** of some function has become another one. */
gdl_traced *gdl_push_bare_cost (lua_State *L, int fn, int *shape);
uint64_t gdl_traced_finds (void);

/* gdl_push_cost_point - pushes the shape of the cost at 'idx'; answers where it
** was traced last, NULL where it was not, or is no cost. */
const double *gdl_push_cost_point (lua_State *L, int idx);

/* gdl_unknown_slopes - how many gradients of gd.custom could not be traced so far, so
** that their own derivatives are NaN. custom.c */
uint64_t gdl_unknown_slopes (void);

/* gdl_traced_warn_once - prints gdl_traced_warn's sentence to stderr, unless
** that was done for the same function. */
void gdl_traced_warn_once (lua_State *L, int idx, int fn);

#endif
