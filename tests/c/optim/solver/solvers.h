/*
** solvers.h - runs by hand, shared by the tests of solver/
** What the descent driver does, without its trimmings.
*/
#ifndef GDL_TESTS_OPTIM_SOLVERS_H
#define GDL_TESTS_OPTIM_SOLVERS_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>

#include "array/reduce.h"
#include "optim/solver.h"
#include "../problems.h"

typedef struct run {
  test_problem t;
  const gdl_solver *solver;
  void *self;
  double *block;
  gdl_point now, next;
  size_t iterations;
  double step;
  double norm;               /* infinity norm of the gradient */
  int may_rise;              /* the cost */
  gdl_advance how;
  const char *why;
} run;


static inline void run_start (run *r, const gdl_solver *solver, test_cost cost,
                              size_t n, const double *options,
                              const gdl_line *line) {
  memset(r, 0, sizeof(*r));
  r->solver = solver;
  r->t = test_problem_of(cost, n);
  r->block = calloc(4*n, sizeof(double));
  r->now.x = r->block;
  r->now.g = r->block + n;
  r->next.x = r->block + 2*n;
  r->next.g = r->block + 3*n;
  assert_int_equal(solver->create(&r->t.p, options, line, &r->self), GDL_OK);
}


static inline gdl_status run_evaluate (run *r) {
  gdl_status status = GDL_OK;
  if (r->solver->traits & GDL_SOLVER_NO_GRADIENT)
    status = r->t.p.value(&r->t.p, r->now.x, &r->now.cost);
  else
    status = r->t.p.gradient(&r->t.p, r->now.x, &r->now.cost, r->now.g,
                             &r->now.g_error);
  r->norm = gdl_reduce_maxabs(r->now.g, r->t.p.n);
  return status;
}


/* Starts at a pattern repeated over all variables. */
static inline void run_fill (run *r, const double *pattern, size_t length) {
  for (size_t i = 0; i < r->t.p.n; i++)
    r->now.x[i] = pattern[i % length];
  assert_int_equal(run_evaluate(r), GDL_OK);
}


/* Goes on until the gradient is small, the solver ends or 'most' iterations
** are done. An accepted cost is finite and no higher but for rounding. */
static inline gdl_status run_on (run *r, double tolerance, size_t most) {
  int blind = (r->solver->traits & GDL_SOLVER_NO_GRADIENT) != 0;
  for (; most > 0 && (blind || !(r->norm <= tolerance)); most--) {
    gdl_status status = r->solver->advance(r->self, &r->t.p, &r->now,
                                           &r->next, &r->step, &r->how,
                                           &r->why);
    if (status != GDL_OK || r->how == GDL_STUCK)
      return status;
    assert_true(r->may_rise ||
                r->next.cost <= r->now.cost + 4e-15*fabs(r->now.cost));
    assert_true(isfinite(r->next.cost) && (blind || r->step > 0));
    gdl_point swap = r->now;
    r->now = r->next;
    r->next = swap;
    r->norm = gdl_reduce_maxabs(r->now.g, r->t.p.n);
    r->iterations++;
    if (r->how == GDL_SETTLED)
      break;
  }
  return GDL_OK;
}


static inline void run_end (run *r) {
  r->solver->destroy(r->self);
  free(r->block);
}


/* Another memory at the point of 'a', by copying or through bytes. */
static inline void run_double (const run *a, run *b, int by_bytes,
                               const double *options, const gdl_line *line) {
  size_t n = a->t.p.n;
  run_start(b, a->solver, a->t.cost, n, options, line);
  b->may_rise = a->may_rise;
  if (by_bytes) {
    gdl_bytes bytes = {0};
    a->solver->save(a->self, &bytes);
    assert_false(bytes.failed);
    gdl_reader in = gdl_reader_of(bytes.data, bytes.size);
    assert_int_equal(a->solver->load(b->self, &in), GDL_OK);
    assert_true(gdl_reader_done(&in));
    for (size_t k = 0; k < bytes.size; k += 7) {       /* cut short: refused */
      void *other;
      assert_int_equal(a->solver->create(&b->t.p, options, line, &other),
                       GDL_OK);
      in = gdl_reader_of(bytes.data, k);
      assert_int_equal(a->solver->load(other, &in), GDL_EFORMAT);
      a->solver->destroy(other);
    }
    gdl_bytes_free(&bytes);
  }
  else {
    b->solver->destroy(b->self);
    assert_int_equal(a->solver->copy(a->self, &b->self), GDL_OK);
  }
  memcpy(b->now.x, a->now.x, n*sizeof(double));
  assert_int_equal(run_evaluate(b), GDL_OK);
}


