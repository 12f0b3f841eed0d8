/*
** proxyoperator.c - the operators of proxies, and their metatables
*/
#include "bind/proxy.h"

#include <math.h>

#include "bind/watch_impl.h"


static int is_array (lua_State *L, int idx) {
  gdl_proxy *p = gdl_to_proxy(L, idx);
  return p != NULL ? gdl_proxy_is_array(p) : gdl_to_array(L, idx) != NULL;
}


/* lua_arith or lua_compare of two, by number. */
enum {PLAIN_LT = 100, PLAIN_LE, PLAIN_CONCAT};

static int plain_operator (lua_State *L) {
  int what = (int)lua_tointeger(L, 3);
  lua_settop(L, 2);
  if (what == PLAIN_CONCAT)
    lua_concat(L, 2);
  else if (what >= PLAIN_LT)
    lua_compare(L, 1, 2, what == PLAIN_LT ? LUA_OPLT : LUA_OPLE);
  else
    lua_arith(L, what);
  return 0;
}


/* Lets Lua raise what it says to plain operands; it does not see the line. */
static int misuse (lua_State *L, int what) {
  lua_settop(L, 2);
  int ours = is_array(L, 1) || is_array(L, 2);
  gdl_arguments_plain(L);
  lua_pushcfunction(L, plain_operator);
  lua_insert(L, 1);
  lua_pushinteger(L, what);
  if (lua_pcall(L, 3, 0, 0) == LUA_OK)
    return gdl_trace_refuse(L, "an operator that cannot be traced");
  if (ours && what == PLAIN_CONCAT)        /* this says where by itself */
    return lua_error(L);
  return gdl_blame(L, "%s", luaL_tolstring(L, -1, NULL));
}


/* Where one of the two operands, which is none of ours, brings the metamethod:
** calls it, pushes its answer and returns 1. */
static int forward (lua_State *L, const char *event) {
  for (int i = 1; i <= 2; i++) {
    int type = lua_type(L, i);
    if (type == LUA_TNUMBER || type == LUA_TSTRING ||
        gdl_to_proxy(L, i) != NULL ||
        luaL_getmetafield(L, i, event) == LUA_TNIL)
      continue;
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_call(L, 2, 1);
    return 1;
  }
  return 0;
}


/*
** Operators. What the table has of each: the row of ops.def, Lua's number and
** event for it.
*/
typedef struct operator_row {
  gdl_op op;
  int arith;
  const char *event;
} operator_row;

static const operator_row operators[] = {
  {GDL_OP_add, LUA_OPADD, "__add"}, {GDL_OP_sub, LUA_OPSUB, "__sub"},
  {GDL_OP_mul, LUA_OPMUL, "__mul"}, {GDL_OP_div, LUA_OPDIV, "__div"},
  {GDL_OP_idiv, LUA_OPIDIV, "__idiv"}, {GDL_OP_mod, LUA_OPMOD, "__mod"},
  {GDL_OP_pow, LUA_OPPOW, "__pow"},
};

enum {ROW_add, ROW_sub, ROW_mul, ROW_div, ROW_idiv, ROW_mod, ROW_pow};


/* A number: its node, and the bits of one that is an integer, or may be. */
typedef struct number {
  gdl_node n;
  int whole, mixed;
} number;


static number plain_number (lua_State *L, int idx) {
  gdl_node n = gdl_trace_number(gdl_trace_current, lua_tonumber(L, idx));
  int whole = lua_isinteger(L, idx) ? gdl_whole_bits(lua_tointeger(L, idx)) : 0;
  return (number){n, whole, 0};
}


/* The operand at 'idx' as a number. */
static int number_operand (lua_State *L, int idx, number *x) {
  switch (lua_type(L, idx)) {
    case LUA_TNUMBER:
      *x = plain_number(L, idx);
      return 1;
    case LUA_TUSERDATA: {
      gdl_proxy *p = gdl_live_proxy(L, idx);
      if (p == NULL || gdl_proxy_is_array(p))
        return 0;
      *x = (number){p->node, p->whole, p->mixed};
      return 1;
    }
    case LUA_TSTRING:
      if (!lua_stringtonumber(L, lua_tostring(L, idx)))
        return 0;
      *x = plain_number(L, -1);
      lua_pop(L, 1);
      return 1;
    default:
      return 0;
  }
}


