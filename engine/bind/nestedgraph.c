/*
** nestedgraph.c - from a trace into a graph of its own, and back
*/
#include "bind/nested_impl.h"

#include <string.h>

#include "bind/graph.h"
#include "bind/proxy.h"
#include "graph/pack.h"
#include "graph/transform.h"


/* Raises what is wrong with the graph, if something is. */
gdl_node gdl_inner_check (gdl_inner *in, gdl_node n) {
  if (n == GDL_NO_NODE)
    gdl_push_result(in->L, n);
  return n;
}


gdl_node *gdl_push_nodes (lua_State *L, size_t count) {
  return lua_newuserdatauv(L, (count > 0 ? count : 1) * sizeof(gdl_node), 0);
}


/*
** Out of the trace
*/
static void fail_in (gdl_inner *in, const gdl_graph *g) {
  gdl_error err = {""};
  gdl_status status = gdl_graph_status(g);
  gdl_error_set(&err, status, "%s", gdl_graph_message(g));
  gdl_blame_status(in->L, status, &err);
}


static gdl_node leaf (gdl_inner *in, const gdl_graph *to, gdl_node n) {
  if (n == GDL_NO_NODE)
    fail_in(in, to);
  return n;
}


gdl_node gdl_inner_check_alone (gdl_inner *in, gdl_node n) {
  return leaf(in, in->alone, n);
}


/* Which nodes these of the inner function need, down to those that come from
** outside. */
static void mark (const gdl_inner *in, const gdl_node *out, size_t outs,
                  unsigned char *needed, size_t count) {
  memset(needed, 0, count);
  for (size_t k = 0; k < outs; k++)
    needed[out[k]] = 1;
  for (size_t n = count; n-- > in->first; ) {
    size_t operands;
    const gdl_node *x = gdl_graph_operands(in->g, (gdl_node)n, &operands);
    for (size_t k = 0; needed[n] && k < operands; k++)
      needed[x[k]] = 1;
  }
}


/* Does node 'n' come from outside? The inner function may read leaves of the trace
** for the first time. Constants stay what they are. */
static int is_outside (const gdl_inner *in, gdl_node n) {
  switch (gdl_graph_op(in->g, n)) {
    case GDL_OP_constant: return 0;
    case GDL_OP_param: case GDL_OP_input: case GDL_OP_data: return 1;
    default: return n < in->first;
  }
}


/* Leaves of graph 'to' for what comes from outside. */
static void make_leaves (gdl_inner *in, gdl_graph *to,
                         const unsigned char *needed, size_t count,
                         gdl_node *map) {
  uint32_t inputs = 0, datas = GDL_SEED_SLOT + 1;
  size_t offset = 0;
  for (size_t k = 0; k < in->leaves; k++) {
    gdl_shape s = gdl_graph_shape(in->g, in->variable[k]);
    if (needed[in->variable[k]])
      map[in->variable[k]] =
          leaf(in, to, gdl_graph_param_block(to, s, offset));
    offset += gdl_shape_length(s);
  }
  for (gdl_node n = 0; n < count; n++) {
    if (needed[n] && map[n] == GDL_NO_NODE && is_outside(in, n)) {
      gdl_shape s = gdl_graph_shape(in->g, n);
      map[n] = leaf(in, to, s.rank == 0 ? gdl_graph_input(to, inputs++)
                                      : gdl_graph_data(to, datas++, s));
    }
  }
}


static gdl_node *push_empty_map (lua_State *L, size_t count) {
  gdl_node *map = gdl_push_nodes(L, count);
  for (size_t n = 0; n < count; n++)
    map[n] = GDL_NO_NODE;
  return map;
}


/* The way back: for nodes of the graph alone those that they came from. */
static void make_back (gdl_inner *in, const gdl_node *map, size_t count) {
  in->room = gdl_graph_count(in->alone);
  in->back = push_empty_map(in->L, in->room);
  for (size_t n = count; n-- > 0; )
    if (map[n] != GDL_NO_NODE)
      in->back[map[n]] = (gdl_node)n;
}


/* Which nodes of the trace are the leaves of 'to', by slot. */
static void note_slots (gdl_inner *in, const gdl_graph *to, const gdl_node *map,
                        size_t count) {
  in->input = push_empty_map(in->L, gdl_graph_count(to) + 1);
  in->data = push_empty_map(in->L, gdl_graph_count(to) + 1);
  for (size_t n = 0; n < count; n++) {
    if (map[n] == GDL_NO_NODE)
      continue;
    gdl_op op = gdl_graph_op(to, map[n]);
    if (op == GDL_OP_input)
      in->input[gdl_graph_slot(to, map[n])] = (gdl_node)n;
    else if (op == GDL_OP_data)
      in->data[gdl_graph_slot(to, map[n])] = (gdl_node)n;
  }
}


