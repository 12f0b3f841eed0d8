/*
** folder.h - a folder for the files of a test, gone after it
*/
#ifndef GDL_TESTS_FOLDER_H
#define GDL_TESTS_FOLDER_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[256];
static char folder_path[512];


static inline int make_folder (void **state) {
  const char *tmp = getenv("TMPDIR");
  (void)state;
  snprintf(folder, sizeof(folder), "%s/gdlua-test-XXXXXX",
           tmp != NULL && strlen(tmp) < 200 ? tmp : "/tmp");
  return mkdtemp(folder) == NULL;
}


/* The path of 'name' in the folder; one at a time. */
static inline const char *in_folder (const char *name) {
  snprintf(folder_path, sizeof(folder_path), "%s/%s", folder, name);
  return folder_path;
}


static inline const char *write_bytes (const char *name, const void *bytes,
                                       size_t size) {
  FILE *f = fopen(in_folder(name), "wb");
  if (f == NULL || fwrite(bytes, 1, size, f) != size || fclose(f) != 0)
    abort();
  return folder_path;
}


static inline const char *write_text (const char *name, const char *text) {
  return write_bytes(name, text, strlen(text));
}


/* What the file holds, and a 0; to be freed. */
static inline char *read_text (const char *name, size_t *size) {
  FILE *f = fopen(in_folder(name), "rb");
  char *text = calloc(1, 1 << 20);
  if (f == NULL || text == NULL)
    abort();
  size_t n = fread(text, 1, (1 << 20) - 1, f);
  fclose(f);
  if (size != NULL)
    *size = n;
  return text;
}


/* Number of files in the folder. */
static inline int count_files (void) {
  int n = 0;
  DIR *d = opendir(folder);
  if (d == NULL)
    abort();
  for (struct dirent *e; (e = readdir(d)) != NULL; )
    n += e->d_name[0] != '.';
  closedir(d);
  return n;
}


static inline int remove_folder (void **state) {
  (void)state;
  DIR *d = opendir(folder);
  if (d == NULL)
    return 1;
  for (struct dirent *e; (e = readdir(d)) != NULL; )
    if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
      remove(in_folder(e->d_name));
  closedir(d);
  return rmdir(folder);
}

#endif
