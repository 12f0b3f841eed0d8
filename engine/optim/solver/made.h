/*
** made.h - directions that are made before the line search asks for them,
** because making them takes evaluations, which may fail
*/
#ifndef GDL_OPTIM_MADE_H
#define GDL_OPTIM_MADE_H

#include "optim/downhill.h"

typedef struct gdl_made {
  int usable;                /* a direction has been made */
  double length;             /* 2-norm of the last step; 0: none yet */
  size_t n;
} gdl_made;

/* For gdl_downhill_advance, whose 'self' is a gdl_made: the direction is there
** already, where there is one. */
extern const gdl_directions gdl_made_directions;

#endif
