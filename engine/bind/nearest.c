/*
** nearest.c - "did you mean ...?"
*/
#include "bind/bind.h"

#include <string.h>

#define LONGEST 48         /* longer names are never suggested */

static int least (int a, int b) { return a < b ? a : b; }


/* Edits (insert, delete, replace, swap neighbours) from 'a' to 'b': optimal
** string alignment, three rows at a time. */
static int edits (const char *a, size_t m, const char *b, size_t n) {
  int row[3][LONGEST + 1];
  for (size_t j = 0; j <= n; j++)
    row[0][j] = (int)j;
  for (size_t i = 1; i <= m; i++) {
    int *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];
    now[0] = (int)i;
    for (size_t j = 1; j <= n; j++) {
      int d = least(last[j], now[j - 1]) + 1;
      d = least(d, last[j - 1] + (a[i - 1] != b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d = least(d, before[j - 2] + 1);
      now[j] = d;
    }
  }
  return row[m % 3][n];
}


const char *gdl_nearest (lua_State *L, int idx, const char *name) {
  idx = lua_absindex(L, idx);
  size_t m = strlen(name);
  if (m > LONGEST)
    return NULL;
  int limit = m <= 2 ? 1 : m <= 5 ? 2 : 3;
  int best = limit + 1;
  lua_pushnil(L);                  /* the best so far */
  lua_pushnil(L);
  while (lua_next(L, idx)) {
    lua_pop(L, 1);
    if (lua_type(L, -1) != LUA_TSTRING)
      continue;
    size_t n;
    const char *key = lua_tolstring(L, -1, &n);
    if (n > LONGEST || (n >= 2 && key[0] == '_' && key[1] == '_'))
      continue;
    int d = edits(name, m, key, n);
    if (d >= (int)(m > n ? m : n) || d > limit)
      continue;                    /* nothing in common */
    /* of equals the first by bytes: the order of 'lua_next' varies */
    if (d < best || (d == best && strcmp(key, lua_tostring(L, -2)) < 0)) {
      best = d;
      lua_pushvalue(L, -1);
      lua_replace(L, -3);
    }
  }
  if (best > limit) {
    lua_pop(L, 1);
    return NULL;
  }
  return lua_tostring(L, -1);
}


/* core.nearest(name, t): the string key of 't' most like 'name', or nil. */
static int nearest (lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  if (gdl_nearest(L, 2, name) == NULL)
    lua_pushnil(L);
  return 1;
}


void gdl_open_nearest (lua_State *L, int gd, int core) {
  (void)gd;
  lua_pushcfunction(L, nearest);
  lua_setfield(L, core, "nearest");
}
