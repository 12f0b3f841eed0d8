/*
** graph.c - graphs of numbers, for our scripts
** Nodes are whole numbers from 0. Only graphs of numbers are built here:
** leaves are constants and parameters, the rest elementwise operations and
** the choice, by the names of ops.def.
*/
#include "bind/graph.h"

#include <stdlib.h>
#include <string.h>

#include "bind/proxy.h"
#include "graph/print.h"
#include "graph/reference.h"
#include "graph/transform.h"

#define GRAPH_META "gdlua.graph"


static gdl_graph *to_graph (lua_State *L, int arg) {
  return *(gdl_graph **)luaL_checkudata(L, arg, GRAPH_META);
}


gdl_graph *gdl_push_graph (lua_State *L, gdl_graph_kind kind) {
  gdl_graph **p = lua_newuserdatauv(L, sizeof(*p), 0);
  *p = NULL;
  luaL_setmetatable(L, GRAPH_META);
  *p = gdl_graph_new(kind);
  if (*p == NULL)
    gdl_blame_status(L, GDL_ENOMEM, NULL);
  return *p;
}


static gdl_node check_node (lua_State *L, const gdl_graph *g, int arg) {
  lua_Integer i = luaL_checkinteger(L, arg);
  luaL_argcheck(L, i >= 0 && (lua_Unsigned)i < gdl_graph_count(g), arg,
                "no such node");
  return (gdl_node)i;
}


/* Raises the error that 'g' holds, and clears it. */
static int raise_status (lua_State *L, gdl_graph *g) {
  gdl_status status = gdl_graph_status(g);
  lua_pushstring(L, gdl_graph_message(g));
  gdl_graph_forgive(g);
  if (status == GDL_ENOMEM)
    return gdl_blame_status(L, status, NULL);
  return gdl_blame(L, "%s", lua_tostring(L, -1));
}


static int push_node (lua_State *L, gdl_graph *g, gdl_node n) {
  if (n == GDL_NO_NODE)
    return raise_status(L, g);
  lua_pushinteger(L, n);
  return 1;
}


/*
** Building
*/
/* core.graph() -> a raw graph */
static int new_graph (lua_State *L) {
  gdl_push_graph(L, GDL_GRAPH_RAW);
  return 1;
}


static int graph_gc (lua_State *L) {
  gdl_graph **p = luaL_checkudata(L, 1, GRAPH_META);
  gdl_graph_free(*p);
  *p = NULL;
  return 0;
}


/* g:constant(value) -> node */
static int graph_constant (lua_State *L) {
  gdl_graph *g = to_graph(L, 1);
  return push_node(L, g, gdl_graph_constant(g, luaL_checknumber(L, 2)));
}


/* g:param(k) -> node: parameter k, from 1 */
static int graph_param (lua_State *L) {
  gdl_graph *g = to_graph(L, 1);
  lua_Integer k = luaL_checkinteger(L, 2);
  luaL_argcheck(L, k >= 1, 2, "parameters count from 1");
  return push_node(L, g, gdl_graph_param_number(g, (size_t)(k - 1)));
}


/* g:apply(op, a [, b [, c]]) -> node */
static int graph_apply (lua_State *L) {
  gdl_graph *g = to_graph(L, 1);
  gdl_op op = gdl_op_find(luaL_checkstring(L, 2));
  luaL_argcheck(L, op != GDL_OP_COUNT, 2, "no such operation");
  const gdl_op_row *row = &gdl_op_table[op];
  gdl_node a = check_node(L, g, 3);
  if (row->kind == GDL_KIND_UNARY)
    return push_node(L, g, gdl_graph_unary(g, op, a));
  if (row->kind == GDL_KIND_BINARY)
    return push_node(L, g, gdl_graph_binary(g, op, a, check_node(L, g, 4)));
  luaL_argcheck(L, op == GDL_OP_select, 2, "not an operation on numbers");
  gdl_node b = check_node(L, g, 4);
  return push_node(L, g, gdl_graph_select(g, a, b, check_node(L, g, 5)));
}


/*
** Reading
*/
/* g:count() -> number of nodes */
static int graph_count (lua_State *L) {
  lua_pushinteger(L, (lua_Integer)gdl_graph_count(to_graph(L, 1)));
  return 1;
}


