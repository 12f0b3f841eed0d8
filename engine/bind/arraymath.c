/*
** arraymath.c - elementary functions of numbers and arrays: gd.exp ...
** gd.hypot, and the functions of 'math', which take arrays as well.
**
** A function of 'math' that meets none of our arrays calls the stock function
** in the frame it was called in, so results and messages keep their bytes.
** Values of other kinds may bring functions of their own (box.h).
*/
#include "bind/box.h"
#include "bind/tracemath.h"

/* Upvalues of the functions here: the stock function of the same name (or
** nil), and the row of the function in its table. */
#define STOCK lua_upvalueindex(1)
#define ROW(type) ((const type *)lua_touserdata(L, lua_upvalueindex(2)))

#define UNARY_OP(row) ((gdl_unary)((row) - gdl_unary_table))
#define BINARY_OP(row) ((gdl_binary)((row) - gdl_binary_table))

/* The name of the function that is running; all rows begin with it. */
#define NAME  (ROW(gdl_unary_row)->name)

#define STOCK_TABLE "gdlua.math"    /* in the registry, by name */


static int call_stock (lua_State *L) {
  return lua_tocfunction(L, STOCK)(L);
}


/* True if one of the arguments is an array, or a value with functions of its
** own: nothing for the stock function. */
static int any_array (lua_State *L) {
  for (int i = lua_gettop(L); i > 0; i--)
    if (lua_type(L, i) == LUA_TUSERDATA &&
        (gdl_to_array(L, i) != NULL || gdl_is_boxed(L, i)))
      return 1;
  return 0;
}


/* True if every argument, at least one, is a number and there is a stock
** function for that. */
static int stock_numbers (lua_State *L) {
  int n = lua_gettop(L);
  if (n == 0 || lua_isnil(L, STOCK))
    return 0;
  for (int i = 1; i <= n; i++)
    if (lua_type(L, i) != LUA_TNUMBER)
      return 0;
  return 1;
}


/* Pushes op(a). */
static int push_unary (lua_State *L, gdl_unary op, const gdl_array *a) {
  if (a->rank == 0)
    lua_pushnumber(L, gdl_unary_table[op].scalar(*a->data));
  else
    gdl_array_unary(op, a, gdl_push_like(L, a));
  return 1;
}


/* Pushes a op b. */
static int push_binary (lua_State *L, gdl_binary op, const gdl_array *a,
                        const gdl_array *b, const char *fname) {
  if (a->rank == 0 && b->rank == 0)
    lua_pushnumber(L, gdl_binary_table[op].scalar(*a->data, *b->data));
  else if (gdl_apply_binary(L, op, a, b) == NULL) {
    char ta[64], tb[64];
    return gdl_blame(L, "'%s' cannot take a %s with a %s", fname,
                     gdl_array_shape_text(a, ta, sizeof(ta)),
                     gdl_array_shape_text(b, tb, sizeof(tb)));
  }
  return 1;
}


/*
** Functions of one
*/
static int unary (lua_State *L) {
  const gdl_unary_row *row = ROW(gdl_unary_row);
  double x;
  int results = gdl_apply_boxed(L, row->name);
  if (results >= 0)
    return results;
  gdl_array a = gdl_check_operand(L, 1, row->name, &x);
  return push_unary(L, UNARY_OP(row), &a);
}


static int gd_unary (lua_State *L) {
  GDL_TRACED(L, gd_unary(L), NAME, gdl_traced_unary(L, UNARY_OP(ROW(gdl_unary_row)), 0));
  if (lua_type(L, 1) == LUA_TNUMBER && !lua_isnil(L, STOCK))
    return call_stock(L);
  return unary(L);
}


static int math_unary (lua_State *L) {
  GDL_TRACED(L, math_unary(L), NAME, gdl_traced_unary(L, UNARY_OP(ROW(gdl_unary_row)), 1));
  return gdl_to_array(L, 1) != NULL || gdl_is_boxed(L, 1) ? unary(L)
                                                          : call_stock(L);
}


