/*
** solver.h - a method with control flow of its own
** An update rule only turns (x, gradient) into the next x; a solver decides
** itself where to evaluate. The descent driver owns the points, counting,
** limits and recording; a solver advances from one accepted point to the
** next. One file each under solver/, described by one constant struct.
*/
#ifndef GDL_OPTIM_SOLVER_H
#define GDL_OPTIM_SOLVER_H

#include "base/bytes.h"
#include "optim/linesearch.h"
#include "optim/option.h"
#include "optim/problem.h"

/* What came of one iteration. */
typedef enum gdl_advance {
  GDL_ADVANCED,      /* 'next' holds a new accepted point */
  GDL_STUCK,         /* no acceptable point was found; 'next' is undefined */
  GDL_SETTLED        /* the solver's own test of convergence is met: 'next' is
                     ** the accepted point, '*why' says which test, with its
                     ** value and threshold */
} gdl_advance;

/* What a solver is able to do, and needs. */
enum {
  GDL_SOLVER_BOUNDS = 1,     /* keeps each evaluation inside problem->lower
                             ** and upper; others are refused with bounds */
  GDL_SOLVER_SEARCH = 2,     /* goes along lines: takes any line search */
  GDL_SOLVER_RESIDUALS = 4,  /* needs problem->residual and jacobian */
  GDL_SOLVER_HESSIAN = 8,    /* needs problem->hessian_vector */
  GDL_SOLVER_NO_GRADIENT = 16, /* asks for costs only; the g of its points
                             ** is NaN and no rule on gradients fires */
  GDL_SOLVER_EXACT_HESSIAN = 32  /* and that of the cost itself: differences of
                             ** a gradient will not do */
};

typedef struct gdl_solver {
  const char *name;
  const char *doc;                      /* one line: what it is */
  unsigned traits;                      /* GDL_SOLVER_... */
  const gdl_option *options;            /* ends with a NULL name */
  const gdl_choice *choices;            /* ends with a NULL option, or NULL */

  /* create - the solver's memory for 'problem' (its n, bounds and number of
  ** residuals; it is not evaluated) into *self; 'options' are values in the
  ** order of the list above, NULL: the defaults. 'line': the line search to
  ** use, borrowed, NULL: the solver's own. GDL_ENOMEM; GDL_EINVAL when two
  ** options contradict each other or the problem is none for it; GDL_ENOLIB
  ** when it needs a library that is not installed. */
  gdl_status (*create) (const gdl_problem *problem, const double *options,
                        const gdl_line *line, void **self);

  /* advance - one iteration from 'now' to 'next' (its arrays are there to be
  ** filled). *step gets the accepted step length. 'problem' is asked for
  ** costs and gradients; trial points whose cost is not finite are backed
  ** off from, never accepted. Statuses of the problem are passed on. When
  ** *how is not GDL_ADVANCED, *why is a text that lives as long as 'self' ("no
  ** lower cost along the search direction"). */
  gdl_status (*advance) (void *self, gdl_problem *problem,
                         const gdl_point *now, gdl_point *next, double *step,
                         gdl_advance *how, const char **why);

  /* tolerate - the tolerance of the run, for the solver's own test of
  ** convergence; less than 0: the run has rules of its own, the test is never
  ** met. NULL: the driver tests the gradient. */
  void (*tolerate) (void *self, double tolerance);

  /* copy - an independent copy, for forks. GDL_ENOMEM. */
  gdl_status (*copy) (const void *self, void **out);

  /* save - appends the memory, as load reads it. load - puts that into
  ** 'self', which create has made for as many variables with the same
  ** options. GDL_EFORMAT where it cannot be what save wrote; 'self' is then
  ** good for nothing but destroy. */
  void (*save) (const void *self, gdl_bytes *out);
  gdl_status (*load) (void *self, gdl_reader *in);

  void (*destroy) (void *self);
} gdl_solver;

extern const gdl_solver gdl_solver_lbfgs;
extern const gdl_solver gdl_solver_gd;
extern const gdl_solver gdl_solver_cg;
extern const gdl_solver gdl_solver_bfgs;
extern const gdl_solver gdl_solver_nelder_mead;
extern const gdl_solver gdl_solver_levenberg_marquardt;
extern const gdl_solver gdl_solver_lbfgsb;
extern const gdl_solver gdl_solver_newton;
extern const gdl_solver gdl_solver_newton_cg;
extern const gdl_solver gdl_solver_trust_region;

/* gdl_solver_find - the solver called 'name', or NULL. gdl_solver_at - the k-th
** one, from 0, or NULL. */
const gdl_solver *gdl_solver_find (const char *name);
const gdl_solver *gdl_solver_at (size_t k);

#endif
