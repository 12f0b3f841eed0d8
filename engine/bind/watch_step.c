/*
** watch_step.c - one instruction, about to run
*/
#include <math.h>
#include <string.h>

#include "bind/watch_impl.h"

/* Names of metamethods by the numbers Lua has for them, from that of + on. */
static const char *const arithmetic[] = {
  "__add", "__sub", "__mul", "__mod", "__pow", "__div", "__idiv", "__band",
  "__bor", "__bxor", "__shl", "__shr"
};

#define FIRST_ARITHMETIC  6


/*
** Reading
*/
/* Register 'reg' (below 0: upvalue -reg-1) on the stack: its index. */
static int index_of (lua_State *L, gdl_watch *w, lua_Debug *ar, int reg) {
  if (reg >= 0)
    return reg + 1;
  lua_getinfo(L, "f", ar);
  const char *name = lua_getupvalue(L, -1, -reg);
  if (strcmp(name, "_ENV") == 0)
    w->globals = lua_topointer(L, -1);
  return lua_gettop(L);
}


static int upvalue_place (int n) {
  return -n - 1;
}


/* v[key] for a short string. */
static void get_field (lua_State *L, gdl_watch *w, lua_Debug *ar,
                       const lp_value *v, int reg, const void *key) {
  if (v->tag == LP_TTABLE) {
    if (gdl_look_seen(w, (const lp_table *)v->v.p, key))
      return;
  } else if (v->tag == LP_TUSERDATA) {
    const lp_table *meta = ((const lp_userdata *)v->v.p)->meta;
    const lp_value *next =
        meta == NULL ? NULL : lp_field(meta, w->calls->index);
    if (next == NULL || next->tag != LP_TTABLE ||
        gdl_look_seen_by(w, meta, key))
      return;
  } else if ((v->tag & 15) != LUA_TSTRING || w->string_meta == NULL ||
             gdl_look_seen_by(w, w->string_meta, key))
    return;
  int idx = index_of(L, w, ar, reg);
  lp_push_short(L, key);
  gdl_look_get(L, w, idx);
}


/* v[i]. Elements of tables of numbers are logged at once. */
static void get_element (lua_State *L, gdl_watch *w, const lp_value *v,
                         int reg, long long i) {
  if (v->tag != LP_TTABLE)
    return;
  const lp_table *t = (const lp_table *)v->v.p;
  const lp_value *e = lp_element(t, i);
  uint32_t n = gdl_watch_number(w, t);
  if (e != NULL && !lp_is_nil(e)) {
    if (n == 0)
      return;
    if (n != UINT32_MAX && !gdl_is_suspect(w, t)) {
      if (gdl_reads_has(w->reads, n, LP_TINTEGER, (uint64_t)i))
        return;
      if ((e->tag & 15) == LUA_TNUMBER) {
        gdl_reads_add(L, w->reads, n, LP_TINTEGER, (uint64_t)i,
                      (gdl_plain){e->v.bits, e->tag});
        return;
      }
    }
  }
  lua_pushinteger(L, i);
  gdl_look_get(L, w, reg + 1);
}


/* v[key], key in register c, into register a. */
static void get_any (lua_State *L, gdl_watch *w, lp_frame *f, lua_Debug *ar,
                     int a, int b, int c) {
  const lp_value *v = &f->func[1 + b], *key = &f->func[1 + c];
  if (key->tag == LP_TUSERDATA && gdl_is_traced(L, c + 1)) {
    if (!gdl_traced_is_number(L, c + 1))
      gdl_trace_refuse(L, "a traced array is used as a key");
    if (isnan(gdl_proxy_number(L, c + 1)))
      gdl_trace_refuse(L, "a traced value is used as a key, here nan");
    gdl_push_concrete(L, c + 1);
    gdl_step_guard(L, c);
    if (a != c)
      gdl_step_swap(L, w, f, c, NULL);
    else {                             /* what is found takes its place */
      gdl_push_concrete(L, c + 1);
      lua_replace(L, c + 1);
    }
    v = &f->func[1 + b], key = &f->func[1 + c];
  }
  lua_Integer i;
  if (key->tag == LP_TINTEGER)
    get_element(L, w, v, b, key->v.i);
  else if (key->tag == LP_TSHORT)
    get_field(L, w, ar, v, b, key->v.p);
  else if (key->tag == LP_TFLOAT && lua_numbertointeger(key->v.n, &i) &&
           (lua_Number)i == key->v.n)
    get_element(L, w, v, b, i);
  else if (v->tag == LP_TTABLE && !lp_is_nil(key)) {
    lua_pushvalue(L, c + 1);
    gdl_look_get(L, w, b + 1);
  }
}


static void get_upvalue (lua_State *L, gdl_watch *w, lua_Debug *ar,
                         const lp_cell *cell, int n) {
  if (!gdl_is_suspect(w, cell) &&
      (gdl_look_has_cell(w, cell) || gdl_set_has(&w->young, cell)))
    return;
  lua_getinfo(L, "f", ar);
  gdl_look_cell(L, w, lua_gettop(L), n + 1, NULL);
  lua_pop(L, 1);
}


