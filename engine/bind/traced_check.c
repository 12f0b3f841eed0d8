/*
** traced_check.c - spot checks of compiled functions
** A net under the rules of tracing. Values are compared with those of the plain
** function where a path was traced, then at evaluations 2, 4, 8, ... as long as
** that costs less than a twentieth of the time, and at the end. The first
** gradient on a path is compared with a difference along one direction.
*/
#include "bind/traced_impl.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "graph/transform.h"


int gdl_check_always (void) {
  static int always = -1;
  if (always < 0) {
    const char *v = getenv("GDLUA_VERIFY");
    always = v != NULL && strcmp(v, "always") == 0;
    if (v != NULL && v[0] != '\0' && !always)
      fprintf(stderr, "gdlua: GDLUA_VERIFY is '%s' and means nothing (\"always\" "
                      "is the only value there is)\n", v);
  }
  return always;
}


int gdl_check_affordable (const gdl_traced *t) {
  const struct gdl_traced_more *m = t->more;
  return gdl_check_always() ||
         20 * (m->spent + m->plain_took) <= gdl_clock_now() - m->begun_at;
}


void gdl_traced_doubt (gdl_traced *t) {
  t->more->due = t->more->evaluations + 1;
}


int gdl_check_due (gdl_traced *t) {
  struct gdl_traced_more *m = t->more;
  m->evaluations++;
  if (gdl_check_always())
    return 1;
  if (m->due == 0)
    m->due = 2;
  if (m->evaluations < m->due)
    return 0;
  m->due *= 2;
  return gdl_check_affordable(t);
}


/*
** Values
*/

static size_t output_length (const gdl_path *path, size_t k) {
  size_t count;
  const gdl_node *out = gdl_path_outputs(path, &count);
  return gdl_shape_length(gdl_graph_shape(gdl_path_graph(path), out[k]));
}


/* Room for all outputs of a path, three times. */
static gdl_status make_room (struct gdl_traced_more *m, const gdl_path *path) {
  size_t outs, length = 0;
  gdl_path_outputs(path, &outs);
  for (size_t k = 0; k < outs; k++)
    length += output_length(path, k);
  if (gdl_grow(&m->plain, &m->plain_room, 3 * length) != GDL_OK)
    return GDL_ENOMEM;
  if (m->out_room < outs) {
    free(m->plain_out);
    m->plain_out = malloc(3 * outs * sizeof(*m->plain_out));
    m->out_room = m->plain_out != NULL ? outs : 0;
    if (m->plain_out == NULL)
      return GDL_ENOMEM;
  }
  double *p = m->plain;
  for (size_t k = 0; k < outs; k++) {
    m->plain_out[k] = p;
    m->plain_out[outs + k] = p + length;
    m->plain_out[2 * outs + k] = p + 2 * length;
    p += output_length(path, k);
  }
  m->slack_known = 0;
  return GDL_OK;
}


size_t gdl_traced_room (const gdl_traced *t, size_t k) {
  return output_length(t->more->checking, k);
}


uint64_t gdl_check_call (lua_State *L, int idx, gdl_traced *t, void *ctx,
                         const gdl_path *path) {
  struct gdl_traced_more *m = t->more;
  if (make_room(m, path) != GDL_OK)
    gdl_blame_status(L, GDL_ENOMEM, NULL);
  double since = gdl_clock_now();
  m->checking = path;
  uint64_t tag = t->kind->plain(L, idx, ctx, &t->leaves.b, m->plain_out);
  m->plain_took = gdl_clock_now() - since;
  m->spent += m->plain_took;
  return tag;
}


static int same_number (double v, double w) {
  return v == w || (isnan(v) && isnan(w));
}


int gdl_check_exactly (const gdl_traced *t, const gdl_path *path, size_t k,
                       const double *v) {
  const double *w = t->more->plain_out[k];
  size_t n = output_length(path, k);
  for (size_t i = 0; i < n; i++)
    if (!same_number(v[i], w[i]))
      return 0;
  return 1;
}


/* How much output k may differ; NULL: not at all, or *status. */
static const double *slack_of (gdl_traced *t, const gdl_path *path, size_t k,
                               gdl_status *status) {
  struct gdl_traced_more *m = t->more;
  size_t outs;
  if (!gdl_path_is_reordered(path))
    return NULL;
  gdl_path_outputs(path, &outs);
  if (!m->slack_known)
    *status = gdl_path_rounding(path, &t->leaves.b, m->plain_out + 2 * outs, NULL);
  m->slack_known = *status == GDL_OK;
  return m->slack_known ? m->plain_out[2 * outs + k] : NULL;
}


