/*
** csv_test.c - tables of numbers and text
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>
#include <locale.h>

#include "../folder.h"
#include "array/csv.h"
#include "reference.h"


/* The table in 'text' on one line: the header in brackets, then the rows,
** cells by a blank, rows by a bar; texts in quotes. Or the error, without the
** folder. */
static const char *seen (const char *text) {
  static char line[4096];
  gdl_csv t;
  gdl_error e = {""};
  size_t n = 0;
  write_text("t.csv", text);
  if (gdl_csv_read(in_folder("t.csv"), &t, &e) != GDL_OK) {
    const char *name = strstr(e.text, "t.csv");
    assert_non_null(name);
    return strcpy(line, name);
  }
  line[0] = '\0';
#define PUT(...)  (n += (size_t)snprintf(line + n, sizeof(line) - n, __VA_ARGS__))
  if (t.names != NULL) {
    PUT("[");
    for (size_t j = 0; j < t.cols; j++)
      PUT("%s%s", j ? " " : "", t.names[j]);
    PUT("]");
  }
  for (size_t i = 0; i < t.rows; i++)
    for (size_t j = 0; j < t.cols; j++) {
      const char *between = j > 0 ? " " : i > 0 || t.names != NULL ? "|" : "";
      if (t.numeric[j]) {
        assert_null(t.texts[i * t.cols + j]);
        PUT("%s%g", between, t.values[i * t.cols + j]);
      }
      else {
        assert_true(isnan(t.values[i * t.cols + j]));
        PUT("%s'%s'", between, t.texts[i * t.cols + j]);
      }
    }
  gdl_csv_free(&t);
  gdl_csv_free(&t);   /* once more does no harm */
  return line;
}

