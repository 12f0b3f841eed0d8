/*
** limited.c - options of the quasi-Newton methods with limited memory
*/
#include "optim/solver/limited.h"

#include <stddef.h>

const gdl_option gdl_limited_options[] = {
  {"memory", 10, 1, 1000, 1, "pairs of changes kept"},
  {"decrease", 1e-4, 1e-16, 0.5, 0,
   "part of the decrease its slope promises that a step must bring"},
  {"curvature", 0.9, 1e-3, 0.9999, 0,
   "part of its slope that a step may leave"},
  {"evaluations", 20, 2, 10000, 1, "of the cost in one line search, at most"},
  {NULL, 0, 0, 0, 0, NULL}
};


void gdl_limited_read (const double *given, double v[GDL_LIMITED_COUNT]) {
  for (int i = 0; i < GDL_LIMITED_COUNT; i++)
    v[i] = given ? given[i] : gdl_limited_options[i].value;
}
