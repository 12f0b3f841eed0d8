/*
** arrival.c - what a node has been sent in reverse mode, put together as one
** adjoint
*/
#include <stdlib.h>
#include <string.h>

#include "graph/adjoint.h"
#include "graph/rules.h"

#define FEW_RUNS   8                 /* of elements, as so many pads */
#define MAP_MOST   ((size_t)1 << 27) /* bytes, and marks made on them */


/*
** Sending
*/
/* True where the condition is the constant 'value' in all lanes. */
static int is_constantly (const gdl_graph *g, gdl_adjoint a, double value) {
  if (a.condition == GDL_NO_NODE)
    return 0;
  gdl_node number = gdl_graph_stretched(g, a.condition);
  return gdl_rule_number(g, number == GDL_NO_NODE ? a.condition : number, value);
}


static void arrive (gdl_reverse *r, gdl_node to, gdl_arrival a) {
  if (!r->active[to] || a.adjoint.value == GDL_ZERO_NODE ||
      a.adjoint.value == GDL_NO_NODE || is_constantly(r->g, a.adjoint, 0))
    return;
  if (is_constantly(r->g, a.adjoint, 1))
    a.adjoint = gdl_adjoint_always(a.adjoint.value);
  if (r->arrivals.count >= UINT32_MAX - 1 ||
      !gdl_pool_reserve(&r->arrivals, 1, sizeof(a))) {
    gdl_graph_no_memory(r->g);
    return;
  }
  gdl_arrival *list = r->arrivals.data;
  list[r->arrivals.count++] = a;
  uint32_t id = (uint32_t)r->arrivals.count;
  if (r->first[to] == 0)
    r->first[to] = id;
  else
    list[r->last[to] - 1].next = id;
  r->last[to] = id;
}


void gdl_reverse_send (gdl_reverse *r, gdl_node to, gdl_adjoint a) {
  arrive(r, to, (gdl_arrival){a, GDL_NO_NODE, 0});
}


void gdl_reverse_send_part (gdl_reverse *r, gdl_node to, gdl_node part,
                            gdl_adjoint a) {
  if (gdl_shape_length(SHAPE_OF(r->g, part)) > 0)    /* else it sends nothing */
    arrive(r, to, (gdl_arrival){a, part, 0});
}


/*
** Parts. Most come without a condition: their sum counts where there is a part.
*/
static const gdl_arrival *arrival (const gdl_reverse *r, uint32_t id) {
  return (const gdl_arrival *)r->arrivals.data + id - 1;
}


#define EACH_ARRIVAL(r, n, id) \
  for (uint32_t id = (r)->first[n]; id != 0; id = arrival(r, id)->next)


/* The adjoint of a part as one of the whole. */
static gdl_node widen (gdl_graph *g, gdl_node whole, gdl_node part,
                       gdl_node value) {
  size_t count;
  if (value == GDL_NO_NODE)
    return value;
  if (IS(g, part, slice))
    return gdl_graph_pad(g, value, SHAPE_OF(g, whole), gdl_graph_view(g, part));
  gdl_graph_index(g, part, &count);
  if (!gdl_pool_reserve(&g->words, count, sizeof(uint32_t)))
    return gdl_graph_no_memory(g);    /* with room, the index stays in place */
  const uint32_t *index = gdl_graph_index(g, part, &count);
  return gdl_graph_scatter_add(g, value, SHAPE_OF(g, whole), index, count);
}


/* Marks the elements that are in a part. */
static void mark_part (const gdl_graph *g, gdl_node part, size_t cols,
                       uint8_t *map) {
  gdl_shape s = SHAPE_OF(g, part);
  size_t count;
  if (IS(g, part, slice)) {
    gdl_view v = gdl_graph_view(g, part);
    for (size_t i = 0; i < s.rows; i++)
      for (size_t j = 0; j < s.cols; j++)
        map[v.offset + i * (size_t)v.row_step + j * (size_t)v.col_step] = 1;
    return;
  }
  const uint32_t *index = gdl_graph_index(g, part, &count);
  for (size_t k = 0; k < count; k++)
    memset(map + index[k] * cols, 1, cols);
}


/* Runs of 1s in the map; where the next begins and ends. */
static int next_run (const uint8_t *map, size_t n, size_t *from, size_t *end) {
  size_t k = *end;
  while (k < n && !map[k])
    k++;
  *from = k;
  while (k < n && map[k])
    k++;
  *end = k;
  return *from < n;
}


