/*
** stretchgraph.c - the parts of a run put together as one graph of numbers
** What is built here is an epoch as the driver makes it (optim/epoch.c, run.c),
** operation by operation; what the driver would do otherwise than go on to the next
** epoch is a check that does not hold.
*/
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/reduce.h"
#include "bind/stretch_impl.h"


static gdl_status refuse (gdl_stretch_builder *b, const char *why) {
  return gdl_error_set(b->err, GDL_EINVAL, "%s", why);
}


gdl_node gdl_stretch_in (const gdl_stretch_builder *b, size_t k) {
  return k == GDL_NO_WIRE ? GDL_NO_NODE : b->sr->wire[k].in;
}


/* The number has to be what is expected, or the epoch is the driver's. */
void gdl_stretch_expect (gdl_stretch_builder *b, gdl_node n, int expected) {
  double v;
  if (n != GDL_NO_NODE && gdl_graph_is_number(b->g, n, &v) &&
      (v != 0) == expected)
    return;
  if (b->checks < GDL_STRETCH_CHECKS)
    b->check[b->checks++] = (gdl_check){n, expected};
  else {                     /* both in one */
    gdl_check *last = &b->check[GDL_STRETCH_CHECKS - 1];
    gdl_node one = NUMBER(b, 1), zero = NUMBER(b, 0);
    gdl_node x = gdl_graph_select(b->g, n, NUMBER(b, expected), NUMBER(b, !expected));
    gdl_node y = gdl_graph_select(b->g, last->node, last->expected ? one : zero,
                                  last->expected ? zero : one);
    *last = (gdl_check){gdl_graph_select(b->g, x, y, zero), 1};
  }
}


/* As gdl_reduce_max and gdl_reduce_maxabs have it, of numbers that are no NaN. */
static gdl_node largest (gdl_stretch_builder *b, const gdl_node *x, size_t n,
                         int absolute) {
  gdl_node most = GDL_NO_NODE;
  for (size_t i = 0; i < n; i++) {
    gdl_node here = absolute ? UNARY(b, abs, x[i]) : x[i];
    most = i == 0 ? here
           : gdl_graph_select(b->g, BINARY(b, lt, most, here), here, most);
  }
  return most;
}


/* As gdl_reduce_norm2 has it, where it is in the middle of the range: *safe. */
static gdl_node norm2 (gdl_stretch_builder *b, const gdl_node *x, size_t n,
                       gdl_node *safe) {
  gdl_node *square = b->result, all;
  *safe = NUMBER(b, 1);
  if (n == 1)
    return UNARY(b, abs, x[0]);
  for (size_t i = 0; i < n; i++)
    square[i] = BINARY(b, mul, x[i], x[i]);
  all = gdl_graph_sum_of(b->g, square, n);
  *safe = gdl_graph_select(b->g, BINARY(b, le, NUMBER(b, GDL_REDUCE_SAFE_LOW), all),
                           BINARY(b, le, all, NUMBER(b, GDL_REDUCE_SAFE_HIGH)),
                           NUMBER(b, 0));
  return UNARY(b, sqrt, all);
}


/*
** The step size
*/
static gdl_status schedule (gdl_stretch_builder *b) {
  gdl_status status = gdl_stretch_native(b, GDL_NATIVE_STEP, &b->now, b->step, b->steps);
  for (size_t k = 0; k < b->steps && status == GDL_OK; k++) {
    gdl_stretch_expect(b, BINARY(b, le, NUMBER(b, 0), b->step[k]), 1);
    gdl_stretch_expect(b, BINARY(b, lt, b->step[k], NUMBER(b, INFINITY)), 1);
  }
  return status;
}


/* A number of the run's options: an input, so that the program is the same for
** other options. */
static size_t staying (gdl_stretch_builder *b, double value) {
  size_t k = gdl_wires_add(b->sr, b->g, 1);
  if (k != GDL_NO_WIRE)
    b->sr->wire[k].value = value;
  return k;
}


