/*
** rows.c - data in batches
*/
#include <stdlib.h>
#include <string.h>

#include "bind/run.h"


static gdl_status make_room (gdl_run *run, size_t n) {
  if (n <= run->room)
    return GDL_OK;
  size_t *rows = realloc(run->rows, n * sizeof(*rows));
  if (rows == NULL)
    return GDL_ENOMEM;
  run->rows = rows;
  run->room = n;
  return GDL_OK;
}


/* Protected: run, order function, epoch. Takes the rows over from the user's
** list. */
static int users_order (lua_State *L) {
  gdl_run *run = lua_touserdata(L, 1);
  lua_call(L, 1, 1);
  gdl_array *a = gdl_to_array(L, 2);
  gdl_error err = {""};
  if (a == NULL && lua_type(L, 2) == LUA_TTABLE)
    a = gdl_table_to_array(L, 2, &err);
  if (a == NULL && err.text[0] != '\0')
    return gdl_blame(L, "shuffle returned a list that is not one of row "
                        "numbers: %s", err.text);
  if (a == NULL || a->rank != 1 || a->rows == 0)
    return gdl_blame(L, "shuffle returned %s (a list of row numbers expected)",
                     gdl_describe(L, 2));
  for (size_t i = 0; i < a->rows; i++) {
    double r = a->data[i];
    if (!(r >= 1 && r <= (double)run->data_rows) || r != (double)(size_t)r)
      return gdl_blame(L, "shuffle returned %f for a row (the data have the "
                          "rows 1 to %I)", r, (LUAI_UACINT)run->data_rows);
  }
  if (make_room(run, a->rows) != GDL_OK)
    return luaL_error(L, "not enough memory");
  for (size_t i = 0; i < a->rows; i++)
    run->rows[i] = (size_t)a->data[i] - 1;
  run->nrows = a->rows;
  return 0;
}


/* A pass that begins anew, after an error or an interrupt, takes the rows in
** the same order. */
static void begin_pass (gdl_run *run, uint64_t epoch) {
  if (run->pass_epoch == epoch)
    run->random = run->pass_random;
  run->pass_random = run->random;
  run->pass_epoch = epoch;
}


/* Where the arrays are: the lists of them are ours, and keep them. */
static gdl_status find_columns (gdl_run *run) {
  lua_State *L = run->L;
  size_t n = (size_t)lua_rawlen(L, gdl_slot(run, COLUMNS));
  if (n > run->column_room) {
    gdl_run_column *column = realloc(run->column, n * sizeof(*column));
    if (column == NULL)
      return GDL_ENOMEM;
    run->column = column;
    run->column_room = n;
  }
  for (run->columns = 0; run->columns < n; run->columns++) {
    lua_rawgeti(L, gdl_slot(run, SOURCES), (lua_Integer)run->columns + 1);
    lua_rawgeti(L, gdl_slot(run, COLUMNS), (lua_Integer)run->columns + 1);
    run->column[run->columns] =
        (gdl_run_column){gdl_to_array(L, -2), gdl_to_array(L, -1)};
    lua_pop(L, 2);
  }
  return GDL_OK;
}


gdl_status gdl_run_pass (void *ctx, uint64_t epoch, int shuffled,
                         size_t *rows) {
  gdl_run *run = ctx;
  lua_State *L = run->L;
  size_t n = run->data_rows;
  gdl_run_gather(run);
  if (find_columns(run) != GDL_OK)
    return GDL_ENOMEM;
  run->in_order = !shuffled || (lua_isnil(L, gdl_slot(run, ORDER)) && !run->shuffle);
  *rows = n;
  if (run->in_order)
    return GDL_OK;
  if (make_room(run, n) != GDL_OK)
    return GDL_ENOMEM;
  if (!lua_isnil(L, gdl_slot(run, ORDER))) {
    lua_pushcfunction(L, users_order);
    lua_pushlightuserdata(L, run);
    lua_pushvalue(L, gdl_slot(run, ORDER));
    lua_pushinteger(L, (lua_Integer)epoch);
    gdl_status status = gdl_call(L, 3, 0, gdl_slot(run, HANDLER),
                                 gdl_slot(run, ERROR));
    *rows = run->nrows;
    return status;
  }
  begin_pass(run, epoch);
  gdl_random_permutation(&run->random, run->rows, n);
  run->nrows = n;
  return GDL_OK;
}


/*
** One batch
*/

/* Where its rows of that column lie in the data. */
static const double *lies_at (const gdl_run *run, const gdl_run_column *column) {
  return column->from->data + run->first * column->from->cols;
}


/* Makes the traced function of 'c', if it is at hand, read the batch's rows where
** they lie, or ('gathered') from the batch's arrays, as those that are not at hand
** always do. */
static void point (const gdl_run *run, const gdl_cost *c, int gathered) {
  gdl_leaves *leaves = gdl_cost_leaves(c);
  if (leaves == NULL)
    return;
  for (size_t k = 0; k < run->columns; k++)
    leaves->data[gdl_batch_slot(k)] = gathered ? run->column[k].to->data
                                               : lies_at(run, &run->column[k]);
}


/* gdl_cost.gather */
static void gather (void *ctx) {
  gdl_run *run = ctx;
  run->cost.gather = run->slope.gather = NULL;
  for (size_t k = 0; k < run->columns; k++) {
    gdl_array *to = run->column[k].to;
    size_t n = gdl_array_length(to);
    if (n > 0)
      memcpy(to->data, lies_at(run, &run->column[k]), n * sizeof(double));
    gdl_array_touch(to);
  }
  point(run, &run->cost, 1);
  point(run, &run->slope, 1);
}


void gdl_run_gather (gdl_run *run) {
  gdl_cost_gather(&run->cost);
}


/* The rows are consecutive: nothing is copied until Lua may look. The arrays have
** new contents all the same. */
static void view (gdl_run *run) {
  for (size_t k = 0; k < run->columns; k++)
    gdl_array_touch(run->column[k].to);
  point(run, &run->cost, 0);
  point(run, &run->slope, 0);
  run->cost.gather = run->slope.gather = gather;
  run->cost.gatherer = run->slope.gatherer = run;
}


/* Shuffled rows are gathered into the batch's arrays: batch by batch, so that
** they are still in the first cache when they are used; a pass at a time took 1.1
** times as long for 10,000 rows of 20, 1.5 times for rows of 100; products that
** read rows through the permutation, 1.15 times. The arrays' row count follows the
** batch's: a traced cost needs another program for another count only. */
gdl_status gdl_run_batch (void *ctx, size_t first, size_t count) {
  gdl_run *run = ctx;
  if (run->column[0].to->rows != count) {
    point(run, &run->cost, 1);           /* as it is to be found again */
    point(run, &run->slope, 1);
    gdl_cost_resize(&run->cost, count);
    gdl_cost_resize(&run->slope, count);
  }
  run->first = first;
  for (size_t k = 0; k < run->columns; k++)
    run->column[k].to->rows = count;
  if (run->in_order) {
    view(run);
    return GDL_OK;
  }
  for (size_t k = 0; k < run->columns; k++)
    gdl_array_take_rows(run->column[k].from, run->rows + first, count,
                        run->column[k].to);
  return GDL_OK;
}
