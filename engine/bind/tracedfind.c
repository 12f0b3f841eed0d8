/*
** tracedfind.c - which of a function's traced costs is meant
** There is one for each shape of the start and kinds of further arguments.
*/
#include "bind/tracedcost_impl.h"

#include <string.h>

static const char cache_key = 0;

static _Thread_local uint64_t finds = 1;     /* gdl_traced_finds */

/* Kept for one function. */
#define MOST 8

/* What cannot be traced at one point may be at another: so often that is
** tried. */
#define CHANCES 4


/*
** Making
*/

static int is_leafy (lua_State *L, int idx) {
  gdl_array *a;
  return lua_type(L, idx) == LUA_TNUMBER ||
         ((a = gdl_to_array(L, idx)) != NULL && gdl_array_length(a) > 0);
}


/* Puts what the tree's leaves hold now into their slots; makes these first
** where the list of slots is empty. Stack indices are absolute. */
static void fill_slots (lua_State *L, gdl_traced *t, const gdl_tree *tree,
                        int keys, int slots, int value, int i) {
  const gdl_tree_node *node = &tree->node[i];
  luaL_checkstack(L, 8, "tracing");
  if (node->kind == GDL_TREE_TABLE) {
    for (int c = i + 1; c < node->end; c = tree->node[c].end) {
      lua_rawgeti(L, keys, c + 1);
      lua_gettable(L, value);
      fill_slots(L, t, tree, keys, slots, lua_gettop(L), c);
      lua_pop(L, 1);
    }
    return;
  }
  gdl_array *a = gdl_to_array(L, value);
  size_t slot;
  if (lua_rawgeti(L, slots, i + 1) != LUA_TNIL) {
    slot = (size_t)lua_tointeger(L, -1);
    if (a != NULL)
      t->leaves.data[slot] = a->data;
    else
      t->leaves.input[slot] = lua_tonumber(L, value);
  }
  else {
    if (a != NULL) {
      slot = gdl_leaves_data(L, &t->leaves, a->data);
      t->more->base_datas = t->leaves.b.datas;
    }
    else
      slot = gdl_leaves_input(L, &t->leaves, lua_tonumber(L, value));
    lua_pushinteger(L, (lua_Integer)slot);
    lua_rawseti(L, slots, i + 1);
  }
  lua_pop(L, 1);
}


/* Argument i, whose value is at 'value', as leaves. What was traced with other
** slots has been forgotten. */
static void set_leaves (lua_State *L, gdl_traced *t, int own, int i,
                        int value) {
  lua_rawgeti(L, own, at_extra(i) + 1);
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    gdl_push_tree(L, value, "the data");
    lua_pushvalue(L, -1);
    lua_rawseti(L, own, at_extra(i) + 1);
    lua_newtable(L);
    lua_rawseti(L, own, at_extra(i) + 2);
  }
  gdl_tree *tree = gdl_to_tree(L, -1);
  lua_getiuservalue(L, -1, 1);
  lua_rawgeti(L, own, at_extra(i) + 2);
  int top = lua_gettop(L);
  fill_slots(L, t, tree, top - 1, top, value, 0);
  lua_pop(L, 3);
}


/* Are two numbers, or other values, the same for a function? */
static int is_same (lua_State *L, int a, int b) {
  if (lua_type(L, a) == LUA_TNUMBER && lua_type(L, b) == LUA_TNUMBER &&
      lua_isinteger(L, a) == lua_isinteger(L, b)) {
    double x = lua_tonumber(L, a), y = lua_tonumber(L, b);
    return lua_isinteger(L, a) ? lua_tointeger(L, a) == lua_tointeger(L, b)
                               : memcmp(&x, &y, sizeof(x)) == 0;
  }
  return lua_rawequal(L, a, b) && lua_type(L, a) == lua_type(L, b);
}


/* Gives the cost at 'idx' the arguments from 'from' on. */
static void set_extras (lua_State *L, int idx, int from) {
  gdl_traced *t = gdl_to_traced(L, idx);
  gdl_cost_own *d = gdl_push_cost_own(L, idx);
  int own = lua_gettop(L);
  for (int i = 0; i < d->nargs; i++) {
    gdl_extra_use *use = &d->extra[i];
    int value = from + i;
    lua_rawgeti(L, own, at_extra(i));
    int same = is_same(L, -1, value);
    lua_pop(L, 1);
    if (same)
      continue;
    t->given++;
    if (*use != GDL_EXTRA_LEAF) {
      gdl_traced_forget(L, idx);
      if (*use == GDL_EXTRA_PLAIN && is_leafy(L, value))
        *use = GDL_EXTRA_LEAF;
    }
    if (*use == GDL_EXTRA_LEAF)
      set_leaves(L, t, own, i, value);
    lua_pushvalue(L, value);
    lua_rawseti(L, own, at_extra(i));
  }
  lua_pop(L, 1);
}


