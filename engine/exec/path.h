/*
** path.h - one path through a function, from the inside
*/
#ifndef GDL_EXEC_PATH_H
#define GDL_EXEC_PATH_H

#include "exec/paths.h"

/* A place in the tree of paths: the end of one, or the guard where several part.
** Between the guard of a place and that of the one above it all below agree. */
typedef struct gdl_place {
  struct gdl_place *up;          /* NULL: it is the root */
  struct gdl_place *side[2];     /* by the outcome of the guard; NULL: an end */
  size_t depth;                  /* number of the guard; of an end: how many
                                    guards the path has */
  int recent;                    /* the side that was taken last */
} gdl_place;

/* Once a function has as many paths as this, traces of less than GDL_PACK_NODES
** are packed, too, if that does away with branches in a loop (choices): else each
** turn would double their number. */
#define GDL_PATH_BRANCHES    4

/* What packing made of a path. */
typedef struct gdl_packed {
  gdl_pack_report report;
  uint32_t slot;                 /* of choices: data slot of 'seen' */
  unsigned next;                 /* the pattern that is given up next */
  double seen[GDL_PATH_PATTERNS];
  gdl_program *pattern;          /* NULL: not wanted yet */
} gdl_packed;

struct gdl_path {
  gdl_place end;                 /* must come first */
  gdl_place fork;                /* where it parted from those there were before;
                                    not used by the first path */
  gdl_graph *g;                  /* consed */
  gdl_node *out;
  size_t outs;
  gdl_check *guard;              /* each once, no constants */
  size_t guards;
  size_t checks;                 /* the same, or one more, of the pattern */
  gdl_check *asked;              /* the guards as nodes of the graph of all that is
                                    asked (ways.h); NULL: not there yet */
  gdl_packed *packed;            /* NULL: packing was not tried */
  gdl_program *rounding;         /* NULL: not wanted yet */
  uint64_t tag;
  int reordered;                 /* as the way said */
  gdl_program *program[GDL_WANT_COUNT];
};

/* gdl_path_init - fills 'p', in no tree, with what was traced; branches: there are
** many paths already. GDL_ENOMEM; GDL_EINVAL (nodes that are none, guards that are no
** numbers or can never hold): then it means nothing. */
gdl_status gdl_path_init (gdl_path *p, const gdl_way *w, int branches,
                          gdl_error *err);

/* gdl_path_empty - gives back what is in it, not 'p' itself, which then means
** nothing. */
void gdl_path_empty (gdl_path *p);

/* gdl_path_prepare - makes the program for 'want'. GDL_EINVAL where output 0 is
** not what it needs, GDL_ENOMEM. */
gdl_status gdl_path_prepare (gdl_path *p, gdl_want want, size_t params,
                             gdl_error *err);

/* gdl_path_pack - tries to pack it into p->g, which is empty: p->out, p->guard
** (room for all of w's) and p->guards. Answers GDL_OK, p->packed saying whether
** it was done. gdl_packed_free - NULL is allowed. */
gdl_status gdl_path_pack (gdl_path *p, const gdl_way *w, gdl_error *err);
void gdl_packed_free (gdl_packed *k);

/* gdl_path_ask_pattern - puts the check of the pattern, if there is one, behind
** the guards. GDL_ENOMEM. */
gdl_status gdl_path_ask_pattern (gdl_path *p, gdl_error *err);

/* paths.c: the tree; the path taken last. NULL: there are no paths. */
gdl_place *gdl_paths_root (const gdl_paths *ps);
gdl_path *gdl_paths_last (const gdl_paths *ps);
size_t gdl_paths_params (const gdl_paths *ps);

#endif
