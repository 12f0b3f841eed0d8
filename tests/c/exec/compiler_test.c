/*
** compiler_test.c - when programs are compiled, and what happens when that goes
** wrong: no compiler, a wrong one, no memory; a process that ends, or forks, while
** something is being compiled
** Every test is a process of its own, because a process knows one compiler only.
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "exec/compiler.h"
#include "program.h"

static char plugin[4096];


static void find_plugin (void) {
  const char *build = getenv("GDLUA_BUILD");
  snprintf(plugin, sizeof(plugin), "%s/gdlua-jit.so", build != NULL ? build : "build");
}


static void need_plugin (void) {
  if (access(plugin, R_OK) != 0)
    skip();    /* LLVM was not there when gdlua was built */
}


/*
** A program of 'size' numbers, and a run of it
*/
static double x[] = {0.3, -1.7, 2.5, 0.01};

static gdl_program *new_program (size_t size) {
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_node v = P(0);
  for (size_t k = 0; k < size; k++)
    v = SUB(MUL(v, P(k % 4)), DIV(P((k + 1) % 4), ADD(K(1 + (double)k), MUL(v, v))));
  gdl_program *p = program_of(G, &v, 1, NULL, 0);
  gdl_graph_free(G);
  return p;
}


static double run_once (gdl_program *p) {
  gdl_bindings b = {x, 4, NULL, 0, NULL, 0};
  double value = 0, *result[] = {&value};
  gdl_program_run(p, &b, result);
  return value;
}


#define REQUIRE(condition) \
  do { if (!(condition)) _exit(1); } while (0)

/* Runs until it is compiled, at most ten seconds; all values are the same. */
static void run_until_compiled (gdl_program *p) {
  double value = run_once(p), end = gdl_clock_now() + 10;
  while (!gdl_program_is_compiled(p)) {
    REQUIRE(same(run_once(p), value));
    REQUIRE(gdl_clock_now() < end);
  }
  for (int k = 0; k < 100; k++)
    REQUIRE(same(run_once(p), value));
}


static void run_for (gdl_program *p, double seconds) {
  double end = gdl_clock_now() + seconds, value = run_once(p);
  while (gdl_clock_now() < end)
    REQUIRE(same(run_once(p), value));
}


/* The value that there is without a compiler. */
static double expected (size_t size) {
  double *result[1], value;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_error err;
  gdl_bindings b = {x, 4, NULL, 0, NULL, 0};
  gdl_node v = P(0);
  for (size_t k = 0; k < size; k++)
    v = SUB(MUL(v, P(k % 4)), DIV(P((k + 1) % 4), ADD(K(1 + (double)k), MUL(v, v))));
  result[0] = &value;
  REQUIRE(gdl_reference_evaluate(G, &v, 1, &b, result, &err) == GDL_OK);
  gdl_graph_free(G);
  return value;
}


/*
** Processes
*/
static int status_of (pid_t child) {
  int status;
  assert_true(child > 0);
  assert_int_equal(waitpid(child, &status, 0), child);
  return status;
}


/* What 'work' does, with a mode and a plugin, must end with exit(0). A hang ends
** with a signal. */
static void in_process (const char *mode, const char *path, void (*work) (void)) {
  pid_t child = fork();
  if (child == 0) {
    alarm(60);
    setenv("GDLUA_JIT", mode, 1);
    setenv("GDLUA_JIT_PLUGIN", path, 1);
    work();
    exit(0);
  }
  assert_int_equal(status_of(child), 0);
}


/*
** Modes
*/
static void long_in_vm (void) {
  gdl_program *p = new_program(1000);
  double end = gdl_clock_now() + 0.1, value = expected(1000);
  char text[200];
  while (gdl_clock_now() < end)
    REQUIRE(same(run_once(p), value));
  gdl_compiler_wait();
  REQUIRE(!gdl_program_is_compiled(p));
  gdl_compiler_text(text, sizeof(text));
  REQUIRE(strncmp(text, "none (", 6) == 0);
  gdl_program_free(p);
}


static void at_first_run (void) {
  gdl_program *p = new_program(100);
  char text[200];
  REQUIRE(!gdl_program_is_compiled(p));
  REQUIRE(same(run_once(p), expected(100)));
  REQUIRE(gdl_program_is_compiled(p));
  gdl_compiler_text(text, sizeof(text));
  REQUIRE(strncmp(text, "LLVM ", 5) == 0);
  gdl_program_free(p);
}


static void in_the_background (void) {
  gdl_program *p = new_program(100), *small = new_program(2);
  run_until_compiled(p);
  REQUIRE(same(run_once(p), expected(100)));
  for (int k = 0; k < 100; k++)
    run_once(small);
  gdl_compiler_wait();
  REQUIRE(!gdl_program_is_compiled(small));    /* not worth it */
  gdl_program_free(small);
  gdl_program_free(p);
}


static void test_off (void **state) {
  (void)state;
  in_process("off", plugin, long_in_vm);
}


static void test_sync (void **state) {
  (void)state;
  need_plugin();
  in_process("sync", plugin, at_first_run);
}


static void test_auto (void **state) {
  (void)state;
  need_plugin();
  in_process("auto", plugin, in_the_background);
  in_process("nonsense", plugin, in_the_background);
}


/*
** Wrong compilers
*/
static void test_no_such_file (void **state) {
  (void)state;
  in_process("auto", "/nowhere/gdlua-jit.so", long_in_vm);
  in_process("sync", "/nowhere/gdlua-jit.so", long_in_vm);
  in_process("sync", "", long_in_vm);
}


static void test_something_else (void **state) {
  (void)state;
  in_process("sync", "/", long_in_vm);
  in_process("sync", "/proc/self/exe", long_in_vm);
  in_process("auto", "/proc/version", long_in_vm);
  in_process("auto", "libm.so.6", long_in_vm);
}


