/*
** watch_selftest.c - is Lua's inside as watch_lua.h says?
** A function whose instructions are known runs under a hook that compares what
** lies in memory with what the public interface says; then tables are looked at
** (watch_selftable.c). All of it in a coroutine of its own.
*/
#include <math.h>
#include <string.h>

#include "bind/watch_impl.h"

_Static_assert(sizeof(void *) != 8 || (sizeof(lp_value) == 16 &&
               sizeof(lp_node) == 24 && offsetof(lp_node, key) == 16 &&
               offsetof(lp_string, hash) == 12 &&
               offsetof(lp_text, text) == 24 && offsetof(lp_table, meta) == 40 &&
               offsetof(lp_cell, v) == 16 && offsetof(lp_proto, k) == 56 &&
               offsetof(lp_closure, cell) == 32 &&
               offsetof(lp_cclosure, f) == 24 &&
               offsetof(lp_userdata, meta) == 24 &&
               offsetof(lp_frame, pc) == 32), "the layout of Lua 5.4");

static const char program[] =
    "local up, T = 7, {10, 20, 30, name = 5, other = 6, [2.5] = 1}\n"
    "function T.get(t) return t end\n"
    "local function id(x) return x end\n"
    "return function(u, n, c, m)\n"
    "  local a = up\n"
    "  up = a\n"
    "  local t = T\n"
    "  t.name = t.name\n"
    "  t[2] = t[2]\n"
    "  t[n] = t[n]\n"
    "  T.other = T.other\n"
    "  local y = {}\n"
    "  local f = function() return y end\n"
    "  local l = #t\n"
    "  local s = n .. ''\n"
    "  local z = -n\n"
    "  local g = t:get()\n"
    "  local q1 = u == n\n"
    "  local q2 = u == 5\n"
    "  local q3 = u == 5.5\n"
    "  local q4 = id(u) ~= n\n"
    "  local q5 = n == id(u)\n"
    "  local v = t[u]\n"
    "  local k = 0\n"
    "  for i = 1, u do k = i end\n"
    "  for _ in c, u, m do end\n"
    "  local w = m + n\n"
    "  local r = m < n\n"
    "  return a, q1, q2, q3, q4, q5, v, k, u, w, r, f\n"
    "end\n";

/* What of it is looked at, in the order it runs in; CALL of id goes into it. */
static const uint8_t expected[] = {
  LP_GETUPVAL, LP_SETUPVAL, LP_GETUPVAL, LP_GETFIELD, LP_SETFIELD, LP_GETI,
  LP_SETI, LP_GETTABLE, LP_SETTABLE, LP_GETTABUP, LP_SETTABUP,
  LP_NEWTABLE, LP_CLOSURE, LP_LEN, LP_CONCAT, LP_UNM, LP_SELF, LP_CALL,
  LP_EQ, LP_EQI, LP_EQK, LP_GETUPVAL, LP_CALL, LP_EQ, LP_GETUPVAL, LP_CALL,
  LP_EQ, LP_GETTABLE, LP_FORPREP, LP_TFORPREP, LP_MMBIN, LP_LT
};

typedef struct test {
  const char *why;           /* what is wrong; NULL: nothing */
  size_t steps;
  int swapped;               /* 1 + register */
  const lp_frame *frame;     /* of the function of the script */
  int called, returned;
  int user;                  /* absolute index in the coroutine, of u */
} test;

static _Thread_local test *now;


static void fail (const char *why) {
  if (now->why == NULL)
    now->why = why;
}


/*
** A function that runs
*/
/* Registers, function and upvalues. */
static void look_at_frame (lua_State *L, lua_Debug *ar, lp_frame *f) {
  int top = lua_gettop(L);
  for (int i = 1; i <= 4; i++)
    if (!gdl_selftest_is_value(L, i, &f->func[i]))
      fail("a register");
  lua_getinfo(L, "f", ar);
  const lp_closure *cl = lp_closure_of(f);
  if (f->func->tag != LP_TLUA || (const void *)cl != lua_topointer(L, -1)) {
    fail("the running function");
    return;
  }
  int n = 0;
  while (lua_getupvalue(L, top + 1, n + 1) != NULL) {
    if (n < cl->upvalues &&
        ((const void *)cl->cell[n] != lua_upvalueid(L, top + 1, n + 1) ||
         !gdl_selftest_is_value(L, lua_gettop(L), cl->cell[n]->v)))
      fail("an upvalue");
    lua_pop(L, 1);
    n++;
  }
  if (n != cl->upvalues)
    fail("the number of upvalues");
  if (f->pc <= cl->proto->code || f->pc > cl->proto->code + cl->proto->codes)
    fail("the program counter");
  lua_settop(L, top);
}


/* Puts 5 in the place of the userdata that stands for it. */
static void put_five (lua_State *L, int reg) {
  lua_pushinteger(L, 5);
  lua_replace(L, reg + 1);
  now->swapped = reg + 1;
}


