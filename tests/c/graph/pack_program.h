/*
** pack_program.h - raw graphs as tracing makes them of plain loops
** A program is a random expression, written down for each turn of a loop on
** other elements: each read is a node of its own, x^2 a power, the sum a chain.
*/
#ifndef GDL_TESTS_GRAPH_PACK_PROGRAM_H
#define GDL_TESTS_GRAPH_PACK_PROGRAM_H

#include "build.h"
#include "graph/pack.h"

typedef enum leaf {
  READ_ELEMENT,              /* v[i] */
  READ_NEXT,                 /* v[i + 1] */
  READ_PARAM,                /* p[k], the same each time */
  READ_CONSTANT,             /* a number in the program */
  READ_TABLE,                /* t[i], a plain table: a constant each time */
  READ_DATA,                 /* d[i], an array given to each evaluation */
  READ_INDEXED,              /* v[index[i]] */
  READ_EARLIER               /* a value worked out before in this turn */
} leaf;

/* A random expression, its operands first. */
#define TREE_MAX 24

typedef struct tree {
  int count;
  struct {
    int op, a, b;            /* op < 0: leaf -1 - op, number a */
  } node[TREE_MAX];
} tree;

typedef struct program {
  gdl_random random;
  size_t params, lanes;
  size_t first;              /* where v begins */
  double table[4][4096];
  uint32_t index[4096];
  double data[4096];
  double x[4200];            /* parameters to evaluate at */
  gdl_graph *g;
  gdl_node data_leaf;
  gdl_node out;
  gdl_node term[8192];       /* to measure how large the sum may get */
  size_t terms;
  gdl_pack_guard guard[8192];
  size_t guards;
  unsigned flags;            /* of packing */
} program;


static inline size_t below (program *p, size_t n) {
  return (size_t)gdl_random_below(&p->random, n);
}


static inline double uniform (program *p, double low, double high) {
  return low + (high - low) * gdl_random_uniform(&p->random);
}


/* A tree of some operations over leaves of the kinds given. */
static inline tree random_tree (program *p, const leaf *kinds, size_t count,
                                size_t leaves) {
  static const int unary[] = {GDL_OP_sin, GDL_OP_tanh, GDL_OP_abs, GDL_OP_neg,
                              GDL_OP_atan, GDL_OP_sigmoid};
  static const int binary[] = {GDL_OP_add, GDL_OP_sub, GDL_OP_mul, GDL_OP_mul,
                               GDL_OP_add, GDL_OP_sub};
  tree t = {0};
  int open[TREE_MAX], opens = 0;
  for (size_t k = 0; k < leaves; k++) {
    leaf kind = k < count ? kinds[k] : kinds[below(p, count)];
    t.node[t.count].op = -1 - (int)kind;
    t.node[t.count].a = (int)below(p, 4);
    open[opens++] = t.count++;
  }
  while (opens > 1 || t.count < (int)leaves + 2) {
    if (opens > 1 && (t.count + opens >= TREE_MAX - 1 || below(p, 3) > 0)) {
      int i = (int)below(p, (size_t)opens - 1);
      t.node[t.count].op = binary[below(p, 6)];
      t.node[t.count].a = open[i];
      t.node[t.count].b = open[i + 1];
      open[i] = t.count++;
      for (int k = i + 1; k < opens - 1; k++)
        open[k] = open[k + 1];
      opens--;
    }
    else {
      int i = (int)below(p, (size_t)opens);
      int square = below(p, 3) == 0;
      t.node[t.count].op = square ? GDL_OP_pow : unary[below(p, 6)];
      t.node[t.count].a = open[i];
      open[i] = t.count++;
    }
  }
  return t;
}


static inline gdl_node read_leaf (program *p, leaf kind, int which, size_t i,
                                  const gdl_node *earlier) {
  gdl_graph *G = p->g;
  switch (kind) {
    case READ_ELEMENT: return P(p->first + i);
    case READ_NEXT: return P(p->first + i + 1);
    case READ_PARAM: return P((size_t)which);
    case READ_CONSTANT: return K(0.5 + which);
    case READ_TABLE: return K(p->table[which][i]);
    case READ_DATA: return gdl_graph_element(G, p->data_leaf, i);
    case READ_INDEXED: return P(p->first + p->index[i]);
    default: return earlier[which % 2];
  }
}


/* The tree for turn i. */
static inline gdl_node instance (program *p, const tree *t, size_t i,
                                 const gdl_node *earlier) {
  gdl_graph *G = p->g;
  gdl_node n[TREE_MAX];
  for (int k = 0; k < t->count; k++) {
    int op = t->node[k].op;
    if (op < 0)
      n[k] = read_leaf(p, (leaf)(-1 - op), t->node[k].a, i, earlier);
    else if (op == GDL_OP_pow)
      n[k] = POW(n[t->node[k].a], K(2));
    else if (gdl_op_table[op].kind == GDL_KIND_UNARY)
      n[k] = gdl_graph_unary(G, (gdl_op)op, n[t->node[k].a]);
    else
      n[k] = gdl_graph_binary(G, (gdl_op)op, n[t->node[k].a], n[t->node[k].b]);
  }
  return n[t->count - 1];
}


/* s = s + t or s - t; s may be nothing yet. */
static inline gdl_node accumulate (program *p, gdl_node s, gdl_node t,
                                   int minus) {
  gdl_graph *G = p->g;
  p->term[p->terms++] = t;
  if (s == GDL_NO_NODE)
    s = K(0);
  return minus ? SUB(s, t) : ADD(s, t);
}


static inline program *program_new (uint64_t seed, size_t lanes, size_t params) {
  program *p = calloc(1, sizeof(*p));
  gdl_random_seed(&p->random, seed);
  p->g = gdl_graph_new(GDL_GRAPH_RAW);
  p->lanes = lanes;
  p->first = params;
  p->params = params + lanes + 1;
  for (size_t i = 0; i < p->params; i++)
    p->x[i] = uniform(p, -1.5, 1.5);
  for (size_t i = 0; i < 4096; i++) {
    for (int k = 0; k < 4; k++)
      p->table[k][i] = uniform(p, -2, 2);
    p->data[i] = uniform(p, -2, 2);
    p->index[i] = (uint32_t)below(p, lanes);
  }
  p->data_leaf = gdl_graph_data(p->g, 1, gdl_shape_vector(lanes));
  return p;
}


static inline void program_free (program *p) {
  gdl_graph_free(p->g);
  free(p);
}

#endif
