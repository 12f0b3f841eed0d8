/*
** graph.c - life of a graph, its shapes and views, its nodes
*/
#include "graph/graph.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph/graph_impl.h"


/*
** Life
*/
gdl_graph *gdl_graph_new (gdl_graph_kind kind) {
  gdl_graph *g = calloc(1, sizeof(*g));
  if (g == NULL)
    return NULL;
  g->kind = kind;
  if (gdl_graph_shape_id(g, gdl_shape_scalar()) != 0) {
    gdl_graph_free(g);
    return NULL;
  }
  return g;
}


void gdl_graph_free (gdl_graph *g) {
  if (g == NULL)
    return;
  free(g->nodes.data);
  free(g->numbers.data);
  free(g->words.data);
  free(g->shapes.data);
  free(g->views.data);
  free(g->node_table.slot);
  free(g->shape_table.slot);
  free(g->view_table.slot);
  free(g);
}


void gdl_graph_clear (gdl_graph *g) {
  g->nodes.count = g->numbers.count = g->words.count = 0;
  g->shapes.count = g->views.count = 0;
  gdl_table_clear(&g->node_table);
  gdl_table_clear(&g->shape_table);
  gdl_table_clear(&g->view_table);
  g->params = 0;
  gdl_graph_forgive(g);
  gdl_graph_shape_id(g, gdl_shape_scalar());  /* there is room for it */
}


gdl_node gdl_graph_fail (gdl_graph *g, gdl_status s, const char *fmt, ...) {
  if (g->status == GDL_OK) {
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(g->error.text, sizeof(g->error.text), fmt, ap);
    va_end(ap);
    g->status = s;
  }
  return GDL_NO_NODE;
}


gdl_node gdl_graph_no_memory (gdl_graph *g) {
  return gdl_graph_fail(g, GDL_ENOMEM, "not enough memory for a graph of %zu nodes",
                        g->nodes.count);
}


int gdl_graph_check (gdl_graph *g, const gdl_node *x, size_t count) {
  for (size_t k = 0; k < count; k++)
    if (x[k] >= g->nodes.count) {
      if (x[k] != GDL_NO_NODE)
        gdl_graph_fail(g, GDL_EINVAL, "node %u is not in the graph, which has %zu",
                       x[k], g->nodes.count);
      else
        gdl_graph_fail(g, GDL_EINVAL, "an operand is missing");
      return 0;
    }
  return 1;
}


gdl_graph_kind gdl_graph_kind_of (const gdl_graph *g) {
  return g->kind;
}


gdl_status gdl_graph_status (const gdl_graph *g) {
  return g->status;
}


const char *gdl_graph_message (const gdl_graph *g) {
  return g->error.text;
}


void gdl_graph_forgive (gdl_graph *g) {
  g->status = GDL_OK;
  g->error.text[0] = '\0';
}


size_t gdl_graph_count (const gdl_graph *g) {
  return g->nodes.count;
}


size_t gdl_graph_bytes (const gdl_graph *g) {
  size_t slots = g->node_table.capacity + g->shape_table.capacity +
                 g->view_table.capacity;
  return sizeof(*g) + g->nodes.capacity * sizeof(gdl_node_data) +
         g->numbers.capacity * sizeof(double) +
         g->words.capacity * sizeof(uint32_t) +
         g->shapes.capacity * sizeof(gdl_shape) +
         g->views.capacity * sizeof(gdl_view) +
         slots * sizeof(*g->node_table.slot);
}


/*
** Shapes and views
*/
gdl_shape gdl_shape_scalar (void) {
  return (gdl_shape){1, 1, 0};
}


gdl_shape gdl_shape_vector (size_t n) {
  return (gdl_shape){n, 1, 1};
}


gdl_shape gdl_shape_matrix (size_t rows, size_t cols) {
  return (gdl_shape){rows, cols, 2};
}


int gdl_shape_equal (gdl_shape a, gdl_shape b) {
  return a.rank == b.rank && a.rows == b.rows && a.cols == b.cols;
}


