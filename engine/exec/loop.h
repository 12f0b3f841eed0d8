/*
** loop.h - loop programs: what a graph is lowered to
** A list of instructions, run from the first to the last. Instructions on
** numbers are complete in themselves; the others say which loop, or which call
** of a kernel, is next. Nothing here knows of a machine: the VM (vm.h) reads it
** as it is, and so can a compiler.
**
** Memory. Numbers (rank 0) are in a file of doubles, their index is all there
** is to them; a place in the file is used again when its number has been used
** for the last time. The first 'constants' of them stay. Arrays are in bases,
** 'offset' elements from the beginning: the arena, whose layout is fixed here
** (a piece of it is used again after the last use of what is in it), arrays of
** constants, and what a run is given: parameters, inputs, data, results.
**
** Loops. A loop works out elementwise operations, GDL_BLOCK elements at a time:
** its body is run for elements 0 to 511, then 512 to 1023, ... What a step of the
** body puts into a temporary is of one block only and never gets into the arena.
** Sums and inner products are taken along in the order of array/order.h; a block
** is a whole part of a chunk, and of whole lanes. A body has parts, one after
** the other, for arrays of different lengths; a later, longer one may read what
** an earlier one has worked out, shifted towards its end by at most a block: for
** that, the last elements of the block before are kept in front of a temporary
** (x[:-1] and x[1:] and what is done with them are one loop).
*/
#ifndef GDL_EXEC_LOOP_H
#define GDL_EXEC_LOOP_H

#include "graph/graph.h"
#include "graph/print.h"

#define GDL_BLOCK 512

/* Bases. From GDL_BASE_GIVEN on: the data slots that are read (gdl_loops.slot),
** then the results. */
enum {
  GDL_BASE_ARENA, GDL_BASE_CONSTANT, GDL_BASE_PARAM, GDL_BASE_INPUT,
  GDL_BASE_GIVEN
};

typedef struct gdl_place {
  size_t offset;
  uint32_t base;
} gdl_place;

/*
** Instructions. r[] is the file of numbers.
*/
/* What is done at once with v, the value of an operation on two; rounded as if
** it had been put away. */
typedef enum gdl_outer {
  GDL_OUTER_ADD,     /* v + c */
  GDL_OUTER_MUL,     /* v * c */
  GDL_OUTER_SUB,     /* v - c */
  GDL_OUTER_FROM,    /* c - v */
  GDL_OUTER_SQUARE,  /* v * v */
  GDL_OUTER_COUNT
} gdl_outer;

typedef enum gdl_code {
  GDL_CODE_add, GDL_CODE_sub, GDL_CODE_mul, GDL_CODE_div,  /* r[to] = r[a] op r[b] */
  GDL_CODE_lt, GDL_CODE_le, GDL_CODE_eq,
  GDL_CODE_neg, GDL_CODE_sqrt, GDL_CODE_abs,               /* r[to] = op r[a] */
  /* v = r[a] op r[b], and gdl_outer of v and r[row], for the three ops */
  GDL_CODE_fused_add,
  GDL_CODE_fused_sub = GDL_CODE_fused_add + GDL_OUTER_COUNT,
  GDL_CODE_fused_mul = GDL_CODE_fused_sub + GDL_OUTER_COUNT,
  GDL_CODE_fused_end = GDL_CODE_fused_mul + GDL_OUTER_COUNT - 1,
  GDL_CODE_unary,    /* r[to] = function 'row' of r[a] */
  GDL_CODE_binary,   /* r[to] = function 'row' of r[a], r[b] */
  GDL_CODE_select,   /* r[to] = r[a] ~= 0 ? r[b] : r[to of the next, GDL_CODE_more] */
  GDL_CODE_more,
  GDL_CODE_total,    /* r[to] = sum, in the order of array/order.h, of the b
                        numbers word[a], word[a+1], ... */
  GDL_CODE_load,     /* r[to] = element b of base a */
  GDL_CODE_store,    /* element b of base a = r[to] */
  GDL_CODE_loop,     /* loop a */
  GDL_CODE_call,     /* call a */
  GDL_CODE_check,    /* stops, with b as the answer, unless (r[a] ~= 0) == to */
  GDL_CODE_end,      /* stops, with b as the answer */
  GDL_CODE_COUNT
} gdl_code;

