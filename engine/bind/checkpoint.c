/*
** checkpoint.c - a run in a file, and out of it
** What a run is made of lies in several places: the driver's part it saves
** itself (optim/snapshot.h); memories of rules, schedules and methods are Lua
** values (pack.h); random numbers and some flags are here. 'identity' is what
** scripts/gdlua/checkpoint.lua found that two runs must have in common for one
** to go on where the other was: a list of nouns, each followed by an answer.
*/
#include "bind/checkpoint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sealed.h"
#include "bind/pack.h"
#include "optim/snapshot.h"

static const gdl_seal seal = {"checkpoint", "\211GDL\r\n\032\n", 2};

/* The values that are saved, by their field in the file. */
enum { V_STEP = 1, V_STOP, V_RULE, V_KEPT, V_REASON, V_END };

static const int places[V_END] = {
  0, GDL_V_STEP_MEMORY, GDL_V_STOP_MEMORY, GDL_V_RULE_STATE, GDL_V_KEPT,
  GDL_V_REASON
};

static const char *const titles[] = {
  "the memory of the schedule", "the memory of the stopping rule",
  "the memory of the method", "the memory of the method", "its reason"
};


/*
** Saving
*/

/* Pushes the list 'identity' of the configuration. */
static void push_identity (lua_State *L, int values) {
  lua_rawgeti(L, values, GDL_V_CONFIG);
  lua_getfield(L, -1, "identity");
  lua_remove(L, -2);
  luaL_checktype(L, -1, LUA_TTABLE);
}


static void put_string (lua_State *L, gdl_bytes *out) {
  size_t length;
  const char *text = luaL_checklstring(L, -1, &length);
  gdl_put_text(out, text, length);
  lua_pop(L, 1);
}


static void save_identity (lua_State *L, int values, gdl_bytes *out) {
  push_identity(L, values);
  lua_Integer n = luaL_len(L, -1);
  size_t at = gdl_put_section(out, "IDEN");
  gdl_put_u64(out, (uint64_t)n);
  for (lua_Integer i = 1; i <= n; i++) {
    lua_rawgeti(L, -1, i);
    put_string(L, out);
  }
  gdl_end_section(out, at);
  lua_pop(L, 1);
}


static void save_values (lua_State *L, const gdl_run *run, int values,
                         gdl_bytes *out) {
  lua_createtable(L, V_END, 0);
  for (int i = 1; i < V_END; i++)
    if (i != V_KEPT || gdl_descent_has_landed(run->d)) {
      lua_rawgeti(L, values, places[i]);
      lua_rawseti(L, -2, i);
    }
  size_t at = gdl_put_section(out, "VALU");
  gdl_pack(L, -1, V_END - 1, "save this run", titles, out);
  gdl_end_section(out, at);
  lua_pop(L, 1);
}


static void put_random (gdl_bytes *out, const gdl_random *r) {
  for (int i = 0; i < 4; i++)
    gdl_put_u64(out, r->s[i]);
}


static void save_rest (lua_State *L, const gdl_run *run, gdl_bytes *out) {
  size_t at = gdl_put_section(out, "REST");
  gdl_put_u8(out, run->step_started != 0);
  gdl_put_u8(out, run->stop_started != 0);
  gdl_put_u8(out, run->rule_checked != 0);
  gdl_put_u64(out, run->cost.problem.evaluations);
  gdl_put_u64(out, run->pass_epoch);
  put_random(out, &run->pass_random);
  put_random(out, &run->random);
  put_random(out, gdl_state_random(L));
  gdl_end_section(out, at);
}


gdl_status gdl_checkpoint_write (lua_State *L, gdl_run *run, int values,
                                 const char *path, gdl_error *err) {
  gdl_bytes *out = &run->packed;
  gdl_bytes_free(out);                /* of an attempt that raised */
  values = lua_absindex(L, values);
  gdl_native_settle(L, run, values);
  save_identity(L, values, out);
  gdl_descent_save(run->d, out);
  save_values(L, run, values, out);
  save_rest(L, run, out);
  gdl_status status = gdl_sealed_write(path, &seal, out, err);
  gdl_bytes_free(out);
  return status;
}


static const char *check_path (lua_State *L, const char *fname) {
  size_t n;
  if (lua_type(L, 2) != LUA_TSTRING)
    gdl_bad_argument(L, 2, fname, "path");
  const char *path = lua_tolstring(L, 2, &n);
  if (n == 0 || strlen(path) != n)
    gdl_blame(L, "bad argument #1 to '%s' (the path %s)", fname,
              n == 0 ? "is empty" : "contains a zero byte");
  return path;
}


/* run:save_file(path) */
static int save_file (lua_State *L) {
  gdl_run *run = gdl_check_run(L, 1);
  const char *path = check_path(L, "save");
  gdl_error err;
  if (run->L != NULL && !run->observing)
    return gdl_blame(L, "this descent is in the middle of an epoch: its cost, "
                        "method, schedule and rules cannot save it, on_epoch "
                        "can");
  lua_settop(L, 2);
  lua_getiuservalue(L, 1, 1);
  gdl_status status = gdl_checkpoint_write(L, run, 3, path, &err);
  return status == GDL_OK ? 0 : gdl_blame_status(L, status, &err);
}


