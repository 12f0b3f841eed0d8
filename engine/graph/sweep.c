/*
** sweep.c - reverse mode on numbers that are known, without new nodes
** Derivatives are the columns of ops.def, here worked out at once. As all values
** are known, so is which side was taken: what was not is sent nothing at all,
** and a node that was sent nothing sends nothing on.
*/
#define _GNU_SOURCE  /* M_LOG2E and others */
#include "graph/sweep.h"

#include <math.h>
#include <string.h>

#include "graph/values_impl.h"

/*
** The words of ops.def (rules.h, partial.c), of numbers
*/
#define K(c)           ((double)(c))
#define U(op, a)       (gdl_op_table[GDL_OP_##op].unary->scalar(a))
#define B(op, a, b)    (gdl_op_table[GDL_OP_##op].binary->scalar(a, b))
#define ADD(a, b)      ((a) + (b))
#define SUB(a, b)      ((a) - (b))
#define MUL(a, b)      ((a) * (b))
#define DIV(a, b)      ((a) / (b))
#define POW(a, b)      B(pow, a, b)
#define NEG(a)         (-(a))
#define SQUARE(a)      POW(a, K(2))
#define WHERE(c, a, b) ((c) != 0 ? (a) : (b))
#define NONE               (*nothing = 1, 0.0)
#define ONLY(c, number)    ((c) != 0 ? (number) : NONE)
#define SHARE(strict)      WHERE(strict, g, MUL(K(0.5), g))
#define AWAY_FROM_0(c, number) \
  __extension__ ({ double r = (c); r == 0 ? 0 : (number); })
#define POW_DX             power_dx(x, y, g)
#define POW_DY             (v == 0 ? 0 : MUL(g, MUL(v, U(log, x))))


/* y x^(y-1); the powers that need no function apart. */
static double power_dx (double x, double y, double g) {
  if (y == 2)
    return MUL(g, MUL(K(2), x));
  if (y == 1)
    return g;
  return y == 0 ? 0 : MUL(g, MUL(y, POW(x, y - 1)));
}


/* Some columns use neither of these. */
#define USE  (void)x, (void)y, (void)v, (void)g, (void)nothing

#define GDL_OP_UNARY(name, dx, ...) \
  static double name##_dx (double x, double y, double v, double g, \
                           int *nothing) { \
    USE; \
    return dx; \
  }
#define GDL_OP_OWN_UNARY(name, expression, doc, dx, ...) \
  GDL_OP_UNARY(name, dx, )
#define GDL_OP_BINARY(name, dx, dy, ...) \
  GDL_OP_UNARY(name, dx, ) \
  static double name##_dy (double x, double y, double v, double g, \
                           int *nothing) { \
    USE; \
    return dy; \
  }
#define GDL_OP_OWN_BINARY(name, expression, doc, dx, dy, ...) \
  GDL_OP_BINARY(name, dx, dy, )

#include "graph/ops.def"


typedef double (*partial) (double x, double y, double v, double g,
                           int *nothing);

static const partial partials[GDL_OP_COUNT][2] = {
#define GDL_OP_UNARY(name, ...)       [GDL_OP_##name] = {name##_dx, NULL},
#define GDL_OP_OWN_UNARY(name, ...)   [GDL_OP_##name] = {name##_dx, NULL},
#define GDL_OP_BINARY(name, ...)      [GDL_OP_##name] = {name##_dx, name##_dy},
#define GDL_OP_OWN_BINARY(name, ...)  [GDL_OP_##name] = {name##_dx, name##_dy},
#include "graph/ops.def"
};


/*
** What depends on parameters
*/
enum { ACTIVE = 1, FOREIGN = 2, REACHED = 4 };


/* Of an operation on a list: whether any of its operands is active. */
static uint8_t state_of_list (const gdl_graph *g, gdl_node n,
                              const uint8_t *state) {
  size_t count;
  uint8_t active = 0;
  const gdl_node *x = gdl_graph_operands(g, n, &count);
  const gdl_node_data *d = NODE(g, n);
  for (size_t k = 0; k < count; k++)
    if (state[x[k]] && !(d->op == GDL_OP_attach && k % 2 == 0)) {
      active |= ACTIVE;
      if (d->op == GDL_OP_attach ? !IS_SCALAR(g, x[k])
          : d->op != GDL_OP_sum_of)
        active |= FOREIGN;
    }
  return active;
}


