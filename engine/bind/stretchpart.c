/*
** stretchpart.c - the traced parts of a run as parts of a stretch
*/
#include <stdlib.h>
#include <string.h>

#include "bind/stretch_impl.h"
#include "exec/blend.h"

#define MOST 4096            /* elements of one path, in numbers */


void gdl_stretch_leaves_free (gdl_stretch_leaves *l) {
  free(l->input);
  free((void *)l->data);
  free(l->slot);
}


gdl_status gdl_stretch_leaves_new (gdl_stretch_builder *b, gdl_stretch_part part,
                                   gdl_stretch_leaves *l) {
  const gdl_bindings *from = &b->sr->traced[part]->leaves.b;
  memset(l, 0, sizeof(*l));
  l->input = malloc((from->inputs + 1) * sizeof(*l->input));
  l->data = calloc(from->datas + 1, sizeof(*l->data));
  l->slot = malloc((from->datas + 1) * sizeof(*l->slot));
  if (l->input == NULL || l->data == NULL || l->slot == NULL)
    return gdl_error_set(b->err, GDL_ENOMEM, "not enough memory for a stretch");
  size_t first = gdl_wires_add(b->sr, b->g, from->inputs);
  for (size_t k = 0; k < from->inputs; k++) {
    l->input[k] = gdl_stretch_in(b, first == GDL_NO_WIRE ? first : first + k);
    if (first != GDL_NO_WIRE) {
      b->sr->wire[first + k].part = (int)part;
      b->sr->wire[first + k].slot = k;
    }
  }
  for (size_t k = 0; k < from->datas; k++) {
    size_t slot = gdl_wires_data(b->sr, part, k);
    if (slot == GDL_NO_WIRE)
      return gdl_error_set(b->err, GDL_ENOMEM, "not enough memory for a stretch");
    l->slot[k] = (uint32_t)slot;
  }
  l->l = (gdl_scalar_leaves){.input = l->input, .inputs = from->inputs,
                             .data = l->data, .slot = l->slot,
                             .datas = from->datas};
  return first == GDL_NO_WIRE
         ? gdl_error_set(b->err, GDL_ENOMEM, "not enough memory for a stretch")
         : GDL_OK;
}


gdl_status gdl_stretch_blend (gdl_stretch_builder *b, gdl_stretch_part part,
                              gdl_want want, gdl_stretch_leaves *l,
                              const gdl_node *param, size_t params,
                              size_t width) {
  gdl_node known;
  l->l.param = param;
  l->l.params = params;
  gdl_status status = gdl_paths_blend(b->sr->traced[part]->paths, want, 0, b->g,
                                      &l->l, MOST, width, b->result, &known,
                                      b->err);
  if (status == GDL_OK)
    gdl_stretch_expect(b, known, 1);
  return status;
}


/* The number of the state that field f of the state object is. */
static int name_of (size_t f) {
  static const struct {
    const char *name;
    gdl_stretch_name number;
  } row[] = {
    {"epoch", GDL_W_EPOCH}, {"updates", GDL_W_UPDATES},
    {"evaluations", GDL_W_EVALUATIONS}, {"cost", GDL_W_COST},
    {"gradient_norm", GDL_W_NORM}, {"gradient_error", GDL_W_ERROR},
    {"step", GDL_W_STEP}, {"step_peak", GDL_W_PEAK}, {"change", GDL_W_CHANGE},
    {"cost_change", GDL_W_COST_CHANGE}
  };
  for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
    if ((size_t)gdl_state_field(row[i].name) == f)
      return row[i].number;
  return -1;
}


gdl_node gdl_stretch_signed (gdl_stretch_builder *b, gdl_node x) {
  return b->run->cost.sign < 0 ? UNARY(b, neg, x) : x;
}