/* The map as a condition on an array of shape 's'. */
static gdl_node map_condition (gdl_graph *G, const uint8_t *map, gdl_shape s) {
  size_t n = gdl_shape_length(s), runs = 0, from, end = 0;
  gdl_node condition = GDL_NO_NODE;
  while (next_run(map, n, &from, &end))
    runs++;
  if (runs <= FEW_RUNS) {
    end = 0;
    while (next_run(map, n, &from, &end)) {
      gdl_shape run = gdl_shape_vector(end - from);
      gdl_node ones = gdl_graph_full(G, run, 1);
      ones = gdl_graph_pad(G, ones, s, gdl_view_block(from, run));
      condition = condition == GDL_NO_NODE ? ones : B(max, condition, ones);
      if (condition == GDL_NO_NODE)
        return condition;
    }
    return condition;
  }
  double *numbers = malloc(n * sizeof(*numbers));
  if (numbers == NULL)
    return gdl_graph_no_memory(G);
  for (size_t k = 0; k < n; k++)
    numbers[k] = map[k];
  gdl_array a = gdl_shape_array(s, numbers);
  condition = gdl_graph_array(G, &a);
  free(numbers);
  return condition == GDL_NO_NODE ? condition : B(lt, K(0), condition);
}


/* Into *condition, where there are parts without a condition of their own:
** GDL_NO_NODE for everywhere. False after failing. */
static int parts_condition (gdl_reverse *r, gdl_node n, gdl_node *condition) {
  gdl_graph *g = r->g;
  gdl_shape s = SHAPE_OF(g, n);
  size_t length = gdl_shape_length(s), marks = length;
  *condition = GDL_NO_NODE;
  EACH_ARRIVAL(r, n, id)
    if (arrival(r, id)->part != GDL_NO_NODE)
      marks += gdl_shape_length(SHAPE_OF(g, arrival(r, id)->part));
  if (marks > MAP_MOST)    /* dearer than it is worth: as if everywhere */
    return 1;
  uint8_t *map = calloc(length + 1, 1);
  if (map == NULL) {
    gdl_graph_no_memory(g);
    return 0;
  }
  EACH_ARRIVAL(r, n, id)
    if (arrival(r, id)->part != GDL_NO_NODE && !arrival(r, id)->adjoint.firm)
      mark_part(g, arrival(r, id)->part, s.cols, map);
  if (memchr(map, 0, length) != NULL) {
    *condition = map_condition(g, map, s);
    if (*condition == GDL_NO_NODE) {
      free(map);
      return 0;
    }
  }
  free(map);
  return 1;
}


/* A part under a firm condition, as an adjoint of the whole. */
static gdl_adjoint widen_firm (gdl_graph *G, gdl_node whole, gdl_arrival a) {
  gdl_adjoint to = a.adjoint;
  gdl_node condition = gdl_graph_broadcast(G, to.condition, SHAPE_OF(G, a.part));
  condition = widen(G, whole, a.part, condition);
  if (condition != GDL_NO_NODE && !gdl_graph_is_boolean(G, condition))
    condition = B(lt, K(0), condition);    /* of several rows added */
  to.value = widen(G, whole, a.part, gdl_adjoint_settled(G, to));
  to.condition = condition;
  to.settled = 1;
  return to;
}


/* A part that is a number or a block, as a piece; false where it is neither. */
static int as_piece (gdl_graph *g, gdl_node part, gdl_node value,
                     gdl_piece *piece) {
  gdl_shape s = SHAPE_OF(g, part);
  if (!IS(g, part, slice))
    return 0;
  gdl_view v = gdl_graph_view(g, part), block = gdl_view_block(v.offset, s);
  if (v.row_step != block.row_step || v.col_step != block.col_step)
    return 0;
  if (s.rank == 2)
    value = gdl_graph_reshape(g, value, gdl_shape_vector(gdl_shape_length(s)));
  piece->element = v.offset;
  piece->value = value;
  return 1;
}


