/*
** nativememory.c - the memories of rules: Lua tables, leaves, outputs
** What is in a memory besides numbers and arrays is the business of
** scripts/gdlua/memory.lua, which turns it into a tree of its leaves and back.
*/
#include <string.h>

#include "bind/native.h"
#include "bind/proxy.h"


/* Pushes scripts.name(value at idx, value at other); the results, of which there
** are as many as wanted, are on top. */
static void call2 (lua_State *L, int scripts, const char *name, int idx,
                   int other, int wanted) {
  lua_getfield(L, scripts, name);
  lua_pushvalue(L, idx);
  lua_pushvalue(L, other);
  lua_call(L, 2, wanted);
}


/* Pushes the tree of leaves of the memory at 'idx'; what it pushes instead of
** one is nil and a reason. Always two values. */
static void push_leaves (lua_State *L, int scripts, int idx) {
  lua_getfield(L, scripts, "leaves");
  lua_pushvalue(L, idx);
  lua_call(L, 1, 2);
}


void gdl_native_push_shape (lua_State *L, int memory, int scripts) {
  if (!lua_istable(L, memory)) {
    lua_pushnil(L);
    lua_pushnil(L);
    return;
  }
  push_leaves(L, scripts, memory);
  if (lua_isnil(L, -2))
    return;
  lua_pop(L, 1);
  lua_pushnil(L);
  if (lua_next(L, -2)) {
    lua_pop(L, 2);
    gdl_push_tree(L, lua_gettop(L), "the memory");
  }
  else
    lua_pushnil(L);
  lua_remove(L, -2);
  lua_pushnil(L);
}


/*
** Going over the leaves
*/

/* What is done at a leaf: pushes its value (push), or finds it on top and leaves
** it there (see). k: its number among the leaves. */
typedef struct visitor {
  void (*push) (lua_State *L, void *ctx, const gdl_tree_node *node, size_t k);
  void (*see) (lua_State *L, void *ctx, const gdl_tree_node *node, size_t k);
  void *ctx;
  size_t k;
} visitor;


/* Pushes node i of 'tree', whose keys are at 'keys', made of what v pushes. */
static void build (lua_State *L, const gdl_tree *tree, int keys, int i,
                   visitor *v) {
  const gdl_tree_node *node = &tree->node[i];
  if (node->kind != GDL_TREE_TABLE) {
    v->push(L, v->ctx, node, v->k++);
    return;
  }
  luaL_checkstack(L, 8, "memory");
  lua_newtable(L);
  for (int j = i + 1; j < node->end; j = tree->node[j].end) {
    lua_rawgeti(L, keys, j + 1);
    build(L, tree, keys, j, v);
    lua_rawset(L, -3);
  }
}


/* Goes over the value on top, which has the structure of node i. */
static void walk (lua_State *L, const gdl_tree *tree, int keys, int i,
                  visitor *v) {
  const gdl_tree_node *node = &tree->node[i];
  if (node->kind != GDL_TREE_TABLE) {
    v->see(L, v->ctx, node, v->k++);
    return;
  }
  luaL_checkstack(L, 8, "memory");
  for (int j = i + 1; j < node->end; j = tree->node[j].end) {
    lua_rawgeti(L, keys, j + 1);
    lua_rawget(L, -2);
    walk(L, tree, keys, j, v);
    lua_pop(L, 1);
  }
}


static void push_built (lua_State *L, int shape, visitor *v) {
  lua_getiuservalue(L, shape, 1);
  build(L, gdl_to_tree(L, shape), lua_gettop(L), 0, v);
  lua_remove(L, -2);
}


static void walk_top (lua_State *L, int shape, visitor *v) {
  lua_getiuservalue(L, shape, 1);
  int keys = lua_gettop(L);
  lua_pushvalue(L, -2);
  walk(L, gdl_to_tree(L, shape), keys, 0, v);
  lua_pop(L, 2);
}


/*
** Slots
*/

typedef struct slots {
  gdl_native *nat;
  gdl_leaves *leaves;
} slots;


