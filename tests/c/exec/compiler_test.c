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
#include "exec/program_impl.h"
#include "program.h"

static char plugin[4096], fake[4096];


static void find_plugin (void) {
  const char *build = getenv("GDLUA_BUILD");
  if (build == NULL)
    build = "build";
  snprintf(plugin, sizeof(plugin), "%s/gdlua-jit.so", build);
  snprintf(fake, sizeof(fake), "%s/tests/c/exec/fake_plugin.so", build);
}


static void need_plugin (void) {
  if (access(plugin, R_OK) != 0)
    skip();    /* LLVM was not there when gdlua was built */
}


/*
** A program of 'size' numbers, and a run of it
*/
static double x[] = {0.3, -1.7, 2.5, 0.01};

static gdl_node some_node (gdl_graph *G, size_t size, double salt) {
  gdl_node v = SUB(P(0), K(salt));
  for (size_t k = 0; k < size; k++)
    v = SUB(MUL(v, P(k % 4)), DIV(P((k + 1) % 4), ADD(K(1 + (double)k), MUL(v, v))));
  return v;
}


/* Programs that differ in 'salt' are not the same; so each is compiled. */
static gdl_program *new_salted (size_t size, double salt) {
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_node v = some_node(G, size, salt);
  gdl_program *p = program_of(G, &v, 1, NULL, 0);
  gdl_graph_free(G);
  return p;
}


static gdl_program *new_program (size_t size) {
  return new_salted(size, 1);
}


