/*
** lines.h - searching along one variable, shared by the tests of linesearch/
*/
#ifndef GDL_TESTS_OPTIM_LINES_H
#define GDL_TESTS_OPTIM_LINES_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>

#include "optim/linesearch.h"
#include "../problems.h"
#include "more_thuente.h"

typedef struct line {
  test_problem t;
  const gdl_linesearch *search;
  double options[GDL_LINE_OPTIONS];
  double x0, g0, x1, g1, direction;
  gdl_point now, next;
  gdl_search_memory memory;
  gdl_search_end end;
} line;


static void line_init (line *l, const gdl_linesearch *search, test_cost cost,
                       double x0) {
  memset(l, 0, sizeof(*l));
  l->t = test_problem_of(cost, 1);
  l->search = search;
  for (int i = 0; search->options[i].name != NULL; i++)
    l->options[i] = search->options[i].value;
  l->x0 = x0;
  l->now = (gdl_point){&l->x0, &l->g0, cost(&x0, &l->g0, 1), 0};
  l->next = (gdl_point){&l->x1, &l->g1, 0, 0};
  l->direction = l->g0 < 0 ? 1 : -1;
}


/* Sets the option 'name'. */
static inline void line_set (line *l, const char *name, double value) {
  int i = 0;
  while (strcmp(l->search->options[i].name, name) != 0)
    i++;
  l->options[i] = value;
}


/* The status; *step is the accepted one, where 'next' must stand then. */
static inline gdl_status line_try (line *l, double *step) {
  gdl_search s = {.problem = &l->t.p, .now = &l->now,
                  .direction = &l->direction, .step = *step,
                  .next = &l->next, .memory = &l->memory,
                  .end = GDL_SEARCH_FAILED};
  l->t.p.evaluations = 0;
  gdl_status status = l->search->search(l->options, &s);
  l->end = s.end;
  *step = s.step;
  if (status == GDL_OK && s.end != GDL_SEARCH_FAILED) {
    double g, x = l->x0 + s.step * l->direction;
    if (l->x1 != x)
      fail_msg("%g + %g*%g is not %g", l->x0, s.step, l->direction, l->x1);
    assert_true(l->next.cost == l->t.cost(&x, &g, 1));
    assert_true(l->g1 == g);
  }
  return status;
}

static inline void line_search (line *l, double *step) {
  assert_int_equal(line_try(l, step), GDL_OK);
}


/* Goes to 'next' and looks downhill from there. */
static inline void line_follow (line *l) {
  l->x0 = l->x1;
  l->g0 = l->g1;
  l->now.cost = l->next.cost;
  l->direction = l->g0 < 0 ? 1 : -1;
}


static inline double slope_at (const line *l) {
  return l->g1 * l->direction;
}

static inline int has_decrease (const line *l, double part, double step) {
  return l->next.cost <= l->now.cost + part * step * l->g0 * l->direction;
}


/* -log(1 - x) - 1.5x, minimum 1/3, without a value from 1 on. */
static inline double edge_of_nan (const double *x, double *g, size_t n) {
  (void)n;
  *g = *x < 1 ? 1/(1 - *x) - 1.5 : NAN;
  return *x < 1 ? -log(1 - *x) - 1.5 * *x : NAN;
}

static inline double edge_of_inf (const double *x, double *g, size_t n) {
  (void)n;
  *g = 1/(1 - *x) - 1.5;
  return *x < 1 ? -log(1 - *x) - 1.5 * *x : INFINITY;
}

static inline double falls_for_ever (const double *x, double *g, size_t n) {
  (void)n;
  *g = -1;
  return -*x;
}

static inline double never_finite (const double *x, double *g, size_t n) {
  (void)n;
  *g = *x == 0 ? -1 : NAN;
  return *x == 0 ? 0 : NAN;
}


/*
** What all searches have in common
*/

static const test_cost published[6] = {phi1, phi2, phi3, phi4, phi5, phi6};
static const double published_steps[4] = {1e-3, 1e-1, 1e1, 1e3};


/* Non-finite trials are backed off from. */
static inline void check_walls (const gdl_linesearch *search) {
  static const test_cost costs[2] = {edge_of_nan, edge_of_inf};
  static const double steps[] = {1.5, 10, 1e6};
  for (int k = 0; k < 2; k++)
    for (int i = 0; i < 3; i++) {
      line l;
      line_init(&l, search, costs[k], 0);
      double step = steps[i];
      line_search(&l, &step);
      assert_int_not_equal(l.end, GDL_SEARCH_FAILED);
      assert_true(isfinite(l.next.cost) && l.next.cost < l.now.cost);
    }
  line l;
  double step = 1;
  line_init(&l, search, never_finite, 0);
  line_search(&l, &step);
  assert_int_equal(l.end, GDL_SEARCH_FAILED);
}


/* Uphill, flat, or no step at all: GDL_EINVAL before anything is evaluated. */
static inline void check_misuse (const gdl_linesearch *search) {
  line l;
  double step = 1;
  line_init(&l, search, cost_sphere, 0);
  l.direction = -l.direction;
  assert_int_equal(line_try(&l, &step), GDL_EINVAL);
  l.direction = 0;
  assert_int_equal(line_try(&l, &step), GDL_EINVAL);
  l.direction = NAN;
  assert_int_equal(line_try(&l, &step), GDL_EINVAL);
  l.direction = 1;
  step = 0;
  assert_int_equal(line_try(&l, &step), GDL_EINVAL);
  assert_int_equal(l.t.p.evaluations, 0);
}


/* Statuses of the problem come through, at whichever trial. */
static inline void check_failures (const gdl_linesearch *search) {
  for (uint64_t k = 1; k <= 2; k++) {
    line l;
    double step = 100;
    line_init(&l, search, phi1, 0);
    line_set(&l, "evaluations", 50);
    l.t.fail_at = k;
    l.t.failure = GDL_ECANCEL;
    gdl_status status = line_try(&l, &step);
    if (l.t.gradients >= k)
      assert_int_equal(status, GDL_ECANCEL);
    else
      assert_int_equal(status, GDL_OK);
  }
}


/* No more evaluations than allowed, but as many as patience asks for. */
static inline void check_limit (const gdl_linesearch *search, double most) {
  line l;
  double step = 1e30;
  line_init(&l, search, never_finite, 0);
  line_set(&l, "evaluations", most);
  line_search(&l, &step);
  assert_int_equal(l.end, GDL_SEARCH_FAILED);
  assert_true(l.t.p.evaluations <= (uint64_t)most);
}


static inline void check_options (const gdl_linesearch *search) {
  int count = 0;
  assert_ptr_equal(gdl_linesearch_find(search->name), search);
  assert_non_null(search->doc);
  assert_true(search->remembers <= GDL_SEARCH_MEMORY);
  double values[GDL_LINE_OPTIONS];
  for (const gdl_option *o = search->options; o->name != NULL; o++) {
    assert_true(count < GDL_LINE_OPTIONS);
    assert_true(o->low <= o->value && o->value <= o->high);
    assert_non_null(o->doc);
    values[count++] = o->value;
  }
  const char *why = "";
  assert_int_equal(search->check(values, &why), GDL_OK);
  assert_null(why);
}


static inline void check_common (const gdl_linesearch *search) {
  check_options(search);
  check_walls(search);
  check_misuse(search);
  check_failures(search);
  check_limit(search, 5);
}

#endif
