/*
** nonmonotone.c - backtracking below a mean of the last costs
** Zhang and Hager 2004, "A nonmonotone line search technique and its
** application to unconstrained optimization", SIAM J. Optim. 14: the cost may
** rise, but not above C + decrease * step * slope, where C is the mean of all
** costs so far, each of which counts 'memory' times as much as the one after
** it.
*/
#include <math.h>

#include "optim/linesearch/armijo.h"

enum {DECREASE, MEMORY, EVALUATIONS};

static const gdl_option options_list[] = {
  {"decrease", 1e-4, 1e-16, 0.5, 0,
   "part of the decrease its slope promises that a step must bring"},
  {"memory", 0.85, 0, 1, 0,
   "weight of the costs before; 0: none may rise, 1: all count alike"},
  {"evaluations", 40, 1, 10000, 1, "of the cost in one search, at most"},
  {NULL, 0, 0, 0, 0, NULL}
};

/* What is remembered: the sum of weights, 0 at first, and the mean. */
enum {WEIGHT, MEAN, REMEMBERED};


static gdl_status check (const double *o, const char **why) {
  (void)o;
  *why = NULL;
  return GDL_OK;
}


static gdl_status search_line (const double *o, gdl_search *s) {
  double *memory = s->memory->values;
  double weight = memory[WEIGHT], mean = memory[MEAN];
  if (weight == 0) {
    weight = 1;
    mean = s->now->cost;
  }
  gdl_status status = gdl_backtrack(o[DECREASE], fmax(mean, s->now->cost),
                                    (int)o[EVALUATIONS], s);
  if (status == GDL_OK && s->end != GDL_SEARCH_FAILED) {
    memory[WEIGHT] = o[MEMORY]*weight + 1;
    memory[MEAN] = mean + (s->next->cost - mean)/memory[WEIGHT];
  }
  return status;
}


const gdl_linesearch gdl_linesearch_nonmonotone = {
  .name = "nonmonotone",
  .doc = "backtracking below a mean of the last costs",
  .options = options_list,
  .remembers = REMEMBERED,
  .check = check,
  .search = search_line
};
