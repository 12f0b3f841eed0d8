/*
** blocks.c - small blocks of memory, of which there are very many
*/
#include "base/blocks.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define REGION  ((size_t)1 << 34)    /* addresses; memory comes when touched */
#define UNIT    16
#define SIZES   (GDL_BLOCKS_MOST / UNIT)

typedef struct spare {
  struct spare *next;
} spare;

struct gdl_blocks {
  char *region;
  char *fresh;               /* behind the last block that was ever cut */
  spare *spare[SIZES];       /* by size, in units, less one */
};


gdl_blocks *gdl_blocks_new (void) {
  gdl_blocks *b = calloc(1, sizeof(*b));
  if (b == NULL)
    return NULL;
  void *region = mmap(NULL, REGION, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (region == MAP_FAILED) {
    free(b);
    return NULL;
  }
  b->region = b->fresh = region;
  return b;
}


void gdl_blocks_free (gdl_blocks *b) {
  if (b == NULL)
    return;
  munmap(b->region, REGION);
  free(b);
}


static int is_ours (const gdl_blocks *b, const void *p) {
  return (uintptr_t)p - (uintptr_t)b->region < REGION;
}


static size_t place_of (size_t size) {
  return (size - 1) / UNIT;
}


/* A block of that many bytes, not 0; NULL where there is none. */
static void *take (gdl_blocks *b, size_t size) {
  size_t k = place_of(size);
  if (k >= SIZES)
    return malloc(size);
  spare *s = b->spare[k];
  if (s != NULL) {
    b->spare[k] = s->next;
    return s;
  }
  size_t bytes = (k + 1) * UNIT;
  if (bytes > REGION - (size_t)(b->fresh - b->region))
    return malloc(size);
  void *p = b->fresh;
  b->fresh += bytes;
  return p;
}


static void give (gdl_blocks *b, void *p, size_t size) {
  if (!is_ours(b, p)) {
    free(p);
    return;
  }
  spare *s = p;
  size_t k = place_of(size);
  s->next = b->spare[k];
  b->spare[k] = s;
}


void *gdl_blocks_realloc (gdl_blocks *b, void *p, size_t old, size_t size) {
  if (p == NULL)
    return size == 0 ? NULL : take(b, size);
  if (size == 0) {
    give(b, p, old);
    return NULL;
  }
  if (!is_ours(b, p)) {
    if (size > GDL_BLOCKS_MOST)
      return realloc(p, size);
  }
  else if (place_of(size) == place_of(old))
    return p;
  void *q = take(b, size);
  if (q == NULL)
    return size < old ? p : NULL;
  memcpy(q, p, size < old ? size : old);
  give(b, p, old);
  return q;
}
