/*
** watch_codes.c - are the instructions that need no look as watch_lua.h says?
** A part of the self-test: the code of a function that is known is compared with
** what is expected, and the turns of a loop with what its registers say.
*/
#include "bind/watch_impl.h"

static const char program[] =
    "return function(a, b, v, n)\n"
    "  local c, d, e = 1, 2.0, 0.3\n"
    "  local f = a\n"
    "  f = a + 1\n"
    "  f = a + 0.3 f = a - 0.3 f = a * 0.3 f = a % 0.3\n"
    "  f = a ^ 0.3 f = a / 0.3 f = a // 0.3\n"
    "  f = a + b f = a - b f = a * b f = a % b\n"
    "  f = a ^ b f = a / b f = a // b\n"
    "  f = -a\n"
    "  for i = 1, n do f = v[i] end\n"
    "  c = a < b c = a <= b c = a < 1 c = a <= 1 c = a > 1 c = a >= 1\n"
    "end\n";

enum {COMPARISONS = 6};

static const uint8_t before[] = {
  LP_LOADI, LP_LOADF, LP_LOADK, LP_MOVE, LP_ADDI, LP_MMBINI,
  LP_ADDK, LP_MMBINK, LP_SUBK, LP_MMBINK, LP_MULK, LP_MMBINK, LP_MODK, LP_MMBINK,
  LP_POWK, LP_MMBINK, LP_DIVK, LP_MMBINK, LP_IDIVK, LP_MMBINK,
  LP_ADD, LP_MMBIN, LP_SUB, LP_MMBIN, LP_MUL, LP_MMBIN, LP_MOD, LP_MMBIN,
  LP_POW, LP_MMBIN, LP_DIV, LP_MMBIN, LP_IDIV, LP_MMBIN, LP_UNM,
  LP_LOADI, LP_MOVE, LP_LOADI, LP_FORPREP, LP_GETTABLE, LP_FORLOOP
};

/* Each with a jump and two loads behind it. */
static const uint8_t comparisons[COMPARISONS] = {
  LP_LT, LP_LE, LP_LTI, LP_LEI, LP_GTI, LP_GEI
};

#define BEFORE  ((int)sizeof(before))
#define LAST    (BEFORE + 4 * (COMPARISONS - 1))

/* Registers of the function: its parameters come first. */
enum {A, B, V, N, C, D, E, F};


/* The operands of instruction n. */
static int is_right (const lp_proto *p, int n) {
  const lp_instruction i = p->code[n], next = p->code[n + 1];
  int op = lp_op(i);
  if (op == LP_LOADK)
    return lp_a(i) == E && p->k[lp_bx(i)].tag == LP_TFLOAT &&
           p->k[lp_bx(i)].v.n == 0.3;
  if (op == LP_MOVE && n == 3)
    return lp_a(i) == F && lp_b(i) == A;
  if (op >= LP_ADDI && op <= LP_IDIVK)
    return lp_a(i) == F && lp_b(i) == A && lp_a(next) == A &&
           (op == LP_ADDI || (lp_b(next) == lp_c(i) &&
                              p->k[lp_c(i)].v.n == 0.3));
  if (op >= LP_ADD && op <= LP_IDIV)
    return lp_a(i) == F && lp_b(i) == A && lp_c(i) == B && lp_a(next) == A &&
           lp_b(next) == B;
  if (op == LP_UNM)
    return lp_a(i) == F && lp_b(i) == A;
  if (op == LP_GETTABLE)
    return lp_a(i) == F && lp_b(i) == V && lp_c(i) == F + 4;
  if (op == LP_FORLOOP)
    return lp_a(i) == F + 1 && n + 1 - lp_bx(i) == n - 1;
  return 1;
}


static int is_code (const lp_closure *cl) {
  const lp_proto *p = cl->proto;
  if (p->codes <= LAST)
    return 0;
  for (int n = 0; n < BEFORE; n++)
    if (lp_op(p->code[n]) != before[n] || !is_right(p, n))
      return 0;
  for (int k = 0; k < COMPARISONS; k++) {
    const lp_instruction i = p->code[BEFORE + 4 * k];
    if (lp_op(i) != comparisons[k] || lp_a(i) != A ||
        (k < 2 && lp_b(i) != B))
      return 0;
  }
  return 1;
}


/*
** A loop that runs: the register behind its index says how many turns are left
*/
enum {TURNS = 3};

static _Thread_local int turns, wrong;


static void look_at_turn (lua_State *L, lua_Debug *ar) {
  const lp_frame *f = lp_frame_of(ar);
  const lp_instruction i = f->pc[-1];
  const lp_value *r = f->func + 1 + lp_a(i);
  (void)L;
  if (lp_op(i) != LP_FORLOOP)
    return;
  turns++;
  if (r[1].v.i != TURNS - turns || r[2].tag != LP_TINTEGER ||
      r[3].tag != LP_TINTEGER || r[3].v.i != turns)
    wrong = 1;
}


/* Protected, in the coroutine of the self-test. Answers what is wrong, or
** nothing. */
int gdl_selftest_codes (lua_State *L) {
  static const char loop[] = "local n = ... for i = 1, n do end";
  lua_settop(L, 0);
  if (luaL_loadbufferx(L, program, sizeof(program) - 1, "=codes", "t") != LUA_OK)
    return lua_error(L);
  lua_call(L, 0, 1);
  int good = is_code((const lp_closure *)lua_topointer(L, 1));
  if (luaL_loadbufferx(L, loop, sizeof(loop) - 1, "=loop", "t") != LUA_OK)
    return lua_error(L);
  lua_pushinteger(L, TURNS);
  turns = wrong = 0;
  lua_sethook(L, look_at_turn, LUA_MASKCOUNT, 1);
  lua_call(L, 1, 0);
  lua_sethook(L, NULL, 0, 0);
  lua_pushboolean(L, good && turns == TURNS && !wrong);
  return 1;
}
