/*
** print_test.c - graphs as Lua, as LaTeX, and line by line
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "build.h"

static const char *const names_of_params[] = {"x", "y", "theta1", "rate", "a_b"};
static const char *const names_of_inputs[] = {"epoch"};
static const gdl_names names = {names_of_params, 5, names_of_inputs, 1, NULL, 0};

static gdl_graph *G;


static int open_graph (void **state) {
  (void)state;
  G = gdl_graph_new(GDL_GRAPH_RAW);
  return G == NULL;
}


static int close_graph (void **state) {
  (void)state;
  gdl_graph_free(G);
  return 0;
}


static void check (gdl_node n, gdl_print_style style, const char *expected) {
  gdl_text t = {NULL, 0, 0};
  assert_good(G);
  assert_int_equal(gdl_print_expression(G, n, &names, style, 0, &t), GDL_OK);
  assert_string_equal(t.text, expected);
  assert_int_equal(t.length, strlen(expected));
  free(t.text);
}


static void text (gdl_node n, const char *expected) {
  check(n, GDL_PRINT_TEXT, expected);
}


static void latex (gdl_node n, const char *expected) {
  check(n, GDL_PRINT_LATEX, expected);
}


#define X  P(0)
#define Y  P(1)


static void test_parentheses (void **state) {
  (void)state;
  text(ADD(ADD(X, Y), X), "x + y + x");
  text(ADD(X, ADD(Y, X)), "x + (y + x)");
  text(SUB(X, SUB(Y, X)), "x - (y - x)");
  text(SUB(SUB(X, Y), X), "x - y - x");
  text(MUL(ADD(X, Y), X), "(x + y)*x");
  text(MUL(X, MUL(Y, X)), "x*(y*x)");
  text(DIV(MUL(X, Y), X), "x*y/x");
  text(MUL(X, DIV(Y, X)), "x*(y/x)");
  text(B(mod, X, ADD(Y, X)), "x % (y + x)");
  text(B(idiv, X, MUL(Y, X)), "x//(y*x)");
  text(POW(X, K(2)), "x^2");
  text(POW(POW(X, Y), X), "(x^y)^x");
  text(POW(X, POW(Y, X)), "x^y^x");
  text(POW(X, U(neg, Y)), "x^-y");
  text(POW(U(neg, X), Y), "(-x)^y");
  text(POW(ADD(X, Y), MUL(X, Y)), "(x + y)^(x*y)");
  text(U(neg, POW(X, Y)), "-x^y");
  text(U(neg, MUL(X, Y)), "-(x*y)");
  text(MUL(U(neg, X), Y), "-x*y");
  text(MUL(X, U(neg, Y)), "x*-y");
  text(U(neg, U(neg, X)), "-(-x)");
  text(SUB(X, U(neg, Y)), "x - -y");
  text(U(neg, ADD(X, Y)), "-(x + y)");
  text(U(sin, ADD(X, Y)), "sin(x + y)");
  text(POW(U(sin, X), K(2)), "sin(x)^2");
  text(B(lt, ADD(X, Y), X), "x + y < x");
  text(ADD(B(lt, X, Y), X), "(x < y) + x");
  text(B(eq, B(le, X, Y), K(0)), "(x <= y) == 0");
  text(MUL(K(2), U(sech2, X)), "2*(1/cosh(x)^2)");
  text(SUB(MUL(MUL(K(-400), X), SUB(Y, POW(X, K(2)))), MUL(K(2), SUB(K(1), X))),
       "-400*x*(y - x^2) - 2*(1 - x)");
}


static void test_numbers (void **state) {
  (void)state;
  text(K(0.1), "0.1");
  text(K(1.0 / 3), "0.3333333333333333");
  text(K(1e100), "1e+100");
  text(K(-2), "-2");
  text(POW(K(-2), X), "(-2)^x");
  text(SUB(X, K(-2)), "x - -2");
  text(U(neg, K(-2)), "-(-2)");
  text(K(INFINITY), "math.huge");
  text(MUL(X, K(-INFINITY)), "x*-math.huge");
  text(K(NAN), "(0/0)");
  text(K(-0.0), "-0.0");
  latex(K(1.5e-20), "1.5 \\cdot 10^{-20}");
  latex(K(INFINITY), "\\infty");
  latex(K(NAN), "\\text{NaN}");
}


static void test_functions (void **state) {
  (void)state;
  gdl_node v = PV(0, 4), A = PM(0, 2, 3);
  text(B(atan2, Y, X), "atan(y, x)");
  text(B(hypot, X, Y), "hypot(x, y)");
  text(B(max, X, K(0)), "max(x, 0)");
  text(WHERE(B(lt, X, Y), X, K(0)), "where(x < y, x, 0)");
  text(B(polygamma, K(2), X), "polygamma(2, x)");
  text(SUM(v), "sum(x[1:4])");
  text(gdl_graph_sum(G, A, GDL_AXIS_ALONG), "sum(x[1:6], 2)");
  text(gdl_graph_element(G, U(sin, v), 2), "sin(x[1:4])[3]");
  text(gdl_graph_element(G, U(sin, A), 4), "sin(x[1:6])[2][2]");
  text(gdl_graph_slice(G, U(sin, v), gdl_shape_vector(2), (gdl_view){0, 2, 0}),
       "sin(x[1:4])[1:3:2]");
  text(gdl_graph_concat(G, (gdl_node[]){X, MUL(X, Y), K(1)}, 3), "{x, x*y, 1}");
  text(gdl_graph_sum_of(G, (gdl_node[]){X, Y}, 2), "add(x, y)");
  text(gdl_graph_gemv(G, A, PV(0, 2), GDL_TRANSPOSE_A), "matmul(transpose(x[1:6]), x[1:2])");
  text(gdl_graph_dot(G, v, v), "dot(x[1:4], x[1:4])");
  text(gdl_graph_norm2(G, v), "norm(x[1:4])");
  text(gdl_graph_broadcast(G, X, gdl_shape_vector(3)), "broadcast(x, 3)");
  text(gdl_graph_pad(G, X, gdl_shape_vector(3), (gdl_view){1, 0, 0}), "pad(x, 2)");
  text(gdl_graph_gather(G, v, (uint32_t[]){3, 0, 0, 0, 0, 0, 1}, 7),
       "gather(x[1:4], {4, 1, 1, 1, 1, 1, ...})");
  text(gdl_graph_input(G, 0), "epoch");
  text(gdl_graph_input(G, 1), "t[2]");
  text(P(9), "x[10]");
  text(gdl_graph_data(G, 2, gdl_shape_vector(3)), "data[3]");
}


static void test_latex (void **state) {
  (void)state;
  latex(DIV(ADD(X, Y), MUL(X, Y)), "\\frac{x + y}{x y}");
  latex(POW(X, ADD(X, Y)), "x^{x + y}");
  latex(POW(ADD(X, Y), K(2)), "\\left(x + y\\right)^{2}");
  latex(MUL(X, K(2)), "x \\cdot 2");
  latex(MUL(K(2), X), "2 x");
  latex(MUL(K(2), POW(K(3), X)), "2 \\cdot 3^{x}");
  latex(MUL(X, U(neg, Y)), "x \\cdot -y");
  latex(U(sin, POW(X, K(2))), "\\sin\\left(x^{2}\\right)");
  latex(U(sqrt, ADD(X, Y)), "\\sqrt{x + y}");
  latex(U(abs, X), "\\left|x\\right|");
  latex(U(exp, U(neg, X)), "e^{-x}");
  latex(U(floor, X), "\\left\\lfloor x\\right\\rfloor");
  latex(U(log1p, ADD(X, Y)), "\\log\\left(1 + x + y\\right)");
  latex(B(hypot, X, ADD(X, Y)), "\\sqrt{x^{2} + \\left(x + y\\right)^{2}}");
  latex(WHERE(B(lt, X, Y), X, K(0)),
        "\\begin{cases} x & x < y \\\\ 0 & \\text{else} \\end{cases}");
  latex(B(le, X, Y), "x \\le y");
  latex(P(2), "\\theta_{1}");
  latex(P(3), "\\mathrm{rate}");
  latex(P(4), "a_{b}");
  latex(P(9), "x_{10}");
  latex(gdl_graph_gemv(G, PM(0, 2, 2), PV(0, 2), 0), "x_{1:4} x_{1:2}");
}


/* Every row has templates that name its operands and nothing else. */
static void test_templates (void **state) {
  (void)state;
  for (int op = 0; op < GDL_OP_COUNT; op++) {
    const gdl_op_row *row = &gdl_op_table[op];
    const char *both[2] = {row->text, row->latex};
    assert_true(gdl_op_doc((gdl_op)op)[0] != '\0');
    assert_int_equal(gdl_op_find(row->name), op);
    if (row->kind == GDL_KIND_LEAF)
      continue;
    for (int k = 0; k < 2; k++)
      for (const char *t = both[k]; *t != '\0'; t++)
        if (strchr("#~!@", *t) != NULL) {
          t++;
          if (row->arity == GDL_NARY ? *t != '*' : *t < '1' || *t > '0' + row->arity)
            fail_msg("%s: template '%s'", row->name, both[k]);
        }
  }
  assert_int_equal(gdl_op_find("none"), GDL_OP_COUNT);
  for (int u = 0; u < GDL_U_COUNT; u++)
    assert_string_equal(gdl_op_table[gdl_op_of_unary((gdl_unary)u)].name,
                        gdl_unary_table[u].name);
  for (int b = 0; b < GDL_B_COUNT; b++)
    assert_string_equal(gdl_op_table[gdl_op_of_binary((gdl_binary)b)].name,
                        gdl_binary_table[b].name);
}


