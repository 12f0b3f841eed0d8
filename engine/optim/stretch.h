/*
** stretch.h - many epochs at once
** Where every part of a run is known to its owner as a program, the owner can make
** many epochs in one go: a stretch. What comes of it is, bit for bit, what the
** driver would have made of the same epochs one by one. Whatever is out of the
** ordinary in an epoch (a rule that fires, a number that is not finite, a path
** that is not known) ends the stretch before it: the driver then makes that epoch.
*/
#ifndef GDL_OPTIM_STRETCH_H
#define GDL_OPTIM_STRETCH_H

#include "optim/descent.h"

/* Runs of more variables make no stretches. */
#define GDL_STRETCH_VARIABLES 64

/* A stretch from state s on. The rules have been asked there. */
typedef struct gdl_stretch {
  size_t n;
  uint64_t most;             /* epochs */
  const gdl_options *o;
  const gdl_state *s;
  const unsigned char *frozen;       /* n flags, or NULL */
  double scale;              /* step sizes are multiplied by it */

  /* History: rows with the columns that 'fields' says (GDL_FIELD_ELAPSED is not
  ** among them) go to 'row', after 'wait' epochs and then after every 'every';
  ** every = 0: none. best_row: NULL, or gets the row of the best epoch. */
  unsigned fields;
  double *row, *best_row;
  uint64_t every, wait;

  /* What the owner fills in; n doubles each. before: x an epoch earlier. */
  double *x, *g, *before, *best_x, *best_g;
  uint64_t made;             /* epochs; 0: everything else means nothing */
  gdl_state after;           /* numbers only, without 'change' */
} gdl_stretch;

#endif
