/*
** newton_cg.c - Newton's method by conjugate gradients
** Nocedal and Wright 2006, "Numerical optimization", algorithm 7.1: the
** direction solves H p = -g as far as it pays, by products with the Hessian
** alone. Where a direction of negative curvature comes up, the step goes along
** it, too, by what its curvature without the sign would ask for; saddles that
** the gradient tells of are left.
*/
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/reduce.h"
#include "optim/solver/conjugate.h"
#include "optim/solver/hessian.h"
#include "optim/solver/made.h"

/* A step along negative curvature goes this many times as far as the others, at
** most. */
#define MOST_CURVED  10

enum {FORCING, PRODUCTS};

static const gdl_option options_list[] = {
  {"forcing", 0.5, 1e-10, 0.9999, 0,
   "part of the gradient that the linear equations may leave; it sinks with the "
   "root of the gradient"},
  {"products", 0, 0, 1e9, 1,
   "with the Hessian in one iteration, at most; 0: twice as many as variables, "
   "and 10"},
  {NULL, 0, 0, 0, 0, NULL}
};

/* One block: this, and behind it the vectors. */
typedef struct newton_cg {
  size_t n, products;
  double forcing;
  gdl_downhill line;
  gdl_made made;
  double first;              /* 2-norm of the first gradient; 0: none yet */
  double *direction, *work;  /* n and 3*n doubles */
} newton_cg;


static void lay_out (newton_cg *s, size_t n) {
  double *at = (double *)(s + 1);
  s->n = n;
  s->direction = at, at += n;
  s->work = at;
}


static newton_cg *new_block (size_t n) {
  if (n > SIZE_MAX/sizeof(double)/5)
    return NULL;
  newton_cg *s = malloc(sizeof(*s) + 4*n*sizeof(double));
  if (s != NULL)
    lay_out(s, n);
  return s;
}


static gdl_status newton_cg_create (const gdl_problem *problem,
                                    const double *options,
                                    const gdl_line *line, void **self) {
  static const double options_of_line[] = {1e-4, 0.9, 0, 1e20, 1e-12, 40};
  static const gdl_line own = {&gdl_linesearch_strong_wolfe, options_of_line};
  newton_cg *s = new_block(problem->n);
  if (s == NULL)
    return GDL_ENOMEM;
  double products = options != NULL ? options[PRODUCTS] : 0;
  s->forcing = options != NULL ? options[FORCING] : options_list[FORCING].value;
  s->products = products > 0 ? (size_t)products : 2*problem->n + 10;
  s->first = 0;
  s->made = (gdl_made){0, 0, problem->n};
  gdl_status status = gdl_downhill_init(&s->line, line, &own);
  if (status != GDL_OK)
    free(s);
  else
    *self = s;
  return status;
}


/* The vectors are made anew in each iteration. */
static gdl_status newton_cg_copy (const void *self, void **out) {
  const newton_cg *s = self;
  newton_cg *c = new_block(s->n);
  if (c == NULL)
    return GDL_ENOMEM;
  *c = *s;
  lay_out(c, s->n);
  *out = c;
  return GDL_OK;
}


static void newton_cg_save (const void *self, gdl_bytes *out) {
  const newton_cg *s = self;
  gdl_put_f64(out, s->first);
  gdl_put_f64(out, s->made.length);
  gdl_downhill_save(&s->line, out);
}


static gdl_status newton_cg_load (void *self, gdl_reader *in) {
  newton_cg *s = self;
  s->first = gdl_get_f64(in);
  s->made.length = gdl_get_f64(in);
  return s->first >= 0 && s->made.length >= 0 ? gdl_downhill_load(&s->line, in)
                                         : GDL_EFORMAT;
}


/* How far to go along a direction of negative curvature: as a positive curvature of
** that size would ask for, within reason. */
static double curved_step (const newton_cg *s, const gdl_conjugate *c) {
  double most = fmax(gdl_reduce_norm2(c->p, s->n), s->made.length/c->norm);
  return fmin(c->rr/fabs(c->curvature),
              MOST_CURVED*most/gdl_reduce_norm2(c->d, s->n));
}


/* The direction at 'now'; *finite: products with the Hessian are. */
static gdl_status make_direction (newton_cg *s, gdl_problem *problem,
                                  const gdl_point *now, int *finite) {
  gdl_conjugate c;
  gdl_conjugate_begin(&c, problem, now->x, now->g, s->direction, s->work);
  if (s->first == 0) {
    s->first = c.norm;
    s->made.length = fmax(1, gdl_reduce_norm2(now->x, s->n));
  }
  double enough = fmin(s->forcing, sqrt(c.norm/s->first));
  for (size_t k = 0; k < s->products && sqrt(c.rr) > enough && !c.negative;
       k++) {
    gdl_status status = gdl_conjugate_look(&c);
    if (status != GDL_OK)
      return status;
    if (!c.finite)
      break;
    gdl_conjugate_move(&c, c.negative ? curved_step(s, &c)
                                      : c.rr/c.curvature);
  }
  *finite = c.finite;
  (void)gdl_conjugate_end(&c, now->g);
  return GDL_OK;
}


static gdl_status newton_cg_advance (void *self, gdl_problem *problem,
                                     const gdl_point *now, gdl_point *next,
                                     double *step, gdl_advance *how,
                                     const char **why) {
  newton_cg *s = self;
  size_t n = s->n;
  double norm = gdl_reduce_maxabs(now->g, n);
  *how = GDL_STUCK;
  *why = gdl_downhill_useless(now, norm);
  if (*why)
    return GDL_OK;
  int finite;
  gdl_status status = make_direction(s, problem, now, &finite);
  if (status != GDL_OK)
    return status;
  if (!finite) {
    *why = gdl_hessian_not_finite;
    return GDL_OK;
  }
  s->made.usable = 1;
  return gdl_downhill_advance(&s->line, &gdl_made_directions, &s->made,
                              s->direction, problem, now, next, step, how, why);
}


static void newton_cg_destroy (void *self) {
  free(self);
}


const gdl_solver gdl_solver_newton_cg = {
  .name = "newton_cg",
  .doc = "Newton's method by conjugate gradients, for many variables",
  .traits = GDL_SOLVER_SEARCH | GDL_SOLVER_HESSIAN,
  .options = options_list,
  .create = newton_cg_create,
  .advance = newton_cg_advance,
  .copy = newton_cg_copy,
  .save = newton_cg_save,
  .load = newton_cg_load,
  .destroy = newton_cg_destroy
};
