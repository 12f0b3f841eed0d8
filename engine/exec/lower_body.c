/*
** lower_body.c - the body of a loop
** Built with as many temporaries as there are values.
*/
#include "exec/lower_impl.h"

#include "array/order.h"

typedef struct body {
  gdl_lower *l;
  gdl_loop loop;
  gdl_part part;           /* the one that is being made */
  size_t first;            /* of all steps */
  uint32_t stamp;          /* of the operands that are in this loop */
} body;

#define STEP(b, k)     GDL_AT((b)->l->p->step, gdl_step, (b)->first + (k))
#define STEPS(b)       ((b)->l->p->step.count - (b)->first)
#define OPERAND(b, k)  GDL_AT((b)->l->p->operand, gdl_operand, (b)->loop.operand + (k))


/*
** Operands and steps
*/
static uint32_t new_operand (body *b, gdl_operand_kind kind, uint32_t at,
                             size_t offset) {
  gdl_operand *o = ADD_TO(b->l, &b->l->p->operand, gdl_operand);
  *o = (gdl_operand){kind, at, offset};
  return (uint32_t)b->loop.operands++;
}


static uint32_t new_temporary (body *b) {
  return new_operand(b, GDL_OPERAND_BLOCK, NOWHERE, 0);
}


static uint32_t new_number (body *b, uint32_t at) {
  return new_operand(b, GDL_OPERAND_NUMBER, at, 0);
}


static gdl_step *new_step (body *b, gdl_step_code code, uint32_t to) {
  gdl_step *s = ADD_TO(b->l, &b->l->p->step, gdl_step);
  s->code = (uint8_t)code;
  s->to = to;
  b->part.steps++;
  return s;
}


/* (When there was no memory for an operand it is not in the list.) */
static int is_number (const body *b, uint32_t operand) {
  return !FAILED(b->l) && OPERAND(b, operand).kind == GDL_OPERAND_NUMBER;
}


/* The operand as one with elements. */
static uint32_t as_vector (body *b, uint32_t x) {
  if (!is_number(b, x))
    return x;
  uint32_t to = new_temporary(b);
  new_step(b, GDL_STEP_COPY, to)->a = x;
  return to;
}


static uint32_t put_binary (body *b, gdl_op op, uint32_t x, uint32_t y,
                            uint32_t to) {
  if (is_number(b, x) && is_number(b, y))
    x = as_vector(b, x);
  gdl_step *s = new_step(b, GDL_STEP_BINARY, to);
  s->row = (uint8_t)op;
  s->a = x;
  s->b = y;
  return to;
}


static int is_in_memory (const gdl_lower *l, gdl_node n) {
  return CELL(l, n).form != FORM_LOOP || CELL(l, n).stored;
}


/* A read, made ready in this loop. */
static uint32_t put_read (body *b, gdl_read read, gdl_node source) {
  gdl_lower *l = b->l;
  uint32_t number = (uint32_t)l->p->read.count;
  if (source != GDL_NO_NODE && !is_in_memory(l, source)) {
    read.kind = GDL_READ_BEHIND;
    *ADD_TO(l, &l->p->read, gdl_read) = read;
    uint32_t to = new_operand(b, GDL_OPERAND_READ, number, 0);
    gdl_step *s = new_step(b, GDL_STEP_BEHIND, to);
    s->a = number;
    s->b = DETAIL(l, source).operand;
    return to;
  }
  if (source != GDL_NO_NODE) {
    gdl_place place = gdl_lower_place(l, source);
    read.from.base = place.base;
    read.from.offset += place.offset;
  }
  *ADD_TO(l, &l->p->read, gdl_read) = read;
  uint32_t to = new_operand(b, GDL_OPERAND_READ, number, 0);
  new_step(b, GDL_STEP_READ, to)->a = number;
  return to;
}


/* Marks what is array n in this loop. */
static uint32_t remember (body *b, gdl_node n, uint32_t operand) {
  DETAIL(b->l, n).loop = b->stamp;
  DETAIL(b->l, n).operand = operand;
  return operand;
}


/* Node x as an operand of this loop. */
static uint32_t operand_of (body *b, gdl_node x) {
  gdl_lower *l = b->l;
  gdl_node n = ROOT(l, x);
  if (IS_NUMBER(l, n))
    return new_number(b, CELL(l, n).where);
  gdl_detail *d = &DETAIL(l, n);
  gdl_form form = (gdl_form)CELL(l, n).form;
  if (d->loop == b->stamp)
    return d->operand;
  if (form == FORM_SPLAT)
    return new_number(b, CELL(l, d->source).where);
  if (form == FORM_READ && !CELL(l, n).stored)
    return remember(b, n, put_read(b, GDL_AT(l->p->read, gdl_read, d->read),
                                   d->source));
  gdl_place place = gdl_lower_place(l, n);
  return remember(b, n, new_operand(b, GDL_OPERAND_STREAM, place.base,
                                    place.offset));
}