/* The sum of the parts without a firm condition: blocks are put together, the
** others widened. Room for as many pieces and terms as there are parts. */
static gdl_node add_parts (gdl_reverse *r, gdl_node n, gdl_piece *piece,
                           gdl_node *term) {
  gdl_graph *g = r->g;
  size_t pieces = 0, terms = 0;
  EACH_ARRIVAL(r, n, id) {
    gdl_arrival a = *arrival(r, id);
    if (a.part == GDL_NO_NODE || a.adjoint.firm)
      continue;
    gdl_node value = gdl_adjoint_settled(g, a.adjoint);
    if (value == GDL_NO_NODE)
      return value;
    piece[pieces].order = (uint32_t)pieces;
    if (as_piece(g, a.part, value, &piece[pieces]))
      pieces++;
    else
      term[terms++] = widen(g, n, a.part, value);
  }
  if (gdl_graph_status(g) != GDL_OK)
    return GDL_NO_NODE;
  if (pieces > 0)
    term[terms++] = gdl_graph_assemble(g, piece, pieces, SHAPE_OF(g, n));
  return gdl_graph_status(g) == GDL_OK ? gdl_graph_total(g, term, terms)
                                       : GDL_NO_NODE;
}


static int is_firm_number (const gdl_graph *g, gdl_arrival a) {
  return a.part != GDL_NO_NODE && a.adjoint.firm && IS_SCALAR(g, a.part);
}


/* The numbers under firm conditions, put together, and so are these. */
static gdl_adjoint add_firm_numbers (gdl_reverse *r, gdl_node n,
                                     gdl_piece *piece) {
  gdl_graph *G = r->g;
  gdl_adjoint sum = gdl_adjoint_always(GDL_NO_NODE);
  for (int conditions = 0; conditions < 2; conditions++) {
    size_t pieces = 0;
    EACH_ARRIVAL(r, n, id) {
      gdl_arrival a = *arrival(r, id);
      if (!is_firm_number(G, a))
        continue;
      gdl_node value = conditions ? a.adjoint.condition
                                  : gdl_adjoint_settled(G, a.adjoint);
      piece[pieces] = (gdl_piece){gdl_graph_view(G, a.part).offset, value,
                                  (uint32_t)pieces};
      pieces++;
    }
    if (gdl_graph_status(G) != GDL_OK)
      break;
    gdl_node all = gdl_graph_assemble(G, piece, pieces, SHAPE_OF(G, n));
    if (conditions)
      sum = (gdl_adjoint){sum.value, B(lt, K(0), all), 1, 1};
    else
      sum.value = all;
  }
  return sum;
}


/*
** Several adjoints of one node. Those under one condition are added as they
** are; under several, they are settled, and the conditions are alternatives.
*/
typedef struct group_key {
  gdl_node condition;
  uint32_t order;
} group_key;


static int by_condition (const void *a, const void *b) {
  const group_key *p = a, *q = b;
  if (p->condition != q->condition)
    return p->condition < q->condition ? -1 : 1;
  return p->order < q->order ? -1 : p->order > q->order;
}


/* Adds those of one condition: 'count' adjoints become as many as there are
** conditions, which is the answer. */
static size_t add_alike (gdl_graph *g, gdl_adjoint *a, size_t count,
                         group_key *key, gdl_adjoint *sum, gdl_node *scratch) {
  size_t groups = 0, k = 0;
  for (size_t i = 0; i < count; i++)
    key[i] = (group_key){a[i].condition, (uint32_t)i};
  qsort(key, count, sizeof(*key), by_condition);
  while (k < count) {
    gdl_adjoint s = a[key[k].order];
    size_t terms = 0;
    for (; k < count && key[k].condition == s.condition; k++) {
      s.firm &= a[key[k].order].firm;
      s.settled &= a[key[k].order].settled;
      scratch[terms++] = a[key[k].order].value;
    }
    s.value = gdl_graph_total(g, scratch, terms);
    sum[groups++] = s;
  }
  return groups;
}


/* Is 'd' the condition that 'c' is 0? */
static int is_opposite (const gdl_graph *g, gdl_node c, gdl_node d) {
  return IS(g, d, eq) && NODE(g, d)->a == c &&
         gdl_rule_number(g, NODE(g, d)->b, 0);
}


/* True where one of c and d holds whenever *both does, never the two; *first is
** the condition that tells which. */
static int are_opposite (const gdl_graph *g, gdl_node c, gdl_node d,
                         gdl_node *both, gdl_node *first) {
  if (c == GDL_NO_NODE || d == GDL_NO_NODE)
    return 0;
  *both = GDL_NO_NODE;
  *first = c;
  if (is_opposite(g, c, d) || is_opposite(g, d, c))
    return 1;
  if (!IS(g, c, mul) || !IS(g, d, mul) || NODE(g, c)->a != NODE(g, d)->a)
    return 0;
  *both = NODE(g, c)->a;
  *first = NODE(g, c)->b;
  return is_opposite(g, *first, NODE(g, d)->b) ||
         is_opposite(g, NODE(g, d)->b, *first);
}


