/*
** values_impl.h - the inside of gdl_values
** A slot of 8 bytes a node, in chunks that never move: of a number the value
** itself, of an array where its elements are.
*/
#ifndef GDL_GRAPH_VALUES_IMPL_H
#define GDL_GRAPH_VALUES_IMPL_H

#include "graph/graph_impl.h"
#include "graph/values.h"

typedef union gdl_slot {
  double number;
  const double *array;
} gdl_slot;

#define CHUNK_BITS   10
#define CHUNK        ((size_t)1 << CHUNK_BITS)    /* slots */

struct gdl_values {
  const gdl_graph *g;
  size_t count;            /* nodes that are evaluated */
  gdl_pool chunks;         /* gdl_slot *: of CHUNK slots each */
  gdl_pool rooms;          /* memory for arrays (values.c) */
  size_t room, used;       /* elements are taken from this one next */
};

#define SLOT(v, n) \
  (((gdl_slot **)(v)->chunks.data)[(n) >> CHUNK_BITS][(n) & (CHUNK - 1)])
#define NUMBER(v, n)  (SLOT(v, n).number)

#endif