static const struct {
  const char *text, *seen;
} cases[] = {
  /* separators */
  {"1,2\n3,4\n", "1 2|3 4"},
  {"1\t2\n3\t4\n", "1 2|3 4"},
  {"1;2\n3;4\n", "1 2|3 4"},
  {"a,b\tc\n1,1\t2\n", "[a,b c]|'1,1' 2"},
  {"a;b,c\nx;1,2\n", "[a;b c]|'x;1' 2"},
  {"\"a;b\",c\n1,2\n", "[a;b c]|1 2"},
  {"\"a\tb\",c\n1,2\n", "[a\tb c]|1 2"},
  {"5\n6\n", "5|6"},
  /* ends of lines and of the file */
  {"1,2\r\n3,4\r\n", "1 2|3 4"},
  {"1,2\r3,4\r", "1 2|3 4"},
  {"1,2\n3,4", "1 2|3 4"},
  {"1,2\n\n  \n3,4\n\n", "1 2|3 4"},
  {"\n \n1,2\n", "1 2"},
  {"1,2\n3,", "1 2|3 nan"},
  {"1,2\n   ", "1 2"},
  {"\xef\xbb\xbf" "a,b\n1,2\n", "[a b]|1 2"},
  {"7", "7"},
  /* spaces */
  {" 1 , 2 \n\t3 ,4\t \n", "1 2|3 4"},
  {" a b , \" c \" \n1,2\n", "[a b  c ]|1 2"},
  {"1 \t 2\n3\t4\n", "1 2|3 4"},
  {"a\tb\n\t2\n3\t\n", "[a b]|nan 2|3 nan"},
  /* numbers */
  {"+1,-.5,1e3,0x10,inf,-Infinity,nan,1.\n", "1 -0.5 1000 16 inf -inf nan 1"},
  {"1e999,-1e-999\n", "inf -0"},
  {"\"1\",\" 2 \"\n", "1 2"},
  /* headers */
  {"x,y\n1,2\n3,4\n", "[x y]|1 2|3 4"},
  {"x,2\n1,2\n", "[x 2]|1 2"},
  {"1,y\n1,2\n", "[1 y]|1 2"},
  {",y\n1,2\n", "[ y]|1 2"},
  {"name,age\nbob,7\namy,\n", "[name age]|'bob' 7|'amy' nan"},
  {"name,age\nbob,\namy,3\n", "[name age]|'bob' nan|'amy' 3"},
  {"bob,7\namy,9\n", "'bob' 7|'amy' 9"},
  {"a,b\nc,d\n", "[a b]|'c' 'd'"},
  {"a,b\n", "[a b]"},
  {"a,b\n,\n", "[a b]|nan nan"},
  {"a,\"b \"\"c\"\", d\"\n1,2\n", "[a b \"c\", d]|1 2"},
  {"\"line\nbreak\",b\n1,2\n", "[line\nbreak b]|1 2"},
  /* text and empty cells */
  {"k,v\n1,x\n2,7\n,\n", "[k v]|1 'x'|2 '7'|nan ''"},
  {"k,v\n1,\n2,\n", "[k v]|1 nan|2 nan"},
  {"k,v\n1,\"\"\n2,3\n", "[k v]|1 nan|2 3"},
  {"k,v\n1,it's 5\" long\n", "[k v]|1 'it's 5\" long'"},
  /* mistakes */
  {"", "t.csv: the file is empty"},
  {"\n \n", "t.csv: the file is empty"},
  {"\xef\xbb\xbf", "t.csv: the file is empty"},
  {"n,age\n1,7\n2,12a\n", "t.csv:3: column 2 ('age'): '12a' is not a number"},
  {"1,7\n\n2,x\n", "t.csv:3: column 2: 'x' is not a number"},
  {",y\n1,2\nq,3\n", "t.csv:3: column 1: 'q' is not a number"},
  {"x,y\n1,2\n1 2,3\n", "t.csv:3: column 1 ('x'): '1 2' is not a number"},
  {"x\n1\n0x\n", "t.csv:3: column 1 ('x'): '0x' is not a number"},
  {"x\n1\n--1\n", "t.csv:3: column 1 ('x'): '--1' is not a number"},
  {"x\n1\n1e\n", "t.csv:3: column 1 ('x'): '1e' is not a number"},
  {"x,t\n1,\"a\n\n\"\nw,b\n", "t.csv:5: column 1 ('x'): 'w' is not a number"},
  {"x\n1\n\"\n2\"\n", "t.csv:3: column 1 ('x'): '\n2' is not a number"},
  {"1,2\n3\n", "t.csv:2: 1 cell, but line 1 has 2"},
  {"\n1,2\r\n3,4,5\r\n", "t.csv:3: 3 cells, but line 2 has 2"},
  {"1,2,\n3,4\n", "t.csv:2: 2 cells, but line 1 has 3"},
  {"1,\"2\n3,4\n", "t.csv:1: column 2: a quote is never closed"},
  {"1,\"", "t.csv:1: column 2: a quote is never closed"},
  {"\"", "t.csv:1: column 1: a quote is never closed"},
  {"1,2\n\"3\"4,5\n", "t.csv:2: column 1: text after a closing quote"},
  {"1,2\n\"3\n\"4,5\n", "t.csv:3: column 1: text after a closing quote"}
};


static void test_many_small_files (void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
    assert_string_equal(seen(cases[i].text), cases[i].seen);
}


static void test_statuses (void **state) {
  (void)state;
  gdl_csv t;
  gdl_error e = {""};
  assert_int_equal(gdl_csv_read(in_folder("none.csv"), &t, &e), GDL_EIO);
  assert_non_null(strstr(e.text, "none.csv"));
  assert_null(t.values);
  assert_int_equal(gdl_csv_read(folder, &t, &e), GDL_EIO);
  write_text("bad.csv", "x\n1\ny\n");
  assert_int_equal(gdl_csv_read(in_folder("bad.csv"), &t, NULL), GDL_EFORMAT);
  assert_null(t.buffer);
  write_bytes("zero.csv", "1,2\n3,\0", 7);
  assert_int_equal(gdl_csv_read(in_folder("zero.csv"), &t, &e), GDL_EFORMAT);
  assert_non_null(strstr(e.text, "byte 7 is 0"));
}