static gdl_status step_size (gdl_stretch_builder *b) {
  gdl_node all;
  if (b->sr->traced[GDL_STRETCH_STEP] != NULL) {
    gdl_status status = schedule(b);
    if (status != GDL_OK)
      return status;
  }
  else
    b->step[0] = gdl_stretch_in(b, staying(b, b->s->o->step));
  all = largest(b, b->step, b->steps, 0);
  b->sr->scale = GDL_NO_WIRE;
  if (b->s->scale != 1) {
    b->sr->scale = staying(b, b->s->scale);
    gdl_node scale = gdl_stretch_in(b, b->sr->scale);
    for (size_t k = 0; k < b->steps; k++)
      b->step[k] = BINARY(b, mul, b->step[k], scale);
    all = BINARY(b, mul, all, scale);
  }
  gdl_node peak = b->now.number[GDL_W_PEAK];
  b->next.number[GDL_W_STEP] = all;
  b->next.number[GDL_W_PEAK] =
      gdl_graph_select(b->g, BINARY(b, lt, peak, all), all, peak);
  return GDL_OK;
}


/*
** The update
*/
static void clip (gdl_stretch_builder *b) {
  double norm = b->s->o->clip_norm, value = b->s->o->clip_value;
  gdl_node factor = NUMBER(b, 1), safe;
  memcpy(b->used, b->now.g, b->n * sizeof(*b->used));
  if (isinf(norm) && isinf(value))
    return;
  if (!isinf(norm)) {
    gdl_node size = norm2(b, b->now.g, b->n, &safe), most = NUMBER(b, norm);
    gdl_stretch_expect(b, safe, 1);
    factor = gdl_graph_select(b->g, BINARY(b, lt, most, size),
                              BINARY(b, div, most, size), factor);
  }
  gdl_node high = NUMBER(b, value), low = NUMBER(b, -value);
  for (size_t i = 0; i < b->n; i++) {
    gdl_node c = BINARY(b, mul, b->now.g[i], factor);
    c = gdl_graph_select(b->g, BINARY(b, lt, c, low), low, c);
    b->used[i] = gdl_graph_select(b->g, BINARY(b, lt, high, c), high, c);
  }
}


static gdl_status update (gdl_stretch_builder *b) {
  gdl_status status = GDL_OK;
  clip(b);
  if (b->sr->traced[GDL_STRETCH_UPDATE] != NULL)
    status = gdl_stretch_native(b, GDL_NATIVE_UPDATE, &b->now, b->next.x, b->n);
  else
    for (size_t i = 0; i < b->n; i++)
      b->next.x[i] = BINARY(b, sub, b->now.x[i],
                            BINARY(b, mul, b->step[b->steps == 1 ? 0 : i],
                                   b->used[i]));
  for (size_t i = 0; b->s->frozen != NULL && i < b->n; i++)
    if (b->s->frozen[i])
      b->next.x[i] = b->now.x[i];
  return status;
}


/* Nothing may be other than finite: a sum of sizes is not, then, or cannot be
** told from that. */
static void expect_finite (gdl_stretch_builder *b) {
  gdl_node all = UNARY(b, abs, b->next.number[GDL_W_COST]);
  for (size_t i = 0; i < b->n; i++)
    all = BINARY(b, add, all, BINARY(b, add, UNARY(b, abs, b->next.x[i]),
                                     UNARY(b, abs, b->next.g[i])));
  gdl_stretch_expect(b, BINARY(b, lt, all, NUMBER(b, INFINITY)), 1);
}


/* A gradient below its own error is the driver's to judge. */
static void judge_error (gdl_stretch_builder *b) {
  gdl_node *number = b->next.number, zero = NUMBER(b, 0), v = number[GDL_W_ERROR];
  double none;
  if (v != GDL_NO_NODE && gdl_graph_is_number(b->g, v, &none))
    return;
  gdl_node nothing = BINARY(b, eq, number[GDL_W_COST], zero);
  gdl_stretch_expect(b, gdl_graph_select(b->g, nothing, NUMBER(b, 1),
                             BINARY(b, le, v, number[GDL_W_NORM])), 1);
  number[GDL_W_ERROR] = gdl_graph_select(b->g, nothing, zero, v);
}


static void expect_no_rise (gdl_stretch_builder *b) {
  if (b->s->o->on_rise == GDL_RISE_IGNORE)
    return;
  gdl_node before = b->now.number[GDL_W_COST];
  gdl_node more = BINARY(b, mul, NUMBER(b, b->s->o->rise_factor - 1),
                         UNARY(b, abs, before));
  gdl_stretch_expect(b, BINARY(b, lt, BINARY(b, add, before, more),
                   b->next.number[GDL_W_COST]), 0);
}


/*
** What is kept of it
*/
static gdl_node more (gdl_stretch_builder *b, gdl_stretch_name name, double by) {
  return BINARY(b, add, b->now.number[name], NUMBER(b, by));
}


