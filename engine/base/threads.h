/*
** threads.h - several threads for one piece of work
** Work that takes long enough is cut into parts, which the thread that has it and
** the workers of a pool take, one after the other. Who takes which part must make
** no difference to the results: sums are taken in the order of array/order.h, part
** by part.
**
** The pool is made when work is worth it for the first time; a process that has
** none has no threads of ours. Workers that have nothing to do look out for more
** for some microseconds, then they sleep. Nobody waits for one that is late: the
** others take its parts. A process that ends does not wait either; the child of
** one that forks has a pool of its own when it needs one.
**
** The environment: GDLUA_THREADS, how many threads in all, 1 to GDL_THREADS_MOST;
** by default as many as the process may run on processors.
*/
#ifndef GDL_BASE_THREADS_H
#define GDL_BASE_THREADS_H

#include <stddef.h>

#include "base/error.h"

#define GDL_THREADS_MOST  256

/* Work is measured in simple operations on an element of an array that is in a
** cache near by (additions, products: about a quarter of a nanosecond each;
** GDL_THREADS_MATH for exp and its like). So much of it is worth a second thread:
** waking one that sleeps takes the waker some 5 microseconds, and 10 to 50 pass
** until it works; this is about 50 microseconds of work. */
#define GDL_THREADS_WORTH  200000
#define GDL_THREADS_MATH   8

extern double gdl_threads_worth;     /* this; less in tests */

/* gdl_threads_check - GDL_EINVAL: GDLUA_THREADS is not what it may be (then there
** is one thread); err says what was expected. */
gdl_status gdl_threads_check (gdl_error *err);

/* gdl_threads_processors - how many the process may run on. */
size_t gdl_threads_processors (void);

/* gdl_threads_count - how many there are to be, this one counted. */
size_t gdl_threads_count (void);

/* gdl_threads_set - n of them from now on, at most GDL_THREADS_MOST; 0: as many as
** at the beginning. For processes that are one of many. */
void gdl_threads_set (size_t n);

/* gdl_threads_many - how many threads so much work, not little, is worth. */
size_t gdl_threads_many (double work);

/* gdl_threads_for - the same of any work; 1: do it at once. */
static inline size_t gdl_threads_for (double work) {
  return work < gdl_threads_worth ? 1 : gdl_threads_many(work);
}

/* A part of the work. who: 0 for the thread that called, else a number below that
** of the threads: no two do parts as the same at one time. */
typedef void gdl_threads_part (void *ctx, size_t part, size_t who);

/* gdl_threads_run - calls part(ctx, k, who) for k = 0 to parts - 1, by at most
** 'threads' threads, each with a stretch of neighbouring parts first; comes back
** when all are done. Within a part, or while another thread of the process is in
** here, it does them one after the other itself. Cannot fail. */
void gdl_threads_run (size_t parts, size_t threads, gdl_threads_part *part,
                      void *ctx);

/* gdl_threads_calls - how often work has been shared, for tests. */
size_t gdl_threads_calls (void);

#endif