/* Where there is no bound (a root of 0) nothing can be said. */
int gdl_check_output (gdl_traced *t, const gdl_path *path, size_t k,
                      const double *v, gdl_status *status) {
  const double *w = t->more->plain_out[k];
  size_t n = output_length(path, k);
  if (gdl_check_exactly(t, path, k, v))
    return 1;
  const double *slack = slack_of(t, path, k, status);
  for (size_t i = 0; i < n; i++)
    if (!same_number(v[i], w[i]) &&
        (slack == NULL || fabs(v[i] - w[i]) > GDL_CHECK_SLACK * slack[i] ||
         isfinite(v[i]) != isfinite(w[i])))
      return 0;
  return 1;
}


/* Runs the paths at t->leaves.b, results nowhere: the one that is taken. */
static gdl_status find_path (gdl_traced *t, const gdl_path **path,
                             gdl_error *err) {
  size_t most = 0;
  for (size_t i = 0; i < gdl_paths_count(t->paths); i++) {
    size_t count;
    gdl_path_outputs(gdl_paths_at(t->paths, i), &count);
    most = count > most ? count : most;
  }
  double **nothing = calloc(most + 1, sizeof(*nothing));
  if (nothing == NULL)
    return GDL_ENOMEM;
  gdl_status status = gdl_paths_run(t->paths, GDL_WANT_VALUES, &t->leaves.b,
                                    nothing, path, err);
  free(nothing);
  return status;
}


/* Does what 'path', which is taken at t->leaves.b, gives agree with the function? */
static int agrees (lua_State *L, int idx, gdl_traced *t, void *ctx,
                   const gdl_path *path) {
  struct gdl_traced_more *m = t->more;
  gdl_error err = {""};
  size_t outs;
  uint64_t tag = gdl_check_call(L, idx, t, ctx, path);
  gdl_path_outputs(path, &outs);
  double **given = m->plain_out + outs;
  gdl_status status = gdl_paths_run(t->paths, GDL_WANT_VALUES, &t->leaves.b,
                                    given, &path, &err);
  int same = status == GDL_OK && path != NULL && tag == gdl_path_tag(path);
  for (size_t k = 0; same && k < outs; k++)
    same = gdl_check_output(t, path, k, given[k], &status);
  if (status != GDL_OK)
    gdl_blame_status(L, status, &err);
  return same;
}


int gdl_check_point (lua_State *L, int idx, gdl_traced *t, void *ctx) {
  gdl_error err = {""};
  const gdl_path *path;
  gdl_status status = find_path(t, &path, &err);
  if (status != GDL_OK)
    gdl_blame_status(L, status, &err);
  return path == NULL || agrees(L, idx, t, ctx, path);
}


/*
** Gradients
*/

int gdl_check_is_right (const gdl_traced *t, const gdl_path *path) {
  for (size_t i = 0; i < t->more->rights; i++)
    if (t->more->right[i] == path)
      return 1;
  return 0;
}


void gdl_check_set_right (gdl_traced *t, const gdl_path *path, int right) {
  struct gdl_traced_more *m = t->more;
  size_t i = 0;
  while (i < m->rights && m->right[i] != path)
    i++;
  if (right && i == m->rights && i < GDL_TRACED_PATHS)
    m->right[m->rights++] = path;
  else if (!right && i < m->rights)
    m->right[i] = m->right[--m->rights];
}


/* Operations whose derivative is not that of their values as a whole: by
** convention 0 where they jump, or what a user says. */
static int is_checkable (const gdl_path *path) {
  static const gdl_op not[] = {
    GDL_OP_detach, GDL_OP_attach, GDL_OP_floor, GDL_OP_ceil, GDL_OP_trunc,
    GDL_OP_idiv, GDL_OP_mod, GDL_OP_fmod, GDL_OP_sign
  };
  size_t outs;
  const gdl_node *out = gdl_path_outputs(path, &outs);
  gdl_graph_statistics s;
  if (gdl_graph_statistics_of(gdl_path_graph(path), out, 1, &s) != GDL_OK)
    return 0;
  for (size_t i = 0; i < sizeof(not) / sizeof(not[0]); i++)
    if (s.by_op[not[i]] > 0)
      return 0;
  return 1;
}


/* Component i of the direction: of the size of x[i], neither sign preferred. */
static double direction (size_t i, double x) {
  uint64_t z = (i + 1) * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  double scale = x != 0 ? fabs(x) : 1;
  double size = 0.5 + 0.5 * (double)(z >> 12) / 4503599627370496.0;
  return (z & 1 ? size : -size) * scale;
}


/* y = x + h*d. */
static void move (double *y, const double *x, size_t n, double h) {
  for (size_t i = 0; i < n; i++)
    y[i] = x[i] + h * direction(i, x[i]);
}