/* Asks for code, as a program does that has been run for long. */
static void ask_for (gdl_program *p) {
  gdl_compiled_ask((gdl_compiled *)gdl_program_loops(p));    /* its first field */
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


/* The value that there is without a compiler. */
static double expected_salted (size_t size, double salt) {
  double *result[1], value;
  gdl_graph *G = gdl_graph_new(GDL_GRAPH_RAW);
  gdl_error err;
  gdl_bindings b = {x, 4, NULL, 0, NULL, 0};
  gdl_node v = some_node(G, size, salt);
  result[0] = &value;
  REQUIRE(gdl_reference_evaluate(G, &v, 1, &b, result, &err) == GDL_OK);
  gdl_graph_free(G);
  return value;
}


static double expected (size_t size) {
  return expected_salted(size, 1);
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


/* The same with the compiler of fake_plugin.c. */
static void with_fake (const char *what, const char *mode, void (*work) (void)) {
  setenv("FAKE", what, 1);
  in_process(mode, fake, work);
  unsetenv("FAKE");
}


/*
** Modes
*/
static void stay_in_vm (void) {
  gdl_program *p = new_program(1000), *q = new_program(100);
  double end = gdl_clock_now() + 0.1, value = expected(1000), other = expected(100);
  while (gdl_clock_now() < end) {
    REQUIRE(same(run_once(p), value));
    REQUIRE(same(run_once(q), other));
  }
  gdl_compiler_wait();
  REQUIRE(!gdl_program_is_compiled(p) && !gdl_program_is_compiled(q));
  gdl_program_free(p);
  gdl_program_free(q);
}


static void long_in_vm (void) {
  char text[200];
  stay_in_vm();
  gdl_compiler_text(text, sizeof(text));
  REQUIRE(strncmp(text, "none (", 6) == 0 && strlen(text) > 8);
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


/* What a compiler may answer. */
static void test_compiler_fails (void **state) {
  static const char *const what[] = {"none", "version", "memory"};
  (void)state;
  for (size_t k = 0; k < COUNT(what); k++) {
    with_fake(what[k], "auto", long_in_vm);
    with_fake(what[k], "sync", long_in_vm);
  }
  with_fake("fails", "auto", stay_in_vm);
  with_fake("fails", "sync", stay_in_vm);
}


/*
** Programs that are the same
*/
static void share_code (void) {
  gdl_program *p = new_program(100), *q = new_program(100), *other = new_salted(100, 2);
  char text[200];
  gdl_compiler_known(text, sizeof(text));
  REQUIRE(text[0] == '\0');    /* it is not loaded for nothing */
  REQUIRE(gdl_program_loops(p) == gdl_program_loops(q));
  REQUIRE(gdl_program_loops(p) != gdl_program_loops(other));
  run_until_compiled(p);
  REQUIRE(gdl_program_is_compiled(q) && !gdl_program_is_compiled(other));
  gdl_compiler_known(text, sizeof(text));
  REQUIRE(strncmp(text, "LLVM ", 5) == 0);
  REQUIRE(same(run_once(other), expected_salted(100, 2)));
  gdl_program_free(p);
  REQUIRE(same(run_once(q), expected(100)));
  gdl_program_free(q);
  for (int k = 0; k < 3; k++) {    /* made again, with nobody using it meanwhile */
    p = new_program(100);
    REQUIRE(gdl_program_is_compiled(p) && same(run_once(p), expected(100)));
    gdl_program_free(p);
  }
  gdl_program_free(other);
}


/* There is an end to what is kept: what was used last. What is in use is not of
** that, though one that shared it is gone. */
static void keep_some (void) {
  gdl_program *used = new_program(100), *twin = new_program(100);
  run_until_compiled(used);
  gdl_program_free(twin);
  for (int k = 0; k < 100; k++) {
    gdl_program *p = new_salted(10, k);
    ask_for(p);
    gdl_compiler_wait();
    REQUIRE(gdl_program_is_compiled(p));
    gdl_program_free(p);
  }
  for (int k = 99; k >= 0; k--) {
    gdl_program *p = new_salted(10, k);
    REQUIRE(k < 90 || gdl_program_is_compiled(p));
    REQUIRE(k > 10 || !gdl_program_is_compiled(p));
    REQUIRE(same(run_once(p), expected_salted(10, k)));
    gdl_program_free(p);
  }
  REQUIRE(gdl_program_is_compiled(used) && same(run_once(used), expected(100)));
  gdl_program_free(used);
}


/* Runs that are short each: their time counts together. */
static void add_up (void) {
  double end = gdl_clock_now() + 20, value = expected(3000);
  for (int compiled = 0; !compiled; ) {
    gdl_program *p = new_program(3000);
    REQUIRE(gdl_clock_now() < end);
    REQUIRE(same(run_once(p), value));
    gdl_compiler_wait();
    compiled = gdl_program_is_compiled(p);
    gdl_program_free(p);
  }
}


static void test_same_programs (void **state) {
  (void)state;
  need_plugin();
  in_process("auto", plugin, share_code);
  in_process("auto", plugin, keep_some);
  in_process("auto", plugin, add_up);
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
  ask_for(p);
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


/* A process with sanitizers is slow to fork. */
#if defined(__SANITIZE_ADDRESS__)
#define FORKS  100
#else
#define FORKS  1000
#endif

/* A child while another program is being compiled: it has the programs that are
** there, and compiles its own. */
static void fork_meanwhile (void) {
  gdl_program *old = new_program(100);
  double value = expected(100);
  run_until_compiled(old);
  for (int k = 0; k < FORKS; k++) {
    size_t size = 10 + (size_t)k % 5 * 20;
    gdl_program *p = new_salted(size, k), *q;
    double other = expected_salted(size, k);
    ask_for(p);
    usleep((unsigned)(k * 137 % 2000));
    pid_t child = fork();
    if (child == 0) {
      alarm(30);
      REQUIRE(same(run_once(old), value));
      REQUIRE(same(run_once(p), other));
      if (k % 20 == 0) {
        q = new_salted(20, 2000 + k);
        run_until_compiled(q);
        run_until_compiled(p);
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
      p[a] = new_salted(50, 4 * k + a);
      ask_for(p[a]);
    }
    usleep((unsigned)(k * 137 % 3000));
    for (int a = 0; a < 4; a++)
      gdl_program_free(p[(a + k) % 4]);
  }
  gdl_compiler_wait();
}


/* Until the fake compiler is at it, at most ten seconds. */
static void wait_for_begin (void) {
  double end = gdl_clock_now() + 10;
  const int *begun = NULL;
  while (begun == NULL || __atomic_load_n(begun, __ATOMIC_SEQ_CST) == 0) {
    void *library = begun == NULL ? dlopen(fake, RTLD_NOW | RTLD_NOLOAD) : NULL;
    if (library != NULL)
      begun = dlsym(library, "fake_begun");
    REQUIRE(gdl_clock_now() < end);
    usleep(1000);
  }
}


/* A compilation that does not end: nobody waits for it, but for a moment. */
static void end_when_stuck (void) {
  static gdl_program *p;
  p = new_program(100);
  ask_for(p);
  wait_for_begin();
  REQUIRE(same(run_once(p), expected(100)));
}


static void free_when_stuck (void) {
  gdl_program *p = new_program(100), *q = new_program(50);
  ask_for(p);
  ask_for(q);
  wait_for_begin();
  gdl_program_free(p);
  gdl_program_free(q);
}


static void fork_when_stuck (void) {
  static gdl_program *p;    /* not lost at the end */
  p = new_program(100);
  ask_for(p);
  wait_for_begin();
  pid_t child = fork();
  if (child == 0) {
    char text[200];
    alarm(30);
    gdl_program *q = new_program(50);
    ask_for(q);
    REQUIRE(same(run_once(p), expected(100)) && same(run_once(q), expected(50)));
    gdl_compiler_text(text, sizeof(text));
    REQUIRE(strstr(text, "forked") != NULL);
    gdl_program_free(p);
    gdl_program_free(q);
    exit(0);
  }
  int status;
  REQUIRE(child > 0 && waitpid(child, &status, 0) == child && status == 0);
  REQUIRE(same(run_once(p), expected(100)));
}


/* One that takes a while is waited for by a fork. */
static void fork_when_slow (void) {
  gdl_program *p = new_program(100);
  ask_for(p);
  wait_for_begin();
  pid_t child = fork();
  if (child == 0) {
    char text[200];
    gdl_compiler_text(text, sizeof(text));
    gdl_program_free(p);
    exit(strcmp(text, "Fake 1.0") != 0);
  }
  int status;
  REQUIRE(child > 0 && waitpid(child, &status, 0) == child && status == 0);
  gdl_program_free(p);
}


static void test_stuck (void **state) {
  (void)state;
  with_fake("stuck", "auto", end_when_stuck);
  with_fake("stuck", "auto", free_when_stuck);
  with_fake("stuck", "auto", fork_when_stuck);
  with_fake("slow", "auto", fork_when_slow);
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
  for (size_t more = 0; more < (size_t)180 << 20; more += (size_t)5 << 20) {
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
    cmocka_unit_test(test_compiler_fails),
    cmocka_unit_test(test_same_programs),
    cmocka_unit_test(test_stuck),
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
