/*
** leap.c - an epoch of plain gradient descent in few passes over memory
*/
#include "optim/leap.h"

#include <float.h>
#include <math.h>

#include "array/reduce.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "optim/descent_impl.h"
#include "optim/stretch.h"

/* Everything but x - step*g is the driver's. */
static int can (const gdl_descent *d) {
  return d->parts.leap != NULL && d->n > GDL_STRETCH_VARIABLES &&
         d->o.solver == NULL && d->o.batch == 0 && d->iterate == NULL &&
         d->parts.update == NULL && d->parts.project == NULL &&
         d->parts.validate == NULL && d->lower == NULL &&
         d->upper == NULL && d->frozen == NULL && d->nsteps == 1 &&
         d->landed < 0 && d->o.on_rise == GDL_RISE_IGNORE &&
         isinf(d->o.clip_norm) && isinf(d->o.clip_value);
}


static int index_of (double *const *buffer, const double *x) {
  int i = 0;
  while (buffer[i] != x)
    i++;
  return i;
}


/* Makes x, of that cost and norm, the current point, and perhaps the best one. */
static void move_to (gdl_descent *d, const double *x, const gdl_leap *l) {
  gdl_state *s = &d->s;
  s->gradient_norm = l->norm;
  s->gradient_error = 0;
  s->cost_change = l->cost - s->cost;
  s->cost = l->cost;
  s->x = x;
  d->now = index_of(d->buffer, x);
  s->epoch++;
  s->updates++;
  s->evaluations = d->problem->evaluations;
  if (l->cost < s->best_cost) {
    s->best_cost = l->cost;
    s->best_epoch = s->epoch;
    s->best_gradient_norm = l->norm;
    s->best_x = s->x;
    d->best = d->now;
  }
}


static void accept (gdl_descent *d, const gdl_leap *l) {
  gdl_state *s = &d->s;
  move_to(d, l->next, l);
  s->g = l->g_next;
  d->g_now = index_of(d->gradient, l->g_next);
  if (s->best_epoch == s->epoch) {
    s->best_g = s->g;
    d->g_best = d->g_now;
  }
}


static int is_safe (double sumsq) {
  return sumsq >= GDL_REDUCE_SAFE_LOW && sumsq <= GDL_REDUCE_SAFE_HIGH;
}


gdl_status gdl_leap_epoch (gdl_descent *d, int *done) {
  *done = 0;
  if (!can(d))
    return GDL_OK;
  gdl_leap l = {.n = d->n, .x = d->s.x, .g = d->s.g, .step = d->steps[0],
                .next = gdl_descent_buffer(d, NULL),
                .g_next = gdl_descent_gradient(d)};
  const double *before = d->s.x;
  gdl_status status = d->parts.leap(d->parts.ctx, &l);
  if (status != GDL_OK || !l.done)
    return status;
  accept(d, &l);
  d->s.change = is_safe(l.moved) ? sqrt(l.moved)
                                 : gdl_reduce_distance(d->s.x, before, d->n);
  d->due = GDL_DUE_RECORD;
  *done = 1;
  return GDL_OK;
}


/*
** Without gradients
** A step tells cost and norm where it begins: whether a point is accepted is known
** when the next one is there. All begins at 'start', which stays as it is: what is
** needed of a point that is gone is had by making the same steps again.
*/
/* Epochs of one run: so many are made again at most. */
#define MOST   1024

/* More variables are written over: they do not stay in the caches, where there are
** three times as many. */
#define LONG   16384

/* Steps from a point with no larger elements lead to one that is finite: what
** rounding adds to an element is little. */
#define BOUND  (DBL_MAX / 4)

/* Seconds between looks at the clock. */
#define LOOK   0.001

typedef struct leaps {
  gdl_leap l;                /* (first) x: pending, the next to be accepted */
  gdl_descent *d;
  double *start;
  uint64_t most, made;       /* epochs */
  double bound;              /* no element of x is larger */
  double looked;             /* at the clock */
  uint64_t look_every, look_in;
  int last;                  /* the step being made is to be the last one */
  int is_there;              /* both it and the current point are what they were */
  int improved;              /* the best point has changed */
  int counted;               /* the evaluation at x has been, which is to be another */
  gdl_status status;
} leaps;


