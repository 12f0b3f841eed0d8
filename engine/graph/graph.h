/*
** graph.h - expressions as graphs
** A graph owns its nodes: an append-only array, where operands come before the
** nodes that use them, so that the order of the array is an order of
** evaluation. A node is an index into it. What a node computes is a row of
** ops.def. Values are doubles of rank 0 to 2 (a number, a vector, a matrix in
** rows), their shapes known when the node is built.
**
** Building. Every gdl_graph_* function below that answers a gdl_node is a
** builder. Operands are nodes of the same graph. A builder that cannot do its
** work (memory, shapes) answers GDL_NO_NODE, adds nothing, and leaves status
** and text in the graph; given GDL_NO_NODE as an operand it answers GDL_NO_NODE
** too, so that builders may be nested and the status be asked once at the end.
** The first error stays until gdl_graph_forgive.
**
** Two kinds. A raw graph holds exactly what was asked for, node by node (for
** tracing, and for packing what was traced). A consed graph has each node once:
** asking for the same operation on the same operands answers the node there is
** (x + y is y + x, whose bits are the same; nothing is reordered), constants
** are folded and identities applied that never change a bit of any value (NaN
** being one value): no 0*x, no x + 0, no reassociation. Both kinds give
** the same bits under every evaluator.
**
** A graph belongs to one thread at a time.
*/
#ifndef GDL_GRAPH_GRAPH_H
#define GDL_GRAPH_GRAPH_H

#include <stddef.h>
#include <stdint.h>

#include "array/array.h"
#include "graph/ops.h"

typedef struct gdl_graph gdl_graph;

typedef uint32_t gdl_node;

#define GDL_NO_NODE  UINT32_MAX

typedef enum gdl_graph_kind { GDL_GRAPH_RAW, GDL_GRAPH_CONSED } gdl_graph_kind;

/* Rank 0: rows == cols == 1; rank 1: cols == 1. */
typedef struct gdl_shape {
  size_t rows, cols;
  int rank;
} gdl_shape;

#define gdl_shape_length(s)  ((s).rows * (s).cols)

gdl_shape gdl_shape_scalar (void);
gdl_shape gdl_shape_vector (size_t n);
gdl_shape gdl_shape_matrix (size_t rows, size_t cols);
int gdl_shape_equal (gdl_shape a, gdl_shape b);

/* gdl_shape_array - 's' as a descriptor of memory at 'data'. */
gdl_array gdl_shape_array (gdl_shape s, double *data);

/* Where the elements of a part lie: element (i, j) of it is element
** offset + i*row_step + j*col_step of the whole, counted along its rows. */
typedef struct gdl_view {
  size_t offset;
  ptrdiff_t row_step, col_step;
} gdl_view;

/* gdl_view_block - elements of a part of shape 's', one after the other. */
gdl_view gdl_view_block (size_t offset, gdl_shape s);

typedef enum gdl_axis {
  GDL_AXIS_DOWN,     /* down the rows: one result a column */
  GDL_AXIS_ALONG,    /* along each row: one result a row */
  GDL_AXIS_ALL
} gdl_axis;

/*
** One node. What the fields mean depends on the operation (ops.def); ask
** gdl_graph_operands for the operands of any.
*/
typedef struct gdl_node_data {
  uint8_t op;          /* gdl_op */
  uint8_t flags;       /* gdl_graph_axis, _transposes, _is_boolean */
  uint16_t reserved;
  uint32_t shape;      /* number of its shape; 0 is that of a number */
  union {
    struct { uint32_t a, b, aux; };
    uint32_t operand[3];
  };
} gdl_node_data;

#define GDL_TRANSPOSE_A  1    /* flags of a matrix product */
#define GDL_TRANSPOSE_B  2

/*
** The graph itself
*/
/* gdl_graph_new - NULL where memory runs out. Free with gdl_graph_free. */
gdl_graph *gdl_graph_new (gdl_graph_kind kind);
void gdl_graph_free (gdl_graph *g);      /* NULL is allowed */

/* gdl_graph_clear - forgets all nodes and the error, keeps the memory. */
void gdl_graph_clear (gdl_graph *g);

gdl_graph_kind gdl_graph_kind_of (const gdl_graph *g);

