/*
** nativestate.c - the state of a run as a traced function sees it
** A userdata as the state object is one, whose __index makes a leaf of whatever is
** read.
*/
#include <string.h>

#include "bind/native.h"
#include "bind/proxy.h"
#include "bind/run.h"


/* What __index needs: an upvalue. */
typedef struct view {
  const gdl_run *run;
  gdl_native *nat;
  gdl_leaves *leaves;
} view;


/* The slot of a leaf that reads from 'source' at 'index'. */
static size_t slot_of (lua_State *L, view *w, gdl_native_source source,
                       int is_data, size_t index) {
  gdl_native *nat = w->nat;
  for (size_t i = 0; i < nat->states; i++) {
    const gdl_native_leaf *leaf = &nat->state[i];
    if (leaf->source == source && leaf->index == index &&
        leaf->is_data == is_data)
      return leaf->slot;
  }
  if (nat->states == GDL_NATIVE_LEAVES)
    gdl_trace_refuse(L, "it reads more than %d parts of the state",
                     GDL_NATIVE_LEAVES);
  size_t slot = is_data ? gdl_leaves_data(L, w->leaves, NULL)
                        : gdl_leaves_input(L, w->leaves, 0);
  nat->state[nat->states++] = (gdl_native_leaf){source, is_data, index, slot};
  gdl_native_fill_state(w->run, nat, w->leaves);
  return slot;
}


static void push_number (lua_State *L, view *w, gdl_native_source source,
                         size_t index) {
  gdl_trace_push_input(L, slot_of(L, w, source, 0, index));
}


/* The same of a count, which is an integer in Lua. */
static void push_count (lua_State *L, view *w, gdl_native_source source,
                        size_t index) {
  gdl_trace_push_integer(L, slot_of(L, w, source, 0, index), GDL_WHOLE_COUNT);
}


/* Pushes node i of the start's shape, read from 'source'. */
static void push_part (lua_State *L, view *w, gdl_native_source source,
                       const gdl_tree *tree, int keys, int i) {
  const gdl_tree_node *node = &tree->node[i];
  if (node->kind == GDL_TREE_NUMBER)
    push_number(L, w, source, node->offset);
  else if (node->kind == GDL_TREE_ARRAY) {
    gdl_shape s = node->shape.rank == 2
        ? gdl_shape_matrix(node->shape.rows, node->shape.cols)
        : gdl_shape_vector(node->shape.rows);
    gdl_trace_push_data(L, slot_of(L, w, source, 1, node->offset), s);
  }
  else {
    luaL_checkstack(L, 8, "state");
    lua_newtable(L);
    for (int j = i + 1; j < node->end; j = tree->node[j].end) {
      lua_rawgeti(L, keys, j + 1);
      push_part(L, w, source, tree, keys, j);
      lua_rawset(L, -3);
    }
  }
}


static void push_point (lua_State *L, view *w, gdl_native_source source,
                        int shape) {
  lua_getiuservalue(L, shape, 1);
  push_part(L, w, source, gdl_to_tree(L, shape), lua_gettop(L), 0);
  lua_remove(L, -2);
}


static void push_best (lua_State *L, view *w, int shape) {
  lua_createtable(L, 0, 3);
  push_point(L, w, GDL_FROM_BEST_X, shape);
  lua_setfield(L, -2, "x");
  push_number(L, w, GDL_FROM_BEST_COST, 0);
  lua_setfield(L, -2, "cost");
  push_count(L, w, GDL_FROM_BEST_EPOCH, 0);
  lua_setfield(L, -2, "epoch");
  if (w->run->validates) {
    push_number(L, w, GDL_FROM_BEST_VALIDATION, 0);
    lua_setfield(L, -2, "validation");
  }
}


