/*
** iterate_test.c - programs that are run on their own results: as the reference
** evaluator has it turn by turn, with rows, checks that fail on the way, in one go
** and in pieces; what is refused
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "program.h"
#include "exec/iterate.h"
#include "exec/program_impl.h"

#define MOST_CARRIED  20
#define FURTHER       3       /* inputs that stay */
#define MOST_CHECKS   4
#define MOST_NODES    300
#define DATA          7
#define TURNS         60

/* How many had machine code for many turns in the end, of how many. */
static size_t iterations, repeated;


/*
** Models: graphs of numbers made at random
*/
typedef struct model {
  gdl_graph *g;
  gdl_random r;
  gdl_node node[MOST_NODES + MOST_CARRIED], next[MOST_CARRIED];
  size_t nodes, carried, checks, width;
  gdl_check check[MOST_CHECKS];
  uint32_t column[2 * MOST_CARRIED];
  double start[MOST_CARRIED + FURTHER], given[DATA];
  const double *data[1];
} model;


static size_t below (model *m, size_t n) {
  return gdl_random_below(&m->r, n);
}


static gdl_node any (model *m) {
  size_t recent = m->nodes < 9 || below(m, 3) == 0 ? 0 : m->nodes - 9;
  return m->node[recent + below(m, m->nodes - recent)];
}


static gdl_op any_op (model *m, gdl_op_kind kind) {
  gdl_op op;
  do
    op = (gdl_op)below(m, GDL_OP_COUNT);
  while (gdl_op_table[op].kind != kind);
  if (kind == GDL_KIND_UNARY && below(m, 3) > 0)
    op = below(m, 3) == 0 ? GDL_OP_sin : below(m, 2) == 0 ? GDL_OP_neg : GDL_OP_abs;
  if (kind == GDL_KIND_BINARY && below(m, 4) > 0)
    op = (gdl_op)(GDL_OP_add + below(m, 3));
  return op;
}


static gdl_node any_new (model *m) {
  gdl_graph *G = m->g;
  gdl_node list[12];
  size_t n = 1 + below(m, COUNT(list));
  switch (below(m, 12)) {
    case 0: return K(gdl_random_normal(&m->r));
    case 1: return gdl_graph_element(G, gdl_graph_data(G, 0, gdl_shape_vector(DATA)),
                                     below(m, DATA));
    case 2: {
      gdl_array a = gdl_array_vector(m->given, DATA);
      return gdl_graph_element(G, gdl_graph_array(G, &a), below(m, DATA));
    }
    case 3: return WHERE(B(lt, any(m), any(m)), any(m), any(m));
    case 4: return WHERE(any(m), any(m), K(0.25));
    case 5:
      for (size_t k = 0; k < n; k++)
        list[k] = any(m);
      return gdl_graph_sum_of(G, list, n);
    case 6: case 7: return gdl_graph_unary(G, any_op(m, GDL_KIND_UNARY), any(m));
    default: return gdl_graph_binary(G, any_op(m, GDL_KIND_BINARY), any(m), any(m));
  }
}


/* The next of number k: anything; or something that does not get too large; or
** what it is, or another one; or that where something is so. */
static gdl_node any_next (model *m, size_t k) {
  gdl_graph *G = m->g;
  gdl_node now = gdl_graph_input(G, (uint32_t)k);
  switch (below(m, 9)) {
    case 0: return now;
    case 1: return gdl_graph_input(G, (uint32_t)below(m, m->carried + FURTHER));
    case 2: return any(m);
    case 3: return WHERE(B(lt, any(m), any(m)), U(sin, any(m)), now);
    case 4: return WHERE(any(m), now, any(m));
    default: return U(sin, any(m));
  }
}


/* The first number counts turns, and a check is about it. */
static void add_checks (model *m) {
  gdl_graph *G = m->g;
  m->next[0] = ADD(gdl_graph_input(G, 0), K(1));
  m->start[0] = 0;
  m->checks = below(m, MOST_CHECKS + 1);
  for (size_t k = 0; k < m->checks; k++) {
    gdl_node on = k % 2 == 0 ? gdl_graph_input(G, 0) : m->next[0];
    double end = (double)below(m, 2 * TURNS);
    m->check[k] = (gdl_check){B(lt, on, K(end)), 1};
    if (below(m, 3) == 0)
      m->check[k] = (gdl_check){B(lt, SUB(K(end), on), K(0)), 0};
    if (below(m, 4) == 0)    /* holds in all turns, more or less */
      m->check[k] = (gdl_check){B(le, U(sin, any(m)), K(1.5)), 1};
    if (below(m, 8) == 0)
      m->check[k] = (gdl_check){SUB(on, K(end)), 1};
  }
}


