/*
** descend.c - a step of gradient descent, with cost and gradient where it leads, as
** one program
*/
#include "exec/descend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exec/path.h"
#include "exec/want.h"
#include "graph/transform.h"

/* More nodes than this are lowered only once. */
#define NODES  4096

/* Fewer variables than this stay in the caches: their gradient may be kept. */
#define LIGHT  16384

struct gdl_descend {
  gdl_program *program;
  const gdl_path *path;
  int light;
  size_t checks;
  size_t inputs, datas;      /* without ours */
  double *input;
  const double **data;
};

enum { AT_X, AT_COST, AT_NORM, AT_MOVED, AT_G, RESULTS };

/* While it is made. */
typedef struct maker {
  gdl_path *path;
  const gdl_graph *from;
  gdl_graph *g;
  size_t n;
  uint32_t step, slot;       /* of the step size and of the gradient */
  double sign;
  int light;
  gdl_node value[2];         /* cost and gradient, nodes of 'from' */
  gdl_node x, slope, next;   /* of 'g' */
  gdl_node out[RESULTS];
  gdl_check *check;
  size_t checks;
} maker;

#define U(op, x)     gdl_graph_unary(m->g, GDL_OP_##op, x)
#define B(op, x, y)  gdl_graph_binary(m->g, GDL_OP_##op, x, y)
#define K(v)         gdl_graph_constant(m->g, v)


void gdl_descend_free (gdl_descend *d) {
  if (d == NULL)
    return;
  gdl_program_free(d->program);
  free(d->input);
  free((void *)d->data);
  free(d);
}


const gdl_path *gdl_descend_path (const gdl_descend *d) {
  return d->path;
}


int gdl_descend_is_in_place (const gdl_descend *d) {
  return gdl_program_is_in_place(d->program);
}


/*
** Is it worth it?
*/
/* Arithmetic costs less than a second look at memory. */
static int is_cheap (gdl_op op) {
  switch (op) {
    case GDL_OP_constant: case GDL_OP_param: case GDL_OP_input: case GDL_OP_add:
    case GDL_OP_sub: case GDL_OP_mul: case GDL_OP_div: case GDL_OP_neg:
    case GDL_OP_abs: case GDL_OP_sqrt: case GDL_OP_min: case GDL_OP_max:
    case GDL_OP_lt: case GDL_OP_le: case GDL_OP_eq: case GDL_OP_select:
    case GDL_OP_sign: case GDL_OP_sum: case GDL_OP_dot: case GDL_OP_broadcast:
    case GDL_OP_reshape: case GDL_OP_pow: case GDL_OP_detach:
      return 1;
    default:
      return 0;
  }
}


/* Numbers and whole vectors, element by element, arithmetic only. */
static int is_light (const maker *m, const uint8_t *needed) {
  size_t count = gdl_graph_count(m->from), operands;
  double power;
  if (m->n < LIGHT)
    return 0;
  for (size_t k = 0; k < count; k++) {
    gdl_node node = (gdl_node)k;
    size_t length = gdl_shape_length(gdl_graph_shape(m->from, node));
    gdl_op op = gdl_graph_op(m->from, node);
    if (!needed[k])
      continue;
    if (!is_cheap(op) || (length != 1 && length != m->n) ||
        (op == GDL_OP_param && length != m->n))
      return 0;
    const gdl_node *x = gdl_graph_operands(m->from, node, &operands);
    if (op == GDL_OP_pow &&
        !(gdl_graph_is_number(m->from, x[1], &power) && power == 2))
      return 0;
  }
  return 1;
}


static gdl_status examine (const maker *m, gdl_error *err) {
  size_t count = gdl_graph_count(m->from);
  if (count > NODES)
    return gdl_error_set(err, GDL_EINVAL, "there are %zu nodes", count);
  if (!m->light)
    return GDL_OK;
  uint8_t *needed = malloc(count + 1);
  if (needed == NULL)
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory for a program");
  gdl_graph_mark(m->from, m->value, 2, needed);
  int light = is_light(m, needed);
  free(needed);
  return light ? GDL_OK
               : gdl_error_set(err, GDL_EINVAL, "its gradient is better kept");
}


/*
** The graph
*/
/* A part of x - step*g, made of parts of x and g: put together as slices of a whole
** it would be a loop of its own. */
static gdl_node part_of_next (maker *m, gdl_node n) {
  gdl_shape s = gdl_graph_shape(m->from, n);
  gdl_view where = gdl_graph_view(m->from, n);
  gdl_node x = gdl_graph_param(m->g, s, where),
           g = gdl_graph_slice(m->g, m->slope, s, where);
  return B(sub, x, B(mul, gdl_graph_input(m->g, m->step), g));
}


/* Builds 'out' of the path's graph with x' in place of the parameters (at = 1), or
** with the parameters as they are. */
static void rebuild (maker *m, int at, const gdl_node *out, size_t outs,
                     gdl_node *result) {
  size_t count = gdl_graph_count(m->from);
  gdl_node *map = malloc((count + 1) * sizeof(*map));
  for (size_t k = 0; k < outs; k++)
    result[k] = GDL_NO_NODE;
  if (map == NULL)
    return;
  for (size_t k = 0; k < count; k++) {
    gdl_node n = (gdl_node)k;
    map[k] = GDL_NO_NODE;
    if (at && gdl_graph_op(m->from, n) == GDL_OP_param)
      map[k] = part_of_next(m, n);
  }
  gdl_graph_rebuild(m->g, m->from, out, outs, map, result);
  free(map);
}


