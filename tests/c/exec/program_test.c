/*
** program_test.c - programs: every operation, all lengths, checks, results that
** are not wanted, what they say of themselves
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>

#include "program.h"

static const size_t lengths[] = {0, 1, 7, 8, 511, 512, 513, 1024, 2048, 2049, 5000};

#define LONGEST  5000


/* Numbers of all kinds: moderate, large, small, zeros, not finite. */
static double *numbers (size_t n, uint64_t seed) {
  static const double special[] = {
    0.0, -0.0, 1.0, -1.0, 0.5, 2.0, INFINITY, -INFINITY, NAN, DBL_MIN, DBL_MAX,
    -DBL_MAX, 5e-324, 1e300, 709.0, -745.0, 3.0, -2.5
  };
  gdl_random r;
  gdl_random_seed(&r, seed);
  double *x = malloc((n + 1) * sizeof(*x));
  for (size_t i = 0; i < n; i++)
    x[i] = gdl_random_below(&r, 5) == 0 ? special[gdl_random_below(&r, COUNT(special))]
                                        : 3 * gdl_random_normal(&r);
  return x;
}


/* All functions of one and two on vectors and numbers at 'n' parameters and more,
** as results and within sums. */
static void check_functions (size_t n, uint64_t seed) {
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  double *x = numbers(2 * n + 2, seed);
  gdl_bindings b = {x, 2 * n + 2, NULL, 0, NULL, 0};
  gdl_node v = PV(0, n), w = PV(n, n), s = P(2 * n), t = P(2 * n + 1);
  gdl_node out[8 * GDL_OP_COUNT];
  size_t outs = 0;
  for (int k = 0; k < GDL_OP_COUNT; k++) {
    gdl_op op = (gdl_op)k;
    if (gdl_op_table[op].kind == GDL_KIND_UNARY) {
      out[outs++] = gdl_graph_unary(G, op, v);
      out[outs++] = gdl_graph_unary(G, op, s);
      out[outs++] = SUM(gdl_graph_unary(G, op, gdl_graph_broadcast(G, s, gdl_shape_vector(n))));
    }
    if (gdl_op_table[op].kind == GDL_KIND_BINARY) {
      out[outs++] = gdl_graph_binary(G, op, v, w);
      out[outs++] = gdl_graph_binary(G, op, v, s);
      out[outs++] = gdl_graph_binary(G, op, s, v);
      out[outs++] = gdl_graph_binary(G, op, s, t);
      out[outs++] = SUM(gdl_graph_binary(G, op, v, w));
    }
  }
  for (size_t k = 0; k < outs; k += 16)
    assert_same_program(G, out + k, outs - k < 16 ? outs - k : 16, &b, "functions",
                        n + k);
  gdl_graph_free(G);
  free(x);
}


static void test_functions_of_every_length (void **state) {
  (void)state;
  for (size_t k = 0; k < COUNT(lengths); k++)
    check_functions(lengths[k], k + 1);
}


/* Functions of what functions give, with arithmetic on the way, used again later:
** as results and within sums. */
static void test_functions_of_functions (void **state) {
  (void)state;
  for (size_t l = 0; l < COUNT(lengths); l++) {
    size_t n = lengths[l], outs = 0;
    gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
    double *x = numbers(2 * n + 1, 191 + l);
    gdl_bindings b = {x, 2 * n + 1, NULL, 0, NULL, 0};
    gdl_node v = PV(0, n), w = PV(n, n), s = P(2 * n), out[16];
    gdl_node e = U(exp, v), log1e = U(log, ADD(K(1), e)),
             chain = U(sin, MUL(log1e, U(tanh, ADD(e, w)))),
             down = ADD(U(sigmoid, chain), U(softplus, chain));
    out[outs++] = SUM(SUB(log1e, MUL(v, w)));
    out[outs++] = SUM(down);
    out[outs++] = MUL(chain, e);
    out[outs++] = POW(U(exp, MUL(w, s)), U(atan, v));
    out[outs++] = U(exp, U(exp, U(exp, U(sin, w))));
    out[outs++] = SUM(MUL(U(cos, U(exp, w)), U(cos, v)));
    for (size_t k = 1; k <= outs; k++)
      assert_same_program(G, out, k, &b, "functions of functions", n);
    for (size_t k = 0; k < outs; k++)
      assert_same_program(G, out + k, 1, &b, "function of functions", n + k);
    gdl_graph_free(G);
    free(x);
  }
}