gdl_array gdl_shape_array (gdl_shape s, double *data) {
  return (gdl_array){data, s.rows, s.cols, s.rank, NULL};
}


static uint32_t mix (uint32_t h, uint64_t word) {
  uint64_t z = (h ^ word) * 0x9e3779b97f4a7c15u;
  return (uint32_t)(z ^ (z >> 32));
}


static int same_shape (const gdl_graph *g, uint32_t id, const void *thing) {
  return gdl_shape_equal(SHAPE(g, id), *(const gdl_shape *)thing);
}


static int same_view (const gdl_graph *g, uint32_t id, const void *thing) {
  const gdl_view *a = &VIEW(g, id), *b = thing;
  return a->offset == b->offset && a->row_step == b->row_step &&
         a->col_step == b->col_step;
}


/* Room for one more in a pool and its table; false after failing. */
static int make_room (gdl_graph *g, gdl_pool *p, size_t size, gdl_table *t) {
  if (p->count < GDL_NODES_MAX && gdl_pool_reserve(p, 1, size) &&
      gdl_table_reserve(t))
    return 1;
  gdl_graph_no_memory(g);
  return 0;
}


uint32_t gdl_graph_shape_id (gdl_graph *g, gdl_shape s) {
  if (s.rank == 0 && g->shapes.count > 0)
    return 0;
  if (s.cols != 0 && s.rows > (size_t)PTRDIFF_MAX / sizeof(double) / s.cols) {
    gdl_graph_fail(g, GDL_ESHAPE, "no memory holds a matrix of %zu x %zu",
                   s.rows, s.cols);
    return GDL_NO_ID;
  }
  uint32_t hash = mix(mix((uint32_t)s.rank, s.rows), s.cols);
  uint32_t id = gdl_table_find(&g->shape_table, hash, g, same_shape, &s);
  if (id != GDL_NO_ID)
    return id;
  if (!make_room(g, &g->shapes, sizeof(gdl_shape), &g->shape_table))
    return GDL_NO_ID;
  id = (uint32_t)g->shapes.count++;
  SHAPE(g, id) = s;
  gdl_table_add(&g->shape_table, hash, id);
  return id;
}


/* In a long graph operations of a kind come one after the other, and so do their
** operands, or one of them stays: they are put side by side in the table, some
** of them in a line of the cache, since a look-up mostly waits for memory. */
#define NEAR 64
#define BESIDE 15

static uint32_t put_beside (uint32_t h, uint64_t i) {
  return (mix(h, i & ~(uint64_t)BESIDE) & ~(uint32_t)BESIDE) +
         (uint32_t)(i & BESIDE);
}


uint32_t gdl_graph_view_id (gdl_graph *g, gdl_view v, gdl_shape s) {
  v = gdl_view_normal(v, s);
  uint32_t hash = put_beside(mix(mix(0, (uint64_t)v.row_step),
                                 (uint64_t)v.col_step), v.offset);
  uint32_t id = gdl_table_find(&g->view_table, hash, g, same_view, &v);
  if (id != GDL_NO_ID)
    return id;
  if (!make_room(g, &g->views, sizeof(gdl_view), &g->view_table))
    return GDL_NO_ID;
  id = (uint32_t)g->views.count++;
  VIEW(g, id) = v;
  gdl_table_add(&g->view_table, hash, id);
  return id;
}


/*
** Nodes. What the pools hold counts as what it is, not where it lies.
*/
static int is_commutative (int op) {
  return op == GDL_OP_add || op == GDL_OP_mul || op == GDL_OP_eq;
}


/* The words that belong to 'd', how many into *count. */
static const uint32_t *words_of (const gdl_graph *g, const gdl_node_data *d,
                                 size_t *count) {
  if (gdl_op_table[d->op].arity == GDL_NARY) {
    *count = d->b;
    return WORDS(g) + d->a;
  }
  if (d->op == GDL_OP_gather || d->op == GDL_OP_scatter_add) {
    *count = d->aux;
    return WORDS(g) + d->b;
  }
  *count = 0;
  return NULL;
}


