/*
** want.c - what is wanted of outputs, as nodes
*/
#include "exec/want.h"

#include <string.h>

#include "graph/transform.h"


size_t gdl_want_count (gdl_want want, size_t outs) {
  switch (want) {
    case GDL_WANT_VALUES: return outs;
    case GDL_WANT_JVP: return 2 * outs;
    case GDL_WANT_HVP: return 1;
    default: return 2;
  }
}


gdl_status gdl_want_check (const gdl_graph *g, gdl_want want,
                           const gdl_node *out, size_t outs, gdl_error *err) {
  if ((unsigned)want >= GDL_WANT_COUNT)
    return gdl_error_set(err, GDL_EINVAL, "there is no want %u", want);
  for (size_t k = 0; k < outs; k++)
    if (out[k] >= gdl_graph_count(g))
      return gdl_error_set(err, GDL_EINVAL, "output %zu is not in the graph", k + 1);
  if (want == GDL_WANT_VALUES || want == GDL_WANT_JVP)
    return GDL_OK;
  if (outs == 0)
    return gdl_error_set(err, GDL_EINVAL, "without an output there is no derivative");
  if (want == GDL_WANT_VJP || gdl_graph_shape(g, out[0]).rank == 0)
    return GDL_OK;
  gdl_array a = gdl_shape_array(gdl_graph_shape(g, out[0]), NULL);
  char text[48];
  return gdl_error_set(err, GDL_EINVAL, "only a number has a %s, but output 1 "
                       "is a %s", want == GDL_WANT_HVP ? "Hessian" : "gradient",
                       gdl_array_shape_text(&a, text, sizeof(text)));
}


static void build (gdl_graph *g, gdl_want want, const gdl_node *out, size_t outs,
                   size_t params, gdl_node *result) {
  gdl_node v;
  switch (want) {
    case GDL_WANT_GRADIENT: case GDL_WANT_FAST_GRADIENT:
      result[0] = out[0];
      result[1] = gdl_graph_gradient(g, out[0], params);
      break;
    case GDL_WANT_HVP:
      v = gdl_graph_data(g, GDL_SEED_SLOT, gdl_shape_vector(params));
      result[0] = v == GDL_NO_NODE ? v : gdl_graph_hvp(g, out[0], v, params);
      break;
    case GDL_WANT_VJP:
      result[0] = out[0];
      v = gdl_graph_data(g, GDL_SEED_SLOT, gdl_graph_shape(g, out[0]));
      result[1] = v == GDL_NO_NODE ? v
                  : gdl_graph_param_vjp(g, out[0], v, params);
      break;
    default:
      if (outs > 0)
        memcpy(result, out, outs * sizeof(*out));
      if (want == GDL_WANT_VALUES)
        break;
      v = gdl_graph_data(g, GDL_SEED_SLOT, gdl_shape_vector(params));
      if (v != GDL_NO_NODE)
        gdl_graph_param_jvp(g, out, outs, v, params, result + outs);
  }
}


gdl_status gdl_want_nodes (gdl_graph *g, gdl_want want, const gdl_node *out,
                           size_t outs, size_t params, gdl_node *result,
                           gdl_error *err) {
  gdl_status status = gdl_want_check(g, want, out, outs, err);
  if (status != GDL_OK)
    return status;
  build(g, want, out, outs, params, result);
  status = gdl_graph_status(g);
  if (status == GDL_OK)
    return GDL_OK;
  gdl_error_set(err, status, "%s", gdl_graph_message(g));
  gdl_graph_forgive(g);
  return status;
}
