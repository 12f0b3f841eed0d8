/*
** tree.c - the shape of a start: what it is made from, the names of its parts
*/
#include "bind/tree.h"

#include <stdlib.h>
#include <string.h>

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


const char *gdl_tree_push_full (lua_State *L, const gdl_tree_node *node, int keys,
                                int i, const char *what) {
  const char *path = push_path(L, node, keys, i);
  const char *dot = path[0] == '\0' || path[0] == '[' ? "" : ".";
  return lua_pushfstring(L, "%s%s%s", what, dot, path);
}


static const char *full_name (builder *b, int i) {
  return gdl_tree_push_full(b->L, b->node, b->keys, i, b->what);
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