static void look_length (lua_State *L, gdl_watch *w, const lp_value *v,
                         int reg) {
  if (v->tag != LP_TTABLE)
    return;
  const lp_table *t = (const lp_table *)v->v.p;
  uint32_t n = gdl_watch_number(w, t);
  if (n != 0 && (n == UINT32_MAX ||
                 !gdl_reads_has(w->reads, n, GDL_SLOT_LENGTH, 0) ||
                 !gdl_reads_has(w->reads, n, GDL_SLOT_META, 0)))
    gdl_look_length(L, w, reg + 1);
  if (n != 0 || t->meta != NULL)
    gdl_look_event(L, w, reg + 1, "__len");
}


/*
** Storing
*/
/* Is the store known to stay within what the trace has made? */
static int is_own_store (gdl_watch *w, const lp_value *v) {
  const lp_table *t = (const lp_table *)v->v.p;
  return v->tag == LP_TTABLE && t->meta == NULL && gdl_watch_number(w, t) == 0;
}


/* Pushes R[c], or constant c. Answers its index. */
static int value_index (lua_State *L, const lp_frame *f, lp_instruction i) {
  if (!lp_k(i))
    return lp_c(i) + 1;
  const lp_value *k = &lp_closure_of(f)->proto->k[lp_c(i)];
  (void)k;                             /* no object that could hold a proxy */
  lua_pushnil(L);
  return lua_gettop(L);
}


/* v[key] = value, key on top. */
static void set_key (lua_State *L, gdl_watch *w, lp_frame *f, lua_Debug *ar,
                     lp_instruction i, int reg) {
  int key = lua_gettop(L);
  int value = value_index(L, f, i);
  int idx = index_of(L, w, ar, reg);
  if (lua_istable(L, idx))
    gdl_store_table(L, w, idx, key, value);
}


static void set_any (lua_State *L, gdl_watch *w, lp_frame *f, lua_Debug *ar,
                     lp_instruction i) {
  int a = lp_a(i), b = lp_b(i);
  if (f->func[1 + b].tag == LP_TUSERDATA && gdl_is_traced(L, b + 1)) {
    if (!gdl_traced_is_number(L, b + 1))
      gdl_trace_refuse(L, "a traced array is used as a key");
    gdl_push_concrete(L, b + 1);
    gdl_step_guard(L, b);
    gdl_step_swap(L, w, f, b, NULL);
    if (!lp_k(i) && lp_c(i) == b) {
      gdl_step_store_itself(L, w, a + 1, b);
      return;
    }
  }
  if (is_own_store(w, &f->func[1 + a]))
    return;
  lua_pushvalue(L, b + 1);
  set_key(L, w, f, ar, i, a);
}


static void set_upvalue (lua_State *L, gdl_watch *w, lua_Debug *ar,
                         const lp_cell *cell, int n, int reg) {
  if (gdl_set_has(&w->young, cell))
    return;
  lua_getinfo(L, "f", ar);
  gdl_store_cell(L, w, lua_gettop(L), n + 1, reg + 1);
  lua_pop(L, 1);
}


/*
** All of them
*/
static void event_of_two (lua_State *L, gdl_watch *w, const lp_value *r, int a,
                          int b, const char *event) {
  int first = r[a].tag == LP_TTABLE, second = b >= 0 && r[b].tag == LP_TTABLE;
  if (first)
    gdl_look_event(L, w, a + 1, event);
  if (second)
    gdl_look_event(L, w, b + 1, event);
}


static void look_arithmetic (lua_State *L, gdl_watch *w, const lp_value *r,
                             int a, int b, int number) {
  if (r[a].tag != LP_TTABLE && (b < 0 || r[b].tag != LP_TTABLE))
    return;
  number -= FIRST_ARITHMETIC;
  if (number >= 0 && number < (int)(sizeof(arithmetic) / sizeof(*arithmetic)))
    event_of_two(L, w, r, a, b, arithmetic[number]);
}


