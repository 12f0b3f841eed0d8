/*
** file.c - whole files, in and out
*/
#define _GNU_SOURCE  /* asprintf, realpath */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/random.h"

#define FIRST_READ 65536


static gdl_status system_error (const char *what, const char *path, int number,
                                gdl_error *err) {
  if (number == ENOMEM)
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory");
  return gdl_error_set(err, GDL_EIO, "cannot %s '%s': %s", what, path,
                       strerror(number));
}


/*
** Reading
*/
/* Size to begin with: the file's own where it is known, and one more, so that
** its end is seen without growing. */
static size_t first_size (FILE *f) {
  struct stat s;
  if (fstat(fileno(f), &s) == 0 && S_ISREG(s.st_mode) && s.st_size > 0)
    return (size_t)s.st_size + 1;
  return FIRST_READ;
}


static int read_stream (FILE *f, char **data, size_t *size) {
  size_t room = first_size(f), n = 0;
  char *buffer = malloc(room + 1);
  for (;;) {
    if (buffer == NULL)
      return ENOMEM;
    errno = 0;
    n += fread(buffer + n, 1, room - n, f);
    if (ferror(f)) {
      int number = errno != 0 ? errno : EIO;
      free(buffer);
      return number;
    }
    if (n < room)
      break;
    room *= 2;
    char *larger = realloc(buffer, room + 1);
    if (larger == NULL)
      free(buffer);
    buffer = larger;
  }
  buffer[n] = '\0';
  *data = buffer;
  *size = n;
  return 0;
}


gdl_status gdl_file_read (const char *path, char **data, size_t *size,
                          gdl_error *err) {
  FILE *f = fopen(path, "rbe");
  if (f == NULL)
    return system_error("open", path, errno, err);
  int number = read_stream(f, data, size);
  fclose(f);
  return number == 0 ? GDL_OK : system_error("read", path, number, err);
}


/*
** Writing
*/
static void forget (gdl_file *f) {
  free(f->path);
  free(f->temporary);
  *f = (gdl_file){NULL, NULL, NULL};
}


/* Opens a new file beside f->path, with permissions 'mode' (of a file that is
** replaced) or what the user's mask leaves. Returns an error number or 0. */
static int open_temporary (gdl_file *f, const struct stat *old) {
  for (int attempt = 0; attempt < 100; attempt++) {
    if (asprintf(&f->temporary, "%s.%08" PRIx32 ".tmp", f->path,
                 (uint32_t)gdl_random_entropy()) < 0) {
      f->temporary = NULL;
      return ENOMEM;
    }
    int fd = open(f->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0) {
      if (old != NULL)  /* fails for another's file: ours has our permissions */
        (void)!fchmod(fd, old->st_mode & 07777);
      f->stream = fdopen(fd, "wb");
      if (f->stream != NULL)
        return 0;
      int number = errno;
      close(fd);
      unlink(f->temporary);
      return number;
    }
    if (errno != EEXIST)
      return errno;
    free(f->temporary);
    f->temporary = NULL;
  }
  return EEXIST;
}


gdl_status gdl_file_create (const char *path, gdl_file *f, gdl_error *err) {
  struct stat s;
  int number = 0, exists = stat(path, &s) == 0;
  *f = (gdl_file){NULL, NULL, NULL};
  f->path = exists ? realpath(path, NULL) : strdup(path);
  if (f->path == NULL)
    number = errno;
  else if (!exists)
    number = open_temporary(f, NULL);
  else if (!S_ISREG(s.st_mode)) {
    f->stream = fopen(path, "wbe");
    number = f->stream == NULL ? errno : 0;
  }
  else if (access(path, W_OK) != 0)
    number = errno;
  else
    number = open_temporary(f, &s);
  if (number == 0)
    return GDL_OK;
  forget(f);
  return system_error("write", path, number, err);
}


gdl_status gdl_file_close (gdl_file *f, gdl_error *err) {
  gdl_status status = GDL_OK;
  errno = 0;
  int failed = ferror(f->stream);
  if (fclose(f->stream) != 0)
    failed = 1;
  if (!failed && f->temporary != NULL)
    failed = rename(f->temporary, f->path) != 0;
  if (failed) {
    status = system_error("write", f->path, errno != 0 ? errno : EIO, err);
    if (f->temporary != NULL)
      unlink(f->temporary);
  }
  forget(f);
  return status;
}


void gdl_file_abandon (gdl_file *f) {
  fclose(f->stream);
  if (f->temporary != NULL)
    unlink(f->temporary);
  forget(f);
}
