/*
** tracedcost.c - costs as traced functions
** One is kept for each function, shape of its start and kinds of further
** arguments. These are passed to the function as they are, until one is not
** what it was: a number or an array is then a leaf. Those of a batch are leaves
** from the start. Where tracing fails with leaves, they are plain values again:
** the function is traced anew whenever one changes.
*/
#include "bind/traced_impl.h"

#include <string.h>

#include "bind/cost.h"

static const char cache_key = 0;

/* Kept for one function. */
#define MOST 8

/* What cannot be traced at one point may be at another: so often that is
** tried. */
#define CHANCES 4

typedef enum use { PLAIN, LEAF, PINNED } use;

/* A further argument. Its slots, a number for each node of its tree, are in
** the list at OWN_EXTRA + 2; the tree before it; the value itself before that. */
typedef struct extra {
  use use;
} extra;

/* The own value of a traced cost is a table. */
enum { OWN_FN = 1, OWN_SHAPE, OWN_DATA, OWN_EXTRA };

#define at_extra(i)  (OWN_EXTRA + 3 * (i))

typedef struct data {
  gdl_cost_kind kind;
  int nargs, batched;
  extra extra[];
} data;


/* Pushes the own table; the C part of it. */
static data *push_own (lua_State *L, int idx) {
  gdl_traced_push_own(L, idx);
  lua_rawgeti(L, -1, OWN_DATA);
  data *d = lua_touserdata(L, -1);
  lua_pop(L, 1);
  return d;
}


/*
** Calling it
*/

/* Pushes the value of node i of the tree 'tree', arrays and numbers being
** leaves of the trace. */
static void push_leaves (lua_State *L, const gdl_tree *tree, int keys,
                         int slots, int i) {
  const gdl_tree_node *node = &tree->node[i];
  luaL_checkstack(L, 8, "tracing");
  if (node->kind == GDL_TREE_TABLE) {
    lua_newtable(L);
    for (int c = i + 1; c < node->end; c = tree->node[c].end) {
      lua_rawgeti(L, keys, c + 1);
      push_leaves(L, tree, keys, slots, c);
      lua_rawset(L, -3);
    }
    return;
  }
  lua_rawgeti(L, slots, i + 1);
  size_t slot = (size_t)lua_tointeger(L, -1);
  lua_pop(L, 1);
  if (node->kind == GDL_TREE_NUMBER)
    gdl_trace_push_input(L, slot);
  else
    gdl_trace_push_data(L, slot, node->shape.rank == 2
        ? gdl_shape_matrix(node->shape.rows, node->shape.cols)
        : gdl_shape_vector(node->shape.rows));
}


static void push_extra (lua_State *L, int own, const data *d, int i,
                        int plain) {
  if (plain || d->extra[i].use != LEAF) {
    lua_rawgeti(L, own, at_extra(i));
    return;
  }
  lua_rawgeti(L, own, at_extra(i) + 1);
  gdl_tree *tree = gdl_to_tree(L, -1);
  lua_getiuservalue(L, -1, 1);
  lua_rawgeti(L, own, at_extra(i) + 2);
  int top = lua_gettop(L);
  push_leaves(L, tree, top - 1, top, 0);
  if (lua_istable(L, -1))
    gdl_trace_adopt(L, -1);
  lua_replace(L, top - 2);
  lua_settop(L, top - 2);
}


/* Pushes the function and its arguments: leaves, or the values in b. */
static int push_call (lua_State *L, int idx, const gdl_bindings *b) {
  data *d = push_own(L, idx);
  int own = lua_gettop(L);
  luaL_checkstack(L, d->nargs + 20, "calling the cost");
  lua_rawgeti(L, own, OWN_FN);
  lua_rawgeti(L, own, OWN_SHAPE);
  if (b == NULL)
    gdl_trace_push_params(L, own + 2);
  else if (gdl_to_tree(L, own + 2)->node[0].kind == GDL_TREE_NUMBER)
    lua_pushnumber(L, b->param[0]);
  else
    gdl_tree_push(L, own + 2, b->param);
  lua_remove(L, own + 2);
  for (int i = 0; i < d->nargs; i++)
    push_extra(L, own, d, i, b != NULL);
  lua_remove(L, own);
  return 1 + d->nargs;
}