/* Nobody looks at the gradient, or at how far the point moved, before the end. */
static int can_run (const gdl_descent *d) {
  unsigned seen = 1u << GDL_FIELD_GRADIENT | 1u << GDL_FIELD_CHANGE |
                  1u << GDL_FIELD_ELAPSED;
  return can(d) && d->parts.step == NULL && d->parts.stop == NULL &&
         (d->parts.observe == NULL || d->o.observe_every > 1) &&
         !(d->history.fields & seen) &&
         d->due == GDL_DUE_NOTHING && d->s.gradient_error == 0;
}


static int is_in_place (const leaps *q) {
  return q->l.in_place && q->d->n >= LONG &&
         !(q->d->history.fields & 1u << GDL_FIELD_X);
}


/* A buffer for where a step from l.x leads, not l.x itself. */
static double *other (const leaps *q) {
  const gdl_descent *d = q->d;
  for (int i = 0; ; i++)
    if (i != d->now && i != d->best && d->buffer[i] != q->start &&
        d->buffer[i] != q->l.x)
      return d->buffer[i];
}


/* Is an end wished for? The clock takes longer to read than an epoch may. */
static int is_asked (leaps *q) {
  if (gdl_cancel_asked())
    return 1;
  if (q->look_in-- > 0)
    return 0;
  double now = gdl_clock_now();
  if (now - q->looked < LOOK / 2)
    q->look_every *= 2;
  else if (now - q->looked > LOOK && q->look_every > 1)
    q->look_every /= 2;
  q->looked = now;
  q->look_in = q->look_every - 1;
  return gdl_clock_is_due(q->d);
}


/* Accepts l.x, unless it is for the driver: an end, or a point that is not the best
** and has been put where that was. */
static int take (leaps *q) {
  gdl_descent *d = q->d;
  const gdl_leap *l = &q->l;
  uint64_t best = d->s.best_epoch;
  if (l->norm <= d->o.tolerance ||
      (d->s.best_x == l->x && !(l->cost < d->s.best_cost))) {
    q->counted = 1;
    return 0;
  }
  move_to(d, l->x, l);
  q->improved |= d->s.best_epoch != best;
  q->made++;
  q->status = gdl_history_record(&d->history, &d->s, 0);
  return q->status == GDL_OK;
}


/* After a step from l.x, which has been accepted, to l.next: what comes next? */
static int on (gdl_leap *l) {
  leaps *q = (leaps *)l;
  if (!l->known && !take(q))
    return 0;
  q->is_there = l->next != l->x;
  l->known = 0;
  l->x = l->next;
  q->bound += fabs(l->step) * l->norm;
  if (q->last || q->made >= q->most || l->left == 0 || !(q->bound < BOUND))
    return 0;
  int asked = is_asked(q);
  if (!is_in_place(q)) {
    if (asked)
      return 0;
    l->next = other(q);
    return 1;
  }
  q->last = asked || q->made + 1 >= q->most || l->left == 1;
  l->next = q->last ? other(q) : (double *)l->x;
  q->is_there &= q->last;
  return 1;
}


/*
** The end
*/
/* Steps that were made before. Of the points, the last three are there. */
typedef struct again {
  gdl_leap l;                /* (first) */
  double *ring[3];
  uint64_t made, count;
  const double *before;      /* where the last one began */
} again;


static int on_again (gdl_leap *l) {
  again *a = (again *)l;
  a->made++;
  a->before = l->x;
  l->x = l->next;
  l->next = a->ring[a->made % 3];
  return a->made < a->count;
}


/* From the start to where 'count' epochs lead: a->l.x. */
static gdl_status redo (const leaps *q, uint64_t count, again *a) {
  gdl_descent *d = q->d;
  *a = (again){.l = {.n = d->n, .x = q->start, .step = q->l.step, .on = on_again,
                     .again = 1}, .count = count};
  for (int i = 0, r = 0; r < 3; i++)
    if (i != d->best && d->buffer[i] != q->start)
      a->ring[r++] = d->buffer[i];
  a->l.next = a->ring[0];
  gdl_status status = count > 0 ? d->parts.leap(d->parts.ctx, &a->l) : GDL_OK;
  return status == GDL_OK && a->made < count ? GDL_ENOMEM : status;
}


