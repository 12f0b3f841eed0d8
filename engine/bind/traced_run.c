/*
** traced_run.c - working out what is asked for, by the paths or a trace
*/
#include "bind/traced_impl.h"

#include <string.h>

static gdl_status run_once (gdl_traced *t, const gdl_source *from, gdl_want want,
                            double *const *result, const gdl_path **path,
                            gdl_error *err) {
  if (from->tape == NULL)
    return gdl_paths_run(t->paths, want, &t->leaves.b, result, path, err);
  const gdl_trace *trace = from->trace;
  return gdl_tape_run(from->tape, trace->graph, trace->values, trace->out,
                      trace->outs, want, t->leaves.b.params, &t->leaves.b,
                      result, err);
}


static gdl_shape output_shape (const gdl_source *from, const gdl_path *path) {
  size_t count;
  if (from->tape != NULL)
    return gdl_graph_shape(from->trace->graph, from->trace->out[0]);
  const gdl_node *out = gdl_path_outputs(path, &count);
  return gdl_graph_shape(gdl_path_graph(path), out[0]);
}


/* What a sweep is to be, for an output of this shape; its room. */
static gdl_status prepare_sweep (gdl_traced *t, gdl_sweep *s, gdl_shape shape) {
  struct gdl_traced_more *m = t->more;
  size_t n = t->leaves.b.params, length = gdl_shape_length(shape);
  s->shape = shape;
  if (s->want == GDL_WANT_COUNT)
    s->want = n <= length ? GDL_WANT_JVP : GDL_WANT_VJP;
  s->count = s->want == GDL_WANT_VJP ? length : n;
  s->width = s->want == GDL_WANT_JVP ? length : n;
  gdl_status status = gdl_grow(&m->sweep, &m->sweep_room,
                               length + s->count * s->width);
  if (status == GDL_OK)
    status = gdl_grow(&m->unit, &m->unit_room, s->count);
  s->value = m->sweep;
  s->rows = m->sweep + length;
  return status;
}


static gdl_status sweep (gdl_traced *t, const gdl_source *from, gdl_sweep *s,
                         const gdl_path **path, gdl_error *err) {
  gdl_status status = GDL_OK;
  if (from->tape == NULL) {
    double *nothing[GDL_WANT_COUNT] = {NULL};
    status = gdl_paths_run(t->paths, GDL_WANT_VALUES, &t->leaves.b, nothing,
                           path, err);
    if (status != GDL_OK || *path == NULL)
      return status;
  }
  status = prepare_sweep(t, s, output_shape(from, *path));
  if (status != GDL_OK)
    return status;
  double *unit = t->more->unit;
  const double *before = t->leaves.data[GDL_SEED_SLOT];
  memset(unit, 0, s->count * sizeof(*unit));
  t->leaves.data[GDL_SEED_SLOT] = unit;
  for (size_t k = 0; k < s->count && status == GDL_OK; k++) {
    double *row = s->rows + k * s->width;
    double *result[2] = {s->value, row};
    if (s->want == GDL_WANT_HVP)
      result[0] = row;
    unit[k] = 1;
    status = run_once(t, from, s->want, result, path, err);
    unit[k] = 0;
  }
  t->leaves.data[GDL_SEED_SLOT] = before;
  return status;
}


gdl_status gdl_traced_evaluate (gdl_traced *t, const gdl_source *from,
                                gdl_traced_ask *ask, const gdl_path **path,
                                gdl_error *err) {
  *path = NULL;
  err->text[0] = '\0';
  t->leaves.b.param = ask->param;
  if (ask->sweep != NULL)
    return sweep(t, from, ask->sweep, path, err);
  return run_once(t, from, ask->want, ask->result, path, err);
}
