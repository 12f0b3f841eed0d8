/*
** pack_check.h - is what was packed what it was made of?
*/
#ifndef GDL_TESTS_GRAPH_PACK_CHECK_H
#define GDL_TESTS_GRAPH_PACK_CHECK_H

#include "pack_program.h"


static inline gdl_bindings bindings_of (const program *p, const double **data) {
  data[0] = NULL;
  data[1] = p->data;
  return (gdl_bindings){p->x, p->params, NULL, 0, data, 2};
}


static inline void evaluate (const program *p, const gdl_graph *g, gdl_node n,
                      double *out) {
  const double *data[2];
  gdl_bindings b = bindings_of(p, data);
  gdl_error err = {""};
  if (gdl_reference_evaluate(g, &n, 1, &b, &out, &err) != GDL_OK)
    fail_msg("%s", err.text);
}


static inline double number (const program *p, const gdl_graph *g, gdl_node n) {
  double v = NAN;
  evaluate(p, g, n, &v);
  return v;
}


/* The sum of |terms|, at least 1. */
static inline double scale_of (const program *p) {
  double sum = 1;
  for (size_t k = 0; k < p->terms; k++)
    sum += fabs(number(p, p->g, p->term[k]));
  return sum;
}


/* Packs, and compares value, gradient and guards with the raw graph's, at the
** parameters as they are and at others. Answers whether it was packed. */
static inline int check_packed (program *p, gdl_pack_report *report) {
  gdl_graph *to = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node packed = GDL_NO_NODE;
  gdl_pack_guard *check = calloc(p->guards + 1, sizeof(*check));
  size_t checks = 0;
  gdl_error err = {""};
  assert_good(p->g);
  assert_int_equal(gdl_graph_pack(to, p->g, &p->out, 1, p->guard, p->guards,
                                  p->flags, &packed, check, &checks, report, &err),
                   GDL_OK);
  int done = report->refusal == GDL_PACK_DONE;
  if (!done)
    assert_int_equal(gdl_graph_count(to), 0);
  else {
    gdl_node raw_slope = gdl_graph_gradient(p->g, p->out, p->params),
             slope = gdl_graph_gradient(to, packed, p->params);
    double *d = calloc(2 * p->params, sizeof(*d)), *e = d + p->params;
    assert_good(to);
    for (int round = 0; round < 2; round++) {
      double scale = scale_of(p), steep = scale;
      double u = number(p, p->g, p->out), v = number(p, to, packed);
      if (!(fabs(u - v) <= 1e-13 * scale))
        fail_msg("%.17g, packed %.17g (scale %g)", u, v, scale);
      evaluate(p, p->g, raw_slope, d);
      evaluate(p, to, slope, e);
      for (size_t k = 0; k < p->params; k++)
        steep = fmax(steep, fabs(d[k]));
      for (size_t k = 0; k < p->params; k++)
        if (!(fabs(d[k] - e[k]) <= 1e-12 * steep))
          fail_msg("slope %zu: %.17g, packed %.17g", k, d[k], e[k]);
      int holds = 1, packed_holds = 1;
      for (size_t k = 0; k < p->guards; k++)
        holds &= (number(p, p->g, p->guard[k].node) != 0) == p->guard[k].expected;
      for (size_t k = 0; k < checks; k++)
        packed_holds &= (number(p, to, check[k].node) != 0) == check[k].expected;
      assert_int_equal(holds, packed_holds);
      for (size_t k = 0; k < p->params; k++)
        p->x[k] += uniform(p, -0.3, 0.3);
    }
    free(d);
  }
  free(check);
  gdl_graph_free(to);
  return done;
}

#endif
