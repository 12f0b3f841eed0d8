/*
** derivatives_test.c - every function of ops.def against tables of 24 digits
** (tests/data/derivatives), and what it does at kinks and edges
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>
#include <stdio.h>

#include "build.h"

#define TABLE  "tests/data/derivatives/table.txt"
#define ULPS   4

/* One line of the table. */
typedef struct entry {
  gdl_op op;
  double x[2];
  long double f, d[2], dd[3];    /* dd: xx, or xx xy yy */
} entry;


static const gdl_op_row *row_of (const entry *e) {
  return &gdl_op_table[e->op];
}


static char *word (char **text) {
  char *w = strtok(*text, " \n");
  *text = NULL;
  if (w == NULL)
    fail_msg("%s: a line is too short", TABLE);
  return w;
}


static int is_function (gdl_op op) {
  return op < GDL_OP_COUNT && (gdl_op_table[op].kind == GDL_KIND_UNARY ||
                               gdl_op_table[op].kind == GDL_KIND_BINARY);
}


static void read_entry (char *text, entry *e) {
  const char *name = word(&text);
  memset(e, 0, sizeof(*e));
  e->op = gdl_op_find(name);
  if (!is_function(e->op))
    fail_msg("%s: no function '%s'", TABLE, name);
  int arity = row_of(e)->arity;
  for (int k = 0; k < arity; k++)
    e->x[k] = strtod(word(&text), NULL);
  e->f = strtold(word(&text), NULL);
  for (int k = 0; k < arity; k++)
    e->d[k] = strtold(word(&text), NULL);
  for (int k = 0; k < (arity == 1 ? 1 : 3); k++)
    e->dd[k] = strtold(word(&text), NULL);
}


/* Calls 'check' for every line. */
static void each_entry (void (*check) (const entry *e)) {
  char line[512];
  entry e;
  FILE *file = fopen(TABLE, "r");
  if (file == NULL)
    fail_msg("cannot open %s", TABLE);
  while (fgets(line, sizeof(line), file) != NULL) {
    read_entry(line, &e);
    check(&e);
  }
  fclose(file);
}


static long double ulp (long double scale) {
  double s = scale < DBL_MAX ? (double)scale : DBL_MAX;
  return s < DBL_MIN ? 0x1p-1074L : ldexpl(1, ilogb(s) - 52);
}


/* Fails unless 'got' is within 4 ulp of 'scale' of 'exact'. */
static void check_number (const entry *e, const char *what, double got,
                          long double exact, long double scale) {
  long double most = DBL_MAX * (1 + (long double)DBL_EPSILON);
  if (fabsl(exact) >= most && got == (exact > 0 ? INFINITY : -INFINITY))
    return;
  if (isinf(scale) && isfinite(got) && isfinite(exact))
    scale = DBL_MAX;
  long double bound = ULPS * ulp(scale);
  if (fabsl(exact) < DBL_MIN)
    bound += DBL_MIN;
  if (!(fabsl(got - exact) <= bound))
    fail_msg("%s of %s(%.17g, %.17g): %.17g, but it is %.21Lg, %.1Lf ulp off",
             what, row_of(e)->name, e->x[0], e->x[1], got, exact,
             fabsl(got - exact) / ulp(scale));
}


/* The value, and derivatives in both modes, at x and y: as numbers, or as the
** elements of vectors, which other functions work out (array/kernel.h). */
typedef struct answer {
  double f, reverse[2], tangent[2];
} answer;


static answer ask (gdl_graph_kind kind, int elements, gdl_op op,
                   const double *x) {
  gdl_graph *G = gdl_graph_new(kind);
  int arity = gdl_op_table[op].arity;
  gdl_node p[2] = {elements ? PV(0, 1) : P(0), elements ? PV(1, 1) : P(1)};
  gdl_node d[2], t[2], one = K(1);
  if (elements)
    one = gdl_graph_broadcast(G, one, gdl_shape_vector(1));
  gdl_node f = arity == 1 ? gdl_graph_unary(G, op, p[0])
                          : gdl_graph_binary(G, op, p[0], p[1]);
  gdl_node number = elements ? SUM(f) : f;
  answer a = {0};
  gdl_graph_vjp(G, &number, NULL, 1, p, (size_t)arity, d);
  for (int k = 0; k < arity; k++)
    gdl_graph_jvp(G, &f, 1, &p[k], &one, 1, &t[k]);
  assert_good(G);
  a.f = value_of(G, f, x, 2);
  for (int k = 0; k < arity; k++) {
    a.reverse[k] = value_of(G, d[k], x, 2);
    a.tangent[k] = value_of(G, t[k], x, 2);
  }
  gdl_graph_free(G);
  return a;
}