static void another_version (void) {
  union { void *data; gdl_provider_entry *code; } u = {NULL};
  void *library = dlopen(plugin, RTLD_NOW | RTLD_LOCAL);
  gdl_host host = {.version = GDL_PROVIDER_VERSION + 1, .layout = gdl_provider_layout()};
  gdl_error err = {""};
  REQUIRE(library != NULL);
  u.data = dlsym(library, GDL_PROVIDER_ENTRY);
  REQUIRE(u.data != NULL && u.code(&host, &err) == NULL && err.text[0] != '\0');
  host.version--;
  host.layout++;
  REQUIRE(u.code(&host, &err) == NULL);
}


static void test_another_version (void **state) {
  (void)state;
  need_plugin();
  in_process("auto", plugin, another_version);
}


/*
** Ends and forks
*/
static void short_sleep (int k) {
  usleep((unsigned)(k * 137 % 9000));
}


static void end_meanwhile (int k) {
  static gdl_program *p;    /* not lost at the end */
  p = new_program(40 + (size_t)k % 7 * 300);
  run_for(p, 5.5e-3);
  short_sleep(k);
  if (k % 3 == 0)
    gdl_program_free(p);
}


static void test_exit_while_compiling (void **state) {
  (void)state;
  need_plugin();
  for (int k = 0; k < 200; k++) {
    pid_t child = fork();
    if (child == 0) {
      alarm(60);
      setenv("GDLUA_JIT", "auto", 1);
      setenv("GDLUA_JIT_PLUGIN", plugin, 1);
      end_meanwhile(k);
      exit(0);
    }
    assert_int_equal(status_of(child), 0);
  }
}


/* A child while another program is being compiled: it has the programs that are
** there, and compiles its own. */
static void fork_meanwhile (void) {
  gdl_program *old = new_program(100);
  double value = expected(100);
  run_until_compiled(old);
  for (int k = 0; k < 300; k++) {
    gdl_program *p = new_program(30 + (size_t)k % 5 * 100), *q;
    double other = expected(30 + (size_t)k % 5 * 100);
    run_for(p, 6e-3);
    usleep((unsigned)(k * 137 % 3000));
    pid_t child = fork();
    if (child == 0) {
      alarm(30);
      REQUIRE(same(run_once(old), value));
      run_until_compiled(p);
      REQUIRE(same(run_once(p), other));
      if (k % 10 == 0) {
        q = new_program(20);
        run_until_compiled(q);
        gdl_program_free(q);
      }
      gdl_program_free(p);
      gdl_program_free(old);
      exit(0);
    }
    int status;
    REQUIRE(child > 0 && waitpid(child, &status, 0) == child && status == 0);
    REQUIRE(same(run_once(p), other));
    gdl_program_free(p);
  }
  gdl_program_free(old);
}


static void test_fork_while_compiling (void **state) {
  (void)state;
  need_plugin();
  in_process("auto", plugin, fork_meanwhile);
}


static void free_meanwhile (void) {
  for (int k = 0; k < 200; k++) {
    gdl_program *p[4];
    for (int a = 0; a < 4; a++) {
      p[a] = new_program(50);
      run_for(p[a], 6e-3);
    }
    usleep((unsigned)(k * 137 % 3000));
    for (int a = 0; a < 4; a++)
      gdl_program_free(p[(a + k) % 4]);
  }
  gdl_compiler_wait();
}


static void test_freed_while_compiling (void **state) {
  (void)state;
  need_plugin();
  in_process("auto", plugin, free_meanwhile);
}


/*
** No memory
*/
#if !defined(__SANITIZE_ADDRESS__)
static size_t memory_now (void) {
  FILE *file = fopen("/proc/self/statm", "r");
  size_t pages = 0;
  REQUIRE(file != NULL && fscanf(file, "%zu", &pages) == 1);
  fclose(file);
  return pages * (size_t)sysconf(_SC_PAGESIZE);
}


static void with_little_memory (size_t more) {
  gdl_program *p = new_program(600), *q = new_program(100);
  double value = expected(600), other = expected(100);
  size_t most = memory_now() + more;
  struct rlimit limit = {most, most};
  REQUIRE(setrlimit(RLIMIT_AS, &limit) == 0);
  for (int k = 0; k < 3; k++) {
    REQUIRE(same(run_once(p), value));
    REQUIRE(same(run_once(q), other));
  }
  gdl_program_free(p);
  gdl_program_free(q);
}


static void test_memory_runs_out (void **state) {
  (void)state;
  need_plugin();
  for (size_t more = 0; more < (size_t)180 << 20; more += (size_t)1 << 20) {
    pid_t child = fork();
    if (child == 0) {
      alarm(60);
      setenv("GDLUA_JIT", "sync", 1);
      setenv("GDLUA_JIT_PLUGIN", plugin, 1);
      with_little_memory(more);
      exit(0);
    }
    int status = status_of(child);
    if (status != 0)
      fail_msg("status %d with %zu MB more", status, more >> 20);
  }
}
#endif


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_off),
    cmocka_unit_test(test_sync),
    cmocka_unit_test(test_auto),
    cmocka_unit_test(test_no_such_file),
    cmocka_unit_test(test_something_else),
    cmocka_unit_test(test_another_version),
    cmocka_unit_test(test_exit_while_compiling),
    cmocka_unit_test(test_fork_while_compiling),
#if !defined(__SANITIZE_ADDRESS__)
    cmocka_unit_test(test_memory_runs_out),
#endif
    cmocka_unit_test(test_freed_while_compiling)
  };
  find_plugin();
  return cmocka_run_group_tests_name("compiler", tests, NULL, NULL);
}
