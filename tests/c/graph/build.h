/*
** build.h - short words for building graphs in tests, and for their values
** G is the graph.
*/
#ifndef GDL_TESTS_GRAPH_BUILD_H
#define GDL_TESTS_GRAPH_BUILD_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "graph/graph.h"
#include "graph/print.h"
#include "graph/reference.h"
#include "graph/transform.h"

#define K(c)         gdl_graph_constant(G, c)
#define P(k)         gdl_graph_param_number(G, k)
#define PV(at, n)    gdl_graph_param_block(G, gdl_shape_vector(n), at)
#define PM(at, r, c) gdl_graph_param_block(G, gdl_shape_matrix(r, c), at)
#define U(op, x)     gdl_graph_unary(G, GDL_OP_##op, x)
#define B(op, x, y)  gdl_graph_binary(G, GDL_OP_##op, x, y)
#define ADD(x, y)    B(add, x, y)
#define SUB(x, y)    B(sub, x, y)
#define MUL(x, y)    B(mul, x, y)
#define DIV(x, y)    B(div, x, y)
#define POW(x, y)    B(pow, x, y)
#define WHERE(c, x, y)  gdl_graph_select(G, c, x, y)
#define SUM(x)       gdl_graph_sum(G, x, GDL_AXIS_ALL)

#define COUNT(list)  (sizeof(list) / sizeof((list)[0]))


static inline uint64_t bits_of (double x) {
  uint64_t b;
  memcpy(&b, &x, sizeof(b));
  return b;
}


/* Same bits, all NaN being one. */
static inline int same (double x, double y) {
  return (isnan(x) && isnan(y)) || bits_of(x) == bits_of(y);
}


#define assert_same(x, y) \
  do { \
    double same_x = (x), same_y = (y); \
    if (!same(same_x, same_y)) \
      fail_msg("%s = %.17g, but %s = %.17g", #x, same_x, #y, same_y); \
  } while (0)

/* |x - y| <= tolerance * max(1, |y|). */
#define assert_near(x, y, tolerance) \
  do { \
    double near_x = (x), near_y = (y); \
    if (!(fabs(near_x - near_y) <= (tolerance) * fmax(1, fabs(near_y)))) \
      fail_msg("%s = %.17g, but %s = %.17g", #x, near_x, #y, near_y); \
  } while (0)

#define assert_good(g) \
  do { \
    if (gdl_graph_status(g) != GDL_OK) \
      fail_msg("graph: %s", gdl_graph_message(g)); \
  } while (0)


/* The values of node n at parameters p, into 'out'. */
static inline void values_of (const gdl_graph *g, gdl_node n, const double *p,
                              size_t params, double *out) {
  gdl_bindings b = {p, params, NULL, 0, NULL, 0};
  gdl_error err = {""};
  if (gdl_reference_evaluate(g, &n, 1, &b, &out, &err) != GDL_OK)
    fail_msg("%s (%s)", err.text, gdl_graph_message(g));
}


static inline double value_of (const gdl_graph *g, gdl_node n, const double *p,
                               size_t params) {
  double v = NAN;
  values_of(g, n, p, params, &v);
  return v;
}

#endif
