/*
** stretch_impl.h - what the files that build a stretch share
*/
#ifndef GDL_BIND_STRETCH_IMPL_H
#define GDL_BIND_STRETCH_IMPL_H

#include "bind/stretch.h"
#include "graph/scalars.h"

#define GDL_STRETCH_CHECKS  64

/* A run after an epoch, in numbers. */
typedef struct gdl_stretch_view {
  gdl_node *x, *g, *best_x;
  gdl_node number[GDL_W_NAMES];
} gdl_stretch_view;

typedef struct gdl_stretch_builder {
  gdl_stretcher *sr;
  const gdl_run *run;
  const gdl_stretch *s;
  gdl_graph *g;
  size_t n, steps;
  gdl_stretch_view now, next;
  gdl_node *step, *used, *moved;
  gdl_node *result;          /* room for what a part gives */
  gdl_check check[GDL_STRETCH_CHECKS];
  size_t checks;
  gdl_error *err;
} gdl_stretch_builder;

#define NUMBER(b, v)     gdl_graph_constant((b)->g, v)
#define UNARY(b, op, x)  gdl_graph_unary((b)->g, GDL_OP_##op, x)
#define BINARY(b, op, x, y)  gdl_graph_binary((b)->g, GDL_OP_##op, x, y)

/* The leaves of a part, as nodes. */
typedef struct gdl_stretch_leaves {
  gdl_scalar_leaves l;
  gdl_node *input;
  const gdl_node **data;
  uint32_t *slot;
} gdl_stretch_leaves;

/*
** stretchgraph.c
*/
/* gdl_stretch_in - wire k where the epoch begins; GDL_NO_NODE for no wire. */
gdl_node gdl_stretch_in (const gdl_stretch_builder *b, size_t k);

/* gdl_stretch_expect - the number has to be what is expected, or the epoch is the
** driver's. */
void gdl_stretch_expect (gdl_stretch_builder *b, gdl_node n, int expected);

/*
** stretchpart.c
*/
/* gdl_stretch_leaves_new - everything that a part reads stays as it is: inputs
** become wires, arrays data slots. Free with gdl_stretch_leaves_free, also where it
** fails. */
gdl_status gdl_stretch_leaves_new (gdl_stretch_builder *b, gdl_stretch_part part,
                                   gdl_stretch_leaves *l);
void gdl_stretch_leaves_free (gdl_stretch_leaves *l);

/* gdl_stretch_blend - 'width' results of a part into b->result. */
gdl_status gdl_stretch_blend (gdl_stretch_builder *b, gdl_stretch_part part,
                              gdl_want want, gdl_stretch_leaves *l,
                              const gdl_node *param, size_t params, size_t width);

/* gdl_stretch_signed - x as the user has it, or the other way round. */
gdl_node gdl_stretch_signed (gdl_stretch_builder *b, gdl_node x);

/* gdl_stretch_native - a schedule, update rule or stopping rule, which sees the
** state as 'v': 'mains' results into 'out', and what becomes of its memory. */
gdl_status gdl_stretch_native (gdl_stretch_builder *b, gdl_native_part part,
                               const gdl_stretch_view *v, gdl_node *out,
                               size_t mains);

/*
** stretchcost.c
*/
/* gdl_stretch_evaluate - cost and gradient at b->next.x. */
gdl_status gdl_stretch_evaluate (gdl_stretch_builder *b);

#endif
