/*
** lower_call.c - calls of kernels on whole arrays
*/
#include "exec/lower_impl.h"

#include "array/reduce.h"


static void put_call (gdl_lower *l, gdl_call c) {
  *ADD_TO(l, &l->p->call, gdl_call) = c;
  gdl_lower_instruction(l, GDL_CODE_call, 0, (uint32_t)(l->p->call.count - 1), 0);
}


static gdl_place place_of (gdl_lower *l, gdl_node x) {
  return gdl_lower_place(l, ROOT(l, x));
}


static gdl_place beyond (gdl_place place, size_t elements) {
  place.offset += elements;
  return place;
}


/* Number x, or the one that array x consists of, into *number. */
static int is_one_number (const gdl_lower *l, gdl_node x, uint32_t *number) {
  gdl_node n = ROOT(l, x);
  if (!IS_NUMBER(l, n)) {
    if (CELL(l, n).form != FORM_SPLAT)
      return 0;
    n = DETAIL(l, n).source;
  }
  *number = CELL(l, n).where;
  return 1;
}


/*
** Putting together
*/
/* Array x to 'to', unless that is where it is. */
static void put_array (gdl_lower *l, gdl_node x, gdl_place to) {
  size_t n = gdl_lower_length(l, x);
  uint32_t number;
  if (is_one_number(l, x, &number))
    put_call(l, (gdl_call){.code = GDL_CALL_FILL, .to = to, .n = n, .number = number});
  else {
    gdl_place from = place_of(l, x);
    if (n > 0 && (from.base != to.base || from.offset != to.offset))
      put_call(l, (gdl_call){.code = GDL_CALL_COPY, .to = to, .x = from, .n = n});
  }
}


#define FEW  4    /* numbers that are stored one by one */

/* Numbers x[0 .. count-1] to where they are to follow one another. */
static void put_numbers (gdl_lower *l, const gdl_node *x, size_t count,
                         gdl_place to) {
  if (count <= FEW && to.offset + count <= UINT32_MAX) {
    for (size_t k = 0; k < count; k++)
      gdl_lower_instruction(l, GDL_CODE_store, gdl_lower_number(l, x[k]), to.base,
                            (uint32_t)(to.offset + k));
    return;
  }
  gdl_call c = {.code = GDL_CALL_PACK, .to = to, .n = count,
                .word = l->p->word.count};
  uint32_t *word = gdl_lower_add(l, &l->p->word, count, sizeof(*word));
  for (size_t k = 0; k < count && !FAILED(l); k++)
    word[k] = gdl_lower_number(l, x[k]);
  put_call(l, c);
}


static void concat (gdl_lower *l, gdl_node n, gdl_place to) {
  size_t count, k = 0;
  const gdl_node *x = gdl_graph_operands(l->g, n, &count);
  while (k < count && !FAILED(l)) {
    size_t first = k;
    while (k < count && IS_NUMBER(l, ROOT(l, x[k])))
      k++;
    if (k > first) {
      put_numbers(l, x + first, k - first, to);
      to = beyond(to, k - first);
    }
    else {
      put_array(l, x[k], to);
      to = beyond(to, gdl_lower_length(l, x[k++]));
    }
  }
}


/* Array x as the part of 'to' at 'v'. */
static void put_part (gdl_lower *l, gdl_node x, gdl_place to, gdl_view v) {
  gdl_shape s = gdl_graph_shape(l->g, x);
  gdl_call c = {.code = GDL_CALL_PUT, .to = beyond(to, v.offset), .m = s.rows,
                .n = s.cols, .row_step = v.row_step, .col_step = v.col_step};
  if (gdl_shape_length(s) == 0)
    return;
  if (gdl_lower_is_block(v, s) && s.rank > 0) {
    put_array(l, x, c.to);
    return;
  }
  if (s.cols == 1) {    /* one row */
    c.m = 1;
    c.n = s.rows;
    c.col_step = v.row_step;
  }
  if (is_one_number(l, x, &c.number))
    c.code = GDL_CALL_PUT_NUMBER;
  else
    c.x = place_of(l, x);
  put_call(l, c);
}


