/*
** stretch.h - the epochs of a run as one program
** Cost, schedule, update rule and stopping rule, where all of them are traced, are
** put together: from the numbers that a run is after an epoch, its memories
** included, to those after the next one. The program is run on its own results
** (exec/iterate.h) for as many epochs as nothing out of the ordinary happens.
**
**   stretch.c        when, and what it starts from
**   leap.c           of many variables: an epoch in few passes over memory
**   stretchgraph.c   putting the parts together
**   stretchwire.c    the numbers that go round
*/
#ifndef GDL_BIND_STRETCH_H
#define GDL_BIND_STRETCH_H

#include "bind/run.h"
#include "exec/iterate.h"
#include "optim/leap.h"
#include "optim/stretch.h"

/* Traced functions a run is made of. */
typedef enum gdl_stretch_part {
  GDL_STRETCH_COST, GDL_STRETCH_SLOPE, GDL_STRETCH_STEP, GDL_STRETCH_UPDATE,
  GDL_STRETCH_STOP, GDL_STRETCH_PARTS
} gdl_stretch_part;

/* A number of the state of a run. */
typedef enum gdl_stretch_name {
  GDL_W_COST, GDL_W_COST_CHANGE, GDL_W_NORM, GDL_W_ERROR, GDL_W_EPOCH,
  GDL_W_UPDATES, GDL_W_EVALUATIONS, GDL_W_STEP, GDL_W_PEAK, GDL_W_CHANGE,
  GDL_W_BEST_COST, GDL_W_BEST_NORM, GDL_W_BEST_EPOCH, GDL_W_NAMES
} gdl_stretch_name;

#define GDL_NO_WIRE SIZE_MAX

/* A number that goes into an epoch: one that comes out of the epoch before, or one
** that stays as it is. */
typedef struct gdl_wire {
  gdl_node in, next;         /* next: GDL_NO_NODE, it stays */
  double value;              /* where a stretch starts; after it, where it ended */
  size_t input;              /* of the program; GDL_NO_WIRE: not needed there */
  int wanted;                /* after a stretch */
  int part;                  /* stays: it is input 'slot' of that part, or -1 */
  size_t slot;
} gdl_wire;

/* An array that stays as it is: data slot 'slot' of a part. */
typedef struct gdl_stretch_data {
  gdl_stretch_part part;
  size_t slot;
} gdl_stretch_data;

typedef struct gdl_stretcher {
  gdl_iterate *it;           /* NULL: there is none */
  int off;                   /* and will be none: 'why' */
  unsigned made;             /* programs so far */
  gdl_error why;
  uint64_t stretches, epochs;        /* so far */

  gdl_traced *traced[GDL_STRETCH_PARTS];     /* NULL: no such part */
  gdl_paths *paths[GDL_STRETCH_PARTS];       /* what it was made of */
  uint64_t changes[GDL_STRETCH_PARTS];
  size_t inputs[GDL_STRETCH_PARTS], datas[GDL_STRETCH_PARTS];
  unsigned evaluations[GDL_STRETCH_PARTS];   /* in an epoch */
  int keeps_best_row;

  gdl_wire *wire;
  size_t wires, room;
  size_t named[GDL_W_NAMES];
  size_t scale;              /* of the step size; GDL_NO_WIRE: it is 1 */
  size_t x, g, before, best_x, best_g;       /* the first of n */
  size_t memory[GDL_NATIVE_COUNT];           /* the first of a memory */
  size_t *column, *best_column;      /* wires of a row */
  size_t columns;
  gdl_stretch_data *data;
  size_t slots, slot_room;
  double *input;             /* of the program */
  const double **array;
} gdl_stretcher;

/* gdl_run_leap - a part of the driver. gdl_run_leap_free. */
gdl_status gdl_run_leap (void *ctx, gdl_leap *l);
void gdl_run_leap_free (gdl_run *run);

/* gdl_run_stretch - a part of the driver. gdl_run_stretch_free. */
gdl_status gdl_run_stretch (void *ctx, gdl_stretch *s);
void gdl_run_stretch_free (gdl_run *run);

/* gdl_run_stretches - a method of a run: -> stretches, epochs in them, why there
** are none (or nil), calls of Lua from within the engine so far, in all runs. */
int gdl_run_stretches (lua_State *L);

/* stretchgraph.c: makes sr->it for the run as it is now. GDL_EINVAL, and the text
** says why, where that cannot be. GDL_ENOMEM. */
gdl_status gdl_stretcher_make (gdl_stretcher *sr, const gdl_run *run,
                               const gdl_stretch *s, gdl_error *err);

/*
** stretchwire.c. A wire that cannot be had for lack of memory is GDL_NO_WIRE, and
** the graph's status says so.
*/
/* gdl_wires_clear - forgets all wires and data. */
void gdl_wires_clear (gdl_stretcher *sr);

/* gdl_wires_add - 'count' new ones; answers the first. */
size_t gdl_wires_add (gdl_stretcher *sr, gdl_graph *g, size_t count);

/* gdl_wires_data - the data slot of the program for that of a part. */
size_t gdl_wires_data (gdl_stretcher *sr, gdl_stretch_part part, size_t slot);

/* gdl_wires_program - the program of all that is wanted, and of what that
** needs. */
gdl_status gdl_wires_program (gdl_stretcher *sr, const gdl_graph *g,
                              const gdl_check *check, size_t checks,
                              gdl_error *err);

#endif
