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
#include "graph/cheaper.h"
#include "graph/transform.h"

/* More nodes than this are lowered only once. */
#define NODES  4096

struct gdl_descend {
  gdl_program *program;
  const gdl_path *path;
  int light;
  size_t checks;
  size_t inputs, datas;      /* without ours */
  double *input;
  const double **data;
};

/* Of a light one, the first three. */
enum { AT_X, AT_COST, AT_NORM, AT_MOVED, AT_G, RESULTS, LIGHT_RESULTS = AT_MOVED };

/* While it is made. */
typedef struct maker {
  gdl_path *path;
  const gdl_graph *from;     /* of 'value' */
  gdl_graph *cheaper;        /* NULL: that is the path's own */
  gdl_graph *g;
  size_t n;
  uint32_t step, slot;       /* of the step size and of the gradient */
  double sign;
  int light;
  gdl_node value[2];         /* cost and gradient, nodes of 'from' */
  gdl_node x, slope;         /* of 'g' */
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
** The graph
*/
/* A part of x - step*g, made of parts of x and g: put together as slices of a whole
** it would be a loop of its own. */
static gdl_node part_of_next (maker *m, const gdl_graph *from, gdl_node n) {
  gdl_shape s = gdl_graph_shape(from, n);
  gdl_view where = gdl_graph_view(from, n);
  gdl_node x = gdl_graph_param(m->g, s, where),
           g = gdl_graph_slice(m->g, m->slope, s, where);
  return B(sub, x, B(mul, gdl_graph_input(m->g, m->step), g));
}


/* Builds 'out' of 'from' with x' in place of the parameters (at = 1), or with the
** parameters as they are. */
static void rebuild (maker *m, const gdl_graph *from, int at, const gdl_node *out,
                     size_t outs, gdl_node *result) {
  size_t count = gdl_graph_count(from);
  gdl_node *map = malloc((count + 1) * sizeof(*map));
  for (size_t k = 0; k < outs; k++)
    result[k] = GDL_NO_NODE;
  if (map == NULL)
    return;
  for (size_t k = 0; k < count; k++) {
    gdl_node n = (gdl_node)k;
    map[k] = GDL_NO_NODE;
    if (at && gdl_graph_op(from, n) == GDL_OP_param)
      map[k] = part_of_next(m, from, n);
  }
  gdl_graph_rebuild(m->g, from, out, outs, map, result);
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


/* What has to hold on the path, at x' or where the step begins. */
static void expect_path (maker *m, int at) {
  gdl_path *p = m->path;
  for (size_t k = 0; k < p->checks; k++) {
    gdl_node guard;
    rebuild(m, p->g, at, &p->guard[k].node, 1, &guard);
    expect(m, guard, p->guard[k].expected);
  }
}


static gdl_node step_from_x (maker *m) {
  return B(sub, m->x, B(mul, gdl_graph_input(m->g, m->step), m->slope));
}


/* What is to be finite is looked at afterwards: checks on the way would part what
** is one loop. */
static void measure (maker *m, int at) {
  gdl_node value[2];
  expect_path(m, at);
  rebuild(m, m->from, at, m->value, 2, value);
  m->out[AT_COST] = turned(m, value[0]);
  m->out[AT_G] = turned(m, value[1]);
  m->out[AT_NORM] = gdl_graph_maximum(m->g, U(abs, m->out[AT_G]), GDL_AXIS_ALL);
}


static void make_light (maker *m) {
  measure(m, 0);
  m->slope = m->out[AT_G];
  m->out[AT_X] = step_from_x(m);
}


static void make_kept (maker *m) {
  m->slope = gdl_graph_data(m->g, m->slot, gdl_shape_vector(m->n));
  m->out[AT_X] = step_from_x(m);
  measure(m, 1);
  gdl_node by = B(sub, m->out[AT_X], m->x);
  m->out[AT_MOVED] = gdl_graph_sum(m->g, B(mul, by, by), GDL_AXIS_ALL);
}


static gdl_status make (maker *m, gdl_descend *d, gdl_error *err) {
  m->g = gdl_graph_new(GDL_GRAPH_CONSED);
  m->check = malloc((m->path->checks + 1) * sizeof(*m->check));
  if (m->g == NULL || m->check == NULL)
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory for a program");
  m->x = gdl_graph_param_block(m->g, gdl_shape_vector(m->n), 0);
  if (m->light)
    make_light(m);
  else
    make_kept(m);
  gdl_status status = gdl_graph_status(m->g);
  if (status != GDL_OK)
    return gdl_error_set(err, status, "%s", gdl_graph_message(m->g));
  for (size_t k = 0; k < m->checks; k++)
    if (m->check[k].node == GDL_NO_NODE)
      return gdl_error_set(err, GDL_ENOMEM, "not enough memory for a program");
  d->checks = m->checks;
  return m->light
         ? gdl_program_new_over(m->g, m->out, LIGHT_RESULTS, m->check, m->checks, AT_X,
                                &d->program, err)
         : gdl_program_new(m->g, m->out, RESULTS, m->check, m->checks, &d->program,
                           err);
}


/* Cost and gradient, as evaluations have them. */
static gdl_status find_values (maker *m, gdl_want want, gdl_error *err) {
  gdl_path *p = m->path;
  gdl_node value[2];
  gdl_status status = gdl_want_nodes(p->g, want, p->out, p->outs, m->n, value, err);
  m->from = p->g;
  if (status == GDL_OK)
    memcpy(m->value, value, sizeof(value));
  if (status != GDL_OK || want != GDL_WANT_FAST_GRADIENT)
    return status;
  m->from = m->cheaper = gdl_graph_new(GDL_GRAPH_CONSED);
  if (m->cheaper == NULL)
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory for a program");
  status = gdl_graph_cheaper(m->cheaper, p->g, value, 2, m->value);
  return status == GDL_OK ? status
                          : gdl_error_set(err, status, "%s", gdl_graph_message(m->cheaper));
}


static gdl_status fill (gdl_descend *d, maker *m, gdl_want want, gdl_error *err) {
  gdl_status status = find_values(m, want, err);
  d->path = m->path;
  if (status == GDL_OK && gdl_graph_count(m->from) > NODES)
    status = gdl_error_set(err, GDL_EINVAL, "there are %zu nodes",
                           gdl_graph_count(m->from));
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


gdl_status gdl_descend_new (gdl_paths *ps, gdl_want want, int light, double sign,
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
    status = fill(d, &m, want, err);
  gdl_graph_free(m.cheaper);
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
         isfinite(to->cost) && isfinite(to->norm) &&
         (d->light || isfinite(to->moved));
}
