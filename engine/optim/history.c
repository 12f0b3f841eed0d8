/*
** history.c - what a run was like, one row an epoch
*/
#include "optim/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/pages.h"

#include "optim/descent.h"

#define FIRST_ROOM 64
#define MANY_ROWS  16384


static size_t field_width (const gdl_history *h, int field) {
  return field >= GDL_FIELD_X ? h->n : 1;
}


int gdl_history_column (const gdl_history *h, gdl_field field) {
  if (!(h->fields & 1u << field))
    return -1;
  size_t at = 0;
  for (int f = 0; f < (int)field; f++)
    if (h->fields & 1u << f)
      at += field_width(h, f);
  return (int)at;
}


void gdl_history_init (gdl_history *h, unsigned fields, size_t n,
                       size_t limit) {
  memset(h, 0, sizeof(*h));
  h->fields = fields ? fields | 1u << GDL_FIELD_EPOCH : 0;
  h->n = n;
  h->limit = limit;
  h->stride = 1;
  for (int f = 0; f < GDL_FIELD_COUNT; f++)
    if (h->fields & 1u << f)
      h->width += field_width(h, f);
}


static double *put_vector (double *row, const double *v, size_t n) {
  memcpy(row, v, n * sizeof(*v));
  return row + n;
}


static void write_row (const gdl_history *h, const gdl_state *s,
                       double elapsed, double *row) {
  unsigned has = h->fields;
  *row++ = (double)s->epoch;
  if (has & 1u << GDL_FIELD_COST) *row++ = s->cost;
  if (has & 1u << GDL_FIELD_STEP) *row++ = s->step;
  if (has & 1u << GDL_FIELD_GRADIENT_NORM) *row++ = s->gradient_norm;
  if (has & 1u << GDL_FIELD_CHANGE) *row++ = s->change;
  if (has & 1u << GDL_FIELD_UPDATES) *row++ = (double)s->updates;
  if (has & 1u << GDL_FIELD_EVALUATIONS) *row++ = (double)s->evaluations;
  if (has & 1u << GDL_FIELD_ELAPSED) *row++ = elapsed;
  if (has & 1u << GDL_FIELD_VALIDATION) *row++ = s->validation;
  if (has & 1u << GDL_FIELD_X) row = put_vector(row, s->x, h->n);
  if (has & 1u << GDL_FIELD_GRADIENT) put_vector(row, s->g, h->n);
}


static double *row_at (const gdl_history *h, size_t i) {
  return h->data + i * h->width;
}


size_t gdl_history_size (const gdl_history *h, size_t rows) {
  return rows * h->width * sizeof(*h->data);
}


/* Of a long run there will be as many rows as there may be: all of them at once, in
** large pages, take less time than to come by one small page after the other. */
static gdl_status grow (gdl_history *h) {
  size_t room = h->room ? 2 * h->room : FIRST_ROOM;
  if (room > MANY_ROWS && room < h->limit)
    room = h->limit;
  double *data = gdl_pages_any(gdl_history_size(h, room));
  if (data == NULL)
    return GDL_ENOMEM;
  if (h->rows > 0)
    put_vector(data, h->data, h->rows * h->width);
  gdl_pages_free(h->data, gdl_history_size(h, h->room));
  h->data = data;
  h->room = room;
  return GDL_OK;
}


/* Inline, so that the width there is by default is a constant where it is used. */
static inline __attribute__((always_inline)) void
keep_every_second (gdl_history *h, size_t width) {
  double *to = h->data;
  for (size_t i = 2; i < h->rows; i += 2)
    memcpy(to += width, h->data + i * width, width * sizeof(*to));
}


/* Drops every second row; keeps the best epoch's row apart first. */
static gdl_status thin (gdl_history *h, const gdl_state *s) {
  if (h->best == NULL) {
    h->best = gdl_pages_new(gdl_history_size(h, 1));
    if (h->best == NULL)
      return GDL_ENOMEM;
    for (size_t i = 0; i < h->rows; i++)
      if (row_at(h, i)[0] == (double)s->best_epoch || i == 0)
        put_vector(h->best, row_at(h, i), h->width);
  }
  if (h->width == 4)
    keep_every_second(h, 4);
  else
    keep_every_second(h, h->width);
  h->rows = (h->rows + 1) / 2;
  h->stride *= 2;
  return GDL_OK;
}


/* The stride is a power of two; a division would cost more than the row. */
static int is_due (const gdl_history *h, uint64_t epoch) {
  return (epoch & (h->stride - 1)) == 0;
}


