/*
** values.c - the values of a graph that is still being built
*/
#include "graph/values.h"

#include <stdlib.h>
#include <string.h>

#include "graph/reference_impl.h"
#include "graph/values_impl.h"

#define ROOM_LEAST  1024    /* elements */

/* Memory for elements of arrays. */
typedef struct room {
  double *data;
  size_t capacity;
} room;

#define ROOM(v, k)  (((room *)(v)->rooms.data)[k])


gdl_values *gdl_values_new (const gdl_graph *g) {
  gdl_values *v = calloc(1, sizeof(*v));
  if (v != NULL)
    v->g = g;
  return v;
}


void gdl_values_free (gdl_values *v) {
  if (v == NULL)
    return;
  for (size_t k = 0; k < v->chunks.count; k++)
    free(((gdl_slot **)v->chunks.data)[k]);
  for (size_t k = 0; k < v->rooms.count; k++)
    free(ROOM(v, k).data);
  free(v->chunks.data);
  free(v->rooms.data);
  free(v);
}


void gdl_values_clear (gdl_values *v) {
  v->count = v->room = v->used = 0;
}


/*
** Memory
*/
static gdl_status no_memory (gdl_error *err) {
  return gdl_error_set(err, GDL_ENOMEM, "not enough memory to evaluate a graph");
}


/* Slots for nodes below 'count'; false where memory runs out. */
static int reserve (gdl_values *v, size_t count) {
  while (v->chunks.count << CHUNK_BITS < count) {
    gdl_slot *chunk = malloc(CHUNK * sizeof(*chunk));
    if (chunk == NULL || !gdl_pool_reserve(&v->chunks, 1, sizeof(chunk))) {
      free(chunk);
      return 0;
    }
    ((gdl_slot **)v->chunks.data)[v->chunks.count++] = chunk;
  }
  return 1;
}


/* A room for n elements behind all others, as large as these together, so that
** there are few. */
static int add_room (gdl_values *v, size_t n) {
  size_t capacity = ROOM_LEAST;
  for (size_t k = 0; k < v->rooms.count; k++)
    capacity += ROOM(v, k).capacity;
  if (capacity < n)
    capacity = n;
  if (!gdl_pool_reserve(&v->rooms, 1, sizeof(room)))
    return 0;
  double *data = malloc(capacity * sizeof(*data));
  if (data == NULL)
    return 0;
  ROOM(v, v->rooms.count++) = (room){data, capacity};
  return 1;
}


/* NULL: no memory. */
static double *take (gdl_values *v, size_t n) {
  while (v->room < v->rooms.count && ROOM(v, v->room).capacity - v->used < n) {
    v->room++;
    v->used = 0;
  }
  if (v->room == v->rooms.count && !add_room(v, n))
    return NULL;
  double *elements = ROOM(v, v->room).data + v->used;
  v->used += n;
  return elements;
}


/*
** Evaluating
*/
/* Operations on numbers that make a number, and elements of arrays, without
** ceremony: they are what traces of loops are made of. False for all others. */
static inline int quickly (const gdl_values *v, const gdl_node_data *d,
                           const gdl_bindings *b, double *out) {
  const gdl_op_row *row = &gdl_op_table[d->op];
  size_t k;
  switch (d->op) {
    case GDL_OP_add: *out = NUMBER(v, d->a) + NUMBER(v, d->b); return 1;
    case GDL_OP_sub: *out = NUMBER(v, d->a) - NUMBER(v, d->b); return 1;
    case GDL_OP_mul: *out = NUMBER(v, d->a) * NUMBER(v, d->b); return 1;
    case GDL_OP_div: *out = NUMBER(v, d->a) / NUMBER(v, d->b); return 1;
    case GDL_OP_neg: *out = -NUMBER(v, d->a); return 1;
    case GDL_OP_constant: *out = NUMBERS(v->g)[d->a]; return 1;
    case GDL_OP_param:
      k = VIEW(v->g, d->a).offset;
      if (k >= b->params)
        return 0;    /* an error, worded elsewhere */
      *out = b->param[k];
      return 1;
    case GDL_OP_slice:
      *out = gdl_values_of(v, d->a)[VIEW(v->g, d->b).offset];
      return 1;
    case GDL_OP_select:
      *out = NUMBER(v, NUMBER(v, d->a) != 0 ? d->b : d->aux);
      return 1;
    default: break;
  }
  if (row->kind == GDL_KIND_UNARY)
    *out = row->unary->scalar(NUMBER(v, d->a));
  else if (row->kind == GDL_KIND_BINARY)
    *out = row->binary->scalar(NUMBER(v, d->a), NUMBER(v, d->b));
  else
    return 0;
  return 1;
}


static gdl_status evaluate (gdl_values *v, gdl_node n, const gdl_bindings *b,
                            gdl_error *err) {
  gdl_reference r = {v->g, b, NULL, v};
  if (IS_SCALAR(v->g, n))
    return gdl_reference_node(&r, n, &NUMBER(v, n), err);
  double *elements = take(v, gdl_shape_length(SHAPE_OF(v->g, n)));
  if (elements == NULL)
    return no_memory(err);
  SLOT(v, n).array = elements;
  return gdl_reference_node(&r, n, elements, err);
}


gdl_status gdl_values_extend (gdl_values *v, const gdl_bindings *b,
                              gdl_error *err) {
  size_t count = v->g->nodes.count;
  if (!reserve(v, count))
    return no_memory(err);
  for (; v->count < count; v->count++) {
    const gdl_node_data *d = NODE(v->g, v->count);
    if (d->shape == 0 && quickly(v, d, b, &NUMBER(v, v->count)))
      continue;
    gdl_status status = evaluate(v, (gdl_node)v->count, b, err);
    if (status != GDL_OK)
      return status;
  }
  return GDL_OK;
}


gdl_status gdl_values_borrow (gdl_values *v, const gdl_values *from,
                              gdl_error *err) {
  gdl_values_clear(v);
  if (!reserve(v, from->count))
    return no_memory(err);
  for (size_t n = 0; n < from->count; n += CHUNK) {
    size_t slots = from->count - n < CHUNK ? from->count - n : CHUNK;
    memcpy(&SLOT(v, n), &SLOT(from, n), slots * sizeof(gdl_slot));
  }
  v->count = from->count;
  return GDL_OK;
}


const double *gdl_values_of (const gdl_values *v, gdl_node n) {
  return IS_SCALAR(v->g, n) ? &NUMBER(v, n) : SLOT(v, n).array;
}
