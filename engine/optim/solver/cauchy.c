/*
** cauchy.c - the generalised Cauchy point
*/
#include "optim/solver/cauchy.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "array/reduce.h"

/* The path turns where variables reach their bounds: the turns still ahead are
** a heap by time, the next one on top. */
typedef struct path {
  const double *time;        /* of each variable */
  size_t *heap, count;
} path;


/* Ties go by index, so that the order is one. */
static int is_before (const path *p, size_t a, size_t b) {
  return p->time[a] < p->time[b] || (p->time[a] == p->time[b] && a < b);
}


static void sink (path *p, size_t i) {
  size_t what = p->heap[i];
  for (;;) {
    size_t child = 2*i + 1;
    if (child >= p->count)
      break;
    if (child + 1 < p->count && is_before(p, p->heap[child + 1], p->heap[child]))
      child++;
    if (!is_before(p, p->heap[child], what))
      break;
    p->heap[i] = p->heap[child];
    i = child;
  }
  p->heap[i] = what;
}


static size_t take_first (path *p) {
  size_t first = p->heap[0];
  p->heap[0] = p->heap[--p->count];
  if (p->count > 0)
    sink(p, 0);
  return first;
}


static double bound_ahead (const gdl_point *now, const double *lower,
                           const double *upper, size_t i) {
  return now->g[i] < 0 ? (upper != NULL ? upper[i] : INFINITY)
                       : (lower != NULL ? lower[i] : -INFINITY);
}


/* The direction against the gradient, without what is at its bound already;
** and when the rest will be. */
static void start (path *p, size_t n, const gdl_point *now,
                   const double *lower, const double *upper, double *time,
                   double *d) {
  p->time = time;
  p->count = 0;
  for (size_t i = 0; i < n; i++) {
    double g = now->g[i];
    time[i] = g == 0 ? INFINITY
                     : (now->x[i] - bound_ahead(now, lower, upper, i))/g;
    d[i] = time[i] > 0 ? -g : 0;
    if (time[i] > 0 && !isinf(time[i]))
      p->heap[p->count++] = i;
  }
  for (size_t i = p->count/2; i-- > 0; )
    sink(p, i);
}


void gdl_cauchy_point (const gdl_compact *b, const gdl_point *now,
                       const double *lower, const double *upper, double *point,
                       double *c, double *work, size_t *order) {
  size_t n = b->n, w = 2*b->count;
  double *time = work, *d = work + n, *p = d + n, *row = p + w, *mid = row + w;
  path turns = {time, order, 0};
  start(&turns, n, now, lower, upper, time, d);
  memcpy(point, now->x, n*sizeof(*point));
  memset(c, 0, w*sizeof(*c));
  gdl_compact_project(b, d, p);
  double slope = -gdl_reduce_sumsq(d, n);
  double curvature = -b->theta*slope, least;
  if (w > 0) {
    gdl_compact_middle(b, p, mid);
    curvature -= gdl_reduce_dot(p, mid, w);
  }
  least = DBL_EPSILON*curvature;
  double ahead = slope < 0 ? -slope/curvature : 0, past = 0;
  while (slope < 0 && turns.count > 0) {
    size_t i = turns.heap[0];
    double go = time[i] - past;
    if (ahead < go)
      break;
    take_first(&turns);
    double g = now->g[i], bound = bound_ahead(now, lower, upper, i);
    double moved = bound - now->x[i];
    point[i] = bound;
    past = time[i];
    for (size_t k = 0; k < w; k++)
      c[k] += go*p[k];
    slope += go*curvature + g*g + b->theta*g*moved;
    curvature -= b->theta*g*g;
    if (w > 0) {
      gdl_compact_row(b, i, row);
      gdl_compact_middle(b, row, mid);     /* M is symmetric */
      slope -= g*gdl_reduce_dot(mid, c, w);
      curvature -= 2*g*gdl_reduce_dot(mid, p, w) +
                   g*g*gdl_reduce_dot(mid, row, w);
      for (size_t k = 0; k < w; k++)
        p[k] += g*row[k];
    }
    curvature = fmax(curvature, least);
    d[i] = 0;
    ahead = slope < 0 ? -slope/curvature : 0;
  }
  for (size_t k = 0; k < w; k++)
    c[k] += ahead*p[k];
  past += ahead;
  for (size_t i = 0; i < n; i++)
    if (d[i] != 0) {
      double at = now->x[i] + past*d[i];
      point[i] = fmin(fmax(at, lower != NULL ? lower[i] : -INFINITY),
                      upper != NULL ? upper[i] : INFINITY);
    }
}