gdl_status gdl_history_record (gdl_history *h, const gdl_state *s,
                               double elapsed) {
  if (h->fields == 0)
    return GDL_OK;
  if (h->limit != 0 && h->rows >= h->limit && is_due(h, s->epoch) &&
      thin(h, s) != GDL_OK)
    return GDL_ENOMEM;
  if (h->best != NULL && s->best_epoch == s->epoch)
    write_row(h, s, elapsed, h->best);
  if (!is_due(h, s->epoch))
    return GDL_OK;
  if (h->rows == h->room && grow(h) != GDL_OK)
    return GDL_ENOMEM;
  write_row(h, s, elapsed, row_at(h, h->rows++));
  return GDL_OK;
}


/* The rows there may be before every second one is dropped. */
static uint64_t rows_left (const gdl_history *h, size_t rows) {
  size_t left = h->limit == 0 || h->limit - h->rows > rows ? rows
                                                           : h->limit - h->rows;
  return h->limit != 0 && h->rows >= h->limit ? 0 : left;
}


gdl_status gdl_history_stretch (gdl_history *h, uint64_t epoch, size_t rows,
                                unsigned *fields, double **row, uint64_t *every,
                                uint64_t *wait, uint64_t *most) {
  *fields = h->fields;
  *row = NULL;
  *every = *wait = 0;
  if (h->fields == 0)
    return GDL_OK;
  *every = h->stride;
  *wait = h->stride - (epoch & (h->stride - 1));
  uint64_t left = h->fields & 1u << GDL_FIELD_ELAPSED ? 0 : rows_left(h, rows);
  uint64_t until = *wait - 1 + left * h->stride;     /* the next is too many */
  if (*most > until)
    *most = until;
  uint64_t due = *most < *wait ? 0 : (*most - *wait) / h->stride + 1;
  while (h->room - h->rows < due)
    if (grow(h) != GDL_OK)
      return GDL_ENOMEM;
  *row = row_at(h, h->rows);
  return GDL_OK;
}


void gdl_history_stretched (gdl_history *h, uint64_t made, const double *best,
                            uint64_t every, uint64_t wait) {
  if (every != 0 && made >= wait)
    h->rows += (made - wait) / every + 1;
  if (h->best != NULL && best != NULL)
    put_vector(h->best, best, h->width);
}


gdl_status gdl_history_finish (const gdl_history *h, const gdl_state *s,
                               double elapsed, double **data, size_t *rows) {
  size_t width = h->width;
  double *out = malloc((h->rows + 2) * width * sizeof(*out) + 1);
  if (out == NULL)
    return GDL_ENOMEM;
  double *at = out;
  int best_due = h->best != NULL;
  for (size_t i = 0; i < h->rows; i++) {
    const double *row = row_at(h, i);
    if (best_due && h->best[0] <= row[0]) {
      if (h->best[0] < row[0])
        at = put_vector(at, h->best, width);
      best_due = 0;
    }
    at = put_vector(at, row, width);
  }
  if (best_due && h->best[0] < (double)s->epoch)
    at = put_vector(at, h->best, width);
  if (h->rows > 0 && row_at(h, h->rows - 1)[0] < (double)s->epoch) {
    write_row(h, s, elapsed, at);
    at += width;
  }
  *data = out;
  *rows = width ? (size_t)(at - out) / width : 0;
  return GDL_OK;
}


gdl_status gdl_history_copy (const gdl_history *h, gdl_history *out) {
  *out = *h;
  out->data = NULL;
  out->best = NULL;
  out->room = h->rows;
  if (h->rows > 0) {
    out->data = gdl_pages_new(gdl_history_size(h, h->rows));
    if (out->data == NULL)
      return GDL_ENOMEM;
    memcpy(out->data, h->data, h->rows * h->width * sizeof(double));
  }
  if (h->best != NULL) {
    out->best = gdl_pages_new(gdl_history_size(h, 1));
    if (out->best == NULL) {
      gdl_history_free(out);
      return GDL_ENOMEM;
    }
    memcpy(out->best, h->best, h->width * sizeof(double));
  }
  return GDL_OK;
}


void gdl_history_free (gdl_history *h) {
  gdl_pages_free(h->data, gdl_history_size(h, h->room));
  gdl_pages_free(h->best, gdl_history_size(h, 1));
  h->data = h->best = NULL;
  h->rows = h->room = 0;
}
