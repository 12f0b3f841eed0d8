/*
** run.h - runs of a solver by hand, shared by the tests of solvers
*/
#ifndef GDL_TESTS_OPTIM_RUN_H
#define GDL_TESTS_OPTIM_RUN_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>

#include "array/reduce.h"
#include "optim/solver.h"
#include "../problems.h"

/* A run by hand: what the descent driver does, without its trimmings. */
typedef struct run {
  const gdl_solver *solver;
  test_problem t;
  void *self;
  double *block;
  gdl_point now, next;
  size_t iterations;
  double step;
  double norm;               /* see run_norm */
  gdl_advance how;
  const char *why;
} run;


static inline void run_start_with (run *r, const gdl_solver *solver,
                                   test_cost cost, size_t n,
                                   const double *options) {
  memset(r, 0, sizeof(*r));
  r->solver = solver;
  r->t = test_problem_of(cost, n);
  r->block = calloc(4*n, sizeof(double));
  r->now.x = r->block;
  r->now.g = r->block + n;
  r->next.x = r->block + 2*n;
  r->next.g = r->block + 3*n;
  assert_int_equal(solver->create(&r->t.p, options, NULL, &r->self), GDL_OK);
}


/* The infinity norm of the gradient, or of x - P(x - g). */
static inline double run_norm (const run *r) {
  const gdl_problem *p = &r->t.p;
  double norm = 0;
  for (size_t i = 0; i < p->n; i++) {
    double x = r->now.x[i], to = x - r->now.g[i];
    if (p->lower != NULL)
      to = fmax(to, p->lower[i]);
    if (p->upper != NULL)
      to = fmin(to, p->upper[i]);
    norm = fmax(norm, p->lower != NULL || p->upper != NULL
                      ? fabs(to - x) : fabs(r->now.g[i]));
  }
  return isnan(gdl_reduce_maxabs(r->now.g, p->n)) ? NAN : norm;
}


static inline gdl_status run_evaluate (run *r) {
  gdl_status status = r->t.p.gradient(&r->t.p, r->now.x, &r->now.cost,
                                      r->now.g, &r->now.g_error);
  r->norm = run_norm(r);
  return status;
}


/* Goes on until the gradient is small, nothing moves or 'most' iterations
** are done. An accepted cost is finite and no higher but for rounding. */
static inline gdl_status run_on (run *r, double tolerance, size_t most) {
  for (; most > 0 && !(r->norm <= tolerance); most--) {
    gdl_status status = r->solver->advance(r->self, &r->t.p, &r->now, &r->next,
                                           &r->step, &r->how, &r->why);
    if (status != GDL_OK || r->how == GDL_STUCK)
      return status;
    assert_true(r->next.cost <= r->now.cost + 4e-15*fabs(r->now.cost));
    assert_true(isfinite(r->next.cost) && r->step > 0);
    gdl_point swap = r->now;
    r->now = r->next;
    r->next = swap;
    r->norm = run_norm(r);
    r->iterations++;
  }
  return GDL_OK;
}


static inline void run_end (run *r) {
  r->solver->destroy(r->self);
  free(r->block);
}


/* Starts at a pattern repeated over all variables. */
static inline void fill (run *r, const double *pattern, size_t length) {
  for (size_t i = 0; i < r->t.p.n; i++)
    r->now.x[i] = pattern[i % length];
  assert_int_equal(run_evaluate(r), GDL_OK);
}

/* Two runs, one of a copy or of what was saved after so many iterations, go on to
** the same bits. */
static inline void run_twice (const gdl_solver *solver, test_cost cost,
                              size_t n, const double *start, size_t after,
                              int saved) {
  run a, b;
  run_start_with(&a, solver, cost, n, NULL);
  fill(&a, start, n);
  assert_int_equal(run_on(&a, 0, after), GDL_OK);
  run_start_with(&b, solver, cost, n, NULL);
  if (saved) {
    gdl_bytes bytes = {NULL, 0, 0, 0};
    solver->save(a.self, &bytes);
    assert_false(bytes.failed);
    gdl_reader in = gdl_reader_of(bytes.data, bytes.size);
    assert_int_equal(solver->load(b.self, &in), GDL_OK);
    assert_true(gdl_reader_done(&in));
    for (size_t cut = 0; cut < bytes.size; cut += 1 + bytes.size/40) {
      void *self;
      gdl_reader part = gdl_reader_of(bytes.data, cut);
      assert_int_equal(solver->create(&b.t.p, NULL, NULL, &self), GDL_OK);
      assert_int_equal(solver->load(self, &part), GDL_EFORMAT);
      solver->destroy(self);
    }
    gdl_bytes_free(&bytes);
  }
  else {
    solver->destroy(b.self);
    assert_int_equal(solver->copy(a.self, &b.self), GDL_OK);
  }
  memcpy(b.now.x, a.now.x, n*sizeof(double));
  assert_int_equal(run_evaluate(&b), GDL_OK);
  assert_int_equal(run_on(&a, 0, 6), GDL_OK);
  assert_int_equal(run_on(&b, 0, 6), GDL_OK);
  assert_memory_equal(a.now.x, b.now.x, n*sizeof(double));
  assert_memory_equal(a.now.g, b.now.g, n*sizeof(double));
  run_end(&a);
  assert_int_equal(run_on(&b, 1e-6, 1000), GDL_OK);   /* a is gone */
  assert_true(b.norm <= 1e-6);
  run_end(&b);
}


