/*
** parts.h - the driver's callbacks from the inside
** Nothing in them raises outside a protected call: the quick ways use only what
** cannot fail, everything else runs in a protected C function.
**   parts.c    schedules, projection, stopping rules, observers
**   update.c   update rules
*/
#ifndef GDL_BIND_PARTS_H
#define GDL_BIND_PARTS_H

#include "bind/run.h"

/* gdl_push_slot - pushes a value of the run (run.h); cannot fail. */
#define gdl_push_slot(run, name)  lua_pushvalue((run)->L, gdl_slot(run, name))

/* gdl_parts_call - lua_call, protected; an error is parked in the slot ERROR. */
gdl_status gdl_parts_call (gdl_run *run, int nargs, int nresults);

/* gdl_parts_call_rule - the same for a function of the update rule. */
gdl_status gdl_parts_call_rule (gdl_run *run, int nargs, int nresults);

/* gdl_parts_set - moves the value on top to 'slot', and to the table of values:
** whoever looks at the run from within a callback (a fork) finds it there.
** Cannot fail. */
void gdl_parts_set (gdl_run *run, int slot);

/* gdl_parts_has - has the configuration at 'config' this field? */
int gdl_parts_has (lua_State *L, int config, const char *field);

/* gdl_update_parts - fills the callbacks of the update rule that the configuration
** holds, if any; each: of steps per variable. */
void gdl_update_parts (lua_State *L, int config, int each, gdl_parts *p);

#endif
