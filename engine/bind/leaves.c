/*
** leaves.c - what a trace starts from: parameters, inputs, data, and arrays
** that are older than it
*/
#include <stdlib.h>
#include <string.h>

#include "bind/proxy.h"
#include "bind/trace_impl.h"


/*
** Slots
*/
void gdl_leaves_init (gdl_leaves *l) {
  memset(l, 0, sizeof(*l));
}


void gdl_leaves_free (gdl_leaves *l) {
  free(l->input);
  free(l->data);
  free(l->captured);
  memset(l, 0, sizeof(*l));
}


/* Room for 'count' elements; raises a memory error. */
static void *reserve (lua_State *L, void *array, size_t count, size_t *room,
                      size_t size) {
  if (count <= *room)
    return array;
  size_t more = *room == 0 ? 8 : 2 * *room;
  void *p = realloc(array, more * size);
  if (p == NULL)
    gdl_blame_status(L, GDL_ENOMEM, NULL);
  *room = more;
  return p;
}


size_t gdl_leaves_input (lua_State *L, gdl_leaves *l, double value) {
  size_t slot = l->b.inputs;
  l->input = (double *)reserve(L, l->input, slot + 1, &l->input_room,
                               sizeof(double));
  l->input[slot] = value;
  l->b.input = l->input;
  l->b.inputs = slot + 1;
  return slot;
}


size_t gdl_leaves_data (lua_State *L, gdl_leaves *l, const double *data) {
  if (l->b.datas == 0) {
    l->data = (const double **)reserve(L, (void *)l->data, 1, &l->data_room,
                                       sizeof(*l->data));
    l->data[GDL_SEED_SLOT] = NULL;
    l->b.datas = 1;
  }
  size_t slot = l->b.datas;
  l->data = (const double **)reserve(L, (void *)l->data, slot + 1,
                                     &l->data_room, sizeof(*l->data));
  l->data[slot] = data;
  l->b.data = l->data;
  l->b.datas = slot + 1;
  return slot;
}


static size_t hash_pointer (const void *p, size_t room) {
  return (size_t)(((uintptr_t)p >> 4) * 0x9e3779b97f4a7c15u >> 32) & (room - 1);
}


/* Where the slot of 'data' is in the table of captured arrays, or belongs. */
static uint32_t *find_captured (const gdl_leaves *l, uint32_t *table,
                                size_t room, const double *data) {
  size_t i = hash_pointer(data, room);
  while (table[i] != 0 && l->data[table[i]] != data)
    i = (i + 1) & (room - 1);
  return &table[i];
}


/* The slot of an array whose elements stay where they are. */
static size_t captured_slot (lua_State *L, gdl_leaves *l, const double *data) {
  if (2 * (l->captures + 1) > l->captured_room) {
    size_t room = l->captured_room == 0 ? 16 : 2 * l->captured_room;
    uint32_t *table = calloc(room, sizeof(*table));
    if (table == NULL)
      gdl_blame_status(L, GDL_ENOMEM, NULL);
    for (size_t i = 0; i < l->captured_room; i++)
      if (l->captured[i] != 0)
        *find_captured(l, table, room, l->data[l->captured[i]]) =
            l->captured[i];
    free(l->captured);
    l->captured = table;
    l->captured_room = room;
  }
  uint32_t *at = find_captured(l, l->captured, l->captured_room, data);
  if (*at == 0) {
    *at = (uint32_t)gdl_leaves_data(L, l, data);
    l->captures++;
  }
  return *at;
}


/*
** Arrays
*/
/* The array at 'idx' as it is, NULL for any other value. */
static gdl_lua_array *to_lua_array (lua_State *L, int idx) {
  if (lua_type(L, idx) != LUA_TUSERDATA)
    return NULL;
  gdl_lua_array *p = (gdl_lua_array *)lua_touserdata(L, idx);
  if (lua_rawlen(L, idx) < sizeof(*p) ||
      (p->tag != &gdl_array_tag && p->tag != &gdl_mirror_tag))
    return NULL;
  return p;
}


/* Pushes what holds the elements of the array at 'idx': it, or its matrix. */
static gdl_lua_array *push_owner (lua_State *L, int idx, gdl_lua_array *p) {
  if (p->a.version == &p->version)
    lua_pushvalue(L, idx);
  else
    lua_getiuservalue(L, idx, 1);
  return (gdl_lua_array *)lua_touserdata(L, -1);
}


int gdl_is_own_array (lua_State *L, int idx) {
  gdl_lua_array *p = to_lua_array(L, idx);
  return p != NULL && gdl_trace_current != NULL &&
         p->birth >= gdl_trace_current->birth;
}