static void test_limit (void **state) {
  (void)state;
  gdl_node n = X;
  for (int k = 0; k < 60; k++)    /* 2^60 times x */
    n = MUL(n, n);
  gdl_text t = {NULL, 0, 0};
  gdl_text_put(&t, "f = ");
  assert_int_equal(gdl_print_expression(G, n, &names, GDL_PRINT_TEXT, 20, &t), GDL_OK);
  assert_string_equal(t.text, "f = x*x*(x*x)*(x*x*(x*x)...");
  free(t.text);
  t = (gdl_text){NULL, 0, 0};
  n = X;
  for (int k = 0; k < 100000; k++)    /* deep, not wide */
    n = U(sin, n);
  assert_int_equal(gdl_print_expression(G, n, &names, GDL_PRINT_TEXT, 0, &t), GDL_OK);
  assert_int_equal(t.length, 500001);
  free(t.text);
  t = (gdl_text){NULL, 0, 0};
  assert_int_equal(gdl_print_expression(G, GDL_NO_NODE, NULL, GDL_PRINT_TEXT, 0, &t),
                   GDL_EINVAL);
  n = GDL_NO_NODE;
  assert_int_equal(gdl_print_listing(G, &n, 1, NULL, &t), GDL_EINVAL);
  assert_null(t.text);
}


