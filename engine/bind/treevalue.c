/*
** treevalue.c - values of a shape: into the flat vector, and out of it
*/
#include "bind/tree.h"

#include <string.h>

#include "bind/mirror.h"


/*
** From a value to the flat vector
*/

typedef struct flattener {
  lua_State *L;
  const gdl_tree *s;
  int keys;
  const char *what;
  int spread;
  double *out;
} flattener;


static const char *push_full (flattener *f, int i) {
  return gdl_tree_push_full(f->L, f->s->node, f->keys, i, f->what);
}


static int bad_leaf (flattener *f, int i, int idx) {
  lua_State *L = f->L;
  const gdl_tree_node *node = &f->s->node[i];
  char text[64];
  const char *name = push_full(f, i);
  const char *expected =
      node->kind == GDL_TREE_TABLE ? "table" :
      node->kind == GDL_TREE_NUMBER ? "number" :
      gdl_array_shape_text(&node->shape, text, sizeof(text));
  return gdl_blame(L, "%s is %s (%s expected)", name, gdl_describe(L, idx),
                   expected);
}


static void fill (const flattener *f, const gdl_tree_node *node, double v) {
  for (size_t k = 0; k < node->length; k++)
    f->out[node->offset + k] = v;
}


static void flatten_array (flattener *f, int i, int idx) {
  lua_State *L = f->L;
  const gdl_tree_node *node = &f->s->node[i];
  gdl_array *a = gdl_to_array(L, idx);
  gdl_error err = {""};
  if (a == NULL && lua_type(L, idx) == LUA_TTABLE)
    a = gdl_table_to_array(L, idx, &err);
  if (err.text[0] != '\0')
    gdl_blame(L, "%s: %s", push_full(f, i), err.text);
  if (a == NULL || !gdl_array_same_shape(a, &node->shape)) {
    if (a != NULL && gdl_to_array(L, idx) == NULL)
      bad_leaf(f, i, lua_gettop(L));
    bad_leaf(f, i, idx);
  }
  memcpy(f->out + node->offset, a->data, node->length * sizeof(double));
}


static void flatten_node (flattener *f, int i, int idx);


/* Fields of the value at 'idx' that the shape does not have are mistakes. */
static void refuse_extra (flattener *f, int i, int idx, int expected) {
  lua_State *L = f->L;
  int count = 0;
  lua_pushnil(L);
  while (lua_next(L, idx)) {
    lua_pop(L, 1);
    count++;
  }
  if (count == expected)
    return;
  lua_pushnil(L);
  while (lua_next(L, idx)) {
    lua_pop(L, 1);
    int known = 0, key = lua_gettop(L);
    for (int k = i + 1; k < f->s->node[i].end && !known; k++)
      if (f->s->node[k].parent == i) {
        lua_rawgeti(L, f->keys, k + 1);
        known = lua_rawequal(L, -1, -2);
        lua_pop(L, 1);
      }
    if (!known)
      gdl_blame(L, "%s has the field %s, which the start has not",
                push_full(f, i), gdl_describe(L, key));
  }
}


static void flatten_table (flattener *f, int i, int idx) {
  lua_State *L = f->L;
  const gdl_tree_node *node = &f->s->node[i];
  int count = 0;
  luaL_checkstack(L, 8, "nested tables");
  if (lua_type(L, idx) != LUA_TTABLE)
    bad_leaf(f, i, idx);
  for (int k = i + 1; k < node->end; k = f->s->node[k].end, count++) {
    lua_rawgeti(L, f->keys, k + 1);
    lua_rawget(L, idx);
    flatten_node(f, k, lua_gettop(L));
    lua_pop(L, 1);
  }
  refuse_extra(f, i, idx, count);
}


static void flatten_node (flattener *f, int i, int idx) {
  lua_State *L = f->L;
  const gdl_tree_node *node = &f->s->node[i];
  int top = lua_gettop(L);
  if (lua_type(L, idx) == LUA_TNUMBER &&
      (f->spread || node->kind == GDL_TREE_NUMBER))
    fill(f, node, lua_tonumber(L, idx));
  else if (node->kind == GDL_TREE_ARRAY)
    flatten_array(f, i, idx);
  else if (node->kind == GDL_TREE_TABLE)
    flatten_table(f, i, idx);
  else
    bad_leaf(f, i, idx);
  lua_settop(L, top);
}


void gdl_tree_flatten (lua_State *L, int shape, int idx, const char *what,
                        int spread, double *out) {
  shape = lua_absindex(L, shape);
  idx = lua_absindex(L, idx);
  flattener f = {L, gdl_to_tree(L, shape), 0, what, spread, out};
  const gdl_tree_node *root = &f.s->node[0];
  const gdl_array *a = gdl_to_array(L, idx);
  if (a != NULL && root->kind == GDL_TREE_ARRAY &&
      gdl_array_same_shape(a, &root->shape)) {
    memcpy(out, a->data, root->length * sizeof(double));
    return;
  }
  lua_getiuservalue(L, shape, 1);
  f.keys = lua_gettop(L);
  flatten_node(&f, 0, idx);
  lua_pop(L, 1);
}