/* What node n is worked out into. */
static uint32_t result_of (body *b, gdl_node n) {
  gdl_lower *l = b->l;
  if (!CELL(l, n).stored)
    return DETAIL(l, n).history == 0 ? new_temporary(b)
           : new_operand(b, GDL_OPERAND_HISTORY, NOWHERE, DETAIL(l, n).history - 1);
  gdl_place place = gdl_lower_place(l, n);
  return new_operand(b, GDL_OPERAND_STREAM, place.base, place.offset);
}


/*
** Nodes
*/
static void put_function (body *b, gdl_node n) {
  gdl_lower *l = b->l;
  const gdl_node_data *d = &l->node[n];
  gdl_op op = OP(l, n);
  uint32_t x = operand_of(b, d->a), to;
  if (gdl_op_table[op].kind == GDL_KIND_UNARY) {
    x = as_vector(b, x);
    to = result_of(b, n);
    gdl_step *s = new_step(b, GDL_STEP_UNARY, to);
    s->row = (uint8_t)op;
    s->a = x;
  }
  else if (gdl_lower_is_square(l, n))
    to = put_binary(b, GDL_OP_mul, x, x, result_of(b, n));
  else {
    uint32_t y = operand_of(b, d->b);
    to = put_binary(b, op, x, y, result_of(b, n));
  }
  remember(b, n, to);
}


static void put_select (body *b, gdl_node n) {
  const gdl_node_data *d = &b->l->node[n];
  uint32_t c = as_vector(b, operand_of(b, d->a)), x = operand_of(b, d->b),
           y = operand_of(b, d->aux), to = result_of(b, n);
  gdl_step *s = new_step(b, GDL_STEP_SELECT, to);
  s->a = c;
  s->b = x;
  s->c = y;
  remember(b, n, to);
}


static uint32_t add (body *b, uint32_t x, uint32_t y) {
  return put_binary(b, GDL_OP_add, x, y, new_temporary(b));
}


/* The lanes of order.h, folded; those that are not there are NOWHERE. */
static uint32_t fold (body *b, uint32_t *lane, size_t first, size_t step) {
  if (step == GDL_LANES)
    return lane[first];
  uint32_t x = fold(b, lane, first, step * 2),
           y = fold(b, lane, first + step, step * 2);
  return y == NOWHERE ? x : add(b, x, y);
}


/* Terms [from, end), at most a chunk. The first lane starts at 0, which makes
** the total of -0s a 0; the others need not. */
static uint32_t sum_chunk (body *b, const gdl_node *x, size_t from, size_t end) {
  uint32_t lane[GDL_LANES];
  for (size_t k = 0; k < GDL_LANES; k++)
    lane[k] = NOWHERE;
  for (size_t k = from; k < end && !FAILED(b->l); k++) {
    uint32_t *to = &lane[(k - from) % GDL_LANES], term = operand_of(b, x[k]);
    if (k == from)
      *to = add(b, term, new_number(b, ZERO));
    else
      *to = *to == NOWHERE ? term : add(b, *to, term);
  }
  return fold(b, lane, 0, 1);
}


static void put_sum_of (body *b, gdl_node n) {
  uint32_t part[64];    /* a binary counter, as order.h has it */
  size_t count, chunks = 0;
  int depth = 0;
  const gdl_node *x = gdl_graph_operands(b->l->g, n, &count);
  for (size_t at = 0; at < count && !FAILED(b->l); at += GDL_CHUNK) {
    size_t end = count - at < GDL_CHUNK ? count : at + GDL_CHUNK;
    uint32_t sum = sum_chunk(b, x, at, end);
    for (size_t c = ++chunks; (c & 1) == 0; c >>= 1)
      sum = add(b, part[--depth], sum);
    part[depth++] = sum;
  }
  if (FAILED(b->l))
    return;
  uint32_t sum = part[--depth];
  while (depth > 0)
    sum = add(b, part[--depth], sum);
  uint32_t to = result_of(b, n);    /* the last addition is put there at once */
  if (!FAILED(b->l))
    STEP(b, STEPS(b) - 1).to = to;
  remember(b, n, to);
}


