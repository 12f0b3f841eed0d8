/*
** autosave.c - the option `checkpoint`: runs that save themselves
** At the start, at every so many epochs or seconds, and when they have ended.
** What cannot be written does not end a run; it is told afterwards.
*/
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "bind/checkpoint.h"

static int is_on (lua_State *L, int values) {
  int on = lua_rawgeti(L, values, GDL_V_CHECKPOINT) == LUA_TSTRING;
  lua_pop(L, 1);
  return on;
}


/* Saves the run whose values are at 'values'. Raises where it holds what no
** file can. */
static void save (lua_State *L, gdl_run *run, int values) {
  gdl_autosave *a = &run->autosave;
  gdl_error err;
  values = lua_absindex(L, values);
  lua_rawgeti(L, values, GDL_V_CHECKPOINT);
  const char *path = lua_tostring(L, -1);
  a->writes++;
  if (gdl_checkpoint_write(L, run, values, path, &err) != GDL_OK) {
    a->failures++;
    a->failed_epoch = gdl_descent_state(run->d)->epoch;
    a->error = err;
  }
  lua_pop(L, 1);
  a->last = gdl_clock_now();
  a->due = 0;
}


/* Protected: run, values. */
static int call_save (lua_State *L) {
  save(L, lua_touserdata(L, 1), 2);
  return 0;
}


static int is_due (const gdl_autosave *a, uint64_t epoch) {
  return epoch == 0 || a->due || (a->every != 0 && epoch % a->every == 0);
}


/* A part of the driver. */
static gdl_status settled (void *ctx, const gdl_state *s) {
  gdl_run *run = ctx;
  lua_State *L = run->L;
  if (!is_due(&run->autosave, s->epoch) || !is_on(L, run->base))
    return GDL_OK;
  gdl_run_gather(run);
  lua_pushcfunction(L, call_save);
  lua_pushlightuserdata(L, run);
  lua_pushvalue(L, run->base);
  return gdl_call(L, 2, 0, gdl_slot(run, HANDLER), gdl_slot(run, ERROR));
}


static void look_at_clock (gdl_autosave *a) {
  if (a->seconds > 0 && gdl_clock_now() - a->last >= a->seconds)
    a->due = 1;
}


/* A part of the driver. */
static gdl_status tick (void *ctx, const gdl_state *s) {
  gdl_run *run = ctx;
  look_at_clock(&run->autosave);
  return run->progress ? gdl_progress_tick(ctx, s) : GDL_OK;
}


void gdl_checkpoint_begin (gdl_run *run) {
  look_at_clock(&run->autosave);
}


void gdl_checkpoint_end (lua_State *L, gdl_run *run, int idx, int ran) {
  if (!ran || gdl_descent_ending(run->d) == GDL_RUNNING)
    return;
  lua_getiuservalue(L, idx, 1);
  if (is_on(L, lua_gettop(L)))
    save(L, run, -1);
  lua_pop(L, 1);
}


void gdl_checkpoint_configure (lua_State *L, int config, gdl_run *run,
                               gdl_parts *p) {
  gdl_autosave *a = &run->autosave;
  if (lua_getfield(L, config, "checkpoint_path") == LUA_TSTRING) {
    lua_getfield(L, config, "checkpoint_every");
    lua_getfield(L, config, "checkpoint_seconds");
    a->every = (uint64_t)luaL_optinteger(L, -2, 0);
    a->seconds = luaL_optnumber(L, -1, 0);
    a->last = gdl_clock_now();
    lua_pop(L, 2);
    p->settled = settled;
    p->tick = tick;
  }
  lua_pop(L, 1);
}


/* run:checkpoint_trouble() -> what could not be written, or nil */
static int trouble (lua_State *L) {
  const gdl_autosave *a = &gdl_check_run(L, 1)->autosave;
  if (a->failures == 0)
    return 0;
  lua_pushfstring(L, "checkpoint: %s (%I of %I writes failed, the last after "
                  "%I epochs)", a->error.text, (LUAI_UACINT)a->failures,
                  (LUAI_UACINT)a->writes, (LUAI_UACINT)a->failed_epoch);
  return 1;
}


/* core.folder_trouble(path) -> what is wrong with the folder a file is to be
** in, or nil. Whether it can be written to is seen when it is. */
static int folder_trouble (lua_State *L) {
  struct stat s;
  const char *path = luaL_checkstring(L, 1), *slash = strrchr(path, '/');
  if (stat(path, &s) == 0 && S_ISDIR(s.st_mode)) {
    lua_pushfstring(L, "'%s' is a folder", path);
    return 1;
  }
  if (slash == NULL || slash == path)
    return 0;
  lua_pushlstring(L, path, (size_t)(slash - path));
  const char *folder = lua_tostring(L, -1);
  int found = stat(folder, &s) == 0;
  if (found ? S_ISDIR(s.st_mode) : errno != ENOENT && errno != ENOTDIR)
    return 0;
  lua_pushfstring(L, "there is no folder '%s'", folder);
  return 1;
}


void gdl_open_autosave (lua_State *L, int core) {
  lua_getfield(L, core, "descent_methods");
  lua_pushcfunction(L, trouble);
  lua_setfield(L, -2, "checkpoint_trouble");
  lua_pop(L, 1);
  lua_pushcfunction(L, folder_trouble);
  lua_setfield(L, core, "folder_trouble");
}
