/*
** program_print.c - loop programs as text, an instruction a line
** Numbers are r0, r1, ...; arrays are named by their base and where they begin
** in it, temporaries of a loop t0, t1, ...
*/
#include "exec/loop.h"

#include <string.h>

typedef struct listing {
  const gdl_loops *p;
  gdl_text *t;
  gdl_status status;
} listing;

#define PUT(l, ...) \
  do { \
    if ((l)->status == GDL_OK) \
      (l)->status = gdl_text_put((l)->t, __VA_ARGS__); \
  } while (0)


static const char *const outers[] = {    /* gdl_outer */
  "add", "mul", "sub", "from", "square"
};


static void put_place (listing *l, gdl_place place) {
  size_t slots = l->p->slot.count;
  switch (place.base) {
    case GDL_BASE_ARENA: PUT(l, "arena"); break;
    case GDL_BASE_CONSTANT: PUT(l, "constant"); break;
    case GDL_BASE_PARAM: PUT(l, "x"); break;
    case GDL_BASE_INPUT: PUT(l, "t"); break;
    default:
      if (place.base - GDL_BASE_GIVEN < slots)
        PUT(l, "data%u", GDL_AT(l->p->slot, uint32_t, place.base - GDL_BASE_GIVEN) + 1);
      else
        PUT(l, "result%zu", place.base - GDL_BASE_GIVEN - slots + 1);
  }
  PUT(l, "[%zu]", place.offset);
}


/* Numbers that stay are written out. */
static void put_number (listing *l, uint32_t k) {
  if (k < l->p->constant.count)
    PUT(l, "%.17g", GDL_AT(l->p->constant, double, k));
  else
    PUT(l, "r%u", k);
}


static void put_words (listing *l, size_t word, size_t count) {
  for (size_t k = 0; k < count; k++) {
    PUT(l, "%s", k > 0 ? ", " : "");
    put_number(l, GDL_AT(l->p->word, uint32_t, word + k));
  }
}


/*
** Loops
*/
static void put_operand (listing *l, const gdl_loop *loop, uint32_t k) {
  const gdl_operand *o = &GDL_AT(l->p->operand, gdl_operand, loop->operand + k);
  switch ((gdl_operand_kind)o->kind) {
    case GDL_OPERAND_NUMBER: put_number(l, o->at); break;
    case GDL_OPERAND_STREAM: put_place(l, (gdl_place){o->offset, o->at}); break;
    case GDL_OPERAND_BLOCK: case GDL_OPERAND_HISTORY: PUT(l, "t%u", o->at); break;
    case GDL_OPERAND_READ:
      PUT(l, "t%u", GDL_AT(l->p->read, gdl_read, o->at).block);
      break;
  }
}


static void put_read (listing *l, const gdl_read *r) {
  static const char *const names[] = {"view", "rows", "part"};
  PUT(l, "%s of ", names[r->kind]);
  put_place(l, r->from);
  switch (r->kind) {
    case GDL_READ_VIEW:
      PUT(l, " columns %zu steps %td %td", r->cols, r->row_step, r->col_step);
      break;
    case GDL_READ_ROWS: PUT(l, " columns %zu", r->cols); break;
    default: PUT(l, " at %zu to %zu", r->low, r->high);
  }
}