/*
** Functions of two
*/
static int binary (lua_State *L) {
  const gdl_binary_row *row = ROW(gdl_binary_row);
  double x, y;
  int results = gdl_apply_boxed(L, row->name);
  if (results >= 0)
    return results;
  gdl_array a = gdl_check_operand(L, 1, row->name, &x);
  gdl_array b = gdl_check_operand(L, 2, row->name, &y);
  return push_binary(L, BINARY_OP(row), &a, &b, row->name);
}


static int gd_binary (lua_State *L) {
  GDL_TRACED(L, gd_binary(L), NAME, gdl_traced_binary(L, BINARY_OP(ROW(gdl_binary_row)), 0));
  return stock_numbers(L) && lua_gettop(L) > 1 ? call_stock(L) : binary(L);
}


static int math_binary (lua_State *L) {
  GDL_TRACED(L, math_binary(L), NAME, gdl_traced_binary(L, BINARY_OP(ROW(gdl_binary_row)), 1));
  return any_array(L) ? binary(L) : call_stock(L);
}


/* atan(y [, x]): x is 1 by default. */
static int arctangent (lua_State *L) {
  double y, x = 1;
  int results = gdl_apply_boxed(L, "atan");
  if (results >= 0)
    return results;
  gdl_array a = gdl_check_operand(L, 1, "atan", &y);
  gdl_array b = gdl_array_scalar(&x);
  if (!lua_isnoneornil(L, 2))
    b = gdl_check_operand(L, 2, "atan", &x);
  return push_binary(L, GDL_B_atan2, &a, &b, "atan");
}


static int gd_atan (lua_State *L) {
  GDL_TRACED(L, gd_atan(L), NAME, gdl_traced_atan(L, 0));
  return stock_numbers(L) ? call_stock(L) : arctangent(L);
}


static int math_atan (lua_State *L) {
  GDL_TRACED(L, math_atan(L), NAME, gdl_traced_atan(L, 1));
  return any_array(L) ? arctangent(L) : call_stock(L);
}


/* log(x [, base]), with the two bases that stock Lua knows better. */
static int logarithm (lua_State *L) {
  double x, y;
  int results = gdl_apply_boxed(L, "log");
  if (results >= 0)
    return results;
  gdl_array a = gdl_check_operand(L, 1, "log", &x);
  if (lua_isnoneornil(L, 2))
    return push_unary(L, GDL_U_log, &a);
  gdl_array b = gdl_check_operand(L, 2, "log", &y);
  if (b.rank == 0 && (y == 2 || y == 10))
    return push_unary(L, y == 2 ? GDL_U_log2 : GDL_U_log10, &a);
  lua_settop(L, 2);
  push_unary(L, GDL_U_log, &a);
  push_unary(L, GDL_U_log, &b);
  a = gdl_check_operand(L, 3, "log", &x);
  b = gdl_check_operand(L, 4, "log", &y);
  return push_binary(L, GDL_B_div, &a, &b, "log");
}


static int gd_log (lua_State *L) {
  GDL_TRACED(L, gd_log(L), NAME, gdl_traced_log(L, 0));
  return stock_numbers(L) ? call_stock(L) : logarithm(L);
}


static int math_log (lua_State *L) {
  GDL_TRACED(L, math_log(L), NAME, gdl_traced_log(L, 1));
  return any_array(L) ? logarithm(L) : call_stock(L);
}


/* math.modf(v): whole part and fraction. */
static int math_modf (lua_State *L) {
  GDL_TRACED(L, math_modf(L), "modf", gdl_traced_modf(L));
  int results = gdl_apply_boxed(L, "modf");
  if (results >= 0)
    return results;
  gdl_array *a = gdl_to_array(L, 1);
  if (a == NULL)
    return call_stock(L);
  push_unary(L, GDL_U_trunc, a);
  push_unary(L, GDL_U_frac, a);
  return 2;
}