static void count (gdl_stretch_builder *b) {
  double evaluations = b->sr->evaluations[GDL_STRETCH_COST];
  b->next.number[GDL_W_EPOCH] = more(b, GDL_W_EPOCH, 1);
  b->next.number[GDL_W_UPDATES] = more(b, GDL_W_UPDATES, 1);
  b->next.number[GDL_W_EVALUATIONS] = more(b, GDL_W_EVALUATIONS, evaluations);
}


/* How far the point moved; checked only where somebody asks. */
static int wants_change (const gdl_stretch_builder *b) {
  size_t f = (size_t)gdl_state_field("change");
  if (b->s->fields & 1u << GDL_FIELD_CHANGE)
    return 1;
  for (int part = 0; part < GDL_NATIVE_COUNT; part++) {
    const gdl_native *nat = &b->run->native[part];
    if (b->sr->traced[GDL_STRETCH_STEP + part] == NULL)
      continue;
    for (size_t k = 0; k < nat->states; k++)
      if (nat->state[k].source == GDL_FROM_FIELD && nat->state[k].index == f)
        return 1;
  }
  return 0;
}


static void measure (gdl_stretch_builder *b) {
  gdl_node *number = b->next.number, safe;
  number[GDL_W_NORM] = largest(b, b->next.g, b->n, 1);
  number[GDL_W_COST_CHANGE] = BINARY(b, sub, number[GDL_W_COST],
                                     b->now.number[GDL_W_COST]);
  number[GDL_W_CHANGE] = b->now.number[GDL_W_CHANGE];
  if (!wants_change(b))
    return;
  for (size_t i = 0; i < b->n; i++)
    b->moved[i] = BINARY(b, sub, b->next.x[i], b->now.x[i]);
  number[GDL_W_CHANGE] = norm2(b, b->moved, b->n, &safe);
  gdl_stretch_expect(b, safe, 1);
}


static gdl_node better (gdl_stretch_builder *b, gdl_node is, gdl_node next,
                        gdl_node now) {
  return gdl_graph_select(b->g, is, next, now);
}


static void keep_best (gdl_stretch_builder *b) {
  gdl_node *now = b->now.number, *next = b->next.number;
  gdl_stretcher *sr = b->sr;
  gdl_node is = BINARY(b, lt, next[GDL_W_COST], now[GDL_W_BEST_COST]);
  next[GDL_W_BEST_COST] = better(b, is, next[GDL_W_COST], now[GDL_W_BEST_COST]);
  next[GDL_W_BEST_NORM] = better(b, is, next[GDL_W_NORM], now[GDL_W_BEST_NORM]);
  next[GDL_W_BEST_EPOCH] = better(b, is, next[GDL_W_EPOCH], now[GDL_W_BEST_EPOCH]);
  for (size_t i = 0; i < b->n; i++) {
    b->next.best_x[i] = better(b, is, b->next.x[i], b->now.best_x[i]);
    sr->wire[sr->best_g + i].next = better(b, is, b->next.g[i],
                                           gdl_stretch_in(b, sr->best_g + i));
  }
  for (size_t k = 0; sr->keeps_best_row && k < sr->columns; k++) {
    size_t best = sr->best_column[k], from = sr->column[k];
    if (sr->wire[best].next == GDL_NO_NODE)
      sr->wire[best].next = better(b, is, sr->wire[from].next, gdl_stretch_in(b, best));
  }
}


static gdl_status rules (gdl_stretch_builder *b) {
  if (b->sr->traced[GDL_STRETCH_STOP] != NULL)
    return gdl_stretch_native(b, GDL_NATIVE_STOP, &b->next, NULL, 0);
  gdl_stretch_expect(b, BINARY(b, le, b->next.number[GDL_W_NORM],
                   gdl_stretch_in(b, staying(b, b->s->o->tolerance))), 0);
  return GDL_OK;
}


/*
** The whole
*/
static void join (gdl_stretch_builder *b, size_t first, const gdl_node *next) {
  for (size_t i = 0; i < b->n; i++)
    b->sr->wire[first + i].next = next[i];
}


/* What the wires of the state become, so far as it is known. */
static void connect (gdl_stretch_builder *b) {
  gdl_stretcher *sr = b->sr;
  for (int k = 0; k < GDL_W_NAMES; k++)
    if (k < GDL_W_BEST_COST)
      sr->wire[sr->named[k]].next = b->next.number[k];
  join(b, sr->x, b->next.x);
  join(b, sr->g, b->next.g);
  join(b, sr->before, b->now.x);
}


