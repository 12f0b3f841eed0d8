/*
** lower_emit.c - the walk in the order of execution; numbers, results
*/
#include "exec/lower_impl.h"


gdl_instruction *gdl_lower_instruction (gdl_lower *l, gdl_code code, uint32_t to,
                                        uint32_t a, uint32_t b) {
  gdl_instruction *i = ADD_TO(l, &l->p->instruction, gdl_instruction);
  *i = (gdl_instruction){(uint16_t)code, 0, to, a, b};
  return i;
}


/*
** Numbers
*/
/* What the instruction that makes node n reads and does, but for 'to'. */
typedef gdl_instruction draft;


static draft from_memory (gdl_lower *l, gdl_place place) {
  if (place.offset > UINT32_MAX)
    gdl_lower_fail(l, GDL_EINVAL, "a program reads numbers from within the first "
                   "4294967296 elements of an array only");
  return (draft){GDL_CODE_load, 0, 0, place.base, (uint32_t)place.offset};
}


static draft total_of (gdl_lower *l, const gdl_node *x, size_t count) {
  draft d = {GDL_CODE_total, 0, 0, (uint32_t)l->p->word.count, (uint32_t)count};
  uint32_t *word = gdl_lower_add(l, &l->p->word, count, sizeof(*word));
  for (size_t k = 0; k < count && !FAILED(l); k++)
    word[k] = gdl_lower_number(l, x[k]);
  return d;
}


static uint16_t code_of (gdl_op op) {
  switch (op) {
#define SAME(name)  case GDL_OP_##name: return GDL_CODE_##name;
    SAME(add) SAME(sub) SAME(mul) SAME(div) SAME(lt) SAME(le) SAME(eq)
    SAME(neg) SAME(sqrt) SAME(abs)
#undef SAME
    default:
      return gdl_op_table[op].arity == 1 ? GDL_CODE_unary : GDL_CODE_binary;
  }
}


static draft function_of (gdl_lower *l, gdl_node n) {
  const gdl_node_data *d = &l->node[n];
  gdl_op op = OP(l, n);
  uint32_t a = gdl_lower_number(l, d->a);
  if (gdl_lower_is_square(l, n))
    return (draft){GDL_CODE_mul, 0, 0, a, a};
  uint32_t b = gdl_op_table[op].arity == 2 ? gdl_lower_number(l, d->b) : 0;
  return (draft){code_of(op), (uint16_t)op, 0, a, b};
}


static draft draft_of (gdl_lower *l, gdl_node n) {
  const gdl_node_data *d = &l->node[n];
  gdl_place place;
  size_t count;
  const gdl_node *x;
  switch (OP(l, n)) {
    case GDL_OP_param:
      return from_memory(l, (gdl_place){gdl_graph_view(l->g, n).offset,
                                        GDL_BASE_PARAM});
    case GDL_OP_input:
      return from_memory(l, (gdl_place){gdl_graph_slot(l->g, n), GDL_BASE_INPUT});
    case GDL_OP_data:
      return from_memory(l, (gdl_place){0, l->slot_base[gdl_graph_slot(l->g, n)]});
    case GDL_OP_slice:
      place = gdl_lower_place(l, ROOT(l, d->a));
      place.offset += gdl_graph_view(l->g, n).offset;
      return from_memory(l, place);
    case GDL_OP_reshape:
      return from_memory(l, gdl_lower_place(l, ROOT(l, d->a)));
    case GDL_OP_select:
      return (draft){GDL_CODE_select, 0, 0, gdl_lower_number(l, d->a),
                     gdl_lower_number(l, d->b)};
    case GDL_OP_sum:
      return total_of(l, &d->a, 1);
    case GDL_OP_sum_of:
      x = gdl_graph_operands(l->g, n, &count);
      return total_of(l, x, count);
    default:
      return function_of(l, n);
  }
}


