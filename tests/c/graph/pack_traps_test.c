/*
** pack_traps_test.c - packing what is nearly alike, and what is not; memory that
** runs out
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "../starve.h"
#include "pack_check.h"


/*
** One turn of the loop does something else
*/
typedef enum slip {
  SLIP_OPERATION, SLIP_INDEX, SLIP_SIGN, SLIP_CONSTANT_IS_PARAM, SLIP_TWICE,
  SLIP_NEIGHBOUR, SLIP_SWAPPED, SLIP_MISSING, SLIP_NUMBER, SLIP_ELSE,
  SLIP_COUNT
} slip;


/* w*(v[i] - t[i])^2 + sin(u)*v[i + 1], where u = v[i]*t[i] comes twice. */
static gdl_node turn (program *p, size_t i, slip s, gdl_node *before) {
  gdl_graph *G = p->g;
  gdl_node v = P(p->first + i), t = K(p->table[0][i]), u;
  if (s == SLIP_INDEX)
    v = P(p->first + (i + 3) % p->lanes);
  if (s == SLIP_CONSTANT_IS_PARAM)
    t = P(p->first + i);
  u = s == SLIP_SWAPPED ? MUL(t, v) : MUL(v, t);
  if (s == SLIP_NEIGHBOUR)
    u = *before;
  *before = u;
  gdl_node w = s == SLIP_NUMBER ? K(3) : P(1);
  gdl_node square = POW(s == SLIP_SIGN ? ADD(v, t) : SUB(v, t), K(2));
  gdl_node wave = s == SLIP_OPERATION ? U(cos, u) : U(sin, u);
  w = WHERE(B(lt, v, t), w, s == SLIP_ELSE ? U(exp, v) : K(2));
  return ADD(MUL(w, square), MUL(wave, ADD(P(p->first + i + 1), u)));
}


static void test_one_turn_differs (void **state) {
  (void)state;
  for (int s = 0; s < SLIP_COUNT; s++)
    for (uint64_t k = 0; k < 12; k++) {
      program *p = program_new(100 * (uint64_t)s + k, 40, 4);
      gdl_graph *G = p->g;
      gdl_node sum = GDL_NO_NODE, before = P(0);
      size_t odd = k == 0 ? 0 : k == 1 ? 39 : below(p, 40);
      for (size_t i = 0; i < 40; i++) {
        slip now = i == odd ? (slip)s : SLIP_COUNT;
        if (now == SLIP_MISSING)
          continue;
        gdl_node t = turn(p, i, now, &before);
        sum = accumulate(p, sum, t, i == odd && s == SLIP_SIGN);
        if (now == SLIP_TWICE)
          sum = accumulate(p, sum, t, 0);
      }
      p->out = sum;
      gdl_pack_report report;
      assert_true(check_packed(p, &report));
      program_free(p);
    }
}


/* In a matrix of 20 x 12 one element is another, or its parameter is. */
static void test_one_element_differs (void **state) {
  (void)state;
  for (uint64_t k = 0; k < 30; k++) {
    program *p = program_new(7000 + k, 40, 4);
    gdl_graph *G = p->g;
    size_t row = below(p, 20), col = below(p, 12);
    p->out = GDL_NO_NODE;
    for (size_t i = 0; i < 20; i++) {
      gdl_node z = K(0);
      for (size_t j = 0; j < 12; j++) {
        int odd = i == row && j == col;
        gdl_node w = P(p->first + (odd && k % 3 == 0 ? j + 1 : j));
        gdl_node x = odd && k % 3 == 1 ? P(2) : K(p->table[0][12 * i + j]);
        z = odd && k % 3 == 2 ? SUB(z, MUL(w, x)) : ADD(z, MUL(w, x));
      }
      p->out = accumulate(p, p->out, U(tanh, z), 0);
    }
    gdl_pack_report report;
    assert_true(check_packed(p, &report));
    program_free(p);
  }
}


/* h[r][k] = tanh(b[k] + sum of W[k][j]*x[r][j]); sum over r of
** (sum of u[k]*h[r][k])^2, of a second layer with several outputs too; in the
** last ones an element of x is another for one k. */
static void test_layers (void **state) {
  (void)state;
  for (uint64_t seed = 0; seed < 8; seed++) {
    program *p = program_new(7100 + seed, 200, 4);
    gdl_graph *G = p->g;
    size_t outputs = 1 + seed % 3;
    p->out = GDL_NO_NODE;
    for (size_t r = 0; r < 12; r++) {
      gdl_node h[10];
      for (size_t k = 0; k < 10; k++) {
        gdl_node z = seed % 2 ? P(100 + k) : K(0);
        for (size_t j = 0; j < 9; j++)
          z = ADD(z, MUL(P(9 * k + j), K(p->table[0][9 * r + j] +
                                         (seed > 5 && k == 7 && r == 5 && j == 2))));
        h[k] = U(tanh, z);
      }
      for (size_t o = 0; o < outputs; o++) {
        gdl_node y = K(0);
        for (size_t k = 0; k < 10; k++)
          y = ADD(y, MUL(h[k], P(120 + 10 * o + k)));
        p->out = accumulate(p, p->out, POW(SUB(y, K(p->table[1][r])), K(2)), 0);
      }
    }
    gdl_pack_report report;
    assert_true(check_packed(p, &report));
    assert_true(report.after < 40);
    program_free(p);
  }
}