void gdl_trace_capture (lua_State *L, int idx) {
  gdl_trace *t = gdl_trace_current;
  gdl_lua_array *p = to_lua_array(L, idx);
  if (t == NULL || p == NULL || p->birth >= t->birth)
    return;
  const uint64_t *version = p->a.version;
  const uint64_t **seen = &t->more->seen[hash_pointer(version, 64)];
  if (*seen == version)
    return;
  luaL_checkstack(L, 5, NULL);
  lua_rawgetp(L, LUA_REGISTRYINDEX, t);
  push_owner(L, idx < 0 && idx > LUA_REGISTRYINDEX ? idx - 1 : idx, p);
  lua_pushvalue(L, -1);
  if (lua_rawget(L, -3) == LUA_TNIL) {
    lua_pushvalue(L, -2);
    lua_pushinteger(L, (lua_Integer)*version);
    lua_rawset(L, -5);
  }
  lua_pop(L, 3);
  *seen = version;
}


/* The leaf of data slot 'slot'. */
static gdl_node data_leaf (lua_State *L, gdl_trace *t, size_t slot,
                           gdl_shape s) {
  gdl_trace_more *m = t->more;
  size_t room = m->data_room;
  while (slot >= m->data_room)
    m->data_node = (gdl_node *)reserve(L, m->data_node, m->data_room + 1,
                                       &m->data_room, sizeof(gdl_node));
  for (; room < m->data_room; room++)
    m->data_node[room] = GDL_NO_NODE;
  gdl_node n = m->data_node[slot];
  if (n == GDL_NO_NODE ||
      !gdl_shape_equal(gdl_graph_shape(t->graph, n), s)) {
    n = gdl_graph_data(t->graph, (uint32_t)slot, s);
    m->data_node[slot] = n;
  }
  return n;
}


static gdl_shape shape_of (const gdl_array *a) {
  return (gdl_shape){a->rows, a->cols, a->rank};
}


void gdl_trace_written (lua_State *L, int idx) {
  gdl_trace *t = gdl_trace_current;
  gdl_lua_array *p = to_lua_array(L, idx);
  if (p == NULL || p->birth >= t->birth)
    return;
  gdl_trace_impure(L, "an array that is older than the call is changed");
  if (t->leaves->captured_room == 0)
    return;
  luaL_checkstack(L, 2, NULL);
  gdl_lua_array *owner = push_owner(L, idx, p);
  uint32_t slot = *find_captured(t->leaves, t->leaves->captured,
                                 t->leaves->captured_room, owner->a.data);
  lua_pop(L, 1);
  if (slot != 0 && slot < t->more->data_room &&
      t->more->data_node[slot] != GDL_NO_NODE)
    gdl_trace_refuse(L, "an array is changed after it was used");
}


/* The node of an array that the trace has made, which nothing traced went
** into: a constant. */
static gdl_node own_node (gdl_trace *t, const gdl_lua_array *p) {
  gdl_trace_own_entry *e = &t->more->own[hash_pointer(p->a.data, 16)];
  gdl_shape s = shape_of(&p->a);
  if (e->data == p->a.data && e->birth == p->birth && e->data != NULL &&
      e->version == *p->a.version && gdl_shape_equal(e->shape, s))
    return e->node;
  gdl_node n = gdl_graph_array(t->graph, &p->a);
  if (n != GDL_NO_NODE)
    *e = (gdl_trace_own_entry){p->a.data, p->birth, *p->a.version, s, n};
  return n;
}


static gdl_node array_node (lua_State *L, gdl_trace *t, int idx,
                            gdl_lua_array *p) {
  gdl_array *a = gdl_to_array(L, idx);           /* captured */
  if (p->birth >= t->birth)
    return own_node(t, p);
  if (gdl_array_length(a) == 0)
    return gdl_graph_array(t->graph, a);
  luaL_checkstack(L, 2, NULL);
  gdl_lua_array *owner = push_owner(L, idx, p);
  size_t slot = captured_slot(L, t->leaves, owner->a.data);
  gdl_node n = data_leaf(L, t, slot, shape_of(&owner->a));
  lua_pop(L, 1);
  if (owner != p && n != GDL_NO_NODE)
    n = gdl_graph_row(t->graph, n,
                      (size_t)(a->data - owner->a.data) / owner->a.cols);
  return n;
}


/*
** Plain tables: numbers and number proxies, or rows of them
*/
static gdl_node table_node (lua_State *L, int idx, int rows);


/* The node of an element: a number, or where rows are allowed a vector. */
static gdl_node element_node (lua_State *L, int idx, int rows) {
  int type = lua_type(L, idx);
  if (type == LUA_TNUMBER)
    return gdl_trace_number(gdl_trace_current, lua_tonumber(L, idx));
  if (type == LUA_TTABLE)
    return rows ? table_node(L, idx, 0) : GDL_NO_NODE;
  gdl_proxy *p = gdl_live_proxy(L, idx);
  if (p != NULL ? gdl_proxy_is_array(p) && !rows : !rows)
    return GDL_NO_NODE;
  return gdl_trace_node(L, idx);
}