/* The graph alone, packed; false where that does not pay. */
static int take_out_packed (gdl_inner *in) {
  lua_State *L = in->L;
  size_t count = gdl_graph_count(in->g), checks;
  gdl_graph *raw = gdl_push_graph(L, GDL_GRAPH_RAW);
  gdl_node *map = push_empty_map(L, count), out;
  unsigned char *needed = lua_newuserdatauv(L, count, 0);
  gdl_pack_report report;
  gdl_error err = {""};
  mark(in, &in->out, 1, needed, count);
  make_leaves(in, raw, needed, count, map);
  note_slots(in, raw, map, count);
  if (gdl_graph_rebuild(raw, in->g, &in->out, 1, map, &out) != GDL_OK)
    fail_in(in, raw);
  gdl_status status = gdl_graph_pack(in->alone, raw, &out, 1, NULL, 0, 0,
                                     &in->alone_out, NULL, &checks, &report, &err);
  if (status != GDL_OK)
    gdl_blame_status(L, status, &err);
  return report.refusal == GDL_PACK_DONE;
}


/* As it is, with its comparisons. */
static void take_out_plain (gdl_inner *in) {
  lua_State *L = in->L;
  const gdl_trace *t = gdl_trace_current;
  size_t count = gdl_graph_count(in->g), outs = 1 + t->guards - in->guards;
  gdl_node *map = push_empty_map(L, count);
  gdl_node *out = gdl_push_nodes(L, 2 * outs);
  unsigned char *needed = lua_newuserdatauv(L, count, 0);
  out[0] = in->out;
  for (size_t k = 1; k < outs; k++)
    out[k] = t->guard[in->guards + k - 1].node;
  mark(in, out, outs, needed, count);
  make_leaves(in, in->alone, needed, count, map);
  if (gdl_graph_rebuild(in->alone, in->g, out, outs, map, out + outs) != GDL_OK)
    fail_in(in, in->alone);
  in->alone_out = out[outs];
  lua_pop(L, 2);
  make_back(in, map, count);
}


/* What the function itself has packed when it is called plainly is reordered. */
void gdl_inner_take_out (gdl_inner *in) {
  luaL_checkstack(in->L, 12, "nested derivatives");
  in->alone = gdl_push_graph(in->L, GDL_GRAPH_CONSED);
  in->back = NULL;
  if (gdl_graph_count(in->g) - in->first >= GDL_PACK_NODES) {
    gdl_trace_current->reordered = 1;
    int top = lua_gettop(in->L);
    if (take_out_packed(in))
      return;
    lua_settop(in->L, top);
  }
  take_out_plain(in);
}


/*
** And back in
*/
/* The direction or cotangent, of which the node in the trace is given later. */
gdl_node gdl_inner_seed (gdl_inner *in, gdl_shape s) {
  gdl_node n = gdl_graph_data(in->alone, GDL_SEED_SLOT, s);
  in->seed = gdl_inner_check_alone(in, n);
  return in->seed;
}


/* The leaf n of a graph alone that was packed, in the trace; 'whole': all
** variables, as a vector. */
static gdl_node leaf_in_trace (gdl_inner *in, gdl_node n, gdl_node whole) {
  gdl_shape s = gdl_graph_shape(in->alone, n);
  switch (gdl_graph_op(in->alone, n)) {
    case GDL_OP_input: return in->input[gdl_graph_slot(in->alone, n)];
    case GDL_OP_data:
      return n == in->seed ? GDL_NO_NODE
                           : in->data[gdl_graph_slot(in->alone, n)];
    case GDL_OP_param: {
      gdl_view v = gdl_graph_view(in->alone, n);
      return gdl_inner_check(in, s.rank == 0
                 ? gdl_graph_element(in->g, whole, v.offset)
                 : gdl_graph_slice(in->g, whole, s, v));
    }
    default: return GDL_NO_NODE;
  }
}


static gdl_node all_variables (gdl_inner *in) {
  if (in->leaves == 1 && gdl_graph_shape(in->g, in->variable[0]).rank == 1)
    return in->variable[0];
  return gdl_inner_join(in, in->variable, in->leaves);
}


