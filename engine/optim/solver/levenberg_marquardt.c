/*
** levenberg_marquardt.c - nonlinear least squares in a trust region
** More 1978, "The Levenberg-Marquardt algorithm: implementation and theory":
** steps of the linearised problem inside an ellipsoid whose axes follow the
** columns of the Jacobian. The ellipsoid's problem is solved by singular values
** (damped.h), so that a Jacobian without full rank takes the shortest step.
**
** Bounds: a variable that lies on one and would leave stays for this iteration,
** the step of the others is cut off at theirs; the cut step is judged by what
** the linearised problem says of it as it is, and a smaller radius, which turns
** it towards the scaled negative gradient, is tried where that is nothing good
** (as in projected methods, Kanzow, Yamashita and Fukushima 2004).
**
** Once the decrease that can still be had is lost in the rounding of costs,
** these decide nothing any more: the steps are then those of Gauss and Newton,
** as long as the decrease they promise shrinks.
*/
#include "optim/solver.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array/reduce.h"
#include "optim/solver/lm_impl.h"

/* Where no step makes the cost less, however short, it is rounding that hides it if
** the last one changed the cost by so many times what it promised. */
#define HIDDEN       1e3

/* Iterations among equal costs that do not lower what can still be gained. */
#define MOST_IDLE    4

static const gdl_option options_list[] = {
  {"ftol", 1e-24, 0, 1, 0,
   "the run has converged when the linearised problem promises to lower the cost by at most "
   "this part of it"},
  {"xtol", 1e-15, 0, 1, 0, "or when the full step is at most this part of x, both scaled"},
  {"gtol", 1e-15, 0, 1, 0,
   "or when the cosine of the residuals and each column of the Jacobian is at most this"},
  {"factor", 0.3, 1e-6, 1e12, 0, "the first step is at most this times the length of x, both scaled"},
  {"acceleration", 0.75, 0, 10, 0,
   "steps are bent along the curve that the residuals follow, where that bends them by at most "
   "this part of their length, else they are made shorter; 0: they stay straight"},
  {NULL, 0, 0, 0, 0, NULL}
};

static void lm_destroy (void *self) {
  gdl_lm *l = self;
  if (l == NULL)
    return;
  gdl_damped_free(&l->damped);
  free(l->kept);
  free(l->index);
  free(l);
}


static gdl_status make (size_t n, size_t m, gdl_lm **out) {
  if (n != 0 && m > SIZE_MAX / sizeof(double) / 2 / (n + 2) - 3)
    return GDL_ENOMEM;
  gdl_lm *l = calloc(1, sizeof(*l));
  if (l == NULL)
    return GDL_ENOMEM;
  l->n = n, l->m = m;
  l->kept_size = 3 + n + m + m*n;
  l->kept = calloc(l->kept_size + m + 2*n, sizeof(double));
  l->index = malloc((n + 1) * sizeof(*l->index));
  gdl_status status = l->kept == NULL || l->index == NULL
                      ? GDL_ENOMEM : gdl_damped_new(&l->damped, m, n);
  if (status != GDL_OK) {
    lm_destroy(l);
    return status;
  }
  l->scale = l->kept + 3;
  l->r = l->scale + n;
  l->jac = l->r + m;
  l->trial = l->kept + l->kept_size;
  l->q = l->trial + m;
  l->p = l->q + n;
  *out = l;
  return GDL_OK;
}


static gdl_status lm_create (const gdl_problem *problem, const double *options,
                             const gdl_line *line, void **self) {
  gdl_lm *l;
  (void)line;
  if (problem->residuals == 0)
    return GDL_EINVAL;
  gdl_status status = make(problem->n, problem->residuals, &l);
  if (status != GDL_OK)
    return status;
  for (int i = 0; i < GDL_LM_OPTIONS; i++)
    l->o[i] = options ? options[i] : options_list[i].value;
  *self = l;
  return GDL_OK;
}


static gdl_status lm_copy (const void *self, void **out) {
  const gdl_lm *l = self;
  gdl_lm *c;
  gdl_status status = make(l->n, l->m, &c);
  if (status != GDL_OK)
    return status;
  memcpy(c->o, l->o, sizeof(c->o));
  memcpy(c->kept, l->kept, l->kept_size * sizeof(double));
  c->ready = l->ready;
  c->idle = l->idle;
  *out = c;
  return GDL_OK;
}


static void lm_save (const void *self, gdl_bytes *out) {
  const gdl_lm *l = self;
  gdl_put_u8(out, l->ready != 0);
  gdl_put_u32(out, (uint32_t)l->idle);
  gdl_put_u64(out, l->kept_size);
  gdl_put_doubles(out, l->kept, l->kept_size);
}


static gdl_status lm_load (void *self, gdl_reader *in) {
  gdl_lm *l = self;
  l->ready = gdl_get_flag(in);
  uint32_t idle = gdl_get_u32(in);
  if (in->failed || idle > MOST_IDLE || gdl_get_u64(in) != l->kept_size)
    return GDL_EFORMAT;
  l->idle = (int)idle;
  gdl_get_doubles(in, l->kept, l->kept_size);
  return in->failed ? GDL_EFORMAT : GDL_OK;
}


/* Jacobian and gradient at the accepted point. */
static gdl_status arrive (gdl_lm *l, gdl_problem *p, gdl_point *at) {
  l->ready = 0;
  gdl_status status = p->jacobian(p, at->x, l->r, l->jac);
  if (status != GDL_OK)
    return status;
  at->cost = gdl_loss_cost(&p->loss, l->r, l->m);
  gdl_loss_gradient(&p->loss, l->r, l->jac, l->m, l->n, at->g);
  at->g_error = 0;
  l->ready = 1;
  return GDL_OK;
}


