/*
** npy.c - NumPy's .npy files
** The format: a magic string, two version bytes, the length of a header, the
** header (a Python dictionary of three entries as text), the elements.
*/
#include "array/npy.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "array/npy_header.h"
#include "base/file.h"


/*
** Elements. Bytes are put together to an integer whatever the byte order of
** file and machine; only then is it a number.
*/
static uint64_t load_bits (const unsigned char *p, size_t size, int big) {
  uint64_t bits = 0;
  for (size_t k = 0; k < size; k++)
    bits = bits << 8 | p[big ? k : size - 1 - k];
  return bits;
}


static double half (uint64_t bits) {
  double sign = bits >> 15 ? -1.0 : 1.0;
  int exponent = (int)(bits >> 10 & 31);
  double fraction = (double)(bits & 1023) / 1024;
  if (exponent == 0)
    return sign * fraction * 0x1p-14;
  if (exponent == 31)
    return fraction != 0 ? __builtin_nan("") : sign * __builtin_inf();
  return sign * (1 + fraction) * ((double)(1u << exponent) * 0x1p-15);
}


static double float_of (uint64_t bits, size_t size) {
  if (size == 2)
    return half(bits);
  if (size == 4) {
    uint32_t b = (uint32_t)bits;
    float x;
    memcpy(&x, &b, sizeof(x));
    return (double)x;
  }
  double x;
  memcpy(&x, &bits, sizeof(x));
  return x;
}


static double signed_of (uint64_t bits, size_t size) {
  unsigned shift = 64 - 8 * (unsigned)size;
  return (double)((int64_t)(bits << shift) >> shift);
}


static double element (const gdl_npy_header *h, const unsigned char *p) {
  uint64_t bits = load_bits(p, h->size, h->big_endian);
  switch (h->kind) {
    case 'f': return float_of(bits, h->size);
    case 'i': return signed_of(bits, h->size);
    case 'b': return bits != 0;
    default: return (double)bits;
  }
}


static int is_native (const gdl_npy_header *h) {
  return h->kind == 'f' && h->size == sizeof(double) &&
         h->big_endian == (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
}


static void fill (const gdl_npy_header *h, const unsigned char *p,
                  gdl_array *a) {
  size_t n = gdl_array_length(a);
  int turned = h->fortran_order && a->rank == 2;
  if (!turned && is_native(h))
    memcpy(a->data, p, n * sizeof(double));
  else if (turned) {
    for (size_t j = 0; j < a->cols; j++)
      for (size_t i = 0; i < a->rows; i++, p += h->size)
        a->data[i * a->cols + j] = element(h, p);
  }
  else {
    for (size_t i = 0; i < n; i++, p += h->size)
      a->data[i] = element(h, p);
  }
}


/* Reads the elements that 'h' announces from the 'size' bytes at 'p'. */
static gdl_status read_elements (const char *path, const gdl_npy_header *h,
                                 const char *p, size_t size, gdl_array *a,
                                 gdl_error *err) {
  size_t room = size / h->size, n = 1;
  int empty = 0;
  for (int k = 0; k < h->rank; k++)
    empty |= h->shape[k] == 0;
  for (int k = 0; k < h->rank && !empty; k++) {
    if (h->shape[k] > room / n)
      return gdl_error_set(err, GDL_EFORMAT, "%s: the file is cut short: it "
                           "holds %zu elements, fewer than its shape says",
                           path, room);
    n *= h->shape[k];
  }
  if (!empty && n > room)  /* a number, and nothing behind the header */
    return gdl_error_set(err, GDL_EFORMAT, "%s: the file is cut short: it "
                         "holds no elements", path);
  double *data = malloc((empty ? 1 : n) * sizeof(double));
  if (data == NULL)
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory");
  switch (h->rank) {
    case 0: *a = gdl_array_scalar(data); break;
    case 1: *a = gdl_array_vector(data, h->shape[0]); break;
    default: *a = gdl_array_matrix(data, h->shape[0], h->shape[1]); break;
  }
  if (!empty)
    fill(h, (const unsigned char *)p, a);
  return GDL_OK;
}


gdl_status gdl_npy_read (const char *path, gdl_array *a, gdl_error *err) {
  gdl_npy_header h;
  char *file;
  size_t size;
  gdl_status status = gdl_file_read(path, &file, &size, err);
  if (status != GDL_OK)
    return status;
  status = gdl_npy_header_read(path, file, size, &h, err);
  if (status == GDL_OK)
    status = read_elements(path, &h, file + h.data, size - h.data, a, err);
  free(file);
  return status;
}


/*
** Writing
*/
#define ALIGNMENT 64   /* of the first element in the file */
#define PREFIX 10      /* magic, version 1.0, length of the header */
#define LONGEST 128    /* of a header; its numbers have 20 digits at most */


static void write_header (FILE *f, const gdl_array *a) {
  char shape[64], header[LONGEST];
  if (a->rank == 0)
    strcpy(shape, "()");
  else if (a->rank == 1)
    snprintf(shape, sizeof(shape), "(%zu,)", a->rows);
  else
    snprintf(shape, sizeof(shape), "(%zu, %zu)", a->rows, a->cols);
  size_t n = (size_t)snprintf(
      header, sizeof(header),
      "{'descr': '<f8', 'fortran_order': False, 'shape': %s, }", shape);
  size_t padded =
      (PREFIX + n + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - PREFIX;
  fwrite("\x93NUMPY\x01\x00", 1, 8, f);
  putc((int)(padded & 0xff), f);
  putc((int)(padded >> 8), f);
  fprintf(f, "%-*s\n", (int)(padded - 1), header);
}


static void write_elements (FILE *f, const gdl_array *a) {
  size_t n = gdl_array_length(a);
  unsigned char bytes[512 * 8];
  for (size_t i = 0; i < n; ) {
    size_t k = 0;
    for (; i < n && k < sizeof(bytes); i++, k += 8) {
      uint64_t bits;
      memcpy(&bits, &a->data[i], sizeof(bits));
      for (int b = 0; b < 8; b++)
        bytes[k + (size_t)b] = (unsigned char)(bits >> 8 * b);
    }
    fwrite(bytes, 1, k, f);
  }
}


gdl_status gdl_npy_write (const char *path, const gdl_array *a,
                          gdl_error *err) {
  gdl_file file;
  gdl_status status = gdl_file_create(path, &file, err);
  if (status != GDL_OK)
    return status;
  write_header(file.stream, a);
  write_elements(file.stream, a);
  return gdl_file_close(&file, err);
}