/* The same of an operand that is a number or a proxy of one of this trace, as nearly
** all are, where 'meta' is the metatable of these proxies; of an integer not how
** many bits it has. */
static int quick_operand (const lp_value *v, const void *meta, number *x) {
  gdl_trace *t = gdl_trace_current;
  if (v->tag == LP_TUSERDATA) {
    const lp_userdata *u = (const lp_userdata *)v->v.p;
    const gdl_proxy *p = (const gdl_proxy *)(u + 1);
    if (u->meta != meta || p->serial != t->serial)
      return 0;
    *x = (number){p->node, p->whole, p->mixed};
  }
  else if (v->tag == LP_TFLOAT)
    *x = (number){gdl_trace_number(t, v->v.n), 0, 0};
  else if (v->tag == LP_TINTEGER)
    *x = (number){gdl_trace_number(t, (double)v->v.i), 1, 0};
  else
    return 0;
  return 1;
}


/* Of the result: how many bits it may have, at most EXACT where it is not a sum,
** a difference or a product. */
static int bits_of (gdl_op op, int x, int y) {
  switch (op) {
    case GDL_OP_mul: return x + y;
    case GDL_OP_idiv: return x;
    case GDL_OP_mod: return y;
    default: return (x > y ? x : y) + 1;
  }
}


/* An integer 0 has no sign. Where they may be floats, 0 is for Lua to work out,
** unless the other is a constant above 0. */
static gdl_node without_sign (lua_State *L, gdl_node n, int sure,
                              const number *x, const number *y) {
  gdl_trace *t = gdl_trace_current;
  double c;
  if (sure)
    return gdl_graph_binary(t->graph, GDL_OP_add, n, gdl_trace_number(t, 0));
  if (((gdl_graph_is_number(t->graph, x->n, &c) ||
        gdl_graph_is_number(t->graph, y->n, &c)) && c > 0) ||
      n == GDL_NO_NODE)
    return n;
  if (gdl_trace_compare(L, GDL_OP_eq, n, gdl_trace_number(t, 0)))
    gdl_trace_refuse(L, "a zero that is an integer or a float");
  return n;
}


/* Pushes the result of an operator on two integers, which is one too, exact as
** a float; or on what may be integers. */
static int push_whole (lua_State *L, const operator_row *row, const number *x,
                       const number *y) {
  gdl_trace *t = gdl_trace_current;
  int sure = x->whole && y->whole;
  int bits_x = x->whole | x->mixed, bits_y = y->whole | y->mixed;
  gdl_whole_guard(L, x->n, bits_x);
  gdl_whole_guard(L, y->n, bits_y);
  if ((row->op == GDL_OP_idiv || row->op == GDL_OP_mod) &&
      gdl_trace_compare(L, GDL_OP_eq, y->n, gdl_trace_number(t, 0)))
    return sure ? misuse(L, row->arith)
                : gdl_trace_refuse(L, "a division by zero, an integer or a float");
  gdl_node n = gdl_graph_binary(t->graph, row->op, x->n, y->n);
  if (row->op != GDL_OP_add && row->op != GDL_OP_sub)
    n = without_sign(L, n, sure, x, y);
  if (n == GDL_NO_NODE)
    return gdl_push_result(L, n);
  int bits = bits_of(row->op, bits_x, bits_y);
  gdl_whole_guard(L, n, bits);
  if (bits > GDL_WHOLE_EXACT)
    bits = GDL_WHOLE_EXACT;
  gdl_push_number_proxy(L, n, sure ? bits : 0);
  gdl_to_proxy(L, -1)->mixed = (uint8_t)(sure ? 0 : bits);
  return 1;
}


/* An operator where one operand is an array. */
static int array_arithmetic (lua_State *L, const operator_row *row) {
  gdl_node n = GDL_NO_NODE;
  if (lua_type(L, 1) != LUA_TSTRING && lua_type(L, 2) != LUA_TSTRING) {
    gdl_node x = gdl_trace_node(L, 1), y = gdl_trace_node(L, 2);
    n = gdl_graph_binary(gdl_trace_current->graph, row->op, x, y);
  }
  int results = gdl_push_fitting(L, n);
  if (results != GDL_NOT_TRACED)
    return results;
  gdl_array_operators[row - operators].func(L);
  return gdl_untraceable(L, row->event + 2);
}


/* The result of an operator on two numbers of which one is a float for sure, where
** that is seen at once; false, nothing pushed, else. */
static int quick_arithmetic (lua_State *L, const operator_row *row, int meta) {
  const lp_value *v = gdl_stack_value(L, 1);
  const void *numbers = lua_topointer(L, lua_upvalueindex(meta));
  number x, y;
  if (lua_gettop(L) < 2 || !quick_operand(v, numbers, &x) ||
      !quick_operand(v + 1, numbers, &y) ||
      ((x.whole | x.mixed) && (y.whole | y.mixed)))
    return 0;
  gdl_node n = gdl_graph_binary(gdl_trace_current->graph, row->op, x.n, y.n);
  if (n == GDL_NO_NODE)
    return gdl_push_result(L, n);
  gdl_push_number_fast(L, n, meta);
  return 1;
}


