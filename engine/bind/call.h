/*
** call.h - calling users' functions
** They are called protected: no error may jump over the engine's frames. It is
** parked, the engine returns GDL_ECALLBACK, then it is raised.
*/
#ifndef GDL_BIND_CALL_H
#define GDL_BIND_CALL_H

#include "bind/bind.h"

/* gdl_push_handler - pushes the message handler for calls of users'
** functions: parks the traceback, explains a yield. */
void gdl_push_handler (lua_State *L);

/* gdl_push_parked_traceback - pushes the traceback of the error at 'idx' as
** it was where the error arose and returns true, or false when it is none
** that a callback parked. */
int gdl_push_parked_traceback (lua_State *L, int idx);

/* gdl_forget_traceback - forgets what was parked: to be called before users'
** functions are, lest an old traceback be taken for that of a new error. */
void gdl_forget_traceback (lua_State *L);

/* gdl_call - lua_pcall with the handler at 'handler'; parks an error in slot
** 'error' and answers GDL_ECALLBACK then. */
gdl_status gdl_call (lua_State *L, int nargs, int nresults, int handler,
                     int error);

/* gdl_call_ours - the same for a function of gdlua's own, like an update rule: where
** no Lua function but such has run, as a hook sees, nothing that a traced function
** has read can have changed (see gdl_lua_ran). */
gdl_status gdl_call_ours (lua_State *L, int nargs, int nresults, int handler,
                          int error);

/* gdl_is_ours - is that the source of a chunk of gdlua's own? */
int gdl_is_ours (const char *source);

/* gdl_call_count - how often that was done: returns to Lua from within the engine. */
extern _Thread_local uint64_t gdl_call_count;

/* gdl_push_place - pushes " (cost defined at file:line)" for the function at
** 'idx', or "" for one that is not Lua's or our own. */
const char *gdl_push_place (lua_State *L, int idx, const char *what);

#endif
