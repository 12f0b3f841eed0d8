/*
** lower.c - from a graph to a loop program: what is needed, and for which
** check; lists
*/
#include "exec/lower_impl.h"

#include <stdlib.h>
#include <string.h>


/*
** Lists
*/
void *gdl_list_add (gdl_list *list, size_t more, size_t size) {
  if (more > list->capacity - list->count || list->data == NULL) {
    size_t capacity = list->capacity + list->capacity / 2 + 16;
    if (capacity < list->count + more)
      capacity = list->count + more;
    if (capacity > SIZE_MAX / 2 / size)
      return NULL;
    void *data = realloc(list->data, capacity * size);
    if (data == NULL)
      return NULL;
    list->data = data;
    list->capacity = capacity;
  }
  list->count += more;
  return (char *)list->data + (list->count - more) * size;
}


/* Gives back what was taken beyond the end. */
static void trim (gdl_list *list, size_t size) {
  if (list->count < list->capacity && list->count > 0) {
    void *data = realloc(list->data, list->count * size);
    if (data != NULL) {
      list->data = data;
      list->capacity = list->count;
    }
  }
}


void gdl_lower_fail (gdl_lower *l, gdl_status s, const char *text) {
  if (l->status == GDL_OK)
    l->status = gdl_error_set(l->err, s, "%s", text);
}


void gdl_lower_no_memory (gdl_lower *l) {
  gdl_lower_fail(l, GDL_ENOMEM, "not enough memory for a program");
}


void *gdl_lower_add (gdl_lower *l, gdl_list *list, size_t more, size_t size) {
  static _Thread_local max_align_t nothing[32];    /* the largest element fits */
  void *to = list->count + more < UINT32_MAX ? gdl_list_add(list, more, size)
                                             : NULL;
  if (to == NULL) {
    gdl_lower_no_memory(l);
    return nothing;
  }
  if (more > 0)
    memset(to, 0, more * size);
  return to;
}


/*
** What is needed, and for which check first
*/
static void mark (gdl_lower *l, gdl_node n, uint32_t stage) {
  gdl_node *stack = l->order;    /* each node is put on it once */
  size_t height = 0, count;
  if (l->cell[n].stage != 0)
    return;
  l->cell[n].stage = stage;
  stack[height++] = n;
  while (height > 0) {
    const gdl_node *x = gdl_lower_operands(l, stack[--height], &count);
    for (size_t k = 0; k < count; k++)
      if (l->cell[x[k]].stage == 0) {
        l->cell[x[k]].stage = stage;
        stack[height++] = x[k];
      }
  }
}


/* In the order of stages, then of nodes. */
static void collect (gdl_lower *l) {
  size_t *end = l->stage_end, total = 0;
  for (size_t n = 0; n < l->count; n++)
    if (l->cell[n].stage != 0)
      end[l->cell[n].stage - 1]++;
  for (size_t s = 0; s < l->stages; s++) {
    size_t here = end[s];
    end[s] = total;
    total += here;
  }
  for (size_t n = 0; n < l->count; n++)
    if (l->cell[n].stage != 0)
      l->order[end[l->cell[n].stage - 1]++] = (gdl_node)n;
  l->ordered = total;
}


/* What the leaves read. */
static void measure (gdl_lower *l) {
  gdl_loops *p = l->p;
  for (size_t k = 0; k < l->ordered; k++) {
    gdl_node n = l->order[k];
    size_t end = 0, *most = NULL;
    switch (OP(l, n)) {
      case GDL_OP_input:
        most = &p->inputs;
        end = (size_t)gdl_graph_slot(l->g, n) + 1;
        break;
      case GDL_OP_data:
        most = &p->datas;
        end = (size_t)gdl_graph_slot(l->g, n) + 1;
        break;
      case GDL_OP_param: {
        gdl_shape s = gdl_graph_shape(l->g, n);
        gdl_view v = gdl_graph_view(l->g, n);
        most = &p->params;
        if (gdl_shape_length(s) > 0)
          end = v.offset + 1 +
                (v.row_step > 0 ? (s.rows - 1) * (size_t)v.row_step : 0) +
                (v.col_step > 0 ? (s.cols - 1) * (size_t)v.col_step : 0);
        break;
      }
      default: continue;
    }
    if (end > *most)
      *most = end;
  }
}


/*
** The whole
*/
static int check_arguments (gdl_lower *l, const gdl_check *check) {
  for (size_t k = 0; k < l->outs; k++)
    if (l->out[k] >= l->count) {
      l->status = gdl_error_set(l->err, GDL_EINVAL,
                                "output %zu is not in the graph", k + 1);
      return 0;
    }
  for (size_t k = 0; k + 1 < l->stages; k++)
    if (check[k].node >= l->count || !IS_NUMBER(l, check[k].node)) {
      l->status = gdl_error_set(l->err, GDL_EINVAL, "check %zu is not a number "
                                "of the graph", k + 1);
      return 0;
    }
  return 1;
}