static void look_at_operands (lua_State *L, lp_frame *f, lp_instruction i) {
  const lp_value *r = f->func + 1;
  const lp_value *k = lp_closure_of(f)->proto->k;
  switch (lp_op(i)) {
    case LP_GETFIELD: case LP_GETTABUP: {
      const lp_value *t = lp_op(i) == LP_GETFIELD
                              ? &r[lp_b(i)]
                              : lp_closure_of(f)->cell[lp_b(i)]->v;
      const char *name = lp_string_text(k[lp_c(i)].v.p);
      if (t->tag != LP_TTABLE || k[lp_c(i)].tag != LP_TSHORT ||
          strcmp(name, lp_op(i) == LP_GETFIELD ? "name" : "other") != 0)
        fail("the key of a field");
      break;
    }
    case LP_EQ:
      if (r[lp_a(i)].tag == LP_TUSERDATA)
        put_five(L, lp_a(i));
      else if (r[lp_b(i)].tag == LP_TUSERDATA)
        put_five(L, lp_b(i));
      else
        fail("the operands of ==");
      break;
    case LP_EQI:
      if (r[lp_a(i)].tag != LP_TUSERDATA || lp_sb(i) != 5)
        fail("the operands of == with a constant");
      put_five(L, lp_a(i));
      break;
    case LP_EQK:
      if (r[lp_a(i)].tag != LP_TUSERDATA || k[lp_b(i)].tag != LP_TFLOAT ||
          k[lp_b(i)].v.n != 5.5)
        fail("the operands of == with a constant");
      put_five(L, lp_a(i));
      break;
    case LP_GETTABLE:
      if (r[lp_b(i)].tag != LP_TTABLE)
        fail("the operands of an index");
      if (r[lp_c(i)].tag == LP_TUSERDATA) {
        lua_pushinteger(L, 2);
        lua_replace(L, lp_c(i) + 1);
        now->swapped = lp_c(i) + 1;
      }
      break;
    case LP_FORPREP:
      if (r[lp_a(i)].tag != LP_TINTEGER || r[lp_a(i)].v.i != 1 ||
          r[lp_a(i) + 1].tag != LP_TUSERDATA)
        fail("the limits of a loop");
      lua_pushinteger(L, 5);
      lua_replace(L, lp_a(i) + 2);
      break;
    case LP_SETUPVAL:
      if (lp_closure_of(f)->cell[lp_b(i)]->v->v.i != r[lp_a(i)].v.i)
        fail("the operands of a store");
      break;
    case LP_SETTABUP:
      if (lp_closure_of(f)->cell[lp_a(i)]->v->tag != LP_TTABLE ||
          k[lp_b(i)].tag != LP_TSHORT)
        fail("the operands of a store");
      break;
    case LP_SETFIELD:
      if (r[lp_a(i)].tag != LP_TTABLE || k[lp_b(i)].tag != LP_TSHORT)
        fail("the operands of a store");
      break;
    case LP_MMBIN:
      if (r[lp_a(i)].tag != LP_TUSERDATA || r[lp_b(i)].tag != LP_TINTEGER ||
          lp_c(i) != 6)
        fail("the operands of a metamethod");
      break;
    default:
      break;
  }
}


static int is_looked_at (uint8_t op) {
  return op == LP_LEN || op == LP_UNM || op == LP_CONCAT || op == LP_FORPREP ||
         op == LP_TFORPREP || op == LP_CLOSURE || op == LP_CALL ||
         op == LP_MMBIN || (op >= LP_GETUPVAL && op <= LP_SELF) ||
         (op >= LP_EQ && op <= LP_EQI);
}


/* The instruction after one that made something: is it there? */
static void look_at_fresh (const lp_frame *f) {
  const lp_instruction *pc = f->pc;
  if (lp_op(pc[-3]) == LP_NEWTABLE &&
      f->func[1 + lp_a(pc[-3])].tag != LP_TTABLE)
    fail("a new table");
  if (lp_op(pc[-2]) == LP_CLOSURE && f->func[1 + lp_a(pc[-2])].tag != LP_TLUA)
    fail("a new function");
}


static void count_hook (lua_State *L, lua_Debug *ar, lp_frame *f) {
  const lp_instruction i = f->pc[-1];
  uint8_t op = lp_op(i);
  if (now->frame == NULL)
    now->frame = f;
  if (f != now->frame)
    return;
  if (now->swapped != 0) {
    lua_pushvalue(L, 1);                 /* u is the first parameter */
    if (now->swapped == 1) {
      lua_rawgetp(L, LUA_REGISTRYINDEX, now);
      lua_replace(L, -2);
    }
    lua_replace(L, now->swapped);
    now->swapped = 0;
  }
  look_at_frame(L, ar, f);
  if (f->pc - lp_closure_of(f)->proto->code > 2)
    look_at_fresh(f);
  if (!is_looked_at(op) && op != LP_LT)
    return;
  if (now->steps >= sizeof(expected) || expected[now->steps] != op) {
    fail("an opcode");
    return;
  }
  now->steps++;
  if (now->why == NULL)
    look_at_operands(L, f, i);
}


static int count_down (lua_State *L) {
  lua_pushnil(L);
  return 1;
}