/* Pairs of +, - and *, with numbers and vectors on all sides, are made one. */
static void test_pairs (void **state) {
  static const gdl_op ops[] = {GDL_OP_add, GDL_OP_sub, GDL_OP_mul};
  (void)state;
  for (size_t l = 0; l < COUNT(lengths); l++) {
    size_t n = lengths[l];
    gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
    double *x = numbers(3 * n + 3, 77 + l);
    gdl_bindings b = {x, 3 * n + 3, NULL, 0, NULL, 0};
    gdl_node leaf[6] = {PV(0, n), PV(n, n), PV(2 * n, n), P(3 * n), P(3 * n + 1),
                        P(3 * n + 2)}, out[40];
    for (size_t kinds = 0; kinds < 8; kinds++) {
      gdl_node a = leaf[kinds & 1 ? 3 : 0], c = leaf[kinds & 2 ? 4 : 1],
               d = leaf[kinds & 4 ? 5 : 2];
      size_t outs = 0;
      for (size_t i = 0; i < COUNT(ops); i++) {
        for (size_t j = 0; j < COUNT(ops); j++) {
          out[outs++] = gdl_graph_binary(G, ops[j], gdl_graph_binary(G, ops[i], a, c), d);
          out[outs++] = gdl_graph_binary(G, ops[j], d, gdl_graph_binary(G, ops[i], a, c));
        }
        gdl_node v = gdl_graph_binary(G, ops[i], a, c);
        out[outs++] = MUL(v, v);
        out[outs++] = U(neg, gdl_graph_binary(G, ops[i], a, c));
        out[outs++] = POW(gdl_graph_binary(G, ops[i], a, c), K(2));
        out[outs++] = SUM(gdl_graph_binary(G, ops[i], a, c));
        v = gdl_graph_binary(G, ops[i], a, c);
        out[outs++] = SUM(MUL(v, v));
      }
      assert_true(outs <= COUNT(out));
      assert_same_program(G, out, outs, &b, "pairs", n * 8 + kinds);
    }
    gdl_graph_free(G);
    free(x);
  }
}


/* x[i + shift] and x[i], worked out and put back: the adjoint of slices. */
static void test_shifted_parts (void **state) {
  static const size_t shifts[] = {1, 2, 7, 8, 64, 500, 511, 512, 513, 600};
  (void)state;
  for (size_t l = 4; l < COUNT(lengths); l++)
    for (size_t k = 0; k < COUNT(shifts); k++) {
      size_t n = lengths[l], m = n - shifts[k];
      if (shifts[k] >= n)
        continue;
      gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
      double *x = numbers(n, k + 5);
      gdl_bindings b = {x, n, NULL, 0, NULL, 0};
      gdl_node a = PV(0, m), c = PV(shifts[k], m);
      gdl_node cost = SUM(ADD(U(sin, MUL(a, c)), MUL(SUB(c, MUL(a, a)), K(3)))), out[3];
      out[0] = cost;
      out[1] = gdl_graph_gradient(G, cost, n);
      out[2] = gdl_graph_hvp(G, cost, PV(0, n), n);
      for (size_t outs = 1; outs <= 3; outs++)
        assert_same_program(G, out + 3 - outs, outs, &b, "shift", n * 1000 + shifts[k]);
      gdl_graph_free(G);
      free(x);
    }
}


/* A chain of parts that each lean on the one before. */
static void test_chain_of_parts (void **state) {
  (void)state;
  for (size_t n = 500; n < 520; n++) {
    gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
    double *x = numbers(600, n);
    gdl_bindings b = {x, 600, NULL, 0, NULL, 0};
    gdl_node v = U(neg, PV(0, n)), out[2];
    for (size_t k = 1; k < 40; k++) {
      gdl_shape s = gdl_shape_vector(n + k);
      v = ADD(gdl_graph_pad(G, v, s, (gdl_view){k % 2, 1, 0}), PV(k, n + k));
    }
    out[0] = v;
    out[1] = SUM(v);
    assert_same_program(G, out, 2, &b, "chain", n);
    assert_same_program(G, out + 1, 1, &b, "chain", n);
    gdl_graph_free(G);
    free(x);
  }
}


