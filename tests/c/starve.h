/*
** starve.h - memory that runs out at the first, second, third... request
** This program's own malloc takes the place of the system's: it counts what is
** in use and fails when told to. (Not under a sanitizer, which does the same.)
*/
#ifndef GDL_TESTS_STARVE_H
#define GDL_TESTS_STARVE_H

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

static long in_use, left = -1;    /* left < 0: requests are always granted */

#if !defined(__SANITIZE_ADDRESS__)

#define PUBLIC __attribute__((visibility("default")))

extern void *__libc_malloc (size_t size);
extern void *__libc_calloc (size_t count, size_t size);
extern void *__libc_realloc (void *p, size_t size);
extern void *__libc_memalign (size_t alignment, size_t size);
extern void __libc_free (void *p);


static int refuse (void) {
  return left >= 0 && left-- == 0 ? (left = 0, 1) : 0;
}


PUBLIC void *malloc (size_t size) {
  void *p = refuse() ? NULL : __libc_malloc(size);
  in_use += p != NULL;
  if (p == NULL)
    errno = ENOMEM;
  return p;
}


PUBLIC void *calloc (size_t count, size_t size) {
  void *p = refuse() ? NULL : __libc_calloc(count, size);
  in_use += p != NULL;
  if (p == NULL)
    errno = ENOMEM;
  return p;
}


PUBLIC void *realloc (void *old, size_t size) {
  void *p = refuse() ? NULL : __libc_realloc(old, size);
  in_use += old == NULL && p != NULL;
  if (p == NULL)
    errno = ENOMEM;
  return p;
}


PUBLIC void *aligned_alloc (size_t alignment, size_t size) {
  void *p = refuse() ? NULL : __libc_memalign(alignment, size);
  in_use += p != NULL;
  if (p == NULL)
    errno = ENOMEM;
  return p;
}


PUBLIC void free (void *p) {
  in_use -= p != NULL;
  __libc_free(p);
}

#endif

#endif
