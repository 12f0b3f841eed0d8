/*
** pool.c - child processes that do pieces of work for a script
** A pool has numbered places for workers. scripts/gdlua/experiment/pool.lua says
** who gets what; this file forks, passes texts to and fro and says who has died.
*/
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cancel.h"
#include "base/clock.h"
#include "base/process.h"
#include "base/threads.h"
#include "bind/run.h"

#define POOL_META  "gdlua.pool"
#define MINE_META  "gdlua.worker"

/* Workers of a pool. */
#define MOST  1024

typedef struct pool {
  gdl_process **place;       /* each from malloc, as is the list */
  int *ready;
  size_t count;
  int open;                  /* interrupts are ours */
} pool;

/* This process is a worker. */
static int is_worker;


static pool *check_pool (lua_State *L) {
  return (pool *)luaL_checkudata(L, 1, POOL_META);
}


static gdl_process *check_place (lua_State *L, const pool *p) {
  lua_Integer i = luaL_checkinteger(L, 2);
  luaL_argcheck(L, i >= 1 && (size_t)i <= p->count, 2, "no such place");
  return p->place[i - 1];
}


static void leave_interrupts (pool *p) {
  if (p->open)
    gdl_interrupt_leave(1);
  p->open = 0;
}


/* pool:close() - kills those that are left. */
static int close_pool (lua_State *L) {
  pool *p = check_pool(L);
  for (size_t i = 0; i < p->count; i++) {
    if (!is_worker)
      gdl_process_end(p->place[i], 1, NULL, 0);
    free(p->place[i]);
  }
  free(p->place);
  free(p->ready);
  p->place = NULL;
  p->ready = NULL;
  p->count = 0;
  if (!is_worker)
    leave_interrupts(p);
  return 0;
}


/* core.pool(count): places for that many workers, all empty. Until it is closed
** Ctrl-C is a wish that poll tells of. */
static int new_pool (lua_State *L) {
  static const gdl_process none = GDL_PROCESS_NONE;
  lua_Integer count = luaL_checkinteger(L, 1);
  luaL_argcheck(L, count >= 1 && count <= MOST, 1, "1 to 1024 expected");
  pool *p = (pool *)lua_newuserdatauv(L, sizeof(*p), 0);
  *p = (pool){NULL, NULL, 0, 0};
  luaL_setmetatable(L, POOL_META);
  p->place = calloc((size_t)count, sizeof(*p->place));
  p->ready = calloc((size_t)count, sizeof(*p->ready));
  if (p->place == NULL || p->ready == NULL)
    return luaL_error(L, "not enough memory");
  for (; p->count < (size_t)count; p->count++) {
    gdl_process *one = malloc(sizeof(*one));
    if (one == NULL)
      return luaL_error(L, "not enough memory");
    *one = none;
    p->place[p->count] = one;
  }
  gdl_interrupt_enter();
  p->open = 1;
  return 1;
}


/*
** The child's side
*/

static gdl_process *check_mine (lua_State *L) {
  return *(gdl_process **)luaL_checkudata(L, 1, MINE_META);
}


/* mine:at(item) - it begins with that; mine:at(): with nothing. */
static int at (lua_State *L) {
  gdl_process *p = check_mine(L);
  p->shared->since = 0;
  if (!lua_isnoneornil(L, 2)) {
    p->shared->item = (uint64_t)luaL_checkinteger(L, 2);
    p->shared->since = gdl_clock_now();
  }
  return 0;
}


/* mine:put(text) - tells it to the parent; without a parent there is nothing left
** to do. What was printed before is to be seen before. */
static int put (lua_State *L) {
  gdl_process *p = check_mine(L);
  size_t size;
  const char *text = luaL_checklstring(L, 2, &size);
  fflush(NULL);
  if (gdl_process_send(p, text, size) != GDL_OK)
    _exit(0);
  return 0;
}


/* Protected: serve, the worker's side, a request. */
static int serve_one (lua_State *L) {
  lua_call(L, 2, 0);
  return 0;
}


/* Does what comes until nothing more does. */
static void live (lua_State *L, gdl_process *p, int serve) {
  gdl_bytes request = {0};
  *(gdl_process **)lua_newuserdatauv(L, sizeof(p), 0) = p;
  luaL_setmetatable(L, MINE_META);
  int mine = lua_gettop(L);
  is_worker = 1;
  while (gdl_process_receive(p, &request)) {
    lua_pushcfunction(L, serve_one);
    lua_pushvalue(L, serve);
    lua_pushlstring(L, (const char *)request.data, request.size);
    lua_pushvalue(L, mine);
    if (lua_pcall(L, 3, 0, 0) != LUA_OK) {
      const char *why = lua_tostring(L, -1);
      fprintf(stderr, "gdlua: a worker ended: %s\n", why ? why : "an error");
      fflush(NULL);
      _exit(1);
    }
  }
  fflush(NULL);
  _exit(0);
}


/*
** The parent's side
*/

/* pool:start(i, serve, memory): a new process at place i, which calls
** serve(text, mine) for each text that it is sent. memory: bytes it may take;
** 0: any. Raises what the system says. */
static int start (lua_State *L) {
  pool *p = check_pool(L);
  gdl_process *one = check_place(L, p);
  gdl_error err;
  luaL_checktype(L, 3, LUA_TFUNCTION);
  double memory = luaL_checknumber(L, 4);
  luaL_checkstack(L, 20, "a worker");
  gdl_process_end(one, 1, NULL, 0);
  int side = gdl_process_fork(one, p->place, p->count, memory, &err);
  if (side < 0)
    return luaL_error(L, "no process could be made: %s", err.text);
  if (side == 0)
    live(L, one, 3);
  return 0;
}


