/*
** memory_test.c - memory that runs out at the first, second, third... request
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../folder.h"
#include "../starve.h"
#include "array/csv.h"
#include "array/linalg.h"
#include "array/npy.h"

/* Something that takes memory and gives it back. */
typedef gdl_status (*action) (gdl_error *err);


static gdl_status read_csv (gdl_error *err) {
  gdl_csv t;
  gdl_status status = gdl_csv_read(in_folder("m.csv"), &t, err);
  if (status == GDL_OK)
    gdl_csv_free(&t);
  return status;
}


static gdl_status read_npy (gdl_error *err) {
  gdl_array a;
  gdl_status status = gdl_npy_read(in_folder("m.npy"), &a, err);
  if (status == GDL_OK)
    free(a.data);
  return status;
}


static double numbers[9] = {4, 1, 0, 1, 5, 2, 0, 2, 6}, result[9];


static gdl_status write_csv (gdl_error *err) {
  gdl_array a = gdl_array_matrix(numbers, 3, 3);
  return gdl_csv_write(in_folder("m.csv"), &a, NULL, ',', err);
}


static gdl_status write_npy (gdl_error *err) {
  gdl_array a = gdl_array_matrix(numbers, 3, 3);
  return gdl_npy_write(in_folder("m.npy"), &a, err);
}


static gdl_status solve (gdl_error *err) {
  gdl_array A = gdl_array_matrix(numbers, 3, 3), b = gdl_array_vector(numbers, 3),
            x = gdl_array_vector(result, 3);
  return gdl_linalg_solve(&A, &b, &x, err);
}


static gdl_status lstsq (gdl_error *err) {
  gdl_array A = gdl_array_matrix(numbers, 3, 3), b = gdl_array_vector(numbers, 3),
            x = gdl_array_vector(result, 3);
  return gdl_linalg_lstsq(&A, &b, &x, NULL, err);
}


static gdl_status cholesky (gdl_error *err) {
  gdl_array A = gdl_array_matrix(numbers, 3, 3), L = gdl_array_matrix(result, 3, 3);
  return gdl_linalg_cholesky(&A, &L, err);
}


static gdl_status inverse (gdl_error *err) {
  gdl_array A = gdl_array_matrix(numbers, 3, 3), Z = gdl_array_matrix(result, 3, 3);
  return gdl_linalg_inverse(&A, &Z, err);
}


static gdl_status det (gdl_error *err) {
  gdl_array A = gdl_array_matrix(numbers, 3, 3);
  return gdl_linalg_det(&A, result, err);
}


static gdl_status eigh (gdl_error *err) {
  double v[9];
  gdl_array A = gdl_array_matrix(numbers, 3, 3), w = gdl_array_vector(result, 3),
            V = gdl_array_matrix(v, 3, 3);
  return gdl_linalg_eigh(&A, &w, &V, err);
}


static const struct {
  const char *name;
  action run;
} actions[] = {
  {"write_csv", write_csv}, {"read_csv", read_csv}, {"write_npy", write_npy},
  {"read_npy", read_npy}, {"solve", solve}, {"lstsq", lstsq},
  {"cholesky", cholesky}, {"inverse", inverse}, {"det", det}, {"eigh", eigh}
};


/* Runs 'run' until it has succeeded, allowing one request more each time. */
static void starve (const char *name, action run) {
  gdl_error err = {""};
  gdl_status status;
  if ((status = run(&err)) != GDL_OK)    /* libraries are loaded, once */
    fail_msg("%s: %s", name, err.text);
  int files = count_files();
  long before = in_use, granted = 0;
  do {
    left = granted++;
    status = run(&err);
    left = -1;
    if (status != GDL_OK && status != GDL_ENOMEM)
      fail_msg("%s: request %ld: %s", name, granted, err.text);
    if (in_use != before)
      fail_msg("%s: request %ld: %ld pieces of memory are lost", name, granted,
               in_use - before);
    assert_int_equal(count_files(), files);
  } while (status != GDL_OK);
  assert_true(granted > 1);
}


static void test_every_request_may_fail (void **state) {
  (void)state;
#if defined(__SANITIZE_ADDRESS__)
  skip();
#endif
  for (size_t k = 0; k < sizeof(actions) / sizeof(actions[0]); k++)
    starve(actions[k].name, actions[k].run);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_every_request_may_fail)
  };
  return cmocka_run_group_tests_name("memory", tests, make_folder, remove_folder);
}
