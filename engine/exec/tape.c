/*
** tape.c - derivatives of something that is traced anew each time
** Numbers are differentiated where they are (gdl_graph_sweep). Otherwise a copy
** of what was traced is differentiated; the values there are serve it, so that
** only what the derivative adds has to be worked out.
*/
#include "exec/tape.h"

#include <stdlib.h>
#include <string.h>

#include "exec/want.h"
#include "graph/sweep.h"
#include "graph/transform.h"

struct gdl_tape {
  gdl_graph *g;
  gdl_values *values;
  gdl_node *node;          /* of the results */
  size_t room;
  double *adjoint;         /* scratch of sweeps */
  uint8_t *state;
  size_t nodes;            /* these have room for */
};


gdl_tape *gdl_tape_new (void) {
  gdl_tape *t = calloc(1, sizeof(*t));
  if (t == NULL)
    return NULL;
  t->g = gdl_graph_new(GDL_GRAPH_RAW);
  t->values = t->g == NULL ? NULL : gdl_values_new(t->g);
  if (t->values == NULL) {
    gdl_tape_free(t);
    return NULL;
  }
  return t;
}


void gdl_tape_free (gdl_tape *t) {
  if (t == NULL)
    return;
  gdl_values_free(t->values);
  gdl_graph_free(t->g);
  free(t->node);
  free(t->adjoint);
  free(t->state);
  free(t);
}


static void copy_results (const gdl_graph *g, const gdl_values *values,
                          const gdl_node *node, size_t count,
                          double *const *result) {
  for (size_t k = 0; k < count; k++) {
    size_t n = gdl_shape_length(gdl_graph_shape(g, node[k]));
    if (result[k] != NULL && n > 0)
      memcpy(result[k], gdl_values_of(values, node[k]), n * sizeof(double));
  }
}


static gdl_status no_memory (gdl_error *err) {
  return gdl_error_set(err, GDL_ENOMEM, "not enough memory for derivatives");
}


/* Room for the nodes of 'count' results. */
static int make_room (gdl_tape *t, size_t count) {
  if (count > t->room) {
    gdl_node *node = realloc(t->node, count * sizeof(*node));
    if (node == NULL)
      return 0;
    t->node = node;
    t->room = count;
  }
  return 1;
}


static int make_scratch (gdl_tape *t, size_t nodes) {
  if (nodes <= t->nodes)
    return 1;
  nodes += nodes / 2;
  t->nodes = 0;
  free(t->adjoint);
  free(t->state);
  t->adjoint = malloc(nodes * sizeof(*t->adjoint));
  t->state = malloc(nodes);
  if (t->adjoint == NULL || t->state == NULL)
    return 0;
  t->nodes = nodes;
  return 1;
}


/* GDL_OK with *done = 0 where the graph is not for it. */
static gdl_status run_on_numbers (gdl_tape *t, const gdl_graph *g,
                                  const gdl_values *values, gdl_node out,
                                  gdl_want want, size_t params,
                                  const gdl_bindings *b, double *const *result,
                                  int *done, gdl_error *err) {
  double seed = 1;
  *done = 0;
  if ((want != GDL_WANT_GRADIENT && want != GDL_WANT_FAST_GRADIENT &&
       want != GDL_WANT_VJP) || result[1] == NULL)
    return GDL_OK;
  if (want == GDL_WANT_VJP) {
    if (b->datas <= GDL_SEED_SLOT || b->data[GDL_SEED_SLOT] == NULL)
      return GDL_OK;    /* an error, worded elsewhere */
    seed = *b->data[GDL_SEED_SLOT];
  }
  if (!make_scratch(t, gdl_graph_count(g)))
    return no_memory(err);
  *done = gdl_graph_sweep(g, values, out, seed, t->adjoint, t->state, result[1],
                          params);
  if (*done)
    copy_results(g, values, &out, 1, result);
  return GDL_OK;
}


static gdl_status run_on_graph (gdl_tape *t, const gdl_graph *g,
                                const gdl_values *values, const gdl_node *out,
                                size_t outs, gdl_want want, size_t params,
                                const gdl_bindings *b, double *const *result,
                                gdl_error *err) {
  size_t count = gdl_want_count(want, outs);
  if (!make_room(t, count) || gdl_graph_copy(t->g, g) != GDL_OK)
    return no_memory(err);
  gdl_status status = gdl_want_nodes(t->g, want, out, outs, params, t->node, err);
  if (status == GDL_OK)
    status = gdl_values_borrow(t->values, values, err);
  if (status == GDL_OK)
    status = gdl_values_extend(t->values, b, err);
  if (status == GDL_OK)
    copy_results(t->g, t->values, t->node, count, result);
  gdl_values_clear(t->values);
  return status;
}


gdl_status gdl_tape_run (gdl_tape *t, const gdl_graph *g,
                         const gdl_values *values, const gdl_node *out,
                         size_t outs, gdl_want want, size_t params,
                         const gdl_bindings *b, double *const *result,
                         gdl_error *err) {
  int done = 0;
  gdl_status status = gdl_want_check(g, want, out, outs, err);
  if (status != GDL_OK)
    return status;
  if (want == GDL_WANT_VALUES) {
    copy_results(g, values, out, outs, result);
    return GDL_OK;
  }
  status = run_on_numbers(t, g, values, outs == 0 ? 0 : out[0], want, params, b,
                          result, &done, err);
  if (status != GDL_OK || done)
    return status;
  return run_on_graph(t, g, values, out, outs, want, params, b, result, err);
}