static long double times (double x, long double d) {
  return x == 0 ? 0 : fabsl(x * d);
}


static void check_entry (const entry *e) {
  int arity = row_of(e)->arity;
  const double *x = e->x;
  for (int how = 0; how < 4; how++) {
    answer a = ask(how & 1 ? GDL_GRAPH_CONSED : GDL_GRAPH_RAW, how & 2, e->op, x);
    long double scale = fabsl(e->f);
    for (int k = 0; k < arity; k++)
      scale += times(x[k], e->d[k]);
    check_number(e, "value", a.f, e->f, scale);
    for (int k = 0; k < arity; k++) {
      scale = fabsl(e->d[k]) + times(x[0], e->dd[k]);
      if (arity == 2)
        scale += times(x[1], e->dd[k + 1]);
      const char *what = k == 0 ? "dx" : "dy";
      check_number(e, what, a.reverse[k], e->d[k], scale);
      check_number(e, what, a.tangent[k], e->d[k], scale);
    }
  }
}


static void test_values_and_derivatives (void **state) {
  (void)state;
  each_entry(check_entry);
}


/*
** Are all there, over their whole range?
*/
static double least[GDL_OP_COUNT][2], most[GDL_OP_COUNT][2];


static void note_range (const entry *e) {
  for (int k = 0; k < 2; k++) {
    least[e->op][k] = fmin(least[e->op][k], e->x[k]);
    most[e->op][k] = fmax(most[e->op][k], e->x[k]);
  }
}


static void test_table_covers_all_rows (void **state) {
  (void)state;
  for (int op = 0; op < GDL_OP_COUNT; op++)
    for (int k = 0; k < 2; k++) {
      least[op][k] = INFINITY;
      most[op][k] = -INFINITY;
    }
  each_entry(note_range);
  for (int op = 0; op < GDL_OP_COUNT; op++)
    for (int k = 0; is_function((gdl_op)op) && k < gdl_op_table[op].arity; k++)
      if (op != GDL_OP_idiv &&    /* at whole numbers */
          (least[op][k] != gdl_op_table[op].low[k] ||
           most[op][k] != gdl_op_table[op].high[k]))
        fail_msg("%s: the table is for %g to %g, but the row says %g to %g",
                 gdl_op_table[op].name, least[op][k], most[op][k],
                 gdl_op_table[op].low[k], gdl_op_table[op].high[k]);
}


/*
** Kinks, edges and what is outside: f, df/dx, df/dy
*/
#define INF  INFINITY

