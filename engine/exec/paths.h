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

typedef struct gdl_paths gdl_paths;
typedef struct gdl_path gdl_path;

#define GDL_SEED_SLOT 0

/* What is worked out, and what the results then are. v is the vector in data
** slot 0. */
typedef enum gdl_want {
  GDL_WANT_VALUES,       /* the outputs */
  GDL_WANT_GRADIENT,     /* output 0, a number; its gradient (params doubles) */
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

/* gdl_paths_add - adds what was traced, the nodes of raw graph 'g' (copied,
** consed; what is not needed is dropped). guard: in the order they were met;
** the same comparison met twice counts once, one of constants does not count.
** Paths with the same outcomes so far are taken to have met the same guards.
** 'tag' is the caller's, see gdl_path_tag. GDL_OK with *how, and the path in
** *path (else NULL: GDL_PATH_FULL or _CONFLICT); it is then the one taken last.
** GDL_ENOMEM; GDL_EINVAL for nodes that are none and guards that are no numbers
** or can never hold. */
gdl_status gdl_paths_add (gdl_paths *ps, const gdl_graph *g,
                          const gdl_node *out, size_t outs,
                          const gdl_check *guard, size_t guards, uint64_t tag,
                          gdl_added *how, const gdl_path **path,
                          gdl_error *err);

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

/* Looking at them. */
size_t gdl_paths_count (const gdl_paths *ps);
const gdl_path *gdl_paths_at (const gdl_paths *ps, size_t i);
size_t gdl_paths_bytes (const gdl_paths *ps);

uint64_t gdl_path_tag (const gdl_path *p);
/* The consed graph of a path: it grows when derivatives are taken. */
gdl_graph *gdl_path_graph (const gdl_path *p);
const gdl_node *gdl_path_outputs (const gdl_path *p, size_t *count);
const gdl_check *gdl_path_guards (const gdl_path *p, size_t *count);
/* gdl_path_program - for looking at: NULL where it was not wanted yet. */
const gdl_program *gdl_path_program (const gdl_path *p, gdl_want want);

#endif
