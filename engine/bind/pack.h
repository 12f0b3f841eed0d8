/*
** pack.h - Lua values as bytes and back
** nil, booleans, integers, floats, strings, arrays, and tables of them. A table
** or array that is met twice is the same one afterwards, and tables may contain
** themselves. What cannot be packed: functions, userdata that are no arrays,
** coroutines, tables with a metatable.
*/
#ifndef GDL_BIND_PACK_H
#define GDL_BIND_PACK_H

#include "base/bytes.h"
#include "bind/bind.h"

/* gdl_pack - appends the fields 1 to n of the table at 'idx'. The error for a
** value that cannot be packed, which is blamed on the user, says what is being
** done ("save this run") and that it is in field i, named by titles[i - 1] ("the
** memory of the schedule"). Raises. */
void gdl_pack (lua_State *L, int idx, int n, const char *doing,
               const char *const *titles, gdl_bytes *out);

/* gdl_unpack - pushes a table with the fields 1 to n that gdl_pack wrote and
** returns true; false, with nothing pushed, where the bytes are not such. What
** it makes takes no more than some ten times their size. Raises memory errors
** only. */
int gdl_unpack (lua_State *L, int n, gdl_reader *in);

#endif
