/*
** history.h - what a run was like, one row an epoch
*/
#ifndef GDL_OPTIM_HISTORY_H
#define GDL_OPTIM_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* What can be recorded. Scalars take one column each; the last two n. The
** epoch is always column 0. */
typedef enum gdl_field {
  GDL_FIELD_EPOCH,
  GDL_FIELD_COST,
  GDL_FIELD_STEP,
  GDL_FIELD_GRADIENT_NORM,
  GDL_FIELD_CHANGE,
  GDL_FIELD_UPDATES,
  GDL_FIELD_EVALUATIONS,
  GDL_FIELD_ELAPSED,
  GDL_FIELD_VALIDATION,
  GDL_FIELD_X,
  GDL_FIELD_GRADIENT,
  GDL_FIELD_COUNT
} gdl_field;

#define GDL_HISTORY_LIMIT 65536

struct gdl_state;

/* Rows of 'width' doubles. Past 'limit' rows every second one is dropped and
** from then on only every second epoch kept, again and again, so that the
** rows stay evenly spaced; the row of the best epoch is then kept apart. */
typedef struct gdl_history {
  unsigned fields;           /* bit 1 << gdl_field; 0: nothing is recorded */
  size_t n;                  /* variables */
  size_t width;
  size_t limit;              /* 0: none */
  size_t rows, room;         /* in data: there are, there may be */
  uint64_t stride;           /* epochs between rows, a power of two */
  double *data;
  double *best;              /* one row */
} gdl_history;

/* gdl_history_init - an empty history of 'fields' (GDL_FIELD_EPOCH is added
** when any is set). */
void gdl_history_init (gdl_history *h, unsigned fields, size_t n,
                       size_t limit);

/* gdl_history_record - adds the row of state 's' when its turn has come;
** 'elapsed' in seconds. GDL_ENOMEM. Allocates when the rows double only. */
gdl_status gdl_history_record (gdl_history *h, const struct gdl_state *s,
                               double elapsed);

/* gdl_history_stretch - rows of several epochs after 'epoch' are to be written by
** somebody else: the first after *wait epochs, the others after every *every; to
** *row, where there is room. *fields says what is in them; 0: nothing is
** recorded, *every is 0. *most, epochs, becomes less where there is room for less,
** for 'rows' at most, or the time is in a row. gdl_history_stretched - that has
** been done, in 'made' epochs; best: the row of the best epoch, or NULL where that
** is as it was. GDL_ENOMEM. */
gdl_status gdl_history_stretch (gdl_history *h, uint64_t epoch, size_t rows,
                                unsigned *fields, double **row, uint64_t *every,
                                uint64_t *wait, uint64_t *most);
void gdl_history_stretched (gdl_history *h, uint64_t made, const double *best,
                            uint64_t every, uint64_t wait);

/* gdl_history_size - bytes that so many rows take: 'data' has as many as 'room'
** does, of gdl_pages_new. */
size_t gdl_history_size (const gdl_history *h, size_t rows);

/* gdl_history_column - where 'field' starts in a row, or -1. */
int gdl_history_column (const gdl_history *h, gdl_field field);

/* gdl_history_finish - the rows in order of epochs with the rows of the best
** epoch and of 's', the current one, put in where thinning left them out:
** *data gets (*rows) * width doubles from malloc, for the caller to free.
** The history itself is unchanged, so that a run can go on. GDL_ENOMEM. */
gdl_status gdl_history_finish (const gdl_history *h, const struct gdl_state *s,
                               double elapsed, double **data, size_t *rows);

/* gdl_history_copy - an independent copy. GDL_ENOMEM. */
gdl_status gdl_history_copy (const gdl_history *h, gdl_history *out);

void gdl_history_free (gdl_history *h);

#endif
