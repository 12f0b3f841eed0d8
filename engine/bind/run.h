/*
** run.h - a descent as a Lua value
**   run.c      making, running, forking
**   runconfig.c    reading its configuration
**   report.c   reading what it found
**   parts.c    the driver's callbacks: Lua functions of the user's (parts.h)
**   rows.c     data in batches
**   state.c    the state object that schedules, rules and observers see
**   checkpoint.c   a run in a file, and out of it
**   autosave.c     runs that do that by themselves
**   back.c     where the cost was last verified
**   fork.c     a run that goes on where another is
*/
#ifndef GDL_BIND_RUN_H
#define GDL_BIND_RUN_H

#include "base/bytes.h"
#include "bind/cost.h"
#include "bind/native.h"
#include "optim/descent.h"

/* The Lua values of a run. They rest in a table that is the run's user
** value; while a call lasts each lies in a stack slot: run->base + its
** number. What the script prepared (see scripts/gdlua/descent.lua) has the
** name of its field in the configuration. */
#define GDL_RUN_VALUES(X) \
  X(SHAPE, NULL) X(ARG, NULL) X(PARTS, NULL) X(ERROR, NULL) \
  X(HANDLER, NULL) X(STATE, NULL) X(SEEN, NULL) X(NAMES, NULL) \
  X(REASON, NULL) \
  X(COST, "cost") X(GRADIENT, "gradient") \
  X(STEP_AT, "step_at") X(STEP_INIT, "step_init") X(STEP_MEMORY, NULL) \
  X(STOP_CHECK, "stop_check") X(STOP_INIT, "stop_init") \
  X(STOP_JUDGE, "stop_judge") X(STOP_MEMORY, NULL) \
  X(UPDATE, "update") X(RULE_INIT, "rule_init") X(RULE_STATE, NULL) \
  X(RULE_OPTIONS, "rule_options") X(RULE_NAME, "rule_name") X(KEPT, NULL) \
  X(POINT, "point") X(ANSWER, "answer") \
  X(OBSERVE, "observe") X(PROJECT, "project") X(VALIDATION, "validation") \
  X(BATCH, "batch_value") X(SOURCES, "sources") X(COLUMNS, "columns") \
  X(ORDER, "order") X(AXES, "axes") X(COPY, "copy") \
  X(CHECKPOINT, "checkpoint_path") X(CONFIG, NULL) X(SCRIPTS, "memory") \
  X(STEP_TRACED, NULL) X(STEP_LEAVES, NULL) X(STEP_ROOM, NULL) \
  X(UPDATE_TRACED, NULL) X(UPDATE_LEAVES, NULL) X(UPDATE_ROOM, NULL) \
  X(STOP_TRACED, NULL) X(STOP_LEAVES, NULL) X(STOP_ROOM, NULL) \
  X(SCRATCH, NULL) X(TRACED, NULL) X(OTHER, NULL) X(SLOPE, NULL) \
  X(BACK, NULL)

typedef enum gdl_run_value {
  GDL_V_NONE = 0,
#define X(name, field)  GDL_V_##name,
  GDL_RUN_VALUES(X)
#undef X
  GDL_V_COUNT
} gdl_run_value;

/* Checkpoints that a run makes by itself, into the file at slot CHECKPOINT. */
typedef struct gdl_autosave {
  uint64_t every;            /* epochs; 0: none but by the clock */
  double seconds;            /* 0: none but by epochs */
  double last;               /* when it was, by the clock */
  int due;                   /* the clock says so */
  uint64_t writes, failures, failed_epoch;
  gdl_error error;           /* of the last failure */
} gdl_autosave;

/* A copy of the run, to which it goes back (back.c). */
typedef struct gdl_back {
  int there;
  int off;                   /* it cannot be made */
  gdl_bytes bytes;           /* the driver's part; memories lie in slot BACK */
  int step_started, stop_started, rule_checked;
  gdl_random random, pass_random;
  uint64_t pass_epoch;
  uint64_t verified, evaluations;    /* of the cost, when it was made */
  int asked;                 /* everything else is to be verified, too */
  uint64_t slope_verified;   /* spot checks of the user's gradient, then */
} gdl_back;

