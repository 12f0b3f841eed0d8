/*
** paths.h - a function as the paths through it
** Tracing sees one path of a function: what it worked out, and the guards, the
** comparisons that decided the way. A function with branches is a tree of
** paths: those that share their first guards part where one went the other
** way. Derivatives are taken path by path, when first wanted.
**
** Data slot 0 is not the function's: it is where a direction or cotangent
** is given (a vector), see gdl_want.
*/
#ifndef GDL_EXEC_PATHS_H
#define GDL_EXEC_PATHS_H

#include "exec/program.h"
#include "graph/pack.h"

typedef struct gdl_paths gdl_paths;
typedef struct gdl_path gdl_path;

#define GDL_SEED_SLOT 0

/* What is worked out, and what the results then are. v is the vector in data
** slot 0. */
typedef enum gdl_want {
  GDL_WANT_VALUES,       /* the outputs */
  GDL_WANT_GRADIENT,     /* output 0, a number; its gradient (params doubles) */
  GDL_WANT_FAST_GRADIENT,    /* the same, with cheaper operations
                                (graph/cheaper.h), and so with other last bits */
  GDL_WANT_HVP,          /* the Hessian of number output 0, times v (params) */
  GDL_WANT_JVP,          /* the outputs; then their derivatives along v
                            (params), each of its output's shape */
  GDL_WANT_VJP,          /* output 0; (d output 0 / d params)' v (v of the
                            length of output 0) */
  GDL_WANT_COUNT
} gdl_want;

/* gdl_paths_new - no paths yet, of a function of 'params' parameters. At most
** 'limit' will be kept. NULL: no memory. */
gdl_paths *gdl_paths_new (size_t params, size_t limit);
void gdl_paths_free (gdl_paths *ps);         /* NULL is allowed */

/* What came of adding a path. */
typedef enum gdl_added {
  GDL_PATH_ADDED,
  GDL_PATH_KNOWN,        /* all its guards are those of a path there is (which
                            it replaces, at the same address): another value
                            must have changed */
  GDL_PATH_CONFLICT,     /* it ends where others ask on, or the other way
                            round: it is no function of its arguments */
  GDL_PATH_FULL          /* there are 'limit' already; nothing is added */
} gdl_added;

/* What was traced. */
typedef struct gdl_way {
  const gdl_graph *g;        /* raw */
  const gdl_node *out;       /* nodes of it */
  size_t outs;
  const gdl_check *guard;    /* in the order they were met */
  size_t guards;
  uint64_t tag;              /* the caller's, see gdl_path_tag */
  const gdl_bindings *at;    /* the leaves; NULL: see gdl_paths_add */
  uint32_t sides;            /* a data slot that is free, for gdl_path_seen; 0:
                                guards may not become choices */
  int reordered;             /* sums are not in the order of the function's own */
} gdl_way;

/* gdl_paths_add - adds what was traced (copied, consed; what is not needed is
** dropped). Where there is much of it, what is alike in it is packed (path.h).
** The same comparison met twice counts once, one of constants does not count.
** Paths with the same outcomes so far have to meet the same guards: with w->at,
** what the other paths ask on the way is asked first; without, it is taken to be
** so, and nothing is packed. GDL_OK with *how, and the path in *path (else NULL: GDL_PATH_FULL or
** _CONFLICT); it is then the one taken last. GDL_ENOMEM; GDL_EINVAL for nodes
** that are none and guards that are no numbers or can never hold. */
gdl_status gdl_paths_add (gdl_paths *ps, const gdl_way *w, gdl_added *how,
                          const gdl_path **path, gdl_error *err);

void gdl_paths_clear (gdl_paths *ps);        /* forgets all */

/* gdl_paths_run - finds the path whose guards hold (the last one taken is tried
** first) and runs it. *taken gets it; NULL where none of the known ones fits:
** the results then mean nothing, and what is missing is to be traced. b: at
** least what the outputs and guards read (slot 0 where v is wanted). Allocates
** only when something is wanted of a path for the first time. GDL_EINVAL where
** output 0 is not what 'want' needs; GDL_ENOMEM. */
gdl_status gdl_paths_run (gdl_paths *ps, gdl_want want, const gdl_bindings *b,
                          double *const *result, const gdl_path **taken,
                          gdl_error *err);

/*
** Choices: guards of a loop that became selects (graph/pack.h). The sides that
** are taken make a pattern, a number. As the sides that a trace did not take are
** concluded, a path with choices counts only under patterns for which it has been
** compared with the function itself: the last GDL_PATH_PATTERNS of them. It
** reads them from data slot gdl_way.sides, as its last check.
*/
#define GDL_PATH_PATTERNS 64

/* gdl_paths_unsure - after a run that took no path: the one whose guards hold, but
** whose pattern there has not been admitted; NULL where that is not why. */
const gdl_path *gdl_paths_unsure (const gdl_paths *ps);

/* gdl_path_seen - what has to be in its data slot: GDL_PATH_PATTERNS doubles, as
** long as the path lives; NULL for a path without choices. */
const double *gdl_path_seen (const gdl_path *p);

/* gdl_path_pattern - its pattern at leaves 'b'. GDL_ENOMEM. gdl_path_admit - it
** counts under this pattern from now on. */
gdl_status gdl_path_pattern (const gdl_path *p, const gdl_bindings *b,
                             double *pattern, gdl_error *err);
void gdl_path_admit (const gdl_path *p, double pattern);

/* Looking at them. gdl_paths_recent - the one taken or added last. */
const gdl_path *gdl_paths_recent (const gdl_paths *ps);
size_t gdl_paths_count (const gdl_paths *ps);
const gdl_path *gdl_paths_at (const gdl_paths *ps, size_t i);

/* gdl_paths_changes - a number that differs after every change of the paths, and
** from that of all others. */
uint64_t gdl_paths_changes (const gdl_paths *ps);

uint64_t gdl_path_tag (const gdl_path *p);
/* The consed graph of a path: it grows when derivatives are taken. */
gdl_graph *gdl_path_graph (const gdl_path *p);
const gdl_node *gdl_path_outputs (const gdl_path *p, size_t *count);
/* All that has to hold, also what is asked of the pattern. */
const gdl_check *gdl_path_guards (const gdl_path *p, size_t *count);

/* gdl_path_packing - how packing went; NULL: there was too little to try. */
const gdl_pack_report *gdl_path_packing (const gdl_path *p);

/* gdl_path_is_reordered - was it packed, or does the way say that it is reordered?
** gdl_path_rounding - how much rounding there is in its outputs at leaves 'b', each
** of the output's shape: a path that is reordered and the function itself differ by
** a small multiple of it times the unit roundoff (graph/rounding.h). GDL_ENOMEM. */
int gdl_path_is_reordered (const gdl_path *p);
gdl_status gdl_path_rounding (const gdl_path *p, const gdl_bindings *b,
                              double *const *result, gdl_error *err);
/* gdl_path_program - for looking at: NULL where it was not wanted yet. */
const gdl_program *gdl_path_program (const gdl_path *p, gdl_want want);

#endif