/*
** Checks
*/
/* Data that the work behind a check needs is not there: it must not be touched
** where the check fails. */
static void test_checks_come_before_work (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node x = P(0), y = P(1), d = gdl_graph_data(G, 0, gdl_shape_vector(600)),
           e = gdl_graph_data(G, 1, gdl_shape_matrix(3, 4));
  gdl_check check[3] = {
    {B(lt, K(0), x), 1}, {B(lt, SUM(MUL(d, y)), K(5)), 0},
    {B(eq, SUM(gdl_graph_sum(G, e, GDL_AXIS_DOWN)), x), 0}
  };
  gdl_node out = ADD(SUM(U(exp, d)), ADD(SUM(e), U(log, x)));
  gdl_program *p = program_of(G, &out, 1, check, 3);
  double memory[600], param[2] = {-1, 2}, result = 0, expected, *results = &result;
  for (size_t i = 0; i < 600; i++)
    memory[i] = 0.5;
  const double *data[2] = {NULL, NULL};
  gdl_bindings b = {param, 2, NULL, 0, data, 2};
  assert_int_equal(gdl_program_run(p, &b, &results), 0);
  param[0] = 1;
  data[0] = memory;
  param[1] = 0.001;
  assert_int_equal(gdl_program_run(p, &b, &results), 1);
  param[1] = 2;
  data[1] = memory;
  param[0] = 6;    /* the sum of e */
  assert_int_equal(gdl_program_run(p, &b, &results), 2);
  param[0] = 7;
  assert_int_equal(gdl_program_run(p, &b, &results), 3);
  gdl_reference_number(G, out, &b, &expected, NULL);
  assert_same(result, expected);
  gdl_program_free(p);
  gdl_graph_free(G);
}


static void test_many_checks (void **state) {
  enum { MANY = 3000 };
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_check *check = malloc(MANY * sizeof(*check));
  gdl_node s = K(0);
  for (size_t k = 0; k < MANY; k++) {
    s = ADD(s, P(k % 5));
    check[k] = (gdl_check){B(lt, s, K((double)k + 0.5)), 1};
  }
  gdl_program *p = program_of(G, &s, 1, check, MANY);
  double param[5] = {0, 0, 0, 0, 0}, result, *results = &result;
  gdl_bindings b = {param, 5, NULL, 0, NULL, 0};
  assert_int_equal(gdl_program_run(p, &b, &results), MANY);
  assert_same(result, 0);
  param[3] = 4;
  assert_int_equal(gdl_program_run(p, &b, &results), 3);    /* 4 > 3.5 */
  gdl_program_free(p);
  free(check);
  gdl_graph_free(G);
}


/* Expected to be 0 or not, as NaN is. */
static void test_what_holds (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_node x = P(0);
  static const struct { double x; int truth; } cases[] = {
    {0, 0}, {-0.0, 0}, {1, 1}, {NAN, 1}, {-INFINITY, 1}, {5e-324, 1}
  };
  for (int expected = 0; expected < 2; expected++) {
    gdl_check check = {x, expected};
    gdl_program *p = program_of(G, NULL, 0, &check, 1);
    for (size_t k = 0; k < COUNT(cases); k++) {
      gdl_bindings b = {&cases[k].x, 1, NULL, 0, NULL, 0};
      assert_int_equal(gdl_program_run(p, &b, NULL), cases[k].truth == expected);
    }
    gdl_program_free(p);
  }
  gdl_graph_free(G);
}


/*
** Arguments and results
*/
static void test_bad_arguments (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_node v = PV(0, 3), none = 99;
  gdl_check check = {v, 1};
  gdl_error err = {""};
  gdl_program *p;
  assert_int_equal(gdl_program_new(G, &none, 1, NULL, 0, &p, &err), GDL_EINVAL);
  assert_null(p);
  assert_string_equal(err.text, "output 1 is not in the graph");
  assert_int_equal(gdl_program_new(G, &v, 1, &check, 1, &p, &err), GDL_EINVAL);
  assert_string_equal(err.text, "check 1 is not a number of the graph");
  check.node = GDL_NO_NODE;
  assert_int_equal(gdl_program_new(G, &v, 1, &check, 1, &p, &err), GDL_EINVAL);
  gdl_program_free(NULL);
  gdl_graph_free(G);
}


