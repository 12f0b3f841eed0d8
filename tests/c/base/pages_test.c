/*
** pages_test.c - large pieces of memory
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/pages.h"

#define MB ((size_t)1 << 20)


static int is_zero (const unsigned char *p, size_t bytes) {
  for (size_t k = 0; k < bytes; k++)
    if (p[k] != 0)
      return 0;
  return 1;
}


/* All bytes are there, all are 0, and what was given back is no harm. */
static void test_sizes (void **state) {
  static const size_t sizes[] = {0, 1, 100, 2 * MB - 1, 2 * MB, 3 * MB, 4 * MB - 1, 4 * MB, 4 * MB + 1,
                                 5 * MB + 17, 16 * MB, 16 * MB + 4096};
  (void)state;
  for (int round = 0; round < 3; round++)
    for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
      unsigned char *p = gdl_pages_new(sizes[k]);
      assert_non_null(p);
      assert_int_equal((uintptr_t)p % 16, 0);
      assert_true(is_zero(p, sizes[k]));
      memset(p, 0xa5, sizes[k]);
      if (sizes[k] >= 2 * MB)
        assert_int_equal((uintptr_t)p % (2 * MB), 0);
      gdl_pages_free(p, sizes[k]);
    }
  gdl_pages_free(NULL, 5);
  gdl_pages_free(NULL, 50 * MB);
}


/* Pieces that are there at one time are apart. */
static void test_apart (void **state) {
  unsigned char *p[8];
  (void)state;
  for (int k = 0; k < 8; k++) {
    p[k] = gdl_pages_new(5 * MB + (size_t)k);
    memset(p[k], k + 1, 5 * MB + (size_t)k);
  }
  for (int k = 7; k >= 0; k--) {
    for (size_t i = 0; i < 5 * MB; i += 1001)
      assert_int_equal(p[k][i], k + 1);
    gdl_pages_free(p[k], 5 * MB + (size_t)k);
  }
}


static void test_too_much (void **state) {
  (void)state;
  assert_null(gdl_pages_new(SIZE_MAX));
  assert_null(gdl_pages_new(SIZE_MAX - 3 * MB));
  assert_null(gdl_pages_new(SIZE_MAX / 2));
}


/* A wish changes nothing, wherever the piece begins and ends. */
static void test_wish (void **state) {
  size_t bytes = 9 * MB + 123;
  unsigned char *p = malloc(bytes);
  (void)state;
  assert_non_null(p);
  memset(p, 7, bytes);
  gdl_pages_wish(p, bytes);
  gdl_pages_wish(p + 1, bytes - 1);
  gdl_pages_wish(p + 4097, 4 * MB);
  gdl_pages_wish(p, 1);
  gdl_pages_wish(p, 0);
  for (size_t k = 0; k < bytes; k += 4095)
    assert_int_equal(p[k], 7);
  free(p);
}


/* A piece that was freed comes again for one of the same size, and for no other. */
static void test_any (void **state) {
  (void)state;
  char *p = gdl_pages_any(3 * MB), *q = gdl_pages_any(3 * MB);
  assert_non_null(p);
  assert_non_null(q);
  memset(p, 1, 3 * MB);
  memset(q, 2, 3 * MB);
  gdl_pages_free(p, 3 * MB);
  gdl_pages_free(q, 3 * MB);
  char *other = gdl_pages_any(2 * MB);
  assert_true(other != q);
  memset(other, 3, 2 * MB);
  assert_ptr_equal(gdl_pages_any(3 * MB + 5), q);
  char *zero = gdl_pages_new(3 * MB);
  for (size_t i = 0; i < 3 * MB; i += 4096)
    assert_int_equal(zero[i], 0);
  gdl_pages_free(zero, 3 * MB);
  char *small = gdl_pages_any(100);
  memset(small, 4, 100);
  gdl_pages_free(small, 100);
  gdl_pages_free(other, 2 * MB);
  gdl_pages_free(q, 3 * MB + 5);
  assert_null(gdl_pages_any(SIZE_MAX));
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_sizes),
    cmocka_unit_test(test_apart),
    cmocka_unit_test(test_wish),
    cmocka_unit_test(test_too_much),
    cmocka_unit_test(test_any),
  };
  return cmocka_run_group_tests_name("pages", tests, NULL, NULL);
}
