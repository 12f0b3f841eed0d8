/*
** csv.h - tables of numbers and text, separated by commas or tabs
*/
#ifndef GDL_ARRAY_CSV_H
#define GDL_ARRAY_CSV_H

#include "array/array.h"

/* A table as read. Column j is numeric where numeric[j] is true: its cells are
** values[row*cols + j]. Else it is text: texts[row*cols + j], NUL-terminated,
** owned by the table. names[j] is the header of column j. */
typedef struct gdl_csv {
  size_t rows, cols;
  char **names;              /* NULL when there is no header */
  unsigned char *numeric;    /* one a column */
  double *values;            /* rows x cols; NaN in text columns */
  char **texts;              /* rows x cols; NULL in numeric columns */
  char *buffer;              /* the file; names and texts point into it */
} gdl_csv;

/* gdl_csv_read - reads 'path'. The separator is a tab where the first line
** holds one outside quotes, else a comma, else a semicolon where the first
** line has one. Quoted cells as RFC 4180 ("" is a quote, line breaks inside).
** UTF-8 byte order mark, CR LF or CR, blank lines, spaces around cells are
** accepted. Every line has as many cells as the first.
** Numbers as strtod in the C locale reads them, nan and inf included, quoted
** or not. The first line is a header when below one of its cells that is not
** a number, the first cell that is not empty is one (or when no cell of the
** file is a number). A column is text when its first data cell that is not
** empty is not a number; afterwards a cell that does not fit a numeric column
** is GDL_EFORMAT. An empty cell in a numeric column is NaN; so is a column of
** empty cells numeric. Errors name file, line (where a row starts) and column:
**   data.csv:14: column 3 ('age'): '12a' is not a number
** On GDL_OK release with gdl_csv_free. Reads at most what the file holds: what
** is allocated is a small multiple of the file's size. */
gdl_status gdl_csv_read (const char *path, gdl_csv *t, gdl_error *err);

void gdl_csv_free (gdl_csv *t);

/* gdl_csv_write - writes matrix or vector (a column) 'a', separated by
** 'separator', with a header line when names is not NULL (a->cols of them;
** quoted where needed). Numbers are written with 17 significant digits or
** fewer, as few as read back to the same double. Written to a temporary file
** and renamed, so that an error leaves no half a file. */
gdl_status gdl_csv_write (const char *path, const gdl_array *a,
                          const char *const *names, char separator,
                          gdl_error *err);

#endif