/*
** max and min: of one array its largest element; of several arguments the
** largest element by element
*/
static int extreme (lua_State *L) {
  const gdl_binary_row *row = ROW(gdl_binary_row);
  gdl_binary op = BINARY_OP(row);
  int results = gdl_apply_boxed(L, row->name);
  if (results >= 0)
    return results;
  int n = lua_gettop(L);
  double x, y;
  gdl_array a = gdl_check_operand(L, 1, row->name, &x);
  if (n == 1 && a.rank > 0)
    return gdl_push_reduction(L, op == GDL_B_max ? GDL_R_MAX : GDL_R_MIN,
                              row->name);
  lua_pushvalue(L, 1);
  for (int i = 2; i <= n; i++) {
    gdl_array b = gdl_check_operand(L, i, row->name, &y);
    push_binary(L, op, &a, &b, row->name);
    lua_replace(L, n + 1);
    a = gdl_check_operand(L, n + 1, row->name, &x);
  }
  return 1;
}


static int gd_extreme (lua_State *L) {
  GDL_TRACED(L, gd_extreme(L), NAME, gdl_traced_extreme(L, BINARY_OP(ROW(gdl_binary_row)), 0));
  return stock_numbers(L) ? call_stock(L) : extreme(L);
}


static int math_extreme (lua_State *L) {
  GDL_TRACED(L, math_extreme(L), NAME, gdl_traced_extreme(L, BINARY_OP(ROW(gdl_binary_row)), 1));
  return any_array(L) ? extreme(L) : call_stock(L);
}


/*
** Functions that 'math' does not have
*/
/* gd.clamp(x, lo, hi): x where it is in between, else the nearer bound. */
static int clamp (lua_State *L) {
  double x, y, lo, hi;
  lua_settop(L, 3);
  GDL_TRACED(L, clamp(L), "clamp", gdl_traced_clamp(L));
  int results = gdl_apply_boxed(L, "clamp");
  if (results >= 0)
    return results;
  gdl_array a = gdl_check_operand(L, 1, "clamp", &x);
  gdl_array l = gdl_check_operand(L, 2, "clamp", &lo);
  gdl_array h = gdl_check_operand(L, 3, "clamp", &hi);
  push_binary(L, GDL_B_max, &a, &l, "clamp");
  gdl_array above = gdl_check_operand(L, 4, "clamp", &y);
  return push_binary(L, GDL_B_min, &above, &h, "clamp");
}


/* Widens *shape to hold 'a' too. */
static void widen (lua_State *L, gdl_array *shape, const gdl_array *a) {
  gdl_error err;
  gdl_array both;
  if (gdl_array_broadcast(shape, a, &both, &err) != GDL_OK)
    gdl_blame(L, "'where': %s", err.text);
  *shape = both;
}


/* gd.where(c, a, b): a where c is true or not 0, else b. */
static int where (lua_State *L) {
  double value[3];
  gdl_array part[3], shape = gdl_array_scalar(NULL);
  GDL_TRACED(L, where(L), "where", gdl_traced_where(L));
  int results = gdl_apply_boxed(L, "where");
  if (results >= 0)
    return results;
  if (lua_isboolean(L, 1)) {
    lua_pushinteger(L, lua_toboolean(L, 1));
    lua_replace(L, 1);
  }
  for (int i = 0; i < 3; i++) {
    part[i] = gdl_check_operand(L, i + 1, "where", &value[i]);
    widen(L, &shape, &part[i]);
  }
  if (shape.rank == 0)
    lua_pushnumber(L, value[value[0] != 0 ? 1 : 2]);
  else
    gdl_array_where(&part[0], &part[1], &part[2], gdl_push_like(L, &shape));
  return 1;
}


static const luaL_Reg functions[] = {
  {"clamp", clamp},
  {"where", where},
  {NULL, NULL}
};


