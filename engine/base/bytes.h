/*
** bytes.h - values as bytes and back, the same on every machine
** Numbers are little-endian, doubles their 64 bits (IEEE 754), texts a length
** of 8 bytes and the bytes, blocks of doubles nothing but them. A section is
** four letters, a length of 8 bytes, and so many bytes.
*/
#ifndef GDL_BASE_BYTES_H
#define GDL_BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>

/*
** Writing: into a block that grows. When there is no memory left 'failed' is
** set and nothing more is written, so that it is enough to look at the end.
** Zero-initialised it is empty; gdl_bytes_free makes it so again.
*/
typedef struct gdl_bytes {
  unsigned char *data;       /* from malloc */
  size_t size, room;
  int failed;
} gdl_bytes;

void gdl_bytes_free (gdl_bytes *b);

void gdl_put_raw (gdl_bytes *b, const void *data, size_t size);
void gdl_put_u8 (gdl_bytes *b, unsigned v);
void gdl_put_u32 (gdl_bytes *b, uint32_t v);
void gdl_put_u64 (gdl_bytes *b, uint64_t v);
void gdl_put_f64 (gdl_bytes *b, double v);
void gdl_put_doubles (gdl_bytes *b, const double *v, size_t n);
void gdl_put_text (gdl_bytes *b, const char *text, size_t length);

/* gdl_put_section - begins a section; gdl_end_section, given its answer, ends
** it. 'name' has four letters. */
size_t gdl_put_section (gdl_bytes *b, const char *name);
void gdl_end_section (gdl_bytes *b, size_t at);

/*
** Reading: from a block that is somebody else's. Asked for more than there is
** 'failed' is set, and from then on everything reads as zeros; nothing behind
** the end is ever touched.
*/
typedef struct gdl_reader {
  const unsigned char *at, *end;
  int failed;
} gdl_reader;

#define gdl_reader_of(data, size) \
  ((gdl_reader){(const unsigned char *)(data), \
                (const unsigned char *)(data) + (size), 0})

/* Bytes not read yet. */
size_t gdl_reader_left (const gdl_reader *r);

/* gdl_reader_done - everything has been read, and nothing failed. */
int gdl_reader_done (const gdl_reader *r);

unsigned gdl_get_u8 (gdl_reader *r);
uint32_t gdl_get_u32 (gdl_reader *r);
uint64_t gdl_get_u64 (gdl_reader *r);
double gdl_get_f64 (gdl_reader *r);
void gdl_get_doubles (gdl_reader *r, double *v, size_t n);

/* gdl_get_flag - a byte that is 0 or 1; anything else fails. */
int gdl_get_flag (gdl_reader *r);

/* gdl_get_count - a u64 that says how many things of 'least' bytes or more
** follow (least > 0): fails when there is no room for them. */
size_t gdl_get_count (gdl_reader *r, size_t least);

/* gdl_get_text - the bytes of a text, borrowed and without a 0 at the end. */
const char *gdl_get_text (gdl_reader *r, size_t *length);

/* gdl_get_section - the section that comes next, which must be that of this
** name; 'r' goes on behind it. */
gdl_reader gdl_get_section (gdl_reader *r, const char *name);

#endif
