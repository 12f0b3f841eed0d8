/*
** pages.c - large pieces of memory
*/
#define _GNU_SOURCE  /* MADV_HUGEPAGE */
#include "base/pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#define LARGE  ((size_t)2 << 20)     /* a large page of x86-64 */
#define LEAST  LARGE                 /* smaller pieces are malloc's */
#define SMALL  ((size_t)4096)        /* a page of the usual size */


/* Whole large pages, and one more to find a place to begin. */
static size_t room_of (size_t bytes) {
  return (bytes + LARGE - 1) / LARGE * LARGE + LARGE;
}


static uintptr_t round_up (uintptr_t at, size_t to) {
  return (at + to - 1) / to * to;
}


static void *map (size_t bytes) {
  size_t room = room_of(bytes);
  if (room < bytes)
    return NULL;
  char *all = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                   -1, 0);
  if (all == MAP_FAILED)
    return NULL;
  char *p = (char *)round_up((uintptr_t)all, LARGE);
  if (p > all)
    munmap(all, (size_t)(p - all));
  munmap(p + (room - LARGE), LARGE - (size_t)(p - all));
  madvise(p, room - LARGE, MADV_HUGEPAGE);     /* as it likes */
  return p;
}


void *gdl_pages_new (size_t bytes) {
  return bytes < LEAST ? calloc(bytes > 0 ? bytes : 1, 1) : map(bytes);
}


/*
** A piece that was freed is kept, if it is not too large, until the next one is: it
** begins with its size.
*/
#define KEPT_MOST  (2 * LARGE)

static size_t *kept;


static void unmap (void *p, size_t size) {
  if (p != NULL)
    munmap(p, size);
}


static void keep (size_t *p, size_t size) {
  *p = size;
  size_t *before = __atomic_exchange_n(&kept, p, __ATOMIC_ACQ_REL);
  if (before != NULL)
    unmap(before, *before);
}


void *gdl_pages_any (size_t bytes) {
  if (bytes < LEAST)
    return malloc(bytes > 0 ? bytes : 1);
  size_t *p = __atomic_exchange_n(&kept, NULL, __ATOMIC_ACQ_REL);
  if (p != NULL && *p == room_of(bytes) - LARGE)
    return p;
  if (p != NULL)
    keep(p, *p);
  return map(bytes);
}


void gdl_pages_free (void *p, size_t bytes) {
  size_t size = bytes < LEAST ? 0 : room_of(bytes) - LARGE;
  if (bytes < LEAST)
    free(p);
  else if (p != NULL && size <= KEPT_MOST)
    keep(p, size);
  else
    unmap(p, size);
}


/* Where there is no large page between its ends, nothing would come of it. */
void gdl_pages_wish (void *p, size_t bytes) {
  uintptr_t at = round_up((uintptr_t)p, SMALL), end = (uintptr_t)p + bytes;
  if (bytes >= 2 * LARGE)
    madvise((void *)at, (end - at) / SMALL * SMALL, MADV_HUGEPAGE);
}