/* Copies, and what was saved and loaded, go on with the same bits; a copy
** outlives what it was made of. */
static inline void check_copies (const gdl_solver *solver, test_cost cost,
                                 size_t n, const double *options,
                                 const gdl_line *line) {
  static const size_t after[] = {0, 1, 2, 5, 11, 25};
  static const double start[] = {-1.2, 1};
  for (size_t k = 0; k < 2*sizeof(after)/sizeof(*after); k++) {
    run a, b;
    run_start(&a, solver, cost, n, options, line);
    a.may_rise = 1;
    run_fill(&a, start, 2);
    assert_int_equal(run_on(&a, 0, after[k/2]), GDL_OK);
    run_double(&a, &b, k % 2, options, line);
    assert_int_equal(run_on(&a, 0, 20), GDL_OK);
    size_t iterations = a.iterations - after[k/2];
    double *x = malloc(n*sizeof(double));
    memcpy(x, a.now.x, n*sizeof(double));
    run_end(&a);
    assert_int_equal(run_on(&b, 0, 20), GDL_OK);
    assert_int_equal(b.iterations, iterations);
    assert_memory_equal(x, b.now.x, n*sizeof(double));
    free(x);
    run_end(&b);
  }
}


/* A status of the problem comes through, and the run can be continued: to where
** it would have come without. */
static inline void check_failures (const gdl_solver *solver,
                                   const gdl_line *line) {
  static const double start[] = {-1.2, 1};
  run whole;
  run_start(&whole, solver, cost_rosenbrock, 2, NULL, line);
  whole.may_rise = 1;
  run_fill(&whole, start, 2);
  assert_int_equal(run_on(&whole, 1e-6, 2000), GDL_OK);
  for (uint64_t k = 2; k < 40; k++) {
    run r;
    run_start(&r, solver, cost_rosenbrock, 2, NULL, line);
    r.may_rise = 1;
    run_fill(&r, start, 2);
    r.t.fail_at = k;
    r.t.failure = k % 3 == 0 ? GDL_ENOMEM : k % 3 == 1 ? GDL_ECALLBACK
                                                       : GDL_ECANCEL;
    assert_int_equal(run_on(&r, 0, 2000), r.t.failure);
    assert_int_equal(r.t.gradients, k);
    r.t.fail_at = 0;
    assert_int_equal(run_on(&r, 1e-6, 2000), GDL_OK);
    assert_memory_equal(r.now.x, whole.now.x, 2*sizeof(double));
    run_end(&r);
  }
  run_end(&whole);
}


static inline void check_declarations (const gdl_solver *solver) {
  assert_ptr_equal(gdl_solver_find(solver->name), solver);
  assert_non_null(solver->doc);
  for (const gdl_option *o = solver->options; o->name != NULL; o++) {
    assert_true(o->low <= o->value && o->value <= o->high);
    assert_non_null(o->doc);
  }
  for (const gdl_choice *c = solver->choices; c && c->option; c++) {
    int i = 0, names = 0;
    while (strcmp(solver->options[i].name, c->option) != 0)
      i++;
    while (c->names[names] != NULL)
      names++;
    assert_true(solver->options[i].integer && solver->options[i].low == 0);
    assert_true(solver->options[i].high == names - 1);
  }
}


/* Sizes that no memory can hold. */
static inline void check_sizes (const gdl_solver *solver) {
  void *self;
  gdl_problem p = {.n = SIZE_MAX/8};
  assert_int_equal(solver->create(&p, NULL, NULL, &self), GDL_ENOMEM);
  p.n = SIZE_MAX;
  assert_int_equal(solver->create(&p, NULL, NULL, &self), GDL_ENOMEM);
}