static void lower (gdl_lower *l, const gdl_check *check) {
  for (size_t k = 0; k + 1 < l->stages; k++)
    mark(l, check[k].node, (uint32_t)k + 1);
  for (size_t k = 0; k < l->outs; k++)
    mark(l, l->out[k], (uint32_t)l->stages);
  collect(l);
  measure(l);
  if (l->p->datas > 0) {
    l->slot_base = calloc(l->p->datas, sizeof(*l->slot_base));
    if (l->slot_base == NULL) {
      gdl_lower_no_memory(l);
      return;
    }
  }
  gdl_lower_forms(l, check);
  if (FAILED(l))
    return;
  gdl_lower_pairs(l);
  gdl_lower_levels(l);
  if (!FAILED(l))
    gdl_lower_emit(l, check);
}


static void release (gdl_lower *l) {
  free(l->cell);
  free(l->order);
  free(l->stage_end);
  free(l->stage_begin);
  free(l->detail.data);
  free(l->buffer.data);
  free(l->idle.data);
  free(l->dying.data);
  free(l->last.data);
  free(l->slot_base);
  gdl_plan_clear(&l->plan);
}


static void trim_all (gdl_loops *p) {
  trim(&p->instruction, sizeof(gdl_instruction));
  trim(&p->loop, sizeof(gdl_loop));
  trim(&p->part, sizeof(gdl_part));
  trim(&p->step, sizeof(gdl_step));
  trim(&p->operand, sizeof(gdl_operand));
  trim(&p->read, sizeof(gdl_read));
  trim(&p->call, sizeof(gdl_call));
  trim(&p->word, sizeof(uint32_t));
  trim(&p->constant, sizeof(double));
  trim(&p->array, sizeof(double));
}


gdl_status gdl_loops_lower_over (gdl_loops *p, const gdl_graph *g,
                                 const gdl_node *out, size_t outs,
                                 const gdl_check *check, size_t checks,
                                 size_t over, int *in_place, gdl_error *err) {
  gdl_lower l = {.g = g, .node = gdl_graph_nodes(g), .p = p, .out = out,
                 .outs = outs, .count = gdl_graph_count(g),
                 .stages = checks + 1, .over = over, .err = err};
  *p = (gdl_loops){.outs = outs};
  *in_place = 0;
  if (!check_arguments(&l, check))
    return l.status;
  l.cell = calloc(l.count + 1, sizeof(*l.cell));
  l.order = malloc((l.count + 1) * sizeof(*l.order));
  l.stage_end = calloc(l.stages + 1, sizeof(*l.stage_end));
  l.stage_begin = calloc(l.stages + 1, sizeof(*l.stage_begin));
  p->shadow = calloc(outs + 1, sizeof(*p->shadow));
  if (l.cell == NULL || l.order == NULL || l.stage_end == NULL ||
      l.stage_begin == NULL || p->shadow == NULL)
    gdl_lower_no_memory(&l);
  else
    lower(&l, check);
  *in_place = !FAILED(&l) && over < outs && gdl_lower_is_in_place(&l);
  release(&l);
  trim_all(p);
  return l.status;
}


int gdl_loops_carry (gdl_loops *p, size_t carried, const uint32_t *column,
                     size_t width) {
  p->carried = carried;
  if (width == 0)
    return 1;
  uint32_t *to = gdl_list_add(&p->column, width, sizeof(*to));
  if (to != NULL)
    memcpy(to, column, width * sizeof(*to));
  return to != NULL;
}


void gdl_loops_clear (gdl_loops *p) {
  free(p->instruction.data);
  free(p->loop.data);
  free(p->part.data);
  free(p->step.data);
  free(p->operand.data);
  free(p->read.data);
  free(p->call.data);
  free(p->word.data);
  free(p->constant.data);
  free(p->array.data);
  free(p->slot.data);
  free(p->column.data);
  free(p->shadow);
  *p = (gdl_loops){.outs = 0};
}


size_t gdl_loops_bytes (const gdl_loops *p) {
  return p->instruction.capacity * sizeof(gdl_instruction) +
         p->loop.capacity * sizeof(gdl_loop) +
         p->part.capacity * sizeof(gdl_part) +
         p->step.capacity * sizeof(gdl_step) +
         p->operand.capacity * sizeof(gdl_operand) +
         p->read.capacity * sizeof(gdl_read) +
         p->call.capacity * sizeof(gdl_call) +
         (p->word.capacity + p->slot.capacity + p->column.capacity) * sizeof(uint32_t) +
         (p->constant.capacity + p->array.capacity) * sizeof(double) +
         p->outs * sizeof(size_t);
}
