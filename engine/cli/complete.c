/*
** complete.c - the names a word at the prompt can become
*/
#include "cli/cli.h"

#include <ctype.h>
#include <string.h>

static const char *const reserved[] = {
  "and", "break", "do", "else", "elseif", "end", "false", "for", "function",
  "goto", "if", "in", "local", "nil", "not", "or", "repeat", "return", "then",
  "true", "until", "while", NULL
};

/* What is looked for, and what was found. */
typedef struct search {
  int list, seen;            /* indices: the list, the set of its names */
  const char *path;          /* the word up to its last '.' or ':' included */
  size_t path_size;
  const char *stem;          /* what follows */
  int methods;               /* after ':' only functions fit */
} search;


static int is_name (const char *s) {
  if (!isalpha((unsigned char)*s) && *s != '_')
    return 0;
  while (isalnum((unsigned char)*s) || *s == '_')
    s++;
  return *s == '\0';
}


/* Adds path..name if it fits and is new. */
static void add (lua_State *L, const search *s, const char *name) {
  if (strncmp(name, s->stem, strlen(s->stem)) != 0 || !is_name(name))
    return;
  if (lua_getfield(L, s->seen, name) == LUA_TNIL) {
    lua_pushboolean(L, 1);
    lua_setfield(L, s->seen, name);
    lua_pushlstring(L, s->path, s->path_size);
    lua_pushstring(L, name);
    lua_concat(L, 2);
    lua_rawseti(L, s->list, (lua_Integer)lua_rawlen(L, s->list) + 1);
  }
  lua_pop(L, 1);
}


/* Adds the string keys of the table on top. */
static void add_keys (lua_State *L, const search *s) {
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    if (lua_type(L, -2) == LUA_TSTRING &&
        (!s->methods || lua_isfunction(L, -1)))
      add(L, s, lua_tostring(L, -2));
    lua_pop(L, 1);
  }
}


/* Tables of ours that load what they hold on demand have a function in the
** field __names of their metatable, which lists it. */
static void add_promised (lua_State *L, const search *s) {
  lua_pushvalue(L, -1);
  if (lua_pcall(L, 0, 1, 0) == LUA_OK && lua_istable(L, -1)) {
    lua_Integer n = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i <= n; i++) {
      if (lua_rawgeti(L, -1, i) == LUA_TSTRING)
        add(L, s, lua_tostring(L, -1));
      lua_pop(L, 1);
    }
  }
  lua_pop(L, 1);
}


/* Adds the fields of the value on top: its own, those its metatable promises,
** and those of the table (or chain of tables) in __index. Pops the value. */
static void add_fields (lua_State *L, const search *s) {
  for (int depth = 0; depth < 10; depth++) {
    if (lua_istable(L, -1))
      add_keys(L, s);
    if (luaL_getmetafield(L, -1, "__names") != LUA_TNIL) {
      add_promised(L, s);
      lua_pop(L, 1);
    }
    if (luaL_getmetafield(L, -1, "__index") == LUA_TNIL)
      break;
    lua_remove(L, -2);
    if (!lua_istable(L, -1))
      break;
  }
  lua_pop(L, 1);
}


/* Replaces the value on top by its field 'name', or by nil. Where the
** metatable promises names, the field is fetched as a script would, which may
** load it; elsewhere no function runs. */
static void step_into (lua_State *L, const char *name) {
  if (luaL_getmetafield(L, -1, "__names") != LUA_TNIL) {
    lua_pop(L, 1);
    lua_getfield(L, -1, name);
    lua_remove(L, -2);
    return;
  }
  for (int depth = 0; depth < 10; depth++) {
    if (lua_istable(L, -1)) {
      lua_pushstring(L, name);
      if (lua_rawget(L, -2) != LUA_TNIL) {
        lua_remove(L, -2);
        return;
      }
      lua_pop(L, 1);
    }
    if (luaL_getmetafield(L, -1, "__index") == LUA_TNIL)
      break;
    lua_remove(L, -2);
  }
  lua_pop(L, 1);
  lua_pushnil(L);
}


void gdl_complete (lua_State *L, const char *word) {
  const char *slash = strrchr(word, '/');       /* see line.c on this one */
  search s = {.path = word, .stem = slash != NULL ? slash + 1 : word};
  lua_newtable(L);
  s.list = lua_gettop(L);
  lua_newtable(L);
  s.seen = lua_gettop(L);
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  const char *first = s.stem;
  for (;;) {
    size_t n = strcspn(s.stem, ".:");
    if (s.stem[n] == '\0')
      break;
    s.methods = s.stem[n] == ':';
    lua_pushlstring(L, s.stem, n);
    lua_insert(L, -2);
    step_into(L, lua_tostring(L, -2));
    lua_remove(L, -2);
    s.stem += n + 1;
  }
  s.path_size = (size_t)(s.stem - word);
  if (s.stem == first)
    for (const char *const *r = reserved; *r != NULL; r++)
      add(L, &s, *r);
  add_fields(L, &s);
  lua_settop(L, s.list);
}
