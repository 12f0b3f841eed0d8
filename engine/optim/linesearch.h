/*
** linesearch.h - how far to go along a direction
** A line search is described by one constant struct; solvers that go along
** lines take any of them. One file each under linesearch/.
*/
#ifndef GDL_OPTIM_LINESEARCH_H
#define GDL_OPTIM_LINESEARCH_H

#include "optim/option.h"
#include "optim/problem.h"

typedef enum gdl_search_end {
  GDL_SEARCH_FOUND,     /* 'next' satisfies all that the search promises */
  GDL_SEARCH_DECREASED, /* sufficient decrease only (limit or width reached) */
  GDL_SEARCH_FAILED     /* nothing acceptable */
} gdl_search_end;

/* What a search remembers from one iteration to the next; a solver keeps it,
** all zero at first, and saves it with its own memory. */
#define GDL_SEARCH_MEMORY 16
typedef struct gdl_search_memory {
  double values[GDL_SEARCH_MEMORY];
} gdl_search_memory;

/* One search: in 'now', 'direction' and a first step > 0, out the accepted
** step and point. */
typedef struct gdl_search {
  gdl_problem *problem;
  const gdl_point *now;
  const double *direction;   /* downhill: direction' * now->g < 0 */
  double step;               /* in: the first trial; out: the accepted step */
  gdl_point *next;           /* the point now->x + step*direction with cost
                             ** and gradient */
  gdl_search_memory *memory;
  int patience;              /* evaluations it may take at least, whatever its
                             ** options say */
  gdl_search_end end;
} gdl_search;

/* Costs that differ by this part of themselves or less are taken as equal but
** for rounding. */
#define GDL_COST_ROUNDING  0x1p-48

/* No search has more options. */
#define GDL_LINE_OPTIONS 8

typedef struct gdl_linesearch {
  const char *name;
  const char *doc;
  const gdl_option *options;            /* ends with a NULL name */
  int remembers;                        /* how many values of the memory are
                                        ** its */

  /* check - GDL_EINVAL when two options contradict each other; *why gets a
  ** static text that says which. */
  gdl_status (*check) (const double *options, const char **why);

  /* search - 'options' are all there. GDL_EINVAL: the direction is not
  ** downhill, or its slope is not finite. Trials without a
  ** finite cost are backed off from. Statuses of the problem are passed
  ** on. */
  gdl_status (*search) (const double *options, gdl_search *s);
} gdl_linesearch;

/* A line search with values of its options. */
typedef struct gdl_line {
  const gdl_linesearch *search;
  const double *options;     /* in the order of the list; NULL: defaults */
} gdl_line;

extern const gdl_linesearch gdl_linesearch_armijo;
extern const gdl_linesearch gdl_linesearch_strong_wolfe;
extern const gdl_linesearch gdl_linesearch_hager_zhang;
extern const gdl_linesearch gdl_linesearch_nonmonotone;
extern const gdl_linesearch gdl_linesearch_exact;

/* gdl_linesearch_find - the line search called 'name', or NULL. */
const gdl_linesearch *gdl_linesearch_find (const char *name);

#endif
