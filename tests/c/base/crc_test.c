/*
** crc_test.c - checksums
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/crc.h"


/* One bit at a time, as the polynomial says. */
static uint64_t slow (const unsigned char *p, size_t size) {
  uint64_t c = ~(uint64_t)0;
  for (size_t i = 0; i < size; i++) {
    c ^= p[i];
    for (int bit = 0; bit < 8; bit++)
      c = c & 1 ? c >> 1 ^ 0xc96c5795d7870f42u : c >> 1;
  }
  return ~c;
}


/* The check value of CRC-64/XZ in the catalogue of parametrised CRCs. */
static void test_known (void **state) {
  (void)state;
  assert_int_equal(gdl_crc64(0, "123456789", 9), 0x995dc9bbdf1939fau);
  assert_int_equal(gdl_crc64(0, "", 0), 0);
}


static void test_lengths_and_parts (void **state) {
  (void)state;
  unsigned char data[100];
  for (size_t i = 0; i < sizeof(data); i++)
    data[i] = (unsigned char)(i * 37 + 11);
  for (size_t n = 0; n <= sizeof(data); n++) {
    uint64_t whole = gdl_crc64(0, data, n);
    assert_int_equal(whole, slow(data, n));
    for (size_t cut = 0; cut <= n; cut += 3)
      assert_int_equal(gdl_crc64(gdl_crc64(0, data, cut), data + cut, n - cut),
                       whole);
  }
}


/* Every single bit matters. */
static void test_sees_bits (void **state) {
  (void)state;
  unsigned char data[40];
  memset(data, 0, sizeof(data));
  uint64_t before = gdl_crc64(0, data, sizeof(data));
  for (size_t bit = 0; bit < 8 * sizeof(data); bit++) {
    data[bit / 8] ^= (unsigned char)(1 << bit % 8);
    assert_int_not_equal(gdl_crc64(0, data, sizeof(data)), before);
    data[bit / 8] ^= (unsigned char)(1 << bit % 8);
  }
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_known),
    cmocka_unit_test(test_lengths_and_parts),
    cmocka_unit_test(test_sees_bits)
  };
  return cmocka_run_group_tests_name("crc", tests, NULL, NULL);
}