static void test_needs (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_node v = gdl_graph_param(G, gdl_shape_vector(3), (gdl_view){4, 5, 0});
  gdl_node x = gdl_graph_input(G, 6), d = gdl_graph_data(G, 8, gdl_shape_vector(3));
  gdl_graph_data(G, 20, gdl_shape_vector(3));    /* not needed */
  gdl_node out = SUM(MUL(ADD(v, x), d));
  gdl_program *p = program_of(G, &out, 1, NULL, 0);
  gdl_program_needs needs = gdl_program_needs_of(p);
  assert_int_equal(needs.params, 15);
  assert_int_equal(needs.inputs, 7);
  assert_int_equal(needs.datas, 9);
  assert_true(gdl_program_bytes(p) > 500 && gdl_program_bytes(p) < 20000);
  gdl_program_free(p);
  gdl_graph_free(G);
}


/* The graph may go, or change, once there is a program. */
static void test_the_graph_is_not_needed (void **state) {
  static const uint32_t index[] = {2, 0};
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  double table[3] = {5, 6, 7}, x[3] = {1, 2, 3}, got[2], *results = got;
  gdl_array a = gdl_array_vector(table, 3);
  gdl_node out = gdl_graph_gather(G, MUL(gdl_graph_array(G, &a), PV(0, 3)), index, 2);
  gdl_program *p = program_of(G, &out, 1, NULL, 0);
  gdl_graph_free(G);
  gdl_bindings b = {x, 3, NULL, 0, NULL, 0};
  gdl_program_run(p, &b, &results);
  assert_same(got[0], 21);
  assert_same(got[1], 5);
  gdl_program_free(p);
}


/* One value twice, leaves, parts of another result, constants, numbers. */
static void test_all_kinds_of_results (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  double *x = numbers(1200, 3);
  const double *data[1] = {x};
  gdl_bindings b = {x, 1200, x, 1, data, 1};
  gdl_node v = PV(0, 600), w = U(exp, v), m = gdl_graph_reshape(G, w, gdl_shape_matrix(20, 30)),
           parts[3] = {w, P(0), MUL(v, v)};
  gdl_node out[] = {
    w, w, v, m, gdl_graph_transpose(G, m), gdl_graph_row(G, m, 3), P(7), K(3),
    gdl_graph_full(G, gdl_shape_vector(9), 2.5), gdl_graph_input(G, 0),
    gdl_graph_data(G, 0, gdl_shape_matrix(30, 40)), gdl_graph_concat(G, parts, 3),
    parts[2], gdl_graph_element(G, w, 5), gdl_graph_detach(G, w),
    gdl_graph_slice(G, v, gdl_shape_vector(300), (gdl_view){0, 2, 0}),
    gdl_graph_full(G, gdl_shape_vector(0), 1), PV(3, 0)
  };
  for (size_t k = 1; k <= COUNT(out); k++)
    for (size_t skip = 0; skip < 3; skip++)
      assert_same_program(G, out + COUNT(out) - k, k, &b, "results", k + skip * 100);
  gdl_graph_free(G);
  free(x);
}


/*
** Large
*/
/* A long recurrence: few registers, little memory. */
static void test_registers_are_used_again (void **state) {
  enum { MANY = 100000 };
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node s = K(0.5), a = P(0);
  for (size_t k = 0; k < MANY; k++)
    s = SUB(MUL(s, a), U(abs, ADD(s, P(1))));
  double x[2] = {0.5, 0.25}, got, expected, *results = &got;
  gdl_bindings b = {x, 2, NULL, 0, NULL, 0};
  gdl_program *p = program_of(G, &s, 1, NULL, 0);
  gdl_program_run(p, &b, &results);
  gdl_reference_number(G, s, &b, &expected, NULL);
  assert_same(got, expected);
  assert_true(gdl_program_bytes(p) < 20 * gdl_graph_count(G));
  gdl_program_free(p);
  gdl_graph_free(G);
}


/* More numbers alive than a fused instruction can name. */
static void test_more_registers_than_16_bits (void **state) {
  enum { MANY = 70000 };
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_node *x = malloc(MANY * sizeof(*x));
  double *param = numbers(MANY, 9);
  gdl_bindings b = {param, MANY, NULL, 0, NULL, 0};
  for (size_t k = 0; k < MANY; k++)
    x[k] = U(neg, P(k));
  for (size_t k = 0; k + 2 < MANY; k += 2)
    x[k] = SUB(x[MANY - 1 - k], MUL(x[k], x[k + 1]));
  gdl_node out[2] = {gdl_graph_concat(G, x, MANY), gdl_graph_sum_of(G, x, MANY)};
  assert_same_program(G, out, 2, &b, "registers", 2);
  gdl_graph_free(G);
  free(x);
  free(param);
}