/* gdl_graph_status - GDL_OK, or the first error; its text is
** gdl_graph_message, valid until the graph is used again. */
gdl_status gdl_graph_status (const gdl_graph *g);
const char *gdl_graph_message (const gdl_graph *g);
void gdl_graph_forgive (gdl_graph *g);

size_t gdl_graph_count (const gdl_graph *g);     /* nodes so far */
size_t gdl_graph_bytes (const gdl_graph *g);     /* memory held */

/* gdl_graph_nodes - all nodes; valid until the next builder. */
const gdl_node_data *gdl_graph_nodes (const gdl_graph *g);

gdl_op gdl_graph_op (const gdl_graph *g, gdl_node n);
gdl_shape gdl_graph_shape (const gdl_graph *g, gdl_node n);

/* gdl_graph_operands - the operands of 'n', in order, and how many into
** *count; valid until the next builder. */
const gdl_node *gdl_graph_operands (const gdl_graph *g, gdl_node n,
                                    size_t *count);

/* What leaves and structure carry besides operands. */
const double *gdl_graph_numbers (const gdl_graph *g, gdl_node n);  /* constant */
gdl_view gdl_graph_view (const gdl_graph *g, gdl_node n);
    /* param, slice, pad, update */
uint32_t gdl_graph_slot (const gdl_graph *g, gdl_node n);      /* input, data */
gdl_axis gdl_graph_axis (const gdl_graph *g, gdl_node n);      /* reductions */
int gdl_graph_transposes (const gdl_graph *g, gdl_node n);    /* gemv, gemm */
const uint32_t *gdl_graph_index (const gdl_graph *g, gdl_node n, size_t *count);
    /* gather, scatter_add */

/* gdl_graph_is_boolean - true where every element is known to be 0 or 1. */
int gdl_graph_is_boolean (const gdl_graph *g, gdl_node n);

/* gdl_graph_is_number - true where 'n' is a constant number, into *value. */
int gdl_graph_is_number (const gdl_graph *g, gdl_node n, double *value);

/* gdl_graph_params - how many parameters the graph reads: 1 + the largest
** index of any param node. */
size_t gdl_graph_params (const gdl_graph *g);

/*
** Leaves
*/
gdl_node gdl_graph_constant (gdl_graph *g, double value);
gdl_node gdl_graph_full (gdl_graph *g, gdl_shape s, double value);
gdl_node gdl_graph_array (gdl_graph *g, const gdl_array *a);   /* is copied */

/* gdl_graph_param - a part of the vector of parameters. */
gdl_node gdl_graph_param (gdl_graph *g, gdl_shape s, gdl_view where);
gdl_node gdl_graph_param_number (gdl_graph *g, size_t index);
gdl_node gdl_graph_param_block (gdl_graph *g, gdl_shape s, size_t offset);

/* gdl_graph_input - number 'slot' of those given to each evaluation. */
gdl_node gdl_graph_input (gdl_graph *g, uint32_t slot);

/* gdl_graph_data - an array whose memory is given to each evaluation. */
gdl_node gdl_graph_data (gdl_graph *g, uint32_t slot, gdl_shape s);

/*
** Element by element. Operands are stretched as gdl_array_broadcast has it: a
** number goes with everything as it is, anything else is stretched by a
** broadcast node. 'op' is a unary or binary row of ops.def (comparisons give 1
** or 0), else GDL_EINVAL.
*/
gdl_node gdl_graph_unary (gdl_graph *g, gdl_op op, gdl_node x);
gdl_node gdl_graph_binary (gdl_graph *g, gdl_op op, gdl_node x, gdl_node y);

/* gdl_graph_select - c ~= 0 ? a : b. What is not taken contributes nothing to
** a derivative, whatever it is. */
gdl_node gdl_graph_select (gdl_graph *g, gdl_node c, gdl_node a, gdl_node b);

/* gdl_graph_detach - x, a constant for derivatives. */
gdl_node gdl_graph_detach (gdl_graph *g, gdl_node x);

/* gdl_graph_attach - number 'value', whose derivative with respect to x[k] is
** said to be slope[k] (of the shape of x[k]) and nothing else. */
gdl_node gdl_graph_attach (gdl_graph *g, gdl_node value, const gdl_node *x,
                           const gdl_node *slope, size_t count);

