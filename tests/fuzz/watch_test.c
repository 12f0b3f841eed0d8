/*
** watch_test.c - watched calls when memory runs out
** The call is made again and again, and each time one request for memory more
** is granted before one, or all from there on, are not. However it ends, no
** traced value may be left where the function has stored one, promoted slots
** hold their own numbers, and no hook is set.
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "bind/bind.h"
#include "memory.h"

#define MOST 100000          /* requests that one call makes */


/*
** The script
*/
static const char script[] =
    "local gd, core = ...\n"
    "local data, rate, last, t = {1, 2, {3}}, 2.5, 0, {}\n"
    "local meta = {__index = function(_, k) return k end}\n"
    "local function f(x)\n"
    "  local s = rate * x\n"
    "  last = s\n"
    "  t.list = {x, {s}}\n"
    "  for i = 1, #data do s = s + (type(data[i]) == 'number' and data[i] or data[i][1]) end\n"
    "  t[x] = gd.zeros(3) + s\n"
    "  local own = setmetatable({}, meta)\n"
    "  table.insert(data, x)\n"
    "  if x == 3 then s = s * own[2] end\n"
    "  local co = coroutine.wrap(function(y) last = y; return y * 2 end)\n"
    "  return s + co(x)\n"
    "end\n"
    "local w\n"
    "function renew()\n"
    "  data[4], last, rate, t = nil, 0, 2.5, {}\n"
    "  w = core.watcher()\n"
    "  local r = w:call(f, 3)\n"
    "  for i, name in ipairs(r.reads) do\n"
    "    if name:match('rate') then assert(w:promote(i)) end\n"
    "  end\n"
    "  data[4], last, t = nil, 0, {}\n"
    "end\n"
    "function call() return w:call(f, 3).ok end\n"
    "local function plain(v, where)\n"
    "  if type(v) == 'table' then\n"
    "    for k, x in pairs(v) do plain(k, where); plain(x, where) end\n"
    "  elseif type(v) == 'userdata' then\n"
    "    assert(core.describe(v):match('vector') and v[1] + 1 > 0, where)\n"
    "  end\n"
    "end\n"
    "function check()\n"
    "  plain(last, 'upvalue'); plain(t, 'table'); plain(data, 'data')\n"
    "  assert(rate == 2.5, 'promoted')\n"
    "  assert(debug.gethook() == nil, 'hook')\n"
    "end\n";


static lua_State *open_script (void) {
  lua_State *L = luaL_newstate();
  assert_non_null(L);
  luaL_openlibs(L);
  luaL_requiref(L, "gdlua", luaopen_gdlua, 0);
  assert_int_equal(LUA_OK, luaL_loadstring(L, script));
  lua_insert(L, -2);
  lua_getglobal(L, "require");
  lua_pushliteral(L, "gdlua.core");
  lua_call(L, 1, 1);
  lua_call(L, 2, 0);
  return L;
}


static void run (lua_State *L, const char *name) {
  lua_getglobal(L, name);
  if (lua_pcall(L, 0, 0, 0) != LUA_OK)
    fail_msg("%s: %s", name, lua_tostring(L, -1));
}


/* Until the call takes no more than what is granted. */
static void starve (int only_one) {
  lua_State *L = open_script();
  int64_t k;
  for (k = 0; k < MOST; k++) {
    run(L, "renew");
    lua_getglobal(L, "call");
    once = only_one;
    refusals = 0;
    granted = k;
    int status = lua_pcall(L, 0, 1, 0);
    granted = ENOUGH;
    int whole = refusals == 0;
    if (whole)
      assert_true(status == LUA_OK && lua_toboolean(L, -1));
    lua_settop(L, 0);
    run(L, "check");
    if (whole)
      break;
  }
  assert_true(k > 20 && k < MOST);
  lua_close(L);
}


static void one_request_is_refused (void **state) {
  (void)state;
  starve(1);
}


static void there_is_no_more_memory (void **state) {
  (void)state;
  starve(0);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_request_is_refused),
    cmocka_unit_test(there_is_no_more_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
