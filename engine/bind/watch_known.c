/*
** watch_known.c - what is known of C functions
** They are known by their addresses, those of the standard library from when
** gdlua was opened. Any other function in the file that holds gdlua is ours.
*/
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "bind/watch_calls.h"

typedef struct stock {
  const char *lib, *name;
  gdl_call_kind does;
} stock;

/* What is not named here of a library is impure, but for string, utf8 and math:
** PLAIN. */
static const stock rows[] = {
  {"_G", "assert", ANY}, {"_G", "error", ANY}, {"_G", "pcall", ANY},
  {"_G", "xpcall", ANY}, {"_G", "type", ANY}, {"_G", "tonumber", PLAIN},
  {"_G", "select", SELECT}, {"_G", "rawequal", RAWEQUAL},
  {"_G", "rawget", RAWGET}, {"_G", "rawlen", RAWLEN}, {"_G", "rawset", RAWSET},
  {"_G", "getmetatable", META}, {"_G", "setmetatable", MUTATE},
  {"_G", "tostring", TOSTRING}, {"_G", "next", WHOLE}, {"_G", "pairs", WHOLE},
  {"_G", "ipairs", ANY}, {"_G", "print", PRINT},
  {"table", "concat", SPAN}, {"table", "unpack", SPAN},
  {"table", "pack", MAKE}, {"table", "insert", MUTATE},
  {"table", "remove", MUTATE}, {"table", "sort", MUTATE},
  {"table", "move", MOVE},
  {"math", "random", IMPURE}, {"math", "randomseed", IMPURE},
  {"io", "write", PRINT},
  {"debug", "sethook", SETHOOK}, {"debug", "gethook", IMPURE},
  {"debug", "getmetatable", META},
  {"coroutine", "create", CREATE}, {"coroutine", "wrap", WRAP},
  {"coroutine", "resume", RESUME}, {"coroutine", "close", RESUME},
  {"coroutine", "yield", ANY}, {"coroutine", "isyieldable", PLAIN},
  {"coroutine", "running", IMPURE},
  {NULL, NULL, UNKNOWN}
};

/* Functions of ours that are not pure. */
static const char *const own_impure[] = {
  "seed", "uniform", "normal", "permutation", "load", "save", NULL
};

static const char calls_key = 0;     /* their place in the registry */


/*
** The table
*/
static gdl_call_entry *find (gdl_call_entry *table, size_t room,
                             lua_CFunction f) {
  size_t i = gdl_hash((uintptr_t)f >> 3, 0) & (room - 1);
  while (table[i].f != NULL && table[i].f != f)
    i = (i + 1) & (room - 1);
  return &table[i];
}


static gdl_call_entry *add (lua_State *L, gdl_calls *c, lua_CFunction f,
                            gdl_call_kind does, const char *name) {
  if (2 * (c->count + 1) > c->room) {
    size_t room = c->room == 0 ? 512 : 2 * c->room;
    gdl_call_entry *table = calloc(room, sizeof(*table));
    if (table == NULL)
      gdl_blame_status(L, GDL_ENOMEM, NULL);
    for (size_t i = 0; i < c->room; i++)
      if (c->at[i].f != NULL)
        *find(table, room, c->at[i].f) = c->at[i];
    free(c->at);
    c->at = table;
    c->room = room;
  }
  gdl_call_entry *e = find(c->at, c->room, f);
  c->count += e->f == NULL;
  e->f = f;
  e->what = does;
  strncpy(e->name, name, sizeof(e->name) - 1);
  return e;
}


/* The function on top, unless it is there; popped. */
static void add_top (lua_State *L, gdl_calls *c, gdl_call_kind does, const char *name) {
  lua_CFunction f = lua_tocfunction(L, -1);
  if (f != NULL && (c->room == 0 || find(c->at, c->room, f)->f == NULL))
    add(L, c, f, does, name);
  lua_pop(L, 1);
}


/* __gc */
static int collect (lua_State *L) {
  gdl_calls *c = (gdl_calls *)lua_touserdata(L, 1);
  free(c->at);
  memset(c, 0, sizeof(*c));
  return 0;
}


static gdl_call_kind default_of (const char *lib) {
  return strcmp(lib, "string") == 0 || strcmp(lib, "utf8") == 0 ||
         strcmp(lib, "math") == 0 ? PLAIN : IMPURE;
}


/* All functions of a table of a library. */
static void add_rest (lua_State *L, gdl_calls *c, const char *lib) {
  int at = lua_gettop(L);
  char name[64];
  lua_pushnil(L);
  while (lua_next(L, at)) {
    if (lua_type(L, -2) != LUA_TSTRING) {
      lua_pop(L, 1);
      continue;
    }
    strcpy(name, "");
    if (strcmp(lib, "_G") != 0) {
      strncat(name, lib, 20);
      strcat(name, ".");
    }
    strncat(name, lua_tostring(L, -2), 30);
    add_top(L, c, default_of(lib), name);
  }
}


static void add_library (lua_State *L, gdl_calls *c, const char *lib) {
  int top = lua_gettop(L);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  if (lua_getfield(L, -1, lib) == LUA_TTABLE) {
    for (const stock *s = rows; s->lib != NULL; s++)
      if (strcmp(s->lib, lib) == 0) {
        char name[64];
        strcpy(name, "");
        if (strcmp(lib, "_G") != 0) {
          strcat(name, lib);
          strcat(name, ".");
        }
        strcat(name, s->name);
        lua_getfield(L, top + 2, s->name);
        add_top(L, c, s->does, name);
      }
    if (strcmp(lib, "_G") != 0)        /* functions there may be a user's */
      add_rest(L, c, lib);
  }
  lua_settop(L, top);
}


