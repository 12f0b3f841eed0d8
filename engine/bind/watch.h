/*
** watch.h - what a traced function does besides computing
** A proxy sees operators and calls. What else a function does is seen by a
** debug hook that looks at each instruction about to run: what it reads from
** upvalues, globals and tables that are older than the trace (so that the trace
** is used only as long as these are as they were), what it stores there (then
** it is impure), == with a traced value (Lua never asks us), traced values as
** table keys and loop limits, calls of functions that are not pure.
**
** Where the saved program counter lies, and the numbers of the opcodes, are
** private to Lua 5.4: a self-test proves them.
*/
#ifndef GDL_BIND_WATCH_H
#define GDL_BIND_WATCH_H

#include "bind/trace.h"

/* gdl_watch_works - did the self-test pass? If not, *why is a static text and
** nothing can be traced. Tested once per process. */
int gdl_watch_works (lua_State *L, const char **why);

/*
** What was read: a userdata with a finaliser. Each entry is a slot (an upvalue
** of a closure, a key of a table, or the length of one) with what it held:
** number, boolean, nil and light values by value, everything else by identity.
** Its user value keeps all of these alive.
*/
typedef struct gdl_reads gdl_reads;

/* gdl_push_reads - pushes an empty one. gdl_to_reads - the one at 'idx'. */
gdl_reads *gdl_push_reads (lua_State *L);
gdl_reads *gdl_to_reads (lua_State *L, int idx);

/* gdl_reads_clear - forgets all slots but those that are promoted. */
void gdl_reads_clear (lua_State *L, int idx);

size_t gdl_reads_count (const gdl_reads *r);
size_t gdl_reads_bytes (const gdl_reads *r);

/* gdl_reads_changed - looks at slots from .. from+count-1 (wrapping around) and
** answers the index of one that does not hold what it held, or SIZE_MAX.
** Numbers compare by their bits; promoted slots only have to hold numbers, which
** are put into 'leaves'. Raw reads only: cannot raise (needs 4 stack slots). */
size_t gdl_reads_changed (lua_State *L, int idx, size_t from, size_t count,
                          gdl_leaves *leaves);

/* gdl_reads_promote - slot i, a number that has changed, becomes an input of
** the function: in later traces the function finds a proxy there. False where
** it holds no number. gdl_reads_demote - the reverse; from then on it stays a
** number whose change means a new trace. */
int gdl_reads_promote (lua_State *L, int idx, size_t i, gdl_leaves *leaves);
void gdl_reads_demote (lua_State *L, int idx, size_t i);
int gdl_reads_is_promoted (const gdl_reads *r, size_t i);

/* gdl_reads_push_name - pushes what slot i is called: "the upvalue 'rate'",
** "the global 'k'", "the field 'rate' of a table", "element 3 of a table",
** "the length of a table". */
void gdl_reads_push_name (lua_State *L, int idx, size_t i);

/* gdl_watch_call - calls the function that lies below nargs arguments on the
** stack, as lua_pcall does, as part of the current trace and under the hook
** (a hook that is there already goes on working). What it reads is added to the
** reads at 'reads', unless they are there; promoted slots hold proxies while it
** lasts. Afterwards, however it ended, every slot older than the trace into
** which a traced value was stored holds the plain value instead ('tainted'
** until it is overwritten by a watched call: a later traced call that reads it
** is refused, since what it holds came from an earlier evaluation), and the
** current trace says whether it was refused or impure. Answers the status; the
** results (nresults, LUA_MULTRET allowed) or the error object are on top. */
int gdl_watch_call (lua_State *L, int nargs, int nresults, int reads);

#endif
