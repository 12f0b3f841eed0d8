/*
** watch_ahead.c - how far nothing needs to be looked at
** Most instructions of a loop are arithmetic of traced numbers: Lua calls our own
** operators, which see all there is to see. So the hook looks ahead, from the
** instruction about to run, by what the registers hold, for the first one that it
** has to look at, and lets Lua count until then, calls of C functions unheard.
**
** What must not happen meanwhile is that anything else runs in Lua:
**  - functions that a step might call are followed only where they are ours, and
**    call nothing;
**  - an error ends the whole call: there are functions of Lua only between it and
**    the instruction, none of them with variables to be closed;
**  - finalisers: the collector is stopped, and let go on from within the hook.
** Where the way through the instructions is not certain, the shortest is counted:
** the hook comes early then, and looks ahead again.
*/
#include "bind/proxy.h"
#include "bind/watch_impl.h"

/* Shorter calls are not worth stopping the collector. */
#define WARM   2048

#define MOST   64            /* instructions looked at ahead */

#define DEEPEST  16          /* functions within each other */

/* Often enough for the collector, in hooks. */
#define TURN   16

int gdl_ahead_allowed = 1;
uint64_t gdl_ahead_hooks = 0;


/*
** What a register holds
*/
typedef enum kind {
  ACTUAL,                    /* what it holds now */
  OTHER,
  NUMBER,                    /* a plain one */
  TRACED,                    /* a proxy of one */
  EITHER,
  LIST, PARAMETERS,          /* v[i] is EITHER, TRACED; no Lua runs for it */
  ROWS                       /* v[i] is a LIST */
} kind;

typedef struct look {
  lua_State *L;
  gdl_watch *w;
  const lp_frame *f;
  const lp_closure *cl;
  const lp_instruction *pc;  /* behind the one looked at */
  int looping;               /* 1 + the register of the loop gone round, 0: none */
  uint64_t left;             /* its turns */
  uint8_t kind[256];
} look;


static kind kind_of_array (const gdl_array_proxy *a) {
  switch ((gdl_proxy_kind)a->p.kind) {
    case GDL_PROXY_NUMBER:
      return TRACED;
    case GDL_PROXY_MATRIX:
      return ROWS;
    case GDL_PROXY_VECTOR:
      if (a->element == NULL && a->p.node != GDL_NO_NODE &&
          gdl_graph_op(gdl_trace_current->graph, a->p.node) == GDL_OP_param)
        return PARAMETERS;
      return LIST;
    default:
      return LIST;
  }
}


/* Of the userdata in register 'reg'. */
static kind kind_of_userdata (const look *k, int reg) {
  const gdl_proxy *p = gdl_to_proxy(k->L, reg + 1);
  if (p != NULL)
    return p->serial == k->w->trace->serial
               ? kind_of_array((const gdl_array_proxy *)p) : OTHER;
  const gdl_lua_array *a = (const gdl_lua_array *)lua_touserdata(k->L, reg + 1);
  if (lua_rawlen(k->L, reg + 1) < sizeof(*a) || a->tag != &gdl_array_tag)
    return OTHER;
  return a->a.rank == 1 ? LIST : a->a.rank == 2 ? ROWS : OTHER;
}


/* A proxy of a number that another trace has made raises when it is used: so it does
** here. */
static kind kind_of (look *k, int reg) {
  if (k->kind[reg] != ACTUAL)
    return (kind)k->kind[reg];
  const lp_value *v = &k->f->func[1 + reg];
  kind its = OTHER;
  if ((v->tag & 15) == LUA_TNUMBER)
    its = NUMBER;
  else if (v->tag == LP_TUSERDATA)
    its = ((const lp_userdata *)v->v.p)->meta == k->w->number_meta
              ? TRACED : kind_of_userdata(k, reg);
  k->kind[reg] = (uint8_t)its;
  return its;
}


static int is_numeric (kind x) {
  return x == NUMBER || x == TRACED || x == EITHER;
}


/*
** Instructions: each answers how many are run at least, 0 where the hook has to
** look. Where it ends the looking ahead, 'pc' is NULL.
*/
/* R[a] = x op y: where they are not plain, the metamethod is called by the
** instruction behind it. */
static int arithmetic (look *k, int a, kind x, kind y) {
  if (!is_numeric(x) || !is_numeric(y))
    return 0;
  k->pc++;
  if (x == NUMBER && y == NUMBER) {
    k->kind[a] = NUMBER;
    return 1;
  }
  int sure = x == TRACED || y == TRACED;
  k->kind[a] = sure ? TRACED : EITHER;
  return sure ? 2 : 1;
}