/* Pushes a new one. */
static void push_new (lua_State *L, gdl_cost_kind kind, int fn, int shape,
                      int from, int nargs, int batched) {
  size_t n = gdl_to_tree(L, shape)->n;
  lua_createtable(L, at_extra(nargs), 0);
  int own = lua_gettop(L);
  lua_pushvalue(L, fn);
  lua_rawseti(L, own, OWN_FN);
  lua_pushvalue(L, shape);
  lua_rawseti(L, own, OWN_SHAPE);
  size_t size = sizeof(gdl_cost_own) +
                (size_t)nargs * sizeof(gdl_extra_use);
  gdl_cost_own *d = lua_newuserdatauv(L, size, 0);
  memset(d, 0, size);
  d->kind = kind;
  d->nargs = nargs;
  d->batched = batched;
  lua_rawseti(L, own, OWN_DATA);
  for (int i = 0; i < nargs; i++) {
    lua_pushvalue(L, from + i);
    lua_rawseti(L, own, at_extra(i));
  }
  lua_pushvalue(L, own);
  gdl_traced *t = gdl_push_traced(L, &gdl_cost_kinds[kind], n);
  for (int i = 0; batched && i < nargs; i++) {
    d->extra[i] = GDL_EXTRA_LEAF;
    set_leaves(L, t, own, i, from + i);
  }
  lua_remove(L, own);
}


/*
** Finding
*/

static int same_nodes (const gdl_tree *a, const gdl_tree *b) {
  if (a->nodes != b->nodes || a->n != b->n)
    return 0;
  for (int i = 0; i < a->nodes; i++) {
    const gdl_tree_node *v = &a->node[i], *w = &b->node[i];
    if (v->kind != w->kind || v->end != w->end ||
        (v->kind == GDL_TREE_ARRAY &&
         !gdl_array_same_shape(&v->shape, &w->shape)))
      return 0;
  }
  return 1;
}


/* Are two shapes the same, names included? */
static int same_tree (lua_State *L, int a, int b) {
  const gdl_tree *s = gdl_to_tree(L, a), *w = gdl_to_tree(L, b);
  if (s == w)
    return 1;
  if (!same_nodes(s, w))
    return 0;
  int same = 1;
  a = lua_absindex(L, a), b = lua_absindex(L, b);
  lua_getiuservalue(L, a, 1);
  lua_getiuservalue(L, b, 1);
  for (int i = 1; i < s->nodes && same; i++) {
    lua_rawgeti(L, -2, i + 1);
    lua_rawgeti(L, -2, i + 1);
    same = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
  }
  lua_pop(L, 2);
  return same;
}


/* Could argument i be the value at 'value'? Arrays have one shape; those of a
** batch as a whole. */
static int fits (lua_State *L, int own, const gdl_cost_own *d, int i, int value) {
  lua_rawgeti(L, own, at_extra(i));
  gdl_array *a = gdl_to_array(L, -1), *b = gdl_to_array(L, value);
  int same = lua_type(L, -1) == lua_type(L, value) &&
             (a == NULL) == (b == NULL) &&
             (a == NULL || gdl_array_same_shape(a, b));
  lua_pop(L, 1);
  if (!d->batched)
    return same;
  lua_rawgeti(L, own, at_extra(i) + 1);
  gdl_push_tree(L, value, "the data");
  same = same_tree(L, -1, -2);
  lua_pop(L, 2);
  return same;
}


typedef struct wish {
  gdl_cost_kind kind;
  int shape, from, nargs, batched;
} wish;


static int is_wished (lua_State *L, int idx, const wish *w) {
  gdl_cost_own *d = gdl_push_cost_own(L, idx);
  int own = lua_gettop(L);
  int fit = d->kind == w->kind && d->nargs == w->nargs &&
            d->batched == w->batched;
  if (fit) {
    lua_rawgeti(L, own, OWN_SHAPE);
    fit = same_tree(L, -1, w->shape);
    lua_pop(L, 1);
  }
  for (int i = 0; fit && i < w->nargs; i++)
    fit = fits(L, own, d, i, w->from + i);
  lua_pop(L, 1);
  return fit;
}


uint64_t gdl_traced_finds (void) {
  return finds;
}


/* Pushes the list of what there is for the function at 'fn': the last one used
** comes last. */
static void push_list (lua_State *L, int fn) {
  gdl_push_weak_at(L, &cache_key);
  lua_pushvalue(L, fn);
  if (lua_rawget(L, -2) == LUA_TNIL) {
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, fn);
    lua_pushvalue(L, -2);
    lua_rawset(L, -4);
  }
  lua_remove(L, -2);
}