/*
** Restoring. What was read waits in a userdata until all of it is known to be
** good; then nothing can fail any more.
*/
#define PENDING "gdlua.checkpoint"

typedef struct pending {
  gdl_run *run;              /* that is to go on */
  const char *path;
  unsigned char *data;       /* the file */
  gdl_descent *d;
  int flags[3];              /* step_started, stop_started, rule_checked */
  uint64_t evaluations, pass_epoch;
  gdl_random pass_random, random, library;
} pending;

/* Stack of restore_file. */
enum { AT_RUN = 1, AT_PATH, AT_VALUES, AT_PENDING, AT_UNPACKED };


static int release_pending (lua_State *L) {
  pending *p = luaL_checkudata(L, 1, PENDING);
  free(p->data);
  gdl_descent_free(p->d);
  p->data = NULL;
  p->d = NULL;
  return 0;
}


static pending *push_pending (lua_State *L, gdl_run *run, const char *path) {
  pending *p = lua_newuserdatauv(L, sizeof(*p), 0);
  memset(p, 0, sizeof(*p));
  p->run = run;
  p->path = path;
  if (luaL_newmetatable(L, PENDING)) {
    lua_pushcfunction(L, release_pending);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  return p;
}


static void blame_damage (lua_State *L, const pending *p, const char *what) {
  gdl_blame(L, "checkpoint '%s' is damaged (%s)", p->path, what);
}


static void blame_stranger (lua_State *L, const pending *p, const char *noun,
                            const char *theirs, const char *ours) {
  gdl_blame(L, "checkpoint '%s' is of a run with the %s %s, this one has %s",
            p->path, noun, theirs, ours);
}


/* Pushes noun -> answer for the file's identity. */
static void push_answers (lua_State *L, const pending *p, gdl_reader in) {
  size_t n = gdl_get_count(&in, 8);
  lua_newtable(L);
  for (size_t i = 0; i + 1 < n && !in.failed; i += 2) {
    for (int k = 0; k < 2; k++) {
      size_t length;
      const char *text = gdl_get_text(&in, &length);
      lua_pushlstring(L, text, length);
    }
    lua_rawset(L, -3);
  }
  if (n % 2 != 0 || !gdl_reader_done(&in))
    blame_damage(L, p, "its description of the run");
}


/* Compares the file's identity with that of the run. A noun in brackets tells
** something that may differ; answers whether one does. */
static int differs (lua_State *L, const pending *p, gdl_reader in) {
  int answer = 0;
  push_answers(L, p, in);
  int theirs = lua_gettop(L);
  push_identity(L, AT_VALUES);
  int ours = lua_gettop(L);
  for (lua_Integer i = 1, n = luaL_len(L, ours); i < n; i += 2) {
    lua_rawgeti(L, ours, i);
    lua_rawgeti(L, ours, i + 1);
    lua_pushvalue(L, -2);
    lua_rawget(L, theirs);
    const char *noun = lua_tostring(L, -3), *other = lua_tostring(L, -1);
    if (!lua_rawequal(L, -1, -2)) {
      if (*noun != '[')
        blame_stranger(L, p, noun, other != NULL ? other : "none",
                       lua_tostring(L, -2));
      answer = 1;
    }
    lua_pop(L, 2);
    lua_pushnil(L);
    lua_rawset(L, theirs);            /* known */
  }
  lua_pushnil(L);
  if (lua_next(L, theirs))
    blame_stranger(L, p, lua_tostring(L, -2), lua_tostring(L, -1), "none");
  lua_settop(L, theirs - 1);
  return answer;
}


static void load_driver (lua_State *L, pending *p, int reopen,
                         gdl_reader *in) {
  gdl_run *run = p->run;
  gdl_error err = {""};
  gdl_status status = gdl_descent_load(run->d, &run->cost.problem, run, reopen,
                                       in, &p->d, &err);
  if (status == GDL_EINVAL)
    gdl_blame(L, "checkpoint '%s' is of a run with %s", p->path, err.text);
  else if (status == GDL_EFORMAT)
    blame_damage(L, p, err.text);
  else if (status != GDL_OK)
    gdl_blame_status(L, status, &err);
}


/* The memory of a method has the fields that its init makes, or some. */
static void check_fields (lua_State *L, const pending *p) {
  lua_rawgeti(L, AT_VALUES, GDL_V_RULE_STATE);
  lua_rawgeti(L, AT_UNPACKED, V_RULE);
  if (!lua_istable(L, -1) || !lua_istable(L, -2))
    blame_damage(L, p, "the memory of its method");
  if (!gdl_descent_started(p->run->d))
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
      lua_pushvalue(L, -2);
      if (lua_rawget(L, -5) == LUA_TNIL) {
        lua_pushvalue(L, -3);
        gdl_blame(L, "checkpoint '%s' is of a run whose method remembers '%s', "
                     "the method of this one does not: it has been changed",
                  p->path, luaL_tolstring(L, -1, NULL));
      }
      lua_pop(L, 1);
    }
  lua_pop(L, 2);
}


