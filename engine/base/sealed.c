/*
** sealed.c - binary files that are whole and unharmed, or refused
*/
#define _GNU_SOURCE  /* O_CLOEXEC, fdopen */
#include "base/sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crc.h"
#include "base/file.h"

#define HEAD 24
#define TAIL 8


/*
** Writing
*/
gdl_status gdl_sealed_write (const char *path, const gdl_seal *kind,
                             const gdl_bytes *contents, gdl_error *err) {
  gdl_bytes head = {NULL, 0, 0, 0}, tail = {NULL, 0, 0, 0};
  gdl_put_raw(&head, kind->mark, 8);
  gdl_put_u32(&head, kind->version);
  gdl_put_u32(&head, 0);
  gdl_put_u64(&head, contents->size);
  gdl_put_u64(&tail, gdl_crc64(head.failed ? 0
                                           : gdl_crc64(0, head.data, HEAD),
                               contents->data, contents->size));
  gdl_file f;
  gdl_status status;
  if (head.failed || tail.failed || contents->failed)
    status = gdl_error_set(err, GDL_ENOMEM, "not enough memory");
  else
    status = gdl_file_create(path, &f, err);
  if (status == GDL_OK) {
    f.durable = 1;
    fwrite(head.data, 1, head.size, f.stream);
    if (contents->size > 0)
      fwrite(contents->data, 1, contents->size, f.stream);
    fwrite(tail.data, 1, tail.size, f.stream);
    status = gdl_file_close(&f, err);
  }
  gdl_bytes_free(&head);
  gdl_bytes_free(&tail);
  return status;
}


/*
** Reading
*/
static gdl_status system_error (const char *what, const char *path, int number,
                                gdl_error *err) {
  return gdl_error_set(err, GDL_EIO, "cannot %s '%s': %s", what, path,
                       strerror(number));
}


/* Opens what must be a regular file, and nothing else: who opens a pipe waits
** for somebody to write, and some devices have no end. */
static gdl_status open_regular (const char *path, FILE **f, uint64_t *size,
                                gdl_error *err) {
  struct stat s;
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &s) != 0) {
    int number = errno;
    if (fd >= 0)
      close(fd);
    return system_error("open", path, number, err);
  }
  if (!S_ISREG(s.st_mode)) {
    close(fd);
    return gdl_error_set(err, GDL_EIO, "cannot read '%s': %s", path,
                         S_ISDIR(s.st_mode) ? "it is a directory"
                                            : "it is not a regular file");
  }
  *size = (uint64_t)s.st_size;
  *f = fdopen(fd, "rb");
  if (*f != NULL)
    return GDL_OK;
  close(fd);
  return gdl_error_set(err, GDL_ENOMEM, "not enough memory");
}


/* Reads the head; *length gets that of the contents. */
static gdl_status check_head (FILE *f, const char *path, const gdl_seal *kind,
                              uint64_t size, unsigned char *head,
                              uint64_t *length, gdl_error *err) {
  size_t n = fread(head, 1, HEAD, f);
  if (ferror(f))
    return system_error("read", path, errno, err);
  if (n < 8 || memcmp(head, kind->mark, 8) != 0)
    return gdl_error_set(err, GDL_EFORMAT, "'%s' is not a %s of gdlua%s", path,
                         kind->noun, size == 0 ? ": it is empty" : "");
  gdl_reader r = gdl_reader_of(head + 8, n - 8);
  uint32_t version = gdl_get_u32(&r);
  if (!r.failed && version != kind->version)
    return gdl_error_set(err, GDL_EFORMAT, "%s '%s' has version %" PRIu32
                         " of the format, this gdlua reads version %" PRIu32,
                         kind->noun, path, version, kind->version);
  uint32_t zero = gdl_get_u32(&r);
  *length = gdl_get_u64(&r);
  if (!r.failed && zero == 0 && size >= HEAD + TAIL &&
      *length == size - HEAD - TAIL)
    return GDL_OK;
  if (!r.failed && (zero != 0 || (size > HEAD + TAIL &&
                                  *length < size - HEAD - TAIL)))
    return gdl_error_set(err, GDL_EFORMAT, "%s '%s' is damaged (it is longer "
                         "than it says)", kind->noun, path);
  return gdl_error_set(err, GDL_EFORMAT, "%s '%s' is incomplete (it ends after "
                       "%" PRIu64 " bytes)", kind->noun, path, size);
}


/* Reads what follows the head, and checks the sum. */
static gdl_status read_rest (FILE *f, const char *path, const gdl_seal *kind,
                             uint64_t length, const unsigned char *head,
                             unsigned char **data, gdl_error *err) {
  if (length > SIZE_MAX - TAIL ||
      (*data = malloc((size_t)length + TAIL)) == NULL)
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory");
  size_t size = (size_t)length;
  size_t n = fread(*data, 1, size + TAIL, f);
  if (ferror(f))
    return system_error("read", path, errno, err);
  if (n < size + TAIL)
    return gdl_error_set(err, GDL_EFORMAT, "%s '%s' is incomplete", kind->noun,
                         path);
  gdl_reader tail = gdl_reader_of(*data + size, TAIL);
  uint64_t sum = gdl_crc64(gdl_crc64(0, head, HEAD), *data, size);
  if (gdl_get_u64(&tail) != sum)
    return gdl_error_set(err, GDL_EFORMAT, "%s '%s' is damaged (its checksum "
                         "does not fit)", kind->noun, path);
  return GDL_OK;
}


gdl_status gdl_sealed_read (const char *path, const gdl_seal *kind,
                            unsigned char **data, gdl_reader *contents,
                            gdl_error *err) {
  FILE *f;
  uint64_t size = 0, length = 0;
  unsigned char head[HEAD] = {0};
  *data = NULL;
  gdl_status status = open_regular(path, &f, &size, err);
  if (status != GDL_OK)
    return status;
  status = check_head(f, path, kind, size, head, &length, err);
  if (status == GDL_OK)
    status = read_rest(f, path, kind, length, head, data, err);
  fclose(f);
  if (status != GDL_OK) {
    free(*data);
    *data = NULL;
    return status;
  }
  *contents = gdl_reader_of(*data, length);
  return GDL_OK;
}
