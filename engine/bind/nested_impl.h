/*
** nested_impl.h - a derivative inside a trace, while it is worked out
*/
#ifndef GDL_BIND_NESTED_IMPL_H
#define GDL_BIND_NESTED_IMPL_H

#include "bind/nested.h"

typedef struct gdl_inner {
  lua_State *L;
  gdl_graph *g;              /* of the trace */
  const gdl_tree *s;         /* of x */
  int shape;                 /* where that is */
  size_t leaves;
  gdl_node *x;               /* the leaves of x */
  gdl_node *variable;        /* and again, to differentiate by */
  gdl_node *result;          /* room for as many */
  gdl_node out;
  gdl_node first;            /* nodes of the inner function begin here */
  size_t guards;             /* and its guards here */

  /* The graph it is differentiated in. */
  gdl_graph *alone;
  gdl_node alone_out, seed;
  gdl_node *back;            /* of its nodes those in the trace, as far as there
                             ** are any; room for 'room'. NULL: it was packed */
  size_t room;
  gdl_node *input, *data;    /* by slot: the node that comes from outside */
} gdl_inner;

/* gdl_inner_check - 'n', a node of the trace; raises what is wrong with its graph
** where it is GDL_NO_NODE. gdl_inner_check_alone - of the graph alone. */
gdl_node gdl_inner_check (gdl_inner *in, gdl_node n);
gdl_node gdl_inner_check_alone (gdl_inner *in, gdl_node n);

/* gdl_push_nodes - pushes a userdata with room for 'count' nodes. */
gdl_node *gdl_push_nodes (lua_State *L, size_t count);

/*
** nestedgraph.c
*/
/* gdl_inner_take_out - makes the graph alone, packed where that pays. Pushes values
** that have to stay. */
void gdl_inner_take_out (gdl_inner *in);

/* gdl_inner_seed - the leaf of the graph alone that is a direction or cotangent,
** of which the node in the trace is given when something is put back. */
gdl_node gdl_inner_seed (gdl_inner *in, gdl_shape s);

/* gdl_inner_put_back - node 'n' of the graph alone as one of the trace, the seed
** being 'direction' (GDL_NO_NODE: there is none). */
gdl_node gdl_inner_put_back (gdl_inner *in, gdl_node n, gdl_node direction);

/* gdl_push_inner_sweep - pushes a userdata with node 'n' for each unit vector of
** shape 's' as seed, one after the other. */
gdl_node *gdl_push_inner_sweep (gdl_inner *in, gdl_node n, gdl_shape s);

/* gdl_inner_join - nodes of the trace one after the other, as one vector.
** gdl_inner_stack - rows of 'cols' numbers, as a matrix. gdl_inner_split - a
** vector of all variables, as the leaves of x, into in->result. */
gdl_node gdl_inner_join (gdl_inner *in, const gdl_node *node, size_t count);
gdl_node gdl_inner_stack (gdl_inner *in, const gdl_node *row, size_t rows,
                          size_t cols);
void gdl_inner_split (gdl_inner *in, gdl_node all);

#endif