/* The current point is that at x, wherever it was. */
static void put_at (gdl_descent *d, const double *x) {
  gdl_state *s = &d->s;
  s->x = x;
  d->now = index_of(d->buffer, x);
  if (s->best_epoch == s->epoch) {
    s->best_x = x;
    d->best = d->now;
  }
}


/* Cost and gradient at x, even where there has been an interrupt: into the gradient
** that is not in use. Its index, or -1. */
static int gradient_at (gdl_descent *d, const double *x, gdl_landing *to,
                        gdl_status *status) {
  double *g = gdl_descent_gradient(d);
  *status = d->problem->gradient(d->problem, x, &to->cost, g, &to->g_error);
  return *status == GDL_OK ? index_of(d->gradient, g) : -1;
}


/* The gradients at the current and at the best point, where they are not known; not
** counted. */
static gdl_status fill_in (leaps *q, int current) {
  gdl_descent *d = q->d;
  gdl_state *s = &d->s;
  gdl_landing unused;
  uint64_t evaluations = d->problem->evaluations;
  gdl_status status = GDL_OK;
  int g = d->g_now;
  if (current)
    g = gradient_at(d, s->x, &unused, &status);
  if (g >= 0) {
    d->g_now = g;
    s->g = d->gradient[g];
  }
  if (g >= 0 && q->improved && d->best != d->now)
    g = gradient_at(d, s->best_x, &unused, &status);
  if (g >= 0 && q->improved) {
    d->g_best = g;
    s->best_g = d->gradient[g];
  }
  d->problem->evaluations = evaluations;
  return status;
}


/* At the point accepted last, as if there had been no other. */
static gdl_status stay (leaps *q) {
  gdl_descent *d = q->d;
  again a;
  d->problem->evaluations = d->s.evaluations;
  if (q->made == 0)
    return GDL_OK;
  gdl_status status = redo(q, q->made, &a);
  if (status != GDL_OK)
    return status;
  put_at(d, a.l.x);
  d->s.change = gdl_reduce_distance(a.l.x, a.before, d->n);
  return fill_in(q, 1);
}


/* The pending point, as the driver lands. 0: that is for the driver. */
static int land (leaps *q, gdl_status *status) {
  gdl_descent *d = q->d;
  gdl_landing to = {.x = (double *)q->l.x, .bad = d->n};
  if (!(q->bound < BOUND) && gdl_reduce_first_nonfinite(to.x, d->n) != d->n)
    return 0;
  uint64_t best = d->s.best_epoch;
  d->problem->evaluations -= (uint64_t)q->counted;
  int g = gradient_at(d, to.x, &to, status);
  if (g < 0 || (!isfinite(to.cost) && gdl_cancel_asked()))
    return 0;
  *status = gdl_epoch_accept(d, &to);
  if (*status == GDL_OK)
    d->s.updates++;
  if (d->s.best_epoch != best)
    q->improved = 0;
  else if (*status == GDL_OK)
    *status = fill_in(q, 0);
  return 1;
}


static gdl_status finish (leaps *q) {
  gdl_status status = q->status, failed;
  again a;
  if (status == GDL_OK && !q->is_there) {
    status = redo(q, q->made + 1, &a);
    if (status != GDL_OK)
      return status;
    put_at(q->d, a.before);
    q->l.x = a.l.x;
  }
  if (status == GDL_OK && land(q, &status))
    return status;
  failed = stay(q);
  return status == GDL_OK ? failed : status;
}


gdl_status gdl_leap_run (gdl_descent *d, uint64_t epochs, uint64_t *made) {
  leaps q = {.d = d, .most = epochs < MOST ? epochs : MOST, .look_every = 1};
  *made = 0;
  if (epochs == 0 || !can_run(d))
    return GDL_OK;
  gdl_status status = gdl_epoch_step(d, 1);
  if (status != GDL_OK)
    return status;
  q.start = d->buffer[d->now];
  q.bound = gdl_reduce_maxabs(q.start, d->n);
  q.looked = gdl_clock_now();
  q.l = (gdl_leap){.n = d->n, .x = q.start, .step = d->steps[0], .on = on, .known = 1};
  q.l.next = other(&q);
  status = d->parts.leap(d->parts.ctx, &q.l);
  if (q.l.known)             /* not even one */
    return status;
  if (q.status == GDL_OK)
    q.status = status;
  status = finish(&q);
  *made = q.made;
  return status;
}
