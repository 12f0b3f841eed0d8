/*
** made.c - directions that are made before the line search asks for them
*/
#include "optim/solver/made.h"

#include "array/reduce.h"


static int choose (void *self, const gdl_point *now, double *d,
                   double *step) {
  (void)now; (void)d; (void)step;
  return ((gdl_made *)self)->usable;
}


static void forget (void *self) {
  ((gdl_made *)self)->usable = 0;
}


static void learn (void *self, const gdl_point *now, const gdl_point *next,
                   const double *d, double step) {
  gdl_made *m = self;
  (void)d; (void)step;
  m->length = gdl_reduce_distance(next->x, now->x, m->n);
}


const gdl_directions gdl_made_directions = {choose, forget, learn};