/* The instruction for n and the number that it alone uses. */
static draft draft_of_pair (gdl_lower *l, gdl_node n, gdl_node inner) {
  gdl_node c;
  gdl_outer outer = gdl_lower_outer(l, n, inner, &c);
  draft d = function_of(l, inner);
  uint32_t number = c == GDL_NO_NODE ? (uint32_t)MINUS_ONE : gdl_lower_number(l, c);
  d.code = (uint16_t)((d.code == GDL_CODE_add ? GDL_CODE_fused_add
                       : d.code == GDL_CODE_sub ? GDL_CODE_fused_sub
                       : GDL_CODE_fused_mul) + outer);
  d.row = (uint16_t)number;
  return d;
}


/* Two instructions after all: the second one's other operand has too large a
** number. */
static void make_number (gdl_lower *l, gdl_node n) {
  draft d = draft_of(l, n);
  gdl_lower_release(l, n);
  CELL(l, n).form = FORM_NUMBER;
  CELL(l, n).where = gdl_lower_register(l);
  gdl_lower_instruction(l, (gdl_code)d.code, CELL(l, n).where, d.a, d.b)->row = d.row;
}


static int reaches (const gdl_lower *l, gdl_node n, gdl_node inner) {
  gdl_node c;
  gdl_lower_outer(l, n, inner, &c);
  return c == GDL_NO_NODE || gdl_lower_number(l, c) <= UINT16_MAX;
}


static void number (gdl_lower *l, gdl_node n) {
  if (OP(l, n) == GDL_OP_constant)
    return;
  gdl_node inner = gdl_lower_inner(l, n);
  if (inner != GDL_NO_NODE && !reaches(l, n, inner)) {
    make_number(l, inner);
    inner = GDL_NO_NODE;
  }
  draft d = inner == GDL_NO_NODE ? draft_of(l, n) : draft_of_pair(l, n, inner);
  uint32_t more = d.code == GDL_CODE_select ? gdl_lower_number(l, l->node[n].aux) : 0;
  gdl_lower_release(l, n);    /* the result may take the place of an operand */
  CELL(l, n).where = gdl_lower_register(l);
  gdl_lower_instruction(l, (gdl_code)d.code, CELL(l, n).where, d.a, d.b)->row = d.row;
  if (d.code == GDL_CODE_select)
    gdl_lower_instruction(l, GDL_CODE_more, more, 0, 0);
}


/*
** Homes: what is strung together is worked out in its place, where it is not a
** result, or in its place elsewhere; so is what is changed in a part by the only
** one to use it.
*/
static int may_move (const gdl_lower *l, gdl_node x) {
  const gdl_cell *c = &CELL(l, x);
  if (IS_NUMBER(l, x) || DETAIL(l, x).placed || DETAIL(l, x).home != GDL_NO_NODE)
    return 0;
  return c->form == FORM_LOOP || c->form == FORM_CALL ||
         (c->form == FORM_READ && c->stored);
}


/* Array x is to be worked out at 'offset' of n, or where that is itself. */
static void move_to (gdl_lower *l, gdl_node x, gdl_node n, size_t offset) {
  const gdl_detail *to = &DETAIL(l, n);
  gdl_detail *d = &DETAIL(l, x);
  d->home = to->home == GDL_NO_NODE ? n : to->home;
  d->home_offset = offset + (to->home == GDL_NO_NODE ? 0 : to->home_offset);
  l->cell[x].stored = 1;
}


static void find_homes (gdl_lower *l) {
  for (size_t i = l->ordered; i-- > 0; ) {
    gdl_node n = l->order[i];
    size_t count, at = 0;
    const gdl_node *x = gdl_graph_operands(l->g, n, &count);
    if (OP(l, n) == GDL_OP_update) {
      gdl_node root = ROOT(l, x[0]);
      if (may_move(l, root) && CELL(l, root).uses == 1)
        move_to(l, root, n, 0);
    }
    if (OP(l, n) != GDL_OP_concat)
      continue;
    for (size_t k = 0; k < count; k++) {
      if (may_move(l, ROOT(l, x[k])))
        move_to(l, ROOT(l, x[k]), n, at);
      at += gdl_lower_length(l, x[k]);
    }
  }
}


