/*
** descent.c - making, copying and reading runs
*/
#include "optim/descent.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/reduce.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/pages.h"
#include "optim/descent_impl.h"


void gdl_options_init (gdl_options *o) {
  memset(o, 0, sizeof(*o));
  o->step = 0.01;
  o->epochs = 1000;
  o->tolerance = 1e-6;
  o->time = INFINITY;
  o->clip_norm = o->clip_value = INFINITY;
  o->rise_factor = 1;
  o->history_limit = GDL_HISTORY_LIMIT;
}


double *gdl_descent_buffer (gdl_descent *d, const double *but) {
  for (int i = 0; ; i++)
    if (i != d->now && i != d->best && d->buffer[i] != but)
      return d->buffer[i];
}


double *gdl_descent_gradient (gdl_descent *d) {
  for (int i = 0; ; i++)
    if (i != d->g_now && i != d->g_best)
      return d->gradient[i];
}


static void freeze (const gdl_descent *d, double *g) {
  if (d->frozen != NULL)
    for (size_t i = 0; i < d->n; i++)
      if (d->frozen[i])
        g[i] = 0;
}


/* A cost that was interrupted, a run within this one, may be no number: that is
** no reason to end but the interrupt's. */
static gdl_status interrupted (gdl_status s, double cost) {
  return s == GDL_OK && !isfinite(cost) && gdl_cancel_asked() ? GDL_ECANCEL : s;
}


/* The problem as solvers and the driver ask it: an interrupt is looked for
** before every evaluation, and frozen variables have no gradient. */
static gdl_status guarded_value (gdl_problem *p, const double *x,
                                 double *cost) {
  gdl_descent *d = p->ctx;
  if (gdl_cancel_asked())
    return GDL_ECANCEL;
  return interrupted(d->problem->value(d->problem, x, cost), *cost);
}


static gdl_status guarded_gradient (gdl_problem *p, const double *x,
                                    double *cost, double *g,
                                    double *g_error) {
  gdl_descent *d = p->ctx;
  if (gdl_cancel_asked())
    return GDL_ECANCEL;
  gdl_status s = d->problem->gradient(d->problem, x, cost, g, g_error);
  if (s == GDL_OK)
    freeze(d, g);
  return interrupted(s, *cost);
}


static gdl_status guarded_residual (gdl_problem *p, const double *x,
                                    double *r) {
  gdl_descent *d = p->ctx;
  if (gdl_cancel_asked())
    return GDL_ECANCEL;
  gdl_status s = d->problem->residual(d->problem, x, r);
  return s == GDL_OK && gdl_cancel_asked() ? GDL_ECANCEL : s;
}


static gdl_status guarded_jacobian (gdl_problem *p, const double *x, double *r,
                                    double *jac) {
  gdl_descent *d = p->ctx;
  if (gdl_cancel_asked())
    return GDL_ECANCEL;
  gdl_status s = d->problem->jacobian(d->problem, x, r, jac);
  if (s == GDL_OK && d->frozen != NULL)
    for (size_t i = 0; i < p->residuals; i++)
      freeze(d, jac + i*d->n);
  return s == GDL_OK && gdl_cancel_asked() ? GDL_ECANCEL : s;
}


/* What a solver sees of a variable that is frozen: a Hessian of its own, which is
** 1, so that it disturbs nothing. g_used is an update rule's. */
static gdl_status guarded_hessian_vector (gdl_problem *p, const double *x,
                                          const double *v, double *hv) {
  gdl_descent *d = p->ctx;
  if (gdl_cancel_asked())
    return GDL_ECANCEL;
  if (d->frozen == NULL)
    return d->problem->hessian_vector(d->problem, x, v, hv);
  memcpy(d->g_used, v, d->n * sizeof(*v));
  freeze(d, d->g_used);
  gdl_status s = GDL_OK;
  if (gdl_reduce_maxabs(d->g_used, d->n) == 0)
    memset(hv, 0, d->n * sizeof(*hv));
  else
    s = d->problem->hessian_vector(d->problem, x, d->g_used, hv);
  if (s == GDL_OK)
    for (size_t i = 0; i < d->n; i++)
      if (d->frozen[i])
        hv[i] = v[i];
  return s;
}


int gdl_descent_goes_blind (const gdl_options *o) {
  return o->solver != NULL && (o->solver->traits & GDL_SOLVER_NO_GRADIENT);
}


/* A solver that sees no gradient learns from bounds what is frozen. */
static int has_bound (const gdl_options *o, const double *bound) {
  return bound != NULL || (o->frozen != NULL && gdl_descent_goes_blind(o));
}


