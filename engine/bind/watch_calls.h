/*
** watch_calls.h - kinds of C functions, for the files that know them
*/
#ifndef GDL_BIND_WATCH_CALLS_H
#define GDL_BIND_WATCH_CALLS_H

#include "bind/watch_impl.h"

typedef enum gdl_call_kind {
  UNKNOWN, OWN, ANY,         /* ANY: pure, and proxies may be among its
                             ** arguments */
  PLAIN,                     /* pure, but not of proxies */
  META, TOSTRING, WHOLE, IPAIRS, RAWGET, RAWSET, RAWLEN, RAWEQUAL, SELECT,
  SPAN, MAKE, OWN_MAKE, MUTATE, MOVE, IMPURE, PRINT, CREATE, WRAP, RESUME,
  WRAPPED, SETHOOK, QUIET
} gdl_call_kind;

/* gdl_calls_find - what is known of function 'f'. */
gdl_call_entry *gdl_calls_find (lua_State *L, gdl_calls *c, lua_CFunction f);

#endif