/* An array of the data, and where its rows are gathered for a batch. */
typedef struct gdl_run_column {
  const gdl_array *from;
  gdl_array *to;
} gdl_run_column;

typedef struct gdl_run {
  const void *tag;
  gdl_descent *d;            /* NULL until made, and after collection */
  lua_State *L;              /* of the call that lasts, or NULL */
  int base;                  /* slots lie above this index */
  gdl_cost cost;
  gdl_cost slope;            /* its gradient, where the user brings one */
  gdl_tree *shape;          /* kept alive by the values */
  double *work;              /* vectors of the cost, bounds: one block */
  int step_started, stop_started, rule_checked;
  int step_has_memory;
  int validates;             /* the state has a validation cost */
  int rule_is_ours;          /* no function of the user's is in the update rule */
  int shows_state;           /* some part asks for the state at every epoch */
  unsigned seen;             /* fields of the state that are shown to it */
  uint64_t seen_epoch;
  int progress;              /* show the progress line */
  int line_shown;
  gdl_random random;         /* of shuffling */
  gdl_random pass_random;    /* the same before the pass 'pass_epoch' */
  uint64_t pass_epoch;
  int shuffle;
  size_t *rows, nrows, room; /* the order of the current pass */
  int in_order;              /* that is the one of the data: 'rows' is not used */
  size_t first;              /* row of the current batch in the order */
  size_t data_rows;
  gdl_run_column *column;    /* valid in a pass */
  size_t columns, column_room;
  int time_stands;           /* the state shows this as the time elapsed */
  double stands_at;
  int observing;             /* within on_epoch */
  gdl_native native[GDL_NATIVE_COUNT];
  gdl_autosave autosave;
  gdl_back back;
  gdl_status (*settled) (void *ctx, const gdl_state *s);   /* autosave's */
  gdl_bytes packed;          /* a checkpoint being made */
  struct gdl_stretcher *stretcher;   /* stretch.c; NULL: none yet */
  struct gdl_leaper *leaper;         /* leap.c; the same */
} gdl_run;

#define gdl_slot(run, name)  ((run)->base + GDL_V_##name)

/* gdl_check_run - argument 'arg', which must be a descent. */
gdl_run *gdl_check_run (lua_State *L, int arg);

/* gdl_run_enter - puts the values of the run at 'idx' into stack slots above
** the current top; gdl_run_leave puts back those that change, and leaves the
** slot ERROR on top. */
void gdl_run_enter (lua_State *L, gdl_run *run, int idx);
void gdl_run_leave (lua_State *L, gdl_run *run);

/* runconfig.c: fields of the configuration at index 'config'.
** gdl_config_number - 'otherwise' where there is no number. gdl_config_vector - NULL
** where there is none; alive as long as the configuration. gdl_config_options - what
** the driver is to know, but for what is frozen. gdl_config_mode - how the gradient
** is worked out. */
double gdl_config_number (lua_State *L, int config, const char *name,
                          double otherwise);
int gdl_config_like (lua_State *L);
int gdl_config_flag (lua_State *L, int config, const char *name);
const double *gdl_config_vector (lua_State *L, int config, const char *name);
void gdl_config_options (lua_State *L, int config, gdl_options *o);

/* gdl_config_solver - the solver, or NULL. */
const gdl_solver *gdl_config_solver (lua_State *L, int config);

/* gdl_config_line - the line search into *line; NULL: there is none. */
const gdl_line *gdl_config_line (lua_State *L, int config, gdl_line *line);
void gdl_config_mode (lua_State *L, int config, gdl_cost *c);

/* report.c: methods of a descent, as lua_CFunctions. */
extern const char *const gdl_run_field_names[GDL_FIELD_COUNT];
int gdl_run_history (lua_State *L);
int gdl_run_report (lua_State *L);

