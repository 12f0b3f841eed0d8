/*
** compiler.c - the thread that compiles, and what waits for it
*/
#include "exec/known.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/stay.h"

/* LLVM goes deep into long programs. */
#define STACK        ((size_t)64 << 20)
#define LEAST_STACK  ((size_t)4 << 20)

/* Seconds that a process which forks waits for a program that is being compiled.
** After that, its child has no compiler. */
#define PATIENCE  2

enum { IDLE, WAITING, WORKING, DROPPED, DONE };    /* gdl_compiled.state */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

/* Under the lock: */
static gdl_compiled *first, **last = &first;    /* waiting */
static gdl_compiled *work;                      /* being compiled */
static int has_thread, loading, loaded, watches_forks;
static const gdl_provider *provider;
static gdl_error reason;                        /* why there is none */

/* Of the provider that made any code there is, even where it is used no more. */
static void (*release) (gdl_native *code);


/*
** Modes
*/
static const char *const modes[] = {"off", "auto", "sync"};    /* gdl_compiling */

#define MODES  (int)(sizeof(modes) / sizeof(modes[0]))


static int asked_for (void) {
  const char *s = getenv("GDLUA_JIT");
  int mode = 0;
  if (s == NULL || s[0] == '\0')
    return GDL_COMPILING_AUTO;
  while (mode < MODES && strcmp(s, modes[mode]) != 0)
    mode++;
  return mode;
}


const char *gdl_compiling_unknown (void) {
  return asked_for() == MODES ? getenv("GDLUA_JIT") : NULL;
}


gdl_compiling gdl_compiling_mode (void) {
  static int known = -1;
  int mode = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (mode < 0) {
    mode = asked_for();
    if (mode == MODES)
      mode = GDL_COMPILING_AUTO;
    __atomic_store_n(&known, mode, __ATOMIC_RELAXED);
  }
  return (gdl_compiling)mode;
}


/*
** What is compiled
*/
gdl_compiled *gdl_compiled_new (void) {
  gdl_compiled *c = calloc(1, sizeof(*c));
  if (c != NULL)
    c->uses = 1;
  return c;
}


static void destroy (gdl_compiled *c) {
  if (c->native.memory != NULL)
    release(&c->native);
  gdl_loops_clear(&c->loops);
  free(c);
}


static void unlink_waiting (gdl_compiled *c) {
  gdl_compiled **p = &first;
  while (*p != c)
    p = &(*p)->next;
  *p = c->next;
  if (c->next == NULL)
    last = p;
}


static int has_code (const gdl_compiled *c) {
  return c->state == DONE && c->native.memory != NULL;
}


gdl_compiled *gdl_compiled_share (gdl_compiled *c) {
  uint64_t hash = gdl_loops_hash(&c->loops);
  pthread_mutex_lock(&lock);
  gdl_compiled *other = gdl_known_find(&c->loops, hash);
  if (other == NULL) {
    c->hash = hash;
    c->spent = gdl_known_spent(hash);
    gdl_known_add(c);
  }
  else if (other->uses++ == 0 && has_code(other))
    gdl_known_use(other);
  pthread_mutex_unlock(&lock);
  if (other == NULL)
    return c;
  destroy(c);
  return other;
}


double gdl_compiled_spend (gdl_compiled *c, double seconds) {
  pthread_mutex_lock(&lock);
  double spent = c->spent += seconds;
  pthread_mutex_unlock(&lock);
  return spent;
}


/* Nobody uses c any more. Answers what is to be destroyed: a list. With the lock.
** One that the thread is at stays known, and its code will be: a run that ends while
** it is being compiled is often followed by another. */
static gdl_compiled *retire (gdl_compiled *c) {
  if (c->is_known && has_code(c))
    return gdl_known_keep(c);
  if (c->is_known && c->state == WORKING)
    return NULL;
  if (c->is_known) {
    gdl_known_remove(c);
    if (c->state == IDLE || c->state == WAITING)
      gdl_known_note(c->hash, c->spent);
  }
  if (c->state == WORKING) {
    c->state = DROPPED;    /* the thread destroys it */
    return NULL;
  }
  if (c->state == WAITING)
    unlink_waiting(c);
  c->next = NULL;
  return c;
}


static void destroy_all (gdl_compiled *gone) {
  while (gone != NULL) {
    gdl_compiled *next = gone->next;
    destroy(gone);
    gone = next;
  }
}


void gdl_compiled_free (gdl_compiled *c) {
  gdl_compiled *gone = NULL;
  if (c == NULL)
    return;
  pthread_mutex_lock(&lock);
  if (--c->uses == 0)
    gone = retire(c);
  pthread_mutex_unlock(&lock);
  destroy_all(gone);
}


/*
** The thread
*/
/* With the lock, which is let go meanwhile. */
static void load (void) {
  gdl_error err = {""};
  while (loading)
    pthread_cond_wait(&changed, &lock);
  if (loaded)
    return;
  loading = 1;
  pthread_mutex_unlock(&lock);
  const gdl_provider *p = gdl_provider_load(&err);
  pthread_mutex_lock(&lock);
  provider = p;
  if (p != NULL)
    release = p->release;
  reason = err;
  loading = 0;
  loaded = 1;
  pthread_cond_broadcast(&changed);
}


