/*
** memory.h - every request for memory: counted, bounded, refused when told to
** The linker sends this program's calls here (Makefile), those of the C library
** and of cmocka's, which are in shared objects, not.
*/
#ifndef GDL_TESTS_MEMORY_H
#define GDL_TESTS_MEMORY_H

#include <malloc.h>
#include <stddef.h>
#include <stdint.h>

#define ENOUGH INT64_MAX

void *__real_malloc (size_t size);
void *__real_calloc (size_t n, size_t size);
void *__real_realloc (void *p, size_t size);
void *__real_aligned_alloc (size_t alignment, size_t size);
void __real_free (void *p);
void *__wrap_malloc (size_t size);
void *__wrap_calloc (size_t n, size_t size);
void *__wrap_realloc (void *p, size_t size);
void *__wrap_aligned_alloc (size_t alignment, size_t size);
void __wrap_free (void *p);

static int64_t granted = ENOUGH;    /* requests until there are no more */
static int once;                    /* only one request is refused then */
static int64_t refusals;            /* since it was last set to 0 */

static int64_t live, peak, bound = ENOUGH;    /* bytes */
static int64_t excess;              /* the last request beyond the bound */


static int is_refused (size_t size) {
  if (granted != ENOUGH && granted-- <= 0) {
    if (once)
      granted = ENOUGH;
    refusals++;
    return 1;
  }
  if (size <= (uint64_t)INT64_MAX && live + (int64_t)size <= bound)
    return 0;
  excess = size < (uint64_t)INT64_MAX ? (int64_t)size : INT64_MAX;
  return 1;
}


static void *counted (void *p) {
  if (p != NULL) {
    live += (int64_t)malloc_usable_size(p);
    if (live > peak)
      peak = live;
  }
  return p;
}


void *__wrap_malloc (size_t size) {
  return is_refused(size) ? NULL : counted(__real_malloc(size));
}


void *__wrap_calloc (size_t n, size_t size) {
  if (size != 0 && n > SIZE_MAX/size)
    return NULL;
  return is_refused(n*size) ? NULL : counted(__real_calloc(n, size));
}


void *__wrap_realloc (void *p, size_t size) {
  if (size > 0 && is_refused(size))
    return NULL;
  int64_t before = p != NULL ? (int64_t)malloc_usable_size(p) : 0;
  void *q = __real_realloc(p, size);
  if (q != NULL || size == 0)
    live -= before;
  return counted(q);
}


void *__wrap_aligned_alloc (size_t alignment, size_t size) {
  return is_refused(size) ? NULL
                          : counted(__real_aligned_alloc(alignment, size));
}


void __wrap_free (void *p) {
  if (p != NULL)
    live -= (int64_t)malloc_usable_size(p);
  __real_free(p);
}

#endif
