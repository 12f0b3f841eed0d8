/*
** native.h - schedules, update rules and stopping rules that need no Lua
** They are Lua functions like costs, and traced like these: after a few epochs
** a part of a run is traced, and from then on the driver has it worked out by
** programs. What cannot be traced goes on as Lua. What a part remembers is then
** kept here as numbers; its Lua table is brought up to date when somebody looks
** (gdl_native_settle).
**
**   native.c         making and asking
**   nativekind.c     a part as a kind of traced function
**   nativememory.c   memories: Lua tables, leaves, outputs
**   nativeheld.c     memories that somebody else holds
**   nativestate.c    the state of the run as a traced function sees it
*/
#ifndef GDL_BIND_NATIVE_H
#define GDL_BIND_NATIVE_H

#include "bind/trace.h"
#include "bind/traced.h"
#include "optim/descent.h"

typedef struct gdl_run gdl_run;

typedef enum gdl_native_part {
  GDL_NATIVE_STEP, GDL_NATIVE_UPDATE, GDL_NATIVE_STOP, GDL_NATIVE_COUNT
} gdl_native_part;

/* Where a leaf of a part is read from at each evaluation, but for memories. */
typedef enum gdl_native_source {
  GDL_FROM_FIELD,            /* a number of the state: 'index' is its field */
  GDL_FROM_X, GDL_FROM_G, GDL_FROM_BEST_X,   /* index: offset in the vector */
  GDL_FROM_BEST_COST, GDL_FROM_BEST_EPOCH, GDL_FROM_BEST_VALIDATION
} gdl_native_source;

typedef struct gdl_native_leaf {
  gdl_native_source source;
  int is_data;               /* slot of a data leaf, else of an input */
  size_t index, slot;
} gdl_native_leaf;

/* A leaf of a memory: its part of the numbers, and its slot. */
typedef struct gdl_native_memory_leaf {
  size_t offset, slot;
  int is_data;
  int whole;                 /* a number that is an integer in Lua */
} gdl_native_memory_leaf;

#define GDL_NATIVE_LEAVES 64

typedef struct gdl_native {
  int on;                    /* traced, and 'now' is what it remembers */
  int off;                   /* it is not to be tried (again) */
  unsigned asked;            /* in Lua, so far */
  int settling, tries;       /* it was refused for what may change, so often */
  int wrong;                 /* a spot check has found it so */
  uint64_t verified;         /* spot checks that were right, when in doubt */
  gdl_traced *traced;        /* while it is on; the run's values keep it alive */
  int dirty;                 /* the Lua table is behind */
  int has_kept;              /* gdl_parts.keep was asked since it is on */
  int step_each;             /* a step size per variable; set by the owner */
  int mains;                 /* outputs before those of the memory: 0 or 1 */

  /* Memory: n doubles in the order of its shape; a number's slot is an input,
  ** an array's a data slot. 'kept' is what gdl_parts.keep has put aside. */
  size_t n, leaves;
  double *now, *next, *kept;
  gdl_native_memory_leaf *leaf;
  double **result;           /* room for all outputs */

  /* Arguments of update and step: slots. */
  size_t t, step, g, cost;
  gdl_native_leaf state[GDL_NATIVE_LEAVES];
  size_t states;
} gdl_native;

/* What is asked of a part. */
typedef struct gdl_native_request {
  uint64_t t;
  const double *x, *g, *steps;
  double cost;
  double *out;               /* the next x, or step sizes */
} gdl_native_request;

/* gdl_native_ask - asks a part. True where it answered (r->out is filled), or
** where *status is not GDL_OK, which ends the call of the driver. False: Lua is
** to be asked, also for the verdict of a stopping rule that fires; memories are
** up to date there. */
int gdl_native_ask (gdl_run *run, gdl_native_part part,
                    const gdl_native_request *r, gdl_status *status);

/* gdl_native_keep - what gdl_parts.keep does, for the update rule. False where
** that is Lua's. */
int gdl_native_keep (gdl_run *run, int restore);

/* gdl_native_settle - brings the Lua tables of all memories up to date, in the
** table of values at 'values'. Raises a memory error. */
void gdl_native_settle (lua_State *L, gdl_run *run, int values);

/* gdl_native_reset - the Lua tables have changed: they count again. */
void gdl_native_reset (gdl_run *run);

/* gdl_native_doubt - the next answer of each part is compared with that of its
** function. gdl_native_is_verified - has that been done, for all? Then the run
** is right so far as the parts are concerned. */
void gdl_native_doubt (gdl_run *run);
int gdl_native_is_verified (const gdl_run *run);

/* gdl_native_push_trouble - pushes a sentence about a part that was found wrong;
** or pushes nothing and answers 0. */
int gdl_native_push_trouble (lua_State *L, const gdl_run *run);

/* gdl_native_rungs - a method of a run: what its parts run as. */
int gdl_native_rungs (lua_State *L);

/* nativememory.c. Indices are absolute. 'memory' is a memory, 'shape' that of its
** leaves (nil: it has none), 'scripts' the table gdlua.memory. */
/* Pushes the shape of the leaves of 'memory', or nil; or nil and a reason where
** it is nothing the engine can keep: always two values. */
void gdl_native_push_shape (lua_State *L, int memory, int scripts);

/* Gives each leaf its slot, and its part of 'nat->leaf', which has room. */
void gdl_native_slots (lua_State *L, gdl_native *nat, gdl_leaves *leaves,
                       int memory, int shape, int scripts);

/* Pushes a memory like 'memory' whose leaves are those of the trace. */
void gdl_native_push_traced (lua_State *L, const gdl_native *nat, int memory,
                             int shape, int scripts);

/* The same with the numbers v. */
void gdl_native_push_plain (lua_State *L, int memory, int shape, int scripts,
                            const double *v);

/* Puts the numbers v into the memory itself. */
void gdl_native_put (lua_State *L, int memory, int shape, int scripts,
                     const double *v);

/* The leaves of the memory at 'idx' as outputs of the trace; refuses what has
** another structure than 'memory', and numbers that are integers now and were
** floats, or the other way round ('settling': later they may be for good). */
void gdl_native_collect (lua_State *L, gdl_native *nat, int idx, int memory,
                         int shape, int scripts);

/* The leaves of the memory at 'idx' as numbers; false where it has another
** structure, or cannot be kept as numbers any more. */
int gdl_native_read (lua_State *L, int idx, int memory, int shape, int scripts,
                     double *v);

/* nativestate.c. */
/* Pushes what stands for the state in a trace: its numbers and vectors are
** leaves, which 'nat' then knows. 'shape' is that of the start. */
void gdl_native_push_state (lua_State *L, const gdl_run *run,
                            gdl_native *nat, gdl_leaves *leaves, int shape);

/* The state object shows the time it was when the leaves 'b' were filled, until
** run->time_stands is 0 again. */
void gdl_native_stop_time (gdl_run *run, const gdl_native *nat,
                           const gdl_bindings *b);

/* Puts what the state is now into the leaves. */
void gdl_native_fill_state (const gdl_run *run, const gdl_native *nat,
                            gdl_leaves *leaves);

#endif
