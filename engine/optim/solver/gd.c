/*
** gd.c - steepest descent with a line search
** Cauchy 1847; the direction is -g. The first trial of each search is the step
** of Barzilai and Borwein 1988, s's/s'y of the last move (Raydan 1997 takes it
** with a nonmonotone search), or twice the last step where the curvature s'y
** is not positive.
*/
#include "optim/downhill.h"

#include <math.h>
#include <stdlib.h>

#include "array/reduce.h"

static const gdl_option options_list[] = {{NULL, 0, 0, 0, 0, NULL}};

typedef struct descent {
  size_t n;
  double trial;              /* the next first step; 0: not known */
  gdl_downhill line;
  double direction[];
} descent;


static size_t block_size (size_t n) {
  return n > SIZE_MAX/sizeof(double) - sizeof(descent)
         ? 0 : sizeof(descent) + n*sizeof(double);
}


static gdl_status gd_create (const gdl_problem *problem, const double *options,
                             const gdl_line *line, void **self) {
  static const gdl_line own = {&gdl_linesearch_armijo, NULL};
  size_t size = block_size(problem->n);
  (void)options;
  descent *s = size ? malloc(size) : NULL;
  if (s == NULL)
    return GDL_ENOMEM;
  s->n = problem->n;
  s->trial = 0;
  gdl_status status = gdl_downhill_init(&s->line, line, &own);
  if (status != GDL_OK)
    free(s);
  else
    *self = s;
  return status;
}


static int choose (void *self, const gdl_point *now, double *d,
                   double *step) {
  descent *s = self;
  if (s->trial == 0)
    return 0;
  for (size_t i = 0; i < s->n; i++)
    d[i] = -now->g[i];
  *step = s->trial;
  return 1;
}


static void forget (void *self) {
  ((descent *)self)->trial = 0;
}


static void learn (void *self, const gdl_point *now, const gdl_point *next,
                   const double *d, double step) {
  descent *s = self;
  double ss = 0, sy = 0;
  for (size_t i = 0; i < s->n; i++) {
    double move = next->x[i] - now->x[i];
    ss += move*move;
    sy += move*(next->g[i] - now->g[i]);
  }
  double length = gdl_reduce_norm2(d, s->n);
  double used = step*length/gdl_reduce_norm2(now->g, s->n);
  s->trial = sy > 0 ? ss/sy : 2*used;
  if (!(s->trial > 0) || !isfinite(s->trial))
    s->trial = 0;
}


static const gdl_directions directions = {choose, forget, learn};


static gdl_status gd_advance (void *self, gdl_problem *problem,
                              const gdl_point *now, gdl_point *next,
                              double *step, gdl_advance *how,
                              const char **why) {
  descent *s = self;
  return gdl_downhill_advance(&s->line, &directions, s, s->direction, problem,
                              now, next, step, how, why);
}


static gdl_status gd_copy (const void *self, void **out) {
  const descent *s = self;
  descent *c = malloc(block_size(s->n));
  if (c == NULL)
    return GDL_ENOMEM;
  *c = *s;                   /* the direction is made anew each time */
  *out = c;
  return GDL_OK;
}


static void gd_save (const void *self, gdl_bytes *out) {
  const descent *s = self;
  gdl_put_f64(out, s->trial);
  gdl_downhill_save(&s->line, out);
}


static gdl_status gd_load (void *self, gdl_reader *in) {
  descent *s = self;
  s->trial = gdl_get_f64(in);
  if (!(s->trial >= 0) || !isfinite(s->trial))
    return GDL_EFORMAT;
  return gdl_downhill_load(&s->line, in);
}


const gdl_solver gdl_solver_gd = {
  .name = "steepest_descent",
  .doc = "steepest descent with a line search",
  .traits = GDL_SOLVER_SEARCH,
  .options = options_list,
  .create = gd_create,
  .advance = gd_advance,
  .copy = gd_copy,
  .save = gd_save,
  .load = gd_load,
  .destroy = free
};