static void begin_model (model *m, uint64_t seed, size_t size) {
  *m = (model){.g = gdl_graph_new(seed % 2 == 0 ? GDL_GRAPH_RAW : GDL_GRAPH_CONSED)};
  gdl_random_seed(&m->r, seed);
  m->carried = 1 + below(m, seed % 3 == 0 ? 3 : MOST_CARRIED);
  m->data[0] = m->given;
  for (size_t k = 0; k < DATA; k++)
    m->given[k] = gdl_random_normal(&m->r);
  for (size_t k = 0; k < m->carried + FURTHER; k++) {
    m->node[m->nodes++] = gdl_graph_input(m->g, (uint32_t)k);
    m->start[k] = gdl_random_normal(&m->r);
  }
  while (m->nodes < size)
    m->node[m->nodes++] = any_new(m);
  for (size_t k = 0; k < m->carried; k++)
    m->next[k] = m->node[m->nodes++] = any_next(m, k);
  add_checks(m);
  m->width = below(m, m->carried + 3);
  for (size_t k = 0; k < m->width; k++)
    m->column[k] = (uint32_t)below(m, m->carried);
  assert_good(m->g);
}


/*
** Turns, one by one
*/
/* One turn of 'state' into 'next'; 0: a check does not hold. */
static int reference_turn (const model *m, double *state, double *next) {
  gdl_bindings b = {NULL, 0, state, m->carried + FURTHER, m->data, 1};
  gdl_error err;
  gdl_node node[MOST_CARRIED + MOST_CHECKS];
  double value[MOST_CARRIED + MOST_CHECKS], *result[MOST_CARRIED + MOST_CHECKS];
  for (size_t k = 0; k < m->checks + m->carried; k++) {
    node[k] = k < m->checks ? m->check[k].node : m->next[k - m->checks];
    result[k] = &value[k];
  }
  assert_int_equal(gdl_reference_evaluate(m->g, node, m->checks + m->carried, &b, result,
                                          &err), GDL_OK);
  for (size_t k = 0; k < m->checks; k++)
    if ((value[k] != 0) != m->check[k].expected)
      return 0;
  memcpy(next, value + m->checks, m->carried * sizeof(*next));
  return 1;
}


static uint64_t reference_run (const model *m, double *state, uint64_t count,
                               gdl_iterate_rows *rows) {
  double next[MOST_CARRIED];
  for (uint64_t turn = 0; turn < count; turn++) {
    if (!reference_turn(m, state, next))
      return turn;
    memcpy(state, next, m->carried * sizeof(*state));
    if (rows->every == 0 || --rows->wait > 0)
      continue;
    for (size_t k = 0; k < m->width; k++)
      *rows->at++ = state[m->column[k]];
    rows->wait = rows->every;
  }
  return count;
}


/*
** Comparing
*/
static gdl_iterate *iterate_of (const model *m) {
  gdl_iterate *it;
  gdl_error err = {""};
  if (gdl_iterate_new(m->g, m->next, m->carried, m->check, m->checks, m->column, m->width,
                      &it, &err) != GDL_OK)
    fail_msg("%s", err.text);
  return it;
}


static void assert_all_same (const double *got, const double *expected, size_t n,
                             const char *what, uint64_t seed) {
  for (size_t k = 0; k < n; k++) {
    digest_value(got[k]);
    if (!same(got[k], expected[k]))
      fail_msg("model %llu: number %zu of the %s is %.17g, not %.17g",
               (unsigned long long)seed, k + 1, what, got[k], expected[k]);
  }
}


