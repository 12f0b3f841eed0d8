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

/* Of malloc's blocks up to so many bytes some that were freed are kept for the
** next of exactly their size: arrays come and go in the same few sizes, and malloc
** takes as long for one as the work on it. */
#define KEPT_MOST   65536
#define KEPT_BYTES  ((size_t)1 << 18)      /* of one size */
#define KEPT_SIZES  32

typedef struct spare {
  struct spare *next;
} spare;

typedef struct kept {
  size_t size, count;
  spare *first;
} kept;

struct gdl_blocks {
  char *region;
  char *fresh;               /* behind the last block that was ever cut */
  spare *spare[SIZES];       /* by size, in units, less one */
  kept kept[KEPT_SIZES];     /* each of one size */
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


static void empty (kept *k) {
  while (k->first != NULL) {
    spare *s = k->first;
    k->first = s->next;
    free(s);
  }
  k->count = 0;
}


void gdl_blocks_free (gdl_blocks *b) {
  if (b == NULL)
    return;
  for (int i = 0; i < KEPT_SIZES; i++)
    empty(&b->kept[i]);
  munmap(b->region, REGION);
  free(b);
}


static kept *kept_of (gdl_blocks *b, size_t size) {
  return &b->kept[size / UNIT * 0x9E3779B1u >> 27 & (KEPT_SIZES - 1)];
}


/* From malloc, or one that was. */
static void *take_large (gdl_blocks *b, size_t size) {
  kept *k = kept_of(b, size);
  if (size > KEPT_MOST || k->size != size || k->first == NULL)
    return malloc(size);
  spare *s = k->first;
  k->first = s->next;
  k->count--;
  return s;
}


/* The last size to come has the place. */
static void give_large (gdl_blocks *b, void *p, size_t size) {
  kept *k = kept_of(b, size);
  if (size > KEPT_MOST || (k->size == size && k->count * size >= KEPT_BYTES)) {
    free(p);
    return;
  }
  if (k->size != size) {
    empty(k);
    k->size = size;
  }
  spare *s = p;
  s->next = k->first;
  k->first = s;
  k->count++;
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
    return take_large(b, size);
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
    if (size > GDL_BLOCKS_MOST)
      give_large(b, p, size);
    else
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
