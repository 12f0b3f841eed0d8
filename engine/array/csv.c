/*
** csv.c - tables of numbers and text, separated by commas or tabs
*/
#include "array/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/csv_scan.h"
#include "base/file.h"
#include "base/number.h"


/*
** Reading: what the cells are
*/
static int is_number (const char *cell) {
  double x;
  return gdl_number_read(cell, &x);
}


/* Row, from 'row' on, of the first cell of column j that is not empty;
** c->rows if there is none. */
static size_t first_filled (const gdl_csv_cells *c, size_t row, size_t j) {
  while (row < c->rows && c->cells[row * c->cols + j][0] == '\0')
    row++;
  return row;
}


static int has_header (const gdl_csv_cells *c) {
  int any_number = 0;
  for (size_t j = 0; j < c->cols; j++) {
    const char *top = c->cells[j];
    size_t i = first_filled(c, 1, j);
    int below = i < c->rows && is_number(c->cells[i * c->cols + j]);
    if (below && top[0] != '\0' && !is_number(top))
      return 1;
    any_number |= below || is_number(top);
  }
  for (size_t k = 0; !any_number && k < c->rows * c->cols; k++)
    any_number = is_number(c->cells[k]);
  return !any_number;
}


static gdl_status bad_cell (const char *path, const gdl_csv *t, size_t line,
                            size_t j, const char *cell, gdl_error *err) {
  if (t->names != NULL && t->names[j][0] != '\0')
    return gdl_error_set(err, GDL_EFORMAT,
                         "%s:%zu: column %zu ('%.60s'): '%.60s' is not a number",
                         path, line, j + 1, t->names[j], cell);
  return gdl_error_set(err, GDL_EFORMAT,
                       "%s:%zu: column %zu: '%.60s' is not a number", path,
                       line, j + 1, cell);
}


/* Fills row i of 't' from line 'line' of 'c'. */
static gdl_status fill_row (const char *path, const gdl_csv_cells *c,
                            size_t line, gdl_csv *t, size_t i,
                            gdl_error *err) {
  char **cell = c->cells + line * c->cols, **text = t->texts + i * t->cols;
  double *value = t->values + i * t->cols;
  for (size_t j = 0; j < t->cols; j++) {
    value[j] = NAN;
    text[j] = t->numeric[j] ? NULL : cell[j];
    if (t->numeric[j] && cell[j][0] != '\0' &&
        !gdl_number_read(cell[j], &value[j]))
      return bad_cell(path, t, c->lines[line], j, cell[j], err);
  }
  return GDL_OK;
}


static void *allocate (size_t count, size_t size) {
  return malloc(count == 0 ? 1 : count * size);
}


static gdl_status fill_table (const char *path, const gdl_csv_cells *c,
                              gdl_csv *t, gdl_error *err) {
  size_t header = has_header(c) ? 1 : 0;
  t->cols = c->cols;
  t->rows = c->rows - header;
  t->numeric = allocate(t->cols, 1);
  t->values = allocate(t->rows * t->cols, sizeof(double));
  t->texts = allocate(t->rows * t->cols, sizeof(char *));
  if (header)
    t->names = allocate(t->cols, sizeof(char *));
  if (t->numeric == NULL || t->values == NULL || t->texts == NULL ||
      (header && t->names == NULL))
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory");
  if (header)
    memcpy(t->names, c->cells, t->cols * sizeof(char *));
  for (size_t j = 0; j < t->cols; j++) {
    size_t i = first_filled(c, header, j);
    t->numeric[j] = i == c->rows || is_number(c->cells[i * c->cols + j]);
  }
  for (size_t i = 0; i < t->rows; i++) {
    gdl_status status = fill_row(path, c, header + i, t, i, err);
    if (status != GDL_OK)
      return status;
  }
  return GDL_OK;
}


gdl_status gdl_csv_read (const char *path, gdl_csv *t, gdl_error *err) {
  gdl_csv_cells cells;
  size_t size;
  *t = (gdl_csv){0, 0, NULL, NULL, NULL, NULL, NULL};
  gdl_status status = gdl_file_read(path, &t->buffer, &size, err);
  if (status != GDL_OK)
    return status;
  status = gdl_csv_scan(path, t->buffer, size, &cells, err);
  if (status == GDL_OK) {
    status = fill_table(path, &cells, t, err);
    free(cells.cells);
    free(cells.lines);
  }
  if (status != GDL_OK)
    gdl_csv_free(t);
  return status;
}


void gdl_csv_free (gdl_csv *t) {
  free(t->names);
  free(t->numeric);
  free(t->values);
  free(t->texts);
  free(t->buffer);
  *t = (gdl_csv){0, 0, NULL, NULL, NULL, NULL, NULL};
}


/*
** Writing
*/
/* Quoted also where it holds another separator than the one in use: a reader
** has to guess that from the first line. */
static void write_name (FILE *f, const char *name, char separator) {
  char special[] = {separator, ',', ';', '\t', ' ', '"', '\n', '\r', '\0'};
  if (name[0] != '\0' && strpbrk(name, special) == NULL) {
    fputs(name, f);
    return;
  }
  putc('"', f);
  for (; *name != '\0'; name++) {
    if (*name == '"')
      putc('"', f);
    putc(*name, f);
  }
  putc('"', f);
}


gdl_status gdl_csv_write (const char *path, const gdl_array *a,
                          const char *const *names, char separator,
                          gdl_error *err) {
  char text[GDL_NUMBER_TEXT];
  gdl_file file;
  gdl_status status = gdl_file_create(path, &file, err);
  if (status != GDL_OK)
    return status;
  if (names != NULL)
    for (size_t j = 0; j < a->cols; j++) {
      write_name(file.stream, names[j], separator);
      putc(j + 1 < a->cols ? separator : '\n', file.stream);
    }
  for (size_t i = 0; i < a->rows; i++)
    for (size_t j = 0; j < a->cols; j++) {
      fputs(gdl_number_write(a->data[i * a->cols + j], text), file.stream);
      putc(j + 1 < a->cols ? separator : '\n', file.stream);
    }
  return gdl_file_close(&file, err);
}
