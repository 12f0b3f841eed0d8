/*
** pack_choice_test.c - loops with branches: what was packed of one trace is what
** other traces say, where other sides are taken
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "pack_check.h"


static int decide (program *p, gdl_node n) {
  int yes = number(p, p->g, n) != 0;
  p->guard[p->guards++] = (gdl_pack_guard){n, yes};
  return yes;
}


static const leaf reads[] = {READ_ELEMENT, READ_TABLE};
static const leaf earlier_and_number[] = {READ_EARLIER, READ_CONSTANT};
static const leaf earlier_and_param[] = {READ_EARLIER, READ_PARAM};

/* The trees of a program. */
typedef struct trees {
  tree r, q, t, u, v;
} trees;

typedef void (*style) (program *p, const trees *k, size_t i, gdl_node r,
                       gdl_node *s);

#define LESS(x, c)     decide(p, B(lt, x, K(c)))
#define TREE(k, x)     instance(p, &(k), i, (gdl_node[]){x, x})
#define PLUS(x)        (*s = accumulate(p, *s, x, 0))
#define MINUS(x)       (*s = accumulate(p, *s, x, 1))
#define TURN(name) \
  static void name (program *p, const trees *k, size_t i, gdl_node r, \
                    gdl_node *s)


TURN(two_sides) {
  gdl_graph *G = p->g;
  if (LESS(r, 0.25))
    PLUS(TREE(k->t, r));
  else
    PLUS(TREE(k->u, r));
}


TURN(one_side) {
  gdl_graph *G = p->g;
  if (LESS(r, 0.25))
    PLUS(TREE(k->t, r));
}


TURN(plus_and_minus) {
  gdl_graph *G = p->g;
  if (decide(p, B(le, K(0.1), r)))
    MINUS(TREE(k->t, r));
  else
    PLUS(TREE(k->u, r));
}


/* local d = r < c and f(r) or g(r); s = s + d*h(i) */
TURN(of_a_value) {
  gdl_graph *G = p->g;
  gdl_node h = U(cos, r), d = LESS(r, 0.25) ? TREE(k->t, r) : TREE(k->u, r);
  PLUS(MUL(d, h));
}


TURN(three_ways) {
  gdl_graph *G = p->g;
  if (LESS(r, -0.3))
    PLUS(TREE(k->t, r));
  else if (LESS(r, 0.4))
    PLUS(TREE(k->u, r));
  else
    PLUS(TREE(k->v, r));
}


TURN(one_after_the_other) {
  two_sides(p, k, i, r, s);
  one_side(p, k, i, TREE(k->q, r), s);
}


/* The same operations with other numbers. */
TURN(other_numbers) {
  gdl_graph *G = p->g;
  (void)k;
  (void)i;
  if (LESS(r, 0))
    PLUS(MUL(K(2), r));
  else
    PLUS(MUL(K(3), r));
}


/* A term that is there in any case, and one worked out before. */
TURN(something_else_too) {
  gdl_graph *G = p->g;
  (void)k;
  gdl_node e = POW(r, K(2));
  PLUS(U(sin, P(p->first + i)));
  if (LESS(r, 0.25))
    PLUS(e);
  else
    PLUS(SUB(MUL(K(2), r), K(1)));
}


/* if y*(b + sum of w[j]*x[j]) < 1 then s = s + (1 - that)^2 */
TURN(hinge) {
  gdl_graph *G = p->g;
  gdl_node z = P(0);
  (void)r;
  (void)k;
  for (size_t j = 0; j < 10; j++)
    z = ADD(z, MUL(P(p->first + j), K(p->table[0][10 * i + j])));
  gdl_node m = MUL(K(p->table[1][i] > 0 ? 1 : -1), z);
  if (LESS(m, 1))
    PLUS(POW(SUB(K(1), m), K(2)));
}


/*
** What says nothing about the turns that took the other side
*/
static gdl_node kept[40];         /* by turn */

/* A number of a table that is read on one side only. */
TURN(table_on_a_side) {
  gdl_graph *G = p->g;
  (void)k;
  if (LESS(r, 0.25))
    PLUS(MUL(K(p->table[2][i + 100]), U(sin, r)));
  else
    PLUS(U(tanh, r));
}


/* A value that the next turn uses. */
TURN(carried) {
  gdl_graph *G = p->g;
  (void)k;
  kept[i] = LESS(r, 0.25) ? U(sin, r) : U(tanh, r);
  PLUS(MUL(kept[i], kept[i > 0 ? i - 1 : 0]));
}