/*
** What does not fit
*/
static void refused (program *p, gdl_pack_refusal why) {
  gdl_pack_report report;
  assert_false(check_packed(p, &report));
  assert_int_equal(report.refusal, why);
  program_free(p);
}


static void test_recurrence (void **state) {
  (void)state;
  program *p = program_new(1, 40, 4);
  gdl_graph *G = p->g;
  gdl_node x = P(0);
  for (int k = 0; k < 100; k++)
    x = ADD(MUL(P(1), x), U(sin, x));
  p->out = x;
  refused(p, GDL_PACK_UNLIKE);
}


static void test_little (void **state) {
  (void)state;
  program *p = program_new(1, 40, 4);
  gdl_graph *G = p->g;
  p->out = ADD(POW(SUB(K(1), P(0)), K(2)),
               MUL(K(100), POW(SUB(P(1), POW(P(0), K(2))), K(2))));
  refused(p, GDL_PACK_SMALL);
}


/* Pairs i < j: rows of different lengths. */
static void test_triangle (void **state) {
  (void)state;
  program *p = program_new(3, 40, 4);
  gdl_graph *G = p->g;
  p->out = GDL_NO_NODE;
  for (size_t i = 0; i < 40; i++) {
    gdl_node z = K(0);
    for (size_t j = 0; j < i; j++)
      z = ADD(z, MUL(P(4 + j), K(p->table[0][j])));
    p->out = accumulate(p, p->out, U(tanh, z), 0);
  }
  gdl_pack_report report;
  check_packed(p, &report);
  program_free(p);
}


/*
** Numbers and arrays
*/
/* A vector put together of numbers, a matrix times it, elements of that. */
static void test_arrays (void **state) {
  (void)state;
  for (uint64_t seed = 0; seed < 20; seed++) {
    program *p = program_new(7200 + seed, 40, 4);
    gdl_graph *G = p->g;
    gdl_node list[20], s = K(0);
    for (size_t i = 0; i < 20; i++)
      list[i] = seed % 4 == 1 && i == 7
                    ? P(3) : MUL(P(p->first + i), K(p->table[0][i]));
    gdl_node u = gdl_graph_concat(G, list, 20);
    gdl_node part = gdl_graph_slice(G, u, gdl_shape_vector(5),
                                    (gdl_view){1, 3, 0});
    gdl_node y = seed % 2 ? gdl_graph_gemv(G, PM(4, 4, 5), part, 0) : U(tanh, u);
    gdl_node d = gdl_graph_dot(G, u, u), root = gdl_graph_norm2(G, y);
    size_t n = seed % 2 ? 4 : 20;
    for (size_t i = 0; i < 60; i++) {
      gdl_node e = gdl_graph_element(G, y, (i * 7) % n);
      s = accumulate(p, s, MUL(d, POW(SUB(e, P(p->first + i % 40)), K(2))), 0);
    }
    if (seed % 3 == 0)
      s = ADD(s, SUM(MUL(s, y)));
    p->term[p->terms++] = s;
    p->out = ADD(s, root);
    gdl_pack_report report;
    assert_true(check_packed(p, &report));
    program_free(p);
  }
}


/* Outputs of all kinds, one of them twice; inputs; a shared chain. */
static void test_outputs (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW), *to = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node s = K(0), list[12], out[5], result[5];
  for (size_t i = 0; i < 12; i++) {
    list[i] = MUL(P(i), gdl_graph_input(G, (uint32_t)(i % 3)));
    s = ADD(s, U(exp, list[i]));
  }
  out[0] = s;
  out[1] = gdl_graph_concat(G, list, 12);
  out[2] = list[5];
  out[3] = ADD(s, s);
  out[4] = P(3);
  gdl_pack_report r;
  size_t checks;
  gdl_error err;
  assert_int_equal(gdl_graph_pack(to, G, out, 5, NULL, 0, 0, result, NULL, &checks,
                                  &r, &err), GDL_OK);
  assert_int_equal(r.refusal, GDL_PACK_DONE);
  double x[12], input[3] = {0.5, -1, 2}, u[12], v[12];
  for (int i = 0; i < 12; i++)
    x[i] = 0.1 * i - 0.4;
  gdl_bindings b = {x, 12, input, 3, NULL, 0};
  for (int k = 0; k < 5; k++) {
    double *pu = u, *pv = v;
    assert_true(gdl_shape_equal(gdl_graph_shape(G, out[k]),
                                gdl_graph_shape(to, result[k])));
    gdl_reference_evaluate(G, &out[k], 1, &b, &pu, &err);
    gdl_reference_evaluate(to, &result[k], 1, &b, &pv, &err);
    for (size_t i = 0; i < gdl_shape_length(gdl_graph_shape(G, out[k])); i++)
      assert_near(v[i], u[i], 1e-14);
  }
  gdl_graph_free(G);
  gdl_graph_free(to);
}