static gdl_node turned (maker *m, gdl_node x) {
  return m->sign < 0 ? U(neg, x) : x;
}


static void expect (maker *m, gdl_node n, int expected) {
  double v;
  if (n != GDL_NO_NODE && gdl_graph_is_number(m->g, n, &v) && (v != 0) == expected)
    return;
  m->check[m->checks++] = (gdl_check){n, expected};
}


/* The path's guards, at x' or where the step begins. */
static void expect_path (maker *m, int at) {
  gdl_path *p = m->path;
  for (size_t k = 0; k < p->guards; k++) {
    gdl_node guard;
    rebuild(m, at, &p->guard[k].node, 1, &guard);
    expect(m, guard, p->guard[k].expected);
  }
}


static void move (maker *m) {
  gdl_node g;
  m->x = gdl_graph_param_block(m->g, gdl_shape_vector(m->n), 0);
  if (m->light) {
    rebuild(m, 0, &m->value[1], 1, &g);
    g = turned(m, g);
    expect_path(m, 0);
  }
  else
    g = gdl_graph_data(m->g, m->slot, gdl_shape_vector(m->n));
  m->slope = g;
  m->next = B(sub, m->x, B(mul, gdl_graph_input(m->g, m->step), g));
}


/* What is to be finite is looked at afterwards: checks on the way would part what
** is one loop. */
static void measure (maker *m) {
  gdl_node there[2];
  expect_path(m, 1);
  rebuild(m, 1, m->value, 2, there);
  gdl_node cost = turned(m, there[0]), g = turned(m, there[1]),
           norm = gdl_graph_maximum(m->g, U(abs, g), GDL_AXIS_ALL),
           by = B(sub, m->next, m->x);
  m->out[AT_X] = m->next;
  m->out[AT_COST] = cost;
  m->out[AT_NORM] = norm;
  m->out[AT_G] = g;
  m->out[AT_MOVED] = gdl_graph_sum(m->g, B(mul, by, by), GDL_AXIS_ALL);
}


static gdl_status make (maker *m, gdl_descend *d, gdl_error *err) {
  m->g = gdl_graph_new(GDL_GRAPH_CONSED);
  m->check = malloc((2 * m->path->guards + 1) * sizeof(*m->check));
  if (m->g == NULL || m->check == NULL)
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory for a program");
  move(m);
  measure(m);
  gdl_status status = gdl_graph_status(m->g);
  if (status != GDL_OK)
    return gdl_error_set(err, status, "%s", gdl_graph_message(m->g));
  for (size_t k = 0; k < m->checks; k++)
    if (m->check[k].node == GDL_NO_NODE)
      return gdl_error_set(err, GDL_ENOMEM, "not enough memory for a program");
  d->checks = m->checks;
  return m->light
         ? gdl_program_new_over(m->g, m->out, AT_G, m->check, m->checks, AT_X,
                                &d->program, err)
         : gdl_program_new(m->g, m->out, RESULTS, m->check, m->checks, &d->program,
                           err);
}


static gdl_status fill (gdl_descend *d, maker *m, gdl_error *err) {
  gdl_path *p = m->path;
  gdl_status status = gdl_want_nodes(p->g, GDL_WANT_GRADIENT, p->out, p->outs, m->n,
                                     m->value, err);
  m->from = p->g;
  d->path = p;
  if (status == GDL_OK)
    status = examine(m, err);
  if (status != GDL_OK)
    return status;
  d->input = malloc((d->inputs + 1) * sizeof(*d->input));
  d->data = malloc((d->datas + 1) * sizeof(*d->data));
  if (d->input == NULL || d->data == NULL)
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory for a program");
  status = make(m, d, err);
  gdl_graph_free(m->g);
  free(m->check);
  return status;
}


gdl_status gdl_descend_new (gdl_paths *ps, int light, double sign,
                            const gdl_bindings *b, gdl_descend **out,
                            gdl_error *err) {
  gdl_descend *d = calloc(1, sizeof(*d));
  maker m = {.path = gdl_paths_last(ps), .n = b->params, .light = light,
             .sign = sign, .step = (uint32_t)b->inputs, .slot = (uint32_t)b->datas};
  gdl_status status = GDL_EINVAL;
  *out = NULL;
  if (d == NULL)
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory for a program");
  d->light = light;
  d->inputs = b->inputs;
  d->datas = b->datas;
  if (m.path == NULL)
    gdl_error_set(err, status, "there is no path");
  else
    status = fill(d, &m, err);
  if (status == GDL_OK)
    *out = d;
  else
    gdl_descend_free(d);
  return status;
}


int gdl_descend_run (gdl_descend *d, const gdl_bindings *b, const double *g,
                     double step, gdl_descended *to) {
  double *result[RESULTS] = {to->x, &to->cost, &to->norm, &to->moved, to->g};
  gdl_bindings here = *b;
  if (b->inputs > 0)
    memcpy(d->input, b->input, d->inputs * sizeof(*d->input));
  if (b->datas > 0)
    memcpy((void *)d->data, (const void *)b->data, d->datas * sizeof(*d->data));
  d->input[d->inputs] = step;
  d->data[d->datas] = g;
  here.input = d->input;
  here.inputs = d->inputs + 1;
  here.data = d->data;
  here.datas = d->datas + 1;
  return gdl_program_run(d->program, &here, result) == d->checks &&
         isfinite(to->cost) && isfinite(to->norm) && isfinite(to->moved);
}