/* Is the pattern at x + h*d that at x, and is that path taken there? Then the
** function is compared with it there, into *same. */
static int compare_near (lua_State *L, int idx, gdl_traced *t, void *ctx,
                         const gdl_path *path, double pattern, double h,
                         int *same) {
  const double *x = t->leaves.b.param;
  gdl_error err = {""};
  const gdl_path *taken = NULL;
  double there = 0;
  move(t->more->point, x, t->leaves.b.params, h);
  t->leaves.b.param = t->more->point;
  gdl_status status = find_path(t, &taken, &err);
  if (status == GDL_OK && taken == path)
    status = gdl_path_pattern(path, &t->leaves.b, &there, &err);
  int comparable = status == GDL_OK && taken == path && there == pattern;
  if (comparable)
    *same = agrees(L, idx, t, ctx, path);
  t->leaves.b.param = x;
  if (status != GDL_OK)
    gdl_blame_status(L, status, &err);
  return comparable;
}


/* Not at x itself if that can be helped: parameters that start out equal cannot be
** told from one another there. */
int gdl_check_sides (lua_State *L, int idx, gdl_traced *t, void *ctx,
                     const gdl_path *path) {
  static const double steps[] = {0x1p-13, 0x1p-20, 0};
  gdl_error err = {""};
  double pattern;
  int same = 0;
  gdl_status status = gdl_grow(&t->more->point, &t->more->point_room,
                               t->leaves.b.params);
  if (status == GDL_OK)
    status = gdl_path_pattern(path, &t->leaves.b, &pattern, &err);
  if (status != GDL_OK)
    gdl_blame_status(L, status, &err);
  gdl_path_admit(path, pattern);
  for (size_t k = 0; k < sizeof(steps) / sizeof(steps[0]); k++)
    if (compare_near(L, idx, t, ctx, path, pattern, steps[k], &same))
      return same;
  return 0;
}


/* Where values come from. */
typedef struct probe {
  lua_State *L;
  int idx;
  gdl_traced *t;
  void *ctx;
  const gdl_path *path;      /* NULL: plain calls */
  const double *x;
} probe;


/* By the program there is: making another takes longer than running it. */
static double value_on_path (const probe *p) {
  double value, *result[] = {&value, NULL};
  const gdl_path *taken;
  gdl_status status = gdl_paths_run(p->t->paths, GDL_WANT_GRADIENT,
                                    &p->t->leaves.b, result, &taken, NULL);
  return status == GDL_OK && taken == p->path ? value : NAN;
}


/* The value at x + h*d; NaN where that is another path. */
static double value_at (const probe *p, double h) {
  gdl_traced *t = p->t;
  double *y = t->more->point, value, *result[] = {&value};
  move(y, p->x, t->leaves.b.params, h);
  t->leaves.b.param = y;
  if (p->path != NULL)
    value = value_on_path(p);
  else
    t->kind->plain(p->L, p->idx, p->ctx, &t->leaves.b, result);
  t->leaves.b.param = p->x;
  return value;
}


/* Is slope gd along the direction out of the question? With steps h and h/2:
** differences that are no better one by one than together are at a kink. */
static int is_wrong (const probe *p, double f, double gd, double h) {
  double up = value_at(p, h), down = value_at(p, -h);
  double up2 = value_at(p, h / 2), down2 = value_at(p, -h / 2);
  double coarse = (up - down) / (2 * h), fine = (up2 - down2) / h;
  double kink = (up - 2 * f + down) / h, kink2 = (up2 - 2 * f + down2) / (h / 2);
  double slope = (4 * fine - coarse) / 3;
  double size = fmax(fmax(fabs(up), fabs(down)), fabs(f));
  double noise = 64 * DBL_EPSILON * size / h;
  if (!isfinite(slope) || fabs(kink2) > 0.75 * fabs(kink) + noise)
    return 0;
  double error = fabs(slope - fine) + noise;
  return fabs(gd - slope) > 10 * error + 1e-5 * (fabs(gd) + fabs(slope));
}


int gdl_check_gradient (lua_State *L, int idx, gdl_traced *t, void *ctx,
                        const gdl_path *path, double f, const double *g) {
  struct gdl_traced_more *m = t->more;
  probe p = {L, idx, t, ctx, path, t->leaves.b.param};
  size_t n = t->leaves.b.params;
  double gd = 0;
  for (size_t i = 0; i < n; i++)
    gd += g[i] * direction(i, p.x[i]);
  if (!isfinite(f) || !isfinite(gd) ||
      gdl_grow(&m->point, &m->point_room, n) != GDL_OK ||
      (path != NULL && !is_checkable(path)))
    return 1;
  return !(is_wrong(&p, f, gd, 0x1p-13) && is_wrong(&p, f, gd, 0x1p-17));
}
