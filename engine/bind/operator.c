/*
** operator.c - arithmetic on arrays: + - * / ^ // % and unary minus
*/
#include "bind/proxy.h"


/* Pushes and returns what the operand at 'idx' is, for a sentence. */
static const char *operand_text (lua_State *L, int idx, const gdl_error *err) {
  if (err != NULL && err->text[0] != '\0')
    return lua_pushfstring(L, "a table (%s)", err->text);
  return gdl_describe_noun(L, idx);
}


/* Raises 'fmt' with both operands. 'idx' is the one that 'err' is about. */
static int bad_operand (lua_State *L, int idx, const gdl_error *err,
                        const char *fmt) {
  const char *a = operand_text(L, 1, idx == 1 ? err : NULL);
  const char *b = operand_text(L, 2, idx == 2 ? err : NULL);
  return gdl_blame(L, fmt, a, b);
}


gdl_array *gdl_apply_binary (lua_State *L, gdl_binary op, const gdl_array *a,
                             const gdl_array *b) {
  gdl_array shape;
  if (gdl_array_broadcast(a, b, &shape, NULL) != GDL_OK)
    return NULL;
  gdl_array *out = gdl_push_like(L, &shape);
  gdl_array_binary(op, a, b, out);
  return out;
}


/* The operator on two operands of which one is an array. */
static int arithmetic (lua_State *L, gdl_binary op, const char *fmt) {
  gdl_array *pa = gdl_to_array(L, 1), *pb = gdl_to_array(L, 2);
  if (pa != NULL && pb != NULL && gdl_array_same_shape(pa, pb)) {
    gdl_array_binary(op, pa, pb, gdl_push_like(L, pa));
    return 1;
  }
  if (gdl_any_traced(L, 1))
    return gdl_traced_arithmetic(L, gdl_op_of_binary(op));
  double x, y;
  gdl_array a, b;
  gdl_error err;
  if (!gdl_to_operand(L, 1, &a, &x, &err))
    return bad_operand(L, 1, &err, fmt);
  if (!gdl_to_operand(L, 2, &b, &y, &err))
    return bad_operand(L, 2, &err, fmt);
  if (gdl_apply_binary(L, op, &a, &b) == NULL) {
    if (op == GDL_B_mul && (a.rank == 2 || b.rank == 2))
      fmt = "cannot multiply %s and %s element by element (A:matmul(B) is the "
            "product of matrices)";
    return bad_operand(L, 0, NULL, fmt);
  }
  return 1;
}


#define OPERATOR(name, fmt) \
  static int op_##name (lua_State *L) { \
    return arithmetic(L, GDL_B_##name, fmt); \
  }

OPERATOR(add, "cannot add %s and %s")
OPERATOR(sub, "cannot take %s minus %s")
OPERATOR(mul, "cannot multiply %s and %s")
OPERATOR(div, "cannot divide %s by %s")
OPERATOR(idiv, "cannot divide %s by %s")
OPERATOR(mod, "cannot take %s modulo %s")
OPERATOR(pow, "cannot raise %s to the power %s")


static int op_neg (lua_State *L) {
  gdl_array *a = gdl_to_array(L, 1);
  if (a == NULL)
    return gdl_blame(L, "array expected, got %s", gdl_describe(L, 1));
  gdl_array_unary(GDL_U_neg, a, gdl_push_like(L, a));
  return 1;
}


const luaL_Reg gdl_array_operators[] = {
  {"__add", op_add},
  {"__sub", op_sub},
  {"__mul", op_mul},
  {"__div", op_div},
  {"__idiv", op_idiv},
  {"__mod", op_mod},
  {"__pow", op_pow},
  {"__unm", op_neg},
  {NULL, NULL}
};
