/*
** bytes.c - values as bytes and back, the same on every machine
*/
#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 1024


/*
** Writing
*/
void gdl_bytes_free (gdl_bytes *b) {
  free(b->data);
  *b = (gdl_bytes){NULL, 0, 0, 0};
}


/* Where 'size' more bytes go, or NULL. */
static unsigned char *extend (gdl_bytes *b, size_t size) {
  if (b->failed)
    return NULL;
  if (size > b->room - b->size) {
    size_t room = b->room ? b->room : FIRST_ROOM;
    while (room - b->size < size && room <= SIZE_MAX/2)
      room *= 2;
    unsigned char *data = room - b->size < size ? NULL
                                                : realloc(b->data, room);
    if (data == NULL) {
      b->failed = 1;
      return NULL;
    }
    b->data = data;
    b->room = room;
  }
  b->size += size;
  return b->data + b->size - size;
}


static void set (unsigned char *p, uint64_t v, int bytes) {
  for (int i = 0; i < bytes; i++)
    p[i] = (unsigned char)(v >> 8*i);
}


static void put (gdl_bytes *b, uint64_t v, int bytes) {
  unsigned char *p = extend(b, (size_t)bytes);
  if (p != NULL)
    set(p, v, bytes);
}


void gdl_put_raw (gdl_bytes *b, const void *data, size_t size) {
  unsigned char *p = extend(b, size);
  if (p != NULL && size > 0)
    memcpy(p, data, size);
}


void gdl_put_u8 (gdl_bytes *b, unsigned v) {
  put(b, v, 1);
}


void gdl_put_u32 (gdl_bytes *b, uint32_t v) {
  put(b, v, 4);
}


void gdl_put_u64 (gdl_bytes *b, uint64_t v) {
  put(b, v, 8);
}


static uint64_t bits_of (double v) {
  uint64_t bits;
  memcpy(&bits, &v, sizeof(bits));
  return bits;
}


void gdl_put_f64 (gdl_bytes *b, double v) {
  put(b, bits_of(v), 8);
}


void gdl_put_doubles (gdl_bytes *b, const double *v, size_t n) {
  unsigned char *p = n <= SIZE_MAX/8 ? extend(b, 8*n) : NULL;
  if (p != NULL)
    for (size_t i = 0; i < n; i++)
      set(p + 8*i, bits_of(v[i]), 8);
  else
    b->failed = 1;
}


void gdl_put_text (gdl_bytes *b, const char *text, size_t length) {
  gdl_put_u64(b, length);
  gdl_put_raw(b, text, length);
}


size_t gdl_put_section (gdl_bytes *b, const char *name) {
  gdl_put_raw(b, name, 4);
  gdl_put_u64(b, 0);
  return b->size;
}


void gdl_end_section (gdl_bytes *b, size_t at) {
  if (!b->failed)
    set(b->data + at - 8, b->size - at, 8);
}


/*
** Reading
*/
size_t gdl_reader_left (const gdl_reader *r) {
  return r->failed ? 0 : (size_t)(r->end - r->at);
}


int gdl_reader_done (const gdl_reader *r) {
  return !r->failed && r->at == r->end;
}


/* The next 'size' bytes, or NULL. */
static const unsigned char *take (gdl_reader *r, size_t size) {
  if (r->failed || size > (size_t)(r->end - r->at)) {
    r->failed = 1;
    return NULL;
  }
  r->at += size;
  return r->at - size;
}


static uint64_t value_at (const unsigned char *p, int bytes) {
  uint64_t v = 0;
  for (int i = 0; i < bytes; i++)
    v |= (uint64_t)p[i] << 8*i;
  return v;
}


static uint64_t get (gdl_reader *r, int bytes) {
  const unsigned char *p = take(r, (size_t)bytes);
  return p != NULL ? value_at(p, bytes) : 0;
}


unsigned gdl_get_u8 (gdl_reader *r) {
  return (unsigned)get(r, 1);
}


uint32_t gdl_get_u32 (gdl_reader *r) {
  return (uint32_t)get(r, 4);
}


uint64_t gdl_get_u64 (gdl_reader *r) {
  return get(r, 8);
}


static double double_of (uint64_t bits) {
  double v;
  memcpy(&v, &bits, sizeof(v));
  return v;
}


double gdl_get_f64 (gdl_reader *r) {
  return double_of(get(r, 8));
}


void gdl_get_doubles (gdl_reader *r, double *v, size_t n) {
  const unsigned char *p = n <= SIZE_MAX/8 ? take(r, 8*n) : NULL;
  if (p == NULL)
    r->failed = 1;
  for (size_t i = 0; i < n; i++)
    v[i] = p != NULL ? double_of(value_at(p + 8*i, 8)) : 0;
}


int gdl_get_flag (gdl_reader *r) {
  unsigned v = gdl_get_u8(r);
  if (v > 1)
    r->failed = 1;
  return v == 1;
}


size_t gdl_get_count (gdl_reader *r, size_t least) {
  uint64_t n = gdl_get_u64(r);
  if (n > gdl_reader_left(r) / least)
    r->failed = 1;
  return r->failed ? 0 : (size_t)n;
}


const char *gdl_get_text (gdl_reader *r, size_t *length) {
  *length = gdl_get_count(r, 1);
  const unsigned char *p = take(r, *length);
  return p != NULL ? (const char *)p : "";
}


gdl_reader gdl_get_section (gdl_reader *r, const char *name) {
  const unsigned char *p = take(r, 4);
  if (p == NULL || memcmp(p, name, 4) != 0)
    r->failed = 1;
  size_t size;
  const char *contents = gdl_get_text(r, &size);
  gdl_reader s = gdl_reader_of(contents, size);
  s.failed = r->failed;
  return s;
}