/* gdl_run_parts - fills the driver's callbacks for what the configuration at
** 'config' holds. */
void gdl_run_parts (lua_State *L, int config, gdl_run *run, gdl_parts *p);

/* update.c */
/* gdl_run_start_rule - makes the update rule's memory from the start x. */
void gdl_run_start_rule (lua_State *L, gdl_run *run, const double *x);

/* rows.c: parts of the driver. */
gdl_status gdl_run_pass (void *ctx, uint64_t epoch, int shuffled,
                         size_t *rows);
gdl_status gdl_run_batch (void *ctx, size_t first, size_t count);

/* gdl_run_gather - Lua may look at the batch's arrays: puts into them what has
** only been pointed at so far. To be called before Lua is. */
void gdl_run_gather (gdl_run *run);

/* state.c */
/* gdl_push_state - pushes the state object of 'run', whose value is at
** 'idx' ('shape' is the index of its shape), above it the table 'seen', and
** the list of its fields' names. */
void gdl_push_state (lua_State *L, gdl_run *run, int idx, int shape);

/* gdl_state_show - puts the fields that are read at every epoch into 'seen'.
** Cannot fail: they are there already, or there is room for all. */
void gdl_state_show (gdl_run *run);

/* gdl_state_hide - takes them out of it: what is read then is asked for. */
void gdl_state_hide (gdl_run *run);

/* gdl_state_pairs - the __pairs of states: an error that names the fields. */
int gdl_state_pairs (lua_State *L);

/* gdl_state_field - the number of the field called 'name'; 0: there is none.
** gdl_state_number - what field f is now, where it is a number. */
enum { GDL_STATE_OTHER, GDL_STATE_COUNT, GDL_STATE_NUMBER };
int gdl_state_field (const char *name);
int gdl_state_number (const gdl_run *run, int f, double *v);

/* gdl_state_forget - the state at 'state' made its snapshots of another run. */
void gdl_state_forget (lua_State *L, int state);

/* gdl_push_best - pushes {x=, cost=, epoch=} of the best point, and validation
** where the run asks for it. */
void gdl_push_best (lua_State *L, const gdl_run *run, int shape);

/* autosave.c */
/* gdl_checkpoint_configure - reads what the configuration says of checkpoints
** and adds what the driver needs for them to its parts. */
void gdl_checkpoint_configure (lua_State *L, int config, gdl_run *run,
                               gdl_parts *p);

/* gdl_checkpoint_begin, gdl_checkpoint_end - around a call of the driver, for
** the run at 'idx': the first looks at the clock, the second saves a run that
** has ended in it ('ran': it had not before). Raises where the run holds what
** cannot be saved. */
void gdl_checkpoint_begin (gdl_run *run);
void gdl_checkpoint_end (lua_State *L, gdl_run *run, int idx, int ran);

/* back.c */
/* gdl_back_configure - adds what the driver needs to its parts, after
** everything else has. gdl_back_free. */
void gdl_back_configure (gdl_run *run, gdl_parts *p);
void gdl_back_free (gdl_run *run);

/* gdl_back_run - so many epochs (UINT64_MAX: to the end); a run whose cost was
** wrong goes back and does it again. Statuses as gdl_descent_run. */
gdl_status gdl_back_run (gdl_run *run, uint64_t epochs);

/* fork.c: copies of the memories among 'values', those of 'from', into the
** values at 'own', those of 'to', and what of shuffling and counts is not the
** driver's. */
void gdl_run_copy_memory (lua_State *L, gdl_run *from, int values, gdl_run *to,
                          int own);

/* interrupt.c: from enter to leave, an interrupt from the keyboard asks the
** descent to end instead of the program. 'honoured': it has ended so. Calls
** nest. */
void gdl_interrupt_enter (void);
void gdl_interrupt_leave (int honoured);

/* progress.c: one line on the terminal, rewritten. */
gdl_status gdl_progress_tick (void *ctx, const gdl_state *s);
void gdl_progress_end (gdl_run *run);

#endif
