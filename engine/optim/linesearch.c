/*
** linesearch.c - the list of line searches
*/
#include "optim/linesearch.h"

#include <string.h>

static const gdl_linesearch *const searches[] = {
  &gdl_linesearch_armijo, &gdl_linesearch_strong_wolfe,
  &gdl_linesearch_hager_zhang, &gdl_linesearch_nonmonotone,
  &gdl_linesearch_exact
};


const gdl_linesearch *gdl_linesearch_find (const char *name) {
  for (size_t i = 0; i < sizeof(searches)/sizeof(*searches); i++)
    if (strcmp(searches[i]->name, name) == 0)
      return searches[i];
  return NULL;
}
