/*
** lapack_test.c - a machine without LAPACK
** This program's own dlopen takes the place of the system's and finds nothing.
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dlfcn.h>
#include <string.h>

#include "array/lapack.h"
#include "array/linalg.h"

static int asked;


__attribute__((visibility("default"))) void *dlopen (const char *name, int flags) {
  (void)name;
  (void)flags;
  asked++;
  return NULL;
}


static void test_library_is_missing (void **state) {
  (void)state;
  double x[4] = {1, 0, 0, 1}, z[2] = {7, 7}, det;
  gdl_array A = gdl_array_matrix(x, 2, 2), v = gdl_array_vector(z, 2);
  gdl_error e = {""};
  assert_int_equal(gdl_linalg_solve(&A, &v, &v, &e), GDL_ENOLIB);
  assert_non_null(strstr(e.text, "libopenblas0-pthread"));
  assert_int_equal(asked, 2);
  assert_int_equal(gdl_linalg_lstsq(&A, &v, &v, NULL, &e), GDL_ENOLIB);
  assert_int_equal(gdl_linalg_cholesky(&A, &A, &e), GDL_ENOLIB);
  assert_int_equal(gdl_linalg_inverse(&A, &A, &e), GDL_ENOLIB);
  assert_int_equal(gdl_linalg_det(&A, &det, &e), GDL_ENOLIB);
  assert_int_equal(gdl_linalg_eigh(&A, &v, &A, NULL), GDL_ENOLIB);
  assert_int_equal(asked, 2);    /* the failure is remembered */
  assert_true(z[0] == 7 && x[0] == 1);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_library_is_missing)
  };
  return cmocka_run_group_tests_name("lapack", tests, NULL, NULL);
}
