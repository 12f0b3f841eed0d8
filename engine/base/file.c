/*
** file.c - whole files, in and out
*/
#define _GNU_SOURCE  /* asprintf, realpath, O_TMPFILE */
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
  *f = (gdl_file){0};
}


/* Tries names beside f->path until 'make' takes one, which then is
** f->temporary. 'make' answers a descriptor, or -1 with errno set, and may
** change *fd. Returns an error number or 0. */
static int find_name (gdl_file *f, int (*make) (const char *name, int fd),
                      int *fd) {
  for (int attempt = 0; attempt < 100; attempt++) {
    if (asprintf(&f->temporary, "%s.%08" PRIx32 ".tmp", f->path,
                 (uint32_t)gdl_random_entropy()) < 0) {
      f->temporary = NULL;
      return ENOMEM;
    }
    int made = make(f->temporary, *fd);
    int number = errno;
    if (made >= 0) {
      *fd = made;
      return 0;
    }
    free(f->temporary);
    f->temporary = NULL;
    if (number != EEXIST)
      return number;
  }
  return EEXIST;
}


static int make_file (const char *name, int fd) {
  (void)fd;
  return open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}


/* Gives a nameless file a name. */
static int make_link (const char *name, int fd) {
  char self[32];
  snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
  return linkat(AT_FDCWD, self, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 ? fd
                                                                       : -1;
}


/* A descriptor of the folder of f->path, or -1. */
static int open_folder (const gdl_file *f, int flags) {
  const char *slash = strrchr(f->path, '/');
  if (slash == NULL)
    return open(".", flags, 0666);
  char *folder = strndup(f->path, (size_t)(slash - f->path) + 1);
  int fd = folder != NULL ? open(folder, flags, 0666) : -1;
  free(folder);
  return fd;
}


/* A nameless file in the folder of f->path, or -1 where there are none. */
static int open_nameless (const gdl_file *f) {
  if (access("/proc/self/fd", X_OK) != 0)
    return -1;
  return open_folder(f, O_TMPFILE | O_WRONLY | O_CLOEXEC);
}


/* Opens a new file that is to take the place of f->path: with the permissions
** of 'old', or what the user's mask leaves. Returns an error number or 0. */
static int open_temporary (gdl_file *f, const struct stat *old) {
  int fd = open_nameless(f), number = 0;
  f->nameless = fd >= 0;
  if (!f->nameless && (number = find_name(f, make_file, &fd)) != 0)
    return number;
  if (old != NULL)      /* fails for another's file: ours has our permissions */
    (void)!fchmod(fd, old->st_mode & 07777);
  f->stream = fdopen(fd, "wb");
  if (f->stream != NULL)
    return 0;
  number = errno;
  close(fd);
  if (f->temporary != NULL)
    unlink(f->temporary);
  return number;
}


gdl_status gdl_file_create (const char *path, gdl_file *f, gdl_error *err) {
  struct stat s;
  int number = 0, exists = stat(path, &s) == 0;
  *f = (gdl_file){0};
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


/* Waits until what was written is on the disk. Returns an error number or 0. */
static int sync_file (const gdl_file *f) {
  int done;
  do
    done = fsync(fileno(f->stream));
  while (done != 0 && errno == EINTR);
  return done == 0 ? 0 : errno;
}


/* The same for the name of the file. Not every file system can, and then there
** is nothing to be done about it. */
static void sync_folder (const gdl_file *f) {
  int fd = open_folder(f, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) {
    (void)!fsync(fd);
    close(fd);
  }
}


/* All that was written is to be in a file with a name. Returns an error number
** or 0. */
static int complete (gdl_file *f) {
  int number = 0, fd = fileno(f->stream);
  errno = 0;
  if (fflush(f->stream) != 0 || ferror(f->stream))
    number = errno != 0 ? errno : EIO;
  else if (f->durable && (f->nameless || f->temporary != NULL))
    number = sync_file(f);
  if (number == 0 && f->nameless)
    number = find_name(f, make_link, &fd);
  return number;
}


gdl_status gdl_file_close (gdl_file *f, gdl_error *err) {
  gdl_status status = GDL_OK;
  int number = complete(f);
  errno = 0;
  if (fclose(f->stream) != 0 && number == 0)
    number = errno != 0 ? errno : EIO;
  if (f->temporary != NULL) {
    if (number == 0 && rename(f->temporary, f->path) != 0)
      number = errno;
    if (number != 0)
      unlink(f->temporary);
    else if (f->durable)
      sync_folder(f);
  }
  if (number != 0)
    status = system_error("write", f->path, number, err);
  forget(f);
  return status;
}


void gdl_file_abandon (gdl_file *f) {
  fclose(f->stream);
  if (f->temporary != NULL)
    unlink(f->temporary);
  forget(f);
}
