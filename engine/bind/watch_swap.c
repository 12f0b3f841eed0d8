/*
** watch_swap.c - traced values where Lua does not ask them: == with a number, the
** limit of a loop, keys
*/
#include <math.h>

#include "bind/watch_impl.h"


int gdl_step_is_number (lua_State *L, const lp_value *v, int reg) {
  return v->tag == LP_TUSERDATA && gdl_is_traced(L, reg + 1) &&
         gdl_traced_is_number(L, reg + 1);
}


/*
** Made by the instruction before
*/
void gdl_step_fresh (lua_State *L, gdl_watch *w, const lp_frame *f) {
  const lp_value *v = &f->func[1 + w->fresh_reg];
  int closure = w->fresh_closure;
  w->fresh = NULL;
  if (f->pc != w->fresh_next)
    return;                            /* it has raised a memory error */
  if (!closure) {
    if (v->tag == LP_TTABLE)
      gdl_watch_young(L, w, v->v.p);
    return;
  }
  if (v->tag != LP_TLUA)
    return;
  const lp_closure *made = (const lp_closure *)v->v.p;
  const lp_closure *by = lp_closure_of(f);
  for (int i = 0; i < made->upvalues; i++) {
    int inherited = 0;
    for (int k = 0; k < by->upvalues && !inherited; k++)
      inherited = by->cell[k] == made->cell[i];
    if (!inherited && !gdl_set_has(&w->young, made->cell[i]))
      gdl_watch_young(L, w, made->cell[i]);
  }
}


/*
** Plain numbers for one instruction. In the table of swaps, three elements for
** each: the proxy, and where that has to be stored as well, table and key.
*/
void gdl_step_swap (lua_State *L, gdl_watch *w, lp_frame *f, int reg,
                  const lp_instruction *other) {
  if (w->swaps == GDL_SWAPS)
    gdl_trace_refuse(L, "too many metamethods within each other");
  gdl_watch_keep(L, w, GDL_KEEP_SWAPS);
  lua_pushvalue(L, reg + 1);
  lua_rawseti(L, -2, 3 * w->swaps + 1);
  lua_pop(L, 1);
  gdl_push_concrete(L, reg + 1);
  lua_replace(L, reg + 1);
  w->swap[w->swaps++] = (gdl_swap){f, f->pc + 1, other, reg, 0};
}


void gdl_step_swap_back (lua_State *L, gdl_watch *w, const lp_frame *f) {
  while (w->swaps > 0 && w->swap[w->swaps - 1].frame == f) {
    const gdl_swap *s = &w->swap[--w->swaps];
    if (f->pc != s->next && f->pc != s->other)
      continue;                        /* an error has ended that frame */
    gdl_watch_keep(L, w, GDL_KEEP_SWAPS);
    if (s->into) {
      lua_rawgeti(L, -1, 3 * w->swaps + 2);
      lua_rawgeti(L, -2, 3 * w->swaps + 3);
      lua_rawgeti(L, -3, 3 * w->swaps + 1);
      lua_rawset(L, -3);
      lua_pop(L, 1);
    }
    lua_rawgeti(L, -1, 3 * w->swaps + 1);
    lua_replace(L, s->reg + 1);
    lua_pop(L, 1);
  }
}


/* v[key] = key: the register has the plain number for both. */
void gdl_step_store_itself (lua_State *L, gdl_watch *w, int idx, int reg) {
  if (!gdl_store_push_target(L, w, idx, reg + 1))
    gdl_trace_refuse(L, "a traced value is stored under itself as a key");
  gdl_watch_keep(L, w, GDL_KEEP_SWAPS);
  lua_pushvalue(L, -2);
  lua_rawseti(L, -2, 3 * w->swaps - 1);
  lua_pushvalue(L, reg + 1);
  lua_rawseti(L, -2, 3 * w->swaps);
  lua_rawgeti(L, -1, 3 * w->swaps - 2);        /* what will be stored */
  gdl_store_table(L, w, lua_gettop(L) - 2, reg + 1, lua_gettop(L));
  lua_pop(L, 3);
  w->swap[w->swaps - 1].into = 1;
}


