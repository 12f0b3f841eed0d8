/*
** pack_impl.h - the parts of packing
**
**   pack.c           the whole: what is to be packed, does it pay
**   pack_class.c     which nodes are alike: classes
**   pack_sum.c       sums of many terms
**   pack_lanes.c     from the outputs down: which nodes of a class are the
**                    lanes of one operation: clusters, and what these demand
**   pack_operand.c   a demand as a node: slices, broadcasts, gathers
**   pack_emit.c      clusters as nodes
**   pack_report.c    telling about it
**   pack_choice.h    branches
*/
#ifndef GDL_GRAPH_PACK_IMPL_H
#define GDL_GRAPH_PACK_IMPL_H

#include "graph/graph_impl.h"
#include "graph/pack.h"
#include "graph/transform.h"

#define NONE  UINT32_MAX

/* Bits of pack.flag. */
#define PACK_NEEDED    1
#define PACK_USED      2     /* once at least */
#define PACK_SHARED    4     /* more than once */
#define PACK_ADDED     8     /* used by add, sub or neg */
#define PACK_MANY      16    /* a sum of many terms, or inside one */

/* A class: nodes below which everything has the same structure; reads of
** parameters are alike, so are constants, inputs, elements of one array. */
typedef enum gdl_pack_kind {
  PACK_PARAM, PACK_CONSTANT, PACK_INPUT,     /* these are classes 0, 1, 2 */
  PACK_ELEMENT,      /* a: the node it is an element of */
  PACK_OPAQUE,       /* a: the node: anything else, of any shape */
  PACK_OPERATION,    /* op of classes a, b, c */
  PACK_SUM,          /* a: where its keys begin in 'keys', b: how many */
  PACK_GUARD         /* of class a, compared with number b, c */
} gdl_pack_kind;

typedef struct gdl_pack_class {
  uint8_t kind, op;
  uint16_t level;            /* see pack_emit.c */
  uint32_t a, b, c;
  uint32_t demand;           /* the first, NONE */
} gdl_pack_class;

/* Of a sum: 'count' terms of class key/2, taken away where key is odd. */
typedef struct gdl_pack_key {
  uint32_t key, count;
} gdl_pack_key;

/* What something needs of a class: 'count' items in this order, as a vector,
** or with cols > 0 as a matrix of so many columns. */
typedef struct gdl_pack_demand {
  uint32_t class;
  uint32_t at, count;        /* in 'items'. A node each, until the cluster is
                                known; then its lane. Of parameters, inputs and
                                elements their index, of constants the node. */
  uint32_t cols;
  uint32_t next;             /* of the class */
  uint32_t joint;            /* union-find: demands with nodes in common */
  uint32_t mate;             /* next of those */
  uint32_t cluster;
  uint8_t same;              /* one item, for all */
  uint8_t identity;          /* all lanes of the cluster in their order */
  uint8_t repeats;           /* an item comes twice */
  uint8_t summed;            /* by a sum, along the rows */
} gdl_pack_demand;

/* How a value lies in the shape of its cluster. */
typedef enum gdl_pack_form {
  FORM_NUMBER,               /* one number for all */
  FORM_ROW, FORM_COLUMN,     /* a vector, for all rows; for all columns */
  FORM_FULL,                 /* vector or matrix */
  FORM_PRODUCT               /* not built: demands of the cluster, to be
                                multiplied and summed along the rows */
} gdl_pack_form;

typedef struct gdl_pack_value {
  gdl_node node;
  gdl_pack_form form;
} gdl_pack_value;

/* One operation on all its lanes. */
typedef struct gdl_pack_cluster {
  uint32_t class;
  uint32_t at, lanes;        /* nodes, in 'items' */
  uint32_t cols;             /* > 0: a matrix */
  uint32_t demand, demands;  /* what it needs, one after the other */
  uint8_t summed;            /* all that is wanted are sums along the rows */
  gdl_pack_value value;
} gdl_pack_cluster;

typedef struct gdl_pack {
  const gdl_graph *raw;
  gdl_graph *to;
  size_t count;              /* of nodes of 'raw' */
  size_t needed;             /* how many of them are */
  uint8_t *flag;             /* by node */
  uint32_t *class;           /* by node; NONE: inside a sum */
  uint32_t *terms;           /* by node: number of terms of an addition; of a
                                sum where its terms begin in 'term' */
  uint32_t *owner, *lane;    /* by node: the demand first met, lane */
  gdl_node *map;             /* by node: opaque ones and what these need */
  gdl_pool classes;          /* gdl_pack_class */
  gdl_table class_table;
  gdl_pool keys;             /* gdl_pack_key */
  gdl_pool term;             /* uint32_t: nodes, grouped by key */
  gdl_pool stack, spare;     /* uint32_t, for sums */
  gdl_pool tally, met;       /* uint32_t: by key how often; keys that were met */
  gdl_pool demands;          /* gdl_pack_demand */
  gdl_pool clusters;         /* gdl_pack_cluster */
  gdl_pool items;            /* uint32_t */
  gdl_pool opaque;           /* uint32_t: nodes, rising */
  gdl_pool asked;            /* uint32_t: demands of the outputs that are numbers;
                                of guards, each with the guard met first */
  gdl_pool wants;            /* uint32_t: what they demand, in order */
  unsigned levels;
  gdl_pack_refusal refusal;
  int no_memory;
} gdl_pack;

