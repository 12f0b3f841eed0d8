/*
** file_test.c - whole files, in and out
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../folder.h"
#include "base/file.h"

static gdl_error e;


static void test_read (void **state) {
  (void)state;
  char *data;
  size_t size;
  char *large = malloc(300000);
  for (size_t i = 0; i < 300000; i++)
    large[i] = (char)(i * 7 >> 3);
  static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 300000};
  for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
    write_bytes("f", large, sizes[k]);
    assert_int_equal(gdl_file_read(in_folder("f"), &data, &size, &e), GDL_OK);
    assert_int_equal(size, sizes[k]);
    if (size > 0)
      assert_memory_equal(data, large, size);
    assert_int_equal(data[size], 0);
    free(data);
  }
  free(large);
}


/* A pipe has no size of its own. */
static void test_read_pipe (void **state) {
  (void)state;
  char command[700], *data;
  size_t size;
  assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
  snprintf(command, sizeof(command), "seq 50000 > %s &", folder_path);
  assert_int_equal(system(command), 0);
  assert_int_equal(gdl_file_read(in_folder("pipe"), &data, &size, &e), GDL_OK);
  assert_int_equal(size, 288894);
  assert_string_equal(data + size - 6, "50000\n");
  free(data);
}


static void test_read_errors (void **state) {
  (void)state;
  char *data;
  size_t size;
  assert_int_equal(gdl_file_read(in_folder("none"), &data, &size, &e), GDL_EIO);
  assert_non_null(strstr(e.text, "none': No such file"));
  assert_int_equal(gdl_file_read(folder, &data, &size, &e), GDL_EIO);
  assert_non_null(strstr(e.text, "directory"));
  assert_int_equal(gdl_file_read(folder, &data, &size, NULL), GDL_EIO);
}


static void check_text (const char *name, const char *want) {
  char *text = read_text(name, NULL);
  assert_string_equal(text, want);
  free(text);
}


static void test_write (void **state) {
  (void)state;
  gdl_file f;
  int files = count_files();
  assert_int_equal(gdl_file_create(in_folder("new"), &f, &e), GDL_OK);
  fputs("first", f.stream);
  assert_int_equal(access(in_folder("new"), F_OK), -1);   /* not yet there */
  assert_int_equal(gdl_file_close(&f, &e), GDL_OK);
  check_text("new", "first");
  assert_int_equal(gdl_file_create(in_folder("new"), &f, &e), GDL_OK);
  fputs("second", f.stream);
  fflush(f.stream);
  check_text("new", "first");
  assert_int_equal(gdl_file_close(&f, &e), GDL_OK);
  check_text("new", "second");
  assert_int_equal(count_files(), files + 1);
}


static void test_abandon (void **state) {
  (void)state;
  gdl_file f;
  write_text("kept", "old");
  int files = count_files();
  assert_int_equal(gdl_file_create(in_folder("kept"), &f, &e), GDL_OK);
  fputs("half", f.stream);
  gdl_file_abandon(&f);
  check_text("kept", "old");
  assert_int_equal(count_files(), files);
}


static void test_permissions_and_links (void **state) {
  (void)state;
  gdl_file f;
  struct stat s;
  char target[512];
  write_text("target", "old");
  strcpy(target, folder_path);
  assert_int_equal(chmod(target, 0640), 0);
  assert_int_equal(symlink("target", in_folder("link")), 0);
  assert_int_equal(gdl_file_create(in_folder("link"), &f, &e), GDL_OK);
  fputs("new", f.stream);
  assert_int_equal(gdl_file_close(&f, &e), GDL_OK);
  check_text("target", "new");
  assert_int_equal(lstat(in_folder("link"), &s), 0);
  assert_true(S_ISLNK(s.st_mode));
  assert_int_equal(stat(target, &s), 0);
  assert_int_equal(s.st_mode & 0777, 0640);
}


