/*
** csv_scan.h - a text file's lines cut into cells
** The part of csv.h that knows separators, quotes and line breaks, and nothing
** of numbers.
*/
#ifndef GDL_ARRAY_CSV_SCAN_H
#define GDL_ARRAY_CSV_SCAN_H

#include <stddef.h>

#include "base/error.h"

/* Cell j of line i is cells[i*cols + j], NUL-terminated, unquoted, in the
** buffer that was scanned. lines[i] is the number, from 1, of the file's line
** it starts on. All but the first line are as long as the first. */
typedef struct gdl_csv_cells {
  size_t rows, cols;
  char **cells;
  size_t *lines;
} gdl_csv_cells;

/* gdl_csv_scan - cuts 'text' of 'size' bytes and a 0 behind them, in place.
** Release cells and lines with free(); on an error they are NULL. 'path' is
** for messages. */
gdl_status gdl_csv_scan (const char *path, char *text, size_t size,
                         gdl_csv_cells *c, gdl_error *err);

#endif
