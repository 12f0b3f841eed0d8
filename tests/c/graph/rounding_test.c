/*
** rounding_test.c - bounds of rounding: known ones, and what packing may change
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <float.h>
#include <cmocka.h>

#include "pack_check.h"
#include "graph/rounding.h"


static double bound_at (gdl_graph *g, gdl_node n, const double *p, size_t params) {
  gdl_bindings b = {p, params, NULL, 0, NULL, 0};
  gdl_error err = {""};
  gdl_node bound;
  double v = NAN;
  assert_int_equal(gdl_graph_rounding(g, &n, 1, &bound), GDL_OK);
  assert_int_equal(gdl_graph_shape(g, bound).rank, 0);
  assert_int_equal(gdl_reference_number(g, bound, &b, &v, &err), GDL_OK);
  return v;
}


static void test_known_bounds (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  const double p[4] = {3, -4, 5, -1};
  gdl_node x = PV(0, 4), s = SUM(x);
  assert_same(bound_at(G, P(0), p, 4), 0);              /* a leaf is exact */
  assert_same(bound_at(G, s, p, 4), 13);                /* |terms| */
  assert_same(bound_at(G, U(neg, s), p, 4), 3 + 13);
  assert_same(bound_at(G, MUL(K(2), s), p, 4), 6 + 2 * 13);
  assert_same(bound_at(G, ADD(s, P(1)), p, 4), 3 + 4 + 13);
  assert_same(bound_at(G, gdl_graph_dot(G, x, x), p, 4), 51);
  assert_near(bound_at(G, U(exp, s), p, 4), exp(3) + 13 * exp(3), 1e-15);
  /* through structure, and of extremes */
  assert_same(bound_at(G, gdl_graph_element(G, MUL(x, x), 1), p, 4), 16);
  assert_same(bound_at(G, gdl_graph_maximum(G, MUL(x, x), GDL_AXIS_ALL), p, 4), 25);
  /* the side that is not taken has none */
  gdl_node c = B(lt, P(0), K(0)), other = U(log, P(0));
  assert_same(bound_at(G, WHERE(c, other, s), p, 4), 13);
  assert_true(isinf(bound_at(G, U(sqrt, SUB(s, s)), p, 4)) ||
              isnan(bound_at(G, U(sqrt, SUB(s, s)), p, 4)));
  assert_good(G);
  gdl_graph_free(G);
}


static void test_bad_nodes (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node none = 77, bound;
  assert_int_equal(gdl_graph_rounding(G, &none, 1, &bound), GDL_EINVAL);
  assert_int_equal(bound, GDL_NO_NODE);
  gdl_graph_free(G);
}


/* What is packed differs from what it was made of by less than some units of the
** bound, which itself is of the size of the sum of |terms|. */
static void test_packed_programs_keep_within (void **state) {
  (void)state;
  const leaf kinds[] = {READ_ELEMENT, READ_PARAM, READ_TABLE, READ_NEXT};
  size_t packed = 0;
  for (uint64_t seed = 1; seed <= 60; seed++) {
    program *p = program_new(seed, 300, 4);
    tree t = random_tree(p, kinds, 4, 2 + below(p, 4));
    gdl_node s = GDL_NO_NODE, result;
    for (size_t i = 0; i < p->lanes; i++)
      s = accumulate(p, s, instance(p, &t, i, NULL), (int)(i % 3 == 0 && seed % 2));
    p->out = s;
    gdl_graph *to = gdl_graph_new(GDL_GRAPH_CONSED);
    gdl_pack_report r;
    size_t checks;
    gdl_error err = {""};
    assert_int_equal(gdl_graph_pack(to, p->g, &p->out, 1, NULL, 0, 0, &result, NULL,
                                    &checks, &r, &err), GDL_OK);
    if (r.refusal == GDL_PACK_DONE) {
      double raw = number(p, p->g, p->out), got = number(p, to, result), v = NAN;
      gdl_node bound;
      assert_int_equal(gdl_graph_rounding(to, &result, 1, &bound), GDL_OK);
      v = number(p, to, bound);
      assert_true(fabs(got - raw) <= 300 * DBL_EPSILON * v);
      assert_true(v >= fabs(got) && v <= 200 * scale_of(p));
      packed++;
    }
    gdl_graph_free(to);
    program_free(p);
  }
  assert_true(packed >= 50);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_known_bounds),
    cmocka_unit_test(test_bad_nodes),
    cmocka_unit_test(test_packed_programs_keep_within)
  };
  return cmocka_run_group_tests_name("rounding", tests, NULL, NULL);
}
