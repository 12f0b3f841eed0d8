/*
** iterate.c - programs of numbers that are run on their own results
** A program run turn by turn into a second state, until there is machine code
** that goes through many turns at once.
*/
#include "exec/iterate.h"

#include <stdlib.h>
#include <string.h>

#include "exec/program_impl.h"

struct gdl_iterate {
  gdl_program *program;
  size_t carried, checks, width;
  double *next;                /* the state after a turn, */
  double **result;             /* and where each number of it is */
  uint32_t *column;
};


/*
** Making one
*/
static gdl_status no_memory (gdl_error *err) {
  return gdl_error_set(err, GDL_ENOMEM, "not enough memory for a program");
}


static gdl_status check_arguments (const gdl_graph *g, const gdl_node *next,
                                   size_t carried, const uint32_t *column,
                                   size_t width, gdl_error *err) {
  size_t count = gdl_graph_count(g);
  for (size_t k = 0; k < carried; k++)
    if (next[k] < count && gdl_graph_shape(g, next[k]).rank != 0)
      return gdl_error_set(err, GDL_EINVAL, "output %zu is an array: what is carried "
                           "from turn to turn is numbers", k + 1);
  for (size_t k = 0; k < width; k++)
    if (column[k] >= carried)
      return gdl_error_set(err, GDL_EINVAL, "column %zu is number %zu of %zu that are "
                           "carried", k + 1, (size_t)column[k] + 1, carried);
  return GDL_OK;
}


/* Has the program anything but numbers in it? */
static gdl_status check_program (const gdl_loops *p, gdl_error *err) {
  if (p->params > 0)
    return gdl_error_set(err, GDL_EINVAL, "parameters are read: what is carried from "
                         "turn to turn is inputs");
  if (p->loop.count > 0 || p->call.count > 0)
    return gdl_error_set(err, GDL_EINVAL, "arrays are worked out: turns are of numbers, "
                         "and of elements of data and constants");
  return GDL_OK;
}


static gdl_status allocate (gdl_iterate *it, const uint32_t *column, gdl_error *err) {
  it->next = malloc((it->carried + 1) * sizeof(*it->next));
  it->result = malloc((it->carried + 1) * sizeof(*it->result));
  it->column = malloc((it->width + 1) * sizeof(*it->column));
  if (it->next == NULL || it->result == NULL || it->column == NULL)
    return no_memory(err);
  for (size_t k = 0; k < it->carried; k++)
    it->result[k] = &it->next[k];
  if (it->width > 0)
    memcpy(it->column, column, it->width * sizeof(*column));
  return GDL_OK;
}


gdl_status gdl_iterate_new (const gdl_graph *g, const gdl_node *next,
                            size_t carried, const gdl_check *check,
                            size_t checks, const uint32_t *column,
                            size_t width, gdl_iterate **it, gdl_error *err) {
  const gdl_carried how = {carried, column, width, SIZE_MAX};
  *it = NULL;
  gdl_status status = check_arguments(g, next, carried, column, width, err);
  if (status != GDL_OK)
    return status;
  gdl_iterate *q = calloc(1, sizeof(*q));
  if (q == NULL)
    return no_memory(err);
  q->carried = carried;
  q->checks = checks;
  q->width = width;
  status = allocate(q, column, err);
  if (status == GDL_OK)
    status = gdl_program_new_carried(g, next, carried, check, checks, &how,
                                     &q->program, err);
  if (status == GDL_OK)
    status = check_program(gdl_program_loops(q->program), err);
  if (status == GDL_OK)
    *it = q;
  else
    gdl_iterate_free(q);
  return status;
}


void gdl_iterate_free (gdl_iterate *it) {
  if (it == NULL)
    return;
  gdl_program_free(it->program);
  free(it->next);
  free(it->result);
  free(it->column);
  free(it);
}


/*
** Turns
*/
/* One; 0: a check does not hold. */
static int turn (gdl_iterate *it, const gdl_bindings *b, double *input,
                 gdl_iterate_rows *rows) {
  if (gdl_program_run(it->program, b, it->result) < it->checks)
    return 0;
  memcpy(input, it->next, it->carried * sizeof(*input));
  if (rows->every > 0 && --rows->wait == 0) {
    for (size_t k = 0; k < it->width; k++)
      *rows->at++ = input[it->column[k]];
    rows->wait = rows->every;
  }
  return 1;
}


/* All that are left, by machine code. */
static uint64_t repeat (const gdl_iterate *it, gdl_native_repeat *code,
                        const gdl_frame *frame, const gdl_bindings *b, double *input,
                        uint64_t count, gdl_iterate_rows *rows) {
  if (rows->every == 0)
    return code(frame, b, input, count, NULL, UINT64_MAX, UINT64_MAX);
  uint64_t turns = code(frame, b, input, count, rows->at, rows->wait, rows->every);
  if (turns < rows->wait)
    rows->wait -= turns;
  else {
    uint64_t beyond = turns - rows->wait;
    rows->at += (beyond / rows->every + 1) * it->width;
    rows->wait = rows->every - beyond % rows->every;
  }
  return turns;
}


uint64_t gdl_iterate_run (gdl_iterate *it, const gdl_bindings *b, double *input,
                          uint64_t count, gdl_iterate_rows *rows) {
  gdl_iterate_rows none = {NULL, 0, 0};
  const gdl_frame *frame;
  if (rows == NULL)
    rows = &none;
  for (uint64_t k = 0; k < count; k++) {
    gdl_native_repeat *code = gdl_program_repeat(it->program, &frame);
    if (code != NULL)
      return k + repeat(it, code, frame, b, input, count - k, rows);
    if (!turn(it, b, input, rows))
      return k;
  }
  return count;
}


/*
** Looking at one
*/
int gdl_iterate_is_compiled (const gdl_iterate *it) {
  return gdl_program_is_compiled(it->program);
}


const gdl_program *gdl_iterate_program (const gdl_iterate *it) {
  return it->program;
}