/* The bound as it was given, or none, at 'to'. */
static void set_bound (const gdl_descent *d, const double *given, double none,
                       double *to) {
  if (to == NULL)
    return;
  int blind = gdl_descent_goes_blind(&d->o);
  for (size_t i = 0; i < d->n; i++) {
    to[i] = given != NULL ? given[i] : none;
    if (blind && d->frozen != NULL && d->frozen[i])
      to[i] = d->buffer[0][i];
  }
}


/* Lays the vectors out in one block. */
static gdl_status allocate (gdl_descent *d) {
  size_t n = d->n;
  int special = d->parts.point != NULL || d->parts.answer != NULL;
  size_t vectors = GDL_BUFFERS + GDL_GRADIENTS + 2 + (special ? 3 : 0)
                   + (has_bound(&d->o, d->o.lower) != 0)
                   + (has_bound(&d->o, d->o.upper) != 0);
  if (vectors * n + d->nsteps > SIZE_MAX / sizeof(double))
    return GDL_ENOMEM;
  d->block_size = (vectors * n + d->nsteps) * sizeof(double);
  d->block = gdl_pages_new(d->block_size);
  if (d->block == NULL)
    return GDL_ENOMEM;
  double *at = d->block;
  for (int i = 0; i < GDL_BUFFERS; i++, at += n)
    d->buffer[i] = at;
  for (int i = 0; i < GDL_GRADIENTS; i++, at += n)
    d->gradient[i] = at;
  d->g_used = at, at += n;
  d->scratch = at, at += n;
  if (special) {
    d->iterate = at, at += n;
    d->iterate_next = at, at += n;
    d->at = at, at += n;
  }
  if (has_bound(&d->o, d->o.lower))
    d->lower = at, at += n;
  if (has_bound(&d->o, d->o.upper))
    d->upper = at, at += n;
  d->steps = at;
  if (d->o.frozen != NULL && (d->frozen = malloc(n + 1)) == NULL)
    return GDL_ENOMEM;
  return GDL_OK;
}


/* A run with its memory, but no contents. */
static gdl_status make (const gdl_parts *parts, const gdl_options *o, size_t n,
                        gdl_descent **out) {
  gdl_descent *d = calloc(1, sizeof(*d));
  if (d == NULL)
    return GDL_ENOMEM;
  d->parts = *parts;
  d->o = *o;
  d->n = n;
  d->nsteps = o->step_each ? n : 1;
  if (allocate(d) != GDL_OK) {
    gdl_descent_free(d);
    return GDL_ENOMEM;
  }
  d->guarded.n = n;
  d->guarded.ctx = d;
  d->guarded.value = guarded_value;
  d->guarded.gradient = guarded_gradient;
  d->guarded.lower = d->lower;
  d->guarded.upper = d->upper;
  *out = d;
  return GDL_OK;
}


/* What it is not able to do, or lacks, no solver is asked to. */
static int is_fit (const gdl_options *o, const gdl_problem *p) {
  unsigned traits = o->solver->traits;
  return ((traits & GDL_SOLVER_BOUNDS) ||
          (o->lower == NULL && o->upper == NULL)) &&
         ((traits & GDL_SOLVER_SEARCH) || o->line == NULL) &&
         (!(traits & GDL_SOLVER_RESIDUALS) || p->residuals > 0) &&
         (!(traits & GDL_SOLVER_HESSIAN) || p->hessian_vector != NULL);
}


static gdl_status make_solver (gdl_descent *d) {
  const gdl_solver *s = d->o.solver;
  if (s == NULL)
    return GDL_OK;
  if (!is_fit(&d->o, &d->guarded))
    return GDL_EINVAL;
  gdl_status status = s->create(&d->guarded, d->o.solver_options, d->o.line,
                                &d->solver);
  d->o.solver_options = NULL;
  d->o.line = NULL;
  if (status == GDL_OK && s->tolerate != NULL)
    s->tolerate(d->solver, d->parts.stop == NULL ? d->o.tolerance : -1);
  return status;
}