static void see_whole (lua_State *L, void *ctx, const gdl_tree_node *node,
                       size_t k) {
  slots *s = ctx;
  (void)node;
  s->nat->leaf[k].whole = lua_isinteger(L, -1);
}


static void give_slot (lua_State *L, void *ctx, const gdl_tree_node *node,
                       size_t k) {
  slots *s = ctx;
  gdl_native_memory_leaf *leaf = &s->nat->leaf[k];
  leaf->offset = node->offset;
  leaf->is_data = node->kind == GDL_TREE_ARRAY;
  leaf->slot = leaf->is_data ? gdl_leaves_data(L, s->leaves, NULL)
                             : gdl_leaves_input(L, s->leaves, 0);
  lua_pushboolean(L, 1);
}


void gdl_native_slots (lua_State *L, gdl_native *nat, gdl_leaves *leaves,
                       int memory, int shape, int scripts) {
  slots s = {nat, leaves};
  visitor v = {give_slot, NULL, &s, 0}, w = {NULL, see_whole, &s, 0};
  push_built(L, shape, &v);
  lua_pop(L, 1);
  push_leaves(L, scripts, memory);
  lua_pop(L, 1);
  walk_top(L, shape, &w);
  lua_pop(L, 1);
}


/*
** Making memories
*/

static void push_leaf (lua_State *L, void *ctx, const gdl_tree_node *node,
                       size_t k) {
  const gdl_native *nat = ctx;
  const gdl_native_memory_leaf *leaf = &nat->leaf[k];
  if (!leaf->is_data && leaf->whole)
    gdl_trace_push_integer(L, leaf->slot, GDL_WHOLE_EXACT);
  else if (!leaf->is_data)
    gdl_trace_push_input(L, leaf->slot);
  else if (node->shape.rank == 2)
    gdl_trace_push_data(L, leaf->slot, gdl_shape_matrix(node->shape.rows,
                                                        node->shape.cols));
  else
    gdl_trace_push_data(L, leaf->slot, gdl_shape_vector(node->shape.rows));
}


void gdl_native_push_traced (lua_State *L, const gdl_native *nat, int memory,
                             int shape, int scripts) {
  if (!lua_istable(L, memory)) {
    lua_pushvalue(L, memory);
    return;
  }
  visitor v = {push_leaf, NULL, (void *)nat, 0};
  if (lua_isnil(L, shape))
    lua_newtable(L);
  else
    push_built(L, shape, &v);
  call2(L, scripts, "with", memory, lua_gettop(L), 1);
  lua_remove(L, -2);
}


void gdl_native_push_plain (lua_State *L, int memory, int shape, int scripts,
                            const double *v) {
  if (!lua_istable(L, memory)) {
    lua_pushvalue(L, memory);
    return;
  }
  if (lua_isnil(L, shape))
    lua_newtable(L);
  else
    gdl_tree_push(L, shape, v);
  call2(L, scripts, "with", memory, lua_gettop(L), 1);
  lua_remove(L, -2);
}


void gdl_native_put (lua_State *L, int memory, int shape, int scripts,
                     const double *v) {
  if (!lua_istable(L, memory) || lua_isnil(L, shape))
    return;
  gdl_tree_push(L, shape, v);
  call2(L, scripts, "put", memory, lua_gettop(L), 0);
  lua_pop(L, 1);
}


/*
** Reading memories
*/

/* An integer stays one, and a float too: what becomes of them is not the same. */
static void check_whole (lua_State *L, gdl_native *nat, size_t k) {
  int mixed = 0;
  int whole = gdl_traced_whole(L, lua_gettop(L), &mixed);
  if (!mixed && whole == nat->leaf[k].whole)
    return;
  nat->settling = 1;
  gdl_trace_refuse(L, "a number in its memory is an integer at times and a float "
                      "at others");
}


