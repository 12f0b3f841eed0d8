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

struct gdl_path {
  gdl_place end;                 /* must come first */
  gdl_place fork;                /* where it parted from those there were before;
                                    not used by the first path */
  gdl_graph *g;                  /* consed */
  gdl_node *out;
  size_t outs;
  gdl_check *guard;              /* each once, no constants */
  size_t guards;
  uint64_t tag;
  gdl_program *program[GDL_WANT_COUNT];
};

/* gdl_path_init - fills 'p', in no tree, with what was traced in raw graph 'g'.
** GDL_ENOMEM; GDL_EINVAL (nodes that are none, guards that are no numbers or can
** never hold): then it means nothing. */
gdl_status gdl_path_init (gdl_path *p, const gdl_graph *g, const gdl_node *out,
                          size_t outs, const gdl_check *guard, size_t guards,
                          uint64_t tag, gdl_error *err);

/* gdl_path_empty - gives back what is in it, not 'p' itself, which then means
** nothing. */
void gdl_path_empty (gdl_path *p);

/* gdl_path_prepare - makes the program for 'want'. GDL_EINVAL where output 0 is
** not what it needs, GDL_ENOMEM. */
gdl_status gdl_path_prepare (gdl_path *p, gdl_want want, size_t params,
                             gdl_error *err);

size_t gdl_path_bytes (const gdl_path *p);

#endif