/*
** Reductions. Over an axis of a matrix (as gdl_array_reduce_axis), or over all
** elements of anything. Sums in the order of array/order.h. The extreme of
** nothing is GDL_ESHAPE.
*/
gdl_node gdl_graph_sum (gdl_graph *g, gdl_node x, gdl_axis axis);
gdl_node gdl_graph_mean (gdl_graph *g, gdl_node x, gdl_axis axis);
gdl_node gdl_graph_maximum (gdl_graph *g, gdl_node x, gdl_axis axis);
gdl_node gdl_graph_minimum (gdl_graph *g, gdl_node x, gdl_axis axis);
gdl_node gdl_graph_logsumexp (gdl_graph *g, gdl_node x, gdl_axis axis);
gdl_node gdl_graph_softmax (gdl_graph *g, gdl_node x, gdl_axis axis);
gdl_node gdl_graph_norm2 (gdl_graph *g, gdl_node x);    /* gdl_reduce_norm2 */

/* gdl_graph_sum_of - x[0] + x[1] + ..., all of one shape; element by element a
** sum in the order of array/order.h. count > 0. */
gdl_node gdl_graph_sum_of (gdl_graph *g, const gdl_node *x, size_t count);

/*
** Structure
*/
/* gdl_graph_broadcast - x stretched to 's' as gdl_array_broadcast has it. */
gdl_node gdl_graph_broadcast (gdl_graph *g, gdl_node x, gdl_shape s);

/* gdl_graph_broadcast_column - vector x as each of 'cols' columns. */
gdl_node gdl_graph_broadcast_column (gdl_graph *g, gdl_node x, size_t cols);

/* gdl_graph_reshape - the same elements in the same order. */
gdl_node gdl_graph_reshape (gdl_graph *g, gdl_node x, gdl_shape s);

/* gdl_graph_transpose - of a matrix; a vector becomes a matrix of one row. */
gdl_node gdl_graph_transpose (gdl_graph *g, gdl_node x);

/* gdl_graph_slice - the part of x at 'where', of shape 's'. No element twice:
** steps of extents above 1 are such that elements do not meet (use gather). */
gdl_node gdl_graph_slice (gdl_graph *g, gdl_node x, gdl_shape s,
                          gdl_view where);
gdl_node gdl_graph_element (gdl_graph *g, gdl_node x, size_t index);
gdl_node gdl_graph_row (gdl_graph *g, gdl_node x, size_t row);

/* gdl_graph_pad - zeros of shape 's' with x in them at 'where'. */
gdl_node gdl_graph_pad (gdl_graph *g, gdl_node x, gdl_shape s, gdl_view where);

/* gdl_graph_update - x with y in place of its part at 'where'. */
gdl_node gdl_graph_update (gdl_graph *g, gdl_node x, gdl_node y,
                           gdl_view where);

/* gdl_graph_gather - row k is row index[k] of x (from 0; elements of a
** vector). gdl_graph_scatter_add - the reverse: zeros of shape 's', to row
** index[k] of which row k of x is added, k rising. The index is copied. */
gdl_node gdl_graph_gather (gdl_graph *g, gdl_node x, const uint32_t *index,
                           size_t count);
gdl_node gdl_graph_scatter_add (gdl_graph *g, gdl_node x, gdl_shape s,
                                const uint32_t *index, size_t count);

/* gdl_graph_concat - numbers and vectors, one after the other, as a vector. */
gdl_node gdl_graph_concat (gdl_graph *g, const gdl_node *x, size_t count);

/*
** Products. Every element is an inner product in the order of array/order.h.
*/
gdl_node gdl_graph_dot (gdl_graph *g, gdl_node x, gdl_node y);     /* vectors */
gdl_node gdl_graph_outer (gdl_graph *g, gdl_node x, gdl_node y);   /* x y' */
/* A x, or A' x with GDL_TRANSPOSE_A. */
gdl_node gdl_graph_gemv (gdl_graph *g, gdl_node A, gdl_node x, int transposes);
/* A B, each transposed first where 'transposes' says so. */
gdl_node gdl_graph_gemm (gdl_graph *g, gdl_node A, gdl_node B, int transposes);
/* Whichever of the above gdl_array_matmul would be. */
gdl_node gdl_graph_matmul (gdl_graph *g, gdl_node x, gdl_node y);

#endif