/*
** Opening
*/
/* Pushes a C function without upvalues that 'math' has under this name and
** returns true, else pushes nothing. One that has upvalues may already be
** ours, from an earlier opening. */
static int push_plain (lua_State *L, int math, const char *name) {
  if (!lua_istable(L, math))
    return 0;
  lua_getfield(L, math, name);
  if (lua_iscfunction(L, -1)) {
    if (lua_getupvalue(L, -1, 1) == NULL)
      return 1;
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return 0;
}


/* The tables at work while opening; made[f] is what stock function f has
** become. */
typedef struct place {
  int gd, math, stock, made;
} place;


/* Puts closure 'f' over the stock function and 'row' into table 'to'. */
static void set_function (lua_State *L, const place *at, int to,
                          const char *name, lua_CFunction f, const void *row) {
  lua_getfield(L, at->stock, name);
  lua_pushlightuserdata(L, (void *)row);
  lua_pushcclosure(L, f, 2);
  lua_setfield(L, to, name);
}


/* Replaces the stock function math.name. Two names of one function (atan and
** atan2 where Lua is built so) stay two names of one function. */
static void replace (lua_State *L, const place *at, const char *name,
                     lua_CFunction poly, const void *row) {
  if (!push_plain(L, at->math, name))
    return;
  lua_pushvalue(L, -1);
  lua_setfield(L, at->stock, name);
  lua_pushvalue(L, -1);
  if (lua_rawget(L, at->made) != LUA_TNIL) {
    lua_setfield(L, at->math, name);
    lua_pop(L, 1);
  }
  else {
    lua_pop(L, 1);
    set_function(L, at, at->math, name, poly, row);
    lua_getfield(L, at->math, name);
    lua_rawset(L, at->made);
  }
}


/* Makes gd.name and, where 'math' has the stock function, math.name. 'own'
** may be NULL. */
static void define (lua_State *L, const place *at, const char *name,
                    lua_CFunction own, lua_CFunction poly, const void *row) {
  replace(L, at, name, poly, row);
  if (own != NULL)
    set_function(L, at, at->gd, name, own, row);
}


static void define_unary (lua_State *L, const place *at) {
  for (int op = 0; op < GDL_U_COUNT; op++) {
    const gdl_unary_row *row = &gdl_unary_table[op];
    if (op == GDL_U_log)
      define(L, at, row->name, gd_log, math_log, row);
    else if (op == GDL_U_atan)
      define(L, at, row->name, gd_atan, math_atan, row);
    else if (op != GDL_U_neg)
      define(L, at, row->name, gd_unary, math_unary, row);
  }
}


static void define_binary (lua_State *L, const place *at) {
  for (int op = 0; op < GDL_B_COUNT; op++) {
    const gdl_binary_row *row = &gdl_binary_table[op];
    switch (op) {
      case GDL_B_add: case GDL_B_sub: case GDL_B_mul: case GDL_B_div:
      case GDL_B_mod: case GDL_B_idiv:
        break;                     /* operators only */
      case GDL_B_max: case GDL_B_min:
        define(L, at, row->name, gd_extreme, math_extreme, row);
        break;
      default:
        define(L, at, row->name, gd_binary, math_binary, row);
    }
  }
}


/* Adds {name, doc, arity} to the list on top. */
static void list_function (lua_State *L, const char *name, const char *doc,
                           int arity) {
  lua_createtable(L, 0, 3);
  lua_pushstring(L, name);
  lua_setfield(L, -2, "name");
  lua_pushstring(L, doc);
  lua_setfield(L, -2, "doc");
  lua_pushinteger(L, arity);
  lua_setfield(L, -2, "arity");
  lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
}


/* core.functions() -> list of {name, doc, arity}: the rows of functions.def,
** operators included */
static int list_functions (lua_State *L) {
  lua_newtable(L);
  for (int op = 0; op < GDL_U_COUNT; op++)
    list_function(L, gdl_unary_table[op].name, gdl_unary_table[op].doc, 1);
  for (int op = 0; op < GDL_B_COUNT; op++)
    list_function(L, gdl_binary_table[op].name, gdl_binary_table[op].doc, 2);
  return 1;
}


void gdl_open_arraymath (lua_State *L, int gd, int core) {
  int top = lua_gettop(L);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, STOCK_TABLE);
  lua_getglobal(L, "math");
  lua_newtable(L);
  place at = {gd, top + 2, top + 1, top + 3};
  define_unary(L, &at);
  define_binary(L, &at);
  define(L, &at, "modf", NULL, math_modf, NULL);
  lua_settop(L, top);
  gdl_set_functions(L, gd, functions);
  lua_pushcfunction(L, list_functions);
  lua_setfield(L, core, "functions");
}
