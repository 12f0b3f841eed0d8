/*
** mirror.h - vectors whose elements a script reads without a call into C
** Reading v[i] of a userdata costs a call of a C function, several times what
** a table access costs; for a cost of a few variables that is most of its
** time. The argument of such a cost is a vector with a metatable of its own,
** whose __index is a table that mirrors the elements.
*/
#ifndef GDL_BIND_MIRROR_H
#define GDL_BIND_MIRROR_H

#include "bind/bind.h"

/* Longer vectors are not worth keeping twice. */
#define GDL_MIRROR_MAX 8

/* gdl_push_mirrored - pushes a vector of n elements, and above it its mirror.
** In every respect but speed the vector is like any other. */
gdl_array *gdl_push_mirrored (lua_State *L, size_t n);

/* gdl_mirror_set - sets element i (from 0) of the vector 'a', and of its
** mirror at 'mirror' unless that is 0. Cannot fail. */
static inline void gdl_mirror_set (lua_State *L, gdl_array *a, int mirror,
                                   size_t i, double v) {
  a->data[i] = v;
  if (mirror != 0) {
    lua_pushnumber(L, v);
    lua_rawseti(L, mirror, (lua_Integer)i + 1);
  }
}

/* gdl_mirror_lead - from now on ('on') somebody writes into the mirror of the
** vector 'p' behind our back: C gets the elements from there whenever it asks
** for the array, until that is over. */
static inline void gdl_mirror_lead (gdl_lua_array *p, int on) {
  p->tag = on ? &gdl_mirror_tag : &gdl_array_tag;
}

/* gdl_mirror_fill - puts x into all of the array 'a', and into its mirror at
** 'mirror' where there is a table. Cannot fail. */
void gdl_mirror_fill (lua_State *L, gdl_array *a, int mirror,
                      const double *x);

#endif