static int push (lua_State *L, int idx, void *ctx) {
  (void)ctx;
  return push_call(L, idx, NULL);
}


/* Calls the plain function. */
static void call_plain (lua_State *L, int idx, const gdl_bindings *b,
                        int results) {
  int nargs = push_call(L, idx, b);
  lua_call(L, nargs, results);
}


static void push_function (lua_State *L, int idx) {
  gdl_traced_push_own(L, idx);
  lua_rawgeti(L, -1, OWN_FN);
  lua_remove(L, -2);
}


/*
** One number
*/

/* Raises what is wrong with the two results on top. */
static void blame_number (lua_State *L, int idx) {
  push_function(L, idx);
  lua_insert(L, -3);
  gdl_bad_cost(L, lua_gettop(L) - 2);
}


/* A proxy that is no number is looked at in a plain call. */
static void check_plain (lua_State *L, int first) {
  for (int i = first; i <= lua_gettop(L); i++)
    if (gdl_is_traced(L, i))
      luaL_error(L, "a traced value is returned that is no number");
}


static uint64_t collect_number (lua_State *L, int idx, void *ctx, int first) {
  (void)ctx;
  int is_number = lua_type(L, first) == LUA_TNUMBER ||
                  (gdl_is_traced(L, first) && gdl_traced_is_number(L, first));
  if (!is_number || !lua_isnil(L, first + 1)) {
    check_plain(L, first);
    blame_number(L, idx);
  }
  gdl_trace_output(L, gdl_trace_node(L, first));
  return 0;
}


static uint64_t plain_number (lua_State *L, int idx, void *ctx,
                              const gdl_bindings *b, double *const *result) {
  (void)ctx;
  call_plain(L, idx, b, 2);
  int top = lua_gettop(L);
  if (lua_type(L, top - 1) != LUA_TNUMBER || !lua_isnil(L, top))
    blame_number(L, idx);
  if (result != NULL)
    result[0][0] = lua_tonumber(L, top - 1);
  lua_settop(L, top - 2);
  return 0;
}


/*
** A number or a vector
*/

static int bad_map (lua_State *L, int idx, int at) {
  push_function(L, idx);
  const char *place = gdl_push_place(L, -1, "function");
  return gdl_blame(L, "the function returned %s; a number, a vector or a table "
                      "of numbers expected%s", gdl_describe(L, at), place);
}


/* The tag of a path is the length of its result. */
static uint64_t collect_map (lua_State *L, int idx, void *ctx, int first) {
  (void)ctx;
  gdl_node n = gdl_trace_node(L, first);
  gdl_shape s = {0, 0, 2};
  if (n != GDL_NO_NODE)
    s = gdl_graph_shape(gdl_trace_current->graph, n);
  if (s.rank == 2) {
    check_plain(L, first);
    bad_map(L, idx, first);
  }
  gdl_trace_output(L, n);
  return gdl_shape_length(s);
}


static uint64_t plain_map (lua_State *L, int idx, void *ctx,
                           const gdl_bindings *b, double *const *result) {
  double number;
  gdl_array a;
  gdl_error err;
  (void)ctx;
  int top = lua_gettop(L);
  call_plain(L, idx, b, 1);
  if (!gdl_to_operand(L, top + 1, &a, &number, &err) || a.rank == 2)
    bad_map(L, idx, top + 1);
  size_t n = gdl_array_length(&a);
  if (result != NULL && n == gdl_traced_room(gdl_to_traced(L, idx), 0))
    memcpy(result[0], a.data, n * sizeof(double));
  lua_settop(L, top);
  return n;
}


