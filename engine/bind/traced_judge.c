/*
** traced_judge.c - is what was worked out what the function gives? What follows
** where it is not
*/
#include "bind/traced_impl.h"

#include <math.h>


void gdl_traced_status (lua_State *L, gdl_status status, const gdl_error *err) {
  if (status != GDL_OK)
    gdl_blame_status(L, status, err);
}


int gdl_traced_is_gradient (gdl_want want) {
  return want == GDL_WANT_GRADIENT || want == GDL_WANT_FAST_GRADIENT;
}


/* Which outputs of the function evaluation 'ask' has, and how many. */
static double *const *outputs_of (const gdl_traced_ask *ask, size_t *count,
                                  size_t all) {
  *count = 0;
  if (ask->sweep != NULL || ask->want == GDL_WANT_HVP)
    return NULL;
  *count = gdl_traced_is_gradient(ask->want) || ask->want == GDL_WANT_VJP ? 1 : all;
  return ask->result;
}


/* The rung goes down because a check has failed. */
void gdl_traced_mismatch (lua_State *L, int idx, gdl_traced *t, gdl_rung rung,
                          const char *what) {
  t->more->mismatch++;
  gdl_trace_note why;
  gdl_traced_note(&why, "%s", what);
  gdl_traced_lower(L, idx, rung, &why);
}


/* Is what was worked out on 'path' what the function gives? With cheaper operations
** its last bits are others: then the path's own values are asked. */
static int is_same (lua_State *L, int idx, gdl_traced *t, const gdl_traced_ask *ask,
                    const gdl_path *path) {
  if (ask->want == GDL_WANT_FAST_GRADIENT)
    return gdl_check_point(L, idx, t, ask->ctx);
  size_t outs, count;
  gdl_path_outputs(path, &outs);
  double *const *result = outputs_of(ask, &count, outs);
  uint64_t tag = gdl_check_call(L, idx, t, ask->ctx, path);
  int same = tag == gdl_path_tag(path);
  gdl_status status = GDL_OK;
  for (size_t k = 0; same && k < count; k++)
    same = result[k] == NULL || gdl_check_output(t, path, k, result[k], &status);
  gdl_traced_status(L, status, NULL);
  return same;
}


/* A check of the evaluation just made on 'path'. The trace that led there, or
** NULL. False: the rung went down. */
static int check_values (lua_State *L, int idx, gdl_traced *t,
                         gdl_traced_ask *ask, const gdl_path *path,
                         gdl_trace *made) {
  int same = is_same(L, idx, t, ask, path);
  gdl_status status = GDL_OK;
  if (made != NULL)
    gdl_trace_values(L, made);
  for (size_t k = 0; made != NULL && same && k < made->outs; k++) {
    const double *v = gdl_values_of(made->values, made->out[k]);
    same = made->reordered ? gdl_check_output(t, path, k, v, &status)
                           : gdl_check_exactly(t, path, k, v);
  }
  gdl_traced_status(L, status, NULL);
  if (same) {
    t->more->verified++;
    return 1;
  }
  gdl_traced_mismatch(L, idx, t, GDL_RUNG_TAPE, GDL_OTHER_VALUE);
  t->more->value_doubt = t->kind->finite;
  t->more->value = t->more->plain_out[0][0];
  return 0;
}


/* The gradient of a path, when it is first asked for. */
static int gradient_is_right (lua_State *L, int idx, gdl_traced *t,
                              const gdl_traced_ask *ask,
                              const gdl_path *path) {
  if (ask->sweep != NULL || !gdl_traced_is_gradient(ask->want) ||
      ask->result[1] == NULL || gdl_check_is_right(t, path))
    return 1;
  if (!gdl_check_gradient(L, idx, t, ask->ctx, path, ask->result[0][0],
                          ask->result[1]))
    return 0;
  gdl_check_set_right(t, path, 1);
  return 1;
}


int gdl_traced_is_finite (const gdl_traced *t, const gdl_traced_ask *ask) {
  return !t->kind->finite || ask->sweep != NULL || ask->want == GDL_WANT_HVP ||
         ask->result[0] == NULL || isfinite(ask->result[0][0]);
}


/* What there is to check about an evaluation on a path. */
int gdl_traced_check (lua_State *L, int idx, gdl_traced *t, gdl_traced_ask *ask,
                  const gdl_path *path, gdl_trace *made) {
  int due = gdl_check_due(t);
  if ((made != NULL || due || !gdl_traced_is_finite(t, ask)) &&
      !check_values(L, idx, t, ask, path, made))
    return 0;
  if (gradient_is_right(L, idx, t, ask, path))
    return 1;
  gdl_traced_mismatch(L, idx, t, GDL_RUNG_TAPE, GDL_OTHER_GRADIENT);
  t->more->doubt = 1;
  return 0;
}


/* After a value that was wrong: that of the tape, at the same point. */
static int tape_value_is_right (gdl_traced *t, const gdl_traced_ask *ask,
                                const gdl_trace *made) {
  struct gdl_traced_more *m = t->more;
  int doubt = m->value_doubt;
  m->value_doubt = 0;
  if (!doubt || ask->sweep != NULL || ask->want == GDL_WANT_HVP ||
      ask->result[0] == NULL)
    return 1;
  double v = ask->result[0][0], slack = made->reordered ? GDL_CHECK_SLACK : 0;
  return v == m->value || (isnan(v) && isnan(m->value)) ||
         fabs(v - m->value) <= slack * fmax(fabs(v), fabs(m->value));
}


/* After a gradient that was wrong: that of the tape, when it is first asked
** for. */
int gdl_traced_tape_is_right (lua_State *L, int idx, gdl_traced *t,
                          const gdl_traced_ask *ask, const gdl_trace *made) {
  if (!tape_value_is_right(t, ask, made)) {
    gdl_traced_mismatch(L, idx, t, GDL_RUNG_REFUSED, GDL_OTHER_VALUE);
    return 0;
  }
  if (!t->more->doubt || ask->sweep != NULL ||
      !gdl_traced_is_gradient(ask->want) || ask->result[1] == NULL)
    return 1;
  t->more->doubt = 0;
  if (gdl_check_gradient(L, idx, t, ask->ctx, NULL, ask->result[0][0],
                         ask->result[1]))
    return 1;
  gdl_traced_mismatch(L, idx, t, GDL_RUNG_REFUSED, GDL_OTHER_GRADIENT);
  return 0;
}