/* c has been compiled, or has no code. Answers what is to be destroyed. */
static gdl_compiled *finish (gdl_compiled *c, gdl_status status,
                             const gdl_native *code) {
  c->state = DONE;
  if (status == GDL_OK) {
    c->native = *code;
    __atomic_store_n(&c->run, code->run, __ATOMIC_RELEASE);
  }
  if (c->uses > 0)
    return NULL;
  if (has_code(c))
    return gdl_known_keep(c);
  gdl_known_remove(c);
  c->next = NULL;
  return c;
}


/* One program, with the lock, which is let go meanwhile. Answers what is to be
** destroyed. */
static gdl_compiled *compile (gdl_compiled *c) {
  gdl_compiled *gone = NULL;
  gdl_error err = {""};
  gdl_native code = {0};
  gdl_status status = GDL_ENOLIB;
  const gdl_provider *p = provider;
  c->state = WORKING;
  work = c;
  pthread_mutex_unlock(&lock);
  if (p != NULL)
    status = p->compile(&c->loops, &code, &err);
  pthread_mutex_lock(&lock);
  work = NULL;
  if (status == GDL_ENOMEM) {    /* it must not be called again */
    reason = err;
    provider = NULL;
  }
  if (c->state == DROPPED) {
    if (status == GDL_OK)
      p->release(&code);
    gdl_loops_clear(&c->loops);
    free(c);
  }
  else
    gone = finish(c, status, &code);
  pthread_cond_broadcast(&changed);
  return gone;
}


static void *thread (void *unused) {
  (void)unused;
  pthread_mutex_lock(&lock);
  load();
  for (;;) {
    while (first == NULL)
      pthread_cond_wait(&changed, &lock);
    gdl_compiled *c = first;
    unlink_waiting(c);
    gdl_compiled *gone = compile(c);
    if (gone != NULL) {
      pthread_mutex_unlock(&lock);
      destroy_all(gone);
      pthread_mutex_lock(&lock);
    }
  }
  return NULL;
}


/* Signals are for the threads of the user. */
static int start_with (size_t stack) {
  pthread_attr_t attributes;
  pthread_t id;
  sigset_t all, before;
  if (pthread_attr_init(&attributes) != 0)
    return 0;
  pthread_attr_setstacksize(&attributes, stack);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int failed = pthread_create(&id, &attributes, thread, NULL);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return !failed;
}


/*
** Forks
*/
static struct timespec in_seconds (int n) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  t.tv_sec += n;
  return t;
}


static void before_fork (void) {
  struct timespec end = in_seconds(PATIENCE);
  pthread_mutex_lock(&lock);
  while ((work != NULL || loading) &&
         pthread_cond_timedwait(&changed, &lock, &end) == 0) ;
}


static void after_fork (void) {
  pthread_mutex_unlock(&lock);
}


static void in_child (void) {
  static const pthread_cond_t nobody = PTHREAD_COND_INITIALIZER;
  changed = nobody;
  has_thread = 0;
  if (work != NULL || loading) {
    loading = 0;
    loaded = 1;
    provider = NULL;
    gdl_error_set(&reason, GDL_ENOLIB, "the process was forked while it was busy");
    if (work != NULL && work->state == WORKING)
      work->state = DONE;
    work = NULL;
  }
  pthread_mutex_unlock(&lock);
}


/* With the lock. */
static int need_thread (void) {
  if (has_thread)
    return 1;
  if (!watches_forks) {
    gdl_stay();                  /* the thread, and what a fork calls, are in here */
    watches_forks = pthread_atfork(before_fork, after_fork, in_child) == 0;
  }
  has_thread = watches_forks && (start_with(STACK) || start_with(LEAST_STACK));
  return has_thread;
}


/*
** Asking
*/
static void wait_for (const gdl_compiled *c) {
  while (c->state == WAITING || c->state == WORKING)
    pthread_cond_wait(&changed, &lock);
}


void gdl_compiled_ask (gdl_compiled *c) {
  if (gdl_compiling_mode() == GDL_COMPILING_OFF)
    return;
  pthread_mutex_lock(&lock);
  if (c->state == IDLE || c->state == WAITING) {
    int can = need_thread();
    if (c->state == IDLE) {
      c->state = can ? WAITING : DONE;
      c->next = NULL;
      if (can) {
        *last = c;
        last = &c->next;
        pthread_cond_broadcast(&changed);
      }
    }
  }
  if (gdl_compiling_mode() == GDL_COMPILING_SYNC && has_thread)
    wait_for(c);
  pthread_mutex_unlock(&lock);
}


void gdl_compiler_wait (void) {
  pthread_mutex_lock(&lock);
  while (has_thread && (first != NULL || work != NULL))
    pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
}


/* With the lock. */
static void say (char *text, size_t size) {
  if (provider != NULL)
    snprintf(text, size, "%s", provider->name);
  else
    snprintf(text, size, "none (%s)", reason.text);
}


void gdl_compiler_text (char *text, size_t size) {
  if (gdl_compiling_mode() == GDL_COMPILING_OFF) {
    snprintf(text, size, "none (GDLUA_JIT=off)");
    return;
  }
  pthread_mutex_lock(&lock);
  load();
  say(text, size);
  pthread_mutex_unlock(&lock);
}


void gdl_compiler_known (char *text, size_t size) {
  text[0] = '\0';
  pthread_mutex_lock(&lock);
  if (loaded)
    say(text, size);
  pthread_mutex_unlock(&lock);
}
