/*
** path_pack.c - paths that were packed: choices, and how much rounding there is
*/
#include <math.h>
#include <stdlib.h>

#include "exec/path.h"
#include "graph/rounding.h"


static gdl_status no_memory (gdl_error *err) {
  return gdl_error_set(err, GDL_ENOMEM, "not enough memory to pack a path of a "
                       "function");
}


void gdl_packed_free (gdl_packed *k) {
  if (k == NULL)
    return;
  gdl_program_free(k->pattern);
  free(k);
}


gdl_status gdl_path_pack (gdl_path *p, const gdl_way *w, gdl_error *err) {
  gdl_pack_guard *guard = malloc((2 * w->guards + 1) * sizeof(*guard));
  gdl_pack_guard *check = guard + w->guards;
  gdl_packed *k = p->packed = calloc(1, sizeof(*k));
  size_t checks;
  gdl_status status = GDL_ENOMEM;
  if (guard == NULL || k == NULL)
    no_memory(err);
  else {
    for (size_t i = 0; i < w->guards; i++)
      guard[i] = (gdl_pack_guard){w->guard[i].node, w->guard[i].expected};
    status = gdl_graph_pack(p->g, w->g, w->out, w->outs, guard, w->guards,
                            w->sides > 0 ? GDL_PACK_CHOICES : 0, p->out, check,
                            &checks, &k->report, err);
    k->slot = w->sides;
  }
  if (status == GDL_OK && k->report.refusal == GDL_PACK_DONE) {
    p->guards = checks;
    for (size_t i = 0; i < checks; i++)
      p->guard[i] = (gdl_check){check[i].node, check[i].expected};
  }
  free(guard);
  return status;
}


/*
** Choices
*/

static int has_choices (const gdl_path *p) {
  return p->packed != NULL && p->packed->report.choices > 0;
}


gdl_status gdl_path_ask_pattern (gdl_path *p, gdl_error *err) {
  p->checks = p->guards;
  if (!has_choices(p))
    return GDL_OK;
  gdl_packed *k = p->packed;
  for (size_t i = 0; i < GDL_PATH_PATTERNS; i++)
    k->seen[i] = NAN;
  gdl_node seen = gdl_graph_data(p->g, k->slot,
                                 gdl_shape_vector(GDL_PATH_PATTERNS));
  gdl_node same = gdl_graph_binary(p->g, GDL_OP_eq, k->report.pattern, seen);
  gdl_node any = gdl_graph_maximum(p->g, same, GDL_AXIS_ALL);
  if (any == GDL_NO_NODE)
    return no_memory(err);
  p->guard[p->checks++] = (gdl_check){any, 1};
  return GDL_OK;
}


const double *gdl_path_seen (const gdl_path *p) {
  return has_choices(p) ? p->packed->seen : NULL;
}


gdl_status gdl_path_pattern (const gdl_path *p, const gdl_bindings *b,
                             double *pattern, gdl_error *err) {
  gdl_packed *k = p->packed;
  if (k->pattern == NULL) {
    gdl_status status = gdl_program_new(p->g, &k->report.pattern, 1, NULL, 0,
                                        &k->pattern, err);
    if (status != GDL_OK) {
      k->pattern = NULL;
      return status;
    }
  }
  gdl_program_run(k->pattern, b, &pattern);
  return GDL_OK;
}


void gdl_path_admit (const gdl_path *p, double pattern) {
  gdl_packed *k = p->packed;
  k->seen[k->next] = pattern;
  k->next = (k->next + 1) % GDL_PATH_PATTERNS;
}


/*
** Looking at it
*/

const gdl_pack_report *gdl_path_packing (const gdl_path *p) {
  return p->packed != NULL ? &p->packed->report : NULL;
}


int gdl_path_is_reordered (const gdl_path *p) {
  return p->reordered ||
         (p->packed != NULL && p->packed->report.refusal == GDL_PACK_DONE);
}


static gdl_status make_rounding (gdl_path *p, gdl_error *err) {
  gdl_node *node = malloc((p->outs + 1) * sizeof(*node));
  if (node == NULL)
    return no_memory(err);
  gdl_status status = gdl_graph_rounding(p->g, p->out, p->outs, node);
  if (status != GDL_OK) {
    gdl_error_set(err, status, "%s", gdl_graph_message(p->g));
    gdl_graph_forgive(p->g);
  }
  else
    status = gdl_program_new(p->g, node, p->outs, NULL, 0, &p->rounding, err);
  if (status != GDL_OK)
    p->rounding = NULL;
  free(node);
  return status;
}


gdl_status gdl_path_rounding (const gdl_path *path, const gdl_bindings *b,
                              double *const *result, gdl_error *err) {
  gdl_path *p = (gdl_path *)path;        /* made when first wanted */
  if (p->rounding == NULL) {
    gdl_status status = make_rounding(p, err);
    if (status != GDL_OK)
      return status;
  }
  gdl_program_run(p->rounding, b, result);
  return GDL_OK;
}