static void scatter (gdl_lower *l, gdl_node n, gdl_place to) {
  gdl_node x = l->node[n].a;
  gdl_shape s = gdl_graph_shape(l->g, n);
  size_t count;
  const uint32_t *index = gdl_graph_index(l->g, n, &count);
  gdl_call c = {.code = GDL_CALL_SCATTER, .to = to, .m = count, .k = s.rows,
                .n = s.cols, .word = l->p->word.count};
  uint32_t *word = gdl_lower_add(l, &l->p->word, count, sizeof(*word));
  for (size_t k = 0; k < count && !FAILED(l); k++)
    word[k] = index[k];
  c.x = place_of(l, x);
  put_call(l, c);
}


/*
** Products
*/
static void transposed (gdl_lower *l, gdl_node x, gdl_place to) {
  gdl_shape s = gdl_graph_shape(l->g, x);
  put_call(l, (gdl_call){.code = GDL_CALL_TRANSPOSE, .to = to, .x = place_of(l, x),
                         .m = s.rows, .n = s.cols});
}


static void product (gdl_lower *l, gdl_node n, gdl_place to) {
  gdl_node a = l->node[n].a, b = l->node[n].b;
  gdl_shape s = gdl_graph_shape(l->g, a), t = gdl_graph_shape(l->g, b);
  int transposes = gdl_graph_transposes(l->g, n),
      ta = (transposes & GDL_TRANSPOSE_A) != 0,
      tb = (transposes & GDL_TRANSPOSE_B) != 0;
  gdl_call c = {.code = GDL_CALL_MATMUL, .to = to};
  if (OP(l, n) == GDL_OP_gemv && ta) {    /* b' a */
    c.x = place_of(l, b);
    c.y = place_of(l, a);
    c.m = 1;
    c.k = s.rows;
    c.n = s.cols;
  }
  else {
    c.how = (uint8_t)transposes;
    c.x = place_of(l, a);
    c.y = place_of(l, b);
    c.m = ta ? s.cols : s.rows;
    c.k = ta ? s.rows : s.cols;
    c.n = tb ? t.rows : t.cols;
  }
  put_call(l, c);
}


/*
** Reductions
*/
static gdl_reduction reduction_of (gdl_op op) {
  return op == GDL_OP_sum ? GDL_R_SUM : op == GDL_OP_maximum ? GDL_R_MAX : GDL_R_MIN;
}


static void over_axis (gdl_lower *l, gdl_node n, gdl_place to) {
  gdl_node x = l->node[n].a;
  gdl_shape s = gdl_graph_shape(l->g, x);
  gdl_call_code code = gdl_graph_axis(l->g, n) == GDL_AXIS_DOWN ? GDL_CALL_DOWN
                                                                : GDL_CALL_ALONG;
  put_call(l, (gdl_call){.code = (uint8_t)code, .how = (uint8_t)reduction_of(OP(l, n)),
                         .to = to, .x = place_of(l, x), .m = s.rows, .n = s.cols});
}


/* To a number. */
static void over_all (gdl_lower *l, gdl_node n) {
  gdl_node x = l->node[n].a;
  gdl_call c = {.code = GDL_CALL_REDUCE, .how = (uint8_t)reduction_of(OP(l, n)),
                .x = place_of(l, x), .n = gdl_lower_length(l, x)};
  if (OP(l, n) == GDL_OP_norm2)
    c.code = GDL_CALL_NORM2;
  c.number = CELL(l, n).where = gdl_lower_register(l);
  put_call(l, c);
}


static void to_array (gdl_lower *l, gdl_node n) {
  gdl_place to = gdl_lower_place(l, n);
  gdl_node x = l->node[n].operand[0];
  size_t length = gdl_lower_length(l, n);
  switch (OP(l, n)) {
    case GDL_OP_concat: concat(l, n, to); break;
    case GDL_OP_pad:
      put_call(l, (gdl_call){.code = GDL_CALL_FILL, .to = to, .n = length,
                             .number = ZERO});
      put_part(l, x, to, gdl_graph_view(l->g, n));
      break;
    case GDL_OP_update:
      put_array(l, x, to);
      put_part(l, l->node[n].b, to, gdl_graph_view(l->g, n));
      break;
    case GDL_OP_scatter_add: scatter(l, n, to); break;
    case GDL_OP_transpose: transposed(l, x, to); break;
    case GDL_OP_gemv: case GDL_OP_gemm: product(l, n, to); break;
    default: over_axis(l, n, to);
  }
}


void gdl_lower_call (gdl_lower *l, gdl_node n) {
  if (IS_NUMBER(l, n))
    over_all(l, n);
  else
    to_array(l, n);
  if (!FAILED(l))
    gdl_lower_release(l, n);
}