void gdl_watch_step (lua_State *L, gdl_watch *w, lp_frame *f, lua_Debug *ar) {
  const lp_instruction i = f->pc[-1];
  const lp_value *r = f->func + 1;
  const lp_closure *cl = lp_closure_of(f);
  if (w->fresh == f)
    gdl_step_fresh(L, w, f);
  if (w->swaps > 0)
    gdl_step_swap_back(L, w, f);
  switch (lp_op(i)) {
    case LP_GETUPVAL:
      get_upvalue(L, w, ar, cl->cell[lp_b(i)], lp_b(i));
      break;
    case LP_SETUPVAL:
      set_upvalue(L, w, ar, cl->cell[lp_b(i)], lp_b(i), lp_a(i));
      break;
    case LP_GETTABUP: {
      const lp_cell *cell = cl->cell[lp_b(i)];
      get_upvalue(L, w, ar, cell, lp_b(i));
      get_field(L, w, ar, cell->v, upvalue_place(lp_b(i)),
                cl->proto->k[lp_c(i)].v.p);
      break;
    }
    case LP_GETTABLE:
      get_any(L, w, f, ar, lp_a(i), lp_b(i), lp_c(i));
      break;
    case LP_GETI:
      get_element(L, w, &r[lp_b(i)], lp_b(i), lp_c(i));
      break;
    case LP_GETFIELD:
      get_field(L, w, ar, &r[lp_b(i)], lp_b(i), cl->proto->k[lp_c(i)].v.p);
      break;
    case LP_SELF: {
      const lp_value *key = lp_k(i) ? &cl->proto->k[lp_c(i)] : &r[lp_c(i)];
      if (key->tag == LP_TSHORT)
        get_field(L, w, ar, &r[lp_b(i)], lp_b(i), key->v.p);
      else if (r[lp_b(i)].tag == LP_TTABLE) {
        lua_pushstring(L, lp_string_text(key->v.p));
        gdl_look_get(L, w, lp_b(i) + 1);
      }
      break;
    }
    case LP_SETTABUP: {
      const lp_cell *cell = cl->cell[lp_a(i)];
      get_upvalue(L, w, ar, cell, lp_a(i));
      if (is_own_store(w, cell->v))
        break;
      lp_push_short(L, cl->proto->k[lp_b(i)].v.p);
      set_key(L, w, f, ar, i, upvalue_place(lp_a(i)));
      break;
    }
    case LP_SETTABLE:
      set_any(L, w, f, ar, i);
      break;
    case LP_SETI:
      if (is_own_store(w, &r[lp_a(i)]))
        break;
      lua_pushinteger(L, lp_b(i));
      set_key(L, w, f, ar, i, lp_a(i));
      break;
    case LP_SETFIELD:
      if (is_own_store(w, &r[lp_a(i)]))
        break;
      lp_push_short(L, cl->proto->k[lp_b(i)].v.p);
      set_key(L, w, f, ar, i, lp_a(i));
      break;
    case LP_NEWTABLE: case LP_CLOSURE:
      w->fresh = f;
      w->fresh_reg = lp_a(i);
      w->fresh_closure = lp_op(i) == LP_CLOSURE;
      w->fresh_next = f->pc + (w->fresh_closure ? 1 : 2);
      break;
    case LP_MMBIN:
      look_arithmetic(L, w, r, lp_a(i), lp_b(i), lp_c(i));
      break;
    case LP_MMBINI: case LP_MMBINK:
      look_arithmetic(L, w, r, lp_a(i), -1, lp_c(i));
      break;
    case LP_UNM:
      event_of_two(L, w, r, lp_b(i), -1, "__unm");
      break;
    case LP_BNOT:
      event_of_two(L, w, r, lp_b(i), -1, "__bnot");
      break;
    case LP_LEN:
      look_length(L, w, &r[lp_b(i)], lp_b(i));
      break;
    case LP_CONCAT:
      for (int k = lp_a(i); k < lp_a(i) + lp_b(i); k++)
        event_of_two(L, w, f->func + 1, k, -1, "__concat");
      break;
    case LP_EQ:
      gdl_step_equal(L, w, f, lp_a(i), lp_b(i));
      break;
    case LP_EQK: {
      const lp_value *k = &cl->proto->k[lp_b(i)];
      if ((k->tag & 15) == LUA_TNUMBER &&
          gdl_step_is_number(L, &r[lp_a(i)], lp_a(i))) {
        if (k->tag == LP_TINTEGER)
          lua_pushinteger(L, k->v.i);
        else
          lua_pushnumber(L, k->v.n);
        gdl_step_answer(L, w, f, lp_a(i));
      }
      break;
    }
    case LP_EQI:
      if (gdl_step_is_number(L, &r[lp_a(i)], lp_a(i))) {
        lua_pushinteger(L, lp_sb(i));
        gdl_step_answer(L, w, f, lp_a(i));
      }
      break;
    case LP_TBC:
      w->may_look_ahead = 0;
      event_of_two(L, w, r, lp_a(i), -1, "__close");
      break;
    case LP_LT: case LP_LE:
      event_of_two(L, w, r, lp_a(i), lp_b(i),
                   lp_op(i) == LP_LT ? "__lt" : "__le");
      break;
    case LP_LTI: case LP_GTI:
      event_of_two(L, w, r, lp_a(i), -1, "__lt");
      break;
    case LP_LEI: case LP_GEI:
      event_of_two(L, w, r, lp_a(i), -1, "__le");
      break;
    case LP_TFORPREP:
      if (!lp_is_nil(&r[lp_a(i) + 3]))
        w->may_look_ahead = 0;         /* it is to be closed */
      /* fall through */
    case LP_CALL: case LP_TAILCALL:
      if (r[lp_a(i)].tag == LP_TTABLE)
        gdl_look_event(L, w, lp_a(i) + 1, "__call");
      break;
    case LP_FORPREP:
      gdl_step_for(L, f, lp_a(i));
      break;
    default:
      break;
  }
}