/* That call of a metamethod, where the hook has come in between. */
static int metamethod (look *k, kind x, kind y) {
  if (!is_numeric(x) || !is_numeric(y) || (x != TRACED && y != TRACED))
    return 0;
  k->kind[lp_a(k->pc[-2])] = TRACED;
  return 1;
}


static int element (look *k, int a, kind v, kind key) {
  if (key != NUMBER)
    return 0;
  switch (v) {
    case LIST: k->kind[a] = EITHER; return 1;
    case PARAMETERS: k->kind[a] = TRACED; return 1;
    case ROWS: k->kind[a] = LIST; return 1;
    default: return 0;
  }
}


/* The element of a plain table that the hook has just looked at. */
static int first_element (look *k, int a, int b, const lp_value *key) {
  const lp_value *v = &k->f->func[1 + b], *e = NULL;
  if (v->tag == LP_TTABLE && key->tag == LP_TINTEGER)
    e = lp_element((const lp_table *)v->v.p, key->v.i);
  if (lp_is_nil(e))
    return 0;
  k->kind[a] = (e->tag & 15) == LUA_TNUMBER ? NUMBER : OTHER;
  return 1;
}


static int upvalue (look *k, int a, int n, int first) {
  const lp_cell *cell = k->cl->cell[n];
  if (!first && (gdl_is_suspect(k->w, cell) ||
                 !(gdl_look_has_cell(k->w, cell) ||
                   gdl_set_has(&k->w->young, cell))))
    return 0;
  k->kind[a] = (cell->v->tag & 15) == LUA_TNUMBER ? NUMBER : OTHER;
  return 1;
}


/* Comparisons: what comes then is not known. */
static int ends (look *k, int harmless) {
  k->pc = NULL;
  return harmless;
}


/* The turns of a loop over integers are known. */
static int loop (look *k, int a, int back) {
  const lp_value *r = k->f->func + 1;
  if (k->looping == 0) {
    if (k->kind[a] != ACTUAL || k->kind[a + 1] != ACTUAL ||
        k->kind[a + 2] != ACTUAL || r[a + 2].tag != LP_TINTEGER)
      return ends(k, 1);
    k->looping = a + 1;
    k->left = r[a + 1].v.bits;
  }
  if (k->looping != a + 1)
    return ends(k, 1);
  if (k->left > 0) {
    k->left--;
    k->pc -= back;
    k->kind[a + 3] = NUMBER;
  }
  else
    return ends(k, 1);
  return 1;
}


static kind constant (const look *k, int n) {
  return (k->cl->proto->k[n].tag & 15) == LUA_TNUMBER ? NUMBER : OTHER;
}


/* The instruction before pc; 'first': it is about to run, and the hook has looked
** at it. */
static int step (look *k, int first) {
  const lp_instruction i = k->pc[-1];
  int a = lp_a(i), b = lp_b(i), c = lp_c(i);
  switch (lp_op(i)) {
    case LP_MOVE:
      k->kind[a] = (uint8_t)kind_of(k, b);
      return 1;
    case LP_LOADI: case LP_LOADF:
      k->kind[a] = NUMBER;
      return 1;
    case LP_LOADK:
      k->kind[a] = (uint8_t)constant(k, lp_bx(i));
      return 1;
    case LP_GETUPVAL:
      return upvalue(k, a, b, first);
    case LP_GETTABLE:
      if (first && k->f->func[1 + b].tag == LP_TTABLE)
        return first_element(k, a, b, &k->f->func[1 + c]);
      return element(k, a, kind_of(k, b), kind_of(k, c));
    case LP_GETI:
      if (first && k->f->func[1 + b].tag == LP_TTABLE) {
        const lp_value key = {.v.i = c, .tag = LP_TINTEGER};
        return first_element(k, a, b, &key);
      }
      return element(k, a, kind_of(k, b), NUMBER);
    case LP_ADDI:
      return arithmetic(k, a, kind_of(k, b), NUMBER);
    case LP_ADDK: case LP_SUBK: case LP_MULK: case LP_MODK: case LP_POWK:
    case LP_DIVK: case LP_IDIVK:
      return arithmetic(k, a, kind_of(k, b), constant(k, c));
    case LP_ADD: case LP_SUB: case LP_MUL: case LP_MOD: case LP_POW:
    case LP_DIV: case LP_IDIV:
      return arithmetic(k, a, kind_of(k, b), kind_of(k, c));
    case LP_MMBIN:
      return metamethod(k, kind_of(k, a), kind_of(k, b));
    case LP_MMBINI:
      return metamethod(k, kind_of(k, a), NUMBER);
    case LP_MMBINK:
      return metamethod(k, kind_of(k, a), constant(k, b));
    case LP_UNM:
      if (!is_numeric(kind_of(k, b)))
        return 0;
      k->kind[a] = (uint8_t)kind_of(k, b);
      return 1;
    case LP_LT: case LP_LE:
      return ends(k, is_numeric(kind_of(k, a)) && is_numeric(kind_of(k, b)));
    case LP_LTI: case LP_LEI: case LP_GTI: case LP_GEI:
      return ends(k, is_numeric(kind_of(k, a)));
    case LP_FORLOOP:
      return loop(k, a, lp_bx(i));
    default:
      return 0;
  }
}