/*
** From the flat vector to a value
*/

static void push_leaf (lua_State *L, const gdl_tree_node *node, const double *x) {
  if (node->kind == GDL_TREE_NUMBER)
    lua_pushnumber(L, x[node->offset]);
  else {
    gdl_array *a = gdl_push_like(L, &node->shape);
    memcpy(a->data, x + node->offset, node->length * sizeof(double));
  }
}


static void push_node (lua_State *L, const gdl_tree *s, int keys, int i,
                       const double *x) {
  const gdl_tree_node *node = &s->node[i];
  if (node->kind != GDL_TREE_TABLE) {
    push_leaf(L, node, x);
    return;
  }
  luaL_checkstack(L, 6, "nested tables");
  lua_newtable(L);
  for (int k = i + 1; k < node->end; k = s->node[k].end) {
    lua_rawgeti(L, keys, k + 1);
    push_node(L, s, keys, k, x);
    lua_rawset(L, -3);
  }
}


void gdl_tree_push (lua_State *L, int shape, const double *x) {
  gdl_tree *s = gdl_to_tree(L, shape);
  if (!gdl_tree_is_nested(s)) {
    push_leaf(L, &s->node[0], x);
    return;
  }
  lua_getiuservalue(L, shape, 1);
  push_node(L, s, lua_gettop(L), 0, x);
  lua_remove(L, -2);
}


/* A short vector alone comes with its mirror. */
static int is_mirrored (const gdl_tree *s) {
  const gdl_tree_node *root = &s->node[0];
  return root->kind == GDL_TREE_ARRAY && root->shape.rank == 1 &&
         root->length <= GDL_MIRROR_MAX;
}


/* Puts the value on top, which is that of node i and stays there, where it belongs:
** into the table among the parts that it is in. */
static void put (lua_State *L, const gdl_tree *s, int parts, int keys, int i) {
  if (s->node[i].parent < 0)
    return;
  lua_rawgeti(L, parts, s->node[i].parent + 1);
  lua_rawgeti(L, keys, i + 1);
  lua_pushvalue(L, -3);
  lua_rawset(L, -3);
  lua_pop(L, 1);
}


void gdl_tree_push_parts (lua_State *L, int shape) {
  shape = lua_absindex(L, shape);
  gdl_tree *s = gdl_to_tree(L, shape);
  if (is_mirrored(s)) {
    gdl_push_mirrored(L, s->n);
    return;
  }
  if (!gdl_tree_is_nested(s)) {
    if (s->node[0].kind == GDL_TREE_ARRAY)
      gdl_push_like(L, &s->node[0].shape);
    else
      lua_pushnil(L);
    lua_pushnil(L);
    return;
  }
  lua_createtable(L, s->nodes, 0);
  int parts = lua_gettop(L);
  lua_getiuservalue(L, shape, 1);
  int keys = parts + 1;
  for (int i = 0; i < s->nodes; i++) {
    const gdl_tree_node *node = &s->node[i];
    if (node->kind == GDL_TREE_TABLE)
      lua_newtable(L);
    else if (node->kind == GDL_TREE_ARRAY)
      gdl_push_like(L, &node->shape);
    else
      lua_pushboolean(L, 0);
    put(L, s, parts, keys, i);
    lua_rawseti(L, parts, i + 1);
  }
  lua_pop(L, 1);
  lua_rawgeti(L, parts, 1);
  lua_insert(L, parts);
}


void gdl_tree_refill (lua_State *L, int shape, int value, int parts,
                       const double *x) {
  gdl_tree *s = gdl_to_tree(L, shape);
  if (s->node[0].kind == GDL_TREE_ARRAY) {
    gdl_mirror_fill(L, gdl_to_array(L, value), parts, x);
    return;
  }
  lua_getiuservalue(L, shape, 1);
  int keys = lua_gettop(L);
  for (int i = 0; i < s->nodes; i++) {
    const gdl_tree_node *node = &s->node[i];
    lua_rawgeti(L, parts, i + 1);
    gdl_array *a = gdl_to_array(L, -1);
    if (a != NULL) {
      memcpy(a->data, x + node->offset, node->length * sizeof(double));
      gdl_array_touch(a);
    }
    else if (node->kind == GDL_TREE_NUMBER) {
      lua_pop(L, 1);
      lua_pushnumber(L, x[node->offset]);
    }
    put(L, s, parts, keys, i);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}
