/*
** random_test.c - random numbers
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

#define MANY 200000


/* The authors' own program, started from the state 1, 2, 3, 4. */
static void test_known_stream (void **state) {
  (void)state;
  gdl_random r = {{1, 2, 3, 4}};
  static const uint64_t want[] = {
    41943041u, 58720359u, 3588806011781223u, 3591011842654386u,
    9228616714210784205u, 9973669472204895162u
  };
  for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
    assert_true(gdl_random_bits(&r) == want[i]);
}


/* splitmix64 from 0 begins with these. */
static void test_seed (void **state) {
  (void)state;
  gdl_random r, s;
  gdl_random_seed(&r, 0);
  assert_true(r.s[0] == 0xe220a8397b1dcdafu);
  assert_true(r.s[1] == 0x6e789e6aa1b965f4u);
  assert_true(r.s[2] == 0x06c45d188009454fu);
  gdl_random_seed(&s, 1);
  assert_memory_not_equal(&r, &s, sizeof(r));
  gdl_random_seed(&s, 0);
  assert_memory_equal(&r, &s, sizeof(r));
}


static void test_copy_is_the_same_stream (void **state) {
  (void)state;
  gdl_random r, s;
  gdl_random_seed(&r, 5);
  for (int i = 0; i < 100; i++)
    gdl_random_normal(&r);
  s = r;
  for (int i = 0; i < 100; i++)
    assert_true(gdl_random_normal(&r) == gdl_random_normal(&s));
}


static void test_uniform (void **state) {
  (void)state;
  gdl_random r;
  double sum = 0, sumsq = 0;
  gdl_random_seed(&r, 1);
  for (int i = 0; i < MANY; i++) {
    double u = gdl_random_uniform(&r);
    assert_true(u >= 0 && u < 1);
    assert_true(floor(u * 0x1p53) == u * 0x1p53);
    sum += u;
    sumsq += (u - 0.5) * (u - 0.5);
  }
  assert_true(fabs(sum / MANY - 0.5) < 0.003);      /* 4.6 standard errors */
  assert_true(fabs(sumsq / MANY - 1.0 / 12) < 0.001);
}


static void test_normal (void **state) {
  (void)state;
  gdl_random r;
  double m1 = 0, m2 = 0, m3 = 0, m4 = 0;
  gdl_random_seed(&r, 2);
  for (int i = 0; i < MANY; i++) {
    double z = gdl_random_normal(&r);
    m1 += z;
    m2 += z * z;
    m3 += z * z * z;
    m4 += z * z * z * z;
  }
  assert_true(fabs(m1 / MANY) < 0.01);
  assert_true(fabs(m2 / MANY - 1) < 0.015);
  assert_true(fabs(m3 / MANY) < 0.04);
  assert_true(fabs(m4 / MANY - 3) < 0.1);
}


static void test_below (void **state) {
  (void)state;
  gdl_random r;
  int count[7] = {0};
  gdl_random_seed(&r, 3);
  for (int i = 0; i < 70000; i++)
    count[gdl_random_below(&r, 7)]++;
  for (int k = 0; k < 7; k++)
    assert_true(abs(count[k] - 10000) < 450);
  for (int i = 0; i < 100; i++)
    assert_true(gdl_random_below(&r, 1) == 0);
  /* three quarters of the words are accepted here, and none is biased */
  uint64_t n = 3ull << 62;
  int low = 0;
  for (int i = 0; i < 30000; i++) {
    uint64_t k = gdl_random_below(&r, n);
    assert_true(k < n);
    low += k < 1ull << 62;
  }
  assert_true(abs(low - 10000) < 450);
}


static void test_permutation (void **state) {
  (void)state;
  gdl_random r;
  size_t p[100];
  gdl_random_seed(&r, 4);
  for (size_t n = 0; n <= 100; n++) {
    unsigned char seen[100] = {0};
    gdl_random_permutation(&r, p, n);
    for (size_t i = 0; i < n; i++) {
      assert_true(p[i] < n && !seen[p[i]]);
      seen[p[i]] = 1;
    }
  }
  int count[6] = {0};
  for (int i = 0; i < 60000; i++) {
    gdl_random_permutation(&r, p, 3);
    count[p[0] * 2 + (p[1] > p[2])]++;
  }
  for (int k = 0; k < 6; k++)
    assert_true(abs(count[k] - 10000) < 450);
}


static void test_entropy (void **state) {
  (void)state;
  assert_true(gdl_random_entropy() != gdl_random_entropy());
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_known_stream),
    cmocka_unit_test(test_seed),
    cmocka_unit_test(test_copy_is_the_same_stream),
    cmocka_unit_test(test_uniform),
    cmocka_unit_test(test_normal),
    cmocka_unit_test(test_below),
    cmocka_unit_test(test_permutation),
    cmocka_unit_test(test_entropy)
  };
  return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