/*
** The hook
*/
/* Are there functions of Lua only between the call that is watched and 'f', and not
** too many to look at? */
static int is_alone (const gdl_watch *w, const lp_frame *f) {
  int depth = 0;
  while (depth++ < DEEPEST && f != NULL && f != w->base &&
         f->func->tag == LP_TLUA)
    f = f->previous;
  return f == w->base;
}


/* How many instructions to go, that about to run counted, until the hook has to
** look again. */
static int distance (lua_State *L, gdl_watch *w, const lp_frame *f) {
  look k;
  int n = 0;
  k.L = L, k.w = w, k.f = f, k.cl = lp_closure_of(f), k.pc = f->pc;
  k.looping = 0;
  memset(k.kind, ACTUAL, sizeof(k.kind));
  while (n < MOST && k.pc != NULL) {
    int more = step(&k, n == 0);
    if (more == 0)
      break;
    n += more;
    if (k.pc != NULL)
      k.pc++;
  }
  return n > 0 ? n : 1;
}


/* The collector goes on here, as it would by itself. */
static void collect (lua_State *L, gdl_watch *w) {
  if (w->collects && w->hooks % TURN == 0)
    lua_gc(L, LUA_GCSTEP, 1);
}


static int is_warm (lua_State *L, gdl_watch *w) {
  if (++w->hooks < WARM)
    return 0;
  if (w->hooks == WARM && w->may_look_ahead && !w->collects &&
      lua_gc(L, LUA_GCISRUNNING)) {
    lua_gc(L, LUA_GCSTOP);
    w->collects = w->stopped = 1;
  }
  return 1;
}


int gdl_ahead (lua_State *L, gdl_watch *w, const lp_frame *f) {
  int warm = is_warm(L, w);
  collect(L, w);
  if (!warm || !w->may_look_ahead || w->user != NULL || L != w->L ||
      w->fresh != NULL || w->swaps > 0 || w->await_frame != NULL ||
      w->print_frame != NULL || w->quiet_frame != NULL || !is_alone(w, f))
    return 1;
  return distance(L, w, f);
}


void gdl_ahead_begin (lua_State *L, gdl_watch *w) {
  lua_Debug ar;
  w->base = lua_getstack(L, 0, &ar) ? lp_frame_of(&ar) : NULL;
  lua_rawgetp(L, LUA_REGISTRYINDEX, &gdl_proxy_meta[GDL_PROXY_NUMBER]);
  w->number_meta = (const lp_table *)lua_topointer(L, -1);
  lua_pop(L, 1);
  w->may_look_ahead = w->base != NULL && gdl_ahead_allowed;
  w->hooks = 0;
  w->ahead = 1;
  w->stopped = 0;
  w->collects = gdl_watch_current != NULL && gdl_watch_current->collects;
}


void gdl_ahead_off (lua_State *L, gdl_watch *w) {
  for (; w != NULL; w = w->outer)
    gdl_ahead_end(L, w);
}


void gdl_ahead_end (lua_State *L, gdl_watch *w) {
  if (w->stopped)
    lua_gc(L, LUA_GCRESTART);
  w->stopped = w->collects = w->may_look_ahead = 0;
  gdl_ahead_hooks = w->hooks;
}