/* In 'pieces', as the reference evaluator has it. */
static void check_run (model *m, gdl_iterate *it, uint64_t seed, uint64_t count,
                       uint64_t wait, uint64_t every, size_t pieces) {
  double state[MOST_CARRIED + FURTHER], expected[MOST_CARRIED + FURTHER];
  size_t room = TURNS * m->width + 1;
  double *memory = malloc(2 * room * sizeof(*memory));
  for (size_t k = 0; k < 2 * room; k++)
    memory[k] = 4321;
  gdl_iterate_rows rows = {memory, every, wait}, others = {memory + room, every, wait};
  gdl_bindings b = {NULL, 0, state, m->carried + FURTHER, m->data, 1};
  memcpy(state, m->start, sizeof(state));
  memcpy(expected, m->start, sizeof(state));
  for (size_t k = 0; k < pieces; k++) {
    uint64_t part = k + 1 < pieces ? below(m, count + 1) : count,
             turns = gdl_iterate_run(it, &b, state, part, &rows);
    assert_int_equal(turns, reference_run(m, expected, part, &others));
    assert_int_equal(rows.at - memory, others.at - (memory + room));
    assert_int_equal(rows.wait, others.wait);
    assert_int_equal(rows.every, every);
    assert_all_same(state, expected, m->carried + FURTHER, "state", seed);
    count -= part;
  }
  assert_all_same(memory, memory + room, room, "rows", seed);
  free(memory);
}


static void check_model (uint64_t seed, size_t size) {
  model m;
  begin_model(&m, seed, size);
  gdl_iterate *it = iterate_of(&m);
  const gdl_frame *frame;
  for (int run = 0; run < 8; run++) {
    uint64_t count = below(&m, TURNS + 1),
             every = run % 4 == 0 ? 0 : run % 4 == 1 ? 1 : 1 + below(&m, TURNS),
             wait = 1 + below(&m, run < 4 ? TURNS + 20 : 3);
    check_run(&m, it, seed, count, wait, every, 1 + below(&m, 3));
  }
  iterations++;
  repeated += gdl_program_repeat(gdl_iterate_program(it), &frame) != NULL;
  gdl_iterate_free(it);
  gdl_graph_free(m.g);
}


static void test_small_models (void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 90; seed++)
    check_model(seed, 2 * MOST_CARRIED + FURTHER + seed % 20);
}


static void test_large_models (void **state) {
  (void)state;
  for (uint64_t seed = 1001; seed <= 1020; seed++)
    check_model(seed, MOST_NODES);
}


/*
** One by one
*/
/* x, y = y, x + y as long as x < 50; z stays, and w is one that was there. */
static gdl_iterate *new_fibonacci (void) {
  static const uint32_t column[] = {1, 0, 1, 2};
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node x = gdl_graph_input(G, 0), y = gdl_graph_input(G, 1), z = gdl_graph_input(G, 2),
           next[] = {y, ADD(x, y), z, gdl_graph_input(G, 5)};
  gdl_check check = {B(lt, x, K(50)), 1};
  gdl_iterate *it;
  gdl_error err = {""};
  if (gdl_iterate_new(G, next, 4, &check, 1, column, 4, &it, &err) != GDL_OK)
    fail_msg("%s", err.text);
  gdl_graph_free(G);
  return it;
}


static void test_rows_and_checks (void **unused) {
  (void)unused;
  static const double expected[] = {2, 1, 2, 7, 8, 5, 8, 7, 34, 21, 34, 7};
  double state[] = {0, 1, 7, 8, 9, 10}, memory[13];
  gdl_iterate *it = new_fibonacci();
  gdl_bindings b = {NULL, 0, state, 6, NULL, 0};
  gdl_iterate_rows rows = {memory, 3, 2};
  memory[12] = -1;
  assert_int_equal(gdl_iterate_run(it, &b, state, 0, &rows), 0);
  assert_true(state[1] == 1 && state[3] == 8 && rows.wait == 2 && rows.at == memory);
  assert_int_equal(gdl_iterate_run(it, &b, state, 1000, &rows), 10);
  assert_true(state[0] == 55 && state[1] == 89 && state[2] == 7 && state[3] == 10);
  assert_true(state[4] == 9 && state[5] == 10);
  assert_ptr_equal(rows.at, memory + 12);
  assert_int_equal(rows.wait, 1);
  assert_memory_equal(memory, expected, sizeof(expected));
  assert_true(memory[12] == -1);
  assert_int_equal(gdl_iterate_run(it, &b, state, 1, &rows), 0);    /* it stays so */
  assert_int_equal(rows.wait, 1);
  state[0] = state[1] = 1;
  assert_int_equal(gdl_iterate_run(it, &b, state, 2, NULL), 2);     /* no rows */
  assert_true(state[0] == 2 && state[1] == 3);
  rows.every = 0;
  assert_int_equal(gdl_iterate_run(it, &b, state, UINT64_MAX, &rows), 7);
  assert_ptr_equal(rows.at, memory + 12);
  gdl_iterate_free(it);
}


