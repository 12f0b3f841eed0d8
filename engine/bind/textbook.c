/*
** textbook.c - vector algebra under the names of textbooks, on vectors
** (also matrices, element by element) and plain tables of numbers
*/
#include "bind/proxy.h"

#define LIST "vector or table of numbers"


/* Both arguments, of one shape. */
static void check_pair (lua_State *L, const char *fname, gdl_array **a,
                        gdl_array **b) {
  *a = gdl_check_array(L, 1, fname, LIST);
  *b = gdl_check_array(L, 2, fname, LIST);
  if (!gdl_array_same_shape(*a, *b))
    gdl_blame(L, "'%s' needs two of one length, got a %s and a %s", fname,
              gdl_describe(L, 1), gdl_describe(L, 2));
}


static int add (lua_State *L) {
  GDL_TRACED(L, add(L), "add",
             gdl_traced_textbook(L, GDL_TEXTBOOK_ADD));
  gdl_array *a, *b;
  check_pair(L, "add", &a, &b);
  gdl_array_binary(GDL_B_add, a, b, gdl_push_like(L, a));
  return 1;
}


static int subtract (lua_State *L) {
  GDL_TRACED(L, subtract(L), "subtract",
             gdl_traced_textbook(L, GDL_TEXTBOOK_SUBTRACT));
  gdl_array *a, *b;
  check_pair(L, "subtract", &a, &b);
  gdl_array_binary(GDL_B_sub, a, b, gdl_push_like(L, a));
  return 1;
}


/* gd.scalar_multiply(c, v) */
static int scalar_multiply (lua_State *L) {
  GDL_TRACED(L, scalar_multiply(L), "scalar_multiply",
             gdl_traced_textbook(L, GDL_TEXTBOOK_SCALAR_MULTIPLY));
  double c = gdl_check_number(L, 1, "scalar_multiply");
  gdl_array *v = gdl_check_array(L, 2, "scalar_multiply", LIST);
  gdl_array factor = gdl_array_scalar(&c);
  gdl_array_binary(GDL_B_mul, &factor, v, gdl_push_like(L, v));
  return 1;
}


/* gd.dot(a, b) and a:dot(b) */
int gdl_textbook_dot (lua_State *L) {
  GDL_TRACED(L, gdl_textbook_dot(L), "dot",
             gdl_traced_textbook(L, GDL_TEXTBOOK_DOT));
  gdl_array *a, *b;
  check_pair(L, "dot", &a, &b);
  if (a->rank == 2)
    return gdl_blame(L, "'dot' is the product of two vectors "
                     "(A:matmul(B) multiplies matrices)");
  lua_pushnumber(L, gdl_reduce_dot(a->data, b->data, a->rows));
  return 1;
}


static int sum_of_squares (lua_State *L) {
  GDL_TRACED(L, sum_of_squares(L), "sum_of_squares",
             gdl_traced_textbook(L, GDL_TEXTBOOK_SUM_OF_SQUARES));
  gdl_array *v = gdl_check_array(L, 1, "sum_of_squares", LIST);
  lua_pushnumber(L, gdl_reduce_sumsq(v->data, gdl_array_length(v)));
  return 1;
}


static int magnitude (lua_State *L) {
  GDL_TRACED(L, magnitude(L), "magnitude",
             gdl_traced_textbook(L, GDL_TEXTBOOK_MAGNITUDE));
  gdl_array *v = gdl_check_array(L, 1, "magnitude", LIST);
  lua_pushnumber(L, gdl_reduce_norm2(v->data, gdl_array_length(v)));
  return 1;
}


static int distance (lua_State *L) {
  GDL_TRACED(L, distance(L), "distance",
             gdl_traced_textbook(L, GDL_TEXTBOOK_DISTANCE));
  gdl_array *a, *b;
  check_pair(L, "distance", &a, &b);
  lua_pushnumber(L, gdl_reduce_distance(a->data, b->data, gdl_array_length(a)));
  return 1;
}


static const luaL_Reg functions[] = {
  {"add", add},
  {"subtract", subtract},
  {"scalar_multiply", scalar_multiply},
  {"dot", gdl_textbook_dot},
  {"sum_of_squares", sum_of_squares},
  {"magnitude", magnitude},
  {"distance", distance},
  {NULL, NULL}
};


void gdl_open_textbook (lua_State *L, int gd, int core) {
  (void)core;
  gdl_set_functions(L, gd, functions);
}
