/*
** stretch_test.c - native stretches when memory runs out
** A piece of a run is made again and again, in which its parts are traced and put
** together, and each time one request for memory more is granted before one, or
** all from there on, are not. However it ends, the run goes on from where it is
** once there is memory again, and comes to the same bits.
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "bind/bind.h"
#include "memory.h"

#define MOST 100000          /* requests that one piece makes */


/*
** The script
*/
static const char script[] =
    "local gd = ...\n"
    "local function cost(p)\n"
    "  if p[1] > 0 then return 100*(p[2] - p[1]^2)^2 + (1 - p[1])^2 end\n"
    "  return 100*(p[2] - p[1]^2)^2 + (1 - p[1])^2 + p[1]^2/10\n"
    "end\n"
    "local rule = gd.method.define{name = 'mine', options = {},\n"
    "  init = function(x) return {m = gd.zeros_like(x), n = 0, part = {k = 0.5}} end,\n"
    "  update = function(x, g, step, s)\n"
    "    s.m, s.n = s.m*0.9 + g, s.n + 1\n"
    "    s.part.k = s.part.k/2 + 0.25\n"
    "    return x - step*s.part.k*s.m\n"
    "  end}\n"
    "local function bits(r)\n"
    "  local words = {r.reason, ('%a %a'):format(r.x[1], r.x[2])}\n"
    "  for k, v in ipairs(r.history.cost) do words[k + 2] = ('%a'):format(v) end\n"
    "  return table.concat(words, ' ')\n"
    "end\n"
    "local function new()\n"
    "  return gd.descent(cost, {-1.2, 1}, {method = rule{}, step = gd.schedule.plateau(1e-4),\n"
    "    stop = gd.stop.patience(100) | gd.stop.cost_below(1e-9), epochs = 150})\n"
    "end\n"
    "local right, d = bits(new():run())\n"
    "function renew() d = new(); d:run(14) end\n"
    "function piece() d:run(60) end\n"
    "function check(stretches)\n"
    "  assert(bits(d:run()) == right, 'other bits')\n"
    "  if stretches then assert((d:stretches()) > 0, 'no stretches') end\n"
    "end\n";


static lua_State *open_script (void) {
  lua_State *L = luaL_newstate();
  assert_non_null(L);
  luaL_openlibs(L);
  luaL_requiref(L, "gdlua", luaopen_gdlua, 0);
  assert_int_equal(LUA_OK, luaL_loadstring(L, script));
  lua_insert(L, -2);
  lua_call(L, 1, 0);
  return L;
}


static void run (lua_State *L, const char *name, int argument) {
  lua_getglobal(L, name);
  lua_pushboolean(L, argument);
  if (lua_pcall(L, 1, 0, 0) != LUA_OK)
    fail_msg("%s: %s", name, lua_tostring(L, -1));
}


/* Until the piece takes no more than what is granted; the first requests one by
** one, then some are left out. */
static void starve (int only_one) {
  lua_State *L = open_script();
  int64_t k;
  int refused = 1, errors = 0;
  for (k = 0; refused && k < MOST; k += 1 + k / 256) {
    run(L, "renew", 0);
    lua_getglobal(L, "piece");
    once = only_one;
    refusals = 0;
    granted = k;
    int status = lua_pcall(L, 0, 0, 0);
    granted = ENOUGH;
    refused = refusals > 0;
    if (status != LUA_OK) {
      assert_true(refused);
      assert_non_null(strstr(lua_tostring(L, -1), "not enough memory"));
      lua_pop(L, 1);
      errors++;
    }
    run(L, "check", !refused);
  }
  assert_true(k < MOST);
  assert_true(errors > 30);
  lua_close(L);
}


static void test_one_request_is_refused (void **state) {
  (void)state;
  starve(1);
}


static void test_memory_is_gone (void **state) {
  (void)state;
  starve(0);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_one_request_is_refused),
    cmocka_unit_test(test_memory_is_gone)
  };
  setenv("GDLUA_JIT", "off", 1);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
