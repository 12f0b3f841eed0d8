/*
** blocks_test.c - tests of base/blocks.h
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/blocks.h"

#define COUNT 2000

static gdl_blocks *b;


static int begin (void **state) {
  (void)state;
  b = gdl_blocks_new();
  return b == NULL;
}


static int end (void **state) {
  (void)state;
  gdl_blocks_free(b);
  return 0;
}


static size_t next (uint64_t *seed, size_t below) {
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return (size_t)(*seed >> 33) % below;
}


/* Blocks of all sizes come, change their sizes and go; none touches another. */
static void test_random_sizes (void **state) {
  (void)state;
  static unsigned char *p[COUNT];
  static size_t size[COUNT];
  uint64_t seed = 1;
  for (size_t turn = 0; turn < 40 * COUNT; turn++) {
    size_t i = next(&seed, COUNT);
    size_t wanted = next(&seed, next(&seed, 8) == 0 ? 3000 : 2 * GDL_BLOCKS_MOST);
    if (wanted % 5 == 0)
      wanted = 0;
    unsigned char *q = gdl_blocks_realloc(b, p[i], size[i], wanted);
    assert_true((q == NULL) == (wanted == 0));
    assert_true((uintptr_t)q % 16 == 0);
    for (size_t k = 0; k < size[i] && k < wanted; k++)
      assert_int_equal(q[k], (i * 7) % 251);
    if (wanted > 0)
      memset(q, (int)((i * 7) % 251), wanted);
    p[i] = q;
    size[i] = wanted;
  }
  for (size_t i = 0; i < COUNT; i++)
    assert_null(gdl_blocks_realloc(b, p[i], size[i], 0));
}


static void test_what_is_freed_is_used_again (void **state) {
  (void)state;
  void *p = gdl_blocks_realloc(b, NULL, 0, 40);
  void *q = gdl_blocks_realloc(b, NULL, 0, 40);
  assert_ptr_not_equal(p, q);
  gdl_blocks_realloc(b, p, 40, 0);
  assert_ptr_equal(gdl_blocks_realloc(b, NULL, 0, 48), p);
  assert_ptr_equal(gdl_blocks_realloc(b, p, 48, 33), p);
  gdl_blocks_realloc(b, p, 33, 0);
  gdl_blocks_realloc(b, q, 40, 0);
}


/* As those of a state that was made before the blocks were. */
static void test_blocks_of_malloc (void **state) {
  (void)state;
  char *p = malloc(32);
  strcpy(p, "malloc's");
  p = gdl_blocks_realloc(b, p, 32, 1000);
  assert_string_equal(p, "malloc's");
  p = gdl_blocks_realloc(b, p, 1000, 64);
  assert_string_equal(p, "malloc's");
  assert_null(gdl_blocks_realloc(b, p, 64, 0));
  p = malloc(32);
  assert_null(gdl_blocks_realloc(b, p, 32, 0));
}


/* Of one size there may be many, of many sizes some; all are freed in the end. */
static void test_large_blocks (void **state) {
  (void)state;
  void *p = gdl_blocks_realloc(b, NULL, 0, 8016);
  gdl_blocks_realloc(b, p, 8016, 0);
  assert_ptr_equal(gdl_blocks_realloc(b, NULL, 0, 8016), p);
  gdl_blocks_realloc(b, p, 8016, 0);
  static void *many[400];
  for (size_t turn = 0; turn < 3; turn++) {
    for (size_t i = 0; i < 400; i++) {
      size_t size = turn == 1 ? 1000 + 300 * i : 8016;
      many[i] = gdl_blocks_realloc(b, NULL, 0, size);
      assert_non_null(many[i]);
      memset(many[i], (int)i, size);
    }
    for (size_t i = 0; i < 400; i++) {
      size_t size = turn == 1 ? 1000 + 300 * i : 8016;
      assert_int_equal(((unsigned char *)many[i])[size - 1], i % 256);
      gdl_blocks_realloc(b, many[i], size, 0);
    }
  }
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_random_sizes),
    cmocka_unit_test(test_what_is_freed_is_used_again),
    cmocka_unit_test(test_blocks_of_malloc),
    cmocka_unit_test(test_large_blocks),
  };
  return cmocka_run_group_tests(tests, begin, end);
}