/* g:read(node) -> name of its operation, then its operands; "constant" and the
** value; "param" and its number, from 1 */
static int graph_read (lua_State *L) {
  gdl_graph *g = to_graph(L, 1);
  gdl_node n = check_node(L, g, 2);
  gdl_op op = gdl_graph_op(g, n);
  lua_pushstring(L, gdl_op_table[op].name);
  if (op == GDL_OP_constant) {
    lua_pushnumber(L, *gdl_graph_numbers(g, n));
    return 2;
  }
  if (op == GDL_OP_param) {
    lua_pushinteger(L, (lua_Integer)gdl_graph_view(g, n).offset + 1);
    return 2;
  }
  size_t count;
  const gdl_node *operand = gdl_graph_operands(g, n, &count);
  luaL_checkstack(L, (int)count, "reading a node");
  for (size_t i = 0; i < count; i++)
    lua_pushinteger(L, operand[i]);
  return (int)count + 1;
}


/* Sets fields of the table on top. */
static void set_integer (lua_State *L, const char *name, lua_Integer value) {
  lua_pushinteger(L, value);
  lua_setfield(L, -2, name);
}


/* Appends these numbers to the table on top, the first at 1. */
static void set_list (lua_State *L, const uint32_t *list, size_t count) {
  for (size_t i = 0; i < count; i++) {
    lua_pushinteger(L, list[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}


static void set_details (lua_State *L, gdl_graph *g, gdl_node n, gdl_op op) {
  size_t count;
  switch (op) {
    case GDL_OP_param: case GDL_OP_slice: case GDL_OP_pad: case GDL_OP_update: {
      gdl_view v = gdl_graph_view(g, n);
      set_integer(L, "offset", (lua_Integer)v.offset);
      set_integer(L, "row_step", v.row_step);
      set_integer(L, "col_step", v.col_step);
      return;
    }
    case GDL_OP_sum: case GDL_OP_maximum: case GDL_OP_minimum: {
      static const char *const axes[] = {"down", "along", "all"};
      lua_pushstring(L, axes[gdl_graph_axis(g, n)]);
      lua_setfield(L, -2, "axis");
      return;
    }
    case GDL_OP_gemv: case GDL_OP_gemm: {
      int flags = gdl_graph_transposes(g, n);
      lua_pushboolean(L, flags & GDL_TRANSPOSE_A);
      lua_setfield(L, -2, "transpose_a");
      lua_pushboolean(L, flags & GDL_TRANSPOSE_B);
      lua_setfield(L, -2, "transpose_b");
      return;
    }
    case GDL_OP_gather: case GDL_OP_scatter_add: {
      const uint32_t *index = gdl_graph_index(g, n, &count);
      lua_createtable(L, (int)count, 0);
      set_list(L, index, count);
      lua_setfield(L, -2, "index");
      return;
    }
    default:
      return;
  }
}


/* g:describe(node) -> {op =, operands..., rank =, rows =, cols =, and what else
** its operation carries: numbers (of a constant, in rows), offset, row_step and
** col_step (from 0), axis = "down" | "along" | "all", transpose_a, transpose_b,
** index (from 0)} */
static int graph_describe (lua_State *L) {
  gdl_graph *g = to_graph(L, 1);
  gdl_node n = check_node(L, g, 2);
  gdl_op op = gdl_graph_op(g, n);
  gdl_shape s = gdl_graph_shape(g, n);
  size_t count;
  const gdl_node *operand = gdl_graph_operands(g, n, &count);
  lua_createtable(L, (int)count, 8);
  set_list(L, operand, count);
  lua_pushstring(L, gdl_op_table[op].name);
  lua_setfield(L, -2, "op");
  set_integer(L, "rank", s.rank);
  set_integer(L, "rows", (lua_Integer)s.rows);
  set_integer(L, "cols", (lua_Integer)s.cols);
  set_details(L, g, n, op);
  if (op == GDL_OP_constant) {
    const double *x = gdl_graph_numbers(g, n);
    count = gdl_shape_length(s);
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
      lua_pushnumber(L, x[i]);
      lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "numbers");
  }
  return 1;
}


/* Pushes a userdata with the nodes of the list at 'arg'; *count of them. */
static gdl_node *push_nodes (lua_State *L, const gdl_graph *g, int arg,
                             size_t room, size_t *count) {
  luaL_checktype(L, arg, LUA_TTABLE);
  size_t n = lua_rawlen(L, arg);
  gdl_node *node = lua_newuserdatauv(L, (room * n + 1) * sizeof(*node), 0);
  for (size_t i = 0; i < n; i++) {
    lua_rawgeti(L, arg, (lua_Integer)i + 1);
    node[i] = check_node(L, g, -1);
    lua_pop(L, 1);
  }
  *count = n;
  return node;
}


/* g:derivatives(node, list) -> list of nodes: the derivatives of a number with
** respect to each node of the list */
static int graph_derivatives (lua_State *L) {
  gdl_graph *g = to_graph(L, 1);
  gdl_node out = check_node(L, g, 2), ones = GDL_NO_NODE;
  size_t count;
  gdl_node *wrt = push_nodes(L, g, 3, 2, &count), *result = wrt + count;
  lua_createtable(L, (int)count, 0);
  if (gdl_graph_vjp(g, &out, &ones, 1, wrt, count, result) != GDL_OK)
    return raise_status(L, g);
  for (size_t i = 0; i < count; i++) {
    lua_pushinteger(L, result[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}


/*
** Printing. What printing allocates hangs at a userdata with a finaliser.
*/
#define TEXT_META "gdlua.graph.text"

static int text_gc (lua_State *L) {
  gdl_text *t = luaL_checkudata(L, 1, TEXT_META);
  free(t->text);
  memset(t, 0, sizeof(*t));
  return 0;
}


/* g:text(node, names of the parameters, "text" | "latex", limit) -> string */
static int graph_text (lua_State *L) {
  static const char *const styles[] = {"text", "latex", NULL};
  gdl_graph *g = to_graph(L, 1);
  gdl_node n = check_node(L, g, 2);
  luaL_checktype(L, 3, LUA_TTABLE);
  gdl_print_style style = luaL_checkoption(L, 4, NULL, styles) == 0
                          ? GDL_PRINT_TEXT : GDL_PRINT_LATEX;
  size_t limit = (size_t)luaL_optinteger(L, 5, 0);
  size_t count = lua_rawlen(L, 3);
  const char **name = lua_newuserdatauv(L, (count + 1) * sizeof(*name), 0);
  for (size_t i = 0; i < count; i++) {     /* the list keeps the strings */
    lua_rawgeti(L, 3, (lua_Integer)i + 1);
    name[i] = luaL_checkstring(L, -1);
    lua_pop(L, 1);
  }
  gdl_names names = {.param = name, .params = count};
  gdl_text *t = lua_newuserdatauv(L, sizeof(*t), 0);
  memset(t, 0, sizeof(*t));
  luaL_setmetatable(L, TEXT_META);
  gdl_status status = gdl_print_expression(g, n, &names, style, limit, t);
  if (status != GDL_OK)
    return gdl_blame_status(L, status, NULL);
  lua_pushlstring(L, t->text != NULL ? t->text : "", t->length);
  return 1;
}


/*
** Evaluating
*/
/* What g:compile's functions carry: an array of nodes, parameters, results and
** places of results behind this header. */
typedef struct program {
  size_t params, outs;
  gdl_node *out;
  double *param, *value, **result;
} program;

/* Upvalues of these functions. */
enum { GRAPH = 1, PROGRAM, NAME };


/* The function as part of a trace: what the outputs need, built into its
** graph. */
static int trace_program (lua_State *L, gdl_graph *g, program *p) {
  gdl_graph *to = gdl_trace_current->graph;
  size_t count = gdl_graph_count(g);
  gdl_node *map = lua_newuserdatauv(L, (count + 1) * sizeof(*map), 0);
  for (gdl_node n = 0; n < count; n++) {
    map[n] = GDL_NO_NODE;
    if (gdl_graph_op(g, n) == GDL_OP_param) {
      int arg = (int)gdl_graph_view(g, n).offset + 1;
      if (lua_type(L, arg) != LUA_TNUMBER && !gdl_traced_is_number(L, arg))
        gdl_bad_argument(L, arg, lua_tostring(L, lua_upvalueindex(NAME)),
                         "number");
      map[n] = gdl_trace_node(L, arg);
    }
  }
  gdl_node *out = lua_newuserdatauv(L, (p->outs + 1) * sizeof(*out), 0);
  if (gdl_graph_rebuild(to, g, p->out, p->outs, map, out) != GDL_OK)
    return gdl_push_result(L, GDL_NO_NODE);
  for (size_t i = 0; i < p->outs; i++)
    gdl_push_proxy(L, out[i]);
  return (int)p->outs;
}


/* The function: params numbers -> outs numbers. */
static int run_program (lua_State *L) {
  gdl_graph *g = *(gdl_graph **)lua_touserdata(L, lua_upvalueindex(GRAPH));
  program *p = lua_touserdata(L, lua_upvalueindex(PROGRAM));
  luaL_checkstack(L, (int)(p->params + p->outs) + 8, "too many numbers");
  lua_settop(L, (int)p->params);
  if (gdl_any_traced(L, 1))
    return trace_program(L, g, p);
  for (size_t i = 0; i < p->params; i++) {
    int arg = (int)i + 1;
    if (lua_type(L, arg) != LUA_TNUMBER)
      gdl_bad_argument(L, arg, lua_tostring(L, lua_upvalueindex(NAME)),
                       "number");
    p->param[i] = lua_tonumber(L, arg);
  }
  gdl_bindings b = {.param = p->param, .params = p->params};
  gdl_error err;
  gdl_status status = gdl_reference_evaluate(g, p->out, p->outs, &b, p->result,
                                             &err);
  if (status != GDL_OK)
    return gdl_blame_status(L, status, &err);
  for (size_t i = 0; i < p->outs; i++)
    lua_pushnumber(L, p->value[i]);
  return (int)p->outs;
}


/* g:compile(list of nodes, params, name) -> function(numbers) -> numbers.
** 'name' is what it calls itself in messages. */
static int graph_compile (lua_State *L) {
  gdl_graph *g = to_graph(L, 1);
  size_t outs, params = (size_t)luaL_checkinteger(L, 3);
  luaL_checkstring(L, 4);
  gdl_node *node = push_nodes(L, g, 2, 1, &outs);
  size_t size = sizeof(program) + params * sizeof(double) +
                outs * (sizeof(double) + sizeof(double *) + sizeof(gdl_node));
  lua_pushvalue(L, 1);
  program *p = lua_newuserdatauv(L, size, 0);
  p->params = params;
  p->outs = outs;
  p->param = (double *)(p + 1);
  p->value = p->param + params;
  p->result = (double **)(p->value + outs);
  p->out = (gdl_node *)(p->result + outs);
  for (size_t i = 0; i < outs; i++) {
    p->out[i] = node[i];
    p->result[i] = &p->value[i];
  }
  lua_pushvalue(L, 4);
  lua_pushcclosure(L, run_program, 3);
  return 1;
}


/* g:values(list of nodes, vector of parameters) -> list of vectors: the elements
** of each node, in rows */
static int graph_values (lua_State *L) {
  gdl_graph *g = to_graph(L, 1);
  size_t count;
  const gdl_node *node = push_nodes(L, g, 2, 1, &count);
  const gdl_array *x = gdl_check_array(L, 3, "values", 0);
  double **result = lua_newuserdatauv(L, (count + 1) * sizeof(*result), 0);
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    size_t length = gdl_shape_length(gdl_graph_shape(g, node[i]));
    result[i] = gdl_push_array(L, 1, length, 1)->data;
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  gdl_bindings b = {.param = x->data, .params = gdl_array_length(x)};
  gdl_error err;
  gdl_status status = gdl_reference_evaluate(g, node, count, &b, result, &err);
  if (status != GDL_OK)
    return gdl_blame_status(L, status, &err);
  return 1;
}


/* core.operation(name) -> "unary", "binary", or nil for what is no elementwise
** operation */
static int operation (lua_State *L) {
  gdl_op op = gdl_op_find(luaL_checkstring(L, 1));
  int kind = op == GDL_OP_COUNT ? GDL_KIND_OTHER : (int)gdl_op_table[op].kind;
  if (kind == GDL_KIND_UNARY)
    lua_pushliteral(L, "unary");
  else if (kind == GDL_KIND_BINARY)
    lua_pushliteral(L, "binary");
  else
    lua_pushnil(L);
  return 1;
}


static const luaL_Reg methods[] = {
  {"constant", graph_constant}, {"param", graph_param}, {"apply", graph_apply},
  {"count", graph_count}, {"read", graph_read},
  {"describe", graph_describe},
  {"derivatives", graph_derivatives}, {"text", graph_text},
  {"compile", graph_compile}, {"values", graph_values}, {NULL, NULL}
};


void gdl_open_graph (lua_State *L, int gd, int core) {
  (void)gd;
  luaL_newmetatable(L, GRAPH_META);
  lua_pushcfunction(L, graph_gc);
  lua_setfield(L, -2, "__gc");
  luaL_newlib(L, methods);
  lua_setfield(L, -2, "__index");
  luaL_newmetatable(L, TEXT_META);
  lua_pushcfunction(L, text_gc);
  lua_setfield(L, -2, "__gc");
  lua_pop(L, 2);
  lua_pushcfunction(L, new_graph);
  lua_setfield(L, core, "graph");
  lua_pushcfunction(L, operation);
  lua_setfield(L, core, "operation");
}
