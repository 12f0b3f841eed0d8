/*
** box.h - values of kinds that scripts make: opaque, never changed
** A box is a userdata around one Lua value, with a metatable of the script
** that made it. Nothing but that script sees inside. The metafield __gdl_noun is
** what messages call it: "an expression".
*/
#ifndef GDL_BIND_BOX_H
#define GDL_BIND_BOX_H

#include "bind/bind.h"

/* gdl_is_boxed - is the value at 'idx', which is not an array, one that brings
** its own elementary functions: the metafield __gdl_apply? */
int gdl_is_boxed (lua_State *L, int idx);

/* gdl_apply_boxed - where one of the arguments of the running function is such
** a value, calls __gdl_apply(fname, arguments ...) of the first, leaves its
** results on top and returns how many; else returns -1, the stack unchanged. */
int gdl_apply_boxed (lua_State *L, const char *fname);

#endif
