/*
** stretchwire.c - the numbers that go round in a stretch
*/
#include <stdlib.h>
#include <string.h>

#include "bind/stretch.h"
#include "graph/transform.h"


void gdl_wires_clear (gdl_stretcher *sr) {
  sr->wires = sr->slots = 0;
}


static int make_room (gdl_stretcher *sr, size_t count) {
  size_t room = sr->room;
  while (room < sr->wires + count)
    room = 2 * room + 32;
  if (room == sr->room)
    return 1;
  gdl_wire *wire = realloc(sr->wire, room * sizeof(*wire));
  if (wire == NULL)
    return 0;
  sr->wire = wire;
  sr->room = room;
  return 1;
}


size_t gdl_wires_add (gdl_stretcher *sr, gdl_graph *g, size_t count) {
  size_t first = sr->wires;
  if (!make_room(sr, count))
    return GDL_NO_WIRE;
  for (size_t k = first; k < first + count; k++)
    sr->wire[k] = (gdl_wire){.in = gdl_graph_input(g, (uint32_t)k),
                             .next = GDL_NO_NODE, .part = -1};
  sr->wires += count;
  return first;
}


size_t gdl_wires_data (gdl_stretcher *sr, gdl_stretch_part part, size_t slot) {
  if (sr->slots == sr->slot_room) {
    size_t room = 2 * sr->slot_room + 8;
    gdl_stretch_data *data = realloc(sr->data, room * sizeof(*data));
    if (data == NULL)
      return GDL_NO_WIRE;
    sr->data = data;
    sr->slot_room = room;
  }
  sr->data[sr->slots] = (gdl_stretch_data){part, slot};
  return sr->slots++;
}


/*
** What is needed
*/
typedef struct layout {
  gdl_stretcher *sr;
  const gdl_graph *g;
  const gdl_check *check;
  size_t checks;
  gdl_node *out;             /* next of the wires that go round; the checks */
  size_t carried, inputs;
  uint8_t *needed;           /* nodes */
} layout;


/* Wires that are wanted, or whose number is read by what makes others. */
static void find_needed (layout *l) {
  gdl_stretcher *sr = l->sr;
  size_t count = 0, before;
  for (size_t k = 0; k < sr->wires; k++)
    sr->wire[k].input = sr->wire[k].wanted ? 0 : GDL_NO_WIRE;
  do {
    before = count;
    count = l->checks;
    for (size_t k = 0; k < l->checks; k++)
      l->out[k] = l->check[k].node;
    for (size_t k = 0; k < sr->wires; k++)
      if (sr->wire[k].input != GDL_NO_WIRE && sr->wire[k].next != GDL_NO_NODE)
        l->out[count++] = sr->wire[k].next;
    gdl_graph_mark(l->g, l->out, count, l->needed);
    for (size_t k = 0; k < sr->wires; k++)
      if (l->needed[sr->wire[k].in])
        sr->wire[k].input = 0;
  } while (count != before);
}


/* Those that go round are the first inputs. */
static void number (layout *l) {
  gdl_stretcher *sr = l->sr;
  l->inputs = 0;
  for (int stays = 0; stays <= 1; stays++) {
    for (size_t k = 0; k < sr->wires; k++)
      if (sr->wire[k].input != GDL_NO_WIRE &&
          (sr->wire[k].next == GDL_NO_NODE) == stays)
        sr->wire[k].input = l->inputs++;
    if (!stays)
      l->carried = l->inputs;
  }
}


/* The same graph with the inputs as they are numbered now: into 'to', the nodes
** into l->out. */
static gdl_status renumber (layout *l, gdl_graph *to, gdl_node *map) {
  gdl_stretcher *sr = l->sr;
  size_t nodes = gdl_graph_count(l->g);
  for (size_t n = 0; n < nodes; n++)
    map[n] = GDL_NO_NODE;
  for (size_t k = 0; k < sr->wires; k++) {
    gdl_wire *w = &sr->wire[k];
    if (w->input == GDL_NO_WIRE)
      continue;
    map[w->in] = gdl_graph_input(to, (uint32_t)w->input);
    if (w->next != GDL_NO_NODE)
      l->out[w->input] = w->next;
  }
  for (size_t k = 0; k < l->checks; k++)
    l->out[l->carried + k] = l->check[k].node;
  gdl_node *result = l->out + l->carried + l->checks;
  gdl_status status = gdl_graph_rebuild(to, l->g, l->out, l->carried + l->checks,
                                        map, result);
  memmove(l->out, result, (l->carried + l->checks) * sizeof(*result));
  return status;
}


static gdl_status make_program (layout *l, gdl_graph *to, gdl_check *check,
                                uint32_t *column, gdl_error *err) {
  gdl_stretcher *sr = l->sr;
  for (size_t k = 0; k < l->checks; k++)
    check[k] = (gdl_check){l->out[l->carried + k], l->check[k].expected};
  for (size_t k = 0; k < sr->columns; k++)
    column[k] = (uint32_t)sr->wire[sr->column[k]].input;
  free(sr->input);
  free(sr->array);
  sr->input = malloc((l->inputs + 1) * sizeof(*sr->input));
  sr->array = malloc((sr->slots + 1) * sizeof(*sr->array));
  if (sr->input == NULL || sr->array == NULL)
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory for a stretch");
  return gdl_iterate_new(to, l->out, l->carried, check, l->checks, column,
                         sr->columns, &sr->it, err);
}


gdl_status gdl_wires_program (gdl_stretcher *sr, const gdl_graph *g,
                              const gdl_check *check, size_t checks,
                              gdl_error *err) {
  layout l = {.sr = sr, .g = g, .check = check, .checks = checks};
  size_t nodes = gdl_graph_count(g);
  gdl_graph *to = gdl_graph_new(GDL_GRAPH_CONSED);
  l.out = malloc((2 * (sr->wires + checks) + 1) * sizeof(*l.out));
  l.needed = malloc(nodes + 1);
  gdl_node *map = malloc((nodes + 1) * sizeof(*map));
  gdl_check *here = malloc((checks + 1) * sizeof(*here));
  uint32_t *column = malloc((sr->columns + 1) * sizeof(*column));
  gdl_status status = GDL_ENOMEM;
  if (to == NULL || l.out == NULL || l.needed == NULL || map == NULL ||
      here == NULL || column == NULL)
    gdl_error_set(err, status, "not enough memory for a stretch");
  else {
    find_needed(&l);
    number(&l);
    status = renumber(&l, to, map);
    if (status != GDL_OK)
      gdl_error_set(err, status, "%s", gdl_graph_message(to));
    else
      status = make_program(&l, to, here, column, err);
  }
  gdl_graph_free(to);
  free(l.out);
  free(l.needed);
  free(map);
  free(here);
  free(column);
  return status;
}