static void test_listing (void **state) {
  (void)state;
  gdl_node v = PV(2, 3), A = gdl_graph_data(G, 0, gdl_shape_matrix(4, 3));
  gdl_node dead = U(exp, v);
  gdl_node y = gdl_graph_gemv(G, A, v, 0);
  gdl_node out[2] = {
    SUM(MUL(y, K(0.5))),
    gdl_graph_slice(G, gdl_graph_sum(G, A, GDL_AXIS_DOWN), gdl_shape_vector(2),
                    (gdl_view){1, 1, 0})
  };
  gdl_text t = {NULL, 0, 0};
  (void)dead;
  assert_int_equal(gdl_print_listing(G, out, 2, NULL, &t), GDL_OK);
  assert_string_equal(t.text,
    "%0 = param x[3:5] : vector of 3\n"
    "%1 = data data[1] : matrix of 4 x 3\n"
    "%3 = gemv %1 %0 : vector of 4\n"
    "%4 = constant 0.5 : number\n"
    "%5 = mul %3 %4 : vector of 4\n"
    "%6 = sum %5 : number\n"
    "%7 = sum %1 down : vector of 3\n"
    "%8 = slice %7 [2:3] : vector of 2\n");
  free(t.text);
}


int main (void) {
#define TEST(f)  cmocka_unit_test_setup_teardown(f, open_graph, close_graph)
  const struct CMUnitTest tests[] = {
    TEST(test_parentheses), TEST(test_numbers), TEST(test_functions),
    TEST(test_latex), TEST(test_templates), TEST(test_limit), TEST(test_listing)
  };
  return cmocka_run_group_tests_name("print", tests, NULL, NULL);
}