static void test_nothing_is_carried (void **unused) {
  (void)unused;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_check check = {gdl_graph_input(G, 0), 1};
  gdl_iterate *it;
  gdl_error err;
  double state[] = {1};
  gdl_bindings b = {NULL, 0, state, 1, NULL, 0};
  assert_int_equal(gdl_iterate_new(G, NULL, 0, &check, 1, NULL, 0, &it, &err), GDL_OK);
  assert_int_equal(gdl_iterate_run(it, &b, state, 5, NULL), 5);
  state[0] = 0;
  assert_int_equal(gdl_iterate_run(it, &b, state, 5, NULL), 0);
  gdl_iterate_free(it);
  gdl_iterate_free(NULL);
  gdl_graph_free(G);
}


enum { B_X, B_COST, B_T, B_BEST, B_BEST_X, B_BEST_T, B_BEST_SIGN, BEST };

/* What a run of test_best is after a turn, as C has it. */
static void best_turn (double *s) {
  double x = 3.9375*s[B_X]*(1 - s[B_X]), cost = (x - 0.3)*(x - 0.3), t = s[B_T] + 1;
  s[B_X] = x, s[B_COST] = cost, s[B_T] = t;
  if (cost < s[B_BEST]) {
    s[B_BEST] = cost;
    s[B_BEST_X] = x, s[B_BEST_T] = t, s[B_BEST_SIGN] = -1;
  }
}


static gdl_iterate *new_best (int kind) {
  static const uint32_t column[] = {B_X, B_COST, B_BEST_X};
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node x = gdl_graph_input(G, B_X), best = gdl_graph_input(G, B_BEST),
           next_x = MUL(MUL(K(3.9375), x), SUB(K(1), x)), d = SUB(next_x, K(0.3)),
           cost = MUL(d, d), t = ADD(gdl_graph_input(G, B_T), K(1)),
           better = B(lt, cost, best), worse = B(le, best, cost);
  gdl_node next[BEST] = {
    next_x, cost, t, WHERE(better, cost, best),
    WHERE(better, next_x, gdl_graph_input(G, B_BEST_X)),
    kind == 1 ? WHERE(worse, gdl_graph_input(G, B_BEST_T), t)
              : WHERE(better, t, gdl_graph_input(G, B_BEST_T)),
    WHERE(better, K(-1), gdl_graph_input(G, B_BEST_SIGN))
  };
  gdl_check check = {B(lt, gdl_graph_input(G, B_T), gdl_graph_input(G, BEST)), 1};
  gdl_iterate *it;
  gdl_error err = {""};
  if (gdl_iterate_new(G, next, BEST, &check, 1, column, kind == 2 ? 3 : 2, &it, &err)
      != GDL_OK)
    fail_msg("%s", err.text);
  gdl_graph_free(G);
  return it;
}


/* The best so far, which turns improve upon or not: after any number of turns, in
** pieces of any length, with rows between, and where a check ends it. kind 1: two
** conditions; 2: the best is in the rows. */
static void test_best (void **unused) {
  (void)unused;
  for (int kind = 0; kind < 3; kind++) {
    gdl_iterate *it = new_best(kind);
    size_t width = kind == 2 ? 3 : 2;
    for (uint64_t piece = 1; piece <= 9; piece += 2)
      for (uint64_t every = 0; every <= 4; every++)
        for (double end = 3; end <= 40; end += 9) {
          double s[BEST + 1] = {0.25, 9, 0, INFINITY, 0, 0, 1, end}, c[BEST],
                 memory[3 * 64];
          gdl_bindings b = {NULL, 0, s, BEST + 1, NULL, 0};
          gdl_iterate_rows rows = {memory, every, every};
          memcpy(c, s, sizeof(c));
          for (uint64_t turns = 0, made = piece; made == piece; turns += made) {
            made = gdl_iterate_run(it, &b, s, piece, every > 0 ? &rows : NULL);
            for (uint64_t k = 1; k <= made; k++) {
              best_turn(c);
              if (every > 0 && (turns + k) % every == 0) {
                const double *row = memory + width*((turns + k)/every - 1);
                assert_true(row[0] == c[B_X] && row[1] == c[B_COST]);
                assert_true(width == 2 || row[2] == c[B_BEST_X]);
              }
            }
            assert_memory_equal(s, c, sizeof(c));
          }
          assert_true(c[B_T] == end);
        }
    gdl_iterate_free(it);
  }
}