static void test_bad_arguments (void **state) {
  (void)state;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW), *to = gdl_graph_new(GDL_GRAPH_CONSED);
  gdl_node x = PV(0, 3), none = 7, result;
  gdl_pack_guard guard = {x, 1}, check;
  gdl_pack_report r;
  size_t checks;
  gdl_error err;
  assert_int_equal(gdl_graph_pack(to, G, &none, 1, NULL, 0, 0, &result, NULL,
                                  &checks, &r, &err), GDL_EINVAL);
  assert_string_equal(err.text, "output 1 is not in the graph");
  assert_int_equal(gdl_graph_pack(to, G, &x, 1, &guard, 1, 0, &result, &check,
                                  &checks, &r, &err), GDL_EINVAL);
  assert_string_equal(err.text, "guard 1 is no number of the graph");
  gdl_graph_free(G);
  gdl_graph_free(to);
}


/*
** Guards
*/
/* All of one outcome, some of another kind, a value that is not 0. */
static void test_guards (void **state) {
  (void)state;
  program *p = program_new(11, 40, 4);
  gdl_graph *G = p->g;
  p->out = GDL_NO_NODE;
  for (size_t i = 0; i < 40; i++) {
    gdl_node v = P(p->first + i);
    p->guard[p->guards++] = (gdl_pack_guard){B(lt, v, K(5)), 1};
    p->guard[p->guards++] = (gdl_pack_guard){SUB(v, K(7)), 1};
    if (i % 10 == 0)
      p->guard[p->guards++] = (gdl_pack_guard){B(le, v, P(0)), number(p, G, v) <= p->x[0]};
    p->out = accumulate(p, p->out, U(sin, v), 0);
  }
  gdl_pack_report r;
  assert_true(check_packed(p, &r));
  assert_int_equal(r.guards, 84);
  assert_int_equal(r.checks, 6);
  p->x[p->first + 17] = 6;                   /* one of them fails now */
  assert_true(check_packed(p, &r));
  program_free(p);
}


/*
** Memory
*/
static long left_to_come;      /* requests that are granted to packing */


static gdl_status pack_something (void) {
  program *p = program_new(5, 40, 4);
  gdl_graph *to = NULL;
  gdl_text t = {NULL, 0, 0};
  gdl_status s = GDL_ENOMEM;
  gdl_node list[12], result[2];
  gdl_pack_guard check[96];
  gdl_pack_report report;
  gdl_error err;
  size_t checks;
  gdl_graph *G = p->g;
  p->out = GDL_NO_NODE;
  for (size_t i = 0; i < 40; i++) {
    gdl_node v = P(i);
    p->guard[p->guards++] = (gdl_pack_guard){B(lt, v, K(0.25)), i % 3 == 0};
    p->out = accumulate(p, p->out, i % 3 == 0 ? MUL(K(2), v) : U(sin, v), 0);
    p->guard[p->guards++] = (gdl_pack_guard){B(lt, P(1), v), i % 2 == 0};
    if (i % 2 == 0)
      p->out = accumulate(p, p->out, U(tanh, v), 0);
  }
  for (size_t i = 0; i < 12; i++)
    list[i] = U(exp, P(i));
  gdl_node out[2] = {p->out, gdl_graph_concat(G, list, 12)};
  long granted = left_to_come;
  left = granted;
  to = gdl_graph_new(GDL_GRAPH_CONSED);
  if (to != NULL) {
    s = gdl_graph_pack(to, G, out, 2, p->guard, p->guards, GDL_PACK_CHOICES, result, check,
                       &checks, &report, &err);
    assert_int_equal(gdl_graph_status(to), GDL_OK);
    if (s == GDL_OK) {
      assert_int_equal(report.choices, 80);
      s = gdl_pack_explain(&report, &t);
    }
  }
  left = -1;
  free(t.text);
  gdl_graph_free(to);
  program_free(p);
  return s;
}


static void test_every_request_may_fail (void **state) {
  (void)state;
#if defined(__SANITIZE_ADDRESS__)
  skip();
#endif
  gdl_status s;
  left_to_come = -1;
  assert_int_equal(pack_something(), GDL_OK);
  long before = in_use, granted = 0;
  do {
    left_to_come = granted++;
    s = pack_something();
    if (s != GDL_OK && s != GDL_ENOMEM)
      fail_msg("request %ld: status %d", granted, s);
    if (in_use != before)
      fail_msg("request %ld: %ld pieces of memory are lost", granted,
               in_use - before);
  } while (s != GDL_OK);
  assert_true(granted > 20);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_one_turn_differs),
    cmocka_unit_test(test_one_element_differs),
    cmocka_unit_test(test_layers),
    cmocka_unit_test(test_recurrence),
    cmocka_unit_test(test_little),
    cmocka_unit_test(test_triangle),
    cmocka_unit_test(test_arrays),
    cmocka_unit_test(test_outputs),
    cmocka_unit_test(test_bad_arguments),
    cmocka_unit_test(test_guards),
    cmocka_unit_test(test_every_request_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