static gdl_adjoint add_settled (gdl_graph *G, gdl_adjoint *a, size_t count,
                                gdl_node *scratch) {
  gdl_adjoint sum = a[0];
  int firm = 1;
  for (size_t k = 0; k < count; k++) {
    firm &= a[k].firm;
    scratch[k] = gdl_adjoint_settled(G, a[k]);
    if (scratch[k] == GDL_NO_NODE)
      return gdl_adjoint_always(GDL_NO_NODE);
  }
  sum.value = gdl_graph_total(G, scratch, count);
  if (!firm)
    return gdl_adjoint_always(sum.value);
  for (size_t k = 1; k < count; k++)
    sum.condition = B(max, sum.condition, a[k].condition);
  sum.settled = 1;
  return sum;
}


static gdl_adjoint add_adjoints (gdl_graph *G, gdl_adjoint *a, size_t count) {
  group_key *key = malloc(count * sizeof(*key));
  gdl_adjoint *alike = malloc(count * sizeof(*alike)),
              sum = gdl_adjoint_always(GDL_NO_NODE);
  gdl_node *scratch = malloc(count * sizeof(*scratch)), both, first;
  if (key == NULL || alike == NULL || scratch == NULL)
    gdl_graph_no_memory(G);
  else {
    size_t groups = add_alike(G, a, count, key, alike, scratch);
    if (groups == 1)
      sum = alike[0];
    else if (groups == 2 && are_opposite(G, alike[0].condition,
                                         alike[1].condition, &both, &first)) {
      sum.value = WHERE(first, alike[0].value, alike[1].value);
      sum.condition = both;
      sum.firm = both != GDL_NO_NODE && alike[0].firm;
    }
    else
      sum = add_settled(G, alike, groups, scratch);
  }
  free(key);
  free(alike);
  free(scratch);
  return sum;
}


/* All arrivals as adjoints of the whole, into a[]; how many. */
static size_t widen_all (gdl_reverse *r, gdl_node n, gdl_adjoint *a,
                         gdl_piece *piece, gdl_node *term) {
  size_t count = 0;
  int loose = 0, numbers = 0;
  EACH_ARRIVAL(r, n, id) {
    gdl_arrival x = *arrival(r, id);
    if (x.part == GDL_NO_NODE)
      a[count++] = x.adjoint;
    else if (!x.adjoint.firm)
      loose = 1;
    else if (is_firm_number(r->g, x))
      numbers = 1;
    else
      a[count++] = widen_firm(r->g, n, x);
  }
  if (numbers)
    a[count++] = add_firm_numbers(r, n, piece);
  if (loose) {
    gdl_node condition;
    if (parts_condition(r, n, &condition)) {
      gdl_node value = add_parts(r, n, piece, term);
      a[count++] = (gdl_adjoint){value, condition, condition != GDL_NO_NODE, 1};
    }
  }
  return count;
}


gdl_adjoint gdl_reverse_collect (gdl_reverse *r, gdl_node n) {
  const gdl_arrival *first = arrival(r, r->first[n]);
  gdl_adjoint sum = gdl_adjoint_always(GDL_NO_NODE);
  size_t arrivals = 0;
  if (first->next == 0 && first->part == GDL_NO_NODE)
    return first->adjoint;
  EACH_ARRIVAL(r, n, id)
    arrivals++;
  gdl_adjoint *a = malloc((arrivals + 1) * sizeof(*a));
  gdl_piece *piece = malloc((arrivals + 1) * sizeof(*piece));
  gdl_node *term = malloc((arrivals + 1) * sizeof(*term));
  if (a == NULL || piece == NULL || term == NULL)
    gdl_graph_no_memory(r->g);
  else {
    size_t count = widen_all(r, n, a, piece, term);
    if (gdl_graph_status(r->g) == GDL_OK)
      sum = count == 1 ? a[0] : add_adjoints(r->g, a, count);
  }
  free(a);
  free(piece);
  free(term);
  return sum;
}