/* ACTIVE: node n depends on a parameter; FOREIGN: and is not for here. Functions
** of arrays need not be: there is no way from them to a number but through what
** is. */
static inline uint8_t state_of (const gdl_graph *g, gdl_node n,
                                const uint8_t *state) {
  const gdl_node_data *d = NODE(g, n);
  int active;
  switch (gdl_op_table[d->op].kind) {
    case GDL_KIND_LEAF: return d->op == GDL_OP_param;
    case GDL_KIND_UNARY: active = state[d->a]; break;
    case GDL_KIND_BINARY: active = state[d->a] | state[d->b]; break;
    default:
      switch (d->op) {
        case GDL_OP_detach: return 0;
        case GDL_OP_select: active = state[d->b] | state[d->aux]; break;
        case GDL_OP_slice:    /* of parameters only */
          if (!state[d->a])
            return 0;
          return IS(g, d->a, param) || IS(g, d->a, slice) ? state[d->a]
                 : ACTIVE | FOREIGN;
        default: return state_of_list(g, n, state);
      }
  }
  return active != 0;
}


/*
** The sweep
*/
typedef struct sweep {
  const gdl_graph *g;
  const gdl_values *v;
  double *adjoint;           /* of the nodes that are reached */
  uint8_t *state;
  double *gradient;
} sweep;


static inline void send (sweep *s, gdl_node to, double a) {
  if (s->state[to] & REACHED)
    s->adjoint[to] += a;
  else if (s->state[to]) {
    s->adjoint[to] = a;
    s->state[to] |= REACHED;
  }
}


/* Operand k of an elementwise function gets its share. */
static inline void send_partial (sweep *s, const gdl_node_data *d, int k,
                                 double x, double y, double v, double a) {
  int nothing = 0;
  if (!s->state[d->operand[k]])
    return;
  double share = partials[d->op][k](x, y, v, a, &nothing);
  if (!nothing)
    send(s, d->operand[k], share);
}


/* The parameter that number 'n', an element of parameters, is. */
static size_t parameter (const gdl_graph *g, gdl_node n) {
  size_t at = 0;
  for (;;) {
    const gdl_node_data *d = NODE(g, n);
    gdl_view v = gdl_graph_view(g, n);
    size_t cols = SHAPE(g, d->shape).cols;
    at = v.offset + at / cols * (size_t)v.row_step + at % cols * (size_t)v.col_step;
    if (d->op == GDL_OP_param)
      return at;
    n = d->a;
  }
}


static void propagate (sweep *s, gdl_node n, double a) {
  const gdl_node_data *d = NODE(s->g, n);
  const gdl_values *v = s->v;
  const uint32_t *x;
  switch (d->op) {
    case GDL_OP_add:
      send(s, d->a, a);
      send(s, d->b, a);
      return;
    case GDL_OP_sub:
      send(s, d->a, a);
      send(s, d->b, -a);
      return;
    case GDL_OP_mul: {
      double p = NUMBER(v, d->a), q = NUMBER(v, d->b);
      send(s, d->a, a * q);
      send(s, d->b, a * p);
      return;
    }
    case GDL_OP_param:
    case GDL_OP_slice:
      s->gradient[parameter(s->g, n)] += a;
      return;
    case GDL_OP_select:
      send(s, NUMBER(v, d->a) != 0 ? d->b : d->aux, a);
      return;
    case GDL_OP_sum_of:
      x = WORDS(s->g) + d->a;
      for (uint32_t k = 0; k < d->b; k++)
        send(s, x[k], a);
      return;
    case GDL_OP_attach:
      x = WORDS(s->g) + d->a;
      for (uint32_t k = 1; k < d->b; k += 2)
        send(s, x[k], a * NUMBER(v, x[k + 1]));
      return;
    default: break;
  }
  int binary = gdl_op_table[d->op].kind == GDL_KIND_BINARY;
  double p = NUMBER(v, d->a), q = binary ? NUMBER(v, d->b) : p, f = NUMBER(v, n);
  send_partial(s, d, 0, p, q, f, a);
  if (binary)
    send_partial(s, d, 1, p, q, f, a);
}


int gdl_graph_sweep (const gdl_graph *g, const gdl_values *v, gdl_node out,
                     double seed, double *adjoint, uint8_t *state,
                     double *gradient, size_t params) {
  sweep s = {g, v, adjoint, state, gradient};
  if (!IS_SCALAR(g, out) || g->params > params)
    return 0;
  for (gdl_node n = 0; n <= out; n++)
    state[n] = state_of(g, n, state);
  memset(gradient, 0, params * sizeof(*gradient));
  send(&s, out, seed);
  for (size_t n = (size_t)out + 1; n-- > 0; )
    if (state[n] & REACHED) {
      if (state[n] & FOREIGN)
        return 0;
      propagate(&s, (gdl_node)n, adjoint[n]);
    }
  return 1;
}