static void connect_best (gdl_stretch_builder *b) {
  gdl_stretcher *sr = b->sr;
  for (int k = GDL_W_BEST_COST; k < GDL_W_NAMES; k++)
    sr->wire[sr->named[k]].next = b->next.number[k];
  join(b, sr->best_x, b->next.best_x);
}


static gdl_status epoch (gdl_stretch_builder *b) {
  gdl_status status = step_size(b);
  if (status == GDL_OK)
    status = update(b);
  if (status == GDL_OK)
    status = gdl_stretch_evaluate(b);
  if (status != GDL_OK)
    return status;
  expect_finite(b);
  expect_no_rise(b);
  count(b);
  measure(b);
  judge_error(b);
  connect(b);
  keep_best(b);
  connect_best(b);
  return rules(b);
}


/* Wires: the state of the run, the memories of its parts. */
static int make_wires (gdl_stretch_builder *b) {
  gdl_stretcher *sr = b->sr;
  size_t n = b->n;
  gdl_wires_clear(sr);
  size_t first = gdl_wires_add(sr, b->g, GDL_W_NAMES);
  for (size_t k = 0; k < GDL_W_NAMES; k++)
    sr->named[k] = first + k;
  sr->x = gdl_wires_add(sr, b->g, 5 * n);
  sr->g = sr->x + n;
  sr->before = sr->g + n;
  sr->best_x = sr->before + n;
  sr->best_g = sr->best_x + n;
  for (int part = 0; part < GDL_NATIVE_COUNT; part++) {
    size_t count = sr->traced[GDL_STRETCH_STEP + part] != NULL
                   ? b->run->native[part].n : 0;
    sr->memory[part] = gdl_wires_add(sr, b->g, count);
    if (sr->memory[part] == GDL_NO_WIRE)
      return 0;
  }
  return first != GDL_NO_WIRE && sr->x != GDL_NO_WIRE;
}


/* Everything that is to be known after a stretch; sums of what the driver counts
** by itself are not. */
static void want (gdl_stretcher *sr, size_t n) {
  static const gdl_stretch_name wanted[] = {
    GDL_W_COST, GDL_W_COST_CHANGE, GDL_W_NORM, GDL_W_ERROR, GDL_W_STEP, GDL_W_PEAK,
    GDL_W_BEST_COST, GDL_W_BEST_NORM, GDL_W_BEST_EPOCH
  };
  for (size_t k = 0; k < sizeof(wanted) / sizeof(wanted[0]); k++)
    sr->wire[sr->named[wanted[k]]].wanted = 1;
  for (size_t k = 0; k < 5 * n; k++)
    sr->wire[sr->x + k].wanted = 1;
}


/* Columns of rows, in the order of history.h. */
static int make_columns (gdl_stretch_builder *b) {
  static const struct {
    gdl_field field;
    gdl_stretch_name now, best;
  } row[] = {
    {GDL_FIELD_EPOCH, GDL_W_EPOCH, GDL_W_BEST_EPOCH},
    {GDL_FIELD_COST, GDL_W_COST, GDL_W_BEST_COST},
    {GDL_FIELD_STEP, GDL_W_STEP, GDL_W_NAMES},
    {GDL_FIELD_GRADIENT_NORM, GDL_W_NORM, GDL_W_BEST_NORM},
    {GDL_FIELD_CHANGE, GDL_W_CHANGE, GDL_W_NAMES},
    {GDL_FIELD_UPDATES, GDL_W_UPDATES, GDL_W_NAMES},
    {GDL_FIELD_EVALUATIONS, GDL_W_EVALUATIONS, GDL_W_NAMES}
  };
  gdl_stretcher *sr = b->sr;
  unsigned fields = b->s->every != 0 ? b->s->fields : 0;
  size_t n = b->n, most = sizeof(row) / sizeof(row[0]) + 2 * n;
  free(sr->column);
  sr->column = malloc(2 * most * sizeof(*sr->column));
  if (sr->column == NULL)
    return 0;
  sr->best_column = sr->column + most;
  sr->columns = 0;
  for (size_t k = 0; k < sizeof(row) / sizeof(row[0]); k++)
    if (fields & 1u << row[k].field) {
      size_t best = row[k].best != GDL_W_NAMES ? sr->named[row[k].best]
                                               : gdl_wires_add(sr, b->g, 1);
      if (best == GDL_NO_WIRE)
        return 0;
      sr->column[sr->columns] = sr->named[row[k].now];
      sr->best_column[sr->columns++] = best;
    }
  for (size_t i = 0; fields & 1u << GDL_FIELD_X && i < n; i++) {
    sr->column[sr->columns] = sr->x + i;
    sr->best_column[sr->columns++] = sr->best_x + i;
  }
  for (size_t i = 0; fields & 1u << GDL_FIELD_GRADIENT && i < n; i++) {
    sr->column[sr->columns] = sr->g + i;
    sr->best_column[sr->columns++] = sr->best_g + i;
  }
  for (size_t k = 0; k < sr->columns; k++) {
    sr->wire[sr->column[k]].wanted = 1;
    if (sr->keeps_best_row)
      sr->wire[sr->best_column[k]].wanted = 1;
  }
  return 1;
}


