/*
** treelib.c - shapes for our own scripts
*/
#include "bind/tree.h"

#include <string.h>

#include "bind/proxy.h"


/* core.shape(start, what) -> shape, vector of its elements */
static int shape_of (lua_State *L) {
  const char *what = luaL_checkstring(L, 2);
  lua_settop(L, 2);
  gdl_tree *s = gdl_push_tree(L, 1, what);
  gdl_array *v = gdl_push_array(L, 1, s->n, 0);
  gdl_tree_flatten(L, 3, 1, what, 0, v->data);
  return 2;
}


/* core.spread(shape, value, what) -> vector; a number stands for a subtree */
static int spread (lua_State *L) {
  const char *what = luaL_checkstring(L, 3);
  gdl_tree *s = gdl_to_tree(L, 1);
  gdl_array *v = gdl_push_array(L, 1, s->n, 0);
  gdl_tree_flatten(L, 1, 2, what, 1, v->data);
  return 1;
}


/* Pushes what a node is: "number", "vector of 3", "table". */
static void push_kind (lua_State *L, const gdl_tree_node *node) {
  char text[64];
  if (node->kind == GDL_TREE_ARRAY)
    lua_pushstring(L, gdl_array_shape_text(&node->shape, text, sizeof(text)));
  else
    lua_pushstring(L, node->kind == GDL_TREE_NUMBER ? "number" : "table");
}


/* core.leaves(shape) -> list of {name =, offset =, length =, leaf =, what =}
** of all nodes */
static int leaves (lua_State *L) {
  gdl_tree *s = gdl_to_tree(L, 1);
  lua_createtable(L, s->nodes, 0);
  for (int i = 0; i < s->nodes; i++) {
    lua_createtable(L, 0, 5);
    gdl_tree_push_name(L, 1, i);
    lua_setfield(L, -2, "name");
    lua_pushinteger(L, (lua_Integer)s->node[i].offset);
    lua_setfield(L, -2, "offset");
    lua_pushinteger(L, (lua_Integer)s->node[i].length);
    lua_setfield(L, -2, "length");
    lua_pushboolean(L, s->node[i].kind != GDL_TREE_TABLE);
    lua_setfield(L, -2, "leaf");
    push_kind(L, &s->node[i]);
    lua_setfield(L, -2, "what");
    lua_rawseti(L, -2, i + 1);
  }
  return 1;
}


/* core.unflatten(shape, vector) -> value */
static int unflatten (lua_State *L) {
  gdl_tree *s = gdl_to_tree(L, 1);
  gdl_array *v = gdl_to_array(L, 2);
  luaL_argcheck(L, v != NULL && gdl_array_length(v) == s->n, 2, "vector");
  gdl_tree_push(L, 1, v->data);
  return 1;
}


/* core.flatten(x) -> vector of all elements, list of their names */
static int flatten (lua_State *L) {
  gdl_tree *s = gdl_push_tree(L, 1, "x");
  int shape = lua_gettop(L);
  gdl_array *v = gdl_push_array(L, 1, s->n, 0);
  gdl_tree_flatten(L, shape, 1, "x", 0, v->data);
  lua_createtable(L, (int)s->n, 0);
  for (int i = 0; i < s->nodes; i++) {
    const gdl_tree_node *node = &s->node[i];
    if (node->kind == GDL_TREE_TABLE)
      continue;
    const char *name = gdl_tree_push_name(L, shape, i);
    for (size_t k = 0; k < node->length; k++) {
      if (node->kind == GDL_TREE_NUMBER)
        lua_pushvalue(L, -1);
      else if (node->shape.rank == 2)
        lua_pushfstring(L, "%s[%d][%d]", name,
                        (int)(k / node->shape.cols) + 1,
                        (int)(k % node->shape.cols) + 1);
      else
        lua_pushfstring(L, "%s[%d]", name, (int)k + 1);
      lua_rawseti(L, -3, (lua_Integer)(node->offset + k) + 1);
    }
    lua_pop(L, 1);
  }
  return 2;
}


/* core.is_array(value) */
static int is_array (lua_State *L) {
  luaL_checkany(L, 1);
  lua_pushboolean(L, gdl_to_array(L, 1) != NULL);
  return 1;
}


/* join of what is traced: 'count' vectors at the top. */
static int join_traced (lua_State *L, int count) {
  gdl_node *piece = lua_newuserdatauv(L, ((size_t)count + 1) * sizeof(*piece), 0);
  for (int i = 0; i < count; i++)
    if ((piece[i] = gdl_trace_node(L, i + 2)) == GDL_NO_NODE)
      return gdl_push_result(L, GDL_NO_NODE);
  return gdl_push_result(L, gdl_graph_concat(gdl_trace_current->graph, piece,
                                             (size_t)count));
}


/* core.join(list) -> the vectors of the list, one after the other, as one */
static int join (lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  int count = (int)lua_rawlen(L, 1);
  size_t n = 0;
  luaL_checkstack(L, count + 8, "leaves");
  for (int i = 1; i <= count; i++)
    lua_rawgeti(L, 1, i);
  if (gdl_trace_current != NULL)
    return join_traced(L, count);
  for (int i = 2; i <= count + 1; i++) {
    gdl_array *a = gdl_to_array(L, i);
    luaL_argcheck(L, a != NULL && a->rank == 1, 1, "vectors");
    n += a->rows;
  }
  gdl_array *out = gdl_push_array(L, 1, n, 0);
  double *to = out->data;
  for (int i = 2; i <= count + 1; i++) {
    gdl_array *a = gdl_to_array(L, i);
    memcpy(to, a->data, a->rows * sizeof(double));
    to += a->rows;
  }
  return 1;
}


void gdl_open_tree (lua_State *L, int gd, int core) {
  static const luaL_Reg functions[] = {
    {"shape", shape_of}, {"spread", spread}, {"leaves", leaves},
    {"unflatten", unflatten}, {"flatten", flatten}, {"is_array", is_array},
    {"join", join},
    {NULL, NULL}
  };
  (void)gd;
  lua_pushvalue(L, core);
  luaL_setfuncs(L, functions, 0);
  lua_pop(L, 1);
}