static void test_devices_are_written_directly (void **state) {
  (void)state;
  gdl_file f;
  struct stat s;
  assert_int_equal(gdl_file_create("/dev/null", &f, &e), GDL_OK);
  fputs("gone", f.stream);
  assert_int_equal(gdl_file_close(&f, &e), GDL_OK);
  assert_int_equal(stat("/dev/null", &s), 0);
  assert_true(S_ISCHR(s.st_mode));
}


static void test_write_errors (void **state) {
  (void)state;
  gdl_file f;
  assert_int_equal(gdl_file_create(in_folder("no/f"), &f, &e), GDL_EIO);
  assert_non_null(strstr(e.text, "no/f': No such file"));
  assert_int_equal(gdl_file_create(folder, &f, &e), GDL_EIO);
  if (access("/dev/full", W_OK) == 0) {
    assert_int_equal(gdl_file_create("/dev/full", &f, &e), GDL_OK);
    fputs("too much", f.stream);
    assert_int_equal(gdl_file_close(&f, &e), GDL_EIO);
    assert_non_null(strstr(e.text, "No space"));
  }
}


/* A write that failed on the way: the old file stays. */
static void test_failed_write_changes_nothing (void **state) {
  (void)state;
  gdl_file f;
  write_text("old", "precious");
  int files = count_files();
  assert_int_equal(gdl_file_create(in_folder("old"), &f, &e), GDL_OK);
  fputs("lost", f.stream);
  assert_int_equal(close(fileno(f.stream)), 0);
  assert_int_equal(gdl_file_close(&f, &e), GDL_EIO);
  check_text("old", "precious");
  assert_int_equal(count_files(), files);
}


static void test_durable (void **state) {
  (void)state;
  gdl_file f;
  int files = count_files();
  for (int i = 0; i < 2; i++) {
    assert_int_equal(gdl_file_create(in_folder("durable"), &f, &e), GDL_OK);
    f.durable = 1;
    fputs(i == 0 ? "one" : "two", f.stream);
    assert_int_equal(gdl_file_close(&f, &e), GDL_OK);
    check_text("durable", i == 0 ? "one" : "two");
  }
  assert_int_equal(count_files(), files + 1);
  assert_int_equal(gdl_file_create("/dev/null", &f, &e), GDL_OK);
  f.durable = 1;                        /* of what is no file nobody asks that */
  assert_int_equal(gdl_file_close(&f, &e), GDL_OK);
}


/* A file in the folder the program runs in has no folder in its name. */
static void test_bare_name (void **state) {
  (void)state;
  gdl_file f;
  char before[4096];
  assert_non_null(getcwd(before, sizeof(before)));
  assert_int_equal(chdir(folder), 0);
  assert_int_equal(gdl_file_create("bare", &f, &e), GDL_OK);
  f.durable = 1;
  fputs("here", f.stream);
  assert_int_equal(gdl_file_close(&f, &e), GDL_OK);
  assert_int_equal(chdir(before), 0);
  check_text("bare", "here");
}


/* What is killed while it writes leaves nothing behind, where the file system
** has files without a name. */
static void test_nothing_before_the_end (void **state) {
  (void)state;
  gdl_file f;
  int files = count_files();
  assert_int_equal(gdl_file_create(in_folder("later"), &f, &e), GDL_OK);
  fputs("text", f.stream);
  fflush(f.stream);
  assert_int_equal(count_files(), files + !f.nameless);
  assert_int_equal(gdl_file_close(&f, &e), GDL_OK);
  assert_int_equal(count_files(), files + 1);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_read),
    cmocka_unit_test(test_read_pipe),
    cmocka_unit_test(test_read_errors),
    cmocka_unit_test(test_write),
    cmocka_unit_test(test_abandon),
    cmocka_unit_test(test_permissions_and_links),
    cmocka_unit_test(test_devices_are_written_directly),
    cmocka_unit_test(test_write_errors),
    cmocka_unit_test(test_failed_write_changes_nothing),
    cmocka_unit_test(test_durable),
    cmocka_unit_test(test_bare_name),
    cmocka_unit_test(test_nothing_before_the_end)
  };
  return cmocka_run_group_tests_name("file", tests, make_folder, remove_folder);
}