/* All wires there are now are read where the epoch begins. */
static void look (gdl_stretch_builder *b, gdl_node *room) {
  gdl_stretcher *sr = b->sr;
  size_t n = b->n;
  b->now = (gdl_stretch_view){.x = room, .g = room + n, .best_x = room + 2 * n};
  b->next = (gdl_stretch_view){.x = room + 3 * n, .g = room + 4 * n, .best_x = room + 5 * n};
  b->step = room + 6 * n;
  b->used = room + 7 * n;
  b->moved = room + 8 * n;
  for (size_t i = 0; i < n; i++) {
    b->now.x[i] = gdl_stretch_in(b, sr->x + i);
    b->now.g[i] = gdl_stretch_in(b, sr->g + i);
    b->now.best_x[i] = gdl_stretch_in(b, sr->best_x + i);
  }
  for (int k = 0; k < GDL_W_NAMES; k++)
    b->now.number[k] = gdl_stretch_in(b, sr->named[k]);
}


static void want_memories (const gdl_stretch_builder *b) {
  for (int part = 0; part < GDL_NATIVE_COUNT; part++)
    for (size_t k = 0; b->sr->traced[GDL_STRETCH_STEP + part] != NULL &&
                       k < b->run->native[part].n; k++)
      b->sr->wire[b->sr->memory[part] + k].wanted = 1;
}


static gdl_status build (gdl_stretch_builder *b, gdl_node *room) {
  if (!make_wires(b) || !make_columns(b))
    return gdl_error_set(b->err, GDL_ENOMEM, "not enough memory for a stretch");
  look(b, room);
  want(b->sr, b->n);
  want_memories(b);
  gdl_status status = epoch(b);
  if (status == GDL_OK && gdl_graph_status(b->g) != GDL_OK) {
    status = gdl_graph_status(b->g);
    gdl_error_set(b->err, status, "%s", gdl_graph_message(b->g));
  }
  for (size_t k = 0; status == GDL_OK && k < b->checks; k++) {
    double v;
    if (gdl_graph_is_number(b->g, b->check[k].node, &v))
      return refuse(b, "an epoch is never an ordinary one");
  }
  if (status == GDL_OK)
    status = gdl_wires_program(b->sr, b->g, b->check, b->checks, b->err);
  return status;
}


/* The most results that a part has. */
static size_t widest (const gdl_run *run, size_t n) {
  size_t most = n + 1;
  for (int part = 0; part < GDL_NATIVE_COUNT; part++)
    if (run->native[part].n + n > most)
      most = run->native[part].n + n;
  return most;
}


gdl_status gdl_stretcher_make (gdl_stretcher *sr, const gdl_run *run,
                               const gdl_stretch *s, gdl_error *err) {
  gdl_stretch_builder b = {.sr = sr, .run = run, .s = s, .n = s->n, .err = err};
  b.steps = run->native[GDL_NATIVE_STEP].step_each &&
            sr->traced[GDL_STRETCH_STEP] != NULL ? s->n : 1;
  b.g = gdl_graph_new(GDL_GRAPH_CONSED);
  b.result = malloc((widest(run, s->n) + 1) * sizeof(*b.result));
  gdl_node *room = malloc((9 * s->n + 1) * sizeof(*room));
  gdl_status status = GDL_ENOMEM;
  if (b.g == NULL || b.result == NULL || room == NULL)
    gdl_error_set(err, status, "not enough memory for a stretch");
  else
    status = build(&b, room);
  gdl_graph_free(b.g);
  free(b.result);
  free(room);
  return status;
}