/* Leaves the table of values at AT_UNPACKED. */
static void load_values (lua_State *L, const pending *p, gdl_reader in) {
  if (!gdl_unpack(L, V_END - 1, &in) || !gdl_reader_done(&in))
    blame_damage(L, p, "the memories of its rules");
  check_fields(L, p);
  int kept = lua_rawgeti(L, AT_UNPACKED, V_KEPT);
  int reason = lua_rawgeti(L, AT_UNPACKED, V_REASON);
  if ((kept != LUA_TNIL && kept != LUA_TTABLE) ||
      (reason != LUA_TNIL && reason != LUA_TSTRING) ||
      (reason == LUA_TNIL && gdl_descent_ending(p->d) == GDL_END_RULE))
    blame_damage(L, p, "the memories of its rules");
  lua_settop(L, AT_UNPACKED);
}


/* A generator whose words are all zero would answer nothing else. */
static void get_random (gdl_reader *in, gdl_random *r, int may_be_zero) {
  uint64_t any = 0;
  for (int i = 0; i < 4; i++)
    any |= r->s[i] = gdl_get_u64(in);
  if (any == 0 && !may_be_zero)
    in->failed = 1;
}


static void load_rest (lua_State *L, pending *p, gdl_reader in) {
  for (int i = 0; i < 3; i++)
    p->flags[i] = gdl_get_flag(&in);
  p->evaluations = gdl_get_u64(&in);
  p->pass_epoch = gdl_get_u64(&in);
  get_random(&in, &p->pass_random, p->pass_epoch == 0);
  get_random(&in, &p->random, 0);
  get_random(&in, &p->library, 0);
  if (!gdl_reader_done(&in))
    blame_damage(L, p, "its random numbers");
}


static void load (lua_State *L, pending *p, gdl_reader in) {
  gdl_reader identity = gdl_get_section(&in, "IDEN");
  if (in.failed)
    blame_damage(L, p, "its structure");
  int reopen = differs(L, p, identity);
  load_driver(L, p, reopen, &in);
  gdl_reader values = gdl_get_section(&in, "VALU");
  gdl_reader rest = gdl_get_section(&in, "REST");
  if (!gdl_reader_done(&in))
    blame_damage(L, p, "its structure");
  load_values(L, p, values);
  load_rest(L, p, rest);
}


/* Makes the run what was read. Cannot fail: there is a place for everything. */
static void commit (lua_State *L, pending *p) {
  gdl_run *run = p->run;
  gdl_descent_free(run->d);
  run->d = p->d;
  p->d = NULL;
  gdl_back_free(run);
  gdl_native_reset(run);
  for (int i = 1; i < V_END; i++) {
    lua_rawgeti(L, AT_UNPACKED, i);
    lua_rawseti(L, AT_VALUES, places[i]);
  }
  run->step_started = p->flags[0];
  run->stop_started = p->flags[1];
  run->rule_checked = p->flags[2];
  run->cost.problem.evaluations = p->evaluations;
  run->pass_epoch = p->pass_epoch;
  run->pass_random = p->pass_random;
  run->random = p->random;
  *gdl_state_random(L) = p->library;
  lua_rawgeti(L, AT_VALUES, GDL_V_STATE);
  gdl_state_forget(L, -1);
  gdl_run_enter(L, run, AT_RUN);
  gdl_run_leave(L, run);
}


/* run:restore_file(path, where_there) -> true; with where_there, false when
** there is no such file */
static int restore_file (lua_State *L) {
  gdl_run *run = gdl_check_run(L, 1);
  const char *path = check_path(L, "restore");
  gdl_reader contents;
  gdl_error err;
  if (run->L != NULL)
    return gdl_blame(L, "this descent is running: it cannot be restored by its "
                        "own cost, method, schedule, rules or on_epoch");
  if (lua_toboolean(L, 3) && access(path, F_OK) != 0 && errno == ENOENT) {
    lua_pushboolean(L, 0);
    return 1;
  }
  luaL_checkstack(L, GDL_V_COUNT + 60, "restoring");
  gdl_state_random(L);                /* there is one from now on */
  lua_settop(L, AT_PATH);
  lua_getiuservalue(L, AT_RUN, 1);
  pending *p = push_pending(L, run, path);
  gdl_status status = gdl_sealed_read(path, &seal, &p->data, &contents, &err);
  if (status != GDL_OK)
    return gdl_blame_status(L, status, &err);
  load(L, p, contents);
  commit(L, p);
  free(p->data);                      /* at once: files may be large */
  p->data = NULL;
  lua_pushboolean(L, 1);
  return 1;
}


void gdl_open_checkpoint (lua_State *L, int gd, int core) {
  static const luaL_Reg methods[] = {
    {"save_file", save_file}, {"restore_file", restore_file}, {NULL, NULL}
  };
  (void)gd;
  lua_getfield(L, core, "descent_methods");
  luaL_setfuncs(L, methods, 0);
  lua_pop(L, 1);
  gdl_open_autosave(L, core);
}