/* Pushes what is known of nodes of the graph alone by now, as it has grown. */
static gdl_node *push_known (gdl_inner *in) {
  size_t count = gdl_graph_count(in->alone);
  gdl_node *map = push_empty_map(in->L, count);
  if (in->back != NULL) {
    memcpy(map, in->back, in->room * sizeof(*map));
    return map;
  }
  gdl_node whole = all_variables(in);
  for (size_t n = 0; n < count; n++)
    map[n] = leaf_in_trace(in, (gdl_node)n, whole);
  return map;
}


/* Putting back for one seed after the other. */
typedef struct again {
  gdl_node *map;
  unsigned char *depends;
  size_t count;
} again;

/* Pushes the nodes known so far, and which have to be made anew for each
** seed. */
static again push_again (gdl_inner *in) {
  again a = {push_known(in), NULL, gdl_graph_count(in->alone)};
  a.depends = lua_newuserdatauv(in->L, a.count, 0);
  for (size_t n = 0; n < a.count; n++) {
    size_t operands;
    const gdl_node *x = gdl_graph_operands(in->alone, (gdl_node)n, &operands);
    a.depends[n] = n == in->seed;
    for (size_t k = 0; k < operands; k++)
      a.depends[n] |= a.depends[x[k]];
  }
  return a;
}


static gdl_node put_back_again (gdl_inner *in, again *a, gdl_node n,
                                gdl_node direction) {
  gdl_node result;
  for (size_t k = 0; k < a->count; k++)
    if (a->depends[k])
      a->map[k] = GDL_NO_NODE;
  if (direction != GDL_NO_NODE)
    a->map[in->seed] = direction;
  if (gdl_graph_rebuild(in->g, in->alone, &n, 1, a->map, &result) != GDL_OK)
    gdl_inner_check(in, GDL_NO_NODE);
  return result;
}


gdl_node gdl_inner_put_back (gdl_inner *in, gdl_node n, gdl_node direction) {
  again a = push_again(in);
  gdl_node result = put_back_again(in, &a, n, direction);
  lua_pop(in->L, 2);
  return result;
}


/*
** Vectors of the trace
*/
/* An array of zeros of shape 's' with a 1 at element i. */
static gdl_node unit (gdl_inner *in, gdl_shape s, size_t i) {
  gdl_node one = gdl_trace_number(gdl_trace_current, 1);
  if (s.rank == 0)
    return one;
  return gdl_inner_check(in, gdl_graph_pad(in->g, one, s,
                                 gdl_view_block(i, gdl_shape_scalar())));
}


/* The nodes one after the other, as one vector. */
gdl_node gdl_inner_join (gdl_inner *in, const gdl_node *node, size_t count) {
  lua_State *L = in->L;
  gdl_node *flat = gdl_push_nodes(L, count);
  for (size_t k = 0; k < count; k++) {
    gdl_shape s = gdl_graph_shape(in->g, node[k]);
    flat[k] = s.rank < 2 ? node[k] : gdl_inner_check(in, gdl_graph_reshape(
                in->g, node[k], gdl_shape_vector(gdl_shape_length(s))));
  }
  gdl_node all = gdl_inner_check(in, gdl_graph_concat(in->g, flat, count));
  lua_pop(L, 1);
  return all;
}


/* rows of 'cols' numbers, as a matrix */
gdl_node gdl_inner_stack (gdl_inner *in, const gdl_node *row, size_t rows,
                          size_t cols) {
  gdl_node all = gdl_inner_join(in, row, rows);
  gdl_shape s = gdl_shape_matrix(rows, cols);
  return gdl_inner_check(in, gdl_graph_reshape(in->g, all, s));
}


/* A vector of all variables, as the leaves of x. */
void gdl_inner_split (gdl_inner *in, gdl_node all) {
  size_t offset = 0;
  for (size_t k = 0; k < in->leaves; k++) {
    gdl_shape s = gdl_graph_shape(in->g, in->variable[k]);
    in->result[k] = s.rank == 0 ? gdl_graph_element(in->g, all, offset)
                    : gdl_graph_slice(in->g, all, s, gdl_view_block(offset, s));
    gdl_inner_check(in, in->result[k]);
    offset += gdl_shape_length(s);
  }
}


/* Node 'n' for each unit vector of shape 's' as seed, one after the other. */
gdl_node *gdl_push_inner_sweep (gdl_inner *in, gdl_node n, gdl_shape s) {
  size_t count = gdl_shape_length(s);
  gdl_node *row = gdl_push_nodes(in->L, count);
  again a = push_again(in);
  for (size_t i = 0; i < count; i++)
    row[i] = put_back_again(in, &a, n, unit(in, s, i));
  lua_pop(in->L, 2);
  return row;
}
