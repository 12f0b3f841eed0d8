/*
** npy_test.c - NumPy's .npy files
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../folder.h"
#include "array/npy.h"
#include "reference.h"

typedef struct file {
  unsigned char bytes[1024];
  size_t size;
} file;


/* A file of the given version, header text and elements. */
static file make_file (int version, const char *header, const void *elements,
                       size_t size) {
  file f = {"\x93NUMPY", 6};
  size_t n = strlen(header), wide = version == 1 ? 2 : 4;
  f.bytes[f.size++] = (unsigned char)version;
  f.bytes[f.size++] = 0;
  for (size_t k = 0; k < wide; k++)
    f.bytes[f.size++] = (unsigned char)(n >> 8 * k);
  memcpy(f.bytes + f.size, header, n);
  f.size += n;
  if (size > 0)
    memcpy(f.bytes + f.size, elements, size);
  f.size += size;
  return f;
}


static gdl_status read_file (const file *f, gdl_array *a, gdl_error *e) {
  return gdl_npy_read(write_bytes("t.npy", f->bytes, f->size), a, e);
}


static void check_elements (const char *descr, const char *bytes, size_t size,
                            const double *want, size_t n) {
  char header[128];
  gdl_array a;
  gdl_error e = {""};
  snprintf(header, sizeof(header),
           "{'descr': '%s', 'fortran_order': False, 'shape': (%zu,), }\n",
           descr, n);
  file f = make_file(1, header, bytes, size);
  if (read_file(&f, &a, &e) != GDL_OK)
    fail_msg("%s: %s", descr, e.text);
  assert_int_equal(a.rank, 1);
  assert_int_equal(a.rows, n);
  for (size_t i = 0; i < n; i++)
    assert_same(a.data[i], want[i]);
  free(a.data);
}


static void test_types (void **state) {
  (void)state;
  static const double f8[] = {1, -2.5, 0.1};
  check_elements("<f8", "\0\0\0\0\0\0\xf0\x3f" "\0\0\0\0\0\0\x04\xc0"
                 "\x9a\x99\x99\x99\x99\x99\xb9\x3f", 24, f8, 3);
  check_elements(">f8", "\x3f\xf0\0\0\0\0\0\0" "\xc0\x04\0\0\0\0\0\0"
                 "\x3f\xb9\x99\x99\x99\x99\x99\x9a", 24, f8, 3);
  static const double f4[] = {1, -2.5, INFINITY, NAN};
  check_elements("<f4", "\0\0\x80\x3f" "\0\0\x20\xc0" "\0\0\x80\x7f"
                 "\0\0\xc0\x7f", 16, f4, 4);
  check_elements(">f4", "\x3f\x80\0\0" "\xc0\x20\0\0" "\x7f\x80\0\0"
                 "\x7f\xc0\0\0", 16, f4, 4);
  static const double f2[] = {1, -2.5, 65504, 0x1p-24, 0x1p-14, -INFINITY, NAN,
                              -0.0, 1.5};
  check_elements("<f2", "\0\x3c" "\0\xc1" "\xff\x7b" "\x01\0" "\0\x04" "\0\xfc"
                 "\0\x7e" "\0\x80" "\0\x3e", 18, f2, 9);
  static const double i1[] = {1, -1, -128, 127}, u1[] = {1, 255, 128, 127};
  check_elements("|i1", "\x01\xff\x80\x7f", 4, i1, 4);
  check_elements("|u1", "\x01\xff\x80\x7f", 4, u1, 4);
  static const double i2[] = {258, -2}, u2[] = {258, 65534};
  check_elements("<i2", "\x02\x01\xfe\xff", 4, i2, 2);
  check_elements(">i2", "\x01\x02\xff\xfe", 4, i2, 2);
  check_elements(">u2", "\x01\x02\xff\xfe", 4, u2, 2);
  static const double i4[] = {-2147483648.0, 5}, u4[] = {2147483648.0, 5};
  check_elements("<i4", "\0\0\0\x80\x05\0\0\0", 8, i4, 2);
  check_elements(">u4", "\x80\0\0\0\0\0\0\x05", 8, u4, 2);
  static const double i8[] = {-9223372036854775808.0, -1},
                      u8[] = {9223372036854775808.0, 18446744073709551615.0};
  check_elements("<i8", "\0\0\0\0\0\0\0\x80" "\xff\xff\xff\xff\xff\xff\xff\xff",
                 16, i8, 2);
  check_elements("<u8", "\0\0\0\0\0\0\0\x80" "\xff\xff\xff\xff\xff\xff\xff\xff",
                 16, u8, 2);
  static const double b1[] = {0, 1, 1};
  check_elements("|b1", "\0\x01\x02", 3, b1, 3);
}


