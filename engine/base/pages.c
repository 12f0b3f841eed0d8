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


void gdl_pages_free (void *p, size_t bytes) {
  if (bytes < LEAST)
    free(p);
  else if (p != NULL)
    munmap(p, room_of(bytes) - LARGE);
}


/* Where there is no large page between its ends, nothing would come of it. */
void gdl_pages_wish (void *p, size_t bytes) {
  uintptr_t at = round_up((uintptr_t)p, SMALL), end = (uintptr_t)p + bytes;
  if (bytes >= 2 * LARGE)
    madvise((void *)at, (end - at) / SMALL * SMALL, MADV_HUGEPAGE);
}