typedef struct gdl_instruction {
  uint16_t code;
  uint16_t row;      /* of gdl_op_table; c of fused ones */
  uint32_t to, a, b;
} gdl_instruction;

/*
** Loops
*/
typedef enum gdl_operand_kind {
  GDL_OPERAND_NUMBER,     /* number 'at' */
  GDL_OPERAND_STREAM,     /* elements from 'offset' of base 'at', in order */
  GDL_OPERAND_BLOCK,      /* temporary number 'at' */
  GDL_OPERAND_HISTORY,    /* the same, nothing else's, with the last 'offset'
                             elements of the block before in front of it */
  GDL_OPERAND_READ        /* read number 'at' of the program */
} gdl_operand_kind;

typedef struct gdl_operand {
  uint32_t kind, at;
  size_t offset;
} gdl_operand;

/* Elements that are not in order, put in order. */
typedef enum gdl_read_kind {
  GDL_READ_VIEW,     /* element i is at offset + i / cols * row_step + i % cols
                        * col_step; steps may be 0 */
  GDL_READ_ROWS,     /* element i is that of column i % cols in row
                        word[word + i / cols] */
  GDL_READ_PART,     /* element i is at offset + i - low for low <= i < high,
                        else it is 0 */
  GDL_READ_BEHIND    /* the same of a temporary */
} gdl_read_kind;

typedef struct gdl_read {
  gdl_read_kind kind;
  uint32_t block;         /* the temporary it is put into, where it must be */
  gdl_place from;
  size_t cols, low, high, word;
  ptrdiff_t row_step, col_step;
} gdl_read;

/* A body's instructions. Operands are numbers of the loop's operands. */
typedef enum gdl_step_code {
  GDL_STEP_UNARY,    /* to = function 'row' of a */
  GDL_STEP_BINARY,   /* to = function 'row' of a, b, one of which may be a number */
  GDL_STEP_SELECT,   /* to = a ~= 0 ? b : c; b and c may be numbers */
  GDL_STEP_COPY,     /* to = a, which may be a number */
  GDL_STEP_READ,     /* gets read a ready for this block */
  GDL_STEP_BEHIND,   /* the same, of temporary b */
  GDL_STEP_SUM,      /* number r[to] = sum of a; sum number c of the loop */
  GDL_STEP_SUM_OF,       /* the same of v = function 'row' of a, b, */
  GDL_STEP_SUM_SQUARE,   /* and of v*v; the function is +, - or *, and b may be
                            a number, for - either */
  GDL_STEP_LARGEST,      /* number r[to] = the largest element of a, which are
                            absolute values; a sum but for how two are put
                            together, with 0 to begin with */
  GDL_STEP_FUSED,    /* to = v outer c, v and b as above; c may be a number */
  GDL_STEP_NONE
} gdl_step_code;

typedef struct gdl_step {
  uint8_t code, row, outer;
  uint32_t to, a, b, c;
} gdl_step;

/* gdl_step_is_sum - does the step make a number? */
static inline int gdl_step_is_sum (const gdl_step *s) {
  return s->code >= GDL_STEP_SUM && s->code <= GDL_STEP_LARGEST;
}

typedef struct gdl_part {
  size_t length;                 /* in elements */
  size_t step, steps;            /* which of gdl_loops.step */
} gdl_part;

typedef struct gdl_loop {
  size_t part, parts;            /* which of gdl_loops.part; lengths rise */
  size_t operand, operands;      /* which of gdl_loops.operand: */
  uint32_t streams, histories;   /* these first, then these, then all others */
  uint32_t sums;                 /* how many it takes */
  uint32_t blocks;               /* temporaries */
  uint32_t block;                /* elements taken at a time, at most GDL_BLOCK */
} gdl_loop;

