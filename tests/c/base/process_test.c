/*
** process_test.c - child processes that answer requests
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/process.h"
#include "base/threads.h"

/* What a child does: it answers each request with its bytes doubled; "die N" ends
** it with that signal, "exit N" with that status, "take" by asking for memory. */
static void serve (gdl_process *p) {
  gdl_bytes in = {0};
  while (gdl_process_receive(p, &in)) {
    char word[16] = "";
    int number = 0;
    memcpy(word, in.data, in.size < 15 ? in.size : 15);
    if (sscanf(word, "die %d", &number) == 1) {
      p->shared->item = 7;
      p->shared->since = gdl_clock_now();
      kill(getpid(), number);
      for (;;) pause();
    }
    if (sscanf(word, "exit %d", &number) == 1)
      _exit(number);
    if (strcmp(word, "take") == 0) {
      void *block = mmap(NULL, 64 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      gdl_process_send(p, block == MAP_FAILED ? "none" : "some", 4);
      continue;
    }
    if (strcmp(word, "threads") == 0) {
      gdl_process_send(p, gdl_threads_count() == 1 ? "one" : "many", 3);
      continue;
    }
    char *twice = malloc(2 * in.size + 1);
    memcpy(twice, in.data, in.size);
    memcpy(twice + in.size, in.data, in.size);
    gdl_process_send(p, twice, 2 * in.size);
    free(twice);
  }
  _exit(0);
}


static void begin (gdl_process *p, gdl_process *const *others, size_t count, double memory) {
  gdl_error err;
  int side = gdl_process_fork(p, others, count, memory, &err);
  if (side == 0)
    serve(p);
  assert_int_equal(side, 1);
}


/* The next answer of p, waited for; NULL: it has ended. */
static const char *answer (gdl_process *p, size_t *size) {
  for (;;) {
    const char *data = gdl_process_take(p, size);
    int ready = 0;
    if (data != NULL)
      return data;
    assert_int_equal(gdl_process_poll(&p, 1, 10, &ready), GDL_OK);
    assert_int_not_equal(ready, 0);
    if (ready < 0)
      return gdl_process_take(p, size);
  }
}


static void ask (gdl_process *p, const char *request, const char *expected) {
  size_t size;
  assert_int_equal(gdl_process_send(p, request, strlen(request)), GDL_OK);
  const char *data = answer(p, &size);
  assert_non_null(data);
  assert_int_equal(size, strlen(expected));
  assert_memory_equal(data, expected, size);
}


static void test_answers (void **state) {
  gdl_process p;
  char how[64] = "x";
  (void)state;
  begin(&p, NULL, 0, 0);
  ask(&p, "ab", "abab");
  ask(&p, "", "");
  ask(&p, "threads", "one");
  gdl_process_end(&p, 0, how, sizeof(how));
  assert_string_equal(how, "");
  assert_int_equal(p.pid, 0);
  gdl_process_end(&p, 1, how, sizeof(how));      /* there is none */
}


static void test_large_answer (void **state) {
  enum { SIZE = 3000000 };
  gdl_process p;
  size_t size;
  char *text = malloc(SIZE);
  (void)state;
  for (size_t i = 0; i < SIZE; i++)
    text[i] = (char)(i * 7 % 251);
  begin(&p, NULL, 0, 0);
  assert_int_equal(gdl_process_send(&p, text, SIZE), GDL_OK);
  const char *data = answer(&p, &size);
  assert_int_equal(size, 2 * SIZE);
  assert_memory_equal(data, text, SIZE);
  assert_memory_equal(data + SIZE, text, SIZE);
  gdl_process_end(&p, 0, NULL, 0);
  free(text);
}


static void test_how_it_ends (void **state) {
  gdl_process p;
  char how[64];
  size_t size;
  (void)state;
  begin(&p, NULL, 0, 0);
  ask(&p, "x", "xx");
  assert_int_equal(gdl_process_send(&p, "die 9", 5), GDL_OK);
  assert_null(answer(&p, &size));
  assert_int_equal(p.shared->item, 7);
  assert_true(p.shared->since > 0);
  gdl_process_end(&p, 0, how, sizeof(how));
  assert_string_equal(how, "signal 9 (Killed)");
  begin(&p, NULL, 0, 0);
  assert_int_equal(gdl_process_send(&p, "exit 3", 6), GDL_OK);
  assert_null(answer(&p, &size));
  gdl_status sent = GDL_OK;            /* it closes its ends one after the other */
  for (int k = 0; k < 10000 && sent == GDL_OK; k++) {
    usleep(100);
    sent = gdl_process_send(&p, "x", 1);
  }
  assert_int_equal(sent, GDL_EIO);
  gdl_process_end(&p, 0, how, sizeof(how));
  assert_string_equal(how, "exit status 3");
  begin(&p, NULL, 0, 0);
  gdl_process_end(&p, 1, how, sizeof(how));
  assert_string_equal(how, "signal 9 (Killed)");
}


/* What was answered before it died can still be taken. */
static void test_answers_outlive_it (void **state) {
  gdl_process p;
  size_t size;
  (void)state;
  begin(&p, NULL, 0, 0);
  assert_int_equal(gdl_process_send(&p, "ab", 2), GDL_OK);
  assert_int_equal(gdl_process_send(&p, "cd", 2), GDL_OK);
  assert_int_equal(gdl_process_send(&p, "exit 1", 6), GDL_OK);
  const char *data = answer(&p, &size);
  assert_memory_equal(data, "abab", 4);
  data = answer(&p, &size);
  assert_memory_equal(data, "cdcd", 4);
  assert_null(answer(&p, &size));
  gdl_process_end(&p, 0, NULL, 0);
}


/* A child does not keep the pipes of another one open. */
static void test_several (void **state) {
  gdl_process a, b;
  gdl_process *list[] = {&a, &b};
  int ready[2];
  size_t size;
  (void)state;
  begin(&a, NULL, 0, 0);
  begin(&b, list, 2, 0);
  ask(&b, "x", "xx");
  ask(&a, "y", "yy");
  assert_int_equal(gdl_process_poll(list, 2, 0, ready), GDL_OK);
  assert_true(ready[0] == 0 && ready[1] == 0);
  assert_int_equal(gdl_process_send(&b, "z", 1), GDL_OK);
  assert_int_equal(gdl_process_poll(list, 2, 10, ready), GDL_OK);
  assert_true(ready[0] == 0 && ready[1] == 1);
  gdl_process_end(&a, 0, NULL, 0);       /* waits for its end of the pipe: at once */
  assert_non_null(gdl_process_take(&b, &size));
  ask(&b, "w", "ww");
  gdl_process_end(&b, 0, NULL, 0);
}


static void test_memory_limit (void **state) {
  (void)state;
#if defined(__SANITIZE_ADDRESS__)
  skip();                                /* it needs all there is */
#else
  gdl_process p;
  begin(&p, NULL, 0, 16 << 20);
  ask(&p, "take", "none");
  gdl_process_end(&p, 0, NULL, 0);
  begin(&p, NULL, 0, 256 << 20);
  ask(&p, "take", "some");
  gdl_process_end(&p, 0, NULL, 0);
#endif
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_answers),
    cmocka_unit_test(test_large_answer),
    cmocka_unit_test(test_how_it_ends),
    cmocka_unit_test(test_answers_outlive_it),
    cmocka_unit_test(test_several),
    cmocka_unit_test(test_memory_limit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