/* Moves element i of the list to its end, or takes it out (n: its length). */
static void move_last (lua_State *L, int list, int i, int n) {
  finds++;
  lua_rawgeti(L, list, i);
  for (int k = i; k < n; k++) {
    lua_rawgeti(L, list, k + 1);
    lua_rawseti(L, list, k);
  }
  lua_rawseti(L, list, n);
}


/* Pushes the one in the list that is wished for; false where there is none. */
static int find (lua_State *L, int list, const wish *w) {
  int n = (int)lua_rawlen(L, list);
  for (int i = n; i > 0; i--) {
    lua_rawgeti(L, list, i);
    if (is_wished(L, lua_gettop(L), w)) {
      if (i < n)
        move_last(L, list, i, n);
      return 1;
    }
    lua_pop(L, 1);
  }
  return 0;
}


gdl_traced *gdl_push_traced_cost (lua_State *L, gdl_cost_kind kind, int fn,
                                  int shape, int extra_at, int nargs,
                                  int batched) {
  wish w = {kind, shape, extra_at, nargs, batched};
  luaL_checkstack(L, 20, "tracing");
  push_list(L, fn);
  int list = lua_gettop(L);
  if (find(L, list, &w)) {
    gdl_traced *t = gdl_to_traced(L, -1);
    if (gdl_traced_is_busy(t)) {
      lua_settop(L, list - 1);         /* one that nobody else uses */
      push_new(L, kind, fn, shape, extra_at, nargs, batched);
      return gdl_to_traced(L, -1);
    }
    set_extras(L, lua_gettop(L), extra_at);
    if (t->rung == GDL_RUNG_REFUSED && t->more->mismatch == 0 &&
        t->more->refusals < CHANCES)
      t->rung = GDL_RUNG_NEW;          /* elsewhere it may be possible */
    lua_remove(L, list);
    return t;
  }
  finds++;
  push_new(L, kind, fn, shape, extra_at, nargs, batched);
  int n = (int)lua_rawlen(L, list);
  if (n == MOST)
    move_last(L, list, 1, n);          /* its place is the new one's */
  lua_pushvalue(L, -1);
  lua_rawseti(L, list, n == MOST ? n : n + 1);
  lua_remove(L, list);
  return gdl_to_traced(L, -1);
}


void gdl_traced_expect (lua_State *L, int idx, size_t count) {
  gdl_cost_own *d = gdl_push_cost_own(L, idx);
  lua_pop(L, 1);
  if (d->expected != 0 && d->expected != count)
    gdl_traced_forget(L, idx);
  d->expected = count;
}


gdl_traced *gdl_push_last_cost (lua_State *L, int fn) {
  push_list(L, fn);
  lua_rawgeti(L, -1, (lua_Integer)lua_rawlen(L, -1));
  lua_remove(L, -2);
  if (!lua_isnil(L, -1))
    return gdl_to_traced(L, -1);
  lua_pop(L, 1);
  return NULL;
}


int gdl_push_last_shape (lua_State *L, int fn, int x) {
  int top = lua_gettop(L);
  if (gdl_push_last_cost(L, fn) != NULL) {
    gdl_push_cost_own(L, top + 1);
    lua_rawgeti(L, -1, OWN_SHAPE);
    if (gdl_tree_fits(L, top + 3, x)) {
      lua_replace(L, top + 1);
      lua_settop(L, top + 1);
      return 1;
    }
  }
  lua_settop(L, top);
  return 0;
}


gdl_traced *gdl_push_bare_cost (lua_State *L, int fn, int *shape) {
  gdl_traced *t = gdl_push_last_cost(L, fn);
  if (t == NULL)
    return NULL;
  int idx = lua_gettop(L);
  gdl_cost_own *d = gdl_push_cost_own(L, idx);
  if (d->kind != GDL_COST_NUMBER || d->nargs != 0) {
    lua_settop(L, idx - 1);
    return NULL;
  }
  lua_rawgeti(L, -1, OWN_SHAPE);
  lua_remove(L, -2);
  *shape = idx + 1;
  return t;
}


const double *gdl_push_cost_point (lua_State *L, int idx) {
  gdl_traced *t = gdl_to_traced(L, idx);
  gdl_cost_own *d = gdl_push_cost_own(L, idx);
  lua_rawgeti(L, -1, OWN_SHAPE);
  lua_remove(L, -2);
  return d->kind == GDL_COST_NUMBER && t->more->begun ? t->more->at : NULL;
}


void gdl_traced_warn_once (lua_State *L, int idx, int fn) {
  idx = lua_absindex(L, idx);
  push_list(L, fn);
  if (lua_getfield(L, -1, "warned") == LUA_TNIL) {
    lua_pushboolean(L, 1);
    lua_setfield(L, -3, "warned");
    lua_writestringerror("gdlua: warning: %s\n", gdl_traced_warn(L, idx));
    lua_pop(L, 1);
  }
  lua_pop(L, 2);
}