/*
** Results
*/
static uint32_t result_base (const gdl_lower *l, size_t k) {
  return (uint32_t)(GDL_BASE_GIVEN + l->p->slot.count + k);
}


/* Arrays that are worked out are so in the place of the first result that they
** are. */
static void place_results (gdl_lower *l) {
  for (size_t k = 0; k < l->outs; k++) {
    gdl_node n = ROOT(l, l->out[k]);
    if (IS_NUMBER(l, n) || CELL(l, n).form == FORM_WINDOW || DETAIL(l, n).placed)
      continue;
    DETAIL(l, n).place = (gdl_place){0, result_base(l, k)};
    DETAIL(l, n).placed = 1;
  }
}


/* All others are copied. */
static void copy_results (gdl_lower *l) {
  for (size_t k = 0; k < l->outs && !FAILED(l); k++) {
    gdl_node n = ROOT(l, l->out[k]);
    gdl_place to = {0, result_base(l, k)};
    if (IS_NUMBER(l, n)) {
      gdl_lower_instruction(l, GDL_CODE_store, CELL(l, n).where, to.base, 0);
      continue;
    }
    gdl_place from = gdl_lower_place(l, n);
    if (from.base == to.base)
      continue;
    gdl_call *c = ADD_TO(l, &l->p->call, gdl_call);
    *c = (gdl_call){.code = GDL_CALL_COPY, .to = to, .x = from,
                    .n = gdl_lower_length(l, n)};
    gdl_lower_instruction(l, GDL_CODE_call, 0, (uint32_t)(l->p->call.count - 1), 0);
  }
}


/* Results that are not wanted have memory behind all else, never touched
** otherwise. */
static void place_shadows (gdl_lower *l) {
  size_t at = l->plan.end;
  for (size_t k = 0; k < l->outs; k++) {
    l->p->shadow[k] = at;
    at += gdl_plan_size(gdl_lower_length(l, l->out[k]));
  }
  l->p->arena = at;
}


/*
** The walk
*/
/* Where the loops of the level of order[k] end. */
static size_t loops_end (const gdl_lower *l, size_t k, size_t end) {
  uint32_t level = CELL(l, l->order[k]).level;
  size_t length;
  while (k < end && CELL(l, l->order[k]).level == level &&
         gdl_lower_loops(l, l->order[k], &length))
    k++;
  return k;
}


static void stage (gdl_lower *l, size_t k, size_t end) {
  size_t length;
  while (k < end && !FAILED(l)) {
    gdl_node n = l->order[k];
    if (CELL(l, n).form == FORM_NUMBER) {
      number(l, n);
      k++;
    }
    else if (gdl_lower_loops(l, n, &length)) {
      size_t next = loops_end(l, k, end);
      gdl_lower_loops_of_level(l, k, next);
      k = next;
    }
    else {
      gdl_lower_call(l, n);
      k++;
    }
    if (l->dying.count > 0)
      gdl_lower_bury(l);
  }
}


void gdl_lower_emit (gdl_lower *l, const gdl_check *check) {
  size_t last = l->stages - 1;
  l->p->numbers = l->p->constant.count;
  place_results(l);
  find_homes(l);
  for (size_t s = 0; s <= last && !FAILED(l); s++) {
    stage(l, l->stage_begin[s], s < last ? l->stage_begin[s + 1] : l->ordered);
    if (s < last) {
      gdl_node n = ROOT(l, check[s].node);
      gdl_lower_instruction(l, GDL_CODE_check, check[s].expected != 0,
                            CELL(l, n).where, (uint32_t)s);
      gdl_lower_unuse(l, n);
    }
  }
  copy_results(l);
  gdl_lower_instruction(l, GDL_CODE_end, 0, 0, (uint32_t)last);
  place_shadows(l);
}