/* The same costs from the same starts for all that goes along lines. */
static inline void check_minima (const gdl_solver *solver,
                                 const double *options, const gdl_line *line,
                                 int may_rise, size_t most) {
  static const double away[] = {-1.2, 1}, zero[] = {0}, one[] = {1},
                      ten[] = {10}, tenth[] = {0.1},
                      wood[] = {-3, -1, -3, -1}, powell[] = {3, -1, 0, 1};
  static const struct {
    const char *name; test_cost cost; size_t n;
    const double *start; size_t length;
    double minimum, within, unit;
  } rows[] = {
    {"rosenbrock", cost_rosenbrock, 2, away, 2, 0, 1e-11, 1},
    {"extended", cost_extended, 20, away, 2, 0, 1e-11, 1},
    {"chained", cost_chained, 30, zero, 1, 0, 1e-10, 1},
    {"beale", cost_beale, 2, one, 1, 0, 1e-11, 1},
    {"wood", cost_wood, 4, wood, 4, 0, 1e-11, 1},
    {"powell", cost_powell, 4, powell, 4, 0, 1e-6, 1},
    {"sphere 1", cost_sphere, 1, ten, 1, 0, 1e-11, 1},
    {"sphere 50", cost_sphere, 50, zero, 1, 0, 1e-11, 1},
    {"logarithm, nan", cost_log_nan, 10, ten, 1, 10, 1e-10, 1},
    {"logarithm, nan, near", cost_log_nan, 10, tenth, 1, 10, 1e-10, 1},
    {"logarithm, inf", cost_log_barrier, 10, ten, 1, 10, 1e-10, 1},
    {"huge", cost_huge, 2, away, 2, 0, 1e139, 1e150},
    {"tiny", cost_tiny, 2, away, 2, 0, 1e-161, 1e-150},
    {"lifted", cost_lifted, 2, away, 2, 1e6, 1e-9, 1}
  };
  for (size_t k = 0; k < sizeof(rows)/sizeof(*rows); k++) {
    run r;
    run_start(&r, solver, rows[k].cost, rows[k].n, options, line);
    r.may_rise = may_rise;
    run_fill(&r, rows[k].start, rows[k].length);
    assert_int_equal(run_on(&r, 1e-6*rows[k].unit, most), GDL_OK);
    if (!(r.norm <= 1e-6*rows[k].unit) ||
        !(fabs(r.now.cost - rows[k].minimum) <= rows[k].within))
      fail_msg("%s with %s: cost %g, |g| = %g after %d iterations, %s",
               rows[k].name, line ? line->search->name : "its own search",
               r.now.cost - rows[k].minimum, r.norm, (int)r.iterations,
               r.how == GDL_ADVANCED ? "on its way" : r.why);
    run_end(&r);
  }
}


/* A flat cost, one without a gradient, one that falls for ever. */
static inline void check_endings (const gdl_solver *solver) {
  static const double one[] = {1};
  run r;
  run_start(&r, solver, cost_flat, 3, NULL, NULL);
  run_fill(&r, one, 1);
  assert_int_equal(run_on(&r, -1, 10), GDL_OK);
  assert_int_equal(r.how, GDL_STUCK);
  assert_string_equal(r.why, "the gradient is zero");
  run_end(&r);
  run_start(&r, solver, cost_log_nan, 3, NULL, NULL);
  r.now.x[0] = -1;
  assert_int_equal(run_evaluate(&r), GDL_OK);
  assert_int_equal(run_on(&r, -1, 10), GDL_OK);
  assert_int_equal(r.how, GDL_STUCK);
  assert_string_equal(r.why, "the gradient is not finite");
  run_end(&r);
  run_start(&r, solver, cost_slope, 3, NULL, NULL);
  run_fill(&r, one, 1);
  assert_int_equal(run_on(&r, 0, 3), GDL_OK);
  assert_int_equal(r.iterations, 3);
  assert_true(r.now.cost < -1);
  run_end(&r);
  run_start(&r, solver, cost_rosenbrock, 2, NULL, NULL);
  static const double away[] = {-1.2, 1};
  run_fill(&r, away, 2);
  assert_int_equal(run_on(&r, -1, 100000), GDL_OK);   /* to the last digits */
  assert_int_equal(r.how, GDL_STUCK);
  assert_true(r.now.cost < 1e-12);
  run_end(&r);
}

static const gdl_line all_lines[] = {
  {&gdl_linesearch_armijo, NULL}, {&gdl_linesearch_strong_wolfe, NULL},
  {&gdl_linesearch_hager_zhang, NULL}, {&gdl_linesearch_nonmonotone, NULL},
  {&gdl_linesearch_exact, NULL}
};

#define MAY_RISE(line) \
  ((line)->search == &gdl_linesearch_nonmonotone || \
   (line)->search == &gdl_linesearch_hager_zhang)

#endif
