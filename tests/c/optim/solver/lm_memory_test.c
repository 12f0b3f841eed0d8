/*
** lm_memory_test.c - the least-squares solver when memory runs out at the first,
** second, third... request
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../starve.h"
#include "array/linalg.h"
#include "optim/solver.h"

static const gdl_solver *const lm = &gdl_solver_levenberg_marquardt;


static void test_solver (void **state) {
  (void)state;
#if defined(__SANITIZE_ADDRESS__)
  skip();
#endif
  gdl_problem p = {.n = 3, .residuals = 7, .loss = {GDL_LOSS_LINEAR, 1}};
  void *self, *copy;
  assert_int_equal(lm->create(&p, NULL, NULL, &self), GDL_OK);   /* loads LAPACK */
  lm->destroy(self);
  long before = in_use;
  gdl_status status = GDL_ENOMEM;
  for (long k = 0; status != GDL_OK; k++) {
    left = k;
    status = lm->create(&p, NULL, NULL, &self);
    left = -1;
    assert_true(status == GDL_OK || (status == GDL_ENOMEM && in_use == before));
  }
  long with_one = in_use;
  status = GDL_ENOMEM;
  for (long k = 0; status != GDL_OK; k++) {
    left = k;
    status = lm->copy(self, &copy);
    left = -1;
    assert_true(status == GDL_OK || (status == GDL_ENOMEM && in_use == with_one));
  }
  lm->destroy(copy);
  lm->destroy(self);
  assert_int_equal(in_use, before);
}


/* More than there can be. */
static void test_sizes (void **state) {
  (void)state;
#if defined(__SANITIZE_ADDRESS__)
  skip();
#endif
  void *self;
  gdl_problem p = {.n = (size_t)1 << 31, .residuals = (size_t)1 << 31,
                   .loss = {GDL_LOSS_LINEAR, 1}};
  long before = in_use;
  gdl_status status = lm->create(&p, NULL, NULL, &self);
  assert_true(status == GDL_ENOMEM || status == GDL_EINVAL);
  p.n = 3, p.residuals = SIZE_MAX / 16;
  status = lm->create(&p, NULL, NULL, &self);
  assert_true(status == GDL_ENOMEM || status == GDL_EINVAL);
  assert_int_equal(in_use, before);
}


static void test_svd (void **state) {
  (void)state;
#if defined(__SANITIZE_ADDRESS__)
  skip();
#endif
  double a[6] = {1, 2, 3, 4, 5, 7}, s[2], vt[4];
  gdl_array A = gdl_array_matrix(a, 3, 2), S = gdl_array_vector(s, 2);
  gdl_array V = gdl_array_matrix(vt, 2, 2);
  gdl_error err;
  long before = in_use;
  assert_int_equal(gdl_linalg_svd(&A, &S, &V, &err), GDL_OK);
  for (long k = 0; k < 2; k++) {
    left = k;
    gdl_status status = gdl_linalg_svd(&A, &S, &V, &err);
    left = -1;
    assert_int_equal(status, GDL_ENOMEM);
    assert_int_equal(in_use, before);
  }
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_solver),
    cmocka_unit_test(test_sizes),
    cmocka_unit_test(test_svd)
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