/* A long name or cell does not push the rest out of the message. */
static void test_long_cells_in_messages (void **state) {
  (void)state;
  char text[3000];
  gdl_csv t;
  gdl_error e = {""};
  memset(text, 'n', 1000);
  memcpy(text + 1000, "\n1\n", 3);
  memset(text + 1003, 'c', 1000);
  text[2003] = '\0';
  write_text("long.csv", text);
  assert_int_equal(gdl_csv_read(in_folder("long.csv"), &t, &e), GDL_EFORMAT);
  assert_non_null(strstr(e.text, "is not a number"));
}


/* Whatever the bytes, the answer is a table or an error. Under a memory
** checker this looks for reads and writes outside. */
static void test_random_bytes (void **state) {
  (void)state;
  static const char alphabet[] = "12.,,,\"\"\n\n\r\t; ae-\xef\xbb\xbf";
  gdl_random r;
  gdl_random_seed(&r, 5);
  int good = 0, bad = 0;
  for (int trial = 0; trial < 3000; trial++) {
    char text[64];
    size_t n = (size_t)gdl_random_below(&r, sizeof(text));
    for (size_t i = 0; i < n; i++)
      text[i] = trial % 10 == 0
                    ? (char)gdl_random_below(&r, 256)
                    : alphabet[gdl_random_below(&r, sizeof(alphabet) - 1)];
    gdl_csv t;
    gdl_error e = {""};
    write_bytes("r.csv", text, n);
    gdl_status status = gdl_csv_read(in_folder("r.csv"), &t, &e);
    if (status == GDL_OK) {
      good++;
      for (size_t k = 0; k < t.rows * t.cols; k++)
        assert_true(t.numeric[k % t.cols] ? t.texts[k] == NULL
                                          : strlen(t.texts[k]) < 64);
      gdl_csv_free(&t);
    }
    else {
      bad++;
      assert_int_equal(status, GDL_EFORMAT);
      assert_true(e.text[0] != '\0');
    }
  }
  assert_true(good > 100 && bad > 100);
}


static void test_many_cells (void **state) {
  (void)state;
  size_t n = 100000;
  char *text = malloc(2 * n + 1);
  gdl_csv t;
  for (size_t i = 0; i < n; i++)
    memcpy(text + 2 * i, "7,", 2);
  write_bytes("wide.csv", text, 2 * n);
  assert_int_equal(gdl_csv_read(in_folder("wide.csv"), &t, NULL), GDL_OK);
  assert_int_equal(t.rows, 1);
  assert_int_equal(t.cols, n + 1);
  assert_same(t.values[n - 1], 7.0);
  assert_same(t.values[n], NAN);
  gdl_csv_free(&t);
  for (size_t i = 0; i < n; i++)
    text[2 * i + 1] = '\n';
  write_bytes("high.csv", text, 2 * n);
  assert_int_equal(gdl_csv_read(in_folder("high.csv"), &t, NULL), GDL_OK);
  assert_int_equal(t.rows, n);
  assert_same(t.values[n - 1], 7.0);
  gdl_csv_free(&t);
  free(text);
}


/*
** Writing
*/
static const double numbers[] = {
  0, -0.0, 1, 0.1, -2.5, 1.0 / 3, 1e15, 123456789012345680.0, 5e-324, DBL_MAX,
  DBL_MIN, 2.2250738585072011e-308, INFINITY, -INFINITY, NAN, 1e22, 1e23
};

#define NUMBERS (sizeof(numbers) / sizeof(numbers[0]))


static void test_numbers_come_back (void **state) {
  (void)state;
  size_t rows = NUMBERS + 500;
  double *x = new_random(rows * 2, 3);
  memcpy(x, numbers, sizeof(numbers));
  gdl_array a = gdl_array_matrix(x, rows, 2);
  for (const char *s = ",\t;"; *s != '\0'; s++) {
    gdl_csv t;
    assert_int_equal(gdl_csv_write(in_folder("w.csv"), &a, NULL, *s, NULL),
                     GDL_OK);
    assert_int_equal(gdl_csv_read(in_folder("w.csv"), &t, NULL), GDL_OK);
    assert_int_equal(t.rows, rows);
    assert_int_equal(t.cols, 2);
    assert_null(t.names);
    for (size_t k = 0; k < rows * 2; k++)
      assert_same(t.values[k], x[k]);
    gdl_csv_free(&t);
  }
  free(x);
}