static const struct {
  gdl_op op;
  double x[2], f, d[2];
} edges[] = {
  /* kinks */
  {GDL_OP_abs, {0}, 0, {0}}, {GDL_OP_abs, {-0.0}, 0, {0}},
  {GDL_OP_relu, {0}, 0, {0}}, {GDL_OP_relu, {-0.0}, 0, {0}},
  {GDL_OP_relu, {-INF}, 0, {0}}, {GDL_OP_relu, {INF}, INF, {1}},
  {GDL_OP_sign, {0}, 0, {0}}, {GDL_OP_floor, {3}, 3, {0}},
  {GDL_OP_ceil, {-3}, -3, {0}}, {GDL_OP_trunc, {0}, 0, {0}},
  {GDL_OP_frac, {2}, 0, {1}},
  {GDL_OP_max, {2, 2}, 2, {0.5, 0.5}}, {GDL_OP_min, {2, 2}, 2, {0.5, 0.5}},
  {GDL_OP_max, {0, -0.0}, 0, {0.5, 0.5}},
  {GDL_OP_max, {INF, 1}, INF, {1, 0}}, {GDL_OP_min, {INF, 1}, 1, {0, 1}},
  {GDL_OP_max, {INF, INF}, INF, {0.5, 0.5}},
  {GDL_OP_mod, {6, 3}, 0, {1, -2}}, {GDL_OP_mod, {-6, 4}, 2, {1, 2}},
  {GDL_OP_mod, {0, 4}, 0, {1, 0}}, {GDL_OP_fmod, {-6, 4}, -2, {1, 1}},
  {GDL_OP_idiv, {6, 3}, 2, {0, 0}}, {GDL_OP_idiv, {1, 0}, INF, {0, 0}},
  {GDL_OP_lt, {1, 1}, 0, {0, 0}}, {GDL_OP_le, {1, 1}, 1, {0, 0}},
  {GDL_OP_eq, {1, 1}, 1, {0, 0}}, {GDL_OP_lt, {NAN, 1}, 0, {0, 0}},
  {GDL_OP_le, {NAN, 1}, 0, {0, 0}}, {GDL_OP_eq, {NAN, NAN}, 0, {0, 0}},
  /* the origin */
  {GDL_OP_hypot, {0, 0}, 0, {0, 0}}, {GDL_OP_hypot, {0, -0.0}, 0, {0, 0}},
  {GDL_OP_atan2, {0, 0}, 0, {0, 0}},
  /* ends of domains */
  {GDL_OP_sqrt, {0}, 0, {INF}}, {GDL_OP_sqrt, {INF}, INF, {0}},
  {GDL_OP_sqrt, {-1}, NAN, {NAN}},
  {GDL_OP_cbrt, {0}, 0, {INF}}, {GDL_OP_cbrt, {-0.0}, -0.0, {INF}},
  {GDL_OP_log, {0}, -INF, {INF}}, {GDL_OP_log, {INF}, INF, {0}},
  {GDL_OP_log2, {0}, -INF, {INF}}, {GDL_OP_log10, {0}, -INF, {INF}},
  {GDL_OP_log1p, {-1}, -INF, {INF}}, {GDL_OP_log1p, {-2}, NAN, {-1}},
  {GDL_OP_asin, {1}, 0x1.921fb54442d18p+0, {INF}},
  {GDL_OP_asin, {-1}, -0x1.921fb54442d18p+0, {INF}},
  {GDL_OP_acos, {1}, 0, {-INF}}, {GDL_OP_acos, {2}, NAN, {NAN}},
  {GDL_OP_atan, {INF}, 0x1.921fb54442d18p+0, {0}},
  {GDL_OP_exp, {-INF}, 0, {0}}, {GDL_OP_exp, {1000}, INF, {INF}},
  {GDL_OP_exp, {NAN}, NAN, {NAN}}, {GDL_OP_expm1, {-INF}, -1, {0}},
  {GDL_OP_sin, {INF}, NAN, {NAN}}, {GDL_OP_cos, {INF}, NAN, {NAN}},
  {GDL_OP_tanh, {INF}, 1, {0}}, {GDL_OP_tanh, {-INF}, -1, {0}},
  {GDL_OP_tanh, {NAN}, NAN, {NAN}},
  {GDL_OP_sigmoid, {INF}, 1, {0}}, {GDL_OP_sigmoid, {-INF}, 0, {0}},
  {GDL_OP_softplus, {-INF}, 0, {0}}, {GDL_OP_softplus, {INF}, INF, {1}},
  {GDL_OP_erf, {INF}, 1, {0}}, {GDL_OP_erf, {-INF}, -1, {0}},
  {GDL_OP_lgamma, {0}, INF, {-INF}}, {GDL_OP_lgamma, {-1}, INF, {NAN}},
  {GDL_OP_lgamma, {INF}, INF, {INF}},
  {GDL_OP_digamma, {-1}, NAN, {INF}}, {GDL_OP_digamma, {0}, -INF, {INF}},
  {GDL_OP_digamma, {INF}, INF, {0}},
  {GDL_OP_polygamma, {0.5, 1}, NAN, {0, NAN}},
  {GDL_OP_polygamma, {21, 1}, NAN, {0, NAN}},
  {GDL_OP_div, {1, 0}, INF, {INF, -INF}},
  /* powers */
  {GDL_OP_pow, {0, 2}, 0, {0, 0}}, {GDL_OP_pow, {0, 0.5}, 0, {INF, 0}},
  {GDL_OP_pow, {0, 1}, 0, {1, 0}}, {GDL_OP_pow, {0, 0}, 1, {0, -INF}},
  {GDL_OP_pow, {0, -1}, INF, {-INF, -INF}}, {GDL_OP_pow, {2, 0}, 1, {0, M_LN2}},
  {GDL_OP_pow, {INF, 0}, 1, {0, INF}}, {GDL_OP_pow, {INF, -1}, 0, {0, 0}},
  {GDL_OP_pow, {-2, 3}, -8, {12, NAN}}, {GDL_OP_pow, {-2, 0.5}, NAN, {NAN, NAN}},
};