/* A value that a later loop uses, besides a term. */
TURN(kept_for_later) {
  gdl_graph *G = p->g;
  (void)k;
  if (LESS(r, 0.25)) {
    kept[i] = MUL(K(2), r);
    PLUS(U(sin, r));
  }
  else {
    kept[i] = U(exp, r);
    PLUS(U(tanh, r));
  }
  if (i + 1 == p->lanes)
    for (size_t j = 0; j < p->lanes; j++)
      PLUS(POW(kept[j], K(2)));
}


/* Elements in no order, read on one side. */
TURN(scattered) {
  gdl_graph *G = p->g;
  (void)k;
  if (LESS(r, 0.25))
    PLUS(MUL(P(p->first + p->index[i]), r));
  else
    PLUS(U(tanh, r));
}


/* A guard within one side, which has held so far. */
TURN(guard_on_a_side) {
  gdl_graph *G = p->g;
  (void)k;
  (void)i;
  if (LESS(r, 0.25)) {
    decide(p, B(lt, r, K(1000)));
    PLUS(U(sin, r));
  }
  else
    PLUS(U(tanh, r));
}


/* Another guard on either side. */
TURN(other_guards) {
  gdl_graph *G = p->g;
  (void)k;
  (void)i;
  if (LESS(r, 0.25)) {
    decide(p, B(lt, r, K(1000)));
    PLUS(U(sin, r));
  }
  else {
    decide(p, B(lt, U(abs, r), K(1000)));
    PLUS(U(tanh, r));
  }
}


/* Elements that go on in order up to a gap. */
TURN(with_a_gap) {
  gdl_graph *G = p->g;
  (void)k;
  if (LESS(r, 0.25))
    PLUS(MUL(P(p->first + i + (i > 20)), U(sin, r)));
  else
    PLUS(U(tanh, r));
}


/* A number of the condition that is 1 whenever this side is taken, beside one
** that always is. */
TURN(two_meanings) {
  gdl_graph *G = p->g;
  (void)k;
  (void)i;
  double one = number(p, G, r) < 0.25 ? 1 : 2;
  if (LESS(MUL(MUL(r, K(1)), K(one)), 0.25))
    PLUS(MUL(K(1), U(sin, r)));
  else
    PLUS(U(tanh, r));
}


static program *make (uint64_t seed, const double *x, style turn) {
  program *p = program_new(seed, 40, 4);
  trees k;
  k.r = random_tree(p, reads, 2, 2);
  k.q = random_tree(p, earlier_and_param, 2, 2);
  k.t = random_tree(p, earlier_and_number, 2, 3);
  k.u = random_tree(p, earlier_and_param, 2, 2);
  k.v = random_tree(p, earlier_and_number, 2, 2);
  if (x != NULL)
    memcpy(p->x, x, sizeof(p->x));
  p->flags = GDL_PACK_CHOICES;
  p->out = GDL_NO_NODE;
  gdl_graph *G = p->g;
  for (size_t i = 0; i < p->lanes; i++) {
    gdl_node r = instance(p, &k.r, i, NULL);
    turn(p, &k, i, r, &p->out);
  }
  if (p->out == GDL_NO_NODE)
    p->out = K(0);
  return p;
}


/* Value and gradient of what was packed, where 'p' was traced. */
static void check_at (program *p, gdl_graph *to, gdl_node packed,
                      gdl_node slope) {
  gdl_node raw_slope = gdl_graph_gradient(p->g, p->out, p->params);
  double *d = calloc(2 * p->params, sizeof(*d)), *e = d + p->params;
  double scale = scale_of(p);
  double u = number(p, p->g, p->out), v = number(p, to, packed);
  if (!(fabs(u - v) <= 1e-13 * scale))
    fail_msg("%.17g, packed %.17g", u, v);
  evaluate(p, p->g, raw_slope, d);
  evaluate(p, to, slope, e);
  for (size_t k = 0; k < p->params; k++)
    scale = fmax(scale, fabs(d[k]));
  for (size_t k = 0; k < p->params; k++)
    if (!(fabs(d[k] - e[k]) <= 1e-12 * scale))
      fail_msg("slope %zu: %.17g, packed %.17g", k, d[k], e[k]);
  free(d);
}


/* Does p take other sides than before? */
static int sides_differ (const program *p, const program *q) {
  if (p->guards != q->guards)
    return 1;
  for (size_t k = 0; k < p->guards; k++)
    if (p->guard[k].expected != q->guard[k].expected)
      return 1;
  return 0;
}


