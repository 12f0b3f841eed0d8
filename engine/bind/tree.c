/*
** tree.c - the shape of a start: a number, an array, or a tree of them
*/
#include "bind/tree.h"

#include <stdlib.h>
#include <string.h>

#include "bind/mirror.h"

static const char shape_tag = 0;

#define MAX_DEPTH 64


/*
** Reading a value into nodes
*/

/* A shape as it grows: the nodes are a string buffer's worth of structs kept
** in a userdata on the Lua stack, so that errors leave nothing behind. */
typedef struct builder {
  lua_State *L;
  const char *what;
  int keys;                  /* stack index of the list of keys */
  int store;                 /* stack index of the userdata with the nodes */
  gdl_tree_node *node;
  int nodes, room;
  size_t n;
} builder;


gdl_tree *gdl_to_tree (lua_State *L, int idx) {
  gdl_tree *s = lua_touserdata(L, idx);
  if (s == NULL || lua_rawlen(L, idx) < sizeof(*s) || s->tag != &shape_tag)
    luaL_error(L, "not a shape");
  return s;
}


static const char *push_key_name (lua_State *L, int idx) {
  if (lua_type(L, idx) == LUA_TSTRING)
    return lua_pushfstring(L, "%s", lua_tostring(L, idx));
  lua_pushvalue(L, idx);
  lua_pushfstring(L, "[%s]", lua_tostring(L, -1));
  lua_remove(L, -2);
  return lua_tostring(L, -1);
}


/* Pushes the path of node i, given its nodes and list of keys. */
static const char *push_path (lua_State *L, const gdl_tree_node *node, int keys,
                              int i) {
  lua_pushliteral(L, "");
  for (; node[i].parent >= 0; i = node[i].parent) {
    lua_rawgeti(L, keys, i + 1);
    push_key_name(L, -1);
    const char *rest = lua_tostring(L, -3);
    const char *dot = rest[0] == '\0' || rest[0] == '[' ? "" : ".";
    lua_pushfstring(L, "%s%s%s", lua_tostring(L, -1), dot, rest);
    lua_replace(L, -4);
    lua_pop(L, 2);
  }
  return lua_tostring(L, -1);
}


const char *gdl_tree_push_name (lua_State *L, int shape, int i) {
  gdl_tree *s = gdl_to_tree(L, shape);
  lua_getiuservalue(L, shape, 1);
  push_path(L, s->node, lua_gettop(L), i);
  lua_remove(L, -2);
  return lua_tostring(L, -1);
}


/* "start" or "start.layer.w" */
static const char *push_full (lua_State *L, const char *what,
                              const char *path) {
  const char *dot = path[0] == '\0' || path[0] == '[' ? "" : ".";
  return lua_pushfstring(L, "%s%s%s", what, dot, path);
}


static const char *full_name (builder *b, int i) {
  const char *path = push_path(b->L, b->node, b->keys, i);
  return push_full(b->L, b->what, path);
}


/* Adds a node whose key is on top (popped). */
static int add_node (builder *b, gdl_tree_kind kind, int parent) {
  lua_State *L = b->L;
  if (b->nodes == b->room) {
    int room = b->room ? 2 * b->room : 8;
    void *store = lua_newuserdatauv(L, (size_t)room * sizeof(gdl_tree_node), 0);
    if (b->nodes > 0)
      memcpy(store, b->node, (size_t)b->nodes * sizeof(gdl_tree_node));
    lua_replace(L, b->store);
    b->node = store;
    b->room = room;
  }
  int i = b->nodes++;
  lua_rawseti(L, b->keys, i + 1);
  memset(&b->node[i], 0, sizeof(b->node[i]));
  b->node[i].kind = kind;
  b->node[i].parent = parent;
  b->node[i].offset = b->n;
  b->node[i].end = i + 1;
  return i;
}


