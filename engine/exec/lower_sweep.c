/*
** lower_sweep.c - which of the loops of a level are parts of one
*/
#include "exec/lower_impl.h"

#include <stdlib.h>


/* Cuts nodes order[from .. end-1], which are sorted by length, into runs of one
** length; how many. */
static size_t cut (const gdl_lower *l, size_t from, size_t end, gdl_run *run) {
  size_t runs = 0, length;
  for (size_t k = from; k < end; k++) {
    gdl_lower_loops(l, l->order[k], &length);
    if (runs == 0 || run[runs - 1].length != length) {
      run[runs] = (gdl_run){k, k, length, runs};
      runs++;
    }
    run[runs - 1].end = k + 1;
  }
  return runs;
}


static size_t find (const gdl_run *run, size_t runs, size_t length) {
  size_t low = 0;
  while (runs - low > 1) {
    size_t middle = (low + runs) / 2;
    if (run[middle].length <= length)
      low = middle;
    else
      runs = middle;
  }
  return low;
}


/* The loop that a run is in: the first of those it has been joined to. */
static size_t loop_of (gdl_run *run, size_t k) {
  while (run[k].loop != k)
    k = run[k].loop = run[run[k].loop].loop;
  return k;
}


/* Joins run k and the one that works out what its node n reads as x. */
static void join (gdl_lower *l, gdl_run *run, size_t k, gdl_node n, gdl_node x) {
  gdl_node source;
  if (!gdl_lower_is_behind(l, n, x, &source))
    return;
  size_t a = loop_of(run, k),
         b = loop_of(run, find(run, k + 1, gdl_lower_length(l, source)));
  if (a < b)
    run[b].loop = a;
  else
    run[a].loop = b;
}


static void join_run (gdl_lower *l, gdl_run *run, size_t k) {
  for (size_t i = run[k].from; i < run[k].end; i++) {
    gdl_node n = l->order[i];
    size_t count;
    if (CELL(l, n).form == FORM_READ)
      join(l, run, k, n, n);
    else if (CELL(l, n).form != FORM_SPLAT) {
      const gdl_node *x = gdl_lower_operands(l, n, &count);
      for (size_t j = 0; j < count; j++)
        join(l, run, k, n, ROOT(l, x[j]));
    }
  }
}


void gdl_lower_loops_of_level (gdl_lower *l, size_t from, size_t end) {
  gdl_run *run = malloc((end - from) * sizeof(*run));
  if (run == NULL) {
    gdl_lower_no_memory(l);
    return;
  }
  size_t runs = cut(l, from, end, run);
  for (size_t k = 1; k < runs; k++)
    join_run(l, run, k);
  for (size_t k = 0; k < runs; k++)
    loop_of(run, k);
  for (size_t k = 0; k < runs; k++)
    run[k].loop = loop_of(run, k);
  for (size_t k = 0; k < runs && !FAILED(l); k++)
    if (run[k].loop == k)
      gdl_lower_loop(l, run + k, runs - k, k);
  free(run);
}