/*
** Endings
*/

static void settle (gdl_lm *l, const gdl_point *now, gdl_point *next,
                    gdl_advance *how, const char **why) {
  memcpy(next->x, now->x, l->n * sizeof(double));
  memcpy(next->g, now->g, l->n * sizeof(double));
  next->cost = now->cost;
  next->g_error = now->g_error;
  *how = GDL_SETTLED;
  *why = l->why;
}


/* The last step changed the cost by nothing but rounding. */
static void say_rounding (gdl_lm *l, const gdl_point *now) {
  if (l->noise > now->cost/100)
    snprintf(l->why, sizeof(l->why), "rounding: the cost, %.2g, is little more than rounding makes "
             "of it, %.2g", now->cost, l->noise);
  else
    snprintf(l->why, sizeof(l->why), "rounding: relative decrease of the cost to come = %.2g, which "
             "is lost in rounding", gdl_lm_promised(l)/now->cost);
}


/* Is there nothing left to gain at 'now'? l->why says so then. */
static int is_settled (gdl_lm *l, const gdl_point *now, double cosine) {
  double decrease = gdl_damped_decrease(&l->damped);
  double part = now->cost > 0 ? decrease/now->cost : 0;
  if (now->cost == 0)
    snprintf(l->why, sizeof(l->why), "residuals: all are 0");
  else if (l->damped.cols == 0)
    snprintf(l->why, sizeof(l->why), "gradient: no variable can lower the cost");
  else if (cosine <= l->o[GDL_LM_GTOL])
    snprintf(l->why, sizeof(l->why), "gtol: cosine of residuals and Jacobian = %.2g <= %g",
             cosine, l->o[GDL_LM_GTOL]);
  else if (part <= l->o[GDL_LM_FTOL])
    snprintf(l->why, sizeof(l->why), "ftol: relative decrease of the cost to come = %.2g <= %g",
             part, l->o[GDL_LM_FTOL]);
  else
    return 0;
  return 1;
}


/* Among equal costs: has what can be gained not become less for some time? */
static int is_idle (gdl_lm *l) {
  double decrease = gdl_damped_decrease(&l->damped);
  if (decrease < 0.9*gdl_lm_least(l)) {
    gdl_lm_least(l) = decrease;
    l->idle = l->idle > 0;
    return 0;
  }
  if (l->idle > 0)
    gdl_lm_radius(l) /= 2;
  return l->idle >= MOST_IDLE;
}


static gdl_status lm_advance (void *self, gdl_problem *problem,
                              const gdl_point *now, gdl_point *next,
                              double *step, gdl_advance *how,
                              const char **why) {
  gdl_lm *l = self;
  double cosine;
  int found;
  gdl_lm_attempt a;
  gdl_status status = GDL_OK;
  *how = GDL_STUCK;
  *step = 0;
  if (!l->ready) {
    status = problem->jacobian(problem, now->x, l->r, l->jac);
    if (status != GDL_OK)
      return status;
    l->ready = 1;
  }
  if (gdl_reduce_first_nonfinite(l->jac, l->m*l->n) < l->m*l->n) {
    *why = "the Jacobian is not finite";
    return GDL_OK;
  }
  status = gdl_lm_linearise(l, problem, now, &cosine);
  if (status == GDL_EINVAL) {
    *why = "the Jacobian has no singular values";
    return GDL_OK;
  }
  if (status != GDL_OK)
    return status;
  if (is_settled(l, now, cosine)) {
    settle(l, now, next, how, why);
    return GDL_OK;
  }
  if (is_idle(l)) {
    say_rounding(l, now);
    settle(l, now, next, how, why);
    return GDL_OK;
  }
  status = gdl_lm_find(l, problem, now, next, &a, &found);
  if (status != GDL_OK)
    return status;
  if (!found) {
    *why = "no lower cost in whatever small a region";
    gdl_lm_promised(l) = fmin(a.change, gdl_damped_decrease(&l->damped));
    if (a.change == 0 || a.change > HIDDEN*a.promised ||
        gdl_damped_decrease(&l->damped) <= l->noise) {
      say_rounding(l, now);
      settle(l, now, next, how, why);
    }
    return GDL_OK;
  }
  if (!a.equal)
    gdl_lm_least(l) = gdl_damped_decrease(&l->damped);
  l->idle = a.equal ? l->idle + 1 : 0;
  gdl_lm_promised(l) = a.promised;
  status = arrive(l, problem, next);
  if (status != GDL_OK)
    return status;
  *how = GDL_ADVANCED;
  *step = gdl_reduce_distance(next->x, now->x, l->n);
  double x_length = gdl_lm_length(l, next->x);
  if (a.lambda == 0 && !a.cut && a.length <= l->o[GDL_LM_XTOL]*x_length) {
    snprintf(l->why, sizeof(l->why), "xtol: relative length of the step = %.2g <= %g",
             a.length/x_length, l->o[GDL_LM_XTOL]);
    *how = GDL_SETTLED;
    *why = l->why;
  }
  return GDL_OK;
}


const gdl_solver gdl_solver_levenberg_marquardt = {
  .name = "levenberg_marquardt",
  .doc = "least squares of residuals in a trust region",
  .traits = GDL_SOLVER_BOUNDS | GDL_SOLVER_RESIDUALS,
  .options = options_list,
  .create = lm_create,
  .advance = lm_advance,
  .copy = lm_copy,
  .save = lm_save,
  .load = lm_load,
  .destroy = lm_destroy
};