static void give_output (lua_State *L, void *ctx, const gdl_tree_node *node,
                         size_t k) {
  gdl_node n = gdl_trace_node(L, lua_gettop(L));
  if (node->kind == GDL_TREE_NUMBER)
    check_whole(L, ctx, k);
  gdl_shape s = gdl_graph_shape(gdl_trace_current->graph, n);
  if (s.rank != node->shape.rank || gdl_shape_length(s) != node->length ||
      (s.rank == 2 && s.rows != node->shape.rows))
    gdl_trace_refuse(L, "an array in a memory changes its shape");
  gdl_trace_output(L, n);
}


void gdl_native_collect (lua_State *L, gdl_native *nat, int idx, int memory,
                         int shape, int scripts) {
  if (!lua_istable(L, memory))
    return;
  call2(L, scripts, "same", idx, memory, 2);
  if (!lua_toboolean(L, -2))
    gdl_trace_refuse(L, "its memory cannot be followed: %s",
                     lua_tostring(L, -1));
  lua_pop(L, 2);
  if (lua_isnil(L, shape))
    return;
  push_leaves(L, scripts, idx);
  if (lua_isnil(L, -2))
    gdl_trace_refuse(L, "its memory cannot be followed: %s",
                     lua_tostring(L, -1));
  lua_pop(L, 1);
  visitor v = {NULL, give_output, nat, 0};
  walk_top(L, shape, &v);
  lua_pop(L, 1);
}


static void read_leaf (lua_State *L, void *ctx, const gdl_tree_node *node,
                       size_t k) {
  double *v = ctx;
  gdl_array *a = gdl_to_array(L, -1);
  (void)k;
  if (a != NULL && gdl_array_length(a) == node->length)
    memcpy(v + node->offset, a->data, node->length * sizeof(double));
  else if (a == NULL && node->length == 1)
    v[node->offset] = lua_tonumber(L, -1);
}


int gdl_native_read (lua_State *L, int idx, int memory, int shape, int scripts,
                     double *v) {
  if (!lua_istable(L, idx) || lua_isnil(L, shape))
    return lua_isnil(L, shape);
  call2(L, scripts, "same", idx, memory, 1);
  int same = lua_toboolean(L, -1);
  lua_pop(L, 1);
  if (!same)
    return 0;
  push_leaves(L, scripts, idx);
  lua_pop(L, 1);
  same = lua_istable(L, -1);
  if (same) {
    visitor w = {NULL, read_leaf, v, 0};
    walk_top(L, shape, &w);
  }
  lua_pop(L, 1);
  return same;
}


/*
** For scripts/gdlua/memory.lua
*/
/* core.is_traced(value) -> is it a value of a trace? */
static int is_traced (lua_State *L) {
  lua_pushboolean(L, gdl_is_traced(L, 1));
  return 1;
}


/* core.owner(value) -> for an array that is a view, the one whose elements it
** shows; else nil. */
static int owner (lua_State *L) {
  if (gdl_to_array(L, 1) == NULL || !gdl_push_owner(L, 1))
    lua_pushnil(L);
  return 1;
}


/* core.elements(value) -> for an array, traced or not, what it shares with the
** arrays that have the same elements, and with no others; else nil. */
static int elements (lua_State *L) {
  gdl_proxy *p = gdl_to_proxy(L, 1);
  gdl_array *a = p == NULL ? gdl_to_array(L, 1) : NULL;
  if (p != NULL && p->kind == GDL_PROXY_ROW)
    lua_pushlightuserdata(L, ((gdl_array_proxy *)p)->matrix);
  else if (p != NULL && gdl_proxy_is_array(p))
    lua_pushlightuserdata(L, p);
  else if (a != NULL)
    lua_pushlightuserdata(L, (void *)a->version);
  else
    lua_pushnil(L);
  return 1;
}


void gdl_open_native (lua_State *L, int gd, int core) {
  static const luaL_Reg functions[] = {
    {"is_traced", is_traced}, {"elements", elements}, {"owner", owner}, {NULL, NULL}
  };
  (void)gd;
  gdl_set_functions(L, core, functions);
}
