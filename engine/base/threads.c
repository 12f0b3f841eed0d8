/*
** threads.c - several threads for one piece of work: the pool
** One piece of work at a time. The thread that has it puts down what it is, opens
** the gate and takes parts; workers that come by while the gate is open go in and
** take parts, too. When none is left the gate is closed, and those who are still
** inside are waited for.
*/
#define _GNU_SOURCE  /* CPU_COUNT */
#include "base/threads.h"

#include <fenv.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/setting.h"
#include "base/stay.h"

#define STACK  ((size_t)2 << 20)

/* How long a worker looks out for more before it sleeps: in seconds; about what it
** takes to wake it, so that no more than twice the least is lost. And how often
** whoever looks out for something looks before it lets others have the processor:
** the one it waits for may be among them. */
#define LOOK_OUT   30e-6
#define LOOKS      32

/* The gate: how many workers are inside; below which number they may go in; is it
** open? */
#define INSIDE     ((uint32_t)0xffff)
#define BELOW(n)   ((uint32_t)(n) << 16)
#define IS_BELOW(gate, who)  ((who) < ((gate) >> 16))     /* closed: below 0 */

#define APART  __attribute__((aligned(64)))     /* in lines of the cache */

typedef struct stretch {
  size_t next, end;          /* of its parts */
} APART stretch;

typedef struct worker {
  pthread_mutex_t lock;
  pthread_cond_t called;
  int sleeps;
} APART worker;

double gdl_threads_worth = GDL_THREADS_WORTH;

/* The work there is. */
static struct work {
  gdl_threads_part *part;
  void *ctx;
  size_t threads;
  fenv_t rounding;           /* of whoever has it */
  stretch stretch[GDL_THREADS_MOST];
} work;

static worker pool[GDL_THREADS_MOST];     /* number 0 is whoever has the work */
static size_t workers = 1;                /* that there are, with number 0 */
static int busy;                          /* somebody has the pool */
static uint32_t gate APART, calls;        /* how often the gate was opened */
static size_t count, processors;
static gdl_error wrong;
static pthread_once_t once = PTHREAD_ONCE_INIT;


/*
** How many
*/
size_t gdl_threads_processors (void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) == 0)
    return (size_t)CPU_COUNT(&set);
  long n = sysconf(_SC_NPROCESSORS_ONLN);
  return n > 0 ? (size_t)n : 1;
}


static size_t at_the_beginning (void) {
  double n = processors < GDL_THREADS_MOST ? (double)processors : GDL_THREADS_MOST;
  if (gdl_setting_whole(&wrong, "GDLUA_THREADS", 1, GDL_THREADS_MOST, &n) != GDL_OK)
    n = 1;
  return (size_t)n;
}


static void find_count (void) {
  processors = gdl_threads_processors();
  __atomic_store_n(&count, at_the_beginning(), __ATOMIC_RELAXED);
}


size_t gdl_threads_count (void) {
  size_t n = __atomic_load_n(&count, __ATOMIC_RELAXED);
  if (n == 0) {
    pthread_once(&once, find_count);
    n = __atomic_load_n(&count, __ATOMIC_RELAXED);
  }
  return n;
}


gdl_status gdl_threads_check (gdl_error *err) {
  gdl_threads_count();
  return wrong.text[0] == '\0' ? GDL_OK
         : gdl_error_set(err, GDL_EINVAL, "%s", wrong.text);
}


void gdl_threads_set (size_t n) {
  gdl_threads_count();
  n = n == 0 ? at_the_beginning() : n < GDL_THREADS_MOST ? n : GDL_THREADS_MOST;
  __atomic_store_n(&count, n, __ATOMIC_RELAXED);
}


/* Each has half of what is worth a thread, at least. */
size_t gdl_threads_many (double w) {
  size_t n = gdl_threads_count();
  double useful = 1 + w / gdl_threads_worth;
  return useful < (double)n ? (size_t)useful : n;
}


/*
** Work
*/
/* Takes parts: of the own stretch, then of the others'. */
static void take_parts (size_t who) {
  size_t threads = work.threads, k;
  for (size_t i = 0; i < threads; i++) {
    stretch *s = &work.stretch[(who + i) % threads];
    if (__atomic_load_n(&s->next, __ATOMIC_RELAXED) < s->end)
      while ((k = __atomic_fetch_add(&s->next, 1, __ATOMIC_RELAXED)) < s->end)
        work.part(work.ctx, k, who);
  }
}


static int go_in (size_t who) {
  uint32_t g = __atomic_load_n(&gate, __ATOMIC_RELAXED);
  while (IS_BELOW(g, who))
    if (__atomic_compare_exchange_n(&gate, &g, g + 1, 1, __ATOMIC_ACQUIRE,
                                    __ATOMIC_RELAXED))
      return 1;
  return 0;
}


static void go_out (void) {
  __atomic_fetch_sub(&gate, 1, __ATOMIC_RELEASE);
}


static void relax (void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}


/*
** Workers
*/
static uint32_t calls_now (void) {
  return __atomic_load_n(&calls, __ATOMIC_SEQ_CST);
}