static void check_shape (int version, const char *header, int rank, size_t rows,
                         size_t cols, const char *order) {
  gdl_array a;
  gdl_error e = {""};
  file f = make_file(version, header, "\x01\x02\x03\x04\x05\x06\x07", 7);
  if (read_file(&f, &a, &e) != GDL_OK)
    fail_msg("%s: %s", header, e.text);
  assert_int_equal(a.rank, rank);
  assert_int_equal(a.rows, rows);
  assert_int_equal(a.cols, cols);
  assert_null(a.version);
  for (size_t i = 0; order[i] != '\0'; i++)
    assert_same(a.data[i], (double)(order[i] - '0'));
  free(a.data);
}


static void test_headers (void **state) {
  (void)state;
  check_shape(1, "{'descr': '|i1', 'fortran_order': False, 'shape': (2, 3), }",
              2, 2, 3, "123456");
  check_shape(1, "{'descr': '|i1', 'fortran_order': True, 'shape': (2, 3)}",
              2, 2, 3, "135246");
  check_shape(2, "{'shape': (3L,), 'descr': '|i1', 'fortran_order': True}",
              1, 3, 1, "123");
  check_shape(3, "{ \"shape\" :( ) ,\"fortran_order\":False,\"descr\":\"|u1\"} \n",
              0, 1, 1, "1");
  check_shape(1, "{'descr': '|i1', 'fortran_order': False, 'shape': (3)}",
              1, 3, 1, "123");
  check_shape(1, "{'descr': '|i1', 'fortran_order': False, 'shape': (0,)}",
              1, 0, 1, "");
  check_shape(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 5)}",
              2, 0, 5, "");
  check_shape(1, "{'descr': '<f8', 'fortran_order': True, "
              "'shape': (18446744073709551615, 0)}", 2, SIZE_MAX, 0, "");
}


static const struct {
  const char *header, *message;
} bad_headers[] = {
  {"", "malformed"},
  {"{", "malformed"},
  {"{}", "malformed"},
  {"{'descr': '<f8', 'fortran_order': False, }", "malformed"},
  {"{'descr': '<f8', 'shape': (1,)}", "malformed"},
  {"{'descr': '<f8', 'fortran_order': 1, 'shape': (1,)}", "malformed"},
  {"{'descr': '<f8', 'fortran_order': False, 'shape': [1]}", "malformed"},
  {"{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}", "malformed"},
  {"{'descr': '<f8', 'fortran_order': False, 'shape': (1 2)}", "malformed"},
  {"{'descr': '<f8', 'fortran_order': False, 'shape': (,)}", "malformed"},
  {"{'descr': '<f8', 'fortran_order': False, 'shape': (1,", "malformed"},
  {"{'descr': '<f8' 'fortran_order': False, 'shape': (1,)}", "malformed"},
  {"{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': ()}",
   "malformed"},
  {"{'descr': '<f8', 'fortran_order': False, 'shape': (), 'more': 1}",
   "malformed"},
  {"{'descr': '<f8', 'fortran_order': False, "
   "'shape': (99999999999999999999999,)}", "malformed"},
  {"{'descr': '<f8, 'fortran_order': False, 'shape': (1,)}", "'<f8, '"},
  {"{'descr': 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', "
   "'fortran_order': False, 'shape': (1,)}", "malformed"},
  {"{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}", "'<c8'"},
  {"{'descr': '<f16', 'fortran_order': False, 'shape': (1,)}", "'<f16'"},
  {"{'descr': '<f3', 'fortran_order': False, 'shape': (1,)}", "'<f3'"},
  {"{'descr': '<b8', 'fortran_order': False, 'shape': (1,)}", "'<b8'"},
  {"{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", "'|O'"},
  {"{'descr': '<U3', 'fortran_order': False, 'shape': (1,)}", "'<U3'"},
  {"{'descr': '?f8', 'fortran_order': False, 'shape': (1,)}", "'?f8'"},
  {"{'descr': '', 'fortran_order': False, 'shape': (1,)}", "''"},
  {"{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)}",
   "records"},
  {"{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1, 1)}",
   "3 dimensions"},
  {"{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}", "cut short"},
  {"{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2)}", "cut short"},
  {"{'descr': '|i1', 'fortran_order': False, 'shape': (16,)}", "cut short"},
  {"{'descr': '<f8', 'fortran_order': False, "
   "'shape': (4294967296, 4294967296)}", "cut short"},
  {"{'descr': '<f8', 'fortran_order': False, "
   "'shape': (2305843009213693953,)}", "cut short"}
};


static void test_malformed_headers (void **state) {
  (void)state;
  for (size_t k = 0; k < sizeof(bad_headers) / sizeof(bad_headers[0]); k++) {
    gdl_array a;
    gdl_error e = {""};
    file f = make_file(1, bad_headers[k].header, "123456789012345", 15);
    if (read_file(&f, &a, &e) != GDL_EFORMAT)
      fail_msg("%s was read", bad_headers[k].header);
    assert_non_null(strstr(e.text, "t.npy"));
    if (strstr(e.text, bad_headers[k].message) == NULL)
      fail_msg("%s: %s", bad_headers[k].header, e.text);
  }
}