static uint32_t hash_operands (const gdl_node_data *d, uint32_t h) {
  int turned = d->a > d->b;
  uint32_t low = turned ? d->b : d->a, high = turned ? d->a : d->b;
  uint64_t class = high - low < NEAR ? high - low : (uint64_t)low + NEAR;
  if (turned && !is_commutative(d->op))
    class |= (uint64_t)1 << 40;
  return put_beside(mix(mix(h, class), d->aux), high);
}


static uint32_t hash_node (const gdl_graph *g, const gdl_node_data *d) {
  uint32_t h = mix(d->op | (uint32_t)d->flags << 8, d->shape);
  size_t count;
  const uint32_t *w = words_of(g, d, &count);
  if (d->op == GDL_OP_constant) {
    const double *x = NUMBERS(g) + d->a;
    size_t n = gdl_shape_length(SHAPE(g, d->shape));
    for (size_t i = 0; i < n; i++) {
      uint64_t bits;
      memcpy(&bits, x + i, sizeof(bits));
      h = mix(h, bits);
    }
    return h;
  }
  if (w != NULL) {
    if (gdl_op_table[d->op].arity != GDL_NARY)
      h = mix(h, d->a);
    for (size_t i = 0; i < count; i++)
      h = mix(h, w[i]);
    return h;
  }
  return hash_operands(d, h);
}


static int same_node (const gdl_graph *g, uint32_t id, const void *thing) {
  const gdl_node_data *p = NODE(g, id), *q = thing;
  if (p->op != q->op || p->flags != q->flags || p->shape != q->shape)
    return 0;
  if (p->op == GDL_OP_constant)
    return memcmp(NUMBERS(g) + p->a, NUMBERS(g) + q->a,
                  gdl_shape_length(SHAPE(g, p->shape)) * sizeof(double)) == 0;
  size_t m, n;
  const uint32_t *u = words_of(g, p, &m), *w = words_of(g, q, &n);
  if (u != NULL)
    return m == n && memcmp(u, w, n * sizeof(*w)) == 0 &&
           (gdl_op_table[p->op].arity == GDL_NARY || p->a == q->a);
  if (p->a == q->a && p->b == q->b && p->aux == q->aux)
    return 1;
  return is_commutative(p->op) && p->a == q->b && p->b == q->a;
}


static gdl_node append (gdl_graph *g, const gdl_node_data *d) {
  if (g->nodes.count >= GDL_NODES_MAX ||
      !gdl_pool_reserve(&g->nodes, 1, sizeof(*d)))
    return gdl_graph_no_memory(g);
  gdl_node n = (gdl_node)g->nodes.count++;
  *NODE(g, n) = *d;
  return n;
}


static gdl_node append_consed (gdl_graph *g, const gdl_node_data *d, int *fresh) {
  uint32_t hash = hash_node(g, d);
  gdl_node n = gdl_table_find(&g->node_table, hash, g, same_node, d);
  *fresh = n == GDL_NO_ID;
  if (!*fresh)
    return n;
  if (!gdl_table_reserve(&g->node_table))
    return gdl_graph_no_memory(g);
  n = append(g, d);
  if (n != GDL_NO_NODE)
    gdl_table_add(&g->node_table, hash, n);
  return n;
}


gdl_node gdl_graph_add (gdl_graph *g, const gdl_node_data *d, size_t words,
                        size_t numbers) {
  int fresh = 1;
  gdl_node n = CONSED(g) ? append_consed(g, d, &fresh) : append(g, d);
  if (!fresh || n == GDL_NO_NODE) {
    g->words.count -= words;
    g->numbers.count -= numbers;
  }
  return n;
}


int gdl_graph_put_words (gdl_graph *g, const uint32_t *w, size_t n,
                         uint32_t *at) {
  if (g->words.count + n >= UINT32_MAX ||
      !gdl_pool_reserve(&g->words, n, sizeof(*w))) {
    gdl_graph_no_memory(g);
    return 0;
  }
  *at = (uint32_t)g->words.count;
  if (n > 0)
    memcpy(WORDS(g) + g->words.count, w, n * sizeof(*w));
  g->words.count += n;
  return 1;
}
