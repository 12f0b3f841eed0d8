/*
** graph_impl.h - the inside of a graph, for the files of this folder
*/
#ifndef GDL_GRAPH_GRAPH_IMPL_H
#define GDL_GRAPH_GRAPH_IMPL_H

#include "graph/graph.h"

/* Stands for "the derivative is 0" where a node is expected; never an operand
** of a builder. */
#define GDL_ZERO_NODE   (UINT32_MAX - 1)
#define GDL_NODES_MAX   (UINT32_MAX - 2)

/* Bits of a node's flags. */
#define FLAG_AXIS       3     /* gdl_axis of a reduction */
#define FLAG_TRANSPOSE  3     /* GDL_TRANSPOSE_* of a product */
#define FLAG_BOOLEAN    0x80  /* every element is 0 or 1 */

/* An open hash table of 32-bit numbers of things kept elsewhere. */
typedef struct gdl_table {
  struct { uint32_t hash, id; } *slot;
  size_t capacity, used;       /* capacity: 0 or a power of two */
} gdl_table;

#define GDL_NO_ID  UINT32_MAX

typedef int (*gdl_table_same) (const gdl_graph *g, uint32_t id,
                               const void *thing);

/* gdl_table_find - the thing's number, or GDL_NO_ID. */
uint32_t gdl_table_find (const gdl_table *t, uint32_t hash, const gdl_graph *g,
                         gdl_table_same same, const void *thing);
/* gdl_table_reserve - makes room for one more; false where memory runs out. */
int gdl_table_reserve (gdl_table *t);
void gdl_table_add (gdl_table *t, uint32_t hash, uint32_t id);
void gdl_table_clear (gdl_table *t);

/* A growing array. */
typedef struct gdl_pool {
  void *data;
  size_t count, capacity;      /* in elements */
} gdl_pool;

/* gdl_pool_reserve - room for 'more' elements; false where memory runs out. */
int gdl_pool_reserve (gdl_pool *p, size_t more, size_t size);

struct gdl_graph {
  gdl_graph_kind kind;
  gdl_pool nodes;              /* gdl_node_data */
  gdl_pool numbers;            /* double: constants */
  gdl_pool words;              /* uint32_t: operand lists, index tables */
  gdl_pool shapes;             /* gdl_shape; number 0 is a number */
  gdl_pool views;              /* gdl_view */
  gdl_table node_table, shape_table, view_table;
  size_t params;
  gdl_status status;
  gdl_error error;
};

#define NODE(g, n)      (((gdl_node_data *)(g)->nodes.data) + (n))
#define NUMBERS(g)      ((double *)(g)->numbers.data)
#define WORDS(g)        ((uint32_t *)(g)->words.data)
#define SHAPE(g, id)    (((gdl_shape *)(g)->shapes.data)[id])
#define VIEW(g, id)     (((gdl_view *)(g)->views.data)[id])
#define SHAPE_OF(g, n)  SHAPE(g, NODE(g, n)->shape)
#define IS(g, n, name)  (NODE(g, n)->op == GDL_OP_##name)
#define IS_SCALAR(g, n) (NODE(g, n)->shape == 0)
#define CONSED(g)       ((g)->kind == GDL_GRAPH_CONSED)

/* gdl_graph_fail - keeps the error if it is the first; answers GDL_NO_NODE. */
gdl_node gdl_graph_fail (gdl_graph *g, gdl_status s, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
gdl_node gdl_graph_no_memory (gdl_graph *g);

/* gdl_graph_check - true where all 'count' of 'x' are nodes; else, unless the
** culprit is GDL_NO_NODE, it fails. */
int gdl_graph_check (gdl_graph *g, const gdl_node *x, size_t count);

/* gdl_graph_shape_id, gdl_graph_view_id - the number of a shape or view, which
** is kept; GDL_NO_ID after failing. A view is that of a part of shape 's'. */
uint32_t gdl_graph_shape_id (gdl_graph *g, gdl_shape s);
uint32_t gdl_graph_view_id (gdl_graph *g, gdl_view v, gdl_shape s);

/* gdl_view_normal - steps along extents below 2 put to 0. */
gdl_view gdl_view_normal (gdl_view v, gdl_shape s);

/* gdl_view_whole - true where the part at 'v' is all of 'length' elements in
** their order. */
int gdl_view_whole (gdl_view v, gdl_shape part, size_t length);

/* gdl_view_compose - the part of shape 'part' at 'v' of the part of shape 's'
** at 'm' of a whole, as a part of the whole; false where its steps do not add
** up to steps. */
int gdl_view_compose (gdl_view v, gdl_shape part, gdl_view m, gdl_shape s,
                      gdl_view *out);

/* gdl_view_end - 1 + the largest index that the part has, 0 for an empty one. */
size_t gdl_view_end (gdl_view v, gdl_shape s);

/* gdl_graph_check_view - true where the part of shape 's' at 'v' lies within
** 'length' elements and has none of them twice; else it fails. */
#define GDL_ANY_LENGTH  ((size_t)PTRDIFF_MAX)
int gdl_graph_check_view (gdl_graph *g, const char *name, gdl_shape s,
                          gdl_view v, size_t length);

/* gdl_graph_add - the node 'd', or in a consed graph the one there is.
** 'words' and 'numbers' that were put into the pools for it, the last ones
** there, are given back when it fails or is not needed. */
gdl_node gdl_graph_add (gdl_graph *g, const gdl_node_data *d, size_t words,
                        size_t numbers);

/* gdl_graph_put_words - appends to the words; where they begin into *at. False
** where memory runs out. */
int gdl_graph_put_words (gdl_graph *g, const uint32_t *w, size_t n,
                         uint32_t *at);

/* gdl_graph_elementwise - an elementwise node as it is, no broadcasting, no
** rules. */
gdl_node gdl_graph_elementwise (gdl_graph *g, gdl_op op, gdl_node x, gdl_node y,
                                uint32_t shape);

/* gdl_simplify_* - what a consed graph puts in the place of a node with these
** operands, or GDL_ZERO_NODE: the node itself. Operands fit as in the node. */
gdl_node gdl_simplify_unary (gdl_graph *g, gdl_op op, gdl_node x);
gdl_node gdl_simplify_binary (gdl_graph *g, gdl_op op, gdl_node x, gdl_node y,
                              uint32_t shape);
gdl_node gdl_simplify_select (gdl_graph *g, gdl_node c, gdl_node a, gdl_node b,
                              uint32_t shape);
gdl_node gdl_simplify_slice (gdl_graph *g, gdl_node x, gdl_shape s, gdl_view v);

/* gdl_graph_beside - a result of reducing something of shape 's' along 'axis',
** beside each of the elements it was made of. */
gdl_node gdl_graph_beside (gdl_graph *g, gdl_node v, gdl_shape s, gdl_axis axis);

/* gdl_graph_stretched - the number that 'x' is a broadcast of, or
** GDL_NO_NODE. */
gdl_node gdl_graph_stretched (const gdl_graph *g, gdl_node x);

#endif