static void put_step (listing *l, const gdl_loop *loop, const gdl_step *s) {
  static const char *const names[] = {
    [GDL_STEP_SELECT] = "select", [GDL_STEP_COPY] = "copy", [GDL_STEP_SUM] = "sum",
    [GDL_STEP_LARGEST] = "largest"
  };
  static const uint8_t reads[] = {
    [GDL_STEP_UNARY] = 1, [GDL_STEP_BINARY] = 2, [GDL_STEP_SELECT] = 3,
    [GDL_STEP_COPY] = 1, [GDL_STEP_SUM] = 1, [GDL_STEP_SUM_OF] = 2,
    [GDL_STEP_SUM_SQUARE] = 2, [GDL_STEP_LARGEST] = 1,
    [GDL_STEP_FUSED] = 3, [GDL_STEP_READ] = 0, [GDL_STEP_BEHIND] = 0, [GDL_STEP_NONE] = 0
  };
  const uint32_t x[3] = {s->a, s->b, s->c};
  PUT(l, "    ");
  if (gdl_step_is_sum(s))
    put_number(l, s->to);
  else
    put_operand(l, loop, s->to);
  PUT(l, " = ");
  if (s->code == GDL_STEP_BEHIND) {
    const gdl_read *r = &GDL_AT(l->p->read, gdl_read, s->a);
    PUT(l, "part of ");
    put_operand(l, loop, s->b);
    PUT(l, " at %zu to %zu", r->low, r->high);
  }
  else if (s->code == GDL_STEP_READ)
    put_read(l, &GDL_AT(l->p->read, gdl_read, s->a));
  else if (s->code == GDL_STEP_UNARY || s->code == GDL_STEP_BINARY)
    PUT(l, "%s", gdl_op_table[s->row].name);
  else if (s->code == GDL_STEP_SUM_OF)
    PUT(l, "sum of %s", gdl_op_table[s->row].name);
  else if (s->code == GDL_STEP_SUM_SQUARE)
    PUT(l, "sum of square of %s", gdl_op_table[s->row].name);
  else if (s->code == GDL_STEP_FUSED)
    PUT(l, "%s of %s", outers[s->outer], gdl_op_table[s->row].name);
  else
    PUT(l, "%s", names[s->code]);
  for (int k = 0; k < reads[s->code]; k++) {
    PUT(l, " ");
    put_operand(l, loop, x[k]);
  }
  PUT(l, "\n");
}


static void put_loop (listing *l, const gdl_loop *loop) {
  for (size_t k = 0; k < loop->parts; k++) {
    const gdl_part *part = &GDL_AT(l->p->part, gdl_part, loop->part + k);
    PUT(l, "%s %zu\n", k == 0 ? "loop" : "with", part->length);
    for (size_t i = 0; i < part->steps; i++)
      put_step(l, loop, &GDL_AT(l->p->step, gdl_step, part->step + i));
  }
}


/*
** Calls
*/
static void put_call (listing *l, const gdl_call *c) {
  static const char *const names[] = {
    [GDL_CALL_COPY] = "copy", [GDL_CALL_FILL] = "fill", [GDL_CALL_PACK] = "pack",
    [GDL_CALL_PUT] = "put", [GDL_CALL_PUT_NUMBER] = "put",
    [GDL_CALL_SCATTER] = "scatter_add", [GDL_CALL_TRANSPOSE] = "transpose",
    [GDL_CALL_MATMUL] = "matmul", [GDL_CALL_DOWN] = "down",
    [GDL_CALL_ALONG] = "along", [GDL_CALL_REDUCE] = "reduce",
    [GDL_CALL_NORM2] = "norm"
  };
  static const char *const reductions[] = {"sum", "mean", "min", "max", "logsumexp"};
  int to_number = c->code == GDL_CALL_REDUCE || c->code == GDL_CALL_NORM2;
  if (to_number)
    put_number(l, c->number);
  else
    put_place(l, c->to);
  PUT(l, " = %s ", names[c->code]);
  if (c->code == GDL_CALL_REDUCE || c->code == GDL_CALL_DOWN || c->code == GDL_CALL_ALONG)
    PUT(l, "%s ", reductions[c->how]);
  switch ((gdl_call_code)c->code) {
    case GDL_CALL_FILL: case GDL_CALL_PUT_NUMBER: put_number(l, c->number); break;
    case GDL_CALL_PACK: put_words(l, c->word, c->n); break;
    default: put_place(l, c->x);
  }
  if (c->code == GDL_CALL_MATMUL) {
    PUT(l, "%s ", c->how & GDL_TRANSPOSE_A ? "'" : "");
    put_place(l, c->y);
    PUT(l, "%s : %zu x %zu x %zu", c->how & GDL_TRANSPOSE_B ? "'" : "", c->m, c->k,
        c->n);
  }
  else if (c->m > 0)
    PUT(l, " : %zu x %zu", c->m, c->n);
  else
    PUT(l, " : %zu", c->n);
  if (c->code == GDL_CALL_PUT || c->code == GDL_CALL_PUT_NUMBER)
    PUT(l, " steps %td %td", c->row_step, c->col_step);
  PUT(l, "\n");
}


