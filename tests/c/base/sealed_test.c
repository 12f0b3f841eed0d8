/*
** sealed_test.c - binary files that are whole and unharmed, or refused
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../folder.h"
#include "base/crc.h"
#include "base/sealed.h"

#define HEAD 24
#define TAIL 8

static const gdl_seal kind = {"thing", "\001THING\n\002", 3};
static gdl_error e;


static gdl_status write_thing (const char *name, const void *data,
                               size_t size) {
  gdl_bytes b = {NULL, 0, 0, 0};
  gdl_put_raw(&b, data, size);
  gdl_status status = gdl_sealed_write(in_folder(name), &kind, &b, &e);
  gdl_bytes_free(&b);
  return status;
}


/* What reading answers; contents that are read are compared. */
static gdl_status read_thing (const char *name, const void *want,
                              size_t size) {
  unsigned char *data = (unsigned char *)"";
  gdl_reader r;
  gdl_status status = gdl_sealed_read(in_folder(name), &kind, &data, &r, &e);
  if (status == GDL_OK) {
    assert_int_equal(gdl_reader_left(&r), size);
    assert_memory_equal(r.at, want, size);
    free(data);
  }
  else
    assert_null(data);
  return status;
}


static void test_there_and_back (void **state) {
  (void)state;
  char large[70000];
  for (size_t i = 0; i < sizeof(large); i++)
    large[i] = (char)(i * 13 >> 2);
  static const size_t sizes[] = {0, 1, 8, 1000, 70000};
  int files = count_files();
  for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
    assert_int_equal(write_thing("f", large, sizes[k]), GDL_OK);
    assert_int_equal(read_thing("f", large, sizes[k]), GDL_OK);
  }
  assert_int_equal(count_files(), files + 1);
}


static void test_layout (void **state) {
  (void)state;
  static const unsigned char head[] = {
    1, 'T', 'H', 'I', 'N', 'G', '\n', 2, 3, 0, 0, 0, 0, 0, 0, 0,
    2, 0, 0, 0, 0, 0, 0, 0, 'h', 'i'
  };
  size_t size;
  assert_int_equal(write_thing("f", "hi", 2), GDL_OK);
  char *text = read_text("f", &size);
  assert_int_equal(size, sizeof(head) + TAIL);
  assert_memory_equal(text, head, sizeof(head));
  uint64_t sum = gdl_crc64(0, head, sizeof(head));
  for (int i = 0; i < TAIL; i++)
    assert_int_equal((unsigned char)text[sizeof(head) + (size_t)i],
                     sum >> 8*i & 0xff);
  free(text);
}


static void test_cut_off (void **state) {
  (void)state;
  size_t size;
  assert_int_equal(write_thing("f", "some bytes", 10), GDL_OK);
  char *text = read_text("f", &size);
  for (size_t n = 0; n < size; n++) {
    write_bytes("g", text, n);
    assert_int_equal(read_thing("g", NULL, 0), GDL_EFORMAT);
    assert_non_null(strstr(e.text, n < 8 ? "is not a thing of gdlua"
                                         : "is incomplete"));
  }
  write_bytes("g", text, size + 1);
  assert_int_equal(read_thing("g", NULL, 0), GDL_EFORMAT);
  assert_non_null(strstr(e.text, "longer than it says"));
  free(text);
}


static void test_every_bit (void **state) {
  (void)state;
  size_t size;
  assert_int_equal(write_thing("f", "some bytes", 10), GDL_OK);
  char *text = read_text("f", &size);
  for (size_t bit = 0; bit < 8*size; bit++) {
    text[bit / 8] ^= (char)(1 << bit % 8);
    write_bytes("g", text, size);
    text[bit / 8] ^= (char)(1 << bit % 8);
    assert_int_equal(read_thing("g", NULL, 0), GDL_EFORMAT);
    assert_non_null(strstr(e.text, bit < 64 ? "is not a thing of gdlua" :
                           bit < 96 ? "this gdlua reads version 3" :
                           bit < 192 ? "thing '" : "its checksum"));
  }
  write_bytes("g", text, size);
  assert_int_equal(read_thing("g", "some bytes", 10), GDL_OK);
  free(text);
}


/* A length that no memory could hold is looked at before it is believed. */
static void test_huge_length (void **state) {
  (void)state;
  char text[HEAD + TAIL];
  memset(text, 0xff, sizeof(text));
  memcpy(text, "\001THING\n\002\003\0\0\0\0\0\0\0", 16);
  write_bytes("g", text, sizeof(text));
  assert_int_equal(read_thing("g", NULL, 0), GDL_EFORMAT);
  assert_non_null(strstr(e.text, "is incomplete"));
}


static void test_what_is_no_file (void **state) {
  (void)state;
  assert_int_equal(read_thing("none", NULL, 0), GDL_EIO);
  assert_non_null(strstr(e.text, "none': No such file"));
  assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
  assert_int_equal(read_thing("pipe", NULL, 0), GDL_EIO);
  assert_non_null(strstr(e.text, "not a regular file"));
  assert_int_equal(read_thing(".", NULL, 0), GDL_EIO);
  assert_non_null(strstr(e.text, "it is a directory"));
  write_bytes("empty", "", 0);
  assert_int_equal(read_thing("empty", NULL, 0), GDL_EFORMAT);
  assert_non_null(strstr(e.text, "it is empty"));
}


static void test_write_errors (void **state) {
  (void)state;
  gdl_bytes b = {NULL, 0, 0, 1};
  assert_int_equal(write_thing("no/f", "x", 1), GDL_EIO);
  assert_int_equal(gdl_sealed_write(in_folder("f"), &kind, &b, &e),
                   GDL_ENOMEM);
  if (access("/dev/full", W_OK) == 0) {
    b.failed = 0;
    assert_int_equal(gdl_sealed_write("/dev/full", &kind, &b, &e), GDL_EIO);
    assert_non_null(strstr(e.text, "No space"));
  }
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_there_and_back),
    cmocka_unit_test(test_layout),
    cmocka_unit_test(test_cut_off),
    cmocka_unit_test(test_every_bit),
    cmocka_unit_test(test_huge_length),
    cmocka_unit_test(test_what_is_no_file),
    cmocka_unit_test(test_write_errors)
  };
  return cmocka_run_group_tests_name("sealed", tests, make_folder,
                                     remove_folder);
}