/* pool:send(i, text): did it go? */
static int send_to (lua_State *L) {
  gdl_process *one = check_place(L, check_pool(L));
  size_t size;
  const char *text = luaL_checklstring(L, 3, &size);
  lua_pushboolean(L, one->pid != 0 && gdl_process_send(one, text, size) == GDL_OK);
  return 1;
}


/* Pushes into the list on top: the place and each text that has come from it. */
static lua_Integer push_frames (lua_State *L, gdl_process *p, size_t place, lua_Integer n) {
  const void *data;
  size_t size;
  while ((data = gdl_process_take(p, &size)) != NULL) {
    lua_pushinteger(L, (lua_Integer)place + 1);
    lua_rawseti(L, -2, ++n);
    lua_pushlstring(L, (const char *)data, size);
    lua_rawseti(L, -2, ++n);
  }
  return n;
}


/* pool:poll(seconds) -> list, interrupted. The list: the number of a place and a
** text, and so on; false in place of a text: that worker has died (pool:bury
** tells how). */
static int poll_pool (lua_State *L) {
  pool *p = check_pool(L);
  double seconds = luaL_checknumber(L, 2);
  gdl_process *living[MOST];
  size_t place[MOST], n = 0;
  for (size_t i = 0; i < p->count; i++)
    if (p->place[i]->pid != 0) {
      living[n] = p->place[i];
      place[n++] = i;
    }
  lua_newtable(L);
  lua_Integer last = 0;
  if (gdl_process_poll(living, n, gdl_cancel_asked() ? 0 : seconds, p->ready) != GDL_OK)
    return luaL_error(L, "not enough memory");
  for (size_t i = 0; i < n; i++) {
    if (p->ready[i] == 0)
      continue;
    last = push_frames(L, living[i], place[i], last);
    if (p->ready[i] < 0) {
      lua_pushinteger(L, (lua_Integer)place[i] + 1);
      lua_rawseti(L, -2, ++last);
      lua_pushboolean(L, 0);
      lua_rawseti(L, -2, ++last);
    }
  }
  lua_pushboolean(L, gdl_cancel_asked());
  return 2;
}


/* pool:item(i): what the worker is at, and for how many seconds; or nothing. */
static int item (lua_State *L) {
  gdl_process *one = check_place(L, check_pool(L));
  double since = one->pid != 0 ? one->shared->since : 0;
  if (since == 0)
    return 0;
  lua_pushinteger(L, (lua_Integer)one->shared->item);
  lua_pushnumber(L, gdl_clock_now() - since);
  return 2;
}


/* pool:bury(i, kill): waits for the worker's end, kills it first if told; how it
** ended, "" for well, and what it was at and for how many seconds, or nil. */
static int bury (lua_State *L) {
  gdl_process *one = check_place(L, check_pool(L));
  char text[128] = "";
  int busy = one->pid != 0 && one->shared->since != 0;
  uint64_t was_at = busy ? one->shared->item : 0;
  double seconds = busy ? gdl_clock_now() - one->shared->since : 0;
  gdl_process_end(one, lua_toboolean(L, 3), text, sizeof(text));
  lua_pushstring(L, text);
  if (!busy)
    return 1;
  lua_pushinteger(L, (lua_Integer)was_at);
  lua_pushnumber(L, seconds);
  return 3;
}


int gdl_in_worker (void) {
  return is_worker;
}


static int in_worker (lua_State *L) {
  lua_pushboolean(L, is_worker);
  return 1;
}


static int processors (lua_State *L) {
  lua_pushinteger(L, (lua_Integer)gdl_threads_processors());
  return 1;
}


static int now (lua_State *L) {
  lua_pushnumber(L, gdl_clock_now());
  return 1;
}


static int is_terminal (lua_State *L) {
  lua_pushboolean(L, isatty(STDERR_FILENO));
  return 1;
}


void gdl_open_pool (lua_State *L, int gd, int core) {
  static const luaL_Reg functions[] = {
    {"pool", new_pool}, {"in_worker", in_worker}, {"processors", processors},
    {"now", now}, {"is_terminal", is_terminal}, {NULL, NULL}
  };
  static const luaL_Reg methods[] = {
    {"start", start}, {"send", send_to}, {"poll", poll_pool}, {"item", item},
    {"bury", bury}, {"close", close_pool}, {NULL, NULL}
  };
  static const luaL_Reg of_worker[] = {{"at", at}, {"put", put}, {NULL, NULL}};
  (void)gd;
  lua_pushvalue(L, core);
  luaL_setfuncs(L, functions, 0);
  lua_pop(L, 1);
  luaL_newmetatable(L, POOL_META);
  lua_pushcfunction(L, close_pool);
  lua_pushvalue(L, -1);
  lua_setfield(L, -3, "__gc");
  lua_setfield(L, -2, "__close");
  luaL_newlib(L, methods);
  lua_setfield(L, -2, "__index");
  luaL_newmetatable(L, MINE_META);
  luaL_newlib(L, of_worker);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 2);
}
