/*
** watch_set.c - sets of addresses
*/
#include <stdlib.h>
#include <string.h>

#include "bind/watch_impl.h"


static void put (gdl_set *s, const void *p) {
  size_t i = gdl_hash((uintptr_t)p >> 3, 0) & (s->room - 1);
  while (s->at[i] != NULL && s->at[i] != p)
    i = (i + 1) & (s->room - 1);
  s->count += s->at[i] == NULL;
  s->at[i] = p;
}


int gdl_set_put (gdl_set *s, const void *p) {
  if (2 * (s->count + 1) > s->room) {
    gdl_set more = {NULL, 0, s->room == 0 ? 32 : 2 * s->room};
    more.at = calloc(more.room, sizeof(*more.at));
    if (more.at == NULL)
      return 0;
    for (size_t i = 0; i < s->room; i++)
      if (s->at[i] != NULL)
        put(&more, s->at[i]);
    free(s->at);
    *s = more;
  }
  put(s, p);
  return 1;
}


void gdl_set_clear (gdl_set *s) {
  if (s->room > 4096) {
    free(s->at);
    memset(s, 0, sizeof(*s));
  } else if (s->count > 0) {
    memset(s->at, 0, s->room * sizeof(*s->at));
    s->count = 0;
  }
}
