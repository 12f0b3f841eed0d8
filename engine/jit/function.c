/*
** function.c - elementwise functions, of numbers and of eight elements
** Operators, comparisons, rounding and what consists of them are written out;
** they mean what functions.def says, in its words. Other functions of numbers
** are called; those of eight elements are SLEEF's, as in the kernels
** (array/kernel_set.c), or the kernels themselves.
*/
#include "jit/jit.h"

#include "array/softplus.h"
#include "array/tanh.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static int is_one (const gdl_jit *j, LLVMValueRef x) {
  return LLVMTypeOf(x) == j->real;
}


LLVMValueRef gdl_jit_real (const gdl_jit *j, double x, LLVMTypeRef like) {
  LLVMValueRef one = LLVMConstReal(j->real, x), all[GDL_LANES];
  if (like == j->real)
    return one;
  unsigned n = LLVMGetVectorSize(like);
  for (unsigned k = 0; k < n; k++)
    all[k] = one;
  return LLVMConstVector(all, n);
}


LLVMValueRef gdl_jit_splat (gdl_jit *j, LLVMValueRef x) {
  LLVMTypeRef i32 = LLVMInt32TypeInContext(j->context);
  if (!is_one(j, x))
    return x;
  if (LLVMIsConstant(x)) {
    LLVMValueRef all[GDL_LANES];
    for (int k = 0; k < GDL_LANES; k++)
      all[k] = x;
    return LLVMConstVector(all, GDL_LANES);
  }
  LLVMValueRef undefined = LLVMGetUndef(j->eight),
               first = LLVMBuildInsertElement(j->builder, undefined, x,
                                              LLVMConstInt(i32, 0, 0), "");
  return LLVMBuildShuffleVector(j->builder, first, undefined,
                                LLVMConstNull(LLVMVectorType(i32, GDL_LANES)), "");
}


/*
** What is written out. x, y: operands
*/
#define NUMBER(c)        gdl_jit_real(j, c, type)
#define IS(u, how, w)    LLVMBuildFCmp(j->builder, LLVMReal##how, u, w, "")
#define WHERE(c, u, w)   LLVMBuildSelect(j->builder, c, u, w, "")
#define ADD(u, w)        LLVMBuildFAdd(j->builder, u, w, "")
#define SUB(u, w)        LLVMBuildFSub(j->builder, u, w, "")
#define MUL(u, w)        LLVMBuildFMul(j->builder, u, w, "")
#define DIV(u, w)        LLVMBuildFDiv(j->builder, u, w, "")
#define CALL(name, u)    call_intrinsic(j, "llvm." name, u)

static LLVMValueRef call_intrinsic (gdl_jit *j, const char *name, LLVMValueRef x) {
  LLVMTypeRef type = LLVMTypeOf(x);
  return gdl_jit_intrinsic(j, name, &type, 1, &x, 1);
}


/* Are there instructions that round? Else LLVM would call functions. */
static int can_round (const gdl_jit *j) {
  return strcmp(j->host->set, "sse2") != 0;
}


static LLVMValueRef rounding (gdl_jit *j, gdl_op op, LLVMValueRef x) {
  LLVMTypeRef type = LLVMTypeOf(x);
  if (!can_round(j))
    return NULL;
  switch (op) {
    case GDL_OP_floor: return CALL("floor", x);
    case GDL_OP_ceil: return CALL("ceil", x);
    case GDL_OP_trunc: return CALL("trunc", x);
    case GDL_OP_frac: {
      LLVMValueRef t = CALL("trunc", x);
      return WHERE(IS(x, OEQ, t), NUMBER(0.0), SUB(x, t));
    }
    default: return NULL;
  }
}


/* NULL: not written out. */
static LLVMValueRef plain_unary (gdl_jit *j, gdl_op op, LLVMValueRef x) {
  LLVMTypeRef type = LLVMTypeOf(x);
  switch (op) {
    case GDL_OP_neg: return LLVMBuildFNeg(j->builder, x, "");
    case GDL_OP_abs: return CALL("fabs", x);
    case GDL_OP_sqrt: return CALL("sqrt", x);
    case GDL_OP_deg: return MUL(x, NUMBER(180.0 / M_PI));
    case GDL_OP_rad: return MUL(x, NUMBER(M_PI / 180.0));
    case GDL_OP_relu: return WHERE(IS(x, OLE, NUMBER(0.0)), NUMBER(0.0), x);
    case GDL_OP_sign:
      return WHERE(IS(x, OGT, NUMBER(0.0)), NUMBER(1.0),
                   WHERE(IS(x, OLT, NUMBER(0.0)), NUMBER(-1.0), ADD(x, NUMBER(0.0))));
    default: return rounding(j, op, x);
  }
}


