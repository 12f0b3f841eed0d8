/*
** csv_scan.c - a text file's lines cut into cells
*/
#include "array/csv_scan.h"

#include <stdlib.h>
#include <string.h>

typedef struct scanner {
  const char *path;
  char *p;                 /* next byte */
  size_t line;             /* its line in the file, from 1 */
  char separator;
  gdl_csv_cells *out;
  size_t count, room;      /* cells: in use, allocated */
  size_t lines_room;
  gdl_error *err;
} scanner;


static int is_break (char c) {
  return c == '\n' || c == '\r';
}


/* Steps over one line break: LF, CR LF or CR. */
static void skip_break (scanner *s) {
  if (s->p[0] == '\r' && s->p[1] == '\n')
    s->p++;
  s->p++;
  s->line++;
}


static void skip_spaces (scanner *s) {
  while (*s->p == ' ' || (*s->p == '\t' && s->separator != '\t'))
    s->p++;
}


/* Leaves s->p on the first line that is not blank. */
static void skip_blank_lines (scanner *s) {
  for (;;) {
    char *start = s->p;
    skip_spaces(s);
    if (!is_break(*s->p)) {
      if (*s->p != '\0')
        s->p = start;
      return;
    }
    skip_break(s);
  }
}


/* The separator that the line at 'p' uses. */
static char find_separator (const char *p) {
  int quoted = 0, comma = 0, semicolon = 0;
  for (; *p != '\0' && (quoted || !is_break(*p)); p++) {
    if (*p == '"')
      quoted = !quoted;
    else if (!quoted && *p == '\t')
      return '\t';
    else if (!quoted && *p == ',')
      comma = 1;
    else if (!quoted && *p == ';')
      semicolon = 1;
  }
  return !comma && semicolon ? ';' : ',';
}


/* Makes room for one more of the 'count' elements of *array. */
static int grow (void **array, size_t *room, size_t count, size_t size) {
  if (count < *room)
    return 1;
  size_t larger = *room == 0 ? 64 : *room + *room / 2;
  void *p = realloc(*array, larger * size);
  if (p == NULL)
    return 0;
  *array = p;
  *room = larger;
  return 1;
}


static gdl_status no_memory (scanner *s) {
  return gdl_error_set(s->err, GDL_ENOMEM, "not enough memory");
}


static gdl_status add_cell (scanner *s, char *cell) {
  void *cells = s->out->cells;
  if (!grow(&cells, &s->room, s->count, sizeof(char *)))
    return no_memory(s);
  s->out->cells = cells;
  s->out->cells[s->count++] = cell;
  return GDL_OK;
}


/* A cell in quotes; s->p is on the first of them and is left behind the
** spaces after the last. *end is where the text ends. */
static gdl_status quoted_cell (scanner *s, size_t column, char **cell,
                               char **end) {
  size_t line = s->line;
  char *to = *cell = ++s->p;
  for (;;) {
    if (*s->p == '\0')
      return gdl_error_set(s->err, GDL_EFORMAT,
                           "%s:%zu: column %zu: a quote is never closed",
                           s->path, line, column);
    if (*s->p == '"') {
      if (s->p[1] != '"')
        break;
      s->p++;
    }
    else if (*s->p == '\n' || (*s->p == '\r' && s->p[1] != '\n'))
      s->line++;
    *to++ = *s->p++;
  }
  *end = to;
  s->p++;
  skip_spaces(s);
  if (*s->p != s->separator && !is_break(*s->p) && *s->p != '\0')
    return gdl_error_set(s->err, GDL_EFORMAT,
                         "%s:%zu: column %zu: text after a closing quote",
                         s->path, s->line, column);
  return GDL_OK;
}


static void plain_cell (scanner *s, char **cell, char **end) {
  *cell = s->p;
  while (*s->p != s->separator && !is_break(*s->p) && *s->p != '\0')
    s->p++;
  *end = s->p;
  while (*end > *cell && ((*end)[-1] == ' ' || (*end)[-1] == '\t'))
    --*end;
}


/* One line, up to and with its line break. */
static gdl_status scan_line (scanner *s) {
  size_t line = s->line, column = 0, room = s->lines_room;
  void *lines = s->out->lines;
  char ended_by;
  if (!grow(&lines, &room, s->out->rows, sizeof(size_t)))
    return no_memory(s);
  s->out->lines = lines;
  s->lines_room = room;
  s->out->lines[s->out->rows] = line;
  do {
    char *cell = s->p, *end = s->p;
    gdl_status status = GDL_OK;
    column++;
    skip_spaces(s);
    if (*s->p == '"')
      status = quoted_cell(s, column, &cell, &end);
    else
      plain_cell(s, &cell, &end);
    if (status == GDL_OK)
      status = add_cell(s, cell);
    if (status != GDL_OK)
      return status;
    ended_by = *s->p;
    if (is_break(ended_by))
      skip_break(s);
    else if (ended_by != '\0')
      s->p++;
    *end = '\0';  /* only now: it may be where the cell was ended */
  } while (ended_by == s->separator);
  if (s->out->rows++ == 0)
    s->out->cols = column;
  else if (column != s->out->cols)
    return gdl_error_set(s->err, GDL_EFORMAT,
                         "%s:%zu: %zu cell%s, but line %zu has %zu", s->path,
                         line, column, column == 1 ? "" : "s",
                         s->out->lines[0], s->out->cols);
  return GDL_OK;
}


static gdl_status scan (scanner *s, size_t size) {
  char *start = s->p;
  if (strlen(start) != size)
    return gdl_error_set(s->err, GDL_EFORMAT,
                         "%s: not a text file (byte %zu is 0)", s->path,
                         strlen(start) + 1);
  if (strncmp(start, "\xef\xbb\xbf", 3) == 0)
    s->p += 3;
  s->separator = ',';  /* a line with nothing but tabs is blank */
  skip_blank_lines(s);
  s->separator = find_separator(s->p);
  while (*s->p != '\0') {
    gdl_status status = scan_line(s);
    if (status != GDL_OK)
      return status;
    skip_blank_lines(s);
  }
  if (s->out->rows == 0)
    return gdl_error_set(s->err, GDL_EFORMAT, "%s: the file is empty", s->path);
  return GDL_OK;
}


gdl_status gdl_csv_scan (const char *path, char *text, size_t size,
                         gdl_csv_cells *c, gdl_error *err) {
  scanner s = {path, text, 1, ',', c, 0, 0, 0, err};
  *c = (gdl_csv_cells){0, 0, NULL, NULL};
  gdl_status status = scan(&s, size);
  if (status != GDL_OK) {
    free(c->cells);
    free(c->lines);
    *c = (gdl_csv_cells){0, 0, NULL, NULL};
  }
  return status;
}