/* Has it guards of both outcomes, some of each? (In a few programs all turns
** take the same way.) */
static int has_two_sides (const program *p) {
  size_t yes = 0, no = 0;
  for (size_t k = 0; k < p->guards; k++) {
    yes += p->guard[k].expected != 0;
    no += p->guard[k].expected == 0;
  }
  return yes >= 3 && no >= 3;
}


/* Packs a program with branches: true where no guard is left. Then it is the
** program, at other parameters as well. */
static int check_choices (uint64_t seed, style turn, int *fit, int *other) {
  program *p = make(seed, NULL, turn);
  gdl_graph *to = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_pack_guard *check = calloc(p->guards + 1, sizeof(*check));
  gdl_node packed;
  gdl_pack_report report;
  size_t checks;
  gdl_error err = {""};
  assert_int_equal(gdl_graph_pack(to, p->g, &p->out, 1, p->guard, p->guards,
                                  p->flags, &packed, check, &checks, &report,
                                  &err), GDL_OK);
  *fit += report.choices > 0 || has_two_sides(p);
  int done = report.refusal == GDL_PACK_DONE && report.choices > 0 &&
             checks == 0;
  if (done) {
    gdl_node slope = gdl_graph_gradient(to, packed, p->params);
    assert_good(to);
    double x[sizeof(p->x) / sizeof(*p->x)];
    memcpy(x, p->x, sizeof(x));
    double pattern = number(p, to, report.pattern);
    check_at(p, to, packed, slope);
    for (int round = 0; round < 4; round++) {
      for (size_t k = 0; k < p->params; k++)
        x[k] += uniform(p, -0.5, 0.5);
      program *q = make(seed, x, turn);
      check_at(q, to, packed, slope);
      int differ = sides_differ(p, q);
      *other += differ;
      assert_int_equal(number(q, to, report.pattern) != pattern, differ);
      program_free(q);
    }
  }
  free(check);
  gdl_graph_free(to);
  program_free(p);
  return done;
}


static void run_style (const char *name, style turn, int percent) {
  int fit = 0, chosen = 0, other = 0;
  for (uint64_t k = 0; k < 100; k++)
    chosen += check_choices(9000 + k, turn, &fit, &other);
  print_message("choices: %s %d of %d, other sides %d times\n", name, chosen,
                fit, other);
  assert_true(fit >= 50 && 100 * chosen >= percent * fit);
  assert_true(other > chosen);
}


/* No choices, and nothing wrong with what was packed for these sides. */
static void run_refused (const char *name, style turn) {
  int choices = 0, packed = 0;
  for (uint64_t k = 0; k < 50; k++) {
    gdl_pack_report r;
    program *p = make(9000 + k, NULL, turn);
    packed += check_packed(p, &r);
    choices += r.choices > 0;
    program_free(p);
  }
  print_message("%s: %d packed, %d with choices\n", name, packed, choices);
  assert_int_equal(choices, 0);
  assert_true(packed > 40);
}


#define REFUSED(name) \
  static void test_##name (void **state) { \
    (void)state; \
    run_refused(#name, name); \
  }

REFUSED(table_on_a_side)
REFUSED(carried)
REFUSED(kept_for_later)
REFUSED(scattered)
REFUSED(guard_on_a_side)
REFUSED(other_guards)
REFUSED(with_a_gap)
REFUSED(two_meanings)

#define STYLE(name, least) \
  static void test_##name (void **state) { \
    (void)state; \
    run_style(#name, name, least); \
  }

STYLE(two_sides, 95)
STYLE(one_side, 95)
STYLE(plus_and_minus, 95)
STYLE(of_a_value, 95)
STYLE(three_ways, 50)
STYLE(one_after_the_other, 60)
STYLE(other_numbers, 95)
STYLE(something_else_too, 95)
STYLE(hinge, 95)


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_two_sides),
    cmocka_unit_test(test_one_side),
    cmocka_unit_test(test_plus_and_minus),
    cmocka_unit_test(test_of_a_value),
    cmocka_unit_test(test_three_ways),
    cmocka_unit_test(test_one_after_the_other),
    cmocka_unit_test(test_other_numbers),
    cmocka_unit_test(test_something_else_too),
    cmocka_unit_test(test_hinge),
    cmocka_unit_test(test_table_on_a_side),
    cmocka_unit_test(test_carried),
    cmocka_unit_test(test_kept_for_later),
    cmocka_unit_test(test_scattered),
    cmocka_unit_test(test_guard_on_a_side),
    cmocka_unit_test(test_other_guards),
    cmocka_unit_test(test_with_a_gap),
    cmocka_unit_test(test_two_meanings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