static void check_written (const gdl_array *a, const char *const *names,
                           char separator, const char *want) {
  assert_int_equal(gdl_csv_write(in_folder("w.csv"), a, names, separator, NULL),
                   GDL_OK);
  char *text = read_text("w.csv", NULL);
  assert_string_equal(text, want);
  free(text);
}


static void test_written_text (void **state) {
  (void)state;
  double x[6] = {1, 0.1, -3, 1e300, NAN, -INFINITY};
  gdl_array m = gdl_array_matrix(x, 2, 3), v = gdl_array_vector(x, 2),
            s = gdl_array_scalar(x), none = gdl_array_matrix(NULL, 0, 2);
  const char *const names[] = {"a", "b c", "say \"hi\", x"};
  check_written(&m, NULL, ',', "1,0.1,-3\n1e+300,nan,-inf\n");
  check_written(&m, names, '\t',
                "a\t\"b c\"\t\"say \"\"hi\"\", x\"\n1\t0.1\t-3\n1e+300\tnan\t-inf\n");
  check_written(&v, NULL, ',', "1\n0.1\n");
  check_written(&v, names, ',', "a\n1\n0.1\n");
  check_written(&s, NULL, ',', "1\n");
  check_written(&none, names, ',', "a,\"b c\"\n");
}


static void test_names_come_back (void **state) {
  (void)state;
  double x[4] = {1, 2, 3, 4};
  const char *const names[] = {"", "a,b", "two\nlines", " \"q\" "};
  gdl_array m = gdl_array_matrix(x, 1, 4);
  gdl_csv t;
  for (const char *s = ",\t;"; *s != '\0'; s++) {
    assert_int_equal(gdl_csv_write(in_folder("n.csv"), &m, names, *s, NULL), GDL_OK);
    assert_int_equal(gdl_csv_read(in_folder("n.csv"), &t, NULL), GDL_OK);
    assert_non_null(t.names);
    for (int j = 0; j < 4; j++)
      assert_string_equal(t.names[j], names[j]);
    assert_int_equal(t.rows, 1);
    gdl_csv_free(&t);
  }
}


static void test_write_errors (void **state) {
  (void)state;
  double x = 1;
  gdl_array s = gdl_array_scalar(&x);
  gdl_error e = {""};
  assert_int_equal(gdl_csv_write(in_folder("no/such/w.csv"), &s, NULL, ',', &e),
                   GDL_EIO);
  assert_non_null(strstr(e.text, "no/such/w.csv"));
  assert_int_equal(gdl_csv_write(folder, &s, NULL, ',', &e), GDL_EIO);
  if (access("/dev/full", W_OK) == 0)
    assert_int_equal(gdl_csv_write("/dev/full", &s, NULL, ',', &e), GDL_EIO);
}


/* An embedding program may write commas in its numbers. */
static void test_locale_does_not_matter (void **state) {
  (void)state;
  static const char *const locales[] = {
    "de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "ru_RU.UTF-8"
  };
  for (size_t i = 0; i < sizeof(locales) / sizeof(locales[0]); i++)
    if (setlocale(LC_ALL, locales[i]) != NULL)
      break;
  double x[2] = {1.5, 2.25};
  gdl_array v = gdl_array_vector(x, 2);
  const char *before = localeconv()->decimal_point;
  check_written(&v, NULL, ',', "1.5\n2.25\n");
  assert_string_equal(seen("1.5,2.25\n"), before[0] == ',' ? "1,5 2,25" : "1.5 2.25");
  assert_string_equal(localeconv()->decimal_point, before);
  setlocale(LC_ALL, "C");
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_many_small_files),
    cmocka_unit_test(test_statuses),
    cmocka_unit_test(test_long_cells_in_messages),
    cmocka_unit_test(test_random_bytes),
    cmocka_unit_test(test_many_cells),
    cmocka_unit_test(test_numbers_come_back),
    cmocka_unit_test(test_written_text),
    cmocka_unit_test(test_names_come_back),
    cmocka_unit_test(test_write_errors),
    cmocka_unit_test(test_locale_does_not_matter)
  };
  return cmocka_run_group_tests_name("csv", tests, make_folder, remove_folder);
}