gdl_status gdl_descent_new (gdl_problem *problem, const gdl_parts *parts,
                            const gdl_options *o, const double *x0,
                            gdl_descent **out) {
  gdl_descent *d;
  size_t bytes = problem->n * sizeof(double);
  gdl_status status = make(parts, o, problem->n, &d);
  if (status != GDL_OK)
    return status;
  d->problem = problem;
  d->guarded.residuals = problem->residuals;
  d->guarded.loss = problem->loss;
  if (problem->residuals > 0) {
    d->guarded.residual = guarded_residual;
    d->guarded.jacobian = guarded_jacobian;
  }
  if (problem->hessian_vector != NULL)
    d->guarded.hessian_vector = guarded_hessian_vector;
  memcpy(d->buffer[0], x0, bytes);
  if (d->iterate != NULL)
    memcpy(d->iterate, x0, bytes);
  if (o->frozen != NULL)
    memcpy(d->frozen, o->frozen, d->n);
  set_bound(d, o->lower, -INFINITY, d->lower);
  set_bound(d, o->upper, INFINITY, d->upper);
  status = make_solver(d);
  if (status != GDL_OK) {
    gdl_descent_free(d);
    return status;
  }
  d->scale = 1;
  d->look_every = 1;
  d->landed = -1;
  d->s.x = d->s.best_x = d->buffer[0];
  d->s.g = d->s.best_g = d->gradient[0];
  d->s.cost = d->s.best_cost = NAN;
  d->s.gradient_norm = d->s.best_gradient_norm = NAN;
  d->s.validation = d->s.best_validation = NAN;
  d->s.step = o->solver != NULL ? NAN : 0;
  d->s.change = INFINITY;
  d->s.cost_change = -INFINITY;
  gdl_history_init(&d->history, o->history_fields, d->n, o->history_limit);
  *out = d;
  return GDL_OK;
}


void gdl_descent_free (gdl_descent *d) {
  if (d == NULL)
    return;
  if (d->solver != NULL)
    d->o.solver->destroy(d->solver);
  gdl_history_free(&d->history);
  free(d->stretch_room);
  free(d->frozen);
  gdl_pages_free(d->block, d->block_size);
  free(d);
}


gdl_status gdl_descent_fork (const gdl_descent *d, gdl_problem *problem,
                             void *ctx, gdl_descent **out) {
  gdl_descent *c;
  gdl_status status = make(&d->parts, &d->o, d->n, &c);
  if (status != GDL_OK)
    return status;
  /* Everything that is not memory of its own or a pointer into it. */
  gdl_descent own = *c;
  *c = *d;
  c->problem = problem;
  c->parts.ctx = ctx;
  c->guarded.ctx = c;
  c->block = own.block;
  memcpy(c->buffer, own.buffer, sizeof(c->buffer));
  memcpy(c->gradient, own.gradient, sizeof(c->gradient));
  c->g_used = own.g_used, c->scratch = own.scratch, c->steps = own.steps;
  c->iterate = own.iterate, c->iterate_next = own.iterate_next;
  c->at = own.at, c->lower = own.lower, c->upper = own.upper;
  c->guarded.lower = own.lower, c->guarded.upper = own.upper;
  c->frozen = own.frozen;
  c->stretch_room = NULL;
  c->solver = NULL;
  c->history.data = c->history.best = NULL;
  c->running = 0;
  c->elapsed = gdl_descent_elapsed(d);
  /* The two blocks have one layout; iterates may have changed places. */
  memcpy(c->block, d->block, ((size_t)(d->steps - d->block) + d->nsteps)
                             * sizeof(double));
  if (d->iterate != NULL) {
    c->iterate = c->block + (d->iterate - d->block);
    c->iterate_next = c->block + (d->iterate_next - d->block);
  }
  if (d->frozen != NULL)
    memcpy(c->frozen, d->frozen, d->n);
  c->s.x = c->buffer[c->now];
  c->s.best_x = c->buffer[c->best];
  c->s.g = c->gradient[c->g_now];
  c->s.best_g = c->gradient[c->g_best];
  status = gdl_history_copy(&d->history, &c->history);
  if (status == GDL_OK && d->solver != NULL)
    status = d->o.solver->copy(d->solver, &c->solver);
  if (status != GDL_OK) {
    gdl_descent_free(c);
    return status;
  }
  *out = c;
  return GDL_OK;
}


const gdl_state *gdl_descent_state (const gdl_descent *d) {
  return &d->s;
}


int gdl_descent_started (const gdl_descent *d) {
  return d->started;
}


gdl_ending gdl_descent_ending (const gdl_descent *d) {
  return d->ending;
}


int gdl_descent_converged (const gdl_descent *d) {
  return d->converged;
}


int gdl_descent_returns_best (const gdl_descent *d) {
  return d->returns_best;
}


int gdl_descent_at_floor (const gdl_descent *d) {
  const gdl_state *s = &d->s;
  return d->started && s->gradient_norm < s->gradient_error &&
         s->gradient_error > d->o.tolerance;
}


double gdl_descent_elapsed (const gdl_descent *d) {
  return d->elapsed + (d->running ? gdl_clock_now() - d->since : 0);
}


const gdl_history *gdl_descent_history (const gdl_descent *d) {
  return &d->history;
}


const char *gdl_descent_reason (const gdl_descent *d) {
  return d->reason;
}