/* Leaves among the further arguments become plain values. */
static int retreat (lua_State *L, int idx) {
  data *d = push_own(L, idx);
  int any = 0;
  for (int i = 0; i < d->nargs; i++)
    if (d->extra[i].use == LEAF) {
      d->extra[i].use = PINNED;
      any = 1;
    }
  lua_pop(L, 1);
  return any;
}


/* Pushes the name of element k of node i: "b", "w[3]", "W[1][2]", "x". */
static void push_name (lua_State *L, int shape, const gdl_tree *s, int i,
                       size_t k) {
  const gdl_tree_node *node = &s->node[i];
  const char *name = gdl_tree_push_name(L, shape, i);
  const char *x = name[0] == '\0' || name[0] == '[' ? "x" : "";
  if (node->kind == GDL_TREE_NUMBER)
    lua_pushfstring(L, "%s%s", x, name);
  else if (node->shape.rank == 1)
    lua_pushfstring(L, "%s%s[%I]", x, name, (LUAI_UACINT)k + 1);
  else
    lua_pushfstring(L, "%s%s[%I][%I]", x, name,
                    (LUAI_UACINT)(k / node->shape.cols) + 1,
                    (LUAI_UACINT)(k % node->shape.cols) + 1);
  lua_remove(L, -2);
}


static void names (lua_State *L, int idx) {
  lua_newtable(L);
  gdl_traced_push_own(L, idx);
  lua_rawgeti(L, -1, OWN_SHAPE);
  lua_replace(L, -2);
  int shape = lua_gettop(L);
  const gdl_tree *s = gdl_to_tree(L, shape);
  for (int i = 0; i < s->nodes && s->n <= 1000; i++)
    for (size_t k = 0; s->node[i].kind != GDL_TREE_TABLE &&
                       k < s->node[i].length; k++) {
      push_name(L, shape, s, i, k);
      lua_rawseti(L, shape - 1, (lua_Integer)(s->node[i].offset + k) + 1);
    }
  lua_pop(L, 1);
}


static const gdl_traced_kind kinds[] = {
  {"cost", push, collect_number, 2, plain_number, retreat, names, 1},
  {"function", push, collect_map, 1, plain_map, retreat, names, 0}
};


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
  data *d = push_own(L, idx);
  int own = lua_gettop(L);
  for (int i = 0; i < d->nargs; i++) {
    extra *e = &d->extra[i];
    int value = from + i;
    lua_rawgeti(L, own, at_extra(i));
    int same = is_same(L, -1, value);
    lua_pop(L, 1);
    if (same)
      continue;
    if (e->use != LEAF) {
      gdl_traced_forget(L, idx);
      if (e->use == PLAIN && is_leafy(L, value))
        e->use = LEAF;
    }
    if (e->use == LEAF)
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
  size_t size = sizeof(data) + (size_t)nargs * sizeof(extra);
  data *d = lua_newuserdatauv(L, size, 0);
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
  gdl_traced *t = gdl_push_traced(L, &kinds[kind], n);
  for (int i = 0; batched && i < nargs; i++) {
    d->extra[i].use = LEAF;
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
static int fits (lua_State *L, int own, const data *d, int i, int value) {
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
  data *d = push_own(L, idx);
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


/* Pushes the list of what there is for the function at 'fn': the last one used
** comes last. */
static void push_list (lua_State *L, int fn) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &cache_key) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_newtable(L);
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "k");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &cache_key);
  }
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
  push_new(L, kind, fn, shape, extra_at, nargs, batched);
  int n = (int)lua_rawlen(L, list);
  if (n == MOST)
    move_last(L, list, 1, n);          /* its place is the new one's */
  lua_pushvalue(L, -1);
  lua_rawseti(L, list, n == MOST ? n : n + 1);
  lua_remove(L, list);
  return gdl_to_traced(L, -1);
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


const double *gdl_push_cost_point (lua_State *L, int idx) {
  gdl_traced *t = gdl_to_traced(L, idx);
  data *d = push_own(L, idx);
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
