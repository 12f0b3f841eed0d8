/*
** bytes_test.c - values as bytes and back
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"


static void test_layout (void **state) {
  (void)state;
  static const unsigned char want[] = {
    0xab, 4, 3, 2, 1, 8, 7, 6, 5, 4, 3, 2, 1,
    0, 0, 0, 0, 0, 0, 0xf0, 0x3f,                         /* 1.0 */
    2, 0, 0, 0, 0, 0, 0, 0, 'h', 'i',
    'N', 'A', 'M', 'E', 1, 0, 0, 0, 0, 0, 0, 0, 7
  };
  gdl_bytes b = {NULL, 0, 0, 0};
  gdl_put_u8(&b, 0xab);
  gdl_put_u32(&b, 0x01020304);
  gdl_put_u64(&b, 0x0102030405060708);
  gdl_put_f64(&b, 1);
  gdl_put_text(&b, "hi", 2);
  size_t at = gdl_put_section(&b, "NAME");
  gdl_put_u8(&b, 7);
  gdl_end_section(&b, at);
  assert_false(b.failed);
  assert_int_equal(b.size, sizeof(want));
  assert_memory_equal(b.data, want, sizeof(want));
  gdl_bytes_free(&b);
  assert_null(b.data);
}


static void test_there_and_back (void **state) {
  (void)state;
  const double v[] = {0, -0.0, 1e-310, -INFINITY, 0x1.fffffffffffffp1023};
  double w[5];
  size_t length;
  gdl_bytes b = {NULL, 0, 0, 0};
  gdl_put_f64(&b, -NAN);
  gdl_put_doubles(&b, v, 5);
  gdl_put_u32(&b, UINT32_MAX);
  gdl_put_u64(&b, UINT64_MAX);
  gdl_put_text(&b, "a\0b", 3);
  gdl_put_u8(&b, 1);
  size_t at = gdl_put_section(&b, "ABCD");
  gdl_put_u32(&b, 5);
  gdl_end_section(&b, at);
  gdl_reader r = gdl_reader_of(b.data, b.size);
  double nan = gdl_get_f64(&r);
  assert_true(isnan(nan) && signbit(nan));
  gdl_get_doubles(&r, w, 5);
  assert_memory_equal(v, w, sizeof(v));
  assert_int_equal(gdl_get_u32(&r), UINT32_MAX);
  assert_int_equal(gdl_get_u64(&r), UINT64_MAX);
  assert_memory_equal(gdl_get_text(&r, &length), "a\0b", 3);
  assert_int_equal(length, 3);
  assert_int_equal(gdl_get_flag(&r), 1);
  assert_false(gdl_reader_done(&r));
  gdl_reader s = gdl_get_section(&r, "ABCD");
  assert_true(gdl_reader_done(&r));
  assert_int_equal(gdl_reader_left(&s), 4);
  assert_int_equal(gdl_get_u32(&s), 5);
  assert_true(gdl_reader_done(&s));
  gdl_bytes_free(&b);
}


/* From a block without a byte to spare: a sanitizer sees what is read behind
** its end. */
static gdl_reader reader (unsigned char **data, size_t size) {
  *data = malloc(size + (size == 0));
  memset(*data, 0xff, size);
  return gdl_reader_of(*data, size);
}


static void test_too_short (void **state) {
  (void)state;
  double v[3] = {7, 7, 7};
  size_t length;
  for (size_t size = 0; size < 24; size++) {
    unsigned char *data;
    gdl_reader r = reader(&data, size);
    if (size < 8) {
      assert_int_equal(gdl_get_u64(&r), 0);
      assert_true(r.failed);
    }
    r = gdl_reader_of(data, size);
    gdl_get_doubles(&r, v, 3);
    assert_true(r.failed);
    assert_true(v[0] == 0 && v[2] == 0);
    assert_int_equal(gdl_get_u8(&r), 0);            /* and so it stays */
    assert_int_equal(gdl_reader_left(&r), 0);
    r = gdl_reader_of(data, size);
    assert_string_equal(gdl_get_text(&r, &length), "");
    assert_int_equal(length, 0);
    assert_true(r.failed);
    r = gdl_reader_of(data, size);
    gdl_reader s = gdl_get_section(&r, "ABCD");
    assert_true(r.failed && s.failed);
    assert_int_equal(gdl_get_u32(&s), 0);
    free(data);
  }
}


/* A section that says it is longer than the block. */
static void test_section_too_long (void **state) {
  (void)state;
  gdl_bytes b = {NULL, 0, 0, 0};
  gdl_put_raw(&b, "ABCD", 4);
  gdl_put_u64(&b, 3);
  gdl_put_raw(&b, "xy", 2);
  gdl_reader r = gdl_reader_of(b.data, b.size);
  gdl_reader s = gdl_get_section(&r, "ABCD");
  assert_true(r.failed && s.failed);
  r = gdl_reader_of(b.data, b.size);
  s = gdl_get_section(&r, "ABCE");
  assert_true(r.failed && s.failed);
  gdl_bytes_free(&b);
}


static void test_counts_and_flags (void **state) {
  (void)state;
  gdl_bytes b = {NULL, 0, 0, 0};
  gdl_put_u64(&b, 2);
  gdl_put_raw(&b, "123456", 6);
  gdl_reader r = gdl_reader_of(b.data, b.size);
  assert_int_equal(gdl_get_count(&r, 3), 2);
  assert_false(r.failed);
  r = gdl_reader_of(b.data, b.size);
  assert_int_equal(gdl_get_count(&r, 4), 0);
  assert_true(r.failed);
  r = gdl_reader_of(b.data, b.size);
  assert_int_equal(gdl_get_flag(&r), 0);            /* 2 is none */
  assert_true(r.failed);
  gdl_bytes_free(&b);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_layout),
    cmocka_unit_test(test_there_and_back),
    cmocka_unit_test(test_too_short),
    cmocka_unit_test(test_section_too_long),
    cmocka_unit_test(test_counts_and_flags)
  };
  return cmocka_run_group_tests_name("bytes", tests, NULL, NULL);
}
