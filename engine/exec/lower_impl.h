/*
** lower_impl.h - what the files of the lowering share
**
** A node is taken to a form, then to a place in the order of execution, then
** to instructions:
**   lower_form.c    what each node is, and what must be in memory
**   lower_pair.c    pairs of numbers' instructions made one
**   lower_order.c   which come first
**   lower_sink.c    which come later, so as not to be put into memory
**   lower_emit.c    the walk, numbers, results
**   lower_memory.c  registers and the arena
**   lower_sweep.c   which parts are one loop
**   lower_body.c    bodies of loops
**   lower_fuse.c    pairs of a body's instructions made one
**   lower_over.c    results in the place of the parameters
**   lower_block.c   blocks for their temporaries
**   lower_call.c    calls
*/
#ifndef GDL_EXEC_LOWER_IMPL_H
#define GDL_EXEC_LOWER_IMPL_H

#include "exec/loop.h"
#include "exec/plan.h"
#include "exec/program.h"

typedef enum gdl_form {
  FORM_NONE,       /* not needed */
  FORM_ALIAS,      /* the value of another node, its root */
  FORM_NUMBER,     /* a number, by an instruction */
  FORM_INNER,      /* a number, by the instruction of the only one to use it */
  FORM_SUM,        /* a number, by a loop: sum, inner product or
                      largest absolute value */
  FORM_LOOP,       /* an array, by a loop */
  FORM_CALL,       /* an array or a number, by a call */
  /* the others need not be worked out, but can be put into memory by a loop */
  FORM_SPLAT,      /* an array of one number */
  FORM_READ,       /* elements of an array in memory, not in order */
  /* and these are in memory as they are */
  FORM_WINDOW,     /* elements of an array in memory, one after the other */
  FORM_LEAF
} gdl_form;

/* What is known of a node. 'level' is its place in the order within its stage:
** first the numbers of level 0, then its loops, then its calls, then the
** numbers of level 1, ... */
typedef struct gdl_cell {
  uint32_t stage;      /* 0: not needed; else 1 + the check that it is for */
  uint32_t level;
  uint32_t root;       /* itself, but for an alias */
  uint32_t uses;       /* by what has not been emitted yet */
  uint32_t where;      /* a number: its register; an array: number of its details */
  uint8_t form;
  uint8_t stored;      /* an array that must be in memory; a number whose
                          instruction does the work of an inner one */
} gdl_cell;

#define NOWHERE  UINT32_MAX

/* The registers of constants 0 and -1, which are there in any case. */
enum { ZERO, MINUS_ONE };

/* Details of an array. */
typedef struct gdl_detail {
  gdl_place place;         /* where it is, if 'placed' */
  size_t home_offset;
  gdl_node source;         /* splat, read, window: what it reads, or GDL_NO_NODE */
  gdl_node home;           /* the array it is worked out in, or GDL_NO_NODE */
  uint32_t read;           /* FORM_READ: number of its gdl_read */
  uint32_t buffer;         /* 1 + the piece of the arena it is in */
  uint32_t loop, operand;  /* its operand in the loop made last: loop + 1 */
  uint32_t history;        /* 1 + how much of the block before is read; 0: none */
  uint32_t wanted;         /* the first level at which a loop reads it */
  uint8_t placed;
  uint8_t pinned;          /* it must be worked out at its level */
} gdl_detail;

/* A piece of the arena. */
typedef struct gdl_buffer {
  size_t at, size;
  uint32_t holders;        /* arrays in it that are still needed */
} gdl_buffer;

typedef struct gdl_lower {
  const gdl_graph *g;
  const gdl_node_data *node;
  gdl_loops *p;
  gdl_cell *cell;          /* of each node */
  size_t count;            /* nodes of the graph */
  gdl_node *order;         /* what is needed, in order of execution */
  size_t ordered;
  size_t stages;           /* checks + 1 */
  size_t *stage_end;       /* of each stage in 'order' */
  size_t *stage_begin;     /* once some nodes have been dropped */
  const gdl_node *out;
  size_t outs;
  gdl_list detail;         /* gdl_detail */
  gdl_list buffer;         /* gdl_buffer */
  gdl_list idle;           /* uint32_t: registers to be used again */
  gdl_list dying;          /* uint32_t: buffers no longer needed after this */
  gdl_list last;           /* uint32_t: scratch of bodies */
  gdl_plan plan;
  uint32_t *slot_base;     /* of each data slot, 0: none yet */
  size_t over;             /* the result that may be where the parameters are */
  gdl_status status;       /* GDL_OK, or the first failure */
  gdl_error *err;
} gdl_lower;

#define CELL(l, n)    ((l)->cell[n])
#define ROOT(l, n)    ((l)->cell[n].root)
#define DETAIL(l, n)  (((gdl_detail *)(l)->detail.data)[(l)->cell[n].where])
#define OP(l, n)      ((gdl_op)(l)->node[n].op)
#define FAILED(l)     ((l)->status != GDL_OK)
#define IS_NUMBER(l, n)  ((l)->node[n].shape == 0)

