/*
** place.c - where a run was made: machine, process, compiler
*/
#include "bind/bind.h"

#include <time.h>
#include <unistd.h>

#if defined(__clang__)
#define COMPILER __VERSION__
#else
#define COMPILER "gcc " __VERSION__
#endif


/* core.host() -> the name of the machine, or "" */
static int host (lua_State *L) {
  char name[256];
  int known = gethostname(name, sizeof(name)) == 0;
  name[sizeof(name) - 1] = '\0';
  lua_pushstring(L, known ? name : "");
  return 1;
}


/* core.process() -> the number of this process */
static int process (lua_State *L) {
  lua_pushinteger(L, (lua_Integer)getpid());
  return 1;
}


/* core.unix_time() -> seconds since 1970 */
static int unix_time (lua_State *L) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  lua_pushnumber(L, (lua_Number)t.tv_sec + 1e-9 * (lua_Number)t.tv_nsec);
  return 1;
}


void gdl_open_place (lua_State *L, int gd, int core) {
  (void)gd;
  lua_pushcfunction(L, host);
  lua_setfield(L, core, "host");
  lua_pushcfunction(L, process);
  lua_setfield(L, core, "process");
  lua_pushcfunction(L, unix_time);
  lua_setfield(L, core, "unix_time");
  lua_pushliteral(L, COMPILER);
  lua_setfield(L, core, "compiler");
}