/* The iterator of the loop is the one C function; it gets (u, m). */
static void call_hook (lua_State *L, lua_Debug *ar, lp_frame *f) {
  if (f->func->tag == LP_TLUA)
    return;
  if (ar->event == LUA_HOOKRET) {
    lua_getinfo(L, "r", ar);
    if (ar->ntransfer < 1)
      fail("the results of a call");
    now->returned++;
    return;
  }
  lua_getinfo(L, "f", ar);
  if (!gdl_selftest_is_value(L, lua_gettop(L), f->func) || f->previous != now->frame)
    fail("the frame of a C function");
  now->called++;
}


static void probe (lua_State *L, lua_Debug *ar) {
  lp_frame *f = lp_frame_of(ar);
  if (now->why != NULL)
    return;
  if (ar->event == LUA_HOOKCOUNT)
    count_hook(L, ar, f);
  else
    call_hook(L, ar, f);
}


static int five (lua_State *L) {         /* __add, __lt of u and m */
  lua_pushinteger(L, 5);
  return 1;
}


/* a, q1 .. q5, v, k, u, w, r, f as they must be */
static int are_results (lua_State *L, int first, int user) {
  static const int truth[] = {1, 1, 0, 0, 1};
  if (lua_tointeger(L, first) != 7)
    return 0;
  for (int i = 0; i < 5; i++)
    if (lua_toboolean(L, first + 1 + i) != truth[i])
      return 0;
  return lua_tointeger(L, first + 6) == 20 && lua_tointeger(L, first + 7) == 5 &&
         lua_rawequal(L, first + 8, user) && lua_tointeger(L, first + 9) == 5 &&
         lua_toboolean(L, first + 10) && lua_isfunction(L, first + 11);
}


/* Protected, in the coroutine. */
static int run_program (lua_State *L) {
  lua_settop(L, 0);
  if (luaL_loadbufferx(L, program, sizeof(program) - 1, "=gdlua/watch.lua",
                       "t") != LUA_OK)
    return lua_error(L);
  lua_newuserdatauv(L, 8, 0);            /* u */
  lua_pushvalue(L, 2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, now);
  lua_newuserdatauv(L, 8, 2);            /* m */
  lua_createtable(L, 0, 2);
  lua_pushcfunction(L, five);
  lua_setfield(L, -2, "__add");
  lua_pushcfunction(L, five);
  lua_setfield(L, -2, "__lt");
  lua_setmetatable(L, 3);
  lua_pushvalue(L, 1);
  lua_call(L, 0, 1);
  lua_pushvalue(L, 2);
  lua_pushinteger(L, 5);
  lua_pushinteger(L, 1);
  lua_pushcclosure(L, count_down, 1);
  lua_pushvalue(L, 3);
  lua_sethook(L, probe, LUA_MASKCOUNT | LUA_MASKCALL | LUA_MASKRET, 1);
  int status = lua_pcall(L, 4, LUA_MULTRET, 0);
  lua_sethook(L, NULL, 0, 0);
  lua_pushnil(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, now);
  if (status != LUA_OK)
    fail("the program");
  else if (now->why == NULL && !are_results(L, 4, 2))
    fail("what the program answers");
  if (now->steps != sizeof(expected))
    fail("the number of instructions");
  if (now->called < 3 || now->returned < now->called)
    fail("the calls of C functions");
  return 0;
}


static int look_at_all (lua_State *L) {
  lua_State *own = lua_newthread(L);
  lua_sethook(own, NULL, 0, 0);
  lua_pushcfunction(own, run_program);
  if (lua_pcall(own, 0, 0, 0) != LUA_OK)
    fail("the program");
  lua_pushcfunction(own, gdl_selftest_tables);
  lua_pushlightuserdata(own, &now->why);
  if (now->why == NULL && lua_pcall(own, 1, 0, 0) != LUA_OK)
    fail("the tables");
  lua_pushcfunction(own, gdl_selftest_codes);
  if (now->why == NULL && (lua_pcall(own, 0, 1, 0) != LUA_OK ||
                           !lua_toboolean(own, -1)))
    fail("the instructions of arithmetic and loops");
  lua_pushcfunction(own, gdl_selftest_lists);
  lua_pushlightuserdata(own, &now->why);
  if (now->why == NULL && lua_pcall(own, 1, 0, 0) != LUA_OK)
    fail("the lists");
  return 0;
}


int gdl_watch_works (lua_State *L, const char **why) {
  static int known = 0;                  /* 1: yes, -1: no */
  static const char *reason = "";
  if (known == 0) {
    test t;
    memset(&t, 0, sizeof(t));
    now = &t;
    if (sizeof(void *) != 8 || lua_version(L) != 504)
      fail("its version");
    else {
      lua_pushcfunction(L, look_at_all);
      if (lua_pcall(L, 0, 0, 0) != LUA_OK) {
        lua_pop(L, 1);                   /* no memory: to be tried again */
        *why = "there is not enough memory to look at this Lua";
        return 0;
      }
    }
    now = NULL;
    reason = t.why == NULL ? "" : t.why;
    known = t.why == NULL ? 1 : -1;
  }
  *why = reason;
  return known == 1;
}