static int look_out (uint32_t seen) {
  if (gdl_threads_count() > processors)
    return 0;     /* others need the processor */
  double end = gdl_clock_now() + LOOK_OUT;
  do {
    for (int k = 0; k < LOOKS; k++) {
      if (calls_now() != seen)
        return 1;
      relax();
    }
    sched_yield();
  } while (gdl_clock_now() < end);
  return 0;
}


static void sleep_until_called (worker *w, uint32_t seen) {
  pthread_mutex_lock(&w->lock);
  __atomic_store_n(&w->sleeps, 1, __ATOMIC_SEQ_CST);
  while (calls_now() == seen)
    pthread_cond_wait(&w->called, &w->lock);
  __atomic_store_n(&w->sleeps, 0, __ATOMIC_RELAXED);
  pthread_mutex_unlock(&w->lock);
}


static void wake (size_t who) {
  worker *w = &pool[who];
  if (who >= __atomic_load_n(&workers, __ATOMIC_RELAXED) ||
      !__atomic_load_n(&w->sleeps, __ATOMIC_SEQ_CST))
    return;
  pthread_mutex_lock(&w->lock);
  pthread_cond_signal(&w->called);
  pthread_mutex_unlock(&w->lock);
}


/* Each wakes two more, so that many are awake soon. */
static void wake_next (size_t who, size_t threads) {
  for (size_t next = 2 * who + 1; next <= 2 * who + 2 && next < threads; next++)
    wake(next);
}


static void *live (void *own) {
  worker *w = own;
  size_t who = (size_t)(w - pool);
  uint32_t seen = 0;
  for (;;) {
    if (!look_out(seen))
      sleep_until_called(w, seen);
    seen = calls_now();
    if (go_in(who)) {
      wake_next(who, work.threads);
      fesetenv(&work.rounding);
      take_parts(who);
      go_out();
    }
  }
  return NULL;
}


/* Signals are for the threads of the user. */
static int start_worker (worker *w) {
  static const worker awake = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};
  pthread_attr_t attributes;
  pthread_t id;
  sigset_t all, before;
  if (pthread_attr_init(&attributes) != 0)
    return 0;
  *w = awake;
  pthread_attr_setstacksize(&attributes, STACK);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int failed = pthread_create(&id, &attributes, live, w);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return !failed;
}


/* In a child there is nobody but the one who forked, who is not in here. */
static void in_child (void) {
  workers = 1;
  gate = 0;
  busy = 0;
}


/* So many workers, if they can be had; how many there are. No more are asked for
** where one could not be had. */
static size_t hire (size_t threads) {
  static int ready, refused;
  if (!ready) {
    gdl_stay();
    ready = pthread_atfork(NULL, NULL, in_child) == 0;
  }
  while (ready && !refused && workers < threads)
    if (start_worker(&pool[workers]))
      __atomic_store_n(&workers, workers + 1, __ATOMIC_RELAXED);
    else
      refused = 1;
  return workers < threads ? workers : threads;
}


/*
** Running
*/
static void put_down (size_t parts, size_t threads, gdl_threads_part *part, void *ctx) {
  work.part = part;
  work.ctx = ctx;
  work.threads = threads;
  fegetenv(&work.rounding);
  for (size_t k = 0; k < threads; k++) {
    work.stretch[k].end = parts / threads * (k + 1) + parts % threads * (k + 1) / threads;
    __atomic_store_n(&work.stretch[k].next, k == 0 ? 0 : work.stretch[k - 1].end,
                     __ATOMIC_RELAXED);
  }
}


static void close_gate (void) {
  uint32_t g = __atomic_and_fetch(&gate, INSIDE, __ATOMIC_ACQUIRE);
  for (unsigned k = 0; g != 0; g = __atomic_load_n(&gate, __ATOMIC_ACQUIRE))
    if (++k % LOOKS == 0)
      sched_yield();
    else
      relax();
}


static void run_here (size_t parts, gdl_threads_part *part, void *ctx) {
  for (size_t k = 0; k < parts; k++)
    part(ctx, k, 0);
}


void gdl_threads_run (size_t parts, size_t threads, gdl_threads_part *part,
                      void *ctx) {
  threads = threads < parts ? threads : parts;
  if (threads < 2 || __atomic_exchange_n(&busy, 1, __ATOMIC_ACQUIRE)) {
    run_here(parts, part, ctx);
    return;
  }
  threads = hire(threads);
  if (threads < 2)
    run_here(parts, part, ctx);
  else {
    put_down(parts, threads, part, ctx);
    __atomic_store_n(&gate, BELOW(threads), __ATOMIC_RELEASE);
    __atomic_fetch_add(&calls, 1, __ATOMIC_SEQ_CST);
    wake_next(0, threads);
    take_parts(0);
    close_gate();
  }
  __atomic_store_n(&busy, 0, __ATOMIC_RELEASE);
}


size_t gdl_threads_calls (void) {
  return __atomic_load_n(&calls, __ATOMIC_RELAXED);
}
