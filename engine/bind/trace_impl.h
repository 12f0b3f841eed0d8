/*
** trace_impl.h - what a trace keeps to itself
*/
#ifndef GDL_BIND_TRACE_IMPL_H
#define GDL_BIND_TRACE_IMPL_H

#include "bind/trace.h"

/* Memory that lasts as long as what was traced; the bytes follow. */
typedef struct gdl_trace_memory {
  struct gdl_trace_memory *next;
  uint64_t aligned;
} gdl_trace_memory;

/* A constant that has a node. */
typedef struct gdl_trace_number_entry {
  uint64_t bits;
  gdl_node node;
  int used;
} gdl_trace_number_entry;

/* An array of the trace's own that has a node, of these contents. */
typedef struct gdl_trace_own_entry {
  const double *data;
  uint64_t birth, version;
  gdl_shape shape;
  gdl_node node;
} gdl_trace_own_entry;

typedef struct gdl_trace_more {
  gdl_trace_number_entry number[64];
  gdl_trace_own_entry own[16];
  const uint64_t *seen[64];  /* versions of storage that was captured */
  gdl_node *data_node;       /* of each data slot its leaf, or GDL_NO_NODE */
  size_t data_room;
  gdl_trace_memory *memory;
  struct gdl_loan *loans;    /* older vectors that are proxies for now */
} gdl_trace_more;

#endif