/* meta: the upvalue that is the metatable of number proxies, or 0. */
static int arithmetic (lua_State *L, const operator_row *row, int meta) {
  number x, y;
  if (gdl_trace_current == NULL)
    return gdl_proxy_stale(L);
  if (meta != 0 && quick_arithmetic(L, row, meta))
    return 1;
  if (number_operand(L, 1, &x) && number_operand(L, 2, &y)) {
    if ((x.whole | x.mixed) && (y.whole | y.mixed) && row->op != GDL_OP_div &&
        row->op != GDL_OP_pow)
      return push_whole(L, row, &x, &y);
    gdl_node n = gdl_graph_binary(gdl_trace_current->graph, row->op, x.n, y.n);
    if (n == GDL_NO_NODE)
      return gdl_push_result(L, n);
    if (meta != 0)
      gdl_push_number_fast(L, n, meta);
    else
      gdl_push_number_proxy(L, n, 0);
    return 1;
  }
  if (is_array(L, 1) || is_array(L, 2))
    return array_arithmetic(L, row);
  return forward(L, row->event) ? 1 : misuse(L, row->arith);
}


int gdl_traced_arithmetic (lua_State *L, gdl_op op) {
  const operator_row *row = operators;
  while (row->op != op)
    row++;
  return arithmetic(L, row, 0);
}


#define META 1     /* the upvalue of the operators */