#define CLASS(p, i)    (((gdl_pack_class *)(p)->classes.data) + (i))
#define KEY(p, i)      (((gdl_pack_key *)(p)->keys.data) + (i))
#define DEMAND(p, i)   (((gdl_pack_demand *)(p)->demands.data) + (i))
#define CLUSTER(p, i)  (((gdl_pack_cluster *)(p)->clusters.data) + (i))
#define ITEMS(p)       ((uint32_t *)(p)->items.data)
#define TERMS(p)       ((uint32_t *)(p)->term.data)
#define WORD(pool, i)  (((uint32_t *)(pool).data)[i])

/* The sign of a term is its uppermost bit. */
#define TERM_MINUS     0x80000000u
#define PACK_NODES_MAX 0x7fffffffu

#define IS_LEAF_CLASS(k)  ((k)->kind <= PACK_ELEMENT)

/* gdl_pack_room - room for 'more' elements in a pool; false after noting that
** memory ran out, or that there are too many. */
int gdl_pack_room (gdl_pack *p, gdl_pool *pool, size_t more, size_t size);
int gdl_pack_push (gdl_pack *p, gdl_pool *pool, uint32_t word);

/* gdl_pack_classify - the classes of all needed nodes. False where memory runs
** out or p->refusal is set. */
int gdl_pack_classify (gdl_pack *p);

/* gdl_pack_intern - the class that is like 'k', which is kept; NONE: no memory.
** keys: of a sum. */
uint32_t gdl_pack_intern (gdl_pack *p, const gdl_pack_class *k,
                          const gdl_pack_key *keys);

/* gdl_pack_is_addition - may node n be inside a sum? */
int gdl_pack_is_addition (const gdl_pack *p, gdl_node n);

/* gdl_pack_is_inside - is it the only use of node n that it is added? */
int gdl_pack_is_inside (const gdl_pack *p, gdl_node n);

/* gdl_pack_sum - the class of node n, a sum of many terms; its terms are put
** into 'term', grouped by key. NONE: no memory. */
uint32_t gdl_pack_sum (gdl_pack *p, gdl_node n);

/* gdl_pack_demand_new - a demand of the last 'count' items, which are of class
** 'class'. NONE: no memory. */
uint32_t gdl_pack_demand_new (gdl_pack *p, uint32_t class, uint32_t count,
                              uint32_t cols);
/* gdl_pack_demand_nodes - of 'count' nodes of one class, as a vector. */
uint32_t gdl_pack_demand_nodes (gdl_pack *p, const gdl_node *n, size_t count);

/* gdl_pack_item - what a demand of class 'k' has in its list for node n. */
uint32_t gdl_pack_item (const gdl_pack *p, const gdl_pack_class *k, gdl_node n);
/* gdl_pack_alike - are two items of class 'k' the same? */
int gdl_pack_alike (const gdl_pack *p, const gdl_pack_class *k, uint32_t x,
                    uint32_t y);

/* gdl_pack_cluster_all - makes clusters of all that is demanded. */
int gdl_pack_cluster_all (gdl_pack *p);

/* gdl_pack_read - the value of a demand. */
gdl_pack_value gdl_pack_read (gdl_pack *p, uint32_t demand);
/* gdl_pack_read_rows - a demand of a matrix: only the rows first, first + step,
** ... (count of them), as a matrix; GDL_NO_NODE after failing. */
gdl_node gdl_pack_read_rows (gdl_pack *p, uint32_t demand, uint32_t step,
                             uint32_t count);
/* gdl_pack_same_row - are rows i and j of a demand of a matrix equal? */
int gdl_pack_same_row (const gdl_pack *p, uint32_t demand, uint32_t i,
                       uint32_t j);
/* gdl_pack_full - a value of shape (lanes, cols) without any form. */
gdl_node gdl_pack_full (gdl_pack *p, gdl_pack_value v, uint32_t lanes,
                        uint32_t cols);
/* gdl_pack_number - the demand of a single item. */
gdl_node gdl_pack_number (gdl_pack *p, uint32_t demand);

/* gdl_pack_demand_opaque - what opaque nodes demand, into 'wants'. */
int gdl_pack_demand_opaque (gdl_pack *p);

/* gdl_pack_emit - builds everything; p->no_memory or the status of p->to say
** where it failed. */
void gdl_pack_emit (gdl_pack *p);

/* gdl_pack_tell - fills in what was packed. */
void gdl_pack_tell (const gdl_pack *p, gdl_pack_report *r);

#endif