static LLVMValueRef one_or_0 (gdl_jit *j, LLVMValueRef condition, LLVMTypeRef type) {
  return WHERE(condition, NUMBER(1.0), NUMBER(0.0));
}


/* y where y is beyond x, or no number; else x */
static LLVMValueRef extreme (gdl_jit *j, LLVMValueRef beyond, LLVMValueRef x,
                             LLVMValueRef y) {
  return WHERE(LLVMBuildOr(j->builder, beyond, IS(y, UNO, y), ""), y, x);
}


static LLVMValueRef plain_binary (gdl_jit *j, gdl_op op, LLVMValueRef x,
                                  LLVMValueRef y) {
  LLVMTypeRef type = LLVMTypeOf(x);
  switch (op) {
    case GDL_OP_add: return ADD(x, y);
    case GDL_OP_sub: return SUB(x, y);
    case GDL_OP_mul: return MUL(x, y);
    case GDL_OP_div: return DIV(x, y);
    case GDL_OP_idiv: return can_round(j) ? CALL("floor", DIV(x, y)) : NULL;
    case GDL_OP_min: return extreme(j, IS(y, OLT, x), x, y);
    case GDL_OP_max: return extreme(j, IS(y, OGT, x), x, y);
    case GDL_OP_lt: return one_or_0(j, IS(x, OLT, y), type);
    case GDL_OP_le: return one_or_0(j, IS(x, OLE, y), type);
    case GDL_OP_eq: return one_or_0(j, IS(x, OEQ, y), type);
    default: return NULL;
  }
}


/* Of the result of a comparison, what was compared. */
LLVMValueRef gdl_jit_truth (gdl_jit *j, LLVMValueRef c) {
  LLVMTypeRef type = LLVMTypeOf(c);
  if (LLVMIsASelectInst(c) && LLVMGetOperand(c, 1) == NUMBER(1.0) &&
      LLVMGetOperand(c, 2) == NUMBER(0.0))
    return LLVMGetOperand(c, 0);
  return IS(c, UNE, NUMBER(0.0));
}


LLVMValueRef gdl_jit_choose (gdl_jit *j, LLVMValueRef c, LLVMValueRef a,
                             LLVMValueRef b) {
  return WHERE(gdl_jit_truth(j, c), a, b);
}


LLVMValueRef gdl_jit_outer (gdl_jit *j, unsigned outer, LLVMValueRef v,
                            LLVMValueRef c) {
  switch ((gdl_outer)outer) {
    case GDL_OUTER_ADD: return ADD(v, c);
    case GDL_OUTER_MUL: return MUL(v, c);
    case GDL_OUTER_SUB: return SUB(v, c);
    case GDL_OUTER_FROM: return SUB(c, v);
    default: return MUL(v, v);
  }
}


/*
** The kernels, for n of eight elements
*/
static LLVMValueRef room (gdl_jit *j, int k, LLVMValueRef x) {
  if (j->room[k] == NULL)
    j->room[k] = gdl_jit_local(j, j->real, GDL_LANES);
  if (x != NULL)
    gdl_jit_put(j, x, j->room[k], 64);
  return j->room[k];
}


static LLVMValueRef kernel (gdl_jit *j, gdl_op op, LLVMValueRef x, LLVMValueRef y,
                            size_t n) {
  LLVMValueRef out = room(j, 2, gdl_jit_real(j, 0, j->eight)), size = gdl_jit_whole(j, n);
  if (y == NULL) {
    LLVMValueRef arg[] = {room(j, 0, x), out, size};
    gdl_jit_call(j, (const void *)j->host->unary(op), j->nothing, arg, 3);
  }
  else {
    LLVMValueRef arg[] = {room(j, 0, x), room(j, 1, y), out, size};
    gdl_jit_call(j, (const void *)j->host->binary(op)->vv, j->nothing, arg, 4);
  }
  return gdl_jit_get(j, j->eight, out, 64);
}


/*
** SLEEF's functions
*/
typedef enum rule_kind { RULE_NONE, RULE_ABOVE, RULE_BEYOND, RULE_POWER } rule_kind;

/* The columns 'sleef' and 'scalar' of functions.def. */
typedef struct math_row {
  const char *name, *suffix;
  rule_kind kind;
  double bound;
} math_row;

#define NONE       RULE_NONE, 0
#define ABOVE(c)   RULE_ABOVE, c
#define BEYOND(c)  RULE_BEYOND, c
#define POWER      RULE_POWER, 0