/* One operand of an outer product, stretched to 'cols' columns. */
static uint32_t stretch (body *b, gdl_node x, size_t cols, int along) {
  gdl_lower *l = b->l;
  gdl_node n = ROOT(l, x);
  if (CELL(l, n).form == FORM_SPLAT)
    return operand_of(b, x);
  gdl_read r = {.kind = GDL_READ_VIEW, .cols = cols, .row_step = along,
                .col_step = !along};
  return put_read(b, r, n);    /* never an array of this loop */
}


static void put_outer (body *b, gdl_node n) {
  const gdl_node_data *d = &b->l->node[n];
  size_t cols = gdl_graph_shape(b->l->g, n).cols;
  uint32_t x = stretch(b, d->a, cols, 1), y = stretch(b, d->b, cols, 0);
  remember(b, n, put_binary(b, GDL_OP_mul, x, y, result_of(b, n)));
}


static void put_sum (body *b, gdl_node n) {
  gdl_lower *l = b->l;
  const gdl_node_data *d = &l->node[n];
  int is_dot = OP(l, n) == GDL_OP_dot;
  uint32_t x = as_vector(b, operand_of(b, d->a)),
           y = is_dot ? as_vector(b, operand_of(b, d->b)) : 0;
  CELL(l, n).where = gdl_lower_register(l);
  gdl_step *s = new_step(b, is_dot ? GDL_STEP_SUM_OF
                         : OP(l, n) == GDL_OP_maximum ? GDL_STEP_LARGEST : GDL_STEP_SUM,
                         CELL(l, n).where);
  s->row = GDL_OP_mul;
  s->a = x;
  s->b = y;
  s->c = b->loop.sums++;
}


/* A splat or read that is to be in memory. */
static void put_copy (body *b, gdl_node n) {
  const gdl_detail *d = &DETAIL(b->l, n);
  uint32_t x = CELL(b->l, n).form == FORM_SPLAT ? operand_of(b, n)
               : put_read(b, GDL_AT(b->l->p->read, gdl_read, d->read), d->source);
  uint32_t to = result_of(b, n);
  new_step(b, GDL_STEP_COPY, to)->a = x;
  remember(b, n, to);
}


static void put_node (body *b, gdl_node n) {
  switch (CELL(b->l, n).form) {
    case FORM_SUM: put_sum(b, n); return;
    case FORM_SPLAT: case FORM_READ: put_copy(b, n); return;
    default: break;
  }
  switch (OP(b->l, n)) {
    case GDL_OP_select: put_select(b, n); break;
    case GDL_OP_sum_of: put_sum_of(b, n); break;
    case GDL_OP_outer: put_outer(b, n); break;
    default: put_function(b, n);
  }
}


/* The part that a run of nodes is. */
static void put_part (body *b, const gdl_run *run) {
  gdl_lower *l = b->l;
  b->part = (gdl_part){run->length, l->p->step.count, 0};
  for (size_t k = run->from; k < run->end && !FAILED(l); k++)
    put_node(b, l->order[k]);
  if (!FAILED(l) && l->over < l->outs)
    gdl_lower_put_last(l, &b->loop, &b->part);
  if (!FAILED(l))
    gdl_lower_fuse(l, &b->loop, &b->part);
  *ADD_TO(l, &l->p->part, gdl_part) = b->part;
  b->loop.parts++;
}


void gdl_lower_loop (gdl_lower *l, const gdl_run *run, size_t runs, size_t loop) {
  gdl_loops *p = l->p;
  uint32_t stamp = (uint32_t)p->loop.count + 1;
  body b = {.l = l, .loop = {.part = p->part.count, .operand = p->operand.count},
            .first = p->step.count, .stamp = stamp};
  for (size_t k = 0; k < runs && !FAILED(l); k++)
    if (run[k].loop == loop)
      put_part(&b, &run[k]);
  if (FAILED(l))
    return;
  gdl_lower_blocks(l, &b.loop, b.first);
  p->blocks = b.loop.blocks > p->blocks ? b.loop.blocks : p->blocks;
  p->sums = b.loop.sums > p->sums ? b.loop.sums : p->sums;
  *ADD_TO(l, &p->loop, gdl_loop) = b.loop;
  gdl_lower_instruction(l, GDL_CODE_loop, 0, stamp - 1, 0);
  for (size_t k = 0; k < runs; k++)
    for (size_t i = run[k].from; run[k].loop == loop && i < run[k].end; i++)
      if (!FAILED(l))
        gdl_lower_release(l, l->order[i]);
}