/* More than goes through registers: a long total, many instructions. */
static void test_long_turns (void **unused) {
  (void)unused;
  for (int kind = 0; kind < 2; kind++) {
    model m = {.g = gdl_graph_new(GDL_GRAPH_RAW), .carried = 3, .width = 2};
    gdl_graph *G = m.g;
    gdl_node x = gdl_graph_input(G, 0), y = gdl_graph_input(G, 1), list[1200], s = x;
    for (size_t k = 0; k < COUNT(list); k++) {
      list[k] = MUL(x, ADD(y, K((double)k)));
      s = SUB(MUL(s, K(0.5)), U(abs, ADD(s, y)));
    }
    gdl_node sum = gdl_graph_sum_of(G, list, kind == 0 ? 300 : COUNT(list));
    m.next[0] = U(sin, sum);
    m.next[1] = kind == 0 ? y : U(sin, s);
    m.next[2] = ADD(gdl_graph_input(G, 2), K(1));
    m.check[m.checks++] = (gdl_check){B(lt, gdl_graph_input(G, 2), K(17.5)), 1};
    m.column[0] = 2;
    gdl_random_seed(&m.r, 5);
    m.start[0] = 0.75;
    m.start[1] = -0.5;
    gdl_iterate *it = iterate_of(&m);
    const gdl_frame *frame;
    check_run(&m, it, 1, 12, 2, 3, 1);
    check_run(&m, it, 2, 40, 1, 2, 2);
    assert_null(gdl_program_repeat(gdl_iterate_program(it), &frame));
    gdl_iterate_free(it);
    gdl_graph_free(G);
  }
}


/*
** What is refused
*/
static gdl_graph *G;
static gdl_check refused_check;

static void assert_refused (const gdl_node *next, size_t carried, uint32_t column,
                            const char *text) {
  gdl_iterate *it = (gdl_iterate *)&it;
  gdl_error err = {""};
  assert_good(G);
  assert_int_equal(gdl_iterate_new(G, next, carried, &refused_check, 1, &column, 1, &it,
                                   &err), GDL_EINVAL);
  assert_null(it);
  assert_string_equal(err.text, text);
}


static void test_what_is_refused (void **unused) {
  (void)unused;
  static const char arrays[] = "arrays are worked out: turns are of numbers, and of "
                               "elements of data and constants";
  G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node x = gdl_graph_input(G, 0), d = gdl_graph_data(G, 0, gdl_shape_vector(9)),
           next[2] = {x, d};
  refused_check = (gdl_check){x, 1};
  assert_refused(next, 2, 0, "output 2 is an array: what is carried from turn to turn is "
                 "numbers");
  next[1] = GDL_NO_NODE;
  assert_refused(next, 2, 0, "output 2 is not in the graph");
  assert_refused(next, 1, 1, "column 1 is number 2 of 1 that are carried");
  next[0] = SUM(d);
  assert_refused(next, 1, 0, arrays);
  next[0] = gdl_graph_maximum(G, d, GDL_AXIS_ALL);
  assert_refused(next, 1, 0, arrays);
  next[0] = gdl_graph_element(G, U(exp, d), 3);
  assert_refused(next, 1, 0, arrays);
  next[0] = ADD(x, P(3));
  assert_refused(next, 1, 0, "parameters are read: what is carried from turn to turn is "
                 "inputs");
  next[0] = x;
  refused_check.node = SUM(d);
  assert_refused(next, 1, 0, arrays);
  refused_check.node = d;
  assert_refused(next, 1, 0, "check 1 is not a number of the graph");
  gdl_graph_free(G);
}


static int run (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_small_models),
    cmocka_unit_test(test_large_models),
    cmocka_unit_test(test_rows_and_checks),
    cmocka_unit_test(test_nothing_is_carried),
    cmocka_unit_test(test_best),
    cmocka_unit_test(test_long_turns),
    cmocka_unit_test(test_what_is_refused)
  };
  return cmocka_run_group_tests_name("turns", tests, NULL, NULL);
}


int main (void) {
  return run_under_every_set(run);
}