/*
** Instructions on numbers
*/
static void put_fused (listing *l, const gdl_instruction *i) {
  static const char *const inners[] = {"add", "sub", "mul"};
  int k = i->code - GDL_CODE_fused_add, outer = k % GDL_OUTER_COUNT;
  PUT(l, "%s of %s ", outers[outer], inners[k / GDL_OUTER_COUNT]);
  put_number(l, i->a);
  PUT(l, " ");
  put_number(l, i->b);
  if (outer != GDL_OUTER_SQUARE) {
    PUT(l, " ");
    put_number(l, i->row);
  }
}


static void put_function (listing *l, const gdl_instruction *i) {
  static const char *const names[] = {
    [GDL_CODE_add] = "add", [GDL_CODE_sub] = "sub", [GDL_CODE_mul] = "mul",
    [GDL_CODE_div] = "div", [GDL_CODE_lt] = "lt", [GDL_CODE_le] = "le",
    [GDL_CODE_eq] = "eq", [GDL_CODE_neg] = "neg", [GDL_CODE_sqrt] = "sqrt",
    [GDL_CODE_abs] = "abs"
  };
  if (i->code >= GDL_CODE_fused_add && i->code <= GDL_CODE_fused_end) {
    put_fused(l, i);
    return;
  }
  int row = i->code == GDL_CODE_unary || i->code == GDL_CODE_binary;
  PUT(l, "%s ", row ? gdl_op_table[i->row].name : names[i->code]);
  put_number(l, i->a);
  if (i->code <= GDL_CODE_eq || i->code == GDL_CODE_binary) {
    PUT(l, " ");
    put_number(l, i->b);
  }
}


static void put_instruction (listing *l, const gdl_instruction *i) {
  switch ((gdl_code)i->code) {
    case GDL_CODE_loop:
      put_loop(l, &GDL_AT(l->p->loop, gdl_loop, i->a));
      return;
    case GDL_CODE_call:
      put_call(l, &GDL_AT(l->p->call, gdl_call, i->a));
      return;
    case GDL_CODE_check:
      PUT(l, "check %u: ", i->b + 1);
      put_number(l, i->a);
      PUT(l, " %s 0\n", i->to ? "~=" : "==");
      return;
    case GDL_CODE_end: PUT(l, "end\n"); return;
    case GDL_CODE_more: return;
    case GDL_CODE_store:
      put_place(l, (gdl_place){i->b, i->a});
      PUT(l, " = ");
      put_number(l, i->to);
      break;
    default:
      put_number(l, i->to);
      PUT(l, " = ");
  }
  switch ((gdl_code)i->code) {
    case GDL_CODE_store: break;
    case GDL_CODE_load: put_place(l, (gdl_place){i->b, i->a}); break;
    case GDL_CODE_total:
      PUT(l, "total ");
      put_words(l, i->a, i->b);
      break;
    case GDL_CODE_select:
      PUT(l, "select ");
      put_number(l, i->a);
      PUT(l, " ");
      put_number(l, i->b);
      PUT(l, " ");
      put_number(l, i[1].to);
      break;
    default: put_function(l, i);
  }
  PUT(l, "\n");
}


gdl_status gdl_loops_print (const gdl_loops *p, gdl_text *t) {
  listing l = {p, t, GDL_OK};
  size_t before = t->length;
  for (size_t k = 0; k < p->instruction.count; k++)
    put_instruction(&l, &GDL_AT(p->instruction, gdl_instruction, k));
  if (l.status != GDL_OK && t->text != NULL) {
    t->length = before;
    t->text[before] = '\0';
  }
  return l.status;
}