static void add_array (builder *b, int parent, const gdl_array *a) {
  int i = add_node(b, GDL_TREE_ARRAY, parent);
  b->node[i].shape = *a;
  b->node[i].shape.data = NULL;
  b->node[i].shape.version = NULL;
  b->node[i].length = gdl_array_length(a);
  if (b->node[i].length == 0)
    gdl_blame(b->L, "%s is empty", full_name(b, i));
  b->n += b->node[i].length;
}


/* An array of numbers and nothing else? */
static int is_plain_vector (lua_State *L, int idx) {
  lua_Unsigned n = lua_rawlen(L, idx);
  lua_Unsigned count = 0;
  lua_pushnil(L);
  while (lua_next(L, idx)) {
    int fine = lua_type(L, -1) == LUA_TNUMBER && lua_isinteger(L, -2);
    lua_pop(L, 1);
    if (!fine) {
      lua_pop(L, 1);
      return 0;
    }
    count++;
  }
  return count > 0 && count == n;
}


/* A key as C sees it: it lives as long as the table has it. */
typedef struct key_text {
  const char *s;
  size_t length;
} key_text;


static int compare_keys (const void *a, const void *b) {
  const key_text *s = a, *t = b;
  size_t shared = s->length < t->length ? s->length : t->length;
  int order = memcmp(s->s, t->s, shared);
  return order != 0 ? order : (s->length > t->length) - (s->length < t->length);
}


/* Pushes the list of the keys of the table at 'idx': 1 .. #t, then the
** strings by bytes. */
static int push_sorted_keys (builder *b, int idx, int node) {
  lua_State *L = b->L;
  lua_Unsigned n = lua_rawlen(L, idx);
  int strings = 0;
  lua_newtable(L);
  int list = lua_gettop(L);
  for (lua_Unsigned i = 1; i <= n; i++) {
    lua_pushinteger(L, (lua_Integer)i);
    lua_rawseti(L, list, (lua_Integer)i);
  }
  lua_pushnil(L);
  while (lua_next(L, idx)) {
    lua_pop(L, 1);
    int key = lua_gettop(L);
    if (lua_type(L, key) == LUA_TSTRING)
      strings++;
    else if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < 1 ||
             (lua_Unsigned)lua_tointeger(L, -1) > n)
      gdl_blame(L, "%s has the key %s: named fields and a list without gaps "
                   "are expected", full_name(b, node), gdl_describe(L, key));
  }
  key_text *names =
      lua_newuserdatauv(L, ((size_t)strings + 1) * sizeof(*names), 0);
  strings = 0;
  lua_pushnil(L);
  while (lua_next(L, idx)) {
    lua_pop(L, 1);
    if (lua_type(L, -1) == LUA_TSTRING) {
      names[strings].s = lua_tolstring(L, -1, &names[strings].length);
      strings++;
    }
  }
  qsort(names, (size_t)strings, sizeof(*names), compare_keys);
  for (int i = 0; i < strings; i++) {
    lua_pushlstring(L, names[i].s, names[i].length);
    lua_rawseti(L, list, (lua_Integer)n + i + 1);
  }
  lua_settop(L, list);
  return (int)n + strings;
}


static void add_value (builder *b, int idx, int parent, int depth);


static void add_table (builder *b, int idx, int parent, int depth) {
  lua_State *L = b->L;
  int i = add_node(b, GDL_TREE_TABLE, parent);
  if (depth > MAX_DEPTH)
    gdl_blame(L, "%s is nested deeper than %d tables (does it contain "
                 "itself?)", b->what, MAX_DEPTH);
  luaL_checkstack(L, 12, "nested tables");
  int count = push_sorted_keys(b, idx, i);
  int list = lua_gettop(L);
  if (count == 0)
    gdl_blame(L, "%s is empty", full_name(b, i));
  for (int k = 1; k <= count; k++) {
    lua_rawgeti(L, list, k);
    lua_pushvalue(L, -1);
    lua_rawget(L, idx);
    lua_insert(L, -2);                        /* value, key */
    add_value(b, lua_gettop(L) - 1, i, depth + 1);
    lua_settop(L, list);
  }
  lua_pop(L, 1);
  b->node[i].end = b->nodes;
  b->node[i].length = b->n - b->node[i].offset;
}


