/*
** array_test.c - shapes and descriptors
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "array/array.h"


static void test_descriptors (void **state) {
  (void)state;
  double x[6];
  gdl_array s = gdl_array_scalar(x), v = gdl_array_vector(x, 6),
            m = gdl_array_matrix(x, 2, 3);
  assert_int_equal(s.rank, 0);
  assert_int_equal(gdl_array_length(&s), 1);
  assert_int_equal(v.rank, 1);
  assert_int_equal(gdl_array_length(&v), 6);
  assert_int_equal(m.rank, 2);
  assert_int_equal(gdl_array_length(&m), 6);
  assert_ptr_equal(m.data, x);
  assert_null(m.version);
}


static void test_same_shape (void **state) {
  (void)state;
  gdl_array s = gdl_array_scalar(NULL), v1 = gdl_array_vector(NULL, 1),
            v6 = gdl_array_vector(NULL, 6), m23 = gdl_array_matrix(NULL, 2, 3),
            m32 = gdl_array_matrix(NULL, 3, 2), m61 = gdl_array_matrix(NULL, 6, 1);
  assert_true(gdl_array_same_shape(&m23, &m23));
  assert_true(gdl_array_same_shape(&v6, &v6));
  assert_false(gdl_array_same_shape(&s, &v1));
  assert_false(gdl_array_same_shape(&v6, &m61));
  assert_false(gdl_array_same_shape(&m23, &m32));
}


static void test_shape_text (void **state) {
  (void)state;
  char text[48];
  gdl_array s = gdl_array_scalar(NULL), v = gdl_array_vector(NULL, 3),
            m = gdl_array_matrix(NULL, 2, 3),
            most = gdl_array_matrix(NULL, SIZE_MAX, SIZE_MAX);
  assert_string_equal(gdl_array_shape_text(&s, text, sizeof(text)), "number");
  assert_string_equal(gdl_array_shape_text(&v, text, sizeof(text)), "vector of 3");
  assert_string_equal(gdl_array_shape_text(&m, text, sizeof(text)),
                      "matrix of 2 x 3");
  assert_ptr_equal(gdl_array_shape_text(&m, text, sizeof(text)), text);
  gdl_array_shape_text(&most, text, sizeof(text));
  assert_true(strlen(text) < sizeof(text));
}


static void test_touch (void **state) {
  (void)state;
  uint64_t version = 3;
  gdl_array v = gdl_array_vector(NULL, 3);
  gdl_array_touch(&v);            /* a temporary has none */
  v.version = &version;
  gdl_array_touch(&v);
  assert_int_equal(version, 4);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_descriptors),
    cmocka_unit_test(test_same_shape),
    cmocka_unit_test(test_shape_text),
    cmocka_unit_test(test_touch)
  };
  return cmocka_run_group_tests_name("array", tests, NULL, NULL);
}
