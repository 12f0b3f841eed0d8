/*
** nestedtree.c - numbers, arrays and tables of these, traced or not
*/
#include "bind/nested.h"

#include "bind/proxy.h"

/* Deeper tables are left to gdl_push_tree, which complains. */
#define MAX_DEPTH 80


/*
** Shapes
*/
/* Pushes the value at 'idx' with plain values in the place of proxies; only
** their shape is right. Without proxies it is the value itself. */
static void push_plain (lua_State *L, int idx, int depth) {
  gdl_proxy *p = gdl_live_proxy(L, idx);
  luaL_checkstack(L, 8, "nested tables");
  if (p != NULL && !gdl_proxy_is_array(p)) {
    lua_pushnumber(L, 0);
    return;
  }
  if (p != NULL) {
    gdl_shape s = gdl_proxy_shape(p);
    gdl_array *a = gdl_push_array(L, s.rank, s.rows, s.cols);
    for (size_t i = 0; i < gdl_array_length(a); i++)
      a->data[i] = 0;
    return;
  }
  if (!lua_istable(L, idx) || depth > MAX_DEPTH) {
    lua_pushvalue(L, idx);
    return;
  }
  lua_newtable(L);
  lua_pushnil(L);
  while (lua_next(L, idx)) {
    int key = lua_gettop(L) - 1;
    push_plain(L, key + 1, depth + 1);
    lua_pushvalue(L, key);
    lua_insert(L, -2);
    lua_rawset(L, key - 1);
    lua_settop(L, key);
  }
}


gdl_tree *gdl_push_traced_tree (lua_State *L, int idx, const char *what) {
  push_plain(L, lua_absindex(L, idx), 0);
  gdl_tree *s = gdl_push_tree(L, -1, what);
  lua_remove(L, -2);
  return s;
}


size_t gdl_tree_leaves (const gdl_tree *s) {
  size_t count = 0;
  for (int i = 0; i < s->nodes; i++)
    count += s->node[i].kind != GDL_TREE_TABLE;
  return count;
}


/*
** From a value to nodes
*/
typedef struct reader {
  const gdl_tree *s;
  int keys;                  /* index of the list of keys */
  gdl_node *next;
} reader;


/* The nodes of tree node i, whose value is on top (popped). */
static void read_nodes (lua_State *L, reader *r, int i) {
  const gdl_tree_node *node = &r->s->node[i];
  int value = lua_gettop(L);
  luaL_checkstack(L, 6, "nested tables");
  if (node->kind != GDL_TREE_TABLE) {
    gdl_node n = gdl_trace_node(L, value);
    if (n == GDL_NO_NODE)
      gdl_push_result(L, n);
    *r->next++ = n;
  }
  else
    for (int k = i + 1; k < node->end; k = r->s->node[k].end) {
      lua_rawgeti(L, r->keys, k + 1);
      lua_rawget(L, value);
      read_nodes(L, r, k);
    }
  lua_settop(L, value - 1);
}


gdl_node *gdl_push_tree_nodes (lua_State *L, int shape, int idx,
                               const char *what) {
  gdl_tree *s = gdl_to_tree(L, shape);
  int top = lua_gettop(L);
  idx = lua_absindex(L, idx);
  luaL_checkstack(L, 8, "nested tables");
  double *room = lua_newuserdatauv(L, s->n * sizeof(*room), 0);
  push_plain(L, idx, 0);
  gdl_tree_flatten(L, shape, top + 2, what, 0, room);
  lua_settop(L, top);
  gdl_node *node = lua_newuserdatauv(L, gdl_tree_leaves(s) * sizeof(*node), 0);
  lua_getiuservalue(L, shape, 1);
  reader r = {s, top + 2, node};
  lua_pushvalue(L, idx);
  read_nodes(L, &r, 0);
  lua_settop(L, top + 1);
  return node;
}


/*
** And back
*/
typedef struct writer {
  const gdl_tree *s;
  int keys;
  int constants;             /* may be plain numbers */
  const gdl_node *next;
} writer;


static void push_value (lua_State *L, writer *w, int i) {
  const gdl_tree_node *node = &w->s->node[i];
  luaL_checkstack(L, 6, "nested tables");
  if (node->kind == GDL_TREE_NUMBER && w->constants)
    gdl_push_element(L, *w->next++);
  else if (node->kind != GDL_TREE_TABLE)
    gdl_push_proxy(L, *w->next++);
  else {
    lua_newtable(L);
    for (int k = i + 1; k < node->end; k = w->s->node[k].end) {
      lua_rawgeti(L, w->keys, k + 1);
      push_value(L, w, k);
      lua_rawset(L, -3);
    }
  }
}


static void push_tree (lua_State *L, int shape, const gdl_node *node,
                       int constants) {
  writer w = {gdl_to_tree(L, shape), lua_gettop(L) + 1, constants, node};
  luaL_checkstack(L, 4, NULL);
  lua_getiuservalue(L, shape, 1);
  push_value(L, &w, 0);
  lua_remove(L, w.keys);
  if (lua_istable(L, -1))
    gdl_trace_adopt(L, lua_gettop(L));
}


void gdl_tree_push_nodes (lua_State *L, int shape, const gdl_node *node) {
  push_tree(L, shape, node, 1);
}


void gdl_tree_push_proxies (lua_State *L, int shape, const gdl_node *node) {
  push_tree(L, shape, node, 0);
}
