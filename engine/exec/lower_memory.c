/*
** lower_memory.c - registers for numbers, pieces of the arena for arrays: taken
** when something is worked out, given back when nobody is left to use it
*/
#include "exec/lower_impl.h"


/*
** Registers
*/
uint32_t gdl_lower_register (gdl_lower *l) {
  if (l->idle.count > 0)
    return GDL_AT(l->idle, uint32_t, --l->idle.count);
  if (l->p->numbers >= UINT32_MAX) {
    gdl_lower_no_memory(l);
    return 0;
  }
  return (uint32_t)l->p->numbers++;
}


uint32_t gdl_lower_number (const gdl_lower *l, gdl_node x) {
  return CELL(l, ROOT(l, x)).where;
}


/*
** Memory
*/
static gdl_buffer *new_buffer (gdl_lower *l, size_t length) {
  gdl_buffer *b = ADD_TO(l, &l->buffer, gdl_buffer);
  b->size = gdl_plan_size(length);
  b->holders = 1;
  if (!FAILED(l) && !gdl_plan_take(&l->plan, b->size, &b->at))
    gdl_lower_no_memory(l);
  return b;
}


gdl_place gdl_lower_place (gdl_lower *l, gdl_node n) {
  gdl_detail *d = &DETAIL(l, n);
  if (CELL(l, n).form == FORM_WINDOW) {
    gdl_place place = gdl_lower_place(l, d->source);
    place.offset += d->place.offset;
    return place;
  }
  if (d->placed)
    return d->place;
  d->placed = 1;
  if (d->home != GDL_NO_NODE) {
    d->place = gdl_lower_place(l, d->home);
    d->place.offset += d->home_offset;
    d->buffer = DETAIL(l, d->home).buffer;
    if (d->buffer > 0)
      GDL_AT(l->buffer, gdl_buffer, d->buffer - 1).holders++;
  }
  else {
    gdl_buffer *b = new_buffer(l, gdl_lower_length(l, n));
    d->place = (gdl_place){b->at, GDL_BASE_ARENA};
    d->buffer = (uint32_t)l->buffer.count;
  }
  return d->place;
}


/* Nobody is left to use this piece of the arena. */
static void let_go (gdl_lower *l, uint32_t buffer) {
  gdl_buffer *b = &GDL_AT(l->buffer, gdl_buffer, buffer - 1);
  if (--b->holders == 0)
    *ADD_TO(l, &l->dying, uint32_t) = buffer - 1;
}


void gdl_lower_bury (gdl_lower *l) {
  for (size_t k = 0; k < l->dying.count && !FAILED(l); k++) {
    gdl_buffer *b = &GDL_AT(l->buffer, gdl_buffer, GDL_AT(l->dying, uint32_t, k));
    gdl_plan_give(&l->plan, b->at, b->size);
  }
  l->dying.count = 0;
}


void gdl_lower_unuse (gdl_lower *l, gdl_node n) {
  gdl_cell *c = &l->cell[n];
  if (--c->uses > 0)
    return;
  if (IS_NUMBER(l, n)) {
    if (c->where >= l->p->constant.count)
      *ADD_TO(l, &l->idle, uint32_t) = c->where;
    return;
  }
  gdl_detail *d = &DETAIL(l, n);
  if (d->buffer > 0)
    let_go(l, d->buffer);
  if (d->source != GDL_NO_NODE && !(c->form == FORM_READ && c->stored))
    gdl_lower_unuse(l, d->source);
}


void gdl_lower_release (gdl_lower *l, gdl_node n) {
  const gdl_cell *c = &l->cell[n];
  size_t count;
  if (c->form == FORM_SPLAT)    /* its number may be read as long as it is */
    return;
  if (c->form == FORM_READ) {
    if (DETAIL(l, n).source != GDL_NO_NODE)
      gdl_lower_unuse(l, DETAIL(l, n).source);
    return;
  }
  const gdl_node *x = gdl_lower_operands(l, n, &count);
  for (size_t k = 0; k < count && !FAILED(l); k++)
    if (CELL(l, ROOT(l, x[k])).form != FORM_INNER)
      gdl_lower_unuse(l, ROOT(l, x[k]));
    else if (k == 0 || ROOT(l, x[k]) != ROOT(l, x[0]))
      gdl_lower_release(l, ROOT(l, x[k]));
}