/* The guard that the proxy in a register equals (or not) the number on top,
** which is popped. */
void gdl_step_guard (lua_State *L, int reg) {
  gdl_node c = gdl_trace_node(L, lua_gettop(L));
  gdl_trace_compare(L, GDL_OP_eq, gdl_trace_node(L, reg + 1), c);
  lua_pop(L, 1);
}


/* The proxy in 'reg' gets its value for the comparison about to run. */
static void compare_plain (lua_State *L, gdl_watch *w, lp_frame *f, int reg) {
  const lp_instruction jump = f->pc[0];
  int by = (int)(jump >> 7) - ((1 << 24) - 1);
  gdl_step_swap(L, w, f, reg, f->pc + by + 2);
  w->swap[w->swaps - 1].next = f->pc + 2;
}


/* A comparison with the number on top (popped): the proxy in 'reg' gets its
** value. */
void gdl_step_answer (lua_State *L, gdl_watch *w, lp_frame *f, int reg) {
  if (lua_isinteger(L, -1)) {
    lua_Integer i = lua_tointeger(L, -1);
    double d = (double)i;
    if (d >= 0x1p63 || (lua_Integer)d != i) {
      lua_pop(L, 1);                   /* no float is equal to it */
      return;
    }
  }
  gdl_step_guard(L, reg);
  compare_plain(L, w, f, reg);
}


/* A comparison of a proxy with itself, which Lua takes for equal: it is not
** where its value is NaN. */
static void answer_itself (lua_State *L, gdl_watch *w, lp_frame *f, int reg) {
  gdl_node n = gdl_trace_node(L, reg + 1);
  if (!gdl_trace_compare(L, GDL_OP_eq, n, n))
    compare_plain(L, w, f, reg);
}


void gdl_step_equal (lua_State *L, gdl_watch *w, lp_frame *f, int a,
                        int b) {
  const lp_value *x = &f->func[1 + a], *y = &f->func[1 + b];
  if (x->tag == LP_TTABLE && y->tag == LP_TTABLE) {
    if (x->v.p != y->v.p) {
      gdl_look_event(L, w, a + 1, "__eq");
      gdl_look_event(L, w, b + 1, "__eq");
    }
    return;
  }
  if (x->tag != LP_TUSERDATA) {
    const lp_value *v = x;
    int reg = a;
    x = y, y = v;
    a = b, b = reg;
  }
  if (!gdl_step_is_number(L, x, a))
    return;
  if (y->tag == LP_TUSERDATA && y->v.p == x->v.p)
    answer_itself(L, w, f, a);
  else if ((y->tag & 15) == LUA_TNUMBER) {
    lua_pushvalue(L, b + 1);
    gdl_step_answer(L, w, f, a);
  }
}


/*
** Loops
*/
/* for i = a, b [, step] */
void gdl_step_for (lua_State *L, lp_frame *f, int a) {
  const lp_value *init = &f->func[1 + a];
  if (init[0].tag == LP_TUSERDATA && gdl_is_traced(L, a + 1))
    gdl_trace_refuse(L, "a loop starts from a traced value");
  if (init[2].tag == LP_TUSERDATA && gdl_is_traced(L, a + 3))
    gdl_trace_refuse(L, "the step of a loop is a traced value");
  if (!gdl_step_is_number(L, &init[1], a + 1))
    return;
  int whole = init[0].tag == LP_TINTEGER && init[2].tag == LP_TINTEGER;
  int down = whole && init[2].v.i < 0;
  double limit = gdl_proxy_number(L, a + 2);
  if (isnan(limit))
    gdl_trace_refuse(L, "the limit of a loop is a traced value, here nan");
  gdl_node n = gdl_trace_node(L, a + 2);
  if (whole) {
    n = gdl_graph_unary(gdl_trace_current->graph,
                        down ? GDL_OP_ceil : GDL_OP_floor, n);
    limit = down ? ceil(limit) : floor(limit);
  }
  lua_pushnumber(L, limit);
  gdl_trace_compare(L, GDL_OP_eq, n, gdl_trace_node(L, lua_gettop(L)));
  lua_replace(L, a + 2);
}