static inline size_t gdl_lower_length (const gdl_lower *l, gdl_node n) {
  return gdl_shape_length(gdl_graph_shape(l->g, n));
}

/* gdl_lower_operands - those that the value of 'n' depends on. */
static inline const gdl_node *gdl_lower_operands (const gdl_lower *l, gdl_node n,
                                                  size_t *count) {
  const gdl_node *x = gdl_graph_operands(l->g, n, count);
  if (OP(l, n) == GDL_OP_attach)
    *count = 1;
  return x;
}

/* gdl_list_add - room for 'more' elements of 'size' bytes, counted at once; NULL
** where memory runs out. */
void *gdl_list_add (gdl_list *list, size_t more, size_t size);

/* gdl_lower_fail - keeps the first failure. */
void gdl_lower_fail (gdl_lower *l, gdl_status s, const char *text);
void gdl_lower_no_memory (gdl_lower *l);

/* gdl_lower_add - the same for the program made by 'l', filled with 0; when it
** fails, something to write to. */
void *gdl_lower_add (gdl_lower *l, gdl_list *list, size_t more, size_t size);
#define ADD_TO(l, list, type)  ((type *)gdl_lower_add(l, list, 1, sizeof(type)))

/* lower_form.c: forms, roots, uses, what is stored. */
void gdl_lower_forms (gdl_lower *l, const gdl_check *check);

/* True where node n is something to the power 2, which is taken as x*x, as the
** row of pow has it. */
int gdl_lower_is_square (const gdl_lower *l, gdl_node n);

/* lower_pair.c: inner numbers. */
void gdl_lower_pairs (gdl_lower *l);
/* The operand of n that is an inner number; GDL_NO_NODE: none. */
gdl_node gdl_lower_inner (const gdl_lower *l, gdl_node n);
/* What n does with it; its other operand, if any, into *c. */
gdl_outer gdl_lower_outer (const gdl_lower *l, gdl_node n, gdl_node inner,
                           gdl_node *c);

/* lower_order.c: levels, and 'order' as of execution, without what needs no
** instruction. */
void gdl_lower_levels (gdl_lower *l);
/* lower_sink.c: later levels for what loops read later only. */
void gdl_lower_sink (gdl_lower *l);
/* True where node n is worked out by a loop; the length of its part. */
int gdl_lower_loops (const gdl_lower *l, gdl_node n, size_t *length);

/* lower_emit.c, lower_memory.c */
void gdl_lower_emit (gdl_lower *l, const gdl_check *check);
gdl_instruction *gdl_lower_instruction (gdl_lower *l, gdl_code code, uint32_t to,
                                        uint32_t a, uint32_t b);
/* The register for a new number. */
uint32_t gdl_lower_register (gdl_lower *l);
/* Where array n, which is in memory, is: memory is found for it if need be. */
gdl_place gdl_lower_place (gdl_lower *l, gdl_node n);
/* The register of number x. */
uint32_t gdl_lower_number (const gdl_lower *l, gdl_node x);
/* Node n, a root, is needed once less; what it needs is. */
void gdl_lower_unuse (gdl_lower *l, gdl_node n);
void gdl_lower_release (gdl_lower *l, gdl_node n);
/* After each instruction: gives back what nobody uses any more. */
void gdl_lower_bury (gdl_lower *l);

/* True where node n, of a loop, reads 'x' as what an earlier part of the same
** loop works out: that is *source. */
int gdl_lower_is_behind (const gdl_lower *l, gdl_node n, gdl_node x,
                         gdl_node *source);

/* lower_sweep.c: the loops for nodes order[from .. end-1], of one level. */
void gdl_lower_loops_of_level (gdl_lower *l, size_t from, size_t end);

/* A stretch of 'order' that is to be a part of a loop. */
typedef struct gdl_run {
  size_t from, end, length;
  size_t loop;             /* that it is in: number of the first run in it */
} gdl_run;

/* lower_body.c: a loop of those of 'run' that are in loop 'loop'. */
void gdl_lower_loop (gdl_lower *l, const gdl_run *run, size_t runs, size_t loop);

/* lower_fuse.c: the steps of the last part, which is being made. */
void gdl_lower_fuse (gdl_lower *l, gdl_loop *loop, gdl_part *part);

/* lower_over.c: what the part that is being made puts where the parameters may be
** comes after everything that it reads of them. */
void gdl_lower_put_last (gdl_lower *l, gdl_loop *loop, gdl_part *part);
/* True where result l->over may be where the parameters are. */
int gdl_lower_is_in_place (const gdl_lower *l);

/* lower_block.c: blocks for the loop whose steps begin with 'first'. */
void gdl_lower_blocks (gdl_lower *l, gdl_loop *loop, size_t first);

/* lower_call.c: the calls for node n. */
void gdl_lower_call (gdl_lower *l, gdl_node n);

/* True where the part of shape 's' at 'v' is elements one after the other. */
int gdl_lower_is_block (gdl_view v, gdl_shape s);

#endif
