/*
** tracedcost_impl.h - what the files of traced costs share
*/
#ifndef GDL_BIND_TRACEDCOST_IMPL_H
#define GDL_BIND_TRACEDCOST_IMPL_H

#include "bind/traced_impl.h"

/* A further argument as it is, as leaves, or as it is for good. */
typedef enum gdl_extra_use {
  GDL_EXTRA_PLAIN, GDL_EXTRA_LEAF, GDL_EXTRA_PINNED
} gdl_extra_use;

/* The own value of a traced cost is a table. Further argument i has three
** places in it: its value, the tree of its leaves, and the list of their slots,
** a number for each node of the tree. */
enum { OWN_FN = 1, OWN_SHAPE, OWN_DATA, OWN_EXTRA };

#define at_extra(i)  (OWN_EXTRA + 3 * (i))

typedef struct gdl_cost_own {
  gdl_cost_kind kind;
  int nargs, batched;
  size_t expected;           /* residuals; 0: any number */
  gdl_extra_use extra[];
} gdl_cost_own;

/* gdl_push_cost_own - pushes the table of the cost at 'idx'; its part in C. */
gdl_cost_own *gdl_push_cost_own (lua_State *L, int idx);

extern const gdl_traced_kind gdl_cost_kinds[];       /* by gdl_cost_kind */

#endif
