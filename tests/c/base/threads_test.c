/*
** threads_test.c - work shared by several threads
*/
#define _GNU_SOURCE  /* CPU_COUNT */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fenv.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/threads.h"

#define MOST 1000

typedef struct tally {
  int done[MOST];            /* how often a part was done */
  int here[GDL_THREADS_MOST];   /* is somebody in a part as this one? */
  int wrong, helped;
} tally;


static void count_part (void *ctx, size_t part, size_t who) {
  tally *t = ctx;
  if (__atomic_exchange_n(&t->here[who], 1, __ATOMIC_RELAXED))
    __atomic_store_n(&t->wrong, 1, __ATOMIC_RELAXED);
  __atomic_fetch_add(&t->done[part], 1, __ATOMIC_RELAXED);
  if (who > 0)
    __atomic_store_n(&t->helped, 1, __ATOMIC_RELAXED);
  for (volatile int k = 0; k < 200; k++) ;
  __atomic_store_n(&t->here[who], 0, __ATOMIC_RELAXED);
}


/* All parts were done once, by different ones at a time; answers whether a worker
** did any. */
static int check_tally (size_t parts, size_t threads) {
  tally t = {.wrong = 0};
  gdl_threads_run(parts, threads, count_part, &t);
  assert_false(t.wrong);
  for (size_t k = 0; k < MOST; k++)
    assert_int_equal(t.done[k], k < parts);
  return t.helped;
}


static void test_every_part_once (void **state) {
  static const size_t parts[] = {0, 1, 2, 3, 7, 8, 64, 999, 1000};
  (void)state;
  gdl_threads_set(7);
  for (size_t round = 0; round < 50; round++)
    for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++)
      for (size_t threads = 1; threads < 8; threads++)
        check_tally(parts[k], threads);
}


/* In time, workers take their share; also after they went to sleep. */
static void test_workers_work (void **state) {
  int helped = 0;
  (void)state;
  for (int k = 0; k < 20000 && !helped; k++)
    helped = check_tally(MOST, 3);
  assert_true(helped);
  usleep(2000);
  for (helped = 0; !helped; )
    helped = check_tally(MOST, 3);
}


/* A part that has work itself does it alone. */
static void nested_part (void *ctx, size_t part, size_t who) {
  tally t = {.wrong = 0};
  (void)who;
  gdl_threads_run(10, 3, count_part, &t);
  for (size_t k = 0; k < 10; k++)
    if (t.done[k] != 1 || t.helped)
      __atomic_store_n((int *)ctx, (int)part + 1, __ATOMIC_RELAXED);
}


static void test_within_a_part (void **state) {
  int wrong = 0;
  (void)state;
  for (int k = 0; k < 100; k++)
    gdl_threads_run(20, 3, nested_part, &wrong);
  assert_int_equal(wrong, 0);
}


/* Two threads of a user, at one time. */
static void *use_often (void *failed) {
  for (int k = 0; k < 500; k++) {
    tally t = {.wrong = 0};
    gdl_threads_run(100, 3, count_part, &t);
    for (size_t i = 0; i < 100; i++)
      if (t.done[i] != 1)
        *(int *)failed = 1;
  }
  return NULL;
}


static void test_two_at_once (void **state) {
  pthread_t other;
  int failed[2] = {0, 0};
  (void)state;
  assert_int_equal(pthread_create(&other, NULL, use_often, &failed[0]), 0);
  use_often(&failed[1]);
  pthread_join(other, NULL);
  assert_false(failed[0] || failed[1]);
}


/* Workers round as whoever has the work does. */
static void divide_part (void *ctx, size_t part, size_t who) {
  volatile double one = 1, three = 3;
  (void)who;
  ((double *)ctx)[part] = one / three;
}


static void test_rounding (void **state) {
  double third[MOST];
  (void)state;
  for (int k = 0; k < 200; k++) {
    fesetround(k % 2 == 0 ? FE_UPWARD : FE_DOWNWARD);
    gdl_threads_run(MOST, 3, divide_part, third);
    fesetround(FE_TONEAREST);
    for (size_t i = 1; i < MOST; i++)
      assert_true(third[i] == third[0]);
    assert_true((third[0] > 1.0 / 3) == (k % 2 == 0));
  }
}


/* Runs 'child' in a process of its own; its exit status, or -1. */
static int status_of (int (*child) (void)) {
  int status;
  pid_t id = fork();
  if (id == 0)
    exit(child());
  assert_int_equal(waitpid(id, &status, 0), id);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}


/* The child has a pool of its own when it needs one. */
static int work_in_child (void) {
  alarm(30);
  int helped = 0;
  for (int k = 0; k < 200000 && !helped; k++) {
    tally t = {.wrong = 0};
    gdl_threads_run(MOST, 3, count_part, &t);
    for (size_t i = 0; i < MOST; i++)
      if (t.done[i] != 1)
        return 2;
    helped = t.helped;
  }
  return helped ? 7 : 3;
}


