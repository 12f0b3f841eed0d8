/*
** compiled.h - for tests of compiled programs: those of tests/c/exec once more,
** every program compiled before its first run
** Included between program.h there and the test.
*/
#ifndef GDL_TESTS_JIT_COMPILED_H
#define GDL_TESTS_JIT_COMPILED_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "exec/compiler.h"

static size_t runs, compiled_runs;

static size_t run_and_count (gdl_program *p, const gdl_bindings *b,
                             double *const *result) {
  size_t answer = gdl_program_run(p, b, result);
  runs++;
  compiled_runs += (size_t)gdl_program_is_compiled(p);
  return answer;
}

#define gdl_program_run  run_and_count


/* The file of the compiler: of the build that is tested. */
static inline void use_compiler (const char *mode) {
  const char *build = getenv("GDLUA_BUILD");
  char path[4096];
  snprintf(path, sizeof(path), "%s/gdlua-jit.so", build != NULL ? build : "build");
  setenv("GDLUA_JIT_PLUGIN", path, 1);
  setenv("GDLUA_JIT", mode, 1);
}


static inline int is_there (void) {
  const char *path = getenv("GDLUA_JIT_PLUGIN");
  return access(path, R_OK) == 0;
}


static inline void test_all_were_compiled (void **state) {
  (void)state;
  assert_true(runs > 0);
  assert_int_equal(compiled_runs, runs);
}


static inline void test_no_compiler (void **state) {
  (void)state;
  skip();    /* LLVM was not there when gdlua was built */
}

static inline int run_nothing (void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_no_compiler)};
  return cmocka_run_group_tests_name("no compiler", tests, NULL, NULL);
}

#endif