/* Upvalues: view, shape of the start. */
static int get_field (lua_State *L) {
  view *w = lua_touserdata(L, lua_upvalueindex(1));
  const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
  double now;
  int kind;
  if (gdl_trace_current == NULL)
    return gdl_blame(L, "the state of a run is read after the call it was for");
  lua_settop(L, 2);
  lua_pushvalue(L, lua_upvalueindex(2));
  int f = gdl_state_field(name);
  if (strcmp(name, "sense") == 0)
    lua_pushinteger(L, w->run->cost.sign < 0 ? -1 : 1);
  else if ((kind = gdl_state_number(w->run, f, &now)) == GDL_STATE_COUNT)
    push_count(L, w, GDL_FROM_FIELD, (size_t)f);
  else if (kind == GDL_STATE_NUMBER)
    push_number(L, w, GDL_FROM_FIELD, (size_t)f);
  else if (strcmp(name, "x") == 0)
    push_point(L, w, GDL_FROM_X, 3);
  else if (strcmp(name, "gradient") == 0 && w->run->cost.sign > 0)
    push_point(L, w, GDL_FROM_G, 3);
  else if (strcmp(name, "best") == 0)
    push_best(L, w, 3);
  else if (strcmp(name, "validation") == 0)
    lua_pushnil(L);
  else
    return gdl_trace_refuse(L, "it reads the field '%s' of the state", name);
  return 1;
}


static int set_field (lua_State *L) {
  return gdl_blame(L, "the state is read-only (tried to set %s)",
                   gdl_describe(L, 2));
}


static int as_text (lua_State *L) {
  return gdl_trace_refuse(L, "the state is turned into text");
}


/* With the state object, which the script may have kept. */
static int equals (lua_State *L) {
  return gdl_trace_refuse(L, "the state is compared with another value");
}


static const luaL_Reg metamethods[] = {
  {"__newindex", set_field}, {"__tostring", as_text}, {"__concat", as_text},
  {"__eq", equals}, {"__pairs", gdl_state_pairs}, {NULL, NULL}
};


void gdl_native_push_state (lua_State *L, const gdl_run *run, gdl_native *nat,
                            gdl_leaves *leaves, int shape) {
  view *w = lua_newuserdatauv(L, sizeof(*w), 0);
  *w = (view){run, nat, leaves};
  lua_createtable(L, 0, 8);
  luaL_setfuncs(L, metamethods, 0);
  lua_pushvalue(L, -2);
  lua_pushvalue(L, shape);
  lua_pushcclosure(L, get_field, 2);
  lua_setfield(L, -2, "__index");
  lua_pushliteral(L, "state");
  lua_setfield(L, -2, "__name");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
}


/* Only time goes on while nothing happens. */
void gdl_native_stop_time (gdl_run *run, const gdl_native *nat,
                           const gdl_bindings *b) {
  size_t elapsed = (size_t)gdl_state_field("elapsed");
  for (size_t i = 0; i < nat->states; i++)
    if (nat->state[i].source == GDL_FROM_FIELD &&
        nat->state[i].index == elapsed) {
      run->time_stands = 1;
      run->stands_at = b->input[nat->state[i].slot];
    }
}


static const double *vector_of (const gdl_state *s, gdl_native_source source) {
  switch (source) {
    case GDL_FROM_X: return s->x;
    case GDL_FROM_G: return s->g;
    default: return s->best_x;
  }
}


static double number_of (const gdl_run *run, const gdl_native_leaf *leaf) {
  const gdl_state *s = gdl_descent_state(run->d);
  double v = 0;
  switch (leaf->source) {
    case GDL_FROM_FIELD:
      gdl_state_number(run, (int)leaf->index, &v);
      return v;
    case GDL_FROM_BEST_COST: return run->cost.sign * s->best_cost;
    case GDL_FROM_BEST_EPOCH: return (double)s->best_epoch;
    case GDL_FROM_BEST_VALIDATION:
      return run->cost.sign * s->best_validation;
    default: return vector_of(s, leaf->source)[leaf->index];
  }
}


void gdl_native_fill_state (const gdl_run *run, const gdl_native *nat,
                            gdl_leaves *leaves) {
  const gdl_state *s = gdl_descent_state(run->d);
  for (size_t i = 0; i < nat->states; i++) {
    const gdl_native_leaf *leaf = &nat->state[i];
    if (leaf->is_data)
      leaves->data[leaf->slot] = vector_of(s, leaf->source) + leaf->index;
    else
      leaves->input[leaf->slot] = number_of(run, leaf);
  }
}