static void test_fork (void **state) {
  (void)state;
  for (int k = 0; k < 20; k++) {
    check_tally(MOST, 7);
    if (k % 2 == 0)
      usleep(200);
    assert_int_equal(status_of(work_in_child), 7);
  }
}


/* While another thread is in the middle of it. */
static void *work_until_told (void *stop) {
  while (!__atomic_load_n((int *)stop, __ATOMIC_RELAXED)) {
    tally t = {.wrong = 0};
    gdl_threads_run(100, 3, count_part, &t);
  }
  return NULL;
}


static void test_fork_meanwhile (void **state) {
  pthread_t other;
  int stop = 0;
  (void)state;
  assert_int_equal(pthread_create(&other, NULL, work_until_told, &stop), 0);
  for (int k = 0; k < 50; k++)
    assert_int_equal(status_of(work_in_child), 7);
  __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
  pthread_join(other, NULL);
}


/* A process ends at once, whatever its workers do. */
static int end_at_once (void) {
  alarm(30);
  tally t = {.wrong = 0};
  gdl_threads_run(MOST, 7, count_part, &t);
  return 5;
}


static int end_asleep (void) {
  alarm(30);
  end_at_once();
  usleep(3000);
  return 5;
}


static void test_exit (void **state) {
  (void)state;
  for (int k = 0; k < 50; k++)
    assert_int_equal(status_of(k % 5 == 0 ? end_asleep : end_at_once), 5);
}


/*
** How many
*/
static void test_set (void **state) {
  (void)state;
  gdl_threads_set(5);
  assert_int_equal(gdl_threads_count(), 5);
  gdl_threads_set(100000);
  assert_int_equal(gdl_threads_count(), GDL_THREADS_MOST);
  gdl_threads_set(1);
  assert_int_equal(gdl_threads_for(1e12), 1);
  gdl_threads_set(4);
  assert_int_equal(gdl_threads_for(0), 1);
  assert_int_equal(gdl_threads_for(GDL_THREADS_WORTH * 0.99), 1);
  assert_int_equal(gdl_threads_for(GDL_THREADS_WORTH), 2);
  assert_int_equal(gdl_threads_for(GDL_THREADS_WORTH * 2), 3);
  assert_int_equal(gdl_threads_for(1e300), 4);
  assert_int_equal(gdl_threads_for(-1), 1);
}


static const char *environment;

/* What GDLUA_THREADS means: how many, 200 for an error. Under an own process,
** since it is looked at once; forked before anything here has done so. */
static int read_environment (void) {
  gdl_error err = {""};
  if (environment != NULL)
    setenv("GDLUA_THREADS", environment, 1);
  else
    unsetenv("GDLUA_THREADS");
  if (gdl_threads_check(&err) == GDL_OK)
    return (int)gdl_threads_count();
  return strstr(err.text, "whole number from 1 to 256 expected") != NULL &&
         strstr(err.text, environment) != NULL && gdl_threads_count() == 1 ? 200 : 201;
}


static void check_environment (const char *text, int expected) {
  environment = text;
  if (status_of(read_environment) != expected)
    fail_msg("GDLUA_THREADS=%s", text != NULL ? text : "(not set)");
}


static void test_environment (void **state) {
  static const char *const bad[] = {
    "0", "-1", "1.5", "257", "1e9", "two", "2x", "nan", "inf", " "
  };
  cpu_set_t set;
  (void)state;
  assert_int_equal(sched_getaffinity(0, sizeof(set), &set), 0);
  int cores = CPU_COUNT(&set) < 200 ? CPU_COUNT(&set) : 200;
  check_environment("1", 1);
  check_environment("3", 3);
  check_environment("130", 130);
  for (size_t k = 0; k < sizeof(bad) / sizeof(bad[0]); k++)
    check_environment(bad[k], 200);
  if (cores < 200) {
    check_environment(NULL, cores);
    check_environment("", cores);
    cpu_set_t one;
    CPU_ZERO(&one);
    for (int k = 0; k < CPU_SETSIZE && CPU_COUNT(&one) == 0; k++)
      if (CPU_ISSET(k, &set))
        CPU_SET(k, &one);
    sched_setaffinity(0, sizeof(one), &one);
    check_environment(NULL, 1);
    sched_setaffinity(0, sizeof(set), &set);
  }
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_environment),    /* the first: looked at once */
    cmocka_unit_test(test_set),
    cmocka_unit_test(test_every_part_once),
    cmocka_unit_test(test_workers_work),
    cmocka_unit_test(test_within_a_part),
    cmocka_unit_test(test_two_at_once),
    cmocka_unit_test(test_rounding),
    cmocka_unit_test(test_fork),
    cmocka_unit_test(test_fork_meanwhile),
    cmocka_unit_test(test_exit)
  };
  return cmocka_run_group_tests_name("threads", tests, NULL, NULL);
}