/*
** Calls of kernels on whole arrays, one after the other in memory.
*/
typedef enum gdl_call_code {
  GDL_CALL_COPY,         /* to = x, n elements */
  GDL_CALL_FILL,         /* to = r[number], n elements */
  GDL_CALL_PACK,         /* to = r[word[word]], r[word[word+1]], ...: n of them */
  GDL_CALL_PUT,          /* x (m rows of n) into 'to' by steps */
  GDL_CALL_PUT_NUMBER,   /* r[number] likewise */
  GDL_CALL_SCATTER,      /* to row word[word + k] of 'to' (k rows of n), zeros
                            first, row k of x (m rows) is added */
  GDL_CALL_TRANSPOSE,    /* to = transpose of x (m by n) */
  GDL_CALL_MATMUL,       /* to = x (m by k) times y (k by n); how: which of them
                            lie transposed, as gdl_graph_transposes */
  GDL_CALL_DOWN,         /* to = reduction 'how' of x (m by n) over rows */
  GDL_CALL_ALONG,        /* the same over columns */
  GDL_CALL_REDUCE,       /* r[number] = reduction 'how' of x, n elements */
  GDL_CALL_NORM2,        /* r[number] = 2-norm of x, n elements */
  GDL_CALL_COUNT
} gdl_call_code;

typedef struct gdl_call {
  uint8_t code, how;     /* how: gdl_reduction, of products see there */
  uint32_t number;
  gdl_place to, x, y;
  size_t m, k, n, word;
  ptrdiff_t row_step, col_step;
} gdl_call;

/* A growing list. */
typedef struct gdl_list {
  void *data;
  size_t count, capacity;
} gdl_list;

typedef struct gdl_loops {
  gdl_list instruction;      /* gdl_instruction */
  gdl_list loop;             /* gdl_loop */
  gdl_list part;             /* gdl_part */
  gdl_list step;             /* gdl_step */
  gdl_list operand;          /* gdl_operand */
  gdl_list read;             /* gdl_read */
  gdl_list call;             /* gdl_call */
  gdl_list word;             /* uint32_t */
  gdl_list constant;         /* double: the first numbers of the file */
  gdl_list array;            /* double: base GDL_BASE_CONSTANT */
  gdl_list slot;             /* uint32_t: the data slots that are bases */
  size_t outs;               /* results */
  size_t numbers;            /* length of the file */
  size_t arena;              /* in elements */
  size_t blocks, sums;       /* the most that any loop has */
  size_t *shadow;            /* for each result, where it is put in the arena
                                when it is not wanted; SIZE_MAX: it is a number */
  size_t params, inputs, datas;   /* as gdl_program_needs */
  size_t carried;            /* the first inputs are the results of the turn before
                                (iterate.h); 0: none. What is then written: */
  gdl_list column;           /* uint32_t: which of the results, in a row */
} gdl_loops;

#define GDL_AT(list, type, k)  (((type *)(list).data)[k])

/* gdl_loops_lower_over - 'out' and 'check' of 'g' as a loop program, into *p, which
** is to be given to gdl_loops_clear whatever the answer is. *in_place: result 'over'
** (SIZE_MAX: none) may be put where the parameters are. Statuses as
** gdl_program_new. */
struct gdl_check;
gdl_status gdl_loops_lower_over (gdl_loops *p, const gdl_graph *g,
                                 const gdl_node *out, size_t outs,
                                 const struct gdl_check *check, size_t checks,
                                 size_t over, int *in_place, gdl_error *err);

/* gdl_loops_carry - sets 'carried' and 'column'. 0: no memory. */
int gdl_loops_carry (gdl_loops *p, size_t carried, const uint32_t *column,
                     size_t width);

void gdl_loops_clear (gdl_loops *p);
size_t gdl_loops_bytes (const gdl_loops *p);

/*
** Several threads: elements of a loop from a multiple of GDL_CHUNK on, for
** themselves (share.c). What a history has there is worked out again, from elements
** before.
*/
/* gdl_loop_can_share - may it be done, and is there enough to do? */
int gdl_loop_can_share (const gdl_loops *p, const gdl_loop *l);

/* gdl_loop_work - what it takes, in the unit of base/threads.h. */
double gdl_loop_work (const gdl_loops *p, const gdl_loop *l);

/* gdl_loop_again - how many elements before are worked out again. */
size_t gdl_loop_again (const gdl_loops *p, const gdl_loop *l);

/* gdl_loop_is_tangled - is anything read where the loop puts other elements? */
int gdl_loop_is_tangled (const gdl_loops *p, const gdl_loop *l);

/* gdl_loops_print - appends a listing, an instruction a line. GDL_ENOMEM leaves
** the text as it was. */
gdl_status gdl_loops_print (const gdl_loops *p, gdl_text *t);

#endif