/* Functions that others return. */
static void add_hidden (lua_State *L, gdl_calls *c) {
  int top = lua_gettop(L);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  static const struct { const char *lib, *maker, *name; gdl_call_kind does; } hidden[] = {
    {"_G", "ipairs", "ipairs", IPAIRS},
    {"string", "gmatch", "string.gmatch", PLAIN},
    {"coroutine", "wrap", "coroutine.wrap", WRAPPED},
  };
  for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++) {
    if (lua_getfield(L, top + 1, hidden[i].lib) == LUA_TTABLE) {
      lua_getfield(L, -1, hidden[i].maker);
      lua_CFunction maker = lua_tocfunction(L, -1);
      if (maker != NULL) {
        if (i == 0)
          lua_newtable(L);
        else if (i == 1) {
          lua_pushliteral(L, "x");
          lua_pushliteral(L, "x");
        } else {
          lua_getfield(L, -2, "create");         /* any function */
        }
        if (lua_pcall(L, i == 1 ? 2 : 1, 1, 0) == LUA_OK)
          add_top(L, c, hidden[i].does, hidden[i].name);
      }
    }
    lua_settop(L, top + 1);
  }
  if (luaL_getmetatable(L, LUA_FILEHANDLE) == LUA_TTABLE) {
    int meta = lua_gettop(L);
    if (lua_getfield(L, meta, "__index") == LUA_TTABLE) {
      lua_getfield(L, -1, "write");
      add_top(L, c, PRINT, "file:write");
      lua_getfield(L, -1, "flush");
      add_top(L, c, IMPURE, "file:flush");
      add_rest(L, c, "file");
    }
    lua_settop(L, meta);
    add_rest(L, c, "file");
  }
  lua_settop(L, top);
}


/* Pushes the table; it is made when it is first asked for: at opening. */
gdl_calls *gdl_calls_push (lua_State *L) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &calls_key) == LUA_TUSERDATA)
    return (gdl_calls *)lua_touserdata(L, -1);
  lua_pop(L, 1);
  gdl_calls *c = (gdl_calls *)lua_newuserdatauv(L, sizeof(*c), 2);
  memset(c, 0, sizeof(*c));
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, collect);
  lua_setfield(L, -2, "__gc");
  lua_setmetatable(L, -2);
  lua_pushliteral(L, "__index");
  c->index = lua_topointer(L, -1);
  lua_setiuservalue(L, -2, 1);
  static const char *const libs[] = {
    "_G", "string", "utf8", "table", "math", "io", "os", "debug", "coroutine",
    "package", NULL
  };
  for (const char *const *lib = libs; *lib != NULL; lib++)
    add_library(L, c, *lib);
  add_hidden(L, c);
  lua_getglobal(L, "require");
  add_top(L, c, IMPURE, "require");
  static const char *const base[] = {
    "collectgarbage", "dofile", "load", "loadfile", "warn", NULL
  };
  for (const char *const *name = base; *name != NULL; name++) {
    lua_getglobal(L, *name);
    add_top(L, c, IMPURE, *name);
  }
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &calls_key);
  return c;
}


static int is_ours (lua_CFunction f) {
  Dl_info its, ours;
  return f != NULL && dladdr((void *)(uintptr_t)f, &its) != 0 &&
         dladdr(&calls_key, &ours) != 0 && its.dli_fbase == ours.dli_fbase;
}


/* Which of ours are not pure is known when all are there; nor do those that stand
** for functions of Lua's look into tables. */
static void get_ready (lua_State *L, gdl_calls *c) {
  int top = lua_gettop(L);
  c->ready = 1;
  for (const luaL_Reg *m = gdl_array_methods; m->name != NULL; m++)
    if (strcmp(m->name, "totable") == 0)
      add(L, c, m->func, OWN_MAKE, m->name);
  static const char *const base[] = {"type", "tonumber", "rawequal", NULL};
  for (const char *const *name = base; *name != NULL; name++) {
    lua_getglobal(L, *name);
    if (is_ours(lua_tocfunction(L, -1)))
      add_top(L, c, ANY, *name);
    lua_settop(L, top);
  }
  gdl_calls_push(L);
  if (lua_getiuservalue(L, -1, 2) == LUA_TTABLE) {
    for (const char *const *name = own_impure; *name != NULL; name++) {
      lua_pushstring(L, *name);
      lua_rawget(L, top + 2);
      char full[32] = "gd.";
      strncat(full, *name, 20);
      add_top(L, c, IMPURE, full);
    }
    if (lua_getmetatable(L, top + 2)) {
      lua_getfield(L, -1, "__index");
      add_top(L, c, QUIET, "gd");
    }
  }
  lua_settop(L, top);
}


gdl_call_entry *gdl_calls_find (lua_State *L, gdl_calls *c, lua_CFunction f) {
  gdl_call_entry *there = find(c->at, c->room, f);
  if (there->f != NULL)
    return there;
  gdl_call_kind does = UNKNOWN;
  if (!c->ready) {
    get_ready(L, c);
    gdl_call_entry *e = find(c->at, c->room, f);
    if (e->f != NULL)
      return e;
  }
  if (is_ours(f))
    does = OWN;
  return add(L, c, f, does, "");
}


void gdl_open_watch (lua_State *L, int gd, int core) {
  gdl_calls_push(L);
  lua_pushvalue(L, gd);
  lua_setiuservalue(L, -2, 2);
  lua_pop(L, 1);
  gdl_watch_open_library(L, core);
}