/* Arrays that are not needed at one time share memory. */
static void test_the_arena_is_small (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_node v = PV(0, 1000);
  for (int k = 0; k < 100; k++)    /* each needs all of the one before */
    v = SUB(U(exp, v), SUM(v));
  gdl_node s = SUM(v);
  gdl_program *p = program_of(G, &s, 1, NULL, 0);
  assert_true(gdl_program_bytes(p) < 120000);
  gdl_program_free(p);
  gdl_graph_free(G);
}


/*
** Printing
*/
static void assert_prints (gdl_graph *G, const gdl_node *out, size_t outs,
                           const gdl_check *check, size_t checks, const char *text) {
  gdl_text t = {NULL, 0, 0};
  assert_good(G);
  gdl_program *p = program_of(G, out, outs, check, checks);
  assert_int_equal(gdl_program_print(p, &t), GDL_OK);
  assert_string_equal(t.text, text);
  free(t.text);
  gdl_program_free(p);
}


static void test_print (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node v = PV(0, 1000), a = PV(1, 999), b = PV(0, 999), out[2];
  gdl_check check = {B(lt, K(0), P(2)), 1};
  out[0] = SUM(POW(SUB(a, MUL(b, b)), K(2)));
  out[1] = gdl_graph_gradient(G, out[0], 1000);
  assert_prints(G, out, 1, &check, 1,
    "r4 = x[2]\n"
    "r4 = lt 0 r4\n"
    "check 1: r4 ~= 0\n"
    "loop 999\n"
    "    t0 = mul x[0] x[0]\n"
    "    r4 = sum of square of sub x[1] t0\n"
    "result1[0] = r4\n"
    "end\n");
  assert_prints(G, out, 2, NULL, 0,
    "loop 999\n"
    "    t3 = from of mul x[0] x[0] x[1]\n"
    "    r3 = sum of mul t3 t3\n"
    "    t1 = mul 2 t3\n"
    "    t3 = mul t1 x[0]\n"
    "    t4 = neg t3\n"
    "    t2 = sub t4 t3\n"
    "with 1000\n"
    "    t4 = part of t2 at 0 to 999\n"
    "    t3 = part of t1 at 1 to 1000\n"
    "    result2[0] = add t4 t3\n"
    "result1[0] = r3\n"
    "end\n");
  out[0] = gdl_graph_gemv(G, gdl_graph_data(G, 2, gdl_shape_matrix(3, 1000)), U(exp, v), 0);
  gdl_node x = P(0), y = P(1);
  out[1] = WHERE(x, y, U(log, gdl_graph_maximum(G, out[0], GDL_AXIS_ALL)));
  assert_prints(G, out, 2, NULL, 0,
    "r2 = x[0]\n"
    "r3 = x[1]\n"
    "loop 1000\n"
    "    arena[0] = exp x[0]\n"
    "result1[0] = matmul data3[0] arena[0] : 3 x 1000 x 1\n"
    "r4 = reduce max result1[0] : 3\n"
    "r4 = log r4\n"
    "r4 = select r2 r3 r4\n"
    "result2[0] = r4\n"
    "end\n");
  gdl_graph_free(G);
}


static int run (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_functions_of_every_length),
    cmocka_unit_test(test_functions_of_functions),
    cmocka_unit_test(test_pairs),
    cmocka_unit_test(test_shifted_parts),
    cmocka_unit_test(test_chain_of_parts),
    cmocka_unit_test(test_checks_come_before_work),
    cmocka_unit_test(test_many_checks),
    cmocka_unit_test(test_what_holds),
    cmocka_unit_test(test_bad_arguments),
    cmocka_unit_test(test_needs),
    cmocka_unit_test(test_the_graph_is_not_needed),
    cmocka_unit_test(test_all_kinds_of_results),
    cmocka_unit_test(test_registers_are_used_again),
    cmocka_unit_test(test_more_registers_than_16_bits),
    cmocka_unit_test(test_the_arena_is_small),
    cmocka_unit_test(test_print)
  };
  return cmocka_run_group_tests_name("programs", tests, NULL, NULL);
}


int main (void) {
  return run_under_every_set(run);
}