static const math_row rows[GDL_OP_COUNT] = {
#define GDL_UNARY(name, expression, doc)
#define GDL_BINARY(name, expression, doc)
#define GDL_UNARY_MATH(name, expression, sleef, scalar, doc) \
  [GDL_OP_##name] = {#name, #sleef, scalar},
#define GDL_BINARY_MATH(name, expression, sleef, scalar, doc) \
  [GDL_OP_##name] = {#name, #sleef, scalar},
#define GDL_ALL
#include "array/functions.def"
};


int gdl_jit_is_called (gdl_op op) {
  return rows[op].name != NULL || op == GDL_OP_sigmoid || op == GDL_OP_tanh ||
         op == GDL_OP_sech2 || op == GDL_OP_softplus;
}


/* As kernel_set.c calls them. */
static const void *find_sleef (const gdl_jit *j, gdl_op op) {
  char name[64];
  const math_row *r = &rows[op];
  if (r->name == NULL || strcmp(j->host->set, "sse2") == 0)
    return NULL;
  int wide = strcmp(j->host->set, "avx512") == 0;
  snprintf(name, sizeof(name), "Sleef_finz_%sd%d_%s%s", r->name, wide ? 8 : 4,
           r->suffix, wide ? "avx512f" : "avx2");
  union { void (*code) (void); const void *data; } u = {j->host->sleef(name)};
  return u.data;
}


/* Elements from 'from' on, 'count' of them, of x and y one after the other. */
static LLVMValueRef shuffle (gdl_jit *j, LLVMValueRef x, LLVMValueRef y, unsigned from,
                             unsigned count) {
  LLVMValueRef index[GDL_LANES];
  for (unsigned k = 0; k < count; k++)
    index[k] = LLVMConstInt(LLVMInt32TypeInContext(j->context), from + k, 0);
  return LLVMBuildShuffleVector(j->builder, x, y, LLVMConstVector(index, count), "");
}


/* One call, or two with halves. y may be NULL. */
static LLVMValueRef call_sleef (gdl_jit *j, const void *fn, LLVMValueRef x,
                                LLVMValueRef y) {
  LLVMValueRef arg[] = {x, y}, half[2];
  unsigned args = y != NULL ? 2 : 1;
  if (strcmp(j->host->set, "avx512") == 0)
    return gdl_jit_call(j, fn, j->eight, arg, args);
  for (unsigned k = 0; k < 2; k++) {
    LLVMValueRef part[2];
    for (unsigned a = 0; a < args; a++)
      part[a] = shuffle(j, arg[a], LLVMGetUndef(j->eight), 4 * k, 4);
    half[k] = gdl_jit_call(j, fn, j->four, part, args);
  }
  return shuffle(j, half[0], half[1], 0, GDL_LANES);
}


/* The lanes that are not SLEEF's to work out; NULL: none. r: what it gave */
static LLVMValueRef exceptions (gdl_jit *j, const math_row *row, LLVMValueRef x,
                                LLVMValueRef y, LLVMValueRef r) {
  LLVMTypeRef type = j->eight;
  switch (row->kind) {
    case RULE_ABOVE: return IS(x, OGT, NUMBER(row->bound));
    case RULE_BEYOND:
      return LLVMBuildOr(j->builder, IS(x, OGT, NUMBER(row->bound)),
                         IS(x, OLT, NUMBER(-row->bound)), "");
    case RULE_POWER:
      return LLVMBuildOr(j->builder, IS(CALL("fabs", r), OEQ, NUMBER(INFINITY)),
                         IS(y, OEQ, NUMBER(2.0)), "");
    default: return NULL;
  }
}


static LLVMValueRef any (gdl_jit *j, LLVMValueRef lanes) {
  LLVMTypeRef byte = LLVMInt8TypeInContext(j->context);
  return LLVMBuildICmp(j->builder, LLVMIntNE, LLVMBuildBitCast(j->builder, lanes, byte, ""),
                       LLVMConstNull(byte), "");
}


/* SLEEF's function, or, where there is an exception among the eight, the kernel. */
static LLVMValueRef guarded (gdl_jit *j, gdl_op op, const void *fn, LLVMValueRef x,
                             LLVMValueRef y, size_t n) {
  const math_row *row = &rows[op];
  LLVMValueRef r[2] = {row->kind == RULE_POWER ? call_sleef(j, fn, x, y) : NULL};
  LLVMValueRef rare = exceptions(j, row, x, y, r[0]);
  if (rare == NULL)
    return call_sleef(j, fn, x, y);
  LLVMBasicBlockRef usual = gdl_jit_block(j), other = gdl_jit_block(j),
                    on = gdl_jit_block(j), from[2];
  LLVMBuildCondBr(j->builder, any(j, rare), other, usual);
  LLVMPositionBuilderAtEnd(j->builder, usual);
  if (r[0] == NULL)
    r[0] = call_sleef(j, fn, x, y);
  from[0] = LLVMGetInsertBlock(j->builder);
  LLVMBuildBr(j->builder, on);
  LLVMPositionBuilderAtEnd(j->builder, other);
  r[1] = kernel(j, op, x, y, n);
  from[1] = LLVMGetInsertBlock(j->builder);
  LLVMBuildBr(j->builder, on);
  LLVMPositionBuilderAtEnd(j->builder, on);
  LLVMValueRef v = LLVMBuildPhi(j->builder, j->eight, "");
  LLVMAddIncoming(v, r, from, 2);
  return v;
}


/* exp(-times*|x|), once for sigmoid and softplus, or tanh and its derivative, of the
** same elements. */
static LLVMValueRef exp_down (gdl_jit *j, const void *fn, LLVMValueRef x, int times) {
  LLVMTypeRef type = j->eight;
  if (j->down_of != x || j->down_times != times) {
    j->down_of = x;
    j->down_times = times;
    j->down = call_sleef(j, fn, MUL(NUMBER(-times), CALL("fabs", x)), NULL);
  }
  return j->down;
}


/* array/tanh.h, with t = exp(-2|x|) */
static LLVMValueRef tanh_of (gdl_jit *j, LLVMValueRef x, LLVMValueRef t) {
  LLVMTypeRef type = j->eight;
  LLVMValueRef a = CALL("fabs", x), s = MUL(a, a), s2 = MUL(s, s), s4 = MUL(s2, s2),
               s8 = MUL(s4, s4),
               factor = GDL_TANH_FACTOR(ADD, MUL, NUMBER, s, s2, s4, s8),
               near = SUB(a, MUL(a, MUL(s, factor))),
               far = SUB(NUMBER(1.0), DIV(MUL(NUMBER(2.0), t), ADD(NUMBER(1.0), t))),
               arg[] = {WHERE(IS(a, OLT, NUMBER(GDL_TANH_NEAR)), near, far), x};
  return gdl_jit_intrinsic(j, "llvm.copysign", &type, 1, arg, 2);
}


/* array/softplus.h */
static LLVMValueRef softplus_down (gdl_jit *j, LLVMValueRef e) {
  LLVMTypeRef type = j->eight;
  LLVMValueRef z = DIV(e, ADD(NUMBER(2.0), e)), b = ADD(z, z), s = MUL(z, z),
               s2 = MUL(s, s), s4 = MUL(s2, s2), s8 = MUL(s4, s4),
               factor = GDL_SOFTPLUS_FACTOR(ADD, MUL, NUMBER, s, s2, s4, s8);
  return ADD(b, MUL(b, MUL(s, factor)));
}


/* Rows GDL_UNARY_VIA: in the words of their column 'after'. */
static LLVMValueRef via (gdl_jit *j, gdl_op op, LLVMValueRef x) {
  LLVMTypeRef type = j->eight;
  const void *e = find_sleef(j, GDL_OP_exp);
  if (e == NULL)
    return NULL;
  if (op == GDL_OP_sigmoid) {
    LLVMValueRef t = exp_down(j, e, x, 1);
    return DIV(WHERE(IS(x, OLT, NUMBER(0.0)), t, NUMBER(1.0)), ADD(NUMBER(1.0), t));
  }
  if (op == GDL_OP_tanh)
    return tanh_of(j, x, exp_down(j, e, x, 2));
  if (op == GDL_OP_sech2) {
    LLVMValueRef t = exp_down(j, e, x, 2),
                 s = ADD(NUMBER(1.0), t);
    return DIV(MUL(NUMBER(4.0), t), MUL(s, s));
  }
  if (op == GDL_OP_softplus) {
    LLVMValueRef t = softplus_down(j, exp_down(j, e, x, 1));
    return ADD(WHERE(IS(x, OGT, NUMBER(0.0)), x, NUMBER(0.0)), t);
  }
  return NULL;
}


/*
** All functions
*/
LLVMValueRef gdl_jit_unary (gdl_jit *j, gdl_op op, LLVMValueRef x, size_t n) {
  LLVMValueRef v = plain_unary(j, op, x);
  if (v != NULL)
    return v;
  if (is_one(j, x))
    return gdl_jit_call(j, (const void *)j->host->op[op].unary->scalar, j->real, &x, 1);
  if ((v = via(j, op, x)) != NULL)
    return v;
  const void *fn = find_sleef(j, op);
  return fn != NULL ? guarded(j, op, fn, x, NULL, n) : kernel(j, op, x, NULL, n);
}


LLVMValueRef gdl_jit_binary (gdl_jit *j, gdl_op op, LLVMValueRef x, LLVMValueRef y,
                             size_t n) {
  LLVMValueRef v = plain_binary(j, op, x, y), arg[] = {x, y};
  if (v != NULL)
    return v;
  if (is_one(j, x))
    return gdl_jit_call(j, (const void *)j->host->op[op].binary->scalar, j->real, arg, 2);
  const void *fn = find_sleef(j, op);
  return fn != NULL ? guarded(j, op, fn, x, y, n) : kernel(j, op, x, y, n);
}
