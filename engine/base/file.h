/*
** file.h - whole files, in and out
*/
#ifndef GDL_BASE_FILE_H
#define GDL_BASE_FILE_H

#include <stdio.h>

#include "base/error.h"

/* gdl_file_read - all of 'path' into *data, from malloc, to be released with
** free(); *size bytes and a 0 behind them. Pipes and devices are read to
** their end. GDL_EIO: what the system says. */
gdl_status gdl_file_read (const char *path, char **data, size_t *size,
                          gdl_error *err);

/* A file being written: into a temporary file in the same folder, which takes
** the place of 'path' when it is complete. Where the file system can do that it
** has no name until then, so that a process that is killed leaves nothing
** behind. A link is followed, permissions of a file that was there are kept;
** what is no regular file (a pipe, /dev/null) is written to directly. */
typedef struct gdl_file {
  FILE *stream;       /* write here; errors are seen when the file is closed */
  char *path;         /* where it shall be */
  char *temporary;    /* where it is; NULL: nameless, or written directly */
  int nameless;
  int durable;        /* to be set: closing waits until it is on the disk, so
                      ** that it, or the old file, survives a loss of power */
} gdl_file;

/* gdl_file_create - begins to write 'path'. After GDL_OK the file must be
** closed or abandoned. */
gdl_status gdl_file_create (const char *path, gdl_file *f, gdl_error *err);

/* gdl_file_close - completes the file. On an error (of any write, too) the
** old file, if there was one, is as it was. */
gdl_status gdl_file_close (gdl_file *f, gdl_error *err);

/* gdl_file_abandon - gives up: nothing is left behind. */
void gdl_file_abandon (gdl_file *f);

#endif
