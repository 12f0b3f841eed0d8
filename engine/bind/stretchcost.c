/*
** stretchcost.c - cost and gradient of a stretch
*/
#include <float.h>
#include <math.h>
#include <string.h>

#include "bind/stretch_impl.h"


static gdl_status cost_at (gdl_stretch_builder *b, gdl_stretch_leaves *l,
                           const gdl_node *x, gdl_node *cost) {
  gdl_status status = gdl_stretch_blend(b, GDL_STRETCH_COST, GDL_WANT_VALUES, l, x, b->n, 1);
  *cost = gdl_stretch_signed(b, b->result[0]);
  return status;
}


static void take_gradient (gdl_stretch_builder *b, const gdl_node *g) {
  for (size_t i = 0; i < b->n; i++)
    b->next.g[i] = gdl_stretch_signed(b, g[i]);
}


static gdl_status exact (gdl_stretch_builder *b, gdl_stretch_leaves *l) {
  gdl_status status = gdl_stretch_blend(b, GDL_STRETCH_COST, GDL_WANT_GRADIENT, l,
                                        b->next.x, b->n, 1 + b->n);
  if (status != GDL_OK)
    return status;
  b->next.number[GDL_W_COST] = gdl_stretch_signed(b, b->result[0]);
  take_gradient(b, b->result + 1);
  return GDL_OK;
}


/* The user's own gradient. */
static gdl_status slope (gdl_stretch_builder *b, gdl_stretch_leaves *l) {
  gdl_stretch_leaves of_slope = {0};
  gdl_status status = cost_at(b, l, b->next.x, &b->next.number[GDL_W_COST]);
  if (status == GDL_OK)
    status = gdl_stretch_leaves_new(b, GDL_STRETCH_SLOPE, &of_slope);
  if (status == GDL_OK)
    status = gdl_stretch_blend(b, GDL_STRETCH_SLOPE, GDL_WANT_VALUES, &of_slope,
                               b->next.x, b->n, b->n);
  if (status == GDL_OK)
    take_gradient(b, b->result);
  gdl_stretch_leaves_free(&of_slope);
  return status;
}


/* Central differences with a given h, as numdiff/stencil.h has them; what rounding
** may contribute is kept where the run wants to know. */
static gdl_status differences (gdl_stretch_builder *b, gdl_stretch_leaves *l) {
  double h = b->run->cost.diff.h, span = 2 * h;
  gdl_node by = NUMBER(b, span), error = NUMBER(b, 0);
  gdl_status status = cost_at(b, l, b->next.x, &b->next.number[GDL_W_COST]);
  gdl_node *x = b->moved;
  memcpy(x, b->next.x, b->n * sizeof(*x));
  for (size_t i = 0; i < b->n && status == GDL_OK; i++) {
    gdl_node v[2];
    for (int k = 0; k < 2 && status == GDL_OK; k++) {
      x[i] = k == 0 ? BINARY(b, add, b->next.x[i], NUMBER(b, h))
                    : BINARY(b, sub, b->next.x[i], NUMBER(b, h));
      status = cost_at(b, l, x, &v[k]);
    }
    x[i] = b->next.x[i];
    if (status != GDL_OK)
      return status;
    b->next.g[i] = BINARY(b, div, BINARY(b, sub, v[0], v[1]), by);
    gdl_node one = UNARY(b, abs, v[0]), other = UNARY(b, abs, v[1]),
             most = gdl_graph_select(b->g, BINARY(b, lt, other, one), one, other),
             here = BINARY(b, mul, NUMBER(b, DBL_EPSILON),
                           BINARY(b, div, BINARY(b, mul, NUMBER(b, 2), most),
                                  NUMBER(b, fabs(span))));
    error = gdl_graph_select(b->g, BINARY(b, lt, error, here), here, error);
  }
  if (b->run->cost.g_error != NULL)
    b->next.number[GDL_W_ERROR] = error;
  return status;
}


gdl_status gdl_stretch_evaluate (gdl_stretch_builder *b) {
  gdl_stretch_leaves l = {0};
  const gdl_cost *c = &b->run->cost;
  b->next.number[GDL_W_ERROR] = NUMBER(b, 0);
  gdl_status status = gdl_stretch_leaves_new(b, GDL_STRETCH_COST, &l);
  if (status == GDL_OK)
    status = c->has_gradient ? slope(b, &l)
             : c->exact == GDL_EXACT_NOT ? differences(b, &l) : exact(b, &l);
  gdl_stretch_leaves_free(&l);
  for (size_t i = 0; b->s->frozen != NULL && i < b->n; i++)
    if (b->s->frozen[i])
      b->next.g[i] = NUMBER(b, 0);
  return status;
}
