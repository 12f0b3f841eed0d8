/*
** arrayprint.c - the text of an array
** {6, 8}; {{1, 2}, {3, 4}}; wider matrices a row per line, columns aligned;
** of long ones the beginning, the end and the length:
** {1, 2, 3, ..., 999, 1000} (vector of 1000)
*/
#include "bind/bind.h"

#include <math.h>
#include <stdio.h>

#define MANY_ELEMENTS 32   /* vectors up to this length are shown whole */
#define MANY_ROWS 32
#define MANY_COLS 16
#define FIRST 6            /* of longer ones, so many at the beginning */
#define LAST 3             /* and so many at the end */
#define ONE_LINE 60        /* matrices are on one line up to this width */

#define CELL 32            /* room for one number */


/* 8 significant digits; a NaN without its sign. */
static size_t format (char *cell, double x) {
  return (size_t)snprintf(cell, CELL, "%.8g", isnan(x) ? (double)NAN : x);
}


/* The index shown after 'i' of n where more than 'many' are too many; sets
** *gap when some are left out in between. */
static size_t following (size_t i, size_t n, size_t many, int *gap) {
  *gap = n > many && i + 1 == FIRST;
  return *gap ? n - LAST : i + 1;
}


/* Adds a number, right-aligned in 'width'. */
static void add_number (luaL_Buffer *b, double x, size_t width) {
  char cell[CELL];
  for (size_t n = format(cell, x); n < width; n++)
    luaL_addchar(b, ' ');
  luaL_addstring(b, cell);
}


/* Adds {x, y, ...}; 'widths', where given, of the elements that are shown. */
static void add_list (luaL_Buffer *b, const double *x, size_t n, size_t many,
                      const unsigned char *widths) {
  int gap;
  luaL_addchar(b, '{');
  for (size_t i = 0, next; i < n; i = next) {
    add_number(b, x[i], widths != NULL ? *widths++ : 0);
    next = following(i, n, many, &gap);
    if (next < n)
      luaL_addstring(b, gap ? ", ..., " : ", ");
  }
  luaL_addchar(b, '}');
}


/* Fills widths[] for the columns that are shown. */
static void column_widths (const gdl_array *a, unsigned char *widths) {
  int gap;
  char cell[CELL];
  size_t at = 0;
  for (size_t j = 0; j < a->cols; j = following(j, a->cols, MANY_COLS, &gap)) {
    size_t width = 0;
    size_t i = 0;
    for (; i < a->rows; i = following(i, a->rows, MANY_ROWS, &gap)) {
      size_t n = format(cell, a->data[i * a->cols + j]);
      width = n > width ? n : width;
    }
    widths[at++] = (unsigned char)width;
  }
}


/* True if the matrix, as {{1, 2}, {3, 4}}, fits on one line. */
static int fits_one_line (const gdl_array *a) {
  size_t n = gdl_array_length(a), width = 4 * a->rows;
  if (n > ONE_LINE || a->rows > ONE_LINE)
    return 0;
  char cell[CELL];
  for (size_t i = 0; i < n; i++)
    width += format(cell, a->data[i]) + 2;
  return width <= ONE_LINE;
}


static void add_matrix (luaL_Buffer *b, const gdl_array *a) {
  unsigned char widths[MANY_COLS];
  int gap, one_line = fits_one_line(a);
  if (!one_line)
    column_widths(a, widths);
  luaL_addchar(b, '{');
  for (size_t i = 0, next; i < a->rows; i = next) {
    add_list(b, a->data + i * a->cols, a->cols, MANY_COLS,
             one_line ? NULL : widths);
    next = following(i, a->rows, MANY_ROWS, &gap);
    if (next < a->rows)
      luaL_addstring(b, one_line ? ", " : gap ? ",\n ...,\n " : ",\n ");
  }
  luaL_addchar(b, '}');
}


int gdl_array_tostring (lua_State *L) {
  gdl_array *a = gdl_to_array(L, 1);
  if (a == NULL)
    return gdl_blame(L, "array expected, got %s", gdl_describe(L, 1));
  int cut = a->rank == 2 ? a->rows > MANY_ROWS || a->cols > MANY_COLS
                         : a->rows > MANY_ELEMENTS;
  luaL_Buffer b;
  luaL_buffinit(L, &b);
  if (a->rank == 2)
    add_matrix(&b, a);
  else
    add_list(&b, a->data, a->rows, MANY_ELEMENTS, NULL);
  if (cut) {
    char shape[64];
    luaL_addstring(&b, " (");
    luaL_addstring(&b, gdl_array_shape_text(a, shape, sizeof(shape)));
    luaL_addchar(&b, ')');
  }
  luaL_pushresult(&b);
  return 1;
}
