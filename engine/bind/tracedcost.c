/*
** tracedcost.c - costs as traced functions
** One is kept for each function, shape of its start and kinds of further
** arguments. These are passed to the function as they are, until one is not
** what it was: a number or an array is then a leaf. Those of a batch are leaves
** from the start. Where tracing fails with leaves, they are plain values again:
** the function is traced anew whenever one changes.
*/
#include "bind/tracedcost_impl.h"

#include <string.h>

#include "bind/cost.h"


gdl_cost_own *gdl_push_cost_own (lua_State *L, int idx) {
  gdl_traced_push_own(L, idx);
  lua_rawgeti(L, -1, OWN_DATA);
  gdl_cost_own *d = lua_touserdata(L, -1);
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


static void push_extra (lua_State *L, int own, const gdl_cost_own *d, int i,
                        int plain) {
  if (plain || d->extra[i] != GDL_EXTRA_LEAF) {
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
  gdl_cost_own *d = gdl_push_cost_own(L, idx);
  int own = lua_gettop(L);
  luaL_checkstack(L, d->nargs + 20, "calling the cost");
  lua_rawgeti(L, own, OWN_FN);
  lua_rawgeti(L, own, OWN_SHAPE);
  if (b == NULL) {
    gdl_trace_push_params(L, own + 2);
    gdl_trace_adopt(L, -1);
  }
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

/* " with 'a' at [2]", of the first element of a table that is no number, or "". */
static const char *push_bad_element (lua_State *L, int at) {
  lua_Integer n = lua_istable(L, at) ? (lua_Integer)lua_rawlen(L, at) : 0;
  for (lua_Integer i = 1; i <= n; i++) {
    if (lua_rawgeti(L, at, i) != LUA_TNUMBER && !gdl_is_traced(L, -1))
      return lua_pushfstring(L, " with %s at [%I]",
                             gdl_describe(L, lua_gettop(L)), (LUAI_UACINT)i);
    lua_pop(L, 1);
  }
  return lua_pushliteral(L, "");
}


int gdl_bad_map (lua_State *L, int fn, int at) {
  const char *element = push_bad_element(L, at);
  const char *place = gdl_push_place(L, fn, "function");
  return gdl_blame(L, "the function returned %s%s; a number, a vector or a table "
                      "of numbers expected%s", gdl_describe(L, at), element,
                   place);
}


int gdl_bad_count (lua_State *L, int fn, size_t count, size_t expected) {
  const char *place = gdl_push_place(L, fn, "function");
  return gdl_blame(L, "the function returned %I residuals, at the start of the "
                      "run it returned %I%s", (LUAI_UACINT)count,
                   (LUAI_UACINT)expected, place);
}


static int bad_map (lua_State *L, int idx, int at) {
  push_function(L, idx);
  return gdl_bad_map(L, lua_gettop(L), at);
}


/* Raises where they are not as many as they have to be. */
static void check_count (lua_State *L, int idx, size_t count) {
  size_t expected = gdl_push_cost_own(L, idx)->expected;
  lua_pop(L, 1);
  if (expected == 0 || count == expected)
    return;
  push_function(L, idx);
  gdl_bad_count(L, lua_gettop(L), count, expected);
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
  check_count(L, idx, gdl_shape_length(s));
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
  check_count(L, idx, n);
  if (result != NULL && n == gdl_traced_room(gdl_to_traced(L, idx), 0))
    memcpy(result[0], a.data, n * sizeof(double));
  lua_settop(L, top);
  return n;
}


/*
** A gradient: a number or an array, as the start
*/

/* Pushes the shape of the start. */
static const gdl_tree *push_shape (lua_State *L, int idx) {
  gdl_traced_push_own(L, idx);
  lua_rawgeti(L, -1, OWN_SHAPE);
  lua_remove(L, -2);
  return gdl_to_tree(L, lua_gettop(L));
}


static uint64_t collect_gradient (lua_State *L, int idx, void *ctx,
                                  int first) {
  (void)ctx;
  const gdl_tree_node *start = &push_shape(L, idx)->node[0];
  gdl_node n = gdl_trace_node(L, first);
  gdl_shape s = {0, 0, -1};
  if (n != GDL_NO_NODE)
    s = gdl_graph_shape(gdl_trace_current->graph, n);
  int same = start->kind == GDL_TREE_NUMBER
             ? s.rank == 0
             : s.rank == start->shape.rank && s.rows == start->shape.rows &&
               (s.rank == 1 || s.cols == start->shape.cols);
  if (!same)
    gdl_trace_refuse(L, "what it returns has not the shape of its argument");
  gdl_trace_output(L, n);
  lua_pop(L, 1);
  return 0;
}


static uint64_t plain_gradient (lua_State *L, int idx, void *ctx,
                                const gdl_bindings *b,
                                double *const *result) {
  (void)ctx;
  int top = lua_gettop(L);
  call_plain(L, idx, b, 1);
  const gdl_tree *s = push_shape(L, idx);
  double *g = lua_newuserdatauv(L, s->n * sizeof(double), 0);
  gdl_tree_flatten(L, top + 2, top + 1, "the gradient", 0, g);
  if (result != NULL)
    memcpy(result[0], g, s->n * sizeof(double));
  lua_settop(L, top);
  return 0;
}


/* Leaves among the further arguments become plain values. */
static int retreat (lua_State *L, int idx) {
  gdl_cost_own *d = gdl_push_cost_own(L, idx);
  int any = 0;
  for (int i = 0; i < d->nargs; i++)
    if (d->extra[i] == GDL_EXTRA_LEAF) {
      d->extra[i] = GDL_EXTRA_PINNED;
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


const gdl_traced_kind gdl_cost_kinds[] = {
  {"cost", push, collect_number, 2, plain_number, retreat, names, 1, 0},
  {"function", push, collect_map, 1, plain_map, retreat, names, 0, 0},
  {"gradient", push, collect_gradient, 1, plain_gradient, retreat, names, 0, 0},
  {"residual function", push, collect_map, 1, plain_map, retreat, names, 0, 0}
};
