/*
** ops.h - the operations of a graph, one row each of ops.def
*/
#ifndef GDL_GRAPH_OPS_H
#define GDL_GRAPH_OPS_H

#include <stdint.h>

#include "array/kernel.h"

typedef enum gdl_op {
#define GDL_OP_LEAF(name, ...)        GDL_OP_##name,
#define GDL_OP_UNARY(name, ...)       GDL_OP_##name,
#define GDL_OP_OWN_UNARY(name, ...)   GDL_OP_##name,
#define GDL_OP_BINARY(name, ...)      GDL_OP_##name,
#define GDL_OP_OWN_BINARY(name, ...)  GDL_OP_##name,
#define GDL_OP_OTHER(name, ...)       GDL_OP_##name,
#include "graph/ops.def"
  GDL_OP_COUNT
} gdl_op;

#define GDL_NARY  255    /* arity of an operation on a list */

typedef enum gdl_op_kind {
  GDL_KIND_LEAF, GDL_KIND_UNARY, GDL_KIND_BINARY, GDL_KIND_OTHER
} gdl_op_kind;

typedef struct gdl_op_row {
  const char *name;
  const char *doc;                /* NULL for functions: gdl_op_doc */
  gdl_op_kind kind;
  int arity, level;
  const char *text, *latex;       /* templates; NULL for leaves */
  const gdl_unary_row *unary;     /* a unary function */
  const gdl_binary_row *binary;   /* of a binary one */
  double low[2], high[2];         /* the tested range, for each operand */
} gdl_op_row;

extern const gdl_op_row gdl_op_table[GDL_OP_COUNT];

/* gdl_op_doc - what it computes, in a few words. */
const char *gdl_op_doc (gdl_op op);

/* gdl_op_unary_kernel, gdl_op_binary_kernels - the kernels of a function, for
** vectors and matrices; of an 'op' of that kind. */
gdl_unary_kernel *gdl_op_unary_kernel (gdl_op op);
const gdl_binary_kernels *gdl_op_binary_kernels (gdl_op op);

/* gdl_op_of_unary, gdl_op_of_binary - the row that a function of
** array/functions.def is. */
gdl_op gdl_op_of_unary (gdl_unary u);
gdl_op gdl_op_of_binary (gdl_binary b);

/* gdl_op_find - the row called 'name', or GDL_OP_COUNT. */
gdl_op gdl_op_find (const char *name);

/* How tightly an operation binds, as in Lua. */
enum {
  LEVEL_COMPARE = 10, LEVEL_SUM = 20, LEVEL_PRODUCT = 30, LEVEL_SIGN = 40,
  LEVEL_POWER = 50, LEVEL_ATOM = 60
};

#endif