/* Leaf 'leaf' of a part that sees the state as 'v'. */
static gdl_status state_leaf (gdl_stretch_builder *b, const gdl_native_leaf *leaf,
                              const gdl_stretch_view *v, gdl_stretch_leaves *l) {
  const gdl_node *vector = NULL;
  gdl_node number = GDL_NO_NODE;
  switch (leaf->source) {
    case GDL_FROM_FIELD: {
      int name = name_of(leaf->index);
      if (name < 0)
        return GDL_OK;       /* time: it stands still in a stretch */
      number = v->number[name];
      if (name == GDL_W_COST || name == GDL_W_COST_CHANGE)
        number = gdl_stretch_signed(b, number);
      break;
    }
    case GDL_FROM_X: vector = v->x; break;
    case GDL_FROM_G: vector = v->g; break;
    case GDL_FROM_BEST_X: vector = v->best_x; break;
    case GDL_FROM_BEST_COST:
      number = gdl_stretch_signed(b, v->number[GDL_W_BEST_COST]);
      break;
    case GDL_FROM_BEST_EPOCH: number = v->number[GDL_W_BEST_EPOCH]; break;
    case GDL_FROM_BEST_VALIDATION: return GDL_OK;      /* no stretches then */
  }
  if (leaf->is_data)
    l->data[leaf->slot] = vector + leaf->index;
  else
    l->input[leaf->slot] = vector != NULL ? vector[leaf->index] : number;
  return GDL_OK;
}


/* The leaves of a part that is a schedule, a rule or an update rule: its memory,
** and the state as 'v'. Room for the memory's nodes is in 'memory'. */
static gdl_status native_leaves (gdl_stretch_builder *b, gdl_native_part part,
                                 const gdl_stretch_view *v, gdl_node *memory,
                                 gdl_stretch_leaves *l) {
  const gdl_native *nat = &b->run->native[part];
  gdl_status status = gdl_stretch_leaves_new(b, (gdl_stretch_part)(GDL_STRETCH_STEP + part), l);
  if (status != GDL_OK)
    return status;
  for (size_t k = 0; k < nat->n; k++)
    memory[k] = gdl_stretch_in(b, b->sr->memory[part] + k);
  for (size_t k = 0; k < nat->leaves; k++) {
    const gdl_native_memory_leaf *leaf = &nat->leaf[k];
    if (leaf->is_data)
      l->data[leaf->slot] = memory + leaf->offset;
    else
      l->input[leaf->slot] = memory[leaf->offset];
  }
  for (size_t k = 0; k < nat->states && status == GDL_OK; k++)
    status = state_leaf(b, &nat->state[k], v, l);
  return status;
}


/* What the part has made of its memory, from result[first] on. */
static void take_memory (gdl_stretch_builder *b, gdl_native_part part,
                         size_t first) {
  const gdl_native *nat = &b->run->native[part];
  for (size_t k = 0; k < nat->n; k++)
    b->sr->wire[b->sr->memory[part] + k].next = b->result[first + k];
}


/* One of the parts of bind/native.h: 'mains' results into 'out', and its memory.
** NULL leaves: they are those of the part. */
gdl_status gdl_stretch_native (gdl_stretch_builder *b, gdl_native_part part,
                               const gdl_stretch_view *v, gdl_node *out,
                               size_t mains) {
  const gdl_native *nat = &b->run->native[part];
  gdl_stretch_leaves l = {0};
  gdl_node *memory = malloc((nat->n + 1) * sizeof(*memory));
  gdl_status status = memory == NULL
      ? gdl_error_set(b->err, GDL_ENOMEM, "not enough memory for a stretch")
      : native_leaves(b, part, v, memory, &l);
  if (status == GDL_OK) {
    l.input[nat->t] = part == GDL_NATIVE_UPDATE || b->s->o->step_per_update
                      ? b->now.number[GDL_W_UPDATES] : b->now.number[GDL_W_EPOCH];
    if (part == GDL_NATIVE_UPDATE) {
      l.input[nat->cost] = b->now.number[GDL_W_COST];
      l.data[nat->g] = b->used;
      if (nat->step_each)
        l.data[nat->step] = b->step;
      else
        l.input[nat->step] = b->step[0];
    }
    status = gdl_stretch_blend(b, (gdl_stretch_part)(GDL_STRETCH_STEP + part),
                               GDL_WANT_VALUES, &l, b->now.x,
                               part == GDL_NATIVE_UPDATE ? b->n : 0,
                               mains + nat->n);
  }
  if (status == GDL_OK) {
    if (mains > 0)
      memcpy(out, b->result, mains * sizeof(*out));
    take_memory(b, part, mains);
  }
  free(memory);
  gdl_stretch_leaves_free(&l);
  return status;
}