/* The same after several numbers of iterations. */
static inline void run_copies (const gdl_solver *solver, test_cost cost,
                               const double *start, size_t most) {
  for (size_t after = 0; after <= most; after++)
    for (int saved = 0; saved < 2; saved++)
      run_twice(solver, cost, 2, start, after, saved);
}


/* A tolerance that cannot be met ends with words. */
static inline void run_floor (const gdl_solver *solver, test_cost cost,
                              const double *start, double within) {
  run r;
  run_start_with(&r, solver, cost, 2, NULL);
  fill(&r, start, 2);
  assert_int_equal(run_on(&r, -1, 1000), GDL_OK);
  assert_int_equal(r.how, GDL_STUCK);
  assert_true(r.norm <= within);
  run_end(&r);
}


static const double away[2] = {-1.2, 1};
static const double wood_start[4] = {-3, -1, -3, -1};
static const double powell_start[4] = {3, -1, 0, 1};
static const double zero[1] = {0};
static const double one[1] = {1};
static const double ten[1] = {10};
static const double tenth[1] = {0.1};


/* A row of a table of minima. */
typedef struct run_row {
  const char *name;
  test_cost cost;
  size_t n;
  const double *start; size_t length;
  double minimum, within;          /* of the cost */
  unsigned evaluations;            /* at most, products with the Hessian too */
} run_row;


static inline void run_rows (const gdl_solver *solver, const double *options,
                             const run_row *rows, size_t count) {
  for (size_t k = 0; k < count; k++) {
    run r;
    run_start_with(&r, solver, rows[k].cost, rows[k].n, options);
    fill(&r, rows[k].start, rows[k].length);
    double unit = rows[k].cost == cost_huge ? 1e150
                : rows[k].cost == cost_tiny ? 1e-150 : 1;
    assert_int_equal(run_on(&r, 1e-6*unit, 10000), GDL_OK);
    if (!(r.norm <= 1e-6*unit) || r.t.p.evaluations > rows[k].evaluations ||
        !(fabs(r.now.cost - rows[k].minimum) <= rows[k].within))
      fail_msg("%s: cost %g, gradient %g after %d iterations, "
               "%d evaluations%s%s", rows[k].name, r.now.cost, r.norm,
               (int)r.iterations, (int)r.t.p.evaluations,
               r.how == GDL_STUCK ? ": " : "",
               r.how == GDL_STUCK ? r.why : "");
    run_end(&r);
  }
}


/* A problem that fails, in any of its evaluations, passes; then the run can be
** continued. */
static inline void run_failures (const gdl_solver *solver, test_cost cost,
                                 const double *start, size_t n,
                                 uint64_t gradients, uint64_t products) {
  for (uint64_t k = 1; k <= gradients + products; k++) {
    run r;
    run_start_with(&r, solver, cost, n, NULL);
    fill(&r, start, n);
    if (k <= gradients)
      r.t.fail_at = k + 1;
    else
      r.t.fail_product_at = k - gradients;
    r.t.failure = k % 3 == 0 ? GDL_ENOMEM : k % 3 == 1 ? GDL_ECALLBACK
                                                       : GDL_ECANCEL;
    assert_int_equal(run_on(&r, 0, 1000), r.t.failure);
    assert_int_equal(run_on(&r, 1e-6, 1000), GDL_OK);
    assert_true(r.norm <= 1e-6);
    run_end(&r);
  }
}


/* Where there is nothing to do a run ends with words. */
static inline void run_nothing (const gdl_solver *solver, const char *zero_why) {
  run r;
  run_start_with(&r, solver, cost_flat, 3, NULL);
  fill(&r, one, 1);
  assert_int_equal(run_on(&r, -1, 10), GDL_OK);
  assert_int_equal(r.how, GDL_STUCK);
  assert_string_equal(r.why, zero_why);
  assert_int_equal(r.t.p.evaluations, 1);
  run_end(&r);
  run_start_with(&r, solver, cost_log_nan, 3, NULL);
  r.now.x[0] = -1;
  assert_int_equal(run_evaluate(&r), GDL_OK);
  assert_int_equal(run_on(&r, -1, 10), GDL_OK);
  assert_int_equal(r.how, GDL_STUCK);
  assert_string_equal(r.why, "the gradient is not finite");
  run_end(&r);
}


/* Options lie in their ranges and say what they are. */
static inline void run_options (const gdl_solver *solver) {
  for (const gdl_option *o = solver->options; o->name != NULL; o++) {
    assert_true(o->low <= o->value && o->value <= o->high);
    assert_non_null(o->doc);
  }
  assert_ptr_equal(gdl_solver_find(solver->name), solver);
  assert_non_null(solver->doc);
  void *self;
  gdl_problem p = {.n = SIZE_MAX/8};
  assert_int_equal(solver->create(&p, NULL, NULL, &self), GDL_ENOMEM);
  p.n = SIZE_MAX;
  assert_int_equal(solver->create(&p, NULL, NULL, &self), GDL_ENOMEM);
}

#endif
