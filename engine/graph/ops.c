/*
** ops.c - the table of operations, and the functions that only graphs have
*/
#define _GNU_SOURCE  /* M_PI */
#include "graph/ops.h"

#include <float.h>
#include <string.h>

#include "graph/special.h"

#define GDL_OP_OWN_UNARY(name, expression, describe, ...) \
  static double u_##name (double x) { return (expression); } \
  static void u_##name##_v (const double *px, double *out, size_t n) { \
    for (size_t i = 0; i < n; i++) out[i] = u_##name(px[i]); \
  } \
  static const gdl_unary_row row_##name = {#name, u_##name, describe};

#define GDL_OP_OWN_BINARY(name, expression, describe, ...) \
  static double b_##name (double x, double y) { return (expression); } \
  static void b_##name##_vv (const double *px, const double *py, double *out, \
                             size_t n) { \
    for (size_t i = 0; i < n; i++) out[i] = b_##name(px[i], py[i]); \
  } \
  static void b_##name##_vs (const double *px, double y, double *out, \
                             size_t n) { \
    for (size_t i = 0; i < n; i++) out[i] = b_##name(px[i], y); \
  } \
  static void b_##name##_sv (double x, const double *py, double *out, \
                             size_t n) { \
    for (size_t i = 0; i < n; i++) out[i] = b_##name(x, py[i]); \
  } \
  static const gdl_binary_row row_##name = {#name, b_##name, describe}; \
  static const gdl_binary_kernels kernels_##name = \
    {b_##name##_vv, b_##name##_vs, b_##name##_sv};

#include "graph/ops.def"


const gdl_op_row gdl_op_table[GDL_OP_COUNT] = {
#define GDL_OP_LEAF(title, about) \
  {.name = #title, .doc = about, .kind = GDL_KIND_LEAF, .level = LEVEL_ATOM},

/* some columns of ops.def are two arguments made by one macro */
#define UNARY_ROW(...)   UNARY_ROW_(__VA_ARGS__)
#define BINARY_ROW(...)  BINARY_ROW_(__VA_ARGS__)

#define UNARY_ROW_(title, row, binds, lua, tex, xlow, xhigh) \
  {.name = #title, .kind = GDL_KIND_UNARY, .arity = 1, .level = binds, \
   .text = lua, .latex = tex, .unary = row, .low = {xlow}, .high = {xhigh}},
#define BINARY_ROW_(title, row, binds, lua, tex, xlow, xhigh, ylow, yhigh) \
  {.name = #title, .kind = GDL_KIND_BINARY, .arity = 2, .level = binds, \
   .text = lua, .latex = tex, .binary = row, .low = {xlow, ylow}, \
   .high = {xhigh, yhigh}},

#define GDL_OP_UNARY(name, dx, rules, ...) \
  UNARY_ROW(name, &gdl_unary_table[GDL_U_##name], __VA_ARGS__)
#define GDL_OP_OWN_UNARY(name, expression, doc, dx, rules, ...) \
  UNARY_ROW(name, &row_##name, __VA_ARGS__)
#define GDL_OP_BINARY(name, dx, dy, rules, ...) \
  BINARY_ROW(name, &gdl_binary_table[GDL_B_##name], __VA_ARGS__)
#define GDL_OP_OWN_BINARY(name, expression, doc, dx, dy, rules, ...) \
  BINARY_ROW(name, &row_##name, __VA_ARGS__)

#define GDL_OP_OTHER(title, operands, lua, tex, about) \
  {.name = #title, .doc = about, .kind = GDL_KIND_OTHER, .arity = operands, \
   .level = LEVEL_ATOM, .text = lua, .latex = tex},

#include "graph/ops.def"
};


const char *gdl_op_doc (gdl_op op) {
  const gdl_op_row *row = &gdl_op_table[op];
  return row->unary != NULL ? row->unary->doc
         : row->binary != NULL ? row->binary->doc : row->doc;
}


gdl_unary_kernel *gdl_op_unary_kernel (gdl_op op) {
  switch (op) {
#define GDL_OP_OWN_UNARY(name, ...)  case GDL_OP_##name: return u_##name##_v;
#include "graph/ops.def"
    default: break;
  }
  return gdl_kernels_get()->unary[gdl_op_table[op].unary - gdl_unary_table];
}


const gdl_binary_kernels *gdl_op_binary_kernels (gdl_op op) {
  switch (op) {
#define GDL_OP_OWN_BINARY(name, ...)  case GDL_OP_##name: return &kernels_##name;
#include "graph/ops.def"
    default: break;
  }
  return &gdl_kernels_get()->binary[gdl_op_table[op].binary - gdl_binary_table];
}


/* Functions of the array layer are in ops.def by the same name. */
gdl_op gdl_op_of_unary (gdl_unary u) {
  static const uint8_t ops[GDL_U_ALL] = {
#define GDL_UNARY(name, expression, doc)  [GDL_U_##name] = GDL_OP_##name,
#define GDL_ALL
#include "array/functions.def"
  };
  return (gdl_op)ops[u];
}


gdl_op gdl_op_of_binary (gdl_binary b) {
  static const uint8_t ops[GDL_B_ALL] = {
#define GDL_BINARY(name, expression, doc)  [GDL_B_##name] = GDL_OP_##name,
#define GDL_ALL
#include "array/functions.def"
  };
  return (gdl_op)ops[b];
}


gdl_op gdl_op_find (const char *name) {
  int op = 0;
  while (op < GDL_OP_COUNT && strcmp(gdl_op_table[op].name, name) != 0)
    op++;
  return (gdl_op)op;
}
