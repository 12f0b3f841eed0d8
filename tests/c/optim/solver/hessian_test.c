/*
** hessian_test.c - what solvers ask of a Hessian
*/
#include "optim/solver/hessian.h"
#include "run.h"

/* Products that are not quite symmetric. */
static gdl_status lopsided (gdl_problem *p, const double *x, const double *v,
                            double *hv) {
  (void)p;
  (void)x;
  hv[0] = 2*v[0] + 3*v[1];
  hv[1] = 4*v[0] + 5*v[1];
  return GDL_OK;
}


static void test_matrix (void **state) {
  (void)state;
  gdl_problem p = {.n = 2, .hessian_vector = lopsided};
  double x[2] = {0, 0}, unit[2] = {9, 9}, h[4];
  int finite = 0;
  assert_int_equal(gdl_hessian_matrix(&p, x, unit, h, &finite), GDL_OK);
  assert_true(finite);
  assert_true(h[0] == 2 && h[1] == 3.5 && h[2] == 3.5 && h[3] == 5);

  run r;
  double start[4] = {1, 2, 3, 4}, work[4], w[16];
  run_start_with(&r, &gdl_solver_newton, cost_wood, 4, NULL);
  assert_int_equal(gdl_hessian_matrix(&r.t.p, start, work, w, &finite), GDL_OK);
  assert_true(finite);
  assert_int_equal(r.t.products, 4);
  assert_true(fabs(w[0] - (1200*1 - 400*2 + 2)) < 1e-4);
  assert_true(fabs(w[1] + 400) < 1e-4 && w[4] == w[1]);
  assert_true(fabs(w[7] - 19.8) < 1e-4 && w[13] == w[7]);
  r.t.fail_product_at = 6;
  assert_int_equal(gdl_hessian_matrix(&r.t.p, start, work, w, &finite),
                   GDL_ECALLBACK);
  run_end(&r);

  run_start_with(&r, &gdl_solver_newton, cost_log_nan, 2, NULL);
  double outside[2] = {-1, 0};
  assert_int_equal(gdl_hessian_matrix(&r.t.p, outside, work, w, &finite),
                   GDL_OK);
  assert_false(finite);
  run_end(&r);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_matrix)
  };
  return cmocka_run_group_tests_name("hessian", tests, NULL, NULL);
}