#define OPERATOR(name) \
  static int op_##name (lua_State *L) { \
    return arithmetic(L, &operators[ROW_##name], META); \
  }

OPERATOR(add)
OPERATOR(sub)
OPERATOR(mul)
OPERATOR(div)
OPERATOR(idiv)
OPERATOR(mod)
OPERATOR(pow)


static int op_unm (lua_State *L) {
  gdl_trace *t = gdl_trace_current;
  gdl_proxy *p = gdl_live_proxy(L, 1);
  gdl_node n = gdl_proxy_node(L, p);
  if (!gdl_proxy_is_array(p) && p->whole) {
    n = gdl_graph_binary(t->graph, GDL_OP_sub, gdl_trace_number(t, 0), n);
    gdl_push_number_proxy(L, n, p->whole);
    return 1;
  }
  n = gdl_graph_unary(t->graph, GDL_OP_neg, n);
  if (gdl_proxy_is_array(p) || n == GDL_NO_NODE)
    return gdl_push_result(L, n);
  gdl_push_number_proxy(L, n, 0);
  gdl_to_proxy(L, -1)->mixed = p->mixed;
  return 1;
}


/*
** Comparison
*/
/* Lua compares integers exactly. Where one of the operands is an integer that is
** no float: the comparison that says the same of the float next to it. */
static gdl_op exact_comparison (lua_State *L, gdl_op op) {
  for (int i = 1; i <= 2; i++) {
    if (!lua_isinteger(L, i))
      continue;
    lua_Integer n = lua_tointeger(L, i);
    double d = (double)n;
    int above = d >= 0x1p63 || (lua_Integer)d > n;
    if (above || (lua_Integer)d < n)
      op = above == (i == 1) ? GDL_OP_le : GDL_OP_lt;
  }
  return op;
}


static int compare (lua_State *L, gdl_op op) {
  number x, y;
  if (gdl_trace_current == NULL)
    return gdl_proxy_stale(L);
  int fit = lua_type(L, 1) != LUA_TSTRING && lua_type(L, 2) != LUA_TSTRING &&
            number_operand(L, 1, &x) && number_operand(L, 2, &y);
  if (fit) {
    lua_pushboolean(L, gdl_trace_compare(L, exact_comparison(L, op), x.n, y.n));
    return 1;
  }
  if (!is_array(L, 1) && !is_array(L, 2) &&
      forward(L, op == GDL_OP_lt ? "__lt" : "__le"))
    return 1;
  return misuse(L, op == GDL_OP_lt ? PLAIN_LT : PLAIN_LE);
}

static int op_lt (lua_State *L) {
  return compare(L, GDL_OP_lt);
}

static int op_le (lua_State *L) {
  return compare(L, GDL_OP_le);
}


static int op_eq (lua_State *L) {
  gdl_proxy *p = gdl_live_proxy(L, 1), *q = gdl_live_proxy(L, 2);
  int equal = 0;
  if (is_array(L, 1) && is_array(L, 2))
    equal = gdl_traced_equal(L, 1, 2, 0);
  else if (p != NULL && q != NULL && p->kind == q->kind)
    equal = gdl_trace_compare(L, GDL_OP_eq, p->node, q->node);
  lua_pushboolean(L, equal);
  return 1;
}


/*
** Text, and what only integers can do
*/
static int is_text (lua_State *L, int idx) {
  int type = lua_type(L, idx);
  return type == LUA_TNUMBER || type == LUA_TSTRING ||
         gdl_to_proxy(L, idx) != NULL || gdl_to_array(L, idx) != NULL;
}


static int op_concat (lua_State *L) {
  gdl_live_proxy(L, 1);
  gdl_live_proxy(L, 2);
  if (is_text(L, 1) && is_text(L, 2))
    return gdl_trace_refuse(L, "a traced value is turned into text");
  if (!is_array(L, 1) && !is_array(L, 2) && forward(L, "__concat"))
    return 1;
  return misuse(L, PLAIN_CONCAT);
}


static int op_tostring (lua_State *L) {
  gdl_live_proxy(L, 1);
  if (!gdl_trace_current->printing)
    return gdl_trace_refuse(L, "a traced value is turned into text");
  gdl_push_concrete(L, 1);
  luaL_tolstring(L, -1, NULL);
  return 1;
}


static int op_bitwise (lua_State *L) {
  gdl_live_proxy(L, 1);
  gdl_live_proxy(L, 2);
  return gdl_trace_refuse(L, "a traced value is taken apart into bits");
}


/* __gdl_apply(fname, ...), of functions that do not ask gdl_any_traced */
static int op_apply (lua_State *L) {
  for (int i = 2; i <= lua_gettop(L); i++)
    gdl_live_proxy(L, i);
  return gdl_trace_refuse(L, "'%s' of a traced value cannot be traced",
                          lua_tostring(L, 1));
}


static const luaL_Reg shared[] = {
  {"__add", op_add}, {"__sub", op_sub}, {"__mul", op_mul}, {"__div", op_div},
  {"__idiv", op_idiv}, {"__mod", op_mod}, {"__pow", op_pow},
  {"__unm", op_unm}, {"__eq", op_eq}, {"__concat", op_concat},
  {"__tostring", op_tostring}, {"__gdl_apply", op_apply}, {NULL, NULL}
};

static const luaL_Reg of_numbers[] = {
  {"__lt", op_lt}, {"__le", op_le}, {"__band", op_bitwise},
  {"__bor", op_bitwise}, {"__bxor", op_bitwise}, {"__shl", op_bitwise},
  {"__shr", op_bitwise}, {"__bnot", op_bitwise}, {NULL, NULL}
};


/* Puts a metatable into the registry; that of numbers is at 'numbers'. */
static void make_metatable (lua_State *L, gdl_proxy_kind kind, int core,
                            int numbers) {
  static const char *const names[] = {
    "traced number", "traced vector", "traced matrix", "traced vector"
  };
  if (kind == GDL_PROXY_NUMBER)
    lua_pushvalue(L, numbers);
  else
    lua_createtable(L, 0, 24);
  lua_pushstring(L, names[kind]);
  lua_setfield(L, -2, "__name");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_pushvalue(L, numbers);
  luaL_setfuncs(L, shared, 1);
  if (kind == GDL_PROXY_NUMBER)
    luaL_setfuncs(L, of_numbers, 0);
  else {
    luaL_setfuncs(L, gdl_arrayproxy_metamethods, 0);
    lua_getfield(L, core, "array_methods");
    lua_pushvalue(L, -1);
    lua_pushvalue(L, numbers);
    lua_pushcclosure(L, gdl_proxy_index, 2);
    lua_setfield(L, -3, "__index");
    lua_pushcclosure(L, gdl_proxy_newindex, 1);
    lua_setfield(L, -2, "__newindex");
  }
  lua_rawsetp(L, LUA_REGISTRYINDEX, &gdl_proxy_meta[kind]);
}


void gdl_open_trace (lua_State *L, int gd, int core) {
  (void)gd;
  lua_createtable(L, 0, 24);
  int numbers = lua_gettop(L);
  for (int kind = 0; kind < GDL_PROXY_KINDS; kind++)
    make_metatable(L, (gdl_proxy_kind)kind, core, numbers);
  lua_pop(L, 1);
}