static void check_same (gdl_op op, const double *x, const char *what, double got,
                        double expected) {
  if (!(same(got, expected) || got == expected))    /* zeros of both signs */
    fail_msg("%s of %s(%g, %g): %.17g, not %.17g", what, gdl_op_table[op].name,
             x[0], x[1], got, expected);
}


static void test_kinks_and_edges (void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(edges); i++)
    for (int how = 0; how < 4; how++) {
      gdl_op op = edges[i].op;
      const double *x = edges[i].x;
      answer a = ask(how & 1 ? GDL_GRAPH_CONSED : GDL_GRAPH_RAW, how & 2, op, x);
      check_same(op, x, "value", a.f, edges[i].f);
      for (int k = 0; k < gdl_op_table[op].arity; k++) {
        const char *what = k == 0 ? "dx" : "dy";
        check_same(op, x, what, a.reverse[k], edges[i].d[k]);
        check_same(op, x, what, a.tangent[k], edges[i].d[k]);
      }
    }
}


/* x^c with a constant exponent, whose power is left out where it can be. */
static void test_constant_exponents (void **state) {
  (void)state;
  static const double rows[][4] = {    /* exponent, x, derivative, nodes */
    {0, 0, 0, 1}, {0, 5, 0, 1}, {1, 0, 1, 1}, {1, -3, 1, 1}, {2, 0, 0, 3},
    {2, -1.5, -3, 3}, {3, -2, 12, 5}, {0.5, 0, INF, 5}, {0.5, 4, 0.25, 5},
    {-1, 2, -0.25, 4}, {-1, 0, -INF, 4}, {1.5, 0, 0, 5}
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
    gdl_node x = P(0), f = POW(x, K(rows[i][0])), d;
    gdl_graph_statistics s;
    gdl_graph_vjp(G, &f, NULL, 1, &x, 1, &d);
    assert_good(G);
    double v = value_of(G, d, &rows[i][1], 1);
    assert_true(v == rows[i][2]);
    gdl_graph_statistics_of(G, &d, 1, &s);
    assert_int_equal(s.nodes, rows[i][3]);
    gdl_graph_free(G);
  }
}


/* c^x with a constant base above 0 needs no select. */
static void test_constant_base (void **state) {
  (void)state;
  static const double two = 2, zero = 0, far = -2000;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node x = P(0), f[2] = {POW(K(2), x), POW(K(0), x)}, d[2];
  gdl_graph_statistics s;
  for (int k = 0; k < 2; k++)
    gdl_graph_vjp(G, &f[k], NULL, 1, &x, 1, &d[k]);
  assert_good(G);
  assert_near(value_of(G, d[0], &two, 1), 4 * M_LN2, 1e-15);
  assert_same(value_of(G, d[0], &far, 1), 0.0);
  assert_same(value_of(G, d[1], &two, 1), 0.0);
  assert_same(value_of(G, d[1], &zero, 1), -INFINITY);
  gdl_graph_statistics_of(G, &d[0], 1, &s);
  assert_int_equal(s.by_op[GDL_OP_select], 0);
  gdl_graph_free(G);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_values_and_derivatives),
    cmocka_unit_test(test_table_covers_all_rows),
    cmocka_unit_test(test_kinks_and_edges),
    cmocka_unit_test(test_constant_exponents),
    cmocka_unit_test(test_constant_base)
  };
  return cmocka_run_group_tests_name("derivatives", tests, NULL, NULL);
}