/* n nodes one after the other; rows of one length become a matrix. */
static gdl_node join (gdl_trace *t, const gdl_node *x, size_t n) {
  gdl_shape first = gdl_graph_shape(t->graph, x[0]);
  for (size_t i = 1; i < n; i++)
    if (!gdl_shape_equal(gdl_graph_shape(t->graph, x[i]), first))
      return GDL_NO_NODE;
  if (first.rank == 2)
    return GDL_NO_NODE;
  gdl_node all = gdl_graph_concat(t->graph, x, n);
  if (first.rank == 0 || all == GDL_NO_NODE)
    return all;
  return gdl_graph_reshape(t->graph, all, gdl_shape_matrix(n, first.rows));
}


/* A table without a single key is a vector without elements. */
static gdl_node empty_node (lua_State *L, int idx) {
  lua_pushnil(L);
  if (lua_next(L, idx)) {
    lua_pop(L, 2);
    return GDL_NO_NODE;
  }
  gdl_array nothing = gdl_array_vector(NULL, 0);
  return gdl_graph_array(gdl_trace_current->graph, &nothing);
}


static gdl_node table_node (lua_State *L, int idx, int rows) {
  idx = lua_absindex(L, idx);
  luaL_checkstack(L, 6, NULL);
  lua_Integer n = luaL_len(L, idx);
  if (n <= 0 || n > INT32_MAX)
    return rows ? empty_node(L, idx) : GDL_NO_NODE;
  gdl_node *x = (gdl_node *)lua_newuserdatauv(L, (size_t)n * sizeof(*x), 0);
  gdl_node out = GDL_NO_NODE;
  for (lua_Integer i = 0; i < n; i++) {
    lua_geti(L, idx, i + 1);
    x[i] = element_node(L, lua_gettop(L), rows);
    lua_pop(L, 1);
    if (x[i] == GDL_NO_NODE) {
      lua_pop(L, 1);
      return GDL_NO_NODE;
    }
  }
  out = join(gdl_trace_current, x, (size_t)n);
  lua_pop(L, 1);
  return out;
}


gdl_node gdl_trace_node (lua_State *L, int idx) {
  gdl_trace *t = gdl_trace_current;
  gdl_proxy *p;
  gdl_lua_array *a;
  switch (lua_type(L, idx)) {
    case LUA_TNUMBER:
      return gdl_trace_number(t, lua_tonumber(L, idx));
    case LUA_TTABLE:
      return table_node(L, idx, 1);
    case LUA_TUSERDATA:
      if ((p = gdl_live_proxy(L, idx)) != NULL)
        return gdl_proxy_node(L, p);
      if ((a = to_lua_array(L, idx)) != NULL)
        return array_node(L, t, lua_absindex(L, idx), a);
      return GDL_NO_NODE;
    default:
      return GDL_NO_NODE;
  }
}


/*
** Parameters
*/
static void push_leaf (lua_State *L, const gdl_tree_node *node) {
  gdl_shape s = node->kind == GDL_TREE_NUMBER ? gdl_shape_scalar()
                                              : shape_of(&node->shape);
  gdl_push_result(L, gdl_graph_param_block(gdl_trace_current->graph, s,
                                           node->offset));
}


static void push_node (lua_State *L, const gdl_tree *s, int keys, int i) {
  const gdl_tree_node *node = &s->node[i];
  if (node->kind != GDL_TREE_TABLE) {
    push_leaf(L, node);
    return;
  }
  luaL_checkstack(L, 6, "nested tables");
  lua_newtable(L);
  for (int k = i + 1; k < node->end; k = s->node[k].end) {
    lua_rawgeti(L, keys, k + 1);
    push_node(L, s, keys, k);
    lua_rawset(L, -3);
  }
}


void gdl_trace_push_params (lua_State *L, int shape) {
  gdl_tree *s = gdl_to_tree(L, shape);
  lua_getiuservalue(L, shape, 1);
  push_node(L, s, lua_gettop(L), 0);
  lua_remove(L, -2);
}


void gdl_trace_push_vector (lua_State *L, size_t offset, size_t n) {
  gdl_push_result(L, gdl_graph_param_block(gdl_trace_current->graph,
                                           gdl_shape_vector(n), offset));
}


void gdl_trace_push_input (lua_State *L, size_t slot) {
  gdl_push_result(L, gdl_graph_input(gdl_trace_current->graph, (uint32_t)slot));
}


void gdl_trace_push_data (lua_State *L, size_t slot, gdl_shape s) {
  gdl_push_result(L, data_leaf(L, gdl_trace_current, slot, s));
}