/* Adds the value at 'idx', its key on top (popped). */
static void add_value (builder *b, int idx, int parent, int depth) {
  lua_State *L = b->L;
  gdl_array *a = gdl_to_array(L, idx);
  if (a != NULL) {
    add_array(b, parent, a);
    return;
  }
  if (lua_type(L, idx) == LUA_TNUMBER) {
    int i = add_node(b, GDL_TREE_NUMBER, parent);
    b->node[i].length = 1;
    b->n++;
    return;
  }
  if (lua_type(L, idx) == LUA_TTABLE) {
    if (is_plain_vector(L, idx)) {
      gdl_array v = gdl_array_vector(NULL, (size_t)lua_rawlen(L, idx));
      add_array(b, parent, &v);
    }
    else
      add_table(b, idx, parent, depth);
    return;
  }
  int i = add_node(b, GDL_TREE_NUMBER, parent);
  gdl_blame(L, "%s is %s (a number, an array or a table of them expected)",
            full_name(b, i), gdl_describe(L, idx));
}


gdl_tree *gdl_push_tree (lua_State *L, int idx, const char *what) {
  idx = lua_absindex(L, idx);
  int top = lua_gettop(L);
  builder b = {L, what, 0, 0, NULL, 0, 0, 0};
  lua_newtable(L);
  b.keys = lua_gettop(L);
  lua_pushnil(L);
  b.store = lua_gettop(L);
  lua_pushboolean(L, 0);                      /* the root has no key */
  add_value(&b, idx, -1, 0);
  size_t size = (size_t)b.nodes * sizeof(gdl_tree_node);
  gdl_tree *s = lua_newuserdatauv(L, sizeof(*s) + size, 1);
  s->tag = &shape_tag;
  s->n = b.n;
  s->nodes = b.nodes;
  memcpy(s->node, b.node, size);
  lua_pushvalue(L, b.keys);
  lua_setiuservalue(L, -2, 1);
  lua_insert(L, top + 1);
  lua_settop(L, top + 1);
  return s;
}


int gdl_tree_fits (lua_State *L, int shape, int idx) {
  const gdl_tree_node *root = &gdl_to_tree(L, shape)->node[0];
  if (root->kind == GDL_TREE_NUMBER)
    return lua_type(L, idx) == LUA_TNUMBER;
  if (root->kind != GDL_TREE_ARRAY)
    return 0;
  const gdl_array *a = gdl_to_array(L, idx);
  if (a != NULL)
    return gdl_array_same_shape(a, &root->shape);
  return root->shape.rank == 1 && lua_type(L, idx) == LUA_TTABLE &&
         lua_rawlen(L, idx) == root->length &&
         is_plain_vector(L, lua_absindex(L, idx));
}


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


static int bad_leaf (flattener *f, int i, int idx) {
  lua_State *L = f->L;
  const gdl_tree_node *node = &f->s->node[i];
  char text[64];
  const char *name = push_full(L, f->what,
                               push_path(L, f->s->node, f->keys, i));
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
    gdl_blame(L, "%s: %s", push_full(L, f->what, push_path(L, f->s->node,
                                     f->keys, i)), err.text);
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
                push_full(L, f->what, push_path(L, f->s->node, f->keys, i)),
                gdl_describe(L, key));
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
    if (node->parent >= 0) {
      lua_rawgeti(L, parts, node->parent + 1);
      lua_rawgeti(L, keys, i + 1);
      lua_pushvalue(L, -3);
      lua_rawset(L, -3);
      lua_pop(L, 1);
    }
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
    if (node->parent >= 0) {
      lua_rawgeti(L, parts, node->parent + 1);
      lua_rawgeti(L, keys, i + 1);
      lua_pushvalue(L, -3);
      lua_rawset(L, -3);
      lua_pop(L, 1);
    }
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}