static void test_malformed_files (void **state) {
  (void)state;
  gdl_array a;
  gdl_error e = {""};
  assert_int_equal(gdl_npy_read(in_folder("none.npy"), &a, &e), GDL_EIO);
  assert_non_null(strstr(e.text, "none.npy"));
  file f = make_file(4, "{'descr': '<f8', 'fortran_order': False, 'shape': ()}",
                     "12345678", 8);
  assert_int_equal(read_file(&f, &a, &e), GDL_EFORMAT);
  assert_non_null(strstr(e.text, "format 4.0"));
  f = make_file(1, "{'descr': '<f8', 'fortran_order': False, 'shape': ()}",
                "1234567", 7);
  assert_int_equal(read_file(&f, &a, &e), GDL_EFORMAT);
  assert_non_null(strstr(e.text, "cut short"));
  f.bytes[1] = 'X';
  assert_int_equal(read_file(&f, &a, NULL), GDL_EFORMAT);
}


/* Cut off anywhere, or with any one byte changed, a file is read or refused. */
static void test_damaged_files (void **state) {
  (void)state;
  gdl_array a;
  for (int version = 1; version <= 3; version++) {
    file whole = make_file(version, "{'descr': '<i2', 'fortran_order': True, "
                           "'shape': (2, 3), }\n", "abcdefghijkl", 12);
    for (size_t size = 0; size < whole.size; size++) {
      file f = whole;
      f.size = size;
      assert_int_equal(read_file(&f, &a, NULL), GDL_EFORMAT);
    }
    for (size_t at = 0; at < whole.size; at++)
      for (int flip = 1; flip < 256; flip = flip * 3 + 1) {
        file f = whole;
        f.bytes[at] ^= (unsigned char)flip;
        gdl_status status = read_file(&f, &a, NULL);
        assert_true(status == GDL_OK || status == GDL_EFORMAT);
        if (status == GDL_OK)
          free(a.data);
      }
  }
}


static void check_round_trip (const gdl_array *a) {
  gdl_array b;
  assert_int_equal(gdl_npy_write(in_folder("w.npy"), a, NULL), GDL_OK);
  assert_int_equal(gdl_npy_read(in_folder("w.npy"), &b, NULL), GDL_OK);
  assert_true(gdl_array_same_shape(a, &b));
  size_t n = gdl_array_length(a);
  for (size_t i = 0; i < n; i++)
    assert_int_equal(bits_of(b.data[i]), bits_of(a->data[i]));
  free(b.data);
}


static void test_round_trip (void **state) {
  (void)state;
  double *x = new_random(1400, 1);
  x[0] = NAN; x[1] = -0.0; x[2] = -INFINITY; x[3] = 5e-324;
  gdl_array all[] = {
    gdl_array_scalar(x), gdl_array_vector(x, 1), gdl_array_vector(x, 1400),
    gdl_array_matrix(x, 14, 100), gdl_array_matrix(x, 1400, 1),
    gdl_array_vector(NULL, 0), gdl_array_matrix(NULL, 0, 3),
    gdl_array_matrix(NULL, 3, 0)
  };
  for (size_t k = 0; k < sizeof(all) / sizeof(all[0]); k++)
    check_round_trip(&all[k]);
  free(x);
}


/* Byte for byte what NumPy writes. */
static void test_written_bytes (void **state) {
  (void)state;
  double x[2] = {1, -2};
  gdl_array v = gdl_array_vector(x, 2);
  assert_int_equal(gdl_npy_write(in_folder("w.npy"), &v, NULL), GDL_OK);
  size_t size;
  char *bytes = read_text("w.npy", &size);
  static const char prefix[] = "\x93NUMPY\x01\x00v\x00{'descr': '<f8', "
      "'fortran_order': False, 'shape': (2,), }";
  assert_int_equal(size, 128 + 16);
  assert_memory_equal(bytes, prefix, sizeof(prefix) - 1);
  for (size_t i = sizeof(prefix) - 1; i < 127; i++)
    assert_int_equal(bytes[i], ' ');
  assert_int_equal(bytes[127], '\n');
  assert_memory_equal(bytes + 128, "\0\0\0\0\0\0\xf0\x3f\0\0\0\0\0\0\0\xc0", 16);
  free(bytes);
}


static void test_write_errors (void **state) {
  (void)state;
  double x = 1;
  gdl_array s = gdl_array_scalar(&x);
  gdl_error e = {""};
  assert_int_equal(gdl_npy_write(in_folder("no/w.npy"), &s, &e), GDL_EIO);
  assert_non_null(strstr(e.text, "no/w.npy"));
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_types),
    cmocka_unit_test(test_headers),
    cmocka_unit_test(test_malformed_headers),
    cmocka_unit_test(test_malformed_files),
    cmocka_unit_test(test_damaged_files),
    cmocka_unit_test(test_round_trip),
    cmocka_unit_test(test_written_bytes),
    cmocka_unit_test(test_write_errors)
  };
  return cmocka_run_group_tests_name("npy", tests, make_folder, remove_folder);
}
