/*
** npy_header.c - the header of a .npy file
** A Python dictionary as text, with the keys 'descr', 'fortran_order' and
** 'shape', for instance
**   {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }
** Read by hand and strictly: what is not understood is an error.
*/
#include "array/npy_header.h"

#include <stdint.h>
#include <string.h>

#define MOST_DIMENSIONS 64   /* of any array in NumPy */

typedef struct reader {
  const char *p, *end;
  const char *path;
  gdl_npy_header *h;
  gdl_error *err;
} reader;


static gdl_status malformed (reader *r) {
  return gdl_error_set(r->err, GDL_EFORMAT,
                       "%s: the header is malformed, or the file is cut short",
                       r->path);
}


static void skip_spaces (reader *r) {
  while (r->p < r->end && (*r->p == ' ' || *r->p == '\n' || *r->p == '\t'))
    r->p++;
}


/* Steps over the text 'word' where it comes next. */
static int accept (reader *r, const char *word) {
  size_t n = strlen(word);
  skip_spaces(r);
  if ((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0)
    return 0;
  r->p += n;
  return 1;
}


/* A string in single or double quotes, into 'buffer'. */
static int read_string (reader *r, char *buffer, size_t size) {
  skip_spaces(r);
  if (r->p == r->end || (*r->p != '\'' && *r->p != '"'))
    return 0;
  char quote = *r->p++;
  size_t n = 0;
  while (r->p < r->end && *r->p != quote) {
    if (n + 1 >= size || *r->p == '\\' || *r->p == '\0')
      return 0;
    buffer[n++] = *r->p++;
  }
  if (r->p == r->end)
    return 0;
  r->p++;
  buffer[n] = '\0';
  return 1;
}


static int read_size (reader *r, size_t *value) {
  skip_spaces(r);
  const char *start = r->p;
  size_t v = 0;
  while (r->p < r->end && *r->p >= '0' && *r->p <= '9') {
    size_t digit = (size_t)(*r->p++ - '0');
    if (v > (SIZE_MAX - digit) / 10)
      return 0;
    v = v * 10 + digit;
  }
  *value = v;
  if (r->p == start)
    return 0;
  accept(r, "L");  /* as Python 2 wrote it */
  return 1;
}


static gdl_status set_type (reader *r, const char *descr) {
  gdl_npy_header *h = r->h;
  size_t size = strlen(descr) == 3 ? (size_t)(descr[2] - '0') : 0;
  char order = descr[0];
  int known = size != 0 && strchr("<>|=", order) != NULL;
  if (known)
    switch (descr[1]) {
      case 'f': known = size == 2 || size == 4 || size == 8; break;
      case 'i': case 'u':
        known = size == 1 || size == 2 || size == 4 || size == 8;
        break;
      case 'b': known = size == 1; break;
      default: known = 0;
    }
  if (!known)
    return gdl_error_set(r->err, GDL_EFORMAT, "%s: elements of type '%s' are "
                         "not real numbers of at most 8 bytes", r->path, descr);
  h->kind = descr[1];
  h->size = size;
  h->big_endian = order == '>' ||
      (order == '=' && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
  return GDL_OK;
}


static gdl_status read_descr (reader *r) {
  char descr[32];
  skip_spaces(r);
  if (r->p < r->end && (*r->p == '[' || *r->p == '('))
    return gdl_error_set(r->err, GDL_EFORMAT,
                         "%s: the elements are records, not numbers", r->path);
  return read_string(r, descr, sizeof(descr)) ? set_type(r, descr)
                                              : malformed(r);
}


static gdl_status read_order (reader *r) {
  r->h->fortran_order = accept(r, "True");
  return r->h->fortran_order || accept(r, "False") ? GDL_OK : malformed(r);
}


static gdl_status read_shape (reader *r) {
  int rank = 0, comma = 1;
  if (!accept(r, "("))
    return malformed(r);
  while (!accept(r, ")")) {
    size_t extent;
    if (!comma || !read_size(r, &extent))
      return malformed(r);
    if (rank < 2)
      r->h->shape[rank] = extent;
    if (++rank > MOST_DIMENSIONS)
      return malformed(r);
    comma = accept(r, ",");
  }
  if (rank > 2)
    return gdl_error_set(r->err, GDL_EFORMAT, "%s: the array has %d dimensions; "
                         "two are the most that can be read", r->path, rank);
  r->h->rank = rank;
  return GDL_OK;
}


/* The entries, each once and none missing. */
static gdl_status read_dictionary (reader *r) {
  static const char *const keys[] = {"descr", "fortran_order", "shape"};
  static gdl_status (*const read[]) (reader *r) =
      {read_descr, read_order, read_shape};
  int seen[3] = {0, 0, 0}, comma = 1;
  if (!accept(r, "{"))
    return malformed(r);
  while (!accept(r, "}")) {
    char key[32];
    int k = 0;
    if (!comma || !read_string(r, key, sizeof(key)) || !accept(r, ":"))
      return malformed(r);
    while (k < 3 && strcmp(key, keys[k]) != 0)
      k++;
    if (k == 3 || seen[k]++)
      return malformed(r);
    gdl_status status = read[k](r);
    if (status != GDL_OK)
      return status;
    comma = accept(r, ",");
  }
  return seen[0] && seen[1] && seen[2] ? GDL_OK : malformed(r);
}


gdl_status gdl_npy_header_read (const char *path, const char *file, size_t size,
                                gdl_npy_header *h, gdl_error *err) {
  const unsigned char *u = (const unsigned char *)file;
  *h = (gdl_npy_header){0, 0, 0, 0, 0, {1, 1}, 0};
  if (size < 10 || memcmp(file, "\x93NUMPY", 6) != 0)
    return gdl_error_set(err, GDL_EFORMAT, "%s: not a NumPy .npy file", path);
  if (u[6] < 1 || u[6] > 3)
    return gdl_error_set(err, GDL_EFORMAT,
                         "%s: format %d.%d of NumPy's .npy is not known", path,
                         u[6], u[7]);
  size_t start = 10, length = u[8] | (size_t)u[9] << 8;
  reader r = {file, file, path, h, err};
  if (u[6] > 1) {
    if (size < 12)
      return malformed(&r);
    start = 12;
    length |= (size_t)u[10] << 16 | (size_t)u[11] << 24;
  }
  if (length > size - start)
    return malformed(&r);
  h->data = start + length;
  r.p = file + start;
  r.end = file + h->data;
  return read_dictionary(&r);
}
